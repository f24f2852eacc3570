//! One row of the standard table (公开事项). Pure.

use crate::{Audience, Channel, Citation, Level, LimitRule, Mode, citations};
use serde_json::{Value, json};

/// One row of the catalogue: what must be published, on what basis, by when, by whom, where, to whom, how.
///
/// Law: 国办发〔2019〕54号
#[derive(Clone, Debug, PartialEq)]
pub struct DutyRow {
    /// `FF-NNN`: the field and a number in it. Empty before the row has one.
    pub code: String,
    /// Number of the field.
    pub field: i64,
    /// 一级事项
    pub matter: String,
    /// 二级事项; may be empty.
    pub sub_matter: String,
    /// 公开内容（要素）, one per line.
    pub elements: String,
    /// 公开依据 as it is written.
    pub basis: String,
    /// 公开时限 as it is written.
    pub limit_text: String,
    /// What that means.
    pub limit: LimitRule,
    /// 公开主体 as it is written.
    pub responsible: String,
    /// 公开渠道和载体
    pub channels: Vec<Channel>,
    /// What stands behind 其他.
    pub channel_other: String,
    /// 公开对象
    pub audience: Audience,
    /// 公开方式
    pub mode: Mode,
    /// 公开层级
    pub levels: Vec<Level>,
    /// 备注
    pub note: String,
    /// Made up for the demonstration.
    pub is_demonstration: bool,
}

impl DutyRow {
    /// An empty row of this field, as the general rules have it.
    pub fn blank(field: i64) -> DutyRow {
        DutyRow {
            code: String::new(),
            field,
            matter: String::new(),
            sub_matter: String::new(),
            elements: String::new(),
            basis: String::new(),
            limit_text: LimitRule::GENERAL.text(),
            limit: LimitRule::GENERAL,
            responsible: String::new(),
            channels: vec![Channel::Website],
            channel_other: String::new(),
            audience: Audience::All,
            mode: Mode::Proactive,
            levels: vec![Level::County],
            note: String::new(),
            is_demonstration: false,
        }
    }

    /// What the row is called: its second-level matter, or the first where there is none.
    pub fn title(&self) -> &str {
        if self.sub_matter.is_empty() { &self.matter } else { &self.sub_matter }
    }

    /// The content elements one by one.
    pub fn element_list(&self) -> impl Iterator<Item = &str> {
        self.elements.lines().map(str::trim).filter(|l| !l.is_empty())
    }

    /// The rules it stands on.
    pub fn citations(&self) -> Vec<Citation> {
        citations(&self.basis)
    }

    /// Whether this level publishes it.
    pub fn is_at(&self, level: Level) -> bool {
        self.levels.contains(&level)
    }

    /// Whether it says the same as `other`; the code and the mark of the demonstration do not count.
    pub fn says_the_same(&self, other: &DutyRow) -> bool {
        let plain = |r: &DutyRow| DutyRow { code: String::new(), is_demonstration: false, ..r.clone() };
        plain(self) == plain(other)
    }

    /// What a file without codes recognises a row by: its field, matters and who is responsible, blanks left out.
    pub fn likeness(&self) -> String {
        let plain = |t: &str| t.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        format!("{}|{}|{}|{}", self.field, plain(&self.matter), plain(&self.sub_matter), plain(&self.responsible))
    }

    /// The row as it is kept with its revision and given to programs.
    pub fn body(&self) -> Value {
        json!({
            "code": self.code,
            "field": self.field,
            "matter": self.matter,
            "sub_matter": self.sub_matter,
            "elements": self.elements,
            "basis": self.basis,
            "limit_text": self.limit_text,
            "limit": self.limit,
            "responsible": self.responsible,
            "channels": self.channels.iter().map(|c| c.as_str()).collect::<Vec<_>>(),
            "channel_other": self.channel_other,
            "audience": self.audience.as_str(),
            "mode": self.mode.as_str(),
            "levels": self.levels.iter().map(|l| l.as_str()).collect::<Vec<_>>(),
            "note": self.note,
        })
    }

    /// The row of [`DutyRow::body`]; `None` when the text is something else.
    pub fn from_body(body: &str) -> Option<DutyRow> {
        let v: Value = serde_json::from_str(body).ok()?;
        let text = |name: &str| v[name].as_str().map(str::to_owned);
        let words = |name: &str| v[name].as_array().map(|a| a.iter().filter_map(Value::as_str).collect::<Vec<_>>());
        Some(DutyRow {
            code: text("code")?,
            field: v["field"].as_i64()?,
            matter: text("matter")?,
            sub_matter: text("sub_matter")?,
            elements: text("elements")?,
            basis: text("basis")?,
            limit_text: text("limit_text")?,
            limit: serde_json::from_value(v["limit"].clone()).ok()?,
            responsible: text("responsible")?,
            channels: words("channels")?.into_iter().filter_map(Channel::parse).collect(),
            channel_other: text("channel_other")?,
            audience: Audience::parse(v["audience"].as_str()?)?,
            mode: Mode::parse(v["mode"].as_str()?)?,
            levels: words("levels")?.into_iter().filter_map(Level::parse).collect(),
            note: text("note")?,
            is_demonstration: false,
        })
    }
}

/// The code of the `n`-th row of a field.
pub fn row_code(field: i64, n: i64) -> String {
    format!("{field:02}-{n:03}")
}

/// Field and number of a code; `None` when it is none.
pub fn parse_code(code: &str) -> Option<(i64, i64)> {
    let (field, n) = code.split_once('-')?;
    let is_number = |t: &str, least: usize| t.len() >= least && t.len() <= 6 && t.bytes().all(|b| b.is_ascii_digit());
    if !is_number(field, 2) || !is_number(n, 3) {
        return None;
    }
    let parsed = (field.parse().ok()?, n.parse().ok()?);
    (row_code(parsed.0, parsed.1) == code).then_some(parsed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_comes_back() {
        for row in crate::standard_rows().unwrap() {
            assert_eq!(DutyRow::from_body(&row.body().to_string()), Some(row));
        }
        assert_eq!(DutyRow::from_body("{}"), None);
    }

    #[test]
    fn a_code_has_one_form() {
        assert_eq!(row_code(8, 3), "08-003");
        for (text, parsed) in [
            ("08-003", Some((8, 3))),
            ("8-3", None),
            ("08-3", None),
            ("008-003", None),
            ("26-1200", Some((26, 1200))),
            ("x", None),
        ] {
            assert_eq!(parse_code(text), parsed, "{text}");
        }
    }
}
