//! Identifiers of the national standards: reading, checking, making and masking them.
//!
//! Called by every desk, by the importers and by `mingting code`. Pure: it opens no file, knows no clock and no
//! database, so it can say that a code is well formed, never that it was issued.
//!
//! Every code is a newtype with `parse`, `Display` (the canonical writing; `parse` of it gives the same value) and
//! accessors for its parts; most can be made. What people type is tidied first: full-width characters become ASCII,
//! spaces and invisible characters go, letters become capitals where the standard has capitals. Nothing is guessed:
//! the letter O is never read as zero. A wrong code is answered with a [`CodeError`] that names the place.
//!
//! # Which mistakes a check character finds
//!
//! | code | check | one wrong character | two neighbours swapped | what slips through |
//! | --- | --- | --- | --- | --- |
//! | [`Uscc`] | weights 3^n mod 31 | always | always | swapping the first character with the last |
//! | [`OrganisationCode`] | weights mod 11 over 36 characters | digits always; letters not (A and L differ by 11) | not always | letters 11 or 22 apart |
//! | [`ResidentId`] | ISO 7064 MOD 11-2 | always | always | swapping digits ten places apart |
//! | [`LicenceId`] | ISO 7064 MOD 37,36 | always | nearly always: 72 of 45,360 cases slip through | e.g. some `87`/`78` |
//! | [`CaseNumber`] | ISO 7064 MOD 97-10 | always | always, any two digits | about one in a hundred of wilder mistakes |
//!
//! The national case number and the item codes carry no check character of their own; only the social credit code
//! inside them is checked.

#[macro_use]
mod newtype;

mod case_number;
mod citation;
mod document_number;
mod error;
mod iso7064;
mod item;
mod item_type;
mod kind;
mod licence;
mod local_item;
mod mask;
mod organisation;
mod person;
mod phone;
mod reading;
mod region;
mod site;
mod text;
mod travel;

pub use case_number::{CaseNumber, NationalCaseNumber};
pub use citation::{Citation, citations, rule_key};
pub use document_number::DocumentNumber;
pub use error::{Arg, CodeError, Expected, Fault, Part};
pub use item::{BasicItemCode, ExerciseLevel, HandlingItemCode, ImplementingItemCode};
pub use item_type::{Certainty, ItemType, item_type, item_types};
pub use kind::CodeKind;
pub use licence::{Issuer, LicenceId, LicenceTypeCode};
pub use local_item::{CatalogueCode, Finding, LocalItemCode, LocalOrganisation};
pub use mask::{mask_address, mask_bank, mask_identity, mask_name, mask_phone};
pub use organisation::{OrganisationCode, RegistrationDepartment, Uscc};
pub use person::{Origin, ResidencePermit, ResidentId, Sex};
pub use phone::Phone;
pub use reading::{Note, PartReading, Reading, Term, Value, read};
pub use region::{RegionCode, RegionLevel};
pub use site::SiteCode;
pub use travel::{
    ForeignPassport, HkMacaoPermit, Passport, PassportKind, PermanentResidence, PersonalDocument, PersonalDocumentKind,
    TaiwanPermit,
};
