//! Finds the headings of a sheet, wherever they stand and over however many rows. Chinese terms as data.

use super::grid::Grid;

/// A column of the standard table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Number,
    Matter,
    SubMatter,
    Elements,
    Basis,
    Limit,
    Responsible,
    Channels,
    All,
    Group,
    Proactive,
    OnRequest,
    County,
    Township,
    /// One column of words instead of two of marks.
    AudienceWords,
    ModeWords,
    LevelWords,
    Note,
    Code,
}

/// Where the columns are, and the first row after the headings.
pub(super) struct Header {
    pub columns: Vec<(u32, Column)>,
    pub first: u32,
    pub data: u32,
}

impl Header {
    pub fn column(&self, column: Column) -> Option<u32> {
        self.columns.iter().find(|(_, c)| *c == column).map(|(at, _)| *at)
    }

    /// Whether a row repeats the headings, as tables cut into pages do.
    pub fn is_repeated_in(&self, grid: &Grid, row: u32) -> bool {
        let same = self.columns.iter().filter(|(at, _)| {
            let text = grid.at(row, *at);
            !text.is_empty() && (label(text).is_some() || is_group(text))
        });
        same.count() >= 5
    }
}

fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The column that a heading names by itself.
fn label(text: &str) -> Option<Column> {
    let text = plain(text);
    if text.chars().count() > 14 {
        return None;
    }
    let has = |word: &str| text.contains(word);
    let is = |words: &[&str]| words.contains(&text.as_str());
    Some(match () {
        () if has("一级") => Column::Matter,
        () if has("二级") => Column::SubMatter,
        () if is(&["序号", "编号序号", "No"]) => Column::Number,
        () if has("目录编号") || is(&["编号", "编码", "事项编码", "事项编号"]) => Column::Code,
        () if has("公开内容") || is(&["内容要素", "内容"]) => Column::Elements,
        () if has("公开依据") || is(&["依据", "法律依据", "政策依据"]) => Column::Basis,
        () if has("时限") => Column::Limit,
        () if has("公开主体") || has("责任主体") || has("责任单位") || has("责任部门") => {
            Column::Responsible
        }
        () if has("渠道") || has("载体") => Column::Channels,
        () if has("全社会") || is(&["社会公众"]) => Column::All,
        () if has("特定") => Column::Group,
        () if has("依申请") => Column::OnRequest,
        () if has("主动") => Column::Proactive,
        () if has("乡级") || has("乡镇") || is(&["街道级", "镇级", "乡镇街道"]) => Column::Township,
        () if has("县级") || is(&["区级", "市级", "县市区级", "县区级"]) => Column::County,
        () if is(&["备注", "说明", "备注说明"]) => Column::Note,
        () => return None,
    })
}

/// Headings that stand over others, or alone over a column of words.
fn group(text: &str) -> Option<Column> {
    match plain(text).as_str() {
        "公开事项" | "事项" | "事项名称" | "公开事项名称" => Some(Column::Matter),
        "公开对象" => Some(Column::AudienceWords),
        "公开方式" => Some(Column::ModeWords),
        "公开层级" | "层级" => Some(Column::LevelWords),
        _ => None,
    }
}

fn is_group(text: &str) -> bool {
    group(text).is_some()
}

/// The headings of a sheet: the first rows within which the elements, the basis and the matters are named.
pub(super) fn find(grid: &Grid) -> Option<Header> {
    for first in 0..=grid.last_row.min(40) {
        let named = (0..=grid.last_column)
            .filter(|at| {
                let text = grid.at(first, *at);
                label(text).is_some() || is_group(text)
            })
            .count();
        if named < 4 {
            continue;
        }
        // Headings go on as long as rows name columns and hold nothing else.
        let mut last = first;
        while last < first + 3 && last < grid.last_row && is_heading_row(grid, last + 1, first) {
            last += 1;
        }
        let mut columns: Vec<(u32, Column)> = Vec::new();
        for at in 0..=grid.last_column {
            let below = (first..=last).rev().find_map(|row| label(grid.at(row, at)));
            let above = || (first..=last).find_map(|row| group(grid.at(row, at)));
            if let Some(column) = below.or_else(above)
                && columns.iter().all(|(_, c)| *c != column)
            {
                columns.push((at, column));
            }
        }
        let has = |c: Column| columns.iter().any(|(_, found)| *found == c);
        if has(Column::Elements) && has(Column::Matter) && (has(Column::Basis) || has(Column::Limit)) {
            return Some(Header { columns, first, data: last + 1 });
        }
    }
    None
}

fn is_heading_row(grid: &Grid, row: u32, first: u32) -> bool {
    let mut names = 0;
    for at in 0..=grid.last_column {
        let text = grid.at(row, at);
        if text.is_empty() {
            continue;
        }
        let repeats_above = grid.comes_from_above(row, at) && (first..row).any(|r| grid.at(r, at) == text);
        if label(text).is_some() || is_group(text) {
            names += 1;
        } else if !repeats_above {
            return false;
        }
    }
    names > 0
}
