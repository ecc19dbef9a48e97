-- What the reader said of who is who. `said` is a `model::Said` as JSON; `step` is what one undo takes back;
-- `undone` tells in which order steps were undone, NULL while it holds. What was undone before the last new
-- judgement stays, but `is_over`: it can be redone no more.
CREATE TABLE judgements (
    id      INTEGER PRIMARY KEY,
    step    INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    said    TEXT NOT NULL,
    undone  INTEGER,
    is_over INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX judgements_by_step ON judgements (step);
