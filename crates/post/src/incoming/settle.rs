//! Settling: each recorded letter is given to whoever takes it, once, in the transaction in which it is taken.

use super::{FetchReport, Incoming, Taken, Why, store};
use crate::deliver::{ATTEMPTS, wait_before};
use kernel::{Cx, Error, Fault, FaultKind, Id, Never, Office, Tx, journal};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Takes a letter inside the transaction that settles it: what it writes and that the letter is taken are saved
/// together or not at all. It may run more than once and must have no effect but through the transaction. A letter whose
/// sender is doubtful ([`super::Flags`]) confirms nothing.
pub type Sink<'a> = &'a dyn Fn(&mut Tx, &Cx, &Incoming) -> Result<Taken, Fault>;

/// So many letters in one run; the next run goes on.
const AT_ONCE: i64 = 100;

/// Settles what is due, from this run or an earlier one, and the bounces.
pub(crate) fn settle_due(office: &Office, sink: Sink<'_>, report: &mut FetchReport) -> Result<(), Fault> {
    let cx = office.system_cx("mailbox");
    let due = office.db.read(|tx| store::list_due(tx, &cx, AT_ONCE).map_err(Error::<Never>::from))?;
    for id in due {
        settle_one(office, id, sink, report)?;
    }
    settle_bounces(office, report)
}

/// Settles one letter. A sink that fails is asked again later; the others are not kept waiting.
pub(crate) fn settle_one(office: &Office, id: Id, sink: Sink<'_>, report: &mut FetchReport) -> Result<(), Fault> {
    let cx = office.system_cx("mailbox");
    let work = || {
        office.db.write(|tx| -> Result<Option<Taken>, Error<Never>> {
            let Some(incoming) = store::claim(tx, &cx, id)? else { return Ok(None) };
            let taken = sink(tx, &cx, &incoming)?;
            store::settle(tx, id, taken)?;
            let as_what = match taken {
                Taken::As(target) => Some(target),
                Taken::Left => None,
            };
            journal::note(tx, &cx, "mail-settled", None, &serde_json::json!({ "message": id, "as": as_what }))?;
            Ok(Some(taken))
        })
    };
    // A letter that makes the sink stumble must not end the loop that brings the others.
    let done = catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err(Error::Broken(Fault::new("taking a letter ended in a panic"))));
    match done.map_err(Fault::from) {
        Ok(Some(Taken::As(_))) => report.taken += 1,
        Ok(Some(Taken::Left)) => report.left += 1,
        Ok(None) => {}
        // The database itself: the next run asks again, and this counts as no attempt.
        Err(fault) if matches!(fault.kind(), FaultKind::NotSaved | FaultKind::Full) => return Err(fault),
        Err(fault) => {
            tracing::error!(message = %id, %fault, "a letter could not be taken and will be tried again");
            report.untaken += 1;
            note_failure(office, &cx, id)?;
        }
    }
    Ok(())
}

fn note_failure(office: &Office, cx: &Cx, id: Id) -> Result<(), Fault> {
    let done = office.db.write(|tx| -> Result<(), Error<Never>> {
        let attempts = store::note_untaken(tx, id)?;
        if attempts >= ATTEMPTS {
            store::give_up(tx, cx, id)?;
            journal::note(tx, cx, "mail-not-taken", None, &serde_json::json!({ "message": id }))?;
        } else {
            store::put_off(tx, id, cx.at + wait_before(attempts))?;
        }
        Ok(())
    });
    done.map_err(Fault::from)
}

/// Looks at reports of delivery. Only a report that gives back the Message-ID of a mail of ours suspends an address, and
/// only the one that mail was for: anybody can write a report, few know that id.
fn settle_bounces(office: &Office, report: &mut FetchReport) -> Result<(), Fault> {
    let cx = office.system_cx("mailbox");
    let open = office.db.read(|tx| store::list_open_bounces(tx, AT_ONCE).map_err(Error::<Never>::from))?;
    for (id, about) in open {
        let done = office.db.write(|tx| -> Result<bool, Error<Never>> {
            let to = match about {
                Some(mail) => crate::store::find_recipient(tx, &cx, mail)?,
                None => None,
            };
            let why = if to.is_some() { Why::Bounce } else { Why::BounceUnknown };
            let is_first = store::settle_bounce(tx, &cx, id, why)?;
            if let Some(to) = to.filter(|_| is_first) {
                crate::record_bounce(tx, &cx, &to, "reported as undeliverable by mail")?;
            }
            Ok(is_first)
        });
        if done.map_err(Fault::from)? {
            report.bounces += 1;
        }
    }
    Ok(())
}
