//! What can be wrong with a code, and where. Every parser of this crate answers with [`CodeError`]; the page kit turns
//! it into a sentence of `lang/*/codes.ftl`. An error never carries the whole code: only the character or the part at
//! fault, since codes of people must not travel through logs.

use crate::CodeKind;

terms! {
    /// A part of a code, as its standard names it.
    Part, "part", {
        Whole = "whole", "code";
        RegistrationDepartment = "registration-department", "registration department";
        Category = "category", "organisation category";
        Region = "region", "region";
        RegionLevel = "region-level", "region level";
        ParentRegion = "parent-region", "parent region";
        OrganisationCode = "organisation", "organisation code";
        Uscc = "uscc", "social credit code";
        CheckCharacter = "check", "check character";
        BirthDate = "birth-date", "date of birth";
        Sequence = "sequence", "sequence number";
        Sex = "sex", "sex";
        Origin = "origin", "place of origin";
        IssueCount = "issue-count", "issue count";
        DocumentLetters = "letters", "document letters";
        Number = "number", "number";
        Nationality = "nationality", "nationality";
        DocumentKind = "document-kind", "kind of document";
        Level = "level", "exercising level";
        ItemType = "item-type", "item type";
        Department = "department", "guiding State Council department";
        MainItem = "main-item", "main item";
        SubItem = "sub-item", "sub-item";
        BasicCode = "basic-code", "basic code";
        HandlingSerial = "handling-serial", "handling item serial";
        Date = "date", "date";
        Serial = "serial", "serial number";
        LicenceType = "licence-type", "licence type";
        LicenceIssuer = "issuer", "issuing organ";
        Version = "version", "version";
        IssuerMark = "issuer-mark", "issuing organ's short form";
        Year = "year", "year";
        AreaCode = "area-code", "area code";
        Extension = "extension", "extension";
        Catalogue = "catalogue", "catalogue part";
        Suffix = "suffix", "suffix";
    }
}

terms! {
    /// The characters a position may hold.
    Expected, "expected", {
        Digit = "digit", "a digit";
        NonZeroDigit = "non-zero-digit", "a digit from 1 to 9";
        DigitOrX = "digit-or-x", "a digit or X";
        Letter = "letter", "a letter A-Z";
        DigitOrLetter = "digit-or-letter", "a digit or a letter A-Z";
        UsccCharacter = "uscc-character", "a digit or a capital letter other than I, O, S, V, Z";
        DigitOrY = "digit-or-y", "a digit (or Y after 00)";
        LevelDigit = "level-digit", "a digit from 1 to 6";
        HongKongOrMacao = "h-or-m", "H (Hong Kong) or M (Macao)";
        PassportLetter = "passport-letter", "one of the letters E, G, S, P, D";
        PassportSecond = "passport-second", "a digit or a letter other than I and O";
        LetterE = "letter-e", "the letter E";
        LetterOrHan = "letter-or-han", "a Chinese character or a letter";
        ThreeOrAbove = "mobile-second", "a digit from 3 to 9";
        One = "one", "the digit 1";
        Nine = "nine", "the digit 9";
    }
}

impl Expected {
    /// Whether the character is allowed.
    pub fn allows(self, found: char) -> bool {
        match self {
            Expected::Digit => found.is_ascii_digit(),
            Expected::NonZeroDigit => matches!(found, '1'..='9'),
            Expected::DigitOrX => found.is_ascii_digit() || found == 'X',
            Expected::Letter => found.is_ascii_uppercase(),
            Expected::DigitOrLetter => found.is_ascii_digit() || found.is_ascii_uppercase(),
            Expected::UsccCharacter => {
                found.is_ascii_digit() || (found.is_ascii_uppercase() && !"IOSVZ".contains(found))
            }
            Expected::DigitOrY => found.is_ascii_digit() || found == 'Y',
            Expected::LevelDigit => matches!(found, '1'..='6'),
            Expected::HongKongOrMacao => matches!(found, 'H' | 'M'),
            Expected::PassportLetter => "EGSPD".contains(found),
            Expected::PassportSecond => {
                found.is_ascii_digit() || (found.is_ascii_uppercase() && !matches!(found, 'I' | 'O'))
            }
            Expected::LetterE => found == 'E',
            Expected::LetterOrHan => found.is_ascii_alphabetic() || crate::text::is_han(found),
            Expected::ThreeOrAbove => matches!(found, '3'..='9'),
            Expected::One => found == '1',
            Expected::Nine => found == '9',
        }
    }
}

terms! {
    /// Why a part is wrong although each of its characters is allowed.
    Fault, "fault", {
        NoSuchDate = "no-such-date", "there is no such date";
        AfterToday = "after-today", "the date lies in the future";
        Zero = "zero", "it must not be zero";
        LeadingZero = "leading-zero", "it must not begin with zero";
        Missing = "missing", "it is missing";
        TooLong = "too-long", "it is too long";
        TooShort = "too-short", "it is too short";
        NotPermitPrefix = "not-permit-prefix", "only 810000, 820000 and 830000 are residence permits";
        IsResidencePermit = "is-residence-permit", "this is a residence permit for Hong Kong, Macao and Taiwan residents, not a citizen identity number";
        IsPermanentResidence = "is-permanent-residence", "numbers that begin with 9 belong to foreign permanent resident identity cards";
        UnknownShape = "unknown-shape", "it is not written in any form in use";
    }
}

/// What is wrong with a code, and where. Positions are counted from 1 in the tidied text (without spaces).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CodeError {
    /// Nothing was written.
    Empty {
        /// What should have been there.
        kind: CodeKind,
    },
    /// The number of characters is none of those the standard allows.
    Length {
        /// What was being read.
        kind: CodeKind,
        /// Characters found after tidying.
        found: usize,
        /// The allowed numbers of characters.
        expected: &'static [usize],
    },
    /// One character is not among those its position may hold.
    Character {
        /// What was being read.
        kind: CodeKind,
        /// The part the position belongs to.
        part: Part,
        /// Position from 1.
        position: usize,
        /// The character that stands there.
        found: char,
        /// What may stand there.
        expected: Expected,
    },
    /// The check character does not fit the rest: some character was mistyped.
    CheckDigit {
        /// What was being read.
        kind: CodeKind,
        /// Position of the (first) check character, from 1.
        position: usize,
        /// What the rest of the code asks for.
        expected: String,
        /// What stands there.
        found: String,
        /// First position of the stretch in which the mistake must lie, if there is only one.
        from: usize,
        /// Last position of that stretch.
        to: usize,
    },
    /// A part is wrong although its characters are allowed.
    Part {
        /// What was being read.
        kind: CodeKind,
        /// The part.
        part: Part,
        /// First position of the part, from 1.
        position: usize,
        /// The part as it stands.
        found: String,
        /// Why it is wrong.
        fault: Fault,
    },
}

/// A value of an error sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arg {
    /// Text as it stands; escape it like anything that a person typed.
    Text(String),
    /// A number.
    Number(usize),
    /// The key of another message, to be put into words first.
    Message(&'static str),
}

impl CodeError {
    /// The kind of code that was being read.
    pub fn kind(&self) -> CodeKind {
        match self {
            CodeError::Empty { kind }
            | CodeError::Length { kind, .. }
            | CodeError::Character { kind, .. }
            | CodeError::CheckDigit { kind, .. }
            | CodeError::Part { kind, .. } => *kind,
        }
    }

    /// The position at fault from 1, where there is one.
    pub fn position(&self) -> Option<usize> {
        match self {
            CodeError::Empty { .. } | CodeError::Length { .. } => None,
            CodeError::Character { position, .. }
            | CodeError::CheckDigit { position, .. }
            | CodeError::Part { position, .. } => Some(*position),
        }
    }

    /// The part at fault, where there is one.
    pub fn part(&self) -> Option<Part> {
        match self {
            CodeError::Empty { .. } | CodeError::Length { .. } => None,
            CodeError::Character { part, .. } | CodeError::Part { part, .. } => Some(*part),
            CodeError::CheckDigit { .. } => Some(Part::CheckCharacter),
        }
    }

    /// The same mistake seen from a longer code in which this one begins after `offset` characters.
    pub(crate) fn within(mut self, outer: CodeKind, offset: usize) -> CodeError {
        match &mut self {
            CodeError::Empty { kind } | CodeError::Length { kind, .. } => *kind = outer,
            CodeError::Character { kind, position, .. } | CodeError::Part { kind, position, .. } => {
                *kind = outer;
                *position += offset;
            }
            CodeError::CheckDigit { kind, position, from, to, .. } => {
                *kind = outer;
                *position += offset;
                *from += offset;
                *to += offset;
            }
        }
        self
    }

    /// The key of the sentence in `lang/*/codes.ftl`.
    pub fn message_id(&self) -> &'static str {
        match self {
            CodeError::Empty { .. } => "codes-error-empty",
            CodeError::Length { .. } => "codes-error-length",
            CodeError::Character { .. } => "codes-error-character",
            CodeError::CheckDigit { .. } => "codes-error-check",
            CodeError::Part { .. } => "codes-error-part",
        }
    }

    /// The values of the sentence, by name.
    pub fn args(&self) -> Vec<(&'static str, Arg)> {
        let mut args = vec![("kind", Arg::Message(self.kind().message_id()))];
        match self {
            CodeError::Empty { .. } => {}
            CodeError::Length { found, expected, .. } => {
                args.push(("found", Arg::Number(*found)));
                args.push(("expected", Arg::Text(lengths(expected))));
            }
            CodeError::Character { part, position, found, expected, .. } => {
                args.push(("part", Arg::Message(part.message_id())));
                args.push(("position", Arg::Number(*position)));
                args.push(("found", Arg::Text(visible(*found))));
                args.push(("expected", Arg::Message(expected.message_id())));
            }
            CodeError::CheckDigit { position, expected, found, from, to, .. } => {
                args.push(("position", Arg::Number(*position)));
                args.push(("expected", Arg::Text(expected.clone())));
                args.push(("found", Arg::Text(found.clone())));
                args.push(("from", Arg::Number(*from)));
                args.push(("to", Arg::Number(*to)));
            }
            CodeError::Part { part, position, found, fault, .. } => {
                args.push(("part", Arg::Message(part.message_id())));
                args.push(("position", Arg::Number(*position)));
                args.push(("found", Arg::Text(found.clone())));
                args.push(("fault", Arg::Message(fault.message_id())));
            }
        }
        args
    }

    /// The sentence in the reader's language. `say` formats one message of the language files by its key; messages
    /// used as values are put into words first.
    pub fn sentence(&self, say: impl Fn(&str, &[(&str, String)]) -> String) -> String {
        let args: Vec<(&str, String)> = self
            .args()
            .into_iter()
            .map(|(name, arg)| match arg {
                Arg::Text(text) => (name, text),
                Arg::Number(number) => (name, number.to_string()),
                Arg::Message(key) => (name, say(key, &[])),
            })
            .collect();
        say(self.message_id(), &args)
    }
}

fn lengths(expected: &[usize]) -> String {
    expected.iter().map(usize::to_string).collect::<Vec<_>>().join(" / ")
}

/// Control characters are shown by their escape, so that an error line is one line.
fn visible(found: char) -> String {
    if found.is_control() { found.escape_unicode().to_string() } else { found.to_string() }
}

impl std::fmt::Display for CodeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let kind = self.kind();
        match self {
            CodeError::Empty { .. } => write!(f, "{kind}: nothing was entered"),
            CodeError::Length { found, expected, .. } => {
                write!(f, "{kind}: {found} characters found, {} expected", lengths(expected))
            }
            CodeError::Character { part, position, found, expected, .. } => {
                write!(f, "{kind}: position {position} ({part}) holds '{}', expected {expected}", visible(*found))
            }
            CodeError::CheckDigit { position, expected, found, from, to, .. } => write!(
                f,
                "{kind}: check character at position {position} is '{found}', expected '{expected}'; \
                 look for a mistyped character in positions {from}-{to}"
            ),
            CodeError::Part { part, position, found, fault, .. } => {
                write!(f, "{kind}: {part} \"{}\" from position {position}: {fault}", found.escape_debug())
            }
        }
    }
}

impl std::error::Error for CodeError {}
