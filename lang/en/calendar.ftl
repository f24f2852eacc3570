# Working-day calendar and statutory time limits: why each day counts or does not.
# Every argument is text: dates like 2026-03-16, numbers in digits.

## Day by day
calendar-day-start = Day of the start, not counted
calendar-day-restarted = The limit starts anew on this day, not counted ({ $basis })
calendar-day-counted = Day { $n }
calendar-run-counted = Days { $first } to { $last }
calendar-day-extension = Day { $n } (extension)
calendar-run-extension = Days { $first } to { $last } (extension)
calendar-day-make-up = Day { $n }: offices work, to make up for { $name } ({ $notice })
calendar-run-make-up = Days { $first } to { $last }: offices work, to make up for { $name } ({ $notice })
calendar-day-make-up-unconfirmed = Day { $n }: offices work, to make up for { $name } (no notice number entered; to be confirmed)
calendar-run-make-up-unconfirmed = Days { $first } to { $last }: offices work, to make up for { $name } (no notice number entered; to be confirmed)
calendar-day-weekend = Weekend, not counted
calendar-day-holiday = { $name } holiday, not counted ({ $notice })
calendar-day-holiday-unconfirmed = { $name } holiday, not counted (no notice number entered; to be confirmed)
calendar-day-regional = { $name }, a holiday of this region, not counted ({ $notice })
calendar-day-regional-unconfirmed = { $name }, a holiday of this region, not counted (no notice number entered; to be confirmed)
calendar-day-paused = The clock is paused, not counted ({ $basis })
calendar-day-moved-over = The last day falls on a weekend and moves on
calendar-day-moved-over-holiday = The last day falls on the { $name } holiday and moves on
calendar-day-moved-to = First working day after that
calendar-day-deferred = Date set in place of the limit ({ $basis })
calendar-day-provisional = Computed from the statutory holidays for now; the State Council's notice decides

## How the date comes about
calendar-note-start = Counted from { $date }; that day itself does not count.
calendar-note-restarted = Counted anew from { $date }; that day itself does not count: { $basis }.
calendar-note-limit-working-days = The limit is { $n } working days ({ $law }).
calendar-note-limit-calendar-days = The limit is { $n } days, weekends and holidays included ({ $law }).
calendar-note-limit-months = The limit is { $n } months ({ $law }).
calendar-note-minimum-working-days = At least { $n } working days ({ $law }).
calendar-note-minimum-calendar-days = At least { $n } days, weekends and holidays included ({ $law }).
calendar-note-minimum-months = At least { $n } months ({ $law }).
calendar-note-extended-working-days = On { $date } an extension of { $n } working days was approved: { $reason }.
calendar-note-extended-calendar-days = On { $date } an extension of { $n } days was approved: { $reason }.
calendar-note-extended-months = On { $date } an extension of { $n } months was approved: { $reason }.
calendar-note-paused = The days after { $after }, up to and including { $to }, do not count: { $basis }.
calendar-note-paused-open = The clock is paused after { $after } and has not resumed: { $basis }.
calendar-note-paused-planned = It is expected to resume after { $date }.
calendar-note-paused-ends-by = By law it resumes after { $date } at the latest.
calendar-note-deferred = The date was set to { $date }: { $basis }.
calendar-note-moved = The last day, { $from }, is not a working day; it moves to { $to }.
calendar-note-due = The limit ends on { $date }.
calendar-note-due-minimum = It ends on { $date } at the earliest.
calendar-note-due-paused = The last day is known once the clock resumes; if it resumed on { $asked }, it would be { $date }.

## Why a date is not certain yet
calendar-doubt-provisional = The holiday notice for { $year } is not loaded. The date was computed from the statutory holidays and may change once the State Council publishes the notice.
calendar-doubt-unconfirmed = The { $name } holiday on { $date } has no notice number and is to be confirmed.
calendar-doubt-regional-year = The regional holidays of { $region } for { $year } are not loaded; the date may change.
calendar-missing-year = The working-day calendar for { $year } is missing (loaded: { $first } to { $last }). Import that year's notice first.
calendar-beyond-table = { $year } is later than dates can be computed for (up to { $last }).

## What is left, and the traffic light
calendar-left-working-days = Working days left: { $n }
calendar-left-calendar-days = Days left: { $n }
calendar-late-working-days = Working days late: { $n }
calendar-late-calendar-days = Days late: { $n }
calendar-left-today = Due today
calendar-light-late = Late
calendar-light-soon = Due soon
calendar-light-calm = In time
calendar-light-paused = Paused

## Why it cannot be done so
calendar-refused-not-extensible = This time limit cannot be extended.
calendar-refused-already-extended = The limit was extended on { $on } already; it can be extended only once.
calendar-refused-over-bound = An extension of { $asked } was asked for; it must be between 1 and { $most }.
calendar-refused-wrong-role = Only the head whom the law names can approve an extension.
calendar-refused-no-reason = Write down the reason for the extension; the applicant will be told.
calendar-refused-expired = The limit ended on { $due }; it cannot be extended on { $on }.
calendar-refused-no-legal-basis = To pause, restart or reset a clock, record the legal basis.
calendar-refused-already-paused = The clock has been paused since { $after }.
calendar-refused-not-paused = The clock is not paused.
calendar-refused-out-of-order = { $on } is earlier than { $last }, which is recorded already. Check the date.

## Importing a holiday notice
calendar-data-json = Line { $line }, column { $column }: the file cannot be read ({ $reason })
calendar-data-csv = Line { $line }: { $reason }
calendar-data-column = The heading lacks the column “{ $name }”
calendar-data-empty = The file has no days
calendar-data-duplicate-day = { $date } stands twice
calendar-data-wrong-year = { $date } does not belong to the notice of { $year }
calendar-data-reversed = { $from } to { $to }: it ends before it begins
calendar-data-no-name = { $date } has no holiday name
calendar-data-statutory-day-missing = { $date } ({ $name }) is a statutory day off, but the file has offices work on it. Check the file.
calendar-data-region = “{ $code }” is not a region code of six digits
calendar-data-already-loaded = The holidays of { $year } are loaded already; choose “replace” to replace them
calendar-finding-missing-notice = { $name } ({ $from } to { $to }) has no notice number and is marked as unconfirmed
calendar-finding-make-up-on-weekday = The make-up working day { $date } is not on a weekend. Check it.
