-- Files that are not kept as they came: cleaned of what they say about who made them, or set aside.

CREATE TABLE attachment_sent (
  attachment  BIGINT NOT NULL REFERENCES submission_attachment (id),
  sent_sha256 BYTEA NOT NULL,           -- of what came, which its sender asks for
  sent_size   BIGINT NOT NULL,
  aside       BIGINT NOT NULL,            -- 1: kept as it came, and handed to nobody
  received_ms BIGINT NOT NULL,
  PRIMARY KEY (attachment, sent_sha256)
);
