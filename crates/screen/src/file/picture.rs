//! Pictures: what stands beside the pixels in JPEG, PNG and WebP, and the same picture without it.
//!
//! What a picture shows is never read. Colour profiles stay, and so does the one thing of the camera's data that
//! readers need: which side is up.

use super::{FileKind, Reason, Seen};
use crate::{Finding, Kind, Severity};

/// A part of a picture file.
struct Part<'a> {
    /// Marker, chunk or name of the block.
    name: String,
    /// What is stored in it.
    content: &'a [u8],
    /// The whole of it, as it stands in the file.
    whole: &'a [u8],
    keeps: bool,
}

/// Reports what stands beside the pixels.
pub(super) fn read(kind: FileKind, bytes: &[u8], seen: &mut Seen) {
    let Some((parts, rest)) = parts(kind, bytes) else {
        seen.add(Finding::new(Kind::Unreadable, Severity::Warns, kind.as_str()));
        return;
    };
    for part in parts.iter().filter(|p| !p.keeps) {
        let name = part.name.as_str();
        if let Some(tiff) = exif_of(part) {
            exif(tiff, seen);
            continue;
        }
        let text: String = String::from_utf8_lossy(part.content).chars().filter(|c| *c != '\u{fffd}').collect();
        let shown: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(200).collect();
        let shown = seen.shown(shown.trim());
        seen.add(Finding::new(Kind::Properties, Severity::Warns, shown).in_cell(name));
        if text.len() <= 1 << 20 {
            seen.text(&text, |f| f.place.cell = name.to_owned());
        }
    }
    if !rest.is_empty() {
        let what = format!("{} bytes", rest.len());
        seen.add(Finding::new(Kind::Properties, Severity::Warns, what).in_cell("appended"));
    }
}

/// The picture without what stands beside its pixels, and whether there was anything.
///
/// # Errors
/// When it is not a picture of this kind to its end.
pub(super) fn strip(kind: FileKind, bytes: &[u8]) -> Result<(Vec<u8>, bool), Reason> {
    let (parts, rest) = parts(kind, bytes).ok_or(Reason::Damaged)?;
    let removes = !rest.is_empty() || parts.iter().any(|p| !p.keeps && !is_upright_only(p));
    if !removes {
        return Ok((bytes.to_vec(), false));
    }
    let up = parts.iter().filter_map(exif_of).filter_map(orientation).find(|o| (2..=8).contains(o));
    let mut out = Vec::with_capacity(bytes.len());
    match kind {
        FileKind::Jpeg => {
            out.extend([0xff, 0xd8]);
            if let Some(up) = up {
                let exif = [b"Exif\0\0".as_slice(), &upright(up)].concat();
                out.extend([0xff, 0xe1]);
                out.extend(u16::try_from(exif.len() + 2).unwrap_or(2).to_be_bytes());
                out.extend(exif);
            }
            parts.iter().filter(|p| p.keeps).for_each(|p| out.extend(p.whole));
        }
        FileKind::Png => {
            out.extend(&bytes[..8]);
            parts.iter().filter(|p| p.keeps).for_each(|p| out.extend(p.whole));
        }
        _ => {
            out.extend(b"RIFF\0\0\0\0WEBP");
            for part in parts.iter().filter(|p| p.keeps) {
                let at = out.len();
                out.extend(part.whole);
                if part.name == "VP8X" && out.len() > at + 8 {
                    // The flags that promise camera data and XMP.
                    out[at + 8] &= !0x0c;
                }
            }
            let size = u32::try_from(out.len() - 8).map_err(|_| Reason::TooLarge)?;
            out[4..8].copy_from_slice(&size.to_le_bytes());
        }
    }
    Ok((out, true))
}

/// The parts of a picture and what is appended after its end. `None`: not such a picture.
fn parts(kind: FileKind, bytes: &[u8]) -> Option<(Vec<Part<'_>>, &[u8])> {
    match kind {
        FileKind::Jpeg => jpeg(bytes),
        FileKind::Png => png(bytes),
        FileKind::Webp => webp(bytes),
        _ => None,
    }
}

fn jpeg(bytes: &[u8]) -> Option<(Vec<Part<'_>>, &[u8])> {
    let mut parts = Vec::new();
    let mut at = 2;
    loop {
        if *bytes.get(at)? != 0xff {
            return None;
        }
        let marker = *bytes.get(at + 1)?;
        if marker == 0xff {
            at += 1;
            continue;
        }
        if marker == 0xd9 {
            parts.push(Part { name: "EOI".into(), content: &[], whole: &bytes[at..at + 2], keeps: true });
            return Some((parts, &bytes[at + 2..]));
        }
        let length = usize::from(u16::from_be_bytes([*bytes.get(at + 2)?, *bytes.get(at + 3)?]));
        let end = at + 2 + length;
        let content = bytes.get(at + 4..end)?;
        let keeps = match marker {
            0xe0 => true,
            0xe2 => content.starts_with(b"ICC_PROFILE\0"),
            0xee => content.starts_with(b"Adobe"),
            0xe1..=0xef | 0xfe => false,
            _ => true,
        };
        let name = match marker {
            0xfe => "COM".into(),
            0xe0..=0xef => format!("APP{}", marker - 0xe0),
            other => format!("{other:02X}"),
        };
        parts.push(Part { name, content, whole: &bytes[at..end], keeps });
        at = end;
        if marker == 0xda {
            // Inside of the pixels 0xff is always followed by 0 or a restart mark.
            let start = at;
            while bytes.get(at..at + 2).is_some_and(|m| m[0] != 0xff || m[1] == 0 || (0xd0..=0xd7).contains(&m[1])) {
                at += 1;
            }
            bytes.get(at..at + 2)?;
            parts.push(Part { name: "pixels".into(), content: &[], whole: &bytes[start..at], keeps: true });
        }
    }
}

const PNG_KEPT: [&[u8; 4]; 18] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD", b"pHYs",
    b"hIST", b"sPLT", b"cICP", b"acTL", b"fcTL", b"fdAT",
];

fn png(bytes: &[u8]) -> Option<(Vec<Part<'_>>, &[u8])> {
    let mut parts = Vec::new();
    let mut at = 8;
    loop {
        let length = u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?) as usize;
        let name: &[u8; 4] = bytes.get(at + 4..at + 8)?.try_into().ok()?;
        let end = at.checked_add(12)?.checked_add(length)?;
        let content = bytes.get(at + 8..end - 4)?;
        parts.push(Part {
            name: String::from_utf8_lossy(name).into_owned(),
            content,
            whole: bytes.get(at..end)?,
            keeps: PNG_KEPT.contains(&name),
        });
        at = end;
        if name == b"IEND" {
            return Some((parts, &bytes[at..]));
        }
    }
}

fn webp(bytes: &[u8]) -> Option<(Vec<Part<'_>>, &[u8])> {
    let size = u32::from_le_bytes(bytes.get(4..8)?.try_into().ok()?) as usize;
    let whole = bytes.get(..size.checked_add(8)?)?;
    let mut parts = Vec::new();
    let mut at = 12;
    while at < whole.len() {
        let name = whole.get(at..at + 4)?;
        let length = u32::from_le_bytes(whole.get(at + 4..at + 8)?.try_into().ok()?) as usize;
        let end = at.checked_add(8)?.checked_add(length)?;
        let padded = (end + length % 2).min(whole.len());
        let keeps = [b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"].iter().any(|k| *k == name);
        let content = whole.get(at + 8..end)?;
        parts.push(Part {
            name: String::from_utf8_lossy(name).trim().to_owned(),
            content,
            whole: whole.get(at..padded)?,
            keeps,
        });
        at = padded;
    }
    Some((parts, &bytes[whole.len()..]))
}

/// The TIFF block of camera data.
fn exif_of<'a>(part: &Part<'a>) -> Option<&'a [u8]> {
    match part.name.as_str() {
        "APP1" => part.content.strip_prefix(b"Exif\0\0"),
        "eXIf" => Some(part.content),
        "EXIF" => Some(part.content.strip_prefix(b"Exif\0\0").unwrap_or(part.content)),
        _ => None,
    }
}

/// A reader of TIFF that never leaves its block.
struct Tiff<'a> {
    bytes: &'a [u8],
    is_big: bool,
}

struct Entry {
    tag: u16,
    kind: u16,
    count: u32,
    /// The four bytes that are the value or its place.
    at: usize,
}

impl<'a> Tiff<'a> {
    fn open(bytes: &'a [u8]) -> Option<Tiff<'a>> {
        let is_big = match bytes.get(..4)? {
            [b'I', b'I', 42, 0] => false,
            [b'M', b'M', 0, 42] => true,
            _ => return None,
        };
        Some(Tiff { bytes, is_big })
    }

    fn short(&self, at: usize) -> Option<u16> {
        let two: [u8; 2] = self.bytes.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if self.is_big { u16::from_be_bytes(two) } else { u16::from_le_bytes(two) })
    }

    fn long(&self, at: usize) -> Option<u32> {
        let four: [u8; 4] = self.bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(if self.is_big { u32::from_be_bytes(four) } else { u32::from_le_bytes(four) })
    }

    /// The entries of the directory at `at`, and where the next one is.
    fn directory(&self, at: usize) -> Option<(Vec<Entry>, usize)> {
        let count = usize::from(self.short(at)?).min(512);
        let entries = (0..count)
            .filter_map(|n| {
                let at = at + 2 + 12 * n;
                Some(Entry { tag: self.short(at)?, kind: self.short(at + 2)?, count: self.long(at + 4)?, at: at + 8 })
            })
            .collect();
        Some((entries, self.long(at + 2 + 12 * count).unwrap_or(0) as usize))
    }

    fn text(&self, entry: &Entry) -> String {
        if entry.kind != 2 && entry.kind != 7 {
            return String::new();
        }
        let length = (entry.count as usize).min(200);
        let at = if entry.count <= 4 { entry.at } else { self.long(entry.at).unwrap_or(0) as usize };
        let bytes = at.checked_add(length).and_then(|end| self.bytes.get(at..end)).unwrap_or(&[]);
        String::from_utf8_lossy(bytes).trim_matches(['\0', ' ']).to_owned()
    }
}

fn orientation(tiff: &[u8]) -> Option<u16> {
    let tiff = Tiff::open(tiff)?;
    let (entries, _) = tiff.directory(tiff.long(4)? as usize)?;
    entries.iter().find(|e| e.tag == 0x0112).and_then(|e| tiff.short(e.at))
}

/// Camera data that say nothing but which side is up.
fn upright(orientation: u16) -> Vec<u8> {
    let [high, low] = orientation.to_be_bytes();
    let mut out = b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01".to_vec();
    out.extend([high, low, 0, 0, 0, 0, 0, 0]);
    out
}

fn is_upright_only(part: &Part) -> bool {
    exif_of(part).is_some_and(|tiff| orientation(tiff).is_some_and(|o| upright(o) == tiff))
}

fn exif(bytes: &[u8], seen: &mut Seen) {
    if orientation(bytes).is_some_and(|o| upright(o) == bytes) {
        return;
    }
    let before = seen.findings.len();
    if let Some(tiff) = Tiff::open(bytes)
        && let Some((entries, next)) = tiff.long(4).and_then(|at| tiff.directory(at as usize))
    {
        let mut all = entries;
        let pointer = |all: &[Entry], tag| all.iter().find(|e| e.tag == tag).and_then(|e| tiff.long(e.at));
        if let Some(at) = pointer(&all, 0x8825)
            && tiff.directory(at as usize).is_some_and(|(gps, _)| gps.iter().any(|e| matches!(e.tag, 2 | 4)))
        {
            seen.add(Finding::new(Kind::Position, Severity::Warns, "GPS").in_cell("EXIF"));
        }
        if let Some((more, _)) = pointer(&all, 0x8769).and_then(|at| tiff.directory(at as usize)) {
            all.extend(more);
        }
        let names = [
            (0x010f, "Make"),
            (0x0110, "Model"),
            (0x0131, "Software"),
            (0x013b, "Artist"),
            (0x8298, "Copyright"),
            (0x010e, "ImageDescription"),
            (0x9286, "UserComment"),
            (0xa430, "CameraOwnerName"),
            (0xa431, "BodySerialNumber"),
            (0x9003, "DateTimeOriginal"),
        ];
        for entry in &all {
            let Some((_, name)) = names.iter().find(|(tag, _)| *tag == entry.tag) else { continue };
            let text = tiff.text(entry);
            if text.is_empty() {
                continue;
            }
            let shown = seen.shown(&text);
            seen.add(Finding::new(Kind::Properties, Severity::Warns, shown).in_cell(*name));
            seen.text(&text, |f| f.place.cell = (*name).to_owned());
        }
        if next > 0 && tiff.directory(next).is_some() {
            seen.add(Finding::new(Kind::Properties, Severity::Warns, "thumbnail").in_cell("EXIF"));
        }
    }
    if seen.findings.len() == before {
        seen.add(Finding::new(Kind::Properties, Severity::Warns, "EXIF").in_cell("EXIF"));
    }
}
