//! What goes on beside requests: sealing the ledger, reactions, documents, the turning of days.
//!
//! Each loop is a thread of its own that works synchronously and ends when the hall does.

use crate::{clock, pushing, reactions, serving::Hall};
use kernel::{Error, Never, journal, notices};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::JoinHandle,
    time::Duration,
};

/// One turn of a loop; says whether there may be more to do at once.
type Turn = fn(&Hall) -> Result<bool, kernel::Fault>;

/// The running loops.
pub struct Background {
    end: Arc<AtomicBool>,
    threads: Vec<JoinHandle<()>>,
}

impl Background {
    /// Starts every loop.
    pub fn start(hall: &Hall) -> Background {
        let end = Arc::new(AtomicBool::new(false));
        let loops: [(&'static str, Duration, Turn); 16] = [
            ("seal", Duration::from_millis(200), seal),
            ("reactions", Duration::from_millis(250), |hall| reactions::turn(&hall.office)),
            ("documents", Duration::from_secs(1), documents),
            ("days", Duration::from_secs(20), |hall| clock::turn(&hall.office)),
            ("sites", Duration::from_secs(1), sites),
            ("monitor-probes", Duration::from_secs(30), |hall| {
                monitor::probe_due(&hall.office, hall.sources.prober()).map(|_| false)
            }),
            ("monitor-night", Duration::from_secs(60), |hall| monitor::nightly(&hall.office, &*hall.sources)),
            ("monitor-asked", Duration::from_secs(2), |hall| monitor::take_job(&hall.office, &*hall.sources)),
            ("push", Duration::from_millis(500), |hall| pushing::turn(&hall.office)),
            ("digests", Duration::from_secs(60), digests),
            ("mail", Duration::from_secs(15), mail),
            ("mailbox", Duration::from_secs(20), crate::disclosing::mailbox),
            ("antivirus", Duration::from_secs(10), crate::disclosing::scan),
            ("misses", Duration::from_secs(60), misses),
            ("mirror", Duration::from_secs(300), crate::mirroring::nightly),
            ("finding", Duration::from_millis(300), |hall| hall.finding.turn(&hall.office)),
        ];
        let threads = loops
            .into_iter()
            .filter_map(|(name, pause, work)| {
                let (hall, end) = (hall.clone(), end.clone());
                std::thread::Builder::new().name(name.into()).spawn(move || run(name, pause, work, &hall, &end)).ok()
            })
            .collect();
        Background { end, threads }
    }

    /// Ends every loop after its present turn.
    pub fn stop(self) {
        self.end.store(true, Ordering::SeqCst);
        for t in self.threads {
            let _ = t.join();
        }
    }
}

/// Turns until the hall ends. `work` says whether there may be more to do at once. What fails is logged and tried
/// again, each time after a longer pause, at most a minute.
fn run(name: &str, pause: Duration, work: Turn, hall: &Hall, end: &AtomicBool) {
    let mut wait = pause;
    while !end.load(Ordering::SeqCst) {
        match work(hall) {
            Ok(true) => {
                wait = pause;
                continue;
            }
            Ok(false) => wait = pause,
            Err(fault) => {
                tracing::error!(part = name, %fault, "a background part failed and will be tried again");
                wait = (wait * 2).min(Duration::from_secs(60));
            }
        }
        let mut left = wait;
        while !left.is_zero() && !end.load(Ordering::SeqCst) {
            let step = left.min(Duration::from_millis(100));
            std::thread::sleep(step);
            left -= step;
        }
    }
}

fn seal(hall: &Hall) -> Result<bool, kernel::Fault> {
    let made = journal::seal(&hall.office.db, hall.office.clock.now())?;
    Ok(made.is_some_and(|s| s.count >= 4096))
}

/// Typesets and seals documents that have no file yet, so that the first reader does not wait.
fn documents(hall: &Hall) -> Result<bool, kernel::Fault> {
    let office = &hall.office;
    let ids = office.db.read(|tx| notices::without_file(tx, 5).map_err(Error::<Never>::from))?;
    for id in &ids {
        notices::file(office, *id)?;
    }
    Ok(!ids.is_empty())
}

/// Takes over what changed about sites on any node.
fn sites(hall: &Hall) -> Result<bool, kernel::Fault> {
    hall.directory.refresh(&hall.office)?;
    Ok(false)
}

/// Writes down, by day, which searches found nothing.
fn misses(hall: &Hall) -> Result<bool, kernel::Fault> {
    portal::keep_misses(&hall.office.db, &hall.office.system_cx("search"), &hall.misses)?;
    Ok(false)
}

/// Sends what waits, where the hall was told how.
fn mail(hall: &Hall) -> Result<bool, kernel::Fault> {
    let Some(config) = &hall.mail else { return Ok(false) };
    let report = post::deliver_due(&hall.office, config)?;
    if let Some(why) = &report.stopped {
        tracing::warn!(why, "the mail server does not take our mail; what waits is kept");
    }
    Ok(false)
}

/// Puts what is due to be told by mail into the queue.
fn digests(hall: &Hall) -> Result<bool, kernel::Fault> {
    push::digests_due(&hall.office.db, &hall.office.system_cx("push"), &hall.office.public_url)?;
    Ok(false)
}
