//! Posted pages, first values, views and summaries.
#![allow(clippy::unwrap_used)]

mod common;

use common::*;
use forms::*;

fn reader<'a>(regions: &'a ListedRegions) -> Reader<'a> {
    Reader { language: "zh-CN", words: &keys, regions }
}

/// What a browser would post of a view.
fn controls(fields: &[FieldView], pairs: &mut Vec<(String, String)>) {
    for field in fields {
        if field.locked {
            continue;
        }
        match field.control {
            Control::Line | Control::Lines | Control::Date => pairs.push((field.name.clone(), field.value.clone())),
            Control::Radio | Control::Checkboxes | Control::Select => {
                pairs.push((field.name.clone(), String::new()));
                for option in field.options.iter().filter(|option| option.selected) {
                    pairs.push((field.name.clone(), option.code.clone()));
                }
            }
            Control::Regions => {
                for level in &field.levels {
                    let chosen = level.options.iter().find(|option| option.selected);
                    pairs.push((field.name.clone(), chosen.map_or(String::new(), |option| option.code.clone())));
                }
            }
            Control::Declaration => {
                pairs.push((field.name.clone(), String::new()));
                if field.ticked {
                    pairs.push((field.name.clone(), "yes".into()));
                }
            }
            Control::Parts => controls(&field.parts, pairs),
            Control::Group => field.rows.iter().for_each(|row| controls(&row.fields, pairs)),
            Control::Upload | Control::Computed | Control::Information => {}
        }
    }
}

#[test]
fn what_is_shown_and_posted_again_is_the_same() {
    let definition = sample("partnership");
    let regions = regions();
    let context = Context { today: TODAY, regions: &regions };
    let given = answers(&[
        ("name", "某某（有限合伙）"),
        ("type", "limited"),
        ("place.region", "431202001"),
        ("place.detail", "迎丰路 1 号"),
        ("start", "not a date"),
        ("scope", "一\n二"),
        ("partners[0].sort", "person"),
        ("partners[0].person.name", "张三"),
        ("partners[0].way[0]", "cash"),
        ("partners[0].way[1]", "goods"),
        ("partners[0].amount", "1,0"),
        ("partners[1].sort", "organisation"),
        ("partners[1].organisation.uscc", "bad"),
        ("promise", "yes"),
    ]);
    let evaluation = evaluate(&definition, &given, &context);
    let shown =
        view(&evaluation, &reader(&regions), &Showing { errors: Some(Strictness::Draft), ..Showing::default() });
    // What did not read is there as typed, with its error.
    let amount = &shown[1].fields[0].rows[0].fields.iter().find(|field| field.label == "认缴出资额").unwrap();
    assert_eq!((amount.value.as_str(), amount.errors.len()), ("1,0", 1));
    assert_eq!(amount.name, "partners.0.amount");

    let mut posted = Vec::new();
    for section in &shown {
        controls(&section.fields, &mut posted);
    }
    let read = Posted::read(&definition, &posted).unwrap();
    assert_eq!(read.unknown, Vec::<String>::new());
    let again = read.merged(&definition, &given).unwrap();
    let changed = changes(&definition, &given, &again, &reader(&regions), Masking::Clear);
    // The list of documents has a first entry that a browser always posts.
    let changed: Vec<_> = changed.iter().filter(|change| !change.path.to_string().ends_with("id_kind")).collect();
    assert!(changed.is_empty(), "{changed:?}");
}

#[test]
fn rows_come_and_go_without_script() {
    let definition = sample("partnership");
    let draft = Answers::from_form(
        &definition,
        &pairs(&[
            ("partners.0.amount", "1"),
            ("partners.1.amount", "2"),
            ("_add", "partners"),
            ("_csrf", "x"),
            ("evil", "1"),
            ("partners.999.amount", "1"),
            ("capital", "5"),
        ]),
    )
    .unwrap();
    assert_eq!(draft.get(&Path::field("partners")).unwrap().as_list().unwrap().len(), 3);
    assert!(draft.get(&Path::field("evil")).is_none() && draft.get(&Path::field("capital")).is_none());
    let posted = Posted::read(&definition, &pairs(&[("partners.0.amount", "7"), ("_remove", "partners.1")])).unwrap();
    assert_eq!(posted.action, Action::RemoveRow(Path::parse("partners[1]").unwrap()));
    let after = posted.merged(&definition, &draft).unwrap();
    assert_eq!(after.get(&Path::field("partners")).unwrap().as_list().unwrap().len(), 2);
    // Two must stay: with three a row may go, with two none.
    let regions = regions();
    let context = Context { today: TODAY, regions: &regions };
    for (answers, may_go) in [(&draft, true), (&after, false)] {
        let evaluation = evaluate(&definition, answers, &context);
        let page = view_section(&evaluation, "partner_list", &reader(&regions), &Showing::default()).unwrap();
        assert!(page.fields[0].rows.iter().all(|row| row.remove_value.is_some() == may_go));
    }
    assert_eq!(after.text("partners[0].amount"), "7");
    assert_eq!(after.text("partners[1].amount"), "");
    // Rows that must be there count before anything was typed.
    let first = Answers::from_form(&definition, &pairs(&[("_add", "partners")])).unwrap();
    assert_eq!(first.get(&Path::field("partners")).unwrap().as_list().unwrap().len(), 3);
    // Buttons that name something else do nothing.
    for (button, value) in
        [("_remove", "name"), ("_add", "name"), ("_add", "partners.0"), ("_remove", "../x"), ("_region", "name")]
    {
        assert_eq!(
            Posted::read(&definition, &pairs(&[(button, value)])).unwrap().action,
            Action::None,
            "{button} {value}"
        );
    }
}

#[test]
fn a_name_that_is_absent_was_not_on_the_page() {
    let definition = sample("food-business");
    let draft = answers(&[("area", "20"), ("items[0]", "cold"), ("cold_room", "yes"), ("promise", "yes")]);
    let posted = Posted::read(&definition, &pairs(&[("items", ""), ("items", "hot"), ("promise", "")])).unwrap();
    let after = posted.merged(&definition, &draft).unwrap();
    assert_eq!(after.text("area"), "20");
    // Hidden now, but kept in the draft.
    assert_eq!(after.text("cold_room"), "yes");
    assert_eq!(after.text("items[0]"), "hot");
    assert_eq!(after.text("promise"), "");
}

#[test]
fn files_are_never_taken_from_names() {
    let definition = sample("food-business");
    let posted = pairs(&[("layout.0.file", "another person's"), ("layout", "x"), ("layout.0", "x")]);
    let read = Posted::read(&definition, &posted).unwrap();
    assert_eq!(read.unknown.len(), 3);
    assert!(read.merged(&definition, &Answers::new()).unwrap().is_blank());
    let draft = answers(&[("layout[0].file", "f"), ("layout[0].name", "图.pdf")]);
    let read = Posted::read(&definition, &pairs(&[("_remove", "layout[0]")])).unwrap();
    assert_eq!(read.action, Action::RemoveFile(Path::parse("layout[0]").unwrap()));
    assert!(read.merged(&definition, &draft).unwrap().is_blank());
}

#[test]
fn regions_open_level_by_level() {
    let definition = sample("partnership");
    let regions = regions();
    let context = Context { today: TODAY, regions: &regions };
    for (posted, region, levels) in [
        (&[][..], "", 1),
        (&[("place.region", "430000")], "430000", 2),
        (&[("place.region", "430000"), ("place.region", "431200"), ("place.region", "431202")], "431202", 4),
        // The province was changed: what was chosen below it is gone.
        (&[("place.region", "440000"), ("place.region", "431200"), ("place.region", "431202")], "440000", 2),
        (&[("place.region", "430000"), ("place.region", "")], "430000", 2),
    ] {
        let draft = Answers::from_form(&definition, &pairs(posted)).unwrap();
        assert_eq!(draft.text("place.region"), region);
        let evaluation = evaluate(&definition, &draft, &context);
        let shown = view(&evaluation, &reader(&regions), &Showing::default());
        let place = shown[0].fields.iter().find(|field| field.path == "place").unwrap();
        assert_eq!(place.parts[0].levels.len(), levels, "{region}");
        assert!(place.parts[0].can_go_deeper || levels == 4);
    }
}

#[test]
fn prefill_touches_empty_fields_only_and_says_so() {
    let definition = sample("food-business");
    let regions = regions();
    let find = |key: &str| match key {
        "profile.organisation" => Some(Prefill {
            value: Answer::parts([("name", "某某餐饮有限公司"), ("uscc", "11100000000013338W")]),
            source: Source::Profile,
        }),
        "licence.business-licence.address" => Some(Prefill {
            value: Answer::parts([("region", "431202001"), ("detail", "迎丰路 1 号")]),
            source: Source::Licence { id: "L1".into(), name: "营业执照".into() },
        }),
        // The wrong shape is left out.
        "profile.person" => Some(Prefill { value: Answer::text("张三"), source: Source::Profile }),
        _ => None,
    };
    let draft = answers(&[("place.region", "431200")]);
    let (filled, prefills) = prefill(&definition, &find, &draft);
    assert_eq!(filled.text("operator.name"), "某某餐饮有限公司");
    assert_eq!(filled.text("place.region"), "431200");
    assert_eq!(filled.text("contact.name"), "");
    assert_eq!(prefills.iter().count(), 1);
    let context = Context { today: TODAY, regions: &regions };
    let operator = |answers: &Answers| {
        let evaluation = evaluate(&definition, answers, &context);
        let showing = Showing { prefills: Some(&prefills), ..Showing::default() };
        view(&evaluation, &reader(&regions), &showing)[0].fields[0].prefilled.clone()
    };
    assert_eq!(operator(&filled).as_deref(), Some("forms-prefilled-profile"));
    let mut edited = filled.clone();
    edited.put(&Path::parse("operator.name").unwrap(), Answer::text("另一家"));
    assert_eq!(operator(&edited), None);
    let stored = serde_json::to_string(&prefills).unwrap();
    assert_eq!(serde_json::from_str::<Prefills>(&stored).unwrap(), prefills);
}

#[test]
fn summaries_read_and_mask() {
    let definition = sample("food-business");
    let regions = regions();
    let context = Context { today: TODAY, regions: &regions };
    let given = answers(&[
        ("place.region", "431202001"),
        ("place.detail", "迎丰路 1 号"),
        ("contact.name", "李四"),
        ("contact.phone", "13812341234"),
        ("format", "catering"),
        ("items[0]", "cold"),
        ("items[1]", "hot"),
        ("area", "12345.5"),
        ("manager.id_kind", "id"),
        ("manager.id_number", "11010519491231002X"),
        ("staff[0].full_name", "王五六"),
        ("staff[0].handles_food", "yes"),
        ("staff[0].health_date", "2026-1-5"),
    ]);
    let evaluation = evaluate(&definition, &given, &context);
    let lines = |masking| -> Vec<(String, String)> {
        let sections = summary(&evaluation, &reader(&regions), masking);
        sections.into_iter().flat_map(|section| section.rows).map(|row| (row.label, row.text)).collect()
    };
    let masked = lines(Masking::Masked);
    let has = |label: &str, text: &str| {
        assert!(masked.iter().any(|(l, t)| l == label && t == text), "{label} {text}\n{masked:#?}");
    };
    has("经营场所", "湖南省怀化市鹤城区城中街道 迎丰路 1 号");
    has("联系人：forms-part-phone", "138****1234");
    has("食品安全管理人员：forms-part-id-number", "**************002X");
    has("经营项目", "热食类食品制售、冷食类食品制售");
    has("经营场所面积", "forms-with-unit(number=12,345.5,unit=平方米)");
    has("食品处理区面积", "forms-blank");
    has("从业人员 1", "");
    has("姓名", "王*六");
    has("健康证明取得日期", "forms-date(iso=2026-01-05,year=2026,month=1,day=5)");
    has("申请人承诺", "forms-unticked");
    assert!(!masked.iter().any(|(label, _)| label == "就餐人数"), "hidden fields are not read");
    assert!(lines(Masking::Clear).iter().any(|(_, text)| text == "11010519491231002X"));
}

#[test]
fn errors_lead_to_their_controls() {
    let definition = sample("food-business");
    let regions = regions();
    let given = answers(&[("operator.uscc", "123"), ("staff[0].handles_food", "maybe")]);
    let evaluation = evaluate(&definition, &given, &Context { today: TODAY, regions: &regions });
    let list = errors(&evaluation, &reader(&regions), Strictness::Draft);
    let places: Vec<_> = list.iter().map(|error| (error.id.as_str(), error.section.as_str())).collect();
    assert_eq!(places, [("operator-uscc", "operator_page"), ("staff-0-handles_food", "people")]);
    assert!(
        list[0].sentence.starts_with("forms-wrong-code(label=forms-part-uscc,reason=codes-"),
        "{}",
        list[0].sentence
    );
}
