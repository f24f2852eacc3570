# Withholding parts of files: why it cannot be done, what does not leave with the file.

## Why it cannot be done
redaction-refused-too-large = The file is larger than { $mb } MB. Split it first.
redaction-refused-bomb = The file unpacks to far more than can be read. Save it as a new file first.
redaction-refused-encrypted = The file is protected by a password. Take the password off first.
redaction-refused-damaged = The file cannot be read, or contradicts itself. Open it in an office program, save it anew, and try again.
redaction-refused-entities = The file defines codes of its own. Open it in an office program, save it anew, and try again.
redaction-refused-kind = The file is not what its type says, or of a kind that is not handled here. PDF, Word, Excel, text and pictures are.
redaction-refused-too-many-pages = The file has more than { $most } pages. Split it first.
redaction-refused-too-many-marks = There are more than { $most } marks. Mark whole pages, paragraphs or sheets instead.
redaction-refused-no-such-place = Mark { $n } names a place that this file does not have. Load the page again and mark anew.
redaction-refused-no-ground = Mark { $n } names no ground for withholding.
redaction-refused-short-phrase = The words of mark { $n } are fewer than two letters and would be found everywhere. Write the whole word, or mark the place.
redaction-refused-left-behind = Something withheld was still found in the finished file (place: { $place }), so no file was made. Mark the whole page or paragraph, or withhold the same words everywhere.

## What does not leave with the file
redaction-left-out-annotations = Notes, highlights and stamps laid over pages
redaction-left-out-form-fields = What was filled into form fields
redaction-left-out-attachments = Files inside the file
redaction-left-out-programs = Macros and scripts
redaction-left-out-properties = Author, times and other properties
redaction-left-out-comments = Review comments
redaction-left-out-changes = Tracked changes and earlier versions
redaction-left-out-hidden-text = Text that no reader sees
redaction-left-out-layers = Layers that can be switched
redaction-left-out-charts = Charts and diagrams
redaction-left-out-pictures = Pictures that cannot be written anew safely
redaction-left-out-links = Links and fields behind words
redaction-left-out-formulas = Formulas (their results stay)
redaction-left-out-names = Names of ranges
redaction-left-out-hidden-sheets = Hidden sheets
redaction-left-out-hidden-rows = Hidden rows
redaction-left-out-hidden-columns = Hidden columns
redaction-left-out-caches = Copies of data for pivot tables and connections
redaction-left-out-margins = Heads and feet of sheets
redaction-left-out-bookmarks = Bookmarks
