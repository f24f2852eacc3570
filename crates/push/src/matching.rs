//! Whether an announcement concerns a reader, and why. Pure: it knows no database and no page.
//!
//! Matching is by words that the reader can see in the document: whoever is told something can check why. It never
//! guesses at meaning, and a clause that says whom it does not cover still concerns them.
//!
//! (Words by which rules name the size of a business: Chinese terms as data.)

use jiff::Timestamp;
use kernel::{Id, words};
use serde::{Deserialize, Serialize};

/// Something that was published, in words that no other concept has to know.
#[derive(Clone, Debug)]
pub struct Announcement {
    /// Unique, with the revision: `publication:2026-000123:1`. The same key tells nobody twice.
    pub key: String,
    /// What it is: `news`, `notice`, `rule-amend`, …; what begins with `rule` is or changes the rule itself.
    pub kind: String,
    /// Its title.
    pub title: String,
    /// Where it is read, an address on this site.
    pub href: String,
    /// Its whole text.
    pub text: String,
    /// Where it stands: site key and section key.
    pub sections: Vec<(String, String)>,
    /// Its topics.
    pub topics: Vec<String>,
    /// The rule it is, changes or is about, by slug.
    pub rule: Option<String>,
    /// The agency whose announcement it is.
    pub agency: Option<Id>,
    /// Its clauses: label such as 第三条, text, address; for a change, those that changed. A paragraph without a label
    /// counts as text.
    pub clauses: Vec<(String, String, String)>,
    /// Slugs of the items that can be applied for under it.
    pub items: Vec<String>,
    /// When.
    pub at: Timestamp,
}

words! {
    /// How large a business is. Law: 中小企业划型标准规定
    pub enum Size {
        /// 个体工商户.
        Household = "household",
        /// 微型企业.
        Micro = "micro",
        /// 小型企业.
        Small = "small",
        /// 中型企业.
        Medium = "medium",
        /// 大型企业.
        Large = "large",
    }
}

impl Size {
    /// How rules name a business of this size.
    fn terms(self) -> &'static [&'static str] {
        match self {
            Size::Household => &["个体工商户", "个体户", "个体经营者"],
            Size::Micro => &["中小微企业", "小微企业", "微型企业", "小型微利企业"],
            Size::Small => &["中小微企业", "小微企业", "小型企业", "中小企业", "中小型企业", "小型微利企业"],
            Size::Medium => &["中小微企业", "中小企业", "中小型企业", "中型企业", "大中型企业"],
            Size::Large => &["大型企业", "大中型企业", "大企业", "规模以上企业"],
        }
    }
}

/// What a reader says of themselves; everything may be left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// Words of the industry: 餐饮, 食品生产.
    pub industries: Vec<String>,
    /// The size, by its word; empty when not said.
    pub size: String,
    /// The district, as rules name it: 长安区.
    pub district: String,
    /// Words of interest: 稳岗补贴.
    pub interests: Vec<String>,
    /// Kinds of the licences held; kept up by the hall, see [`crate::set_licences`].
    pub licences: Vec<String>,
}

impl Profile {
    /// Whether there is nothing to match by. A district alone is enough.
    pub fn is_empty(&self) -> bool {
        self.industries.is_empty()
            && self.interests.is_empty()
            && self.licences.is_empty()
            && self.size.is_empty()
            && self.district.is_empty()
    }

    fn words(&self) -> Vec<&str> {
        let size = Size::parse(&self.size).map(Size::terms).unwrap_or_default();
        self.industries
            .iter()
            .chain(&self.licences)
            .chain(&self.interests)
            .map(String::as_str)
            .chain(size.iter().copied())
            .chain([self.district.as_str()])
            .map(str::trim)
            // One character stands in every second word.
            .filter(|w| w.chars().count() >= 2)
            .collect()
    }
}

/// What is subscribed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A section of a site.
    Section {
        /// The site's key.
        site: String,
        /// The section's key.
        section: String,
    },
    /// Whatever a search finds.
    Search(String),
    /// A rule, by slug.
    Rule(String),
    /// Whatever concerns the reader's profile.
    Profile,
}

impl What {
    /// Reads `section:main/news`, `search:词`, `rule:r-000123`, `profile`.
    pub fn parse(text: &str) -> Option<What> {
        if text == "profile" {
            return Some(What::Profile);
        }
        let (kind, rest) = text.split_once(':')?;
        What::of(kind, rest)
    }

    /// From its two parts in the table.
    pub(crate) fn of(kind: &str, rest: &str) -> Option<What> {
        let rest = rest.trim();
        match kind {
            "profile" => Some(What::Profile),
            _ if rest.is_empty() => None,
            "section" => {
                let (site, section) = rest.split_once('/')?;
                (!site.is_empty() && !section.is_empty())
                    .then(|| What::Section { site: site.to_owned(), section: section.to_owned() })
            }
            "search" => Some(What::Search(rest.to_owned())),
            "rule" => Some(What::Rule(rest.to_owned())),
            _ => None,
        }
    }

    /// The first part.
    pub fn kind(&self) -> &'static str {
        match self {
            What::Section { .. } => "section",
            What::Search(_) => "search",
            What::Rule(_) => "rule",
            What::Profile => "profile",
        }
    }

    /// The second part.
    pub fn rest(&self) -> String {
        match self {
            What::Section { site, section } => format!("{site}/{section}"),
            What::Search(text) | What::Rule(text) => text.clone(),
            What::Profile => String::new(),
        }
    }
}

/// Why somebody is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Why {
    /// The sentence.
    pub key: String,
    /// Its particulars.
    pub args: Vec<(String, String)>,
    /// The clause: label and address.
    pub clause: Option<(String, String)>,
}

impl Why {
    fn new(key: &str, args: &[(&str, &str)], clause: Option<&(String, String, String)>) -> Why {
        Why {
            key: key.to_owned(),
            args: args.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect(),
            clause: clause.map(|(label, _, href)| (label.clone(), href.clone())),
        }
    }
}

/// Why `announcement` concerns somebody who subscribed to `what` (called `label`) and has `profile`; `None`: it does not.
/// `matches_query` says whether the announcement is found by a search.
pub fn why(
    announcement: &Announcement,
    what: &What,
    label: &str,
    profile: Option<&Profile>,
    matches_query: &dyn Fn(&str) -> bool,
) -> Option<Why> {
    match what {
        What::Section { site, section } => announcement
            .sections
            .iter()
            .any(|(s, k)| s == site && k == section)
            .then(|| Why::new("push-why-section", &[("name", label)], None)),
        What::Search(text) => matches_query(text).then(|| Why::new("push-why-search", &[("words", text)], None)),
        What::Rule(slug) if announcement.rule.as_ref() != Some(slug) => None,
        What::Rule(_) if announcement.kind.starts_with("rule") => {
            Some(Why::new("push-why-rule", &[], announcement.clauses.first()))
        }
        // An interpretation, an answer: about the rule, and no change of it.
        What::Rule(_) => Some(Why::new("push-why-about-rule", &[], None)),
        What::Profile => why_profile(announcement, profile?),
    }
}

fn why_profile(announcement: &Announcement, profile: &Profile) -> Option<Why> {
    let words = profile.words();
    let best = announcement
        .clauses
        .iter()
        .map(|clause| (found(&words, &clause.1), clause))
        .filter(|(hits, _)| !hits.is_empty())
        // The clause that says most of the reader's words; the first of several.
        .reduce(|a, b| if b.0.len() > a.0.len() { b } else { a });
    // A paragraph without a label has no address of its own: it is the text that says it.
    if let Some((hits, clause)) = best.filter(|(_, clause)| !clause.0.is_empty()) {
        return Some(Why::new(
            "push-why-clause",
            &[("clause", clause.0.as_str()), ("words", hits.join("、").as_str())],
            Some(clause),
        ));
    }
    let topics = announcement.topics.join("\n");
    let hits = found(&words, &format!("{}\n{topics}\n{}", announcement.title, announcement.text));
    (!hits.is_empty()).then(|| Why::new("push-why-text", &[("words", hits.join("、").as_str())], None))
}

/// Which of `words` stand in `text`, the longer before those it contains, each once.
fn found<'w>(words: &[&'w str], text: &str) -> Vec<&'w str> {
    let text = text.to_lowercase();
    let mut hits: Vec<&str> = Vec::new();
    for word in words {
        if text.contains(&word.to_lowercase()) && !hits.iter().any(|h| h.contains(word)) {
            hits.retain(|h| !word.contains(h));
            hits.push(word);
        }
    }
    hits
}

#[cfg(test)]
mod tests {
    use super::*;

    fn announcement() -> Announcement {
        Announcement {
            key: "k:1".into(),
            kind: "rule".into(),
            title: "关于支持餐饮业发展的若干措施".into(),
            href: "/rules/r-000001".into(),
            text: "为促进消费。对长安区的小微企业给予稳岗补贴。鼓励冷链物流。".into(),
            sections: vec![("main".into(), "policies".into())],
            topics: vec!["稳就业".into()],
            rule: Some("r-000001".into()),
            agency: None,
            clauses: vec![
                ("第一条".into(), "为促进消费，制定本措施。".into(), "/rules/r-000001#第一条".into()),
                ("第二条".into(), "鼓励餐饮企业申报。".into(), "/rules/r-000001#第二条".into()),
                ("第三条".into(), "对长安区的小微企业给予稳岗补贴。".into(), "/rules/r-000001#第三条".into()),
            ],
            items: vec![],
            at: "2026-03-02T01:00:00Z".parse().unwrap(),
        }
    }

    fn profile(industries: &[&str], size: &str, district: &str, interests: &[&str]) -> Profile {
        let own = |list: &[&str]| list.iter().map(|w| (*w).to_owned()).collect();
        Profile {
            industries: own(industries),
            size: size.into(),
            district: district.into(),
            interests: own(interests),
            licences: vec![],
        }
    }

    #[test]
    fn every_match_says_why_and_names_the_clause() {
        let a = announcement();
        // The subscription, the profile, and what is expected: sentence, words named, clause.
        type Line<'a> = (&'a str, Option<Profile>, Option<(&'a str, &'a str, &'a str)>);
        let p = |i: &[&str], s: &str, d: &str, x: &[&str]| Some(profile(i, s, d, x));
        let table: Vec<Line<'_>> = vec![
            ("section:main/policies", None, Some(("push-why-section", "", ""))),
            ("section:main/news", None, None),
            ("section:dept/policies", None, None),
            ("search:补贴", None, Some(("push-why-search", "补贴", ""))),
            ("search:养老", None, None),
            ("rule:r-000001", None, Some(("push-why-rule", "", "第一条"))),
            ("rule:r-000002", None, None),
            ("profile", None, None),
            ("profile", p(&[], "", "", &[]), None),
            ("profile", p(&["餐饮"], "", "", &[]), Some(("push-why-clause", "餐饮", "第二条"))),
            ("profile", p(&[], "micro", "", &[]), Some(("push-why-clause", "小微企业", "第三条"))),
            ("profile", p(&[], "small", "", &[]), Some(("push-why-clause", "小微企业", "第三条"))),
            ("profile", p(&[], "large", "", &[]), None),
            ("profile", p(&[], "", "长安区", &[]), Some(("push-why-clause", "长安区", "第三条"))),
            ("profile", p(&[], "", "桥西区", &[]), None),
            // The clause with more of the reader's words wins over the first.
            ("profile", p(&["餐饮"], "micro", "长安区", &[]), Some(("push-why-clause", "小微企业、长安区", "第三条"))),
            // Words outside every clause, and topics, match without a clause.
            ("profile", p(&["冷链物流"], "", "", &[]), Some(("push-why-text", "冷链物流", ""))),
            ("profile", p(&[], "", "", &["稳就业"]), Some(("push-why-text", "稳就业", ""))),
            // The longer word is said, not what it contains.
            ("profile", p(&["补贴"], "", "", &["稳岗补贴"]), Some(("push-why-clause", "稳岗补贴", "第三条"))),
            // One character is no word.
            ("profile", p(&["业"], "", "", &[]), None),
            ("profile", p(&["采矿"], "", "", &["养老"]), None),
        ];
        for (what, profile, expected) in table {
            let got = why(&a, &What::parse(what).unwrap(), "政策文件", profile.as_ref(), &|q| a.text.contains(q));
            match (&got, expected) {
                (None, None) => {}
                (Some(w), Some((key, words, clause))) => {
                    assert_eq!(w.key, key, "{what} {profile:?}");
                    let said = w.args.iter().find(|(n, _)| n == "words").map_or("", |(_, v)| v.as_str());
                    assert_eq!(said, words, "{what} {profile:?}");
                    assert_eq!(w.clause.as_ref().map_or("", |c| c.0.as_str()), clause, "{what} {profile:?}");
                    if let Some((label, href)) = &w.clause {
                        assert!(href.ends_with(&format!("#{label}")), "{href}");
                    }
                }
                _ => panic!("{what} {profile:?}: {got:?}"),
            }
        }
    }

    #[test]
    fn what_is_about_a_rule_is_no_change_of_it_and_a_paragraph_no_clause() {
        let mut a = announcement();
        a.kind = "interpretation".into();
        let said = why(&a, &What::Rule("r-000001".into()), "", None, &|_| false).unwrap();
        assert_eq!((said.key.as_str(), said.clause), ("push-why-about-rule", None));
        for clause in &mut a.clauses {
            clause.0.clear();
        }
        let p = profile(&[], "micro", "", &[]);
        let said = why(&a, &What::Profile, "", Some(&p), &|_| false).unwrap();
        assert_eq!((said.key.as_str(), said.clause), ("push-why-text", None));
    }

    #[test]
    fn licences_held_are_words_too() {
        let mut a = announcement();
        a.clauses.push(("第四条".into(), "持有食品经营许可证的，可以申请。".into(), "/r#第四条".into()));
        let p = Profile { licences: vec!["食品经营许可证".into()], ..Profile::default() };
        let why = why(&a, &What::Profile, "", Some(&p), &|_| false).unwrap();
        assert_eq!(why.clause.unwrap().0, "第四条");
    }

    #[test]
    fn what_is_read_as_it_is_written() {
        for text in ["section:main/news", "search:食品 经营", "rule:r-000001"] {
            let what = What::parse(text).unwrap();
            assert_eq!(format!("{}:{}", what.kind(), what.rest()), text);
        }
        for wrong in ["", "section:", "section:main", "section:/x", "search:  ", "rule:", "other:x", "news"] {
            assert_eq!(What::parse(wrong), None, "{wrong}");
        }
    }
}
