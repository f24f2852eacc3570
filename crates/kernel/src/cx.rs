//! Who acts, when, and in which language. Made at the edge, passed to everything below; nothing
//! below reads a clock or a session.

use crate::Calendars;
use crate::{Id, words};
use jiff::{Timestamp, civil::Date, tz::Offset};
use seal::KeyRing;
use std::sync::Arc;

words! {
    /// What somebody in office may do. One person may hold several posts, but never two steps of one matter.
    pub enum Role {
        /// 综合窗口收件: takes materials in at the counter, checks form and identity.
        Reception = "reception",
        /// 受理员: accepts, asks for correction, refuses acceptance.
        Acceptance = "acceptance",
        /// 审查员: examines the substance.
        Examination = "examination",
        /// 决定人 (首席代表): decides.
        Decision = "decision",
        /// 行政机关负责人: consents to an extension. Law: 行政许可法 第四十二条
        Head = "head",
        /// 本级人民政府负责人: consents to extending joint handling. Law: 行政许可法 第四十二条
        GovernmentHead = "government-head",
        /// 制证: makes the licence.
        LicenceMaking = "licence-making",
        /// 送达: hands the result over.
        Delivery = "delivery",
        /// 事项管理员: maintains the catalogue of service items.
        ItemEditor = "item-editor",
        /// 差评处理人: answers ratings, calls back.
        RatingHandler = "rating-handler",
        /// 政务服务管理: sees the figures of all agencies, changes nothing.
        Supervision = "supervision",
        /// 信息员: drafts what is to be published.
        PublicationDrafting = "publication-drafting",
        /// 部门审核: reviews a publication for the department. Law: 政府信息公开条例 第十七条
        PublicationReview = "publication-review",
        /// 保密审查员: reviews a publication for secrecy. Law: 政府信息公开条例 第十七条
        SecrecyReview = "secrecy-review",
        /// 签发人: signs a publication off.
        PublicationSignOff = "publication-sign-off",
        /// 规范性文件登记: keeps the register of rules.
        RegisterKeeper = "register-keeper",
        /// 政务公开工作机构: keeps the catalogue of duties, sees what is overdue.
        DutyKeeper = "duty-keeper",
        /// 政府信息公开工作机构经办: registers requests for disclosure, handles them, drafts replies. Law: 政府信息公开条例 第四条
        DisclosureDesk = "disclosure-desk",
        /// 答复审核: reviews a drafted reply. Law: 政府信息公开条例 第四十五条
        DisclosureReview = "disclosure-review",
        /// 政府信息公开工作机构负责人: consents to extension and delay. Law: 政府信息公开条例 第三十三条
        DisclosureHead = "disclosure-head",
        /// 答复签发 (单位负责人): signs replies and the annual report.
        DisclosureSign = "disclosure-sign",
        /// 政府信息公开工作主管部门: supervises all agencies of its region, edits no reply. Law: 政府信息公开条例 第四十七条
        DisclosureAuthority = "disclosure-authority",
        /// 站点管理员: sections, blocks and banner of one agency's sites.
        SiteAdmin = "site-admin",
        /// 平台管理员: opens and closes sites, sees the monitor of all of them.
        PlatformAdmin = "platform-admin",
        /// 系统管理员: accounts and configuration.
        SystemAdmin = "system-admin",
        /// 安全管理员: policy and keys.
        SecurityAdmin = "security-admin",
        /// 审计管理员: reads the ledger.
        AuditAdmin = "audit-admin",
    }
}

words! {
    /// A language of the interface.
    pub enum Lang {
        /// Chinese, simplified characters: the language of the law.
        ZhCn = "zh-CN",
        /// English.
        En = "en",
        /// Uyghur, Arabic script, right to left.
        Ug = "ug",
    }
}

/// One role at one agency.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Post {
    /// The agency's id.
    pub agency: Id,
    /// The role held there.
    pub role: Role,
}

/// Who acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// Anybody, not signed in.
    Public,
    /// A person with an account, for themselves or as the authorised agent of an organisation.
    Person {
        /// The account.
        account: Id,
        /// The person behind it.
        person: Id,
        /// The organisation they act for, when they chose one at sign-in or later.
        acting_for: Option<Id>,
    },
    /// Somebody in office, with the posts held today.
    Staff {
        /// The account.
        account: Id,
        /// The staff member.
        staff: Id,
        /// The posts held now.
        posts: Arc<[Post]>,
    },
    /// The hall itself, by the name of the part that acts.
    System(&'static str),
}

impl Who {
    /// The text that stands in the ledger.
    pub fn ledger_name(&self) -> String {
        match self {
            Who::Public => "public".into(),
            Who::Person { person, .. } => format!("person:{person}"),
            Who::Staff { staff, .. } => format!("staff:{staff}"),
            Who::System(part) => format!("system:{part}"),
        }
    }

    /// Whether this is a staff member who holds `role` at `agency`.
    pub fn holds(&self, agency: Id, role: Role) -> bool {
        matches!(self, Who::Staff { posts, .. } if posts.iter().any(|p| p.agency == agency && p.role == role))
    }

    /// Whether this is a staff member who holds `role` anywhere.
    pub fn holds_anywhere(&self, role: Role) -> bool {
        matches!(self, Who::Staff { posts, .. } if posts.iter().any(|p| p.role == role))
    }
}

/// Who acts, when, where, in which language, and what the office knows that rules need.
#[derive(Clone)]
pub struct Cx {
    /// Who acts.
    pub who: Who,
    /// When, by the office's clock (on a demonstration it may be simulated).
    pub at: Timestamp,
    /// When, by the machine's clock.
    pub recorded_at: Timestamp,
    /// The language of the person who acts.
    pub lang: Lang,
    /// The working-day calendars.
    pub calendars: Arc<Calendars>,
    /// The keys for fields and tokens.
    pub keys: Arc<KeyRing>,
}

/// Legal dates are Beijing dates everywhere in the country; there has been no summer time since 1991.
pub const BEIJING: Offset = Offset::constant(8);

/// The legal date of an instant.
pub fn legal_date(at: Timestamp) -> Date {
    BEIJING.to_datetime(at).date()
}

impl Cx {
    /// The legal date of the act.
    pub fn today(&self) -> Date {
        legal_date(self.at)
    }

    /// The same context for another actor; used by reactions that act as the hall.
    pub fn as_system(&self, part: &'static str) -> Cx {
        Cx { who: Who::System(part), ..self.clone() }
    }
}
