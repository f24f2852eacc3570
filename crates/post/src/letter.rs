//! What a mail says, checked when it is asked for and written out when it is sent.

use crate::Refused;
use jiff::Timestamp;
use kernel::Id;
use lettre::{
    Address, Message,
    message::{
        Attachment, Mailbox, MultiPart, SinglePart,
        header::{ContentType, HeaderName, HeaderValue},
    },
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A mail that is asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Mail<'a> {
    /// Makes asking twice harmless: `digest:<subscription>:<day>`. Never personal data.
    pub key: &'a str,
    /// Key of the site in whose name it is sent; empty for the hall.
    pub site: &'a str,
    /// The address.
    pub to: &'a str,
    /// The subject.
    pub subject: &'a str,
    /// The text.
    pub body_text: &'a str,
    /// The same as HTML; empty: text alone.
    pub body_html: &'a str,
    /// Further headers, such as `List-Id`.
    pub headers: &'a [(&'a str, &'a str)],
    /// Address that unsubscribes on POST without asking again (RFC 8058); empty for mail that is no subscription.
    pub unsubscribe: &'a str,
    /// Where answers go; empty: to the address of `thread` where the hall reads mail, otherwise to the sender.
    pub reply_to: &'a str,
    /// The Message-ID that this answers, without angle brackets; empty for mail that answers none. One that no header can
    /// carry, since a sender may write anything, is left out.
    pub in_reply_to: &'a str,
    /// Whether a person wrote it; mailboxes do not answer what no person wrote (RFC 3834).
    pub auto: Auto,
    /// What an answer to this mail concerns: a purpose (`disclosure`) and an id; `None`: answers are expected by nobody.
    pub thread: Option<(&'a str, Id)>,
    /// Files that go with it, by their digest in the object store.
    pub enclosures: &'a [Enclosure<'a>],
}

/// Whether a person wrote a mail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Auto {
    /// The hall wrote it by itself.
    #[default]
    Generated,
    /// The hall wrote it by itself in answer to a mail: a receipt.
    Replied,
    /// Somebody in office wrote it.
    No,
}

/// A file that goes with a mail.
#[derive(Clone, Copy, Debug)]
pub struct Enclosure<'a> {
    /// Name under which it arrives.
    pub name: &'a str,
    /// Digest in the object store.
    pub digest: &'a str,
    /// Type, such as `application/pdf`.
    pub media_type: &'a str,
    /// Bytes.
    pub size: u64,
}

/// What is kept encrypted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Letter {
    pub to: String,
    pub subject: String,
    pub body_text: String,
    pub body_html: String,
    pub headers: BTreeMap<String, String>,
    pub unsubscribe: String,
    // Letters that waited when these were added have none of them.
    #[serde(default)]
    pub reply_to: String,
    #[serde(default)]
    pub in_reply_to: String,
    #[serde(default)]
    pub auto: Auto,
    #[serde(default)]
    pub thread: Option<(String, Id)>,
    #[serde(default)]
    pub enclosures: Vec<Enclosed>,
}

/// An [`Enclosure`] as it is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Enclosed {
    pub name: String,
    pub digest: String,
    pub media_type: String,
}

/// Subject, text and HTML together.
const MOST_BYTES: usize = 4 << 20;
/// All files of a mail together; what servers still take once it is written in Base64.
pub const MOST_ENCLOSED: u64 = 25 << 20;
/// The header by which the hall knows its own mail when it comes back.
pub(crate) const OURS: &str = "X-Mingting-Mail";
/// Headers that the hall sets itself.
const OWN: [&str; 20] = [
    "from",
    "to",
    "cc",
    "bcc",
    "sender",
    "reply-to",
    "subject",
    "date",
    "message-id",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
    "return-path",
    "received",
    "auto-submitted",
    "list-unsubscribe",
    "list-unsubscribe-post",
    "in-reply-to",
    "references",
    "x-mingting-mail",
];

/// Whether mail can be sent to this address.
pub fn is_address(text: &str) -> bool {
    let text = text.trim();
    text.len() <= 254 && text.parse::<Address>().is_ok_and(|a| a.domain().contains('.') || a.domain() == "localhost")
}

/// One spelling of an address, for finding it again.
pub(crate) fn normal(address: &str) -> String {
    address.trim().to_lowercase()
}

pub(crate) fn checked(mail: &Mail<'_>) -> Result<Letter, Refused> {
    if !is_address(mail.to) {
        return Err(Refused::BadAddress);
    }
    let subject = mail.subject.trim();
    if subject.is_empty() || subject.chars().any(char::is_control) || subject.chars().count() > 200 {
        return Err(Refused::BadSubject);
    }
    if mail.body_text.trim().is_empty() {
        return Err(Refused::NoText);
    }
    if mail.body_text.len() + mail.body_html.len() > MOST_BYTES {
        return Err(Refused::TooLong);
    }
    let is_name = |n: &str| !n.is_empty() && n.len() <= 60 && n.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    let fits = |(name, value): &(&str, &str)| {
        is_name(name)
            && !OWN.contains(&name.to_ascii_lowercase().as_str())
            && value.len() <= 900
            && !value.chars().any(char::is_control)
    };
    if !mail.headers.iter().all(fits) {
        return Err(Refused::BadHeader);
    }
    let link = mail.unsubscribe.trim();
    let is_link = (link.starts_with("https://") || link.starts_with("http://")) && link.len() <= 900;
    if !link.is_empty()
        && (!is_link
            || link.contains(|c: char| c.is_control() || c.is_whitespace() || "<>,".contains(c) || !c.is_ascii()))
    {
        return Err(Refused::BadLink);
    }
    if !mail.reply_to.is_empty() && !is_address(mail.reply_to) {
        return Err(Refused::BadAddress);
    }
    if mail.thread.is_some_and(|(purpose, _)| !is_purpose(purpose)) {
        return Err(Refused::BadHeader);
    }
    if mail.enclosures.iter().map(|e| e.size).sum::<u64>() > MOST_ENCLOSED {
        return Err(Refused::TooLong);
    }
    let is_file = |e: &Enclosure<'_>| !e.name.is_empty() && ContentType::parse(e.media_type).is_ok();
    if !mail.enclosures.iter().all(is_file) {
        return Err(Refused::BadFile);
    }
    Ok(Letter {
        to: mail.to.trim().to_owned(),
        subject: subject.to_owned(),
        body_text: mail.body_text.to_owned(),
        body_html: mail.body_html.to_owned(),
        headers: mail.headers.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect(),
        unsubscribe: link.to_owned(),
        reply_to: mail.reply_to.trim().to_owned(),
        in_reply_to: answered(mail.in_reply_to),
        auto: mail.auto,
        thread: mail.thread.map(|(purpose, id)| (purpose.to_owned(), id)),
        enclosures: mail
            .enclosures
            .iter()
            .map(|e| Enclosed {
                name: e.name.chars().filter(|c| !c.is_control()).take(150).collect(),
                digest: e.digest.to_owned(),
                media_type: e.media_type.to_owned(),
            })
            .collect(),
    })
}

fn answered(id: &str) -> String {
    let fits = id.len() <= 900 && id.is_ascii() && !id.contains(|c: char| c.is_control() || " <>".contains(c));
    if fits { id.to_owned() } else { String::new() }
}

/// Whether this can be the purpose of a thread: short, since it stands in an address.
pub(crate) fn is_purpose(text: &str) -> bool {
    (1..=12).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
}

/// The message as it goes out. Its Message-ID is the same at every attempt. `reply_to` is where answers go when the
/// letter itself does not say; `files` are the bytes of its enclosures, in their order.
pub(crate) fn message(
    letter: &Letter,
    id: Id,
    from: &Mailbox,
    reply_to: Option<String>,
    files: Vec<Vec<u8>>,
    at: Timestamp,
) -> Result<Message, String> {
    let to: Address = letter.to.parse().map_err(|_| "the address is not one".to_owned())?;
    let mut message = Message::builder()
        .from(from.clone())
        .to(Mailbox::new(None, to))
        .subject(&letter.subject)
        .date(at.into())
        .message_id(Some(format!("<{id}@{}>", from.email.domain())))
        .raw_header(raw(OURS, &id.to_string())?);
    match letter.auto {
        Auto::Generated => message = message.raw_header(raw("Auto-Submitted", "auto-generated")?),
        Auto::Replied => message = message.raw_header(raw("Auto-Submitted", "auto-replied")?),
        Auto::No => {}
    }
    let own = (!letter.reply_to.is_empty()).then(|| letter.reply_to.clone());
    if let Some(reply_to) = own.or(reply_to) {
        let address: Address = reply_to.parse().map_err(|_| "the address for answers is not one".to_owned())?;
        message = message.reply_to(Mailbox::new(from.name.clone(), address));
    }
    if !letter.in_reply_to.is_empty() {
        let before = format!("<{}>", letter.in_reply_to);
        message = message.in_reply_to(before.clone()).references(before);
    }
    if !letter.unsubscribe.is_empty() {
        message = message
            .raw_header(raw("List-Unsubscribe", &format!("<{}>", letter.unsubscribe))?)
            .raw_header(raw("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")?);
    }
    for (name, value) in &letter.headers {
        message = message.raw_header(raw(name, value)?);
    }
    let text = SinglePart::plain(letter.body_text.clone());
    let both = || MultiPart::alternative_plain_html(letter.body_text.clone(), letter.body_html.clone());
    let made = if files.is_empty() {
        if letter.body_html.is_empty() { message.singlepart(text) } else { message.multipart(both()) }
    } else {
        let whole = MultiPart::mixed();
        let mut whole = if letter.body_html.is_empty() { whole.singlepart(text) } else { whole.multipart(both()) };
        for (file, bytes) in letter.enclosures.iter().zip(files) {
            let kind = ContentType::parse(&file.media_type).map_err(|_| "a file's type is not one".to_owned())?;
            whole = whole.singlepart(Attachment::new(file.name.clone()).body(bytes, kind));
        }
        message.multipart(whole)
    };
    made.map_err(|e| scrubbed(&e.to_string()))
}

fn raw(name: &str, value: &str) -> Result<HeaderValue, String> {
    let name = HeaderName::new_from_ascii(name.to_owned()).map_err(|_| "a header's name is not one".to_owned())?;
    Ok(HeaderValue::new(name, value.to_owned()))
}

/// A mail server's word without the addresses in it, short, on one line.
pub(crate) fn scrubbed(text: &str) -> String {
    let mut out = String::new();
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(if word.contains('@') { "…" } else { word });
    }
    out.chars().filter(|c| !c.is_control()).take(300).collect()
}
