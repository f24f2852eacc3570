## Refusals of the spine

refused-not-there = Not found, or not yours.
refused-stale = Somebody changed it while you were reading. Please open it again and look once more.
refused-claimed = Another official has taken this one.
refused-wrong-state = This cannot be done in its present state.
refused-wrong-role = This step belongs to another post.
refused-same-person = You took an earlier step in this matter; this one is another person's.
refused-flag-note = Say how it was checked and what was done.
