//! What the tests share: regions, a day, words that show the key instead of the sentence.
#![allow(dead_code, clippy::unwrap_used)]

use forms::*;
use jiff::civil::{Date, date};

pub const TODAY: Date = date(2026, 3, 16);

pub fn regions() -> ListedRegions {
    ListedRegions::new(&[
        ("430000", "湖南省"),
        ("431200", "怀化市"),
        ("431202", "鹤城区"),
        ("431221", "中方县"),
        ("431202001", "城中街道"),
        ("431202001001", "新街社区"),
        ("431202002", "城北街道"),
        ("440000", "广东省"),
        ("440100", "广州市"),
        ("440105", "海珠区"),
        ("441900", "东莞市"),
        ("441900003", "东城街道"),
    ])
}

pub fn sample(name: &str) -> Definition {
    let text = match name {
        "partnership" => include_str!("../../samples/partnership.toml"),
        "food-business" => include_str!("../../samples/food-business.toml"),
        "road-crossing" => include_str!("../../samples/road-crossing.toml"),
        other => panic!("no sample {other}"),
    };
    let definition = Definition::parse(text).unwrap();
    assert!(
        definition.check().is_empty(),
        "{:#?}",
        definition.check().iter().map(ToString::to_string).collect::<Vec<_>>()
    );
    definition
}

/// A form of one page made from fields in TOML.
pub fn form(fields: &str) -> Definition {
    let text = format!(
        "form = \"test\"\nversion = 1\ntitle = \"测试\"\n[[section]]\nkey = \"page\"\ntitle = \"页\"\n{}",
        fields.replace("[[field", "[[section.field").replace("[[rule", "[[section.field.rule")
    );
    Definition::parse(&text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

pub fn sound(fields: &str) -> Definition {
    let definition = form(fields);
    assert!(
        definition.check().is_empty(),
        "{:?}",
        definition.check().iter().map(ToString::to_string).collect::<Vec<_>>()
    );
    definition
}

pub fn answers(pairs: &[(&str, &str)]) -> Answers {
    let mut answers = Answers::new();
    for (path, text) in pairs {
        answers.put(&Path::parse(path).unwrap(), Answer::text(*text));
    }
    answers
}

pub fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// Words that show key and values.
pub fn keys(id: &str, args: &[(&str, String)]) -> String {
    match id {
        "forms-list-separator" => return "、".to_owned(),
        "forms-part-of" => return format!("{}：{}", args[0].1, args[1].1),
        "forms-row" => return format!("{} {}", args[0].1, args[1].1),
        _ => {}
    }
    let args: Vec<String> = args.iter().map(|(name, value)| format!("{name}={value}")).collect();
    if args.is_empty() { id.to_owned() } else { format!("{id}({})", args.join(",")) }
}

/// `path fault-key` for everything that is wrong.
pub fn faults(definition: &Definition, answers: &Answers, strictness: Strictness) -> Vec<String> {
    let regions = regions();
    let evaluation = evaluate(definition, answers, &Context { today: TODAY, regions: &regions });
    evaluation
        .findings(strictness)
        .map(|finding| format!("{} {}", finding.path, finding.fault.message("", "zh-CN", &keys).id))
        .collect()
}

pub fn json(definition: &Definition, answers: &Answers) -> serde_json::Value {
    let regions = regions();
    evaluate(definition, answers, &Context { today: TODAY, regions: &regions }).values()
}
