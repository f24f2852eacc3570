//! The procedure of an application, as a table. Buttons, refusals, the permission matrix, the
//! diagram in the documentation and the public page "how this is handled" all read it.
//!
//! Law: 行政许可法 第四章; 国务院关于在线政务服务的若干规定 第六条

use kernel::{
    Role,
    procedure::{By, ClockEffect, Holder, Move, Procedure},
    words,
};

words! {
    /// Where an application is.
    pub enum State {
        /// 已收件: handed in, receipt given; acceptance has five working days.
        Submitted = "submitted",
        /// 待补正: the one correction notice is out; the applicant's turn.
        AwaitingCorrection = "awaiting-correction",
        /// 已受理: the decision's clock runs; examination.
        Accepted = "accepted",
        /// 特别程序: hearing, inspection, testing, expert review; the clock stands still on a recorded basis.
        Special = "special",
        /// 审查完毕: waits for the decision of another person.
        Examined = "examined",
        /// 准予: waits for the licence to be made.
        Granted = "granted",
        /// 已制证: waits for delivery.
        Licensed = "licensed",
        /// 不予许可: the written refusal waits to be served.
        Denied = "denied",
        /// 办结: delivered.
        Finished = "finished",
        /// 不予受理.
        NotAccepted = "not-accepted",
        /// 撤回: the applicant took it back.
        Withdrawn = "withdrawn",
        /// 终止: not corrected in time, or without an object.
        Terminated = "terminated",
        /// 归档.
        Archived = "archived",
    }
}

words! {
    /// What is done with an application.
    pub enum Verb {
        /// 申报.
        Submit = "submit",
        /// 受理.
        Accept = "accept",
        /// 视为受理: five working days passed in silence. Law: 行政许可法 第三十二条
        DeemAccepted = "deem-accepted",
        /// 一次性告知补正.
        AskForCorrection = "ask-for-correction",
        /// 补正.
        Supplement = "supplement",
        /// 不予受理.
        RefuseAcceptance = "refuse-acceptance",
        /// 审查.
        Examine = "examine",
        /// 启动特别程序. Law: 行政许可法 第四十五条
        StartSpecial = "start-special",
        /// 结束特别程序.
        EndSpecial = "end-special",
        /// 批准延期. Law: 行政许可法 第四十二条
        Extend = "extend",
        /// 退回重审.
        SendBack = "send-back",
        /// 准予许可.
        Grant = "grant",
        /// 不予许可. Law: 行政许可法 第三十八条
        Deny = "deny",
        /// 制证.
        MakeLicence = "make-licence",
        /// 送达. Law: 行政许可法 第四十四条
        Deliver = "deliver",
        /// 撤回申请.
        Withdraw = "withdraw",
        /// 终止办理.
        Terminate = "terminate",
        /// 归档.
        Archive = "archive",
    }
}

use {By::*, ClockEffect::*, Role as R, State::*, Verb::*};

const fn line(
    verb: Verb,
    from: &'static [State],
    to: State,
    by: By,
    clock: ClockEffect,
    notice: Option<&'static str>,
) -> Move<State, Verb> {
    Move { verb, from, to, by, clock, notice, apart_from: &[] }
}

const fn apart(mut line: Move<State, Verb>, from: &'static [Verb]) -> Move<State, Verb> {
    line.apart_from = from;
    line
}

/// Acceptance, examination and decision are three different people for one case.
const ACCEPTANCE_WORK: &[Verb] = &[Accept, AskForCorrection, RefuseAcceptance];
const BEFORE_DECISION: &[Verb] = &[Accept, AskForCorrection, RefuseAcceptance, Examine];

/// The whole procedure.
#[rustfmt::skip]
pub const MOVES: &[Move<State, Verb>] = &[
    line(Submit,           &[],                                                               Submitted,          Applicant,              Starts,   Some("receipt")),
    line(Accept,           &[Submitted],                                                      Accepted,           Post(R::Acceptance),    Starts,   Some("acceptance")),
    line(DeemAccepted,     &[Submitted],                                                      Accepted,           System,                 Starts,   Some("acceptance")),
    line(AskForCorrection, &[Submitted],                                                      AwaitingCorrection, Post(R::Acceptance),    Starts,   Some("correction")),
    line(Supplement,       &[AwaitingCorrection],                                             Submitted,          Applicant,              Restarts, None),
    line(RefuseAcceptance, &[Submitted],                                                      NotAccepted,        Post(R::Acceptance),    Ends,     Some("non_acceptance")),
    line(Terminate,        &[AwaitingCorrection],                                             Terminated,         Post(R::Acceptance),    Ends,     Some("termination")),
    apart(line(Examine,    &[Accepted],                                                       Examined,           Post(R::Examination),   Unmoved,  None), ACCEPTANCE_WORK),
    apart(line(StartSpecial, &[Accepted],                                                     Special,            Post(R::Examination),   Pauses,   Some("special_procedure")), ACCEPTANCE_WORK),
    apart(line(EndSpecial, &[Special],                                                        Accepted,           Post(R::Examination),   Resumes,  None), ACCEPTANCE_WORK),
    apart(line(Extend,     &[Accepted],                                                       Accepted,           Post(R::Head),          Extends,  Some("extension")), BEFORE_DECISION),
    apart(line(Extend,     &[Examined],                                                       Examined,           Post(R::Head),          Extends,  Some("extension")), BEFORE_DECISION),
    apart(line(SendBack,   &[Examined],                                                       Accepted,           Post(R::Decision),      Unmoved,  None), BEFORE_DECISION),
    apart(line(Grant,      &[Examined],                                                       Granted,            Post(R::Decision),      Starts,   Some("grant")), BEFORE_DECISION),
    apart(line(Deny,       &[Examined],                                                       Denied,             Post(R::Decision),      Starts,   Some("denial")), BEFORE_DECISION),
    line(MakeLicence,      &[Granted],                                                        Licensed,           Post(R::LicenceMaking), Unmoved,  None),
    line(Deliver,          &[Licensed, Denied],                                               Finished,           Post(R::Delivery),      Ends,     Some("delivery")),
    line(Withdraw,         &[Submitted, AwaitingCorrection, Accepted, Special, Examined],     Withdrawn,          Applicant,              Ends,     Some("termination")),
    line(Archive,          &[Finished, NotAccepted, Withdrawn, Terminated],                   Archived,           System,                 Unmoved,  None),
];

/// The procedure of applications (办件).
pub struct CaseProcedure;

impl Procedure for CaseProcedure {
    type State = State;
    type Verb = Verb;
    const KIND: &'static str = "case";
    const MOVES: &'static [Move<State, Verb>] = MOVES;

    fn holder(state: State) -> Holder {
        match state {
            Submitted => Holder::Office(R::Acceptance),
            AwaitingCorrection => Holder::Applicant,
            Accepted | Special => Holder::Office(R::Examination),
            Examined => Holder::Office(R::Decision),
            Granted => Holder::Office(R::LicenceMaking),
            Licensed | Denied => Holder::Office(R::Delivery),
            Finished | NotAccepted | Withdrawn | Terminated | Archived => Holder::Nobody,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_is_reached_and_every_open_state_can_be_left() {
        for state in State::ALL {
            assert!(MOVES.iter().any(|m| m.to == *state), "{state} is never reached");
            if CaseProcedure::holder(*state) != Holder::Nobody {
                assert!(MOVES.iter().any(|m| m.from.contains(state)), "{state} is never left");
            }
        }
        for verb in Verb::ALL {
            assert!(MOVES.iter().any(|m| m.verb == *verb), "{verb} is not in the table");
        }
    }

    #[test]
    fn acceptance_examination_and_decision_are_three_people() {
        for m in MOVES {
            match m.verb {
                Examine => assert!(m.apart_from.contains(&Accept)),
                Grant | Deny => assert!(m.apart_from.contains(&Accept) && m.apart_from.contains(&Examine)),
                _ => {}
            }
        }
    }

    #[test]
    fn a_verb_has_one_line_per_state() {
        for verb in Verb::ALL {
            for state in State::ALL {
                assert!(
                    MOVES.iter().filter(|m| m.verb == *verb && m.from.contains(state)).count() <= 1,
                    "{verb} from {state}"
                );
            }
        }
    }
}
