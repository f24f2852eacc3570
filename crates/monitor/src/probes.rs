//! Visits of each site spread over the day, once for the whole platform however many nodes run.

use crate::{Address, Answer, Outcome, Prober, store};
use jiff::{SignedDuration, Timestamp, civil::Date};
use kernel::{Cx, Error, Fault, Never, Office, cx::BEIJING};

/// Visits a day: one an hour. The inspection asks for twenty.
pub const SLOTS: i64 = 24;
/// A slot that nobody took within this time is not made up: at that moment nobody looked.
const LATE: SignedDuration = SignedDuration::from_mins(15);
/// Whoever took a slot has this long to bring the answer.
pub(crate) const LEASE: SignedDuration = SignedDuration::from_secs(60);

/// The instants at which `site` is visited on `day`: one in each hour, somewhere between its tenth and its fiftieth
/// minute, the same on every node.
pub fn slots(site: &str, day: Date) -> Vec<Timestamp> {
    let Ok(midnight) = BEIJING.to_timestamp(day.at(0, 0, 0, 0)) else { return Vec::new() };
    (0..SLOTS)
        .filter_map(|hour| {
            let second = 600 + i64::from(scatter(&format!("{site} {day} {hour}")) % 2400);
            midnight.checked_add(SignedDuration::from_secs(hour * 3600 + second)).ok()
        })
        .collect()
}

/// FNV-1a, folded: the same number for the same text on every node and in every release.
fn scatter(text: &str) -> u32 {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
    (hash >> 32) as u32 ^ hash as u32
}

/// The slot that is open now, when one is.
fn open_slot(site: &str, at: Timestamp, day: Date) -> Option<Timestamp> {
    slots(site, day).into_iter().find(|slot| *slot <= at && at.duration_since(*slot) < LATE)
}

/// Visits the sites whose slot has come and that no other node visits. Returns how many.
///
/// # Errors
/// A fault of the database.
pub fn probe_due(office: &Office, prober: &dyn Prober) -> Result<usize, Fault> {
    let cx = office.system_cx("monitor");
    let sites = office.db.read(|tx| Ok::<_, Error<Never>>(sites::list(tx)?))?;
    let mut visited = 0;
    for site in sites.iter().filter(|s| s.is_open) {
        let Some(slot) = open_slot(&site.key, cx.at, cx.today()) else { continue };
        let known = office.db.read(|tx| store::is_taken(tx, &site.key, slot, cx.at).map_err(Error::<Never>::from))?;
        if known || !office.db.write(|tx| store::take_slot(tx, &cx, &site.key, slot).map_err(Error::<Never>::from))? {
            continue;
        }
        let answer = visit(office, prober, site);
        office.db.write(|tx| store::keep_answer(tx, &site.key, slot, &answer).map_err(Error::<Never>::from))?;
        visited += 1;
    }
    Ok(visited)
}

fn visit(office: &Office, prober: &dyn Prober, site: &sites::Site) -> Answer {
    let answer = prober.open(&home(office, site, "/"));
    // A home page that is not there did not open either.
    match answer.outcome {
        Outcome::Gone | Outcome::Refused => Answer { outcome: Outcome::Failed, ..answer },
        _ => answer,
    }
}

/// A page of a site: on its first host, else by path on the hall's own.
pub(crate) fn home(office: &Office, site: &sites::Site, path: &str) -> Address {
    match site.hosts.first() {
        Some(host) => Address::Own { host: host.clone(), path: path.to_owned() },
        None => {
            let rest = office.public_url.split_once("://").map_or(office.public_url.as_str(), |(_, rest)| rest);
            let host = rest.split(['/', ':']).next().unwrap_or_default().to_owned();
            Address::Own { host, path: format!("/s/{}{path}", site.key) }
        }
    }
}

/// The first instant of the window that the availability is computed over.
pub(crate) fn window_start(cx: &Cx) -> Timestamp {
    let days = SignedDuration::from_hours(24 * i64::from(crate::rules().access.window_days));
    cx.at.checked_sub(days).unwrap_or(Timestamp::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::{ToSpan, civil::date};

    #[test]
    fn visits_are_spread_over_the_day_and_never_close_together() {
        let mut seen = std::collections::BTreeSet::new();
        for n in 0..60 {
            let day = date(2026, 1, 1).checked_add(n.days()).unwrap();
            let list = slots("main", day);
            assert!(list.len() as i64 == SLOTS && SLOTS >= crate::rules().access.visits_per_day);
            for pair in list.windows(2) {
                let gap = pair[1].duration_since(pair[0]);
                assert!(gap >= SignedDuration::from_mins(20) && gap <= SignedDuration::from_mins(100), "{gap}");
            }
            assert!(list.iter().all(|s| kernel::cx::legal_date(*s) == day));
            seen.insert(list[3].as_second() % 3600);
            assert_ne!(slots("spj", day), list, "each site has its own instants");
        }
        assert!(seen.len() > 30, "not the same minute every day");
    }

    #[test]
    fn a_missed_slot_is_not_made_up() {
        let day = date(2026, 3, 2);
        let slot = slots("main", day)[5];
        let at = |minutes: i64| slot.checked_add(SignedDuration::from_mins(minutes)).unwrap();
        assert_eq!(open_slot("main", at(-1), day), None);
        assert_eq!(open_slot("main", at(0), day), Some(slot));
        assert_eq!(open_slot("main", at(14), day), Some(slot));
        assert_eq!(open_slot("main", at(15), day), None);
    }
}
