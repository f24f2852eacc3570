## What a licence is made of

licence-type = Type of licence
licence-number = Licence number
licence-identifier = Licence identifier
licence-number-or-identifier = Licence number or identifier
licence-holder = Holder
licence-issuer = Issued by
licence-issued-on = Issued on
licence-validity = Validity
licence-valid-to = Valid until
licence-unlimited = Without end
licence-validity-span = { $from } to { $to }
licence-validity-open = From { $from }, without end
licence-state = State
licence-trust = Trust grade
licence-trust-a = A: issued by the organ itself
licence-trust-b = B: recorded after the original was checked
licence-says = What it says
licence-metadata = Metadata (GB/T 36903)
licence-any = All
licence-download = Download the licence (PDF)

licence-state-valid = Valid
licence-state-suspended = Suspended
licence-state-revoked-as-wrong = Revoked as wrongly granted
licence-state-revoked-as-penalty = Revoked as a penalty
licence-state-cancelled = Cancelled
licence-state-expired = Expired
licence-state-replaced = Replaced

licence-standing-in-force = In force
licence-standing-not-yet = Not yet in force
licence-standing-suspended = Suspended
licence-standing-revoked-as-wrong = Revoked (wrongly granted)
licence-standing-revoked-as-penalty = Revoked (penalty)
licence-standing-cancelled = Cancelled
licence-standing-expired = Expired
licence-standing-replaced = Replaced

licence-verb-issue = Issue
licence-verb-record = Record an existing licence
licence-verb-import = Take over from a register
licence-verb-suspend = Suspend
licence-verb-restore = Restore
licence-verb-revoke-as-wrong = Revoke as wrongly granted
licence-verb-revoke-as-penalty = Revoke as a penalty
licence-verb-cancel = Cancel
licence-verb-expire = Expire
licence-verb-replace = Replace

licence-about-suspend = A penalty or a measure for a time; it is restored when the time or the ground is over.
licence-about-restore = The suspension is over; the licence is valid again.
licence-about-revoke-as-wrong = It should not have been granted: wrong procedure, no competence, obtained by deceit and the like (Administrative Licensing Law, article 69).
licence-about-revoke-as-penalty = A penalty for an offence (Administrative Penalties Law, article 9).
licence-about-cancel = The formal ending: not renewed, holder gone, revoked already and the like (Administrative Licensing Law, article 70).

licence-role-licence-making = licence making
licence-role-reception = reception
licence-role-decision = decision
licence-role-head = head of the organ
licence-role-hall = the hall itself
licence-role-applicant = applicant

## Words on the file

licence-seal-purpose = Seal for administrative approvals
licence-demonstration-mark = Demonstration specimen
licence-copy-mark = Copy for one use
licence-copy-annotation = Provided by { $issuer } for use by { $recipient } for “{ $purpose }” only, until { $day }

## Public verification

licence-verify-title = Verify a licence
licence-verify-intro = See whether an electronic licence that somebody showed you holds now. You are told its state only, nothing about the holder.
licence-verify-by-identifier = By identifier
licence-verify-hint = It begins with 1.2.156.3005.2 and stands at the foot of the licence. You can also scan the QR code, or paste the address it gives.
licence-verify-look = Verify
licence-verify-by-file = By file
licence-verify-file = Licence file
licence-verify-file-hint = A PDF file of at most 20 MB. It is only compared, never kept.
licence-verify-check = Check the file
licence-verify-no-file = Choose the PDF file to check
licence-checked-at = Checked at
licence-verdict-title = Result
licence-verdict-no-more = This page tells the state only. Who holds the licence and what it says stands in the file; ask the holder to show it.
licence-verdict-another = Verify another licence
licence-verdict-see-newer = See the licence that replaced it
licence-verdict-in-force = This licence is in force
licence-verdict-in-force-text = It was issued by the organ named below, is within its validity, and was not suspended, revoked or cancelled.
licence-verdict-not-yet = This licence is not yet in force
licence-verdict-not-yet-text = Its validity has not begun.
licence-verdict-suspended = This licence is suspended
licence-verdict-suspended-text = It may not be used while it is suspended.
licence-verdict-revoked-as-wrong = This licence was revoked
licence-verdict-revoked-as-wrong-text = The decision to grant it was taken back; it holds no longer.
licence-verdict-revoked-as-penalty = This licence was revoked as a penalty
licence-verdict-revoked-as-penalty-text = It holds no longer.
licence-verdict-cancelled = This licence was cancelled
licence-verdict-cancelled-text = It was formally ended and holds no longer.
licence-verdict-expired = This licence has expired
licence-verdict-expired-text = Its validity is over.
licence-verdict-replaced = This licence was replaced
licence-verdict-replaced-text = A new version stands in its place; this one is no longer used.
licence-verdict-unknown = This hall has no such licence
licence-verdict-unknown-text = The identifier is well written but is not in the register. Another platform may have issued it, or it may be forged; ask the issuing organ.

licence-file-genuine = The file is genuine and unchanged
licence-file-genuine-text = It is byte for byte the file in our register, and the licence is in force.
licence-file-genuine-not-in-force = The file is genuine, but the licence is not in force
licence-file-genuine-not-in-force-text = It is byte for byte the file in our register. See the state below.
licence-file-copy = This is a genuine copy for one use
licence-file-copy-text = It is byte for byte a copy that this hall made, and the licence is in force. Compare the purpose and the recipient on the file.
licence-file-copy-over = The copy is genuine but can no longer be used
licence-file-copy-over-text = Its time is over, or the licence is not in force.
licence-file-changed = The file was changed
licence-file-changed-text = It carries the electronic seal of one of our organs, but was changed or added to after it was sealed. Do not rely on it.
licence-file-other-document = Sealed by one of our organs, but no licence in the register
licence-file-other-document-text = The seal is good and the file is whole, but it is not the file of a licence in our register.
licence-file-not-ours = Not a licence file of this hall
licence-file-not-ours-text = It has no electronic seal of our organs. Scans, screenshots and files saved anew look like this too: ask for the original PDF, or verify by identifier.
licence-file-see-state = See the state of the licence

## My licences

licence-wallet-title = My licences
licence-wallet-intro = Electronic licences that this hall issued or took over. They are used for you when you apply; you need not hand them in.
licence-wallet-empty = No licences yet
licence-wallet-empty-text = When an application is granted and a licence issued, it appears here.
licence-wallet-none-in-force = None of your licences is in force now.
licence-wallet-past = Licences that no longer hold ({ $n })
licence-mine-in-force = The licence is in force.
licence-mine-not-yet = It comes into force by itself on the first day of its validity.
licence-mine-suspended = It may not be used now and is not offered in applications. The history below says why.
licence-mine-revoked-as-wrong = It can no longer be used. The history below says why; you may ask for reconsideration or go to court.
licence-mine-revoked-as-penalty = It can no longer be used. The history below says why; you may ask for reconsideration or go to court.
licence-mine-cancelled = It was formally ended and can no longer be used.
licence-mine-expired = Its validity is over. To go on with what it permitted, apply again or for renewal.
licence-mine-replaced = Use the licence that replaced it.
licence-share = Let others verify it
licence-share-text = They scan this code or open the address. They see the state only, nothing about you.
licence-share-link = Address for verification
licence-qr-label = QR code to verify this licence
licence-copies = Copies for one use
licence-copies-intro = When you must give the licence to somebody, make a copy that names purpose and recipient, so that it cannot be used for anything else. It can be used for ninety days.
licence-copies-none = No copies were made
licence-copy-purpose = Purpose
licence-copy-purpose-hint = For example: application for a loan
licence-copy-recipient = Recipient
licence-copy-recipient-hint = For example: the branch of a bank
licence-copy-usable-to = Can be used until
licence-copy-made-at = Made at
licence-copy-make = Make the copy
licence-copy-made = The copy is made; download it below
licence-history = History
licence-history-intro = Who used, read or changed this licence and when stands in the ledger.
licence-history-why = Reason: { $reason } · Basis: { $basis }
licence-history-other = Another entry
licence-history-issue = Issued
licence-history-record = Recorded here after the original was checked
licence-history-import = Taken over from a register
licence-history-suspend = Suspended
licence-history-restore = Restored
licence-history-revoke-as-wrong = Revoked as wrongly granted
licence-history-revoke-as-penalty = Revoked as a penalty
licence-history-cancel = Cancelled
licence-history-expire = Expired
licence-history-replace = Replaced by a new version
licence-history-read = Read by staff of the issuing organ
licence-history-file-read = File downloaded
licence-history-copied = Copy for one use made
licence-history-used = Used in case { $number } instead of a document

## Desk

licence-desk-title = Licences this agency issued
licence-desk-none = No licence fits
licence-desk-none-text = Try another filter.
licence-narrow = Filter
licence-act-title = Change the state
licence-act = Act
licence-act-send = Confirm
licence-act-none = In its present state there is nothing your posts can do. Whoever made a licence never takes it away alone.
licence-reason = Reason
licence-reason-hint = State the facts. The holder can read this.
licence-basis = Legal basis
licence-basis-hint = For example: Administrative Licensing Law, article 69(1)(2)
licence-done-suspend = Suspended
licence-done-restore = Restored
licence-done-revoke-as-wrong = Revoked as wrongly granted
licence-done-revoke-as-penalty = Revoked as a penalty
licence-done-cancel = Cancelled

## What cannot be done

licence-refused-not-there = There is no such licence, or it is not yours
licence-refused-stale = The licence changed after the page you looked at; see its present state first
licence-refused-claimed = A colleague has taken it
licence-refused-wrong-state = The licence is “{ $state }” now, so this cannot be done: { $verb }
licence-refused-wrong-role = This act belongs to the post “{ $role }”
licence-refused-same-person = You did “{ $verb }” before; this act must be another person's
licence-refused-unknown-type = The directory of licence types has no “{ $type }”
licence-refused-already-issued = This licence was issued already
licence-refused-not-replaceable = Only a licence of the same holder, type and organ that is valid or expired can be replaced
licence-refused-no-number = Give the number of the original; it must have a letter or a digit
licence-refused-not-yet-expired = Its validity is not over
licence-refused-no-act = Choose an act
licence-refused-no-reason = Give the reason
licence-refused-no-basis = Give the legal basis
licence-refused-no-purpose = Give the purpose
licence-refused-no-recipient = Give the recipient
licence-refused-too-long = At most { $most } characters
licence-refused-not-in-force = Only a licence in force gives copies
