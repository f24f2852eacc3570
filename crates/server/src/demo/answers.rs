//! Plausible answers for any form: what an applicant of the demonstration fills in.
//!
//! (Invented answers: Chinese terms as data.)

use forms::{
    Answer, Answers, BoundSource, Context, Definition, Fault, FieldSource, Path, RegionTree, Strictness, evaluate,
};
use jiff::civil::Date;

/// Answers that the form accepts.
///
/// # Errors
/// What is still wrong, when a rule of the form asks for more wit than this has.
pub fn plausible(
    definition: &Definition,
    first: &Answers,
    today: Date,
    regions: &dyn RegionTree,
) -> Result<Answers, String> {
    let mut answers = first.clone();
    for section in &definition.source().sections {
        for field in &section.fields {
            let path = Path::field(&field.key);
            if answers.get(&path).is_none_or(Answer::is_blank)
                && let Some(answer) = of_field(field, today)
            {
                answers.put(&path, answer);
            }
        }
    }
    let context = Context { today, regions };
    for _ in 0..6 {
        let changes: Vec<(Path, Option<Answer>)> = {
            let evaluation = evaluate(definition, &answers, &context);
            if evaluation.is_complete() {
                return Ok(answers);
            }
            evaluation.findings(Strictness::Submit).map(|f| (f.path.clone(), mended(&f.fault))).collect()
        };
        let mut mended_one = false;
        for (path, answer) in changes {
            if let Some(answer) = answer {
                answers.put(&path, answer);
                mended_one = true;
            }
        }
        if !mended_one {
            break;
        }
    }
    let evaluation = evaluate(definition, &answers, &context);
    Err(evaluation
        .findings(Strictness::Submit)
        .map(|f| format!("{}: {:?}", f.path, f.fault))
        .collect::<Vec<_>>()
        .join("; "))
}

fn mended(fault: &Fault) -> Option<Answer> {
    match fault {
        Fault::TooSmall(least) | Fault::TooGreat(least) => Some(Answer::text(least.clone())),
        Fault::TooEarly(day) | Fault::TooLate(day) => Some(Answer::text(day.to_string())),
        Fault::TooShort(n) => Some(Answer::text("示例内容".repeat(n / 4 + 1))),
        Fault::TooLong { most, .. } => {
            Some(Answer::text("示例内容".repeat(40).chars().take(*most).collect::<String>()))
        }
        Fault::NotEmail => Some(Answer::text("demo@example.com")),
        Fault::NotPostcode => Some(Answer::text("050000")),
        Fault::NotPlate => Some(Answer::text("冀A12345")),
        Fault::NotTicked => Some(Answer::text("yes")),
        Fault::RegionIncomplete => Some(Answer::parts([("region", "130102001"), ("detail", "建设北大街28号")])),
        _ => None,
    }
}

fn of_field(field: &FieldSource, today: Date) -> Option<Answer> {
    let bound = |b: &Option<BoundSource>| match b {
        Some(BoundSource::Whole(n)) => Some(n.to_string()),
        Some(BoundSource::Point(x)) => Some(x.to_string()),
        _ => None,
    };
    Some(match field.kind.as_str() {
        "text" => Answer::text(match field.format.as_deref() {
            Some("mobile" | "telephone") => "13800000002".to_owned(),
            Some("email") => "demo@example.com".to_owned(),
            Some("postcode") => "050000".to_owned(),
            Some("plate") => "冀A12345".to_owned(),
            _ if field.lines.unwrap_or(1) > 1 => "按申请事项如实填写：用于演示的示例内容，内容虚构。".to_owned(),
            _ => "示例".to_owned(),
        }),
        // The one number that a rule compares with another: smaller is always plausible.
        "number" | "money" if ["health_count", "environment_investment"].contains(&field.key.as_str()) => {
            Answer::text("1")
        }
        "number" => Answer::text(bound(&field.min).filter(|m| m != "0").unwrap_or_else(|| "86".into())),
        "money" => Answer::text(bound(&field.min).filter(|m| m != "0").unwrap_or_else(|| "200000".into())),
        "date" => Answer::text(today.to_string()),
        "choice" => {
            let code = &field.options.as_ref()?.first()?.code;
            if field.multiple == Some(true) {
                Answer::List(vec![Answer::text(code.clone())])
            } else {
                Answer::text(code.clone())
            }
        }
        "address" => {
            let region = if field.depth.unwrap_or(6) > 6 { "130102001" } else { "130102" };
            if field.detail == Some(false) {
                Answer::text(region)
            } else {
                Answer::parts([("region", region), ("detail", "建设北大街28号")])
            }
        }
        "person" => Answer::parts([
            ("name", "周远山"),
            ("id_kind", "id"),
            ("id_number", "11010519491231002X"),
            ("phone", "13800000002"),
        ]),
        "organisation" => {
            let uscc = super::people::demo_uscc("130104").ok()?;
            Answer::parts([("name", "石家庄晨光餐饮管理有限公司"), ("uscc", &uscc), ("legal_representative", "周远山")])
        }
        "declaration" => Answer::text("yes"),
        "group" => {
            let row: Vec<(String, Answer)> =
                field.fields.iter().filter_map(|f| Some((f.key.clone(), of_field(f, today)?))).collect();
            let rows = usize::try_from(field.min_rows.unwrap_or(1).max(1)).unwrap_or(1);
            Answer::List(vec![Answer::Parts(row.into_iter().collect()); rows])
        }
        _ => return None,
    })
}
