//! What is asked of a mail server, and what its answers say (RFC 3501, RFC 6851).

use super::config::{ImapConfig, Safety};
use super::wire::{Trouble, Wire, lost};
use crate::letter::scrubbed;
use imap_proto::{AttributeValue, Capability, MailboxDatum, Response, ResponseCode, Status};
use jiff::{Timestamp, civil::Date, fmt::strtime};
use std::collections::BTreeSet;

/// The command that opens a folder.
const OPEN: &str = "SELECT";

/// A signed-in talk with the folder open.
pub(crate) struct Session {
    wire: Wire,
    number: u32,
    able: BTreeSet<String>,
    /// The server's word for "numbers mean the same messages as before".
    pub validity: u32,
}

/// What is known of a message before it is fetched.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Look {
    pub bytes: u64,
    pub received_at: Option<Timestamp>,
}

impl Session {
    /// Signs in and opens the folder.
    pub(crate) fn open(config: &ImapConfig) -> Result<Session, Trouble> {
        let mut wire = Wire::reach(config)?;
        let greeting = wire.answer()?;
        if !greeting.starts_with(b"* OK") {
            return Err(lost(format!("the server does not greet: {}", shown(&greeting))));
        }
        let mut session = Session { wire, number: 0, able: BTreeSet::new(), validity: 0 };
        session.learn()?;
        if config.safety == Safety::Upgraded {
            if !session.able.contains("STARTTLS") {
                return Err(lost("the server offers no STARTTLS, and the password is not said in the open"));
            }
            session.ask("STARTTLS", &mut |_| {})?;
            session.wire = session.wire.wrapped(config)?;
            // What was said in the open counts no more.
            session.learn()?;
        }
        session.sign_in(config)?;
        session.learn()?;
        if session.able.contains("ID") {
            // Some large providers open no folder to a client without a name.
            let _ = session.ask("ID (\"name\" \"mingting\")", &mut |_| {});
        }
        let mut validity = None;
        session.ask(&format!("{OPEN} {}", quoted(&folder_name(&config.folder))), &mut |answer| {
            if let Response::Data { outcome, .. } = answer
                && let Some(ResponseCode::UidValidity(n)) = &outcome.code
            {
                validity = Some(*n);
            }
        })?;
        session.validity = validity.ok_or_else(|| lost("the server gives its messages no lasting numbers"))?;
        Ok(session)
    }

    fn learn(&mut self) -> Result<(), Trouble> {
        let mut able = BTreeSet::new();
        self.ask("CAPABILITY", &mut |answer| {
            if let Response::Capabilities(list) = answer {
                for one in list {
                    able.insert(match one {
                        Capability::Imap4rev1 => "IMAP4REV1".to_owned(),
                        Capability::Auth(how) => format!("AUTH={}", how.to_uppercase()),
                        Capability::Atom(name) => name.to_uppercase(),
                    });
                }
            }
        })?;
        self.able = able;
        Ok(())
    }

    fn sign_in(&mut self, config: &ImapConfig) -> Result<(), Trouble> {
        use base64::Engine as _;
        let password = config.password.as_str();
        let done = if self.able.contains("AUTH=PLAIN") {
            let said = base64::engine::general_purpose::STANDARD.encode(format!("\0{}\0{password}", config.user));
            let tag = self.tag();
            self.wire.say(format!("{tag} AUTHENTICATE PLAIN\r\n").as_bytes())?;
            self.end(&tag, Some(&said), &mut |_| {})
        } else if self.able.contains("LOGINDISABLED") {
            Err(lost("the server takes no password from us"))
        } else if !(config.user.is_ascii() && password.is_ascii()) {
            Err(lost("the server takes no user or password with letters beyond ASCII"))
        } else {
            self.ask(&format!("LOGIN {} {}", quoted(&config.user), quoted(password)), &mut |_| {})
        };
        // Whoever is not let in cannot ask for anything else.
        done.map_err(|e| match e {
            Trouble::No(why) => Trouble::Lost(format!("the server does not let us in: {why}")),
            lost => lost,
        })
    }

    /// The numbers of the messages from `from` on, in ascending order.
    pub(crate) fn numbers(&mut self, from: u32, since: Option<Date>) -> Result<Vec<u32>, Trouble> {
        let since = match since {
            Some(day) => format!(" SINCE {}", strtime::format("%-d-%b-%Y", day).map_err(lost)?),
            None => String::new(),
        };
        let mut found = BTreeSet::new();
        self.ask(&format!("UID SEARCH UID {from}:*{since}"), &mut |answer| {
            if let Response::MailboxData(MailboxDatum::Search(numbers)) = answer {
                // `*` is the last message even where it is smaller.
                found.extend(numbers.iter().copied().filter(|n| *n >= from));
            }
        })?;
        Ok(found.into_iter().collect())
    }

    /// Size and arrival of a message; `None`: it is gone.
    pub(crate) fn look(&mut self, number: u32) -> Result<Option<Look>, Trouble> {
        let mut found = None;
        self.fetch(number, "RFC822.SIZE INTERNALDATE", &mut |attributes| {
            let mut look = Look::default();
            for a in attributes {
                match a {
                    AttributeValue::Rfc822Size(n) => look.bytes = u64::from(*n),
                    AttributeValue::InternalDate(at) => look.received_at = instant(at),
                    _ => {}
                }
            }
            found = Some(look);
        })?;
        Ok(found)
    }

    /// The bytes of a message, or of its beginning; it is not marked as read by that. `None`: it is gone.
    pub(crate) fn bytes(&mut self, number: u32, most: Option<u64>) -> Result<Option<Vec<u8>>, Trouble> {
        let what = most.map_or_else(|| "BODY.PEEK[]".to_owned(), |n| format!("BODY.PEEK[]<0.{n}>"));
        let mut found = None;
        self.fetch(number, &what, &mut |attributes| {
            for a in attributes {
                if let AttributeValue::BodySection { section: None, data, .. } = a {
                    found = Some(data.as_deref().unwrap_or_default().to_vec());
                }
            }
        })?;
        Ok(found)
    }

    fn fetch(&mut self, number: u32, what: &str, each: &mut dyn FnMut(&[AttributeValue<'_>])) -> Result<(), Trouble> {
        self.ask(&format!("UID FETCH {number} (UID {what})"), &mut |answer| {
            // Others may change flags meanwhile; the server then tells of messages nobody asked for.
            if let Response::Fetch(_, attributes) = answer
                && attributes.contains(&AttributeValue::Uid(number))
            {
                each(attributes);
            }
        })
    }

    /// Marks a message as read, or moves it away. Doing it twice changes nothing more.
    pub(crate) fn put_away(&mut self, number: u32, done: Option<&str>) -> Result<(), Trouble> {
        let Some(done) = done else {
            return self.ask(&format!("UID STORE {number} +FLAGS.SILENT (\\Seen)"), &mut |_| {});
        };
        let folder = quoted(&folder_name(done));
        self.ask(&format!("UID STORE {number} +FLAGS.SILENT (\\Seen)"), &mut |_| {})?;
        if self.able.contains("MOVE") {
            return self.ask(&format!("UID MOVE {number} {folder}"), &mut |_| {});
        }
        // Without a way to remove one message alone, others that somebody marked for removal would go with it.
        if !self.able.contains("UIDPLUS") {
            return Ok(());
        }
        self.ask(&format!("UID COPY {number} {folder}"), &mut |_| {})?;
        self.ask(&format!("UID STORE {number} +FLAGS.SILENT (\\Deleted)"), &mut |_| {})?;
        self.ask(&format!("UID EXPUNGE {number}"), &mut |_| {})
    }

    /// Makes the folder where it is missing.
    pub(crate) fn make_folder(&mut self, name: &str) {
        let _ = self.ask(&format!("CREATE {}", quoted(&folder_name(name))), &mut |_| {});
    }

    /// Says good-bye; nobody waits for the answer.
    pub(crate) fn close(mut self) {
        let tag = self.tag();
        let _ = self.wire.say(format!("{tag} LOGOUT\r\n").as_bytes());
    }

    fn tag(&mut self) -> String {
        self.number += 1;
        format!("m{}", self.number)
    }

    fn ask(&mut self, command: &str, each: &mut dyn FnMut(&Response<'_>)) -> Result<(), Trouble> {
        let tag = self.tag();
        self.wire.say(format!("{tag} {command}\r\n").as_bytes())?;
        self.end(&tag, None, each)
    }

    /// Reads answers up to that of the command `tag`. `more` is what the server may still ask for.
    fn end(&mut self, tag: &str, more: Option<&str>, each: &mut dyn FnMut(&Response<'_>)) -> Result<(), Trouble> {
        let mut more = more;
        loop {
            let bytes = self.wire.answer()?;
            if let Some(rest) = bytes.strip_prefix(tag.as_bytes()).and_then(|b| b.strip_prefix(b" ")) {
                let said = shown(rest);
                let verdict = said.split(' ').next().unwrap_or_default().to_ascii_uppercase();
                return match verdict.as_str() {
                    "OK" => Ok(()),
                    "NO" | "BAD" => Err(Trouble::No(said)),
                    _ => Err(lost(format!("an answer without sense: {said}"))),
                };
            }
            if bytes.starts_with(b"+") {
                let Some(said) = more.take() else { return Err(lost("the server waits for more than there is")) };
                self.wire.say(format!("{said}\r\n").as_bytes())?;
                continue;
            }
            match Response::parse(&bytes) {
                Ok((_, Response::Data { status: Status::Bye, .. })) => {
                    return Err(lost(format!("the server hangs up: {}", shown(&bytes))));
                }
                Ok((_, answer)) => each(&answer),
                // Extensions that nobody asked for are no reason to stop listening.
                Err(_) => tracing::debug!(answer = shown(&bytes), "an answer of the mail server is not understood"),
            }
        }
    }
}

/// An answer for people: its first line, without addresses.
fn shown(answer: &[u8]) -> String {
    let line = answer.split(|b| *b == b'\r').next().unwrap_or_default();
    scrubbed(&String::from_utf8_lossy(&line[..line.len().min(400)]))
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// `17-Jul-2026 02:44:25 +0800`.
fn instant(text: &str) -> Option<Timestamp> {
    strtime::parse("%d-%b-%Y %H:%M:%S %z", text.trim()).ok()?.to_timestamp().ok()
}

/// A folder's name in the modified UTF-7 of RFC 3501 §5.1.3.
fn folder_name(name: &str) -> String {
    use base64::{
        Engine as _,
        alphabet::IMAP_MUTF7,
        engine::{GeneralPurpose, general_purpose::NO_PAD},
    };
    let engine = GeneralPurpose::new(&IMAP_MUTF7, NO_PAD);
    let (mut out, mut foreign) = (String::new(), Vec::new());
    let flush = |out: &mut String, foreign: &mut Vec<u8>| {
        if !foreign.is_empty() {
            out.push_str(&format!("&{}-", engine.encode(&*foreign)));
            foreign.clear();
        }
    };
    for letter in name.chars() {
        if (' '..='~').contains(&letter) {
            flush(&mut out, &mut foreign);
            out.push(letter);
            if letter == '&' {
                out.push('-');
            }
        } else {
            let mut units = [0; 2];
            for unit in letter.encode_utf16(&mut units) {
                foreign.extend(unit.to_be_bytes());
            }
        }
    }
    flush(&mut out, &mut foreign);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_folders() {
        for (name, wire) in [
            ("INBOX", "INBOX"),
            ("已办", "&XfJSng-"),
            ("A & B", "A &- B"),
            ("~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-"),
        ] {
            assert_eq!(folder_name(name), wire);
        }
        assert_eq!(quoted("a\"b\\c"), "\"a\\\"b\\\\c\"");
    }

    #[test]
    fn instants_of_servers() {
        for (text, at) in [
            ("17-Jul-2026 02:44:25 +0800", "2026-07-16T18:44:25Z"),
            (" 1-Mar-2026 00:00:00 +0000", "2026-03-01T00:00:00Z"),
        ] {
            assert_eq!(instant(text).unwrap().to_string(), at);
        }
        assert_eq!(instant("yesterday"), None);
    }
}
