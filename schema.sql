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

CREATE TABLE links (
  id TEXT PRIMARY KEY,
  from_kind TEXT NOT NULL,
  from_key TEXT NOT NULL,
  from_part TEXT NOT NULL,
  kind TEXT NOT NULL,
  to_kind TEXT NOT NULL,
  to_key TEXT NOT NULL,
  to_part TEXT NOT NULL,
  -- How the leaning thing is called and where it stands, so that a list of links needs no other table.
  from_title TEXT NOT NULL,
  from_href TEXT NOT NULL,
  owner TEXT,
  at TEXT NOT NULL,
  UNIQUE (from_kind, from_key, from_part, kind, to_kind, to_key, to_part)
);

CREATE INDEX links_to ON links (to_kind, to_key, to_part, kind, id);

CREATE TABLE flags (
  id TEXT PRIMARY KEY,
  from_kind TEXT NOT NULL,
  from_key TEXT NOT NULL,
  from_part TEXT NOT NULL,
  from_title TEXT NOT NULL,
  from_href TEXT NOT NULL,
  owner TEXT,
  link_kind TEXT NOT NULL,
  to_kind TEXT NOT NULL,
  to_key TEXT NOT NULL,
  to_part TEXT NOT NULL,
  why TEXT NOT NULL,
  change TEXT NOT NULL,
  raised_at TEXT NOT NULL,
  settled_at TEXT,
  settled_by TEXT,
  note TEXT,
  UNIQUE (from_kind, from_key, from_part, link_kind, to_kind, to_key, to_part, change)
);

CREATE INDEX flags_open ON flags (owner, id) WHERE settled_at IS NULL;

CREATE INDEX flags_all_open ON flags (id) WHERE settled_at IS NULL;

CREATE INDEX flags_from ON flags (from_kind, from_key, id);

CREATE TABLE sites (
  id TEXT PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  agency TEXT NOT NULL,
  region TEXT NOT NULL,
  -- Names, theme, languages, blocks, marks: read whole, never filtered by.
  facts TEXT NOT NULL,
  banner TEXT,
  is_open BOOLEAN NOT NULL,
  place BIGINT NOT NULL,
  version BIGINT NOT NULL,
  changed_at TEXT NOT NULL
);

CREATE TABLE site_hosts (
  host TEXT PRIMARY KEY,
  site TEXT NOT NULL REFERENCES sites (key)
);

CREATE INDEX site_hosts_site ON site_hosts (site, host);

CREATE TABLE sections (
  id TEXT PRIMARY KEY,
  site TEXT NOT NULL REFERENCES sites (key),
  key TEXT NOT NULL,
  parent TEXT,
  class TEXT NOT NULL,
  cycle_days BIGINT,
  fixed TEXT,
  names TEXT NOT NULL,
  agency TEXT,
  place BIGINT NOT NULL,
  is_open BOOLEAN NOT NULL,
  opened_at TEXT NOT NULL,
  UNIQUE (site, key)
);

CREATE INDEX sections_site ON sections (site, place, key);

CREATE TABLE publications (
  id TEXT PRIMARY KEY REFERENCES matters (id),
  number TEXT NOT NULL UNIQUE,
  -- The revision that is worked on, or was worked on last.
  working BIGINT NOT NULL,
  -- The revision the public reads; 0 before the first.
  released BIGINT NOT NULL,
  -- The instant of a planned publication, while one is planned.
  planned_at TEXT,
  -- 不予公开 and 依申请公开 are looked at again on this day, once they are filed.
  reevaluate_on TEXT,
  created_by TEXT NOT NULL,
  created_at TEXT NOT NULL
);

CREATE INDEX publications_planned ON publications (planned_at, id) WHERE planned_at IS NOT NULL;

CREATE INDEX publications_reevaluated ON publications (reevaluate_on, id) WHERE reevaluate_on IS NOT NULL;

CREATE TABLE publication_revisions (
  publication TEXT NOT NULL REFERENCES publications (id),
  revision BIGINT NOT NULL,
  kind TEXT NOT NULL,
  lang TEXT NOT NULL,
  title TEXT NOT NULL,
  summary TEXT NOT NULL,
  html TEXT NOT NULL,
  text TEXT NOT NULL,
  formed_on TEXT NOT NULL,
  displayed_on TEXT,
  disclosure TEXT NOT NULL,
  basis TEXT,
  reason TEXT NOT NULL,
  reevaluate_on TEXT,
  -- The rule's title as it was written, for an interpretation.
  interprets TEXT,
  duty TEXT,
  statutory_item TEXT,
  -- Lists as JSON: [["main","news"]] and ["word"].
  placements TEXT NOT NULL,
  topics TEXT NOT NULL,
  -- What a correction corrects, for the reader.
  note TEXT NOT NULL,
  saved_at TEXT NOT NULL,
  PRIMARY KEY (publication, revision)
);

CREATE TABLE publication_files (
  publication TEXT NOT NULL REFERENCES publications (id),
  revision BIGINT NOT NULL,
  n BIGINT NOT NULL,
  name TEXT NOT NULL,
  media_type TEXT NOT NULL,
  -- The file as it came in, and the file without hidden metadata, which alone is handed out.
  original TEXT NOT NULL,
  digest TEXT NOT NULL,
  size BIGINT NOT NULL,
  PRIMARY KEY (publication, revision, n)
);

CREATE TABLE publication_checks (
  publication TEXT NOT NULL REFERENCES publications (id),
  revision BIGINT NOT NULL,
  content TEXT NOT NULL,
  findings TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (publication, revision)
);

CREATE TABLE publication_acknowledgements (
  publication TEXT NOT NULL REFERENCES publications (id),
  revision BIGINT NOT NULL,
  finding TEXT NOT NULL,
  reason TEXT NOT NULL,
  role TEXT NOT NULL,
  by_whom TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (publication, revision, finding)
);

CREATE TABLE publication_opinions (
  publication TEXT NOT NULL REFERENCES publications (id),
  seq BIGINT NOT NULL,
  revision BIGINT NOT NULL,
  verb TEXT NOT NULL,
  opinion TEXT NOT NULL,
  by_whom TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (publication, seq)
);

CREATE TABLE publication_releases (
  publication TEXT NOT NULL REFERENCES publications (id),
  revision BIGINT NOT NULL,
  verb TEXT NOT NULL,
  note TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (publication, revision)
);

CREATE TABLE publication_withdrawals (
  publication TEXT PRIMARY KEY REFERENCES publications (id),
  reason TEXT NOT NULL,
  by_whom TEXT NOT NULL,
  at TEXT NOT NULL
);

CREATE TABLE published (
  id TEXT PRIMARY KEY REFERENCES publications (id),
  number TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  lang TEXT NOT NULL,
  title TEXT NOT NULL,
  summary TEXT NOT NULL,
  html TEXT NOT NULL,
  text TEXT NOT NULL,
  agency TEXT NOT NULL REFERENCES agencies (id),
  -- Set by the office's clock in the transaction that is in the ledger; never typed.
  published_at TEXT NOT NULL,
  -- The day the text names, shown beside it when it is earlier.
  displayed_on TEXT,
  updated_at TEXT NOT NULL,
  revision BIGINT NOT NULL,
  standing TEXT NOT NULL CHECK (standing IN ('published', 'corrected', 'withdrawn')),
  interprets TEXT,
  interprets_title TEXT,
  duty TEXT,
  statutory_item TEXT,
  topics TEXT NOT NULL
);

CREATE INDEX published_newest ON published (published_at, id);

CREATE INDEX published_of_agency ON published (agency, published_at, id);

CREATE INDEX published_of_kind ON published (kind, published_at, id);

CREATE INDEX published_of_item ON published (statutory_item, published_at, id) WHERE statutory_item IS NOT NULL;

CREATE TABLE published_places (
  site TEXT NOT NULL,
  section TEXT NOT NULL,
  published_at TEXT NOT NULL,
  publication TEXT NOT NULL REFERENCES published (id),
  PRIMARY KEY (site, section, published_at, publication)
);

CREATE INDEX published_places_of ON published_places (publication);

CREATE TABLE rules (
  id TEXT PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,
  -- The canonical title (codes::rule_key): how links name the work.
  rule_key TEXT NOT NULL,
  title TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('law', 'administrative-regulation', 'local-regulation', 'departmental-rule', 'local-government-rule', 'normative-document', 'judicial-interpretation')),
  -- Who made it, in words; the leading organ of joint documents.
  issuer TEXT NOT NULL,
  agency TEXT REFERENCES agencies (id),
  -- Six digits; empty: the whole country.
  region TEXT NOT NULL,
  origin TEXT NOT NULL CHECK (origin IN ('imported', 'drafted-here')),
  stage TEXT NOT NULL CHECK (stage IN ('draft', 'registered', 'withdrawn')),
  -- Branch of law or first level of the subject.
  field TEXT NOT NULL,
  -- Given once, never used again, also when the publisher changes.
  index_number TEXT UNIQUE,
  disclosure TEXT NOT NULL CHECK (disclosure IN ('proactive', 'on-request', 'not-disclosed')),
  disclosure_reason TEXT NOT NULL,
  -- What the newest version says, kept beside for lists.
  document_number TEXT,
  sort_on TEXT NOT NULL,
  year BIGINT NOT NULL,
  -- What is displayed; computed from versions and events by the day, turned by the nightly run.
  validity TEXT NOT NULL CHECK (validity IN ('not-yet-effective', 'in-force', 'amended', 'expired', 'repealed', 'suspended')),
  -- The next day on which the displayed validity can change.
  turns_on TEXT,
  expires_on TEXT,
  expiry_basis TEXT NOT NULL,
  has_interpretation BOOLEAN NOT NULL,
  version BIGINT NOT NULL,
  at TEXT NOT NULL,
  UNIQUE (rule_key, issuer)
);

CREATE INDEX rules_list ON rules (stage, sort_on, id);

CREATE INDEX rules_kind ON rules (stage, kind, sort_on, id);

CREATE INDEX rules_agency ON rules (agency, stage, sort_on, id);

CREATE INDEX rules_turn ON rules (turns_on, id) WHERE turns_on IS NOT NULL;

CREATE INDEX rules_expire ON rules (expires_on, id) WHERE expires_on IS NOT NULL;

CREATE INDEX rules_number ON rules (document_number, id) WHERE document_number IS NOT NULL;

CREATE TABLE rule_versions (
  id TEXT PRIMARY KEY,
  rule TEXT NOT NULL REFERENCES rules (id),
  -- A permanent name in addresses, given in order of registration; the order in time is that of the dates.
  n BIGINT NOT NULL,
  title TEXT NOT NULL,
  topics TEXT NOT NULL,
  issuers TEXT NOT NULL,
  document_number TEXT,
  -- 成文日期, 发布日期, the date by which the version is named, 施行日期 and how it is known.
  signed_on TEXT,
  published_on TEXT,
  dated_on TEXT,
  effective_on TEXT,
  effective_basis TEXT NOT NULL CHECK (effective_basis IN ('head', 'last-article', 'stated', 'unknown')),
  genre TEXT NOT NULL,
  summary TEXT NOT NULL,
  keywords TEXT NOT NULL,
  -- 公报年期, or the address it was taken from.
  source TEXT NOT NULL,
  -- Clean HTML of documents that came as such; empty where the text stands in provisions alone.
  html TEXT NOT NULL,
  -- Of the file or text it was made from; the same digest again changes nothing.
  digest TEXT NOT NULL,
  source_file TEXT NOT NULL,
  articles BIGINT NOT NULL,
  -- False while a long text still arrives in pieces; nobody reads it before.
  is_complete BOOLEAN NOT NULL,
  at TEXT NOT NULL,
  UNIQUE (rule, n)
);

CREATE INDEX rule_versions_file ON rule_versions (source_file) WHERE source_file <> '';

CREATE TABLE provisions (
  version TEXT NOT NULL REFERENCES rule_versions (id),
  ordinal BIGINT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('part', 'chapter', 'section', 'article', 'paragraph', 'preamble', 'annex')),
  -- 第三十一条; unique in its version where it is not empty.
  label TEXT NOT NULL,
  heading TEXT NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (version, ordinal)
);

CREATE TABLE rule_events (
  id TEXT PRIMARY KEY,
  rule TEXT NOT NULL REFERENCES rules (id),
  on_date TEXT NOT NULL,
  what TEXT NOT NULL CHECK (what IN ('adopted', 'approved', 'promulgated', 'revised', 'amended', 'effective', 'repealed', 'expired', 'suspended', 'resumed', 'extended', 'other')),
  -- The line as it stands in the head, or what the act says.
  text TEXT NOT NULL,
  by_whom TEXT NOT NULL,
  decree TEXT NOT NULL,
  -- The version whose text this event made; NULL: known, but the text is not held.
  version_n BIGINT,
  -- Whether the event changed the text.
  is_textual BOOLEAN NOT NULL,
  -- The title of the rule that did it, for amendments and repeals.
  by_rule TEXT NOT NULL,
  -- Read in a text (FALSE: done here by a person in office).
  is_read BOOLEAN NOT NULL,
  UNIQUE (rule, on_date, what, by_rule)
);

CREATE TABLE rule_findings (
  rule TEXT NOT NULL REFERENCES rules (id),
  part TEXT NOT NULL,
  target TEXT NOT NULL,
  target_part TEXT NOT NULL,
  PRIMARY KEY (rule, part, target, target_part)
);

CREATE TABLE validity_policies (
  region TEXT PRIMARY KEY,
  max_years BIGINT NOT NULL,
  trial_max_years BIGINT NOT NULL,
  notice_max_years BIGINT NOT NULL,
  default_if_unstated BOOLEAN NOT NULL,
  review_lead_months BIGINT NOT NULL,
  source TEXT NOT NULL
);

CREATE TABLE register_settings (
  agency TEXT PRIMARY KEY REFERENCES agencies (id),
  index_template TEXT NOT NULL,
  interpretation_required_from TEXT
);

CREATE TABLE rule_cleanups (
  id TEXT PRIMARY KEY,
  number TEXT NOT NULL UNIQUE,
  agency TEXT NOT NULL REFERENCES agencies (id),
  title TEXT NOT NULL,
  opened_at TEXT NOT NULL,
  opened_by TEXT NOT NULL,
  published_at TEXT,
  version BIGINT NOT NULL
);

CREATE INDEX rule_cleanups_agency ON rule_cleanups (agency, id);

CREATE TABLE rule_cleanup_rows (
  cleanup TEXT NOT NULL REFERENCES rule_cleanups (id),
  rule TEXT NOT NULL REFERENCES rules (id),
  decision TEXT CHECK (decision IN ('keep', 'amend', 'repeal', 'lapse')),
  reason TEXT NOT NULL,
  decided_at TEXT,
  decided_by TEXT,
  PRIMARY KEY (cleanup, rule)
);

CREATE TABLE duty_bodies (
  agency TEXT PRIMARY KEY REFERENCES agencies (id),
  -- lead: 政务公开主管部门, sees and edits all.
  kind TEXT NOT NULL CHECK (kind IN ('lead', 'department', 'sub-district', 'town')),
  level TEXT NOT NULL CHECK (level IN ('county', 'township')),
  offices TEXT NOT NULL,
  since_on TEXT NOT NULL,
  is_demonstration BOOLEAN NOT NULL
);

CREATE INDEX duty_bodies_level ON duty_bodies (level, agency);

CREATE TABLE duty_rows (
  code TEXT PRIMARY KEY,
  field BIGINT NOT NULL,
  matter TEXT NOT NULL,
  sub_matter TEXT NOT NULL,
  elements TEXT NOT NULL,
  basis TEXT NOT NULL,
  limit_text TEXT NOT NULL,
  limit_rule TEXT NOT NULL,
  responsible TEXT NOT NULL,
  channels TEXT NOT NULL,
  channel_other TEXT NOT NULL,
  audience TEXT NOT NULL CHECK (audience IN ('all', 'group')),
  mode TEXT NOT NULL CHECK (mode IN ('proactive', 'on-request')),
  at_county BOOLEAN NOT NULL,
  at_township BOOLEAN NOT NULL,
  note TEXT NOT NULL,
  is_demonstration BOOLEAN NOT NULL,
  revision BIGINT NOT NULL,
  changed_at TEXT NOT NULL,
  withdrawn_on TEXT
);

CREATE INDEX duty_rows_field ON duty_rows (field, code);

CREATE TABLE duty_revisions (
  code TEXT NOT NULL REFERENCES duty_rows (code),
  revision BIGINT NOT NULL,
  body TEXT NOT NULL,
  why TEXT NOT NULL,
  by_name TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (code, revision)
);

CREATE TABLE duty_catalogues (
  id TEXT PRIMARY KEY,
  agency TEXT NOT NULL REFERENCES agencies (id),
  level TEXT NOT NULL,
  version BIGINT NOT NULL,
  holds TEXT NOT NULL,
  row_count BIGINT NOT NULL,
  digest TEXT NOT NULL,
  why TEXT NOT NULL,
  published_at TEXT NOT NULL,
  UNIQUE (agency, level, version)
);

CREATE TABLE duty_obligations (
  code TEXT NOT NULL REFERENCES duty_rows (code),
  agency TEXT NOT NULL REFERENCES agencies (id),
  field BIGINT NOT NULL,
  standing TEXT NOT NULL CHECK (standing IN ('complete', 'current', 'due-soon', 'late', 'unreported', 'not-applicable', 'ended')),
  since_on TEXT NOT NULL,
  -- The next day on which the standing changes by itself.
  turns_on TEXT,
  -- The next day on which a period ends and its information is owed.
  period_on TEXT,
  open_due TEXT,
  open_soon TEXT,
  -- 9999-12-31 when nothing is open: sorts the worklists.
  due_sort TEXT NOT NULL,
  open_count BIGINT NOT NULL,
  published_count BIGINT NOT NULL,
  late_count BIGINT NOT NULL,
  last_published_on TEXT,
  set_aside_reason TEXT NOT NULL,
  set_aside_on TEXT,
  PRIMARY KEY (code, agency)
);

CREATE INDEX duty_obligations_desk ON duty_obligations (agency, standing, due_sort, code);

CREATE INDEX duty_obligations_all ON duty_obligations (standing, due_sort, code, agency);

CREATE INDEX duty_obligations_field ON duty_obligations (agency, field, code);

CREATE INDEX duty_obligations_turns ON duty_obligations (turns_on) WHERE turns_on IS NOT NULL;

CREATE INDEX duty_obligations_period ON duty_obligations (period_on) WHERE period_on IS NOT NULL;

CREATE TABLE duty_occurrences (
  id TEXT PRIMARY KEY,
  code TEXT NOT NULL,
  agency TEXT NOT NULL,
  source TEXT NOT NULL CHECK (source IN ('reported', 'period', 'standing', 'published')),
  what TEXT NOT NULL,
  formed_on TEXT,
  due_on TEXT,
  soon_on TEXT,
  noted_at TEXT NOT NULL,
  fulfilled_on TEXT,
  publication TEXT,
  channel TEXT,
  title TEXT NOT NULL,
  FOREIGN KEY (code, agency) REFERENCES duty_obligations (code, agency)
);

CREATE INDEX duty_occurrences_of ON duty_occurrences (code, agency, id);

CREATE INDEX duty_occurrences_open ON duty_occurrences (code, agency, due_on) WHERE fulfilled_on IS NULL;

CREATE INDEX duty_occurrences_publication ON duty_occurrences (publication) WHERE publication IS NOT NULL;

CREATE TABLE duty_counts (
  agency TEXT NOT NULL REFERENCES agencies (id),
  field BIGINT NOT NULL,
  standing TEXT NOT NULL,
  n BIGINT NOT NULL,
  PRIMARY KEY (agency, field, standing)
);

CREATE TABLE duty_absent_fields (
  agency TEXT NOT NULL REFERENCES agencies (id),
  field BIGINT NOT NULL,
  reason TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (agency, field)
);

CREATE TABLE mail_queue (
  id TEXT PRIMARY KEY,
  -- Said by whoever asks for the mail; the same key never makes a second mail.
  key TEXT NOT NULL UNIQUE,
  -- The site in whose name it is sent; empty: the hall's.
  site TEXT NOT NULL,
  -- Keyed hash of the address, to find what is suspended.
  recipient_hash TEXT NOT NULL,
  -- Address, subject, bodies, headers and the link for unsubscribing, encrypted as one; emptied when it is settled for long.
  letter BLOB NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'failed', 'bounced')),
  attempts BIGINT NOT NULL,
  next_at TEXT NOT NULL,
  -- Whoever sends it now, and until when nobody else does; by the clock of the machines.
  lease TEXT,
  lease_until TEXT,
  last_error TEXT NOT NULL,
  made_at TEXT NOT NULL,
  settled_at TEXT
);

CREATE INDEX mail_waiting ON mail_queue (next_at, id) WHERE state = 'waiting';

CREATE INDEX mail_troubles ON mail_queue (state, id) WHERE state IN ('failed', 'bounced');

CREATE INDEX mail_settled ON mail_queue (settled_at, id) WHERE settled_at IS NOT NULL;

CREATE TABLE mail_bounces (
  recipient_hash TEXT PRIMARY KEY,
  reason TEXT NOT NULL,
  count BIGINT NOT NULL,
  first_at TEXT NOT NULL,
  last_at TEXT NOT NULL
);

CREATE TABLE monitor_probes (
  site TEXT NOT NULL,
  slot_at TEXT NOT NULL,
  claimed_at TEXT NOT NULL,
  -- NULL while the answer is awaited.
  outcome TEXT CHECK (outcome IN ('opened', 'slow', 'failed')),
  took_ms BIGINT,
  detail TEXT,
  PRIMARY KEY (site, slot_at)
);

CREATE TABLE monitor_findings (
  site TEXT NOT NULL,
  kind TEXT NOT NULL,
  -- What it is about: a section's key, a publication's number with an address, a mark.
  subject TEXT NOT NULL,
  title TEXT NOT NULL,
  detail TEXT NOT NULL,
  href TEXT NOT NULL,
  agency TEXT,
  first_at TEXT NOT NULL,
  seen_at TEXT NOT NULL,
  gone_at TEXT,
  PRIMARY KEY (site, kind, subject)
);

CREATE INDEX monitor_findings_open ON monitor_findings (site, first_at) WHERE gone_at IS NULL;

CREATE TABLE monitor_days (
  site TEXT NOT NULL,
  day TEXT NOT NULL,
  at TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('clear', 'near', 'hit')),
  -- Lost points of what can be measured.
  lost BIGINT NOT NULL,
  findings BIGINT NOT NULL,
  probes BIGINT NOT NULL,
  probes_bad BIGINT NOT NULL,
  indicators TEXT NOT NULL,
  PRIMARY KEY (site, day)
);

CREATE INDEX monitor_days_newest ON monitor_days (day, site);

CREATE TABLE monitor_jobs (
  kind TEXT NOT NULL CHECK (kind IN ('night', 'asked')),
  site TEXT NOT NULL,
  day TEXT NOT NULL,
  asked_by TEXT NOT NULL,
  asked_at TEXT NOT NULL,
  taken_at TEXT,
  done_at TEXT,
  PRIMARY KEY (kind, site, day)
);

CREATE INDEX monitor_jobs_open ON monitor_jobs (asked_at) WHERE done_at IS NULL;

CREATE TABLE monitor_links (
  address TEXT PRIMARY KEY,
  at TEXT NOT NULL,
  outcome TEXT NOT NULL
);

CREATE TABLE synonym_versions (
  n BIGINT PRIMARY KEY,
  -- One line of terms per line, as it was edited.
  text TEXT NOT NULL,
  note TEXT NOT NULL,
  by_whom TEXT NOT NULL,
  at TEXT NOT NULL
);

CREATE TABLE search_misses (
  day TEXT NOT NULL,
  words TEXT NOT NULL,
  n BIGINT NOT NULL,
  PRIMARY KEY (day, words)
);

CREATE INDEX search_misses_words ON search_misses (words, day);

CREATE TABLE push_readers (
  id TEXT PRIMARY KEY,
  -- The account; NULL for an address alone.
  account TEXT UNIQUE,
  -- Keyed hash of the address, to find it again; empty without one.
  address_hash TEXT NOT NULL,
  -- The address, encrypted; NULL without one.
  address BLOB,
  -- When whoever reads the address said yes; no digest before.
  confirmed_at TEXT,
  -- Industry, size, district, interests, kinds of licences held: one record, encrypted; NULL without a profile.
  profile BLOB,
  lang TEXT NOT NULL,
  site TEXT NOT NULL,
  made_at TEXT NOT NULL
);

CREATE INDEX push_readers_address ON push_readers (address_hash) WHERE address_hash <> '';

CREATE TABLE push_subscriptions (
  id TEXT PRIMARY KEY,
  reader TEXT NOT NULL REFERENCES push_readers (id),
  kind TEXT NOT NULL CHECK (kind IN ('section', 'search', 'rule', 'profile')),
  -- site/section, words of a search, slug of a rule; empty for the profile.
  what TEXT NOT NULL,
  -- The name of the section or rule when it was subscribed to.
  label TEXT NOT NULL,
  frequency TEXT NOT NULL CHECK (frequency IN ('at-once', 'daily', 'weekly')),
  -- waiting: the address did not say yes yet.
  state TEXT NOT NULL CHECK (state IN ('waiting', 'active', 'ended')),
  made_at TEXT NOT NULL,
  -- Up to when the digests have gone.
  digested_at TEXT,
  ended_at TEXT
);

CREATE UNIQUE INDEX push_subscriptions_once ON push_subscriptions (reader, kind, what) WHERE state <> 'ended';

CREATE INDEX push_subscriptions_what ON push_subscriptions (kind, what) WHERE state = 'active';

CREATE TABLE push_deliveries (
  id TEXT PRIMARY KEY,
  subscription TEXT NOT NULL REFERENCES push_subscriptions (id),
  reader TEXT NOT NULL REFERENCES push_readers (id),
  announcement TEXT NOT NULL,
  kind TEXT NOT NULL,
  -- The agency whose announcement it is; its desk sees the figures.
  agency TEXT,
  title TEXT NOT NULL,
  href TEXT NOT NULL,
  -- Slugs of the items that can be applied for, each between two spaces.
  items TEXT NOT NULL,
  -- The sentence that says why, and its particulars as JSON.
  why TEXT NOT NULL,
  why_args TEXT NOT NULL,
  clause TEXT NOT NULL,
  clause_href TEXT NOT NULL,
  at TEXT NOT NULL,
  digested_at TEXT,
  read_at TEXT,
  applied_at TEXT,
  UNIQUE (subscription, announcement)
);

CREATE INDEX push_deliveries_reader ON push_deliveries (reader, id);

CREATE INDEX push_deliveries_due ON push_deliveries (reader, id) WHERE digested_at IS NULL;

CREATE INDEX push_deliveries_agency ON push_deliveries (agency, announcement);

CREATE TABLE disclosure_offices (
  agency TEXT PRIMARY KEY REFERENCES agencies (id),
  -- Whether a request by web counts as confirmed by both sides when it is submitted. Law: 政府信息公开条例 第三十一条
  auto_confirm BOOLEAN NOT NULL,
  correction_days BIGINT NOT NULL,
  reason_days BIGINT NOT NULL,
  -- Named in the remedies of every reply.
  reconsideration_organ TEXT NOT NULL,
  reconsideration_address TEXT NOT NULL,
  reconsideration_url TEXT NOT NULL,
  court TEXT NOT NULL,
  -- 政府信息公开工作机构: as the guide names it. Law: 政府信息公开条例 第十二条
  office_name TEXT NOT NULL,
  address TEXT NOT NULL,
  postcode TEXT NOT NULL,
  phone TEXT NOT NULL,
  fax TEXT NOT NULL,
  email TEXT NOT NULL,
  hours TEXT NOT NULL,
  payment TEXT NOT NULL,
  version BIGINT NOT NULL,
  changed_at TEXT NOT NULL
);

CREATE TABLE disclosure_requests (
  id TEXT PRIMARY KEY REFERENCES matters (id),
  number TEXT NOT NULL UNIQUE,
  agency TEXT NOT NULL REFERENCES agencies (id),
  -- `access` (获取) or `rectification` (更正). Law: 政府信息公开条例 第二十七条, 第四十一条
  kind TEXT NOT NULL,
  channel TEXT NOT NULL,
  -- The column of the annual report: person, company, research, charity, legal, other.
  applicant_kind TEXT NOT NULL,
  -- The account's person; none without an account.
  person TEXT REFERENCES persons (id),
  applicant_shown TEXT NOT NULL,
  applicant BLOB NOT NULL,
  -- Keyed hash of the identity document: counts requests of one applicant without telling who it is.
  applicant_hash TEXT NOT NULL,
  -- What is asked for; may name people, hence encrypted. `subject` is a short text without personal data, for lists.
  subject TEXT NOT NULL,
  description BLOB NOT NULL,
  document_number TEXT,
  -- Normalised key of what is asked for: requests with the same key ask for one thing.
  subject_key TEXT NOT NULL,
  form_wanted TEXT NOT NULL,
  way_wanted TEXT NOT NULL,
  -- none, reading, sight, hearing. Law: 政府信息公开条例 第四十三条
  help TEXT NOT NULL,
  -- Keyed hash of the key that lets an applicant without an account follow the request.
  follow_hash TEXT NOT NULL UNIQUE,
  submitted_at TEXT NOT NULL,
  arrived_on TEXT NOT NULL,
  confirmed_on TEXT,
  confirm_method TEXT,
  received_on TEXT,
  -- The clock of the reply, also while the matter's own clock is another's (a correction, a payment).
  reply_clock TEXT,
  clerk_received BOOLEAN NOT NULL,
  -- First reply or end; what the annual report counts.
  closed_on TEXT,
  outcome TEXT,
  working_days BIGINT,
  in_time BOOLEAN,
  idempotency_key TEXT UNIQUE
);

CREATE INDEX disclosure_requests_new ON disclosure_requests (agency, received_on, applicant_kind, closed_on);

CREATE INDEX disclosure_requests_done ON disclosure_requests (agency, closed_on, outcome, applicant_kind);

CREATE INDEX disclosure_requests_person ON disclosure_requests (person, id);

CREATE INDEX disclosure_requests_applicant ON disclosure_requests (agency, applicant_hash, received_on);

CREATE INDEX disclosure_requests_same ON disclosure_requests (agency, subject_key, id);

CREATE INDEX disclosure_requests_unconfirmed ON disclosure_requests (arrived_on, id) WHERE received_on IS NULL;

CREATE TABLE disclosure_files (
  id TEXT PRIMARY KEY,
  request TEXT NOT NULL REFERENCES disclosure_requests (id),
  -- identity, request, correction, reason, letter, proof, other
  purpose TEXT NOT NULL,
  name TEXT NOT NULL,
  media_type TEXT NOT NULL,
  size BIGINT NOT NULL,
  digest TEXT NOT NULL,
  -- clean, not-scanned; what is infected is never kept here.
  scan TEXT NOT NULL,
  by_whom TEXT NOT NULL,
  at TEXT NOT NULL
);

CREATE INDEX disclosure_files_of ON disclosure_files (request, at, id);

CREATE TABLE disclosure_contacts (
  id TEXT PRIMARY KEY,
  request TEXT NOT NULL REFERENCES disclosure_requests (id),
  -- confirm, guidance, help, other
  purpose TEXT NOT NULL,
  method TEXT NOT NULL,
  reached BOOLEAN NOT NULL,
  note BLOB NOT NULL,
  by_whom TEXT NOT NULL,
  at TEXT NOT NULL
);

CREATE INDEX disclosure_contacts_of ON disclosure_contacts (request, at, id);

CREATE TABLE disclosure_corrections (
  request TEXT PRIMARY KEY REFERENCES disclosure_requests (id),
  points TEXT NOT NULL,
  asked_on TEXT NOT NULL,
  answer_by TEXT NOT NULL,
  corrected_on TEXT,
  answer BLOB
);

CREATE TABLE disclosure_reasons (
  request TEXT PRIMARY KEY REFERENCES disclosure_requests (id),
  why TEXT NOT NULL,
  asked_on TEXT NOT NULL,
  answer_by TEXT NOT NULL,
  answered_on TEXT,
  answer BLOB,
  -- reasonable, unreasonable
  judged TEXT,
  judged_on TEXT
);

CREATE TABLE disclosure_consultations (
  id TEXT PRIMARY KEY,
  request TEXT NOT NULL REFERENCES disclosure_requests (id),
  -- third (第三方) or organ (共同制作机关)
  kind TEXT NOT NULL,
  addressee BLOB NOT NULL,
  addressee_shown TEXT NOT NULL,
  contact BLOB NOT NULL,
  -- What is shown to the one asked: what is to be disclosed, without the applicant.
  asked BLOB NOT NULL,
  link_hash TEXT NOT NULL UNIQUE,
  sent_on TEXT NOT NULL,
  received_on TEXT,
  answer_by TEXT,
  -- agree, partly, object; none while open; silence when the fifteen days are over.
  answer TEXT,
  reasons BLOB,
  answered_on TEXT,
  -- The office's view of an objection: reasonable, or overridden by public interest, with the reasons told.
  weighed TEXT,
  weighed_reason BLOB,
  told_on TEXT
);

CREATE INDEX disclosure_consultations_of ON disclosure_consultations (request, sent_on, id);

CREATE INDEX disclosure_consultations_open ON disclosure_consultations (answer_by, id) WHERE answer IS NULL;

CREATE TABLE disclosure_records (
  id TEXT PRIMARY KEY,
  request TEXT NOT NULL REFERENCES disclosure_requests (id),
  n BIGINT NOT NULL,
  name TEXT NOT NULL,
  document_number TEXT,
  media_type TEXT NOT NULL,
  size BIGINT NOT NULL,
  original TEXT NOT NULL,
  -- disclose, part, withhold; none while undecided
  decision TEXT,
  -- Marks of the redaction engine with their grounds, as JSON.
  marks BLOB NOT NULL,
  ground TEXT,
  reason BLOB NOT NULL,
  -- Law: 政府信息公开条例 第十八条
  reevaluate_on TEXT,
  reevaluated_on TEXT,
  -- The file that is given out, once it was made and found clean; never the original.
  released TEXT,
  released_name TEXT,
  released_type TEXT,
  released_size BIGINT,
  -- Digest of decision and marks the file was made from.
  released_from TEXT,
  alternative BLOB,
  UNIQUE (request, n)
);

CREATE INDEX disclosure_records_reevaluated ON disclosure_records (reevaluate_on, id) WHERE reevaluate_on IS NOT NULL;

CREATE TABLE disclosure_replies (
  id TEXT PRIMARY KEY,
  request TEXT NOT NULL REFERENCES disclosure_requests (id),
  n BIGINT NOT NULL,
  outcome TEXT NOT NULL,
  -- Grounds as codes, JSON; the articles follow from them.
  grounds TEXT NOT NULL,
  facts BLOB NOT NULL,
  reasons BLOB NOT NULL,
  -- G-1, G-2: where it is found or how it is provided; U-1: the right organ.
  directions BLOB NOT NULL,
  other_organ TEXT,
  other_contact TEXT,
  drafted_by TEXT NOT NULL,
  drafted_at TEXT NOT NULL,
  signed_by TEXT,
  signed_on TEXT,
  notice TEXT REFERENCES notices (id),
  served_on TEXT,
  served_by TEXT,
  proof TEXT,
  UNIQUE (request, n)
);

CREATE TABLE disclosure_opinions (
  id TEXT PRIMARY KEY,
  request TEXT NOT NULL REFERENCES disclosure_requests (id),
  verb TEXT NOT NULL,
  by_whom TEXT NOT NULL,
  at TEXT NOT NULL,
  text BLOB NOT NULL
);

CREATE INDEX disclosure_opinions_of ON disclosure_opinions (request, at, id);

CREATE TABLE disclosure_fees (
  request TEXT PRIMARY KEY REFERENCES disclosure_requests (id),
  scheme TEXT NOT NULL,
  -- The number of this request in the applicant's month, or the pages.
  quantity BIGINT NOT NULL,
  fen BIGINT NOT NULL,
  told_on TEXT NOT NULL,
  notice_received_on TEXT,
  pay_by TEXT,
  paid_on TEXT,
  receipt TEXT
);

CREATE TABLE disclosure_disputes (
  id TEXT PRIMARY KEY,
  request TEXT NOT NULL REFERENCES disclosure_requests (id),
  agency TEXT NOT NULL,
  kind TEXT NOT NULL,
  forum TEXT NOT NULL,
  reference TEXT NOT NULL,
  filed_on TEXT NOT NULL,
  result TEXT,
  result_note TEXT NOT NULL,
  -- Whether the result orders a new reply.
  orders_redo BOOLEAN NOT NULL,
  closed_on TEXT
);

CREATE INDEX disclosure_disputes_of ON disclosure_disputes (request, filed_on, id);

CREATE INDEX disclosure_disputes_year ON disclosure_disputes (agency, filed_on, kind, result, closed_on);

CREATE TABLE disclosure_log (
  id TEXT PRIMARY KEY,
  number TEXT NOT NULL UNIQUE,
  request TEXT NOT NULL REFERENCES disclosure_requests (id),
  agency TEXT NOT NULL REFERENCES agencies (id),
  title TEXT NOT NULL,
  question TEXT NOT NULL,
  answer TEXT NOT NULL,
  outcome TEXT NOT NULL,
  -- [[name, media type, digest, size], …]
  files TEXT NOT NULL,
  replied_on TEXT NOT NULL,
  published_at TEXT NOT NULL,
  withdrawn_at TEXT,
  withdrawn_reason TEXT
);

CREATE INDEX disclosure_log_latest ON disclosure_log (published_at, id);

CREATE INDEX disclosure_log_agency ON disclosure_log (agency, published_at, id);

CREATE TABLE disclosure_proposals (
  id TEXT PRIMARY KEY,
  agency TEXT NOT NULL REFERENCES agencies (id),
  subject_key TEXT NOT NULL,
  title TEXT NOT NULL,
  -- requests (several ask) or applicant (somebody suggests it)
  source TEXT NOT NULL,
  request TEXT NOT NULL REFERENCES disclosure_requests (id),
  proposed_at TEXT NOT NULL,
  -- published, declined
  settled TEXT,
  settled_reason TEXT,
  settled_at TEXT,
  UNIQUE (agency, subject_key)
);

CREATE INDEX disclosure_proposals_open ON disclosure_proposals (agency, proposed_at, id) WHERE settled IS NULL;

CREATE TABLE disclosure_templates (
  id TEXT PRIMARY KEY,
  agency TEXT NOT NULL REFERENCES agencies (id),
  outcome TEXT NOT NULL,
  name TEXT NOT NULL,
  reasons TEXT NOT NULL,
  changed_at TEXT NOT NULL,
  removed_at TEXT
);

CREATE INDEX disclosure_templates_of ON disclosure_templates (agency, outcome, name, id);

CREATE TABLE disclosure_complaints (
  id TEXT PRIMARY KEY,
  number TEXT NOT NULL UNIQUE,
  agency TEXT NOT NULL REFERENCES agencies (id),
  region TEXT NOT NULL,
  request TEXT REFERENCES disclosure_requests (id),
  complainant BLOB NOT NULL,
  text BLOB NOT NULL,
  filed_at TEXT NOT NULL,
  -- unfounded, rectify (督促整改), criticise (通报批评)
  result TEXT,
  finding BLOB,
  settled_by TEXT,
  settled_at TEXT,
  rectify_by TEXT,
  rectified_at TEXT
);

CREATE INDEX disclosure_complaints_of ON disclosure_complaints (region, filed_at, id);

CREATE INDEX disclosure_complaints_request ON disclosure_complaints (request, filed_at, id);

CREATE TABLE mailboxes (
  -- Server, user and folder: `imap.example.cn:993/office/INBOX`.
  name TEXT PRIMARY KEY,
  -- The server's word for "numbers mean the same messages as before"; NULL before the first look.
  uid_validity BIGINT,
  -- Every message up to this number is recorded.
  read_to BIGINT NOT NULL,
  -- Whoever reads it now, and until when nobody else does; by the clock of the machines.
  lease TEXT,
  lease_until TEXT,
  -- When it was last read to its end, and why it could not be since.
  read_at TEXT,
  last_error TEXT NOT NULL
);

CREATE TABLE mailbox_messages (
  id TEXT PRIMARY KEY,
  mailbox TEXT NOT NULL REFERENCES mailboxes (name),
  -- Digest of its bytes in the object store: the same bytes in one mailbox are one message, whatever their number.
  raw TEXT NOT NULL,
  -- Bytes on the server.
  size BIGINT NOT NULL,
  -- Keyed hashes: of the sender's address, and of Message-ID, sender and text together; empty where there is none.
  sender_hash TEXT NOT NULL,
  letter_hash TEXT NOT NULL,
  -- Sender, subject, text, attachments, encrypted as one; NULL when it was cleared.
  letter BLOB,
  -- The mail of ours that a bounce is about.
  about TEXT,
  is_doubtful BOOLEAN NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('new', 'taken', 'left', 'automatic', 'loop', 'duplicate', 'bounce', 'trouble')),
  why TEXT NOT NULL,
  -- What it became.
  taken_as TEXT,
  attempts BIGINT NOT NULL,
  next_at TEXT NOT NULL,
  received_at TEXT NOT NULL,
  recorded_at TEXT NOT NULL,
  settled_at TEXT,
  UNIQUE (mailbox, raw)
);

CREATE INDEX mailbox_new ON mailbox_messages (next_at, id) WHERE state = 'new';

CREATE INDEX mailbox_states ON mailbox_messages (state, id);

CREATE INDEX mailbox_senders ON mailbox_messages (sender_hash, received_at) WHERE sender_hash <> '';

CREATE INDEX mailbox_letters ON mailbox_messages (letter_hash) WHERE letter_hash <> '';

CREATE INDEX mailbox_settled ON mailbox_messages (settled_at, id) WHERE settled_at IS NOT NULL;

CREATE TABLE mailbox_copies (
  mailbox TEXT NOT NULL REFERENCES mailboxes (name),
  uid_validity BIGINT NOT NULL,
  uid BIGINT NOT NULL,
  -- NULL: it could not be fetched so far.
  message TEXT REFERENCES mailbox_messages (id),
  -- Marked as read, or moved away: only after it was recorded.
  is_put_away BOOLEAN NOT NULL,
  attempts BIGINT NOT NULL,
  last_error TEXT NOT NULL,
  seen_at TEXT NOT NULL,
  PRIMARY KEY (mailbox, uid_validity, uid)
);

CREATE INDEX mailbox_copies_open ON mailbox_copies (mailbox, uid_validity, uid) WHERE is_put_away = FALSE;

CREATE TABLE mail_threads (
  id TEXT PRIMARY KEY,
  purpose TEXT NOT NULL,
  target TEXT NOT NULL,
  recipient_hash TEXT NOT NULL,
  made_at TEXT NOT NULL
);

CREATE INDEX disclosure_requests_annual ON disclosure_requests (agency, kind, outcome, applicant_kind, received_on, closed_on);

CREATE TABLE report_bodies (
  agency TEXT PRIMARY KEY REFERENCES agencies (id),
  kind TEXT NOT NULL CHECK (kind IN ('government', 'department')),
  parent TEXT REFERENCES agencies (id),
  by_whom TEXT NOT NULL,
  changed_at TEXT NOT NULL
);

CREATE TABLE report_deadlines (
  region TEXT PRIMARY KEY,
  departments TEXT NOT NULL,
  governments TEXT NOT NULL,
  by_whom TEXT NOT NULL,
  changed_at TEXT NOT NULL
);

CREATE TABLE annual_reports (
  id TEXT PRIMARY KEY REFERENCES matters (id),
  agency TEXT NOT NULL REFERENCES agencies (id),
  year BIGINT NOT NULL,
  -- The revision that is worked on, or was worked on last.
  working BIGINT NOT NULL,
  -- The revision the public reads; 0 before the first.
  released BIGINT NOT NULL,
  UNIQUE (agency, year)
);

CREATE INDEX annual_reports_year ON annual_reports (year, agency);

CREATE TABLE annual_report_revisions (
  report TEXT NOT NULL REFERENCES annual_reports (id),
  revision BIGINT NOT NULL,
  -- Parts one, five and six, as plain text.
  overview TEXT NOT NULL,
  problems TEXT NOT NULL,
  other TEXT NOT NULL,
  -- Table two, typed by hand, as JSON by cell; and where its numbers come from.
  two TEXT NOT NULL,
  two_source TEXT NOT NULL,
  -- The numbers of the agency's own workbook as JSON, when they count instead of those of the requests.
  adopted TEXT,
  adopted_file TEXT,
  adopted_name TEXT,
  -- What a correction corrects, for the reader.
  note TEXT NOT NULL,
  saved_by TEXT NOT NULL,
  saved_at TEXT NOT NULL,
  PRIMARY KEY (report, revision)
);

CREATE TABLE annual_report_releases (
  report TEXT NOT NULL REFERENCES annual_reports (id),
  revision BIGINT NOT NULL,
  agency TEXT NOT NULL,
  year BIGINT NOT NULL,
  snapshot TEXT NOT NULL,
  digest TEXT NOT NULL,
  by_whom TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (report, revision)
);

CREATE INDEX annual_report_releases_year ON annual_report_releases (year, agency, revision);

CREATE TABLE annual_report_returns (
  report TEXT NOT NULL REFERENCES annual_reports (id),
  seq BIGINT NOT NULL,
  reason TEXT NOT NULL,
  by_whom TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (report, seq)
);
