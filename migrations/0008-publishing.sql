-- Publications: what is drafted, reviewed and signed off, each of its revisions, and what the public reads of it.
-- A publication is a matter of kind `publication`; its number is also its permanent address.

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

-- A revision may change until it is released; after that never.
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

-- Attachments of a revision. `n` names a file in its address and stays when a later revision keeps the file.
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

-- What the checker found in a revision; `content` is the digest of what it looked at.
CREATE TABLE publication_checks (
  publication TEXT NOT NULL REFERENCES publications (id),
  revision BIGINT NOT NULL,
  content TEXT NOT NULL,
  findings TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (publication, revision)
);

-- Why a warning may stand, or a file that could not be read goes out.
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

-- What reviewers said. `seq` is the matter's version after it.
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

-- When each revision came before the public.
CREATE TABLE publication_releases (
  publication TEXT NOT NULL REFERENCES publications (id),
  revision BIGINT NOT NULL,
  verb TEXT NOT NULL,
  note TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (publication, revision)
);

-- A withdrawn publication keeps its address: title, reason, day, agency.
CREATE TABLE publication_withdrawals (
  publication TEXT PRIMARY KEY REFERENCES publications (id),
  reason TEXT NOT NULL,
  by_whom TEXT NOT NULL,
  at TEXT NOT NULL
);

-- What the public reads: one row for each publication that came before the public, also when it was withdrawn.
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

-- Where each published publication stands now; `published_at` is repeated so that a section's list needs one index.
CREATE TABLE published_places (
  site TEXT NOT NULL,
  section TEXT NOT NULL,
  published_at TEXT NOT NULL,
  publication TEXT NOT NULL REFERENCES published (id),
  PRIMARY KEY (site, section, published_at, publication)
);
CREATE INDEX published_places_of ON published_places (publication);
