//! Hostile input: nothing panics, limits hold, what is filed can be filed again.
#![allow(clippy::unwrap_used)]

mod common;

use common::*;
use forms::*;
use proptest::prelude::*;
use serde_json::{Value, json};

fn everything(definition: &Definition, answers: &Answers) {
    let regions = regions();
    let context = Context { today: TODAY, regions: &regions };
    let reader = Reader { language: "en", words: &keys, regions: &regions };
    let evaluation = evaluate(definition, answers, &context);
    view(&evaluation, &reader, &Showing { errors: Some(Strictness::Submit), ..Showing::default() });
    summary(&evaluation, &reader, Masking::Masked);
    errors(&evaluation, &reader, Strictness::Submit);
    outline(&evaluation, "ug");
    let corrected =
        Correction::new(definition, &Answers::new(), &[Path::field("partners")]).restrict(answers, &context);
    changes(definition, answers, &corrected.answers, &reader, Masking::Masked);
    if let Ok(filed) = evaluation.submission() {
        let again = evaluate(definition, &filed.answers, &context).submission();
        assert_eq!(again.unwrap(), filed);
    }
}

/// Texts that have broken software before.
fn nasty() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[0-9,.．－-]{0,40}",
        "[12][0-9]{3}-[0-9]{1,2}-[0-9]{1,2}",
        Just("9".repeat(18)),
        Just("-999999999999999999.999999".to_owned()),
        Just("9999-12-31".to_owned()),
        Just("431202001".to_owned()),
        Just("yes".to_owned()),
        Just("limited".to_owned()),
        Just("person".to_owned()),
        Just("labour".to_owned()),
        Just("id".to_owned()),
        Just("\u{0}\u{202E}<script>".to_owned()),
    ]
}

fn key() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "name",
            "type",
            "place",
            "region",
            "detail",
            "partners",
            "sort",
            "person",
            "organisation",
            "way",
            "amount",
            "start",
            "end",
            "crossings",
            "hours",
            "from_hour",
            "to_hour",
            "lanes_closed",
            "staff",
            "manager",
            "id_kind",
            "id_number",
            "uscc",
            "items",
            "area",
            "kitchen_area",
            "layout",
            "file",
            "size",
            "promise",
            "liability",
        ])
        .prop_map(str::to_owned),
        "[a-z_.\\[\\]0-9]{0,12}",
    ]
}

fn tree() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        nasty().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        Just(Value::Null)
    ];
    leaf.prop_recursive(5, 60, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(key(), inner, 0..8).prop_map(|map| json!(map)),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_answers_break_a_form(map in prop::collection::btree_map(key(), tree(), 0..12)) {
        if let Ok(answers) = Answers::from_json(&json!(map)) {
            for name in ["partnership", "food-business", "road-crossing"] {
                everything(&sample(name), &answers);
            }
        }
    }

    #[test]
    fn no_post_breaks_a_form(names in prop::collection::vec((key(), any::<Option<u16>>(), key(), nasty()), 0..30), button in key()) {
        let definition = sample("road-crossing");
        let mut posted: Vec<(String, String)> = names
            .into_iter()
            .map(|(first, row, second, text)| match row {
                Some(row) => (format!("{first}.{}.{second}", row % 300), text),
                None => (first, text),
            })
            .collect();
        posted.push(("_add".into(), button.clone()));
        posted.push(("_remove".into(), button));
        if let Ok(answers) = Answers::from_form(&definition, &posted) {
            everything(&definition, &answers);
        }
    }

    #[test]
    fn no_expression_breaks_a_definition(expression in prop_oneof![any::<String>(), "[abgnt .()+*/<>=,'\\[\\]0-9-]{0,60}", "(sum|any|if|concat|round|years|min)\\([abgn.,1-9' ]{0,20}\\)"]) {
        let source = json!({
            "form": "f", "version": 1, "title": "题",
            "section": [{ "key": "s", "title": "页", "visible": expression, "field": [
                { "key": "a", "kind": "number", "label": "a", "required": expression, "max": expression },
                { "key": "b", "kind": "date", "label": "b", "visible": expression },
                { "key": "t", "kind": "text", "label": "t", "pattern": expression, "message": "x" },
                { "key": "g", "kind": "group", "label": "g", "visible": expression, "field": [
                    { "key": "n", "kind": "number", "label": "n", "visible": expression },
                    { "key": "m", "kind": "computed", "label": "m", "value": expression }
                ] },
                { "key": "c", "kind": "computed", "label": "c", "value": expression, "format": "text" }
            ] }]
        });
        let definition = Definition::parse(&source.to_string()).unwrap();
        everything(&definition, &answers(&[("a", "5"), ("b", "2026-01-01"), ("t", "x"), ("g[0].n", "3")]));
        everything(&definition, &Answers::new());
    }

    /// Whatever else is typed, a hidden field is never among what blocks.
    #[test]
    fn nothing_hidden_blocks(map in prop::collection::btree_map(key(), tree(), 0..12)) {
        let Ok(answers) = Answers::from_json(&json!(map)) else { return Ok(()) };
        let regions = regions();
        let context = Context { today: TODAY, regions: &regions };
        for name in ["partnership", "food-business", "road-crossing"] {
            let definition = sample(name);
            let evaluation = evaluate(&definition, &answers, &context);
            for finding in evaluation.findings(Strictness::Submit) {
                prop_assert!(evaluation.is_visible(&finding.path.to_string()), "{}", finding.path);
            }
        }
    }

    #[test]
    fn no_text_breaks_the_reader(text in any::<String>()) {
        let _ = Definition::parse(&text);
        let _ = Path::parse(&text);
        let _ = Decimal::parse(&text);
    }
}

#[test]
fn limits_hold() {
    let definition = sample("road-crossing");
    let many = vec![("project".to_owned(), "x".to_owned()); 30_000];
    assert_eq!(Posted::read(&definition, &many), Err(TooLarge));
    assert_eq!(Answers::from_form(&definition, &pairs(&[("project", &"x".repeat(2 << 20))])), Err(TooLarge));
    let deep = (0..20).fold(Answer::text("x"), |inner, _| Answer::List(vec![inner]));
    let mut answers = Answers::new();
    answers.put(&Path::field("project"), deep);
    assert_eq!(answers.check_limits(), Err(TooLarge));
    // 200 rows of 200 rows of 3 fields: refused as a finding, not worked off.
    let rows = |inner: Value| json!(vec![inner; 200]);
    let huge = json!({ "crossings": rows(json!({ "lanes_closed": "1", "hours": rows(json!({ "from_hour": "1", "to_hour": "2" })) })) });
    let huge = Answers::from_json(&huge).unwrap();
    assert_eq!(huge.check_limits(), Err(TooLarge));
    assert!(faults(&definition, &huge, Strictness::Draft).iter().any(|fault| fault.ends_with("forms-too-large")));
}

/// A form of a thousand fields with conditions and sums: the work is counted, never timed (see `examples/thousand.rs`).
#[test]
fn a_chain_of_a_thousand_fields_is_evaluated() {
    let mut fields = String::from("[[field]]\nkey = \"f0\"\nkind = \"number\"\nlabel = \"a\"\n");
    for number in 1..1000 {
        fields.push_str(&format!(
            "[[field]]\nkey = \"f{number}\"\nkind = \"computed\"\nlabel = \"a\"\nvalue = \"f{} + 1\"\nvisible = \"filled(f{})\"\n",
            number - 1,
            number - 1
        ));
    }
    let definition = sound(&fields);
    assert_eq!(json(&definition, &answers(&[("f0", "1")]))["f999"], "1000");
    let none = Answers::new();
    let regions = regions();
    assert!(!evaluate(&definition, &none, &Context { today: TODAY, regions: &regions }).is_visible("f1"));
}
