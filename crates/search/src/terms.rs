//! From a query understood to the engine's query.

use crate::schema::Fields;
use crate::tokens;
use crate::understanding::{Form, Understood, Unit};
use std::ops::Bound;
use tantivy::Term;
use tantivy::query::{
    BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, Occur, PhraseQuery, Query, RangeQuery, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

/// Builds the engine's queries over these fields.
pub(crate) struct Asked<'a> {
    pub(crate) fields: &'a Fields,
}

type Clause = (Occur, Box<dyn Query>);

fn one(field: Field, text: &str, option: IndexRecordOption) -> Box<dyn Query> {
    Box::new(TermQuery::new(Term::from_field_text(field, text), option))
}

fn of(mut clauses: Vec<Clause>) -> Box<dyn Query> {
    match clauses.len() {
        0 => Box::new(EmptyQuery),
        1 if clauses[0].0 != Occur::MustNot => clauses.remove(0).1,
        _ => Box::new(BooleanQuery::new(clauses)),
    }
}

impl Asked<'_> {
    /// All units, all phrases, the article.
    pub(crate) fn all(&self, understood: &Understood) -> Box<dyn Query> {
        self.with(understood, |unit| self.unit(unit))
    }

    /// The same, each unit by its letters in a row instead of its words.
    pub(crate) fn by_letters(&self, understood: &Understood) -> Box<dyn Query> {
        self.with(understood, |unit| {
            of(unit
                .forms
                .iter()
                .map(|form| (Occur::Should, boosted(self.phrase(&form.text), form.closeness)))
                .collect())
        })
    }

    fn with(&self, understood: &Understood, of_unit: impl Fn(&Unit) -> Box<dyn Query>) -> Box<dyn Query> {
        let mut clauses: Vec<Clause> = Vec::new();
        for unit in understood.units.iter().filter(|unit| !unit.is_optional) {
            clauses.push((Occur::Must, of_unit(unit)));
        }
        for phrase in &understood.phrases {
            clauses.push((Occur::Must, self.phrase(phrase)));
        }
        if let Some(article) = understood.article {
            let term = one(self.fields.article, &article.term(), IndexRecordOption::Basic);
            clauses.push((Occur::Must, Box::new(ConstScoreQuery::new(term, 1.0))));
        }
        if clauses.is_empty() {
            return Box::new(EmptyQuery);
        }
        // What only helps ranking: words of an act, words that stand together, labels that are the query.
        for unit in understood.units.iter().filter(|unit| unit.is_optional) {
            clauses.push((Occur::Should, boosted(self.unit(unit), 0.2)));
        }
        for unit in understood.units.iter().filter(|unit| !unit.is_optional) {
            let Some(form) = unit.forms.first() else { continue };
            for joint in &form.joints {
                clauses.push((Occur::Should, boosted(self.pair(joint), 0.5)));
            }
        }
        let mut labels: Vec<&str> = understood
            .wholes
            .iter()
            .filter(|(_, closeness)| *closeness >= 0.9)
            .map(|(whole, _)| whole.as_str())
            .collect();
        labels.extend(understood.units.iter().filter_map(|unit| unit.forms.first()).map(|form| form.text.as_str()));
        labels.sort_unstable();
        labels.dedup();
        for label in labels {
            let term = one(self.fields.label, label, IndexRecordOption::Basic);
            clauses.push((Occur::Should, Box::new(ConstScoreQuery::new(term, 25.0))));
        }
        of(clauses)
    }

    /// Any of the units and phrases: the more the better.
    pub(crate) fn any(&self, understood: &Understood) -> Box<dyn Query> {
        let mut clauses: Vec<Clause> = Vec::new();
        for unit in understood.units.iter().filter(|unit| !unit.is_optional) {
            clauses.push((Occur::Should, self.unit(unit)));
            for word in unit.forms.first().map(|form| form.words.as_slice()).unwrap_or_default() {
                clauses.push((Occur::Should, boosted(self.word(word), 0.5)));
            }
        }
        for phrase in &understood.phrases {
            clauses.push((Occur::Should, self.phrase(phrase)));
        }
        of(clauses)
    }

    /// One unit in any of its forms.
    pub(crate) fn unit(&self, unit: &Unit) -> Box<dyn Query> {
        of(unit.forms.iter().map(|form| (Occur::Should, boosted(self.form(form), form.closeness))).collect())
    }

    fn form(&self, form: &Form) -> Box<dyn Query> {
        let words = form.words.iter().map(|word| (Occur::Must, self.word(word)));
        let pairs = form.pairs.iter().map(|pair| (Occur::Must, self.pair(pair)));
        of(words.chain(pairs).collect())
    }

    fn word(&self, word: &str) -> Box<dyn Query> {
        one(self.fields.all, word, IndexRecordOption::WithFreqs)
    }

    fn pair(&self, pair: &str) -> Box<dyn Query> {
        one(self.fields.pairs, pair, IndexRecordOption::Basic)
    }

    /// These letters in a row and nothing between them but blanks.
    pub(crate) fn phrase(&self, text: &str) -> Box<dyn Query> {
        let pairs = tokens::pairs(text);
        let letters = pairs.len() + 1;
        match pairs.as_slice() {
            [] => Box::new(EmptyQuery),
            // A letter alone begins a pair, or stands at an end.
            [pair] if pair.chars().count() == 1 => {
                let from = Term::from_field_text(self.fields.pairs, pair);
                let to = Term::from_field_text(self.fields.pairs, &format!("{pair}\u{10ffff}"));
                Box::new(RangeQuery::new(Bound::Included(from), Bound::Included(to)))
            }
            [pair] => self.pair(pair),
            _ => {
                // Every other pair covers all letters; the last one closes the row.
                let mut places: Vec<usize> = (0..letters - 1).step_by(2).collect();
                if places.last() != Some(&(letters - 2)) {
                    places.push(letters - 2);
                }
                let terms = places
                    .into_iter()
                    .filter_map(|at| Some((at, Term::from_field_text(self.fields.pairs, pairs.get(at)?))))
                    .collect();
                Box::new(PhraseQuery::new_with_offset(terms))
            }
        }
    }

    /// What to try first when the query may be a number: the document itself and where it is mentioned, then numbers
    /// with the same year and serial, then the index number, whole or its beginning.
    pub(crate) fn numbers(&self, understood: &Understood) -> Vec<Box<dyn Query>> {
        let mut tries: Vec<Box<dyn Query>> = Vec::new();
        let exact = |field, term: &str, score| -> Box<dyn Query> {
            Box::new(ConstScoreQuery::new(one(field, term, IndexRecordOption::Basic), score))
        };
        if let Some(number) = &understood.document_number {
            let terms = number.terms();
            let own: Vec<&String> = if number.serial > 0 && number.year > 0 {
                terms.iter().enumerate().filter(|(at, _)| *at != 1).map(|(_, term)| term).collect()
            } else {
                terms.iter().collect()
            };
            if let Some(first) = own.first() {
                let mut clauses = vec![(Occur::Should, exact(self.fields.document_number, first, 200.0))];
                if let Some(written) = number.written() {
                    clauses.push((Occur::Should, boosted(self.phrase(&written), 0.5)));
                }
                tries.push(of(clauses));
            }
            tries.extend(own.iter().skip(1).map(|term| exact(self.fields.document_number, term, 100.0)));
        }
        if let Some(number) = &understood.index_number {
            tries.push(exact(self.fields.index_number, number, 200.0));
            let from = Term::from_field_text(self.fields.index_number, number);
            let to = Term::from_field_text(self.fields.index_number, &format!("{number}\u{10ffff}"));
            tries.push(Box::new(RangeQuery::new(Bound::Included(from), Bound::Included(to))));
        }
        tries
    }
}

fn boosted(query: Box<dyn Query>, boost: f32) -> Box<dyn Query> {
    if (boost - 1.0).abs() < f32::EPSILON { query } else { Box::new(BoostQuery::new(query, boost)) }
}
