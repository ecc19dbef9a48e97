-- What the reader wrote and marked. `anchor` is a `model::Anchor` as JSON: a place by its words, found again when
-- the article is read anew; its key stands beside it to be looked up by.

CREATE TABLE notes (
    id     INTEGER PRIMARY KEY,
    key    TEXT NOT NULL,
    anchor TEXT NOT NULL UNIQUE,
    text   TEXT NOT NULL,
    at     INTEGER NOT NULL
);
CREATE INDEX notes_by_key ON notes (key);

-- Small letters mark one place in each article, capitals one place in all.
CREATE TABLE marks (
    letter TEXT NOT NULL,
    key    TEXT NOT NULL,
    anchor TEXT NOT NULL,
    at     INTEGER NOT NULL,
    PRIMARY KEY (letter, key)
) WITHOUT ROWID;

CREATE TABLE stars (
    key TEXT PRIMARY KEY,
    at  INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE tags (
    key TEXT NOT NULL,
    tag TEXT NOT NULL,
    at  INTEGER NOT NULL,
    PRIMARY KEY (key, tag)
) WITHOUT ROWID;

-- Passages that were read, by a hash of their words: a copy elsewhere has the same.
CREATE TABLE seen (
    words INTEGER PRIMARY KEY
);

-- Where the reader was in each article.
CREATE TABLE places (
    key    TEXT PRIMARY KEY,
    anchor TEXT NOT NULL,
    at     INTEGER NOT NULL
) WITHOUT ROWID;

-- The jumps with the words around them; those of before have only their words.
ALTER TABLE trail ADD COLUMN anchor TEXT;

-- How the screen was left.
CREATE TABLE session (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
