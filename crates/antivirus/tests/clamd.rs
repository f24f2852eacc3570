//! Against Debian's clamd with one signature of our own, since no mirror of signatures need be reachable.

#![allow(clippy::unwrap_used)]

use antivirus::{Reason, Scanner, Verdict};
use std::{
    fs,
    net::TcpListener,
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

/// The harmless text that every scanner calls a virus; written in two parts, so that this file is not called one.
fn eicar() -> Vec<u8> {
    [&br"X5O!P%@AP[4\PZX54(P^)7CC)7}"[..], b"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"].concat()
}

struct Clamd {
    child: Child,
    dir: tempfile::TempDir,
    port: u16,
}

impl Drop for Clamd {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// `None` where clamd is not installed.
fn clamd() -> Option<Clamd> {
    let binary = ["/usr/sbin/clamd", "/usr/bin/clamd"].into_iter().find(|p| Path::new(p).exists())?;
    let dir = tempfile::tempdir().unwrap();
    let signatures = dir.path().join("db");
    fs::create_dir(&signatures).unwrap();
    // MD5 of the test text, its length, our name for it.
    fs::write(signatures.join("eicar.hdb"), "44d88612fea8a8f36de82e1278abb02f:68:Mingting.Test.Eicar\n").unwrap();
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let config = dir.path().join("clamd.conf");
    let text = format!(
        "DatabaseDirectory {}\nLocalSocket {}\nTCPSocket {port}\nTCPAddr 127.0.0.1\nForeground yes\n\
         StreamMaxLength 1M\nTemporaryDirectory {}\nMaxThreads 4\n",
        signatures.display(),
        dir.path().join("s").display(),
        dir.path().display()
    );
    fs::write(&config, text).unwrap();
    let log = fs::File::create(dir.path().join("log")).unwrap();
    let child = Command::new(binary)
        .arg("--config-file")
        .arg(&config)
        .stdout(log.try_clone().unwrap())
        .stderr(log)
        .stdin(Stdio::null())
        .spawn()
        .unwrap();
    let clamd = Clamd { child, dir, port };
    for _ in 0..600 {
        if clamd.socket().version().is_ok() && clamd.network().version().is_ok() {
            return Some(clamd);
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    panic!("clamd does not answer: {}", fs::read_to_string(clamd.dir.path().join("log")).unwrap());
}

impl Clamd {
    fn socket(&self) -> Scanner {
        Scanner::parse(&format!("unix:{}", self.dir.path().join("s").display())).unwrap()
    }

    fn network(&self) -> Scanner {
        Scanner::parse(&format!("tcp://127.0.0.1:{}", self.port)).unwrap()
    }
}

#[test]
fn a_real_scanner() {
    let Some(clamd) = clamd() else {
        eprintln!("skipped: clamd is not installed (Debian: clamav-daemon)");
        return;
    };
    for (is_socket, scanner) in [(true, clamd.socket()), (false, clamd.network())] {
        assert!(scanner.version().unwrap().starts_with("ClamAV"));
        assert_eq!(scanner.scan("申请表".as_bytes()), Verdict::Clean);
        assert_eq!(scanner.scan(b""), Verdict::Clean);
        let found = scanner.scan(&eicar());
        assert!(matches!(&found, Verdict::Found(name) if name.contains("Mingting.Test.Eicar")), "{found:?}");
        // A byte more is another file.
        assert_eq!(scanner.scan(&[&eicar()[..], b"x"].concat()), Verdict::Clean);
        // Several pieces, and more than the daemon takes.
        assert_eq!(scanner.scan(&vec![b'a'; 900 << 10]), Verdict::Clean);
        // Over TCP the daemon's hanging up may overtake its answer; clean it is never.
        let large = scanner.scan(&vec![b'a'; 9 << 20]);
        let over_the_socket = large == Verdict::NotScanned(Reason::TooLarge);
        let over_tcp = matches!(large, Verdict::NotScanned(Reason::TooLarge | Reason::Away(_)));
        assert!(if is_socket { over_the_socket } else { over_tcp }, "{large:?}");
        // What breaks off while it is read is not clean.
        struct Breaks(u8);
        impl std::io::Read for Breaks {
            fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
                self.0 += 1;
                if self.0 > 3 {
                    return Err(std::io::Error::other("the disk is gone"));
                }
                into.fill(b'b');
                Ok(into.len())
            }
        }
        let broken = scanner.scan_stream(Breaks(0));
        assert!(matches!(broken, Verdict::NotScanned(Reason::Away(_))), "{broken:?}");
    }
    let socket = clamd.socket();
    drop(clamd);
    assert!(matches!(socket.scan(b"x"), Verdict::NotScanned(Reason::Away(_))));
}
