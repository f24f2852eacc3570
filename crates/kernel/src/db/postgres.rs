//! PostgreSQL: a small pool of synchronous clients, statements prepared once per connection,
//! transactions run again on serialisation failures and deadlocks.
//!
//! Clients are taken, used and dropped only on blocking threads.

use super::{Inner, Row, Tx, Value};
use crate::{Error, Fault, FaultKind};
use postgres::{
    Client, NoTls, Statement, Transaction,
    error::SqlState,
    types::{FromSql, IsNull, ToSql, Type, private::BytesMut, to_sql_checked},
};
use std::{
    collections::HashMap,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
};

/// A write is run this many times at most when the engine asks for a repetition.
const ATTEMPTS: usize = 4;

pub(super) struct Postgres {
    config: postgres::Config,
    pool: Mutex<Pool>,
    free: Condvar,
}

struct Pool {
    idle: Vec<Conn>,
    /// Connections that may still be opened.
    room: usize,
}

struct Conn {
    client: Client,
    statements: HashMap<String, Arc<Prepared>>,
}

struct Prepared {
    statement: Statement,
    names: Arc<[String]>,
}

pub(super) struct PgTx<'a> {
    tx: Transaction<'a>,
    statements: &'a mut HashMap<String, Arc<Prepared>>,
}

fn lock<T>(m: &Mutex<T>) -> MutexGuard<'_, T> {
    m.lock().unwrap_or_else(PoisonError::into_inner)
}

fn fault(what: &str, e: postgres::Error) -> Fault {
    let kind = match e.code() {
        Some(c) if *c == SqlState::T_R_SERIALIZATION_FAILURE || *c == SqlState::T_R_DEADLOCK_DETECTED => {
            FaultKind::NotSaved
        }
        Some(c) if *c == SqlState::DISK_FULL => FaultKind::Full,
        None => FaultKind::NotSaved,
        Some(_) => FaultKind::Broken,
    };
    Fault::from_error(what, e).kind_is(kind)
}

fn wants_repetition(f: &Fault) -> bool {
    f.kind() == FaultKind::NotSaved
}

impl Postgres {
    pub fn open(url: &str, size: usize) -> Result<Postgres, Fault> {
        let config: postgres::Config = url.parse().map_err(|e| Fault::from_error("reading the database address", e))?;
        let pg =
            Postgres { config, pool: Mutex::new(Pool { idle: Vec::new(), room: size.max(1) }), free: Condvar::new() };
        let collation: String = pg.with(|conn| {
            let row = conn
                .client
                .query_one("SELECT datcollate FROM pg_database WHERE datname = current_database()", &[])
                .map_err(|e| fault("asking for the collation", e))?;
            Ok::<_, Fault>(row.get(0))
        })?;
        if !["C", "C.UTF-8", "C.utf8", "POSIX"].contains(&collation.as_str()) {
            return Err(Fault::new(format!(
                "the database sorts text by {collation}; create it with LC_COLLATE 'C' (or initdb --locale=C.UTF-8), otherwise lists differ between engines"
            )));
        }
        Ok(pg)
    }

    fn with<T, E: From<Fault>>(&self, work: impl FnOnce(&mut Conn) -> Result<T, E>) -> Result<T, E> {
        let conn = {
            let mut pool = lock(&self.pool);
            loop {
                if let Some(conn) = pool.idle.pop() {
                    break Some(conn);
                }
                if pool.room > 0 {
                    pool.room -= 1;
                    break None;
                }
                pool = self.free.wait(pool).unwrap_or_else(PoisonError::into_inner);
            }
        };
        let mut conn = match conn {
            Some(conn) if !conn.client.is_closed() => conn,
            _ => match self.config.connect(NoTls) {
                Ok(client) => Conn { client, statements: HashMap::new() },
                Err(e) => {
                    lock(&self.pool).room += 1;
                    self.free.notify_one();
                    return Err(fault("connecting to PostgreSQL", e).into());
                }
            },
        };
        let result = catch_unwind(AssertUnwindSafe(|| work(&mut conn)));
        let mut pool = lock(&self.pool);
        if conn.client.is_closed() || result.is_err() {
            pool.room += 1;
        } else {
            pool.idle.push(conn);
        }
        drop(pool);
        self.free.notify_one();
        result.unwrap_or_else(|panic| resume_unwind(panic))
    }

    pub fn read<T, R>(&self, work: impl FnOnce(&mut Tx) -> Result<T, Error<R>>) -> Result<T, Error<R>> {
        self.with(|conn| {
            let tx = conn
                .client
                .build_transaction()
                .isolation_level(postgres::IsolationLevel::RepeatableRead)
                .read_only(true)
                .start()
                .map_err(|e| fault("beginning a read", e))?;
            work(&mut Tx { inner: Inner::Postgres(PgTx { tx, statements: &mut conn.statements }) })
        })
    }

    pub fn write<T, R>(&self, work: impl Fn(&mut Tx) -> Result<T, Error<R>>) -> Result<T, Error<R>> {
        let mut attempt = 1;
        loop {
            let result = self.with(|conn| {
                let tx = conn.client.transaction().map_err(|e| fault("beginning a transaction", e))?;
                let mut tx = Tx { inner: Inner::Postgres(PgTx { tx, statements: &mut conn.statements }) };
                let out = work(&mut tx)?;
                if let Inner::Postgres(pg) = tx.inner {
                    pg.tx.commit().map_err(|e| fault("committing", e))?;
                }
                Ok(out)
            });
            match result {
                Err(Error::Broken(f)) if wants_repetition(&f) && attempt < ATTEMPTS => attempt += 1,
                other => return other,
            }
        }
    }

    pub fn script(&self, sql: &str) -> Result<(), Fault> {
        self.with(|conn| conn.client.batch_execute(sql).map_err(|e| fault("running a script", e)))
    }

    pub fn prepare_only(&self, sql: &str) -> Result<(), Fault> {
        self.with(|conn| conn.client.prepare(sql).map(|_| ()).map_err(|e| fault(&format!("preparing: {sql}"), e)))
    }
}

impl PgTx<'_> {
    fn prepared(&mut self, sql: &str) -> Result<Arc<Prepared>, Fault> {
        if let Some(p) = self.statements.get(sql) {
            return Ok(p.clone());
        }
        let statement = self.tx.prepare(sql).map_err(|e| fault(&format!("preparing: {sql}"), e))?;
        let names = statement.columns().iter().map(|c| c.name().to_owned()).collect();
        let prepared = Arc::new(Prepared { statement, names });
        self.statements.insert(sql.to_owned(), prepared.clone());
        Ok(prepared)
    }

    pub fn rows(&mut self, sql: &str, params: &[Value]) -> Result<Vec<Row>, Fault> {
        let prepared = self.prepared(sql)?;
        let args: Vec<&(dyn ToSql + Sync)> = params.iter().map(|v| v as _).collect();
        let rows = self.tx.query(&prepared.statement, &args).map_err(|e| fault(&format!("querying: {sql}"), e))?;
        rows.iter()
            .map(|r| {
                let values = (0..r.len())
                    .map(|i| r.try_get::<_, Value>(i))
                    .collect::<Result<_, _>>()
                    .map_err(|e| fault(&format!("reading a row of: {sql}"), e))?;
                Ok(Row { names: prepared.names.clone(), values })
            })
            .collect()
    }

    pub fn execute(&mut self, sql: &str, params: &[Value]) -> Result<u64, Fault> {
        let prepared = self.prepared(sql)?;
        let args: Vec<&(dyn ToSql + Sync)> = params.iter().map(|v| v as _).collect();
        self.tx.execute(&prepared.statement, &args).map_err(|e| fault(&format!("executing: {sql}"), e))
    }
}

type Boxed = Box<dyn std::error::Error + Sync + Send>;

impl ToSql for Value {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Boxed> {
        match (self, ty) {
            (Value::Null, _) => Ok(IsNull::Yes),
            (Value::Bool(b), &Type::BOOL) => b.to_sql(ty, out),
            (Value::Int(n), &Type::INT4) => i32::try_from(*n)?.to_sql(ty, out),
            (Value::Int(n), &Type::INT8) => n.to_sql(ty, out),
            (Value::Text(s), &Type::TEXT | &Type::VARCHAR) => s.to_sql(ty, out),
            (Value::Bytes(b), &Type::BYTEA) => b.to_sql(ty, out),
            (value, ty) => Err(format!("a {value:?} cannot be bound as {ty}").into()),
        }
    }
    fn accepts(ty: &Type) -> bool {
        matches!(*ty, Type::BOOL | Type::INT4 | Type::INT8 | Type::TEXT | Type::VARCHAR | Type::BYTEA)
    }
    to_sql_checked!();
}

impl<'a> FromSql<'a> for Value {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Boxed> {
        Ok(match *ty {
            Type::BOOL => Value::Bool(bool::from_sql(ty, raw)?),
            Type::INT4 => Value::Int(i32::from_sql(ty, raw)?.into()),
            Type::INT8 => Value::Int(i64::from_sql(ty, raw)?),
            Type::BYTEA => Value::Bytes(Vec::from_sql(ty, raw)?),
            _ => Value::Text(String::from_sql(ty, raw)?),
        })
    }
    fn from_sql_null(_: &Type) -> Result<Self, Boxed> {
        Ok(Value::Null)
    }
    fn accepts(ty: &Type) -> bool {
        <Value as ToSql>::accepts(ty)
    }
}
