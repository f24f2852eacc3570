//! The static mirror of a site, made by asking our own pages as an anonymous reader would: `mingting mirror` and the
//! nightly run. Nothing goes over the network.

use crate::serving::{Hall, application};
use axum::{
    Router,
    body::Body,
    http::{Request, header},
};
use http_body_util::BodyExt;
use kernel::{Error, Fault, Never, cx::BEIJING};
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
        return Ok(Fetched { status: 400, content_type: String::new(), location: String::new(), bytes: Vec::new() });
    };
    runtime.block_on(async {
        let (parts, body) = match app.clone().oneshot(request).await {
            Ok(answer) => answer.into_parts(),
            Err(never) => match never {},
        };
        let body = http_body_util::Limited::new(body, LONGEST).collect().await;
        let bytes = body.map_err(|e| Fault::new(format!("reading {path} for the mirror: {e}")))?.to_bytes().to_vec();
        let text = |name| parts.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
        let (content_type, location) = (text(header::CONTENT_TYPE), text(header::LOCATION));
        Ok(Fetched { status: parts.status.as_u16(), content_type, location, bytes })
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
    let found = hall.office.db.read(|tx| Ok::<_, Error<Never>>(sites::find(tx, site)?))?;
    if found.is_some_and(|s| s.hosts.is_empty()) {
        return Err(Fault::new(format!("the site {site} has no host of its own, under which a mirror could be made")));
    }
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

/// Makes the mirrors of all sites that have a host of their own once a night, where the hall was told a folder.
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
    // The folder is this node's own, so every node that has one makes its own copy; the day stands beside the copies.
    let done = dir.join("mirrored-on");
    if std::fs::read_to_string(&done).is_ok_and(|text| text.trim() == day) {
        return Ok(false);
    }
    let list = hall.office.db.read(|tx| Ok::<_, Error<Never>>(sites::list(tx)?))?;
    for site in list.iter().filter(|s| s.is_open && !s.hosts.is_empty()) {
        if let Some(report) = write(hall, &site.key, &dir.join(&site.key), &mut |_| {})? {
            let (files, written, missing) = (report.files, report.written, report.missing.len());
            tracing::info!(site = site.key, files, written, missing, "mirrored");
        }
    }
    // Marked last: a night that failed is tried again.
    std::fs::write(&done, &day).map_err(|e| Fault::from_error("marking the night of the mirrors", e))?;
    Ok(false)
}
