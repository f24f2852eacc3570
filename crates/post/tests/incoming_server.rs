//! Servers that talk strangely, hang up, or are not who they should be: a few lines of IMAP that do as the story says.

#![allow(clippy::unwrap_used)]

use kernel::{Error, Never};
use post::incoming::{FetchReport, ImapConfig, State, Taken, fetch_due, list_incoming, list_unfetched};
use std::{
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};
use testkit::{TestOffice, on_both};

#[derive(Clone, Copy, PartialEq)]
enum Mood {
    /// Answers that nobody asked for, and some that nobody understands.
    Talkative,
    /// Hangs up in the middle of the second message.
    HangsUpOverTwo,
    /// Says no to the second message.
    RefusesTwo,
    /// Announces a message without end.
    Endless,
    /// Speaks on after STARTTLS, in the open.
    Injects,
    /// Offers no STARTTLS.
    OnlyPlain,
    /// Gives its messages no lasting numbers.
    NoNumbers,
    /// Knows how to remove one message alone, but not how to move it.
    Removes,
}

struct Server {
    port: u16,
    mood: Arc<Mutex<Mood>>,
    heard: Arc<Mutex<Vec<String>>>,
    stop: Arc<AtomicBool>,
}

impl Server {
    fn start(mood: Mood) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = Server {
            port: listener.local_addr().unwrap().port(),
            mood: Arc::new(Mutex::new(mood)),
            heard: Arc::default(),
            stop: Arc::default(),
        };
        let (mood, heard, stop) = (server.mood.clone(), server.heard.clone(), server.stop.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if stop.load(Ordering::SeqCst) {
                    return;
                }
                let mood = *mood.lock().unwrap();
                talk(stream.unwrap(), mood, &heard);
            }
        });
        server
    }

    fn is(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    fn fetch(&self, o: &TestOffice, query: &str) -> FetchReport {
        let config = ImapConfig::parse(&format!("imap://a@127.0.0.1:{}/INBOX{query}", self.port), "geheim").unwrap();
        fetch_due(&o.office, &config, &|_, _, incoming| Ok(Taken::As(incoming.id))).unwrap()
    }

    fn heard_the_password(&self) -> bool {
        use base64::{Engine as _, engine::general_purpose::STANDARD};
        let said = STANDARD.encode("\0a\0geheim");
        self.heard.lock().unwrap().iter().any(|l| l.contains("geheim") || l.contains(&said))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

fn message(n: u32) -> String {
    format!("From: p{n}@example.cn\r\nMessage-ID: <{n}@example.cn>\r\n\r\nletter {n}\r\n")
}

fn talk(stream: TcpStream, mood: Mood, heard: &Mutex<Vec<String>>) -> Option<()> {
    let mut out = stream.try_clone().ok()?;
    let mut say = |text: String| out.write_all(text.as_bytes()).ok();
    say("* OK ready\r\n".into())?;
    for line in BufReader::new(stream).lines() {
        let line = line.ok()?;
        heard.lock().unwrap().push(line.clone());
        let mut words = line.split(' ');
        let tag = words.next()?.to_owned();
        let rest = words.collect::<Vec<_>>().join(" ");
        let number = rest.split(' ').nth(2).and_then(|n| n.parse::<u32>().ok()).unwrap_or(0);
        if mood == Mood::Talkative {
            say("* XSTRANGE (1 {3}\r\n)\r\n \"x\")\r\n* 9 EXISTS\r\n* 1 FETCH (UID 77 FLAGS ())\r\n* OK [XODD 1 2] hm\r\n".into())?;
        }
        if rest == "CAPABILITY" {
            let more = match mood {
                Mood::OnlyPlain => "",
                Mood::Removes => " UIDPLUS",
                _ => " STARTTLS",
            };
            say(format!("* CAPABILITY IMAP4rev1{more}\r\n{tag} OK\r\n"))?;
        } else if rest == "STARTTLS" {
            say(format!("{tag} OK go on\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n"))?;
        } else if rest.starts_with("SELECT") {
            let validity = if mood == Mood::NoNumbers { "" } else { "* OK [UIDVALIDITY 7] ok\r\n" };
            say(format!("* 3 EXISTS\r\n{validity}{tag} OK [READ-WRITE] done\r\n"))?;
        } else if rest.starts_with("UID SEARCH") {
            say(format!("* SEARCH 1 2\r\n* SEARCH 3\r\n{tag} OK done\r\n"))?;
        } else if rest.contains("RFC822.SIZE") {
            if number == 2 && mood == Mood::RefusesTwo {
                say(format!("{tag} NO [SERVERBUG] it is broken\r\n"))?;
            } else {
                say(format!(
                    "* {number} FETCH (RFC822.SIZE {} UID {number} INTERNALDATE \" 2-Mar-2026 09:00:00 +0800\" FLAGS (\\Recent))\r\n{tag} OK done\r\n",
                    message(number).len()
                ))?;
            }
        } else if rest.contains("BODY.PEEK") {
            let text = message(number);
            if number == 2 && mood == Mood::Endless {
                say("* 2 FETCH (UID 2 BODY[] {99999999999}\r\nx".into())?;
            } else if number == 2 && mood == Mood::HangsUpOverTwo {
                return say(format!("* 2 FETCH (UID 2 BODY[] {{{}}}\r\n{}", text.len(), &text[..10]));
            } else {
                say(format!(
                    "* {number} FETCH (UID {number} BODY[] {{{}}}\r\n{text})\r\n{tag} OK done\r\n",
                    text.len()
                ))?;
            }
        } else if rest == "LOGOUT" {
            return say(format!("* BYE\r\n{tag} OK\r\n"));
        } else {
            say(format!("{tag} OK done\r\n"))?;
        }
    }
    Some(())
}

fn taken(o: &TestOffice) -> usize {
    let rows = o.office.db.read(|tx| list_incoming(tx, Some(State::Taken), None, 9).map_err(Error::<Never>::from));
    rows.unwrap().len()
}

#[test]
fn what_nobody_understands_is_passed_over() {
    on_both(|o| {
        let server = Server::start(Mood::Talkative);
        let report = server.fetch(o, "?tls=off");
        assert_eq!((report.taken, report.stopped.clone()), (3, None), "{report:?}");
        let heard = server.heard.lock().unwrap();
        assert_eq!(heard.iter().filter(|l| l.contains("STORE") && l.contains("\\Seen")).count(), 3, "{heard:?}");
        assert!(heard.iter().any(|l| l.ends_with("LOGIN \"a\" \"geheim\"")));
    });
}

#[test]
fn messages_are_moved_as_the_server_can() {
    let o = TestOffice::sqlite();
    let heard = |server: &Server, what: &str| server.heard.lock().unwrap().iter().filter(|l| l.contains(what)).count();
    let server = Server::start(Mood::Removes);
    assert_eq!(server.fetch(&o, "?tls=off&done=Done").taken, 3);
    assert_eq!((heard(&server, "UID COPY 2 \"Done\""), heard(&server, "UID EXPUNGE 2")), (1, 1));
    // Removing all that anybody marked would remove what is not ours.
    let server = Server::start(Mood::Talkative);
    assert_eq!(server.fetch(&o, "?tls=off&done=Done").recorded, 3);
    assert_eq!((heard(&server, "UID COPY"), heard(&server, "EXPUNGE"), heard(&server, "\\Seen")), (0, 0, 3));
}

#[test]
fn one_message_that_cannot_be_fetched_keeps_none_waiting() {
    for mood in [Mood::HangsUpOverTwo, Mood::RefusesTwo, Mood::Endless] {
        on_both(|o| {
            let server = Server::start(mood);
            for _ in 0..3 {
                server.fetch(o, "?tls=off");
            }
            assert_eq!(taken(o), 2, "the first and the third");
            let open = || o.office.db.read(|tx| list_unfetched(tx, 9).map_err(Error::<Never>::from)).unwrap();
            assert_eq!(open().iter().map(|u| (u.uid, u.attempts)).collect::<Vec<_>>(), [(2, 3)]);
            assert!(!open()[0].last_error.is_empty());
            server.is(Mood::Talkative);
            let report = server.fetch(o, "?tls=off");
            assert_eq!((report.taken, taken(o)), (1, 3), "{report:?}");
            assert!(open().is_empty());
        });
    }
}

#[test]
fn the_password_is_not_said_in_the_open() {
    let o = TestOffice::sqlite();
    for mood in [Mood::Injects, Mood::OnlyPlain, Mood::Talkative] {
        let server = Server::start(mood);
        let report = server.fetch(&o, "");
        let why = report.stopped.unwrap();
        let wanted = if mood == Mood::OnlyPlain { "no STARTTLS" } else { "before the line was protected" };
        assert!(why.contains(wanted), "{why}");
        assert!(!server.heard_the_password());
    }
    let server = Server::start(Mood::NoNumbers);
    assert!(server.fetch(&o, "?tls=off").stopped.unwrap().contains("lasting numbers"));
}
