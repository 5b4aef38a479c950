-- Parcels: files that phones announced and whose platform uploads them sealed.

CREATE TABLE parcel (
  id_sha256    BLOB PRIMARY KEY,       -- who has the id may upload: only its digest is kept
  project_id   INTEGER NOT NULL,
  app_user     INTEGER NOT NULL REFERENCES app_user (id),
  version      INTEGER NOT NULL REFERENCES submission_version (id),
  name         TEXT NOT NULL,
  file_sha256  BLOB NOT NULL,
  size         INTEGER NOT NULL,
  key          BLOB,                   -- NULL: it arrived, the row answers repetitions
  announced_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX parcel_age ON parcel (announced_ms);
CREATE INDEX parcel_of_app_user ON parcel (app_user);
