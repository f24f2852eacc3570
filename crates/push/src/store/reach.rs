//! The publisher's figures.

use super::Reach;
use jiff::Timestamp;
use kernel::{Cx, Fault, Id, Role, Tx, Who, db::instant_text, params};

/// The place of an announcement in the list of figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReachCursor {
    /// When it was published.
    pub at: Timestamp,
    /// Its key.
    pub announcement: String,
}

impl ReachCursor {
    /// Reads what [`ReachCursor::text`] writes.
    pub fn parse(text: &str) -> Option<ReachCursor> {
        let (at, announcement) = text.split_once('.')?;
        let at = Timestamp::from_microsecond(at.parse().ok()?).ok()?;
        (announcement.len() <= 200).then(|| ReachCursor { at, announcement: announcement.to_owned() })
    }

    /// As it stands in an address.
    pub fn text(&self) -> String {
        format!("{}.{}", self.at.as_microsecond(), self.announcement)
    }
}

impl Reach {
    /// Its place in the list.
    pub fn cursor(&self) -> ReachCursor {
        ReachCursor { at: self.at, announcement: self.announcement.clone() }
    }
}

/// What became of the announcements of the agencies where the acting official drafts or signs off: newest first, those
/// after the place `after`.
///
/// # Errors
/// A fault of the database.
pub fn list_reach(tx: &mut Tx, cx: &Cx, after: Option<&ReachCursor>, limit: i64) -> Result<Vec<Reach>, Fault> {
    let Who::Staff { posts, .. } = &cx.who else { return Ok(Vec::new()) };
    let mut agencies: Vec<Id> = posts
        .iter()
        .filter(|p| matches!(p.role, Role::PublicationDrafting | Role::PublicationSignOff))
        .map(|p| p.agency)
        .collect();
    agencies.sort();
    agencies.dedup();
    // Nothing is published after this year.
    let (at, key) = after.map_or_else(|| ("9999".to_owned(), ""), |c| (instant_text(c.at), c.announcement.as_str()));
    let mut out = Vec::new();
    for agency in agencies {
        let rows = tx.rows(
            "SELECT announcement, MIN(title) AS title, MIN(href) AS href, MIN(at) AS at, CAST(COUNT(*) AS BIGINT) AS delivered, CAST(COUNT(read_at) AS BIGINT) AS opened, CAST(COUNT(applied_at) AS BIGINT) AS applied FROM push_deliveries WHERE agency = $1 GROUP BY announcement HAVING MIN(at) < $2 OR (MIN(at) = $2 AND announcement > $3) ORDER BY MIN(at) DESC, announcement LIMIT $4",
            params![agency, at, key, limit],
        )?;
        for r in &rows {
            out.push(Reach {
                announcement: r.get("announcement")?,
                title: r.get("title")?,
                href: r.get("href")?,
                at: r.get("at")?,
                delivered: r.get("delivered")?,
                read: r.get("opened")?,
                applied: r.get("applied")?,
            });
        }
    }
    out.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| a.announcement.cmp(&b.announcement)));
    out.truncate(usize::try_from(limit).unwrap_or_default());
    Ok(out)
}
