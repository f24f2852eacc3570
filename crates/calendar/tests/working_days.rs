//! Law and notices as tables: working days added and counted, for the country, a region, and years without a notice.
//! The expected dates were computed by an independent program from the PyPI package `chinesecalendar`.

// A panic in a test is a failure with a line number, helpers outside #[test] included.
#![allow(clippy::unwrap_used)]

use calendar::{Calendar, CalendarError, DayKind, Doubt, Holidays, YearFile};
use jiff::civil::Date;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

#[test]
fn adds_working_days() {
    // From (not counted), working days, last day.
    for (from, n, last) in [
        // The vectors of the requirements.
        ("2026-02-10", 5, "2026-02-24"),
        ("2026-02-10", 7, "2026-02-26"),
        ("2026-02-10", 20, "2026-03-16"),
        ("2026-09-18", 5, "2026-09-24"), // Sunday 09-20 counts
        ("2026-09-18", 20, "2026-10-22"),
        ("2026-04-28", 5, "2026-05-08"),
        ("2026-04-28", 20, "2026-05-28"),
        ("2025-09-25", 7, "2025-10-11"), // a make-up Saturday
        ("2025-09-25", 20, "2025-10-29"),
        ("2024-02-01", 7, "2024-02-09"), // New Year's eve was a working day
        ("2024-02-01", 20, "2024-03-05"),
        ("2026-03-02", 20, "2026-03-30"),
        // Every year's turns.
        ("2019-01-02", 5, "2019-01-09"),
        ("2019-01-28", 7, "2019-02-11"),
        ("2019-04-26", 5, "2019-05-06"), // Labour Day by the later notice
        ("2019-04-25", 3, "2019-04-29"),
        ("2019-06-03", 5, "2019-06-11"),
        ("2019-09-25", 20, "2019-10-28"),
        ("2019-12-30", 5, "2020-01-07"),
        ("2019-09-28", 1, "2019-09-29"),
        ("2020-01-17", 5, "2020-01-23"),
        ("2020-01-20", 7, "2020-02-06"), // the Spring Festival that was prolonged to 02-02
        ("2020-01-22", 20, "2020-02-27"),
        ("2020-04-24", 10, "2020-05-11"),
        ("2020-06-24", 2, "2020-06-29"),
        ("2020-09-25", 20, "2020-10-29"),
        ("2020-12-31", 5, "2021-01-08"),
        ("2021-02-05", 5, "2021-02-18"),
        ("2021-02-10", 20, "2021-03-16"),
        ("2021-04-23", 5, "2021-04-29"),
        ("2021-09-17", 20, "2021-10-21"),
        ("2021-05-07", 1, "2021-05-08"),
        ("2022-01-28", 2, "2022-01-30"), // Saturday and Sunday both worked
        ("2022-01-28", 20, "2022-03-02"),
        ("2022-04-01", 1, "2022-04-02"),
        ("2022-04-22", 10, "2022-05-09"),
        ("2022-09-30", 5, "2022-10-12"),
        ("2022-12-30", 1, "2023-01-03"),
        ("2022-12-30", 20, "2023-02-02"),
        ("2023-01-19", 5, "2023-01-31"),
        ("2023-01-20", 20, "2023-02-22"),
        ("2023-04-21", 10, "2023-05-08"),
        ("2023-06-21", 5, "2023-06-29"),
        ("2023-09-28", 5, "2023-10-11"),
        ("2023-12-29", 7, "2024-01-10"),
        ("2024-02-03", 1, "2024-02-04"),
        ("2024-04-03", 2, "2024-04-08"),
        ("2024-09-13", 20, "2024-10-17"),
        ("2024-12-31", 5, "2025-01-08"),
        ("2024-06-07", 1, "2024-06-11"),
        ("2025-01-24", 2, "2025-01-27"),
        ("2025-01-27", 20, "2025-03-03"),
        ("2025-04-25", 5, "2025-05-06"),
        ("2025-09-30", 5, "2025-10-14"),
        ("2025-12-31", 1, "2026-01-04"), // a Sunday
        ("2025-11-03", 45, "2026-01-06"),
        ("2026-01-01", 1, "2026-01-04"),
        ("2026-01-09", 20, "2026-02-06"),
        ("2026-09-30", 5, "2026-10-13"),
        ("2026-12-01", 20, "2026-12-29"),
        // Into years without a notice.
        ("2026-11-20", 45, "2027-01-25"),
        ("2026-11-02", 45, "2027-01-05"),
        ("2027-01-29", 20, "2027-03-02"),
        ("2027-09-14", 5, "2027-09-22"),
        ("2028-09-29", 10, "2028-10-17"), // Mid-Autumn on 10-03: one day, not two
        ("2031-09-30", 5, "2031-10-10"),  // Mid-Autumn on 10-01
        // No days: the day itself, or the next working day.
        ("2026-02-10", 0, "2026-02-10"),
        ("2026-02-15", 0, "2026-02-24"),
    ] {
        let calendar = Calendar::national();
        assert_eq!(calendar.add_working_days(day(from), n).unwrap(), day(last), "{from} + {n}");
        if n > 0 {
            assert_eq!(calendar.working_days_between(day(from), day(last)).unwrap(), n, "{from}..{last}");
        }
    }
}

#[test]
fn counts_the_working_days_of_each_year() {
    for (year, wanted) in
        [(2019, 250), (2020, 249), (2021, 250), (2022, 249), (2023, 249), (2024, 251), (2025, 248), (2026, 248)]
    {
        let first = Date::new(year, 1, 1).unwrap();
        let counted = first
            .series(jiff::Span::new().days(1))
            .take_while(|d| d.year() == year)
            .filter(|d| Calendar::national().is_workday(*d).unwrap())
            .count();
        assert_eq!(counted, wanted, "{year}");
    }
}

#[test]
fn knows_what_a_day_is_and_which_notice_says_so() {
    let calendar = Calendar::national();
    for (on, kind, name, number) in [
        ("2020-01-30", DayKind::Holiday, Some("春节"), Some("国办发明电〔2019〕16号")),
        ("2020-01-31", DayKind::Holiday, Some("春节（延长假期）"), Some("国办发明电〔2020〕1号")),
        ("2020-02-02", DayKind::Holiday, Some("春节（延长假期）"), Some("国办发明电〔2020〕1号")),
        ("2020-02-03", DayKind::Workday, None, None),
        ("2019-05-03", DayKind::Holiday, Some("劳动节"), Some("国办发明电〔2019〕3号")),
        ("2022-12-31", DayKind::Holiday, Some("元旦"), Some("国办发明电〔2022〕16号")),
        ("2024-02-09", DayKind::Workday, None, None),
        ("2024-06-08", DayKind::Weekend, None, None),
        ("2026-02-28", DayKind::MakeUpWorkday, Some("春节"), Some("国办发明电〔2025〕7号")),
        // Half-day holidays of a part of the people are working days.
        ("2026-06-01", DayKind::Workday, None, None),
        ("2027-05-02", DayKind::Holiday, Some("劳动节"), Some("国务院令第795号")),
    ] {
        let found = calendar.day(day(on)).unwrap();
        assert_eq!(found.kind, kind, "{on}");
        assert_eq!(found.name, name, "{on}");
        assert_eq!(found.notice.and_then(|n| n.number.as_deref()), number, "{on}");
        assert!(found.confirmed, "{on}");
        assert_eq!(found.provisional, found.date.year() > 2026, "{on}");
    }
}

#[test]
fn a_missing_year_is_an_error_and_never_a_guess() {
    let calendar = Calendar::national();
    let missing = |year| CalendarError::MissingYear { year, first: 2019, last: 2026 };
    assert_eq!(calendar.add_working_days(day("2018-12-20"), 3), Err(missing(2018)));
    assert_eq!(calendar.day(day("2018-12-31")), Err(missing(2018)));
    assert_eq!(calendar.working_days_between(day("2018-12-20"), day("2019-02-01")), Err(missing(2018)));
    assert_eq!(calendar.day(day("2051-01-01")), Err(CalendarError::BeyondTable { year: 2051, last: 2050 }));
    let late = calendar.add_working_days(day("2050-12-20"), 20);
    assert_eq!(late, Err(CalendarError::BeyondTable { year: 2051, last: 2050 }));
    assert!(calendar.add_working_days(day("2026-01-01"), u32::MAX).is_err());
    assert!(missing(2018).to_string().contains("2018"));
}

#[test]
fn a_gap_inside_the_loaded_years_is_an_error() {
    let mut holidays = Holidays::default();
    for file in Holidays::built_in().years().filter(|file| file.year != 2022) {
        holidays.add(file.clone()).unwrap();
    }
    let calendar = holidays.calendar(None);
    let missing = CalendarError::MissingYear { year: 2022, first: 2019, last: 2026 };
    assert_eq!(calendar.add_working_days(day("2021-12-20"), 20), Err(missing.clone()));
    assert_eq!(calendar.add_working_days(day("2021-12-20"), 300), Err(missing.clone()));
    assert_eq!(calendar.working_days_between(day("2021-12-20"), day("2023-01-10")), Err(missing.clone()));
    assert_eq!(calendar.next_workday(day("2022-01-01")), Err(missing));
    assert_eq!(calendar.add_working_days(day("2021-12-20"), 5), Ok(day("2021-12-27")));
    assert_eq!(calendar.missing_years().into_iter().collect::<Vec<_>>(), [2022]);
}

#[test]
fn a_regional_overlay_holds_for_the_region_and_all_under_it() {
    let holidays = Holidays::built_in();
    for (region, n, last) in [
        (None, 10, "2026-06-03"),
        (Some("650000"), 10, "2026-06-08"),
        (Some("650102"), 10, "2026-06-08"),
        (Some("653201102"), 10, "2026-06-08"),
        (Some("130102"), 10, "2026-06-03"),
    ] {
        let calendar = holidays.calendar(region);
        assert_eq!(calendar.add_working_days(day("2026-05-20"), n).unwrap(), day(last), "{region:?}");
    }
    let xinjiang = holidays.calendar(Some("650100"));
    let corban = xinjiang.day(day("2026-05-27")).unwrap();
    assert_eq!((corban.kind, corban.name, corban.confirmed), (DayKind::RegionalHoliday, Some("古尔邦节"), false));
    // A Saturday inside the block is off anyway.
    assert_eq!(xinjiang.day(day("2026-05-30")).unwrap().kind, DayKind::Weekend);
}

#[test]
fn doubts_are_named() {
    let holidays = Holidays::built_in();
    let xinjiang = holidays.calendar(Some("650102"));
    let doubts = xinjiang.doubts(day("2026-05-20"), day("2026-06-08")).unwrap();
    assert_eq!(doubts.len(), 3);
    assert!(doubts.iter().all(|d| matches!(d, Doubt::Unconfirmed { name, .. } if name == "古尔邦节")));
    let unloaded = xinjiang.doubts(day("2024-04-01"), day("2024-04-20")).unwrap();
    assert_eq!(unloaded, [Doubt::RegionalYearMissing { region: "650000".into(), year: 2024 }]);
    assert_eq!(xinjiang.doubts(day("2026-08-01"), day("2026-09-01")).unwrap(), []);
    let national = Calendar::national();
    assert_eq!(national.doubts(day("2026-05-20"), day("2026-12-31")).unwrap(), []);
    let turn = national.doubts(day("2026-12-31"), day("2028-01-01")).unwrap();
    assert_eq!(turn, [Doubt::Provisional { year: 2027 }, Doubt::Provisional { year: 2028 }]);
}

#[test]
fn an_imported_year_is_no_longer_provisional() {
    let csv = "\
date,to,kind,name,notice
2027-01-01,2027-01-03,off,元旦,国办发明电〔2026〕9号
2027-02-05,2027-02-11,off,春节,国办发明电〔2026〕9号
2027-02-20,,work,春节,国办发明电〔2026〕9号
2027-04-05,,off,清明节,国办发明电〔2026〕9号
2027-05-01,2027-05-05,off,劳动节,国办发明电〔2026〕9号
2027-06-09,,off,端午节,国办发明电〔2026〕9号
2027-09-15,,off,中秋节,国办发明电〔2026〕9号
2027-10-01,2027-10-07,off,国庆节,国办发明电〔2026〕9号
";
    let mut holidays = Holidays::built_in();
    let before = holidays.calendar(None);
    let file = YearFile::from_csv(csv).unwrap();
    assert_eq!((file.year, file.notice.as_deref()), (2027, Some("国办发明电〔2026〕9号")));
    assert_eq!(holidays.add(file).unwrap(), []);
    let after = holidays.calendar(None);
    assert_eq!(before.add_working_days(day("2027-02-01"), 10).unwrap(), day("2027-02-17"));
    assert_eq!(after.add_working_days(day("2027-02-01"), 10).unwrap(), day("2027-02-20")); // a make-up Saturday
    assert!(!before.doubts(day("2027-02-01"), day("2027-02-20")).unwrap().is_empty());
    assert!(after.doubts(day("2027-02-01"), day("2027-02-20")).unwrap().is_empty());
}
