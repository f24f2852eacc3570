//! What everybody may see: how one application stands, the anonymous list, the figures, and how applications are handled.
//! Nothing here tells who applied beyond a masked name.

use super::mine::sample_lines;
use super::{Answer, holder_word, state_tag, state_word};
use crate::{CaseProcedure, Figures as Counted, Listed, MOVES, Refused, State as CaseState, figures, store};
use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use codes::{Arg, CaseNumber, CodeError};
use kernel::{
    Error, Id, Lang, Office, message_arg,
    procedure::{By, ClockEffect, Holder, Procedure},
};
use serde::Deserialize;
use std::sync::Arc;
use web::{
    Cell, Column, DataList, Empty, ErrorSummary, Field, Figure, Figures, Page, Pager, Row, Sample, Shell, Submit,
    Table, Tr, Visit, blocking,
};

/// How many lines a page of the public list has.
const PAGE: i64 = 20;

/// What is asked of the progress page.
#[derive(Deserialize, Default)]
pub struct Asked {
    #[serde(default)]
    number: Option<String>,
    #[serde(default)]
    before: Option<String>,
}

/// `GET /progress`.
#[derive(Template)]
#[template(path = "cases/public/progress.html")]
pub struct Progress {
    shell: Shell,
    tr: Tr,
    number: Field,
    ask: Submit,
    errors: ErrorSummary,
    found: Option<DataList>,
    list: Table,
    pager: Pager,
}

/// What is wrong with a number that was typed, with the place.
pub(crate) fn code_words(tr: Tr, error: &CodeError) -> String {
    let args: Vec<(&str, String)> = error
        .args()
        .into_iter()
        .map(|(name, arg)| {
            let text = match arg {
                Arg::Text(t) => t,
                Arg::Number(n) => n.to_string(),
                Arg::Message(id) => message_arg(id),
            };
            (name, text)
        })
        .collect();
    tr.told(error.message_id(), args.iter().map(|(n, t)| (*n, t.as_str())))
}

/// `GET /progress?number=…`: one application by its number, or the newest of all.
pub async fn progress(State(office): State<Arc<Office>>, visit: Visit, Query(asked): Query<Asked>) -> Answer {
    blocking(move || {
        let tr = visit.tr;
        let typed = asked.number.unwrap_or_default();
        let typed = typed.trim();
        let before = asked.before.as_deref().and_then(Id::parse);
        let (mut found, mut error) = (None, None);
        if !typed.is_empty() {
            match CaseNumber::parse(typed) {
                Ok(number) => {
                    let listed = office
                        .db
                        .read(|tx| Ok::<_, Error<Refused>>(store::list_public(tx, Some(number.as_ref()), None, 1)?))?;
                    match listed.first() {
                        Some(l) => found = Some(found_list(tr, l)),
                        None => error = Some(tr.s("progress-not-there").into_owned()),
                    }
                }
                Err(e) => error = Some(code_words(tr, &e)),
            }
        }
        let mut listed =
            office.db.read(|tx| Ok::<_, Error<Refused>>(store::list_public(tx, None, before, PAGE + 1)?))?;
        let more = listed.len() as i64 > PAGE;
        listed.truncate(PAGE as usize);
        let on = listed.last().filter(|_| more).map(|l| format!("/progress?before={}", l.id));
        let is_wrong = error.is_some();
        let pager = Pager::new(tr, before.map(|_| "/progress".to_owned()), on);
        let page = progress_page(visit.shell(tr.s("progress-title")), tr, typed, error, found, &listed, pager);
        Ok(if is_wrong { Page(page).with_status(StatusCode::UNPROCESSABLE_ENTITY) } else { Page(page).into_response() })
    })
    .await
}

fn progress_page(
    shell: Shell,
    tr: Tr,
    typed: &str,
    error: Option<String>,
    found: Option<DataList>,
    listed: &[Listed],
    pager: Pager,
) -> Progress {
    let shell = shell.at("progress");
    let shell = if error.is_some() { shell.with_errors() } else { shell };
    let number = Field::code(tr, "number", tr.s("progress-number"))
        .hint(tr.s("progress-number-hint"))
        .value(typed)
        .error(error)
        .required();
    Progress {
        errors: ErrorSummary::of(tr, [&number]),
        shell,
        tr,
        number,
        ask: Submit::primary(tr.s("progress-ask")),
        found,
        list: public_table(tr, listed),
        pager,
    }
}

fn found_list(tr: Tr, l: &Listed) -> DataList {
    let list = DataList::new()
        .cell(tr.s("case-fact-number"), Cell::code(l.number.clone()))
        .row(tr.s("mine-col-item"), l.title.clone())
        .cell(
            tr.s("mine-col-state"),
            Cell::tag(state_tag(tr, &l.state)).below(tr.s(&format!("case-plain-{}", l.state))),
        )
        .row(tr.s("case-fact-holder"), holder_word(tr, &l.waits_for))
        .row(tr.s("case-fact-submitted"), tr.date(l.submitted_on));
    match l.due_on {
        Some(due) if l.waits_for != "nobody" => list.row(tr.s("mine-col-due"), tr.date(due)),
        _ => list,
    }
}

fn public_table(tr: Tr, listed: &[Listed]) -> Table {
    let columns = [
        Column::whole(tr.s("case-fact-number")),
        Column::new(tr.s("mine-col-item")),
        Column::new(tr.s("case-fact-applicant")),
        Column::new(tr.s("mine-col-state")),
        Column::whole(tr.s("mine-col-submitted")),
    ];
    let rows = listed.iter().map(|l| {
        Row::new([
            Cell::link(format!("/progress?number={}", l.number), l.number.clone()),
            Cell::text(l.title.clone()),
            Cell::text(l.applicant_shown.clone()),
            Cell::tag(state_tag(tr, &l.state)),
            Cell::text(tr.date_short(l.submitted_on)),
        ])
    });
    Table::new(tr.s("progress-list"), columns, rows.collect()).when_empty(Empty::new(tr.s("progress-none"), ""))
}

// Figures --------------------------------------------------------------------------------------------

/// `GET /figures`.
#[derive(Template)]
#[template(path = "cases/public/figures.html")]
pub struct FiguresPage {
    shell: Shell,
    tr: Tr,
    whole: Figures,
    agencies: Table,
    items: Table,
}

/// `GET /figures`: received, on time, online, median and 90th percentile of working days.
pub async fn figures_page(State(office): State<Arc<Office>>, visit: Visit) -> Answer {
    blocking(move || {
        let tr = visit.tr;
        let page = office.db.read(|tx| {
            let whole = figures::of(tx, None, None)?;
            let agencies = figures::by_agency(tx)?;
            let items = figures::by_item(tx)?;
            Ok::<_, Error<Refused>>(FiguresPage {
                shell: visit.shell(tr.s("figures-title")),
                tr,
                whole: whole_figures(tr, &whole),
                agencies: figures_table(tr, tr.s("figures-by-agency").into_owned(), &agencies),
                items: figures_table(tr, tr.s("figures-by-item").into_owned(), &items),
            })
        })?;
        Ok(Page(page).into_response())
    })
    .await
}

/// A share in percent; a dash where nothing was counted.
fn share(part: i64, of: i64) -> String {
    if of == 0 {
        return "—".into();
    }
    let tenths = (part * 1_000 + of / 2) / of;
    format!("{}.{}%", tenths / 10, tenths % 10)
}

fn days(tr: Tr, days: Option<i64>) -> String {
    days.map_or_else(|| "—".to_owned(), |d| tr.number(d))
}

fn whole_figures(tr: Tr, c: &Counted) -> Figures {
    Figures::new(vec![
        Figure::new(tr.s("figures-received"), tr.number(c.received)),
        Figure::new(tr.s("figures-decided"), tr.number(c.decided)),
        Figure::new(tr.s("figures-in-time"), share(c.in_time, c.decided)),
        Figure::new(tr.s("figures-online"), share(c.online, c.received)),
        Figure::new(tr.s("figures-median"), days(tr, c.median))
            .unit(tr.s("figures-unit-days"))
            .note(tr.s("figures-median-note")),
        Figure::new(tr.s("figures-p90"), days(tr, c.p90))
            .unit(tr.s("figures-unit-days"))
            .note(tr.s("figures-p90-note")),
    ])
}

fn figures_table(tr: Tr, caption: String, lines: &[(String, Counted)]) -> Table {
    let heads =
        ["figures-received", "figures-decided", "figures-in-time", "figures-online", "figures-median", "figures-p90"];
    let columns =
        std::iter::once(Column::new(tr.s("figures-name"))).chain(heads.iter().map(|h| Column::figures(tr.s(h))));
    let rows = lines.iter().map(|(name, c)| {
        let cells = [
            tr.number(c.received),
            tr.number(c.decided),
            share(c.in_time, c.decided),
            share(c.online, c.received),
            days(tr, c.median),
            days(tr, c.p90),
        ];
        Row::new(std::iter::once(Cell::text(name.clone())).chain(cells.into_iter().map(Cell::text)))
    });
    Table::new(caption, columns, rows.collect()).when_empty(Empty::new(tr.s("figures-none"), ""))
}

// How it is handled ----------------------------------------------------------------------------------

/// `GET /how-handled`.
#[derive(Template)]
#[template(path = "cases/public/handled.html")]
pub struct Handled {
    shell: Shell,
    tr: Tr,
    states: Table,
    moves: Table,
}

/// `GET /how-handled`: the procedure, written down from the table that the hall itself works by.
pub async fn how_handled(visit: Visit) -> Answer {
    Ok(Page(handled_page(visit.shell(visit.tr.s("handled-title")), visit.tr)).into_response())
}

fn handled_page(shell: Shell, tr: Tr) -> Handled {
    let states = CaseState::ALL.iter().map(|s| {
        let holder = CaseProcedure::holder(*s);
        let who = if holder == Holder::Nobody {
            tr.s("case-holder-nobody").into_owned()
        } else {
            holder_word(tr, holder.text())
        };
        Row::new([
            Cell::text(state_word(tr, s.as_str())),
            Cell::text(tr.s(&format!("case-plain-{s}"))),
            Cell::text(who),
        ])
    });
    let by = |by: &By| match by {
        By::Applicant => holder_word(tr, "applicant"),
        By::Post(role) => holder_word(tr, role.as_str()),
        By::AnyPost(roles) => {
            roles.iter().map(|r| holder_word(tr, r.as_str())).collect::<Vec<_>>().join(&tr.s("case-list-separator"))
        }
        By::System => tr.s("case-by-hall").into_owned(),
        // No move of a case is shared between an applicant and an office.
        By::Either(_) => String::new(),
    };
    let clock = |effect: ClockEffect| match effect {
        ClockEffect::Unmoved => "handled-clock-unmoved",
        ClockEffect::Starts => "handled-clock-starts",
        ClockEffect::Pauses => "handled-clock-pauses",
        ClockEffect::Resumes => "handled-clock-resumes",
        ClockEffect::Extends => "handled-clock-extends",
        ClockEffect::Restarts => "handled-clock-restarts",
        ClockEffect::Ends => "handled-clock-ends",
    };
    let moves = MOVES.iter().map(|m| {
        let from: Vec<String> = m.from.iter().map(|s| state_word(tr, s.as_str())).collect();
        Row::new([
            Cell::text(tr.s(&format!("case-verb-{}", m.verb))),
            Cell::text(by(&m.by)),
            Cell::text(if from.is_empty() { "—".to_owned() } else { from.join(&tr.s("case-list-separator")) }),
            Cell::text(state_word(tr, m.to.as_str())),
            Cell::text(tr.s(clock(m.clock))),
            Cell::text(m.notice.map_or_else(|| "—".to_owned(), |n| tr.s(&format!("case-notice-{n}")).into_owned())),
        ])
    });
    let state_columns = ["handled-col-state", "handled-col-means", "handled-col-holder"].map(|k| Column::new(tr.s(k)));
    let move_columns = [
        "handled-col-verb",
        "handled-col-by",
        "handled-col-from",
        "handled-col-to",
        "handled-col-clock",
        "handled-col-notice",
    ]
    .map(|k| Column::new(tr.s(k)));
    Handled {
        shell: shell.at("progress"),
        tr,
        states: Table::new(tr.s("handled-states"), state_columns, states.collect()),
        moves: Table::new(tr.s("handled-moves"), move_columns, moves.collect()),
    }
}

impl Sample for Progress {
    fn samples(lang: Lang) -> Vec<Progress> {
        let tr = Tr::new(lang);
        let lines = sample_lines();
        let page = |typed: &str, error: Option<&str>, found: Option<DataList>, n: usize| {
            progress_page(
                Shell::sample(lang),
                tr,
                typed,
                error.map(str::to_owned),
                found,
                &lines[..n],
                Pager::new(tr, None, Some("/progress?before=1".into())),
            )
        };
        vec![
            page("", None, None, 0),
            page("1", Some("第 3 位不对"), None, 1),
            page("x", None, Some(found_list(tr, &lines[2])), lines.len()),
        ]
    }
}

impl Sample for FiguresPage {
    fn samples(lang: Lang) -> Vec<FiguresPage> {
        let tr = Tr::new(lang);
        let page = |lines: &[(String, Counted)], whole: Counted| FiguresPage {
            shell: Shell::sample(lang),
            tr,
            whole: whole_figures(tr, &whole),
            agencies: figures_table(tr, tr.s("figures-by-agency").into_owned(), lines),
            items: figures_table(tr, tr.s("figures-by-item").into_owned(), lines),
        };
        let some = Counted {
            received: 1_234_567,
            online: 900_000,
            decided: 7,
            in_time: 6,
            granted: 5,
            median: Some(5),
            p90: Some(18),
        };
        vec![
            page(&[], Counted::default()),
            page(&[("市行政审批局".into(), some)], some),
            page(&vec![("很长的名称".repeat(20), some); 40], some),
        ]
    }
}

impl Sample for Handled {
    fn samples(lang: Lang) -> Vec<Handled> {
        vec![handled_page(Shell::sample(lang), Tr::new(lang))]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_well_made() {
        assert_eq!(Progress::lint_samples(), Vec::<String>::new());
        assert_eq!(FiguresPage::lint_samples(), Vec::<String>::new());
        assert_eq!(Handled::lint_samples(), Vec::<String>::new());
    }

    #[test]
    fn a_share_of_nothing_is_no_number() {
        for (part, of, text) in [(0, 0, "—"), (0, 3, "0.0%"), (2, 3, "66.7%"), (3, 3, "100.0%")] {
            assert_eq!(share(part, of), text);
        }
    }
}
