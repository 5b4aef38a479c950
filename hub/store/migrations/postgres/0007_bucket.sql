-- Files in a bucket: which one, and what has to be moved there.

ALTER TABLE hub ADD COLUMN files TEXT COLLATE "C";  -- s3://bucket/prefix; null: the hub's folder

CREATE TABLE moving (
  folder   TEXT COLLATE "C" NOT NULL,  -- of the hub that has the bytes
  sha256   BYTEA NOT NULL REFERENCES blob (sha256),
  since_ms BIGINT NOT NULL,
  PRIMARY KEY (folder, sha256)
);
