//! Who asks the network: one trait, so that rules and tests need none, and the one implementation that does ask.

mod handshake;
mod reach;

use crate::{guard::is_private, rules};
use jiff::Timestamp;
use kernel::words;
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};
use ureq::unversioned::{
    resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver},
    transport::{DefaultConnector, NextTimeout},
};
use ureq::{Agent, config::Config, http::Uri};

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Address {
    /// A page of a site of ours: host and path.
    Own {
        /// The site's host.
        host: String,
        /// The path, beginning with `/`.
        path: String,
    },
    /// A page elsewhere, as it stands in the text.
    Outside(String),
}

words! {
    /// What came of it.
    pub enum Outcome {
        /// It opened in time.
        Opened = "opened",
        /// It opened too late.
        Slow = "slow",
        /// It did not open: no connection, an error of the server.
        Failed = "failed",
        /// There is no such page.
        Gone = "gone",
        /// It leads inside and was not asked.
        Refused = "refused",
    }
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What came of it.
    pub outcome: Outcome,
    /// How long it took, in milliseconds.
    pub took_ms: i64,
    /// The status, or why there is none.
    pub detail: String,
}

/// What is known about the certificate of a host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Certificate {
    /// The hall is reached over plain HTTP here.
    Plain,
    /// Valid until then.
    Until(Timestamp),
    /// It could not be read, or the connection was not trusted.
    Untrusted(String),
    /// Nobody looked.
    Unknown,
}

words! {
    /// Whether a host is reached over IPv6.
    pub enum Ipv6 {
        /// It answers.
        Reachable = "reachable",
        /// Its name has no such address.
        NoAddress = "no-address",
        /// Its name has one, and nobody answers there.
        Unreachable = "unreachable",
        /// Nobody could look: this machine has no way there itself.
        Unknown = "unknown",
    }
}

/// Asks the network.
pub trait Prober: Send + Sync {
    /// Opens a page.
    fn open(&self, address: &Address) -> Answer;

    /// Looks at the certificate of one of our hosts.
    fn certificate(&self, host: &str) -> Certificate;

    /// Looks whether one of our hosts is reached over IPv6.
    fn ipv6(&self, _host: &str) -> Ipv6 {
        Ipv6::Unknown
    }
}

/// Keeps to addresses outside, whatever a name resolves to and wherever a redirect leads.
#[derive(Debug, Default)]
struct OutsideOnly(DefaultResolver);

impl Resolver for OutsideOnly {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.0.resolve(uri, config, timeout)?;
        if found.iter().any(|a| is_private(a.ip())) {
            return Err(ureq::Error::Io(std::io::Error::new(std::io::ErrorKind::PermissionDenied, "inside")));
        }
        Ok(found)
    }
}

/// Leads every host of ours to the address the hall listens on, where one is named.
#[derive(Debug, Default)]
struct OwnHosts {
    listens: Option<std::net::SocketAddr>,
    inner: DefaultResolver,
}

impl Resolver for OwnHosts {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        match self.listens {
            Some(address) => {
                let mut out = self.empty();
                out.push(address);
                Ok(out)
            }
            None => self.inner.resolve(uri, config, timeout),
        }
    }
}

/// Asks the real network. Own pages are asked over the hall's public scheme and port, outside pages with a pause
/// between two questions to the same host.
pub struct NetworkProber {
    own: Agent,
    outside: Agent,
    scheme: String,
    port: Option<u16>,
    /// Our hosts are asked at this machine's own address: what the world reaches is not known here.
    is_local: bool,
    last_asked: Mutex<HashMap<String, Instant>>,
}

/// The pause between two questions to the same neighbour.
const PAUSE: Duration = Duration::from_millis(1000);

fn config(seconds: u64) -> Config {
    Agent::config_builder()
        .timeout_global(Some(Duration::from_secs(seconds)))
        .http_status_as_error(false)
        .max_redirects(5)
        .max_redirects_will_error(false)
        .user_agent("mingting-monitor")
        .proxy(None)
        .build()
}

impl NetworkProber {
    /// A prober for the hall at `public_url`; `listens` is where this node itself listens: over plain HTTP the
    /// sites are asked there, since on such a machine their hosts may have no address of their own.
    pub fn new(public_url: &str, listens: Option<std::net::SocketAddr>) -> NetworkProber {
        let (scheme, rest) = public_url.split_once("://").unwrap_or(("https", public_url));
        // Behind a proxy that speaks TLS the visitors come through it, and so must a visit that counts as theirs.
        let listens = listens.filter(|_| scheme == "http");
        let port = rest.split('/').next().and_then(|h| h.rsplit_once(':')).and_then(|(_, p)| p.parse().ok());
        let seconds = rules().access.seconds;
        NetworkProber {
            own: Agent::with_parts(
                config(seconds),
                DefaultConnector::default(),
                OwnHosts { listens, ..OwnHosts::default() },
            ),
            outside: Agent::with_parts(config(seconds), DefaultConnector::default(), OutsideOnly::default()),
            scheme: scheme.to_owned(),
            port,
            is_local: listens.is_some(),
            last_asked: Mutex::default(),
        }
    }

    /// Waits until `host` may be asked again.
    fn wait(&self, host: &str) {
        let since = {
            let mut last = self.last_asked.lock().unwrap_or_else(PoisonError::into_inner);
            last.insert(host.to_owned(), Instant::now())
        };
        if let Some(left) = since.and_then(|at| PAUSE.checked_sub(at.elapsed())) {
            std::thread::sleep(left);
        }
    }

    fn ask(&self, agent: &Agent, url: &str) -> Answer {
        let began = Instant::now();
        let result = agent.get(url).call();
        let took_ms = i64::try_from(began.elapsed().as_millis()).unwrap_or(i64::MAX);
        let slow = took_ms >= i64::try_from(rules().access.seconds * 1000).unwrap_or(i64::MAX);
        let (outcome, detail) = match result {
            Ok(answer) => {
                let status = answer.status().as_u16();
                let outcome = match status {
                    404 | 410 => Outcome::Gone,
                    500.. => Outcome::Failed,
                    _ if slow => Outcome::Slow,
                    _ => Outcome::Opened,
                };
                (outcome, status.to_string())
            }
            Err(ureq::Error::Io(e)) if e.kind() == std::io::ErrorKind::PermissionDenied => {
                (Outcome::Refused, e.to_string())
            }
            Err(ureq::Error::HostNotFound) => (Outcome::Gone, "host not found".into()),
            Err(ureq::Error::Timeout(_)) => (Outcome::Slow, "timeout".into()),
            Err(e) => (Outcome::Failed, e.to_string().chars().take(120).collect()),
        };
        Answer { outcome, took_ms, detail }
    }
}

impl Prober for NetworkProber {
    fn open(&self, address: &Address) -> Answer {
        match address {
            Address::Own { host, path } => {
                let port = self.port.map_or_else(String::new, |p| format!(":{p}"));
                self.ask(&self.own, &format!("{}://{host}{port}{path}", self.scheme))
            }
            Address::Outside(url) => {
                let url = if url.starts_with("//") { format!("https:{url}") } else { url.clone() };
                let Ok(uri) = url.parse::<Uri>() else {
                    return Answer { outcome: Outcome::Gone, took_ms: 0, detail: "no address".into() };
                };
                self.wait(uri.host().unwrap_or_default());
                self.ask(&self.outside, &url)
            }
        }
    }

    fn certificate(&self, host: &str) -> Certificate {
        if self.scheme == "http" {
            return Certificate::Plain;
        }
        let limit = Duration::from_secs(rules().access.seconds);
        handshake::certificate(host, self.port.unwrap_or(443), &handshake::usual_roots(), limit)
    }

    fn ipv6(&self, host: &str) -> Ipv6 {
        if self.is_local {
            return Ipv6::Unknown;
        }
        let usual = if self.scheme == "http" { 80 } else { 443 };
        reach::over_ipv6(host, self.port.unwrap_or(usual), Duration::from_secs(rules().access.seconds))
    }
}
