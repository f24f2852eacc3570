-- Electronic licences: what was issued to whom, in which state, with the file that was signed.

CREATE TABLE licences (
  id TEXT PRIMARY KEY,
  -- 电子证照标识, with its check character.
  identifier TEXT NOT NULL UNIQUE,
  type_code TEXT NOT NULL,
  type_name TEXT NOT NULL,
  -- 证照编号: printed on its face.
  number TEXT NOT NULL,
  issuer TEXT NOT NULL REFERENCES agencies (id),
  case_id TEXT,
  holder_person TEXT REFERENCES persons (id),
  holder_organisation TEXT REFERENCES organisations (id),
  holder_shown TEXT NOT NULL,
  issued_on TEXT NOT NULL,
  valid_from TEXT NOT NULL,
  valid_to TEXT,
  state TEXT NOT NULL,
  version BIGINT NOT NULL,
  head TEXT NOT NULL,
  -- The metadata of GB/T 36903 with the licence's own attributes.
  metadata {BYTES} NOT NULL,
  -- Digest of the signed file.
  file TEXT NOT NULL,
  replaces TEXT REFERENCES licences (id),
  created_at TEXT NOT NULL
);
CREATE INDEX licences_of_person ON licences (holder_person, type_code, state);
CREATE INDEX licences_of_organisation ON licences (holder_organisation, type_code, state);
CREATE INDEX licences_of_issuer ON licences (issuer, id);
CREATE INDEX licences_of_case ON licences (case_id);

-- Every change of state, with author, ground and time.
CREATE TABLE licence_events (
  licence TEXT NOT NULL REFERENCES licences (id),
  seq BIGINT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  basis TEXT NOT NULL,
  by_whom TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (licence, seq)
);
