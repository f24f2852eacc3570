//! The pages that belong to no concept: the hall's home, the auditor's list, the interface document;
//! and the providers that connect concepts which do not know each other.

mod audit;
mod demonstration;
mod home;
mod interface;
mod providers;

pub use audit::audit;
pub use demonstration::demonstration;
pub use home::home;
pub use interface::openapi_document;
pub use providers::{DecidedCases, Wallet};
