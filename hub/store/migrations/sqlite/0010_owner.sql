-- Whose a record is, which record registered a walk, and what reviewers have to know of a record.

ALTER TABLE submission ADD COLUMN owner INTEGER REFERENCES app_user (id);  -- who may correct it
ALTER TABLE submission ADD COLUMN flags TEXT NOT NULL DEFAULT '';          -- ' walk ': see flag.rs
UPDATE submission SET owner =
  (SELECT v.app_user FROM submission_version v WHERE v.id = submission.current);
CREATE INDEX submission_flagged ON submission (project_id, id) WHERE flags <> '';

ALTER TABLE walk ADD COLUMN submission INTEGER;  -- that registered it; null: not known
UPDATE walk SET submission =
  (SELECT max(s.id) FROM submission s JOIN form f ON f.id = s.form
   WHERE s.project_id = walk.project_id AND s.walk_code = walk.walk_code
     AND f.form_id = 'cs_recorrido');

-- The kinds of the history's lines are the program's to say: each new one rebuilt this table.
DROP TRIGGER review_event_keeps;
DROP TRIGGER review_event_stays;
CREATE TABLE review_event_next (
  id            INTEGER PRIMARY KEY,
  project_id    INTEGER NOT NULL,
  submission    INTEGER NOT NULL REFERENCES submission (id),
  at_ms         INTEGER NOT NULL,
  kind          TEXT NOT NULL,
  user_id       INTEGER REFERENCES user (id),
  app_user      INTEGER REFERENCES app_user (id),
  from_state    TEXT,
  to_state      TEXT,
  ref           TEXT,                  -- the question a comment is about
  body          TEXT,                  -- a comment, a reason, a file's name, a phone's name
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
