//! A government's report: its own numbers and those of everybody below, added cell by cell.

use crate::tables::Tables;

/// The sum of these tables. What nobody filled stays unfilled.
pub fn roll_up<'t>(all: impl IntoIterator<Item = &'t Tables>) -> Tables {
    let mut sum = Tables::default();
    for tables in all {
        for (key, entry) in &tables.two {
            let cell = sum.two.entry(key.clone()).or_default();
            *cell = cell.plus(*entry);
        }
        for (key, line) in &tables.three {
            let to = sum.three.entry(key.clone()).or_default();
            to.iter_mut().zip(line).for_each(|(cell, e)| *cell = cell.plus(*e));
        }
        for (key, five) in &tables.four {
            let to = sum.four.entry(key.clone()).or_default();
            to.iter_mut().zip(five).for_each(|(cell, e)| *cell = cell.plus(*e));
        }
    }
    sum
}
