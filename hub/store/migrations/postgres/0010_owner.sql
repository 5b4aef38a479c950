-- Whose a record is, which record registered a walk, and what reviewers have to know of a record.

ALTER TABLE submission ADD COLUMN owner BIGINT REFERENCES app_user (id);  -- who may correct it
ALTER TABLE submission ADD COLUMN flags TEXT COLLATE "C" NOT NULL DEFAULT '';  -- ' walk ': see flag.rs
UPDATE submission SET owner =
  (SELECT v.app_user FROM submission_version v WHERE v.id = submission.current);
CREATE INDEX submission_flagged ON submission (project_id, id) WHERE flags <> '';

ALTER TABLE walk ADD COLUMN submission BIGINT;  -- that registered it; null: not known
UPDATE walk SET submission =
  (SELECT max(s.id) FROM submission s JOIN form f ON f.id = s.form
   WHERE s.project_id = walk.project_id AND s.walk_code = walk.walk_code
     AND f.form_id = 'cs_recorrido');

-- The kinds of the history's lines are the program's to say.
ALTER TABLE review_event DROP CONSTRAINT review_event_kind_check;
