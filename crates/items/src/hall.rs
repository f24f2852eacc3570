//! What the hall is set up with: its classes of items (办事领域), the licence types it knows, the proofs it may not
//! demand. Read once from the data files that the binary carries.
//!
//! Called by the gate's context, by the catalogue's pages and by `licences`. It holds no item.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::demo;
use crate::gate::SharedSource;
use crate::item::Validity;

/// 办事领域: one class of the hall's own order.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Field {
    /// What items name.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Its name in English.
    #[serde(default)]
    pub name_en: Option<String>,
}

/// 证照类型: a kind of licence.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct LicenceType {
    /// What items and materials name.
    pub key: String,
    /// 证照名称
    pub name: String,
    /// 证照类型代码, 21 characters.
    pub code: String,
    /// Key of the agency that defines it.
    pub defined_by: String,
    /// Who may hold it: `person`, `organisation` or `mixed`.
    pub holder: String,
    /// How long it is valid.
    #[serde(default)]
    pub validity: Validity,
    /// What stands on its face.
    #[serde(default)]
    pub attributes: Vec<LicenceAttribute>,
}

/// One datum on the face of a licence.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct LicenceAttribute {
    /// Its key in the metadata.
    pub key: String,
    /// Its label on the face.
    pub label: String,
}

/// The settings of the hall.
#[derive(Clone, Debug, Default)]
pub struct Hall {
    /// The classes of items.
    pub fields: Vec<Field>,
    /// The licence types.
    pub licence_types: Vec<LicenceType>,
    /// Proofs that may not be demanded.
    ///
    /// Law: 国务院关于在线政务服务的若干规定 第七条
    pub shared: Vec<SharedSource>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct File {
    field: Vec<Field>,
    licence_type: Vec<LicenceType>,
    shared: Vec<SharedSource>,
}

static HALL: LazyLock<Hall> = LazyLock::new(|| {
    let mut hall = Hall::default();
    for (name, text) in demo::settings() {
        match toml::from_str::<File>(text) {
            Ok(file) => {
                hall.fields.extend(file.field);
                hall.licence_types.extend(file.licence_type);
                hall.shared.extend(file.shared);
            }
            Err(error) => tracing::error!(file = %name, %error, "a file of settings cannot be read"),
        }
    }
    hall
});

/// The settings of this hall.
pub fn hall() -> &'static Hall {
    &HALL
}

impl Hall {
    /// The class with this key.
    pub fn field(&self, key: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.key == key)
    }

    /// The licence type with this key.
    pub fn licence_type(&self, key: &str) -> Option<&LicenceType> {
        self.licence_types.iter().find(|kind| kind.key == key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_settings_are_read() {
        assert_eq!(hall().fields.len(), 8);
        assert!(hall().licence_type("business-licence").is_some());
        assert!(!hall().shared.is_empty());
    }
}
