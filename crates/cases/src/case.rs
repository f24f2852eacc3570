//! The record of an application and what can be asked of it.

use jiff::{Timestamp, civil::Date};
use kernel::{Id, matter::Matter, words};
use serde_json::Value as Json;

words! {
    /// How the result is handed over.
    pub enum Handing {
        /// 电子证照: in the wallet, at once.
        Electronic = "electronic",
        /// 窗口自取.
        Pickup = "pickup",
        /// 邮寄.
        Courier = "courier",
    }
}

words! {
    /// Where a material of a case comes from.
    pub enum MaterialSource {
        /// A file the applicant handed in.
        Upload = "upload",
        /// A licence in the wallet, never asked for again.
        Licence = "licence",
        /// A datum of the account.
        Profile = "profile",
        /// To follow on a written promise (容缺后补).
        Promise = "promise",
    }
}

words! {
    /// What a point of a correction notice is pinned to.
    pub enum PointKind {
        /// A field of the form, by its path.
        Field = "field",
        /// A material, by its key.
        Material = "material",
    }
}

/// A material of a draft or case.
#[derive(Clone, Debug)]
pub struct Material {
    /// Id of the row.
    pub id: Id,
    /// Key of the item's material.
    pub material: String,
    /// Where it comes from.
    pub source: MaterialSource,
    /// Digest of the file.
    pub file: Option<String>,
    /// The name it came with; shown, never used as a path.
    pub file_name: Option<String>,
    /// Type by content.
    pub media_type: Option<String>,
    /// Bytes.
    pub size: Option<i64>,
    /// The licence that stands for it.
    pub licence: Option<Id>,
    /// When it was added.
    pub added_at: Timestamp,
    /// When a correction replaced it.
    pub replaced_at: Option<Timestamp>,
}

/// The one correction notice of a case.
///
/// Law: 行政许可法 第三十二条第一款第四项
#[derive(Clone, Debug)]
pub struct CorrectionNotice {
    /// The id.
    pub id: Id,
    /// When it was given.
    pub asked_at: Timestamp,
    /// Until when it is to be answered.
    pub answer_by: Date,
    /// The clerk's words.
    pub note: String,
    /// Everything that is at fault.
    pub points: Vec<CorrectionPoint>,
    /// When it was answered.
    pub answered_at: Option<Timestamp>,
}

/// One thing at fault, pinned to a field or a material.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CorrectionPoint {
    /// To what it is pinned.
    pub kind: PointKind,
    /// Path of the field or key of the material.
    pub target: String,
    /// Its name as the reader knows it.
    pub label: String,
    /// What is wrong and what to do.
    pub what: String,
}

/// What an official wrote at a step.
#[derive(Clone, Debug)]
pub struct Opinion {
    /// At which step: a word of [`crate::Verb`].
    pub verb: String,
    /// Who.
    pub by_staff: Id,
    /// When.
    pub at: Timestamp,
    /// grant or deny, where the step recommends or decides.
    pub recommendation: Option<String>,
    /// The provisions it rests on.
    pub basis: String,
    /// The words.
    pub text: String,
}

/// How the result was handed over.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// In which way.
    pub way: Handing,
    /// Courier company.
    pub courier: Option<String>,
    /// Number of the parcel.
    pub waybill: Option<String>,
    /// When it was handed over (to the courier, at the window, into the wallet).
    pub at: Timestamp,
}

/// An application.
#[derive(Clone, Debug)]
pub struct Case {
    /// The spine's row: state, version, clock, whose turn.
    pub matter: Matter,
    /// The item.
    pub item: Id,
    /// The version of the item it was filed under, for ever.
    pub item_version: Id,
    /// The situation.
    pub situation: String,
    /// Who filed it.
    pub person: Id,
    /// For which organisation.
    pub organisation: Option<Id>,
    /// Masked name of the applicant.
    pub applicant_shown: String,
    /// online, window …
    pub channel: String,
    /// Key of the form.
    pub form_key: String,
    /// Version of the form.
    pub form_n: u32,
    /// What was answered on the guided path.
    pub guidance: Json,
    /// How the result is to be handed over.
    pub delivery: Handing,
    /// The day it was handed in.
    pub submitted_on: Date,
    /// The day on which silence becomes acceptance.
    pub deemed_on: Option<Date>,
    /// The day it was accepted.
    pub accepted_on: Option<Date>,
    /// The day it was decided.
    pub decided_on: Option<Date>,
    /// granted, denied, not-accepted, withdrawn, terminated.
    pub outcome: Option<String>,
    /// Working days from acceptance to decision, pauses left out.
    pub working_days: Option<i64>,
    /// Whether the decision came within the statutory limit.
    pub in_time: Option<bool>,
}

impl Case {
    /// The state; an unknown text in the database is a fault, never a default.
    ///
    /// # Errors
    /// When the stored text is no state.
    pub fn state(&self) -> Result<crate::State, kernel::Fault> {
        crate::State::parse(&self.matter.state)
            .ok_or_else(|| kernel::Fault::new(format!("a case in the state {}", self.matter.state)))
    }
}
