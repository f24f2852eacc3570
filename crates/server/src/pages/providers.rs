//! What items' pages show and items do not know: the wallet of whoever looks, and how long cases took.

use items::{
    guidance::HeldSet,
    pages::{Holdings, TakesDays, UsedDays},
};
use kernel::{Cx, Error, Fault, Id, Never, Office, Tx, Who};

/// The wallet behind "the hall already holds it".
pub struct Wallet;

impl Holdings for Wallet {
    fn held(&self, office: &Office, cx: &Cx) -> Result<HeldSet, Fault> {
        let Who::Person { person, acting_for, .. } = &cx.who else { return Ok(HeldSet::default()) };
        Ok(office.db.read(|tx| {
            licences::held(tx, cx, *person, *acting_for).map(|(held, _)| held).map_err(Error::<Never>::from)
        })?)
    }
}

/// The decided cases behind "half of the people took so many days".
pub struct DecidedCases;

/// Fewer decided cases than this say nothing about the next one.
const ENOUGH: i64 = 3;

impl TakesDays for DecidedCases {
    fn used_days(&self, office: &Office, item: Id) -> Result<Option<UsedDays>, Fault> {
        let figures = office.db.read(|tx| cases::figures::of(tx, Some(item), None).map_err(Error::<Never>::from))?;
        Ok(match (figures.median, figures.p90) {
            (Some(median), Some(p90)) if figures.decided >= ENOUGH => {
                Some(UsedDays { median, p90, cases: figures.decided })
            }
            _ => None,
        })
    }
}

/// The cases behind the figures of a home page.
pub struct CaseFigures;

impl portal::HallFigures for CaseFigures {
    fn numbers(&self, tx: &mut Tx, agency: Option<Id>) -> Result<portal::HallNumbers, Fault> {
        let figures = cases::figures::of(tx, None, agency)?;
        Ok(portal::HallNumbers {
            received: figures.received,
            online: figures.online,
            decided: figures.decided,
            in_time: figures.in_time,
            median: figures.median,
        })
    }
}
