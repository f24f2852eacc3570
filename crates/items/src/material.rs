//! One application material (申请材料) with every attribute of the item standard.
//!
//! Read by the guide, the guidance and the case; never decides by itself whether it must be handed in:
//! that is the situation's list plus what the hall already holds (see [`crate::guidance`]).

use serde::{Deserialize, Serialize};

use crate::dictionary::{MaterialKind, MaterialMedium, MaterialSource, Necessity};
use crate::item::LegalBasis;

/// A datum of the account that stands for a material, so that nobody uploads it again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProfileDatum {
    /// Verified identity of the signed-in person.
    PersonIdentity,
    /// Verified identity of the organisation's legal representative.
    LegalRepresentative,
    /// Registered data of the organisation the person acts for.
    Organisation,
    /// The agent's authority, recorded when the organisation named the agent.
    AgentAuthority,
}

impl ProfileDatum {
    /// The id of the term in `dictionary.ftl`.
    pub fn message_id(self) -> &'static str {
        match self {
            Self::PersonIdentity => "profile-datum-person-identity",
            Self::LegalRepresentative => "profile-datum-legal-representative",
            Self::Organisation => "profile-datum-organisation",
            Self::AgentAuthority => "profile-datum-agent-authority",
        }
    }
}

/// 申请材料: one thing the law lets the office ask for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Material {
    /// Stable name within the item; situations and cases point here.
    pub key: String,
    /// 材料名称
    pub name: String,
    /// Name in English, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name_en: Option<String>,
    /// 材料类型: original, copy or both.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<MaterialKind>,
    /// 材料形式: paper, electronic or either.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub medium: Option<MaterialMedium>,
    /// 材料必要性
    #[serde(skip_serializing_if = "Option::is_none")]
    pub necessity: Option<Necessity>,
    /// 非必要时的办理情形: when a conditional material is asked for, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub needed_when: Option<String>,
    /// 容缺后补: by how many working days after acceptance it must follow.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub later_within_working_days: Option<u32>,
    /// 来源渠道
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<MaterialSource>,
    /// 来源渠道说明: for material from a public authority, which one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_note: Option<String>,
    /// Key of the licence type that stands for this material when the holder's wallet has it (免提交).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from_licence: Option<String>,
    /// Datum of the account that stands for this material.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from_profile: Option<ProfileDatum>,
    /// 纸质材料份数
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paper_copies: Option<u32>,
    /// 纸质材料规格
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paper_size: Option<String>,
    /// 填报须知
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filling_notes: Option<String>,
    /// 受理标准: what the acceptance clerk checks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acceptance_standard: Option<String>,
    /// 要求提供材料的依据
    #[serde(skip_serializing_if = "Option::is_none")]
    pub basis: Option<LegalBasis>,
    /// 空白表格: where the blank form is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blank_form: Option<String>,
    /// 示例样表: a sample, or a sentence that says what a good one shows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sample: Option<String>,
    /// 备注
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remark: Option<String>,
    /// File kinds the upload takes, as extensions without a dot; empty = pdf, jpg, png.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub accepts: Vec<String>,
}

impl Material {
    /// Whether the applicant writes this material in the hall's own form instead of uploading it.
    pub fn is_filled_in_form(&self) -> bool {
        self.source == Some(MaterialSource::Form)
    }

    /// Whether it may follow after acceptance on a written promise (容缺后补).
    pub fn may_follow_later(&self) -> bool {
        self.necessity == Some(Necessity::Later)
    }
}
