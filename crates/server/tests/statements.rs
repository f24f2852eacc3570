//! Every statement of every store is prepared on both engines, run or not, so that a word that only one of them knows,
//! a missing column or a parameter without a type is found before a person finds it.
//!
//! Statements are read out of the sources: literals that begin as SQL does, those put together by `concat!` or by a
//! local macro over one, and `format!` over constants of the same file. A literal that is the head of a list
//! (`List::new`) is prepared as it stands where it is a whole statement; the lists themselves are run in every
//! combination by the concepts' own tests.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::{
    collections::HashMap,
    fs,
    iter::Peekable,
    path::{Path, PathBuf},
    str::Chars,
};
use testkit::{TestOffice, on_both};

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Word(String),
    Text(String),
    Mark(char),
}

/// Words, string literals and marks of a Rust source, without comments.
fn tokens(source: &str) -> Vec<Token> {
    let mut out = Vec::new();
    let mut rest = source.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '/' if rest.peek() == Some(&'/') => while rest.next().is_some_and(|c| c != '\n') {},
            '/' if rest.peek() == Some(&'*') => {
                let mut last = ' ';
                for c in rest.by_ref() {
                    if last == '*' && c == '/' {
                        break;
                    }
                    last = c;
                }
            }
            '"' => out.push(Token::Text(literal(&mut rest))),
            '\'' => {
                // A character, or a lifetime, which has no second mark.
                let ahead: Vec<char> = rest.clone().take(3).collect();
                match ahead.as_slice() {
                    ['\\', ..] => {
                        rest.next();
                        rest.next();
                        while rest.next().is_some_and(|c| c != '\'') {}
                    }
                    [_, '\'', ..] => {
                        rest.next();
                        rest.next();
                    }
                    _ => {}
                }
            }
            'r' if matches!(rest.peek(), Some('"' | '#')) => match raw(&mut rest) {
                Some(text) => out.push(Token::Text(text)),
                None => out.push(Token::Word("r".into())),
            },
            c if c.is_alphanumeric() || c == '_' => {
                let mut word = String::from(c);
                while let Some(c) = rest.next_if(|c| c.is_alphanumeric() || *c == '_') {
                    word.push(c);
                }
                out.push(Token::Word(word));
            }
            c if c.is_whitespace() => {}
            c => out.push(Token::Mark(c)),
        }
    }
    out
}

/// The rest of a literal whose first quotation mark was read.
fn literal(rest: &mut Peekable<Chars<'_>>) -> String {
    let mut text = String::new();
    while let Some(c) = rest.next() {
        match c {
            '"' => break,
            '\\' => match rest.next() {
                Some('\n') => while rest.next_if(|c| c.is_whitespace()).is_some() {},
                Some('n') => text.push('\n'),
                Some('t') => text.push('\t'),
                Some('u') => {
                    let code: String = rest.by_ref().skip(1).take_while(|c| *c != '}').collect();
                    text.extend(u32::from_str_radix(&code, 16).ok().and_then(char::from_u32));
                }
                Some(c) => text.push(c),
                None => break,
            },
            c => text.push(c),
        }
    }
    text
}

/// The rest of a raw literal after its `r`; `None` when it is none (`r#name`).
fn raw(rest: &mut Peekable<Chars<'_>>) -> Option<String> {
    let mut ahead = rest.clone();
    let mut hashes = 0;
    while ahead.next_if_eq(&'#').is_some() {
        hashes += 1;
    }
    ahead.next_if_eq(&'"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let text: String = ahead.collect();
    let length = text.find(&end)?;
    for _ in 0..hashes + 1 + text[..length + end.len()].chars().count() {
        rest.next();
    }
    Some(text[..length].to_owned())
}

fn is_sql(text: &str) -> bool {
    let first = text.split_whitespace().next().unwrap_or_default();
    ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH"].contains(&first) && text.split_whitespace().count() > 2
}

/// Drops the modules that are for tests.
fn without_tests(tokens: &[Token]) -> Vec<Token> {
    let word = |at: usize, w: &str| matches!(tokens.get(at), Some(Token::Word(x)) if x == w);
    let mark = |at: usize, m: char| tokens.get(at) == Some(&Token::Mark(m));
    let (mut out, mut at) = (Vec::new(), 0);
    while at < tokens.len() {
        let is_test_module = mark(at, '#')
            && mark(at + 1, '[')
            && word(at + 2, "cfg")
            && word(at + 4, "test")
            && word(at + 7, "mod")
            && mark(at + 9, '{');
        if !is_test_module {
            out.push(tokens[at].clone());
            at += 1;
            continue;
        }
        let (mut depth, mut end) = (0i32, at + 9);
        loop {
            match tokens.get(end) {
                Some(Token::Mark('{')) => depth += 1,
                Some(Token::Mark('}')) => depth -= 1,
                None => break,
                _ => {}
            }
            end += 1;
            if depth == 0 {
                break;
            }
        }
        at = end;
    }
    out
}

/// Every statement in a source. A `format!` that cannot be put together from constants is an error: SQL made by hand.
fn statements(source: &str) -> Result<Vec<String>, String> {
    let tokens = without_tests(&tokens(source));
    let text = |at: usize| match tokens.get(at) {
        Some(Token::Text(t)) => Some(t.as_str()),
        _ => None,
    };
    let word = |at: usize| match tokens.get(at) {
        Some(Token::Word(w)) => Some(w.as_str()),
        _ => None,
    };
    let mark = |at: usize, m: char| tokens.get(at) == Some(&Token::Mark(m));
    // Constants of text, and macros that put a head before what they are given.
    let (mut constants, mut macros) = (HashMap::new(), HashMap::new());
    let mut current = None;
    for at in 0..tokens.len() {
        if word(at) == Some("const")
            && let (Some(name), Some(end)) = (word(at + 1), (at + 2..at + 12).find(|n| mark(*n, '=')))
            && let Some(value) = text(end + 1)
        {
            constants.insert(name.to_owned(), value.to_owned());
        }
        if word(at) == Some("macro_rules") {
            current = word(at + 2).map(str::to_owned);
        }
        if word(at) == Some("concat") && mark(at + 1, '!') {
            let parts = joined(&tokens, at + 3);
            if let (2.., Some(name)) = (parts.len(), current.take()) {
                macros.insert(name, parts);
            }
        }
    }
    let mut out = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let called = mark(at + 1, '!') && (mark(at + 2, '(') || mark(at + 2, '['));
        match word(at) {
            Some("concat") if called => {
                if let [whole] = joined(&tokens, at + 3).as_slice()
                    && is_sql(whole)
                {
                    out.push(whole.clone());
                }
                while at < tokens.len() && !mark(at, ')') {
                    at += 1;
                }
            }
            Some("format") if called && text(at + 3).is_some_and(is_sql) => {
                let mut sql = text(at + 3).unwrap_or_default().to_owned();
                for (name, value) in &constants {
                    sql = sql.replace(&format!("{{{name}}}"), value);
                }
                if sql.contains('{') {
                    return Err(format!("SQL put together by hand: {sql}"));
                }
                out.push(sql);
                at += 4;
            }
            Some(name) if called && macros.contains_key(name) => {
                // With more than one gap it makes several statements from a table of names: run by the concept's tests.
                if let [head, tail] = macros[name].as_slice()
                    && is_sql(head)
                {
                    out.push(format!("{head}{}{tail}", text(at + 3).unwrap_or_default()));
                }
                at += 4;
            }
            // The beginning of a statement of many rows, which the import's own tests run.
            Some("from")
                if mark(at + 1, '(') && mark(at + 3, ')') && text(at + 2).is_some_and(|t| t.ends_with("VALUES ")) =>
            {
                at += 4
            }
            _ => {
                if let Some(sql) = text(at).filter(|t| is_sql(t)) {
                    out.push(sql.to_owned());
                }
                at += 1;
            }
        }
    }
    Ok(out)
}

/// The literals from `at` on to the closing mark, joined; a new part begins where something else stands among them.
fn joined(tokens: &[Token], at: usize) -> Vec<String> {
    let (mut parts, mut in_gap) = (vec![String::new()], false);
    for token in &tokens[at..] {
        match token {
            Token::Text(t) => parts.last_mut().unwrap().push_str(t),
            Token::Mark(')') => break,
            Token::Mark(',') => {}
            _ if in_gap => continue,
            _ => parts.push(String::new()),
        }
        in_gap = matches!(token, Token::Mark('$'));
    }
    parts
}

fn walk(folder: &Path, out: &mut Vec<PathBuf>) {
    let mut inside: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    inside.sort();
    for path in inside {
        if path.is_dir() {
            walk(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            out.push(path);
        }
    }
}

/// Path and text of every file that may hold SQL.
fn stores() -> Vec<(String, String)> {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().canonicalize().unwrap();
    let mut files = Vec::new();
    walk(&crates, &mut files);
    files
        .into_iter()
        .map(|path| (path.strip_prefix(&crates).unwrap().to_string_lossy().into_owned(), path))
        .filter(|(name, _)| {
            let in_store = name.contains("/src/")
                && (name.contains("/store/") || name.rsplit('/').next().is_some_and(|f| f.starts_with("store")));
            // The engines' own files speak their engine's language, and the bench's store is there to do so.
            let of_an_engine =
                name.contains("/db/postgres.rs") || name.contains("/db/sqlite.rs") || name.contains("/bench/");
            (in_store || name.starts_with("kernel/src/")) && !of_an_engine
        })
        .map(|(name, path)| (name, fs::read_to_string(path).unwrap()))
        .collect()
}

/// The head of a list that counts by a column: whole only once the list adds its GROUP BY.
fn waits_for_group(sql: &str) -> bool {
    sql.contains("COUNT(")
        && !sql.contains("GROUP BY")
        && !sql.contains(" WHERE ")
        && sql.split(" FROM ").next().is_some_and(|columns| columns.contains(','))
}

#[test]
fn statements_are_found_in_every_way_of_writing_them() {
    let source = r##"
        /* "SELECT a FROM comment" */
        // "SELECT b FROM comment"
        const SUMS: &str = "SUM(x) AS x";
        macro_rules! select_case { ($tail:literal) => { concat!("SELECT c, ", "d FROM t ", $tail, " LIMIT 1") }; }
        fn f(tx: &'static str) { let c = '"'; let d = '\''; tx.rows("SELECT e \"f\" \
            FROM t", x); tx.rows(select_case!("WHERE g = $1"), y); tx.rows(r#"SELECT "h" FROM t"#, z);
            tx.rows(&format!("SELECT {SUMS} FROM t"), z); tx.rows(concat!("DELETE ", "FROM t"), q); say("SELECT one"); }
        #[cfg(test)] mod tests { fn g() { run("SELECT i FROM t") } }
        fn h() { run("UPDATE t SET j = 1") }
    "##;
    assert_eq!(
        statements(source).unwrap(),
        [
            "SELECT e \"f\" FROM t",
            "SELECT c, d FROM t WHERE g = $1 LIMIT 1",
            "SELECT \"h\" FROM t",
            "SELECT SUM(x) AS x FROM t",
            "DELETE FROM t",
            "UPDATE t SET j = 1"
        ]
    );
    assert!(statements("fn f() { format!(\"SELECT a FROM {table}\") }").is_err());
    let t = TestOffice::sqlite();
    assert!(t.office.db.prepare_only("SELECT no_such_column FROM matters").is_err(), "preparing finds what is wrong");
}

#[test]
fn every_statement_prepares_on_every_engine() {
    let stores = stores();
    assert!(stores.len() > 10, "only {} stores were found", stores.len());
    on_both(|t| {
        let (mut count, mut bad) = (0, Vec::new());
        for (file, text) in &stores {
            let found = match statements(text) {
                Ok(found) => found,
                Err(why) => {
                    bad.push(format!("{file}: {why}"));
                    continue;
                }
            };
            for sql in found {
                count += 1;
                if t.engine() == "postgres" && waits_for_group(&sql) {
                    continue;
                }
                if let Err(why) = t.office.db.prepare_only(&sql) {
                    bad.push(format!("{file}: {why}"));
                }
            }
        }
        assert!(
            bad.is_empty(),
            "{}: {} of {count} statements do not prepare:\n{}",
            t.engine(),
            bad.len(),
            bad.join("\n")
        );
        assert!(count > 100, "only {count} statements were found");
    });
}
