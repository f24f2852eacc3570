//! What a file of a notice must say to be taken.

// A panic in a test is a failure with a line number, helpers outside #[test] included.
#![allow(clippy::unwrap_used)]

use calendar::{DataError, Finding, Holidays, YearFile};
use jiff::civil::date;

/// A whole year that passes; `{}` is replaced by the case.
fn national(change: &str) -> String {
    format!(
        r#"{{"year": 2027, "title": "x", "notice": "国办发明电〔2026〕9号", "off": [
          {{"name": "元旦", "from": "2027-01-01", "to": "2027-01-03"}},
          {{"name": "春节", "from": "2027-02-05", "to": "2027-02-11"}},
          {{"name": "清明节", "from": "2027-04-05", "to": "2027-04-05"}},
          {{"name": "劳动节", "from": "2027-05-01", "to": "2027-05-05"}},
          {{"name": "端午节", "from": "2027-06-09", "to": "2027-06-09"}},
          {{"name": "中秋节", "from": "2027-09-15", "to": "2027-09-15"}},
          {{"name": "国庆节", "from": "2027-10-01", "to": "2027-10-07"}}{change}"#
    )
}

fn refused(json: &str) -> DataError {
    YearFile::from_json(json).unwrap_err()
}

#[test]
fn a_whole_year_passes_and_reads_back() {
    let file = YearFile::from_json(&national(r#"], "work": [{"date": "2027-02-20", "name": "春节"}]}"#)).unwrap();
    assert_eq!(file.findings(), []);
    let again = YearFile::from_json(&serde_json::to_string(&file).unwrap()).unwrap();
    assert_eq!(again, file);
}

#[test]
fn the_embedded_years_pass_and_name_their_notices() {
    let holidays = Holidays::built_in();
    assert_eq!(holidays.years().map(|f| f.year).collect::<Vec<_>>(), (2019..=2026).collect::<Vec<_>>());
    for file in holidays.years() {
        assert_eq!(file.findings(), [], "{}", file.year);
        assert!(file.notice.as_deref().is_some_and(|n| n.starts_with("国办发明电〔")), "{}", file.year);
    }
    // Nobody has entered the numbers of the regional notices: each block is reported.
    for file in holidays.regional_years() {
        assert_eq!(file.findings().len(), file.off.len(), "{}", file.year);
    }
}

#[test]
fn a_notice_may_begin_in_the_last_week_of_december() {
    let first = r#"{"name": "元旦", "from": "2026-12-31", "to": "2027-01-03"}"#;
    let json = national("]}").replace(r#"{"name": "元旦", "from": "2027-01-01", "to": "2027-01-03"}"#, first);
    let mut holidays = Holidays::built_in();
    assert!(holidays.calendar(None).is_workday(date(2026, 12, 31)).unwrap());
    holidays.add(YearFile::from_json(&json).unwrap()).unwrap();
    assert!(!holidays.calendar(None).is_workday(date(2026, 12, 31)).unwrap());
}

#[test]
fn a_file_that_contradicts_itself_is_refused() {
    let day = date(2027, 10, 3);
    let more = |extra: &str| national(&format!(",{extra}]}}"));
    assert_eq!(
        refused(&more(r#"{"name": "国庆节", "from": "2027-10-03", "to": "2027-10-03"}"#)),
        DataError::DuplicateDay(day)
    );
    assert_eq!(
        refused(&national(r#"], "work": [{"date": "2027-10-03", "name": "国庆节"}]}"#)),
        DataError::DuplicateDay(day)
    );
    assert_eq!(
        refused(&more(r#"{"name": "元旦", "from": "2028-01-01", "to": "2028-01-01"}"#)),
        DataError::WrongYear { date: date(2028, 1, 1), year: 2027 }
    );
    assert_eq!(
        refused(&more(r#"{"name": "元旦", "from": "1027-12-31", "to": "2027-12-31"}"#)),
        DataError::WrongYear { date: date(1027, 12, 31), year: 2027 }
    );
    assert_eq!(
        refused(&more(r#"{"name": "x", "from": "2027-11-03", "to": "2027-11-01"}"#)),
        DataError::Reversed { from: date(2027, 11, 3), to: date(2027, 11, 1) }
    );
    assert_eq!(
        refused(&more(r#"{"name": " ", "from": "2027-11-03", "to": "2027-11-03"}"#)),
        DataError::NoName(date(2027, 11, 3))
    );
    assert_eq!(refused(r#"{"year": 2027, "off": []}"#), DataError::Empty);
    assert_eq!(
        refused(r#"{"year": 2027, "region": "65", "off": [{"name": "x", "from": "2027-05-03", "to": "2027-05-03"}]}"#),
        DataError::Region("65".into())
    );
    assert!(matches!(refused("{"), DataError::Json { line: 1, .. }));
    assert!(matches!(refused(r#"{"year": 2027, "of": []}"#), DataError::Json { .. }));
}

#[test]
fn a_national_file_that_forgets_a_statutory_day_is_refused() {
    let json = national("]}").replace("2027-10-07", "2027-10-02").replace("2027-06-09", "2027-06-08");
    // The first in order of date.
    let missing = DataError::StatutoryDayMissing { date: date(2027, 6, 9), name: "端午节".into() };
    assert_eq!(refused(&json), missing);
}

#[test]
fn what_is_doubtful_is_reported() {
    let json = national(r#"], "work": [{"date": "2027-02-17", "name": "春节"}]}"#).replace("国办发明电〔2026〕9号", "");
    let json = json.replace(r#""notice": "","#, "");
    let findings = YearFile::from_json(&json).unwrap().findings();
    assert_eq!(findings.iter().filter(|f| matches!(f, Finding::MissingNotice { .. })).count(), 8);
    assert!(findings.contains(&Finding::MakeUpOnWeekday(date(2027, 2, 17))));
}

#[test]
fn a_loaded_year_is_not_overwritten_by_chance() {
    let mut holidays = Holidays::built_in();
    let file = holidays.years().last().unwrap().clone();
    assert_eq!(holidays.add(file.clone()), Err(DataError::AlreadyLoaded { year: 2026, region: None }));
    assert_eq!(holidays.replace(file), []);
}

#[test]
fn csv_errors_name_the_line() {
    let head = "date,kind,name\n";
    for (rows, wanted) in [
        ("2027-13-01,off,x\n", "line 2"),
        ("2027-05-03,off,x\n2027-05-04,maybe,x\n", "line 3"),
        ("2027-05-03,off\n", "line 2"),
        ("", "no days"),
    ] {
        let error = YearFile::from_csv(&format!("{head}{rows}")).unwrap_err().to_string();
        assert!(error.contains(wanted), "{rows}: {error}");
    }
    assert_eq!(YearFile::from_csv("kind,name\noff,x\n"), Err(DataError::Column("date")));
    let two = "region,date,kind,name\n650000,2027-03-10,off,x\n640000,2027-03-11,off,x\n";
    assert!(matches!(YearFile::from_csv(two), Err(DataError::Csv { .. })));
    let one = YearFile::from_csv("region,date,kind,name\n650000,2027-03-10,休,肉孜节\n").unwrap();
    assert_eq!((one.region.as_deref(), one.year, one.findings().len()), (Some("650000"), 2027, 1));
}
