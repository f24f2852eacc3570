//! The pages of metadata, policies, settings and flags with plausible content, rendered and linted in every language.

use super::draft::Wrong;
use super::flags;
use super::samples::{LONG, a_held, a_rule, loaded, today};
use crate::*;
use jiff::civil::date;
use kernel::{
    Id, Lang,
    links::{Flag, FlagRefused, NodeKind},
};
use web::{Sample, Visit};

impl Sample for super::metadata::MetadataPage {
    fn samples(lang: Lang) -> Vec<super::metadata::MetadataPage> {
        let visit = Visit::sample(lang);
        let l = loaded(Stage::Registered, Validity::InForce);
        let first = super::metadata::first(&l, &l.version);
        let wrongs =
            [Wrong::Refused(Refused::NoReason), Wrong::Refused(Refused::SameMetadata), Wrong::Date("signed_on")];
        let mut out = vec![super::metadata::page(&visit, &l, &l.version, &first, None)];
        out.extend(wrongs.iter().map(|w| super::metadata::page(&visit, &l, &l.version, &first, Some(w))));
        out
    }
}

impl Sample for super::policies::PoliciesPage {
    fn samples(lang: Lang) -> Vec<super::policies::PoliciesPage> {
        use super::policies::{Found, Review, page, typed_of};
        let visit = Visit::sample(lang);
        let policy = ValidityPolicy { source: LONG.into(), ..ValidityPolicy::none("130100") };
        let found = |keeps| Found {
            policies: vec![policy.clone()],
            reviews: vec![Review { rule: a_rule(LONG, Validity::InForce), from: Some(date(2025, 10, 30)) }],
            regions: vec![("130100".into(), "石家庄市 130100".into()), ("130000".into(), "河北省 130000".into())],
            keeps,
        };
        let typed = typed_of(&policy);
        vec![
            page(&visit, &Found::default(), None, None, today()),
            page(&visit, &found(false), None, None, today()),
            page(&visit, &found(true), None, None, today()),
            page(&visit, &found(true), Some(&typed), Some(&Wrong::Refused(Refused::PolicyBounds)), today()),
            page(&visit, &found(true), Some(&typed), Some(&Wrong::Refused(Refused::NoPolicySource)), today()),
            page(&visit, &found(true), Some(&typed), Some(&Wrong::Unchosen("region")), today()),
        ]
    }
}

impl Sample for super::settings::SettingsPage {
    fn samples(lang: Lang) -> Vec<super::settings::SettingsPage> {
        use super::settings::{page, typed_of};
        let visit = Visit::sample(lang);
        let agency = |key: &str, uscc: Option<&str>| identity::Agency {
            id: Id::new(),
            key: key.into(),
            name: format!("某市{LONG}局"),
            short_name: "某局".into(),
            mark: "某".into(),
            uscc: uscc.map(str::to_owned),
            region: "130100".into(),
            address: String::new(),
            hours: String::new(),
            phone: String::new(),
            complaint_phone: String::new(),
        };
        let (one, other) = (agency("a", Some("11441700007280420Y")), agency("b", None));
        let both = [one.clone(), other.clone()];
        let always = Settings::default();
        let later = Settings { interpretation_required_from: Some(date(2030, 1, 1)), ..Settings::default() };
        let wrong = Wrong::Refused(Refused::IndexTemplate { what: "{seq}".into() });
        vec![
            page(&visit, &both[..1], &one, &always, &typed_of(&always), None, today()),
            page(&visit, &both, &other, &later, &typed_of(&later), Some(&wrong), today()),
            page(
                &visit,
                &both,
                &other,
                &later,
                &typed_of(&later),
                Some(&Wrong::Date("interpretation_required_from")),
                today(),
            ),
        ]
    }
}

impl Sample for flags::FlagsPage {
    fn samples(lang: Lang) -> Vec<flags::FlagsPage> {
        let visit = Visit::sample(lang);
        let own = Id::new();
        let held = a_held("某办法", Validity::InForce);
        let all: Vec<Flag> = [
            "flag-rule-amended",
            "flag-rule-repealed",
            "flag-rule-expired",
            "flag-rule-suspended",
            "flag-rule-withdrawn",
        ]
        .iter()
        .cycle()
        .take(70)
        .enumerate()
        .map(|(n, why)| {
            let mut link = held.leaning[n % 4].clone();
            link.from.owner = (n % 2 == 0).then_some(own);
            if n % 3 == 0 {
                link.from.owner = Some(Id::new());
            }
            Flag {
                id: Id::new(),
                link,
                why: (*why).into(),
                change: "x".into(),
                raised_at: jiff::Timestamp::UNIX_EPOCH,
                settled_at: None,
                note: None,
            }
        })
        .collect();
        let faulty = flags::Faulty { id: all[2].id, note: " ", refused: &FlagRefused::NoteMissing };
        let found = |n: usize| flags::Found {
            flags: all[..n].to_vec(),
            counts: vec![
                (NodeKind::Item, "flag-rule-amended".into(), n as i64),
                (NodeKind::Duty, "flag-rule-repealed".into(), 1),
            ],
            own: vec![own],
            ..flags::Found::default()
        };
        let many = flags::Found {
            agencies: vec![("a".into(), "甲局".into(), 60), ("b".into(), LONG.into(), 10)],
            owners: [(own, "甲局".to_owned())].into(),
            ..found(31)
        };
        let asked = flags::Asked::of("item", "", "a", "x");
        vec![
            flags::page(&visit, &flags::Asked::default(), flags::Found::default(), None),
            flags::page(&visit, &asked, found(0), None),
            flags::page(&visit, &flags::Asked::default(), found(1), None),
            flags::page(&visit, &asked, many, Some(&faulty)),
        ]
    }
}

#[test]
fn pages_are_well_made() {
    let none = Vec::<String>::new();
    assert_eq!(flags::FlagsPage::lint_samples(), none);
    assert_eq!(super::metadata::MetadataPage::lint_samples(), none);
    assert_eq!(super::policies::PoliciesPage::lint_samples(), none);
    assert_eq!(super::settings::SettingsPage::lint_samples(), none);
}

#[test]
fn only_what_was_changed_is_corrected() {
    use super::metadata::{changed, first};
    let l = loaded(Stage::Registered, Validity::InForce);
    let as_it_is = first(&l, &l.version);
    // Neither the subject with a mark of enumeration in it nor the day read from the last article counts as typed.
    let untouched = changed(&as_it_is, &l.version, &as_it_is).unwrap();
    assert!(untouched.topics.is_none() && untouched.effective_on.is_none() && untouched.issuers.is_none());
    let mut typed = as_it_is.clone();
    let mut set = |name: &str, value: &str| {
        typed.values.retain(|(n, _)| n != name);
        typed.values.push((name.into(), value.into()));
    };
    set("topics", "市场监管、生产安全 / 药品安全");
    set("signed_on", "2026-01-04");
    set("keywords", "甲、丙");
    let new = changed(&typed, &l.version, &as_it_is).unwrap();
    assert_eq!(new.topics.as_deref(), Some(&["市场监管、生产安全".to_owned(), "药品安全".to_owned()][..]));
    assert_eq!((new.signed_on, new.published_on), (Some(date(2026, 1, 4)), None));
    assert_eq!(new.keywords.map(|k| k.len()), Some(2));
    typed.values.retain(|(n, _)| n != "signed_on");
    assert_eq!(changed(&typed, &l.version, &as_it_is).unwrap_err(), Wrong::Date("signed_on"), "not taken away");
}
