//! The pages of the catalogue: the public list, guides, guided paths; the desk of the item editors.
//!
//! Handlers only: they load, call a verb, and fill a page. No rule of the catalogue stands here.

pub mod catalogue;
pub mod changes;
pub mod desk;
pub mod desk_list;
mod edit;
pub mod guide;
mod guide_view;
mod paper;
pub mod path;
pub mod versions;
mod words;

use std::sync::Arc;

use kernel::{Cx, Fault, Id, Office};

use crate::guidance::HeldSet;

/// Who knows what the hall already holds about the person who looks: their licences and verified data. The server
/// registers one as `Extension(Arc<dyn Holdings>)`; without it nothing is held.
///
/// Law: 国务院关于在线政务服务的若干规定 第七条
pub trait Holdings: Send + Sync {
    /// What is held for whoever acts; empty for the public and for staff.
    ///
    /// # Errors
    /// A fault of the database.
    fn held(&self, office: &Office, cx: &Cx) -> Result<HeldSet, Fault>;
}

/// How many working days the decided cases of an item took.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UsedDays {
    /// Half of them took at most this.
    pub median: i64,
    /// Nine of ten took at most this.
    pub p90: i64,
    /// How many cases that is.
    pub cases: i64,
}

/// Who knows how long the cases of an item took. The server registers one as `Extension(Arc<dyn TakesDays>)`.
pub trait TakesDays: Send + Sync {
    /// The figures of an item; `None` while too few cases were decided.
    ///
    /// # Errors
    /// A fault of the database.
    fn used_days(&self, office: &Office, item: Id) -> Result<Option<UsedDays>, Fault>;
}

/// The registered provider, when there is one.
pub(crate) type Provided<P> = Option<axum::Extension<Arc<P>>>;

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

/// A query from pairs, without those that are empty: `?a=1&b=2`, or nothing.
pub(crate) fn query<'q>(pairs: impl IntoIterator<Item = (&'q str, &'q str)>) -> String {
    let mut out = String::new();
    for (name, value) in pairs.into_iter().filter(|(_, value)| !value.is_empty()) {
        out.push(if out.is_empty() { '?' } else { '&' });
        out.push_str(&encoded(name));
        out.push('=');
        out.push_str(&encoded(value));
    }
    out
}
