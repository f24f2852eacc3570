//! The rules against published tables, against planted faults, and as properties.

#![allow(clippy::unwrap_used)]

use super::*;
use crate::{
    rollup::roll_up,
    tables::{Counted, four_of, line_of},
    template::template_of,
};
use proptest::prelude::*;

fn uniform() -> &'static Template {
    template_of(2025).unwrap()
}

/// Numbers that add up, with table two filled.
fn filled(template: &Template, counted: &Counted) -> Tables {
    let mut tables = counted.tables(template);
    for (key, ..) in template.cells_of_two() {
        tables.two.insert(key, Entry::Number(0));
    }
    tables
}

fn rules(failures: &[Failure]) -> Vec<Rule> {
    failures.iter().map(|f| f.rule).collect()
}

#[test]
fn the_source_document_adds_up_to_1012() {
    // 664 disclosed, 17 in part, 117 not, 196 impossible or not processed, 18 handled otherwise; all of them closed.
    let template = template_of(2020).unwrap();
    let mut counted = Counted { new: [1012, 0, 0, 0, 0, 0], ..Counted::default() };
    for (outcome, n) in [("G-2", 664), ("P-1", 17), ("D-4", 117), ("U-1", 196), ("O-3", 18)] {
        counted.results.insert(outcome.into(), [n, 0, 0, 0, 0, 0]);
    }
    let tables = filled(template, &counted);
    assert_eq!(tables.line("total")[6], Entry::Number(1012));
    assert_eq!(tables.line("O")[6], Entry::Number(18), "one row in the trial format");
    assert_eq!(check(template, 2020, &tables, Beside::default()), []);
    // The same year in the uniform format would have three rows.
    let later = filled(uniform(), &counted);
    assert_eq!((later.line("O-3")[6], later.line("O")[6]), (Entry::Number(18), Entry::Blank));
}

#[test]
fn published_tables_add_up_and_a_changed_cell_is_named() {
    let template = uniform();
    for four in [
        [[376, 97, 196, 121, 790], [16, 1, 12, 27, 56], [74, 1, 30, 51, 156]],
        [[119, 25, 91, 24, 259], [7, 0, 15, 6, 28], [21, 1, 7, 9, 38]],
    ] {
        let mut tables = filled(template, &Counted::default());
        tables.four = four_of(template, four);
        assert_eq!(check(template, 2025, &tables, Beside::default()), []);
        tables.four.get_mut("litigation-after").unwrap()[2] = Entry::Number(four[2][2] + 1);
        let failures = check(template, 2025, &tables, Beside::default());
        assert_eq!(rules(&failures), [Rule::Dispute]);
        assert_eq!((failures[0].left[0].place.row.as_str(), failures[0].difference()), ("litigation-after", -1));
        assert_eq!(failures[0].right[2].place.column, "other");
    }
    for parts in [[13364, 252, 0, 44, 121, 29], [783, 6, 0, 2, 25, 3]] {
        let sum: i64 = parts.iter().sum();
        assert!(sum == 13810 || sum == 819, "{sum}");
    }
    let mut tables = filled(template, &Counted::default());
    tables.three.insert("total".into(), line_of([13364, 252, 0, 44, 121, 29]));
    let failures = check(template, 2025, &tables, Beside::default());
    let balance: Vec<&Failure> = failures.iter().filter(|f| f.rule == Rule::Balance).collect();
    assert_eq!(balance.len(), 6, "five kinds that have any, and their sum");
    assert_eq!(balance[0].right[0].place.column, "person");
    assert_eq!((balance[0].left_sum(), balance[0].right_sum()), (0, 13364));
}

#[test]
fn nothing_is_not_zero() {
    let template = uniform();
    let mut tables = filled(template, &Counted::default());
    tables.two.insert("fees.amount".into(), Entry::Blank);
    tables.three.get_mut("D-3").unwrap()[1] = Entry::Slash;
    let failures = check(template, 2025, &tables, Beside::default());
    assert_eq!(rules(&failures), [Rule::Unfilled, Rule::Unfilled]);
    let at: Vec<(u8, &str, &str)> = failures
        .iter()
        .flat_map(|f| &f.left)
        .map(|p| (p.place.table, p.place.row.as_str(), p.place.column.as_str()))
        .collect();
    assert_eq!(at, [(2, "fees", "amount"), (3, "D-3", "company")]);
    assert!(failures.iter().all(Failure::stops));
}

#[test]
fn years_follow_each_other() {
    let template = uniform();
    let mut previous = filled(template, &Counted::default());
    previous.three.insert("out".into(), line_of([783, 6, 0, 2, 25, 3]));
    previous.two.insert("documents.valid".into(), Entry::Number(100));
    let counted =
        Counted { carried_in: [783, 6, 0, 2, 25, 3], carried_out: [783, 6, 0, 2, 25, 3], ..Counted::default() };
    let mut tables = filled(template, &counted);
    tables.two.insert("documents.valid".into(), Entry::Number(109));
    tables.two.insert("documents.made".into(), Entry::Number(12));
    tables.two.insert("documents.repealed".into(), Entry::Number(3));
    let beside = Beside { previous: Some(&previous), ..Beside::default() };
    assert_eq!(check(template, 2025, &tables, beside), []);
    tables.two.insert("documents.valid".into(), Entry::Number(110));
    let failures = check(template, 2025, &tables, beside);
    assert_eq!((rules(&failures), failures[0].stops()), (vec![Rule::Stock], false));
    assert_eq!((failures[0].left_sum(), failures[0].right_sum()), (110, 109));
    previous.three.insert("out".into(), line_of([783, 6, 0, 2, 24, 3]));
    let failures = check(template, 2025, &tables, Beside { previous: Some(&previous), ..Beside::default() });
    let carried: Vec<&Failure> = failures.iter().filter(|f| f.rule == Rule::Carried).collect();
    assert_eq!(carried.len(), 2, "legal services, and the sum");
    assert_eq!((carried[0].left[0].place.column.as_str(), carried[0].right[0].place.year), ("legal", 2024));
}

#[test]
fn what_has_no_row_is_never_dropped() {
    let template = uniform();
    let mut counted = Counted { new: [3, 0, 0, 0, 0, 0], ..Counted::default() };
    counted.results.insert("X-9".into(), [3, 0, 0, 0, 0, 0]);
    let unplaced = counted.unplaced(template);
    let tables = filled(template, &counted);
    let beside = Beside { unplaced: Some(&unplaced), ..Beside::default() };
    let failures = check(template, 2025, &tables, beside);
    assert!(rules(&failures).contains(&Rule::Unplaced) && rules(&failures).contains(&Rule::Balance));
}

fn counted() -> impl Strategy<Value = Counted> {
    let six = || prop::array::uniform6(0i64..5000);
    let results = prop::collection::vec((0usize..22, six()), 0..12);
    let disputes = prop::array::uniform3(prop::array::uniform4(0i64..300));
    (six(), results, six(), disputes).prop_map(|(carried_in, results, carried_out, disputes)| {
        let codes: Vec<&String> = uniform().results().flat_map(|r| &r.codes).collect();
        let mut c = Counted { carried_in, carried_out, ..Counted::default() };
        for (at, n) in results {
            let line = c.results.entry(codes[at].clone()).or_default();
            line.iter_mut().zip(n).for_each(|(a, b)| *a += b);
        }
        for kind in 0..KINDS {
            let closed: i64 = c.results.values().map(|n| n[kind]).sum();
            // Whoever came in either went out or stays.
            c.new[kind] = closed + carried_out[kind] - carried_in[kind];
        }
        for (group, n) in uniform().four.groups.iter().zip(disputes) {
            c.disputes.insert(group.key.clone(), n);
        }
        c
    })
}

proptest! {
    #[test]
    fn what_is_counted_adds_up(c in counted()) {
        prop_assert_eq!(check(uniform(), 2025, &filled(uniform(), &c), Beside::default()), []);
    }

    #[test]
    fn a_changed_cell_is_always_named(c in counted(), row in 0usize..26, column in 0usize..7, by in 1i64..9) {
        let mut tables = filled(uniform(), &c);
        let rows = &uniform().three.rows;
        let row = &rows[row % rows.len()].key;
        let cell = &mut tables.three.get_mut(row).unwrap()[column];
        *cell = Entry::Number(cell.counted() + by);
        let failures = check(uniform(), 2025, &tables, Beside::default());
        let column = columns_of_three(uniform()).nth(column).unwrap();
        let named = failures.iter().any(|f| {
            f.left.iter().chain(&f.right).any(|p| p.place.row == *row && p.place.column == column)
        });
        prop_assert!(named && failures.iter().all(|f| f.difference().abs() == by), "{:?}", failures);
    }

    #[test]
    fn the_sum_of_reports_that_add_up_adds_up(a in counted(), b in counted(), c in counted()) {
        let [ta, tb, tc] = [&a, &b, &c].map(|n| filled(uniform(), n));
        let all = roll_up([&ta, &tb, &tc]);
        prop_assert_eq!(check(uniform(), 2025, &all, Beside { rolled_up: Some(&all), ..Beside::default() }), []);
        prop_assert_eq!(&all, &roll_up([&roll_up([&tc, &ta]), &tb]));
        let mut joined = a.clone();
        joined.join(&b);
        joined.join(&c);
        prop_assert_eq!(all, filled(uniform(), &joined));
        // And a parent that forgot one of them is told.
        let part = roll_up([&ta, &tb]);
        let told = check(uniform(), 2025, &part, Beside { rolled_up: Some(&roll_up([&ta, &tb, &tc])), ..Beside::default() });
        let any = tc.three.values().flatten().chain(tc.four.values().flatten()).any(|e| e.counted() != 0);
        prop_assert_eq!(told.iter().any(|f| f.rule == Rule::RollUp), any);
    }
}
