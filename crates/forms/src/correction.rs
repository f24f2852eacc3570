//! What changed between two versions of the answers, and what a correction notice allows to change.

use crate::answers::{Answer, Answers};
use crate::definition::{Definition, FieldId, Kind};
use crate::evaluation::{Context, Evaluation, evaluate};
use crate::path::{Path, Step};
use crate::reading::{Masking, Reader};
use crate::value::parts_of;

/// One changed answer, old and new in words for the clerk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Field, part or row.
    pub path: Path,
    /// Its name, with that of the row around it.
    pub label: String,
    /// Before; empty where there was nothing.
    pub old: String,
    /// Now; empty where there is nothing.
    pub new: String,
}

struct Difference<'a> {
    path: Path,
    field: FieldId,
    part: Option<&'static str>,
    old: Option<&'a Answer>,
    new: Option<&'a Answer>,
}

fn blank_or_same(old: Option<&Answer>, new: Option<&Answer>) -> bool {
    let blank = |answer: Option<&Answer>| answer.is_none_or(Answer::is_blank);
    match (old, new) {
        (Some(Answer::Text(old)), Some(Answer::Text(new))) => old.trim() == new.trim(),
        (Some(old), Some(new)) if old == new => true,
        _ => blank(old) && blank(new),
    }
}

fn differences<'a>(definition: &Definition, old: &'a Answers, new: &'a Answers) -> Vec<Difference<'a>> {
    let mut found = Vec::new();
    for id in &definition.roots {
        let key = &definition.fields[*id].key;
        differ(definition, *id, Path::field(key), old.0.get(key), new.0.get(key), &mut found);
    }
    found
}

fn differ<'a>(
    definition: &Definition,
    id: FieldId,
    path: Path,
    old: Option<&'a Answer>,
    new: Option<&'a Answer>,
    found: &mut Vec<Difference<'a>>,
) {
    let kind = &definition.fields[id].kind;
    match kind {
        Kind::Computed { .. } | Kind::Information { .. } => {}
        Kind::Group { fields, .. } => {
            let rows = |answer: Option<&'a Answer>| answer.and_then(Answer::as_list).unwrap_or(&[]);
            let (old, new) = (rows(old), rows(new));
            for row in 0..old.len().max(new.len()) {
                let path = path.row(row);
                match (old.get(row), new.get(row)) {
                    (Some(old), Some(new)) => {
                        for inner in fields {
                            let key = &definition.fields[*inner].key;
                            differ(definition, *inner, path.key(key), old.part(key), new.part(key), found);
                        }
                    }
                    (old, new) => found.push(Difference { path, field: id, part: None, old, new }),
                }
            }
        }
        _ => {
            let parts = parts_of(kind);
            if parts.is_empty() {
                if !blank_or_same(old, new) {
                    found.push(Difference { path, field: id, part: None, old, new });
                }
                return;
            }
            for part in parts {
                let old = old.and_then(|answer| answer.part(part));
                let new = new.and_then(|answer| answer.part(part));
                if !blank_or_same(old, new) {
                    found.push(Difference { path: path.key(part), field: id, part: Some(part), old, new });
                }
            }
        }
    }
}

/// What differs between two versions of the answers, in the order of the form.
pub fn changes(
    definition: &Definition,
    old: &Answers,
    new: &Answers,
    reader: &Reader,
    masking: Masking,
) -> Vec<Change> {
    differences(definition, old, new)
        .into_iter()
        .map(|difference| {
            let text = |answer: Option<&Answer>| {
                answer.map_or_else(String::new, |answer| text_of(definition, &difference, answer, reader, masking))
            };
            Change {
                label: label_of(definition, &difference, reader),
                old: text(difference.old),
                new: text(difference.new),
                path: difference.path.clone(),
            }
        })
        .collect()
}

fn text_of(
    definition: &Definition,
    difference: &Difference,
    answer: &Answer,
    reader: &Reader,
    masking: Masking,
) -> String {
    let kind = &definition.fields[difference.field].kind;
    match (kind, difference.part) {
        (_, Some("id_kind")) => {
            let document = codes::PersonalDocumentKind::find(answer.as_text().unwrap_or("").trim());
            document.map_or_else(String::new, |document| reader.words.say(document.message_id(), &[]))
        }
        (_, Some(part)) => {
            let alone = Answer::Parts([(part.to_owned(), answer.clone())].into());
            reader.part_text(kind, part, &alone, masking)
        }
        // A whole row that came or went.
        (Kind::Group { fields, .. }, None) => {
            let texts = fields.iter().filter_map(|inner| {
                let inner = &definition.fields[*inner];
                let text = reader.text(&inner.kind, answer.part(&inner.key)?, masking);
                (!text.is_empty()).then(|| {
                    let label = inner.label.in_language(reader.language).to_owned();
                    reader.words.say("forms-part-of", &[("field", label), ("part", text)])
                })
            });
            texts.collect::<Vec<_>>().join(&reader.words.say("forms-list-separator", &[]))
        }
        _ => reader.text(kind, answer, masking),
    }
}

/// The names on the way to the field: row, field, part.
fn label_of(definition: &Definition, difference: &Difference, reader: &Reader) -> String {
    let mut label = String::new();
    let mut group = None;
    let mut kind: Option<&Kind> = None;
    for step in difference.path.steps() {
        let piece = match step {
            Step::Row(row) => {
                let Some(Kind::Group { row_label, .. }) = kind else { continue };
                label.clear();
                reader.row_label(row_label.in_language(reader.language), *row)
            }
            Step::Key(key) => match definition.keys.get(&(group, key.clone())) {
                Some(id) => {
                    group = Some(*id);
                    kind = Some(&definition.fields[*id].kind);
                    definition.fields[*id].label.in_language(reader.language).to_owned()
                }
                None => reader.words.say(crate::evaluation::part_message(key), &[]),
            },
        };
        label = if label.is_empty() {
            piece
        } else {
            reader.words.say("forms-part-of", &[("field", label), ("part", piece)])
        };
    }
    label
}

/// A correction notice on filed answers: only what it is pinned to may change.
pub struct Correction<'a> {
    definition: &'a Definition,
    filed: &'a Answers,
    pinned: Vec<Path>,
}

/// What may be filed as correction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Corrected {
    /// The filed answers with the allowed changes only.
    pub answers: Answers,
    /// What may be changed: the pinned paths, and fields that only came into sight by an allowed change.
    pub open: Vec<Path>,
    /// Changes that are not allowed; they are not in `answers`.
    pub refused: Vec<Path>,
}

impl<'a> Correction<'a> {
    /// A correction of filed answers. A pinned group opens its rows, adding and removing included; a pinned row or field
    /// of a row opens that one only.
    pub fn new(definition: &'a Definition, filed: &'a Answers, pinned: &[Path]) -> Correction<'a> {
        Correction { definition, filed, pinned: pinned.to_vec() }
    }

    /// Takes the allowed changes out of the new answers and names the others.
    pub fn restrict(&self, new: &Answers, context: &Context) -> Corrected {
        let before = evaluate(self.definition, self.filed, context);
        let mut open = self.pinned.clone();
        loop {
            let answers = self.with(new, &open);
            let after = evaluate(self.definition, &answers, context);
            let appeared = appeared(&before, &after, &open);
            if appeared.is_empty() {
                let refused =
                    differences(self.definition, &answers, new).into_iter().map(|difference| difference.path).collect();
                return Corrected { answers, open, refused };
            }
            // Ends: each round opens at least one more field, and fields are finite.
            open.extend(appeared);
        }
    }

    fn with(&self, new: &Answers, open: &[Path]) -> Answers {
        let mut answers = self.filed.clone();
        for path in open {
            let is_row = matches!(path.steps().last(), Some(Step::Row(_)));
            // A row alone may change, but neither come nor go; nor may a field make a row by itself.
            let row_exists = row_around(path).is_none_or(|row| answers.get(&row).is_some());
            match new.get(path) {
                Some(answer) if row_exists => answers.put(path, answer.clone()),
                None if !is_row && row_exists => {
                    answers.take(path);
                }
                _ => {}
            }
        }
        answers
    }
}

/// The innermost row on the way to a path, the path itself included.
fn row_around(path: &Path) -> Option<Path> {
    let last = path.steps().iter().rposition(|step| matches!(step, Step::Row(_)))?;
    let mut row = None;
    for step in &path.steps()[..=last] {
        row = match (row, step) {
            (None, Step::Key(key)) => Some(Path::field(key)),
            (Some(path), Step::Key(key)) => Some(Path::key(&path, key)),
            (Some(path), Step::Row(number)) => Some(path.row(*number)),
            (None, Step::Row(_)) => None,
        };
    }
    row
}

fn appeared(before: &Evaluation, after: &Evaluation, open: &[Path]) -> Vec<Path> {
    after
        .instances
        .iter()
        .filter(|instance| instance.visible)
        .filter(|instance| !before.find(&instance.path).is_some_and(|old| old.visible && old.path == instance.path))
        .filter(|instance| !open.iter().any(|open| open.covers(&instance.path)))
        .map(|instance| instance.path.clone())
        .collect()
}
