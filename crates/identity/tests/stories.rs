//! Stories of identity, on both engines: registration, sign-in and its locks, sessions, agents, administrators, what
//! stands in the tables and in the ledger.
//! Over 500 lines: one list of stories over the same few helpers.

#![allow(clippy::unwrap_used)]

use identity::*;
use jiff::civil::date;
use kernel::{Cx, Error, Fault, Id, Never, Office, Role, Tx, Who};
use std::sync::Arc;
use testkit::{TestOffice, on_both};

const SECRET: &[u8] = b"12345678901234567890";

fn read<T>(office: &Office, work: impl FnOnce(&mut Tx) -> Result<T, Fault>) -> T {
    office.db.read(|tx| work(tx).map_err(Error::<Never>::from)).unwrap()
}

/// The refusal of an act that must be refused.
fn refused<T>(result: Result<T, Error<Refused>>) -> Refused {
    match result {
        Err(Error::Refused(r)) => r,
        Err(Error::Broken(f)) => panic!("broken: {f}"),
        Ok(_) => panic!("it was not refused"),
    }
}

fn number(n: u16) -> String {
    let region = codes::RegionCode::parse("130102").unwrap();
    codes::ResidentId::make(&region, date(1990, 5, 17), n).unwrap().to_string()
}

fn new_person<'a>(name: &'a str, document: &'a str, phone: &'a str, hash: &'a str) -> NewPerson<'a> {
    let document_kind = codes::PersonalDocumentKind::ResidentId;
    NewPerson { name, document_kind, document, phone, password_hash: hash, region: None, address: None }
}

/// One attempt as the page makes it; the token when a session began.
fn sign_in(t: &TestOffice, name: &str, attempt: Attempt) -> Result<(String, bool), Refused> {
    let cx = t.cx(&Who::Public);
    let token = new_token().unwrap();
    let outcome = match read(&t.office, |tx| find_account(tx, &cx, name)) {
        Some(account) => t.office.db.write(|tx| attempt_sign_in(tx, &cx, &account, attempt, &token)).unwrap(),
        None => Err(t.office.db.write(|tx| attempt_unknown_name(tx, &cx, name)).unwrap()),
    };
    outcome.map(|start| (token, start.needs_second_factor))
}

fn session(t: &TestOffice, token: &str) -> Option<Session> {
    read(&t.office, |tx| find_session(tx, t.office.clock.now(), token))
}

fn person_id(who: &Who) -> Id {
    let Who::Person { person, .. } = who else { panic!("not a person") };
    *person
}

#[test]
fn one_person_registers_once_and_signs_in_by_document_or_telephone() {
    on_both(|t| {
        let cx = t.cx(&Who::Public);
        let (document, other) = (number(11), number(13));
        let register = |n: &NewPerson<'_>| t.office.db.write(|tx| register_person(tx, &cx, n));
        register(&new_person("欧阳小三", &document, "138 0000 0001", "hash")).unwrap();
        assert_eq!(
            refused(register(&new_person("李四", &document.to_lowercase(), "13800000002", "hash"))),
            Refused::DocumentTaken
        );
        // A refused registration leaves nothing: the same telephone is free for another.
        register(&new_person("王五", &other, "13800000002", "hash")).unwrap();
        for name in [document.as_str(), &document.to_lowercase(), "13800000001", "+86 138-0000-0001", " 138 0000 0001 "]
        {
            assert!(read(&t.office, |tx| find_account(tx, &cx, name)).is_some(), "{}: {name}", t.engine());
        }
        assert!(read(&t.office, |tx| find_account(tx, &cx, "13900000009")).is_none());
        t.ledger_is_good();
    });
}

#[test]
fn a_wrong_number_is_told_by_its_digit_in_the_readers_language() {
    on_both(|t| {
        let cx = t.cx(&Who::Public);
        for (document, zh, en) in [
            ("11010519491231002I", "第 18 位", "18"),
            ("110105194912310021", "第 18 位校验码是“1”，按其余各位计算应为“X”", "18"),
            ("1101O519491231002X", "第 5 位", "5"),
        ] {
            let r = refused(
                t.office.db.write(|tx| register_person(tx, &cx, &new_person("张三", document, "13800000001", "hash"))),
            );
            let said = web::Tr::new(kernel::Lang::ZhCn).refusal(&r);
            assert!(said.contains(zh) && said.contains("公民身份号码"), "{said}");
            let said = web::Tr::new(kernel::Lang::En).refusal(&r);
            assert!(said.contains(en) && !said.contains("codes-"), "{said}");
        }
        let phone = refused(
            t.office.db.write(|tx| register_person(tx, &cx, &new_person("张三", &number(1), "1280000000", "hash"))),
        );
        assert!(matches!(phone, Refused::Phone(_)));
    });
}

#[test]
fn five_failures_lock_for_a_quarter_of_an_hour() {
    on_both(|t| {
        t.person("张三", 1);
        let name = number(1);
        for _ in 0..4 {
            assert_eq!(sign_in(t, &name, Attempt::Wrong), Err(Refused::WrongNameOrPassword));
        }
        assert_eq!(sign_in(t, &name, Attempt::Wrong), Err(Refused::LockedUntil("09:15".into())));
        t.turn_to("2026-03-02T09:14:59");
        assert_eq!(
            sign_in(t, &name, Attempt::Right),
            Err(Refused::LockedUntil("09:15".into())),
            "also with the right password"
        );
        t.turn_to("2026-03-02T09:15:00");
        assert!(sign_in(t, &name, Attempt::Right).is_ok());
        // A success begins the count anew.
        for _ in 0..4 {
            assert_eq!(sign_in(t, &name, Attempt::Wrong), Err(Refused::WrongNameOrPassword));
        }
        assert!(sign_in(t, &name, Attempt::Right).is_ok());
        t.ledger_is_good();
    });
}

#[test]
fn a_name_that_nobody_has_is_answered_and_locked_like_any_other() {
    on_both(|t| {
        for _ in 0..4 {
            assert_eq!(sign_in(t, "13712345678", Attempt::Wrong), Err(Refused::WrongNameOrPassword));
        }
        assert_eq!(sign_in(t, "137 1234 5678", Attempt::Wrong), Err(Refused::LockedUntil("09:15".into())));
        assert_eq!(sign_in(t, "13712345678", Attempt::Wrong), Err(Refused::LockedUntil("09:15".into())));
        t.turn_to("2026-03-02T09:15:00");
        assert_eq!(sign_in(t, "13712345678", Attempt::Wrong), Err(Refused::WrongNameOrPassword));
    });
}

#[test]
fn attempts_at_once_are_all_counted() {
    on_both(|t| {
        t.person("张三", 1);
        let cx = t.cx(&Who::Public);
        let account = read(&t.office, |tx| find_account(tx, &cx, &number(1))).unwrap();
        // All of them read the account before any of them was judged.
        std::thread::scope(|threads| {
            for _ in 0..5 {
                threads.spawn(|| {
                    t.office.db.write(|tx| attempt_sign_in(tx, &cx, &account, Attempt::Wrong, "t")).unwrap().is_err()
                });
            }
        });
        assert_eq!(sign_in(t, &number(1), Attempt::Right), Err(Refused::LockedUntil("09:15".into())), "{}", t.engine());
    });
}

#[test]
fn a_password_changed_meanwhile_is_not_the_right_one() {
    on_both(|t| {
        let Who::Person { account: id, .. } = t.person("张三", 1) else { panic!() };
        let cx = t.cx(&Who::Public);
        let account = read(&t.office, |tx| find_account(tx, &cx, &number(1))).unwrap();
        t.office.db.write(|tx| change_password(tx, &cx, id, "another hash")).unwrap();
        let outcome = t.office.db.write(|tx| attempt_sign_in(tx, &cx, &account, Attempt::Right, "t")).unwrap();
        assert!(matches!(outcome, Err(Refused::WrongNameOrPassword)));
    });
}

#[test]
fn staff_reach_nothing_before_the_second_factor_and_a_code_works_once() {
    on_both(|t| {
        let agency = t.agency("a");
        t.staff("li", &[(agency, Role::Acceptance)]);
        let (token, needs) = sign_in(t, "li", Attempt::Right).unwrap();
        assert!(needs);
        let half = session(t, &token).unwrap();
        assert_eq!(half.who, Who::Public);
        let give = |s: &Session, code: &str| {
            let cx = t.cx(&Who::Public);
            t.office.db.write(|tx| second_factor(tx, &cx, s, code)).unwrap()
        };
        let code = code_at(SECRET, t.office.clock.now()).unwrap();
        assert_eq!(give(&half, "000000"), Err(Refused::WrongCode));
        assert_eq!(give(&half, &code), Ok(()));
        assert!(matches!(session(t, &token).unwrap().who, Who::Staff { .. }));
        // The same code again, in another session: replayed.
        let (second, _) = sign_in(t, "li", Attempt::Right).unwrap();
        let half = session(t, &second).unwrap();
        assert_eq!(give(&half, &code), Err(Refused::WrongCode));
        // The half-open session is over after ten minutes.
        t.turn_to("2026-03-02T09:10:00");
        assert!(session(t, &second).is_none());
        t.ledger_is_good();
    });
}

#[test]
fn knowing_the_password_does_not_win_more_tries_at_the_codes() {
    on_both(|t| {
        t.staff("li", &[(t.agency("a"), Role::Acceptance)]);
        let mut last = Ok(());
        for _ in 0..5 {
            let (token, _) = sign_in(t, "li", Attempt::Right).unwrap();
            let half = session(t, &token).unwrap();
            last = t.office.db.write(|tx| second_factor(tx, &t.cx(&Who::Public), &half, "000000")).unwrap();
        }
        assert_eq!(last, Err(Refused::LockedUntil("09:15".into())));
        assert!(sign_in(t, "li", Attempt::Right).is_err());
    });
}

#[test]
fn a_session_ends_when_idle_and_in_any_case_after_twelve_hours() {
    on_both(|t| {
        t.person("张三", 1);
        let (token, _) = sign_in(t, &number(1), Attempt::Right).unwrap();
        t.turn_to("2026-03-02T10:59:59");
        assert!(session(t, &token).is_some());
        t.turn_to("2026-03-02T11:00:00");
        assert!(session(t, &token).is_none(), "two hours idle");

        let (token, _) = sign_in(t, &number(1), Attempt::Right).unwrap();
        for hour in 12..=22 {
            t.turn_to(&format!("2026-03-02T{hour}:00:00"));
            let s = session(t, &token).unwrap();
            assert!(s.wants_touch(t.office.clock.now()));
            t.office.db.write(|tx| touch_session(tx, t.office.clock.now(), &s).map_err(Error::<Never>::from)).unwrap();
        }
        t.turn_to("2026-03-02T22:59:59");
        assert!(session(t, &token).is_some());
        t.turn_to("2026-03-02T23:00:00");
        assert!(session(t, &token).is_none(), "twelve hours after it began");
    });
}

#[test]
fn a_staff_session_ends_after_half_an_hour_idle() {
    on_both(|t| {
        t.staff("li", &[(t.agency("a"), Role::Acceptance)]);
        let (token, _) = sign_in(t, "li", Attempt::Right).unwrap();
        let half = session(t, &token).unwrap();
        let code = code_at(SECRET, t.office.clock.now()).unwrap();
        t.office.db.write(|tx| second_factor(tx, &t.cx(&Who::Public), &half, &code)).unwrap().unwrap();
        t.turn_to("2026-03-02T09:29:59");
        assert!(session(t, &token).is_some());
        t.turn_to("2026-03-02T09:30:00");
        assert!(session(t, &token).is_none());
    });
}

#[test]
fn signing_out_everywhere_ends_every_session_and_a_new_password_too() {
    on_both(|t| {
        let who = t.person("张三", 1);
        let Who::Person { account, .. } = &who else { panic!() };
        let tokens: Vec<String> = (0..3).map(|_| sign_in(t, &number(1), Attempt::Right).unwrap().0).collect();
        assert_eq!(read(&t.office, |tx| list_sessions(tx, &t.cx(&who), *account)).len(), 3);
        assert_eq!(t.office.db.write(|tx| sign_out_everywhere(tx, &t.cx(&who), *account)).unwrap(), 3);
        assert!(tokens.iter().all(|token| session(t, token).is_none()));
        let (token, _) = sign_in(t, &number(1), Attempt::Right).unwrap();
        t.office.db.write(|tx| change_password(tx, &t.cx(&who), *account, "another hash")).unwrap();
        assert!(session(t, &token).is_none());
    });
}

#[test]
fn a_password_made_by_another_opens_nothing_but_its_change() {
    on_both(|t| {
        let Who::Staff { account, .. } = t.staff("li", &[(t.agency("a"), Role::Acceptance)]) else { panic!() };
        t.office.db.write(|tx| require_new_password(tx, account).map_err(Error::<Never>::from)).unwrap();
        let (token, _) = sign_in(t, "li", Attempt::Right).unwrap();
        let half = session(t, &token).unwrap();
        let code = code_at(SECRET, t.office.clock.now()).unwrap();
        t.office.db.write(|tx| second_factor(tx, &t.cx(&Who::Public), &half, &code)).unwrap().unwrap();
        let s = session(t, &token).unwrap();
        assert!(s.needs_new_password && s.who == Who::Public);
        t.office.db.write(|tx| change_password(tx, &t.cx(&Who::Public), account, "own hash")).unwrap();
        let (token, _) = sign_in(t, "li", Attempt::Right).unwrap();
        assert!(!session(t, &token).unwrap().needs_new_password);
    });
}

#[test]
fn an_agent_acts_until_revoked_or_expired() {
    on_both(|t| {
        let (boss, agent, stranger) = (t.person("张三", 1), t.person("李四", 2), t.person("王五", 3));
        let uscc = "91350100M000100Y43";
        let new = |name: &'static str, kind: &'static str, uscc: &'static str| NewOrganisation {
            uscc,
            name,
            kind,
            legal_representative: "张三",
            address: "中山路1号",
            region: None,
        };
        let register =
            |who: &Who, n: &NewOrganisation<'_>| t.office.db.write(|tx| register_organisation(tx, &t.cx(who), n));
        assert!(matches!(
            refused(register(&boss, &new("晨光公司", "enterprise", "91350100M000100Y44"))),
            Refused::Uscc(_)
        ));
        assert_eq!(refused(register(&boss, &new("晨光公司", "club", uscc))), Refused::OrganisationKind);
        let o = register(&boss, &new("晨光公司", "enterprise", uscc)).unwrap();
        assert_eq!(refused(register(&stranger, &new("冒名公司", "enterprise", uscc))), Refused::OrganisationTaken);

        let appoint =
            |who: &Who, document: &str, to| t.office.db.write(|tx| appoint_agent(tx, &t.cx(who), o, document, to));
        assert_eq!(refused(appoint(&stranger, &number(2), None)), Refused::NotYours);
        assert_eq!(refused(appoint(&boss, &number(9), None)), Refused::NoSuchPerson);
        assert!(matches!(refused(appoint(&boss, "110105194912310021", None)), Refused::Document(_)));
        assert_eq!(refused(appoint(&boss, &number(2), Some(date(2026, 3, 1)))), Refused::EndDate);
        let first = appoint(&boss, &number(2), Some(date(2026, 3, 10))).unwrap();
        assert_eq!(refused(appoint(&boss, &number(2), None)), Refused::AlreadyAgent);

        // The agent acts for it, in one session.
        let (token, _) = sign_in(t, &number(2), Attempt::Right).unwrap();
        let act = |s: &Session, whom| t.office.db.write(|tx| act_for(tx, &t.cx(&s.who), s, whom));
        act(&session(t, &token).unwrap(), Some(o)).unwrap();
        let acting = |token: &str| match session(t, token).unwrap().who {
            Who::Person { acting_for, .. } => acting_for,
            _ => panic!("not a person"),
        };
        assert_eq!(acting(&token), Some(o));
        assert_eq!(session(t, &token).unwrap().acting_for_name.as_deref(), Some("晨光公司"));
        let (other, _) = sign_in(t, &number(3), Attempt::Right).unwrap();
        assert_eq!(refused(act(&session(t, &other).unwrap(), Some(o))), Refused::NotYours);

        // Only the representative takes the power back; the open session stops acting at once.
        let revoke = |who: &Who, id| t.office.db.write(|tx| revoke_agent(tx, &t.cx(who), o, id));
        assert_eq!(refused(revoke(&agent, first)), Refused::NotYours);
        revoke(&boss, first).unwrap();
        assert_eq!(refused(revoke(&boss, first)), Refused::NotThere);
        assert_eq!(acting(&token), None);
        assert_eq!(refused(act(&session(t, &token).unwrap(), Some(o))), Refused::NotYours);
        let own =
            read(&t.office, |tx| list_agents(tx, o)).into_iter().find(|a| a.power == Power::Representative).unwrap();
        assert_eq!(refused(revoke(&boss, own.id)), Refused::NotThere, "the representative stays");

        // A power with a last day ends with that day.
        appoint(&boss, &number(2), Some(date(2026, 3, 3))).unwrap();
        t.turn_to("2026-03-03T23:00:00");
        assert_eq!(read(&t.office, |tx| speaks_for(tx, &t.cx(&agent), person_id(&agent), o)), Some(Power::Agent));
        t.turn_to("2026-03-04T00:00:00");
        assert_eq!(read(&t.office, |tx| speaks_for(tx, &t.cx(&agent), person_id(&agent), o)), None);
        t.ledger_is_good();
    });
}

#[test]
fn administrators_are_three_people_and_nobody_gives_posts_to_themselves() {
    on_both(|t| {
        let agency = t.agency("a");
        let admin = t.staff("system", &[(agency, Role::SystemAdmin)]);
        let auditor = t.staff("auditor", &[(agency, Role::AuditAdmin)]);
        let clerk = t.staff("clerk", &[(agency, Role::Acceptance)]);
        let id = |who: &Who| match who {
            Who::Staff { staff, .. } => *staff,
            _ => panic!("not staff"),
        };
        let grant =
            |who: &Who, whom: &Who, role| t.office.db.write(|tx| grant_post(tx, &t.cx(who), id(whom), agency, role));
        assert_eq!(refused(grant(&admin, &auditor, Role::SecurityAdmin)), Refused::AdministratorsApart);
        assert_eq!(refused(grant(&admin, &auditor, Role::SystemAdmin)), Refused::AdministratorsApart);
        assert_eq!(refused(grant(&admin, &admin, Role::Decision)), Refused::OwnPosts);
        assert_eq!(refused(grant(&clerk, &auditor, Role::Decision)), Refused::NotAdministrator);
        grant(&admin, &clerk, Role::Examination).unwrap();
        let (token, _) = sign_in(t, "clerk", Attempt::Right).unwrap();
        let half = session(t, &token).unwrap();
        let code = code_at(SECRET, t.office.clock.now()).unwrap();
        t.office.db.write(|tx| second_factor(tx, &t.cx(&Who::Public), &half, &code)).unwrap().unwrap();
        assert!(session(t, &token).unwrap().who.holds(agency, Role::Examination));
        t.office.db.write(|tx| withdraw_post(tx, &t.cx(&admin), id(&clerk), agency, Role::Examination)).unwrap();
        assert!(
            !session(t, &token).unwrap().who.holds(agency, Role::Examination),
            "withdrawn at once, in the open session"
        );
        t.office.db.write(|tx| close_account(tx, &t.cx(&admin), id(&clerk))).unwrap();
        assert!(session(t, &token).is_none());
        assert_eq!(
            sign_in(t, "clerk", Attempt::Wrong),
            Err(Refused::WrongNameOrPassword),
            "closed is told to its holder only"
        );
        assert_eq!(sign_in(t, "clerk", Attempt::Right), Err(Refused::Disabled));
        t.office.db.write(|tx| reopen_account(tx, &t.cx(&admin), id(&clerk))).unwrap();
        assert!(sign_in(t, "clerk", Attempt::Right).is_ok());
        let rows = read(&t.office, |tx| list_staff_page(tx, &t.cx(&admin), None, 10));
        let posts: Vec<usize> = rows.iter().map(|r| r.posts.len()).collect();
        assert_eq!(posts, [1, 1, 1]);

        let same = |login, work_number| NewStaff {
            login,
            name: "新人",
            agency,
            work_number,
            password_hash: "h",
            totp_secret: SECRET,
        };
        let add = |n: &NewStaff<'_>| t.office.db.write(|tx| add_staff(tx, &t.cx(&admin), n));
        assert_eq!(refused(add(&same("CLERK", "n1"))), Refused::SignInNameTaken);
        assert_eq!(refused(add(&same("new", "clerk"))), Refused::WorkNumberTaken);
        t.ledger_is_good();
    });
}

#[test]
fn a_new_telephone_becomes_the_sign_in_name() {
    on_both(|t| {
        let (who, other) = (t.person("张三", 1), t.person("李四", 2));
        let change = |by: &Who, of: &Who, phone: &str| {
            t.office.db.write(|tx| change_contact(tx, &t.cx(by), person_id(of), phone, "新华路2号", None))
        };
        assert_eq!(refused(change(&other, &who, "13911112222")), Refused::NotYours);
        change(&who, &who, "139 1111 2222").unwrap();
        assert!(sign_in(t, "13911112222", Attempt::Right).is_ok());
        assert_eq!(
            sign_in(t, "13800000001", Attempt::Right),
            Err(Refused::WrongNameOrPassword),
            "the old one opens nothing"
        );
        let details = read(&t.office, |tx| details_of(tx, &t.cx(&who), person_id(&who))).unwrap();
        assert_eq!((details.phone.as_str(), details.address.as_deref()), ("13911112222", Some("新华路2号")));
        // Somebody else's telephone can be one's own contact, but not one's way in.
        change(&who, &who, "13800000002").unwrap();
        let cx = t.cx(&Who::Public);
        let Who::Person { account, .. } = &other else { panic!() };
        assert_eq!(read(&t.office, |tx| find_account(tx, &cx, "13800000002")).unwrap().id, *account);
    });
}

/// Every cell of the table as bytes.
fn cells(t: &TestOffice, table: &str, columns: &str) -> Vec<Vec<u8>> {
    let rows = read(&t.office, |tx| tx.rows(&format!("SELECT {columns} FROM {table} ORDER BY 1"), &[]));
    let one = |v: kernel::Value| match v {
        kernel::Value::Text(s) => s.into_bytes(),
        kernel::Value::Bytes(b) => b,
        _ => Vec::new(),
    };
    rows.iter().flat_map(|r| columns.split(", ").map(|c| one(r.get(c).unwrap())).collect::<Vec<_>>()).collect()
}

const PERSONAL: &[(&str, &str)] = &[
    ("persons", "id, name, name_shown, document_kind, document, document_hash, phone, phone_hash, address, region"),
    ("accounts", "id, kind, password, totp_secret"),
    ("account_names", "name_hash, account"),
    ("organisations", "id, uscc, name, legal_representative, address"),
    ("ledger_entries", "id, stream, kind, actor, about, body"),
];

#[test]
fn tables_and_ledger_hold_no_personal_value_in_clear() {
    on_both(|t| {
        let who = t.person("欧阳小三", 7);
        let other = t.person("王大五", 8);
        let staff = t.staff("li", &[(t.agency("a"), Role::Acceptance)]);
        let new = NewOrganisation {
            uscc: "91350100M000100Y43",
            name: "晨光公司",
            kind: "enterprise",
            legal_representative: "欧阳小三",
            address: "中山路1号",
            region: None,
        };
        let o = t.office.db.write(|tx| register_organisation(tx, &t.cx(&who), &new)).unwrap();
        t.office
            .db
            .write(|tx| change_contact(tx, &t.cx(&who), person_id(&who), "13912345678", "建设北大街99号", None))
            .unwrap();
        t.office.db.write(|tx| appoint_agent(tx, &t.cx(&who), o, &number(8), None)).unwrap();
        for _ in 0..2 {
            let _ = sign_in(t, &number(7), Attempt::Wrong);
        }
        let _ = sign_in(t, "13712345678", Attempt::Wrong);
        let secrets = [
            "欧阳小三",
            "王大五",
            &number(7),
            &number(8),
            "13912345678",
            "13800000007",
            "13800000008",
            "建设北大街",
            "13712345678",
        ];
        let hidden = |t: &TestOffice| {
            for (table, columns) in PERSONAL {
                for cell in cells(t, table, columns) {
                    for secret in secrets.iter().map(|s| s.as_bytes()).chain([SECRET]) {
                        let found = cell.windows(secret.len()).any(|w| w == secret);
                        assert!(!found, "{}: {table} holds {}", t.engine(), String::from_utf8_lossy(secret));
                    }
                }
            }
        };
        hidden(t);
        t.ledger_is_good();
        drop((other, staff));
    });
}

#[test]
fn rotation_writes_every_field_under_the_new_key_in_pieces() {
    on_both(|t| {
        let file = tempfile::tempdir().unwrap();
        let path = file.path().join("keys");
        let at = t.office.clock.now();
        let mut ring = seal::KeyRing::create(&path, seal::Suite::Intl, at).unwrap();
        let under = |ring: seal::KeyRing, who: Who| Cx { keys: Arc::new(ring), who, ..t.system() };
        let before = under(seal::KeyRing::open(&path).unwrap(), Who::System("test"));
        let db = &t.office.db;
        let mut people = Vec::new();
        for n in 1..=7u16 {
            let (document, phone) = (number(n), format!("1370000{n:04}"));
            let new = NewPerson { address: Some("一号"), ..new_person("赵小六", &document, &phone, "hash") };
            people.push(db.write(|tx| register_person(tx, &before, &new)).unwrap());
        }
        let boss = Who::Person { account: people[0].1, person: people[0].0, acting_for: None };
        let new = NewOrganisation {
            uscc: "91350100M000100Y43",
            name: "晨光公司",
            kind: "enterprise",
            legal_representative: "赵小六",
            address: "一号",
            region: None,
        };
        let by_boss = Cx { who: boss, ..before.clone() };
        let o = db.write(|tx| register_organisation(tx, &by_boss, &new)).unwrap();
        let agency = t.agency("a");
        let staff =
            NewStaff { login: "li", name: "李", agency, work_number: "1", password_hash: "h", totp_secret: SECRET };
        let member = db.write(|tx| add_staff(tx, &before, &staff)).unwrap();

        let old = ring.active_field_key();
        ring.rotate(seal::Suite::Sm, at).unwrap();
        let after = under(ring, Who::System("test"));
        let rotate = || {
            let (mut place, mut changed, mut turns) = (String::new(), 0, 0);
            while let Some((next, n)) =
                db.write(|tx| rotate_fields(tx, &after, &place, 3).map_err(Error::<Never>::from)).unwrap()
            {
                place = next;
                changed += n;
                turns += 1;
                assert!(turns < 100, "rotation goes round");
            }
            changed
        };
        assert_eq!(rotate(), 7 * 4 + 1 + 1, "{}", t.engine());
        assert_eq!(rotate(), 0, "a second time changes nothing");

        // The old key can go: everything reads without it.
        let mut ring = seal::KeyRing::open(&path).unwrap();
        ring.forget_field_key(old).unwrap();
        let later = under(ring, Who::System("test"));
        for (n, (person, _)) in people.iter().enumerate() {
            let d = read(&t.office, |tx| details_of(tx, &later, *person)).unwrap();
            let number = number(u16::try_from(n + 1).unwrap());
            assert_eq!(
                (d.name.as_str(), d.document.as_str(), d.address.as_deref()),
                ("赵小六", number.as_str(), Some("一号"))
            );
            assert!(read(&t.office, |tx| find_account(tx, &later, &d.phone)).is_some(), "found by the same keyed hash");
        }
        let organisation = read(&t.office, |tx| find_organisation(tx, &later, o)).unwrap();
        assert_eq!(organisation.legal_representative.as_deref(), Some("赵小六"));
        let account = read(&t.office, |tx| find_account(tx, &later, "li")).unwrap();
        assert_eq!(account.id, member.account);
        let token = new_token().unwrap();
        db.write(|tx| attempt_sign_in(tx, &later, &account, Attempt::Right, &token)).unwrap().unwrap();
        let half = session(t, &token).unwrap();
        let code = code_at(SECRET, at).unwrap();
        assert_eq!(
            db.write(|tx| second_factor(tx, &later, &half, &code)).unwrap(),
            Ok(()),
            "the second factor reads too"
        );
    });
}

#[test]
fn messages_are_told_and_read() {
    on_both(|t| {
        let who = t.person("张三", 1);
        let Who::Person { account, .. } = &who else { panic!() };
        let cx = t.system();
        for n in 0..3 {
            let args = [("time", format!("10:0{n}"))];
            t.office
                .db
                .write(|tx| {
                    tell(tx, &cx, *account, None, "identity-refused-locked", &args, Some("/my"))
                        .map_err(Error::<Never>::from)
                })
                .unwrap();
        }
        let page = read(&t.office, |tx| list_messages(tx, *account, None, 2));
        assert_eq!(page[0].args, [("time".to_owned(), "10:02".to_owned())]);
        let rest = read(&t.office, |tx| list_messages(tx, *account, Some(page[1].id), 2));
        assert_eq!((page.len(), rest.len()), (2, 1));
        assert_eq!(read(&t.office, |tx| unread_messages(tx, *account)), 3);
        t.office.db.write(|tx| mark_messages_read(tx, &cx, *account).map_err(Error::<Never>::from)).unwrap();
        assert_eq!(read(&t.office, |tx| unread_messages(tx, *account)), 0);
    });
}
