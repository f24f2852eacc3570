//! Tidiness as tests: walks the workspace's own sources and refuses what the conventions refuse.
//!
//! Each rule is a pure function from a file's text to findings, proved on a planted fault before it is trusted on the
//! house. A finding names file, line and rule. Nothing here loosens by a list of exceptions: what a rule must let
//! through is said in the rule.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};

/// One source file: its path from the workspace root with `/`, and its text.
struct Source {
    path: String,
    text: String,
}

impl Source {
    fn named(path: &str, text: &str) -> Source {
        Source { path: path.to_owned(), text: text.to_owned() }
    }

    /// The crate a file belongs to.
    fn house(&self) -> &str {
        self.path.strip_prefix("crates/").and_then(|rest| rest.split('/').next()).unwrap_or("")
    }

    /// Whether the file is a test, a bench, an example or a build script: it never runs in the hall.
    fn is_outside_the_hall(&self) -> bool {
        ["/tests/", "/benches/", "/examples/"].iter().any(|part| self.path.contains(part))
            || self.path.ends_with("/tests.rs")
            || self.path.ends_with("/testing.rs")
            || self.path.contains("/testing/")
            || self.path.ends_with("/build.rs")
            || self.house() == "testkit"
    }

    /// The comment that the file opens with.
    fn first_comment(&self) -> String {
        self.text.lines().take_while(|line| line.starts_with("//")).collect::<Vec<_>>().join("\n")
    }

    /// Numbered lines that run in the hall: without comments, `#[cfg(test)]` modules and the `sample()` of a page.
    fn running_lines(&self) -> Vec<(usize, &str)> {
        let mut lines = Vec::new();
        let mut all = self.text.lines().enumerate().peekable();
        while let Some((at, line)) = all.next() {
            let bare = line.trim_start();
            let opens_tests = bare.starts_with("#[cfg(test)]")
                && all.peek().is_some_and(|(_, next)| next.trim_start().starts_with("mod ") && next.ends_with('{'));
            if opens_tests || ((has_word(bare, "fn sample") || has_word(bare, "fn samples")) && bare.ends_with('{')) {
                // Both end where a line closes at the indentation they opened with.
                let indent = line.len() - bare.len();
                let end = format!("{}}}", " ".repeat(indent));
                for (_, inner) in all.by_ref() {
                    if inner == end {
                        break;
                    }
                }
                continue;
            }
            if !bare.starts_with("//") {
                lines.push((at + 1, line));
            }
        }
        lines
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .expect("the server crate stands in crates/server")
        .to_owned()
}

fn walk(folder: &Path, take: &mut dyn FnMut(&Path)) {
    let mut inside: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| !path.is_symlink()).collect();
    inside.sort();
    for path in inside {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            if !name.starts_with('.') && !["target", "node_modules", "shots"].contains(&name.as_str()) {
                walk(&path, take);
            }
        } else {
            take(&path);
        }
    }
}

/// All files of the workspace with one of these endings.
fn sources(endings: &[&str]) -> Vec<Source> {
    let root = root();
    let mut found = Vec::new();
    walk(&root, &mut |path| {
        if endings.iter().any(|ending| path.to_string_lossy().ends_with(ending))
            && let Ok(text) = fs::read_to_string(path)
        {
            let path = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
            found.push(Source { path, text });
        }
    });
    found
}

fn rust() -> Vec<Source> {
    let found: Vec<_> = sources(&[".rs"]).into_iter().filter(|source| source.path.starts_with("crates/")).collect();
    assert!(found.len() > 20, "the walk found only {} files of Rust", found.len());
    found
}

fn assert_tidy(rule: fn(&Source) -> Vec<String>) {
    let findings: Vec<String> = rust().iter().flat_map(rule).collect();
    assert!(findings.is_empty(), "{} finding(s):\n{}", findings.len(), findings.join("\n"));
}

/// Whether `word` stands in `line` as a word of its own.
fn has_word(line: &str, word: &str) -> bool {
    let is_part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    line.match_indices(word)
        .any(|(at, _)| !is_part(line[..at].chars().next_back()) && !is_part(line[at + word.len()..].chars().next()))
}

/// The text of the string literals that begin on this line (raw ones too; of a longer one, what stands on this line).
fn literals(line: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut letters = line.chars().peekable();
    let mut before = ' ';
    while let Some(letter) = letters.next() {
        if letter == '\'' {
            // A character literal may hold a quotation mark; a lifetime holds none.
            let rest: String = letters.clone().take(2).collect();
            if rest == "\"'" {
                letters.next();
                letters.next();
            }
        }
        if letter == '/' && letters.peek() == Some(&'/') && before != ':' {
            break;
        }
        before = letter;
        if letter != '"' {
            continue;
        }
        let mut text = String::new();
        while let Some(inside) = letters.next() {
            match inside {
                '\\' => {
                    letters.next();
                }
                '"' => break,
                other => text.push(other),
            }
        }
        found.push(text);
    }
    found
}

/// `axum` and `askama` stand only where pages and JSON are made: rules know nothing of HTTP.
fn edge_only_at_the_edge(source: &Source) -> Vec<String> {
    let inside = source.path.split("/src/").nth(1).unwrap_or("");
    let at_the_edge =
        inside.starts_with("pages/") || inside == "pages.rs" || inside == "api.rs" || inside.starts_with("api/");
    if at_the_edge || ["web", "server"].contains(&source.house()) || source.is_outside_the_hall() {
        return Vec::new();
    }
    let edge = ["axum", "askama", "tower_http"];
    source
        .running_lines()
        .into_iter()
        .filter(|(_, line)| edge.iter().any(|name| has_word(line, name) && line.contains("::")))
        .map(|(at, line)| {
            format!("{}:{at}: axum or askama outside pages/, api.rs, web and server: {}", source.path, line.trim())
        })
        .collect()
}

/// SQL stands only in the file `store.rs` (or the folder `store/`) of a concept and in the kernel.
fn sql_only_in_store(source: &Source) -> Vec<String> {
    let name = source.path.rsplit('/').next().unwrap_or("");
    if source.house() == "kernel"
        || name == "store.rs"
        || source.path.contains("/store/")
        || source.is_outside_the_hall()
    {
        return Vec::new();
    }
    source
        .running_lines()
        .into_iter()
        .filter(|(_, line)| literals(line).iter().any(|text| is_sql(text)))
        .map(|(at, line)| format!("{}:{at}: SQL outside store.rs and kernel: {}", source.path, line.trim()))
        .collect()
}

fn is_sql(text: &str) -> bool {
    let text = text.trim_start();
    ["SELECT ", "INSERT INTO ", "DELETE FROM ", "CREATE TABLE ", "ALTER TABLE "]
        .iter()
        .any(|verb| text.starts_with(verb))
        || (text.starts_with("UPDATE ") && text.contains(" SET "))
}

/// The present moment comes from `Cx`; only the kernel reads the machine's clock.
/// Durations (`Instant`) are free: they measure, they decide nothing.
fn no_clock_but_cx(source: &Source) -> Vec<String> {
    if source.house() == "kernel" || source.is_outside_the_hall() {
        return Vec::new();
    }
    let clocks = ["SystemTime::now", "Timestamp::now", "Zoned::now", "Utc::now", "Local::now"];
    source
        .running_lines()
        .into_iter()
        .filter(|(_, line)| clocks.iter().any(|clock| line.contains(clock)))
        .map(|(at, line)| format!("{}:{at}: a clock outside the kernel: {}", source.path, line.trim()))
        .collect()
}

/// No file over 500 lines without a reason (the words "over 500 lines") in its first comment.
fn short_or_with_a_reason(source: &Source) -> Vec<String> {
    let count = source.text.lines().count();
    if count <= 500 || source.first_comment().contains("500 lines") {
        return Vec::new();
    }
    vec![format!("{}: {count} lines. Split it, or say in its first comment why it is over 500 lines", source.path)]
}

/// A crate, a module and a test file open by saying what they are.
fn opens_with_what_it_is(source: &Source) -> Vec<String> {
    let name = source.path.rsplit('/').next().unwrap_or("");
    if !["lib.rs", "main.rs"].contains(&name) || source.text.starts_with("//!") {
        return Vec::new();
    }
    vec![format!("{}: does not open with //! (what it is, who calls it, what it never does)", source.path)]
}

/// No sentence of the interface in Rust: six Chinese characters in a row in one literal are taken for one.
/// A file that holds terms of a standard or a dictionary says so in its first comment with the words "Chinese terms as
/// data"; there a term may be longer, but what speaks to a reader is still a sentence. An article may be cited anywhere.
fn no_sentence_in_code(source: &Source) -> Vec<String> {
    // What invented people wrote (samples of pages, the demonstration) is content, not the hall speaking.
    let is_invented = source.path.ends_with("/samples.rs") || source.path.contains("/src/demo/");
    if source.is_outside_the_hall() || is_invented {
        return Vec::new();
    }
    let holds_terms = source.first_comment().contains("Chinese terms as data");
    let speaks = |text: &str| text.contains(|c: char| "，。！？；您请吗".contains(c));
    source
        .running_lines()
        .into_iter()
        .filter(|(_, line)| {
            literals(line)
                .iter()
                .any(|text| longest_han(text) >= 6 && !is_citation(text) && (!holds_terms || speaks(text)))
        })
        .map(|(at, line)| {
            format!("{}:{at}: a Chinese sentence in code; it belongs in lang/: {}", source.path, line.trim())
        })
        .collect()
}

fn longest_han(text: &str) -> usize {
    let (mut longest, mut run) = (0, 0);
    for letter in text.chars() {
        let is_han = matches!(letter, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}');
        run = if is_han { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}

/// "行政许可法 第四十二条": a law's name, a blank, an article.
fn is_citation(text: &str) -> bool {
    text.split_once(' ').is_some_and(|(law, article)| {
        ["法", "条例", "规定", "办法"].iter().any(|end| law.ends_with(end)) && article.starts_with('第')
    })
}

/// No path of one machine and no registry's address in any tracked text.
fn no_machine_path(source: &Source) -> Vec<String> {
    // Written in two halves, so that this file does not find itself.
    let marks = [
        ["/ro", "ot/"],
        ["/wor", "k/"],
        ["/hom", "e/"],
        ["/far", "m/"],
        ["registry.npm", "js"],
        ["static.crat", "es.io"],
        ["index.crat", "es.io"],
        ["deb.debi", "an.org"],
        ["pypi.o", "rg"],
    ]
    .map(|halves| halves.concat());
    source
        .text
        .lines()
        .enumerate()
        .filter(|(_, line)| {
            marks.iter().any(|mark| {
                line.match_indices(mark.as_str()).any(|(at, _)| {
                    !mark.starts_with('/')
                        || !line[..at].ends_with(|c: char| c.is_alphanumeric() || "-_.}*".contains(c))
                })
            })
        })
        .map(|(at, line)| {
            format!("{}:{}: a path of one machine or a registry's address: {}", source.path, at + 1, line.trim())
        })
        .collect()
}

#[test]
fn axum_and_askama_stand_only_at_the_edge() {
    let fault = "use axum::Router;\nfn f() {}\n";
    assert_eq!(edge_only_at_the_edge(&Source::named("crates/cases/src/verbs.rs", fault)).len(), 1);
    assert!(edge_only_at_the_edge(&Source::named("crates/cases/src/pages/desk.rs", fault)).is_empty());
    assert!(
        edge_only_at_the_edge(&Source::named("crates/cases/src/verbs.rs", "// axum::Router is not for here\n"))
            .is_empty()
    );
    assert_tidy(edge_only_at_the_edge);
}

#[test]
fn sql_stands_only_in_stores_and_the_kernel() {
    let fault = "tx.run(\"SELECT id FROM cases\")\n";
    assert_eq!(sql_only_in_store(&Source::named("crates/cases/src/verbs.rs", fault)).len(), 1);
    assert_eq!(sql_only_in_store(&Source::named("crates/cases/src/verbs.rs", "\"UPDATE cases SET a = $1\"")).len(), 1);
    assert!(sql_only_in_store(&Source::named("crates/cases/src/store.rs", fault)).is_empty());
    assert!(sql_only_in_store(&Source::named("crates/cases/src/verbs.rs", "let label = \"UPDATE\";")).is_empty());
    let in_a_test =
        "fn f() {}\n#[cfg(test)]\nmod tests {\n    fn g() { run(\"SELECT 1\") }\n}\nfn h() { run(\"SELECT 2\") }\n";
    assert_eq!(sql_only_in_store(&Source::named("crates/cases/src/verbs.rs", in_a_test)).len(), 1);
    assert_tidy(sql_only_in_store);
}

#[test]
fn only_the_kernel_reads_the_clock() {
    let fault = "let now = jiff::Timestamp::now();\n";
    assert_eq!(no_clock_but_cx(&Source::named("crates/cases/src/verbs.rs", fault)).len(), 1);
    assert!(no_clock_but_cx(&Source::named("crates/kernel/src/cx.rs", fault)).is_empty());
    assert_tidy(no_clock_but_cx);
}

#[test]
fn files_are_short_or_say_why_not() {
    let long = "fn f() {}\n".repeat(501);
    assert_eq!(short_or_with_a_reason(&Source::named("crates/cases/src/verbs.rs", &long)).len(), 1);
    let reason = format!("//! The table of all moves: over 500 lines, since one table is read as one.\n{long}");
    assert!(short_or_with_a_reason(&Source::named("crates/cases/src/moves.rs", &reason)).is_empty());
    assert_tidy(short_or_with_a_reason);
}

#[test]
fn crates_open_with_what_they_are() {
    assert_eq!(opens_with_what_it_is(&Source::named("crates/cases/src/lib.rs", "pub mod case;\n")).len(), 1);
    assert!(opens_with_what_it_is(&Source::named("crates/cases/src/lib.rs", "//! Cases.\n")).is_empty());
    assert_tidy(opens_with_what_it_is);
}

#[test]
fn sentences_live_in_language_files() {
    let fault = "let text = \"您的申请已经提交\";\n";
    assert_eq!(no_sentence_in_code(&Source::named("crates/cases/src/verbs.rs", fault)).len(), 1);
    for fine in [
        "// 您的申请已经提交",
        "const MARK: &str = \"工作日\";",
        "law(\"行政许可法 第四十二条\")",
        "let c = '\"'; // \"您的申请已经提交\"",
    ] {
        assert!(no_sentence_in_code(&Source::named("crates/cases/src/verbs.rs", fine)).is_empty(), "{fine}");
    }
    let terms = |line: &str| format!("//! Elements of the standard: Chinese terms as data.\n{line}\n");
    let of_terms = |line: &str| no_sentence_in_code(&Source::named("crates/items/src/gate.rs", &terms(line))).len();
    assert_eq!(of_terms("SamePhone Blocks \"监督投诉方式\";"), 0);
    assert_eq!(of_terms("say(\"您的申请已经提交\")"), 1);
    let sample = "fn sample() -> Page {\n    title(\"饮用水供水单位卫生许可\")\n}\nfn f() { title(\"饮用水供水单位卫生许可\") }\n";
    assert_eq!(no_sentence_in_code(&Source::named("crates/items/src/pages/guide.rs", sample)).len(), 1);
    assert_tidy(no_sentence_in_code);
}

#[test]
fn no_path_of_one_machine() {
    let planted = ["cd /ro", "ot/mingting"].concat();
    assert_eq!(no_machine_path(&Source::named("dev/test.sh", &planted)).len(), 1);
    assert!(no_machine_path(&Source::named("dev/test.sh", "see src/work/mod.rs")).is_empty());
    let findings: Vec<String> = sources(&[
        ".rs", ".toml", ".md", ".sh", ".mjs", ".json", ".html", ".css", ".js", ".ftl", ".sql", ".typ", "run",
    ])
    .iter()
    .flat_map(no_machine_path)
    .collect();
    assert!(findings.is_empty(), "{} finding(s):\n{}", findings.len(), findings.join("\n"));
}

#[test]
fn no_source_is_left_out_of_the_tree() {
    // A file that no `mod` names is not compiled, so no other test sees it.
    let files = rust();
    let text_of_crate = |house: &str| -> String {
        files.iter().filter(|file| file.house() == house).map(|file| file.text.as_str()).collect::<Vec<_>>().join("\n")
    };
    let mut lost = Vec::new();
    for file in files.iter().filter(|file| file.path.contains("/src/")) {
        let name = file.path.rsplit('/').next().unwrap_or("").trim_end_matches(".rs");
        if ["lib", "main", "mod"].contains(&name) || file.path.contains("/src/bin/") {
            continue;
        }
        if !has_word(&text_of_crate(file.house()), &format!("mod {name}")) {
            lost.push(file.path.clone());
        }
    }
    assert!(lost.is_empty(), "no `mod` names: {lost:?}");
}
