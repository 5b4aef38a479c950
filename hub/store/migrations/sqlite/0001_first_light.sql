-- First light: projects, people, forms, submissions with their versions and files, review.

CREATE TABLE hub (
  only_row   INTEGER PRIMARY KEY CHECK (only_row = 1),
  epoch      TEXT NOT NULL,            -- changes when a backup is restored: cursors die with it
  created_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE project (
  id          INTEGER PRIMARY KEY,
  name        TEXT NOT NULL,
  description TEXT,
  time_zone   TEXT NOT NULL DEFAULT 'America/Mexico_City',
  created_ms  INTEGER NOT NULL,
  updated_ms  INTEGER
) STRICT;

CREATE TABLE user (
  id            INTEGER PRIMARY KEY,
  email         TEXT NOT NULL UNIQUE COLLATE NOCASE,
  display_name  TEXT NOT NULL,
  role          TEXT NOT NULL CHECK (role IN ('admin', 'reviewer', 'team')),
  language      TEXT NOT NULL DEFAULT 'es',
  password_hash TEXT NOT NULL,         -- argon2id in PHC form
  created_ms    INTEGER NOT NULL,
  last_login_ms INTEGER,
  disabled_ms   INTEGER
) STRICT;

CREATE TABLE session (
  token_sha256 BLOB PRIMARY KEY,       -- the token itself is never stored
  user_id      INTEGER NOT NULL REFERENCES user (id),
  created_ms   INTEGER NOT NULL,
  expires_ms   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_expiry ON session (expires_ms);

CREATE TABLE app_user (
  id           INTEGER PRIMARY KEY,
  project_id   INTEGER NOT NULL REFERENCES project (id),
  display_name TEXT NOT NULL,
  token_sha256 BLOB NOT NULL UNIQUE,
  token_prefix TEXT NOT NULL,          -- enough to tell two keys apart in a list
  created_by   INTEGER REFERENCES user (id),
  created_ms   INTEGER NOT NULL,
  updated_ms   INTEGER,
  last_used_ms INTEGER,
  revoked_ms   INTEGER
) STRICT;

CREATE TABLE form (
  id              INTEGER PRIMARY KEY,
  project_id      INTEGER NOT NULL REFERENCES project (id),
  form_id         TEXT NOT NULL,       -- the XForm's own id
  state           TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'closing', 'closed')),
  current_version INTEGER REFERENCES form_version (id),
  created_ms      INTEGER NOT NULL,
  updated_ms      INTEGER,
  UNIQUE (project_id, form_id)
) STRICT;

CREATE TABLE form_version (
  id           INTEGER PRIMARY KEY,
  form         INTEGER NOT NULL REFERENCES form (id),
  version      TEXT NOT NULL,
  title        TEXT NOT NULL,
  xml          BLOB NOT NULL,          -- exact bytes, as published
  xml_sha256   BLOB NOT NULL,
  xml_md5      BLOB NOT NULL,          -- OpenRosa form lists speak MD5
  fields       TEXT NOT NULL,          -- JSON, so that no list ever parses a form
  published_by INTEGER REFERENCES user (id),
  published_ms INTEGER NOT NULL,
  UNIQUE (form, version)
) STRICT;

CREATE TABLE form_attachment (
  id           INTEGER PRIMARY KEY,
  form_version INTEGER NOT NULL REFERENCES form_version (id),
  name         TEXT NOT NULL,
  file_sha256  BLOB,                   -- NULL: named by the form, not yet given
  file_md5     BLOB,
  size         INTEGER,
  UNIQUE (form_version, name)
) STRICT;

CREATE TABLE city (
  project_id INTEGER NOT NULL REFERENCES project (id),
  code       TEXT NOT NULL,
  name       TEXT NOT NULL,
  PRIMARY KEY (project_id, code)
) STRICT, WITHOUT ROWID;

CREATE TABLE walk (
  project_id INTEGER NOT NULL REFERENCES project (id),
  walk_code  TEXT NOT NULL,
  place      TEXT,
  city_code  TEXT,
  route      TEXT,                     -- GeoJSON LineString of the registration
  PRIMARY KEY (project_id, walk_code)
) STRICT, WITHOUT ROWID;

CREATE TABLE submission (
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
  search        TEXT NOT NULL,         -- folded text of the answers
  UNIQUE (project_id, instance_id)
) STRICT;
CREATE INDEX submission_state ON submission (project_id, state, urgency, created_ms, id);
CREATE INDEX submission_walk ON submission (project_id, walk_code);

CREATE TABLE submission_version (
  id            INTEGER PRIMARY KEY,
  submission    INTEGER NOT NULL REFERENCES submission (id),
  project_id    INTEGER NOT NULL,
  form_version  INTEGER NOT NULL REFERENCES form_version (id),
  instance_id   TEXT NOT NULL,
  deprecated_id TEXT,
  xml           BLOB NOT NULL,         -- exact bytes, as received
  xml_sha256    BLOB NOT NULL,
  answers       TEXT NOT NULL,         -- JSON [[ref, value], …]; lists never re-parse XML
  app_user      INTEGER REFERENCES app_user (id),
  device_id     TEXT,
  user_agent    TEXT,
  device_date   TEXT,                  -- the phone's Date header: logged, never trusted
  created_ms    INTEGER NOT NULL,
  UNIQUE (project_id, instance_id)
) STRICT;
CREATE INDEX submission_version_of ON submission_version (submission, id);

CREATE TABLE blob (
  sha256     BLOB PRIMARY KEY,
  size       INTEGER NOT NULL,
  created_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE submission_attachment (
  id       INTEGER PRIMARY KEY,
  version  INTEGER NOT NULL REFERENCES submission_version (id),
  name     TEXT NOT NULL,
  expected INTEGER NOT NULL,           -- 0: a file that the XML does not name, kept as extra
  UNIQUE (version, name)
) STRICT;

-- Every file that ever came for a name. Rows are only added: nothing is overwritten.
CREATE TABLE attachment_file (
  id          INTEGER PRIMARY KEY,
  attachment  INTEGER NOT NULL REFERENCES submission_attachment (id),
  file_sha256 BLOB NOT NULL REFERENCES blob (sha256),
  media_type  TEXT NOT NULL,           -- by the bytes, not by what the sender said
  carried     INTEGER NOT NULL,        -- 1: taken over from the version that was corrected
  received_ms INTEGER NOT NULL,
  UNIQUE (attachment, file_sha256)
) STRICT;

CREATE TABLE review_event (
  id            INTEGER PRIMARY KEY,
  project_id    INTEGER NOT NULL,
  submission    INTEGER NOT NULL REFERENCES submission (id),
  at_ms         INTEGER NOT NULL,
  kind          TEXT NOT NULL
                CHECK (kind IN ('received', 'state', 'comment', 'edited', 'media')),
  user_id       INTEGER REFERENCES user (id),
  app_user      INTEGER REFERENCES app_user (id),
  from_state    TEXT,
  to_state      TEXT,
  ref           TEXT,                  -- the question a comment is about
  body          TEXT,                  -- a comment, a reason, a file's name
  uid           TEXT NOT NULL UNIQUE
) STRICT;
CREATE INDEX review_event_of ON review_event (submission, id);

CREATE TABLE change (
  project_id  INTEGER NOT NULL,
  seq         INTEGER NOT NULL,
  app_user    INTEGER,
  submission  INTEGER NOT NULL REFERENCES submission (id),
  at_ms       INTEGER NOT NULL,
  kind        TEXT NOT NULL,
  instance_id TEXT NOT NULL,
  xml_sha256  BLOB NOT NULL,
  state       TEXT NOT NULL,
  reason      TEXT,
  comments    TEXT NOT NULL,           -- JSON, as the feed carries it
  PRIMARY KEY (project_id, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX change_of_app_user ON change (project_id, app_user, seq);

CREATE TABLE audit (
  id      INTEGER PRIMARY KEY,
  at_ms   INTEGER NOT NULL,
  user_id INTEGER,
  action  TEXT NOT NULL,
  details TEXT NOT NULL
) STRICT;

CREATE TRIGGER review_event_keeps BEFORE UPDATE ON review_event
BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;
CREATE TRIGGER review_event_stays BEFORE DELETE ON review_event
BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;
CREATE TRIGGER change_keeps BEFORE UPDATE ON change
BEGIN SELECT RAISE(ABORT, 'the feed is append-only'); END;
CREATE TRIGGER change_stays BEFORE DELETE ON change
BEGIN SELECT RAISE(ABORT, 'the feed is append-only'); END;
CREATE TRIGGER audit_keeps BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
CREATE TRIGGER audit_stays BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
CREATE TRIGGER submission_version_keeps BEFORE UPDATE OF xml, xml_sha256, instance_id,
  deprecated_id ON submission_version
BEGIN SELECT RAISE(ABORT, 'received bytes are never changed'); END;
CREATE TRIGGER attachment_file_keeps BEFORE UPDATE ON attachment_file
BEGIN SELECT RAISE(ABORT, 'received files are never changed'); END;
