//! The tables of the register. Only this module and those below it hold SQL. A draft is seen by its agency alone: the
//! public queries ask for the stage.

mod acts;
mod filing;
mod lists;

pub(crate) use acts::*;
pub(crate) use filing::*;
pub use lists::{
    Cursor, Filter, Holding, count_by, count_rules, find_draft, find_event, find_rule, find_rule_by_id,
    find_rule_by_index_number, find_rule_by_key, find_rule_by_number, find_version, list_drafts, list_events,
    list_expiring, list_findings, list_rules, list_rules_after, list_versions, provisions,
};
pub(crate) use lists::{Known, find_rule_of_issuer, list_known, list_turning};
