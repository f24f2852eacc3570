//! The holder's wallet (证照包) as the rest of the hall uses it: what need not be handed in again, what fills a form.
//!
//! Law: 国务院关于在线政务服务的若干规定 第十条, 第七条 (what the hall holds is not asked for again)

use crate::{Licence, Standing, store};
use identity::Power;
use items::{
    guidance::{HeldLicence, HeldSet},
    material::ProfileDatum,
};
use kernel::{Cx, Fault, Id, Tx, journal};
use serde_json::json;

/// The licences of an organisation, or of a person when there is none; newest first, whatever their state.
///
/// # Errors
/// A fault of the database.
pub fn list_of_holder(tx: &mut Tx, _cx: &Cx, person: Id, organisation: Option<Id>) -> Result<Vec<Licence>, Fault> {
    store::list_of_holder(tx, person, organisation)
}

/// What the hall holds of this applicant: licences in force today, newest first, and verified data of the account. With it
/// the rows of the licences, by identifier.
///
/// # Errors
/// A fault of the database.
pub fn held(tx: &mut Tx, cx: &Cx, person: Id, organisation: Option<Id>) -> Result<(HeldSet, Vec<(String, Id)>), Fault> {
    let mut set = HeldSet { licences: Vec::new(), profile: vec![ProfileDatum::PersonIdentity] };
    let mut rows = Vec::new();
    for licence in in_force(tx, cx, person, organisation)? {
        rows.push((licence.identifier.clone(), licence.id()));
        set.licences.push(HeldLicence {
            licence_type: licence.type_key,
            name: licence.type_name,
            number: licence.number,
            identifier: licence.identifier,
            valid_until: licence.valid_to,
        });
    }
    if let Some(organisation) = organisation
        && let Some(power) = identity::speaks_for(tx, cx, person, organisation)?
    {
        set.profile.extend([ProfileDatum::Organisation, ProfileDatum::AgentAuthority]);
        if power == Power::Representative {
            set.profile.push(ProfileDatum::LegalRepresentative);
        }
    }
    Ok((set, rows))
}

fn in_force(tx: &mut Tx, cx: &Cx, person: Id, organisation: Option<Id>) -> Result<Vec<Licence>, Fault> {
    let today = cx.today();
    let mut all = store::list_of_holder(tx, person, organisation)?;
    all.retain(|l| l.standing(today) == Standing::InForce);
    Ok(all)
}

/// One datum of a licence: an attribute of its type by key (`scope`), or a short name of the metadata standard (`ZZBH`).
///
/// # Errors
/// A fault of the database or the keys.
pub fn attribute(tx: &mut Tx, cx: &Cx, licence: Id, key: &str) -> Result<Option<String>, Fault> {
    let kept = store::kept(tx, cx, licence)?;
    let of = |name: &str| kept["metadata"][name].as_str().map(str::to_owned);
    Ok(of(&format!("KZ_{key}")).or_else(|| of(key)))
}

/// What a form's prefill key `licence.<type>.<attribute>` stands for: the value, and the licence in force it comes from.
///
/// # Errors
/// A fault of the database or the keys.
pub fn find_attribute(
    tx: &mut Tx,
    cx: &Cx,
    person: Id,
    organisation: Option<Id>,
    key: &str,
) -> Result<Option<(String, Licence)>, Fault> {
    let Some((type_key, attribute_key)) = key.strip_prefix("licence.").and_then(|k| k.split_once('.')) else {
        return Ok(None);
    };
    let found = in_force(tx, cx, person, organisation)?.into_iter().find(|l| l.type_key == type_key);
    let Some(licence) = found else { return Ok(None) };
    Ok(attribute(tx, cx, licence.id(), attribute_key)?.map(|value| (value, licence)))
}

/// Records that a licence stood in for a material of a case; the holder sees it in the licence's history.
///
/// # Errors
/// A fault of the database.
pub fn note_use(tx: &mut Tx, cx: &Cx, licence: Id, case: Id, case_number: &str) -> Result<(), Fault> {
    journal::note(tx, cx, "licence-used", Some(&licence.to_string()), &json!({ "case": case, "number": case_number }))?;
    Ok(())
}
