//! The parts of an office file, read within limits and written anew.

use crate::{Limits, Refused};
use std::{
    collections::BTreeMap,
    io::{Cursor, Read, Write},
};
use zip::{CompressionMethod, ZipArchive, ZipWriter, result::ZipError, write::SimpleFileOptions};

/// Entries of an archive.
const ENTRIES: usize = 10_000;

/// Parts by name, without the leading slash. Names are compared in lower case, as office programs do.
pub(crate) struct Parts(BTreeMap<String, Vec<u8>>);

impl Parts {
    pub fn read(bytes: &[u8]) -> Result<Parts, Refused> {
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Refused::Damaged)?;
        if zip.len() > ENTRIES {
            return Err(Refused::Bomb);
        }
        let mut budget = Limits::UNPACKED;
        let mut parts = BTreeMap::new();
        for at in 0..zip.len() {
            let raw = zip.by_index_raw(at).map_err(|_| Refused::Damaged)?;
            if raw.encrypted() {
                return Err(Refused::Encrypted);
            }
            drop(raw);
            let entry = zip.by_index(at).map_err(|e| match e {
                ZipError::UnsupportedArchive(_) => Refused::Kind,
                _ => Refused::Damaged,
            })?;
            if entry.is_dir() {
                continue;
            }
            let name = entry
                .name()
                .map_err(|_| Refused::Damaged)?
                .replace('\\', "/")
                .trim_start_matches('/')
                .to_ascii_lowercase();
            let allowed = Limits::PART.min(budget);
            let mut out = Vec::new();
            // The size that an entry declares is a claim; only what arrives counts.
            entry.take(allowed as u64 + 1).read_to_end(&mut out).map_err(|_| Refused::Damaged)?;
            if out.len() > allowed {
                return Err(Refused::Bomb);
            }
            budget -= out.len();
            // Two entries of one name: which is shown depends on who opens it.
            if parts.insert(name, out).is_some() {
                return Err(Refused::Damaged);
            }
        }
        Ok(Parts(parts))
    }

    pub fn get(&self, name: &str) -> Option<&[u8]> {
        self.0.get(&name.to_ascii_lowercase()).map(Vec::as_slice)
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

/// An archive of these parts, in this order, without dates or remarks.
pub(crate) fn written(parts: &[(String, Vec<u8>)]) -> Result<Vec<u8>, Refused> {
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, content) in parts {
        out.start_file(name.as_str(), options).map_err(|_| Refused::Damaged)?;
        out.write_all(content).map_err(|_| Refused::Damaged)?;
    }
    Ok(out.finish().map_err(|_| Refused::Damaged)?.into_inner())
}

/// One line of a list of relations.
pub(crate) struct Relation {
    pub id: String,
    /// The last word of its type: `image`, `header`.
    pub kind: String,
    /// The part it leads to; nothing when it leads outside.
    pub target: Option<String>,
}

/// The relations of a part.
pub(crate) fn relations(parts: &Parts, part: &str) -> Result<Vec<Relation>, Refused> {
    let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
    let name = if folder.is_empty() { format!("_rels/{file}.rels") } else { format!("{folder}/_rels/{file}.rels") };
    let Some(bytes) = parts.get(&name) else { return Ok(Vec::new()) };
    let root = crate::xml::parse(bytes)?;
    Ok(root
        .elements()
        .filter(|e| e.local() == "Relationship")
        .filter_map(|e| {
            let target = e.attribute("Target")?;
            let is_outside = e.attribute("TargetMode").is_some_and(|m| m.eq_ignore_ascii_case("external"));
            Some(Relation {
                id: e.attribute("Id")?.to_owned(),
                kind: e.attribute("Type")?.rsplit('/').next()?.to_owned(),
                target: (!is_outside).then(|| joined(folder, target)),
            })
        })
        .collect())
}

fn joined(folder: &str, target: &str) -> String {
    if let Some(whole) = target.strip_prefix('/') {
        return whole.to_ascii_lowercase();
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|p| !p.is_empty()).collect();
    for part in target.split('/') {
        match part {
            ".." => _ = parts.pop(),
            "." | "" => {}
            other => parts.push(other),
        }
    }
    parts.join("/").to_ascii_lowercase()
}
