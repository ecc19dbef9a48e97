-- Queries that the reader saved. Names that differ in case or accents alone are one: the code sees to that.
CREATE TABLE saved_queries (
    name  TEXT PRIMARY KEY,
    at    INTEGER NOT NULL,
    query TEXT NOT NULL
) WITHOUT ROWID;
