//! Addresses of pages in plain text: what a reader would type after them.

/// Longer than this nobody types, and no office gives.
const LONGEST: usize = 500;

/// Where an address stands in a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ends {
    /// Words follow.
    Within,
    /// At the end of the line: a text with fixed lines may have broken it there.
    Line,
}

/// The addresses that begin with `http://` or `https://`, in the order of the text, with punctuation behind them taken off.
///
/// ```
/// assert_eq!(screen::addresses("详见 http://www.example.gov.cn/a.html。"), ["http://www.example.gov.cn/a.html"]);
/// ```
pub fn addresses(text: &str) -> Vec<String> {
    find(text).into_iter().map(|(address, _)| address).collect()
}

pub(crate) fn find(text: &str) -> Vec<(String, Ends)> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("http") {
        let from = &rest[at..];
        let Some(scheme) = ["https://", "http://"].iter().find(|s| from.starts_with(*s)) else {
            rest = &from["http".len()..];
            continue;
        };
        // A comma within an address is rare; between cells and after an address it is not.
        let foreign = ['<', '>', '"', '`', '{', '}', '|', '\\', '^', ','];
        let letters = |c: char| c.is_ascii_graphic() && !foreign.contains(&c);
        let long = from.find(|c| !letters(c)).unwrap_or(from.len());
        let behind = from[long..].chars().next();
        let address = from[..long].trim_end_matches(['.', ';', ':', '!', '?', '\'', '*', '_', '~']);
        // A bracket that was not opened in the address closes one around it.
        let address = match (address.find('('), address.strip_suffix(')')) {
            (None, Some(without)) => without,
            _ => address,
        };
        let host = address[scheme.len()..].split(['/', '?', '#']).next().unwrap_or_default();
        if host.contains('.') && !host.starts_with('.') && address.len() <= LONGEST {
            let ends = if matches!(behind, None | Some('\n' | '\r')) { Ends::Line } else { Ends::Within };
            out.push((address.to_owned(), ends));
        }
        rest = &from[long.max(scheme.len())..];
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_as_offices_write_them() {
        for (text, expected) in [
            ("网址：http://www.a.gov.cn，电话", vec!["http://www.a.gov.cn"]),
            ("（https://a.gov.cn/x/y.html）", vec!["https://a.gov.cn/x/y.html"]),
            ("(https://a.gov.cn/x).", vec!["https://a.gov.cn/x"]),
            ("https://a.gov.cn/x_(1)", vec!["https://a.gov.cn/x_(1)"]),
            (
                "见http://a.gov.cn/p?id=1&n=2、http://b.gov.cn:8080/；",
                vec!["http://a.gov.cn/p?id=1&n=2", "http://b.gov.cn:8080/"],
            ),
            ("http://a.gov.cn/a查看", vec!["http://a.gov.cn/a"]),
            ("表格,http://a.gov.cn/a,12345", vec!["http://a.gov.cn/a"]),
            ("http https:// http://x http://.cn httphttp://a.cn/", vec!["http://a.cn/"]),
            ("www.a.gov.cn", vec![]),
        ] {
            assert_eq!(addresses(text), expected, "{text}");
        }
    }

    #[test]
    fn an_address_at_the_end_of_a_line_may_be_half_of_one() {
        let ends: Vec<Ends> =
            find("http://a.cn/long-\nrest http://b.cn/ x http://c.cn/").into_iter().map(|f| f.1).collect();
        assert_eq!(ends, [Ends::Line, Ends::Within, Ends::Line]);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_to_its_end(text in "[htps:/.a中（）() \n]{0,60}") {
            for address in addresses(&text) {
                proptest::prop_assert!(text.contains(&address));
            }
        }
    }
}
