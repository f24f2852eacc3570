//! A page as an answer, and the answers that lead elsewhere.

use crate::visit::FLASH_COOKIE;
use crate::{Problem, Sentence};
use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// A page struct as an answer. `Page(page)` is 200; see [`Page::sent_back`].
pub struct Page<T>(pub T);

impl<T: Template> Page<T> {
    /// The form of this page was sent back: 422, everything typed still in it.
    pub fn sent_back(self) -> Response {
        self.with_status(StatusCode::UNPROCESSABLE_ENTITY)
    }

    /// The page with another status.
    pub fn with_status(self, status: StatusCode) -> Response {
        let mut response = self.into_response();
        if response.status().is_success() {
            *response.status_mut() = status;
        }
        response
    }
}

impl<T: Template> IntoResponse for Page<T> {
    fn into_response(self) -> Response {
        match self.0.render() {
            Ok(html) => Html(html).into_response(),
            Err(error) => Problem::broken(format!("rendering a page: {error}")).into_response(),
        }
    }
}

/// A page with a sample of itself, which tests render and lint in every language.
pub trait Sample: Template + Sized {
    /// The page with plausible content, once per case worth seeing: empty, one, many, error, very long.
    fn samples(lang: kernel::Lang) -> Vec<Self>;

    /// Every sample rendered and linted; the faults, with the number of the sample and the language. Empty is good.
    fn lint_samples() -> Vec<String> {
        let mut faults = Vec::new();
        for lang in kernel::Lang::ALL {
            for (n, sample) in Self::samples(*lang).into_iter().enumerate() {
                match sample.render() {
                    Ok(html) => {
                        faults.extend(crate::lint_html(&html).into_iter().map(|f| format!("{lang} sample {n}: {f}")))
                    }
                    Err(error) => faults.push(format!("{lang} sample {n}: {error}")),
                }
            }
        }
        faults
    }
}

/// Leads to another page of ours after something was done (303).
pub fn redirect(to: &str) -> Response {
    let to = local(to).unwrap_or("/");
    match HeaderValue::from_str(&ascii(to)) {
        Ok(location) => (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response(),
        Err(error) => Problem::broken(format!("redirecting: {error}")).into_response(),
    }
}

/// The same, and the next page says once what was done.
pub fn redirect_with(to: &str, done: &Sentence) -> Response {
    let mut response = redirect(to);
    let packed = URL_SAFE_NO_PAD.encode(done.packed());
    if let Ok(cookie) =
        HeaderValue::from_str(&format!("{FLASH_COOKIE}={packed}; Path=/; HttpOnly; SameSite=Lax; Max-Age=60"))
    {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// The sentence of a flash cookie.
pub(crate) fn read_flash(value: &str) -> Option<Sentence> {
    let packed = URL_SAFE_NO_PAD.decode(value).ok()?;
    Sentence::unpacked(std::str::from_utf8(&packed).ok()?)
}

/// `path` when it is an address on this site. Others are never followed: a link to us must not lead away.
pub fn local(path: &str) -> Option<&str> {
    let ours = path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains('\\')
        && !path.chars().any(|c| c.is_control());
    ours.then_some(path)
}

/// `text` as one value of a query.
pub(crate) fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// An address with everything beyond ASCII written as octets.
fn ascii(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_graphic() {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redirects_stay_here() {
        for (path, ours) in [
            ("/items?q=1", true),
            ("//evil.example/", false),
            ("/\\evil.example", false),
            ("https://evil.example", false),
            ("/a\r\nSet-Cookie: x", false),
            ("", false),
        ] {
            assert_eq!(local(path).is_some(), ours, "{path}");
        }
        assert_eq!(redirect("//evil.example").headers()[header::LOCATION], "/");
        assert_eq!(redirect("/items?q=食品").headers()[header::LOCATION], "/items?q=%E9%A3%9F%E5%93%81");
    }
}
