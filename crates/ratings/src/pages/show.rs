//! How a rating and its answer are shown: the same on every page, so that the public reads what the rater reads.
//!
//! (Samples for the tests: Chinese terms as data.)

use crate::{Author, CallBack, Level, Measure, Rating, Source, Tone, hide_numbers};
use askama::{Template, filters::HtmlSafe};
use jiff::civil::Date;
use web::{StatusTag, Tr};

/// A level as a tag.
pub(crate) fn level_tag(tr: Tr, level: Level) -> StatusTag {
    let tone = match Tone::of(level) {
        Tone::Good => web::Tone::Good,
        Tone::Fair => web::Tone::Neutral,
        Tone::Bad => web::Tone::Bad,
    };
    StatusTag::new(tone, tr.s(level.message()))
}

/// The labels of what was named; a key of a list that is no more is left out.
pub(crate) fn aspects(tr: Tr, rating: &Rating) -> Vec<String> {
    let tone = Tone::of(rating.level).word();
    rating
        .aspects
        .iter()
        .map(|key| format!("rating-aspect-{key}-{tone}"))
        .filter(|id| tr.has(id))
        .map(|id| tr.s(&id).into_owned())
        .collect()
}

/// The rater in words.
pub(crate) fn author(tr: Tr, author: &Author) -> String {
    match author {
        Author::Person(shown) => shown.clone(),
        Author::Organisation => tr.s("rating-author-organisation").into_owned(),
        Author::LinkHolder => tr.s("rating-author-link").into_owned(),
    }
}

/// A rating with its answer, as the public sees it. It names neither the case nor the rater in full.
#[derive(Clone, Template)]
#[template(path = "ratings/rating.html")]
pub(crate) struct RatingShown {
    tr: Tr,
    level: StatusTag,
    is_default: bool,
    aspects: Vec<String>,
    lines: Vec<String>,
    /// Author, item, day: what is known beside the words.
    about: Vec<String>,
    answer: Option<AnswerShown>,
    waits: Option<String>,
}

#[derive(Clone)]
struct AnswerShown {
    title: String,
    lines: Vec<String>,
    measure: String,
    notes: Vec<String>,
}

impl HtmlSafe for RatingShown {}

/// The lines of a text as they go on the page.
fn lines(text: &str, as_shown: fn(&str) -> String) -> Vec<String> {
    text.lines().map(str::trim).filter(|l| !l.is_empty()).map(as_shown).collect()
}

impl RatingShown {
    /// As the public and the rater read it, numbers of people hidden. `about` says who, what and when, each in a few words.
    pub(crate) fn new(tr: Tr, rating: &Rating, about: Vec<String>) -> RatingShown {
        RatingShown::shown(tr, rating, about, hide_numbers)
    }

    /// As it was typed, for the desk that answers it: a telephone number in it may be the one to call.
    pub(crate) fn as_typed(tr: Tr, rating: &Rating, about: Vec<String>) -> RatingShown {
        RatingShown::shown(tr, rating, about, str::to_owned)
    }

    fn shown(tr: Tr, rating: &Rating, about: Vec<String>, as_shown: fn(&str) -> String) -> RatingShown {
        let answer = rating.answer.as_ref().map(|a| {
            let mut notes: Vec<String> = lines(&a.rectify_note, as_shown);
            if let Some(by) = a.rectify_by {
                notes.push(tr.f1("rating-rectify-until", "date", tr.date_short(by)));
            }
            if let Some(done) = &rating.rectification {
                notes.push(tr.f1("rating-rectified-on", "date", tr.date_short(kernel::cx::legal_date(done.at))));
                notes.extend(lines(&done.note, as_shown));
            }
            AnswerShown {
                title: tr.f1("rating-answer-of", "date", tr.date_short(kernel::cx::legal_date(a.at))),
                lines: lines(&a.text, as_shown),
                measure: tr.s(measure(a.measure)).into_owned(),
                notes,
            }
        });
        let waits = rating
            .answer_due
            .filter(|_| rating.answer.is_none())
            .map(|due: Date| tr.f1("rating-answer-until", "date", tr.date_short(due)));
        RatingShown {
            tr,
            level: level_tag(tr, rating.level),
            is_default: rating.source == Source::Default,
            aspects: aspects(tr, rating),
            lines: lines(&rating.comment, as_shown),
            about,
            answer,
            waits,
        }
    }
}

/// The id of a measure's name.
pub(crate) fn measure(measure: Measure) -> &'static str {
    match measure {
        Measure::Rectified => "rating-measure-rectified",
        Measure::Planned => "rating-measure-planned",
        Measure::Explained => "rating-measure-explained",
    }
}

/// The id of the name of a call back.
pub(crate) fn call_back(call_back: CallBack) -> &'static str {
    match call_back {
        CallBack::Reached => "rating-call-back-reached",
        CallBack::Unreachable => "rating-call-back-unreachable",
        CallBack::NotAsked => "rating-call-back-not-asked",
    }
}

/// Ratings for the samples of pages: without words, long and hostile, answered, promised.
#[cfg(test)]
pub(crate) mod samples;
#[cfg(test)]
pub(crate) use samples as sample;
