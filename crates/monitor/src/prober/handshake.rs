//! The certificate of a host, read from a handshake: trusted by the usual roots, and until when.

use super::Certificate;
use jiff::Timestamp;
use rustls::{ClientConfig, ClientConnection, RootCertStore, pki_types::ServerName};
use std::{
    net::{TcpStream, ToSocketAddrs},
    sync::Arc,
    time::Duration,
};
use x509_cert::der::Decode as _;

/// The authorities that browsers trust.
pub(super) fn usual_roots() -> RootCertStore {
    RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() }
}

/// Shakes hands with `host` and reads its certificate. A host that does not answer is [`Certificate::Unknown`]: that it
/// does not open is another finding.
pub(super) fn certificate(host: &str, port: u16, roots: &RootCertStore, limit: Duration) -> Certificate {
    let found = (host, port)
        .to_socket_addrs()
        .ok()
        .and_then(|mut found| found.find_map(|address| TcpStream::connect_timeout(&address, limit).ok()));
    match found {
        Some(stream) => shake(stream, host, roots, limit),
        None => Certificate::Unknown,
    }
}

fn shake(mut stream: TcpStream, host: &str, roots: &RootCertStore, limit: Duration) -> Certificate {
    let ready = stream.set_read_timeout(Some(limit)).and_then(|()| stream.set_write_timeout(Some(limit)));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map(|b| b.with_root_certificates(roots.clone()).with_no_client_auth());
    let (Ok(()), Ok(config), Ok(name)) = (ready, config, ServerName::try_from(host.to_owned())) else {
        return Certificate::Unknown;
    };
    let Ok(mut tls) = ClientConnection::new(Arc::new(config), name) else { return Certificate::Unknown };
    while tls.is_handshaking() {
        if let Err(e) = tls.complete_io(&mut stream) {
            let why = e.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
            return match why {
                Some(rustls::Error::InvalidCertificate(why)) => {
                    Certificate::Untrusted(why.to_string().chars().take(120).collect())
                }
                Some(other) => Certificate::Untrusted(other.to_string().chars().take(120).collect()),
                None => Certificate::Unknown,
            };
        }
    }
    tls.peer_certificates()
        .and_then(|chain| chain.first())
        .and_then(|leaf| not_after(leaf))
        .map_or(Certificate::Unknown, Certificate::Until)
}

/// The instant at which a certificate ends.
fn not_after(der: &[u8]) -> Option<Timestamp> {
    let certificate = x509_cert::Certificate::from_der(der).ok()?;
    let since_epoch = certificate.tbs_certificate().validity().not_after.to_unix_duration();
    Timestamp::from_second(i64::try_from(since_epoch.as_secs()).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustls::{
        ServerConfig, ServerConnection,
        pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
    };
    use std::{net::TcpListener, process::Command, thread};

    /// A certificate of `localhost` made by openssl, and a server that shows it to one visitor.
    fn server(days: &str) -> (u16, CertificateDer<'static>, Timestamp, thread::JoinHandle<()>) {
        let dir = tempfile::tempdir().unwrap();
        let (key, pem) = (dir.path().join("key.pem"), dir.path().join("cert.pem"));
        let made = Command::new("openssl")
            .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"])
            .args(["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-days", days])
            .args(["-addext", "basicConstraints=critical,CA:FALSE", "-keyout"])
            .arg(&key)
            .arg("-out")
            .arg(&pem)
            .output()
            .unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        // When it ends, as openssl says it: `notAfter=Jan  1 12:00:00 2027 GMT`.
        let said = Command::new("openssl").args(["x509", "-noout", "-enddate", "-in"]).arg(&pem).output().unwrap();
        let said = String::from_utf8(said.stdout).unwrap();
        let words: Vec<&str> = said.trim().trim_start_matches("notAfter=").split_whitespace().collect();
        let ends = jiff::civil::DateTime::strptime("%b %d %H:%M:%S %Y GMT", words.join(" ")).unwrap();
        let ends = ends.to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp();
        let leaf = CertificateDer::from_pem_file(&pem).unwrap();
        let key = PrivateKeyDer::from_pem_file(&key).unwrap();
        let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![leaf.clone()], key)
            .unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let shows = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut tls = ServerConnection::new(Arc::new(config)).unwrap();
            // Whoever does not trust it hangs up.
            while tls.is_handshaking() && tls.complete_io(&mut stream).is_ok() {}
        });
        (port, leaf, ends, shows)
    }

    const LIMIT: Duration = Duration::from_secs(10);

    #[test]
    fn the_day_on_which_a_trusted_certificate_ends() {
        let (port, leaf, ends, shows) = server("40");
        let mut roots = RootCertStore::empty();
        roots.add(leaf).unwrap();
        assert_eq!(certificate("localhost", port, &roots, LIMIT), Certificate::Until(ends));
        shows.join().unwrap();
    }

    #[test]
    fn nobody_trusts_what_signs_itself() {
        let (port, _, _, shows) = server("40");
        let found = certificate("localhost", port, &usual_roots(), LIMIT);
        assert!(matches!(found, Certificate::Untrusted(_)), "{found:?}");
        shows.join().unwrap();
    }

    #[test]
    fn a_host_that_does_not_answer_is_not_said_to_be_untrusted() {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        assert_eq!(certificate("localhost", port, &usual_roots(), LIMIT), Certificate::Unknown);
        assert_eq!(not_after(b"nonsense"), None);
    }
}
