//! Cases for the samples of the desk's pages: every state worth seeing, long texts included. Invented, and never in a hall.
//!
//! (Samples for the tests: Chinese terms as data.)

use super::{
    Attempt, control,
    facts::{DueShown, due_shown},
    loaded::{Applicant, Happened, Loaded, NamedLicence},
};
use crate::{
    Case, CorrectionNotice, CorrectionPoint, Handing, Material, MaterialSource, Opinion, PointKind, State, Verb,
    clocks, moves::CaseProcedure, store::Listed,
};
use calendar::{Basis, Clock};
use forms::{Change, Masking, Path, SummaryKind, SummaryRow, SummarySection};
use items::{
    dictionary::{LimitUnit, SpecialProcedureKind},
    guidance::Situation,
    item::{ItemResult, ItemVersion, LegalBasis, Limit, SpecialProcedure, Validity},
};
use jiff::{
    Timestamp,
    civil::{Date, date},
};
use kernel::{Calendars, Cx, Id, Lang, Who, matter::Matter, notices::Notice, procedure::Procedure};
use std::{collections::HashMap, sync::Arc};
use web::{BodyForm, DESK_NAV, Tr, Visit, Visitor};

pub(super) const NUMBER: &str = "130100-20260302-0007";
const TODAY: Date = date(2026, 3, 10);

/// An instant of the samples.
pub(super) fn at() -> Timestamp {
    Timestamp::from_second(1_773_104_400).unwrap_or_default()
}

/// A visit of an official.
pub(super) fn visit(lang: Lang) -> Visit {
    let visit = Visit::sample(lang);
    let office = Some("市场监督管理局".to_owned());
    visit.sign_in("sample", Visitor { name: "王敏".into(), acting_for: None, office, desk_nav: DESK_NAV.to_vec() });
    visit
}

/// A context at the time of the samples.
pub(super) fn cx(lang: Lang) -> Cx {
    let keys = match seal::KeyRing::in_memory(seal::Suite::Intl, at()) {
        Ok(keys) => keys,
        Err(error) => unreachable!("a key ring in memory: {error}"),
    };
    Cx {
        who: Who::Public,
        at: at(),
        recorded_at: at(),
        lang,
        calendars: Arc::new(Calendars::built_in()),
        keys: Arc::new(keys),
    }
}

fn item() -> ItemVersion {
    let basis =
        |law: &str, article: &str| LegalBasis { law: law.into(), article: article.into(), ..LegalBasis::default() };
    let material = |key: &str, name: &str| items::material::Material {
        key: key.into(),
        name: name.into(),
        acceptance_standard: Some("图纸标明各功能区面积、设备位置，与现场一致。".into()),
        ..items::material::Material::default()
    };
    ItemVersion {
        name: "食品经营许可（新办）".into(),
        materials: vec![material("layout", "经营场所布局图和操作流程图"), material("rules", "保证食品安全的规章制度")],
        situations: vec![Situation {
            key: "usual".into(),
            name: "餐饮服务，面积二百平方米以下".into(),
            materials: vec!["layout".into(), "rules".into()],
            ..Situation::default()
        }],
        legal_basis: vec![basis("中华人民共和国食品安全法", "第三十五条")],
        promised_limit: Some(Limit { n: 8, unit: LimitUnit::WorkingDay, note: None }),
        special_procedures: vec![SpecialProcedure {
            kind: SpecialProcedureKind::ExpertReview,
            note: "所需时间书面告知申请人，最长 20 个工作日。".into(),
            limit: None,
            basis: basis("中华人民共和国行政许可法", "第四十五条"),
            stops_clock: true,
            clock_basis: None,
        }],
        result: Some(ItemResult {
            kind: items::dictionary::ResultKind::Licence,
            name: "食品经营许可证".into(),
            licence_type: Some("food-business-licence".into()),
            validity: Validity::AsDecided { note: "不超过经营场所使用权的期限".into() },
            sample: None,
        }),
        ..ItemVersion::default()
    }
}

fn case(state: State, clock: Option<Clock>) -> Case {
    let holder = CaseProcedure::holder(state);
    let closed = holder == kernel::procedure::Holder::Nobody;
    let calendar = Calendars::built_in().of("130100");
    let due_on = clock.as_ref().and_then(|c| c.due(&calendar, TODAY).ok()).map(|d| d.on);
    let matter = Matter {
        id: Id::new(),
        kind: CaseProcedure::KIND.into(),
        number: NUMBER.into(),
        title: "食品经营许可（新办）".into(),
        state: state.as_str().into(),
        version: 3,
        head: ledger::Hash::NONE,
        agency: Id::new(),
        region: "130100".into(),
        opened_at: at(),
        clock,
        due_on,
        soon_on: due_on,
        waits_for: holder.text().into(),
        claimed_by: None,
        closed_at: closed.then(at),
    };
    Case {
        matter,
        item: Id::new(),
        item_version: Id::new(),
        situation: "usual".into(),
        person: Id::new(),
        organisation: None,
        applicant_shown: "欧阳*华".into(),
        channel: "online".into(),
        form_key: "food-business".into(),
        form_n: 1,
        guidance: serde_json::json!({}),
        delivery: Handing::Courier,
        submitted_on: date(2026, 3, 2),
        deemed_on: None,
        accepted_on: Some(date(2026, 3, 3)),
        decided_on: closed.then_some(TODAY),
        outcome: None,
        working_days: closed.then_some(5),
        in_time: closed.then_some(true),
    }
}

fn sections() -> Vec<SummarySection> {
    let row = |path: &str, label: &str, text: &str, depth, kind| SummaryRow {
        path: path.into(),
        label: label.into(),
        text: text.into(),
        depth,
        kind,
    };
    let long = "河北省石家庄市长安区建设北大街与和平东路交叉口西北角某某商业综合体地下一层东侧餐饮区第一百二十八号商铺及其附属仓储用房".to_owned();
    vec![
        SummarySection {
            key: "applicant".into(),
            title: "申请人".into(),
            rows: vec![
                row("person.name", "申请人：姓名", "欧阳*华", 0, SummaryKind::Answer),
                row("person.id_number", "申请人：证件号码", "**************0014", 0, SummaryKind::Answer),
            ],
        },
        SummarySection {
            key: "premises".into(),
            title: "经营场所".into(),
            rows: vec![
                row("premises", "经营场所", &long, 0, SummaryKind::Answer),
                row("area", "使用面积", "186.5 平方米", 0, SummaryKind::Answer),
                row("staff[0]", "从业人员 1", "", 0, SummaryKind::RowHeading),
                row("staff[0].name", "姓名", "张*三", 1, SummaryKind::Answer),
            ],
        },
    ]
}

fn materials() -> Vec<Material> {
    let file = |key: &str, name: &str, replaced: bool| Material {
        id: Id::new(),
        material: key.into(),
        source: MaterialSource::Upload,
        file: Some("0".repeat(64)),
        file_name: Some(name.into()),
        media_type: Some("application/pdf".into()),
        size: Some(2_516_582),
        licence: None,
        added_at: at(),
        replaced_at: replaced.then(at),
    };
    let held = |source, licence| Material {
        source,
        licence,
        file: None,
        file_name: None,
        size: None,
        ..file("rules", "", false)
    };
    vec![
        file("layout", "布局图.pdf", true),
        file("layout", "布局图（修改后，含操作流程、设备位置、面积标注，经设计单位盖章的最终版本）.pdf", false),
        held(MaterialSource::Licence, None),
        held(MaterialSource::Profile, None),
        held(MaterialSource::Promise, None),
    ]
}

fn happened(tr: Tr, what: &str, seq: i64) -> Happened {
    Happened { what: what.into(), when: tr.time(at()), who: "市场监管局 A017".into(), seq, is_mine: false }
}

fn loaded_in(tr: Tr, state: State, clock: Option<Clock>, verbs: &[Verb]) -> Loaded {
    Loaded {
        case: case(state, clock),
        item: Arc::new(item()),
        verbs: verbs.to_vec(),
        claimed_by: None,
        is_mine: false,
        may_claim: !verbs.is_empty(),
        applicant: Applicant {
            name: "欧阳*华".into(),
            document: "**************0014".into(),
            phone: "138****1234".into(),
            organisation: None,
            address: Some("河北省石家庄…".into()),
        },
        sections: sections(),
        masking: Masking::Masked,
        materials: Vec::new(),
        licences: HashMap::new(),
        correction: None,
        changes: Vec::new(),
        opinions: Vec::new(),
        notices: Vec::new(),
        trace: vec![happened(tr, "submit", 1)],
        readings: Vec::new(),
        delivery: None,
        licence: None,
        proposal: Vec::new(),
        granted: Vec::new(),
    }
}

fn opinion(verb: Verb, recommendation: Option<&str>) -> (Opinion, String) {
    let text = "场所面积、布局与申报一致；从业人员健康证明齐全。\n操作流程符合要求。".repeat(3);
    let opinion = Opinion {
        verb: verb.as_str().into(),
        by_staff: Id::new(),
        at: at(),
        recommendation: recommendation.map(str::to_owned),
        basis: "《中华人民共和国食品安全法》第三十五条".into(),
        text,
    };
    (opinion, "王敏（A017）".into())
}

fn decision() -> Clock {
    clocks::decision(date(2026, 3, 3), &item())
}

/// Pages of a case: new, sent back with errors, corrected and taken, paused, examined, granted and done.
pub(super) fn loaded(tr: Tr) -> Vec<(Loaded, Attempt)> {
    let acceptance = clocks::acceptance(date(2026, 3, 2));
    let new = loaded_in(
        tr,
        State::Submitted,
        Some(acceptance.clone()),
        &[Verb::Accept, Verb::AskForCorrection, Verb::RefuseAcceptance],
    );

    let mut form = BodyForm::default();
    form.pairs.push((control(Verb::AskForCorrection, "point"), "field:area".into()));
    form.pairs
        .push((control(Verb::AskForCorrection, "what.material:layout"), "没有标面积；请标明每个功能区的面积。".into()));
    form.pairs.push((control(Verb::AskForCorrection, "days"), "x".into()));
    let errors = vec![
        (control(Verb::AskForCorrection, "what.field:area"), tr.s("case-refused-no-points").into_owned()),
        (control(Verb::AskForCorrection, "days"), tr.s("desk-error-days").into_owned()),
    ];
    let sent_back = Attempt { verb: Some(Verb::AskForCorrection), form, errors };

    let mut corrected = loaded_in(tr, State::Submitted, Some(acceptance), &[]);
    corrected.claimed_by = Some("赵宏（A020）".into());
    corrected.materials = materials();
    corrected.changes = vec![Change {
        path: Path::field("area"),
        label: "使用面积".into(),
        old: "18.65 平方米".into(),
        new: "186.5 平方米".into(),
    }];
    corrected.correction = Some(CorrectionNotice {
        id: Id::new(),
        asked_at: at(),
        answer_by: date(2026, 3, 24),
        note: String::new(),
        points: vec![CorrectionPoint {
            kind: PointKind::Field,
            target: "area".into(),
            label: "使用面积".into(),
            what: "与图纸不符；请按图纸填写。".into(),
        }],
        answered_at: Some(at()),
    });

    let mut paused = decision();
    // The samples' own dates are in order: it cannot be refused.
    let _ = paused.pause(
        date(2026, 3, 5),
        Basis::new("expert-review", "行政许可法 第四十五条"),
        None,
        Some(date(2026, 3, 19)),
    );
    let mut special = loaded_in(tr, State::Special, Some(paused), &[Verb::EndSpecial]);
    special.is_mine = true;
    special.claimed_by = Some("王敏（A017）".into());
    special.readings = vec![happened(tr, "read", 0), happened(tr, "field-unmasked", 0), happened(tr, "another", 0)];

    let accepted = loaded_in(tr, State::Accepted, Some(decision()), &[Verb::Examine, Verb::StartSpecial, Verb::Extend]);
    let mut examined = loaded_in(tr, State::Examined, Some(decision()), &[Verb::Grant, Verb::Deny, Verb::SendBack]);
    examined.opinions = vec![opinion(Verb::Examine, Some("grant"))];
    examined.proposal = vec![
        ("经营者名称".into(), "石家庄某某餐饮店".into()),
        ("经营项目".into(), "热食类食品制售、冷食类食品制售、自制饮品制售、".repeat(3)),
    ];

    let mut licensed = loaded_in(tr, State::Licensed, Some(clocks::delivery(TODAY)), &[Verb::Deliver]);
    licensed.licence = Some(NamedLicence {
        name: "食品经营许可证".into(),
        number: "JY21301000000001".into(),
        identifier: "1.2.156.3005.2.11130100DEMA00021M002".into(),
    });
    licensed.granted = examined.proposal.clone();
    licensed.opinions = vec![opinion(Verb::Examine, Some("grant")), opinion(Verb::Grant, Some("grant"))];

    let mut finished = loaded_in(tr, State::Finished, None, &[]);
    finished.masking = Masking::Clear;
    finished.notices = vec![Notice {
        id: Id::new(),
        matter: finished.case.matter.id,
        kind: "grant".into(),
        number: "石市监许〔2026〕17号".into(),
        dated: TODAY,
        made_at: at(),
        template: "grant".into(),
        file: None,
        served_at: Some(at()),
    }];
    finished.trace = ["submit", "accept", "examine", "grant", "make-licence", "deliver"]
        .iter()
        .zip(1..)
        .map(|(what, seq)| happened(tr, what, seq))
        .collect();
    let awaiting =
        loaded_in(tr, State::AwaitingCorrection, Some(clocks::correction(date(2026, 3, 3), 15)), &[Verb::Terminate]);
    let granted = loaded_in(tr, State::Granted, Some(clocks::delivery(TODAY)), &[Verb::MakeLicence]);

    let calm = [new.clone(), corrected, special, accepted, examined, granted, licensed, finished, awaiting];
    let mut all: Vec<(Loaded, Attempt)> = calm.into_iter().map(|l| (l, Attempt::default())).collect();
    all.push((new, sent_back));
    all
}

/// Lines of a worklist: late, soon, calm, paused, without a date.
pub(super) fn listed(tr: Tr) -> Vec<(Listed, DueShown)> {
    let mut paused = decision();
    let _ = paused.pause(date(2026, 3, 5), Basis::new("expert-review", "行政许可法 第四十五条"), None, None);
    let clocks = [
        (State::Submitted, Some(clocks::acceptance(date(2026, 3, 2))), "食品经营许可（新办）"),
        (
            State::Accepted,
            Some(clocks::decision(date(2026, 2, 10), &item())),
            "道路挖掘和占用、跨越、穿越城市道路设置各种管线、杆线等设施的审批（涉及干线公路的，含公路与城市道路交叉部分）",
        ),
        (State::Accepted, Some(decision()), "取水许可（延续）"),
        (State::Special, Some(paused), "排污许可证（变更）"),
        (State::Finished, None, "教师资格认定"),
    ];
    let calendar = Calendars::built_in().of("130100");
    let lines = clocks.into_iter().enumerate().filter_map(|(n, (state, clock, title))| {
        let due = due_shown(tr, clock.as_ref(), &calendar, TODAY).ok()?;
        let listed = Listed {
            id: Id::new(),
            number: format!("130100-20260302-{n:04}"),
            title: title.into(),
            state: state.as_str().into(),
            waits_for: CaseProcedure::holder(state).text().into(),
            applicant_shown: "石家庄某某新能源科技发展股份有限公司长安分公司".into(),
            due_on: None,
            due_sort: kernel::matter::NO_DUE.into(),
            soon_on: None,
            submitted_on: date(2026, 3, 2),
            claimed_by: (n == 2).then(Id::new),
            outcome: None,
            opened_at: at(),
            clock,
            region: "130100".into(),
            corrected_at: (n == 0).then(at),
        };
        Some((listed, due))
    });
    lines.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        MOVES, Purpose, Recommendation, Tab,
        pages::desk::{CasePage, MeanwhilePage, WorklistPage, noun},
    };
    use askama::Template;
    use web::Sample;

    /// The text between the tags.
    fn read(html: &str) -> String {
        html.split('<').filter_map(|piece| piece.split_once('>')).map(|(_, text)| text).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn every_sentence_of_the_samples_is_there() {
        for lang in [Lang::ZhCn, Lang::En] {
            let mut pages: Vec<String> = CasePage::samples(lang).iter().map(|p| p.render().unwrap()).collect();
            pages.extend(WorklistPage::samples(lang).iter().map(|p| p.render().unwrap()));
            pages.extend(MeanwhilePage::samples(lang).iter().map(|p| p.render().unwrap()));
            for page in &pages {
                let text = read(page);
                let missing: Vec<&str> = text
                    .split_whitespace()
                    .filter(|w| ["desk-", "case-", "calendar-", "forms-"].iter().any(|p| w.starts_with(p)))
                    .collect();
                assert_eq!(missing, Vec::<&str>::new(), "{lang}");
            }
        }
    }

    #[test]
    fn every_word_of_the_closed_sets_has_its_sentence() {
        let mut keys = Vec::new();
        keys.extend(State::ALL.iter().flat_map(|s| [format!("desk-todo-{s}"), format!("case-state-{s}")]));
        keys.extend(Verb::ALL.iter().flat_map(|v| [format!("desk-verb-{v}"), format!("case-did-{v}")]));
        for verb in Verb::ALL.iter().filter(|v| noun(**v).is_some()) {
            keys.extend(["desk-about", "desk-do", "desk-done"].map(|p| format!("{p}-{verb}")));
        }
        keys.extend(MOVES.iter().filter_map(|m| m.notice).map(|n| format!("case-notice-{n}")));
        keys.extend(Tab::ALL.iter().flat_map(|t| ["desk-tab", "desk-lead", "desk-empty"].map(|p| format!("{p}-{t}"))));
        keys.extend(Purpose::ALL.iter().map(|p| format!("desk-purpose-{p}")));
        keys.extend(Recommendation::ALL.iter().map(|r| format!("desk-recommend-{r}")));
        keys.extend(Handing::ALL.iter().map(|h| format!("case-way-{h}")));
        keys.extend(MOVES.iter().filter_map(|m| {
            if let kernel::procedure::By::Post(role) = m.by { Some(format!("desk-role-{role}")) } else { None }
        }));
        keys.extend(State::ALL.iter().map(|s| format!("case-holder-{}", CaseProcedure::holder(*s).text())));
        keys.extend(
            [
                "refused-wrong-state",
                "refused-wrong-role",
                "refused-same-person",
                "refused-stale",
                "refused-claimed",
                "refused-not-there",
            ]
            .map(str::to_owned),
        );
        let zh = Tr::new(Lang::ZhCn);
        let missing: Vec<&String> = keys.iter().filter(|k| !zh.has(k)).collect();
        assert_eq!(missing, Vec::<&String>::new());
    }
}
