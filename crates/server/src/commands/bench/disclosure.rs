//! Requests for disclosure: accepted per second by 64 callers, beside the bare driver with the same rows, and the annual
//! report over a million requests.
//!
//! (What the callers type: Chinese terms as data.)

use super::{
    CALLERS, median,
    prepare::unrefused,
    report::{Report, Table, ms, rate},
    store::{self, Bare, BareSqlite, Rows},
    submissions::{Engine, Round, race},
};
use disclosure::{
    channel::{ApplicantKind, Channel, Form, Way},
    request::{Applicant, Filing, Typed},
};
use kernel::{Error, Fault, Id, Lang, Never, Office, Who};
use std::{sync::Arc, time::Instant};

/// Requests put in at once; so many that the file of the write-ahead log stays small.
const PIECE: u64 = 50_000;
/// The year of the report.
const YEAR: i64 = 2025;

/// Measures both on one engine; `many` is how many requests the report is made over.
///
/// # Errors
/// When something cannot be prepared or a submission fails.
pub fn measure(
    office: &Arc<Office>,
    engine: &Engine<'_>,
    submissions: usize,
    rounds: usize,
    many: u64,
    report: &mut Report,
) -> Result<(), Fault> {
    let name = if matches!(engine, Engine::Sqlite { .. }) { "SQLite" } else { "PostgreSQL" };
    report.heading(&format!("Disclosure on request on {name}"));
    let agency = office
        .db
        .read(|tx| identity::find_agency_by_key(tx, "approval-bureau").map_err(Error::<Never>::from))?
        .ok_or_else(|| Fault::new("the bench has no agency"))?
        .id;
    let model = accepted(office, engine, agency, submissions, rounds, report)?;
    annual(office, engine, agency, model, many, report)
}

fn filing(office: &Office, n: usize) -> Result<Filing, Fault> {
    let typed = Typed {
        applicant_kind: Some(ApplicantKind::Person),
        applicant: Applicant {
            name: format!("申请人{n:05}"),
            document: "11010519491231002X".into(),
            phone: format!("138{:08}", n % 100_000_000),
            address: "示范大街1号".into(),
            ..Applicant::default()
        },
        description: format!("第{n}号地块的规划条件和出让合同"),
        form: Some(Form::Electronic),
        way: Some(Way::Web),
        ..Typed::default()
    };
    Filing::from_typed(&typed, Channel::Web, office.system_cx("bench").today())
        .map_err(|wrong| Fault::new(format!("the bench types something incomplete: {wrong:?}")))
}

/// Requests accepted per second; gives one of them as a model.
fn accepted(
    office: &Arc<Office>,
    engine: &Engine<'_>,
    agency: Id,
    submissions: usize,
    rounds: usize,
    report: &mut Report,
) -> Result<Id, Fault> {
    let each = submissions.div_ceil(CALLERS).max(1);
    let mut n = 0;
    let mut typed = |each: usize| -> Result<Vec<Vec<Filing>>, Fault> {
        (0..CALLERS)
            .map(|_| {
                (0..each)
                    .map(|_| {
                        n += 1;
                        filing(office, n)
                    })
                    .collect()
            })
            .collect()
    };
    let by_verb = |filings: Vec<Vec<Filing>>| {
        race(filings, |_, filing: Filing| {
            let cx = office.cx(Who::Public, Lang::ZhCn);
            let made =
                office.db.write(|tx| disclosure::submit(tx, &cx, agency, &filing)).map_err(unrefused("submit"))?;
            Ok(made.request.id())
        })
    };
    // A few that do not count: statements are prepared and connections opened as in service.
    let (_, warm) = by_verb(typed(2)?)?;
    let model = warm.first().and_then(|w| w.first()).copied().ok_or_else(|| Fault::new("nothing was submitted"))?;
    let bare: Box<dyn Bare> = match engine {
        Engine::Sqlite { hall, bare } => {
            store::copy_sqlite(hall, bare)?;
            Box::new(BareSqlite::open(bare)?)
        }
        Engine::Postgres(schemas) => {
            schemas.copy()?;
            Box::new(schemas.bare()?)
        }
    };
    let (mut verb, mut driver): (Vec<Round>, Vec<Round>) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        let (round, made) = by_verb(typed(each)?)?;
        verb.push(round);
        let rows = made
            .into_iter()
            .map(|ids| ids.into_iter().map(|id| read_back(office, id)).collect::<Result<Vec<Rows>, Fault>>())
            .collect::<Result<Vec<_>, Fault>>()?;
        driver.push(race(rows, |_, rows: Rows| bare.write(&rows))?.0);
    }
    let row = |name: &str, rounds: &[Round]| {
        let of = |f: fn(&Round) -> f64| median(rounds.iter().map(f).collect());
        [name.to_owned(), rate(of(|r| r.per_second)), ms(of(|r| r.p50)), ms(of(|r| r.p99))]
    };
    report.table(
        &Table::new(&["64 callers", "requests/s", "p50", "p99"])
            .row(&row("the verb `disclosure::submit`, in process", &verb))
            .row(&row("the bare driver, the same rows", &driver)),
    );
    report.remark(&format!(
        "One request by web, confirmed by the office's policy: matter, request, two ledger entries, receipt and two counters in one transaction, identity and text encrypted. {} requests a round.",
        each * CALLERS
    ));
    Ok(model)
}

fn read_back(office: &Office, request: Id) -> Result<Rows, Fault> {
    Ok(office.db.read(|tx| store::rows_of_request(tx, request).map_err(Error::<Never>::from))?)
}

/// The annual report over `many` requests of one agency.
fn annual(
    office: &Arc<Office>,
    engine: &Engine<'_>,
    agency: Id,
    model: Id,
    many: u64,
    report: &mut Report,
) -> Result<(), Fault> {
    let started = Instant::now();
    let mut from = 1;
    while from <= many {
        let to = many.min(from + PIECE - 1);
        office.db.write(|tx| store::fill_requests(tx, model, from, to).map_err(Error::<Never>::from))?;
        from = to + 1;
    }
    if let Engine::Postgres(schemas) = engine {
        schemas.vacuum()?;
    }
    let filled = started.elapsed();
    let mut took = Vec::new();
    let mut counted = 0;
    for _ in 0..7 {
        let started = Instant::now();
        let made = office.db.read(|tx| ::report::annual(tx, agency, YEAR).map_err(Error::<Never>::from))?;
        took.push(started.elapsed().as_secs_f64() * 1e3);
        if made.is_none() {
            return Err(Fault::new("the bench's agency has no annual report"));
        }
        let rows =
            office.db.read(|tx| disclosure::annual::count_requests(tx, agency, YEAR).map_err(Error::<Never>::from))?;
        counted = rows.iter().map(|r| r.new + r.carried_in).sum();
    }
    let slowest = took.iter().copied().fold(0.0, f64::max);
    report.table(&Table::new(&["annual report of one agency", "requests counted", "median", "slowest of 7"]).row(&[
        format!("`report::annual`, {YEAR}"),
        rate(counted as f64),
        ms(median(took)),
        ms(slowest),
    ]));
    report.remark(&format!(
        "The requests were put in directly in {:.0} s (goal of the report: under 1,000 ms).",
        filled.as_secs_f64()
    ));
    Ok(())
}
