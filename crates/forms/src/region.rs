//! What a form needs to know of administrative divisions. The caller brings the tree; `identity` implements it over its
//! table, tests over a list.

/// A division to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegionOption {
    /// Code of 6, 9 or 12 digits.
    pub code: String,
    /// Name without those above it.
    pub name: String,
}

/// The tree of administrative divisions in force on the day of evaluation.
pub trait RegionTree {
    /// The name from the province down (湖南省怀化市鹤城区); `None` where no such division is in force.
    fn full_name(&self, code: &str) -> Option<String>;
    /// The divisions directly below; the provinces for `None`.
    fn below(&self, code: Option<&str>) -> Vec<RegionOption>;
}

/// A tree made from a list of code and name, for tests and small tools. Who stands below whom follows from the digits.
#[derive(Debug, Clone, Default)]
pub struct ListedRegions(Vec<RegionOption>);

impl ListedRegions {
    /// From pairs of code and name.
    pub fn new(regions: &[(&str, &str)]) -> ListedRegions {
        ListedRegions(
            regions
                .iter()
                .map(|(code, name)| RegionOption { code: (*code).to_owned(), name: (*name).to_owned() })
                .collect(),
        )
    }
}

impl RegionTree for ListedRegions {
    fn full_name(&self, code: &str) -> Option<String> {
        if !self.0.iter().any(|region| region.code == code) {
            return None;
        }
        let mut way: Vec<&RegionOption> = self.0.iter().filter(|region| covers(&region.code, code)).collect();
        way.sort_by_key(|region| significant(&region.code).len());
        Some(way.iter().map(|region| region.name.as_str()).collect())
    }

    fn below(&self, code: Option<&str>) -> Vec<RegionOption> {
        let inside = |region: &&RegionOption| code.is_none_or(|code| code != region.code && covers(code, &region.code));
        let candidates: Vec<&RegionOption> = self.0.iter().filter(inside).collect();
        candidates
            .iter()
            .filter(|region| {
                !candidates.iter().any(|other| other.code != region.code && covers(&other.code, &region.code))
            })
            .map(|region| (*region).clone())
            .collect()
    }
}

/// The digits that name the division: 430000 → 43, 431200 → 4312.
pub(crate) fn significant(code: &str) -> &str {
    if code.len() != 6 {
        return code;
    }
    code.strip_suffix("0000").or_else(|| code.strip_suffix("00")).unwrap_or(code)
}

/// True where the second division is the first or lies in it.
pub(crate) fn covers(above: &str, below: &str) -> bool {
    significant(below).starts_with(significant(above))
}
