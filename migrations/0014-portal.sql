-- The public face: the synonyms of the search in all their versions, and how often a search found nothing.

CREATE TABLE synonym_versions (
  n BIGINT PRIMARY KEY,
  -- One line of terms per line, as it was edited.
  text TEXT NOT NULL,
  note TEXT NOT NULL,
  by_whom TEXT NOT NULL,
  at TEXT NOT NULL
);

-- Words only and counts by day: nobody can be found by it.
CREATE TABLE search_misses (
  day TEXT NOT NULL,
  words TEXT NOT NULL,
  n BIGINT NOT NULL,
  PRIMARY KEY (day, words)
);
CREATE INDEX search_misses_words ON search_misses (words, day);
