//! What a correction notice lets change, and what the clerk sees.
#![allow(clippy::unwrap_used)]

mod common;

use common::*;
use forms::*;

fn paths(texts: &[&str]) -> Vec<Path> {
    texts.iter().map(|text| Path::parse(text).unwrap()).collect()
}

fn filed() -> Answers {
    answers(&[
        ("way", "over"),
        ("clearance", "6"),
        ("project", "光缆"),
        ("road", "G107"),
        ("agent.name", "张三"),
        ("agent.phone", "13812341234"),
        ("crossings[0].stake", "K1+000"),
        ("crossings[0].lanes_closed", "0"),
        ("crossings[1].stake", "K2+000"),
        ("crossings[1].lanes_closed", "0"),
    ])
}

/// Pinned, what was changed, what is refused.
#[test]
fn only_pinned_paths_change() {
    let definition = sample("road-crossing");
    let regions = regions();
    let context = Context { today: TODAY, regions: &regions };
    for (pinned, changed, refused) in [
        (&["project"][..], &[("project", "电缆")][..], &[][..]),
        (&["project"], &[("road", "G108")], &["road"]),
        (&["agent.phone"], &[("agent.phone", "13912341234")], &[]),
        (&["agent.phone"], &[("agent.name", "李四")], &["agent.name"]),
        (&["agent"], &[("agent.name", "李四")], &[]),
        (&["crossings[1].stake"], &[("crossings[1].stake", "K3+000")], &[]),
        (&["crossings[1].stake"], &[("crossings[0].stake", "K3+000")], &["crossings[0].stake"]),
        (&["crossings[1]"], &[("crossings[1].lanes_closed", "0"), ("crossings[1].stake", "K3+000")], &[]),
        (&["crossings[1]"], &[("crossings[2].stake", "K3+000")], &["crossings[2]"]),
        (&["crossings[2]"], &[("crossings[2].stake", "K3+000")], &["crossings[2]"]),
        (&["crossings"], &[("crossings[2].stake", "K3+000")], &[]),
        // Closing a lane brings the detour and the hours of that row into sight: these may be filled, those of others not.
        (
            &["crossings[1].lanes_closed"],
            &[
                ("crossings[1].lanes_closed", "1"),
                ("crossings[1].detour", "乡道"),
                ("crossings[1].hours[0].from_hour", "8"),
            ],
            &[],
        ),
        (
            &["crossings[1].lanes_closed"],
            &[("crossings[1].lanes_closed", "1"), ("crossings[0].detour", "乡道")],
            &["crossings[0].detour"],
        ),
        (&["way"], &[("way", "under"), ("depth", "2")], &[]),
        (&["project"], &[("way", "under"), ("depth", "2")], &["way", "depth"]),
    ] {
        let old = filed();
        let mut new = old.clone();
        for (path, text) in changed {
            new.put(&Path::parse(path).unwrap(), Answer::text(*text));
        }
        let corrected = Correction::new(&definition, &old, &paths(pinned)).restrict(&new, &context);
        assert_eq!(corrected.refused, paths(refused), "{pinned:?} {changed:?}");
        assert_eq!(corrected.answers == new, refused.is_empty(), "{pinned:?} {changed:?}");
    }
}

#[test]
fn rows_leave_only_with_their_group() {
    let definition = sample("road-crossing");
    let regions = regions();
    let context = Context { today: TODAY, regions: &regions };
    let old = filed();
    let mut new = old.clone();
    new.take(&Path::parse("crossings[1]").unwrap());
    let kept = Correction::new(&definition, &old, &paths(&["crossings[1]"])).restrict(&new, &context);
    assert_eq!(kept.answers, old);
    assert_eq!(kept.refused, paths(&["crossings[1]"]));
    let gone = Correction::new(&definition, &old, &paths(&["crossings"])).restrict(&new, &context);
    assert_eq!(gone.answers, new);
}

#[test]
fn the_page_locks_what_is_not_pinned() {
    let definition = sample("road-crossing");
    let regions = regions();
    let context = Context { today: TODAY, regions: &regions };
    let old = filed();
    let corrected =
        Correction::new(&definition, &old, &paths(&["agent.phone", "crossings[1].stake"])).restrict(&old, &context);
    let evaluation = evaluate(&definition, &corrected.answers, &context);
    let reader = Reader { language: "zh-CN", words: &keys, regions: &regions };
    let shown = view(&evaluation, &reader, &Showing { correction: Some(&corrected), ..Showing::default() });
    let fields: Vec<&FieldView> = shown.iter().flat_map(|section| &section.fields).collect();
    let find = |path: &str| *fields.iter().find(|field| field.path == path).unwrap();
    assert!(find("project").locked && find("project").text == "光缆");
    assert!(!find("agent").locked);
    assert_eq!(find("agent").parts.iter().map(|part| part.locked).collect::<Vec<_>>(), [true, true, true, false]);
    let crossings = find("crossings");
    assert!(!crossings.locked && !crossings.can_add);
    assert!(crossings.rows.iter().all(|row| row.remove_value.is_none()));
    assert!(crossings.rows[0].fields[0].locked && !crossings.rows[1].fields[0].locked);
}

#[test]
fn the_clerk_sees_old_and_new() {
    let definition = sample("road-crossing");
    let regions = regions();
    let old = filed();
    let mut new = old.clone();
    for (path, text) in [
        ("way", "under"),
        ("agent.phone", "13912341234"),
        ("crossings[0].stake", "K9+000"),
        ("crossings[2].stake", "K3+000"),
        ("compensation", "1234.5"),
    ] {
        new.put(&Path::parse(path).unwrap(), Answer::text(text));
    }
    let reader = Reader { language: "zh-CN", words: &keys, regions: &regions };
    let seen: Vec<_> = changes(&definition, &old, &new, &reader, Masking::Masked)
        .into_iter()
        .map(|change| (change.path.to_string(), change.label, change.old, change.new))
        .collect();
    let line = |path: &str, label: &str, old: &str, new: &str| {
        (path.to_owned(), label.to_owned(), old.to_owned(), new.to_owned())
    };
    assert_eq!(
        seen,
        [
            line("agent.phone", "经办人：forms-part-phone", "138****1234", "139****1234"),
            line("way", "跨越方式", "架空跨越", "地下穿越"),
            line("crossings[0].stake", "跨越点 1：桩号", "K1+000", "K9+000"),
            line("crossings[2]", "跨越点 3", "", "桩号：K3+000"),
            line("compensation", "拟补偿、赔偿金额", "", "forms-yuan(amount=1,234.50)"),
        ]
    );
}
