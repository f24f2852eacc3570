//! `/desk/requests/new`: registering what came by letter, registered mail, fax, in person, spoken, by mail. The page says
//! which day will count.
//!
//! Law: 政府信息公开条例 第二十九条, 第三十一条

use super::{
    Answer, agencies_with, choices, day, large_form,
    parts::{Block, Form, Part, PartsPage},
    read, word,
};
use crate::{
    Refused, Tools,
    channel::{ApplicantKind, Channel, Form as Wanted, Help, RequestKind, Way},
    keep_file,
    request::{Applicant, FilePurpose, Filing, Typed},
};
use axum::{
    Extension,
    extract::{Request as HttpRequest, State},
    response::IntoResponse,
};
use identity::{Agency, pages::edge::Acting};
use jiff::civil::Date;
use kernel::{Error, Id, Refusal, RefusalKind, Role};
use std::sync::Arc;
use web::{BodyForm, Choice, Field, Hidden, Page, Problem, Sentence, Submit, Tr, Visit, blocking, redirect_with};

/// Endings that the browser's dialogue offers.
pub(super) const ACCEPT: &str = ".pdf,.jpg,.jpeg,.png,.docx,.xlsx,.txt";

/// Control and sentence.
type Wrong = (String, String);

/// The page with what was typed and what is wrong with it.
pub(super) fn page(visit: &Visit, agencies: &[Agency], today: Date, sent: &BodyForm, wrong: &[Wrong]) -> PartsPage {
    let tr = visit.tr;
    let shell = visit.desk(tr.s("req-new-title")).crumb(tr.s("req-list-title"), "/desk/requests");
    let mut page = PartsPage::new(shell);
    page.lead = tr.s("req-new-lead").into_owned();
    for (field, text) in wrong {
        page = page.refused(field, text);
    }
    let typed = |name: &str, otherwise: &str| sent.get(name).unwrap_or(otherwise).to_owned();
    let put = |control: Field, otherwise: &str| {
        let name = control.name().to_owned();
        let error = wrong.iter().find(|(f, _)| *f == name).map(|(_, t)| t.clone());
        control.value(typed(&name, otherwise)).error(error)
    };
    let channels: Vec<Choice> = Channel::ALL
        .iter()
        .filter(|c| c.is_filed_by_desk())
        .map(|c| Choice::new(c.as_str(), word(tr, "channel", c)).hint(tr.s(c.rule())))
        .collect();
    let mut first = Vec::new();
    let only = agencies.first().map(|a| a.id.to_string()).unwrap_or_default();
    if agencies.len() > 1 {
        let all = agencies.iter().map(|a| Choice::new(a.id.to_string(), &a.name));
        first.push(put(Field::select(tr, "agency", tr.s("req-agency")).choices(all).required(), &only));
    }
    first.extend([
        put(Field::radio(tr, "channel", tr.s("disclosure-channel")).choices(channels).required(), ""),
        put(
            Field::date(tr, "arrived_on", tr.s("req-arrived-on")).hint(tr.s("req-arrived-hint")).required(),
            &today.to_string(),
        ),
        put(
            Field::radio(tr, "kind", tr.s("disclosure-kind")).choices(choices(tr, "kind", RequestKind::ALL)).required(),
            "access",
        ),
    ]);
    let who = vec![
        put(
            Field::radio(tr, "applicant_kind", tr.s("disclosure-applicant-kind"))
                .choices(choices(tr, "applicant-kind", ApplicantKind::ALL))
                .required(),
            "person",
        ),
        put(Field::text(tr, "name", tr.s("req-applicant-name")).required(), ""),
        put(
            Field::select(tr, "document_kind", tr.s("req-document-kind"))
                .choices(choices(tr, "document", ["id", "passport", "permit", "uscc"]))
                .required(),
            "id",
        ),
        put(Field::code(tr, "document", tr.s("req-document")).required(), ""),
        put(
            Field::text(tr, "representative", tr.s("req-applicant-representative"))
                .hint(tr.s("req-representative-hint")),
            "",
        ),
        put(Field::telephone(tr, "phone", tr.s("req-applicant-phone")).hint(tr.s("req-contact-hint")), ""),
        put(Field::email(tr, "email", tr.s("req-applicant-email")), ""),
        put(Field::text(tr, "address", tr.s("req-applicant-address")), ""),
        put(Field::code(tr, "postcode", tr.s("req-applicant-postcode")), ""),
    ];
    let what = vec![
        put(
            Field::area(tr, "description", tr.s("req-part-asked"))
                .rows(6)
                .hint(tr.s("req-description-hint"))
                .required(),
            "",
        ),
        put(Field::text(tr, "subject", tr.s("req-subject")).hint(tr.s("req-subject-hint")), ""),
        put(Field::text(tr, "document_number", tr.s("req-document-number")), ""),
        put(
            Field::radio(tr, "form", tr.s("disclosure-form")).choices(choices(tr, "form", Wanted::ALL)).required(),
            "paper",
        ),
        put(Field::radio(tr, "way", tr.s("disclosure-way")).choices(choices(tr, "way", Way::ALL)).required(), "post"),
        put(
            Field::radio(tr, "help", tr.s("disclosure-help")).choices(choices(tr, "help", Help::ALL)).required(),
            "none",
        ),
        Field::files(tr, "file", tr.s("req-new-files"), ACCEPT).hint(tr.f1("req-file-hint", "mb", crate::MEGABYTES)),
    ];
    let mut form = Form::new("new-request", tr.s("req-new-title"), "/desk/requests/new").main().with_files();
    if agencies.len() <= 1 {
        form = form.hidden(Hidden::new("agency", only));
    }
    let key = sent.idempotency().map_or_else(web::idempotency_key, str::to_owned);
    form = form
        .hidden(Hidden::new("idempotency", key))
        .fields(first)
        .fields(who)
        .fields(what)
        .send(Submit::primary(tr.s("req-new-send")));
    page.parts.push(Part::new("registration", tr.s("req-new-part")).with(Block::Form(form)));
    page
}

fn typed(form: &BodyForm) -> Typed {
    let text = |name: &str| form.text(name).unwrap_or_default().to_owned();
    Typed {
        kind: RequestKind::parse(&text("kind")),
        applicant_kind: ApplicantKind::parse(&text("applicant_kind")),
        applicant: Applicant {
            name: text("name"),
            document_kind: text("document_kind"),
            document: text("document"),
            representative: text("representative"),
            phone: text("phone"),
            email: text("email"),
            address: text("address"),
            postcode: text("postcode"),
        },
        subject: text("subject"),
        description: text("description"),
        document_number: text("document_number"),
        form: Wanted::parse(&text("form")),
        way: Way::parse(&text("way")),
        help: Help::parse(&text("help")),
    }
}

/// `GET /desk/requests/new`
///
/// # Errors
/// 403 for who registers nowhere.
pub async fn new_request(State(office): State<Arc<kernel::Office>>, acting: Acting, visit: Visit) -> Answer {
    blocking(move || {
        let agencies = read(&office, |tx| agencies_with(tx, &acting.cx, &[Role::DisclosureDesk]))?;
        if agencies.is_empty() {
            return Err(Problem::forbidden());
        }
        Ok(Page(page(&visit, &agencies, acting.cx.today(), &BodyForm::default(), &[])).into_response())
    })
    .await
}

/// `POST /desk/requests/new`: registers it; twice sent, once registered.
///
/// # Errors
/// 403 for who does not register for that agency; 413 for files beyond what is taken.
pub async fn register_request(
    State(office): State<Arc<kernel::Office>>,
    Extension(tools): Extension<Arc<Tools>>,
    acting: Acting,
    visit: Visit,
    request: HttpRequest,
) -> Answer {
    let form = large_form(request).await?;
    blocking(move || {
        let cx = acting.cx;
        let tr: Tr = visit.tr;
        let agencies = read(&office, |tx| agencies_with(tx, &cx, &[Role::DisclosureDesk]))?;
        let agency = form.text("agency").and_then(Id::parse).ok_or_else(Problem::bad_request)?;
        if !agencies.iter().any(|a| a.id == agency) {
            return Err(Problem::forbidden());
        }
        let back = |wrong: Vec<Wrong>| Ok(Page(page(&visit, &agencies, cx.today(), &form, &wrong)).sent_back());
        let Some(channel) = form.text("channel").and_then(Channel::parse) else {
            return back(vec![("channel".into(), tr.s("req-error-choice").into_owned())]);
        };
        let Some(arrived) = day(&form, "arrived_on") else {
            return back(vec![("arrived_on".into(), tr.s("req-error-date").into_owned())]);
        };
        let mut filing = match Filing::from_typed(&typed(&form), channel, arrived) {
            Ok(filing) => filing,
            Err(all) => {
                return back(all.iter().map(|(field, r)| ((*field).to_owned(), tr.refusal(r))).collect());
            }
        };
        filing.idempotency_key = form.idempotency().map(|k| format!("desk:{k}"));
        for upload in &form.uploads {
            match keep_file(&*office.objects, &tools.scanner, &upload.filename, &upload.bytes) {
                Ok(file) => filing.files.push((FilePurpose::Request, file)),
                Err(Error::Refused(r)) => return back(vec![("file".into(), tr.refusal(&r))]),
                Err(broken) => return Err(broken.into()),
            }
        }
        match office.db.write(|tx| crate::submit(tx, &cx, agency, &filing)) {
            Ok(s) => {
                let key = if s.request.received_on.is_some() { "req-done-registered" } else { "req-done-to-confirm" };
                Ok(redirect_with(&format!("/desk/requests/{}", s.request.number()), &Sentence::new(key)))
            }
            Err(Error::Refused(r)) if r.kind() == RefusalKind::Invalid => {
                let field = match r {
                    Refused::InFuture { .. } => "arrived_on",
                    Refused::NotByDesk => "channel",
                    _ => "",
                };
                back(vec![(field.to_owned(), tr.refusal(&r))])
            }
            Err(other) => Err(other.into()),
        }
    })
    .await
}
