//! Staff and their posts.

use crate::{Refused, store};
use kernel::{Cx, Error, Fault, Id, Post, Role, Tx, journal};
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

/// Adds a staff member with an account and a second factor, without any post yet.
///
/// # Errors
/// A fault of the database; a taken sign-in name is refused as a name.
pub fn add_staff(tx: &mut Tx, cx: &Cx, new: &NewStaff<'_>) -> Result<StaffMember, Error<Refused>> {
    if new.name.trim().is_empty() || new.login.trim().is_empty() {
        return Err(Refused::Name.into());
    }
    let (id, account) = (Id::new(), Id::new());
    store::insert_account(tx, cx, account, "staff", new.password_hash)?;
    store::set_totp(tx, cx, account, new.totp_secret)?;
    if !store::insert_account_name(tx, cx, account, new.login)? {
        return Err(Refused::Name.into());
    }
    store::insert_staff(tx, cx, id, account, new)?;
    journal::note(tx, cx, "staff-added", Some(&id.to_string()), &json!({ "agency": new.agency, "work_number": new.work_number }))?;
    Ok(StaffMember { id, account, name: new.name.to_owned(), agency: new.agency, work_number: new.work_number.to_owned() })
}

const ADMINISTRATORS: [Role; 3] = [Role::SystemAdmin, Role::SecurityAdmin, Role::AuditAdmin];

/// Gives a post. The three administrators' roles are never combined in one person.
///
/// # Errors
/// [`Refused::AdministratorsApart`].
pub fn grant_post(tx: &mut Tx, cx: &Cx, staff: Id, agency: Id, role: Role) -> Result<(), Error<Refused>> {
    if ADMINISTRATORS.contains(&role) {
        let held = list_posts(tx, cx, staff)?;
        if held.iter().any(|p| ADMINISTRATORS.contains(&p.role) && p.role != role) {
            return Err(Refused::AdministratorsApart.into());
        }
    }
    store::insert_post(tx, cx, staff, agency, role)?;
    journal::note(tx, cx, "post-granted", Some(&staff.to_string()), &json!({ "agency": agency, "role": role.as_str() }))?;
    Ok(())
}

/// Takes a post away from today on.
///
/// # Errors
/// A fault of the database.
pub fn withdraw_post(tx: &mut Tx, cx: &Cx, staff: Id, agency: Id, role: Role) -> Result<(), Error<Refused>> {
    if !store::end_post(tx, cx, staff, agency, role)? {
        return Err(Refused::NotThere.into());
    }
    journal::note(tx, cx, "post-withdrawn", Some(&staff.to_string()), &json!({ "agency": agency, "role": role.as_str() }))?;
    Ok(())
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
