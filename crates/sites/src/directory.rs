//! The directory of sites as the edge asks it, for every request: which site answers to this host?
//!
//! A copy of the sites in memory; a loop of every node refreshes it, so that a change shows within two seconds.

use crate::{Site, store};
use kernel::{Error, Fault, Lang, Never, Office, Tx};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use web::{SiteAnswer, SiteBanner, SiteSource};

#[derive(Debug, Default)]
struct Copy {
    tide: Option<(i64, i64)>,
    by_host: HashMap<String, Arc<web::Site>>,
    by_key: HashMap<String, Arc<web::Site>>,
    first: Option<Arc<web::Site>>,
}

/// The directory of one node.
#[derive(Debug, Default)]
pub struct Directory {
    copy: RwLock<Copy>,
    /// The host of the hall's own public address, which the first site answers to.
    own_host: String,
    notice: Option<web::Sentence>,
}

impl Directory {
    /// An empty directory; [`Directory::refresh`] fills it. `notice` stands above every page of every site.
    pub fn new(public_url: &str, notice: Option<web::Sentence>) -> Directory {
        let rest = public_url.split_once("://").map_or(public_url, |(_, rest)| rest);
        let host = rest.split(['/', ':']).next().unwrap_or_default().to_ascii_lowercase();
        Directory { copy: RwLock::default(), own_host: host, notice }
    }

    /// Takes over what changed. Cheap when nothing did.
    ///
    /// # Errors
    /// A fault of the database.
    pub fn refresh(&self, office: &Office) -> Result<(), Fault> {
        let known = self.copy.read().unwrap_or_else(PoisonError::into_inner).tide;
        let news = office.db.read(|tx| {
            let tide = store::tide(tx)?;
            Ok::<_, Error<Never>>(if known == Some(tide) { None } else { Some((tide, load(tx)?)) })
        })?;
        if let Some((tide, sites)) = news {
            let chromes: Vec<(Site, Arc<web::Site>)> =
                sites.into_iter().map(|s| (s.clone(), Arc::new(self.chrome(&s, &office.public_url)))).collect();
            let mut copy = self.copy.write().unwrap_or_else(PoisonError::into_inner);
            copy.tide = Some(tide);
            copy.first = chromes.first().map(|(_, c)| c.clone());
            copy.by_host = chromes.iter().flat_map(|(s, c)| s.hosts.iter().map(|h| (h.clone(), c.clone()))).collect();
            copy.by_key = chromes.iter().map(|(s, c)| (s.key.clone(), c.clone())).collect();
        }
        Ok(())
    }

    /// The chrome of `site` as the page kit wants it.
    fn chrome(&self, site: &Site, public_url: &str) -> web::Site {
        let shape = web::EMBLEMS.iter().find(|(word, _)| *word == site.theme.emblem).unwrap_or(&web::EMBLEMS[0]);
        let names = Lang::ALL.iter().map(|l| {
            let own = match l {
                Lang::ZhCn => &site.names.zh,
                Lang::En => &site.names.en,
                Lang::Ug => &site.names.ug,
            };
            (*l, own.clone())
        });
        web::Site {
            key: site.key.clone(),
            names: names.collect(),
            look: Some(format!("/site.css?v={}-{}", site.key, site.version)),
            emblem: shape.1,
            banner: site.banner.as_ref().map(|b| SiteBanner {
                level: b.loudness().as_str(),
                text: b.text.clone(),
                href: b.href.clone(),
                until: b.until,
            }),
            base: String::new(),
            address: address(site, public_url),
            host: site.marks.host.clone(),
            operator: site.marks.operator.clone(),
            contact: site.marks.contact.clone(),
            site_code: site.marks.site_code.clone(),
            icp_record: site.marks.icp_record.clone(),
            police_record: site.marks.police_record.clone(),
            fault_report: "/site-map".into(),
            notice: self.notice.clone(),
        }
    }
}

/// The address of a site for the world: its first host, with the scheme and port of the hall's public address.
pub(crate) fn address(site: &Site, public_url: &str) -> String {
    let (scheme, rest) = public_url.split_once("://").unwrap_or(("https", public_url));
    let port =
        rest.split('/').next().and_then(|h| h.rsplit_once(':')).map_or_else(String::new, |(_, p)| format!(":{p}"));
    match site.hosts.first() {
        Some(host) => format!("{scheme}://{host}{port}"),
        None => format!("{}/s/{}", public_url.trim_end_matches('/'), site.key),
    }
}

fn is_loopback(host: &str) -> bool {
    matches!(host, "" | "localhost" | "127.0.0.1" | "::1")
}

impl SiteSource for Directory {
    fn of_host(&self, host: &str) -> SiteAnswer {
        let copy = self.copy.read().unwrap_or_else(PoisonError::into_inner);
        match (copy.by_host.get(host), &copy.first) {
            (Some(site), _) => SiteAnswer::Site(site.clone()),
            (None, None) => SiteAnswer::NoSites,
            (None, Some(first)) if is_loopback(host) || host == self.own_host => SiteAnswer::Site(first.clone()),
            (None, Some(_)) => SiteAnswer::Nobody,
        }
    }

    fn of_key(&self, key: &str) -> Option<Arc<web::Site>> {
        self.copy.read().unwrap_or_else(PoisonError::into_inner).by_key.get(key).cloned()
    }
}

fn load(tx: &mut Tx) -> Result<Vec<Site>, Fault> {
    Ok(store::list(tx)?.into_iter().filter(|s| s.is_open).collect())
}
