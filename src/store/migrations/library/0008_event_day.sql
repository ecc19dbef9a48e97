-- The day that the lead of an article tells of, yyyymmdd, where it names one.
ALTER TABLE articles ADD COLUMN event_day INTEGER;
