//! From subscribing to the letter and its end, over HTTP and in the tables, on both engines.

#![allow(clippy::unwrap_used)]

mod readers;

use axum::http::StatusCode;
use kernel::{Error, Never, Role, Who, params};
use push::{Announcement, Frequency, Suspended};
use readers::*;
use testkit::on_both;

#[test]
fn an_address_subscribes_is_told_why_and_ends_it_with_one_click() {
    on_both(|t| {
        let agency = with_site(t);
        let mut anyone = Browser::new(t, &Who::Public);
        let (status, html, _) = anyone.get("/subscribe?what=section:main/statutory-disclosure");
        assert!(
            status == StatusCode::OK && html.contains("value=\"section:main/statutory-disclosure\" selected"),
            "{html}"
        );
        let (status, ..) = anyone.post("/subscribe", "address=nonsense&what=search:x&frequency=daily");
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        let body = "address=Li%40example.com&what=section:main/statutory-disclosure&frequency=daily";
        assert_eq!(anyone.post("/subscribe", body).0, StatusCode::OK);
        // Asking again on the same day writes no second letter.
        assert_eq!(anyone.post("/subscribe", &body.replace("Li", "li")).0, StatusCode::OK);
        assert_eq!(letters(t).len(), 1, "{}", t.engine());

        // Nothing is told before the address said yes; looking at the link is not saying yes.
        let confirm = path_in(&letters(t)[0], "/subscriptions/confirm/");
        assert_eq!(anyone.get(&confirm).0, StatusCode::OK);
        assert_eq!(tell(t, &announcement(agency, "k:0")), 0);
        assert_eq!(anyone.post(&confirm, "").0, StatusCode::OK);
        assert_eq!(tell(t, &announcement(agency, "k:1")), 1);
        assert_eq!(tell(t, &announcement(agency, "k:1")), 0, "the same key tells nobody twice");

        // The digest goes the next morning, once.
        assert_eq!(send_digests(t), 0);
        t.turn_to("2026-03-03T08:00:00");
        assert_eq!((send_digests(t), send_digests(t)), (1, 0));
        let letter = letters(t).pop().unwrap();
        let text = letter["body_text"].as_str().unwrap();
        assert!(text.contains("您订阅的栏目“法定主动公开内容”有新内容。"), "{text}");
        assert!(text.contains("http://localhost/rules/r-000001"), "{text}");
        assert_eq!(letter["to"], "Li@example.com");
        let unsubscribe = letter["unsubscribe"].as_str().unwrap().strip_prefix("http://localhost").unwrap().to_owned();

        // One click of a mail program: no cookie, no token of a form.
        let mut program = Browser::new(t, &Who::Public);
        assert_eq!(program.get(&unsubscribe).0, StatusCode::OK);
        program.cookie.clear();
        program.csrf = "none".into();
        assert_eq!(tell(t, &announcement(agency, "k:2")), 1, "looking ended nothing");
        assert_eq!(program.post(&unsubscribe, "List-Unsubscribe=One-Click").0, StatusCode::OK);
        assert_eq!(program.post(&unsubscribe, "List-Unsubscribe=One-Click").0, StatusCode::OK);
        assert_eq!(program.post(&format!("{unsubscribe}x"), "List-Unsubscribe=One-Click").0, StatusCode::NOT_FOUND);
        assert_eq!(tell(t, &announcement(agency, "k:3")), 0);
        t.turn_to("2026-03-05T09:00:00");
        assert_eq!(send_digests(t), 0);
        // The confirmation of old begins nothing again.
        assert_eq!(anyone.post(&confirm, "").0, StatusCode::GONE);
        t.ledger_is_good();
    });
}

#[test]
fn a_business_is_told_the_clause_and_the_publisher_sees_what_came_of_it() {
    on_both(|t| {
        let agency = with_site(t);
        let wang = t.person("王小明", 1);
        let mut browser = Browser::new(t, &wang);
        let (_, html, _) = browser.get("/my/subscriptions");
        assert!(html.contains("还没有收到信息"));
        let (status, html, _) = browser.post("/my/subscriptions/profile", "frequency=at-once");
        assert!(status == StatusCode::UNPROCESSABLE_ENTITY && html.contains("请至少填写"), "{html}");
        let sent = "frequency=at-once&size=micro&industries=%E9%A4%90%E9%A5%AE%E3%80%81%E9%A3%9F%E5%93%81";
        assert_eq!(browser.post("/my/subscriptions/profile", sent).0, StatusCode::SEE_OTHER);
        // From the page of a section, and back to it; never to somebody else's site.
        let (_, _, to) = browser
            .post("/my/subscriptions", "what=section:main/statutory-disclosure&back=/sections/statutory-disclosure");
        assert_eq!(to, "/sections/statutory-disclosure");
        let (_, _, to) = browser.post("/my/subscriptions", "what=search:%E7%A8%B3%E5%B2%97&back=//evil.example/");
        assert!(!to.contains("evil"), "{to}");
        let (status, ..) = browser.post("/my/subscriptions", "what=section:main/none");
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(mine_of(t, &wang).subscriptions.len(), 3);

        // Three subscriptions match; one arrival, by the reason that says most.
        assert_eq!(tell(t, &announcement(agency, "k:1")), 1);
        let (_, html, _) = browser.get("/my/subscriptions");
        assert!(html.contains("第三条写到您关注的内容：小微企业。") && html.contains("查看第三条"), "{html}");
        let arrival = mine_of(t, &wang).arrivals[0].id;

        // Somebody else's is not there.
        let li = t.person("李四", 2);
        let mut other = Browser::new(t, &li);
        other.get("/my/subscriptions");
        let theirs = mine_of(t, &wang).subscriptions[0].id;
        assert_eq!(other.get(&format!("/my/subscriptions/arrivals/{arrival}")).0, StatusCode::NOT_FOUND);
        assert_eq!(other.post(&format!("/my/subscriptions/{theirs}"), "act=end").0, StatusCode::NOT_FOUND);
        other.post("/my/subscriptions", "what=search:zzz");
        assert_eq!(other.get(&format!("/my/subscriptions/arrivals/{arrival}")).0, StatusCode::NOT_FOUND);
        assert_eq!(other.post(&format!("/my/subscriptions/{theirs}"), "act=weekly").0, StatusCode::NOT_FOUND);
        assert!(mine_of(t, &li).arrivals.is_empty());

        // Read, then applied for.
        let (status, _, to) = browser.get(&format!("/my/subscriptions/arrivals/{arrival}"));
        assert_eq!((status, to.starts_with("/rules/r-000001#")), (StatusCode::SEE_OTHER, true), "{to}");
        let Who::Person { account, .. } = wang else { panic!() };
        // What was handed in before it was published has nothing to do with it.
        let early = t.system();
        let before =
            t.office.db.write(|tx| push::mark_applied(tx, &early, account, "wen-gang").map_err(Error::<Never>::from));
        assert_eq!(before.unwrap(), 0);
        t.turn_to("2026-03-02T16:00:00");
        let cx = t.system();
        let applied = |item: &str| {
            t.office.db.write(|tx| push::mark_applied(tx, &cx, account, item).map_err(Error::<Never>::from)).unwrap()
        };
        assert_eq!((applied("wen"), applied("wen-gang"), applied("wen-gang")), (0, 1, 0));

        // The figures are the publisher's; another agency sees none of them.
        let drafter = t.staff("drafter", &[(agency, Role::PublicationDrafting)]);
        let elsewhere = t.agency("elsewhere");
        let stranger = t.staff("stranger", &[(elsewhere, Role::PublicationSignOff), (agency, Role::Acceptance)]);
        let reach = |who: &Who| {
            let cx = t.cx(who);
            t.office.db.read(|tx| push::list_reach(tx, &cx, None, 10).map_err(Error::<Never>::from)).unwrap()
        };
        let ours = reach(&drafter);
        assert_eq!(ours.len(), 1);
        assert_eq!((ours[0].delivered, ours[0].read, ours[0].applied), (1, 1, 1));
        assert!(reach(&stranger).is_empty() && reach(&wang).is_empty());
        let (_, html, _) = Browser::new(t, &drafter).get("/desk/push");
        assert!(html.contains("关于支持餐饮业发展的若干措施") && html.contains("100%"), "{html}");

        // Changed and ended.
        let all = mine_of(t, &wang).subscriptions;
        assert_eq!(browser.post(&format!("/my/subscriptions/{}", all[1].id), "act=weekly").0, StatusCode::SEE_OTHER);
        assert_eq!(mine_of(t, &wang).subscriptions[1].frequency, Frequency::Weekly);
        for s in &all {
            assert_eq!(browser.post(&format!("/my/subscriptions/{}", s.id), "act=end").0, StatusCode::SEE_OTHER);
        }
        assert_eq!(tell(t, &announcement(agency, "k:2")), 0);
        t.ledger_is_good();
    });
}

#[test]
fn an_address_that_gives_mail_back_is_sent_none_and_the_page_says_so() {
    on_both(|t| {
        let agency = with_site(t);
        let wang = follower(t, "王小明", 1, "wang@example.com");
        let li = follower(t, "李四", 2, "li@example.com");
        let cx = t.system();
        t.office
            .db
            .write(|tx| post::record_bounce(tx, &cx, "wang@example.com", "550 gone").map_err(Error::<Never>::from))
            .unwrap();
        assert_eq!(tell(t, &announcement(agency, "k:1")), 2);
        assert_eq!((send_digests(t), send_digests(t)), (1, 0), "{}", t.engine());
        assert_eq!(letters(t).last().unwrap()["to"], "li@example.com");
        assert!(letters(t).last().unwrap()["body_html"].as_str().unwrap().contains("#第三条"));
        assert_eq!((mine_of(t, &wang).suspended, mine_of(t, &li).suspended), (Suspended::Yes, Suspended::No));
        let (_, html, _) = Browser::new(t, &wang).get("/my/subscriptions");
        assert!(html.contains("邮件已暂停") && html.contains("第三条写到"), "{html}");

        // An account that ends the mail keeps its page.
        let end = letters(t).last().unwrap()["unsubscribe"].as_str().unwrap().replace("http://localhost", "");
        assert_eq!(Browser::new(t, &Who::Public).post(&end, "List-Unsubscribe=One-Click").0, StatusCode::OK);
        assert_eq!(tell(t, &announcement(agency, "k:2")), 2);
        assert_eq!(send_digests(t), 0);
        assert_eq!(mine_of(t, &li).arrivals.len(), 2);
    });
}

#[test]
fn nobody_is_written_to_before_their_address_said_yes() {
    on_both(|t| {
        let agency = with_site(t);
        let wang = follower(t, "王小明", 1, "wang@example.com");
        let cx = t.cx(&wang);
        // Another address since: the old yes does not count, and the old link does not confirm the new one.
        let old = path_in(letters(t).last().unwrap(), "/subscriptions/confirm/");
        t.office.db.write(|tx| push::set_address(tx, &cx, "main", "http://localhost", "victim@example.com")).unwrap();
        assert_eq!(tell(t, &announcement(agency, "k:1")), 1);
        assert_eq!(send_digests(t), 0);
        let token = old.rsplit('/').next().unwrap();
        assert!(t.office.db.write(|tx| push::confirm(tx, &cx, token)).is_err());
        assert_eq!(send_digests(t), 0);
    });
}

#[test]
fn no_address_and_no_profile_stands_readable_in_the_tables() {
    on_both(|t| {
        with_site(t);
        follower(t, "王小明", 1, "plainly@example.com");
        let stored: Vec<Vec<u8>> = t
            .office
            .db
            .read(|tx| {
                let mut out = Vec::new();
                for r in tx.rows("SELECT address, address_hash, profile FROM push_readers ORDER BY id", params![])? {
                    out.push(r.get::<Vec<u8>>("address")?);
                    out.push(r.get::<String>("address_hash")?.into_bytes());
                    out.push(r.get::<Vec<u8>>("profile")?);
                }
                for r in tx.rows("SELECT body FROM ledger_entries ORDER BY id", params![])? {
                    out.push(r.get::<String>("body")?.into_bytes());
                }
                Ok::<_, Error<Never>>(out)
            })
            .unwrap();
        assert!(stored.len() >= 3 && stored.iter().all(|s| !s.is_empty()));
        for bytes in stored {
            let text = String::from_utf8_lossy(&bytes);
            assert!(!text.contains("plainly") && !text.contains("长安区"), "{text}");
        }
    });
}

#[test]
fn whoever_types_in_a_strangers_address_reaches_little() {
    on_both(|t| {
        let agency = with_site(t);
        let mut anyone = Browser::new(t, &Who::Public);
        anyone.get("/subscribe");
        for n in 0..9 {
            let body = format!("address=stranger%40example.com&what=search:SPAM{n}&frequency=at-once");
            assert_eq!(anyone.post("/subscribe", &body).0, StatusCode::OK);
        }
        let sent = letters(t);
        assert_eq!(sent.len(), 5, "no more letters than may wait");
        assert!(sent.iter().all(|l| !l.to_string().contains("SPAM")), "nothing typed by somebody else");
        let confirm = path_in(&sent[0], "/subscriptions/confirm/");
        let cx = t.system();
        let clear =
            || t.office.db.write(|tx| push::clear_unanswered(tx, &t.system(), 100).map_err(Error::<Never>::from));
        assert_eq!(clear().unwrap(), 0);
        // The link works three days; after four nothing of the address is left.
        t.turn_to("2026-03-05T10:00:00");
        assert_eq!(anyone.get(&confirm).0, StatusCode::GONE);
        t.turn_to("2026-03-07T10:00:00");
        let kept = follower(t, "王小明", 1, "wang@example.com");
        assert_eq!((clear().unwrap(), clear().unwrap()), (6, 0));
        assert_eq!(mine_of(t, &kept).subscriptions.len(), 1);
        // What was published before somebody subscribed is not told to them, however late the hall comes to it.
        assert_eq!(tell(t, &announcement(agency, "k:1")), 0);
        let now = Announcement { at: t.system().at, ..announcement(agency, "k:2") };
        assert_eq!(tell(t, &now), 1);
        let rotated = t.office.db.write(|tx| push::rotate_fields(tx, &cx, "", 10).map_err(Error::<Never>::from));
        assert_eq!(rotated.unwrap().map(|(_, changed)| changed), Some(0));
    });
}
