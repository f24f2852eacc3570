-- The spine: matters, the ledger with its seals, cursors of reactions, counters, notices, files.

CREATE TABLE office (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
);

CREATE TABLE ledger_entries (
  id TEXT PRIMARY KEY,
  stream TEXT NOT NULL,
  seq BIGINT NOT NULL,
  at TEXT NOT NULL,
  recorded_at TEXT NOT NULL,
  kind TEXT NOT NULL,
  actor TEXT NOT NULL,
  about TEXT,
  body TEXT NOT NULL,
  prev TEXT NOT NULL,
  hash TEXT NOT NULL,
  seal BIGINT,
  leaf BIGINT,
  UNIQUE (stream, seq)
);
CREATE INDEX ledger_unsealed ON ledger_entries (id) WHERE seal IS NULL;
CREATE INDEX ledger_places ON ledger_entries (seal, leaf) WHERE seal IS NOT NULL;
CREATE INDEX ledger_about ON ledger_entries (about, id) WHERE about IS NOT NULL;
CREATE INDEX ledger_hashes ON ledger_entries (hash);

CREATE TABLE ledger_seals (
  n BIGINT PRIMARY KEY,
  at TEXT NOT NULL,
  count BIGINT NOT NULL,
  root TEXT NOT NULL,
  prev TEXT NOT NULL,
  hash TEXT NOT NULL
);

-- One row: whoever seals bumps it first, so that no two nodes seal at once.
CREATE TABLE ledger_sealing (
  id BIGINT PRIMARY KEY,
  turn BIGINT NOT NULL
);
INSERT INTO ledger_sealing (id, turn) VALUES (1, 0);

-- How far each reaction has read, as the place of the last entry it took.
CREATE TABLE cursors (
  name TEXT PRIMARY KEY,
  seal BIGINT NOT NULL,
  leaf BIGINT NOT NULL
);

CREATE TABLE counters (
  name TEXT PRIMARY KEY,
  value BIGINT NOT NULL
);

CREATE TABLE matters (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  number TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  state TEXT NOT NULL,
  version BIGINT NOT NULL,
  -- Hash of the last ledger entry of this matter, so that the next one links without a search.
  head TEXT NOT NULL,
  agency TEXT NOT NULL,
  region TEXT NOT NULL,
  opened_at TEXT NOT NULL,
  clock TEXT,
  due_on TEXT,
  due_sort TEXT NOT NULL,
  soon_on TEXT,
  waits_for TEXT NOT NULL,
  claimed_by TEXT,
  claimed_at TEXT,
  closed_at TEXT
);
CREATE INDEX matters_desk ON matters (agency, waits_for, due_sort, id);
CREATE INDEX matters_claimed ON matters (claimed_by, due_sort, id) WHERE claimed_by IS NOT NULL;
CREATE INDEX matters_open_due ON matters (due_sort, id) WHERE closed_at IS NULL;
CREATE INDEX matters_opened ON matters (kind, opened_at, id);

-- Official documents: an immutable snapshot of what the document says; the file is typeset from it.
CREATE TABLE notices (
  id TEXT PRIMARY KEY,
  matter TEXT NOT NULL REFERENCES matters (id),
  kind TEXT NOT NULL,
  number TEXT NOT NULL UNIQUE,
  dated TEXT NOT NULL,
  made_at TEXT NOT NULL,
  template TEXT NOT NULL,
  snapshot {BYTES} NOT NULL,
  file TEXT,
  served_at TEXT
);
CREATE INDEX notices_of ON notices (matter, made_at);
CREATE INDEX notices_without_file ON notices (id) WHERE file IS NULL;
