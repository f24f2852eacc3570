//! Passports, travel permits and permanent residence cards, and the choice among all documents of persons.
//!
//! Except for the permanent residence card of 2023 these numbers carry no check character that is public: only their
//! shape is read, and broadly, since a desk must never turn a person away over a regular expression.

use jiff::civil::Date;

use crate::person::{check_eighteen, eighteen};
use crate::text::{Places, date_of};
use crate::{CodeError, CodeKind, Expected, Fault, Part, ResidencePermit, ResidentId, Sex, mask_identity};

code_text! {
    /// Mainland travel permit for Hong Kong and Macao residents: H or M, eight digits, in older ones two digits more
    /// for the count of issues.
    HkMacaoPermit, masked
}

code_text! {
    /// Mainland travel permit for Taiwan residents: eight digits, older ones ten.
    TaiwanPermit, masked
}

code_text! {
    /// A passport of the People's Republic of China (overseas Chinese included).
    Passport, masked
}

code_text! {
    /// A passport of another state: 5 to 17 digits and letters.
    ForeignPassport, masked
}

code_text! {
    /// Foreign permanent resident identity card: three letters and twelve digits, or (cards since December 2023)
    /// 18 places that begin with 9.
    PermanentResidence, masked
}

terms! {
    /// Kinds of Chinese passports.
    PassportKind, "passport", {
        Ordinary = "ordinary", "ordinary passport";
        OrdinaryOld = "ordinary-old", "ordinary passport (before 2012)";
        PublicAffairs = "public-affairs", "passport for public affairs";
        Service = "service", "service passport";
        Diplomatic = "diplomatic", "diplomatic passport";
    }
}

impl HkMacaoPermit {
    /// Reads `H` or `M` and 8 or 10 digits.
    ///
    /// # Errors
    /// Another length or character.
    pub fn parse(input: &str) -> Result<HkMacaoPermit, CodeError> {
        let places = Places::upper(CodeKind::HkMacaoPermit, input)?;
        places.length(&[9, 11])?;
        places.each(0..1, Part::DocumentLetters, Expected::HongKongOrMacao)?;
        places.each(1..9, Part::Number, Expected::Digit)?;
        places.each(9..places.len(), Part::IssueCount, Expected::Digit)?;
        Ok(HkMacaoPermit { text: places.all() })
    }

    /// Hong Kong or Macao.
    pub fn origin(&self) -> crate::Origin {
        if self.text.starts_with('H') { crate::Origin::HongKong } else { crate::Origin::Macao }
    }

    /// The number that stays the person's own over all issues: letter and eight digits.
    pub fn lasting_number(&self) -> &str {
        &self.text[..9]
    }

    /// How many times the permit was issued, where the number says so.
    pub fn issue_count(&self) -> Option<&str> {
        self.text.get(9..).filter(|rest| !rest.is_empty())
    }
}

impl TaiwanPermit {
    /// Reads 8 or 10 digits.
    ///
    /// # Errors
    /// Another length or character.
    pub fn parse(input: &str) -> Result<TaiwanPermit, CodeError> {
        let places = Places::upper(CodeKind::TaiwanPermit, input)?;
        places.length(&[8, 10])?;
        places.each(0..places.len(), Part::Number, Expected::Digit)?;
        Ok(TaiwanPermit { text: places.all() })
    }
}

impl Passport {
    /// Reads `E` and 8 digits, `E`, a letter and 7 digits, `G` and 8 digits, `SE`, `PE` or `DE` and 7 digits.
    ///
    /// # Errors
    /// Another length or character.
    pub fn parse(input: &str) -> Result<Passport, CodeError> {
        let places = Places::upper(CodeKind::Passport, input)?;
        places.length(&[9])?;
        places.each(0..1, Part::DocumentLetters, Expected::PassportLetter)?;
        let second = match places.at(0) {
            Some('E') => Expected::PassportSecond,
            Some('G') => Expected::Digit,
            _ => Expected::LetterE,
        };
        places.each(1..2, Part::DocumentLetters, second)?;
        places.each(2..9, Part::Number, Expected::Digit)?;
        Ok(Passport { text: places.all() })
    }

    /// The kind of passport, by its letters.
    pub fn passport_kind(&self) -> PassportKind {
        match self.text.as_bytes().first() {
            Some(b'G') => PassportKind::OrdinaryOld,
            Some(b'S') => PassportKind::Service,
            Some(b'P') => PassportKind::PublicAffairs,
            Some(b'D') => PassportKind::Diplomatic,
            _ => PassportKind::Ordinary,
        }
    }
}

impl ForeignPassport {
    /// Reads 5 to 17 digits and letters.
    ///
    /// # Errors
    /// Another length or character.
    pub fn parse(input: &str) -> Result<ForeignPassport, CodeError> {
        let places = Places::upper(CodeKind::ForeignPassport, input)?;
        places.length(&[5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17])?;
        places.each(0..places.len(), Part::Number, Expected::DigitOrLetter)?;
        Ok(ForeignPassport { text: places.all() })
    }
}

impl PermanentResidence {
    /// Reads the 15 places of the older card or the 18 of the card of 2023.
    ///
    /// # Errors
    /// Another length or character; on the newer card a wrong check character or a beginning other than 9.
    pub fn parse(input: &str) -> Result<PermanentResidence, CodeError> {
        let places = Places::upper(CodeKind::PermanentResidence, input)?;
        places.length(&[15, 18])?;
        if places.len() == 15 {
            places.each(0..3, Part::Nationality, Expected::Letter)?;
            places.each(3..15, Part::Number, Expected::Digit)?;
            return Ok(PermanentResidence { text: places.all() });
        }
        places.each(0..1, Part::Whole, Expected::Nine)?;
        let places = eighteen(CodeKind::PermanentResidence, input)?;
        check_eighteen(&places)?;
        Ok(PermanentResidence { text: places.all() })
    }

    /// Whether this is the card of 2023 (18 places).
    pub fn is_of_2023(&self) -> bool {
        self.text.len() == 18
    }

    /// Date of birth in places 7 to 14 of the newer card, if a date stands there. The place is known from the card's
    /// announcement, not from a published standard, so that its absence refuses nothing.
    pub fn birth_date(&self) -> Option<Date> {
        if self.is_of_2023() { date_of(&self.text[6..14]) } else { None }
    }
}

terms! {
    /// The documents by which a person is identified.
    PersonalDocumentKind, "document", {
        ResidentId = "id", "resident identity card";
        ResidencePermit = "residence-permit", "residence permit for Hong Kong, Macao and Taiwan residents";
        HkMacaoPermit = "travel-hk-macao", "mainland travel permit for Hong Kong and Macao residents";
        TaiwanPermit = "travel-taiwan", "mainland travel permit for Taiwan residents";
        Passport = "passport", "Chinese passport";
        ForeignPassport = "foreign-passport", "foreign passport";
        PermanentResidence = "permanent-residence", "foreign permanent resident identity card";
    }
}

impl PersonalDocumentKind {
    /// Finds the kind by its short name.
    pub fn find(name: &str) -> Option<PersonalDocumentKind> {
        PersonalDocumentKind::ALL.iter().copied().find(|kind| kind.name() == name)
    }

    /// The type code of GA/T 2000.156 where it is known. Only 111 was checked on published data; the others are from
    /// general knowledge and belong into the dictionary table of an installation.
    pub fn type_code(self) -> Option<&'static str> {
        match self {
            PersonalDocumentKind::ResidentId => Some("111"),
            PersonalDocumentKind::Passport | PersonalDocumentKind::ForeignPassport => Some("414"),
            PersonalDocumentKind::HkMacaoPermit => Some("516"),
            PersonalDocumentKind::TaiwanPermit => Some("511"),
            PersonalDocumentKind::PermanentResidence => Some("553"),
            PersonalDocumentKind::ResidencePermit => None,
        }
    }
}

/// The number of any document that identifies a person.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum PersonalDocument {
    /// Resident identity card.
    ResidentId(ResidentId),
    /// Residence permit for Hong Kong, Macao and Taiwan residents.
    ResidencePermit(ResidencePermit),
    /// Mainland travel permit for Hong Kong and Macao residents.
    HkMacaoPermit(HkMacaoPermit),
    /// Mainland travel permit for Taiwan residents.
    TaiwanPermit(TaiwanPermit),
    /// Chinese passport.
    Passport(Passport),
    /// Foreign passport.
    ForeignPassport(ForeignPassport),
    /// Foreign permanent resident identity card.
    PermanentResidence(PermanentResidence),
}

impl PersonalDocument {
    /// Reads the number of a document of the given kind.
    ///
    /// # Errors
    /// Those of the kind's own parser.
    pub fn parse(kind: PersonalDocumentKind, input: &str) -> Result<PersonalDocument, CodeError> {
        Ok(match kind {
            PersonalDocumentKind::ResidentId => PersonalDocument::ResidentId(ResidentId::parse(input)?),
            PersonalDocumentKind::ResidencePermit => PersonalDocument::ResidencePermit(ResidencePermit::parse(input)?),
            PersonalDocumentKind::HkMacaoPermit => PersonalDocument::HkMacaoPermit(HkMacaoPermit::parse(input)?),
            PersonalDocumentKind::TaiwanPermit => PersonalDocument::TaiwanPermit(TaiwanPermit::parse(input)?),
            PersonalDocumentKind::Passport => PersonalDocument::Passport(Passport::parse(input)?),
            PersonalDocumentKind::ForeignPassport => PersonalDocument::ForeignPassport(ForeignPassport::parse(input)?),
            PersonalDocumentKind::PermanentResidence => {
                PersonalDocument::PermanentResidence(PermanentResidence::parse(input)?)
            }
        })
    }

    /// The kind of document.
    pub fn kind(&self) -> PersonalDocumentKind {
        match self {
            PersonalDocument::ResidentId(_) => PersonalDocumentKind::ResidentId,
            PersonalDocument::ResidencePermit(_) => PersonalDocumentKind::ResidencePermit,
            PersonalDocument::HkMacaoPermit(_) => PersonalDocumentKind::HkMacaoPermit,
            PersonalDocument::TaiwanPermit(_) => PersonalDocumentKind::TaiwanPermit,
            PersonalDocument::Passport(_) => PersonalDocumentKind::Passport,
            PersonalDocument::ForeignPassport(_) => PersonalDocumentKind::ForeignPassport,
            PersonalDocument::PermanentResidence(_) => PersonalDocumentKind::PermanentResidence,
        }
    }

    /// The canonical number, in clear.
    pub fn number(&self) -> &str {
        match self {
            PersonalDocument::ResidentId(id) => id.as_str(),
            PersonalDocument::ResidencePermit(permit) => permit.as_str(),
            PersonalDocument::HkMacaoPermit(permit) => permit.as_str(),
            PersonalDocument::TaiwanPermit(permit) => permit.as_str(),
            PersonalDocument::Passport(passport) => passport.as_str(),
            PersonalDocument::ForeignPassport(passport) => passport.as_str(),
            PersonalDocument::PermanentResidence(card) => card.as_str(),
        }
    }

    /// The number as every page shows it.
    pub fn masked(&self) -> String {
        mask_identity(self.number())
    }

    /// Date of birth, where the number tells it.
    pub fn birth_date(&self) -> Option<Date> {
        match self {
            PersonalDocument::ResidentId(id) => Some(id.birth_date()),
            PersonalDocument::ResidencePermit(permit) => Some(permit.birth_date()),
            PersonalDocument::PermanentResidence(card) => card.birth_date(),
            _ => None,
        }
    }

    /// Sex, where the number tells it.
    pub fn sex(&self) -> Option<Sex> {
        match self {
            PersonalDocument::ResidentId(id) => Some(id.sex()),
            PersonalDocument::ResidencePermit(permit) => Some(permit.sex()),
            _ => None,
        }
    }

    /// Refuses a date of birth after the given day; nothing to do where the number tells none.
    ///
    /// # Errors
    /// [`Fault::AfterToday`].
    pub fn born_by(&self, today: Date) -> Result<(), CodeError> {
        match self.birth_date() {
            Some(birth) if birth > today => Err(CodeError::Part {
                kind: match self {
                    PersonalDocument::ResidencePermit(_) => CodeKind::ResidencePermit,
                    PersonalDocument::PermanentResidence(_) => CodeKind::PermanentResidence,
                    _ => CodeKind::ResidentId,
                },
                part: Part::BirthDate,
                position: 7,
                found: self.number()[6..14].to_owned(),
                fault: Fault::AfterToday,
            }),
            _ => Ok(()),
        }
    }
}
