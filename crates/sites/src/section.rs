//! Sections (栏目): where publications stand, and how often each must have something new.

use crate::Names;
use kernel::{Id, words};

words! {
    /// How a section must be kept up. Law: 国办秘函〔2019〕19号 (栏目不更新)
    pub enum SectionClass {
        /// 动态、要闻: something new every two weeks.
        News = "news",
        /// 通知公告、政策文件: something new every six months.
        Notice = "notice",
        /// Should be kept up in a cycle of its own.
        Cyclic = "cyclic",
        /// Stands as it is: descriptions, functions, guides.
        Static = "static",
        /// 专题: a finished topic.
        Topic = "topic",
    }
}

impl SectionClass {
    /// Days within which something new must appear; `None` where nothing must.
    pub fn days(self, cycle_days: Option<i64>) -> Option<i64> {
        match self {
            SectionClass::News => Some(14),
            SectionClass::Notice => Some(183),
            SectionClass::Cyclic => cycle_days,
            SectionClass::Static | SectionClass::Topic => None,
        }
    }
}

words! {
    /// The four fixed parts of the disclosure section, in this order. Law: 国办公开办函〔2019〕61号
    pub enum FixedSection {
        /// 政府信息公开指南
        DisclosureGuide = "disclosure-guide",
        /// 政府信息公开制度
        DisclosureRules = "disclosure-rules",
        /// 法定主动公开内容
        StatutoryDisclosure = "statutory-disclosure",
        /// 政府信息公开年报
        AnnualReports = "annual-reports",
    }
}

/// A section of one site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// The id.
    pub id: Id,
    /// The key of its site.
    pub site: String,
    /// Its word in addresses, unique on its site.
    pub key: String,
    /// Its name.
    pub names: Names,
    /// The key of the section it belongs to.
    pub parent: Option<String>,
    /// How it must be kept up.
    pub class: SectionClass,
    /// Its own cycle in days.
    pub cycle_days: Option<i64>,
    /// Which fixed part of the disclosure section it is.
    pub fixed: Option<FixedSection>,
    /// The agency that answers for it; the site's own where none is named.
    pub agency: Option<Id>,
    /// Sorts it among its sisters.
    pub place: i64,
    /// Whether it is shown.
    pub is_open: bool,
}

impl Section {
    /// Days within which something new must appear.
    pub fn days(&self) -> Option<i64> {
        self.class.days(self.cycle_days)
    }
}
