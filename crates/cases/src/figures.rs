//! Figures of the public and of supervision: received, decided, on time, online share, median and 90th percentile of
//! working days. Ratios are `None` where nothing was counted, never 0 of 0.

/// The figures of one item, agency or of the whole hall.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Figures {
    /// Applications handed in.
    pub received: i64,
    /// Handed in online.
    pub online: i64,
    /// Decided.
    pub decided: i64,
    /// Decided within the statutory limit.
    pub in_time: i64,
    /// Granted.
    pub granted: i64,
    /// Half of the decided cases took at most so many working days.
    pub median: Option<i64>,
    /// Nine of ten took at most so many.
    pub p90: Option<i64>,
}

impl Figures {
    /// From the totals and the number of decided cases by working days, in ascending order of days.
    pub(crate) fn of(totals: Figures, by_days: &[(i64, i64)]) -> Figures {
        Figures { median: percentile(by_days, 50), p90: percentile(by_days, 90), ..totals }
    }
}

/// The smallest number of days within which `percent` of the cases were decided.
fn percentile(by_days: &[(i64, i64)], percent: i64) -> Option<i64> {
    let all: i64 = by_days.iter().map(|(_, n)| n).sum();
    let mut seen = 0;
    by_days.iter().find_map(|(days, n)| {
        seen += n;
        (seen * 100 >= all * percent).then_some(*days)
    })
}

pub use crate::store::{figures_by_agency as by_agency, figures_by_item as by_item, figures_of as of};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn median_and_ninetieth() {
        for (by_days, median, p90) in [
            (vec![], None, None),
            (vec![(3, 1)], Some(3), Some(3)),
            (vec![(1, 5), (2, 4), (9, 1)], Some(1), Some(2)),
            (vec![(1, 4), (2, 4), (9, 2)], Some(2), Some(9)),
        ] {
            assert_eq!((percentile(&by_days, 50), percentile(&by_days, 90)), (median, p90), "{by_days:?}");
        }
    }
}
