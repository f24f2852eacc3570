-- Who is who: regions, agencies, persons, organisations with their agents, staff with their posts, accounts, sessions.

CREATE TABLE regions (
  code TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  level BIGINT NOT NULL,
  parent TEXT,
  valid_from TEXT NOT NULL,
  valid_to TEXT,
  successor TEXT,
  sort_key TEXT NOT NULL
);
CREATE INDEX regions_children ON regions (parent, code);
CREATE INDEX regions_names ON regions (name, code);
CREATE INDEX regions_successors ON regions (successor, code) WHERE successor IS NOT NULL;

CREATE TABLE agencies (
  id TEXT PRIMARY KEY,
  -- Stable word used by imports and demonstration data; unique.
  key TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL UNIQUE,
  short_name TEXT NOT NULL,
  -- 机关代字: begins the numbers of its documents.
  mark TEXT NOT NULL,
  uscc TEXT,
  region TEXT NOT NULL,
  address TEXT NOT NULL,
  hours TEXT NOT NULL,
  phone TEXT NOT NULL,
  complaint_phone TEXT NOT NULL,
  sort_key TEXT NOT NULL,
  created_at TEXT NOT NULL
);
CREATE INDEX agencies_region ON agencies (region, sort_key);

CREATE TABLE accounts (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('person', 'staff')),
  -- Keyed hash of what is typed at sign-in (identity number, phone or staff name); aliases stand in account_names.
  password TEXT NOT NULL,
  failed BIGINT NOT NULL DEFAULT 0,
  locked_until TEXT,
  totp_secret {BYTES},
  totp_last_step BIGINT NOT NULL DEFAULT 0,
  password_set_at TEXT NOT NULL,
  must_change BOOLEAN NOT NULL DEFAULT FALSE,
  disabled_at TEXT,
  created_at TEXT NOT NULL,
  lang TEXT NOT NULL DEFAULT 'zh-CN'
);

CREATE TABLE account_names (
  name_hash TEXT PRIMARY KEY,
  account TEXT NOT NULL REFERENCES accounts (id)
);
CREATE INDEX account_names_of ON account_names (account);

-- Failures under names that nobody has, counted like those of an account, so that a lock tells nothing about who is here.
CREATE TABLE unknown_names (
  name_hash TEXT PRIMARY KEY,
  failed BIGINT NOT NULL,
  locked_until TEXT,
  at TEXT NOT NULL
);
CREATE INDEX unknown_names_age ON unknown_names (at);

CREATE TABLE persons (
  id TEXT PRIMARY KEY,
  account TEXT UNIQUE REFERENCES accounts (id),
  name {BYTES} NOT NULL,
  -- Masked as it is shown in lists: 张*三.
  name_shown TEXT NOT NULL,
  document_kind TEXT NOT NULL,
  document {BYTES} NOT NULL,
  document_hash TEXT NOT NULL UNIQUE,
  phone {BYTES} NOT NULL,
  phone_hash TEXT NOT NULL,
  address {BYTES},
  region TEXT,
  created_at TEXT NOT NULL
);

CREATE TABLE organisations (
  id TEXT PRIMARY KEY,
  uscc TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  legal_representative {BYTES},
  address TEXT NOT NULL,
  region TEXT,
  registered_by TEXT NOT NULL REFERENCES persons (id),
  created_at TEXT NOT NULL
);

-- 经办人授权: who may act for an organisation.
CREATE TABLE agents (
  id TEXT PRIMARY KEY,
  organisation TEXT NOT NULL REFERENCES organisations (id),
  person TEXT NOT NULL REFERENCES persons (id),
  power TEXT NOT NULL CHECK (power IN ('representative', 'agent')),
  granted_by TEXT NOT NULL REFERENCES persons (id),
  granted_at TEXT NOT NULL,
  valid_to TEXT,
  revoked_at TEXT
);
CREATE INDEX agents_of_person ON agents (person, organisation);
CREATE INDEX agents_of_organisation ON agents (organisation, granted_at);

CREATE TABLE staff (
  id TEXT PRIMARY KEY,
  account TEXT NOT NULL UNIQUE REFERENCES accounts (id),
  name TEXT NOT NULL,
  agency TEXT NOT NULL REFERENCES agencies (id),
  work_number TEXT NOT NULL UNIQUE,
  created_at TEXT NOT NULL
);

CREATE TABLE posts (
  id TEXT PRIMARY KEY,
  staff TEXT NOT NULL REFERENCES staff (id),
  agency TEXT NOT NULL REFERENCES agencies (id),
  role TEXT NOT NULL,
  valid_from TEXT NOT NULL,
  valid_to TEXT,
  UNIQUE (staff, agency, role)
);

CREATE TABLE sessions (
  token_hash TEXT PRIMARY KEY,
  account TEXT NOT NULL REFERENCES accounts (id),
  acting_for TEXT REFERENCES organisations (id),
  created_at TEXT NOT NULL,
  last_seen_at TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  -- NULL until the second factor was given.
  second_factor_at TEXT
);
CREATE INDEX sessions_of ON sessions (account);
CREATE INDEX sessions_expiry ON sessions (expires_at);

-- What the hall tells a person: the account's message page.
CREATE TABLE messages (
  id TEXT PRIMARY KEY,
  account TEXT NOT NULL REFERENCES accounts (id),
  matter TEXT,
  -- Id of the sentence in the language files, with its particulars.
  message TEXT NOT NULL,
  args TEXT NOT NULL,
  link TEXT,
  at TEXT NOT NULL,
  read_at TEXT
);
CREATE INDEX messages_of ON messages (account, id);
