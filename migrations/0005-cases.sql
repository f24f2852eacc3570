-- Cases: drafts, applications, their materials, corrections, decisions, delivery.

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
  answers {BYTES} NOT NULL,
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

-- What was posted to a draft after the session had ended: kept until it is seen after sign-in.
CREATE TABLE draft_late_posts (
  id TEXT PRIMARY KEY,
  draft TEXT NOT NULL REFERENCES drafts (id),
  pairs {BYTES} NOT NULL,
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
  answers {BYTES} NOT NULL,
  guidance TEXT NOT NULL,
  -- How the result is handed over: licence, pickup or courier; the address is encrypted.
  delivery TEXT NOT NULL,
  delivery_address {BYTES},
  submitted_on TEXT NOT NULL,
  -- The day on which silence becomes acceptance. Law: 行政许可法 第三十二条
  deemed_on TEXT,
  accepted_on TEXT,
  decided_on TEXT,
  outcome TEXT,
  working_days BIGINT,
  in_time BOOLEAN,
  -- What was granted, for the licence: label, value, validity.
  granted {BYTES},
  idempotency_key TEXT UNIQUE
);
CREATE INDEX cases_of_person ON cases (person, id);
CREATE INDEX cases_of_organisation ON cases (organisation, id);
CREATE INDEX cases_of_item ON cases (item, decided_on);
CREATE INDEX cases_deemed ON cases (deemed_on, id) WHERE deemed_on IS NOT NULL;

-- Who may see a draft's or case's file: the owner row says it. One row per file handed in.
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

-- 补正: one complete notice per case, pinned to fields and materials.
CREATE TABLE corrections (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL UNIQUE REFERENCES cases (id),
  asked_by TEXT NOT NULL,
  asked_at TEXT NOT NULL,
  answer_by TEXT NOT NULL,
  note TEXT NOT NULL,
  answers_before {BYTES} NOT NULL,
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

-- What examiners and deciders wrote; a decision is a row with author and time.
CREATE TABLE opinions (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES cases (id),
  verb TEXT NOT NULL,
  by_staff TEXT NOT NULL,
  at TEXT NOT NULL,
  recommendation TEXT,
  basis TEXT NOT NULL,
  text {BYTES} NOT NULL
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
