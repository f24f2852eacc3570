//! The forms of the hall: numbered versions, parsed once per process. A case keeps the number it was begun with.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use forms::Definition;
use kernel::{Cx, Error, Fault, Tx, Who, journal};
use serde_json::json;

use crate::item::FormRef;
use crate::refused::Refused;
use crate::store;

/// Definitions by digest: the same digest is the same definition.
static DEFINITIONS: LazyLock<Mutex<HashMap<String, Arc<Definition>>>> = LazyLock::new(Mutex::default);

/// How many definitions a process keeps.
const MOST_DEFINITIONS: usize = 500;

/// Adds a version of a form from its text (TOML or JSON). Key and number stand in the text. The same text again
/// changes nothing.
///
/// # Errors
/// A text that is no form or has faults, a number that is taken by other content, somebody else than the hall itself,
/// or a fault of the database.
pub fn add_form(tx: &mut Tx, cx: &Cx, text: &str) -> Result<FormRef, Error<Refused>> {
    if !matches!(cx.who, Who::System(_)) {
        return Err(Refused::NotThere.into());
    }
    let definition = Definition::parse(text).map_err(|e| Refused::Form(format!("{e:?}")))?;
    if let Some(problem) = definition.check().first() {
        return Err(Refused::Form(format!("{}: {problem:?}", definition.form())).into());
    }
    let (key, version) = (definition.form().to_owned(), definition.version());
    let n = i64::from(version);
    if store::insert_form(tx, cx, &key, n, definition.digest(), &definition.to_json())? {
        let note = json!({ "form": key, "n": n, "digest": definition.digest() });
        journal::note(tx, cx, "form-added", None, &note)?;
    } else if store::form_digest(tx, &key, n)?.as_deref() != Some(definition.digest()) {
        return Err(Refused::FormVersionTaken { key, version }.into());
    }
    Ok(FormRef { key, version })
}

/// A version of a form.
///
/// # Errors
/// A fault of the database, or a stored form that can no longer be read.
pub fn find_form(tx: &mut Tx, key: &str, n: u32) -> Result<Option<Arc<Definition>>, Fault> {
    let n = i64::from(n);
    let Some(digest) = store::form_digest(tx, key, n)? else { return Ok(None) };
    if let Some(kept) = DEFINITIONS.lock().unwrap_or_else(PoisonError::into_inner).get(&digest) {
        return Ok(Some(kept.clone()));
    }
    let Some(body) = store::form_body(tx, key, n)? else { return Ok(None) };
    let definition = Definition::parse(&body).map_err(|e| Fault::new(format!("reading the form {key} {n}: {e:?}")))?;
    let definition = Arc::new(definition);
    let mut kept = DEFINITIONS.lock().unwrap_or_else(PoisonError::into_inner);
    if kept.len() >= MOST_DEFINITIONS {
        kept.clear();
    }
    kept.insert(digest, definition.clone());
    Ok(Some(definition))
}
