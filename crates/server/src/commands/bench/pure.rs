//! What needs no caller: the clock, the walk over the ledger, the import of divisions.

use super::report::{Report, Table, rate};
use calendar::{Binding, Calendar, Clock, Limit};
use kernel::{Db, Fault, Office, journal};
use std::{
    path::Path,
    time::{Duration, Instant},
};

/// Due dates a second on one thread.
///
/// # Errors
/// A day outside the calendars.
pub fn calendar(report: &mut Report) -> Result<(), Fault> {
    report.heading("The statutory clock");
    let broken = |e: calendar::CalendarError| Fault::from_error("computing a due date", e);
    let calendar = Calendar::national();
    let first = jiff::civil::date(2024, 1, 2);
    let clocks: Vec<Clock> = (0..500)
        .map(|n| {
            let start = first.checked_add(jiff::ToSpan::days(n)).unwrap_or(first);
            Clock::new(start, Limit::WorkingDays(20), Binding::Organ, "行政许可法 第四十二条")
        })
        .collect();
    let (started, mut done) = (Instant::now(), 0u64);
    while started.elapsed() < Duration::from_secs(1) {
        for clock in &clocks {
            std::hint::black_box(clock.due(calendar, first).map_err(broken)?);
        }
        done += clocks.len() as u64;
    }
    let per_second = done as f64 / started.elapsed().as_secs_f64();
    report.table(
        &Table::new(&["", "per second, one thread"]).row(&["due dates of 20 working days".into(), rate(per_second)]),
    );
    Ok(())
}

/// Seals what was written and walks the whole ledger.
///
/// # Errors
/// A fault of the database, or a ledger that does not verify.
pub fn ledger(office: &Office, report: &mut Report) -> Result<(), Fault> {
    let (started, mut sealed) = (Instant::now(), 0i64);
    while let Some(seal) = journal::seal(&office.db, office.clock.now())? {
        sealed += seal.count;
    }
    let sealing = sealed as f64 / started.elapsed().as_secs_f64();
    let started = Instant::now();
    let found = journal::verify(&office.db, |_| {})?;
    let verifying = found.entries as f64 / started.elapsed().as_secs_f64();
    if let Some(bad) = found.bad {
        return Err(Fault::new(format!("the ledger does not verify after the bench: {bad}")));
    }
    let entries = |n: f64| rate(n);
    report.table(
        &Table::new(&[&format!("the ledger ({})", office.db.engine_name()), "entries", "entries/s"])
            .row(&["sealing".into(), entries(sealed as f64), rate(sealing)])
            .row(&["`ledger verify`, every chain and seal".into(), entries(found.entries as f64), rate(verifying)]),
    );
    Ok(())
}

/// The whole import of administrative divisions on SQLite, twice: the second changes nothing.
///
/// # Errors
/// A missing file, or a fault of the database.
pub fn divisions(db: &Db, folder: &Path, report: &mut Report) -> Result<(), Fault> {
    report.heading("Administrative divisions");
    kernel::migrate(db)?;
    let mut table = Table::new(&["import of divisions (SQLite)", "rows read", "written", "seconds"]);
    for name in ["first time", "again"] {
        let started = Instant::now();
        let done = identity::import_divisions(db, folder, identity::DATASET_DAY, |_, _| {})?;
        let seconds = started.elapsed().as_secs_f64();
        table = table.row(&[name.into(), rate(done.read as f64), rate(done.written as f64), format!("{seconds:.1}")]);
    }
    report.table(&table);
    Ok(())
}
