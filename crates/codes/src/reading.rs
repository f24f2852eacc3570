//! One door to all kinds: reads a code of a kind named by a person and tells its parts. Called by `mingting code check`
//! and by pages that show what a code says. Knows no rule itself.

use crate::text::tidy;
use crate::{
    BasicItemCode, CaseNumber, Certainty, CodeError, CodeKind, DocumentNumber, Finding, ForeignPassport,
    HandlingItemCode, HkMacaoPermit, ImplementingItemCode, Issuer, LicenceId, LicenceTypeCode, LocalItemCode,
    LocalOrganisation, NationalCaseNumber, OrganisationCode, Part, Passport, PermanentResidence, Phone, RegionCode,
    ResidencePermit, ResidentId, SiteCode, TaiwanPermit, Uscc,
};

/// What a code says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The kind that was read.
    pub kind: CodeKind,
    /// The canonical writing.
    pub text: String,
    /// The parts, in the order of the code.
    pub parts: Vec<PartReading>,
    /// Remarks that do not make the code wrong.
    pub notes: Vec<Note>,
}

/// One part of a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartReading {
    /// Which part.
    pub part: Part,
    /// What stands there.
    pub value: Value,
}

/// The value of a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Characters of the code, or a date in ISO writing.
    Text(String),
    /// A term with a message in the language files.
    Term(Term),
    /// Characters of the code and the official term of a dictionary.
    Entry(String, &'static str),
}

/// A term with its message and its English name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// Key in `lang/*/codes.ftl`.
    pub message_id: &'static str,
    /// English name.
    pub english: &'static str,
}

/// A remark on a code that is well formed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// The code was written differently; the canonical writing is shown.
    Rewritten,
    /// A code inside does not check.
    Inner(CodeError),
    /// The type is not in the dictionary.
    TypeUnknown(String),
    /// The dictionary's entry for the type is uncertain.
    TypeUncertain(Certainty),
    /// The shape is all that can be checked: the code has no check character.
    ShapeOnly,
    /// Something in a local code does not check.
    Finding(Finding),
}

impl Note {
    /// The key of the sentence in `lang/*/codes.ftl`; its only value is `found`.
    pub fn message_id(&self) -> &'static str {
        match self {
            Note::Rewritten => "codes-note-rewritten",
            Note::Inner(_) => "codes-note-inner",
            Note::TypeUnknown(_) => "codes-finding-type-unknown",
            Note::TypeUncertain(_) => "codes-note-type-uncertain",
            Note::ShapeOnly => "codes-note-shape-only",
            Note::Finding(finding) => finding.message_id(),
        }
    }

    /// The sentence in the reader's language; `say` as in [`CodeError::sentence`].
    pub fn sentence(&self, say: impl Fn(&str, &[(&str, String)]) -> String) -> String {
        let found = match self {
            Note::Finding(finding) => return finding.sentence(say),
            Note::Inner(error) => error.sentence(&say),
            Note::TypeUnknown(code) => code.clone(),
            Note::TypeUncertain(certainty) => say(certainty.message_id(), &[]),
            Note::Rewritten | Note::ShapeOnly => String::new(),
        };
        say(self.message_id(), &[("found", found)])
    }
}

impl std::fmt::Display for Note {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Note::Rewritten => f.write_str("written differently than the standard has it"),
            Note::Inner(error) => write!(f, "a code inside does not check: {error}"),
            Note::TypeUnknown(code) => write!(f, "the item type \"{code}\" is not in the dictionary"),
            Note::TypeUncertain(certainty) => write!(f, "the item type's meaning is uncertain: {certainty}"),
            Note::ShapeOnly => f.write_str("only the shape was checked: this code has no check character"),
            Note::Finding(finding) => finding.fmt(f),
        }
    }
}

impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Value::Text(text) => f.write_str(text),
            Value::Term(term) => f.write_str(term.english),
            Value::Entry(code, term) => write!(f, "{code} {term}"),
        }
    }
}

/// Collects parts and notes while one code is told.
struct Telling {
    reading: Reading,
}

impl Telling {
    fn of(kind: CodeKind, text: impl ToString) -> Telling {
        Telling { reading: Reading { kind, text: text.to_string(), parts: Vec::new(), notes: Vec::new() } }
    }

    fn text(&mut self, part: Part, value: impl ToString) -> &mut Telling {
        self.reading.parts.push(PartReading { part, value: Value::Text(value.to_string()) });
        self
    }

    fn term(&mut self, part: Part, message_id: &'static str, english: &'static str) -> &mut Telling {
        self.reading.parts.push(PartReading { part, value: Value::Term(Term { message_id, english }) });
        self
    }

    fn note(&mut self, note: Note) -> &mut Telling {
        self.reading.notes.push(note);
        self
    }
}

/// Reads a code of a kind. [`CodeKind::Case`] reads both our own case numbers and national ones.
///
/// # Errors
/// Those of the kind's parser. [`CodeKind::LocalItem`] never fails.
pub fn read(kind: CodeKind, input: &str) -> Result<Reading, CodeError> {
    let mut telling = tell(kind, input)?;
    let tidied: String = tidy(input).into_iter().collect();
    // Leaving out the root of a licence identifier is a usual writing of it, not a deviation.
    if telling.reading.text != input.trim() && !telling.reading.text.ends_with(&tidied) {
        telling.note(Note::Rewritten);
    }
    Ok(telling.reading)
}

fn tell(kind: CodeKind, input: &str) -> Result<Telling, CodeError> {
    Ok(match kind {
        CodeKind::Uscc => tell_uscc(&Uscc::parse(input)?),
        CodeKind::Organisation => {
            let code = OrganisationCode::parse(input)?;
            let mut telling = Telling::of(kind, &code);
            telling.text(Part::Number, &code.as_str()[..8]).text(Part::CheckCharacter, &code.as_str()[8..]);
            telling
        }
        CodeKind::ResidentId => {
            let id = ResidentId::parse(input)?;
            let mut telling = Telling::of(kind, &id);
            telling.text(Part::Region, id.region_digits()).text(Part::BirthDate, id.birth_date()).term(
                Part::Sex,
                id.sex().message_id(),
                id.sex().english(),
            );
            telling
        }
        CodeKind::ResidencePermit => {
            let permit = ResidencePermit::parse(input)?;
            let mut telling = Telling::of(kind, &permit);
            telling
                .term(Part::Origin, permit.origin().message_id(), permit.origin().english())
                .text(Part::BirthDate, permit.birth_date())
                .term(Part::Sex, permit.sex().message_id(), permit.sex().english());
            telling
        }
        CodeKind::HkMacaoPermit => {
            let permit = HkMacaoPermit::parse(input)?;
            let mut telling = Telling::of(kind, &permit);
            telling.term(Part::Origin, permit.origin().message_id(), permit.origin().english());
            telling.text(Part::Number, permit.lasting_number());
            if let Some(count) = permit.issue_count() {
                telling.text(Part::IssueCount, count);
            }
            telling.note(Note::ShapeOnly);
            telling
        }
        CodeKind::TaiwanPermit => shape_only(kind, TaiwanPermit::parse(input)?.as_str()),
        CodeKind::Passport => {
            let passport = Passport::parse(input)?;
            let mut telling = shape_only(kind, passport.as_str());
            let passport_kind = passport.passport_kind();
            telling.term(Part::DocumentKind, passport_kind.message_id(), passport_kind.english());
            telling
        }
        CodeKind::ForeignPassport => shape_only(kind, ForeignPassport::parse(input)?.as_str()),
        CodeKind::PermanentResidence => {
            let card = PermanentResidence::parse(input)?;
            if !card.is_of_2023() {
                let mut telling = shape_only(kind, card.as_str());
                telling.text(Part::Nationality, &card.as_str()[..3]);
                return Ok(telling);
            }
            let mut telling = Telling::of(kind, &card);
            if let Some(birth) = card.birth_date() {
                telling.text(Part::BirthDate, birth);
            }
            telling
        }
        CodeKind::BasicItem => {
            let code = BasicItemCode::parse(input)?;
            let mut telling = Telling::of(kind, &code);
            tell_basic(&mut telling, &code);
            telling.note(Note::ShapeOnly);
            telling
        }
        CodeKind::ImplementingItem => {
            let code = ImplementingItemCode::parse(input)?;
            let mut telling = Telling::of(kind, &code);
            tell_implementing(&mut telling, &code);
            telling
        }
        CodeKind::HandlingItem => {
            let code = HandlingItemCode::parse(input)?;
            let mut telling = Telling::of(kind, &code);
            tell_implementing(&mut telling, &code.implementing());
            telling.text(Part::HandlingSerial, code.serial());
            telling
        }
        CodeKind::LocalItem => tell_local(&LocalItemCode::read(input)),
        // Only the national number is longer than any of ours.
        CodeKind::Case if tidy(input).len() > 40 => tell_national_case(&NationalCaseNumber::parse(input)?),
        CodeKind::Case => {
            let number = CaseNumber::parse(input)?;
            let mut telling = Telling::of(kind, &number);
            telling
                .text(Part::Region, number.region())
                .text(Part::Date, number.filed_on())
                .text(Part::Serial, number.serial());
            telling
        }
        CodeKind::NationalCase => tell_national_case(&NationalCaseNumber::parse(input)?),
        CodeKind::Licence => tell_licence(&LicenceId::parse(input)?),
        CodeKind::LicenceType => {
            let code = LicenceTypeCode::parse(input)?;
            let mut telling = Telling::of(kind, &code);
            telling.text(Part::Uscc, &code.as_str()[..18]).text(Part::Serial, code.serial());
            if let Err(error) = code.definer() {
                telling.note(Note::Inner(error));
            }
            telling
        }
        CodeKind::Region => {
            let region = RegionCode::parse(input)?;
            let mut telling = Telling::of(kind, &region);
            telling.term(Part::RegionLevel, region.level().message_id(), region.level().english());
            for ancestor in region.ancestors() {
                telling.text(Part::ParentRegion, ancestor);
            }
            telling.note(Note::ShapeOnly);
            telling
        }
        CodeKind::Site => {
            let code = SiteCode::parse(input)?;
            let mut telling = Telling::of(kind, &code);
            if let Some(region) = code.region() {
                telling.text(Part::Region, region);
            }
            telling.text(Part::Serial, code.serial()).note(Note::ShapeOnly);
            telling
        }
        CodeKind::DocumentNumber => {
            let number = DocumentNumber::parse(input)?;
            let mut telling = Telling::of(kind, &number);
            telling
                .text(Part::IssuerMark, number.issuer_mark())
                .text(Part::Year, number.year())
                .text(Part::Serial, number.serial());
            telling
        }
        CodeKind::Phone => {
            let phone = Phone::parse(input)?;
            let mut telling = Telling::of(kind, &phone);
            let (message_id, english) = match &phone {
                Phone::Mobile(_) => ("codes-phone-mobile", "mobile"),
                Phone::Landline { .. } => ("codes-phone-landline", "landline"),
                Phone::Service(_) => ("codes-phone-service", "service number"),
            };
            telling.term(Part::Number, message_id, english);
            if let Phone::Landline { area_code, extension, .. } = &phone {
                telling.text(Part::AreaCode, area_code);
                if let Some(extension) = extension {
                    telling.text(Part::Extension, extension);
                }
            }
            telling
        }
    })
}

fn shape_only(kind: CodeKind, text: &str) -> Telling {
    let mut telling = Telling::of(kind, text);
    telling.note(Note::ShapeOnly);
    telling
}

fn tell_uscc(code: &Uscc) -> Telling {
    let mut telling = Telling::of(CodeKind::Uscc, code);
    match code.registration_department() {
        Some(department) => telling.term(Part::RegistrationDepartment, department.message_id(), department.english()),
        None => telling.text(Part::RegistrationDepartment, &code.as_str()[..1]),
    };
    telling.text(Part::Category, &code.as_str()[1..2]).text(Part::Region, &code.as_str()[2..8]);
    telling.text(Part::OrganisationCode, &code.as_str()[8..17]).text(Part::CheckCharacter, &code.as_str()[17..]);
    if let Err(error) = code.organisation_code() {
        telling.note(Note::Inner(error));
    }
    telling
}

fn tell_basic(telling: &mut Telling, code: &BasicItemCode) {
    telling.text(Part::Region, code.region());
    match code.item_type() {
        Some(entry) => {
            let value = Value::Entry(entry.code.to_owned(), entry.term);
            telling.reading.parts.push(PartReading { part: Part::ItemType, value });
            if entry.certainty != Certainty::Standard {
                telling.note(Note::TypeUncertain(entry.certainty));
            }
        }
        None => {
            telling.text(Part::ItemType, code.type_code()).note(Note::TypeUnknown(code.type_code().to_owned()));
        }
    }
    telling.text(Part::Department, code.department()).text(Part::MainItem, code.main_item());
    if let Some(sub_item) = code.sub_item() {
        telling.text(Part::SubItem, sub_item);
    }
}

fn tell_implementing(telling: &mut Telling, code: &ImplementingItemCode) {
    telling.text(Part::Uscc, code.organ()).term(Part::Level, code.level().message_id(), code.level().english());
    telling.text(Part::BasicCode, code.basic());
    tell_basic(telling, &code.basic());
}

fn tell_national_case(number: &NationalCaseNumber) -> Telling {
    let mut telling = Telling::of(CodeKind::NationalCase, number);
    tell_implementing(&mut telling, &number.item());
    telling.text(Part::Date, number.filed_on()).text(Part::Serial, number.serial());
    telling
}

fn tell_licence(id: &LicenceId) -> Telling {
    let mut telling = Telling::of(CodeKind::Licence, id);
    telling.text(Part::LicenceType, id.licence_type()).text(Part::LicenceIssuer, id.issuer_code());
    match id.issuer() {
        Ok(Issuer::Region(region)) => {
            telling.text(Part::Region, region);
        }
        Ok(Issuer::Organisation(_)) => {}
        Err(error) => {
            telling.note(Note::Inner(error));
        }
    }
    if let Err(error) = id.licence_type().definer() {
        telling.note(Note::Inner(error));
    }
    telling.text(Part::Serial, id.serial()).text(Part::Version, format!("{:03}", id.version()));
    telling.text(Part::CheckCharacter, id.check_character());
    telling
}

fn tell_local(code: &LocalItemCode) -> Telling {
    let mut telling = Telling::of(CodeKind::LocalItem, &code.text);
    if let Some(catalogue) = &code.catalogue {
        telling.text(Part::Catalogue, &catalogue.text);
    }
    if let Some(region) = &code.region {
        telling.text(Part::Region, region);
    }
    match &code.organisation {
        Some(LocalOrganisation::Uscc(uscc)) => {
            telling.text(Part::Uscc, uscc);
        }
        Some(LocalOrganisation::Organisation(organisation)) => {
            telling.text(Part::OrganisationCode, organisation);
        }
        Some(LocalOrganisation::Unreadable(_)) | None => {}
    }
    if let Some(suffix) = &code.suffix {
        telling.text(Part::Suffix, suffix);
    }
    for finding in &code.findings {
        telling.note(Note::Finding(finding.clone()));
    }
    telling
}
