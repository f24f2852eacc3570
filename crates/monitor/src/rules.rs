//! The numbers of the inspection as data, with their source and date: `data/indicators.toml`.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// 站点无法访问
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccessRule {
    /// Days that are looked at.
    pub window_days: i32,
    /// Visits a day at least.
    pub visits_per_day: i64,
    /// From so many seconds a page counts as not opening.
    pub seconds: u64,
    /// From this share, in thousandths, the indicator is hit.
    pub hit_per_mille: i64,
    /// From this share it is near.
    pub near_per_mille: i64,
}

/// 首页不更新
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HomeRule {
    /// Days without anything new.
    pub days: i64,
    /// Days ahead that are warned of.
    pub near_days: i64,
}

/// 栏目不更新
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SectionsRule {
    /// News and notices together.
    pub fresh: i64,
    /// All that should be kept up.
    pub stale: i64,
    /// Empty ones.
    pub empty: i64,
    /// Days ahead that are warned of.
    pub near_days: i64,
    /// Near when only so many are missing.
    pub near_left: i64,
}

/// 互动回应差
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InteractionRule {
    /// Months after which an unanswered message counts.
    pub months: i32,
    /// Days ahead that are warned of.
    pub near_days: i64,
    /// Months within which something new must be answered.
    pub answer_months: i32,
    /// What a platform without a channel counts as: `unmeasured` or `hit`.
    pub without_channel: String,
}

/// 服务不实用
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServicesRule {
    /// Kinds of elements a guide must lack to count.
    pub elements: usize,
    /// How many such guides hit.
    pub guides: i64,
    /// Near when only so many are missing.
    pub near_left: i64,
}

/// 安全、泄密事故等严重问题
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SafetyRule {
    /// Kinds of findings of which one hits.
    pub hit: Vec<String>,
    /// Kinds that are warned of.
    pub near: Vec<String>,
}

/// A deduction that can be computed.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeductionRule {
    /// Which of the four groups.
    pub group: String,
    /// Which one.
    pub key: String,
    /// Points each time.
    pub points: i64,
}

/// Something that is counted and whose points are not known to us.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountedRule {
    /// Which of the four groups.
    pub group: String,
    /// Which one.
    pub key: String,
    /// The kinds of findings that are counted; empty: guides that lack any element.
    pub kinds: Vec<String>,
}

/// A part of the inspection that nothing here measures.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnmeasuredRule {
    /// Which of the four groups.
    pub group: String,
    /// Which one.
    pub key: String,
}

/// Everything that is counted and where the numbers come from.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// Date of the document.
    pub version: String,
    /// Its number.
    pub source: String,
    /// When somebody last compared this with it.
    pub checked_on: String,
    /// 站点无法访问
    pub access: AccessRule,
    /// 首页不更新
    pub home: HomeRule,
    /// 栏目不更新
    pub sections: SectionsRule,
    /// 互动回应差
    pub interaction: InteractionRule,
    /// 服务不实用
    pub services: ServicesRule,
    /// 安全、泄密事故等严重问题
    pub safety: SafetyRule,
    /// Days within which each kind of finding is to be put right.
    pub due: BTreeMap<String, i64>,
    /// The four groups in the order of the document.
    pub groups: Vec<String>,
    /// Deductions that can be computed.
    pub deduction: Vec<DeductionRule>,
    /// What is counted beside them.
    pub counted: Vec<CountedRule>,
    /// What cannot.
    pub unmeasured: Vec<UnmeasuredRule>,
}

static RULES: LazyLock<Rules> = LazyLock::new(|| {
    toml::from_str(include_str!("../data/indicators.toml")).expect("the file is part of the program; a test reads it")
});

/// The numbers in force.
pub fn rules() -> &'static Rules {
    &RULES
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::FindingKind;

    #[test]
    fn every_finding_has_its_days_and_every_word_is_a_kind() {
        for kind in FindingKind::ALL {
            assert!(rules().due.contains_key(kind.as_str()), "{kind}");
        }
        let named = rules().due.keys().chain(&rules().safety.hit).chain(&rules().safety.near);
        for word in named {
            assert!(FindingKind::parse(word).is_some(), "{word}");
        }
    }

    #[test]
    fn the_numbers_of_the_document() {
        let r = rules();
        assert_eq!(
            (r.access.window_days, r.access.visits_per_day, r.access.seconds, r.access.hit_per_mille),
            (7, 20, 15, 50)
        );
        assert_eq!((r.home.days, r.sections.fresh, r.sections.stale, r.sections.empty), (14, 5, 10, 5));
        assert_eq!((r.interaction.months, r.services.elements, r.services.guides), (3, 4, 5));
    }
}
