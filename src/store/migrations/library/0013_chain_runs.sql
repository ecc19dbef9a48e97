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
