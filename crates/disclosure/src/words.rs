//! The words of official documents, as data: `data/papers.toml`. Nothing is evaluated, a value is put in where its name
//! stands.

use std::{collections::BTreeMap, sync::LazyLock};

static WORDS: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    toml::from_str(include_str!("../data/papers.toml")).expect("the embedded words are checked by a test")
});

/// The words of `key` with `values` put in. A key nobody wrote gives itself, so that a gap is seen on paper.
pub(crate) fn say(key: &str, values: &[(&str, &str)]) -> String {
    let Some(text) = WORDS.get(key) else { return key.to_owned() };
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    // One pass: what a person typed is never looked through for further names.
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, tail)) = after.split_once('}') else { break };
        out.push_str(values.iter().find(|(n, _)| *n == name).map_or("", |(_, v)| v));
        rest = tail;
    }
    out.push_str(rest);
    out
}

/// The words of `key` that name nothing.
pub(crate) fn plain(key: &str) -> String {
    say(key, &[])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_put_in_once_and_never_read_again() {
        assert_eq!(say("yuan", &[("n", "{n}")]), "{n}元");
        assert_eq!(say("no such words", &[]), "no such words");
    }

    #[test]
    fn every_key_the_code_names_is_there() {
        let code =
            [include_str!("papers.rs"), include_str!("remedy.rs"), include_str!("office.rs"), include_str!("mail.rs")];
        let mut found = 0;
        for text in code {
            for part in text.split("say(\"").chain(text.split("plain(\"")).skip(1) {
                let Some((key, _)) = part.split_once('"') else { continue };
                if !key.contains([' ', '\n', '(']) && key.len() < 40 {
                    assert!(WORDS.contains_key(key) || !key.contains('-'), "{key}");
                    found += 1;
                }
            }
        }
        assert!(found > 40);
    }
}
