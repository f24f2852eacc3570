//! The file that is given out, made from a record and its marks. Outside of any transaction; the original stays.
//!
//! Law: 政府信息公开条例 第三十七条

use crate::{
    Refused,
    reply::{Decision, Record, Released},
};
use kernel::{Error, Fault, ObjectStore};
use redaction::{FileKind, Font, Mark, Options, Outline, Summary};

/// The kind the redaction engine knows this file by.
pub fn file_kind(media_type: &str) -> FileKind {
    match media_type {
        "application/pdf" => FileKind::Pdf,
        "image/jpeg" => FileKind::Jpeg,
        "image/png" => FileKind::Png,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => FileKind::Docx,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => FileKind::Xlsx,
        "text/plain" => FileKind::Text,
        _ => FileKind::Unknown,
    }
}

fn original(objects: &dyn ObjectStore, record: &Record) -> Result<Vec<u8>, Error<Refused>> {
    Ok(objects.get(&record.original)?.ok_or_else(|| Fault::new("the original of a record is not in the store"))?)
}

fn options(fonts: &[Font]) -> Options {
    Options { fonts: fonts.to_vec(), ..Options::default() }
}

/// What of a record can be marked.
///
/// # Errors
/// A file that cannot be read, or a fault of the store.
pub fn outline_of(objects: &dyn ObjectStore, fonts: &[Font], record: &Record) -> Result<Outline, Error<Refused>> {
    let bytes = original(objects, record)?;
    Ok(redaction::outline(&bytes, file_kind(&record.media_type), &options(fonts)).map_err(Refused::Redaction)?)
}

/// The marks of a record.
///
/// # Errors
/// Marks that nobody could have written.
pub fn marks_of(record: &Record) -> Result<Vec<Mark>, Fault> {
    serde_json::from_value(record.marks.clone()).map_err(|e| Fault::from_error("reading the marks of a record", e))
}

/// Makes the file for release: the record without what is marked, freed of everything no reader sees. A record that is
/// disclosed whole is freed of hidden things too. The engine searched the finished file; one with something withheld
/// left in it is refused.
///
/// # Errors
/// Undecided or withheld, not redactable, something left behind; a fault of the store.
pub fn make_release(
    objects: &dyn ObjectStore,
    fonts: &[Font],
    record: &Record,
) -> Result<(Released, Summary), Error<Refused>> {
    let marks = match record.decision {
        Some(Decision::Disclose) => Vec::new(),
        Some(Decision::Part) => {
            let marks = marks_of(record)?;
            if marks.is_empty() {
                return Err(Refused::NotPartial.into());
            }
            marks
        }
        _ => return Err(Refused::Undecided { name: record.name.clone() }.into()),
    };
    let bytes = original(objects, record)?;
    let made = redaction::redact(&bytes, file_kind(&record.media_type), &marks, &options(fonts))
        .map_err(Refused::Redaction)?;
    let digest = objects.put(&made.bytes)?;
    let size = i64::try_from(made.bytes.len()).map_err(|e| Fault::from_error("the size of a file", e))?;
    let released = Released {
        digest,
        name: record.name.clone(),
        media_type: record.media_type.clone(),
        size,
        alternative: made.alternative.unwrap_or_default(),
    };
    Ok((released, made.summary))
}
