//! The record of a rating and what can be asked of it. Pure: it knows no database and no page.

use jiff::{Timestamp, civil::Date};
use kernel::{
    Id,
    db::{FromValue, ToValue},
    words,
};

/// 五级评价.
///
/// Law: 国办发〔2019〕51号
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// 1 非常不满意.
    VeryDissatisfied = 1,
    /// 2 不满意.
    Dissatisfied = 2,
    /// 3 基本满意.
    BasicallySatisfied = 3,
    /// 4 满意.
    Satisfied = 4,
    /// 5 非常满意.
    VerySatisfied = 5,
}

impl Level {
    /// Every level, the best first: the order in which it is offered.
    pub const ALL: [Level; 5] = [
        Level::VerySatisfied,
        Level::Satisfied,
        Level::BasicallySatisfied,
        Level::Dissatisfied,
        Level::VeryDissatisfied,
    ];

    /// 1 to 5.
    pub fn number(self) -> i64 {
        self as i64
    }

    /// The level with this number.
    pub fn from_number(n: i64) -> Option<Level> {
        Level::ALL.into_iter().find(|l| l.number() == n)
    }

    /// The level as a form sends it.
    pub fn parse(text: &str) -> Option<Level> {
        Level::ALL.into_iter().find(|l| l.number().to_string() == text)
    }

    /// 好评: levels 5, 4 and 3.
    pub fn is_good(self) -> bool {
        self >= Level::BasicallySatisfied
    }

    /// 差评: levels 2 and 1; it is answered.
    pub fn is_bad(self) -> bool {
        !self.is_good()
    }

    /// The id of its name in the language files.
    pub fn message(self) -> &'static str {
        match self {
            Level::VerySatisfied => "rating-level-5",
            Level::Satisfied => "rating-level-4",
            Level::BasicallySatisfied => "rating-level-3",
            Level::Dissatisfied => "rating-level-2",
            Level::VeryDissatisfied => "rating-level-1",
        }
    }
}

impl ToValue for Level {
    fn to_value(&self) -> kernel::Value {
        kernel::Value::Int(self.number())
    }
}

impl FromValue for Level {
    fn from_value(v: kernel::Value) -> Option<Level> {
        i64::from_value(v).and_then(Level::from_number)
    }
}

words! {
    /// Who is behind a rating.
    pub enum Source {
        /// 主动评价: a person rated.
        Active = "active",
        /// 默认评价: silence, entered by the hall.
        Default = "default",
    }
}

words! {
    /// By which way a rating came.
    pub enum Via {
        /// The applicant, signed in.
        Account = "account",
        /// Whoever held the rating link or scanned its code.
        Link = "link",
        /// Nobody: the hall entered a default.
        Hall = "hall",
    }
}

words! {
    /// What is still owed for a rating.
    pub enum Stage {
        /// Nothing: it is counted.
        Counted = "counted",
        /// The agency's answer.
        ToAnswer = "to-answer",
        /// What the agency promised to set right.
        ToRectify = "to-rectify",
        /// Nothing more: answered, and set right where that was promised.
        Settled = "settled",
    }
}

words! {
    /// What the agency does about it.
    pub enum Measure {
        /// 立行立改: it is set right already.
        Rectified = "rectified",
        /// 限期整改: it will be, until a day.
        Planned = "planned",
        /// 解释说明: there was nothing to set right.
        Explained = "explained",
    }
}

words! {
    /// 回访核实: whether the rater was called back.
    pub enum CallBack {
        /// The rater was reached.
        Reached = "reached",
        /// The rater could not be reached.
        Unreachable = "unreachable",
        /// There was no need (only for ratings that are not bad).
        NotAsked = "not-asked",
    }
}

/// The agency's answer, public.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The words to the rater and to the public.
    pub text: String,
    /// Whether the rater was called back.
    pub call_back: CallBack,
    /// What is done.
    pub measure: Measure,
    /// What was or will be set right; may be empty when only explained.
    pub rectify_note: String,
    /// Until when it will be set right, when that is planned.
    pub rectify_by: Option<Date>,
    /// When it was given.
    pub at: Timestamp,
}

/// What was set right as promised, public.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rectification {
    /// What was done.
    pub note: String,
    /// When.
    pub at: Timestamp,
}

/// A rating.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rating {
    /// The id.
    pub id: Id,
    /// The case.
    pub case: Id,
    /// The item.
    pub item: Id,
    /// The agency that handled the case.
    pub agency: Id,
    /// A person, or silence.
    pub source: Source,
    /// By which way it came.
    pub via: Via,
    /// The level.
    pub level: Level,
    /// Version of the indicator list that was offered.
    pub indicators: i64,
    /// Keys of the indicators that were named.
    pub aspects: Vec<String>,
    /// The rater's words, as typed; public pages show [`hide_numbers`] of it.
    pub comment: String,
    /// When.
    pub at: Timestamp,
    /// What is still owed.
    pub stage: Stage,
    /// Until when the answer is or was owed.
    pub answer_due: Option<Date>,
    /// Until when what is owed now is owed.
    pub due_on: Option<Date>,
    /// The answer.
    pub answer: Option<Answer>,
    /// What was set right as promised.
    pub rectification: Option<Rectification>,
}

/// The rater as the public sees them. Law: 国办发〔2019〕51号 (评价人信息保密)
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Author {
    /// A person, by the masked name.
    Person(String),
    /// An organisation, without its name.
    Organisation,
    /// Whoever held the link.
    LinkHolder,
}

/// `text` with telephone, identity and account numbers hidden: raters write them in, and the page is public.
///
/// A run of seven digits or more, or of nine or more parted by single spaces or hyphens, becomes asterisks; days and
/// amounts stay readable.
pub fn hide_numbers(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        if !is_digit(chars[at]) {
            out.push(chars[at]);
            at += 1;
            continue;
        }
        let mut end = at;
        while end < chars.len()
            && (is_digit(chars[end]) || (is_gap(chars[end]) && chars.get(end + 1).is_some_and(|c| is_digit(*c))))
        {
            end += 1;
        }
        let run = &chars[at..end];
        let digits = run.iter().filter(|c| is_digit(**c)).count();
        let longest = run.split(|c| !is_digit(*c)).map(<[char]>::len).max().unwrap_or(0);
        if longest >= 7 || digits >= 9 {
            out.extend(run.iter().map(|c| if is_digit(*c) { '*' } else { *c }));
        } else {
            out.extend(run);
        }
        at = end;
    }
    out
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c)
}

fn is_gap(c: char) -> bool {
    matches!(c, ' ' | '-' | '\u{3000}' | '－')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn two_lowest_levels_are_bad() {
        let bad: Vec<i64> = Level::ALL.into_iter().filter(|l| l.is_bad()).map(Level::number).collect();
        assert_eq!(bad, [2, 1]);
        assert_eq!(Level::parse("3"), Some(Level::BasicallySatisfied));
        for wrong in ["0", "6", "03", "", "五"] {
            assert_eq!(Level::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn numbers_of_people_are_hidden_and_others_stay() {
        for (said, shown) in [
            ("打我电话13812345678", "打我电话***********"),
            ("138 1234 5678 谢谢", "*** **** **** 谢谢"),
            ("１３８１２３４５６７８", "***********"),
            ("13010219900517001X", "*****************X"),
            ("2026-03-02 去了3次，花了 1200 元", "2026-03-02 去了3次，花了 1200 元"),
            ("窗口0311-85123456没人接", "窗口****-********没人接"),
            ("", ""),
        ] {
            assert_eq!(hide_numbers(said), shown);
        }
    }

    proptest! {
        #[test]
        fn no_long_run_of_digits_is_left(text in "[0-9a汉 -]{0,60}") {
            let shown = hide_numbers(&text);
            prop_assert_eq!(shown.chars().count(), text.chars().count());
            prop_assert!(shown.split(|c: char| !c.is_ascii_digit()).all(|run| run.len() < 7), "{}", shown);
        }
    }
}
