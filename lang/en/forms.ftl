# Forms: sentences for the person who fills them. { $label } is the name of the field.

## Absent
forms-missing = Enter: { $label }.
forms-nothing-chosen = Choose: { $label }.
forms-no-file = Upload: { $label }.
forms-not-ticked = Read and tick “{ $label }”.
forms-region-incomplete = Choose { $label } level by level.
forms-too-few-chosen = { $label }: choose at least { $least }.
forms-too-few-files = { $label }: upload at least { $least } files.
forms-too-few-rows = { $label }: add at least { $least } rows.

## Wrong
forms-wrong-shape = { $label } could not be understood. Enter it again.
forms-too-large = { $label } holds more than a form may hold.
forms-invisible-character = { $label } contains invisible control characters or a line break. Remove them.
forms-too-long = { $label } may have at most { $most } characters; it has { $typed }.
forms-too-short = { $label } needs at least { $least } characters.
forms-pattern = { $message }
forms-not-email = { $label } is not an e-mail address such as name@example.cn.
forms-not-postcode = { $label } must be a postcode of 6 digits.
forms-not-plate = { $label } is not a number plate.
forms-not-number = { $label } must be a number.
forms-not-whole = { $label } must be a whole number.
forms-too-many-places = { $label } may have at most { $most } decimal places.
forms-not-money = { $label } must be an amount in yuan with at most two decimal places.
forms-too-small = { $label } must be at least { $least }.
forms-too-great = { $label } must be at most { $most }.
forms-not-date = { $label } is not a date. Write it like 2026-03-16.
forms-too-early = { $label } must not be before { $least }.
forms-too-late = { $label } must not be after { $most }.
forms-unknown-option = { $label } has no option “{ $typed }”. Choose again.
forms-too-many-chosen = { $label }: choose at most { $most }.
forms-unknown-region = There is no division in force with the code { $code }. Choose { $label } again.
forms-region-outside = { $label } lies outside of the area served here.
forms-document-not-taken = This document is not accepted here. Choose another: { $label }.
forms-wrong-code = { $label } is wrong: { $reason }
forms-too-many-files = { $label }: at most { $most } files.
forms-file-too-large = The file “{ $name }” is larger than { $most } MB.
forms-file-kind = The file “{ $name }” is of a kind that is not accepted. Upload { $accept }.
forms-too-many-rows = { $label }: at most { $most } rows.
forms-rule = { $message }

## Computing
forms-overflow = { $label } cannot be computed: the numbers are too large. Check them.
forms-division-by-zero = { $label } cannot be computed: division by zero. Check the numbers.
forms-not-computable = { $label } cannot be computed from what was entered.
forms-too-much = { $label } takes too much computing.

## Parts
forms-part-name = Name
forms-part-id-kind = Identity document
forms-part-id-number = Document number
forms-part-phone = Telephone
forms-part-uscc = Unified social credit code
forms-part-legal-representative = Legal representative
forms-part-region = Region
forms-part-detail = Street and number
forms-part-of = { $field }: { $part }
forms-row = { $label } { $number }
forms-region-province = Province
forms-region-city = City or prefecture
forms-region-county = County or district
forms-region-township = Township or subdistrict
forms-region-village = Village or community

## Words
forms-yuan = { $amount } yuan
forms-unit-yuan = yuan
forms-date = { $iso }
forms-with-unit = { $number } { $unit }
forms-list-separator = {", "}
forms-ticked = Ticked
forms-unticked = Not ticked
forms-blank = Not filled

## Origin of prefilled values
forms-prefilled-profile = Taken from your profile; you can change it
forms-prefilled-case = Taken from case { $number }; you can change it
forms-prefilled-licence = Taken from the licence “{ $name }” ({ $number }); you can change it

## Checks of a definition (for its authors)
forms-definition-bad-key = “{ $key }” cannot be a key: a lower-case letter first, then lower-case letters, digits and underscores, at most 40, no reserved word.
forms-definition-duplicate-key = The key “{ $key }” stands twice.
forms-definition-version-zero = Versions count from 1.
forms-definition-no-fields = There are no fields.
forms-definition-too-many-fields = There are more than { $most } fields.
forms-definition-too-deep = Groups are nested deeper than two levels.
forms-definition-unknown-kind = There is no kind of field “{ $kind }”.
forms-definition-stray-attribute = A field of kind “{ $kind }” has no attribute “{ $attribute }”.
forms-definition-missing-attribute = The attribute “{ $attribute }” is missing.
forms-definition-no-chinese = The Chinese text is missing.
forms-definition-bad-value = “{ $value }” is not possible here.
forms-definition-empty-range = The least is above the greatest.
forms-definition-no-options = A choice needs at least two options.
forms-definition-duplicate-option = The option “{ $code }” stands twice.
forms-definition-bad-pattern = The pattern cannot be used: { $reason }
forms-definition-bad-prefill = “{ $key }” is not a source for prefilling.
forms-definition-syntax = The expression does not read at character { $at }: { $found }
forms-definition-unknown-field = There is no field “{ $name }”.
forms-definition-unknown-part = There is no part “{ $name }”.
forms-definition-unknown-function = There is no function “{ $name }”.
forms-definition-arguments = The function “{ $name }” takes other arguments.
forms-definition-outside-row = “{ $name }” has a value in each row; use sum, count, min, max, any or all.
forms-definition-not-a-group = “{ $name }” is not a repeating group.
forms-definition-wrong-type = This needs { $wanted }, not { $found }.
forms-definition-unknown-option = The field “{ $field }” has no option “{ $code }”.
forms-definition-cycle = These fields wait for each other: { $fields }
