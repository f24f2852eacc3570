//! What a mail says, checked when it is asked for and written out when it is sent.

use crate::Refused;
use jiff::Timestamp;
use kernel::Id;
use lettre::{
    Address, Message,
    message::{
        Mailbox, MultiPart, SinglePart,
        header::{HeaderName, HeaderValue},
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
}

/// Subject, text and HTML together.
const MOST_BYTES: usize = 4 << 20;
/// Headers that the hall sets itself.
const OWN: [&str; 17] = [
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
    Ok(Letter {
        to: mail.to.trim().to_owned(),
        subject: subject.to_owned(),
        body_text: mail.body_text.to_owned(),
        body_html: mail.body_html.to_owned(),
        headers: mail.headers.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect(),
        unsubscribe: link.to_owned(),
    })
}

/// The message as it goes out. Its Message-ID is the same at every attempt.
pub(crate) fn message(letter: &Letter, id: Id, from: &Mailbox, at: Timestamp) -> Result<Message, String> {
    let to: Address = letter.to.parse().map_err(|_| "the address is not one".to_owned())?;
    let mut message = Message::builder()
        .from(from.clone())
        .to(Mailbox::new(None, to))
        .subject(&letter.subject)
        .date(at.into())
        .message_id(Some(format!("<{id}@{}>", from.email.domain())))
        .raw_header(raw("Auto-Submitted", "auto-generated")?);
    if !letter.unsubscribe.is_empty() {
        message = message
            .raw_header(raw("List-Unsubscribe", &format!("<{}>", letter.unsubscribe))?)
            .raw_header(raw("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")?);
    }
    for (name, value) in &letter.headers {
        message = message.raw_header(raw(name, value)?);
    }
    let made = if letter.body_html.is_empty() {
        message.singlepart(SinglePart::plain(letter.body_text.clone()))
    } else {
        message.multipart(MultiPart::alternative_plain_html(letter.body_text.clone(), letter.body_html.clone()))
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
