//! An expression whose names have got their meaning: fields by number, functions by variant, types checked as far as the
//! definition tells them. Built once when a definition is loaded, never again.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::decimal::Decimal;
use crate::definition::{ComputedFormat, Field, FieldId, KeyIndex, Kind};
use crate::problem::DefinitionFault;
use crate::syntax::{self, Operator, Tree};

/// A part of a field's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Whole,
    Name,
    IdKind,
    IdNumber,
    Phone,
    BirthDate,
    Region,
    Detail,
    Uscc,
    LegalRepresentative,
}

/// What an aggregate makes of the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Over {
    Sum,
    Count,
    Least,
    Greatest,
    Any,
    All,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Function {
    If,
    Concat,
    Empty,
    Filled,
    Round,
    Floor,
    Ceil,
    Abs,
    Least,
    Greatest,
    Years,
    Length,
    Starts,
    Has,
}

/// A checked expression.
#[derive(Debug, Clone)]
pub(crate) enum Formula {
    Number(Decimal),
    Text(String),
    Day(Date),
    Truth(bool),
    Today,
    Field(FieldId, Part),
    Not(Box<Formula>),
    Minus(Box<Formula>),
    Two(Operator, Box<Formula>, Box<Formula>),
    Among(Box<Formula>, Vec<Formula>),
    Call(Function, Vec<Formula>),
    Over(Over, FieldId, Option<Box<Formula>>),
}

/// What an expression gives, as far as it is known beforehand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Type {
    Number,
    Text,
    Date,
    Truth,
    /// The code of one option of this choice.
    Code(FieldId),
    /// Several options of this choice.
    Codes(FieldId),
    /// Only fit for `empty` and `filled`.
    Opaque,
    Unknown,
}

impl Type {
    fn word(self) -> String {
        match self {
            Type::Number => "number",
            Type::Text => "text",
            Type::Date => "date",
            Type::Truth => "condition",
            Type::Code(_) => "choice",
            Type::Codes(_) => "choice (multiple)",
            Type::Opaque | Type::Unknown => "field",
        }
        .to_owned()
    }

    fn is_text(self) -> bool {
        matches!(self, Type::Text | Type::Code(_) | Type::Unknown)
    }

    fn fits(self, wanted: Type) -> bool {
        self == Type::Unknown
            || wanted == Type::Unknown
            || self == wanted
            || (wanted == Type::Text && self.is_text())
            || (wanted == Type::Date && self == Type::Text)
    }
}

/// What stands around an expression: the fields, and the groups in whose rows it is read, innermost first.
pub(crate) struct Surroundings<'a> {
    pub fields: &'a [Field],
    pub keys: &'a KeyIndex,
    pub rows_of: Vec<FieldId>,
    /// Fields whose value the expression needs.
    pub needs: BTreeSet<FieldId>,
    pub faults: Vec<DefinitionFault>,
}

impl<'a> Surroundings<'a> {
    pub fn of_field(fields: &'a [Field], keys: &'a KeyIndex, group: Option<FieldId>) -> Surroundings<'a> {
        let mut rows_of = Vec::new();
        let mut next = group;
        while let Some(group) = next {
            rows_of.push(group);
            next = fields[group].group;
        }
        Surroundings { fields, keys, rows_of, needs: BTreeSet::new(), faults: Vec::new() }
    }

    /// Reads an expression that must give this type. `None` where it has a mistake; the mistakes are in `faults`.
    pub fn read(&mut self, text: &str, wanted: Type) -> Option<Formula> {
        let before = self.faults.len();
        let tree = match syntax::parse(text) {
            Ok(tree) => tree,
            Err(fault) => {
                self.faults.push(fault.into());
                return None;
            }
        };
        let (formula, found) = self.meaning(&tree)?;
        self.want(found, wanted);
        (self.faults.len() == before).then_some(formula)
    }

    fn fault<T>(&mut self, fault: DefinitionFault) -> Option<T> {
        self.faults.push(fault);
        None
    }

    fn want(&mut self, found: Type, wanted: Type) {
        if !found.fits(wanted) {
            self.faults.push(DefinitionFault::WrongType { wanted: wanted.word(), found: found.word() });
        }
    }

    fn find(&self, key: &str) -> Option<FieldId> {
        self.rows_of
            .iter()
            .map(|group| Some(*group))
            .chain([None])
            .find_map(|group| self.keys.get(&(group, key.to_owned())).copied())
    }

    fn meaning(&mut self, tree: &Tree) -> Option<(Formula, Type)> {
        Some(match tree {
            Tree::Number(number) => (Formula::Number(*number), Type::Number),
            Tree::Text(text) => (Formula::Text(text.clone()), Type::Text),
            Tree::Truth(truth) => (Formula::Truth(*truth), Type::Truth),
            Tree::Today => (Formula::Today, Type::Date),
            Tree::Name(names) => return self.name(names),
            // Lists only make sense behind `in`.
            Tree::List(_) => {
                return self.fault(DefinitionFault::WrongType { wanted: "in".into(), found: "[…]".into() });
            }
            Tree::Not(inner) => {
                let (inner, found) = self.meaning(inner)?;
                self.want(found, Type::Truth);
                (Formula::Not(Box::new(inner)), Type::Truth)
            }
            Tree::Minus(inner) => {
                let (inner, found) = self.meaning(inner)?;
                self.want(found, Type::Number);
                (Formula::Minus(Box::new(inner)), Type::Number)
            }
            Tree::Two(Operator::In, left, right) => return self.among(left, right),
            Tree::Two(operator, left, right) => {
                let left = self.meaning(left);
                let right = self.meaning(right);
                let ((left, left_type), (right, right_type)) = (left?, right?);
                let found = self.two(*operator, (&left, left_type), (&right, right_type));
                (Formula::Two(*operator, Box::new(left), Box::new(right)), found)
            }
            Tree::Call(name, arguments) => return self.call(name, arguments),
        })
    }

    fn two(&mut self, operator: Operator, left: (&Formula, Type), right: (&Formula, Type)) -> Type {
        use Operator::*;
        match operator {
            And | Or => {
                self.want(left.1, Type::Truth);
                self.want(right.1, Type::Truth);
                Type::Truth
            }
            Equal | Differs => {
                self.same_kind(left, right);
                Type::Truth
            }
            Less | AtMost | Greater | AtLeast => {
                if !matches!(left.1, Type::Number | Type::Date | Type::Unknown) && right.1 != Type::Date {
                    self.want(left.1, Type::Number);
                }
                self.same_kind(left, right);
                Type::Truth
            }
            Add if left.1 == Type::Date => {
                self.want(right.1, Type::Number);
                Type::Date
            }
            Subtract if left.1 == Type::Date && right.1 == Type::Date => Type::Number,
            Subtract if left.1 == Type::Date => {
                self.want(right.1, Type::Number);
                Type::Date
            }
            _ => {
                self.want(left.1, Type::Number);
                self.want(right.1, Type::Number);
                Type::Number
            }
        }
    }

    fn same_kind(&mut self, left: (&Formula, Type), right: (&Formula, Type)) {
        for ((_, this), (other, _)) in [(left, right), (right, left)] {
            if let (Type::Code(field), Formula::Text(code)) = (this, other) {
                self.known_option(field, code);
            }
            if matches!(this, Type::Opaque | Type::Codes(_)) {
                self.want(this, Type::Text);
            }
            if this == Type::Date
                && let Formula::Text(text) = other
                && !text.is_empty()
                && text.parse::<Date>().is_err()
            {
                self.faults.push(DefinitionFault::BadValue { value: text.clone() });
            }
        }
        // A number is compared with '' to ask whether it is empty.
        let blank = |formula: &Formula| matches!(formula, Formula::Text(text) if text.is_empty());
        if !blank(left.0) && !blank(right.0) && !left.1.fits(right.1) && !right.1.fits(left.1) {
            self.want(right.1, left.1);
        }
    }

    fn known_option(&mut self, field: FieldId, code: &str) {
        let fields = self.fields;
        if code.is_empty() {
            return;
        }
        if let Kind::Choice { options, .. } = &fields[field].kind
            && !options.iter().any(|option| option.code == code)
        {
            self.faults
                .push(DefinitionFault::UnknownOption { code: code.to_owned(), field: fields[field].key.clone() });
        }
    }

    fn among(&mut self, left: &Tree, right: &Tree) -> Option<(Formula, Type)> {
        let (left, left_type) = self.meaning(left)?;
        let Tree::List(items) = right else {
            return self.fault(DefinitionFault::WrongType { wanted: "[…]".into(), found: "in".into() });
        };
        let mut list = Vec::new();
        for item in items {
            let (item, item_type) = self.meaning(item)?;
            self.same_kind((&left, left_type), (&item, item_type));
            list.push(item);
        }
        Some((Formula::Among(Box::new(left), list), Type::Truth))
    }

    fn name(&mut self, names: &[String]) -> Option<(Formula, Type)> {
        let written = names.join(".");
        let Some(id) = self.find(&names[0]) else {
            // Known elsewhere: in the rows of a group that does not stand around this expression.
            let elsewhere = self.fields.iter().any(|field| field.key == names[0]);
            return self.fault(if elsewhere {
                DefinitionFault::OutsideRow { name: written }
            } else {
                DefinitionFault::UnknownField { name: written }
            });
        };
        self.needs.insert(id);
        let fields = self.fields;
        let kind = &fields[id].kind;
        let (part, found) = match (kind, names.get(1).map(String::as_str)) {
            (Kind::Group { .. }, Some(_)) => return self.fault(DefinitionFault::OutsideRow { name: written }),
            (_, None) => (Part::Whole, type_of(id, kind)),
            (Kind::Person { .. }, Some("name")) => (Part::Name, Type::Text),
            (Kind::Person { .. }, Some("id_kind")) => (Part::IdKind, Type::Text),
            (Kind::Person { .. }, Some("id_number")) => (Part::IdNumber, Type::Text),
            (Kind::Person { .. }, Some("phone")) => (Part::Phone, Type::Text),
            (Kind::Person { .. }, Some("birth_date")) => (Part::BirthDate, Type::Date),
            (Kind::Organisation { .. }, Some("name")) => (Part::Name, Type::Text),
            (Kind::Organisation { .. }, Some("uscc")) => (Part::Uscc, Type::Text),
            (Kind::Organisation { .. }, Some("legal_representative")) => (Part::LegalRepresentative, Type::Text),
            (Kind::Address { .. }, Some("region")) => (Part::Region, Type::Text),
            (Kind::Address { .. }, Some("detail")) => (Part::Detail, Type::Text),
            _ => return self.fault(DefinitionFault::UnknownPart { name: written }),
        };
        if names.len() > 2 {
            return self.fault(DefinitionFault::UnknownPart { name: written });
        }
        Some((Formula::Field(id, part), found))
    }

    fn call(&mut self, name: &str, arguments: &[Tree]) -> Option<(Formula, Type)> {
        let over = match name {
            "sum" => Some(Over::Sum),
            "count" => Some(Over::Count),
            "any" => Some(Over::Any),
            "all" => Some(Over::All),
            "min" if self.is_rows(arguments) => Some(Over::Least),
            "max" if self.is_rows(arguments) => Some(Over::Greatest),
            _ => None,
        };
        if let Some(over) = over {
            return self.over(over, name, arguments);
        }
        let mut formulas = Vec::new();
        let mut types = Vec::new();
        for argument in arguments {
            let (formula, found) = self.meaning(argument)?;
            formulas.push(formula);
            types.push(found);
        }
        let wrong_number = DefinitionFault::Arguments { name: name.to_owned() };
        let (function, wanted, result): (Function, &[Type], Type) = match name {
            "if" => {
                let [condition, yes, no] = types[..] else { return self.fault(wrong_number) };
                self.want(condition, Type::Truth);
                if !yes.fits(no) && !no.fits(yes) {
                    self.want(no, yes);
                }
                let result = match yes {
                    Type::Code(_) | Type::Unknown => Type::Text,
                    other => other,
                };
                return Some((Formula::Call(Function::If, formulas), result));
            }
            "concat" => {
                if types.iter().any(|found| matches!(found, Type::Opaque | Type::Truth)) {
                    return self.fault(wrong_number);
                }
                return Some((Formula::Call(Function::Concat, formulas), Type::Text));
            }
            "min" | "max" => {
                if types.is_empty() {
                    return self.fault(wrong_number);
                }
                let result = if types.contains(&Type::Date) { Type::Date } else { Type::Number };
                for found in &types {
                    self.want(*found, result);
                }
                let function = if name == "min" { Function::Least } else { Function::Greatest };
                return Some((Formula::Call(function, formulas), result));
            }
            "has" => {
                let [Type::Codes(field), Type::Text] = types[..] else { return self.fault(wrong_number) };
                if let Formula::Text(code) = &formulas[1] {
                    let code = code.clone();
                    self.known_option(field, &code);
                }
                return Some((Formula::Call(Function::Has, formulas), Type::Truth));
            }
            "empty" => (Function::Empty, &[Type::Unknown], Type::Truth),
            "filled" => (Function::Filled, &[Type::Unknown], Type::Truth),
            "round" => (Function::Round, &[Type::Number, Type::Number], Type::Number),
            "floor" => (Function::Floor, &[Type::Number], Type::Number),
            "ceil" => (Function::Ceil, &[Type::Number], Type::Number),
            "abs" => (Function::Abs, &[Type::Number], Type::Number),
            "years" => (Function::Years, &[Type::Date, Type::Date], Type::Number),
            "length" => (Function::Length, &[Type::Text], Type::Number),
            "starts" => (Function::Starts, &[Type::Text, Type::Text], Type::Truth),
            "date" => {
                let [Formula::Text(text)] = &formulas[..] else { return self.fault(wrong_number) };
                return match text.parse::<Date>() {
                    Ok(day) => Some((Formula::Day(day), Type::Date)),
                    Err(_) => self.fault(DefinitionFault::BadValue { value: text.clone() }),
                };
            }
            _ => return self.fault(DefinitionFault::UnknownFunction { name: name.to_owned() }),
        };
        if types.len() != wanted.len() {
            return self.fault(wrong_number);
        }
        for (found, wanted) in types.iter().zip(wanted) {
            self.want(*found, *wanted);
        }
        Some((Formula::Call(function, formulas), result))
    }

    /// True where the first argument names a group: `min(g.field)`, `min(g, expression)`.
    fn is_rows(&self, arguments: &[Tree]) -> bool {
        let Some(Tree::Name(names)) = arguments.first() else { return false };
        self.find(&names[0]).is_some_and(|id| matches!(self.fields[id].kind, Kind::Group { .. }))
    }

    fn over(&mut self, over: Over, name: &str, arguments: &[Tree]) -> Option<(Formula, Type)> {
        let Some(Tree::Name(names)) = arguments.first() else {
            return self.fault(DefinitionFault::Arguments { name: name.to_owned() });
        };
        let Some(group) = self.find(&names[0]) else {
            return self.fault(DefinitionFault::UnknownField { name: names[0].clone() });
        };
        if !matches!(self.fields[group].kind, Kind::Group { .. }) {
            return self.fault(DefinitionFault::NotAGroup { name: names[0].clone() });
        }
        self.needs.insert(group);
        let body = match (&names[1..], &arguments[1..]) {
            ([], []) => None,
            (rest, []) => Some(Tree::Name(rest.to_vec())),
            ([], [body]) => Some(body.clone()),
            _ => return self.fault(DefinitionFault::Arguments { name: name.to_owned() }),
        };
        // The body is read inside a row of the group, whose own surroundings lie around it.
        let body = match body {
            None => None,
            Some(body) => {
                let outside = self.rows_of.clone();
                let around = outside.iter().position(|other| Some(*other) == self.fields[group].group);
                self.rows_of = match around {
                    Some(place) => outside[place..].to_vec(),
                    None => Vec::new(),
                };
                self.rows_of.insert(0, group);
                let meaning = self.meaning(&body);
                self.rows_of = outside;
                Some(meaning?)
            }
        };
        let found = body.as_ref().map(|(_, found)| *found);
        let result = match (over, found) {
            (Over::Count, None) => Type::Number,
            (Over::Count, Some(found)) => {
                self.want(found, Type::Truth);
                Type::Number
            }
            (Over::Sum, Some(found)) => {
                self.want(found, Type::Number);
                Type::Number
            }
            (Over::Any | Over::All, Some(found)) => {
                self.want(found, Type::Truth);
                Type::Truth
            }
            (Over::Least | Over::Greatest, Some(Type::Date)) => Type::Date,
            (Over::Least | Over::Greatest, Some(found)) => {
                self.want(found, Type::Number);
                Type::Number
            }
            (_, None) => return self.fault(DefinitionFault::Arguments { name: name.to_owned() }),
        };
        Some((Formula::Over(over, group, body.map(|(body, _)| Box::new(body))), result))
    }
}

fn type_of(id: FieldId, kind: &Kind) -> Type {
    match kind {
        Kind::Text { .. } => Type::Text,
        Kind::Number { .. } | Kind::Money => Type::Number,
        Kind::Date => Type::Date,
        Kind::Choice { multiple: false, .. } => Type::Code(id),
        Kind::Choice { .. } => Type::Codes(id),
        Kind::Computed { format, .. } => match format {
            ComputedFormat::Number | ComputedFormat::Money => Type::Number,
            ComputedFormat::Text => Type::Text,
            ComputedFormat::Date => Type::Date,
        },
        Kind::Declaration { .. } => Type::Truth,
        _ => Type::Opaque,
    }
}
