//! The drawing instructions of a page: which names they use, and the same without what draws nothing.

use super::open::{dictionary, inherited, refused};
use crate::{Limits, Refused};
use lopdf::{
    Dictionary, Document, Object, ObjectId, Stream,
    content::{Content, Operation},
};
use std::collections::{BTreeMap, BTreeSet};

/// Forms inside forms.
const DEPTH: usize = 16;

/// Every instruction that draws or sets how to draw. Others are not copied: a reader passes over them, and whoever
/// looks into the file does not.
const KNOWN: &[&str] = &[
    "b", "B", "b*", "B*", "BI", "BT", "BX", "c", "cm", "CS", "cs", "d", "d0", "d1", "Do", "ET", "EX", "f", "F", "f*",
    "G", "g", "gs", "h", "i", "j", "J", "K", "k", "l", "m", "M", "n", "q", "Q", "re", "RG", "rg", "ri", "s", "S", "SC",
    "sc", "SCN", "scn", "sh", "T*", "Tc", "Td", "TD", "Tf", "Tj", "TJ", "TL", "Tm", "Tr", "Ts", "Tw", "Tz", "v", "w",
    "W", "W*", "y", "'", "\"",
];

/// Names that instructions use, by the kind of resource.
pub(super) type Names = BTreeMap<&'static str, BTreeSet<Vec<u8>>>;

/// Instructions that draw, and the names they use. Marked content (with the texts that replace or describe it),
/// remarks and unknown instructions are gone.
///
/// # Errors
/// What cannot be read to its end is not copied.
pub(super) fn cleaned(plain: &[u8]) -> Result<(Vec<u8>, Names), Refused> {
    let content = Content::decode(plain).map_err(|_| Refused::Damaged)?;
    let mut names = Names::new();
    let mut kept: Vec<Operation> = Vec::with_capacity(content.operations.len());
    for mut step in content.operations {
        if !KNOWN.contains(&step.operator.as_str()) {
            continue;
        }
        match step.operator.as_str() {
            // A picture in the line that could not be read is nothing.
            "BI" if step.operands.is_empty() => return Err(Refused::Damaged),
            // Letters that are not drawn: the page becomes a picture of what is.
            "Tr" if step.operands.first().and_then(|o| o.as_i64().ok()).is_none_or(|n| matches!(n, 3 | 7)) => {
                return Err(Refused::Damaged);
            }
            "BX" | "EX" => continue,
            _ => {}
        }
        let kind = match step.operator.as_str() {
            "Tf" => "Font",
            "Do" => "XObject",
            "gs" => "ExtGState",
            "cs" | "CS" => "ColorSpace",
            "scn" | "SCN" | "sc" | "SC" => "Pattern",
            "sh" => "Shading",
            _ => "",
        };
        if kind.is_empty() {
            // Strings where no instruction reads them.
            let takes_text = matches!(step.operator.as_str(), "Tj" | "TJ" | "'" | "\"" | "BI");
            if !takes_text {
                step.operands.retain(|o| !matches!(o, Object::String(..) | Object::Dictionary(_)));
            }
            if step.operator == "BI"
                && let Some(Object::Stream(picture)) = step.operands.first()
                && let Ok(Object::Name(space)) = picture.dict.get(b"CS").or_else(|_| picture.dict.get(b"ColorSpace"))
            {
                names.entry("ColorSpace").or_default().insert(space.clone());
            }
        } else {
            for operand in &step.operands {
                if let Object::Name(name) = operand {
                    names.entry(kind).or_default().insert(name.clone());
                }
            }
            step.operands.retain(|o| !matches!(o, Object::String(..) | Object::Dictionary(_)));
        }
        kept.push(step);
    }
    let bytes = Content { operations: kept }.encode().map_err(|_| Refused::Damaged)?;
    Ok((bytes, names))
}

/// The resources that such names lead to; names that draw nothing stay behind with what they lead to.
pub(super) fn pruned(document: &Document, resources: &Dictionary, names: &Names) -> Dictionary {
    let mut out = Dictionary::new();
    for kind in ["Font", "XObject", "ExtGState", "ColorSpace", "Pattern", "Shading"] {
        let Ok(all) = resources.get_deref(kind.as_bytes(), document).and_then(Object::as_dict) else { continue };
        let mut kept = Dictionary::new();
        for (name, value) in all.iter() {
            let is_used = names.get(kind).is_some_and(|n| n.contains(name));
            if is_used || (kind == "ColorSpace" && name.starts_with(b"Default")) {
                kept.set(name.clone(), value.clone());
            }
        }
        if !kept.is_empty() {
            out.set(kind, Object::Dictionary(kept));
        }
    }
    out
}

/// The instructions of a page, one after another.
pub(crate) fn of_page(document: &Document, page: ObjectId) -> Result<Vec<u8>, Refused> {
    document.get_page_content_with_limit(page, Limits::PART).map_err(|e| refused(&e))
}

/// The instructions of a form or a pattern.
pub(crate) fn of_stream(stream: &Stream) -> Result<Vec<u8>, Refused> {
    stream.get_plain_content_with_limit(Limits::PART).map_err(|e| refused(&e))
}

/// Refuses pages that draw forms that draw forms, on and on: what is small to read can be endless to draw.
pub(super) fn within_steps(document: &Document, pages: &[ObjectId]) -> Result<(), Refused> {
    let mut known: BTreeMap<ObjectId, u64> = BTreeMap::new();
    for page in pages {
        let content = of_page(document, *page)?;
        let resources = inherited(document, *page, b"Resources").and_then(dictionary);
        let steps = steps(document, &content, resources, 0, &mut known)?;
        if steps > Limits::STEPS {
            return Err(Refused::Bomb);
        }
    }
    Ok(())
}

fn steps(
    document: &Document,
    content: &[u8],
    resources: Option<&Dictionary>,
    depth: usize,
    known: &mut BTreeMap<ObjectId, u64>,
) -> Result<u64, Refused> {
    if depth > DEPTH {
        return Err(Refused::Bomb);
    }
    let content = Content::decode(content).map_err(|_| Refused::Damaged)?;
    let mut sum = content.operations.len() as u64;
    let forms = resources.and_then(|r| r.get_deref(b"XObject", document).and_then(Object::as_dict).ok());
    for step in content.operations.iter().filter(|s| s.operator == "Do") {
        let Some(Object::Name(name)) = step.operands.first() else { continue };
        let Some(Ok(id)) = forms.and_then(|f| f.get(name).ok()).map(Object::as_reference) else { continue };
        if let Some(inside) = known.get(&id) {
            sum = sum.saturating_add(*inside);
            continue;
        }
        let Ok(Object::Stream(form)) = document.get_object(id) else { continue };
        if !form.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|n| n == b"Form") {
            continue;
        }
        // Counted while it is open, so that a form that draws itself ends here.
        known.insert(id, Limits::STEPS);
        let own = form.dict.get_deref(b"Resources", document).ok().and_then(dictionary).or(resources);
        let inside = steps(document, &of_stream(form)?, own, depth + 1, known)?;
        known.insert(id, inside);
        sum = sum.saturating_add(inside);
    }
    Ok(sum)
}
