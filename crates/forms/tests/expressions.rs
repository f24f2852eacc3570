//! The expression language as a table: expression, answers, outcome.
#![allow(clippy::unwrap_used)]

mod common;

use common::*;
use forms::*;

const FIELDS: &str = r#"
[[field]]
key = "a"
kind = "number"
decimals = 6
label = "甲"
required = false
[[field]]
key = "b"
kind = "number"
decimals = 6
label = "乙"
required = false
[[field]]
key = "m"
kind = "money"
label = "钱"
required = false
[[field]]
key = "t"
kind = "text"
label = "文"
required = false
[[field]]
key = "d"
kind = "date"
label = "日"
required = false
[[field]]
key = "c"
kind = "choice"
label = "选"
required = false
options = [{ code = "x", label = "一" }, { code = "y", label = "二" }]
[[field]]
key = "cs"
kind = "choice"
multiple = true
label = "多选"
required = false
options = [{ code = "x", label = "一" }, { code = "y", label = "二" }]
[[field]]
key = "p"
kind = "person"
label = "人"
required = false
[[field]]
key = "ok"
kind = "declaration"
label = "承诺"
text = "承诺"
required = false
[[field]]
key = "g"
kind = "group"
label = "组"
required = false
  [[field.field]]
  key = "n"
  kind = "number"
  decimals = 2
  label = "数"
  required = false
  [[field.field]]
  key = "k"
  kind = "text"
  label = "名"
  required = false
  [[field.field]]
  key = "day"
  kind = "date"
  label = "日"
  required = false
"#;

fn outcome(format: &str, expression: &str, given: &[(&str, &str)]) -> String {
    let definition = sound(&format!(
        "{FIELDS}\n[[field]]\nkey = \"out\"\nkind = \"computed\"\nlabel = \"果\"\nformat = \"{format}\"\ndecimals = 6\nvalue = '''{expression}'''\n"
    ));
    let answers = answers(given);
    let wrong = faults(&definition, &answers, Strictness::Draft);
    if let Some(fault) = wrong.first() {
        return fault.replace("out forms-", "!");
    }
    match &json(&definition, &answers)["out"] {
        serde_json::Value::Null => "empty".to_owned(),
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[test]
fn numbers() {
    for (expression, given, expected) in [
        ("1 + 2 * 3", &[][..], "7"),
        ("(1 + 2) * 3", &[], "9"),
        ("10 - 4 - 3", &[], "3"),
        ("100 / 10 / 5", &[], "2"),
        ("-2 * -3", &[], "6"),
        ("2 - -3", &[], "5"),
        ("0.1 + 0.2", &[], "0.3"),
        ("1 / 3", &[], "0.333333"),
        ("2 / 3", &[], "0.666667"),
        ("-2 / 3", &[], "-0.666667"),
        ("a + b", &[("a", "1.5"), ("b", "2")], "3.5"),
        ("a + b", &[("a", "1.5")], "empty"),
        ("a / b", &[("a", "1"), ("b", "0")], "!division-by-zero"),
        ("if(b = 0, 0, a / b)", &[("a", "1"), ("b", "0")], "0"),
        ("a * a * a", &[("a", "999999999999999999")], "!overflow"),
        ("m * 2", &[("m", "1.05")], "2.1"),
        ("round(a, 1)", &[("a", "2.25")], "2.3"),
        ("round(a, 0)", &[("a", "-2.5")], "-3"),
        ("floor(a) + ceil(a) + abs(a)", &[("a", "-1.5")], "-1.5"),
        ("min(a, b, 3)", &[("a", "5"), ("b", "4")], "3"),
        ("max(a, b, 3)", &[("a", "5")], "5"),
        ("length(t)", &[("t", "统一社会")], "4"),
        ("length(t)", &[], "0"),
        ("years(d, today)", &[("d", "2008-03-16")], "18"),
        ("years(d, today)", &[("d", "2008-03-17")], "17"),
        ("years(d, '2025-02-28')", &[("d", "2004-02-29")], "20"),
        ("today - d", &[("d", "2026-02-10")], "34"),
        ("if(t = '', 1, 2)", &[], "1"),
        ("if(a = '', 1, 2)", &[], "1"),
        ("if(a = '', 1, 2)", &[("a", "0")], "2"),
        ("if(ok, 1, 2)", &[("ok", "yes")], "1"),
        ("if(filled(p), 1, 2)", &[("p.name", "张三")], "1"),
        ("years(p.birth_date, today)", &[("p.id_kind", "id"), ("p.id_number", "11010519491231002X")], "76"),
    ] {
        assert_eq!(outcome("number", expression, given), expected, "{expression} {given:?}");
    }
}

#[test]
fn conditions() {
    for (condition, given, expected) in [
        ("a > b", &[("a", "2"), ("b", "10")][..], false),
        ("a >= 2 and b < 11", &[("a", "2"), ("b", "10")], true),
        ("a < 1", &[], false),
        ("not (a < 1)", &[], true),
        ("not a = 1 or b = 2", &[("a", "1"), ("b", "2")], true),
        ("a = 1 or b = 1 and false", &[("a", "1")], true),
        ("c = 'x'", &[("c", "x")], true),
        ("c != 'x'", &[], true),
        ("c in ['x', 'y']", &[("c", "y")], true),
        ("c in ['x', 'y']", &[], false),
        ("has(cs, 'y')", &[("cs[0]", "x"), ("cs[1]", "y")], true),
        ("has(cs, 'y')", &[("cs[0]", "x")], false),
        ("starts(t, 'G1')", &[("t", "G107")], true),
        ("d > '2026-01-01'", &[("d", "2026-01-02")], true),
        ("d = today", &[("d", "2026年3月16日")], true),
        ("d < today + 1 && d > today - 1", &[("d", "2026-03-16")], true),
        ("empty(g)", &[], true),
        ("any(g, n > 1)", &[("g[0].n", "1"), ("g[1].n", "2")], true),
        ("all(g, n > 1)", &[("g[0].n", "1"), ("g[1].n", "2")], false),
        ("all(g, n > 1)", &[], true),
        ("count(g, k = t) = 1", &[("t", "甲"), ("g[0].k", "甲"), ("g[1].k", "乙")], true),
        ("true and not false", &[], true),
        // A condition that cannot be decided is no.
        ("a / b > 1", &[("a", "1"), ("b", "0")], false),
    ] {
        let definition = sound(&format!(
            "{FIELDS}\n[[field]]\nkey = \"out\"\nkind = \"text\"\nlabel = \"果\"\nrequired = '''{condition}'''\n"
        ));
        let wrong = faults(&definition, &answers(given), Strictness::Submit);
        assert_eq!(wrong.contains(&"out forms-missing".to_owned()), expected, "{condition} {given:?} {wrong:?}");
    }
}

#[test]
fn rows_and_texts() {
    let rows = &[("g[0].n", "1.25"), ("g[1].k", "空"), ("g[2].n", "3"), ("g[2].day", "2026-05-01"), ("a", "10")][..];
    for (format, expression, given, expected) in [
        ("number", "sum(g.n)", rows, "4.25"),
        ("number", "sum(g, n * a)", rows, "42.5"),
        ("number", "sum(g.n)", &[], "0"),
        ("number", "count(g)", rows, "3"),
        ("number", "count(g, filled(n))", rows, "2"),
        ("number", "max(g.n) - min(g.n)", rows, "1.75"),
        ("number", "sum(g.n) / count(g)", &[], "!division-by-zero"),
        ("date", "max(g.day)", rows, "2026-05-01"),
        ("date", "today + 30", &[], "2026-04-15"),
        ("date", "d - 1", &[("d", "2024-03-01")], "2024-02-29"),
        ("date", "d + 99999999", &[("d", "2024-03-01")], "!overflow"),
        ("money", "m / 3", &[("m", "1")], "33"),
        ("money", "m * 1.5", &[("m", "0.01")], "2"),
        (
            "text",
            "concat(t, '：', a + 1, '（', d, '）')",
            &[("t", "甲"), ("a", "1"), ("d", "2026-3-1")],
            "甲：2（2026-03-01）",
        ),
        ("text", "if(c = 'x', '一', '二')", &[("c", "x")], "一"),
        ("text", "p.phone", &[("p.phone", "13812341234")], "13812341234"),
    ] {
        assert_eq!(outcome(format, expression, given), expected, "{expression}");
    }
}

#[test]
fn mistakes_are_found_before_anybody_fills_the_form() {
    for (expression, expected) in [
        ("a +", "forms-definition-syntax"),
        ("z + 1", "forms-definition-unknown-field"),
        ("n + 1", "forms-definition-outside-row"),
        ("g.n + 1", "forms-definition-outside-row"),
        ("p.age", "forms-definition-unknown-part"),
        ("p.name.first", "forms-definition-unknown-part"),
        ("sum(a)", "forms-definition-not-a-group"),
        ("sum(g)", "forms-definition-arguments"),
        ("sum(g.z)", "forms-definition-unknown-field"),
        ("round(a)", "forms-definition-arguments"),
        ("frobnicate(a)", "forms-definition-unknown-function"),
        ("t + 1", "forms-definition-wrong-type"),
        ("d + d", "forms-definition-wrong-type"),
        ("a = t", "forms-definition-wrong-type"),
        ("if(a, 1, 2)", "forms-definition-wrong-type"),
        ("if(a = 1, 1, 'x')", "forms-definition-wrong-type"),
        ("if(c = 'z', 1, 2)", "forms-definition-unknown-option"),
        ("if(c in ['x', 'q'], 1, 2)", "forms-definition-unknown-option"),
        ("if(has(cs, 'q'), 1, 2)", "forms-definition-unknown-option"),
        ("if(cs = 'x', 1, 2)", "forms-definition-wrong-type"),
        ("if(d > '2026-02-30', 1, 2)", "forms-definition-bad-value"),
        ("p", "forms-definition-wrong-type"),
        ("out + 1", "forms-definition-cycle"),
        ("date('2026-13-01') - today", "forms-definition-bad-value"),
    ] {
        let definition = form(&format!(
            "{FIELDS}\n[[field]]\nkey = \"out\"\nkind = \"computed\"\nlabel = \"果\"\nvalue = '''{expression}'''\n"
        ));
        let found: Vec<_> = definition.check().iter().map(|problem| problem.fault.message().id).collect();
        assert!(found.contains(&expected), "{expression}: {found:?}");
        // However wrong the definition, evaluation goes through.
        faults(&definition, &answers(&[("a", "1")]), Strictness::Submit);
    }
}
