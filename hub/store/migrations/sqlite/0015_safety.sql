-- What keeps a group safe: who read what, what was forgotten, what an answer broke.

-- What a key sent on the day of that number, in UTC.
ALTER TABLE app_user ADD COLUMN sent_day INTEGER NOT NULL DEFAULT 0;
ALTER TABLE app_user ADD COLUMN sent_uploads INTEGER NOT NULL DEFAULT 0;
ALTER TABLE app_user ADD COLUMN sent_bytes INTEGER NOT NULL DEFAULT 0;

-- Rules of its form that a version breaks, one a line: how and where. Empty where it breaks
-- none, and of before.
ALTER TABLE submission_version ADD COLUMN faults TEXT NOT NULL DEFAULT '';

-- Each entry of the audit covers the one before it: a change that is made elsewhere shows.
ALTER TABLE audit ADD COLUMN digest BLOB;

-- What is forgotten: the door through which history and feed may be left, for one transaction; a
-- tombstone for each version that was forgotten, which phones are told of it, and files that go.
CREATE TABLE door (only_row INTEGER PRIMARY KEY CHECK (only_row = 1)) STRICT;
DROP TRIGGER review_event_stays;
CREATE TRIGGER review_event_stays BEFORE DELETE ON review_event
WHEN NOT EXISTS (SELECT 1 FROM door)
BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;
DROP TRIGGER change_stays;
CREATE TRIGGER change_stays BEFORE DELETE ON change
WHEN NOT EXISTS (SELECT 1 FROM door)
BEGIN SELECT RAISE(ABORT, 'the feed is append-only'); END;
CREATE TABLE tombstone (
  id          INTEGER PRIMARY KEY,
  project_id  INTEGER NOT NULL,
  instance_id TEXT NOT NULL,
  xml_sha256  BLOB NOT NULL,           -- of the version that was here
  reason      TEXT NOT NULL,           -- its class, no words of anybody
  at_ms       INTEGER NOT NULL,
  UNIQUE (project_id, instance_id)
) STRICT;
CREATE TABLE tombstone_told (
  project_id INTEGER NOT NULL,
  seq        INTEGER NOT NULL,         -- its place in the feed
  app_user   INTEGER NOT NULL,
  tombstone  INTEGER NOT NULL REFERENCES tombstone (id),
  PRIMARY KEY (project_id, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX tombstone_told_to ON tombstone_told (project_id, app_user, seq);
CREATE TABLE erased_file (
  id     INTEGER PRIMARY KEY,          -- each hub of a database erases behind the last it did
  sha256 BLOB NOT NULL,
  at_ms  INTEGER NOT NULL
) STRICT;
CREATE TRIGGER tombstone_keeps BEFORE UPDATE ON tombstone
BEGIN SELECT RAISE(ABORT, 'tombstones are append-only'); END;
CREATE TRIGGER tombstone_stays BEFORE DELETE ON tombstone
BEGIN SELECT RAISE(ABORT, 'tombstones are append-only'); END;
