//! From matching documents to groups in order, and the counts of the facets: one pass over everything that matches.

use crate::hits::{Count, Facets, Filters};
use crate::ranking::{self, Class};
use crate::understanding::Understood;
use crate::view::{Known, Row, View, Words};
use std::collections::HashMap;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::{DocAddress, DocId, Score, SegmentReader};

/// Collects every match with its score.
pub(crate) struct Everything;

pub(crate) struct OfSegment {
    segment: u32,
    found: Vec<(DocId, Score)>,
}

impl Collector for Everything {
    type Fruit = Vec<(u32, Vec<(DocId, Score)>)>;
    type Child = OfSegment;

    fn for_segment(&self, segment: u32, _: &SegmentReader) -> tantivy::Result<OfSegment> {
        Ok(OfSegment { segment, found: Vec::new() })
    }

    fn requires_scoring(&self) -> bool {
        true
    }

    fn merge_fruits(&self, of_segments: Vec<(u32, Vec<(DocId, Score)>)>) -> tantivy::Result<Self::Fruit> {
        Ok(of_segments)
    }
}

impl SegmentCollector for OfSegment {
    type Fruit = (u32, Vec<(DocId, Score)>);

    fn collect(&mut self, doc: DocId, score: Score) {
        self.found.push((doc, score));
    }

    fn harvest(self) -> Self::Fruit {
        (self.segment, self.found)
    }
}

/// The filters in numbers. A value that no document has matches none.
struct Sieve {
    sites: Option<Vec<bool>>,
    kind: Option<crate::entry::Kind>,
    field: Option<Option<u16>>,
    agency: Option<Option<u16>>,
    year: Option<i64>,
    validity: Option<Option<u16>>,
}

const SITE: u8 = 1;
const KIND: u8 = 2;
const FIELD: u8 = 4;
const AGENCY: u8 = 8;
const YEAR: u8 = 16;
const VALIDITY: u8 = 32;

impl Sieve {
    fn new(filters: &Filters, known: &Known) -> Sieve {
        let number = |words: &Words, text: &Option<String>| text.as_ref().map(|text| words.find(text));
        Sieve {
            sites: filters.site.as_ref().map(|site| {
                known.sites.all().map(|(_, set)| set.is_empty() || set.split('\n').any(|one| one == site)).collect()
            }),
            kind: filters.kind,
            field: number(&known.fields, &filters.field),
            agency: number(&known.agencies, &filters.agency),
            year: filters.year,
            validity: number(&known.validities, &filters.validity),
        }
    }

    /// The filters that a row does not pass, as bits.
    fn fails(&self, row: &Row) -> u8 {
        let mut fails = 0;
        if self.sites.as_ref().is_some_and(|sites| !sites.get(usize::from(row.sites)).copied().unwrap_or(false)) {
            fails |= SITE;
        }
        if self.kind.is_some_and(|kind| row.kind != Some(kind)) {
            fails |= KIND;
        }
        if self.field.is_some_and(|field| field != Some(row.field)) {
            fails |= FIELD;
        }
        if self.agency.is_some_and(|agency| agency != Some(row.agency)) {
            fails |= AGENCY;
        }
        if self.year.is_some_and(|year| year != i64::from(row.year)) {
            fails |= YEAR;
        }
        if self.validity.is_some_and(|validity| validity != Some(row.validity)) {
            fails |= VALIDITY;
        }
        fails
    }
}

/// A group that was found.
#[derive(Clone, Copy)]
pub(crate) struct Group {
    pub(crate) best: DocAddress,
    pub(crate) score: f32,
    pub(crate) entries: usize,
    group: u32,
    row: Row,
    /// How the query meets the title of its best entry.
    class: Class,
    /// Entries of it pass, or fail one filter only (as bits).
    passes: bool,
    fails_one: u8,
}

/// What was found, the best first.
pub(crate) struct Gathered {
    pub(crate) groups: Vec<Group>,
    pub(crate) entries: usize,
    pub(crate) facets: Facets,
}

impl Gathered {
    /// Puts the newest first.
    pub(crate) fn newest_first(&mut self, known: &Known) {
        self.groups.sort_unstable_by(|a, b| {
            b.row.day.cmp(&a.row.day).then(b.score.total_cmp(&a.score)).then_with(|| {
                let order = |group: &Group| known.group_order.get(group.group as usize);
                order(a).cmp(&order(b))
            })
        });
    }
}

/// Folds matches into groups, ranks them and counts the facets.
pub(crate) fn gather(
    found: &[(u32, Vec<(DocId, Score)>)],
    view: &View,
    known: &Known,
    understood: &Understood,
    filters: &Filters,
) -> Gathered {
    let sieve = Sieve::new(filters, known);
    let validities = ranking::validities(known);
    let mut place: Vec<u32> = vec![u32::MAX; view.groups];
    let mut groups: Vec<Group> = Vec::new();
    // What each title adds is reckoned once per query.
    let mut of_title: Vec<Option<(f32, Class)>> = vec![None; known.titles.len()];
    let mut entries = 0;
    for (segment, matches) in found {
        let Some(rows) = view.segments.get(*segment as usize) else { continue };
        for &(doc, words) in matches {
            let Some(row) = rows.get(doc as usize) else { continue };
            let fails = sieve.fails(row);
            if fails.count_ones() > 1 {
                continue;
            }
            let (title, class) = match of_title.get(row.title as usize).copied().flatten() {
                Some(known) => known,
                None => {
                    let found = known.titles.get(row.title).map(|title| ranking::of_title(&title.key, understood));
                    let found = found.unwrap_or((0.0, Class::Text));
                    if let Some(kept) = of_title.get_mut(row.title as usize) {
                        *kept = Some(found);
                    }
                    found
                }
            };
            let validity = validities.get(usize::from(row.validity)).copied().unwrap_or(1.0);
            let score = (words + title) * ranking::prior(row, validity, understood);
            let Some(at) = place.get_mut(row.group as usize) else { continue };
            if *at == u32::MAX {
                *at = u32::try_from(groups.len()).unwrap_or(u32::MAX);
                groups.push(Group {
                    best: DocAddress::new(*segment, doc),
                    score: f32::NEG_INFINITY,
                    entries: 0,
                    group: row.group,
                    row: *row,
                    class,
                    passes: false,
                    fails_one: 0,
                });
            }
            let Some(group) = groups.get_mut(*at as usize) else { continue };
            group.fails_one |= fails;
            if fails != 0 {
                continue;
            }
            entries += 1;
            group.passes = true;
            group.entries += 1;
            if is_before(score, row, group) {
                group.best = DocAddress::new(*segment, doc);
                group.score = score;
                group.row = *row;
                group.class = class;
            }
        }
    }
    let facets = count(&groups, known);
    groups.retain(|group| group.passes);
    groups.sort_unstable_by(|a, b| {
        b.score.total_cmp(&a.score).then(b.row.day.cmp(&a.row.day)).then_with(|| {
            let order = |group: &Group| known.group_order.get(group.group as usize);
            order(a).cmp(&order(b))
        })
    });
    in_force_first(&mut groups, known);
    Gathered { groups, entries, facets }
}

/// Rules that are expired or repealed stand behind those that are not, class by class: the places that rules of one class
/// have by their scores stay theirs, and are filled with those in force first. What has no validity is not moved, and a
/// repealed rule whose very title was typed still stands before rules in force that only contain the words.
fn in_force_first(groups: &mut [Group], known: &Known) {
    let is_over: Vec<bool> = known.validities.all().map(|(_, word)| ranking::is_over(word)).collect();
    let has_validity: Vec<bool> = known.validities.all().map(|(_, word)| !word.is_empty()).collect();
    let of = |list: &[bool], group: &Group| list.get(usize::from(group.row.validity)).copied().unwrap_or_default();
    if !groups.iter().any(|group| of(&is_over, group)) {
        return;
    }
    for class in [Class::Whole, Class::Title, Class::Text] {
        let is_meant = |group: &Group| group.class == class && of(&has_validity, group);
        let mut rules: Vec<Group> = groups.iter().filter(|group| is_meant(group)).copied().collect();
        rules.sort_by_key(|group| of(&is_over, group));
        let mut rules = rules.into_iter();
        for group in groups.iter_mut().filter(|group| is_meant(group)) {
            if let Some(next) = rules.next() {
                *group = next;
            }
        }
    }
}

/// Whether an entry stands for its group rather than the one found before: the better, of equals the earlier article.
fn is_before(score: f32, row: &Row, group: &Group) -> bool {
    score > group.score || (score == group.score && (row.article, row.day) < (group.row.article, group.row.day))
}

/// Counts of groups by value. Entries of one group share their values; where they do not, its best entry speaks for it.
fn count(groups: &[Group], known: &Known) -> Facets {
    let mut sites: HashMap<u16, usize> = HashMap::new();
    let mut kinds: HashMap<&'static str, usize> = HashMap::new();
    let (mut fields, mut agencies, mut validities) = (HashMap::new(), HashMap::new(), HashMap::new());
    let mut years: HashMap<i16, usize> = HashMap::new();
    for group in groups {
        let counts = |facet: u8| group.passes || group.fails_one & facet != 0;
        let row = &group.row;
        if counts(SITE) {
            *sites.entry(row.sites).or_default() += 1;
        }
        if let Some(kind) = row.kind.filter(|_| counts(KIND)) {
            *kinds.entry(kind.as_str()).or_default() += 1;
        }
        if counts(FIELD) {
            *fields.entry(row.field).or_default() += 1;
        }
        if counts(AGENCY) {
            *agencies.entry(row.agency).or_default() += 1;
        }
        if counts(VALIDITY) {
            *validities.entry(row.validity).or_default() += 1;
        }
        if row.year != 0 && counts(YEAR) {
            *years.entry(row.year).or_default() += 1;
        }
    }
    let mut of_sites: HashMap<&str, usize> = HashMap::new();
    for (set, count) in sites {
        for site in known.sites.text(set).split('\n').filter(|site| !site.is_empty()) {
            *of_sites.entry(site).or_default() += count;
        }
    }
    let of_words = |words: &Words, counts: HashMap<u16, usize>| {
        sorted(counts.into_iter().map(|(number, count)| (words.text(number).to_owned(), count)))
    };
    let mut year: Vec<(i16, usize)> = years.into_iter().collect();
    year.sort_unstable_by(|a, b| b.cmp(a));
    Facets {
        site: sorted(of_sites.into_iter().map(|(site, count)| (site.to_owned(), count))),
        kind: sorted(kinds.into_iter().map(|(kind, count)| (kind.to_owned(), count))),
        field: of_words(&known.fields, fields),
        agency: of_words(&known.agencies, agencies),
        validity: of_words(&known.validities, validities),
        year: year.into_iter().map(|(year, count)| Count { value: year.to_string(), count }).collect(),
    }
}

/// The most values of one facet.
const MOST_VALUES: usize = 50;

fn sorted(counts: impl Iterator<Item = (String, usize)>) -> Vec<Count> {
    let mut all: Vec<Count> =
        counts.filter(|(value, _)| !value.is_empty()).map(|(value, count)| Count { value, count }).collect();
    all.sort_unstable_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
    all.truncate(MOST_VALUES);
    all
}
