//! Typst as a library: a world without files, and one function.

use std::sync::LazyLock;

use jiff::Timestamp;
use kernel::Fault;
use serde_json::Value as Json;
use typst::{
    Library, LibraryExt, World,
    diag::{FileError, FileResult, SourceDiagnostic},
    ecow::EcoVec,
    foundations::{Bytes, Datetime, Duration, Smart},
    syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot},
    text::{Font, FontBook},
    utils::LazyHash,
};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::prepare::{self, Prepared};

/// Names of the templates with their texts; see `TEMPLATES.md`.
pub const TEMPLATES: &[(&str, &str)] = &[
    ("receipt", include_str!("../templates/receipt.typ")),
    ("correction", include_str!("../templates/correction.typ")),
    ("acceptance", include_str!("../templates/acceptance.typ")),
    ("non_acceptance", include_str!("../templates/non_acceptance.typ")),
    ("extension", include_str!("../templates/extension.typ")),
    ("disclosure", include_str!("../templates/disclosure.typ")),
    ("special_procedure", include_str!("../templates/special_procedure.typ")),
    ("grant", include_str!("../templates/grant.typ")),
    ("denial", include_str!("../templates/denial.typ")),
    ("termination", include_str!("../templates/termination.typ")),
    ("delivery", include_str!("../templates/delivery.typ")),
    ("licence", include_str!("../templates/licence.typ")),
    ("guide", include_str!("../templates/guide.typ")),
    ("case_file", include_str!("../templates/case_file.typ")),
    ("rule", include_str!("../templates/rule.typ")),
    ("monitor", include_str!("../templates/monitor.typ")),
    ("annual_report", include_str!("../templates/annual_report.typ")),
];

const FONTS: [&[u8]; 4] = [
    include_bytes!("../../../assets/fonts/NotoSerifSC-Regular.otf"),
    include_bytes!("../../../assets/fonts/NotoSerifSC-Bold.otf"),
    include_bytes!("../../../assets/fonts/NotoNaskhArabic-Regular.ttf"),
    include_bytes!("../../../assets/fonts/NotoNaskhArabic-Bold.ttf"),
];

/// The files of the fonts in the binary: regular first, then bold. For whoever draws pages that carry none.
pub fn fonts() -> Vec<&'static [u8]> {
    FONTS.to_vec()
}

/// Jobs for which a cached piece of layout is kept after its last use; more would let the memory of the child grow without bound.
const CACHE_AGE: usize = 4;

/// Layout recurses deeply; the stack of an ordinary thread is not enough in a build without optimisation.
const STACK: usize = 64 << 20;

/// A typeset document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pdf {
    /// The file: PDF/A and PDF/UA, tagged, not yet signed.
    pub bytes: Vec<u8>,
    /// Number of pages.
    pub pages: usize,
    /// What the reader of the log should know: characters no font has, remarks of the engine.
    pub warnings: Vec<String>,
}

/// What lasts from job to job.
struct Shop {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    sources: Vec<(&'static str, Source)>,
    data: FileId,
}

static SHOP: LazyLock<Result<Shop, String>> = LazyLock::new(|| {
    let mut sources = Vec::new();
    let common = [
        ("common", include_str!("../templates/common.typ")),
        ("seal", include_str!("../templates/seal.typ")),
        ("ornament", include_str!("../templates/ornament.typ")),
    ];
    for (name, text) in common.into_iter().chain(TEMPLATES.iter().copied()) {
        sources.push((name, Source::new(file_id(&format!("/{name}.typ"))?, text.to_owned())));
    }
    let fonts: Vec<Font> = FONTS.iter().flat_map(|bytes| Font::iter(Bytes::new(*bytes))).collect();
    if fonts.len() != FONTS.len() {
        return Err("an embedded font cannot be read".to_owned());
    }
    Ok(Shop {
        library: LazyHash::new(Library::default()),
        book: LazyHash::new(FontBook::from_fonts(&fonts)),
        fonts,
        sources,
        data: file_id("/data.json")?,
    })
});

fn file_id(path: &str) -> Result<FileId, String> {
    let path = VirtualPath::new(path).map_err(|e| format!("{path}: {e:?}"))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

fn shop() -> Result<&'static Shop, Fault> {
    SHOP.as_ref().map_err(|what| Fault::new(format!("setting up the typesetter: {what}")))
}

/// Whether an embedded font has this character.
pub(crate) fn has_glyph(c: char) -> Result<bool, Fault> {
    Ok(shop()?.fonts.iter().any(|font| font.info().coverage.contains(c.into())))
}

/// One job: the shop, one main template, one data file. Every other path does not exist.
struct Job {
    shop: &'static Shop,
    main: FileId,
    data: Bytes,
}

impl World for Job {
    fn library(&self) -> &LazyHash<Library> {
        &self.shop.library
    }
    fn book(&self) -> &LazyHash<FontBook> {
        &self.shop.book
    }
    fn main(&self) -> FileId {
        self.main
    }
    fn source(&self, id: FileId) -> FileResult<Source> {
        match self.shop.sources.iter().find(|(_, source)| source.id() == id) {
            Some((_, source)) => Ok(source.clone()),
            None => Err(FileError::AccessDenied),
        }
    }
    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.shop.data { Ok(self.data.clone()) } else { Err(FileError::AccessDenied) }
    }
    fn font(&self, index: usize) -> Option<Font> {
        self.shop.fonts.get(index).cloned()
    }
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        // A document knows only the dates in its data.
        None
    }
}

/// Typesets `template` from `data`. The same data gives the same bytes.
///
/// # Errors
/// When the template does not exist, the data does not fit it, or the engine fails.
pub fn typeset(template: &str, data: &Json) -> Result<Pdf, Fault> {
    let prepared = prepare::prepare(template, data)?;
    std::thread::scope(|scope| {
        let job = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, || compile(template, prepared));
        match job.map(std::thread::ScopedJoinHandle::join) {
            Ok(Ok(done)) => done,
            Ok(Err(_)) => Err(Fault::new(format!("the typesetter panicked on {template}"))),
            Err(e) => Err(Fault::from_error("starting a thread for the typesetter", e)),
        }
    })
}

fn compile(template: &str, prepared: Prepared) -> Result<Pdf, Fault> {
    let shop = shop()?;
    let main = shop.sources.iter().find(|(name, _)| *name == template);
    let main = main.map(|(_, source)| source.id()).ok_or_else(|| Fault::new(format!("no template {template}")))?;
    let ident = format!("{template}\n{}", prepared.json);
    let job = Job { shop, main, data: Bytes::new(prepared.json.into_bytes()) };

    let done = typst::compile::<PagedDocument>(&job);
    let mut warnings = prepared.warnings;
    warnings.extend(done.warnings.iter().map(|w| w.message.to_string()));
    let result = done.output.and_then(|document| {
        // Only the licence carries a file inside, which PDF/A allows from part 3 on.
        let archive = if template == "licence" { PdfStandard::A_3a } else { PdfStandard::A_2a };
        let options = PdfOptions {
            ident: Smart::Custom(ident),
            creator: Smart::Custom(Some("Mingting".to_owned())),
            timestamp: pdf_time(prepared.at),
            standards: PdfStandards::new(&[archive, PdfStandard::Ua_1]).unwrap_or_default(),
            ..PdfOptions::default()
        };
        let bytes = typst_pdf::pdf(&document, &options)?;
        Ok((bytes, document.pages().len()))
    });
    typst::comemo::evict(CACHE_AGE);
    let (bytes, pages) =
        result.map_err(|errors| Fault::new(format!("typesetting {template}: {}", told(&errors, &job))))?;
    Ok(Pdf { bytes, pages, warnings })
}

/// The engine's complaints in one line.
fn told(errors: &EcoVec<SourceDiagnostic>, job: &Job) -> String {
    let one = |e: &SourceDiagnostic| {
        let place = e.span.id().map(|id| id.vpath().get_without_slash().to_owned()).unwrap_or_default();
        let line = typst::WorldExt::range(job, e.span).and_then(|range| {
            e.span.id().and_then(|id| job.source(id).ok()).and_then(|s| s.lines().byte_to_line(range.start))
        });
        format!(
            "{place}:{}: {} {}",
            line.map_or(0, |l| l + 1),
            e.message,
            e.hints.iter().map(|h| h.v.as_str()).collect::<Vec<_>>().join("; ")
        )
    };
    errors.iter().map(one).collect::<Vec<_>>().join(" | ")
}

/// The time inside the file, with the offset of Beijing; nothing for a year no file can hold.
fn pdf_time(at: Timestamp) -> Option<typst_pdf::Timestamp> {
    let local = jiff::tz::Offset::constant(8).to_datetime(at);
    let part = |n: i8| u8::try_from(n).unwrap_or_default();
    let (date, time) = (local.date(), local.time());
    let time = Datetime::from_ymd_hms(
        i32::from(date.year()),
        part(date.month()),
        part(date.day()),
        part(time.hour()),
        part(time.minute()),
        part(time.second()),
    )?;
    typst_pdf::Timestamp::new_local(time, 480)
}
