-- The English name of the language of an article, where it could be told.
ALTER TABLE articles ADD COLUMN language TEXT;
