//! Reconsideration and litigation over a request: what table 4 of the annual report counts.
//!
//! Law: 政府信息公开条例 第五十条第一款第三项, 第五十一条

use jiff::civil::Date;
use kernel::{Id, words};

words! {
    /// Which table's block a dispute belongs to.
    pub enum DisputeKind {
        /// 行政复议
        Reconsideration = "reconsideration",
        /// 未经复议直接起诉
        Direct = "litigation-direct",
        /// 复议后起诉
        After = "litigation-after",
    }
}

words! {
    /// How a dispute ended.
    pub enum DisputeResult {
        /// 结果维持
        Upheld = "upheld",
        /// 结果纠正
        Corrected = "corrected",
        /// 其他结果
        Other = "other",
    }
}

/// One dispute.
#[derive(Clone, Debug)]
pub struct Dispute {
    /// Its id.
    pub id: Id,
    /// The request.
    pub request: Id,
    /// Its block of table 4.
    pub kind: DisputeKind,
    /// The organ or court.
    pub forum: String,
    /// Its file number.
    pub reference: String,
    /// The day it was accepted there.
    pub filed_on: Date,
    /// How it ended.
    pub result: Option<DisputeResult>,
    /// In words.
    pub result_note: String,
    /// Whether a new reply is ordered.
    pub orders_redo: bool,
    /// The day of the result.
    pub closed_on: Option<Date>,
}
