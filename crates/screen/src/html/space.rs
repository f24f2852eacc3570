//! White space: what a word processor uses to place letters goes, what separates words stays.

use super::{Note, Notes, tree::Piece};

/// Entities that lost a letter on their way and stand in the text as they are.
const BROKEN: [&str; 6] = ["&nbsp;", "&nbsp", "&sp;", "&ensp;", "&emsp;", "&amp;nbsp;"];

/// Puts the white space of one paragraph in order: none at its ends and beside breaks, one space between words, none
/// where only the source's line ended between two Chinese letters. Broken entities and invisible letters go.
pub(super) fn tidy(pieces: Vec<Piece>, notes: &mut Notes) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::new();
    let mut before: Option<char> = None;
    let mut gap = Gap::default();
    for piece in pieces {
        match piece {
            Piece::Text(mut text, marks) => {
                if text.contains('&') {
                    for broken in BROKEN {
                        let count = text.matches(broken).count();
                        if count > 0 {
                            notes.add_many(Note::BrokenEntity, count);
                            text = text.replace(broken, "\u{a0}");
                        }
                    }
                }
                let mut kept = String::with_capacity(text.len());
                for letter in text.chars().map(|c| crate::radicals::character(c).unwrap_or(c)) {
                    if gap.take(letter) || is_invisible(letter) {
                        continue;
                    }
                    if let Some(last) = before {
                        gap.put_between(last, letter, &mut kept);
                    }
                    gap = Gap::default();
                    kept.push(letter);
                    before = Some(letter);
                }
                if kept.is_empty() {
                    continue;
                }
                match out.last_mut() {
                    Some(Piece::Text(last, same)) if *same == marks => last.push_str(&kept),
                    _ => out.push(Piece::Text(kept, marks)),
                }
            }
            Piece::Break => {
                before = None;
                gap = Gap::default();
                out.push(Piece::Break);
            }
            image @ Piece::Image { .. } => {
                if before.is_some() && gap.is_some() {
                    out.push(Piece::Text(" ".into(), Default::default()));
                }
                gap = Gap::default();
                before = Some('\u{fffc}');
                out.push(image);
            }
        }
    }
    while out.last() == Some(&Piece::Break) {
        out.pop();
    }
    let lead = out.iter().take_while(|p| **p == Piece::Break).count();
    out.drain(..lead);
    out
}

#[derive(Default)]
struct Gap {
    wide: bool,
    space: bool,
    line: bool,
}

impl Gap {
    fn take(&mut self, letter: char) -> bool {
        match letter {
            '\u{3000}' | '\u{2003}' => self.wide = true,
            '\n' | '\r' | '\u{2028}' | '\u{2029}' => self.line = true,
            c if c.is_whitespace() => self.space = true,
            _ => return false,
        }
        true
    }

    fn is_some(&self) -> bool {
        self.wide || self.space || self.line
    }

    fn put_between(&self, last: char, next: char, out: &mut String) {
        if self.wide {
            out.push('\u{3000}');
        } else if self.is_some() && !(self.line && is_cjk(last) && is_cjk(next)) {
            out.push(' ');
        }
    }
}

/// Letters that show nothing or turn the direction of what follows; joiners stay, Uyghur writing may need them.
fn is_invisible(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'
                ..='\u{202e}' | '\u{2060}' | '\u{feff}' | '\u{ad}' | '\u{fffc}' | '\u{fffe}' | '\u{ffff}'
        )
}

/// Letters between which Chinese writing puts no space.
pub(super) fn is_cjk(letter: char) -> bool {
    matches!(letter, '\u{2e80}'..='\u{303f}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{323af}' | '“' | '”' | '‘' | '’' | '…' | '—')
}

/// A heading without the spaces that only spread its letters: `国 务 院 工 作 规 则`, `第一章 总 则`.
pub(super) fn unspread(text: &str) -> String {
    let words: Vec<&str> = text.split(|c: char| c.is_whitespace()).filter(|w| !w.is_empty()).collect();
    let mut out = String::with_capacity(text.len());
    let mut last_single = false;
    for word in words {
        let mut letters = word.chars();
        let first = letters.next().unwrap_or(' ');
        let single = letters.next().is_none() && is_cjk(first);
        let belongs = single && last_single;
        if !out.is_empty() && !belongs {
            out.push(' ');
        }
        out.push_str(word);
        last_single = single;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_spreading_spaces_go_from_headings() {
        for (given, shown) in [
            ("国 务 院 工 作 规 则", "国务院工作规则"),
            ("第一章\u{3000}总 则", "第一章 总则"),
            ("中共中央 国务院关于意见", "中共中央 国务院关于意见"),
            ("附 则", "附则"),
        ] {
            assert_eq!(unspread(given), shown);
        }
    }

    #[test]
    fn white_space_is_one_space_or_none() {
        let text = |s: &str| vec![Piece::Text(s.into(), Default::default())];
        for (given, kept) in [
            ("\u{a0}\u{a0}国务院\u{3000}中央军委 \u{a0} ", "国务院\u{3000}中央军委"),
            ("各地\n  各部门", "各地各部门"),
            ("two\n words", "two words"),
            ("中共中央 国务院", "中共中央 国务院"),
            ("国务院办公厅 &sp; ", "国务院办公厅"),
            ("\u{202e}gnp.exe", "gnp.exe"),
            ("市⻓签发", "市长签发"),
        ] {
            assert_eq!(tidy(text(given), &mut Notes::default()), text(kept), "{given:?}");
        }
    }
}
