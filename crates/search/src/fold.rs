//! Folding: every way of writing a letter becomes one, letter by letter, so that a place in the folded text is the same
//! place in the text itself (snippets live on that). Pure.
//!
//! Full width → half width, upper → lower case, traditional → simplified, every bracket of a document number → `(` `)`.

use opencc_fmmseg::OpenCC;
use std::sync::OnceLock;

/// Simplified forms of the letters of the basic plane; 0: the letter is its own simplified form.
fn simplified() -> &'static [u16] {
    static TABLE: OnceLock<Vec<u16>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let letters: Vec<char> = ('\u{3400}'..='\u{9fff}').collect();
        // One letter a line: the converter knows phrases, and a line break is in none.
        let lines: String = letters.iter().flat_map(|&letter| [letter, '\n']).collect();
        let mut opencc = OpenCC::new();
        opencc.set_parallel(false);
        let converted = opencc.t2s(&lines, false);
        let mut table = vec![0u16; 0x1_0000];
        for (letter, line) in letters.iter().zip(converted.lines()) {
            let mut of_line = line.chars();
            if let (Some(to), None) = (of_line.next(), of_line.next())
                && to != *letter
                && let (Some(place), Ok(to)) = (table.get_mut(*letter as usize), u16::try_from(u32::from(to)))
            {
                *place = to;
            }
        }
        table
    })
}

/// One letter folded.
pub(crate) fn fold_char(letter: char) -> char {
    match letter {
        'a'..='z' | '0'..='9' => letter,
        'A'..='Z' => letter.to_ascii_lowercase(),
        '[' | '〔' | '【' | '〖' | '［' | '（' | '﹝' => '(',
        ']' | '〕' | '】' | '〗' | '］' | '）' | '﹞' => ')',
        '〈' | '＜' | '﹤' => '《',
        '〉' | '＞' | '﹥' => '》',
        '\u{3000}' | '\u{a0}' | '\t' | '\r' | '\n' => ' ',
        '“' | '”' | '„' | '「' | '」' | '『' | '』' | '＂' => '"',
        '‘' | '’' | '＇' => '\'',
        '–' | '—' | '―' | '‐' | '−' => '-',
        '\u{ff01}'..='\u{ff5e}' => {
            let half = char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter);
            half.to_ascii_lowercase()
        }
        '\u{3400}'..='\u{9fff}' => {
            let to = simplified().get(letter as usize).copied().unwrap_or(0);
            if to == 0 { letter } else { char::from_u32(u32::from(to)).unwrap_or(letter) }
        }
        other if other.is_uppercase() => {
            let mut lower = other.to_lowercase();
            match (lower.next(), lower.next()) {
                (Some(one), None) => one,
                // A letter with two lower-case letters stays: folding must not move places.
                _ => other,
            }
        }
        other => other,
    }
}

/// A text folded: as many letters as before.
pub(crate) fn fold(text: &str) -> String {
    text.chars().map(fold_char).collect()
}

/// Whether a letter is a Chinese character.
pub(crate) fn is_han(letter: char) -> bool {
    matches!(letter, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}' | '〇')
}

/// A folded title without what people leave out: blanks, book-title marks, the name of the State in front, the mark of
/// a version behind. Two titles with one key are one title.
pub(crate) fn title_key(folded: &str) -> String {
    let bare: String = folded.chars().filter(|c| !c.is_whitespace() && !matches!(c, '《' | '》' | '"')).collect();
    let mut key = bare.as_str();
    if let Some(rest) = key.strip_prefix(STATE)
        && rest.chars().count() >= 2
    {
        key = rest;
    }
    if let Some(open) = key.rfind('(')
        && key.ends_with(')')
        && key.get(open + 1..).is_some_and(|inside| inside.chars().take(4).filter(char::is_ascii_digit).count() == 4)
        && open > 0
    {
        key = key.get(..open).unwrap_or(key);
    }
    key.to_owned()
}

/// The name of the State, which stands before the titles of laws and nobody types.
pub(crate) const STATE: &str = concat!("中华人民", "共和国");

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_way_of_writing_becomes_one() {
        for (written, folded) in [
            ("ＡＢＣ１２３", "abc123"),
            ("行政許可法", "行政许可法"),
            ("國務院辦公廳關於開展環境衛生", "国务院办公厅关于开展环境卫生"),
            ("國辦發［2019］54號", "国办发(2019)54号"),
            ("国办发〔２０１９〕54号", "国办发(2019)54号"),
            ("国办发【2019】54号", "国办发(2019)54号"),
            ("国办发[2019]54号", "国办发(2019)54号"),
            ("国办发（2019）54号", "国办发(2019)54号"),
            ("Straße ÉTÉ", "straße été"),
            ("“公开”　「透明」", "\"公开\" \"透明\""),
        ] {
            assert_eq!(fold(written), folded);
        }
    }

    #[test]
    fn keys_of_titles() {
        for (title, key) in [
            ("中华人民共和国行政许可法", "行政许可法"),
            ("《行政许可法》", "行政许可法"),
            ("政府信息公开条例（2019修订）", "政府信息公开条例"),
            ("中华人民共和国宪法", "宪法"),
            ("某办法（试行）", "某办法(试行)"),
        ] {
            assert_eq!(title_key(&fold(title)), key, "{title}");
        }
    }

    proptest! {
        #[test]
        fn folding_keeps_places_and_is_done_once(text in "\\PC{0,60}") {
            let once = fold(&text);
            prop_assert_eq!(once.chars().count(), text.chars().count());
            prop_assert_eq!(fold(&once), once);
        }
    }
}
