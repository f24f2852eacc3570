-- Disclosure on request (依申请公开): requests, correction notices, consultations, records found, replies, fees, disputes,
-- the public log of answers, supervision. A request is a matter of kind `disclosure`.

-- How an agency's disclosure office works; one row per agency, written by itself.
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
  applicant {BYTES} NOT NULL,
  -- Keyed hash of the identity document: counts requests of one applicant without telling who it is.
  applicant_hash TEXT NOT NULL,
  -- What is asked for; may name people, hence encrypted. `subject` is a short text without personal data, for lists.
  subject TEXT NOT NULL,
  description {BYTES} NOT NULL,
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

-- Files of a request: what the applicant handed in, scans of letters, proofs.
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

-- Attempts to reach the applicant, help given, words told: the record beside the procedure.
CREATE TABLE disclosure_contacts (
  id TEXT PRIMARY KEY,
  request TEXT NOT NULL REFERENCES disclosure_requests (id),
  -- confirm, guidance, help, other
  purpose TEXT NOT NULL,
  method TEXT NOT NULL,
  reached BOOLEAN NOT NULL,
  note {BYTES} NOT NULL,
  by_whom TEXT NOT NULL,
  at TEXT NOT NULL
);
CREATE INDEX disclosure_contacts_of ON disclosure_contacts (request, at, id);

-- 补正: one notice per request. Law: 政府信息公开条例 第三十条
CREATE TABLE disclosure_corrections (
  request TEXT PRIMARY KEY REFERENCES disclosure_requests (id),
  points TEXT NOT NULL,
  asked_on TEXT NOT NULL,
  answer_by TEXT NOT NULL,
  corrected_on TEXT,
  answer {BYTES}
);

-- 说明理由. Law: 政府信息公开条例 第三十五条
CREATE TABLE disclosure_reasons (
  request TEXT PRIMARY KEY REFERENCES disclosure_requests (id),
  why TEXT NOT NULL,
  asked_on TEXT NOT NULL,
  answer_by TEXT NOT NULL,
  answered_on TEXT,
  answer {BYTES},
  -- reasonable, unreasonable
  judged TEXT,
  judged_on TEXT
);

-- 征求意见. Law: 政府信息公开条例 第三十二条, 第三十四条
CREATE TABLE disclosure_consultations (
  id TEXT PRIMARY KEY,
  request TEXT NOT NULL REFERENCES disclosure_requests (id),
  -- third (第三方) or organ (共同制作机关)
  kind TEXT NOT NULL,
  addressee {BYTES} NOT NULL,
  addressee_shown TEXT NOT NULL,
  contact {BYTES} NOT NULL,
  -- What is shown to the one asked: what is to be disclosed, without the applicant.
  asked {BYTES} NOT NULL,
  link_hash TEXT NOT NULL UNIQUE,
  sent_on TEXT NOT NULL,
  received_on TEXT,
  answer_by TEXT,
  -- agree, partly, object; none while open; silence when the fifteen days are over.
  answer TEXT,
  reasons {BYTES},
  answered_on TEXT,
  -- The office's view of an objection: reasonable, or overridden by public interest, with the reasons told.
  weighed TEXT,
  weighed_reason {BYTES},
  told_on TEXT
);
CREATE INDEX disclosure_consultations_of ON disclosure_consultations (request, sent_on, id);
CREATE INDEX disclosure_consultations_open ON disclosure_consultations (answer_by, id) WHERE answer IS NULL;

-- Records found by the search, and what becomes of each part. Law: 政府信息公开条例 第三十七条
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
  marks {BYTES} NOT NULL,
  ground TEXT,
  reason {BYTES} NOT NULL,
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
  alternative {BYTES},
  UNIQUE (request, n)
);
CREATE INDEX disclosure_records_reevaluated ON disclosure_records (reevaluate_on, id) WHERE reevaluate_on IS NOT NULL;

-- 答复. A later reply (ordered by a reconsideration) is a row of its own.
CREATE TABLE disclosure_replies (
  id TEXT PRIMARY KEY,
  request TEXT NOT NULL REFERENCES disclosure_requests (id),
  n BIGINT NOT NULL,
  outcome TEXT NOT NULL,
  -- Grounds as codes, JSON; the articles follow from them.
  grounds TEXT NOT NULL,
  facts {BYTES} NOT NULL,
  reasons {BYTES} NOT NULL,
  -- G-1, G-2: where it is found or how it is provided; U-1: the right organ.
  directions {BYTES} NOT NULL,
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

-- What reviewers said.
CREATE TABLE disclosure_opinions (
  id TEXT PRIMARY KEY,
  request TEXT NOT NULL REFERENCES disclosure_requests (id),
  verb TEXT NOT NULL,
  by_whom TEXT NOT NULL,
  at TEXT NOT NULL,
  text {BYTES} NOT NULL
);
CREATE INDEX disclosure_opinions_of ON disclosure_opinions (request, at, id);

-- 信息处理费: one scheme per request, never both. Law: 政府信息公开条例 第四十二条
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

-- 复议、诉讼. Counted by table 4 of the annual report.
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

-- 答复公开: granted answers without the applicant. The number is the permanent address.
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

-- Two or more requests for one thing propose it for proactive disclosure. Law: 政府信息公开条例 第四十四条
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

-- Words an office uses again.
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

-- Complaints to the authority in charge and what it did. Law: 政府信息公开条例 第四十七条
CREATE TABLE disclosure_complaints (
  id TEXT PRIMARY KEY,
  number TEXT NOT NULL UNIQUE,
  agency TEXT NOT NULL REFERENCES agencies (id),
  region TEXT NOT NULL,
  request TEXT REFERENCES disclosure_requests (id),
  complainant {BYTES} NOT NULL,
  text {BYTES} NOT NULL,
  filed_at TEXT NOT NULL,
  -- unfounded, rectify (督促整改), criticise (通报批评)
  result TEXT,
  finding {BYTES},
  settled_by TEXT,
  settled_at TEXT,
  rectify_by TEXT,
  rectified_at TEXT
);
CREATE INDEX disclosure_complaints_of ON disclosure_complaints (region, filed_at, id);
CREATE INDEX disclosure_complaints_request ON disclosure_complaints (request, filed_at, id);
