//! The points of the inspection, in its four groups, as far as they can be counted: what loses points whose number the
//! document gives, what is counted beside it, and what nobody here measures. Pure.
//!
//! Law: 国办秘函〔2019〕19号

use crate::{FindingKind, Guides, Interaction, Observed, Rules};
use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Serialize};
use sites::SectionClass;

/// Points that are lost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deduction {
    /// Which of the four groups.
    pub group: String,
    /// Which one.
    pub key: String,
    /// How often.
    pub times: i64,
    /// Points, all in all.
    pub points: i64,
}

/// One line of the page: something of a group that is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measured {
    /// Which of the four groups.
    pub group: String,
    /// Which one.
    pub key: String,
    /// How many; `None`: it could not be measured this time.
    pub count: Option<i64>,
    /// Points lost; `None` where the document's number of points is not known to us.
    pub points: Option<i64>,
}

/// How often a deduction applies; `None`: it cannot be measured.
fn times(key: &str, seen: &Observed, rules: &Rules, today: Date) -> Option<i64> {
    match key {
        // 政策文件类一级栏目 without anything new within their time.
        "policy-section" => {
            let is_policy = |class| class == SectionClass::Notice;
            let overdue = |d: Option<Date>| d.is_some_and(|d| d <= today);
            Some(seen.sections.iter().filter(|s| is_policy(s.class) && s.is_top && overdue(s.overdue_on())).count()
                as i64)
        }
        // No new answer within its time.
        "answers" => match &seen.interaction {
            Interaction::NoChannel => None,
            Interaction::Channel { newest_answer, .. } => {
                let since = today.checked_sub(rules.interaction.answer_months.months()).ok()?;
                Some(i64::from(newest_answer.is_none_or(|d| d < since)))
            }
        },
        _ => None,
    }
}

/// The deductions whose points the document gives and that apply today.
pub fn lost(rules: &Rules, seen: &Observed, today: Date) -> Vec<Deduction> {
    rules
        .deduction
        .iter()
        .filter_map(|d| {
            let times = times(&d.key, seen, rules, today).filter(|n| *n > 0)?;
            Some(Deduction { group: d.group.clone(), key: d.key.clone(), times, points: d.points * times })
        })
        .collect()
}

/// Everything of the four groups that is counted, in the order of the data: first what has points, then what is counted
/// from findings and guides. `found` says how many findings of a kind stand; `lost` are the deductions of the day and
/// `guides` how many guides lack anything, `None` where there are no guides; `has_channel` whether answers were measured.
pub fn measured(
    rules: &Rules,
    lost: &[Deduction],
    found: &dyn Fn(FindingKind) -> i64,
    guides: Option<i64>,
    has_channel: bool,
) -> Vec<Measured> {
    let mut out: Vec<Measured> = rules
        .deduction
        .iter()
        .map(|d| {
            let of = lost.iter().find(|l| l.key == d.key);
            let is_measured = d.key != "answers" || has_channel;
            Measured {
                group: d.group.clone(),
                key: d.key.clone(),
                count: is_measured.then(|| of.map_or(0, |l| l.times)),
                points: is_measured.then(|| of.map_or(0, |l| l.points)),
            }
        })
        .collect();
    for counted in &rules.counted {
        let kinds = counted.kinds.iter().filter_map(|k| FindingKind::parse(k));
        let count = if counted.kinds.is_empty() { guides } else { Some(kinds.map(found).sum()) };
        out.push(Measured { group: counted.group.clone(), key: counted.key.clone(), count, points: None });
    }
    let order = |group: &str| rules.groups.iter().position(|g| g == group);
    out.sort_by_key(|m| order(&m.group));
    out
}

/// How many guides lack anything.
pub(crate) fn incomplete(guides: &Guides) -> Option<i64> {
    match guides {
        Guides::Offered { incomplete, .. } => Some(*incomplete),
        Guides::None | Guides::NotApplicable => None,
    }
}

/// What a day keeps of its points beside its indicators.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Score {
    /// The deductions.
    pub deductions: Vec<Deduction>,
    /// Guides that lack anything.
    pub guides: Option<i64>,
    /// Whether answers were measured.
    pub has_channel: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules;

    #[test]
    fn every_line_belongs_to_one_of_the_four_groups_and_counts_something() {
        let r = rules();
        assert_eq!(r.groups, ["release", "services", "interaction", "design"]);
        let none = |_: FindingKind| 0;
        let lines = measured(r, &[], &none, None, false);
        for m in &lines {
            assert!(r.groups.contains(&m.group), "{m:?}");
        }
        let places: Vec<_> = lines.iter().map(|m| r.groups.iter().position(|g| *g == m.group)).collect();
        assert!(places.is_sorted());
        for c in &r.counted {
            assert!(c.kinds.iter().all(|k| FindingKind::parse(k).is_some()), "{c:?}");
        }
        for u in &r.unmeasured {
            assert!(r.groups.contains(&u.group), "{u:?}");
        }
    }

    #[test]
    fn what_was_not_measured_is_not_called_good() {
        let none = |_: FindingKind| 0;
        let of = |lines: &[Measured], key: &str| lines.iter().find(|m| m.key == key).cloned().unwrap();
        let without = measured(rules(), &[], &none, None, false);
        assert_eq!((of(&without, "answers").count, of(&without, "answers").points), (None, None));
        assert_eq!(of(&without, "guides").count, None);
        let with = measured(rules(), &[], &|k| i64::from(k == FindingKind::Ipv6) * 2, Some(3), true);
        assert_eq!((of(&with, "answers").count, of(&with, "answers").points), (Some(0), Some(0)));
        assert_eq!((of(&with, "guides").count, of(&with, "ipv6").count), (Some(3), Some(2)));
    }
}
