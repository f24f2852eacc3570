//! The form as a page shows it: owned, flat structs with everything worded, so that a template only writes them down.
//! Knows no HTML; `id` and `name` are those of the control.

use codes::PersonalDocumentKind;

use crate::answers::{Answer, MOST_ROWS};
use crate::correction::Corrected;
use crate::definition::{Display, FILE_KINDS, Field, Kind, TextFormat};
use crate::evaluation::{Evaluation, Finding, Instance, part_message};
use crate::fault::Strictness;
use crate::message::say;
use crate::path::Path;
use crate::prefill::Prefills;
use crate::reading::{Masking, Reader};
use crate::region::{self, RegionOption};
use crate::value::{FileAnswer, Value, parts_of};
use crate::view_model::*;

/// What a page wants to show beside the answers.
#[derive(Clone, Copy, Default)]
pub struct Showing<'a> {
    /// Which errors; none on the first sight of a page.
    pub errors: Option<Strictness>,
    /// What was prefilled.
    pub prefills: Option<&'a Prefills>,
    /// In a correction: what is open; everything else is locked.
    pub correction: Option<&'a Corrected>,
}

/// The pages that are shown, with what is still to do on each.
pub fn outline(evaluation: &Evaluation, language: &str) -> Vec<SectionOutline> {
    let mut sections = Vec::new();
    let definition = evaluation.definition;
    for (place, section) in definition.sections.iter().enumerate() {
        if evaluation.sections[place] {
            let title = section.title.in_language(language).to_owned();
            let number = sections.len() + 1;
            sections.push(SectionOutline { key: section.key.clone(), title, number, wrong: 0, absent: 0 });
        }
    }
    for finding in evaluation.findings(Strictness::Submit) {
        let key = finding.section(definition);
        if let Some(section) = sections.iter_mut().find(|section| section.key == key) {
            if finding.fault.is_absence() { section.absent += 1 } else { section.wrong += 1 }
        }
    }
    sections
}

/// The list of errors above a form, in the order of the form.
pub fn errors(evaluation: &Evaluation, reader: &Reader, strictness: Strictness) -> Vec<ErrorView> {
    let line = |finding: &Finding| ErrorView {
        id: finding.path.control_id(),
        section: finding.section(evaluation.definition).to_owned(),
        sentence: finding.sentence(evaluation.definition, reader.language, reader.words),
    };
    evaluation.findings(strictness).map(line).collect()
}

/// All pages that are shown.
pub fn view(evaluation: &Evaluation, reader: &Reader, showing: &Showing) -> Vec<SectionView> {
    let viewer = Viewer { evaluation, reader, showing };
    let shown = (0..evaluation.sections.len()).filter(|place| evaluation.sections[*place]);
    shown.enumerate().map(|(number, place)| viewer.section(place, number + 1)).collect()
}

/// One page by its key; `None` where there is none or it is hidden.
pub fn view_section(evaluation: &Evaluation, key: &str, reader: &Reader, showing: &Showing) -> Option<SectionView> {
    let place = evaluation.definition.sections.iter().position(|section| section.key == key)?;
    if !evaluation.sections[place] {
        return None;
    }
    let number = evaluation.sections[..=place].iter().filter(|visible| **visible).count();
    Some(Viewer { evaluation, reader, showing }.section(place, number))
}

struct Viewer<'v> {
    evaluation: &'v Evaluation<'v>,
    reader: &'v Reader<'v>,
    showing: &'v Showing<'v>,
}

impl Viewer<'_> {
    fn section(&self, place: usize, number: usize) -> SectionView {
        let section = &self.evaluation.definition.sections[place];
        let fields = section.fields.iter().map(|id| self.evaluation.definition.fields[*id].slot);
        SectionView {
            key: section.key.clone(),
            title: section.title.in_language(self.reader.language).to_owned(),
            hint: section.hint.as_ref().map(|hint| hint.in_language(self.reader.language).to_owned()),
            number,
            fields: fields.filter_map(|slot| self.field(&self.evaluation.instances[slot])).collect(),
        }
    }

    fn is_open(&self, path: &Path) -> bool {
        self.showing.correction.is_none_or(|correction| correction.open.iter().any(|open| open.covers(path)))
    }

    /// Open itself, or something inside is.
    fn is_partly_open(&self, path: &Path) -> bool {
        self.is_open(path)
            || self.showing.correction.is_some_and(|correction| correction.open.iter().any(|open| path.covers(open)))
    }

    fn errors_at(&self, instance: &Instance, part: &str, label: &str) -> Vec<String> {
        let Some(strictness) = self.showing.errors else { return Vec::new() };
        instance
            .faults
            .iter()
            .filter(|(place, fault)| *place == part && (strictness == Strictness::Submit || !fault.is_absence()))
            .map(|(_, fault)| fault.sentence(label, self.reader.language, self.reader.words))
            .collect()
    }

    fn field(&self, instance: &Instance) -> Option<FieldView> {
        if !instance.visible {
            return None;
        }
        let field = &self.evaluation.definition.fields[instance.field];
        let language = self.reader.language;
        let path = &instance.path;
        let label = field.label.in_language(language).to_owned();
        let empty = Answer::text("");
        let answer = instance.answer.unwrap_or(&empty);
        let locked = !self.is_partly_open(path);
        let prefilled = self.showing.prefills.and_then(|prefills| prefills.source(path, self.evaluation.answers));
        let mut view = FieldView {
            path: path.to_string(),
            name: path.control_name(),
            id: path.control_id(),
            hint: field.hint.as_ref().map(|hint| hint.in_language(language).to_owned()),
            value: answer.as_text().unwrap_or("").to_owned(),
            errors: self.errors_at(instance, "", &label),
            required: instance.required,
            locked,
            prefilled: prefilled.map(|source| say(self.reader.words, &source.message())),
            button_value: path.to_string(),
            label,
            ..FieldView::default()
        };
        self.fill(&mut view, field, instance, answer);
        if view.locked && view.text.is_empty() {
            view.text = self.reader.text(&field.kind, answer, Masking::Clear);
        }
        Some(view)
    }

    fn fill(&self, view: &mut FieldView, field: &Field, instance: &Instance, answer: &Answer) {
        let language = self.reader.language;
        match &field.kind {
            Kind::Text(rules) => {
                view.control = if rules.lines > 1 { Control::Lines } else { Control::Line };
                view.lines = rules.lines;
                view.max_length = Some(rules.most);
                (view.input_mode, view.autocomplete) = match rules.format {
                    Some(TextFormat::Mobile | TextFormat::Telephone) => ("tel", "tel"),
                    Some(TextFormat::Email) => ("email", "email"),
                    Some(TextFormat::Postcode) => ("numeric", "postal-code"),
                    _ => ("", ""),
                };
            }
            Kind::Number { decimals, unit } => {
                view.input_mode = if *decimals == 0 { "numeric" } else { "decimal" };
                view.unit = unit.as_ref().map(|unit| unit.in_language(language).to_owned());
            }
            Kind::Money => {
                view.input_mode = "decimal";
                view.unit = Some(self.reader.words.say("forms-unit-yuan", &[]));
            }
            Kind::Date => {
                view.control = Control::Date;
                if let Value::Date(day) = instance.value {
                    view.value = day.to_string();
                }
            }
            Kind::Choice { options, multiple, display, .. } => {
                view.control = match (multiple, display) {
                    (true, _) => Control::Checkboxes,
                    (_, Display::Select) => Control::Select,
                    _ => Control::Radio,
                };
                let chosen: Vec<&str> = match answer {
                    Answer::List(list) => list.iter().filter_map(Answer::as_text).collect(),
                    other => vec![other.as_text().unwrap_or("").trim()],
                };
                view.options = options
                    .iter()
                    .map(|option| OptionView {
                        id: format!("{}-{}", view.id, option.code),
                        code: option.code.clone(),
                        label: option.label.in_language(language).to_owned(),
                        hint: option.hint.as_ref().map(|hint| hint.in_language(language).to_owned()),
                        selected: chosen.contains(&option.code.as_str()),
                    })
                    .collect();
            }
            Kind::Person { .. } | Kind::Organisation { .. } | Kind::Address { .. } => {
                view.control = Control::Parts;
                let parts = parts_of(&field.kind);
                view.parts = parts.iter().map(|part| self.part(field, instance, part, answer)).collect();
            }
            Kind::Upload(rules) => {
                view.control = Control::Upload;
                view.most = rules.most;
                view.megabytes = rules.megabytes;
                view.material = rules.material.clone();
                let known = FILE_KINDS.iter().filter(|(name, _)| rules.accept.contains(name));
                let accept: Vec<String> = known.map(|(name, media_type)| format!(".{name},{media_type}")).collect();
                view.accept = accept.join(",");
                view.accept_words = rules.accept.join(", ");
                let open = self.is_open(&instance.path);
                let files = answer.as_list().unwrap_or(&[]).iter().enumerate();
                view.files = files
                    .filter_map(|(row, file)| {
                        let remove_value = open.then(|| instance.path.row(row).to_string());
                        Some(FileView { file: FileAnswer::of_answer(file)?, remove_value })
                    })
                    .collect();
                view.can_add = open && view.files.len() < rules.most;
            }
            Kind::Group { row_label, least, most, .. } => {
                view.control = Control::Group;
                view.most = *most;
                let open = self.is_open(&instance.path);
                let count = instance.rows.len();
                view.can_add = open && count < (*most).min(MOST_ROWS);
                let can_remove = open && count > *least;
                view.rows = instance
                    .rows
                    .clone()
                    .enumerate()
                    .map(|(row, scope)| {
                        let path = instance.path.row(row);
                        let scope = &self.evaluation.scopes[scope];
                        let fields = &self.evaluation.instances[scope.first..scope.first + scope.count];
                        RowView {
                            id: path.control_id(),
                            title: self.reader.row_label(row_label.in_language(language), row),
                            fields: fields.iter().filter_map(|field| self.field(field)).collect(),
                            remove_value: can_remove.then(|| path.to_string()),
                            path: path.to_string(),
                        }
                    })
                    .collect();
            }
            kind @ Kind::Computed { .. } => {
                view.control = Control::Computed;
                view.locked = false;
                if !instance.value.is_empty() {
                    view.text = self.reader.value_text(kind, &instance.value, Masking::Clear);
                }
            }
            Kind::Information { text } => {
                view.control = Control::Information;
                view.locked = false;
                view.text = text.in_language(language).to_owned();
            }
            Kind::Declaration { text } => {
                view.control = Control::Declaration;
                view.text = text.in_language(language).to_owned();
                view.ticked = instance.value == Value::Ticked;
            }
        }
    }

    fn part(&self, field: &Field, instance: &Instance, part: &'static str, answer: &Answer) -> FieldView {
        let path = instance.path.key(part);
        let label = self.reader.words.say(part_message(part), &[]);
        let locked = !self.is_open(&path);
        let mut view = FieldView {
            path: path.to_string(),
            name: path.control_name(),
            id: path.control_id(),
            value: answer.part_text(part).to_owned(),
            errors: self.errors_at(instance, part, &label),
            required: instance.required || !answer.is_blank(),
            locked,
            max_length: Some(100),
            button_value: instance.path.to_string(),
            label,
            ..FieldView::default()
        };
        if locked {
            view.text = self.reader.part_text(&field.kind, part, answer, Masking::Clear);
        }
        match (&field.kind, part) {
            (Kind::Person { id_kinds, .. }, "id_kind") => self.id_kinds(&mut view, id_kinds),
            (Kind::Person { .. }, "name") => view.autocomplete = "name",
            (Kind::Person { .. }, "phone") => (view.input_mode, view.autocomplete) = ("tel", "tel"),
            (Kind::Organisation { .. }, "name") => view.autocomplete = "organization",
            (Kind::Address { .. }, "detail") => {
                view.autocomplete = "street-address";
                view.max_length = Some(200);
            }
            (Kind::Address { depth, within, .. }, "region") => self.regions(&mut view, *depth, within.as_deref()),
            _ => {}
        }
        view
    }

    fn id_kinds(&self, view: &mut FieldView, id_kinds: &[PersonalDocumentKind]) {
        view.control = Control::Select;
        let known = id_kinds.iter().any(|kind| kind.name() == view.value);
        view.options = id_kinds
            .iter()
            .enumerate()
            .map(|(place, kind)| OptionView {
                id: format!("{}-{}", view.id, kind.name()),
                code: kind.name().to_owned(),
                label: self.reader.words.say(kind.message_id(), &[]),
                hint: None,
                // The first is what a blank answer means.
                selected: kind.name() == view.value || (!known && place == 0),
            })
            .collect();
    }

    /// One list for each level down to the first that is not yet chosen.
    fn regions(&self, view: &mut FieldView, depth: usize, within: Option<&str>) {
        view.control = Control::Regions;
        let chosen = view.value.trim().to_owned();
        let mut above = within.map(str::to_owned);
        loop {
            let mut options = self.reader.regions.below(above.as_deref());
            options.retain(|region| region.code.len() <= depth);
            if options.is_empty() || view.levels.len() > 6 {
                return;
            }
            let next = options.iter().find(|region| !chosen.is_empty() && region::covers(&region.code, &chosen));
            above = next.map(|region| region.code.clone());
            let level = view.levels.len();
            view.levels.push(LevelView {
                // The field's own id is that of the group around the lists.
                id: format!("{}-{level}", view.id),
                label: self.reader.words.say(level_message(&options), &[]),
                options: options
                    .iter()
                    .map(|region| OptionView {
                        id: format!("{}-{}", view.id, region.code),
                        code: region.code.clone(),
                        label: region.name.clone(),
                        hint: None,
                        selected: above.as_ref() == Some(&region.code),
                    })
                    .collect(),
            });
            view.can_go_deeper = above.is_none() && level_is_above(&options, depth);
            if above.is_none() {
                return;
            }
        }
    }
}

/// True where the lists so far do not reach the wanted depth, so that choosing here opens another list.
fn level_is_above(options: &[RegionOption], depth: usize) -> bool {
    options.iter().any(|region| {
        let reached = if depth == 6 { region::significant(&region.code).len() } else { region.code.len() };
        reached < depth
    })
}

fn level_message(options: &[RegionOption]) -> &'static str {
    match options.iter().map(|region| region::significant(&region.code).len()).min() {
        Some(2) => "forms-region-province",
        Some(4) => "forms-region-city",
        Some(6) => "forms-region-county",
        Some(9) => "forms-region-township",
        _ => "forms-region-village",
    }
}
