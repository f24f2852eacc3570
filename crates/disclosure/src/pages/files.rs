//! Files in and out: uploads within their limit, the scanner beside the handlers, files as answers that cannot run.

use crate::MEGABYTES;
use axum::{
    extract::{FromRequest, Request},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use web::{BodyForm, Limits, Problem};

/// How many files one form takes.
pub(crate) const FILES: usize = 10;

/// The form of a request with files. A file somewhat above the limit is read all the same, so that the page comes back
/// with everything typed and says which file is too large; far above, nothing is read.
///
/// # Errors
/// 413 for more than a form may hold, said before the body is read where its length is announced.
pub(crate) async fn read_upload(mut request: Request) -> Result<BodyForm, Problem> {
    let limit = (MEGABYTES as usize) << 20;
    let total = limit * 2;
    let announced = request.headers().get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|n| n > total) {
        return Err(Problem::too_large(limit));
    }
    request.extensions_mut().insert(Limits { file: total, total, files: FILES, ..Limits::default() });
    BodyForm::from_request(request, &()).await
}

/// A file of the office: opened in the browser where its kind cannot run, kept as a download otherwise. `media_type` was
/// found from the content when the file came in.
pub(crate) fn file_answer(bytes: Vec<u8>, media_type: &str, name: &str, cache: &'static str) -> Response {
    let harmless = matches!(media_type, "application/pdf" | "image/jpeg" | "image/png");
    let way = if harmless { "inline" } else { "attachment" };
    let plain: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '_' }).collect();
    let disposition = format!("{way}; filename=\"{plain}\"; filename*=UTF-8''{}", super::percent(name));
    let kind = HeaderValue::from_str(media_type).unwrap_or(HeaderValue::from_static("application/octet-stream"));
    let disposition = HeaderValue::from_str(&disposition).unwrap_or(HeaderValue::from_static("attachment"));
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_DISPOSITION, disposition),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'")),
        (header::CACHE_CONTROL, HeaderValue::from_static(cache)),
    ];
    (StatusCode::OK, headers, bytes).into_response()
}

/// A file nobody but its reader keeps.
pub(crate) const PRIVATE: &str = "private, no-store";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_never_leaves_its_header() {
        for (name, media_type, way) in [
            ("合同\"; x=\r\n.pdf", "application/pdf", "inline"),
            ("a.zip", "application/zip", "attachment"),
            ("", "text/html", "attachment"),
        ] {
            let answer = file_answer(Vec::new(), media_type, name, PRIVATE);
            let disposition = answer.headers()[header::CONTENT_DISPOSITION].to_str().unwrap_or_default();
            assert!(disposition.starts_with(way), "{disposition}");
            assert_eq!(disposition.matches('"').count(), 2, "{disposition}");
            assert_eq!(answer.headers()[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        }
    }
}
