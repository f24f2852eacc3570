//! The reply as its applicant reads it: outcome, reasons, files with their text, what may be done against it; and the fee
//! that is asked for before.
//!
//! Law: 政府信息公开条例 第三十六条, 第三十七条, 第四十二条; 行政复议法 第二十二条

use super::{outcome_word, paper_link, request_page::Loaded};
use crate::{
    fee::{self, Scheme},
    outcome::{self, Gives},
    remedy,
    reply::Reply,
    request::Request,
};
use kernel::Cx;
use web::{Notice, NoticeKind, Tr};

/// What was answered.
pub(crate) struct Answered {
    pub outcome: String,
    pub official: String,
    pub day: String,
    pub paragraphs: Vec<String>,
    pub other_organ: Option<String>,
    pub paper: Option<(String, String)>,
    pub files: Vec<Given>,
    pub elsewhere: Option<String>,
    pub remedies: String,
    pub online: Option<String>,
}

/// A file that was given out.
pub(crate) struct Given {
    pub href: String,
    pub name: String,
    pub note: String,
    pub alternative: String,
}

/// The signed reply that counts now: the last one.
pub(crate) fn signed(replies: &[Reply]) -> Option<&Reply> {
    replies.iter().rev().find(|r| r.signed_on.is_some())
}

/// Whether the files of a reply are given out on the page: it was signed, it gives something, and the applicant wanted
/// it over the internet.
pub(crate) fn gives_here(request: &Request, reply: &Reply) -> bool {
    request.is_served_online() && outcome::find(&reply.drafted.outcome).is_some_and(|o| o.gives != Gives::None)
}

/// The fee that is to be paid, and how it comes about.
pub(crate) fn told(tr: Tr, cx: &Cx, l: &Loaded) -> Vec<Notice> {
    let mut out = Vec::new();
    if let Some(fee) = l.fee.as_ref().filter(|f| f.paid_on.is_none()) {
        let mut text = tr.f1("disclosure-fee-amount", "amount", tr.money(fee.fen));
        let scheme = tr.s(&format!("disclosure-scheme-{}", fee.scheme)).into_owned();
        text = format!("{text} {}", tr.f2("disclosure-fee-counted", "scheme", scheme, "n", fee.quantity));
        let derived = match fee.scheme {
            Scheme::PerRequest => fee::per_request(fee.quantity),
            Scheme::PerPage => fee::per_page(fee.quantity),
        };
        for s in derived.stretches.iter().filter(|s| s.each_fen > 0) {
            let sum = tr.money(s.fen);
            let line = tr.f(
                "disclosure-fee-stretch",
                &[("from", &s.from), ("to", &s.to), ("each", &tr.money(s.each_fen)), ("sum", &sum)],
            );
            text = format!("{text} {line}");
        }
        if !l.office.payment.is_empty() {
            text = format!("{text} {}", tr.f1("disclosure-fee-pay", "how", &l.office.payment));
        }
        let by = fee.pay_by.map_or_else(
            || tr.s("disclosure-fee-from-receipt").into_owned(),
            |d| tr.f2("disclosure-fee-by", "date", tr.date(d), "relative", tr.relative(d, cx.today())),
        );
        out.push(Notice::new(NoticeKind::Warning, tr.s("disclosure-fee-title"), format!("{text} {by}")));
    }
    out
}

/// The reply with what it gives and what may be done against it.
pub(crate) fn answered(tr: Tr, request: &Request, l: &Loaded, reply: &Reply, base: &str) -> Answered {
    let found = outcome::find(&reply.drafted.outcome);
    let d = &reply.drafted;
    let here = gives_here(request, reply);
    let files = l.records.iter().filter(|_| here).filter_map(|r| {
        let given = r.given_out()?;
        Some(Given {
            href: format!("{base}/files/{}", r.n),
            name: given.name.clone(),
            note: tr.file_size(usize::try_from(given.size).unwrap_or_default()),
            alternative: given.alternative.clone(),
        })
    });
    let gives = found.is_some_and(|o| o.gives != Gives::None);
    let online = Some(l.office.forums.url.clone())
        .filter(|url| url.starts_with("http") && request.is_served_online())
        .filter(|_| found.is_some_and(|o| !matches!(o.remedy, outcome::Remedy::None)));
    Answered {
        outcome: outcome_word(tr, &d.outcome),
        official: found.map(|o| o.words.clone()).unwrap_or_default(),
        day: reply.signed_on.map(|d| tr.date(d)).unwrap_or_default(),
        paragraphs: [&d.facts, &d.reasons, &d.directions]
            .into_iter()
            .map(|t| t.trim().to_owned())
            .filter(|t| !t.is_empty())
            .collect(),
        other_organ: Some(format!("{} {}", d.other_organ.trim(), d.other_contact.trim()).trim().to_owned())
            .filter(|t| !t.is_empty()),
        paper: reply.notice.and_then(|id| l.papers.iter().find(|n| n.id == id)).map(|n| paper_link(tr, base, n)),
        files: files.collect(),
        elsewhere: (gives && !here)
            .then(|| tr.f1("disclosure-given-elsewhere", "way", tr.s(&format!("disclosure-way-{}", request.way)))),
        remedies: found.map(|o| remedy::paragraph(o, &l.office.forums, request.is_served_online())).unwrap_or_default(),
        online,
    }
}
