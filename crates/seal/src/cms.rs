//! Detached signatures as CMS SignedData (RFC 5652), the bytes that stand inside a signed PDF.
//!
//! The signed attributes are content type, message digest, the signer's certificate (ESS signing-certificate-v2,
//! RFC 5035) and, where the container asks for it, the signing time. Both suites use the content type identifiers of
//! RFC 5652, so that every reader finds its way; the `sm` suite differs in the algorithms only (SM3, SM2 with SM3).

use jiff::Timestamp;

use crate::certificate::{self, Certificate};
use crate::der::{self, DerError, Reader, tag};
use crate::signer::{self, SignError, Signer};
use crate::suite::Suite;

const DATA: &[u32] = &[1, 2, 840, 113549, 1, 7, 1];
const SIGNED_DATA: &[u32] = &[1, 2, 840, 113549, 1, 7, 2];
const CONTENT_TYPE: &[u32] = &[1, 2, 840, 113549, 1, 9, 3];
const MESSAGE_DIGEST: &[u32] = &[1, 2, 840, 113549, 1, 9, 4];
const SIGNING_TIME: &[u32] = &[1, 2, 840, 113549, 1, 9, 5];
const SIGNING_CERTIFICATE_V2: &[u32] = &[1, 2, 840, 113549, 1, 9, 16, 2, 47];

/// Whether the signing time stands among the signed attributes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SigningTime {
    /// Signed as an attribute.
    Attribute(Timestamp),
    /// Left to the container: PAdES wants the time in the PDF's signature dictionary alone.
    Container,
}

/// Signs `content` (its parts one after the other), which itself is not in the answer. The answer is a DER
/// ContentInfo with the signer's certificate and its chain.
///
/// # Errors
/// [`SignError`]; [`SignError::Key`] also if the signer's certificate cannot be read.
pub fn sign_detached(content: &[&[u8]], signer: &dyn Signer, time: SigningTime) -> Result<Vec<u8>, SignError> {
    let suite = signer.suite();
    let own = Certificate::read(signer.certificate()).map_err(|_| SignError::Key)?;
    if own.suite != suite {
        return Err(SignError::Key);
    }
    let mut attributes = vec![
        attribute(CONTENT_TYPE, der::oid(DATA)),
        attribute(MESSAGE_DIGEST, der::octets(&suite.digest(content))),
        attribute(SIGNING_CERTIFICATE_V2, signing_certificate(suite, signer.certificate(), &own)),
    ];
    if let SigningTime::Attribute(at) = time {
        attributes.push(attribute(SIGNING_TIME, certificate::time(at)));
    }
    let attributes = der::set(attributes);
    // Signed as a SET, sent as [0]: RFC 5652, 5.4.
    let signature = signer.sign(&attributes)?;
    let mut sent = attributes;
    sent[0] = tag::context(0);

    let mut certificates = vec![signer.certificate().to_vec()];
    certificates.extend(signer.chain().iter().cloned());
    let info = der::sequence(&[
        der::unsigned(&[1]),
        der::sequence(&[own.issuer.to_vec(), own.serial.to_vec()]),
        certificate::digest_algorithm(suite),
        sent,
        certificate::signature_algorithm(suite),
        der::octets(&signature),
    ]);
    let mut certificates = der::set(certificates);
    certificates[0] = tag::context(0);
    let signed = der::sequence(&[
        der::unsigned(&[1]),
        der::set(vec![certificate::digest_algorithm(suite)]),
        der::sequence(&[der::oid(DATA)]),
        certificates,
        der::set(vec![info]),
    ]);
    Ok(der::sequence(&[der::oid(SIGNED_DATA), der::node(tag::context(0), &[signed])]))
}

fn attribute(id: &[u32], value: Vec<u8>) -> Vec<u8> {
    der::sequence(&[der::oid(id), der::set(vec![value])])
}

/// SigningCertificateV2 { { ESSCertIDv2 { [hash algorithm], hash, issuer and serial } } }. The hash algorithm
/// SHA-256 is the default and DER leaves defaults out.
fn signing_certificate(suite: Suite, der: &[u8], own: &Certificate<'_>) -> Vec<u8> {
    let mut id = Vec::new();
    if suite == Suite::Sm {
        id.push(certificate::digest_algorithm(suite));
    }
    id.push(der::octets(&suite.digest(&[der])));
    let general_name = der::node(tag::context(4), &[own.issuer.to_vec()]);
    id.push(der::sequence(&[der::sequence(&[general_name]), own.serial.to_vec()]));
    der::sequence(&[der::sequence(&[der::sequence(&id)])])
}

/// What was found out about a detached signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CmsCheck {
    /// The content is the one that was signed.
    pub digest_ok: bool,
    /// The signer's key signed the attributes (digest included), and they name its certificate.
    pub signature_ok: bool,
    /// The algorithms.
    pub suite: Suite,
    /// The signer's certificate, DER.
    pub certificate: Vec<u8>,
    /// The other certificates that travelled along, DER.
    pub chain: Vec<Vec<u8>>,
    /// The signed time, if it is an attribute. The signer's word, not a timestamp authority's.
    pub signed_at: Option<Timestamp>,
}

/// Checks a detached signature by one signer over `content`. It does not say whether the certificate is trusted.
///
/// # Errors
/// [`DerError`] if the bytes are no such signature, or one with other algorithms than the two suites'.
pub fn check_detached(content: &[&[u8]], cms: &[u8]) -> Result<CmsCheck, DerError> {
    let mut outer = der::only(cms, tag::SEQUENCE)?.children();
    expect_oid(&mut outer, SIGNED_DATA)?;
    let mut explicit = outer.take(tag::context(0))?.children();
    outer.end()?;
    let mut signed = explicit.sequence()?;
    explicit.end()?;
    signed.take(tag::INTEGER)?;
    signed.take(tag::SET)?;
    let mut encapsulated = signed.sequence()?;
    expect_oid(&mut encapsulated, DATA)?;
    encapsulated.end()?;
    let certificates = certificate::list(signed.take(tag::context(0))?.children())?;
    signed.optional(tag::context(1))?;
    let mut infos = signed.take(tag::SET)?.children();
    signed.end()?;
    let mut info = infos.sequence()?;
    infos.end()?;

    // Version 1: the certificate is named by issuer and serial number.
    if info.take(tag::INTEGER)?.body != [1] {
        return Err(DerError);
    }
    let mut issuer_and_serial = info.sequence()?;
    let issuer = issuer_and_serial.take(tag::SEQUENCE)?.raw;
    let serial = issuer_and_serial.take(tag::INTEGER)?.raw;
    issuer_and_serial.end()?;
    let digest_algorithm = info.take(tag::SEQUENCE)?.raw;
    let attributes = info.take(tag::context(0))?;
    let signature_algorithm = info.take(tag::SEQUENCE)?.raw;
    let signature = info.take(tag::OCTET_STRING)?.body;
    // Unsigned attributes (a timestamp added later) may follow.
    info.optional(tag::context(1))?;
    info.end()?;

    let own_der = certificates
        .iter()
        .copied()
        .find(|c| Certificate::read(c).is_ok_and(|c| c.issuer == issuer && c.serial == serial))
        .ok_or(DerError)?;
    let own = Certificate::read(own_der)?;
    let suite = own.suite;
    let algorithms_fit = is_algorithm(digest_algorithm, &certificate::digest_algorithm(suite))
        && is_algorithm(signature_algorithm, &certificate::signature_algorithm(suite));
    if !algorithms_fit {
        return Err(DerError);
    }

    let is_data = find_attribute(attributes.children(), CONTENT_TYPE)?.is_some_and(|v| v.raw == der::oid(DATA));
    let digest = find_attribute(attributes.children(), MESSAGE_DIGEST)?.ok_or(DerError)?;
    let names_certificate = match find_attribute(attributes.children(), SIGNING_CERTIFICATE_V2)? {
        // Others' signatures may do without; ours never do.
        None => true,
        Some(value) => named_digest(value.children())? == suite.digest(&[own_der]),
    };
    let signed_at = find_attribute(attributes.children(), SIGNING_TIME)?.map(certificate::read_time).transpose()?;
    let mut as_set = attributes.raw.to_vec();
    as_set[0] = tag::SET;
    Ok(CmsCheck {
        digest_ok: digest.tag == tag::OCTET_STRING && digest.body == suite.digest(content),
        signature_ok: is_data && names_certificate && signer::is_signed_by(suite, own.point, &as_set, signature),
        suite,
        certificate: own_der.to_vec(),
        chain: certificates.iter().filter(|c| **c != own_der).map(|c| c.to_vec()).collect(),
        signed_at,
    })
}

fn expect_oid(reader: &mut Reader<'_>, id: &[u32]) -> Result<(), DerError> {
    if reader.take(tag::OID)?.raw == der::oid(id) { Ok(()) } else { Err(DerError) }
}

/// Whether an AlgorithmIdentifier is the expected one; NULL parameters say the same as none.
fn is_algorithm(found: &[u8], expected: &[u8]) -> bool {
    let with_null = der::only(expected, tag::SEQUENCE).map(|e| der::tlv(tag::SEQUENCE, &[e.body, &[5, 0]].concat()));
    found == expected || with_null.is_ok_and(|w| w == found)
}

/// The single value of the only attribute with this id; twice is an error.
fn find_attribute<'a>(mut attributes: Reader<'a>, id: &[u32]) -> Result<Option<der::Element<'a>>, DerError> {
    let wanted = der::oid(id);
    let mut found = None;
    while !attributes.is_empty() {
        let mut attribute = attributes.sequence()?;
        let matches = attribute.take(tag::OID)?.raw == wanted;
        let mut values = attribute.take(tag::SET)?.children();
        attribute.end()?;
        if matches {
            if found.is_some() {
                return Err(DerError);
            }
            found = Some(values.any()?);
            values.end()?;
        }
    }
    Ok(found)
}

/// The certificate's digest in a SigningCertificateV2.
fn named_digest(mut value: Reader<'_>) -> Result<&[u8], DerError> {
    let mut id = value.sequence()?.sequence()?;
    id.optional(tag::SEQUENCE)?;
    Ok(id.take(tag::OCTET_STRING)?.body)
}
