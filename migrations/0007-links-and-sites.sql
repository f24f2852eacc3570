-- The graph: what leans on what, and the flags that a change raises for the owners of what leans on it.

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

-- Sites: one process serves many; their addresses and sections.

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
