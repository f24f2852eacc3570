//! Notices: the official documents a matter makes. What a notice says is fixed in the transaction
//! of the act, as an immutable snapshot; its file is typeset and sealed from that snapshot later,
//! once, and kept by digest.

use crate::{Cx, Error, Fault, Id, Never, Office, Row, Tx, matter::Matter, numbering, params};
use jiff::{Timestamp, civil::Date};
use seal::FieldRef;
use serde_json::Value as Json;

/// An official document of a matter.
#[derive(Clone, Debug)]
pub struct Notice {
    /// Its id.
    pub id: Id,
    /// The matter.
    pub matter: Id,
    /// Its kind: a word of the concept, such as `acceptance`.
    pub kind: String,
    /// Its number (发文字号).
    pub number: String,
    /// The date it bears.
    pub dated: Date,
    /// When it was made.
    pub made_at: Timestamp,
    /// The template it is typeset with.
    pub template: String,
    /// Digest of its file, once there is one.
    pub file: Option<String>,
    /// When it was served on the addressee.
    pub served_at: Option<Timestamp>,
}

fn place(id: &str) -> FieldRef<'_> {
    FieldRef { table: "notices", column: "snapshot", row: id }
}

/// Makes a notice inside the transaction of the act. `mark` is the agency's word for this kind of
/// document; the number becomes `{mark}〔{year}〕{n}号`, one sequence per mark and year, without gaps.
/// `snapshot` is the template's data; its `head` receives number and date.
///
/// The counter's row is held until the transaction ends: call this last.
///
/// # Errors
/// A fault of the database or the keys.
pub fn make(
    tx: &mut Tx,
    cx: &Cx,
    matter: &Matter,
    kind: &str,
    template: &str,
    mark: &str,
    mut snapshot: Json,
) -> Result<Notice, Fault> {
    let id = Id::new();
    let dated = cx.today();
    let n = numbering::next(tx, &format!("notice:{}:{mark}:{}", matter.agency, dated.year()))?;
    // The text of GB/T 9704: year in U+3014/U+3015, number without leading zeros.
    let number = format!("{mark}〔{}〕{n}号", dated.year());
    if let Some(head) = snapshot.get_mut("head").and_then(Json::as_object_mut) {
        head.insert("number".into(), number.clone().into());
        head.insert("date".into(), dated.to_string().into());
        head.insert("issued_at".into(), cx.at.to_string().into());
    }
    let row = id.to_string();
    let sealed = cx
        .keys
        .encrypt(place(&row), snapshot.to_string().as_bytes())
        .map_err(|e| Fault::from_error("encrypting a notice", e))?;
    tx.execute(
        "INSERT INTO notices (id, matter, kind, number, dated, made_at, template, snapshot) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![id, matter.id, kind, number, dated, cx.at, template, sealed],
    )?;
    Ok(Notice {
        id,
        matter: matter.id,
        kind: kind.to_owned(),
        number,
        dated,
        made_at: cx.at,
        template: template.to_owned(),
        file: None,
        served_at: None,
    })
}

fn read(r: &Row) -> Result<Notice, Fault> {
    Ok(Notice {
        id: r.get("id")?,
        matter: r.get("matter")?,
        kind: r.get("kind")?,
        number: r.get("number")?,
        dated: r.get("dated")?,
        made_at: r.get("made_at")?,
        template: r.get("template")?,
        file: r.get("file")?,
        served_at: r.get("served_at")?,
    })
}

/// The notices of a matter, oldest first.
///
/// # Errors
/// A fault of the database.
pub fn list_of(tx: &mut Tx, matter: Id) -> Result<Vec<Notice>, Fault> {
    tx.rows(
        "SELECT id, matter, kind, number, dated, made_at, template, file, served_at FROM notices WHERE matter = $1 ORDER BY made_at, id",
        params![matter],
    )?
    .iter()
    .map(read)
    .collect()
}

/// The notice with this id. Whether the reader may see it is the matter's question.
///
/// # Errors
/// A fault of the database.
pub fn find(tx: &mut Tx, id: Id) -> Result<Option<Notice>, Fault> {
    let row = tx.row(
        "SELECT id, matter, kind, number, dated, made_at, template, file, served_at FROM notices WHERE id = $1",
        params![id],
    )?;
    row.map(|r| read(&r)).transpose()
}

/// Records that a notice reached its addressee; the first time counts.
///
/// # Errors
/// A fault of the database.
pub fn serve(tx: &mut Tx, cx: &Cx, notice: &Notice) -> Result<(), Fault> {
    if tx.execute("UPDATE notices SET served_at = $2 WHERE id = $1 AND served_at IS NULL", params![notice.id, cx.at])?
        == 1
    {
        let body = serde_json::json!({ "notice": notice.id, "number": notice.number });
        crate::journal::note(tx, cx, "notice-served", Some(&notice.matter.to_string()), &body)?;
    }
    Ok(())
}

/// What a notice says: the template's data.
///
/// # Errors
/// A fault of the database or the keys.
pub fn snapshot(tx: &mut Tx, cx: &Cx, id: Id) -> Result<Option<Json>, Fault> {
    let Some(row) = tx.row("SELECT snapshot FROM notices WHERE id = $1", params![id])? else { return Ok(None) };
    let sealed: Vec<u8> = row.only()?;
    let plain =
        cx.keys.decrypt(place(&id.to_string()), &sealed).map_err(|e| Fault::from_error("reading a notice", e))?;
    serde_json::from_slice(&plain).map(Some).map_err(|e| Fault::from_error("reading a notice", e))
}

/// The ids of notices that have no file yet, newest first: somebody waits for those.
///
/// # Errors
/// A fault of the database.
pub fn without_file(tx: &mut Tx, limit: i64) -> Result<Vec<Id>, Fault> {
    tx.rows("SELECT id FROM notices WHERE file IS NULL ORDER BY id DESC LIMIT $1", params![limit])?
        .iter()
        .map(Row::only)
        .collect()
}

/// The signed PDF of a notice, made at the first call and the same ever after.
///
/// # Errors
/// A fault of any part; `None` when there is no such notice.
pub fn file(office: &Office, id: Id) -> Result<Option<Vec<u8>>, Fault> {
    let cx = office.system_cx("typesetting");
    let found = office.db.read(|tx| {
        let Some(notice) = find(tx, id)? else { return Ok::<_, Error<Never>>(None) };
        let data = if notice.file.is_none() { snapshot(tx, &cx, id)? } else { None };
        Ok(Some((notice, data)))
    })?;
    let Some((notice, data)) = found else { return Ok(None) };
    if let Some(digest) = &notice.file {
        return office.objects.get(digest);
    }
    let Some(data) = data else { return Ok(None) };
    let pdf = office.typesetter.typeset(&notice.template, &data)?;
    let agency = data.pointer("/head/agency").and_then(Json::as_str).unwrap_or_default();
    let sealed = office.seal_press.press(&pdf, agency, &notice.number, cx.at)?;
    let digest = office.objects.put(&sealed)?;
    // Another node may have been quicker: the file that was recorded first is the document.
    let recorded: String = office.db.write(|tx| {
        tx.execute("UPDATE notices SET file = $2 WHERE id = $1 AND file IS NULL", params![id, digest])?;
        let row = tx.row("SELECT file FROM notices WHERE id = $1", params![id])?;
        row.ok_or_else(|| Fault::new("the notice is gone"))?.only().map_err(Error::<Never>::from)
    })?;
    if recorded == digest { Ok(Some(sealed)) } else { office.objects.get(&recorded) }
}
