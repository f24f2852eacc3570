-- The catalogue of duties: what must be published, by whom, by when, where; and the obligations that follow from it.

-- Agencies that owe openness, each with its place in the government and the offices it holds (职能), as words.
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

-- The rows in force, each at its newest revision.
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

-- Published catalogues of an agency: which rows at which revision. Never changed.
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

-- One row of the catalogue times one agency that answers for it.
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

-- Each time the information came about: reported, by period, or published without a report.
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

-- How many obligations stand how, kept with every change: the public page reads a few thousand numbers, not every obligation.
CREATE TABLE duty_counts (
  agency TEXT NOT NULL REFERENCES agencies (id),
  field BIGINT NOT NULL,
  standing TEXT NOT NULL,
  n BIGINT NOT NULL,
  PRIMARY KEY (agency, field, standing)
);

-- A field that a township says it has nothing in (未涉及领域事项说明).
CREATE TABLE duty_absent_fields (
  agency TEXT NOT NULL REFERENCES agencies (id),
  field BIGINT NOT NULL,
  reason TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (agency, field)
);
