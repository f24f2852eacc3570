//! The cases themselves. Part of [`super`].

#[allow(unused_imports)]
use super::*;

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

pub(super) fn read_case(r: &Row) -> Result<Case, Fault> {
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

/// A case of one's own: filed by the acting person for themselves, or for the organisation they act for now.
pub(super) const MINE: &str = "((c.person = ? AND c.organisation IS NULL) OR c.organisation = ?)";
/// A case of an agency at which the acting official holds a post today.
pub(super) const MY_OFFICE: &str = "EXISTS (SELECT 1 FROM posts p WHERE p.staff = ? AND p.agency = m.agency AND p.valid_from <= ? AND (p.valid_to IS NULL OR p.valid_to >= ?))";

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
