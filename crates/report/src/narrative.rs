//! The parts that people write: one, five and six. Plain text, a paragraph to a line; what is pasted as HTML becomes text.

use crate::{Refused, bodies::BodyKind};
use serde::{Deserialize, Serialize};

/// Most characters of one part.
pub const PART_MOST: usize = 20_000;

/// Parts one, five and six.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Narrative {
    /// 一、总体情况
    pub overview: String,
    /// 五、存在的主要问题及改进情况
    pub problems: String,
    /// 六、其他需要报告的事项
    pub other: String,
}

/// A word that a part should hold, and does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lack {
    /// Part six tells what 信息处理费 was charged, none included.
    Fee,
    /// A government tells of 工作考核、社会评议、责任追究. Law: 政府信息公开条例 第五十条第一款第四项
    Appraisal,
}

impl Lack {
    /// The sentence.
    pub fn message(self) -> &'static str {
        match self {
            Lack::Fee => "report-lacks-fee",
            Lack::Appraisal => "report-lacks-appraisal",
        }
    }
}

/// Chinese terms that are looked for.
const FEE: &str = "信息处理费";
const APPRAISAL: [&str; 3] = ["考核", "评议", "责任追究"];

/// What was typed or pasted, as text: no markup, no control characters, no empty lines.
///
/// # Errors
/// [`Refused::TooLong`].
pub fn clean(typed: &str) -> Result<String, Refused> {
    let has_markup =
        typed.split('<').skip(1).any(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/'));
    let text = if has_markup { screen::html::to_text(typed) } else { typed.to_owned() };
    let lines: Vec<String> = text
        .replace(['\u{2028}', '\u{2029}', '\u{b}'], "\n")
        .lines()
        .map(|line| {
            let kept: String = line
                .chars()
                .map(|c| if c == '\t' { ' ' } else { c })
                .filter(|c| !c.is_control() && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}'))
                .collect();
            kept.trim().to_owned()
        })
        .filter(|line| !line.is_empty())
        .collect();
    let text = lines.join("\n");
    if text.chars().count() > PART_MOST { Err(Refused::TooLong { most: PART_MOST }) } else { Ok(text) }
}

impl Narrative {
    /// The parts as they were typed.
    ///
    /// # Errors
    /// [`Refused::TooLong`].
    pub fn typed(overview: &str, problems: &str, other: &str) -> Result<Narrative, Refused> {
        Ok(Narrative { overview: clean(overview)?, problems: clean(problems)?, other: clean(other)? })
    }

    /// The first part that is empty, as the message that names it.
    pub fn missing(&self) -> Option<&'static str> {
        let parts = [
            (&self.overview, "report-part-overview"),
            (&self.problems, "report-part-problems"),
            (&self.other, "report-part-other"),
        ];
        parts.iter().find(|(text, _)| text.trim().is_empty()).map(|(_, name)| *name)
    }

    /// What should be told and is not, once the part is written.
    pub fn lacks(&self, kind: BodyKind) -> Vec<Lack> {
        let mut lacks = Vec::new();
        if !self.other.is_empty() && !self.other.contains(FEE) {
            lacks.push(Lack::Fee);
        }
        let all = [&self.overview, &self.problems, &self.other];
        let tells = |word: &str| all.iter().any(|t| t.contains(word));
        if kind == BodyKind::Government && !self.overview.is_empty() && !APPRAISAL.iter().all(|w| tells(w)) {
            lacks.push(Lack::Appraisal);
        }
        lacks
    }

    /// Numbers of people, accounts and the like that must not leave: how many, and the first one masked.
    pub fn leaks(&self, lists: &screen::Lists) -> Option<(usize, String)> {
        let found: Vec<screen::Finding> = [&self.overview, &self.problems, &self.other]
            .into_iter()
            .flat_map(|text| screen::check_text(text, lists))
            .filter(|f| f.severity == screen::Severity::Stops)
            .collect();
        found.first().map(|f| (found.len(), f.what.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_pasted_becomes_text() {
        for (typed, text) in [
            ("一\r\n\r\n 二\t三 ", "一\n二 三"),
            ("<p onclick=x>一</p><script>alert(1)</script><p>二</p>", "一\n二"),
            ("a < b，c > d", "a < b，c > d"),
            ("甲\u{202e}乙\0", "甲乙"),
        ] {
            assert_eq!(clean(typed).unwrap(), text, "{typed:?}");
        }
        assert_eq!(clean(&"长".repeat(PART_MOST + 1)), Err(Refused::TooLong { most: PART_MOST }));
    }

    #[test]
    fn what_should_be_told_is_missed() {
        let n = |other: &str, overview: &str| Narrative {
            other: other.into(),
            overview: overview.into(),
            ..Narrative::default()
        };
        assert_eq!(n("本年度未收取信息处理费。", "一").lacks(BodyKind::Department), []);
        assert_eq!(n("无。", "一").lacks(BodyKind::Department), [Lack::Fee]);
        let told = "开展工作考核、社会评议，没有责任追究的情形。";
        assert_eq!(n("未收取信息处理费。", told).lacks(BodyKind::Government), []);
        assert_eq!(n("未收取信息处理费。", "工作考核").lacks(BodyKind::Government), [Lack::Appraisal]);
        assert_eq!(n("", "").missing(), Some("report-part-overview"));
        let leak = n("联系人身份证号11010519491231002X", "一").leaks(&screen::Lists::built_in());
        assert!(leak.as_ref().is_some_and(|(n, what)| *n == 1 && !what.contains("19491231")), "{leak:?}");
    }
}
