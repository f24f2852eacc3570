//! The new file: pages as pictures, pages withheld, and copies of what other pages draw. Nothing else.

use super::{
    content::{self, Names},
    open::{Opened, dictionary, inherited, numbers},
};
use crate::{Limits, Refused};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};
use std::collections::{BTreeMap, BTreeSet};

/// What becomes of a page.
pub(super) enum Output {
    /// It is copied.
    Copied,
    /// It becomes a picture.
    Picture {
        /// Points across, as the page is shown.
        width: f32,
        /// Points down.
        height: f32,
        picture: Stream,
    },
    /// Only that there was a page is told.
    Withheld {
        /// Points across.
        width: f32,
        /// Points down.
        height: f32,
    },
}

/// Objects inside objects.
const DEPTH: usize = 60;

/// Keys that lead out of what is drawn: to other pages, earlier states, remarks, programs, descriptions.
const LEFT: &[&[u8]] = &[
    b"Parent",
    b"Metadata",
    b"PieceInfo",
    b"OPI",
    b"AF",
    b"StructParent",
    b"StructParents",
    b"LastModified",
    b"Annots",
    b"AA",
    b"JS",
    b"JavaScript",
    b"Thumb",
    b"ID",
    b"Private",
    b"Alternates",
    b"Measure",
    b"PtData",
    b"OC",
    b"Names",
    b"URI",
    b"Dests",
    b"Tabs",
    b"Ref",
    b"EF",
    b"Properties",
    b"ProcSet",
    b"Comment",
    b"Title",
    b"Author",
    b"Alt",
    b"ActualText",
    b"Desc",
    b"Contents",
    b"Info",
];

/// The file, and the pages that could not be copied; when there are any, the file is not to be used.
pub(super) fn file(opened: &Opened, outputs: &[&Output]) -> Result<(Vec<u8>, BTreeSet<usize>), Refused> {
    let mut out = Document::with_version("1.7");
    let parent = out.new_object_id();
    let mut copier = Copier { from: &opened.document, to: out, known: BTreeMap::new() };
    let mut kids = Vec::new();
    let mut failed = BTreeSet::new();
    for (at, output) in outputs.iter().enumerate() {
        let page = match output {
            Output::Copied => match copier.page(opened.pages[at], parent) {
                Ok(page) => page,
                Err(Refused::Bomb) => return Err(Refused::Bomb),
                Err(_) => {
                    failed.insert(at);
                    continue;
                }
            },
            Output::Picture { width, height, picture } => {
                let picture = copier.to.add_object(picture.clone());
                let draw = format!("q {width} 0 0 {height} 0 0 cm /P Do Q");
                let resources = dictionary! { "XObject" => dictionary! { "P" => picture } };
                copier.add_page(parent, *width, *height, draw.into_bytes(), resources)
            }
            Output::Withheld { width, height } => {
                // Three squares in the middle, as for any other thing that is withheld.
                let side = width.min(*height) / 12.0;
                let (x, y) = (width / 2.0 - side * 2.5, height / 2.0 - side / 2.0);
                let squares: String =
                    (0_u8..3).map(|n| format!("{} {y} {side} {side} re ", x + f32::from(n) * 2.0 * side)).collect();
                copier.add_page(parent, *width, *height, format!("0 g {squares}f").into_bytes(), Dictionary::new())
            }
        };
        kids.push(Object::Reference(page));
    }
    let mut out = copier.to;
    let count = i64::try_from(kids.len()).unwrap_or(i64::MAX);
    out.objects.insert(parent, Object::Dictionary(dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count }));
    let catalog = out.add_object(dictionary! { "Type" => "Catalog", "Pages" => parent });
    out.trailer.set("Root", catalog);
    out.prune_objects();
    for object in out.objects.values_mut() {
        if let Object::Stream(stream) = object {
            stream.compress().map_err(|_| Refused::Damaged)?;
        }
    }
    out.renumber_objects();
    let mut bytes = Vec::new();
    out.save_to(&mut bytes).map_err(|_| Refused::Damaged)?;
    Ok((bytes, failed))
}

struct Copier<'d> {
    from: &'d Document,
    to: Document,
    known: BTreeMap<ObjectId, ObjectId>,
}

impl Copier<'_> {
    fn add_page(&mut self, parent: ObjectId, w: f32, h: f32, draw: Vec<u8>, resources: Dictionary) -> ObjectId {
        let contents = self.to.add_object(Stream::new(Dictionary::new(), draw));
        self.to.add_object(dictionary! {
            "Type" => "Page", "Parent" => parent, "Contents" => contents, "Resources" => resources,
            "MediaBox" => vec![0.into(), 0.into(), Object::Real(w), Object::Real(h)],
        })
    }

    fn page(&mut self, id: ObjectId, parent: ObjectId) -> Result<ObjectId, Refused> {
        let mut page = dictionary! { "Type" => "Page", "Parent" => parent };
        for key in ["MediaBox", "CropBox"] {
            if let Some(own) = inherited(self.from, id, key.as_bytes()).and_then(|o| numbers(self.from, o)) {
                page.set(key, own.map(Object::Real).to_vec());
            }
        }
        if let Some(turned) = inherited(self.from, id, b"Rotate").and_then(|o| o.as_i64().ok()) {
            page.set("Rotate", turned);
        }
        let own = self.from.get_dictionary(id).map_err(|_| Refused::Damaged)?;
        for key in ["Group", "UserUnit"] {
            if let Ok(value) = own.get(key.as_bytes()) {
                let value = self.object(value, 0)?;
                page.set(key, value);
            }
        }
        let resources = inherited(self.from, id, b"Resources").and_then(dictionary).cloned().unwrap_or_default();
        let (draw, names) = content::cleaned(&content::of_page(self.from, id)?)?;
        let names = self.with_inner(names, &resources, 0)?;
        let resources = content::pruned(self.from, &resources, &names);
        let resources = self.dictionary(&resources, 0)?;
        page.set("Resources", resources);
        let contents = self.to.add_object(Stream::new(Dictionary::new(), draw));
        page.set("Contents", contents);
        Ok(self.to.add_object(page))
    }

    /// The names, with those that forms without resources of their own use from the page.
    fn with_inner(&self, mut names: Names, resources: &Dictionary, depth: usize) -> Result<Names, Refused> {
        if depth > DEPTH {
            return Err(Refused::Damaged);
        }
        let Ok(forms) = resources.get_deref(b"XObject", self.from).and_then(Object::as_dict) else { return Ok(names) };
        for name in names.get("XObject").cloned().unwrap_or_default() {
            let Ok(Object::Stream(form)) = forms.get_deref(&name, self.from) else { continue };
            if !is_form(form) || form.dict.has(b"Resources") {
                continue;
            }
            let (_, inner) = content::cleaned(&content::of_stream(form)?)?;
            let is_known = inner.iter().all(|(kind, all)| names.get(kind).is_some_and(|n| n.is_superset(all)));
            if !is_known {
                for (kind, all) in inner {
                    names.entry(kind).or_default().extend(all);
                }
                names = self.with_inner(names, resources, depth + 1)?;
            }
        }
        Ok(names)
    }

    fn object(&mut self, object: &Object, depth: usize) -> Result<Object, Refused> {
        if depth > DEPTH {
            return Err(Refused::Damaged);
        }
        Ok(match object {
            Object::Reference(id) => match self.known.get(id) {
                Some(known) => Object::Reference(*known),
                None => {
                    let Ok(found) = self.from.get_object(*id) else { return Ok(Object::Null) };
                    if dictionary(found)
                        .is_some_and(|d| d.has_type(b"Page") || d.has_type(b"Pages") || d.has_type(b"Catalog"))
                    {
                        return Ok(Object::Null);
                    }
                    let next = self.to.new_object_id();
                    self.known.insert(*id, next);
                    let copy = self.object(found, depth + 1)?;
                    self.to.objects.insert(next, copy);
                    Object::Reference(next)
                }
            },
            Object::Array(all) => {
                Object::Array(all.iter().map(|o| self.object(o, depth + 1)).collect::<Result<_, _>>()?)
            }
            Object::Dictionary(d) => Object::Dictionary(self.dictionary(d, depth)?),
            Object::Stream(stream) => Object::Stream(self.stream(stream, depth)?),
            other => other.clone(),
        })
    }

    fn dictionary(&mut self, from: &Dictionary, depth: usize) -> Result<Dictionary, Refused> {
        let mut out = Dictionary::new();
        let is_letters = from.has(b"CharProcs");
        for (key, value) in from.iter() {
            if LEFT.contains(&key.as_slice()) {
                continue;
            }
            let value = match (is_letters, key.as_slice()) {
                (true, b"CharProcs") => self.letters(value)?,
                (true, b"Resources") => continue,
                _ => self.object(value, depth + 1)?,
            };
            out.set(key.clone(), value);
        }
        if is_letters && let Ok(resources) = from.get_deref(b"Resources", self.from).and_then(Object::as_dict) {
            let resources = content::pruned(self.from, resources, &self.names_of_letters(from)?);
            let resources = self.dictionary(&resources, depth + 1)?;
            out.set("Resources", resources);
        }
        Ok(out)
    }

    /// Letters that are drawings.
    fn letters(&mut self, value: &Object) -> Result<Object, Refused> {
        let (_, all) = self.from.dereference(value).map_err(|_| Refused::Damaged)?;
        let mut out = Dictionary::new();
        for (name, drawing) in all.as_dict().map_err(|_| Refused::Damaged)?.iter() {
            let Ok((_, Object::Stream(drawing))) = self.from.dereference(drawing) else { continue };
            let (draw, _) = content::cleaned(&content::of_stream(drawing)?)?;
            let copy = self.to.add_object(Stream::new(Dictionary::new(), draw));
            out.set(name.clone(), copy);
        }
        Ok(Object::Dictionary(out))
    }

    fn names_of_letters(&self, font: &Dictionary) -> Result<Names, Refused> {
        let mut names = Names::new();
        let Ok(all) = font.get_deref(b"CharProcs", self.from).and_then(Object::as_dict) else { return Ok(names) };
        for (_, drawing) in all.iter() {
            let Ok((_, Object::Stream(drawing))) = self.from.dereference(drawing) else { continue };
            for (kind, own) in content::cleaned(&content::of_stream(drawing)?)?.1 {
                names.entry(kind).or_default().extend(own);
            }
        }
        Ok(names)
    }

    fn stream(&mut self, from: &Stream, depth: usize) -> Result<Stream, Refused> {
        let name = |key: &[u8]| from.dict.get_deref(key, self.from).and_then(Object::as_name).unwrap_or_default();
        let draws = is_form(from) || from.dict.get(b"PatternType").and_then(Object::as_i64).is_ok_and(|n| n == 1);
        if draws {
            let (draw, names) = content::cleaned(&content::of_stream(from)?)?;
            let mut copied = from.dict.clone();
            for key in ["Filter", "DecodeParms", "Length", "Resources"] {
                copied.remove(key.as_bytes());
            }
            let mut out = self.dictionary(&copied, depth + 1)?;
            if let Ok(resources) = from.dict.get_deref(b"Resources", self.from).and_then(Object::as_dict) {
                let names = self.with_inner(names, resources, 0)?;
                let resources = content::pruned(self.from, resources, &names);
                let resources = self.dictionary(&resources, depth + 1)?;
                out.set("Resources", resources);
            }
            return Ok(Stream::new(out, draw));
        }
        let mut dict = from.dict.clone();
        let filters: Vec<Vec<u8>> = from.filters().unwrap_or_default().into_iter().map(<[u8]>::to_vec).collect();
        let content = match filters.iter().map(Vec::as_slice).collect::<Vec<_>>().as_slice() {
            // Camera data and what stands behind the end of the picture stay behind.
            [b"DCTDecode"] => {
                let stripped = screen::file::strip("", &from.content).map_err(|_| Refused::Damaged)?;
                stripped.bytes
            }
            [b"CCITTFaxDecode" | b"JBIG2Decode"] if name(b"Subtype") == b"Image" => from.content.clone(),
            // These carry descriptions of their own.
            all if all
                .iter()
                .any(|f| matches!(*f, b"JPXDecode" | b"DCTDecode" | b"CCITTFaxDecode" | b"JBIG2Decode" | b"Crypt")) =>
            {
                return Err(Refused::Damaged);
            }
            // Unpacked and packed anew: what stood behind the packed bytes does not leave.
            _ => {
                dict.remove(b"Filter");
                dict.remove(b"DecodeParms");
                from.get_plain_content_with_limit(Limits::PART).map_err(|_| Refused::Damaged)?
            }
        };
        dict.remove(b"Length");
        let dict = self.dictionary(&dict, depth + 1)?;
        Ok(Stream::new(dict, content))
    }
}

fn is_form(stream: &Stream) -> bool {
    stream.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|n| n == b"Form")
}
