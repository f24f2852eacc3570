//! The fields of the index, and how an entry becomes a document.

use crate::entry::Entry;
use crate::fold::{fold, title_key};
use crate::numbers;
use crate::tokens::{Pairs, Words};
use tantivy::TantivyDocument;
use tantivy::schema::{Field, INDEXED, IndexRecordOption, OwnedValue, STORED, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::TokenizerManager;

/// Changes whenever fields or cutting change: an index of another version is rebuilt, never read.
pub(crate) const FORMAT: &str = "mingting-search-1";

/// Letters of a text that are indexed and shown; the rest of a longer page is left out.
const LONGEST_BODY: usize = 200_000;

/// The fields.
#[derive(Clone, Copy)]
pub(crate) struct Fields {
    pub(crate) key: Field,
    pub(crate) group: Field,
    /// Words of title, heading, labels, agency and body.
    pub(crate) all: Field,
    /// Pairs of letters with places, of title, heading, body and document number.
    pub(crate) pairs: Field,
    /// Pairs of letters of the title, for misspellings.
    pub(crate) title_pairs: Field,
    pub(crate) label: Field,
    pub(crate) document_number: Field,
    pub(crate) index_number: Field,
    pub(crate) article: Field,
    entry: Field,
    title: Field,
    kind: Field,
    field: Field,
    agency: Field,
    validity: Field,
    site: Field,
    year: Field,
    weight: Field,
    day: Field,
    article_order: Field,
}

/// Names of the columns that [`crate::view`] reads.
pub(crate) mod column {
    pub(crate) const GROUP: &str = "group";
    pub(crate) const TITLE: &str = "title";
    pub(crate) const KIND: &str = "kind";
    pub(crate) const FIELD: &str = "field";
    pub(crate) const AGENCY: &str = "agency";
    pub(crate) const VALIDITY: &str = "validity";
    pub(crate) const SITE: &str = "site";
    pub(crate) const YEAR: &str = "year";
    pub(crate) const WEIGHT: &str = "weight";
    pub(crate) const DAY: &str = "day";
    pub(crate) const ARTICLE: &str = "article_order";
}

const WORDS: &str = "words";
const PAIRS: &str = "pairs";
const RAW: &str = "raw";

/// The schema and its fields.
pub(crate) fn schema() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let indexed = |tokenizer: &str, option| {
        TextFieldIndexing::default()
            .set_tokenizer(tokenizer)
            .set_index_option(option)
            .set_fieldnorms(tokenizer == WORDS)
    };
    let text = |tokenizer: &str, option| TextOptions::default().set_indexing_options(indexed(tokenizer, option));
    let raw = || text(RAW, IndexRecordOption::Basic);
    let fast = || TextOptions::default().set_fast(RAW);
    let fields = Fields {
        key: schema.add_text_field("key", raw()),
        group: schema.add_text_field(column::GROUP, raw().set_fast(RAW)),
        all: schema.add_text_field("all", text(WORDS, IndexRecordOption::WithFreqs)),
        pairs: schema.add_text_field("pairs", text(PAIRS, IndexRecordOption::WithFreqsAndPositions)),
        title_pairs: schema.add_text_field("title_pairs", text(PAIRS, IndexRecordOption::Basic)),
        label: schema.add_text_field("label", raw()),
        document_number: schema.add_text_field("document_number", raw()),
        index_number: schema.add_text_field("index_number", raw()),
        article: schema.add_text_field("article", raw()),
        entry: schema.add_bytes_field("entry", STORED),
        title: schema.add_text_field(column::TITLE, fast()),
        kind: schema.add_text_field(column::KIND, fast()),
        field: schema.add_text_field(column::FIELD, fast()),
        agency: schema.add_text_field(column::AGENCY, fast()),
        validity: schema.add_text_field(column::VALIDITY, fast()),
        site: schema.add_text_field(column::SITE, fast()),
        year: schema.add_i64_field(column::YEAR, tantivy::schema::FAST),
        weight: schema.add_u64_field(column::WEIGHT, tantivy::schema::FAST),
        day: schema.add_u64_field(column::DAY, tantivy::schema::FAST),
        article_order: schema.add_u64_field(column::ARTICLE, tantivy::schema::FAST | INDEXED),
    };
    (schema.build(), fields)
}

/// The cutters the fields name.
pub(crate) fn tokenizers() -> TokenizerManager {
    let manager = TokenizerManager::default();
    manager.register(WORDS, Words);
    manager.register(PAIRS, Pairs);
    manager
}

impl Fields {
    /// The document of an entry.
    pub(crate) fn document(&self, entry: &Entry) -> Result<TantivyDocument, serde_json::Error> {
        let cut = entry.body.char_indices().nth(LONGEST_BODY).map(|(at, _)| at);
        let shortened;
        let entry = match cut {
            Some(at) => {
                shortened = Entry { body: entry.body.get(..at).unwrap_or("").to_owned(), ..entry.clone() };
                &shortened
            }
            None => entry,
        };
        let mut document = TantivyDocument::default();
        let short = |text: &str| -> String { text.chars().take(300).collect() };
        document.add_text(self.key, &entry.key);
        document.add_text(self.group, &entry.group);
        for text in [&entry.title, &entry.heading, &entry.body] {
            if !text.is_empty() {
                document.add_text(self.all, text);
                document.add_text(self.pairs, text);
            }
        }
        if !entry.agency.is_empty() {
            document.add_text(self.all, &entry.agency);
        }
        document.add_text(self.title_pairs, title_key(&fold(&short(&entry.title))));
        for label in &entry.labels {
            document.add_text(self.all, label);
            document.add_text(self.pairs, label);
            let bare: String = fold(&short(label)).chars().filter(|c| !c.is_whitespace()).collect();
            document.add_text(self.label, bare);
        }
        if !entry.document_number.is_empty() {
            document.add_text(self.pairs, &entry.document_number);
            if let Some(number) = numbers::document_number(&fold(&entry.document_number)) {
                for term in number.terms() {
                    document.add_text(self.document_number, term);
                }
            }
        }
        if let Some(number) = numbers::index_number(&fold(&entry.index_number)) {
            document.add_text(self.index_number, number);
        }
        if let Some(article) = numbers::article_of_heading(&fold(&entry.heading)) {
            document.add_text(self.article, article.term());
            document.add_u64(self.article_order, u64::from(article.number));
        }
        document.add_text(self.title, short(&entry.title));
        document.add_text(self.kind, entry.kind.as_str());
        document.add_text(self.field, short(&entry.field));
        document.add_text(self.agency, short(&entry.agency));
        document.add_text(self.validity, short(&entry.validity));
        for site in &entry.sites {
            document.add_text(self.site, short(site));
        }
        document.add_i64(self.year, entry.year);
        document.add_u64(self.weight, u64::from(entry.weight.min(1_000)));
        document.add_u64(self.day, day(&entry.date));
        document.add_bytes(self.entry, &serde_json::to_vec(entry)?);
        Ok(document)
    }

    /// The entry that a document was made from; `None` if it cannot be read.
    pub(crate) fn entry(&self, document: &TantivyDocument) -> Option<Entry> {
        document.field_values().find(|(field, _)| *field == self.entry).and_then(|(_, value)| {
            match OwnedValue::from(value) {
                OwnedValue::Bytes(bytes) => serde_json::from_slice(&bytes).ok(),
                _ => None,
            }
        })
    }
}

/// 20190403 of 2019-04-03; 0 of anything else.
fn day(date: &str) -> u64 {
    let digits: String = date.chars().take(10).filter(char::is_ascii_digit).collect();
    if digits.len() == 8 { digits.parse().unwrap_or(0) } else { 0 }
}
