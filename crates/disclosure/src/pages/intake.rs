//! `/requests/new`: asking. With an account or without; what was typed never gets lost; nobody is asked why.
//!
//! Law: 政府信息公开条例 第二十九条

use super::{
    Answer,
    files::read_upload,
    hints::sought,
    intake_form::{Fields, Values, Wrong},
    private,
};
use crate::{Refused, Submitted, Tools, follow_key, request::Applicant, submit, submit_split};
use askama::Template;
use axum::{
    Extension,
    extract::{Query, Request, State},
    response::{IntoResponse, Response},
};
use identity::pages::edge::Acting;
use kernel::{Cx, Error, Fault, Lang, Never, Office, Refusal, RefusalKind, Tx, Who};
use serde::Deserialize;
use std::sync::Arc;
use web::{
    ErrorSummary, Notice, NoticeKind, Page, Problem, Sample, Sentence, Shell, Submit, Tr, Visit, blocking,
    redirect_with,
};

/// What the form begins with.
#[derive(Clone, Deserialize, Default)]
pub struct Asked {
    /// The agency's key.
    #[serde(default)]
    agency: String,
    /// What was typed on the page before.
    #[serde(default)]
    q: String,
}

/// `GET /requests/new`.
#[derive(Template)]
#[template(path = "disclosure/new.html")]
pub struct NewPage {
    shell: Shell,
    tr: Tr,
    signed_in: bool,
    errors: ErrorSummary,
    fields: Fields,
    add: Submit,
    send: Submit,
}

impl NewPage {
    fn new(
        visit: &Visit,
        cx: &Cx,
        values: &Values,
        agencies: &[(String, String)],
        wrong: &Wrong,
        source: Option<&str>,
    ) -> NewPage {
        let tr = visit.tr;
        let mut shell = visit
            .shell(tr.s("disclosure-new-title"))
            .at("disclosure")
            .crumb(tr.s("disclosure-requests-title"), "/requests");
        if !wrong.is_empty() {
            shell = shell.with_errors();
        }
        let fields = Fields::new(cx, tr, values, agencies, wrong, source);
        NewPage {
            shell,
            tr,
            signed_in: matches!(cx.who, Who::Person { .. }),
            errors: fields.errors(tr, wrong),
            fields,
            add: Submit::quiet(tr.s("disclosure-new-add")).act("add"),
            send: Submit::primary(tr.s("disclosure-new-send")).act("send"),
        }
    }
}

/// Key and name of every agency, in the order of lists.
pub(crate) fn agencies(tx: &mut Tx) -> Result<Vec<(String, String)>, Fault> {
    Ok(identity::list_agencies(tx)?.into_iter().map(|a| (a.key, a.name)).collect())
}

/// What the hall knows of whoever is signed in.
fn own_data(tx: &mut Tx, cx: &Cx, acting_for: Option<&str>) -> Result<Applicant, Fault> {
    let Who::Person { person, .. } = cx.who else { return Ok(Applicant::default()) };
    let Some(d) = identity::details_of(tx, cx, person)? else { return Ok(Applicant::default()) };
    let reach = Applicant { phone: d.phone, address: d.address.unwrap_or_default(), ..Applicant::default() };
    if let Some(organisation) = acting_for {
        return Ok(Applicant {
            name: organisation.to_owned(),
            document_kind: "uscc".into(),
            representative: d.name,
            ..reach
        });
    }
    let document_kind = match d.document_kind.as_str() {
        "id" => "id",
        "passport" | "foreign-passport" => "passport",
        _ => "permit",
    };
    Ok(Applicant { name: d.name, document_kind: document_kind.into(), document: d.document, ..reach })
}

/// `GET /requests/new?agency=&q=`
///
/// # Errors
/// A fault of the database or the keys.
pub async fn form(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Answer {
    blocking(move || {
        let cx = &acting.cx;
        let acting_for = acting.session.as_ref().and_then(|s| s.acting_for_name.as_deref());
        let page = office.db.read(|tx| {
            let applicant = own_data(tx, cx, acting_for)?;
            let known = !applicant.name.is_empty();
            let values = Values {
                agency: asked.agency.clone(),
                applicant_kind: if acting_for.is_some() { "company".into() } else { String::new() },
                applicant,
                matters: vec![sought(&asked.q)],
                idempotency: web::idempotency_key(),
                ..Values::default()
            };
            let source = known.then(|| visit.tr.s("disclosure-source-account").into_owned());
            Ok::<_, Error<Never>>(NewPage::new(&visit, cx, &values, &agencies(tx)?, &Vec::new(), source.as_deref()))
        })?;
        Ok(private(Page(page).into_response()))
    })
    .await
}

/// `POST /requests/new`: takes the files in, then the request; or the form comes back as it was.
///
/// # Errors
/// 413 for far more than a form may hold.
pub async fn send(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Extension(tools): Extension<Arc<Tools>>,
    request: Request,
) -> Answer {
    let form = read_upload(request).await?;
    blocking(move || {
        let cx = &acting.cx;
        let mut values = Values::of(cx, &form);
        let mut wrong = values.take_in(&*office.objects, &tools.scanner, &form)?;
        let back = |values: &Values, wrong: &Wrong| -> Result<NewPage, Problem> {
            let agencies = super::read(&office, agencies)?;
            Ok(NewPage::new(&visit, cx, values, &agencies, wrong, None))
        };
        match form.act() {
            "add" => {
                if values.matters.len() < crate::request::SPLIT_MOST {
                    values.matters.push(String::new());
                }
                return Ok(private(Page(back(&values, &wrong)?).into_response()));
            }
            act if act.starts_with("remove-") => {
                if let Some(n) = act["remove-".len()..].parse::<usize>().ok().filter(|n| *n < values.kept.len()) {
                    values.kept.remove(n);
                }
                return Ok(private(Page(back(&values, &wrong)?).into_response()));
            }
            _ => {}
        }
        let agency = super::read(&office, |tx| identity::find_agency_by_key(tx, &values.agency))?;
        if agency.is_none() {
            wrong.push(("agency".into(), Refused::NoAgency));
        }
        let filing = match (values.filing(cx.today()), &agency) {
            (Ok(filing), Some(_)) if wrong.is_empty() => filing,
            (made, _) => {
                wrong.extend(made.err().unwrap_or_default());
                return Ok(private(Page(back(&values, &wrong)?).sent_back()));
            }
        };
        let Some(agency) = agency else { return Err(Problem::bad_request()) };
        let filing = match cx.who {
            Who::Person { person, .. } => crate::request::Filing { person: Some(person), ..filing },
            _ => filing,
        };
        let said = values.said();
        let done = office.db.write(|tx| {
            if said.len() > 1 {
                submit_split(tx, cx, agency.id, &filing, &said, values.agreed)
            } else {
                submit(tx, cx, agency.id, &filing).map(|one| vec![one])
            }
        });
        match done {
            Ok(submitted) => Ok(private(received(&visit, cx, submitted))),
            Err(Error::Refused(r)) if r.kind() == RefusalKind::Invalid => {
                Ok(private(Page(back(&values, &vec![(String::new(), r)])?).sent_back()))
            }
            Err(other) => Err(other.into()),
        }
    })
    .await
}

/// Where a submission leads: to the request's own page, or to the list of numbers and keys when there are several. Sent
/// twice, it leads to the same place: whoever pressed the button again has seen no key yet.
fn received(visit: &Visit, cx: &Cx, mut submitted: Vec<Submitted>) -> Response {
    for one in submitted.iter_mut().filter(|s| s.follow_key.is_empty()) {
        one.follow_key = follow_key(cx, one.request.id()).unwrap_or_default();
    }
    let done = Sentence::new("disclosure-received").arg("n", submitted.len().to_string());
    let has_account = matches!(cx.who, Who::Person { .. });
    match submitted.as_slice() {
        [one] if has_account => redirect_with(&format!("/my/requests/{}", one.request.number()), &done),
        [one] if !one.follow_key.is_empty() => {
            redirect_with(&format!("/requests/follow/{}?new=1", one.follow_key), &done)
        }
        _ if has_account => redirect_with("/my/requests", &done),
        several => {
            let lines = several.iter().map(|s| Line {
                number: s.request.number().to_owned(),
                subject: s.request.subject.clone(),
                key: s.follow_key.clone(),
            });
            Page(ReceivedPage::new(visit, lines.collect())).into_response()
        }
    }
}

/// One request that was taken in.
struct Line {
    number: String,
    subject: String,
    key: String,
}

/// What was taken in, with the keys.
#[derive(Template)]
#[template(path = "disclosure/received.html")]
pub struct ReceivedPage {
    shell: Shell,
    tr: Tr,
    notice: Notice,
    lines: Vec<Line>,
}

impl ReceivedPage {
    fn new(visit: &Visit, lines: Vec<Line>) -> ReceivedPage {
        let tr = visit.tr;
        let shown = lines.iter().all(|l| !l.key.is_empty());
        let (kind, text) = if shown {
            (NoticeKind::Warning, "disclosure-key-keep")
        } else {
            (NoticeKind::Info, "disclosure-key-before")
        };
        ReceivedPage {
            shell: visit
                .shell(tr.f1("disclosure-received", "n", lines.len()))
                .at("disclosure")
                .crumb(tr.s("disclosure-requests-title"), "/requests"),
            tr,
            notice: Notice::new(kind, tr.s("disclosure-key"), tr.s(text)),
            lines,
        }
    }
}

impl Sample for ReceivedPage {
    fn samples(lang: Lang) -> Vec<ReceivedPage> {
        let visit = Visit::sample(lang);
        let line = |n: usize, key: &str| Line {
            number: format!("YSQ-130100-2026-{n:05}"),
            subject: "老旧小区改造的补助标准".repeat(1 + n),
            key: key.to_owned(),
        };
        vec![
            ReceivedPage::new(&visit, vec![line(1, "")]),
            ReceivedPage::new(&visit, (0..5).map(|n| line(n, "23456789ABCDEFGHJKLM")).collect()),
        ]
    }
}

/// A context for samples: nobody signed in, a throwaway key.
#[cfg(test)]
pub(crate) fn sample_values() -> Values {
    Values {
        agency: "housing".into(),
        applicant: Applicant { name: "<申请人>".repeat(20), phone: "1".into(), ..Applicant::default() },
        matters: vec!["补助标准".repeat(200), String::new(), "工程合同".into()],
        idempotency: "x".into(),
        ..Values::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_well_made() {
        assert_eq!(ReceivedPage::lint_samples(), Vec::<String>::new());
        let t = testkit::TestOffice::sqlite();
        for lang in Lang::ALL {
            let visit = Visit::sample(*lang);
            let cx = t.cx(&Who::Public);
            let agencies = vec![("housing".to_owned(), "某县住房和城乡建设局".to_owned())];
            let wrong: Wrong = vec![
                ("name".into(), Refused::NoName),
                ("matter-1".into(), Refused::TooLong { most: 4000 }),
                ("agreed".into(), Refused::NotSplit),
                ("files".into(), Refused::FileTooLarge { megabytes: 30 }),
                (String::new(), Refused::NotByDesk),
            ];
            for (values, wrong) in
                [(Values::default(), Vec::new()), (sample_values(), Vec::new()), (sample_values(), wrong)]
            {
                let page = NewPage::new(&visit, &cx, &values, &agencies, &wrong, Some("账户"));
                let html = page.render().unwrap_or_default();
                assert_eq!(web::lint_html(&html), Vec::<String>::new(), "{lang}");
                assert!(!html.contains("<申请人>"), "what was typed is escaped");
            }
        }
    }
}
