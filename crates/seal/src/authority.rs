//! (being written)
use serde::{Deserialize, Serialize};

/// One authority in the key file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct AuthorityRecord {}

/// Why the authority could not make a certificate.
#[derive(Debug, thiserror::Error)]
pub enum AuthorityError {}
