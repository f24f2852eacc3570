//! Catalogue data files: one TOML file per main item (主项), with what is the same for all items of the office
//! or of the file written once.
//!
//! A file holds `[main]`, optional `[common]` (elements that every item of the file shares) and one `[[item]]`
//! table per handling item. An item is the office's common elements, overlaid by the file's, overlaid by its own;
//! tables are merged key by key, lists are replaced whole. Called by the demonstration data and by tests.
//! It never reads a file by itself and never checks the law: that is the gate's business.

use thiserror::Error;
use toml::{Table, Value};

use crate::item::ItemVersion;

/// Why a catalogue file could not be read.
#[derive(Debug, Error)]
pub enum CatalogueFileError {
    /// The file is not TOML, or an element has the wrong type.
    #[error("{file}: {source}")]
    Malformed {
        /// Name of the file, for the reader.
        file: String,
        /// What is wrong and where.
        source: Box<toml::de::Error>,
    },
    /// An item names an element that the record does not have; a slip of the pen must not lose a fact.
    #[error("{file}: item {item}: unknown element {element}")]
    UnknownElement {
        /// Name of the file.
        file: String,
        /// Key of the item.
        item: String,
        /// Path of the element.
        element: String,
    },
    /// The file has no `[[item]]`.
    #[error("{file}: no items")]
    Empty {
        /// Name of the file.
        file: String,
    },
}

/// Reads one catalogue file. `office` is the text of the office's common elements (may be empty), `file` the name
/// used in errors, `text` the file itself.
///
/// # Errors
/// Malformed TOML, a wrong type, an unknown element, or a file without items.
pub fn parse(office: &str, file: &str, text: &str) -> Result<Vec<ItemVersion>, CatalogueFileError> {
    let read = |text: &str| {
        text.parse::<Table>()
            .map_err(|source| CatalogueFileError::Malformed { file: file.to_owned(), source: Box::new(source) })
    };
    let mut base = read(office)?;
    let mut table = read(text)?;
    if let Some(Value::Table(common)) = table.remove("common") {
        overlay(&mut base, common);
    }
    if let Some(main) = table.remove("main") {
        base.insert("main".to_owned(), main);
    }
    let Some(Value::Array(rows)) = table.remove("item") else {
        return Err(CatalogueFileError::Empty { file: file.to_owned() });
    };
    rows.into_iter().map(|row| item(&base, file, row)).collect()
}

fn item(base: &Table, file: &str, row: Value) -> Result<ItemVersion, CatalogueFileError> {
    let malformed = |source| CatalogueFileError::Malformed { file: file.to_owned(), source: Box::new(source) };
    let mut whole = base.clone();
    if let Value::Table(own) = row {
        overlay(&mut whole, own);
    }
    let item: ItemVersion = Value::Table(whole.clone()).try_into().map_err(malformed)?;
    // What the record kept is compared with what the file said: an element lost on the way is unknown.
    if let Ok(Value::Table(kept)) = Value::try_from(&item)
        && let Some(element) = lost(&whole, &kept, "")
    {
        return Err(CatalogueFileError::UnknownElement { file: file.to_owned(), item: item.key, element });
    }
    Ok(item)
}

fn overlay(base: &mut Table, own: Table) {
    for (key, value) in own {
        match (base.get_mut(&key), value) {
            (Some(Value::Table(under)), Value::Table(over)) => overlay(under, over),
            (_, value) => {
                base.insert(key, value);
            }
        }
    }
}

/// The first path of `said` that `kept` does not have. Empty lists are no loss.
fn lost(said: &Table, kept: &Table, at: &str) -> Option<String> {
    said.iter().find_map(|(key, value)| {
        let path = if at.is_empty() { key.clone() } else { format!("{at}.{key}") };
        match (value, kept.get(key)) {
            (Value::Array(list), None) if list.is_empty() => None,
            (Value::String(text), None) if text.is_empty() => None,
            (_, None) => Some(path),
            (Value::Table(said), Some(Value::Table(kept))) => lost(said, kept, &path),
            (Value::Array(said), Some(Value::Array(kept))) => {
                said.iter().zip(kept).enumerate().find_map(|(n, pair)| match pair {
                    (Value::Table(said), Value::Table(kept)) => lost(said, kept, &format!("{path}[{n}]")),
                    _ => None,
                })
            }
            _ => None,
        }
    })
}
