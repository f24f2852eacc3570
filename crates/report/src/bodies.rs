//! Who reports, and into whose report the numbers go: departments into their government's, a government's into that of the
//! government above. Follows from name and region of an agency, unless the authority in charge has arranged it otherwise.

use crate::deadline::Deadlines;
use codes::RegionCode;
use identity::Agency;
use kernel::{Id, words};
use std::collections::{BTreeMap, BTreeSet};

words! {
    /// Which rules of the report count for an agency.
    pub enum BodyKind {
        /// 人民政府: the report of its area, its own numbers with those of everybody below.
        Government = "government",
        /// A department: its own numbers.
        Department = "department",
    }
}

/// An agency as one that reports.
#[derive(Clone, Debug)]
pub struct Body {
    /// The agency.
    pub agency: Agency,
    /// Which rules count for it.
    pub kind: BodyKind,
    /// Into whose report its numbers go.
    pub parent: Option<Id>,
    /// Whether somebody arranged this, instead of name and region.
    pub arranged: bool,
    /// The days that count for it.
    pub deadlines: Deadlines,
}

/// What an authority arranged for one agency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arranged {
    /// The agency.
    pub agency: Id,
    /// Which rules count for it.
    pub kind: BodyKind,
    /// Into whose report its numbers go.
    pub parent: Option<Id>,
}

/// The name of a government ends so, once the word for its office is taken off.
const GOVERNMENT: &str = "人民政府";
/// 办公厅, 办公室: in some places the agency that stands for its government.
const OFFICES: [&str; 2] = ["办公厅", "办公室"];

fn is_government(name: &str) -> bool {
    let name = OFFICES.iter().find_map(|o| name.strip_suffix(o)).unwrap_or(name);
    name.ends_with(GOVERNMENT)
}

/// The digits of a region's code that name it: those of every region below begin with them. Empty for the country, and for
/// what is no code.
fn digits(region: &str) -> String {
    RegionCode::parse(region).map(|code| code.significant().to_owned()).unwrap_or_default()
}

/// Whether `region` is `area`, or lies in it.
pub fn lies_in(region: &str, area: &str) -> bool {
    match (RegionCode::parse(region), RegionCode::parse(area)) {
        (Ok(region), Ok(area)) => area.contains(&region),
        _ => false,
    }
}

/// Every agency as one that reports, in the order given. `deadlines` are those set, by region.
pub fn bodies(agencies: Vec<Agency>, arranged: &[Arranged], deadlines: &BTreeMap<String, Deadlines>) -> Vec<Body> {
    let days: BTreeMap<String, Deadlines> = deadlines.iter().map(|(region, d)| (digits(region), *d)).collect();
    let of: BTreeMap<Id, &Arranged> = arranged.iter().map(|a| (a.agency, a)).collect();
    let mut governments: BTreeMap<String, Id> = BTreeMap::new();
    for a in &agencies {
        let kind = of.get(&a.id).map(|x| x.kind);
        if kind.map_or_else(|| is_government(&a.name), |k| k == BodyKind::Government) {
            governments.entry(digits(&a.region)).or_insert(a.id);
        }
    }
    // The government of the region, or of the nearest one above it.
    let above = |from: &str, itself: Option<Id>| {
        (0..=from.len()).rev().find_map(|n| governments.get(from.get(..n)?).copied().filter(|g| Some(*g) != itself))
    };
    agencies
        .into_iter()
        .map(|agency| {
            let own = digits(&agency.region);
            let set = of.get(&agency.id);
            let kind = set.map_or_else(
                || if is_government(&agency.name) { BodyKind::Government } else { BodyKind::Department },
                |a| a.kind,
            );
            let parent = match set {
                Some(a) => a.parent,
                None => above(&own, Some(agency.id)),
            };
            let near = (0..=own.len()).rev().find_map(|n| days.get(own.get(..n)?).copied());
            Body { agency, kind, parent, arranged: set.is_some(), deadlines: near.unwrap_or_default() }
        })
        .collect()
}

/// The bodies directly below `agency`.
pub fn children(all: &[Body], agency: Id) -> impl Iterator<Item = &Body> {
    all.iter().filter(move |b| b.parent == Some(agency) && b.agency.id != agency)
}

/// `agency` and everybody below it, each once.
pub fn with_below(all: &[Body], agency: Id) -> Vec<Id> {
    let mut seen = BTreeSet::from([agency]);
    let mut out = vec![agency];
    let mut at = 0;
    while let Some(next) = out.get(at).copied() {
        at += 1;
        for child in children(all, next) {
            if seen.insert(child.agency.id) {
                out.push(child.agency.id);
            }
        }
    }
    out
}

/// Whether `parent` may be put above `agency`: not itself, nor anybody below it.
pub fn would_circle(all: &[Body], agency: Id, parent: Id) -> bool {
    with_below(all, agency).contains(&parent)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agency(name: &str, region: &str) -> Agency {
        Agency {
            id: Id::new(),
            key: name.into(),
            name: name.into(),
            short_name: name.into(),
            mark: String::new(),
            uscc: None,
            region: region.into(),
            address: String::new(),
            hours: String::new(),
            phone: String::new(),
            complaint_phone: String::new(),
        }
    }

    #[test]
    fn the_way_up_follows_name_and_region() {
        let list = vec![
            agency("某省人民政府办公厅", "130000"),
            agency("某市人民政府", "130100"),
            agency("某市财政局", "130100"),
            agency("某区人民政府", "130102"),
            agency("某区教育局", "130102"),
            agency("某镇人民政府", "130102100"),
            agency("某县住建局", "130121"),
        ];
        let all =
            bodies(list.clone(), &[], &BTreeMap::from([("130100".into(), Deadlines::read("01-26", "02-20").unwrap())]));
        let parent = |n: usize| all[n].parent.and_then(|p| list.iter().position(|a| a.id == p));
        assert_eq!(
            (0..7).map(parent).collect::<Vec<_>>(),
            [None, Some(0), Some(1), Some(1), Some(3), Some(3), Some(1)]
        );
        assert_eq!(with_below(&all, list[3].id).len(), 3);
        assert_eq!(all[4].deadlines.departments.text(), "01-26", "the area's day counts below it");
        assert_eq!(all[0].deadlines, Deadlines::default());
        assert!(would_circle(&all, list[1].id, list[4].id) && !would_circle(&all, list[4].id, list[6].id));
        let moved = Arranged { agency: list[6].id, kind: BodyKind::Government, parent: Some(list[0].id) };
        let all = bodies(list.clone(), &[moved], &BTreeMap::new());
        assert_eq!((all[6].kind, all[6].parent), (BodyKind::Government, Some(list[0].id)));
        assert!(lies_in("130102", "130100") && !lies_in("130200", "130100") && lies_in("130102100", "130102"));
    }
}
