//! What a page of loose paragraphs means: titles, headings, lists, and nothing that is empty.
//! (Chinese terms as data.)

use super::{
    Note, Notes,
    read::{is_bullet_sign, spaced},
    space::unspread,
    table,
    tree::{Align, Block, Marks, Piece, is_all_strong, plain},
};

/// Everything: white space, tables, title, headings, lists, levels.
pub(super) fn shape(blocks: Vec<Block>, title: &str, notes: &mut Notes) -> Vec<Block> {
    let blocks = in_order(blocks, true, notes);
    let blocks = without_title(blocks, title, notes);
    let mut blocks = headings(blocks, notes);
    levels(&mut blocks, notes);
    lists(blocks, notes)
}

/// Only white space and emptiness, for reading the text.
pub(super) fn tidy(blocks: Vec<Block>) -> Vec<Block> {
    let mut notes = Notes::default();
    in_order(blocks, false, &mut notes).into_iter().filter(|b| !is_gap(b)).collect()
}

fn is_gap(block: &Block) -> bool {
    matches!(block, Block::Paragraph { pieces, .. } if pieces.is_empty())
}

/// White space tidied, paragraphs split at double breaks, tables decided; of several gaps in a row one stays.
fn in_order(blocks: Vec<Block>, decides: bool, notes: &mut Notes) -> Vec<Block> {
    let mut out: Vec<Block> = Vec::new();
    for block in blocks {
        match block {
            Block::Paragraph { pieces, align, is_bullet } => {
                for pieces in split(spaced(pieces, notes)) {
                    put(&mut out, Block::Paragraph { pieces, align, is_bullet }, notes);
                }
            }
            Block::Heading { level, pieces } => {
                let pieces = on_one_line(spaced(pieces, notes));
                if !pieces.is_empty() {
                    put(&mut out, Block::Heading { level, pieces }, notes);
                }
            }
            Block::List { start, is_ordered, items } => {
                let items: Vec<_> = items
                    .into_iter()
                    .map(|i| without_gaps(in_order(i, decides, notes)))
                    .filter(|i| !i.is_empty())
                    .collect();
                if !items.is_empty() {
                    put(&mut out, Block::List { start, is_ordered, items }, notes);
                }
            }
            Block::Quote(inside) => {
                let inside = without_gaps(in_order(inside, decides, notes));
                if !inside.is_empty() {
                    put(&mut out, Block::Quote(inside), notes);
                }
            }
            Block::Figure { inside, caption } => {
                let inside = without_gaps(in_order(inside, decides, notes));
                let caption = spaced(caption, notes);
                if !inside.is_empty() {
                    put(&mut out, Block::Figure { inside, caption }, notes);
                } else if !caption.is_empty() {
                    put(&mut out, Block::Paragraph { pieces: caption, align: Align::Start, is_bullet: false }, notes);
                }
            }
            Block::Table(mut found) => {
                found.caption = spaced(std::mem::take(&mut found.caption), notes);
                found.is_presentation |= table::is_nested(&found);
                for cell in found.rows.iter_mut().flat_map(|r| &mut r.cells) {
                    // A page inside one cell keeps its gaps: they separate its headings.
                    cell.inside = in_order(std::mem::take(&mut cell.inside), decides, notes);
                }
                if decides {
                    for mut block in table::decide(found, notes) {
                        if let Block::Table(table) = &mut block
                            && table.caption.is_empty()
                        {
                            table.caption = legend_above(&mut out);
                            if !table.caption.is_empty() {
                                notes.add(Note::CaptionMade);
                            }
                        }
                        put(&mut out, block, notes);
                    }
                } else if !found.rows.is_empty() {
                    put(&mut out, Block::Table(found), notes);
                }
            }
            Block::Rule => put(&mut out, Block::Rule, notes),
        }
    }
    if out.last().is_some_and(is_gap) {
        out.pop();
    }
    out
}

fn put(out: &mut Vec<Block>, block: Block, notes: &mut Notes) {
    if is_gap(&block) {
        notes.add(Note::EmptyRemoved);
        if out.last().is_none_or(is_gap) {
            return;
        }
    }
    out.push(block);
}

/// Takes the line `表1 …` that stands right above a table.
fn legend_above(out: &mut Vec<Block>) -> Vec<Piece> {
    let at = match out.as_slice() {
        [.., last] if !is_gap(last) => out.len() - 1,
        [.., Block::Paragraph { .. }, _] => out.len() - 2,
        _ => return Vec::new(),
    };
    match &out[at] {
        Block::Paragraph { pieces, .. }
            if is_legend(&plain(pieces)) && !is_sentence(&plain(pieces)) && plain(pieces).starts_with('表') =>
        {
            let line = out.remove(at);
            match line {
                Block::Paragraph { pieces, .. } => on_one_line(pieces),
                _ => Vec::new(),
            }
        }
        _ => Vec::new(),
    }
}

pub(super) fn without_gaps(blocks: Vec<Block>) -> Vec<Block> {
    blocks.into_iter().filter(|b| !is_gap(b)).collect()
}

/// At two breaks in a row a new paragraph begins.
fn split(pieces: Vec<Piece>) -> Vec<Vec<Piece>> {
    let mut out: Vec<Vec<Piece>> = vec![Vec::new()];
    let mut breaks = 0;
    for piece in pieces {
        if piece == Piece::Break {
            breaks += 1;
            continue;
        }
        if breaks >= 2 {
            out.push(Vec::new());
        } else if breaks == 1
            && let Some(last) = out.last_mut()
        {
            last.push(Piece::Break);
        }
        breaks = 0;
        if let Some(last) = out.last_mut() {
            last.push(piece);
        }
    }
    out
}

/// A heading has no breaks and is not bold.
pub(super) fn on_one_line(pieces: Vec<Piece>) -> Vec<Piece> {
    let pieces: Vec<Piece> = pieces
        .into_iter()
        .map(|piece| match piece {
            Piece::Text(text, marks) => Piece::Text(text, Marks { strong: false, ..marks }),
            Piece::Break => Piece::Text("\n".into(), Marks::default()),
            image => image,
        })
        .collect();
    let pieces = spaced(pieces, &mut Notes::default());
    match pieces.as_slice() {
        // Only plain text can be closed up without losing a link.
        [Piece::Text(text, marks)] => vec![Piece::Text(unspread(text), marks.clone())],
        _ => pieces,
    }
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Drops the centred lines or the heading at the top that together say the title.
fn without_title(mut blocks: Vec<Block>, title: &str, notes: &mut Notes) -> Vec<Block> {
    let wanted = letters(title);
    if wanted.is_empty() {
        return blocks;
    }
    let mut said = String::new();
    for at in 0..blocks.len().min(8) {
        let text = match &blocks[at] {
            Block::Paragraph { pieces, .. } | Block::Heading { pieces, .. } => letters(&plain(pieces)),
            _ => break,
        };
        if !wanted.starts_with(&format!("{said}{text}")) {
            break;
        }
        said.push_str(&text);
        if said == wanted {
            notes.add(Note::TitleDropped);
            blocks.drain(..=at);
            break;
        }
    }
    blocks
}

/// Whether a line opens a part, chapter or section, and at which level it stands.
fn chapter(text: &str) -> Option<u8> {
    let rest = text.trim_start().strip_prefix('第')?;
    let number = rest.chars().take_while(|c| "〇零一二三四五六七八九十百0123456789".contains(*c)).count();
    let unit = rest.chars().nth(number)?;
    if number == 0 || number > 6 {
        return None;
    }
    match unit {
        '编' => Some(2),
        '章' => Some(3),
        '节' => Some(4),
        _ => None,
    }
}

/// `一、` opens a part of a document, `（一）` a part of that.
fn outline(text: &str) -> Option<u8> {
    const NUMBERS: &str = "一二三四五六七八九十百";
    let text = text.trim_start();
    if let Some(rest) = text.strip_prefix(['（', '(']) {
        let rest = rest.trim_start_matches(|c| NUMBERS.contains(c));
        return rest.starts_with(['）', ')']).then_some(4);
    }
    let rest = text.trim_start_matches(|c| NUMBERS.contains(c));
    (rest.len() < text.len() && rest.starts_with('、')).then_some(3)
}

/// `图1 …` and `表2 …` name a picture or a table, not a part of the text.
fn is_legend(text: &str) -> bool {
    let mut letters = text.trim_start().chars();
    matches!(letters.next(), Some('图' | '表'))
        && letters
            .find(|c| !c.is_whitespace())
            .is_some_and(|c| c.is_ascii_digit() || "一二三四五六七八九十".contains(c))
}

fn is_sentence(text: &str) -> bool {
    text.ends_with(['。', '；', '！', '？', '：', ';']) || text.chars().count() > 80
}

/// Centred bold lines, chapter lines and bold outline lines become headings; lines of one title become one.
fn headings(blocks: Vec<Block>, notes: &mut Notes) -> Vec<Block> {
    let mut out: Vec<Block> = Vec::new();
    // Whether the block before was a line of a title that may go on.
    let mut open = false;
    for block in blocks {
        let Block::Paragraph { pieces, align, is_bullet } = block else {
            open = false;
            out.push(block);
            continue;
        };
        if pieces.is_empty() {
            open = false;
            continue;
        }
        let text = plain(&pieces);
        let strong = is_all_strong(&pieces);
        let short = !is_sentence(&text);
        let is_title = align == Align::Centre && strong && short && !is_legend(&text);
        let level = if align == Align::Centre && short && !text.contains('\n') && chapter(&text).is_some() {
            chapter(&text)
        } else if is_title {
            Some(2)
        } else if strong && short && text.chars().count() <= 40 {
            chapter(&text).or_else(|| outline(&text))
        } else {
            None
        };
        match level {
            None => {
                open = false;
                out.push(Block::Paragraph { pieces, align, is_bullet });
            }
            Some(2) if open => {
                if let Some(Block::Heading { pieces: before, .. }) = out.last_mut() {
                    let mut all = std::mem::take(before);
                    all.push(Piece::Text("\n".into(), Marks::default()));
                    all.extend(pieces);
                    *before = on_one_line(all);
                }
            }
            Some(level) => {
                notes.add(Note::HeadingMade);
                open = is_title && chapter(&text).is_none();
                out.push(Block::Heading { level, pieces: on_one_line(pieces) });
            }
        }
    }
    out
}

/// Levels from 2 to 4, beginning with 2, never skipping one downwards; headings that were alike stay alike.
fn levels(blocks: &mut [Block], notes: &mut Notes) {
    let mut above: Vec<u8> = Vec::new();
    for block in blocks {
        if let Block::Heading { level, .. } = block {
            above.retain(|outer| *outer < *level);
            above.push(*level);
            let ordered = u8::try_from(above.len() + 1).unwrap_or(4).min(4);
            if ordered != *level {
                notes.add(Note::LevelsOrdered);
            }
            *level = ordered;
        }
    }
}

/// Paragraphs that begin with a bullet become a list.
fn lists(blocks: Vec<Block>, notes: &mut Notes) -> Vec<Block> {
    let mut out: Vec<Block> = Vec::new();
    for block in blocks {
        let Block::Paragraph { pieces, align, is_bullet } = block else {
            out.push(block);
            continue;
        };
        let (pieces, is_bullet) = if is_bullet { (pieces, true) } else { without_bullet(pieces) };
        if !is_bullet {
            out.push(Block::Paragraph { pieces, align, is_bullet });
            continue;
        }
        let item = vec![Block::Paragraph { pieces, align: Align::Start, is_bullet: false }];
        match out.last_mut() {
            Some(Block::List { is_ordered: false, items, start: None }) => items.push(item),
            _ => {
                notes.add(Note::ListMade);
                out.push(Block::List { start: None, is_ordered: false, items: vec![item] });
            }
        }
    }
    out
}

/// Takes a written bullet away: the sign followed by a space, or a letter of a symbol font.
fn without_bullet(mut pieces: Vec<Piece>) -> (Vec<Piece>, bool) {
    let Some(Piece::Text(text, _)) = pieces.first_mut() else { return (pieces, false) };
    let mut rest = text.chars();
    let Some(sign) = rest.next().filter(|c| is_bullet_sign(*c)) else { return (pieces, false) };
    let rest = rest.as_str();
    let symbol = ('\u{f000}'..='\u{f0ff}').contains(&sign) || "•●➢➤►▪".contains(sign);
    let spaced = rest.starts_with(char::is_whitespace) && "·○■□◆◇▫§".contains(sign);
    if !(symbol || spaced) || rest.trim().is_empty() {
        return (pieces, false);
    }
    *text = rest.trim_start().to_owned();
    (pieces, true)
}
