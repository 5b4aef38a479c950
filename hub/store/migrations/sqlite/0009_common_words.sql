-- About how many records have a word: a beginning that very many have is looked for as its words.

CREATE TABLE submission_words_counted (
  word    TEXT PRIMARY KEY,
  records INTEGER NOT NULL             -- of records that went to the index beside another with it
) STRICT, WITHOUT ROWID;

CREATE VIRTUAL TABLE temp.word_of_all USING fts5vocab('main', 'submission_words', 'row');
INSERT INTO submission_words_counted (word, records)
SELECT term, doc FROM temp.word_of_all WHERE doc > (SELECT 1 + count(*) / 500 FROM submission);
DROP TABLE temp.word_of_all;

-- Counters of days that count nothing any more: they go with the last record from now on.
DELETE FROM tally_day WHERE records = 0;
