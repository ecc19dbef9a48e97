-- What the program found. May be thrown away and built again from the sources.
-- Codes of kinds and forms are places in the `ALL` table of their type.

-- State of the library as a whole: `making` (version of what the pipeline derives), `resolve` and
-- `links` (derived stages still to be done).
CREATE TABLE state (
    name  TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE sources (
    key TEXT PRIMARY KEY
) WITHOUT ROWID;

-- A file as it was last read. `modified` (nanoseconds since 1970) is NULL where it cannot vouch for the
-- content: then the content is compared at the next sync. `hash` is NULL where nothing could be read.
CREATE TABLE files (
    id       INTEGER PRIMARY KEY,
    key      TEXT NOT NULL UNIQUE,
    size     INTEGER NOT NULL,
    modified INTEGER,
    hash     INTEGER
);

-- `file` is NULL for what is no file: an unreadable folder, a missing source.
CREATE TABLE faults (
    file  INTEGER REFERENCES files ON DELETE CASCADE,
    key   TEXT NOT NULL,
    place TEXT,
    why   TEXT NOT NULL
);
CREATE INDEX faults_of_file ON faults (file);

-- `day` is yyyymmdd, NULL without a year. `place` is the row in `words`: day, then a hash of the key.
CREATE TABLE articles (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    file            INTEGER NOT NULL REFERENCES files ON DELETE CASCADE,
    key             TEXT NOT NULL,
    title           TEXT NOT NULL,
    publisher       TEXT,
    author          TEXT,
    year            INTEGER,
    month           INTEGER,
    month_day       INTEGER,
    date_printed    TEXT,
    day             INTEGER,
    url             TEXT,
    dateline_start  INTEGER,
    dateline_stop   INTEGER,
    n_passages      INTEGER NOT NULL,
    n_words         INTEGER NOT NULL,
    place           INTEGER NOT NULL UNIQUE,
    is_linked       INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX articles_of_file ON articles (file);
CREATE INDEX articles_by_key ON articles (key);
CREATE INDEX articles_by_url ON articles (url) WHERE url IS NOT NULL;
CREATE INDEX articles_in_order ON articles (day DESC, key);
CREATE INDEX articles_unlinked ON articles (id) WHERE is_linked = 0;

CREATE TABLE texts (
    article INTEGER PRIMARY KEY REFERENCES articles ON DELETE CASCADE,
    text    TEXT NOT NULL
);

-- `keys` has the keys of `passage_keys`, four bytes each, little end first.
CREATE TABLE passages (
    article INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    start   INTEGER NOT NULL,
    stop    INTEGER NOT NULL,
    kind    INTEGER NOT NULL,
    keys    BLOB NOT NULL,
    PRIMARY KEY (article, ordinal)
) WITHOUT ROWID;

CREATE TABLE rules (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
);

-- `chain` is the ordinal of the mention's chain in its article, NULL where it could not be placed.
CREATE TABLE mentions (
    article    INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
    ordinal    INTEGER NOT NULL,
    start      INTEGER NOT NULL,
    stop       INTEGER NOT NULL,
    kind       INTEGER NOT NULL,
    form       INTEGER NOT NULL,
    confidence REAL NOT NULL,
    rule       INTEGER NOT NULL REFERENCES rules,
    chain      INTEGER,
    PRIMARY KEY (article, ordinal)
) WITHOUT ROWID;

CREATE TABLE entities (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    kind       INTEGER NOT NULL,
    name       TEXT NOT NULL,
    folded     TEXT NOT NULL,
    n_mentions INTEGER NOT NULL,
    n_articles INTEGER NOT NULL
);
CREATE INDEX entities_by_mentions ON entities (n_mentions DESC, name);
CREATE INDEX entities_by_name ON entities (folded);

CREATE TABLE aliases (
    entity  INTEGER NOT NULL REFERENCES entities ON DELETE CASCADE,
    surface TEXT NOT NULL,
    folded  TEXT NOT NULL,
    count   INTEGER NOT NULL,
    PRIMARY KEY (entity, surface)
) WITHOUT ROWID;

CREATE TABLE roles (
    entity INTEGER NOT NULL REFERENCES entities ON DELETE CASCADE,
    role   TEXT NOT NULL,
    count  INTEGER NOT NULL,
    PRIMARY KEY (entity, role)
) WITHOUT ROWID;

-- Ids that were given up when two entities became one.
CREATE TABLE moved (
    old INTEGER PRIMARY KEY,
    now INTEGER NOT NULL REFERENCES entities ON DELETE CASCADE
);
CREATE INDEX moved_to ON moved (now);

-- The mentions of one entity in one article. `aliases` and `roles` are JSON. `entity` is NULL until the
-- chains are resolved.
CREATE TABLE chains (
    article    INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
    ordinal    INTEGER NOT NULL,
    kind       INTEGER NOT NULL,
    name       TEXT NOT NULL,
    aliases    TEXT NOT NULL,
    roles      TEXT NOT NULL,
    gender     INTEGER,
    n_mentions INTEGER NOT NULL,
    entity     INTEGER REFERENCES entities ON DELETE SET NULL,
    PRIMARY KEY (article, ordinal)
) WITHOUT ROWID;
CREATE INDEX chains_of_entity ON chains (entity);

-- By which passages are found that may tell the same: hashes of 32 bits. Rows go with their article by
-- hand: a foreign key would need a second index as large as the table.
CREATE TABLE passage_keys (
    key     INTEGER NOT NULL,
    article INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    PRIMARY KEY (key, article, ordinal)
) WITHOUT ROWID;

-- Each link once; `a` is the article with the lesser key.
CREATE TABLE links (
    a         INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
    a_ordinal INTEGER NOT NULL,
    b         INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
    b_ordinal INTEGER NOT NULL,
    kind      INTEGER NOT NULL,
    score     REAL NOT NULL,
    shared    TEXT NOT NULL,
    PRIMARY KEY (a, a_ordinal, b, b_ordinal)
) WITHOUT ROWID;
CREATE INDEX links_of_b ON links (b, b_ordinal);

-- Full text over folded, stemmed words; its rows are `articles.place`.
CREATE VIRTUAL TABLE words USING fts5 (
    title, body,
    content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 0'
);
