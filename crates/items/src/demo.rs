//! The demonstration catalogue that the binary carries: agencies, forms, items of eight fields. Called by
//! `mingting demo` and by tests; loading it again changes nothing.

use identity::NewAgency;
use kernel::{Cx, Db, Error, Fault, Id, Never, Tx};
use serde::Deserialize;

use crate::catalogue::{add_node, gate_context, publish, save_draft, stored_body};
use crate::item::{ItemVersion, Node};
use crate::record::{NewNode, NodeKind};
use crate::refused::Refused;
use crate::{catalogue_file, demonstration};
use crate::{forms_store, store};

#[derive(Deserialize)]
struct AgenciesFile {
    agency: Vec<AgencyRow>,
}

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct AgencyRow {
    key: String,
    name: String,
    short_name: String,
    mark: String,
    uscc: Option<String>,
    region: String,
    address: String,
    hours: String,
    phone: String,
    complaint_phone: String,
}

/// What loading did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    /// Agencies in the file.
    pub agencies: usize,
    /// Versions of forms in the files.
    pub forms: usize,
    /// Items that were published now.
    pub published: usize,
    /// Items that stood already as the files have them.
    pub unchanged: usize,
    /// Items and forms that could not be used, with the reason (for the console).
    pub refused: Vec<String>,
}

/// Loads the agencies alone: what happens before there are items needs them. Again: changes nothing.
///
/// # Errors
/// A file that cannot be read, or a fault of the database. What single agencies lack is in the answer.
pub fn load_demo_agencies(db: &Db, cx: &Cx) -> Result<Loaded, Fault> {
    let cx = &cx.as_system("demo");
    let mut loaded = Loaded::default();
    let agencies: AgenciesFile = toml::from_str(demonstration::AGENCIES)
        .map_err(|e| Fault::from_error("reading the demonstration's agencies", e))?;
    for (n, row) in agencies.agency.iter().enumerate() {
        let sort_key = format!("{n:04}");
        let mark = if row.mark.is_empty() { mark_of(&row.short_name) } else { row.mark.clone() };
        let new = NewAgency {
            key: &row.key,
            name: &row.name,
            short_name: &row.short_name,
            mark: &mark,
            uscc: row.uscc.as_deref(),
            region: &row.region,
            address: &row.address,
            hours: &row.hours,
            phone: &row.phone,
            complaint_phone: &row.complaint_phone,
            sort_key: &sort_key,
        };
        match db.write(|tx| identity::add_agency(tx, cx, &new)) {
            Ok(_) => loaded.agencies += 1,
            Err(Error::Refused(refused)) => loaded.refused.push(format!("{}: {refused:?}", row.key)),
            Err(Error::Broken(fault)) => return Err(fault),
        }
    }
    Ok(loaded)
}

/// Loads agencies, forms and items, and publishes every item that the gate lets pass. Again: changes nothing.
///
/// # Errors
/// A file that cannot be read, or a fault of the database. What single items lack is in the answer.
pub fn load_demo(db: &Db, cx: &Cx) -> Result<Loaded, Fault> {
    let cx = &cx.as_system("demo");
    let mut loaded = load_demo_agencies(db, cx)?;
    for (name, text) in demonstration::FORMS {
        match db.write(|tx| forms_store::add_form(tx, cx, text)) {
            Ok(_) => loaded.forms += 1,
            Err(Error::Refused(refused)) => loaded.refused.push(format!("{name}: {refused:?}")),
            Err(Error::Broken(fault)) => return Err(fault),
        }
    }
    let catalogue = catalogue_file::parse_folder(demonstration::CATALOGUE)
        .map_err(|e| Fault::from_error("reading the demonstration", e))?;
    let context = db.read(|tx| gate_context(tx).map_err(Error::<Never>::from))?;
    for item in &catalogue.items {
        let done = db.write(|tx| {
            let Some(agency) = identity::find_agency_by_key(tx, &item.agency)? else {
                return Err(Refused::NotThere.into());
            };
            publish_item(tx, cx, agency.id, item, &context)
        });
        match done {
            Ok(Step::Published) => loaded.published += 1,
            Ok(Step::Unchanged) => loaded.unchanged += 1,
            Err(Error::Refused(refused)) => loaded.refused.push(format!("{}: {}", item.key, in_short(&refused))),
            Err(Error::Broken(fault)) => return Err(fault),
        }
    }
    Ok(loaded)
}

enum Step {
    Published,
    Unchanged,
}

fn publish_item(
    tx: &mut Tx,
    cx: &Cx,
    agency: Id,
    item: &ItemVersion,
    context: &crate::gate::GateContext,
) -> Result<Step, Error<Refused>> {
    let record = match store::find_item_by_slug(tx, &item.key)? {
        Some(record) => record.id,
        None => {
            let mut parent = node(tx, cx, agency, NodeKind::Main, &item.main, None)?;
            if let Some(sub) = &item.sub {
                parent = node(tx, cx, agency, NodeKind::Sub, sub, parent)?;
            }
            let new = NewNode {
                kind: NodeKind::Handling,
                parent,
                slug: &item.key,
                agency,
                name: &item.name,
                local_code: None,
            };
            add_node(tx, cx, &new)?
        }
    };
    let versions = store::list_versions(tx, record)?;
    let (_, digest) = stored_body(item)?;
    // What an official changed or withdrew since stays as it is: only new content of the files is published.
    if versions.iter().any(|version| version.digest == digest && version.published_at.is_some()) {
        return Ok(Step::Unchanged);
    }
    let seen = versions.iter().find(|v| v.state == crate::record::VersionState::Draft).map(|v| v.revision);
    let draft = save_draft(tx, cx, record, item, seen)?;
    publish(tx, cx, record, draft.revision, context)?;
    Ok(Step::Published)
}

/// The main item or sub-item of this key, added where it is missing.
pub(crate) fn node(
    tx: &mut Tx,
    cx: &Cx,
    agency: Id,
    kind: NodeKind,
    node: &Node,
    parent: Option<Id>,
) -> Result<Option<Id>, Error<Refused>> {
    if node.key.is_empty() {
        return Ok(parent);
    }
    let slug = format!("{kind}-{}", node.key);
    if let Some(known) = store::find_item_by_slug(tx, &slug)? {
        return Ok(Some(known.id));
    }
    let new = NewNode { kind, parent, slug: &slug, agency, name: &node.name, local_code: None };
    add_node(tx, cx, &new).map(Some)
}

/// 机关代字 where the file names none: the short name without the words for the place and the bureau.
fn mark_of(short_name: &str) -> String {
    short_name.trim_start_matches('市').trim_end_matches('局').to_owned()
}

/// A refusal in one line for the console: the rules and fields the gate names.
fn in_short(refused: &Refused) -> String {
    match refused {
        Refused::Blocked(findings) => {
            let blocking = findings.iter().filter(|f| f.severity() == crate::gate::Severity::Blocks);
            blocking.map(|f| format!("{} ({})", f.rule.id(), f.field)).collect::<Vec<_>>().join(", ")
        }
        other => format!("{other:?}"),
    }
}
