-- The ties of articles come with their links. `grouping` counts up: 0 where the ties are no longer those of the links, 1
-- where the edition is no longer that of the ties, 2 where both are right.
DROP INDEX articles_ungrouped;
ALTER TABLE articles RENAME COLUMN is_grouped TO grouping;
UPDATE articles SET grouping = 2 WHERE grouping = 1;
CREATE INDEX articles_ungrouped ON articles (id) WHERE grouping < 2;

-- The ties that are still to be found are found where links are sought.
UPDATE state SET value = 1 WHERE name = 'links' AND EXISTS (SELECT 1 FROM articles WHERE grouping = 0);
