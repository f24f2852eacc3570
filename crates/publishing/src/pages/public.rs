//! `/publications/{number}`: what was published, or the tombstone of what was taken back; its files.

use super::{day_line, file_answer, item_name, kind_name, percent, read, rule_href, sample_published, script_json};
use crate::{PublicationKind, Published, Release, Standing, find_published, list_releases};
use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use kernel::{
    Lang, Office,
    links::{self, LinkKind, Node, NodeKind},
};
use serde_json::json;
use std::sync::Arc;
use web::{Cell, DataList, Notice, NoticeKind, Page, Problem, Sample, Shell, Tr, Visit, blocking};

type Answer = Result<Response, Problem>;

/// The most cited rules shown beside a text.
const CITED: usize = 12;

struct FileLine {
    href: String,
    name: String,
    note: String,
}

struct CorrectionLine {
    when: String,
    note: String,
    href: String,
}

#[derive(Template)]
#[template(path = "publishing/publication.html")]
struct PublicationPage {
    shell: Shell,
    tr: Tr,
    lang: &'static str,
    dir: &'static str,
    summary: String,
    facts: DataList,
    interprets: Option<Notice>,
    corrections: Vec<CorrectionLine>,
    html: String,
    files: Vec<FileLine>,
    cited: Vec<(String, String)>,
    leaning: Vec<(String, String)>,
    address: String,
    json_ld: String,
}

/// What the page shows beside the publication itself.
#[derive(Default)]
struct Around {
    releases: Vec<Release>,
    cited: Vec<String>,
    leaning: Vec<(String, String)>,
}

fn around(tx: &mut kernel::Tx, p: &Published) -> Result<Around, kernel::Fault> {
    let node = Node::new(NodeKind::Publication, &p.number);
    let mut cited: Vec<String> = links::list_from(tx, &node)?
        .into_iter()
        .filter(|l| l.kind == LinkKind::Cites && Some(&l.to.key) != p.interprets.as_ref())
        .map(|l| l.to.key)
        .collect();
    cited.dedup();
    cited.truncate(CITED);
    let leaning = links::list_to(tx, &node, 20)?.into_iter().map(|l| (l.from.href, l.from.title)).collect();
    Ok(Around { releases: list_releases(tx, p.id)?, cited, leaning })
}

/// Where this site stands for the world: its own address, or the hall's.
fn origin(visit: &Visit, public_url: &str) -> String {
    let address = &visit.site().address;
    if address.is_empty() { public_url.to_owned() } else { address.clone() }
}

fn direction(lang: Lang) -> &'static str {
    if lang == Lang::Ug { "rtl" } else { "ltr" }
}

impl PublicationPage {
    fn new(visit: &Visit, p: &Published, around: &Around, public_url: &str) -> PublicationPage {
        let tr = visit.tr;
        let href = p.href();
        let address = format!("{}{href}", origin(visit, public_url));
        let mut facts = DataList::new()
            .row(tr.s("publishing-agency"), &p.agency_name)
            .row(tr.s("publishing-published-at"), tr.time(p.published_at));
        if let Some(day) = p.displayed_on.filter(|d| *d != kernel::cx::legal_date(p.published_at)) {
            facts = facts.row(tr.s("publishing-displayed-on"), tr.date_short(day));
        }
        if p.revision > 1 {
            facts = facts.row(tr.s("publishing-updated-at"), tr.time(p.updated_at));
        }
        facts = facts
            .row(tr.s("publishing-kind"), kind_name(tr, p.kind))
            .row(tr.s("publishing-disclosure"), tr.s("publishing-disclosure-proactive"));
        if let Some(item) = p.statutory_item {
            facts = facts.row(tr.s("publishing-statutory-item"), item_name(tr, item));
        }
        if let Some(duty) = &p.duty {
            facts = facts.cell(tr.s("publishing-duty"), Cell::link(format!("/duties/{}", percent(duty)), duty));
        }
        if !p.topics.is_empty() {
            facts = facts.row(tr.s("publishing-topics"), p.topics.join(" · "));
        }
        facts = facts.cell(tr.s("publishing-number"), Cell::code(&p.number));
        let corrections = around
            .releases
            .iter()
            .rev()
            .filter(|r| r.revision > around.releases.first().map_or(1, |f| f.revision))
            .map(|r| {
                let before = around.releases.iter().rev().find(|b| b.revision < r.revision).map_or(1, |b| b.revision);
                CorrectionLine {
                    when: tr.time(r.at),
                    note: r.note.clone(),
                    href: format!("{href}/revisions/{before}..{}", r.revision),
                }
            })
            .collect();
        let interprets = p.interprets_title.as_ref().map(|title| {
            let title = title.trim_matches(['《', '》']);
            Notice::new(NoticeKind::Info, tr.s("publishing-interprets"), "")
                .link(rule_href(title), tr.f1("publishing-book-title", "title", title))
        });
        let files = p
            .attachments
            .iter()
            .map(|f| FileLine {
                href: format!("{href}/files/{}", f.n),
                name: f.name.clone(),
                note: tr.file_size(usize::try_from(f.size).unwrap_or(usize::MAX)),
            })
            .collect();
        let schema = if p.kind == PublicationKind::News { "NewsArticle" } else { "Article" };
        let json_ld = script_json(&json!({
            "@context": "https://schema.org",
            "@type": schema,
            "headline": p.title,
            "description": if p.summary.is_empty() { None } else { Some(&p.summary) },
            "inLanguage": p.lang.as_str(),
            "datePublished": p.published_at.to_string(),
            "dateModified": p.updated_at.to_string(),
            "identifier": p.number,
            "url": address,
            "mainEntityOfPage": address,
            "isAccessibleForFree": true,
            "publisher": { "@type": "GovernmentOrganization", "name": p.agency_name },
            "about": p.interprets_title.as_ref().map(|t| json!({ "@type": "Legislation", "name": t.trim_matches(['《', '》']) })),
            "keywords": if p.topics.is_empty() { None } else { Some(p.topics.join(",")) },
        }));
        PublicationPage {
            shell: visit.shell(&p.title),
            tr,
            lang: p.lang.as_str(),
            dir: direction(p.lang),
            summary: p.summary.clone(),
            facts,
            interprets,
            corrections,
            html: p.html.clone(),
            files,
            cited: around
                .cited
                .iter()
                .map(|key| (rule_href(key), tr.f1("publishing-book-title", "title", key)))
                .collect(),
            leaning: around.leaning.clone(),
            address,
            json_ld,
        }
    }
}

#[derive(Template)]
#[template(path = "publishing/tombstone.html")]
struct TombstonePage {
    shell: Shell,
    tr: Tr,
    notice: Notice,
    facts: DataList,
}

impl TombstonePage {
    fn new(visit: &Visit, p: &Published) -> TombstonePage {
        let tr = visit.tr;
        let (when, reason) =
            p.withdrawal.as_ref().map_or_else(|| (String::new(), String::new()), |w| (tr.time(w.at), w.reason.clone()));
        TombstonePage {
            shell: visit.shell(&p.title),
            tr,
            notice: Notice::new(NoticeKind::Warning, tr.s("publishing-withdrawn"), tr.s("publishing-withdrawn-text")),
            facts: DataList::new()
                .row(tr.s("publishing-withdrawn-at"), when)
                .row(tr.s("publishing-withdrawn-by"), &p.agency_name)
                .row(tr.s("publishing-withdrawn-reason"), reason)
                .row(tr.s("publishing-published-at"), day_line(tr, p.published_at, p.displayed_on))
                .cell(tr.s("publishing-number"), Cell::code(&p.number)),
        }
    }
}

/// `GET /publications/{number}`: the page, or 410 with what is left of one that was taken back.
///
/// # Errors
/// 404 for what never came before the public.
pub async fn show(State(office): State<Arc<Office>>, visit: Visit, Path(number): Path<String>) -> Answer {
    let url = office.public_url.clone();
    let found = blocking(move || {
        read(&office, |tx| {
            let Some(p) = find_published(tx, &number)? else { return Ok(None) };
            let around = around(tx, &p)?;
            Ok(Some((p, around)))
        })
    })
    .await?;
    let (p, around) = found.ok_or_else(Problem::not_found)?;
    if p.standing == Standing::Withdrawn {
        return Ok(Page(TombstonePage::new(&visit, &p)).with_status(StatusCode::GONE));
    }
    Ok(Page(PublicationPage::new(&visit, &p, &around, &url)).into_response())
}

/// `GET /publications/{number}/files/{n}`: a file of the present revision, without hidden metadata.
///
/// # Errors
/// 404 when the present revision holds no such file, also when an earlier one did.
pub async fn file(State(office): State<Arc<Office>>, Path((number, n)): Path<(String, i64)>) -> Answer {
    blocking(move || {
        let p = read(&office, |tx| find_published(tx, &number))?.ok_or_else(Problem::not_found)?;
        let file = p.attachments.iter().find(|f| f.n == n).ok_or_else(Problem::not_found)?;
        let bytes = office.objects.get(&file.digest)?.ok_or_else(|| Problem::broken("an attachment is gone"))?;
        Ok(file_answer(bytes, file, "public, max-age=600"))
    })
    .await
}

impl Sample for PublicationPage {
    fn samples(lang: Lang) -> Vec<PublicationPage> {
        let visit = Visit::sample(lang);
        let mut plain = sample_published("关于食品经营许可证到期换证的通告", Standing::Published);
        plain.revision = 1;
        plain.displayed_on = None;
        plain.attachments.clear();
        let mut full = sample_published(&"<很长的标题>".repeat(12), Standing::Corrected);
        full.kind = PublicationKind::Interpretation;
        full.interprets = Some("政府信息公开条例".into());
        full.interprets_title = Some("《政府信息公开条例》".into());
        full.duty = Some("08-003".into());
        let release = |revision, note: &str| Release {
            revision,
            verb: "publish".into(),
            note: note.into(),
            at: full.published_at,
        };
        let around = Around {
            releases: vec![release(1, ""), release(2, "<更正>收费标准"), release(4, "又一处")],
            cited: vec!["档案法".into(), "行政许可法".into()],
            leaning: vec![("/duties".into(), "目录".into())],
        };
        vec![
            PublicationPage::new(&visit, &plain, &Around::default(), "http://localhost"),
            PublicationPage::new(&visit, &full, &around, "http://localhost"),
        ]
    }
}

impl Sample for TombstonePage {
    fn samples(lang: Lang) -> Vec<TombstonePage> {
        let mut p = sample_published("公示名单", Standing::Withdrawn);
        p.withdrawal = Some(crate::Withdrawal { reason: "公示期已满 <b>".into(), at: p.published_at });
        vec![TombstonePage::new(&Visit::sample(lang), &p)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_good() {
        assert_eq!(PublicationPage::lint_samples(), Vec::<String>::new());
        assert_eq!(TombstonePage::lint_samples(), Vec::<String>::new());
    }
}
