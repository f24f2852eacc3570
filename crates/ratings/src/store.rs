//! The tables of ratings. The only file of this crate with SQL. Permissions are part of the queries: what is not yours
//! is not there.

use crate::{
    Answer, Author, Figures, Level, Rating, Rectification, Source, Stage, Via,
    figures::index,
    verbs::{NewAnswer, NewRating},
};
use jiff::{Timestamp, civil::Date};
use kernel::{Cx, Fault, Id, Row, Tx, Who, db::list::List, params};

/// The case that is rated: what the rules and the page need of it.
#[derive(Clone, Debug)]
pub(crate) struct Subject {
    pub case: Id,
    pub number: String,
    pub title: String,
    pub item: Id,
    pub agency: Id,
    pub region: String,
    pub channel: String,
    pub outcome: Option<String>,
    pub closed_at: Option<Timestamp>,
}

const SUBJECT: &str = "SELECT m.id, m.number, m.title, c.item, m.agency, m.region, c.channel, c.outcome, m.closed_at FROM matters m JOIN cases c ON c.id = m.id";

fn read_subject(r: &Row) -> Result<Subject, Fault> {
    Ok(Subject {
        case: r.get("id")?,
        number: r.get("number")?,
        title: r.get("title")?,
        item: r.get("item")?,
        agency: r.get("agency")?,
        region: r.get("region")?,
        channel: r.get("channel")?,
        outcome: r.get("outcome")?,
        closed_at: r.get("closed_at")?,
    })
}

/// The case with this id, for whoever may rate it; the caller has made sure of that.
pub(crate) fn subject(tx: &mut Tx, case: Id) -> Result<Option<Subject>, Fault> {
    let (sql, values) = List::new(SUBJECT).and("m.id = ?", params![case]).order("m.id").page(1);
    tx.row(&sql, &values)?.map(|r| read_subject(&r)).transpose()
}

/// Handled cases that were closed from `since` to `until` and have no rating of any kind, oldest first.
pub(crate) fn list_unrated(tx: &mut Tx, since: Timestamp, until: Timestamp, rows: i64) -> Result<Vec<Subject>, Fault> {
    let (sql, values) = List::new(SUBJECT)
        .and("m.closed_at >= ? AND m.closed_at < ?", params![since, until])
        .and(HANDLED, params![])
        .and("NOT EXISTS (SELECT 1 FROM ratings r WHERE r.case_id = m.id)", params![])
        .order("m.closed_at, m.id")
        .page(rows);
    tx.rows(&sql, &values)?.iter().map(read_subject).collect()
}

/// 服务次数: closed by the office, not taken back by the applicant.
const HANDLED: &str = "m.closed_at IS NOT NULL AND c.outcome IN ('granted', 'denied', 'not-accepted', 'terminated')";

// Ratings ------------------------------------------------------------------------------------------

macro_rules! select_rating {
    ($more:literal) => {
        concat!(
            "SELECT r.id, r.case_id, r.item, r.agency, r.source, r.via, r.level, r.indicators, r.aspects, r.comment, r.at, r.stage, r.answer_due, r.due_on, ",
            "a.text AS answer_text, a.call_back, a.measure, a.rectify_note, a.rectify_by, a.at AS answered_at, ",
            "f.note AS rectified_note, f.at AS rectified_at",
            $more,
            " LEFT JOIN rating_answers a ON a.rating = r.id LEFT JOIN rectifications f ON f.rating = r.id"
        )
    };
}

const RATING: &str = select_rating!(" FROM ratings r");
/// The same with what a list shows of the case.
const WITH_CASE: &str = select_rating!(
    ", m.number, m.title, c.applicant_shown, c.organisation, g.key AS agency_key, g.short_name, i.slug FROM ratings r JOIN matters m ON m.id = r.case_id JOIN cases c ON c.id = r.case_id JOIN agencies g ON g.id = r.agency JOIN items i ON i.id = r.item"
);

fn read_rating(r: &Row) -> Result<Rating, Fault> {
    let aspects: String = r.get("aspects")?;
    let answer = match r.get::<Option<String>>("answer_text")? {
        None => None,
        Some(text) => Some(Answer {
            text,
            call_back: r.get("call_back")?,
            measure: r.get("measure")?,
            rectify_note: r.get("rectify_note")?,
            rectify_by: r.get("rectify_by")?,
            at: r.get("answered_at")?,
        }),
    };
    let rectification = match r.get::<Option<String>>("rectified_note")? {
        None => None,
        Some(note) => Some(Rectification { note, at: r.get("rectified_at")? }),
    };
    Ok(Rating {
        id: r.get("id")?,
        case: r.get("case_id")?,
        item: r.get("item")?,
        agency: r.get("agency")?,
        source: r.get("source")?,
        via: r.get("via")?,
        level: r.get("level")?,
        indicators: r.get("indicators")?,
        aspects: serde_json::from_str(&aspects).map_err(|e| Fault::from_error("reading the aspects of a rating", e))?,
        comment: r.get("comment")?,
        at: r.get("at")?,
        stage: r.get("stage")?,
        answer_due: r.get("answer_due")?,
        due_on: r.get("due_on")?,
        answer,
        rectification,
    })
}

/// The rating of a case that counts: the active one, else the default, else none.
///
/// # Errors
/// A fault of the database.
pub fn rating_of(tx: &mut Tx, case: Id) -> Result<Option<Rating>, Fault> {
    // 'active' sorts before 'default'.
    let (sql, values) = List::new(RATING).and("r.case_id = ?", params![case]).order("r.source").page(1);
    tx.row(&sql, &values)?.map(|r| read_rating(&r)).transpose()
}

/// What is owed for a new rating.
pub(crate) struct Owed {
    pub stage: Stage,
    pub answer_due: Option<Date>,
}

/// False when the case has a rating from this source already.
pub(crate) fn insert_rating(
    tx: &mut Tx,
    cx: &Cx,
    s: &Subject,
    source: Source,
    via: Via,
    indicators: i64,
    new: &NewRating<'_>,
    owed: &Owed,
) -> Result<Option<Id>, Fault> {
    let id = Id::new();
    let aspects =
        serde_json::to_string(new.aspects).map_err(|e| Fault::from_error("storing the aspects of a rating", e))?;
    let n = tx.execute(
        "INSERT INTO ratings (id, case_id, item, agency, source, via, level, indicators, aspects, comment, at, stage, answer_due, due_on) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13) ON CONFLICT (case_id, source) DO NOTHING",
        params![
            id, s.case, s.item, s.agency, source, via, new.level, indicators, aspects, new.comment, cx.at, owed.stage,
            owed.answer_due
        ],
    )?;
    Ok((n == 1).then_some(id))
}

/// False when it was answered before.
pub(crate) fn insert_answer(tx: &mut Tx, cx: &Cx, rating: Id, staff: Id, new: &NewAnswer<'_>) -> Result<bool, Fault> {
    let n = tx.execute(
        "INSERT INTO rating_answers (rating, text, call_back, measure, rectify_note, rectify_by, by_staff, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (rating) DO NOTHING",
        params![rating, new.text, new.call_back, new.measure, new.rectify_note, new.rectify_by, staff, cx.at],
    )?;
    Ok(n == 1)
}

/// False when it was recorded before.
pub(crate) fn insert_rectification(tx: &mut Tx, cx: &Cx, rating: Id, staff: Id, note: &str) -> Result<bool, Fault> {
    let n = tx.execute(
        "INSERT INTO rectifications (rating, note, by_staff, at) VALUES ($1, $2, $3, $4) ON CONFLICT (rating) DO NOTHING",
        params![rating, note, staff, cx.at],
    )?;
    Ok(n == 1)
}

pub(crate) fn set_stage(tx: &mut Tx, rating: Id, stage: Stage, due_on: Option<Date>) -> Result<(), Fault> {
    tx.execute("UPDATE ratings SET stage = $2, due_on = $3 WHERE id = $1", params![rating, stage, due_on])?;
    Ok(())
}

// The desk -----------------------------------------------------------------------------------------

/// Ratings of an agency at which the acting official handles ratings today, or of every agency for supervision.
const MY_DESK: &str = "EXISTS (SELECT 1 FROM posts p WHERE p.staff = ? AND ((p.agency = r.agency AND p.role = 'rating-handler') OR p.role = 'supervision') AND p.valid_from <= ? AND (p.valid_to IS NULL OR p.valid_to >= ?))";

kernel::words! {
    /// The tabs of the desk of ratings.
    pub enum Tab {
        /// Something is owed: the answer, or what was promised.
        Open = "open",
        /// Answered bad ratings, newest first.
        Settled = "settled",
    }
}

/// A rating with what the desk shows of its case.
#[derive(Clone, Debug)]
pub struct Due {
    /// The rating.
    pub rating: Rating,
    /// The case's number.
    pub number: String,
    /// The item's name.
    pub title: String,
    /// The agency's short name.
    pub agency_name: String,
    /// The rater, as anybody may see them.
    pub author: Author,
}

fn read_due(r: &Row) -> Result<Due, Fault> {
    let rating = read_rating(r)?;
    let author = author(r, rating.via)?;
    Ok(Due { rating, number: r.get("number")?, title: r.get("title")?, agency_name: r.get("short_name")?, author })
}

fn author(r: &Row, via: Via) -> Result<Author, Fault> {
    let organisation: Option<String> = r.get("organisation")?;
    Ok(match via {
        Via::Link => Author::LinkHolder,
        _ if organisation.is_some() => Author::Organisation,
        _ => Author::Person(r.get("applicant_shown")?),
    })
}

/// The ratings of the acting official's desk: open ones by due date, settled ones newest first. `after` is the due
/// date (for open ones) and the id of the last line of the page before.
///
/// # Errors
/// A fault of the database.
pub fn list_desk(tx: &mut Tx, cx: &Cx, tab: Tab, after: Option<(Date, Id)>, rows: i64) -> Result<Vec<Due>, Fault> {
    let Who::Staff { staff, .. } = &cx.who else { return Ok(Vec::new()) };
    let today = cx.today();
    let list = List::new(WITH_CASE).and(MY_DESK, params![*staff, today, today]);
    let (sql, values) = match tab {
        Tab::Open => list
            .and("r.due_on IS NOT NULL", params![])
            .after("(r.due_on, r.id) > (?, ?)", after)
            .order("r.due_on, r.id")
            .page(rows),
        Tab::Settled => list
            .and("r.stage = 'settled' AND r.level <= 2", params![])
            .and_some("r.id < ?", after.map(|(_, id)| id))
            .order("r.id DESC")
            .page(rows),
    };
    tx.rows(&sql, &values)?.iter().map(read_due).collect()
}

/// The active rating with this id, when it lies on the acting official's desk.
///
/// # Errors
/// A fault of the database.
pub fn find_for_office(tx: &mut Tx, cx: &Cx, id: Id) -> Result<Option<Due>, Fault> {
    let Who::Staff { staff, .. } = &cx.who else { return Ok(None) };
    let today = cx.today();
    let (sql, values) = List::new(WITH_CASE)
        .and("r.id = ? AND r.source = 'active'", params![id])
        .and(MY_DESK, params![*staff, today, today])
        .order("r.id")
        .page(1);
    tx.row(&sql, &values)?.map(|r| read_due(&r)).transpose()
}

// The public ---------------------------------------------------------------------------------------

/// Whose ratings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Of the whole hall.
    Hall,
    /// Of one agency.
    Agency(Id),
    /// Of one item.
    Item(Id),
}

impl Scope {
    fn agency(self) -> Option<Id> {
        match self {
            Scope::Agency(id) => Some(id),
            Scope::Hall | Scope::Item(_) => None,
        }
    }
    fn item(self) -> Option<Id> {
        match self {
            Scope::Item(id) => Some(id),
            Scope::Hall | Scope::Agency(_) => None,
        }
    }
}

/// A published comment: what the public sees of a rating. It names neither the case nor the rater.
#[derive(Clone, Debug)]
pub struct Said {
    /// The rating; its comment is as it was typed.
    pub rating: Rating,
    /// The item's name.
    pub title: String,
    /// The item's address.
    pub slug: String,
    /// The agency's short name.
    pub agency_name: String,
    /// Key of the agency.
    pub agency_key: String,
    /// The rater.
    pub author: Author,
}

/// Ratings with a comment, newest first, before the id `before`.
///
/// # Errors
/// A fault of the database.
pub fn list_said(tx: &mut Tx, scope: Scope, before: Option<Id>, rows: i64) -> Result<Vec<Said>, Fault> {
    let (sql, values) = List::new(WITH_CASE)
        .and("r.source = 'active' AND r.comment <> ''", params![])
        .and_some("r.agency = ?", scope.agency())
        .and_some("r.item = ?", scope.item())
        .and_some("r.id < ?", before)
        .order("r.id DESC")
        .page(rows);
    tx.rows(&sql, &values)?
        .iter()
        .map(|r| {
            let rating = read_rating(r)?;
            let author = author(r, rating.via)?;
            Ok(Said {
                rating,
                title: r.get("title")?,
                slug: r.get("slug")?,
                agency_name: r.get("short_name")?,
                agency_key: r.get("agency_key")?,
                author,
            })
        })
        .collect()
}

/// The figures of one agency.
#[derive(Clone, Debug)]
pub struct AgencyFigures {
    /// Its key.
    pub key: String,
    /// Its short name.
    pub name: String,
    /// The figures.
    pub figures: Figures,
}

/// The figures of one item.
#[derive(Clone, Debug)]
pub struct ItemFigures {
    /// Its address.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// The figures.
    pub figures: Figures,
}

/// A default counts only while nobody rated the case.
const COUNTS: &str =
    "(r.source = 'active' OR NOT EXISTS (SELECT 1 FROM ratings x WHERE x.case_id = r.case_id AND x.source = 'active'))";

/// The figures of `scope`.
///
/// # Errors
/// A fault of the database.
pub fn figures_of(tx: &mut Tx, scope: Scope) -> Result<Figures, Fault> {
    let mut out = Figures::default();
    let (sql, values) = List::new("SELECT CAST(COUNT(*) AS BIGINT) AS n FROM matters m JOIN cases c ON c.id = m.id")
        .and(HANDLED, params![])
        .and_some("m.agency = ?", scope.agency())
        .and_some("c.item = ?", scope.item())
        .all();
    out.served = tx.row(&sql, &values)?.map_or(Ok(0), |r| r.get("n"))?;
    let (sql, values) = List::new(
        "SELECT r.source, r.level, CAST(COUNT(*) AS BIGINT) AS n, CAST(COUNT(a.rating) AS BIGINT) AS answered FROM ratings r LEFT JOIN rating_answers a ON a.rating = r.id",
    )
    .and(COUNTS, params![])
    .and_some("r.agency = ?", scope.agency())
    .and_some("r.item = ?", scope.item())
    .grouped("r.source, r.level")
    .order("r.source, r.level")
    .all();
    for r in tx.rows(&sql, &values)? {
        count(&mut out, &r)?;
    }
    Ok(out)
}

/// Adds a line of counts to the figures.
fn count(figures: &mut Figures, r: &Row) -> Result<(), Fault> {
    let (source, level): (Source, Level) = (r.get("source")?, r.get("level")?);
    let n: i64 = r.get("n")?;
    match source {
        Source::Active => {
            figures.active[index(level)] += n;
            if level.is_bad() {
                figures.bad_answered += r.get::<i64>("answered")?;
            }
        }
        Source::Default => figures.default[index(level)] += n,
    }
    Ok(())
}

/// The figures of every agency that handled a case, in the hall's order.
///
/// # Errors
/// A fault of the database.
pub fn figures_by_agency(tx: &mut Tx) -> Result<Vec<AgencyFigures>, Fault> {
    let (sql, values) = List::new("SELECT g.key, g.short_name, g.sort_key, CAST(COUNT(*) AS BIGINT) AS n FROM matters m JOIN cases c ON c.id = m.id JOIN agencies g ON g.id = m.agency")
        .and(HANDLED, params![])
        .grouped("g.key, g.short_name, g.sort_key")
        .order("g.sort_key, g.key")
        .all();
    let mut out = Vec::new();
    for r in tx.rows(&sql, &values)? {
        let figures = Figures { served: r.get("n")?, ..Figures::default() };
        out.push(AgencyFigures { key: r.get("key")?, name: r.get("short_name")?, figures });
    }
    let (sql, values) = List::new("SELECT g.key, r.source, r.level, CAST(COUNT(*) AS BIGINT) AS n, CAST(COUNT(a.rating) AS BIGINT) AS answered FROM ratings r JOIN agencies g ON g.id = r.agency LEFT JOIN rating_answers a ON a.rating = r.id")
        .and(COUNTS, params![])
        .grouped("g.key, r.source, r.level")
        .order("g.key, r.source, r.level")
        .all();
    for r in tx.rows(&sql, &values)? {
        let key: String = r.get("key")?;
        if let Some(line) = out.iter_mut().find(|l| l.key == key) {
            count(&mut line.figures, &r)?;
        }
    }
    Ok(out)
}

/// The figures of every item of `agency` that was handled, in the catalogue's order, at most 200.
///
/// # Errors
/// A fault of the database.
pub fn figures_by_item(tx: &mut Tx, agency: Id) -> Result<Vec<ItemFigures>, Fault> {
    let (sql, values) = List::new("SELECT i.slug, i.name, i.sort_key, CAST(COUNT(*) AS BIGINT) AS n FROM matters m JOIN cases c ON c.id = m.id JOIN items i ON i.id = c.item")
        .and(HANDLED, params![])
        .and("m.agency = ?", params![agency])
        .grouped("i.slug, i.name, i.sort_key")
        .order("i.sort_key, i.slug")
        .page(200);
    let mut out = Vec::new();
    for r in tx.rows(&sql, &values)? {
        let figures = Figures { served: r.get("n")?, ..Figures::default() };
        out.push(ItemFigures { slug: r.get("slug")?, name: r.get("name")?, figures });
    }
    let (sql, values) = List::new("SELECT i.slug, r.source, r.level, CAST(COUNT(*) AS BIGINT) AS n, CAST(COUNT(a.rating) AS BIGINT) AS answered FROM ratings r JOIN items i ON i.id = r.item LEFT JOIN rating_answers a ON a.rating = r.id")
        .and(COUNTS, params![])
        .and("r.agency = ?", params![agency])
        .grouped("i.slug, r.source, r.level")
        .order("i.slug, r.source, r.level")
        .all();
    for r in tx.rows(&sql, &values)? {
        let slug: String = r.get("slug")?;
        if let Some(line) = out.iter_mut().find(|l| l.slug == slug) {
            count(&mut line.figures, &r)?;
        }
    }
    Ok(out)
}
