//! Whoever is told in the demonstration: a business with a profile, a resident who follows a section and a search. By the
//! real verbs, at the moment of the context; what arrives is announced afterwards by the same loop as in life.
//!
//! (Words of the invented readers: Chinese terms as data.)

use crate::{Frequency, Profile, Refused, Size, mine, open_arrival, save_profile, subscribe};
use kernel::{Cx, Db, Error, Id};

/// The site in whose name they are told.
const SITE: &str = "main";

/// Subscribes the business of `business` and the resident of `resident`. Doing it again changes nothing.
///
/// # Errors
/// A refusal, which would be a defect of this file or of the sites of the demonstration; a fault of the database.
pub fn load_demo(db: &Db, business: &Cx, resident: &Cx) -> Result<(), Error<Refused>> {
    let words = |list: &[&str]| list.iter().map(|w| (*w).to_owned()).collect();
    let profile = Profile {
        industries: words(&["餐饮", "食品经营"]),
        size: Size::Small.as_str().to_owned(),
        district: "桥西区".to_owned(),
        interests: words(&["延时服务", "告知承诺"]),
        licences: Vec::new(),
    };
    db.write(|tx| {
        save_profile(tx, business, SITE, &profile, Frequency::Daily)?;
        subscribe(tx, business, SITE, "section:main/notices", "", Frequency::Weekly)?;
        subscribe(tx, business, SITE, "search:食品经营许可", "", Frequency::AtOnce)?;
        subscribe(tx, resident, SITE, "section:main/notices", "", Frequency::Weekly)?;
        subscribe(tx, resident, SITE, "section:main/news", "", Frequency::Daily)?;
        subscribe(tx, resident, SITE, "search:养老", "", Frequency::Daily)
    })
}

/// The acting person opens every second of what arrived, so that read and unread stand beside each other.
///
/// # Errors
/// Not a person; a fault of the database.
pub fn open_for_demo(db: &Db, cx: &Cx) -> Result<(), Error<Refused>> {
    db.write(|tx| {
        let arrived: Vec<Id> = mine(tx, cx, None, 100)?.arrivals.iter().map(|a| a.id).collect();
        for id in arrived.iter().skip(1).step_by(2) {
            open_arrival(tx, cx, *id)?;
        }
        Ok(())
    })
}
