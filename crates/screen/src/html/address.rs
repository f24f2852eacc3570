//! Which addresses a clean document may hold.

/// The address a link may keep: http, https, mailto, tel, or a place on this site. `None` for everything else.
pub(super) fn link(raw: &str) -> Option<String> {
    let bare = bare(raw)?;
    if bare.starts_with("//") {
        return Some(format!("https:{bare}"));
    }
    match scheme(&bare) {
        None => Some(bare),
        Some(s) if ["http", "https"].contains(&s.as_str()) => (bare.len() > s.len() + 3).then_some(bare),
        Some(s) if ["mailto", "tel"].contains(&s.as_str()) => Some(bare),
        Some(_) => None,
    }
}

/// The address a picture may keep: a file of the hall, or https.
pub(super) fn image(raw: &str) -> Option<String> {
    let bare = bare(raw)?;
    if bare.starts_with("/files/") && !bare.contains("..") {
        return Some(bare);
    }
    if bare.starts_with("//") {
        return Some(format!("https:{bare}"));
    }
    (scheme(&bare).as_deref() == Some("https") && bare.len() > 8).then_some(bare)
}

/// Whether a picture stands inside its address.
pub(super) fn is_embedded(raw: &str) -> bool {
    bare(raw).and_then(|b| scheme(&b)).is_some_and(|s| s == "data")
}

/// What a browser reads: without controls, which it drops, and with the backslashes it turns.
fn bare(raw: &str) -> Option<String> {
    let kept: String =
        raw.chars().filter(|c| !c.is_control() && !"\u{200b}\u{feff}\u{2028}\u{2029}".contains(*c)).collect();
    let kept = kept.trim().replace('\\', "/").replace(' ', "%20");
    (!kept.is_empty() && kept.len() <= 4096).then_some(kept)
}

fn scheme(address: &str) -> Option<String> {
    let end = address.find([':', '/', '?', '#'])?;
    (address.as_bytes()[end] == b':').then(|| address[..end].to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_that_run_code_are_none() {
        for bad in [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            " java\tscript:alert(1)",
            "java\nscript:alert(1)",
            "\u{1}javascript:alert(1)",
            "javascript\u{200b}:alert(1)",
            "data:text/html,<script>",
            "vbscript:msgbox",
            "file:///etc/passwd",
            "blob:https://x/1",
            "about:blank",
            "http://",
            "",
            "   ",
            "C:\\docs\\a.doc",
        ] {
            assert_eq!(link(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn links_that_lead_somewhere_stay() {
        for (given, kept) in [
            ("http://www.example.gov.cn/a", "http://www.example.gov.cn/a"),
            ("/publications/2026-000001", "/publications/2026-000001"),
            ("./b.html", "./b.html"),
            ("b.html?x=javascript:1", "b.html?x=javascript:1"),
            ("#第三条", "#第三条"),
            ("//cdn.example.cn/x", "https://cdn.example.cn/x"),
            ("\\\\server\\share", "https://server/share"),
            ("mailto:a@b.cn", "mailto:a@b.cn"),
            ("tel:0990-12345", "tel:0990-12345"),
        ] {
            assert_eq!(link(given).as_deref(), Some(kept), "{given:?}");
        }
    }

    #[test]
    fn pictures_come_from_the_hall_or_by_https() {
        assert!(image("/files/ab/c.png").is_some());
        assert!(image("https://x.gov.cn/c.png").is_some());
        for bad in [
            "http://x.gov.cn/c.png",
            "c.png",
            "/files/../x",
            "data:image/png;base64,AA",
            "file:///c.png",
            "/other/c.png",
        ] {
            assert_eq!(image(bad), None, "{bad:?}");
        }
        assert!(is_embedded(" DATA:image/png;base64,AA"));
    }
}
