//! Mail that comes in, from a real mailbox: fetched, recorded, settled once, whatever happens in between.

#![allow(clippy::unwrap_used)]

mod servers;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use kernel::{Cx, Error, Fault, Id, Never, Office, Tx, settings};
use post::incoming::{
    FetchReport, ImapConfig, Incoming, State, Taken, Why, fetch_due, find_incoming, incoming_figures, list_incoming,
    list_troubles_incoming, take_again,
};
use screen::file::FileKind;
use std::sync::Mutex;
use testkit::{TestOffice, on_both};

/// Counts in the same transaction how often a letter was taken.
fn count(tx: &mut Tx, incoming: &Incoming) -> Result<Taken, Fault> {
    let name = format!("took:{}", incoming.message_id);
    let before: i64 = settings::find(tx, &name)?.and_then(|v| v.parse().ok()).unwrap_or(0);
    settings::keep(tx, &name, &(before + 1).to_string())?;
    Ok(Taken::As(incoming.id))
}

fn took(office: &Office, message_id: &str) -> i64 {
    let found = office.db.read(|tx| settings::find(tx, &format!("took:{message_id}")).map_err(Error::<Never>::from));
    found.unwrap().and_then(|v| v.parse().ok()).unwrap_or(0)
}

fn fetch(o: &TestOffice, config: &ImapConfig) -> FetchReport {
    fetch_due(&o.office, config, &|tx, _, incoming| count(tx, incoming)).unwrap()
}

fn states(o: &TestOffice) -> Vec<(State, Why)> {
    let rows = o.office.db.read(|tx| list_incoming(tx, None, None, 100).map_err(Error::<Never>::from)).unwrap();
    rows.iter().rev().map(|r| (r.state, r.why)).collect()
}

fn plain(n: usize) -> String {
    format!(
        "From: <p{n}@example.cn>\nMessage-ID: <{n}@example.cn>\nSubject: 申请 {n}\nDate: Mon, 2 Mar 2026 09:00:00 +0800\n\n正文 {n}\n"
    )
}

#[test]
fn a_letter_is_read_whole() {
    let Some(server) = servers::dovecot() else { return };
    on_both(|o| {
        let user = o.engine();
        let gb = encoding_rs::GB18030.encode("王小明").0.into_owned();
        let big5 = encoding_rs::BIG5.encode("資訊公開申請").0.into_owned();
        let (first, second) = big5.split_at(5);
        let body = encoding_rs::GB18030.encode("您好：\r\n请公开2025年预算。\r\n").0.into_owned();
        let head = format!(
            "Return-Path: <wang@example.cn>\r\nAuthentication-Results: mx.hall.example.cn; spf=pass; dmarc=pass\r\n\
             From: =?GB2312?B?{}?= <Wang@example.cn>\r\nTo: gongkai@hall.example.cn, \"b\" <b@example.cn>\r\n\
             Subject: =?Big5?B?{}?=\r\n =?big5?B?{}?=\r\nMessage-ID: <one@example.cn>\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/mixed; boundary=\"=_x\"\r\n\r\n--=_x\r\n\
             Content-Type: multipart/related; boundary=y\r\n\r\n--y\r\nContent-Type: text/plain; charset=gb2312\r\n\
             Content-Transfer-Encoding: base64\r\n\r\n{}\r\n--y\r\nContent-Type: image/png\r\nContent-ID: <p>\r\n\
             Content-Disposition: inline\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--y--\r\n--=_x\r\n\
             Content-Type: application/pdf\r\nContent-Disposition: attachment;\r\n \
             filename*0*=UTF-8''%E8%BA%AB%E4%BB%BD;\r\n filename*1*=%E8%AF%81.pdf\r\n\r\n%PDF-1.7 x\r\n--=_x\r\n\
             Content-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\ninner text\r\n--=_x\r\n\
             Content-Type: application/ms-tnef; name=\"winmail.dat\"\r\nContent-Transfer-Encoding: base64\r\n\r\n\
             eJ8+IgEAAA==\r\n--=_x\r\nContent-Type: application/octet-stream; name=\"../=?GBK?B?{}?=.exe\"\r\n\r\nMZ\r\n--=_x--\r\n",
            STANDARD.encode(gb),
            STANDARD.encode(first),
            STANDARD.encode(second),
            STANDARD.encode(body),
            STANDARD.encode(encoding_rs::GBK.encode("表").0)
        );
        server.deliver(user, "1", head.as_bytes());
        server.letter(
            user,
            "2",
            "From: a@example.cn\nMessage-ID: <two@example.cn>\nContent-Type: text/html; charset=utf-8\n\n<p>一</p><script>x</script><p>二</p>",
        );
        let seen: Mutex<Vec<Incoming>> = Mutex::default();
        let config = server.config_with(user, "&trusted=mx.hall.example.cn");
        let report = fetch_due(&o.office, &config, &|tx, _, incoming| {
            seen.lock().unwrap().push(incoming.clone());
            count(tx, incoming)
        })
        .unwrap();
        assert_eq!(
            (report.recorded, report.taken, report.stopped.clone()),
            (2, 2, None),
            "{report:?} {}",
            server.log()
        );
        let mut seen = seen.into_inner().unwrap();
        seen.sort_by(|a, b| a.message_id.cmp(&b.message_id));
        let one = &seen[0];
        assert_eq!((one.from.name.as_str(), one.from.address.as_str()), ("王小明", "Wang@example.cn"));
        assert_eq!(one.subject, "資訊公開申請");
        assert_eq!(one.text, "您好：\n请公开2025年预算。");
        assert_eq!((one.message_id.as_str(), one.thread.clone()), ("one@example.cn", None));
        assert_eq!(one.to, ["gongkai@hall.example.cn", "b@example.cn"]);
        assert!(!one.flags.is_doubtful && one.auth.dmarc == post::incoming::Auth::Pass);
        let files: Vec<_> = one.attachments.iter().map(|a| (a.name.as_str(), a.kind, a.is_inline)).collect();
        assert_eq!(
            files,
            [
                ("file-1", FileKind::Png, true),
                ("身份证.pdf", FileKind::Pdf, false),
                ("message.eml", FileKind::Text, false),
                ("winmail.dat", FileKind::Unknown, false),
                ("表.exe", FileKind::Unknown, false),
            ],
            "{files:?}"
        );
        let pdf = o.office.objects.get(one.attachments[1].digest.as_ref().unwrap()).unwrap().unwrap();
        assert_eq!(pdf, b"%PDF-1.7 x");
        assert_eq!(o.office.objects.get(&one.raw).unwrap().unwrap(), head.as_bytes());
        assert_eq!((seen[1].text.as_str(), seen[1].flags.is_doubtful), ("一\n二", false));
        // Only now are they marked; another run changes nothing.
        assert_eq!(server.marks(user), [("1".to_owned(), true), ("2".to_owned(), true)]);
        let again = fetch(o, &config);
        assert_eq!((again.recorded, again.before, again.taken), (0, 0, 0));
        let kept = o.office.db.read(|tx| find_incoming(tx, &o.system(), one.id).map_err(Error::<Never>::from)).unwrap();
        assert_eq!(kept.as_ref(), Some(one));
        // Whose letter it is stands nowhere in the clear.
        let row = o.office.db.read(|tx| {
            tx.row("SELECT letter, sender_hash FROM mailbox_messages ORDER BY id", kernel::params![])
                .map_err(Error::<Never>::from)
        });
        let row = row.unwrap().unwrap();
        let sealed: Vec<u8> = row.get("letter").unwrap();
        assert!(!String::from_utf8_lossy(&sealed).contains("ang@example"));
        assert!(!row.get::<String>("sender_hash").unwrap().contains("ang"));
        let notes = o.office.db.read(|tx| kernel::journal::list_latest(tx, None, 9).map_err(Error::<Never>::from));
        assert!(!format!("{:?}", notes.unwrap()).contains("ang@example"));
        o.ledger_is_good();
        let figures = o.office.db.read(|tx| incoming_figures(tx).map_err(Error::<Never>::from)).unwrap();
        assert_eq!((figures[0].taken, figures[0].new, figures[0].read_at.is_some()), (2, 0, true));
    });
}

#[test]
fn new_numbers_make_no_new_letters() {
    let Some(server) = servers::dovecot() else { return };
    on_both(|o| {
        let user = o.engine();
        let config = server.config(user);
        assert_eq!(fetch(o, &config), FetchReport::default());
        for n in 0..3 {
            server.letter(user, &n.to_string(), &plain(n));
        }
        assert_eq!(fetch(o, &config).taken, 3);
        server.renumber(user);
        server.letter(user, "3", &plain(3));
        let report = fetch(o, &config);
        assert_eq!((report.before, report.recorded, report.taken), (3, 1, 1), "{report:?}");
        // The same letter over another way is no second letter; the same words from somebody else are.
        server.letter(user, "4", &format!("Received: by another\n{}", plain(0)));
        server.letter(user, "5", &plain(0).replace("<0@example.cn>", "<other@example.cn>"));
        let report = fetch(o, &config);
        assert_eq!((report.recorded, report.taken, report.set_aside), (2, 1, 1));
        assert!(states(o).contains(&(State::Duplicate, Why::Repeated)));
        for n in 0..4 {
            assert_eq!(took(&o.office, &format!("{n}@example.cn")), 1, "{n}");
        }
        assert!(server.marks(user).iter().all(|(_, is_read)| *is_read));
    });
}

#[test]
fn recorded_messages_are_moved_away_and_older_ones_left() {
    let Some(server) = servers::dovecot() else { return };
    on_both(|o| {
        let user = o.engine();
        server.letter(user, "1", &plain(1));
        // After a day to come nothing has arrived yet.
        let later = fetch(o, &server.config_with(user, "&since=2099-01-01"));
        assert_eq!((later.recorded, later.stopped), (0, None));
        let config = server.config_with(user, "&done=%E5%B7%B2%E5%8A%9E");
        assert_eq!(fetch(o, &config).taken, 1);
        assert_eq!(server.marks(user), []);
        let folder = server.maildir(user).join(".&XfJSng-").join("cur");
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1, "{folder:?}");
        assert_eq!(fetch(o, &config).recorded, 0);
    });
}

#[test]
fn two_nodes_take_each_letter_once() {
    let Some(server) = servers::dovecot() else { return };
    on_both(|o| {
        let user = o.engine();
        for n in 0..12 {
            server.letter(user, &format!("{n:02}"), &plain(n));
        }
        let config = server.config(user);
        let reports: Vec<FetchReport> = std::thread::scope(|s| {
            let nodes: Vec<_> = (0..4).map(|_| s.spawn(|| fetch(o, &config))).collect();
            nodes.into_iter().map(|n| n.join().unwrap()).collect()
        });
        assert_eq!(reports.iter().map(|r| r.taken).sum::<usize>(), 12, "{reports:?}");
        assert_eq!(reports.iter().map(|r| r.recorded).sum::<usize>(), 12, "{reports:?}");
        for n in 0..12 {
            assert_eq!(took(&o.office, &format!("{n}@example.cn")), 1, "{n}");
        }
    });
}

#[test]
fn two_nodes_settle_what_waits_once() {
    let Some(server) = servers::dovecot() else { return };
    on_both(|o| {
        let user = o.engine();
        for n in 0..6 {
            server.letter(user, &n.to_string(), &plain(n));
        }
        let config = server.config(user);
        let none = fetch_due(&o.office, &config, &|_, _, _| Err(Fault::new("not yet"))).unwrap();
        assert_eq!((none.recorded, none.untaken), (6, 6));
        o.turn_to("2026-03-03T09:00:00");
        // All of them have seen what waits before any of them has taken it.
        let ready = std::sync::Barrier::new(4);
        let taken: usize = std::thread::scope(|s| {
            let node = || {
                let is_first = std::sync::atomic::AtomicBool::new(true);
                ready.wait();
                fetch_due(&o.office, &config, &|tx, _, incoming| {
                    if is_first.swap(false, std::sync::atomic::Ordering::SeqCst) {
                        std::thread::sleep(std::time::Duration::from_millis(100));
                    }
                    count(tx, incoming)
                })
                .unwrap()
                .taken
            };
            let nodes: Vec<_> = (0..4).map(|_| s.spawn(node)).collect();
            nodes.into_iter().map(|n| n.join().unwrap()).sum()
        });
        assert_eq!(taken, 6);
        for n in 0..6 {
            assert_eq!(took(&o.office, &format!("{n}@example.cn")), 1, "{n}");
        }
    });
}

#[test]
fn a_letter_that_nobody_can_take_keeps_none_waiting() {
    let Some(server) = servers::dovecot() else { return };
    on_both(|o| {
        let user = o.engine();
        for n in 0..4 {
            server.letter(user, &n.to_string(), &plain(n));
        }
        let config = server.config(user);
        let moody = |tx: &mut Tx, _: &Cx, incoming: &Incoming| match incoming.message_id.as_str() {
            "1@example.cn" => {
                // What it wrote before it failed is not there.
                count(tx, incoming)?;
                Err(Fault::new("no"))
            }
            "2@example.cn" => panic!("the sink stumbles"),
            "3@example.cn" => Ok(Taken::Left),
            _ => count(tx, incoming),
        };
        let report = fetch_due(&o.office, &config, &moody).unwrap();
        assert_eq!((report.recorded, report.taken, report.left, report.untaken), (4, 1, 1, 2), "{report:?}");
        assert_eq!((took(&o.office, "0@example.cn"), took(&o.office, "1@example.cn")), (1, 0));
        let troubles = || {
            let rows =
                o.office.db.read(|tx| list_troubles_incoming(tx, None, 9).map_err(Error::<Never>::from)).unwrap();
            rows.iter().map(|r| (r.id, r.state, r.attempts)).collect::<Vec<_>>()
        };
        let shown = || {
            let mut all: Vec<_> = troubles().iter().map(|t| (t.1, t.2)).collect();
            all.sort();
            all
        };
        assert_eq!(shown(), [(State::New, 1), (State::New, 1), (State::Left, 1)]);
        // Not before its time; then again, and after many times it is given up and shown.
        assert_eq!(fetch_due(&o.office, &config, &moody).unwrap().untaken, 0);
        for day in 3..20 {
            o.turn_to(&format!("2026-03-{day:02}T09:00:00"));
            fetch_due(&o.office, &config, &moody).unwrap();
        }
        assert_eq!(shown(), [(State::Left, 1), (State::Trouble, 12), (State::Trouble, 12)]);
        // A person looked and says: take them.
        for (id, _, _) in troubles() {
            let done = o.office.db.write(|tx| take_again(tx, &o.system(), id).map_err(Error::<Never>::from));
            assert!(done.unwrap());
        }
        assert_eq!(fetch(o, &config).taken, 3);
        for n in 0..4 {
            assert_eq!(took(&o.office, &format!("{n}@example.cn")), 1, "{n}");
        }
        assert!(troubles().is_empty());
        o.ledger_is_good();
    });
}

#[test]
fn a_mailbox_that_cannot_be_read_says_why() {
    let Some(server) = servers::dovecot() else { return };
    let o = TestOffice::sqlite();
    server.letter("a", "1", &plain(1));
    // Wrong password, over every kind of line; without a certificate that is trusted it is not even said.
    let trusted = |c: ImapConfig| c.with_authorities(server.certificate());
    for config in [trusted(server.upgraded("a", "falsch")), trusted(server.whole("a", "falsch"))] {
        let why = fetch(&o, &config).stopped.unwrap();
        assert!(why.contains("let us in") && !why.contains("falsch"), "{why}");
    }
    for config in [server.upgraded("a", "geheim"), server.whole("a", "geheim")] {
        let why = fetch(&o, &config).stopped.unwrap();
        assert!(why.to_lowercase().contains("certificate"), "{why}");
    }
    assert!(!server.log().contains("Login: user=<a>"), "{}", server.log());
    let nobody = ImapConfig::parse("imap://a@127.0.0.1:1?tls=off", "geheim").unwrap();
    assert!(fetch(&o, &nobody).stopped.is_some());
    let figures = o.office.db.read(|tx| incoming_figures(tx).map_err(Error::<Never>::from)).unwrap();
    assert!(figures.iter().all(|f| !f.last_error.is_empty() && f.read_at.is_none()), "{figures:?}");
    // And what works, works.
    assert_eq!(fetch(&o, &trusted(server.upgraded("a", "geheim"))).taken, 1);
    server.letter("a", "2", &plain(2));
    let whole = fetch(&o, &trusted(server.whole("a", "geheim")));
    assert_eq!((whole.stopped, whole.before, whole.taken), (None, 0, 1));
}

#[test]
fn large_messages_block_nothing() {
    let Some(server) = servers::dovecot() else { return };
    let o = TestOffice::sqlite();
    let lines = |megabytes: usize| -> String {
        let bytes: Vec<u8> = (0..megabytes << 20).map(|n| (n % 251) as u8).collect();
        let mut out = String::new();
        for chunk in bytes.chunks(57) {
            STANDARD.encode_string(chunk, &mut out);
            out.push_str("\r\n");
        }
        out
    };
    for (name, megabytes) in [("1", 28), ("2", 33)] {
        let message = format!(
            "From: p@example.cn\r\nMessage-ID: <{name}@example.cn>\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\n见附件\r\n--x\r\nContent-Type: application/octet-stream; name=big.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n{}--x--\r\n",
            lines(megabytes)
        );
        server.deliver("a", name, message.as_bytes());
    }
    server.letter("a", "3", &plain(3));
    let seen: Mutex<Vec<Incoming>> = Mutex::default();
    let report = fetch_due(&o.office, &server.config("a"), &|tx, _, incoming| {
        seen.lock().unwrap().push(incoming.clone());
        count(tx, incoming)
    })
    .unwrap();
    assert_eq!((report.taken, report.troubles), (3, 0), "{report:?}");
    let seen = seen.into_inner().unwrap();
    let of = |id: &str| seen.iter().find(|i| i.message_id.starts_with(id)).unwrap();
    let whole = &of("1@").attachments[0];
    assert_eq!((whole.size, whole.left_out, whole.digest.is_some()), (28 << 20, None, true));
    let cut = of("2@");
    assert!(cut.flags.is_beginning && cut.text == "见附件");
    assert_eq!(cut.attachments[0].left_out, Some(post::incoming::LeftOut::MessageTooLarge));
    assert_eq!((cut.attachments[0].name.as_str(), cut.attachments[0].digest.clone()), ("big.bin", None));
    assert_eq!(fetch(&o, &server.config("a")).recorded, 0);
}

#[test]
fn content_of_machines_is_cleared_in_time_and_keys_are_changed() {
    let Some(server) = servers::dovecot() else { return };
    on_both(|o| {
        let user = o.engine();
        server.letter(user, "1", &format!("Auto-Submitted: auto-replied\n{}", plain(1)));
        server.letter(user, "2", &plain(2));
        assert_eq!(fetch(o, &server.config(user)).set_aside, 1);
        let mut after = String::new();
        let mut pieces = 0;
        while let Some((last, _)) = o
            .office
            .db
            .write(|tx| post::rotate_fields(tx, &o.system(), &after, 1).map_err(Error::<Never>::from))
            .unwrap()
        {
            after = last;
            pieces += 1;
        }
        assert_eq!(pieces, 2);
        let clear = || {
            o.office
                .db
                .write(|tx| post::incoming::clear_incoming(tx, &o.system(), 9).map_err(Error::<Never>::from))
                .unwrap()
        };
        assert_eq!(clear(), 0);
        o.turn_to("2026-07-01T09:00:00");
        assert_eq!((clear(), clear()), (1, 0));
        let rows = o.office.db.read(|tx| list_incoming(tx, None, None, 9).map_err(Error::<Never>::from)).unwrap();
        let gone: Id = rows.iter().find(|r| !r.is_kept).unwrap().id;
        let found = o.office.db.read(|tx| find_incoming(tx, &o.system(), gone).map_err(Error::<Never>::from)).unwrap();
        assert_eq!(found, None);
        assert!(!o.office.db.write(|tx| take_again(tx, &o.system(), gone).map_err(Error::<Never>::from)).unwrap());
        assert_eq!(fetch(o, &server.config(user)).recorded, 0);
    });
}
