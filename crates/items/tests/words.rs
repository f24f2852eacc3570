//! The sentences of the catalogue: the same keys in both languages, each one that code or a template names is there,
//! and none is left over.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn here() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|wrong| panic!("{}: {wrong}", path.display()))
}

fn keys(language: &str) -> BTreeSet<String> {
    let text = read(&here().join(format!("../../lang/{language}/items.ftl")));
    let lines = text.lines().filter_map(|line| line.split_once(" ="));
    lines.map(|(key, _)| key.to_owned()).filter(|key| key.starts_with("items-")).collect()
}

fn files(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder of ours").flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, out);
        } else {
            out.push(path);
        }
    }
}

#[test]
fn both_languages_have_the_same_sentences() {
    assert_eq!(keys("zh-CN"), keys("en"));
}

#[test]
fn what_is_named_is_there_and_what_is_there_is_named() {
    let mut sources = Vec::new();
    files(&here().join("src"), &mut sources);
    files(&here().join("templates"), &mut sources);
    let text: String = sources.iter().map(|path| read(path)).collect();
    let is_key = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let mut named = BTreeSet::new();
    for (at, _) in text.match_indices("\"items-") {
        let rest = &text[at + 1..];
        let end = rest.find(|c| !is_key(c)).unwrap_or(rest.len());
        named.insert(rest[..end].to_owned());
    }
    // Keys that are put together: facets, tabs, labels of the editor's fields.
    let families = ["items-facet-", "items-desk-tab-", "items-el-"];
    let there = keys("zh-CN");
    let missing: Vec<&String> =
        named.iter().filter(|key| !families.contains(&key.as_str()) && !there.contains(*key)).collect();
    assert!(missing.is_empty(), "not in items.ftl: {missing:?}");
    let loose = |key: &&String| {
        !named.contains(*key)
            && !families.iter().any(|family| key.starts_with(family))
            && *key != "items-state-superseded"
    };
    let unused: Vec<&String> = there.iter().filter(loose).collect();
    assert!(unused.is_empty(), "in items.ftl, but nowhere named: {unused:?}");
}
