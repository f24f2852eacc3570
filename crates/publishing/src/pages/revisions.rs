//! `/publications/{number}/revisions/{a}..{b}`: what changed between two revisions that came before the public.

use super::read;
use crate::{
    Attachment, Content, Part, Piece, Published, Release, Standing, difference, find_published, find_release,
    list_releases,
};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use kernel::{Lang, Office};
use std::sync::Arc;
use web::{Cell, Column, Page, Problem, Row, Sample, Shell, Table, Tr, Visit, blocking};

type Answer = Result<Response, Problem>;

/// What a revision said.
struct Said {
    content: Content,
    files: Vec<Attachment>,
}

/// A paragraph of the comparison as the template writes it.
pub(super) enum Shown {
    /// So many paragraphs that did not change.
    Folded(usize, Vec<String>),
    Part(Part),
}

#[derive(Template)]
#[template(path = "publishing/revisions.html")]
struct RevisionsPage {
    shell: Shell,
    tr: Tr,
    intro: String,
    notes: Vec<String>,
    title: Option<(String, String)>,
    parts: Vec<Shown>,
    same: bool,
    files_added: Vec<String>,
    files_removed: Vec<String>,
    table: Table,
}

/// Unchanged paragraphs on each side of a change that stay in sight.
const CONTEXT: usize = 1;

pub(super) fn folded(parts: Vec<Part>) -> Vec<Shown> {
    let mut shown = Vec::new();
    let mut run: Vec<String> = Vec::new();
    let mut begun = false;
    let flush = |run: &mut Vec<String>, shown: &mut Vec<Shown>, begun: bool, ends: bool| {
        let head = if begun { CONTEXT } else { 0 };
        let tail = if ends { 0 } else { CONTEXT };
        if run.len() > head + tail + 1 {
            let middle: Vec<String> = run.drain(head..run.len() - tail).collect();
            let after = run.split_off(head);
            shown.extend(run.drain(..).map(|t| Shown::Part(Part::Same(t))));
            shown.push(Shown::Folded(middle.len(), middle));
            shown.extend(after.into_iter().map(|t| Shown::Part(Part::Same(t))));
        } else {
            shown.extend(run.drain(..).map(|t| Shown::Part(Part::Same(t))));
        }
    };
    for part in parts {
        match part {
            Part::Same(text) => run.push(text),
            other => {
                flush(&mut run, &mut shown, begun, false);
                begun = true;
                shown.push(Shown::Part(other));
            }
        }
    }
    flush(&mut run, &mut shown, begun, true);
    shown
}

impl RevisionsPage {
    fn new(visit: &Visit, p: &Published, releases: &[Release], old: (i64, &Said), new: (i64, &Said)) -> RevisionsPage {
        let tr = visit.tr;
        let href = p.href();
        let parts = difference(&old.1.content.text, &new.1.content.text);
        let only = |a: &Said, b: &Said| -> Vec<String> {
            a.files.iter().filter(|f| !b.files.iter().any(|g| g.digest == f.digest)).map(|f| f.name.clone()).collect()
        };
        let at =
            |revision: i64| releases.iter().find(|r| r.revision == revision).map(|r| tr.time(r.at)).unwrap_or_default();
        let mut before = None;
        let rows = releases
            .iter()
            .map(|r| {
                let number = r.revision.to_string();
                let what = match before.replace(r.revision) {
                    Some(b) => {
                        Cell::link(format!("{href}/revisions/{b}..{}", r.revision), tr.s("publishing-see-changes"))
                    }
                    None => Cell::text(tr.s("publishing-first-revision")),
                };
                Row::new([
                    Cell::text(tr.f1("publishing-revision-n", "n", number)),
                    Cell::text(tr.time(r.at)),
                    Cell::text(&r.note),
                    what,
                ])
            })
            .collect();
        let columns = [
            Column::whole(tr.s("publishing-revision")),
            Column::whole(tr.s("publishing-published-at")),
            Column::new(tr.s("publishing-correction-note")),
            Column::new(tr.s("publishing-changes")),
        ];
        let title_changed = old.1.content.title != new.1.content.title;
        let same = parts.iter().all(Part::is_same) && !title_changed;
        RevisionsPage {
            shell: visit.shell(tr.s("publishing-changes-title")).crumb(&p.title, &href),
            tr,
            intro: tr.f(
                "publishing-changes-intro",
                &[
                    ("old", &old.0.to_string()),
                    ("old_at", &at(old.0)),
                    ("new", &new.0.to_string()),
                    ("new_at", &at(new.0)),
                ],
            ),
            notes: releases
                .iter()
                .filter(|r| r.revision > old.0 && r.revision <= new.0 && !r.note.is_empty())
                .map(|r| r.note.clone())
                .collect(),
            title: title_changed.then(|| (old.1.content.title.clone(), new.1.content.title.clone())),
            same,
            parts: folded(parts),
            files_added: only(new.1, old.1),
            files_removed: only(old.1, new.1),
            table: Table::new(tr.s("publishing-revisions"), columns, rows),
        }
    }
}

/// `GET /publications/{number}/revisions/{pair}` with a pair like `1..2`.
///
/// # Errors
/// 404 for revisions that never came before the public; a withdrawn publication leads to its tombstone.
pub async fn compare(
    State(office): State<Arc<Office>>,
    visit: Visit,
    Path((number, pair)): Path<(String, String)>,
) -> Answer {
    let (a, b) = pair.split_once("..").ok_or_else(Problem::not_found)?;
    let (a, b): (i64, i64) =
        (a.parse().map_err(|_| Problem::not_found())?, b.parse().map_err(|_| Problem::not_found())?);
    let found = blocking(move || {
        read(&office, |tx| {
            let Some(p) = find_published(tx, &number)? else { return Ok(None) };
            if p.standing == Standing::Withdrawn {
                return Ok(Some((p, Vec::new(), None)));
            }
            let releases = list_releases(tx, p.id)?;
            let (old, new) = (find_release(tx, p.id, a.min(b))?, find_release(tx, p.id, a.max(b))?);
            Ok(Some((p, releases, old.zip(new))))
        })
    })
    .await?;
    let (p, releases, both) = found.ok_or_else(Problem::not_found)?;
    if p.standing == Standing::Withdrawn {
        return Ok(Redirect::to(&p.href()).into_response());
    }
    let (old, new) = both.ok_or_else(Problem::not_found)?;
    let (old, new) = (Said { content: old.0, files: old.1 }, Said { content: new.0, files: new.1 });
    Ok(Page(RevisionsPage::new(&visit, &p, &releases, (a.min(b), &old), (a.max(b), &new))).into_response())
}

impl Sample for RevisionsPage {
    fn samples(lang: Lang) -> Vec<RevisionsPage> {
        let visit = Visit::sample(lang);
        let p = super::sample_published("收费标准公告", Standing::Corrected);
        let typed = |title: &str, body: &str| crate::Typed {
            title: title.into(),
            body: body.into(),
            formed_on: Some(jiff::civil::date(2026, 3, 2)),
            disclosure: Some(crate::Disclosure::Proactive),
            ..crate::Typed::default()
        };
        let said = |title: &str, body: &str, files: Vec<Attachment>| {
            Content::from_typed(&typed(title, body), jiff::civil::date(2026, 3, 2))
                .ok()
                .map(|content| Said { content, files })
        };
        let old =
            "<p>一</p><p>二</p><p>三</p><p>四</p><p>收费标准为每吨120元。</p><p>五</p><p>六</p><p>七</p><p>八</p>";
        let new = old.replace("120", "100").replace("<p>八</p>", "<p>八 &lt;b&gt;</p><p>九</p>");
        let release =
            |revision, note: &str| Release { revision, verb: "correct".into(), note: note.into(), at: p.published_at };
        let releases = [release(1, ""), release(2, "<收费标准>系录入错误")];
        let mut samples = Vec::new();
        for (old, new) in [
            (said("公告", old, p.attachments.clone()), said("收费公告", &new, Vec::new())),
            (said("公告", old, Vec::new()), said("公告", old, Vec::new())),
        ] {
            if let (Some(old), Some(new)) = (old, new) {
                samples.push(RevisionsPage::new(&visit, &p, &releases, (1, &old), (2, &new)));
            }
        }
        samples
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_good() {
        assert_eq!(RevisionsPage::samples(Lang::ZhCn).len(), 2);
        assert_eq!(RevisionsPage::lint_samples(), Vec::<String>::new());
    }

    #[test]
    fn what_did_not_change_is_folded_but_never_lost() {
        let text = |n: usize| (0..n).map(|i| format!("第{i}段")).collect::<Vec<_>>().join("\n");
        let old = format!("{}\n旧的一段话\n{}", text(5), text(6));
        let new = format!("{}\n新的一段话\n{}", text(5), text(6));
        let shown = folded(difference(&old, &new));
        let folded: usize = shown.iter().map(|s| if let Shown::Folded(n, _) = s { *n } else { 0 }).sum();
        let same = shown.iter().filter(|s| matches!(s, Shown::Part(Part::Same(_)))).count();
        assert_eq!(folded + same, 11);
        assert!(folded >= 8, "{folded}");
    }
}
