-- By which the chains are found that may be of one entity, so that an article more or less is resolved without
-- the rest. `company` has numbers of four bytes, `keys` of eight, little end first.
ALTER TABLE chains ADD COLUMN company BLOB NOT NULL DEFAULT x'';
ALTER TABLE chains ADD COLUMN form INTEGER NOT NULL DEFAULT 0;
ALTER TABLE chains ADD COLUMN keys BLOB NOT NULL DEFAULT x'';

-- `lot` is that of the article: of many chains of one form those of the least lots are looked at. Rows go with
-- their article by hand, as those of `passage_keys` do.
CREATE TABLE chain_keys (
    key     INTEGER NOT NULL,
    form    INTEGER NOT NULL,
    lot     INTEGER NOT NULL,
    article INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    PRIMARY KEY (key, form, lot, article, ordinal)
) WITHOUT ROWID;

-- What came or went since the chains were last resolved.
CREATE TABLE changed_chains (
    kind    INTEGER NOT NULL,
    form    INTEGER NOT NULL,
    lot     INTEGER NOT NULL,
    keys    BLOB NOT NULL,
    article INTEGER NOT NULL,
    ordinal INTEGER NOT NULL
);

-- Entities whose chains came or went since.
CREATE TABLE changed_entities (
    entity INTEGER PRIMARY KEY REFERENCES entities ON DELETE CASCADE
);
