# Sites: names, hosts, look, home page, sections, banner.

## List
site-desk-title = Sites
site-desk-intro = One platform carries many sites with one standard, one technology, one security layer and one monitor. Each is kept by the agency that runs it.
site-name-column = Site
site-kind = Kind
site-kind-portal = Government portal
site-kind-department = Department site
site-kind-special = Special-purpose site
site-agency = Run by
site-standing = State
site-open = Open
site-closed = Closed
site-with-banner = Banner raised
site-new = Open a site
site-empty = No sites yet
site-empty-text = Once the first site is open, its host name answers.
site-empty-mine = Your agency runs no site
site-empty-mine-text = Sites are opened by the platform administrator. Ask there if you need one.

## Tabs
site-tab-facts = Facts
site-tab-home = Home page
site-tab-sections = Sections
site-tab-banner = Banner

## Facts
site-part-opening = Opening
site-new-intro = A new site comes with the four fixed parts of the disclosure section. Home page and other sections follow in the next step.
site-part-names = Names and hosts
site-part-look = Look
site-part-marks = Marks at the foot
site-key = Key
site-key-hint = Used in addresses: small letters, digits and hyphens, beginning with a letter. It never changes.
site-agency-hint = The site administrators of this agency may keep the site.
site-name-zh = Name in Chinese
site-name-en = Name in English
site-name-ug = Name in Uyghur
site-hosts = Host names
site-hosts-hint = One per line. The first is used for addresses; without “https://” and port.
site-look-intro = Text, links and the main colour need a contrast of at least 4.5 with the ground, or people with weak sight cannot read them. Checked when saved.
site-colour-accent = Main colour
site-colour-link = Links
site-colour-ink = Text
site-colour-paper = Ground
site-colour-paper-hint = The others are compared with it.
site-contrast = Contrast with the ground: { $ratio }
site-contrast-unknown = This is no colour
site-emblem = Emblem
site-emblem-hall = Hall
site-emblem-mountain = Mountain
site-emblem-river = River
site-emblem-leaf = Leaf
site-emblem-gate = Gate
site-languages = Languages
site-languages-hint = Chinese always stays.
site-marks-intro = They stand at the foot of every page.
site-mark-host = Host
site-mark-operator = Operator
site-mark-contact = Contact
site-mark-site-code = Site code
site-mark-site-code-hint = Ten digits: six of the region, four of the site.
site-mark-icp = ICP record
site-mark-icp-hint = May stay empty for now; the monitor will say that it is missing.
site-mark-police = Police record
site-save = Save
site-open-new = Open the site
site-saved = Saved.
site-opened = The site “{ $site }” is open. Now put its home page together.
site-close = Close the site
site-close-title = Close
site-close-text = A closed site answers to no host; nothing it published is deleted. A site may be down for at most thirty days, once a year.
site-closed-now = The site is closed.
site-closed-text = Its hosts answer no more; what it published is kept.

## Home page
site-home-intro = The home page is made of blocks from top to bottom. What you move or remove holds once you press “Save”.
site-home-blocks = Blocks
site-home-empty = The home page has no blocks yet.
site-home-unsaved = The changes below are not saved yet.
site-block-about = { $n }: { $block }
site-block-search = Search box
site-block-lead = Lead story
site-block-section = One section
site-block-sections = Several sections side by side
site-block-services = Services
site-block-rules = Register of rules
site-block-interpretations = Interpretations
site-block-disclosure = Disclosure
site-block-duties = Duties fulfilled
site-block-figures = Figures
site-block-sites = Other sites
site-block-which = Which section
site-block-entries = Entries
site-block-entries-hint = 0 to 30; empty takes the usual number.
site-block-up = Up
site-block-down = Down
site-block-remove = Remove
site-block-add-kind = Block to add
site-block-add = Add a block

## Sections
site-sections-intro = Each section says how often something new must appear; the monitor goes by it. What cannot be kept up should be merged or closed.
site-sections-empty = No sections yet
site-section = Section
site-section-new = Open a section
site-section-open-new = Open the section
site-section-opened = The section is open.
site-section-key-hint = Used in addresses: small letters, digits and hyphens, beginning with a letter.
site-section-below = Below “{ $section }”
site-section-fixed = Fixed
site-section-fixed-text = One of the four fixed parts of the disclosure section: its name and place stay and it cannot be closed. How it is kept up and by whom can be set.
site-section-open = Open
site-section-closed = Closed
site-section-closed-hint = No longer shown nor watched; what was published is kept.
site-section-parent = Belongs to
site-section-parent-hint = Leave empty for the first level.
site-section-agency = Answered for by
site-section-agency-hint = Empty: the agency that runs the site.
site-section-place = Place
site-section-place-hint = 0 to 999, small ones first.
site-class = Must be kept up
site-class-news = News
site-class-news-hint = Something new every two weeks
site-class-notice = Notices and policy documents
site-class-notice-hint = Something new every six months
site-class-cyclic = In its own cycle
site-class-cyclic-hint = Something new in each cycle
site-class-static = Standing content
site-class-static-hint = Descriptions, functions, guides: no cycle
site-class-topic = Topic
site-class-topic-hint = A finished topic: no cycle
site-cycle = { $n } days
site-cycle-none = none
site-cycle-column = Cycle
site-cycle-days = Cycle
site-cycle-days-hint = Only for sections with their own cycle, 1 to 366 days.
site-days = days

## Banner
site-banner-intro = The banner stands on top of every page of this site. Use it only for what everybody must know now.
site-banner-present = The present banner
site-banner-raise = Raise a banner
site-banner-replace = Replace the banner
site-banner-lower = Take it down
site-banner-raised-now = The banner is up.
site-banner-lowered = The banner is down.
site-banner-level = Level
site-banner-notice = Notice
site-banner-notice-hint = Something to know, such as maintenance
site-banner-warning = Warning
site-banner-warning-hint = Something to act on, such as a closed counter
site-banner-emergency = Emergency
site-banner-emergency-hint = Warnings, evacuation, closed schools and works
site-banner-text = Text
site-banner-text-hint = At most 200 characters: what, when, what to do.
site-banner-href = Link to more
site-banner-href-hint = “/…” on this site, “https://…” elsewhere.
site-banner-raised = Raised
site-banner-until = Comes down
site-banner-until-lowered = When taken down by hand
site-banner-until-on = Comes down by itself on
site-banner-until-on-hint = Empty: it is taken down by hand.
site-banner-until-time = At
site-banner-until-time-hint = For example 18:00; empty is the end of that day.

## Refused
site-refused-bad-key = A key has small letters, digits and hyphens, begins with a letter and has at most 40 characters.
site-refused-key-in-use = The key “{ $key }” is in use. Choose another.
site-refused-bad-host = “{ $host }” is no host name. One per line, without “https://” and port.
site-refused-host-in-use = The host “{ $host }” belongs to another site.
site-refused-no-name = Give a name in Chinese.
site-refused-faint = { $colour ->
    [ink] Text
    [link] Links
   *[accent] The main colour
 }: the contrast with the ground is only { $ratio }, at least 4.5 is needed. Choose a darker colour or a lighter ground.
site-refused-bad-mark = { $mark ->
    [host] Name the host.
    [operator] Name the operator.
    [contact] Say how to get in touch.
   *[site-code] The site code has ten digits: six of the region, four of the site.
 }
site-refused-unknown-section = This site has no section “{ $section }”. Choose another, or open it first.
site-refused-fixed = The four fixed parts of the disclosure section cannot be renamed, moved or closed.
site-refused-no-cycle = A section with its own cycle needs one, from 1 to 366 days.
site-refused-circle = A section cannot belong to itself or to a section below it.
site-refused-banner-text = Write a text of at most 200 characters.
site-refused-bad-link = A link begins with “/” or “https://”.
site-refused-bad-until = The day or the hour cannot be read, or has passed. A day such as 2026-03-02, an hour such as 18:00.
site-refused-bad-place = A place is a whole number from 0 to 999.
site-refused-bad-entries = Entries are a whole number from 0 to 30.
site-refused-no-agency = Choose the kind and the agency.
