//! Walking a site from page to page, each answer kept on disk as it came.

use super::files::Staging;
use super::links::{Address, css_links, file_of, links_of};
use super::{Fetch, Order, Progress};
use kernel::Fault;
use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

/// One copied address.
#[derive(Clone, Debug)]
pub(super) struct Copied {
    /// Its file in the mirror.
    pub file: String,
    /// Its media type.
    pub content_type: String,
    /// Number of the raw copy in the staging folder.
    pub raw: usize,
}

/// What the walk found.
#[derive(Debug, Default)]
pub(super) struct Crawl {
    /// Every copied address.
    pub copied: BTreeMap<Address, Copied>,
    /// Redirects: an address and where it leads, with the fragment.
    pub leads: BTreeMap<Address, (Address, String)>,
    /// Addresses that could not be opened.
    pub missing: Vec<(String, u16, String)>,
    /// Whether a limit ended it.
    pub is_cut: bool,
    bytes: u64,
}

struct Waiting {
    address: Address,
    /// Which page of its list.
    page: usize,
    linked_from: String,
}

/// Redirects that are followed one after another.
const HOPS: usize = 4;

impl Crawl {
    /// The copy to which a link leads, over redirects, and the fragment that the last of them names.
    pub(super) fn find(&self, address: &Address) -> Option<(&Copied, &str)> {
        let (mut at, mut fragment) = (address, "");
        for _ in 0..HOPS {
            if let Some(copied) = self.copied.get(at) {
                return Some((copied, fragment));
            }
            let (to, named) = self.leads.get(at)?;
            (at, fragment) = (to, named);
        }
        None
    }

    pub(super) fn walk(
        fetch: &dyn Fetch,
        order: &Order<'_>,
        staging: &Staging,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Crawl, Fault> {
        let mut crawl = Crawl::default();
        let mut seen: HashSet<Address> = HashSet::new();
        let mut files: HashMap<String, Address> = HashMap::new();
        let mut queue: VecDeque<Waiting> = VecDeque::new();
        let mut put = |queue: &mut VecDeque<Waiting>, link: &str, page: usize, from: &str| {
            let Some((address, _)) = Address::parse(link) else { return };
            if address.is_copied(order.downloads) && seen.insert(address.clone()) {
                queue.push_back(Waiting { address, page, linked_from: from.to_owned() });
            }
        };
        put(&mut queue, "/", 1, "");
        for start in &order.starts {
            put(&mut queue, start, 1, "");
        }
        while let Some(Waiting { address, page, linked_from }) = queue.pop_front() {
            if (order.is_over)() || crawl.copied.len() >= order.limits.files || crawl.bytes >= order.limits.bytes {
                crawl.is_cut = true;
                break;
            }
            let got = match fetch.fetch(&address.asked()) {
                Ok(got) => got,
                Err(fault) => {
                    tracing::warn!(path = address.asked(), %fault, "the mirror got no answer");
                    crawl.missing.push((address.asked(), 0, linked_from));
                    continue;
                }
            };
            // 410 is the tombstone of what was withdrawn: it belongs into the copy.
            if got.status != 200 && got.status != 410 {
                // A redirect leads to what needs a session and is not copied, or to a page: then its link leads there at once.
                if !(300..400).contains(&got.status) {
                    crawl.missing.push((address.asked(), got.status, linked_from));
                } else if let Some((to, fragment)) = Address::parse(&got.location) {
                    put(&mut queue, &to.asked(), 1, &linked_from);
                    crawl.leads.insert(address, (to, fragment));
                }
                continue;
            }
            let file = file_of(&address, &got.content_type, page);
            // Two addresses of one file: the first stands, the second leads there.
            if let Some(first) = files.get(&file) {
                if let Some(copied) = crawl.copied.get(first).cloned() {
                    crawl.copied.insert(address, copied);
                }
                continue;
            }
            let from = address.asked();
            if got.content_type.starts_with("text/html") {
                let text = String::from_utf8_lossy(&got.bytes);
                for link in links_of(&super::links::stilled(&text, "")) {
                    let next = Address::parse(&link).map(|(a, _)| a);
                    let goes_on = next.as_ref().is_some_and(|a| a.goes_on_from(&address));
                    if goes_on && page >= order.limits.list_pages {
                        continue;
                    }
                    put(&mut queue, &link, if goes_on { page + 1 } else { 1 }, &from);
                }
            } else if got.content_type.starts_with("text/css") {
                for link in css_links(&String::from_utf8_lossy(&got.bytes)) {
                    put(&mut queue, &link, 1, &from);
                }
            }
            let raw = crawl.copied.len();
            staging.keep_raw(raw, &got.bytes)?;
            crawl.bytes += got.bytes.len() as u64;
            files.insert(file.clone(), address.clone());
            crawl.copied.insert(address, Copied { file, content_type: got.content_type, raw });
            progress(Progress { done: crawl.copied.len(), waiting: queue.len() });
        }
        let home = Address { path: "/".into(), query: String::new() };
        if !crawl.copied.contains_key(&home) {
            return Err(Fault::new("the home page of the site could not be opened: nothing was mirrored"));
        }
        Ok(crawl)
    }
}
