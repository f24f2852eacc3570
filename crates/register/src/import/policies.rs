//! Policies: normative documents with their official metadata, one JSON object a line.
//! (Chinese terms as data.)

use super::{
    Progress, digest, filing,
    report::{ImportReport, SkipReason, Skipped},
};
use crate::contradiction::{Contradiction, Stated, contradictions};
use crate::parse::{body, effective, head, references};
use crate::rule::{Disclosure, Origin, Provision, Rule, RuleKind, Stage, Version};
use crate::{store, validity};
use jiff::civil::Date;
use kernel::links::{self, LinkKind, Node};
use kernel::{Cx, Db, Error, Fault, Id, Never, Tx, journal};
use serde::Deserialize;
use serde_json::json;
use std::path::Path;

/// One line.
#[derive(Deserialize)]
struct Record {
    index_number: String,
    #[serde(default)]
    topic: String,
    issuer: String,
    #[serde(default)]
    written_on: Option<Date>,
    #[serde(default)]
    published_on: Option<Date>,
    title: String,
    #[serde(default)]
    document_number: String,
    body_html: String,
    #[serde(default)]
    source_url: String,
}

/// A line made ready outside any transaction.
struct Ready {
    line: String,
    rule: Rule,
    version: Version,
    parts: Vec<Provision>,
    cites: Vec<(String, Node)>,
    contradictions: Vec<Contradiction>,
}

/// Takes over documents from a file of JSON lines; their HTML is cleaned. What comes from above enters without an
/// interpretation, and its ledger entry says so. The same file again changes nothing.
///
/// # Errors
/// When the file cannot be read, or a fault of the database.
pub fn import_policies(
    db: &Db,
    cx: &Cx,
    file: &Path,
    progress: &mut dyn FnMut(Progress),
) -> Result<ImportReport, Fault> {
    let bytes = std::fs::read(file).map_err(|e| Fault::from_error(format!("reading {}", file.display()), e))?;
    let text = String::from_utf8_lossy(&bytes);
    let lines: Vec<(usize, &str)> =
        text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()).map(|(i, l)| (i + 1, l)).collect();
    let mut report = ImportReport { read: lines.len() as u64, ..ImportReport::default() };
    db.write(|tx| store::delete_incomplete(tx).map_err(Error::<Never>::from))?;
    for (done, (n, line)) in lines.iter().enumerate() {
        let name = format!("line {n}");
        progress(Progress { done: done as u64, total: lines.len() as u64 });
        let ready = match serde_json::from_str::<Record>(line) {
            Err(e) => Err(SkipReason::NotARecord { what: e.to_string() }),
            Ok(record) => ready(&name, line, record),
        };
        let outcome = match ready {
            Err(why) => Err(why),
            Ok(ready) => db.write(|tx| enter(tx, cx, &ready).map_err(Error::<Never>::from))?.map(|o| (o, ready)),
        };
        match outcome {
            Err(why) => report.skipped.push(Skipped { what: name, why }),
            Ok((Outcome::Same, _)) => {
                report.works.same += 1;
                report.versions.same += 1;
            }
            Ok((outcome, ready)) => {
                let title = &ready.rule.title;
                report.contradictions.extend(ready.contradictions.iter().map(|c| (title.clone(), c.clone())));
                let (articles, others) = filing::counted(&ready.parts);
                report.articles += articles;
                report.other_parts += others;
                report.links += ready.cites.len() as u64;
                *report.effective.entry(ready.version.effective_basis.as_str()).or_default() += 1;
                let tally =
                    |t: &mut super::Tally| if outcome == Outcome::Added { t.added += 1 } else { t.changed += 1 };
                tally(&mut report.works);
                tally(&mut report.versions);
            }
        }
    }
    progress(Progress { done: lines.len() as u64, total: lines.len() as u64 });
    Ok(report)
}

fn ready(name: &str, line: &str, record: Record) -> Result<Ready, SkipReason> {
    let missing = |what: &str| SkipReason::NotARecord { what: what.to_owned() };
    let title = record.title.split_whitespace().collect::<Vec<_>>().join(" ");
    if title.is_empty() {
        return Err(missing("title"));
    }
    if record.index_number.trim().is_empty() {
        return Err(missing("index_number"));
    }
    let cleaned = screen::html::clean_titled(&record.body_html, &title);
    if cleaned.is_refused() {
        return Err(SkipReason::TooLong);
    }
    let (parts, _) = body::read(&cleaned.text, &title);
    if parts.iter().all(|p| p.text.is_empty() && p.heading.is_empty()) {
        return Err(SkipReason::NoText);
    }
    let issuers: Vec<String> =
        record.issuer.split(['、', '，', ' ']).filter(|w| !w.is_empty()).map(str::to_owned).collect();
    let topics: Vec<String> =
        record.topic.split('\\').map(str::trim).filter(|w| !w.is_empty()).map(str::to_owned).collect();
    let dated_on = record.written_on.or(record.published_on);
    // A document that only passes on a rule states the rule's beginning, not its own; its last articles are read alike.
    let (effective_on, effective_basis) = effective::effective(&head::Head::default(), dated_on, &parts);
    // A number as it was printed is kept even where it is not well formed: this register did not give it.
    let number = record.document_number.trim();
    let document_number = (!number.is_empty())
        .then(|| codes::DocumentNumber::parse(number).map_or_else(|_| number.to_owned(), |n| n.to_string()));
    let key = codes::rule_key(&title);
    let rule_id = Id::new();
    let words: Vec<&str> = parts.iter().map(|p| p.text.as_str()).collect();
    let aliases = references::aliases(&words);
    let mut cites: Vec<(String, Node)> = Vec::new();
    for p in &parts {
        for r in references::references(&p.text, &key, &aliases) {
            let cite = (p.label.clone(), Node::new(links::NodeKind::Rule, r.key.clone()).part(r.part));
            if r.key != key && !cites.contains(&cite) {
                cites.push(cite);
            }
        }
    }
    let stated = Stated {
        title: &title,
        document_number: document_number.as_deref().unwrap_or_default(),
        issuers: &issuers,
        signed_on: record.written_on,
        effective_on: None,
    };
    let contradictions = contradictions(&stated, &cleaned.text);
    let (articles, _) = filing::counted(&parts);
    let version = Version {
        id: Id::new(),
        rule: rule_id,
        n: 1,
        title: title.clone(),
        topics: topics.clone(),
        issuers: issuers.clone(),
        document_number: document_number.clone(),
        signed_on: record.written_on,
        published_on: record.published_on,
        dated_on,
        effective_on,
        effective_basis,
        genre: genre(&title).to_owned(),
        summary: String::new(),
        keywords: Vec::new(),
        source: record.source_url,
        html: cleaned.html,
        digest: digest(line.as_bytes()),
        source_file: String::new(),
        articles: articles as i64,
    };
    let rule = Rule {
        id: rule_id,
        slug: String::new(),
        title,
        key,
        kind: RuleKind::NormativeDocument,
        issuer: issuers.first().cloned().unwrap_or_default(),
        agency: None,
        region: String::new(),
        origin: Origin::Imported,
        stage: Stage::Registered,
        field: topics.first().cloned().unwrap_or_default(),
        index_number: Some(record.index_number.trim().to_owned()),
        disclosure: Disclosure::Proactive,
        disclosure_reason: String::new(),
        document_number,
        dated_on,
        validity: validity::Validity::InForce,
        expires_on: None,
        expiry_basis: String::new(),
        has_interpretation: false,
        version: 1,
    };
    Ok(Ready { line: name.to_owned(), rule, version, parts, cites, contradictions })
}

/// 体裁 by the last word of the title. Law: 党政机关公文处理工作条例 第八条
pub(crate) fn genre(title: &str) -> &'static str {
    const GENRES: &[&str] = &[
        "决议", "决定", "命令", "公报", "公告", "通告", "意见", "通知", "通报", "报告", "请示", "批复", "议案", "复函",
        "函", "纪要", "办法", "规定", "细则", "规则", "方案", "规划", "答复",
    ];
    let bare = title.trim_end_matches(['（', '）', '试', '行', '暂']);
    GENRES.iter().find(|g| bare.ends_with(**g)).copied().unwrap_or_default()
}

#[derive(Clone, Copy, PartialEq)]
enum Outcome {
    Added,
    Changed,
    Same,
}

fn enter(tx: &mut Tx, cx: &Cx, ready: &Ready) -> Result<Result<Outcome, SkipReason>, Fault> {
    let number = ready.rule.index_number.clone().unwrap_or_default();
    let outcome = match store::find_rule_by_index_number(tx, &number)? {
        Some(there) if there.key != ready.rule.key => {
            return Ok(Err(SkipReason::IndexNumberTaken { number, title: there.title }));
        }
        Some(there) => {
            let present = store::list_versions(tx, there.id)?;
            let Some(version) = present.first() else { return Err(Fault::new(format!("{} has no text", there.title))) };
            if version.digest == ready.version.digest {
                return Ok(Ok(Outcome::Same));
            }
            replace(tx, cx, ready, &there, version)?
        }
        None => match add(tx, cx, ready)? {
            Some(outcome) => outcome,
            None => {
                let slug = store::find_rule_by_key(tx, &ready.rule.key)?.map(|r| r.slug).unwrap_or_default();
                return Ok(Err(SkipReason::TitleTaken { slug }));
            }
        },
    };
    Ok(Ok(outcome))
}

fn add(tx: &mut Tx, cx: &Cx, ready: &Ready) -> Result<Option<Outcome>, Fault> {
    let today = cx.today();
    let versions = std::slice::from_ref(&ready.version);
    let rule = Rule {
        slug: filing::next_slug(tx)?,
        validity: validity::work_validity(versions, &[], None, today),
        ..ready.rule.clone()
    };
    if !store::insert_rule(tx, cx, &rule, validity::next_turn(versions, &[], None, today))? {
        return Ok(None);
    }
    store::insert_version(tx, cx, &ready.version)?;
    store::insert_provisions(tx, ready.version.id, &ready.parts)?;
    store::complete_version(tx, ready.version.id)?;
    cite(tx, cx, &rule, ready)?;
    tell(tx, cx, &rule, ready, "added")?;
    Ok(Some(Outcome::Added))
}

/// The source put its text right: the version is written anew, what leans on its changed parts is flagged.
fn replace(tx: &mut Tx, cx: &Cx, ready: &Ready, there: &Rule, version: &Version) -> Result<Outcome, Fault> {
    let before = store::provisions(tx, version.id)?;
    let changed = crate::changes::changed_parts(&before, &ready.parts);
    let next = Version { id: version.id, rule: there.id, n: version.n, ..ready.version.clone() };
    store::delete_provisions(tx, version.id)?;
    store::update_version(tx, &next)?;
    store::insert_provisions(tx, version.id, &ready.parts)?;
    let rule = Rule {
        title: ready.rule.title.clone(),
        field: ready.rule.field.clone(),
        document_number: ready.rule.document_number.clone(),
        dated_on: ready.rule.dated_on,
        ..there.clone()
    };
    store::update_rule(tx, cx, &rule, None)?;
    cite(tx, cx, &rule, ready)?;
    tell(tx, cx, &rule, ready, "changed")?;
    crate::turn::refresh(tx, cx, &rule)?;
    if !changed.is_empty() {
        let key = format!("{}/corrected/{}", rule.slug, ready.version.digest);
        links::flag_leaning(tx, cx, &rule.node(), &changed, &links::Change { why: "flag-rule-amended", key: &key })?;
    }
    Ok(Outcome::Changed)
}

fn cite(tx: &mut Tx, cx: &Cx, rule: &Rule, ready: &Ready) -> Result<(), Fault> {
    for link in links::list_from(tx, &rule.node())? {
        let stays = ready.cites.iter().any(|(part, to)| *part == link.from.node.part && *to == link.to);
        if link.kind == LinkKind::Cites && !stays {
            links::unlink(tx, &link.from.node, LinkKind::Cites, &link.to)?;
        }
    }
    for (part, to) in &ready.cites {
        links::link(tx, cx, &filing::leaning(rule, part), LinkKind::Cites, to)?;
    }
    Ok(())
}

fn tell(tx: &mut Tx, cx: &Cx, rule: &Rule, ready: &Ready, what: &str) -> Result<(), Fault> {
    let body = json!({
        "slug": rule.slug, "index_number": rule.index_number, "what": what, "from": ready.line, "digest": ready.version.digest,
        // The gate is for what is drafted here.
        "interpretation": "none: taken over from a higher level",
    });
    journal::note(tx, cx, "rule-import", Some(&rule.id.to_string()), &body)?;
    Ok(())
}
