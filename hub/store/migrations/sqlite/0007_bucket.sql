-- Files in a bucket: which one, and what has to be moved there.

ALTER TABLE hub ADD COLUMN files TEXT;  -- s3://bucket/prefix; null: the hub's folder

CREATE TABLE moving (
  folder   TEXT NOT NULL,              -- of the hub that has the bytes
  sha256   BLOB NOT NULL REFERENCES blob (sha256),
  since_ms INTEGER NOT NULL,
  PRIMARY KEY (folder, sha256)
) STRICT, WITHOUT ROWID;
