//! Local composite item codes: what a real district publishes instead of the national 31 places, for example
//! `511A0138000000-511602000000-000-115113010833722043-1-00`. Called by the item importer. Reading never refuses: it
//! gives the parts that it recognises and findings for what does not check; the code itself is kept as it came.

use crate::text::tidy;
use crate::{CodeError, OrganisationCode, RegionCode, Uscc, item_type};

/// A local composite code, taken apart as far as it goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalItemCode {
    /// The code as it came, without surrounding space.
    pub text: String,
    /// The part before the division: the catalogue's own number.
    pub catalogue: Option<CatalogueCode>,
    /// The twelve digits of the division.
    pub region: Option<RegionCode>,
    /// The three digits between division and organisation, whose meaning is not published (always 000 so far).
    pub middle: Option<String>,
    /// The organisation.
    pub organisation: Option<LocalOrganisation>,
    /// What follows the organisation (`1-00`).
    pub suffix: Option<String>,
    /// What does not check, in the order of the code.
    pub findings: Vec<Finding>,
}

/// The catalogue's part of a local code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogueCode {
    /// As it stands.
    pub text: String,
    /// Two digits of province.
    pub region: Option<String>,
    /// Two characters of item type; look them up with [`crate::item_type`].
    pub type_code: Option<String>,
    /// Digits of the main item: three in the form of 12 places, five in the form of 14.
    pub main_item: Option<String>,
    /// Digits of the sub-item; `None` where all are zero.
    pub sub_item: Option<String>,
}

/// The organisation in a local code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LocalOrganisation {
    /// A social credit code that checks.
    Uscc(Uscc),
    /// An organisation code that checks.
    Organisation(OrganisationCode),
    /// Something that is neither.
    Unreadable(String),
}

/// Something in a local code that does not check: a note on the draft, never a reason to refuse it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// Nothing was written.
    Empty,
    /// The catalogue's part is missing.
    CatalogueMissing,
    /// The catalogue's part has none of the known forms (12 or 14 places).
    CatalogueForm(String),
    /// The type in the catalogue's part is not in the dictionary.
    TypeUnknown(String),
    /// There is no division of twelve digits.
    RegionMissing,
    /// The organisation is missing.
    OrganisationMissing,
    /// The organisation is neither a social credit code nor an organisation code; the error says where it fails.
    Organisation(CodeError),
    /// Letters of the organisation are small; they were read as capitals.
    SmallLetters(String),
    /// The suffix is missing.
    SuffixMissing,
}

impl Finding {
    /// The key of the sentence in `lang/*/codes.ftl`; its only value is `found`.
    pub fn message_id(&self) -> &'static str {
        match self {
            Finding::Empty => "codes-finding-empty",
            Finding::CatalogueMissing => "codes-finding-catalogue-missing",
            Finding::CatalogueForm(_) => "codes-finding-catalogue-form",
            Finding::TypeUnknown(_) => "codes-finding-type-unknown",
            Finding::RegionMissing => "codes-finding-region-missing",
            Finding::OrganisationMissing => "codes-finding-organisation-missing",
            Finding::Organisation(_) => "codes-finding-organisation",
            Finding::SmallLetters(_) => "codes-finding-small-letters",
            Finding::SuffixMissing => "codes-finding-suffix-missing",
        }
    }

    /// The sentence in the reader's language; `say` as in [`CodeError::sentence`].
    pub fn sentence(&self, say: impl Fn(&str, &[(&str, String)]) -> String) -> String {
        let found = match self {
            Finding::CatalogueForm(text) | Finding::TypeUnknown(text) | Finding::SmallLetters(text) => text.clone(),
            Finding::Organisation(error) => error.sentence(&say),
            _ => String::new(),
        };
        say(self.message_id(), &[("found", found)])
    }
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Finding::Empty => f.write_str("there is no code"),
            Finding::CatalogueMissing => f.write_str("the catalogue part is missing"),
            Finding::CatalogueForm(text) => write!(f, "the catalogue part \"{text}\" has no known form"),
            Finding::TypeUnknown(text) => write!(f, "the item type \"{text}\" is not in the dictionary"),
            Finding::RegionMissing => f.write_str("there is no division of twelve digits"),
            Finding::OrganisationMissing => f.write_str("the organisation is missing"),
            Finding::Organisation(error) => write!(f, "the organisation does not check: {error}"),
            Finding::SmallLetters(text) => write!(f, "small letters in \"{text}\" were read as capitals"),
            Finding::SuffixMissing => f.write_str("the suffix is missing"),
        }
    }
}

impl LocalItemCode {
    /// Takes a code apart. Never fails: whatever does not check is among the findings.
    pub fn read(code: &str) -> LocalItemCode {
        let text = code.trim().to_owned();
        let tidied: String = tidy(code).into_iter().collect();
        let mut read = LocalItemCode {
            text,
            catalogue: None,
            region: None,
            middle: None,
            organisation: None,
            suffix: None,
            findings: Vec::new(),
        };
        if tidied.is_empty() {
            read.findings.push(Finding::Empty);
            return read;
        }
        let segments: Vec<&str> = tidied.split('-').collect();
        // The division is the anchor: the first segment of twelve digits after the catalogue's part.
        let anchor = (1..segments.len()).find(|i| segments[*i].len() == 12 && is_digits(segments[*i]));
        match anchor {
            Some(anchor) => {
                read.read_catalogue(&segments[..anchor]);
                match RegionCode::parse(segments[anchor]) {
                    Ok(region) => read.region = Some(region),
                    Err(_) => read.findings.push(Finding::RegionMissing),
                }
                read.read_after_region(&segments[anchor + 1..]);
            }
            None => {
                // Without a division the last segment can only be the organisation.
                let split = segments.len().saturating_sub(1).max(1);
                read.read_catalogue(&segments[..split]);
                read.findings.push(Finding::RegionMissing);
                read.read_organisation(&segments[split..].join("-"));
                read.findings.push(Finding::SuffixMissing);
            }
        }
        read
    }

    /// Whether everything in the code checked.
    pub fn is_sound(&self) -> bool {
        self.findings.is_empty()
    }

    fn read_catalogue(&mut self, segments: &[&str]) {
        let text = segments.join("-");
        if text.is_empty() {
            self.findings.push(Finding::CatalogueMissing);
            return;
        }
        let mut catalogue =
            CatalogueCode { text: text.clone(), region: None, type_code: None, main_item: None, sub_item: None };
        // Form of 12: 2 + type 2 + department 2 + 3 + 3; form of 14, seen in Sichuan: 2 + type 2 + 5 + 5.
        let places = match text.len() {
            12 => Some((6..9, 9..12)),
            14 => Some((4..9, 9..14)),
            _ => None,
        };
        match places {
            Some((main, sub)) if text.is_ascii() && is_digits(&text[..2]) && is_digits(&text[4..]) => {
                let type_code = text[2..4].to_ascii_uppercase();
                if item_type(&type_code).is_none() {
                    self.findings.push(Finding::TypeUnknown(type_code.clone()));
                }
                catalogue.region = Some(text[..2].to_owned());
                catalogue.type_code = Some(type_code);
                catalogue.main_item = Some(text[main].to_owned());
                catalogue.sub_item = Some(text[sub].to_owned()).filter(|sub| sub.bytes().any(|b| b != b'0'));
            }
            _ => self.findings.push(Finding::CatalogueForm(text)),
        }
        self.catalogue = Some(catalogue);
    }

    fn read_after_region(&mut self, segments: &[&str]) {
        let mut rest = segments;
        if let Some((first, others)) = rest.split_first()
            && first.len() == 3
            && is_digits(first)
        {
            self.middle = Some((*first).to_owned());
            rest = others;
        }
        // The suffix is one digit and two digits; an organisation code may have a hyphen of its own before it.
        match rest {
            [organisation @ .., count, tail]
                if !organisation.is_empty()
                    && count.len() == 1
                    && tail.len() == 2
                    && is_digits(count)
                    && is_digits(tail) =>
            {
                self.read_organisation(&organisation.join("-"));
                self.suffix = Some(format!("{count}-{tail}"));
            }
            _ => {
                self.read_organisation(&rest.join("-"));
                self.findings.push(Finding::SuffixMissing);
            }
        }
    }

    fn read_organisation(&mut self, text: &str) {
        if text.is_empty() {
            self.findings.push(Finding::OrganisationMissing);
            return;
        }
        if text.chars().any(|c| c.is_ascii_lowercase()) {
            self.findings.push(Finding::SmallLetters(text.to_owned()));
        }
        // Nine or ten places can only be meant as an organisation code.
        let organisation = if text.chars().count() <= 10 {
            OrganisationCode::parse(text).map(LocalOrganisation::Organisation)
        } else {
            Uscc::parse(text).map(LocalOrganisation::Uscc)
        };
        self.organisation = Some(organisation.unwrap_or_else(|error| {
            self.findings.push(Finding::Organisation(error));
            LocalOrganisation::Unreadable(text.to_owned())
        }));
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}
