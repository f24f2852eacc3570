//! The parts of a Word document that are kept, and the package that is written from them.

use super::{
    clean::{Cleaner, hidden_styles},
    count,
};
use crate::{
    LeftOut, Refused,
    archive::{self, Parts, Relation},
    picture,
    xml::{self, Element},
};
use screen::file::{FileKind, kind_of};
use std::collections::{BTreeMap, BTreeSet};

const RELATIONS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const TYPES: &str = "http://schemas.openxmlformats.org/package/2006/content-types";
const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";

/// Elements of the settings that change what is seen.
const SETTINGS: &[&str] = &[
    "zoom",
    "mirrorMargins",
    "bordersDoNotSurroundHeader",
    "bordersDoNotSurroundFooter",
    "gutterAtTop",
    "evenAndOddHeaders",
    "bookFoldPrinting",
    "defaultTabStop",
    "autoHyphenation",
    "characterSpacingControl",
    "footnotePr",
    "endnotePr",
    "compat",
    "themeFontLang",
    "clrSchemeMapping",
    "decimalSymbol",
    "listSeparator",
    "displayBackgroundShape",
    "drawingGridHorizontalSpacing",
    "drawingGridVerticalSpacing",
];

/// A part with text.
pub(super) struct Part {
    /// `document`, `header1`, `footnotes`.
    pub key: String,
    pub root: Element,
    /// Relations of this part that may stay: id, kind, target.
    relations: Vec<Relation>,
}

/// A Word document, cleaned.
pub(super) struct Document {
    /// Parts with text: the document first, then heads, feet and notes.
    pub texts: Vec<Part>,
    /// Parts about the look: (kind, tree).
    looks: Vec<(String, Element)>,
    /// Pictures written anew, by the part they came from: (bytes, extension).
    pictures: BTreeMap<String, (Vec<u8>, &'static str)>,
    pub left_out: BTreeMap<LeftOut, u32>,
}

impl Document {
    pub fn read(parts: &Parts) -> Result<Document, Refused> {
        let main = archive::relations(parts, "")?
            .into_iter()
            .find(|r| r.kind == "officeDocument")
            .and_then(|r| r.target)
            .unwrap_or_else(|| "word/document.xml".into());
        let own = archive::relations(parts, &main)?;
        let mut left_out = BTreeMap::new();
        outside(parts, &mut left_out);
        let mut looks = Vec::new();
        let mut hidden = BTreeSet::new();
        for kind in ["styles", "numbering", "fontTable", "theme", "settings"] {
            let Some(bytes) = part_of_kind(&own, kind).and_then(|name| parts.get(name)) else { continue };
            let mut root = xml::parse(bytes)?;
            match kind {
                "styles" => hidden = hidden_styles(&root),
                "settings" => {
                    root.children.retain(|n| matches!(n, xml::Node::Element(e) if SETTINGS.contains(&e.local())));
                    // Notes and templates that settings point to.
                    root.attributes.retain(|(name, _)| !name.starts_with("mc:"));
                }
                _ => {}
            }
            let nobody = |_: &str| false;
            let mut none = BTreeMap::new();
            Cleaner { hidden_styles: &BTreeSet::new(), is_safe_picture: &nobody, left_out: &mut none }.clean(&mut root);
            looks.push((kind.to_owned(), root));
        }
        let mut names = vec![("document".to_owned(), main.clone())];
        let mut seen = BTreeMap::new();
        for relation in &own {
            if !matches!(relation.kind.as_str(), "header" | "footer" | "footnotes" | "endnotes") {
                continue;
            }
            let Some(target) = &relation.target else { continue };
            let number = seen.entry(relation.kind.clone()).or_insert(0);
            *number += 1;
            let key = match relation.kind.as_str() {
                "header" | "footer" => format!("{}{number}", relation.kind),
                _ => relation.kind.clone(),
            };
            names.push((key, target.clone()));
        }
        let mut texts = Vec::new();
        let mut pictures = BTreeMap::new();
        for (key, name) in names {
            let bytes = match parts.get(&name) {
                Some(bytes) => bytes,
                None if key == "document" => return Err(Refused::Damaged),
                None => continue,
            };
            let relations =
                if key == "document" { archive::relations(parts, &main)? } else { archive::relations(parts, &name)? };
            for relation in relations.iter().filter(|r| r.kind == "image") {
                if let Some(target) = &relation.target
                    && !pictures.contains_key(target)
                    && let Some(bytes) = parts.get(target)
                    && let Some(anew) = written_anew(bytes)
                {
                    pictures.insert(target.clone(), anew);
                }
            }
            let mut root = xml::parse(bytes)?;
            let is_safe = |id: &str| {
                relations.iter().any(|r| {
                    r.id == id && r.kind == "image" && r.target.as_ref().is_some_and(|t| pictures.contains_key(t))
                })
            };
            Cleaner { hidden_styles: &hidden, is_safe_picture: &is_safe, left_out: &mut left_out }.clean(&mut root);
            if is_astray(&root, false) {
                return Err(Refused::Damaged);
            }
            texts.push(Part { key, root, relations });
        }
        Ok(Document { texts, looks, pictures, left_out })
    }

    /// The package. What nothing refers to any more is not in it.
    pub fn written(&self) -> Result<Vec<u8>, Refused> {
        let mut out: Vec<(String, Vec<u8>)> = Vec::new();
        let mut types = Element::new("Types")
            .with("xmlns", TYPES)
            .holding(kept_type("rels", "application/vnd.openxmlformats-package.relationships+xml"))
            .holding(kept_type("xml", "application/xml"))
            .holding(kept_type("png", "image/png"))
            .holding(kept_type("jpeg", "image/jpeg"));
        let mut used_pictures: BTreeMap<String, String> = BTreeMap::new();
        let Some(document) = self.texts.first() else { return Err(Refused::Damaged) };
        let used = used_ids(&document.root);
        let mut own = Element::new("Relationships").with("xmlns", RELATIONS);
        for (kind, root) in &self.looks {
            let name = if kind == "theme" { "theme/theme1.xml".to_owned() } else { format!("{kind}.xml") };
            own = own.holding(relation(&format!("look-{kind}"), kind, &name));
            types = types.holding(part_type(&name, kind));
            out.push((format!("word/{name}"), root.write()));
        }
        for part in &self.texts[1..] {
            let kind = part.key.trim_end_matches(|c: char| c.is_ascii_digit());
            // A head that no section names is shown nowhere.
            let id = document
                .relations
                .iter()
                .filter(|r| r.kind == kind)
                .nth(part.key[kind.len()..].parse::<usize>().unwrap_or(1).saturating_sub(1))
                .map(|r| r.id.clone())
                .unwrap_or_default();
            if matches!(kind, "header" | "footer") && !used.contains(&id) {
                continue;
            }
            let name = format!("{}.xml", part.key);
            own = own.holding(relation(&id, kind, &name));
            types = types.holding(part_type(&name, kind));
            out.push((format!("word/{name}"), part.root.write()));
            let relations = self.picture_relations(
                part,
                Element::new("Relationships").with("xmlns", RELATIONS),
                &mut used_pictures,
            );
            if !relations.children.is_empty() {
                out.push((format!("word/_rels/{name}.rels"), relations.write()));
            }
        }
        own = self.picture_relations(document, own, &mut used_pictures);
        out.push(("word/document.xml".into(), document.root.write()));
        out.push(("word/_rels/document.xml.rels".into(), own.write()));
        types = types.holding(part_type("document.xml", "document.main"));
        for (from, name) in &used_pictures {
            if let Some((bytes, _)) = self.pictures.get(from) {
                out.push((format!("word/{name}"), bytes.clone()));
            }
        }
        let root = Element::new("Relationships").with("xmlns", RELATIONS).holding(relation(
            "main",
            "officeDocument",
            "word/document.xml",
        ));
        out.insert(0, ("_rels/.rels".into(), root.write()));
        out.insert(0, ("[Content_Types].xml".into(), types.write()));
        archive::written(&out)
    }

    /// Relations to the pictures that a part still shows.
    fn picture_relations(&self, part: &Part, mut list: Element, used: &mut BTreeMap<String, String>) -> Element {
        let ids = used_ids(&part.root);
        for found in part.relations.iter().filter(|r| r.kind == "image" && ids.contains(&r.id)) {
            let Some((target, (_, extension))) = found.target.as_ref().and_then(|t| self.pictures.get_key_value(t))
            else {
                continue;
            };
            let next = used.len() + 1;
            let name = used.entry(target.clone()).or_insert_with(|| format!("media/image{next}.{extension}"));
            list = list.holding(relation(&found.id, "image", name));
        }
        list
    }
}

/// Whether words stand outside every paragraph, where no outline shows them.
fn is_astray(element: &Element, is_inside: bool) -> bool {
    let is_inside = is_inside || element.local() == "p";
    (element.local() == "t" && !is_inside && !element.text().trim().is_empty())
        || element.elements().any(|e| is_astray(e, is_inside))
}

/// What the package holds besides: counted, never read.
fn outside(parts: &Parts, left_out: &mut BTreeMap<LeftOut, u32>) {
    for name in parts.names() {
        let what = if name.starts_with("docprops/") || name.starts_with("customxml/item") && !name.contains("props") {
            LeftOut::Properties
        } else if name.contains("/embeddings/") {
            LeftOut::Attachments
        } else if name.contains("vbaproject") || name.contains("/activex/") {
            LeftOut::Programs
        } else if name.starts_with("word/comments") && name.ends_with("comments.xml") {
            LeftOut::Comments
        } else {
            continue;
        };
        count(left_out, what);
    }
}

fn part_of_kind<'a>(relations: &'a [Relation], kind: &str) -> Option<&'a str> {
    relations.iter().find(|r| r.kind == kind)?.target.as_deref()
}

/// A picture with nothing in it but points.
fn written_anew(bytes: &[u8]) -> Option<(Vec<u8>, &'static str)> {
    let kind = kind_of(bytes);
    let points = picture::decoded(bytes, kind).ok()?;
    match kind {
        FileKind::Jpeg => Some((picture::encoded(&points.to_rgb8(), kind).ok()?, "jpeg")),
        FileKind::Png => Some((picture::encoded(&picture::on_white(&points), kind).ok()?, "png")),
        _ => None,
    }
}

/// Every id of a relation that a tree uses.
fn used_ids(root: &Element) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    root.each(&mut |element| {
        for (name, value) in &element.attributes {
            if name.starts_with("r:") || name.ends_with(":embed") || name.ends_with(":id") {
                out.insert(value.clone());
            }
        }
    });
    out
}

fn relation(id: &str, kind: &str, target: &str) -> Element {
    Element::new("Relationship").with("Id", id).with("Type", format!("{OFFICE}/{kind}")).with("Target", target)
}

fn kept_type(extension: &str, is: &str) -> Element {
    Element::new("Default").with("Extension", extension).with("ContentType", is)
}

fn part_type(name: &str, kind: &str) -> Element {
    let is = match kind {
        "theme" => "application/vnd.openxmlformats-officedocument.theme+xml".to_owned(),
        other => format!("{WORD}.{other}+xml"),
    };
    Element::new("Override").with("PartName", format!("/word/{name}")).with("ContentType", is)
}
