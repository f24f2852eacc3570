//! Invented documents of one agency, for the demonstration: one in force, one not yet, one on trial whose review is due,
//! one amended, one suspended, one repealed, a draft that lacks its interpretation, and a clean-up half decided.
//!
//! Called once by the command that makes a demonstration. Every act goes through the verbs.

use crate::{
    Amendment, Decision, Disclosure, Draft, Ending, Pause, Refused, Rule, RuleKind, Settings, ValidityPolicy, Words,
    amend_rule, decide_cleanup, draft_rule, extend_rule, find_rule_by_id, keep_policy, keep_settings,
    list_cleanup_rows, open_cleanup, prepare, register_rule, repeal_rule, suspend_rule,
};
use jiff::{ToSpan, civil::Date};
use kernel::{Cx, Db, Error, Fault, Id};

struct Invented {
    title: &'static str,
    serial: u32,
    /// Days from today on which it takes effect.
    begins: i32,
    summary: &'static str,
    text: &'static str,
}

const DOCUMENTS: &[Invented] = &[
    Invented {
        title: "便民服务大厅预约办事管理办法",
        serial: 11,
        begins: -200,
        summary: "明确预约方式、保留时间和爽约的处理。",
        text: "第一章 总则\n第一条 为了方便群众预约办事，根据《优化营商环境条例》第三十七条，制定本办法。\n第二条 本办法适用于本级便民服务大厅。\n第二章 预约\n第三条 可以通过网站、电话或者现场预约，最早提前七日。\n第四条 预约时段保留十五分钟，超过的按现场顺序办理。\n第五条 一个月内三次未到的，三十日内不接受其网上预约，现场办理不受影响。\n第三章 附则\n第六条 违反本办法第三条多收费用的，责令退还。",
    },
    Invented {
        title: "社区养老助餐服务规定",
        serial: 12,
        begins: -400,
        summary: "助餐点的设立、补贴标准和监督。",
        text: "第一条 为了规范社区养老助餐服务，制定本规定。\n第二条 助餐点由街道办事处设立，可以委托企业运营。\n第三条 六十岁以上老年人每餐补贴三元，八十岁以上每餐补贴五元。\n第四条 助餐点应当公示菜单、价格和补贴。",
    },
    Invented {
        title: "共享自行车停放管理办法（试行）",
        serial: 13,
        begins: -600,
        summary: "停放区域、清运时限和信用管理。",
        text: "第一条 为了规范共享自行车停放，制定本办法。\n第二条 停放区由城市管理部门划定并公布。\n第三条 企业应当在接到通知后两小时内清运乱停车辆。",
    },
    Invented {
        title: "老旧小区加装电梯补贴办法",
        serial: 14,
        begins: -100,
        summary: "补贴对象、标准和申请程序。",
        text: "第一条 为了支持老旧小区加装电梯，制定本办法。\n第二条 每台电梯补贴二十万元。\n第三条 申请由业主代表提出，同意的业主应当符合《中华人民共和国民法典》第二百七十八条的规定。",
    },
    Invented {
        title: "公共停车场错时开放规定",
        serial: 15,
        begins: 30,
        summary: "机关停车场夜间和节假日向社会开放。",
        text: "第一条 为了缓解停车难，制定本规定。\n第二条 机关停车场在夜间和节假日向社会开放。\n第三条 收费标准不高于周边公共停车场。",
    },
    Invented {
        title: "夜间施工噪声管理通知",
        serial: 16,
        begins: -900,
        summary: "夜间施工的申请和公告。",
        text: "一、夜间施工应当申请。\n施工单位提前五日提出申请，说明理由和时段。\n二、夜间施工应当公告。\n获准后提前一日在工地出入口和附近居民区公告。",
    },
];

fn words<'a>(
    d: &Invented,
    cx: &Cx,
    mark: &str,
    name: &'a [String],
    number: &'a mut String,
) -> Result<Draft<'a>, Fault> {
    let broken = |e| Fault::from_error("making an invented document", e);
    let begins = cx.today().checked_add(d.begins.days()).map_err(broken)?;
    let signed: Date = begins.checked_sub(20.days()).map_err(broken)?.min(cx.today());
    *number = format!("{mark}发〔{}〕{}号", signed.year(), d.serial);
    Ok(Draft {
        title: d.title,
        kind: RuleKind::NormativeDocument,
        topics: &[],
        issuers: name,
        document_number: number,
        signed_on: Some(signed),
        published_on: Some(signed),
        effective_on: Some(begins),
        disclosure: Disclosure::Proactive,
        disclosure_reason: "",
        genre: "",
        summary: d.summary,
        keywords: &[],
        source: "",
        words: Words::Plain(d.text),
    })
}

/// Writes the invented documents of `agency`. `cx` is a register keeper there, `system` the hall.
///
/// # Errors
/// A refusal, which would be a defect of this file; a fault of the database.
pub fn load_demo(db: &Db, system: &Cx, cx: &Cx, agency: Id) -> Result<u64, Error<Refused>> {
    let organ = db.read(|tx| Ok::<_, Error<Refused>>(identity::find_agency(tx, agency)?.ok_or(Refused::NotThere)?))?;
    let tomorrow = cx.today().tomorrow().map_err(|e| Fault::from_error("making a demonstration", e))?;
    // From tomorrow on the gate asks for interpretations; what was registered before entered without one.
    let mut settings = Settings { interpretation_required_from: Some(tomorrow), ..Settings::default() };
    if organ.uscc.is_none() {
        "{MARK}-{yyyy}-{seq:05}".clone_into(&mut settings.index_template);
    }
    let policy = ValidityPolicy {
        region: organ.region.clone(),
        max_years: 5,
        trial_max_years: 2,
        notice_max_years: 1,
        default_if_unstated: true,
        review_lead_months: 6,
        source: "演示：本地行政规范性文件管理规定".to_owned(),
    };
    db.write(|tx| {
        keep_settings(tx, cx, agency, &settings)?;
        keep_policy(tx, system, &policy)
    })?;
    let name = [organ.name.clone()];
    let mut rules: Vec<Rule> = Vec::new();
    for d in DOCUMENTS {
        let mut number = String::new();
        let p = prepare(&words(d, cx, &organ.mark, &name, &mut number)?)?;
        rules.push(db.write(|tx| {
            let draft = draft_rule(tx, cx, agency, &p)?;
            register_rule(tx, cx, draft.id, draft.version)
        })?);
    }
    let [booking, meals, _, lifts, _, noise] = rules.as_slice() else {
        return Err(Fault::new("the demonstration has other documents than its story").into());
    };

    // Amended today.
    let mut number = String::new();
    let new = Invented {
        text: "第一条 为了规范社区养老助餐服务，制定本规定。\n第二条 助餐点由街道办事处设立，可以委托企业运营。\n第三条 六十岁以上老年人每餐补贴四元，八十岁以上每餐补贴六元。\n第四条 助餐点应当公示菜单、价格和补贴。",
        serial: 21,
        begins: 0,
        ..DOCUMENTS[1]
    };
    let p = prepare(&words(&new, cx, &organ.mark, &name, &mut number)?)?;
    let amendment =
        Amendment {
            by_rule: "关于修改《社区养老助餐服务规定》的通知", on: cx.today(), note: "提高补贴标准"
        };
    db.write(|tx| amend_rule(tx, cx, meals.id, meals.version, &p, &amendment))?;
    let until = cx.today().checked_add(60.days()).map_err(|e| Fault::from_error("making a demonstration", e))?;
    let pause = Pause { from: cx.today(), until: Some(until), reason: "补贴资金年度结转" };
    db.write(|tx| suspend_rule(tx, cx, lifts.id, lifts.version, &pause))?;
    let ending = Ending { on: cx.today(), by_rule: "", reason: "上位规定已经明确" };
    db.write(|tx| repeal_rule(tx, cx, noise.id, noise.version, &ending))?;
    let later = booking.expires_on.map(|d| d.saturating_add(365.days()));
    if let Some(later) = later {
        db.write(|tx| extend_rule(tx, cx, booking.id, booking.version, later, "评估后继续有效"))?;
    }

    // A draft, and a batch that is half decided.
    let draft = Invented {
        title: "政务服务“一件事”联办规则",
        serial: 31,
        begins: 60,
        summary: "",
        text: "第一条 为了方便群众一次办成相关联的事项，制定本规则。\n第二条 牵头部门统一收件、统一答复。",
    };
    let mut number = String::new();
    let p = prepare(&words(&draft, cx, &organ.mark, &name, &mut number)?)?;
    db.write(|tx| {
        draft_rule(tx, cx, agency, &p)?;
        let title = format!("{}年行政规范性文件清理", cx.today().year());
        let batch = open_cleanup(tx, cx, agency, &title)?;
        for row in list_cleanup_rows(tx, batch.id)?.iter().take(2) {
            decide_cleanup(tx, cx, &batch.number, row.rule.id, Decision::Keep, "仍然适用")?;
        }
        Ok::<_, Error<Refused>>(())
    })?;
    let there = db.read(|tx| find_rule_by_id(tx, booking.id).map_err(Error::<Refused>::from))?;
    debug_assert!(there.is_some());
    Ok(rules.len() as u64)
}
