//! The line to a mail server: TCP, TLS, and answers read to their end, literals included.

use super::config::{ImapConfig, Safety};
use rustls::{
    ClientConfig, ClientConnection, RootCertStore, StreamOwned,
    pki_types::{CertificateDer, ServerName, pem::PemObject},
};
use std::{
    io::{self, Read, Write},
    net::{TcpStream, ToSocketAddrs},
    sync::Arc,
    time::Duration,
};

/// How long the server may keep us waiting for the next bytes.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long it may take to be reached.
const REACHING: Duration = Duration::from_secs(10);
/// No line of an answer is longer, literals apart; a search of a full mailbox is long.
const LONGEST_LINE: usize = 4 << 20;
/// No literal is longer: a message of [`super::MOST_MESSAGE`] with room for a server that counts differently.
const LONGEST_LITERAL: usize = 48 << 20;

/// Why the talk went wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// The line is gone, or what comes over it makes no sense: nothing more can be asked.
    Lost(String),
    /// The server said no; the next question can be asked.
    No(String),
}

pub(crate) fn lost(why: impl ToString) -> Trouble {
    Trouble::Lost(why.to_string())
}

enum Stream {
    Plain(TcpStream),
    Tls(Box<StreamOwned<ClientConnection, TcpStream>>),
}

impl Stream {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self {
            Stream::Plain(s) => s.read(into),
            Stream::Tls(s) => s.read(into),
        }
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Stream::Plain(s) => s.write_all(bytes).and_then(|()| s.flush()),
            Stream::Tls(s) => s.write_all(bytes).and_then(|()| s.flush()),
        }
    }
}

/// An open line.
pub(crate) struct Wire {
    stream: Stream,
    /// What was received and not read yet, from `at` on.
    held: Vec<u8>,
    at: usize,
}

impl Wire {
    /// Reaches the server; with TLS from the first byte where the configuration says so.
    pub(crate) fn reach(config: &ImapConfig) -> Result<Wire, Trouble> {
        let mut last = "the host has no address".to_owned();
        for address in (config.host.as_str(), config.port).to_socket_addrs().map_err(lost)? {
            match TcpStream::connect_timeout(&address, REACHING) {
                Ok(line) => {
                    line.set_read_timeout(Some(PATIENCE)).map_err(lost)?;
                    line.set_write_timeout(Some(PATIENCE)).map_err(lost)?;
                    line.set_nodelay(true).map_err(lost)?;
                    let wire = Wire { stream: Stream::Plain(line), held: Vec::new(), at: 0 };
                    return if config.safety == Safety::Whole { wire.wrapped(config) } else { Ok(wire) };
                }
                Err(e) => last = e.to_string(),
            }
        }
        Err(Trouble::Lost(last))
    }

    /// The same line under TLS. What was received before and not asked for ends the talk: nobody may slip words in
    /// front of the protected part.
    pub(crate) fn wrapped(self, config: &ImapConfig) -> Result<Wire, Trouble> {
        let Stream::Plain(mut line) = self.stream else { return Err(lost("the line is already protected")) };
        if self.at < self.held.len() {
            return Err(lost("the server spoke before the line was protected"));
        }
        let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        if let Some(file) = &config.authorities {
            for certificate in CertificateDer::pem_file_iter(file).map_err(lost)? {
                roots.add(certificate.map_err(lost)?).map_err(lost)?;
            }
        }
        let tls = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(lost)?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let name = ServerName::try_from(config.host.clone()).map_err(lost)?;
        let mut talk = ClientConnection::new(Arc::new(tls), name).map_err(lost)?;
        // Before anything is said: a certificate that does not fit ends the talk here, with its reason.
        while talk.is_handshaking() {
            talk.complete_io(&mut line).map_err(lost)?;
        }
        let stream = Stream::Tls(Box::new(StreamOwned::new(talk, line)));
        Ok(Wire { stream, held: Vec::new(), at: 0 })
    }

    pub(crate) fn say(&mut self, bytes: &[u8]) -> Result<(), Trouble> {
        self.stream.write_all(bytes).map_err(lost)
    }

    /// The next answer to its end, with the literals in it.
    pub(crate) fn answer(&mut self) -> Result<Vec<u8>, Trouble> {
        let mut out = Vec::new();
        loop {
            let before = out.len();
            self.line(&mut out)?;
            let Some(length) = literal(&out[before..]) else { return Ok(out) };
            if length > LONGEST_LITERAL || out.len() + length > LONGEST_LITERAL + LONGEST_LINE {
                return Err(lost("the server sends more than was asked for"));
            }
            self.exactly(length, &mut out)?;
        }
    }

    fn line(&mut self, out: &mut Vec<u8>) -> Result<(), Trouble> {
        let mut read = 0;
        loop {
            let fresh = &self.held[self.at..];
            if let Some(end) = fresh.iter().position(|b| *b == b'\n') {
                out.extend_from_slice(&fresh[..=end]);
                self.at += end + 1;
                return Ok(());
            }
            read += fresh.len();
            out.extend_from_slice(fresh);
            if read > LONGEST_LINE {
                return Err(lost("a line without end"));
            }
            self.fill()?;
        }
    }

    fn exactly(&mut self, mut length: usize, out: &mut Vec<u8>) -> Result<(), Trouble> {
        out.reserve(length);
        while length > 0 {
            if self.at == self.held.len() {
                self.fill()?;
            }
            let n = length.min(self.held.len() - self.at);
            out.extend_from_slice(&self.held[self.at..self.at + n]);
            self.at += n;
            length -= n;
        }
        Ok(())
    }

    /// Takes what comes next in place of what was held, all of which must have been read.
    fn fill(&mut self) -> Result<(), Trouble> {
        self.at = 0;
        self.held.resize(32 << 10, 0);
        let n = loop {
            match self.stream.read(&mut self.held) {
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                other => break other,
            }
        };
        self.held.truncate(*n.as_ref().unwrap_or(&0));
        match n {
            Ok(0) => Err(lost("the server hung up")),
            Ok(_) => Ok(()),
            Err(e) => Err(lost(e)),
        }
    }
}

/// The length of the literal that this line announces at its end: `… {123}`.
fn literal(line: &[u8]) -> Option<usize> {
    let line = line.strip_suffix(b"\r\n")?.strip_suffix(b"}")?;
    let open = line.iter().rposition(|b| *b == b'{')?;
    let digits = &line[open + 1..];
    let digits = digits.strip_suffix(b"+").unwrap_or(digits);
    (!digits.is_empty() && digits.iter().all(u8::is_ascii_digit))
        .then(|| std::str::from_utf8(digits).ok()?.parse().ok())
        .flatten()
}
