//! Stories of the catalogue on both engines.

#![allow(clippy::unwrap_used)]

use items::gate::{GateContext, Rule};
use items::item::ItemVersion;
use items::search::{Filter, Seek};
use items::{NewNode, NodeKind, Refused, VersionState};
use kernel::{Db, Error, Id, Never, Role, Who};
use sha2::{Digest as _, Sha256};
use testkit::{TestOffice, on_both};

/// What `read` finds in a read transaction.
fn read<T>(db: &Db, read: impl FnOnce(&mut kernel::Tx) -> Result<T, kernel::Fault>) -> T {
    db.read(|tx| read(tx).map_err(Error::<Never>::from)).unwrap()
}

fn demo_item(key: &str) -> ItemVersion {
    let catalogue = items::catalogue_file::parse_folder(items::demonstration::CATALOGUE).unwrap();
    catalogue.items.into_iter().find(|item| item.key == key).unwrap()
}

/// An office with the demonstration catalogue.
fn with_demo(t: &TestOffice) -> GateContext {
    let loaded = items::load_demo(&t.office.db, &t.system()).unwrap();
    assert_eq!(loaded.refused, Vec::<String>::new(), "{}", t.engine());
    assert!(loaded.published >= 30, "{}: {loaded:?}", t.engine());
    read(&t.office.db, items::gate_context)
}

fn refusal<T: std::fmt::Debug>(result: Result<T, Error<Refused>>) -> Refused {
    match result {
        Err(Error::Refused(refused)) => refused,
        other => panic!("{other:?}"),
    }
}

/// An item under an agency of its own, with a draft.
fn draft_of(t: &TestOffice, agency: Id, who: &Who, body: &ItemVersion) -> Id {
    let cx = t.cx(who);
    t.office
        .db
        .write(|tx| {
            let new = NewNode {
                kind: NodeKind::Handling,
                parent: None,
                slug: "probe",
                agency,
                name: "试办事项",
                local_code: None,
            };
            let item = items::add_node(tx, &cx, &new)?;
            items::save_draft(tx, &cx, item, body, None)?;
            Ok::<_, Error<Refused>>(item)
        })
        .unwrap()
}

#[test]
fn the_gate_lists_what_is_wrong_and_nothing_is_published() {
    on_both(|t| {
        let context = with_demo(t);
        let agency = t.agency("gate");
        let editor = t.staff("editor", &[(agency, Role::ItemEditor)]);
        let mut body = demo_item("food-business-new");
        body.conditions.clear();
        body.faq.clear();
        let item = draft_of(t, agency, &editor, &body);
        let cx = t.cx(&editor);
        let Refused::Blocked(findings) = refusal(t.office.db.write(|tx| items::publish(tx, &cx, item, 1, &context)))
        else {
            panic!("published")
        };
        let rules: Vec<Rule> = findings.iter().map(|f| f.rule).collect();
        assert!(rules.contains(&Rule::MissingConditions) && rules.contains(&Rule::LicensingNeedsFaq), "{rules:?}");
        assert!(read(&t.office.db, |tx| items::find_published(tx, "probe")).is_none());
        t.ledger_is_good();
    });
}

#[test]
fn only_the_agencys_editor_and_the_hall_touch_an_item() {
    on_both(|t| {
        let context = with_demo(t);
        let (ours, theirs) = (t.agency("ours"), t.agency("theirs"));
        let editor = t.staff("editor", &[(ours, Role::ItemEditor)]);
        let body = demo_item("food-business-new");
        let item = draft_of(t, ours, &editor, &body);
        let strangers = [
            t.staff("stranger", &[(theirs, Role::ItemEditor)]),
            t.staff("clerk", &[(ours, Role::Acceptance)]),
            t.person("张三", 7),
            Who::Public,
        ];
        for who in &strangers {
            let cx = t.cx(who);
            let db = &t.office.db;
            assert_eq!(refusal(db.write(|tx| items::save_draft(tx, &cx, item, &body, Some(1)))), Refused::NotThere);
            assert_eq!(refusal(db.write(|tx| items::publish(tx, &cx, item, 1, &context))), Refused::NotThere);
            assert_eq!(refusal(db.write(|tx| items::withdraw(tx, &cx, item, "因为"))), Refused::NotThere);
            let new =
                NewNode { kind: NodeKind::Main, parent: None, slug: "x", agency: ours, name: "x", local_code: None };
            assert_eq!(refusal(db.write(|tx| items::add_node(tx, &cx, &new))), Refused::NotThere);
        }
    });
}

#[test]
fn a_published_version_never_changes_and_a_case_keeps_it() {
    on_both(|t| {
        let context = with_demo(t);
        let db = &t.office.db;
        let published = read(db, |tx| items::find_published(tx, "food-business-new")).unwrap();
        let first = published.version.clone();
        let item = published.item.id;
        let cx = t.system();
        // Nothing is saved into it, and no draft is there to publish again.
        assert_eq!(
            refusal(db.write(|tx| items::save_draft(tx, &cx, item, &first.body, Some(first.revision)))),
            Refused::Stale
        );
        assert_eq!(refusal(db.write(|tx| items::publish(tx, &cx, item, first.revision, &context))), Refused::NoDraft);
        let mut body = (*first.body).clone();
        body.summary = "新的说明。".into();
        t.turn_to("2026-04-01T10:00:00");
        let cx = t.system();
        let second = db
            .write(|tx| {
                let draft = items::save_draft(tx, &cx, item, &body, None)?;
                items::publish(tx, &cx, item, draft.revision, &context)
            })
            .unwrap();
        assert_eq!((second.n, second.state), (first.n + 1, VersionState::Published));
        let kept = read(db, |tx| items::find_version(tx, first.id)).unwrap();
        assert_eq!(kept.body, first.body);
        assert_eq!(kept.digest, first.digest);
        assert_eq!(kept.state, VersionState::Superseded);
        assert_eq!(kept.ended_on.unwrap().to_string(), "2026-04-01");
        // The row itself, past every cache, still is the text whose digest was noted when it was published.
        let row =
            read(db, |tx| tx.row("SELECT body, digest FROM item_versions WHERE id = $1", kernel::params![first.id]));
        let (text, digest): (String, String) = row.map(|r| (r.get("body").unwrap(), r.get("digest").unwrap())).unwrap();
        assert_eq!(hex::encode(Sha256::digest(text.as_bytes())), digest);
        assert_eq!(digest, first.digest);
        let now = read(db, |tx| items::find_published(tx, "food-business-new")).unwrap();
        assert_eq!(now.version.id, second.id);
        db.write(|tx| items::withdraw(tx, &cx, item, "职权调整")).unwrap();
        assert!(read(db, |tx| items::find_published(tx, "food-business-new")).is_none());
        assert!(
            read(db, |tx| items::list_published(tx, &Filter::of_query("食品经营许可（新办）"), &Seek::Start, 10))
                .is_empty()
        );
        assert_eq!(read(db, |tx| items::find_version(tx, second.id)).unwrap().state, VersionState::Withdrawn);
        assert_eq!(refusal(db.write(|tx| items::withdraw(tx, &cx, item, "再来"))), Refused::NotPublished);
        t.ledger_is_good();
    });
}

#[test]
fn two_editors_never_overwrite_each_other() {
    on_both(|t| {
        let agency = t.agency("two");
        let editor = t.staff("editor", &[(agency, Role::ItemEditor)]);
        let body = ItemVersion { name: "草稿".into(), ..ItemVersion::default() };
        let item = draft_of(t, agency, &editor, &body);
        let cx = t.cx(&editor);
        let db = &t.office.db;
        let saved = db.write(|tx| items::save_draft(tx, &cx, item, &body, Some(1))).unwrap();
        assert_eq!(saved.revision, 2);
        assert_eq!(refusal(db.write(|tx| items::save_draft(tx, &cx, item, &body, Some(1)))), Refused::Stale);
        assert_eq!(refusal(db.write(|tx| items::save_draft(tx, &cx, item, &body, None))), Refused::Stale);
    });
}

#[test]
fn loading_the_demonstration_again_changes_nothing() {
    on_both(|t| {
        with_demo(t);
        let again = items::load_demo(&t.office.db, &t.system()).unwrap();
        assert_eq!(again.published, 0);
        assert!(again.unchanged >= 30 && again.refused.is_empty(), "{again:?}");
        let form = read(&t.office.db, |tx| items::find_form(tx, "food-business", 1)).unwrap();
        assert_eq!(form.form(), "food-business");
        assert!(read(&t.office.db, |tx| items::find_form(tx, "food-business", 99)).is_none());
    });
}

#[test]
fn found_by_name_pinyin_initials_and_common_words() {
    on_both(|t| {
        with_demo(t);
        let finds = |query: &str| -> Vec<String> {
            let found = read(&t.office.db, |tx| items::list_published(tx, &Filter::of_query(query), &Seek::Start, 50));
            found.into_iter().map(|p| p.item.slug).collect()
        };
        for query in [
            "食品经营许可",
            "shipinjingying",
            "ShiPin JingYing",
            "spjyxk",
            "开饭店",
            "我想开饭店",
            "餐饮许可证",
            "食品經營許可",
            "Food business",
            "食品　经营",
            "130131005000",
        ] {
            assert!(
                finds(query).contains(&"food-business-new".to_owned()),
                "{}: {query}: {:?}",
                t.engine(),
                finds(query)
            );
        }
        for query in ["登月许可", "%", "_", "\\", "'; DROP TABLE items"] {
            let found = finds(query);
            // What holds no letter or digit is no condition at all.
            let all = items::search::words_of(query).is_empty();
            assert_eq!(found.is_empty(), !all, "{}: {query}: {found:?}", t.engine());
        }
    });
}

#[test]
fn pages_and_facets_of_the_list() {
    on_both(|t| {
        with_demo(t);
        let db = &t.office.db;
        let all = Filter::default();
        let whole = read(db, |tx| items::list_published(tx, &all, &Seek::Start, 500));
        let mut seen = Vec::new();
        let mut seek = Seek::Start;
        loop {
            let page = read(db, |tx| items::list_published(tx, &all, &seek, 7));
            let Some(last) = page.last() else { break };
            seek = Seek::After(last.item.id);
            seen.extend(page.into_iter().map(|p| p.item.id));
        }
        assert_eq!(seen, whole.iter().map(|p| p.item.id).collect::<Vec<_>>(), "{}", t.engine());
        let back = read(db, |tx| items::list_published(tx, &all, &Seek::Before(seen[14]), 7));
        assert_eq!(back.iter().map(|p| p.item.id).collect::<Vec<_>>(), seen[7..14]);
        let field = Filter::default().with("field", "work-safety").with("audience", "business");
        let safety = read(db, |tx| items::list_published(tx, &field, &Seek::Start, 500));
        assert!(!safety.is_empty() && safety.iter().all(|p| p.version.body.field == "work-safety"));
        assert!(safety.len() < whole.len());
        let unknown = Filter::default().with("nonsense", "x");
        assert!(unknown.is_empty());
    });
}

const FORTY: &[u8] = include_bytes!("../../../fixtures/items-40.csv");

#[test]
fn an_import_keeps_parents_and_says_what_is_missing() {
    on_both(|t| {
        let db = &t.office.db;
        let first = items::import::import(db, &t.system(), FORTY, |_, _| {}).unwrap();
        assert_eq!((first.rows, first.added, first.broken.len()), (40, 40, 0), "{first}");
        assert!(first.with_code_findings > 0 && first.main_items > 0);
        let again = items::import::import(db, &t.system(), FORTY, |_, _| {}).unwrap();
        assert_eq!((again.added, again.updated, again.unchanged, again.main_items), (0, 0, 40, 0), "{again}");
        let agency = read(db, |tx| identity::find_agency_by_key(tx, "区经信局")).unwrap();
        assert_eq!(agency.region, "511602");
        t.ledger_is_good();
    });
}

#[test]
fn the_whole_published_list_of_a_district() {
    let folder = std::env::var("MINGTING_DATA").unwrap_or_else(|_| "../../../shared/data".into());
    let file = std::path::Path::new(&folder).join("items/guangan-district-items.csv");
    let Ok(bytes) = std::fs::read(&file) else {
        eprintln!("skipped: {} is not there (MINGTING_DATA)", file.display());
        return;
    };
    on_both(|t| {
        let db = &t.office.db;
        let first = items::import::import(db, &t.system(), &bytes, |_, _| {}).unwrap();
        assert_eq!((first.rows, first.added, first.departments), (1_135, 1_135, 34), "{first}");
        // 131 names of main items; two of them stand under two departments each.
        assert_eq!(first.main_items, 133);
        assert_eq!(1_135 - first.department_codes_wrong, 251);
        let again = items::import::import(db, &t.system(), &bytes, |_, _| {}).unwrap();
        assert_eq!((again.added, again.updated, again.unchanged), (0, 0, 1_135), "{again}");
        t.ledger_is_good();
    });
}
