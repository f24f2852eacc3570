-- Mail that comes in: how far each mailbox was read, and what became of each message.

CREATE TABLE mailboxes (
  -- Server, user and folder: `imap.example.cn:993/office/INBOX`.
  name TEXT PRIMARY KEY,
  -- The server's word for "numbers mean the same messages as before"; NULL before the first look.
  uid_validity BIGINT,
  -- Every message up to this number is recorded.
  read_to BIGINT NOT NULL,
  -- Whoever reads it now, and until when nobody else does; by the clock of the machines.
  lease TEXT,
  lease_until TEXT,
  -- When it was last read to its end, and why it could not be since.
  read_at TEXT,
  last_error TEXT NOT NULL
);

CREATE TABLE mailbox_messages (
  id TEXT PRIMARY KEY,
  mailbox TEXT NOT NULL REFERENCES mailboxes (name),
  -- Digest of its bytes in the object store: the same bytes in one mailbox are one message, whatever their number.
  raw TEXT NOT NULL,
  -- Bytes on the server.
  size BIGINT NOT NULL,
  -- Keyed hashes: of the sender's address, and of Message-ID, sender and text together; empty where there is none.
  sender_hash TEXT NOT NULL,
  letter_hash TEXT NOT NULL,
  -- Sender, subject, text, attachments, encrypted as one; NULL when it was cleared.
  letter {BYTES},
  -- The mail of ours that a bounce is about.
  about TEXT,
  is_doubtful BOOLEAN NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('new', 'taken', 'left', 'automatic', 'loop', 'duplicate', 'bounce', 'trouble')),
  why TEXT NOT NULL,
  -- What it became.
  taken_as TEXT,
  attempts BIGINT NOT NULL,
  next_at TEXT NOT NULL,
  received_at TEXT NOT NULL,
  recorded_at TEXT NOT NULL,
  settled_at TEXT,
  UNIQUE (mailbox, raw)
);
CREATE INDEX mailbox_new ON mailbox_messages (next_at, id) WHERE state = 'new';
CREATE INDEX mailbox_states ON mailbox_messages (state, id);
CREATE INDEX mailbox_senders ON mailbox_messages (sender_hash, received_at) WHERE sender_hash <> '';
CREATE INDEX mailbox_letters ON mailbox_messages (letter_hash) WHERE letter_hash <> '';
CREATE INDEX mailbox_settled ON mailbox_messages (settled_at, id) WHERE settled_at IS NOT NULL;

-- Where messages stand on the server.
CREATE TABLE mailbox_copies (
  mailbox TEXT NOT NULL REFERENCES mailboxes (name),
  uid_validity BIGINT NOT NULL,
  uid BIGINT NOT NULL,
  -- NULL: it could not be fetched so far.
  message TEXT REFERENCES mailbox_messages (id),
  -- Marked as read, or moved away: only after it was recorded.
  is_put_away BOOLEAN NOT NULL,
  attempts BIGINT NOT NULL,
  last_error TEXT NOT NULL,
  seen_at TEXT NOT NULL,
  PRIMARY KEY (mailbox, uid_validity, uid)
);
CREATE INDEX mailbox_copies_open ON mailbox_copies (mailbox, uid_validity, uid) WHERE is_put_away = FALSE;

-- Mail of ours to which answers are expected: by its id, which is the first part of its Message-ID.
CREATE TABLE mail_threads (
  id TEXT PRIMARY KEY,
  purpose TEXT NOT NULL,
  target TEXT NOT NULL,
  recipient_hash TEXT NOT NULL,
  made_at TEXT NOT NULL
);
