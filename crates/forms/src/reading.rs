//! Answers in words for a reader: in pages that are read, in documents, in the comparison of old and new.

use codes::{PersonalDocumentKind, mask_bank, mask_identity, mask_name, mask_phone};

use crate::answers::Answer;
use crate::decimal::Decimal;
use crate::definition::{ComputedFormat, Kind, Mask};
use crate::evaluation::{Context, Evaluation, Scope, part_message};
use crate::message::{Message, Words, say};
use crate::path::Path;
use crate::region::RegionTree;
use crate::value::{self, Value, parts_of};

/// Who reads: language and words, and the tree that gives regions their names.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    /// `zh-CN`, `en`, `ug`.
    pub language: &'a str,
    /// Sentences of the interface.
    pub words: &'a dyn Words,
    /// Names of regions.
    pub regions: &'a dyn RegionTree,
}

/// Whether identity numbers, telephones and accounts are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Masking {
    /// As filed: for the person concerned, and for officials after an entry in the ledger.
    Clear,
    /// Hidden the one way that `codes` has.
    Masked,
}

/// One line of a summary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SummaryRow {
    /// Path of the field, row or part.
    pub path: String,
    /// Its name.
    pub label: String,
    /// The answer in words; empty for headings.
    pub text: String,
    /// 0 for fields of the form, 1 and more inside rows.
    pub depth: usize,
    /// Heading or answer.
    pub kind: SummaryKind,
}

/// What a line of a summary is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SummaryKind {
    /// Begins a group's row.
    RowHeading,
    /// A label and its answer.
    Answer,
}

/// One page of a form as it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SummarySection {
    /// Key of the page.
    pub key: String,
    /// Heading.
    pub title: String,
    /// Lines in their order.
    pub rows: Vec<SummaryRow>,
}

impl Reader<'_> {
    /// An answer in one line of words. What does not read is shown as typed.
    pub(crate) fn text(&self, kind: &Kind, answer: &Answer, masking: Masking) -> String {
        if answer.is_blank() {
            return String::new();
        }
        let parts = parts_of(kind);
        if !parts.is_empty() {
            let texts = parts.iter().map(|part| self.part_text(kind, part, answer, masking));
            return texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ");
        }
        // Dates and numbers need no region to be read.
        let context = Context { today: jiff::civil::Date::MAX, regions: self.regions };
        let value = value::read(kind, answer, &context, &mut Vec::new());
        match &value {
            Value::Empty => answer.as_text().unwrap_or("").to_owned(),
            _ => self.value_text(kind, &value, masking),
        }
    }

    /// A value in words.
    pub(crate) fn value_text(&self, kind: &Kind, value: &Value, masking: Masking) -> String {
        match (kind, value) {
            (_, Value::Money(fen)) => {
                let message =
                    Message::plain("forms-yuan").with("amount", grouped(&Decimal::from_fen(*fen).with_places(2)));
                say(self.words, &message)
            }
            (_, Value::Date(day)) => {
                let message = Message::plain("forms-date")
                    .with("iso", day)
                    .with("year", day.year())
                    .with("month", day.month())
                    .with("day", day.day());
                say(self.words, &message)
            }
            (Kind::Number { unit, .. }, Value::Number(number)) => self.with_unit(number.to_string(), unit.as_ref()),
            (Kind::Computed { format: ComputedFormat::Number, decimals, unit, .. }, Value::Number(number)) => {
                self.with_unit(number.with_places(number.places().min(*decimals)), unit.as_ref())
            }
            (Kind::Choice { .. }, Value::Code(code)) => self.option(kind, code),
            (Kind::Choice { .. }, Value::Codes(codes)) => {
                let labels: Vec<String> = codes.iter().map(|code| self.option(kind, code)).collect();
                labels.join(&self.words.say("forms-list-separator", &[]))
            }
            (_, Value::Files(files)) => {
                let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
                names.join(&self.words.say("forms-list-separator", &[]))
            }
            (_, Value::Ticked) => self.words.say("forms-ticked", &[]),
            (Kind::Text(rules), Value::Text(text)) if masking == Masking::Masked => match rules.mask {
                None => text.clone(),
                Some(Mask::Identity) => mask_identity(text),
                Some(Mask::Phone) => mask_phone(text),
                Some(Mask::Account) => mask_bank(text),
                Some(Mask::Name) => mask_name(text),
            },
            (_, Value::Text(text)) => text.clone(),
            (_, Value::Number(number)) => number.to_string(),
            (_, value) => value.to_answer().map_or_else(String::new, |answer| self.text(kind, &answer, masking)),
        }
    }

    /// One part of a person, organisation or address in words.
    pub(crate) fn part_text(&self, kind: &Kind, part: &str, answer: &Answer, masking: Masking) -> String {
        let typed = answer.part_text(part).trim();
        match (kind, part) {
            // A kind of document without a number says nothing.
            (Kind::Person { .. }, "id_kind") => match PersonalDocumentKind::find(typed) {
                Some(document) if !answer.part_text("id_number").trim().is_empty() => {
                    self.words.say(document.message_id(), &[])
                }
                _ => String::new(),
            },
            (Kind::Person { .. }, "id_number") if masking == Masking::Masked && !typed.is_empty() => {
                mask_identity(typed)
            }
            (Kind::Person { .. }, "phone") if masking == Masking::Masked && !typed.is_empty() => mask_phone(typed),
            (Kind::Address { .. }, "region") => self.regions.full_name(typed).unwrap_or_else(|| typed.to_owned()),
            _ => typed.to_owned(),
        }
    }

    /// `owner`'s `phone` → 经营者：电话.
    pub(crate) fn part_label(&self, field: &str, part: &str) -> String {
        let part = self.words.say(part_message(part), &[]);
        say(self.words, &Message::plain("forms-part-of").with("field", field).with("part", part))
    }

    pub(crate) fn row_label(&self, label: &str, row: usize) -> String {
        say(self.words, &Message::plain("forms-row").with("label", label).with("number", row + 1))
    }

    fn with_unit(&self, number: String, unit: Option<&crate::text::Text>) -> String {
        let number = grouped(&number);
        match unit {
            None => number,
            Some(unit) => {
                let unit = unit.in_language(self.language);
                say(self.words, &Message::plain("forms-with-unit").with("number", number).with("unit", unit))
            }
        }
    }

    fn option(&self, kind: &Kind, code: &str) -> String {
        let Kind::Choice { options, .. } = kind else { return code.to_owned() };
        let option = options.iter().find(|option| option.code == code);
        option.map_or_else(|| code.to_owned(), |option| option.label.in_language(self.language).to_owned())
    }
}

/// `1234567.89` → `1,234,567.89`.
fn grouped(number: &str) -> String {
    let (sign, rest) = number.strip_prefix('-').map_or(("", number), |rest| ("-", rest));
    let (whole, fraction) = rest.split_once('.').map_or((rest, None), |(whole, fraction)| (whole, Some(fraction)));
    let mut text = String::from(sign);
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    if let Some(fraction) = fraction {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

/// The whole form as it is read: hidden fields are absent, blank ones say so.
pub fn summary(evaluation: &Evaluation, reader: &Reader, masking: Masking) -> Vec<SummarySection> {
    let mut sections = Vec::new();
    for (place, section) in evaluation.definition.sections.iter().enumerate() {
        if !evaluation.sections[place] {
            continue;
        }
        let mut rows = Vec::new();
        for id in &section.fields {
            let slot = evaluation.definition.fields[*id].slot;
            lines(evaluation, reader, masking, slot, 0, &mut rows);
        }
        sections.push(SummarySection {
            key: section.key.clone(),
            title: section.title.in_language(reader.language).to_owned(),
            rows,
        });
    }
    sections
}

fn lines(
    evaluation: &Evaluation,
    reader: &Reader,
    masking: Masking,
    instance: usize,
    depth: usize,
    rows: &mut Vec<SummaryRow>,
) {
    let Some(instance) = evaluation.instances.get(instance).filter(|instance| instance.visible) else { return };
    let field = &evaluation.definition.fields[instance.field];
    let label = field.label.in_language(reader.language);
    let mut line = |path: &Path, label: String, text: String, kind: SummaryKind| {
        let blank = text.is_empty() && kind == SummaryKind::Answer;
        let text = if blank { reader.words.say("forms-blank", &[]) } else { text };
        rows.push(SummaryRow { path: path.to_string(), label, text, depth, kind });
    };
    let empty = Answer::text("");
    // The value is the answer in its one way of writing; what does not read is shown as typed.
    let written = instance.value.to_answer();
    let answer = written.as_ref().or(instance.answer).unwrap_or(&empty);
    match &field.kind {
        Kind::Information { .. } => {}
        Kind::Group { row_label, .. } => {
            if instance.rows.is_empty() {
                line(&instance.path, label.to_owned(), String::new(), SummaryKind::Answer);
            }
            for (number, row) in instance.rows.clone().enumerate() {
                let heading = reader.row_label(row_label.in_language(reader.language), number);
                let path = instance.path.row(number).to_string();
                rows.push(SummaryRow {
                    path,
                    label: heading,
                    text: String::new(),
                    depth,
                    kind: SummaryKind::RowHeading,
                });
                let Scope { first, count, .. } = evaluation.scopes[row];
                for inner in first..first + count {
                    lines(evaluation, reader, masking, inner, depth + 1, rows);
                }
            }
        }
        kind @ (Kind::Person { .. } | Kind::Organisation { .. } | Kind::Address { .. }) => {
            // An address is one line; so is an optional person that nobody named.
            if matches!(kind, Kind::Address { .. }) || answer.is_blank() {
                line(&instance.path, label.to_owned(), reader.text(kind, answer, masking), SummaryKind::Answer);
                return;
            }
            for part in parts_of(kind) {
                let text = reader.part_text(kind, part, answer, masking);
                if part == "id_kind" && text.is_empty() {
                    continue;
                }
                line(&instance.path.key(part), reader.part_label(label, part), text, SummaryKind::Answer);
            }
        }
        Kind::Declaration { .. } if instance.value.is_empty() => {
            line(&instance.path, label.to_owned(), reader.words.say("forms-unticked", &[]), SummaryKind::Answer);
        }
        kind => {
            let text = match &instance.value {
                Value::Empty => answer.as_text().unwrap_or("").to_owned(),
                value => reader.value_text(kind, value, masking),
            };
            line(&instance.path, label.to_owned(), text, SummaryKind::Answer);
        }
    }
}
