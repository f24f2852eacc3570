-- The catalogue of service items: the tree, its dated versions, what a list filters by, and the forms.

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

-- A version that was published never changes; a case keeps the version it was filed under.
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

-- Filters of the public list: department, theme, audience, life event, type.
CREATE TABLE item_facets (
  item TEXT NOT NULL REFERENCES items (id),
  facet TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (facet, value, item)
);
CREATE INDEX item_facets_of ON item_facets (item);

-- What an item is found by: name, pinyin, initials, common words, one folded line.
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
