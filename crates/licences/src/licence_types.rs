//! The directory of licence types (证照类型目录) and how their numbers are written.
//!
//! The directory itself belongs to the hall's settings ([`items::hall`]), since items name its keys; the number rules
//! are data of this concept. For the demonstration both are files that the binary carries.

use items::{catalogue_file::LicenceTypeEntry as LicenceType, hall::hall};
use jiff::civil::Date;
use serde::Deserialize;
use std::{collections::BTreeMap, sync::LazyLock};

#[derive(Deserialize)]
struct Rules {
    usual: String,
    number: BTreeMap<String, String>,
}

static RULES: LazyLock<Rules> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../demo/licence-types.toml")).unwrap_or_else(|error| {
        tracing::error!(%error, "the rules of licence numbers cannot be read");
        Rules { usual: "{mark}证〔{year}〕{day}{serial}号".to_owned(), number: BTreeMap::new() }
    })
});

/// The licence type with this key.
pub fn licence_type(key: &str) -> Option<&'static LicenceType> {
    hall().licence_type(key)
}

/// All licence types, in the directory's order.
pub fn licence_types() -> &'static [LicenceType] {
    &hall().licence_types
}

/// What a number is made of.
pub(crate) struct NumberParts<'a> {
    /// 机关代字
    pub mark: &'a str,
    /// Six digits.
    pub region: &'a str,
    /// The day of the case.
    pub day: Date,
    /// The day's serial.
    pub serial: &'a str,
    /// Social credit code of the holder, when it has one.
    pub holder: Option<&'a str>,
}

/// 证照编号 by the type's rule. A serial of a day and a mark never comes twice, so neither does the number; a rule with
/// the holder's code gives one number per holder.
pub(crate) fn number(key: &str, parts: &NumberParts<'_>) -> String {
    let rule = RULES
        .number
        .get(key)
        .filter(|rule| parts.holder.is_some() || !rule.contains("{holder}"))
        .unwrap_or(&RULES.usual);
    rule.replace("{mark}", parts.mark)
        .replace("{region}", parts.region)
        .replace("{year}", &parts.day.year().to_string())
        .replace("{day}", &parts.day.strftime("%m%d").to_string())
        .replace("{serial}", parts.serial)
        .replace("{holder}", parts.holder.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use codes::LicenceTypeCode;
    use std::collections::BTreeSet;

    #[test]
    fn every_rule_belongs_to_a_type_and_has_no_unknown_place() {
        for (key, rule) in &RULES.number {
            assert!(licence_type(key).is_some(), "{key} is no licence type");
            let parts = NumberParts {
                mark: "石",
                region: "130100",
                day: jiff::civil::date(2026, 3, 2),
                serial: "0001",
                holder: Some("X"),
            };
            assert!(!number(key, &parts).contains('{'), "{rule}");
            assert!(!number(key, &NumberParts { holder: None, ..parts }).contains('{'), "{rule}");
        }
    }

    #[test]
    fn every_type_has_a_code_of_its_own_with_a_good_check_character() {
        let mut seen = BTreeSet::new();
        for kind in licence_types() {
            let code = LicenceTypeCode::parse(&kind.code).unwrap();
            assert!(code.definer().is_ok(), "{}: {:?}", kind.key, code.definer());
            assert!(seen.insert(&kind.code), "{} twice", kind.code);
        }
    }

    #[test]
    fn the_demonstration_catalogue_names_only_types_that_exist() {
        let catalogue = items::catalogue_file::parse_folder(items::demonstration::CATALOGUE).unwrap();
        let mut named = 0;
        for item in &catalogue.items {
            let results = item.result.iter().filter_map(|r| r.licence_type.as_ref());
            for key in item.materials.iter().filter_map(|m| m.from_licence.as_ref()).chain(results) {
                named += 1;
                assert!(licence_type(key).is_some(), "{}: {key} is no licence type", item.key);
            }
        }
        assert!(named > 50, "the catalogue was read: {named}");
    }
}
