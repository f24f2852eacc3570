//! A search from the text to the hits: what was typed, then what may have been meant, then what helps.

use crate::gather::{Everything, Gathered, gather};
use crate::hits::{Filters, Hit, Hits, Note, Query, Suggestion};
use crate::refused::Refused;
use crate::schema::Fields;
use crate::snippet;
use crate::sound::Quality;
use crate::spelling;
use crate::synonyms::Synonyms;
use crate::terms::Asked;
use crate::tokens;
use crate::understanding::{Form, MOST_LETTERS, MOST_TERMS, Understood, Unit};
use crate::view::{Known, View};
use kernel::{Error, Fault};
use std::time::Instant;
use tantivy::TantivyDocument;
use tantivy::collector::{Count, TopDocs};
use tantivy::query::{BooleanQuery, Occur, Query as EngineQuery, TermQuery};
use tantivy::schema::IndexRecordOption;

/// What stands first.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    Best,
    Newest,
}

/// One search over one view.
pub(crate) struct Asking<'a> {
    pub(crate) view: &'a View,
    pub(crate) known: &'a Known,
    pub(crate) fields: &'a Fields,
    pub(crate) synonyms: &'a Synonyms,
}

/// A query answered in one way.
struct Answered {
    understood: Understood,
    gathered: Gathered,
    corrected: Option<String>,
    notes: Vec<Note>,
}

fn broken(error: tantivy::TantivyError) -> Fault {
    Fault::from_error("searching the index", error)
}

impl Asking<'_> {
    /// Answers a query.
    pub(crate) fn search(&self, query: &Query, order: Order) -> Result<Hits, Error<Refused>> {
        let started = Instant::now();
        let letters = query.text.chars().count();
        if letters > MOST_LETTERS {
            return Err(Refused::TooLong { letters }.into());
        }
        let understood = Understood::new(&query.text, self.synonyms);
        if understood.terms() > MOST_TERMS {
            return Err(Refused::TooManyTerms { terms: understood.terms() }.into());
        }
        let mut answered = self.answer(understood, &query.filters).map_err(broken)?;
        if order == Order::Newest {
            answered.gathered.newest_first(self.known);
        }
        let mut hits = self.page(&answered, query).map_err(broken)?;
        hits.related = self.related(&answered, &hits).map_err(broken)?;
        hits.corrected = answered.corrected;
        hits.notes = answered.notes;
        hits.took = started.elapsed();
        Ok(hits)
    }

    fn gathered(&self, asked: &dyn EngineQuery, of: &Understood, filters: &Filters) -> tantivy::Result<Gathered> {
        let found = self.view.searcher.search(asked, &Everything)?;
        Ok(gather(&found, self.view, self.known, of, filters))
    }

    fn count(&self, asked: &dyn EngineQuery) -> tantivy::Result<usize> {
        self.view.searcher.search(asked, &Count)
    }

    fn asked(&self) -> Asked<'_> {
        Asked { fields: self.fields }
    }

    fn answer(&self, mut understood: Understood, filters: &Filters) -> tantivy::Result<Answered> {
        let asked = self.asked();
        if understood.is_empty() && understood.document_number.is_none() && understood.index_number.is_none() {
            let gathered = if understood.is_empty() {
                self.gathered(&tantivy::query::AllQuery, &understood, filters)?
            } else {
                Gathered { groups: Vec::new(), entries: 0, facets: crate::hits::Facets::default() }
            };
            return Ok(Answered { understood, gathered, corrected: None, notes: Vec::new() });
        }
        // A number names one document: nothing else is meant when it is there.
        for number in asked.numbers(&understood) {
            let gathered = self.gathered(&*number, &understood, filters)?;
            if gathered.entries > 0 {
                return Ok(Answered { understood, gathered, corrected: None, notes: Vec::new() });
            }
        }
        let mut notes = Vec::new();
        self.read_pinyin(&mut understood, &mut notes)?;
        for unit in &understood.units {
            if let [typed, beside, ..] = unit.forms.as_slice()
                && !notes.iter().any(|note| matches!(note, Note::Pinyin { typed: of, .. } if *of == typed.text))
            {
                notes.push(Note::Synonym { typed: typed.text.clone(), beside: beside.text.clone() });
            }
        }
        let gathered = self.gathered(&*asked.all(&understood), &understood, filters)?;
        if gathered.entries > 0 || !gathered.facets.kind.is_empty() {
            return Ok(Answered { understood, gathered, corrected: None, notes });
        }
        self.answer_otherwise(understood, filters, notes)
    }

    /// Nothing has all the words: the same letters cut otherwise, the words corrected, without the article, without
    /// words that are nowhere, with some of the words.
    fn answer_otherwise(
        &self,
        understood: Understood,
        filters: &Filters,
        mut notes: Vec<Note>,
    ) -> tantivy::Result<Answered> {
        let asked = self.asked();
        let gathered = self.gathered(&*asked.by_letters(&understood), &understood, filters)?;
        if gathered.entries > 0 {
            return Ok(Answered { understood, gathered, corrected: None, notes });
        }
        if let Some(article) = understood.article {
            let without = Understood { article: None, ..understood.clone() };
            let gathered = self.gathered(&*asked.all(&without), &without, filters)?;
            if gathered.entries > 0 {
                notes.push(Note::NoSuchArticle(article.term()));
                return Ok(Answered { understood: without, gathered, corrected: None, notes });
            }
        }
        for said in self.corrections(&understood)? {
            let corrected = Understood::new(&said, self.synonyms);
            let gathered = self.gathered(&*asked.all(&corrected), &corrected, filters)?;
            if gathered.entries > 0 {
                return Ok(Answered { understood: corrected, gathered, corrected: Some(said), notes });
            }
        }
        let mut dropped = Vec::new();
        let mut kept = Understood { units: Vec::new(), ..understood.clone() };
        for unit in &understood.units {
            if unit.is_optional || self.count(&*asked.unit(unit))? > 0 {
                kept.units.push(unit.clone());
            } else if let Some(form) = unit.forms.first() {
                dropped.push(form.text.clone());
            }
        }
        let has_words = kept.units.iter().any(|unit| !unit.is_optional) || !kept.phrases.is_empty();
        if !dropped.is_empty() && has_words {
            let gathered = self.gathered(&*asked.all(&kept), &kept, filters)?;
            if gathered.entries > 0 {
                notes.push(Note::Dropped(dropped));
                return Ok(Answered { understood: kept, gathered, corrected: None, notes });
            }
        }
        let gathered = self.gathered(&*asked.any(&understood), &understood, filters)?;
        if gathered.entries > 0 {
            notes.push(Note::SomeWords);
        }
        Ok(Answered { understood, gathered, corrected: None, notes })
    }

    /// Latin letters that are no word of any text are pinyin; typed with blanks between, they are one text.
    fn read_pinyin(&self, understood: &mut Understood, notes: &mut Vec<Note>) -> tantivy::Result<()> {
        let is_latin = |unit: &Unit| {
            unit.forms.first().is_some_and(|form| form.text.chars().any(|c| c.is_ascii_lowercase()))
                && !unit.is_optional
        };
        let mut unknown = Vec::new();
        for unit in &understood.units {
            unknown.push(is_latin(unit) && self.count(&*self.asked().unit(unit))? == 0);
        }
        if !unknown.contains(&true) {
            return Ok(());
        }
        let worth = |title| self.view.worth(title);
        let mut read: Vec<Unit> = Vec::new();
        let mut at = 0;
        while let Some(unit) = understood.units.get(at) {
            // Neighbours in Latin letters belong together, if the whole sounds like something.
            let mut end = at + 1;
            if is_latin(unit) {
                while understood.units.get(end).is_some_and(is_latin) {
                    end += 1;
                }
            }
            let run = understood.units.get(at..end).unwrap_or(&[]);
            let needs = unknown.get(at..end).is_some_and(|some| some.contains(&true));
            let typed: String =
                run.iter().filter_map(|unit| unit.forms.first()).map(|form| form.text.as_str()).collect();
            let sounding = if needs { self.known.titles.sounding(&typed, &worth, 4) } else { Vec::new() };
            if let Some(first) = sounding.first() {
                notes.push(Note::Pinyin { typed: typed.clone(), read: first.text.clone() });
                let best = first.quality;
                let forms: Vec<Form> =
                    std::iter::once(Form { closeness: 0.01, ..Form::new(&typed, 0.01).unwrap_or_default() })
                        .chain(
                            sounding
                                .iter()
                                .enumerate()
                                .filter(|(_, one)| one.quality == best || one.is_whole)
                                .filter_map(|(place, one)| {
                                    let quality = if one.quality == Quality::Loose { 0.8 } else { 1.0 };
                                    Form::new(&one.text, quality * if place == 0 { 1.0 } else { 0.6 })
                                }),
                        )
                        .collect();
                if let Some(form) = forms.get(1) {
                    understood.wholes.push((form.text.clone(), 1.0));
                }
                read.push(Unit { forms, is_glued: unit.is_glued, is_optional: false });
            } else {
                read.extend_from_slice(run);
            }
            at = end;
        }
        understood.units = read;
        Ok(())
    }

    /// What may have been meant by words that are nowhere, the likeliest first.
    fn corrections(&self, understood: &Understood) -> tantivy::Result<Vec<String>> {
        let worth = |title| self.view.worth(title);
        let mut said = Vec::new();
        for is_certain in [true, false] {
            for (at, unit) in understood.units.iter().enumerate() {
                let Some(form) = unit.forms.first() else { continue };
                let letters = form.text.chars().count();
                let is_unknown = self.count(&*self.asked().unit(unit))? == 0;
                if letters < 2 || unit.is_optional || is_unknown != is_certain {
                    continue;
                }
                for like in self.known.titles.sounding_like(&form.text, &worth, 2) {
                    said.push(understood.with_unit(at, &like.text));
                }
                for near in self.nearest(&form.text)?.into_iter().take(2) {
                    said.push(understood.with_unit(at, &near));
                }
            }
            // What was typed as one or two words may be one: the whole text against the titles.
            if is_certain && understood.units.len() > 1 && understood.phrases.is_empty() {
                let whole: String =
                    understood.units.iter().filter_map(|u| u.forms.first()).map(|form| form.text.as_str()).collect();
                said.extend(self.known.titles.sounding_like(&whole, &worth, 1).into_iter().map(|like| like.text));
                said.extend(self.nearest(&whole)?.into_iter().take(1));
            }
        }
        let mut seen = Vec::new();
        said.retain(|one| {
            !seen.contains(one) && {
                seen.push(one.clone());
                true
            }
        });
        said.truncate(8);
        Ok(said)
    }

    /// Parts of titles and terms within a letter or two of a text, the nearest first.
    fn nearest(&self, written: &str) -> tantivy::Result<Vec<String>> {
        let letters = written.chars().count();
        if spelling::tolerance(letters) == 0 || letters > 40 {
            return Ok(Vec::new());
        }
        let mut found: Vec<(usize, u32, String)> = Vec::new();
        for title in self.titles_like(written, 40)? {
            if let Some(near) =
                self.known.titles.get(title).and_then(|title| spelling::nearest_part(written, &title.key))
                && !found.iter().any(|(_, _, text)| text == near.text)
            {
                let worth = (self.view.worth(title) * 100.0) as u32;
                found.push((near.distance, u32::MAX - worth, near.text.to_owned()));
            }
        }
        for term in self.known.titles.terms_near(written) {
            found.push((1, u32::MAX, term.to_owned()));
        }
        found.sort();
        Ok(found.into_iter().map(|(_, _, text)| text).collect())
    }

    /// Titles that share most pairs of letters with a text.
    fn titles_like(&self, written: &str, limit: usize) -> tantivy::Result<Vec<u32>> {
        let terms: Vec<(Occur, Box<dyn EngineQuery>)> = tokens::pairs(written)
            .into_iter()
            .map(|pair| {
                let term = tantivy::Term::from_field_text(self.fields.title_pairs, &pair);
                (Occur::Should, Box::new(TermQuery::new(term, IndexRecordOption::Basic)) as Box<dyn EngineQuery>)
            })
            .collect();
        // Every article carries its title: more documents than titles are looked at.
        let top = TopDocs::with_limit(limit * 25).order_by_score();
        let found = self.view.searcher.search(&BooleanQuery::new(terms), &top)?;
        let mut titles: Vec<u32> = Vec::new();
        for (_, at) in found {
            if let Some(row) = self.view.row(at)
                && !titles.contains(&row.title)
                && titles.len() < limit
            {
                titles.push(row.title);
            }
        }
        Ok(titles)
    }

    fn page(&self, answered: &Answered, query: &Query) -> tantivy::Result<Hits> {
        let Gathered { groups, entries, facets } = &answered.gathered;
        let per_page = query.per_page.clamp(1, 100);
        let from = query.page.max(1).saturating_sub(1).saturating_mul(per_page);
        let wanted = answered.understood.shown_as_hits();
        let mut hits = Vec::new();
        for group in groups.iter().skip(from).take(per_page) {
            let document: TantivyDocument = self.view.searcher.doc(self.best_of(group, &answered.understood))?;
            let Some(mut entry) = self.fields.entry(&document) else { continue };
            let body = std::mem::take(&mut entry.body);
            hits.push(Hit {
                title: snippet::marked(&entry.title, &wanted),
                heading: snippet::marked(&entry.heading, &wanted),
                snippet: snippet::snippet(&body, &wanted),
                more_in_group: group.entries.saturating_sub(1),
                score: group.score,
                entry,
            });
        }
        Ok(Hits { total: groups.len(), entries: *entries, hits, facets: facets.clone(), ..Hits::default() })
    }

    /// The entry shown for a group: who asks for a law by its title wants its beginning.
    fn best_of(&self, group: &crate::gather::Group, understood: &Understood) -> tantivy::DocAddress {
        let Some(row) = self.view.row(group.best) else { return group.best };
        let is_title =
            self.known.titles.get(row.title).is_some_and(|title| crate::ranking::is_title(&title.key, understood));
        if !is_title || understood.article.is_some() {
            return group.best;
        }
        let carried = self.view.carried.get(row.title as usize).and_then(|carried| carried.by);
        carried.filter(|at| self.view.row(*at).is_some_and(|first| first.group == row.group)).unwrap_or(group.best)
    }

    /// Queries that may help: titles near the words, other words for them.
    fn related(&self, answered: &Answered, hits: &Hits) -> tantivy::Result<Vec<String>> {
        let mut related: Vec<String> = Vec::new();
        let mut add = |text: &str| {
            let known = hits.hits.iter().any(|hit| hit.entry.title == text);
            if related.len() < 6 && !known && !related.iter().any(|other| other == text) {
                related.push(text.to_owned());
            }
        };
        let understood = &answered.understood;
        for form in understood.units.iter().flat_map(|unit| unit.forms.iter().skip(1)) {
            if form.closeness > 0.5 {
                add(&form.text);
            }
        }
        if hits.total < 3 {
            let whole = understood.with_unit(usize::MAX, "");
            for title in self.titles_like(&whole, 5)? {
                if let Some(title) = self.known.titles.get(title) {
                    add(&title.shown);
                }
            }
        }
        Ok(related)
    }

    /// Titles for what is typed so far.
    pub(crate) fn suggest(&self, typed: &str, limit: usize) -> tantivy::Result<Vec<Suggestion>> {
        let typed: String = typed.chars().take(60).collect();
        let worth = |title| self.view.worth(title);
        let mut suggestions = Vec::new();
        for title in self.known.titles.beginning_with(&typed, &worth, limit.min(50)) {
            let Some(at) = self.view.carried.get(title as usize).and_then(|carried| carried.by) else { continue };
            let document: TantivyDocument = self.view.searcher.doc(at)?;
            let Some(entry) = self.fields.entry(&document) else { continue };
            let href = entry.href.split('#').next().unwrap_or("").to_owned();
            suggestions.push(Suggestion { text: entry.title, kind: entry.kind, href });
        }
        Ok(suggestions)
    }
}
