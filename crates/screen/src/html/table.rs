//! Tables: which only arrange the page, which hold data, and what is their header.
//! (Chinese terms as data.)

use super::{
    Note, Notes,
    read::flat,
    shape::{on_one_line, without_gaps},
    tree::{Block, Cell, Row, Table, is_all_strong, plain},
};

/// More header rows than this are data.
const HEADER_ROWS: usize = 3;

/// Whether a cell holds a table: then the outer one arranges the page.
pub(super) fn is_nested(table: &Table) -> bool {
    table.rows.iter().flat_map(|r| &r.cells).any(|c| c.inside.iter().any(|b| matches!(b, Block::Table(_))))
}

/// The table as data with header and caption, or what a layout table held.
pub(super) fn decide(mut table: Table, notes: &mut Notes) -> Vec<Block> {
    table.rows.retain(|r| !r.cells.is_empty());
    let filled = table.rows.iter().flat_map(|r| &r.cells).filter(|c| !is_empty(c)).count();
    let columns = width(&table);
    let has_headers = table.rows.iter().any(|r| r.is_head || r.cells.iter().any(|c| c.is_header));
    if filled == 0 && table.caption.is_empty() {
        notes.add(Note::EmptyRemoved);
        return Vec::new();
    }
    if table.is_presentation || filled <= 1 || (columns <= 1 && !has_headers) {
        notes.add(Note::LayoutUnwrapped);
        let caption = std::mem::take(&mut table.caption);
        let caption = (!caption.is_empty()).then(|| Block::Paragraph {
            pieces: caption,
            align: Default::default(),
            is_bullet: false,
        });
        return caption
            .into_iter()
            .chain(table.rows.into_iter().flat_map(|r| r.cells).flat_map(|c| c.inside))
            .collect();
    }
    for cell in table.rows.iter_mut().flat_map(|r| &mut r.cells) {
        let inside = without_gaps(std::mem::take(&mut cell.inside));
        // Several short paragraphs in a cell are lines; lists and the like stay what they are.
        cell.inside = if inside.len() > 1 && inside.iter().all(|b| matches!(b, Block::Paragraph { .. })) {
            vec![Block::Paragraph { pieces: flat(inside), align: Default::default(), is_bullet: false }]
        } else {
            inside.into_iter().map(no_heading).collect()
        };
    }
    within_the_grid(&mut table);
    caption_from_first_row(&mut table, notes);
    headers(&mut table, has_headers, notes);
    for cell in table.rows.iter_mut().flat_map(|r| &mut r.cells).filter(|c| c.is_header) {
        if let [Block::Paragraph { pieces, .. }] = cell.inside.as_mut_slice() {
            *pieces = on_one_line(std::mem::take(pieces));
        }
    }
    vec![Block::Table(table)]
}

fn is_empty(cell: &Cell) -> bool {
    cell.inside.iter().all(|b| matches!(b, Block::Paragraph { pieces, .. } if pieces.is_empty()))
}

fn no_heading(block: Block) -> Block {
    match block {
        Block::Heading { pieces, .. } => Block::Paragraph { pieces, align: Default::default(), is_bullet: false },
        other => other,
    }
}

fn width(table: &Table) -> usize {
    let mut open: Vec<usize> = Vec::new();
    let mut widest = 0;
    for row in &table.rows {
        let held = open.iter().filter(|left| **left > 0).count();
        widest = widest.max(held + row.cells.iter().map(|c| c.columns).sum::<usize>());
        open.iter_mut().for_each(|left| *left = left.saturating_sub(1));
        open.extend(row.cells.iter().filter(|c| c.rows > 1).flat_map(|c| vec![c.rows - 1; c.columns.min(200)]));
        open.retain(|left| *left > 0);
    }
    widest
}

/// No cell reaches below the last row.
fn within_the_grid(table: &mut Table) {
    let rows = table.rows.len();
    for (at, row) in table.rows.iter_mut().enumerate() {
        for cell in &mut row.cells {
            cell.rows = cell.rows.min(rows - at).max(1);
        }
    }
}

fn text(cell: &Cell) -> String {
    plain(&flat(cell.inside.clone()))
}

/// One cell over the whole width on top of the rest says what the table shows.
fn caption_from_first_row(table: &mut Table, notes: &mut Notes) {
    let columns = width(table);
    while table.caption.is_empty() && table.rows.len() > 2 {
        let [only] = table.rows[0].cells.as_slice() else { return };
        let said = text(only);
        if only.columns < columns || only.rows > 1 || said.chars().count() > 60 || said.ends_with('。') {
            return;
        }
        let row = table.rows.remove(0);
        table.caption = row.cells.into_iter().flat_map(|c| flat(c.inside)).collect();
        if !table.caption.is_empty() {
            notes.add(Note::CaptionMade);
        }
    }
}

fn headers(table: &mut Table, has_headers: bool, notes: &mut Notes) {
    if has_headers {
        // A first row of nothing but headers is the head, whether or not the source said so.
        let mut at = 0;
        while at < table.rows.len() && (table.rows[at].is_head || is_all_headers(&table.rows[at])) {
            table.rows[at].is_head = true;
            table.rows[at].cells.iter_mut().for_each(|c| c.is_header = true);
            at += 1;
        }
        // A head may only stand on top.
        table.rows[at..].iter_mut().for_each(|r| r.is_head = false);
        if at == table.rows.len() {
            table.rows.iter_mut().for_each(|r| r.is_head = false);
        }
        return;
    }
    let depth = table.rows[0].cells.iter().map(|c| c.rows).max().unwrap_or(1);
    if table.rows.len() <= depth || depth > HEADER_ROWS || !looks_like_header(table, depth) {
        notes.add(Note::HeaderUnclear);
        return;
    }
    for row in &mut table.rows[..depth] {
        row.is_head = true;
        row.cells.iter_mut().for_each(|c| c.is_header = true);
    }
    notes.add(Note::HeaderPromoted);
}

fn is_all_headers(row: &Row) -> bool {
    row.cells.len() > 1 && row.cells.iter().all(|c| c.is_header)
}

/// Words that stand above columns.
const HEADER_WORDS: [&str; 48] = [
    "序号",
    "编号",
    "名称",
    "项目",
    "内容",
    "事项",
    "备注",
    "说明",
    "单位",
    "部门",
    "时间",
    "日期",
    "地区",
    "省份",
    "姓名",
    "职务",
    "电话",
    "地址",
    "数量",
    "金额",
    "类别",
    "类型",
    "依据",
    "期限",
    "合计",
    "总计",
    "指标",
    "措施",
    "责任",
    "任务",
    "牵头",
    "目标",
    "年份",
    "年度",
    "范围",
    "标准",
    "主体",
    "方式",
    "渠道",
    "层级",
    "要素",
    "坐标",
    "省（市）",
    "材料",
    "条件",
    "结果",
    "面积",
    "价格",
];

/// Short cells without numbers or sentences above rows that differ from them.
fn looks_like_header(table: &Table, depth: usize) -> bool {
    let head: Vec<String> = table.rows[..depth].iter().flat_map(|r| &r.cells).map(text).collect();
    let filled: Vec<&String> = head.iter().filter(|t| !t.trim().is_empty()).collect();
    if filled.len() < 2 || head.len() - filled.len() > 1 {
        return false;
    }
    if filled.iter().any(|t| t.chars().count() > 30 || t.ends_with(['。', '；']) || is_number(t)) {
        return false;
    }
    let words = filled.iter().filter(|t| HEADER_WORDS.iter().any(|w| letters(t).contains(w))).count();
    let bold = table.rows[..depth]
        .iter()
        .flat_map(|r| &r.cells)
        .filter(|c| !is_empty(c))
        .all(|c| is_all_strong(&flat(c.inside.clone())));
    let body: Vec<&Cell> = table.rows[depth..].iter().flat_map(|r| &r.cells).filter(|c| !is_empty(c)).collect();
    let body_bold = body.iter().filter(|c| is_all_strong(&flat(c.inside.clone()))).count();
    let numbers = body.iter().filter(|c| is_number(&text(c))).count();
    words >= 2
        || (words == 1 && filled.len() <= 3)
        || (bold && body_bold * 2 < body.len())
        || (numbers * 3 > body.len() && body.len() >= 2)
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// A value, not a name: `1,234.5`, `12%`, `2019-01`; `1996年` names a column.
fn is_number(text: &str) -> bool {
    let text = letters(text);
    !text.is_empty()
        && text.chars().any(|c| c.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_digit() || ".,%+-/－—％：:".contains(c))
}
