//! Disclosure on request (依申请公开).

pub mod channel;
pub mod clocks;
pub mod consultation;
pub mod fee;
mod moves;
pub mod outcome;
pub mod remedy;

pub use moves::{DisclosureProcedure, MOVES, State, Verb};
