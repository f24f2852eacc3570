//! Every sentence of the gate and every term of the dictionaries stands in both languages.

use std::collections::BTreeSet;
use std::path::Path;

use items::dictionary;
use items::gate::Rule;

fn keys(language: &str, concept: &str) -> BTreeSet<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../lang/{language}/{concept}.ftl"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|wrong| panic!("{}: {wrong}", path.display()));
    let mut keys = BTreeSet::new();
    for line in text.lines().filter(|line| !line.starts_with(['#', ' ', '\t'])) {
        if let Some((key, sentence)) = line.split_once(" = ") {
            assert!(!sentence.trim().is_empty(), "{key} is empty");
            assert!(keys.insert(key.to_owned()), "{key} twice");
        }
    }
    keys
}

#[test]
fn each_rule_has_its_sentence() {
    let rules: BTreeSet<String> = Rule::ALL.iter().map(|rule| rule.message_id().to_owned()).collect();
    assert_eq!(rules.len(), Rule::ALL.len(), "two rules share an id");
    for language in ["zh-CN", "en"] {
        assert_eq!(keys(language, "gate"), rules, "{language}");
    }
}

#[test]
fn each_term_has_its_name() {
    let terms: BTreeSet<String> = dictionary::message_ids().into_iter().map(str::to_owned).collect();
    for language in ["zh-CN", "en"] {
        let found = keys(language, "dictionary");
        let missing: Vec<_> = terms.difference(&found).collect();
        assert!(missing.is_empty(), "{language}: {missing:?}");
    }
    assert_eq!(keys("zh-CN", "dictionary"), keys("en", "dictionary"));
}

#[test]
fn keys_and_codes_of_a_dictionary_are_unique_and_read_back() {
    use dictionary::*;
    macro_rules! check {
        ($($name:ident)+) => { $(
            let keys: BTreeSet<_> = $name::ALL.iter().map(|term| term.key()).collect();
            let codes: BTreeSet<_> = $name::ALL.iter().map(|term| term.code()).collect();
            assert_eq!((keys.len(), codes.len()), ($name::ALL.len(), $name::ALL.len()), stringify!($name));
            for term in $name::ALL {
                assert_eq!($name::from_key(term.key()), Some(*term));
                assert_eq!($name::from_code(term.code()), Some(*term));
            }
            assert_eq!($name::from_key("no such term"), None);
        )+ };
    }
    check!(ItemType Level AuthoritySource AgencyNature LimitUnit HandlingKind Audience Channel OnlineDepth ResultKind
        ItemStatus MaterialKind MaterialMedium Necessity MaterialSource SpecialProcedureKind StepKind PersonTheme
        BusinessTheme LifeEvent);
    assert_eq!(ItemType::from_code("1"), Some(ItemType::Licensing));
}
