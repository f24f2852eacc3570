//! The page on which a case is rated: for the applicant who is signed in, and for whoever holds the rating link.
//!
//! Behind a link nobody is known, so that page names the item and the number and nothing else.

use super::show::RatingShown;
use crate::{
    IndicatorList, Level, NewRating, POLICY, Place, Refused, Source, Standing, Tone, rate, rate_by_link,
    standing_by_link, standing_of_mine,
};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use identity::pages::edge::Acting;
use jiff::civil::Date;
use kernel::{Cx, Error, Office, Refusal, RefusalKind, Who, cx::legal_date};
use std::sync::Arc;
use web::{
    BodyForm, Choice, ErrorSummary, Field, Notice, NoticeKind, Page, Problem, Sentence, Shell, Submit, Tr, Visit,
    blocking, redirect_with,
};

/// Indicators for one tone; closed until wanted, since only one of them fits the level chosen.
struct Group {
    summary: String,
    open: bool,
    field: Field,
}

/// The form.
struct Ask {
    action: String,
    until: String,
    level: Field,
    groups: Vec<Group>,
    comment: Field,
    send: Submit,
}

#[derive(Template)]
#[template(path = "ratings/rate.html")]
struct RatePage {
    shell: Shell,
    tr: Tr,
    title: String,
    number: String,
    errors: ErrorSummary,
    ask: Option<Ask>,
    notice: Option<Notice>,
    rated: Option<RatingShown>,
}

/// What was typed and what was wrong with it.
#[derive(Default)]
struct Sent<'a> {
    form: Option<&'a BodyForm>,
    refused: Option<&'a Refused>,
}

/// The name of the field with the indicators of a tone.
fn group_name(tone: Tone) -> String {
    format!("aspect_{}", tone.word())
}

fn ask(tr: Tr, today: Date, place: Place, until: Date, action: &str, sent: &Sent<'_>) -> Ask {
    let error = |name: &str| sent.refused.filter(|r| r.field() == name).map(|r| tr.refusal(r));
    let typed = |name: &str| sent.form.and_then(|f| f.get(name)).unwrap_or_default().to_owned();
    let chosen = Level::parse(&typed("level"));
    let level = Field::radio(tr, "level", tr.s("rating-level"))
        .choices(Level::ALL.into_iter().map(|l| {
            let hint = format!("{}-hint", l.message());
            Choice::new(l.number().to_string(), tr.s(l.message())).hint(tr.s(&hint))
        }))
        .value(typed("level"))
        .required()
        .error(error("level"));
    let offered = IndicatorList::on(today).at(place);
    let groups = Tone::ALL
        .into_iter()
        .map(|tone| {
            let name = group_name(tone);
            let ticked: Vec<String> = sent.form.map(|f| f.all(&name).map(str::to_owned).collect()).unwrap_or_default();
            let summary = tr.s(&format!("rating-aspects-{}", tone.word())).into_owned();
            Group {
                open: !ticked.is_empty() || (sent.form.is_some() && chosen.map(Tone::of) == Some(tone)),
                field: Field::checkboxes(tr, name.clone(), tr.s(&format!("rating-aspects-{}-legend", tone.word())))
                    .choices(
                        offered
                            .iter()
                            .map(|i| Choice::new(i.key, tr.s(&format!("rating-aspect-{}-{}", i.key, tone.word())))),
                    )
                    .values(ticked),
                summary,
            }
        })
        .collect();
    let comment = Field::area(tr, "comment", tr.s("rating-comment"))
        .hint(tr.f1("rating-comment-hint", "most", POLICY.comment_most))
        .value(typed("comment"))
        .error(error("comment"));
    Ask {
        action: action.to_owned(),
        until: tr.f1("rating-open-until", "date", tr.date_short(until)),
        level,
        groups,
        comment,
        send: Submit::primary(tr.s("rating-send")),
    }
}

/// Who looks at the page.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reader {
    /// The applicant: sees what they wrote and the answer.
    Applicant,
    /// Somebody with the link: sees that it was rated, nothing more.
    LinkHolder,
}

fn page(visit: &Visit, today: Date, standing: &Standing, reader: Reader, action: &str, sent: &Sent<'_>) -> RatePage {
    let tr = visit.tr;
    let mut shell = visit.shell(tr.s("rating-title"));
    if reader == Reader::Applicant {
        shell = shell
            .at("my")
            .crumb(tr.s("nav-my"), "/my")
            .crumb(standing.number.clone(), format!("/my/cases/{}", standing.number));
    }
    let mut errors = ErrorSummary::new(tr);
    if let Some(refused) = sent.refused {
        shell = shell.with_errors();
        errors.add(refused.field(), tr.refusal(refused));
    }
    let active = standing.rating.as_ref().filter(|r| r.source == Source::Active);
    let (ask, notice) = match (&standing.open, active) {
        (Ok(until), _) => (Some(ask(tr, today, standing.place, *until, action, sent)), None),
        (Err(_), Some(_)) => {
            (None, Some(Notice::new(NoticeKind::Done, tr.s("rating-thanks"), tr.s("rating-thanks-text"))))
        }
        (Err(refused), None) => (None, Some(Notice::new(NoticeKind::Info, "", tr.refusal(refused)))),
    };
    // A default is nobody's word; it is shown only when it is all there will be.
    let shown = standing.rating.as_ref().filter(|_| reader == Reader::Applicant && standing.open.is_err());
    let rated = shown.map(|r| RatingShown::new(tr, r, vec![tr.date_short(legal_date(r.at))]));
    RatePage { shell, tr, title: standing.title.clone(), number: standing.number.clone(), errors, ask, notice, rated }
}

/// What the form says, or what is missing in it.
fn read(form: &BodyForm) -> Result<(Level, Vec<String>, String), Refused> {
    let level = form.get("level").and_then(Level::parse).ok_or(Refused::NoLevel)?;
    let own = Tone::of(level);
    // Ticked under another level than the one chosen: the rater says which of the two is meant.
    if Tone::ALL.into_iter().any(|t| t != own && form.all(&group_name(t)).next().is_some()) {
        return Err(Refused::AspectNotOffered);
    }
    let aspects = form.all(&group_name(own)).map(str::to_owned).collect();
    Ok((level, aspects, form.text("comment").unwrap_or_default().to_owned()))
}

/// Answers a form that was refused with the page itself, everything typed still in it.
async fn sent_back(
    office: Arc<Office>,
    cx: Cx,
    visit: Visit,
    form: BodyForm,
    refused: Refused,
    of: impl FnOnce(&mut kernel::Tx, &Cx) -> Result<Standing, Error<Refused>> + Send + 'static,
    reader: Reader,
    action: String,
) -> Result<Response, Problem> {
    if refused.kind() != RefusalKind::Invalid {
        return Err(Problem::refused(&refused));
    }
    let today = cx.today();
    let standing = blocking(move || Ok(office.db.read(|tx| of(tx, &cx))?)).await?;
    if standing.open.is_err() {
        // Rated meanwhile, or too late: the page says so by itself.
        return Ok(Page(page(&visit, today, &standing, reader, &action, &Sent::default())).sent_back());
    }
    let sent = Sent { form: Some(&form), refused: Some(&refused) };
    Ok(Page(page(&visit, today, &standing, reader, &action, &sent)).sent_back())
}

/// `GET /my/cases/{number}/rating`
///
/// # Errors
/// Not there or not yours.
pub async fn show(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    let (cx, today) = (acting.cx.clone(), acting.cx.today());
    let action = format!("/my/cases/{number}/rating");
    let standing = blocking(move || Ok(office.db.read(|tx| standing_of_mine(tx, &cx, &number))?)).await?;
    Ok(Page(page(&visit, today, &standing, Reader::Applicant, &action, &Sent::default())).into_response())
}

/// `POST /my/cases/{number}/rating`
///
/// # Errors
/// Not there or not yours.
pub async fn give(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(number): Path<String>,
    form: BodyForm,
) -> Result<Response, Problem> {
    let path = format!("/my/cases/{number}/rating");
    let refused = match read(&form) {
        Err(refused) => refused,
        Ok((level, aspects, comment)) => {
            let (office, cx, number) = (office.clone(), acting.cx.clone(), number.clone());
            let outcome = blocking(move || {
                let new = NewRating { level, aspects: &aspects, comment: &comment };
                split(office.db.write(|tx| rate(tx, &cx, &number, &new).map(|_| ())))
            });
            match outcome.await? {
                Ok(()) => return Ok(redirect_with(&path, &Sentence::new("rating-given"))),
                Err(refused) => refused,
            }
        }
    };
    let of = move |tx: &mut kernel::Tx, cx: &Cx| standing_of_mine(tx, cx, &number);
    sent_back(office, acting.cx, visit, form, refused, of, Reader::Applicant, path).await
}

/// A refusal is for the page to say; what broke is a problem.
pub(super) fn split<T>(result: Result<T, Error<Refused>>) -> Result<Result<T, Refused>, Problem> {
    match result {
        Ok(done) => Ok(Ok(done)),
        Err(Error::Refused(refused)) => Ok(Err(refused)),
        Err(Error::Broken(fault)) => Err(fault.into()),
    }
}

/// Behind a link nobody is signed in for the rules, but an official stays an official.
fn link_cx(acting: &Acting) -> Cx {
    match acting.cx.who {
        Who::Staff { .. } => acting.cx.clone(),
        _ => Cx { who: Who::Public, ..acting.cx.clone() },
    }
}

#[derive(Template)]
#[template(path = "ratings/expired.html")]
struct ExpiredPage {
    shell: Shell,
    notice: Notice,
}

fn expired(visit: &Visit) -> Response {
    let tr = visit.tr;
    let notice =
        Notice::new(NoticeKind::Info, "", tr.refusal(&Refused::LinkExpired)).link("/my", tr.s("rating-expired-my"));
    Page(ExpiredPage { shell: visit.shell(tr.s("rating-title")), notice }).with_status(axum::http::StatusCode::GONE)
}

/// `GET /rate/{token}`
///
/// # Errors
/// A link that is not ours answers as if nothing were there.
pub async fn show_link(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(token): Path<String>,
) -> Result<Response, Problem> {
    let (cx, today) = (link_cx(&acting), acting.cx.today());
    let action = format!("/rate/{token}");
    match blocking(move || split(office.db.read(|tx| standing_by_link(tx, &cx, &token)))).await? {
        Ok(standing) => {
            Ok(Page(page(&visit, today, &standing, Reader::LinkHolder, &action, &Sent::default())).into_response())
        }
        Err(Refused::LinkExpired) => Ok(expired(&visit)),
        Err(refused) => Err(Problem::refused(&refused)),
    }
}

/// `POST /rate/{token}`
///
/// # Errors
/// As [`show_link`].
pub async fn give_link(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(token): Path<String>,
    form: BodyForm,
) -> Result<Response, Problem> {
    let cx = link_cx(&acting);
    let path = format!("/rate/{token}");
    let refused = match read(&form) {
        Err(refused) => refused,
        Ok((level, aspects, comment)) => {
            let (office, cx, token) = (office.clone(), cx.clone(), token.clone());
            let outcome = blocking(move || {
                let new = NewRating { level, aspects: &aspects, comment: &comment };
                split(office.db.write(|tx| rate_by_link(tx, &cx, &token, &new).map(|_| ())))
            });
            match outcome.await? {
                Ok(()) => return Ok(redirect_with(&path, &Sentence::new("rating-given"))),
                Err(refused) => refused,
            }
        }
    };
    if refused == Refused::LinkExpired {
        return Ok(expired(&visit));
    }
    let of = move |tx: &mut kernel::Tx, cx: &Cx| standing_by_link(tx, cx, &token);
    sent_back(office, cx, visit, form, refused, of, Reader::LinkHolder, path).await
}

#[cfg(test)]
mod tests {
    use super::super::show::sample;
    use super::*;
    use jiff::civil::date;
    use kernel::Lang;
    use web::Sample;

    fn standing(rating: Option<crate::Rating>, open: Result<Date, Refused>) -> Standing {
        Standing {
            number: "130102260302000017".into(),
            title: "食品经营许可（新办）<b>".into(),
            place: Place::Online,
            rating,
            open,
        }
    }

    impl Sample for RatePage {
        fn samples(lang: Lang) -> Vec<RatePage> {
            let visit = Visit::sample(lang);
            let today = date(2026, 3, 20);
            let form = BodyForm {
                pairs: vec![
                    ("level".into(), "1".into()),
                    ("aspect_good".into(), "efficiency".into()),
                    ("comment".into(), "</textarea><script>".into()),
                ],
                uploads: Vec::new(),
            };
            let mut out = Vec::new();
            for reader in [Reader::Applicant, Reader::LinkHolder] {
                let make = |s: &Standing, sent: &Sent<'_>| page(&visit, today, s, reader, "/rate/x.y", sent);
                out.push(make(&standing(None, Ok(date(2026, 4, 1))), &Sent::default()));
                let refused = Refused::AspectNotOffered;
                out.push(make(
                    &standing(None, Ok(date(2026, 4, 1))),
                    &Sent { form: Some(&form), refused: Some(&refused) },
                ));
                out.push(make(&standing(None, Err(Refused::NotHandled)), &Sent::default()));
                for rating in sample::many() {
                    let open = if rating.source == Source::Active {
                        Refused::AlreadyRated
                    } else {
                        Refused::WindowOver { until: "2026-04-01".into() }
                    };
                    out.push(make(&standing(Some(rating), Err(open)), &Sent::default()));
                }
            }
            out
        }
    }

    impl Sample for ExpiredPage {
        fn samples(lang: Lang) -> Vec<ExpiredPage> {
            let visit = Visit::sample(lang);
            vec![ExpiredPage {
                shell: visit.shell(visit.tr.s("rating-title")),
                notice: Notice::new(NoticeKind::Info, "", visit.tr.refusal(&Refused::LinkExpired)),
            }]
        }
    }

    #[test]
    fn pages_are_well_made() {
        assert_eq!(RatePage::lint_samples(), Vec::<String>::new());
        assert_eq!(ExpiredPage::lint_samples(), Vec::<String>::new());
    }

    #[test]
    fn a_link_holder_sees_no_words_of_anybody() {
        let visit = Visit::sample(Lang::ZhCn);
        let rated = standing(Some(sample::rating(Level::Dissatisfied, "秘密的话")), Err(Refused::AlreadyRated));
        let shown =
            |reader| page(&visit, date(2026, 3, 20), &rated, reader, "/rate/x.y", &Sent::default()).render().unwrap();
        assert!(shown(Reader::Applicant).contains("秘密的话"));
        assert!(!shown(Reader::LinkHolder).contains("秘密的话"));
    }

    #[test]
    fn what_was_typed_stays_and_is_never_markup() {
        for page in RatePage::samples(Lang::ZhCn) {
            let html = page.render().unwrap();
            assert!(!html.contains("<script>") && !html.contains("<img src=x"), "{html}");
        }
        let html = RatePage::samples(Lang::ZhCn)[1].render().unwrap();
        assert!(html.contains("&#60;/textarea&#62;") && html.contains("checked"), "{html}");
    }
}
