-- What keeps a group safe: who read what, what was forgotten, what an answer broke.

-- What a key sent on the day of that number, in UTC.
ALTER TABLE app_user ADD COLUMN sent_day INTEGER NOT NULL DEFAULT 0;
ALTER TABLE app_user ADD COLUMN sent_uploads INTEGER NOT NULL DEFAULT 0;
ALTER TABLE app_user ADD COLUMN sent_bytes INTEGER NOT NULL DEFAULT 0;
