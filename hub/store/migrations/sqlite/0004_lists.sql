-- Lists at any size: counters of records that are alike, an index for each order, words to search.

ALTER TABLE hub ADD COLUMN told INTEGER NOT NULL DEFAULT 0;  -- grows when a key or a form changes

-- How many records are of one form, state, municipality and neighbourhood.
CREATE TABLE tally (
  id         INTEGER PRIMARY KEY,
  project_id INTEGER NOT NULL REFERENCES project (id),
  form       INTEGER NOT NULL REFERENCES form (id),
  state      TEXT NOT NULL,
  city_code  TEXT NOT NULL,            -- '' where a record has none
  place      TEXT NOT NULL,            -- its own or that of its walk, '' where there is none
  records    INTEGER NOT NULL,
  UNIQUE (project_id, form, state, city_code, place)
) STRICT;

-- The same, day by day (20261128) and month by month (m202611).
CREATE TABLE tally_day (
  project_id INTEGER NOT NULL,
  day        TEXT NOT NULL,
  tally      INTEGER NOT NULL REFERENCES tally (id),
  records    INTEGER NOT NULL,
  PRIMARY KEY (project_id, day, tally)
) STRICT, WITHOUT ROWID;

ALTER TABLE submission ADD COLUMN rank TEXT NOT NULL DEFAULT '9';  -- its urgency, for the order
ALTER TABLE submission ADD COLUMN day TEXT NOT NULL DEFAULT '';    -- 20261128: of its walk, or when answered
ALTER TABLE submission ADD COLUMN tally INTEGER REFERENCES tally (id);

-- The words of a record, in place of its search text.
CREATE VIRTUAL TABLE submission_words USING fts5 (
  words, content = '', contentless_delete = 1, detail = none,
  tokenize = "ascii tokenchars '%$#@&+=<>'"
);
INSERT INTO submission_words (rowid, words)
SELECT id, replace(replace(replace(replace(replace(replace(replace(replace(replace(search,
  '%', ' % '), '$', ' $ '), '#', ' # '), '@', ' @ '), '&', ' & '), '+', ' + '), '=', ' = '),
  '<', ' < '), '>', ' > ')
FROM submission;

INSERT INTO tally (project_id, form, state, city_code, place, records)
SELECT s.project_id, s.form, s.state, coalesce(s.city_code, ''),
  coalesce(s.place, walk.place, ''), count(*)
FROM submission s
LEFT JOIN walk ON walk.project_id = s.project_id AND walk.walk_code = s.walk_code
GROUP BY 1, 2, 3, 4, 5;

-- Days of old records without a walk are those of central Mexico (UTC-6 all year since 2022).
UPDATE submission SET
  rank = coalesce(urgency, '9'),
  day = CASE WHEN walk_code GLOB
      '[0-9][0-9][0-9][0-9][0-9]-[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]-*'
    THEN substr(walk_code, 7, 8)
    ELSE strftime('%Y%m%d', coalesce(answered_ms, created_ms) / 1000 - 21600, 'unixepoch') END,
  tally = (SELECT t.id FROM tally t
    WHERE t.project_id = submission.project_id AND t.form = submission.form
      AND t.state = submission.state AND t.city_code = coalesce(submission.city_code, '')
      AND t.place = coalesce(submission.place, (SELECT walk.place FROM walk
        WHERE walk.project_id = submission.project_id
          AND walk.walk_code = submission.walk_code), '')),
  search = '';

INSERT INTO tally_day (project_id, day, tally, records)
SELECT project_id, day, tally, count(*) FROM submission GROUP BY 1, 2, 3
UNION ALL
SELECT project_id, 'm' || substr(day, 1, 6), tally, count(*) FROM submission GROUP BY 1, 2, 3;

-- Answers are read from the XML, which is kept; they were kept twice.
UPDATE submission_version SET answers = '';

DROP INDEX submission_state;
CREATE INDEX submission_order ON submission (project_id, rank, created_ms, id);
CREATE INDEX submission_state ON submission (project_id, state, rank, created_ms, id);
CREATE INDEX submission_tally ON submission (tally, rank, created_ms, id);
CREATE INDEX submission_day ON submission (project_id, day);
CREATE INDEX submission_newest ON submission (project_id, created_ms);
