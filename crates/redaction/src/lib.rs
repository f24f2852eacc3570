//! Withholding parts of a document before it is disclosed on request, so that what is withheld is not in the file.
//!
//! Called by the desk that answers requests: [`outline`] says what can be marked, [`redact`] makes the file that is
//! released, [`verify`] looks for what was withheld in a finished file by a way of its own. Pure: bytes in, bytes out.
//! It knows no page, no database and no clock, and never changes the original. What it cannot do safely it refuses.
//!
//! Nothing is covered up: a released file is written anew from the parts that are known and stay. Everything else that
//! such files carry (properties, comments, earlier states, attachments, caches) stays behind and is counted as
//! [`LeftOut`], so that whoever marks the document is told.
//!
//! What this cannot hide: a box on a picture shows how wide the withheld words were, and a total that is disclosed may
//! tell the number that is not. [`Summary`] names the second; the first is for the eye of who marks.
//!
//! Law: 政府信息公开条例 第三十七条

mod archive;
mod model;
mod pdf;
mod picture;
mod plain;
mod refused;
mod sheets;
mod text;
mod verify;
mod word;
mod xml;

pub use model::{
    Body, Elsewhere, Font, LeftOut, Line, Mark, Options, Outline, Page, Passage, Released, Sheet, SheetCell, Summary,
    Target,
};
pub use refused::{Leak, Refused};
pub use screen::file::FileKind;
pub use text::MASK;
pub use verify::verify;

use std::panic::{AssertUnwindSafe, catch_unwind};

/// How much is read and made; everything beyond is refused.
pub struct Limits;

impl Limits {
    /// Bytes of a document.
    pub const BYTES: usize = 30 << 20;
    /// Bytes that a document unpacks to, all in all.
    pub const UNPACKED: usize = 256 << 20;
    /// Bytes that one stream or part unpacks to.
    pub const PART: usize = 48 << 20;
    /// Pages of a PDF.
    pub const PAGES: usize = 2_000;
    /// Elements of one part of an office file.
    pub const ELEMENTS: usize = 3_000_000;
    /// Points of a picture, read or drawn.
    pub const POINTS: u64 = 64_000_000;
    /// Steps that the drawing of one page may take, with everything it draws inside.
    pub const STEPS: u64 = 5_000_000;
    /// Bytes of the pictures that pages become.
    pub const RELEASED: usize = 200 << 20;
    /// Marks on one document.
    pub const MARKS: usize = 5_000;
}

/// What of a document can be marked.
///
/// # Errors
/// The file is not what `kind` says, is locked, broken, or larger than what is read.
pub fn outline(bytes: &[u8], kind: FileKind, options: &Options) -> Result<Outline, Refused> {
    checked(bytes, kind)?;
    guarded(|| match kind {
        FileKind::Pdf => pdf::outline(bytes, options),
        FileKind::Docx => word::outline(bytes),
        FileKind::Xlsx => sheets::outline(bytes, options),
        FileKind::Text => plain::outline(bytes),
        FileKind::Png | FileKind::Jpeg => picture::outline(bytes, kind),
        _ => Err(Refused::Kind),
    })
}

/// Makes the file that is released: the same document without what is marked.
///
/// The result has been through [`verify`]; a file in which something withheld was found is refused, never given out.
/// Without marks the file is only freed of what no reader sees.
///
/// # Errors
/// As [`outline`]; a mark names a place that is not there or no ground; something withheld was left behind.
pub fn redact(bytes: &[u8], kind: FileKind, marks: &[Mark], options: &Options) -> Result<Released, Refused> {
    checked(bytes, kind)?;
    if marks.len() > Limits::MARKS {
        return Err(Refused::TooManyMarks { most: Limits::MARKS });
    }
    for (at, mark) in marks.iter().enumerate() {
        if mark.ground.trim().is_empty() {
            return Err(Refused::NoGround { mark: at });
        }
        if let Target::Phrase { text } = &mark.target
            && !text::is_telling(text)
        {
            return Err(Refused::ShortPhrase { mark: at });
        }
    }
    let mut released = guarded(|| match kind {
        FileKind::Pdf => pdf::redact(bytes, marks, options),
        FileKind::Docx => word::redact(bytes, marks),
        FileKind::Xlsx => sheets::redact(bytes, marks, options),
        FileKind::Text => plain::redact(bytes, marks),
        FileKind::Png | FileKind::Jpeg => picture::redact(bytes, kind, marks),
        _ => Err(Refused::Kind),
    })?;
    released.summary.marks = marks.len();
    let stays = released.alternative.clone().unwrap_or_default();
    verify(&released.bytes, released.kind, &released.removed, &stays)
        .map_err(|leak| if leak.is_unreadable { Refused::Damaged } else { Refused::LeftBehind(leak) })?;
    Ok(released)
}

fn checked(bytes: &[u8], kind: FileKind) -> Result<(), Refused> {
    if bytes.len() > Limits::BYTES {
        return Err(Refused::TooLarge { megabytes: Limits::BYTES >> 20 });
    }
    let found = guarded(|| Ok(screen::file::kind_of(bytes)))?;
    if found == kind {
        return Ok(());
    }
    // An office file with a password is one of the old kind that holds the new one, locked.
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    if found == FileKind::Legacy && bytes.windows(name.len()).any(|w| w == name) {
        return Err(Refused::Encrypted);
    }
    Err(Refused::Kind)
}

/// The readers of foreign formats are not ours: a defect there is a broken file here.
pub(crate) fn guarded<T>(work: impl FnOnce() -> Result<T, Refused>) -> Result<T, Refused> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(Err(Refused::Damaged))
}
