//! The texts as files.

use super::held::{find_held, parts};
use super::rule::base;
use crate::downloads::{Text, akn, docx, json, markdown, pdf};
use axum::{
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Response},
};
use identity::pages::edge::Acting;
use kernel::{Error, Fault, Never, Office};
use std::sync::Arc;
use web::{Problem, Tr, Visit, blocking};

/// The media type of Word documents.
pub(crate) const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// The formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Pdf,
    Docx,
    Markdown,
    Json,
    AkomaNtoso,
}

impl Format {
    fn parse(file: &str) -> Option<Format> {
        Some(match file {
            "file.pdf" => Format::Pdf,
            "file.docx" => Format::Docx,
            "file.md" => Format::Markdown,
            "file.json" => Format::Json,
            "file.xml" => Format::AkomaNtoso,
            _ => return None,
        })
    }

    fn media(self) -> &'static str {
        match self {
            Format::Pdf => "application/pdf",
            Format::Docx => DOCX,
            Format::Markdown => "text/markdown; charset=utf-8",
            Format::Json => "application/json",
            Format::AkomaNtoso => "application/akn+xml",
        }
    }
}

fn written(office: &Office, text: &Text, format: Format, today: jiff::civil::Date) -> Result<Vec<u8>, Fault> {
    Ok(match format {
        Format::Pdf => office.typesetter.typeset(pdf::TEMPLATE, &pdf::data(text, today))?,
        Format::Docx => docx::docx(text).map_err(|e| Fault::from_error("writing a Word document", e))?,
        Format::Markdown => markdown::markdown(text).into_bytes(),
        Format::Json => json::json(text).to_string().into_bytes(),
        Format::AkomaNtoso => akn::akoma_ntoso(text).into_bytes(),
    })
}

/// The name under which a browser keeps the file: the title, with an ASCII name for old programs.
fn disposition(text: &Text, file: &str) -> String {
    let ending = file.rsplit('.').next().unwrap_or_default();
    let name = format!("{}.{ending}", text.title.replace(['/', '\\', '"'], ""));
    format!("attachment; filename=\"{}-{}.{ending}\"; filename*=UTF-8''{}", text.slug, text.n, super::encoded(&name))
}

/// `GET /rules/{slug}/versions/{n}/{file}` with `file.pdf`, `file.docx`, `file.md`, `file.json`, `file.xml`. What a file
/// says is Chinese whoever asks: it is the text of the law.
///
/// # Errors
/// No such rule, version or format; the typesetter fails.
pub async fn give(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path((slug, n, file)): Path<(String, i64, String)>,
) -> Result<Response, Problem> {
    let today = acting.cx.today();
    let base = base(&visit, &office);
    let format = Format::parse(&file).ok_or_else(Problem::not_found)?;
    blocking(move || {
        let found = office.db.read(|tx| {
            let Some(held) = find_held(tx, &slug)?.filter(|h| h.rule.stage == crate::Stage::Registered) else {
                return Ok(None);
            };
            let Some(version) = held.version(n).cloned() else { return Ok(None) };
            let parts = parts(tx, &version)?;
            Ok::<_, Error<Never>>(Some((held, version, parts)))
        })?;
        let (held, version, parts) = found.ok_or_else(Problem::not_found)?;
        let tr = Tr::new(kernel::Lang::ZhCn);
        let text = super::download(tr, &held, &version, &parts, today, &base);
        let bytes = written(&office, &text, format, today)?;
        let headers = [
            (header::CONTENT_TYPE, format.media().to_owned()),
            (header::CONTENT_DISPOSITION, disposition(&text, &file)),
            // The validity in it turns with the day.
            (header::CACHE_CONTROL, "public, max-age=600".to_owned()),
        ];
        Ok((headers, bytes).into_response())
    })
    .await
}
