//! Where mail is handed over, and in whose name.

use lettre::{
    SmtpTransport,
    message::Mailbox,
    transport::smtp::{
        authentication::Credentials,
        client::{Tls, TlsParameters},
    },
};
use std::{collections::BTreeMap, fmt, time::Duration};

/// How long one step of the talk with the mail server may take.
const PATIENCE: Duration = Duration::from_secs(25);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Safety {
    /// TLS from the first byte: `smtps://`.
    Whole,
    /// STARTTLS or nothing is sent.
    Required,
    /// STARTTLS where it is offered.
    Offered,
    /// Never: a relay on the same machine or network.
    Off,
}

/// Where mail is handed over, and in whose name. Its password shows nowhere.
#[derive(Clone)]
pub struct SmtpConfig {
    host: String,
    port: u16,
    user: Option<(String, String)>,
    safety: Safety,
    from: Mailbox,
    from_of_site: BTreeMap<String, Mailbox>,
    answers: Option<Answers>,
}

/// Where answers to our mail arrive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answers {
    /// The mailbox that is read: `gongkai@example.gov.cn`.
    pub mailbox: String,
    /// Whether its server also takes `gongkai+anything@example.gov.cn`; without, answers are recognised by their
    /// references alone.
    pub takes_subaddresses: bool,
}

impl Answers {
    /// Reads `gongkai+@example.gov.cn` (subaddresses arrive) or `gongkai@example.gov.cn` (they do not).
    ///
    /// # Errors
    /// When it is no address.
    pub fn parse(text: &str) -> Result<Answers, String> {
        let text = text.trim();
        let (local, domain) = text.rsplit_once('@').ok_or("the mailbox for answers is not an address")?;
        let (local, takes_subaddresses) = match local.strip_suffix('+') {
            Some(local) => (local, true),
            None => (local, false),
        };
        let mailbox = format!("{local}@{domain}");
        if !crate::is_address(&mailbox) || local.contains('+') {
            return Err("the mailbox for answers is not an address".into());
        }
        Ok(Answers { mailbox, takes_subaddresses })
    }
}

impl fmt::Debug for SmtpConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "SmtpConfig({}:{}, {:?}, user: {})",
            self.host,
            self.port,
            self.safety,
            if self.user.is_some() { "yes" } else { "no" }
        )
    }
}

impl SmtpConfig {
    /// Reads `smtp://user:password@host:port` or `smtps://…` and the sender (`名称 <a@b.cn>` or `a@b.cn`). User and
    /// password are percent-encoded. `smtp://` takes STARTTLS where it is offered; with a password it insists on it.
    /// `?tls=required`, `?tls=offered` and `?tls=off` say otherwise. Ports: 25 (587 with a password), 465 for `smtps`.
    ///
    /// # Errors
    /// What is wrong, in English, without the address itself.
    pub fn parse(url: &str, from: &str) -> Result<SmtpConfig, String> {
        let (scheme, rest) = url.trim().split_once("://").ok_or("it does not begin with smtp:// or smtps://")?;
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let rest = rest.trim_end_matches('/');
        let (user, place) = match rest.rsplit_once('@') {
            None => (None, rest),
            Some((user, place)) => {
                let (name, password) = user.split_once(':').ok_or("there is a user and no password")?;
                (Some((decoded(name)?, decoded(password)?)), place)
            }
        };
        let (host, port) = match place.rsplit_once(':') {
            Some((host, port)) if !port.is_empty() && !host.ends_with(':') && !port.ends_with(']') => {
                (host, Some(port.parse::<u16>().map_err(|_| "the port is not a number")?))
            }
            _ => (place, None),
        };
        let is_host = |c: char| c.is_ascii_alphanumeric() || "-._[]:".contains(c);
        if host.is_empty() || !host.chars().all(is_host) {
            return Err("the host is missing or not one".into());
        }
        let safety = match (scheme, query) {
            ("smtps", "") => Safety::Whole,
            ("smtp", "") if user.is_some() => Safety::Required,
            ("smtp", "" | "tls=offered") => Safety::Offered,
            ("smtp", "tls=required") => Safety::Required,
            ("smtp", "tls=off") => Safety::Off,
            ("smtp" | "smtps", _) => return Err("only ?tls=required, ?tls=offered and ?tls=off are known".into()),
            _ => return Err("it does not begin with smtp:// or smtps://".into()),
        };
        let usual = match safety {
            Safety::Whole => 465,
            _ if user.is_some() => 587,
            _ => 25,
        };
        let from = mailbox(from)?;
        Ok(SmtpConfig {
            host: host.to_owned(),
            port: port.unwrap_or(usual),
            user,
            safety,
            from,
            from_of_site: BTreeMap::new(),
            answers: None,
        })
    }

    /// The configuration of this process: `MINGTING_SMTP` and `MINGTING_MAIL_FROM`, and `MINGTING_MAIL_ANSWERS` where
    /// answers are read ([`Answers::parse`]). `None`: mail waits.
    ///
    /// # Errors
    /// As [`SmtpConfig::parse`].
    pub fn from_env() -> Result<Option<SmtpConfig>, String> {
        match (std::env::var("MINGTING_SMTP"), std::env::var("MINGTING_MAIL_FROM")) {
            (Ok(url), _) if url.trim().is_empty() => Ok(None),
            (Ok(url), Ok(from)) => {
                let config = SmtpConfig::parse(&url, &from)?;
                match std::env::var("MINGTING_MAIL_ANSWERS") {
                    Ok(answers) if !answers.trim().is_empty() => {
                        Ok(Some(config.with_answers(Answers::parse(&answers)?)))
                    }
                    _ => Ok(Some(config)),
                }
            }
            (Ok(_), Err(_)) => Err("MINGTING_SMTP is set and MINGTING_MAIL_FROM is not".into()),
            (Err(_), _) => Ok(None),
        }
    }

    /// The same with another sender for one site.
    ///
    /// # Errors
    /// When it is not an address.
    pub fn with_site(mut self, site: &str, from: &str) -> Result<SmtpConfig, String> {
        self.from_of_site.insert(site.to_owned(), mailbox(from)?);
        Ok(self)
    }

    /// The same where answers are read.
    pub fn with_answers(mut self, answers: Answers) -> SmtpConfig {
        self.answers = Some(answers);
        self
    }

    pub(crate) fn answers(&self) -> Option<&Answers> {
        self.answers.as_ref()
    }

    pub(crate) fn sender(&self, site: &str) -> &Mailbox {
        self.from_of_site.get(site).unwrap_or(&self.from)
    }

    pub(crate) fn transport(&self) -> Result<SmtpTransport, String> {
        let parameters = || TlsParameters::new(self.host.clone()).map_err(|e| e.to_string());
        let tls = match self.safety {
            Safety::Whole => Tls::Wrapper(parameters()?),
            Safety::Required => Tls::Required(parameters()?),
            Safety::Offered => Tls::Opportunistic(parameters()?),
            Safety::Off => Tls::None,
        };
        let mut builder =
            SmtpTransport::builder_dangerous(self.host.clone()).port(self.port).tls(tls).timeout(Some(PATIENCE));
        if let Some((user, password)) = &self.user {
            builder = builder.credentials(Credentials::new(user.clone(), password.clone()));
        }
        Ok(builder.build())
    }
}

fn mailbox(text: &str) -> Result<Mailbox, String> {
    text.trim().parse().map_err(|_| "the sender is not an address".to_owned())
}

pub(crate) fn decoded(text: &str) -> Result<String, String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digit = |b: Option<u8>| b.and_then(|b| char::from(b).to_digit(16));
        let (Some(high), Some(low)) = (digit(rest.next()), digit(rest.next())) else {
            return Err("user or password is not percent-encoded".into());
        };
        bytes.push(u8::try_from(high * 16 + low).unwrap_or(0));
    }
    String::from_utf8(bytes).map_err(|_| "user or password is not UTF-8".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_servers() {
        let read = |url: &str| SmtpConfig::parse(url, "便民服务 <no-reply@example.gov.cn>");
        for (url, host, port, safety) in [
            ("smtp://mail.example.cn", "mail.example.cn", 25, Safety::Offered),
            ("smtp://mail.example.cn:2525/", "mail.example.cn", 2525, Safety::Offered),
            ("smtp://u:p@mail.example.cn", "mail.example.cn", 587, Safety::Required),
            ("smtp://u:p%40%3a@mail.example.cn:25?tls=off", "mail.example.cn", 25, Safety::Off),
            ("smtps://u:p@mail.example.cn", "mail.example.cn", 465, Safety::Whole),
            ("smtp://127.0.0.1:1025?tls=off", "127.0.0.1", 1025, Safety::Off),
        ] {
            let config = read(url).unwrap();
            assert_eq!((config.host.as_str(), config.port, config.safety), (host, port, safety), "{url}");
        }
        assert_eq!(read("smtp://u:p%40%3a@h.cn").unwrap().user.unwrap().1, "p@:");
        for bad in [
            "mail.example.cn",
            "http://x",
            "smtp://",
            "smtp://u@h.cn",
            "smtp://h.cn:x",
            "smtp://h cn",
            "smtp://h.cn?tls=maybe",
            "smtp://u:%zz@h.cn",
        ] {
            assert!(read(bad).is_err(), "{bad}");
        }
        assert!(SmtpConfig::parse("smtp://h.cn", "nobody").is_err());
    }

    #[test]
    fn where_answers_go() {
        let read = |text: &str| Answers::parse(text).map(|a| (a.mailbox, a.takes_subaddresses));
        assert_eq!(read("gongkai+@h.example.cn").unwrap(), ("gongkai@h.example.cn".into(), true));
        assert_eq!(read(" gongkai@h.example.cn ").unwrap(), ("gongkai@h.example.cn".into(), false));
        for bad in ["gongkai", "+@h.example.cn", "a+b@h.example.cn", "a b@h.example.cn"] {
            assert!(Answers::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_password_shows_nowhere() {
        let config = SmtpConfig::parse("smtps://user:geheim@h.cn", "a@b.cn").unwrap();
        assert!(!format!("{config:?}").contains("geheim"));
        let why = SmtpConfig::parse("smtps://user:geheim@h.cn:port", "a@b.cn").unwrap_err();
        assert!(!why.contains("geheim"));
    }
}
