//! Definitions: what is refused, what stays the same, and that every sentence exists in both languages.
#![allow(clippy::unwrap_used)]

mod common;

use common::*;
use forms::*;

#[test]
fn samples_are_sound() {
    for name in ["partnership", "food-business", "road-crossing"] {
        let definition = sample(name);
        assert_eq!(definition.digest().len(), 64);
        let again = Definition::parse(&definition.to_json()).unwrap();
        assert_eq!(again.digest(), definition.digest(), "TOML and JSON are the same form");
        assert!(again.check().is_empty());
    }
}

/// Others write forms from this file: what it shows must be true.
#[test]
fn the_example_of_the_description_is_sound() {
    let text = include_str!("../FORMAT.md");
    let example = text.split("```toml").nth(1).unwrap().split("```").next().unwrap();
    let definition = Definition::parse(example).unwrap();
    assert!(definition.check().is_empty(), "{:?}", definition.check());
    assert_eq!(definition.section_keys().collect::<Vec<_>>(), ["applicant", "partners_page"]);
}

#[test]
fn digest_knows_content_not_writing() {
    let first = "form = \"f\"\nversion = 1\ntitle = \"题\"\n";
    let same = "# 注释\nversion = 1\nform = \"f\"\ntitle = { zh-CN = \"题\" }\n";
    let other = "form = \"f\"\nversion = 2\ntitle = \"题\"\n";
    let digest = |text: &str| Definition::parse(text).unwrap().digest().to_owned();
    assert_eq!(digest(first), digest(same));
    assert_ne!(digest(first), digest(other));
}

#[test]
fn problems_name_place_and_reason() {
    for (fields, expected) in [
        ("[[field]]\nkey = \"A\"\nkind = \"text\"\nlabel = \"a\"", "page/A (key): A cannot be a key"),
        ("[[field]]\nkey = \"today\"\nkind = \"text\"\nlabel = \"a\"", "page/today (key): today cannot be a key"),
        ("[[field]]\nkey = \"a\"\nkind = \"txt\"\nlabel = \"a\"", "page/a (kind): there is no kind txt"),
        ("[[field]]\nkey = \"a\"\nkind = \"text\"", "page/a (label): label is missing"),
        (
            "[[field]]\nkey = \"a\"\nkind = \"text\"\nlabel = { en = \"a\" }",
            "page/a (label): the zh-CN text is missing",
        ),
        (
            "[[field]]\nkey = \"a\"\nkind = \"text\"\nlabel = \"a\"\nunit = \"米\"",
            "page/a: unit does not belong to text",
        ),
        (
            "[[field]]\nkey = \"a\"\nkind = \"text\"\nlabel = \"a\"\n[[field]]\nkey = \"a\"\nkind = \"text\"\nlabel = \"a\"",
            "page/a (key): the key a stands twice",
        ),
        (
            "[[field]]\nkey = \"a\"\nkind = \"text\"\nlabel = \"a\"\npattern = \"(\"\nmessage = \"x\"",
            "page/a (pattern): not a usable pattern",
        ),
        (
            "[[field]]\nkey = \"a\"\nkind = \"text\"\nlabel = \"a\"\npattern = \"x\"",
            "page/a (message): message is missing",
        ),
        (
            "[[field]]\nkey = \"a\"\nkind = \"text\"\nlabel = \"a\"\nmin_length = 9\nmax_length = 3",
            "page/a (max_length): the least is above the greatest",
        ),
        (
            "[[field]]\nkey = \"a\"\nkind = \"number\"\nlabel = \"a\"\nmin = 9\nmax = 3",
            "page/a (max): the least is above the greatest",
        ),
        (
            "[[field]]\nkey = \"a\"\nkind = \"choice\"\nlabel = \"a\"",
            "page/a (options): a choice needs at least two options",
        ),
        (
            "[[field]]\nkey = \"a\"\nkind = \"choice\"\nlabel = \"a\"\noptions = [{ code = \"x\", label = \"x\" }, { code = \"x\", label = \"x\" }]",
            "page/a (options): the option x stands twice",
        ),
        ("[[field]]\nkey = \"a\"\nkind = \"upload\"\nlabel = \"a\"", "page/a (material): material is missing"),
        (
            "[[field]]\nkey = \"a\"\nkind = \"upload\"\nlabel = \"a\"\nmaterial = \"m\"\naccept = [\"exe\"]",
            "page/a (accept): exe is not possible here",
        ),
        ("[[field]]\nkey = \"a\"\nkind = \"text\"\nlabel = \"a\"\nprefill = \"name\"", "page/a (prefill): name is not"),
        (
            "[[field]]\nkey = \"a\"\nkind = \"address\"\nlabel = \"a\"\ndepth = 7",
            "page/a (depth): 7 is not possible here",
        ),
        (
            "[[field]]\nkey = \"a\"\nkind = \"person\"\nlabel = \"a\"\nid_kinds = [\"111\"]",
            "page/a (id_kinds): 111 is not possible here",
        ),
        ("[[field]]\nkey = \"a\"\nkind = \"group\"\nlabel = \"a\"", "page/a (field): there are no fields"),
        (
            "[[field]]\nkey = \"a\"\nkind = \"text\"\nlabel = \"a\"\n[[field]]\nkey = \"g\"\nkind = \"group\"\nlabel = \"a\"\n[[field.field]]\nkey = \"a\"\nkind = \"text\"\nlabel = \"a\"",
            "page/g/a (key): the key a stands twice",
        ),
        (
            "[[field]]\nkey = \"a\"\nkind = \"text\"\nlabel = \"a\"\nvisible = \"b = '1'\"\n[[field]]\nkey = \"b\"\nkind = \"text\"\nlabel = \"a\"\nvisible = \"a = '1'\"",
            "these wait for each other: a → b → a",
        ),
        (
            "[[field]]\nkey = \"a\"\nkind = \"computed\"\nlabel = \"a\"\nvalue = \"b\"\n[[field]]\nkey = \"b\"\nkind = \"computed\"\nlabel = \"a\"\nvalue = \"a\"",
            "these wait for each other: a → b → a",
        ),
    ] {
        let definition = form(fields);
        let found: Vec<String> = definition.check().iter().map(ToString::to_string).collect();
        assert!(found.iter().any(|problem| problem.contains(expected)), "{expected}\n{found:#?}");
    }
}

#[test]
fn unknown_attributes_are_refused_at_once() {
    let text = "form = \"f\"\nversion = 1\ntitle = \"题\"\n[[section]]\nkey = \"s\"\ntitle = \"页\"\n[[section.field]]\nkey = \"a\"\nkind = \"text\"\nlabel = \"a\"\nrequierd = false";
    let error = Definition::parse(text).unwrap_err().to_string();
    assert!(error.contains("requierd"), "{error}");
}

/// Keys and the values they use, from a Fluent file.
fn fluent(text: &str) -> std::collections::BTreeMap<String, std::collections::BTreeSet<String>> {
    text.lines()
        .filter(|line| !line.starts_with('#') && line.contains(" = "))
        .map(|line| {
            let (key, sentence) = line.split_once(" = ").unwrap();
            let values = sentence.split("{ $").skip(1).map(|rest| rest.split(' ').next().unwrap().to_owned());
            (key.to_owned(), values.collect())
        })
        .collect()
}

#[test]
fn every_sentence_exists_in_both_languages() {
    let chinese = fluent(include_str!("../../../lang/zh-CN/forms.ftl"));
    let english = fluent(include_str!("../../../lang/en/forms.ftl"));
    assert_eq!(chinese.keys().collect::<Vec<_>>(), english.keys().collect::<Vec<_>>());
    for (id, values) in DefinitionFault::MESSAGES {
        for language in [&chinese, &english] {
            let used = language.get(*id).unwrap_or_else(|| panic!("{id} is missing"));
            assert!(used.iter().all(|value| values.contains(&value.as_str())), "{id}: {used:?}");
        }
    }
    // Every key in quotes in the sources is a sentence, and the other way round.
    let sources = [
        include_str!("../src/fault.rs"),
        include_str!("../src/evaluation.rs"),
        include_str!("../src/prefill.rs"),
        include_str!("../src/reading.rs"),
        include_str!("../src/correction.rs"),
        include_str!("../src/view.rs"),
        include_str!("../src/problem.rs"),
    ]
    .concat();
    let used: std::collections::BTreeSet<String> = sources
        .split('"')
        .filter(|piece| piece.starts_with("forms-") && !piece.contains(char::is_whitespace))
        .map(str::to_owned)
        .collect();
    assert_eq!(used, chinese.keys().cloned().collect());
}
