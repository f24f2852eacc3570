//! Zip archives, opened with limits on number, size, ratio and nesting.

use super::{FileKind, Limits, Reason, Seen, inspect_within, plain};
use std::io::{Cursor, Read};
use zip::{ZipArchive, result::ZipError};

/// An opened archive that gives out its entries within the limits.
pub(super) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
}

impl<'a> Archive<'a> {
    pub fn open(bytes: &'a [u8]) -> Result<Archive<'a>, Reason> {
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Reason::Damaged)?;
        if zip.len() > Limits::ENTRIES {
            return Err(Reason::Bomb);
        }
        Ok(Archive { zip })
    }

    pub fn len(&self) -> usize {
        self.zip.len()
    }

    /// Name and whether it is a folder, of every entry in order. Names without the mark of UTF-8 are read as offices
    /// write them; one that would lead out of its folder makes the archive unreadable.
    pub fn names(&mut self) -> Result<Vec<(String, bool)>, Reason> {
        (0..self.zip.len())
            .map(|at| {
                let entry = self.zip.by_index_raw(at).map_err(|_| Reason::Damaged)?;
                let name = plain::decoded(entry.name_raw()).ok_or(Reason::Damaged)?.replace('\\', "/");
                if name.starts_with('/') || name.split('/').any(|part| part == "..") || name.contains('\0') {
                    return Err(Reason::Damaged);
                }
                let is_folder = entry.is_dir() || name.ends_with('/');
                Ok((name, is_folder))
            })
            .collect()
    }

    /// The bytes of one entry; what is unpacked is taken from `budget`.
    pub fn bytes(&mut self, at: usize, budget: &mut u64) -> Result<Vec<u8>, Reason> {
        let entry = match self.zip.by_index_raw(at) {
            Ok(entry) => entry,
            Err(_) => return Err(Reason::Damaged),
        };
        if entry.encrypted() {
            return Err(Reason::Encrypted);
        }
        let packed = entry.compressed_size();
        drop(entry);
        let allowed = packed.saturating_mul(Limits::RATIO).max(Limits::ALWAYS).min(*budget);
        let entry = self.zip.by_index(at).map_err(|e| match e {
            ZipError::UnsupportedArchive(_) => Reason::UnknownKind,
            _ => Reason::Damaged,
        })?;
        let mut out = Vec::new();
        // The size that an entry declares is a claim; only what arrives counts.
        entry.take(allowed + 1).read_to_end(&mut out).map_err(|_| Reason::Damaged)?;
        if out.len() as u64 > allowed {
            return Err(Reason::Bomb);
        }
        *budget -= out.len() as u64;
        Ok(out)
    }
}

/// What kind of file an archive is.
pub(super) fn kind(bytes: &[u8]) -> FileKind {
    let Ok(mut archive) = Archive::open(bytes) else { return FileKind::Zip };
    let Ok(names) = archive.names() else { return FileKind::Zip };
    let has = |name: &str| names.iter().any(|(n, _)| n.eq_ignore_ascii_case(name));
    if has("[Content_Types].xml") {
        if has("word/document.xml") {
            return FileKind::Docx;
        }
        if has("xl/workbook.xml") {
            return FileKind::Xlsx;
        }
        if has("ppt/presentation.xml") {
            return FileKind::Pptx;
        }
        return FileKind::Unknown;
    }
    if has("OFD.xml") {
        FileKind::Ofd
    } else if has("mimetype") && has("content.xml") {
        FileKind::Unknown
    } else {
        FileKind::Zip
    }
}

/// Looks into every file of an archive.
pub(super) fn read(bytes: &[u8], seen: &mut Seen) -> Result<(), Reason> {
    if seen.depth >= Limits::DEPTH {
        return Err(Reason::TooNested);
    }
    let mut archive = Archive::open(bytes)?;
    let names = archive.names()?;
    for (at, (name, is_folder)) in names.iter().enumerate() {
        if *is_folder {
            continue;
        }
        let inside = archive.bytes(at, &mut seen.budget)?;
        let (inspection, budget) = inspect_within(name, &inside, seen.lists, seen.depth + 1, seen.budget);
        seen.budget = budget;
        seen.text_chars += inspection.text_chars;
        for finding in inspection.findings {
            seen.add(finding);
        }
        if let super::Verdict::NotChecked(why) = inspection.verdict {
            // One bomb is enough.
            if matches!(why, Reason::Bomb | Reason::TooNested) {
                return Err(why);
            }
            seen.not_checked(why);
        }
    }
    seen.pages = archive.len();
    Ok(())
}
