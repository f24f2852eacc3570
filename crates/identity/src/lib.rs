//! Who is who: regions, agencies, persons, organisations and their agents, staff and their posts,
//! accounts and sessions. From a session it makes the [`kernel::Who`] that every verb asks for.
//!
//! Called by every desk. It never decides what a post may do in a matter: that stands in the
//! procedure tables.

mod agencies;
mod divisions;
mod messages;
mod organisations;
pub mod pages;
mod password;
mod people;
mod refused;
mod regions;
mod sessions;
mod staff;
mod store;
mod totp;

pub use agencies::{Agency, NewAgency, add_agency, find_agency, find_agency_by_key, list_agencies};
pub use divisions::{DATASET_DAY, Divisions, apply_known_changes, import_divisions, load_demo_regions};
pub use messages::{Message, list_messages, mark_messages_read, tell, unread_messages};
pub use organisations::{
    Agent, NewOrganisation, ORGANISATION_KINDS, Organisation, Power, appoint_agent, find_organisation, list_agents,
    list_represented, register_organisation, revoke_agent, speaks_for,
};
pub use password::{hash_password, is_right_password, new_password, spend_password_time, weaknesses};
pub use people::{
    NewPerson, Person, PersonDetails, change_contact, details_of, find_person, note_own_data_shown, register_person,
};
pub use refused::Refused;
pub use regions::{NewRegion, Region, children_of, count_below, find_region, path_of, predecessors_of, region_count};
pub use sessions::{
    Account, AccountKind, Attempt, OpenSession, Session, SessionStart, act_for, attempt_sign_in, attempt_unknown_name,
    begin_first_session, change_password, choose_language, find_account, find_account_by_id, find_session,
    list_sessions, new_token, require_new_password, second_factor, sign_out, sign_out_everywhere, touch_session,
    wrong_password_again,
};
pub use staff::{
    NamedPost, NewStaff, StaffMember, StaffRow, add_staff, close_account, find_staff, find_staff_row, grant_post,
    list_posts, list_staff, list_staff_page, renew_credentials, reopen_account, withdraw_post,
};
pub use store::rotate_fields;
pub use totp::{base32 as totp_base32, code_at, new_totp_secret, totp_uri};
