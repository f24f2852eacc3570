//! Why a case was refused and what can be done about it, on the applicant's page of the case. The same as in the decision
//! that is served; called by [`super::mine_case`], never decides anything.

use crate::{Case, Refused, Verb, store};
use items::item::ItemVersion;
use kernel::{Cx, Error, Tx};
use web::{DataList, Tr};

/// Reason, legal basis and remedies of a refusal; nothing for a case that was not refused.
///
/// Law: 行政许可法 第三十二条第二款、第三十八条第二款; 行政复议法 第二十条; 行政诉讼法 第四十六条
pub(super) fn refusal(
    tx: &mut Tx,
    cx: &Cx,
    tr: Tr,
    case: &Case,
    item: &ItemVersion,
) -> Result<Option<DataList>, Error<Refused>> {
    let verb = match case.outcome.as_deref() {
        Some("denied") => Verb::Deny,
        Some("not-accepted") => Verb::RefuseAcceptance,
        _ => return Ok(None),
    };
    let opinions = store::opinions_of(tx, cx, case.matter.id)?;
    let Some(said) = opinions.into_iter().rev().find(|o| o.verb == verb.as_str()) else { return Ok(None) };
    let mut list =
        DataList::new().row(tr.s("case-refusal-reason"), said.text).row(tr.s("case-refusal-basis"), said.basis);
    if let Some(organ) = &item.reconsideration {
        let text = tr.f2("case-refusal-reconsideration-text", "organ", &organ.organ, "address", &organ.address);
        list = list.row(tr.s("case-refusal-reconsideration"), text);
    }
    if let Some(court) = &item.litigation {
        list = list.row(
            tr.s("case-refusal-litigation"),
            tr.f2("case-refusal-litigation-text", "court", &court.organ, "address", &court.address),
        );
    }
    Ok(Some(list))
}
