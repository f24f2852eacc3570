//! Conditions: hidden things, pages, and logic inside the rows of groups.
#![allow(clippy::unwrap_used)]

mod common;

use common::*;
use forms::*;
use serde_json::json;

#[test]
fn each_row_has_its_own_conditions() {
    let definition = sample("partnership");
    let regions = regions();
    let given = answers(&[
        ("type", "limited"),
        ("partners[0].sort", "person"),
        ("partners[0].liability", "limited"),
        ("partners[0].way[0]", "labour"),
        ("partners[0].amount", "300"),
        ("partners[1].sort", "organisation"),
        ("partners[1].liability", "unlimited"),
        ("partners[1].way[0]", "goods"),
        ("partners[1].amount", "100"),
    ]);
    let context = Context { today: TODAY, regions: &regions };
    let evaluation = evaluate(&definition, &given, &context);
    for (path, visible) in [
        ("partners[0].person", true),
        ("partners[0].organisation", false),
        ("partners[1].person", false),
        ("partners[1].organisation", true),
        ("partners[0].labour_basis", true),
        ("partners[1].labour_basis", false),
        ("partners[0].liability", true),
        ("appraisal", true),
    ] {
        assert_eq!(evaluation.is_visible(path), visible, "{path}");
    }
    assert!(!evaluation.is_required("appraisal"));
    let values = evaluation.values();
    assert_eq!(values["capital"], 40_000);
    assert_eq!(values["partners"][0]["share"], "75");
    assert_eq!(values["limited_count"], "1");
    // The rule about labour speaks of the first row only.
    let found = faults(&definition, &given, Strictness::Draft);
    assert_eq!(found, ["partners[0].way forms-rule"]);

    // A field outside of the rows governs fields inside.
    let mut general = given.clone();
    general.put(&Path::field("type"), Answer::text("general"));
    let evaluation = evaluate(&definition, &general, &context);
    assert!(!evaluation.is_visible("partners[0].liability"));
    assert_eq!(faults(&definition, &general, Strictness::Draft), Vec::<String>::new());
}

#[test]
fn groups_in_groups() {
    let definition = sample("road-crossing");
    let given = answers(&[
        ("crossings[0].stake", "K12+300"),
        ("crossings[0].lanes_closed", "2"),
        ("crossings[0].hours[0].from_hour", "8"),
        ("crossings[0].hours[0].to_hour", "12"),
        ("crossings[0].hours[1].from_hour", "14"),
        ("crossings[0].hours[1].to_hour", "16"),
        ("crossings[1].stake", "K13+000"),
        ("crossings[1].lanes_closed", "0"),
        // Hidden, since no lane is closed there: counts for nothing.
        ("crossings[1].hours[0].from_hour", "1"),
        ("crossings[1].hours[0].to_hour", "2"),
    ]);
    assert_eq!(json(&definition, &given)["load"], "12");
    let wrong = answers(&[
        ("crossings[0].lanes_closed", "1"),
        ("crossings[0].hours[0].from_hour", "9"),
        ("crossings[0].hours[0].to_hour", "9"),
    ]);
    assert_eq!(faults(&definition, &wrong, Strictness::Draft), ["crossings[0].hours[0].to_hour forms-too-small"]);
}

#[test]
fn hidden_required_fields_do_not_block_and_are_dropped() {
    let definition = sound(
        r#"
[[field]]
key = "way"
kind = "choice"
label = "方式"
options = [{ code = "a", label = "甲" }, { code = "b", label = "乙" }]
[[field]]
key = "detail"
kind = "text"
label = "说明"
visible = "way = 'b'"
[[field]]
key = "more"
kind = "text"
label = "再说明"
visible = "filled(detail)"
[[field]]
key = "rows"
kind = "group"
label = "行"
visible = "way = 'b'"
  [[field.field]]
  key = "name"
  kind = "text"
  label = "名"
[[field]]
key = "count"
kind = "computed"
label = "数"
value = "count(rows)"
"#,
    );
    let regions = regions();
    let context = Context { today: TODAY, regions: &regions };
    let given = answers(&[("way", "a"), ("detail", "旧"), ("more", "旧"), ("rows[0].name", "旧")]);
    let evaluation = evaluate(&definition, &given, &context);
    // What hangs on a hidden field is hidden too, whatever is left in the draft.
    assert!(!evaluation.is_visible("more"));
    assert!(!evaluation.is_visible("rows[0].name"));
    let filed = evaluation.submission().unwrap();
    assert_eq!(filed.answers.to_json(), json!({ "way": "a" }));
    assert_eq!(filed.values, json!({ "way": "a", "count": "0" }));
    // The draft has kept it: choosing again brings it back.
    let mut back = given.clone();
    back.put(&Path::field("way"), Answer::text("b"));
    let filed = evaluate(&definition, &back, &context).submission().unwrap();
    assert_eq!(filed.answers, back);
    assert_eq!(filed.values["count"], "1");
}

#[test]
fn hidden_pages_ask_nothing() {
    let text = r#"
form = "f"
version = 1
title = "题"
[[section]]
key = "one"
title = "一"
[[section.field]]
key = "a"
kind = "choice"
label = "a"
options = [{ code = "yes", label = "是" }, { code = "no", label = "否" }]
[[section]]
key = "two"
title = "二"
visible = "a = 'yes'"
[[section.field]]
key = "b"
kind = "text"
label = "b"
[[section]]
key = "three"
title = "三"
[[section.field]]
key = "c"
kind = "text"
label = "c"
required = "filled(b)"
"#;
    let definition = Definition::parse(text).unwrap();
    assert!(definition.check().is_empty());
    assert_eq!(faults(&definition, &answers(&[("a", "no"), ("b", "x")]), Strictness::Submit), Vec::<String>::new());
    assert_eq!(faults(&definition, &answers(&[("a", "yes")]), Strictness::Submit), ["b forms-missing"]);
    assert_eq!(faults(&definition, &answers(&[("a", "yes"), ("b", "x")]), Strictness::Submit), ["c forms-missing"]);
    let regions = regions();
    let given = answers(&[("a", "no")]);
    let evaluation = evaluate(&definition, &given, &Context { today: TODAY, regions: &regions });
    let outline = outline(&evaluation, "zh-CN");
    assert_eq!(
        outline.iter().map(|page| (page.key.as_str(), page.number)).collect::<Vec<_>>(),
        [("one", 1), ("three", 2)]
    );
}

#[test]
fn filed_answers_are_written_in_one_way() {
    let definition = sound(
        "[[field]]\nkey = \"d\"\nkind = \"date\"\nlabel = \"d\"\n[[field]]\nkey = \"n\"\nkind = \"number\"\nlabel = \"n\"\ndecimals = 2\n[[field]]\nkey = \"m\"\nkind = \"money\"\nlabel = \"m\"",
    );
    let regions = regions();
    let context = Context { today: TODAY, regions: &regions };
    let given = answers(&[("d", "2026年3月1日"), ("n", "１，０００.50"), ("m", "￥ 12")]);
    let filed = evaluate(&definition, &given, &context).submission().unwrap();
    assert_eq!(filed.answers.to_json(), json!({ "d": "2026-03-01", "n": "1000.5", "m": "12.00" }));
    assert_eq!(filed.values, json!({ "d": "2026-03-01", "n": "1000.5", "m": 1200 }));
    // And reading them again changes nothing.
    let again = evaluate(&definition, &filed.answers, &context).submission().unwrap();
    assert_eq!(again, filed);
}
