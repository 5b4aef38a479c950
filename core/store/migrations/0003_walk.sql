-- Walks, and which forms were filled on them.
--
-- Only what nothing else says is here: the phase of a walk follows from its registration, its
-- track and its debrief, which stand in their own tables. Instances are named without a foreign
-- key: a form is a draft first and a submission later, and a purge may take it.

CREATE TABLE walk (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  registration_id TEXT    NOT NULL UNIQUE,
  track_id        TEXT,
  begun_ms        INTEGER NOT NULL,
  checked_in_ms   INTEGER,
  left_ms         INTEGER
) STRICT;
-- One walk is open at a time.
CREATE UNIQUE INDEX walk_open ON walk (coalesce(left_ms, 0)) WHERE left_ms IS NULL;

CREATE TABLE walk_form (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  walk            INTEGER NOT NULL REFERENCES walk (id) ON DELETE CASCADE,
  instance_id     TEXT    NOT NULL UNIQUE,
  part            TEXT    NOT NULL CHECK (part IN ('stop', 'finding', 'debrief'))
) STRICT;
CREATE INDEX walk_form_walk ON walk_form (walk, id);
