-- An index of random ids less, one for the pages of a form, one for the days of a counter.

-- The id of a record is that of its current version, and those are held apart by
-- submission_version: a second index of random ids was one more page for each arrival.
CREATE TABLE submission_next (
  id            INTEGER PRIMARY KEY,
  project_id    INTEGER NOT NULL REFERENCES project (id),
  form          INTEGER NOT NULL REFERENCES form (id),
  current       INTEGER REFERENCES submission_version (id),
  instance_id   TEXT NOT NULL,         -- of the current version
  state         TEXT NOT NULL,
  row_version   INTEGER NOT NULL DEFAULT 1,  -- grows with every decision, comment and edit
  created_ms    INTEGER NOT NULL,
  updated_ms    INTEGER NOT NULL,
  -- What lists show, worked out once at arrival from the current version.
  title_es      TEXT NOT NULL,
  title_en      TEXT NOT NULL,
  place         TEXT,
  city_code     TEXT,
  walk_code     TEXT,
  urgency       TEXT,
  light         TEXT,
  voices        INTEGER,
  isp           INTEGER,
  band          TEXT,
  answered_ms   INTEGER,
  lat           REAL,
  lon           REAL,
  accuracy_m    REAL,
  geometry      TEXT,
  search        TEXT NOT NULL,         -- '' since the words have an index
  rank          TEXT NOT NULL DEFAULT '9',  -- its urgency, for the order
  day           TEXT NOT NULL DEFAULT '',   -- 20261128: of its walk, or when answered
  tally         INTEGER REFERENCES tally (id),
  owner         INTEGER REFERENCES app_user (id),  -- who may correct it
  flags         TEXT NOT NULL DEFAULT ''    -- ' walk ': see flag.rs
) STRICT;
INSERT INTO submission_next SELECT id, project_id, form, current, instance_id, state, row_version,
  created_ms, updated_ms, title_es, title_en, place, city_code, walk_code, urgency, light, voices,
  isp, band, answered_ms, lat, lon, accuracy_m, geometry, search, rank, day, tally,
  owner, flags
FROM submission ORDER BY id;
DROP TABLE submission;
ALTER TABLE submission_next RENAME TO submission;
CREATE INDEX submission_walk ON submission (project_id, walk_code);
CREATE INDEX submission_order ON submission (project_id, rank, created_ms, id);
CREATE INDEX submission_state ON submission (project_id, state, rank, created_ms, id);
CREATE INDEX submission_tally ON submission (tally, rank, created_ms, id);
CREATE INDEX submission_day ON submission (project_id, day);
CREATE INDEX submission_flagged ON submission (project_id, id) WHERE flags <> '';

-- A form of which nothing is urgent stands behind all others in the order of the project.
CREATE INDEX submission_form ON submission (form, rank, created_ms, id);

-- Which days name a counter: a sweep removes one only where none does.
CREATE INDEX tally_day_of ON tally_day (tally);
