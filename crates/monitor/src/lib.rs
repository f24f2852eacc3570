//! The operations monitor: probes, ages of sections, dead links, veto indicators, before the inspector comes.
//!
//! Called by the background loops ([`probe_due`], [`nightly`], [`take_job`]) and by its own desk pages. What it asks
//! of the network and of other concepts goes through [`Prober`] and [`Sources`], so that a test needs neither. It
//! changes nothing but its own tables and never says "clear" of what it could not measure.
//!
//! Law: 国办秘函〔2019〕19号; 国办发〔2017〕47号; 国办函〔2018〕71号

mod checks;
mod finding;
mod guard;
mod indicators;
mod jobs;
mod observed;
pub mod pages;
mod prober;
mod probes;
mod refused;
mod report;
mod rules;
mod score;
mod sources;
mod store;

pub use checks::run;
pub use finding::{Finding, FindingKind, Standing};
pub use guard::is_private;
pub use indicators::{Indicator, Key, State, evaluate, overall};
pub use jobs::{ask, nightly, take_job};
pub use observed::{Guides, Interaction, Observed, ProbeFigures, SectionFact};
pub use prober::{Address, Answer, Certificate, Ipv6, NetworkProber, Outcome, Prober};
pub use probes::{SLOTS, probe_due, slots};
pub use refused::Refused;
pub use rules::{Rules, rules};
pub use score::{Deduction, Measured, Score, lost, measured};
pub use sources::{Guide, HallSources, OverdueRequest, Sources};
pub use store::{Day, find_day, list_days, list_findings, list_newest, probe_figures};
