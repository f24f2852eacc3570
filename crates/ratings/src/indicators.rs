//! What a rater may name beside the level: lists with versions, since the indicators change and old ratings stay readable.
//!
//! The labels stand in the language files as `rating-aspect-<key>-<tone>`: the same indicator is a praise, a wish or a
//! complaint, by the level that was chosen.
//!
//! (Indicators of the standard: Chinese terms as data.)

use crate::Level;
use jiff::civil::{Date, date};

/// Where the service was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// 网上服务: 一事一评.
    Online,
    /// 现场服务: 一次一评.
    Window,
}

impl Place {
    /// The place of a case, by the channel it came in by.
    pub fn of_channel(channel: &str) -> Place {
        if channel == "online" { Place::Online } else { Place::Window }
    }
}

/// How an indicator is worded for a level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Levels 5 and 4.
    Good,
    /// Level 3.
    Fair,
    /// Levels 2 and 1.
    Bad,
}

impl Tone {
    /// Every tone, best first.
    pub const ALL: [Tone; 3] = [Tone::Good, Tone::Fair, Tone::Bad];

    /// The tone of a level.
    pub fn of(level: Level) -> Tone {
        match level {
            Level::VerySatisfied | Level::Satisfied => Tone::Good,
            Level::BasicallySatisfied => Tone::Fair,
            Level::Dissatisfied | Level::VeryDissatisfied => Tone::Bad,
        }
    }

    /// The last part of the label's id and of the form field's name.
    pub fn word(self) -> &'static str {
        match self {
            Tone::Good => "good",
            Tone::Fair => "fair",
            Tone::Bad => "bad",
        }
    }
}

/// One thing that may be named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Indicator {
    /// What is stored with the rating.
    pub key: &'static str,
    /// The term of the published lists.
    pub term: &'static str,
}

/// One version of the lists.
#[derive(Debug)]
pub struct IndicatorList {
    /// Its number, stored with every rating.
    pub version: i64,
    /// From when it is offered.
    pub from: Date,
    /// Where it comes from.
    pub source: &'static str,
    /// For services online. The overall satisfaction is the level itself.
    pub online: &'static [Indicator],
    /// For services at the window.
    pub window: &'static [Indicator],
}

const fn indicator(key: &'static str, term: &'static str) -> Indicator {
    Indicator { key, term }
}

/// Every version, oldest first; a version that was offered once is never edited.
pub const INDICATOR_LISTS: &[IndicatorList] = &[IndicatorList {
    version: 1,
    from: date(2021, 1, 1),
    source: "好差评网上与现场评价指标（GB/T 39735-2020）",
    online: &[
        indicator("efficiency", "办事效率"),
        indicator("guide", "办事指南精确度"),
        indicator("convenience", "办事便捷度"),
        indicator("platform", "平台操作性"),
    ],
    window: &[indicator("efficiency", "服务效率"), indicator("skill", "服务水平"), indicator("attitude", "服务态度")],
}];

impl IndicatorList {
    /// The list that is offered on `today`.
    pub fn on(today: Date) -> &'static IndicatorList {
        INDICATOR_LISTS.iter().rev().find(|l| l.from <= today).unwrap_or(&INDICATOR_LISTS[0])
    }

    /// What may be named for a service given there.
    pub fn at(&self, place: Place) -> &'static [Indicator] {
        match place {
            Place::Online => self.online,
            Place::Window => self.window,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Lang;
    use web::Tr;

    #[test]
    fn versions_rise_and_every_indicator_has_its_labels() {
        assert!(INDICATOR_LISTS.windows(2).all(|w| w[0].version < w[1].version && w[0].from < w[1].from));
        for lang in [Lang::ZhCn, Lang::En] {
            for list in INDICATOR_LISTS {
                for one in list.online.iter().chain(list.window) {
                    for tone in Tone::ALL {
                        let key = format!("rating-aspect-{}-{}", one.key, tone.word());
                        assert!(Tr::new(lang).has(&key), "{lang} lacks {key}");
                    }
                }
            }
        }
    }
}
