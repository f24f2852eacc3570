//! What all office files of today share: a package of parts with properties, relations, media and embedded files.

use super::{
    FileKind, Reason, Seen,
    archive::Archive,
    inspect_within, picture,
    xml::{self, Step},
};
use crate::{Finding, Kind, Severity};
use std::collections::HashMap;

/// A package with its parts by name.
pub(super) struct Package<'a> {
    archive: Archive<'a>,
    places: HashMap<String, usize>,
    pub names: Vec<String>,
}

impl<'a> Package<'a> {
    pub fn open(bytes: &'a [u8]) -> Result<Package<'a>, Reason> {
        let mut archive = Archive::open(bytes)?;
        let names: Vec<String> = archive.names()?.into_iter().map(|(name, _)| name).collect();
        let places = names.iter().enumerate().map(|(at, name)| (name.to_ascii_lowercase(), at)).collect();
        Ok(Package { archive, places, names })
    }

    /// The bytes of a part; `None` when there is none of this name.
    pub fn part(&mut self, name: &str, seen: &mut Seen) -> Result<Option<Vec<u8>>, Reason> {
        match self.places.get(&name.to_ascii_lowercase()) {
            None => Ok(None),
            Some(at) => self.archive.bytes(*at, &mut seen.budget).map(Some),
        }
    }

    /// The parts whose name begins and ends so, in the order of their numbers.
    pub fn like(&self, begins: &str, ends: &str) -> Vec<String> {
        let mut found: Vec<String> = self
            .names
            .iter()
            .filter(|n| {
                let name = n.to_ascii_lowercase();
                name.len() >= begins.len() + ends.len() && name.starts_with(begins) && name.ends_with(ends)
            })
            .cloned()
            .collect();
        found.sort_by_key(|n| (n.len(), n.clone()));
        found
    }

    /// Targets of a part's relations by id: (type, target, whether it leads outside).
    pub fn relations(
        &mut self,
        part: &str,
        seen: &mut Seen,
    ) -> Result<HashMap<String, (String, String, bool)>, Reason> {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let name = if folder.is_empty() { format!("_rels/{file}.rels") } else { format!("{folder}/_rels/{file}.rels") };
        let mut out = HashMap::new();
        if let Some(bytes) = self.part(&name, seen)? {
            xml::walk(&bytes, |step| {
                if let Step::Open("Relationship", attributes) = step
                    && let (Some(id), Some(kind), Some(target)) =
                        (xml::value(attributes, "Id"), xml::value(attributes, "Type"), xml::value(attributes, "Target"))
                {
                    let outside =
                        xml::value(attributes, "TargetMode").is_some_and(|m| m.eq_ignore_ascii_case("external"));
                    let target = match target.strip_prefix('/') {
                        Some(whole) => whole.to_owned(),
                        None if outside || folder.is_empty() => target.to_owned(),
                        None => joined(folder, target),
                    };
                    out.insert(id.to_owned(), (kind.to_owned(), target, outside));
                }
            })?;
        }
        Ok(out)
    }
}

fn joined(folder: &str, target: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').collect();
    for part in target.split('/') {
        match part {
            ".." => _ = parts.pop(),
            "." | "" => {}
            other => parts.push(other),
        }
    }
    parts.join("/")
}

/// What an office file says about its makers, what it embeds and what it fetches.
pub(super) fn surroundings(package: &mut Package, seen: &mut Seen) -> Result<(), Reason> {
    for (part, fields) in [
        (
            "docProps/core.xml",
            &["creator", "lastModifiedBy", "keywords", "description", "category", "contentStatus"][..],
        ),
        ("docProps/app.xml", &["Company", "Manager", "HyperlinkBase", "Template"]),
    ] {
        let Some(bytes) = package.part(part, seen)? else { continue };
        for field in fields {
            for text in xml::text_of(&bytes, field)? {
                let is_usual = *field == "Template" && text.eq_ignore_ascii_case("normal.dotm");
                if !text.trim().is_empty() && !is_usual {
                    let shown = seen.shown(text.trim());
                    seen.add(Finding::new(Kind::Properties, Severity::Warns, shown).in_cell(*field));
                }
            }
        }
    }
    if let Some(bytes) = package.part("docProps/custom.xml", seen)? {
        let mut names = Vec::new();
        xml::walk(&bytes, |step| {
            if let Step::Open("property", attributes) = step {
                names.push(xml::value(attributes, "name").unwrap_or("").to_owned());
            }
        })?;
        for name in names {
            let shown = seen.shown(&name);
            seen.add(Finding::new(Kind::Properties, Severity::Warns, shown).in_cell("custom"));
        }
    }
    let mut pictures = 0;
    for name in package.names.clone() {
        let lower = name.to_ascii_lowercase();
        if lower.ends_with("/") {
            continue;
        }
        if lower.starts_with("docprops/thumbnail") {
            seen.add(Finding::new(Kind::Properties, Severity::Warns, "thumbnail").in_cell("thumbnail"));
        } else if lower.ends_with("vbaproject.bin") || lower.contains("/activex/") || lower.contains("macrosheets/") {
            seen.add(Finding::new(Kind::Macro, Severity::Stops, name.clone()));
        } else if lower.contains("/embeddings/") {
            seen.add(Finding::new(Kind::EmbeddedFile, Severity::Stops, name.clone()));
            if let Some(bytes) = package.part(&name, seen)?
                && seen.depth < super::Limits::DEPTH
            {
                let (inside, budget) = inspect_within(&name, &bytes, seen.lists, seen.depth + 1, seen.budget);
                seen.budget = budget;
                for finding in inside.findings {
                    seen.add(finding);
                }
                if let super::Verdict::NotChecked(why) = inside.verdict {
                    seen.not_checked(why);
                }
            }
        } else if lower.contains("/media/") {
            pictures += 1;
            if let Some(bytes) = package.part(&name, seen)? {
                let kind = super::kind_of(&bytes);
                if matches!(kind, FileKind::Jpeg | FileKind::Png | FileKind::Webp) {
                    let before = seen.findings.len();
                    picture::read(kind, &bytes, seen);
                    for finding in &mut seen.findings[before..] {
                        finding.place.cell = format!("{name} {}", finding.place.cell);
                    }
                }
            }
        } else if lower.ends_with(".rels") {
            let Some(bytes) = package.part(&name, seen)? else { continue };
            let (mut outside, mut links) = (Vec::new(), Vec::new());
            xml::walk(&bytes, |step| {
                if let Step::Open("Relationship", attributes) = step
                    && xml::value(attributes, "TargetMode").is_some_and(|m| m.eq_ignore_ascii_case("external"))
                {
                    let is_link = xml::value(attributes, "Type").is_some_and(|t| t.ends_with("/hyperlink"));
                    let target = xml::value(attributes, "Target").unwrap_or("").to_owned();
                    if is_link { links.push(target) } else { outside.push(target) }
                }
            })?;
            for target in links {
                seen.link(&target);
            }
            for target in outside {
                let shown = seen.shown(&target);
                seen.add(Finding::new(Kind::ExternalContent, Severity::Warns, shown));
            }
        }
    }
    if pictures > 0 {
        // What pictures show is not read; whoever signs off looks at them.
        seen.add(Finding::new(Kind::Unreadable, Severity::Warns, pictures.to_string()).in_cell("pictures"));
    }
    Ok(())
}

/// Comments of any office file: one finding each, with what it says masked, and its text checked.
pub(super) fn comments(bytes: &[u8], element: &str, seen: &mut Seen) -> Result<usize, Reason> {
    let all = xml::text_of(bytes, element)?;
    for text in &all {
        let shown = seen.shown(text.trim());
        seen.add(Finding::new(Kind::Comment, Severity::Stops, shown).in_cell("comment"));
        seen.text(text, |f| f.place.cell = "comment".into());
    }
    Ok(all.len())
}
