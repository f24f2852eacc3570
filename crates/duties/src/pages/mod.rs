//! The pages of duties: coverage and the standard table for everybody, the desk for those who keep them.

pub mod agency;
pub mod coverage;
pub mod desk;
pub mod desk_duty;
pub mod desk_import;
pub mod desk_row;
pub mod desk_versions;
pub mod downloads;
pub mod row;
mod shown;
pub mod standard_table;
pub mod township;
