//! Corrections, opinions of officials, deliveries. Part of [`super`].

#[allow(unused_imports)]
use super::*;

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
