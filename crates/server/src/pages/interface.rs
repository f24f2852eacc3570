//! `/api/openapi.json`: the interface for programs, put together from what each concept declares.

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use utoipa::OpenApi;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Mingting",
        description = "The catalogue of service items, one's own cases, progress, the ledger and licences of a hall.",
        license(name = "Apache-2.0")
    ),
    paths(
        items::api::list_items,
        items::api::item,
        items::api::list_agencies,
        cases::api::my_cases,
        cases::api::my_case,
        cases::api::progress,
        cases::api::ledger_entry,
        publishing::api::list,
        publishing::api::show,
        portal::api::search
    )
)]
struct Document;

/// `GET /api/openapi.json`
pub async fn openapi_document() -> Response {
    Json(Document::openapi()).into_response()
}
