-- Electronic licences: what was issued to whom, with the file that was signed. A licence is a matter of kind
-- `licence`: state, version and the head of its chain stand in `matters`.

CREATE TABLE licences (
  id TEXT PRIMARY KEY REFERENCES matters (id),
  -- 电子证照标识, with its check character.
  identifier TEXT NOT NULL UNIQUE,
  -- Key of the licence type in the directory; `type_code` is its 21 characters.
  type_key TEXT NOT NULL,
  type_code TEXT NOT NULL,
  type_name TEXT NOT NULL,
  -- 证照编号: printed on its face; a later version keeps it.
  number TEXT NOT NULL,
  issuer TEXT NOT NULL REFERENCES agencies (id),
  case_id TEXT,
  holder_person TEXT REFERENCES persons (id),
  holder_organisation TEXT REFERENCES organisations (id),
  holder_shown TEXT NOT NULL,
  issued_on TEXT NOT NULL,
  valid_from TEXT NOT NULL,
  valid_to TEXT,
  -- The last day, while the licence can still run out: the daily clock looks only at these.
  runs_out_on TEXT,
  -- A: issued by the organ itself. B: recorded here after the original was seen.
  trust TEXT NOT NULL CHECK (trust IN ('A', 'B')),
  -- The metadata of GB/T 36903 with the licence's own attributes, and what its face says.
  metadata {BYTES} NOT NULL,
  -- Digest of the signed file.
  file TEXT NOT NULL,
  replaces TEXT UNIQUE REFERENCES licences (id),
  created_at TEXT NOT NULL
);
CREATE INDEX licences_of_person ON licences (holder_person, type_key);
CREATE INDEX licences_of_organisation ON licences (holder_organisation, type_key);
CREATE INDEX licences_of_issuer ON licences (issuer, id);
CREATE INDEX licences_of_case ON licences (case_id);
CREATE INDEX licences_numbers ON licences (number);
CREATE INDEX licences_files ON licences (file);
CREATE INDEX licences_running_out ON licences (runs_out_on, id) WHERE runs_out_on IS NOT NULL;

-- Every change of state, with author, ground and time. `seq` is the matter's version after it.
CREATE TABLE licence_events (
  licence TEXT NOT NULL REFERENCES licences (id),
  seq BIGINT NOT NULL,
  verb TEXT NOT NULL,
  state TEXT NOT NULL,
  reason {BYTES} NOT NULL,
  basis TEXT NOT NULL,
  by_whom TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (licence, seq)
);

-- 加注件: copies for one purpose and one recipient.
CREATE TABLE licence_copies (
  id TEXT PRIMARY KEY,
  licence TEXT NOT NULL REFERENCES licences (id),
  purpose {BYTES} NOT NULL,
  recipient {BYTES} NOT NULL,
  usable_to TEXT NOT NULL,
  file TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_at TEXT NOT NULL
);
CREATE INDEX licence_copies_of ON licence_copies (licence, made_at);
CREATE INDEX licence_copies_files ON licence_copies (file);
