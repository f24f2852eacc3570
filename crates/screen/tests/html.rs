//! Cleaning HTML: every real document, a table of nasty ones, and properties.

use proptest::prelude::*;
use screen::html::{self, Note, clean, clean_titled};
use std::path::PathBuf;

#[derive(serde::Deserialize)]
struct Policy {
    title: String,
    document_number: String,
    body_html: String,
}

fn policies() -> Vec<Policy> {
    let data = std::env::var("MINGTING_DATA").unwrap_or_else(|_| "../shared/data".into());
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let file = root.join(data).join("policies/state-council-policies.jsonl");
    match std::fs::read_to_string(&file) {
        Ok(text) => text.lines().map(|l| serde_json::from_str(l).unwrap()).collect(),
        Err(_) => {
            eprintln!("skipped: {} is not there", file.display());
            Vec::new()
        }
    }
}

#[test]
fn show() {
    let Ok(which) = std::env::var("SHOW") else { return };
    for (i, p) in policies().iter().enumerate() {
        if which != "all" && which != i.to_string() {
            continue;
        }
        let c = clean_titled(&p.body_html, &p.title);
        println!("===== {i} {} {:?}\n{}", p.title, c.notes.iter().map(|(n, k)| format!("{n}×{k}")).collect::<Vec<_>>(), c.html);
    }
}
