//! The demonstration's publications go through the real verbs.

#![allow(clippy::unwrap_used)]

use identity::NewAgency;
use kernel::{Error, Id, Never, Role};
use publishing::{DemoStaff, Filter, PublicationKind, Standing};
use testkit::TestOffice;

fn agency(t: &TestOffice, key: &str, region: &str) -> Id {
    let new = NewAgency {
        key,
        name: key,
        short_name: key,
        mark: "测",
        uscc: None,
        region,
        address: "",
        hours: "",
        phone: "",
        complaint_phone: "",
        sort_key: key,
    };
    t.office.db.write(|tx| identity::add_agency(tx, &t.system(), &new)).unwrap()
}

#[test]
fn three_sites_are_filled_and_nothing_stops_or_leaks() {
    let t = &TestOffice::sqlite();
    let city = agency(t, "approval-bureau", "130100");
    let district = agency(t, "approval-bureau-130102", "130102");
    for department in [
        "market-regulation",
        "ecology",
        "civil-affairs",
        "health",
        "emergency",
        "education",
        "housing",
        "agriculture",
        "human-resources",
        "natural-resources",
        "culture-tourism",
        "urban-management",
        "transport",
    ] {
        agency(t, department, "130100");
    }
    sites::load_demo(&t.office.db, &t.system()).unwrap();
    let staff = |login: &str, role: Role| t.staff(login, &[(city, role), (district, role)]);
    let staff = DemoStaff {
        drafter: staff("drafter", Role::PublicationDrafting),
        reviewer: staff("reviewer", Role::PublicationReview),
        secrecy: staff("secrecy", Role::SecrecyReview),
        sign_off: staff("sign-off", Role::PublicationSignOff),
    };
    t.turn_to("2026-11-22T10:00:00");
    let now = t.system().at;
    let made = publishing::load_demo(&t.office, &staff, now).unwrap();
    assert!(made >= 60, "{made}");
    assert_eq!(publishing::load_demo(&t.office, &staff, now).unwrap(), 0, "again: nothing");
    t.office
        .db
        .read(|tx| {
            let all = publishing::list_all_published(tx, None, 200)?;
            assert!(all.iter().filter(|p| p.duty.is_some()).count() >= 15, "the catalogue of duties is fulfilled");
            assert!(all.len() >= 58, "{}", all.len());
            assert_eq!(publishing::list_withdrawn(tx, None, 10)?.len(), 1);
            assert_eq!(all.iter().filter(|p| p.standing == Standing::Corrected).count(), 1);
            assert!(all.iter().filter(|p| p.kind == PublicationKind::Interpretation).all(|p| p.interprets.is_some()));
            assert!(all.iter().filter(|p| p.kind == PublicationKind::Interpretation).count() >= 4);
            for site in ["main", "spj", "changan"] {
                let filter = Filter { site: Some(site.into()), section: Some("news".into()), ..Filter::default() };
                let newest = publishing::list_published(tx, &filter, None, 1)?;
                let age = now.duration_since(newest[0].published_at).as_hours() / 24;
                assert!(age < 14, "{site}: the news are {age} days old");
                let open: Vec<String> = sites::list_sections(tx, site)?.into_iter().map(|s| s.key).collect();
                let filled: Vec<String> = publishing::section_ages(tx, site)?.into_iter().map(|a| a.section).collect();
                assert!(filled.iter().all(|f| open.contains(f)));
                assert!(filled.len() >= 9, "{site}: {filled:?}");
            }
            Ok::<_, Error<Never>>(())
        })
        .unwrap();
    t.ledger_is_good();
}
