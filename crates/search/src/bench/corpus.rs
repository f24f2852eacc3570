//! Entries to measure with: real laws from a folder, filled up with varied copies, and questions from their words.
//! (Chinese terms as data.)

use crate::{Entry, Kind, fold, tokens};
use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The articles of all laws in a folder of Markdown files. The latest file of one title is taken to be in force.
///
/// # Errors
/// The folder can't be read.
pub fn laws(folder: &Path) -> io::Result<Vec<Entry>> {
    let mut files = Vec::new();
    collect(folder, &mut files)?;
    files.sort();
    let mut latest: HashMap<String, String> = HashMap::new();
    let mut read = Vec::new();
    for file in &files {
        let Some(law) = Law::read(file)? else { continue };
        let last = latest.entry(fold::title_key(&fold::fold(&law.title))).or_default();
        if law.date > *last {
            last.clone_from(&law.date);
        }
        read.push(law);
    }
    let mut entries = Vec::new();
    for law in read {
        let is_latest = latest.get(&fold::title_key(&fold::fold(&law.title))).is_some_and(|last| *last == law.date);
        law.add_to(&mut entries, if is_latest { "in-force" } else { "amended" });
    }
    Ok(entries)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|end| end == "md") && !path.ends_with("_index.md") {
            files.push(path);
        }
    }
    Ok(())
}

/// One file.
struct Law {
    name: String,
    title: String,
    date: String,
    field: String,
    order: String,
    /// Heading and text; the head has no heading.
    parts: Vec<(String, String)>,
}

impl Law {
    fn read(file: &Path) -> io::Result<Option<Law>> {
        let text = fs::read_to_string(file)?;
        let Some(title) = text.lines().next().and_then(|line| line.strip_prefix("# ")) else { return Ok(None) };
        let name = file.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let date = name.rsplit(['(', '（']).next().unwrap_or("").trim_end_matches([')', '）']).to_owned();
        let field = file.parent().and_then(Path::file_name).map(|n| n.to_string_lossy().into_owned());
        let (head, body) = text.split_once("<!-- INFO END -->").unwrap_or(("", &text));
        // 国务院令第711号 in the lines of events; the last one is that of this text.
        let order = head.lines().filter_map(order_of).next_back().unwrap_or_default();
        let mut parts: Vec<(String, String)> = Vec::new();
        for line in body.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
            let heading = line.split([' ', '　']).next().unwrap_or("");
            if heading.starts_with('第') && heading.ends_with('条') && heading.chars().count() <= 9 {
                parts.push((heading.to_owned(), line.get(heading.len()..).unwrap_or("").trim().to_owned()));
            } else if let Some((_, text)) = parts.last_mut() {
                text.push('\n');
                text.push_str(line.trim());
            } else {
                parts.push((String::new(), line.trim().to_owned()));
            }
        }
        Ok(Some(Law { name, title: title.trim().to_owned(), date, field: field.unwrap_or_default(), order, parts }))
    }

    fn add_to(self, entries: &mut Vec<Entry>, validity: &str) {
        for (heading, text) in self.parts {
            let group = format!("rule:{}", self.name);
            let href = format!("/rules/{}#{heading}", self.name);
            let mut entry = Entry::new(&format!("{group}#{heading}"), Kind::Rule, &self.title, &text, &href);
            entry.key = format!("{}/{}", entry.key, entries.len());
            entry.group = group;
            entry.heading = heading;
            entry.field.clone_from(&self.field);
            entry.date.clone_from(&self.date);
            entry.year = self.date.get(..4).and_then(|year| year.parse().ok()).unwrap_or(0);
            entry.validity = validity.to_owned();
            entry.document_number.clone_from(&self.order);
            entries.push(entry);
        }
    }
}

fn order_of(line: &str) -> Option<String> {
    let (_, order) = line.split_once("国务院令第")?;
    let number: String = order.chars().take_while(char::is_ascii_digit).collect();
    (!number.is_empty()).then(|| format!("国务院令第{number}号"))
}

/// Names put before the titles of copies.
const REGIONS: &[&str] = &[
    "北京市",
    "天津市",
    "河北省",
    "山西省",
    "辽宁省",
    "吉林省",
    "上海市",
    "江苏省",
    "浙江省",
    "安徽省",
    "福建省",
    "江西省",
    "山东省",
    "河南省",
    "湖北省",
    "湖南省",
    "广东省",
    "海南省",
    "重庆市",
    "四川省",
    "贵州省",
    "云南省",
    "陕西省",
    "甘肃省",
];

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % sides.max(1)
    }
}

/// The entries and then varied copies of them, `count` in all: another region in the title, the sentences in another
/// order, another year, sentences of a neighbour mixed in.
pub fn fill(entries: &[Entry], count: usize) -> impl Iterator<Item = Entry> + '_ {
    (0..if entries.is_empty() { 0 } else { count }).map(|at| {
        let (round, of) = (at / entries.len(), at % entries.len());
        let mut entry = entries[of].clone();
        if round == 0 {
            return entry;
        }
        let mut dice = Dice(at as u64 ^ 0x9e37_79b9);
        let region = REGIONS[(round * 7 + of / 997) % REGIONS.len()];
        let mut sentences: Vec<&str> = entry.body.split_inclusive('。').collect();
        let neighbour = &entries[(of + 1 + dice.roll(entries.len() - 1)) % entries.len()].body;
        sentences.extend(neighbour.split_inclusive('。').take(1));
        for i in (1..sentences.len()).rev() {
            sentences.swap(i, dice.roll(i + 1));
        }
        entry.body = sentences.concat().replace("国务院", region);
        entry.key = format!("{}~{round}", entry.key);
        entry.group = format!("{}~{round}", entry.group);
        entry.title = format!("{region}{}", fold::title_key(&entry.title));
        entry.year = 1990 + i64::try_from(dice.roll(36)).unwrap_or(0);
        entry.agency = format!("{region}人民政府");
        entry.document_number = String::new();
        entry
    })
}

/// Questions of two words that stand in one entry, the same every time.
pub fn questions(entries: &[Entry], count: usize) -> Vec<String> {
    let mut dice = Dice(42);
    let mut questions = Vec::new();
    let mut tries = 0;
    while questions.len() < count && tries < count * 20 && !entries.is_empty() {
        tries += 1;
        let folded = fold::fold(&entries[dice.roll(entries.len())].body);
        let words: Vec<&str> = tokens::cut(&folded)
            .into_iter()
            .filter(|word| word.chars().count() > 1 && word.chars().all(fold::is_han))
            .collect();
        let (one, other) = (dice.roll(words.len()), dice.roll(words.len()));
        if let (Some(one), Some(other)) = (words.get(one), words.get(other))
            && one != other
        {
            questions.push(format!("{one} {other}"));
        }
    }
    questions
}
