-- How long what is done with has been done with: time as it passed, and what counts from when.
--
-- `passed` has one row. `at_most_ms` never stays behind the time that has passed, `at_least_ms`
-- never runs ahead of it; the rest is the moment at which both were brought up to date.

CREATE TABLE passed (
  id            INTEGER PRIMARY KEY AUTOINCREMENT CHECK (id = 1),
  at_most_ms    INTEGER NOT NULL,
  at_least_ms   INTEGER NOT NULL,
  wall_ms       INTEGER NOT NULL,
  since_boot_ms INTEGER NOT NULL,
  boot          BLOB    CHECK (length(boot) = 16)
) STRICT;

-- What may go, and since when; `item` is a row of the table that `kind` stands for. With another
-- `mark` it counts anew. Warnings are those about a draft that nobody goes on with.
CREATE TABLE leaving (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  kind           TEXT    NOT NULL,
  item           INTEGER NOT NULL,
  mark           TEXT    NOT NULL,
  since_most_ms  INTEGER NOT NULL,
  since_least_ms INTEGER NOT NULL,
  warnings       INTEGER NOT NULL DEFAULT 0,
  warned_ms      INTEGER NOT NULL DEFAULT 0,
  UNIQUE (kind, item)
) STRICT;

-- The last submission of each form that reads it, until then a setting.
CREATE TABLE last_saved (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  form_id       TEXT    NOT NULL UNIQUE,
  instance_id   TEXT,
  xml           BLOB    NOT NULL
) STRICT;
INSERT INTO last_saved (form_id, xml)
  SELECT substr(key, 12), CAST(value AS BLOB) FROM setting WHERE substr(key, 1, 11) = 'last_saved:';
DELETE FROM setting WHERE substr(key, 1, 11) = 'last_saved:';

-- A file that was named and is named no more goes in the transaction that took its last name.
CREATE TRIGGER draft_media_gone AFTER DELETE ON draft_media BEGIN
  DELETE FROM media WHERE sha256 = OLD.media_sha256
    AND NOT EXISTS (SELECT 1 FROM draft_media WHERE media_sha256 = OLD.media_sha256)
    AND NOT EXISTS (SELECT 1 FROM submission_media WHERE media_sha256 = OLD.media_sha256)
    AND NOT EXISTS (SELECT 1 FROM form_media WHERE media_sha256 = OLD.media_sha256);
END;
CREATE TRIGGER draft_media_replaced AFTER UPDATE OF media_sha256 ON draft_media
WHEN OLD.media_sha256 <> NEW.media_sha256 BEGIN
  DELETE FROM media WHERE sha256 = OLD.media_sha256
    AND NOT EXISTS (SELECT 1 FROM draft_media WHERE media_sha256 = OLD.media_sha256)
    AND NOT EXISTS (SELECT 1 FROM submission_media WHERE media_sha256 = OLD.media_sha256)
    AND NOT EXISTS (SELECT 1 FROM form_media WHERE media_sha256 = OLD.media_sha256);
END;
CREATE TRIGGER submission_media_gone AFTER DELETE ON submission_media BEGIN
  DELETE FROM media WHERE sha256 = OLD.media_sha256
    AND NOT EXISTS (SELECT 1 FROM draft_media WHERE media_sha256 = OLD.media_sha256)
    AND NOT EXISTS (SELECT 1 FROM submission_media WHERE media_sha256 = OLD.media_sha256)
    AND NOT EXISTS (SELECT 1 FROM form_media WHERE media_sha256 = OLD.media_sha256);
END;
