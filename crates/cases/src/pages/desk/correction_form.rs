//! The form of the one correction notice: every answer and every material can be ticked, each with what is wrong and what
//! to do. What was written counts even when its box was not ticked.

use super::{Attempt, control, loaded::Loaded};
use crate::{CorrectionPoint, PointKind, Verb, clocks};
use forms::SummaryKind;
use web::{BodyForm, Field, Submit, Tr};

/// One thing that can be ticked.
#[derive(Clone, Debug)]
pub(crate) struct Pin {
    pub id: String,
    /// `field:path` or `material:key`.
    pub value: String,
    pub label: String,
    /// What the applicant filed.
    pub now: String,
    pub is_ticked: bool,
    /// Something was written, ticked or not.
    pub has_words: bool,
    pub what: Field,
}

/// Things that stand together: a page of the form, the materials.
#[derive(Clone, Debug)]
pub(crate) struct PinGroup {
    pub title: String,
    pub is_open: bool,
    pub pins: Vec<Pin>,
}

/// The whole form.
#[derive(Clone, Debug)]
pub(crate) struct CorrectionForm {
    pub action: String,
    pub groups: Vec<PinGroup>,
    pub days: Field,
    pub note: Field,
    pub submit: Submit,
    pub is_open: bool,
}

const VERB: Verb = Verb::AskForCorrection;

fn target(kind: PointKind, target: &str) -> String {
    format!("{kind}:{target}")
}

/// The form, where the verb is allowed.
pub(crate) fn correction_form(tr: Tr, l: &Loaded, attempt: &Attempt) -> Option<CorrectionForm> {
    if !l.verbs.contains(&VERB) {
        return None;
    }
    let pin = |kind: PointKind, path: &str, label: String, now: String| {
        let value = target(kind, path);
        let name = format!("what.{value}");
        let words = attempt.value(VERB, &name, "");
        let has_words = !words.trim().is_empty();
        let what = Field::text(tr, control(VERB, &name), tr.f1("desk-field-correction-what", "label", &label))
            .value(words)
            .error(attempt.error(VERB, &name));
        let is_ticked = attempt.is(VERB) && attempt.form.all(&control(VERB, "point")).any(|v| v == value);
        let plain: String = value.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        Pin { id: format!("pin-{plain}"), value, label, now, is_ticked, has_words, what }
    };
    let mut groups: Vec<PinGroup> = Vec::new();
    for section in &l.sections {
        let mut heading = String::new();
        let mut pins = Vec::new();
        for row in &section.rows {
            match row.kind {
                SummaryKind::RowHeading => heading.clone_from(&row.label),
                SummaryKind::Answer => {
                    let label = if row.depth > 0 && !heading.is_empty() {
                        tr.f2("desk-pin-in-row", "row", &heading, "label", &row.label)
                    } else {
                        row.label.clone()
                    };
                    pins.push(pin(PointKind::Field, &row.path, label, row.text.clone()));
                }
            }
        }
        groups.push(group(section.title.clone(), pins));
    }
    let situation = l.item.situation(&l.case.situation);
    let asked = l.item.materials.iter().filter(|m| {
        situation.is_none_or(|s| s.materials.contains(&m.key)) || l.materials.iter().any(|f| f.material == m.key)
    });
    let pins = asked.map(|m| {
        let names: Vec<&str> = l
            .materials
            .iter()
            .filter(|f| f.material == m.key && f.replaced_at.is_none())
            .filter_map(|f| f.file_name.as_deref())
            .collect();
        let now = if names.is_empty() { tr.s("desk-material-none").into_owned() } else { names.join(" · ") };
        pin(PointKind::Material, &m.key, m.name.clone(), now)
    });
    groups.push(group(tr.s("desk-part-materials").into_owned(), pins.collect()));
    groups.retain(|g| !g.pins.is_empty());
    let days = Field::number(tr, control(VERB, "days"), tr.s("desk-field-correction-days"))
        .unit(tr.s("desk-unit-working-days"))
        .digits()
        .hint(tr.s("desk-field-correction-days-hint"))
        .value(attempt.value(VERB, "days", clocks::CORRECTION_WORKING_DAYS.to_string()))
        .error(attempt.error(VERB, "days"))
        .required();
    let note = Field::area(tr, control(VERB, "note"), tr.s("desk-field-correction-note"))
        .rows(3)
        .value(attempt.value(VERB, "note", ""));
    Some(CorrectionForm {
        action: format!("/desk/cases/{}/correction", l.case.matter.number),
        groups,
        days,
        note,
        submit: Submit::secondary(tr.s("desk-do-ask-for-correction")),
        is_open: attempt.is(VERB),
    })
}

fn group(title: String, pins: Vec<Pin>) -> PinGroup {
    let is_open = pins.iter().any(|p| p.is_ticked || p.has_words || p.what.error_text().is_some());
    PinGroup { title, is_open, pins }
}

/// The points that were posted, with the labels of the page they were posted from; and the controls that lack words.
pub(crate) fn posted_points(form: &BodyForm, groups: &[PinGroup]) -> (Vec<CorrectionPoint>, Vec<String>) {
    let ticked: Vec<&str> =
        form.pairs.iter().filter(|(n, _)| *n == control(VERB, "point")).map(|(_, v)| v.as_str()).collect();
    let (mut points, mut wordless) = (Vec::new(), Vec::new());
    for pin in groups.iter().flat_map(|g| &g.pins) {
        let name = control(VERB, &format!("what.{}", pin.value));
        let words = form.text(&name).unwrap_or_default();
        let Some((kind, target)) = pin.value.split_once(':') else { continue };
        let Some(kind) = PointKind::parse(kind) else { continue };
        match (ticked.contains(&pin.value.as_str()), words.is_empty()) {
            (_, false) => points.push(CorrectionPoint {
                kind,
                target: target.to_owned(),
                label: pin.label.clone(),
                what: words.to_owned(),
            }),
            (true, true) => wordless.push(name),
            (false, true) => {}
        }
    }
    (points, wordless)
}
