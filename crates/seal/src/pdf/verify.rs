//! Checking the newest signature of a PDF, ours or another's of the two suites: for uploads and for tests. It never
//! says "trusted"; that is a question of certificates and lists which the caller has.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::PdfError;
use super::document::Document;
use super::syntax::{self, Dict};
use crate::certificate::{COMMON_NAME, Certificate};
use crate::cms;
use crate::der::{Reader, tlv};
use crate::suite::Suite;

type Result<T> = std::result::Result<T, PdfError>;

/// What was found out about the newest signature of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PdfCheck {
    /// Every byte of the file is signed, but for the signature itself. `false`: something was added afterwards.
    pub signed_whole: bool,
    /// The signed bytes are the ones that were signed.
    pub digest_ok: bool,
    /// The certificate's key made the signature.
    pub signature_ok: bool,
    /// The algorithms.
    pub suite: Suite,
    /// The signer's distinguished name on one line.
    pub subject: String,
    /// The signer's common name: of our authority's certificates, the agency's name.
    pub signer_name: Option<String>,
    /// The signer's unified social credit code, where the certificate has one.
    pub signer_code: Option<String>,
    /// The signer's certificate, DER. See [`crate::is_issued_by`].
    pub certificate: Vec<u8>,
    /// The time within which the certificate holds.
    pub certificate_holds: (Timestamp, Timestamp),
    /// When it was signed, as the signer claims.
    pub signed_at: Option<Timestamp>,
    /// How many signatures the document has.
    pub signatures: usize,
}

impl PdfCheck {
    /// Whole, unaltered and signed by the certificate's key. Whether the certificate deserves trust is another
    /// question.
    pub fn is_intact(&self) -> bool {
        self.signed_whole && self.digest_ok && self.signature_ok
    }
}

/// A signature dictionary and its parts.
struct Found<'a> {
    range: [usize; 4],
    contents: &'a [u8],
    dict: Dict<'a>,
}

/// Checks the newest signature.
///
/// # Errors
/// [`PdfError::NotSigned`], or that the file or the signature inside cannot be read; an altered file may well show
/// itself in this way and counts as not valid.
pub fn verify_pdf(pdf: &[u8]) -> Result<PdfCheck> {
    let document = Document::read(pdf)?;
    let mut found = signatures(&document)?;
    let count = found.len();
    found.sort_by_key(|f| f.range[2].saturating_add(f.range[3]));
    let newest = found.pop().ok_or(PdfError::NotSigned)?;
    let [start, len, second, second_len] = newest.range;
    let part = |at: usize, len: usize| {
        at.checked_add(len).and_then(|end| pdf.get(at..end)).ok_or(PdfError::Damaged("the byte range is too long"))
    };
    let content = [part(start, len)?, part(second, second_len)?];
    // The string's own place in the file, not a string of equal content elsewhere.
    let contents_at = newest.contents.as_ptr() as usize - pdf.as_ptr() as usize;
    let signed_whole = start == 0
        && len == contents_at
        && second == contents_at + newest.contents.len()
        && second + second_len == pdf.len();

    let bytes = syntax::hex_string(newest.contents).ok_or(PdfError::Damaged("/Contents is not hexadecimal"))?;
    let mut reader = Reader::new(&bytes);
    let element = reader.any()?;
    let padding = &bytes[element.raw.len()..];
    if padding.iter().any(|b| *b != 0) || element.raw != tlv(element.tag, element.body) {
        return Err(PdfError::Damaged("something stands after the signature"));
    }
    let check = cms::check_detached(&content, element.raw)?;
    let certificate = Certificate::read(&check.certificate)?;
    Ok(PdfCheck {
        signed_whole,
        digest_ok: check.digest_ok,
        signature_ok: check.signature_ok,
        suite: check.suite,
        subject: certificate.subject_line(),
        signer_name: certificate.subject_part(COMMON_NAME),
        signer_code: certificate.subject_code(),
        certificate_holds: (certificate.not_before, certificate.not_after),
        signed_at: check.signed_at.or_else(|| newest.dict.get("M").and_then(read_date)),
        certificate: check.certificate,
        signatures: count,
    })
}

/// Every signature that a field of the form refers to.
fn signatures<'a>(document: &Document<'a>) -> Result<Vec<Found<'a>>> {
    let catalogue = document.object(document.root()?.0)?;
    let Some(form) = Dict::read(&catalogue)?.get("AcroForm").map(|raw| document.resolve(raw)).transpose()? else {
        return Err(PdfError::NotSigned);
    };
    let Some(fields) = Dict::read(&form)?.get("Fields").map(|raw| document.resolve(raw)).transpose()? else {
        return Err(PdfError::NotSigned);
    };
    let mut seen = BTreeSet::new();
    let mut waiting: Vec<u32> = references(&fields)?;
    let mut found = Vec::new();
    while let Some(id) = waiting.pop() {
        if !seen.insert(id) {
            continue;
        }
        let field = document.object(id)?;
        let field = Dict::read(&field)?;
        if let Some(kids) = field.get("Kids").map(|raw| document.resolve(raw)).transpose()? {
            waiting.extend(references(&kids)?);
        }
        let Some((value, _)) = field.get("V").and_then(syntax::reference).filter(|_| field.has_name("FT", "Sig"))
        else {
            continue;
        };
        let dict = Dict::read(document.object_in_file(value)?)?;
        let contents = dict.get("Contents").ok_or(PdfError::Damaged("/Contents is missing"))?;
        let range = dict.get("ByteRange").ok_or(PdfError::Damaged("/ByteRange is missing"))?;
        let range: Vec<usize> = syntax::array(range)?
            .into_iter()
            .filter_map(|raw| syntax::number(raw).and_then(|n| usize::try_from(n).ok()))
            .collect();
        let range = range.try_into().map_err(|_| PdfError::Unsupported("a byte range of other than two parts"))?;
        found.push(Found { range, contents, dict });
    }
    Ok(found)
}

fn references(array: &[u8]) -> Result<Vec<u32>> {
    Ok(syntax::array(array)?.into_iter().filter_map(|raw| syntax::reference(raw).map(|(id, _)| id)).collect())
}

/// `(D:20260302150000+08'00')`. Only dates with an offset tell an instant.
fn read_date(raw: &[u8]) -> Option<Timestamp> {
    let text = std::str::from_utf8(raw).ok()?.strip_prefix("(D:")?.strip_suffix(')')?.replace('\'', "");
    let text = match text.strip_suffix('Z') {
        Some(start) => format!("{start}+0000"),
        None => text,
    };
    Timestamp::strptime("%Y%m%d%H%M%S%z", &text).ok()
}
