//! The guide on paper: the data of the template `guide` (see `crates/documents/TEMPLATES.md`). In Chinese, the language
//! of the law, whatever the reader's language.

use kernel::Lang;
use serde_json::{Value, json};
use web::Tr;

use super::guide::Subject;
use super::guide_view::{asked_as, elements};
use super::words;
use crate::dictionary::{MaterialSource, Necessity};
use crate::guidance::Situation;

/// The data of the guide of one version, narrowed to a situation where one is given.
pub(crate) fn guide(subject: &Subject, situation: Option<&Situation>, public_url: &str) -> Value {
    let tr = Tr::new(Lang::ZhCn);
    let (record, version) = (&subject.found.item, &subject.found.version);
    let item = &version.body;
    let dated = version.effective_on.or(version.published_at.map(kernel::cx::legal_date));
    let pairs = elements(tr, item, &subject.names);
    let elements = pairs.into_iter().map(|(label, value)| json!({ "label": tr.s(label), "value": value }));
    let wanted = |key: &String| situation.is_none_or(|situation| situation.materials.contains(key));
    let materials = item.materials.iter().filter(|material| wanted(&material.key)).map(|material| {
        json!({
            "name": material.name,
            "form": some(asked_as(tr, material)),
            "copies": material.paper_copies,
            "necessity": material.necessity.map(|n| tr.s(Necessity::message_id(n))),
            "source": material.source.map(|s| tr.s(MaterialSource::message_id(s))),
            "standard": material.acceptance_standard.as_ref().or(material.filling_notes.as_ref()),
            "basis": material.basis.as_ref().map(|basis| words::basis(tr, basis)),
        })
    });
    let steps = item.steps.iter().map(|step| {
        json!({
            "name": step.name,
            "limit": words::limit(tr, &step.limit),
            "post": some(step.post.clone()),
            "standard": some(step.standard.clone()),
            "result": some(step.result.clone()),
        })
    });
    let fees = item.fees.iter().map(|fee| {
        json!({ "name": fee.name, "standard": fee.standard, "basis": some(fee.basis.clone()), "relief": fee.reduction_basis })
    });
    let basis = item
        .legal_basis
        .iter()
        .map(|basis| json!({ "law": basis.law, "article": basis.article, "text": some(basis.text.clone()) }));
    // Law: 行政复议法 第二十条 (sixty days); 行政诉讼法 第四十六条 (six months)
    let reconsideration = item.reconsideration.as_ref().map(|remedy| {
        json!({ "organ": remedy.organ, "days": 60, "address": some(remedy.address.clone()), "url": remedy.url })
    });
    let litigation = item.litigation.as_ref().map(|remedy| json!({ "court": remedy.organ, "months": 6 }));
    let mut contacts = Vec::new();
    let mut contact = |label: &str, value: &str| {
        if !value.is_empty() {
            contacts.push(json!({ "label": tr.s(label), "value": value }));
        }
    };
    for place in &item.places {
        contact("items-el-place-address", &words::joined(tr, [&place.name, &place.address]));
        contact("items-el-place-hours", &place.hours);
        contact("items-el-place-transit", &place.transit);
    }
    contact("items-el-consultation", item.consultation.as_ref().map_or("", |c| &c.phone));
    contact("items-el-complaint", item.complaint.as_ref().map_or("", |c| &c.phone));
    json!({
        "head": {
            "agency": words::name(&subject.names, &item.agency),
            "date": dated.map(|date| date.to_string()),
            "item": item.name,
            "item_type": item.item_type.map(|kind| tr.s(kind.message_id())),
            "qr_text": format!("{public_url}/items/{}", record.slug),
            "qr_caption": tr.s("items-qr-caption"),
        },
        "version": version.n.to_string(),
        "situation": situation.map(|situation| &situation.name),
        "elements": elements.collect::<Vec<_>>(),
        "conditions": item.conditions,
        "materials": materials.collect::<Vec<_>>(),
        "steps": steps.collect::<Vec<_>>(),
        "fees": fees.collect::<Vec<_>>(),
        "basis": basis.collect::<Vec<_>>(),
        "rights": item.rights.iter().chain(&item.duties).collect::<Vec<_>>(),
        "remedies": { "reconsideration": reconsideration, "litigation": litigation },
        "contacts": contacts,
        "questions": item.faq.iter().map(|faq| json!({ "question": faq.question, "answer": faq.answer })).collect::<Vec<_>>(),
    })
}

fn some(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}
