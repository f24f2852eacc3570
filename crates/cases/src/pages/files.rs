//! Files as answers: the type that was found by content, a name that cannot deceive, nothing that could run.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

/// A file of the office: opened in the browser where its kind cannot run, kept as a download otherwise. `name` is for display; `media_type` was found from the content when the file came in.
pub(crate) fn file_answer(bytes: Vec<u8>, media_type: &str, name: &str) -> Response {
    let harmless = matches!(media_type, "application/pdf" | "image/jpeg" | "image/png");
    let way = if harmless { "inline" } else { "attachment" };
    let plain: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '_' }).collect();
    let disposition = format!("{way}; filename=\"{plain}\"; filename*=UTF-8''{}", percent(name));
    let kind = HeaderValue::from_str(media_type).unwrap_or(HeaderValue::from_static("application/octet-stream"));
    let disposition = HeaderValue::from_str(&disposition).unwrap_or(HeaderValue::from_static("attachment"));
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_DISPOSITION, disposition),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'")),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
    ];
    (StatusCode::OK, headers, bytes).into_response()
}

fn percent(text: &str) -> String {
    text.bytes()
        .map(|b| {
            if b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_') {
                char::from(b).to_string()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect()
}

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
            let answer = file_answer(Vec::new(), media_type, name);
            let disposition = answer.headers()[header::CONTENT_DISPOSITION].to_str().unwrap();
            assert!(disposition.starts_with(way), "{disposition}");
            assert_eq!(disposition.matches('"').count(), 2, "{disposition}");
            assert_eq!(answer.headers()[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        }
    }
}
