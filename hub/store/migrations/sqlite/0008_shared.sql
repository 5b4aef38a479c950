-- What several hubs on one database have to agree on.

-- Failed sign-ins, by the digest of who tried: no address and no name is kept.
CREATE TABLE sign_in (
  bucket_sha256 BLOB PRIMARY KEY,
  failures      INTEGER NOT NULL,
  last_ms       INTEGER NOT NULL       -- by the database's clock
) STRICT, WITHOUT ROWID;
CREATE INDEX sign_in_last ON sign_in (last_ms);

-- Keys of phones that were just made, sealed under the session that made them.
CREATE TABLE fresh_key (
  app_user     INTEGER PRIMARY KEY REFERENCES app_user (id),
  token_sha256 BLOB NOT NULL,
  sealed       BLOB NOT NULL,
  made_ms      INTEGER NOT NULL        -- by the database's clock
) STRICT;

-- Which database this is: one that was restored elsewhere is another one.
ALTER TABLE hub ADD COLUMN home TEXT NOT NULL DEFAULT '';
