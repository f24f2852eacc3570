//! The manifest of a mirror: every file with its digest, and the seal of the ledger under which it was made.

use kernel::Fault;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// The name of the file.
pub(super) const NAME: &str = "manifest.json";

/// One file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    /// Its name in the mirror.
    pub file: String,
    /// The address it was copied from.
    pub source: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// SHA-256 of what it says without the note of the copy: what decides whether it changed.
    pub content_sha256: String,
    /// Bytes.
    pub bytes: u64,
    /// When this file was made.
    pub made_at: String,
}

/// The manifest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The site's key.
    pub site: String,
    /// Where it stands for the world.
    pub address: String,
    /// When the mirror was last made.
    pub made_at: String,
    /// The newest seal of the ledger then: number and hash.
    pub seal: Option<(i64, String)>,
    /// Whether a limit ended the walk.
    pub is_cut: bool,
    /// The files, by name.
    pub files: Vec<FileEntry>,
    /// Addresses that could not be opened, with their status.
    pub missing: Vec<(String, u16, String)>,
}

/// The manifest of the mirror in `dir`, when there is one that can be read.
pub(super) fn read(dir: &Path) -> Option<Manifest> {
    let text = std::fs::read_to_string(dir.join(NAME)).ok()?;
    serde_json::from_str(&text).ok()
}

pub(super) fn text(manifest: &Manifest) -> Result<String, Fault> {
    serde_json::to_string_pretty(manifest).map_err(|e| Fault::from_error("writing the manifest of the mirror", e))
}
