//! Every key that this crate can name has a sentence in both languages, and every sentence gets the values it asks for.

// In helpers of tests, too, a panic is a failure with a line number.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use codes::*;
use fluent_bundle::{FluentArgs, FluentBundle, FluentResource};

const ZH_CN: &str = include_str!("../../../lang/zh-CN/codes.ftl");
const EN: &str = include_str!("../../../lang/en/codes.ftl");

fn keys(source: &str) -> BTreeSet<&str> {
    source.lines().filter(|line| line.starts_with("codes-")).filter_map(|line| line.split(" = ").next()).collect()
}

#[test]
fn both_languages_have_exactly_the_keys_that_the_code_names() {
    let mut named: BTreeSet<&str> = BTreeSet::new();
    named.extend(CodeKind::ALL.iter().map(|t| t.message_id()));
    named.extend(Part::ALL.iter().map(|t| t.message_id()));
    named.extend(Expected::ALL.iter().map(|t| t.message_id()));
    named.extend(Fault::ALL.iter().map(|t| t.message_id()));
    named.extend(RegistrationDepartment::ALL.iter().map(|t| t.message_id()));
    named.extend(Sex::ALL.iter().map(|t| t.message_id()));
    named.extend(Origin::ALL.iter().map(|t| t.message_id()));
    named.extend(PassportKind::ALL.iter().map(|t| t.message_id()));
    named.extend(PersonalDocumentKind::ALL.iter().map(|t| t.message_id()));
    named.extend(RegionLevel::ALL.iter().map(|t| t.message_id()));
    named.extend(ExerciseLevel::ALL.iter().map(|t| t.message_id()));
    named.extend(Certainty::ALL.iter().map(|t| t.message_id()));
    named.extend(errors().iter().map(CodeError::message_id));
    named.extend(findings().iter().map(Finding::message_id));
    named.extend(notes().iter().map(Note::message_id));
    named.extend(["codes-phone-mobile", "codes-phone-landline", "codes-phone-service"]);
    assert_eq!(keys(ZH_CN), named);
    assert_eq!(keys(EN), named);
}

fn errors() -> Vec<CodeError> {
    ["", "1", "11O10519491231002X", "110105194912310021", "11010519490231002X"]
        .iter()
        .map(|text| ResidentId::parse(text).unwrap_err())
        .collect()
}

fn findings() -> Vec<Finding> {
    let text = || "x".to_owned();
    vec![
        Finding::Empty,
        Finding::CatalogueMissing,
        Finding::CatalogueForm(text()),
        Finding::TypeUnknown(text()),
        Finding::RegionMissing,
        Finding::OrganisationMissing,
        Finding::Organisation(Uscc::parse("").unwrap_err()),
        Finding::SmallLetters(text()),
        Finding::SuffixMissing,
    ]
}

fn notes() -> Vec<Note> {
    vec![
        Note::Rewritten,
        Note::Inner(Uscc::parse("").unwrap_err()),
        Note::TypeUnknown("21".into()),
        Note::TypeUncertain(Certainty::Differs),
        Note::ShapeOnly,
    ]
}

fn bundle(language: &str, source: &str) -> FluentBundle<FluentResource> {
    let mut bundle = FluentBundle::new(vec![language.parse().unwrap()]);
    bundle.set_use_isolating(false);
    bundle.add_resource(FluentResource::try_new(source.to_owned()).unwrap()).unwrap();
    bundle
}

fn say(bundle: &FluentBundle<FluentResource>, key: &str, args: &[(&str, String)]) -> String {
    let pattern = bundle.get_message(key).and_then(|m| m.value()).unwrap_or_else(|| panic!("no {key}"));
    let mut values = FluentArgs::new();
    for (name, value) in args {
        values.set(*name, value.clone());
    }
    let mut faults = Vec::new();
    let sentence = bundle.format_pattern(pattern, Some(&values), &mut faults).into_owned();
    assert!(faults.is_empty(), "{key}: {faults:?}");
    sentence
}

#[test]
fn every_sentence_can_be_said() {
    for (language, source) in [("zh-CN", ZH_CN), ("en", EN)] {
        let bundle = bundle(language, source);
        let say = |key: &str, args: &[(&str, String)]| say(&bundle, key, args);
        for error in errors() {
            assert!(!error.sentence(say).is_empty());
        }
        for finding in findings() {
            assert!(!finding.sentence(say).is_empty());
        }
        for note in notes() {
            assert!(!note.sentence(say).is_empty());
        }
    }
    let zh = bundle("zh-CN", ZH_CN);
    let wrong = ResidentId::parse("11O10519491231002X").unwrap_err();
    assert_eq!(wrong.sentence(|key, args| say(&zh, key, args)), "公民身份号码第 3 位（行政区划）是“O”，应为数字");
}
