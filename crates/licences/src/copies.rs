//! 加注件: a copy of a licence for one purpose and one recipient, said on its face, sealed again.
//!
//! Law: 国办函〔2016〕108号 (the sentence on copies that the organ provides)

use crate::{Licence, Refused, Standing, issue::official, store, verbs::words};
use jiff::{Timestamp, ToSpan, civil::Date};
use kernel::{Cx, Error, Fault, Id, Office, Tx, journal};
use serde_json::json;

/// How many days a copy can be used.
const DAYS: i64 = 90;
/// The most characters of purpose and recipient: they stand on the face.
const LONGEST: usize = 60;

/// A copy that was made.
#[derive(Clone, Debug)]
pub struct Copy {
    /// Its id.
    pub id: Id,
    /// The licence.
    pub licence: Id,
    /// What it is for.
    pub purpose: String,
    /// Whom it is for.
    pub recipient: String,
    /// The last day of its use.
    pub usable_to: Date,
    /// Digest of its file.
    pub file: String,
    /// When it was made.
    pub made_at: Timestamp,
}

/// A copy to be made: checked, with everything its face says.
#[derive(Clone, Debug)]
pub struct CopyOrder {
    /// The licence.
    pub licence: Licence,
    /// What it is for.
    pub purpose: String,
    /// Whom it is for.
    pub recipient: String,
    /// The last day of its use: never after the licence's own.
    pub usable_to: Date,
    face: serde_json::Value,
    at: Timestamp,
}

impl CopyOrder {
    /// Reads what a copy of the holder's own licence will say.
    ///
    /// # Errors
    /// Not there or not theirs, not in force, no purpose, no recipient, too long.
    pub fn read(
        tx: &mut Tx,
        cx: &Cx,
        identifier: &str,
        purpose: &str,
        recipient: &str,
    ) -> Result<CopyOrder, Error<Refused>> {
        let licence = store::find_for_holder(tx, cx, identifier)?
            .ok_or(Refused::Matter(kernel::matter::MatterRefused::NotThere))?;
        let today = cx.today();
        if licence.standing(today) != Standing::InForce {
            return Err(Refused::NotInForce.into());
        }
        let (purpose, recipient) = (words(purpose, Refused::NoPurpose)?, words(recipient, Refused::NoRecipient)?);
        if purpose.chars().count() > LONGEST || recipient.chars().count() > LONGEST {
            return Err(Refused::TooLong { most: LONGEST }.into());
        }
        let end = today.checked_add(DAYS.days()).map_err(|e| Fault::from_error("the last day of a copy", e))?;
        let face = store::kept(tx, cx, licence.id())?["face"].clone();
        let usable_to = licence.valid_to.map_or(end, |last| last.min(end));
        Ok(CopyOrder {
            licence,
            purpose: purpose.to_owned(),
            recipient: recipient.to_owned(),
            usable_to,
            face,
            at: cx.at,
        })
    }
}

/// Typesets and seals the copy; outside of any transaction. Gives the file's digest and the file.
///
/// # Errors
/// A fault of the engine, the key or the store.
pub fn produce_copy(office: &Office, order: &CopyOrder) -> Result<(String, Vec<u8>), Fault> {
    let tr = web::Tr::new(kernel::Lang::ZhCn);
    let day = tr.date_short(order.usable_to);
    let sentence = tr.f(
        "licence-copy-annotation",
        &[
            ("issuer", &order.licence.issuer_name),
            ("purpose", &order.purpose),
            ("recipient", &order.recipient),
            ("day", &day),
        ],
    );
    let mut face = order.face.clone();
    face["annotation"] = json!(sentence);
    face["copy"] = json!(official("licence-copy-mark"));
    face["head"]["issued_at"] = json!(order.at.to_string());
    let pdf = office.typesetter.typeset("licence", &face)?;
    let signed = office.seal_press.press(&pdf, &order.licence.issuer_name, &order.licence.type_name, order.at)?;
    Ok((office.objects.put(&signed)?, signed))
}

/// Enters a copy that was made.
///
/// # Errors
/// A fault of the database or the keys.
pub fn record_copy(tx: &mut Tx, cx: &Cx, order: &CopyOrder, file: &str) -> Result<Id, Fault> {
    let id = Id::new();
    store::insert_copy(tx, cx, id, order.licence.id(), order, file)?;
    let about = order.licence.id().to_string();
    journal::note(
        tx,
        cx,
        "licence-copied",
        Some(&about),
        &json!({ "copy": id, "file": file, "usable_to": order.usable_to.to_string() }),
    )?;
    Ok(id)
}

/// The copies of a licence, newest first. Whether the reader may see them is the caller's question.
///
/// # Errors
/// A fault of the database or the keys.
pub fn list_copies(tx: &mut Tx, cx: &Cx, licence: Id) -> Result<Vec<Copy>, Fault> {
    store::copies_of(tx, cx, licence)
}
