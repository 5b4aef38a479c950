-- The hub's key, by which phones know it again (ADR 0036).

ALTER TABLE hub ADD COLUMN key_seed BLOB;  -- 32 bytes; null until a hub of today opens it
