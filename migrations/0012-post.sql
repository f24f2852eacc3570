-- Mail that leaves the hall: what waits, what was sent, which addresses gave it back.

CREATE TABLE mail_queue (
  id TEXT PRIMARY KEY,
  -- Said by whoever asks for the mail; the same key never makes a second mail.
  key TEXT NOT NULL UNIQUE,
  -- The site in whose name it is sent; empty: the hall's.
  site TEXT NOT NULL,
  -- Keyed hash of the address, to find what is suspended.
  recipient_hash TEXT NOT NULL,
  -- Address, subject, bodies, headers and the link for unsubscribing, encrypted as one; emptied when it is settled for long.
  letter {BYTES} NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'failed', 'bounced')),
  attempts BIGINT NOT NULL,
  next_at TEXT NOT NULL,
  -- Whoever sends it now, and until when nobody else does; by the clock of the machines.
  lease TEXT,
  lease_until TEXT,
  last_error TEXT NOT NULL,
  made_at TEXT NOT NULL,
  settled_at TEXT
);
CREATE INDEX mail_waiting ON mail_queue (next_at, id) WHERE state = 'waiting';
CREATE INDEX mail_troubles ON mail_queue (state, id) WHERE state IN ('failed', 'bounced');
CREATE INDEX mail_settled ON mail_queue (settled_at, id) WHERE settled_at IS NOT NULL;

-- Suspended addresses, known only by their hash.
CREATE TABLE mail_bounces (
  recipient_hash TEXT PRIMARY KEY,
  reason TEXT NOT NULL,
  count BIGINT NOT NULL,
  first_at TEXT NOT NULL,
  last_at TEXT NOT NULL
);
