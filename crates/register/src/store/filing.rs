//! Writing works, versions, parts and events.

use crate::rule::{Event, Provision, Rule, Version};
use crate::store::lists::sort_text;
use crate::validity::Validity;
use jiff::civil::Date;
use kernel::{Cx, Fault, Id, Tx, Value, params};

fn list_text(words: &[String]) -> Result<String, Fault> {
    serde_json::to_string(words).map_err(|e| Fault::from_error("storing a list of a version", e))
}

/// Inserts a work. False when its title by its issuer, its slug or its index number is taken.
pub(crate) fn insert_rule(tx: &mut Tx, cx: &Cx, r: &Rule, turns_on: Option<Date>) -> Result<bool, Fault> {
    let n = tx.execute(
        "INSERT INTO rules (id, slug, rule_key, title, kind, issuer, agency, region, origin, stage, field, index_number, disclosure, disclosure_reason, document_number, sort_on, year, validity, turns_on, expires_on, expiry_basis, has_interpretation, version, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24) ON CONFLICT DO NOTHING",
        params![
            r.id, r.slug, r.key, r.title, r.kind, r.issuer, r.agency, r.region, r.origin, r.stage, r.field, r.index_number, r.disclosure,
            r.disclosure_reason, r.document_number, sort_text(r.dated_on), year_of(r.dated_on), r.validity, turns_on, r.expires_on,
            r.expiry_basis, r.has_interpretation, r.version, cx.at
        ],
    )?;
    Ok(n == 1)
}

fn year_of(on: Option<Date>) -> i64 {
    on.map_or(0, |d| i64::from(d.year()))
}

/// Writes what may change of a work, if it is still at the version that was read. False: it is not.
pub(crate) fn update_rule(tx: &mut Tx, cx: &Cx, r: &Rule, turns_on: Option<Date>) -> Result<bool, Fault> {
    let n = tx.execute(
        "UPDATE rules SET title = $3, rule_key = $4, kind = $5, issuer = $6, stage = $7, field = $8, index_number = $9, disclosure = $10, disclosure_reason = $11, document_number = $12, sort_on = $13, year = $14, validity = $15, turns_on = $16, expires_on = $17, expiry_basis = $18, has_interpretation = $19, at = $20, version = version + 1 WHERE id = $1 AND version = $2",
        params![
            r.id, r.version, r.title, r.key, r.kind, r.issuer, r.stage, r.field, r.index_number, r.disclosure, r.disclosure_reason,
            r.document_number, sort_text(r.dated_on), year_of(r.dated_on), r.validity, turns_on, r.expires_on, r.expiry_basis,
            r.has_interpretation, cx.at
        ],
    )?;
    Ok(n == 1)
}

/// Writes the displayed validity and its next turn.
pub(crate) fn update_validity(tx: &mut Tx, id: Id, validity: Validity, turns_on: Option<Date>) -> Result<(), Fault> {
    tx.execute("UPDATE rules SET validity = $2, turns_on = $3 WHERE id = $1", params![id, validity, turns_on])?;
    Ok(())
}

/// Notes that an interpretation is linked.
pub(crate) fn note_interpretation(tx: &mut Tx, id: Id, has: Interpreted) -> Result<(), Fault> {
    tx.execute("UPDATE rules SET has_interpretation = $2 WHERE id = $1", params![id, has == Interpreted::Linked])?;
    Ok(())
}

/// Whether an interpretation is linked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Interpreted {
    /// It is.
    Linked,
    /// It is not, or not any more.
    Missing,
}

/// Inserts a version whose parts still have to come.
pub(crate) fn insert_version(tx: &mut Tx, cx: &Cx, v: &Version) -> Result<(), Fault> {
    tx.execute(
        "INSERT INTO rule_versions (id, rule, n, title, topics, issuers, document_number, signed_on, published_on, dated_on, effective_on, effective_basis, genre, summary, keywords, source, html, digest, source_file, articles, is_complete, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, FALSE, $21)",
        params![
            v.id, v.rule, v.n, v.title, list_text(&v.topics)?, list_text(&v.issuers)?, v.document_number, v.signed_on, v.published_on,
            v.dated_on, v.effective_on, v.effective_basis, v.genre, v.summary, list_text(&v.keywords)?, v.source, v.html, v.digest,
            v.source_file, v.articles, cx.at
        ],
    )?;
    Ok(())
}

/// Writes a version's attributes and text anew: a draft that is edited, a file that was corrected, metadata put right.
pub(crate) fn update_version(tx: &mut Tx, v: &Version) -> Result<(), Fault> {
    tx.execute(
        "UPDATE rule_versions SET title = $2, topics = $3, issuers = $4, document_number = $5, signed_on = $6, published_on = $7, dated_on = $8, effective_on = $9, effective_basis = $10, genre = $11, summary = $12, keywords = $13, source = $14, html = $15, digest = $16, source_file = $17, articles = $18 WHERE id = $1",
        params![
            v.id, v.title, list_text(&v.topics)?, list_text(&v.issuers)?, v.document_number, v.signed_on, v.published_on, v.dated_on,
            v.effective_on, v.effective_basis, v.genre, v.summary, list_text(&v.keywords)?, v.source, v.html, v.digest, v.source_file,
            v.articles
        ],
    )?;
    Ok(())
}

/// From now on the version is read.
pub(crate) fn complete_version(tx: &mut Tx, id: Id) -> Result<(), Fault> {
    tx.execute("UPDATE rule_versions SET is_complete = TRUE WHERE id = $1", params![id])?;
    Ok(())
}

/// Parts that one statement inserts: PostgreSQL is asked over a wire, a statement a part would take most of the time.
const ROWS: usize = 20;

/// The statement for [`ROWS`] parts.
const INSERT_MANY: &str = "INSERT INTO provisions (version, ordinal, kind, label, heading, text) VALUES \
     ($1, $2, $3, $4, $5, $6), ($7, $8, $9, $10, $11, $12), ($13, $14, $15, $16, $17, $18), ($19, $20, $21, $22, $23, $24), \
     ($25, $26, $27, $28, $29, $30), ($31, $32, $33, $34, $35, $36), ($37, $38, $39, $40, $41, $42), ($43, $44, $45, $46, $47, $48), \
     ($49, $50, $51, $52, $53, $54), ($55, $56, $57, $58, $59, $60), ($61, $62, $63, $64, $65, $66), ($67, $68, $69, $70, $71, $72), \
     ($73, $74, $75, $76, $77, $78), ($79, $80, $81, $82, $83, $84), ($85, $86, $87, $88, $89, $90), ($91, $92, $93, $94, $95, $96), \
     ($97, $98, $99, $100, $101, $102), ($103, $104, $105, $106, $107, $108), ($109, $110, $111, $112, $113, $114), ($115, $116, $117, $118, $119, $120)";

/// Adds parts to a version.
pub(crate) fn insert_provisions(tx: &mut Tx, version: Id, parts: &[Provision]) -> Result<(), Fault> {
    let values = |p: &Provision| {
        let all: &[Value] = params![version, p.ordinal, p.kind, p.label, p.heading, p.text];
        all.to_vec()
    };
    let mut chunks = parts.chunks_exact(ROWS);
    for chunk in &mut chunks {
        let all: Vec<Value> = chunk.iter().flat_map(values).collect();
        tx.execute(INSERT_MANY, &all)?;
    }
    for p in chunks.remainder() {
        tx.execute(
            "INSERT INTO provisions (version, ordinal, kind, label, heading, text) VALUES ($1, $2, $3, $4, $5, $6)",
            &values(p),
        )?;
    }
    Ok(())
}

/// Takes the parts of a version away, to write them anew.
pub(crate) fn delete_provisions(tx: &mut Tx, version: Id) -> Result<(), Fault> {
    tx.execute("DELETE FROM provisions WHERE version = $1", params![version])?;
    Ok(())
}

/// Takes away versions that an interrupted import left half-written, with their parts. Nobody ever read them.
pub(crate) fn delete_incomplete(tx: &mut Tx) -> Result<u64, Fault> {
    tx.execute(
        "DELETE FROM provisions WHERE version IN (SELECT id FROM rule_versions WHERE NOT is_complete)",
        params![],
    )?;
    tx.execute("DELETE FROM rule_versions WHERE NOT is_complete", params![])
}

/// The next permanent name of a version.
pub(crate) fn next_n(tx: &mut Tx, rule: Id) -> Result<i64, Fault> {
    let row = tx.row("SELECT COALESCE(MAX(n), 0) + 1 FROM rule_versions WHERE rule = $1", params![rule])?;
    row.map_or(Ok(1), |r| r.only())
}

/// Adds an event; the same event again changes which version it made, nothing else.
pub(crate) fn insert_event(tx: &mut Tx, rule: Id, e: &Event) -> Result<u64, Fault> {
    tx.execute(
        "INSERT INTO rule_events (id, rule, on_date, what, text, by_whom, decree, version_n, is_textual, by_rule, is_read) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (rule, on_date, what, by_rule) DO UPDATE SET version_n = excluded.version_n, is_textual = excluded.is_textual",
        params![e.id, rule, e.on, e.what, e.text, e.by_whom, e.decree, e.version_n, e.is_textual, e.by_rule, e.is_read],
    )
}

/// Takes away the events that were read in texts, to write them anew.
pub(crate) fn delete_read_events(tx: &mut Tx, rule: Id) -> Result<(), Fault> {
    tx.execute("DELETE FROM rule_events WHERE rule = $1 AND is_read AND what NOT IN ('repealed')", params![rule])?;
    Ok(())
}

/// Makes these the only findings of a rule: the article, the target's title, the part it lacks.
pub(crate) fn replace_findings(tx: &mut Tx, rule: Id, findings: &[(String, String, String)]) -> Result<(), Fault> {
    tx.execute("DELETE FROM rule_findings WHERE rule = $1", params![rule])?;
    for (part, target, target_part) in findings {
        tx.execute(
            "INSERT INTO rule_findings (rule, part, target, target_part) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
            params![rule, part, target, target_part],
        )?;
    }
    Ok(())
}
