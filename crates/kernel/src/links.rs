//! The graph: law ↔ article ↔ item ↔ guide ↔ form ↔ publication ↔ duty, as typed links.
//!
//! Whoever writes a thing writes its links ([`relink`]); whoever changes a thing flags what leans on it
//! ([`flag_leaning`]) in the transaction of the change. Owners read their flags here ([`list_flags`]) and settle them.
//! A rule is named by its title ([`codes::rule_key`]), not by an id: an item may lean on a law the register does not
//! hold yet. Nothing here knows what a rule or an item is.

use crate::{Cx, Error, Fault, Id, Refusal, Row, Tx, db::list::List, error::RefusalKind, journal, params, words};
use jiff::Timestamp;

words! {
    /// What stands at an end of a link.
    pub enum NodeKind {
        /// A law, regulation, rule or normative document; its key is the canonical title, its part an article.
        Rule = "rule",
        /// A service item (with its guide); its key is the slug.
        Item = "item",
        /// A form; its key is the form's key.
        Form = "form",
        /// A publication; its key is the number.
        Publication = "publication",
        /// A row of the catalogue of duties; its key is the row's code.
        Duty = "duty",
        /// A public answer; its key is the number of what was asked.
        Answer = "answer",
        /// A section of a site; its key is `site/section`.
        Section = "section",
    }
}

words! {
    /// How one thing leans on another.
    pub enum LinkKind {
        /// Stands on this legal basis.
        BasedOn = "based-on",
        /// Explains it (政策解读).
        Interprets = "interprets",
        /// Names it in its text.
        Cites = "cites",
        /// Changes its text.
        Amends = "amends",
        /// Ends it.
        Repeals = "repeals",
        /// Fulfils this obligation.
        Fulfils = "fulfils",
        /// Answers with it.
        Answers = "answers",
        /// Belongs beside it.
        Related = "related",
    }
}

/// One end of a link. An empty part means the whole.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Node {
    /// What it is.
    pub kind: NodeKind,
    /// Which one.
    pub key: String,
    /// Which part of it: `第三十一条`.
    pub part: String,
}

impl Node {
    /// The whole thing with this key.
    pub fn new(kind: NodeKind, key: impl Into<String>) -> Node {
        Node { kind, key: key.into(), part: String::new() }
    }

    /// A rule by its title as people write it.
    pub fn rule(title: &str) -> Node {
        Node::new(NodeKind::Rule, codes::rule_key(title))
    }

    /// The same thing, this part of it.
    pub fn part(mut self, part: impl Into<String>) -> Node {
        self.part = part.into();
        self
    }
}

/// What leans: the end, what it is called, where it stands, which agency answers for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaning {
    /// The end.
    pub node: Node,
    /// Its title.
    pub title: String,
    /// Its address.
    pub href: String,
    /// The agency that is told when what it leans on changes.
    pub owner: Option<Id>,
}

/// One link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// What leans.
    pub from: Leaning,
    /// How.
    pub kind: LinkKind,
    /// On what.
    pub to: Node,
}

/// What changed, as it stands on the flags.
#[derive(Clone, Debug)]
pub struct Change<'a> {
    /// Key of the sentence that says why: `flag-rule-amended`.
    pub why: &'a str,
    /// A stable name of this change, so that it is flagged once: the version's or publication's key.
    pub key: &'a str,
}

/// A flag on something that leans on what changed.
#[derive(Clone, Debug)]
pub struct Flag {
    /// Its id.
    pub id: Id,
    /// What leans, and on what.
    pub link: Link,
    /// Key of the sentence that says why.
    pub why: String,
    /// Which change.
    pub change: String,
    /// When it was raised.
    pub raised_at: Timestamp,
    /// When somebody settled it.
    pub settled_at: Option<Timestamp>,
    /// What they noted.
    pub note: Option<String>,
}

/// Why a flag cannot be settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FlagRefused {
    /// There is no such open flag, or it is not yours.
    NotThere,
    /// A note is needed: what was checked or changed.
    NoteMissing,
}

impl Refusal for FlagRefused {
    fn message(&self) -> &'static str {
        match self {
            FlagRefused::NotThere => "refused-not-there",
            FlagRefused::NoteMissing => "refused-flag-note",
        }
    }
    fn kind(&self) -> RefusalKind {
        match self {
            FlagRefused::NotThere => RefusalKind::NotThere,
            FlagRefused::NoteMissing => RefusalKind::Invalid,
        }
    }
}

/// Adds one link; adding it again changes nothing but the leaning thing's title, address and owner.
///
/// # Errors
/// A fault of the database.
pub fn link(tx: &mut Tx, cx: &Cx, from: &Leaning, kind: LinkKind, to: &Node) -> Result<(), Fault> {
    tx.execute(
        "INSERT INTO links (id, from_kind, from_key, from_part, kind, to_kind, to_key, to_part, from_title, from_href, owner, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (from_kind, from_key, from_part, kind, to_kind, to_key, to_part) DO UPDATE SET from_title = excluded.from_title, from_href = excluded.from_href, owner = excluded.owner",
        params![
            Id::new(), from.node.kind, from.node.key, from.node.part, kind, to.kind, to.key, to.part, from.title, from.href, from.owner, cx.at
        ],
    )?;
    Ok(())
}

/// Makes `targets` the only links of this kind that start at `from`.
///
/// # Errors
/// A fault of the database.
pub fn relink(tx: &mut Tx, cx: &Cx, from: &Leaning, kind: LinkKind, targets: &[Node]) -> Result<(), Fault> {
    let present = list_from(tx, &from.node)?;
    for old in present.iter().filter(|l| l.kind == kind && l.from.node == from.node && !targets.contains(&l.to)) {
        unlink(tx, &from.node, kind, &old.to)?;
    }
    for to in targets {
        link(tx, cx, from, kind, to)?;
    }
    Ok(())
}

/// Takes one link away.
///
/// # Errors
/// A fault of the database.
pub fn unlink(tx: &mut Tx, from: &Node, kind: LinkKind, to: &Node) -> Result<(), Fault> {
    tx.execute(
        "DELETE FROM links WHERE from_kind = $1 AND from_key = $2 AND from_part = $3 AND kind = $4 AND to_kind = $5 AND to_key = $6 AND to_part = $7",
        params![from.kind, from.key, from.part, kind, to.kind, to.key, to.part],
    )?;
    Ok(())
}

/// The links that start at this thing, whole or part.
///
/// # Errors
/// A fault of the database.
pub fn list_from(tx: &mut Tx, from: &Node) -> Result<Vec<Link>, Fault> {
    let rows = tx.rows(
        "SELECT from_kind, from_key, from_part, from_title, from_href, owner, kind, to_kind, to_key, to_part FROM links WHERE from_kind = $1 AND from_key = $2 AND ($3 = '' OR from_part = $3) ORDER BY from_kind, from_key, from_part, kind, to_kind, to_key, to_part",
        params![from.kind, from.key, from.part],
    )?;
    rows.iter().map(read_link).collect()
}

/// At most `limit` links that lean on this thing; for a part, those that lean on that part or on the whole.
///
/// # Errors
/// A fault of the database.
pub fn list_to(tx: &mut Tx, to: &Node, limit: i64) -> Result<Vec<Link>, Fault> {
    let rows = tx.rows(
        "SELECT from_kind, from_key, from_part, from_title, from_href, owner, kind, to_kind, to_key, to_part FROM links WHERE to_kind = $1 AND to_key = $2 AND ($3 = '' OR to_part = $3 OR to_part = '') ORDER BY to_part, kind, id LIMIT $4",
        params![to.kind, to.key, to.part, limit],
    )?;
    rows.iter().map(read_link).collect()
}

/// Flags everything that leans on `target` (on any of `parts`, or on the whole; all of it when `parts` is empty).
/// Says how many flags were raised. The caller's transaction holds the change itself.
///
/// # Errors
/// A fault of the database.
pub fn flag_leaning(tx: &mut Tx, cx: &Cx, target: &Node, parts: &[String], change: &Change<'_>) -> Result<u64, Fault> {
    let rows = tx.rows(
        "SELECT from_kind, from_key, from_part, from_title, from_href, owner, kind, to_kind, to_key, to_part FROM links WHERE to_kind = $1 AND to_key = $2 ORDER BY to_part, kind, id",
        params![target.kind, target.key],
    )?;
    let mut raised = 0;
    for row in &rows {
        let l = read_link(row)?;
        let touched = parts.is_empty() || l.to.part.is_empty() || parts.contains(&l.to.part);
        // A rule that amends or repeals another does not lean on it.
        if !touched || matches!(l.kind, LinkKind::Amends | LinkKind::Repeals) {
            continue;
        }
        raised += tx.execute(
            "INSERT INTO flags (id, from_kind, from_key, from_part, from_title, from_href, owner, link_kind, to_kind, to_key, to_part, why, change, raised_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT (from_kind, from_key, from_part, link_kind, to_kind, to_key, to_part, change) DO NOTHING",
            params![
                Id::new(), l.from.node.kind, l.from.node.key, l.from.node.part, l.from.title, l.from.href, l.from.owner, l.kind, l.to.kind,
                l.to.key, l.to.part, change.why, change.key, cx.at
            ],
        )?;
    }
    if raised > 0 {
        let body =
            serde_json::json!({ "target": target.key, "change": change.key, "why": change.why, "flags": raised });
        journal::note(tx, cx, "leaning-flagged", None, &body)?;
    }
    Ok(raised)
}

/// Whose flags to list.
#[derive(Clone, Copy, Debug)]
pub enum FlagScope<'a> {
    /// Those of everybody.
    All,
    /// Those whose owner is this agency.
    Agency(Id),
    /// Those on this thing, settled ones too.
    On(&'a Node),
}

/// At most `limit` flags, newest first, before `before`.
///
/// # Errors
/// A fault of the database.
pub fn list_flags(tx: &mut Tx, scope: FlagScope<'_>, before: Option<Id>, limit: i64) -> Result<Vec<Flag>, Fault> {
    let before = before.map_or_else(|| "~".to_owned(), |id| id.to_string());
    let rows = match scope {
        FlagScope::All => tx.rows(
            "SELECT id, from_kind, from_key, from_part, from_title, from_href, owner, link_kind AS kind, to_kind, to_key, to_part, why, change, raised_at, settled_at, note FROM flags WHERE settled_at IS NULL AND id < $1 ORDER BY id DESC LIMIT $2",
            params![before, limit],
        )?,
        FlagScope::Agency(agency) => tx.rows(
            "SELECT id, from_kind, from_key, from_part, from_title, from_href, owner, link_kind AS kind, to_kind, to_key, to_part, why, change, raised_at, settled_at, note FROM flags WHERE settled_at IS NULL AND owner = $1 AND id < $2 ORDER BY id DESC LIMIT $3",
            params![agency, before, limit],
        )?,
        FlagScope::On(node) => tx.rows(
            "SELECT id, from_kind, from_key, from_part, from_title, from_href, owner, link_kind AS kind, to_kind, to_key, to_part, why, change, raised_at, settled_at, note FROM flags WHERE from_kind = $1 AND from_key = $2 AND id < $3 ORDER BY id DESC LIMIT $4",
            params![node.kind, node.key, before, limit],
        )?,
    };
    rows.iter().map(read_flag).collect()
}

/// Which open flags to list; what is `None` narrows nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FlagFilter {
    /// On things of this kind.
    pub on: Option<NodeKind>,
    /// Raised for this reason, the key of its sentence.
    pub why: Option<String>,
}

/// At most `limit` open flags of an agency (of everybody, when `None`), newest first, before `before`.
///
/// # Errors
/// A fault of the database.
pub fn list_open_flags(
    tx: &mut Tx,
    owner: Option<Id>,
    filter: &FlagFilter,
    before: Option<Id>,
    limit: i64,
) -> Result<Vec<Flag>, Fault> {
    let (sql, values) = List::new("SELECT f.id, f.from_kind, f.from_key, f.from_part, f.from_title, f.from_href, f.owner, f.link_kind AS kind, f.to_kind, f.to_key, f.to_part, f.why, f.change, f.raised_at, f.settled_at, f.note FROM flags f")
        .and("f.settled_at IS NULL", params![])
        .and_some("f.owner = ?", owner)
        .and_some("f.from_kind = ?", filter.on)
        .and_some("f.why = ?", filter.why.as_deref())
        .and_some("f.id < ?", before)
        .order("f.id DESC")
        .page(limit);
    tx.rows(&sql, &values)?.iter().map(read_flag).collect()
}

/// How many open flags an agency has (everybody, when `None`), by the kind of the thing and the reason.
///
/// # Errors
/// A fault of the database.
pub fn count_open_flags(tx: &mut Tx, owner: Option<Id>) -> Result<Vec<(NodeKind, String, i64)>, Fault> {
    let (sql, values) = List::new("SELECT f.from_kind, f.why, COUNT(*) AS n FROM flags f")
        .and("f.settled_at IS NULL", params![])
        .and_some("f.owner = ?", owner)
        .grouped("f.from_kind, f.why")
        .order("f.from_kind, f.why")
        .all();
    tx.rows(&sql, &values)?.iter().map(|r| Ok((r.get("from_kind")?, r.get("why")?, r.get("n")?))).collect()
}

/// Settles a flag of one of `agencies` with a note of what was checked or changed.
///
/// # Errors
/// [`FlagRefused`], or a fault of the database.
pub fn settle_flag(tx: &mut Tx, cx: &Cx, id: Id, agencies: &[Id], note: &str) -> Result<(), Error<FlagRefused>> {
    let note = note.trim();
    if note.is_empty() {
        return Err(FlagRefused::NoteMissing.into());
    }
    let row = tx.row("SELECT owner FROM flags WHERE id = $1 AND settled_at IS NULL", params![id])?;
    let owner: Option<Id> = row.ok_or(FlagRefused::NotThere)?.get("owner")?;
    if owner.is_some_and(|o| !agencies.contains(&o)) {
        return Err(FlagRefused::NotThere.into());
    }
    let changed = tx.execute(
        "UPDATE flags SET settled_at = $2, settled_by = $3, note = $4 WHERE id = $1 AND settled_at IS NULL",
        params![id, cx.at, cx.who.ledger_name(), note],
    )?;
    if changed == 0 {
        return Err(FlagRefused::NotThere.into());
    }
    journal::note(tx, cx, "flag-settled", Some(&id.to_string()), &serde_json::json!({}))?;
    Ok(())
}

fn read_link(r: &Row) -> Result<Link, Fault> {
    Ok(Link {
        from: Leaning {
            node: Node { kind: r.get("from_kind")?, key: r.get("from_key")?, part: r.get("from_part")? },
            title: r.get("from_title")?,
            href: r.get("from_href")?,
            owner: r.get("owner")?,
        },
        kind: r.get("kind")?,
        to: Node { kind: r.get("to_kind")?, key: r.get("to_key")?, part: r.get("to_part")? },
    })
}

fn read_flag(r: &Row) -> Result<Flag, Fault> {
    Ok(Flag {
        id: r.get("id")?,
        link: read_link(r)?,
        why: r.get("why")?,
        change: r.get("change")?,
        raised_at: r.get("raised_at")?,
        settled_at: r.get("settled_at")?,
        note: r.get("note")?,
    })
}
