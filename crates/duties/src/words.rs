//! The closed sets of the catalogue. One text for SQL, addresses, files and language files.

kernel::words! {
    /// 公开层级: which level of the grass roots publishes.
    pub enum Level {
        /// 县级: departments of the county (or city) government.
        County = "county",
        /// 乡级: towns and sub-districts.
        Township = "township",
    }
}

kernel::words! {
    /// 公开对象
    pub enum Audience {
        /// 全社会
        All = "all",
        /// 特定群体
        Group = "group",
    }
}

kernel::words! {
    /// 公开方式
    pub enum Mode {
        /// 主动公开
        Proactive = "proactive",
        /// 依申请公开
        OnRequest = "on-request",
    }
}

kernel::words! {
    /// 公开渠道和载体: the thirteen options of the standard table.
    pub enum Channel {
        /// 政府网站
        Website = "website",
        /// 政府公报
        Gazette = "gazette",
        /// 两微一端
        SocialMedia = "social-media",
        /// 发布会/听证会
        Hearing = "hearing",
        /// 广播电视
        Broadcast = "broadcast",
        /// 纸质媒体
        Print = "print",
        /// 公开查阅点
        ReadingPoint = "reading-point",
        /// 政务服务中心
        ServiceCentre = "service-centre",
        /// 便民服务站
        ServiceStation = "service-station",
        /// 入户/现场
        OnSite = "on-site",
        /// 社区/企事业单位/村公示栏（电子屏）
        NoticeBoard = "notice-board",
        /// 精准推送
        Push = "push",
        /// 其他
        Other = "other",
    }
}

kernel::words! {
    /// What makes the information owed.
    pub enum Trigger {
        /// It came about or changed. Law: 政府信息公开条例 第二十六条
        Formed = "formed",
        /// It changed.
        Changed = "changed",
        /// A month is over.
        Monthly = "monthly",
        /// A quarter is over.
        Quarterly = "quarterly",
        /// Every year, by a day or after the year is over.
        Yearly = "yearly",
        /// At once (即时).
        Immediate = "immediate",
        /// It stands there always (长期公开).
        Permanent = "permanent",
    }
}

kernel::words! {
    /// What an agency is to the catalogue.
    pub enum BodyKind {
        /// 政务公开主管部门: the office that leads openness; it edits the whole catalogue. Law: 政府信息公开条例 第三条
        Lead = "lead",
        /// A department.
        Department = "department",
        /// 街道
        SubDistrict = "sub-district",
        /// 乡、镇
        Town = "town",
    }
}

impl BodyKind {
    /// The level at which it publishes.
    pub const fn level(self) -> Level {
        match self {
            BodyKind::Lead | BodyKind::Department => Level::County,
            BodyKind::SubDistrict | BodyKind::Town => Level::Township,
        }
    }
}

kernel::words! {
    /// How an obligation stands.
    pub enum Standing {
        /// Published, and nothing is owed.
        Complete = "complete",
        /// Something is owed and there is time.
        Current = "current",
        /// Something is owed within a few working days.
        DueSoon = "due-soon",
        /// The last day is over.
        Late = "late",
        /// Nobody reported any information and nothing was published: neither kept nor broken.
        Unreported = "unreported",
        /// The agency has nothing of this kind, and said why.
        NotApplicable = "not-applicable",
        /// The row was withdrawn, or the agency no longer answers for it.
        Ended = "ended",
    }
}

kernel::words! {
    /// How an occurrence came to be known.
    pub enum Source {
        /// An official reported that the information was formed or changed.
        Reported = "reported",
        /// Its period ended.
        Period = "period",
        /// It must stand there from the beginning.
        Standing = "standing",
        /// It was published without a report.
        Published = "published",
    }
}
