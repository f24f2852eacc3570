//! The catalogue itself: agencies join it, rows are saved as revisions, obligations follow, and each agency's catalogue is
//! published anew with every change.

use crate::{
    Body, BodyKind, CatalogueRow, DutyRow, Obligation, Refused, Standing, answering,
    fields::offices_in,
    find_field, find_row, leads, parse_code, row_code,
    store::{self, Counts},
    verbs::begin,
};
use kernel::{
    Cx, Error, Fault, Id, Role, Tx, Who, journal,
    links::{self, Leaning, LinkKind, Node, NodeKind},
};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// An agency that joins the catalogue.
#[derive(Clone, Debug)]
pub struct NewBody {
    /// The agency.
    pub agency: Id,
    /// What it is.
    pub kind: BodyKind,
    /// The offices it holds; read from its name when empty.
    pub offices: Vec<String>,
    /// Made up for the demonstration.
    pub is_demonstration: bool,
}

/// Agencies join the catalogue: they answer from today for every row that names them or an office they hold. Joining
/// again changes nothing. Says how many joined.
///
/// # Errors
/// Only the hall (its commands) or a keeper at the lead office; an agency that is not there.
pub fn join_catalogue(tx: &mut Tx, cx: &Cx, new: &[NewBody]) -> Result<usize, Error<Refused>> {
    must_lead(tx, cx)?;
    let mut joined = BTreeSet::new();
    for n in new {
        let agency = identity::find_agency(tx, n.agency)?.ok_or(Refused::NotThere)?;
        let mut offices = n.offices.clone();
        if offices.is_empty() {
            offices = offices_in(&agency.name).into_iter().filter(|o| *o != "township").map(str::to_owned).collect();
        }
        if n.kind == BodyKind::Lead && !offices.iter().any(|o| o == "government") {
            offices.push("government".to_owned());
        }
        let body = Body {
            agency: n.agency,
            key: agency.key,
            name: agency.name,
            short_name: agency.short_name,
            region: agency.region,
            kind: n.kind,
            offices,
            since_on: cx.today(),
            is_demonstration: n.is_demonstration,
        };
        if store::put_body(tx, &body)? {
            joined.insert(body.agency);
        }
    }
    if joined.is_empty() {
        return Ok(0);
    }
    let bodies = store::list_bodies(tx)?;
    let mut counts = Counts::default();
    for row in store::every_row(tx)?.iter().filter(|r| r.withdrawn_on.is_none()) {
        for body in answering(&row.row, &bodies).into_iter().filter(|b| joined.contains(&b.agency)) {
            begin(tx, cx, &row.row.code, row.row.field, &row.row.limit, body, &mut counts)?;
        }
    }
    counts.keep(tx)?;
    journal::note(tx, cx, "duty-agencies-joined", None, &json!({ "n": joined.len() }))?;
    publish(tx, cx, &bodies, &joined, "")?;
    Ok(joined.len())
}

fn must_lead(tx: &mut Tx, cx: &Cx) -> Result<(), Error<Refused>> {
    if leads(tx, cx)? { Ok(()) } else { Err(Refused::LeadOnly.into()) }
}

/// What a row needs before it can stand in the catalogue.
///
/// # Errors
/// The column that is missing, or a field that is none.
pub fn check_row(row: &DutyRow) -> Result<(), Refused> {
    find_field(row.field).ok_or(Refused::NoSuchField)?;
    for (text, column) in [
        (&row.matter, "duty-column-matter"),
        (&row.elements, "duty-column-elements"),
        (&row.basis, "duty-column-basis"),
        (&row.responsible, "duty-column-responsible"),
    ] {
        if text.trim().is_empty() {
            return Err(Refused::RowLacks { column });
        }
        if text.chars().count() > 4000 {
            return Err(Refused::TooLong { most: 4000 });
        }
    }
    if row.channels.is_empty() {
        return Err(Refused::RowLacks { column: "duty-column-channels" });
    }
    if row.levels.is_empty() {
        return Err(Refused::RowLacks { column: "duty-column-levels" });
    }
    Ok(())
}

/// Who may save a row: the lead office any; a department one that only itself answers for.
fn must_edit(tx: &mut Tx, cx: &Cx, row: &DutyRow, bodies: &[Body]) -> Result<(), Error<Refused>> {
    if leads(tx, cx)? {
        return Ok(());
    }
    let before: Vec<Id> = store::obligations_of_row(tx, &row.code)?
        .into_iter()
        .filter(|o| o.standing != Standing::Ended)
        .map(|o| o.agency)
        .collect();
    let after: Vec<Id> = answering(row, bodies).iter().map(|b| b.agency).collect();
    let mine = |a: &Id| cx.who.holds(*a, Role::DutyKeeper);
    if !after.is_empty() && after.iter().all(mine) && before.iter().all(mine) {
        return Ok(());
    }
    Err(Refused::LeadOnly.into())
}

/// What became of rows that were saved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Saved {
    /// New rows.
    pub added: usize,
    /// Rows with a new revision.
    pub changed: usize,
    /// Rows that said the same.
    pub same: usize,
    /// Obligations that began.
    pub obligations: usize,
    /// Rows nobody answers for.
    pub unanswered: usize,
}

/// Saves rows in one act: a row without a code gets the next one of its field, one that says the same stays as it is.
/// Obligations follow, links of the graph too, and every agency touched publishes its catalogue anew.
///
/// # Errors
/// Not allowed, a row that lacks something.
pub fn save_rows(tx: &mut Tx, cx: &Cx, rows: &[DutyRow], why: &str) -> Result<Saved, Error<Refused>> {
    let bodies = store::list_bodies(tx)?;
    let known = store::every_row(tx)?;
    let mut numbers = store::last_numbers(tx)?;
    // A code that a row of this act brings is taken, too.
    for (field, n) in rows.iter().filter_map(|r| parse_code(&r.code)) {
        match numbers.iter_mut().find(|(f, _)| *f == field) {
            Some((_, most)) => *most = (*most).max(n),
            None => numbers.push((field, n)),
        }
    }
    let is_lead = leads(tx, cx)?;
    let (mut saved, mut touched, mut counts) = (Saved::default(), BTreeSet::new(), Counts::default());
    for row in rows {
        check_row(row)?;
        let mut row = row.clone();
        row.channels.sort();
        row.channels.dedup();
        let before = known.iter().find(|k| k.row.code == row.code && !row.code.is_empty());
        if let Some(b) = before
            && b.withdrawn_on.is_none()
            && b.row.says_the_same(&row)
        {
            saved.same += 1;
            continue;
        }
        if !is_lead {
            must_edit(tx, cx, &row, &bodies)?;
        }
        if row.code.is_empty() {
            let n = next_number(&mut numbers, row.field);
            row.code = row_code(row.field, n);
        } else if parse_code(&row.code).is_none_or(|(field, _)| field != row.field) {
            return Err(Refused::NoSuchField.into());
        }
        let revision = before.map_or(1, |b| b.revision + 1);
        store::put_row(tx, cx, &row, revision, why)?;
        if revision == 1 {
            saved.added += 1
        } else {
            saved.changed += 1
        }
        let answers = answering(&row, &bodies);
        if answers.is_empty() && row.mode == crate::Mode::Proactive {
            saved.unanswered += 1;
        }
        lean(tx, cx, &row, &answers)?;
        let present = if before.is_some() { store::obligations_of_row(tx, &row.code)? } else { Vec::new() };
        let rule_changed = before.is_some_and(|b| b.row.limit != row.limit);
        for o in &present {
            touched.insert(o.agency);
            follow(tx, cx, o, &row, &answers, rule_changed, &mut counts)?;
        }
        for body in answers.iter().filter(|b| present.iter().all(|o| o.agency != b.agency)) {
            begin(tx, cx, &row.code, row.field, &row.limit, body, &mut counts)?;
            touched.insert(body.agency);
            saved.obligations += 1;
        }
    }
    counts.keep(tx)?;
    if saved.added + saved.changed > 0 {
        let codes: Vec<&str> = rows.iter().map(|r| r.code.as_str()).filter(|c| !c.is_empty()).take(20).collect();
        let body = json!({ "added": saved.added, "changed": saved.changed, "why": why, "codes": codes });
        journal::note(tx, cx, "duty-rows-saved", None, &body)?;
        publish(tx, cx, &bodies, &touched, why)?;
    }
    Ok(saved)
}

fn next_number(numbers: &mut Vec<(i64, i64)>, field: i64) -> i64 {
    match numbers.iter_mut().find(|(f, _)| *f == field) {
        Some((_, n)) => {
            *n += 1;
            *n
        }
        None => {
            numbers.push((field, 1));
            1
        }
    }
}

/// An obligation follows its row: it ends, comes back, or takes the new rule for what comes next.
fn follow(
    tx: &mut Tx,
    cx: &Cx,
    o: &Obligation,
    row: &DutyRow,
    answers: &[&Body],
    rule_changed: bool,
    counts: &mut Counts,
) -> Result<(), Fault> {
    let answers = answers.iter().any(|b| b.agency == o.agency);
    let was_ended = o.standing == Standing::Ended;
    if was_ended && !answers {
        return Ok(());
    }
    let mut next = Obligation { field: row.field, ..o.clone() };
    if !answers {
        (next.standing, next.turns_on, next.period_on) = (Standing::Ended, None, None);
        store::update_obligation(tx, &next)?;
        counts.moved(o, &next);
        return Ok(());
    }
    // What is owed already keeps its last day; the new rule is for what comes next.
    if rule_changed || was_ended {
        next.period_on = row.limit.first_period(cx.today().tomorrow().unwrap_or(cx.today()));
    }
    if was_ended {
        next.standing = Standing::Unreported;
    }
    (next.standing, next.turns_on) = next.on(cx.today());
    store::update_obligation(tx, &next)?;
    counts.moved(o, &next);
    Ok(())
}

/// The row leans on its legal basis; whoever answers alone for it is told when that changes.
fn lean(tx: &mut Tx, cx: &Cx, row: &DutyRow, answers: &[&Body]) -> Result<(), Fault> {
    let from = Leaning {
        node: Node::new(NodeKind::Duty, row.code.as_str()),
        title: row.title().to_owned(),
        href: format!("/duties/{}", row.code),
        owner: if let [one] = answers { Some(one.agency) } else { None },
    };
    let targets: Vec<Node> = row.citations().iter().flat_map(crate::Citation::nodes).collect();
    links::relink(tx, cx, &from, LinkKind::BasedOn, &targets)
}

/// Takes a row out of the catalogue; its obligations end, what was published stays.
///
/// # Errors
/// Not there, not allowed, no reason.
pub fn withdraw_row(tx: &mut Tx, cx: &Cx, code: &str, revision: i64, why: &str) -> Result<(), Error<Refused>> {
    let found: CatalogueRow = find_row(tx, code)?.ok_or(Refused::NotThere)?;
    if found.withdrawn_on.is_some() {
        return Err(Refused::Withdrawn.into());
    }
    if found.revision != revision {
        return Err(Refused::Stale.into());
    }
    let why = why.trim();
    if why.is_empty() {
        return Err(Refused::NoReason.into());
    }
    let bodies = store::list_bodies(tx)?;
    must_edit(tx, cx, &found.row, &bodies)?;
    store::withdraw_row(tx, cx, code)?;
    let (mut counts, mut touched) = (Counts::default(), BTreeSet::new());
    for o in store::obligations_of_row(tx, code)? {
        touched.insert(o.agency);
        follow(tx, cx, &o, &found.row, &[], false, &mut counts)?;
    }
    counts.keep(tx)?;
    let from = Leaning {
        node: Node::new(NodeKind::Duty, code),
        title: found.row.title().to_owned(),
        href: format!("/duties/{code}"),
        owner: None,
    };
    links::relink(tx, cx, &from, LinkKind::BasedOn, &[])?;
    journal::note(tx, cx, "duty-row-withdrawn", Some(code), &json!({ "why": why }))?;
    publish(tx, cx, &bodies, &touched, why)?;
    Ok(())
}

/// Saves one row that somebody saw at `revision`; 0 for a new one.
///
/// # Errors
/// As [`save_rows`]; somebody changed it meanwhile.
pub fn edit_row(tx: &mut Tx, cx: &Cx, row: &DutyRow, revision: i64, why: &str) -> Result<Saved, Error<Refused>> {
    if why.trim().is_empty() {
        return Err(Refused::NoReason.into());
    }
    if !row.code.is_empty() {
        let found = find_row(tx, &row.code)?.ok_or(Refused::NotThere)?;
        if found.revision != revision {
            return Err(Refused::Stale.into());
        }
    }
    save_rows(tx, cx, std::slice::from_ref(row), why.trim())
}

/// Each of these agencies publishes its catalogue as it now is, when it differs from the newest one.
fn publish(tx: &mut Tx, cx: &Cx, bodies: &[Body], touched: &BTreeSet<Id>, why: &str) -> Result<(), Fault> {
    let mut published = 0;
    for body in bodies.iter().filter(|b| touched.contains(&b.agency)) {
        let holds = store::holds_now(tx, body.agency)?;
        let digest = digest_of(&holds);
        let newest = store::newest_catalogue(tx, body.agency)?;
        if newest.as_ref().is_some_and(|(d, _)| *d == digest) || (newest.is_none() && holds.is_empty()) {
            continue;
        }
        let version = newest.map_or(1, |(_, n)| n + 1);
        store::insert_catalogue(tx, cx, body.agency, body.kind.level(), version, &holds, &digest, why)?;
        published += 1;
    }
    if published > 0 {
        journal::note(tx, cx, "duty-catalogues-published", None, &json!({ "n": published, "why": why }))?;
    }
    Ok(())
}

/// SHA-256 of what a catalogue holds.
fn digest_of(holds: &[String]) -> String {
    hex::encode(Sha256::digest(holds.join(" ").as_bytes()))
}

/// Whether the acting official keeps duties anywhere; the agencies.
pub fn kept_agencies(cx: &Cx) -> Vec<Id> {
    match &cx.who {
        Who::Staff { posts, .. } => posts.iter().filter(|p| p.role == Role::DutyKeeper).map(|p| p.agency).collect(),
        _ => Vec::new(),
    }
}
