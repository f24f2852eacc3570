//! The life of a publication, as a table: draft, three reviews by three people, publication, correction, withdrawal.
//!
//! Law: 政府信息公开条例 第十七条 (review before publication), 第十八条 (withheld information is looked at again)

use kernel::{
    Role,
    procedure::{By, ClockEffect, Holder, Move, Procedure},
    words,
};

words! {
    /// Where a publication is.
    pub enum State {
        /// 起草
        Draft = "draft",
        /// 部门审核
        DepartmentReview = "department-review",
        /// 保密审查
        SecrecyReview = "secrecy-review",
        /// 待签发
        SignOff = "sign-off",
        /// 待发布: signed off for a later instant.
        Planned = "planned",
        /// 已发布
        Published = "published",
        /// 更正起草: the public goes on reading the present revision.
        CorrectionDraft = "correction-draft",
        /// 更正审核
        CorrectionReview = "correction-review",
        /// 更正保密审查
        CorrectionSecrecy = "correction-secrecy",
        /// 更正待签发
        CorrectionSignOff = "correction-sign-off",
        /// 存档不发布: not disclosed by itself; looked at again on a day.
        Filed = "filed",
        /// 撤稿: the draft was given up.
        Abandoned = "abandoned",
        /// 已撤回: published once, taken back; the address stays.
        Withdrawn = "withdrawn",
    }
}

impl State {
    /// Whether the working revision may be changed here.
    pub fn is_open(self) -> bool {
        matches!(self, State::Draft | State::CorrectionDraft)
    }
}

words! {
    /// What is done with a publication.
    pub enum Verb {
        /// 起草
        Begin = "draft",
        /// 修改
        Edit = "edit",
        /// 送审
        Submit = "submit",
        /// 审核通过. Law: 政府信息公开条例 第十七条
        Review = "review",
        /// 保密审查通过. Law: 政府信息公开条例 第十七条
        Clear = "clear",
        /// 退回
        Return = "return",
        /// 签发定时发布
        Plan = "plan",
        /// 取消定时
        Unplan = "unplan",
        /// 签发并发布; by the hall when a plan is due.
        Publish = "publish",
        /// 签发存档: information that is not disclosed by itself.
        File = "file",
        /// 重新评估: stays as it is, until the next day. Law: 政府信息公开条例 第十八条
        Reevaluate = "reevaluate",
        /// 重新起草: the attribute changes. Law: 政府信息公开条例 第十八条
        Reopen = "reopen",
        /// 撤稿
        Abandon = "abandon",
        /// 启动更正
        StartCorrection = "start-correction",
        /// 放弃更正
        DropCorrection = "drop-correction",
        /// 签发更正
        Correct = "correct",
        /// 撤回已发布信息
        Withdraw = "withdraw",
    }
}

use {By::*, ClockEffect::*, Role as R, State::*, Verb::*};

const fn line(
    verb: Verb,
    from: &'static [State],
    to: State,
    by: By,
    clock: ClockEffect,
    apart_from: &'static [Verb],
) -> Move<State, Verb> {
    Move { verb, from, to, by, clock, notice: None, apart_from }
}

/// Whoever wrote reviews nothing.
const WROTE: &[Verb] = &[Begin, Edit, Submit, StartCorrection];
/// Whoever wrote or reviewed for the department does not review for secrecy.
const REVIEWED: &[Verb] = &[Begin, Edit, Submit, StartCorrection, Review];
/// The sign-off is a fourth person's.
const CLEARED: &[Verb] = &[Begin, Edit, Submit, StartCorrection, Review, Clear];

/// The whole life.
#[rustfmt::skip]
pub const MOVES: &[Move<State, Verb>] = &[
    line(Begin,           &[],               Draft,            Post(R::PublicationDrafting), Starts,   &[]),
    line(Edit,            &[Draft],            Draft,            Post(R::PublicationDrafting), Unmoved,  &[]),
    line(Submit,          &[Draft],            DepartmentReview,  Post(R::PublicationDrafting), Unmoved,  &[]),
    line(Review,          &[DepartmentReview],  SecrecyReview,     Post(R::PublicationReview),   Unmoved,  WROTE),
    line(Clear,           &[SecrecyReview],     SignOff,           Post(R::SecrecyReview),       Unmoved,  REVIEWED),
    line(Publish,         &[SignOff],           Published,         Post(R::PublicationSignOff),  Ends,     CLEARED),
    line(Plan,            &[SignOff],           Planned,           Post(R::PublicationSignOff),  Unmoved,  CLEARED),
    line(File,            &[SignOff],           Filed,             Post(R::PublicationSignOff),  Ends,     CLEARED),
    line(Publish,         &[Planned],           Published,         System,                       Ends,     &[]),
    line(Unplan,          &[Planned],           SignOff,           Post(R::PublicationSignOff),  Unmoved,  &[]),
    line(Return,          &[DepartmentReview],  Draft,            Post(R::PublicationReview),   Unmoved,  WROTE),
    line(Return,          &[SecrecyReview],     Draft,            Post(R::SecrecyReview),       Unmoved,  REVIEWED),
    line(Return,          &[SignOff],           Draft,            Post(R::PublicationSignOff),  Unmoved,  CLEARED),
    line(Abandon,         &[Draft],            Abandoned,         Post(R::PublicationDrafting), Ends,     &[]),
    line(Reevaluate,      &[Filed],             Filed,             Post(R::SecrecyReview),       Unmoved,  WROTE),
    line(Reopen,          &[Filed],             Draft,            Post(R::PublicationDrafting), Restarts, &[]),
    line(StartCorrection, &[Published],         CorrectionDraft,   Post(R::PublicationDrafting), Starts,   &[]),
    line(Edit,            &[CorrectionDraft],   CorrectionDraft,   Post(R::PublicationDrafting), Unmoved,  &[]),
    line(Submit,          &[CorrectionDraft],   CorrectionReview,  Post(R::PublicationDrafting), Unmoved,  &[]),
    line(Review,          &[CorrectionReview],  CorrectionSecrecy, Post(R::PublicationReview),   Unmoved,  WROTE),
    line(Clear,           &[CorrectionSecrecy], CorrectionSignOff, Post(R::SecrecyReview),       Unmoved,  REVIEWED),
    line(Correct,         &[CorrectionSignOff], Published,         Post(R::PublicationSignOff),  Ends,     CLEARED),
    line(Return,          &[CorrectionReview],  CorrectionDraft,   Post(R::PublicationReview),   Unmoved,  WROTE),
    line(Return,          &[CorrectionSecrecy], CorrectionDraft,   Post(R::SecrecyReview),       Unmoved,  REVIEWED),
    line(Return,          &[CorrectionSignOff], CorrectionDraft,   Post(R::PublicationSignOff),  Unmoved,  CLEARED),
    line(DropCorrection,  &[CorrectionDraft],   Published,         Post(R::PublicationDrafting), Ends,     &[]),
    // A leak must come down at once: who reviews for secrecy may take a page back as well as who signs, and no review comes first.
    line(Withdraw,        &[Published, CorrectionDraft, CorrectionReview, CorrectionSecrecy, CorrectionSignOff], Withdrawn, AnyPost(&[R::PublicationSignOff, R::SecrecyReview]), Ends, WROTE),
];

/// The procedure of publications.
pub struct PublicationProcedure;

impl Procedure for PublicationProcedure {
    type State = State;
    type Verb = Verb;
    const KIND: &'static str = "publication";
    const MOVES: &'static [Move<State, Verb>] = MOVES;

    fn holder(state: State) -> Holder {
        match state {
            Draft | CorrectionDraft => Holder::Office(R::PublicationDrafting),
            DepartmentReview | CorrectionReview => Holder::Office(R::PublicationReview),
            SecrecyReview | CorrectionSecrecy => Holder::Office(R::SecrecyReview),
            SignOff | CorrectionSignOff => Holder::Office(R::PublicationSignOff),
            Planned => Holder::Hall,
            Published | Filed | Abandoned | Withdrawn => Holder::Nobody,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_is_reached_and_every_verb_is_in_the_table() {
        for state in State::ALL {
            assert!(MOVES.iter().any(|m| m.to == *state), "{state} is never reached");
            if PublicationProcedure::holder(*state) != Holder::Nobody {
                assert!(MOVES.iter().any(|m| m.from.contains(state)), "{state} is never left");
            }
        }
        for verb in Verb::ALL {
            assert!(MOVES.iter().any(|m| m.verb == *verb), "{verb} is not in the table");
            for state in State::ALL {
                assert!(
                    MOVES.iter().filter(|m| m.verb == *verb && m.from.contains(state)).count() <= 1,
                    "{verb} {state}"
                );
            }
        }
    }

    #[test]
    fn nothing_comes_before_the_public_without_three_reviews_by_three_people() {
        for m in MOVES.iter().filter(|m| m.to == Published && matches!(m.verb, Publish | Correct)) {
            if m.by == System {
                assert_eq!(m.from, [Planned]);
                continue;
            }
            for earlier in [Begin, Edit, Review, Clear] {
                assert!(m.apart_from.contains(&earlier), "{} is not apart from {earlier}", m.verb);
            }
        }
        for m in MOVES.iter().filter(|m| m.to == Planned) {
            assert!(m.apart_from.contains(&Review) && m.apart_from.contains(&Clear));
        }
        for m in MOVES.iter().filter(|m| m.verb == Clear) {
            assert!(m.apart_from.contains(&Review) && m.apart_from.contains(&Begin));
        }
    }

    #[test]
    fn what_was_withdrawn_or_given_up_never_comes_back() {
        assert!(MOVES.iter().all(|m| !m.from.contains(&Withdrawn) && !m.from.contains(&Abandoned)));
    }
}
