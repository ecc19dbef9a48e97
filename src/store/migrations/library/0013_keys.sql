-- The index of the chains' keys is kept in runs, as that of the passages' keys. Made by `chain_keys.rs`.
DROP TABLE chain_keys;
CREATE TABLE chain_keys (
    first   BLOB PRIMARY KEY,
    entries BLOB NOT NULL
) WITHOUT ROWID;

-- The articles whose chains are not in it yet: at first all.
CREATE TABLE fresh_chains (
    article INTEGER PRIMARY KEY REFERENCES articles ON DELETE CASCADE
);
INSERT INTO fresh_chains SELECT article FROM readings;

-- A passage has fewer keys: those of all passages are found and entered anew, and what follows from them.
DELETE FROM passage_keys;
INSERT OR REPLACE INTO fresh_keys SELECT id, x'' FROM articles;
DELETE FROM links;
DELETE FROM ties;
UPDATE articles SET is_linked = 0, is_grouped = 0;
DELETE FROM state WHERE name = 'indexed';
INSERT OR REPLACE INTO state VALUES ('links', 1);
