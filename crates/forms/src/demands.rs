//! What a form demands of one field once all values are known: presence, least and greatest; and what a computed value
//! must be to count.

use jiff::civil::Date;

use crate::answers::Answer;
use crate::compute::{ComputeFault, Known, Operand};
use crate::decimal::Decimal;
use crate::definition::{ComputedFormat, Field, Kind};
use crate::evaluation::Instance;
use crate::fault::Fault;
use crate::formula::Formula;
use crate::value::{self, PartFault, Value};

pub(crate) fn computed(operand: Operand, format: ComputedFormat, decimals: u32) -> Result<Value, ComputeFault> {
    Ok(match (format, operand) {
        (_, Operand::Empty) => Value::Empty,
        (ComputedFormat::Number, Operand::Number(number)) => {
            Value::Number(number.rounded(decimals).ok_or(ComputeFault::Overflow)?)
        }
        (ComputedFormat::Money, Operand::Number(yuan)) => Value::Money(yuan.to_fen().ok_or(ComputeFault::Overflow)?),
        (ComputedFormat::Date, Operand::Date(day)) => Value::Date(day),
        (ComputedFormat::Date, Operand::Text(text)) => {
            Value::Date(text.parse().map_err(|_| ComputeFault::NotComputable)?)
        }
        (ComputedFormat::Text, Operand::Text(text)) => Value::Text(text),
        _ => return Err(ComputeFault::NotComputable),
    })
}

pub(crate) fn absences(field: &Field, instance: &Instance, required: bool, faults: &mut Vec<PartFault>) {
    match (&field.kind, &instance.value) {
        (Kind::Group { least, most, .. }, Value::Rows(rows)) => {
            if *rows > *most {
                faults.push(("", Fault::TooManyRows(*most)));
            }
            if required && *rows < (*least).max(1) {
                faults.push(("", Fault::TooFewRows((*least).max(1))));
            }
        }
        (kind @ (Kind::Person { .. } | Kind::Organisation { .. } | Kind::Address { .. }), value) => {
            let blank = instance.answer.is_none_or(Answer::is_blank) || value.is_empty();
            if blank && !required {
                return;
            }
            for part in value::parts_of(kind) {
                let typed = instance.answer.map_or("", |answer| answer.part_text(part));
                if part != "id_kind" && typed.trim().is_empty() {
                    faults.push((part, if part == "region" { Fault::RegionIncomplete } else { Fault::Missing }));
                }
            }
        }
        (Kind::Choice { least, .. }, Value::Codes(codes)) if codes.len() < *least => {
            faults.push(("", Fault::TooFewChosen(*least)));
        }
        (Kind::Upload(rules), Value::Files(files)) if files.len() < rules.least => {
            faults.push(("", Fault::TooFewFiles(rules.least)));
        }
        // What was typed and does not read is wrong, not absent.
        (kind, Value::Empty) if required && instance.faults.is_empty() => match kind {
            Kind::Choice { .. } => faults.push(("", Fault::NothingChosen)),
            Kind::Upload(rules) if rules.least <= 1 => faults.push(("", Fault::NoFile)),
            Kind::Upload(rules) => faults.push(("", Fault::TooFewFiles(rules.least))),
            Kind::Declaration { .. } => faults.push(("", Fault::NotTicked)),
            _ => faults.push(("", Fault::Missing)),
        },
        _ => {}
    }
}

pub(crate) fn bounds(field: &Field, instance: &Instance, known: &Known, faults: &mut Vec<PartFault>) {
    let bound =
        |formula: &Option<Formula>| formula.as_ref().and_then(|formula| known.compute(formula, instance.scope).ok());
    let day = |operand: Option<Operand>| match operand {
        Some(Operand::Date(day)) => Some(day),
        Some(Operand::Text(text)) => text.parse::<Date>().ok(),
        _ => None,
    };
    if field.min.is_none() && field.max.is_none() {
        return;
    }
    let (min, max) = (bound(&field.min), bound(&field.max));
    let number = match &instance.value {
        Value::Date(typed) => {
            if let Some(first) = day(min).filter(|first| typed < first) {
                faults.push(("", Fault::TooEarly(first)));
            }
            if let Some(last) = day(max).filter(|last| typed > last) {
                faults.push(("", Fault::TooLate(last)));
            }
            return;
        }
        Value::Number(number) => *number,
        Value::Money(fen) => Decimal::from_fen(*fen),
        _ => return,
    };
    if let Some(Operand::Number(least)) = min
        && number < least
    {
        faults.push(("", Fault::TooSmall(least.to_string())));
    }
    if let Some(Operand::Number(most)) = max
        && number > most
    {
        faults.push(("", Fault::TooGreat(most.to_string())));
    }
}
