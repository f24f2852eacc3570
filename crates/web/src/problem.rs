//! Errors as answers: the only place that turns them into pages, and into RFC 9457 problem details for programs.
//!
//! A handler returns a [`Problem`]; [`crate::dress_edge`] renders it in the reader's language, since only the edge knows
//! the request. What broke is logged here, once, and shown as an incident number.

use crate::shell::Shell;
use crate::visit::Visit;
use crate::{Sentence, Tr};
use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use kernel::{Error, Fault, FaultKind, Refusal, RefusalKind};
use serde_json::json;

/// What went wrong with a field, for programs.
#[derive(Clone, Debug)]
pub struct FieldError {
    /// The field's name as it was sent.
    pub name: String,
    /// What is wrong with it.
    pub sentence: Sentence,
}

/// An error on its way to the reader.
#[derive(Clone, Debug)]
pub struct Problem {
    kind: Kind,
    /// What exactly; without it the general sentence of the kind stands alone.
    detail: Option<Sentence>,
    fields: Vec<FieldError>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    NotFound,
    NoSuchSite,
    Forbidden,
    SignIn,
    BadRequest,
    MethodNotAllowed,
    Stale,
    Invalid,
    TooLarge,
    Unsupported,
    TooMany { retry_after: u32 },
    FormExpired,
    NotSaved,
    Full,
    CalendarMissing,
    Broken { incident: String },
}

impl Problem {
    fn of(kind: Kind) -> Problem {
        Problem { kind, detail: None, fields: Vec::new() }
    }

    /// 404: there is no such thing, or it is not yours. Both get the same answer.
    pub fn not_found() -> Problem {
        Problem::of(Kind::NotFound)
    }

    /// 421: no site of this platform answers to the host that was asked for.
    pub fn no_such_site(host: &str) -> Problem {
        Problem::of(Kind::NoSuchSite).saying(Sentence::new("problem-no-such-site-host").arg("host", host))
    }

    /// 403: you may see it, but the act is another office's.
    pub fn forbidden() -> Problem {
        Problem::of(Kind::Forbidden)
    }

    /// Sign in first: pages lead to the sign-in and back, programs get 401.
    pub fn sign_in() -> Problem {
        Problem::of(Kind::SignIn)
    }

    /// 400: the address or the query cannot be read.
    pub fn bad_request() -> Problem {
        Problem::of(Kind::BadRequest)
    }

    /// 409: somebody changed it while you were reading.
    pub fn stale() -> Problem {
        Problem::of(Kind::Stale)
    }

    /// 422: what was sent does not fit the rules. Pages with a form render the form again instead
    /// ([`crate::Page::sent_back`]); this is for programs and for acts without a form.
    pub fn invalid(detail: Sentence) -> Problem {
        Problem::of(Kind::Invalid).saying(detail)
    }

    /// 413: more than may be sent at once; `limit` in bytes.
    pub fn too_large(limit: usize) -> Problem {
        Problem::of(Kind::TooLarge)
            .saying(Sentence::new("problem-too-large-limit").arg("mb", (limit >> 20).to_string()))
    }

    /// 415: this kind of content is not read here.
    pub fn unsupported() -> Problem {
        Problem::of(Kind::Unsupported)
    }

    /// 429: too often; `retry_after` in seconds.
    pub fn too_many(retry_after: u32) -> Problem {
        Problem::of(Kind::TooMany { retry_after })
    }

    /// 403: the form did not come from a page of this session.
    pub fn form_expired() -> Problem {
        Problem::of(Kind::FormExpired)
    }

    /// 500: we failed. `what` is logged, the reader gets an incident number.
    pub fn broken(what: impl std::fmt::Display) -> Problem {
        let incident = incident_number();
        tracing::error!(incident, "{what}");
        Problem::of(Kind::Broken { incident })
    }

    /// Says more exactly what is wrong.
    pub fn saying(mut self, detail: Sentence) -> Problem {
        self.detail = Some(detail);
        self
    }

    /// Names the fields at fault.
    pub fn with_fields(mut self, fields: Vec<FieldError>) -> Problem {
        self.fields = fields;
        self
    }

    /// What a refusal of the rules means over HTTP.
    pub fn refused(refused: &dyn Refusal) -> Problem {
        let kind = match refused.kind() {
            // No detail: "not there" and "not yours" read the same.
            RefusalKind::NotThere => return Problem::not_found(),
            RefusalKind::Forbidden => Kind::Forbidden,
            RefusalKind::Stale => Kind::Stale,
            RefusalKind::Invalid => Kind::Invalid,
            RefusalKind::TooMany => Kind::TooMany { retry_after: 60 },
        };
        Problem::of(kind).saying(Sentence::of(refused))
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        match self.kind {
            Kind::NotFound => StatusCode::NOT_FOUND,
            Kind::NoSuchSite => StatusCode::MISDIRECTED_REQUEST,
            Kind::Forbidden | Kind::FormExpired => StatusCode::FORBIDDEN,
            Kind::SignIn => StatusCode::UNAUTHORIZED,
            Kind::BadRequest => StatusCode::BAD_REQUEST,
            Kind::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Kind::Stale => StatusCode::CONFLICT,
            Kind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
            Kind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Kind::Unsupported => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Kind::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Kind::NotSaved | Kind::CalendarMissing => StatusCode::SERVICE_UNAVAILABLE,
            Kind::Full => StatusCode::INSUFFICIENT_STORAGE,
            Kind::Broken { .. } => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The incident number of what broke.
    pub fn incident(&self) -> Option<&str> {
        match &self.kind {
            Kind::Broken { incident } => Some(incident),
            _ => None,
        }
    }

    /// The problem behind a bare status that a library answered with.
    pub(crate) fn from_status(status: StatusCode) -> Option<Problem> {
        Some(match status {
            StatusCode::NOT_FOUND => Problem::not_found(),
            StatusCode::METHOD_NOT_ALLOWED => Problem::of(Kind::MethodNotAllowed),
            StatusCode::PAYLOAD_TOO_LARGE => Problem::of(Kind::TooLarge),
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Problem::unsupported(),
            StatusCode::UNPROCESSABLE_ENTITY => Problem::of(Kind::Invalid),
            StatusCode::REQUEST_TIMEOUT | StatusCode::SERVICE_UNAVAILABLE => Problem::of(Kind::NotSaved),
            s if s.is_client_error() => Problem::bad_request(),
            s if s.is_server_error() => Problem::broken("an answer without a problem: a panic or a bare status"),
            _ => return None,
        })
    }

    /// The word in keys and in the problem type.
    fn word(&self) -> &'static str {
        match self.kind {
            Kind::NotFound => "not-found",
            Kind::NoSuchSite => "no-such-site",
            Kind::Forbidden => "forbidden",
            Kind::SignIn => "sign-in",
            Kind::BadRequest => "bad-request",
            Kind::MethodNotAllowed => "method-not-allowed",
            Kind::Stale => "stale",
            Kind::Invalid => "invalid",
            Kind::TooLarge => "too-large",
            Kind::Unsupported => "unsupported",
            Kind::TooMany { .. } => "too-many",
            Kind::FormExpired => "form-expired",
            Kind::NotSaved => "not-saved",
            Kind::Full => "full",
            Kind::CalendarMissing => "calendar-missing",
            Kind::Broken { .. } => "broken",
        }
    }

    fn title(&self, tr: Tr) -> String {
        tr.s(&format!("problem-{}-title", self.word())).into_owned()
    }

    fn explanation(&self, tr: Tr) -> String {
        tr.s(&format!("problem-{}-text", self.word())).into_owned()
    }

    /// The answer as the request wants it.
    pub(crate) fn answer(&self, visit: &Visit) -> Response {
        let mut response = if visit.wants_json {
            self.as_json(visit)
        } else if self.kind == Kind::SignIn {
            return crate::page::redirect(&visit.shell("").sign_in_href());
        } else {
            self.as_page(visit)
        };
        *response.status_mut() = self.status();
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Kind::TooMany { retry_after } = self.kind {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(retry_after));
        }
        response
    }

    fn as_page(&self, visit: &Visit) -> Response {
        let tr = visit.tr;
        let page = ProblemPage {
            shell: visit.shell(self.title(tr)),
            tr,
            title: self.title(tr),
            explanation: self.explanation(tr),
            detail: self.detail.as_ref().map(|d| d.said(tr)),
            fields: self.fields.iter().map(|f| f.sentence.said(tr)).collect(),
            incident: self.incident().map(str::to_owned),
            status: self.status().as_u16(),
        };
        match page.render() {
            Ok(html) => Html(html).into_response(),
            // The page that says what went wrong cannot be drawn: a bare number is all that is left.
            Err(_) => self.status().into_response(),
        }
    }

    fn as_json(&self, visit: &Visit) -> Response {
        let tr = visit.tr;
        let mut body = json!({
            "type": format!("/problems/{}", self.word()),
            "title": self.title(tr),
            "status": self.status().as_u16(),
            "detail": self.detail.as_ref().map_or_else(|| self.explanation(tr), |d| d.said(tr)),
            "instance": visit.path,
        });
        if let Some(incident) = self.incident() {
            body["incident"] = json!(incident);
        }
        if let Some(detail) = &self.detail {
            body["code"] = json!(detail.key());
        }
        if !self.fields.is_empty() {
            let fields: Vec<_> = self
                .fields
                .iter()
                .map(|f| json!({ "name": f.name, "code": f.sentence.key(), "detail": f.sentence.said(tr) }))
                .collect();
            body["errors"] = json!(fields);
        }
        ([(header::CONTENT_TYPE, "application/problem+json")], body.to_string()).into_response()
    }
}

/// A short number that the reader can say on the telephone and that stands in the log.
fn incident_number() -> String {
    let id = kernel::Id::new().to_string();
    let tail: String = id.chars().filter(char::is_ascii_alphanumeric).collect();
    // The time half tells when, the random half keeps two apart.
    format!("{}-{}", tail[4..12].to_uppercase(), tail[28..32].to_uppercase())
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Problem {
        match fault.kind() {
            FaultKind::Broken => Problem::broken(fault),
            FaultKind::NotSaved => {
                tracing::warn!("not saved: {fault}");
                Problem::of(Kind::NotSaved)
            }
            FaultKind::Full => {
                tracing::error!("full: {fault}");
                Problem::of(Kind::Full)
            }
            FaultKind::CalendarMissing => {
                tracing::error!("calendar missing: {fault}");
                Problem::of(Kind::CalendarMissing)
            }
        }
    }
}

impl<R: Refusal> From<Error<R>> for Problem {
    fn from(error: Error<R>) -> Problem {
        match error {
            Error::Refused(refused) => Problem::refused(&refused),
            Error::Broken(fault) => fault.into(),
        }
    }
}

impl IntoResponse for Problem {
    /// The bare status with the problem attached; the edge writes the body.
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage {
    shell: Shell,
    tr: Tr,
    title: String,
    explanation: String,
    detail: Option<String>,
    fields: Vec<String>,
    incident: Option<String>,
    status: u16,
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Lang;

    fn all() -> Vec<Problem> {
        vec![
            Problem::not_found(),
            Problem::forbidden(),
            Problem::bad_request(),
            Problem::of(Kind::MethodNotAllowed),
            Problem::stale(),
            Problem::invalid(Sentence::new("problem-null-character")),
            Problem::too_large(20 << 20),
            Problem::unsupported(),
            Problem::too_many(60),
            Problem::form_expired(),
            Problem::of(Kind::NotSaved),
            Problem::of(Kind::Full),
            Problem::of(Kind::CalendarMissing),
            Problem::broken("a test"),
            Problem::sign_in(),
        ]
    }

    #[test]
    fn every_problem_has_its_sentences() {
        for lang in [Lang::ZhCn, Lang::En] {
            let tr = Tr::new(lang);
            for problem in all() {
                for part in ["title", "text"] {
                    let key = format!("problem-{}-{part}", problem.word());
                    assert!(tr.has(&key), "{key}");
                }
            }
        }
    }

    #[test]
    fn pages_of_problems_are_well_made() {
        for problem in all() {
            let visit = Visit::sample(Lang::En);
            let page = ProblemPage {
                shell: visit.shell(problem.title(visit.tr)),
                tr: visit.tr,
                title: problem.title(visit.tr),
                explanation: problem.explanation(visit.tr),
                detail: problem.detail.as_ref().map(|d| d.said(visit.tr)),
                fields: vec!["A field".into()],
                incident: problem.incident().map(str::to_owned),
                status: problem.status().as_u16(),
            };
            let html = page.render().expect("renders");
            assert_eq!(crate::lint_html(&html), Vec::<String>::new());
        }
    }
}
