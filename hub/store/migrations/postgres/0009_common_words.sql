-- Counters of days that count nothing any more go. (Common words are SQLite's: an index of
-- PostgreSQL finds a beginning by itself.)

DELETE FROM tally_day WHERE records = 0;
