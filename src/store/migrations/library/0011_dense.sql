-- What was packed is packed tighter. The next step fills the tables from those that were, be they of the tenth version or of
-- the eighth.

-- What the texts of the library have in common, by the id that a packed text names. Made by `texts.rs`.
CREATE TABLE dictionaries (
    id    INTEGER PRIMARY KEY,
    bytes BLOB NOT NULL
);
ALTER TABLE texts RENAME TO deflated_texts;
CREATE TABLE texts (
    article INTEGER PRIMARY KEY REFERENCES articles ON DELETE CASCADE,
    text    BLOB NOT NULL
);

-- Made by `passage_keys.rs`.
ALTER TABLE passage_keys RENAME TO key_runs;
CREATE TABLE passage_keys (
    first   INTEGER PRIMARY KEY,
    entries BLOB NOT NULL
);

-- Made by `link_ends.rs`.
ALTER TABLE links RENAME TO link_runs;
CREATE TABLE links (
    article INTEGER PRIMARY KEY,
    n_links INTEGER NOT NULL,
    links   BLOB NOT NULL
);

-- Made by `tie_ends.rs`; with both articles, as links are.
ALTER TABLE ties RENAME TO old_ties;
CREATE TABLE ties (
    article INTEGER PRIMARY KEY,
    ties    BLOB NOT NULL
);

-- The first column costs two bytes less for each of its words. `place` counts from 1 within a day, so that the index of
-- words has less to tell apart.
UPDATE articles SET place = -id;
DROP TABLE words;
CREATE VIRTUAL TABLE words USING fts5 (
    body, title,
    content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 0'
);
INSERT INTO words (words, rank) VALUES ('hashsize', 67108864);
INSERT INTO words (words, rank) VALUES ('automerge', 8);

CREATE TABLE IF NOT EXISTS old_texts (article INTEGER PRIMARY KEY, text TEXT);
CREATE TABLE IF NOT EXISTS old_passage_keys (key INTEGER, article INTEGER, ordinal INTEGER);
CREATE TABLE IF NOT EXISTS old_links (
    a INTEGER, a_passage INTEGER, b INTEGER, b_passage INTEGER, kind INTEGER, score REAL
);
