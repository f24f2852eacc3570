//! From the bytes of a message to what it says. Pure: nothing is kept, asked or answered here.

use super::automatic::{Bounce, automatic, bounce};
use super::mime::{File, Found, Head, TooManyParts, split, values, walk};
use super::words::{file_name, line, plain};
use super::{Attachment, AuthResult, LeftOut, Letter, Sender, State, Why};
use mail_parser::{Address, Message};
use screen::file::{FileKind, kind_of};

/// A message with more bytes is recorded with what stands at its beginning; its attachments are left out.
pub const MOST_MESSAGE: u64 = 40 << 20;
/// An attachment with more bytes is left out of the letter; it stays in the raw message.
pub const MOST_ATTACHMENT: u64 = 30 << 20;
/// Most bytes of text that are taken over; the rest stays in the raw message.
const MOST_TEXT: usize = 512 << 10;
/// Most letters of a subject or a name.
const MOST_LINE: usize = 500;

/// Whether all of a message is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    Whole,
    /// Only its beginning was fetched, since it is larger than [`MOST_MESSAGE`].
    Beginning,
}

/// What was read.
pub(crate) struct Reading {
    pub letter: Letter,
    /// Bytes of the attachments that are not left out, in their order, to be put into the object store.
    pub files: Vec<Vec<u8>>,
    /// Why it is no person's letter.
    pub set_aside: Option<(State, Why)>,
    pub bounce: Option<Bounce>,
    /// Message-IDs it answers, the nearest first.
    pub answers: Vec<String>,
    /// Addresses it went to: where a signed address may stand.
    pub went_to: Vec<String>,
}

/// Reads a message. `trusted` is the authserv-id of the server that received it.
pub(crate) fn read(raw: &[u8], extent: Extent, trusted: &str) -> Reading {
    let (head, _) = split(raw);
    let mut reading = head_of(&head, trusted);
    let found = match walk(raw) {
        Ok(found) => found,
        Err(TooManyParts) => {
            reading.set_aside = Some((State::Trouble, Why::TooManyParts));
            return reading;
        }
    };
    if let Some(parsed) = head.parsed() {
        reading.bounce = bounce(&parsed, &found);
    }
    if reading.bounce.is_some() {
        reading.set_aside = Some((State::Bounce, Why::Bounce));
    }
    reading.letter.is_beginning = extent == Extent::Beginning;
    take_text(&found, &mut reading);
    for file in found.files {
        take_file(file, extent, &mut reading);
    }
    reading
}

fn head_of(head: &Head, trusted: &str) -> Reading {
    let mut reading = Reading {
        letter: Letter::default(),
        files: Vec::new(),
        set_aside: None,
        bounce: None,
        answers: Vec::new(),
        went_to: Vec::new(),
    };
    let Some(parsed) = head.parsed() else {
        reading.set_aside = Some((State::Trouble, Why::Unreadable));
        return reading;
    };
    let letter = &mut reading.letter;
    letter.message_id = line(parsed.message_id().unwrap_or_default(), MOST_LINE);
    letter.subject = line(parsed.subject().unwrap_or_default(), MOST_LINE);
    letter.from = sender(&parsed);
    for name in ["To", "Cc"] {
        for address in addresses(if name == "To" { parsed.to() } else { parsed.cc() }) {
            letter.to.push(address);
        }
    }
    letter.auth = AuthResult::read(values(&parsed, "Authentication-Results"), trusted);
    reading.went_to = letter.to.clone();
    for name in ["Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To"] {
        reading.went_to.extend(values(&parsed, name).into_iter().map(|v| v.trim_matches(['<', '>']).to_owned()));
    }
    let ids = |value: &mail_parser::HeaderValue<'_>| -> Vec<String> {
        value.as_text_list().unwrap_or_default().iter().map(|id| line(id, MOST_LINE)).collect()
    };
    reading.answers = ids(parsed.in_reply_to());
    reading.answers.extend(ids(parsed.references()).into_iter().rev().take(20));
    reading.set_aside = automatic(&parsed);
    if reading.letter.from.address.is_empty() && reading.set_aside.is_none() {
        reading.set_aside = Some((State::Trouble, Why::NoSender));
    }
    reading
}

fn sender(message: &Message<'_>) -> Sender {
    let Some((name, address)) = first(message.from()).or_else(|| first(message.sender())) else {
        return Sender::default();
    };
    let address = line(&address.unwrap_or_default(), 254);
    if !crate::is_address(&address) {
        return Sender::default();
    }
    Sender { address, name: line(&name.unwrap_or_default(), 200) }
}

/// Name and address of the first that has one.
fn first(of: Option<&Address<'_>>) -> Option<(Option<String>, Option<String>)> {
    let found = of?.iter().find(|a| a.address.is_some())?;
    Some((found.name.as_deref().map(str::to_owned), found.address.as_deref().map(str::to_owned)))
}

fn addresses(of: Option<&Address<'_>>) -> Vec<String> {
    of.map(|a| a.iter().filter_map(|a| a.address.as_deref()).map(|a| line(a, 254)).take(100).collect())
        .unwrap_or_default()
}

fn take_text(found: &Found, reading: &mut Reading) {
    let mut texts: Vec<String> = found.plain.iter().map(|t| t.trim().to_owned()).collect();
    for html in &found.html {
        let text = plain(&screen::html::to_text(html)).trim().to_owned();
        if text.is_empty() && !html.trim().is_empty() {
            // A page that cannot be read as text is kept for a person to open.
            keep("message.html", html.as_bytes().to_vec(), false, Extent::Whole, reading);
        }
        texts.push(text);
    }
    texts.retain(|t| !t.is_empty());
    let mut text = texts.join("\n\n");
    if text.len() > MOST_TEXT {
        let mut end = MOST_TEXT;
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        text.truncate(end);
        reading.letter.is_text_cut = true;
    }
    reading.letter.text = text;
}

fn take_file(file: File, extent: Extent, reading: &mut Reading) {
    let name = match file_name(&file.name) {
        name if !name.is_empty() => name,
        _ => match file.kind.as_str() {
            "message/rfc822" | "message/global" => "message.eml".into(),
            "text/calendar" => "invitation.ics".into(),
            "application/ms-tnef" => "winmail.dat".into(),
            _ => format!("file-{}", reading.letter.attachments.len() + 1),
        },
    };
    keep(&name, file.bytes, file.is_inline, extent, reading);
}

fn keep(name: &str, bytes: Vec<u8>, is_inline: bool, extent: Extent, reading: &mut Reading) {
    let left_out = if extent == Extent::Beginning {
        Some(LeftOut::MessageTooLarge)
    } else if bytes.len() as u64 > MOST_ATTACHMENT {
        Some(LeftOut::TooLarge)
    } else if bytes.is_empty() {
        Some(LeftOut::Empty)
    } else {
        None
    };
    // What was cut off cannot be told by its content.
    let kind = if left_out == Some(LeftOut::MessageTooLarge) { FileKind::Unknown } else { kind_of(&bytes) };
    reading.letter.attachments.push(Attachment {
        name: name.to_owned(),
        digest: None,
        size: bytes.len() as u64,
        kind,
        is_inline,
        left_out,
    });
    if left_out.is_none() {
        reading.files.push(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::{Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};

    #[test]
    fn what_is_too_large_is_left_out_and_the_rest_is_there() {
        let mut raw = b"From: a@example.cn\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\ntext\r\n--x\r\nContent-Type: application/octet-stream; name=big.bin\r\n\r\n".to_vec();
        raw.extend(std::iter::repeat_n(b'b', (MOST_ATTACHMENT + 1) as usize));
        raw.extend(b"\r\n--x\r\nContent-Type: application/pdf; name=small.pdf\r\n\r\n%PDF-1.7\r\n--x\r\nContent-Type: text/plain; name=empty.txt\r\n\r\n\r\n--x--\r\n");
        let reading = read(&raw, Extent::Whole, "");
        let seen: Vec<_> = reading.letter.attachments.iter().map(|a| (a.name.as_str(), a.left_out)).collect();
        let wanted = [("big.bin", Some(LeftOut::TooLarge)), ("small.pdf", None), ("empty.txt", Some(LeftOut::Empty))];
        assert_eq!(seen, wanted);
        assert_eq!((reading.letter.text.as_str(), reading.files), ("text", vec![b"%PDF-1.7".to_vec()]));
    }

    #[test]
    fn of_several_texts_each_is_said_once() {
        for (body, text, files) in [
            (
                "Content-Type: multipart/alternative; boundary=x\n\n--x\nContent-Type: text/html\n\n<p>html</p>\n--x\n\nplain\n--x--",
                "plain",
                0,
            ),
            (
                "Content-Type: multipart/alternative; boundary=x\n\n--x\n\n \n--x\nContent-Type: text/html\n\n<p>html</p>\n--x--",
                "html",
                0,
            ),
            (
                "Content-Type: multipart/mixed; boundary=x\n\n--x\n\none\n--x\n\ntwo\n--x\nContent-Disposition: attachment; filename=a.txt\n\nthree\n--x--",
                "one\n\ntwo",
                1,
            ),
            ("Content-Type: text/html\n\n<style>p{}</style><p>a<br>b</p><img src=x onerror=y>", "a\nb", 0),
        ] {
            let raw = format!("From: a@example.cn\n{body}");
            let reading = read(raw.as_bytes(), Extent::Whole, "");
            assert_eq!((reading.letter.text.as_str(), reading.letter.attachments.len()), (text, files), "{body}");
        }
        let long = format!("From: a@example.cn\n\n{}", "长".repeat(MOST_TEXT));
        let reading = read(long.as_bytes(), Extent::Whole, "");
        assert!(reading.letter.is_text_cut && reading.letter.text.len() <= MOST_TEXT);
    }

    /// Pieces of real messages in any order, with any bytes between them.
    fn heap() -> impl Strategy<Value = Vec<u8>> {
        let piece = prop_oneof![
            proptest::collection::vec(any::<u8>(), 0..40),
            proptest::sample::select(
                [
                    "From: a@example.cn\r\n",
                    "From: =?gbk?b?se0=?= =?gbk?q?=B1?= <",
                    "Content-Type: multipart/mixed; boundary=x\r\n\r\n",
                    "Content-Type: multipart/report; report-type=delivery-status; boundary=\"x\"\n",
                    "Content-Type: message/delivery-status\n\n",
                    "Content-Type: message/rfc822\n\n",
                    "Content-Type: text/html; charset=utf-7\n",
                    "Content-Disposition: attachment; filename*0*=GBK''%B1; filename*1=\"",
                    "Content-Transfer-Encoding: base64\n",
                    "Content-Transfer-Encoding: quoted-printable\n\n=",
                    "\r\n--x\r\n",
                    "\n--x--\n",
                    "\n\n",
                    "Authentication-Results: mx.cn (a\\",
                    "References: <a@b> <",
                    "Subject: =?utf-8?b?5pS=?=\n =?utf-8?b?",
                    "<p><table><![CDATA[",
                ]
                .map(|s| s.as_bytes().to_vec())
                .to_vec()
            ),
        ];
        proptest::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn nothing_that_is_sent_makes_the_reader_stumble(raw in heap()) {
            let reading = read(&raw, Extent::Whole, "mx.cn");
            let kept = reading.letter.attachments.iter().filter(|a| a.left_out.is_none()).count();
            prop_assert_eq!(kept, reading.files.len());
            prop_assert!(!reading.letter.text.contains(|c: char| c.is_control() && c != '\n' && c != '\t'));
            let lines = [&reading.letter.subject, &reading.letter.from.name, &reading.letter.from.address];
            prop_assert!(lines.iter().all(|l| !l.contains(char::is_control)));
            prop_assert!(reading.letter.attachments.iter().all(|a| !a.name.is_empty() && !a.name.contains(['/', '\\', '\0'])));
        }
    }
}
