//! Pages of ratings: the applicant's, the one behind a rating link, the public's, the desk's. The map of addresses
//! stands in the server.

pub mod code;
pub mod desk;
pub mod public;
pub mod rate;
mod show;
