//! 制证 whole: reads what the decision granted, has the licence typeset and sealed outside of any
//! transaction, and records it in the transaction that moves the case.

use crate::{Case, Refused, store, verbs};
use kernel::{Cx, Error, Fault, Office, matter::MatterRefused};
use licences::{Order, Preparation};

fn said_no(e: Error<licences::Refused>) -> Error<Refused> {
    match e {
        Error::Broken(f) => Error::Broken(f),
        Error::Refused(r) => Fault::new(format!("a licence cannot be prepared: {r:?}")).into(),
    }
}

/// Makes the licence of a granted case; for an item whose result is a document, confirms that document.
///
/// Nothing is lost when the last step is refused: the file stays in the object store, unreferenced.
///
/// # Errors
/// Not there, stale, wrong state, wrong post, or a fault of any part.
pub fn make(office: &Office, cx: &Cx, number: &str, seen: i64) -> Result<Case, Error<Refused>> {
    let preparation: Option<Preparation> = office.db.read(|tx| {
        let case = store::by_number_for_office(tx, cx, number)?.ok_or(Refused::Matter(MatterRefused::NotThere))?;
        // Refused before anything is typeset.
        verbs::may(tx, cx, &case, seen, crate::Verb::MakeLicence)?;
        let version =
            items::find_version(tx, case.item_version)?.ok_or_else(|| Fault::new("a case without its item version"))?;
        let Some(kind) = version.body.result.as_ref().and_then(|r| r.licence_type.clone()) else { return Ok(None) };
        let (contents, valid_to) = store::granted(tx, cx, case.matter.id)?
            .ok_or_else(|| Fault::new("a granted case without what was granted"))?;
        let order = Order {
            licence_type: &kind,
            agency: case.matter.agency,
            case_number: &case.matter.number,
            person: case.person,
            organisation: case.organisation,
            contents: &contents,
            valid_from: None,
            valid_to,
            replaces: None,
        };
        licences::prepare(tx, cx, &order).map(Some).map_err(said_no)
    })?;
    let issued = match &preparation {
        Some(p) => Some(licences::produce(office, p)?),
        None => None,
    };
    office.db.write(|tx| verbs::make_licence(tx, cx, number, seen, issued.as_ref()))
}
