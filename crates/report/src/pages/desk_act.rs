//! What is done with one press: begin, submit, send back, publish, correct; and what the authority in charge arranges.

use super::{agency_of, desk_show};
use crate::{
    BodyKind, Refused, arrange, begin, count_again, drop_correction, publish, send_back, set_deadlines,
    start_correction, submit,
};
use axum::{
    extract::{Path, State as Hold},
    response::Response,
};
use identity::pages::edge::Acting;
use kernel::{Error, Office, Refusal, RefusalKind, Role, Who};
use std::sync::Arc;
use web::{BodyForm, Notice, NoticeKind, Page, Problem, Sentence, Visit, blocking, redirect_with};

/// What came of it: the sentence, or why it was refused.
type Outcome = Result<&'static str, Refused>;

fn outcome<T>(result: Result<T, Error<Refused>>, said: &'static str) -> Result<Outcome, Problem> {
    match result {
        Ok(_) => Ok(Ok(said)),
        Err(Error::Refused(r)) if matches!(r.kind(), RefusalKind::Invalid | RefusalKind::Forbidden) => Ok(Err(r)),
        Err(other) => Err(other.into()),
    }
}

fn act_now(
    office: &Office,
    acting: &Acting,
    key: &str,
    year: i64,
    act: &str,
    form: &BodyForm,
) -> Result<Outcome, Problem> {
    let cx = &acting.cx;
    let loaded = desk_show::load(office, cx, key, year)?;
    let now = &loaded.now;
    let agency = now.body.agency.id;
    if act == "beginning" {
        return outcome(office.db.write(|tx| begin(tx, cx, agency, year)), "report-done-begun");
    }
    let seen = form.seen()?;
    let is_stale = now.record.as_ref().is_some_and(|r| r.matter.version != seen);
    match act {
        // The numbers that go out were put together for the version on the page.
        "submission" | "publication" if is_stale => Err(Problem::stale()),
        "submission" => outcome(office.db.write(|tx| submit(tx, cx, now)), "report-done-submitted"),
        "publication" => outcome(office.db.write(|tx| publish(tx, cx, now)), "report-done-published"),
        "counting" => outcome(office.db.write(|tx| count_again(tx, cx, agency, year, seen)), "report-done-counted"),
        "return" => {
            let reason = form.get("reason").unwrap_or_default();
            outcome(office.db.write(|tx| send_back(tx, cx, agency, year, seen, reason)), "report-done-returned")
        }
        "correction" => {
            outcome(office.db.write(|tx| start_correction(tx, cx, agency, year, seen)), "report-done-correcting")
        }
        "correction-end" => {
            outcome(office.db.write(|tx| drop_correction(tx, cx, agency, year, seen)), "report-done-dropped")
        }
        _ => Err(Problem::not_found()),
    }
}

/// `POST /desk/reports/{year}/{agency}/{act}`: beginning, submission, return, publication, counting, correction,
/// correction-end.
///
/// # Errors
/// Not there, not yours, somebody changed it meanwhile.
pub async fn act(
    Hold(office): Hold<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path((year, key, act)): Path<(i64, String, String)>,
    form: BodyForm,
) -> Result<Response, Problem> {
    let own = format!("/desk/reports/{year}/{key}");
    let (outcome, loaded) = blocking(move || {
        let outcome = act_now(&office, &acting, &key, year, &act, &form)?;
        let loaded = match outcome {
            Ok(_) => None,
            Err(_) => Some(desk_show::load(&office, &acting.cx, &key, year)?),
        };
        Ok((outcome, loaded))
    })
    .await?;
    match (outcome, loaded) {
        (Err(refused), Some(loaded)) => {
            let said = Notice::new(NoticeKind::Warning, "", visit.tr.refusal(&refused));
            Ok(Page(desk_show::page(&visit, &loaded).told(said)).sent_back())
        }
        (Ok(done), _) => Ok(redirect_with(&own, &Sentence::new(done))),
        (Err(refused), None) => Err(Problem::refused(&refused)),
    }
}

/// `POST /desk/reports/{year}/{agency}/arrangement`: into whose report the numbers go.
///
/// # Errors
/// Not the authority of that area, an agency below itself.
pub async fn arrangement(
    Hold(office): Hold<Arc<Office>>,
    acting: Acting,
    Path((year, key)): Path<(i64, String)>,
    form: BodyForm,
) -> Result<Response, Problem> {
    let own = format!("/desk/reports/{year}/{key}");
    blocking(move || {
        let (agency, _) = agency_of(&office, &key)?;
        let kind = form.get("kind").and_then(BodyKind::parse).ok_or_else(Problem::bad_request)?;
        let parent = form.text("parent").map(|p| agency_of(&office, p)).transpose()?.map(|(id, _)| id);
        Ok(office.db.write(|tx| arrange(tx, &acting.cx, agency, kind, parent))?)
    })
    .await?;
    Ok(redirect_with(&own, &Sentence::new("report-done-arranged")))
}

/// `POST /desk/reports/deadlines`: the days of the area in which the acting official holds the authority's post.
///
/// # Errors
/// Another post; days that cannot be read or are later than the law's.
pub async fn deadlines(Hold(office): Hold<Arc<Office>>, acting: Acting, form: BodyForm) -> Result<Response, Problem> {
    blocking(move || {
        let Who::Staff { posts, .. } = &acting.cx.who else { return Err(Problem::forbidden()) };
        let post = posts.iter().find(|p| p.role == Role::DisclosureAuthority).ok_or_else(Problem::forbidden)?;
        let day = |name: &str| form.get(name).unwrap_or_default();
        Ok(office.db.write(|tx| set_deadlines(tx, &acting.cx, post.agency, day("departments"), day("governments")))?)
    })
    .await?;
    Ok(redirect_with("/desk/reports", &Sentence::new("report-done-deadlines")))
}
