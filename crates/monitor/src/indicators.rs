//! The veto indicators (单项否决) computed from what was observed: clear, near, or hit. Pure.
//!
//! Law: 国办秘函〔2019〕19号

use crate::{Guides, Interaction, Observed, Rules, Score, SectionFact};
use jiff::{ToSpan, civil::Date};
use kernel::words;
use serde::{Deserialize, Serialize};
use sites::SectionClass;

words! {
    /// One number of the inspection.
    pub enum Key {
        /// 安全、泄密事故等严重问题
        Safety = "safety",
        /// 站点无法访问
        Access = "access",
        /// 首页不更新
        Home = "home",
        /// 栏目不更新 (1): news and notices.
        Fresh = "fresh",
        /// 栏目不更新 (2): all that should be kept up.
        Stale = "stale",
        /// 栏目不更新 (3): empty ones.
        Empty = "empty",
        /// 互动回应差 (1): a channel.
        Channel = "channel",
        /// 互动回应差 (2): unanswered messages.
        Answers = "answers",
        /// 服务不实用 (1): any service.
        Services = "services",
        /// 服务不实用 (2): guides that lack elements.
        Guides = "guides",
    }
}

words! {
    /// How one indicator stands.
    pub enum State {
        /// Nothing to fear.
        Clear = "clear",
        /// Would be hit soon.
        Near = "near",
        /// Hit: the site fails as a whole.
        Hit = "hit",
        /// Nobody measured it.
        Unmeasured = "unmeasured",
        /// Does not apply to this site.
        NotApplicable = "not-applicable",
    }
}

/// One indicator of one site on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Indicator {
    /// Which.
    pub key: Key,
    /// How it stands.
    pub state: State,
    /// What was counted: sections, guides, days, thousandths of visits.
    pub value: i64,
    /// From where it is hit, in the same unit.
    pub threshold: i64,
    /// The day on which it is hit if nothing is done; when it is hit, since when, where that is known.
    pub hits_on: Option<Date>,
}

/// The form in which a day keeps its indicators.
#[derive(Serialize, Deserialize)]
struct Kept {
    key: String,
    state: String,
    value: i64,
    threshold: i64,
    hits_on: Option<Date>,
}

#[derive(Serialize, Deserialize)]
struct KeptDay {
    indicators: Vec<Kept>,
    score: Score,
}

impl Indicator {
    fn new(key: Key, state: State, value: i64, threshold: i64) -> Indicator {
        Indicator { key, state, value, threshold, hits_on: None }
    }

    fn on(mut self, day: Option<Date>) -> Indicator {
        self.hits_on = day.filter(|d| *d > Date::MIN);
        self
    }

    /// Packs indicators and the day's points for the database.
    pub(crate) fn pack(list: &[Indicator], score: &Score) -> String {
        let indicators = list
            .iter()
            .map(|i| Kept {
                key: i.key.as_str().into(),
                state: i.state.as_str().into(),
                value: i.value,
                threshold: i.threshold,
                hits_on: i.hits_on,
            })
            .collect();
        serde_json::to_string(&KeptDay { indicators, score: score.clone() }).unwrap_or_default()
    }

    /// Reads them back; what an older program called otherwise is left out, and days of a program that kept the list alone
    /// have no points.
    pub(crate) fn unpack(text: &str) -> (Vec<Indicator>, Score) {
        let KeptDay { indicators, score } = serde_json::from_str(text).unwrap_or_else(|_| KeptDay {
            indicators: serde_json::from_str(text).unwrap_or_default(),
            score: Score::default(),
        });
        let list = indicators
            .into_iter()
            .filter_map(|k| {
                let (key, state) = (Key::parse(&k.key)?, State::parse(&k.state)?);
                Some(Indicator { key, state, value: k.value, threshold: k.threshold, hits_on: k.hits_on })
            })
            .collect();
        (list, score)
    }
}

/// Every indicator, in the order of the document.
pub fn evaluate(rules: &Rules, seen: &Observed, today: Date) -> Vec<Indicator> {
    let sections = |key, threshold, in_it: &dyn Fn(&SectionFact) -> bool| {
        by_day(
            rules,
            key,
            threshold,
            seen.sections.iter().filter(|s| in_it(s)).filter_map(SectionFact::overdue_on),
            today,
        )
    };
    // 通知公告、政策文件类 counts on the first level only; 动态、要闻类 on every level.
    let is_fresh = |s: &SectionFact| s.class == SectionClass::News || (s.class == SectionClass::Notice && s.is_top);
    vec![
        safety(rules, seen),
        access(rules, seen),
        home(rules, seen, today),
        sections(Key::Fresh, rules.sections.fresh, &is_fresh),
        sections(Key::Stale, rules.sections.stale, &|_| true),
        counted(
            Key::Empty,
            seen.sections.iter().filter(|s| s.count == 0).count() as i64,
            rules.sections.empty,
            rules.sections.near_left,
        ),
        channel(rules, seen),
        answers(rules, seen, today),
        services(seen),
        guides(rules, seen),
    ]
}

/// The worst of all: what a site's light shows.
pub fn overall(list: &[Indicator]) -> State {
    let any = |state| list.iter().any(|i| i.state == state);
    match () {
        () if any(State::Hit) => State::Hit,
        () if any(State::Near) => State::Near,
        () => State::Clear,
    }
}

fn counted(key: Key, value: i64, threshold: i64, near_left: i64) -> Indicator {
    let state = match value {
        n if n >= threshold => State::Hit,
        n if n >= threshold - near_left => State::Near,
        _ => State::Clear,
    };
    Indicator::new(key, state, value, threshold)
}

/// Counts what is overdue today, and says on which day the threshold is reached if nothing is published.
fn by_day(rules: &Rules, key: Key, threshold: i64, days: impl Iterator<Item = Date>, today: Date) -> Indicator {
    let mut days: Vec<Date> = days.collect();
    days.sort();
    let value = days.iter().filter(|d| **d <= today).count() as i64;
    let hits_on = usize::try_from(threshold - 1).ok().and_then(|n| days.get(n).copied());
    let mut found = counted(key, value, threshold, rules.sections.near_left);
    let soon = today.checked_add(rules.sections.near_days.days()).unwrap_or(Date::MAX);
    if found.state == State::Clear && hits_on.is_some_and(|d| d <= soon) {
        found.state = State::Near;
    }
    found.on(hits_on)
}

fn safety(rules: &Rules, seen: &Observed) -> Indicator {
    let count = |words: &[String]| -> i64 {
        seen.found.iter().filter(|(kind, _)| words.iter().any(|w| w == kind.as_str())).map(|(_, n)| n).sum()
    };
    let hit = count(&rules.safety.hit);
    let state = match (hit, count(&rules.safety.near)) {
        (1.., _) => State::Hit,
        (_, 1..) => State::Near,
        _ => State::Clear,
    };
    Indicator::new(Key::Safety, state, hit, 1)
}

fn access(rules: &Rules, seen: &Observed) -> Indicator {
    let (all, bad) = (seen.probes.all, seen.probes.bad);
    let share = if all == 0 { 0 } else { bad * 1000 / all };
    // Compared as whole numbers: 5 % of 140 visits is exactly 7.
    let state = match () {
        () if all == 0 => State::Unmeasured,
        () if bad * 1000 >= all * rules.access.hit_per_mille => State::Hit,
        () if bad * 1000 >= all * rules.access.near_per_mille => State::Near,
        () => State::Clear,
    };
    Indicator::new(Key::Access, state, share, rules.access.hit_per_mille)
}

fn home(rules: &Rules, seen: &Observed, today: Date) -> Indicator {
    let Some(latest) = seen.home_latest else {
        return Indicator::new(Key::Home, State::Hit, rules.home.days, rules.home.days);
    };
    let age = i64::from((today - latest).get_days());
    // Two whole weeks without anything new: the day after the last update is the first of them.
    let hits_on = latest.checked_add((rules.home.days + 1).days()).ok();
    let state = match age {
        n if n > rules.home.days => State::Hit,
        n if n > rules.home.days - rules.home.near_days => State::Near,
        _ => State::Clear,
    };
    Indicator::new(Key::Home, state, age, rules.home.days).on(hits_on)
}

fn channel(rules: &Rules, seen: &Observed) -> Indicator {
    match &seen.interaction {
        Interaction::Channel { .. } => Indicator::new(Key::Channel, State::Clear, 1, 1),
        Interaction::NoChannel if rules.interaction.without_channel == "hit" => {
            Indicator::new(Key::Channel, State::Hit, 0, 1)
        }
        Interaction::NoChannel => Indicator::new(Key::Channel, State::Unmeasured, 0, 1),
    }
}

fn answers(rules: &Rules, seen: &Observed, today: Date) -> Indicator {
    match &seen.interaction {
        Interaction::NoChannel => Indicator::new(Key::Answers, State::Unmeasured, 0, 1),
        Interaction::Channel { oldest_unanswered: None, .. } => Indicator::new(Key::Answers, State::Clear, 0, 1),
        Interaction::Channel { oldest_unanswered: Some(oldest), waiting, .. } => {
            let hits_on = oldest.checked_add(rules.interaction.months.months()).and_then(|d| d.tomorrow()).ok();
            let soon = today.checked_add(rules.interaction.near_days.days()).unwrap_or(Date::MAX);
            let state = match hits_on {
                Some(day) if day <= today => State::Hit,
                Some(day) if day <= soon => State::Near,
                _ => State::Clear,
            };
            Indicator::new(Key::Answers, state, *waiting, 1).on(hits_on)
        }
    }
}

fn services(seen: &Observed) -> Indicator {
    match seen.guides {
        Guides::NotApplicable => Indicator::new(Key::Services, State::NotApplicable, 0, 1),
        Guides::None => Indicator::new(Key::Services, State::Hit, 0, 1),
        Guides::Offered { all, .. } => Indicator::new(Key::Services, State::Clear, all, 1),
    }
}

fn guides(rules: &Rules, seen: &Observed) -> Indicator {
    match seen.guides {
        Guides::NotApplicable | Guides::None => {
            Indicator::new(Key::Guides, State::NotApplicable, 0, rules.services.guides)
        }
        Guides::Offered { lacking, .. } => {
            counted(Key::Guides, lacking, rules.services.guides, rules.services.near_left)
        }
    }
}
