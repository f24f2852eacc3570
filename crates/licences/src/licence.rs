//! The record of a licence and what can be asked of it. Pure.

use crate::moves::State;
use jiff::{Timestamp, civil::Date};
use kernel::{Id, matter::Matter, words};

words! {
    /// 可信等级: how far a licence in the wallet can be relied on.
    pub enum Trust {
        /// Issued by the organ itself.
        A = "A",
        /// Recorded after the original was checked against at a window or a register.
        B = "B",
    }
}

words! {
    /// What a licence is worth on a day: its state, and whether the day lies within its validity.
    pub enum Standing {
        /// 有效
        InForce = "in-force",
        /// Its validity has not begun.
        NotYet = "not-yet",
        /// 暂扣
        Suspended = "suspended",
        /// 撤销
        RevokedAsWrong = "revoked-as-wrong",
        /// 吊销
        RevokedAsPenalty = "revoked-as-penalty",
        /// 注销
        Cancelled = "cancelled",
        /// 失效: its validity is over.
        Expired = "expired",
        /// 已换发: another version stands in its place.
        Replaced = "replaced",
    }
}

/// A licence.
#[derive(Clone, Debug)]
pub struct Licence {
    /// The spine's row: state, version, issuing agency.
    pub matter: Matter,
    /// 电子证照标识, with its root.
    pub identifier: String,
    /// Key of its type.
    pub type_key: String,
    /// 证照类型代码
    pub type_code: String,
    /// 证照名称
    pub type_name: String,
    /// 证照编号
    pub number: String,
    /// Name of the issuing agency.
    pub issuer_name: String,
    /// The case that issued it, when one did.
    pub case: Option<Id>,
    /// The holder, when a person holds it.
    pub holder_person: Option<Id>,
    /// The holder, when an organisation holds it.
    pub holder_organisation: Option<Id>,
    /// The holder as lists show it: a person's name masked.
    pub holder_shown: String,
    /// 颁发日期
    pub issued_on: Date,
    /// 有效期起
    pub valid_from: Date,
    /// 有效期止; `None` = 长期
    pub valid_to: Option<Date>,
    /// 可信等级
    pub trust: Trust,
    /// Digest of the signed file.
    pub file: String,
    /// The version it replaces.
    pub replaces: Option<Id>,
}

impl Licence {
    /// Its id: the matter's.
    pub fn id(&self) -> Id {
        self.matter.id
    }

    /// Where it is; `None` when the stored text is none of the states.
    pub fn state(&self) -> Option<State> {
        State::parse(&self.matter.state)
    }

    /// What it is worth on `day`. A text that is no state counts as cancelled: never as good.
    pub fn standing(&self, day: Date) -> Standing {
        match self.state() {
            Some(State::Valid) if self.valid_to.is_some_and(|last| last < day) => Standing::Expired,
            Some(State::Valid) if self.valid_from > day => Standing::NotYet,
            Some(State::Valid) => Standing::InForce,
            Some(State::Suspended) => Standing::Suspended,
            Some(State::RevokedAsWrong) => Standing::RevokedAsWrong,
            Some(State::RevokedAsPenalty) => Standing::RevokedAsPenalty,
            Some(State::Expired) => Standing::Expired,
            Some(State::Replaced) => Standing::Replaced,
            Some(State::Cancelled) | None => Standing::Cancelled,
        }
    }
}

/// One change of a licence's state.
#[derive(Clone, Debug)]
pub struct Event {
    /// The matter's version after it.
    pub seq: i64,
    /// What was done.
    pub verb: String,
    /// The state after it.
    pub state: String,
    /// Why, in words.
    pub reason: String,
    /// By which provision.
    pub basis: String,
    /// By whom, as the ledger names them.
    pub by_whom: String,
    /// When.
    pub at: Timestamp,
}
