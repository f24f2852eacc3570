//! The schema, in numbered steps, one set for both engines. A step that has landed is never edited:
//! its digest is kept with it and compared at every start.

use crate::{Db, Error, Fault, Never, params};
use sha2::{Digest, Sha256};

macro_rules! steps {
    ($($name:literal),* $(,)?) => { &[$(($name, include_str!(concat!("../../../migrations/", $name, ".sql")))),*] };
}

/// Every step: its name and its SQL.
pub const MIGRATIONS: &[(&str, &str)] = steps![
    "0001-kernel",
    "0002-identity",
    "0003-items",
    "0004-licences",
    "0005-cases",
    "0006-ratings",
    "0007-links-and-sites",
    "0008-publishing",
    "0009-register",
    "0010-duties",
    "0012-post",
    "0013-monitor",
    "0014-portal",
    "0015-push",
    "0016-disclosure",
    "0018-mailbox",
    "0019-report",
];

/// Brings the schema up to date; does nothing when it is.
///
/// # Errors
/// When a step fails, or when one that already ran reads differently today.
pub fn migrate(db: &Db) -> Result<usize, Fault> {
    db.script("CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, digest TEXT NOT NULL)")?;
    let mut ran = 0;
    for (name, sql) in MIGRATIONS {
        let digest = hex::encode(Sha256::digest(sql.as_bytes()));
        let before: Option<String> = db
            .read(|tx| {
                let row = tx.row("SELECT digest FROM migrations WHERE name = $1", params![*name])?;
                row.map(|r| r.only()).transpose().map_err(Error::<Never>::from)
            })
            .map_err(Fault::from)?;
        match before {
            Some(d) if d == digest => continue,
            Some(_) => {
                return Err(Fault::new(format!(
                    "migration {name} ran before with another text; a step that landed is never edited"
                )));
            }
            None => {}
        }
        // Both engines have transactional DDL: a step is there whole, with its record, or not at all.
        db.script(&format!(
            "BEGIN; {sql}; INSERT INTO migrations (name, digest) VALUES ('{name}', '{digest}'); COMMIT;"
        ))
        .map_err(|e| Fault::from_error(format!("migration {name}"), e))?;
        ran += 1;
    }
    Ok(ran)
}
