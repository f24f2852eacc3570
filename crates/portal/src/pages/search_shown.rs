//! What was asked, as the address has it, and the links that change one part of it and keep the rest. Pure.

use search::{Filters, Kind, Query};
use serde::Deserialize;
use utoipa::IntoParams;

/// Hits on one page.
pub(crate) const PER_PAGE: usize = 10;
/// The last page that is shown: who has not found it by then asks otherwise.
pub(crate) const LAST_PAGE: usize = 50;

/// A search as the address has it. What cannot be read narrows nothing.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct Asked {
    /// What was typed.
    pub q: String,
    /// The kind.
    pub kind: String,
    /// The field.
    pub field: String,
    /// The agency.
    pub agency: String,
    /// The year.
    pub year: String,
    /// The validity.
    pub validity: String,
    /// The site's key.
    pub site: String,
    /// `site`: this site only.
    pub scope: String,
    /// The page, from 1.
    pub page: String,
}

/// `text` as one value of a query.
pub(crate) fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

impl Asked {
    /// The page asked for.
    pub(crate) fn page_number(&self) -> usize {
        self.page.parse().unwrap_or(1).clamp(1, LAST_PAGE)
    }

    /// Whether only this site is searched.
    pub(crate) fn is_this_site(&self) -> bool {
        self.scope == "site"
    }

    /// The site that is searched, when it is one.
    fn site<'a>(&'a self, own: &'a str) -> Option<&'a str> {
        if self.is_this_site() { Some(own) } else { Some(self.site.as_str()).filter(|s| !s.is_empty()) }
    }

    /// The query for the engine. `own` is the key of the present site.
    pub(crate) fn query(&self, own: &str) -> Query {
        let some = |text: &str| Some(text.to_owned()).filter(|t| !t.is_empty());
        Query {
            text: self.q.clone(),
            filters: Filters {
                site: self.site(own).map(str::to_owned),
                kind: Kind::parse(&self.kind),
                field: some(&self.field),
                agency: some(&self.agency),
                year: self.year.parse().ok(),
                validity: some(&self.validity),
            },
            page: self.page_number(),
            per_page: PER_PAGE,
        }
    }

    /// Whether anything narrows the search.
    pub(crate) fn is_narrowed(&self) -> bool {
        [&self.kind, &self.field, &self.agency, &self.year, &self.validity, &self.site].iter().any(|f| !f.is_empty())
    }

    fn pairs(&self) -> [(&'static str, &str); 8] {
        [
            ("q", &self.q),
            ("scope", &self.scope),
            ("kind", &self.kind),
            ("field", &self.field),
            ("agency", &self.agency),
            ("year", &self.year),
            ("validity", &self.validity),
            ("site", &self.site),
        ]
    }

    /// The address of this search with one part changed; an empty value takes the part away. The page begins anew unless
    /// it is the part.
    pub(crate) fn with(&self, name: &str, value: &str) -> String {
        let mut out = String::from("/search");
        let own = self.pairs().map(|(n, v)| if n == name { (n, value) } else { (n, v) });
        let page = [("page", if name == "page" { value } else { "" })];
        for (n, v) in own.into_iter().chain(page).filter(|(_, v)| !v.is_empty()) {
            out.push(if out.contains('?') { '&' } else { '?' });
            out.push_str(&format!("{n}={}", encoded(v)));
        }
        out
    }

    /// The address of another text, nothing narrowed but the scope.
    pub(crate) fn for_text(&self, text: &str) -> String {
        Asked { q: text.to_owned(), scope: self.scope.clone(), ..Asked::default() }.with("page", "")
    }

    /// The address of the same search over the whole platform or this site.
    pub(crate) fn in_scope(&self, scope: &str) -> String {
        Asked { scope: scope.to_owned(), site: String::new(), ..self.clone() }.with("page", "")
    }

    /// The same text with nothing that narrows it.
    pub(crate) fn widened(&self) -> String {
        Asked { q: self.q.clone(), ..Asked::default() }.with("page", "")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_keeps_what_it_does_not_change() {
        let asked = Asked {
            q: "食品 <b>&".into(),
            kind: "rule".into(),
            year: "2024".into(),
            page: "3".into(),
            ..Asked::default()
        };
        assert_eq!(asked.with("kind", ""), "/search?q=%E9%A3%9F%E5%93%81%20%3Cb%3E%26&year=2024");
        assert!(asked.with("page", "4").ends_with("&kind=rule&year=2024&page=4"));
        assert_eq!(asked.widened(), "/search?q=%E9%A3%9F%E5%93%81%20%3Cb%3E%26");
        assert_eq!(Asked::default().with("q", ""), "/search");
    }

    #[test]
    fn what_cannot_be_read_narrows_nothing() {
        let asked = Asked {
            kind: "people".into(),
            year: "soon".into(),
            page: "-4".into(),
            scope: "site".into(),
            site: "other".into(),
            ..Asked::default()
        };
        let query = asked.query("main");
        assert_eq!((query.filters.kind, query.filters.year, query.page), (None, None, 1));
        assert_eq!(query.filters.site.as_deref(), Some("main"), "the scope weighs more than the facet");
        let far = Asked { page: "99999999".into(), ..Asked::default() };
        assert_eq!(far.query("main").page, LAST_PAGE);
    }
}
