//! What the hall is set up with: its classes of items (办事领域), the licence types it knows, the proofs it may not
//! demand. Read once from the data files that the binary carries.
//!
//! Called by the gate's context, by the catalogue's pages and by `licences`. It holds no item.

use std::sync::LazyLock;

use crate::catalogue_file::{self, HallField, LicenceTypeEntry};
use crate::demonstration;
use crate::gate::SharedSource;

/// The settings of the hall.
#[derive(Clone, Debug, Default)]
pub struct Hall {
    /// The classes of items.
    pub fields: Vec<HallField>,
    /// The licence types.
    pub licence_types: Vec<LicenceTypeEntry>,
    /// Proofs that may not be demanded.
    ///
    /// Law: 国务院关于在线政务服务的若干规定 第七条
    pub shared: Vec<SharedSource>,
}

static HALL: LazyLock<Hall> = LazyLock::new(|| {
    // A settings table comes when officials edit these; until then every hall has the directory of the demonstration.
    match catalogue_file::parse_folder(demonstration::CATALOGUE) {
        Ok(read) => Hall { fields: read.fields, licence_types: read.licence_types, shared: read.shared },
        Err(error) => {
            tracing::error!(%error, "the settings of the hall cannot be read");
            Hall::default()
        }
    }
});

/// The settings of this hall.
pub fn hall() -> &'static Hall {
    &HALL
}

impl Hall {
    /// The class with this key.
    pub fn field(&self, key: &str) -> Option<&HallField> {
        self.fields.iter().find(|field| field.key == key)
    }

    /// The licence type with this key.
    pub fn licence_type(&self, key: &str) -> Option<&LicenceTypeEntry> {
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
