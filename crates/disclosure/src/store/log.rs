//! The public log of answers and the proposals for proactive disclosure.

use super::{json_of, text_of};
use jiff::{Timestamp, civil::Date};
use kernel::{Cx, Fault, Id, Row, Tx, db::list::List, params};
use serde::{Deserialize, Serialize};

/// A file of a published answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerFile {
    /// Display name.
    pub name: String,
    /// Type.
    pub media_type: String,
    /// Digest in the object store.
    pub digest: String,
    /// Bytes.
    pub size: i64,
}

/// An answer published for everybody.
#[derive(Clone, Debug)]
pub struct PublishedAnswer {
    /// Its id.
    pub id: Id,
    /// Its permanent number, part of its address.
    pub number: String,
    /// The agency.
    pub agency: Id,
    /// Its name.
    pub agency_name: String,
    /// The agency's region.
    pub region: String,
    /// What was asked, in a few words.
    pub title: String,
    /// What was asked.
    pub question: String,
    /// What was answered.
    pub answer: String,
    /// The outcome's code.
    pub outcome: String,
    /// What was given out.
    pub files: Vec<AnswerFile>,
    /// The day of the reply.
    pub replied_on: Date,
    /// When it was published.
    pub published_at: Timestamp,
    /// When and why it was taken back; its address stays.
    pub withdrawn: Option<(Timestamp, String)>,
}

const LOG: &str = "SELECT l.id, l.number, l.agency, a.name AS agency_name, a.region, l.title, l.question, l.answer, l.outcome, l.files, l.replied_on, l.published_at, l.withdrawn_at, l.withdrawn_reason FROM disclosure_log l JOIN agencies a ON a.id = l.agency";

fn read(r: &Row) -> Result<PublishedAnswer, Fault> {
    let withdrawn: Option<Timestamp> = r.get("withdrawn_at")?;
    Ok(PublishedAnswer {
        id: r.get("id")?,
        number: r.get("number")?,
        agency: r.get("agency")?,
        agency_name: r.get("agency_name")?,
        region: r.get("region")?,
        title: r.get("title")?,
        question: r.get("question")?,
        answer: r.get("answer")?,
        outcome: r.get("outcome")?,
        files: json_of("the files of an answer", &r.get::<String>("files")?)?,
        replied_on: r.get("replied_on")?,
        published_at: r.get("published_at")?,
        withdrawn: match withdrawn {
            Some(at) => Some((at, r.get::<Option<String>>("withdrawn_reason")?.unwrap_or_default())),
            None => None,
        },
    })
}

/// The published answers, newest first, without those taken back.
///
/// # Errors
/// A fault of the database.
pub fn list_answers(
    tx: &mut Tx,
    agency: Option<Id>,
    before: Option<(Timestamp, Id)>,
    limit: i64,
) -> Result<Vec<PublishedAnswer>, Fault> {
    let (sql, values) = List::new(LOG)
        .and("l.withdrawn_at IS NULL", &[])
        .and_some("l.agency = ?", agency)
        .after("(l.published_at, l.id) < (?, ?)", before)
        .order("l.published_at DESC, l.id DESC")
        .page(limit);
    tx.rows(&sql, &values)?.iter().map(read).collect()
}

/// The answer with this number, also one that was taken back.
///
/// # Errors
/// A fault of the database.
pub fn find_answer(tx: &mut Tx, number: &str) -> Result<Option<PublishedAnswer>, Fault> {
    tx.row(&format!("{LOG} WHERE l.number = $1"), params![number])?.map(|r| read(&r)).transpose()
}

/// The answer with this id, for the index.
///
/// # Errors
/// A fault of the database.
pub fn find_answer_by_id(tx: &mut Tx, id: Id) -> Result<Option<PublishedAnswer>, Fault> {
    tx.row(&format!("{LOG} WHERE l.id = $1"), params![id])?.map(|r| read(&r)).transpose()
}

/// The answer published for a request.
///
/// # Errors
/// A fault of the database.
pub fn answer_of_request(tx: &mut Tx, request: Id) -> Result<Option<PublishedAnswer>, Fault> {
    tx.row(&format!("{LOG} WHERE l.request = $1 ORDER BY l.published_at DESC LIMIT 1"), params![request])?
        .map(|r| read(&r))
        .transpose()
}

/// What is about to be published.
#[derive(Clone, Debug, Default)]
pub struct AnswerDraft {
    /// What was asked, in a few words.
    pub title: String,
    /// What was asked, without the applicant.
    pub question: String,
    /// What was answered.
    pub answer: String,
}

pub(crate) struct NewAnswer<'a> {
    pub id: Id,
    pub number: &'a str,
    pub request: Id,
    pub agency: Id,
    pub draft: &'a AnswerDraft,
    pub outcome: &'a str,
    pub files: &'a [AnswerFile],
    pub replied_on: Date,
}

pub(crate) fn insert_answer(tx: &mut Tx, cx: &Cx, n: &NewAnswer<'_>) -> Result<(), Fault> {
    tx.execute(
        "INSERT INTO disclosure_log (id, number, request, agency, title, question, answer, outcome, files, replied_on, published_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        params![
            n.id, n.number, n.request, n.agency, n.draft.title, n.draft.question, n.draft.answer, n.outcome, text_of(&n.files)?, n.replied_on,
            cx.at
        ],
    )?;
    Ok(())
}

pub(crate) fn set_withdrawn(tx: &mut Tx, cx: &Cx, number: &str, reason: &str) -> Result<bool, Fault> {
    Ok(tx.execute(
        "UPDATE disclosure_log SET withdrawn_at = $2, withdrawn_reason = $3, question = '', answer = '', files = '[]' WHERE number = $1 AND withdrawn_at IS NULL",
        params![number, cx.at, reason],
    )? == 1)
}

/// A proposal to disclose something proactively. Law: 政府信息公开条例 第四十四条
#[derive(Clone, Debug)]
pub struct Proposal {
    /// Its id.
    pub id: Id,
    /// The agency.
    pub agency: Id,
    /// The key under which the requests meet.
    pub subject_key: String,
    /// What it is about.
    pub title: String,
    /// `requests` or `applicant`.
    pub source: String,
    /// The request that gave rise to it.
    pub request: Id,
    /// Its number.
    pub request_number: String,
    /// How many asked for it.
    pub requests: i64,
    /// When.
    pub proposed_at: Timestamp,
}

/// Proposes once per agency and thing; says whether it is new.
pub(crate) fn insert_proposal(
    tx: &mut Tx,
    cx: &Cx,
    agency: Id,
    key: &str,
    title: &str,
    source: &str,
    request: Id,
) -> Result<bool, Fault> {
    Ok(tx.execute(
        "INSERT INTO disclosure_proposals (id, agency, subject_key, title, source, request, proposed_at) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (agency, subject_key) DO NOTHING",
        params![Id::new(), agency, key, title, source, request, cx.at],
    )? == 1)
}

/// Open proposals of the agencies at which the acting person handles requests or drafts publications.
///
/// # Errors
/// A fault of the database.
pub fn list_proposals(tx: &mut Tx, cx: &Cx, limit: i64) -> Result<Vec<Proposal>, Fault> {
    let kernel::Who::Staff { staff, .. } = &cx.who else { return Ok(Vec::new()) };
    tx.rows(
        "SELECT p.id, p.agency, p.subject_key, p.title, p.source, p.request, r.number, p.proposed_at, (SELECT COUNT(*) FROM disclosure_requests s WHERE s.agency = p.agency AND s.subject_key = p.subject_key) AS requests FROM disclosure_proposals p JOIN disclosure_requests r ON r.id = p.request WHERE p.settled IS NULL AND p.agency IN (SELECT o.agency FROM posts o WHERE o.staff = $1 AND o.role IN ('disclosure-desk', 'disclosure-head', 'publication-drafting') AND o.valid_from <= $2 AND (o.valid_to IS NULL OR o.valid_to >= $2)) ORDER BY p.proposed_at, p.id LIMIT $3",
        params![*staff, cx.today(), limit],
    )?
    .iter()
    .map(|r| {
        Ok(Proposal {
            id: r.get("id")?,
            agency: r.get("agency")?,
            subject_key: r.get("subject_key")?,
            title: r.get("title")?,
            source: r.get("source")?,
            request: r.get("request")?,
            request_number: r.get("number")?,
            requests: r.get("requests")?,
            proposed_at: r.get("proposed_at")?,
        })
    })
    .collect()
}

pub(crate) fn settle_proposal_row(
    tx: &mut Tx,
    cx: &Cx,
    id: Id,
    agencies: &[Id],
    settled: &str,
    reason: &str,
) -> Result<bool, Fault> {
    for agency in agencies {
        let n = tx.execute(
            "UPDATE disclosure_proposals SET settled = $3, settled_reason = $4, settled_at = $5 WHERE id = $1 AND agency = $2 AND settled IS NULL",
            params![id, *agency, settled, reason, cx.at],
        )?;
        if n == 1 {
            return Ok(true);
        }
    }
    Ok(false)
}
