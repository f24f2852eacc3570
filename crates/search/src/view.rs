//! What the ranking needs to know of every document, kept in memory: 32 bytes each, read once per segment.
//!
//! A view belongs to one state of the index; whoever searches holds the view and is not disturbed by commits.

use crate::entry::Kind;
use crate::schema::column;
use crate::titles::Titles;
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use tantivy::index::SegmentId;
use tantivy::{DocAddress, Searcher, SegmentReader};

/// One document as the ranking sees it. Texts are numbers given by [`Known`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    pub(crate) group: u32,
    pub(crate) title: u32,
    /// 20190403; 0: unknown.
    pub(crate) day: u32,
    pub(crate) sites: u16,
    pub(crate) field: u16,
    pub(crate) agency: u16,
    pub(crate) year: i16,
    pub(crate) weight: u16,
    /// Number of the article; 0: not an article.
    pub(crate) article: u16,
    pub(crate) validity: u16,
    pub(crate) kind: Option<Kind>,
}

/// Texts and their numbers.
#[derive(Default)]
pub(crate) struct Words {
    numbers: HashMap<Box<str>, u16>,
    texts: Vec<Box<str>>,
}

impl Words {
    fn number(&mut self, text: &str) -> u16 {
        if let Some(&known) = self.numbers.get(text) {
            return known;
        }
        // More than 65,535 agencies there are not; if there were, the last would share a facet, nothing would break.
        let number = u16::try_from(self.texts.len()).unwrap_or(u16::MAX);
        self.numbers.insert(text.into(), number);
        self.texts.push(text.into());
        number
    }

    pub(crate) fn text(&self, number: u16) -> &str {
        self.texts.get(usize::from(number)).map_or("", |text| text)
    }

    pub(crate) fn find(&self, text: &str) -> Option<u16> {
        self.numbers.get(text).copied()
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = (u16, &str)> {
        self.texts.iter().enumerate().map(|(at, text)| (u16::try_from(at).unwrap_or(u16::MAX), &**text))
    }
}

/// Everything that has a number: grows with the index, shared by all views of one generation.
pub(crate) struct Known {
    /// Groups by the hash of their key.
    groups: HashMap<u64, u32>,
    /// The stable order of groups whose score is equal.
    pub(crate) group_order: Vec<u64>,
    hasher: RandomState,
    /// Sets of sites, their keys joined by line breaks; the empty set is every site.
    pub(crate) sites: Words,
    pub(crate) fields: Words,
    pub(crate) agencies: Words,
    pub(crate) validities: Words,
    pub(crate) titles: Titles,
    segments: HashMap<SegmentId, Arc<Vec<Row>>>,
}

impl Default for Known {
    fn default() -> Known {
        Known {
            groups: HashMap::new(),
            group_order: Vec::new(),
            hasher: RandomState::new(),
            sites: Words::default(),
            fields: Words::default(),
            agencies: Words::default(),
            validities: Words::default(),
            titles: Titles::default(),
            segments: HashMap::new(),
        }
    }
}

/// An order of groups that is the same in every process: FNV-1a of the key.
fn stable(text: &[u8]) -> u64 {
    text.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3))
}

/// One state of the index.
pub(crate) struct View {
    pub(crate) searcher: Searcher,
    pub(crate) segments: Vec<Arc<Vec<Row>>>,
    pub(crate) groups: usize,
    /// For each title: entries that carry it, one of them, and what it is worth among suggestions.
    pub(crate) carried: Vec<Carried>,
}

/// Who carries a title.
#[derive(Clone, Copy, Default)]
pub(crate) struct Carried {
    pub(crate) entries: u32,
    pub(crate) worth: f32,
    pub(crate) by: Option<DocAddress>,
    by_article: u16,
}

impl View {
    /// The view of a searcher; segments read before are not read again.
    pub(crate) fn new(searcher: Searcher, known: &mut Known) -> tantivy::Result<View> {
        let mut segments = Vec::new();
        for reader in searcher.segment_readers() {
            let id = reader.segment_id();
            let rows = match known.segments.get(&id) {
                Some(rows) => rows.clone(),
                None => {
                    let rows = Arc::new(rows_of(reader, known)?);
                    known.segments.insert(id, rows.clone());
                    rows
                }
            };
            segments.push(rows);
        }
        let alive: Vec<SegmentId> = searcher.segment_readers().iter().map(SegmentReader::segment_id).collect();
        known.segments.retain(|id, _| alive.contains(id));
        let validities = crate::ranking::validities(known);
        let mut carried = vec![Carried::default(); known.titles.len()];
        for (ord, (reader, rows)) in (0u32..).zip(searcher.segment_readers().iter().zip(&segments)) {
            let alive = reader.alive_bitset();
            for (doc, row) in (0u32..).zip(rows.iter()) {
                if alive.is_some_and(|alive| !alive.is_alive(doc)) {
                    continue;
                }
                let Some(title) = carried.get_mut(row.title as usize) else { continue };
                title.entries += 1;
                title.worth = title.worth.max(crate::ranking::worth_of_title(row, &validities));
                if title.by.is_none() || row.article < title.by_article {
                    title.by = Some(DocAddress::new(ord, doc));
                    title.by_article = row.article;
                }
            }
        }
        Ok(View { searcher, segments, groups: known.group_order.len(), carried })
    }

    pub(crate) fn row(&self, at: DocAddress) -> Option<&Row> {
        self.segments.get(at.segment_ord as usize)?.get(at.doc_id as usize)
    }

    /// What a title counts among suggestions; 0: nobody carries it any more.
    pub(crate) fn worth(&self, title: u32) -> f32 {
        self.carried.get(title as usize).map_or(0.0, |carried| if carried.entries == 0 { 0.0 } else { carried.worth })
    }
}

/// The values of a text column by document, through `number`.
fn texts(
    reader: &SegmentReader,
    name: &str,
    mut number: impl FnMut(&str) -> u32,
) -> tantivy::Result<(Vec<u32>, Option<tantivy::columnar::StrColumn>)> {
    let Some(column) = reader.fast_fields().str(name)? else { return Ok((Vec::new(), None)) };
    let mut numbers = Vec::with_capacity(column.num_terms());
    let mut terms = column.dictionary().stream()?;
    while terms.advance() {
        numbers.push(number(std::str::from_utf8(terms.key()).unwrap_or("")));
    }
    drop(terms);
    Ok((numbers, Some(column)))
}

fn rows_of(reader: &SegmentReader, known: &mut Known) -> tantivy::Result<Vec<Row>> {
    let count = reader.max_doc();
    let Known { groups, group_order, hasher, sites, fields, agencies, validities, titles, .. } = known;
    let of_group = texts(reader, column::GROUP, |text| {
        *groups.entry(hasher.hash_one(text)).or_insert_with(|| {
            group_order.push(stable(text.as_bytes()));
            u32::try_from(group_order.len() - 1).unwrap_or(u32::MAX)
        })
    })?;
    let of_title = texts(reader, column::TITLE, |text| titles.number(text))?;
    let of_field = texts(reader, column::FIELD, |text| u32::from(fields.number(text)))?;
    let of_agency = texts(reader, column::AGENCY, |text| u32::from(agencies.number(text)))?;
    let of_validity = texts(reader, column::VALIDITY, |text| u32::from(validities.number(text)))?;
    let mut kinds: Vec<Option<Kind>> = Vec::new();
    let of_kind = texts(reader, column::KIND, |text| {
        kinds.push(Kind::parse(text));
        u32::try_from(kinds.len() - 1).unwrap_or(0)
    })?;
    let mut site_names: Vec<String> = Vec::new();
    let of_site = texts(reader, column::SITE, |text| {
        site_names.push(text.to_owned());
        u32::try_from(site_names.len() - 1).unwrap_or(0)
    })?;
    let fast = reader.fast_fields();
    let year = fast.i64(column::YEAR)?;
    let weight = fast.u64(column::WEIGHT)?;
    let day = fast.u64(column::DAY)?;
    let article = fast.u64(column::ARTICLE)?;
    let pick = |(numbers, column): &(Vec<u32>, Option<tantivy::columnar::StrColumn>), doc: u32| -> Option<u32> {
        let ord = column.as_ref()?.ords().first(doc)?;
        numbers.get(usize::try_from(ord).ok()?).copied()
    };
    let mut rows = Vec::with_capacity(count as usize);
    for doc in 0..count {
        let mut set: Vec<&str> = Vec::new();
        if let Some(column) = &of_site.1 {
            set = column
                .term_ords(doc)
                .filter_map(|ord| site_names.get(usize::try_from(ord).ok()?).map(String::as_str))
                .collect();
            set.sort_unstable();
        }
        let small = |n: u64| u16::try_from(n).unwrap_or(u16::MAX);
        let number = |text| pick(text, doc).and_then(|n| u16::try_from(n).ok()).unwrap_or(0);
        rows.push(Row {
            group: pick(&of_group, doc).unwrap_or(0),
            title: pick(&of_title, doc).unwrap_or(0),
            day: u32::try_from(day.first(doc).unwrap_or(0)).unwrap_or(0),
            sites: sites.number(&set.join("\n")),
            field: number(&of_field),
            agency: number(&of_agency),
            year: i16::try_from(year.first(doc).unwrap_or(0)).unwrap_or(0),
            weight: small(weight.first(doc).unwrap_or(0)),
            article: small(article.first(doc).unwrap_or(0)),
            validity: number(&of_validity),
            kind: pick(&of_kind, doc).and_then(|n| kinds.get(n as usize).copied().flatten()),
        });
    }
    Ok(rows)
}
