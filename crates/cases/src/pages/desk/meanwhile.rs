//! The answer to an act that came too late: who did what meanwhile, the way to the present view, and what was typed, so that
//! nothing that was written is lost.

use super::loaded::{Happened, load};
use crate::{Refused, Verb};
use askama::Template;
use forms::Masking;
use kernel::{Cx, Lang, Office, matter::MatterRefused};
use web::{BodyForm, Notice, NoticeKind, Problem, Sample, Shell, Tr, Trace, TraceEntry, TraceState, Visit};

/// Somebody was quicker.
#[derive(Template)]
#[template(path = "cases/desk/meanwhile.html")]
pub struct MeanwhilePage {
    shell: Shell,
    tr: Tr,
    notice: Notice,
    trace: Option<Trace>,
    link: String,
    typed: Vec<String>,
}

/// The page. Of the case it shows number and trace only: no personal data, so no reading. Blocks.
///
/// # Errors
/// Not there, not this agency's, or a fault.
pub(super) fn page(
    office: &Office,
    cx: &Cx,
    visit: &Visit,
    number: &str,
    verb: Option<Verb>,
    form: &BodyForm,
    refused: &Refused,
) -> Result<MeanwhilePage, Problem> {
    let loaded = office.db.read(|tx| load(tx, cx, visit.tr, number, Masking::Masked))?;
    let seen = form.seen().unwrap_or(loaded.case.matter.version);
    let since: Vec<Happened> = loaded.trace.into_iter().filter(|h| h.seq > seen).collect();
    let is_claim = matches!(refused, Refused::Matter(MatterRefused::ClaimedByAnother));
    let holder = loaded.claimed_by.filter(|_| is_claim || since.is_empty());
    let prefix = verb.and_then(super::noun).map(|n| format!("{n}.")).unwrap_or_default();
    let fields = form.pairs.iter().filter(|(name, _)| {
        !prefix.is_empty() && name.starts_with(&prefix) && !name.contains(".label.") && !name.ends_with(".point")
    });
    let typed = fields.map(|(_, text)| text.trim().to_owned()).filter(|t| t.chars().count() > 1).collect();
    Ok(made(visit, number, holder.as_deref(), &since, typed))
}

fn made(visit: &Visit, number: &str, holder: Option<&str>, since: &[Happened], typed: Vec<String>) -> MeanwhilePage {
    let tr = visit.tr;
    let all_mine = !since.is_empty() && since.iter().all(|h| h.is_mine);
    let (title, text) = match holder {
        Some(name) => (tr.f1("desk-claimed-title", "name", name), tr.s("desk-claimed-text")),
        None if all_mine => (tr.s("desk-meanwhile-mine").into_owned(), tr.s("desk-meanwhile-mine-text")),
        None => (tr.s("desk-meanwhile-title").into_owned(), tr.s("desk-meanwhile-text")),
    };
    let entries: Vec<TraceEntry> = since
        .iter()
        .map(|h| TraceEntry {
            when: h.when.clone(),
            title: tr.s(&format!("case-did-{}", h.what)).into_owned(),
            who: h.who.clone(),
            text: String::new(),
            link: None,
            state: TraceState::Past,
        })
        .collect();
    MeanwhilePage {
        shell: visit
            .desk(title)
            .at("desk")
            .crumb(tr.s("nav-desk"), "/desk")
            .crumb(number, format!("/desk/cases/{number}")),
        tr,
        notice: Notice::new(if all_mine { NoticeKind::Info } else { NoticeKind::Warning }, "", text),
        trace: (!entries.is_empty()).then(|| Trace::new(tr, entries)),
        link: format!("/desk/cases/{number}"),
        typed,
    }
}

impl Sample for MeanwhilePage {
    fn samples(lang: Lang) -> Vec<Self> {
        let visit = super::samples::visit(lang);
        let happened = |what: &str, is_mine| Happened {
            what: what.into(),
            when: visit.tr.time(super::samples::at()),
            who: "市场监管局 A017".into(),
            seq: 4,
            is_mine,
        };
        let number = super::samples::NUMBER;
        vec![
            made(
                &visit,
                number,
                None,
                &[happened("accept", false), happened("examine", false)],
                vec!["经营场所面积与图纸不一致。".repeat(20)],
            ),
            made(&visit, number, None, &[happened("accept", true)], Vec::new()),
            made(&visit, number, Some("王敏（A017）"), &[], Vec::new()),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_for_latecomers_is_well_made() {
        assert_eq!(MeanwhilePage::lint_samples(), Vec::<String>::new());
    }
}
