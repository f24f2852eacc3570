//! Every way the office of ratings can say no.

use kernel::{Refusal, RefusalKind};

/// Why a rating or an answer was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// There is no such case, rating or link, or it is not yours.
    NotThere,
    /// The case is not handled yet, or was taken back by the applicant.
    NotHandled,
    /// The window for rating is over.
    WindowOver {
        /// Its last day.
        until: String,
    },
    /// The link's time is over.
    LinkExpired,
    /// The case was rated; it is rated once.
    AlreadyRated,
    /// A level is to be chosen.
    NoLevel,
    /// What was named does not belong to the level chosen.
    AspectNotOffered,
    /// The comment is too long.
    CommentTooLong {
        /// Most characters.
        most: usize,
    },
    /// Officials do not rate; nobody rates in a citizen's place.
    StaffMayNotRate,
    /// It takes the post of rating handler at this agency.
    NotYourPost,
    /// Whoever took a step in the case does not answer its rating.
    HandledTheCase,
    /// The answer needs words.
    NoAnswer,
    /// The answer or a note is too long.
    AnswerTooLong {
        /// Most characters.
        most: usize,
    },
    /// The rater of a bad rating is called back first.
    NoCallBack,
    /// What is done about it is to be chosen.
    NoMeasure,
    /// What was or will be set right is to be said.
    NoRectifyNote,
    /// The day until which it will be set right is missing or out of bounds.
    RectifyDate {
        /// The last day possible.
        until: String,
    },
    /// It was answered.
    AlreadyAnswered,
    /// Nothing is waiting to be set right.
    NothingToRectify,
}

impl Refusal for Refused {
    fn message(&self) -> &'static str {
        match self {
            Refused::NotThere => "refused-not-there",
            Refused::NotHandled => "rating-refused-not-handled",
            Refused::WindowOver { .. } => "rating-refused-window-over",
            Refused::LinkExpired => "rating-refused-link-expired",
            Refused::AlreadyRated => "rating-refused-already-rated",
            Refused::NoLevel => "rating-refused-no-level",
            Refused::AspectNotOffered => "rating-refused-aspect",
            Refused::CommentTooLong { .. } => "rating-refused-comment-long",
            Refused::StaffMayNotRate => "rating-refused-staff",
            Refused::NotYourPost => "rating-refused-post",
            Refused::HandledTheCase => "rating-refused-handled",
            Refused::NoAnswer => "rating-refused-no-answer",
            Refused::AnswerTooLong { .. } => "rating-refused-answer-long",
            Refused::NoCallBack => "rating-refused-no-call-back",
            Refused::NoMeasure => "rating-refused-no-measure",
            Refused::NoRectifyNote => "rating-refused-no-rectify-note",
            Refused::RectifyDate { .. } => "rating-refused-rectify-date",
            Refused::AlreadyAnswered => "rating-refused-answered",
            Refused::NothingToRectify => "rating-refused-nothing-to-rectify",
        }
    }

    fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Refused::WindowOver { until } | Refused::RectifyDate { until } => vec![("until", until.clone())],
            Refused::CommentTooLong { most } | Refused::AnswerTooLong { most } => vec![("most", most.to_string())],
            _ => Vec::new(),
        }
    }

    fn kind(&self) -> RefusalKind {
        match self {
            Refused::NotThere => RefusalKind::NotThere,
            Refused::StaffMayNotRate | Refused::NotYourPost | Refused::HandledTheCase => RefusalKind::Forbidden,
            Refused::AlreadyAnswered => RefusalKind::Stale,
            _ => RefusalKind::Invalid,
        }
    }
}

impl Refused {
    /// The control of the rating or answer form that is at fault; empty for the form as a whole.
    pub(crate) fn field(&self) -> &'static str {
        match self {
            Refused::NoLevel => "level",
            Refused::CommentTooLong { .. } => "comment",
            Refused::NoAnswer | Refused::AnswerTooLong { .. } => "text",
            Refused::NoCallBack => "call_back",
            Refused::NoMeasure => "measure",
            Refused::NoRectifyNote => "rectify_note",
            Refused::RectifyDate { .. } => "rectify_by",
            _ => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Lang;

    #[test]
    fn every_refusal_is_said_with_its_particulars() {
        let all = [
            Refused::NotHandled,
            Refused::WindowOver { until: "2026-04-01".into() },
            Refused::LinkExpired,
            Refused::AlreadyRated,
            Refused::NoLevel,
            Refused::AspectNotOffered,
            Refused::CommentTooLong { most: 500 },
            Refused::StaffMayNotRate,
            Refused::NotYourPost,
            Refused::HandledTheCase,
            Refused::NoAnswer,
            Refused::AnswerTooLong { most: 2000 },
            Refused::NoCallBack,
            Refused::NoMeasure,
            Refused::NoRectifyNote,
            Refused::RectifyDate { until: "2026-04-01".into() },
            Refused::AlreadyAnswered,
            Refused::NothingToRectify,
        ];
        for lang in [Lang::ZhCn, Lang::En] {
            let tr = web::Tr::new(lang);
            for refused in &all {
                let said = tr.refusal(refused);
                assert!(tr.has(refused.message()) && !said.contains('{'), "{lang}: {said}");
            }
        }
    }
}
