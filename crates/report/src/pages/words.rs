//! How cells, rules and their failures are said: the same on the page, in the terminal and in a file.

use crate::{Failure, Part, Place, Rule, Template, Unit, Weight, english, entry::Entry};
use kernel::Lang;
use web::Tr;

/// Most cells named for one failure.
const NAMED: usize = 12;

/// The official words, or what they mean for a reader of English.
pub(crate) fn label(tr: Tr, words: &str) -> String {
    match tr.lang() {
        Lang::En => english(words).unwrap_or(words).to_owned(),
        _ => words.to_owned(),
    }
}

/// The words of a cell's row.
pub(crate) fn row(tr: Tr, template: &Template, place: &Place) -> String {
    let known = match place.table {
        2 => template.two.iter().flat_map(|b| &b.rows).find(|r| r.key == place.row).map(|r| r.label.as_str()),
        3 => template.row(&place.row).map(|r| r.label()),
        _ => template.four.groups.iter().find(|g| g.key == place.row).and_then(|g| g.labels.last()).map(String::as_str),
    };
    known.map_or_else(|| place.row.clone(), |words| label(tr, words))
}

/// The words of a cell's column.
pub(crate) fn column(tr: Tr, template: &Template, place: &Place) -> String {
    let own = |list: &[crate::Named]| list.iter().find(|c| c.key == place.column).map(|c| c.label.clone());
    let known = match place.table {
        2 => template
            .cells_of_two()
            .find(|(_, r, c)| r.key == place.row && c.key == place.column)
            .map(|(_, _, c)| c.label.clone()),
        3 => own(&template.three.columns).or_else(|| Some(template.three.total.clone())),
        _ => own(&template.four.columns).or_else(|| Some(template.four.total.clone())),
    };
    known.map_or_else(|| place.column.clone(), |words| label(tr, &words))
}

/// The unit of a cell.
pub(crate) fn unit(template: &Template, place: &Place) -> Unit {
    let of = || template.cells_of_two().find(|(_, r, c)| r.key == place.row && c.key == place.column);
    if place.table == 2 { of().map(|(_, _, c)| c.kind).unwrap_or_default() } else { Unit::Pieces }
}

/// One side of a rule: `row 12 + row 3`.
fn side(tr: Tr, template: &Template, year: i64, rule: Rule, parts: &[Part]) -> String {
    let said: Vec<String> = parts
        .iter()
        .filter(|p| p.n != 0 || parts.len() <= 2)
        .enumerate()
        .map(|(n, part)| {
            // What differs between the parts is named: columns in a rule along a row, rows in one down a column.
            let name = match rule {
                Rule::Row | Rule::Dispute | Rule::Stock => column(tr, template, &part.place),
                _ => row(tr, template, &part.place),
            };
            let name = if part.place.year == year {
                name
            } else {
                tr.f2("report-of-year", "year", part.place.year.to_string(), "name", name)
            };
            let n_said = Entry::Number(part.n).shown(unit(template, &part.place));
            let sign = match (n, part.minus) {
                (0, false) => "",
                (_, false) => " + ",
                (_, true) => " − ",
            };
            format!("{sign}{}", tr.f2("report-part-number", "name", name, "n", n_said))
        })
        .collect();
    if said.is_empty() { "0".to_owned() } else { said.concat() }
}

/// What a failure says.
pub(crate) struct Said {
    /// Which rule.
    pub rule: String,
    /// Where: a column, a row, a table.
    pub at: String,
    /// The numbers on both sides, or the cells that are missing.
    pub text: String,
}

/// A failure in words.
pub(crate) fn failure(tr: Tr, template: &Template, year: i64, f: &Failure) -> Said {
    let first = f.left.first();
    let at = first.map(|part| match f.rule {
        Rule::Unfilled => String::new(),
        Rule::Unplaced => String::new(),
        Rule::Balance | Rule::Total | Rule::Carried => column(tr, template, &part.place),
        Rule::Row | Rule::Dispute | Rule::Stock => row(tr, template, &part.place),
        Rule::RollUp => {
            tr.f2("report-at", "row", row(tr, template, &part.place), "column", column(tr, template, &part.place))
        }
    });
    let table = first.map_or(0, |p| p.place.table);
    let at = tr.f2("report-in-table", "table", table.to_string(), "at", at.unwrap_or_default());
    let text = match f.rule {
        Rule::Unfilled => {
            let mut cells: Vec<String> = f
                .left
                .iter()
                .take(NAMED)
                .map(|p| {
                    tr.f2("report-at", "row", row(tr, template, &p.place), "column", column(tr, template, &p.place))
                })
                .collect();
            let more = f.left.len().saturating_sub(NAMED);
            if more > 0 {
                cells.push(tr.f1("report-and-more", "n", more));
            }
            cells.join(&tr.s("report-list-separator"))
        }
        Rule::Unplaced => {
            let said = f.left.iter().map(|p| format!("{}: {}", p.place.row, p.n));
            said.collect::<Vec<_>>().join(&tr.s("report-list-separator"))
        }
        rule => {
            let of = |n: i64| Entry::Number(n).shown(first.map(|p| unit(template, &p.place)).unwrap_or_default());
            let whole = |parts: &[Part], sum: i64| {
                let said = side(tr, template, year, rule, parts);
                if parts.len() == 1 { said } else { format!("{said} = {}", of(sum)) }
            };
            tr.f3(
                "report-sides",
                "left",
                whole(&f.left, f.left_sum()),
                "right",
                whole(&f.right, f.right_sum()),
                "difference",
                of(f.difference().abs()),
            )
        }
    };
    Said { rule: tr.s(&format!("report-rule-{}", f.rule)).into_owned(), at, text }
}

/// The word for how much a failure weighs.
pub(crate) fn weight(tr: Tr, weight: Weight) -> String {
    tr.s(&format!("report-weight-{weight}")).into_owned()
}
