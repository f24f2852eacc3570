//! The life of a request for disclosure, as a table: register, review, handle, reply, archive (登记、审核、办理、答复、归档).
//!
//! Law: 政府信息公开条例 第四十五条

use kernel::{
    Role,
    procedure::{By, ClockEffect, Holder, Move, Procedure},
    words,
};

words! {
    /// Where a request is.
    pub enum State {
        /// 待确认: it has arrived; the day of receipt is not fixed yet. Law: 政府信息公开条例 第三十一条
        Arrived = "arrived",
        /// 办理中
        Received = "received",
        /// 待补正. Law: 政府信息公开条例 第三十条
        AwaitingCorrection = "awaiting-correction",
        /// 征求意见. Law: 政府信息公开条例 第三十二条, 第三十四条
        Consulting = "consulting",
        /// 待说明理由. Law: 政府信息公开条例 第三十五条
        AwaitingReason = "awaiting-reason",
        /// 待缴费. Law: 政府信息公开条例 第四十二条
        AwaitingFee = "awaiting-fee",
        /// 答复审核
        Review = "review",
        /// 保密审查: what is given out is looked at for secrecy. Law: 政府信息公开条例 第十七条
        Secrecy = "secrecy",
        /// 待签发
        SignOff = "sign-off",
        /// 待送达: replied, not yet served.
        Replied = "replied",
        /// 已送达
        Delivered = "delivered",
        /// 不再处理: ended without a reply (not corrected, not paid, withdrawn).
        Ended = "ended",
        /// 复议诉讼中
        Disputed = "disputed",
        /// 已归档
        Archived = "archived",
    }
}

words! {
    /// What is done with a request.
    pub enum Verb {
        /// 提交: by the applicant, or registered by the desk for a letter, a fax, a visit, a spoken request.
        Submit = "submit",
        /// 确认: both sides have confirmed; fixes the day of receipt. Law: 政府信息公开条例 第三十一条
        Confirm = "confirm",
        /// 补正告知, once. Law: 政府信息公开条例 第三十条
        AskForCorrection = "ask-for-correction",
        /// 补正
        Correct = "correct",
        /// 视为放弃: the period for correction is over. Law: 政府信息公开条例 第三十条
        Abandon = "abandon",
        /// 征求意见. Law: 政府信息公开条例 第三十二条, 第三十四条
        Consult = "consult",
        /// 意见收齐: every opinion is in, or the fifteen days are over.
        EndConsultation = "end-consultation",
        /// 延期答复, once. Law: 政府信息公开条例 第三十三条
        Extend = "extend",
        /// 要求说明理由. Law: 政府信息公开条例 第三十五条
        AskReason = "ask-reason",
        /// 说明理由
        StateReason = "state-reason",
        /// 逾期未说明
        ReasonOver = "reason-over",
        /// 延迟答复: a reasonable date in place of the limit. Law: 政府信息公开条例 第三十五条
        Defer = "defer",
        /// 收费通知. Law: 政府信息公开条例 第四十二条
        AskFee = "ask-fee",
        /// 缴费
        Pay = "pay",
        /// 逾期未缴费
        FeeOver = "fee-over",
        /// 查找与标注: records found, their marks, the drafted reply.
        Work = "work",
        /// 答复送审
        SubmitReply = "submit-reply",
        /// 审核通过
        Pass = "pass",
        /// 转保密审查: the reply gives information out.
        Forward = "forward",
        /// 保密审查通过
        Clear = "clear",
        /// 退回
        Return = "return",
        /// 签发答复
        Sign = "sign",
        /// 送达
        Serve = "serve",
        /// 撤回申请
        Withdraw = "withdraw",
        /// 复议诉讼登记
        FileDispute = "file-dispute",
        /// 复议诉讼结果: others are still open.
        NoteResult = "note-result",
        /// 复议诉讼了结
        SettleDispute = "settle-dispute",
        /// 责令重新答复
        Redo = "redo",
        /// 归档
        Archive = "archive",
    }
}

use {By::*, ClockEffect::*, Role as R, State::*, Verb::*};

/// One line of the table.
const fn line(
    verb: Verb,
    from: &'static [State],
    to: State,
    by: By,
    clock: ClockEffect,
    notice: Option<&'static str>,
    apart_from: &'static [Verb],
) -> Move<State, Verb> {
    Move { verb, from, to, by, clock, notice, apart_from }
}

/// Whoever drafted does not review.
const DRAFTED: &[Verb] = &[Work, SubmitReply];
/// Whoever drafted or reviewed does not sign.
const REVIEWED: &[Verb] = &[Work, SubmitReply, Pass, Forward, Clear];
const DESK: By = Post(R::DisclosureDesk);
/// What the applicant does on the page, or the desk registers for them from a letter, a call, a visit.
const APPLICANT_OR_DESK: By = Either(&[Applicant, DESK]);
/// The states in which the agency has the request in hand.
const IN_HAND: &[State] =
    &[Received, Consulting, AwaitingReason, AwaitingFee, AwaitingCorrection, Arrived, Review, Secrecy, SignOff];

/// The whole life.
#[rustfmt::skip]
pub const MOVES: &[Move<State, Verb>] = &[
    line(Submit,           &[],                   Arrived,            APPLICANT_OR_DESK,                 Starts,   Some("arrival"),    &[]),
    line(Confirm,          &[Arrived],            Received,           Either(&[DESK, Applicant, System]),                      Starts,   Some("receipt"),    &[]),
    line(AskForCorrection, &[Received],           AwaitingCorrection, DESK,                      Pauses,   Some("correction"), &[]),
    line(Correct,          &[AwaitingCorrection], Received,           APPLICANT_OR_DESK,                 Restarts, None,               &[]),
    line(Abandon,          &[AwaitingCorrection], Ended,              DESK,                      Ends,     Some("no-further"), &[]),
    line(Consult,          &[Received],           Consulting,         DESK,                      Pauses,   Some("consultation"), &[]),
    line(Consult,          &[Consulting],         Consulting,         DESK,                      Unmoved,  Some("consultation"), &[]),
    line(EndConsultation,  &[Consulting],         Received,           Either(&[DESK, System]), Resumes, None,             &[]),
    line(Extend,           &[Received],           Received,           Post(R::DisclosureHead),   Extends,  Some("extension"),  &[]),
    line(Extend,           &[Consulting],         Consulting,         Post(R::DisclosureHead),   Extends,  Some("extension"),  &[]),
    line(AskReason,        &[Received],           AwaitingReason,     DESK,                      Unmoved,  Some("reason"),     &[]),
    line(StateReason,      &[AwaitingReason],     Received,           APPLICANT_OR_DESK,                 Unmoved,  None,               &[]),
    line(ReasonOver,       &[AwaitingReason],     Received,           DESK,                      Unmoved,  None,               &[]),
    line(Defer,            &[Received],           Received,           Post(R::DisclosureHead),   Extends,  Some("delay"),      &[]),
    line(AskFee,           &[Received],           AwaitingFee,        DESK,                      Pauses,   Some("fee"),        &[]),
    line(Pay,              &[AwaitingFee],        Received,           DESK,                      Restarts, None,               &[]),
    line(FeeOver,          &[AwaitingFee],        Ended,              DESK,                      Ends,     Some("no-further"), &[]),
    line(Work,             &[Received],           Received,           DESK,                      Unmoved,  None,               &[]),
    line(Work,             &[Consulting],         Consulting,         DESK,                      Unmoved,  None,               &[]),
    line(SubmitReply,      &[Received],           Review,             DESK,                      Unmoved,  None,               &[]),
    line(Pass,             &[Review],             SignOff,            Post(R::DisclosureReview), Unmoved,  None,               DRAFTED),
    line(Forward,          &[Review],             Secrecy,            Post(R::DisclosureReview), Unmoved,  None,               DRAFTED),
    line(Clear,            &[Secrecy],            SignOff,            Post(R::SecrecyReview),    Unmoved,  None,               DRAFTED),
    line(Return,           &[Review],             Received,           Post(R::DisclosureReview), Unmoved,  None,               DRAFTED),
    line(Return,           &[Secrecy],            Received,           Post(R::SecrecyReview),    Unmoved,  None,               DRAFTED),
    line(Return,           &[SignOff],            Received,           Post(R::DisclosureSign),   Unmoved,  None,               REVIEWED),
    line(Sign,             &[SignOff],            Replied,            Post(R::DisclosureSign),   Ends,     Some("reply"),      REVIEWED),
    line(Serve,            &[Replied],            Delivered,          Either(&[DESK, System]),                      Unmoved,  None,               &[]),
    line(Withdraw,         IN_HAND,               Ended,              APPLICANT_OR_DESK,         Ends,     Some("withdrawn"),  &[]),
    line(FileDispute,      &[Delivered, Ended, Archived, Disputed], Disputed, DESK,              Unmoved,  None,               &[]),
    line(NoteResult,       &[Disputed],           Disputed,           DESK,                      Unmoved,  None,               &[]),
    line(SettleDispute,    &[Disputed],           Delivered,          DESK,                      Unmoved,  None,               &[]),
    line(Redo,             &[Disputed],           Received,           DESK,                      Restarts, None,               &[]),
    line(Archive,          &[Delivered, Ended],   Archived,           Either(&[DESK, System]),                      Unmoved,  None,               &[]),
];

/// The procedure of requests for disclosure.
pub struct DisclosureProcedure;

impl Procedure for DisclosureProcedure {
    type State = State;
    type Verb = Verb;
    const KIND: &'static str = "disclosure";
    const MOVES: &'static [Move<State, Verb>] = MOVES;

    fn holder(state: State) -> Holder {
        match state {
            Arrived | Received | Consulting | Replied => Holder::Office(R::DisclosureDesk),
            AwaitingCorrection | AwaitingReason | AwaitingFee => Holder::Applicant,
            Review => Holder::Office(R::DisclosureReview),
            Secrecy => Holder::Office(R::SecrecyReview),
            SignOff => Holder::Office(R::DisclosureSign),
            Delivered | Ended | Disputed | Archived => Holder::Nobody,
        }
    }
}
