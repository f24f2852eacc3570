//! What a form sends: pairs of name and text, and files. Read within limits, checked at the edge, never trusted.

use crate::problem::Problem;
use crate::visit::Visit;
use crate::{FieldError, Sentence};
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request};
use axum::http::{HeaderValue, header};
use axum::{Form, RequestExt};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde::de::DeserializeOwned;

/// How much may be sent at once, in bytes and numbers.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The text of a form.
    pub form: usize,
    /// One file.
    pub file: usize,
    /// Everything together.
    pub total: usize,
    /// How many files.
    pub files: usize,
    /// How many fields.
    pub fields: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { form: 2 << 20, file: 20 << 20, total: 44 << 20, files: 20, fields: 5_000 }
    }
}

/// One file that was sent. Its type is found from its content by the one who keeps it.
#[derive(Clone, Debug)]
pub struct Upload {
    /// The name of the field.
    pub name: String,
    /// The name the sender's machine gave it: for display only, never a path.
    pub filename: String,
    /// The content.
    pub bytes: Bytes,
}

/// A posted form whose token was found good.
#[derive(Clone, Debug, Default)]
pub struct BodyForm {
    /// Names and values in the order they were sent, without the token.
    pub pairs: Vec<(String, String)>,
    /// The files, those left empty not counted.
    pub uploads: Vec<Upload>,
}

impl BodyForm {
    /// The first value of `name`, as it was typed.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// The first value of `name` without space around it; empty counts as absent.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.get(name).map(str::trim).filter(|value| !value.is_empty())
    }

    /// Every value of `name`: the ticked boxes of a group.
    pub fn all<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f str> {
        self.pairs.iter().filter(move |(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// The button that was pressed: the value of `act`.
    pub fn act(&self) -> &str {
        self.get("act").unwrap_or_default()
    }

    /// The version on the page the person looked at: the hidden field `seen`.
    pub fn seen(&self) -> Result<i64, Problem> {
        self.get("seen").and_then(|v| v.parse().ok()).ok_or_else(Problem::bad_request)
    }

    /// The key that makes a repeated submit give the first result.
    pub fn idempotency(&self) -> Option<&str> {
        self.get("idempotency").filter(|key| key.len() <= 64 && !key.is_empty())
    }

    /// The deepest region chosen in a cascade of `name` (see [`crate::Field::region`]).
    pub fn region(&self, name: &str) -> Option<&str> {
        (0..6).rev().find_map(|level| self.text(&format!("{name}.{level}"))).or_else(|| self.text(name))
    }
}

/// A posted form whose token was not looked at: for a draft's own token only. Ask [`UncheckedForm::checked`] first.
#[derive(Clone, Debug)]
pub struct UncheckedForm(BodyForm);

impl UncheckedForm {
    /// The form, when its token is good; else the form itself, for the caller to look for another proof.
    pub fn checked(self, visit: &Visit) -> Result<BodyForm, BodyForm> {
        let mut form = self.0;
        let good = form.get("csrf").is_some_and(|token| visit.is_csrf_valid(token));
        form.pairs.retain(|(name, _)| name != "csrf");
        if good { Ok(form) } else { Err(form) }
    }
}

impl<S: Send + Sync> FromRequest<S> for UncheckedForm {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<UncheckedForm, Problem> {
        let limits = request.extensions().get::<Limits>().copied().unwrap_or_default();
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
        let form = if kind.starts_with("application/x-www-form-urlencoded") {
            let pairs = form_values::<Vec<(String, String)>>(read_limited(request, limits.form).await?).await?;
            BodyForm { pairs, uploads: Vec::new() }
        } else if kind.starts_with("multipart/form-data") {
            read_multipart(request, limits).await?
        } else {
            return Err(Problem::unsupported());
        };
        if form.pairs.len() > limits.fields {
            return Err(Problem::too_large(limits.form));
        }
        // PostgreSQL cannot hold U+0000 and no text of an office contains it.
        let with_null = form.pairs.iter().find(|(name, value)| name.contains('\0') || value.contains('\0'));
        if let Some((name, _)) = with_null {
            let sentence = Sentence::new("problem-null-character");
            let fields = vec![FieldError { name: name.replace('\0', ""), sentence: sentence.clone() }];
            return Err(Problem::invalid(sentence).with_fields(fields));
        }
        Ok(UncheckedForm(form))
    }
}

impl<S: Send + Sync> FromRequest<S> for BodyForm {
    type Rejection = Problem;

    async fn from_request(mut request: Request, state: &S) -> Result<BodyForm, Problem> {
        let visit: Visit = request.extract_parts().await?;
        let form = UncheckedForm::from_request(request, state).await?;
        form.checked(&visit).map_err(|_| Problem::form_expired())
    }
}

/// A posted form of fixed fields, read into `T` by serde, its token found good.
#[derive(Clone, Debug)]
pub struct CsrfForm<T>(pub T);

#[derive(serde::Deserialize)]
struct Token {
    csrf: Option<String>,
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for CsrfForm<T> {
    type Rejection = Problem;

    async fn from_request(mut request: Request, _: &S) -> Result<CsrfForm<T>, Problem> {
        let visit: Visit = request.extract_parts().await?;
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
        if !kind.starts_with("application/x-www-form-urlencoded") {
            return Err(Problem::unsupported());
        }
        let bytes = read_limited(request, Limits::default().form).await?;
        let token = form_values::<Token>(bytes.clone()).await?;
        if !token.csrf.is_some_and(|token| visit.is_csrf_valid(&token)) {
            return Err(Problem::form_expired());
        }
        if bytes.windows(3).any(|w| w == b"%00") || bytes.contains(&0) {
            return Err(Problem::invalid(Sentence::new("problem-null-character")));
        }
        Ok(CsrfForm(form_values(bytes).await?))
    }
}

/// The whole body, unless it is longer than `limit`.
async fn read_limited(request: Request, limit: usize) -> Result<Bytes, Problem> {
    match Limited::new(request.into_body(), limit).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(Problem::too_large(limit)),
        Err(_) => Err(Problem::bad_request()),
    }
}

/// An urlencoded body as `T`.
async fn form_values<T: DeserializeOwned>(bytes: Bytes) -> Result<T, Problem> {
    let mut request = Request::new(axum::body::Body::from(bytes));
    *request.method_mut() = axum::http::Method::POST;
    let kind = HeaderValue::from_static("application/x-www-form-urlencoded");
    request.headers_mut().insert(header::CONTENT_TYPE, kind);
    DefaultBodyLimit::disable().apply(&mut request);
    Form::<T>::from_request(request, &()).await.map(|Form(values)| values).map_err(|_| Problem::bad_request())
}

async fn read_multipart(mut request: Request, limits: Limits) -> Result<BodyForm, Problem> {
    DefaultBodyLimit::max(limits.total).apply(&mut request);
    let mut parts = Multipart::from_request(request, &()).await.map_err(|_| Problem::bad_request())?;
    let mut form = BodyForm::default();
    let mut text_left = limits.form;
    loop {
        let mut part = match parts.next_field().await {
            Ok(Some(part)) => part,
            Ok(None) => return Ok(form),
            Err(error) => return Err(multipart_problem(&error, limits.total)),
        };
        let name = part.name().unwrap_or_default().to_owned();
        let filename = part.file_name().map(display_name);
        let limit = if filename.is_some() { limits.file } else { text_left };
        let mut bytes = Vec::new();
        loop {
            match part.chunk().await {
                Ok(Some(chunk)) if bytes.len() + chunk.len() > limit => return Err(Problem::too_large(limit)),
                Ok(Some(chunk)) => bytes.extend_from_slice(&chunk),
                Ok(None) => break,
                Err(error) => return Err(multipart_problem(&error, limits.total)),
            }
        }
        match filename {
            // A file control that was left empty sends an empty file without a name.
            Some(filename) if bytes.is_empty() && filename.is_empty() => {}
            Some(filename) => {
                if form.uploads.len() == limits.files {
                    return Err(Problem::invalid(
                        Sentence::new("problem-too-many-files").arg("n", limits.files.to_string()),
                    ));
                }
                form.uploads.push(Upload { name, filename, bytes: bytes.into() });
            }
            None => {
                text_left -= bytes.len();
                let value = String::from_utf8(bytes).map_err(|_| Problem::bad_request())?;
                form.pairs.push((name, value));
            }
        }
        if form.pairs.len() > limits.fields {
            return Err(Problem::too_large(limits.form));
        }
    }
}

fn multipart_problem(error: &axum::extract::multipart::MultipartError, limit: usize) -> Problem {
    match error.status() {
        axum::http::StatusCode::PAYLOAD_TOO_LARGE => Problem::too_large(limit),
        _ => Problem::bad_request(),
    }
}

/// The last part of a sent file name, without control characters, at most 120 characters.
fn display_name(sent: &str) -> String {
    let last = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    let shown: Vec<char> = last.chars().filter(|c| !is_hidden(*c)).collect();
    match shown.len() {
        0..=120 => shown.into_iter().collect(),
        // The ending is what tells the reader the kind: it stays.
        n => shown[..100].iter().chain(['…'].iter()).chain(&shown[n - 19..]).collect(),
    }
}

/// Control characters, and those that turn the direction of text and could disguise an ending.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_are_only_names() {
        for (sent, shown) in [
            ("营业执照.pdf", "营业执照.pdf"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\a\\b.jpg", "b.jpg"),
            ("invoice\u{202e}fdp.exe", "invoicefdp.exe"),
            ("a\u{0}b.pdf", "ab.pdf"),
        ] {
            assert_eq!(display_name(sent), shown);
        }
        assert_eq!(display_name(&"长".repeat(400)).chars().count(), 120);
    }

    #[test]
    fn the_deepest_region_counts() {
        let form = BodyForm {
            pairs: vec![
                ("place.0".into(), "43".into()),
                ("place.1".into(), "4312".into()),
                ("place.2".into(), String::new()),
            ],
            uploads: Vec::new(),
        };
        assert_eq!(form.region("place"), Some("4312"));
    }
}
