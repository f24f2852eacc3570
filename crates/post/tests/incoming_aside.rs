//! Mail that comes in and is no person's letter, or not whose it says; answers to our own mail; a node that dies.

#![allow(clippy::unwrap_used)]

mod servers;

use kernel::{Calendars, Clockwork, Db, Error, Fault, Folder, Id, Never, Office, Tx, db::Address, settings};
use post::{
    Answers, Auto, Enclosure, Enqueued, Mail, SmtpConfig, deliver_due, enqueue,
    incoming::{
        FetchReport, ImapConfig, Incoming, State, Taken, Thread, Threaded, Why, fetch_due, list_incoming, reply_address,
    },
};
use seal::{KeyRing, Suite};
use std::{
    path::Path,
    process::{Command, Stdio},
    sync::{Arc, Mutex},
};
use testkit::{PlainSeal, PlainTypesetter, TestOffice, on_both};

fn fetch(o: &TestOffice, config: &ImapConfig) -> (FetchReport, Vec<Incoming>) {
    let seen: Mutex<Vec<Incoming>> = Mutex::default();
    let report = fetch_due(&o.office, config, &|_, _, incoming| {
        seen.lock().unwrap().push(incoming.clone());
        Ok(Taken::As(incoming.id))
    });
    (report.unwrap(), seen.into_inner().unwrap())
}

fn last(o: &TestOffice) -> (State, Why) {
    let rows = o.office.db.read(|tx| list_incoming(tx, None, None, 1).map_err(Error::<Never>::from)).unwrap();
    (rows[0].state, rows[0].why)
}

fn ask(o: &TestOffice, mail: Mail<'_>) -> Id {
    match o.office.db.write(|tx| enqueue(tx, &o.system(), mail)).unwrap() {
        Enqueued::Waiting(id) => id,
        other => panic!("{other:?}"),
    }
}

fn suspended(o: &TestOffice, address: &str) -> bool {
    o.office.db.read(|tx| post::is_suspended(tx, &o.system(), address).map_err(Error::<Never>::from)).unwrap()
}

#[test]
fn machines_loops_and_floods_are_set_aside() {
    let Some(server) = servers::dovecot() else { return };
    on_both(|o| {
        let user = o.engine();
        let config = server.config_with(user, "&trusted=mx.cn");
        let own = ask(o, Mail { key: "k", to: "li@example.cn", subject: "s", body_text: "t", ..Mail::default() });
        let table = [
            ("Auto-Submitted: auto-replied (vacation)".to_owned(), State::Automatic, Why::AutoSubmitted),
            ("Auto-Submitted: no".into(), State::Taken, Why::Nothing),
            ("Precedence: Bulk".into(), State::Automatic, Why::Precedence),
            ("Precedence: first-class".into(), State::Taken, Why::Nothing),
            ("Return-Path: <>".into(), State::Automatic, Why::EmptyReturnPath),
            ("Return-Path: <a@example.cn>".into(), State::Taken, Why::Nothing),
            ("X-Auto-Response-Suppress: OOF, AutoReply".into(), State::Automatic, Why::Suppress),
            ("List-Id: <news.example.cn>".into(), State::Automatic, Why::List),
            ("X-Mingting-Mail: x".into(), State::Loop, Why::Ours),
            (format!("Message-ID: <{own}@hall.example.cn>"), State::Loop, Why::Ours),
            (format!("Message-ID: <{}@hall.example.cn>", Id::new()), State::Taken, Why::Nothing),
            ("Subject: 自动回复".into(), State::Taken, Why::Nothing),
            (
                "Content-Type: multipart/report; report-type=disposition-notification; boundary=x".into(),
                State::Automatic,
                Why::AutoSubmitted,
            ),
        ];
        for (n, (header, state, why)) in table.into_iter().enumerate() {
            server.letter(user, &format!("a{n}"), &format!("From: p{n}@example.cn\n{header}\n\ntext {n}\n"));
            let (report, seen) = fetch(o, &config);
            assert_eq!((report.recorded, last(o)), (1, (state, why)), "{header}");
            assert_eq!(seen.len(), usize::from(state == State::Taken), "{header}");
        }
        // A sender who writes without end; a forged one does not silence the real one.
        o.office.db.write(|tx| settings::keep(tx, "mailbox-hourly-limit", "3").map_err(Error::<Never>::from)).unwrap();
        for n in 0..5 {
            let forged = "Authentication-Results: mx.cn; dmarc=fail\n";
            server.letter(user, &format!("b{n}"), &format!("{forged}From: busy@example.cn\n\nforged {n}\n"));
        }
        let (report, seen) = fetch(o, &config);
        assert_eq!((report.taken, report.set_aside), (3, 2));
        assert!(seen.iter().all(|i| i.flags.is_doubtful));
        for n in 0..4 {
            server.letter(user, &format!("c{n}"), &format!("From: busy@example.cn\n\nreal {n}\n"));
        }
        let (report, seen) = fetch(o, &config);
        assert_eq!((report.taken, report.set_aside, last(o)), (3, 1, (State::Loop, Why::TooMany)));
        assert!(seen.iter().all(|i| !i.flags.is_doubtful));
    });
}

#[test]
fn what_cannot_be_read_is_kept_and_shown() {
    let Some(server) = servers::dovecot() else { return };
    on_both(|o| {
        let user = o.engine();
        let bomb = (0..400).map(|n| format!("Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n"));
        for (name, message, state, why) in [
            ("1", "\n".to_owned(), State::Trouble, Why::Unreadable),
            ("2", "Subject: nobody\n\ntext".into(), State::Trouble, Why::NoSender),
            ("3", "From: nobody at all\n\ntext".into(), State::Trouble, Why::NoSender),
            ("4", format!("From: a@example.cn\n{}", bomb.collect::<String>()), State::Trouble, Why::TooManyParts),
            ("5", "From: a@example.cn\nSubject: a\0b\n\nx\0y".into(), State::Taken, Why::Nothing),
            (
                "6",
                "From: a@example.cn\nSubject: =?x?y?z?=\nContent-Type: ;;\n\n\u{1b}[2J".into(),
                State::Taken,
                Why::Nothing,
            ),
        ] {
            server.letter(user, name, &message);
            let (report, seen) = fetch(o, &server.config(user));
            assert_eq!((report.recorded, last(o)), (1, (state, why)), "{name}: {report:?}");
            for letter in seen {
                let all = format!("{}{}", letter.subject, letter.text);
                assert!(!all.contains(|c: char| c.is_control()), "{all:?}");
            }
        }
        let rows =
            o.office.db.read(|tx| post::incoming::list_troubles_incoming(tx, None, 9).map_err(Error::<Never>::from));
        assert_eq!(rows.unwrap().len(), 4);
        assert!(server.marks(user).iter().all(|(_, is_read)| *is_read));
    });
}

fn report(about: &str, to: &str, action: &str, status: &str) -> String {
    format!(
        "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example.cn\nContent-Type: multipart/report; report-type=delivery-status; boundary=x\n\n--x\n\nIt did not arrive.\n--x\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.cn\n\nFinal-Recipient: rfc822; {to}\nAction: {action}\nStatus: {status}\n\n--x\nContent-Type: message/rfc822\n\nFrom: hall\nMessage-ID: <{about}@hall.example.cn>\n\ntext\n--x--\n"
    )
}

#[test]
fn a_bounce_suspends_whom_our_mail_was_for_and_nobody_else() {
    let Some(server) = servers::dovecot() else { return };
    on_both(|o| {
        let user = o.engine();
        let mail = |key, to| ask(o, Mail { key, to, subject: "s", body_text: "t", ..Mail::default() });
        let (gone, busy, victim) =
            (mail("1", "gone@example.cn"), mail("2", "busy@example.cn"), mail("3", "victim@example.cn"));
        // Late is not gone; a report about a mail we never sent, or that names somebody else, suspends nobody by name.
        for (name, text, why) in [
            ("1", report(&busy.to_string(), "busy@example.cn", "delayed", "4.4.1"), Why::BounceUnknown),
            ("2", report(&busy.to_string(), "busy@example.cn", "failed", "4.2.2"), Why::BounceUnknown),
            ("3", report(&Id::new().to_string(), "victim@example.cn", "failed", "5.1.1"), Why::BounceUnknown),
            ("4", report("forged", "victim@example.cn", "failed", "5.1.1"), Why::BounceUnknown),
            ("5", report(&gone.to_string(), "victim@example.cn", "failed", "5.1.1"), Why::Bounce),
        ] {
            server.letter(user, name, &text);
            let (report, seen) = fetch(o, &server.config(user));
            assert_eq!((report.bounces, seen.len(), last(o)), (1, 0, (State::Bounce, why)), "{name}");
        }
        assert!(suspended(o, "gone@example.cn"));
        assert!(!suspended(o, "busy@example.cn") && !suspended(o, "victim@example.cn"));
        let _ = victim;
        o.ledger_is_good();
    });
}

#[test]
fn an_answer_finds_what_it_concerns() {
    let Some(server) = servers::dovecot() else { return };
    let Some(smtp) = servers::smtp(&server.maildir("citizen")) else { return };
    on_both(|o| {
        let (user, request) = (o.engine(), Id::new());
        let config = server.config(user);
        let paper = o.office.objects.put(b"%PDF-1.7 receipt").unwrap();
        let enclosures =
            [Enclosure { name: "登记回执.pdf", digest: &paper, media_type: "application/pdf", size: 16 }];
        let mail = Mail {
            key: "receipt",
            to: "li@example.cn",
            subject: "登记回执",
            body_text: "已收到。",
            in_reply_to: "one@example.cn",
            auto: Auto::Replied,
            thread: Some(("disclosure", request)),
            enclosures: &enclosures,
            ..Mail::default()
        };
        let sent = ask(o, mail);
        let outgoing =
            SmtpConfig::parse(&format!("smtp://127.0.0.1:{}?tls=off", smtp.port), "大厅 <no-reply@hall.example.cn>")
                .unwrap()
                .with_answers(Answers::parse("gongkai+@hall.example.cn").unwrap());
        let report = deliver_due(&o.office, &outgoing).unwrap();
        assert_eq!(report.sent, 1, "{report:?}");
        // What the citizen has: read with our own eyes, and known as ours if it ever comes back.
        let (_, seen) = fetch(o, &server.config("citizen"));
        assert_eq!((seen.len(), last(o)), (0, (State::Loop, Why::Ours)));
        let row = o.office.db.read(|tx| list_incoming(tx, None, None, 1).map_err(Error::<Never>::from)).unwrap();
        let got = o
            .office
            .db
            .read(|tx| post::incoming::find_incoming(tx, &o.system(), row[0].id).map_err(Error::<Never>::from))
            .unwrap()
            .unwrap();
        assert_eq!((got.subject.as_str(), got.text.as_str()), ("登记回执", "已收到。"));
        assert_eq!((got.attachments[0].name.as_str(), got.attachments[0].size), ("登记回执.pdf", 16));
        assert_eq!(got.attachments[0].digest.as_deref(), Some(paper.as_str()));
        let raw = String::from_utf8(o.office.objects.get(&got.raw).unwrap().unwrap()).unwrap();
        let header = |name: &str| raw.lines().find_map(|l| l.strip_prefix(name)).unwrap_or_default().trim().to_owned();
        assert_eq!(header("Auto-Submitted:"), "auto-replied");
        assert_eq!(
            (header("In-Reply-To:"), header("References:")),
            ("<one@example.cn>".into(), "<one@example.cn>".into())
        );
        let reply_to = raw.split("Reply-To:").nth(1).unwrap().split('<').nth(1).unwrap().split('>').next().unwrap();
        assert_eq!(
            Some(reply_to.to_owned()),
            reply_address(&o.office.keys, "gongkai@hall.example.cn", "disclosure", request)
        );

        let by = |by| Some(Thread { purpose: "disclosure".into(), target: request, by });
        let forged = reply_to.replace("disclosure.", "disclosure.a");
        let mut changed = reply_to.to_owned();
        let at = changed.find('@').unwrap() - 3;
        let other = if changed.as_bytes()[at] == b'a' { "b" } else { "a" };
        changed.replace_range(at..=at, other);
        let ours = format!("In-Reply-To: <{sent}@hall.example.cn>");
        for (n, (from, to, more, thread)) in [
            // The signed address alone, whoever writes; mail programs may change its case or put it into Cc.
            ("other@example.cn", reply_to.to_owned(), "X: y", by(Threaded::Signed)),
            ("other@example.cn", reply_to.to_uppercase(), "X: y", by(Threaded::Signed)),
            ("other@example.cn", "x@y.cn".into(), &format!("Cc: <{reply_to}>"), by(Threaded::Signed)),
            ("other@example.cn", "x@y.cn".into(), &format!("Delivered-To: {reply_to}"), by(Threaded::Signed)),
            ("other@example.cn", changed, "X: y", None),
            ("other@example.cn", forged, "X: y", None),
            // References count only from the address that we wrote to.
            ("Li@Example.cn", "gongkai@hall.example.cn".into(), &ours, by(Threaded::Answer)),
            (
                "li@example.cn",
                "gongkai@hall.example.cn".into(),
                &ours.replace("In-Reply-To", "References"),
                by(Threaded::Answer),
            ),
            ("other@example.cn", "gongkai@hall.example.cn".into(), &ours, None),
            (
                "li@example.cn",
                "gongkai@hall.example.cn".into(),
                &format!("In-Reply-To: <{}@hall.example.cn>", Id::new()),
                None,
            ),
        ]
        .into_iter()
        .enumerate()
        {
            server.letter(
                user,
                &n.to_string(),
                &format!("From: {from}\nTo: {to}\n{more}\nSubject: Re\n\nanswer {n}\n"),
            );
            let (_, seen) = fetch(o, &config);
            assert_eq!(seen[0].thread, thread, "{from} {to} {more}");
        }
        // An id that a stranger made up keeps nobody from being answered.
        ask(o, Mail { key: "odd", in_reply_to: "a b>\r\nBcc: x@y.cn", thread: None, enclosures: &[], ..mail });
        assert_eq!(deliver_due(&o.office, &outgoing).unwrap().sent, 1);
        // Without its file a mail waits; with more than servers take it is not asked for.
        let missing = "0".repeat(64);
        let lost = [Enclosure { name: "a", digest: &missing, media_type: "text/plain", size: 1 }];
        ask(o, Mail { key: "lost", enclosures: &lost, ..mail });
        assert_eq!(deliver_due(&o.office, &outgoing).unwrap().later, 1);
        for (size, media_type) in [(26 << 20, "text/plain"), (1, "nothing")] {
            let bad = [Enclosure { name: "a", digest: &paper, media_type, size }];
            let answer =
                o.office.db.write(|tx| enqueue(tx, &o.system(), Mail { key: "bad", enclosures: &bad, ..mail }));
            assert!(matches!(answer, Err(Error::Refused(_))), "{answer:?}");
        }
    });
}

/// An office over a folder, so that two processes can open the same one.
fn office_in(dir: &Path) -> Office {
    let at = jiff::Timestamp::UNIX_EPOCH;
    let keys = dir.join("keys");
    let keys = if keys.exists() { KeyRing::open(&keys) } else { KeyRing::create(&keys, Suite::Intl, at) };
    let db = Db::open(&Address::Sqlite(dir.join("hall.sqlite")), 2).unwrap();
    kernel::migrate(&db).unwrap();
    Office::new(
        db,
        Arc::new(keys.unwrap()),
        Arc::new(Folder::open(&dir.join("objects")).unwrap()),
        Arc::new(PlainTypesetter),
        Arc::new(PlainSeal),
        Clockwork::Machine,
        Arc::new(Calendars::built_in()),
        "http://localhost".into(),
    )
}

fn once(tx: &mut Tx, incoming: &Incoming) -> Result<Taken, Fault> {
    let name = format!("took:{}", incoming.message_id);
    let before: i64 = settings::find(tx, &name)?.and_then(|v| v.parse().ok()).unwrap_or(0);
    settings::keep(tx, &name, &(before + 1).to_string())?;
    Ok(Taken::As(incoming.id))
}

/// Runs only as the child of the story below: takes two letters and dies over the third, within its transaction.
#[test]
fn the_child_that_dies() {
    let (Ok(dir), Ok(address)) = (std::env::var("MINGTING_TEST_DYING"), std::env::var("MINGTING_TEST_DYING_IMAP"))
    else {
        return;
    };
    let office = office_in(Path::new(&dir));
    let taken = Mutex::new(0);
    let _ = fetch_due(&office, &ImapConfig::parse(&address, "geheim").unwrap(), &|tx, _, incoming| {
        let answer = once(tx, incoming);
        let mut taken = taken.lock().unwrap();
        *taken += 1;
        if *taken == 3 {
            std::process::abort();
        }
        answer
    });
}

#[test]
fn a_node_that_is_killed_in_the_middle_loses_and_doubles_nothing() {
    let Some(server) = servers::dovecot() else { return };
    let dir = tempfile::tempdir().unwrap();
    for n in 0..6 {
        server.letter("a", &n.to_string(), &format!("From: p@example.cn\nMessage-ID: <{n}@example.cn>\n\n{n}\n"));
    }
    let config = server.config("a");
    // The same mailbox as an address, for the child.
    let (place, _) = config.name().split_once('/').map(|(p, r)| (p.to_owned(), r.to_owned())).unwrap();
    let died = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "the_child_that_dies", "--nocapture"])
        .env("MINGTING_TEST_DYING", dir.path())
        .env("MINGTING_TEST_DYING_IMAP", format!("imap://a@{place}/INBOX?tls=off"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    assert!(!died.success());
    let office = office_in(dir.path());
    let rows = office.db.read(|tx| list_incoming(tx, None, None, 9).map_err(Error::<Never>::from)).unwrap();
    let states: Vec<State> = rows.iter().rev().map(|r| r.state).collect();
    assert_eq!(states, [State::Taken, State::Taken, State::New]);
    assert!(server.marks("a").iter().all(|(_, is_read)| !is_read), "nothing is marked before the end of the run");
    // The dead node's lease holds; what it recorded is settled all the same.
    let report = fetch_due(&office, &config, &|tx, _, incoming| once(tx, incoming)).unwrap();
    assert_eq!((report.is_busy, report.taken, report.recorded), (true, 1, 0), "{report:?}");
    office.db.script("UPDATE mailboxes SET lease_until = '2000-01-01T00:00:00.000000Z'").unwrap();
    let report = fetch_due(&office, &config, &|tx, _, incoming| once(tx, incoming)).unwrap();
    assert_eq!((report.recorded, report.before, report.taken), (3, 0, 3), "{report:?}");
    for n in 0..6 {
        let name = format!("took:{n}@example.cn");
        let taken = office.db.read(|tx| settings::find(tx, &name).map_err(Error::<Never>::from)).unwrap();
        assert_eq!(taken.as_deref(), Some("1"), "{n}");
    }
    assert!(server.marks("a").iter().all(|(_, is_read)| *is_read));
}
