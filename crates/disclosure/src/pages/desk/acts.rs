//! The acts on a request, as they come from the forms. A handler reads its form and calls one verb; what the rules
//! refuse is said on the page of the request, with everything typed still there.

use super::{Answer, act_forms::Attempt, day, here, large_form, parts::PartsPage, request_page};
use crate::{
    Letter, Refused, Tools,
    channel::ConfirmMethod,
    consultation::ConsultationKind,
    dispute::DisputeKind,
    fee::Scheme,
    keep_file,
    request::{FilePurpose, StoredFile},
    store,
};
use axum::{
    Extension,
    extract::{Path, Request as HttpRequest, State},
    response::IntoResponse,
};
use identity::pages::edge::Acting;
use jiff::civil::Date;
use kernel::{Cx, Error, Office, Tx, matter, matter::MatterRefused};
use std::sync::Arc;
use web::{BodyForm, Notice, NoticeKind, Page, Sentence, Visit, blocking, redirect_with};

/// One act on its way.
struct Act {
    office: Arc<Office>,
    tools: Arc<Tools>,
    cx: Cx,
    visit: Visit,
    number: String,
    noun: String,
    form: BodyForm,
}

/// What went wrong before a verb was called.
enum Wrong {
    /// A control that was not understood, and the sentence for it.
    Field(&'static str, &'static str),
    /// What the rules say.
    Refused(Error<Refused>),
}

impl From<Error<Refused>> for Wrong {
    fn from(e: Error<Refused>) -> Wrong {
        Wrong::Refused(e)
    }
}

impl From<Refused> for Wrong {
    fn from(r: Refused) -> Wrong {
        Wrong::Refused(r.into())
    }
}

type Done = Result<(), Wrong>;

impl Act {
    fn text(&self, field: &str) -> &str {
        self.form.get(&format!("{}.{field}", self.noun)).unwrap_or_default()
    }

    fn on(&self) -> Result<Date, Wrong> {
        day(&self.form, &format!("{}.on", self.noun)).ok_or(Wrong::Field("on", "req-error-date"))
    }

    fn write<T>(&self, work: impl Fn(&mut Tx) -> Result<T, Error<Refused>>) -> Result<T, Wrong> {
        Ok(self.office.db.write(|tx| work(tx))?)
    }

    /// Files that came with the form, looked at and kept; outside of any transaction.
    fn kept(&self) -> Result<Vec<StoredFile>, Wrong> {
        // Whose request it is comes first: nothing of a stranger is put into the store.
        self.office.db.read(|tx| {
            store::find_for_office(tx, &self.cx, &self.number)?
                .ok_or_else(|| Error::from(Refused::Matter(MatterRefused::NotThere)))
        })?;
        let mut out = Vec::new();
        for u in &self.form.uploads {
            out.push(keep_file(&*self.office.objects, &self.tools.scanner, &u.filename, &u.bytes)?);
        }
        Ok(out)
    }

    fn run(&self, seen: i64) -> Done {
        let (cx, number) = (&self.cx, self.number.as_str());
        let text = |field: &str| self.text(field);
        match self.noun.as_str() {
            "confirmation" => {
                let method = ConfirmMethod::parse(text("method")).ok_or(Wrong::Field("method", "req-error-choice"))?;
                let on = self.on()?;
                self.write(|tx| crate::confirm(tx, cx, number, seen, on, method)).map(drop)
            }
            "correction-notice" => {
                let points: Vec<String> = text("points").lines().map(str::to_owned).collect();
                let days = text("days").trim().parse::<u32>().ok().filter(|d| (1..=60).contains(d));
                if days.is_none() && !text("days").trim().is_empty() {
                    return Err(Wrong::Field("days", "req-error-days"));
                }
                self.write(|tx| crate::ask_for_correction(tx, cx, number, seen, &points, days)).map(drop)
            }
            "correction" => {
                let on = self.on()?;
                let files = self.kept()?;
                self.write(|tx| crate::correct(tx, cx, number, seen, on, text("text"), &files)).map(drop)
            }
            "abandonment" => self.write(|tx| crate::abandon(tx, cx, number, seen, text("looked"))).map(drop),
            "extension" => {
                let days = text("days").trim().parse().map_err(|_| Wrong::Field("days", "req-error-days"))?;
                self.write(|tx| crate::extend(tx, cx, number, seen, days, text("reason"))).map(drop)
            }
            "reason-request" => self.write(|tx| crate::ask_reason(tx, cx, number, seen, text("why"))).map(drop),
            "reason" => {
                let on = self.on()?;
                self.write(|tx| crate::state_reason(tx, cx, number, seen, on, text("text"))).map(drop)
            }
            "reason-end" => self.write(|tx| crate::reason_over(tx, cx, number, seen)).map(drop),
            "reason-judgement" => {
                let good = match text("reasonable") {
                    "yes" => true,
                    "no" => false,
                    _ => return Err(Wrong::Field("reasonable", "req-error-choice")),
                };
                self.write(|tx| crate::judge_reason(tx, cx, number, seen, good, text("words"))).map(drop)
            }
            "delay" => {
                let until = day(&self.form, "delay.until").ok_or(Wrong::Field("until", "req-error-date"))?;
                self.write(|tx| crate::defer(tx, cx, number, seen, until, text("reason"))).map(drop)
            }
            "fee" => {
                let scheme = Scheme::parse(text("scheme")).ok_or(Refused::NoScheme)?;
                let pages = text("pages").trim().parse().unwrap_or(0);
                self.write(|tx| crate::ask_fee(tx, cx, number, seen, scheme, pages)).map(drop)
            }
            "fee-received" => {
                let on = self.on()?;
                self.write(|tx| crate::note_fee_received(tx, cx, number, on))
            }
            "payment" => {
                let on = self.on()?;
                self.write(|tx| crate::pay(tx, cx, number, seen, on, text("receipt"))).map(drop)
            }
            "fee-end" => self.write(|tx| crate::fee_over(tx, cx, number, seen)).map(drop),
            "withdrawal" => self.write(|tx| crate::withdraw(tx, cx, number, seen, text("words"))).map(drop),
            "submission" => self.write(|tx| crate::submit_reply(tx, cx, number, seen)).map(drop),
            "pass" => self.write(|tx| crate::pass(tx, cx, number, seen, text("words"))).map(drop),
            "forward" => self.write(|tx| crate::forward(tx, cx, number, seen, text("words"))).map(drop),
            "clear" => self.write(|tx| crate::clear(tx, cx, number, seen, text("words"))).map(drop),
            "reply-back" => self.write(|tx| crate::give_back(tx, cx, number, seen, text("words"))).map(drop),
            "sign" => self.write(|tx| crate::sign(tx, cx, number, seen)).map(drop),
            "service" => {
                let on = self.on()?;
                let way = crate::channel::Way::parse(text("way")).ok_or(Wrong::Field("way", "req-error-choice"))?;
                let files = self.kept()?;
                self.write(|tx| {
                    for file in &files {
                        crate::attach_file(tx, cx, number, FilePurpose::Proof, file)?;
                    }
                    crate::serve(tx, cx, number, seen, on, way.as_str(), text("proof"))
                })
                .map(drop)
            }
            "dispute" => {
                let kind = DisputeKind::parse(text("kind")).ok_or(Wrong::Field("kind", "req-error-choice"))?;
                let on = self.on()?;
                self.write(|tx| crate::file_dispute(tx, cx, number, seen, kind, text("forum"), text("reference"), on))
                    .map(drop)
            }
            "archive" => self.write(|tx| crate::archive(tx, cx, number, seen)).map(drop),
            "contact" => {
                let reached = text("reached") == "yes";
                self.write(|tx| {
                    crate::note_contact(tx, cx, number, text("purpose"), text("method"), reached, text("words"))
                })
            }
            "claim" | "release" => self.write(|tx| {
                let r = store::find_for_office(tx, cx, number)?
                    .ok_or_else(|| Error::from(Refused::Matter(MatterRefused::NotThere)))?;
                if r.matter.version != seen {
                    return Err(Refused::Matter(MatterRefused::Stale).into());
                }
                let turn = kernel::Role::parse(&r.matter.waits_for);
                if self.noun == "release" {
                    matter::release(tx, cx, &r.matter).map_err(|e| e.map(Refused::Matter))
                } else if turn.is_some_and(|role| cx.who.holds(r.matter.agency, role)) {
                    matter::claim(tx, cx, &r.matter).map_err(|e| e.map(Refused::Matter))
                } else {
                    let needed = turn.map_or("nobody", kernel::Role::as_str);
                    Err(Refused::Step(kernel::procedure::StepRefused::WrongRole { needed }).into())
                }
            }),
            _ => Err(Refused::Matter(MatterRefused::NotThere).into()),
        }
    }

    /// A letter of consultation: its link is shown once, to be sent.
    fn consult(&self, seen: i64) -> Result<String, Wrong> {
        let kind = ConsultationKind::parse(self.text("kind")).ok_or(Wrong::Field("kind", "req-error-choice"))?;
        let letter = Letter {
            kind,
            addressee: self.text("addressee").to_owned(),
            contact: self.text("contact").to_owned(),
            asked: self.text("asked").to_owned(),
        };
        self.write(|tx| crate::consult(tx, &self.cx, &self.number, seen, &letter)).map(|(_, key)| key)
    }

    fn answer(&self, done: Done) -> Answer {
        let (field, text) = match done {
            Ok(()) => {
                let said = Sentence::new(done_key(&self.noun));
                return Ok(redirect_with(&format!("/desk/requests/{}", self.number), &said));
            }
            Err(Wrong::Field(field, key)) => (field, self.visit.tr.s(key).into_owned()),
            Err(Wrong::Refused(error)) => {
                let refused = here(error)?;
                (field_at_fault(&self.noun, &refused), self.visit.tr.refusal(&refused))
            }
        };
        let attempt =
            Attempt { noun: self.noun.clone(), form: self.form.clone(), error: Some((field.to_owned(), text)) };
        request_page::sent_back(&self.office, &self.cx, &self.visit, &self.number, &attempt)
    }
}

/// The control a refusal is about; empty: the form as a whole.
fn field_at_fault(noun: &str, refused: &Refused) -> &'static str {
    match (refused, noun) {
        (Refused::InFuture { .. } | Refused::TooEarly { .. }, "delay") => "until",
        (Refused::InFuture { .. } | Refused::TooEarly { .. }, _) => "on",
        (Refused::NoPoints, _) => "points",
        (Refused::NoReason, "extension" | "delay") => "reason",
        (Refused::NoReason, "abandonment") => "looked",
        (Refused::NoReason, "reason-request") => "why",
        (Refused::NoReason, "reason") => "text",
        (Refused::NoReason, _) => "words",
        (Refused::NoDescription, "correction") => "text",
        (Refused::NoDescription, "consultation") => "asked",
        (Refused::NoAddressee, _) => "addressee",
        (Refused::NoProof, "payment") => "receipt",
        (Refused::NoProof, _) => "proof",
        (Refused::NoForum, _) => "forum",
        (Refused::NoScheme | Refused::NoFee, _) => "scheme",
        (Refused::Clock(_), "extension") => "days",
        _ => "",
    }
}

/// The sentence of what was done. Keys come from a closed set.
fn done_key(noun: &str) -> &'static str {
    match noun {
        "confirmation" => "req-done-confirmation",
        "correction-notice" => "req-done-correction-notice",
        "extension" => "req-done-extension",
        "fee" => "req-done-fee",
        "submission" => "req-done-submission",
        "pass" | "forward" | "clear" => "req-done-passed",
        "reply-back" => "req-done-returned",
        "sign" => "req-done-signed",
        "service" => "req-done-served",
        "claim" => "req-done-claimed",
        "release" => "req-done-released",
        "contact" => "req-done-contact",
        "archive" => "req-done-archived",
        "abandonment" | "fee-end" | "withdrawal" => "req-done-ended",
        _ => "req-done",
    }
}

/// `POST /desk/requests/{number}/{act}`: one act, by its noun.
///
/// # Errors
/// 404 for a noun that is no act and for what is not this office's; 403 for another's step; 409 when it was changed.
pub async fn act(
    State(office): State<Arc<Office>>,
    Extension(tools): Extension<Arc<Tools>>,
    acting: Acting,
    visit: Visit,
    Path((number, noun)): Path<(String, String)>,
    request: HttpRequest,
) -> Answer {
    let form = large_form(request).await?;
    // What has no version of its own is recorded beside the procedure.
    let seen = match noun.as_str() {
        "contact" | "fee-received" => 0,
        _ => form.seen()?,
    };
    blocking(move || {
        let a = Act { office, tools, cx: acting.cx, visit, number, noun, form };
        if a.noun == "fee" && a.form.act() == "compute" {
            let attempt = Attempt { noun: a.noun.clone(), form: a.form.clone(), error: None };
            return request_page::computed(&a.office, &a.cx, &a.visit, &a.number, &attempt);
        }
        if a.noun == "consultation" {
            return match a.consult(seen) {
                Ok(key) => Ok(Page(link_page(&a.visit, &a.number, &a.office.public_url, &key)).into_response()),
                Err(wrong) => a.answer(Err(wrong)),
            };
        }
        let done = a.run(seen);
        a.answer(done)
    })
    .await
}

/// The page with the link of a letter, shown this once.
pub(super) fn link_page(visit: &Visit, number: &str, public_url: &str, key: &str) -> PartsPage {
    let tr = visit.tr;
    let shell = visit
        .desk(tr.s("req-link-title"))
        .crumb(tr.s("req-list-title"), "/desk/requests")
        .crumb(number, format!("/desk/requests/{number}"));
    let mut page = PartsPage::new(shell);
    page.notices.push(Notice::new(NoticeKind::Warning, tr.s("req-link-once"), tr.s("req-link-once-text")));
    let href = format!("{public_url}/consultations/{key}");
    let part = super::parts::Part::new("link", tr.s("req-link-part"))
        .with(super::parts::Block::Facts(web::DataList::new().cell(tr.s("req-link-address"), web::Cell::code(href))))
        .with(super::parts::Block::Links(vec![(
            format!("/desk/requests/{number}"),
            tr.s("req-back-to-request").into_owned(),
        )]));
    page.parts.push(part);
    page
}
