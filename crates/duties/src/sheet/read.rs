//! Reads standard tables as offices keep them: merged cells, several rows of headings, marks of all kinds, notes between
//! the rows. Each thing that was not understood is said with its cell; the rest is read. Chinese terms as data.

use super::{
    cells::{self, tick},
    grid::{self, Grid},
    header::{self, Column, Header},
};
use crate::{Audience, DutyRow, Level, LimitDoubt, LimitRule, Mode, Refused, field_named, parse_code};

kernel::words! {
    /// How much a finding weighs.
    pub enum Weight {
        /// The row or sheet is left out.
        LeftOut = "left-out",
        /// The row is taken, with what is said assumed.
        Assumed = "assumed",
        /// To be known.
        Noted = "noted",
    }
}

kernel::words! {
    /// What was found in a workbook.
    pub enum FindingKind {
        /// No headings of the standard table.
        NoHeader = "no-header",
        /// Neither title nor sheet names a field.
        NoField = "no-field",
        /// The sheet breaks off.
        SheetBroken = "sheet-broken",
        /// The sheet is longer or wider than we read.
        SheetTooLong = "sheet-too-long",
        /// A column that the standard has is missing.
        ColumnMissing = "column-missing",
        /// No matter.
        NoMatter = "no-matter",
        /// No content.
        NoElements = "no-elements",
        /// No basis.
        NoBasis = "no-basis",
        /// Nobody responsible.
        NoResponsible = "no-responsible",
        /// The matter was taken from the row above.
        MatterFromAbove = "matter-from-above",
        /// The limit is empty: the general limit was taken.
        LimitEmpty = "limit-empty",
        /// The limit says "in time": the general limit was taken.
        LimitInTime = "limit-in-time",
        /// The limit was not understood: the general limit was taken.
        LimitNotUnderstood = "limit-not-understood",
        /// No channel: the web site was taken.
        NoChannel = "no-channel",
        /// A channel that the standard does not have: kept as another.
        ChannelStrange = "channel-strange",
        /// A mark that is neither yes nor no.
        MarkStrange = "mark-strange",
        /// No audience ticked: everybody was taken.
        NoAudience = "no-audience",
        /// Both audiences ticked: everybody was taken.
        BothAudiences = "both-audiences",
        /// No way ticked: proactive was taken.
        NoMode = "no-mode",
        /// Both ways ticked: proactive was taken.
        BothModes = "both-modes",
        /// No level ticked: county was taken.
        NoLevel = "no-level",
        /// A code that is none, or of another field: the row gets a new one.
        CodeStrange = "code-strange",
        /// The same row stands twice: the first was taken.
        Twice = "twice",
        /// A note between the rows.
        NoteRow = "note-row",
        /// Nobody in the catalogue answers for it.
        NobodyAnswers = "nobody-answers",
        /// It names no rule between book-title marks: nothing to link.
        BasisWithoutRule = "basis-without-rule",
    }
}

impl FindingKind {
    /// How much it weighs.
    pub const fn weight(self) -> Weight {
        match self {
            FindingKind::NoHeader
            | FindingKind::NoField
            | FindingKind::SheetBroken
            | FindingKind::SheetTooLong
            | FindingKind::NoMatter
            | FindingKind::NoElements
            | FindingKind::NoBasis
            | FindingKind::NoResponsible
            | FindingKind::Twice => Weight::LeftOut,
            FindingKind::NoteRow | FindingKind::NobodyAnswers | FindingKind::BasisWithoutRule => Weight::Noted,
            _ => Weight::Assumed,
        }
    }

    /// The sentence.
    pub fn message(self) -> String {
        format!("duty-finding-{}", self.as_str())
    }
}

/// Something in a workbook that was not understood, or that was assumed.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Finding {
    /// The sheet's name.
    pub sheet: String,
    /// The cell, `D12`; empty for the whole sheet.
    pub cell: String,
    /// What.
    #[serde(serialize_with = "as_word")]
    pub kind: FindingKind,
    /// What stands there, shortened.
    pub text: String,
}

fn as_word<S: serde::Serializer>(kind: &FindingKind, s: S) -> Result<S::Ok, S::Error> {
    s.serialize_str(kind.as_str())
}

impl Finding {
    pub(super) fn sheet(sheet: &str, kind: FindingKind) -> Finding {
        Finding { sheet: sheet.to_owned(), cell: String::new(), kind, text: String::new() }
    }

    /// A finding at a cell of the row that was read.
    pub(crate) fn of_row(row: &ReadRow, kind: FindingKind, text: &str) -> Finding {
        Finding { sheet: row.sheet.clone(), cell: row.cell.clone(), kind, text: shortened(text) }
    }
}

fn shortened(text: &str) -> String {
    let flat: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match flat.chars().count() {
        0..=40 => flat,
        _ => flat.chars().take(39).chain(['…']).collect(),
    }
}

/// A row as it was read, with where it stands.
#[derive(Clone, Debug)]
pub struct ReadRow {
    /// The row; its code is empty when the file gave none.
    pub row: DutyRow,
    /// The sheet.
    pub sheet: String,
    /// The cell of its matter.
    pub cell: String,
}

/// What a workbook held.
#[derive(Clone, Debug, Default)]
pub struct ReadSheets {
    /// The rows, in order.
    pub rows: Vec<ReadRow>,
    /// What was not understood.
    pub findings: Vec<Finding>,
    /// How many sheets were looked at.
    pub sheets: usize,
}

/// `D12` of row and column from 0.
fn address(row: u32, column: u32) -> String {
    let mut letters = Vec::new();
    let mut n = column + 1;
    while n > 0 {
        letters.push(char::from(b'A' + ((n - 1) % 26) as u8));
        n = (n - 1) / 26;
    }
    format!("{}{}", letters.iter().rev().collect::<String>(), row + 1)
}

/// Reads every sheet of a workbook. `fallback` is the field of sheets that name none.
///
/// # Errors
/// It is no workbook, it unpacks to too much, or it holds not one row of a catalogue.
pub fn read_workbook(bytes: &[u8], fallback: Option<i64>) -> Result<ReadSheets, Refused> {
    let mut out = ReadSheets::default();
    let grids = grid::grids(bytes, &mut out.findings)?;
    for grid in &grids {
        if grid.last_row == 0 && grid.last_column == 0 && grid.at(0, 0).is_empty() {
            continue;
        }
        out.sheets += 1;
        let Some(header) = header::find(grid) else {
            out.findings.push(Finding::sheet(&grid.name, FindingKind::NoHeader));
            continue;
        };
        sheet(grid, &header, fallback, &mut out);
    }
    if out.rows.is_empty() {
        return Err(Refused::NoRows);
    }
    Ok(out)
}

/// One sheet while it is read.
struct Reading<'g> {
    grid: &'g Grid,
    header: &'g Header,
    findings: Vec<Finding>,
    matter: String,
}

fn sheet(grid: &Grid, header: &Header, fallback: Option<i64>, out: &mut ReadSheets) {
    let titles: Vec<&str> = (0..header.first).flat_map(|r| grid.own_texts(r)).map(|(_, t)| t).collect();
    let named = titles.iter().find_map(|t| field_named(t)).or_else(|| field_named(&grid.name));
    let mut field = named.map(|f| f.number).or(fallback);
    let mut r = Reading { grid, header, findings: Vec::new(), matter: String::new() };
    for column in [Column::Basis, Column::Limit, Column::Responsible, Column::Channels] {
        if header.column(column).is_none() {
            let mut finding = Finding::sheet(&grid.name, FindingKind::ColumnMissing);
            finding.text = column_word(column).to_owned();
            r.findings.push(finding);
        }
    }
    let mut told_no_field = false;
    for line in header.data..=grid.last_row {
        let own = grid.own_texts(line);
        if own.is_empty() || header.is_repeated_in(grid, line) {
            continue;
        }
        if let [(at, text)] = own.as_slice()
            && (grid.width(line, *at) > 3 || is_note(text) || is_section(text))
        {
            match field_named(text).filter(|_| is_section(text)) {
                Some(next) => field = Some(next.number),
                None => r.find(line, *at, FindingKind::NoteRow, text),
            }
            continue;
        }
        match field {
            Some(field) => {
                if let Some(row) = r.row(line, field) {
                    out.rows.push(row);
                }
            }
            None if !told_no_field => {
                told_no_field = true;
                r.findings.push(Finding::sheet(&grid.name, FindingKind::NoField));
            }
            None => {}
        }
    }
    out.findings.append(&mut r.findings);
}

fn column_word(column: Column) -> &'static str {
    match column {
        Column::Basis => "公开依据",
        Column::Limit => "公开时限",
        Column::Responsible => "公开主体",
        _ => "公开渠道和载体",
    }
}

fn is_note(text: &str) -> bool {
    let text = text.trim_start_matches(['（', '(', '*', '※', ' ']);
    ["注：", "注:", "注 ", "说明", "备注", "填表", "制表", "联系人", "填报"].iter().any(|w| text.starts_with(w))
}

/// 二、义务教育领域…: a title between the rows that changes the field.
fn is_section(text: &str) -> bool {
    text.contains("领域") && field_named(text).is_some()
}

impl Reading<'_> {
    fn find(&mut self, row: u32, column: u32, kind: FindingKind, text: &str) {
        let finding =
            Finding { sheet: self.grid.name.clone(), cell: address(row, column), kind, text: shortened(text) };
        self.findings.push(finding);
    }

    fn text(&self, line: u32, column: Column) -> &str {
        self.header.column(column).map_or("", |at| self.grid.at(line, at))
    }

    fn cell(&self, column: Column) -> u32 {
        self.header.column(column).unwrap_or_default()
    }

    fn tick(&mut self, line: u32, column: Column) -> bool {
        let Some(at) = self.header.column(column) else { return false };
        match tick(self.grid.at(line, at)) {
            Some(is) => is,
            None => {
                let text = self.grid.at(line, at).to_owned();
                self.find(line, at, FindingKind::MarkStrange, &text);
                false
            }
        }
    }

    fn row(&mut self, line: u32, field: i64) -> Option<ReadRow> {
        let mut row = DutyRow::blank(field);
        row.sub_matter = self.text(line, Column::SubMatter).to_owned();
        row.elements = self.text(line, Column::Elements).to_owned();
        row.basis = self.text(line, Column::Basis).to_owned();
        row.responsible = self.text(line, Column::Responsible).to_owned();
        row.note = self.text(line, Column::Note).to_owned();
        row.matter = self.text(line, Column::Matter).to_owned();
        if row.matter.is_empty() {
            // A matter that was not merged but left blank below its first row.
            if self.matter.is_empty() || row.elements.is_empty() {
                self.find(line, self.cell(Column::Matter), FindingKind::NoMatter, &row.elements.clone());
                return None;
            }
            row.matter = self.matter.clone();
            self.find(line, self.cell(Column::Matter), FindingKind::MatterFromAbove, &row.matter.clone());
        }
        self.matter = row.matter.clone();
        if row.sub_matter == row.matter {
            row.sub_matter = String::new();
        }
        for (text, column, kind) in [
            (&row.elements, Column::Elements, FindingKind::NoElements),
            (&row.basis, Column::Basis, FindingKind::NoBasis),
            (&row.responsible, Column::Responsible, FindingKind::NoResponsible),
        ] {
            if text.is_empty() {
                self.find(line, self.cell(column), kind, row.title());
                return None;
            }
        }
        self.limit(line, &mut row);
        self.channels(line, &mut row);
        self.marks(line, &mut row);
        let code = self.text(line, Column::Code).to_owned();
        match parse_code(&code) {
            Some((f, _)) if f == field => row.code = code,
            _ if code.is_empty() => {}
            _ => self.find(line, self.cell(Column::Code), FindingKind::CodeStrange, &code),
        }
        let cell = address(line, self.cell(Column::Matter));
        Some(ReadRow { row, sheet: self.grid.name.clone(), cell })
    }

    fn limit(&mut self, line: u32, row: &mut DutyRow) {
        let text = self.text(line, Column::Limit).to_owned();
        let (rule, doubt) = LimitRule::read(&text);
        row.limit = rule;
        row.limit_text = if text.is_empty() { rule.text() } else { text.clone() };
        if let Some(doubt) = doubt {
            let kind = match doubt {
                LimitDoubt::Empty => FindingKind::LimitEmpty,
                LimitDoubt::OnlyInTime => FindingKind::LimitInTime,
                LimitDoubt::NotUnderstood => FindingKind::LimitNotUnderstood,
            };
            self.find(line, self.cell(Column::Limit), kind, &text);
        }
    }

    fn channels(&mut self, line: u32, row: &mut DutyRow) {
        let text = self.text(line, Column::Channels).to_owned();
        let found = cells::channels(&text);
        for strange in &found.strange {
            self.find(line, self.cell(Column::Channels), FindingKind::ChannelStrange, strange);
        }
        if found.used.is_empty() {
            self.find(line, self.cell(Column::Channels), FindingKind::NoChannel, &text);
            return;
        }
        row.channels = found.used;
        row.channel_other = found.other;
    }

    /// Two columns of marks, or one of words.
    fn pair(&mut self, line: u32, marks: [Column; 2], words: Column, said: [&[&str]; 2]) -> (bool, bool, u32) {
        if let Some(at) = self.header.column(words) {
            let text = self.grid.at(line, at);
            let says = |of: &[&str]| of.iter().any(|w| text.contains(w));
            return (says(said[0]), says(said[1]), at);
        }
        (self.tick(line, marks[0]), self.tick(line, marks[1]), self.cell(marks[0]))
    }

    fn marks(&mut self, line: u32, row: &mut DutyRow) {
        let (all, group, at) =
            self.pair(line, [Column::All, Column::Group], Column::AudienceWords, [&["全社会", "社会公众"], &["特定"]]);
        row.audience = if group && !all { Audience::Group } else { Audience::All };
        match (all, group) {
            (false, false) => self.find(line, at, FindingKind::NoAudience, row.title()),
            (true, true) => self.find(line, at, FindingKind::BothAudiences, row.title()),
            _ => {}
        }
        let (proactive, on_request, at) =
            self.pair(line, [Column::Proactive, Column::OnRequest], Column::ModeWords, [&["主动"], &["依申请"]]);
        row.mode = if on_request && !proactive { Mode::OnRequest } else { Mode::Proactive };
        match (proactive, on_request) {
            (false, false) => self.find(line, at, FindingKind::NoMode, row.title()),
            (true, true) => self.find(line, at, FindingKind::BothModes, row.title()),
            _ => {}
        }
        let (county, township, at) = self.pair(
            line,
            [Column::County, Column::Township],
            Column::LevelWords,
            [&["县", "区级", "市级"], &["乡", "镇", "街道"]],
        );
        row.levels = Vec::new();
        if county || !township {
            row.levels.push(Level::County);
        }
        if township {
            row.levels.push(Level::Township);
        }
        if !county && !township {
            self.find(line, at, FindingKind::NoLevel, row.title());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_named_as_spreadsheets_do() {
        for (row, column, name) in [(0, 0, "A1"), (11, 3, "D12"), (0, 25, "Z1"), (0, 26, "AA1")] {
            assert_eq!(address(row, column), name);
        }
    }
}
