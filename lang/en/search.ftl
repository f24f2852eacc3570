# Queries the search engine refuses.
search-refused-too-long = The query is too long: { $letters } characters, at most { $most }. Keep only the words that matter most.
search-refused-too-many-terms = The query has too many words: { $terms }, at most { $most }. Keep only the words that matter most.
