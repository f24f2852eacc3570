//! The engines beside ours, as SQL: SQLite FTS5 with its trigram cutter, PostgreSQL full text over our own words.

use super::{OfEngine, of_times, snippets, words};
use crate::Entry;
use std::path::Path;
use std::time::{Duration, Instant};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// Fills and asks SQLite. A word of fewer than three letters can't be matched by trigrams: it is looked for with LIKE.
pub(super) fn sqlite(file: &Path, entries: impl Iterator<Item = Entry>, questions: &[String]) -> Outcome<OfEngine> {
    let started = Instant::now();
    let mut db = rusqlite::Connection::open(file)?;
    db.execute_batch(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
         CREATE VIRTUAL TABLE entries USING fts5(title, body, tokenize = 'trigram');",
    )?;
    let tx = db.transaction()?;
    {
        let mut insert = tx.prepare("INSERT INTO entries (title, body) VALUES ($1, $2)")?;
        for entry in entries {
            insert.execute((&entry.title, &entry.body))?;
        }
    }
    tx.commit()?;
    let filled_in = started.elapsed();
    let (mut times, mut answered) = (Vec::new(), 0);
    for question in questions {
        let begun = Instant::now();
        let (long, short): (Vec<&str>, Vec<&str>) = question.split(' ').partition(|word| word.chars().count() >= 3);
        let mut wheres: Vec<String> = Vec::new();
        let mut values: Vec<String> = Vec::new();
        if !long.is_empty() {
            values.push(long.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(" AND "));
            wheres.push(format!("entries MATCH ${}", values.len()));
        }
        for word in &short {
            values.push(format!("%{word}%"));
            wheres.push(format!("(body LIKE ${0} OR title LIKE ${0})", values.len()));
        }
        let order = if long.is_empty() { "rowid" } else { "rank" };
        let wheres = wheres.join(" AND ");
        let of_values = || rusqlite::params_from_iter(values.iter());
        let total: i64 =
            db.query_row(&format!("SELECT COUNT(*) FROM entries WHERE {wheres}"), of_values(), |row| row.get(0))?;
        let mut ask =
            db.prepare_cached(&format!("SELECT body FROM entries WHERE {wheres} ORDER BY {order} LIMIT 10"))?;
        let bodies: Vec<String> = ask.query_map(of_values(), |row| row.get(0))?.collect::<Result<_, _>>()?;
        snippets(&bodies, question);
        times.push(begun.elapsed());
        answered += usize::from(total > 0);
    }
    let bytes = std::fs::metadata(file).map(|meta| meta.len()).unwrap_or(0);
    Ok(of_times("SQLite FTS5 trigram", filled_in, bytes, times, answered))
}

/// Fills and asks PostgreSQL, in a temporary table.
pub(super) fn postgres(address: &str, entries: impl Iterator<Item = Entry>, questions: &[String]) -> Outcome<OfEngine> {
    let started = Instant::now();
    let mut db = postgres::Client::connect(address, postgres::NoTls)?;
    db.batch_execute("CREATE TEMPORARY TABLE search_bench (title TEXT, body TEXT, words TSVECTOR)")?;
    let mut tx = db.transaction()?;
    let insert =
        tx.prepare("INSERT INTO search_bench (title, body, words) VALUES ($1, $2, to_tsvector('simple', $3))")?;
    for entry in entries {
        let words = words(&format!("{}\n{}\n{}", entry.title, entry.heading, entry.body)).join(" ");
        let clean = |text: &str| text.replace('\0', "");
        tx.execute(&insert, &[&clean(&entry.title), &clean(&entry.body), &clean(&words)])?;
    }
    tx.commit()?;
    db.batch_execute("CREATE INDEX search_bench_words ON search_bench USING GIN (words); ANALYZE search_bench")?;
    let filled_in = started.elapsed();
    let ask = db.prepare(
        "SELECT body, COUNT(*) OVER () FROM search_bench, to_tsquery('simple', $1) AS asked WHERE words @@ asked
         ORDER BY ts_rank(words, asked) DESC LIMIT 10",
    )?;
    let (mut times, mut answered): (Vec<Duration>, usize) = (Vec::new(), 0);
    for question in questions {
        let begun = Instant::now();
        let asked = question.split(' ').map(|word| format!("'{}'", word.replace('\'', ""))).collect::<Vec<_>>();
        let rows = db.query(&ask, &[&asked.join(" & ")])?;
        let bodies: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
        snippets(&bodies, question);
        times.push(begun.elapsed());
        answered += usize::from(!rows.is_empty());
    }
    let bytes: i64 = db
        .query_one("SELECT CAST(pg_total_relation_size('search_bench') AS BIGINT)", &[])
        .map(|row| row.get(0))
        .unwrap_or(0);
    Ok(of_times("PostgreSQL full text", filled_in, u64::try_from(bytes).unwrap_or(0), times, answered))
}
