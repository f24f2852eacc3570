//! The other side of the comparison: the rows of a submission written by the bare drivers, with the same durability
//! and the same batching, and nothing else: no permission, no check, no encryption, no hash.
//!
//! The one `store.rs` that knows which engine runs, since what it measures is the engine. The rows are those that the
//! verb wrote a moment before, read back from the hall's own database, so that both sides write the same bytes.

use kernel::{Fault, Id, MIGRATIONS, Tx, Value, params};
use postgres::{Client, NoTls, Statement, types::ToSql};
use rusqlite::{Connection, types::Value as Cell};
use std::{
    collections::HashMap,
    path::Path,
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

const TAKE: &str = "UPDATE drafts SET submitted_as = $3 WHERE id = $1 AND revision = $2 AND submitted_as IS NULL";
const COUNT: &str = "INSERT INTO counters (name, value) VALUES ($1, 1) ON CONFLICT (name) DO UPDATE SET value = counters.value + 1 RETURNING value";
const MATTER: &str = "INSERT INTO matters (id, kind, number, title, state, version, head, agency, region, opened_at, clock, due_on, due_sort, soon_on, waits_for, closed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
const ENTRY: &str = "INSERT INTO ledger_entries (id, stream, seq, at, recorded_at, kind, actor, about, body, prev, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
const CASE: &str = "INSERT INTO cases (id, item, item_version, situation, person, organisation, applicant_shown, channel, form_key, form_n, answers, guidance, delivery, delivery_address, submitted_on, deemed_on, idempotency_key) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)";
const FILES: &str = "UPDATE materials SET case_id = $2 WHERE draft = $1";
const HELD: &str =
    "INSERT INTO materials (id, case_id, material, source, licence, added_at) VALUES ($1, $2, $3, $4, $5, $6)";
const NOTICE: &str = "INSERT INTO notices (id, matter, kind, number, dated, made_at, template, snapshot) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

const REQUEST: &str = "INSERT INTO disclosure_requests (id, number, agency, kind, channel, applicant_kind, person, applicant_shown, applicant, applicant_hash, subject, description, document_number, subject_key, form_wanted, way_wanted, help, follow_hash, submitted_at, arrived_on, confirmed_on, confirm_method, received_on, reply_clock, clerk_received, idempotency_key) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26)";

/// What one submission wrote, in its order.
pub struct Rows(Vec<(&'static str, Vec<Value>)>);

/// Reads back what the submission of `draft` at `revision` wrote as `case`.
///
/// # Errors
/// A row that is missing: then the two sides would not do the same.
pub fn rows_of(tx: &mut Tx, draft: Id, revision: i64, case: Id) -> Result<Rows, Fault> {
    let mut rows = vec![(TAKE, params![draft, revision, case].to_vec())];
    let matter = one(
        tx,
        "SELECT id, kind, number, title, state, version, head, agency, region, opened_at, clock, due_on, due_sort, soon_on, waits_for, closed_at FROM matters WHERE id = $1",
        case,
        MATTER,
    )?;
    let text = |value: &Value| match value {
        Value::Text(text) => text.clone(),
        _ => String::new(),
    };
    let (agency, region, day) = (text(&matter.1[7]), text(&matter.1[8]), text(&matter.1[9]));
    let day = day.split('T').next().unwrap_or_default();
    rows.push((COUNT, params![format!("case:{region}:{day}")].to_vec()));
    rows.push(matter);
    let entries = all(
        tx,
        "SELECT id, stream, seq, at, recorded_at, kind, actor, about, body, prev, hash FROM ledger_entries WHERE stream = $1 ORDER BY seq",
        case,
        ENTRY,
    )?;
    if entries.len() != 1 {
        return Err(Fault::new("a submission that is not one entry"));
    }
    rows.extend(entries);
    rows.push(one(tx, "SELECT id, item, item_version, situation, person, organisation, applicant_shown, channel, form_key, form_n, answers, guidance, delivery, delivery_address, submitted_on, deemed_on, idempotency_key FROM cases WHERE id = $1", case, CASE)?);
    rows.push((FILES, params![draft, case].to_vec()));
    rows.extend(all(tx, "SELECT id, case_id, material, source, licence, added_at FROM materials WHERE case_id = $1 AND draft IS NULL ORDER BY id", case, HELD)?);
    rows.push((COUNT, params![format!("notice:{agency}:{}", day.split('-').next().unwrap_or_default())].to_vec()));
    rows.push(one(
        tx,
        "SELECT id, matter, kind, number, dated, made_at, template, snapshot FROM notices WHERE matter = $1",
        case,
        NOTICE,
    )?);
    Ok(Rows(rows))
}

/// Reads back what the submission of a request for disclosure wrote.
///
/// # Errors
/// A row that is missing: then the two sides would not do the same.
pub fn rows_of_request(tx: &mut Tx, request: Id) -> Result<Rows, Fault> {
    let mut rows = vec![(COUNT, params!["disclosure:bench:2026"].to_vec())];
    rows.push(one(
        tx,
        "SELECT id, kind, number, title, state, version, head, agency, region, opened_at, clock, due_on, due_sort, soon_on, waits_for, closed_at FROM matters WHERE id = $1",
        request,
        MATTER,
    )?);
    rows.extend(all(
        tx,
        "SELECT id, stream, seq, at, recorded_at, kind, actor, about, body, prev, hash FROM ledger_entries WHERE stream = $1 ORDER BY seq",
        request,
        ENTRY,
    )?);
    rows.push(one(
        tx,
        "SELECT id, number, agency, kind, channel, applicant_kind, person, applicant_shown, applicant, applicant_hash, subject, description, document_number, subject_key, form_wanted, way_wanted, help, follow_hash, submitted_at, arrived_on, confirmed_on, confirm_method, received_on, reply_clock, clerk_received, idempotency_key FROM disclosure_requests WHERE id = $1",
        request,
        REQUEST,
    )?);
    rows.push((COUNT, params!["notice:bench:2026"].to_vec()));
    rows.extend(all(
        tx,
        "SELECT id, matter, kind, number, dated, made_at, template, snapshot FROM notices WHERE matter = $1 ORDER BY id",
        request,
        NOTICE,
    )?);
    Ok(Rows(rows))
}

/// Puts requests numbered from `from` to `to` into the database at once, modelled on `model`: all received in 2025, most
/// of them closed. No verb, no ledger: only what the annual report reads.
///
/// # Errors
/// A fault of the database.
pub fn fill_requests(tx: &mut Tx, model: Id, from: u64, to: u64) -> Result<(), Fault> {
    let numbers = format!("WITH RECURSIVE n(i) AS (SELECT {from} UNION ALL SELECT i + 1 FROM n WHERE i < {to}) ");
    let id = "'00000000-0000-7000-8000-' || SUBSTR(CAST(1000000000000 + n.i AS TEXT), 2, 12)";
    let month = "SUBSTR(CAST(101 + n.i % 12 AS TEXT), 2, 2)";
    let day = "SUBSTR(CAST(101 + n.i % 20 AS TEXT), 2, 2)";
    tx.execute(
        &format!(
            "INSERT INTO matters (id, kind, number, title, state, version, head, agency, region, opened_at, due_sort, waits_for) {numbers}\
             SELECT {id}, m.kind, 'BENCH-' || CAST(n.i AS TEXT), m.title, 'archived', m.version, m.head, m.agency, m.region, m.opened_at, m.due_sort, '' \
             FROM n CROSS JOIN matters m WHERE m.id = $1 ORDER BY n.i"
        ),
        params![model],
    )?;
    let outcome = "CASE WHEN n.i % 100 < 1 THEN NULL WHEN n.i % 100 < 62 THEN 'G-2' WHEN n.i % 100 < 64 THEN 'P-1' WHEN n.i % 100 < 70 THEN 'D-4' WHEN n.i % 100 < 76 THEN 'D-6' WHEN n.i % 100 < 90 THEN 'U-1' WHEN n.i % 100 < 97 THEN 'N-1' ELSE 'O-1' END";
    let kind = "CASE WHEN n.i % 17 < 12 THEN 'person' WHEN n.i % 17 < 14 THEN 'company' WHEN n.i % 17 < 15 THEN 'legal' WHEN n.i % 17 < 16 THEN 'research' ELSE 'other' END";
    tx.execute(
        &format!(
            "INSERT INTO disclosure_requests (id, number, agency, kind, channel, applicant_kind, applicant_shown, applicant, applicant_hash, subject, description, subject_key, form_wanted, way_wanted, help, follow_hash, submitted_at, arrived_on, clerk_received, received_on, closed_on, outcome) {numbers}\
             SELECT {id}, 'BENCH-' || CAST(n.i AS TEXT), r.agency, r.kind, r.channel, {kind}, r.applicant_shown, r.applicant, r.applicant_hash, r.subject, r.description, r.subject_key || CAST(n.i AS TEXT), r.form_wanted, r.way_wanted, r.help, 'BENCH-' || CAST(n.i AS TEXT), r.submitted_at, '2025-' || {month} || '-' || {day}, FALSE, '2025-' || {month} || '-' || {day}, \
             CASE WHEN n.i % 100 < 1 THEN NULL ELSE '2025-' || {month} || '-28' END, {outcome} \
             FROM n CROSS JOIN disclosure_requests r WHERE r.id = $1 ORDER BY n.i"
        ),
        params![model],
    )?;
    Ok(())
}

fn all(tx: &mut Tx, select: &str, id: Id, insert: &'static str) -> Result<Vec<(&'static str, Vec<Value>)>, Fault> {
    // The columns are named in the insert in the order of its parameters.
    let columns = insert.split(['(', ')']).nth(1).unwrap_or_default();
    tx.rows(select, params![id])?
        .iter()
        .map(|row| Ok((insert, columns.split(", ").map(|c| row.get::<Value>(c)).collect::<Result<Vec<_>, Fault>>()?)))
        .collect()
}

fn one(tx: &mut Tx, select: &str, id: Id, insert: &'static str) -> Result<(&'static str, Vec<Value>), Fault> {
    all(tx, select, id, insert)?.pop().ok_or_else(|| Fault::new("a submission without one of its rows"))
}

/// A database that is written to without the hall.
pub trait Bare: Sync {
    /// Writes the rows of one submission; durable when it returns.
    fn write(&self, rows: &Rows) -> Result<(), Fault>;
}

fn lock<T>(m: &Mutex<T>) -> MutexGuard<'_, T> {
    m.lock().unwrap_or_else(PoisonError::into_inner)
}

fn sqlite(e: rusqlite::Error) -> Fault {
    Fault::from_error("the bare SQLite", e)
}

/// Copies the hall's database as it is now, drafts and all.
pub fn copy_sqlite(hall: &Path, bare: &Path) -> Result<(), Fault> {
    let _ = std::fs::remove_file(bare);
    Connection::open(hall).and_then(|c| c.execute("VACUUM INTO $1", [bare.display().to_string()])).map_err(sqlite)?;
    Ok(())
}

/// `rusqlite` on one connection, group commit with the hall's own bounds.
pub struct BareSqlite {
    writer: Mutex<(Connection, Option<Batch>)>,
    waiting: AtomicUsize,
}

struct Batch {
    opened: Instant,
    members: usize,
    outcome: Arc<(Mutex<Option<bool>>, Condvar)>,
}

impl BareSqlite {
    pub fn open(path: &Path) -> Result<BareSqlite, Fault> {
        let conn = Connection::open(path).map_err(sqlite)?;
        conn.set_prepared_statement_cache_capacity(512);
        conn.execute_batch("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-65536;")
            .map_err(sqlite)?;
        Ok(BareSqlite { writer: Mutex::new((conn, None)), waiting: AtomicUsize::new(0) })
    }
}

fn run_sqlite(conn: &Connection, sql: &str, values: &[Value]) -> Result<(), rusqlite::Error> {
    let mut statement = conn.prepare_cached(sql)?;
    for at in 1..=statement.parameter_count() {
        let n = statement.parameter_name(at).and_then(|n| n[1..].parse::<usize>().ok()).unwrap_or(at);
        match &values[n - 1] {
            Value::Null => statement.raw_bind_parameter(at, Cell::Null)?,
            Value::Bool(v) => statement.raw_bind_parameter(at, v)?,
            Value::Int(v) => statement.raw_bind_parameter(at, v)?,
            Value::Text(v) => statement.raw_bind_parameter(at, v)?,
            Value::Bytes(v) => statement.raw_bind_parameter(at, v)?,
        }
    }
    let mut rows = statement.raw_query();
    while rows.next()?.is_some() {}
    Ok(())
}

impl Bare for BareSqlite {
    fn write(&self, rows: &Rows) -> Result<(), Fault> {
        self.waiting.fetch_add(1, Ordering::SeqCst);
        let mut writer = lock(&self.writer);
        self.waiting.fetch_sub(1, Ordering::SeqCst);
        let (conn, batch) = &mut *writer;
        if batch.is_none() {
            conn.execute_batch("BEGIN IMMEDIATE").map_err(sqlite)?;
            *batch = Some(Batch { opened: Instant::now(), members: 0, outcome: Arc::default() });
        }
        let Some(open) = batch.as_mut() else { return Err(Fault::new("no batch is open")) };
        open.members += 1;
        let outcome = open.outcome.clone();
        for (sql, values) in &rows.0 {
            if let Err(error) = run_sqlite(conn, sql, values) {
                // The bench ends here; the others of the batch must not wait for an outcome that never comes.
                let _ = conn.execute_batch("ROLLBACK");
                *batch = None;
                *lock(&outcome.0) = Some(false);
                outcome.1.notify_all();
                return Err(sqlite(error));
            }
        }
        if self.waiting.load(Ordering::SeqCst) == 0
            || open.members >= 256
            || open.opened.elapsed() >= Duration::from_millis(10)
        {
            let result = conn.execute_batch("COMMIT");
            *batch = None;
            *lock(&outcome.0) = Some(result.is_ok());
            outcome.1.notify_all();
            result.map_err(sqlite)?;
        }
        drop(writer);
        let mut known = lock(&outcome.0);
        loop {
            match *known {
                Some(true) => return Ok(()),
                Some(false) => return Err(Fault::new("the bare batch was lost")),
                None => known = outcome.1.wait(known).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }
}

fn pg(e: postgres::Error) -> Fault {
    Fault::from_error("the bare PostgreSQL", e)
}

/// The two schemas of the bench on a PostgreSQL; dropped when they are let go.
pub struct Schemas {
    url: String,
}

const HALL: &str = "mingting_bench_hall";
const BARE: &str = "mingting_bench_bare";

impl Schemas {
    pub fn make(url: &str) -> Result<Schemas, Fault> {
        let mut client = Client::connect(url, NoTls).map_err(pg)?;
        client
            .batch_execute(&format!("DROP SCHEMA IF EXISTS {HALL} CASCADE; DROP SCHEMA IF EXISTS {BARE} CASCADE; CREATE SCHEMA {HALL}; CREATE SCHEMA {BARE};"))
            .map_err(pg)?;
        Ok(Schemas { url: url.to_owned() })
    }

    fn url_of(&self, schema: &str) -> String {
        let with = if self.url.contains('?') { '&' } else { '?' };
        format!("{}{with}options=-c%20search_path%3D{schema}&application_name={schema}", self.url)
    }

    /// The address under which the hall has a schema of its own.
    pub fn hall_url(&self) -> String {
        self.url_of(HALL)
    }

    /// The server and what decides its durability.
    pub fn describe(&self) -> Result<String, Fault> {
        let mut client = Client::connect(&self.url, NoTls).map_err(pg)?;
        let mut of = |name: &str| -> Result<String, Fault> {
            client.query_one(&format!("SHOW {name}"), &[]).map(|r| r.get::<_, String>(0)).map_err(pg)
        };
        let (version, fsync, commit) = (of("server_version")?, of("fsync")?, of("synchronous_commit")?);
        let durable = if fsync == "on" && commit != "off" {
            ""
        } else {
            " **These are not durable: the figures of PostgreSQL below do not count.**"
        };
        Ok(format!("PostgreSQL {version} on the same machine, fsync {fsync}, synchronous_commit {commit}.{durable}"))
    }

    /// Copies the hall's schema as it is now, drafts and all.
    pub fn copy(&self) -> Result<(), Fault> {
        let mut client = Client::connect(&self.url, NoTls).map_err(pg)?;
        client
            .batch_execute(&format!(
                "DROP SCHEMA IF EXISTS {BARE} CASCADE; CREATE SCHEMA {BARE}; SET search_path = {BARE};"
            ))
            .map_err(pg)?;
        for (_, sql) in MIGRATIONS {
            client.batch_execute(&sql.replace("{BYTES}", "BYTEA")).map_err(pg)?;
            // In the order in which they were made, so that what is referred to is there first.
            for table in sql.lines().filter_map(|l| l.strip_prefix("CREATE TABLE ")).filter_map(|l| l.split(' ').next())
            {
                client
                    .batch_execute(&format!(
                        "INSERT INTO {BARE}.{table} SELECT * FROM {HALL}.{table} ON CONFLICT DO NOTHING"
                    ))
                    .map_err(pg)?;
            }
        }
        client.batch_execute("ANALYZE").map_err(pg)
    }

    /// What a server does by itself in the night: statistics, and the map of pages that an index alone can answer for.
    pub fn vacuum(&self) -> Result<(), Fault> {
        let mut client = Client::connect(&self.hall_url(), NoTls).map_err(pg)?;
        client.batch_execute("VACUUM ANALYZE disclosure_requests").map_err(pg)
    }

    /// `postgres` with as many connections as the hall has open.
    pub fn bare(&self) -> Result<BarePostgres, Fault> {
        let mut client = Client::connect(&self.url, NoTls).map_err(pg)?;
        let open: i64 = client
            .query_one("SELECT count(*) FROM pg_stat_activity WHERE application_name = $1", &[&HALL])
            .map(|r| r.get(0))
            .map_err(pg)?;
        let connections = usize::try_from(open).unwrap_or(1).max(1);
        let idle = (0..connections)
            .map(|_| {
                Ok(BareClient {
                    client: Client::connect(&self.url_of(BARE), NoTls).map_err(pg)?,
                    statements: HashMap::new(),
                })
            })
            .collect::<Result<_, Fault>>()?;
        Ok(BarePostgres { connections, idle: Mutex::new(idle), free: Condvar::new() })
    }
}

impl Drop for Schemas {
    fn drop(&mut self) {
        let dropped = Client::connect(&self.url, NoTls).and_then(|mut c| {
            c.batch_execute(&format!("DROP SCHEMA IF EXISTS {HALL} CASCADE; DROP SCHEMA IF EXISTS {BARE} CASCADE;"))
        });
        if let Err(error) = dropped {
            tracing::warn!(%error, "the bench's schemas stay");
        }
    }
}

/// A pool of bare clients, each with its statements prepared.
pub struct BarePostgres {
    /// How many.
    pub connections: usize,
    idle: Mutex<Vec<BareClient>>,
    free: Condvar,
}

struct BareClient {
    client: Client,
    statements: HashMap<&'static str, Statement>,
}

impl Bare for BarePostgres {
    fn write(&self, rows: &Rows) -> Result<(), Fault> {
        let mut bare = {
            let mut idle = lock(&self.idle);
            loop {
                match idle.pop() {
                    Some(client) => break client,
                    None => idle = self.free.wait(idle).unwrap_or_else(PoisonError::into_inner),
                }
            }
        };
        let result = run_postgres(&mut bare, rows);
        lock(&self.idle).push(bare);
        self.free.notify_one();
        result.map_err(pg)
    }
}

fn run_postgres(bare: &mut BareClient, rows: &Rows) -> Result<(), postgres::Error> {
    for (sql, _) in &rows.0 {
        if !bare.statements.contains_key(sql) {
            let statement = bare.client.prepare(sql)?;
            bare.statements.insert(*sql, statement);
        }
    }
    let mut tx = bare.client.transaction()?;
    for (sql, values) in &rows.0 {
        let args: Vec<&(dyn ToSql + Sync)> = values.iter().map(|v| v as _).collect();
        tx.execute(&bare.statements[sql], &args)?;
    }
    tx.commit()
}
