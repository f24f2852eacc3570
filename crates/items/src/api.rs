//! The catalogue for programs: JSON under `/api/v1`. The same rules and the same public elements as the pages.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use kernel::{Error, Id, Never, Office};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use web::{Problem, blocking};

use crate::catalogue;
use crate::item::ItemVersion;
use crate::record::Published;
use crate::search::{FACETS, Filter, Seek};

/// What the list can be narrowed by.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct ItemsQuery {
    /// Name, pinyin, initials or common words.
    q: Option<String>,
    /// `person` or `business`.
    audience: Option<String>,
    /// Key of the hall's class.
    field: Option<String>,
    /// `person:<key>` or `business:<key>`.
    theme: Option<String>,
    /// Key of a life event.
    event: Option<String>,
    /// Key of the item type, such as `licensing`.
    #[serde(rename = "type")]
    #[param(rename = "type")]
    item_type: Option<String>,
    /// Key of the department.
    department: Option<String>,
    /// Id of the last item of the page before.
    after: Option<String>,
    /// Items per page, 1 to 100; 20 without it.
    limit: Option<i64>,
}

/// One item of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct ItemLine {
    /// The id.
    id: String,
    /// Its name in addresses.
    slug: String,
    /// 事项名称
    name: String,
    /// One or two sentences.
    summary: String,
    /// Number of the published version.
    version: i64,
    /// From when it is in force.
    effective_on: Option<String>,
    /// Key of the item type.
    item_type: Option<String>,
    /// Key of the implementing agency.
    agency: String,
    /// 业务办理项编码
    handling_code: Option<String>,
    /// Promised limit; 0 = on the spot.
    promised_limit: Option<u32>,
    /// Unit of the promised limit.
    limit_unit: Option<String>,
    /// How often one must come.
    visits: Option<u32>,
    /// Whether it costs something.
    charged: Option<bool>,
}

/// One page of the list.
#[derive(Debug, Serialize, ToSchema)]
pub struct ItemPage {
    /// The items.
    items: Vec<ItemLine>,
    /// Value of `after` for the next page; absent on the last.
    next: Option<String>,
}

/// An item with every public element.
#[derive(Debug, Serialize, ToSchema)]
pub struct ItemDetails {
    /// The id of the item.
    id: String,
    /// Its name in addresses.
    slug: String,
    /// Id of the version; a case keeps it.
    version_id: String,
    /// Number of the version.
    version: i64,
    /// SHA-256 of the version as it was published.
    digest: String,
    /// When it was published.
    published_at: Option<String>,
    /// From when it is in force.
    effective_on: Option<String>,
    /// All elements of the implementing list (实施清单).
    #[schema(value_type = Object)]
    elements: ItemVersion,
}

/// An agency.
#[derive(Debug, Serialize, ToSchema)]
pub struct AgencyLine {
    /// Stable word that items name.
    key: String,
    /// Full official name.
    name: String,
    /// 统一社会信用代码
    uscc: Option<String>,
    /// Region code.
    region: String,
    /// Address of its window.
    address: String,
    /// Opening hours.
    hours: String,
    /// Telephone for questions.
    phone: String,
}

fn line(found: &Published) -> ItemLine {
    let item = &found.version.body;
    let promised = item.binding_limit();
    ItemLine {
        id: found.item.id.to_string(),
        slug: found.item.slug.clone(),
        name: item.name.clone(),
        summary: item.summary.clone(),
        version: found.version.n,
        effective_on: found.version.effective_on.map(|on| on.to_string()),
        item_type: item.item_type.map(|kind| kind.key().to_owned()),
        agency: item.agency.clone(),
        handling_code: item.codes.handling.clone(),
        promised_limit: promised.map(|limit| limit.n),
        limit_unit: promised.map(|limit| limit.unit.key().to_owned()),
        visits: item.visits.as_ref().map(|visits| visits.number),
        charged: item.charged,
    }
}

/// `GET /api/v1/items`: the published items, narrowed and paged. Access: public.
///
/// # Errors
/// A cursor or limit that cannot be read, or a fault of the database.
#[utoipa::path(get, path = "/api/v1/items", tag = "catalogue", params(ItemsQuery), responses((status = 200, body = ItemPage), (status = 400, description = "The query cannot be read")))]
pub async fn list_items(
    State(office): State<Arc<Office>>,
    asked: Result<Query<ItemsQuery>, axum::extract::rejection::QueryRejection>,
) -> Result<Json<ItemPage>, Problem> {
    let Query(asked) = asked.map_err(|_| Problem::bad_request())?;
    let rows = asked.limit.unwrap_or(20);
    if !(1..=100).contains(&rows) {
        return Err(Problem::bad_request());
    }
    let seek = match asked.after.as_deref() {
        None | Some("") => Seek::Start,
        Some(after) => Seek::After(Id::parse(after).ok_or_else(Problem::bad_request)?),
    };
    let filter = FACETS.iter().fold(Filter::of_query(asked.q.as_deref().unwrap_or_default()), |filter, facet| {
        let value = match *facet {
            "audience" => &asked.audience,
            "field" => &asked.field,
            "theme" => &asked.theme,
            "event" => &asked.event,
            "type" => &asked.item_type,
            "department" => &asked.department,
            _ => &None,
        };
        filter.with(facet, value.as_deref().unwrap_or_default())
    });
    let mut found = blocking(move || {
        Ok(office
            .db
            .read(|tx| catalogue::list_published(tx, &filter, &seek, rows + 1).map_err(Error::<Never>::from))?)
    })
    .await?;
    let more = found.len() as i64 > rows;
    found.truncate(rows as usize);
    let next = found.last().filter(|_| more).map(|last| last.item.id.to_string());
    Ok(Json(ItemPage { items: found.iter().map(line).collect(), next }))
}

/// `GET /api/v1/items/{slug}`: one published item with every public element. Access: public.
///
/// # Errors
/// No such item, or a fault of the database.
#[utoipa::path(get, path = "/api/v1/items/{slug}", tag = "catalogue", params(("slug" = String, Path, description = "The item's name in addresses")), responses((status = 200, body = ItemDetails), (status = 404, description = "No such item")))]
pub async fn item(State(office): State<Arc<Office>>, Path(slug): Path<String>) -> Result<Json<ItemDetails>, Problem> {
    let found = blocking(move || {
        let found = office.db.read(|tx| catalogue::find_published(tx, &slug).map_err(Error::<Never>::from))?;
        found.ok_or_else(Problem::not_found)
    })
    .await?;
    Ok(Json(ItemDetails {
        id: found.item.id.to_string(),
        slug: found.item.slug,
        version_id: found.version.id.to_string(),
        version: found.version.n,
        digest: found.version.digest,
        published_at: found.version.published_at.map(|at| at.to_string()),
        effective_on: found.version.effective_on.map(|on| on.to_string()),
        elements: Arc::unwrap_or_clone(found.version.body),
    }))
}

/// `GET /api/v1/agencies`: the agencies. Access: public.
///
/// # Errors
/// A fault of the database.
#[utoipa::path(get, path = "/api/v1/agencies", tag = "catalogue", responses((status = 200, body = Vec<AgencyLine>)))]
pub async fn list_agencies(State(office): State<Arc<Office>>) -> Result<Json<Vec<AgencyLine>>, Problem> {
    let found =
        blocking(move || Ok(office.db.read(|tx| identity::list_agencies(tx).map_err(Error::<Never>::from))?)).await?;
    let line = |agency: identity::Agency| AgencyLine {
        key: agency.key,
        name: agency.name,
        uscc: agency.uscc,
        region: agency.region,
        address: agency.address,
        hours: agency.hours,
        phone: agency.phone,
    };
    Ok(Json(found.into_iter().map(line).collect()))
}
