//! A report as a file, and as lines for a terminal: `mingting report annual`.

use crate::{
    Annual, Origin, Snapshot, Weight, annual,
    pages::{standalone, table::sum, words},
    paper::{json, paper, title},
    record::Release,
    sheet::workbook,
    template::template_of,
};
use jiff::Timestamp;
use kernel::{Error, Fault, Never, Office, cx::legal_date, words};
use web::Tr;

words! {
    /// The files a report is given out as.
    pub enum FileKind {
        /// Web page.
        Html = "html",
        /// PDF.
        Pdf = "pdf",
        /// Workbook.
        Xlsx = "xlsx",
        /// Data for programs.
        Json = "json",
    }
}

impl FileKind {
    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            FileKind::Html => "text/html; charset=utf-8",
            FileKind::Pdf => "application/pdf",
            FileKind::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            FileKind::Json => "application/json",
        }
    }
}

/// A report as a file. `release` is the revision and its instant; without one it is a draft and says so.
///
/// # Errors
/// When the file cannot be made.
pub fn file(
    office: &Office,
    tr: Tr,
    report: &Snapshot,
    release: Option<(i64, Timestamp)>,
    releases: &[Release],
    kind: FileKind,
) -> Result<Vec<u8>, Fault> {
    let template = template_of(report.year).ok_or_else(|| Fault::new("a report of a year without a format"))?;
    let on = legal_date(release.map_or_else(|| office.clock.now(), |(_, at)| at));
    Ok(match kind {
        FileKind::Html => standalone::html(tr, template, report, release.is_none())?.into_bytes(),
        FileKind::Pdf => office.typesetter.typeset("annual_report", &paper(tr, template, report, release, on))?,
        FileKind::Xlsx => workbook(template, &title(tr, &report.agency_name, report.year), report)?,
        FileKind::Json => serde_json::to_vec_pretty(&json(template, report, releases))
            .map_err(|e| Fault::from_error("writing a report as JSON", e))?,
    })
}

/// The report of the agency with this key as it stands now; `None`: no such agency, or no format for that year.
///
/// # Errors
/// A fault of the database.
pub fn annual_of(office: &Office, agency: &str, year: i64) -> Result<Option<Annual>, Fault> {
    Ok(office.db.read(|tx| {
        let Some(agency) = identity::find_agency_by_key(tx, agency)? else { return Ok::<_, Error<Never>>(None) };
        Ok(annual(tx, agency.id, year)?)
    })?)
}

/// What the command writes into `--out FILE`: what the public reads, or the draft while there is nothing public. The ending
/// of the file says which kind. `None`: no such agency or year.
///
/// # Errors
/// An ending that names no kind; a file that cannot be made.
pub fn annual_file(office: &Office, agency: &str, year: i64, ending: &str) -> Result<Option<Vec<u8>>, Fault> {
    let kind =
        FileKind::parse(ending).ok_or_else(|| Fault::new("a report is written as .html, .pdf, .xlsx or .json"))?;
    let Some(now) = annual_of(office, agency, year)? else { return Ok(None) };
    let tr = Tr::new(kernel::Lang::ZhCn);
    let made = match now.releases.first() {
        Some(r) => file(office, tr, &r.snapshot, Some((r.revision, r.at)), &now.releases, kind)?,
        None => file(office, tr, &now.snapshot(), None, &[], kind)?,
    };
    Ok(Some(made))
}

/// The report in lines: the sums, then every rule that does not hold with the rows it names. The last value says whether
/// the numbers may go out. `None`: no such agency or year.
///
/// # Errors
/// A fault of the database.
pub fn annual_text(office: &Office, tr: Tr, agency: &str, year: i64) -> Result<Option<(String, bool)>, Fault> {
    let Some(now) = annual_of(office, agency, year)? else { return Ok(None) };
    let mut out = vec![title(tr, &now.body.agency.name, year)];
    let state = now.record.as_ref().map_or("none", |r| r.matter.state.as_str());
    out.push(tr.s(&format!("report-state-{state}")).into_owned());
    out.push(match now.origin {
        Origin::RolledUp => tr.f1("report-origin-rolled-up", "n", now.below),
        origin => tr.f1(&format!("report-origin-{origin}"), "n", 0),
    });
    out.push(tr.f1("report-source", "source", &now.template.source));
    out.push(String::new());
    for row in &now.template.three.rows {
        let depth = row.labels.len().saturating_sub(1);
        out.push(format!("{:>8}  {}{}", sum(&now.tables, &row.key), "  ".repeat(depth), words::label(tr, row.label())));
    }
    for group in &now.template.four.groups {
        let five = now.tables.five(&group.key).map(|e| e.counted().to_string()).join(" ");
        out.push(format!("{}: {five}", words::label(tr, group.labels.last().map_or("", String::as_str))));
    }
    out.push(String::new());
    if now.failures.is_empty() {
        out.push(tr.s("report-adds-up").into_owned());
    }
    for f in &now.failures {
        let said = words::failure(tr, now.template, year, f);
        out.push(format!("{}  {} {}: {}", words::weight(tr, f.weight()), said.at, said.rule, said.text));
    }
    let fails = now.failures.iter().any(|f| f.weight() == Weight::Fails);
    Ok(Some((out.join("\n"), !fails)))
}
