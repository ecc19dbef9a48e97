-- What the reader did. Never touched by an index run; anchored by article keys, not by ids of a library.

-- `at` is in seconds since 1970.
CREATE TABLE read (
    key TEXT PRIMARY KEY,
    at  INTEGER NOT NULL
) WITHOUT ROWID;

-- The trail: `start` counts bytes of the article's text, `surface` holds the words found there.
CREATE TABLE trail (
    id      INTEGER PRIMARY KEY,
    key     TEXT NOT NULL,
    start   INTEGER NOT NULL,
    surface TEXT NOT NULL,
    at      INTEGER NOT NULL
);
