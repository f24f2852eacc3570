//! Runs checked expressions over the values known so far. Every way it can fail is an error value; the work of one
//! evaluation is bounded.

use std::cell::Cell;

use jiff::ToSpan;
use jiff::civil::Date;

use crate::decimal::Decimal;
use crate::definition::{Definition, FieldId};
use crate::evaluation::{Instance, Scope};
use crate::formula::{Formula, Function, Over, Part};
use crate::syntax::Operator;
use crate::value::Value;

/// Steps that all expressions of one evaluation may take together.
pub(crate) const FUEL: u32 = 5_000_000;
/// Longest text an expression may make, in bytes.
const MOST_TEXT: usize = 20_000;

/// Why an expression has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ComputeFault {
    /// A number or date too large.
    Overflow,
    /// Divided by zero.
    DivisionByZero,
    /// The values do not fit the operator: only in definitions with problems.
    NotComputable,
    /// More work than one evaluation may take.
    TooMuch,
}

/// A value inside an expression.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Operand {
    Empty,
    Number(Decimal),
    Text(String),
    Date(Date),
    Truth(bool),
    List(Vec<String>),
    /// There is something that expressions cannot look into.
    Something,
}

type Outcome = Result<Operand, ComputeFault>;

/// The values known so far.
pub(crate) struct Known<'a> {
    pub definition: &'a Definition,
    pub instances: &'a [Instance<'a>],
    pub scopes: &'a [Scope],
    pub today: Date,
    pub fuel: &'a Cell<u32>,
}

impl Known<'_> {
    /// True only where the condition holds; nothing known is no.
    pub fn holds(&self, formula: &Formula, scope: usize) -> Result<bool, ComputeFault> {
        Ok(self.compute(formula, scope)? == Operand::Truth(true))
    }

    pub fn compute(&self, formula: &Formula, scope: usize) -> Outcome {
        let fuel = self.fuel.get();
        if fuel == 0 {
            return Err(ComputeFault::TooMuch);
        }
        self.fuel.set(fuel - 1);
        Ok(match formula {
            Formula::Number(number) => Operand::Number(*number),
            Formula::Text(text) => Operand::Text(text.clone()),
            Formula::Day(day) => Operand::Date(*day),
            Formula::Truth(truth) => Operand::Truth(*truth),
            Formula::Today => Operand::Date(self.today),
            Formula::Field(field, part) => match self.instance(*field, scope) {
                Some(instance) => operand(&self.instances[instance].value, *part),
                None => Operand::Empty,
            },
            Formula::Not(inner) => Operand::Truth(!self.holds(inner, scope)?),
            Formula::Minus(inner) => match self.compute(inner, scope)? {
                Operand::Number(number) => Operand::Number(number.checked_neg().ok_or(ComputeFault::Overflow)?),
                Operand::Empty => Operand::Empty,
                _ => return Err(ComputeFault::NotComputable),
            },
            Formula::Two(Operator::And, left, right) => {
                Operand::Truth(self.holds(left, scope)? && self.holds(right, scope)?)
            }
            Formula::Two(Operator::Or, left, right) => {
                Operand::Truth(self.holds(left, scope)? || self.holds(right, scope)?)
            }
            Formula::Two(operator, left, right) => {
                two(*operator, self.compute(left, scope)?, self.compute(right, scope)?)?
            }
            Formula::Among(item, list) => {
                let item = self.compute(item, scope)?;
                for other in list {
                    if same(&item, &self.compute(other, scope)?) {
                        return Ok(Operand::Truth(true));
                    }
                }
                Operand::Truth(false)
            }
            Formula::Call(function, arguments) => self.call(*function, arguments, scope)?,
            Formula::Over(over, group, body) => self.over(*over, *group, body.as_deref(), scope)?,
        })
    }

    /// The instance of a field that is in sight from here: in the same row, or around it.
    fn instance(&self, field: FieldId, mut scope: usize) -> Option<usize> {
        let found = &self.definition.fields[field];
        loop {
            let here = &self.scopes[scope];
            if here.group == found.group {
                return Some(here.first + found.slot);
            }
            scope = here.around?;
        }
    }

    fn over(&self, over: Over, group: FieldId, body: Option<&Formula>, scope: usize) -> Outcome {
        let Some(instance) = self.instance(group, scope) else { return Ok(Operand::Empty) };
        let instance = &self.instances[instance];
        let rows = if instance.visible { instance.rows.clone() } else { 0..0 };
        let mut count = 0;
        let mut result = Operand::Empty;
        for row in rows.clone() {
            let value = match body {
                Some(body) => self.compute(body, row)?,
                None => Operand::Truth(true),
            };
            match over {
                Over::Count => count += i64::from(value == Operand::Truth(true)),
                Over::Any if value == Operand::Truth(true) => return Ok(Operand::Truth(true)),
                Over::All if value != Operand::Truth(true) => return Ok(Operand::Truth(false)),
                Over::Any | Over::All => {}
                Over::Sum if value != Operand::Empty && result != Operand::Empty => {
                    result = two(Operator::Add, result, value)?;
                }
                Over::Sum if value != Operand::Empty => result = value,
                Over::Sum => {}
                Over::Least => result = further(result, value, Operator::Less)?,
                Over::Greatest => result = further(result, value, Operator::Greater)?,
            }
        }
        Ok(match over {
            Over::Count => Operand::Number(Decimal::whole(count)),
            Over::Any => Operand::Truth(false),
            Over::All => Operand::Truth(true),
            Over::Sum if result == Operand::Empty => Operand::Number(Decimal::ZERO),
            _ => result,
        })
    }

    fn call(&self, function: Function, arguments: &[Formula], scope: usize) -> Outcome {
        // Only the chosen branch is computed, so that `if(b = 0, 0, a / b)` does what it says.
        if let (Function::If, [condition, yes, no]) = (function, arguments) {
            let chosen = if self.holds(condition, scope)? { yes } else { no };
            return self.compute(chosen, scope);
        }
        let mut values = Vec::with_capacity(arguments.len());
        for argument in arguments {
            values.push(self.compute(argument, scope)?);
        }
        let number = |value: Option<Decimal>| value.map(Operand::Number).ok_or(ComputeFault::Overflow);
        Ok(match (function, &values[..]) {
            (Function::Empty, [value]) => Operand::Truth(is_blank(value)),
            (Function::Filled, [value]) => Operand::Truth(!is_blank(value)),
            (Function::Concat, values) => {
                let mut text = String::new();
                for value in values {
                    text.push_str(&written(value));
                    if text.len() > MOST_TEXT {
                        return Err(ComputeFault::TooMuch);
                    }
                }
                if text.is_empty() { Operand::Empty } else { Operand::Text(text) }
            }
            (Function::Least, values) => self.furthest(values, Operator::Less)?,
            (Function::Greatest, values) => self.furthest(values, Operator::Greater)?,
            (Function::Starts, [Operand::Text(text), Operand::Text(prefix)]) => {
                Operand::Truth(text.starts_with(prefix))
            }
            (Function::Starts, _) => Operand::Truth(false),
            (Function::Has, [Operand::List(codes), Operand::Text(code)]) => Operand::Truth(codes.contains(code)),
            (Function::Has, [Operand::Text(one), Operand::Text(code)]) => Operand::Truth(one == code),
            (Function::Has, _) => Operand::Truth(false),
            (Function::Length, [Operand::Text(text)]) => {
                Operand::Number(Decimal::whole(i64::try_from(text.chars().count()).unwrap_or(i64::MAX)))
            }
            (Function::Length, [Operand::Empty]) => Operand::Number(Decimal::ZERO),
            (_, values) if values.contains(&Operand::Empty) => Operand::Empty,
            (Function::Round, [Operand::Number(value), Operand::Number(places)]) => {
                let places = places.as_whole().and_then(|places| u32::try_from(places).ok());
                number(value.rounded(places.filter(|places| *places <= 6).ok_or(ComputeFault::NotComputable)?))?
            }
            (Function::Floor, [Operand::Number(value)]) => number(value.floor())?,
            (Function::Ceil, [Operand::Number(value)]) => number(value.ceil())?,
            (Function::Abs, [Operand::Number(value)]) => number(value.abs())?,
            (Function::Years, [from, to]) => match (day(from), day(to)) {
                (Some(from), Some(to)) => Operand::Number(Decimal::whole(years(from, to))),
                _ => return Err(ComputeFault::NotComputable),
            },
            _ => return Err(ComputeFault::NotComputable),
        })
    }

    fn furthest(&self, values: &[Operand], wanted: Operator) -> Outcome {
        values.iter().try_fold(Operand::Empty, |best, value| further(best, value.clone(), wanted))
    }
}

fn further(best: Operand, value: Operand, wanted: Operator) -> Outcome {
    match (&best, &value) {
        (_, Operand::Empty) => Ok(best),
        (Operand::Empty, _) => Ok(value),
        _ => Ok(if two(wanted, value.clone(), best.clone())? == Operand::Truth(true) { value } else { best }),
    }
}

/// Whole years from one day to another; negative where the second is earlier.
fn years(from: Date, to: Date) -> i64 {
    if to < from {
        return -years(to, from);
    }
    let reached = (to.month(), to.day()) >= (from.month(), from.day());
    i64::from(to.year()) - i64::from(from.year()) - i64::from(!reached)
}

fn is_blank(value: &Operand) -> bool {
    match value {
        Operand::Empty | Operand::Truth(false) => true,
        Operand::Text(text) => text.is_empty(),
        Operand::List(list) => list.is_empty(),
        _ => false,
    }
}

fn written(value: &Operand) -> String {
    match value {
        Operand::Number(number) => number.to_string(),
        Operand::Text(text) => text.clone(),
        Operand::Date(day) => day.to_string(),
        Operand::List(list) => list.join("、"),
        Operand::Empty | Operand::Truth(_) | Operand::Something => String::new(),
    }
}

fn day(value: &Operand) -> Option<Date> {
    match value {
        Operand::Date(day) => Some(*day),
        Operand::Text(text) => text.parse().ok(),
        _ => None,
    }
}

fn same(left: &Operand, right: &Operand) -> bool {
    match (left, right) {
        (Operand::Empty, other) | (other, Operand::Empty) => is_blank(other),
        (Operand::Date(_), Operand::Text(_)) | (Operand::Text(_), Operand::Date(_)) => day(left) == day(right),
        _ => left == right,
    }
}

fn two(operator: Operator, left: Operand, right: Operand) -> Outcome {
    use Operator::*;
    match operator {
        Equal => return Ok(Operand::Truth(same(&left, &right))),
        Differs => return Ok(Operand::Truth(!same(&left, &right))),
        _ => {}
    }
    let compares = matches!(operator, Less | AtMost | Greater | AtLeast);
    if left == Operand::Empty || right == Operand::Empty {
        return Ok(if compares { Operand::Truth(false) } else { Operand::Empty });
    }
    if compares {
        let order = match (&left, &right) {
            (Operand::Number(left), Operand::Number(right)) => left.cmp(right),
            _ => match (day(&left), day(&right)) {
                (Some(left), Some(right)) => left.cmp(&right),
                _ => return Err(ComputeFault::NotComputable),
            },
        };
        return Ok(Operand::Truth(match operator {
            Less => order.is_lt(),
            AtMost => order.is_le(),
            Greater => order.is_gt(),
            _ => order.is_ge(),
        }));
    }
    match (operator, left, right) {
        (Divide, Operand::Number(_), Operand::Number(Decimal::ZERO)) => Err(ComputeFault::DivisionByZero),
        (_, Operand::Number(left), Operand::Number(right)) => {
            let result = match operator {
                Add => left.checked_add(right),
                Subtract => left.checked_sub(right),
                Multiply => left.checked_mul(right),
                Divide => left.checked_div(right),
                _ => None,
            };
            result.map(Operand::Number).ok_or(ComputeFault::Overflow)
        }
        (Add | Subtract, Operand::Date(from), Operand::Number(days)) => {
            let days = days.as_whole().ok_or(ComputeFault::NotComputable)?;
            let days = if operator == Add { days } else { days.checked_neg().ok_or(ComputeFault::Overflow)? };
            // A span of days has bounds of its own; nobody plans a thousand years ahead.
            if days.abs() > 400_000 {
                return Err(ComputeFault::Overflow);
            }
            from.checked_add(days.days()).map(Operand::Date).map_err(|_| ComputeFault::Overflow)
        }
        (Subtract, Operand::Date(to), Operand::Date(from)) => {
            Ok(Operand::Number(Decimal::whole(to.duration_since(from).as_hours() / 24)))
        }
        _ => Err(ComputeFault::NotComputable),
    }
}

fn operand(value: &Value, part: Part) -> Operand {
    let text = |text: &String| if text.is_empty() { Operand::Empty } else { Operand::Text(text.clone()) };
    match (part, value) {
        (_, Value::Empty) => Operand::Empty,
        (Part::Whole, Value::Text(written) | Value::Code(written)) => text(written),
        (Part::Whole, Value::Number(number)) => Operand::Number(*number),
        (Part::Whole, Value::Money(fen)) => Operand::Number(Decimal::from_fen(*fen)),
        (Part::Whole, Value::Date(day)) => Operand::Date(*day),
        (Part::Whole, Value::Codes(codes)) => Operand::List(codes.clone()),
        (Part::Whole, Value::Ticked) => Operand::Truth(true),
        (Part::Whole, Value::Rows(0)) => Operand::Empty,
        (Part::Whole, _) => Operand::Something,
        (Part::Name, Value::Person { name, .. } | Value::Organisation { name, .. }) => text(name),
        (Part::IdKind, Value::Person { id_kind, .. }) => text(id_kind),
        (Part::IdNumber, Value::Person { id_number, .. }) => text(id_number),
        (Part::Phone, Value::Person { phone, .. }) => text(phone),
        (Part::BirthDate, Value::Person { birth_date, .. }) => birth_date.map_or(Operand::Empty, Operand::Date),
        (Part::Uscc, Value::Organisation { uscc, .. }) => text(uscc),
        (Part::LegalRepresentative, Value::Organisation { legal_representative, .. }) => text(legal_representative),
        (Part::Region, Value::Address { region, .. }) => text(region),
        (Part::Detail, Value::Address { detail, .. }) => text(detail),
        _ => Operand::Empty,
    }
}
