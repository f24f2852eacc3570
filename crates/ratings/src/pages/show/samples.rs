//! Ratings as tests and samples of pages show them: invented people's words.

use super::*;
use crate::{Answer, Rectification, Stage, Via};
use jiff::{Timestamp, civil::date};
use kernel::Id;

pub(crate) fn rating(level: Level, comment: &str) -> Rating {
    let at: Timestamp = "2026-03-10T02:00:00Z".parse().unwrap();
    Rating {
        id: Id::new(),
        case: Id::new(),
        item: Id::new(),
        agency: Id::new(),
        source: Source::Active,
        via: Via::Account,
        level,
        indicators: 1,
        aspects: vec!["efficiency".into(), "guide".into()],
        comment: comment.into(),
        at,
        stage: if level.is_bad() { Stage::ToAnswer } else { Stage::Counted },
        answer_due: level.is_bad().then_some(date(2026, 3, 31)),
        due_on: level.is_bad().then_some(date(2026, 3, 31)),
        answer: None,
        rectification: None,
    }
}

pub(crate) fn answered(measure: Measure) -> Rating {
    let at: Timestamp = "2026-03-12T02:00:00Z".parse().unwrap();
    let planned = measure == Measure::Planned;
    Rating {
        stage: if planned { Stage::ToRectify } else { Stage::Settled },
        due_on: planned.then_some(date(2026, 4, 2)),
        answer: Some(Answer {
            text: "感谢您指出问题。\n我们已经与您电话核实。".into(),
            call_back: CallBack::Reached,
            measure,
            rectify_note: "增加一个窗口。".into(),
            rectify_by: planned.then_some(date(2026, 4, 2)),
            at,
        }),
        rectification: (!planned).then(|| Rectification { note: "新窗口已启用。".into(), at }),
        ..rating(Level::VeryDissatisfied, "窗口排队两个小时，打 13812345678 没人接。\n<script>alert(1)</script>")
    }
}

pub(crate) fn many() -> Vec<Rating> {
    let mut default = rating(Level::Satisfied, "");
    default.source = Source::Default;
    vec![
        rating(Level::VerySatisfied, ""),
        rating(Level::BasicallySatisfied, &"很长的一段话".repeat(80)),
        rating(Level::Dissatisfied, "<img src=x onerror=alert(1)> \"引号\" & 'quote'"),
        answered(Measure::Planned),
        answered(Measure::Rectified),
        answered(Measure::Explained),
        default,
    ]
}
