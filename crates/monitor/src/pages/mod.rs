//! The desk pages of the monitor.

mod chart;
pub mod desk;
pub mod reports;
#[cfg(test)]
mod samples;
pub mod site;
pub(crate) mod words;
