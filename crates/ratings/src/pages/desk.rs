//! The desk of the rating handler: what is owed, the answer, what is set right.

use super::{
    rate::split,
    show::{RatingShown, author, call_back, level_tag, measure},
};
use crate::{
    CallBack, Due, Measure, NewAnswer, POLICY, Rating, Refused, Stage, Tab, answer, list_desk, open_for_answer, rectify,
};
use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
};
use identity::pages::edge::Acting;
use jiff::{ToSpan, civil::Date};
use kernel::{Error, Id, Never, Office, Refusal, RefusalKind, cx::legal_date};
use serde::Deserialize;
use std::sync::Arc;
use web::{
    BodyForm, Cell, Choice, Column, DataList, Empty, ErrorSummary, Field, Light, Notice, NoticeKind, Page, Pager,
    Problem, Row, Sentence, Shell, Signal, Submit, Table, Tabs, Tr, Visit, blocking, redirect_with,
};

/// Ratings on one page.
const ROWS: usize = 30;
/// From so many days before it is due, a rating is shown as due soon.
const SOON_DAYS: i32 = 3;

/// What is asked for.
#[derive(Deserialize)]
pub struct Asked {
    tab: Option<String>,
    due: Option<String>,
    after: Option<String>,
}

#[derive(Template)]
#[template(path = "ratings/worklist.html")]
struct DeskPage {
    shell: Shell,
    tr: Tr,
    tabs: Tabs,
    table: Table,
    pager: Pager,
}

/// How near what is owed is.
fn light(tr: Tr, rating: &Rating, today: Date) -> Light {
    let Some(due) = rating.due_on else { return Light::new(tr, Signal::Done, tr.s(stage(rating.stage))) };
    let soon = due.checked_sub(SOON_DAYS.days()).unwrap_or(due);
    let signal = match () {
        () if today > due => Signal::Late,
        () if today >= soon => Signal::Soon,
        () => Signal::OnTime,
    };
    Light::new(tr, signal, tr.relative(due, today))
}

fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Counted => "rating-stage-counted",
        Stage::ToAnswer => "rating-stage-to-answer",
        Stage::ToRectify => "rating-stage-to-rectify",
        Stage::Settled => "rating-stage-settled",
    }
}

fn desk_page(visit: &Visit, today: Date, tab: Tab, mut list: Vec<Due>) -> DeskPage {
    let tr = visit.tr;
    let more = list.len() > ROWS;
    list.truncate(ROWS);
    let on = list.last().filter(|_| more).map(|last| match (tab, last.rating.due_on) {
        (Tab::Open, Some(due)) => format!("/desk/ratings?due={due}&after={}", last.rating.id),
        _ => format!("/desk/ratings?tab={tab}&after={}", last.rating.id),
    });
    let rows = list
        .iter()
        .map(|d| {
            let due = d.rating.due_on.map(|on| tr.date_short(on)).unwrap_or_default();
            Row::new([
                Cell::light(light(tr, &d.rating, today)).below(due),
                Cell::link(format!("/desk/ratings/{}", d.rating.id), &d.title).below(d.agency_name.clone()),
                Cell::tag(level_tag(tr, d.rating.level)),
                Cell::text(tr.s(stage(d.rating.stage))),
                Cell::text(tr.date_short(legal_date(d.rating.at))),
            ])
        })
        .collect();
    let columns = [
        Column::whole(tr.s("rating-due")),
        Column::new(tr.s("rating-item")),
        Column::whole(tr.s("rating-level-column")),
        Column::whole(tr.s("rating-stage")),
        Column::whole(tr.s("rating-day")),
    ];
    let empty = match tab {
        Tab::Open => Empty::new(tr.s("rating-desk-empty"), tr.s("rating-desk-empty-text")),
        Tab::Settled => Empty::new(tr.s("rating-desk-settled-empty"), ""),
    };
    let one = |id: &'static str, label: &str, href: &str| web::Tab {
        label: tr.s(label).into_owned(),
        count: None,
        href: href.into(),
        id,
    };
    let tabs = Tabs::new(
        tr.s("rating-desk-title"),
        tab.as_str(),
        vec![
            one(Tab::Open.as_str(), "rating-tab-open", "/desk/ratings"),
            one(Tab::Settled.as_str(), "rating-tab-settled", "/desk/ratings?tab=settled"),
        ],
    );
    DeskPage {
        shell: visit.desk(tr.s("rating-desk-title")).at("desk-ratings"),
        tr,
        tabs,
        table: Table::new(tr.s("rating-desk-title"), columns, rows).named_by(1).when_empty(empty),
        pager: Pager::new(tr, None, on),
    }
}

/// `GET /desk/ratings`, `?tab=settled`
///
/// # Errors
/// An address that cannot be read.
pub async fn list(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let tab = match asked.tab.as_deref() {
        None => Tab::Open,
        Some(word) => Tab::parse(word).ok_or_else(Problem::not_found)?,
    };
    let today = acting.cx.today();
    let after = match asked.after.as_deref() {
        None => None,
        Some(id) => {
            let id = Id::parse(id).ok_or_else(Problem::bad_request)?;
            let due = asked.due.as_deref().map(str::parse::<Date>).transpose().map_err(|_| Problem::bad_request())?;
            Some((due.unwrap_or(today), id))
        }
    };
    let cx = acting.cx;
    let found = blocking(move || {
        Ok(office.db.read(|tx| list_desk(tx, &cx, tab, after, ROWS as i64 + 1).map_err(Error::<Never>::from))?)
    })
    .await?;
    Ok(Page(desk_page(&visit, today, tab, found)).into_response())
}

/// The form that is open for the reader: the answer, or what was set right.
struct Form {
    fields: Vec<Field>,
    send: Submit,
    action: String,
}

#[derive(Template)]
#[template(path = "ratings/answer.html")]
struct AnswerPage {
    shell: Shell,
    tr: Tr,
    light: Light,
    number: Option<String>,
    data: DataList,
    rating: RatingShown,
    errors: ErrorSummary,
    notice: Option<Notice>,
    form: Option<Form>,
}

fn answer_page(
    visit: &Visit,
    today: Date,
    due: &Due,
    only_reads: Option<&Refused>,
    sent: Option<&BodyForm>,
    refused: Option<&Refused>,
) -> AnswerPage {
    let tr = visit.tr;
    let rating = &due.rating;
    let mut shell = visit.desk(tr.f1("rating-answer-title", "item", &due.title)).at("desk-ratings");
    shell = shell.crumb(tr.s("rating-desk-title"), "/desk/ratings");
    let mut errors = ErrorSummary::new(tr);
    if let Some(refused) = refused {
        shell = shell.with_errors();
        errors.add(refused.field(), tr.refusal(refused));
    }
    let error = |name: &str| refused.filter(|r| r.field() == name).map(|r| tr.refusal(r));
    let typed = |name: &str| sent.and_then(|f| f.get(name)).unwrap_or_default().to_owned();
    let text_of =
        |name: &str, label: &str| Field::area(tr, name.to_owned(), tr.s(label)).value(typed(name)).error(error(name));
    let form = if only_reads.is_some() {
        None
    } else if rating.answer.is_none() {
        let ways: &[CallBack] = if rating.level.is_bad() {
            &[CallBack::Reached, CallBack::Unreachable]
        } else {
            &[CallBack::NotAsked, CallBack::Reached, CallBack::Unreachable]
        };
        let called = Field::radio(tr, "call_back", tr.s("rating-call-back"))
            .choices(ways.iter().map(|w| Choice::new(w.as_str(), tr.s(call_back(*w)))))
            .value(typed("call_back"))
            .required()
            .error(error("call_back"));
        let done = Field::radio(tr, "measure", tr.s("rating-measure"))
            .choices(Measure::ALL.iter().map(|m| {
                let id = measure(*m);
                Choice::new(m.as_str(), tr.s(id)).hint(tr.s(&format!("{id}-hint")))
            }))
            .value(typed("measure"))
            .required()
            .error(error("measure"));
        let by = Field::date(tr, "rectify_by", tr.s("rating-rectify-by"))
            .hint(tr.f1("rating-rectify-by-hint", "n", POLICY.rectify_within))
            .value(typed("rectify_by"))
            .error(error("rectify_by"));
        let text = text_of("text", "rating-answer-text").hint(tr.s("rating-answer-text-hint")).required();
        Some(Form {
            fields: vec![called, text, done, text_of("rectify_note", "rating-rectify-note").rows(3), by],
            send: Submit::primary(tr.s("rating-answer-send")),
            action: format!("/desk/ratings/{}/answer", rating.id),
        })
    } else if rating.stage == Stage::ToRectify {
        Some(Form {
            fields: vec![text_of("rectify_note", "rating-rectification-note").required()],
            send: Submit::primary(tr.s("rating-rectification-send")),
            action: format!("/desk/ratings/{}/rectification", rating.id),
        })
    } else {
        None
    };
    // Whoever handled the case is told neither which one it is nor who rated it.
    let hidden = only_reads == Some(&Refused::HandledTheCase);
    let mut data = DataList::new()
        .row(tr.s("rating-agency"), &due.agency_name)
        .row(tr.s("rating-stage"), tr.s(stage(rating.stage)));
    if !hidden {
        data = data.row(tr.s("rating-author"), author(tr, &due.author));
    }
    let number = (!hidden).then(|| due.number.clone());
    let mut about = vec![tr.time(rating.at)];
    if let Some(answer) = &rating.answer {
        about.push(tr.s(call_back(answer.call_back)).into_owned());
    }
    AnswerPage {
        shell,
        tr,
        light: light(tr, rating, today),
        data,
        rating: if hidden { RatingShown::new(tr, rating, about) } else { RatingShown::as_typed(tr, rating, about) },
        number,
        errors,
        notice: only_reads.map(|r| Notice::new(NoticeKind::Info, "", tr.refusal(r))),
        form,
    }
}

/// `GET /desk/ratings/{id}`
///
/// # Errors
/// Not there, or not on this desk.
pub async fn show(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let id = Id::parse(&id).ok_or_else(Problem::not_found)?;
    let (cx, today) = (acting.cx.clone(), acting.cx.today());
    let (due, only_reads) = blocking(move || Ok(office.db.write(|tx| open_for_answer(tx, &cx, id))?)).await?;
    Ok(Page(answer_page(&visit, today, &due, only_reads.as_ref(), None, None)).into_response())
}

/// `POST /desk/ratings/{id}/answer`
///
/// # Errors
/// Not there, another post, a person who took a step in the case, answered before.
pub async fn give_answer(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(id): Path<String>,
    form: BodyForm,
) -> Result<Response, Problem> {
    let id = Id::parse(&id).ok_or_else(Problem::not_found)?;
    let (cx, today) = (acting.cx.clone(), acting.cx.today());
    let (outcome, form) = blocking(move || {
        let outcome = match form.get("measure").and_then(Measure::parse) {
            None => Err(Refused::NoMeasure),
            Some(measure) => {
                let new = NewAnswer {
                    text: form.get("text").unwrap_or_default(),
                    call_back: form.get("call_back").and_then(CallBack::parse).unwrap_or(CallBack::NotAsked),
                    measure,
                    rectify_note: form.get("rectify_note").unwrap_or_default(),
                    rectify_by: form.text("rectify_by").and_then(|d| d.parse().ok()),
                };
                split(office.db.write(|tx| answer(tx, &cx, id, &new).map(|_| ())))?
            }
        };
        Ok((or_page(&office, &cx, id, outcome)?, form))
    })
    .await?;
    settle(&visit, today, id, outcome, &form, "rating-answer-sent")
}

/// `POST /desk/ratings/{id}/rectification`
///
/// # Errors
/// As [`give_answer`]; nothing was promised.
pub async fn give_rectification(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(id): Path<String>,
    form: BodyForm,
) -> Result<Response, Problem> {
    let id = Id::parse(&id).ok_or_else(Problem::not_found)?;
    let (cx, today) = (acting.cx.clone(), acting.cx.today());
    let (outcome, form) = blocking(move || {
        let note = form.get("rectify_note").unwrap_or_default();
        let outcome = split(office.db.write(|tx| rectify(tx, &cx, id, note).map(|_| ())))?;
        Ok((or_page(&office, &cx, id, outcome)?, form))
    })
    .await?;
    settle(&visit, today, id, outcome, &form, "rating-rectification-sent")
}

type Outcome = Result<(), (Refused, Due)>;

/// A refusal that the reader can put right comes back with the rating, for the page; another is a problem.
fn or_page(office: &Office, cx: &kernel::Cx, id: Id, outcome: Result<(), Refused>) -> Result<Outcome, Problem> {
    match outcome {
        Ok(()) => Ok(Ok(())),
        Err(refused) if refused.kind() == RefusalKind::Invalid => {
            let (due, _) = office.db.write(|tx| open_for_answer(tx, cx, id))?;
            Ok(Err((refused, due)))
        }
        Err(refused) => Err(Problem::refused(&refused)),
    }
}

fn settle(
    visit: &Visit,
    today: Date,
    id: Id,
    outcome: Outcome,
    form: &BodyForm,
    done: &'static str,
) -> Result<Response, Problem> {
    match outcome {
        Ok(()) => Ok(redirect_with(&format!("/desk/ratings/{id}"), &Sentence::new(done))),
        Err((refused, due)) => Ok(Page(answer_page(visit, today, &due, None, Some(form), Some(&refused))).sent_back()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::show::sample;
    use super::*;
    use crate::{Author, Source};
    use jiff::civil::date;
    use kernel::Lang;
    use web::Sample;

    fn due(rating: Rating) -> Due {
        Due {
            rating,
            number: "130102260302000017".into(),
            title: "食品经营许可（新办）<script>".into(),
            agency_name: "行政审批局".into(),
            author: Author::Person("张*".into()),
        }
    }

    fn all() -> Vec<Due> {
        sample::many().into_iter().filter(|r| r.source == Source::Active).map(due).collect()
    }

    impl Sample for DeskPage {
        fn samples(lang: Lang) -> Vec<DeskPage> {
            let visit = Visit::sample(lang);
            let many = || all().into_iter().cycle().take(ROWS + 1).collect();
            vec![
                desk_page(&visit, date(2026, 3, 20), Tab::Open, Vec::new()),
                desk_page(&visit, date(2026, 3, 29), Tab::Open, all()),
                desk_page(&visit, date(2026, 4, 20), Tab::Settled, many()),
            ]
        }
    }

    impl Sample for AnswerPage {
        fn samples(lang: Lang) -> Vec<AnswerPage> {
            let visit = Visit::sample(lang);
            let today = date(2026, 3, 20);
            let form = BodyForm { pairs: vec![("text".into(), "</textarea><script>".into())], uploads: Vec::new() };
            let mut out: Vec<AnswerPage> =
                all().iter().map(|d| answer_page(&visit, today, d, None, None, None)).collect();
            let bad = due(sample::rating(crate::Level::Dissatisfied, "慢"));
            out.push(answer_page(&visit, today, &bad, Some(&Refused::HandledTheCase), None, None));
            for refused in
                [Refused::NoCallBack, Refused::NoRectifyNote, Refused::RectifyDate { until: "2026-04-10".into() }]
            {
                out.push(answer_page(&visit, today, &bad, None, Some(&form), Some(&refused)));
            }
            out
        }
    }

    #[test]
    fn pages_are_well_made() {
        assert_eq!(DeskPage::lint_samples(), Vec::<String>::new());
        assert_eq!(AnswerPage::lint_samples(), Vec::<String>::new());
    }

    #[test]
    fn no_markup_of_anybody_reaches_the_desk() {
        for page in AnswerPage::samples(Lang::ZhCn) {
            let html = page.render().unwrap();
            assert!(!html.contains("<script>") && !html.contains("<img src=x"), "{html}");
        }
    }

    #[test]
    fn the_light_turns_on_the_right_days() {
        let rating = sample::rating(crate::Level::Dissatisfied, "");
        let tr = Tr::new(Lang::ZhCn);
        for (today, class) in [
            (date(2026, 3, 27), "on-time"),
            (date(2026, 3, 28), "soon"),
            (date(2026, 3, 31), "soon"),
            (date(2026, 4, 1), "late"),
        ] {
            let html = light(tr, &rating, today).to_string();
            assert!(html.contains(&format!("light {class}")), "{today}: {html}");
        }
    }
}
