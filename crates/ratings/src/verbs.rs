//! What is done with ratings: a person rates, the hall enters defaults, a rating handler answers and sets right.

use crate::{
    CallBack, IndicatorList, Level, Measure, POLICY, Place, Rating, Refused, Source, Stage, Via, links,
    store::{self, Due, Owed, Subject},
};
use jiff::{SignedDuration, ToSpan, civil::Date};
use kernel::{Cx, Error, Fault, FaultKind, Id, Role, Tx, Who, cx::legal_date, journal, matter};
use serde_json::json;

/// What a person says.
#[derive(Clone, Copy, Debug)]
pub struct NewRating<'a> {
    /// The level.
    pub level: Level,
    /// Keys of indicators.
    pub aspects: &'a [String],
    /// Words; may be empty.
    pub comment: &'a str,
}

/// What an agency answers.
#[derive(Clone, Copy, Debug)]
pub struct NewAnswer<'a> {
    /// The words to the rater and to the public.
    pub text: &'a str,
    /// Whether the rater was called back.
    pub call_back: CallBack,
    /// What is done.
    pub measure: Measure,
    /// What was or will be set right.
    pub rectify_note: &'a str,
    /// Until when, when it is planned.
    pub rectify_by: Option<Date>,
}

/// Whether a case can be rated now, and what was said of it.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The case's number.
    pub number: String,
    /// The item's name.
    pub title: String,
    /// Where the service was given: decides which indicators are offered.
    pub place: Place,
    /// The rating that counts, if there is one.
    pub rating: Option<Rating>,
    /// The last day on which it can be rated, or why it cannot.
    pub open: Result<Date, Refused>,
}

fn broken_calendar(e: calendar::CalendarError) -> Fault {
    Fault::from_error("computing a due date of a rating", e).kind_is(FaultKind::CalendarMissing)
}

fn broken_date(e: jiff::Error) -> Fault {
    Fault::from_error("computing the window of a rating", e)
}

/// The case of the acting person.
fn mine(tx: &mut Tx, cx: &Cx, number: &str) -> Result<Subject, Error<Refused>> {
    // Whose case it is stands in one place: the store of cases.
    let case = cases::by_number_for_applicant(tx, cx, number)?.ok_or(Refused::NotThere)?;
    Ok(store::subject(tx, case.matter.id)?.ok_or(Refused::NotThere)?)
}

fn of_link(tx: &mut Tx, cx: &Cx, token: &str) -> Result<Subject, Error<Refused>> {
    let case = links::case_of_link(cx, token)?;
    Ok(store::subject(tx, case)?.ok_or(Refused::NotThere)?)
}

/// The last day on which the case can be rated.
fn open_until(cx: &Cx, s: &Subject) -> Result<Date, Error<Refused>> {
    let handled = s.outcome.as_deref().is_some_and(|o| o != "withdrawn");
    let Some(closed) = s.closed_at.filter(|_| handled) else { return Err(Refused::NotHandled.into()) };
    let until = legal_date(closed).checked_add(POLICY.window_days.days()).map_err(broken_date)?;
    if cx.today() > until {
        return Err(Refused::WindowOver { until: until.to_string() }.into());
    }
    Ok(until)
}

fn standing(tx: &mut Tx, cx: &Cx, s: Subject) -> Result<Standing, Error<Refused>> {
    let rating = store::rating_of(tx, s.case)?;
    let open = match open_until(cx, &s) {
        _ if rating.as_ref().is_some_and(|r| r.source == Source::Active) => Err(Refused::AlreadyRated),
        Ok(until) => Ok(until),
        Err(Error::Refused(r)) => Err(r),
        Err(broken) => return Err(broken),
    };
    Ok(Standing { place: Place::of_channel(&s.channel), number: s.number, title: s.title, rating, open })
}

/// Whether the acting person's case can be rated, and what was said of it.
///
/// # Errors
/// Not there, or not yours.
pub fn standing_of_mine(tx: &mut Tx, cx: &Cx, number: &str) -> Result<Standing, Error<Refused>> {
    let subject = mine(tx, cx, number)?;
    standing(tx, cx, subject)
}

/// The same for whoever holds the link.
///
/// # Errors
/// A link that is forged or whose time is over.
pub fn standing_by_link(tx: &mut Tx, cx: &Cx, token: &str) -> Result<Standing, Error<Refused>> {
    let subject = of_link(tx, cx, token)?;
    standing(tx, cx, subject)
}

/// The applicant rates a handled case, once, within the window. A default entered before stays on record and counts no more.
///
/// Law: 国办发〔2019〕51号 (一事一评); GB/T 39734-2020
///
/// # Errors
/// Not yours, not handled, too late, rated before, an indicator that was not offered, too long a comment.
pub fn rate(tx: &mut Tx, cx: &Cx, number: &str, new: &NewRating<'_>) -> Result<Rating, Error<Refused>> {
    let subject = mine(tx, cx, number)?;
    give(tx, cx, &subject, Via::Account, new)
}

/// The same by whoever holds the link or scanned its code.
///
/// # Errors
/// As [`rate`]; and officials never rate in a citizen's place.
pub fn rate_by_link(tx: &mut Tx, cx: &Cx, token: &str, new: &NewRating<'_>) -> Result<Rating, Error<Refused>> {
    if matches!(cx.who, Who::Staff { .. }) {
        return Err(Refused::StaffMayNotRate.into());
    }
    let subject = of_link(tx, cx, token)?;
    give(tx, cx, &subject, Via::Link, new)
}

fn give(tx: &mut Tx, cx: &Cx, s: &Subject, via: Via, new: &NewRating<'_>) -> Result<Rating, Error<Refused>> {
    open_until(cx, s)?;
    let list = IndicatorList::on(cx.today());
    let offered = list.at(Place::of_channel(&s.channel));
    let mut aspects = new.aspects.to_vec();
    aspects.sort();
    aspects.dedup();
    if aspects.iter().any(|a| offered.iter().all(|i| i.key != a)) {
        return Err(Refused::AspectNotOffered.into());
    }
    let comment = new.comment.trim();
    if comment.chars().count() > POLICY.comment_most {
        return Err(Refused::CommentTooLong { most: POLICY.comment_most }.into());
    }
    let owed = if new.level.is_bad() {
        let due =
            cx.calendars.of(&s.region).add_working_days(cx.today(), POLICY.answer_within).map_err(broken_calendar)?;
        Owed { stage: Stage::ToAnswer, answer_due: Some(due) }
    } else {
        Owed { stage: Stage::Counted, answer_due: None }
    };
    let new = NewRating { aspects: &aspects, comment, ..*new };
    store::insert_rating(tx, cx, s, Source::Active, via, list.version, &new, &owed)?.ok_or(Refused::AlreadyRated)?;
    let body = json!({
        "level": new.level.number(),
        "via": via.as_str(),
        "indicators": list.version,
        "aspects": aspects,
        // Keyed: proves the words without telling them.
        "comment": if comment.is_empty() { None } else { Some(cx.keys.lookup_hash("rating-comment", comment)) },
        "answer_due": owed.answer_due.map(|d| d.to_string()),
    });
    journal::note(tx, cx, "rating-given", Some(&s.case.to_string()), &body)?;
    Ok(store::rating_of(tx, s.case)?.ok_or_else(|| Fault::new("a rating is gone in its own transaction"))?)
}

/// Enters default ratings for handled cases that nobody rated in the working days of [`POLICY`], at most `rows`. Returns
/// how many were entered; the clock that turns the days calls it until that is less than `rows`.
///
/// Not national law: the rule of some places, off when the policy says so. A default is a row of its own kind and never
/// enters an active rate.
///
/// # Errors
/// A fault of the database or a missing calendar year; that somebody else than the hall calls it.
pub fn default_ratings(tx: &mut Tx, cx: &Cx, rows: i64) -> Result<i64, Fault> {
    let Some(after) = POLICY.default_after else { return Ok(0) };
    let Who::System(_) = cx.who else { return Err(Fault::new("only the hall enters default ratings")) };
    // Nobody looks further back than a window: an office that stood still that long starts anew. Working days are at
    // least as many calendar days, so nothing closed later than `until` can be due.
    let since = cx.at - SignedDuration::from_hours(24 * 2 * i64::from(POLICY.window_days));
    let until = cx.at - SignedDuration::from_hours(24 * i64::from(after));
    let mut entered = 0;
    for s in store::list_unrated(tx, since, until, rows)? {
        let Some(closed) = s.closed_at else { continue };
        let last = cx.calendars.of(&s.region).add_working_days(legal_date(closed), after).map_err(broken_calendar)?;
        if cx.today() <= last {
            continue;
        }
        let list = IndicatorList::on(cx.today());
        let silence = NewRating { level: Level::Satisfied, aspects: &[], comment: "" };
        let owed = Owed { stage: Stage::Counted, answer_due: None };
        if store::insert_rating(tx, cx, &s, Source::Default, Via::Hall, list.version, &silence, &owed)?.is_some() {
            let body = json!({ "level": silence.level.number(), "last_day": last.to_string() });
            journal::note(tx, cx, "rating-defaulted", Some(&s.case.to_string()), &body)?;
            entered += 1;
        }
    }
    Ok(entered)
}

// The desk -----------------------------------------------------------------------------------------

/// Why the acting official may not answer this rating, if so.
fn may_answer(tx: &mut Tx, cx: &Cx, rating: &Rating) -> Result<Id, Error<Refused>> {
    let Who::Staff { staff, .. } = &cx.who else { return Err(Refused::NotThere.into()) };
    if !cx.who.holds(rating.agency, Role::RatingHandler) {
        return Err(Refused::NotYourPost.into());
    }
    let me = cx.who.ledger_name();
    if matter::past(tx, rating.case)?.iter().any(|(_, actor)| *actor == me) {
        return Err(Refused::HandledTheCase.into());
    }
    Ok(*staff)
}

/// Opens a rating at the desk: the reading is in the ledger before anything is shown. The second value says why the
/// reader may only read, if so.
///
/// # Errors
/// Not there, or not on this desk.
pub fn open_for_answer(tx: &mut Tx, cx: &Cx, id: Id) -> Result<(Due, Option<Refused>), Error<Refused>> {
    let due = store::find_for_office(tx, cx, id)?.ok_or(Refused::NotThere)?;
    journal::note(tx, cx, "rating-read", Some(&due.rating.case.to_string()), &json!({ "rating": id.to_string() }))?;
    let only_reads = match may_answer(tx, cx, &due.rating) {
        Ok(_) => None,
        Err(Error::Refused(r)) => Some(r),
        Err(broken) => return Err(broken),
    };
    Ok((due, only_reads))
}

fn words(text: &str, otherwise: Refused) -> Result<&str, Error<Refused>> {
    let text = text.trim();
    if text.is_empty() {
        return Err(otherwise.into());
    }
    if text.chars().count() > POLICY.answer_most {
        return Err(Refused::AnswerTooLong { most: POLICY.answer_most }.into());
    }
    Ok(text)
}

/// The agency answers in public. For a bad rating the rater is called back first, and what is done is said: set right,
/// to be set right until a day, or why there is nothing to set right.
///
/// Law: 国办发〔2019〕51号 (差评整改反馈: 回访核实, 立行立改, 限期整改)
///
/// # Errors
/// Not on this desk, another post, a person who took a step in the case, words that are missing, answered before.
pub fn answer(tx: &mut Tx, cx: &Cx, id: Id, new: &NewAnswer<'_>) -> Result<Rating, Error<Refused>> {
    let due = store::find_for_office(tx, cx, id)?.ok_or(Refused::NotThere)?;
    let rating = due.rating;
    let staff = may_answer(tx, cx, &rating)?;
    if rating.answer.is_some() {
        return Err(Refused::AlreadyAnswered.into());
    }
    let text = words(new.text, Refused::NoAnswer)?;
    if rating.level.is_bad() && new.call_back == CallBack::NotAsked {
        return Err(Refused::NoCallBack.into());
    }
    let rectify_note = match new.measure {
        Measure::Explained if new.rectify_note.trim().is_empty() => "",
        _ => words(new.rectify_note, Refused::NoRectifyNote)?,
    };
    let (stage, rectify_by) = match new.measure {
        Measure::Planned => {
            let agency =
                identity::find_agency(tx, rating.agency)?.ok_or_else(|| Fault::new("a rating without its agency"))?;
            let last = cx
                .calendars
                .of(&agency.region)
                .add_working_days(cx.today(), POLICY.rectify_within)
                .map_err(broken_calendar)?;
            let by = new.rectify_by.filter(|by| (cx.today()..=last).contains(by));
            (Stage::ToRectify, Some(by.ok_or(Refused::RectifyDate { until: last.to_string() })?))
        }
        Measure::Rectified | Measure::Explained => (Stage::Settled, None),
    };
    let new = NewAnswer { text, rectify_note, rectify_by, ..*new };
    if !store::insert_answer(tx, cx, id, staff, &new)? {
        return Err(Refused::AlreadyAnswered.into());
    }
    store::set_stage(tx, id, stage, rectify_by)?;
    let body = json!({
        "rating": id.to_string(),
        "call_back": new.call_back.as_str(),
        "measure": new.measure.as_str(),
        "rectify_by": rectify_by.map(|d| d.to_string()),
        "text": cx.keys.lookup_hash("rating-answer", text),
    });
    journal::note(tx, cx, "rating-answered", Some(&rating.case.to_string()), &body)?;
    changed(tx, cx, id)
}

/// What was promised is set right.
///
/// # Errors
/// Not on this desk, another post, a person who took a step in the case, no words, nothing promised.
pub fn rectify(tx: &mut Tx, cx: &Cx, id: Id, note: &str) -> Result<Rating, Error<Refused>> {
    let due = store::find_for_office(tx, cx, id)?.ok_or(Refused::NotThere)?;
    let staff = may_answer(tx, cx, &due.rating)?;
    if due.rating.stage != Stage::ToRectify {
        return Err(Refused::NothingToRectify.into());
    }
    let note = words(note, Refused::NoRectifyNote)?;
    if !store::insert_rectification(tx, cx, id, staff, note)? {
        return Err(Refused::NothingToRectify.into());
    }
    store::set_stage(tx, id, Stage::Settled, None)?;
    let body = json!({ "rating": id.to_string(), "note": cx.keys.lookup_hash("rating-rectification", note) });
    journal::note(tx, cx, "rating-rectified", Some(&due.rating.case.to_string()), &body)?;
    changed(tx, cx, id)
}

fn changed(tx: &mut Tx, cx: &Cx, id: Id) -> Result<Rating, Error<Refused>> {
    let due =
        store::find_for_office(tx, cx, id)?.ok_or_else(|| Fault::new("a rating is gone in its own transaction"))?;
    Ok(due.rating)
}
