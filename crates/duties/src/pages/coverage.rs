//! How the duties of openness are kept, by field and by agency: the kept counts, what is late or due soon and why, and what
//! publications fulfilled last.

use super::shown::{coverage_columns, coverage_row, field_name, figures, level, near, punctual, whole};
use crate::{
    CountRow, Coverage, Level, Occurrence, Owed, Standing, counts, fields, is_turned, list_newest_fulfilled,
    list_standing, row_counts_by_field,
};
use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use identity::pages::edge::Acting;
use jiff::civil::Date;
use kernel::{Error, Never, Office};
use serde::Deserialize;
use std::sync::Arc;
use web::{Cell, Column, Empty, Figures, Page, Problem, Shell, StatusTag, Tab, Table, Tabs, Tone, Tr, Visit, blocking};

/// Duties named under each heading.
const NAMED: i64 = 5;
/// A group with more agencies is folded away.
const FEW: usize = 30;

/// What is asked for.
#[derive(Deserialize)]
pub struct Asked {
    level: Option<String>,
    by: Option<String>,
    field: Option<i64>,
}

/// A field or an agency in one or two lines.
struct Line {
    name: String,
    href: String,
    sub: String,
    share: String,
    tags: Vec<StatusTag>,
}

/// Fields, or the agencies of one level.
struct Group {
    title: String,
    is_open: bool,
    lines: Vec<Line>,
}

/// A duty that is named.
struct Named {
    title: String,
    href: String,
    state: Cell,
    who: String,
    why: String,
}

/// Duties that stand alike, or were fulfilled last.
struct Part {
    title: String,
    named: Vec<Named>,
    more: Option<String>,
}

#[derive(Template)]
#[template(path = "duties/coverage.html")]
struct CoveragePage {
    shell: Shell,
    tr: Tr,
    whole: String,
    figures: Figures,
    /// Label, address, whether it is the one in use.
    levels: Vec<(String, String, bool)>,
    parts: Vec<Part>,
    tabs: Tabs,
    groups: Vec<Group>,
    empty: Option<Empty>,
    table: Table,
    note: Option<String>,
    download: String,
    csv: String,
}

/// What the page is made from.
struct Found {
    counts: Vec<CountRow>,
    rows_by_field: Vec<(i64, i64)>,
    late: Vec<Owed>,
    soon: Vec<Owed>,
    fulfilled: Vec<(Occurrence, Owed)>,
    turned: bool,
}

/// What is asked for, understood.
#[derive(Clone, Copy)]
struct View {
    level: Option<Level>,
    /// By agency, in this field when one is named.
    by_agency: Option<Option<i64>>,
}

fn page(visit: &Visit, view: View, found: &Found, today: Date) -> CoveragePage {
    let tr = visit.tr;
    let mut all = Coverage::default();
    found.counts.iter().for_each(|c| all.join(&c.coverage));
    let with = |key: &str, value: &str| match view.level {
        Some(l) => format!("/duties?level={l}&{key}={value}"),
        None => format!("/duties?{key}={value}"),
    };
    let mut levels = vec![(tr.s("duty-level-both").into_owned(), "/duties".to_owned(), view.level.is_none())];
    for l in Level::ALL {
        levels.push((level(tr, *l), format!("/duties?level={l}"), view.level == Some(*l)));
    }
    let tabs = Tabs::new(
        tr.s("duty-coverage-title"),
        if view.by_agency.is_some() { "agency" } else { "field" },
        vec![
            Tab { label: tr.s("duty-by-field").into_owned(), count: None, href: with("by", "field"), id: "field" },
            Tab { label: tr.s("duty-by-agency").into_owned(), count: None, href: with("by", "agency"), id: "agency" },
        ],
    );
    let (groups, table) = match view.by_agency {
        None => by_field(tr, view.level, found),
        Some(field) => by_agency(tr, field, found),
    };
    let field = view.by_agency.flatten().and_then(crate::find_field);
    let title = match field {
        Some(f) => tr.f1("duty-coverage-of-field", "field", field_name(tr, f)),
        None => tr.s("duty-coverage-title").into_owned(),
    };
    let empty = groups
        .iter()
        .all(|g| g.lines.is_empty())
        .then(|| Empty::new(tr.s("duty-coverage-empty"), tr.s("duty-coverage-empty-text")));
    let asked = view.level.map(|l| format!("?level={l}")).unwrap_or_default();
    CoveragePage {
        shell: visit.shell(title).at("disclosure"),
        tr,
        whole: whole(tr, &all),
        figures: figures(tr, &all),
        levels,
        parts: parts(tr, &all, found, today),
        tabs,
        groups,
        empty,
        table,
        note: (!found.turned).then(|| tr.s("duty-day-not-turned").into_owned()),
        download: format!("/duties/catalogue.xlsx{asked}"),
        csv: format!("/duties/catalogue.csv{asked}"),
    }
}

/// What is late, what is due soon, what was fulfilled last; a part without any is left out.
fn parts(tr: Tr, all: &Coverage, found: &Found, today: Date) -> Vec<Part> {
    let owed = |o: &Owed| Named {
        title: o.title().to_owned(),
        href: format!("/duties/{}?agency={}", o.obligation.code, o.agency_key),
        state: near(tr, &o.obligation, today),
        who: o.agency_name.clone(),
        why: match o.obligation.open_due {
            Some(due) => tr.f2("duty-owed-because", "date", tr.date_short(due), "limit", &o.limit_text),
            None => o.limit_text.clone(),
        },
    };
    let part = |standing: Standing, list: &[Owed], n: i64| Part {
        title: tr.f2("duty-part", "standing", super::shown::standing(tr, standing), "n", tr.number(n)),
        named: list.iter().take(NAMED as usize).map(owed).collect(),
        more: (list.len() > NAMED as usize).then(|| tr.s("duty-part-more").into_owned()),
    };
    let fulfilled = Part {
        title: tr.s("duty-part-fulfilled").into_owned(),
        named: found
            .fulfilled
            .iter()
            .filter_map(|(occurrence, o)| {
                let f = occurrence.fulfilment.as_ref()?;
                let duty = tr.f1("duty-part-fulfils", "duty", o.title());
                Some(Named {
                    title: f.title.clone(),
                    href: format!("/publications/{}", f.publication.as_deref()?),
                    // Nobody reported when it came about, so that nobody can say whether it was in time.
                    state: match occurrence.due_on {
                        Some(_) => punctual(tr, occurrence, today),
                        None => Cell::default(),
                    },
                    who: o.agency_name.clone(),
                    why: tr.f2("duty-part-fulfilled-on", "date", tr.date_short(f.on), "duty", duty),
                })
            })
            .collect(),
        more: None,
    };
    [part(Standing::Late, &found.late, all.late), part(Standing::DueSoon, &found.soon, all.due_soon), fulfilled]
        .into_iter()
        .filter(|p| !p.named.is_empty())
        .collect()
}

/// A line: how much is published, and what is late or due soon; the other figures stand in the table.
fn line(tr: Tr, name: &str, href: String, sub: String, c: &Coverage) -> Line {
    let share = match c.complete_percent() {
        Some(percent) => tr.f3(
            "duty-line-share",
            "complete",
            tr.number(c.complete),
            "applicable",
            tr.number(c.applicable()),
            "percent",
            percent,
        ),
        None => tr.s("duty-line-none").into_owned(),
    };
    let tags = [(Standing::Late, c.late), (Standing::DueSoon, c.due_soon)]
        .into_iter()
        .filter(|(_, n)| *n > 0)
        .map(|(s, n)| {
            let said = tr.f2("duty-line-tag", "standing", super::shown::standing(tr, s), "n", tr.number(n));
            StatusTag::new(if s == Standing::Late { Tone::Bad } else { Tone::Wait }, said)
        })
        .collect();
    Line { name: name.to_owned(), href, sub, share, tags }
}

fn by_field(tr: Tr, level_asked: Option<Level>, found: &Found) -> (Vec<Group>, Table) {
    let (mut lines, mut rows) = (Vec::new(), Vec::new());
    for f in fields() {
        let mut c = Coverage::default();
        found.counts.iter().filter(|r| r.field == f.number).for_each(|r| c.join(&r.coverage));
        let n = found.rows_by_field.iter().find(|(number, _)| *number == f.number).map_or(0, |(_, n)| *n);
        if n == 0 && c.all() == 0 {
            continue;
        }
        let asked = level_asked.map(|l| format!("?level={l}")).unwrap_or_default();
        let href = format!("/duties/fields/{}{asked}", f.number);
        let name = field_name(tr, f);
        rows.push(coverage_row(tr, Cell::link(&href, &name), &c));
        lines.push(line(tr, &name, href, tr.f1("duty-rows", "n", n), &c));
    }
    let table = Table::new(tr.s("duty-by-field"), coverage_columns(tr, "duty-field"), rows);
    (vec![Group { title: String::new(), is_open: true, lines }], table)
}

fn by_agency(tr: Tr, field: Option<i64>, found: &Found) -> (Vec<Group>, Table) {
    let mut agencies: Vec<(&CountRow, Coverage)> = Vec::new();
    for line in &found.counts {
        match agencies.last_mut().filter(|(l, _)| l.agency == line.agency) {
            Some((_, c)) => c.join(&line.coverage),
            None => agencies.push((line, line.coverage)),
        }
    }
    let within = field.map(|f| format!("?field={f}")).unwrap_or_default();
    let href = |l: &CountRow| format!("/duties/agencies/{}{within}", l.agency_key);
    let groups = Level::ALL
        .iter()
        .map(|l| {
            let of_level = agencies.iter().filter(|(a, _)| a.level == *l);
            let lines: Vec<Line> = of_level.map(|(a, c)| line(tr, &a.agency_name, href(a), String::new(), c)).collect();
            let title = tr.f2("duty-group", "level", level(tr, *l), "n", lines.len());
            Group { title, is_open: lines.len() <= FEW, lines }
        })
        .filter(|g| !g.lines.is_empty())
        .collect();
    let rows = agencies.iter().map(|(a, c)| coverage_row(tr, Cell::link(href(a), &a.agency_name), c)).collect();
    let columns: Vec<Column> = coverage_columns(tr, "duty-agency");
    (groups, Table::new(tr.s("duty-by-agency"), columns, rows))
}

/// `GET /duties`, `?level=county|township`, `?by=agency`, `&field=8`
///
/// # Errors
/// A level, view or field that there is not.
pub async fn show(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let level = asked.level.as_deref().map(|l| Level::parse(l).ok_or_else(Problem::not_found)).transpose()?;
    let field =
        asked.field.map(|n| crate::find_field(n).map(|f| f.number).ok_or_else(Problem::not_found)).transpose()?;
    let by_agency = match asked.by.as_deref() {
        None if field.is_none() => None,
        Some("field") => None,
        None | Some("agency") => Some(field),
        Some(_) => return Err(Problem::not_found()),
    };
    let today = acting.cx.today();
    let found = blocking(move || {
        Ok(office.db.read(|tx| {
            Ok::<_, Error<Never>>(Found {
                counts: counts(tx, level, None, field)?,
                rows_by_field: row_counts_by_field(tx, level)?,
                late: list_standing(tx, Standing::Late, level, field, NAMED + 1)?,
                soon: list_standing(tx, Standing::DueSoon, level, field, NAMED + 1)?,
                // What came out last is told once, on the page of all.
                fulfilled: match (level, field) {
                    (None, None) => list_newest_fulfilled(tx, NAMED)?,
                    _ => Vec::new(),
                },
                turned: is_turned(tx, today)?,
            })
        })?)
    })
    .await?;
    Ok(Page(page(&visit, View { level, by_agency }, &found, today)).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Fulfilment, Obligation, Source};
    use jiff::civil::date;
    use kernel::{Id, Lang};
    use web::Sample;

    const LONG: &str = "新疆维吾尔自治区克拉玛依市文化体育广播电视和旅游局市场综合行政执法支队";

    fn counted(field: i64, name: &str, n: i64) -> CountRow {
        let coverage = Coverage { complete: n, current: 1, due_soon: 2, late: 3, unreported: 4, not_applicable: 5 };
        CountRow {
            agency: Id::new(),
            agency_key: "a".into(),
            agency_name: name.into(),
            level: Level::County,
            field,
            coverage,
        }
    }

    fn owed(standing: Standing) -> Owed {
        let due = (standing != Standing::Complete).then(|| date(2026, 3, 1));
        let obligation = Obligation {
            code: "08-003".into(),
            agency: Id::new(),
            field: 8,
            standing,
            since_on: date(2026, 1, 1),
            turns_on: None,
            period_on: None,
            open_due: due,
            open_soon: due,
            open_count: 1,
            published_count: 0,
            late_count: 0,
            last_published_on: None,
            set_aside_reason: String::new(),
            set_aside_on: None,
        };
        Owed {
            obligation,
            matter: "部门预决算".into(),
            sub_matter: LONG.into(),
            limit_text: "财政部门批复后20日内".into(),
            agency_key: "a".into(),
            agency_name: LONG.into(),
        }
    }

    fn fulfilled() -> (Occurrence, Owed) {
        let o = owed(Standing::Complete);
        let occurrence = Occurrence {
            id: Id::new(),
            code: o.obligation.code.clone(),
            agency: o.obligation.agency,
            source: Source::Published,
            what: String::new(),
            formed_on: None,
            due_on: Some(date(2026, 3, 1)),
            soon_on: None,
            noted_at: jiff::Timestamp::UNIX_EPOCH,
            fulfilment: Some(Fulfilment {
                on: date(2026, 3, 2),
                publication: Some("2026-000001".into()),
                channel: None,
                title: LONG.into(),
            }),
        };
        (occurrence, o)
    }

    impl Sample for CoveragePage {
        fn samples(lang: Lang) -> Vec<CoveragePage> {
            let visit = Visit::sample(lang);
            let none = || Found {
                counts: Vec::new(),
                rows_by_field: Vec::new(),
                late: Vec::new(),
                soon: Vec::new(),
                fulfilled: Vec::new(),
                turned: true,
            };
            let some = Found {
                counts: vec![counted(8, LONG, 12000), counted(14, "财政局", 3)],
                rows_by_field: vec![(8, 4), (14, 120)],
                late: vec![owed(Standing::Late); 6],
                soon: vec![owed(Standing::DueSoon)],
                fulfilled: vec![fulfilled()],
                turned: false,
            };
            let many = Found { counts: (0..40).map(|n| counted(8, &format!("第{n}局"), n)).collect(), ..none() };
            let day = date(2026, 3, 2);
            let view = |level, by_agency| View { level, by_agency };
            vec![
                page(&visit, view(None, None), &none(), day),
                page(&visit, view(Some(Level::Township), None), &some, day),
                page(&visit, view(None, Some(None)), &some, day),
                page(&visit, view(None, Some(None)), &many, day),
                page(&visit, view(None, Some(Some(14))), &some, day),
            ]
        }
    }

    #[test]
    fn pages_are_well_made() {
        assert_eq!(CoveragePage::lint_samples(), Vec::<String>::new());
        let html = CoveragePage::samples(Lang::ZhCn)[1].to_string();
        assert!(html.contains("/publications/2026-000001") && html.contains("/duties/08-003?agency=a"), "{html}");
        assert!(html.contains("财政部门批复后20日内"), "why it is late");
    }
}
