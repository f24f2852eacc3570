//! A site's colours, checked for contrast before anybody sees them.
//!
//! The kit's stylesheet names its colours by custom properties; a theme replaces a few of them in a small stylesheet of
//! its own, since the security policy forbids styles inside the page.

use serde::{Deserialize, Serialize};

/// The colours of a site. All `#rrggbb`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Theme {
    /// What matters now: the emblem, buttons, the rule under the head.
    pub accent: String,
    /// Links and actions.
    pub link: String,
    /// The ground.
    pub paper: String,
    /// Text.
    pub ink: String,
    /// The shape of the emblem, a word of [`web::EMBLEMS`].
    #[serde(default)]
    pub emblem: String,
}

impl Default for Theme {
    fn default() -> Theme {
        Theme {
            accent: "#b3311f".into(),
            link: "#0f5c5c".into(),
            paper: "#faf8f4".into(),
            ink: "#1c1b19".into(),
            emblem: String::new(),
        }
    }
}

/// Red, green and blue of `#rrggbb`.
fn channels(colour: &str) -> Option<[f64; 3]> {
    let hex = colour.strip_prefix('#').filter(|h| h.len() == 6 && h.is_ascii())?;
    let one = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).ok().map(|v| f64::from(v) / 255.0);
    Some([one(0)?, one(2)?, one(4)?])
}

/// The contrast of two colours as WCAG 2 measures it, from 1 to 21; `None` when one is no colour.
///
/// ```
/// assert!((sites::contrast("#000000", "#ffffff").unwrap() - 21.0).abs() < 0.01);
/// assert_eq!(sites::contrast("red", "#ffffff"), None);
/// ```
pub fn contrast(one: &str, other: &str) -> Option<f64> {
    let luminance = |colour: &str| {
        let linear = channels(colour)?.map(|c| if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) });
        Some(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2])
    };
    let (a, b) = (luminance(one)?, luminance(other)?);
    Some((a.max(b) + 0.05) / (a.min(b) + 0.05))
}

/// GB/T 37668-2019 and WCAG 2: text against its ground.
const LEAST: f64 = 4.5;

impl Theme {
    /// The first pair of colours that readers with weak sight could not tell apart, with its contrast times ten.
    pub fn faint(&self) -> Option<(&'static str, i64)> {
        [("ink", &self.ink), ("link", &self.link), ("accent", &self.accent)].into_iter().find_map(|(name, colour)| {
            match contrast(colour, &self.paper) {
                Some(ratio) if ratio >= LEAST => None,
                Some(ratio) => Some((name, (ratio * 10.0) as i64)),
                None => Some((name, 0)),
            }
        })
    }

    /// The stylesheet that sets the colours. Readers who asked for high contrast keep theirs.
    pub fn stylesheet(&self) -> String {
        let safe = |c: &str| channels(c).map_or_else(String::new, |_| c.to_owned());
        let (accent, link, paper, ink) = (safe(&self.accent), safe(&self.link), safe(&self.paper), safe(&self.ink));
        format!(
            "html:not([data-contrast=\"more\"]) {{\n  --seal: {accent}; --seal-deep: color-mix(in srgb, {accent} 80%, #000); \
             --seal-tint: color-mix(in srgb, {accent} 8%, {paper});\n  --link: {link}; --link-deep: color-mix(in srgb, {link} 75%, #000); \
             --link-tint: color-mix(in srgb, {link} 9%, {paper});\n  --paper: {paper}; --ink: {ink};\n}}\n"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_faint_theme_is_found() {
        assert_eq!(Theme::default().faint(), None);
        let pale = Theme { link: "#c0c0c0".into(), ..Theme::default() };
        assert_eq!(pale.faint().map(|f| f.0), Some("link"));
        let none = Theme { ink: "url(x)".into(), ..Theme::default() };
        assert_eq!(none.faint(), Some(("ink", 0)));
        assert!(!none.stylesheet().contains("url"));
    }
}
