//! `/`: the hall's home. What do you want to do? Search, the classes of items, for persons and
//! businesses, where a case stands; and the figures that the public may hold the hall to.

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use cases::figures::Figures as CaseFigures;
use kernel::{Error, Lang, Never, Office};
use std::sync::Arc;
use web::{Figure, Figures, Page, Problem, Sample, Shell, Submit, Tr, Visit, blocking};

/// The home page.
#[derive(Template)]
#[template(path = "hall/home.html")]
pub struct HomePage {
    shell: Shell,
    tr: Tr,
    find: Submit,
    fields: Vec<(String, String)>,
    figures: Figures,
}

fn number(n: Option<i64>, tr: Tr) -> String {
    n.map_or_else(|| "—".into(), |n| tr.number(n))
}

impl HomePage {
    fn new(visit: &Visit, f: &CaseFigures) -> HomePage {
        let tr = visit.tr;
        let share =
            |part: i64, whole: i64| if whole == 0 { "—".to_owned() } else { format!("{}%", part * 100 / whole) };
        let fields = items::hall::hall()
            .fields
            .iter()
            .map(|field| {
                let name = if tr.lang() == Lang::En && !field.name_en.is_empty() {
                    field.name_en.clone()
                } else {
                    field.name.clone()
                };
                (name, format!("/items?field={}", field.key))
            })
            .collect();
        HomePage {
            shell: visit.shell(tr.s("home-title")).at("home"),
            tr,
            find: Submit::primary(tr.s("home-find")),
            fields,
            figures: Figures::new(vec![
                Figure::new(tr.s("figures-received"), tr.number(f.received)),
                Figure::new(tr.s("home-in-time"), share(f.in_time, f.decided)),
                Figure::new(tr.s("home-online"), share(f.online, f.received)),
                Figure::new(tr.s("home-median"), number(f.median, tr)),
            ]),
        }
    }
}

impl Sample for HomePage {
    fn samples(lang: Lang) -> Vec<HomePage> {
        let visit = Visit::sample(lang);
        let some = CaseFigures {
            received: 32_279,
            online: 31_000,
            decided: 30_000,
            in_time: 29_999,
            granted: 28_000,
            median: Some(5),
            p90: Some(12),
        };
        vec![HomePage::new(&visit, &CaseFigures::default()), HomePage::new(&visit, &some)]
    }
}

/// `GET /`
///
/// # Errors
/// A fault of the database.
pub async fn home(State(office): State<Arc<Office>>, visit: Visit) -> Result<Response, Problem> {
    blocking(move || {
        let figures = office.db.read(|tx| cases::figures::of(tx, None, None).map_err(Error::<Never>::from))?;
        Ok(Page(HomePage::new(&visit, &figures)).into_response())
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_sound() {
        assert_eq!(HomePage::lint_samples(), Vec::<String>::new());
    }
}
