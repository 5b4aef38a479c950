-- Who was seen when, and the browsers in which somebody signed in before.

ALTER TABLE "user" ADD COLUMN last_seen_ms BIGINT;

CREATE TABLE known_device (
  token_sha256 BYTEA PRIMARY KEY,      -- the token itself is never stored
  user_id      BIGINT NOT NULL REFERENCES "user" (id),
  used_ms      BIGINT NOT NULL         -- last time somebody signed in there
);
CREATE INDEX known_device_of ON known_device (user_id, used_ms);
