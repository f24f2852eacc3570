//! Staff and their posts.

use crate::{Refused, store};
use kernel::{Cx, Error, Fault, Id, Post, Role, Tx, Who, journal};
use serde_json::json;

/// Somebody in office.
#[derive(Clone, Debug)]
pub struct StaffMember {
    /// The id.
    pub id: Id,
    /// The account.
    pub account: Id,
    /// Full name; officials act by name.
    pub name: String,
    /// Home agency.
    pub agency: Id,
    /// Work number.
    pub work_number: String,
}

/// A post with the short name of its agency.
#[derive(Clone, Debug)]
pub struct NamedPost {
    /// The post.
    pub post: Post,
    /// The agency's short name.
    pub agency_name: String,
}

/// A staff member as the administrator's list shows them.
#[derive(Clone, Debug)]
pub struct StaffRow {
    /// The person in office.
    pub member: StaffMember,
    /// The home agency's short name.
    pub agency_name: String,
    /// Whether the account is closed.
    pub is_closed: bool,
    /// The posts held today.
    pub posts: Vec<NamedPost>,
}

/// A staff member to be added.
pub struct NewStaff<'a> {
    /// The name typed at sign-in.
    pub login: &'a str,
    /// Full name.
    pub name: &'a str,
    /// Home agency.
    pub agency: Id,
    /// Work number, unique.
    pub work_number: &'a str,
    /// From [`crate::hash_password`].
    pub password_hash: &'a str,
    /// From [`crate::new_totp_secret`].
    pub totp_secret: &'a [u8],
}

/// Accounts and posts are the system administrator's, or the hall's own at the set-up.
fn administering(cx: &Cx) -> Result<(), Error<Refused>> {
    match &cx.who {
        Who::System(_) => Ok(()),
        who if who.holds_anywhere(Role::SystemAdmin) => Ok(()),
        _ => Err(Refused::NotAdministrator.into()),
    }
}

/// Adds a staff member with an account and a second factor, without any post yet.
///
/// # Errors
/// Not an administrator; an empty name; a sign-in name or work number in use; no such agency.
pub fn add_staff(tx: &mut Tx, cx: &Cx, new: &NewStaff<'_>) -> Result<StaffMember, Error<Refused>> {
    administering(cx)?;
    if store::find_agency(tx, new.agency)?.is_none() {
        return Err(Refused::NotThere.into());
    }
    let long = [new.name, new.login, new.work_number].iter().any(|t| t.chars().count() > 60);
    if long || new.work_number.trim().is_empty() {
        return Err(Refused::Name.into());
    }
    if new.name.trim().is_empty() || new.login.trim().is_empty() {
        return Err(Refused::Name.into());
    }
    let (id, account) = (Id::new(), Id::new());
    store::insert_account(tx, cx, account, "staff", new.password_hash)?;
    store::set_totp(tx, cx, account, new.totp_secret)?;
    if !store::insert_account_name(tx, cx, account, new.login)? {
        return Err(Refused::SignInNameTaken.into());
    }
    if !store::insert_staff(tx, cx, id, account, new)? {
        return Err(Refused::WorkNumberTaken.into());
    }
    journal::note(
        tx,
        cx,
        "staff-added",
        Some(&id.to_string()),
        &json!({ "agency": new.agency, "work_number": new.work_number }),
    )?;
    Ok(StaffMember {
        id,
        account,
        name: new.name.trim().to_owned(),
        agency: new.agency,
        work_number: new.work_number.trim().to_owned(),
    })
}

const ADMINISTRATORS: [Role; 3] = [Role::SystemAdmin, Role::SecurityAdmin, Role::AuditAdmin];

/// Who may change this staff member's posts, and that they are there; the row is held until the transaction ends.
fn changing_posts_of(tx: &mut Tx, cx: &Cx, staff: Id) -> Result<(), Error<Refused>> {
    administering(cx)?;
    if matches!(&cx.who, Who::Staff { staff: own, .. } if *own == staff) {
        return Err(Refused::OwnPosts.into());
    }
    if store::lock_staff(tx, staff)? { Ok(()) } else { Err(Refused::NotThere.into()) }
}

/// Gives a post. The three administrators' roles are never combined in one person.
///
/// Law: GB/T 22239-2019 8.1.5 (system, security and audit administration apart)
///
/// # Errors
/// Not an administrator, one's own post, no such person or agency, [`Refused::AdministratorsApart`].
pub fn grant_post(tx: &mut Tx, cx: &Cx, staff: Id, agency: Id, role: Role) -> Result<(), Error<Refused>> {
    changing_posts_of(tx, cx, staff)?;
    if store::find_agency(tx, agency)?.is_none() {
        return Err(Refused::NotThere.into());
    }
    if ADMINISTRATORS.contains(&role) {
        let held = list_posts(tx, cx, staff)?;
        if held.iter().any(|p| ADMINISTRATORS.contains(&p.role) && p.role != role) {
            return Err(Refused::AdministratorsApart.into());
        }
    }
    store::insert_post(tx, cx, staff, agency, role)?;
    journal::note(
        tx,
        cx,
        "post-granted",
        Some(&staff.to_string()),
        &json!({ "agency": agency, "role": role.as_str() }),
    )?;
    Ok(())
}

/// Takes a post away from today on.
///
/// # Errors
/// Not an administrator, one's own post, no such post.
pub fn withdraw_post(tx: &mut Tx, cx: &Cx, staff: Id, agency: Id, role: Role) -> Result<(), Error<Refused>> {
    changing_posts_of(tx, cx, staff)?;
    if !store::end_post(tx, cx, staff, agency, role)? {
        return Err(Refused::NotThere.into());
    }
    journal::note(
        tx,
        cx,
        "post-withdrawn",
        Some(&staff.to_string()),
        &json!({ "agency": agency, "role": role.as_str() }),
    )?;
    Ok(())
}

/// Gives a staff member a new first password and second factor, after both were lost. Ends every session.
///
/// # Errors
/// Not an administrator, one's own account, no such person.
pub fn renew_credentials(
    tx: &mut Tx,
    cx: &Cx,
    staff: Id,
    password_hash: &str,
    totp_secret: &[u8],
) -> Result<(), Error<Refused>> {
    changing_posts_of(tx, cx, staff)?;
    let member = store::find_staff(tx, staff)?.ok_or(Refused::NotThere)?;
    store::set_password(tx, cx, member.account, password_hash)?;
    store::require_new_password(tx, member.account)?;
    store::set_totp(tx, cx, member.account, totp_secret)?;
    store::set_failures(tx, member.account, 0, None)?;
    store::delete_sessions_of(tx, member.account)?;
    journal::note(tx, cx, "credentials-renewed", Some(&staff.to_string()), &json!({}))?;
    Ok(())
}

/// Closes a staff member's account and ends every session; what they did stays theirs.
///
/// # Errors
/// Not an administrator, one's own account, no such person.
pub fn close_account(tx: &mut Tx, cx: &Cx, staff: Id) -> Result<(), Error<Refused>> {
    changing_posts_of(tx, cx, staff)?;
    let member = store::find_staff(tx, staff)?.ok_or(Refused::NotThere)?;
    store::set_disabled(tx, member.account, Some(cx.at))?;
    store::delete_sessions_of(tx, member.account)?;
    journal::note(tx, cx, "account-closed", Some(&staff.to_string()), &json!({}))?;
    Ok(())
}

/// Opens a closed account again.
///
/// # Errors
/// Not an administrator, one's own account, no such person.
pub fn reopen_account(tx: &mut Tx, cx: &Cx, staff: Id) -> Result<(), Error<Refused>> {
    changing_posts_of(tx, cx, staff)?;
    let member = store::find_staff(tx, staff)?.ok_or(Refused::NotThere)?;
    store::set_disabled(tx, member.account, None)?;
    journal::note(tx, cx, "account-reopened", Some(&staff.to_string()), &json!({}))?;
    Ok(())
}

/// At most `limit` staff members with their posts, by work number, those after the work number `after`.
///
/// # Errors
/// A fault of the database.
pub fn list_staff_page(tx: &mut Tx, cx: &Cx, after: Option<&str>, limit: i64) -> Result<Vec<StaffRow>, Fault> {
    let rows = store::list_staff_page(tx, after, limit)?;
    with_posts(tx, cx, rows)
}

/// One staff member with their posts.
///
/// # Errors
/// A fault of the database.
pub fn find_staff_row(tx: &mut Tx, cx: &Cx, staff: Id) -> Result<Option<StaffRow>, Fault> {
    let rows = store::find_staff_row(tx, staff)?.into_iter().collect();
    Ok(with_posts(tx, cx, rows)?.pop())
}

fn with_posts(tx: &mut Tx, cx: &Cx, mut rows: Vec<StaffRow>) -> Result<Vec<StaffRow>, Fault> {
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return Ok(rows) };
    let posts = store::list_posts_between(tx, cx.today(), &first.member.work_number, &last.member.work_number)?;
    for (staff, post) in posts {
        if let Some(row) = rows.iter_mut().find(|r| r.member.id == staff) {
            row.posts.push(post);
        }
    }
    Ok(rows)
}

/// The posts held today.
///
/// # Errors
/// A fault of the database.
pub fn list_posts(tx: &mut Tx, cx: &Cx, staff: Id) -> Result<Vec<Post>, Fault> {
    store::list_posts(tx, cx.today(), staff)
}

/// The staff member with this id.
///
/// # Errors
/// A fault of the database.
pub fn find_staff(tx: &mut Tx, id: Id) -> Result<Option<StaffMember>, Fault> {
    store::find_staff(tx, id)
}

/// All staff, by work number.
///
/// # Errors
/// A fault of the database.
pub fn list_staff(tx: &mut Tx) -> Result<Vec<StaffMember>, Fault> {
    store::list_staff(tx)
}
