//! Which mailbox is read, and how.

use crate::config::decoded;
use jiff::civil::Date;
use seal::Zeroizing;
use std::{collections::BTreeMap, fmt, net::IpAddr, path::PathBuf};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Safety {
    /// TLS from the first byte: `imaps://`.
    Whole,
    /// STARTTLS, or the password is not said.
    Upgraded,
    /// Neither: only to this machine itself.
    Off,
}

/// Which mailbox is read, and how. Its password shows nowhere.
#[derive(Clone)]
pub struct ImapConfig {
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) user: String,
    pub(crate) password: Zeroizing<String>,
    pub(crate) folder: String,
    pub(crate) safety: Safety,
    /// Folder into which recorded messages are moved; `None`: they stay and are marked as read.
    pub(crate) done: Option<String>,
    /// The authserv-id whose Authentication-Results are believed; empty: nobody's.
    pub(crate) trusted: String,
    /// Messages that arrived before this day are not looked at.
    pub(crate) since: Option<Date>,
    /// A file of certificates that are trusted besides the public ones.
    pub(crate) authorities: Option<PathBuf>,
}

impl fmt::Debug for ImapConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ImapConfig({}:{}/{}, {:?})", self.host, self.port, self.folder, self.safety)
    }
}

impl ImapConfig {
    /// Reads `imaps://user@host:port/folder` (TLS) or `imap://…` (STARTTLS, or nothing is read). User and folder are
    /// percent-encoded, an @ within the user may stand as it is; without a folder it is INBOX. Ports: 993, 143.
    ///
    /// `?trusted=mx.example.gov.cn` names the server whose Authentication-Results are believed, `done=Recorded` the folder
    /// into which recorded messages are moved, `since=2026-11-01` the day before which messages are not looked at (for a
    /// mailbox that is already full), `tls=off` plain talk, which only this machine itself is allowed.
    ///
    /// # Errors
    /// What is wrong, in English, without the address itself.
    pub fn parse(address: &str, password: &str) -> Result<ImapConfig, String> {
        let (scheme, rest) = address.trim().split_once("://").ok_or("it does not begin with imap:// or imaps://")?;
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (user, place) = rest.rsplit_once('@').ok_or("there is no user before the @")?;
        if user.contains(':') {
            return Err("the password does not belong into the address".into());
        }
        let (place, folder) = place.split_once('/').unwrap_or((place, ""));
        let (host, port) = match place.rsplit_once(':') {
            Some((host, port)) if !port.is_empty() && !host.ends_with(':') && !port.ends_with(']') => {
                (host, Some(port.parse::<u16>().map_err(|_| "the port is not a number")?))
            }
            _ => (place, None),
        };
        let host = host.trim_matches(['[', ']']);
        let is_host = |c: char| c.is_ascii_alphanumeric() || "-._:".contains(c);
        if host.is_empty() || !host.chars().all(is_host) {
            return Err("the host is missing or not one".into());
        }
        let mut options = BTreeMap::new();
        for pair in query.split('&').filter(|p| !p.is_empty()) {
            let (name, value) = pair.split_once('=').ok_or("an option has no value")?;
            options.insert(name, decoded(value)?);
        }
        let safety = match (scheme, options.remove("tls").as_deref()) {
            ("imaps", None) => Safety::Whole,
            ("imap", None) => Safety::Upgraded,
            ("imap", Some("off")) if is_this_machine(host) => Safety::Off,
            ("imap", Some("off")) => return Err("tls=off is only for a server on this machine".into()),
            ("imap" | "imaps", Some(_)) => return Err("tls is off or not said".into()),
            _ => return Err("it does not begin with imap:// or imaps://".into()),
        };
        let user = decoded(user)?;
        let folder = decoded(folder.trim_end_matches('/'))?;
        let done = options.remove("done").filter(|d| !d.is_empty());
        let trusted = options.remove("trusted").unwrap_or_default();
        let since = options.remove("since").map(|d| d.parse::<Date>().map_err(|_| "since is not a day")).transpose()?;
        if let Some(name) = options.keys().next() {
            return Err(format!("there is no option {name}"));
        }
        let said = [&user, &folder, &trusted, done.as_ref().unwrap_or(&user)];
        if user.is_empty()
            || said.iter().any(|s| s.chars().any(char::is_control))
            || password.contains(['\r', '\n', '\0'])
        {
            return Err("user, folder or password cannot be said to a server".into());
        }
        let folder = if folder.is_empty() { "INBOX".to_owned() } else { folder };
        if done.as_ref() == Some(&folder) {
            return Err("recorded messages cannot be moved to where they are".into());
        }
        Ok(ImapConfig {
            host: host.to_owned(),
            port: port.unwrap_or(if safety == Safety::Whole { 993 } else { 143 }),
            user,
            password: Zeroizing::new(password.to_owned()),
            folder,
            safety,
            done,
            trusted,
            since,
            authorities: None,
        })
    }

    /// The configuration of this process: `MINGTING_IMAP` (the address), `MINGTING_IMAP_PASSWORD_FILE` (a file that holds
    /// nothing but the password) or `MINGTING_IMAP_PASSWORD`, and `MINGTING_IMAP_AUTHORITIES` (a file of further trusted
    /// certificates, PEM). `None`: no mailbox is read.
    ///
    /// # Errors
    /// As [`ImapConfig::parse`], and a password that is not there.
    pub fn from_env() -> Result<Option<ImapConfig>, String> {
        let Some(address) = std::env::var("MINGTING_IMAP").ok().filter(|a| !a.trim().is_empty()) else {
            return Ok(None);
        };
        let password = match std::env::var("MINGTING_IMAP_PASSWORD_FILE") {
            Ok(file) => Zeroizing::new(
                std::fs::read_to_string(&file)
                    .map_err(|e| format!("MINGTING_IMAP_PASSWORD_FILE cannot be read: {e}"))?,
            ),
            Err(_) => Zeroizing::new(
                std::env::var("MINGTING_IMAP_PASSWORD")
                    .map_err(|_| "MINGTING_IMAP is set and MINGTING_IMAP_PASSWORD_FILE is not")?,
            ),
        };
        let config = ImapConfig::parse(&address, password.trim_end_matches(['\r', '\n']))
            .map_err(|why| format!("MINGTING_IMAP: {why}"))?;
        Ok(Some(match std::env::var("MINGTING_IMAP_AUTHORITIES") {
            Ok(file) if !file.is_empty() => config.with_authorities(PathBuf::from(file)),
            _ => config,
        }))
    }

    /// The same with a file of certificates (PEM) that are trusted besides the public ones: an office's own authority.
    pub fn with_authorities(mut self, file: PathBuf) -> ImapConfig {
        self.authorities = Some(file);
        self
    }

    /// The mailbox's name in the database: server, user and folder, without the password.
    pub fn name(&self) -> String {
        format!("{}:{}/{}/{}", self.host, self.port, self.user, self.folder)
    }
}

fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_mailboxes() {
        let read = |address: &str| ImapConfig::parse(address, "geheim");
        for (address, name, safety) in [
            ("imaps://office@mail.example.cn", "mail.example.cn:993/office/INBOX", Safety::Whole),
            ("imap://office@mail.example.cn/", "mail.example.cn:143/office/INBOX", Safety::Upgraded),
            (
                "imaps://gongkai@example.gov.cn@mail.example.cn:1993/%E6%94%B6/%E4%BB%B6",
                "mail.example.cn:1993/gongkai@example.gov.cn/收/件",
                Safety::Whole,
            ),
            ("imap://a%40b.cn@127.0.0.1:1143?tls=off", "127.0.0.1:1143/a@b.cn/INBOX", Safety::Off),
            ("imap://a@[::1]?tls=off", "::1:143/a/INBOX", Safety::Off),
        ] {
            let config = read(address).unwrap();
            assert_eq!((config.name().as_str(), config.safety), (name, safety), "{address}");
        }
        let all = read("imaps://a@h.cn/X?trusted=mx.h.cn&done=%E5%B7%B2&since=2026-11-01").unwrap();
        assert_eq!((all.trusted.as_str(), all.done.as_deref()), ("mx.h.cn", Some("已")));
        assert_eq!(all.since, Some(jiff::civil::date(2026, 11, 1)));
        for bad in [
            "mail.example.cn",
            "imaps://mail.example.cn",
            "imaps://a:b@mail.example.cn",
            "smtp://a@h.cn",
            "imaps://a@",
            "imaps://@h.cn",
            "imaps://a@h.cn:x",
            "imap://a@h.cn?tls=off",
            "imaps://a@127.0.0.1?tls=off",
            "imaps://a@h.cn?since=gestern",
            "imaps://a@h.cn?what=ever",
            "imaps://a@h.cn/INBOX?done=INBOX",
            "imaps://a%0d@h.cn",
        ] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_password_shows_nowhere() {
        let config = ImapConfig::parse("imaps://user@h.cn", "geheim").unwrap();
        assert!(!format!("{config:?} {}", config.name()).contains("geheim"));
        assert!(!ImapConfig::parse("imaps://user:geheim@h.cn", "").unwrap_err().contains("geheim"));
    }
}
