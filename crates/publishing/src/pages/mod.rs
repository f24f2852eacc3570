//! The pages of publishing: what the public reads, and the desk. The map of addresses stands in the server.

pub mod desk;
pub mod desk_act;
pub mod desk_edit;
mod desk_files;
pub mod desk_list;
mod desk_typed;
pub mod disclosure;
mod findings;
pub mod public;
pub mod revisions;
mod samples;
pub mod section;

use crate::{Attachment, PublicationKind, PublishedRow, Standing, State, StatutoryItem, Verb};
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use jiff::civil::Date;
use kernel::{Error, Fault, Never, Office, Tx, cx::legal_date};
pub(crate) use samples::{sample_published, sample_row};
use web::{Problem, StatusTag, Tone, Tr};

/// A read that can only break.
pub(crate) fn read<T>(office: &Office, work: impl FnOnce(&mut Tx) -> Result<T, Fault>) -> Result<T, Problem> {
    Ok(office.db.read(|tx| work(tx).map_err(Error::<Never>::from))?)
}

/// `text` as one value of a header or a query.
pub(crate) fn percent(text: &str) -> String {
    text.bytes()
        .map(|b| {
            if b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_') {
                char::from(b).to_string()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect()
}

/// The name of a kind.
pub(crate) fn kind_name(tr: Tr, kind: PublicationKind) -> String {
    tr.s(&format!("publishing-kind-{kind}")).into_owned()
}

/// The name of a state.
pub(crate) fn state_name(tr: Tr, state: State) -> String {
    tr.s(&format!("publishing-state-{state}")).into_owned()
}

/// The name of an item of statutory disclosure, with its number.
pub(crate) fn item_name(tr: Tr, item: StatutoryItem) -> String {
    tr.s(&format!("publishing-item-{item}")).into_owned()
}

/// A state as a tag.
pub(crate) fn state_tag(tr: Tr, state: State) -> StatusTag {
    let tone = match state {
        State::Published => Tone::Good,
        State::Withdrawn => Tone::Bad,
        State::Filed | State::Abandoned => Tone::Neutral,
        State::Planned => Tone::Wait,
        _ => Tone::Now,
    };
    StatusTag::new(tone, state_name(tr, state))
}

/// Whether a verb is said by the one who pressed it with a free text that must be there.
pub(crate) fn needs_reason(verb: Verb) -> bool {
    matches!(verb, Verb::Return | Verb::Abandon | Verb::Unplan | Verb::Withdraw | Verb::Reevaluate)
}

/// The day of publication, and the day the text names where it is another.
pub(crate) fn day_line(tr: Tr, at: jiff::Timestamp, displayed: Option<Date>) -> String {
    let published = tr.date_short(legal_date(at));
    match displayed.filter(|d| *d != legal_date(at)) {
        Some(day) => tr.f2("publishing-day-and-displayed", "published", published, "displayed", tr.date_short(day)),
        None => published,
    }
}

/// Where the rule with this title is looked up.
pub(crate) fn rule_href(title: &str) -> String {
    format!("/rules/by-title?title={}", percent(title))
}

/// JSON for a `script` element: nothing in it can end the element.
pub(crate) fn script_json(value: &serde_json::Value) -> String {
    value.to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}

/// A file handed out: opened in the browser where its kind cannot run, a download otherwise.
pub(crate) fn file_answer(bytes: Vec<u8>, file: &Attachment, cache: &'static str) -> Response {
    let way = if file.is_shown_in_place() { "inline" } else { "attachment" };
    let plain: String = file
        .name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '_' })
        .collect();
    let disposition = format!("{way}; filename=\"{plain}\"; filename*=UTF-8''{}", percent(&file.name));
    let kind = HeaderValue::from_str(&file.media_type).unwrap_or(HeaderValue::from_static("application/octet-stream"));
    let disposition = HeaderValue::from_str(&disposition).unwrap_or(HeaderValue::from_static("attachment"));
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_DISPOSITION, disposition),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'")),
        (header::CACHE_CONTROL, HeaderValue::from_static(cache)),
    ];
    (StatusCode::OK, headers, bytes).into_response()
}

/// A line of a list of publications.
pub(crate) struct Line {
    pub title: String,
    pub href: String,
    pub lang: &'static str,
    pub summary: String,
    pub day: String,
    pub iso: String,
    pub meta: Vec<String>,
    pub corrected: Option<StatusTag>,
}

impl Line {
    pub(crate) fn new(tr: Tr, row: &PublishedRow) -> Line {
        Line {
            title: row.title.clone(),
            href: row.href(),
            lang: row.lang.as_str(),
            summary: row.summary.clone(),
            day: day_line(tr, row.published_at, row.displayed_on),
            iso: legal_date(row.published_at).to_string(),
            meta: vec![kind_name(tr, row.kind), row.agency_name.clone()],
            corrected: (row.standing == Standing::Corrected)
                .then(|| StatusTag::new(Tone::Wait, tr.s("publishing-standing-corrected"))),
        }
    }
}
