//! The life of a licence, as a table.
//!
//! 撤销, 吊销 and 注销 are three different acts: the first takes back what should not have been granted, the second is a
//! penalty, the third is the formal ending of what is over already.
//!
//! Law: 行政许可法 第六十九条 (撤销), 第七十条 (注销); 行政处罚法 第九条 (暂扣, 吊销)

use kernel::{
    Role,
    procedure::{By, ClockEffect, Holder, Move, Procedure},
    words,
};

words! {
    /// Where a licence is.
    pub enum State {
        /// 有效
        Valid = "valid",
        /// 暂扣: a penalty or a measure for a time.
        Suspended = "suspended",
        /// 撤销: it should not have been granted.
        RevokedAsWrong = "revoked-as-wrong",
        /// 吊销: a penalty.
        RevokedAsPenalty = "revoked-as-penalty",
        /// 注销: formally ended.
        Cancelled = "cancelled",
        /// 失效: its validity is over.
        Expired = "expired",
        /// 已换发: another version stands in its place.
        Replaced = "replaced",
    }
}

impl State {
    /// The two digits of the licence state code; `99` 其他 for what the standard does not name.
    pub fn code(self) -> &'static str {
        match self {
            State::Valid => "01",
            State::Suspended => "02",
            State::RevokedAsWrong => "03",
            State::Cancelled => "04",
            State::Expired => "05",
            State::RevokedAsPenalty => "07",
            State::Replaced => "99",
        }
    }
}

words! {
    /// What is done with a licence.
    pub enum Verb {
        /// 颁发, from a granted case.
        Issue = "issue",
        /// 登记已有证照: issued before this hall existed; the original was checked.
        Record = "record",
        /// 归集: taken over from a register by the hall.
        Import = "import",
        /// 暂扣
        Suspend = "suspend",
        /// 恢复
        Restore = "restore",
        /// 撤销. Law: 行政许可法 第六十九条
        RevokeAsWrong = "revoke-as-wrong",
        /// 吊销. Law: 行政处罚法 第九条
        RevokeAsPenalty = "revoke-as-penalty",
        /// 注销. Law: 行政许可法 第七十条
        Cancel = "cancel",
        /// 失效: the last day has passed.
        Expire = "expire",
        /// 换发: a new version was issued.
        Replace = "replace",
    }
}

use {By::*, Role as R, State::*, Verb::*};

const fn line(verb: Verb, from: &'static [State], to: State, by: By, apart_from: &'static [Verb]) -> Move<State, Verb> {
    Move { verb, from, to, by, clock: ClockEffect::Unmoved, notice: None, apart_from }
}

/// Who made the licence never takes it away alone.
const MADE: &[Verb] = &[Issue, Record];

/// The whole life.
#[rustfmt::skip]
pub const MOVES: &[Move<State, Verb>] = &[
    line(Issue,           &[],                                                            Valid,            Post(R::LicenceMaking),                     &[]),
    line(Record,          &[],                                                            Valid,            AnyPost(&[R::Reception, R::LicenceMaking]), &[]),
    line(Import,          &[],                                                            Valid,            System,                                     &[]),
    line(Suspend,         &[Valid],                                                       Suspended,        Post(R::Decision),                          MADE),
    line(Restore,         &[Suspended],                                                   Valid,            Post(R::Decision),                          &[]),
    line(RevokeAsWrong,   &[Valid, Suspended],                                            RevokedAsWrong,   Post(R::Head),                              MADE),
    line(RevokeAsPenalty, &[Valid, Suspended],                                            RevokedAsPenalty, Post(R::Head),                              &[Issue, Record, Suspend]),
    line(Cancel,          &[Valid, Suspended, RevokedAsWrong, RevokedAsPenalty, Expired], Cancelled,        Post(R::Decision),                          &[Issue, Record, RevokeAsWrong, RevokeAsPenalty]),
    line(Expire,          &[Valid, Suspended],                                            Expired,          System,                                     &[]),
    line(Replace,         &[Valid, Expired],                                              Replaced,         Post(R::LicenceMaking),                     &[]),
];

/// The procedure of licences.
pub struct LicenceProcedure;

impl Procedure for LicenceProcedure {
    type State = State;
    type Verb = Verb;
    const KIND: &'static str = "licence";
    const MOVES: &'static [Move<State, Verb>] = MOVES;

    /// Nobody's turn: a licence lies in the wallet until somebody has a reason to touch it.
    fn holder(_: State) -> Holder {
        Holder::Nobody
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_is_reached_and_every_verb_is_in_the_table() {
        for state in State::ALL {
            assert!(MOVES.iter().any(|m| m.to == *state), "{state} is never reached");
        }
        for verb in Verb::ALL {
            assert!(MOVES.iter().any(|m| m.verb == *verb), "{verb} is not in the table");
        }
    }

    #[test]
    fn a_cancelled_or_replaced_licence_never_comes_back() {
        for m in MOVES {
            assert!(!m.from.contains(&Cancelled) && !m.from.contains(&Replaced), "{:?}", m.verb);
        }
    }

    #[test]
    fn the_three_endings_are_three_acts_of_people_who_did_not_make_the_licence() {
        for verb in [RevokeAsWrong, RevokeAsPenalty, Cancel] {
            let m = MOVES.iter().find(|m| m.verb == verb).unwrap();
            assert!(m.apart_from.contains(&Issue), "{verb}");
        }
        assert_eq!(
            MOVES
                .iter()
                .filter(|m| matches!(m.verb, RevokeAsWrong | RevokeAsPenalty | Cancel))
                .map(|m| m.to)
                .collect::<Vec<_>>(),
            [RevokedAsWrong, RevokedAsPenalty, Cancelled]
        );
    }
}
