//! The guidance engine: what is asked, what is left out, and what the walk of all paths finds.

use items::guidance::*;
use items::item::ItemVersion;
use proptest::prelude::*;

fn question(key: &str, options: &[&str]) -> Question {
    let choice = |key: &&str| Choice { key: (*key).into(), text: (*key).into(), help: None };
    Question { key: key.into(), text: key.into(), options: options.iter().map(choice).collect(), ..Question::default() }
}

fn situation(key: &str, when: &[(&str, &str)]) -> Situation {
    let condition = |(question, answer): &(&str, &str)| Condition {
        question: (*question).into(),
        any_of: answer.split('|').map(str::to_owned).collect(),
    };
    Situation { key: key.into(), name: key.into(), when: when.iter().map(condition).collect(), ..Situation::default() }
}

fn item(questions: Vec<Question>, situations: Vec<Situation>) -> ItemVersion {
    ItemVersion { guidance: Guidance { questions }, situations, ..ItemVersion::default() }
}

fn answers(pairs: &[(&str, &str)]) -> Answers {
    pairs.iter().map(|(question, answer)| ((*question).into(), (*answer).into())).collect()
}

#[test]
fn one_situation_without_conditions_needs_no_question() {
    let item = item(vec![], vec![situation("only", &[])]);
    assert_eq!(next(&item, &Answers::new()), Next::Found(&item.situations[0]));
    assert_eq!(faults(&item), []);
}

#[test]
fn a_question_that_can_change_nothing_any_more_is_left_out() {
    let item = item(
        vec![question("a", &["x", "y"]), question("b", &["1", "2"])],
        vec![
            situation("x", &[("a", "x")]),
            situation("y1", &[("a", "y"), ("b", "1")]),
            situation("y2", &[("a", "y"), ("b", "2")]),
        ],
    );
    assert_eq!(next(&item, &answers(&[("a", "x")])), Next::Found(&item.situations[0]));
    assert_eq!(next(&item, &answers(&[("a", "y")])), Next::Ask(&item.guidance.questions[1]));
    assert_eq!(faults(&item), []);
    // An answer left over from another path does not count.
    assert_eq!(next(&item, &answers(&[("a", "x"), ("b", "2")])), Next::Found(&item.situations[0]));
}

#[test]
fn holes_overlaps_and_dead_ends_are_told_apart() {
    let questions = || vec![question("a", &["x", "y"])];
    let hole = item(questions(), vec![situation("x", &[("a", "x")])]);
    assert_eq!(faults(&hole), [Fault::Hole { path: answers(&[("a", "y")]) }]);
    let both = item(questions(), vec![situation("x", &[("a", "x")]), situation("all", &[("a", "x|y")])]);
    let expected = Fault::Ambiguous { path: answers(&[("a", "x")]), situations: vec!["x".into(), "all".into()] };
    assert_eq!(faults(&both), [expected]);
    let dead = item(questions(), vec![situation("x", &[("a", "x|y")]), situation("n", &[("a", "x"), ("a", "y")])]);
    assert_eq!(faults(&dead), [Fault::Unreachable { situation: "n".into() }]);
    let unknown = item(questions(), vec![situation("x", &[("b", "x")])]);
    assert_eq!(faults(&unknown), [Fault::BadCondition { at: "x".into(), question: "b".into() }]);
}

#[test]
fn no_situation_at_all_is_a_hole() {
    assert_eq!(faults(&item(vec![], vec![])), [Fault::Hole { path: Answers::new() }]);
}

fn any_item() -> impl Strategy<Value = ItemVersion> {
    let keys = ["a", "b", "c"];
    let options = ["0", "1", "2"];
    let row = proptest::collection::vec((0usize..3, proptest::sample::subsequence(options.to_vec(), 1..=3)), 0..=3);
    proptest::collection::vec(row, 1..=4).prop_map(move |rows| {
        let situations = rows
            .iter()
            .enumerate()
            .map(|(n, row)| Situation {
                key: format!("s{n}"),
                name: format!("s{n}"),
                when: row
                    .iter()
                    .map(|(question, any_of)| Condition {
                        question: keys[*question].into(),
                        any_of: any_of.iter().map(|option| (*option).into()).collect(),
                    })
                    .collect(),
                ..Situation::default()
            })
            .collect();
        item(keys.iter().map(|key| question(key, &options)).collect(), situations)
    })
}

proptest! {
    /// Whatever the table, complete answers never ask again; and an item without faults always ends in one situation,
    /// the one whose conditions hold.
    #[test]
    fn complete_answers_end(item in any_item(), a in 0usize..3, b in 0usize..3, c in 0usize..3) {
        let all = answers(&[("a", ["0", "1", "2"][a]), ("b", ["0", "1", "2"][b]), ("c", ["0", "1", "2"][c])]);
        let end = next(&item, &all);
        let asks = matches!(end, Next::Ask(_) | Next::Unknown { .. });
        prop_assert!(!asks);
        if faults(&item).is_empty() {
            let Next::Found(found) = end else { return Err(TestCaseError::fail("no situation")) };
            prop_assert!(found.when.iter().all(|condition| condition.holds(&all) == Some(true)));
        }
    }
}
