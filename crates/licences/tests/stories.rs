//! A licence from issue to its end, on both engines.

#![allow(clippy::unwrap_used)]

mod common;

use codes::LicenceId;
use common::*;
use jiff::civil::date;
use kernel::{Error, Never, Refusal, RefusalKind, Role, matter::MatterRefused, procedure::StepRefused};
use licences::*;
use seal::{KeyRing, SignatureInfo, Suite, sign_pdf};
use testkit::{TestOffice, on_both};

fn refused<T: std::fmt::Debug>(result: Result<T, Error<Refused>>) -> Refused {
    match result {
        Err(Error::Refused(r)) => r,
        other => panic!("not refused: {other:?}"),
    }
}

fn read<T>(t: &TestOffice, work: impl FnOnce(&mut kernel::Tx) -> Result<T, kernel::Fault>) -> T {
    t.office.db.read(|tx| work(tx).map_err(Error::<Never>::from)).unwrap()
}

#[test]
fn issued_it_is_valid_and_its_file_is_the_one_in_the_register() {
    on_both(|t| {
        let p = people(t);
        let licence = issue(t, &p, 1);
        assert_eq!(licence.standing(t.system().today()), Standing::InForce);
        let id = LicenceId::parse(&licence.identifier).unwrap();
        assert_eq!((id.version(), id.licence_type().as_str()), (1, licence.type_code.as_str()));
        assert_eq!(licence.holder_shown, codes::mask_name("王小明"));
        let bytes = t.office.objects.get(&licence.file).unwrap().unwrap();
        let text = String::from_utf8(bytes.clone()).unwrap();
        assert!(
            text.contains("sealed by 测试审批局") && text.contains(&format!("/verify/{}", licence.identifier)),
            "{text}"
        );
        assert!(text.contains("\"ZZBS\"") && text.contains("\"CZZT\":\"王小明\""), "{text}");
        assert!(
            matches!(read(t, |tx| check_file(tx, &t.office.keys, &bytes)), FileCheck::Genuine(l) if l.identifier == licence.identifier)
        );
        let mut changed = bytes;
        changed.push(b' ');
        assert!(matches!(read(t, |tx| check_file(tx, &t.office.keys, &changed)), FileCheck::NotOurs));
        t.ledger_is_good();
    });
}

#[test]
fn nobody_but_the_maker_records_and_never_twice() {
    on_both(|t| {
        let p = people(t);
        let issued = make(t, &p, &Wanted { kind: "nurse-certificate", n: 1, valid_to: None, replaces: None }).unwrap();
        let case = kernel::Id::new();
        let by = |who| {
            let cx = t.cx(who);
            t.office.db.write(|tx| record(tx, &cx, &issued, case))
        };
        assert_eq!(refused(by(&p.decider)), Refused::Step(StepRefused::WrongRole { needed: "licence-making" }));
        assert_eq!(refused(by(&p.holder)).kind(), RefusalKind::Forbidden);
        let other = t.staff("other", &[(t.agency("别"), Role::LicenceMaking)]);
        assert_eq!(refused(by(&other)).kind(), RefusalKind::Forbidden);
        by(&p.maker).unwrap();
        assert_eq!(refused(by(&p.maker)), Refused::AlreadyIssued);
        assert_eq!(read(t, |tx| find_of_case(tx, case)).unwrap().identifier, issued.identifier);
        t.ledger_is_good();
    });
}

#[test]
fn suspended_restored_revoked_cancelled_by_people_who_did_not_make_it() {
    on_both(|t| {
        let p = people(t);
        let licence = issue(t, &p, 1);
        let id = licence.identifier.as_str();
        let (decider, head) = (t.cx(&p.decider), t.cx(&p.head));
        let today = decider.today();
        let held =
            |t: &TestOffice| read(t, |tx| held(tx, &t.cx(&p.holder), person_of(&p.holder), None)).0.licences.len();
        assert_eq!(held(t), 1);

        let db = &t.office.db;
        assert_eq!(refused(db.write(|tx| suspend(tx, &decider, id, 1, " ", "行政处罚法 第九条"))), Refused::NoReason);
        assert_eq!(refused(db.write(|tx| suspend(tx, &decider, id, 1, "无证经营", ""))), Refused::NoBasis);
        assert_eq!(
            refused(db.write(|tx| suspend(tx, &head, id, 1, "x", "y"))),
            Refused::Step(StepRefused::WrongRole { needed: "decision" })
        );
        let l = db.write(|tx| suspend(tx, &decider, id, 1, "使用过期药品", "行政处罚法 第九条")).unwrap();
        assert_eq!((l.standing(today), l.matter.version), (Standing::Suspended, 2));
        assert_eq!(held(t), 0, "a suspended licence is not offered");
        assert_eq!(
            refused(db.write(|tx| suspend(tx, &decider, id, 1, "x", "y"))),
            Refused::Matter(MatterRefused::Stale)
        );
        assert!(matches!(
            refused(db.write(|tx| suspend(tx, &decider, id, 2, "x", "y"))),
            Refused::Step(StepRefused::WrongState { .. })
        ));
        db.write(|tx| restore(tx, &decider, id, 2, "期满", "行政处罚法 第九条")).unwrap();
        assert_eq!(held(t), 1);

        let l =
            db.write(|tx| revoke_as_wrong(tx, &head, id, 3, "以欺骗手段取得", "行政许可法 第六十九条第二款")).unwrap();
        assert_eq!(l.standing(today), Standing::RevokedAsWrong);
        assert_eq!(by_identifier(t, id).standing(today), Standing::RevokedAsWrong);
        assert!(matches!(
            refused(db.write(|tx| restore(tx, &decider, id, 4, "x", "y"))),
            Refused::Step(StepRefused::WrongState { .. })
        ));
        db.write(|tx| cancel(tx, &decider, id, 4, "已被撤销", "行政许可法 第七十条第四项")).unwrap();
        assert_eq!(by_identifier(t, id).standing(today), Standing::Cancelled);
        assert_eq!(held(t), 0);

        let events = read(t, |tx| events_of(tx, &decider, licence.id()));
        assert_eq!(
            events.iter().map(|e| e.verb.as_str()).collect::<Vec<_>>(),
            ["issue", "suspend", "restore", "revoke-as-wrong", "cancel"]
        );
        assert_eq!(events[1].reason, "使用过期药品");
        t.ledger_is_good();
    });
}

#[test]
fn whoever_made_it_does_not_take_it_away() {
    on_both(|t| {
        let p = people(t);
        let w = Wanted { kind: "nurse-certificate", n: 1, valid_to: None, replaces: None };
        let licence = issue_by(t, &p, &p.everything, &w);
        let cx = t.cx(&p.everything);
        type Act = fn(&mut kernel::Tx, &kernel::Cx, &str, i64, &str, &str) -> Result<Licence, Error<Refused>>;
        for act in [suspend as Act, revoke_as_wrong, revoke_as_penalty, cancel] {
            let r = refused(t.office.db.write(|tx| act(tx, &cx, &licence.identifier, 1, "x", "y")));
            assert_eq!(r, Refused::Step(StepRefused::SamePerson { earlier: "issue" }));
        }
    });
}

#[test]
fn another_agency_sees_nothing() {
    on_both(|t| {
        let p = people(t);
        let licence = issue(t, &p, 1);
        let other = t.staff("other", &[(t.agency("别"), Role::Decision)]);
        let cx = t.cx(&other);
        assert_eq!(
            refused(t.office.db.write(|tx| open_licence(tx, &cx, &licence.identifier))),
            Refused::Matter(MatterRefused::NotThere)
        );
        assert_eq!(
            refused(t.office.db.write(|tx| suspend(tx, &cx, &licence.identifier, 1, "x", "y"))),
            Refused::Matter(MatterRefused::NotThere)
        );
        assert!(read(t, |tx| list_office(tx, &cx, &Filter::default(), None, 10)).is_empty());
        assert_eq!(read(t, |tx| list_office(tx, &t.cx(&p.decider), &Filter::default(), None, 10)).len(), 1);
    });
}

#[test]
fn every_filter_of_the_desk_finds_what_it_says() {
    on_both(|t| {
        let p = people(t);
        let licences: Vec<Licence> = (1..=3).map(|n| issue(t, &p, n)).collect();
        let cx = t.cx(&p.decider);
        t.office.db.write(|tx| suspend(tx, &cx, &licences[0].identifier, 1, "x", "y")).unwrap();
        let found = |filter: &Filter, after| {
            read(t, |tx| list_office(tx, &cx, filter, after, 10)).iter().map(|l| l.number.clone()).collect::<Vec<_>>()
        };
        let number = |n: usize| licences[n].number.clone();
        assert_eq!(found(&Filter::default(), None), [number(2), number(1), number(0)]);
        assert_eq!(found(&Filter::default(), Some(licences[1].id())), [number(0)]);
        assert_eq!(found(&Filter { state: Some(State::Suspended), ..Filter::default() }, None), [number(0)]);
        assert_eq!(
            found(&Filter { type_key: Some("business-licence".into()), ..Filter::default() }, None),
            Vec::<String>::new()
        );
        assert_eq!(found(&Filter { number: Some(number(1)), ..Filter::default() }, None), [number(1)]);
        assert_eq!(
            found(
                &Filter {
                    number: Some(licences[2].identifier.clone()),
                    state: Some(State::Valid),
                    type_key: Some("nurse-certificate".into())
                },
                None
            ),
            [number(2)]
        );
    });
}

#[test]
fn a_replacement_keeps_the_number_and_links_both_ways() {
    on_both(|t| {
        let p = people(t);
        let old = issue(t, &p, 1);
        let w = Wanted { kind: "nurse-certificate", n: 2, valid_to: None, replaces: Some(&old.identifier) };
        let new = issue_by(t, &p, &p.maker, &w);
        assert_eq!(new.number, old.number);
        assert_eq!(LicenceId::parse(&new.identifier).unwrap().version(), 2);
        assert_eq!(new.replaces, Some(old.id()));
        assert_eq!(by_identifier(t, &old.identifier).standing(t.system().today()), Standing::Replaced);
        assert_eq!(read(t, |tx| find_replacement(tx, old.id())).unwrap().identifier, new.identifier);
        assert_eq!(
            refused(make(t, &p, &w).map(|_| ())),
            Refused::NotReplaceable,
            "what was replaced is not replaced again"
        );
        let other_type = Wanted { kind: "teacher-certificate", n: 3, valid_to: None, replaces: Some(&new.identifier) };
        assert_eq!(refused(make(t, &p, &other_type).map(|_| ())), Refused::NotReplaceable);
        t.ledger_is_good();
    });
}

#[test]
fn the_clock_lets_it_run_out_the_day_after_its_last() {
    on_both(|t| {
        let p = people(t);
        let w = Wanted { kind: "nurse-certificate", n: 1, valid_to: Some(date(2026, 3, 31)), replaces: None };
        let licence = issue_by(t, &p, &p.maker, &w);
        issue(t, &p, 2);
        t.turn_to("2026-03-31T23:00:00");
        assert!(read(t, |tx| list_expired(tx, &t.system(), 10)).is_empty());
        let system = t.system();
        assert_eq!(refused(t.office.db.write(|tx| expire(tx, &system, licence.id()))), Refused::NotYetExpired);
        t.turn_to("2026-04-01T00:30:00");
        let system = t.system();
        assert_eq!(
            by_identifier(t, &licence.identifier).standing(system.today()),
            Standing::Expired,
            "even before the clock entered it"
        );
        assert_eq!(read(t, |tx| list_expired(tx, &system, 10)), [licence.id()]);
        let by_hand = t.cx(&p.head);
        assert!(matches!(refused(t.office.db.write(|tx| expire(tx, &by_hand, licence.id()))), Refused::Step(_)));
        t.office.db.write(|tx| expire(tx, &system, licence.id())).unwrap();
        assert!(read(t, |tx| list_expired(tx, &system, 10)).is_empty());
        assert_eq!(by_identifier(t, &licence.identifier).state(), Some(State::Expired));
        t.ledger_is_good();
    });
}

#[test]
fn the_wallet_is_the_holders_and_fills_their_forms() {
    on_both(|t| {
        let p = people(t);
        let own = issue(t, &p, 1);
        let (organisation, acting) = organisation(t, &p.holder);
        let business = business_licence(t, &p, organisation);
        let (holder, stranger, agent) = (t.cx(&p.holder), t.cx(&p.stranger), t.cx(&acting));
        let person = person_of(&p.holder);
        let mine = |cx: &kernel::Cx, id: &str| read(t, |tx| find_for_holder(tx, cx, id)).is_some();
        assert!(mine(&holder, &own.identifier) && !mine(&stranger, &own.identifier) && !mine(&agent, &own.identifier));
        assert!(
            mine(&agent, &business.identifier)
                && !mine(&holder, &business.identifier)
                && !mine(&stranger, &business.identifier)
        );
        assert_eq!(business.number, "11330105002500287C");
        assert_eq!(business.trust, Trust::B);

        let (set, rows) = read(t, |tx| held(tx, &agent, person, Some(organisation)));
        assert_eq!(set.licences.len(), 1);
        assert_eq!(
            (set.licences[0].licence_type.as_str(), set.licences[0].identifier.as_str()),
            ("business-licence", business.identifier.as_str())
        );
        assert_eq!(rows, [(business.identifier.clone(), business.id())]);
        let find = |key: &str| {
            read(t, |tx| find_attribute(tx, &agent, person, Some(organisation), key)).map(|(value, _)| value)
        };
        assert_eq!(find("licence.business-licence.name").as_deref(), Some("晨光餐饮有限公司"));
        assert_eq!(find("licence.business-licence.scope").as_deref(), Some("餐饮服务"));
        assert_eq!(find("licence.business-licence.uscc").as_deref(), Some("11330105002500287C"));
        assert_eq!(find("licence.business-licence.nothing"), None);
        assert_eq!(
            find("licence.nurse-certificate.holder"),
            None,
            "an organisation does not hold the agent's own licences"
        );
        assert_eq!(find("profile.name"), None);
        assert_eq!(read(t, |tx| attribute(tx, &holder, own.id(), "ZZBH")).as_deref(), Some(own.number.as_str()));
    });
}

#[test]
fn a_persons_document_number_never_becomes_an_identifier() {
    on_both(|t| {
        let p = people(t);
        let cx = t.system();
        let existing = |number| Existing {
            licence_type: "real-estate-certificate",
            agency: p.agency,
            number,
            person: person_of(&p.holder),
            organisation: None,
            contents: &[],
            issued_on: date(2020, 1, 5),
            valid_to: None,
        };
        assert_eq!(
            refused(t.office.db.read(|tx| prepare_existing(tx, &cx, &existing(None))).map(|_| ())),
            Refused::NoNumber
        );
        assert_eq!(
            refused(t.office.db.read(|tx| prepare_existing(tx, &cx, &existing(Some("第号")))).map(|_| ())),
            Refused::NoNumber
        );
        let p =
            t.office.db.read(|tx| prepare_existing(tx, &cx, &existing(Some("冀（2020）不动产权第0012345号")))).unwrap();
        assert_eq!(p.identifier.serial(), "20200012345");
    });
}

#[test]
fn a_copy_names_its_use_and_is_known_again() {
    on_both(|t| {
        let p = people(t);
        let licence = issue(t, &p, 1);
        let (holder, stranger) = (t.cx(&p.holder), t.cx(&p.stranger));
        let order = |cx, purpose, recipient| {
            t.office.db.read(|tx| CopyOrder::read(tx, cx, &licence.identifier, purpose, recipient))
        };
        assert_eq!(refused(order(&stranger, "贷款", "银行")), Refused::Matter(MatterRefused::NotThere));
        assert_eq!(refused(order(&holder, "", "银行")), Refused::NoPurpose);
        assert_eq!(refused(order(&holder, "贷款", " ")), Refused::NoRecipient);
        let long = "长".repeat(61);
        assert_eq!(refused(order(&holder, &long, "银行")), Refused::TooLong { most: 60 });
        let good = order(&holder, "贷款", "某银行").unwrap();
        let (digest, bytes) = produce_copy(&t.office, &good).unwrap();
        t.office.db.write(|tx| record_copy(tx, &holder, &good, &digest).map_err(Error::<Never>::from)).unwrap();
        let text = String::from_utf8(bytes.clone()).unwrap();
        assert!(text.contains("仅供") && text.contains("某银行") && text.contains("贷款"), "{text}");
        assert!(
            matches!(read(t, |tx| check_file(tx, &t.office.keys, &bytes)), FileCheck::Copy { usable_to, .. } if usable_to == date(2026, 5, 31))
        );
        let copies = read(t, |tx| list_copies(tx, &holder, licence.id()));
        assert_eq!((copies.len(), copies[0].purpose.as_str(), copies[0].recipient.as_str()), (1, "贷款", "某银行"));

        let head = t.cx(&p.head);
        t.office.db.write(|tx| revoke_as_penalty(tx, &head, &licence.identifier, 1, "x", "y")).unwrap();
        assert_eq!(refused(order(&holder, "贷款", "银行")), Refused::NotInForce);
        t.ledger_is_good();
    });
}

/// A PDF of one empty page.
fn empty_pdf() -> Vec<u8> {
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 200 200]>>",
        "<</Type/Page/Parent 2 0 R>>",
    ];
    let mut out = b"%PDF-1.7\n".to_vec();
    let mut offsets = Vec::new();
    for (n, object) in objects.iter().enumerate() {
        offsets.push(out.len());
        out.extend(format!("{} 0 obj\n{object}\nendobj\n", n + 1).bytes());
    }
    let start = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    for offset in offsets {
        out.extend(format!("{offset:010} 00000 n \n").bytes());
    }
    out.extend(format!("trailer\n<</Size {}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1).bytes());
    out
}

#[test]
fn a_signed_file_that_is_not_in_the_register_is_told_from_a_changed_and_a_foreign_one() {
    let t = TestOffice::sqlite();
    let at = t.office.clock.now();
    let agency = seal::Agency { name: "测试局", code: "11330105002500287C" };
    let ring = || {
        let mut ring = KeyRing::in_memory(Suite::Intl, at).unwrap();
        ring.establish_authority(Suite::Intl, "测试", at).unwrap();
        ring.enrol_agency(Suite::Intl, seal::Agency { name: agency.name, code: agency.code }, at).unwrap();
        ring
    };
    let (ours, theirs) = (ring(), ring());
    let sign = |ring: &KeyRing| {
        let signer = ring.agency_signer(Suite::Intl, agency.code).unwrap().unwrap();
        let info =
            SignatureInfo { name: agency.name, reason: None, location: None, at, field_name: "seal", seal: None };
        sign_pdf(&empty_pdf(), &signer, &info).unwrap()
    };
    let check = |bytes: &[u8]| read(&t, |tx| check_file(tx, &ours, bytes));
    let signed = sign(&ours);
    assert!(matches!(check(&signed), FileCheck::OtherDocument));
    let mut added = signed.clone();
    added.extend_from_slice(b"% more\n");
    assert!(matches!(check(&added), FileCheck::Changed), "{:?}", check(&added));
    let mut altered = signed;
    let at = altered.windows(3).position(|w| w == b"200").unwrap();
    altered[at] = b'3';
    assert!(matches!(check(&altered), FileCheck::Changed), "{:?}", check(&altered));
    assert!(matches!(check(&sign(&theirs)), FileCheck::NotOurs));
    assert!(matches!(check(&empty_pdf()), FileCheck::NotOurs));
    assert!(matches!(check(b"not a pdf"), FileCheck::NotOurs));
}

#[test]
fn an_altered_row_of_the_spine_is_noticed() {
    let t = TestOffice::sqlite();
    let p = people(&t);
    let licence = issue(&t, &p, 1);
    t.ledger_is_good();
    t.office.db.script(&format!("UPDATE matters SET version = 7 WHERE id = '{}'", licence.id())).unwrap();
    while kernel::journal::seal(&t.office.db, t.office.clock.now()).unwrap().is_some() {}
    assert!(kernel::journal::verify(&t.office.db, |_| {}).unwrap().bad.is_some());
}

#[test]
fn old_keys_give_way_to_new_ones() {
    let t = TestOffice::sqlite();
    let p = people(&t);
    issue(&t, &p, 1);
    issue(&t, &p, 2);
    let cx = t.system();
    let piece =
        |after: &str| t.office.db.write(|tx| rotate_fields(tx, &cx, after, 1).map_err(Error::<Never>::from)).unwrap();
    let (first, changed) = piece("").unwrap();
    assert_eq!(changed, 0, "nothing to do with the present key");
    let (second, _) = piece(&first).unwrap();
    assert!(piece(&second).is_none());
}
