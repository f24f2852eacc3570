//! The journal: every act is one ledger entry, written in the transaction of the act.
//!
//! Called by every verb (through [`crate::matter`] for acts on a matter, through [`note`] for acts
//! without one) and by the loop that seals. Reactions read sealed entries by their place.

use crate::{Cx, Db, Error, Fault, Id, Never, Tx, db::instant_text, params};
use jiff::Timestamp;
use ledger::{Bad, Entry, Hash, Proof, Seal, SealChecker, StreamChecker};
use serde_json::Value as Json;

/// Appends an entry that is a stream of its own: sign-in, reading, settings. Returns its hash.
///
/// `about` names the matter or person that was looked at or touched.
///
/// # Errors
/// A fault of the database.
pub fn note(tx: &mut Tx, cx: &Cx, kind: &str, about: Option<&str>, body: &Json) -> Result<Hash, Fault> {
    let id = Id::new().to_string();
    insert(tx, Entry { stream: id.clone(), id, seq: 1, ..blank(cx, kind, about, body, Hash::NONE) })
}

/// Entry `seq` of `stream`, after the entry whose hash is `prev`; for [`crate::matter`], which inserts it after it
/// moved the matter's version, so that the number is free.
pub(crate) fn entry(cx: &Cx, stream: &str, seq: i64, prev: Hash, kind: &str, body: &Json) -> Entry {
    Entry { id: Id::new().to_string(), stream: stream.to_owned(), seq, ..blank(cx, kind, None, body, prev) }.sealed()
}

fn blank(cx: &Cx, kind: &str, about: Option<&str>, body: &Json, prev: Hash) -> Entry {
    Entry {
        id: String::new(),
        stream: String::new(),
        seq: 0,
        at: instant_text(cx.at),
        recorded_at: instant_text(cx.recorded_at),
        kind: kind.to_owned(),
        actor: cx.who.ledger_name(),
        about: about.map(str::to_owned),
        body: body.to_string(),
        prev,
        hash: Hash::NONE,
    }
}

pub(crate) fn insert(tx: &mut Tx, e: Entry) -> Result<Hash, Fault> {
    let e = e.sealed();
    tx.execute(
        "INSERT INTO ledger_entries (id, stream, seq, at, recorded_at, kind, actor, about, body, prev, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        params![e.id, e.stream, e.seq, e.at, e.recorded_at, e.kind, e.actor, e.about, e.body, e.prev, e.hash],
    )?;
    Ok(e.hash)
}

fn read_entry(r: &crate::Row) -> Result<Entry, Fault> {
    Ok(Entry {
        id: r.get("id")?,
        stream: r.get("stream")?,
        seq: r.get("seq")?,
        at: r.get("at")?,
        recorded_at: r.get("recorded_at")?,
        kind: r.get("kind")?,
        actor: r.get("actor")?,
        about: r.get("about")?,
        body: r.get("body")?,
        prev: r.get("prev")?,
        hash: r.get("hash")?,
    })
}

/// The entries of one stream, in order: the trace of a matter.
///
/// # Errors
/// A fault of the database.
pub fn trace(tx: &mut Tx, stream: &str) -> Result<Vec<Entry>, Fault> {
    let rows = tx.rows(
        "SELECT id, stream, seq, at, recorded_at, kind, actor, about, body, prev, hash FROM ledger_entries WHERE stream = $1 ORDER BY seq",
        params![stream],
    )?;
    rows.iter().map(read_entry).collect()
}

/// Entries elsewhere that looked at or touched `about` (reading, claiming), oldest first.
///
/// # Errors
/// A fault of the database.
pub fn about(tx: &mut Tx, about: &str, limit: i64) -> Result<Vec<Entry>, Fault> {
    let rows = tx.rows(
        "SELECT id, stream, seq, at, recorded_at, kind, actor, about, body, prev, hash FROM ledger_entries WHERE about = $1 ORDER BY id LIMIT $2",
        params![about, limit],
    )?;
    rows.iter().map(read_entry).collect()
}

/// Who did any of `kinds` in `stream`: for the rule that one person never takes two steps.
///
/// # Errors
/// A fault of the database.
pub fn actors(tx: &mut Tx, stream: &str, kinds: &[&str]) -> Result<Vec<String>, Fault> {
    let rows = tx.rows("SELECT kind, actor FROM ledger_entries WHERE stream = $1 ORDER BY seq", params![stream])?;
    let mut out = Vec::new();
    for r in rows {
        let kind: String = r.get("kind")?;
        if kinds.contains(&kind.as_str()) {
            out.push(r.get("actor")?);
        }
    }
    Ok(out)
}

/// Makes one seal over the committed entries that have none yet. `None`: there was nothing to seal.
///
/// # Errors
/// A fault of the database.
pub fn seal(db: &Db, at: Timestamp) -> Result<Option<Seal>, Fault> {
    // A look without the writer, since most turns find nothing.
    let waiting = db.read(|tx| {
        Ok::<_, Error<Never>>(tx.row("SELECT id FROM ledger_entries WHERE seal IS NULL LIMIT 1", params![])?.is_some())
    })?;
    if !waiting {
        return Ok(None);
    }
    Ok(db.write(|tx| {
        tx.execute("UPDATE ledger_sealing SET turn = turn + 1 WHERE id = 1", params![])?;
        let last = last_seal(tx)?;
        let rows =
            tx.rows("SELECT id, hash FROM ledger_entries WHERE seal IS NULL ORDER BY id LIMIT 4096", params![])?;
        if rows.is_empty() {
            return Ok::<_, Error<Never>>(None);
        }
        let leaves = rows.iter().map(|r| r.get("hash")).collect::<Result<Vec<Hash>, _>>()?;
        let seal = Seal::over(last.as_ref(), instant_text(at), &leaves);
        for (leaf, row) in rows.iter().enumerate() {
            let id: String = row.get("id")?;
            tx.execute(
                "UPDATE ledger_entries SET seal = $2, leaf = $3 WHERE id = $1",
                params![id, seal.n, leaf as i64],
            )?;
        }
        tx.execute(
            "INSERT INTO ledger_seals (n, at, count, root, prev, hash) VALUES ($1, $2, $3, $4, $5, $6)",
            params![seal.n, seal.at, seal.count, seal.root, seal.prev, seal.hash],
        )?;
        Ok(Some(seal))
    })?)
}

fn read_seal(r: &crate::Row) -> Result<Seal, Fault> {
    Ok(Seal {
        n: r.get("n")?,
        at: r.get("at")?,
        count: r.get("count")?,
        root: r.get("root")?,
        prev: r.get("prev")?,
        hash: r.get("hash")?,
    })
}

/// The newest seal.
///
/// # Errors
/// A fault of the database.
pub fn last_seal(tx: &mut Tx) -> Result<Option<Seal>, Fault> {
    tx.row("SELECT n, at, count, root, prev, hash FROM ledger_seals ORDER BY n DESC LIMIT 1", params![])?
        .map(|r| read_seal(&r))
        .transpose()
}

/// The newest `limit` seals, newest first: the public page of seals.
///
/// # Errors
/// A fault of the database.
pub fn list_seals(tx: &mut Tx, limit: i64) -> Result<Vec<Seal>, Fault> {
    tx.rows("SELECT n, at, count, root, prev, hash FROM ledger_seals ORDER BY n DESC LIMIT $1", params![limit])?
        .iter()
        .map(read_seal)
        .collect()
}

/// Where an entry stands: its seal, and the proof that the seal covers it.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Place {
    /// The entry's hash, as printed on a receipt.
    pub entry: Hash,
    /// When the act happened.
    pub at: String,
    /// The seal that covers it; `None` in the moment before it is made.
    pub seal: Option<Seal>,
    /// The path from the entry to the seal's root.
    pub proof: Option<Proof>,
}

/// Finds the entry with `hash`; says nothing of what it contains.
///
/// # Errors
/// A fault of the database.
pub fn find_place(tx: &mut Tx, hash: Hash) -> Result<Option<Place>, Fault> {
    let Some(row) =
        tx.row("SELECT at, seal, leaf FROM ledger_entries WHERE hash = $1 ORDER BY id LIMIT 1", params![hash])?
    else {
        return Ok(None);
    };
    let at = row.get("at")?;
    let (Some(n), Some(leaf)) = (row.get::<Option<i64>>("seal")?, row.get::<Option<i64>>("leaf")?) else {
        return Ok(Some(Place { entry: hash, at, seal: None, proof: None }));
    };
    let seal = tx
        .row("SELECT n, at, count, root, prev, hash FROM ledger_seals WHERE n = $1", params![n])?
        .map(|r| read_seal(&r))
        .transpose()?;
    let leaves = leaves(tx, n)?;
    let hashes: Vec<Hash> = leaves.into_iter().map(|l| l.2).collect();
    let proof = usize::try_from(leaf).ok().and_then(|leaf| ledger::inclusion_proof(&hashes, leaf));
    Ok(Some(Place { entry: hash, at, seal, proof }))
}

fn leaves(tx: &mut Tx, n: i64) -> Result<Vec<(i64, String, Hash)>, Fault> {
    tx.rows("SELECT leaf, id, hash FROM ledger_entries WHERE seal = $1 ORDER BY leaf, id", params![n])?
        .iter()
        .map(|r| Ok((r.get("leaf")?, r.get("id")?, r.get("hash")?)))
        .collect()
}

/// Sealed entries after the cursor `name`, in order, at most `limit`.
///
/// # Errors
/// A fault of the database.
pub fn after_cursor(tx: &mut Tx, name: &str, limit: i64) -> Result<Vec<(i64, i64, Entry)>, Fault> {
    let place = cursor(tx, name)?.unwrap_or((0, -1));
    after_place(tx, place, limit)
}

/// Sealed entries after `(seal, leaf)`, for those who keep their place themselves, as each node's search index does.
///
/// # Errors
/// A fault of the database.
pub fn after_place(tx: &mut Tx, (seal, leaf): (i64, i64), limit: i64) -> Result<Vec<(i64, i64, Entry)>, Fault> {
    let rows = tx.rows(
        "SELECT id, stream, seq, at, recorded_at, kind, actor, about, body, prev, hash, seal, leaf FROM ledger_entries WHERE seal IS NOT NULL AND (seal, leaf) > ($1, $2) ORDER BY seal, leaf LIMIT $3",
        params![seal, leaf, limit],
    )?;
    rows.iter().map(|r| Ok((r.get("seal")?, r.get("leaf")?, read_entry(r)?))).collect()
}

/// The place of the last sealed entry; before the first when there is none.
///
/// # Errors
/// A fault of the database.
pub fn last_place(tx: &mut Tx) -> Result<(i64, i64), Fault> {
    let row = tx.row(
        "SELECT seal, leaf FROM ledger_entries WHERE seal IS NOT NULL ORDER BY seal DESC, leaf DESC LIMIT 1",
        params![],
    )?;
    row.map_or(Ok((0, -1)), |r| Ok((r.get("seal")?, r.get("leaf")?)))
}

/// Moves the cursor `name` from where it was read; fails as stale when another node moved it.
///
/// # Errors
/// A fault of the database.
pub fn move_cursor(tx: &mut Tx, name: &str, from: Option<(i64, i64)>, to: (i64, i64)) -> Result<bool, Fault> {
    let changed = match from {
        None => tx.execute(
            "INSERT INTO cursors (name, seal, leaf) VALUES ($1, $2, $3) ON CONFLICT (name) DO NOTHING",
            params![name, to.0, to.1],
        )?,
        Some((seal, leaf)) => tx.execute(
            "UPDATE cursors SET seal = $2, leaf = $3 WHERE name = $1 AND seal = $4 AND leaf = $5",
            params![name, to.0, to.1, seal, leaf],
        )?,
    };
    Ok(changed == 1)
}

/// Where the cursor `name` stands.
///
/// # Errors
/// A fault of the database.
pub fn cursor(tx: &mut Tx, name: &str) -> Result<Option<(i64, i64)>, Fault> {
    tx.row("SELECT seal, leaf FROM cursors WHERE name = $1", params![name])?
        .map(|r| Ok((r.get("seal")?, r.get("leaf")?)))
        .transpose()
}

/// What a verification found.
#[derive(Debug)]
pub struct Verified {
    /// Entries found good.
    pub entries: u64,
    /// Seals found good.
    pub seals: i64,
    /// The first bad thing, if any.
    pub bad: Option<Bad>,
}

/// Walks every chain and every seal; stops at the first bad entry. `progress` is told how many entries were read.
///
/// # Errors
/// A fault of the database.
pub fn verify(db: &Db, mut progress: impl FnMut(u64)) -> Result<Verified, Fault> {
    const PAGE: i64 = 2_000;
    let mut seals = SealChecker::default();
    let mut streams = StreamChecker::default();
    let bad = |entries: u64, seals: i64, bad: Bad| Ok(Verified { entries, seals, bad: Some(bad) });

    // Streams: in pages by (stream, seq).
    let (mut stream, mut seq) = (String::new(), 0i64);
    let mut last_of_stream: Option<(String, i64)> = None;
    loop {
        let page = db.read(|tx| {
            let rows = tx.rows(
                "SELECT id, stream, seq, at, recorded_at, kind, actor, about, body, prev, hash FROM ledger_entries WHERE (stream, seq) > ($1, $2) ORDER BY stream, seq LIMIT $3",
                params![stream, seq, PAGE],
            )?;
            rows.iter().map(read_entry).collect::<Result<Vec<_>, _>>().map_err(Error::<Never>::from)
        })?;
        let Some(last) = page.last() else { break };
        (stream, seq) = (last.stream.clone(), last.seq);
        for e in &page {
            if let Err(b) = streams.entry(e) {
                return bad(streams.checked(), seals.last(), b);
            }
            if let Some((s, n)) = &last_of_stream
                && *s != e.stream
                && let Some(b) = wrong_version(db, s, *n)?
            {
                return bad(streams.checked(), seals.last(), b);
            }
            last_of_stream = Some((e.stream.clone(), e.seq));
        }
        progress(streams.checked());
    }
    if let Some((s, n)) = &last_of_stream
        && let Some(b) = wrong_version(db, s, *n)?
    {
        return bad(streams.checked(), seals.last(), b);
    }
    // A matter whose whole stream is gone.
    let orphan = db.read(|tx| {
        let row = tx.row(
            "SELECT id, version FROM matters WHERE id NOT IN (SELECT stream FROM ledger_entries) ORDER BY id LIMIT 1",
            params![],
        )?;
        row.map(|r| Ok::<_, Fault>((r.get::<String>("id")?, r.get::<i64>("version")?)))
            .transpose()
            .map_err(Error::<Never>::from)
    })?;
    if let Some((stream, version)) = orphan {
        return bad(streams.checked(), seals.last(), Bad::Version { stream, version, last: 0 });
    }

    // Seals.
    loop {
        let next = db.read(|tx| {
            let row = tx.row(
                "SELECT n, at, count, root, prev, hash FROM ledger_seals WHERE n > $1 ORDER BY n LIMIT 1",
                params![seals.last()],
            )?;
            let Some(row) = row else { return Ok::<_, Error<Never>>(None) };
            let seal = read_seal(&row)?;
            let leaves = leaves(tx, seal.n)?;
            Ok(Some((seal, leaves)))
        })?;
        let Some((seal, leaves)) = next else { break };
        if let Err(b) = seals.seal(&seal, &leaves) {
            return bad(streams.checked(), seals.last(), b);
        }
    }
    // Entries filed under a seal that does not exist, and sealed entries whose seal was erased.
    let stray = db.read(|tx| {
        let row = tx.row(
            "SELECT id FROM ledger_entries WHERE seal IS NOT NULL AND seal > $1 ORDER BY id LIMIT 1",
            params![seals.last()],
        )?;
        row.map(|r| r.only::<String>()).transpose().map_err(Error::<Never>::from)
    })?;
    if let Some(id) = stray {
        return bad(streams.checked(), seals.last(), Bad::Unsealed { id });
    }
    Ok(Verified { entries: streams.checked(), seals: seals.last(), bad: None })
}

fn wrong_version(db: &Db, stream: &str, last: i64) -> Result<Option<Bad>, Fault> {
    let version = db.read(|tx| {
        let row = tx.row("SELECT version FROM matters WHERE id = $1", params![stream])?;
        row.map(|r| r.only::<i64>()).transpose().map_err(Error::<Never>::from)
    })?;
    Ok(version.filter(|v| *v != last).map(|version| Bad::Version { stream: stream.to_owned(), version, last }))
}

/// Whether nothing has ever happened here: the moment in which a database may become a demonstration.
///
/// # Errors
/// A fault of the database.
pub fn is_empty(tx: &mut Tx) -> Result<bool, Fault> {
    Ok(tx.row("SELECT id FROM ledger_entries LIMIT 1", params![])?.is_none())
}

/// Whether the first entry says that this is a demonstration. Only there may the clock be simulated.
///
/// # Errors
/// A fault of the database.
pub fn is_demonstration(tx: &mut Tx) -> Result<bool, Fault> {
    let row = tx.row("SELECT kind FROM ledger_entries ORDER BY id LIMIT 1", params![])?;
    Ok(row.map(|r| r.only::<String>()).transpose()?.as_deref() == Some("demonstration"))
}

/// The newest sealed entries before the place `before`, newest first, each with its place: the auditor's list.
///
/// # Errors
/// A fault of the database.
pub fn list_latest(tx: &mut Tx, before: Option<(i64, i64)>, limit: i64) -> Result<Vec<(i64, i64, Entry)>, Fault> {
    let (seal, leaf) = before.unwrap_or((i64::MAX, i64::MAX));
    let rows = tx.rows(
        "SELECT id, stream, seq, at, recorded_at, kind, actor, about, body, prev, hash, seal, leaf FROM ledger_entries WHERE seal IS NOT NULL AND (seal, leaf) < ($1, $2) ORDER BY seal DESC, leaf DESC LIMIT $3",
        params![seal, leaf, limit],
    )?;
    rows.iter().map(|r| Ok((r.get("seal")?, r.get("leaf")?, read_entry(r)?))).collect()
}
