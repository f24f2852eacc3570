//! `schema.sql` is the whole present schema, written by the migrations and by nobody else.
//!
//! `UPDATE_SNAPSHOTS=1 cargo test -p server --test schema` writes it; without, the test compares.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use kernel::{Error, Never, params};
use std::{fs, path::Path};
use testkit::TestOffice;

const HEAD: &str = "-- The whole present schema, written by the migrations (crates/server/tests/schema.rs). Never edit it: change comes as a new\n-- step in migrations/. Spelled as SQLite keeps it; PostgreSQL has BYTEA where BLOB stands.\n";

#[test]
fn the_schema_on_paper_is_the_schema() {
    let t = TestOffice::sqlite();
    let statements: Vec<String> = t
        .office
        .db
        .read(|tx| {
            let rows = tx.rows("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid", params![])?;
            rows.iter().map(|r| r.only()).collect::<Result<_, _>>().map_err(Error::<Never>::from)
        })
        .unwrap();
    assert!(statements.len() > 30, "only {} tables and indexes", statements.len());
    let text = format!("{HEAD}\n{};\n", statements.join(";\n\n"));
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schema.sql");
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::write(&file, &text).unwrap();
    }
    let kept = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        kept == text,
        "schema.sql is not what the migrations make; run with UPDATE_SNAPSHOTS=1 and look at the difference"
    );
}
