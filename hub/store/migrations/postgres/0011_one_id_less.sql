-- An index of random ids less, one for the pages of a form, one for the days of a counter.

-- The id of a record is that of its current version, and those are held apart by
-- submission_version.
ALTER TABLE submission DROP CONSTRAINT submission_project_id_instance_id_key;

-- A form of which nothing is urgent stands behind all others in the order of the project.
CREATE INDEX submission_form ON submission (form, rank, created_ms, id);

-- Which days name a counter: a sweep removes one only where none does, and the server looks too.
CREATE INDEX tally_day_of ON tally_day (tally);
