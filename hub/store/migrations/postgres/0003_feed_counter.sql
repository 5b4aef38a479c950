-- The feed's numbers come from a counter of the project, so that several hubs may write; an
-- address means one person however it is written.

CREATE TABLE feed (
  project_id BIGINT PRIMARY KEY REFERENCES project (id),
  seq        BIGINT NOT NULL           -- of the newest entry
);
INSERT INTO feed (project_id, seq)
SELECT id, coalesce((SELECT max(seq) FROM change WHERE change.project_id = project.id), 0)
FROM project;

CREATE UNIQUE INDEX user_email ON "user" (lower(email));
