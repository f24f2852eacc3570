//! From a `FormSource` to a `Definition`: fields get numbers, attributes their meaning, expressions their fields, and the
//! order of evaluation is found. Collects every mistake instead of stopping at the first.

use std::collections::{BTreeSet, HashSet};

use crate::decimal::Decimal;
use crate::definition::*;
use crate::formula::{Formula, Surroundings, Type};
use crate::problem::{DefinitionFault, Problem};
use crate::source::{BoundSource, FieldSource, FormSource, RequiredSource};
use crate::syntax::RESERVED;
use crate::text::Text;

/// Most fields of a form.
const MOST_FIELDS: usize = 3_000;
/// Groups in groups.
const MOST_LEVELS: usize = 2;

const COMMON: [&str; 6] = ["label", "hint", "required", "visible", "prefill", "rule"];

fn attributes_of(kind: &str) -> Option<&'static [&'static str]> {
    Some(match kind {
        "text" => &["mask", "lines", "min_length", "max_length", "format", "pattern", "message"],
        "number" => &["decimals", "min", "max", "unit"],
        "money" | "date" => &["min", "max"],
        "choice" => &["options", "multiple", "min_chosen", "max_chosen", "display"],
        "address" => &["depth", "within", "detail"],
        "person" => &["parts", "id_kinds"],
        "organisation" => &["parts"],
        "upload" => &["material", "accept", "min_files", "max_files", "max_size_mb"],
        "group" => &["row_label", "min_rows", "max_rows", "field"],
        "computed" => &["value", "format", "decimals", "unit"],
        "information" | "declaration" => &["text"],
        _ => return None,
    })
}

pub(crate) struct Builder {
    fields: Vec<Field>,
    sources: Vec<(FieldSource, String)>,
    keys: KeyIndex,
    problems: Vec<Problem>,
}

/// Builds the definition with all its problems.
pub(crate) fn definition(source: FormSource) -> Definition {
    let mut builder = Builder { fields: Vec::new(), sources: Vec::new(), keys: KeyIndex::new(), problems: Vec::new() };
    let mut sections = Vec::new();
    let mut roots = Vec::new();
    builder.form(&source);
    let mut section_keys = HashSet::new();
    for (place, section) in source.sections.iter().enumerate() {
        builder.key(&section.key, &section.key);
        if !section_keys.insert(&section.key) {
            builder.problem(&section.key, "key", DefinitionFault::DuplicateKey { key: section.key.clone() });
        }
        builder.chinese(&section.key, "title", Some(&section.title));
        builder.chinese(&section.key, "hint", section.hint.as_ref());
        if section.fields.is_empty() {
            builder.problem(&section.key, "field", DefinitionFault::NoFields);
        }
        let mut fields = Vec::new();
        for field in &section.fields {
            if let Some(id) = builder.field(field, &section.key, None, place, roots.len(), 0) {
                roots.push(id);
                fields.push(id);
            }
        }
        sections.push(Section {
            key: section.key.clone(),
            title: section.title.clone(),
            hint: section.hint.clone(),
            visible: None,
            fields,
        });
    }
    builder.shadows();
    let order = builder.formulas(&source, &mut sections);
    let digest = digest_of(&source);
    let Builder { fields, keys, problems, .. } = builder;
    Definition { source, sections, fields, keys, roots, order, problems, digest }
}

fn is_key(key: &str) -> bool {
    key.len() <= 40
        && key.starts_with(|first: char| first.is_ascii_lowercase())
        && key.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
        && !RESERVED.contains(&key)
}

impl Builder {
    pub(crate) fn problem(&mut self, at: &str, attribute: &'static str, fault: DefinitionFault) {
        self.problems.push(Problem { at: at.to_owned(), attribute, fault });
    }

    pub(crate) fn bad(&mut self, at: &str, attribute: &'static str, value: impl ToString) {
        self.problem(at, attribute, DefinitionFault::BadValue { value: value.to_string() });
    }

    pub(crate) fn missing(&mut self, at: &str, attribute: &'static str) {
        self.problem(at, attribute, DefinitionFault::MissingAttribute { attribute: attribute.to_owned() });
    }

    fn key(&mut self, at: &str, key: &str) {
        if !is_key(key) {
            self.problem(at, "key", DefinitionFault::BadKey { key: key.to_owned() });
        }
    }

    pub(crate) fn chinese(&mut self, at: &str, attribute: &'static str, text: Option<&Text>) {
        if text.is_some_and(Text::lacks_chinese) {
            self.problem(at, attribute, DefinitionFault::NoChinese);
        }
    }

    fn form(&mut self, source: &FormSource) {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if !source.form.starts_with(|first: char| first.is_ascii_lowercase()) || !source.form.bytes().all(plain) {
            self.problem("", "form", DefinitionFault::BadKey { key: source.form.clone() });
        }
        if source.version == 0 {
            self.problem("", "version", DefinitionFault::VersionZero);
        }
        self.chinese("", "title", Some(&source.title));
        self.chinese("", "description", source.description.as_ref());
        if source.sections.is_empty() {
            self.problem("", "section", DefinitionFault::NoFields);
        }
    }

    /// Takes a field and those of its rows into the list; formulas come later, when every field is known.
    fn field(
        &mut self,
        source: &FieldSource,
        around: &str,
        group: Option<FieldId>,
        section: usize,
        slot: usize,
        level: usize,
    ) -> Option<FieldId> {
        let at = format!("{around}/{}", source.key);
        if self.fields.len() >= MOST_FIELDS {
            if !self.problems.iter().any(|problem| matches!(problem.fault, DefinitionFault::TooManyFields { .. })) {
                self.problem(&at, "", DefinitionFault::TooManyFields { most: MOST_FIELDS });
            }
            return None;
        }
        self.key(&at, &source.key);
        if self.keys.contains_key(&(group, source.key.clone())) {
            self.problem(&at, "key", DefinitionFault::DuplicateKey { key: source.key.clone() });
            return None;
        }
        match attributes_of(&source.kind) {
            None => {
                self.problem(&at, "kind", DefinitionFault::UnknownKind { kind: source.kind.clone() });
                return None;
            }
            Some(own) => {
                for attribute in source.attributes_set() {
                    if !own.contains(&attribute) && !COMMON.contains(&attribute) {
                        let kind = source.kind.clone();
                        let attribute = attribute.to_owned();
                        self.problem(&at, "", DefinitionFault::StrayAttribute { attribute, kind });
                    }
                }
            }
        }
        for (attribute, text) in [("label", &source.label), ("hint", &source.hint), ("text", &source.text)] {
            self.chinese(&at, attribute, text.as_ref());
        }
        if source.label.is_none() && source.kind != "information" {
            self.missing(&at, "label");
        }
        if let Some(key) = &source.prefill {
            let pieces: Vec<&str> = key.split('.').collect();
            let known = match pieces[..] {
                ["profile", name] => !name.is_empty(),
                ["licence" | "case", thing, part] => !thing.is_empty() && !part.is_empty(),
                _ => false,
            };
            // Rows have no place of their own before they exist; a whole group can be prefilled.
            if !known || group.is_some() {
                self.problem(&at, "prefill", DefinitionFault::BadPrefill { key: key.clone() });
            }
        }
        let kind = self.kind(source, &at);
        let id = self.fields.len();
        self.keys.insert((group, source.key.clone()), id);
        self.fields.push(Field {
            key: source.key.clone(),
            label: source.label.clone().unwrap_or_default(),
            hint: source.hint.clone(),
            kind,
            group,
            section,
            slot,
            visible: None,
            required: Need::Never,
            rules: Vec::new(),
            min: None,
            max: None,
            prefill: source.prefill.clone(),
        });
        self.sources.push((FieldSource { fields: Vec::new(), ..source.clone() }, at.clone()));
        if source.kind == "group" {
            if level >= MOST_LEVELS {
                self.problem(&at, "field", DefinitionFault::TooDeep);
                return Some(id);
            }
            if source.fields.is_empty() {
                self.problem(&at, "field", DefinitionFault::NoFields);
            }
            let mut inner = Vec::new();
            for field in &source.fields {
                if let Some(child) = self.field(field, &at, Some(id), section, inner.len(), level + 1) {
                    inner.push(child);
                }
            }
            if let Kind::Group { fields, .. } = &mut self.fields[id].kind {
                *fields = inner;
            }
        }
        Some(id)
    }

    /// A key inside a group may not hide one outside, or conditions would read the wrong field.
    fn shadows(&mut self) {
        for id in 0..self.fields.len() {
            let key = self.fields[id].key.clone();
            let mut around = self.fields[id].group;
            while let Some(group) = around {
                around = self.fields[group].group;
                if self.keys.contains_key(&(around, key.clone())) {
                    let at = self.sources[id].1.clone();
                    self.problem(&at, "key", DefinitionFault::DuplicateKey { key: key.clone() });
                    break;
                }
            }
        }
    }

    /// Reads every expression, now that all fields are known, and finds the order in which fields can be evaluated.
    fn formulas(&mut self, source: &FormSource, sections: &mut [Section]) -> Vec<FieldId> {
        let mut section_needs = Vec::new();
        for (section, written) in sections.iter_mut().zip(&source.sections) {
            let mut needs = BTreeSet::new();
            if let Some(text) = &written.visible {
                section.visible = self.read(None, &written.key, "visible", text, Type::Truth, &mut needs);
            }
            section_needs.push(needs);
        }
        let mut needs = Vec::with_capacity(self.fields.len());
        for id in 0..self.fields.len() {
            let (written, at) = self.sources[id].clone();
            let group = self.fields[id].group;
            let mut own = section_needs[self.fields[id].section].clone();
            own.extend(group);
            if let Some(text) = &written.visible {
                self.fields[id].visible = self.read(group, &at, "visible", text, Type::Truth, &mut own);
            }
            if written.kind == "computed" {
                match &written.value {
                    None => self.missing(&at, "value"),
                    Some(text) => self.computed(id, &at, text, &mut own),
                }
            }
            // Whatever follows is looked at after all values are known, so it cannot go in circles.
            let mut later = BTreeSet::new();
            self.fields[id].required = match &written.required {
                _ if matches!(written.kind.as_str(), "computed" | "information") => Need::Never,
                None | Some(RequiredSource::Constant(true)) => Need::Always,
                Some(RequiredSource::Constant(false)) => Need::Never,
                Some(RequiredSource::When(text)) => {
                    let read = self.read(group, &at, "required", text, Type::Truth, &mut later);
                    read.map_or(Need::Never, Need::When)
                }
            };
            for rule in &written.rules {
                self.chinese(&at, "rule", Some(&rule.message));
                if let Some(holds) = self.read(group, &at, "rule", &rule.holds, Type::Truth, &mut later) {
                    self.fields[id].rules.push(Rule { holds, message: rule.message.clone() });
                }
            }
            let bound_type = if written.kind == "date" { Type::Date } else { Type::Number };
            self.fields[id].min = self.bound(group, &at, "min", written.min.as_ref(), bound_type);
            self.fields[id].max = self.bound(group, &at, "max", written.max.as_ref(), bound_type);
            if let (Some(Formula::Number(min)), Some(Formula::Number(max))) =
                (&self.fields[id].min, &self.fields[id].max)
                && min > max
            {
                self.problem(&at, "max", DefinitionFault::EmptyRange);
            }
            needs.push(own);
        }
        self.order(&needs)
    }

    fn computed(&mut self, id: FieldId, at: &str, text: &str, needs: &mut BTreeSet<FieldId>) {
        let Kind::Computed { format, .. } = self.fields[id].kind else { return };
        let wanted = match format {
            ComputedFormat::Number | ComputedFormat::Money => Type::Number,
            ComputedFormat::Text => Type::Text,
            ComputedFormat::Date => Type::Date,
        };
        let group = self.fields[id].group;
        let read = self.read(group, at, "value", text, wanted, needs);
        if let Kind::Computed { formula, .. } = &mut self.fields[id].kind {
            *formula = read;
        }
    }

    fn read(
        &mut self,
        group: Option<FieldId>,
        at: &str,
        attribute: &'static str,
        text: &str,
        wanted: Type,
        needs: &mut BTreeSet<FieldId>,
    ) -> Option<Formula> {
        let mut surroundings = Surroundings::of_field(&self.fields, &self.keys, group);
        let read = surroundings.read(text, wanted);
        let faults = std::mem::take(&mut surroundings.faults);
        needs.append(&mut surroundings.needs);
        for fault in faults {
            self.problem(at, attribute, fault);
        }
        read
    }

    fn bound(
        &mut self,
        group: Option<FieldId>,
        at: &str,
        attribute: &'static str,
        bound: Option<&BoundSource>,
        wanted: Type,
    ) -> Option<Formula> {
        let number = |text: String| Decimal::parse(&text).map(Formula::Number).ok_or(text);
        let read = match bound? {
            BoundSource::Whole(whole) if wanted == Type::Number => number(whole.to_string()),
            BoundSource::Point(point) if wanted == Type::Number => number(point.to_string()),
            BoundSource::Whole(whole) => Err(whole.to_string()),
            BoundSource::Point(point) => Err(point.to_string()),
            BoundSource::Expression(text) => {
                if wanted == Type::Date
                    && let Ok(day) = text.parse()
                {
                    return Some(Formula::Day(day));
                }
                return self.read(group, at, attribute, text, wanted, &mut BTreeSet::new());
            }
        };
        match read {
            Ok(formula) => Some(formula),
            Err(text) => {
                self.bad(at, attribute, text);
                None
            }
        }
    }

    /// Each field after those it needs; what goes in circles is reported and comes last.
    fn order(&mut self, needs: &[BTreeSet<FieldId>]) -> Vec<FieldId> {
        let mut waiting: Vec<usize> = needs.iter().map(BTreeSet::len).collect();
        let mut leaning: Vec<Vec<FieldId>> = vec![Vec::new(); needs.len()];
        for (id, own) in needs.iter().enumerate() {
            for need in own {
                leaning[*need].push(id);
            }
        }
        let mut order: Vec<FieldId> = (0..needs.len()).filter(|id| waiting[*id] == 0).collect();
        let mut at = 0;
        while at < order.len() {
            for id in &leaning[order[at]] {
                waiting[*id] -= 1;
                if waiting[*id] == 0 {
                    order.push(*id);
                }
            }
            at += 1;
        }
        let stuck: Vec<FieldId> = (0..needs.len()).filter(|id| waiting[*id] > 0).collect();
        if let Some(circle) = circle(&stuck, needs) {
            let names: Vec<String> = circle.iter().map(|id| self.fields[*id].key.clone()).collect();
            let at = self.sources[circle[0]].1.clone();
            self.problem(&at, "", DefinitionFault::Cycle { fields: names.join(" → ") });
            // Those that only wait for a circle may be reported as unknown later; their expressions must not run.
            for id in &stuck {
                self.fields[*id].visible = None;
                if let Kind::Computed { formula, .. } = &mut self.fields[*id].kind {
                    *formula = None;
                }
            }
            order.extend(stuck);
            // A group must still come before its rows.
            order.sort_by_key(|id| {
                self.fields[*id].group.map_or(0, |group| 1 + self.fields[group].group.map_or(0, |_| 1))
            });
        }
        order
    }
}

/// One circle among fields that wait for each other: walk from need to need until a field comes back.
fn circle(stuck: &[FieldId], needs: &[BTreeSet<FieldId>]) -> Option<Vec<FieldId>> {
    let waiting: HashSet<FieldId> = stuck.iter().copied().collect();
    let mut way = vec![*stuck.first()?];
    let mut place_of = std::collections::HashMap::from([(way[0], 0)]);
    loop {
        let next = needs[*way.last()?].iter().copied().find(|need| waiting.contains(need))?;
        if let Some(start) = place_of.get(&next) {
            let mut circle = way[*start..].to_vec();
            circle.push(next);
            return Some(circle);
        }
        place_of.insert(next, way.len());
        way.push(next);
    }
}
