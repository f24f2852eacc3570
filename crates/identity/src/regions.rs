//! Regions: the administrative divisions with their dates and successors.
//!
//! Law: 行政区划代码管理办法 (an abolished code is never used again)

use crate::store;
use codes::RegionCode;
use kernel::{Fault, Tx};

/// A division.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    /// Code: 6 digits from province to county, 9 for townships, 12 for villages.
    pub code: String,
    /// Name.
    pub name: String,
    /// 1 province, 2 city, 3 county, 4 township, 5 village.
    pub level: i64,
    /// Code of the division above.
    pub parent: Option<String>,
    /// First day known to be valid: the day of the dataset, not of the foundation.
    pub valid_from: String,
    /// Last day, for abolished ones.
    pub valid_to: Option<String>,
    /// What took its place.
    pub successor: Option<String>,
}

/// A division to be loaded.
#[derive(Clone, Debug)]
pub struct NewRegion {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Level, 1 to 5.
    pub level: i64,
    /// Code above.
    pub parent: Option<String>,
}

/// The division with this code.
///
/// # Errors
/// A fault of the database.
pub fn find_region(tx: &mut Tx, code: &str) -> Result<Option<Region>, Fault> {
    store::find_region(tx, code)
}

/// The divisions directly below `parent` (`None`: the provinces), valid ones only.
///
/// # Errors
/// A fault of the database.
pub fn children_of(tx: &mut Tx, parent: Option<&str>) -> Result<Vec<Region>, Fault> {
    store::children_of(tx, parent)
}

/// The way from the province down to `code`, `code` included.
///
/// # Errors
/// A fault of the database.
pub fn path_of(tx: &mut Tx, code: &str) -> Result<Vec<Region>, Fault> {
    let mut path = Vec::new();
    let mut next = Some(code.to_owned());
    while let Some(code) = next {
        let Some(region) = store::find_region(tx, &code)? else { break };
        next = region.parent.clone();
        path.push(region);
        if path.len() > 6 {
            break;
        }
    }
    path.reverse();
    Ok(path)
}

/// How many divisions are loaded.
///
/// # Errors
/// A fault of the database.
pub fn region_count(tx: &mut Tx) -> Result<i64, Fault> {
    store::region_count(tx)
}

/// How many valid divisions of each level (4 township, 5 village) lie below `code`.
///
/// # Errors
/// A fault of the database.
pub fn count_below(tx: &mut Tx, code: &RegionCode) -> Result<Vec<(i64, i64)>, Fault> {
    // Codes are digits alone, so all that begin with `digits` lie between it and it with the character after 9.
    let digits = code.significant();
    let mut counts = store::count_regions(tx, digits, &format!("{digits}:"))?;
    if let Some(own) = store::find_region(tx, code.as_str())?.filter(|r| r.valid_to.is_none()) {
        counts.iter_mut().filter(|(level, _)| *level == own.level).for_each(|(_, n)| *n -= 1);
    }
    counts.retain(|(_, n)| *n > 0);
    Ok(counts)
}

/// The abolished divisions that went into `code`.
///
/// # Errors
/// A fault of the database.
pub fn predecessors_of(tx: &mut Tx, code: &str) -> Result<Vec<Region>, Fault> {
    store::predecessors_of(tx, code)
}
