//! The closed dictionaries of the service-item standard: item type, level, audience, online depth and so on.
//!
//! Every term has a *key* (what data files and the database hold), a *code* (what the national standard and
//! exchange files use) and a *message id* (the term itself stands in `lang/*/dictionary.ftl`).
//! Called by the record, the gate, the facets and the import. It never holds a sentence and never guesses:
//! an unknown key or code is `None`.

/// Declares one dictionary: the enum, its keys, its standard codes and the ids of its names.
macro_rules! dictionary {
    ($(#[$doc:meta])* $name:ident, $prefix:literal { $($(#[$vdoc:meta])* $variant:ident = $key:literal, $code:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $($(#[$vdoc])* #[serde(rename = $key)] $variant,)+
        }

        impl $name {
            /// Every term, in the order of the standard.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word that data files, addresses and the database hold.
            pub fn key(self) -> &'static str {
                match self { $(Self::$variant => $key),+ }
            }

            /// The code of the national standard.
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// The id of the term in `dictionary.ftl`.
            pub fn message_id(self) -> &'static str {
                match self { $(Self::$variant => concat!($prefix, "-", $key)),+ }
            }

            /// Reads a key; `None` if the dictionary has no such term.
            pub fn from_key(key: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|term| term.key() == key)
            }

            /// Reads a code of the standard, leading zeros allowed; `None` if the dictionary has no such code.
            pub fn from_code(code: &str) -> Option<Self> {
                let bare = code.trim_start_matches('0');
                Self::ALL.iter().copied().find(|term| term.code().trim_start_matches('0') == bare)
            }
        }
    };
}

dictionary! {
    /// 事项类型: the kind of power or service. The code is the two digits inside the basic code.
    ItemType, "item-type" {
        /// 行政许可: needs a licence by law; the strictest duties of publication.
        Licensing = "licensing", "01";
        /// 行政给付
        Payment = "payment", "05";
        /// 行政确认
        Confirmation = "confirmation", "07";
        /// 行政奖励
        Reward = "reward", "08";
        /// 行政裁决
        Ruling = "ruling", "09";
        /// 其他行政权力, filing included
        OtherPower = "other-power", "10";
        /// 公共服务
        PublicService = "public-service", "20";
    }
}

dictionary! {
    /// 行使层级: the level at which the power is exercised.
    Level, "level" {
        /// 国家级
        National = "national", "1";
        /// 省级
        Provincial = "provincial", "2";
        /// 市级
        Municipal = "municipal", "3";
        /// 县级
        County = "county", "4";
        /// 镇（乡、街道）级
        Township = "township", "5";
        /// 村（社区）级
        Village = "village", "6";
    }
}

dictionary! {
    /// 权力来源: how the agency came to hold the power.
    AuthoritySource, "authority-source" {
        /// 法定本级行使
        Statutory = "statutory", "1";
        /// 上级下放
        HandedDown = "handed-down", "2";
        /// 上级授权
        AuthorisedByHigher = "authorised-by-higher", "3";
        /// 同级授权
        AuthorisedByPeer = "authorised-by-peer", "4";
        /// 上级委托
        EntrustedByHigher = "entrusted-by-higher", "5";
        /// 同级委托
        EntrustedByPeer = "entrusted-by-peer", "6";
    }
}

dictionary! {
    /// 实施主体性质: what kind of body the implementing agency is.
    AgencyNature, "agency-nature" {
        /// 法定机关
        StatutoryOrgan = "statutory-organ", "1";
        /// 授权组织
        AuthorisedOrganisation = "authorised-organisation", "2";
        /// 受委托组织
        EntrustedOrganisation = "entrusted-organisation", "3";
    }
}

dictionary! {
    /// 时限单位
    LimitUnit, "limit-unit" {
        /// 工作日
        WorkingDay = "working-day", "1";
        /// 自然日
        CalendarDay = "calendar-day", "2";
        /// 月
        Month = "month", "3";
    }
}

dictionary! {
    /// 办件类型
    HandlingKind, "handling-kind" {
        /// 即办件: decided on the spot
        Instant = "instant", "1";
        /// 承诺件: decided within the promised limit
        Promised = "promised", "2";
    }
}

dictionary! {
    /// 服务对象
    Audience, "audience" {
        /// 自然人
        Person = "person", "1";
        /// 企业法人
        Enterprise = "enterprise", "2";
        /// 事业法人
        PublicInstitution = "public-institution", "3";
        /// 社会组织法人
        SocialOrganisation = "social-organisation", "4";
        /// 非法人企业, self-employed households included
        UnincorporatedEnterprise = "unincorporated-enterprise", "5";
        /// 行政机关
        PublicAuthority = "public-authority", "6";
        /// 其他
        Other = "other", "9";
    }
}

impl Audience {
    /// Whether the term is served under the themes of persons (自然人) rather than those of organisations (法人).
    pub fn is_person(self) -> bool {
        matches!(self, Audience::Person)
    }
}

dictionary! {
    /// 办理形式: by which ways one may apply.
    Channel, "channel" {
        /// 窗口办理
        Window = "window", "1";
        /// 网上办理
        Online = "online", "2";
        /// 快递申请
        Courier = "courier", "3";
        /// 自助终端
        Kiosk = "kiosk", "4";
    }
}

dictionary! {
    /// 网上办理深度
    OnlineDepth, "online-depth" {
        /// 互联网咨询
        Consultation = "consultation", "1";
        /// 互联网收件
        Receipt = "receipt", "2";
        /// 互联网预审
        Precheck = "precheck", "3";
        /// 互联网受理
        Acceptance = "acceptance", "4";
        /// 互联网办理
        Handling = "handling", "5";
        /// 互联网办理结果信息反馈
        ResultNotice = "result-notice", "6";
        /// 互联网电子证照反馈
        ElectronicLicence = "electronic-licence", "7";
        /// 其他
        Other = "other", "8";
    }
}

impl OnlineDepth {
    /// 全程网办 (depth Ⅳ): accepted, handled and answered online.
    pub fn is_wholly_online(self) -> bool {
        matches!(self, OnlineDepth::ResultNotice | OnlineDepth::ElectronicLicence)
    }
}

dictionary! {
    /// 审批结果类型
    ResultKind, "result-kind" {
        /// 证照
        Licence = "licence", "1";
        /// 批文
        Approval = "approval", "2";
        /// 其他
        Other = "other", "9";
    }
}

dictionary! {
    /// 事项状态
    ItemStatus, "item-status" {
        /// 在用
        InUse = "in-use", "1";
        /// 暂停
        Paused = "paused", "2";
        /// 取消
        Cancelled = "cancelled", "3";
    }
}

dictionary! {
    /// 材料类型
    MaterialKind, "material-kind" {
        /// 原件
        Original = "original", "1";
        /// 复印件
        Copy = "copy", "2";
        /// 原件和复印件
        OriginalAndCopy = "original-and-copy", "3";
    }
}

dictionary! {
    /// 材料形式
    MaterialMedium, "material-medium" {
        /// 纸质
        Paper = "paper", "1";
        /// 电子
        Electronic = "electronic", "2";
        /// 纸质或电子
        Either = "either", "3";
    }
}

dictionary! {
    /// 材料必要性
    Necessity, "necessity" {
        /// 必要
        Required = "required", "1";
        /// 非必要: needed only where `needed_when` says so
        Conditional = "conditional", "2";
        /// 容缺后补: may follow after acceptance on a written promise
        Later = "later", "3";
    }
}

dictionary! {
    /// 来源渠道
    MaterialSource, "material-source" {
        /// 申请人自备
        Applicant = "applicant", "10";
        /// 政府部门核发
        Government = "government", "20";
        /// 在线填写: the application form itself, made by the hall from the answers
        Form = "form", "30";
        /// 其他
        Other = "other", "99";
    }
}

dictionary! {
    /// 特别程序: the procedures for which 行政许可法 art 45 stops the clock, and those for which it does not.
    ///
    /// Law: 行政许可法 第四十五条
    SpecialProcedureKind, "special-procedure" {
        /// 听证
        Hearing = "hearing", "1";
        /// 招标
        Tender = "tender", "2";
        /// 拍卖
        Auction = "auction", "3";
        /// 检验
        Inspection = "inspection", "4";
        /// 检测
        Testing = "testing", "5";
        /// 检疫
        Quarantine = "quarantine", "6";
        /// 鉴定
        Appraisal = "appraisal", "7";
        /// 专家评审
        ExpertReview = "expert-review", "8";
        /// 现场踏勘、核查: not in art 45; runs inside the limit unless a particular law says otherwise
        SiteSurvey = "site-survey", "21";
        /// 公示: not in art 45
        PublicNotice = "public-notice", "22";
        /// 其他
        Other = "other", "99";
    }
}

impl SpecialProcedureKind {
    /// Whether 行政许可法 art 45 itself takes the time of this procedure out of the limit.
    ///
    /// Law: 行政许可法 第四十五条
    pub fn stops_by_article_45(self) -> bool {
        !matches!(self, Self::SiteSurvey | Self::PublicNotice | Self::Other)
    }
}

dictionary! {
    /// 办理环节
    StepKind, "step-kind" {
        /// 受理
        Acceptance = "acceptance", "1";
        /// 审核（审查）
        Examination = "examination", "2";
        /// 现场核查
        SiteSurvey = "site-survey", "3";
        /// 特别程序
        SpecialProcedure = "special-procedure", "4";
        /// 审批（决定）
        Decision = "decision", "5";
        /// 办结（制证）
        Certification = "certification", "6";
        /// 送达
        Delivery = "delivery", "7";
    }
}

impl StepKind {
    /// Whether the step's time is part of the promised limit. Acceptance comes before the limit starts,
    /// special procedures stand outside it, delivery has its own ten working days.
    ///
    /// Law: 行政许可法 第四十四条
    pub fn runs_within_promise(self) -> bool {
        matches!(self, Self::Examination | Self::SiteSurvey | Self::Decision | Self::Certification)
    }
}

dictionary! {
    /// 自然人办事主题
    PersonTheme, "person-theme" {
        /// 生育收养
        Birth = "birth", "010";
        /// 户籍办理
        HouseholdRegister = "household-register", "020";
        /// 教育科研
        Education = "education", "030";
        /// 就业创业
        Employment = "employment", "040";
        /// 设立变更
        SettingUp = "setting-up", "050";
        /// 准营准办
        OpeningBusiness = "opening-business", "060";
        /// 职业资格
        ProfessionalQualification = "professional-qualification", "070";
        /// 住房保障
        Housing = "housing", "080";
        /// 医疗卫生
        Health = "health", "090";
        /// 交通出行
        Transport = "transport", "100";
        /// 文化体育
        Culture = "culture", "110";
        /// 环保绿化
        Environment = "environment", "120";
        /// 死亡殡葬
        Funeral = "funeral", "130";
        /// 其他
        Other = "other", "990";
    }
}

dictionary! {
    /// 法人办事主题
    BusinessTheme, "business-theme" {
        /// 设立变更
        SettingUp = "setting-up", "010";
        /// 准营准办
        OpeningBusiness = "opening-business", "020";
        /// 资质认证
        Qualification = "qualification", "030";
        /// 投资审批
        Investment = "investment", "040";
        /// 工程建设
        Construction = "construction", "050";
        /// 交通运输
        Transport = "transport", "060";
        /// 环保绿化
        Environment = "environment", "070";
        /// 安全生产
        WorkSafety = "work-safety", "080";
        /// 农林牧渔
        Agriculture = "agriculture", "090";
        /// 水务气象
        Water = "water", "100";
        /// 文体教育
        Culture = "culture", "110";
        /// 医疗卫生
        Health = "health", "120";
        /// 人力资源
        HumanResources = "human-resources", "130";
        /// 民政社团
        CivilAffairs = "civil-affairs", "140";
        /// 检验检疫
        Quarantine = "quarantine", "150";
        /// 法人注销
        Closing = "closing", "160";
        /// 其他
        Other = "other", "990";
    }
}

dictionary! {
    /// 生命周期事件: what happens in the life of a person or an enterprise.
    LifeEvent, "life-event" {
        /// 我要开办企业
        StartEnterprise = "start-enterprise", "B01";
        /// 我要开店
        OpenShop = "open-shop", "B02";
        /// 我要开饭店
        OpenRestaurant = "open-restaurant", "B03";
        /// 我要建设工程
        Build = "build", "B04";
        /// 我要生产经营
        Operate = "operate", "B05";
        /// 企业变更
        ChangeEnterprise = "change-enterprise", "B06";
        /// 我要办学
        RunSchool = "run-school", "B07";
        /// 企业注销
        CloseEnterprise = "close-enterprise", "B08";
        /// 员工录用
        Hire = "hire", "B09";
        /// 我要种养
        Farm = "farm", "B10";
        /// 入园入学
        StartSchool = "start-school", "P01";
        /// 就业创业
        FindWork = "find-work", "P02";
        /// 就医
        SeekCare = "seek-care", "P03";
        /// 公益互助
        JoinTogether = "join-together", "P04";
    }
}

/// Every dictionary term's message id, for the test that keeps the language files complete.
pub fn message_ids() -> Vec<&'static str> {
    fn ids<T: Copy>(all: &[T], id: fn(T) -> &'static str) -> impl Iterator<Item = &'static str> {
        all.iter().map(move |term| id(*term))
    }
    let mut out = Vec::new();
    out.extend(ids(ItemType::ALL, ItemType::message_id));
    out.extend(ids(Level::ALL, Level::message_id));
    out.extend(ids(AuthoritySource::ALL, AuthoritySource::message_id));
    out.extend(ids(AgencyNature::ALL, AgencyNature::message_id));
    out.extend(ids(LimitUnit::ALL, LimitUnit::message_id));
    out.extend(ids(HandlingKind::ALL, HandlingKind::message_id));
    out.extend(ids(Audience::ALL, Audience::message_id));
    out.extend(ids(Channel::ALL, Channel::message_id));
    out.extend(ids(OnlineDepth::ALL, OnlineDepth::message_id));
    out.extend(ids(ResultKind::ALL, ResultKind::message_id));
    out.extend(ids(ItemStatus::ALL, ItemStatus::message_id));
    out.extend(ids(MaterialKind::ALL, MaterialKind::message_id));
    out.extend(ids(MaterialMedium::ALL, MaterialMedium::message_id));
    out.extend(ids(Necessity::ALL, Necessity::message_id));
    out.extend(ids(MaterialSource::ALL, MaterialSource::message_id));
    out.extend(ids(SpecialProcedureKind::ALL, SpecialProcedureKind::message_id));
    out.extend(ids(StepKind::ALL, StepKind::message_id));
    out.extend(ids(PersonTheme::ALL, PersonTheme::message_id));
    out.extend(ids(BusinessTheme::ALL, BusinessTheme::message_id));
    out.extend(ids(LifeEvent::ALL, LifeEvent::message_id));
    out
}
