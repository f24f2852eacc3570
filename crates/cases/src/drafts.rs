//! Drafts: what an applicant fills in before it becomes a case. Saved on the server at every step;
//! submitted once, however often the button is pressed.

use crate::{
    Case, Refused, Regions, Verb,
    case::{Handing, Material, MaterialSource},
    clocks,
    files::{self, StoredFile},
    moves::{CaseProcedure, State},
    papers, store,
};
use codes::{CaseNumber, RegionCode};
use forms::{Answers, Context, Definition, Prefills};
use items::{
    Version,
    guidance::{HeldSet, HeldSource, MaterialNeed, NeedStatus},
};
use jiff::Timestamp;
use kernel::{Cx, Error, Fault, Id, Tx, Who, journal, matter, notices, numbering};
use serde_json::{Value as Json, json};
use std::sync::Arc;

/// A draft.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The id, part of its address.
    pub id: Id,
    /// The account it belongs to.
    pub account: Id,
    /// The person.
    pub person: Id,
    /// The organisation acted for.
    pub organisation: Option<Id>,
    /// The item.
    pub item: Id,
    /// The version of the item.
    pub item_version: Id,
    /// The situation.
    pub situation: String,
    /// Key of the form.
    pub form_key: String,
    /// Version of the form.
    pub form_n: u32,
    /// What was answered.
    pub answers: Answers,
    /// What was prefilled, and from where.
    pub prefills: Prefills,
    /// Answers of the guided path.
    pub guidance: Json,
    /// How the result is to be handed over, with the address for a courier.
    pub delivery: Option<(Handing, String)>,
    /// Counts the changes.
    pub revision: i64,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// The case it became.
    pub submitted_as: Option<Id>,
}

/// The acting person with account and organisation.
pub(crate) fn applicant(cx: &Cx) -> Result<(Id, Id, Option<Id>), Refused> {
    match &cx.who {
        Who::Person { account, person, acting_for } => Ok((*account, *person, *acting_for)),
        _ => Err(Refused::Matter(matter::MatterRefused::NotThere)),
    }
}

/// Begins a draft for one situation of a published item. `first` holds the prefilled answers.
///
/// # Errors
/// The item or situation does not exist.
pub fn create_draft(
    tx: &mut Tx,
    cx: &Cx,
    version: &Version,
    situation: &str,
    guidance: &Json,
    form: (&str, u32),
    first: &Answers,
    prefills: &Prefills,
) -> Result<Id, Error<Refused>> {
    let (account, person, organisation) = applicant(cx)?;
    if version.body.situation(situation).is_none() {
        return Err(Refused::NoSuchSituation.into());
    }
    let id = Id::new();
    let draft = Draft {
        id,
        account,
        person,
        organisation,
        item: version.item,
        item_version: version.id,
        situation: situation.to_owned(),
        form_key: form.0.to_owned(),
        form_n: form.1,
        answers: first.clone(),
        prefills: prefills.clone(),
        guidance: guidance.clone(),
        delivery: None,
        revision: 1,
        updated_at: cx.at,
        submitted_as: None,
    };
    store::insert_draft(tx, cx, &draft)?;
    journal::note(
        tx,
        cx,
        "draft-created",
        Some(&id.to_string()),
        &json!({ "item": version.item, "version": version.id }),
    )?;
    Ok(id)
}

/// The draft, when it is the acting account's and was begun in the capacity it acts in now: what was begun for an
/// organisation is not there for somebody who acts for themselves.
fn mine(tx: &mut Tx, cx: &Cx, id: Id) -> Result<Option<Draft>, Error<Refused>> {
    let (account, _, organisation) = applicant(cx)?;
    Ok(store::find_draft(tx, cx, id, account)?.filter(|d| d.organisation == organisation))
}

/// The draft of the acting account, with its files.
///
/// # Errors
/// A fault of the database or the keys.
pub fn find_draft(tx: &mut Tx, cx: &Cx, id: Id) -> Result<Option<(Draft, Vec<Material>)>, Error<Refused>> {
    let Some(draft) = mine(tx, cx, id)? else { return Ok(None) };
    let materials = store::materials_of_draft(tx, id)?;
    Ok(Some((draft, materials)))
}

/// A line of the list of drafts: id, name and address of the item, when it was last changed.
pub type DraftLine = (Id, String, String, Timestamp);

/// The open drafts of the acting account, newest first, with the item's name.
///
/// # Errors
/// A fault of the database.
pub fn list_drafts(tx: &mut Tx, cx: &Cx) -> Result<Vec<DraftLine>, Error<Refused>> {
    let (account, _, organisation) = applicant(cx)?;
    Ok(store::list_drafts(tx, account, organisation)?)
}

fn open(tx: &mut Tx, cx: &Cx, id: Id) -> Result<Draft, Error<Refused>> {
    let draft = mine(tx, cx, id)?.ok_or(Refused::Matter(matter::MatterRefused::NotThere))?;
    if draft.submitted_as.is_some() {
        return Err(Refused::AlreadySubmitted.into());
    }
    Ok(draft)
}

/// Saves all answers of a draft (the page merges what was posted into what is there).
///
/// # Errors
/// Not there, or submitted already.
pub fn save_answers(tx: &mut Tx, cx: &Cx, id: Id, answers: &Answers) -> Result<i64, Error<Refused>> {
    let draft = open(tx, cx, id)?;
    // Two windows of one person may save at once; the later must not undo what the earlier saved.
    if !store::update_answers(tx, cx, &draft, answers)? {
        return Err(Refused::Matter(matter::MatterRefused::Stale).into());
    }
    Ok(draft.revision + 1)
}

/// Saves how the result is to be handed over.
///
/// # Errors
/// Not there, submitted already, or a courier without an address.
pub fn save_delivery(tx: &mut Tx, cx: &Cx, id: Id, way: Handing, address: &str) -> Result<(), Error<Refused>> {
    open(tx, cx, id)?;
    if way == Handing::Courier && address.trim().is_empty() {
        return Err(Refused::NoAddress.into());
    }
    store::update_delivery(tx, cx, id, way, address.trim())?;
    Ok(())
}

/// Adds a file (already checked and in the object store) to a material of a draft.
///
/// # Errors
/// Not there, submitted already, or too many files.
pub fn add_file(tx: &mut Tx, cx: &Cx, id: Id, material: &str, file: &StoredFile) -> Result<Id, Error<Refused>> {
    open(tx, cx, id)?;
    let there = store::materials_of_draft(tx, id)?;
    if there.iter().filter(|m| m.material == material && m.replaced_at.is_none()).count() >= files::FILES {
        return Err(Refused::TooManyFiles { most: files::FILES }.into());
    }
    Ok(store::insert_upload(tx, cx, Some(id), None, material, file)?)
}

/// Takes a file out of a draft.
///
/// # Errors
/// Not there, or submitted already.
pub fn remove_file(tx: &mut Tx, cx: &Cx, id: Id, row: Id) -> Result<(), Error<Refused>> {
    open(tx, cx, id)?;
    store::delete_draft_material(tx, id, row)?;
    Ok(())
}

/// Throws a draft away, with its files' rows.
///
/// # Errors
/// Not there, or submitted already.
pub fn discard_draft(tx: &mut Tx, cx: &Cx, id: Id) -> Result<(), Error<Refused>> {
    open(tx, cx, id)?;
    store::delete_draft(tx, id)?;
    journal::note(tx, cx, "draft-discarded", Some(&id.to_string()), &json!({}))?;
    Ok(())
}

/// Keeps what was posted to a draft after the session had ended. The caller checked the draft's own token, which
/// allows adding to this draft and nothing else.
///
/// # Errors
/// A fault of the database or the keys.
pub fn keep_late_post(tx: &mut Tx, cx: &Cx, id: Id, pairs: &[(String, String)]) -> Result<(), Error<Refused>> {
    if !store::insert_late_post(tx, cx, id, pairs)? {
        return Err(Refused::Matter(matter::MatterRefused::NotThere).into());
    }
    journal::note(tx, cx, "draft-late-post-kept", Some(&id.to_string()), &json!({ "fields": pairs.len() }))?;
    Ok(())
}

/// Whether something was kept for this draft after the session had ended.
///
/// # Errors
/// A fault of the database.
pub fn has_late_posts(tx: &mut Tx, id: Id) -> Result<bool, Fault> {
    store::has_late_posts(tx, id)
}

/// Moves a draft to the version of the item that is in force now, keeping what was answered and handed in. The form of
/// the new version reads what it knows and leaves the rest.
///
/// # Errors
/// Not there, submitted already, the item is not offered any more, or its new version has no such situation.
pub fn move_to_current(tx: &mut Tx, cx: &Cx, id: Id) -> Result<(), Error<Refused>> {
    let draft = open(tx, cx, id)?;
    let item = items::find_item(tx, draft.item)?.ok_or(Refused::ItemGone)?;
    let current = item.published.ok_or(Refused::ItemGone)?;
    let version = items::find_version(tx, current)?.ok_or(Refused::ItemGone)?;
    let form = version.body.form.clone().ok_or(Refused::ItemGone)?;
    if version.body.situation(&draft.situation).is_none() {
        return Err(Refused::NoSuchSituation.into());
    }
    store::update_draft_version(tx, cx, id, version.id, &form.key, i64::from(form.version))?;
    journal::note(
        tx,
        cx,
        "draft-moved",
        Some(&id.to_string()),
        &json!({ "from": draft.item_version, "to": version.id }),
    )?;
    Ok(())
}

/// What was kept after the session had ended, oldest first; it is handed out once.
///
/// # Errors
/// Not there, or submitted already.
pub fn take_late_posts(tx: &mut Tx, cx: &Cx, id: Id) -> Result<Vec<Vec<(String, String)>>, Error<Refused>> {
    open(tx, cx, id)?;
    Ok(store::take_late_posts(tx, cx, id)?)
}

/// Everything a submission needs that is slow or read beforehand.
pub struct Prepared {
    /// The draft it was made from; its revision is compared when it is submitted.
    pub draft: Draft,
    /// The version of the item.
    pub version: Version,
    /// The agency that handles the case.
    pub agency: identity::Agency,
    /// The definition of the form.
    pub definition: Arc<Definition>,
    /// What the hall already holds.
    pub held: HeldSet,
    /// The licences of `held`, by identifier, as rows.
    pub licences: Vec<(String, Id)>,
    /// The applicant's own data.
    pub details: identity::PersonDetails,
    /// The organisation, when one is acted for.
    pub organisation: Option<identity::Organisation>,
    /// Public address of the hall.
    pub public_url: String,
    /// The answers in their one way of writing, without those of hidden fields: what is filed. Set by [`prepare`].
    pub filed: Answers,
}

/// Checks a draft whole before it is submitted, outside the transaction that submits it.
///
/// # Errors
/// What is missing: answers first, then materials, then the address for a courier.
pub fn prepare(
    tx: &mut Tx,
    cx: &Cx,
    prepared: &mut Prepared,
    draft: &Draft,
    materials: &[Material],
) -> Result<(), Error<Refused>> {
    if prepared.version.state != items::VersionState::Published {
        return Err(Refused::NewVersion.into());
    }
    let regions = Regions::new(tx);
    let context = Context { today: cx.today(), regions: &regions };
    let evaluation = forms::evaluate(&prepared.definition, &draft.answers, &context);
    let filed = match evaluation.submission() {
        Ok(submission) => submission.answers,
        Err(findings) => return Err(Refused::Incomplete { n: findings.len() }.into()),
    };
    let missing: Vec<&str> = needs(prepared, draft)
        .into_iter()
        .filter(|n| n.status == NeedStatus::Ask)
        .filter(|n| !materials.iter().any(|m| m.material == n.material.key && m.replaced_at.is_none()))
        .map(|n| n.material.name.as_str())
        .collect();
    if !missing.is_empty() {
        return Err(Refused::MaterialsMissing { names: missing.join("、") }.into());
    }
    prepared.filed = filed;
    Ok(())
}

/// What has to be done about each material of the draft's situation.
pub fn needs<'a>(prepared: &'a Prepared, draft: &Draft) -> Vec<MaterialNeed<'a>> {
    match prepared.version.body.situation(&draft.situation) {
        Some(situation) => items::guidance::materials_for(&prepared.version.body, situation, &prepared.held),
        None => Vec::new(),
    }
}

/// Submits a draft: the case is there, with its number, its first ledger entry and its receipt. Submitting again
/// gives the same case again.
///
/// Law: 行政许可法 第二十九条 (application), 第三十三条 (by data message); facts: 收件凭证
///
/// # Errors
/// Not there, or changed since it was prepared.
pub fn submit(tx: &mut Tx, cx: &Cx, id: Id, prepared: &Prepared, idempotency: &str) -> Result<Case, Error<Refused>> {
    let (account, person, organisation) = applicant(cx)?;
    let draft = &prepared.draft;
    // The draft's content was read and decrypted beforehand; its revision says below that it is still the same.
    let standing = store::standing_of_draft(tx, id, account, organisation)?;
    let standing = standing.filter(|_| draft.id == id).ok_or(Refused::Matter(matter::MatterRefused::NotThere))?;
    if let Some(case) = standing {
        return store::find_case(tx, case)?.ok_or_else(|| Fault::new("a draft's case is gone").into());
    }
    if let Some(case) = store::case_by_idempotency(tx, idempotency, person)? {
        return store::find_case(tx, case)?.ok_or_else(|| Fault::new("a submission's case is gone").into());
    }
    let today = cx.today();
    let case_id = Id::new();
    // The draft is taken first: a second submission on another connection waits here and then finds it taken.
    if !store::take_draft(tx, id, draft.revision, case_id)? {
        return Err(Refused::Matter(matter::MatterRefused::Stale).into());
    }
    let materials = store::materials_of_draft(tx, id)?;
    let serial = numbering::next(tx, &format!("case:{}:{today}", prepared.agency.region))?;
    let region = RegionCode::parse(&prepared.agency.region).map_err(|e| Fault::from_error("an agency's region", e))?;
    let serial = u32::try_from(serial).map_err(|e| Fault::from_error("the day's numbers are used up", e))?;
    let number =
        CaseNumber::make(&region, today, serial).map_err(|e| Fault::from_error("making a case number", e))?.to_string();
    let clock = clocks::acceptance(today);
    let calendar = cx.calendars.of(&prepared.agency.region);
    let deemed_on = clock
        .due(&calendar, today)
        .map_err(|e| Fault::from_error("computing a due date", e).kind_is(kernel::FaultKind::CalendarMissing))?
        .on;
    let body = json!({
        "item": draft.item, "version": draft.item_version, "situation": draft.situation, "form": [draft.form_key, draft.form_n],
        "answers": store::keyed_digest(cx, &prepared.filed.to_json().to_string()),
        "files": materials.iter().filter_map(|m| m.file.as_deref()).collect::<Vec<_>>(),
        "draft": id,
    });
    let opening = matter::Opening {
        id: case_id,
        number: &number,
        title: &prepared.version.body.name,
        agency: prepared.agency.id,
        region: &prepared.agency.region,
        clock: Some(clock),
    };
    let matter = matter::open::<CaseProcedure>(tx, cx, opening, State::Submitted, Verb::Submit, &body)?;
    let shown =
        prepared.organisation.as_ref().map_or_else(|| codes::mask_name(&prepared.details.name), |o| o.name.clone());
    let (delivery, address) = draft.delivery.clone().unwrap_or((Handing::Electronic, String::new()));
    let case = Case {
        matter,
        item: draft.item,
        item_version: draft.item_version,
        situation: draft.situation.clone(),
        person,
        organisation,
        applicant_shown: shown,
        channel: "online".into(),
        form_key: draft.form_key.clone(),
        form_n: draft.form_n,
        guidance: draft.guidance.clone(),
        delivery,
        submitted_on: today,
        deemed_on: Some(deemed_on),
        accepted_on: None,
        decided_on: None,
        outcome: None,
        working_days: None,
        in_time: None,
    };
    store::insert_case(tx, cx, &case, &prepared.filed, &address, idempotency)?;
    store::materials_to_case(tx, id, case_id)?;
    for need in needs(prepared, draft) {
        let (source, licence) = match &need.status {
            NeedStatus::AlreadyHeld { source: HeldSource::Licence(l) } => (
                MaterialSource::Licence,
                prepared.licences.iter().find(|(identifier, _)| *identifier == l.identifier).map(|(_, id)| *id),
            ),
            NeedStatus::AlreadyHeld { source: HeldSource::Profile(_) } => (MaterialSource::Profile, None),
            NeedStatus::LaterAllowed { .. } if !materials.iter().any(|m| m.material == need.material.key) => {
                (MaterialSource::Promise, None)
            }
            _ => continue,
        };
        store::insert_held(tx, cx, case_id, &need.material.key, source, licence)?;
        if let Some(licence) = licence {
            licences::note_use(tx, cx, licence, case_id, &number)?;
        }
    }
    let receipt = papers::receipt(cx, &case, prepared, &needs(prepared, draft), &materials, deemed_on);
    notices::make(tx, cx, &case.matter, "receipt", "receipt", &format!("{}收", prepared.agency.mark), receipt)?;
    Ok(case)
}
