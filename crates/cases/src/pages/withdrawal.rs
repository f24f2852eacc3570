//! Taking one's application back, any time before the decision.

use super::Answer;
use super::mine_case::load;
use crate::{Case, Refused};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use identity::pages::edge::Acting;
use kernel::{Error, Lang, Office, Refusal, RefusalKind};
use std::sync::Arc;
use web::{
    BodyForm, ErrorSummary, Field, Hidden, Notice, NoticeKind, Page, Sample, Sentence, Shell, Submit, Tr, Visit,
    blocking, redirect_with,
};

/// `GET /my/cases/{number}/withdrawal`.
#[derive(Template)]
#[template(path = "cases/mine/withdrawal.html")]
pub struct WithdrawPage {
    shell: Shell,
    tr: Tr,
    item: String,
    number: String,
    errors: ErrorSummary,
    refused: Option<Notice>,
    reason: Field,
    seen: Hidden,
    send: Submit,
}

fn withdraw_page(visit: &Visit, case: &Case, typed: &str, refused: Option<String>) -> WithdrawPage {
    let tr = visit.tr;
    let number = case.matter.number.clone();
    let mut shell = visit
        .shell(tr.s("case-withdraw-title"))
        .at("my")
        .crumb(tr.s("mine-title"), "/my")
        .crumb(case.matter.title.clone(), format!("/my/cases/{number}"));
    if refused.is_some() {
        shell = shell.with_errors();
    }
    WithdrawPage {
        shell,
        tr,
        item: case.matter.title.clone(),
        number,
        errors: ErrorSummary::new(tr),
        refused: refused.map(|text| Notice::new(NoticeKind::Warning, tr.s("case-not-done"), text)),
        reason: Field::area(tr, "reason", tr.s("case-withdraw-reason"))
            .hint(tr.s("case-withdraw-reason-hint"))
            .value(typed),
        seen: Hidden::seen(case.matter.version),
        send: Submit::primary(tr.s("case-withdraw-send")),
    }
}

/// `GET /my/cases/{number}/withdrawal`: asks once more.
pub async fn withdrawal(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(number): Path<String>,
) -> Answer {
    blocking(move || {
        let page = office.db.read(|tx| {
            let whole = load(tx, &acting.cx, &number)?;
            Ok::<_, Error<Refused>>(withdraw_page(&visit, &whole.case, "", None))
        })?;
        Ok(Page(page).into_response())
    })
    .await
}

/// `POST /my/cases/{number}/withdrawal`: takes the application back.
pub async fn withdraw(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(number): Path<String>,
    form: BodyForm,
) -> Answer {
    let seen = form.seen()?;
    blocking(move || {
        let cx = &acting.cx;
        let reason: String = form.get("reason").unwrap_or_default().chars().take(1_000).collect();
        match office.db.write(|tx| crate::withdraw(tx, cx, &number, seen, &reason, &office.public_url)) {
            Ok(_) => Ok(redirect_with(&format!("/my/cases/{number}"), &Sentence::new("case-withdrawn"))),
            Err(Error::Refused(r)) if matches!(r.kind(), RefusalKind::Invalid | RefusalKind::Stale) => {
                let page = office.db.read(|tx| {
                    let whole = load(tx, cx, &number)?;
                    Ok::<_, Error<Refused>>(withdraw_page(&visit, &whole.case, &reason, Some(visit.tr.refusal(&r))))
                })?;
                Ok(Page(page).sent_back())
            }
            Err(error) => Err(error.into()),
        }
    })
    .await
}

impl Sample for WithdrawPage {
    fn samples(lang: Lang) -> Vec<WithdrawPage> {
        let tr = Tr::new(lang);
        let page = |refused: Option<&str>, typed: String| WithdrawPage {
            shell: Shell::sample(lang).at("my"),
            tr,
            item: "食品经营许可（新办）".into(),
            number: "130100-20260302-0001-11".into(),
            errors: ErrorSummary::new(tr),
            refused: refused.map(|t| Notice::new(NoticeKind::Warning, tr.s("case-not-done"), t)),
            reason: Field::area(tr, "reason", tr.s("case-withdraw-reason")).value(typed),
            seen: Hidden::seen(1),
            send: Submit::primary(tr.s("case-withdraw-send")),
        };
        vec![page(None, String::new()), page(Some("已经作出决定"), "很长".repeat(500))]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_well_made() {
        assert_eq!(WithdrawPage::lint_samples(), Vec::<String>::new());
    }
}
