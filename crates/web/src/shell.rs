//! The chrome of a page: head, navigation, breadcrumbs, flash, foot.

use crate::controls::Hidden;
use crate::visit::{Reading, Visit, Visitor};
use crate::{Sentence, Tr, asset};
use std::borrow::Cow;

/// The public body that runs this hall, and the marks that every page of a government site shows at its foot.
///
/// Facts, not sentences: they come from the settings and are shown as they are.
#[derive(Clone, Debug)]
pub struct Site {
    /// The site's word: `main` when the hall has no sites.
    pub key: String,
    /// Its name by language; empty when the hall has no sites.
    pub names: Vec<(kernel::Lang, String)>,
    /// The address of its own stylesheet.
    pub look: Option<String>,
    /// The shape of its emblem.
    pub emblem: &'static str,
    /// The banner across every page.
    pub banner: Option<SiteBanner>,
    /// Where the site begins under this host: empty, or `/s/changan` on a developer's machine.
    pub base: String,
    /// Where the site stands for the world, without a slash at the end; empty when nobody said.
    pub address: String,
    /// 主办单位
    pub host: String,
    /// 承办单位
    pub operator: String,
    /// 联系方式: the telephone of the hall.
    pub contact: String,
    /// 网站标识码: six digits of the region, four of the site.
    pub site_code: String,
    /// ICP备案号
    pub icp_record: String,
    /// 公安备案号
    pub police_record: String,
    /// 我为政府网站找错: where a wrong page is reported.
    pub fault_report: String,
    /// Whether this is a demonstration with invented data; then every page says so.
    pub notice: Option<Sentence>,
}

/// A banner across every page of a site.
#[derive(Clone, Debug)]
pub struct SiteBanner {
    /// `notice`, `warning` or `emergency`.
    pub level: &'static str,
    /// What it says.
    pub text: String,
    /// Where more is said; empty where nowhere.
    pub href: String,
    /// When it comes down by itself.
    pub until: Option<jiff::Timestamp>,
}

impl SiteBanner {
    /// Key of the word in front of it.
    pub fn label(&self) -> &'static str {
        match self.level {
            "emergency" => "banner-emergency",
            "warning" => "banner-warning",
            _ => "banner-notice",
        }
    }
}

/// The shapes an emblem may have, as paths in a square of 32: a hall, a mountain, a river, a leaf, a gate.
pub const EMBLEMS: &[(&str, &str)] = &[
    ("hall", "M5.5 12 16 6l10.500 6M7.500 12v13M24.500 12v13M4.500 25h23M13 25v-8.500a3 3 0 0 1 6 0V25"),
    ("mountain", "M4 25 12 11l5 8 4-6 7 12zM21 7.500a2 2 0 1 0 .1 0"),
    ("river", "M4 11c4-4 8 4 12 0s8 4 12 0M4 17c4-4 8 4 12 0s8 4 12 0M4 23c4-4 8 4 12 0s8 4 12 0"),
    ("leaf", "M7 25C6 13 13 7 26 6c0 13-6 19-17 18M9 24c3-7 7-10 12-13"),
    ("gate", "M5 9h22M7 9V6h18v3M9 9v16M23 9v16M9 14h14M16 14v11"),
];

impl Site {
    /// The site's name for `lang`, in Chinese where there is none.
    pub fn name(&self, lang: kernel::Lang) -> Option<&str> {
        let of = |l| self.names.iter().find(|(tag, n)| *tag == l && !n.is_empty()).map(|(_, n)| n.as_str());
        of(lang).or_else(|| of(kernel::Lang::ZhCn))
    }

    /// A site for tests and samples.
    pub fn sample() -> Site {
        Site {
            key: "main".into(),
            names: Vec::new(),
            look: None,
            emblem: EMBLEMS[0].1,
            banner: None,
            base: String::new(),
            address: String::new(),
            host: "石家庄市人民政府".into(),
            operator: "石家庄市行政审批局".into(),
            contact: "0311-12345".into(),
            site_code: "1301000000".into(),
            icp_record: "冀ICP备00000000号".into(),
            police_record: "冀公网安备 13010000000000号".into(),
            fault_report: "/site-map".into(),
            notice: Some(Sentence::new("site-demonstration")),
        }
    }
}

/// An entry of a navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NavItem {
    /// What a page names as its place: `items`.
    pub id: &'static str,
    /// The key of the label.
    pub label: &'static str,
    /// The address.
    pub href: &'static str,
}

/// The navigation of public pages.
pub const PUBLIC_NAV: &[NavItem] = &[
    NavItem { id: "home", label: "nav-home", href: "/" },
    NavItem { id: "items", label: "nav-items", href: "/items" },
    NavItem { id: "disclosure", label: "nav-disclosure", href: "/disclosure" },
    NavItem { id: "rules", label: "nav-rules", href: "/rules" },
    NavItem { id: "progress", label: "nav-progress", href: "/progress" },
    NavItem { id: "verify", label: "nav-verify", href: "/verify" },
    NavItem { id: "my", label: "nav-my", href: "/my" },
];

/// The navigation of staff pages; `identity` offers the entries that the posts allow.
pub const DESK_NAV: &[NavItem] = &[
    NavItem { id: "desk", label: "nav-desk", href: "/desk" },
    NavItem { id: "desk-items", label: "nav-desk-items", href: "/desk/items" },
    NavItem { id: "desk-publications", label: "nav-desk-publications", href: "/desk/publications" },
    NavItem { id: "desk-push", label: "nav-desk-push", href: "/desk/push" },
    NavItem { id: "desk-rules", label: "nav-desk-rules", href: "/desk/rules" },
    NavItem { id: "desk-rule-policies", label: "nav-desk-rule-policies", href: "/desk/rules/policies" },
    NavItem { id: "desk-duties", label: "nav-desk-duties", href: "/desk/duties" },
    NavItem { id: "desk-flags", label: "nav-desk-flags", href: "/desk/flags" },
    NavItem { id: "desk-sites", label: "nav-desk-sites", href: "/desk/sites" },
    NavItem { id: "desk-search", label: "nav-desk-search", href: "/desk/search" },
    NavItem { id: "desk-monitor", label: "nav-desk-monitor", href: "/desk/monitor" },
    NavItem { id: "desk-requests", label: "nav-desk-requests", href: "/desk/requests" },
    NavItem { id: "desk-reports", label: "nav-desk-reports", href: "/desk/reports" },
    NavItem { id: "desk-licences", label: "nav-desk-licences", href: "/desk/licences" },
    NavItem { id: "desk-ratings", label: "nav-desk-ratings", href: "/desk/ratings" },
    NavItem { id: "figures", label: "nav-figures", href: "/figures" },
];

/// Whom a page is for: the public or staff. Staff pages are denser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Everybody.
    Public,
    /// Officials.
    Desk,
}

/// A step of the way to the present page.
#[derive(Clone, Debug)]
pub struct Crumb {
    /// What it says.
    pub label: String,
    /// Where it leads.
    pub href: String,
}

/// The chrome of one page. Made by [`Visit::shell`] or [`Visit::desk`].
#[derive(Clone, Debug)]
pub struct Shell {
    /// The reader's language.
    pub tr: Tr,
    /// The title of the page, without the site's name.
    pub title: String,
    /// Public or staff.
    pub side: Side,
    /// The id of the navigation entry this page belongs to.
    pub current: &'static str,
    /// The way to this page.
    pub crumbs: Vec<Crumb>,
    /// Whether the title begins with "error": the form below was sent back.
    pub faulty: bool,
    visit: Visit,
}

/// A language of the switch.
pub struct OtherLanguage {
    /// BCP 47 tag.
    pub tag: &'static str,
    /// Its own name for itself.
    pub name: Cow<'static, str>,
    /// The address of the switch.
    pub href: String,
}

impl Shell {
    pub(crate) fn new(visit: Visit, side: Side, title: String) -> Shell {
        Shell { tr: visit.tr, title, side, current: "", crumbs: Vec::new(), faulty: false, visit }
    }

    /// A public page's chrome for samples and tests.
    pub fn sample(lang: kernel::Lang) -> Shell {
        Visit::sample(lang).shell("Sample")
    }

    /// Marks the navigation entry this page belongs to.
    pub fn at(mut self, nav: &'static str) -> Shell {
        self.current = nav;
        self
    }

    /// Adds a step to the way here.
    pub fn crumb(mut self, label: impl Into<String>, href: impl Into<String>) -> Shell {
        self.crumbs.push(Crumb { label: label.into(), href: href.into() });
        self
    }

    /// Says in the title that the form below was sent back with errors.
    pub fn with_errors(mut self) -> Shell {
        self.faulty = true;
        self
    }

    /// What the browser's tab shows.
    pub fn full_title(&self) -> String {
        let key = if self.faulty { "title-with-errors" } else { "title-page" };
        let site = self.site().name(self.tr.lang()).map_or_else(|| self.tr.s("site-name").to_string(), str::to_owned);
        self.tr.f2(key, "title", &self.title, "site", site)
    }

    /// Whether this is a staff page.
    pub fn is_desk(&self) -> bool {
        self.side == Side::Desk
    }

    /// The navigation of this side.
    pub fn nav(&self) -> &[NavItem] {
        match (self.side, self.visit.visitor()) {
            (Side::Public, _) => PUBLIC_NAV,
            (Side::Desk, Some(visitor)) => &visitor.desk_nav,
            (Side::Desk, None) => &[],
        }
    }

    /// `page` for the entry this page belongs to.
    pub fn is_current(&self, item: &NavItem) -> bool {
        item.id == self.current
    }

    /// Who is signed in.
    pub fn visitor(&self) -> Option<&Visitor> {
        self.visit.visitor()
    }

    /// The public body's marks.
    pub fn site(&self) -> &Site {
        self.visit.site()
    }

    /// The name beside the emblem: the site's, the hall's on staff pages.
    pub fn brand(&self) -> String {
        let site = if self.is_desk() { None } else { self.site().name(self.tr.lang()) };
        site.map_or_else(|| self.tr.s("brand").to_string(), str::to_owned)
    }

    /// The banner across the page, while it stands.
    pub fn banner(&self) -> Option<&SiteBanner> {
        let now = kernel::Clockwork::machine_now();
        self.site().banner.as_ref().filter(|b| b.until.is_none_or(|until| now < until))
    }

    /// What stands above the page: that this is a demonstration.
    pub fn site_notice(&self) -> Option<String> {
        self.site().notice.as_ref().map(|sentence| sentence.said(self.tr))
    }

    /// What happened just before, to be shown once.
    pub fn flash(&self) -> Option<String> {
        self.visit.flash.as_ref().map(|sentence| sentence.said(self.tr))
    }

    /// The reader's preferences.
    pub fn reading(&self) -> Reading {
        self.visit.reading
    }

    /// The hidden field that every form posted to us carries.
    pub fn csrf_field(&self) -> Hidden {
        Hidden::new("csrf", self.visit.csrf())
    }

    /// The hidden field that makes a repeated submit give the first result.
    pub fn idempotency_field(&self) -> Hidden {
        Hidden::new("idempotency", crate::idempotency_key())
    }

    /// The address of an asset: `shell.asset("mingting.css")`.
    pub fn asset(&self, name: &str) -> &'static str {
        asset(name)
    }

    /// The present address, for links that lead back here.
    pub fn path(&self) -> &str {
        &self.visit.path
    }

    /// The other languages, each leading back to this page.
    pub fn other_languages(&self) -> Vec<OtherLanguage> {
        let back = crate::page::encoded(self.path());
        self.tr
            .others()
            .map(|(lang, name)| OtherLanguage {
                tag: lang.as_str(),
                name,
                href: format!("/language/{lang}?back={back}"),
            })
            .collect()
    }

    /// Where the sign-in leads back to.
    pub fn sign_in_href(&self) -> String {
        format!("/sign-in?back={}", crate::page::encoded(self.path()))
    }

    /// The address of the page with the reading preferences, leading back here.
    pub fn accessibility_href(&self) -> String {
        format!("/accessibility?back={}", crate::page::encoded(self.path()))
    }
}
