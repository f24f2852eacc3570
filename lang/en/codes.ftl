# Errors: which place, which part
codes-error-empty = { $kind }: nothing was entered
codes-error-length = { $kind }: { $expected } characters expected, { $found } found
codes-error-character = { $kind }: position { $position } ({ $part }) holds “{ $found }”, expected { $expected }
codes-error-check = { $kind }: the check character at position { $position } is “{ $found }”, the other characters ask for “{ $expected }”; please look for a mistyped character in positions { $from } to { $to }
codes-error-part = { $kind }: { $part } “{ $found }” from position { $position } is wrong: { $fault }

# Remarks on codes that can be used
codes-note-rewritten = Rewritten as the standard has it
codes-note-inner = A code inside does not check: { $found }
codes-note-type-uncertain = The meaning of the item type is uncertain: { $found }
codes-note-shape-only = This code has no check character; only its shape was checked

# Findings on local item codes
codes-finding-empty = There is no item code
codes-finding-catalogue-missing = The catalogue part is missing
codes-finding-catalogue-form = The catalogue part “{ $found }” has no known form
codes-finding-type-unknown = The item type “{ $found }” is not in the dictionary
codes-finding-region-missing = There is no division code of 12 digits
codes-finding-organisation-missing = The organisation is missing
codes-finding-organisation = The organisation does not check: { $found }
codes-finding-small-letters = Small letters in “{ $found }” were read as capitals
codes-finding-suffix-missing = The suffix is missing

# Kinds of telephone numbers
codes-phone-mobile = mobile
codes-phone-landline = landline
codes-phone-service = service number

# Kinds of code
codes-kind-uscc = unified social credit code
codes-kind-org = organisation code
codes-kind-id = citizen identity number
codes-kind-residence-permit = residence permit for Hong Kong, Macao and Taiwan residents
codes-kind-travel-hk-macao = mainland travel permit for Hong Kong and Macao residents
codes-kind-travel-taiwan = mainland travel permit for Taiwan residents
codes-kind-passport = Chinese passport
codes-kind-foreign-passport = foreign passport
codes-kind-permanent-residence = foreign permanent resident identity card
codes-kind-item-basic = basic item code
codes-kind-item-implementing = implementing item code
codes-kind-item-handling = handling item code
codes-kind-item-local = local composite item code
codes-kind-case = case number
codes-kind-case-national = national case number
codes-kind-licence = electronic licence identifier
codes-kind-licence-type = licence type code
codes-kind-region = administrative division code
codes-kind-site = government website identification code
codes-kind-document-number = document number
codes-kind-phone = telephone number

# Parts of a code
codes-part-whole = code
codes-part-registration-department = registration department
codes-part-category = organisation category
codes-part-region = region
codes-part-region-level = region level
codes-part-parent-region = parent region
codes-part-organisation = organisation code
codes-part-uscc = social credit code
codes-part-check = check character
codes-part-birth-date = date of birth
codes-part-sequence = sequence number
codes-part-sex = sex
codes-part-origin = place of origin
codes-part-issue-count = issue count
codes-part-letters = document letters
codes-part-number = number
codes-part-nationality = nationality
codes-part-document-kind = kind of document
codes-part-level = exercising level
codes-part-item-type = item type
codes-part-department = guiding State Council department
codes-part-main-item = main item
codes-part-sub-item = sub-item
codes-part-basic-code = basic code
codes-part-handling-serial = handling item serial
codes-part-date = date
codes-part-serial = serial number
codes-part-licence-type = licence type
codes-part-issuer = issuing organ
codes-part-version = version
codes-part-issuer-mark = issuing organ's short form
codes-part-year = year
codes-part-area-code = area code
codes-part-extension = extension
codes-part-catalogue = catalogue part
codes-part-suffix = suffix

# What a position may hold
codes-expected-digit = a digit
codes-expected-non-zero-digit = a digit from 1 to 9
codes-expected-digit-or-x = a digit or X
codes-expected-letter = a letter A-Z
codes-expected-digit-or-letter = a digit or a letter A-Z
codes-expected-uscc-character = a digit or a capital letter other than I, O, S, V, Z
codes-expected-digit-or-y = a digit (or Y after 00)
codes-expected-level-digit = a digit from 1 to 6
codes-expected-h-or-m = H (Hong Kong) or M (Macao)
codes-expected-passport-letter = one of the letters E, G, S, P, D
codes-expected-passport-second = a digit or a letter other than I and O
codes-expected-letter-e = the letter E
codes-expected-letter-or-han = a Chinese character or a letter
codes-expected-mobile-second = a digit from 3 to 9
codes-expected-one = the digit 1
codes-expected-nine = the digit 9

# Why a part is wrong
codes-fault-no-such-date = there is no such date
codes-fault-after-today = the date lies in the future
codes-fault-zero = it must not be zero
codes-fault-leading-zero = it must not begin with zero
codes-fault-missing = it is missing
codes-fault-too-long = it is too long
codes-fault-too-short = it is too short
codes-fault-not-permit-prefix = only 810000, 820000 and 830000 are residence permits
codes-fault-is-residence-permit = this is a residence permit for Hong Kong, Macao and Taiwan residents, not a citizen identity number
codes-fault-is-permanent-residence = numbers that begin with 9 belong to foreign permanent resident identity cards
codes-fault-unknown-shape = it is not written in any form in use

# Registration departments
codes-registrar-staffing = institutional staffing office
codes-registrar-civil-affairs = civil affairs
codes-registrar-market-regulation = market regulation
codes-registrar-other = other department

# Sex
codes-sex-male = male
codes-sex-female = female

# Origin
codes-origin-hong-kong = Hong Kong
codes-origin-macao = Macao
codes-origin-taiwan = Taiwan

# Kinds of passport
codes-passport-ordinary = ordinary passport
codes-passport-ordinary-old = ordinary passport (before 2012)
codes-passport-public-affairs = passport for public affairs
codes-passport-service = service passport
codes-passport-diplomatic = diplomatic passport

# Documents of persons
codes-document-id = resident identity card
codes-document-residence-permit = residence permit for Hong Kong, Macao and Taiwan residents
codes-document-travel-hk-macao = mainland travel permit for Hong Kong and Macao residents
codes-document-travel-taiwan = mainland travel permit for Taiwan residents
codes-document-passport = Chinese passport
codes-document-foreign-passport = foreign passport
codes-document-permanent-residence = foreign permanent resident identity card

# Levels of divisions
codes-level-country = country
codes-level-province = province
codes-level-prefecture = prefecture
codes-level-county = county
codes-level-township = township
codes-level-village = village or community

# Exercising levels
codes-exercise-country = national
codes-exercise-province = province
codes-exercise-prefecture = prefecture
codes-exercise-county = county
codes-exercise-township = township
codes-exercise-village = village or community

# How sure a dictionary entry is
codes-certainty-standard = as in the national standard and in published data
codes-certainty-common = commonly so, not checked against the standard's text
codes-certainty-differs = provinces differ
codes-certainty-observed = seen in one published catalogue only
