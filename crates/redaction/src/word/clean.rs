//! A part of a Word document without what no reader sees: earlier states, hidden text, comments, fields, addresses.

use super::count;
use crate::{
    LeftOut,
    xml::{Element, Node, local},
};
use std::collections::{BTreeMap, BTreeSet};

/// Elements that go, with everything in them.
const GONE: &[&str] = &[
    "del",
    "moveFrom",
    "delText",
    "delInstrText",
    "instrText",
    "fldChar",
    "commentRangeStart",
    "commentRangeEnd",
    "commentReference",
    "annotationRef",
    "bookmarkStart",
    "bookmarkEnd",
    "proofErr",
    "permStart",
    "permEnd",
    "moveFromRangeStart",
    "moveFromRangeEnd",
    "moveToRangeStart",
    "moveToRangeEnd",
    "lastRenderedPageBreak",
    "sdtPr",
    "sdtEndPr",
    "customXmlPr",
    "smartTagPr",
    "Fallback",
    "object",
    "control",
    "altChunk",
    "subDoc",
    "contentPart",
    "cellIns",
    "cellDel",
    "cellMerge",
    "dataBinding",
    "docPartObj",
    "customXmlInsRangeStart",
    "customXmlInsRangeEnd",
    "customXmlDelRangeStart",
    "customXmlDelRangeEnd",
    "customXmlMoveFromRangeStart",
    "customXmlMoveFromRangeEnd",
    "customXmlMoveToRangeStart",
    "customXmlMoveToRangeEnd",
    "extLst",
    "hlinkClick",
    "hlinkHover",
    "numPicBullet",
    "embedRegular",
    "embedBold",
    "embedItalic",
    "embedBoldItalic",
    "tblCaption",
    "tblDescription",
    "divId",
    "cnfStyle",
    "rsids",
    "docVars",
    "attachedSchema",
    "mailMerge",
    "printerSettings",
];

/// Elements that go while what is in them stays.
const UNWRAPPED: &[&str] = &["ins", "moveTo", "sdt", "sdtContent", "customXml", "smartTag", "fldSimple", "hyperlink"];

/// Attributes that say who, when, or what no reader sees.
const SILENT: &[&str] = &[
    "author",
    "date",
    "initials",
    "descr",
    "title",
    "alt",
    "href",
    "tooltip",
    "dateUtc",
    "anchor",
    "docLocation",
    "gfxdata",
    "spid",
    "paraId",
    "textId",
    "durableId",
    "hlinkHref",
];

/// Numbers and words that stand as text in places of drawings.
const PLACES: &[&str] = &["posOffset", "align", "pctWidth", "pctHeight", "pctPosHOffset", "pctPosVOffset"];

/// What the tree is cleaned with.
pub(super) struct Cleaner<'a> {
    /// Styles whose text is hidden.
    pub hidden_styles: &'a BTreeSet<String>,
    /// Whether a picture of this relation can be written anew.
    pub is_safe_picture: &'a dyn Fn(&str) -> bool,
    pub left_out: &'a mut BTreeMap<LeftOut, u32>,
}

impl Cleaner<'_> {
    pub fn clean(&mut self, element: &mut Element) {
        element.attributes.retain(|(name, _)| {
            let name = local(name);
            !name.starts_with("rsid") && !SILENT.contains(&name)
        });
        if matches!(element.local(), "docPr" | "cNvPr" | "shape") {
            for (name, value) in &mut element.attributes {
                if local(name) == "name" {
                    value.clear();
                }
            }
        }
        let parent = element.local().to_owned();
        let is_hidden_paragraph = parent == "p" && self.has_hidden_style(element, "pPr", "pStyle");
        let mut children = Vec::with_capacity(element.children.len());
        for node in std::mem::take(&mut element.children) {
            match node {
                Node::Text(text) => {
                    if parent == "t" || (PLACES.contains(&parent.as_str()) && is_place(&text)) {
                        children.push(Node::Text(text));
                    }
                }
                Node::Element(child) => self.keep(child, is_hidden_paragraph, &mut children),
            }
        }
        element.children = children;
    }

    fn keep(&mut self, mut child: Element, is_hidden_paragraph: bool, out: &mut Vec<Node>) {
        let name = child.local().to_owned();
        if name.ends_with("Change") || GONE.contains(&name.as_str()) {
            self.tell(&name, &child);
            return;
        }
        if name == "tr" && child.elements().any(|e| e.local() == "trPr" && e.child("del").is_some()) {
            count(self.left_out, LeftOut::Changes);
            return;
        }
        if name == "r" && (is_hidden_paragraph || self.is_hidden(&child)) {
            if !child.text().trim().is_empty() {
                count(self.left_out, LeftOut::HiddenText);
            }
            return;
        }
        if matches!(name.as_str(), "drawing" | "pict") && !self.is_safe(&child) {
            return;
        }
        if UNWRAPPED.contains(&name.as_str()) {
            match name.as_str() {
                "ins" | "moveTo" => count(self.left_out, LeftOut::Changes),
                "hyperlink" if child.attribute("id").is_some() => count(self.left_out, LeftOut::Links),
                _ => {}
            }
            self.clean(&mut child);
            out.extend(child.children);
            return;
        }
        self.clean(&mut child);
        out.push(Node::Element(child));
    }

    /// Counts what goes, as far as it is worth telling.
    fn tell(&mut self, name: &str, gone: &Element) {
        let what = match name {
            "del" | "moveFrom" => LeftOut::Changes,
            "commentReference" => LeftOut::Comments,
            "object" | "control" | "altChunk" | "subDoc" | "contentPart" => LeftOut::Attachments,
            "instrText" if !gone.text().trim().is_empty() => LeftOut::Links,
            other if other.ends_with("Change") => LeftOut::Changes,
            _ => return,
        };
        count(self.left_out, what);
    }

    fn has_hidden_style(&self, element: &Element, properties: &str, style: &str) -> bool {
        let value = element.child(properties).and_then(|p| p.child(style)).and_then(|s| s.attribute("val"));
        value.is_some_and(|v| self.hidden_styles.contains(v))
    }

    fn is_hidden(&self, run: &Element) -> bool {
        let own = run.child("rPr").and_then(vanishes);
        own.unwrap_or_else(|| self.has_hidden_style(run, "rPr", "rStyle"))
    }

    /// Whether a drawing holds nothing but shapes with text and pictures that can be written anew.
    fn is_safe(&mut self, drawing: &Element) -> bool {
        // Words of diagrams and word art stand where no paragraph is: nobody could mark them.
        let is_drawn_text =
            |e: &Element| matches!(e.local(), "textpath" | "txBody") || (e.prefix() == "a:" && e.local() == "t");
        let is_diagram = |e: &Element| matches!(e.local(), "chart" | "relIds" | "contentPart" | "OLEObject");
        if drawing.any(&|e| is_drawn_text(e) || is_diagram(e)) {
            count(self.left_out, LeftOut::Charts);
            return false;
        }
        let is_bad_picture = drawing.any(&|e| match e.local() {
            "blip" => {
                e.attribute("link").is_some() || !e.attribute("embed").is_some_and(|id| (self.is_safe_picture)(id))
            }
            "imagedata" => !e.attribute("id").is_some_and(|id| (self.is_safe_picture)(id)) || is_cropped(e),
            // The part that was cut off is still in the picture.
            "srcRect" => is_cropped(e),
            _ => false,
        });
        if is_bad_picture {
            count(self.left_out, LeftOut::Pictures);
        }
        !is_bad_picture
    }
}

fn is_cropped(element: &Element) -> bool {
    let names = ["l", "t", "r", "b", "cropleft", "croptop", "cropright", "cropbottom"];
    element.attributes.iter().any(|(name, value)| names.contains(&local(name)) && value != "0")
}

fn is_place(text: &str) -> bool {
    text.len() <= 20 && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

/// Whether properties say that text is hidden; nothing when they do not speak of it.
pub(super) fn vanishes(properties: &Element) -> Option<bool> {
    let found = properties.elements().find(|e| matches!(e.local(), "vanish" | "webHidden" | "specVanish"))?;
    Some(!matches!(found.attribute("val"), Some("0" | "false" | "off")))
}

/// Styles whose text is hidden, by themselves or by the style they are based on.
pub(super) fn hidden_styles(styles: &Element) -> BTreeSet<String> {
    let mut own: BTreeMap<String, (Option<bool>, Option<String>)> = BTreeMap::new();
    for style in styles.elements().filter(|e| e.local() == "style") {
        let Some(id) = style.attribute("styleId") else { continue };
        let hides = style.child("rPr").and_then(vanishes);
        let base = style.child("basedOn").and_then(|b| b.attribute("val")).map(str::to_owned);
        own.insert(id.to_owned(), (hides, base));
    }
    let hides = |id: &String| {
        let mut at = Some(id);
        for _ in 0..20 {
            let Some((hides, base)) = at.and_then(|id| own.get(id)) else { return false };
            if let Some(hides) = hides {
                return *hides;
            }
            at = base.as_ref();
        }
        false
    };
    own.keys().filter(|id| hides(id)).cloned().collect()
}
