//! `docs/law.md`: which provision stands in which place of the code, read from the lines `Law:` of the documentation.
//!
//! `UPDATE_SNAPSHOTS=1 cargo test -p server --test law` writes it; without, the test compares.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

/// One place in the code that names a provision.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    file: String,
    item: String,
}

/// Law and provision as cited, the law repeated for each provision.
fn citations(line: &str) -> Vec<(String, String)> {
    let mut out = Vec::new();
    let (mut law, mut before) = (String::new(), String::new());
    for piece in pieces(line) {
        let piece = piece.split('(').next().unwrap_or_default().trim().trim_end_matches('.').trim();
        if piece.is_empty() || piece.starts_with("facts") {
            continue;
        }
        if piece.starts_with('第') {
            // 第三十二条第一款第一项、第二项、第二款: what is left out is that of the provision before.
            let provision = match (piece.find('条'), piece.find('款')) {
                (Some(_), _) => piece.to_owned(),
                (None, Some(_)) => format!("{}{piece}", up_to(&before, '条')),
                (None, None) if before.contains('款') => format!("{}{piece}", up_to(&before, '款')),
                (None, None) => format!("{}{piece}", up_to(&before, '条')),
            };
            before.clone_from(&provision);
            out.push((law.clone(), provision));
            continue;
        }
        let (name, provision) =
            piece.split_once(" 第").map_or((piece, String::new()), |(name, rest)| (name, format!("第{rest}")));
        law = name.trim().to_owned();
        before.clone_from(&provision);
        out.push((law.clone(), provision));
    }
    out
}

/// The beginning of a provision up to its article or paragraph.
fn up_to(provision: &str, part: char) -> &str {
    provision.find(part).map_or("", |at| &provision[..at + part.len_utf8()])
}

/// The parts of a citation, which commas and semicolons part outside brackets.
fn pieces(line: &str) -> Vec<String> {
    let (mut out, mut depth, mut piece) = (Vec::new(), 0i32, String::new());
    for c in line.chars() {
        match c {
            '(' | '（' => depth += 1,
            ')' | '）' => depth -= 1,
            _ => {}
        }
        if depth == 0 && ",;、；，".contains(c) {
            out.push(std::mem::take(&mut piece));
        } else {
            piece.push(c);
        }
    }
    out.push(piece);
    out
}

/// 四十二 → 42; what is no number comes last.
fn number(provision: &str) -> u32 {
    let text = provision.trim_start_matches('第');
    let (mut sum, mut digit) = (0, 0);
    for c in text.chars() {
        match c {
            '十' => {
                sum += digit.max(1) * 10;
                digit = 0;
            }
            '百' => {
                sum += digit.max(1) * 100;
                digit = 0;
            }
            _ => match "零一二三四五六七八九".chars().position(|d| d == c) {
                Some(d) => digit = u32::try_from(d).unwrap(),
                None => break,
            },
        }
    }
    sum + digit
}

/// What a documentation comment that ends before `rest` belongs to: the name of the next item, field or variant.
fn item_after(rest: &str) -> String {
    for line in rest.lines() {
        let line = line.trim();
        if line.is_empty() || line.starts_with("//") || line.starts_with("#[") {
            continue;
        }
        let mut words = line.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '!')).filter(|w| !w.is_empty());
        let keywords = [
            "pub",
            "crate",
            "async",
            "const",
            "static",
            "fn",
            "struct",
            "enum",
            "trait",
            "type",
            "mod",
            "unsafe",
            "impl",
            "let",
            "macro_rules!",
            "use",
            "super",
        ];
        return words.find(|w| !keywords.contains(w)).unwrap_or("?").to_owned();
    }
    "?".into()
}

/// Every citation of a source.
fn cited(source: &str) -> Vec<(String, String, String)> {
    let mut out = Vec::new();
    let mut from = 0;
    for line in source.split_inclusive('\n') {
        from += line.len();
        let bare = line.trim();
        let Some((mark, text)) =
            ["/// Law:", "//! Law:"].iter().find_map(|m| bare.strip_prefix(m).map(|t| (*m, t.trim())))
        else {
            continue;
        };
        let item = if mark.starts_with("//!") { "(the whole file)".to_owned() } else { item_after(&source[from..]) };
        out.extend(citations(text).into_iter().map(|(law, provision)| (law, provision, item.clone())));
    }
    out
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

#[test]
fn citations_are_read_as_they_are_written() {
    let of = |line: &str| citations(line).into_iter().map(|(l, p)| format!("{l}|{p}")).collect::<Vec<_>>();
    assert_eq!(of("行政许可法 第四十二条 (ten more, with the consent of the head)"), ["行政许可法|第四十二条"]);
    assert_eq!(
        of("行政许可法 第三十二条第一款第一项、第二项、第二款"),
        ["行政许可法|第三十二条第一款第一项", "行政许可法|第三十二条第一款第二项", "行政许可法|第三十二条第二款"]
    );
    assert_eq!(
        of("行政许可法 第二十九条 (application), 第三十三条 (by data message); facts: 收件凭证"),
        ["行政许可法|第二十九条", "行政许可法|第三十三条"]
    );
    assert_eq!(of("密码法 第二十七条; GB/T 39786-2021 (keys)."), ["密码法|第二十七条", "GB/T 39786-2021|"]);
    assert_eq!(["第七条", "第十条", "第二十条", "第四十二条", "第一百零三条"].map(number), [7, 10, 20, 42, 103]);
    let source = "/// Does it.\n///\n/// Law: 行政许可法 第三十条\n#[must_use]\npub(crate) fn show(tx: i32) {}\n";
    assert_eq!(cited(source), [("行政许可法".to_owned(), "第三十条".to_owned(), "show".to_owned())]);
}

#[test]
fn the_list_of_provisions_is_what_the_code_says() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().canonicalize().unwrap();
    let mut files = Vec::new();
    walk(&crates, &mut files);
    let mut laws: BTreeMap<String, BTreeMap<(u32, String), Vec<Place>>> = BTreeMap::new();
    for path in files {
        let file = format!("crates/{}", path.strip_prefix(&crates).unwrap().to_string_lossy());
        // This file's own examples are no law.
        if file.ends_with("tests/law.rs") {
            continue;
        }
        for (law, provision, item) in cited(&fs::read_to_string(&path).unwrap()) {
            laws.entry(law)
                .or_default()
                .entry((number(&provision), provision))
                .or_default()
                .push(Place { file: file.clone(), item });
        }
    }
    assert!(laws.len() > 5, "only {} laws are cited", laws.len());
    let mut text = String::from(
        "# Provision → code\n\nWritten from the lines `Law:` of the documentation (crates/server/tests/law.rs); never edited by hand. The tests of a place stand in the same file or in the `tests/` folder of its crate.\n",
    );
    for (law, provisions) in &laws {
        let _ = write!(text, "\n## {law}\n\n| provision | where |\n| --- | --- |\n");
        for ((_, provision), places) in provisions {
            let mut places: Vec<String> =
                places.iter().map(|p| format!("`{}` in [{}](../{})", p.item, p.file, p.file)).collect();
            places.sort();
            places.dedup();
            let _ =
                writeln!(text, "| {} | {} |", if provision.is_empty() { "—" } else { provision }, places.join("<br>"));
        }
    }
    let file = crates.join("../docs/law.md");
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::write(&file, &text).unwrap();
    }
    let kept = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        kept == text,
        "docs/law.md is not what the code says; run with UPDATE_SNAPSHOTS=1 and look at the difference"
    );
}
