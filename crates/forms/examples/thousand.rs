//! Prints how long a form of 1,000 fields takes: loading, evaluating, viewing. Never a test.

use std::time::Instant;

use forms::*;

fn main() {
    let mut text = String::from("form = \"big\"\nversion = 1\ntitle = \"大表\"\n");
    for page in 0..20 {
        text.push_str(&format!("[[section]]\nkey = \"page{page}\"\ntitle = \"页\"\n"));
        for field in 0..50 {
            let (key, kind) = (page * 50 + field, field % 5);
            let body = match kind {
                0 => "kind = \"number\"\nmin = 0".to_owned(),
                1 => format!("kind = \"text\"\nvisible = \"f{} > 1\"", key - 1),
                2 => "kind = \"date\"\nmax = \"today\"".to_owned(),
                3 => {
                    "kind = \"choice\"\noptions = [{ code = \"a\", label = \"甲\" }, { code = \"b\", label = \"乙\" }]"
                        .to_owned()
                }
                _ => format!("kind = \"computed\"\nvalue = \"f{} * 2 + 1\"", key - 4),
            };
            text.push_str(&format!("[[section.field]]\nkey = \"f{key}\"\nlabel = \"字段\"\n{body}\n"));
        }
    }
    let start = Instant::now();
    let Ok(definition) = Definition::parse(&text) else { return };
    println!("load     {:?} ({} problems)", start.elapsed(), definition.check().len());
    let mut answers = Answers::new();
    for key in (0..1000).step_by(5) {
        answers.put(&Path::field(&format!("f{key}")), Answer::text("12"));
        answers.put(&Path::field(&format!("f{}", key + 1)), Answer::text("文字"));
        answers.put(&Path::field(&format!("f{}", key + 2)), Answer::text("2026-01-02"));
        answers.put(&Path::field(&format!("f{}", key + 3)), Answer::text("a"));
    }
    let regions = ListedRegions::new(&[]);
    let context = Context { today: jiff::civil::date(2026, 3, 16), regions: &regions };
    let start = Instant::now();
    let rounds = 200;
    for _ in 0..rounds {
        evaluate(&definition, &answers, &context);
    }
    println!("evaluate {:?}", start.elapsed() / rounds);
    let evaluation = evaluate(&definition, &answers, &context);
    println!("complete {}", evaluation.is_complete());
    let words = |id: &str, _: &[(&str, String)]| id.to_owned();
    let reader = Reader { language: "zh-CN", words: &words, regions: &regions };
    let start = Instant::now();
    view(&evaluation, &reader, &Showing::default());
    println!("view     {:?}", start.elapsed());
}
