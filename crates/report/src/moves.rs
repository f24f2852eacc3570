//! The life of an annual report, as a table: draft, submission, publication by another person, correction.
//!
//! Law: 政府信息公开条例 第四十九条

use kernel::{
    Role,
    procedure::{By, ClockEffect, Holder, Move, Procedure},
    words,
};

words! {
    /// Where a report is.
    pub enum State {
        /// 起草
        Draft = "draft",
        /// 待发布: submitted by whoever wrote it.
        Submitted = "submitted",
        /// 已发布: frozen, with its numbers.
        Published = "published",
        /// 更正起草: the public goes on reading the present one.
        CorrectionDraft = "correction-draft",
        /// 更正待发布
        CorrectionSubmitted = "correction-submitted",
    }
}

impl State {
    /// Whether the working revision may be changed here.
    pub fn is_open(self) -> bool {
        matches!(self, State::Draft | State::CorrectionDraft)
    }
}

words! {
    /// What is done with a report.
    pub enum Verb {
        /// 起草
        Begin = "begin",
        /// 修改
        Edit = "edit",
        /// 采用本机关报表: the numbers of the agency's own workbook.
        Adopt = "adopt",
        /// 改用系统统计: back to what was counted.
        CountAgain = "count-again",
        /// 提交
        Submit = "submit",
        /// 退回
        Return = "return",
        /// 发布
        Publish = "publish",
        /// 启动更正
        StartCorrection = "start-correction",
        /// 放弃更正
        DropCorrection = "drop-correction",
        /// 发布更正
        Correct = "correct",
    }
}

use {By::*, Role as R, State::*, Verb::*};

const fn line(verb: Verb, from: &'static [State], to: State, by: By, apart_from: &'static [Verb]) -> Move<State, Verb> {
    Move { verb, from, to, by, clock: ClockEffect::Unmoved, notice: None, apart_from }
}

/// Whoever wrote does not let it out.
const WROTE: &[Verb] = &[Begin, Edit, Adopt, CountAgain, Submit, StartCorrection];
/// 政府信息公开工作机构负责人, or whoever signs for the agency.
const LETS_OUT: By = AnyPost(&[R::DisclosureHead, R::DisclosureSign]);
const WRITES: By = Post(R::DisclosureDesk);

/// The whole life.
#[rustfmt::skip]
pub const MOVES: &[Move<State, Verb>] = &[
    line(Begin,           &[],                    Draft,               WRITES,   &[]),
    line(Edit,            &[Draft],               Draft,               WRITES,   &[]),
    line(Adopt,           &[Draft],               Draft,               WRITES,   &[]),
    line(CountAgain,      &[Draft],               Draft,               WRITES,   &[]),
    line(Submit,          &[Draft],               Submitted,           WRITES,   &[]),
    line(Return,          &[Submitted],           Draft,               LETS_OUT, WROTE),
    line(Publish,         &[Submitted],           Published,           LETS_OUT, WROTE),
    line(StartCorrection, &[Published],           CorrectionDraft,     WRITES,   &[]),
    line(Edit,            &[CorrectionDraft],     CorrectionDraft,     WRITES,   &[]),
    line(Adopt,           &[CorrectionDraft],     CorrectionDraft,     WRITES,   &[]),
    line(CountAgain,      &[CorrectionDraft],     CorrectionDraft,     WRITES,   &[]),
    line(Submit,          &[CorrectionDraft],     CorrectionSubmitted, WRITES,   &[]),
    line(Return,          &[CorrectionSubmitted], CorrectionDraft,     LETS_OUT, WROTE),
    line(Correct,         &[CorrectionSubmitted], Published,           LETS_OUT, WROTE),
    line(DropCorrection,  &[CorrectionDraft],     Published,           WRITES,   &[]),
];

/// The procedure of annual reports.
pub struct ReportProcedure;

impl Procedure for ReportProcedure {
    type State = State;
    type Verb = Verb;
    const KIND: &'static str = "annual-report";
    const MOVES: &'static [Move<State, Verb>] = MOVES;

    fn holder(state: State) -> Holder {
        match state {
            Draft | CorrectionDraft => Holder::Office(R::DisclosureDesk),
            Submitted | CorrectionSubmitted => Holder::Office(R::DisclosureHead),
            Published => Holder::Nobody,
        }
    }
}
