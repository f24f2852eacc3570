//! What happens when a day passes: silence becomes acceptance, licences expire, files are closed.
//!
//! Each piece asks for what is due and does it with the same verbs as a person; two nodes doing it
//! at once meet the version check.

use jiff::SignedDuration;
use kernel::{Error, Fault, Office, Refusal, RefusalKind};
use std::sync::Arc;

/// Closed cases are archived after this time.
const ARCHIVE_AFTER: SignedDuration = SignedDuration::from_hours(24 * 30);
const PIECE: i64 = 50;

/// One turn. Says whether there may be more.
///
/// # Errors
/// A fault of the database or a missing calendar year.
pub fn turn(office: &Arc<Office>) -> Result<bool, Fault> {
    let cx = office.system_cx("clock");
    let mut more = false;

    let silent = office
        .db
        .read(|tx| cases::list_waiting_for_deeming(tx, cx.today(), PIECE).map_err(Error::<kernel::Never>::from))?;
    for case in &silent {
        settle(office.db.write(|tx| cases::deem_accepted(tx, &cx, case, &office.public_url).map(|_| ())))?;
    }
    more |= silent.len() as i64 == PIECE;

    let until = cx.at - ARCHIVE_AFTER;
    let closed =
        office.db.read(|tx| cases::list_waiting_for_archive(tx, until, PIECE).map_err(Error::<kernel::Never>::from))?;
    for case in &closed {
        settle(office.db.write(|tx| cases::archive(tx, &cx, case).map(|_| ())))?;
    }
    more |= closed.len() as i64 == PIECE;

    publishing::publish_due(&office.db, &cx)?;
    more |= disclosure::turn_day(&office.db, &cx, PIECE)? >= PIECE;
    register::turn_day(&office.db, &cx)?;
    office.db.write(|tx| post::incoming::clear_incoming(tx, &cx, 500).map_err(Error::<kernel::Never>::from))?;
    office.db.write(|tx| post::clear_settled(tx, &cx, 500).map_err(Error::<kernel::Never>::from))?;
    office.db.write(|tx| push::clear_unanswered(tx, &cx, 500).map_err(Error::<kernel::Never>::from))?;
    more |= office.db.write(|tx| duties::turn_day(tx, &cx, PIECE).map_err(Error::<kernel::Never>::from))? == PIECE;

    let expired = office.db.read(|tx| licences::list_expired(tx, &cx, PIECE).map_err(Error::<kernel::Never>::from))?;
    for id in &expired {
        settle(office.db.write(|tx| licences::expire(tx, &cx, *id).map(|_| ())))?;
    }
    more |= expired.len() as i64 == PIECE;

    let rated = office.db.write(|tx| ratings::default_ratings(tx, &cx, PIECE).map_err(Error::<kernel::Never>::from))?;
    more |= rated == PIECE;
    Ok(more)
}

/// Somebody else (a clerk, another node) was quicker: that is no fault.
fn settle<R: Refusal>(result: Result<(), Error<R>>) -> Result<(), Fault> {
    match result {
        Err(Error::Broken(f)) => Err(f),
        Err(Error::Refused(r)) if r.kind() != RefusalKind::Stale => {
            tracing::warn!(refused = ?r, "a step of the clock was refused");
            Ok(())
        }
        _ => Ok(()),
    }
}
