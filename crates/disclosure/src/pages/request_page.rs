//! A request as its applicant sees it, through the key or through the account: where it is, until when and why that day,
//! what is to be done now, what was answered, what may be done against it. One page for both doors.
//!
//! (Samples for the tests: Chinese terms as data.)

use super::{
    Explained, explained, holder_word, intake_form::ACCEPT, is_for_applicant, outcome_word, paper_link, percent,
    sample_explained, state_tag, traced,
};
use crate::{
    DisclosureOffice, Refused, State, Verb,
    fee::{self, Scheme},
    open_verbs,
    outcome::{self, Gives},
    remedy,
    reply::{Record, Reply},
    request::{Correction, FeeAsked, FilePurpose, ReasonAsked, Request},
    store,
};
use askama::Template;
use kernel::{Cx, Error, Fault, Lang, Tx, notices, notices::Notice as Paper};
use web::{
    Cell, Column, DataList, ErrorSummary, Field, Hidden, Notice, NoticeKind, Row, Sample, Shell, StatusTag, Submit,
    Table, Tr, Trace, TraceEntry, TraceState, Visit,
};

/// Through which door the applicant came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Door {
    /// With the key of this one request.
    Key(String),
    /// Signed in, by the request's number.
    Account(String),
}

impl Door {
    /// Where the page stands.
    pub(crate) fn base(&self) -> String {
        match self {
            Door::Key(key) => format!("/requests/follow/{key}"),
            Door::Account(number) => format!("/my/requests/{number}"),
        }
    }
}

/// What was typed in a form that was sent back, and why it was.
#[derive(Clone, Debug, Default)]
pub(crate) struct SentBack {
    /// The act.
    pub act: String,
    /// What was typed.
    pub text: String,
    /// The field at fault; empty is the whole form.
    pub field: &'static str,
    /// Why.
    pub why: String,
}

/// One thing the applicant can do here.
pub(crate) struct Act {
    id: &'static str,
    title: String,
    said: Vec<String>,
    list: Vec<String>,
    action: String,
    fields: Vec<Field>,
    send: Submit,
    is_multipart: bool,
    is_folded: bool,
}

/// What was answered.
pub(crate) struct Answered {
    outcome: String,
    official: String,
    day: String,
    paragraphs: Vec<String>,
    other_organ: Option<String>,
    paper: Option<(String, String)>,
    files: Vec<Given>,
    elsewhere: Option<String>,
    remedies: String,
    online: Option<String>,
}

/// A file that was given out.
pub(crate) struct Given {
    href: String,
    name: String,
    note: String,
    alternative: String,
}

/// `GET /requests/follow/{key}` and `GET /my/requests/{number}`.
#[derive(Template)]
#[template(path = "disclosure/request.html")]
pub struct RequestPage {
    shell: Shell,
    tr: Tr,
    number: String,
    tag: StatusTag,
    plain: String,
    key: Option<Notice>,
    errors: ErrorSummary,
    seen: Hidden,
    acts: Vec<Act>,
    notices: Vec<Notice>,
    answered: Option<Answered>,
    why: Option<(String, Explained)>,
    trace: Trace,
    asked: String,
    facts: DataList,
    papers: Table,
    files: Vec<(String, String)>,
    office: DataList,
    later: Vec<Act>,
    complaint: String,
    head: String,
}

/// Everything the page reads beside the request.
struct Loaded {
    agency: identity::Agency,
    office: DisclosureOffice,
    private: crate::request::Private,
    papers: Vec<Paper>,
    correction: Option<Correction>,
    reason: Option<ReasonAsked>,
    fee: Option<FeeAsked>,
    replies: Vec<Reply>,
    records: Vec<Record>,
    files: Vec<crate::request::RequestFile>,
    verbs: Vec<Verb>,
}

fn load(tx: &mut Tx, cx: &Cx, request: &Request) -> Result<Loaded, Error<Refused>> {
    let id = request.id();
    let agency = identity::find_agency(tx, request.matter.agency)?
        .ok_or_else(|| Fault::new("a request without its agency"))?;
    Ok(Loaded {
        office: store::office_of(tx, &agency)?,
        agency,
        private: store::private_of(tx, cx, id)?,
        papers: notices::list_of(tx, id)?.into_iter().filter(|n| is_for_applicant(&n.kind)).collect(),
        correction: store::correction_of(tx, cx, id)?,
        reason: store::reason_of(tx, cx, id)?,
        fee: store::fee_of(tx, id)?,
        replies: store::replies_of(tx, cx, id)?,
        records: store::records_of(tx, cx, id)?,
        files: store::files_of(tx, id)?,
        verbs: open_verbs(tx, cx, request)?,
    })
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

/// Makes the page for whoever came through `door`; `cx` acts as the applicant.
pub(crate) fn page(
    tx: &mut Tx,
    cx: &Cx,
    visit: &Visit,
    door: &Door,
    request: &Request,
    is_new: bool,
    back: Option<&SentBack>,
) -> Result<RequestPage, Error<Refused>> {
    let tr = visit.tr;
    let l = load(tx, cx, request)?;
    let m = &request.matter;
    let base = door.base();
    let state = request.state();
    let mut shell = visit.shell(request.subject.clone());
    shell = match door {
        Door::Key(_) => shell.at("disclosure").crumb(tr.s("disclosure-requests-title"), "/requests"),
        Door::Account(_) => shell
            .at("my")
            .crumb(tr.s("disclosure-my"), "/my")
            .crumb(tr.s("disclosure-mine-title"), "/my/requests"),
    };
    let mut errors = ErrorSummary::new(tr);
    if let Some(back) = back {
        shell = shell.with_errors();
        errors.add(back.field, back.why.clone());
    }
    let clock = match state {
        Some(State::AwaitingCorrection) => {
            m.clock.as_ref().map(|c| ("disclosure-why-correction", c))
        }
        Some(
            State::Received
            | State::Consulting
            | State::Review
            | State::Secrecy
            | State::SignOff
            | State::AwaitingReason,
        ) => request.reply_clock.as_ref().map(|c| ("disclosure-why-reply", c)),
        _ => None,
    };
    let why = match clock {
        Some((title, clock)) => {
            let e = explained(tr, cx, clock, &m.region)?;
            Some((tr.f1(title, "date", &e.due), e))
        }
        None => None,
    };
    let trace = traced(tx, cx, tr, request, &base, &l.papers)?;
    let form = ActForms { tr, base: &base, back };
    Ok(RequestPage {
        tr,
        number: m.number.clone(),
        tag: state_tag(tr, &m.state),
        plain: tr.s(&format!("disclosure-plain-{}", m.state)).into_owned(),
        key: match door {
            Door::Key(key) => {
                let kind = if is_new { NoticeKind::Warning } else { NoticeKind::Info };
                let title = tr.f1("disclosure-key-is", "key", key);
                Some(Notice::new(kind, title, tr.s("disclosure-key-keep")))
            }
            Door::Account(_) => None,
        },
        errors,
        seen: Hidden::seen(m.version),
        acts: form.now(request, &l, cx),
        notices: told(tr, cx, &l),
        answered: signed(&l.replies).map(|reply| answered(tr, request, &l, reply, &base)),
        why,
        trace,
        asked: l.private.description.clone(),
        facts: facts(tr, request, &l),
        papers: papers_table(tr, &base, &l.papers),
        files: l
            .files
            .iter()
            .filter(|f| f.purpose != FilePurpose::Proof)
            .map(|f| (tr.s(&format!("disclosure-purpose-{}", f.purpose)).into_owned(), f.file.name.clone()))
            .collect(),
        office: office_facts(tr, &l.agency, &l.office),
        later: form.later(request, &l),
        complaint: complaint_href(door, request, &l.agency.key),
        head: m.head.to_string(),
        shell,
    })
}

fn complaint_href(door: &Door, request: &Request, agency: &str) -> String {
    let key = match door {
        Door::Key(key) => format!("&key={}", percent(key)),
        Door::Account(_) => String::new(),
    };
    format!("/requests/complaints/new?agency={}&request={}{key}", percent(agency), percent(request.number()))
}

/// The disclosure office, as the guide and every page name it.
pub(crate) fn office_facts(tr: Tr, agency: &identity::Agency, office: &DisclosureOffice) -> DataList {
    let mut list = DataList::new()
        .row(tr.s("disclosure-office-agency"), agency.name.clone())
        .row(tr.s("disclosure-office-name"), office.name.clone());
    for (key, value) in [
        ("address", &office.address),
        ("postcode", &office.postcode),
        ("phone", &office.phone),
        ("fax", &office.fax),
        ("email", &office.email),
        ("hours", &office.hours),
    ] {
        if !value.is_empty() {
            list = list.row(tr.s(&format!("disclosure-office-{key}")), value.clone());
        }
    }
    list
}

fn facts(tr: Tr, request: &Request, l: &Loaded) -> DataList {
    let word = |of: &str, word: &str| tr.s(&format!("disclosure-{of}-{word}")).into_owned();
    let mut list = DataList::new()
        .cell(tr.s("disclosure-number"), Cell::code(request.number().to_owned()))
        .row(tr.s("disclosure-office-agency"), l.agency.name.clone())
        .row(tr.s("disclosure-kind"), word("kind", request.kind.as_str()))
        .row(tr.s("disclosure-applicant"), request.applicant_shown.clone())
        .row(tr.s("disclosure-channel"), word("channel", request.channel.as_str()))
        .row(tr.s("disclosure-arrived-on"), tr.date(request.arrived_on));
    if let Some(on) = request.received_on {
        let how = request.confirm_method.map(|m| word("confirm", m.as_str())).unwrap_or_default();
        list = list.cell(tr.s("disclosure-received-on"), Cell::text(tr.date(on)).below(how));
    }
    if let Some(number) = &request.document_number {
        list = list.row(tr.s("disclosure-field-document-number"), number.clone());
    }
    list = list
        .row(tr.s("disclosure-form"), word("form", request.form.as_str()))
        .row(tr.s("disclosure-way"), word("way", request.way.as_str()));
    if request.help != crate::channel::Help::None {
        list = list.row(tr.s("disclosure-help"), word("help", request.help.as_str()));
    }
    list = list.row(tr.s("disclosure-held-by"), holder_word(tr, &request.matter.waits_for));
    if let (Some(on), Some(code)) = (request.closed_on, &request.outcome) {
        list = list
            .row(tr.s("disclosure-closed-on"), tr.date(on))
            .row(tr.s("disclosure-outcome"), outcome_word(tr, code));
    }
    if let Some(days) = request.working_days {
        list = list.row(tr.s("disclosure-used"), tr.f1("disclosure-working-days", "n", days));
    }
    list
}

fn papers_table(tr: Tr, base: &str, papers: &[Paper]) -> Table {
    let rows = papers.iter().map(|n| {
        let (href, _) = paper_link(tr, base, n);
        let served = n.served_at.map_or_else(
            || tr.s("disclosure-paper-unopened").into_owned(),
            |at| tr.f1("disclosure-paper-served", "time", tr.time(at)),
        );
        Row::new([
            Cell::link(href, tr.s(&format!("disclosure-notice-{}", n.kind))),
            Cell::text(n.number.clone()),
            Cell::text(tr.date_short(n.dated)),
            Cell::text(served),
        ])
    });
    let columns = [
        Column::new(tr.s("disclosure-paper-name")),
        Column::whole(tr.s("disclosure-paper-number")),
        Column::whole(tr.s("disclosure-paper-dated")),
        Column::new(tr.s("disclosure-paper-state")),
    ];
    Table::new(tr.s("disclosure-papers"), columns, rows.collect())
}

/// What was corrected, stated and paid, for the record.
fn told(tr: Tr, cx: &Cx, l: &Loaded) -> Vec<Notice> {
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

fn answered(tr: Tr, request: &Request, l: &Loaded, reply: &Reply, base: &str) -> Answered {
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

/// Builds the forms of what may be done.
struct ActForms<'a> {
    tr: Tr,
    base: &'a str,
    back: Option<&'a SentBack>,
}

impl ActForms<'_> {
    fn typed(&self, act: &str) -> String {
        self.back.filter(|b| b.act == act).map(|b| b.text.clone()).unwrap_or_default()
    }

    fn error(&self, act: &str, field: &str) -> Option<String> {
        self.back.filter(|b| b.act == act && b.field == field).map(|b| b.why.clone())
    }

    fn act(&self, id: &'static str, fields: Vec<Field>, send: Submit) -> Act {
        Act {
            id,
            title: self.tr.s(&format!("disclosure-act-{id}")).into_owned(),
            said: vec![self.tr.s(&format!("disclosure-act-{id}-text")).into_owned()],
            list: Vec::new(),
            action: format!("{}/{id}", self.base),
            fields,
            send,
            is_multipart: false,
            is_folded: false,
        }
    }

    fn area(&self, act: &'static str, name: &'static str) -> Field {
        Field::area(self.tr, name, self.tr.s(&format!("disclosure-act-{act}-label")))
            .required()
            .value(self.typed(act))
            .error(self.error(act, name))
    }

    fn primary(&self, id: &str) -> Submit {
        Submit::primary(self.tr.s(&format!("disclosure-act-{id}-send")))
    }

    /// What waits for the applicant now.
    fn now(&self, request: &Request, l: &Loaded, cx: &Cx) -> Vec<Act> {
        let tr = self.tr;
        let mut out = Vec::new();
        let by = |d: jiff::civil::Date| {
            tr.f2("disclosure-answer-by", "date", tr.date(d), "relative", tr.relative(d, cx.today()))
        };
        if l.verbs.contains(&Verb::Confirm) {
            let mut act = self.act("confirmation", Vec::new(), self.primary("confirmation"));
            act.said.push(tr.s(request.channel.rule()).into_owned());
            out.push(act);
        }
        if l.verbs.contains(&Verb::Correct)
            && let Some(c) = &l.correction
        {
            let fields = vec![
                self.area("correction", "correction"),
                Field::files(tr, "files", tr.s("disclosure-field-files"), ACCEPT)
                    .hint(tr.f1("disclosure-field-files-hint", "megabytes", crate::MEGABYTES))
                    .error(self.error("correction", "files")),
            ];
            let mut act = self.act("correction", fields, self.primary("correction"));
            act.list = c.points.clone();
            act.said.push(by(c.answer_by));
            act.is_multipart = true;
            out.push(act);
        }
        if l.verbs.contains(&Verb::StateReason)
            && let Some(r) = &l.reason
        {
            let mut act = self.act("reason", vec![self.area("reason", "reason")], self.primary("reason"));
            act.said.push(r.why.clone());
            act.said.push(by(r.answer_by));
            out.push(act);
        }
        out
    }

    /// What may be done beside.
    fn later(&self, request: &Request, l: &Loaded) -> Vec<Act> {
        let tr = self.tr;
        let mut out = Vec::new();
        let given = request.outcome.as_deref().and_then(outcome::find).is_some_and(|o| o.gives != Gives::None);
        if given && signed(&l.replies).is_some() {
            let send = Submit::secondary(tr.s("disclosure-act-suggestion-send"));
            out.push(Act { is_folded: true, ..self.act("suggestion", Vec::new(), send) });
        }
        if l.verbs.contains(&Verb::Withdraw) {
            let send = Submit::secondary(tr.s("disclosure-act-withdrawal-send"));
            let open = self.back.is_some_and(|b| b.act == "withdrawal");
            let act = self.act("withdrawal", vec![self.area("withdrawal", "withdrawal")], send);
            out.push(Act { is_folded: !open, ..act });
        }
        out
    }
}

// Samples --------------------------------------------------------------------------------------------

impl Sample for RequestPage {
    fn samples(lang: Lang) -> Vec<RequestPage> {
        let tr = Tr::new(lang);
        let page = |state: State, n: usize| {
            let base = "/requests/follow/KEY";
            let back = SentBack {
                act: "correction".into(),
                text: "<补正>".repeat(200),
                field: "correction",
                why: "请写明要什么信息".into(),
            };
            let form = ActForms { tr, base, back: (n % 3 == 2).then_some(&back) };
            let entry = |s| TraceEntry {
                when: "2026-03-02".into(),
                title: "提交了申请".into(),
                who: "申请人".into(),
                text: String::new(),
                link: Some((format!("{base}/notices/1.pdf"), "登记回执".into())),
                state: s,
            };
            let mut errors = ErrorSummary::new(tr);
            if n % 3 == 2 {
                errors.add("correction", "请写明要什么信息");
            }
            let act = |id: &'static str, multipart: bool| Act {
                is_multipart: multipart,
                list: vec!["请说明是哪一年的文件。".repeat(8); n % 4],
                ..form.act(id, vec![form.area(id, id)], form.primary(id))
            };
            RequestPage {
                shell: Shell::sample(lang),
                tr,
                number: "YSQ-130100-2026-00001".into(),
                tag: state_tag(tr, state.as_str()),
                plain: tr.s(&format!("disclosure-plain-{state}")).into_owned(),
                key: (n % 2 == 0).then(|| Notice::new(NoticeKind::Warning, "23456789ABCDEFGHJKLM", "x")),
                errors,
                seen: Hidden::seen(1),
                acts: match state {
                    State::AwaitingCorrection => vec![act("correction", true)],
                    State::AwaitingReason => vec![act("reason", false)],
                    State::Arrived => vec![form.act("confirmation", Vec::new(), form.primary("confirmation"))],
                    _ => Vec::new(),
                },
                notices: (state == State::AwaitingFee)
                    .then(|| Notice::new(NoticeKind::Warning, "收费", "100元"))
                    .into_iter()
                    .collect(),
                answered: matches!(state, State::Replied | State::Delivered | State::Disputed | State::Archived).then(
                    || Answered {
                        outcome: outcome_word(tr, "P-1"),
                        official: "部分公开".into(),
                        day: "2026-03-02".into(),
                        paragraphs: vec!["经检索本机关档案。".repeat(20); n % 4],
                        other_organ: (n % 2 == 0).then(|| "某市自然资源局 0311-00000009".into()),
                        paper: Some((format!("{base}/notices/1.pdf"), "答复书".into())),
                        files: (0..n % 4)
                            .map(|i| Given {
                                href: format!("{base}/files/{i}"),
                                name: format!("合同{i}.pdf"),
                                note: "12 kB".into(),
                                alternative: if i == 0 { String::new() } else { "第一条".repeat(50) },
                            })
                            .collect(),
                        elsewhere: (n % 2 == 1).then(|| "邮寄".into()),
                        remedies: "如对本答复不服……".into(),
                        online: (n % 2 == 0).then(|| "https://example.org/fuyi".into()),
                    },
                ),
                why: (n % 2 == 0).then(|| ("为什么".to_owned(), sample_explained(tr, 28))),
                trace: Trace::new(tr, vec![entry(TraceState::Past), entry(TraceState::Now)]),
                asked: "老旧小区改造的补助标准<script>".repeat(1 + n * 20),
                facts: DataList::new().row("编号", "1"),
                papers: papers_table(tr, base, &[]),
                files: (0..n % 3).map(|i| ("身份证明".to_owned(), format!("{i}.jpg"))).collect(),
                office: DataList::new().row("机关", "某局"),
                later: vec![Act {
                    is_folded: n % 2 == 0,
                    ..form.act("withdrawal", vec![form.area("withdrawal", "withdrawal")], Submit::secondary("撤回"))
                }],
                complaint: "/requests/complaints/new".into(),
                head: "0".repeat(64),
            }
        };
        State::ALL.iter().enumerate().map(|(n, s)| page(*s, n)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_well_made() {
        assert_eq!(RequestPage::lint_samples(), Vec::<String>::new());
    }
}
