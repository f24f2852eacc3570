//! Asks ClamAV's daemon whether bytes hold something known to be harmful.
//!
//! Called wherever files come in: mail, uploads, exchange. It speaks the INSTREAM command over a unix socket or TCP and
//! keeps nothing. What could not be looked at is [`Verdict::NotScanned`] with the reason, never clean: whoever asks
//! decides what that means. Never call it inside a transaction: it waits for another process.
//!
//! The daemon must be told `AlertExceedsMax yes`: by default it calls clean what is beyond its own limits of depth and size.
//!
//! The protocol is spoken here and not by a library, since the daemon's early answer to a stream that is too long must
//! be read although writing already failed, and since every step needs its limit of time.

use std::{
    fmt,
    io::{self, Read, Write},
    net::{TcpStream, ToSocketAddrs},
    os::unix::net::UnixStream,
    path::PathBuf,
    time::Duration,
};

/// How long the daemon may keep us waiting for one step: taking a piece, or answering.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long it may take to be reached.
const REACHING: Duration = Duration::from_secs(5);
/// Bytes of one piece of a stream.
const PIECE: usize = 64 << 10;
/// No honest answer is longer.
const LONGEST_ANSWER: u64 = 4 << 10;

/// What the scanner says of some bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Looked at to the end; nothing known was found.
    Clean,
    /// Something harmful was found; its name in the scanner's words.
    Found(String),
    /// Nobody looked at it to the end.
    NotScanned(Reason),
}

impl Verdict {
    /// Whether it was looked at and nothing was found.
    pub fn is_clean(&self) -> bool {
        *self == Verdict::Clean
    }
}

/// Why bytes were not scanned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// This hall was given no scanner.
    NoScanner,
    /// More than the scanner takes (`StreamMaxLength`).
    TooLarge,
    /// The scanner could not be reached, hung up, or took too long; the system's words.
    Away(String),
    /// The scanner answered that it could not; its words.
    Failed(String),
}

impl Reason {
    /// The one word of this reason, for a row or a language file.
    pub fn as_str(&self) -> &'static str {
        match self {
            Reason::NoScanner => "no-scanner",
            Reason::TooLarge => "too-large",
            Reason::Away(_) => "away",
            Reason::Failed(_) => "failed",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::NoScanner => f.write_str("no scanner is configured"),
            Reason::TooLarge => f.write_str("too large"),
            Reason::Away(why) | Reason::Failed(why) => f.write_str(why),
        }
    }
}

#[derive(Clone, Debug)]
enum Place {
    Socket(PathBuf),
    Network(String),
}

/// Where files are scanned, or that they are not.
#[derive(Clone, Debug, Default)]
pub struct Scanner {
    place: Option<Place>,
}

impl Scanner {
    /// No scanner: everything is [`Reason::NoScanner`].
    pub fn none() -> Scanner {
        Scanner::default()
    }

    /// Reads `unix:/run/clamav/clamd.ctl`, a path that begins with `/`, `tcp://host:port` or `host:port`; nothing: none.
    ///
    /// # Errors
    /// What is wrong, in English.
    pub fn parse(address: &str) -> Result<Scanner, String> {
        let address = address.trim();
        if address.is_empty() {
            return Ok(Scanner::none());
        }
        let path = address.strip_prefix("unix:").unwrap_or(address);
        if path.starts_with('/') {
            return Ok(Scanner { place: Some(Place::Socket(PathBuf::from(path))) });
        }
        let place = address.strip_prefix("tcp://").unwrap_or(address).trim_end_matches('/');
        match place.rsplit_once(':') {
            Some((host, port)) if !host.is_empty() && port.parse::<u16>().is_ok() => {
                Ok(Scanner { place: Some(Place::Network(place.to_owned())) })
            }
            _ => Err("it is neither a path of a socket nor host:port".into()),
        }
    }

    /// The scanner of this process: `MINGTING_CLAMD`. Not set: none.
    ///
    /// # Errors
    /// As [`Scanner::parse`].
    pub fn from_env() -> Result<Scanner, String> {
        Scanner::parse(&std::env::var("MINGTING_CLAMD").unwrap_or_default())
    }

    /// Whether there is one to ask.
    pub fn is_configured(&self) -> bool {
        self.place.is_some()
    }

    /// The scanner's own version and that of its signatures (`ClamAV 1.4.6/27500/…`): whether it is there.
    ///
    /// # Errors
    /// Why it could not be asked.
    pub fn version(&self) -> Result<String, Reason> {
        let Some(place) = &self.place else { return Err(Reason::NoScanner) };
        let ask = || {
            let mut line = place.reach()?;
            line.write_all(b"zVERSION\0")?;
            line.flush()?;
            answer(&mut line)
        };
        ask().map_err(|e| Reason::Away(e.to_string()))
    }

    /// Looks at these bytes.
    pub fn scan(&self, bytes: &[u8]) -> Verdict {
        self.scan_stream(bytes)
    }

    /// Looks at whatever is read, piece by piece.
    pub fn scan_stream(&self, from: impl Read) -> Verdict {
        let Some(place) = &self.place else { return Verdict::NotScanned(Reason::NoScanner) };
        match place.reach().and_then(|mut line| stream(&mut line, from)) {
            Ok(said) => understood(&said),
            Err(e) => Verdict::NotScanned(Reason::Away(e.to_string())),
        }
    }
}

trait Line: Read + Write {}
impl<T: Read + Write> Line for T {}

impl Place {
    fn reach(&self) -> io::Result<Box<dyn Line>> {
        Ok(match self {
            Place::Socket(path) => {
                let line = UnixStream::connect(path)?;
                line.set_read_timeout(Some(PATIENCE))?;
                line.set_write_timeout(Some(PATIENCE))?;
                Box::new(line)
            }
            Place::Network(address) => {
                let mut last = io::Error::new(io::ErrorKind::NotFound, "the host has no address");
                for at in address.to_socket_addrs()? {
                    match TcpStream::connect_timeout(&at, REACHING) {
                        Ok(line) => {
                            line.set_read_timeout(Some(PATIENCE))?;
                            line.set_write_timeout(Some(PATIENCE))?;
                            line.set_nodelay(true)?;
                            return Ok(Box::new(line));
                        }
                        Err(e) => last = e,
                    }
                }
                return Err(last);
            }
        })
    }
}

/// Sends everything and returns the daemon's answer. When the daemon stops taking it, its answer says why.
fn stream(line: &mut dyn Line, mut from: impl Read) -> io::Result<String> {
    let mut send = || -> io::Result<Result<(), io::Error>> {
        if let Err(e) = line.write_all(b"zINSTREAM\0") {
            return Ok(Err(e));
        }
        let mut piece = vec![0; PIECE];
        loop {
            // What cannot be read is our fault; what cannot be written may be the daemon's answer.
            let n = match from.read(&mut piece) {
                Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                other => other?,
            };
            let length = u32::try_from(n).map_err(io::Error::other)?.to_be_bytes();
            let sent = line.write_all(&length).and_then(|()| line.write_all(&piece[..n]));
            if sent.is_err() || n == 0 {
                return Ok(sent.and_then(|()| line.flush()));
            }
        }
    };
    match send()? {
        Ok(()) => answer(line),
        Err(stopped) => answer(line).map_err(|_| stopped),
    }
}

fn answer(line: &mut dyn Line) -> io::Result<String> {
    let mut said = Vec::new();
    let mut byte = [0];
    while (said.len() as u64) < LONGEST_ANSWER {
        match line.read(&mut byte) {
            Ok(0) => break,
            Ok(_) if byte[0] == 0 => break,
            Ok(_) => said.push(byte[0]),
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            // A connection that was cut after the answer still gave the answer.
            Err(e) if said.is_empty() => return Err(e),
            Err(_) => break,
        }
    }
    if said.is_empty() {
        return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the scanner hung up without an answer"));
    }
    Ok(String::from_utf8_lossy(&said).trim().to_owned())
}

/// `stream: OK`, `stream: NAME FOUND`, `… ERROR`. Anything else is not clean.
fn understood(said: &str) -> Verdict {
    if said == "stream: OK" {
        return Verdict::Clean;
    }
    if let Some(name) = said.strip_suffix(" FOUND") {
        let name = name.strip_prefix("stream: ").unwrap_or(name);
        // Exceeding one of the scanner's limits is no finding: what lies behind the limit was not read.
        if name.starts_with("Heuristics.Limits.Exceeded") {
            return Verdict::NotScanned(Reason::TooLarge);
        }
        let clean: String = name.chars().filter(|c| !c.is_control()).take(200).collect();
        return Verdict::Found(clean);
    }
    tracing::warn!(said, "the virus scanner could not look at a file");
    if said.contains("size limit exceeded") {
        return Verdict::NotScanned(Reason::TooLarge);
    }
    Verdict::NotScanned(Reason::Failed(said.chars().filter(|c| !c.is_control()).take(200).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_and_what_they_mean() {
        let not = |why| Verdict::NotScanned(why);
        for (said, verdict) in [
            ("stream: OK", Verdict::Clean),
            ("stream: Eicar-Test-Signature FOUND", Verdict::Found("Eicar-Test-Signature".into())),
            ("stream: OK.Evil FOUND", Verdict::Found("OK.Evil".into())),
            ("INSTREAM size limit exceeded. ERROR", not(Reason::TooLarge)),
            ("stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND", not(Reason::TooLarge)),
            ("stream: OK but", not(Reason::Failed("stream: OK but".into()))),
            ("UNKNOWN COMMAND", not(Reason::Failed("UNKNOWN COMMAND".into()))),
        ] {
            assert_eq!(understood(said), verdict, "{said}");
        }
    }

    #[test]
    fn addresses() {
        for good in ["", "/run/clamd.ctl", "unix:/run/clamd.ctl", "tcp://127.0.0.1:3310", "clam.example.cn:3310"] {
            assert_eq!(Scanner::parse(good).unwrap().is_configured(), !good.is_empty(), "{good}");
        }
        for bad in ["clamd", "clamd:", ":3310", "tcp://x:99999", "unix:clamd"] {
            assert!(Scanner::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn without_a_scanner_nothing_is_clean() {
        assert_eq!(Scanner::none().scan(b"x"), Verdict::NotScanned(Reason::NoScanner));
        let away = Scanner::parse("/nowhere/clamd.ctl").unwrap().scan(b"x");
        assert!(matches!(away, Verdict::NotScanned(Reason::Away(_))), "{away:?}");
    }

    /// Hangs up before anything was read, or answers before it took everything.
    #[test]
    fn a_scanner_that_hangs_up_is_not_believed() {
        for (says, verdict) in [
            (&b""[..], None),
            (&b"INSTREAM size limit exceeded. ERROR\0"[..], Some(Verdict::NotScanned(Reason::TooLarge))),
        ] {
            let dir = tempfile::tempdir().unwrap();
            let path = dir.path().join("s");
            let listener = std::os::unix::net::UnixListener::bind(&path).unwrap();
            let server = std::thread::spawn(move || {
                let (mut line, _) = listener.accept().unwrap();
                let mut some = [0; 20];
                line.read_exact(&mut some).unwrap();
                line.write_all(says).unwrap();
            });
            let said = Scanner::parse(path.to_str().unwrap()).unwrap().scan(&vec![b'x'; 8 << 20]);
            server.join().unwrap();
            match verdict {
                Some(v) => assert_eq!(said, v),
                None => assert!(matches!(said, Verdict::NotScanned(Reason::Away(_))), "{said:?}"),
            }
        }
    }
}
