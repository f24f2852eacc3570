//! A request as its applicant sees it, through the key or through the account: where it is, until when and why that day,
//! what is to be done now, what was answered, what may be done against it. One page for both doors.
//!
//! (Samples for the tests: Chinese terms as data.)

use super::{
    Explained,
    act_forms::{Act, ActForms, SentBack},
    explained, holder_word, is_for_applicant, outcome_word, paper_link, percent,
    reply_shown::{Answered, Given, answered, signed, told},
    sample_explained, state_tag, traced,
};
use crate::{
    DisclosureOffice, Refused, State, Verb, open_verbs,
    reply::{Record, Reply},
    request::{Correction, FeeAsked, FilePurpose, ReasonAsked, Request},
    store,
};
use askama::Template;
use kernel::{Cx, Error, Fault, Lang, Tx, notices, notices::Notice as Paper};
use web::{
    Cell, Column, DataList, ErrorSummary, Hidden, Notice, NoticeKind, Row, Sample, Shell, StatusTag, Submit, Table, Tr,
    Trace, TraceEntry, TraceState, Visit,
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
pub(crate) struct Loaded {
    pub agency: identity::Agency,
    pub office: DisclosureOffice,
    pub private: crate::request::Private,
    pub papers: Vec<Paper>,
    pub correction: Option<Correction>,
    pub reason: Option<ReasonAsked>,
    pub fee: Option<FeeAsked>,
    pub replies: Vec<Reply>,
    pub records: Vec<Record>,
    pub files: Vec<crate::request::RequestFile>,
    pub verbs: Vec<Verb>,
}

fn load(tx: &mut Tx, cx: &Cx, request: &Request) -> Result<Loaded, Error<Refused>> {
    let id = request.id();
    let agency =
        identity::find_agency(tx, request.matter.agency)?.ok_or_else(|| Fault::new("a request without its agency"))?;
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
        Door::Account(_) => {
            shell.at("my").crumb(tr.s("disclosure-my"), "/my").crumb(tr.s("disclosure-mine-title"), "/my/requests")
        }
    };
    if back.is_some() {
        shell = shell.with_errors();
    }
    let clock = match state {
        Some(State::AwaitingCorrection) => m.clock.as_ref().map(|c| ("disclosure-why-correction", c)),
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
    let (acts, later) = (form.now(request, &l, cx), form.later(request, &l));
    let mut errors = ErrorSummary::new(tr);
    if let Some(back) = back {
        // When the request has gone on meanwhile, the form at fault is no longer there to be pointed at.
        let is_there = acts.iter().chain(&later).flat_map(|a| &a.fields).any(|f| f.name() == back.field);
        errors.add(if is_there { back.field } else { "" }, back.why.clone());
    }
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
        acts,
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
        later,
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
        list =
            list.row(tr.s("disclosure-closed-on"), tr.date(on)).row(tr.s("disclosure-outcome"), outcome_word(tr, code));
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
            let form = ActForms { tr, base, back: (state == State::AwaitingCorrection).then_some(&back) };
            let entry = |s| TraceEntry {
                when: "2026-03-02".into(),
                title: "提交了申请".into(),
                who: "申请人".into(),
                text: String::new(),
                link: Some((format!("{base}/notices/1.pdf"), "登记回执".into())),
                state: s,
            };
            let mut errors = ErrorSummary::new(tr);
            if state == State::AwaitingCorrection {
                errors.add("correction", "请写明要什么信息");
            } else if n % 3 == 2 {
                errors.add("", "请写明要什么信息");
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
                key: n.is_multiple_of(2).then(|| Notice::new(NoticeKind::Warning, "23456789ABCDEFGHJKLM", "x")),
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
                        other_organ: n.is_multiple_of(2).then(|| "某市自然资源局 0311-00000009".into()),
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
                        online: n.is_multiple_of(2).then(|| "https://example.org/fuyi".into()),
                    },
                ),
                why: n.is_multiple_of(2).then(|| ("为什么".to_owned(), sample_explained(tr, 28))),
                trace: Trace::new(tr, vec![entry(TraceState::Past), entry(TraceState::Now)]),
                asked: "老旧小区改造的补助标准<script>".repeat(1 + n * 20),
                facts: DataList::new().row("编号", "1"),
                papers: papers_table(tr, base, &[]),
                files: (0..n % 3).map(|i| ("身份证明".to_owned(), format!("{i}.jpg"))).collect(),
                office: DataList::new().row("机关", "某局"),
                later: vec![Act {
                    is_folded: n.is_multiple_of(2),
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
