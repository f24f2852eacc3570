//! `robots.txt` of a site. Pure.

/// What robots are asked to leave alone: pages of persons and of staff, forms, and lists that have no end.
const NOT_FOR_ROBOTS: &[&str] = &[
    "/my",
    "/desk",
    "/sign-in",
    "/sign-out",
    "/register",
    "/account",
    "/language/",
    "/accessibility/choice",
    "/search",
    "/rate/",
    "/s/",
    "/api/",
];

/// The text for the site at `address`.
pub(crate) fn robots_text(address: &str) -> String {
    let mut out = String::from("User-agent: *\n");
    for path in NOT_FOR_ROBOTS {
        out.push_str(&format!("Disallow: {path}\n"));
    }
    out.push_str(&format!("\nSitemap: {address}/sitemap.xml\n"));
    out
}
