//! The edge of the hall: one layer around all routes.
//!
//! It makes the [`Visit`], refuses what no page of ours sends, writes the body of every [`Problem`], sets the security
//! headers and the cookies that pages need. It never reads a body and never asks the database.

use crate::csrf::CsrfKey;
use crate::kept::KeptPages;
use crate::problem::Problem;
use crate::shell::Site;
use crate::visit::{FLASH_COOKIE, VISITOR_COOKIE, Visit};
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

/// How browsers reach us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// Plain HTTP on loopback: a demonstration.
    Plain,
    /// TLS, ended here or at the proxy before us: cookies are for TLS only.
    Tls,
}

/// What the directory of sites says about a request.
#[derive(Clone, Debug)]
pub enum SiteAnswer {
    /// This site answers.
    Site(Arc<Site>),
    /// The hall has no sites: everything is one hall.
    NoSites,
    /// The hall has sites, and none of them owns this host.
    Nobody,
}

/// Knows which site answers to a host, from memory: it is asked for every request.
pub trait SiteSource: Send + Sync + std::fmt::Debug {
    /// The site of `host`, without a port.
    fn of_host(&self, host: &str) -> SiteAnswer;
    /// The open site with this key.
    fn of_key(&self, key: &str) -> Option<Arc<Site>>;
}

/// What the edge needs to know.
#[derive(Clone, Debug)]
pub struct Edge {
    /// The public body and its marks, where the hall has no sites.
    pub site: Arc<Site>,
    /// The sites.
    pub sites: Option<Arc<dyn SiteSource>>,
    /// The key of form tokens.
    pub csrf: CsrfKey,
    /// How browsers reach us.
    pub transport: Transport,
    /// Finished pages for readers who are not signed in.
    pub kept: KeptPages,
}

const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; \
     connect-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

const PERMISSIONS_POLICY: &str = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()";

/// The layer around all routes: `router.layer(axum::middleware::from_fn_with_state(edge, web::dress_edge))`.
pub async fn dress_edge(State(edge): State<Edge>, mut request: Request, next: Next) -> Response {
    let (site, stranger) = find_site(&edge, &mut request);
    let path = request.uri().path_and_query().map_or("/", |p| p.as_str()).to_owned();
    let visit = Visit::read(request.headers(), &path, site, edge.csrf.clone());
    let refusal = refused_at_the_door(&request, &path).or(stranger);
    let flash_came = visit.flash.is_some();
    let mut response = match refusal {
        Some(problem) => problem.into_response(),
        None => {
            let place = edge.kept.place(&request, &visit);
            match place.as_ref().and_then(|place| edge.kept.find(place)) {
                Some(page) => page,
                None => {
                    let posts_to_desk = request.method() == Method::POST && path.starts_with("/desk");
                    request.extensions_mut().insert(visit.clone());
                    let answer = next.run(request).await;
                    if posts_to_desk {
                        edge.kept.drop_pages();
                    }
                    match place {
                        Some(place) => edge.kept.keep(place, &visit, answer).await,
                        None => answer,
                    }
                }
            }
        }
    };

    let problem = response.extensions_mut().remove::<Problem>().or_else(|| bare_error(&response));
    if let Some(problem) = problem {
        let mut dressed = problem.answer(&visit);
        // Cookies set on the way, such as the end of a session, still count.
        for cookie in response.headers().get_all(header::SET_COOKIE) {
            dressed.headers_mut().append(header::SET_COOKIE, cookie.clone());
        }
        response = rebased(&visit.site().base, dressed).await;
    }

    let secure = if edge.transport == Transport::Tls { "; Secure" } else { "" };
    let is_page = response.headers().get(header::CONTENT_TYPE).is_some_and(|t| t.as_bytes().starts_with(b"text/html"));
    if let Some(value) = visit.new_visitor_cookie() {
        set_cookie(&mut response, &format!("{VISITOR_COOKIE}={value}; Path=/; HttpOnly; SameSite=Lax{secure}"));
    }
    if flash_came && is_page {
        set_cookie(&mut response, &format!("{FLASH_COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0{secure}"));
    }
    let headers = response.headers_mut();
    // A handler that gives out somebody's file says something stricter.
    headers.entry("content-security-policy").or_insert(HeaderValue::from_static(CONTENT_SECURITY_POLICY));
    headers.insert("permissions-policy", HeaderValue::from_static(PERMISSIONS_POLICY));
    headers.insert("x-content-type-options", HeaderValue::from_static("nosniff"));
    headers.insert("referrer-policy", HeaderValue::from_static("same-origin"));
    headers.insert("cross-origin-opener-policy", HeaderValue::from_static("same-origin"));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("same-origin"));
    if edge.transport == Transport::Tls {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    if is_page {
        // A page names its reader and holds their token; a shared cache must keep neither.
        headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("private, no-cache"));
        headers.append(header::VARY, HeaderValue::from_static("Cookie, Accept-Language"));
    }
    response
}

/// The host of a request, small, without its port.
fn host_of(request: &Request) -> String {
    let named = request.headers().get(header::HOST).and_then(|v| v.to_str().ok()).or(request.uri().host());
    let host = named.unwrap_or_default();
    let host = if host.starts_with('[') {
        host.split(']').next().unwrap_or_default()
    } else {
        host.split(':').next().unwrap_or_default()
    };
    host.trim_start_matches('[').to_ascii_lowercase()
}

/// Which site this request is for. `/s/{key}/…` names a site by path, for machines whose hosts all mean the same; the
/// prefix is taken off before the URL map is asked.
fn find_site(edge: &Edge, request: &mut Request) -> (Arc<Site>, Option<Problem>) {
    let Some(sites) = &edge.sites else { return (edge.site.clone(), None) };
    if let Some((key, rest)) = by_path(request.uri().path_and_query().map_or("/", |p| p.as_str()))
        && let Some(site) = sites.of_key(key)
    {
        let base = format!("/s/{key}");
        if let Ok(uri) = rest.parse() {
            *request.uri_mut() = uri;
            return (Arc::new(Site { base, ..(*site).clone() }), None);
        }
    }
    let host = host_of(request);
    match sites.of_host(&host) {
        SiteAnswer::Site(site) => (site, None),
        SiteAnswer::NoSites => (edge.site.clone(), None),
        SiteAnswer::Nobody => {
            let shown: String =
                host.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-')).take(80).collect();
            (edge.site.clone(), Some(Problem::no_such_site(&shown)))
        }
    }
}

/// `/s/changan/items?x` as `changan` and `/items?x`.
fn by_path(path: &str) -> Option<(&str, String)> {
    let rest = path.strip_prefix("/s/")?;
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (key, rest) = rest.split_at(end);
    Some((key, if rest.starts_with('/') { rest.to_owned() } else { format!("/{rest}") }))
}

/// Innermost layer: keeps the links of a page that was reached by path on its site. Does nothing for hosts of their own.
pub async fn keep_to_site(visit: Visit, request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    rebased(&visit.site().base, response).await
}

/// The most of a page that is read into memory to turn its links.
const LONGEST_PAGE: usize = 32 << 20;

async fn rebased(base: &str, mut response: Response) -> Response {
    if base.is_empty() {
        return response;
    }
    if let Some(to) = response.headers().get(header::LOCATION).and_then(|v| v.to_str().ok())
        && to.starts_with('/')
        && !to.starts_with("//")
        && let Ok(value) = HeaderValue::from_str(&format!("{base}{to}"))
    {
        response.headers_mut().insert(header::LOCATION, value);
    }
    let is_page = response.headers().get(header::CONTENT_TYPE).is_some_and(|t| t.as_bytes().starts_with(b"text/html"));
    if !is_page {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    match axum::body::to_bytes(body, LONGEST_PAGE).await {
        Ok(bytes) => {
            let page = crate::rebase_html(&String::from_utf8_lossy(&bytes), |path| format!("{base}{path}"));
            parts.headers.remove(header::CONTENT_LENGTH);
            Response::from_parts(parts, Body::from(page))
        }
        Err(error) => Problem::broken(format!("reading a page to turn its links: {error}")).into_response(),
    }
}

fn set_cookie(response: &mut Response<Body>, cookie: &str) {
    if let Ok(value) = HeaderValue::from_str(cookie) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

/// What no page of ours ever sends: another site's form, U+0000 in the address.
fn refused_at_the_door(request: &Request, path: &str) -> Option<Problem> {
    if path.contains("%00") {
        return Some(Problem::bad_request());
    }
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    (!reads && is_cross_site(request.headers())).then(Problem::form_expired)
}

/// Whether the browser says that another site sent this. Programs say nothing and are judged by their token.
fn is_cross_site(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    match text("sec-fetch-site") {
        Some(site) => !matches!(site, "same-origin" | "none"),
        None => match (text("origin"), text("x-forwarded-host").or(text("host"))) {
            (Some(origin), Some(host)) => origin.split_once("://").is_none_or(|(_, from)| from != host),
            _ => false,
        },
    }
}

/// The problem behind an error status that a library answered with in plain text or without a body.
fn bare_error(response: &Response) -> Option<Problem> {
    let status = response.status();
    if !(status.is_client_error() || status.is_server_error()) || status == StatusCode::UNAUTHORIZED {
        return None;
    }
    let plain = response.headers().get(header::CONTENT_TYPE).is_none_or(|t| t.as_bytes().starts_with(b"text/plain"));
    plain.then(|| Problem::from_status(status)).flatten()
}
