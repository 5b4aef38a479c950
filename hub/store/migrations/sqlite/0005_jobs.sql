-- Work that is done after an answer: rows written in the transaction of what caused them.

CREATE TABLE job (
  id         INTEGER PRIMARY KEY,
  kind       TEXT NOT NULL,
  about      TEXT NOT NULL,            -- what the kind works on: a file's digest
  folder     TEXT NOT NULL,            -- whose hub may do it; '' where there is one folder only
  submission INTEGER REFERENCES submission (id),  -- what caused it, for who looks
  state      TEXT NOT NULL CHECK (state IN ('waiting', 'held', 'dead')),
  again      INTEGER NOT NULL DEFAULT 0,  -- 1: asked for once more while it was held
  tries      INTEGER NOT NULL DEFAULT 0,
  due_ms     INTEGER NOT NULL,         -- not before; held: until when it is; by the database's clock
  error      TEXT,                     -- code of the last failure
  made_ms    INTEGER NOT NULL,
  UNIQUE (kind, folder, about)
) STRICT;
CREATE INDEX job_due ON job (folder, due_ms) WHERE state <> 'dead';
CREATE INDEX job_dead ON job (id) WHERE state = 'dead';
