//! `/desk/ledger`: what happened, newest first, for the audit administrator. Reading only.

use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use identity::pages::edge::Acting;
use kernel::{Error, Lang, Never, Office, journal};
use ledger::Entry;
use serde::Deserialize;
use std::sync::Arc;
use web::{Cell, Column, Empty, Page, Pager, Problem, Row, Sample, Shell, Table, Tr, Visit, blocking};

const ROWS: i64 = 50;

/// The auditor's list.
#[derive(Template)]
#[template(path = "hall/audit.html")]
pub struct AuditPage {
    shell: Shell,
    tr: Tr,
    entries: Table,
    pager: Pager,
}

/// The place before which the list begins.
#[derive(Deserialize)]
pub struct Before {
    before: Option<String>,
}

/// The procedures whose acts are entries `<kind>-<verb>`, and where their verbs stand in the language files.
const PROCEDURES: [(&str, &str); 5] = [
    ("case", "case-verb"),
    ("licence", "licence-verb"),
    ("publication", "publishing-verb"),
    ("disclosure", "disclosure-verb"),
    ("annual-report", "report-verb"),
];

/// What a kind of entry says; the kind itself where nobody gave it words.
fn said(tr: Tr, kind: &str) -> String {
    let own = format!("ledger-{kind}");
    if tr.has(&own) {
        return tr.s(&own).into_owned();
    }
    let act = PROCEDURES.iter().find_map(|(matter, verbs)| {
        let verb = format!("{verbs}-{}", kind.strip_prefix(matter)?.strip_prefix('-')?);
        tr.has(&verb)
            .then(|| tr.f2("ledger-act", "matter", tr.s(&format!("ledger-matter-{matter}")), "verb", tr.s(&verb)))
    });
    act.unwrap_or_else(|| kind.to_owned())
}

impl AuditPage {
    fn new(visit: &Visit, found: &[(i64, i64, Entry)], earlier: Option<String>) -> AuditPage {
        let tr = visit.tr;
        let columns = [
            Column::new(tr.s("audit-place")),
            Column::new(tr.s("audit-when")),
            Column::new(tr.s("audit-what")),
            Column::new(tr.s("audit-who")),
            Column::new(tr.s("audit-about")),
        ];
        let rows = found
            .iter()
            .map(|(seal, leaf, e)| {
                let at: String = e.at.parse::<jiff::Timestamp>().map_or_else(|_| e.at.clone(), |at| tr.time(at));
                Row::new([
                    Cell::code(format!("{seal}.{leaf}")),
                    Cell::text(at),
                    match said(tr, &e.kind) {
                        words if words == e.kind => Cell::code(words),
                        words => Cell::text(words).below(tr.f1("audit-kind", "kind", e.kind.as_str())),
                    },
                    Cell::code(e.actor.clone()),
                    Cell::code(e.about.clone().unwrap_or_else(|| e.stream.clone())),
                ])
            })
            .collect();
        let empty = Empty::new(tr.s("audit-empty"), tr.s("audit-empty-text"));
        AuditPage {
            shell: visit.desk(tr.s("audit-title")).at("desk-ledger"),
            tr,
            entries: Table::new(tr.s("audit-title"), columns, rows).when_empty(empty),
            pager: Pager::new(tr, None, earlier),
        }
    }
}

impl Sample for AuditPage {
    fn samples(lang: Lang) -> Vec<AuditPage> {
        let visit = Visit::sample(lang);
        let entry = Entry {
            id: "x".into(),
            stream: "0190".into(),
            seq: 1,
            at: "2026-03-02T01:00:00.000000Z".into(),
            recorded_at: "2026-03-02T01:00:00.000000Z".into(),
            kind: "case-accept".into(),
            actor: "staff:<x>".into(),
            about: None,
            body: "{}".into(),
            prev: ledger::Hash::NONE,
            hash: ledger::Hash::NONE,
        };
        vec![
            AuditPage::new(&visit, &[], None),
            AuditPage::new(&visit, &[(1, 0, entry)], Some("/desk/ledger?before=1.0".into())),
        ]
    }
}

/// `GET /desk/ledger`: reading the ledger is itself an entry of it.
///
/// # Errors
/// A fault of the database.
pub async fn audit(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Query(query): Query<Before>,
) -> Result<Response, Problem> {
    let before = match query.before.as_deref() {
        None => None,
        Some(text) => {
            let (seal, leaf) = text.split_once('.').ok_or_else(Problem::bad_request)?;
            Some((seal.parse().map_err(|_| Problem::bad_request())?, leaf.parse().map_err(|_| Problem::bad_request())?))
        }
    };
    blocking(move || {
        office.db.write(|tx| {
            journal::note(tx, &acting.cx, "ledger-read", None, &serde_json::json!({})).map_err(Error::<Never>::from)
        })?;
        let found = office.db.read(|tx| journal::list_latest(tx, before, ROWS).map_err(Error::<Never>::from))?;
        let earlier =
            found.last().filter(|_| found.len() as i64 == ROWS).map(|(s, l, _)| format!("/desk/ledger?before={s}.{l}"));
        Ok(Page(AuditPage::new(&visit, &found, earlier)).into_response())
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_said_or_shows_its_code() {
        let (zh, en) = (Tr::new(Lang::ZhCn), Tr::new(Lang::En));
        assert_eq!(said(zh, "signed-in"), "登录");
        assert_eq!(said(zh, "case-accept"), "办件：受理");
        assert_eq!(said(zh, "publication-publish"), "信息发布：签发并发布");
        assert_ne!(said(en, "licence-issue"), "licence-issue");
        assert_eq!(said(zh, "something-new"), "something-new");
    }

    #[test]
    fn samples_are_sound() {
        assert_eq!(AuditPage::lint_samples(), Vec::<String>::new());
    }
}
