-- Parcels: files that phones announced and whose platform uploads them sealed.

CREATE TABLE parcel (
  id_sha256    BYTEA PRIMARY KEY,       -- who has the id may upload: only its digest is kept
  project_id   BIGINT NOT NULL,
  app_user     BIGINT NOT NULL REFERENCES app_user (id),
  version      BIGINT NOT NULL REFERENCES submission_version (id),
  name         TEXT COLLATE "C" NOT NULL,
  file_sha256  BYTEA NOT NULL,
  size         BIGINT NOT NULL,
  key          BYTEA,                   -- NULL: it arrived, the row answers repetitions
  announced_ms BIGINT NOT NULL
);
CREATE INDEX parcel_age ON parcel (announced_ms);
CREATE INDEX parcel_of_app_user ON parcel (app_user);
