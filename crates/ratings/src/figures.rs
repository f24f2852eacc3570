//! Figures of ratings. Ratios are `None` where nothing was counted, never 0 of 0; defaults never enter an active rate.
//!
//! Law: GB/T 39734-2020 (好评率, 主动评价好评率, 不评价率)

use crate::Level;

/// A part of a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Ratio {
    /// The part.
    pub part: i64,
    /// The whole, at least 1.
    pub whole: i64,
}

impl Ratio {
    /// `None` when the whole is nothing.
    pub fn of(part: i64, whole: i64) -> Option<Ratio> {
        (whole > 0).then_some(Ratio { part, whole })
    }

    /// In per cent with one decimal, rounded down: nothing is called 100 % that is not whole.
    pub fn percent(self) -> String {
        let tenths = i128::from(self.part) * 1000 / i128::from(self.whole);
        format!("{}.{}", tenths / 10, tenths % 10)
    }
}

/// The figures of one item, agency or of the whole hall.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Figures {
    /// 服务次数: cases that were handled to their end.
    pub served: i64,
    /// Active ratings by level, level 1 first.
    pub active: [i64; 5],
    /// Defaults that stand, by level, level 1 first.
    pub default: [i64; 5],
    /// Bad active ratings that were answered.
    pub bad_answered: i64,
}

fn good(levels: &[i64; 5]) -> i64 {
    Level::ALL.into_iter().filter(|l| l.is_good()).map(|l| levels[index(l)]).sum()
}

/// The place of a level in the arrays.
pub(crate) fn index(level: Level) -> usize {
    match level {
        Level::VeryDissatisfied => 0,
        Level::Dissatisfied => 1,
        Level::BasicallySatisfied => 2,
        Level::Satisfied => 3,
        Level::VerySatisfied => 4,
    }
}

impl Figures {
    /// How many persons rated.
    pub fn active_count(&self) -> i64 {
        self.active.iter().sum()
    }

    /// How many defaults stand.
    pub fn default_count(&self) -> i64 {
        self.default.iter().sum()
    }

    /// How many cases have neither.
    pub fn unrated_count(&self) -> i64 {
        (self.served - self.active_count() - self.default_count()).max(0)
    }

    /// Bad active ratings.
    pub fn bad_count(&self) -> i64 {
        self.active_count() - good(&self.active)
    }

    /// 主动评价率 = active / served.
    pub fn active_rate(&self) -> Option<Ratio> {
        Ratio::of(self.active_count(), self.served)
    }

    /// 主动好评率 = active good / active.
    pub fn active_good_rate(&self) -> Option<Ratio> {
        Ratio::of(good(&self.active), self.active_count())
    }

    /// 好评率 = levels 5, 4, 3 / all valid ratings, defaults that stand included; shown only beside the active rate.
    pub fn good_rate(&self) -> Option<Ratio> {
        Ratio::of(good(&self.active) + good(&self.default), self.active_count() + self.default_count())
    }

    /// 不评价率 = none / served.
    pub fn unrated_rate(&self) -> Option<Ratio> {
        Ratio::of(self.unrated_count(), self.served)
    }

    /// 差评答复率 = bad answered / bad.
    pub fn answered_rate(&self) -> Option<Ratio> {
        Ratio::of(self.bad_answered, self.bad_count())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nothing_counted_is_no_ratio() {
        let none = Figures::default();
        assert_eq!(
            [none.active_rate(), none.active_good_rate(), none.good_rate(), none.unrated_rate(), none.answered_rate()],
            [None; 5]
        );
        assert_eq!(Ratio::of(1, 3).map(Ratio::percent).as_deref(), Some("33.3"));
        assert_eq!(Ratio::of(9999, 10000).map(Ratio::percent).as_deref(), Some("99.9"));
        assert_eq!(Ratio::of(2, 2).map(Ratio::percent).as_deref(), Some("100.0"));
    }

    proptest! {
        #[test]
        fn defaults_never_move_an_active_rate(active in proptest::array::uniform5(0i64..50), n in 0i64..500) {
            let served = active.iter().sum::<i64>() + n;
            let without = Figures { served, active, ..Figures::default() };
            let with = Figures { default: [0, 0, 0, n, 0], ..without };
            prop_assert_eq!(without.active_rate(), with.active_rate());
            prop_assert_eq!(without.active_good_rate(), with.active_good_rate());
            prop_assert_eq!(with.unrated_count(), 0);
            prop_assert_eq!(without.unrated_count(), n);
            if let Some(r) = with.good_rate() { prop_assert!(r.part <= r.whole); }
        }
    }
}
