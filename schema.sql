-- The whole present schema, written by the migrations (crates/server/tests/schema.rs). Never edit it: change comes as a new
-- step in migrations/. Spelled as SQLite keeps it; PostgreSQL has BYTEA where BLOB stands.

CREATE TABLE migrations (name TEXT PRIMARY KEY, digest TEXT NOT NULL);

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

CREATE TABLE ledger_sealing (
  id BIGINT PRIMARY KEY,
  turn BIGINT NOT NULL
);

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

CREATE TABLE notices (
  id TEXT PRIMARY KEY,
  matter TEXT NOT NULL REFERENCES matters (id),
  kind TEXT NOT NULL,
  number TEXT NOT NULL UNIQUE,
  dated TEXT NOT NULL,
  made_at TEXT NOT NULL,
  template TEXT NOT NULL,
  snapshot BLOB NOT NULL,
  file TEXT,
  served_at TEXT
);

CREATE INDEX notices_of ON notices (matter, made_at);

CREATE INDEX notices_without_file ON notices (id) WHERE file IS NULL;

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
  totp_secret BLOB,
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
  name BLOB NOT NULL,
  -- Masked as it is shown in lists: 张*三.
  name_shown TEXT NOT NULL,
  document_kind TEXT NOT NULL,
  document BLOB NOT NULL,
  document_hash TEXT NOT NULL UNIQUE,
  phone BLOB NOT NULL,
  phone_hash TEXT NOT NULL,
  address BLOB,
  region TEXT,
  created_at TEXT NOT NULL
);

CREATE TABLE organisations (
  id TEXT PRIMARY KEY,
  uscc TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  legal_representative BLOB,
  address TEXT NOT NULL,
  region TEXT,
  registered_by TEXT NOT NULL REFERENCES persons (id),
  created_at TEXT NOT NULL
);

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

CREATE TABLE items (
  id TEXT PRIMARY KEY,
  -- 主项, 子项, 业务办理项.
  kind TEXT NOT NULL CHECK (kind IN ('main', 'sub', 'handling')),
  parent TEXT REFERENCES items (id),
  -- Stable address of the item in URLs and demonstration data.
  slug TEXT NOT NULL UNIQUE,
  agency TEXT NOT NULL REFERENCES agencies (id),
  name TEXT NOT NULL,
  local_code TEXT,
  published TEXT,
  sort_key TEXT NOT NULL,
  created_at TEXT NOT NULL
);

CREATE INDEX items_of_agency ON items (agency, sort_key, id);

CREATE INDEX items_children ON items (parent, sort_key);

CREATE UNIQUE INDEX items_local ON items (agency, local_code, name) WHERE local_code IS NOT NULL;

CREATE INDEX items_published ON items (sort_key, id) WHERE published IS NOT NULL;

CREATE TABLE item_versions (
  id TEXT PRIMARY KEY,
  item TEXT NOT NULL REFERENCES items (id),
  n BIGINT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('draft', 'published', 'superseded', 'withdrawn')),
  body TEXT NOT NULL,
  -- Counts the edits of a draft, so that two editors never overwrite each other.
  revision BIGINT NOT NULL DEFAULT 1,
  digest TEXT NOT NULL,
  created_by TEXT NOT NULL,
  created_at TEXT NOT NULL,
  published_by TEXT,
  published_at TEXT,
  effective_on TEXT,
  ended_on TEXT,
  UNIQUE (item, n)
);

CREATE INDEX item_versions_state ON item_versions (state, item);

CREATE TABLE item_facets (
  item TEXT NOT NULL REFERENCES items (id),
  facet TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (facet, value, item)
);

CREATE INDEX item_facets_of ON item_facets (item);

CREATE TABLE item_search (
  item TEXT PRIMARY KEY REFERENCES items (id),
  folded TEXT NOT NULL
);

CREATE TABLE forms (
  key TEXT NOT NULL,
  n BIGINT NOT NULL,
  digest TEXT NOT NULL,
  body TEXT NOT NULL,
  created_at TEXT NOT NULL,
  PRIMARY KEY (key, n)
);

CREATE UNIQUE INDEX forms_digest ON forms (key, digest);

CREATE TABLE licences (
  id TEXT PRIMARY KEY REFERENCES matters (id),
  -- 电子证照标识, with its check character.
  identifier TEXT NOT NULL UNIQUE,
  -- Key of the licence type in the directory; `type_code` is its 21 characters.
  type_key TEXT NOT NULL,
  type_code TEXT NOT NULL,
  type_name TEXT NOT NULL,
  -- 证照编号: printed on its face; a later version keeps it.
  number TEXT NOT NULL,
  issuer TEXT NOT NULL REFERENCES agencies (id),
  case_id TEXT,
  holder_person TEXT REFERENCES persons (id),
  holder_organisation TEXT REFERENCES organisations (id),
  holder_shown TEXT NOT NULL,
  issued_on TEXT NOT NULL,
  valid_from TEXT NOT NULL,
  valid_to TEXT,
  -- The last day, while the licence can still run out: the daily clock looks only at these.
  runs_out_on TEXT,
  -- A: issued by the organ itself. B: recorded here after the original was seen.
  trust TEXT NOT NULL CHECK (trust IN ('A', 'B')),
  -- The metadata of GB/T 36903 with the licence's own attributes, and what its face says.
  metadata BLOB NOT NULL,
  -- Digest of the signed file.
  file TEXT NOT NULL,
  replaces TEXT UNIQUE REFERENCES licences (id),
  created_at TEXT NOT NULL
);

CREATE INDEX licences_of_person ON licences (holder_person, type_key);

CREATE INDEX licences_of_organisation ON licences (holder_organisation, type_key);

CREATE INDEX licences_of_issuer ON licences (issuer, id);

CREATE INDEX licences_of_case ON licences (case_id);

CREATE INDEX licences_numbers ON licences (number);

CREATE INDEX licences_files ON licences (file);

CREATE INDEX licences_running_out ON licences (runs_out_on, id) WHERE runs_out_on IS NOT NULL;

CREATE TABLE licence_events (
  licence TEXT NOT NULL REFERENCES licences (id),
  seq BIGINT NOT NULL,
  verb TEXT NOT NULL,
  state TEXT NOT NULL,
  reason BLOB NOT NULL,
  basis TEXT NOT NULL,
  by_whom TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (licence, seq)
);

CREATE TABLE licence_copies (
  id TEXT PRIMARY KEY,
  licence TEXT NOT NULL REFERENCES licences (id),
  purpose BLOB NOT NULL,
  recipient BLOB NOT NULL,
  usable_to TEXT NOT NULL,
  file TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_at TEXT NOT NULL
);

CREATE INDEX licence_copies_of ON licence_copies (licence, made_at);

CREATE INDEX licence_copies_files ON licence_copies (file);

CREATE TABLE drafts (
  id TEXT PRIMARY KEY,
  account TEXT NOT NULL REFERENCES accounts (id),
  person TEXT NOT NULL REFERENCES persons (id),
  organisation TEXT REFERENCES organisations (id),
  item TEXT NOT NULL REFERENCES items (id),
  item_version TEXT NOT NULL REFERENCES item_versions (id),
  situation TEXT NOT NULL,
  form_key TEXT NOT NULL,
  form_n BIGINT NOT NULL,
  answers BLOB NOT NULL,
  -- What was answered on the guided path.
  guidance TEXT NOT NULL,
  delivery TEXT,
  revision BIGINT NOT NULL,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  -- The case it became; a second submission gives this one again.
  submitted_as TEXT
);

CREATE INDEX drafts_of ON drafts (account, updated_at);

CREATE TABLE draft_late_posts (
  id TEXT PRIMARY KEY,
  draft TEXT NOT NULL REFERENCES drafts (id),
  pairs BLOB NOT NULL,
  at TEXT NOT NULL,
  taken_at TEXT
);

CREATE INDEX draft_late_posts_of ON draft_late_posts (draft, at);

CREATE TABLE cases (
  id TEXT PRIMARY KEY REFERENCES matters (id),
  item TEXT NOT NULL REFERENCES items (id),
  item_version TEXT NOT NULL REFERENCES item_versions (id),
  situation TEXT NOT NULL,
  person TEXT NOT NULL REFERENCES persons (id),
  organisation TEXT REFERENCES organisations (id),
  applicant_shown TEXT NOT NULL,
  channel TEXT NOT NULL,
  form_key TEXT NOT NULL,
  form_n BIGINT NOT NULL,
  answers BLOB NOT NULL,
  guidance TEXT NOT NULL,
  -- How the result is handed over: licence, pickup or courier; the address is encrypted.
  delivery TEXT NOT NULL,
  delivery_address BLOB,
  submitted_on TEXT NOT NULL,
  -- The day on which silence becomes acceptance. Law: 行政许可法 第三十二条
  deemed_on TEXT,
  accepted_on TEXT,
  decided_on TEXT,
  outcome TEXT,
  working_days BIGINT,
  in_time BOOLEAN,
  -- What was granted, for the licence: label, value, validity.
  granted BLOB,
  idempotency_key TEXT UNIQUE
);

CREATE INDEX cases_of_person ON cases (person, id);

CREATE INDEX cases_of_organisation ON cases (organisation, id);

CREATE INDEX cases_of_item ON cases (item, decided_on);

CREATE INDEX cases_deemed ON cases (deemed_on, id) WHERE deemed_on IS NOT NULL;

CREATE TABLE materials (
  id TEXT PRIMARY KEY,
  draft TEXT REFERENCES drafts (id),
  case_id TEXT REFERENCES cases (id),
  material TEXT NOT NULL,
  source TEXT NOT NULL CHECK (source IN ('upload', 'licence', 'profile', 'promise')),
  file TEXT,
  file_name TEXT,
  media_type TEXT,
  size BIGINT,
  licence TEXT REFERENCES licences (id),
  added_at TEXT NOT NULL,
  -- Replaced by a correction or taken out; what was handed in once stays on record.
  replaced_at TEXT,
  correction TEXT
);

CREATE INDEX materials_of_draft ON materials (draft, added_at);

CREATE INDEX materials_of_case ON materials (case_id, added_at);

CREATE TABLE corrections (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL UNIQUE REFERENCES cases (id),
  asked_by TEXT NOT NULL,
  asked_at TEXT NOT NULL,
  answer_by TEXT NOT NULL,
  note TEXT NOT NULL,
  answers_before BLOB NOT NULL,
  answered_at TEXT
);

CREATE TABLE correction_points (
  correction TEXT NOT NULL REFERENCES corrections (id),
  n BIGINT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('field', 'material')),
  target TEXT NOT NULL,
  label TEXT NOT NULL,
  what TEXT NOT NULL,
  PRIMARY KEY (correction, n)
);

CREATE TABLE opinions (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES cases (id),
  verb TEXT NOT NULL,
  by_staff TEXT NOT NULL,
  at TEXT NOT NULL,
  recommendation TEXT,
  basis TEXT NOT NULL,
  text BLOB NOT NULL
);

CREATE INDEX opinions_of ON opinions (case_id, at);

CREATE TABLE deliveries (
  case_id TEXT PRIMARY KEY REFERENCES cases (id),
  way TEXT NOT NULL,
  courier TEXT,
  waybill TEXT,
  by_staff TEXT,
  at TEXT NOT NULL,
  received_at TEXT
);

CREATE TABLE ratings (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES cases (id),
  item TEXT NOT NULL REFERENCES items (id),
  agency TEXT NOT NULL REFERENCES agencies (id),
  -- active: a person rated; default: the window for defaults passed without one. They are never mixed.
  source TEXT NOT NULL CHECK (source IN ('active', 'default')),
  via TEXT NOT NULL CHECK (via IN ('account', 'link', 'hall')),
  level BIGINT NOT NULL CHECK (level BETWEEN 1 AND 5),
  -- Version of the list of indicators that was offered.
  indicators BIGINT NOT NULL,
  aspects TEXT NOT NULL,
  comment TEXT NOT NULL,
  at TEXT NOT NULL,
  stage TEXT NOT NULL CHECK (stage IN ('counted', 'to-answer', 'to-rectify', 'settled')),
  -- Until when the agency owed its answer; stays when the answer is given.
  answer_due TEXT,
  -- What is owed now sorts the worklist: the answer, or what was promised to be set right.
  due_on TEXT,
  -- A default row stays when the person rates later: it counts only while there is no active row of its case.
  UNIQUE (case_id, source)
);

CREATE INDEX ratings_of_agency ON ratings (agency, id);

CREATE INDEX ratings_of_item ON ratings (item, id);

CREATE INDEX ratings_said ON ratings (id) WHERE source = 'active' AND comment <> '';

CREATE INDEX ratings_open ON ratings (agency, due_on, id) WHERE due_on IS NOT NULL;

CREATE TABLE rating_answers (
  rating TEXT PRIMARY KEY REFERENCES ratings (id),
  text TEXT NOT NULL,
  call_back TEXT NOT NULL CHECK (call_back IN ('reached', 'unreachable', 'not-asked')),
  measure TEXT NOT NULL CHECK (measure IN ('rectified', 'planned', 'explained')),
  rectify_note TEXT NOT NULL,
  rectify_by TEXT,
  by_staff TEXT NOT NULL REFERENCES staff (id),
  at TEXT NOT NULL
);

CREATE TABLE rectifications (
  rating TEXT PRIMARY KEY REFERENCES ratings (id),
  note TEXT NOT NULL,
  by_staff TEXT NOT NULL REFERENCES staff (id),
  at TEXT NOT NULL
);

CREATE INDEX matters_closed ON matters (closed_at, id) WHERE closed_at IS NOT NULL;
