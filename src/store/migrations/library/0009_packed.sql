-- What is never searched by SQL is packed: a row for each article, or each run of an index, instead of one for each
-- mention, passage, link and key. The next step fills the tables from those that were.

-- Made by `reading.rs`.
CREATE TABLE readings (
    article  INTEGER PRIMARY KEY REFERENCES articles ON DELETE CASCADE,
    passages BLOB NOT NULL,
    mentions BLOB NOT NULL,
    chains   BLOB NOT NULL
);

-- The least confidence of a mention, in thousandths.
ALTER TABLE articles ADD COLUMN doubt INTEGER;
CREATE INDEX articles_by_doubt ON articles (doubt) WHERE doubt < 700;

-- Made by `parts.rs`.
ALTER TABLE texts RENAME TO old_texts;
CREATE TABLE texts (
    article INTEGER PRIMARY KEY REFERENCES articles ON DELETE CASCADE,
    text    BLOB NOT NULL
);

-- Who the chains of an article are. Where `is_judged`, `entity` is whom the reader meant, and `found` (of
-- `found_kind`) whom the resolver found, NULL where nobody. No foreign key: with one, each change would be written twice,
-- in case it had to be taken back.
DROP INDEX chains_of_entity;
DROP INDEX chains_judged;
ALTER TABLE chains RENAME TO old_chains;
CREATE TABLE chains (
    article    INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
    ordinal    INTEGER NOT NULL,
    kind       INTEGER NOT NULL,
    entity     INTEGER,
    n_mentions INTEGER NOT NULL,
    n_nominals INTEGER NOT NULL,
    n_pronouns INTEGER NOT NULL,
    is_judged  INTEGER NOT NULL DEFAULT 0,
    found      INTEGER,
    found_kind INTEGER,
    PRIMARY KEY (article, ordinal)
) WITHOUT ROWID;
INSERT INTO chains
SELECT article, ordinal, kind, entity, n_mentions, n_nominals, n_pronouns, is_judged, found, found_kind
FROM old_chains;
CREATE INDEX chains_of_entity ON chains (entity);
CREATE INDEX chains_judged ON chains (article, ordinal) WHERE is_judged;

-- Keys have 48 bits; all chains are resolved again.
UPDATE OR IGNORE chain_keys SET key = key >> 16, form = form >> 16;
DELETE FROM changed_chains;
DELETE FROM state WHERE name = 'resolved';

-- Made by `passage_keys.rs`: a run of entries under the key and the article of the first, and the keys of articles
-- that are not entered yet.
ALTER TABLE passage_keys RENAME TO old_passage_keys;
CREATE TABLE passage_keys (
    first   INTEGER PRIMARY KEY,
    entries BLOB NOT NULL
);
CREATE TABLE fresh_keys (
    article INTEGER PRIMARY KEY REFERENCES articles ON DELETE CASCADE,
    keys    BLOB NOT NULL
);

-- Made by `links.rs`: the links of an article, each also with the article at its other end. Rows go with their article
-- by hand.
DROP INDEX links_of_b;
ALTER TABLE links RENAME TO old_links;
CREATE TABLE links (
    article INTEGER PRIMARY KEY,
    n_links INTEGER NOT NULL,
    links   BLOB NOT NULL
);

-- `place` has days and hashes in fewer bits, so that the index of words has less to tell apart.
UPDATE articles SET place = -id;
DROP TABLE words;
CREATE VIRTUAL TABLE words USING fts5 (
    title, body,
    content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 0'
);
-- A batch of articles is written in one piece, and pieces are merged less often.
INSERT INTO words (words, rank) VALUES ('hashsize', 67108864);
INSERT INTO words (words, rank) VALUES ('automerge', 8);

-- Names are looked for anywhere in them, for which it is no help.
DROP INDEX entities_by_name;
