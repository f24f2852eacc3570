-- The operations monitor: probes, what was found, how each site stood each night.

-- One slot of one site's day. Whoever inserts the row asks; a slot nobody finished in time may be taken over.
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

-- What is wrong, since when; found again it keeps its first day, gone it keeps its last.
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

-- How a site stood on a day: the indicators as JSON.
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

-- Work to do once per platform: `night` for each site and day, `asked` when somebody pressed the button.
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

-- What an address answered, so that no neighbour is asked twice a day.
CREATE TABLE monitor_links (
  address TEXT PRIMARY KEY,
  at TEXT NOT NULL,
  outcome TEXT NOT NULL
);
