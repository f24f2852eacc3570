//! Disclosure on request between its crate and the rest of the hall: the search that looks whether something is public
//! already, who is told of what, the mailbox, the entry of a published answer.

use crate::{finding::Finding, serving::Hall};
use antivirus::Scanner;
use disclosure::{Finder, Hint, Tools};
use kernel::{Cx, Error, Fault, Id, Lang, Tx};
use ledger::Entry;
use std::sync::Arc;
use web::Tr;

/// What the pages of disclosure need from outside.
///
/// # Errors
/// An address of the virus scanner that is none.
pub fn tools(finding: &Finding) -> Result<Tools, Fault> {
    let scanner = Scanner::from_env().map_err(Fault::new)?;
    let fonts = documents::fonts().into_iter().map(|bytes| Arc::new(bytes) as redaction::Font).collect();
    Ok(Tools { scanner, fonts, finder: Box::new(IndexFinder(finding.clone())) })
}

/// Asks this node's index.
struct IndexFinder(Finding);

impl Finder for IndexFinder {
    fn find(&self, words: &str, limit: usize) -> Vec<Hint> {
        let text: String = words.chars().take(200).collect();
        let query = search::Query { per_page: limit.clamp(1, 20), ..search::Query::of(&text) };
        let Ok(hits) = self.0.index().search(&query) else { return Vec::new() };
        let plain = |spans: &[search::Span]| spans.iter().map(|s| s.text.as_str()).collect::<String>();
        hits.hits
            .iter()
            .map(|h| Hint {
                title: if h.entry.heading.is_empty() {
                    h.entry.title.clone()
                } else {
                    format!("{} {}", h.entry.title, h.entry.heading)
                },
                href: h.entry.href.clone(),
                kind: h.entry.kind.as_str().to_owned(),
                snippet: plain(&h.snippet),
                agency: h.entry.agency.clone(),
            })
            .collect()
    }
}

/// The entry of a published answer in the index.
pub fn entry_of_answer(answer: &disclosure::PublishedAnswer) -> search::Entry {
    let on = kernel::cx::legal_date(answer.published_at);
    search::Entry {
        agency: answer.agency_name.clone(),
        year: i64::from(on.year()),
        date: on.to_string(),
        ..search::Entry::new(
            &format!("answer:{}", answer.number),
            search::Kind::Answer,
            &answer.title,
            &format!("{}\n{}", answer.question, answer.answer),
            &format!("/answers/{}", answer.number),
        )
    }
}

/// The published answer that an entry of the ledger is about.
pub fn answer_touched(entry: &Entry) -> Option<Id> {
    if !matches!(entry.kind.as_str(), "disclosure-answer-published" | "disclosure-answer-withdrawn") {
        return None;
    }
    let body: serde_json::Value = serde_json::from_str(&entry.body).ok()?;
    body["answer"].as_str().and_then(Id::parse)
}

/// Which sentence tells the applicant of an act; none for what is the office's own business.
fn sentence(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "disclosure-submit" => "disclosure-told-submit",
        "disclosure-confirm" => "disclosure-told-confirm",
        "disclosure-ask-for-correction" => "disclosure-told-ask-for-correction",
        "disclosure-abandon" | "disclosure-fee-over" => "disclosure-told-ended",
        "disclosure-consult" => "disclosure-told-consult",
        "disclosure-extend" | "disclosure-defer" => "disclosure-told-extend",
        "disclosure-ask-reason" => "disclosure-told-ask-reason",
        "disclosure-ask-fee" => "disclosure-told-ask-fee",
        "disclosure-sign" => "disclosure-told-sign",
        _ => return None,
    })
}

/// What an entry of a request sets off: a reply wanted by page or mail is served, the applicant is told, a third party
/// gets its link. In the transaction that moves the cursor, so that each happens once.
///
/// # Errors
/// A fault of the database; the piece is tried again.
pub fn react(tx: &mut Tx, cx: &Cx, entry: &Entry, public_url: &str) -> Result<(), Fault> {
    let Some(id) = Id::parse(&entry.stream) else { return Ok(()) };
    let Some(request) = disclosure::find_request(tx, id)? else { return Ok(()) };
    if entry.kind == "disclosure-sign" {
        let proof = format!("{} {}", entry.id, entry.hash);
        match disclosure::serve_online(tx, cx, id, &proof) {
            Ok(_) => {}
            Err(Error::Broken(f)) => return Err(f),
            Err(Error::Refused(r)) => tracing::warn!(refused = ?r, "a reply could not be served by itself"),
        }
    }
    if entry.kind == "disclosure-consult" {
        write_to_consulted(tx, cx, entry, &request, public_url)?;
    }
    let Some(key) = sentence(&entry.kind) else { return Ok(()) };
    let args = [("number", request.number().to_owned()), ("subject", request.subject.clone())];
    if let Some(person) = request.person
        && let Some(account) = identity::find_person(tx, person)?.and_then(|p| p.account)
    {
        let link = format!("/my/requests/{}", request.number());
        identity::tell(tx, cx, account, Some(id), key, &args, Some(&link))?;
    }
    // Who is doubtful is not written to: the address may be somebody else's.
    let is_doubtful = disclosure::contacts_of(tx, cx, id)?
        .iter()
        .any(|c| c.purpose == "confirm" && !c.reached && c.method == "email");
    let email = disclosure::private_of(tx, cx, id)?.applicant.email;
    if is_doubtful || !post::is_address(&email) {
        return Ok(());
    }
    let tr = Tr::new(Lang::ZhCn);
    let mut text = tr.told(key, args.iter().map(|(n, v)| (*n, v.as_str())));
    if let Some(follow) = disclosure::follow_key(cx, id) {
        let link = format!("{public_url}/requests/follow/{follow}");
        text = format!("{text}\n\n{}\n{link}", tr.s("disclosure-mail-follow"));
    }
    if request.channel == disclosure::channel::Channel::Email && request.received_on.is_none() {
        text = format!("{text}\n\n{}", tr.s("disclosure-mail-confirm-by-answer"));
    }
    // The reply's document goes with the mail once it is typeset; the link shows it at once.
    let subject = tr.f2("disclosure-mail-subject", "number", request.number(), "subject", request.subject.as_str());
    let mail = post::Mail {
        key: &format!("disclosure:{}", entry.id),
        to: &email,
        subject: &subject,
        body_text: &text,
        auto: if entry.kind == "disclosure-submit" { post::Auto::Replied } else { post::Auto::Generated },
        thread: Some((disclosure::PURPOSE, id)),
        ..post::Mail::default()
    };
    post_mail(tx, cx, mail)
}

fn post_mail(tx: &mut Tx, cx: &Cx, mail: post::Mail<'_>) -> Result<(), Fault> {
    match post::enqueue(tx, cx, mail) {
        Ok(_) => Ok(()),
        Err(Error::Broken(f)) => Err(f),
        Err(Error::Refused(r)) => {
            tracing::warn!(refused = ?r, "a mail could not be written");
            Ok(())
        }
    }
}

/// The letter of consultation, to one who is reached by mail; others get it by post from the desk.
fn write_to_consulted(
    tx: &mut Tx,
    cx: &Cx,
    entry: &Entry,
    request: &disclosure::request::Request,
    public_url: &str,
) -> Result<(), Fault> {
    let body: serde_json::Value =
        serde_json::from_str(&entry.body).map_err(|e| Fault::from_error("reading an entry", e))?;
    let Some(id) = body["consultation"].as_str().and_then(Id::parse) else { return Ok(()) };
    let all = disclosure::consultations_of(tx, cx, request.id())?;
    let Some(c) = all.iter().find(|c| c.id == id).filter(|c| post::is_address(&c.contact)) else { return Ok(()) };
    let Some(key) = disclosure::consultation_key(cx, id) else { return Ok(()) };
    let agency = identity::find_agency(tx, request.matter.agency)?.map_or_else(String::new, |a| a.name);
    let tr = Tr::new(Lang::ZhCn);
    let link = format!("{public_url}/consultations/{key}");
    let text = tr.told("disclosure-mail-consulted", [("agency", agency.as_str()), ("link", link.as_str())]);
    let mail = post::Mail {
        key: &format!("disclosure-consultation:{id}"),
        to: &c.contact,
        subject: &tr.told("disclosure-mail-consulted-subject", [("agency", agency.as_str())]),
        body_text: &text,
        auto: post::Auto::Generated,
        ..post::Mail::default()
    };
    post_mail(tx, cx, mail)
}

/// Reads the mailbox, where the hall was told of one.
///
/// # Errors
/// A fault of the database or the store.
pub fn mailbox(hall: &Hall) -> Result<bool, Fault> {
    let Some(config) = &hall.mailbox else { return Ok(false) };
    let report =
        post::incoming::fetch_due(&hall.office, config, &|tx, cx, incoming| disclosure::take_mail(tx, cx, incoming))?;
    if let Some(why) = &report.stopped {
        tracing::warn!(why, "the mailbox cannot be read; what waits there stays there");
    }
    Ok(report.is_more)
}

/// Lets the virus scanner look at what came in while it was not there.
///
/// # Errors
/// A fault of the database or the store.
pub fn scan(hall: &Hall) -> Result<bool, Fault> {
    disclosure::scan_waiting(&hall.office, &hall.tools.scanner, 20)
}

/// Every published answer, for an index that is made anew.
///
/// # Errors
/// A fault of the database.
pub fn every_answer(tx: &mut Tx) -> Result<Vec<search::Entry>, Fault> {
    let mut out = Vec::new();
    let mut before = None;
    loop {
        let page = disclosure::list_answers(tx, None, before, 200)?;
        let Some(last) = page.last() else { return Ok(out) };
        before = Some((last.published_at, last.id));
        out.extend(page.iter().map(entry_of_answer));
    }
}

/// What the monitor looks with: the network, and requests for disclosure that are past their day.
pub struct MonitorSources(pub monitor::NetworkProber);

impl monitor::Sources for MonitorSources {
    fn prober(&self) -> &dyn monitor::Prober {
        &self.0
    }

    fn overdue_requests(
        &self,
        tx: &mut Tx,
        cx: &Cx,
        site: &sites::Site,
    ) -> Result<Vec<monitor::OverdueRequest>, Fault> {
        let mut out = Vec::new();
        for r in disclosure::list_overdue(tx, site.agency, cx.today(), 200)? {
            let Some(due_on) = r.matter.due_on else { continue };
            out.push(monitor::OverdueRequest {
                number: r.number().to_owned(),
                agency: r.matter.agency,
                due_on,
                href: format!("/desk/requests/{}", r.number()),
            });
        }
        Ok(out)
    }
}
