//! The code for the counter: whoever was served there scans it and rates, without signing in.

use crate::{Refused, rating_link};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use identity::pages::edge::Acting;
use kernel::{Error, Never, Office};
use std::sync::Arc;
use web::{Notice, NoticeKind, Page, Problem, Shell, Tr, Visit, blocking, qr_svg};

#[derive(Template)]
#[template(path = "ratings/code.html")]
struct CodePage {
    shell: Shell,
    tr: Tr,
    title: String,
    number: String,
    /// A drawing of ours: written out as it is.
    code: Option<String>,
    link: String,
    notice: Option<Notice>,
}

fn code_page(visit: &Visit, number: &str, title: &str, link: Option<String>) -> CodePage {
    let tr = visit.tr;
    let notice = link.is_none().then(|| Notice::new(NoticeKind::Info, "", tr.refusal(&Refused::NotHandled)));
    CodePage {
        shell: visit
            .desk(tr.s("rating-code-title"))
            .at("desk")
            .crumb(tr.s("nav-desk"), "/desk")
            .crumb(number, format!("/desk/cases/{number}")),
        tr,
        title: title.to_owned(),
        number: number.to_owned(),
        code: link.as_deref().and_then(|l| qr_svg(l, &tr.f1("rating-code-label", "number", number))),
        link: link.unwrap_or_default(),
        notice,
    }
}

/// `GET /desk/cases/{number}/rating-code`: for the counter. It shows item, number and code, no personal data.
///
/// # Errors
/// Not there, or not this agency's.
pub async fn show(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    let cx = acting.cx;
    let (number, title, link) = blocking(move || {
        let case = office.db.read(|tx| cases::by_number_for_office(tx, &cx, &number).map_err(Error::<Never>::from))?;
        let case = case.ok_or_else(Problem::not_found)?;
        let handled = case.matter.closed_at.is_some() && case.outcome.as_deref().is_some_and(|o| o != "withdrawn");
        let link = handled.then(|| rating_link(&cx, &office.public_url, case.matter.id));
        Ok((case.matter.number, case.matter.title, link))
    })
    .await?;
    Ok(Page(code_page(&visit, &number, &title, link)).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Lang;
    use web::Sample;

    impl Sample for CodePage {
        fn samples(lang: Lang) -> Vec<CodePage> {
            let visit = Visit::sample(lang);
            vec![
                code_page(&visit, "130102260302000017", "食品经营许可", Some("http://localhost/rate/abc.def".into())),
                code_page(&visit, "130102260302000017", "食品经营许可", None),
            ]
        }
    }

    #[test]
    fn pages_are_well_made() {
        assert_eq!(CodePage::lint_samples(), Vec::<String>::new());
    }
}
