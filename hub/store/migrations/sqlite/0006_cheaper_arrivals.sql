-- An arrival writes fewer pages: words wait for company, one index and one constraint less.

-- Words of records that the index of words does not have yet: ' calle roja 4 '. Written to the
-- index one record at a time they cost five pages each.
CREATE TABLE submission_words_waiting (
  id    INTEGER PRIMARY KEY REFERENCES submission (id),
  words TEXT NOT NULL
) STRICT;

-- When a project's newest record came is the newest of its counters; no record ever goes.
ALTER TABLE tally ADD COLUMN newest_ms INTEGER NOT NULL DEFAULT 0;
UPDATE tally SET newest_ms =
  coalesce((SELECT max(created_ms) FROM submission WHERE submission.tally = tally.id), 0);
DROP INDEX submission_newest;

-- The ids of the history's lines are random and never looked up: no index has to hold them apart.
DROP TRIGGER review_event_keeps;
DROP TRIGGER review_event_stays;
CREATE TABLE review_event_next (
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
  uid           TEXT NOT NULL
) STRICT;
INSERT INTO review_event_next SELECT id, project_id, submission, at_ms, kind, user_id, app_user,
  from_state, to_state, ref, body, uid FROM review_event ORDER BY id;
DROP TABLE review_event;
ALTER TABLE review_event_next RENAME TO review_event;
CREATE INDEX review_event_of ON review_event (submission, id);
CREATE TRIGGER review_event_keeps BEFORE UPDATE ON review_event
BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;
CREATE TRIGGER review_event_stays BEFORE DELETE ON review_event
BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;
