//! Every component of the page kit on a few pages, served as the hall serves them: `cargo run -p web --example styleguide`
//! Over 500 lines, since every piece of the kit is shown once.
//! and open the printed address. The sentences are samples, in Chinese whatever the language of the chrome.

use askama::Template;
use axum::Router;
use axum::routing::get;
use forms::{Answer, Answers, Context, Definition, ListedRegions, Path, Reader, Showing, Strictness};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use std::error::Error;
use std::sync::Arc;
use web::*;

#[derive(Template)]
#[template(path = "styleguide/home.html")]
struct Home {
    shell: Shell,
    words: HomeWords,
    find: Submit,
    figures: Figures,
    notice: Notice,
}

struct HomeWords {
    search: &'static str,
    often: [&'static str; 4],
    by_field: &'static str,
    fields: [(&'static str, &'static str); 8],
    figures_title: &'static str,
}

async fn home(visit: Visit) -> Page<Home> {
    Page(Home {
        shell: visit.shell("您想办什么？").at("home"),
        words: HomeWords {
            search: "事项名称、拼音或者一句话",
            often: ["开一家小餐馆", "道路挖掘", "取水许可", "新办营业执照"],
            by_field: "按领域查找",
            fields: [
                ("企业注册", "设立、变更、注销"),
                ("市场服务", "食品、药品、人力资源"),
                ("社会事务", "民办学校、养老、殡葬"),
                ("涉路施工", "挖掘、跨越、接入道口"),
                ("环境保护", "排污、环评"),
                ("工程建设", "规划、施工、验收"),
                ("农林水务", "取水、采伐、种子"),
                ("安全生产", "危险化学品、矿山"),
            ],
            figures_title: "上个月我们办得怎么样",
        },
        find: Submit::primary(visit.tr.s("search-button")),
        figures: Figures::new(vec![
            Figure::new("收到", visit.tr.number(12_847)).note("比上月多 312 件"),
            Figure::new("按时办结", "99.2%").note("103 件超期，原因逐件公开"),
            Figure::new("网上申请", "87%"),
            Figure::new("一半的人用了", "5").unit("个工作日").note("九成的人不超过 9 个"),
        ]),
        notice: Notice::new(
            NoticeKind::Info,
            "2026年国庆节放假安排",
            "10月1日至7日放假；9月20日、10月10日上班，窗口照常受理。",
        )
        .link("/", "对正在办理的事项有什么影响"),
    })
}

#[derive(Template)]
#[template(path = "styleguide/guide.html")]
struct Guide {
    shell: Shell,
    words: GuideWords,
    materials: Table,
    calendar: CalendarStrip,
    notice: Notice,
    qr: String,
}

struct GuideWords {
    lede: &'static str,
    facts: [(&'static str, &'static str); 5],
    materials_title: &'static str,
    materials_note: &'static str,
    way_title: &'static str,
    way: [(&'static str, &'static str, &'static str); 4],
    why_title: &'static str,
    more_title: &'static str,
    questions: [(&'static str, &'static str); 2],
    begin: &'static str,
    unsure: &'static str,
    guidance: &'static str,
    qr: &'static str,
}

/// The days of a clock that starts on 10 February 2026 and is paused once.
fn days() -> Vec<StripDay> {
    let (mut day, last, mut n) = (date(2026, 2, 10), date(2026, 3, 20), 0);
    let mut days = Vec::new();
    while day <= last {
        let holiday = (date(2026, 2, 15)..=date(2026, 2, 23)).contains(&day);
        let paused = (date(2026, 3, 7)..=date(2026, 3, 10)).contains(&day);
        let weekend = day.weekday().to_monday_zero_offset() > 4;
        let made_up = day == date(2026, 2, 14) || day == date(2026, 2, 28);
        let (mark, why) = match () {
            () if n == 0 && days.is_empty() => (DayMark::Start, "收到申请，次日起算"),
            () if holiday => (DayMark::Rest, "春节假期"),
            () if paused => (DayMark::Paused, "专家评审，不计入期限（行政许可法第四十五条）"),
            () if weekend && !made_up => (DayMark::Rest, ""),
            () => {
                n += 1;
                let why = if made_up { "周末调休上班，照常计算" } else { "" };
                (if day == last { DayMark::Due(n) } else { DayMark::Counted(n) }, why)
            }
        };
        days.push(StripDay { date: day, mark, why: why.into() });
        day = day.checked_add(1.day()).unwrap_or(Date::MAX);
    }
    days
}

async fn guide(visit: Visit) -> Page<Guide> {
    let held = |text: &str, from: &str| {
        Row::new([Cell::text(text), Cell::tag(StatusTag::new(Tone::Good, "已有，不用提交")), Cell::text(from)])
    };
    Page(Guide {
        shell: visit.shell("食品经营许可（新办）").at("items").crumb("办事", "/").crumb("市场服务", "/search"),
        words: GuideWords {
            lede: "在本区从事食品销售和餐饮服务，开业前办理。全程可在网上完成，不需要到现场；愿意到窗口也一样受理。",
            facts: [
                ("法定时限", "20 个工作日"),
                ("承诺时限", "8 个工作日"),
                ("一半的人用了", "5 个工作日"),
                ("跑现场", "0 次"),
                ("费用", "不收费"),
            ],
            materials_title: "您需要的材料",
            materials_note: "已按您的情形（个人、餐饮服务、面积 200 平方米以下）缩减为 4 件，其中 2 件我们已经有了。",
            way_title: "办理经过",
            way: [
                ("申报", "约 15 分钟", "随时保存，换一台设备也能接着填"),
                ("受理", "1 个工作日", "材料不齐时，一次告知全部要补的内容，只需改被指出的地方"),
                ("审查与现场核查", "5 个工作日", "两名核查人员提前预约，记录当场交您确认"),
                ("决定与电子证照", "2 个工作日", "证照可查验、可撤销，下次办事自动使用"),
            ],
            why_title: "为什么是这一天",
            more_title: "常见问题",
            questions: [
                ("没有营业执照可以先申请吗？", "不可以。经营者应当先取得营业执照等合法主体资格。"),
                ("可以请别人代办吗？", "可以。由代理人提交授权委托书，或者在账户中授权经办人。"),
            ],
            begin: "开始办理",
            unsure: "不确定是不是这一项？",
            guidance: "回答 3 个问题，我们帮您找",
            qr: "扫一扫，在手机上打开这一页",
        },
        materials: Table::new(
            "您需要的材料",
            [Column::new("材料"), Column::new("要求"), Column::new("来源")],
            vec![
                Row::new([Cell::link("/form", "食品经营许可申请书"), Cell::text("在线填写"), Cell::text("本页")]),
                held("营业执照", "市场监督管理局"),
                held("经营者身份证明", "公安机关"),
                Row::new([
                    Cell::text("设备布局和操作流程图"),
                    Cell::text("照片或电子文件，1 份").below("pdf、jpg，不超过 20 MB"),
                    Cell::text("自备"),
                ]),
            ],
        ),
        calendar: CalendarStrip::new(visit.tr, "20 个工作日，自 2026年2月10日收到申请起", days()),
        notice: Notice::new(NoticeKind::Info, "今天提交，最迟 12月3日办结。", "").link("/guide", "看每一天怎么算的"),
        qr: qr_svg("http://127.0.0.1/guide", "本页地址的二维码").unwrap_or_default(),
    })
}

#[derive(Template)]
#[template(path = "styleguide/form.html")]
struct Form {
    shell: Shell,
    tr: Tr,
    words: &'static str,
    steps: Steps,
    errors: ErrorSummary,
    form: FormView,
    fields: Vec<Field>,
    send: Submit,
    save: Submit,
    leave: Submit,
}

async fn form(visit: Visit) -> Result<Page<Form>, Problem> {
    let tr = visit.tr;
    let text = std::fs::read_to_string("crates/forms/samples/partnership.toml").map_err(Problem::broken)?;
    let definition = Definition::parse(&text).map_err(|e| Problem::broken(format!("{e:?}")))?;
    let regions = ListedRegions::new(&[
        ("430000", "湖南省"),
        ("431200", "怀化市"),
        ("431202", "鹤城区"),
        ("650000", "新疆维吾尔自治区"),
    ]);
    let mut answers = Answers::new();
    for (path, value) in [("partners[0].name", "张三"), ("partners[1].name", "李四")] {
        if let Some(path) = Path::parse(path) {
            answers.put(&path, Answer::text(value));
        }
    }
    let context = Context { today: date(2026, 11, 22), regions: &regions };
    let evaluation = forms::evaluate(&definition, &answers, &context);
    let reader = Reader { language: tr.tag(), words: &tr, regions: &regions };
    let showing = Showing { errors: Some(Strictness::Draft), ..Showing::default() };
    let outline = forms::outline(&evaluation, tr.tag());
    let mut sections = forms::view(&evaluation, &reader, &showing);
    let Some(mut section) = sections.pop() else { return Err(Problem::not_found()) };
    for other in sections.drain(..).rev() {
        section.fields.splice(0..0, other.fields);
    }
    let choices = |names: &[&str]| names.iter().map(|n| Choice::new(*n, *n)).collect::<Vec<_>>();
    let fields = vec![
        Field::text(tr, "shop", "店铺名称").required().value("鹤城区老街面馆").prefilled("营业执照"),
        Field::code(tr, "uscc", "统一社会信用代码")
            .required()
            .hint("营业执照上的 18 位代码")
            .value("9143120012345678X1")
            .error(Some("第 18 位与前 17 位不相符，请对照营业执照核对")),
        Field::money(tr, "capital", "注册资本").required().value("50"),
        Field::number(tr, "area", "经营面积").unit("平方米").required().value("86").old("186"),
        Field::date(tr, "opening", "预计开业日期").hint("开业前应当取得许可"),
        Field::radio(tr, "kind", "主体业态")
            .required()
            .choices([
                Choice::new("a", "餐饮服务经营者").hint("饭店、小吃店、饮品店、食堂承包"),
                Choice::new("b", "食品销售经营者").hint("商场、超市、便利店"),
                Choice::new("c", "单位食堂"),
            ])
            .value("a"),
        Field::checkboxes(tr, "items", "经营项目").required().error(Some("请至少选一项")).choices(choices(&[
            "热食类食品制售",
            "冷食类食品制售",
            "糕点类食品制售",
        ])),
        Field::select(tr, "office", "受理窗口").choices(choices(&["市政务服务中心", "长安区政务服务中心"])),
        Field::region(
            tr,
            "place",
            "经营场所",
            vec![
                RegionLevel {
                    label: tr.s("region-level-province").into(),
                    choices: vec![Choice::new("430000", "湖南省")],
                    chosen: "430000".into(),
                },
                RegionLevel {
                    label: tr.s("region-level-prefecture").into(),
                    choices: vec![Choice::new("431200", "怀化市")],
                    chosen: String::new(),
                },
            ],
        )
        .required(),
        Field::files(tr, "plan", "设备布局和操作流程图", ".pdf,.jpg")
            .required()
            .hint("pdf 或 jpg，每个不超过 20 MB")
            .holding(vec![FieldFile {
                filename: "鹤城区老街面馆后厨设备布局图（2026年11月修改）.pdf".into(),
                note: format!("{}，昨天上传", tr.file_size(2_516_582_usize)),
                href: Some("/".into()),
                remove: Some("remove:plan:0".into()),
            }]),
        Field::area(tr, "note", "补充说明").rows(4),
        Field::locked(tr, "who", "申请人", "张*三"),
    ];
    let mut errors = ErrorSummary::of(tr, &fields);
    for error in forms::errors(&evaluation, &reader, Strictness::Draft) {
        errors.add("", error.sentence);
    }
    Ok(Page(Form {
        shell: visit
            .shell("食品经营许可（新办）")
            .at("items")
            .crumb("办事", "/")
            .crumb("食品经营许可", "/guide")
            .with_errors(),
        tr,
        words: "其他控件",
        steps: form_steps(tr, &outline, outline.first().map_or("", |s| s.key.as_str()), |key| format!("/form?{key}")),
        errors,
        form: FormView::new(tr, section).follows_answers(),
        fields,
        send: Submit::primary("保存并继续"),
        save: Submit::secondary("保存").act("save"),
        leave: Submit::quiet("以后再填").act("later"),
    }))
}

#[derive(Template)]
#[template(path = "styleguide/worklist.html")]
struct Desk {
    shell: Shell,
    words: (&'static str, &'static str),
    tabs: Tabs,
    list: Table,
    pager: Pager,
    data: DataList,
    changes: Table,
    trace: Trace,
    accept: Submit,
    correct: Submit,
}

fn trace(tr: Tr) -> Trace {
    let entry = |when: &str, title: &str, who: &str, state| TraceEntry {
        when: when.into(),
        title: title.into(),
        who: who.into(),
        text: String::new(),
        link: None,
        state,
    };
    let mut accepted = entry("11月18日 09:12", "已受理", "市行政审批局 受理岗", TraceState::Past);
    accepted.link = Some(("/".into(), "受理通知书（PDF）".into()));
    let mut now = entry("今天", "审查中", "市行政审批局 审查岗", TraceState::Now);
    now.text = "最迟 12月3日作出决定，还有 9 个工作日。".into();
    Trace::new(
        tr,
        vec![
            entry("11月17日 21:40", "提交申请", "申请人", TraceState::Past),
            accepted,
            now,
            entry("12月3日前", "作出决定", "市行政审批局", TraceState::Ahead),
        ],
    )
}

async fn desk(visit: Visit) -> Page<Desk> {
    let tr = visit.tr;
    visit.sign_in(
        "sample",
        Visitor {
            name: "王*".into(),
            acting_for: None,
            office: Some("行政审批局 · 审查岗".into()),
            desk_nav: DESK_NAV.to_vec(),
        },
    );
    let row = |signal, due: &str, item: &str, who: &str, todo: &str, used: &str| {
        Row::new([
            Cell::light(Light::new(tr, signal, due)),
            Cell::link("/desk", item).below(who),
            Cell::text(todo),
            Cell::text(used),
        ])
    };
    Page(Desk {
        shell: visit.desk("今天先办这 3 件").at("desk"),
        words: ("申请内容", "办理经过"),
        tabs: Tabs::new(
            "待办分类",
            "mine",
            vec![
                Tab { label: "我的待办".into(), count: Some(14), href: "/desk".into(), id: "mine" },
                Tab { label: "可领取".into(), count: Some(6), href: "/desk".into(), id: "free" },
                Tab { label: "等申请人".into(), count: Some(9), href: "/desk".into(), id: "waiting" },
                Tab { label: "已办结".into(), count: None, href: "/desk".into(), id: "done" },
            ],
        ),
        list: Table::new(
            "我的待办",
            [
                Column::whole("到期"),
                Column::new("事项与申请人"),
                Column::new("现在要做"),
                Column::figures("已用 / 期限"),
            ],
            vec![
                row(
                    Signal::Late,
                    "昨天到期",
                    "涉路施工许可（管线跨越）",
                    "某燃气有限公司 · 0311-20210428-0017",
                    "写明超期原因并公开",
                    "21 / 20",
                ),
                row(
                    Signal::Soon,
                    "明天",
                    "食品经营许可（新办）",
                    "张*三 · 0311-20210602-0003",
                    "核对补正：2 处有改动",
                    "7 / 8",
                ),
                row(
                    Signal::Soon,
                    "6月11日（周五）",
                    "排污许可证（变更）",
                    "某制药股份有限公司 · 0311-20210521-0008",
                    "专家意见已回，请审查",
                    "13 / 20",
                ),
                row(
                    Signal::OnTime,
                    "6月18日",
                    "取水许可（延续）",
                    "某农业专业合作社 · 0311-20210608-0011",
                    "审查",
                    "3 / 20",
                ),
                row(
                    Signal::Paused,
                    "听证中",
                    "采矿许可（新立）",
                    "某矿业有限公司 · 0311-20210401-0002",
                    "等待听证结束",
                    "12 / 20",
                ),
            ],
        )
        .named_by(1),
        pager: Pager::new(tr, Some("/desk".into()), Some("/desk".into())),
        data: DataList::new()
            .row("申请人", "张*三")
            .cell("证件号码", Cell::code("**************0014"))
            .cell("状态", Cell::tag(StatusTag::new(Tone::Now, "审查中")))
            .cell("适用版本", Cell::link("/guide", "第 3 版，2026年7月1日起施行")),
        changes: Table::new(
            "补正前后",
            [Column::new("项目"), Column::new("原来填写"), Column::new("现在填写")],
            vec![
                Row::new([Cell::text("经营面积"), Cell::text("186 平方米"), Cell::text("86 平方米")]),
                Row::new([Cell::text("设备布局图"), Cell::text("后厨.jpg"), Cell::link("/", "后厨设备布局图.pdf")]),
            ],
        )
        .with_caption_shown(),
        trace: trace(tr),
        accept: Submit::primary("提出审查意见"),
        correct: Submit::secondary("请专家评审"),
    })
}

#[derive(Template)]
#[template(path = "styleguide/my.html")]
struct My {
    shell: Shell,
    words: [&'static str; 4],
    cards: Vec<LicenceCard>,
    trace: Trace,
    empty: Empty,
    tags: Vec<StatusTag>,
    lights: Vec<Light>,
    notices: Vec<Notice>,
    sign_in: Vec<Field>,
    send: Submit,
}

async fn my(visit: Visit) -> Page<My> {
    let tr = visit.tr;
    visit.sign_in(
        "sample",
        Visitor {
            name: "张*三".into(), acting_for: Some("鹤城区老街面馆".into()), office: None, desk_nav: Vec::new()
        },
    );
    let card = |name: &str, number: &str, tone, state: &str| {
        let mut card = LicenceCard::new(tr, name, number, "/my");
        card.holder = "鹤城区老街面馆".into();
        card.issuer = "石家庄市行政审批局".into();
        card.valid = format!("至 {}", tr.date_short(date(2031, 11, 21)));
        card.state = StatusTag::new(tone, state);
        card
    };
    Page(My {
        shell: visit.shell("我的电子证照").at("my"),
        words: ["办理经过", "我的评价", "标记", "登录"],
        cards: vec![
            card("食品经营许可证", "1.2.156.3005.2.11100000MB0000000X.1", Tone::Good, "有效"),
            card("道路挖掘许可证", "1.2.156.3005.2.11100000MB0000000X.2", Tone::Bad, "已注销"),
        ],
        trace: trace(tr),
        empty: Empty::new("还没有可以评价的事项", "事项办结后，可以在这里评价一次。").action("/search", "查找事项"),
        tags: [
            (Tone::Neutral, "草稿"),
            (Tone::Now, "待补正"),
            (Tone::Good, "准予许可"),
            (Tone::Wait, "审查中"),
            (Tone::Bad, "不予许可"),
        ]
        .map(|(tone, text)| StatusTag::new(tone, text))
        .into(),
        lights: [
            (Signal::OnTime, "还有 12 天"),
            (Signal::Soon, "明天"),
            (Signal::Late, "超期 1 天"),
            (Signal::Paused, "暂停"),
            (Signal::Done, "已办结"),
        ]
        .map(|(signal, text)| Light::new(tr, signal, text))
        .into(),
        notices: vec![
            Notice::new(NoticeKind::Done, "已提交", "收件凭证已经生成，编号 0311-20261122-0001。"),
            Notice::new(NoticeKind::Warning, "请在 12月6日前补正", "一次告知 2 处需要补正的内容。"),
        ],
        sign_in: vec![
            Field::text(tr, "account", "手机号码或统一社会信用代码").required().autocomplete("username"),
            Field::password(tr, "password", "密码").required().autocomplete("current-password"),
        ],
        send: Submit::primary(tr.s("sign-in")),
    })
}

#[derive(Template)]
#[template(path = "styleguide/search.html")]
struct Search {
    shell: Shell,
    tr: Tr,
    words: [&'static str; 2],
    find: Submit,
    facets: Vec<(&'static str, Vec<(&'static str, i64)>)>,
    results: Vec<(&'static str, &'static str, Vec<&'static str>)>,
    pager: Pager,
}

async fn search(visit: Visit) -> Page<Search> {
    let tr = visit.tr;
    Page(Search {
        shell: visit.shell("办事").at("items"),
        tr,
        words: ["事项名称、拼音或者一句话", "找到 37 项"],
        find: Submit::secondary(tr.s("search-button")),
        facets: vec![
            ("服务对象", vec![("企业和其他组织", 29), ("个人", 8)]),
            ("事项类型", vec![("行政许可", 31), ("行政确认", 4), ("其他行政权力", 2)]),
        ],
        results: vec![
            (
                "食品经营许可（新办）",
                "在本区从事食品销售和餐饮服务，开业前办理。",
                vec!["行政许可", "8 个工作日", "0 次跑现场", "市行政审批局"],
            ),
            (
                "取水许可（延续）",
                "取水许可有效期届满需要延续的，在届满 45 日前提出。",
                vec!["行政许可", "20 个工作日", "市行政审批局"],
            ),
            (
                "在公路建筑控制区内埋设管线、电缆等设施许可",
                "在公路两侧建筑控制区内埋设管道、电缆、光缆等设施。",
                vec!["行政许可", "10 个工作日"],
            ),
        ],
        pager: Pager::new(tr, None, Some("/search".into())),
    })
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let edge = Edge {
        sites: None,
        kept: web::KeptPages::default(),
        site: Arc::new(Site::sample()),
        csrf: CsrfKey::new([7; 32]),
        transport: Transport::Plain,
    };
    let app = Router::new()
        .route("/", get(home))
        .route("/guide", get(guide))
        .route("/form", get(form))
        .route("/desk", get(desk))
        .route("/my", get(my))
        .route("/search", get(search))
        .route("/broken", get(async || Problem::broken("a sample")))
        .route("/stale", get(async || Problem::stale()))
        .merge(routes())
        .fallback(async || Problem::not_found())
        .layer(axum::middleware::from_fn_with_state(edge, dress_edge));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    println!("http://{}", listener.local_addr()?);
    Ok(axum::serve(listener, app).await?)
}
