# Keeping the register: why something is refused, what an import left out, what a period rests on, flags

register-refused-post = Only the register keepers of this agency can do this.
register-refused-no-title = Please give a title.
register-refused-no-text = There is no text to register.
register-refused-title-taken = This agency has registered a document of this title ({ $slug }). If this is a new text, amend that one.
register-refused-index-taken = Index number { $number } belongs to “{ $title }” ({ $slug }). One number names one document.
register-refused-number-taken = Document number { $number } belongs to “{ $title }” ({ $slug }). Please check the number.
register-refused-number = The document number is not well formed: { $found }. It has the organ's short form, the 〔year〕, a serial and 号, such as 国办发〔2019〕54号.
register-refused-number-missing = The document number is missing; it is needed for registration.
register-refused-number-writing = The document number is written { $canonical }
register-refused-no-interpretation = No interpretation is linked. Since { $since } documents without one are not registered. Please draft and link it first.
register-refused-contradiction = { $attribute }: the metadata say “{ $stated }”, the text says “{ $found }”. Please check and correct one of them.
register-refused-registered = This document is registered already.
register-refused-not-registered = This document is not registered yet.
register-refused-imported = Documents from higher levels change by import, not by hand.
register-refused-over = This document is repealed, expired or withdrawn.
register-refused-no-date = The date of signature is missing; it is needed for registration.
register-refused-date-order = { $later } cannot be earlier than: { $earlier }.
register-refused-no-reason = Please give the reason.
register-refused-same-text = The new text is the same as the present one; there is nothing to amend.
register-refused-not-suspended = This document is not suspended.
register-refused-suspended = This document is suspended at that time already.
register-refused-cleanup-empty = This agency has no documents to clean up.
register-refused-undecided = { $count } documents are not decided yet.
register-refused-cleanup-published = The result was published and does not change any more.
register-refused-template = The template of index numbers cannot be used; the fault is at “{ $what }”. It needs the year and a serial, such as {"{USCC18}/{yyyy}-{seq:05}"}
register-refused-no-uscc = The agency has no social credit code, which its template of index numbers needs.
register-refused-policy-bounds = Years must be from 1 to 50, months of lead from 0 to 24.
register-refused-too-long = Too long: at most { $most } characters.

register-attribute-amended-on = Date of amendment
register-attribute-repealed-on = Date of repeal
register-attribute-suspended-from = First day of suspension
register-attribute-suspended-until = Day of resumption
register-attribute-expires-on = New last day
register-attribute-expires-on-present = present last day

register-expiry-stated = The text states its period.
register-expiry-cut = The text states a longer period than local rules allow; the longest allowed counts.
register-expiry-ordinary = The text states no period; the ordinary local period counts.
register-expiry-trial = Interim or trial document: the local trial period counts.
register-expiry-notice = Public notice: the local period for notices counts.
register-expiry-extended = Registered anew after review; the period was extended.

register-decision-keep = Keep
register-decision-amend = Amend
register-decision-repeal = Repeal
register-decision-lapse = Lapsed

register-skipped-index = An index page, not a law
register-skipped-not-markdown = Not a Markdown file
register-skipped-not-text = Cannot be read as text: { $what }
register-skipped-too-long = Too long
register-skipped-no-title = The first line is no title
register-skipped-no-text = No text
register-skipped-same-version = The same text as { $taken }
register-skipped-other-text = Same title and date as { $taken } with other words; not taken
register-skipped-not-a-record = Not a complete record: { $what }
register-skipped-index-taken = Index number { $number } belongs to “{ $title }”
register-skipped-title-taken = A document of this title is registered ({ $slug })

flag-rule-amended = What it rests on was amended
flag-rule-repealed = What it rests on was repealed
flag-rule-expired = What it rests on expired
flag-rule-suspended = What it rests on is suspended
flag-rule-withdrawn = What it rests on was withdrawn from the register
