//! Who works on a case: an official takes it, gives it back, and sees masked data in full for a stated purpose.
//!
//! Called by the desk. Nothing here changes a state.
//!
//! Law: 个人信息保护法 第五十一条 (only as much as the task needs), 第六条

use crate::{Case, Refused, moves::CaseProcedure, store};
use kernel::{
    Cx, Error, Role, Tx, journal,
    matter::{self, MatterRefused},
    procedure::{StepRefused, open_verbs},
    words,
};
use serde_json::json;

words! {
    /// For what an official looks at personal data in full.
    pub enum Purpose {
        /// 核对身份.
        Identity = "identity",
        /// 与其他部门的登记核对.
        Register = "register",
        /// 联系申请人.
        Contact = "contact",
        /// 制作文书、证照.
        Document = "document",
    }
}

/// The case, when the acting official may do something with it now.
fn in_hand(tx: &mut Tx, cx: &Cx, number: &str) -> Result<Case, Error<Refused>> {
    let case = store::by_number_for_office(tx, cx, number)?.ok_or(Refused::Matter(MatterRefused::NotThere))?;
    let past = matter::past(tx, case.matter.id)?;
    if open_verbs::<CaseProcedure>(&case.matter, cx, &past).is_empty() {
        let needed = Role::parse(&case.matter.waits_for).map_or("nobody", Role::as_str);
        return Err(Refused::Step(StepRefused::WrongRole { needed }).into());
    }
    Ok(case)
}

/// 领取: takes the case, so that no colleague of the same post begins on it unknowingly.
///
/// # Errors
/// Not there, stale, taken by another, or not this official's turn.
pub fn claim(tx: &mut Tx, cx: &Cx, number: &str, seen: i64) -> Result<(), Error<Refused>> {
    let case = in_hand(tx, cx, number)?;
    if case.matter.version != seen {
        return Err(Refused::Matter(MatterRefused::Stale).into());
    }
    if !Role::parse(&case.matter.waits_for).is_some_and(|role| cx.who.holds(case.matter.agency, role)) {
        let needed = Role::parse(&case.matter.waits_for).map_or("nobody", Role::as_str);
        return Err(Refused::Step(StepRefused::WrongRole { needed }).into());
    }
    matter::claim(tx, cx, &case.matter).map_err(|e| e.map(Refused::Matter))
}

/// 退还: gives the case back to the colleagues.
///
/// # Errors
/// Not there, or not taken by this official.
pub fn release(tx: &mut Tx, cx: &Cx, number: &str) -> Result<(), Error<Refused>> {
    let case = store::by_number_for_office(tx, cx, number)?.ok_or(Refused::Matter(MatterRefused::NotThere))?;
    matter::release(tx, cx, &case.matter).map_err(|e| e.map(Refused::Matter))
}

/// Records that the personal data of the case are shown in full, before they are. Only for the official whose turn it is.
///
/// # Errors
/// Not there, or nothing for this official to do with it.
pub fn unmask(tx: &mut Tx, cx: &Cx, number: &str, purpose: Purpose) -> Result<Case, Error<Refused>> {
    let case = in_hand(tx, cx, number)?;
    let body = json!({ "purpose": purpose.as_str(), "fields": "all", "state": case.matter.state });
    journal::note(tx, cx, "field-unmasked", Some(&case.matter.id.to_string()), &body)?;
    Ok(case)
}
