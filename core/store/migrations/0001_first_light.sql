-- Forms, drafts with their journal, submissions with their outbox, media, reviews, tracks.
--
-- All tables are STRICT and keep a rowid, so that a damaged file can be read row by row.
-- Times are milliseconds since 1970 (`*_ms`), digests are 32 raw bytes (`*_sha256`).

CREATE TABLE form (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  form_id       TEXT    NOT NULL,
  version       TEXT    NOT NULL,
  xml           BLOB    NOT NULL,
  xml_sha256    BLOB    NOT NULL UNIQUE CHECK (length(xml_sha256) = 32),
  hash          TEXT    NOT NULL,
  title         TEXT    NOT NULL,
  state         TEXT    NOT NULL CHECK (state IN ('active', 'superseded')),
  stored_ms     INTEGER NOT NULL
) STRICT;
-- One version of a form is offered for new drafts; the older ones stay for their drafts.
CREATE UNIQUE INDEX form_active ON form (form_id) WHERE state = 'active';

-- Content-addressed files. `media_sha256` elsewhere names a row here without a foreign key:
-- after a salvage a submission may outlive its photo, and must say so instead of vanishing.
CREATE TABLE media (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  sha256        BLOB    NOT NULL UNIQUE CHECK (length(sha256) = 32),
  size          INTEGER NOT NULL CHECK (size >= 0),
  type          TEXT    NOT NULL,
  created_ms    INTEGER NOT NULL
) STRICT;

CREATE TABLE media_chunk (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  media_id      INTEGER NOT NULL REFERENCES media (id) ON DELETE CASCADE,
  seq           INTEGER NOT NULL,
  bytes         BLOB    NOT NULL,
  UNIQUE (media_id, seq)
) STRICT;

CREATE TABLE form_media (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  form          INTEGER NOT NULL REFERENCES form (id) ON DELETE CASCADE,
  name          TEXT    NOT NULL,
  hash          TEXT    NOT NULL,
  media_sha256  BLOB    NOT NULL CHECK (length(media_sha256) = 32),
  UNIQUE (form, name)
) STRICT;
CREATE INDEX form_media_sha256 ON form_media (media_sha256);

-- `form_sha256` pins the draft to the form version it was begun with.
CREATE TABLE draft (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  instance_id   TEXT    NOT NULL UNIQUE,
  form_id       TEXT    NOT NULL,
  form_version  TEXT    NOT NULL,
  form_sha256   BLOB    NOT NULL CHECK (length(form_sha256) = 32),
  title         TEXT    NOT NULL,
  deprecated_id TEXT,
  snapshot      BLOB,
  snapshot_seq  INTEGER NOT NULL DEFAULT 0,
  created_ms    INTEGER NOT NULL,
  updated_ms    INTEGER NOT NULL
) STRICT;

-- One small row per answer: appending is the autosave.
CREATE TABLE draft_delta (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  draft         INTEGER NOT NULL REFERENCES draft (id) ON DELETE CASCADE,
  seq           INTEGER NOT NULL,
  at_ms         INTEGER NOT NULL,
  delta         BLOB    NOT NULL,
  UNIQUE (draft, seq)
) STRICT;

CREATE TABLE draft_media (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  draft         INTEGER NOT NULL REFERENCES draft (id) ON DELETE CASCADE,
  name          TEXT    NOT NULL,
  role          TEXT    NOT NULL,
  media_sha256  BLOB    NOT NULL CHECK (length(media_sha256) = 32),
  UNIQUE (draft, name)
) STRICT;
CREATE INDEX draft_media_sha256 ON draft_media (media_sha256);

-- `xml` is the exact bytes as finalised; they are sent as they stand, never written again.
CREATE TABLE submission (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  instance_id   TEXT    NOT NULL UNIQUE,
  xml           BLOB    NOT NULL,
  xml_sha256    BLOB    NOT NULL CHECK (length(xml_sha256) = 32),
  form_id       TEXT    NOT NULL,
  form_version  TEXT    NOT NULL,
  form_sha256   BLOB    NOT NULL CHECK (length(form_sha256) = 32),
  title         TEXT    NOT NULL,
  deprecated_id TEXT,
  finalised_ms  INTEGER NOT NULL,
  state         TEXT    NOT NULL CHECK (state IN ('finalised', 'offered', 'body_stored',
                  'media_partial', 'complete', 'acknowledged', 'rejected', 'wedged')),
  problem       TEXT,
  state_ms      INTEGER NOT NULL
) STRICT;
CREATE INDEX submission_state ON submission (state, id);

CREATE TABLE submission_media (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  submission    INTEGER NOT NULL REFERENCES submission (id) ON DELETE CASCADE,
  name          TEXT    NOT NULL,
  role          TEXT    NOT NULL,
  media_sha256  BLOB    NOT NULL CHECK (length(media_sha256) = 32),
  sent          INTEGER NOT NULL DEFAULT 0 CHECK (sent IN (0, 1)),
  UNIQUE (submission, name)
) STRICT;
CREATE INDEX submission_media_sha256 ON submission_media (media_sha256);

-- One row per submission that the server has not acknowledged.
CREATE TABLE outbox (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  submission      INTEGER NOT NULL UNIQUE REFERENCES submission (id) ON DELETE CASCADE,
  attempts        INTEGER NOT NULL DEFAULT 0,
  next_attempt_ms INTEGER NOT NULL DEFAULT 0,
  last_problem    TEXT
) STRICT;

-- Owned by the hub; kept by instance id, for it may speak of what was purged here.
CREATE TABLE review (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  instance_id   TEXT    NOT NULL UNIQUE,
  xml_sha256    BLOB    CHECK (length(xml_sha256) = 32),
  state         TEXT    NOT NULL,
  reason        TEXT,
  seq           INTEGER NOT NULL,
  changed_ms    INTEGER NOT NULL,
  seen          INTEGER NOT NULL DEFAULT 0 CHECK (seen IN (0, 1))
) STRICT;

CREATE TABLE review_comment (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  comment_id    TEXT    NOT NULL UNIQUE,
  instance_id   TEXT    NOT NULL,
  ref           TEXT,
  body          TEXT    NOT NULL,
  at            TEXT    NOT NULL,
  role          TEXT    NOT NULL
) STRICT;
CREATE INDEX review_comment_instance ON review_comment (instance_id, id);

CREATE TABLE sync_cursor (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  scope         TEXT    NOT NULL UNIQUE,
  cursor        TEXT    NOT NULL,
  updated_ms    INTEGER NOT NULL
) STRICT;

CREATE TABLE setting (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  key           TEXT    NOT NULL UNIQUE,
  value         TEXT    NOT NULL
) STRICT;

-- One row: this phone and where it is enrolled.
CREATE TABLE device (
  id            INTEGER PRIMARY KEY CHECK (id = 1),
  device_id     TEXT    NOT NULL,
  server_url    TEXT,
  project       INTEGER,
  token         TEXT,
  enrolled_ms   INTEGER
) STRICT;

CREATE TABLE track (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  track_id      TEXT    NOT NULL UNIQUE,
  walk_code     TEXT,
  started_ms    INTEGER NOT NULL,
  ended_ms      INTEGER
) STRICT;

-- Fixes, pauses and resumptions in the order they came; a pause has no position.
CREATE TABLE track_fix (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  track         INTEGER NOT NULL REFERENCES track (id) ON DELETE CASCADE,
  kind          TEXT    NOT NULL CHECK (kind IN ('fix', 'pause', 'resume')),
  at_ms         INTEGER NOT NULL,
  lat           REAL,
  lon           REAL,
  alt_m         REAL,
  accuracy_m    REAL,
  speed_mps     REAL,
  bearing_deg   REAL,
  CHECK ((kind = 'fix') = (lat IS NOT NULL AND lon IS NOT NULL))
) STRICT;
CREATE INDEX track_fix_track ON track_fix (track, id);
