//! Real servers for tests: Debian's Dovecot and aiosmtpd on free loopback ports, with nothing but a folder of their own.

#![allow(clippy::unwrap_used, dead_code)]

use post::incoming::ImapConfig;
use std::{
    fs,
    net::{TcpListener, TcpStream},
    os::unix::fs::{PermissionsExt, chown},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

/// Nobody: Dovecot gives no mail to root.
const NOBODY: u32 = 65534;

pub struct Dovecot {
    child: Child,
    dir: tempfile::TempDir,
    port: u16,
    tls_port: u16,
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        // Told to end, it ends its children; killed, it would leave them behind.
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn wait_for(port: u16, what: &dyn Fn() -> String) {
    for _ in 0..300 {
        if TcpStream::connect(("127.0.0.1", port)).is_ok() {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("nobody listens on {port}: {}", what());
}

fn am_root() -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    status.lines().any(|l| l.starts_with("Uid:") && l.split_whitespace().nth(2) == Some("0"))
}

fn own_ids() -> (u32, u32) {
    use std::os::unix::fs::MetadataExt;
    let me = fs::metadata("/proc/self").unwrap();
    if am_root() { (NOBODY, NOBODY) } else { (me.uid(), me.gid()) }
}

fn give_away(path: &Path) {
    if am_root() {
        chown(path, Some(NOBODY), Some(NOBODY)).unwrap();
    }
}

/// A Dovecot that takes every user with the password `geheim`; `None` where it is not installed.
pub fn dovecot() -> Option<Dovecot> {
    if !Path::new("/usr/sbin/dovecot").exists() {
        eprintln!("skipped: Dovecot is not installed (Debian: dovecot-imapd)");
        return None;
    }
    let dir = tempfile::tempdir().unwrap();
    let at = dir.path().to_owned();
    fs::set_permissions(&at, fs::Permissions::from_mode(0o755)).unwrap();
    fs::create_dir(at.join("mail")).unwrap();
    give_away(&at.join("mail"));
    let made = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "3"])
        .args(["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"])
        .args(["-addext", "basicConstraints=critical,CA:FALSE"])
        .arg("-keyout")
        .arg(at.join("key.pem"))
        .arg("-out")
        .arg(at.join("cert.pem"))
        .stderr(Stdio::null())
        .status()
        .unwrap();
    assert!(made.success());
    let (port, tls_port) = (free_port(), free_port());
    let (uid, gid) = own_ids();
    let users = if am_root() {
        String::new()
    } else {
        let name = String::from_utf8(Command::new("id").arg("-un").output().unwrap().stdout).unwrap();
        format!("default_internal_user = {0}\ndefault_login_user = {0}\n", name.trim())
    };
    let d = at.display();
    let config = format!(
        "base_dir = {d}/run\nstate_dir = {d}/state\nlog_path = {d}/log\nprotocols = imap\nlisten = 127.0.0.1\n{users}\
         ssl = yes\nssl_cert = <{d}/cert.pem\nssl_key = <{d}/key.pem\nssl_dh =\nauth_mechanisms = plain login\n\
         mail_location = maildir:{d}/mail/%u\nmail_uid = {uid}\nmail_gid = {gid}\nfirst_valid_uid = 0\n\
         mail_max_userip_connections = 50\nauth_failure_delay = 0\n\
         passdb {{\n driver = static\n args = password=geheim\n}}\n\
         userdb {{\n driver = static\n args = uid={uid} gid={gid} home={d}/mail/%u\n}}\n\
         service imap-login {{\n chroot =\n inet_listener imap {{\n port = {port}\n }}\n\
         inet_listener imaps {{\n port = {tls_port}\n ssl = yes\n }}\n}}\nservice anvil {{\n chroot =\n}}\n"
    );
    fs::write(at.join("dovecot.conf"), config).unwrap();
    let child = Command::new("/usr/sbin/dovecot")
        .arg("-F")
        .arg("-c")
        .arg(at.join("dovecot.conf"))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let dovecot = Dovecot { child, dir, port, tls_port };
    wait_for(port, &|| dovecot.log());
    Some(dovecot)
}

impl Dovecot {
    pub fn log(&self) -> String {
        fs::read_to_string(self.dir.path().join("log")).unwrap_or_default()
    }

    pub fn certificate(&self) -> PathBuf {
        self.dir.path().join("cert.pem")
    }

    /// Plain talk, for the stories.
    pub fn config(&self, user: &str) -> ImapConfig {
        self.config_with(user, "")
    }

    pub fn config_with(&self, user: &str, more: &str) -> ImapConfig {
        let address = format!("imap://{user}@127.0.0.1:{}/INBOX?tls=off{more}", self.port);
        ImapConfig::parse(&address, "geheim").unwrap()
    }

    pub fn upgraded(&self, user: &str, password: &str) -> ImapConfig {
        ImapConfig::parse(&format!("imap://{user}@127.0.0.1:{}", self.port), password).unwrap()
    }

    pub fn whole(&self, user: &str, password: &str) -> ImapConfig {
        ImapConfig::parse(&format!("imaps://{user}@localhost:{}", self.tls_port), password).unwrap()
    }

    /// The folder of a user's mailbox.
    pub fn maildir(&self, user: &str) -> PathBuf {
        let at = self.dir.path().join("mail").join(user);
        for part in ["", "cur", "new", "tmp"] {
            let path = at.join(part);
            if !path.exists() {
                fs::create_dir(&path).unwrap();
                give_away(&path);
            }
        }
        at
    }

    /// Puts a message into a user's mailbox as a server that delivers does; `name` sorts it.
    pub fn deliver(&self, user: &str, name: &str, bytes: &[u8]) {
        let at = self.maildir(user);
        let path = at.join("tmp").join(name);
        fs::write(&path, bytes).unwrap();
        give_away(&path);
        fs::rename(&path, at.join("new").join(name)).unwrap();
    }

    /// A letter with lines as mail has them.
    pub fn letter(&self, user: &str, name: &str, text: &str) {
        self.deliver(user, name, text.replace('\n', "\r\n").as_bytes());
    }

    /// Names of the messages in the mailbox, with whether each is marked as read.
    pub fn marks(&self, user: &str) -> Vec<(String, bool)> {
        let at = self.maildir(user);
        let mut all = Vec::new();
        for part in ["cur", "new"] {
            for entry in fs::read_dir(at.join(part)).unwrap() {
                let name = entry.unwrap().file_name().into_string().unwrap();
                let (name, flags) = name.split_once(":2,").unwrap_or((&name, ""));
                let name = name.split(',').next().unwrap();
                all.push((name.to_owned(), flags.contains('S')));
            }
        }
        all.sort();
        all
    }

    /// The server forgets its numbers and gives every message another.
    pub fn renumber(&self, user: &str) {
        for entry in fs::read_dir(self.maildir(user)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if name == "dovecot-uidlist" || name.starts_with("dovecot.index") {
                fs::remove_file(path).unwrap();
            }
        }
    }
}

/// An SMTP server that puts everything it takes into one Maildir.
pub struct Smtp {
    child: Child,
    pub port: u16,
}

impl Drop for Smtp {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// aiosmtpd over the Maildir `into`; `None` where it is not installed.
pub fn smtp(into: &Path) -> Option<Smtp> {
    let is_there =
        Command::new("/usr/bin/python3").args(["-c", "import aiosmtpd"]).stderr(Stdio::null()).status().ok()?.success();
    if !is_there {
        eprintln!("skipped: aiosmtpd is not installed (Debian: python3-aiosmtpd)");
        return None;
    }
    let port = free_port();
    let mut command = Command::new("/usr/bin/python3");
    // Started by root it becomes nobody by itself.
    command.args(["-m", "aiosmtpd", "-l", &format!("127.0.0.1:{port}"), "-s", "0"]);
    if !am_root() {
        command.arg("-n");
    }
    command.args(["-c", "aiosmtpd.handlers.Mailbox"]).arg(into).current_dir("/");
    let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let smtp = Smtp { child, port };
    wait_for(port, &|| "aiosmtpd".into());
    Some(smtp)
}
