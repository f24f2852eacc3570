//! What the figures were measured on.

use std::{
    fs,
    io::Write,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

/// How many flushes are timed.
const FLUSHES: usize = 200;

/// Name and value of everything that decides the figures.
pub fn describe(dir: &Path) -> Vec<(String, String)> {
    let mut out = Vec::new();
    let mut say = |name: &str, value: Option<String>| {
        if let Some(value) = value.filter(|v| !v.is_empty()) {
            out.push((name.to_owned(), value));
        }
    };
    let cores = std::thread::available_parallelism().map(|n| n.get().to_string()).ok();
    say("cores", cores);
    say("processor", line_of("/proc/cpuinfo", "model name"));
    say("memory", line_of("/proc/meminfo", "MemTotal"));
    say("kernel", fs::read_to_string("/proc/sys/kernel/osrelease").ok().map(|t| t.trim().to_owned()));
    say("file system of the data", file_system(dir));
    say("one flush to disk (4 KiB appended, fdatasync; median, 99th percentile)", flush(dir));
    say("rustc on this machine", said_by("rustc", &["--version"]));
    say("nginx", said_by("/usr/sbin/nginx", &["-v"]));
    say(
        "load before the run (1, 5, 15 min)",
        fs::read_to_string("/proc/loadavg").ok().map(|t| t.split(' ').take(3).collect::<Vec<_>>().join(" ")),
    );
    out
}

fn line_of(file: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    let line = text.lines().find(|l| l.starts_with(name))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

fn said_by(program: &str, args: &[&str]) -> Option<String> {
    let out = Command::new(program).args(args).output().ok()?;
    let text = if out.stdout.is_empty() { out.stderr } else { out.stdout };
    Some(String::from_utf8_lossy(&text).trim().to_owned())
}

/// The kind of file system of the longest mount point above `dir`.
fn file_system(dir: &Path) -> Option<String> {
    let dir = dir.canonicalize().ok()?;
    let mounts = fs::read_to_string("/proc/mounts").ok()?;
    let fields = mounts.lines().filter_map(|l| {
        let mut parts = l.split(' ').skip(1);
        Some((parts.next()?, parts.next()?))
    });
    fields.filter(|(at, _)| dir.starts_with(at)).max_by_key(|(at, _)| at.len()).map(|(_, kind)| kind.to_owned())
}

fn flush(dir: &Path) -> Option<String> {
    let path = dir.join("flush");
    let mut file = fs::File::create(&path).ok()?;
    let page = [7u8; 4096];
    let mut took: Vec<Duration> = Vec::with_capacity(FLUSHES);
    for _ in 0..FLUSHES {
        let started = Instant::now();
        file.write_all(&page).and_then(|()| file.sync_data()).ok()?;
        took.push(started.elapsed());
    }
    took.sort();
    let _ = fs::remove_file(&path);
    let at = |percent: usize| took[(FLUSHES * percent / 100).min(FLUSHES - 1)].as_secs_f64() * 1e3;
    Some(format!("{:.2} ms, {:.2} ms", at(50), at(99)))
}
