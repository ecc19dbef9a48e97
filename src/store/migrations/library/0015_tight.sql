-- An article keeps of its key what that of its file does not have, and is found by both. Articles of one day stand as they
-- were read. The key of an article begins with that of its file.
DROP INDEX articles_of_file;
DROP INDEX articles_by_key;
DROP INDEX articles_in_order;
ALTER TABLE articles RENAME COLUMN key TO within;
UPDATE articles SET within = substr(within, 1 + (SELECT length(key) FROM files WHERE id = file));
CREATE INDEX articles_of_file ON articles (file, within);
CREATE INDEX articles_in_order ON articles (day DESC);

CREATE VIEW keyed_articles AS
SELECT f.key || a.within AS key, a.* FROM articles a JOIN files f ON f.id = a.file;

-- Links and the keys of passages are written in fewer bits, and are found anew.
DELETE FROM passage_keys;
DELETE FROM links;
DELETE FROM ties;
INSERT OR REPLACE INTO fresh_keys (article, keys) SELECT id, x'' FROM articles;
UPDATE articles SET is_linked = 0, grouping = 0;
DELETE FROM state WHERE name = 'indexed';
INSERT OR REPLACE INTO state SELECT 'links', 1 WHERE EXISTS (SELECT 1 FROM articles);

-- The parts of a quote are packed, and its confidence is in thousandths.
ALTER TABLE quotes RENAME TO old_quotes;
CREATE TABLE quotes (
    article    INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
    ordinal    INTEGER NOT NULL,
    passage    INTEGER NOT NULL,
    parts      BLOB NOT NULL,
    chain      INTEGER,
    confidence INTEGER NOT NULL,
    PRIMARY KEY (article, ordinal)
) WITHOUT ROWID;

-- How many places a day has in the full-text index, as a power of two: `places.rs`.
INSERT OR IGNORE INTO state SELECT 'day_bits', 17 WHERE EXISTS (SELECT 1 FROM articles);
