-- Which articles are near-copies of one another, and which tell of one event. `wording` is a hash of the text
-- without furniture; `edition` the article under which near-copies are grouped, NULL where there are none;
-- `is_grouped` whether ties and edition are those of the links.
ALTER TABLE articles ADD COLUMN wording INTEGER;
ALTER TABLE articles ADD COLUMN edition INTEGER;
ALTER TABLE articles ADD COLUMN is_grouped INTEGER NOT NULL DEFAULT 0;
CREATE INDEX articles_by_wording ON articles (wording) WHERE wording IS NOT NULL;
CREATE INDEX articles_ungrouped ON articles (id) WHERE is_grouped = 0;

-- The links of two articles taken together, once for each two; `a` is the lesser id. `told` counts in
-- thousandths.
CREATE TABLE ties (
    a         INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
    b         INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
    told      INTEGER NOT NULL,
    is_copied INTEGER NOT NULL,
    PRIMARY KEY (a, b)
) WITHOUT ROWID;
CREATE INDEX ties_of_b ON ties (b);

-- The keys of articles that are not linked yet are entered into `passage_keys` when that begins.

-- The words by which a reader can check a link are found again when it is shown: they took more room than all
-- the rest of the links.
ALTER TABLE links DROP COLUMN shared;
