//! The stylesheet, the scripts and the pictures, served under names that carry the digest of their content, so that
//! browsers may keep them for a year and never show an old one.

use crate::embedded::{ASSET_FILES, FROM_DISK};
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

struct Asset {
    /// `/assets/mingting.1a2b3c4d5e6f.css`
    path: String,
    bytes: Cow<'static, [u8]>,
}

static ASSETS: LazyLock<BTreeMap<String, Asset>> = LazyLock::new(|| {
    let mut assets = BTreeMap::new();
    for (name, bytes) in sources() {
        let digest = Sha256::digest(&bytes);
        let hash: String = digest.iter().take(6).map(|b| format!("{b:02x}")).collect();
        let path = match name.rsplit_once('.') {
            Some((stem, ending)) => format!("/assets/{stem}.{hash}.{ending}"),
            None => format!("/assets/{name}.{hash}"),
        };
        assets.insert(name, Asset { path, bytes });
    }
    assets
});

fn sources() -> Vec<(String, Cow<'static, [u8]>)> {
    if !FROM_DISK {
        return ASSET_FILES.iter().map(|(name, bytes)| ((*name).to_owned(), Cow::Borrowed(*bytes))).collect();
    }
    std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/web"))
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok().map(|e| e.path()))
        .filter_map(|p| Some((p.file_name()?.to_string_lossy().into_owned(), Cow::Owned(std::fs::read(&p).ok()?))))
        .collect()
}

/// The address of an asset by its plain name, such as `mingting.css`.
pub fn asset(name: &str) -> &'static str {
    match ASSETS.get(name) {
        Some(asset) => &asset.path,
        None => {
            tracing::error!(name, "no such asset");
            "/assets/missing"
        }
    }
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}

/// `GET /assets/{file}`: the asset under its hashed name.
pub async fn serve(Path(file): Path<String>) -> Response {
    let wanted = format!("/assets/{file}");
    let Some((name, asset)) = ASSETS.iter().find(|(_, a)| a.path == wanted) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers =
        [(header::CONTENT_TYPE, media_type(name)), (header::CACHE_CONTROL, "public, max-age=31536000, immutable")];
    match &asset.bytes {
        Cow::Borrowed(bytes) => (headers, *bytes).into_response(),
        Cow::Owned(bytes) => (headers, bytes.clone()).into_response(),
    }
}

/// `GET /favicon.ico`: the emblem; browsers ask for it unasked.
pub async fn favicon() -> Response {
    let headers = [(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "public, max-age=86400")];
    match ASSETS.get("favicon.svg") {
        Some(asset) => (headers, asset.bytes.to_vec()).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
