//! The demonstration's reports: what invented officials write, through the real verbs. The numbers are counted from the
//! demonstration's requests; nothing about them is invented here.
//!
//! Called by `mingting demo` and by tests, after the requests are there.

use crate::{Annual, Draft, Entry, Narrative, Refused, annual, begin, find, publish, save, submit};
use jiff::Timestamp;
use kernel::{Cx, Error, Fault, Id, Never, Office, Who};

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DemoReport {
    /// It was there before.
    Before,
    /// It came before the public.
    Published,
    /// Its numbers do not add up, or its year is not over: it stays a draft.
    Draft,
}

fn refused(e: Error<Refused>) -> Fault {
    match e {
        Error::Refused(r) => Fault::new(format!("the demonstration's annual report was refused: {r:?}")),
        Error::Broken(b) => b,
    }
}

fn look(office: &Office, agency: Id, year: i64) -> Result<Annual, Fault> {
    let now = office.db.read(|tx| annual(tx, agency, year).map_err(Error::<Never>::from))?;
    now.ok_or_else(|| Fault::new("the demonstration reports a year without a format, or of nobody"))
}

/// Plausible numbers of table two, the same every time.
fn two(now: &Annual) -> impl Iterator<Item = (String, Entry)> {
    now.template.cells_of_two().map(|(key, row, column)| {
        let n = match (row.key.as_str(), column.key.as_str()) {
            ("documents", "made" | "disclosed") => 6,
            ("documents", "repealed") => 2,
            ("documents", "valid" | "public") => 41,
            ("licences", "decisions") => 1_286,
            ("penalties", "decisions") => 37,
            _ => 0,
        };
        (key, Entry::Number(n))
    })
}

/// The report of `agency` for `year`, written by `desk` and published by `head` at `at`. Repeating it changes nothing.
///
/// # Errors
/// Posts that the two do not hold at that agency, or a fault of the database.
pub fn load_demo(
    office: &Office,
    desk: &Who,
    head: &Who,
    agency: Id,
    year: i64,
    at: Timestamp,
) -> Result<DemoReport, Fault> {
    let of = |who: &Who| Cx { who: who.clone(), at, ..office.system_cx("demonstration") };
    let (desk, head) = (of(desk), of(head));
    if office.db.read(|tx| find(tx, agency, year).map_err(Error::<Never>::from))?.is_some() {
        return Ok(DemoReport::Before);
    }
    let record = office.db.write(|tx| begin(tx, &desk, agency, year)).map_err(refused)?;
    let now = look(office, agency, year)?;
    let new = now.tables.line("new").last().map_or(0, |e| e.counted());
    let closed = now.tables.line("total").last().map_or(0, |e| e.counted());
    let draft = Draft {
        narrative: Narrative {
            overview: format!(
                "{year}年，本机关坚持以公开为常态、不公开为例外，主动公开规范性文件、财政信息和办事指南。\n全年新收政府信息公开申请{new}件，办结{closed}件。\n政府信息的制作、保存和公开实行统一目录，政府信息公开平台与政务服务平台互通。\n开展政务公开工作考核，接受社会评议，没有发生责任追究的情形。"
            ),
            problems: "一是部分政策解读不够及时；二是基层信息公开人员变动较多。\n下一年度将在文件印发时同步发布解读，每季度开展一次业务培训。".into(),
            other: "本年度未收取信息处理费。".into(),
        },
        two: two(&now).collect(),
        two_source: "法制机构和政务服务机构统计".into(),
        ..Draft::default()
    };
    office.db.write(|tx| save(tx, &desk, agency, year, record.matter.version, &draft)).map_err(refused)?;
    let now = look(office, agency, year)?;
    match office.db.write(|tx| submit(tx, &desk, &now)) {
        Ok(_) => {}
        Err(Error::Refused(Refused::DoesNotAddUp { .. } | Refused::YearNotOver { .. })) => {
            return Ok(DemoReport::Draft);
        }
        Err(other) => return Err(refused(other)),
    }
    let now = look(office, agency, year)?;
    office.db.write(|tx| publish(tx, &head, &now)).map_err(refused)?;
    Ok(DemoReport::Published)
}
