//! A form definition as its file has it: what serde reads and writes, nothing understood yet. `Definition` is made from it.
//! All attributes of all kinds stand in one struct, so that a misspelt attribute is refused at once; which attribute belongs
//! to which kind is checked when the definition is built.

use serde::{Deserialize, Serialize};

use crate::text::Text;

/// One form, one file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormSource {
    /// Key of the form, `[a-z][a-z0-9-]*`.
    pub form: String,
    /// From 1, raised with every published change.
    pub version: u32,
    /// Name of the form.
    pub title: Text,
    /// Shown at the start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Text>,
    /// Pages in their order.
    #[serde(default, rename = "section", skip_serializing_if = "Vec::is_empty")]
    pub sections: Vec<SectionSource>,
}

/// One page of a form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SectionSource {
    /// Key of the page.
    pub key: String,
    /// Heading.
    pub title: Text,
    /// Below the heading.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<Text>,
    /// Condition; without it the page is always shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visible: Option<String>,
    /// Fields in their order.
    #[serde(default, rename = "field", skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldSource>,
}

/// `required`: a constant or a condition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum RequiredSource {
    /// Always or never.
    Constant(bool),
    /// Where this holds.
    When(String),
}

/// `min` and `max`: a constant or an expression.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum BoundSource {
    /// A whole number.
    Whole(i64),
    /// A number with a point. Read through its shortest text, so that 0.1 is exactly 0.1.
    Point(f64),
    /// An expression, or a date.
    Expression(String),
}

/// One possible answer of a choice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OptionSource {
    /// What is stored.
    pub code: String,
    /// What is shown.
    pub label: Text,
    /// Below the label.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<Text>,
}

/// A further rule of a field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleSource {
    /// Condition that must hold once the field is filled.
    pub holds: String,
    /// Shown where it does not.
    pub message: Text,
}

macro_rules! field_source {
    ($($(#[$doc:meta])* $name:ident : $type:ty,)*) => {
        /// One field with the attributes of all kinds.
        #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct FieldSource {
            /// Key in the answers.
            pub key: String,
            /// Kind of the field.
            pub kind: String,
            /// Further rules.
            #[serde(default, rename = "rule", skip_serializing_if = "Vec::is_empty")]
            pub rules: Vec<RuleSource>,
            /// Fields of a group's row.
            #[serde(default, rename = "field", skip_serializing_if = "Vec::is_empty")]
            pub fields: Vec<FieldSource>,
            $($(#[$doc])* #[serde(default, skip_serializing_if = "Option::is_none")] pub $name: Option<$type>,)*
        }

        impl FieldSource {
            /// Names of the optional attributes that the author has set.
            pub(crate) fn attributes_set(&self) -> Vec<&'static str> {
                let mut set = Vec::new();
                $(if self.$name.is_some() { set.push(stringify!($name)); })*
                if !self.rules.is_empty() { set.push("rule"); }
                if !self.fields.is_empty() { set.push("field"); }
                set
            }
        }
    };
}

field_source! {
    /// Name of the field.
    label: Text,
    /// Below the label.
    hint: Text,
    /// Default true.
    required: RequiredSource,
    /// Condition.
    visible: String,
    /// Where the first value may come from.
    prefill: String,
    /// How reading pages mask a text.
    mask: String,
    /// text: lines of the box.
    lines: u32,
    /// text: fewest characters.
    min_length: u32,
    /// text: most characters.
    max_length: u32,
    /// text, computed: a named format.
    format: String,
    /// text: regular expression for the whole value.
    pattern: String,
    /// text: shown where the pattern does not match.
    message: Text,
    /// number, computed: places after the point.
    decimals: u32,
    /// number, money, date: least value.
    min: BoundSource,
    /// number, money, date: greatest value.
    max: BoundSource,
    /// number, computed: unit.
    unit: Text,
    /// choice: possible answers.
    options: Vec<OptionSource>,
    /// choice: several answers.
    multiple: bool,
    /// choice: fewest answers.
    min_chosen: u32,
    /// choice: most answers.
    max_chosen: u32,
    /// choice: radio or select.
    display: String,
    /// address: 6, 9 or 12 digits.
    depth: u32,
    /// address: only regions below this code.
    within: String,
    /// address: with a line of text.
    detail: bool,
    /// person, organisation: which parts.
    parts: Vec<String>,
    /// person: which identity documents.
    id_kinds: Vec<String>,
    /// upload: key of the material.
    material: String,
    /// upload: kinds of file.
    accept: Vec<String>,
    /// upload: fewest files.
    min_files: u32,
    /// upload: most files.
    max_files: u32,
    /// upload: megabytes per file.
    max_size_mb: u32,
    /// group: name of a row.
    row_label: Text,
    /// group: fewest rows.
    min_rows: u32,
    /// group: most rows.
    max_rows: u32,
    /// computed: the expression.
    value: String,
    /// information, declaration: what is read.
    text: Text,
}
