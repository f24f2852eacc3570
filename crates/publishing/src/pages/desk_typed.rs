//! What the editor's form says, and how a revision stands in it.

use crate::{Basis, Content, Disclosure, Placement, PublicationKind, StatutoryItem, Typed};
use jiff::civil::Date;
use kernel::Lang;
use web::BodyForm;

/// What the form says, as far as it can be read; a day that is none counts as absent and is refused where it is needed.
pub(super) fn typed_of(form: &BodyForm) -> Typed {
    let text = |name: &str| form.get(name).unwrap_or_default().to_owned();
    let day = |name: &str| form.text(name).and_then(|d| d.parse::<Date>().ok());
    Typed {
        kind: form.text("kind").and_then(PublicationKind::parse),
        lang: form.text("lang").and_then(Lang::parse),
        title: text("title"),
        summary: text("summary"),
        body: text("body"),
        formed_on: day("formed_on"),
        displayed_on: day("displayed_on"),
        disclosure: form.text("disclosure").and_then(Disclosure::parse),
        basis: form.text("basis").and_then(Basis::parse),
        reason: text("reason"),
        reevaluate_on: day("reevaluate_on"),
        placements: form
            .all("place")
            .filter_map(|p| p.split_once('/').map(|(a, b)| (a.to_owned(), b.to_owned())))
            .collect::<Vec<Placement>>(),
        interprets: text("interprets"),
        duty: text("duty"),
        statutory_item: form.text("statutory_item").and_then(StatutoryItem::parse),
        topics: text("topics"),
        note: text("note"),
    }
}

/// What a revision says, as the form is filled with it.
pub(super) fn typed_from(c: &Content) -> Typed {
    Typed {
        kind: Some(c.kind),
        lang: Some(c.lang),
        title: c.title.clone(),
        summary: c.summary.clone(),
        body: c.html.clone(),
        formed_on: Some(c.formed_on),
        displayed_on: c.displayed_on,
        disclosure: Some(c.disclosure),
        basis: c.basis,
        reason: c.reason.clone(),
        reevaluate_on: c.reevaluate_on,
        placements: c.placements.clone(),
        interprets: c.interprets.clone().unwrap_or_default(),
        duty: c.duty.clone().unwrap_or_default(),
        statutory_item: c.statutory_item,
        topics: c.topics.join(" "),
        note: c.note.clone(),
    }
}
