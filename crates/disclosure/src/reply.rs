//! The reply: records found, what becomes of each, the drafted answer, and the checks before anybody reviews it.
//!
//! Law: 政府信息公开条例 第三十六条, 第三十七条

use crate::{
    consultation::{Consultation, ConsultationKind},
    outcome::{Gives, Need, Outcome},
    refused::Refused,
    request::{Correction, ReasonAsked, Request},
};
use jiff::{Timestamp, civil::Date};
use kernel::{Id, words};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};

words! {
    /// What becomes of a record.
    pub enum Decision {
        /// 全部公开
        Disclose = "disclose",
        /// 区分处理. Law: 政府信息公开条例 第三十七条
        Part = "part",
        /// 不予公开
        Withhold = "withhold",
    }
}

/// A file that is given out: made by the redaction engine from decision and marks, and found to hold nothing withheld.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Released {
    /// Digest in the object store.
    pub digest: String,
    /// Display name.
    pub name: String,
    /// Type.
    pub media_type: String,
    /// Bytes.
    pub size: i64,
    /// What remains, as text, for those who cannot see a page that became a picture.
    pub alternative: String,
}

/// A record found for a request. The original never leaves the office.
#[derive(Clone, Debug)]
pub struct Record {
    /// Its id.
    pub id: Id,
    /// The request.
    pub request: Id,
    /// Its number within the request.
    pub n: i64,
    /// Its name.
    pub name: String,
    /// 文号
    pub document_number: Option<String>,
    /// Type by content.
    pub media_type: String,
    /// Bytes of the original.
    pub size: i64,
    /// Digest of the original.
    pub original: String,
    /// What becomes of it.
    pub decision: Option<Decision>,
    /// Marks for the redaction engine with their grounds.
    pub marks: Json,
    /// The ground for what is withheld: D-1 … D-7.
    pub ground: Option<String>,
    /// Why.
    pub reason: String,
    /// The day what is withheld is looked at again. Law: 政府信息公开条例 第十八条
    pub reevaluate_on: Option<Date>,
    /// The file that is given out.
    pub released: Option<Released>,
    /// Digest of decision and marks the released file was made from.
    pub released_from: Option<String>,
}

impl Record {
    /// Digest of decision and marks: a released file made from others is not given out.
    pub fn plan(&self) -> String {
        let mut h = Sha256::new();
        h.update(self.original.as_bytes());
        h.update([0]);
        h.update(self.decision.map_or("", Decision::as_str).as_bytes());
        h.update([0]);
        h.update(self.marks.to_string().as_bytes());
        hex::encode(h.finalize())
    }

    /// The file for release, when it was made from the present marks.
    pub fn given_out(&self) -> Option<&Released> {
        let fits = self.released_from.as_deref() == Some(self.plan().as_str());
        self.released.as_ref().filter(|_| fits && matches!(self.decision, Some(Decision::Disclose | Decision::Part)))
    }

    /// Whether something of it is withheld.
    pub fn withholds(&self) -> bool {
        matches!(self.decision, Some(Decision::Part | Decision::Withhold))
    }
}

/// What a drafter wrote.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drafted {
    /// The outcome's code.
    pub outcome: String,
    /// Grounds for what is withheld: D-1 … D-7.
    pub grounds: Vec<String>,
    /// What was searched, where, what was found.
    pub facts: String,
    /// Why. Law: 政府信息公开条例 第三十六条第三项
    pub reasons: String,
    /// Where and how the information is got; the earlier request for N-2.
    pub directions: String,
    /// The law that forbids disclosure or rules the access.
    pub provision: String,
    /// The right organ, when it is another. Law: 政府信息公开条例 第三十六条第五项
    pub other_organ: String,
    /// How to reach it.
    pub other_contact: String,
}

/// A reply: drafted, then signed, then served.
#[derive(Clone, Debug)]
pub struct Reply {
    /// Its id.
    pub id: Id,
    /// First, or a later one that was ordered.
    pub n: i64,
    /// What it says.
    pub drafted: Drafted,
    /// Who drafted it.
    pub drafted_by: String,
    /// When.
    pub drafted_at: Timestamp,
    /// Who signed.
    pub signed_by: Option<String>,
    /// The day of the reply.
    pub signed_on: Option<Date>,
    /// The written reply.
    pub notice: Option<Id>,
    /// The day it was served.
    pub served_on: Option<Date>,
    /// By which way.
    pub served_by: Option<String>,
    /// What proves it.
    pub proof: Option<String>,
}

/// Everything a reply is judged by.
pub struct Basis<'a> {
    /// The request.
    pub request: &'a Request,
    /// The outcome.
    pub outcome: &'a Outcome,
    /// What was drafted.
    pub drafted: &'a Drafted,
    /// Records found.
    pub records: &'a [Record],
    /// Opinions asked.
    pub consultations: &'a [Consultation],
    /// The correction notice.
    pub correction: Option<&'a Correction>,
    /// Reasons asked.
    pub reason: Option<&'a ReasonAsked>,
}

/// Whether a reply may go to review; everything that is missing, in the order of the page. A reply without grounds, a
/// record nobody decided on, a file made from other marks never pass.
///
/// Law: 政府信息公开条例 第三十二条, 第三十六条, 第三十七条
pub fn missing(b: &Basis<'_>) -> Vec<Refused> {
    let mut out = Vec::new();
    let d = b.drafted;
    let empty = |t: &str| t.trim().is_empty();
    let gives_record = b.records.iter().any(|r| matches!(r.decision, Some(Decision::Disclose | Decision::Part)));
    let withholds = b.outcome.withholds();
    for need in &b.outcome.needs {
        match need {
            Need::Reasons if empty(&d.reasons) => out.push(Refused::NoGrounds),
            Need::Directions if empty(&d.directions) => out.push(Refused::NoDirections),
            Need::Records if !gives_record => out.push(Refused::NoRecords),
            Need::RecordsOrDirections if !gives_record && empty(&d.directions) => out.push(Refused::NoRecords),
            Need::Grounds if d.grounds.is_empty() => out.push(Refused::NoGrounds),
            Need::Provision if empty(&d.provision) => out.push(Refused::NoProvision),
            Need::Reevaluation if !b.records.iter().any(|r| r.withholds() && r.reevaluate_on.is_some()) => {
                out.push(Refused::NoReevaluation);
            }
            Need::Consultation
                if !b.consultations.iter().any(|c| c.kind == ConsultationKind::Third)
                    && !d.reasons.contains("征求") =>
            {
                out.push(Refused::NotConsulted);
            }
            Need::Corrected if b.correction.is_none_or(|c| c.corrected_on.is_none()) => out.push(Refused::NotCorrected),
            Need::Earlier if empty(&d.directions) => out.push(Refused::NoEarlier),
            Need::Unreasonable if b.reason.is_none_or(|r| r.judged_reasonable != Some(false)) => {
                out.push(Refused::NotUnreasonable);
            }
            Need::OtherOrgan if empty(&d.other_organ) => out.push(Refused::NoOtherOrgan),
            _ => {}
        }
    }
    for record in b.records {
        match record.decision {
            None => out.push(Refused::Undecided { name: record.name.clone() }),
            Some(Decision::Disclose | Decision::Part)
                if b.outcome.gives != Gives::None && record.given_out().is_none() =>
            {
                out.push(Refused::NotReleased { name: record.name.clone() });
            }
            Some(Decision::Part | Decision::Withhold)
                if record.reevaluate_on.is_none() && withholds && !out.contains(&Refused::NoReevaluation) =>
            {
                out.push(Refused::NoReevaluation);
            }
            _ => {}
        }
        if b.outcome.gives == Gives::Full && record.withholds() {
            out.push(Refused::WithheldInFull { name: record.name.clone() });
        }
    }
    if b.outcome.gives == Gives::Part && gives_record && !b.records.iter().any(Record::withholds) {
        out.push(Refused::NotPartial);
    }
    // Whoever withholds in part says why with the grounds of the records, not only of the whole.
    if d.grounds.iter().any(|g| crate::outcome::find(g).is_none_or(|o| !o.code.starts_with("D-") || o.code == "D-8")) {
        out.push(Refused::NoGround);
    }
    if b.outcome.gives != Gives::None {
        for c in b.consultations {
            if c.forbids() && b.outcome.gives == Gives::Full {
                out.push(Refused::Objected { who: c.addressee_shown.clone() });
            }
            if c.must_be_told() {
                out.push(Refused::NotTold { who: c.addressee_shown.clone() });
            }
        }
    }
    let open = b.consultations.iter().filter(|c| c.is_open()).count();
    if open > 0 {
        out.push(Refused::StillOpen { count: open });
    }
    out
}
