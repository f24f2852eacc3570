//! Smart guidance (智能导办): a few questions lead to the one situation (情形) that applies and to exactly the
//! materials it needs, less what the hall already holds.
//!
//! Called by the guide's question page, by the start of a case (to fix its situation) and by the publish gate
//! (every path must end in exactly one situation). Pure: it never looks anything up; what is held is passed in.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::item::ItemVersion;
use crate::material::{Material, ProfileDatum};

/// Answers given so far: question key → option key.
pub type Answers = BTreeMap<String, String>;

/// More paths than this no person can check, and no item needs.
pub const MOST_PATHS: usize = 2000;

/// 情形: one combination of circumstances with its own list of materials.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Situation {
    /// Stable name within the item; a case keeps it.
    pub key: String,
    /// 情形名称
    pub name: String,
    /// Name in English, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name_en: Option<String>,
    /// All must hold; empty = always applies.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub when: Vec<Condition>,
    /// Keys of exactly the materials that this situation needs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub materials: Vec<String>,
    /// This is not an application at all: nothing is needed, or another item is the right one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub elsewhere: Option<Elsewhere>,
}

/// The guidance found that this item is not the right way.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Elsewhere {
    /// Why, in words, with the article.
    pub reason: String,
    /// Key of the item that is the right one, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
}

/// The answer to one question is one of these.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Condition {
    /// Key of the question.
    pub question: String,
    /// Keys of the options, one of which was chosen.
    pub any_of: Vec<String>,
}

impl Condition {
    /// `Some(true)` holds, `Some(false)` does not hold, `None` not answered yet.
    pub fn holds(&self, answers: &Answers) -> Option<bool> {
        answers.get(&self.question).map(|answer| self.any_of.contains(answer))
    }
}

/// The questions in the order they are asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Guidance {
    /// Questions; empty where the item has one situation only.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<Question>,
}

/// One question to the applicant.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Question {
    /// Stable name within the item.
    pub key: String,
    /// The question.
    pub text: String,
    /// What helps to answer it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// Asked only if all of these hold; may only name earlier questions.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ask_when: Vec<Condition>,
    /// The possible answers.
    pub options: Vec<Choice>,
}

/// One possible answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Choice {
    /// Stable name within the question.
    pub key: String,
    /// The answer as shown.
    pub text: String,
    /// What it means, if the words are not enough.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
}

/// Where the answers given so far lead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next<'a> {
    /// One more question.
    Ask(&'a Question),
    /// The one situation that applies.
    Found(&'a Situation),
    /// No situation fits these answers: the item's guidance has a hole. Cannot happen on a published item.
    Nothing,
    /// Several situations fit. Cannot happen on a published item.
    Several(Vec<&'a Situation>),
    /// An answer names a question or an option that the item does not have.
    Unknown {
        /// The question key that was sent.
        question: String,
    },
}

/// Given the answers so far: the next question, or the one situation.
///
/// Asks only what can still change the outcome: a question that no remaining situation depends on is left out.
/// Answers to questions that are not (or no longer) asked are ignored.
pub fn next<'a>(item: &'a ItemVersion, answers: &Answers) -> Next<'a> {
    for (question, answer) in answers {
        let known = item.guidance.questions.iter().find(|asked| &asked.key == question);
        if !known.is_some_and(|asked| asked.options.iter().any(|option| &option.key == answer)) {
            return Next::Unknown { question: question.clone() };
        }
    }
    let mut counted = Answers::new();
    for question in &item.guidance.questions {
        if !question.ask_when.iter().all(|condition| condition.holds(&counted) == Some(true)) {
            continue;
        }
        let matters = item.situations.iter().any(|situation| {
            situation.when.iter().all(|condition| condition.holds(&counted) != Some(false))
                && situation.when.iter().any(|condition| condition.question == question.key)
        });
        // A later question may hang on this one even where no situation names it directly.
        let opens = item
            .guidance
            .questions
            .iter()
            .any(|later| later.ask_when.iter().any(|condition| condition.question == question.key));
        if !matters && !opens {
            continue;
        }
        match answers.get(&question.key) {
            Some(answer) => {
                counted.insert(question.key.clone(), answer.clone());
            }
            None => return Next::Ask(question),
        }
    }
    let mut fitting: Vec<&Situation> = item
        .situations
        .iter()
        .filter(|situation| situation.when.iter().all(|condition| condition.holds(&counted) == Some(true)))
        .collect();
    match (fitting.pop(), fitting.is_empty()) {
        (None, _) => Next::Nothing,
        (Some(only), true) => Next::Found(only),
        (Some(last), false) => {
            fitting.push(last);
            Next::Several(fitting)
        }
    }
}

/// One fault of an item's guidance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Some path ends nowhere.
    Hole {
        /// The answers of that path.
        path: Answers,
    },
    /// Some path ends in several situations.
    Ambiguous {
        /// The answers of that path.
        path: Answers,
        /// Keys of the situations.
        situations: Vec<String>,
    },
    /// No path leads to this situation.
    Unreachable {
        /// Key of the situation.
        situation: String,
    },
    /// A condition names a question or option that does not exist, or a later question.
    BadCondition {
        /// Key of the situation or question that holds the condition.
        at: String,
        /// Key of the question named.
        question: String,
    },
    /// A question has fewer than two answers, or two answers or questions share a key.
    BadQuestion {
        /// Key of the question.
        question: String,
    },
    /// More than [`MOST_PATHS`] paths.
    TooManyPaths,
}

/// Every fault of the guidance; empty = total and unambiguous: every path ends in exactly one situation.
pub fn faults(item: &ItemVersion) -> Vec<Fault> {
    let mut out = wording_faults(item);
    if !out.is_empty() {
        return out;
    }
    let mut reached: Vec<&str> = Vec::new();
    let mut open = vec![Answers::new()];
    let mut ended = 0usize;
    while let Some(path) = open.pop() {
        if ended + open.len() > MOST_PATHS {
            out.push(Fault::TooManyPaths);
            return out;
        }
        match next(item, &path) {
            Next::Ask(question) => open.extend(question.options.iter().rev().map(|option| {
                let mut longer = path.clone();
                longer.insert(question.key.clone(), option.key.clone());
                longer
            })),
            Next::Found(situation) => {
                ended += 1;
                reached.push(&situation.key);
            }
            Next::Several(situations) => {
                ended += 1;
                reached.extend(situations.iter().map(|situation| situation.key.as_str()));
                let situations = situations.iter().map(|situation| situation.key.clone()).collect();
                out.push(Fault::Ambiguous { path, situations });
            }
            Next::Nothing | Next::Unknown { .. } => {
                ended += 1;
                out.push(Fault::Hole { path });
            }
        }
    }
    for situation in &item.situations {
        if !reached.contains(&situation.key.as_str()) {
            out.push(Fault::Unreachable { situation: situation.key.clone() });
        }
    }
    out
}

/// Faults that can be seen without walking: dead references and questions that are none.
fn wording_faults(item: &ItemVersion) -> Vec<Fault> {
    let questions = &item.guidance.questions;
    let mut out = Vec::new();
    let dead = |condition: &Condition, known: &[Question]| {
        let question = known.iter().find(|question| question.key == condition.question);
        condition.any_of.is_empty()
            || !question.is_some_and(|question| {
                condition.any_of.iter().all(|key| question.options.iter().any(|option| &option.key == key))
            })
    };
    for (place, question) in questions.iter().enumerate() {
        let mut keys: Vec<&str> = question.options.iter().map(|option| option.key.as_str()).collect();
        keys.sort_unstable();
        keys.dedup();
        let twice = questions.iter().take(place).any(|earlier| earlier.key == question.key);
        if keys.len() < 2 || keys.len() != question.options.len() || twice {
            out.push(Fault::BadQuestion { question: question.key.clone() });
        }
        let earlier = questions.get(..place).unwrap_or_default();
        for condition in question.ask_when.iter().filter(|condition| dead(condition, earlier)) {
            out.push(Fault::BadCondition { at: question.key.clone(), question: condition.question.clone() });
        }
    }
    for situation in &item.situations {
        for condition in situation.when.iter().filter(|condition| dead(condition, questions)) {
            out.push(Fault::BadCondition { at: situation.key.clone(), question: condition.question.clone() });
        }
    }
    out
}

/// What the hall already holds about the applicant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeldSet {
    /// Licences in the wallet that are in force.
    pub licences: Vec<HeldLicence>,
    /// Verified data of the account.
    pub profile: Vec<ProfileDatum>,
}

/// One licence in the applicant's wallet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldLicence {
    /// Key of the licence type.
    pub licence_type: String,
    /// 证照名称
    pub name: String,
    /// 证照编号
    pub number: String,
    /// 证照标识, by which a case refers to it.
    pub identifier: String,
    /// Last day in force; `None` = without end.
    pub valid_until: Option<Date>,
}

/// Where a material that is not asked for comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeldSource {
    /// From a licence in the wallet.
    Licence(HeldLicence),
    /// From the account.
    Profile(ProfileDatum),
}

/// What the applicant has to do about one material.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NeedStatus {
    /// Hand it in.
    Ask,
    /// Nothing: the hall has it.
    AlreadyHeld {
        /// From where.
        source: HeldSource,
    },
    /// Fill in the form; the hall makes the document from the answers.
    FillInForm,
    /// Hand it in now or after acceptance (容缺后补).
    LaterAllowed {
        /// Within so many working days after acceptance, where the item says.
        within_working_days: Option<u32>,
    },
}

/// One material of a situation and what has to be done about it.
#[derive(Clone, Debug, PartialEq)]
pub struct MaterialNeed<'a> {
    /// The material.
    pub material: &'a Material,
    /// What has to be done.
    pub status: NeedStatus,
}

/// Exactly the materials of one situation, in the item's order, each with what the applicant has to do about it.
///
/// A key that the item does not have is left out; the gate does not let such an item pass.
pub fn materials_for<'a>(item: &'a ItemVersion, situation: &Situation, held: &HeldSet) -> Vec<MaterialNeed<'a>> {
    item.materials
        .iter()
        .filter(|material| situation.materials.contains(&material.key))
        .map(|material| MaterialNeed { material, status: need_status(material, held) })
        .collect()
}

fn need_status(material: &Material, held: &HeldSet) -> NeedStatus {
    if material.is_filled_in_form() {
        return NeedStatus::FillInForm;
    }
    let licence = held.licences.iter().find(|licence| Some(&licence.licence_type) == material.from_licence.as_ref());
    if let Some(licence) = licence {
        return NeedStatus::AlreadyHeld { source: HeldSource::Licence(licence.clone()) };
    }
    if let Some(datum) = material.from_profile.filter(|datum| held.profile.contains(datum)) {
        return NeedStatus::AlreadyHeld { source: HeldSource::Profile(datum) };
    }
    if material.may_follow_later() {
        return NeedStatus::LaterAllowed { within_working_days: material.later_within_working_days };
    }
    NeedStatus::Ask
}
