//! A guide page of the hall beside nginx, which serves the same bytes from a file.

use super::{
    http::{Client, Hall},
    median,
    report::{Report, Table, ms, rate},
};
use kernel::{Error, Fault, Never, Office};
use std::{
    net::{SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

const NGINX: &str = "/usr/sbin/nginx";
/// Threads and connections of the one that asks.
const WRK_THREADS: &str = "-t2";
const WRK_CONNECTIONS: &str = "-c64";

/// Measures both, in turns.
///
/// # Errors
/// When the hall or nginx cannot be started.
pub fn measure(
    office: &Arc<Office>,
    dir: &Path,
    time: Duration,
    rounds: usize,
    report: &mut Report,
) -> Result<(), Fault> {
    report.heading("A guide page beside nginx serving the same bytes");
    if Command::new("wrk").arg("--version").output().is_err() {
        report.remark("Left out: wrk is not installed.");
        return Ok(());
    }
    let hall = Hall::open(office)?;
    let path = guide(office)?;
    let page = Client::connect(hall.address, "lang=zh-CN")?.get(&path)?;
    if page.status != 200 {
        return Err(Fault::new(format!("{path} answers {}", page.status)));
    }
    let ours = format!("http://{}{path}", hall.address);
    let nginx = if Path::new(NGINX).exists() { Some(Nginx::start(dir, &page.body)?) } else { None };
    // Once for each before anything counts, so that caches are as in service.
    wrk(&ours, Duration::from_secs(1))?;
    let (mut hall_rounds, mut nginx_rounds) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        hall_rounds.push(wrk(&ours, time)?);
        if let Some(nginx) = &nginx {
            nginx_rounds.push(wrk(&nginx.url, time)?);
        }
    }
    let row = |name: &str, rounds: &[Round]| {
        let of = |f: fn(&Round) -> f64| median(rounds.iter().map(f).collect());
        let (per_second, p50, p99) = (of(|r| r.per_second), of(|r| r.p50), of(|r| r.p99));
        let errors: u64 = rounds.iter().map(|r| r.errors).sum();
        (per_second, [name.to_owned(), rate(per_second), ms(p50), ms(p99), errors.to_string()])
    };
    let (our_rate, our_row) = row("mingting, in process", &hall_rounds);
    let mut table = Table::new(&["", "requests/s", "p50", "p99", "errors"]).row(&our_row);
    let mut ratio = None;
    if !nginx_rounds.is_empty() {
        let (nginx_rate, nginx_row) = row("nginx, file", &nginx_rounds);
        table = table.row(&nginx_row);
        ratio = Some(our_rate / nginx_rate);
    }
    report.table(&table);
    report.remark(&format!(
        "`wrk {WRK_THREADS} {WRK_CONNECTIONS}` on the same machine, which shares the cores with both; the page `{path}` has {} bytes, not compressed, nobody signed in; nginx with one worker per core, no access log, the file in its open-file cache.",
        page.body.len()
    ));
    match ratio {
        Some(ratio) => report.remark(&format!("**Ratio: {ratio:.2}** of nginx (goal: at least 0.8).")),
        None => report.remark("nginx is not installed: no ratio."),
    }
    Ok(())
}

/// The address of a published guide.
fn guide(office: &Office) -> Result<String, Fault> {
    let filter = items::search::Filter::default();
    let found = office
        .db
        .read(|tx| items::list_published(tx, &filter, &items::search::Seek::Start, 1).map_err(Error::<Never>::from))?;
    let first = found.first().ok_or_else(|| Fault::new("nothing is published"))?;
    Ok(format!("/items/{}", first.item.slug))
}

/// What wrk said; times in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Round {
    per_second: f64,
    p50: f64,
    p99: f64,
    errors: u64,
}

fn wrk(url: &str, time: Duration) -> Result<Round, Fault> {
    let out = Command::new("wrk")
        .args([WRK_THREADS, WRK_CONNECTIONS, &format!("-d{}s", time.as_secs().max(1)), "--latency", url])
        .output()
        .map_err(|e| Fault::from_error("running wrk", e))?;
    let text = String::from_utf8_lossy(&out.stdout);
    read_wrk(&text).ok_or_else(|| {
        Fault::new(format!("wrk said nothing that can be read: {text}{}", String::from_utf8_lossy(&out.stderr)))
    })
}

fn read_wrk(text: &str) -> Option<Round> {
    let after = |mark: &str| text.lines().map(str::trim).find_map(|l| l.strip_prefix(mark)).map(str::trim);
    let errors = after("Non-2xx or 3xx responses:").and_then(|n| n.parse().ok()).unwrap_or(0);
    Some(Round {
        per_second: after("Requests/sec:")?.parse().ok()?,
        p50: milliseconds(after("50%")?)?,
        p99: milliseconds(after("99%")?)?,
        errors,
    })
}

/// `812.00us`, `2.15ms`, `1.02s`.
fn milliseconds(text: &str) -> Option<f64> {
    let (number, unit) = text.split_at(text.find(|c: char| c.is_ascii_alphabetic())?);
    let factor = match unit {
        "us" => 1e-3,
        "ms" => 1.0,
        "s" => 1e3,
        _ => return None,
    };
    Some(number.trim().parse::<f64>().ok()? * factor)
}

/// An nginx of our own, on loopback, that goes when it is let go.
struct Nginx {
    url: String,
    config: PathBuf,
    child: Child,
}

impl Nginx {
    fn start(dir: &Path, page: &[u8]) -> Result<Nginx, Fault> {
        let broken = |e: std::io::Error| Fault::from_error("starting nginx", e);
        let dir = dir.join("nginx");
        std::fs::create_dir_all(&dir).map_err(broken)?;
        let dir = dir.canonicalize().map_err(broken)?;
        std::fs::write(dir.join("page.html"), page).map_err(broken)?;
        let port = TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).map_err(broken)?.port();
        let workers = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let at = dir.display();
        // As root nginx gives its workers away to an account that may not read this folder.
        let uid = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let user = if uid.lines().any(|l| l.starts_with("Uid:\t0\t")) { "user root;" } else { "" };
        let config = dir.join("nginx.conf");
        let text = format!(
            "{user} daemon off; worker_processes {workers}; pid {at}/nginx.pid; error_log {at}/error.log;
events {{ worker_connections 1024; }}
http {{
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000; open_file_cache max=16;
  types {{ }} default_type 'text/html; charset=utf-8';
  client_body_temp_path {at}/body; proxy_temp_path {at}/proxy; fastcgi_temp_path {at}/fastcgi; uwsgi_temp_path {at}/uwsgi; scgi_temp_path {at}/scgi;
  server {{ listen 127.0.0.1:{port}; root {at}; }}
}}
"
        );
        std::fs::write(&config, text).map_err(broken)?;
        let child = Command::new(NGINX)
            .arg("-c")
            .arg(&config)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(broken)?;
        let nginx = Nginx { url: format!("http://127.0.0.1:{port}/page.html"), config, child };
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        let started = Instant::now();
        while TcpStream::connect(address).is_err() {
            if started.elapsed() > Duration::from_secs(5) {
                return Err(Fault::new(format!(
                    "nginx does not answer: {}",
                    std::fs::read_to_string(dir.join("error.log")).unwrap_or_default()
                )));
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let answer = Client::connect(address, "lang=zh-CN")?.get("/page.html")?;
        if answer.status != 200 || answer.body != page {
            return Err(Fault::new(format!("nginx serves something else ({})", answer.status)));
        }
        Ok(nginx)
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // Asked to stop, it ends its workers; killed, it would leave them behind.
        let asked = Command::new(NGINX).arg("-c").arg(&self.config).args(["-s", "stop"]).stderr(Stdio::null()).status();
        if !asked.is_ok_and(|s| s.success()) {
            let _ = self.child.kill();
        }
        let _ = self.child.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_wrk_says_is_read() {
        let text = "  Latency Distribution\n     50%    1.50ms\n     75%    2.00ms\n     99%  812.00us\n  10 requests in 5.00s\nRequests/sec:  35123.45\n";
        assert_eq!(read_wrk(text), Some(Round { per_second: 35123.45, p50: 1.5, p99: 0.812, errors: 0 }));
        let failing = format!("{text}  Non-2xx or 3xx responses: 7\n");
        assert_eq!(read_wrk(&failing).map(|r| r.errors), Some(7));
        assert_eq!(read_wrk("unable to connect"), None);
    }
}
