-- How many of the mentions are nominals and pronouns; the others are names.
ALTER TABLE chains ADD COLUMN n_nominals INTEGER NOT NULL DEFAULT 0;
ALTER TABLE chains ADD COLUMN n_pronouns INTEGER NOT NULL DEFAULT 0;
ALTER TABLE entities ADD COLUMN n_nominals INTEGER NOT NULL DEFAULT 0;
ALTER TABLE entities ADD COLUMN n_pronouns INTEGER NOT NULL DEFAULT 0;

UPDATE chains SET n_nominals = counted.nominals, n_pronouns = counted.pronouns
FROM (SELECT article, chain, sum(form = 1) AS nominals, sum(form = 2) AS pronouns
    FROM mentions WHERE form > 0 AND chain IS NOT NULL GROUP BY article, chain) AS counted
WHERE chains.article = counted.article AND chains.ordinal = counted.chain;

UPDATE entities SET n_nominals = counted.nominals, n_pronouns = counted.pronouns
FROM (SELECT entity, sum(n_nominals) AS nominals, sum(n_pronouns) AS pronouns
    FROM chains WHERE entity IS NOT NULL GROUP BY entity) AS counted
WHERE entities.id = counted.entity;
