//! Announcements to many, and to the readers of the demonstration, on both engines.

#![allow(clippy::unwrap_used)]

mod readers;

use kernel::{Error, Id, Never, Role, Who};
use push::{Frequency, Profile};
use readers::*;
use sites::Names;
use testkit::on_both;

#[test]
fn many_are_told_in_pieces_each_once_and_the_figures_have_pages() {
    on_both(|t| {
        let agency = with_site(t);
        let profile = Profile { size: "micro".into(), ..Profile::default() };
        let mut first = None;
        for _ in 0..230 {
            let who = Who::Person { account: Id::new(), person: Id::new(), acting_for: None };
            let cx = t.cx(&who);
            t.office
                .db
                .write(|tx| {
                    push::save_profile(tx, &cx, "main", &profile, Frequency::Daily)?;
                    // The same reader by another reason: told once all the same.
                    push::subscribe(tx, &cx, "main", "search:稳岗", "", Frequency::Daily)
                })
                .unwrap();
            first.get_or_insert(who);
        }
        assert_eq!(tell(t, &announcement(agency, "k:1")), 230, "{}", t.engine());
        assert_eq!(tell(t, &announcement(agency, "k:1")), 0, "announced again after an interruption");
        // Licences that come and go are part of the profile, and of the reasons.
        let Some(Who::Person { account, .. }) = first else { panic!() };
        let cx = t.system();
        let mut a = announcement(agency, "k:licence");
        a.text = "持有食品经营许可证的单位可以申请。".into();
        a.clauses = vec![("第一条".into(), a.text.clone(), "/r#第一条".into())];
        a.sections = vec![];
        a.at = "2026-03-02T03:00:00Z".parse().unwrap();
        t.office
            .db
            .write(|tx| {
                assert!(push::has_profile(tx, account)? && !push::has_profile(tx, Id::new())?);
                push::set_licences(tx, &cx, account, &["食品经营许可证".to_owned()]).map_err(Error::<Never>::from)
            })
            .unwrap();
        assert_eq!(tell(t, &a), 1, "{}", t.engine());

        let drafter = t.staff("drafter", &[(agency, Role::PublicationDrafting)]);
        let cx = t.cx(&drafter);
        let page = |after: Option<&push::ReachCursor>| {
            t.office.db.read(|tx| push::list_reach(tx, &cx, after, 1).map_err(Error::<Never>::from)).unwrap()
        };
        let newest = page(None);
        assert_eq!((newest[0].announcement.as_str(), newest[0].delivered), ("k:licence", 1));
        let cursor = push::ReachCursor::parse(&newest[0].cursor().text()).unwrap();
        assert_eq!(cursor, newest[0].cursor());
        let second = page(Some(&cursor));
        assert_eq!((second[0].announcement.as_str(), second[0].delivered), ("k:1", 230));
        assert!(page(Some(&second[0].cursor())).is_empty());
        for nonsense in ["", "x.y", "1", "99999999999999999999.k"] {
            assert_eq!(push::ReachCursor::parse(nonsense), None, "{nonsense}");
        }
        t.ledger_is_good();
    });
}

#[test]
fn the_readers_of_the_demonstration_are_told_and_open_some() {
    on_both(|t| {
        let agency = with_site(t);
        let system = t.system();
        for section in ["news", "notices"] {
            let new = sites::NewSection {
                key: section.into(),
                names: Names::zh(section),
                parent: None,
                class: sites::SectionClass::News,
                cycle_days: None,
                fixed: None,
                agency: None,
                place: 10,
            };
            t.office.db.write(|tx| sites::open_section(tx, &system, "main", &new).map(|_| ())).unwrap();
        }
        let (business, resident) = (t.person("王小明", 1), t.person("李四", 2));
        for _ in 0..2 {
            push::load_demo(&t.office.db, &t.cx(&business), &t.cx(&resident)).unwrap();
        }
        assert_eq!((mine_of(t, &business).subscriptions.len(), mine_of(t, &resident).subscriptions.len()), (3, 3));
        for n in 0..4 {
            let mut a = announcement(agency, &format!("k:{n}"));
            (a.rule, a.sections) = (None, vec![("main".into(), "notices".into())]);
            assert_eq!(tell(t, &a), 2, "{}", t.engine());
        }
        push::open_for_demo(&t.office.db, &t.cx(&resident)).unwrap();
        assert_eq!(mine_of(t, &resident).arrivals.iter().filter(|a| a.read_at.is_some()).count(), 2);
        t.ledger_is_good();
    });
}
