//! The same file without the traces that no reader sees: who wrote it, for whom, with what, where a picture was taken.
//!
//! What somebody has to decide about (comments, tracked changes, hidden sheets) stays in the file and stops it:
//! see [`super::inspect`]. The result is looked into again before it is given out.

use super::{FileKind, Reason, archive::Archive, kind_of, pdf, picture, xml};
use crate::{Kind, Lists};
use kernel::words;
use lopdf::{Dictionary, Document, Object};
use std::{
    collections::BTreeSet,
    io::{Cursor, Write},
    panic::{AssertUnwindSafe, catch_unwind},
};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

words! {
    /// What was taken out; the language files say it as `screen-removed-<word>`.
    pub enum Removed {
        /// Author, last reviser, keywords, company, manager, template.
        Properties = "properties",
        /// Properties that a system of the office added.
        CustomProperties = "custom-properties",
        /// A small picture of the first page.
        Thumbnail = "thumbnail",
        /// Camera data, positions and texts of pictures.
        PictureData = "picture-data",
        /// A description of a PDF in XML.
        Xmp = "xmp",
        /// Files inside a PDF.
        EmbeddedFiles = "embedded-files",
        /// Earlier states of a PDF.
        Revisions = "revisions",
        /// Data that the writing software keeps for itself.
        PrivateData = "private-data",
    }
}

/// A file without hidden traces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stripped {
    /// The file.
    pub bytes: Vec<u8>,
    /// What was taken out; empty when there was nothing.
    pub removed: Vec<Removed>,
}

/// Takes hidden traces out of a file. Text and pages have none and come back as they are.
///
/// # Errors
/// Why it could not be done: unreadable, of a kind that is not rewritten, or signed.
pub fn strip(name: &str, bytes: &[u8]) -> Result<Stripped, Reason> {
    let stripped = within(bytes, 0)?;
    // Believed only when seen.
    let again = super::inspect(name, &stripped.bytes, &Lists::default());
    let left = again.findings.iter().any(|f| matches!(f.kind, Kind::Position | Kind::Properties));
    if left || again.kind != kind_of(bytes) { Err(Reason::Damaged) } else { Ok(stripped) }
}

fn within(bytes: &[u8], depth: usize) -> Result<Stripped, Reason> {
    if bytes.len() > super::Limits::BYTES {
        return Err(Reason::TooLarge);
    }
    let kind = kind_of(bytes);
    let mut removed = BTreeSet::new();
    let done = catch_unwind(AssertUnwindSafe(|| match kind {
        FileKind::Docx | FileKind::Xlsx | FileKind::Pptx => package(bytes, &mut removed),
        FileKind::Pdf => document(bytes, &mut removed),
        FileKind::Jpeg | FileKind::Png | FileKind::Webp => {
            let (out, changed) = picture::strip(kind, bytes)?;
            if changed {
                removed.insert(Removed::PictureData);
            }
            Ok(out)
        }
        FileKind::Text | FileKind::Html => Ok(bytes.to_vec()),
        FileKind::Zip => archive(bytes, depth, &mut removed),
        FileKind::Legacy => Err(Reason::Legacy),
        FileKind::Ofd | FileKind::Unknown => Err(Reason::UnknownKind),
    }));
    let bytes = done.unwrap_or(Err(Reason::Damaged))?;
    Ok(Stripped { bytes, removed: removed.into_iter().collect() })
}

/// Every entry written anew, without dates.
fn rewritten(
    bytes: &[u8],
    mut each: impl FnMut(&str, Vec<u8>) -> Result<Option<Vec<u8>>, Reason>,
) -> Result<Vec<u8>, Reason> {
    let mut archive = Archive::open(bytes)?;
    let names = archive.names()?;
    let mut budget = super::Limits::UNPACKED;
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (at, (name, is_folder)) in names.iter().enumerate() {
        if *is_folder {
            continue;
        }
        let content = archive.bytes(at, &mut budget)?;
        if let Some(content) = each(name, content)? {
            out.start_file(name.as_str(), options).map_err(|_| Reason::Damaged)?;
            out.write_all(&content).map_err(|_| Reason::Damaged)?;
        }
    }
    Ok(out.finish().map_err(|_| Reason::Damaged)?.into_inner())
}

const CORE: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"></cp:coreProperties>";
const APP: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties\"></Properties>";

fn package(bytes: &[u8], removed: &mut BTreeSet<Removed>) -> Result<Vec<u8>, Reason> {
    rewritten(bytes, |name, content| {
        let lower = name.to_ascii_lowercase();
        if lower == "docprops/custom.xml" {
            removed.insert(Removed::CustomProperties);
            return Ok(None);
        }
        if lower.starts_with("docprops/thumbnail") {
            removed.insert(Removed::Thumbnail);
            return Ok(None);
        }
        for (part, empty) in [("docprops/core.xml", CORE), ("docprops/app.xml", APP)] {
            if lower == part {
                if content != empty.as_bytes() {
                    removed.insert(Removed::Properties);
                }
                return Ok(Some(empty.as_bytes().to_vec()));
            }
        }
        // What was taken out is named nowhere any more, or office programs call the file damaged.
        if lower == "[content_types].xml" || lower == "_rels/.rels" {
            return without_mentions(&content).map(Some);
        }
        if lower.contains("/media/") {
            let kind = kind_of(&content);
            if matches!(kind, FileKind::Jpeg | FileKind::Png | FileKind::Webp)
                && let Ok((clean, changed)) = picture::strip(kind, &content)
            {
                if changed {
                    removed.insert(Removed::PictureData);
                }
                return Ok(Some(clean));
            }
        }
        Ok(Some(content))
    })
}

/// A list of parts or relations without the lines for custom properties and thumbnails.
fn without_mentions(content: &[u8]) -> Result<Vec<u8>, Reason> {
    let text = xml::decoded(content)?;
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        let end = rest[at..].find('>').map_or(rest.len(), |end| at + end + 1);
        let tag = &rest[at..end];
        let lower = tag.to_ascii_lowercase();
        let is_entry = lower.starts_with("<override") || lower.starts_with("<relationship ");
        let is_gone = lower.contains("docprops/custom.xml") || lower.contains("docprops/thumbnail");
        if !(is_entry && is_gone && tag.ends_with("/>")) {
            out.push_str(tag);
        }
        rest = &rest[end..];
    }
    out.push_str(rest);
    Ok(out.into_bytes())
}

fn archive(bytes: &[u8], depth: usize, removed: &mut BTreeSet<Removed>) -> Result<Vec<u8>, Reason> {
    if depth >= super::Limits::DEPTH {
        return Err(Reason::TooNested);
    }
    rewritten(bytes, |_, content| match within(&content, depth + 1) {
        Ok(inner) => {
            removed.extend(inner.removed);
            Ok(Some(inner.bytes))
        }
        // A signed file stays as it is; what cannot be read is for a person to decide about.
        Err(Reason::Signed) => Ok(Some(content)),
        Err(why) => Err(why),
    })
}

fn document(bytes: &[u8], removed: &mut BTreeSet<Removed>) -> Result<Vec<u8>, Reason> {
    let mut document = pdf::open(bytes)?;
    if pdf::is_signed(&document) {
        return Err(Reason::Signed);
    }
    if document.revision_count() > 1 {
        removed.insert(Removed::Revisions);
    }
    let info = document.trailer.get_deref(b"Info", &document).and_then(Object::as_dict).cloned().unwrap_or_default();
    let title = info.get(b"Title").ok().cloned();
    document.trailer.remove(b"Info");
    if info.iter().any(|(key, _)| key != b"Title") {
        removed.insert(Removed::Properties);
    }
    if let Some(title) = title {
        // Readers see it in the head of the window and hear it read.
        let info = document.add_object(Dictionary::from_iter([("Title", title)]));
        document.trailer.set("Info", info);
    }
    document.trailer.remove(b"Prev");
    for object in document.objects.values_mut() {
        if let Object::Stream(stream) = object
            && stream.dict.has_type(b"Metadata")
        {
            let told = pdf::description(stream);
            if pdf::says_who(&told) {
                removed.insert(Removed::Xmp);
                stream.dict.remove(b"Filter");
                stream.dict.remove(b"DecodeParms");
                stream.set_content(conformance(&told).into_bytes());
            }
        }
        let dictionary = match object {
            Object::Dictionary(d) => d,
            Object::Stream(s) => &mut s.dict,
            _ => continue,
        };
        for (key, what) in [
            (b"PieceInfo".as_slice(), Removed::PrivateData),
            (b"Thumb", Removed::Thumbnail),
            (b"EF", Removed::EmbeddedFiles),
            (b"AF", Removed::EmbeddedFiles),
            (b"EmbeddedFiles", Removed::EmbeddedFiles),
        ] {
            if dictionary.remove(key).is_some() {
                removed.insert(what);
            }
        }
        remove_attachment_note(dictionary, removed);
    }
    without_orphans(&mut document);
    let mut out = Vec::new();
    document.save_to(&mut out).map_err(|_| Reason::Damaged)?;
    Ok(out)
}

/// A description that says nothing but which standards for archives and for readers the file keeps.
fn conformance(told: &str) -> String {
    let mut kept = String::new();
    for (name, space) in [
        ("pdfaid:part", "pdfaid"),
        ("pdfaid:conformance", "pdfaid"),
        ("pdfaid:rev", "pdfaid"),
        ("pdfuaid:part", "pdfuaid"),
    ] {
        let value = told.split_once(name).map(|(_, rest)| {
            let rest = rest.trim_start_matches(['>', '=', '"', '\'', ' ']);
            rest.chars().take_while(char::is_ascii_alphanumeric).take(4).collect::<String>()
        });
        if let Some(value) = value.filter(|v| !v.is_empty()) {
            let home =
                if space == "pdfaid" { "http://www.aiim.org/pdfa/ns/id/" } else { "http://www.aiim.org/pdfua/ns/id/" };
            kept.push_str(&format!(
                "<rdf:Description rdf:about=\"\" xmlns:{space}=\"{home}\"><{name}>{value}</{name}></rdf:Description>"
            ));
        }
    }
    format!(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?><x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><!-- pdf --><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">{kept}</rdf:RDF></x:xmpmeta><?xpacket end=\"r\"?>"
    )
}

/// A pin on the page that held a file is nothing without it.
fn remove_attachment_note(dictionary: &mut Dictionary, removed: &mut BTreeSet<Removed>) {
    if dictionary.get(b"Subtype").and_then(Object::as_name).is_ok_and(|n| n == b"FileAttachment")
        && dictionary.remove(b"FS").is_some()
    {
        removed.insert(Removed::EmbeddedFiles);
    }
}

/// What nothing refers to any more does not leave.
fn without_orphans(document: &mut Document) {
    document.prune_objects();
}
