//! The embedded engine: one writer with group commit, several readers.
//!
//! Group commit happens on the callers' own threads. Whoever gets the writer joins the open batch
//! (or opens one) as a SAVEPOINT; the one who finds nobody waiting commits for all. Nobody is
//! answered before the batch's outcome is known, neither with success nor with refusal.

use super::{Row, Tx, Value};
use crate::{Error, Fault, FaultKind};
use rusqlite::{Connection, ErrorCode, OpenFlags};
use std::{
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    path::{Path, PathBuf},
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

/// A batch is closed at this many members even while others wait.
const BATCH_MEMBERS: usize = 256;
/// … or at this age, so that the first member does not wait for an endless queue.
const BATCH_AGE: Duration = Duration::from_millis(10);

pub(super) struct Sqlite {
    path: PathBuf,
    writer: Mutex<Writer>,
    waiting: AtomicUsize,
    readers: Mutex<Vec<Connection>>,
    reader_free: Condvar,
}

struct Writer {
    conn: Connection,
    batch: Option<Batch>,
}

struct Batch {
    opened: Instant,
    members: usize,
    outcome: Arc<Outcome>,
}

#[derive(Default)]
struct Outcome {
    known: Mutex<Option<Result<(), Lost>>>,
    told: Condvar,
}

#[derive(Clone, Debug)]
struct Lost {
    why: String,
    full: bool,
}

impl Outcome {
    fn tell(&self, result: Result<(), Lost>) {
        *lock(&self.known) = Some(result);
        self.told.notify_all();
    }

    fn wait(&self) -> Result<(), Lost> {
        let mut known = lock(&self.known);
        loop {
            match &*known {
                Some(result) => return result.clone(),
                None => known = self.told.wait(known).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }
}

fn lock<T>(m: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic inside a member is caught before it can leave the writer half-way.
    m.lock().unwrap_or_else(PoisonError::into_inner)
}

fn fault(what: &str, e: rusqlite::Error) -> Fault {
    let kind = match e.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => FaultKind::Full,
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::SystemIoFailure) => FaultKind::NotSaved,
        _ => FaultKind::Broken,
    };
    Fault::from_error(what, e).kind_is(kind)
}

impl From<Lost> for Fault {
    fn from(l: Lost) -> Fault {
        Fault::new(format!("the batch was lost: {}", l.why)).kind_is(if l.full {
            FaultKind::Full
        } else {
            FaultKind::NotSaved
        })
    }
}

impl From<&rusqlite::Error> for Lost {
    fn from(e: &rusqlite::Error) -> Lost {
        Lost { why: e.to_string(), full: e.sqlite_error_code() == Some(ErrorCode::DiskFull) }
    }
}

impl Sqlite {
    pub fn open(path: &Path, readers: usize) -> Result<Sqlite, Fault> {
        let conn = Connection::open(path).map_err(|e| fault(&format!("opening {}", path.display()), e))?;
        conn.execute_batch("PRAGMA journal_mode=WAL; PRAGMA auto_vacuum=INCREMENTAL;")
            .map_err(|e| fault("setting up SQLite", e))?;
        prepare(&conn)?;
        let mut pool = Vec::new();
        for _ in 0..readers.max(1) {
            pool.push(reader(path)?);
        }
        Ok(Sqlite {
            path: path.to_path_buf(),
            writer: Mutex::new(Writer { conn, batch: None }),
            waiting: AtomicUsize::new(0),
            readers: Mutex::new(pool),
            reader_free: Condvar::new(),
        })
    }

    pub fn read<T, R>(&self, work: impl FnOnce(&mut Tx) -> Result<T, Error<R>>) -> Result<T, Error<R>> {
        let conn = {
            let mut pool = lock(&self.readers);
            loop {
                match pool.pop() {
                    Some(conn) => break conn,
                    None => pool = self.reader_free.wait(pool).unwrap_or_else(PoisonError::into_inner),
                }
            }
        };
        let result = catch_unwind(AssertUnwindSafe(|| {
            conn.execute_batch("BEGIN").map_err(|e| fault("beginning a read", e))?;
            let result = work(&mut Tx::sqlite(&conn));
            conn.execute_batch("ROLLBACK").map_err(|e| fault("ending a read", e))?;
            result
        }));
        // A reader in an unclear state is replaced, so that the pool never shrinks.
        let conn = if conn.is_autocommit() { Ok(conn) } else { reader(&self.path) };
        if let Ok(conn) = conn {
            lock(&self.readers).push(conn);
            self.reader_free.notify_one();
        }
        result.unwrap_or_else(|panic| resume_unwind(panic))
    }

    pub fn write<T, R>(&self, work: impl Fn(&mut Tx) -> Result<T, Error<R>>) -> Result<T, Error<R>> {
        self.waiting.fetch_add(1, Ordering::SeqCst);
        let mut writer = lock(&self.writer);
        self.waiting.fetch_sub(1, Ordering::SeqCst);

        if writer.batch.is_none() {
            writer.conn.execute_batch("BEGIN IMMEDIATE").map_err(|e| fault("beginning a batch", e))?;
            writer.batch = Some(Batch { opened: Instant::now(), members: 0, outcome: Arc::default() });
        }
        let Writer { conn, batch } = &mut *writer;
        let Some(open) = batch.as_mut() else { return Err(Fault::new("no batch is open").into()) };
        open.members += 1;
        let outcome = open.outcome.clone();

        let ran = match cached(conn, "SAVEPOINT member") {
            Ok(()) => catch_unwind(AssertUnwindSafe(|| work(&mut Tx::sqlite(conn)))),
            Err(e) => Ok(Err(fault("joining the batch", e).into())),
        };
        // A full disk or a failing device makes SQLite roll back everything, the batch included.
        let end = if conn.is_autocommit() {
            Err(Lost {
                why: "the engine rolled back".into(),
                full: matches!(&ran, Ok(Err(Error::Broken(f))) if f.kind() == FaultKind::Full),
            })
        } else {
            match &ran {
                Ok(Ok(_)) => cached(conn, "RELEASE member").map_err(|e| Lost::from(&e)),
                _ => cached(conn, "ROLLBACK TO member")
                    .and_then(|()| cached(conn, "RELEASE member"))
                    .map_err(|e| Lost::from(&e)),
            }
        };
        let close = end.is_err()
            || self.waiting.load(Ordering::SeqCst) == 0
            || open.members >= BATCH_MEMBERS
            || open.opened.elapsed() >= BATCH_AGE;
        if close {
            let result = end.and_then(|()| cached(conn, "COMMIT").map_err(|e| Lost::from(&e)));
            if result.is_err() && !conn.is_autocommit() {
                let _ = conn.execute_batch("ROLLBACK");
            }
            *batch = None;
            outcome.tell(result);
        }
        drop(writer);
        let committed = outcome.wait();
        match ran {
            Err(panic) => resume_unwind(panic),
            Ok(result) => {
                if let Err(lost) = committed {
                    return Err(Fault::from(lost).into());
                }
                result
            }
        }
    }

    pub fn script(&self, sql: &str) -> Result<(), Fault> {
        lock(&self.writer).conn.execute_batch(sql).map_err(|e| fault("running a script", e))
    }

    pub fn prepare_only(&self, sql: &str) -> Result<(), Fault> {
        lock(&self.writer).conn.prepare(sql).map(|_| ()).map_err(|e| fault(&format!("preparing: {sql}"), e))
    }
}

fn prepare(conn: &Connection) -> Result<(), Fault> {
    conn.set_prepared_statement_cache_capacity(512);
    conn.busy_timeout(Duration::from_secs(10)).map_err(|e| fault("setting up SQLite", e))?;
    conn.execute_batch(
        "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-65536;",
    )
    .map_err(|e| fault("setting up SQLite", e))
}

fn reader(path: &Path) -> Result<Connection, Fault> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
    let conn = Connection::open_with_flags(path, flags).map_err(|e| fault("opening a reader", e))?;
    prepare(&conn)?;
    conn.execute_batch("PRAGMA query_only=ON").map_err(|e| fault("setting up a reader", e))?;
    Ok(conn)
}

fn cached(conn: &Connection, sql: &str) -> Result<(), rusqlite::Error> {
    conn.prepare_cached(sql)?.execute([]).map(|_| ())
}

pub(super) fn rows(conn: &Connection, sql: &str, params: &[Value]) -> Result<Vec<Row>, Fault> {
    let run = || -> Result<Vec<Row>, rusqlite::Error> {
        let mut stmt = conn.prepare_cached(sql)?;
        bind(&mut stmt, params)?;
        let names: Arc<[String]> = stmt.column_names().map(String::from).collect();
        let width = names.len();
        let mut rows = stmt.raw_query();
        let mut out = Vec::new();
        while let Some(row) = rows.next()? {
            let values = (0..width).map(|i| row.get_ref(i).map(from_sqlite)).collect::<Result<_, _>>()?;
            out.push(Row { names: names.clone(), values });
        }
        Ok(out)
    };
    run().map_err(|e| fault(&format!("querying: {sql}"), e))
}

pub(super) fn execute(conn: &Connection, sql: &str, params: &[Value]) -> Result<u64, Fault> {
    let run = || -> Result<u64, rusqlite::Error> {
        let mut stmt = conn.prepare_cached(sql)?;
        bind(&mut stmt, params)?;
        Ok(stmt.raw_execute()? as u64)
    };
    run().map_err(|e| fault(&format!("executing: {sql}"), e))
}

/// SQLite numbers `$2` by its place in the text, not by its digit; bind by the digit.
fn bind(stmt: &mut rusqlite::CachedStatement<'_>, params: &[Value]) -> Result<(), rusqlite::Error> {
    for i in 1..=stmt.parameter_count() {
        let n = stmt.parameter_name(i).and_then(|n| n[1..].parse::<usize>().ok()).unwrap_or(i);
        match params.get(n - 1) {
            None => return Err(rusqlite::Error::InvalidParameterCount(params.len(), n)),
            Some(Value::Null) => stmt.raw_bind_parameter(i, rusqlite::types::Null)?,
            Some(Value::Bool(v)) => stmt.raw_bind_parameter(i, v)?,
            Some(Value::Int(v)) => stmt.raw_bind_parameter(i, v)?,
            Some(Value::Text(v)) => stmt.raw_bind_parameter(i, v)?,
            Some(Value::Bytes(v)) => stmt.raw_bind_parameter(i, v)?,
        }
    }
    Ok(())
}

fn from_sqlite(v: rusqlite::types::ValueRef<'_>) -> Value {
    use rusqlite::types::ValueRef as R;
    match v {
        R::Null => Value::Null,
        R::Integer(n) => Value::Int(n),
        R::Text(t) => Value::Text(String::from_utf8_lossy(t).into_owned()),
        R::Blob(b) => Value::Bytes(b.to_vec()),
        // No column of ours is REAL; as text it fails where it is read, with the column's name.
        R::Real(x) => Value::Text(x.to_string()),
    }
}
