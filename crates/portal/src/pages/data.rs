//! Open data: the page `/data`, its files, the catalogue after DCAT.

use super::streaming::written;
use super::{address, feeds::kept, site_name};
use crate::datasets::{DATASETS, Dataset, LICENCE_ADDRESS, find_dataset, media_type, write_dataset};
use crate::json_ld::{self, Distribution, SetFacts};
use askama::Template;
use axum::{
    extract::{Path, State},
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use kernel::{Lang, Office};
use sha2::{Digest, Sha256};
use std::io::Write;
use std::sync::Arc;
use web::{Cell, Column, Page, Problem, Row, Sample, Shell, Table, Tr, Visit, blocking};

/// The page of the open data.
#[derive(Template)]
#[template(path = "portal/data.html")]
struct DataPage {
    shell: Shell,
    tr: Tr,
    sets: Vec<Shown>,
    licence: &'static str,
    ld: String,
}

struct Shown {
    key: &'static str,
    title: String,
    text: String,
    files: Table,
    columns: String,
}

fn data_page(visit: &Visit, home: &str, name: &str) -> DataPage {
    let tr = visit.tr;
    let sets = DATASETS
        .iter()
        .map(|d| Shown {
            key: d.key,
            title: tr.s(&format!("portal-data-{}", d.key)).into_owned(),
            text: tr.s(&format!("portal-data-{}-text", d.key)).into_owned(),
            files: files(tr, d),
            columns: d.columns.join(", "),
        })
        .collect();
    DataPage {
        shell: visit.shell(tr.s("portal-data-title")),
        tr,
        sets,
        licence: LICENCE_ADDRESS,
        ld: json_ld::script(&catalogue(tr, home, name)),
    }
}

fn files(tr: Tr, set: &Dataset) -> Table {
    let rows = set
        .formats
        .iter()
        .map(|format| {
            let file = format!("{}.{format}", set.key);
            Row::new([
                Cell::link(format!("/data/{file}"), &file),
                Cell::text(tr.s(&format!("portal-data-format-{format}"))),
                Cell::text(tr.s("portal-licence-short")),
                Cell::link(format!("/data/{file}.sha256"), tr.f1("portal-data-checksum", "file", &file)),
            ])
        })
        .collect();
    let columns = [
        Column::new(tr.s("portal-data-file")),
        Column::new(tr.s("portal-data-format")),
        Column::new(tr.s("portal-data-licence")),
        Column::new(tr.s("portal-data-check")),
    ];
    Table::new(tr.s(&format!("portal-data-{}", set.key)), columns, rows)
}

fn catalogue(tr: Tr, home: &str, name: &str) -> serde_json::Value {
    let sets: Vec<SetFacts> = DATASETS
        .iter()
        .map(|d| SetFacts {
            key: d.key,
            title: tr.s(&format!("portal-data-{}", d.key)).into_owned(),
            description: tr.s(&format!("portal-data-{}-text", d.key)).into_owned(),
            frequency: d.frequency,
            files: d
                .formats
                .iter()
                .map(|f| Distribution {
                    href: format!("{home}/data/{}.{f}", d.key),
                    media_type: if *f == "csv" { "text/csv" } else { "application/x-ndjson" },
                    checksum_href: format!("{home}/data/{}.{f}.sha256", d.key),
                })
                .collect(),
        })
        .collect();
    json_ld::catalogue(&tr.f1("portal-data-catalogue", "site", name), name, home, tr.tag(), LICENCE_ADDRESS, &sets)
}

/// `GET /data`
///
/// # Errors
/// None but those of the edge.
pub async fn data(State(office): State<Arc<Office>>, visit: Visit) -> Result<Response, Problem> {
    Ok(Page(data_page(&visit, &address(&visit, &office), &site_name(&visit))).into_response())
}

/// Counts and digests what is written.
struct Digesting(Sha256);

impl Write for Digesting {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// `GET /data/{file}`: `rules.csv`, its digest `rules.csv.sha256`, or `catalog.jsonld`.
///
/// # Errors
/// No such file.
pub async fn data_file(
    State(office): State<Arc<Office>>,
    visit: Visit,
    headers: HeaderMap,
    Path(file): Path<String>,
) -> Result<Response, Problem> {
    let home = address(&visit, &office);
    if file == "catalog.jsonld" {
        let value = catalogue(visit.tr, &home, &site_name(&visit));
        let bytes =
            serde_json::to_vec_pretty(&value).map_err(|e| Problem::broken(format!("writing the catalogue: {e}")))?;
        return Ok(kept(&headers, "application/ld+json", Timestamp::UNIX_EPOCH, bytes));
    }
    if let Some(of) = file.strip_suffix(".sha256") {
        let (set, format) = find_dataset(of).ok_or_else(Problem::not_found)?;
        let line = format!("  {of}\n");
        let digest = blocking(move || {
            let mut to = Digesting(Sha256::new());
            write_dataset(&office.db, set, format, &home, &mut to)
                .map_err(|e| Problem::broken(format!("digesting open data: {e}")))?;
            Ok(hex::encode(to.0.finalize()))
        })
        .await?;
        let kind = [(header::CONTENT_TYPE, "text/plain; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")];
        return Ok((kind, digest + &line).into_response());
    }
    let (set, format) = find_dataset(&file).ok_or_else(Problem::not_found)?;
    let body = written(move |out| write_dataset(&office.db, set, format, &home, out));
    let own = [
        (header::CONTENT_TYPE, media_type(format).to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}.{format}\"", set.key)),
        (header::CACHE_CONTROL, "no-cache".to_owned()),
        // RFC 8288: the licence travels with the file.
        (header::LINK, format!("<{LICENCE_ADDRESS}>; rel=\"license\"")),
    ];
    Ok((own, body).into_response())
}

impl Sample for DataPage {
    fn samples(lang: Lang) -> Vec<DataPage> {
        vec![data_page(&Visit::sample(lang), "http://localhost", "<b>")]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_well_made() {
        assert_eq!(DataPage::lint_samples(), Vec::<String>::new());
    }

    #[test]
    fn the_catalogue_names_every_file_with_its_licence() {
        let value = catalogue(Tr::new(Lang::ZhCn), "https://a.cn", "甲");
        let sets = value["dcat:dataset"].as_array().unwrap();
        assert_eq!(sets.len(), DATASETS.len());
        for set in sets {
            for file in set["dcat:distribution"].as_array().unwrap() {
                assert_eq!(file["dct:license"]["@id"], LICENCE_ADDRESS);
                let href = file["dcat:downloadURL"]["@id"].as_str().unwrap();
                let name = href.strip_prefix("https://a.cn/data/").unwrap();
                assert!(find_dataset(name).is_some(), "{name}");
            }
        }
    }
}
