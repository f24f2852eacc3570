//! Samples of the desk pages, and what all of them must be.

use super::{
    desk::{Keeper, ListPage, list_page},
    desk_banner::{BannerPage, banner_page},
    desk_facts::{FactsPage, facts_page, new_page},
    desk_home::{HomePage, home_page},
    desk_sections::{Around, SectionPage, SectionsPage, section_page, sections_page},
};
use crate::{
    Banner, Block, BlockKind, FixedSection, Marks, Names, Refused, Section, SectionClass, Site, SiteKind, Theme,
};
use identity::Agency;
use kernel::{Id, Lang};
use web::{Sample, Visit};

fn agency() -> Agency {
    Agency {
        id: Id::new(),
        key: "approval".into(),
        name: "石家庄市行政审批局".into(),
        short_name: "审批局".into(),
        mark: "石审".into(),
        uscc: None,
        region: "130100".into(),
        address: String::new(),
        hours: String::new(),
        phone: String::new(),
        complaint_phone: String::new(),
    }
}

fn site(agency: Id) -> Site {
    let block = |kind, sections: &[&str], entries| Block {
        kind,
        sections: sections.iter().map(|s| (*s).to_owned()).collect(),
        entries,
    };
    Site {
        id: Id::new(),
        key: "main".into(),
        kind: SiteKind::Portal,
        agency,
        region: "130100".into(),
        names: Names { zh: "石家庄市人民政府<b>".into(), en: "Municipal Government".into(), ug: String::new() },
        hosts: vec!["www.mingting.localhost".into(), "long-name.of-a-site.mingting.localhost".into()],
        theme: Theme::default(),
        languages: vec![Lang::ZhCn, Lang::En],
        blocks: vec![
            block(BlockKind::Search, &[], 0),
            block(BlockKind::Lead, &["news"], 6),
            block(BlockKind::Sections, &["news", "topic"], 4),
        ],
        marks: Marks { host: "市政府办公室".into(), site_code: "1301000001".into(), ..Marks::default() },
        banner: None,
        is_open: true,
        version: 3,
    }
}

fn sections() -> Vec<Section> {
    let one = |key: &str, class, cycle_days, fixed, parent: Option<&str>| Section {
        id: Id::new(),
        site: "main".into(),
        key: key.into(),
        names: Names::zh(format!("栏目{key}")),
        parent: parent.map(str::to_owned),
        class,
        cycle_days,
        fixed,
        agency: None,
        place: 10,
        is_open: key != "topic",
    };
    vec![
        one("news", SectionClass::News, None, None, None),
        one("budget", SectionClass::Cyclic, Some(30), None, Some("news")),
        one("topic", SectionClass::Topic, None, None, None),
        one("disclosure-guide", SectionClass::Static, None, Some(FixedSection::DisclosureGuide), None),
    ]
}

fn bannered(site: &Site, at: &str) -> Site {
    let raised_at = at.parse().unwrap();
    let banner = Banner {
        level: "emergency".into(),
        text: "暴雨红色预警<script>".into(),
        href: "/x".into(),
        raised_at,
        until: None,
    };
    Site { banner: Some(banner), ..site.clone() }
}

impl Sample for ListPage {
    fn samples(lang: Lang) -> Vec<ListPage> {
        let (visit, agency) = (Visit::sample(lang), agency());
        let site = site(agency.id);
        let many: Vec<Site> = vec![
            site.clone(),
            bannered(&site, "2026-03-02T01:00:00Z"),
            Site { is_open: false, hosts: Vec::new(), ..site },
        ];
        vec![
            list_page(&visit, Keeper::Platform, &[], &[]),
            list_page(&visit, Keeper::Site, &[], &[]),
            list_page(&visit, Keeper::Platform, &many, &[agency]),
        ]
    }
}

impl Sample for FactsPage {
    fn samples(lang: Lang) -> Vec<FactsPage> {
        let (visit, agency) = (Visit::sample(lang), agency());
        let site = site(agency.id);
        let faint = Site { theme: Theme { link: "#c0c0c0".into(), ..Theme::default() }, ..site.clone() };
        let agencies = [agency];
        let mut out = vec![
            facts_page(&visit, &site, Keeper::Platform, None, None),
            facts_page(&visit, &site, Keeper::Site, None, None),
            facts_page(&visit, &Site { is_open: false, ..site.clone() }, Keeper::Platform, None, None),
            facts_page(&visit, &faint, Keeper::Site, None, Some(&Refused::Faint("link", 17))),
            new_page(&visit, &agencies, None, None),
        ];
        let refusals = [
            Refused::BadKey,
            Refused::KeyInUse("main".into()),
            Refused::NoAgency,
            Refused::BadHost("a_b".into()),
            Refused::HostInUse("www.example".into()),
            Refused::NoName,
            Refused::BadMark("contact"),
            Refused::BadMark("site-code"),
        ];
        out.extend(refusals.iter().map(|r| new_page(&visit, &agencies, None, Some(r))));
        out
    }
}

impl Sample for HomePage {
    fn samples(lang: Lang) -> Vec<HomePage> {
        let (visit, sections) = (Visit::sample(lang), sections());
        let site = site(Id::new());
        let all: Vec<Block> =
            BlockKind::ALL.iter().map(|k| Block { kind: *k, sections: Vec::new(), entries: 0 }).collect();
        vec![
            home_page(&visit, &site, &sections, None, None),
            home_page(&visit, &Site { blocks: Vec::new(), ..site.clone() }, &sections, None, None),
            home_page(&visit, &Site { blocks: all, ..site.clone() }, &sections, None, None),
            home_page(&visit, &site, &sections, Some((&[], 3)), None),
            home_page(&visit, &site, &sections, None, Some(&Refused::UnknownSection("topic".into()))),
            home_page(&visit, &site, &sections, None, Some(&Refused::BadEntries)),
        ]
    }
}

impl Sample for SectionsPage {
    fn samples(lang: Lang) -> Vec<SectionsPage> {
        let visit = Visit::sample(lang);
        let site = site(Id::new());
        vec![sections_page(&visit, &site, &[]), sections_page(&visit, &site, &sections())]
    }
}

impl Sample for SectionPage {
    fn samples(lang: Lang) -> Vec<SectionPage> {
        let (visit, agencies, sections) = (Visit::sample(lang), [agency()], sections());
        let site = site(agencies[0].id);
        let around = Around { site: &site, sections: &sections, agencies: &agencies };
        let mut out = vec![section_page(&visit, &around, None, None, None)];
        out.extend(sections.iter().map(|s| section_page(&visit, &around, Some(s), None, None)));
        for refused in [Refused::NoCycle, Refused::Circle, Refused::Fixed, Refused::BadPlace, Refused::NoName] {
            out.push(section_page(&visit, &around, Some(&sections[1]), None, Some(&refused)));
        }
        out
    }
}

impl Sample for BannerPage {
    fn samples(lang: Lang) -> Vec<BannerPage> {
        let visit = Visit::sample(lang);
        let site = site(Id::new());
        let raised = bannered(&site, "2026-03-02T01:00:00Z");
        vec![
            banner_page(&visit, &site, None, None),
            banner_page(&visit, &raised, None, None),
            banner_page(&visit, &site, None, Some(&Refused::BannerText)),
            banner_page(&visit, &site, None, Some(&Refused::BadLink)),
            banner_page(&visit, &site, None, Some(&Refused::BadUntil)),
        ]
    }
}

#[test]
fn pages_are_well_made() {
    assert_eq!(ListPage::lint_samples(), Vec::<String>::new());
    assert_eq!(FactsPage::lint_samples(), Vec::<String>::new());
    assert_eq!(HomePage::lint_samples(), Vec::<String>::new());
    assert_eq!(SectionsPage::lint_samples(), Vec::<String>::new());
    assert_eq!(SectionPage::lint_samples(), Vec::<String>::new());
    assert_eq!(BannerPage::lint_samples(), Vec::<String>::new());
}

#[test]
fn names_and_banners_are_never_markup() {
    use askama::Template;
    for html in BannerPage::samples(Lang::ZhCn).iter().map(|p| p.render().unwrap()) {
        assert!(!html.contains("<script>") && !html.contains("政府<b>"), "{html}");
    }
}
