//! One database handle for two engines, one SQL text for both.
//!
//! SQL is written with `$1…` placeholders in the subset that SQLite and PostgreSQL share. A list's
//! optional filters are put together by [`list::List`]. No caller asks which engine runs.

pub mod list;
mod postgres;
mod sqlite;
mod value;

pub use value::{FromValue, Row, ToValue, Value, instant_text};

use crate::{Error, Fault};
use std::path::{Path, PathBuf};

/// Parameters of a statement: `params![case.id, "accepted", 3]`.
#[macro_export]
macro_rules! params {
    ($($v:expr),* $(,)?) => { &[$($crate::db::ToValue::to_value(&$v)),*] as &[$crate::db::Value] };
}

/// Where the data live.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// An embedded SQLite file.
    Sqlite(PathBuf),
    /// A PostgreSQL server, by its URL.
    Postgres(String),
}

impl Address {
    /// Reads `postgres://…`, `sqlite:PATH` or a plain path.
    pub fn parse(text: &str) -> Address {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            Address::Postgres(text.to_owned())
        } else {
            Address::Sqlite(Path::new(text.strip_prefix("sqlite:").unwrap_or(text)).to_path_buf())
        }
    }
}

enum Engine {
    Sqlite(sqlite::Sqlite),
    Postgres(postgres::Postgres),
}

/// The database. All its methods block: call them on a blocking thread.
pub struct Db {
    engine: Engine,
}

impl Db {
    /// Opens (and for SQLite creates) the database. `connections` bounds the readers of SQLite and
    /// the pool of PostgreSQL.
    ///
    /// # Errors
    /// When it cannot be reached, or when PostgreSQL sorts text by a locale (only C is the same on both engines).
    pub fn open(address: &Address, connections: usize) -> Result<Db, Fault> {
        let engine = match address {
            Address::Sqlite(path) => Engine::Sqlite(sqlite::Sqlite::open(path, connections)?),
            Address::Postgres(url) => Engine::Postgres(postgres::Postgres::open(url, connections)?),
        };
        Ok(Db { engine })
    }

    /// Runs `work` over one consistent view of the data; it must not write.
    ///
    /// # Errors
    /// What `work` returns, or a fault of the connection.
    pub fn read<T, R>(&self, work: impl FnOnce(&mut Tx) -> Result<T, Error<R>>) -> Result<T, Error<R>> {
        match &self.engine {
            Engine::Sqlite(e) => e.read(work),
            Engine::Postgres(e) => e.read(work),
        }
    }

    /// Runs `work` in one transaction: durable when this returns `Ok`, undone otherwise.
    ///
    /// `work` may run more than once, so it must have no effect but through `tx`. Both success and
    /// refusal are answered only after the transaction's outcome is known, since both may rest on
    /// rows of other transactions of the same batch.
    ///
    /// # Errors
    /// What `work` returns; [`crate::FaultKind::NotSaved`] when the outcome was lost.
    pub fn write<T, R>(&self, work: impl Fn(&mut Tx) -> Result<T, Error<R>>) -> Result<T, Error<R>> {
        match &self.engine {
            Engine::Sqlite(e) => e.write(work),
            Engine::Postgres(e) => e.write(work),
        }
    }

    /// Runs a script of several statements outside any transaction of ours: migrations and tests only.
    ///
    /// # Errors
    /// The engine's own error.
    pub fn script(&self, sql: &str) -> Result<(), Fault> {
        match &self.engine {
            Engine::Sqlite(e) => e.script(&engine_types(sql, "BLOB")),
            Engine::Postgres(e) => e.script(&engine_types(sql, "BYTEA")),
        }
    }

    /// The engine's name, for the log and the bench only.
    pub fn engine_name(&self) -> &'static str {
        match self.engine {
            Engine::Sqlite(_) => "sqlite",
            Engine::Postgres(_) => "postgres",
        }
    }

    /// Prepares `sql` on the engine without running it; the test that keeps every statement honest uses it.
    ///
    /// # Errors
    /// When the engine refuses the statement.
    pub fn prepare_only(&self, sql: &str) -> Result<(), Fault> {
        match &self.engine {
            Engine::Sqlite(e) => e.prepare_only(sql),
            Engine::Postgres(e) => e.prepare_only(sql),
        }
    }
}

/// The one type whose name the engines do not share.
fn engine_types(sql: &str, bytes: &str) -> String {
    sql.replace("{BYTES}", bytes)
}

/// An open transaction.
pub struct Tx<'a> {
    inner: Inner<'a>,
}

enum Inner<'a> {
    Sqlite(&'a rusqlite::Connection),
    Postgres(postgres::PgTx<'a>),
}

impl<'a> Tx<'a> {
    fn sqlite(conn: &'a rusqlite::Connection) -> Tx<'a> {
        Tx { inner: Inner::Sqlite(conn) }
    }

    /// All rows of a query.
    ///
    /// # Errors
    /// The engine's own error.
    pub fn rows(&mut self, sql: &str, params: &[Value]) -> Result<Vec<Row>, Fault> {
        match &mut self.inner {
            Inner::Sqlite(conn) => sqlite::rows(conn, sql, params),
            Inner::Postgres(tx) => tx.rows(sql, params),
        }
    }

    /// The first row of a query, if there is one.
    ///
    /// # Errors
    /// The engine's own error.
    pub fn row(&mut self, sql: &str, params: &[Value]) -> Result<Option<Row>, Fault> {
        Ok(self.rows(sql, params)?.into_iter().next())
    }

    /// Runs a statement and says how many rows it touched.
    ///
    /// # Errors
    /// The engine's own error.
    pub fn execute(&mut self, sql: &str, params: &[Value]) -> Result<u64, Fault> {
        match &mut self.inner {
            Inner::Sqlite(conn) => sqlite::execute(conn, sql, params),
            Inner::Postgres(tx) => tx.execute(sql, params),
        }
    }
}
