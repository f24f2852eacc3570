//! Durable submissions: 64 callers of the verb in process, 64 callers of the bare driver writing the same rows, and the
//! same over HTTP. A submission counts when it was acknowledged, which is after its commit.

use super::{
    CALLERS,
    http::{Client, Hall, hidden},
    median,
    prepare::{self, Applicant, Ready, unrefused},
    report::{Report, Table, ms, rate},
    store::{self, Bare, BareSqlite, Rows, Schemas},
};
use kernel::{Error, Fault, Id, Lang, Never, Office};
use std::{
    path::PathBuf,
    sync::{Arc, Barrier},
    thread,
    time::{Duration, Instant},
};

/// Where the bare side writes.
pub enum Engine<'a> {
    /// Into a copy of the hall's file.
    Sqlite {
        /// The hall's file.
        hall: PathBuf,
        /// The copy.
        bare: PathBuf,
    },
    /// Into a schema beside the hall's.
    Postgres(&'a Schemas),
}

/// How one side did in one round.
pub(super) struct Round {
    pub(super) per_second: f64,
    pub(super) p50: f64,
    pub(super) p99: f64,
}

/// Lets every caller do its pieces, all from the same moment; what each gave comes back in its order.
pub(super) fn race<T: Send, R: Send>(
    pieces: Vec<Vec<T>>,
    work: impl Fn(usize, T) -> Result<R, Fault> + Sync,
) -> Result<(Round, Vec<Vec<R>>), Fault> {
    let count: usize = pieces.iter().map(Vec::len).sum();
    let begin = Barrier::new(pieces.len() + 1);
    type Done<R> = Result<(Vec<R>, Vec<Duration>), Fault>;
    let (wall, done): (Duration, Vec<Done<R>>) = thread::scope(|scope| {
        let threads: Vec<_> = pieces
            .into_iter()
            .enumerate()
            .map(|(caller, pieces)| {
                let (begin, work) = (&begin, &work);
                scope.spawn(move || {
                    begin.wait();
                    let (mut given, mut took) = (Vec::with_capacity(pieces.len()), Vec::with_capacity(pieces.len()));
                    for piece in pieces {
                        let started = Instant::now();
                        given.push(work(caller, piece)?);
                        took.push(started.elapsed());
                    }
                    Ok((given, took))
                })
            })
            .collect();
        begin.wait();
        let started = Instant::now();
        let done = threads
            .into_iter()
            .map(|t| t.join().unwrap_or_else(|_| Err(Fault::new("a thread of the bench panicked"))))
            .collect();
        (started.elapsed(), done)
    });
    let (mut given, mut took) = (Vec::new(), Vec::with_capacity(count));
    for one in done {
        let (g, t) = one?;
        given.push(g);
        took.extend(t);
    }
    took.sort();
    let at = |percent: usize| {
        took.get((took.len() * percent / 100).min(took.len().saturating_sub(1))).map_or(0.0, |d| d.as_secs_f64() * 1e3)
    };
    Ok((Round { per_second: count as f64 / wall.as_secs_f64(), p50: at(50), p99: at(99) }, given))
}

/// Measures all three on one engine.
///
/// # Errors
/// When something cannot be prepared or a submission fails.
pub fn measure(
    office: &Arc<Office>,
    engine: &Engine<'_>,
    submissions: usize,
    rounds: usize,
    report: &mut Report,
) -> Result<(), Fault> {
    report.heading(&format!(
        "Durable submissions on {}",
        if matches!(engine, Engine::Sqlite { .. }) { "SQLite" } else { "PostgreSQL" }
    ));
    let applicants = prepare::applicants(office)?;
    let model = prepare::model(office, &applicants[0])?;
    let each = submissions.div_ceil(CALLERS).max(1);
    let mut in_process: Vec<Vec<Vec<Ready>>> = Vec::new();
    let mut over_http: Vec<Vec<Vec<Ready>>> = Vec::new();
    for _ in 0..rounds {
        in_process.push(prepare::drafts(office, &applicants, &model, each)?);
        over_http.push(prepare::drafts(office, &applicants, &model, each.div_ceil(2))?);
    }
    // A few that do not count: statements are prepared and connections opened as in service.
    let warm = prepare::drafts(office, &applicants, &model, 2)?;
    by_verb(office, &applicants, warm)?;
    let (bare, connections): (Box<dyn Bare>, Option<usize>) = match engine {
        Engine::Sqlite { hall, bare } => {
            store::copy_sqlite(hall, bare)?;
            (Box::new(BareSqlite::open(bare)?), None)
        }
        Engine::Postgres(schemas) => {
            schemas.copy()?;
            let bare = schemas.bare()?;
            let connections = bare.connections;
            (Box::new(bare), Some(connections))
        }
    };
    let (mut verb, mut driver) = (Vec::new(), Vec::new());
    for drafts in in_process {
        let (round, made) = by_verb(office, &applicants, drafts)?;
        verb.push(round);
        let rows = read_back(office, made)?;
        driver.push(race(rows, |_, rows: Rows| bare.write(&rows))?.0);
    }
    let hall = Hall::open(office)?;
    let mut http = Vec::new();
    for drafts in over_http {
        http.push(by_http(&hall, &applicants, drafts)?);
    }
    let row = |name: &str, rounds: &[Round]| {
        let of = |f: fn(&Round) -> f64| median(rounds.iter().map(f).collect());
        [name.to_owned(), rate(of(|r| r.per_second)), ms(of(|r| r.p50)), ms(of(|r| r.p99))]
    };
    report.table(
        &Table::new(&["64 callers", "submissions/s", "p50", "p99"])
            .row(&row("the verb `cases::submit`, in process", &verb))
            .row(&row("the bare driver, the same rows", &driver))
            .row(&row("end to end over HTTP, 64 connections", &http)),
    );
    let pool = connections.map(|n| format!(" Both sides share {n} connections among the callers.")).unwrap_or_default();
    report.remark(&format!(
        "One submission: case, matter, ledger entry, receipt and two counters in one transaction; the draft taken, {} files moved to the case. Item: {}. {} submissions a round, half as many over HTTP.{pool} The HTTP figure includes the session, the form's token, reading and checking the draft, and the client, on the same cores; loops that seal and typeset do not run.",
        model.files(),
        model.name,
        each * CALLERS
    ));
    let ratio =
        median(verb.iter().map(|r| r.per_second).collect()) / median(driver.iter().map(|r| r.per_second).collect());
    report.remark(&format!("**Ratio: {ratio:.2}** of the bare driver (goal: at least 0.5)."));
    Ok(())
}

/// A draft's id, its revision, and the case it became.
type Made = (Id, i64, Id);

fn by_verb(
    office: &Arc<Office>,
    applicants: &[Applicant],
    drafts: Vec<Vec<Ready>>,
) -> Result<(Round, Vec<Vec<Made>>), Fault> {
    race(drafts, |caller, ready: Ready| {
        let cx = office.cx(applicants[caller].who.clone(), Lang::ZhCn);
        let key = ready.draft.to_string();
        let case = office
            .db
            .write(|tx| cases::submit(tx, &cx, ready.draft, &ready.prepared, &key))
            .map_err(unrefused("submit"))?;
        Ok((ready.draft, ready.prepared.draft.revision, case.matter.id))
    })
}

fn read_back(office: &Office, made: Vec<Vec<Made>>) -> Result<Vec<Vec<Rows>>, Fault> {
    made.into_iter()
        .map(|made| {
            made.into_iter()
                .map(|(draft, revision, case)| {
                    Ok(office.db.read(|tx| store::rows_of(tx, draft, revision, case).map_err(Error::<Never>::from))?)
                })
                .collect()
        })
        .collect()
}

/// Each caller presses the button of its drafts' last page, over its own connection, in its own session.
fn by_http(hall: &Hall, applicants: &[Applicant], drafts: Vec<Vec<Ready>>) -> Result<Round, Fault> {
    let mut connections = Vec::new();
    for (applicant, drafts) in applicants.iter().zip(&drafts) {
        let mut client = Client::connect(hall.address, &format!("session={}; lang=zh-CN", applicant.token))?;
        // The token of a form holds for the whole session.
        let token = match drafts.first() {
            None => String::new(),
            Some(first) => {
                let page = client.get(&format!("/my/drafts/{}/check", first.draft))?;
                hidden(&page.body, "csrf").ok_or_else(|| {
                    Fault::new(format!("the last page of a draft answers {} without a form", page.status))
                })?
            }
        };
        connections.push(std::sync::Mutex::new((client, token)));
    }
    let (round, _) = race(drafts, |caller, ready: Ready| {
        let mut connection = connections[caller].lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let (client, token) = &mut *connection;
        let form =
            format!("csrf={token}&seen={}&idempotency={}&declaration=yes", ready.prepared.draft.revision, ready.draft);
        let answer = client.post(&format!("/my/drafts/{}/submission", ready.draft), &form)?;
        let filed = answer.status == 303 && answer.location.as_deref().is_some_and(|l| l.starts_with("/my/cases/"));
        if filed { Ok(()) } else { Err(Fault::new(format!("a submission over HTTP answers {}", answer.status))) }
    })?;
    Ok(round)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_piece_is_done_once_and_answered_in_order() {
        let pieces: Vec<Vec<usize>> = (0..8).map(|c| (0..5).map(|n| c * 10 + n).collect()).collect();
        let (round, given) =
            race(pieces.clone(), |caller, n| if n / 10 == caller { Ok(n) } else { Err(Fault::new("another's piece")) })
                .unwrap();
        assert_eq!(given, pieces);
        assert!(round.per_second > 0.0 && round.p50 <= round.p99);
        assert!(race(vec![vec![1]], |_, _: i32| Err::<(), _>(Fault::new("no"))).is_err());
    }
}
