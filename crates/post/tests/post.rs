//! Mail from asking to the mailbox, against a small mail server that accepts, refuses and hangs up.

#![allow(clippy::unwrap_used)]

use kernel::{Error, Never};
use post::{Enqueued, Mail, Refused, SmtpConfig, State, deliver_due, enqueue, figures, is_suspended, list_troubles};
use std::{
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use testkit::{TestOffice, on_both};

/// What the server does with the next mails.
#[derive(Clone, Copy, PartialEq)]
enum Mood {
    Accepts,
    /// Takes its time over every mail.
    Slow,
    /// 451 for every recipient.
    TryLater,
    /// 550 for recipients that begin with "gone".
    KnowsNotGone,
    /// 554 instead of a greeting.
    RefusesUs,
    /// Closes after the letter, without an answer.
    HangsUp,
}

struct Server {
    port: u16,
    mood: Arc<Mutex<Mood>>,
    taken: Arc<Mutex<Vec<(String, String)>>>,
    stop: Arc<AtomicBool>,
}

impl Server {
    fn start(mood: Mood) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = Server {
            port: listener.local_addr().unwrap().port(),
            mood: Arc::new(Mutex::new(mood)),
            taken: Arc::default(),
            stop: Arc::default(),
        };
        let (mood, taken, stop) = (server.mood.clone(), server.taken.clone(), server.stop.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if stop.load(Ordering::SeqCst) {
                    return;
                }
                let (mood, taken) = (*mood.lock().unwrap(), taken.clone());
                std::thread::spawn(move || talk(stream.unwrap(), mood, &taken));
            }
        });
        server
    }

    fn is(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    fn config(&self) -> SmtpConfig {
        SmtpConfig::parse(&format!("smtp://127.0.0.1:{}?tls=off", self.port), "便民服务 <no-reply@hall.example.cn>")
            .unwrap()
    }

    fn taken(&self) -> Vec<(String, String)> {
        self.taken.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

fn talk(stream: TcpStream, mood: Mood, taken: &Mutex<Vec<(String, String)>>) -> Option<()> {
    let mut out = stream.try_clone().ok()?;
    let mut lines = BufReader::new(stream).lines();
    let mut say = |text: &str| out.write_all(format!("{text}\r\n").as_bytes()).ok();
    if mood == Mood::RefusesUs {
        return say("554 no service for you");
    }
    say("220 test")?;
    let mut to = String::new();
    while let Some(Ok(line)) = lines.next() {
        let command = line.to_uppercase();
        if command.starts_with("EHLO") || command.starts_with("HELO") {
            say("250 test")?;
        } else if command.starts_with("RCPT") {
            to = line[8..].trim_matches(['<', '>', ' ']).to_owned();
            match mood {
                Mood::TryLater => say(&format!("451 4.2.1 <{to}> is busy"))?,
                Mood::KnowsNotGone if to.starts_with("gone") => say(&format!("550 5.1.1 <{to}> unknown"))?,
                _ => say("250 ok")?,
            };
        } else if command.starts_with("DATA") {
            say("354 go on")?;
            let mut letter = String::new();
            for line in lines.by_ref() {
                let line = line.ok()?;
                if line == "." {
                    break;
                }
                letter.push_str(&line);
                letter.push('\n');
            }
            if mood == Mood::HangsUp {
                return None;
            }
            if mood == Mood::Slow {
                std::thread::sleep(Duration::from_millis(40));
            }
            taken.lock().unwrap().push((to.clone(), letter));
            say("250 taken")?;
        } else if command.starts_with("QUIT") {
            return say("221 bye");
        } else {
            say("250 ok")?;
        }
    }
    Some(())
}

fn ask(o: &TestOffice, key: &str, to: &str) -> Enqueued {
    let mail = Mail {
        key,
        to,
        subject: "政策摘要：三条新政策",
        body_text: "一、甲\n二、乙",
        body_html: "<p>一、甲</p>",
        headers: &[("List-Id", "digest.hall.example.cn")],
        unsubscribe: "https://hall.example.cn/subscriptions/unsubscribe?token=AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_AbCdEfGhIjKlMnOpQrStUvWxYz",
        ..Mail::default()
    };
    o.office.db.write(|tx| enqueue(tx, &o.system(), mail)).unwrap()
}

fn now(o: &TestOffice) -> post::Figures {
    o.office.db.read(|tx| figures(tx).map_err(Error::<Never>::from)).unwrap()
}

fn suspended(o: &TestOffice, to: &str) -> bool {
    o.office.db.read(|tx| is_suspended(tx, &o.system(), to).map_err(Error::<Never>::from)).unwrap()
}

#[test]
fn a_mail_goes_out_once_with_the_headers_of_a_subscription() {
    on_both(|o| {
        let server = Server::start(Mood::Accepts);
        assert!(matches!(ask(o, "a", "li@example.cn"), Enqueued::Waiting(_)));
        assert_eq!(ask(o, "a", "li@example.cn"), Enqueued::Before);
        // No mail server is configured: it waits, and the desk sees it.
        assert_eq!((now(o).waiting, now(o).sent), (1, 0));
        let config = server.config().with_site("tax", "税务 <tax@hall.example.cn>").unwrap();
        let other =
            Mail { key: "b", site: "tax", to: "wang@example.cn", subject: "x", body_text: "y", ..Mail::default() };
        o.office.db.write(|tx| enqueue(tx, &o.system(), other)).unwrap();
        let report = deliver_due(&o.office, &config).unwrap();
        assert_eq!((report.sent, report.stopped), (2, None));
        assert_eq!(deliver_due(&o.office, &config).unwrap().sent, 0);
        let taken = server.taken();
        assert_eq!(taken.len(), 2);
        let (to, letter) = &taken[0];
        let unfolded = letter.replace("\n ", " ");
        assert_eq!(to, "li@example.cn");
        for line in [
            "List-Unsubscribe: <https://hall.example.cn/subscriptions/unsubscribe?token=AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_AbCdEfGhIjKlMnOpQrStUvWxYz>",
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
            "Auto-Submitted: auto-generated",
            "List-Id: digest.hall.example.cn",
            "multipart/alternative",
        ] {
            assert!(unfolded.contains(line), "{line} in {unfolded}");
        }
        assert!(letter.contains("Message-ID: <") && letter.contains("@hall.example.cn>"));
        assert!(letter.contains("Mon, 02 Mar 2026 01:00:00 +0000"), "the office's clock: {letter}");
        assert!(taken[1].1.contains("<tax@hall.example.cn>") && !taken[1].1.contains("List-Unsubscribe"));
        assert_eq!(now(o), post::Figures { sent: 2, ..Default::default() });
        o.ledger_is_good();
    });
}

#[test]
fn a_server_that_says_later_is_asked_again_and_again() {
    on_both(|o| {
        let server = Server::start(Mood::TryLater);
        ask(o, "a", "li@example.cn");
        assert_eq!(deliver_due(&o.office, &server.config()).unwrap().later, 1);
        // Not before its time.
        assert_eq!(deliver_due(&o.office, &server.config()).unwrap().later, 0);
        let trouble = o.office.db.read(|tx| list_troubles(tx, None, 10).map_err(Error::<Never>::from)).unwrap();
        assert_eq!((trouble.len(), trouble[0].attempts, trouble[0].state), (1, 1, State::Waiting));
        assert!(
            trouble[0].last_error.contains("451") && !trouble[0].last_error.contains("li@"),
            "{}",
            trouble[0].last_error
        );
        server.is(Mood::Accepts);
        o.turn_to("2026-03-02T09:02:00");
        assert_eq!(deliver_due(&o.office, &server.config()).unwrap().sent, 1);
        assert!(!suspended(o, "li@example.cn"));
        // One that is never taken is given up, and can be tried again.
        server.is(Mood::TryLater);
        ask(o, "b", "li@example.cn");
        for day in 3..20 {
            o.turn_to(&format!("2026-03-{day:02}T09:00:00"));
            deliver_due(&o.office, &server.config()).unwrap();
        }
        assert_eq!((now(o).waiting, now(o).failed), (0, 1));
        let failed = o.office.db.read(|tx| list_troubles(tx, None, 10).map_err(Error::<Never>::from)).unwrap();
        assert_eq!((failed[0].state, failed[0].attempts), (State::Failed, 12));
        server.is(Mood::Accepts);
        let id = failed[0].id;
        assert!(o.office.db.write(|tx| post::try_again(tx, &o.system(), id).map_err(Error::<Never>::from)).unwrap());
        assert_eq!(deliver_due(&o.office, &server.config()).unwrap().sent, 1);
        // Settled mail is forgotten after thirty days.
        o.turn_to("2026-05-01T09:00:00");
        assert_eq!(
            o.office.db.write(|tx| post::clear_settled(tx, &o.system(), 100).map_err(Error::<Never>::from)).unwrap(),
            2
        );
    });
}

#[test]
fn an_address_that_is_not_there_is_suspended() {
    on_both(|o| {
        let server = Server::start(Mood::KnowsNotGone);
        for (key, to) in [("a", "gone@example.cn"), ("b", "li@example.cn"), ("c", "Gone@Example.cn")] {
            ask(o, key, to);
        }
        let report = deliver_due(&o.office, &server.config()).unwrap();
        // The second mail to the same address is not even tried.
        assert_eq!((report.sent, report.bounced), (1, 1));
        assert!(suspended(o, " GONE@example.cn") && !suspended(o, "li@example.cn"));
        assert_eq!(ask(o, "d", "gone@example.cn"), Enqueued::Suspended);
        assert_eq!((now(o).bounced, now(o).suspended, now(o).waiting), (2, 1, 0));
        let notes = o.office.db.read(|tx| kernel::journal::list_latest(tx, None, 5).map_err(Error::<Never>::from));
        o.ledger_is_good();
        assert!(!format!("{:?}", notes.unwrap()).contains("gone@"));
        // Its owner confirms it.
        assert!(
            o.office
                .db
                .write(|tx| post::lift_suspension(tx, &o.system(), "gone@example.cn").map_err(Error::<Never>::from))
                .unwrap()
        );
        assert!(matches!(ask(o, "e", "gone@example.cn"), Enqueued::Waiting(_)));
        // A bounce that a mailbox reported later.
        o.office
            .db
            .write(|tx| {
                post::record_bounce(tx, &o.system(), "gone@example.cn", "5.1.1 <gone@example.cn> no")
                    .map_err(Error::<Never>::from)
            })
            .unwrap();
        assert_eq!((now(o).waiting, suspended(o, "gone@example.cn")), (0, true));
    });
}

#[test]
fn a_server_that_refuses_us_blames_no_address() {
    on_both(|o| {
        let server = Server::start(Mood::RefusesUs);
        ask(o, "a", "li@example.cn");
        let report = deliver_due(&o.office, &server.config()).unwrap();
        assert_eq!((report.sent, report.bounced, report.later), (0, 0, 1));
        assert!(!suspended(o, "li@example.cn"));
        // Nobody listens at all: the run ends after a few, the rest is not touched.
        for n in 0..6 {
            ask(o, &format!("n{n}"), "li@example.cn");
        }
        let nobody = SmtpConfig::parse("smtp://127.0.0.1:1?tls=off", "a@hall.example.cn").unwrap();
        let report = deliver_due(&o.office, &nobody).unwrap();
        assert_eq!(report.later, 3);
        assert!(report.stopped.is_some());
        assert_eq!(now(o).waiting, 7);
    });
}

#[test]
fn a_server_that_hangs_up_gets_the_same_message_again() {
    on_both(|o| {
        let server = Server::start(Mood::HangsUp);
        ask(o, "a", "li@example.cn");
        assert_eq!(deliver_due(&o.office, &server.config()).unwrap().later, 1);
        server.is(Mood::Accepts);
        o.turn_to("2026-03-02T10:00:00");
        assert_eq!(deliver_due(&o.office, &server.config()).unwrap().sent, 1);
        assert_eq!(server.taken().len(), 1);
    });
}

#[test]
fn two_nodes_never_send_one_mail_twice() {
    on_both(|o| {
        let server = Server::start(Mood::Slow);
        for n in 0..20 {
            ask(o, &format!("n{n}"), &format!("p{n}@example.cn"));
        }
        let config = server.config();
        let sent: usize = std::thread::scope(|s| {
            let nodes: Vec<_> = (0..3).map(|_| s.spawn(|| deliver_due(&o.office, &config).unwrap().sent)).collect();
            nodes.into_iter().map(|n| n.join().unwrap()).sum()
        });
        assert_eq!(sent, 20, "{}", o.engine());
        let mut to: Vec<String> = server.taken().into_iter().map(|t| t.0).collect();
        to.sort();
        to.dedup();
        assert_eq!((to.len(), server.taken().len()), (20, 20), "{}", o.engine());
    });
}

#[test]
fn what_no_mail_can_carry_is_refused() {
    on_both(|o| {
        let good = Mail { key: "k", to: "li@example.cn", subject: "s", body_text: "t", ..Mail::default() };
        for (mail, why) in [
            (Mail { to: "nobody", ..good }, Refused::BadAddress),
            (Mail { to: "a@b.cn\r\nBcc: x@y.cn", ..good }, Refused::BadAddress),
            (Mail { to: "", ..good }, Refused::BadAddress),
            (Mail { subject: "a\r\nBcc: x@y.cn", ..good }, Refused::BadSubject),
            (Mail { subject: " ", ..good }, Refused::BadSubject),
            (Mail { body_text: "\n", ..good }, Refused::NoText),
            (Mail { headers: &[("From", "x@y.cn")], ..good }, Refused::BadHeader),
            (Mail { headers: &[("X-A", "a\nb: c")], ..good }, Refused::BadHeader),
            (Mail { headers: &[("X A", "a")], ..good }, Refused::BadHeader),
            (Mail { unsubscribe: "javascript:x", ..good }, Refused::BadLink),
            (Mail { unsubscribe: "https://a.cn/>\r\nX: y", ..good }, Refused::BadLink),
        ] {
            let answer = o.office.db.write(|tx| enqueue(tx, &o.system(), mail));
            assert!(matches!(&answer, Err(Error::Refused(r)) if *r == why), "{mail:?}: {answer:?}");
        }
        assert_eq!(now(o).waiting, 0);
        // What is kept does not show whom it is for.
        ask(o, "a", "secret-person@example.cn");
        let rows = o
            .office
            .db
            .read(|tx| {
                tx.rows("SELECT key, site, recipient_hash, last_error FROM mail_queue ORDER BY id", kernel::params![])
                    .map_err(Error::<Never>::from)
            })
            .unwrap();
        assert!(!format!("{:?}", rows[0].get::<String>("recipient_hash").unwrap()).contains("secret"));
        let letter: Vec<u8> = o
            .office
            .db
            .read(|tx| {
                tx.row("SELECT letter FROM mail_queue ORDER BY id", kernel::params![]).map_err(Error::<Never>::from)
            })
            .unwrap()
            .unwrap()
            .get("letter")
            .unwrap();
        assert!(!String::from_utf8_lossy(&letter).contains("secret-person"));
        assert!(
            o.office
                .db
                .write(|tx| post::rotate_fields(tx, &o.system(), "", 10).map_err(Error::<Never>::from))
                .unwrap()
                .is_some()
        );
    });
}
