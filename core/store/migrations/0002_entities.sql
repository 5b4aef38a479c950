-- Lists of entities, as forms read and change them before the server has seen the change.
--
-- `properties` of a list is a JSON array of names, of an entity a JSON array of pairs: this
-- crate does not look into them.

CREATE TABLE entity_list (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  name           TEXT    NOT NULL UNIQUE,
  hash           TEXT    NOT NULL,
  needs_approval INTEGER NOT NULL DEFAULT 0 CHECK (needs_approval IN (0, 1)),
  properties     TEXT    NOT NULL,
  updated_ms     INTEGER NOT NULL
) STRICT;

CREATE TABLE entity (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  list          INTEGER NOT NULL REFERENCES entity_list (id) ON DELETE CASCADE,
  entity_id     TEXT    NOT NULL,
  label         TEXT    NOT NULL,
  version       INTEGER NOT NULL CHECK (version >= 0),
  trunk_version INTEGER,
  branch_id     TEXT    NOT NULL,
  online        INTEGER NOT NULL CHECK (online IN (0, 1)),
  properties    TEXT    NOT NULL,
  UNIQUE (list, entity_id)
) STRICT;
