//! What is wrong with a definition: everything at once, with the place, for the author of a form. A definition with
//! problems still evaluates without panicking, but it is not fit for publication.

use std::fmt;

use crate::message::Message;
use crate::syntax::SyntaxFault;

/// The text is no definition at all.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// Not TOML, or not the shape of a form.
    #[error("{0}")]
    Toml(#[from] toml::de::Error),
    /// Not JSON, or not the shape of a form.
    #[error("{0}")]
    Json(#[from] serde_json::Error),
    /// Larger than any form may be.
    #[error("the definition is larger than a form may be")]
    TooLarge,
}

/// One mistake of a definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where: `section`, `section/field`, `section/group/field`.
    pub at: String,
    /// Attribute, where the mistake sits in one; otherwise empty.
    pub attribute: &'static str,
    /// What.
    pub fault: DefinitionFault,
}

macro_rules! definition_faults {
    ($($(#[$doc:meta])* $name:ident $( { $($arg:ident : $type:ty),* } )? => $id:literal, $english:literal;)*) => {
        /// Every mistake a definition can have. Its values are those of the sentence.
        #[allow(missing_docs)]
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum DefinitionFault {
            $($(#[$doc])* $name $( { $($arg: $type),* } )?,)*
        }

        impl DefinitionFault {
            /// The sentence in the language files.
            pub fn message(&self) -> Message {
                match self {
                    $(DefinitionFault::$name $( { $($arg),* } )? => Message::plain($id) $( $(.with(stringify!($arg), $arg))* )?,)*
                }
            }

            /// Keys of all sentences, with the names of their values.
            pub const MESSAGES: &[(&str, &[&str])] = &[$(($id, &[$( $(stringify!($arg)),* )?]),)*];
        }

        /// For logs and the command line.
        impl fmt::Display for DefinitionFault {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $(DefinitionFault::$name $( { $($arg),* } )? => write!(f, $english $( $(, $arg = $arg)* )?),)*
                }
            }
        }
    };
}

definition_faults! {
    /// A form, section or field has a key that cannot be one.
    BadKey { key: String } => "forms-definition-bad-key", "{key} cannot be a key";
    /// The same key twice.
    DuplicateKey { key: String } => "forms-definition-duplicate-key", "the key {key} stands twice";
    /// Version 0.
    VersionZero => "forms-definition-version-zero", "versions count from 1";
    /// No section, or a section or group without fields.
    NoFields => "forms-definition-no-fields", "there are no fields";
    /// More fields than a form may have.
    TooManyFields { most: usize } => "forms-definition-too-many-fields", "more than {most} fields";
    /// Groups nested too deep.
    TooDeep => "forms-definition-too-deep", "groups are nested deeper than two levels";
    /// No such kind.
    UnknownKind { kind: String } => "forms-definition-unknown-kind", "there is no kind {kind}";
    /// The attribute does not belong to this kind.
    StrayAttribute { attribute: String, kind: String } => "forms-definition-stray-attribute", "{attribute} does not belong to {kind}";
    /// The attribute is needed.
    MissingAttribute { attribute: String } => "forms-definition-missing-attribute", "{attribute} is missing";
    /// A text without its Chinese.
    NoChinese => "forms-definition-no-chinese", "the zh-CN text is missing";
    /// The attribute has a value it cannot have.
    BadValue { value: String } => "forms-definition-bad-value", "{value} is not possible here";
    /// The least is above the greatest.
    EmptyRange => "forms-definition-empty-range", "the least is above the greatest";
    /// A choice without options.
    NoOptions => "forms-definition-no-options", "a choice needs at least two options";
    /// The same code twice in a choice.
    DuplicateOption { code: String } => "forms-definition-duplicate-option", "the option {code} stands twice";
    /// Not a regular expression, or too large a one.
    BadPattern { reason: String } => "forms-definition-bad-pattern", "not a usable pattern: {reason}";
    /// Not a prefill key.
    BadPrefill { key: String } => "forms-definition-bad-prefill", "{key} is not profile.…, licence.type.attribute or case.item.field";
    /// The expression does not read.
    Syntax { at: usize, found: String } => "forms-definition-syntax", "the expression does not read at character {at}: {found}";
    /// No such field.
    UnknownField { name: String } => "forms-definition-unknown-field", "there is no field {name}";
    /// The field has no such part.
    UnknownPart { name: String } => "forms-definition-unknown-part", "there is no part {name}";
    /// No such function.
    UnknownFunction { name: String } => "forms-definition-unknown-function", "there is no function {name}";
    /// The function takes other arguments.
    Arguments { name: String } => "forms-definition-arguments", "{name} takes other arguments";
    /// A field of a group's rows, asked for from outside.
    OutsideRow { name: String } => "forms-definition-outside-row", "{name} has a value in each row; use sum, count, min, max, any or all";
    /// Rows are wanted and this is no group.
    NotAGroup { name: String } => "forms-definition-not-a-group", "{name} is no group";
    /// The operator cannot take these.
    WrongType { wanted: String, found: String } => "forms-definition-wrong-type", "{wanted} is wanted, this is {found}";
    /// The choice has no such option.
    UnknownOption { code: String, field: String } => "forms-definition-unknown-option", "{field} has no option {code}";
    /// The field waits for itself.
    Cycle { fields: String } => "forms-definition-cycle", "these wait for each other: {fields}";
}

impl From<SyntaxFault> for DefinitionFault {
    fn from(fault: SyntaxFault) -> DefinitionFault {
        DefinitionFault::Syntax { at: fault.at, found: fault.found }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.attribute.is_empty() {
            write!(f, "{}: {}", self.at, self.fault)
        } else {
            write!(f, "{} ({}): {}", self.at, self.attribute, self.fault)
        }
    }
}
