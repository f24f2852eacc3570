//! The pages of licences: public verification, the holder's wallet, the desk.
//!
//! Called by the server's route table. What may be seen stands in the queries; a page never asks a post.
//!
//! (Samples for the tests: Chinese terms as data.)

pub mod desk;
pub mod mine;
pub mod public;

use crate::{Licence, Standing, State};
use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use jiff::civil::Date;
use kernel::{Error, Fault, Never, Office, Tx};
use web::{Problem, StatusTag, Tone, Tr};

/// What a licence is worth today, as a tag.
pub(crate) fn standing_tag(tr: Tr, licence: &Licence, today: Date) -> StatusTag {
    let standing = licence.standing(today);
    let tone = match standing {
        Standing::InForce => Tone::Good,
        Standing::NotYet => Tone::Wait,
        Standing::Replaced | Standing::Expired | Standing::Cancelled => Tone::Neutral,
        Standing::Suspended | Standing::RevokedAsWrong | Standing::RevokedAsPenalty => Tone::Bad,
    };
    StatusTag::new(tone, tr.s(&format!("licence-standing-{standing}")))
}

/// The name of a state.
pub(crate) fn state_name(tr: Tr, state: State) -> String {
    tr.s(&format!("licence-state-{state}")).into_owned()
}

/// From when to when, in words.
pub(crate) fn validity(tr: Tr, licence: &Licence) -> String {
    let from = tr.date_short(licence.valid_from);
    match licence.valid_to {
        Some(to) => tr.f2("licence-validity-span", "from", from, "to", tr.date_short(to)),
        None => tr.f1("licence-validity-open", "from", from),
    }
}

/// A signed file, shown in the browser; `name` is for display.
pub(crate) fn pdf_answer(bytes: Vec<u8>, name: &str) -> Response {
    let disposition = format!("inline; filename=\"licence.pdf\"; filename*=UTF-8''{}", percent(name));
    let disposition =
        HeaderValue::from_str(&disposition).unwrap_or(HeaderValue::from_static("inline; filename=\"licence.pdf\""));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/pdf")),
        (header::CONTENT_DISPOSITION, disposition),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
    ];
    (headers, bytes).into_response()
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

/// A read that can only break.
pub(crate) fn read<T>(office: &Office, work: impl FnOnce(&mut Tx) -> Result<T, Fault>) -> Result<T, Problem> {
    Ok(office.db.read(|tx| work(tx).map_err(Error::<Never>::from))?)
}

/// A licence for the samples of pages.
pub(crate) fn sample_licence(name: &str, standing: Standing) -> Licence {
    use crate::Trust;
    use jiff::{Timestamp, civil::date};
    let state = match standing {
        Standing::InForce | Standing::NotYet => State::Valid,
        Standing::Suspended => State::Suspended,
        Standing::RevokedAsWrong => State::RevokedAsWrong,
        Standing::RevokedAsPenalty => State::RevokedAsPenalty,
        Standing::Cancelled => State::Cancelled,
        Standing::Expired => State::Expired,
        Standing::Replaced => State::Replaced,
    };
    let identifier = "1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U";
    let matter = kernel::matter::Matter {
        id: kernel::Id::new(),
        kind: "licence".into(),
        number: identifier.into(),
        title: name.into(),
        state: state.as_str().into(),
        version: 1,
        head: ledger::Hash::NONE,
        agency: kernel::Id::new(),
        region: "130100".into(),
        opened_at: Timestamp::UNIX_EPOCH,
        clock: None,
        due_on: None,
        soon_on: None,
        waits_for: "nobody".into(),
        claimed_by: None,
        closed_at: None,
    };
    Licence {
        matter,
        identifier: identifier.into(),
        type_key: "food-business-licence".into(),
        type_code: "11100000000013338W011".into(),
        type_name: name.into(),
        number: "JY21301020260302".into(),
        issuer_name: "石家庄市行政审批局".into(),
        case: None,
        holder_person: None,
        holder_organisation: None,
        holder_shown: "石家庄市晨光餐饮有限公司".into(),
        issued_on: date(2026, 3, 2),
        valid_from: date(2026, 3, 2),
        valid_to: Some(date(2031, 3, 1)),
        trust: Trust::A,
        file: "0".repeat(64),
        replaces: None,
    }
}
