-- People and time: backups that end, forgetting that two decide, what is kept for how long.

-- Backups that were made, so that forgetting can say which of them still hold what went.
CREATE TABLE backup (
  id       INTEGER PRIMARY KEY,
  name     TEXT NOT NULL,              -- of its file
  folder   TEXT NOT NULL,              -- where it was written
  made_ms  INTEGER NOT NULL,
  until_ms INTEGER NOT NULL,           -- when it goes by itself
  gone_ms  INTEGER
) STRICT;

-- Forgetting that one administrator asks for and another person decides. What was asked for names
-- a walk: it is emptied once that is done, or refused.
CREATE TABLE forget_ask (
  id         INTEGER PRIMARY KEY,
  project_id INTEGER NOT NULL REFERENCES project (id),
  walk_code  TEXT NOT NULL,
  stop       INTEGER,                  -- none: the whole walk
  reason     TEXT NOT NULL,
  records    TEXT NOT NULL,            -- ids that were shown when it was asked, one a line
  asked_by   INTEGER NOT NULL REFERENCES user (id),
  asked_ms   INTEGER NOT NULL,
  state      TEXT NOT NULL,            -- open, done, refused
  decided_by INTEGER REFERENCES user (id),
  decided_ms INTEGER
) STRICT;
CREATE INDEX forget_ask_open ON forget_ask (project_id, id) WHERE state = 'open';

-- For how long a class of data is kept, where that is not what it is without a word.
CREATE TABLE kept_for (class TEXT PRIMARY KEY, days INTEGER NOT NULL) STRICT, WITHOUT ROWID;

-- Of bytes from which a track was taken out when its time was over: their digest. The digest of
-- what was received stays beside it.
ALTER TABLE submission_version ADD COLUMN kept_sha256 BLOB;
DROP TRIGGER submission_version_keeps;
CREATE TRIGGER submission_version_keeps BEFORE UPDATE OF xml, xml_sha256, instance_id,
  deprecated_id ON submission_version
WHEN NEW.xml_sha256 <> OLD.xml_sha256 OR NOT EXISTS (SELECT 1 FROM door)
BEGIN SELECT RAISE(ABORT, 'received bytes are never changed'); END;

-- The newest entry of the audit that went when its time was over: the chain goes on from it.
CREATE TABLE audit_cut (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  last_id  INTEGER NOT NULL,
  digest   BLOB NOT NULL
) STRICT;
DROP TRIGGER audit_stays;
CREATE TRIGGER audit_stays BEFORE DELETE ON audit
WHEN NOT EXISTS (SELECT 1 FROM door)
BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;

-- A second proof beside the password (ADR 0045): whether it is demanded, which key in the folder
-- of each hub seals the secrets, whose secret there is, and codes for who lost the phone.
ALTER TABLE hub ADD COLUMN codes_demanded INTEGER NOT NULL DEFAULT 0;
ALTER TABLE hub ADD COLUMN codes_key_sha256 BLOB;  -- null until the first secret
CREATE TABLE second_proof (
  user_id   INTEGER PRIMARY KEY REFERENCES user (id),
  sealed    BLOB NOT NULL,
  set_ms    INTEGER NOT NULL,
  used_step INTEGER NOT NULL           -- a code of this step or before is not taken any more
) STRICT;
CREATE TABLE recovery_code (
  code_sha256 BLOB PRIMARY KEY,        -- the code itself is never stored
  user_id     INTEGER NOT NULL REFERENCES user (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX recovery_code_of ON recovery_code (user_id);

-- Links by which one browser becomes known for one account, once.
CREATE TABLE known_link (
  token_sha256 BLOB PRIMARY KEY,       -- the token itself is never stored
  user_id      INTEGER NOT NULL REFERENCES user (id),
  expires_ms   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX known_link_of ON known_link (user_id);

-- What is set aside: its digest, and where a key was set what only that key's holder can open.
-- No name and no answer.
ALTER TABLE hub ADD COLUMN aside_key TEXT;
CREATE TABLE aside (
  id            INTEGER PRIMARY KEY,
  version       INTEGER NOT NULL REFERENCES submission_version (id),
  kind          TEXT NOT NULL,         -- answers: the whole XML as it came; file
  reason        TEXT NOT NULL,
  sent_sha256   BLOB NOT NULL,
  sent_size     INTEGER NOT NULL,
  sealed_sha256 BLOB REFERENCES blob (sha256), -- none: there was no key
  sealed_size   INTEGER,
  at_ms         INTEGER NOT NULL,
  UNIQUE (version, kind, sent_sha256)
) STRICT;
CREATE INDEX aside_sealed ON aside (sealed_sha256);
CREATE TRIGGER aside_keeps BEFORE UPDATE ON aside
BEGIN SELECT RAISE(ABORT, 'what is set aside is never changed'); END;
