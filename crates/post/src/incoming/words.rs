//! Text as it comes: headers and bodies in whatever letters a mail program used, said or not said.

use encoding_rs::{Encoding, GB18030};
use mail_parser::decoders::{
    base64::base64_decode, charsets::map::charset_decoder, quoted_printable::quoted_printable_decode_char,
};

/// The bytes as text. What a program declares is believed where the bytes fit; what declares nothing, or Latin letters
/// only, is UTF-8 if it can be and else GB18030, which is what mail programs of the country wrote for thirty years.
pub(crate) fn text_of(bytes: &[u8], declared: Option<&str>) -> String {
    let declared = declared.map(|d| d.trim().trim_matches(['"', '\'']).to_ascii_lowercase()).unwrap_or_default();
    let is_vague = matches!(
        declared.as_str(),
        "" | "us-ascii"
            | "ascii"
            | "utf-8"
            | "utf8"
            | "iso-8859-1"
            | "latin1"
            | "unknown-8bit"
            | "default"
            | "x-unknown"
    );
    let text = if is_vague {
        guessed(bytes)
    } else if let Some(decode) = charset_decoder(declared.as_bytes()) {
        decode(bytes)
    } else if let Some(encoding) = Encoding::for_label(declared.as_bytes()) {
        encoding.decode(bytes).0.into_owned()
    } else {
        guessed(bytes)
    };
    plain(&text)
}

fn guessed(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => GB18030
            .decode_without_bom_handling_and_without_replacement(bytes)
            .map_or_else(|| String::from_utf8_lossy(bytes).into_owned(), std::borrow::Cow::into_owned),
    }
}

/// Lines end as ours do; nothing is left that no reader sees and no database takes.
pub(crate) fn plain(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.chars().filter(|c| matches!(c, '\n' | '\t') || !(c.is_control() || is_hidden(*c))).collect()
}

/// One line of a header for showing: no breaks, no controls, at most `most` letters.
pub(crate) fn line(text: &str, most: usize) -> String {
    let spaced: String = text
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| !c.is_control() && !is_hidden(*c))
        .collect();
    let words: Vec<&str> = spaced.split(' ').filter(|w| !w.is_empty()).collect();
    words.join(" ").chars().take(most).collect()
}

/// Letters that turn the direction of what follows, or that are not there at all: they only serve to deceive here.
fn is_hidden(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// The name of a file for showing: the last part of whatever was sent.
pub(crate) fn file_name(raw: &str) -> String {
    let last = raw.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = line(last, 400).chars().filter(|c| !"<>:\"|?*".contains(*c)).collect();
    let letters: Vec<char> = clean.trim().chars().collect();
    match letters.len() {
        0..=120 => letters.into_iter().collect(),
        // The end says what a file wants to be.
        n => letters[..100].iter().chain(['…'].iter()).chain(&letters[n - 19..]).collect(),
    }
}

/// A block of headers as text that the parser understands: letters beyond ASCII become UTF-8, and a character that a
/// mail program cut in two over two encoded words is put together again.
pub(crate) fn header_text(bytes: &[u8]) -> String {
    let text = guessed(bytes).replace('\0', "");
    each_run(&text, Single::Leave, |whole| {
        use base64::Engine as _;
        format!("=?UTF-8?B?{}?=", base64::engine::general_purpose::STANDARD.encode(whole))
    })
}

/// What encoded words say, wherever they stand: names of files hold them in places where RFC 2047 allows none.
pub(crate) fn spelled(text: &str) -> String {
    each_run(text, Single::Take, |whole| whole)
}

/// One encoded word of RFC 2047.
struct Word<'a> {
    charset: &'a str,
    is_base64: bool,
    data: &'a str,
    whole: usize,
}

/// No encoded word is longer: RFC 2047 allows 75 letters, some programs write all of a subject into one.
const LONGEST_WORD: usize = 4096;

fn word(text: &str) -> Option<Word<'_>> {
    // Whatever follows is looked at once, however many beginnings of words there are.
    let mut end = text.len().min(LONGEST_WORD);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let text = &text[..end];
    let rest = text.strip_prefix("=?")?;
    let (charset, rest) = rest.split_once('?')?;
    let (encoding, rest) = rest.split_once('?')?;
    let end = rest.find("?=")?;
    let data = &rest[..end];
    let is_base64 = match encoding {
        "b" | "B" => true,
        "q" | "Q" => false,
        _ => return None,
    };
    // A word has no space in it; some programs put them into Q all the same.
    let fits = charset.len() <= 40 && !charset.contains(char::is_whitespace) && !data.contains(['\n', '?']);
    fits.then(|| Word { charset, is_base64, data, whole: text.len() - rest.len() + end + 2 })
}

fn bytes_of(word: &Word<'_>) -> Option<Vec<u8>> {
    if word.is_base64 {
        return base64_decode(word.data.as_bytes());
    }
    let mut out = Vec::new();
    let mut rest = word.data.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'_' => out.push(b' '),
            b'=' => out.push(quoted_printable_decode_char(rest.next()?, rest.next()?)?),
            other => out.push(other),
        }
    }
    Some(out)
}

/// What happens to an encoded word that stands alone.
#[derive(Clone, Copy, PartialEq)]
enum Single {
    Take,
    /// The parser knows what to do with it.
    Leave,
}

/// Runs of encoded words in one character set become what `write` makes of their text.
fn each_run(text: &str, single: Single, write: impl Fn(String) -> String) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("=?") {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let Some(first) = word(rest) else {
            out.push_str("=?");
            rest = &rest[2..];
            continue;
        };
        let mut words = vec![first];
        let mut end = words[0].whole;
        loop {
            let gap = rest[end..].len() - rest[end..].trim_start_matches([' ', '\t', '\r', '\n']).len();
            match word(&rest[end + gap..]) {
                Some(next) if next.charset.eq_ignore_ascii_case(words[0].charset) => {
                    end += gap + next.whole;
                    words.push(next);
                }
                _ => break,
            }
        }
        let bytes: Option<Vec<Vec<u8>>> = words.iter().map(bytes_of).collect();
        match bytes {
            Some(bytes) if words.len() > 1 || single == Single::Take => {
                // RFC 2231 lets a language follow the character set.
                let charset = words[0].charset.split('*').next();
                out.push_str(&write(text_of(&bytes.concat(), charset)));
            }
            _ => out.push_str(&rest[..end]),
        }
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::{Engine as _, engine::general_purpose::STANDARD};

    #[test]
    fn letters_said_and_not_said() {
        let gb = GB18030.encode("公开申请㐀").0.into_owned();
        let big5 = encoding_rs::BIG5.encode("資訊公開").0.into_owned();
        for (bytes, declared, wanted) in [
            (gb.clone(), Some("gb2312"), "公开申请㐀"),
            (gb.clone(), Some("GB18030"), "公开申请㐀"),
            (gb.clone(), Some("\"gbk\""), "公开申请㐀"),
            (gb.clone(), None, "公开申请㐀"),
            (gb.clone(), Some("utf-8"), "公开申请㐀"),
            (gb, Some("us-ascii"), "公开申请㐀"),
            ("公开".into(), Some("iso-8859-1"), "公开"),
            ("公开".into(), Some("nonsense"), "公开"),
            (big5, Some("Big5"), "資訊公開"),
            (b"a\0b\r\nc\rd\x1b[31m".to_vec(), None, "ab\nc\nd[31m"),
            ("a\u{202e}fdp.exe".into(), None, "afdp.exe"),
        ] {
            assert_eq!(text_of(&bytes, declared), wanted, "{declared:?}");
        }
    }

    #[test]
    fn a_character_cut_in_two_is_whole_again() {
        let bytes = "政府信息公开".as_bytes();
        for cut in 1..bytes.len() {
            let (a, b) = bytes.split_at(cut);
            let header =
                format!("Subject: =?utf-8?B?{}?=\r\n =?UTF-8?b?{}?= end", STANDARD.encode(a), STANDARD.encode(b));
            let wanted = format!("Subject: =?UTF-8?B?{}?= end", STANDARD.encode("政府信息公开"));
            assert_eq!(header_text(header.as_bytes()), wanted);
        }
        // Others are left to the parser: single words, words of two character sets, what is no word.
        for same in [
            "=?utf-8?B?5pS/?=",
            "=?gbk?B?1f4=?= =?utf-8?B?5pS/?=",
            "a =? b",
            "=?x?y?z?=",
            "=?a?b",
            "=?utf-8?B?*?= =?utf-8?B?*?=",
        ] {
            assert_eq!(header_text(same.as_bytes()), same);
        }
    }

    #[test]
    fn words_within_a_name() {
        assert_eq!(spelled("../=?GBK?B?se0=?=.exe"), "../表.exe");
        assert_eq!(spelled("=?utf-8?q?a_b?= =?gbk?b?se0=?="), "a b 表");
        assert_eq!(spelled("a=?b"), "a=?b");
    }

    #[test]
    fn names_are_for_showing_only() {
        for (raw, shown) in [
            ("../../etc/passwd", "passwd"),
            ("C:\\x\\目录.xlsx", "目录.xlsx"),
            ("", ""),
            ("a\0b\u{202e}.pdf", "ab.pdf"),
            ("a\r\n b.pdf", "a b.pdf"),
        ] {
            assert_eq!(file_name(raw), shown);
        }
        assert_eq!(file_name(&format!("{}.pdf", "长".repeat(400))).chars().count(), 120);
    }
}
