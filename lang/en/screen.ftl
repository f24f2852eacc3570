# The check before publishing: findings, reasons why something was not checked, notes of the cleaning.

## Findings
screen-kind-resident-id = Identity number
screen-kind-phone = Mobile number
screen-kind-bank-card = Bank card number
screen-kind-document-number = Document number
screen-kind-dead-link = Dead link
screen-kind-external-link = Link to elsewhere
screen-kind-empty-link = Link without text
screen-kind-image-without-alt = Picture without alternative
screen-kind-table-without-header = Table without header
screen-kind-heading-jump = Heading skips a level
screen-kind-leader-title = Wrong office of a leader
screen-kind-leader-name = Name of a leader
screen-kind-forbidden-word = Forbidden words
screen-kind-mistaken-term = Commonly mistaken word
screen-kind-metadata-conflict = Text contradicts the record
screen-kind-hidden-sheet = Hidden sheet
screen-kind-hidden-rows = Hidden rows
screen-kind-hidden-columns = Hidden columns
screen-kind-hidden-text = Hidden text
screen-kind-comment = Comment
screen-kind-tracked-change = Tracked change
screen-kind-embedded-file = File inside the file
screen-kind-macro = Program inside the file
screen-kind-external-content = Content from elsewhere
screen-kind-properties = Properties
screen-kind-position = Where it was taken
screen-kind-name-and-content = Name and content differ
screen-kind-unreadable = Part that was not read

screen-finding-resident-id = An identity number, { $what }, stands here. Remove it or mask it as the rules say.
screen-finding-phone = A mobile number, { $what }, stands here. Remove it unless it may be published.
screen-finding-bank-card = A bank card number, { $what }, stands here. Remove it or keep the last four digits only.
screen-finding-document-number = The document number “{ $what }” should be written “{ $right }”.
screen-finding-dead-link = The link { $what } leads to no page of this platform.
screen-finding-external-link = The link { $what } leads elsewhere; whether it answers is tested separately.
screen-finding-empty-link = The link { $what } has no text: nobody who listens to the page knows where it leads.
screen-finding-image-without-alt = The picture { $what } has no text alternative. Say what it shows.
screen-finding-table-without-header = The table that begins with “{ $what }” has no header cells. Name its header row.
screen-finding-heading-jump = The heading “{ $what }” skips a level; it should be { $right }.
screen-finding-leader-title = “{ $what }” contradicts the list, which says “{ $right }”.
screen-finding-leader-name = “{ $what }” looks like a mistake for “{ $right }”. Please check.
screen-finding-forbidden-word = “{ $what }” stands here. { $right }
screen-finding-mistaken-term = “{ $what }” should be “{ $right }”.
screen-finding-metadata-conflict = The text says “{ $what }”, the record says “{ $right }”. Correct one of them.
screen-finding-hidden-sheet = “{ $what }” is hidden; once published anybody can show it. Delete it or show it.
screen-finding-hidden-rows = Rows { $what } are hidden. Delete them or show them.
screen-finding-hidden-columns = Columns { $what } are hidden. Delete them or show them.
screen-finding-hidden-text = There is text that readers do not see: “{ $what }”. Delete it or show it.
screen-finding-comment = There is a comment: “{ $what }”. Delete it before publishing.
screen-finding-tracked-change = A change was never accepted or refused: “{ $what }”. Decide about it before publishing.
screen-finding-embedded-file = There is a file inside the file: { $what }.
screen-finding-macro = There is a program inside the file: { $what }.
screen-finding-external-content = When it is opened the file fetches { $what }.
screen-finding-properties = Its properties say “{ $what }”; they are removed when it is published.
screen-finding-position = The picture records where it was taken ({ $what }); this is removed when it is published.
screen-finding-name-and-content = Its name says { $what }, its content is { $right }.
screen-finding-unreadable = This part was not read: { $what }. A person has to look at it.

## verdict
screen-verdict-clean = Checked, nothing found
screen-verdict-found = Checked, with findings
screen-verdict-not-checked = Not checked

## severity
screen-severity-stops = Must be resolved
screen-severity-warns = Please confirm

## reasons
screen-reason-encrypted = It is protected by a password.
screen-reason-too-large = It is too large.
screen-reason-bomb = It unpacks to far more than any document is.
screen-reason-too-nested = Archives are nested too deeply inside it.
screen-reason-entities = It declares entities, which is not safe to read.
screen-reason-damaged = It is damaged and cannot be read.
screen-reason-scanned = Its pages are pictures of text.
screen-reason-unmapped = Its fonts do not say which letters they show.
screen-reason-legacy = It is of the old office format. Please save it anew.
screen-reason-unknown-kind = It is of a kind that is not read.
screen-reason-picture = What a picture shows cannot be read.
screen-reason-signed = It carries an electronic signature that a change would break.

## cleaning
screen-note-script-removed = Scripts, frames, forms and the like were removed
screen-note-handler-removed = Attributes that run programs were removed
screen-note-link-refused = Unsafe links were removed; their text stays
screen-note-image-embedded = Pasted pictures were removed; please attach them as files
screen-note-image-foreign = Pictures that cannot be shown from here were removed; please attach them as files
screen-note-image-without-alt = Pictures without a text alternative
screen-note-hidden-removed = Hidden text was removed
screen-note-deleted-removed = Text marked as deleted was removed
screen-note-struck-kept = Crossed-out text was kept without the line; please check
screen-note-layout-unwrapped = Tables that only arranged the page were taken apart
screen-note-header-promoted = The first row of tables became their header
screen-note-header-unclear = It is not clear which row is the header; please name it
screen-note-caption-made = The name of a table became its caption
screen-note-heading-made = Centred bold text became headings
screen-note-title-dropped = The repeated title was removed
screen-note-levels-ordered = Heading levels were put in order
screen-note-list-made = Paragraphs with bullets became lists
screen-note-empty-removed = Empty paragraphs were removed
screen-note-broken-entity = Broken spaces were removed
screen-note-too-large = The text is too long and was not taken
screen-note-too-deep = The text is nested too deeply and was not taken

## removed traces
screen-removed-properties = author, company and other properties
screen-removed-custom-properties = custom properties
screen-removed-thumbnail = the thumbnail
screen-removed-picture-data = camera data of pictures
screen-removed-xmp = the description data
screen-removed-embedded-files = embedded files
screen-removed-revisions = earlier states
screen-removed-private-data = private data of the writing software
