//! From a caller's JSON to the data a template reads: checked against its struct, every optional key present, every character printable,
//! the QR code computed. What is changed here is told in the warnings.

use std::collections::BTreeSet;

use fast_qr::{ECL, QRBuilder};
use jiff::Timestamp;
use kernel::Fault;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value as Json, json};

use crate::{engine::has_glyph, papers};

/// The mark printers have always set for a character that is not in the case.
const GETA: char = '〓';

/// A run of Latin letters or digits this long gets places where the line may break, so that a long address cannot leave the page.
const LONG_RUN: usize = 32;

/// More breaks than this in one text only happen in texts that nobody copies.
const MANY_BREAKS: usize = 40;

/// Data ready for the template.
pub(crate) struct Prepared {
    /// `/data.json`.
    pub json: String,
    /// The time inside the file.
    pub at: Timestamp,
    /// What was changed.
    pub warnings: Vec<String>,
}

/// Checks `data` against the struct of `template` and prepares it.
pub(crate) fn prepare(template: &str, data: &Json) -> Result<Prepared, Fault> {
    let mut paper = match template {
        "receipt" => whole::<papers::Receipt>(template, data),
        "correction" => whole::<papers::Correction>(template, data),
        "acceptance" => whole::<papers::Acceptance>(template, data),
        "non_acceptance" => whole::<papers::NonAcceptance>(template, data),
        "extension" => whole::<papers::Extension>(template, data),
        "disclosure" => whole::<papers::Disclosure>(template, data),
        "special_procedure" => whole::<papers::SpecialProcedure>(template, data),
        "grant" => whole::<papers::Grant>(template, data),
        "denial" => whole::<papers::Denial>(template, data),
        "termination" => whole::<papers::Termination>(template, data),
        "delivery" => whole::<papers::Delivery>(template, data),
        "licence" => whole::<papers::Licence>(template, data),
        "guide" => whole::<papers::Guide>(template, data),
        "case_file" => whole::<papers::CaseFile>(template, data),
        "rule" => whole::<papers::RuleText>(template, data),
        "monitor" => whole::<papers::MonitorReport>(template, data),
        "annual_report" => whole::<crate::annual_paper::AnnualReport>(template, data),
        _ => Err(Fault::new(format!("no template {template}"))),
    }?;
    let head = serde_json::from_value::<papers::Head>(paper["head"].take())
        .map_err(|e| Fault::from_error("reading the head of a document", e))?;
    let qr = head.qr_text.as_deref().map(modules).transpose()?;
    let at = match head.issued_at {
        Some(at) => at,
        None => jiff::tz::Offset::constant(8)
            .to_timestamp(head.date.at(0, 0, 0, 0))
            .map_err(|e| Fault::from_error("the date of a document", e))?,
    };
    // The file inside a licence keeps every character as it came; only what is printed is prepared.
    let metadata = paper.get("metadata").map(Json::to_string);
    let keywords: Vec<String> = paper.get("metadata").and_then(Json::as_object).map(keywords).unwrap_or_default();
    paper["head"] = serde_json::to_value(head).map_err(|e| Fault::from_error("writing the head of a document", e))?;

    let mut found = Found::default();
    printable(&mut paper, &mut found)?;
    let missing: Vec<String> = found.missing.iter().map(|c| format!("U+{:04X}", u32::from(*c))).collect();
    let mut warnings: Vec<String> =
        missing.iter().map(|code| format!("no font has {code}: printed as {GETA}, named in a note")).collect();
    warnings
        .extend(found.removed.iter().map(|c| format!("U+{:04X} cannot be printed and was left out", u32::from(*c))));
    // The engine takes breaks without a character, which copy cleanly, only in moderate number; beyond that the character stays.
    let crowded = found.breaks > MANY_BREAKS;
    let json =
        json!({ "paper": paper, "qr": qr, "missing": missing, "metadata": metadata, "keywords": keywords, "crowded": crowded }).to_string();
    Ok(Prepared { json, at, warnings })
}

/// The data through its struct and back, so that unknown and missing keys are refused and optional ones are there.
fn whole<T: DeserializeOwned + Serialize>(template: &str, data: &Json) -> Result<Json, Fault> {
    let paper = T::deserialize(data)
        .map_err(|e| Fault::from_error(format!("the data does not fit the template {template}"), e))?;
    serde_json::to_value(paper).map_err(|e| Fault::from_error("writing the data of a document", e))
}

fn keywords(metadata: &serde_json::Map<String, Json>) -> Vec<String> {
    metadata.iter().filter_map(|(name, value)| value.as_str().map(|value| format!("{name}={value}"))).collect()
}

/// The matrix of a QR code, a string of `0` and `1` per row, without the quiet zone.
fn modules(text: &str) -> Result<Vec<String>, Fault> {
    let code = QRBuilder::new(text)
        .ecl(ECL::M)
        .build()
        .map_err(|e| Fault::new(format!("QR code of {} bytes: {e:?}", text.len())))?;
    Ok((0..code.size).map(|row| code[row].iter().map(|m| if m.value() { '1' } else { '0' }).collect()).collect())
}

/// What was met while preparing texts.
#[derive(Default)]
struct Found {
    missing: BTreeSet<char>,
    removed: BTreeSet<char>,
    /// Most breaks put into one text.
    breaks: usize,
}

fn printable(value: &mut Json, found: &mut Found) -> Result<(), Fault> {
    match value {
        Json::String(text) => *text = printable_text(text, found)?,
        Json::Array(list) => list.iter_mut().try_for_each(|v| printable(v, found))?,
        Json::Object(map) => {
            map.iter_mut().filter(|(key, _)| *key != "metadata").try_for_each(|(_, v)| printable(v, found))?
        }
        Json::Null | Json::Bool(_) | Json::Number(_) => (),
    }
    Ok(())
}

fn printable_text(text: &str, found: &mut Found) -> Result<String, Fault> {
    let mut out = String::with_capacity(text.len());
    let (mut run, mut breaks) = (0, 0);
    let long = text.split(|c: char| !c.is_ascii_graphic()).any(|part| part.len() >= LONG_RUN);
    for c in text.replace("\r\n", "\n").chars() {
        match c {
            '\n' => out.push(c),
            '\t' | '\r' | '\u{2028}' | '\u{2029}' => out.push(' '),
            // Controls, and marks that turn the direction of what follows: a name must not rewrite the sentence around it.
            c if c.is_control()
                || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' | '\u{FE00}'..='\u{FE0F}' | '\u{E0000}'..='\u{E01EF}') =>
            {
                found.removed.insert(c);
            }
            c if has_glyph(c)? => out.push(c),
            c => {
                found.missing.insert(c);
                out.push(GETA);
            }
        }
        run = if c.is_ascii_graphic() { run + 1 } else { 0 };
        if long && run == 8 {
            out.push('\u{200B}');
            (run, breaks) = (0, breaks + 1);
        }
    }
    found.breaks = found.breaks.max(breaks);
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(s: &str) -> (String, Found) {
        let mut found = Found::default();
        let out = printable_text(s, &mut found).unwrap();
        (out, found)
    }

    #[test]
    fn common_and_rare_characters_of_the_table_stay() {
        for s in ["张三", "𬭼㛃", "《》（）〔2026〕12号——……", "ئۇيغۇرچە", "Zoë Ångström", "①②③ ㎡ №", "lǘ ǜ"]
        {
            let (out, found) = text(s);
            assert_eq!(out, s);
            assert!(found.missing.is_empty() && found.removed.is_empty());
        }
    }

    #[test]
    fn a_character_without_font_is_named() {
        let (out, found) = text("王𰻝");
        assert_eq!(out, "王〓");
        assert!(found.missing.contains(&'𰻝'));
    }

    #[test]
    fn marks_that_turn_the_line_are_left_out_and_told() {
        let (out, found) = text("甲\u{202E}乙\u{0}丙\n丁");
        assert_eq!(out, "甲乙丙\n丁");
        assert_eq!(found.removed.len(), 2);
    }

    #[test]
    fn long_runs_can_break() {
        assert!(text(&"a".repeat(40)).0.contains('\u{200B}'));
        assert!(!text("https://hall.example/x").0.contains('\u{200B}'));
    }
}
