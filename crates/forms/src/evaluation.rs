//! One evaluation of a form: what is shown, what follows from what, what is wrong, whether it can be submitted. Work grows
//! with the number of fields and rows; every field is read once, in an order found when the definition was loaded.

use std::cell::Cell;
use std::ops::Range;

use jiff::civil::Date;
use serde_json::{Map, Value as Json};

use crate::answers::{Answer, Answers, MOST_ROWS};
use crate::compute::{FUEL, Known};
use crate::definition::{Definition, Field, FieldId, Kind, Need};
use crate::demands::{absences, bounds, computed};
use crate::fault::{Fault, Strictness};
use crate::message::Words;
use crate::path::{Path, Step};
use crate::region::RegionTree;
use crate::value::{self, PartFault, Value};

/// Most fields and rows that one evaluation looks at.
const MOST_INSTANCES: usize = 60_000;

/// What an evaluation needs from outside.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The legal day.
    pub today: Date,
    /// Divisions in force today.
    pub regions: &'a dyn RegionTree,
}

/// One field in one place: for a field of a group there is one for each row.
#[derive(Debug, Clone)]
pub(crate) struct Instance<'a> {
    pub field: FieldId,
    pub path: Path,
    pub scope: usize,
    pub answer: Option<&'a Answer>,
    pub visible: bool,
    pub required: bool,
    pub value: Value,
    /// Scopes of the rows of a group.
    pub rows: Range<usize>,
    pub faults: Vec<PartFault>,
}

/// The form itself, or one row.
#[derive(Debug, Clone)]
pub(crate) struct Scope {
    pub group: Option<FieldId>,
    pub around: Option<usize>,
    /// Instance of its first field; the others follow in their order.
    pub first: usize,
    pub count: usize,
    /// Instance of the group.
    pub owner: Option<usize>,
}

/// Something wrong in one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Where; may lead to a part (`owner.phone`).
    pub path: Path,
    /// What.
    pub fault: Fault,
    field: FieldId,
    part: &'static str,
}

impl Finding {
    /// The sentence for the person who fills the form.
    pub fn sentence(&self, definition: &Definition, language: &str, words: &dyn Words) -> String {
        let label = definition.fields.get(self.field).map_or("", |field| field.label.in_language(language));
        if self.part.is_empty() {
            return self.fault.sentence(label, language, words);
        }
        let part = words.say(part_message(self.part), &[]);
        self.fault.sentence(&part, language, words)
    }

    /// Key of the page that holds the field.
    pub fn section<'d>(&self, definition: &'d Definition) -> &'d str {
        definition.fields.get(self.field).map_or("", |field| definition.sections[field.section].key.as_str())
    }
}

/// Name of a part in the language files.
pub(crate) fn part_message(part: &str) -> &'static str {
    match part {
        "name" => "forms-part-name",
        "id_kind" => "forms-part-id-kind",
        "id_number" => "forms-part-id-number",
        "phone" => "forms-part-phone",
        "uscc" => "forms-part-uscc",
        "legal_representative" => "forms-part-legal-representative",
        "region" => "forms-part-region",
        _ => "forms-part-detail",
    }
}

/// What is filed when a form is submitted.
#[derive(Debug, Clone, PartialEq)]
pub struct Submission {
    /// The answers in their one way of writing; those of hidden fields are gone.
    pub answers: Answers,
    /// All values with computed ones, for documents and machines: money in fen, declarations as `true`.
    pub values: Json,
}

/// The outcome of one evaluation.
#[derive(Debug, Clone)]
pub struct Evaluation<'a> {
    pub(crate) definition: &'a Definition,
    pub(crate) answers: &'a Answers,
    pub(crate) instances: Vec<Instance<'a>>,
    pub(crate) scopes: Vec<Scope>,
    pub(crate) sections: Vec<bool>,
    findings: Vec<Finding>,
}

/// Evaluates answers against a definition. Never panics, whatever the answers are.
pub fn evaluate<'a>(definition: &'a Definition, answers: &'a Answers, context: &Context) -> Evaluation<'a> {
    let mut engine = Engine {
        evaluation: Evaluation {
            definition,
            answers,
            instances: Vec::with_capacity(definition.fields.len()),
            scopes: Vec::new(),
            sections: vec![true; definition.sections.len()],
            findings: Vec::new(),
        },
        context,
        fuel: Cell::new(FUEL),
    };
    engine.lay_out();
    engine.find_values();
    engine.find_faults();
    let mut findings = Vec::new();
    engine.evaluation.collect(0, &mut findings);
    engine.evaluation.findings = findings;
    engine.evaluation
}

struct Engine<'a, 'c> {
    evaluation: Evaluation<'a>,
    context: &'c Context<'c>,
    fuel: Cell<u32>,
}

impl<'a> Engine<'a, '_> {
    /// Makes an instance of every field in every row. The fields of one scope stand side by side, and so do the rows of
    /// one group.
    fn lay_out(&mut self) {
        let definition = self.evaluation.definition;
        let answers = self.evaluation.answers;
        self.open(None, None, None, &definition.roots, |field| (Path::field(&field.key), answers.0.get(&field.key)));
        let mut at = 0;
        while at < self.evaluation.scopes.len() {
            let Scope { first, count, .. } = self.evaluation.scopes[at];
            for instance in first..first + count {
                self.open_rows(instance, at);
            }
            at += 1;
        }
    }

    fn open_rows(&mut self, instance: usize, scope: usize) {
        let definition = self.evaluation.definition;
        let field = self.evaluation.instances[instance].field;
        let Kind::Group { least, fields, .. } = &definition.fields[field].kind else { return };
        let answer = self.evaluation.instances[instance].answer;
        let rows: &'a [Answer] = match answer {
            Some(Answer::List(rows)) => rows,
            None => &[],
            Some(other) => {
                if !other.is_blank() {
                    self.evaluation.instances[instance].faults.push(("", Fault::WrongShape));
                }
                &[]
            }
        };
        let wanted = rows.len().clamp(*least, MOST_ROWS.max(*least));
        let room = MOST_INSTANCES.saturating_sub(self.evaluation.instances.len()) / fields.len().max(1);
        if rows.len() > MOST_ROWS || wanted > room {
            self.evaluation.instances[instance].faults.push(("", Fault::TooLarge));
        }
        let first = self.evaluation.scopes.len();
        let path = self.evaluation.instances[instance].path.clone();
        for row in 0..wanted.min(room) {
            let row_path = path.row(row);
            let answer = rows.get(row);
            self.open(Some(field), Some(scope), Some(instance), fields, |field| {
                (row_path.key(&field.key), answer.and_then(|answer| answer.part(&field.key)))
            });
        }
        self.evaluation.instances[instance].rows = first..self.evaluation.scopes.len();
    }

    fn open(
        &mut self,
        group: Option<FieldId>,
        around: Option<usize>,
        owner: Option<usize>,
        fields: &[FieldId],
        place: impl Fn(&Field) -> (Path, Option<&'a Answer>),
    ) {
        let scope = self.evaluation.scopes.len();
        let first = self.evaluation.instances.len();
        self.evaluation.scopes.push(Scope { group, around, first, count: fields.len(), owner });
        for field in fields {
            let (path, answer) = place(&self.evaluation.definition.fields[*field]);
            self.evaluation.instances.push(Instance {
                field: *field,
                path,
                scope,
                answer,
                visible: false,
                required: false,
                value: Value::Empty,
                rows: 0..0,
                faults: Vec::new(),
            });
        }
    }

    fn known(&self) -> Known<'_> {
        Known {
            definition: self.evaluation.definition,
            instances: &self.evaluation.instances,
            scopes: &self.evaluation.scopes,
            today: self.context.today,
            fuel: &self.fuel,
        }
    }

    fn find_values(&mut self) {
        let definition = self.evaluation.definition;
        let mut of_field: Vec<Vec<usize>> = vec![Vec::new(); definition.fields.len()];
        for (place, instance) in self.evaluation.instances.iter().enumerate() {
            of_field[instance.field].push(place);
        }
        let mut section_known = vec![false; definition.sections.len()];
        for id in &definition.order {
            let field = &definition.fields[*id];
            if !section_known[field.section] {
                section_known[field.section] = true;
                // A condition that cannot be decided shows what it guards: nothing may become unreachable.
                self.evaluation.sections[field.section] = match &definition.sections[field.section].visible {
                    Some(condition) => self.known().holds(condition, 0).unwrap_or(true),
                    None => true,
                };
            }
            for place in &of_field[*id] {
                self.find_value(field, *place);
            }
        }
    }

    fn find_value(&mut self, field: &'a Field, place: usize) {
        let instance = &self.evaluation.instances[place];
        let scope = instance.scope;
        let around = match self.evaluation.scopes[scope].owner {
            Some(owner) => self.evaluation.instances[owner].visible,
            None => self.evaluation.sections[field.section],
        };
        let visible = around
            && match &field.visible {
                Some(condition) => self.known().holds(condition, scope).unwrap_or(true),
                None => true,
            };
        if !visible {
            return;
        }
        let mut faults = Vec::new();
        let value = match &field.kind {
            Kind::Group { .. } => Value::Rows(instance.rows.len()),
            Kind::Computed { formula: Some(formula), format, decimals, .. } => {
                let outcome = self.known().compute(formula, scope);
                outcome.and_then(|operand| computed(operand, *format, *decimals)).unwrap_or_else(|fault| {
                    faults.push(("", Fault::Compute(fault)));
                    Value::Empty
                })
            }
            kind => match instance.answer {
                Some(answer) => value::read(kind, answer, self.context, &mut faults),
                None => Value::Empty,
            },
        };
        let instance = &mut self.evaluation.instances[place];
        instance.visible = true;
        instance.value = value;
        instance.faults.append(&mut faults);
    }

    /// What depends on all values and on which no value depends: required, least and greatest, rules.
    fn find_faults(&mut self) {
        let definition = self.evaluation.definition;
        for place in 0..self.evaluation.instances.len() {
            let instance = &self.evaluation.instances[place];
            if !instance.visible {
                continue;
            }
            let field = &definition.fields[instance.field];
            let known = self.known();
            let required = match &field.required {
                Need::Always => true,
                Need::Never => false,
                Need::When(condition) => known.holds(condition, instance.scope).unwrap_or(false),
            };
            let mut faults = Vec::new();
            absences(field, instance, required, &mut faults);
            // A field that does not read has its fault already.
            if !instance.value.is_empty() && instance.faults.is_empty() {
                bounds(field, instance, &known, &mut faults);
                for rule in &field.rules {
                    if !known.holds(&rule.holds, instance.scope).unwrap_or(false) {
                        faults.push(("", Fault::Rule(rule.message.clone())));
                    }
                }
            }
            let instance = &mut self.evaluation.instances[place];
            instance.required = required;
            instance.faults.append(&mut faults);
        }
    }
}

impl<'a> Evaluation<'a> {
    /// The definition that was evaluated.
    pub fn definition(&self) -> &'a Definition {
        self.definition
    }

    /// The answers that were evaluated.
    pub fn answers(&self) -> &'a Answers {
        self.answers
    }

    /// What is wrong, in the order of the form.
    pub fn findings(&self, strictness: Strictness) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(move |finding| strictness == Strictness::Submit || !finding.fault.is_absence())
    }

    /// True where the form can be submitted.
    pub fn is_complete(&self) -> bool {
        self.findings.is_empty()
    }

    /// True where a field is shown. False for paths that lead to no field.
    pub fn is_visible(&self, path: &str) -> bool {
        self.instance(path).is_some_and(|instance| instance.visible)
    }

    /// True where a field must be filled.
    pub fn is_required(&self, path: &str) -> bool {
        self.instance(path).is_some_and(|instance| instance.visible && instance.required)
    }

    /// True where a page is shown.
    pub fn is_section_visible(&self, key: &str) -> bool {
        let place = self.definition.sections.iter().position(|section| section.key == key);
        place.is_some_and(|place| self.sections[place])
    }

    /// The value of a field; computed fields have theirs here too.
    pub fn value(&self, path: &str) -> Option<&Value> {
        self.instance(path).map(|instance| &instance.value)
    }

    pub(crate) fn instance(&self, path: &str) -> Option<&Instance<'a>> {
        self.find(&Path::parse(path)?)
    }

    /// The field at a path; a path to a part finds the field that has the part.
    pub(crate) fn find(&self, path: &Path) -> Option<&Instance<'a>> {
        let mut scope = self.scopes.first()?;
        let mut steps = path.steps().iter();
        loop {
            let Step::Key(key) = steps.next()? else { return None };
            let id = self.definition.keys.get(&(scope.group, key.clone()))?;
            let instance = self.instances.get(scope.first + self.definition.fields[*id].slot)?;
            match steps.next() {
                Some(Step::Row(row)) if !instance.rows.is_empty() => {
                    let place = instance.rows.start.checked_add(*row).filter(|place| instance.rows.contains(place))?;
                    if steps.len() == 0 {
                        return Some(instance);
                    }
                    scope = &self.scopes[place];
                }
                _ => return Some(instance),
            }
        }
    }

    fn collect(&self, scope: usize, findings: &mut Vec<Finding>) {
        let Some(Scope { first, count, .. }) = self.scopes.get(scope) else { return };
        for instance in &self.instances[*first..first + count] {
            if !instance.visible {
                continue;
            }
            for (part, fault) in &instance.faults {
                let path = if part.is_empty() { instance.path.clone() } else { instance.path.key(part) };
                findings.push(Finding { path, fault: fault.clone(), field: instance.field, part });
            }
            for row in instance.rows.clone() {
                self.collect(row, findings);
            }
        }
    }

    /// What is filed. Answers of hidden fields are dropped; what is written in several ways is written in one.
    ///
    /// # Errors
    /// Everything that is wrong or absent.
    pub fn submission(&self) -> Result<Submission, Vec<Finding>> {
        if !self.is_complete() {
            return Err(self.findings.clone());
        }
        Ok(Submission { answers: Answers(self.filed(0)), values: Json::Object(self.values_of(0)) })
    }

    /// All values so far with computed ones, for documents and machines.
    pub fn values(&self) -> Json {
        Json::Object(self.values_of(0))
    }

    fn filed(&self, scope: usize) -> std::collections::BTreeMap<String, Answer> {
        let mut filed = std::collections::BTreeMap::new();
        let Scope { first, count, .. } = self.scopes[scope];
        for instance in self.instances[first..first + count].iter().filter(|instance| instance.visible) {
            let field = &self.definition.fields[instance.field];
            let answer = match &field.kind {
                Kind::Computed { .. } | Kind::Information { .. } => None,
                Kind::Group { .. } => {
                    Some(Answer::List(instance.rows.clone().map(|row| Answer::Parts(self.filed(row))).collect()))
                }
                _ => instance.value.to_answer(),
            };
            if let Some(answer) = answer {
                filed.insert(field.key.clone(), answer);
            }
        }
        filed
    }

    fn values_of(&self, scope: usize) -> Map<String, Json> {
        let mut values = Map::new();
        let Some(Scope { first, count, .. }) = self.scopes.get(scope) else { return values };
        for instance in self.instances[*first..first + count].iter().filter(|instance| instance.visible) {
            let field = &self.definition.fields[instance.field];
            let value = match &field.kind {
                Kind::Information { .. } => continue,
                Kind::Group { .. } => {
                    instance.rows.clone().map(|row| Json::Object(self.values_of(row))).collect::<Vec<_>>().into()
                }
                _ => instance.value.to_json(),
            };
            values.insert(field.key.clone(), value);
        }
        values
    }
}
