-- The annual report on open government information, by agency and year. A report is a matter of kind `annual-report`.

-- One index that holds what the report's sums read, in the order in which they are grouped.
CREATE INDEX disclosure_requests_annual ON disclosure_requests (agency, kind, outcome, applicant_kind, received_on, closed_on);

-- Into whose report an agency's numbers go, where the authority in charge arranged it otherwise than name and region say.
CREATE TABLE report_bodies (
  agency TEXT PRIMARY KEY REFERENCES agencies (id),
  kind TEXT NOT NULL CHECK (kind IN ('government', 'department')),
  parent TEXT REFERENCES agencies (id),
  by_whom TEXT NOT NULL,
  changed_at TEXT NOT NULL
);

-- Days of the year, earlier than the law's, that an authority set for its area: `01-26`.
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

-- A revision may change until it is released; after that never.
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

-- What came before the public, frozen with its numbers.
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

-- Why a report was sent back. `seq` is the matter's version after it.
CREATE TABLE annual_report_returns (
  report TEXT NOT NULL REFERENCES annual_reports (id),
  seq BIGINT NOT NULL,
  reason TEXT NOT NULL,
  by_whom TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (report, seq)
);
