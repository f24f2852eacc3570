//! PDF: every object, every string, every stream unpacked, and the text of what is drawn through the tables of the
//! fonts, not through the letters that are drawn.

use super::{Leak, Wanted, unreadable};
use crate::{
    Limits,
    pdf::{dictionary, inherited, load},
};
use lopdf::{Dictionary, Document, Encoding, Object, ObjectId, content::Content, decode_text_string};
use std::collections::HashMap;

/// What a released file may say about itself.
const TRAILER: &[&[u8]] = &[b"Root", b"Size", b"Type", b"W", b"Index", b"Length", b"Filter", b"DecodeParms"];
const CATALOG: &[&[u8]] = &[b"Type", b"Pages"];
const PAGE: &[&[u8]] =
    &[b"Type", b"Parent", b"Contents", b"Resources", b"MediaBox", b"CropBox", b"Rotate", b"Group", b"UserUnit"];

/// Keys that no released file has anywhere.
const NEVER: &[&[u8]] = &[
    b"Annots",
    b"AcroForm",
    b"EmbeddedFiles",
    b"EF",
    b"JS",
    b"JavaScript",
    b"OpenAction",
    b"AA",
    b"Metadata",
    b"Outlines",
    b"OCProperties",
    b"OC",
    b"PieceInfo",
    b"StructTreeRoot",
    b"ActualText",
    b"AF",
    b"Thumb",
];

/// Forms inside forms.
const DEPTH: usize = 20;

pub(super) fn look(bytes: &[u8], wanted: &Wanted) -> Result<(), Leak> {
    let document = load(bytes).map_err(|_| unreadable("file"))?;
    let strange = |place: String| Leak { place, removed: 0, is_unreadable: false };
    if document.revision_count() > 1 {
        return Err(strange("revisions".into()));
    }
    only(&document.trailer, TRAILER).map_err(|key| strange(format!("trailer {key}")))?;
    let catalog = document.catalog().map_err(|_| unreadable("catalog"))?;
    only(catalog, CATALOG).map_err(|key| strange(format!("catalog {key}")))?;
    let pages = document.get_pages();
    if pages.is_empty() {
        return Err(unreadable("pages"));
    }
    let mut whole = document.clone();
    // The table of places is itself an object that nothing leads to.
    let is_table = |id| document.get_object(id).ok().and_then(dictionary).is_some_and(|d| d.has_type(b"XRef"));
    if !whole.prune_objects().into_iter().all(is_table) {
        return Err(strange("objects that nothing leads to".into()));
    }
    for (id, object) in &document.objects {
        let place = format!("object {}", id.0);
        strings(object, &place, wanted, 0)?;
        if let Object::Stream(stream) = object {
            let plain = stream.get_plain_content_with_limit(Limits::PART);
            wanted.in_bytes(plain.as_deref().unwrap_or(&stream.content), &place)?;
        }
    }
    // Not only in the objects: whatever stands between them would leave as well.
    wanted.in_bytes(bytes, "file")?;
    for (number, id) in &pages {
        let place = format!("page {number}");
        let page = document.get_dictionary(*id).map_err(|_| unreadable(&place))?;
        only(page, PAGE).map_err(|key| strange(format!("{place} {key}")))?;
        let content = document.get_page_content_with_limit(*id, Limits::PART).map_err(|_| unreadable(&place))?;
        let resources = page.get_deref(b"Resources", &document).ok().and_then(dictionary);
        let mut said = String::new();
        drawn(&document, &content, resources, Marked::Never, 0, &mut said).map_err(|()| unreadable(&place))?;
        wanted.in_text(&said, &place)?;
    }
    Ok(())
}

fn only(dictionary: &Dictionary, known: &[&[u8]]) -> Result<(), String> {
    match dictionary.iter().find(|(key, _)| !known.contains(&key.as_slice())) {
        Some((key, _)) => Err(String::from_utf8_lossy(key).into_owned()),
        None => Ok(()),
    }
}

fn strings(object: &Object, place: &str, wanted: &Wanted, depth: usize) -> Result<(), Leak> {
    if depth > 100 {
        return Err(unreadable(place));
    }
    match object {
        Object::String(bytes, _) => {
            wanted.in_text(&decode_text_string(object).unwrap_or_default(), place)?;
            wanted.in_bytes(bytes, place)
        }
        Object::Name(name) => wanted.in_value(&String::from_utf8_lossy(name), place),
        Object::Array(all) => all.iter().try_for_each(|o| strings(o, place, wanted, depth + 1)),
        other => match dictionary(other) {
            None => Ok(()),
            Some(d) => d.iter().try_for_each(|(key, value)| {
                if NEVER.contains(&key.as_slice()) {
                    let key = String::from_utf8_lossy(key);
                    return Err(Leak { place: format!("{place} {key}"), removed: 0, is_unreadable: false });
                }
                wanted.in_value(&String::from_utf8_lossy(key), place)?;
                strings(value, place, wanted, depth + 1)
            }),
        },
    }
}

/// All that a page of any file shows, as this reader sees it; nothing when it cannot be read to its end.
pub(crate) fn text_of_page(document: &Document, page: ObjectId) -> Option<String> {
    let content = document.get_page_content_with_limit(page, Limits::PART).ok()?;
    let resources = inherited(document, page, b"Resources").and_then(dictionary);
    let mut said = String::new();
    drawn(document, &content, resources, Marked::Passed, 0, &mut said).ok()?;
    Some(said)
}

/// What is done about instructions that describe or replace text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Marked {
    /// They have no place in a released file.
    Never,
    /// Passed over.
    Passed,
}

/// All that is shown, string after string, through the fonts' own tables.
fn drawn(
    document: &Document,
    content: &[u8],
    resources: Option<&Dictionary>,
    marked: Marked,
    depth: usize,
    out: &mut String,
) -> Result<(), ()> {
    if depth > DEPTH || out.len() > Limits::PART {
        return Err(());
    }
    let content = Content::decode(content).map_err(|_| ())?;
    let find = |kind: &[u8], name: &[u8]| {
        resources?.get_deref(kind, document).and_then(Object::as_dict).ok()?.get_deref(name, document).ok()
    };
    let mut fonts: HashMap<Vec<u8>, Option<Encoding>> = HashMap::new();
    let mut font: Vec<u8> = Vec::new();
    for step in &content.operations {
        match step.operator.as_str() {
            "Tf" => {
                let Some(Ok(name)) = step.operands.first().map(Object::as_name) else { continue };
                font = name.to_vec();
                if !fonts.contains_key(&font) {
                    let table = find(b"Font", &font).and_then(dictionary).and_then(|d| table(document, d));
                    fonts.insert(font.clone(), table);
                }
            }
            "Tj" | "TJ" | "'" | "\"" => {
                for operand in &step.operands {
                    let single = std::slice::from_ref(operand);
                    for part in operand.as_array().map_or(single, Vec::as_slice) {
                        let Object::String(bytes, _) = part else { continue };
                        let is_read = match fonts.get(&font) {
                            Some(Some(table)) => table.write_to_string(bytes, out).is_ok(),
                            _ => false,
                        };
                        if !is_read && marked == Marked::Never {
                            out.push_str(&String::from_utf8_lossy(bytes));
                        }
                    }
                }
            }
            "Do" => {
                let Some(Ok(name)) = step.operands.first().map(Object::as_name) else { continue };
                let Some(Object::Stream(form)) = find(b"XObject", name) else { continue };
                if form.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|n| n == b"Form") {
                    let inside = form.get_plain_content_with_limit(Limits::PART).map_err(|_| ())?;
                    let own = form.dict.get_deref(b"Resources", document).ok().and_then(dictionary);
                    drawn(document, &inside, own.or(resources), marked, depth + 1, out)?;
                }
            }
            "BDC" | "BMC" | "MP" | "DP" if marked == Marked::Never => return Err(()),
            _ => {}
        }
    }
    Ok(())
}

/// How a font's codes become letters.
fn table<'d>(document: &'d Document, font: &'d Dictionary) -> Option<Encoding<'d>> {
    let mapped = font.get_deref(b"ToUnicode", document).is_ok_and(|o| o.as_stream().is_ok()).then(|| {
        // The map goes before every other word of the font.
        let mut mapped = font.clone();
        mapped.remove(b"Encoding");
        mapped
    });
    match mapped {
        Some(mapped) => match mapped.get_font_encoding_with_limit(document, Limits::PART).ok()? {
            Encoding::UnicodeMapEncoding(map) => Some(Encoding::UnicodeMapEncoding(map)),
            _ => None,
        },
        None => font.get_font_encoding_with_limit(document, Limits::PART).ok(),
    }
}
