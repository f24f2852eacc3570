//! The pages that belong to no concept: the auditor's list, the interface document;
//! and the providers that connect concepts which do not know each other.

mod audit;
mod demonstration;
mod interface;
mod providers;

pub use audit::audit;
pub use demonstration::demonstration;
pub use interface::openapi_document;
pub use providers::{CaseFigures, DecidedCases, Wallet};
