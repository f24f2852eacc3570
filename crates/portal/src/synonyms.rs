//! The synonyms of the search as officials edit them: one line of text per set, with what is wrong said per line.
//! Chinese terms as data.
//!
//! `身份证 = 居民身份证` are searched for one another; `养老 > 基本养老保险` goes one way; `开饭店 >> 食品经营许可` goes one
//! way and is said by who wants to do something, so items come first. `#` begins a remark.

use crate::{Refused, store};
use kernel::{Cx, Error, Fault, Role, Tx, journal};
use search::Synonyms;
use serde::Serialize;

/// The most characters of the whole text.
const LONGEST: usize = 200_000;
/// The most characters of a term.
const LONGEST_TERM: usize = 20;

/// What is wrong with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineFaultKind {
    /// It holds none of the three signs.
    NoSign,
    /// It holds more than one kind of sign.
    MixedSigns,
    /// A term is missing beside a sign.
    EmptyTerm,
    /// A term is too long to be one.
    LongTerm,
    /// The engine does not take it.
    NotTaken,
}

impl LineFaultKind {
    /// The id of its sentence.
    pub fn message(self) -> &'static str {
        match self {
            LineFaultKind::NoSign => "portal-synonyms-no-sign",
            LineFaultKind::MixedSigns => "portal-synonyms-mixed-signs",
            LineFaultKind::EmptyTerm => "portal-synonyms-empty-term",
            LineFaultKind::LongTerm => "portal-synonyms-long-term",
            LineFaultKind::NotTaken => "portal-synonyms-not-taken",
        }
    }
}

/// A faulty line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineFault {
    /// Its number, from 1; 0: the whole text.
    pub line: usize,
    /// The line.
    pub text: String,
    /// What is wrong.
    pub kind: LineFaultKind,
}

#[derive(Default, Serialize)]
struct Lists {
    sets: Vec<Vec<String>>,
    says: Vec<Vec<String>>,
    acts: Vec<Vec<String>>,
}

/// The sign of a line, and the kind of fault when it has none or several.
fn sign_of(line: &str) -> Result<&'static str, LineFaultKind> {
    let has_acts = line.contains(">>");
    let has_says = line.replace(">>", "").contains('>');
    match (line.contains('='), has_says, has_acts) {
        (true, false, false) => Ok("="),
        (false, true, false) => Ok(">"),
        (false, false, true) => Ok(">>"),
        (false, false, false) => Err(LineFaultKind::NoSign),
        _ => Err(LineFaultKind::MixedSigns),
    }
}

fn terms_of(line: &str, sign: &str) -> Result<Vec<String>, LineFaultKind> {
    line.split(sign)
        .map(|term| {
            let term = term.trim();
            match term.chars().count() {
                0 => Err(LineFaultKind::EmptyTerm),
                n if n > LONGEST_TERM => Err(LineFaultKind::LongTerm),
                _ => Ok(term.to_owned()),
            }
        })
        .collect()
}

/// The synonyms of a text of lines.
///
/// # Errors
/// Every faulty line.
pub fn parse_lines(text: &str) -> Result<Synonyms, Vec<LineFault>> {
    let mut lists = Lists::default();
    let mut faults = Vec::new();
    for (at, line) in text.lines().enumerate() {
        // Editors type what their keyboard gives them.
        let wide = line.split('#').next().unwrap_or_default().trim().replace('＝', "=").replace('＞', ">");
        if wide.is_empty() {
            continue;
        }
        let read = sign_of(&wide).and_then(|sign| Ok((sign, terms_of(&wide, sign)?)));
        match read {
            Ok(("=", terms)) => lists.sets.push(terms),
            Ok((">", terms)) => lists.says.push(terms),
            Ok((_, terms)) => lists.acts.push(terms),
            Err(kind) => faults.push(LineFault { line: at + 1, text: line.trim().to_owned(), kind }),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let whole = |text: String| vec![LineFault { line: 0, text, kind: LineFaultKind::NotTaken }];
    let written = toml::to_string(&lists).map_err(|e| whole(e.to_string()))?;
    Synonyms::parse(&written).map_err(|e| whole(e.to_string()))
}

/// The list that comes with the house, as lines; its remarks stay.
pub fn lines_of(standard: &str) -> String {
    let mut out = String::new();
    let mut sign = "=";
    for line in standard.lines().map(str::trim) {
        if let Some(name) = line.strip_suffix('[').and_then(|l| l.trim_end().strip_suffix('=')) {
            sign = match name.trim() {
                "says" => ">",
                "acts" => ">>",
                _ => "=",
            };
        } else if line.starts_with('[') {
            let terms: Vec<&str> = line.split('"').skip(1).step_by(2).collect();
            out.push_str(&terms.join(&format!(" {sign} ")));
            out.push('\n');
        } else if line.starts_with('#') && !line.contains('：') {
            out.push_str(&format!("\n{line}\n"));
        }
    }
    out.trim_start().to_owned()
}

/// The synonyms that count: the newest version, or the list that comes with the house.
///
/// # Errors
/// A fault of the database.
pub fn synonyms_in_force(tx: &mut Tx) -> Result<Synonyms, Fault> {
    let Some(version) = store::find_synonyms(tx)? else { return Ok(Synonyms::standard()) };
    // A version was parsed before it was saved; a newer engine that takes less falls back to the house's list.
    Ok(parse_lines(&version.text).unwrap_or_else(|faults| {
        tracing::error!(version = version.n, ?faults, "the saved synonyms cannot be read");
        Synonyms::standard()
    }))
}

/// Whether this person may change the synonyms.
pub(crate) fn may_change(cx: &Cx) -> bool {
    cx.who.holds_anywhere(Role::DutyKeeper) || cx.who.holds_anywhere(Role::PlatformAdmin)
}

/// Saves the lines as the next version after `seen` (0: the house's list was seen).
///
/// # Errors
/// Not this person's, faulty lines, nothing changed, saved by somebody else meanwhile.
pub fn change_synonyms(tx: &mut Tx, cx: &Cx, seen: i64, text: &str, note: &str) -> Result<i64, Error<Refused>> {
    if !may_change(cx) {
        return Err(Refused::NotYours.into());
    }
    let text = text.replace("\r\n", "\n").trim_end().to_owned();
    if text.chars().count() > LONGEST {
        return Err(Refused::TooLong { most: LONGEST }.into());
    }
    let terms = parse_lines(&text).map_err(|faults| Refused::Faulty { lines: faults.len() })?.len();
    let newest = store::find_synonyms(tx)?;
    let before = newest.as_ref().map_or_else(|| lines_of(Synonyms::standard_text()), |v| v.text.clone());
    if before.trim_end() == text {
        return Err(Refused::Unchanged.into());
    }
    let n = newest.map_or(0, |v| v.n);
    if n != seen || !store::insert_synonyms(tx, cx, n + 1, &text, note.trim())? {
        return Err(Refused::Stale.into());
    }
    let body = serde_json::json!({ "version": n + 1, "terms": terms });
    journal::note(tx, cx, "synonyms-kept", Some("synonyms"), &body)?;
    Ok(n + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_house_list_survives_its_writing_as_lines() {
        let lines = lines_of(Synonyms::standard_text());
        assert!(lines.contains("身份证 = 居民身份证"), "{lines}");
        assert!(lines.lines().any(|l| l.contains(" >> ")), "{lines}");
        assert_eq!(parse_lines(&lines).unwrap().len(), Synonyms::standard().len());
    }

    #[test]
    fn each_faulty_line_is_named() {
        let faults = parse_lines("# 说明\n身份证 = 居民身份证\n没有符号\n甲 = 乙 > 丙\n甲 = \n很长很长很长很长很长很长很长很长很长很长很长的词 = 乙\n开店＞＞经营许可").unwrap_err();
        let found: Vec<_> = faults.iter().map(|f| (f.line, f.kind)).collect();
        assert_eq!(
            found,
            [
                (3, LineFaultKind::NoSign),
                (4, LineFaultKind::MixedSigns),
                (5, LineFaultKind::EmptyTerm),
                (6, LineFaultKind::LongTerm)
            ]
        );
    }
}
