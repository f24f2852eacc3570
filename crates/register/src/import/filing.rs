//! Writes works into the register, in pieces.

use super::{PIECE, Progress, corpus::Work};
use crate::rule::{Disclosure, Event, Origin, Provision, ProvisionKind, Rule, Stage, Version};
use crate::{changes, store, validity};
use jiff::civil::Date;
use kernel::links::{self, Change, Leaning, LinkKind, Node};
use kernel::{Cx, Db, Error, Fault, Id, Never, Tx, journal, numbering};
use serde_json::json;

/// A work as it will stand in the register, with what is to be written.
pub(super) struct Plan {
    pub rule: Rule,
    pub is_new: bool,
    pub turns_on: Option<Date>,
    /// New versions with their parts.
    pub added: Vec<(Version, Vec<Provision>)>,
    /// Versions whose file reads differently now.
    pub changed: Vec<(Version, Vec<Provision>)>,
    pub events: Vec<Event>,
    /// From which article, to what.
    pub cites: Vec<(String, Node)>,
    pub findings: Vec<(String, String, String)>,
    /// Parts that differ from the text that was newest before; `None`: the newest text stays.
    pub changed_parts: Option<Vec<String>>,
}

/// Reserves `count` permanent addresses.
pub(super) fn reserve_slugs(db: &Db, count: usize) -> Result<Vec<String>, Fault> {
    let mut out = Vec::with_capacity(count);
    while out.len() < count {
        let take = (count - out.len()).min(PIECE);
        let piece = db.write(|tx| {
            (0..take).map(|_| next_slug(tx)).collect::<Result<Vec<_>, Fault>>().map_err(Error::<Never>::from)
        })?;
        out.extend(piece);
    }
    Ok(out)
}

/// The next permanent address.
pub(crate) fn next_slug(tx: &mut Tx) -> Result<String, Fault> {
    Ok(format!("r-{:06}", numbering::next(tx, "rule-slug")?))
}

/// A rule that came from above, before its facts are filled in.
pub(super) fn imported(work: &Work, slug: String) -> Rule {
    Rule {
        id: Id::new(),
        slug,
        title: work.title.clone(),
        key: work.key.clone(),
        kind: work.kind,
        issuer: work.issuer.clone(),
        agency: None,
        region: work.region.clone(),
        origin: Origin::Imported,
        stage: Stage::Registered,
        field: work.field.clone(),
        index_number: None,
        disclosure: Disclosure::Proactive,
        disclosure_reason: String::new(),
        document_number: None,
        dated_on: None,
        validity: validity::Validity::InForce,
        expires_on: None,
        expiry_basis: String::new(),
        has_interpretation: false,
        version: 1,
    }
}

/// A piece of work for one transaction.
enum Step<'a> {
    Open(&'a Plan),
    Parts(Id, &'a [Provision]),
    Links(&'a Plan, &'a [(String, Node)]),
    Close(&'a Plan),
}

impl Step<'_> {
    fn rows(&self) -> usize {
        match self {
            Step::Open(p) => 1 + p.added.len(),
            Step::Parts(_, parts) => parts.len(),
            // A link is an upsert over a unique index of seven columns.
            Step::Links(_, links) => 2 * links.len(),
            Step::Close(p) => {
                2 + 2 * p.events.len()
                    + p.findings.len()
                    + p.changed.iter().map(|(_, parts)| parts.len()).sum::<usize>()
            }
        }
    }
}

/// Writes the plans. A version is read by nobody before its last piece is there.
pub(super) fn write(db: &Db, cx: &Cx, plans: &[Plan], progress: &mut dyn FnMut(Progress)) -> Result<(), Fault> {
    let total = plans.len() as u64;
    let (mut piece, mut rows, mut done) = (Vec::new(), 0, 0);
    for plan in plans {
        let mut steps = vec![Step::Open(plan)];
        for (version, parts) in &plan.added {
            steps.extend(parts.chunks(PIECE / 2).map(|chunk| Step::Parts(version.id, chunk)));
        }
        steps.extend(plan.cites.chunks(PIECE / 4).map(|chunk| Step::Links(plan, chunk)));
        steps.push(Step::Close(plan));
        for step in steps {
            if rows > 0 && rows + step.rows() > PIECE {
                flush(db, cx, &mut piece)?;
                rows = 0;
                progress(Progress { done, total });
            }
            rows += step.rows();
            piece.push(step);
        }
        done += 1;
    }
    flush(db, cx, &mut piece)?;
    progress(Progress { done: total, total });
    Ok(())
}

fn flush(db: &Db, cx: &Cx, piece: &mut Vec<Step<'_>>) -> Result<(), Fault> {
    if piece.is_empty() {
        return Ok(());
    }
    db.write(|tx| {
        for step in piece.iter() {
            match step {
                Step::Open(plan) => open(tx, cx, plan)?,
                Step::Parts(version, parts) => store::insert_provisions(tx, *version, parts)?,
                Step::Links(plan, cites) => {
                    for (part, to) in *cites {
                        links::link(tx, cx, &leaning(&plan.rule, part), LinkKind::Cites, to)?;
                    }
                }
                Step::Close(plan) => close(tx, cx, plan)?,
            }
        }
        Ok::<_, Error<Never>>(())
    })?;
    piece.clear();
    Ok(())
}

/// The rule, or one article of it, as what leans.
pub(crate) fn leaning(rule: &Rule, part: &str) -> Leaning {
    if part.is_empty() {
        return Leaning { node: rule.node(), title: rule.title.clone(), href: rule.href(), owner: rule.agency };
    }
    Leaning {
        node: rule.node().part(part),
        title: format!("{} {part}", rule.title),
        href: rule.href_of(part),
        owner: rule.agency,
    }
}

fn open(tx: &mut Tx, cx: &Cx, plan: &Plan) -> Result<(), Fault> {
    if plan.is_new {
        // Not to be seen before its text is there.
        let rule = Rule { stage: Stage::Draft, ..plan.rule.clone() };
        if !store::insert_rule(tx, cx, &rule, None)? {
            return Err(Fault::new(format!("a rule of the title {} appeared during the import", rule.title)));
        }
    }
    for (version, _) in &plan.added {
        store::insert_version(tx, cx, version)?;
    }
    Ok(())
}

fn close(tx: &mut Tx, cx: &Cx, plan: &Plan) -> Result<(), Fault> {
    let rule = &plan.rule;
    for (version, parts) in &plan.changed {
        store::delete_provisions(tx, version.id)?;
        store::update_version(tx, version)?;
        store::insert_provisions(tx, version.id, parts)?;
    }
    for (version, _) in &plan.added {
        store::complete_version(tx, version.id)?;
    }
    if !plan.is_new {
        store::delete_read_events(tx, rule.id)?;
    }
    for event in &plan.events {
        store::insert_event(tx, rule.id, event)?;
        if !event.by_rule.is_empty() {
            let from = Leaning {
                node: Node::rule(&event.by_rule),
                title: event.by_rule.clone(),
                href: String::new(),
                owner: None,
            };
            links::link(tx, cx, &from, LinkKind::Amends, &rule.node())?;
        }
    }
    store::replace_findings(tx, rule.id, &plan.findings)?;
    if !store::update_rule(tx, cx, rule, plan.turns_on)? {
        return Err(
            Fault::new(format!("{} changed during the import", rule.title)).kind_is(kernel::FaultKind::NotSaved)
        );
    }
    let told = |all: &[(Version, Vec<Provision>)]| -> Vec<serde_json::Value> {
        all.iter()
            .map(|(v, _)| json!({ "n": v.n, "dated_on": v.dated_on.map(|d| d.to_string()), "digest": v.digest, "articles": v.articles }))
            .collect()
    };
    let body = json!({ "slug": rule.slug, "added": told(&plan.added), "changed": told(&plan.changed) });
    journal::note(tx, cx, "rule-import", Some(&rule.id.to_string()), &body)?;
    if let Some(parts) = plan.changed_parts.as_ref().filter(|p| !p.is_empty()) {
        let n = plan.added.iter().chain(&plan.changed).map(|(v, _)| v.n).max().unwrap_or_default();
        let key = format!("{}/versions/{n}", rule.slug);
        links::flag_leaning(tx, cx, &rule.node(), parts, &Change { why: "flag-rule-amended", key: &key })?;
    }
    Ok(())
}

/// Takes the citations of a rule away that the new text does not have.
pub(super) fn drop_citations(db: &Db, plan: &Plan) -> Result<(), Fault> {
    db.write(|tx| {
        for link in links::list_from(tx, &plan.rule.node())? {
            let stays = plan.cites.iter().any(|(part, to)| *part == link.from.node.part && *to == link.to);
            if link.kind == LinkKind::Cites && !stays {
                links::unlink(tx, &link.from.node, LinkKind::Cites, &link.to)?;
            }
        }
        Ok::<_, Error<Never>>(())
    })?;
    Ok(())
}

/// Which parts of the newest text differ from the text before.
pub(super) fn parts_changed(before: &[Provision], after: &[Provision]) -> Vec<String> {
    changes::changed_parts(before, after)
}

/// Articles and other parts of what is written.
pub(super) fn counted(parts: &[Provision]) -> (u64, u64) {
    let articles = parts.iter().filter(|p| p.kind == ProvisionKind::Article).count() as u64;
    (articles, parts.len() as u64 - articles)
}
