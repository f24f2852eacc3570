//! Who is who: regions, agencies, persons, organisations and their agents, staff and their posts,
//! accounts and sessions. From a session it makes the [`kernel::Who`] that every verb asks for.
//!
//! Called by every desk. It never decides what a post may do in a matter: that stands in the
//! procedure tables.

mod agencies;
pub mod pages;
mod messages;
mod organisations;
mod password;
mod people;
mod refused;
mod regions;
mod sessions;
mod staff;
mod store;
mod totp;

pub use agencies::{Agency, NewAgency, add_agency, find_agency, find_agency_by_key, list_agencies};
pub use messages::{Message, list_messages, mark_messages_read, tell, unread_messages};
pub use organisations::{
    Agent, NewOrganisation, Organisation, Power, appoint_agent, find_organisation, list_agents, list_represented, register_organisation,
    revoke_agent, speaks_for,
};
pub use password::{hash_password, is_right_password, weaknesses};
pub use people::{NewPerson, Person, PersonDetails, change_contact, details_of, find_person, register_person};
pub use refused::Refused;
pub use regions::{Divisions, NewRegion, Region, children_of, find_region, import_divisions, path_of, region_count};
pub use sessions::{
    Account, AccountKind, Attempt, Session, SessionStart, act_for, attempt_sign_in, change_password, find_account, find_session,
    new_token, second_factor, sign_out, sign_out_everywhere, touch_session,
};
pub use staff::{NewStaff, StaffMember, add_staff, find_staff, grant_post, list_posts, list_staff, withdraw_post};
pub use store::rotate_fields;
pub use totp::{code_at, new_totp_secret, totp_uri};
