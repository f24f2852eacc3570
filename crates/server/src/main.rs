//! `mingting`: one binary for the hall and its tools.
//!
//! The only crate that sees every concept. It holds the URL map, the reactions to ledger entries,
//! what happens when a day passes, and the commands; no rule of the office lives here.

mod background;
mod clock;
mod commands;
mod demo;
mod disclosing;
mod finding;
#[cfg(test)]
mod http_tests;
mod mirroring;
mod pages;
mod presses;
mod pushing;
mod reactions;
mod routes;
#[cfg(test)]
mod routes_snapshot;
#[cfg(test)]
mod sealed_notice_tests;
mod serving;
mod setup;
#[cfg(test)]
mod sites_tests;

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    commands::run(commands::Cli::parse())
}
