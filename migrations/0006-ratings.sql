-- 好差评: what a person said of a finished case (or the default that stands in for silence), the agency's public answer,
-- and what was set right.

CREATE TABLE ratings (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES cases (id),
  item TEXT NOT NULL REFERENCES items (id),
  agency TEXT NOT NULL REFERENCES agencies (id),
  -- active: a person rated; default: the window for defaults passed without one. They are never mixed.
  source TEXT NOT NULL CHECK (source IN ('active', 'default')),
  via TEXT NOT NULL CHECK (via IN ('account', 'link', 'hall')),
  level BIGINT NOT NULL CHECK (level BETWEEN 1 AND 5),
  -- Version of the list of indicators that was offered.
  indicators BIGINT NOT NULL,
  aspects TEXT NOT NULL,
  comment TEXT NOT NULL,
  at TEXT NOT NULL,
  stage TEXT NOT NULL CHECK (stage IN ('counted', 'to-answer', 'to-rectify', 'settled')),
  -- Until when the agency owed its answer; stays when the answer is given.
  answer_due TEXT,
  -- What is owed now sorts the worklist: the answer, or what was promised to be set right.
  due_on TEXT,
  -- A default row stays when the person rates later: it counts only while there is no active row of its case.
  UNIQUE (case_id, source)
);
CREATE INDEX ratings_of_agency ON ratings (agency, id);
CREATE INDEX ratings_of_item ON ratings (item, id);
CREATE INDEX ratings_said ON ratings (id) WHERE source = 'active' AND comment <> '';
CREATE INDEX ratings_open ON ratings (agency, due_on, id) WHERE due_on IS NOT NULL;

CREATE TABLE rating_answers (
  rating TEXT PRIMARY KEY REFERENCES ratings (id),
  text TEXT NOT NULL,
  call_back TEXT NOT NULL CHECK (call_back IN ('reached', 'unreachable', 'not-asked')),
  measure TEXT NOT NULL CHECK (measure IN ('rectified', 'planned', 'explained')),
  rectify_note TEXT NOT NULL,
  rectify_by TEXT,
  by_staff TEXT NOT NULL REFERENCES staff (id),
  at TEXT NOT NULL
);

CREATE TABLE rectifications (
  rating TEXT PRIMARY KEY REFERENCES ratings (id),
  note TEXT NOT NULL,
  by_staff TEXT NOT NULL REFERENCES staff (id),
  at TEXT NOT NULL
);

-- Who was served lately and has not rated: the daily look for defaults reads a few days, not every case there ever was.
CREATE INDEX matters_closed ON matters (closed_at, id) WHERE closed_at IS NOT NULL;
