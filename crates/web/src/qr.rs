//! QR codes as drawings in the page: sharp on paper, no picture to fetch.

use fast_qr::convert::{Builder, Shape, svg::SvgBuilder};
use fast_qr::qr::QRBuilder;

/// A QR code of `text` as an SVG element, `label` for those who do not see it. `None` when the text is too long.
pub fn qr_svg(text: &str, label: &str) -> Option<String> {
    let code = QRBuilder::new(text).build().ok()?;
    let svg = SvgBuilder::default().shape(Shape::Square).margin(2).to_str(&code);
    let label = label.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    Some(svg.replacen("<svg ", &format!("<svg role=\"img\" aria-label=\"{label}\" class=\"qr\" "), 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_an_image_with_a_name() {
        let svg = qr_svg("https://example.test/verify/1", "查验 \"1\"").expect("short enough");
        assert!(svg.starts_with("<svg role=\"img\" aria-label=\"查验 &quot;1&quot;\""), "{svg}");
        assert!(!svg.contains("style="), "{svg}");
        assert!(qr_svg(&"x".repeat(5000), "x").is_none());
    }
}
