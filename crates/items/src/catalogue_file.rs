//! Catalogue data files: one TOML file per main item (主项), with what is the same for all items of the office
//! or of the file written once.
//!
//! A file holds `[main]`, optional `[common]` (elements that every item of the file shares) and one `[[item]]`
//! table per handling item. An item is the office's common elements, overlaid by the file's, overlaid by its own;
//! tables are merged key by key, lists are replaced whole. Called by the demonstration data and by tests.
//! It never reads a file by itself and never checks the law: that is the gate's business.
//!
//! Beside the item files a catalogue folder has four files whose names begin with an underscore: `_office.toml`
//! (common elements), `_fields.toml` (the hall's classes), `_licence-types.toml` (directory of licence types) and
//! `_shared.toml` (proofs that may not be demanded).

use serde::{Deserialize, Serialize};
use thiserror::Error;
use toml::{Table, Value};

use crate::gate::SharedSource;
use crate::item::{ItemVersion, Validity};

/// One of the hall's own classes, such as 企业注册.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HallField {
    /// Key; items name it in `field`.
    pub key: String,
    /// Name.
    pub name: String,
    /// Name in English.
    pub name_en: String,
}

/// Who may hold a licence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HolderKind {
    /// 自然人
    Person,
    /// 法人和其他组织
    Organisation,
    /// 混合
    Mixed,
}

/// One entry of the directory of licence types (证照类型目录).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LicenceTypeEntry {
    /// Key; items and materials name it.
    pub key: String,
    /// 证照类型名称
    pub name: String,
    /// 证照类型代码, 21 characters.
    pub code: String,
    /// Key of the agency that defines the type (定义机构).
    pub defined_by: String,
    /// 持证者类别
    pub holder: HolderKind,
    /// 有效期限范围
    pub validity: Validity,
    /// What the licence shows beside the common metadata; forms prefill from `licence.<type>.<attribute>`.
    pub attributes: Vec<LicenceAttribute>,
}

/// One attribute of a licence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LicenceAttribute {
    /// Key.
    pub key: String,
    /// Label on the licence.
    pub label: String,
}

/// A whole catalogue folder.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    /// The items, file by file.
    pub items: Vec<ItemVersion>,
    /// The hall's classes, in the order they are shown.
    pub fields: Vec<HallField>,
    /// The directory of licence types.
    pub licence_types: Vec<LicenceTypeEntry>,
    /// Proofs that may not be demanded.
    pub shared: Vec<SharedSource>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Registers {
    field: Vec<HallField>,
    licence_type: Vec<LicenceTypeEntry>,
    shared: Vec<SharedSource>,
}

/// Reads a whole catalogue folder, given as `(file name, text)`.
///
/// # Errors
/// The first file that cannot be read.
pub fn parse_folder(files: &[(&str, &str)]) -> Result<Catalogue, CatalogueFileError> {
    let office = files.iter().find(|(name, _)| *name == "_office.toml").map_or("", |(_, text)| text);
    let mut out = Catalogue::default();
    for (name, text) in files.iter().filter(|(name, _)| *name != "_office.toml") {
        if name.starts_with('_') {
            let registers: Registers = toml::from_str(text).map_err(|source| CatalogueFileError::Malformed {
                file: (*name).to_owned(),
                source: Box::new(source),
            })?;
            out.fields.extend(registers.field);
            out.licence_types.extend(registers.licence_type);
            out.shared.extend(registers.shared);
        } else {
            out.items.extend(parse(office, name, text)?);
        }
    }
    Ok(out)
}

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
