-- What keeps a group safe: who read what, what was forgotten, what an answer broke.

-- What a key sent on the day of that number, in UTC.
ALTER TABLE app_user ADD COLUMN sent_day bigint NOT NULL DEFAULT 0;
ALTER TABLE app_user ADD COLUMN sent_uploads bigint NOT NULL DEFAULT 0;
ALTER TABLE app_user ADD COLUMN sent_bytes bigint NOT NULL DEFAULT 0;

-- Rules of its form that a version breaks, one a line: how and where. Empty where it breaks
-- none, and of before.
ALTER TABLE submission_version ADD COLUMN faults TEXT NOT NULL DEFAULT '';

-- Each entry of the audit covers the one before it: a change that is made elsewhere shows.
ALTER TABLE audit ADD COLUMN digest BYTEA;
