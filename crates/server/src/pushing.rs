//! What was published, told to those whom it concerns: publications as they come out, rules as they are registered,
//! changed or ended. A loop with a cursor of its own, since telling many must not hold the other reactions back.
//!
//! Texts that are imported in bulk are announced to nobody.

use kernel::{
    Cx, Error, Fault, Id, Never, Office, Tx, journal,
    links::{self, Node, NodeKind},
    matter,
};
use ledger::Entry;
use push::Announcement;
use search::{Change, Filters, Index, Kind, Note, Query, Synonyms};
use std::cell::OnceCell;

const CURSOR: &str = "push";
const PIECE: i64 = 20;

/// Takes the next piece of sealed entries. Says whether there may be more.
///
/// # Errors
/// A fault of the database; the piece is tried again, and nobody is told twice.
pub fn turn(office: &Office) -> Result<bool, Fault> {
    let cx = office.system_cx("push");
    let (from, piece) = office.db.read(|tx| {
        let from = journal::cursor(tx, CURSOR)?;
        let piece = journal::after_place(tx, from.unwrap_or((0, -1)), PIECE)?;
        Ok::<_, Error<Never>>((from, piece))
    })?;
    let Some((seal, leaf, _)) = piece.last() else { return Ok(false) };
    let to = (*seal, *leaf);
    let news = office.db.read(|tx| {
        let found: Result<Vec<Announcement>, Fault> =
            piece.iter().filter_map(|(_, _, entry)| announcement(tx, entry).transpose()).collect();
        Ok::<_, Error<Never>>(found?)
    })?;
    let synonyms = if news.is_empty() {
        Synonyms::none()
    } else {
        office.db.read(|tx| portal::synonyms_in_force(tx).map_err(Error::<Never>::from))?
    };
    // Told first, in transactions of their own; what is interrupted here is taken up again and tells nobody twice.
    for one in &news {
        let index = OnceCell::new();
        let matches = |query: &str| {
            index.get_or_init(|| index_of(one, &synonyms)).as_ref().is_some_and(|index| is_found(index, query))
        };
        push::announce(&office.db, &cx, one, &matches)?;
    }
    office.db.write(|tx| {
        // Another node that was quicker has moved the cursor: then this piece is not ours.
        if !journal::move_cursor(tx, CURSOR, from, to)? {
            return Ok::<_, Error<Never>>(());
        }
        for (_, _, entry) in &piece {
            applied(tx, &cx, entry)?;
        }
        Ok(())
    })?;
    Ok(piece.len() as i64 == PIECE)
}

/// An index of one announcement, in which a followed search either finds it or not.
fn index_of(one: &Announcement, synonyms: &Synonyms) -> Option<Index> {
    let index = Index::in_memory(synonyms.clone()).ok()?;
    let entry = search::Entry::new(&one.key, Kind::Publication, &one.title, &one.text, &one.href);
    index.apply(&[Change::Put(entry)], (0, 0)).ok()?;
    Some(index)
}

/// Whether the search as it was followed finds it: not a corrected spelling, not only some of its words.
fn is_found(index: &Index, query: &str) -> bool {
    let asked = Query { text: query.to_owned(), filters: Filters::default(), page: 1, per_page: 1 };
    index.search(&asked).is_ok_and(|hits| {
        let strict = !hits.notes.iter().any(|n| matches!(n, Note::Dropped(_) | Note::SomeWords));
        hits.total > 0 && hits.corrected.is_none() && strict
    })
}

fn announcement(tx: &mut Tx, entry: &Entry) -> Result<Option<Announcement>, Fault> {
    match entry.kind.as_str() {
        "publication-publish" | "publication-correct" => of_publication(tx, entry),
        "rule-register" | "rule-amend" | "rule-repeal" | "rule-suspend" | "rule-resume" | "rule-withdraw" => {
            of_rule(tx, entry)
        }
        _ => Ok(None),
    }
}

fn of_publication(tx: &mut Tx, entry: &Entry) -> Result<Option<Announcement>, Fault> {
    let Some(id) = Id::parse(&entry.stream) else { return Ok(None) };
    let Some(matter) = matter::find(tx, id)? else { return Ok(None) };
    let Some(found) = publishing::find_published(tx, &matter.number)? else { return Ok(None) };
    if found.withdrawal.is_some() {
        return Ok(None);
    }
    let href = found.href();
    // A publication has no numbered articles: its paragraphs are its clauses, and all stand on one page.
    let clauses =
        found.text.lines().filter(|l| !l.trim().is_empty()).map(|l| (String::new(), l.to_owned(), href.clone()));
    let mut items = items_in(&found.html);
    let rule = match &found.interprets {
        Some(key) => register::find_rule_by_key(tx, key)?,
        None => None,
    };
    if let Some(rule) = &rule {
        items.extend(items_leaning_on(tx, &rule.node())?);
        items.sort();
        items.dedup();
    }
    Ok(Some(Announcement {
        key: format!("publication:{}:{}", found.number, found.revision),
        kind: found.kind.as_str().to_owned(),
        title: found.title.clone(),
        href: href.clone(),
        text: found.text.clone(),
        sections: found.placements.clone(),
        topics: found.topics.clone(),
        rule: rule.map(|r| r.slug),
        agency: Some(found.agency),
        clauses: clauses.collect(),
        items,
        at: found.updated_at,
    }))
}

fn of_rule(tx: &mut Tx, entry: &Entry) -> Result<Option<Announcement>, Fault> {
    let Some(id) = entry.about.as_deref().and_then(Id::parse) else { return Ok(None) };
    let Some(rule) = register::find_rule_by_id(tx, id)?.filter(|r| r.stage == register::Stage::Registered) else {
        return Ok(None);
    };
    let Some(version) = register::list_versions(tx, rule.id)?.into_iter().max_by_key(|v| v.n) else { return Ok(None) };
    let body: serde_json::Value = serde_json::from_str(&entry.body).unwrap_or_default();
    let changed: Vec<&str> =
        body["changed"].as_array().into_iter().flatten().filter_map(serde_json::Value::as_str).collect();
    let provisions = register::provisions(tx, version.id)?;
    let clauses = provisions
        .iter()
        .filter(|p| !p.label.is_empty() && (changed.is_empty() || changed.contains(&p.label.as_str())))
        .map(|p| (p.label.clone(), p.text.clone(), rule.href_of(&p.label)))
        .collect();
    let items = items_leaning_on(tx, &rule.node())?;
    Ok(Some(Announcement {
        key: format!("rule:{}:{}", rule.slug, entry.id),
        kind: entry.kind.clone(),
        title: rule.title.clone(),
        href: rule.href(),
        text: provisions.iter().map(|p| p.text.as_str()).collect::<Vec<_>>().join("\n"),
        sections: Vec::new(),
        topics: version.topics.clone(),
        rule: Some(rule.slug.clone()),
        agency: rule.agency,
        clauses,
        items,
        at: time_of(entry),
    }))
}

/// The items that stand on a rule: they can be applied for under it.
fn items_leaning_on(tx: &mut Tx, node: &Node) -> Result<Vec<String>, Fault> {
    let leaning = links::list_to(tx, node, 200)?;
    Ok(leaning.into_iter().map(|l| l.from.node).filter(|n| n.kind == NodeKind::Item).map(|n| n.key).collect())
}

/// The items to whose guides a text leads, by slug, each once.
fn items_in(html: &str) -> Vec<String> {
    let mut items: Vec<String> = html
        .split("href=\"/items/")
        .skip(1)
        .map(|rest| rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect())
        .filter(|slug: &String| !slug.is_empty())
        .collect();
    items.sort();
    items.dedup();
    items
}

fn time_of(entry: &Entry) -> jiff::Timestamp {
    entry.at.parse().unwrap_or(jiff::Timestamp::UNIX_EPOCH)
}

/// Somebody who was told of it applied: the publisher's figures count it.
fn applied(tx: &mut Tx, cx: &Cx, entry: &Entry) -> Result<(), Fault> {
    if entry.kind != "case-submit" {
        return Ok(());
    }
    let Some(case) = Id::parse(&entry.stream) else { return Ok(()) };
    if let Some(told) = cases::addressee(tx, case)?
        && let Some(item) = told.item
    {
        push::mark_applied(tx, &Cx { at: time_of(entry), ..cx.clone() }, told.account, &item)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_leads_to_the_items_it_links() {
        let html = r#"<p><a href="/items/food-business-new">a</a> <a href="/items/food-business-new/path">b</a>
            <a href="/items/">c</a> <a href="/items/e-waste#x">d</a> <a href="/rules/items/x">e</a></p>"#;
        assert_eq!(items_in(html), ["e-waste", "food-business-new"]);
        assert!(items_in("<p>/items/x</p>").is_empty());
    }
}
