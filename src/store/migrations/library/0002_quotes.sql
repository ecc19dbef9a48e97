-- Quotations of three words or more. `parts` is a JSON list of spans; `passage` the ordinal of the passage;
-- `chain` the ordinal of the speaker's chain in the article, NULL where nobody is told.
CREATE TABLE quotes (
    article    INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
    ordinal    INTEGER NOT NULL,
    passage    INTEGER NOT NULL,
    parts      TEXT NOT NULL,
    chain      INTEGER,
    confidence REAL NOT NULL,
    PRIMARY KEY (article, ordinal)
) WITHOUT ROWID;
