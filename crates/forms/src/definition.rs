//! A definition as the hall works with it: fields in one list, expressions read once, the order of evaluation known.
//! Built by `build` from a `FormSource`; never changed afterwards.

use std::collections::HashMap;

use codes::PersonalDocumentKind;
use regex::Regex;
use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use crate::answers::MOST_ROWS;
use crate::build;
use crate::formula::Formula;
use crate::path::{Path, Step};
use crate::problem::{Problem, Unreadable};
use crate::source::FormSource;
use crate::text::Text;

/// Most bytes of a definition's text.
const MOST_TEXT: usize = 2 << 20;

/// Place of a field in [`Definition::fields`].
pub(crate) type FieldId = usize;
/// Field by the group around it and its key.
pub(crate) type KeyIndex = HashMap<(Option<FieldId>, String), FieldId>;

/// A form that can be evaluated.
#[derive(Debug, Clone)]
pub struct Definition {
    pub(crate) source: FormSource,
    pub(crate) sections: Vec<Section>,
    pub(crate) fields: Vec<Field>,
    pub(crate) keys: KeyIndex,
    /// Fields outside of groups, in the order of the form.
    pub(crate) roots: Vec<FieldId>,
    /// Each field after those it needs.
    pub(crate) order: Vec<FieldId>,
    pub(crate) problems: Vec<Problem>,
    pub(crate) digest: String,
}

/// A page.
#[derive(Debug, Clone)]
pub(crate) struct Section {
    pub key: String,
    pub title: Text,
    pub hint: Option<Text>,
    pub visible: Option<Formula>,
    pub fields: Vec<FieldId>,
}

/// When a field must be filled.
#[derive(Debug, Clone)]
pub(crate) enum Need {
    Always,
    Never,
    When(Formula),
}

#[derive(Debug, Clone)]
pub(crate) struct Rule {
    pub holds: Formula,
    pub message: Text,
}

#[derive(Debug, Clone)]
pub(crate) struct Field {
    pub key: String,
    pub label: Text,
    pub hint: Option<Text>,
    pub kind: Kind,
    /// The group whose rows hold it.
    pub group: Option<FieldId>,
    pub section: usize,
    /// Place among the fields of the form or of the row.
    pub slot: usize,
    pub visible: Option<Formula>,
    pub required: Need,
    pub rules: Vec<Rule>,
    pub min: Option<Formula>,
    pub max: Option<Formula>,
    pub prefill: Option<String>,
}

#[derive(Debug, Clone)]
pub(crate) struct ChoiceOption {
    pub code: String,
    pub label: Text,
    pub hint: Option<Text>,
}

/// Named formats of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TextFormat {
    Mobile,
    Telephone,
    Email,
    Postcode,
    Plate,
}

/// How a reading page hides a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mask {
    Identity,
    Phone,
    Account,
    Name,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Display {
    Radio,
    Select,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ComputedFormat {
    Number,
    Money,
    Text,
    Date,
}

#[derive(Debug, Clone)]
pub(crate) struct TextRules {
    pub lines: u32,
    pub least: usize,
    pub most: usize,
    pub format: Option<TextFormat>,
    pub pattern: Option<(Regex, Text)>,
    pub mask: Option<Mask>,
}

#[derive(Debug, Clone)]
pub(crate) struct UploadRules {
    pub material: String,
    pub accept: Vec<&'static str>,
    pub least: usize,
    pub most: usize,
    pub megabytes: u32,
}

#[derive(Debug, Clone)]
pub(crate) enum Kind {
    Text(Box<TextRules>),
    Number { decimals: u32, unit: Option<Text> },
    Money,
    Date,
    Choice { options: Vec<ChoiceOption>, multiple: bool, least: usize, most: usize, display: Display },
    Address { depth: usize, within: Option<String>, detail: bool },
    Person { name: bool, id: bool, phone: bool, id_kinds: Vec<PersonalDocumentKind> },
    Organisation { name: bool, uscc: bool, legal_representative: bool },
    Upload(Box<UploadRules>),
    Group { row_label: Text, least: usize, most: usize, fields: Vec<FieldId> },
    Computed { formula: Option<Formula>, format: ComputedFormat, decimals: u32, unit: Option<Text> },
    Information { text: Text },
    Declaration { text: Text },
}

/// Files an upload may accept: name in the definition, media type.
pub(crate) const FILE_KINDS: [(&str, &str); 8] = [
    ("pdf", "application/pdf"),
    ("jpg", "image/jpeg"),
    ("png", "image/png"),
    ("ofd", "application/ofd"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("dwg", "image/vnd.dwg"),
    ("zip", "application/zip"),
];

/// Where a path ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Inner {
    Whole,
    Row,
    Part(&'static str),
}

/// What a path leads to.
pub(crate) struct Place {
    pub field: FieldId,
    pub inner: Inner,
}

impl Definition {
    /// Reads a definition from TOML, or from JSON where the text begins with `{`.
    ///
    /// # Errors
    /// Only where the text is no form at all; every other mistake is in [`Definition::check`].
    pub fn parse(text: &str) -> Result<Definition, Unreadable> {
        if text.len() > MOST_TEXT {
            return Err(Unreadable::TooLarge);
        }
        let source: FormSource =
            if text.trim_start().starts_with('{') { serde_json::from_str(text)? } else { toml::from_str(text)? };
        Ok(Definition::from_source(source))
    }

    /// Builds a definition from its source, as an editor has it.
    pub fn from_source(source: FormSource) -> Definition {
        build::definition(source)
    }

    /// Everything that is wrong with the definition; empty where it may be published.
    pub fn check(&self) -> &[Problem] {
        &self.problems
    }

    /// SHA-256 in hex over the canonical JSON of the source: the same for the same form, whether it was written in TOML
    /// or JSON, with or without comments.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// Key of the form.
    pub fn form(&self) -> &str {
        &self.source.form
    }

    /// Version of the form.
    pub fn version(&self) -> u32 {
        self.source.version
    }

    /// Name of the form.
    pub fn title(&self, language: &str) -> &str {
        self.source.title.in_language(language)
    }

    /// What is shown at the start.
    pub fn description(&self, language: &str) -> Option<&str> {
        self.source.description.as_ref().map(|text| text.in_language(language))
    }

    /// What the definition was made from.
    pub fn source(&self) -> &FormSource {
        &self.source
    }

    /// The source as canonical JSON, to be stored beside the cases that use it; [`Definition::parse`] reads it.
    pub fn to_json(&self) -> String {
        canonical(&serde_json::to_value(&self.source).unwrap_or_default())
    }

    /// Keys of the pages in their order.
    pub fn section_keys(&self) -> impl Iterator<Item = &str> {
        self.sections.iter().map(|section| section.key.as_str())
    }

    /// Keys of the materials that the form's uploads answer, with the key of the upload field. Uploads in rows have the
    /// path of their group before them: `works/photos`.
    pub fn materials(&self) -> Vec<(String, String)> {
        self.fields
            .iter()
            .filter_map(|field| match &field.kind {
                Kind::Upload(rules) => Some((rules.material.clone(), self.place(field))),
                _ => None,
            })
            .collect()
    }

    /// The prefill keys the form asks for.
    pub fn prefill_keys(&self) -> Vec<&str> {
        self.fields.iter().filter_map(|field| field.prefill.as_deref()).collect()
    }

    /// True where a path leads to a field, row or part of this form.
    pub fn knows(&self, path: &Path) -> bool {
        self.locate(path).is_some()
    }

    /// The field a path leads to, and whether the path ends at it, at one of its rows or at one of its parts.
    pub(crate) fn locate(&self, path: &Path) -> Option<Place> {
        let mut group = None;
        let mut steps = path.steps().iter();
        loop {
            let Step::Key(key) = steps.next()? else { return None };
            let field = *self.keys.get(&(group, key.clone()))?;
            let kind = &self.fields[field].kind;
            let inner = match (kind, steps.next()) {
                (_, None) => Inner::Whole,
                (Kind::Group { .. } | Kind::Upload(_), Some(Step::Row(row))) if *row < MOST_ROWS => Inner::Row,
                (_, Some(Step::Key(part))) => {
                    Inner::Part(crate::value::parts_of(kind).into_iter().find(|known| known == part)?)
                }
                _ => return None,
            };
            if steps.len() == 0 {
                return Some(Place { field, inner });
            }
            if inner != Inner::Row || !matches!(kind, Kind::Group { .. }) {
                return None;
            }
            group = Some(field);
        }
    }

    fn place(&self, field: &Field) -> String {
        match field.group {
            Some(group) => format!("{}/{}", self.place(&self.fields[group]), field.key),
            None => field.key.clone(),
        }
    }
}

pub(crate) fn digest_of(source: &FormSource) -> String {
    let text = canonical(&serde_json::to_value(source).unwrap_or_default());
    hex::encode(Sha256::digest(text.as_bytes()))
}

/// JSON with sorted keys and without blanks, whatever features serde_json was built with.
fn canonical(value: &Json) -> String {
    match value {
        Json::Object(members) => {
            let mut sorted: Vec<_> = members.iter().collect();
            sorted.sort_by_key(|(key, _)| *key);
            let members: Vec<String> = sorted
                .iter()
                .map(|(key, value)| format!("{}:{}", Json::from(key.as_str()), canonical(value)))
                .collect();
            format!("{{{}}}", members.join(","))
        }
        Json::Array(items) => format!("[{}]", items.iter().map(canonical).collect::<Vec<_>>().join(",")),
        other => other.to_string(),
    }
}
