//! A PDF opened twice: for drawing and for copying. Both must see the same pages.

use crate::{LeftOut, Limits, Options, Refused};
use hayro::hayro_syntax::{LoadPdfError, Pdf};
use lopdf::{DecompressError, Dictionary, Document, LoadOptions, Object, ObjectId};
use std::collections::{BTreeMap, BTreeSet};

pub(super) struct Opened {
    pub drawn: Pdf,
    pub document: Document,
    /// The pages in order.
    pub pages: Vec<ObjectId>,
}

pub(crate) fn load(bytes: &[u8]) -> Result<Document, Refused> {
    let options = LoadOptions { max_decompressed_size: Some(Limits::PART), ..LoadOptions::default() };
    let document = Document::load_mem_with_options(bytes, options).map_err(|e| refused(&e))?;
    if document.is_encrypted() || document.was_encrypted() { Err(Refused::Encrypted) } else { Ok(document) }
}

pub(crate) fn refused(error: &lopdf::Error) -> Refused {
    match error {
        lopdf::Error::Decryption(_) | lopdf::Error::InvalidPassword => Refused::Encrypted,
        lopdf::Error::Decompress(DecompressError::MemoryLimitExceeded { .. }) => Refused::Bomb,
        _ => Refused::Damaged,
    }
}

/// The dictionary of an object, a stream's included.
pub(crate) fn dictionary(object: &Object) -> Option<&Dictionary> {
    match object {
        Object::Dictionary(d) => Some(d),
        Object::Stream(s) => Some(&s.dict),
        _ => None,
    }
}

impl Opened {
    pub fn read(bytes: &[u8]) -> Result<Opened, Refused> {
        let document = load(bytes)?;
        within_limits(&document)?;
        let pages: Vec<ObjectId> = document.page_iter().collect();
        if pages.is_empty() {
            return Err(Refused::Damaged);
        }
        if pages.len() > Limits::PAGES {
            return Err(Refused::TooManyPages { most: Limits::PAGES });
        }
        let drawn = Pdf::new(bytes.to_vec()).map_err(|e| match e {
            LoadPdfError::Decryption(_) => Refused::Encrypted,
            LoadPdfError::Invalid => Refused::Damaged,
        })?;
        // Two readers that count differently would mark one page and write another.
        if drawn.pages().len() != pages.len() {
            return Err(Refused::Damaged);
        }
        let opened = Opened { drawn, document, pages };
        for (page, id) in opened.drawn.pages().iter().zip(&opened.pages) {
            let (x0, y0, x1, y1) = {
                let media = page.media_box();
                (media.x0, media.y0, media.x1, media.y1)
            };
            let own = inherited(&opened.document, *id, b"MediaBox").and_then(|o| numbers(&opened.document, o));
            let is_same = own.is_none_or(|own| {
                let near = |a: f32, b: f64| (f64::from(a) - b).abs() < 0.01;
                near(own[0].min(own[2]), x0)
                    && near(own[1].min(own[3]), y0)
                    && near(own[0].max(own[2]), x1)
                    && near(own[1].max(own[3]), y1)
            });
            if !is_same {
                return Err(Refused::Damaged);
            }
        }
        super::content::within_steps(&opened.document, &opened.pages)?;
        Ok(opened)
    }

    /// What such a file carries besides pages.
    pub fn left_out(&self) -> BTreeMap<LeftOut, u32> {
        let mut out = BTreeMap::new();
        let mut count = |what: LeftOut, n: usize| {
            if n > 0 {
                *out.entry(what).or_default() += u32::try_from(n).unwrap_or(u32::MAX);
            }
        };
        for page in &self.pages {
            for note in self.document.get_page_annotations(*page).unwrap_or_default() {
                match note.get(b"Subtype").and_then(Object::as_name).unwrap_or(b"") {
                    b"Widget" => count(LeftOut::FormFields, 1),
                    b"Link" => count(LeftOut::Links, 1),
                    b"Popup" => {}
                    b"FileAttachment" => count(LeftOut::Attachments, 1),
                    _ => count(LeftOut::Annotations, 1),
                }
            }
        }
        for object in self.document.objects.values() {
            let Some(d) = dictionary(object) else { continue };
            count(LeftOut::Attachments, usize::from(d.has(b"EF")));
            count(LeftOut::Programs, usize::from(d.has(b"JS")));
        }
        count(LeftOut::Properties, usize::from(self.document.trailer.has(b"Info")));
        count(LeftOut::Changes, self.document.revision_count().saturating_sub(1));
        if let Ok(catalog) = self.document.catalog() {
            count(LeftOut::Layers, usize::from(catalog.has(b"OCProperties")));
            count(LeftOut::Bookmarks, usize::from(catalog.has(b"Outlines")));
            count(LeftOut::Properties, usize::from(catalog.has(b"Metadata")));
        }
        out
    }

    /// Whether what a page draws depends on layers.
    pub fn has_layers(&self, at: usize) -> bool {
        let is_layered = self.document.catalog().is_ok_and(|c| c.has(b"OCProperties"));
        let Some(page) = self.pages.get(at).filter(|_| is_layered) else { return false };
        let depends =
            |d: &Dictionary| d.has(b"OC") || d.has(b"Properties") || d.has_type(b"OCG") || d.has_type(b"OCMD");
        inherited(&self.document, *page, b"Resources").is_some_and(|o| any(o, &depends, 0))
            || reached(&self.document, *page)
                .iter()
                .filter_map(|id| self.document.get_object(*id).ok())
                .any(|o| any(o, &depends, 0))
    }

    /// The fonts that a page could draw with.
    pub fn fonts(&self, at: usize) -> BTreeSet<ObjectId> {
        let Some(page) = self.pages.get(at) else { return BTreeSet::new() };
        let is_font = |o: &Object| {
            dictionary(o).is_some_and(|d| d.has_type(b"Font") || d.has_type(b"FontDescriptor") || d.has(b"FontFile"))
        };
        reached(&self.document, *page)
            .into_iter()
            .filter(|id| self.document.get_object(*id).is_ok_and(is_font))
            .collect()
    }
}

/// Whether a dictionary anywhere in an object fits, without following references.
fn any(object: &Object, fits: &dyn Fn(&Dictionary) -> bool, depth: usize) -> bool {
    if depth > 60 {
        return true;
    }
    match object {
        Object::Array(all) => all.iter().any(|o| any(o, fits, depth + 1)),
        other => dictionary(other).is_some_and(|d| fits(d) || d.iter().any(|(_, v)| any(v, fits, depth + 1))),
    }
}

/// What a page inherits from the pages above it.
pub(crate) fn inherited<'d>(document: &'d Document, page: ObjectId, key: &[u8]) -> Option<&'d Object> {
    let mut at = document.get_dictionary(page).ok()?;
    for _ in 0..64 {
        if let Ok(found) = at.get_deref(key, document) {
            return Some(found);
        }
        at = at.get_deref(b"Parent", document).and_then(Object::as_dict).ok()?;
    }
    None
}

/// Four numbers.
pub(crate) fn numbers(document: &Document, object: &Object) -> Option<[f32; 4]> {
    let array = object.as_array().ok()?;
    let all: Vec<f32> = array.iter().filter_map(|o| document.dereference(o).ok()?.1.as_float().ok()).collect();
    all.try_into().ok()
}

/// All objects that a page leads to, without the tree of pages and what hangs on the page besides drawing.
fn reached(document: &Document, page: ObjectId) -> BTreeSet<ObjectId> {
    let mut out = BTreeSet::from([page]);
    let mut open: Vec<&Object> = Vec::new();
    if let Some(resources) = inherited(document, page, b"Resources") {
        open.push(resources);
    }
    // References are followed one by one; a stack, for chains may be long.
    while let Some(object) = open.pop() {
        let mut push = |o: &'_ Object| -> Option<ObjectId> { o.as_reference().ok().filter(|id| out.insert(*id)) };
        let children: Vec<&Object> = match object {
            Object::Array(all) => all.iter().collect(),
            Object::Dictionary(d) => d.iter().filter(|(k, _)| k.as_slice() != b"Parent").map(|(_, v)| v).collect(),
            Object::Stream(s) => s.dict.iter().filter(|(k, _)| k.as_slice() != b"Parent").map(|(_, v)| v).collect(),
            _ => Vec::new(),
        };
        for child in children {
            match child {
                Object::Reference(_) => {
                    if let Some(id) = push(child)
                        && let Ok(found) = document.get_object(id)
                    {
                        open.push(found);
                    }
                }
                other => open.push(other),
            }
        }
    }
    if let Some(Object::Reference(id)) = document.get_dictionary(page).ok().and_then(|d| d.get(b"Resources").ok()) {
        out.insert(*id);
    }
    out
}

/// No stream unpacks, and no picture opens, to more than is held.
fn within_limits(document: &Document) -> Result<(), Refused> {
    let mut unpacked = 0_usize;
    for object in document.objects.values() {
        let Object::Stream(stream) = object else { continue };
        let size = |key: &[u8]| {
            stream.dict.get_deref(key, document).and_then(Object::as_i64).ok().and_then(|n| u64::try_from(n).ok())
        };
        if let (Some(width), Some(height)) = (size(b"Width"), size(b"Height"))
            && width.saturating_mul(height) > Limits::POINTS
        {
            return Err(Refused::Bomb);
        }
        match stream.get_plain_content_with_limit(Limits::PART) {
            Ok(plain) => unpacked += plain.len(),
            Err(e) if refused(&e) == Refused::Bomb => return Err(Refused::Bomb),
            // Pictures in formats of their own; whoever draws the page reads them.
            Err(_) => {}
        }
        if unpacked > Limits::UNPACKED {
            return Err(Refused::Bomb);
        }
    }
    Ok(())
}

/// The settings with which pages are read and drawn; `lacks` is set when a font is missing.
pub(super) fn settings(
    options: &Options,
    lacks: std::sync::Arc<std::sync::atomic::AtomicBool>,
) -> hayro::hayro_interpret::InterpreterSettings {
    use hayro::hayro_interpret::font::FontQuery;
    let fonts = options.fonts.clone();
    hayro::hayro_interpret::InterpreterSettings {
        font_resolver: std::sync::Arc::new(move |query| match query {
            FontQuery::Standard(standard) => Some(standard.get_font_data()),
            FontQuery::Fallback(query) => {
                let own = fonts.get(usize::from(query.is_bold && fonts.len() > 1)).map(|f| (f.clone(), 0));
                if own.is_none() && query.character_collection.is_some() {
                    lacks.store(true, std::sync::atomic::Ordering::Relaxed);
                }
                match own {
                    Some(own) if query.character_collection.is_some() => Some(own),
                    _ => Some(query.pick_standard_font().get_font_data()),
                }
            }
        }),
        // Notes laid over pages do not leave.
        render_annotations: false,
        ..hayro::hayro_interpret::InterpreterSettings::default()
    }
}
