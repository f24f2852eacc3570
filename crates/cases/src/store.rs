//! The tables of cases. The only file of this crate with SQL. Permissions are part of the queries:
//! what is not yours is not there.

use crate::{
    Verb,
    case::{Case, CorrectionNotice, CorrectionPoint, Delivery, Handing, Material, MaterialSource, Opinion},
    drafts::Draft,
    figures::Figures,
    files::StoredFile,
    verbs::CorrectionDraft,
};
use forms::{Answers, Prefills};
use jiff::{Timestamp, civil::Date};
use kernel::{Cx, Fault, Id, Row, Tx, Who, db::list::List, matter, params};
use seal::FieldRef;
use serde_json::Value as Json;

type Pairs = Vec<(String, String)>;

fn seal_text(cx: &Cx, table: &str, column: &str, row: Id, text: &str) -> Result<Vec<u8>, Fault> {
    let row = row.to_string();
    cx.keys
        .encrypt(FieldRef { table, column, row: &row }, text.as_bytes())
        .map_err(|e| Fault::from_error(format!("encrypting {table}.{column}"), e))
}

fn open_text(cx: &Cx, table: &str, column: &str, row: Id, stored: &[u8]) -> Result<String, Fault> {
    let row = row.to_string();
    let text = cx
        .keys
        .decrypt_text(FieldRef { table, column, row: &row }, stored)
        .map_err(|e| Fault::from_error(format!("decrypting {table}.{column}"), e))?;
    Ok(text.to_string())
}

fn json_of<T: serde::de::DeserializeOwned>(what: &str, text: &str) -> Result<T, Fault> {
    serde_json::from_str(text).map_err(|e| Fault::from_error(format!("reading {what}"), e))
}

/// A digest that proves what was filed without telling it: keyed, so that nobody can try values.
pub(crate) fn keyed_digest(cx: &Cx, text: &str) -> String {
    cx.keys.lookup_hash("case-answers", text)
}

fn form_version(n: i64) -> Result<u32, Fault> {
    u32::try_from(n).map_err(|e| Fault::from_error("reading the version of a form", e))
}

// Drafts -------------------------------------------------------------------------------------------

#[derive(serde::Serialize, serde::Deserialize)]
struct Filled {
    answers: Json,
    prefills: Prefills,
}

pub(crate) fn insert_draft(tx: &mut Tx, cx: &Cx, d: &Draft) -> Result<(), Fault> {
    tx.execute(
        "INSERT INTO drafts (id, account, person, organisation, item, item_version, situation, form_key, form_n, answers, guidance, revision, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13)",
        params![
            d.id, d.account, d.person, d.organisation, d.item, d.item_version, d.situation, d.form_key, d.form_n,
            filled(cx, d.id, &d.answers, &d.prefills)?, d.guidance.to_string(), d.revision, cx.at
        ],
    )?;
    Ok(())
}

fn filled(cx: &Cx, id: Id, answers: &Answers, prefills: &Prefills) -> Result<Vec<u8>, Fault> {
    let text = serde_json::to_string(&Filled { answers: answers.to_json(), prefills: prefills.clone() })
        .map_err(|e| Fault::from_error("storing answers", e))?;
    seal_text(cx, "drafts", "answers", id, &text)
}

pub(crate) fn find_draft(tx: &mut Tx, cx: &Cx, id: Id, account: Id) -> Result<Option<Draft>, Fault> {
    let row = tx.row(
        "SELECT id, account, person, organisation, item, item_version, situation, form_key, form_n, answers, guidance, delivery, revision, updated_at, submitted_as FROM drafts WHERE id = $1 AND account = $2",
        params![id, account],
    )?;
    let Some(r) = row else { return Ok(None) };
    let stored: Vec<u8> = r.get("answers")?;
    let filled: Filled = json_of("a draft", &open_text(cx, "drafts", "answers", id, &stored)?)?;
    let delivery: Option<String> = r.get("delivery")?;
    let delivery = match delivery {
        None => None,
        Some(text) => {
            let (way, address): (String, String) = json_of("a delivery", &text)?;
            let way = Handing::parse(&way).ok_or_else(|| Fault::new("a draft with an unknown way of delivery"))?;
            let address = match hex::decode(&address) {
                Ok(bytes) if !bytes.is_empty() => open_text(cx, "drafts", "delivery", id, &bytes)?,
                _ => String::new(),
            };
            Some((way, address))
        }
    };
    Ok(Some(Draft {
        id,
        account: r.get("account")?,
        person: r.get("person")?,
        organisation: r.get("organisation")?,
        item: r.get("item")?,
        item_version: r.get("item_version")?,
        situation: r.get("situation")?,
        form_key: r.get("form_key")?,
        form_n: form_version(r.get("form_n")?)?,
        answers: Answers::from_json(&filled.answers).map_err(|e| Fault::from_error("reading answers", e))?,
        prefills: filled.prefills,
        guidance: json_of("guidance", &r.get::<String>("guidance")?)?,
        delivery,
        revision: r.get("revision")?,
        updated_at: r.get("updated_at")?,
        submitted_as: r.get("submitted_as")?,
    }))
}

/// Id, item name, item slug and last change of the account's open drafts.
pub(crate) fn list_drafts(
    tx: &mut Tx,
    account: Id,
    organisation: Option<Id>,
) -> Result<Vec<(Id, String, String, Timestamp)>, Fault> {
    tx.rows(
        "SELECT d.id, i.name, i.slug, d.updated_at FROM drafts d JOIN items i ON i.id = d.item WHERE d.account = $1 AND COALESCE(d.organisation, '') = $2 AND d.submitted_as IS NULL ORDER BY d.updated_at DESC, d.id LIMIT 50",
        params![account, organisation.map(|o| o.to_string()).unwrap_or_default()],
    )?
    .iter()
    .map(|r| Ok((r.get("id")?, r.get("name")?, r.get("slug")?, r.get("updated_at")?)))
    .collect()
}

/// False when the draft is no longer at the revision that was read.
pub(crate) fn update_answers(tx: &mut Tx, cx: &Cx, draft: &Draft, answers: &Answers) -> Result<bool, Fault> {
    let changed = tx.execute(
        "UPDATE drafts SET answers = $2, revision = revision + 1, updated_at = $3 WHERE id = $1 AND revision = $4 AND submitted_as IS NULL",
        params![draft.id, filled(cx, draft.id, answers, &draft.prefills)?, cx.at, draft.revision],
    )?;
    Ok(changed == 1)
}

pub(crate) fn update_draft_version(tx: &mut Tx, cx: &Cx, id: Id, version: Id, form: &str, n: i64) -> Result<(), Fault> {
    tx.execute(
        "UPDATE drafts SET item_version = $2, form_key = $3, form_n = $4, revision = revision + 1, updated_at = $5 WHERE id = $1 AND submitted_as IS NULL",
        params![id, version, form, n, cx.at],
    )?;
    Ok(())
}

pub(crate) fn update_delivery(tx: &mut Tx, cx: &Cx, id: Id, way: Handing, address: &str) -> Result<(), Fault> {
    let sealed =
        if address.is_empty() { String::new() } else { hex::encode(seal_text(cx, "drafts", "delivery", id, address)?) };
    let text = serde_json::json!([way.as_str(), sealed]).to_string();
    tx.execute(
        "UPDATE drafts SET delivery = $2, revision = revision + 1, updated_at = $3 WHERE id = $1",
        params![id, text, cx.at],
    )?;
    Ok(())
}

/// Marks the draft as submitted; false when somebody else was quicker.
pub(crate) fn take_draft(tx: &mut Tx, id: Id, revision: i64, case: Id) -> Result<bool, Fault> {
    Ok(tx.execute(
        "UPDATE drafts SET submitted_as = $3 WHERE id = $1 AND revision = $2 AND submitted_as IS NULL",
        params![id, revision, case],
    )? == 1)
}

/// The case a submission with this key already made, for the acting account's drafts.
pub(crate) fn case_by_idempotency(tx: &mut Tx, key: &str, person: Id) -> Result<Option<Id>, Fault> {
    let row = tx.row("SELECT id FROM cases WHERE idempotency_key = $1 AND person = $2", params![key, person])?;
    row.map(|r| r.only()).transpose()
}

pub(crate) fn delete_draft(tx: &mut Tx, id: Id) -> Result<(), Fault> {
    tx.execute("DELETE FROM materials WHERE draft = $1", params![id])?;
    tx.execute("DELETE FROM draft_late_posts WHERE draft = $1", params![id])?;
    tx.execute("DELETE FROM drafts WHERE id = $1", params![id])?;
    Ok(())
}

/// How many late posts of one draft are kept: more come from no person.
const LATE_POSTS: i64 = 60;

pub(crate) fn has_late_posts(tx: &mut Tx, draft: Id) -> Result<bool, Fault> {
    Ok(tx
        .row(
            "SELECT id FROM draft_late_posts WHERE draft = $1 AND taken_at IS NULL ORDER BY at, id LIMIT 1",
            params![draft],
        )?
        .is_some())
}

/// False when there is no such open draft, or it has more late posts than anybody can have written.
pub(crate) fn insert_late_post(tx: &mut Tx, cx: &Cx, draft: Id, pairs: &[(String, String)]) -> Result<bool, Fault> {
    let open = tx.row("SELECT id FROM drafts WHERE id = $1 AND submitted_as IS NULL", params![draft])?;
    if open.is_none() {
        return Ok(false);
    }
    let kept = tx.row(
        "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM draft_late_posts WHERE draft = $1 AND taken_at IS NULL",
        params![draft],
    )?;
    if kept.map_or(Ok(0), |r| r.get::<i64>("n"))? >= LATE_POSTS {
        return Ok(false);
    }
    let id = Id::new();
    let text = serde_json::to_string(pairs).map_err(|e| Fault::from_error("storing a late post", e))?;
    let sealed = seal_text(cx, "draft_late_posts", "pairs", id, &text)?;
    tx.execute(
        "INSERT INTO draft_late_posts (id, draft, pairs, at) VALUES ($1, $2, $3, $4)",
        params![id, draft, sealed, cx.at],
    )?;
    Ok(true)
}

pub(crate) fn take_late_posts(tx: &mut Tx, cx: &Cx, draft: Id) -> Result<Vec<Pairs>, Fault> {
    let rows = tx.rows(
        "SELECT id, pairs FROM draft_late_posts WHERE draft = $1 AND taken_at IS NULL ORDER BY at, id",
        params![draft],
    )?;
    let mut out = Vec::new();
    for r in &rows {
        let id: Id = r.get("id")?;
        let sealed: Vec<u8> = r.get("pairs")?;
        out.push(json_of("a late post", &open_text(cx, "draft_late_posts", "pairs", id, &sealed)?)?);
        tx.execute("UPDATE draft_late_posts SET taken_at = $2 WHERE id = $1", params![id, cx.at])?;
    }
    Ok(out)
}

// Materials ----------------------------------------------------------------------------------------

fn read_material(r: &Row) -> Result<Material, Fault> {
    Ok(Material {
        id: r.get("id")?,
        material: r.get("material")?,
        source: r.get("source")?,
        file: r.get("file")?,
        file_name: r.get("file_name")?,
        media_type: r.get("media_type")?,
        size: r.get("size")?,
        licence: r.get("licence")?,
        added_at: r.get("added_at")?,
        replaced_at: r.get("replaced_at")?,
    })
}

pub(crate) fn materials_of_draft(tx: &mut Tx, draft: Id) -> Result<Vec<Material>, Fault> {
    tx.rows(
        "SELECT id, material, source, file, file_name, media_type, size, licence, added_at, replaced_at FROM materials WHERE draft = $1 ORDER BY added_at, id",
        params![draft],
    )?
    .iter()
    .map(read_material)
    .collect()
}

/// The materials of a case, replaced ones included: what was handed in once stays on record.
///
/// # Errors
/// A fault of the database.
pub fn materials_of_case(tx: &mut Tx, case: Id) -> Result<Vec<Material>, Fault> {
    tx.rows(
        "SELECT id, material, source, file, file_name, media_type, size, licence, added_at, replaced_at FROM materials WHERE case_id = $1 ORDER BY added_at, id",
        params![case],
    )?
    .iter()
    .map(read_material)
    .collect()
}

pub(crate) fn insert_upload(
    tx: &mut Tx,
    cx: &Cx,
    draft: Option<Id>,
    case: Option<Id>,
    material: &str,
    f: &StoredFile,
) -> Result<Id, Fault> {
    let id = Id::new();
    tx.execute(
        "INSERT INTO materials (id, draft, case_id, material, source, file, file_name, media_type, size, added_at) VALUES ($1, $2, $3, $4, 'upload', $5, $6, $7, $8, $9)",
        params![id, draft, case, material, f.digest, f.name, f.media_type, f.size, cx.at],
    )?;
    Ok(id)
}

pub(crate) fn insert_held(
    tx: &mut Tx,
    cx: &Cx,
    case: Id,
    material: &str,
    source: MaterialSource,
    licence: Option<Id>,
) -> Result<(), Fault> {
    tx.execute(
        "INSERT INTO materials (id, case_id, material, source, licence, added_at) VALUES ($1, $2, $3, $4, $5, $6)",
        params![Id::new(), case, material, source, licence, cx.at],
    )?;
    Ok(())
}

pub(crate) fn delete_draft_material(tx: &mut Tx, draft: Id, row: Id) -> Result<(), Fault> {
    tx.execute("DELETE FROM materials WHERE id = $1 AND draft = $2 AND case_id IS NULL", params![row, draft])?;
    Ok(())
}

pub(crate) fn materials_to_case(tx: &mut Tx, draft: Id, case: Id) -> Result<(), Fault> {
    tx.execute("UPDATE materials SET case_id = $2 WHERE draft = $1", params![draft, case])?;
    Ok(())
}

pub(crate) fn replace_material(tx: &mut Tx, cx: &Cx, case: Id, material: &str, correction: Id) -> Result<(), Fault> {
    tx.execute(
        "UPDATE materials SET replaced_at = $3, correction = $4 WHERE case_id = $1 AND material = $2 AND replaced_at IS NULL",
        params![case, material, cx.at, correction],
    )?;
    Ok(())
}

/// A file of the acting account's draft.
///
/// # Errors
/// A fault of the database.
pub fn file_of_draft(tx: &mut Tx, account: Id, draft: Id, row: Id) -> Result<Option<Material>, Fault> {
    let row = tx.row(
        "SELECT m.id, m.material, m.source, m.file, m.file_name, m.media_type, m.size, m.licence, m.added_at, m.replaced_at FROM materials m JOIN drafts d ON d.id = m.draft WHERE m.id = $1 AND m.draft = $2 AND d.account = $3",
        params![row, draft, account],
    )?;
    row.map(|r| read_material(&r)).transpose()
}

/// A file of a case that the caller has already found for the acting person or official.
///
/// # Errors
/// A fault of the database.
pub fn file_of_case(tx: &mut Tx, case: Id, row: Id) -> Result<Option<Material>, Fault> {
    let row = tx.row(
        "SELECT id, material, source, file, file_name, media_type, size, licence, added_at, replaced_at FROM materials WHERE id = $1 AND case_id = $2",
        params![row, case],
    )?;
    row.map(|r| read_material(&r)).transpose()
}

// Cases --------------------------------------------------------------------------------------------

pub(crate) fn insert_case(
    tx: &mut Tx,
    cx: &Cx,
    c: &Case,
    answers: &Answers,
    address: &str,
    idempotency: &str,
) -> Result<(), Fault> {
    let id = c.matter.id;
    let sealed = seal_text(cx, "cases", "answers", id, &answers.to_json().to_string())?;
    let address =
        if address.is_empty() { None } else { Some(seal_text(cx, "cases", "delivery_address", id, address)?) };
    let key = Some(idempotency).filter(|k| !k.is_empty());
    tx.execute(
        "INSERT INTO cases (id, item, item_version, situation, person, organisation, applicant_shown, channel, form_key, form_n, answers, guidance, delivery, delivery_address, submitted_on, deemed_on, idempotency_key) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
        params![
            id, c.item, c.item_version, c.situation, c.person, c.organisation, c.applicant_shown, c.channel, c.form_key, c.form_n, sealed,
            c.guidance.to_string(), c.delivery, address, c.submitted_on, c.deemed_on, key
        ],
    )?;
    Ok(())
}

fn read_case(r: &Row) -> Result<Case, Fault> {
    Ok(Case {
        matter: matter::read(r)?,
        item: r.get("item")?,
        item_version: r.get("item_version")?,
        situation: r.get("situation")?,
        person: r.get("person")?,
        organisation: r.get("organisation")?,
        applicant_shown: r.get("applicant_shown")?,
        channel: r.get("channel")?,
        form_key: r.get("form_key")?,
        form_n: form_version(r.get("form_n")?)?,
        guidance: json_of("guidance", &r.get::<String>("guidance")?)?,
        delivery: r.get("delivery")?,
        submitted_on: r.get("submitted_on")?,
        deemed_on: r.get("deemed_on")?,
        accepted_on: r.get("accepted_on")?,
        decided_on: r.get("decided_on")?,
        outcome: r.get("outcome")?,
        working_days: r.get("working_days")?,
        in_time: r.get("in_time")?,
    })
}

macro_rules! select_case {
    ($tail:literal) => {
        concat!(
            "SELECT m.id, m.kind, m.number, m.title, m.state, m.version, m.head, m.agency, m.region, m.opened_at, m.clock, m.due_on, m.soon_on, m.waits_for, m.claimed_by, m.closed_at, ",
            "c.item, c.item_version, c.situation, c.person, c.organisation, c.applicant_shown, c.channel, c.form_key, c.form_n, c.guidance, c.delivery, c.submitted_on, c.deemed_on, c.accepted_on, c.decided_on, c.outcome, c.working_days, c.in_time ",
            "FROM matters m JOIN cases c ON c.id = m.id ",
            $tail
        )
    };
}

/// A case of one's own: filed by the acting person for themselves, or for the organisation they act for now.
const MINE: &str = "((c.person = ? AND c.organisation IS NULL) OR c.organisation = ?)";
/// A case of an agency at which the acting official holds a post today.
const MY_OFFICE: &str = "EXISTS (SELECT 1 FROM posts p WHERE p.staff = ? AND p.agency = m.agency AND p.valid_from <= ? AND (p.valid_to IS NULL OR p.valid_to >= ?))";

pub(crate) fn find_case(tx: &mut Tx, id: Id) -> Result<Option<Case>, Fault> {
    tx.row(select_case!("WHERE m.id = $1"), params![id])?.map(|r| read_case(&r)).transpose()
}

/// The case with this number, when it is the acting person's.
///
/// # Errors
/// A fault of the database.
pub fn by_number_for_applicant(tx: &mut Tx, cx: &Cx, number: &str) -> Result<Option<Case>, Fault> {
    let Who::Person { person, acting_for, .. } = &cx.who else { return Ok(None) };
    let (sql, values) = List::new(select_case!(""))
        .and("m.number = ?", params![number])
        .and(MINE, params![*person, *acting_for])
        .order("m.id")
        .page(1);
    tx.row(&sql, &values)?.map(|r| read_case(&r)).transpose()
}

/// The case with this number, when it is with an agency at which the acting official holds a post.
///
/// # Errors
/// A fault of the database.
pub fn by_number_for_office(tx: &mut Tx, cx: &Cx, number: &str) -> Result<Option<Case>, Fault> {
    let Who::Staff { staff, .. } = &cx.who else { return Ok(None) };
    let today = cx.today();
    let (sql, values) = List::new(select_case!(""))
        .and("m.number = ?", params![number])
        .and(MY_OFFICE, params![*staff, today, today])
        .order("m.id")
        .page(1);
    tx.row(&sql, &values)?.map(|r| read_case(&r)).transpose()
}

/// The answers of a case, decrypted.
///
/// # Errors
/// A fault of the database or the keys.
pub fn answers_of_case(tx: &mut Tx, cx: &Cx, id: Id) -> Result<Answers, Fault> {
    let row =
        tx.row("SELECT answers FROM cases WHERE id = $1", params![id])?.ok_or_else(|| Fault::new("a case is gone"))?;
    let stored: Vec<u8> = row.only()?;
    let json: Json = json_of("answers", &open_text(cx, "cases", "answers", id, &stored)?)?;
    Answers::from_json(&json).map_err(|e| Fault::from_error("reading answers", e))
}

/// The courier's address of a case, decrypted.
///
/// # Errors
/// A fault of the database or the keys.
pub fn address_of_case(tx: &mut Tx, cx: &Cx, id: Id) -> Result<Option<String>, Fault> {
    let row = tx.row("SELECT delivery_address FROM cases WHERE id = $1", params![id])?;
    let stored: Option<Vec<u8>> = match row {
        Some(r) => r.only()?,
        None => None,
    };
    stored.map(|s| open_text(cx, "cases", "delivery_address", id, &s)).transpose()
}

pub(crate) fn update_case_answers(tx: &mut Tx, cx: &Cx, id: Id, answers: &Answers) -> Result<(), Fault> {
    let sealed = seal_text(cx, "cases", "answers", id, &answers.to_json().to_string())?;
    tx.execute("UPDATE cases SET answers = $2 WHERE id = $1", params![id, sealed])?;
    Ok(())
}

pub(crate) fn set_accepted(tx: &mut Tx, id: Id, on: Date) -> Result<(), Fault> {
    tx.execute("UPDATE cases SET accepted_on = $2, deemed_on = NULL WHERE id = $1", params![id, on])?;
    Ok(())
}

pub(crate) fn set_deemed(tx: &mut Tx, id: Id, on: Option<Date>) -> Result<(), Fault> {
    tx.execute("UPDATE cases SET deemed_on = $2 WHERE id = $1", params![id, on])?;
    Ok(())
}

pub(crate) fn set_outcome(tx: &mut Tx, id: Id, outcome: &str) -> Result<(), Fault> {
    tx.execute("UPDATE cases SET outcome = $2, deemed_on = NULL WHERE id = $1", params![id, outcome])?;
    Ok(())
}

pub(crate) fn set_decided(
    tx: &mut Tx,
    id: Id,
    on: Date,
    outcome: &str,
    working_days: i64,
    in_time: bool,
) -> Result<(), Fault> {
    tx.execute(
        "UPDATE cases SET decided_on = $2, outcome = $3, working_days = $4, in_time = $5 WHERE id = $1",
        params![id, on, outcome, working_days, in_time],
    )?;
    Ok(())
}

pub(crate) fn set_granted(
    tx: &mut Tx,
    cx: &Cx,
    id: Id,
    contents: &[(String, String)],
    valid_to: Option<Date>,
) -> Result<(), Fault> {
    let text = serde_json::json!({ "contents": contents, "valid_to": valid_to.map(|d| d.to_string()) }).to_string();
    let sealed = seal_text(cx, "cases", "granted", id, &text)?;
    tx.execute("UPDATE cases SET granted = $2 WHERE id = $1", params![id, sealed])?;
    Ok(())
}

/// What was granted (label and value, last day of validity), for the licence.
///
/// # Errors
/// A fault of the database or the keys.
pub fn granted(tx: &mut Tx, cx: &Cx, id: Id) -> Result<Option<(Pairs, Option<Date>)>, Fault> {
    let row = tx.row("SELECT granted FROM cases WHERE id = $1", params![id])?;
    let Some(stored) = row.map(|r| r.only::<Option<Vec<u8>>>()).transpose()?.flatten() else { return Ok(None) };
    let json: Json = json_of("a grant", &open_text(cx, "cases", "granted", id, &stored)?)?;
    let contents =
        serde_json::from_value(json["contents"].clone()).map_err(|e| Fault::from_error("reading a grant", e))?;
    let valid_to = json["valid_to"]
        .as_str()
        .map(str::parse)
        .transpose()
        .map_err(|e: jiff::Error| Fault::from_error("reading a grant", e))?;
    Ok(Some((contents, valid_to)))
}

// Corrections, opinions, deliveries ----------------------------------------------------------------

pub(crate) fn insert_correction(
    tx: &mut Tx,
    cx: &Cx,
    case: &Case,
    d: &CorrectionDraft,
    answer_by: Date,
) -> Result<(), Fault> {
    let id = Id::new();
    let before = answers_of_case(tx, cx, case.matter.id)?;
    let sealed = seal_text(cx, "corrections", "answers_before", id, &before.to_json().to_string())?;
    tx.execute(
        "INSERT INTO corrections (id, case_id, asked_by, asked_at, answer_by, note, answers_before) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        params![id, case.matter.id, cx.who.ledger_name(), cx.at, answer_by, d.note.trim(), sealed],
    )?;
    for (n, p) in d.points.iter().enumerate() {
        tx.execute(
            "INSERT INTO correction_points (correction, n, kind, target, label, what) VALUES ($1, $2, $3, $4, $5, $6)",
            params![id, n as i64, p.kind, p.target, p.label, p.what.trim()],
        )?;
    }
    Ok(())
}

/// The correction notice of a case, if there was one.
///
/// # Errors
/// A fault of the database.
pub fn correction_of(tx: &mut Tx, case: Id) -> Result<Option<CorrectionNotice>, Fault> {
    let Some(r) =
        tx.row("SELECT id, asked_at, answer_by, note, answered_at FROM corrections WHERE case_id = $1", params![case])?
    else {
        return Ok(None);
    };
    let id: Id = r.get("id")?;
    let points = tx
        .rows("SELECT kind, target, label, what FROM correction_points WHERE correction = $1 ORDER BY n", params![id])?
        .iter()
        .map(|p| {
            Ok(CorrectionPoint {
                kind: p.get("kind")?,
                target: p.get("target")?,
                label: p.get("label")?,
                what: p.get("what")?,
            })
        })
        .collect::<Result<_, Fault>>()?;
    Ok(Some(CorrectionNotice {
        id,
        asked_at: r.get("asked_at")?,
        answer_by: r.get("answer_by")?,
        note: r.get("note")?,
        points,
        answered_at: r.get("answered_at")?,
    }))
}

/// The answers as they were before the correction: the clerk sees old and new side by side.
///
/// # Errors
/// A fault of the database or the keys.
pub fn answers_before(tx: &mut Tx, cx: &Cx, correction: Id) -> Result<Option<Answers>, Fault> {
    let Some(r) = tx.row("SELECT answers_before FROM corrections WHERE id = $1", params![correction])? else {
        return Ok(None);
    };
    let stored: Vec<u8> = r.only()?;
    let json: Json = json_of("answers", &open_text(cx, "corrections", "answers_before", correction, &stored)?)?;
    Answers::from_json(&json).map(Some).map_err(|e| Fault::from_error("reading answers", e))
}

pub(crate) fn close_correction(tx: &mut Tx, cx: &Cx, id: Id) -> Result<(), Fault> {
    tx.execute("UPDATE corrections SET answered_at = $2 WHERE id = $1", params![id, cx.at])?;
    Ok(())
}

pub(crate) fn insert_opinion(
    tx: &mut Tx,
    cx: &Cx,
    case: Id,
    verb: Verb,
    recommendation: Option<&str>,
    basis: &str,
    text: &str,
) -> Result<(), Fault> {
    let id = Id::new();
    let sealed = seal_text(cx, "opinions", "text", id, text)?;
    let by = match &cx.who {
        Who::Staff { staff, .. } => staff.to_string(),
        other => other.ledger_name(),
    };
    tx.execute(
        "INSERT INTO opinions (id, case_id, verb, by_staff, at, recommendation, basis, text) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![id, case, verb, by, cx.at, recommendation, basis, sealed],
    )?;
    Ok(())
}

/// What officials wrote, oldest first.
///
/// # Errors
/// A fault of the database or the keys.
pub fn opinions_of(tx: &mut Tx, cx: &Cx, case: Id) -> Result<Vec<Opinion>, Fault> {
    tx.rows(
        "SELECT id, verb, by_staff, at, recommendation, basis, text FROM opinions WHERE case_id = $1 ORDER BY at, id",
        params![case],
    )?
    .iter()
    .map(|r| {
        let id: Id = r.get("id")?;
        let sealed: Vec<u8> = r.get("text")?;
        Ok(Opinion {
            verb: r.get("verb")?,
            by_staff: r.get("by_staff")?,
            at: r.get("at")?,
            recommendation: r.get("recommendation")?,
            basis: r.get("basis")?,
            text: open_text(cx, "opinions", "text", id, &sealed)?,
        })
    })
    .collect()
}

pub(crate) fn last_opinion(tx: &mut Tx, cx: &Cx, case: Id, verb: Verb) -> Result<Option<String>, Fault> {
    Ok(opinions_of(tx, cx, case)?.into_iter().rev().find(|o| o.verb == verb.as_str()).map(|o| o.text))
}

pub(crate) fn insert_delivery(
    tx: &mut Tx,
    cx: &Cx,
    case: Id,
    way: Handing,
    courier: &str,
    waybill: &str,
    staff: Option<Id>,
) -> Result<(), Fault> {
    let some = |t: &str| Some(t.to_owned()).filter(|t| !t.is_empty());
    tx.execute(
        "INSERT INTO deliveries (case_id, way, courier, waybill, by_staff, at) VALUES ($1, $2, $3, $4, $5, $6)",
        params![case, way, some(courier), some(waybill), staff, cx.at],
    )?;
    Ok(())
}

/// How the result was handed over.
///
/// # Errors
/// A fault of the database.
pub fn delivery_of(tx: &mut Tx, case: Id) -> Result<Option<Delivery>, Fault> {
    let row = tx.row("SELECT way, courier, waybill, at FROM deliveries WHERE case_id = $1", params![case])?;
    row.map(|r| {
        Ok(Delivery { way: r.get("way")?, courier: r.get("courier")?, waybill: r.get("waybill")?, at: r.get("at")? })
    })
    .transpose()
}

// Lists --------------------------------------------------------------------------------------------

kernel::words! {
    /// The tabs of the worklist.
    pub enum Tab {
        /// Waits for one of my posts, taken by me or free.
        Todo = "todo",
        /// Taken by me.
        Taken = "taken",
        /// Waits for the applicant.
        Applicant = "applicant",
        /// Everything open at my agencies.
        Open = "open",
        /// Closed.
        Closed = "closed",
    }
}

/// What a worklist is filtered by.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// A number, or the beginning of one.
    pub number: Option<String>,
    /// A state.
    pub state: Option<String>,
    /// Only this item.
    pub item: Option<Id>,
}

/// A line of a list.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The id.
    pub id: Id,
    /// The number.
    pub number: String,
    /// The item's name.
    pub title: String,
    /// The state.
    pub state: String,
    /// Whose turn.
    pub waits_for: String,
    /// Masked name.
    pub applicant_shown: String,
    /// Due date.
    pub due_on: Option<Date>,
    /// What sorts it.
    pub due_sort: String,
    /// From when it is soon.
    pub soon_on: Option<Date>,
    /// When it was handed in.
    pub submitted_on: Date,
    /// Who took it.
    pub claimed_by: Option<Id>,
    /// Outcome.
    pub outcome: Option<String>,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// The statutory clock.
    pub clock: Option<calendar::Clock>,
    /// The region whose calendar counts.
    pub region: String,
    /// When the applicant answered the correction notice.
    pub corrected_at: Option<Timestamp>,
}

const LISTED: &str = "SELECT m.id, m.number, m.title, m.state, m.waits_for, c.applicant_shown, m.due_on, m.due_sort, m.soon_on, c.submitted_on, m.claimed_by, c.outcome, m.opened_at, m.clock, m.region, (SELECT k.answered_at FROM corrections k WHERE k.case_id = m.id) AS corrected_at FROM matters m JOIN cases c ON c.id = m.id";

fn read_listed(r: &Row) -> Result<Listed, Fault> {
    Ok(Listed {
        id: r.get("id")?,
        number: r.get("number")?,
        title: r.get("title")?,
        state: r.get("state")?,
        waits_for: r.get("waits_for")?,
        applicant_shown: r.get("applicant_shown")?,
        due_on: r.get("due_on")?,
        due_sort: r.get("due_sort")?,
        soon_on: r.get("soon_on")?,
        submitted_on: r.get("submitted_on")?,
        claimed_by: r.get("claimed_by")?,
        outcome: r.get("outcome")?,
        opened_at: r.get("opened_at")?,
        clock: r.get::<Option<String>>("clock")?.map(|c| json_of("a stored clock", &c)).transpose()?,
        region: r.get("region")?,
        corrected_at: r.get("corrected_at")?,
    })
}

/// Waits for one of the acting official's posts.
const MY_TURN: &str = "EXISTS (SELECT 1 FROM posts p WHERE p.staff = ? AND p.agency = m.agency AND p.role = m.waits_for AND p.valid_from <= ? AND (p.valid_to IS NULL OR p.valid_to >= ?))";

fn office_list(cx: &Cx, tab: Tab, select: &'static str) -> Option<List> {
    let Who::Staff { staff, .. } = &cx.who else { return None };
    let today = cx.today();
    let list = List::new(select);
    Some(match tab {
        Tab::Todo => list
            .and("m.closed_at IS NULL", params![])
            .and(MY_TURN, params![*staff, today, today])
            .and("(m.claimed_by IS NULL OR m.claimed_by = ?)", params![*staff]),
        Tab::Taken => list.and("m.claimed_by = ?", params![*staff]).and("m.closed_at IS NULL", params![]),
        Tab::Applicant => {
            list.and("m.waits_for = 'applicant'", params![]).and(MY_OFFICE, params![*staff, today, today])
        }
        Tab::Open => list.and("m.closed_at IS NULL", params![]).and(MY_OFFICE, params![*staff, today, today]),
        Tab::Closed => list.and("m.closed_at IS NOT NULL", params![]).and(MY_OFFICE, params![*staff, today, today]),
    })
}

/// A page of the worklist, by due date.
///
/// # Errors
/// A fault of the database.
pub fn list_office(
    tx: &mut Tx,
    cx: &Cx,
    tab: Tab,
    filter: &Filter,
    after: Option<(String, Id)>,
    rows: i64,
) -> Result<Vec<Listed>, Fault> {
    let Some(list) = office_list(cx, tab, LISTED) else { return Ok(Vec::new()) };
    let prefix = filter.number.as_ref().map(|n| (n.clone(), format!("{n}\u{10ffff}")));
    let mut list = list.and_some("m.state = ?", filter.state.as_deref()).and_some("c.item = ?", filter.item);
    if let Some((from, to)) = prefix {
        list = list.and("m.number >= ? AND m.number < ?", params![from, to]);
    }
    let (sql, values) = list.after("(m.due_sort, m.id) > (?, ?)", after).order("m.due_sort, m.id").page(rows);
    tx.rows(&sql, &values)?.iter().map(read_listed).collect()
}

/// How many lines each tab has, capped: a clerk needs "more than 99", not a count of a province.
///
/// # Errors
/// A fault of the database.
pub fn count_tabs(tx: &mut Tx, cx: &Cx) -> Result<Vec<(Tab, i64)>, Fault> {
    let mut out = Vec::new();
    for tab in [Tab::Todo, Tab::Taken, Tab::Applicant] {
        let Some(list) = office_list(cx, tab, "SELECT m.id FROM matters m JOIN cases c ON c.id = m.id") else {
            continue;
        };
        let (sql, values) = list.order("m.due_sort, m.id").page(100);
        out.push((tab, tx.rows(&sql, &values)?.len() as i64));
    }
    Ok(out)
}

/// The published items of the acting official's agencies, by name: what a worklist can be narrowed to.
///
/// # Errors
/// A fault of the database.
pub fn list_items_of_office(tx: &mut Tx, cx: &Cx) -> Result<Vec<(Id, String)>, Fault> {
    let Who::Staff { staff, .. } = &cx.who else { return Ok(Vec::new()) };
    tx.rows(
        "SELECT i.id, i.name FROM items i WHERE i.published IS NOT NULL AND EXISTS (SELECT 1 FROM posts p WHERE p.staff = $1 AND p.agency = i.agency AND p.valid_from <= $2 AND (p.valid_to IS NULL OR p.valid_to >= $2)) ORDER BY i.name, i.id LIMIT 300",
        params![*staff, cx.today()],
    )?
    .iter()
    .map(|r| Ok((r.get("id")?, r.get("name")?)))
    .collect()
}

/// A page of the acting person's cases, newest first.
///
/// # Errors
/// A fault of the database.
pub fn list_mine(tx: &mut Tx, cx: &Cx, before: Option<Id>, rows: i64) -> Result<Vec<Listed>, Fault> {
    let Who::Person { person, acting_for, .. } = &cx.who else { return Ok(Vec::new()) };
    let (sql, values) = List::new(LISTED)
        .and(MINE, params![*person, *acting_for])
        .and_some("m.id < ?", before)
        .order("m.id DESC")
        .page(rows);
    tx.rows(&sql, &values)?.iter().map(read_listed).collect()
}

/// The anonymous progress list: number, item, state, dates, masked name; or one number exactly.
///
/// # Errors
/// A fault of the database.
pub fn list_public(tx: &mut Tx, number: Option<&str>, before: Option<Id>, rows: i64) -> Result<Vec<Listed>, Fault> {
    let (sql, values) = List::new(LISTED)
        .and("m.kind = 'case'", params![])
        .and_some("m.number = ?", number)
        .and_some("m.id < ?", before)
        .order("m.id DESC")
        .page(rows);
    tx.rows(&sql, &values)?.iter().map(read_listed).collect()
}

/// Cases whose five working days of silence are over before `today`.
///
/// # Errors
/// A fault of the database.
pub fn list_waiting_for_deeming(tx: &mut Tx, today: Date, rows: i64) -> Result<Vec<Case>, Fault> {
    tx.rows(
        select_case!("WHERE c.deemed_on IS NOT NULL AND c.deemed_on < $1 AND m.state = 'submitted' ORDER BY c.deemed_on, c.id LIMIT $2"),
        params![today, rows],
    )?
    .iter()
    .map(read_case)
    .collect()
}

/// Cases closed before `until` that are not archived yet.
///
/// # Errors
/// A fault of the database.
pub fn list_waiting_for_archive(tx: &mut Tx, until: Timestamp, rows: i64) -> Result<Vec<Case>, Fault> {
    tx.rows(
        select_case!("WHERE m.kind = 'case' AND m.closed_at IS NOT NULL AND m.closed_at < $1 AND m.state <> 'archived' ORDER BY m.closed_at, m.id LIMIT $2"),
        params![until, rows],
    )?
    .iter()
    .map(read_case)
    .collect()
}

/// Figures of one item, one agency, or (both `None`) the whole hall.
///
/// # Errors
/// A fault of the database.
pub fn figures_of(tx: &mut Tx, item: Option<Id>, agency: Option<Id>) -> Result<Figures, Fault> {
    let filtered = |select: &'static str| {
        List::new(select)
            .and("m.kind = 'case'", params![])
            .and_some("c.item = ?", item)
            .and_some("m.agency = ?", agency)
    };
    let (sql, values) = filtered(
        "SELECT CAST(COUNT(*) AS BIGINT) AS received, CAST(COUNT(CASE WHEN c.channel = 'online' THEN 1 END) AS BIGINT) AS online, CAST(COUNT(c.decided_on) AS BIGINT) AS decided, CAST(COUNT(CASE WHEN c.in_time THEN 1 END) AS BIGINT) AS in_time, CAST(COUNT(CASE WHEN c.outcome = 'granted' THEN 1 END) AS BIGINT) AS granted FROM matters m JOIN cases c ON c.id = m.id",
    )
    .all();
    let totals = match tx.row(&sql, &values)? {
        None => Figures::default(),
        Some(r) => Figures {
            received: r.get("received")?,
            online: r.get("online")?,
            decided: r.get("decided")?,
            in_time: r.get("in_time")?,
            granted: r.get("granted")?,
            median: None,
            p90: None,
        },
    };
    let (sql, values) =
        filtered("SELECT c.working_days, CAST(COUNT(*) AS BIGINT) AS n FROM matters m JOIN cases c ON c.id = m.id")
            .and("c.working_days IS NOT NULL", params![])
            .grouped("c.working_days")
            .order("c.working_days")
            .all();
    let by_days: Vec<(i64, i64)> = tx
        .rows(&sql, &values)?
        .iter()
        .map(|r| Ok((r.get("working_days")?, r.get("n")?)))
        .collect::<Result<_, Fault>>()?;
    Ok(Figures::of(totals, &by_days))
}

// Reactions and keys -------------------------------------------------------------------------------

/// Whom a reaction tells about a case.
#[derive(Clone, Debug)]
pub struct Addressee {
    /// The applicant's account.
    pub account: Id,
    /// The case's number.
    pub number: String,
    /// The item's name.
    pub title: String,
}

/// The applicant of a case, when they have an account.
///
/// # Errors
/// A fault of the database.
pub fn addressee(tx: &mut Tx, case: Id) -> Result<Option<Addressee>, Fault> {
    let row = tx.row(
        "SELECT p.account, m.number, m.title FROM matters m JOIN cases c ON c.id = m.id JOIN persons p ON p.id = c.person WHERE m.id = $1 AND p.account IS NOT NULL",
        params![case],
    )?;
    row.map(|r| Ok(Addressee { account: r.get("account")?, number: r.get("number")?, title: r.get("title")? }))
        .transpose()
}

/// Re-encrypts one piece of the cases' fields that stand under an older key, after the row `after`. Returns the last
/// row seen (`None` when done) and how many rows were written again.
///
/// # Errors
/// A fault of the database or the keys.
pub fn rotate_fields(tx: &mut Tx, cx: &Cx, after: &str, limit: i64) -> Result<Option<(String, u64)>, Fault> {
    let rows = tx.rows(
        "SELECT id, answers, delivery_address, granted FROM cases WHERE id > $1 ORDER BY id LIMIT $2",
        params![after, limit],
    )?;
    let (mut last, mut changed) = (None, 0);
    for r in &rows {
        let id: Id = r.get("id")?;
        last = Some(id.to_string());
        let fields: [(&str, Option<Vec<u8>>); 3] = [
            ("answers", r.get("answers")?),
            ("delivery_address", r.get("delivery_address")?),
            ("granted", r.get("granted")?),
        ];
        if !fields.iter().any(|(_, v)| v.as_ref().is_some_and(|v| cx.keys.needs_rotation(v))) {
            continue;
        }
        let mut fresh = Vec::new();
        for (column, value) in &fields {
            fresh.push(match value {
                Some(v) => Some(seal_text(cx, "cases", column, id, &open_text(cx, "cases", column, id, v)?)?),
                None => None,
            });
        }
        tx.execute(
            "UPDATE cases SET answers = $2, delivery_address = $3, granted = $4 WHERE id = $1",
            params![id, fresh[0], fresh[1], fresh[2]],
        )?;
        changed += 1;
    }
    Ok(last.map(|l| (l, changed)))
}

const SUMS: &str = "CAST(COUNT(*) AS BIGINT) AS received, CAST(COUNT(CASE WHEN c.channel = 'online' THEN 1 END) AS BIGINT) AS online, CAST(COUNT(c.decided_on) AS BIGINT) AS decided, CAST(COUNT(CASE WHEN c.in_time THEN 1 END) AS BIGINT) AS in_time, CAST(COUNT(CASE WHEN c.outcome = 'granted' THEN 1 END) AS BIGINT) AS granted";

/// Figures of every agency that has cases, in the order of agencies.
///
/// # Errors
/// A fault of the database.
pub fn figures_by_agency(tx: &mut Tx) -> Result<Vec<(String, Figures)>, Fault> {
    grouped_figures(
        tx,
        &format!(
            "SELECT a.id, a.name, {SUMS} FROM matters m JOIN cases c ON c.id = m.id JOIN agencies a ON a.id = m.agency WHERE m.kind = 'case' GROUP BY a.id, a.name, a.sort_key ORDER BY a.sort_key, a.id"
        ),
        "SELECT m.agency AS id, c.working_days, CAST(COUNT(*) AS BIGINT) AS n FROM matters m JOIN cases c ON c.id = m.id WHERE m.kind = 'case' AND c.working_days IS NOT NULL GROUP BY m.agency, c.working_days ORDER BY m.agency, c.working_days",
    )
}

/// Figures of every item that has cases, in the order of the catalogue.
///
/// # Errors
/// A fault of the database.
pub fn figures_by_item(tx: &mut Tx) -> Result<Vec<(String, Figures)>, Fault> {
    grouped_figures(
        tx,
        &format!(
            "SELECT i.id, i.name, {SUMS} FROM cases c JOIN items i ON i.id = c.item GROUP BY i.id, i.name, i.sort_key ORDER BY i.sort_key, i.id"
        ),
        "SELECT c.item AS id, c.working_days, CAST(COUNT(*) AS BIGINT) AS n FROM cases c WHERE c.working_days IS NOT NULL GROUP BY c.item, c.working_days ORDER BY c.item, c.working_days",
    )
}

fn grouped_figures(tx: &mut Tx, totals: &str, days: &str) -> Result<Vec<(String, Figures)>, Fault> {
    let mut by_days: std::collections::HashMap<String, Vec<(i64, i64)>> = std::collections::HashMap::new();
    for r in tx.rows(days, params![])? {
        by_days.entry(r.get("id")?).or_default().push((r.get("working_days")?, r.get("n")?));
    }
    tx.rows(totals, params![])?
        .iter()
        .map(|r| {
            let id: String = r.get("id")?;
            let figures = Figures {
                received: r.get("received")?,
                online: r.get("online")?,
                decided: r.get("decided")?,
                in_time: r.get("in_time")?,
                granted: r.get("granted")?,
                median: None,
                p90: None,
            };
            Ok((r.get("name")?, Figures::of(figures, by_days.get(&id).map_or(&[], Vec::as_slice))))
        })
        .collect()
}
