-- 好差评: one rating per case, the agency's public answer, and what was set right.

CREATE TABLE ratings (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL UNIQUE REFERENCES cases (id),
  item TEXT NOT NULL REFERENCES items (id),
  agency TEXT NOT NULL REFERENCES agencies (id),
  level BIGINT NOT NULL,
  -- active: a person rated; default: the window passed without one. They are never mixed.
  source TEXT NOT NULL CHECK (source IN ('active', 'default')),
  aspects TEXT NOT NULL,
  comment TEXT NOT NULL,
  at TEXT NOT NULL,
  answer TEXT,
  answered_by TEXT,
  answered_at TEXT,
  answer_due TEXT
);
CREATE INDEX ratings_of_agency ON ratings (agency, at);
CREATE INDEX ratings_of_item ON ratings (item, at);
CREATE INDEX ratings_open ON ratings (agency, answer_due) WHERE answered_at IS NULL AND answer_due IS NOT NULL;
