//! The demonstration's duties: the standard rows for a few agencies, and a catalogue of Karamay's size. What is made up is
//! marked as demonstration on every row.

mod karamay;

pub use karamay::{KaramaySize, generate_karamay};

use crate::{
    BodyKind, Channel, NewBody, Obligation, Refused, Saved, Standing, join_catalogue, list_by_agency, save_rows,
    standard_rows,
};
use jiff::{Timestamp, ToSpan};
use kernel::{Cx, Db, Error, Fault, Id, Never, Tx};

/// Turns a refusal of our own verbs on our own data into the fault it is.
fn own<T>(result: Result<T, Error<Refused>>) -> Result<T, Fault> {
    match result {
        Ok(value) => Ok(value),
        Err(Error::Broken(fault)) => Err(fault),
        Err(Error::Refused(refused)) => Err(Fault::new(format!("loading demonstration duties: {refused:?}"))),
    }
}

/// Loads the standard rows, lets these agencies join the catalogue as of `cx` and gives some of their duties a history
/// that ends `now`: most published, some owed with time, some due soon, some late. Loading again changes nothing but what
/// time has changed.
///
/// # Errors
/// A fault of the database.
pub fn load_demo(db: &Db, cx: &Cx, bodies: &[NewBody], now: Timestamp) -> Result<Saved, Fault> {
    let rows = standard_rows()?;
    let cx = cx.as_system("demonstration");
    let saved = own(db.write(|tx| {
        join_catalogue(tx, &cx, bodies)?;
        save_rows(tx, &cx, &rows, "国办发〔2019〕54号")
    }))?;
    if saved.added == 0 {
        return Ok(saved);
    }
    let cx = Cx { at: now, ..cx };
    while own(db.write(|tx| crate::turn_day(tx, &cx, 500).map_err(Error::<Refused>::from)))? >= 500 {}
    for (place, body) in (0u64..).zip(bodies) {
        let mine = duties_of(db, body.agency)?;
        own(db.write(|tx| {
            for (n, o) in mine.iter().enumerate() {
                // Agencies have few duties each: the place of the agency tells their stories apart.
                live_through(tx, &cx, o, place * 41 + n as u64)?;
            }
            Ok(())
        }))?;
    }
    Ok(saved)
}

/// Every agency of the hall as the catalogue would take it: what it is by its name. The first office of a government
/// leads; without one the first agency does.
///
/// # Errors
/// A fault of the database.
pub fn bodies_by_name(tx: &mut Tx) -> Result<Vec<NewBody>, Fault> {
    let agencies = identity::list_agencies(tx)?;
    let kind = |name: &str| match () {
        () if name.ends_with("街道办事处") || name.ends_with("街道") => BodyKind::SubDistrict,
        () if name.ends_with("镇人民政府") || name.ends_with("乡人民政府") => BodyKind::Town,
        () => BodyKind::Department,
    };
    let lead = agencies
        .iter()
        .find(|a| {
            a.name.ends_with("人民政府办公室") || a.name.ends_with("人民政府办公厅") || a.name.ends_with("市人民政府")
        })
        .or(agencies.first())
        .map(|a| a.id);
    Ok(agencies
        .iter()
        .map(|a| NewBody {
            agency: a.id,
            kind: if lead == Some(a.id) { BodyKind::Lead } else { kind(&a.name) },
            offices: Vec::new(),
            is_demonstration: true,
        })
        .collect())
}

fn duties_of(db: &Db, agency: Id) -> Result<Vec<Obligation>, Fault> {
    let owed = db.read(|tx| list_by_agency(tx, agency, None, None, 500).map_err(Error::<Never>::from))?;
    Ok(owed.into_iter().map(|o| o.obligation).collect())
}

/// Gives one duty a plausible past, the same for the same `seed`: most are published, some are owed, a few are late, a few
/// do not apply, and some nobody has spoken of.
fn live_through(tx: &mut Tx, cx: &Cx, o: &Obligation, seed: u64) -> Result<(), Error<Refused>> {
    let back = |days: i64| cx.today().checked_sub(days.days()).unwrap_or(cx.today());
    let pick = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 33;
    let formed = |tx: &mut Tx, days: i64, what: &str| {
        crate::report_formed(tx, cx, &o.code, o.agency, back(days), what).map(|_| ())
    };
    let out = |tx: &mut Tx, days: i64, title: &str| {
        let channels = [Channel::ReadingPoint, Channel::NoticeBoard, Channel::ServiceCentre, Channel::Print];
        let channel = channels[(pick % 4) as usize];
        crate::record_elsewhere(tx, cx, &o.code, o.agency, channel, back(days), title).map(|_| ())
    };
    match pick % 20 {
        0..=9 => {
            if o.standing != Standing::Current {
                formed(tx, 40, "本年度首次信息")?;
            }
            out(tx, 5 + (pick % 30) as i64, "本年度公开信息（演示）")?;
        }
        10 | 11 => formed(tx, 3, "新形成的信息（演示）")?,
        12 | 13 => formed(tx, 25, "待公开的信息（演示）")?,
        14 => formed(tx, 60, "逾期未公开的信息（演示）")?,
        15 => {
            crate::set_aside(tx, cx, &o.code, o.agency, "本单位不承担此项职能，暂无相关信息（演示）")?;
        }
        _ => {}
    }
    Ok(())
}
