//! The demonstration authority: it makes signing certificates for agencies so that the hall can sign licences before
//! an office has its seals. Readers of its documents see "issuer not trusted", which is the truth.
//!
//! It lives in the key ring. An office with certificates of a licensed certification authority uses a [`Signer`] of
//! its own instead and never calls this.
//!
//! Law: 电子签名法 第十六条 (a third party's certificate is the business of a licensed provider, not of this module).
//!
//! [`Signer`]: crate::Signer

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::certificate::{self, Certificate, Request, Usage};
use crate::ring::{KeyRing, KeyRingError};
use crate::secret::{Secret, open_bytes};
use crate::signer::{SignError, SoftwareKey, SoftwareSigner};
use crate::suite::Suite;

const DAY: SignedDuration = SignedDuration::from_hours(24);
/// How long the authority's own certificate holds.
const AUTHORITY_DAYS: i32 = 3653;
/// How long an agency's certificate holds.
const AGENCY_DAYS: i32 = 1096;
/// A little earlier than made, for readers whose clock is behind.
const BEFORE: SignedDuration = SignedDuration::from_mins(5);

/// Why the authority could not make a certificate.
#[derive(Debug, thiserror::Error)]
pub enum AuthorityError {
    /// There is no authority of this suite yet.
    #[error("the key ring has no authority of suite {0}")]
    None(Suite),
    /// A unified social credit code has only digits and capital letters.
    #[error("the agency's code may hold digits and capital letters only")]
    Code,
    /// Names are one to 200 characters without control characters.
    #[error("the name is empty, too long or holds control characters")]
    Name,
    /// The end of the certificate's time cannot be written.
    #[error("the certificate's dates are out of range")]
    Dates,
    /// A stored certificate cannot be read.
    #[error("a stored certificate cannot be read")]
    Stored,
    /// The key did not sign.
    #[error(transparent)]
    Sign(#[from] SignError),
    /// The operating system gave no random numbers.
    #[error("no random numbers from the operating system: {0}")]
    Random(#[from] getrandom::Error),
}

/// The agency a signing certificate speaks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Agency<'a> {
    /// The full name as on its seal.
    pub name: &'a str,
    /// Its unified social credit code; the caller has checked it.
    pub code: &'a str,
}

/// An authority in the key file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct AuthorityRecord {
    suite: Suite,
    #[serde(with = "open_bytes")]
    certificate: Vec<u8>,
    key: Secret,
    agencies: Vec<AgencyRecord>,
}

/// An agency's key and certificate in the key file. Of several with one code the last counts.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct AgencyRecord {
    code: String,
    #[serde(with = "open_bytes")]
    certificate: Vec<u8>,
    key: Secret,
}

impl KeyRing {
    /// Makes the demonstration authority of this suite, if the ring has none yet. `name` is what its certificate
    /// calls it; it should say that it is a demonstration.
    ///
    /// # Errors
    /// [`KeyRingError::Authority`] and the errors of writing the file; then nothing changed.
    pub fn establish_authority(&mut self, suite: Suite, name: &str, at: Timestamp) -> Result<(), KeyRingError> {
        if self.authority(suite).is_some() {
            return Ok(());
        }
        let record = AuthorityRecord::create(suite, name, at)?;
        self.change(|content| {
            content.authorities.push(record);
            Ok(())
        })
    }

    /// Makes a key and a certificate for the agency, unless it has one under this name that still holds for 30 days.
    ///
    /// # Errors
    /// As [`KeyRing::establish_authority`]; [`AuthorityError::None`] before it was called.
    pub fn enrol_agency(&mut self, suite: Suite, agency: Agency<'_>, at: Timestamp) -> Result<(), KeyRingError> {
        let authority = self.authority(suite).ok_or(AuthorityError::None(suite))?;
        if authority.find_agency(agency.code).is_some_and(|a| a.holds(agency, at + DAY * 30)) {
            return Ok(());
        }
        let record = authority.issue(agency, at)?;
        self.change(|content| {
            for authority in content.authorities.iter_mut().filter(|a| a.suite == suite) {
                authority.agencies.push(record.clone());
            }
            Ok(())
        })
    }

    /// The signer of the agency with this code; `None` before [`KeyRing::enrol_agency`].
    ///
    /// # Errors
    /// [`SignError::Key`] if the stored key cannot be read.
    pub fn agency_signer(&self, suite: Suite, code: &str) -> Result<Option<SoftwareSigner>, SignError> {
        let Some((authority, agency)) = self.authority(suite).and_then(|a| Some((a, a.find_agency(code)?))) else {
            return Ok(None);
        };
        let key = SoftwareKey::from_pkcs8(suite, &agency.key)?;
        Ok(Some(SoftwareSigner::new(key, agency.certificate.clone(), vec![authority.certificate.clone()])))
    }

    /// The authority's own certificate, DER, for those who want to check what it signed.
    pub fn authority_certificate(&self, suite: Suite) -> Option<&[u8]> {
        self.authority(suite).map(|a| a.certificate.as_slice())
    }

    fn authority(&self, suite: Suite) -> Option<&AuthorityRecord> {
        self.content.authorities.iter().find(|a| a.suite == suite)
    }
}

impl AuthorityRecord {
    fn create(suite: Suite, name: &str, at: Timestamp) -> Result<AuthorityRecord, AuthorityError> {
        let subject = certificate::name(checked_name(name)?, None);
        let key = SoftwareKey::generate(suite)?;
        let point = key.point();
        let request = Request {
            suite,
            issuer: &subject,
            issuer_point: &point,
            subject: &subject,
            point: &point,
            not_before: at - BEFORE,
            not_after: at.checked_add(DAY * AUTHORITY_DAYS).map_err(|_| AuthorityError::Dates)?,
            usage: Usage::Authority,
        };
        let certificate = certificate::make(&request, serial()?, |tbs| key.sign(tbs))?;
        Ok(AuthorityRecord { suite, certificate, key: key.to_pkcs8()?, agencies: Vec::new() })
    }

    fn issue(&self, agency: Agency<'_>, at: Timestamp) -> Result<AgencyRecord, AuthorityError> {
        if agency.code.is_empty() || !agency.code.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase()) {
            return Err(AuthorityError::Code);
        }
        let own = Certificate::read(&self.certificate).map_err(|_| AuthorityError::Stored)?;
        let authority_key = SoftwareKey::from_pkcs8(self.suite, &self.key)?;
        let key = SoftwareKey::generate(self.suite)?;
        let until = at.checked_add(DAY * AGENCY_DAYS).map_err(|_| AuthorityError::Dates)?;
        let request = Request {
            suite: self.suite,
            issuer: own.subject,
            issuer_point: own.point,
            subject: &certificate::name(checked_name(agency.name)?, Some(agency.code)),
            point: &key.point(),
            not_before: at - BEFORE,
            // A certificate does not outlive the one it rests on.
            not_after: until.min(own.not_after),
            usage: Usage::Documents,
        };
        let certificate = certificate::make(&request, serial()?, |tbs| authority_key.sign(tbs))?;
        Ok(AgencyRecord { code: agency.code.to_owned(), certificate, key: key.to_pkcs8()? })
    }

    fn find_agency(&self, code: &str) -> Option<&AgencyRecord> {
        self.agencies.iter().rev().find(|a| a.code == code)
    }
}

impl AgencyRecord {
    fn holds(&self, agency: Agency<'_>, at: Timestamp) -> bool {
        Certificate::read(&self.certificate)
            .is_ok_and(|c| c.not_after > at && c.subject == certificate::name(agency.name, Some(agency.code)))
    }
}

fn checked_name(name: &str) -> Result<&str, AuthorityError> {
    let fits = !name.trim().is_empty() && name.chars().count() <= 200 && !name.chars().any(char::is_control);
    if fits { Ok(name) } else { Err(AuthorityError::Name) }
}

fn serial() -> Result<[u8; 16], getrandom::Error> {
    let mut serial = [0; 16];
    getrandom::fill(&mut serial)?;
    Ok(serial)
}
