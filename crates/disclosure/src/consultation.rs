//! Asking others before a reply: third parties whose rights disclosure may harm, organs that made the record together.
//!
//! Law: 政府信息公开条例 第三十二条, 第三十四条

use jiff::civil::Date;
use kernel::{Id, words};

words! {
    /// Who is asked, and hence what silence means.
    pub enum ConsultationKind {
        /// 第三方: silence leaves the decision to the organ. Law: 政府信息公开条例 第三十二条
        Third = "third",
        /// 共同制作机关: silence agrees to disclosure. Law: 政府信息公开条例 第三十四条
        Organ = "organ",
    }
}

words! {
    /// What was answered.
    pub enum Answer {
        /// 同意公开
        Agree = "agree",
        /// 同意部分公开
        Partly = "partly",
        /// 不同意公开
        Object = "object",
        /// 逾期未提出意见
        Silence = "silence",
    }
}

words! {
    /// What the office makes of an objection.
    pub enum Weighed {
        /// 理由合理: what is objected to is not disclosed.
        Reasonable = "reasonable",
        /// 理由不成立
        Unfounded = "unfounded",
        /// 不公开可能对公共利益造成重大影响: disclosed all the same, the third party is told what and why.
        PublicInterest = "public-interest",
    }
}

/// What silence after fifteen working days means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Silence {
    /// The organ decides by the Regulation.
    OrganDecides,
    /// It counts as consent.
    Consents,
}

impl ConsultationKind {
    /// What silence means. Law: 政府信息公开条例 第三十二条, 第三十四条
    pub fn silence(self) -> Silence {
        match self {
            ConsultationKind::Third => Silence::OrganDecides,
            ConsultationKind::Organ => Silence::Consents,
        }
    }
}

/// One letter of consultation.
#[derive(Clone, Debug)]
pub struct Consultation {
    /// Its id.
    pub id: Id,
    /// The request.
    pub request: Id,
    /// Who is asked.
    pub kind: ConsultationKind,
    /// Name of the one asked.
    pub addressee: String,
    /// The name as lists show it.
    pub addressee_shown: String,
    /// Mail address or telephone.
    pub contact: String,
    /// What is asked.
    pub asked: String,
    /// The day the letter went out.
    pub sent_on: Date,
    /// The day it was received.
    pub received_on: Option<Date>,
    /// The last day for an opinion, once the letter was received.
    pub answer_by: Option<Date>,
    /// What was answered.
    pub answer: Option<Answer>,
    /// Why.
    pub reasons: String,
    /// When; for silence, the last day.
    pub answered_on: Option<Date>,
    /// What the office makes of an objection.
    pub weighed: Option<Weighed>,
    /// Why.
    pub weighed_reason: String,
    /// The day a third party was told that its objection was overridden.
    pub told_on: Option<Date>,
}

impl Consultation {
    /// Whether an opinion is still awaited.
    pub fn is_open(&self) -> bool {
        self.answer.is_none()
    }

    /// Whether this keeps what it concerns from being disclosed: an objection found reasonable, or not weighed yet.
    ///
    /// Law: 政府信息公开条例 第三十二条
    pub fn forbids(&self) -> bool {
        self.answer == Some(Answer::Object)
            && !matches!(self.weighed, Some(Weighed::Unfounded | Weighed::PublicInterest))
    }

    /// Whether the third party is still to be told that disclosure goes on for the public interest.
    pub fn must_be_told(&self) -> bool {
        self.weighed == Some(Weighed::PublicInterest) && self.told_on.is_none()
    }
}
