//! Drafts and what was posted to them late. Part of [`super`].

#[allow(unused_imports)]
use super::*;

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

/// What became of a draft of this account in this capacity: `None` when there is none, else the case it became.
pub(crate) fn standing_of_draft(
    tx: &mut Tx,
    id: Id,
    account: Id,
    organisation: Option<Id>,
) -> Result<Option<Option<Id>>, Fault> {
    let row =
        tx.row("SELECT submitted_as, organisation FROM drafts WHERE id = $1 AND account = $2", params![id, account])?;
    let Some(r) = row else { return Ok(None) };
    Ok(if r.get::<Option<Id>>("organisation")? == organisation { Some(r.get("submitted_as")?) } else { None })
}
