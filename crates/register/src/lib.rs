//! The register of rules: works, versions, articles, validity, amendments, comparisons.
//!
//! Called by its pages, by the search index and the feeds (through the read functions), by the commands that import
//! laws and policies, and by the turn of the day. It never lets a repealed text disappear, never gives an index number
//! twice, and never guesses a date: what is unknown is said to be unknown.
//!
//! Law: 立法法; 规章制定程序条例; 政府信息公开条例 第二十条

pub mod api;
mod changes;
pub mod compare;
mod contradiction;
mod demo;
pub mod downloads;
pub mod import;
mod index_number;
pub mod pages;
pub mod parse;
mod policy;
mod refused;
mod relations;
mod rule;
mod store;
mod timeline;
mod turn;
mod validity;
mod verbs;

pub use changes::changed_parts;
pub use contradiction::{Contradiction, Stated, contradictions};
pub use demo::load_demo;
pub use policy::{
    Expiry, INDEX_TEMPLATE, Settings, ValidityPolicy, expiry, find_policy, find_settings, keep_policy, keep_settings,
    list_policies,
};
pub use refused::Refused;
pub use relations::{Relations, list_relations};
pub use rule::{
    Disclosure, EffectiveBasis, Event, Origin, Provision, ProvisionKind, Rule, RuleKind, Stage, Version, What,
};
pub use store::{
    Cursor, Filter, Holding, count_by, count_rules, find_draft, find_event, find_rule, find_rule_by_id,
    find_rule_by_index_number, find_rule_by_key, find_rule_by_number, find_version, list_drafts, list_events,
    list_expiring, list_findings, list_rules, list_rules_after, list_versions, provisions,
};
pub use timeline::{AsOf, Basis, Point, as_of, points};
pub use turn::{list_reviews_due, turn_day, turn_page};
pub use validity::{Facts, Validity, next_turn, validity_on, version_facts, work_facts, work_validity};
pub use verbs::cleanup::{
    Cleanup, CleanupRow, Decision, decide_cleanup, find_cleanup, list_cleanup_rows, list_cleanups, open_cleanup,
    publish_cleanup,
};
pub use verbs::{
    Amendment, Draft, Ending, Metadata, Pause, Prepared, Words, amend_rule, correct_metadata, draft_rule, edit_draft,
    extend_rule, missing_for_registration, note_interpretation, prepare, register_rule, repeal_rule, resume_rule,
    suspend_rule, withdraw_rule,
};

use jiff::civil::Date;
use kernel::{Fault, Id, Tx};

/// The text of a rule that counts on a day.
///
/// # Errors
/// A fault of the database.
pub fn version_as_of(tx: &mut Tx, rule: Id, day: Date) -> Result<AsOf, Fault> {
    let versions = list_versions(tx, rule)?;
    let events = list_events(tx, rule)?;
    Ok(as_of(&versions, &events, day))
}
