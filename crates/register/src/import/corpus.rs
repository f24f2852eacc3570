//! Reads a folder of laws into works with their versions and events. No database here.
//! (Chinese terms as data.)

use super::{
    digest,
    report::{ImportReport, SameText, SkipReason, Skipped},
};
use crate::parse::{body, comparable, dates, effective, head, references};
use crate::rule::{EffectiveBasis, Event, Provision, ProvisionKind, RuleKind, What};
use jiff::civil::Date;
use kernel::{Fault, Id};
use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

/// No law is longer than this; the longest of the collection has 0.4 MB.
const MOST_BYTES: u64 = 8_000_000;

/// One file as read.
pub(super) struct Text {
    pub file: String,
    pub digest: String,
    pub head: head::Head,
    pub key: String,
    pub dated_on: Option<Date>,
    pub parts: Vec<Provision>,
    pub effective_on: Option<Date>,
    pub effective_basis: EffectiveBasis,
}

impl Text {
    pub fn begins_on(&self) -> Option<Date> {
        self.effective_on.or(self.dated_on)
    }

    pub fn articles(&self) -> u64 {
        self.parts.iter().filter(|p| p.kind == ProvisionKind::Article).count() as u64
    }
}

/// A work: its texts, oldest first, and what their heads tell together.
pub(super) struct Work {
    pub key: String,
    pub title: String,
    pub kind: RuleKind,
    pub issuer: String,
    pub region: String,
    pub field: String,
    pub texts: Vec<Text>,
    /// With the index of the text that each made.
    pub events: Vec<(Event, Option<usize>)>,
    /// References of the newest text: the article that refers, and to what.
    pub references: Vec<(String, references::Reference)>,
    /// What the newest text ends: the title and from when.
    pub repeals: Vec<(String, Option<Date>)>,
}

/// The files below a folder, in the order of their names.
pub(super) fn files(dir: &Path) -> Result<Vec<PathBuf>, Fault> {
    let mut out = Vec::new();
    let mut folders = vec![dir.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let what = || format!("reading the folder {}", folder.display());
        for entry in std::fs::read_dir(&folder).map_err(|e| Fault::from_error(what(), e))? {
            let entry = entry.map_err(|e| Fault::from_error(what(), e))?;
            let kind = entry.file_type().map_err(|e| Fault::from_error(what(), e))?;
            if kind.is_dir() {
                folders.push(entry.path());
            } else if kind.is_file() {
                out.push(entry.path());
            }
        }
    }
    out.sort();
    Ok(out)
}

/// One file's bytes with its name, or why it is left out.
pub(super) fn load(dir: &Path, path: &Path) -> Result<(String, String), Skipped> {
    let file = path.strip_prefix(dir).unwrap_or(path).to_string_lossy().replace('\\', "/");
    let skip = |why| Err(Skipped { what: file.clone(), why });
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    if path.extension().is_none_or(|e| e != "md") {
        return skip(SkipReason::NotMarkdown);
    }
    if name.starts_with('_') {
        return skip(SkipReason::Index);
    }
    if std::fs::metadata(path).is_ok_and(|m| m.len() > MOST_BYTES) {
        return skip(SkipReason::TooLong);
    }
    match std::fs::read_to_string(path) {
        Ok(text) => Ok((file, text)),
        Err(e) => skip(SkipReason::NotText { what: e.to_string() }),
    }
}

/// Parses one file.
pub(super) fn parse(file: &str, text: &str, notes: &mut Vec<(String, String)>) -> Result<Text, SkipReason> {
    const END: &str = "<!-- INFO END -->";
    let text = text.trim_start_matches('\u{feff}');
    if !text.trim_start().starts_with("# ") {
        return Err(SkipReason::NoTitle);
    }
    // A file without the mark has its head up to the first heading or article.
    let (head_text, body_text) = match text.split_once(END) {
        Some(both) => both,
        None => {
            let lines = text.match_indices('\n').map(|(i, _)| i + 1);
            let begins = |i: &usize| text[*i..].starts_with("##") || text[*i..].starts_with('第');
            let at = lines.into_iter().find(begins).unwrap_or(text.len());
            text.split_at(at)
        }
    };
    let head = head::read(head_text);
    if head.title.is_empty() {
        return Err(SkipReason::NoTitle);
    }
    let (parts, remains) = body::read(body_text, &head.title);
    if parts.iter().all(|p| p.text.is_empty()) {
        return Err(SkipReason::NoText);
    }
    notes.extend(head.other.iter().chain(&remains).map(|line| (file.to_owned(), line.clone())));
    let name = file.rsplit('/').next().unwrap_or(file);
    let dated_on = name.rfind('(').and_then(|i| dates::leading_date(&name[i + 1..]));
    // Where the name bears no date, the newest event of the head dates the text.
    let dated_on = dated_on.or_else(|| head.events.iter().filter(|e| e.is_textual()).map(|e| e.on).max());
    let (effective_on, effective_basis) = effective::effective(&head, dated_on, &parts);
    Ok(Text {
        file: file.to_owned(),
        digest: digest(text.as_bytes()),
        key: codes::rule_key(&head.title),
        head,
        dated_on,
        parts,
        effective_on,
        effective_basis,
    })
}

/// Joins the files of one title into works.
pub(super) fn works(texts: Vec<Text>, report: &mut ImportReport) -> Vec<Work> {
    let mut by_key: BTreeMap<String, Vec<Text>> = BTreeMap::new();
    for t in texts {
        by_key.entry(t.key.clone()).or_default().push(t);
    }
    by_key.into_iter().map(|(key, texts)| work(key, texts, report)).collect()
}

fn work(key: String, mut texts: Vec<Text>, report: &mut ImportReport) -> Work {
    texts.sort_by(|a, b| (a.dated_on, &a.file).cmp(&(b.dated_on, &b.file)));
    let mut kept: Vec<Text> = Vec::new();
    for t in texts {
        match kept.last() {
            Some(before) if before.dated_on == t.dated_on => {
                let said = |t: &Text| t.parts.iter().map(|p| comparable(&p.text)).collect::<String>();
                let same_text = if said(before) == said(&t) { SameText::Same } else { SameText::Different };
                let why = SkipReason::SameVersion { taken: before.file.clone(), same_text };
                report.skipped.push(Skipped { what: t.file, why });
            }
            _ => kept.push(t),
        }
    }
    let events = events(&kept);
    let newest = kept.last();
    let title = newest.map(|t| t.head.title.clone()).unwrap_or_default();
    let file = newest.map(|t| t.file.as_str()).unwrap_or_default();
    let (kind, region, field) = place(file);
    let issuer = newest.and_then(|t| head::issuer(&t.head.events)).unwrap_or_else(|| issuer_by_place(kind, file));
    let mut w = Work {
        key,
        title,
        kind,
        issuer,
        region,
        field,
        texts: kept,
        events,
        references: Vec::new(),
        repeals: Vec::new(),
    };
    w.refer();
    w
}

impl Work {
    /// Reads the references of the newest text, and what it ends.
    fn refer(&mut self) {
        let Some(newest) = self.texts.last() else { return };
        let words: Vec<&str> = newest.parts.iter().map(|p| p.text.as_str()).collect();
        let aliases = references::aliases(&words);
        for p in &newest.parts {
            let part =
                if p.kind == ProvisionKind::Article || p.kind == ProvisionKind::Annex { p.label.as_str() } else { "" };
            for r in references::references(&p.text, &self.key, &aliases) {
                // An article that names itself leans on nothing.
                if r.key != self.key || (!r.part.is_empty() && r.part != p.label) {
                    self.references.push((part.to_owned(), r));
                }
            }
            for title in references::repeals(&p.text) {
                let on = p.text.find('自').and_then(|i| dates::leading_date(&p.text[i + '自'.len_utf8()..]));
                self.repeals.push((title, on.or_else(|| newest.begins_on())));
            }
        }
        let mut seen = HashSet::new();
        self.references.retain(|(from, r)| seen.insert((from.clone(), r.key.clone(), r.part.clone())));
    }
}

/// What the heads of all texts tell together; each event with the text it made.
fn events(texts: &[Text]) -> Vec<(Event, Option<usize>)> {
    let mut merged: BTreeMap<(Date, What), head::HeadEvent> = BTreeMap::new();
    for e in texts.iter().flat_map(|t| &t.head.events) {
        let known = merged.entry((e.on, e.what)).or_insert_with(|| e.clone());
        if e.text.chars().count() > known.text.chars().count() {
            *known = e.clone();
        }
    }
    let mut all: Vec<head::HeadEvent> = merged.into_values().collect();
    all.sort_by_key(|e| e.on);
    // Adoption and publication of one text are one step: the later of the two stands for it.
    let mut joined_to_next = vec![false; all.len()];
    for i in 1..all.len() {
        let (before, e) = (&all[i - 1], &all[i]);
        let publishes = e.what == What::Promulgated || (e.what == before.what && !e.decree.is_empty());
        joined_to_next[i - 1] =
            before.is_textual() && before.awaits_publication() && publishes && days_between(before.on, e.on) <= 400;
    }
    let mut made: Vec<Option<usize>> = vec![None; all.len()];
    for (n, t) in texts.iter().enumerate() {
        let producing = producing(t, &all);
        if let Some(mut i) = producing {
            made[i] = Some(n);
            while i > 0 && joined_to_next[i - 1] {
                i -= 1;
                made[i] = Some(n);
            }
            // … and the publication that follows an adoption by which the file is named.
            let mut i = producing.unwrap_or(0);
            while i + 1 < all.len() && joined_to_next[i] {
                i += 1;
                made[i] = Some(n);
            }
        }
    }
    all.into_iter()
        .zip(made)
        .enumerate()
        .map(|(i, (e, made))| {
            let event = Event {
                id: Id::new(),
                on: e.on,
                what: e.what,
                is_textual: e.is_textual() && !joined_to_next[i],
                text: e.text,
                by_whom: e.by_whom,
                decree: e.decree,
                version_n: None,
                by_rule: e.by_rule,
                is_read: true,
            };
            (event, made)
        })
        .collect()
}

/// Days by which a file's date and the event that made its text may differ: it is named by adoption or by publication.
const APART: i32 = 60;

fn producing(t: &Text, all: &[head::HeadEvent]) -> Option<usize> {
    let textual = |i: &usize| all[*i].is_textual();
    let own = |i: &usize| t.head.events.iter().any(|e| e.on == all[*i].on && e.what == all[*i].what);
    match t.dated_on {
        Some(on) => (0..all.len())
            .filter(textual)
            .filter(|i| days_between(all[*i].on, on) <= APART)
            // The last that its own head tells; a file that does not list its own amendment has none near its date.
            .max_by_key(|i| (own(i), -days_between(all[*i].on, on), *i)),
        None => (0..all.len()).filter(textual).rfind(own),
    }
}

fn days_between(a: Date, b: Date) -> i32 {
    a.until(b).map_or(i32::MAX, |s| s.get_days().abs())
}

/// Provinces by the names of folders.
const PROVINCES: &[(&str, &str)] = &[
    ("北京", "110000"),
    ("天津", "120000"),
    ("河北", "130000"),
    ("山西", "140000"),
    ("内蒙古", "150000"),
    ("辽宁", "210000"),
    ("吉林", "220000"),
    ("黑龙江", "230000"),
    ("上海", "310000"),
    ("江苏", "320000"),
    ("浙江", "330000"),
    ("安徽", "340000"),
    ("福建", "350000"),
    ("江西", "360000"),
    ("山东", "370000"),
    ("河南", "410000"),
    ("湖北", "420000"),
    ("湖南", "430000"),
    ("广东", "440000"),
    ("广西", "450000"),
    ("海南", "460000"),
    ("重庆", "500000"),
    ("四川", "510000"),
    ("贵州", "520000"),
    ("云南", "530000"),
    ("西藏", "540000"),
    ("陕西", "610000"),
    ("甘肃", "620000"),
    ("青海", "630000"),
    ("宁夏", "640000"),
    ("新疆", "650000"),
];

/// Kind, region and field by the folders in which a file stands.
fn place(file: &str) -> (RuleKind, String, String) {
    let mut folders = file.split('/');
    let first = folders.next().unwrap_or_default();
    let kind = match first {
        "行政法规" => RuleKind::AdministrativeRegulation,
        "地方性法规" => RuleKind::LocalRegulation,
        "部门规章" => RuleKind::DepartmentalRule,
        "地方政府规章" => RuleKind::LocalGovernmentRule,
        "司法解释" => RuleKind::JudicialInterpretation,
        "规范性文件" => RuleKind::NormativeDocument,
        _ => RuleKind::Law,
    };
    let region = match kind {
        RuleKind::LocalRegulation | RuleKind::LocalGovernmentRule => {
            let place = folders.next().unwrap_or_default();
            PROVINCES.iter().find(|(name, _)| place.starts_with(name)).map_or("", |(_, code)| code)
        }
        _ => "",
    };
    (kind, region.to_owned(), first.to_owned())
}

fn issuer_by_place(kind: RuleKind, file: &str) -> String {
    let place = file.split('/').nth(1).filter(|p| !p.ends_with(".md")).unwrap_or_default();
    match kind {
        RuleKind::Law => "全国人民代表大会常务委员会".to_owned(),
        RuleKind::AdministrativeRegulation => "国务院".to_owned(),
        RuleKind::LocalRegulation => format!("{}人民代表大会常务委员会", full_place(place)),
        RuleKind::LocalGovernmentRule => format!("{}人民政府", full_place(place)),
        RuleKind::JudicialInterpretation => "最高人民法院".to_owned(),
        RuleKind::DepartmentalRule | RuleKind::NormativeDocument => place.to_owned(),
    }
}

fn full_place(place: &str) -> String {
    match place {
        "北京" | "天津" | "上海" | "重庆" => format!("{place}市"),
        "内蒙古" | "西藏" => format!("{place}自治区"),
        "广西" => format!("{place}壮族自治区"),
        "宁夏" => format!("{place}回族自治区"),
        "新疆" => format!("{place}维吾尔自治区"),
        _ => format!("{place}省"),
    }
}
