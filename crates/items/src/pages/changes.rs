//! What changed between two versions of an item, element by element. Called by the desk's pages.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use identity::pages::edge::Acting;
use kernel::{Lang, Office};
use serde::Deserialize;
use web::{Cell, Column, Empty, Page, Problem, Row, Sample, Shell, Table, Visit, blocking};

use super::desk::{load, sample_data};
use crate::item::ItemVersion;
use crate::record::{ItemRecord, Version};

/// Which two versions.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct ChangesQuery {
    from: i64,
    to: i64,
}

#[derive(Template)]
#[template(path = "items/changes.html")]
struct ChangesPage {
    shell: Shell,
    name: String,
    table: Table,
}

/// Every single value of an item by its path.
fn leaves(value: &serde_json::Value, path: &str, out: &mut BTreeMap<String, String>) {
    use serde_json::Value;
    let below = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| leaves(value, &below(key), out)),
        Value::Array(list) => list.iter().enumerate().for_each(|(n, value)| {
            // A row with a key is the same row wherever it stands.
            let key = value.get("key").and_then(Value::as_str).map_or_else(|| n.to_string(), str::to_owned);
            leaves(value, &below(&key), out);
        }),
        Value::Null => {}
        Value::String(text) if text.is_empty() => {}
        Value::String(text) => drop(out.insert(path.to_owned(), text.clone())),
        other => drop(out.insert(path.to_owned(), other.to_string())),
    }
}

/// What differs between two bodies: path, old, new.
pub(crate) fn changes(old: &ItemVersion, new: &ItemVersion) -> Vec<(String, String, String)> {
    let values = |item: &ItemVersion| {
        let mut out = BTreeMap::new();
        if let Ok(value) = serde_json::to_value(item) {
            leaves(&value, "", &mut out);
        }
        out
    };
    let (old, new) = (values(old), values(new));
    let mut paths: Vec<&String> = old.keys().chain(new.keys()).collect();
    paths.sort();
    paths.dedup();
    let text = |map: &BTreeMap<String, String>, path: &String| map.get(path).cloned().unwrap_or_default();
    paths
        .into_iter()
        .map(|path| (path.clone(), text(&old, path), text(&new, path)))
        .filter(|(_, old, new)| old != new)
        .collect()
}

fn changes_page(visit: &Visit, item: &ItemRecord, from: &Version, to: &Version) -> ChangesPage {
    let tr = visit.tr;
    let rows = changes(&from.body, &to.body)
        .into_iter()
        .map(|(path, old, new)| Row::new([Cell::code(path), Cell::text(old), Cell::text(new)]));
    let columns = [
        Column::new(tr.s("items-col-element")),
        Column::new(tr.f1("items-version-number", "n", from.n)),
        Column::new(tr.f1("items-version-number", "n", to.n)),
    ];
    let table = Table::new(tr.s("items-changes-title"), columns, rows.collect())
        .when_empty(Empty::new(tr.s("items-changes-none"), ""));
    let shell = visit.desk(tr.s("items-changes-title")).at("desk-items").crumb(tr.s("items-desk-title"), "/desk/items");
    ChangesPage { shell: shell.crumb(&item.name, format!("/desk/items/{}", item.id)), name: item.name.clone(), table }
}

/// `GET /desk/items/{id}/changes?from=1&to=2`: what differs between two versions. Access: role ItemEditor.
///
/// # Errors
/// Another agency's item, no such version, or a fault of the database.
pub async fn changes_between(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(id): Path<String>,
    Query(asked): Query<ChangesQuery>,
) -> Result<Response, Problem> {
    let cx = acting.cx.clone();
    let data = blocking(move || load(&office, &cx, &id)).await?;
    let version = |n: i64| data.versions.iter().find(|version| version.n == n).ok_or_else(Problem::not_found);
    Ok(Page(changes_page(&visit, &data.item, version(asked.from)?, version(asked.to)?)).into_response())
}

impl Sample for ChangesPage {
    fn samples(lang: Lang) -> Vec<Self> {
        let visit = Visit::sample(lang);
        let data = sample_data();
        let [first, second] = data.as_slice() else { return Vec::new() };
        vec![
            changes_page(&visit, &first.item, &first.versions[0], &second.versions[0]),
            changes_page(&visit, &first.item, &first.versions[0], &first.versions[0]),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_good_in_every_language() {
        assert_eq!(ChangesPage::lint_samples(), Vec::<String>::new());
        assert_eq!(ChangesPage::samples(Lang::En).len(), 2);
    }

    #[test]
    fn only_what_differs_is_a_change() {
        let old = (*super::super::guide::sample_items()[0].version.body).clone();
        let mut new = old.clone();
        new.summary = "别的".into();
        new.conditions.pop();
        let paths: Vec<String> = changes(&old, &new).into_iter().map(|(path, ..)| path).collect();
        assert!(paths.contains(&"summary".to_owned()));
        assert_eq!(paths.len(), 2, "{paths:?}");
        assert!(changes(&old, &old).is_empty());
    }
}
