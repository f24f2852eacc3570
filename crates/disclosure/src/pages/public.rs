//! `/requests`: how to ask. Who may, what is needed, by which ways, which office, what happens and how long it takes. What
//! is said of limits and ways is read from the tables the rules run on.
//!
//! Law: 政府信息公开条例 第十二条, 第二十七条至第三十三条

use super::{Answer, holder_word, percent, read, request_page::office_facts, state_word};
use crate::{DisclosureOffice, DisclosureProcedure, State as Phase, channel::Channel, clocks, store};
use askama::Template;
use axum::{
    extract::{Query, State},
    response::IntoResponse,
};
use identity::Agency;
use kernel::{
    Lang, Office,
    procedure::{Holder, Procedure},
};
use serde::Deserialize;
use std::sync::Arc;
use web::{Cell, Column, DataList, Empty, Page, Problem, Row, Sample, Shell, Submit, Table, Tr, Visit, blocking};

/// What the page is about.
#[derive(Clone, Deserialize, Default)]
pub struct Asked {
    /// The agency's key.
    #[serde(default)]
    agency: String,
    /// Words of an agency's name.
    #[serde(default)]
    q: String,
}

/// The chosen agency with its disclosure office.
struct Chosen {
    name: String,
    facts: DataList,
    ask: String,
    answers: String,
    complain: String,
}

/// `GET /requests`.
#[derive(Template)]
#[template(path = "disclosure/requests.html")]
pub struct RequestsPage {
    shell: Shell,
    tr: Tr,
    q: String,
    find: Submit,
    chosen: Option<Chosen>,
    agencies: Vec<(String, String)>,
    empty: Option<Empty>,
    check: String,
    needs: Vec<String>,
    ways: Table,
    limits: Table,
    phases: Table,
}

/// The ways in, each with its place and with the rule that fixes the day of receipt.
fn ways(tr: Tr, office: Option<&DisclosureOffice>) -> Table {
    let place = |c: Channel| -> String {
        let Some(o) = office else { return String::new() };
        let letters = format!("{} {}", o.address, o.postcode).trim().to_owned();
        match c {
            Channel::Web => String::new(),
            Channel::Email => o.email.clone(),
            Channel::Fax => o.fax.clone(),
            Channel::SignedMail | Channel::PlainMail => letters,
            Channel::InPerson => format!("{} {}", o.address, o.hours).trim().to_owned(),
            Channel::Oral => o.phone.clone(),
        }
    };
    // A way the office has no address for is not offered.
    let rows = Channel::ALL
        .iter()
        .filter(|c| !matches!(c, Channel::Email | Channel::Fax) || office.is_none() || !place(**c).is_empty())
        .map(|c| {
            Row::new([
                Cell::text(tr.s(&format!("disclosure-channel-{c}"))).below(place(*c)),
                Cell::text(tr.s(c.rule())),
            ])
        });
    let columns = [Column::new(tr.s("disclosure-way-in")), Column::new(tr.s("disclosure-received-on"))];
    Table::new(tr.s("disclosure-ways-title"), columns, rows.collect())
}

/// How long each thing takes at the most.
fn limits(tr: Tr, office: Option<&DisclosureOffice>) -> Table {
    let working = |n: u32| tr.f1("disclosure-working-days", "n", n);
    let given = office.map_or(clocks::CORRECTION_WORKING_DAYS, |o| o.correction_days);
    let rows = [
        ("reply", working(clocks::REPLY_WORKING_DAYS)),
        ("extension", working(clocks::EXTENSION_WORKING_DAYS)),
        ("notice", working(clocks::CORRECTION_NOTICE_WORKING_DAYS)),
        ("correction", working(given)),
        ("consultation", working(clocks::CONSULTATION_WORKING_DAYS)),
        ("payment", tr.f1("disclosure-calendar-days", "n", clocks::PAYMENT_DAYS)),
    ]
    .into_iter()
    .map(|(key, limit)| {
        Row::new([
            Cell::text(tr.s(&format!("disclosure-limit-{key}"))),
            Cell::text(limit),
            Cell::text(tr.s(&format!("disclosure-limit-{key}-law"))),
        ])
    });
    let columns = [
        Column::new(tr.s("disclosure-limit-what")),
        Column::whole(tr.s("disclosure-limit-days")),
        Column::new(tr.s("disclosure-limit-law")),
    ];
    Table::new(tr.s("disclosure-limits-title"), columns, rows.into_iter().collect())
}

/// Where a request can be, who has it there, what that means: from the procedure itself.
fn phases(tr: Tr) -> Table {
    let rows = Phase::ALL.iter().map(|s| {
        let holder = DisclosureProcedure::holder(*s);
        let who = if holder == Holder::Nobody { "—".to_owned() } else { holder_word(tr, holder.text()) };
        Row::new([
            Cell::text(state_word(tr, s.as_str())),
            Cell::text(who),
            Cell::text(tr.s(&format!("disclosure-plain-{s}"))),
        ])
    });
    let columns = [
        Column::whole(tr.s("disclosure-state")),
        Column::new(tr.s("disclosure-held-by")),
        Column::new(tr.s("disclosure-phase-means")),
    ];
    Table::new(tr.s("disclosure-phases-title"), columns, rows.collect())
}

impl RequestsPage {
    fn new(visit: &Visit, asked: &Asked, chosen: Option<&(Agency, DisclosureOffice)>, all: &[Agency]) -> RequestsPage {
        let tr = visit.tr;
        let words = asked.q.trim().to_lowercase();
        let is_sought = |a: &&Agency| {
            words.is_empty() || a.name.to_lowercase().contains(&words) || a.short_name.to_lowercase().contains(&words)
        };
        let agencies: Vec<(String, String)> = all
            .iter()
            .filter(is_sought)
            .map(|a| (format!("/requests?agency={}", percent(&a.key)), a.name.clone()))
            .collect();
        let mut shell = visit.shell(tr.s("disclosure-requests-title")).at("disclosure");
        if let Some((agency, _)) = chosen {
            shell.title = tr.f1("disclosure-requests-of", "agency", &agency.name);
            shell = shell.crumb(tr.s("disclosure-requests-title"), "/requests");
        }
        let office = chosen.map(|(_, o)| o);
        RequestsPage {
            shell,
            tr,
            q: asked.q.clone(),
            find: Submit::secondary(tr.s("disclosure-agency-find")),
            empty: agencies
                .is_empty()
                .then(|| Empty::new(tr.s("disclosure-agency-none"), tr.s("disclosure-agency-none-text"))),
            agencies,
            check: chosen.map_or_else(
                || "/requests/check".to_owned(),
                |(a, _)| format!("/requests/check?agency={}", percent(&a.key)),
            ),
            chosen: chosen.map(|(a, o)| Chosen {
                name: a.name.clone(),
                facts: office_facts(tr, a, o),
                ask: format!("/requests/new?agency={}", percent(&a.key)),
                answers: format!("/answers?agency={}", percent(&a.key)),
                complain: format!("/requests/complaints/new?agency={}", percent(&a.key)),
            }),
            needs: ["identity", "what", "how"]
                .iter()
                .map(|key| tr.s(&format!("disclosure-need-{key}")).into_owned())
                .collect(),
            ways: ways(tr, office),
            limits: limits(tr, office),
            phases: phases(tr),
        }
    }
}

/// `GET /requests?agency=&q=`
///
/// # Errors
/// An agency there is none of.
pub async fn show(State(office): State<Arc<Office>>, visit: Visit, Query(asked): Query<Asked>) -> Answer {
    blocking(move || {
        let (chosen, all) = read(&office, |tx| {
            let chosen = match identity::find_agency_by_key(tx, &asked.agency)? {
                Some(agency) => Some((store::office_of(tx, &agency)?, agency)),
                None => None,
            };
            Ok((chosen, identity::list_agencies(tx)?))
        })?;
        if chosen.is_none() && !asked.agency.is_empty() {
            return Err(Problem::not_found());
        }
        let chosen = chosen.map(|(o, a)| (a, o));
        Ok(Page(RequestsPage::new(&visit, &asked, chosen.as_ref(), &all)).into_response())
    })
    .await
}

/// An agency for samples.
pub(crate) fn sample_agency(n: usize) -> Agency {
    Agency {
        id: kernel::Id::new(),
        key: format!("agency-{n}"),
        name: "某县建设局".repeat(1 + n % 6),
        short_name: "住建局".into(),
        mark: "建".into(),
        uscc: None,
        region: "130100".into(),
        address: "中山路1号".repeat(1 + n % 9),
        hours: "工作日 9:00—17:00".into(),
        phone: "0311-00000000".into(),
        complaint_phone: "0311-00000001".into(),
    }
}

impl Sample for RequestsPage {
    fn samples(lang: Lang) -> Vec<RequestsPage> {
        let visit = Visit::sample(lang);
        let all: Vec<Agency> = (0..40).map(sample_agency).collect();
        let asked = |q: &str| Asked { q: q.into(), ..Asked::default() };
        let chosen = |n: usize| {
            let agency = sample_agency(n);
            let office = DisclosureOffice {
                email: "gongkai@example.org".repeat(n % 3),
                ..DisclosureOffice::of_agency(&agency, "某县")
            };
            (agency, office)
        };
        vec![
            RequestsPage::new(&visit, &asked(""), None, &[]),
            RequestsPage::new(&visit, &asked("<没有>\""), None, &all),
            RequestsPage::new(&visit, &asked(""), Some(&chosen(0)), &all[..1]),
            RequestsPage::new(&visit, &asked(""), Some(&chosen(5)), &all),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_well_made() {
        assert_eq!(RequestsPage::lint_samples(), Vec::<String>::new());
    }

    #[test]
    fn every_word_of_the_procedure_is_said() {
        use crate::{
            Verb, channel, consultation as c, dispute as d, moves::MOVES, outcome, reply::Decision,
            request::FilePurpose,
        };
        for lang in [Lang::ZhCn, Lang::En] {
            let tr = Tr::new(lang);
            let said = |key: String| assert!(tr.has(&key), "{lang}: {key}");
            for s in Phase::ALL {
                said(format!("disclosure-state-{s}"));
                said(format!("disclosure-plain-{s}"));
                said(format!("disclosure-holder-{}", DisclosureProcedure::holder(*s).text()));
            }
            for v in Verb::ALL {
                said(format!("disclosure-verb-{v}"));
                said(format!("disclosure-did-{v}"));
            }
            for kind in MOVES.iter().filter_map(|m| m.notice).chain(["overridden"]) {
                said(format!("disclosure-notice-{kind}"));
            }
            for o in outcome::all() {
                said(o.message_id());
            }
            for w in Channel::ALL {
                said(format!("disclosure-channel-{w}"));
                said(w.rule().to_owned());
            }
            macro_rules! all {
                ($($of:literal $set:ty),*) => { $(for w in <$set>::ALL { said(format!("disclosure-{}-{w}", $of)); })* };
            }
            all!(
                "confirm" channel::ConfirmMethod, "kind" channel::RequestKind, "applicant-kind" channel::ApplicantKind,
                "form" channel::Form, "way" channel::Way, "help" channel::Help, "purpose" FilePurpose,
                "decision" Decision, "consultation" c::ConsultationKind, "silence" c::ConsultationKind,
                "opinion" c::Answer, "weighed" c::Weighed, "dispute" d::DisputeKind, "result" d::DisputeResult,
                "scheme" crate::fee::Scheme
            );
        }
    }
}
