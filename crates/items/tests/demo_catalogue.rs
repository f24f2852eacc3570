//! The demonstration catalogue is whole: every item passes the gate, every guidance is total, codes check, forms
//! parse, and every provision it quotes stands word for word in the law.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use items::catalogue_file::{Catalogue, parse_folder};
use items::demonstration::{AGENCIES, CATALOGUE, FORMS};
use items::gate::{AgencyFacts, GateContext, check, may_publish};
use items::guidance::{self, Answers, HeldLicence, HeldSet, HeldSource, NeedStatus, Next};
use items::item::{FormRef, ItemVersion, LegalBasis};
use items::material::ProfileDatum;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn catalogue() -> Catalogue {
    parse_folder(CATALOGUE).expect("the demonstration catalogue is readable")
}

fn forms() -> Vec<(String, forms::Definition)> {
    FORMS
        .iter()
        .map(|(file, text)| {
            let form = forms::Definition::parse(text).unwrap_or_else(|wrong| panic!("{file}: {wrong:?}"));
            ((*file).to_owned(), form)
        })
        .collect()
}

fn agencies() -> BTreeMap<String, AgencyFacts> {
    let table: toml::Table = AGENCIES.parse().expect("agencies.toml is TOML");
    let rows = table["agency"].as_array().expect("agencies");
    rows.iter()
        .map(|row| {
            let text = |name: &str| row[name].as_str().expect("a text").to_owned();
            (text("key"), AgencyFacts { uscc: text("uscc") })
        })
        .collect()
}

fn context(catalogue: &Catalogue) -> GateContext {
    GateContext {
        agencies: agencies(),
        forms: forms()
            .iter()
            .map(|(_, form)| FormRef { key: form.form().to_owned(), version: form.version() })
            .collect(),
        licence_types: catalogue.licence_types.iter().map(|entry| entry.key.clone()).collect(),
        shared: catalogue.shared.clone(),
    }
}

fn item<'a>(catalogue: &'a Catalogue, key: &str) -> &'a ItemVersion {
    catalogue.items.iter().find(|item| item.key == key).unwrap_or_else(|| panic!("no item {key}"))
}

fn answers(pairs: &[(&str, &str)]) -> Answers {
    pairs.iter().map(|(question, answer)| ((*question).to_owned(), (*answer).to_owned())).collect()
}

#[test]
fn the_compiled_lists_are_the_folders() {
    for (folder, compiled) in [("demo/items", CATALOGUE), ("demo/forms", FORMS)] {
        let mut found: Vec<String> = std::fs::read_dir(root().join(folder))
            .expect("the demo folder")
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        found.sort();
        let listed: Vec<String> = compiled.iter().map(|(name, _)| (*name).to_owned()).collect();
        assert_eq!(found, listed, "{folder}");
    }
}

#[test]
fn every_item_passes_the_gate_without_a_remark() {
    let catalogue = catalogue();
    let context = context(&catalogue);
    let mut wrong = Vec::new();
    for item in &catalogue.items {
        let findings = check(item, &context);
        assert_eq!(may_publish(&findings), findings.iter().all(|f| f.severity() != items::gate::Severity::Blocks));
        wrong.extend(findings.iter().map(|finding| format!("{}: {finding:?}", item.key)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn at_least_four_items_stand_in_each_of_the_eight_fields() {
    let catalogue = catalogue();
    assert_eq!(catalogue.fields.len(), 8);
    for field in &catalogue.fields {
        let count = catalogue.items.iter().filter(|item| item.field == field.key).count();
        assert!(count >= 4, "{}: {count}", field.name);
    }
    assert!(catalogue.items.len() >= 32, "{}", catalogue.items.len());
    let known: BTreeSet<&str> = catalogue.fields.iter().map(|field| field.key.as_str()).collect();
    for item in &catalogue.items {
        assert!(known.contains(item.field.as_str()), "{}: field {}", item.key, item.field);
    }
}

#[test]
fn keys_and_codes_are_unique_and_check() {
    let catalogue = catalogue();
    let mut keys = BTreeSet::new();
    let mut handling = BTreeSet::new();
    for item in &catalogue.items {
        assert!(keys.insert(&item.key), "{} twice", item.key);
        let [basic, implementing, code] = [&item.codes.basic, &item.codes.implementing, &item.codes.handling]
            .map(|code| code.clone().expect("a code"));
        codes::BasicItemCode::parse(&basic).unwrap_or_else(|wrong| panic!("{}: {wrong}", item.key));
        let parsed = codes::HandlingItemCode::parse(&code).unwrap_or_else(|wrong| panic!("{}: {wrong}", item.key));
        assert_eq!(parsed.implementing().to_string(), implementing, "{}", item.key);
        assert_eq!(parsed.implementing().basic().to_string(), basic, "{}", item.key);
        assert!(handling.insert(code), "{}: handling code twice", item.key);
    }
    for (key, agency) in agencies() {
        codes::Uscc::parse(&agency.uscc).unwrap_or_else(|wrong| panic!("{key}: {wrong}"));
    }
    for entry in &catalogue.licence_types {
        codes::LicenceTypeCode::parse(&entry.code).unwrap_or_else(|wrong| panic!("{}: {wrong}", entry.key));
        assert!(agencies().contains_key(&entry.defined_by), "{}: {}", entry.key, entry.defined_by);
    }
    let agencies = agencies();
    for item in &catalogue.items {
        assert!(agencies.contains_key(&item.department), "{}: department {}", item.key, item.department);
        assert!(item.entrusted_by.as_ref().is_none_or(|agency| agencies.contains_key(agency)), "{}", item.key);
    }
}

#[test]
fn items_of_one_node_agree_on_its_name() {
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    for item in catalogue().items {
        for node in std::iter::once(item.main).chain(item.sub) {
            let name = names.entry(node.key.clone()).or_insert_with(|| node.name.clone());
            assert_eq!(*name, node.name, "{}", node.key);
        }
    }
}

#[test]
fn where_the_guidance_leads_elsewhere_the_item_exists() {
    let catalogue = catalogue();
    for from in &catalogue.items {
        for elsewhere in from.situations.iter().filter_map(|situation| situation.elsewhere.as_ref()) {
            if let Some(key) = &elsewhere.item {
                item(&catalogue, key);
            }
        }
    }
}

#[test]
fn every_form_is_fit_for_publication_and_used() {
    let used: BTreeSet<String> =
        catalogue().items.iter().filter_map(|item| item.form.as_ref().map(|form| form.key.clone())).collect();
    for (file, form) in forms() {
        let problems = form.check();
        assert!(problems.is_empty(), "{file}: {problems:#?}");
        assert_eq!(format!("{}.toml", form.form()), file);
        assert!(used.contains(form.form()), "{file}: no item uses it");
    }
}

#[test]
fn prefill_keys_lead_somewhere() {
    let catalogue = catalogue();
    let profile = ["person", "organisation", "name", "phone", "address", "email"];
    for (file, form) in forms() {
        for key in form.prefill_keys() {
            let parts: Vec<&str> = key.split('.').collect();
            let known = match parts.as_slice() {
                ["profile", name] => profile.contains(name),
                ["licence", kind, attribute] => catalogue
                    .licence_types
                    .iter()
                    .any(|entry| entry.key == *kind && entry.attributes.iter().any(|known| known.key == *attribute)),
                ["case", from, _] => catalogue.items.iter().any(|item| item.key == *from),
                _ => false,
            };
            assert!(known, "{file}: {key}");
        }
    }
}

#[test]
fn the_star_item_asks_three_questions_and_one_upload() {
    let catalogue = catalogue();
    let star = item(&catalogue, "food-business-new");
    let path = [("business", "catering"), ("who", "person"), ("area", "small")];
    for (n, (question, _)) in path.iter().enumerate() {
        let Next::Ask(asked) = guidance::next(star, &answers(&path[..n])) else { panic!("question {n}") };
        assert_eq!(asked.key, *question);
    }
    let Next::Found(situation) = guidance::next(star, &answers(&path)) else { panic!("a situation") };
    assert_eq!(situation.key, "person-catering-small");

    let licence = HeldLicence {
        licence_type: "business-licence".into(),
        name: "营业执照".into(),
        number: "1".into(),
        identifier: "1".into(),
        valid_until: None,
    };
    let held = HeldSet { licences: vec![licence.clone()], profile: vec![ProfileDatum::PersonIdentity] };
    let needs: Vec<(String, NeedStatus)> = guidance::materials_for(star, situation, &held)
        .into_iter()
        .map(|need| (need.material.key.clone(), need.status))
        .collect();
    assert_eq!(
        needs,
        [
            ("application".into(), NeedStatus::FillInForm),
            ("business-licence".into(), NeedStatus::AlreadyHeld { source: HeldSource::Licence(licence) }),
            ("identity".into(), NeedStatus::AlreadyHeld { source: HeldSource::Profile(ProfileDatum::PersonIdentity) }),
            ("layout".into(), NeedStatus::Ask),
        ]
    );
    let stranger = guidance::materials_for(star, situation, &HeldSet::default());
    assert_eq!(stranger.iter().filter(|need| need.status == NeedStatus::Ask).count(), 3);
}

#[test]
fn an_answer_that_is_not_offered_is_told_apart() {
    let catalogue = catalogue();
    let star = item(&catalogue, "food-business-new");
    for wrong in [("business", "banking"), ("colour", "red")] {
        assert_eq!(guidance::next(star, &answers(&[wrong])), Next::Unknown { question: wrong.0.to_owned() });
    }
}

/// Every provision an item quotes: its own basis, and what its materials and special procedures lean on.
fn provisions(item: &ItemVersion) -> impl Iterator<Item = &LegalBasis> {
    let materials = item.materials.iter().filter_map(|material| material.basis.as_ref());
    let procedures = item
        .special_procedures
        .iter()
        .flat_map(|procedure| std::iter::once(&procedure.basis).chain(procedure.clock_basis.as_ref()));
    item.legal_basis.iter().chain(materials).chain(procedures)
}

/// The newest version of a law in the library; the date stands in the file name.
fn newest(library: &Path, law: &str) -> Option<String> {
    let bare = law.trim_start_matches("中华人民共和国");
    let folders = std::fs::read_dir(library).ok()?.flatten();
    let files = folders.filter_map(|folder| std::fs::read_dir(folder.path()).ok()).flat_map(|files| files.flatten());
    let mut found: Vec<(String, PathBuf)> = files
        .map(|file| (file.file_name().to_string_lossy().into_owned(), file.path()))
        .filter(|(name, _)| {
            let stem = name.trim_end_matches(".md");
            stem.split_once('(').map_or(stem, |(title, _)| title) == bare
        })
        .collect();
    found.sort();
    found.pop().map(|(_, path)| std::fs::read_to_string(path).expect("a law"))
}

/// The words of one article without white space: from its number to the next article or heading.
fn article(law: &str, number: &str) -> Option<String> {
    let opens =
        |line: &str| line.starts_with('第') && line.split_whitespace().next().is_some_and(|word| word.ends_with('条'));
    let mut lines = law.lines().map(str::trim).skip_while(|line| line.split_whitespace().next() != Some(number));
    let first = lines.next()?;
    let rest = lines.take_while(|line| !opens(line) && !line.starts_with('#'));
    Some(std::iter::once(first).chain(rest).flat_map(str::chars).filter(|c| !c.is_whitespace()).collect())
}

#[test]
fn every_quoted_provision_stands_in_its_article() {
    let data = std::env::var_os("MINGTING_DATA").map_or_else(|| root().join("../shared/data"), PathBuf::from);
    let library = data.join("laws");
    if !library.is_dir() {
        eprintln!("skipped: the library of laws is not at {}", library.display());
        return;
    }
    let mut laws: BTreeMap<String, Option<String>> = BTreeMap::new();
    for item in catalogue().items {
        for provision in provisions(&item) {
            let at = format!("{}: {} {}", item.key, provision.law, provision.article);
            let law = laws.entry(provision.law.clone()).or_insert_with(|| newest(&library, &provision.law));
            let law = law.as_ref().unwrap_or_else(|| panic!("{at}: the law is not in the library"));
            let text = article(law, &provision.article).unwrap_or_else(|| panic!("{at}: no such article"));
            for line in provision.text.lines() {
                let line: String = line.chars().filter(|c| !c.is_whitespace()).collect();
                assert!(text.contains(&line), "{at}: {line}");
            }
        }
    }
}
