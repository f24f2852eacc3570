-- Push: who is told of what, and what they were told, with the reason.

-- A reader: an account, or an e-mail address alone.
CREATE TABLE push_readers (
  id TEXT PRIMARY KEY,
  -- The account; NULL for an address alone.
  account TEXT UNIQUE,
  -- Keyed hash of the address, to find it again; empty without one.
  address_hash TEXT NOT NULL,
  -- The address, encrypted; NULL without one.
  address {BYTES},
  -- When whoever reads the address said yes; no digest before.
  confirmed_at TEXT,
  -- Industry, size, district, interests, kinds of licences held: one record, encrypted; NULL without a profile.
  profile {BYTES},
  lang TEXT NOT NULL,
  site TEXT NOT NULL,
  made_at TEXT NOT NULL
);
CREATE INDEX push_readers_address ON push_readers (address_hash) WHERE address_hash <> '';

CREATE TABLE push_subscriptions (
  id TEXT PRIMARY KEY,
  reader TEXT NOT NULL REFERENCES push_readers (id),
  kind TEXT NOT NULL CHECK (kind IN ('section', 'search', 'rule', 'profile')),
  -- site/section, words of a search, slug of a rule; empty for the profile.
  what TEXT NOT NULL,
  -- The name of the section or rule when it was subscribed to.
  label TEXT NOT NULL,
  frequency TEXT NOT NULL CHECK (frequency IN ('at-once', 'daily', 'weekly')),
  -- waiting: the address did not say yes yet.
  state TEXT NOT NULL CHECK (state IN ('waiting', 'active', 'ended')),
  made_at TEXT NOT NULL,
  -- Up to when the digests have gone.
  digested_at TEXT,
  ended_at TEXT
);
CREATE UNIQUE INDEX push_subscriptions_once ON push_subscriptions (reader, kind, what) WHERE state <> 'ended';
CREATE INDEX push_subscriptions_what ON push_subscriptions (kind, what) WHERE state = 'active';

CREATE TABLE push_deliveries (
  id TEXT PRIMARY KEY,
  subscription TEXT NOT NULL REFERENCES push_subscriptions (id),
  reader TEXT NOT NULL REFERENCES push_readers (id),
  announcement TEXT NOT NULL,
  kind TEXT NOT NULL,
  -- The agency whose announcement it is; its desk sees the figures.
  agency TEXT,
  title TEXT NOT NULL,
  href TEXT NOT NULL,
  -- Slugs of the items that can be applied for, each between two spaces.
  items TEXT NOT NULL,
  -- The sentence that says why, and its particulars as JSON.
  why TEXT NOT NULL,
  why_args TEXT NOT NULL,
  clause TEXT NOT NULL,
  clause_href TEXT NOT NULL,
  at TEXT NOT NULL,
  digested_at TEXT,
  read_at TEXT,
  applied_at TEXT,
  UNIQUE (subscription, announcement)
);
CREATE INDEX push_deliveries_reader ON push_deliveries (reader, id);
CREATE INDEX push_deliveries_due ON push_deliveries (reader, id) WHERE digested_at IS NULL;
CREATE INDEX push_deliveries_agency ON push_deliveries (agency, announcement);
