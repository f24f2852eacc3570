//! Reading.

use crate::rule::{Disclosure, Event, Origin, Provision, Rule, RuleKind, Stage, Version, lay_paths};
use crate::validity::Validity;
use jiff::civil::Date;
use kernel::{Fault, Id, Row, Tx, db::list::List, params};

const RULE: &str = "SELECT r.id, r.slug, r.rule_key, r.title, r.kind, r.issuer, r.agency, r.region, r.origin, r.stage, r.field, r.index_number, r.disclosure, r.disclosure_reason, r.document_number, r.sort_on, r.validity, r.expires_on, r.expiry_basis, r.has_interpretation, r.version FROM rules r";

pub(crate) fn rule_row(r: &Row) -> Result<Rule, Fault> {
    let sort_on: String = r.get("sort_on")?;
    Ok(Rule {
        id: r.get("id")?,
        slug: r.get("slug")?,
        title: r.get("title")?,
        key: r.get("rule_key")?,
        kind: r.get::<RuleKind>("kind")?,
        issuer: r.get("issuer")?,
        agency: r.get("agency")?,
        region: r.get("region")?,
        origin: r.get::<Origin>("origin")?,
        stage: r.get::<Stage>("stage")?,
        field: r.get("field")?,
        index_number: r.get("index_number")?,
        disclosure: r.get::<Disclosure>("disclosure")?,
        disclosure_reason: r.get("disclosure_reason")?,
        document_number: r.get("document_number")?,
        dated_on: sort_on.parse().ok(),
        validity: r.get::<Validity>("validity")?,
        expires_on: r.get("expires_on")?,
        expiry_basis: r.get("expiry_basis")?,
        has_interpretation: r.get("has_interpretation")?,
        version: r.get("version")?,
    })
}

fn one(tx: &mut Tx, list: List) -> Result<Option<Rule>, Fault> {
    let (sql, values) = list.order("r.id").page(1);
    tx.row(&sql, &values)?.map(|r| rule_row(&r)).transpose()
}

/// The public part: registered, or withdrawn with a note; of what is not disclosed, nothing.
fn public(list: List) -> List {
    list.and("r.stage IN ('registered', 'withdrawn') AND r.disclosure <> 'not-disclosed'", params![])
}

/// The rule at this address, for anybody. A withdrawn one is found: its page is a tombstone.
///
/// # Errors
/// A fault of the database.
pub fn find_rule(tx: &mut Tx, slug: &str) -> Result<Option<Rule>, Fault> {
    one(tx, public(List::new(RULE).and("r.slug = ?", params![slug])))
}

/// The rule with this id, whatever its stage: for reactions and the index.
///
/// # Errors
/// A fault of the database.
pub fn find_rule_by_id(tx: &mut Tx, id: Id) -> Result<Option<Rule>, Fault> {
    one(tx, List::new(RULE).and("r.id = ?", params![id]))
}

/// The registered rule with this canonical title ([`codes::rule_key`]); of several, the oldest in the register.
///
/// # Errors
/// A fault of the database.
pub fn find_rule_by_key(tx: &mut Tx, key: &str) -> Result<Option<Rule>, Fault> {
    one(tx, public(List::new(RULE).and("r.rule_key = ?", params![key])))
}

/// The rule with this canonical title by this issuer, whatever its stage.
pub(crate) fn find_rule_of_issuer(tx: &mut Tx, key: &str, issuer: &str) -> Result<Option<Rule>, Fault> {
    one(tx, List::new(RULE).and("r.rule_key = ? AND r.issuer = ?", params![key, issuer]))
}

/// The rule with this index number, whatever its stage: numbers are never given twice.
///
/// # Errors
/// A fault of the database.
pub fn find_rule_by_index_number(tx: &mut Tx, number: &str) -> Result<Option<Rule>, Fault> {
    one(tx, List::new(RULE).and("r.index_number = ?", params![number]))
}

/// The rule of `issuer` with this document number, whatever its stage.
///
/// # Errors
/// A fault of the database.
pub fn find_rule_by_number(tx: &mut Tx, issuer: &str, number: &str) -> Result<Option<Rule>, Fault> {
    one(tx, List::new(RULE).and("r.document_number = ? AND r.issuer = ?", params![number, issuer]))
}

/// The draft or rule at this address, for the register keepers of `agencies`.
///
/// # Errors
/// A fault of the database.
pub fn find_draft(tx: &mut Tx, slug: &str, agencies: &[Id]) -> Result<Option<Rule>, Fault> {
    let found = one(tx, List::new(RULE).and("r.slug = ?", params![slug]))?;
    Ok(found.filter(|r| r.agency.is_some_and(|a| agencies.contains(&a))))
}

/// Which rules to list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// Of this kind.
    pub kind: Option<RuleKind>,
    /// Of this issuer, in its words.
    pub issuer: Option<String>,
    /// Of this agency of the hall.
    pub agency: Option<Id>,
    /// Of this branch or subject ([`Rule::field`]).
    pub field: Option<String>,
    /// Whose newest version is of this year.
    pub year: Option<i64>,
    /// Displayed with this validity.
    pub validity: Option<Validity>,
    /// Of this region; empty string: national.
    pub region: Option<String>,
    /// Whose title, document number or index number holds this text.
    pub text: Option<String>,
}

/// The place after which a list goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The date by which the list is sorted.
    pub sort_on: String,
    /// The rule.
    pub id: Id,
}

impl Cursor {
    /// The cursor after this rule.
    pub fn after(rule: &Rule) -> Cursor {
        Cursor { sort_on: sort_text(rule.dated_on), id: rule.id }
    }

    /// Reads the text that [`std::fmt::Display`] wrote.
    pub fn parse(text: &str) -> Option<Cursor> {
        let (sort_on, id) = text.split_once('_')?;
        Some(Cursor { sort_on: sort_on.to_owned(), id: Id::parse(id)? })
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}_{}", self.sort_on, self.id)
    }
}

/// A date as lists sort it; what has none stands last.
pub(crate) fn sort_text(on: Option<Date>) -> String {
    on.map_or_else(|| "0000".to_owned(), |d| d.to_string())
}

fn like(text: &str) -> String {
    let mut out = String::from("%");
    for c in text.trim().chars().take(100) {
        if matches!(c, '%' | '_' | '!') {
            out.push('!');
        }
        out.push(c);
    }
    out.push('%');
    out
}

fn filtered(select: &'static str, f: &Filter) -> List {
    let mut list = List::new(select)
        .and("r.stage = 'registered' AND r.disclosure <> 'not-disclosed'", params![])
        .and_some("r.kind = ?", f.kind)
        .and_some("r.issuer = ?", f.issuer.as_deref())
        .and_some("r.agency = ?", f.agency)
        .and_some("r.field = ?", f.field.as_deref())
        .and_some("r.year = ?", f.year)
        .and_some("r.validity = ?", f.validity)
        .and_some("r.region = ?", f.region.as_deref());
    if let Some(text) = f.text.as_deref().filter(|t| !t.trim().is_empty()) {
        // Numbers are kept in their canonical writing; what people type is brought to it first.
        let number = codes::DocumentNumber::parse(text).map_or_else(|_| text.to_owned(), |n| n.to_string());
        list = list.and(
            "(r.title LIKE ? ESCAPE '!' OR r.document_number LIKE ? ESCAPE '!' OR r.index_number LIKE ? ESCAPE '!')",
            params![like(text), like(&number), like(text)],
        );
    }
    list
}

/// At most `limit` registered rules, newest first, after `after`.
///
/// # Errors
/// A fault of the database.
pub fn list_rules(tx: &mut Tx, filter: &Filter, after: Option<&Cursor>, limit: i64) -> Result<Vec<Rule>, Fault> {
    let (sql, values) = filtered(RULE, filter)
        .after("(r.sort_on, r.id) < (?, ?)", after.map(|c| (c.sort_on.clone(), c.id)))
        .order("r.sort_on DESC, r.id DESC")
        .page(limit);
    tx.rows(&sql, &values)?.iter().map(rule_row).collect()
}

/// How many rules the filter lets through.
///
/// # Errors
/// A fault of the database.
pub fn count_rules(tx: &mut Tx, filter: &Filter) -> Result<i64, Fault> {
    let (sql, values) = filtered("SELECT COUNT(*) AS n FROM rules r", filter).all();
    tx.row(&sql, &values)?.map_or(Ok(0), |r| r.only())
}

/// By what to count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holding {
    /// By kind.
    Kind,
    /// By displayed validity.
    Validity,
    /// By branch or subject.
    Field,
    /// By the one who made it.
    Issuer,
    /// By year of the newest version.
    Year,
}

/// The facets of a list: each value with its count, most first.
///
/// # Errors
/// A fault of the database.
pub fn count_by(tx: &mut Tx, filter: &Filter, holding: Holding) -> Result<Vec<(String, i64)>, Fault> {
    let (select, by) = match holding {
        Holding::Kind => ("SELECT r.kind AS word, COUNT(*) AS n FROM rules r", "r.kind"),
        Holding::Validity => ("SELECT r.validity AS word, COUNT(*) AS n FROM rules r", "r.validity"),
        Holding::Field => ("SELECT r.field AS word, COUNT(*) AS n FROM rules r", "r.field"),
        Holding::Issuer => ("SELECT r.issuer AS word, COUNT(*) AS n FROM rules r", "r.issuer"),
        Holding::Year => ("SELECT CAST(r.year AS TEXT) AS word, COUNT(*) AS n FROM rules r", "r.year"),
    };
    let (sql, values) = filtered(select, filter).grouped(by).order("n DESC, word").all();
    tx.rows(&sql, &values)?.iter().map(|r| Ok((r.get("word")?, r.get("n")?))).collect()
}

/// At most `limit` rules of any stage with an id after `after`, in order of ids: for the index, feeds and the mirror.
/// What is not disclosed is not among them.
///
/// # Errors
/// A fault of the database.
pub fn list_rules_after(tx: &mut Tx, after: Option<Id>, limit: i64) -> Result<Vec<Rule>, Fault> {
    let (sql, values) = public(List::new(RULE)).and_some("r.id > ?", after).order("r.id").page(limit);
    tx.rows(&sql, &values)?.iter().map(rule_row).collect()
}

/// At most `limit` rules and drafts of these agencies, newest act first: the desk's list.
///
/// # Errors
/// A fault of the database.
pub fn list_drafts(
    tx: &mut Tx,
    agency: Id,
    stage: Option<Stage>,
    before: Option<Id>,
    limit: i64,
) -> Result<Vec<Rule>, Fault> {
    let (sql, values) = List::new(RULE)
        .and("r.agency = ?", params![agency])
        .and_some("r.stage = ?", stage)
        .and_some("r.id < ?", before)
        .order("r.id DESC")
        .page(limit);
    tx.rows(&sql, &values)?.iter().map(rule_row).collect()
}

/// Rules of an agency (of all, when `None`) whose last day is at most `until`, soonest first: what is to be reviewed.
///
/// # Errors
/// A fault of the database.
pub fn list_expiring(tx: &mut Tx, agency: Option<Id>, from: Date, until: Date, limit: i64) -> Result<Vec<Rule>, Fault> {
    let (sql, values) = List::new(RULE)
        .and("r.stage = 'registered' AND r.expires_on >= ? AND r.expires_on <= ?", params![from, until])
        .and_some("r.agency = ?", agency)
        .order("r.expires_on, r.id")
        .page(limit);
    tx.rows(&sql, &values)?.iter().map(rule_row).collect()
}

/// Rules whose displayed validity may have to turn by `day`.
pub(crate) fn list_turning(tx: &mut Tx, day: Date, limit: i64) -> Result<Vec<Rule>, Fault> {
    let (sql, values) = List::new(RULE)
        .and("r.turns_on <= ? AND r.stage = 'registered'", params![day])
        .order("r.turns_on, r.id")
        .page(limit);
    tx.rows(&sql, &values)?.iter().map(rule_row).collect()
}

const VERSION: &str = "SELECT v.id, v.rule, v.n, v.title, v.topics, v.issuers, v.document_number, v.signed_on, v.published_on, v.dated_on, v.effective_on, v.effective_basis, v.genre, v.summary, v.keywords, v.source, v.html, v.digest, v.source_file, v.articles FROM rule_versions v";

fn words_of(text: &str) -> Result<Vec<String>, Fault> {
    serde_json::from_str(text).map_err(|e| Fault::from_error("reading a list of a version", e))
}

fn version_row(r: &Row) -> Result<Version, Fault> {
    Ok(Version {
        id: r.get("id")?,
        rule: r.get("rule")?,
        n: r.get("n")?,
        title: r.get("title")?,
        topics: words_of(&r.get::<String>("topics")?)?,
        issuers: words_of(&r.get::<String>("issuers")?)?,
        document_number: r.get("document_number")?,
        signed_on: r.get("signed_on")?,
        published_on: r.get("published_on")?,
        dated_on: r.get("dated_on")?,
        effective_on: r.get("effective_on")?,
        effective_basis: r.get("effective_basis")?,
        genre: r.get("genre")?,
        summary: r.get("summary")?,
        keywords: words_of(&r.get::<String>("keywords")?)?,
        source: r.get("source")?,
        html: r.get("html")?,
        digest: r.get("digest")?,
        source_file: r.get("source_file")?,
        articles: r.get("articles")?,
    })
}

/// The texts of a rule that are held, oldest first.
///
/// # Errors
/// A fault of the database.
pub fn list_versions(tx: &mut Tx, rule: Id) -> Result<Vec<Version>, Fault> {
    let (sql, values) =
        List::new(VERSION).and("v.rule = ? AND v.is_complete", params![rule]).order("v.rule, v.n").all();
    let mut all: Vec<Version> = tx.rows(&sql, &values)?.iter().map(version_row).collect::<Result<_, _>>()?;
    all.sort_by_key(|v| (v.begins_on(), v.n));
    Ok(all)
}

/// One text of a rule by its permanent name.
///
/// # Errors
/// A fault of the database.
pub fn find_version(tx: &mut Tx, rule: Id, n: i64) -> Result<Option<Version>, Fault> {
    let (sql, values) =
        List::new(VERSION).and("v.rule = ? AND v.n = ? AND v.is_complete", params![rule, n]).order("v.n").page(1);
    tx.row(&sql, &values)?.map(|r| version_row(&r)).transpose()
}

const EVENT: &str = "SELECT e.id, e.on_date, e.what, e.text, e.by_whom, e.decree, e.version_n, e.is_textual, e.by_rule, e.is_read FROM rule_events e";

fn event_row(r: &Row) -> Result<Event, Fault> {
    Ok(Event {
        id: r.get("id")?,
        on: r.get("on_date")?,
        what: r.get("what")?,
        text: r.get("text")?,
        by_whom: r.get("by_whom")?,
        decree: r.get("decree")?,
        version_n: r.get("version_n")?,
        is_textual: r.get("is_textual")?,
        by_rule: r.get("by_rule")?,
        is_read: r.get("is_read")?,
    })
}

/// What happened to a rule, oldest first.
///
/// # Errors
/// A fault of the database.
pub fn list_events(tx: &mut Tx, rule: Id) -> Result<Vec<Event>, Fault> {
    let (sql, values) = List::new(EVENT).and("e.rule = ?", params![rule]).order("e.on_date, e.id").all();
    tx.rows(&sql, &values)?.iter().map(event_row).collect()
}

/// One event of a rule.
///
/// # Errors
/// A fault of the database.
pub fn find_event(tx: &mut Tx, rule: Id, id: Id) -> Result<Option<Event>, Fault> {
    let (sql, values) = List::new(EVENT).and("e.rule = ? AND e.id = ?", params![rule, id]).order("e.id").page(1);
    tx.row(&sql, &values)?.map(|r| event_row(&r)).transpose()
}

/// The parts of a version, in order, each with the headings above it.
///
/// # Errors
/// A fault of the database.
pub fn provisions(tx: &mut Tx, version: Id) -> Result<Vec<Provision>, Fault> {
    let rows = tx.rows(
        "SELECT ordinal, kind, label, heading, text FROM provisions WHERE version = $1 ORDER BY ordinal",
        params![version],
    )?;
    let mut all = Vec::with_capacity(rows.len());
    for r in &rows {
        all.push(Provision {
            ordinal: r.get("ordinal")?,
            kind: r.get("kind")?,
            label: r.get("label")?,
            heading: r.get("heading")?,
            text: r.get("text")?,
            path: Vec::new(),
        });
    }
    lay_paths(&mut all);
    Ok(all)
}

/// References to articles that the target's text does not have: the article that refers, the target's title, the part.
///
/// # Errors
/// A fault of the database.
pub fn list_findings(tx: &mut Tx, rule: Id) -> Result<Vec<(String, String, String)>, Fault> {
    tx.rows(
        "SELECT part, target, target_part FROM rule_findings WHERE rule = $1 ORDER BY part, target, target_part",
        params![rule],
    )?
    .iter()
    .map(|r| Ok((r.get("part")?, r.get("target")?, r.get("target_part")?)))
    .collect()
}

/// A version that an import made.
pub(crate) struct Known {
    pub file: String,
    pub digest: String,
    pub rule: Id,
    pub version: Id,
    pub n: i64,
}

/// What is held of the files that were imported.
pub(crate) fn list_known(tx: &mut Tx) -> Result<Vec<Known>, Fault> {
    tx.rows(
        "SELECT source_file, digest, rule, id, n FROM rule_versions WHERE source_file <> '' AND is_complete ORDER BY source_file, n",
        params![],
    )?
    .iter()
    .map(|r| {
        Ok(Known {
            file: r.get("source_file")?,
            digest: r.get("digest")?,
            rule: r.get("rule")?,
            version: r.get("id")?,
            n: r.get("n")?,
        })
    })
    .collect()
}
