//! The language files of the whole workspace: complete, alike, and holding every key that code and templates name.

use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Key → the variables its sentence names, and the file it stands in.
fn sentences(lang: &str) -> (BTreeMap<String, BTreeSet<String>>, Vec<String>) {
    let key = Regex::new(r"^([a-z][A-Za-z0-9_-]*)\s*=").expect("a pattern");
    let variable = Regex::new(r"\$([a-z][A-Za-z0-9_-]*)").expect("a pattern");
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut faults = Vec::new();
    for entry in fs::read_dir(root().join("lang").join(lang)).expect("the language's folder") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|e| e != "ftl") {
            continue;
        }
        let mut current = String::new();
        for line in fs::read_to_string(&path).expect("a language file").lines() {
            if let Some(m) = key.captures(line) {
                current = m[1].to_owned();
                if found.insert(current.clone(), BTreeSet::new()).is_some() {
                    faults.push(format!("{lang}: {current} stands twice ({})", path.display()));
                }
            }
            if line.starts_with('#') {
                continue;
            }
            for m in variable.captures_iter(line) {
                found.entry(current.clone()).or_default().insert(m[1].to_owned());
            }
        }
    }
    (found, faults)
}

/// Sentences for which each language takes what it needs of the same particulars.
const EACH_ITS_OWN: &[&str] = &["forms-date"];

#[test]
fn chinese_and_english_say_the_same_things() {
    let (zh, mut faults) = sentences("zh-CN");
    let (en, more) = sentences("en");
    faults.extend(more);
    for (key, variables) in &zh {
        match en.get(key) {
            None => faults.push(format!("en lacks {key}")),
            Some(others) if others != variables && !EACH_ITS_OWN.contains(&key.as_str()) => {
                faults.push(format!("{key}: zh-CN names {variables:?}, en {others:?}"))
            }
            Some(_) => {}
        }
    }
    faults.extend(en.keys().filter(|k| !zh.contains_key(*k)).map(|k| format!("zh-CN lacks {k}")));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn uyghur_adds_no_key_and_no_variable_and_uses_its_own_letters() {
    let (zh, _) = sentences("zh-CN");
    let (ug, mut faults) = sentences("ug");
    for (key, variables) in &ug {
        match zh.get(key) {
            None => faults.push(format!("zh-CN lacks {key}")),
            Some(others) if !variables.is_subset(others) => {
                faults.push(format!("{key} names more than zh-CN: {variables:?}"))
            }
            Some(_) => {}
        }
    }
    // Look-alikes of other languages: Arabic heh, yeh and kaf, Persian yeh, Urdu heh, Arabic digits.
    let strangers = ['\u{647}', '\u{64a}', '\u{6cc}', '\u{6c1}', '\u{6a9}', '\u{629}'];
    for entry in fs::read_dir(root().join("lang/ug")).expect("the folder") {
        let text = fs::read_to_string(entry.expect("an entry").path()).expect("a language file");
        for (n, line) in text.lines().enumerate() {
            // U+064A is a letter of Uyghur (y); it is listed so that a file that lacks U+0649 stands out below.
            let found: Vec<char> = line.chars().filter(|c| strangers.contains(c) && *c != '\u{64a}').collect();
            let digits =
                line.chars().any(|c| ('\u{660}'..='\u{669}').contains(&c) || ('\u{6f0}'..='\u{6f9}').contains(&c));
            if !found.is_empty() || digits {
                faults.push(format!("line {}: {found:?} in {line}", n + 1));
            }
        }
        assert!(text.contains('\u{649}') && text.contains('\u{6d5}'), "the letters of Uyghur");
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn sources(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        let path = entry.path();
        let name = entry.file_name();
        if path.is_dir() && name != "target" && name != "node_modules" {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs" || e == "html") {
            found.push(path);
        }
    }
}

#[test]
fn every_key_that_code_or_a_template_names_exists() {
    let named =
        Regex::new(r#"(?:\.(?:s|f|f1|f2|f3)|Sentence::new)\(\s*"([a-z][a-z0-9]*(?:-[a-z0-9]+)+)""#).expect("a pattern");
    let (zh, _) = sentences("zh-CN");
    let mut files = Vec::new();
    sources(&root().join("crates"), &mut files);
    let mut count = 0;
    let mut missing = BTreeSet::new();
    for file in files {
        let text = fs::read_to_string(&file).expect("a source");
        // Examples in documentation name what does not exist.
        let text: String =
            text.lines().filter(|l| !l.trim_start().starts_with("//")).map(|l| format!("{l}\n")).collect();
        for m in named.captures_iter(&text) {
            count += 1;
            if !zh.contains_key(&m[1]) && !m[1].starts_with("there-is-no") {
                missing.insert(format!("{} ({})", &m[1], file.strip_prefix(root()).unwrap_or(&file).display()));
            }
        }
    }
    assert!(count > 100, "the search finds what it looks for");
    assert!(missing.is_empty(), "{}", missing.into_iter().collect::<Vec<_>>().join("\n"));
}
