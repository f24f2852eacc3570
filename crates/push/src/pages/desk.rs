//! The publisher's figures: how many were told, opened it, applied.

use crate::{Reach, ReachCursor, list_reach};
use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use identity::pages::edge::Acting;
use kernel::{Error, Never, Office, cx::legal_date};
use serde::Deserialize;
use std::sync::Arc;
use web::{Cell, Column, Empty, Page, Pager, Problem, Row, Shell, Table, Tr, Visit, blocking};

/// Announcements on the page.
const ROWS: usize = 50;

#[derive(Template)]
#[template(path = "push/reach.html")]
struct ReachPage {
    shell: Shell,
    tr: Tr,
    table: Table,
    pager: Pager,
}

fn share(tr: Tr, part: i64, whole: i64) -> String {
    // Nobody told: no share, and no division.
    if whole == 0 { String::new() } else { tr.f1("push-percent", "n", part * 100 / whole) }
}

/// Where the list begins.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Begins {
    Newest,
    Later,
}

/// `list` holds one row more than is shown, when there are more.
fn page(visit: &Visit, list: &[Reach], begins: Begins) -> ReachPage {
    let tr = visit.tr;
    let shown = &list[..list.len().min(ROWS)];
    let on = shown.last().filter(|_| list.len() > ROWS).map(|r| format!("/desk/push?after={}", r.cursor().text()));
    let rows = shown
        .iter()
        .map(|r| {
            Row::new([
                Cell::link(&r.href, &r.title).below(tr.date_short(legal_date(r.at))),
                Cell::text(tr.number(r.delivered)),
                Cell::text(tr.number(r.read)).below(share(tr, r.read, r.delivered)),
                Cell::text(tr.number(r.applied)).below(share(tr, r.applied, r.delivered)),
            ])
        })
        .collect();
    let columns = [
        Column::new(tr.s("push-reach-announcement")),
        Column::figures(tr.s("push-reach-delivered")),
        Column::figures(tr.s("push-reach-read")),
        Column::figures(tr.s("push-reach-applied")),
    ];
    ReachPage {
        shell: visit.desk(tr.s("push-reach-title")).at("desk-push").crumb(tr.s("nav-desk"), "/desk"),
        tr,
        table: Table::new(tr.s("push-reach-title"), columns, rows)
            .when_empty(Empty::new(tr.s("push-reach-empty"), tr.s("push-reach-empty-text"))),
        pager: Pager::new(tr, (begins == Begins::Later).then(|| "/desk/push".to_owned()), on),
    }
}

/// What is asked for.
#[derive(Deserialize)]
pub struct Asked {
    after: Option<String>,
}

/// `GET /desk/push`, `?after=` a place in the list
///
/// # Errors
/// A fault.
pub async fn show(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let cx = acting.cx;
    let after = asked.after.as_deref().and_then(ReachCursor::parse);
    let begins = if after.is_some() { Begins::Later } else { Begins::Newest };
    let rows = i64::try_from(ROWS + 1).unwrap_or(i64::MAX);
    let list = blocking(move || {
        Ok(office.db.read(|tx| list_reach(tx, &cx, after.as_ref(), rows).map_err(Error::<Never>::from))?)
    })
    .await?;
    Ok(Page(page(&visit, &list, begins)).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Lang;
    use web::Sample;

    impl Sample for ReachPage {
        fn samples(lang: Lang) -> Vec<ReachPage> {
            let visit = Visit::sample(lang);
            let one = |delivered, read, applied, times: usize| Reach {
                announcement: "k:1".into(),
                title: "关于支持餐饮业发展的若干措施<b>".repeat(times),
                href: "/rules/r-000001".into(),
                at: "2026-03-02T01:00:00Z".parse().unwrap(),
                delivered,
                read,
                applied,
            };
            vec![
                page(&visit, &[], Begins::Newest),
                page(&visit, &[one(12_345, 678, 9, 1)], Begins::Newest),
                page(&visit, &[one(3, 2, 1, 1), one(0, 0, 0, 9), one(1, 0, 0, 1)], Begins::Later),
                page(&visit, &vec![one(3, 2, 1, 1); ROWS + 1], Begins::Newest),
            ]
        }
    }

    #[test]
    fn pages_are_well_made() {
        assert_eq!(ReachPage::lint_samples(), Vec::<String>::new());
    }
}
