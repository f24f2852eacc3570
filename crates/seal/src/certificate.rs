//! X.509 certificates: written for the demonstration authority, read when a signature is checked.
//!
//! They are written here and not with a builder because the builder wants keys of one library's types, and a
//! device's key has no type. What is written is read back in the tests by an independent parser and by OpenSSL.

use jiff::{Timestamp, tz::TimeZone};
use x509_cert::der::Decode as _;

use crate::der::{self, DerError, Element, Reader, tag};
use crate::signer::{self, SignError};
use crate::suite::Suite;

const COUNTRY: &[u32] = &[2, 5, 4, 6];
const ORGANIZATION: &[u32] = &[2, 5, 4, 10];
const SERIAL_NUMBER: &[u32] = &[2, 5, 4, 5];
pub(crate) const COMMON_NAME: &[u32] = &[2, 5, 4, 3];

/// AlgorithmIdentifier of the suite's signature: ecdsa-with-SHA256 or SM2-with-SM3, both without parameters.
pub(crate) fn signature_algorithm(suite: Suite) -> Vec<u8> {
    der::sequence(&[der::oid(match suite {
        Suite::Intl => &[1, 2, 840, 10045, 4, 3, 2],
        Suite::Sm => &[1, 2, 156, 10197, 1, 501],
    })])
}

/// AlgorithmIdentifier of the suite's digest: SHA-256 or SM3.
pub(crate) fn digest_algorithm(suite: Suite) -> Vec<u8> {
    der::sequence(&[der::oid(match suite {
        Suite::Intl => &[2, 16, 840, 1, 101, 3, 4, 2, 1],
        Suite::Sm => &[1, 2, 156, 10197, 1, 401],
    })])
}

/// A distinguished name: country CN, organisation, its unified social credit code where it has one, common name.
pub(crate) fn name(organisation: &str, code: Option<&str>) -> Vec<u8> {
    let part = |id: &[u32], tag: u8, text: &str| {
        der::set(vec![der::sequence(&[der::oid(id), der::tlv(tag, text.as_bytes())])])
    };
    let mut parts = vec![part(COUNTRY, tag::PRINTABLE, "CN"), part(ORGANIZATION, tag::UTF8, organisation)];
    parts.extend(code.map(|code| part(SERIAL_NUMBER, tag::PRINTABLE, code)));
    parts.push(part(COMMON_NAME, tag::UTF8, organisation));
    der::sequence(&parts)
}

/// What stands in a certificate that is to be made.
pub(crate) struct Request<'a> {
    pub(crate) suite: Suite,
    pub(crate) issuer: &'a [u8],
    pub(crate) issuer_point: &'a [u8],
    pub(crate) subject: &'a [u8],
    pub(crate) point: &'a [u8],
    pub(crate) not_before: Timestamp,
    pub(crate) not_after: Timestamp,
    pub(crate) usage: Usage,
}

/// What the key may do.
#[derive(Clone, Copy)]
pub(crate) enum Usage {
    /// Sign certificates (and lists of revoked ones) of end users only.
    Authority,
    /// Sign documents, with the will to be bound.
    Documents,
}

/// Builds and signs a certificate. `serial` must be unpredictable and never used before by this issuer.
pub(crate) fn make(
    request: &Request<'_>,
    serial: [u8; 16],
    sign: impl FnOnce(&[u8]) -> Result<Vec<u8>, SignError>,
) -> Result<Vec<u8>, SignError> {
    let mut serial = serial;
    // A positive number of exactly 16 bytes.
    serial[0] = serial[0] & 0x7F | 0x40;
    let algorithm = signature_algorithm(request.suite);
    let tbs = der::sequence(&[
        der::node(tag::context(0), &[der::unsigned(&[2])]),
        der::unsigned(&serial),
        algorithm.clone(),
        request.issuer.to_vec(),
        der::sequence(&[time(request.not_before), time(request.not_after)]),
        request.subject.to_vec(),
        signer::public_key_info(request.suite, request.point),
        der::node(tag::context(3), &[der::sequence(&extensions(request))]),
    ]);
    let signature = sign(&tbs)?;
    Ok(der::sequence(&[tbs, algorithm, der::bits(&signature, 0)]))
}

fn extensions(request: &Request<'_>) -> Vec<Vec<u8>> {
    let critical = |id: u32, value: Vec<u8>| {
        der::sequence(&[der::oid(&[2, 5, 29, id]), der::tlv(tag::BOOLEAN, &[0xFF]), der::octets(&value)])
    };
    let plain = |id: u32, value: Vec<u8>| der::sequence(&[der::oid(&[2, 5, 29, id]), der::octets(&value)]);
    let (constraints, usage) = match request.usage {
        Usage::Authority => (
            der::sequence(&[der::tlv(tag::BOOLEAN, &[0xFF]), der::unsigned(&[0])]),
            // keyCertSign, cRLSign
            der::bits(&[0b0000_0110], 1),
        ),
        // digitalSignature, nonRepudiation
        Usage::Documents => (der::sequence(&[]), der::bits(&[0b1100_0000], 6)),
    };
    vec![
        critical(19, constraints),
        critical(15, usage),
        plain(14, der::octets(&key_id(request.point))),
        plain(35, der::sequence(&[der::tlv(tag::context_primitive(0), &key_id(request.issuer_point))])),
    ]
}

/// RFC 7093, method 1: the left 160 bits of SHA-256 over the public key.
fn key_id(point: &[u8]) -> [u8; 20] {
    let mut id = [0; 20];
    id.copy_from_slice(&Suite::Intl.digest(&[point])[..20]);
    id
}

/// UTCTime until 2049, GeneralizedTime after, as RFC 5280 asks.
pub(crate) fn time(at: Timestamp) -> Vec<u8> {
    let at = at.to_zoned(TimeZone::UTC);
    if (1950..2050).contains(&at.year()) {
        der::tlv(tag::UTC_TIME, at.strftime("%y%m%d%H%M%SZ").to_string().as_bytes())
    } else {
        der::tlv(tag::GENERALIZED_TIME, at.strftime("%Y%m%d%H%M%SZ").to_string().as_bytes())
    }
}

/// Reads UTCTime or GeneralizedTime in UTC with seconds.
pub(crate) fn read_time(element: Element<'_>) -> Result<Timestamp, DerError> {
    let text = std::str::from_utf8(element.body).map_err(|_| DerError)?;
    let text = match element.tag {
        tag::UTC_TIME if text.is_ascii() && text.len() == 13 => {
            format!("{}{text}", if text < "50" { "20" } else { "19" })
        }
        tag::GENERALIZED_TIME if text.is_ascii() && text.len() == 15 => text.to_owned(),
        _ => return Err(DerError),
    };
    jiff::civil::DateTime::strptime("%Y%m%d%H%M%SZ", &text)
        .and_then(|t| t.to_zoned(TimeZone::UTC))
        .map(|t| t.timestamp())
        .map_err(|_| DerError)
}

/// A certificate that was read; every part is a slice of the input.
pub(crate) struct Certificate<'a> {
    tbs: &'a [u8],
    pub(crate) serial: &'a [u8],
    pub(crate) issuer: &'a [u8],
    pub(crate) subject: &'a [u8],
    pub(crate) not_before: Timestamp,
    pub(crate) not_after: Timestamp,
    pub(crate) suite: Suite,
    pub(crate) point: &'a [u8],
    signature_algorithm: &'a [u8],
    signature: &'a [u8],
}

impl<'a> Certificate<'a> {
    pub(crate) fn read(input: &'a [u8]) -> Result<Certificate<'a>, DerError> {
        let mut outer = der::only(input, tag::SEQUENCE)?.children();
        let tbs = outer.take(tag::SEQUENCE)?;
        let signature_algorithm = outer.take(tag::SEQUENCE)?.raw;
        let signature = outer.take(tag::BIT_STRING)?.whole_bits()?;
        outer.end()?;
        let mut parts = tbs.children();
        parts.optional(tag::context(0))?;
        let serial = parts.take(tag::INTEGER)?.raw;
        // The algorithm stands twice; only the inner one is signed.
        if parts.take(tag::SEQUENCE)?.raw != signature_algorithm {
            return Err(DerError);
        }
        let issuer = parts.take(tag::SEQUENCE)?.raw;
        let mut validity = parts.sequence()?;
        let not_before = read_time(validity.any()?)?;
        let not_after = read_time(validity.any()?)?;
        let subject = parts.take(tag::SEQUENCE)?.raw;
        let (suite, point) = signer::read_public_key(parts.sequence()?)?;
        Ok(Certificate {
            tbs: tbs.raw,
            serial,
            issuer,
            subject,
            not_before,
            not_after,
            suite,
            point,
            signature_algorithm,
            signature,
        })
    }

    /// Whether `issuer`'s key signed this certificate and the names fit.
    pub(crate) fn is_issued_by(&self, issuer: &Certificate<'_>) -> bool {
        self.issuer == issuer.subject
            && self.signature_algorithm == signature_algorithm(issuer.suite)
            && signer::is_signed_by(issuer.suite, issuer.point, self.tbs, self.signature)
    }

    /// The subject as one line, as RFC 4514 writes it.
    pub(crate) fn subject_line(&self) -> String {
        x509_cert::name::Name::from_der(self.subject).map(|n| n.to_string()).unwrap_or_default()
    }

    /// The text of the first attribute of this kind in the subject.
    pub(crate) fn subject_part(&self, id: &[u32]) -> Option<String> {
        let wanted = der::oid(id);
        let mut sets = der::only(self.subject, tag::SEQUENCE).ok()?.children();
        while let Ok(set) = sets.take(tag::SET) {
            let mut members = set.children();
            while let Ok(mut pair) = members.sequence() {
                if pair.take(tag::OID).ok()?.raw == wanted {
                    return String::from_utf8(pair.any().ok()?.body.to_vec()).ok();
                }
            }
        }
        None
    }

    /// The unified social credit code in the subject.
    pub(crate) fn subject_code(&self) -> Option<String> {
        self.subject_part(SERIAL_NUMBER)
    }
}

/// Whether the certificate `issued` was signed by the key of the certificate `issuer` (both DER). It says nothing
/// about time, purpose or revocation.
///
/// # Errors
/// One of the two is no certificate with a key of a known suite.
pub fn is_issued_by(issued: &[u8], issuer: &[u8]) -> Result<bool, DerError> {
    Ok(Certificate::read(issued)?.is_issued_by(&Certificate::read(issuer)?))
}

/// A certificate as PEM, for files that people pass on.
pub fn to_pem(certificate: &[u8]) -> String {
    use base64::Engine as _;
    let text = base64::engine::general_purpose::STANDARD.encode(certificate);
    let mut pem = String::from("-----BEGIN CERTIFICATE-----\n");
    for line in text.as_bytes().chunks(64) {
        pem.push_str(&String::from_utf8_lossy(line));
        pem.push('\n');
    }
    pem.push_str("-----END CERTIFICATE-----\n");
    pem
}

/// Reads every element of a SET or `[0]` of certificates.
pub(crate) fn list(mut certificates: Reader<'_>) -> Result<Vec<&[u8]>, DerError> {
    let mut out = Vec::new();
    while !certificates.is_empty() {
        out.push(certificates.any()?.raw);
    }
    Ok(out)
}
