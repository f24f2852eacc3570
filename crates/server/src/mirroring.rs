//! The static mirror of a site, made by asking our own pages as an anonymous reader would: `mingting mirror` and the
//! nightly run. Nothing goes over the network.

use crate::serving::{Hall, application};
use axum::{
    Router,
    body::Body,
    http::{Request, header},
};
use http_body_util::BodyExt;
use kernel::{Error, Fault, Never, cx::BEIJING, settings};
use portal::mirror::{self, Fetched, Limits, MirrorReport, Progress};
use std::path::Path;
use tower::ServiceExt;

/// The hour, in Beijing, from which the night's mirrors are made.
const NIGHT_HOUR: i8 = 2;
/// The most of one page or file.
const LONGEST: usize = 256 << 20;

fn fetch(runtime: &tokio::runtime::Runtime, app: &Router, host: &str, path: &str) -> Result<Fetched, Fault> {
    let request = Request::get(path)
        .header(header::HOST, host)
        .header(header::ACCEPT, "text/html,*/*")
        .header(header::ACCEPT_LANGUAGE, "zh-CN")
        .body(Body::empty());
    // An address that is none is a page that cannot be opened, not the end of the mirror.
    let Ok(request) = request else {
        return Ok(Fetched { status: 400, content_type: String::new(), bytes: Vec::new() });
    };
    runtime.block_on(async {
        let (parts, body) = match app.clone().oneshot(request).await {
            Ok(answer) => answer.into_parts(),
            Err(never) => match never {},
        };
        let body = http_body_util::Limited::new(body, LONGEST).collect().await;
        let bytes = body.map_err(|e| Fault::new(format!("reading {path} for the mirror: {e}")))?.to_bytes().to_vec();
        let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
        Ok(Fetched { status: parts.status.as_u16(), content_type: kind.to_owned(), bytes })
    })
}

/// Writes the mirror of one open site into `dir`; `None`: there is no such site.
///
/// # Errors
/// A home page that cannot be opened, a folder that cannot be written, a fault of the database.
pub fn write(
    hall: &Hall,
    site: &str,
    dir: &Path,
    progress: &mut dyn FnMut(Progress),
) -> Result<Option<MirrorReport>, Fault> {
    let Some(order) = mirror::order_for(&hall.office, site, Limits::default(), &|| false)? else { return Ok(None) };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|e| Fault::from_error("starting the runtime of the mirror", e))?;
    let app = application(hall);
    let host =
        order.address.split_once("://").map_or("", |(_, host)| host).split('/').next().unwrap_or_default().to_owned();
    mirror::write(&|path: &str| fetch(&runtime, &app, &host, path), &order, dir, progress).map(Some)
}

/// Makes the mirrors of all sites once a night, where the hall was told a folder for them. One node does it: the day is
/// taken by a row.
///
/// # Errors
/// A fault of the database or the disk; the night is tried again.
pub fn nightly(hall: &Hall) -> Result<bool, Fault> {
    let Some(dir) = &hall.mirrors else { return Ok(false) };
    let cx = hall.office.system_cx("mirror");
    if BEIJING.to_datetime(cx.at).hour() < NIGHT_HOUR {
        return Ok(false);
    }
    let day = cx.today().to_string();
    let list = hall.office.db.write(|tx| {
        if settings::find(tx, "mirrored-on")?.as_deref() == Some(day.as_str()) {
            return Ok::<_, Error<Never>>(Vec::new());
        }
        settings::keep(tx, "mirrored-on", &day)?;
        Ok(sites::list(tx)?.into_iter().filter(|s| s.is_open).map(|s| s.key).collect())
    })?;
    for site in &list {
        if let Some(report) = write(hall, site, &dir.join(site), &mut |_| {})? {
            tracing::info!(
                site,
                files = report.files,
                written = report.written,
                missing = report.missing.len(),
                "mirrored"
            );
        }
    }
    Ok(false)
}
