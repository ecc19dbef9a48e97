-- What the reader's judgements changed of what was found; the judgements themselves are in the reader file.

-- Where `is_judged`, `entity` is whom the reader meant, and `found` (of `found_kind`) whom the resolver found,
-- NULL where nobody.
ALTER TABLE chains ADD COLUMN is_judged INTEGER NOT NULL DEFAULT 0;
ALTER TABLE chains ADD COLUMN found INTEGER;
ALTER TABLE chains ADD COLUMN found_kind INTEGER;
CREATE INDEX chains_judged ON chains (article, ordinal) WHERE is_judged;

-- Where `is_judged`, name or kind are the reader's, and `found_kind` is what the resolver found.
ALTER TABLE entities ADD COLUMN is_judged INTEGER NOT NULL DEFAULT 0;
ALTER TABLE entities ADD COLUMN found_kind INTEGER;
CREATE INDEX entities_judged ON entities (id) WHERE is_judged;

-- The mentions that a reader may want to check (`Mention::DOUBTFUL`).
CREATE INDEX mentions_doubtful ON mentions (confidence) WHERE confidence < 0.7;

-- Articles that were read with edits of the reader; a hash of these.
CREATE TABLE edited_articles (
    article INTEGER PRIMARY KEY REFERENCES articles ON DELETE CASCADE,
    edits   INTEGER NOT NULL
);

-- The ids of entities that exist by a judgement alone, by its hash, so that they keep them.
CREATE TABLE judged_ids (
    judgement INTEGER PRIMARY KEY,
    entity    INTEGER NOT NULL
);
