//! Worklists, public lists, figures. Part of [`super`].

#[allow(unused_imports)]
use super::*;

kernel::words! {
    /// The tabs of the worklist.
    pub enum Tab {
        /// Waits for one of my posts, taken by me or free.
        Todo = "todo",
        /// Taken by me.
        Taken = "taken",
        /// Waits for the applicant.
        Applicant = "applicant",
        /// Everything open at my agencies.
        Open = "open",
        /// Closed.
        Closed = "closed",
    }
}

/// What a worklist is filtered by.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// A number, or the beginning of one.
    pub number: Option<String>,
    /// A state.
    pub state: Option<String>,
    /// Only this item.
    pub item: Option<Id>,
}

/// A line of a list.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The id.
    pub id: Id,
    /// The number.
    pub number: String,
    /// The item's name.
    pub title: String,
    /// The state.
    pub state: String,
    /// Whose turn.
    pub waits_for: String,
    /// Masked name.
    pub applicant_shown: String,
    /// Due date.
    pub due_on: Option<Date>,
    /// What sorts it.
    pub due_sort: String,
    /// From when it is soon.
    pub soon_on: Option<Date>,
    /// When it was handed in.
    pub submitted_on: Date,
    /// Who took it.
    pub claimed_by: Option<Id>,
    /// Outcome.
    pub outcome: Option<String>,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// The statutory clock.
    pub clock: Option<calendar::Clock>,
    /// The region whose calendar counts.
    pub region: String,
    /// When the applicant answered the correction notice.
    pub corrected_at: Option<Timestamp>,
}

const LISTED: &str = "SELECT m.id, m.number, m.title, m.state, m.waits_for, c.applicant_shown, m.due_on, m.due_sort, m.soon_on, c.submitted_on, m.claimed_by, c.outcome, m.opened_at, m.clock, m.region, (SELECT k.answered_at FROM corrections k WHERE k.case_id = m.id) AS corrected_at FROM matters m JOIN cases c ON c.id = m.id";

fn read_listed(r: &Row) -> Result<Listed, Fault> {
    Ok(Listed {
        id: r.get("id")?,
        number: r.get("number")?,
        title: r.get("title")?,
        state: r.get("state")?,
        waits_for: r.get("waits_for")?,
        applicant_shown: r.get("applicant_shown")?,
        due_on: r.get("due_on")?,
        due_sort: r.get("due_sort")?,
        soon_on: r.get("soon_on")?,
        submitted_on: r.get("submitted_on")?,
        claimed_by: r.get("claimed_by")?,
        outcome: r.get("outcome")?,
        opened_at: r.get("opened_at")?,
        clock: r.get::<Option<String>>("clock")?.map(|c| json_of("a stored clock", &c)).transpose()?,
        region: r.get("region")?,
        corrected_at: r.get("corrected_at")?,
    })
}

/// Waits for one of the acting official's posts.
const MY_TURN: &str = "EXISTS (SELECT 1 FROM posts p WHERE p.staff = ? AND p.agency = m.agency AND p.role = m.waits_for AND p.valid_from <= ? AND (p.valid_to IS NULL OR p.valid_to >= ?))";

fn office_list(cx: &Cx, tab: Tab, select: &'static str) -> Option<List> {
    let Who::Staff { staff, .. } = &cx.who else { return None };
    let today = cx.today();
    let list = List::new(select);
    Some(match tab {
        Tab::Todo => list
            .and("m.closed_at IS NULL", params![])
            .and(MY_TURN, params![*staff, today, today])
            .and("(m.claimed_by IS NULL OR m.claimed_by = ?)", params![*staff]),
        Tab::Taken => list.and("m.claimed_by = ?", params![*staff]).and("m.closed_at IS NULL", params![]),
        Tab::Applicant => {
            list.and("m.waits_for = 'applicant'", params![]).and(MY_OFFICE, params![*staff, today, today])
        }
        Tab::Open => list.and("m.closed_at IS NULL", params![]).and(MY_OFFICE, params![*staff, today, today]),
        Tab::Closed => list.and("m.closed_at IS NOT NULL", params![]).and(MY_OFFICE, params![*staff, today, today]),
    })
}

/// A page of the worklist, by due date.
///
/// # Errors
/// A fault of the database.
pub fn list_office(
    tx: &mut Tx,
    cx: &Cx,
    tab: Tab,
    filter: &Filter,
    after: Option<(String, Id)>,
    rows: i64,
) -> Result<Vec<Listed>, Fault> {
    let Some(list) = office_list(cx, tab, LISTED) else { return Ok(Vec::new()) };
    let prefix = filter.number.as_ref().map(|n| (n.clone(), format!("{n}\u{10ffff}")));
    let mut list = list.and_some("m.state = ?", filter.state.as_deref()).and_some("c.item = ?", filter.item);
    if let Some((from, to)) = prefix {
        list = list.and("m.number >= ? AND m.number < ?", params![from, to]);
    }
    let (sql, values) = list.after("(m.due_sort, m.id) > (?, ?)", after).order("m.due_sort, m.id").page(rows);
    tx.rows(&sql, &values)?.iter().map(read_listed).collect()
}

/// How many lines each tab has, capped: a clerk needs "more than 99", not a count of a province.
///
/// # Errors
/// A fault of the database.
pub fn count_tabs(tx: &mut Tx, cx: &Cx) -> Result<Vec<(Tab, i64)>, Fault> {
    let mut out = Vec::new();
    for tab in [Tab::Todo, Tab::Taken, Tab::Applicant] {
        let Some(list) = office_list(cx, tab, "SELECT m.id FROM matters m JOIN cases c ON c.id = m.id") else {
            continue;
        };
        let (sql, values) = list.order("m.due_sort, m.id").page(100);
        out.push((tab, tx.rows(&sql, &values)?.len() as i64));
    }
    Ok(out)
}

/// The published items of the acting official's agencies, by name: what a worklist can be narrowed to.
///
/// # Errors
/// A fault of the database.
pub fn list_items_of_office(tx: &mut Tx, cx: &Cx) -> Result<Vec<(Id, String)>, Fault> {
    let Who::Staff { staff, .. } = &cx.who else { return Ok(Vec::new()) };
    tx.rows(
        "SELECT i.id, i.name FROM items i WHERE i.published IS NOT NULL AND EXISTS (SELECT 1 FROM posts p WHERE p.staff = $1 AND p.agency = i.agency AND p.valid_from <= $2 AND (p.valid_to IS NULL OR p.valid_to >= $2)) ORDER BY i.name, i.id LIMIT 300",
        params![*staff, cx.today()],
    )?
    .iter()
    .map(|r| Ok((r.get("id")?, r.get("name")?)))
    .collect()
}

/// A page of the acting person's cases, newest first.
///
/// # Errors
/// A fault of the database.
pub fn list_mine(tx: &mut Tx, cx: &Cx, before: Option<Id>, rows: i64) -> Result<Vec<Listed>, Fault> {
    let Who::Person { person, acting_for, .. } = &cx.who else { return Ok(Vec::new()) };
    let (sql, values) = List::new(LISTED)
        .and(MINE, params![*person, *acting_for])
        .and_some("m.id < ?", before)
        .order("m.id DESC")
        .page(rows);
    tx.rows(&sql, &values)?.iter().map(read_listed).collect()
}

/// The anonymous progress list: number, item, state, dates, masked name; or one number exactly.
///
/// # Errors
/// A fault of the database.
pub fn list_public(tx: &mut Tx, number: Option<&str>, before: Option<Id>, rows: i64) -> Result<Vec<Listed>, Fault> {
    let (sql, values) = List::new(LISTED)
        .and("m.kind = 'case'", params![])
        .and_some("m.number = ?", number)
        .and_some("m.id < ?", before)
        .order("m.id DESC")
        .page(rows);
    tx.rows(&sql, &values)?.iter().map(read_listed).collect()
}

/// Cases whose five working days of silence are over before `today`.
///
/// # Errors
/// A fault of the database.
pub fn list_waiting_for_deeming(tx: &mut Tx, today: Date, rows: i64) -> Result<Vec<Case>, Fault> {
    tx.rows(
        select_case!("WHERE c.deemed_on IS NOT NULL AND c.deemed_on < $1 AND m.state = 'submitted' ORDER BY c.deemed_on, c.id LIMIT $2"),
        params![today, rows],
    )?
    .iter()
    .map(read_case)
    .collect()
}

/// Cases closed before `until` that are not archived yet.
///
/// # Errors
/// A fault of the database.
pub fn list_waiting_for_archive(tx: &mut Tx, until: Timestamp, rows: i64) -> Result<Vec<Case>, Fault> {
    tx.rows(
        select_case!("WHERE m.kind = 'case' AND m.closed_at IS NOT NULL AND m.closed_at < $1 AND m.state <> 'archived' ORDER BY m.closed_at, m.id LIMIT $2"),
        params![until, rows],
    )?
    .iter()
    .map(read_case)
    .collect()
}

/// Figures of one item, one agency, or (both `None`) the whole hall.
///
/// # Errors
/// A fault of the database.
pub fn figures_of(tx: &mut Tx, item: Option<Id>, agency: Option<Id>) -> Result<Figures, Fault> {
    let filtered = |select: &'static str| {
        List::new(select)
            .and("m.kind = 'case'", params![])
            .and_some("c.item = ?", item)
            .and_some("m.agency = ?", agency)
    };
    let (sql, values) = filtered(
        "SELECT CAST(COUNT(*) AS BIGINT) AS received, CAST(COUNT(CASE WHEN c.channel = 'online' THEN 1 END) AS BIGINT) AS online, CAST(COUNT(c.decided_on) AS BIGINT) AS decided, CAST(COUNT(CASE WHEN c.in_time THEN 1 END) AS BIGINT) AS in_time, CAST(COUNT(CASE WHEN c.outcome = 'granted' THEN 1 END) AS BIGINT) AS granted FROM matters m JOIN cases c ON c.id = m.id",
    )
    .all();
    let totals = match tx.row(&sql, &values)? {
        None => Figures::default(),
        Some(r) => Figures {
            received: r.get("received")?,
            online: r.get("online")?,
            decided: r.get("decided")?,
            in_time: r.get("in_time")?,
            granted: r.get("granted")?,
            median: None,
            p90: None,
        },
    };
    let (sql, values) =
        filtered("SELECT c.working_days, CAST(COUNT(*) AS BIGINT) AS n FROM matters m JOIN cases c ON c.id = m.id")
            .and("c.working_days IS NOT NULL", params![])
            .grouped("c.working_days")
            .order("c.working_days")
            .all();
    let by_days: Vec<(i64, i64)> = tx
        .rows(&sql, &values)?
        .iter()
        .map(|r| Ok((r.get("working_days")?, r.get("n")?)))
        .collect::<Result<_, Fault>>()?;
    Ok(Figures::of(totals, &by_days))
}
