//! A catalogue of the size that Karamay reported: 140 departments, 13 sub-districts, 2 towns, over 2,000 matters. All of it
//! is made up and marked so.

use super::{duties_of, live_through, own};
use crate::{
    Audience, BodyKind, Channel, DutyRow, Level, LimitRule, Mode, NewBody, fields::offices_in, join_catalogue,
    row_code, save_rows, standard_rows,
};
use identity::NewAgency;
use kernel::{Cx, Db, Error, Fault, Id};

/// What was generated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KaramaySize {
    /// Departments.
    pub departments: usize,
    /// Sub-districts.
    pub sub_districts: usize,
    /// Towns.
    pub towns: usize,
    /// Rows of the catalogue, the standard ones included.
    pub rows: usize,
    /// Obligations.
    pub obligations: usize,
}

const GOVERNMENTS: [(&str, &str); 5] = [
    ("克拉玛依市", "650200"),
    ("独山子区", "650202"),
    ("克拉玛依区", "650203"),
    ("白碱滩区", "650204"),
    ("乌尔禾区", "650205"),
];

/// Offices of each government; the first leads openness.
const COMMON: [&str; 24] = [
    "人民政府办公室",
    "发展和改革委员会",
    "教育局",
    "公安局",
    "民政局",
    "司法局",
    "财政局",
    "人力资源和社会保障局",
    "自然资源局",
    "生态环境局",
    "住房和城乡建设局",
    "城市管理局",
    "交通运输局",
    "水务局",
    "农业农村局",
    "文化体育广播电视和旅游局",
    "卫生健康委员会",
    "应急管理局",
    "审计局",
    "市场监督管理局",
    "统计局",
    "医疗保障局",
    "退役军人事务局",
    "政务服务和数字化发展局",
];

/// Offices of the city alone.
const CITY: [&str; 20] = [
    "工业和信息化局",
    "科学技术局",
    "商务局",
    "国有资产监督管理委员会",
    "林业和草原局",
    "民族事务委员会",
    "信访局",
    "税务局",
    "气象局",
    "消防救援支队",
    "住房公积金管理中心",
    "社会保险中心",
    "公共资源交易中心",
    "就业服务中心",
    "机关事务管理局",
    "地方志编纂委员会办公室",
    "档案局",
    "人民防空办公室",
    "乡村振兴局",
    "招商服务中心",
];

const STREETS: [&str; 13] = [
    "金山路",
    "西宁路",
    "新北区",
    "天山路",
    "胜利路",
    "昆仑路",
    "银河路",
    "古海",
    "迎宾路",
    "中兴路",
    "三平路",
    "钻井路",
    "柳树街",
];
const TOWNS: [&str; 2] = ["小拐乡", "乌尔禾镇"];

/// What every agency publishes: matter, sub-matter, elements, item of article 20, limit.
const MATTERS: [(&str, &str, &str, &str, &str); 14] = [
    (
        "机构职能",
        "机关职能和内设机构",
        "机关职能\n机构设置\n办公地址、办公时间\n联系方式",
        "二",
        "信息变更之日起20个工作日内",
    ),
    ("机构职能", "负责人信息", "负责人姓名、职务\n工作分工", "二", "信息变更之日起5个工作日内"),
    ("政策文件", "规范性文件", "文件标题、文号\n正文\n成文日期、施行日期", "一", "信息形成或者变更之日起20个工作日内"),
    ("政策文件", "政策解读", "背景依据\n主要内容\n适用范围\n新旧政策差异", "十五", "信息形成或者变更之日起3个工作日内"),
    ("规划计划", "年度工作计划和总结", "年度重点工作\n完成情况", "三", "每年3月31日前"),
    ("统计信息", "业务统计数据", "指标名称\n数值\n口径说明", "四", "每季度结束后20个工作日内"),
    ("办事服务", "办事指南", "依据、条件\n程序、时限\n材料目录\n受理地点", "五", "长期公开"),
    ("办事服务", "办理结果", "事项名称\n申请人（脱敏）\n结果和日期", "五", "信息形成或者变更之日起7个工作日内"),
    ("行政执法", "行政处罚、行政强制的依据和程序", "事项\n依据\n程序\n救济渠道", "六", "信息变更之日起20个工作日内"),
    (
        "行政执法",
        "具有一定社会影响的处罚决定",
        "当事人\n违法事实\n处罚依据和结果",
        "六",
        "信息形成或者变更之日起7个工作日内",
    ),
    ("财政资金", "专项资金使用情况", "资金来源\n分配结果\n使用绩效", "七", "每年度结束后20个工作日内"),
    ("监督检查", "双随机检查结果", "检查事项\n检查对象\n检查结果", "十三", "每月结束后10个工作日内"),
    ("应急管理", "应急预案和应对情况", "预案\n预警信息\n应对情况", "十二", "信息形成或者变更之日起20个工作日内"),
    (
        "公众参与",
        "建议提案办理结果",
        "建议提案编号和主题\n答复意见\n办理结果",
        "十五",
        "信息形成或者变更之日起20个工作日内",
    ),
];

/// The field to which an agency's own rows belong: by its office, else in turn.
fn field_of(name: &str, n: usize) -> i64 {
    const BY_OFFICE: [(&str, i64); 16] = [
        ("trading", 2),
        ("education", 3),
        ("security", 4),
        ("justice", 7),
        ("finance", 8),
        ("labour", 9),
        ("nature", 11),
        ("environment", 13),
        ("housing", 15),
        ("urban", 17),
        ("farming", 19),
        ("culture", 20),
        ("health", 21),
        ("emergency", 22),
        ("tax", 24),
        ("market", 25),
    ];
    let offices = offices_in(name);
    BY_OFFICE.iter().find(|(o, _)| offices.contains(o)).map_or((n % 26) as i64 + 1, |(_, f)| *f)
}

struct Made {
    key: String,
    name: String,
    region: &'static str,
    kind: BodyKind,
}

fn agencies() -> Vec<Made> {
    let mut out = Vec::new();
    for (g, (place, region)) in GOVERNMENTS.iter().enumerate() {
        let own = if g == 0 { CITY.as_slice() } else { &[] };
        for (n, office) in COMMON.iter().chain(own).enumerate() {
            out.push(Made {
                key: format!("demo-kly-{g}{n:02}"),
                name: format!("{place}{office}"),
                region,
                // One office leads: the city's.
                kind: if g == 0 && n == 0 { BodyKind::Lead } else { BodyKind::Department },
            });
        }
    }
    for (n, street) in STREETS.iter().enumerate() {
        let (place, region) = GOVERNMENTS[1 + n % 4];
        out.push(Made {
            key: format!("demo-kly-s{n:02}"),
            name: format!("{place}{street}街道办事处"),
            region,
            kind: BodyKind::SubDistrict,
        });
    }
    for (n, town) in TOWNS.iter().enumerate() {
        out.push(Made {
            key: format!("demo-kly-t{n:02}"),
            name: format!("{town}人民政府"),
            region: if n == 0 { "650203" } else { "650205" },
            kind: BodyKind::Town,
        });
    }
    out
}

fn rows(made: &[Made]) -> Vec<DutyRow> {
    let mut numbers = [100i64; 27];
    let mut out = Vec::new();
    for (n, agency) in made.iter().enumerate() {
        let field = field_of(&agency.name, n);
        for (matter, sub, elements, item, limit) in MATTERS {
            let number = &mut numbers[usize::try_from(field).unwrap_or_default()];
            *number += 1;
            let level = agency.kind.level();
            out.push(DutyRow {
                code: row_code(field, *number),
                field,
                matter: matter.to_owned(),
                sub_matter: format!("{}{sub}", agency.name),
                elements: elements.to_owned(),
                basis: format!("《中华人民共和国政府信息公开条例》第二十条第（{item}）项"),
                limit_text: limit.to_owned(),
                limit: LimitRule::read(limit).0,
                responsible: agency.name.clone(),
                channels: match level {
                    Level::County => vec![Channel::Website, Channel::ReadingPoint],
                    Level::Township => vec![Channel::Website, Channel::NoticeBoard],
                },
                channel_other: String::new(),
                audience: Audience::All,
                mode: Mode::Proactive,
                levels: vec![level],
                note: "演示数据".to_owned(),
                is_demonstration: true,
            });
        }
    }
    out
}

/// Generates the agencies, lets them join, saves the standard rows and over 2,000 made-up ones, and gives the duties a
/// past. Everything new is marked as demonstration. Generating again adds nothing.
///
/// # Errors
/// A fault of the database.
pub fn generate_karamay(db: &Db, cx: &Cx) -> Result<KaramaySize, Fault> {
    let cx = cx.as_system("demonstration");
    let made = agencies();
    let bodies: Vec<NewBody> = db
        .write(|tx| {
            let mut out = Vec::new();
            for m in &made {
                let id = identity::add_agency(
                    tx,
                    &cx,
                    &NewAgency {
                        key: &m.key,
                        name: &m.name,
                        short_name: &m.name,
                        mark: "克",
                        uscc: None,
                        region: m.region,
                        address: "",
                        hours: "",
                        phone: "",
                        complaint_phone: "",
                        sort_key: &format!("zz-{}", m.key),
                    },
                )?;
                out.push(NewBody { agency: id, kind: m.kind, offices: Vec::new(), is_demonstration: true });
            }
            Ok::<_, Error<identity::Refused>>(out)
        })
        .map_err(|e| match e {
            Error::Broken(fault) => fault,
            Error::Refused(refused) => Fault::new(format!("generating agencies: {refused:?}")),
        })?;
    let own_rows = rows(&made);
    let standard = standard_rows()?;
    own(db.write(|tx| join_catalogue(tx, &cx, &bodies)))?;
    let mut size = KaramaySize {
        departments: made.iter().filter(|m| m.kind.level() == Level::County).count(),
        sub_districts: STREETS.len(),
        towns: TOWNS.len(),
        rows: standard.len() + own_rows.len(),
        obligations: 0,
    };
    let mut added = 0;
    own(db.write(|tx| save_rows(tx, &cx, &standard, "国办发〔2019〕54号")))?;
    // One publication of each agency's catalogue, so one act.
    added += own(db.write(|tx| save_rows(tx, &cx, &own_rows, "演示数据")))?.added;
    let ids: Vec<Id> = bodies.iter().map(|b| b.agency).collect();
    for some in ids.chunks(16) {
        let mut mine = Vec::new();
        for agency in some {
            mine.extend(duties_of(db, *agency)?);
        }
        size.obligations += mine.len();
        if added > 0 {
            own(db.write(|tx| {
                for (n, o) in mine.iter().enumerate() {
                    live_through(tx, &cx, o, n as u64 + 1000 * o.field.unsigned_abs())?;
                }
                Ok(())
            }))?;
        }
    }
    Ok(size)
}
