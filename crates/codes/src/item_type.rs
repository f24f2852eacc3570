//! The dictionary of item types (事项类型): the two places after the region of a basic code. The standard's list, the
//! usage of single provinces and what real catalogues show disagree, so that each entry says how sure it is, and a
//! code that is missing here is a remark, never a refusal.

use std::sync::LazyLock;

/// One entry of the dictionary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemType {
    /// Two characters.
    pub code: &'static str,
    /// The official term, in Chinese.
    pub term: &'static str,
    /// How sure the entry is.
    pub certainty: Certainty,
    /// What is uncertain, in Chinese; empty if nothing.
    pub note: &'static str,
}

terms! {
    /// How sure an entry of a dictionary is.
    Certainty, "certainty", {
        Standard = "standard", "as in the national standard and in published data";
        Common = "common", "commonly so, not checked against the standard's text";
        Differs = "differs", "provinces differ";
        Observed = "observed", "seen in one published catalogue only";
    }
}

static ITEM_TYPES: LazyLock<Vec<ItemType>> = LazyLock::new(|| {
    include_str!("../data/item-types.csv")
        .lines()
        .skip(1)
        .filter_map(|line| {
            let mut cells = line.split(',');
            let (code, term) = (cells.next()?, cells.next()?);
            let certainty = cells.next()?;
            let certainty = Certainty::ALL.iter().copied().find(|c| c.name() == certainty)?;
            Some(ItemType { code, term, certainty, note: cells.next()? })
        })
        .collect()
});

/// The whole dictionary, in the order of the file.
pub fn item_types() -> &'static [ItemType] {
    &ITEM_TYPES
}

/// The entry of a code of two characters.
pub fn item_type(code: &str) -> Option<&'static ItemType> {
    ITEM_TYPES.iter().find(|entry| entry.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_dictionary_is_read() {
        let lines = include_str!("../data/item-types.csv").lines().count() - 1;
        assert_eq!(item_types().len(), lines);
        assert_eq!(item_type("01").map(|t| t.term), Some("行政许可"));
        assert_eq!(item_type("06").map(|t| t.certainty), Some(Certainty::Differs));
        assert_eq!(item_type("21"), None);
    }
}
