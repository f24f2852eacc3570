//! Agencies, staff, posts.

use crate::agencies::{Agency, NewAgency};
use crate::staff::{NamedPost, NewStaff, StaffMember, StaffRow};
use jiff::civil::Date;
use kernel::{Cx, Fault, Id, Post, Role, Row, Tx, db::list::List, params};

pub fn insert_agency(tx: &mut Tx, cx: &Cx, id: Id, a: &NewAgency<'_>) -> Result<(), Fault> {
    tx.execute(
        "INSERT INTO agencies (id, key, name, short_name, mark, uscc, region, address, hours, phone, complaint_phone, sort_key, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        params![id, a.key, a.name, a.short_name, a.mark, a.uscc, a.region, a.address, a.hours, a.phone, a.complaint_phone, a.sort_key, cx.at],
    )?;
    Ok(())
}

fn read_agency(r: &Row) -> Result<Agency, Fault> {
    Ok(Agency {
        id: r.get("id")?,
        key: r.get("key")?,
        name: r.get("name")?,
        short_name: r.get("short_name")?,
        mark: r.get("mark")?,
        uscc: r.get("uscc")?,
        region: r.get("region")?,
        address: r.get("address")?,
        hours: r.get("hours")?,
        phone: r.get("phone")?,
        complaint_phone: r.get("complaint_phone")?,
    })
}

pub fn find_agency(tx: &mut Tx, id: Id) -> Result<Option<Agency>, Fault> {
    let row = tx.row(
        "SELECT id, key, name, short_name, mark, uscc, region, address, hours, phone, complaint_phone FROM agencies WHERE id = $1",
        params![id],
    )?;
    row.map(|r| read_agency(&r)).transpose()
}

pub fn find_agency_by_key(tx: &mut Tx, key: &str) -> Result<Option<Agency>, Fault> {
    let row = tx.row(
        "SELECT id, key, name, short_name, mark, uscc, region, address, hours, phone, complaint_phone FROM agencies WHERE key = $1",
        params![key],
    )?;
    row.map(|r| read_agency(&r)).transpose()
}

pub fn list_agencies(tx: &mut Tx) -> Result<Vec<Agency>, Fault> {
    tx.rows(
        "SELECT id, key, name, short_name, mark, uscc, region, address, hours, phone, complaint_phone FROM agencies ORDER BY sort_key, id",
        params![],
    )?
    .iter()
    .map(read_agency)
    .collect()
}

/// False when the work number is in use.
pub fn insert_staff(tx: &mut Tx, cx: &Cx, id: Id, account: Id, new: &NewStaff<'_>) -> Result<bool, Fault> {
    let n = tx.execute(
        "INSERT INTO staff (id, account, name, agency, work_number, created_at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
        params![id, account, new.name.trim(), new.agency, new.work_number.trim(), cx.at],
    )?;
    Ok(n == 1)
}

/// Holds the row until the transaction ends, so that two posts are never given at once without seeing each other.
pub fn lock_staff(tx: &mut Tx, id: Id) -> Result<bool, Fault> {
    Ok(tx.execute("UPDATE staff SET name = name WHERE id = $1", params![id])? == 1)
}

/// A page of the staff, by work number, with the agency's short name and whether the account is closed.
pub fn list_staff_page(tx: &mut Tx, after: Option<&str>, limit: i64) -> Result<Vec<StaffRow>, Fault> {
    let (sql, values) = List::new(
        "SELECT s.id, s.account, s.name, s.agency, s.work_number, g.short_name, a.disabled_at FROM staff s JOIN agencies g ON g.id = s.agency JOIN accounts a ON a.id = s.account",
    )
    .and_some("s.work_number > ?", after)
    .order("s.work_number")
    .page(limit);
    tx.rows(&sql, &values)?.iter().map(read_staff_row).collect()
}

pub fn find_staff_row(tx: &mut Tx, id: Id) -> Result<Option<StaffRow>, Fault> {
    let row = tx.row(
        "SELECT s.id, s.account, s.name, s.agency, s.work_number, g.short_name, a.disabled_at FROM staff s JOIN agencies g ON g.id = s.agency JOIN accounts a ON a.id = s.account WHERE s.id = $1",
        params![id],
    )?;
    row.map(|r| read_staff_row(&r)).transpose()
}

fn read_staff_row(r: &Row) -> Result<StaffRow, Fault> {
    Ok(StaffRow {
        member: read_staff(r)?,
        agency_name: r.get("short_name")?,
        is_closed: r.get::<Option<String>>("disabled_at")?.is_some(),
        posts: Vec::new(),
    })
}

/// The posts held on `today` by those whose work numbers lie from `first` to `last`, with the agency's short name.
pub fn list_posts_between(tx: &mut Tx, today: Date, first: &str, last: &str) -> Result<Vec<(Id, NamedPost)>, Fault> {
    tx.rows(
        "SELECT p.staff, p.agency, p.role, g.short_name FROM posts p JOIN staff s ON s.id = p.staff JOIN agencies g ON g.id = p.agency WHERE s.work_number >= $2 AND s.work_number <= $3 AND p.valid_from <= $1 AND (p.valid_to IS NULL OR p.valid_to >= $1) ORDER BY s.work_number, g.sort_key, p.agency, p.role",
        params![today, first, last],
    )?
    .iter()
    .map(|r| {
        let post = Post { agency: r.get("agency")?, role: r.get("role")? };
        Ok((r.get("staff")?, NamedPost { post, agency_name: r.get("short_name")? }))
    })
    .collect()
}

fn read_staff(r: &Row) -> Result<StaffMember, Fault> {
    Ok(StaffMember {
        id: r.get("id")?,
        account: r.get("account")?,
        name: r.get("name")?,
        agency: r.get("agency")?,
        work_number: r.get("work_number")?,
    })
}

pub fn find_staff(tx: &mut Tx, id: Id) -> Result<Option<StaffMember>, Fault> {
    tx.row("SELECT id, account, name, agency, work_number FROM staff WHERE id = $1", params![id])?
        .map(|r| read_staff(&r))
        .transpose()
}

pub fn list_staff(tx: &mut Tx) -> Result<Vec<StaffMember>, Fault> {
    tx.rows("SELECT id, account, name, agency, work_number FROM staff ORDER BY work_number", params![])?
        .iter()
        .map(read_staff)
        .collect()
}

pub fn insert_post(tx: &mut Tx, cx: &Cx, staff: Id, agency: Id, role: Role) -> Result<(), Fault> {
    tx.execute(
        "INSERT INTO posts (id, staff, agency, role, valid_from) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (staff, agency, role) DO UPDATE SET valid_to = NULL",
        params![Id::new(), staff, agency, role, cx.today()],
    )?;
    Ok(())
}

pub fn end_post(tx: &mut Tx, cx: &Cx, staff: Id, agency: Id, role: Role) -> Result<bool, Fault> {
    let yesterday = cx.today().yesterday().map_err(|e| Fault::from_error("ending a post", e))?;
    let n = tx.execute(
        "UPDATE posts SET valid_to = $4 WHERE staff = $1 AND agency = $2 AND role = $3 AND valid_to IS NULL",
        params![staff, agency, role, yesterday],
    )?;
    Ok(n == 1)
}

pub fn list_posts(tx: &mut Tx, today: Date, staff: Id) -> Result<Vec<Post>, Fault> {
    tx.rows(
        "SELECT agency, role FROM posts WHERE staff = $1 AND valid_from <= $2 AND (valid_to IS NULL OR valid_to >= $2) ORDER BY agency, role",
        params![staff, today],
    )?
    .iter()
    .map(|r| Ok(Post { agency: r.get("agency")?, role: r.get("role")? }))
    .collect()
}
