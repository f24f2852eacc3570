//! The holder's wallet (我的证照): the cards, one licence with its file and history, copies for one use. (over 500 lines:
//! the samples of its three pages stand with them.)

use super::{pdf_answer, percent, read, sample_licence, standing_tag, validity};
use crate::{
    Copy, CopyOrder, Event, Licence, Refused, Standing, copies, events_of, find_for_holder, find_replacement,
    licence_type, list_copies, list_of_holder, produce_copy, record_copy, store,
};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use identity::pages::{edge::Acting, my_tabs};
use jiff::{Timestamp, civil::Date};
use kernel::{Cx, Error, Fault, Id, Lang, Never, Office, Refusal, RefusalKind, Tx, Who, journal};
use serde_json::{Value as Json, json};
use std::sync::Arc;
use web::{
    BodyForm, Cell, Column, DataList, Empty, ErrorSummary, Field, LicenceCard, Notice, NoticeKind, Page, Problem, Row,
    Sample, Sentence, Shell, StatusTag, Submit, Table, Tabs, Tr, Trace, TraceEntry, TraceState, Visit, blocking,
    qr_svg, redirect_with,
};

type Answer = Result<Response, Problem>;

/// How many entries of the history are shown.
const HISTORY: i64 = 200;

// The wallet ----------------------------------------------------------------------------------------

/// `GET /my/licences`
#[derive(Template)]
#[template(path = "licences/wallet.html")]
struct WalletPage {
    shell: Shell,
    tr: Tr,
    tabs: Tabs,
    good: Vec<LicenceCard>,
    past: Vec<LicenceCard>,
    empty: Empty,
}

impl WalletPage {
    fn new(visit: &Visit, licences: &[Licence], today: Date, unread: i64) -> WalletPage {
        let tr = visit.tr;
        let (good, past): (Vec<&Licence>, Vec<&Licence>) =
            licences.iter().partition(|l| matches!(l.standing(today), Standing::InForce | Standing::NotYet));
        let cards = |some: Vec<&Licence>| some.into_iter().map(|l| card(tr, l, today)).collect();
        WalletPage {
            shell: visit.shell(tr.s("licence-wallet-title")).at("my"),
            tr,
            tabs: my_tabs(tr, "licences", unread),
            good: cards(good),
            past: cards(past),
            empty: Empty::new(tr.s("licence-wallet-empty"), tr.s("licence-wallet-empty-text"))
                .action("/items", tr.s("nav-items")),
        }
    }
}

fn card(tr: Tr, l: &Licence, today: Date) -> LicenceCard {
    let mut card = LicenceCard::new(tr, &l.type_name, &l.number, format!("/my/licences/{}", l.identifier));
    card.holder.clone_from(&l.holder_shown);
    card.issuer.clone_from(&l.issuer_name);
    card.valid = validity(tr, l);
    card.state = standing_tag(tr, l, today);
    card
}

impl Sample for WalletPage {
    fn samples(lang: Lang) -> Vec<WalletPage> {
        let visit = Visit::sample(lang);
        let today = jiff::civil::date(2026, 3, 2);
        let all: Vec<Licence> = Standing::ALL.iter().map(|s| sample_licence("<食品经营许可证>", *s)).collect();
        vec![
            WalletPage::new(&visit, &[], today, 0),
            WalletPage::new(&visit, &all[..1], today, 1),
            WalletPage::new(&visit, &all, today, 3),
        ]
    }
}

/// `GET /my/licences`
///
/// # Errors
/// A fault of the database.
pub async fn wallet(State(office): State<Arc<Office>>, acting: Acting, visit: Visit) -> Answer {
    let Who::Person { account, person, acting_for } = acting.cx.who else { return Err(Problem::sign_in()) };
    let today = acting.cx.today();
    let (licences, unread) = blocking(move || {
        read(&office, |tx| {
            Ok((list_of_holder(tx, &acting.cx, person, acting_for)?, identity::unread_messages(tx, account)?))
        })
    })
    .await?;
    Ok(Page(WalletPage::new(&visit, &licences, today, unread)).into_response())
}

// One licence ---------------------------------------------------------------------------------------

/// Everything the page of one licence shows.
struct Opened {
    licence: Licence,
    metadata: Json,
    newer: Option<String>,
    copies: Vec<Copy>,
    history: Vec<Happened>,
}

/// One line of the history.
struct Happened {
    at: Timestamp,
    kind: String,
    number: Option<String>,
    reason: String,
    basis: String,
}

fn open(tx: &mut Tx, cx: &Cx, identifier: &str) -> Result<Option<Opened>, Fault> {
    let Some(licence) = find_for_holder(tx, cx, identifier)? else { return Ok(None) };
    let id = licence.id();
    let mut history: Vec<Happened> = events_of(tx, cx, id)?.into_iter().map(from_event).collect();
    for entry in journal::about(tx, &id.to_string(), HISTORY)? {
        let body: Json =
            serde_json::from_str(&entry.body).map_err(|e| Fault::from_error("reading a ledger entry", e))?;
        history.push(Happened {
            at: entry.at.parse().map_err(|e: jiff::Error| Fault::from_error("reading a ledger entry", e))?,
            kind: entry.kind,
            number: body["number"].as_str().map(str::to_owned),
            reason: String::new(),
            basis: String::new(),
        });
    }
    history.sort_by_key(|h| std::cmp::Reverse(h.at));
    Ok(Some(Opened {
        metadata: store::kept(tx, cx, id)?["metadata"].clone(),
        newer: find_replacement(tx, id)?.map(|l| l.identifier),
        copies: list_copies(tx, cx, id)?,
        history,
        licence,
    }))
}

fn from_event(e: Event) -> Happened {
    Happened { at: e.at, kind: format!("licence-{}", e.verb), number: None, reason: e.reason, basis: e.basis }
}

/// `GET /my/licences/{identifier}`
#[derive(Template)]
#[template(path = "licences/mine.html")]
struct MinePage {
    shell: Shell,
    tr: Tr,
    state: StatusTag,
    warning: Option<Notice>,
    holder: DataList,
    says: DataList,
    metadata: DataList,
    file: String,
    verify: String,
    qr: Option<String>,
    errors: ErrorSummary,
    copy: Option<CopyForm>,
    copies: Table,
    history: Trace,
}

/// The form that makes a copy.
struct CopyForm {
    action: String,
    purpose: Field,
    recipient: Field,
    make: Submit,
}

impl MinePage {
    fn new(
        visit: &Visit,
        office_url: &str,
        o: &Opened,
        today: Date,
        sent: &BodyForm,
        refused: Option<&Refused>,
    ) -> MinePage {
        let tr = visit.tr;
        let l = &o.licence;
        let standing = l.standing(today);
        let base = format!("/my/licences/{}", l.identifier);
        let of = |name: &str| o.metadata[name].as_str().unwrap_or_default().to_owned();
        let holder = DataList::new()
            .row(tr.s("licence-holder"), of("CZZT"))
            .row(of("CZZTDMLX"), codes::mask_identity(&of("CZZTDM")))
            .cell(tr.s("licence-number"), Cell::code(&l.number))
            .cell(tr.s("licence-identifier"), Cell::code(&l.identifier))
            .row(tr.s("licence-issuer"), &l.issuer_name)
            .row(tr.s("licence-issued-on"), tr.date_short(l.issued_on))
            .row(tr.s("licence-validity"), validity(tr, l))
            .row(tr.s("licence-trust"), tr.s(&format!("licence-trust-{}", l.trust.as_str().to_lowercase())));
        let warning = (standing != Standing::InForce).then(|| {
            let notice = Notice::new(
                NoticeKind::Warning,
                tr.s(&format!("licence-verdict-{standing}")),
                tr.s(&format!("licence-mine-{standing}")),
            );
            match &o.newer {
                Some(newer) => notice.link(format!("/my/licences/{newer}"), tr.s("licence-verdict-see-newer")),
                None => notice,
            }
        });
        let verify = format!("{office_url}/verify/{}", l.identifier);
        let wrong = |kinds: &[Refused]| refused.filter(|r| kinds.contains(r)).map(|r| tr.refusal(r));
        let purpose = Field::text(tr, "purpose", tr.s("licence-copy-purpose"))
            .hint(tr.s("licence-copy-purpose-hint"))
            .value(sent.get("purpose").unwrap_or_default())
            .error(wrong(&[Refused::NoPurpose]))
            .required();
        let recipient = Field::text(tr, "recipient", tr.s("licence-copy-recipient"))
            .hint(tr.s("licence-copy-recipient-hint"))
            .value(sent.get("recipient").unwrap_or_default())
            .error(wrong(&[Refused::NoRecipient]))
            .required();
        let mut errors = ErrorSummary::of(tr, [&purpose, &recipient]);
        if let Some(r) = refused.filter(|_| errors.is_empty()) {
            errors.add("", tr.refusal(r));
        }
        let mut shell = visit.shell(&l.type_name).at("my").crumb(tr.s("licence-wallet-title"), "/my/licences");
        if refused.is_some() {
            shell = shell.with_errors();
        }
        MinePage {
            shell,
            tr,
            state: standing_tag(tr, l, today),
            warning,
            holder,
            says: says(&l.type_key, &o.metadata),
            metadata: raw(&o.metadata),
            file: format!("{base}/file.pdf"),
            qr: qr_svg(&verify, &tr.s("licence-qr-label")),
            verify,
            errors,
            copy: (standing == Standing::InForce).then(|| CopyForm {
                action: format!("{base}/copies"),
                purpose,
                recipient,
                make: Submit::secondary(tr.s("licence-copy-make")),
            }),
            copies: copies_table(tr, &base, &o.copies),
            history: Trace::new(tr, o.history.iter().map(|h| told(tr, h)).collect()),
        }
    }
}

/// What the licence says, under the labels of its type and in its order; then what the type does not name, by number.
pub(super) fn says(type_key: &str, metadata: &Json) -> DataList {
    let mut list = DataList::new();
    let Some(all) = metadata.as_object() else { return list };
    let attributes = licence_type(type_key).map(|t| t.attributes.as_slice()).unwrap_or_default();
    let mut said: Vec<(usize, &str, &str)> = all
        .iter()
        .filter_map(|(name, value)| {
            let (key, value) = (name.strip_prefix("KZ_")?, value.as_str()?);
            let place = match attributes.iter().position(|a| a.key == key) {
                Some(place) => place,
                None => attributes.len() + key.parse::<usize>().unwrap_or(usize::from(u16::MAX)),
            };
            Some((place, key, value))
        })
        .collect();
    said.sort_unstable();
    for (place, key, value) in said {
        let label = attributes.get(place).map(|a| a.label.clone());
        list = match (label, value.split_once('：')) {
            (Some(label), _) => list.row(label, value),
            // What the type does not name carries its label in front.
            (None, Some((label, rest))) => list.row(label, rest),
            (None, None) => list.row(key, value),
        };
    }
    list
}

/// The metadata by the standard's short names, document numbers masked.
fn raw(metadata: &Json) -> DataList {
    let mut list = DataList::new();
    for (name, value) in metadata.as_object().into_iter().flatten() {
        let value = value.as_str().unwrap_or_default();
        let shown = if name == "CZZTDM" { codes::mask_identity(value) } else { value.to_owned() };
        list = list.row(name, shown);
    }
    list
}

fn copies_table(tr: Tr, base: &str, copies: &[Copy]) -> Table {
    let rows = copies.iter().map(|c| {
        Row::new([
            Cell::link(format!("{base}/copies/{}/file.pdf", c.id), &c.purpose),
            Cell::text(&c.recipient),
            Cell::text(tr.date_short(c.usable_to)),
            Cell::text(tr.time(c.made_at)),
        ])
    });
    let columns = [
        Column::new(tr.s("licence-copy-purpose")),
        Column::new(tr.s("licence-copy-recipient")),
        Column::whole(tr.s("licence-copy-usable-to")),
        Column::whole(tr.s("licence-copy-made-at")),
    ];
    Table::new(tr.s("licence-copies"), columns, rows.collect()).when_empty(Empty::new(tr.s("licence-copies-none"), ""))
}

fn told(tr: Tr, h: &Happened) -> TraceEntry {
    let key = h.kind.replacen("licence-", "licence-history-", 1);
    let title = match &h.number {
        Some(number) => tr.f1(&key, "number", number),
        None if tr.has(&key) => tr.s(&key).into_owned(),
        None => tr.s("licence-history-other").into_owned(),
    };
    let text = if h.reason.is_empty() {
        String::new()
    } else {
        tr.f2("licence-history-why", "reason", &h.reason, "basis", &h.basis)
    };
    TraceEntry { when: tr.time(h.at), title, who: String::new(), text, link: None, state: TraceState::Past }
}

impl Sample for MinePage {
    fn samples(lang: Lang) -> Vec<MinePage> {
        let visit = Visit::sample(lang);
        let today = jiff::civil::date(2026, 3, 2);
        let opened = |standing| {
            let licence = sample_licence("食品经营许可证", standing);
            let copy = Copy {
                id: Id::new(),
                licence: licence.id(),
                purpose: "<贷款>".into(),
                recipient: "某银行".into(),
                usable_to: today,
                file: String::new(),
                made_at: Timestamp::UNIX_EPOCH,
            };
            let happened = |kind: &str, number: Option<&str>| Happened {
                at: Timestamp::UNIX_EPOCH,
                kind: kind.into(),
                number: number.map(str::to_owned),
                reason: "<理由>".into(),
                basis: "行政许可法 第六十九条".into(),
            };
            Opened {
                metadata: json!({ "CZZT": "晨光<餐饮>", "CZZTDM": "91130100MA00000000", "CZZTDMLX": "统一社会信用代码", "KZ_items": "热食类", "KZ_9": "备注：无" }),
                newer: (standing == Standing::Replaced).then(|| licence.identifier.clone()),
                copies: vec![copy],
                history: vec![
                    happened("licence-issue", None),
                    happened("licence-used", Some("1")),
                    happened("unheard-of", None),
                ],
                licence,
            }
        };
        let blank = BodyForm::default();
        let mut all: Vec<MinePage> = Standing::ALL
            .iter()
            .map(|s| MinePage::new(&visit, "http://localhost", &opened(*s), today, &blank, None))
            .collect();
        all.push(MinePage::new(
            &visit,
            "http://localhost",
            &opened(Standing::InForce),
            today,
            &blank,
            Some(&Refused::NoPurpose),
        ));
        all.push(MinePage::new(
            &visit,
            "http://localhost",
            &opened(Standing::InForce),
            today,
            &blank,
            Some(&Refused::TooLong { most: 60 }),
        ));
        all
    }
}

/// `GET /my/licences/{identifier}`
///
/// # Errors
/// 404 when it is not there or somebody else's.
pub async fn licence(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(identifier): Path<String>,
) -> Answer {
    let today = acting.cx.today();
    let url = office.public_url.clone();
    let found = blocking(move || read(&office, |tx| open(tx, &acting.cx, &identifier))).await?;
    let opened = found.ok_or_else(Problem::not_found)?;
    Ok(Page(MinePage::new(&visit, &url, &opened, today, &BodyForm::default(), None)).into_response())
}

/// `GET /my/licences/{identifier}/file.pdf`: the signed file; fetching it is an entry of the ledger.
///
/// # Errors
/// 404 when it is not there or somebody else's.
pub async fn file(State(office): State<Arc<Office>>, acting: Acting, Path(identifier): Path<String>) -> Answer {
    let (bytes, name) = blocking(move || {
        let cx = &acting.cx;
        let found = office.db.write(|tx| {
            let Some(licence) = find_for_holder(tx, cx, &identifier)? else { return Ok::<_, Error<Never>>(None) };
            journal::note(
                tx,
                cx,
                "licence-file-read",
                Some(&licence.id().to_string()),
                &json!({ "file": licence.file }),
            )?;
            Ok(Some(licence))
        })?;
        let licence = found.ok_or_else(Problem::not_found)?;
        let bytes =
            office.objects.get(&licence.file)?.ok_or_else(|| Problem::broken("the file of a licence is gone"))?;
        Ok((bytes, format!("{}-{}.pdf", licence.type_name, licence.number)))
    })
    .await?;
    Ok(pdf_answer(bytes, &name))
}

// Copies --------------------------------------------------------------------------------------------

/// `POST /my/licences/{identifier}/copies`: makes a copy for one purpose and one recipient.
///
/// # Errors
/// 404 when it is not there or somebody else's.
pub async fn copy(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(identifier): Path<String>,
    form: BodyForm,
) -> Answer {
    let today = acting.cx.today();
    let back = format!("/my/licences/{}#copies", percent(&identifier));
    let (url, sent) = (office.public_url.clone(), form.clone());
    let refused = blocking(move || {
        let cx = &acting.cx;
        let (purpose, recipient) = (form.get("purpose").unwrap_or_default(), form.get("recipient").unwrap_or_default());
        let order = match office.db.read(|tx| CopyOrder::read(tx, cx, &identifier, purpose, recipient)) {
            Ok(order) => order,
            Err(Error::Refused(r)) if r.kind() == RefusalKind::Invalid => {
                let opened = read(&office, |tx| open(tx, cx, &identifier))?.ok_or_else(Problem::not_found)?;
                return Ok(Some((opened, r)));
            }
            Err(other) => return Err(other.into()),
        };
        let (digest, _) = produce_copy(&office, &order)?;
        office.db.write(|tx| record_copy(tx, cx, &order, &digest).map_err(Error::<Never>::from))?;
        Ok(None)
    })
    .await?;
    Ok(match refused {
        Some((opened, r)) => Page(MinePage::new(&visit, &url, &opened, today, &sent, Some(&r))).sent_back(),
        None => redirect_with(&back, &Sentence::new("licence-copy-made")),
    })
}

/// `GET /my/licences/{identifier}/copies/{copy}/file.pdf`
///
/// # Errors
/// 404 when it is not there or somebody else's.
pub async fn copy_file(
    State(office): State<Arc<Office>>,
    acting: Acting,
    Path((identifier, copy)): Path<(String, String)>,
) -> Answer {
    let id = Id::parse(&copy).ok_or_else(Problem::not_found)?;
    let (bytes, name) = blocking(move || {
        let cx = &acting.cx;
        let found = office.db.write(|tx| {
            let Some(licence) = find_for_holder(tx, cx, &identifier)? else { return Ok::<_, Error<Never>>(None) };
            let Some(copy) = copies::list_copies(tx, cx, licence.id())?.into_iter().find(|c| c.id == id) else {
                return Ok(None);
            };
            journal::note(
                tx,
                cx,
                "licence-file-read",
                Some(&licence.id().to_string()),
                &json!({ "copy": copy.id, "file": copy.file }),
            )?;
            Ok(Some((licence, copy)))
        })?;
        let (licence, copy) = found.ok_or_else(Problem::not_found)?;
        let bytes = office.objects.get(&copy.file)?.ok_or_else(|| Problem::broken("the file of a copy is gone"))?;
        Ok((bytes, format!("{}-{}.pdf", licence.type_name, licence.number)))
    })
    .await?;
    Ok(pdf_answer(bytes, &name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_well_made() {
        assert_eq!(WalletPage::lint_samples(), Vec::<String>::new());
        assert_eq!(MinePage::lint_samples(), Vec::<String>::new());
    }
}
