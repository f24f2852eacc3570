//! Requests, their private part, files, contacts, corrections, reasons, fees.

use super::{MY_OFFICE, json_of, open_some, open_text, seal_text, small, text_of};
use crate::request::{
    Applicant, Contact, Correction, FeeAsked, FilePurpose, Filing, Private, ReasonAsked, Request, RequestFile,
    StoredFile,
};
use calendar::Clock;
use jiff::civil::Date;
use kernel::{Cx, Fault, Id, Row, Tx, Who, db::list::List, matter, params};

pub(super) fn read(r: &Row) -> Result<Request, Fault> {
    let matter = matter::read(r)?;
    let clock: Option<String> = r.get("reply_clock")?;
    Ok(Request {
        matter,
        kind: r.get("request_kind")?,
        channel: r.get("channel")?,
        applicant_kind: r.get("applicant_kind")?,
        person: r.get("person")?,
        applicant_shown: r.get("applicant_shown")?,
        subject: r.get("subject")?,
        document_number: r.get("document_number")?,
        subject_key: r.get("subject_key")?,
        form: r.get("form_wanted")?,
        way: r.get("way_wanted")?,
        help: r.get("help")?,
        submitted_at: r.get("submitted_at")?,
        arrived_on: r.get("arrived_on")?,
        confirmed_on: r.get("confirmed_on")?,
        confirm_method: r.get("confirm_method")?,
        received_on: r.get("received_on")?,
        reply_clock: clock.map(|c| json_of("the clock of a reply", &c)).transpose()?,
        closed_on: r.get("closed_on")?,
        outcome: r.get("outcome")?,
        working_days: r.get("working_days")?,
        in_time: r.get("in_time")?,
    })
}

/// A new request's row. `follow_hash` is the keyed hash of its follow key.
pub(crate) struct NewRequest<'a> {
    pub id: Id,
    pub number: &'a str,
    pub agency: Id,
    pub filing: &'a Filing,
    pub subject_key: &'a str,
    pub follow_hash: &'a str,
}

pub(crate) fn insert(tx: &mut Tx, cx: &Cx, new: &NewRequest<'_>) -> Result<(), Fault> {
    let f = new.filing;
    let applicant = seal_text(cx, "disclosure_requests", "applicant", new.id, &text_of(&f.applicant)?)?;
    let description = seal_text(cx, "disclosure_requests", "description", new.id, &f.description)?;
    tx.execute(
        "INSERT INTO disclosure_requests (id, number, agency, kind, channel, applicant_kind, person, applicant_shown, applicant, applicant_hash, subject, description, document_number, subject_key, form_wanted, way_wanted, help, follow_hash, submitted_at, arrived_on, clerk_received, idempotency_key) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)",
        params![
            new.id, new.number, new.agency, f.kind, f.channel, f.applicant_kind, f.person, f.applicant.shown(f.applicant_kind), applicant,
            applicant_hash(cx, identity_of(&f.applicant)), f.subject, description, f.document_number, new.subject_key, f.form, f.way, f.help,
            new.follow_hash, cx.at, f.arrived_on, matches!(cx.who, Who::Staff { .. }), f.idempotency_key
        ],
    )?;
    for (purpose, file) in &f.files {
        insert_file(tx, cx, new.id, *purpose, file)?;
    }
    Ok(())
}

/// What tells applicants apart: the identity document, or where none was given the way to reach them.
fn identity_of(a: &Applicant) -> &str {
    [&a.document, &a.email, &a.phone].into_iter().find(|t| !t.trim().is_empty()).unwrap_or(&a.name)
}

/// Keyed hash of an identity document: counts one applicant's requests without telling who it is.
pub(crate) fn applicant_hash(cx: &Cx, document: &str) -> String {
    cx.keys.lookup_hash("disclosure-applicant", &document.trim().to_uppercase())
}

/// The request that was filed under this idempotency key.
pub(crate) fn find_by_idempotency(tx: &mut Tx, key: &str) -> Result<Option<Request>, Fault> {
    tx.row(select_request!(" WHERE r.idempotency_key = $1"), params![key])?.map(|r| read(&r)).transpose()
}

/// The request with this id; whether the reader may see it is the caller's question.
///
/// # Errors
/// A fault of the database.
pub fn find_request(tx: &mut Tx, id: Id) -> Result<Option<Request>, Fault> {
    tx.row(select_request!(" WHERE m.id = $1"), params![id])?.map(|r| read(&r)).transpose()
}

/// The request with this number; whether the reader may see it is the caller's question.
///
/// # Errors
/// A fault of the database.
pub fn find_by_number(tx: &mut Tx, number: &str) -> Result<Option<Request>, Fault> {
    tx.row(select_request!(" WHERE r.number = $1"), params![number])?.map(|r| read(&r)).transpose()
}

/// The request, when the acting member of staff works on it, or supervises its region.
///
/// # Errors
/// A fault of the database.
pub fn find_for_office(tx: &mut Tx, cx: &Cx, number: &str) -> Result<Option<Request>, Fault> {
    let Who::Staff { staff, .. } = &cx.who else { return Ok(None) };
    let today = cx.today();
    let (sql, values) = List::new(select_request!(""))
        .and("r.number = ?", params![number])
        .and(MY_OFFICE, params![*staff, today, today])
        .order("m.id")
        .page(1);
    tx.row(&sql, &values)?.map(|r| read(&r)).transpose()
}

/// The request, when it is the acting person's own.
///
/// # Errors
/// A fault of the database.
pub fn find_for_applicant(tx: &mut Tx, cx: &Cx, number: &str) -> Result<Option<Request>, Fault> {
    let Who::Person { person, .. } = &cx.who else { return Ok(None) };
    // Whoever holds the follow key acts as the applicant of that one request: see `follower`.
    tx.row(select_request!(" WHERE r.number = $1 AND (r.person = $2 OR r.id = $2)"), params![number, *person])?
        .map(|r| read(&r))
        .transpose()
}

/// The request that this follow key opens.
///
/// # Errors
/// A fault of the database.
pub fn find_by_follow_key(tx: &mut Tx, cx: &Cx, key: &str) -> Result<Option<Request>, Fault> {
    for hash in cx.keys.lookup_hashes("disclosure-follow", key.trim()) {
        if let Some(r) = tx.row(select_request!(" WHERE r.follow_hash = $1"), params![hash])? {
            return read(&r).map(Some);
        }
    }
    Ok(None)
}

/// The private part. The caller has written the entry of reading, or is the applicant.
///
/// # Errors
/// A fault of the database or the keys.
pub fn private_of(tx: &mut Tx, cx: &Cx, id: Id) -> Result<Private, Fault> {
    let r = tx
        .row("SELECT applicant, description FROM disclosure_requests WHERE id = $1", params![id])?
        .ok_or_else(|| Fault::new("a request without its row"))?;
    let applicant = open_text(cx, "disclosure_requests", "applicant", id, &r.get::<Vec<u8>>("applicant")?)?;
    Ok(Private {
        applicant: json_of::<Applicant>("an applicant", &applicant)?,
        description: open_text(cx, "disclosure_requests", "description", id, &r.get::<Vec<u8>>("description")?)?,
    })
}

pub(crate) fn set_description(tx: &mut Tx, cx: &Cx, id: Id, description: &str) -> Result<(), Fault> {
    let sealed = seal_text(cx, "disclosure_requests", "description", id, description)?;
    tx.execute("UPDATE disclosure_requests SET description = $2 WHERE id = $1", params![id, sealed])?;
    Ok(())
}

pub(crate) fn set_confirmed(tx: &mut Tx, id: Id, on: Date, method: crate::channel::ConfirmMethod) -> Result<(), Fault> {
    tx.execute(
        "UPDATE disclosure_requests SET confirmed_on = $2, confirm_method = $3, received_on = $2 WHERE id = $1",
        params![id, on, method],
    )?;
    Ok(())
}

pub(crate) fn set_reply_clock(tx: &mut Tx, id: Id, clock: Option<&Clock>) -> Result<(), Fault> {
    let text = clock.map(text_of).transpose()?;
    tx.execute("UPDATE disclosure_requests SET reply_clock = $2 WHERE id = $1", params![id, text])?;
    Ok(())
}

/// Records how a request ended; the first ending stays, since a report may have counted it.
pub(crate) fn set_closed(
    tx: &mut Tx,
    id: Id,
    on: Date,
    outcome: &str,
    working_days: Option<i64>,
    in_time: Option<bool>,
) -> Result<(), Fault> {
    tx.execute(
        "UPDATE disclosure_requests SET closed_on = $2, outcome = $3, working_days = $4, in_time = $5 WHERE id = $1 AND closed_on IS NULL",
        params![id, on, outcome, working_days, in_time],
    )?;
    Ok(())
}

/// How many requests this applicant made to the agency between two days, both counted, up to and with this one.
pub(crate) fn nth_of_month(tx: &mut Tx, id: Id, agency: Id, first: Date, last: Date) -> Result<i64, Fault> {
    let row = tx.row(
        "SELECT COUNT(*) FROM disclosure_requests r JOIN disclosure_requests o ON o.agency = r.agency AND o.applicant_hash = r.applicant_hash WHERE r.id = $1 AND r.agency = $2 AND o.received_on >= $3 AND o.received_on <= $4 AND (o.received_on < r.received_on OR (o.received_on = r.received_on AND o.id <= r.id))",
        params![id, agency, first, last],
    )?;
    row.ok_or_else(|| Fault::new("a count gave nothing"))?.only()
}

pub(crate) fn insert_file(
    tx: &mut Tx,
    cx: &Cx,
    request: Id,
    purpose: FilePurpose,
    file: &StoredFile,
) -> Result<Id, Fault> {
    let id = Id::new();
    tx.execute(
        "INSERT INTO disclosure_files (id, request, purpose, name, media_type, size, digest, scan, by_whom, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        params![id, request, purpose, file.name, file.media_type, file.size, file.digest, file.scan, cx.who.ledger_name(), cx.at],
    )?;
    Ok(id)
}

/// The files of a request, oldest first.
///
/// # Errors
/// A fault of the database.
pub fn files_of(tx: &mut Tx, request: Id) -> Result<Vec<RequestFile>, Fault> {
    tx.rows(
        "SELECT id, purpose, name, media_type, size, digest, scan, at FROM disclosure_files WHERE request = $1 ORDER BY at, id",
        params![request],
    )?
    .iter()
    .map(|r| {
        Ok(RequestFile {
            id: r.get("id")?,
            purpose: r.get("purpose")?,
            file: StoredFile {
                name: r.get("name")?,
                media_type: r.get("media_type")?,
                size: r.get("size")?,
                digest: r.get("digest")?,
                scan: r.get("scan")?,
            },
            at: r.get("at")?,
        })
    })
    .collect()
}

pub(crate) fn insert_contact(
    tx: &mut Tx,
    cx: &Cx,
    request: Id,
    purpose: &str,
    method: &str,
    reached: bool,
    note: &str,
) -> Result<Id, Fault> {
    let id = Id::new();
    let sealed = seal_text(cx, "disclosure_contacts", "note", id, note)?;
    tx.execute(
        "INSERT INTO disclosure_contacts (id, request, purpose, method, reached, note, by_whom, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![id, request, purpose, method, reached, sealed, cx.who.ledger_name(), cx.at],
    )?;
    Ok(id)
}

/// Attempts to reach the applicant and help given, oldest first.
///
/// # Errors
/// A fault of the database or the keys.
pub fn contacts_of(tx: &mut Tx, cx: &Cx, request: Id) -> Result<Vec<Contact>, Fault> {
    tx.rows(
        "SELECT id, purpose, method, reached, note, by_whom, at FROM disclosure_contacts WHERE request = $1 ORDER BY at, id",
        params![request],
    )?
    .iter()
    .map(|r| {
        let id: Id = r.get("id")?;
        Ok(Contact {
            purpose: r.get("purpose")?,
            method: r.get("method")?,
            reached: r.get("reached")?,
            note: open_some(cx, "disclosure_contacts", "note", id, r)?,
            by_whom: r.get("by_whom")?,
            at: r.get("at")?,
        })
    })
    .collect()
}

pub(crate) fn insert_correction(
    tx: &mut Tx,
    request: Id,
    points: &[String],
    asked_on: Date,
    answer_by: Date,
) -> Result<(), Fault> {
    tx.execute(
        "INSERT INTO disclosure_corrections (request, points, asked_on, answer_by) VALUES ($1, $2, $3, $4)",
        params![request, text_of(&points)?, asked_on, answer_by],
    )?;
    Ok(())
}

pub(crate) fn set_corrected(tx: &mut Tx, cx: &Cx, request: Id, on: Date, answer: &str) -> Result<(), Fault> {
    let sealed = seal_text(cx, "disclosure_corrections", "answer", request, answer)?;
    tx.execute(
        "UPDATE disclosure_corrections SET corrected_on = $2, answer = $3 WHERE request = $1",
        params![request, on, sealed],
    )?;
    Ok(())
}

/// The correction notice of a request.
///
/// # Errors
/// A fault of the database or the keys.
pub fn correction_of(tx: &mut Tx, cx: &Cx, request: Id) -> Result<Option<Correction>, Fault> {
    let row = tx.row(
        "SELECT points, asked_on, answer_by, corrected_on, answer FROM disclosure_corrections WHERE request = $1",
        params![request],
    )?;
    row.map(|r| {
        Ok(Correction {
            points: json_of("the points of a correction", &r.get::<String>("points")?)?,
            asked_on: r.get("asked_on")?,
            answer_by: r.get("answer_by")?,
            corrected_on: r.get("corrected_on")?,
            answer: open_some(cx, "disclosure_corrections", "answer", request, &r)?,
        })
    })
    .transpose()
}

pub(crate) fn insert_reason(tx: &mut Tx, request: Id, why: &str, asked: Date, answer_by: Date) -> Result<(), Fault> {
    tx.execute(
        "INSERT INTO disclosure_reasons (request, why, asked_on, answer_by) VALUES ($1, $2, $3, $4)",
        params![request, why, asked, answer_by],
    )?;
    Ok(())
}

pub(crate) fn set_reason(tx: &mut Tx, cx: &Cx, request: Id, on: Date, answer: &str) -> Result<(), Fault> {
    let sealed = seal_text(cx, "disclosure_reasons", "answer", request, answer)?;
    tx.execute(
        "UPDATE disclosure_reasons SET answered_on = $2, answer = $3 WHERE request = $1",
        params![request, on, sealed],
    )?;
    Ok(())
}

pub(crate) fn set_judged(tx: &mut Tx, request: Id, reasonable: bool, on: Date) -> Result<(), Fault> {
    let judged = if reasonable { "reasonable" } else { "unreasonable" };
    tx.execute(
        "UPDATE disclosure_reasons SET judged = $2, judged_on = $3 WHERE request = $1",
        params![request, judged, on],
    )?;
    Ok(())
}

/// Reasons that were asked for.
///
/// # Errors
/// A fault of the database or the keys.
pub fn reason_of(tx: &mut Tx, cx: &Cx, request: Id) -> Result<Option<ReasonAsked>, Fault> {
    let row = tx.row(
        "SELECT why, asked_on, answer_by, answered_on, answer, judged FROM disclosure_reasons WHERE request = $1",
        params![request],
    )?;
    row.map(|r| {
        Ok(ReasonAsked {
            why: r.get("why")?,
            asked_on: r.get("asked_on")?,
            answer_by: r.get("answer_by")?,
            answered_on: r.get("answered_on")?,
            answer: open_some(cx, "disclosure_reasons", "answer", request, &r)?,
            judged_reasonable: r.get::<Option<String>>("judged")?.map(|j| j == "reasonable"),
        })
    })
    .transpose()
}

pub(crate) fn insert_fee(tx: &mut Tx, request: Id, fee: &crate::fee::Fee, told: Date) -> Result<(), Fault> {
    tx.execute(
        "INSERT INTO disclosure_fees (request, scheme, quantity, fen, told_on) VALUES ($1, $2, $3, $4, $5)",
        params![request, fee.scheme, i64::from(fee.quantity), fee.fen, told],
    )?;
    Ok(())
}

pub(crate) fn set_fee_notice(tx: &mut Tx, request: Id, received: Date, pay_by: Date) -> Result<(), Fault> {
    tx.execute(
        "UPDATE disclosure_fees SET notice_received_on = $2, pay_by = $3 WHERE request = $1",
        params![request, received, pay_by],
    )?;
    Ok(())
}

pub(crate) fn set_paid(tx: &mut Tx, request: Id, on: Date, receipt: &str) -> Result<(), Fault> {
    tx.execute(
        "UPDATE disclosure_fees SET paid_on = $2, receipt = $3 WHERE request = $1",
        params![request, on, receipt],
    )?;
    Ok(())
}

/// The fee of a request.
///
/// # Errors
/// A fault of the database.
pub fn fee_of(tx: &mut Tx, request: Id) -> Result<Option<FeeAsked>, Fault> {
    let row = tx.row(
        "SELECT scheme, quantity, fen, told_on, notice_received_on, pay_by, paid_on, receipt FROM disclosure_fees WHERE request = $1",
        params![request],
    )?;
    row.map(|r| {
        Ok(FeeAsked {
            scheme: r.get("scheme")?,
            quantity: small("a fee", r.get("quantity")?)?,
            fen: r.get("fen")?,
            told_on: r.get("told_on")?,
            notice_received_on: r.get("notice_received_on")?,
            pay_by: r.get("pay_by")?,
            paid_on: r.get("paid_on")?,
            receipt: r.get("receipt")?,
        })
    })
    .transpose()
}

/// Files that no scanner has looked at yet, oldest first.
///
/// # Errors
/// A fault of the database.
pub fn list_unscanned(tx: &mut Tx, limit: i64) -> Result<Vec<(Id, Id, String)>, Fault> {
    tx.rows(
        "SELECT id, request, digest FROM disclosure_files WHERE scan = 'not-scanned' ORDER BY at, id LIMIT $1",
        params![limit],
    )?
    .iter()
    .map(|r| Ok((r.get("id")?, r.get("request")?, r.get("digest")?)))
    .collect()
}

pub(crate) fn set_scan(tx: &mut Tx, id: Id, scan: &str) -> Result<(), Fault> {
    tx.execute("UPDATE disclosure_files SET scan = $2 WHERE id = $1", params![id, scan])?;
    Ok(())
}
