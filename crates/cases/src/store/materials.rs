//! Files and licences handed in with drafts and cases. Part of [`super`].

#[allow(unused_imports)]
use super::*;

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
