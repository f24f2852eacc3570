//! The rows that come with the hall, written from the Regulation and the laws each names.

use crate::{Audience, Channel, DutyRow, Level, LimitRule, Mode};
use kernel::Fault;
use serde::Deserialize;

const FILES: [&str; 3] = [
    include_str!("../data/rows/01-09.toml"),
    include_str!("../data/rows/10-18.toml"),
    include_str!("../data/rows/19-26.toml"),
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RowFile {
    row: Vec<Written>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    code: String,
    matter: String,
    sub_matter: String,
    elements: Vec<String>,
    basis: Vec<String>,
    limit: String,
    responsible: String,
    channels: Vec<String>,
    #[serde(default)]
    audience: Option<String>,
    #[serde(default)]
    mode: Option<String>,
    levels: Vec<String>,
    #[serde(default)]
    note: String,
}

/// The rows, by code.
///
/// # Errors
/// When a file is not as it should be; a test reads them all.
pub fn standard_rows() -> Result<Vec<DutyRow>, Fault> {
    let mut rows = Vec::new();
    for file in FILES {
        let file: RowFile = toml::from_str(file).map_err(|e| Fault::from_error("reading the standard rows", e))?;
        for w in file.row {
            rows.push(read(w)?);
        }
    }
    Ok(rows)
}

fn read(w: Written) -> Result<DutyRow, Fault> {
    let strange = |what: &str| Fault::new(format!("row {}: strange {what}", w.code));
    let (field, _) = crate::parse_code(&w.code).ok_or_else(|| strange("code"))?;
    let word = |text: &Option<String>| text.clone().unwrap_or_default();
    let mut channels: Vec<Channel> =
        w.channels.iter().map(|c| Channel::parse(c)).collect::<Option<_>>().ok_or_else(|| strange("channel"))?;
    channels.sort();
    Ok(DutyRow {
        field,
        matter: w.matter.clone(),
        sub_matter: w.sub_matter.clone(),
        elements: w.elements.join("\n"),
        basis: w.basis.join("\n"),
        limit: LimitRule::read(&w.limit).0,
        limit_text: w.limit.clone(),
        responsible: w.responsible.clone(),
        channels,
        channel_other: String::new(),
        audience: if word(&w.audience) == "group" { Audience::Group } else { Audience::All },
        mode: if word(&w.mode) == "on-request" { Mode::OnRequest } else { Mode::Proactive },
        levels: w.levels.iter().map(|l| Level::parse(l)).collect::<Option<_>>().ok_or_else(|| strange("level"))?,
        note: w.note.clone(),
        is_demonstration: false,
        code: w.code,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn at_least_sixty_rows_stand_in_every_field_and_each_is_whole() {
        let rows = standard_rows().unwrap();
        assert!(rows.len() >= 60, "{}", rows.len());
        assert_eq!(rows.iter().map(|r| r.field).collect::<BTreeSet<_>>().len(), 26);
        assert_eq!(rows.iter().map(|r| &r.code).collect::<BTreeSet<_>>().len(), rows.len());
        for row in &rows {
            assert_eq!(crate::check_row(row), Ok(()), "{}", row.code);
            assert_eq!(LimitRule::read(&row.limit_text).1, None, "{}: {}", row.code, row.limit_text);
            assert!(
                !row.citations().is_empty() && row.citations().iter().all(|c| !c.articles.is_empty()),
                "{}",
                row.code
            );
            assert!(!crate::fields::offices_in(&row.responsible).is_empty(), "{}: {}", row.code, row.responsible);
        }
        assert!(rows.iter().any(|r| r.is_at(Level::Township)) && rows.iter().any(|r| r.audience == Audience::Group));
    }
}
