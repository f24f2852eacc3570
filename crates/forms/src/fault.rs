//! What can be wrong with an answer, and how it is said. One closed list; every sentence stands in `lang/*/forms.ftl`.

use codes::CodeError;
use jiff::civil::Date;

use crate::compute::ComputeFault;
use crate::message::{Message, Words, say};
use crate::text::Text;

/// How much is asked of answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strictness {
    /// What has been typed must make sense; nothing need be there.
    Draft,
    /// Everything that is required must be there too.
    Submit,
}

/// One thing that is wrong with one answer.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// Nothing typed.
    Missing,
    /// Nothing chosen.
    NothingChosen,
    /// No file.
    NoFile,
    /// Not ticked.
    NotTicked,
    /// No region, or not one deep enough.
    RegionIncomplete,
    /// Fewer options than needed.
    TooFewChosen(usize),
    /// Fewer files than needed.
    TooFewFiles(usize),
    /// Fewer rows than needed.
    TooFewRows(usize),
    /// A list where a text belongs, or the like: only machines do this.
    WrongShape,
    /// The whole is larger than a form may be.
    TooLarge,
    /// Characters that cannot be seen or that turn the direction of text.
    InvisibleCharacter,
    /// Too many characters.
    TooLong {
        /// Most.
        most: usize,
        /// Typed.
        typed: usize,
    },
    /// Too few characters.
    TooShort(usize),
    /// The pattern does not match; the author's sentence.
    Pattern(Text),
    /// Not an e-mail address.
    NotEmail,
    /// Not a postcode.
    NotPostcode,
    /// Not a number plate.
    NotPlate,
    /// Not a number.
    NotNumber,
    /// Not a whole number.
    NotWhole,
    /// Too many places after the point.
    TooManyPlaces(u32),
    /// Not an amount of money.
    NotMoney,
    /// Below the least.
    TooSmall(String),
    /// Above the greatest.
    TooGreat(String),
    /// Not a date.
    NotDate,
    /// Before the first day.
    TooEarly(Date),
    /// After the last day.
    TooLate(Date),
    /// No such option.
    UnknownOption(String),
    /// More options than allowed.
    TooManyChosen(usize),
    /// No such region in force.
    UnknownRegion(String),
    /// A region elsewhere.
    RegionOutside,
    /// This identity document is not taken here.
    DocumentNotTaken,
    /// A code of the national standards is wrong; says where.
    Code(CodeError),
    /// More files than allowed.
    TooManyFiles(usize),
    /// A file is too large.
    FileTooLarge {
        /// Its name.
        name: String,
        /// Megabytes allowed.
        most: u32,
    },
    /// A file of a kind that is not accepted.
    FileKind {
        /// Its name.
        name: String,
        /// Kinds accepted.
        accept: String,
    },
    /// More rows than allowed.
    TooManyRows(usize),
    /// A rule of the form does not hold; the author's sentence.
    Rule(Text),
    /// A computed field cannot be computed.
    Compute(ComputeFault),
}

impl Fault {
    /// True where something is absent rather than wrong: a draft may be absent.
    pub fn is_absence(&self) -> bool {
        matches!(
            self,
            Fault::Missing
                | Fault::NothingChosen
                | Fault::NoFile
                | Fault::NotTicked
                | Fault::RegionIncomplete
                | Fault::TooFewChosen(_)
                | Fault::TooFewFiles(_)
                | Fault::TooFewRows(_)
        )
    }

    /// The sentence about the field of this label.
    pub fn sentence(&self, label: &str, language: &str, words: &dyn Words) -> String {
        say(words, &self.message(label, language, words))
    }

    /// Key and values of the sentence.
    pub fn message(&self, label: &str, language: &str, words: &dyn Words) -> Message {
        let message = |id: &'static str| Message::plain(id).with("label", label);
        match self {
            Fault::Missing => message("forms-missing"),
            Fault::NothingChosen => message("forms-nothing-chosen"),
            Fault::NoFile => message("forms-no-file"),
            Fault::NotTicked => message("forms-not-ticked"),
            Fault::RegionIncomplete => message("forms-region-incomplete"),
            Fault::TooFewChosen(least) => message("forms-too-few-chosen").with("least", least),
            Fault::TooFewFiles(least) => message("forms-too-few-files").with("least", least),
            Fault::TooFewRows(least) => message("forms-too-few-rows").with("least", least),
            Fault::WrongShape => message("forms-wrong-shape"),
            Fault::TooLarge => message("forms-too-large"),
            Fault::InvisibleCharacter => message("forms-invisible-character"),
            Fault::TooLong { most, typed } => message("forms-too-long").with("most", most).with("typed", typed),
            Fault::TooShort(least) => message("forms-too-short").with("least", least),
            Fault::Pattern(text) => message("forms-pattern").with("message", text.in_language(language)),
            Fault::NotEmail => message("forms-not-email"),
            Fault::NotPostcode => message("forms-not-postcode"),
            Fault::NotPlate => message("forms-not-plate"),
            Fault::NotNumber => message("forms-not-number"),
            Fault::NotWhole => message("forms-not-whole"),
            Fault::TooManyPlaces(most) => message("forms-too-many-places").with("most", most),
            Fault::NotMoney => message("forms-not-money"),
            Fault::TooSmall(least) => message("forms-too-small").with("least", least),
            Fault::TooGreat(most) => message("forms-too-great").with("most", most),
            Fault::NotDate => message("forms-not-date"),
            Fault::TooEarly(least) => message("forms-too-early").with("least", least),
            Fault::TooLate(most) => message("forms-too-late").with("most", most),
            Fault::UnknownOption(typed) => message("forms-unknown-option").with("typed", typed),
            Fault::TooManyChosen(most) => message("forms-too-many-chosen").with("most", most),
            Fault::UnknownRegion(code) => message("forms-unknown-region").with("code", code),
            Fault::RegionOutside => message("forms-region-outside"),
            Fault::DocumentNotTaken => message("forms-document-not-taken"),
            Fault::Code(error) => {
                message("forms-wrong-code").with("reason", error.sentence(|id, args| words.say(id, args)))
            }
            Fault::TooManyFiles(most) => message("forms-too-many-files").with("most", most),
            Fault::FileTooLarge { name, most } => message("forms-file-too-large").with("name", name).with("most", most),
            Fault::FileKind { name, accept } => message("forms-file-kind").with("name", name).with("accept", accept),
            Fault::TooManyRows(most) => message("forms-too-many-rows").with("most", most),
            Fault::Rule(text) => message("forms-rule").with("message", text.in_language(language)),
            Fault::Compute(ComputeFault::Overflow) => message("forms-overflow"),
            Fault::Compute(ComputeFault::DivisionByZero) => message("forms-division-by-zero"),
            Fault::Compute(ComputeFault::NotComputable) => message("forms-not-computable"),
            Fault::Compute(ComputeFault::TooMuch) => message("forms-too-much"),
        }
    }
}
