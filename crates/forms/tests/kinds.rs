//! Each kind of field, right and wrong.
#![allow(clippy::unwrap_used)]

mod common;

use common::*;
use forms::*;

fn check(fields: &str, given: &[(&str, &str)], expected: &[&str]) {
    assert_eq!(faults(&sound(fields), &answers(given), Strictness::Submit), expected, "{given:?}");
}

#[test]
fn text() {
    let plain = "[[field]]\nkey = \"a\"\nkind = \"text\"\nlabel = \"a\"\nmin_length = 2\nmax_length = 4";
    for (typed, expected) in [
        ("甲乙", &[][..]),
        ("  甲乙  ", &[]),
        ("甲", &["a forms-too-short"]),
        ("甲乙丙丁戊", &["a forms-too-long"]),
        ("", &["a forms-missing"]),
        ("   ", &["a forms-missing"]),
        ("甲\u{202E}乙", &["a forms-invisible-character"]),
        ("甲\u{0}乙", &["a forms-invisible-character"]),
        ("甲\n乙", &["a forms-invisible-character"]),
    ] {
        check(plain, &[("a", typed)], expected);
    }
    for (format, right, wrong, fault) in [
        ("mobile", "138 1234 1234", "1281234123", "a forms-wrong-code"),
        ("telephone", "0745-2712345", "2712345", "a forms-wrong-code"),
        ("email", "a.b@example.cn", "a@b@example.cn", "a forms-not-email"),
        ("email", "x@例子.中国", "x@nodot", "a forms-not-email"),
        ("postcode", "４１８０００", "41800", "a forms-not-postcode"),
        ("plate", "湘N12345", "湘12345", "a forms-not-plate"),
        ("plate", "湘N·D12345", "AN12345", "a forms-not-plate"),
    ] {
        let fields = format!("[[field]]\nkey = \"a\"\nkind = \"text\"\nlabel = \"a\"\nformat = \"{format}\"");
        check(&fields, &[("a", right)], &[]);
        check(&fields, &[("a", wrong)], &[fault]);
    }
    let pattern =
        "[[field]]\nkey = \"a\"\nkind = \"text\"\nlabel = \"a\"\npattern = \"G[0-9]+|S1\"\nmessage = \"编号\"";
    check(pattern, &[("a", "G107")], &[]);
    check(pattern, &[("a", "xG107")], &["a forms-pattern"]);
    check(pattern, &[("a", "S12")], &["a forms-pattern"]);
}

#[test]
fn number_and_money() {
    let number = "[[field]]\nkey = \"a\"\nkind = \"number\"\nlabel = \"a\"\ndecimals = 1\nmin = -2\nmax = 10.5";
    for (typed, expected) in [
        ("10.5", &[][..]),
        ("１０", &[]),
        ("-2", &[]),
        ("10.6", &["a forms-too-great"]),
        ("-2.1", &["a forms-too-small"]),
        ("1.25", &["a forms-too-many-places"]),
        ("1.50", &[]),
        ("ten", &["a forms-not-number"]),
        ("99999999999999999999", &["a forms-not-number"]),
    ] {
        check(number, &[("a", typed)], expected);
    }
    check("[[field]]\nkey = \"a\"\nkind = \"number\"\nlabel = \"a\"", &[("a", "1.5")], &["a forms-not-whole"]);
    let money = "[[field]]\nkey = \"a\"\nkind = \"money\"\nlabel = \"a\"\nmin = 0.01";
    for (typed, fen) in [("12.5", 1250), ("1,234.05", 123_405), ("￥3元", 300), ("0.01", 1)] {
        check(money, &[("a", typed)], &[]);
        assert_eq!(json(&sound(money), &answers(&[("a", typed)]))["a"], fen);
    }
    check(money, &[("a", "0")], &["a forms-too-small"]);
    check(money, &[("a", "1.005")], &["a forms-not-money"]);
    check(money, &[("a", "999999999999999999")], &["a forms-not-money"]);
}

#[test]
fn date() {
    let fields = "[[field]]\nkey = \"a\"\nkind = \"date\"\nlabel = \"a\"\nmin = \"2026-01-01\"\nmax = \"today + 1\"";
    for (typed, expected) in [
        ("2026-03-17", &[][..]),
        ("2026/3/7", &[]),
        ("2026年3月17日", &[]),
        ("20260317", &[]),
        ("２０２６．３．１", &[]),
        ("2026-03-18", &["a forms-too-late"]),
        ("2025-12-31", &["a forms-too-early"]),
        ("2026-02-30", &["a forms-not-date"]),
        ("26-01-01", &["a forms-not-date"]),
        ("明天", &["a forms-not-date"]),
        ("0000-00-00", &["a forms-not-date"]),
    ] {
        check(fields, &[("a", typed)], expected);
    }
}

#[test]
fn choice() {
    let options = "options = [{ code = \"x\", label = \"一\" }, { code = \"y\", label = \"二\" }, { code = \"z\", label = \"三\" }]";
    let one = format!("[[field]]\nkey = \"a\"\nkind = \"choice\"\nlabel = \"a\"\n{options}");
    check(&one, &[("a", "y")], &[]);
    check(&one, &[("a", "q")], &["a forms-unknown-option"]);
    check(&one, &[], &["a forms-nothing-chosen"]);
    let many = format!(
        "[[field]]\nkey = \"a\"\nkind = \"choice\"\nlabel = \"a\"\nmultiple = true\nmin_chosen = 2\nmax_chosen = 2\n{options}"
    );
    check(&many, &[("a[0]", "x"), ("a[1]", "z")], &[]);
    check(&many, &[("a[0]", "x")], &["a forms-too-few-chosen"]);
    check(&many, &[("a[0]", "x"), ("a[1]", "x")], &["a forms-too-few-chosen"]);
    check(&many, &[("a[0]", "x"), ("a[1]", "y"), ("a[2]", "z")], &["a forms-too-many-chosen"]);
    check(&many, &[("a[0]", "x"), ("a[1]", "y"), ("a[2]", "q")], &["a forms-unknown-option"]);
}

#[test]
fn address() {
    let county = "[[field]]\nkey = \"a\"\nkind = \"address\"\nlabel = \"a\"\nwithin = \"430000\"";
    check(county, &[("a.region", "431202"), ("a.detail", "迎丰路 1 号")], &[]);
    check(county, &[("a.region", "431202001"), ("a.detail", "迎丰路 1 号")], &[]);
    check(county, &[("a.region", "431200"), ("a.detail", "迎丰路 1 号")], &["a.region forms-region-incomplete"]);
    check(county, &[("a.region", "440105"), ("a.detail", "新港路")], &["a.region forms-region-outside"]);
    check(county, &[("a.region", "999999"), ("a.detail", "x")], &["a.region forms-unknown-region"]);
    check(county, &[("a.region", "431202")], &["a.detail forms-missing"]);
    check(county, &[], &["a.region forms-region-incomplete", "a.detail forms-missing"]);
    let township = "[[field]]\nkey = \"a\"\nkind = \"address\"\nlabel = \"a\"\ndepth = 9\ndetail = false";
    check(township, &[("a.region", "431202")], &["a.region forms-region-incomplete"]);
    check(township, &[("a.region", "431202001")], &[]);
    // 中方县 has no townships in this tree: deeper is not possible.
    check(township, &[("a.region", "431221")], &[]);
    // 东莞 has no counties: the city's townships stand directly below it.
    check("[[field]]\nkey = \"a\"\nkind = \"address\"\nlabel = \"a\"\ndetail = false", &[("a.region", "441900")], &[]);
}

#[test]
fn person_and_organisation() {
    let person = "[[field]]\nkey = \"a\"\nkind = \"person\"\nlabel = \"a\"\nid_kinds = [\"id\", \"passport\"]";
    let whole =
        [("a.name", "张三"), ("a.id_kind", "id"), ("a.id_number", "11010519491231002x"), ("a.phone", "13812341234")];
    check(person, &whole, &[]);
    assert_eq!(json(&sound(person), &answers(&whole))["a"]["id_number"], "11010519491231002X");
    let with = |path: &'static str, text: &'static str| {
        whole.iter().map(|(p, t)| if *p == path { (*p, text) } else { (*p, *t) }).collect::<Vec<_>>()
    };
    check(person, &with("a.id_number", "110105194912310021"), &["a.id_number forms-wrong-code"]);
    // Well formed, but born after the day on which the form is filled.
    let region = codes::RegionCode::parse("431202").unwrap();
    let unborn = codes::ResidentId::make(&region, TODAY.tomorrow().unwrap(), 1).unwrap().to_string();
    let mut later = answers(&whole);
    later.put(&Path::parse("a.id_number").unwrap(), Answer::text(unborn));
    assert_eq!(faults(&sound(person), &later, Strictness::Draft), ["a.id_number forms-wrong-code"]);
    check(person, &with("a.id_kind", "travel-taiwan"), &["a.id_kind forms-document-not-taken"]);
    check(person, &with("a.id_kind", "passport"), &["a.id_number forms-wrong-code"]);
    check(person, &with("a.phone", "abc"), &["a.phone forms-wrong-code"]);
    check(person, &with("a.phone", ""), &["a.phone forms-missing"]);
    check(person, &[], &["a.name forms-missing", "a.id_number forms-missing", "a.phone forms-missing"]);
    // Optional, but once begun it must be whole.
    let optional = format!("{person}\nrequired = false");
    check(&optional, &[], &[]);
    check(&optional, &[("a.id_kind", "id")], &[]);
    check(&optional, &[("a.name", "张三")], &["a.id_number forms-missing", "a.phone forms-missing"]);

    let organisation = "[[field]]\nkey = \"a\"\nkind = \"organisation\"\nlabel = \"a\"\nparts = [\"name\", \"uscc\"]";
    check(organisation, &[("a.name", "某局"), ("a.uscc", "11100000000013338W")], &[]);
    check(organisation, &[("a.name", "某局"), ("a.uscc", "11100000000013339W")], &["a.uscc forms-wrong-code"]);
}

#[test]
fn upload_and_declaration() {
    let fields = "[[field]]\nkey = \"a\"\nkind = \"upload\"\nlabel = \"a\"\nmaterial = \"m\"\naccept = [\"pdf\"]\nmax_files = 2\nmax_size_mb = 1";
    let definition = sound(fields);
    let file = |media_type: &str, size: u64| FileAnswer {
        file: "f".into(),
        licence: String::new(),
        name: "图.pdf".into(),
        media_type: media_type.into(),
        size,
    };
    let licence = FileAnswer {
        file: String::new(),
        licence: "L1".into(),
        name: "营业执照".into(),
        media_type: String::new(),
        size: 0,
    };
    let pdf = || file("application/pdf", 1000);
    for (files, expected) in [
        (vec![pdf()], &[][..]),
        (vec![licence.clone()], &[]),
        (vec![], &["a forms-no-file"]),
        (vec![file("image/png", 10)], &["a forms-file-kind"]),
        (vec![file("application/pdf", 2 << 20)], &["a forms-file-too-large"]),
        (vec![pdf(), pdf(), licence], &["a forms-too-many-files"]),
    ] {
        let mut answers = Answers::new();
        for file in &files {
            answers.append(&Path::field("a"), file.to_answer()).unwrap();
        }
        assert_eq!(faults(&definition, &answers, Strictness::Submit), expected);
    }
    let declaration = "[[field]]\nkey = \"a\"\nkind = \"declaration\"\nlabel = \"a\"\ntext = \"承诺\"";
    check(declaration, &[("a", "yes")], &[]);
    check(declaration, &[("a", "no")], &["a forms-not-ticked"]);
    check(declaration, &[], &["a forms-not-ticked"]);
}

#[test]
fn group() {
    let fields = "[[field]]\nkey = \"g\"\nkind = \"group\"\nlabel = \"g\"\nmax_rows = 2\n[[field.field]]\nkey = \"n\"\nkind = \"number\"\nlabel = \"n\"";
    // A row that must be there is there, and says what it lacks.
    check(fields, &[], &["g[0].n forms-missing"]);
    check(fields, &[("g[0].n", "1")], &[]);
    check(fields, &[("g[0].n", "1"), ("g[1].n", "x")], &["g[1].n forms-not-number"]);
    check(fields, &[("g[0].n", "1"), ("g[1].n", "2"), ("g[2].n", "3")], &["g forms-too-many-rows"]);
    check(fields, &[("g", "text")], &["g forms-wrong-shape", "g[0].n forms-missing"]);
}

#[test]
fn a_draft_is_asked_for_sense_only() {
    let definition = sample("food-business");
    assert_eq!(faults(&definition, &Answers::new(), Strictness::Draft), Vec::<String>::new());
    assert!(faults(&definition, &Answers::new(), Strictness::Submit).len() > 10);
    let wrong = answers(&[("area", "big"), ("operator.uscc", "123")]);
    assert_eq!(
        faults(&definition, &wrong, Strictness::Draft),
        ["operator.uscc forms-wrong-code", "area forms-not-number"]
    );
}
