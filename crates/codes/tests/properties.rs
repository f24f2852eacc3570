//! What holds for every code: one wrong character is found, what is written is read again, nothing panics.

// In helpers of tests, too, a panic is a failure with a line number.
#![allow(clippy::unwrap_used)]
// `parse(&code.to_string())` is the point: what Display writes is read again.
#![allow(clippy::unnecessary_to_owned)]

use codes::*;
use jiff::civil::Date;
use proptest::prelude::*;

const USCC_ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const DIGITS: &str = "0123456789";
const DIGITS_AND_LETTERS: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

fn region() -> impl Strategy<Value = RegionCode> {
    "[1-9][0-9]{5}".prop_map(|text| RegionCode::parse(&text).unwrap())
}

fn day() -> impl Strategy<Value = Date> {
    (1900i16..2100, 1i8..=12, 1i8..=31).prop_filter_map("no such day", |(y, m, d)| Date::new(y, m, d).ok())
}

fn organisation() -> impl Strategy<Value = OrganisationCode> {
    "[0-9ABCDEFGHJKLMNPQRTUWXY]{8}".prop_map(|body| OrganisationCode::make(&body).unwrap())
}

fn uscc() -> impl Strategy<Value = Uscc> {
    ("[159YA-N&&[^I]]", "[1-9]", region(), organisation()).prop_map(|(department, category, region, organisation)| {
        let first = |text: String| text.chars().next().unwrap();
        Uscc::make(first(department), first(category), &region, &organisation).unwrap()
    })
}

fn resident_id() -> impl Strategy<Value = ResidentId> {
    ("[1-7][0-9]{5}", day(), 1u16..1000).prop_map(|(region, birth, serial)| {
        ResidentId::make(&RegionCode::parse(&region).unwrap(), birth, serial).unwrap()
    })
}

fn licence() -> impl Strategy<Value = LicenceId> {
    (uscc(), "[0-9A-Z]{3}", uscc(), region(), any::<bool>(), "[0-9A-Z]{1,32}", 1u16..1000).prop_map(
        |(definer, serial, organ, region, old, number, version)| {
            let licence_type = LicenceTypeCode::make(&definer, &serial).unwrap();
            let issuer = if old { Issuer::Region(region) } else { Issuer::Organisation(organ) };
            LicenceId::make(&licence_type, &issuer, &number, version).unwrap()
        },
    )
}

fn case_number() -> impl Strategy<Value = CaseNumber> {
    (region(), day(), 1u32..1_000_000_000)
        .prop_map(|(region, day, serial)| CaseNumber::make(&region, day, serial).unwrap())
}

/// Every text that differs from the given one in exactly one character of the alphabet; separators stay.
fn substitutions(text: &str, alphabet: &'static str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let mut all = Vec::new();
    for index in 0..chars.len() {
        if matches!(chars[index], '-' | '.') {
            continue;
        }
        for other in alphabet.chars().filter(|other| *other != chars[index]) {
            let mut changed = chars.clone();
            changed[index] = other;
            all.push(changed.into_iter().collect());
        }
    }
    all
}

/// Every text with two different neighbours swapped.
fn swaps(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    (1..chars.len())
        .filter(|index| chars[*index] != chars[index - 1])
        .map(|index| {
            let mut changed = chars.clone();
            changed.swap(index - 1, index);
            changed.into_iter().collect()
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn social_credit_codes_find_one_wrong_character_and_swapped_neighbours(code in uscc()) {
        for wrong in substitutions(code.as_str(), USCC_ALPHABET).into_iter().chain(swaps(code.as_str())) {
            prop_assert!(Uscc::parse(&wrong).is_err(), "{code} {wrong}");
        }
    }

    #[test]
    fn resident_ids_find_one_wrong_character_and_swapped_neighbours(id in resident_id()) {
        for wrong in substitutions(id.as_str(), "0123456789X").into_iter().chain(swaps(id.as_str())) {
            prop_assert!(ResidentId::parse(&wrong).is_err(), "{id} {wrong}");
        }
    }

    // Swapped neighbours are not promised here: MOD 37,36 lets 72 of 45,360 cases pass (see its own test).
    #[test]
    fn licence_identifiers_find_one_wrong_character(id in licence()) {
        for wrong in substitutions(&id.without_root(), DIGITS_AND_LETTERS) {
            prop_assert!(LicenceId::parse(&wrong).is_err(), "{id} {wrong}");
        }
    }

    #[test]
    fn case_numbers_find_one_wrong_digit_and_any_exchange(number in case_number()) {
        for wrong in substitutions(number.as_str(), DIGITS) {
            prop_assert!(CaseNumber::parse(&wrong).is_err(), "{number} {wrong}");
        }
        let digits: Vec<char> = number.as_str().chars().filter(|c| *c != '-').collect();
        for a in 0..digits.len() {
            for b in a + 1..digits.len() {
                if digits[a] != digits[b] {
                    let mut wrong = digits.clone();
                    wrong.swap(a, b);
                    let wrong: String = wrong.into_iter().collect();
                    prop_assert!(CaseNumber::parse(&wrong).is_err(), "{number} {wrong}");
                }
            }
        }
    }

    // Organisation codes: mod 11 over 36 characters finds every wrong digit among digits, not every wrong letter.
    #[test]
    fn organisation_codes_find_one_wrong_digit(body in "[0-9]{8}") {
        let code = OrganisationCode::make(&body).unwrap();
        for wrong in substitutions(code.as_str(), "0123456789X") {
            // X is worth 33 = 0 mod 11 in the body, so that X for 0 passes: the documented weakness.
            if !wrong[..8].contains('X') {
                prop_assert!(OrganisationCode::parse(&wrong).is_err(), "{code} {wrong}");
            }
        }
    }

    #[test]
    fn what_was_made_is_read_again(
        uscc in uscc(), id in resident_id(), licence in licence(), number in case_number(), region in region(),
        day in day(), serial in 1u16..10000, level in 0usize..6, sub in 0u16..1000,
    ) {
        prop_assert_eq!(&Uscc::parse(&uscc.to_string()).unwrap(), &uscc);
        prop_assert_eq!(&ResidentId::parse(&id.to_string()).unwrap(), &id);
        prop_assert_eq!(&LicenceId::parse(&licence.to_string()).unwrap(), &licence);
        prop_assert_eq!(&CaseNumber::parse(&number.to_string()).unwrap(), &number);
        prop_assert_eq!(&RegionCode::parse(&region.to_string()).unwrap(), &region);
        prop_assert_eq!(&RegionCode::parse(&region.twelve_digits()).unwrap(), &region);
        let basic = BasicItemCode::make("43", "01", "17", 5, sub).unwrap();
        let item = ImplementingItemCode::make(&uscc, ExerciseLevel::ALL[level], &basic);
        prop_assert_eq!(&ImplementingItemCode::parse(&item.to_string()).unwrap(), &item);
        prop_assert_eq!((item.organ(), item.level(), item.basic()), (uscc, ExerciseLevel::ALL[level], basic));
        let national = NationalCaseNumber::make(&item, day, serial).unwrap();
        prop_assert_eq!(&NationalCaseNumber::parse(&national.to_string()).unwrap(), &national);
        let site = SiteCode::make(&region, serial).unwrap();
        prop_assert_eq!(&SiteCode::parse(&site.to_string()).unwrap(), &site);
        let json = serde_json::to_string(&licence).unwrap();
        prop_assert_eq!(serde_json::from_str::<LicenceId>(&json).unwrap(), licence);
        prop_assert_eq!(serde_json::from_str::<CaseNumber>(&format!("\"{number}\"")).unwrap(), number);
    }

    #[test]
    fn small_letters_full_width_and_spaces_change_nothing(code in uscc()) {
        let full_width: String = code.as_str().chars().map(|c| char::from_u32(c as u32 + 0xFEE0).unwrap()).collect();
        let spaced: String = code.as_str().to_lowercase().chars().flat_map(|c| [c, ' ']).collect();
        prop_assert_eq!(&Uscc::parse(&full_width).unwrap(), &code);
        prop_assert_eq!(&Uscc::parse(&spaced).unwrap(), &code);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_panics_and_what_is_read_is_canonical(text in prop_oneof![
        "\\PC*", "[0-9]{2,45}", "[0-9A-Zx.〔〕号·* -]{0,60}", "[0-9０-９Xxa-z-]{15,22}", any::<String>(),
    ]) {
        for kind in CodeKind::ALL {
            match read(*kind, &text) {
                Ok(reading) => {
                    // Parse after display is the identity.
                    let again = read(reading.kind, &reading.text);
                    prop_assert_eq!(again.map(|r| r.text), Ok(reading.text.clone()), "{:?} {:?}", kind, text);
                }
                Err(error) => prop_assert!(!error.to_string().is_empty()),
            }
        }
        for kind in PersonalDocumentKind::ALL {
            if let Ok(document) = PersonalDocument::parse(*kind, &text) {
                prop_assert!(document.born_by(Date::MAX).is_ok());
            }
        }
        let _ = (mask_name(&text), mask_identity(&text), mask_phone(&text), mask_address(&text), mask_bank(&text));
        let _ = ResidentId::from_fifteen(&text);
    }

    #[test]
    fn masks_never_show_more_than_the_convention(text in "\\PC{0,40}") {
        let shown = |masked: &str| masked.chars().filter(|c| *c != '*').count();
        prop_assert!(shown(&mask_identity(&text)) <= 4);
        prop_assert!(shown(&mask_bank(&text)) <= 4);
    }

    #[test]
    fn a_masked_chinese_name_of_two_or_more_hides_something(name in "[\u{4E00}-\u{9FFF}]{1,12}") {
        let masked = mask_name(&name);
        prop_assert!(masked.contains('*'), "{name} {masked}");
        prop_assert_eq!(masked.chars().count(), name.chars().count());
    }

    #[test]
    fn a_masked_address_shows_no_digit(address in "[省市区县镇乡村社区街道路巷号栋室大新城东0-9０-９]{1,40}") {
        prop_assert!(!mask_address(&address).chars().any(|c| c.is_numeric()), "{address}");
    }
}
