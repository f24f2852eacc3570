//! The verbs of the catalogue: add a node, save a draft, publish it through the gate, withdraw it; and what others ask
//! of it. Called by the desk's pages, the import, the demonstration data and by `cases`, which keeps the version a
//! case was filed under. Nothing here changes a version that was published: it only ends.

use kernel::{Cx, Error, Fault, Id, Role, Tx, Who, journal};
use serde_json::json;
use sha2::{Digest as _, Sha256};

use crate::gate::{self, AgencyFacts, Finding, GateContext};
use crate::hall::hall;
use crate::item::{FormRef, ItemVersion};
use crate::leaning;
use crate::record::{ItemRecord, NewNode, NodeKind, Published, Version, VersionState};
use crate::refused::Refused;
use crate::search::{self, Filter, Seek};
use crate::store;

/// Whether `cx` may keep items of this agency: its own item editors, and the hall itself (imports).
fn may_keep(cx: &Cx, agency: Id) -> Result<(), Refused> {
    match &cx.who {
        Who::System(_) => Ok(()),
        who if who.holds(agency, Role::ItemEditor) => Ok(()),
        _ => Err(Refused::NotThere),
    }
}

/// The item, when `cx` may keep it.
fn kept_item(tx: &mut Tx, cx: &Cx, item: Id) -> Result<ItemRecord, Error<Refused>> {
    let item = store::find_item(tx, item)?.ok_or(Refused::NotThere)?;
    may_keep(cx, item.agency)?;
    if item.kind != NodeKind::Handling {
        return Err(Refused::NotAHandlingItem.into());
    }
    Ok(item)
}

fn is_slug(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    !text.is_empty() && text.len() <= 80 && text.chars().all(fits) && !text.starts_with('-')
}

/// What lists are sorted by: the name in pinyin, so that the order is the same on both engines.
fn sort_key(name: &str) -> String {
    let mut key = search::spelled(name).0;
    key.push('|');
    key.push_str(name);
    key
}

/// The body as it is stored, and its digest (SHA-256, 64 hexadecimal digits).
pub fn stored_body(body: &ItemVersion) -> Result<(String, String), Fault> {
    let text = serde_json::to_string(body).map_err(|e| Fault::from_error("writing an item version", e))?;
    let digest = hex::encode(Sha256::digest(text.as_bytes()));
    Ok((text, digest))
}

/// Adds a main item, sub-item or handling item.
///
/// # Errors
/// Another agency's editor, an address that is taken or holds other characters, or a fault of the database.
pub fn add_node(tx: &mut Tx, cx: &Cx, new: &NewNode<'_>) -> Result<Id, Error<Refused>> {
    may_keep(cx, new.agency)?;
    if !is_slug(new.slug) {
        return Err(Refused::Slug(new.slug.to_owned()).into());
    }
    let id = Id::new();
    if !store::insert_node(tx, cx, id, new, &sort_key(new.name))? {
        return Err(Refused::SlugTaken(new.slug.to_owned()).into());
    }
    journal::note(
        tx,
        cx,
        "item-added",
        Some(&id.to_string()),
        &json!({ "slug": new.slug, "kind": new.kind.as_str() }),
    )?;
    Ok(id)
}

/// Saves the draft of an item. `seen`: the revision of the draft on the editor's page; `None` begins a draft.
///
/// # Errors
/// Another agency's editor; a draft that somebody else saved, published or began meanwhile; a fault of the database.
pub fn save_draft(
    tx: &mut Tx,
    cx: &Cx,
    item: Id,
    body: &ItemVersion,
    seen: Option<i64>,
) -> Result<Version, Error<Refused>> {
    let item = kept_item(tx, cx, item)?;
    let (text, digest) = stored_body(body)?;
    let draft = store::find_draft(tx, item.id)?;
    let id = match (draft, seen) {
        (None, None) => store::insert_draft(tx, cx, item.id, &text, &digest)?.ok_or(Refused::Stale)?,
        (Some(draft), Some(seen)) if store::update_draft(tx, draft.id, seen, &text, &digest)? => draft.id,
        _ => return Err(Refused::Stale.into()),
    };
    if item.published.is_none() && !body.name.trim().is_empty() && body.name != item.name {
        store::rename_item(tx, item.id, &body.name, &sort_key(&body.name))?;
    }
    let version = store::find_version(tx, id)?.ok_or_else(|| Fault::new("a draft is gone after it was saved"))?;
    let note = json!({ "version": id, "n": version.n, "revision": version.revision, "digest": digest });
    journal::note(tx, cx, "item-draft-saved", Some(&item.id.to_string()), &note)?;
    Ok(version)
}

/// Publishes the draft through the gate; the version in force until now is superseded. `seen`: the revision of the
/// draft on the editor's page.
///
/// Law: 行政许可法 第三十条
///
/// # Errors
/// [`Refused::Blocked`] with everything the gate found, [`Refused::Stale`], [`Refused::NoDraft`], another agency's
/// editor, or a fault of the database.
pub fn publish(tx: &mut Tx, cx: &Cx, item: Id, seen: i64, context: &GateContext) -> Result<Version, Error<Refused>> {
    let item = kept_item(tx, cx, item)?;
    let draft = store::find_draft(tx, item.id)?.ok_or(Refused::NoDraft)?;
    if draft.revision != seen {
        return Err(Refused::Stale.into());
    }
    let findings = gate::check(&draft.body, context);
    if !gate::may_publish(&findings) {
        return Err(Refused::Blocked(findings).into());
    }
    let effective_on = draft.body.effective_on.unwrap_or_else(|| cx.today());
    if !store::mark_published(tx, cx, draft.id, seen, effective_on)? {
        return Err(Refused::Stale.into());
    }
    if let Some(former) = item.published {
        store::end_version(tx, former, VersionState::Superseded, cx.today())?;
    }
    store::set_published(tx, item.id, Some(draft.id))?;
    store::rename_item(tx, item.id, &draft.body.name, &sort_key(&draft.body.name))?;
    store::replace_facets(tx, item.id, &search::facet_rows(&draft.body))?;
    let agency = identity::find_agency(tx, item.agency)?;
    let others: Vec<String> = agency.into_iter().flat_map(|a| [a.name, a.short_name]).collect();
    store::replace_search(tx, item.id, Some(&search::folded_line(&draft.body, &others)))?;
    leaning::relink(tx, cx, &item, Some(&draft.body))?;
    let note = json!({ "version": draft.id, "n": draft.n, "digest": draft.digest, "effective_on": effective_on.to_string(), "supersedes": item.published });
    journal::note(tx, cx, "item-published", Some(&item.id.to_string()), &note)?;
    store::find_version(tx, draft.id)?.ok_or_else(|| Fault::new("a version is gone after it was published").into())
}

/// Takes the published version out of the catalogue. Cases that were filed under it go on.
///
/// # Errors
/// Nothing published, no reason, another agency's editor, or a fault of the database.
pub fn withdraw(tx: &mut Tx, cx: &Cx, item: Id, reason: &str) -> Result<(), Error<Refused>> {
    let item = kept_item(tx, cx, item)?;
    let version = item.published.ok_or(Refused::NotPublished)?;
    if reason.trim().is_empty() {
        return Err(Refused::ReasonMissing.into());
    }
    if !store::end_version(tx, version, VersionState::Withdrawn, cx.today())? {
        return Err(Refused::Stale.into());
    }
    store::set_published(tx, item.id, None)?;
    store::replace_facets(tx, item.id, &[])?;
    store::replace_search(tx, item.id, None)?;
    leaning::relink(tx, cx, &item, None)?;
    journal::note(
        tx,
        cx,
        "item-withdrawn",
        Some(&item.id.to_string()),
        &json!({ "version": version, "reason": reason.trim() }),
    )?;
    Ok(())
}

/// The published item of this address.
///
/// # Errors
/// A fault of the database.
pub fn find_published(tx: &mut Tx, slug: &str) -> Result<Option<Published>, Fault> {
    let Some(item) = store::find_item_by_slug(tx, slug)? else { return Ok(None) };
    let Some(id) = item.published else { return Ok(None) };
    Ok(store::find_version(tx, id)?.map(|version| Published { item, version }))
}

/// The version with this id, in whatever state: a case asks for the one it was filed under.
///
/// # Errors
/// A fault of the database.
pub fn find_version(tx: &mut Tx, id: Id) -> Result<Option<Version>, Fault> {
    store::find_version(tx, id)
}

/// The item with this id.
///
/// # Errors
/// A fault of the database.
pub fn find_item(tx: &mut Tx, id: Id) -> Result<Option<ItemRecord>, Fault> {
    store::find_item(tx, id)
}

/// The item of this address, published or not.
///
/// # Errors
/// A fault of the database.
pub fn find_item_by_slug(tx: &mut Tx, slug: &str) -> Result<Option<ItemRecord>, Fault> {
    store::find_item_by_slug(tx, slug)
}

/// The draft of an item.
///
/// # Errors
/// A fault of the database.
pub fn find_draft(tx: &mut Tx, item: Id) -> Result<Option<Version>, Fault> {
    store::find_draft(tx, item)
}

/// The versions of an item, newest first, the draft included.
///
/// # Errors
/// A fault of the database.
pub fn list_versions(tx: &mut Tx, item: Id) -> Result<Vec<Version>, Fault> {
    store::list_versions(tx, item)
}

/// One page of the public catalogue.
///
/// # Errors
/// A fault of the database.
pub fn list_published(tx: &mut Tx, filter: &Filter, seek: &Seek, rows: i64) -> Result<Vec<Published>, Fault> {
    let found = store::list_published(tx, filter, seek, rows)?;
    Ok(found.into_iter().map(|(item, version)| Published { item, version }).collect())
}

/// What the gate compares with: agencies, forms, licence types and shared proofs as they are now.
///
/// # Errors
/// A fault of the database.
pub fn gate_context(tx: &mut Tx) -> Result<GateContext, Fault> {
    let agencies = identity::list_agencies(tx)?;
    let forms = store::list_forms(tx)?;
    Ok(GateContext {
        agencies: agencies
            .into_iter()
            .map(|agency| (agency.key, AgencyFacts { uscc: agency.uscc.unwrap_or_default() }))
            .collect(),
        forms: forms
            .into_iter()
            .map(|(key, n)| FormRef { key, version: u32::try_from(n).unwrap_or_default() })
            .collect(),
        licence_types: hall().licence_types.iter().map(|kind| kind.key.clone()).collect(),
        shared: hall().shared.clone(),
    })
}

/// What the gate finds on a version.
pub fn findings(body: &ItemVersion, context: &GateContext) -> Vec<Finding> {
    gate::check(body, context)
}
