-- The register of rules: works, their versions, the addressable parts of each version, what happened to a work,
-- local validity policies, clean-up batches.

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

-- References to articles that the text held does not have.
CREATE TABLE rule_findings (
  rule TEXT NOT NULL REFERENCES rules (id),
  part TEXT NOT NULL,
  target TEXT NOT NULL,
  target_part TEXT NOT NULL,
  PRIMARY KEY (rule, part, target, target_part)
);

-- What a region decided about how long normative documents last.
CREATE TABLE validity_policies (
  region TEXT PRIMARY KEY,
  max_years BIGINT NOT NULL,
  trial_max_years BIGINT NOT NULL,
  notice_max_years BIGINT NOT NULL,
  default_if_unstated BOOLEAN NOT NULL,
  review_lead_months BIGINT NOT NULL,
  source TEXT NOT NULL
);

-- What an agency decided about its register.
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
