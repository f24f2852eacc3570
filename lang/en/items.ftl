# Catalogue of service items, guides, guided paths, the editors' desk.

## Catalogue
items-catalogue-title = Services
items-catalogue-intro = Search by name, by pinyin or in everyday words; or start from the groups.
items-search-label = Name, pinyin initials or a few words, such as “restaurant” or “spjyxk”
items-found = { $n ->
    [one] 1 service
   *[other] { $n } services
}
items-facet-audience = For whom
items-facet-field = Area
items-facet-theme = Theme
items-facet-event = What I want to do
items-facet-type = Type
items-facet-department = Department
items-audience-person = Persons
items-audience-business = Businesses and organisations
items-theme-person = Persons: { $theme }
items-theme-business = Organisations: { $theme }
items-filter-remove = Remove “{ $name }”
items-none-title = Nothing found
items-none-text = Try other words: fewer of them, or the pinyin initials; or remove a filter. If it is still not there, call the number at the foot of the page.
items-none-action = All services
items-apply = Apply
items-meta-decided = Decided: { $limit }
items-separator = {", "}

## Words
items-limit-instant = on the spot
items-limit-working-days = { $n ->
    [one] 1 working day
   *[other] { $n } working days
}
items-limit-calendar-days = { $n ->
    [one] 1 day
   *[other] { $n } days
}
items-limit-months = { $n ->
    [one] 1 month
   *[other] { $n } months
}
items-visits-times = { $n ->
    [0] no visit
    [one] 1 visit
   *[other] { $n } visits
}
items-fee-charged = a fee is charged
items-fee-free = free of charge
items-yes = Yes
items-no = No
items-basis-line = 《{ $law }》{ $article }
items-with-note = { $text } ({ $note })
items-quantity = { $n }; { $note }
items-copies = { $n ->
    [one] 1 copy
   *[other] { $n } copies
}
items-validity-unlimited = without end
items-validity-years = { $n ->
    [one] 1 year
   *[other] { $n } years
}
items-validity-months = { $n ->
    [one] 1 month
   *[other] { $n } months
}
items-validity-as-decided = as the decision says

## Guide
items-fact-statutory = Statutory limit
items-fact-promised = Promised limit
items-fact-used = Half of the cases took
items-fact-visits = Visits
items-fact-fee = Fee
items-materials-title = What you need
items-materials-caption = Materials of the application
items-materials-narrowed = For “{ $situation }” you need { $n }; { $held } of them we already have.
items-materials-all = All situations together may need { $n }. Choose your situation or answer a few questions to see only yours.
items-situations-title = Choose your situation
items-material-details-title = The requirements of each material
items-conditions-title = Conditions
items-way-title = The way of a case
items-step-note = { $post }. { $standard } Result: { $result }
items-special-stops = {" "}Its time does not count towards the limit. Basis:{" "}
items-special-runs = {" "}Its time counts towards the limit. Basis:{" "}
items-fees-title = Fees
items-fee-reducible = May be reduced: { $basis }
items-result-title = Result
items-basis-title = Legal basis
items-faq-title = Frequent questions
items-places-title = Where to go and whom to ask
items-rights-title = Rights, duties and remedies
items-remedies-title = If you disagree with the result
items-elements-title = All elements
items-versions-link = Earlier versions
items-version-dated = Version { $n }, published on { $date }.
items-version-number = Version { $n }
items-start = Begin
items-start-hint = A few questions first (at most { $n }), so that you prepare only what your situation needs.
items-pdf-link = Download to print (PDF)
items-qr-hint = Scan to open this guide on a telephone
items-qr-label = QR code that opens the guide “{ $name }”
items-qr-caption = Scan for the newest version of this guide and to apply
items-used-note = Of { $n } decided cases half took at most { $median } working days, nine of ten at most { $p90 }.
items-due-title = Why this date
items-due-text = If you hand in everything today and it is accepted today, it is decided on { $date } at the latest.
items-due-instant = If everything is there, it is decided on the spot.
items-due-provisional = {" "}Some holidays of that time are not announced yet; the date may change.
items-due-link = See how each day is counted
items-due-caption = Every day from acceptance to the end of the limit
items-due-accepted = The limit runs from acceptance. If you are not told within five working days what is missing, the application counts as accepted on the day it was received.
items-back-to-guide = Back to the guide
items-not-yet-title = Not yet in force
items-not-yet-text = This version applies from { $date }.
items-old-version-title = This version is not in force
items-old-version-text = It ended on { $date }. Applications handed in before go on under it.
items-old-version-link = The version in force
items-col-material = Material
items-col-what = What is asked
items-col-source = From
items-col-fee = Fee
items-col-standard = Rate
items-col-basis = Basis
items-need-form = Filled in online, nothing to prepare
items-need-held = We have it, do not hand it in
items-need-later = May follow after acceptance
items-need-later-days = { $n ->
    [one] May follow within 1 working day after acceptance
   *[other] May follow within { $n } working days after acceptance
}
items-held-licence = { $name } { $number }
items-needed-in = Only in these situations: { $situations }
items-needed-in-some = Needed in { $n } of { $all } situations
items-mat-necessity = Necessity
items-mat-needed-when = Needed when
items-mat-asked-as = Kind, form and copies
items-mat-paper-size = Paper size
items-mat-source = Source
items-mat-filling-notes = Notes on filling in
items-mat-standard = Standard of acceptance
items-mat-basis = Basis of asking for it
items-mat-blank-form = Blank form
items-mat-sample = Sample
items-mat-remark = Remark

## Elements
items-el-name = Name of the item
items-el-name-en = Name in English
items-el-summary = What it is
items-el-keywords = Everyday words
items-el-main = Main item
items-el-sub = Sub-item
items-el-item-type = Type
items-el-codes-basic = Basic code
items-el-codes-implementing = Implementing code
items-el-codes-handling = Handling item code
items-el-codes-local = Local code
items-el-status = Status
items-el-agency = Implementing agency
items-el-department = Guiding department
items-el-agency-nature = Nature of the agency
items-el-entrusted-by = Entrusted by
items-el-joint-agencies = Joint agencies
items-el-authority-source = Source of the power
items-el-level = Level
items-el-handling-kind = Kind of handling
items-el-statutory-limit = Statutory limit
items-el-statutory-limit-unit = Unit of the statutory limit
items-el-statutory-limit-note = Note on the statutory limit
items-el-promised-limit = Promised limit
items-el-promised-limit-unit = Unit of the promised limit
items-el-promised-limit-note = Note on the promised limit
items-el-audience = Whom it serves
items-el-channels = Ways to apply
items-el-online-depth = Online depth
items-el-online-address = Online address
items-el-visits = Visits
items-el-visits-reason = Why a visit is needed
items-el-quantity-limit = Limit of quantity
items-el-cross-region = Across regions
items-el-in-hall = In the service hall
items-el-kiosk = At self-service machines
items-el-notice-and-promise = By notice and promise
items-el-charged = Whether a fee is charged
items-el-online-payment = Online payment
items-el-intermediary = Intermediary service
items-el-field = Area
items-el-person-themes = Themes for persons
items-el-business-themes = Themes for organisations
items-el-life-events = Life events
items-el-effective-on = Takes effect on
items-el-cancelled-on = Ends on
items-el-conditions = Conditions
items-el-form = Electronic form
items-el-result = Result
items-el-result-kind = Kind of result
items-el-result-validity = Valid for
items-el-result-sample = Sample of the result
items-el-online-procedure = How it goes online
items-el-offline-procedure = How it goes at the counter
items-el-rights = Your rights
items-el-duties = Your duties
items-el-reconsideration = Administrative reconsideration
items-el-litigation = Administrative suit
items-el-consultation = Questions
items-el-complaint = Complaints
items-el-place-address = Address
items-el-place-hours = Hours
items-el-place-transit = How to get there
items-el-place-phone = Telephone of the counter
items-el-postal-materials = Materials by post
items-el-postal-result = Result by post
items-el-postal-note = On posting
items-el-appointment = Appointments
items-el-appointment-places = Places a day
items-el-appointment-rule = Rule of appointments

## Guided path
items-path-title = A few questions first: { $name }
items-path-guide-link = The whole guide “{ $name }”
items-path-next = Continue
items-path-back = Back one step
items-path-choose = Choose one answer.
items-path-answers = Your answers
items-path-change = Change
items-path-found = Your situation: { $situation }
items-path-found-note = { $n ->
    [one] You need only the one material below
   *[other] You need only the { $n } materials below
}; { $held } of them we already have and will not ask for.
items-path-sign-in = Sign in and begin
items-path-sign-in-hint = Once you are signed in, your licences and verified data stand for what they can; your answers here are kept.
items-path-elsewhere-link = Go to that service
items-path-broken-title = We cannot tell your situation now
items-path-broken-text = The questions of this service have a gap. Please read the whole guide or call the number for questions.

## Versions
items-versions-title = Versions
items-versions-intro = A published version never changes; an application is decided under the version of its day.
items-col-version = Version
items-col-state = State
items-col-published = Published on
items-col-effective = In force from
items-col-ended = Ended on
items-state-draft = Draft
items-state-published = In force
items-state-superseded = Superseded
items-state-withdrawn = Withdrawn
items-state-published-draft = In force, with a draft

## Desk
items-desk-title = Service items
items-desk-agencies = Agencies
items-desk-search = Find by name
items-desk-tab-all = All
items-desk-tab-draft = With draft
items-desk-tab-published = Published
items-desk-none = No items
items-desk-none-text = Choose another filter, or import a file.
items-desk-findings = { $blocking } to put right, { $advice } to look at
items-col-item = Item
items-col-findings = Before publication
items-col-changes = Compare
items-col-element = Element
items-desk-no-draft-title = No draft
items-desk-no-draft-text = Below is the latest version. Change and save it, and there is a new draft; until it is published the public sees no change.
items-desk-ready-title = Ready to publish
items-desk-ready-text = The checks are passed. Once published, this version never changes; a change is a new version.
items-desk-blocking = To be put right before publication ({ $n })
items-desk-advice = Worth a look ({ $n })
items-desk-save = Save the draft
items-desk-publish = Publish this version
items-desk-saved = The draft is saved.
items-desk-published = Version { $n } is published.
items-desk-blocked = Not published: something must be put right first, see the list.
items-desk-withdraw-title = Withdraw
items-desk-withdraw-reason = Reason of the withdrawal
items-desk-withdraw = Withdraw from the catalogue
items-desk-withdrawn = Withdrawn from the catalogue. Applications already handed in go on.
items-desk-public-link = The guide as the public sees it
items-desk-changes-to = Compare with version { $n }
items-changes-title = What changed
items-changes-none = Both versions are the same
items-edit-title = Edit
items-edit-not-said = Not said
items-edit-lines-hint = One per line.
items-edit-form-hint = Key and version of the form with a space between, such as food-business 1.
items-edit-rest = Materials, steps, situations and other rows
items-edit-rest-hint = Written as TOML. A mistake is named with its line.
items-edit-wrong = “{ $label }” is not right.
items-edit-rest-wrong = A mistake near line { $line }: { $what }
items-edit-rest-unknown = There is no element “{ $element }”; check the spelling.
items-local-type-differs = The local code says the type is “{ $type }”, another than the one given.
items-local-organisation-differs = The local code names the organisation { $code }, another than the implementing code.

## Refusals
items-refused-stale = Somebody saved or published after you opened the page. Keep your changes elsewhere, open the page again and enter them anew.
items-refused-blocked = { $n ->
    [one] One thing must be put right
   *[other] { $n } things must be put right
} before publication.
items-refused-slug-taken = The address “{ $slug }” belongs to another item.
items-refused-slug = The address “{ $slug }” may hold small letters, digits and hyphens only.
items-refused-no-draft = The item has no draft.
items-refused-not-a-handling-item = Main items and sub-items have no versions; only handling items are published.
items-refused-not-published = The item is not published.
items-refused-reason-missing = Give a reason.
items-refused-form = The form cannot be used: { $what }
items-refused-form-version-taken = Version { $version } of the form { $key } exists with other content; a change needs a new number.
