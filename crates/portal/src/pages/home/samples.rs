//! Home pages for tests: every block empty, with one, with many, very long, in every order.

use super::*;
use jiff::civil::date;
use kernel::Lang;
use register::RuleKind;
use web::Sample;

fn line(n: i64, title: &str) -> Line {
    Line {
        title: format!("{title}（{n}）<b>"),
        href: format!("/publications/2026-{n:06}"),
        summary: if n % 2 == 0 {
            "市政府常务会议研究部署下一阶段优化营商环境重点工作。".into()
        } else {
            String::new()
        },
        on: date(2026, 11, 22),
        agency: "石家庄市行政审批局".into(),
        about: None,
    }
}

fn column(n: i64) -> Column {
    let long = "关于进一步规范城市更新项目全过程咨询服务采购活动和加强事中事后监督管理工作的若干意见的通知".repeat(2);
    Column {
        key: "news".into(),
        name: "政务动态".into(),
        lines: (0..n).map(|i| line(i, if i == 1 { &long } else { "全市优化营商环境工作推进会召开" })).collect(),
    }
}

fn rules(n: i64) -> Vec<RuleLine> {
    (0..n)
        .map(|i| RuleLine {
            title: format!("政府信息公开条例（{i}）"),
            href: format!("/rules/r-{i:06}"),
            issuer: "国务院".into(),
            number: if i % 2 == 0 { "国务院令第711号".into() } else { String::new() },
            kind: RuleKind::AdministrativeRegulation,
            on: (i != 1).then(|| date(2019, 4, 3)),
            validity: Validity::ALL[usize::try_from(i).unwrap() % Validity::ALL.len()],
        })
        .collect()
}

fn every_block(n: i64) -> Vec<BlockContent> {
    let mut interpretations = column(n);
    for (i, line) in interpretations.lines.iter_mut().enumerate() {
        line.about = match i % 3 {
            0 => Some(("政府信息公开条例".into(), Some("/rules/r-000001".into()))),
            1 => Some(("未登记的政策".into(), None)),
            _ => None,
        };
    }
    let part = |name: &str, count: i64| FixedPart {
        name: name.into(),
        href: "/sections/disclosure-guide".into(),
        count,
        latest: (count > 0).then(|| date(2026, 1, 31)),
    };
    vec![
        BlockContent::Search,
        BlockContent::Lead(column(n)),
        BlockContent::Section(column(n)),
        BlockContent::Sections(vec![column(n), Column { key: "notices".into(), ..column(0) }]),
        BlockContent::Services(if n == 0 {
            Vec::new()
        } else {
            vec![("市场准入".into(), "/items?field=market".into())]
        }),
        BlockContent::Rules(rules(n)),
        BlockContent::Interpretations(interpretations),
        BlockContent::Disclosure(if n == 0 {
            Vec::new()
        } else {
            vec![part("政府信息公开指南", n), part("政府信息公开年报", 0)]
        }),
        BlockContent::Duties(if n == 0 {
            DutyNumbers::default()
        } else {
            DutyNumbers { applicable: 2_310, complete: 2_101, late: 3, soon: 12, percent: Some(90) }
        }),
        BlockContent::Figures(HallNumbers {
            received: n * 1_000,
            decided: n * 900,
            in_time: n * 899,
            ..HallNumbers::default()
        }),
        BlockContent::Sites(if n == 0 {
            Vec::new()
        } else {
            vec![("长安区人民政府".into(), "http://changan.localhost/".into())]
        }),
    ]
}

impl Sample for HomePage {
    fn samples(lang: Lang) -> Vec<HomePage> {
        let visit = Visit::sample(lang);
        let site = |blocks| HomeContent { site: Some("石家庄市人民政府".into()), blocks };
        let mut contents = vec![
            HomeContent {
                site: None,
                blocks: vec![
                    BlockContent::Search,
                    every_block(3)[4].clone(),
                    BlockContent::Figures(HallNumbers::default()),
                ],
            },
            site(Vec::new()),
        ];
        for n in [0, 1, 2, 8] {
            contents.push(site(every_block(n)));
            let mut turned = every_block(n);
            turned.reverse();
            contents.push(site(turned));
        }
        // Each block alone, and each pair: headings keep their order whatever stands beside what.
        let all = every_block(3);
        for one in &all {
            contents.push(site(vec![one.clone()]));
            for other in &all {
                if one != other && !(one.is_wide() && other.is_wide()) {
                    contents.push(site(vec![one.clone(), other.clone()]));
                }
            }
        }
        contents.into_iter().map(|c| HomePage::new(&visit, c, "{}".into())).collect()
    }
}

#[test]
fn every_combination_is_well_made() {
    assert_eq!(HomePage::lint_samples(), Vec::<String>::new());
}

#[test]
fn halves_stand_in_pairs() {
    let shape = |blocks: Vec<BlockContent>| {
        placed(blocks).iter().map(|p| if p.is_wide { 'w' } else { 'h' }).collect::<String>()
    };
    let (w, h) = (BlockContent::Search, BlockContent::Rules(Vec::new()));
    for (blocks, shown) in [
        (vec![], ""),
        (vec![h.clone()], "w"),
        (vec![h.clone(), h.clone()], "hh"),
        (vec![h.clone(), h.clone(), h.clone()], "hhw"),
        (vec![h.clone(), w.clone(), h.clone(), h.clone()], "wwhh"),
        (vec![w.clone(), h.clone(), h.clone(), h.clone(), h, w], "whhhhw"),
    ] {
        assert_eq!(shape(blocks), shown);
    }
}
