-- Who was seen when, and the browsers in which somebody signed in before.

ALTER TABLE user ADD COLUMN last_seen_ms INTEGER;

CREATE TABLE known_device (
  token_sha256 BLOB PRIMARY KEY,       -- the token itself is never stored
  user_id      INTEGER NOT NULL REFERENCES user (id),
  used_ms      INTEGER NOT NULL        -- last time somebody signed in there
) STRICT, WITHOUT ROWID;
CREATE INDEX known_device_of ON known_device (user_id, used_ms);
