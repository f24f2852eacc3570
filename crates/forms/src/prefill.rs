//! First values of empty fields from what the hall already holds (免填写): profile, earlier cases, issued licences. Shown as
//! prefilled and editable; a field that somebody has filled is never touched.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::answers::{Answer, Answers};
use crate::definition::{Definition, Kind};
use crate::message::Message;
use crate::path::Path;

/// Where a prefilled value comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The person's or organisation's own profile.
    Profile,
    /// An earlier case, by its number.
    EarlierCase(String),
    /// An issued licence.
    Licence {
        /// Number or identifier of the licence.
        id: String,
        /// Its name.
        name: String,
    },
}

/// A value with its origin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prefill {
    /// In the shape of the field's answers.
    pub value: Answer,
    /// Where it comes from.
    pub source: Source,
}

/// What was prefilled, by path; kept beside the draft.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Prefills(BTreeMap<Path, Prefill>);

impl Source {
    /// The sentence beside a prefilled field.
    pub fn message(&self) -> Message {
        match self {
            Source::Profile => Message::plain("forms-prefilled-profile"),
            Source::EarlierCase(number) => Message::plain("forms-prefilled-case").with("number", number),
            Source::Licence { id, name } => {
                Message::plain("forms-prefilled-licence").with("name", name).with("number", id)
            }
        }
    }
}

impl Prefills {
    /// The origin of a field's value, as long as nobody has changed it.
    pub fn source(&self, path: &Path, answers: &Answers) -> Option<&Source> {
        let prefill = self.0.get(path)?;
        (answers.get(path) == Some(&prefill.value)).then_some(&prefill.source)
    }

    /// True where nothing was prefilled.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Path and origin of everything that was prefilled.
    pub fn iter(&self) -> impl Iterator<Item = (&Path, &Prefill)> {
        self.0.iter()
    }
}

/// Fills empty fields whose definition names an origin. `find` is asked once for each key; what does not have the shape of
/// the field is left out. Gives the new draft and what was prefilled in it.
pub fn prefill(
    definition: &Definition,
    find: &dyn Fn(&str) -> Option<Prefill>,
    answers: &Answers,
) -> (Answers, Prefills) {
    let mut filled = answers.clone();
    let mut prefills = Prefills::default();
    for id in &definition.roots {
        let field = &definition.fields[*id];
        let Some(key) = &field.prefill else { continue };
        let path = Path::field(&field.key);
        if answers.get(&path).is_some_and(|answer| !answer.is_blank()) {
            continue;
        }
        let Some(prefill) = find(key) else { continue };
        if prefill.value.is_blank() || !has_shape(&field.kind, &prefill.value) {
            continue;
        }
        filled.put(&path, prefill.value.clone());
        prefills.0.insert(path, prefill);
    }
    if filled.check_limits().is_err() { (answers.clone(), Prefills::default()) } else { (filled, prefills) }
}

fn has_shape(kind: &Kind, answer: &Answer) -> bool {
    match kind {
        Kind::Text(_) | Kind::Number { .. } | Kind::Money | Kind::Date | Kind::Choice { multiple: false, .. } => {
            matches!(answer, Answer::Text(_))
        }
        Kind::Choice { .. } | Kind::Upload(_) | Kind::Group { .. } => matches!(answer, Answer::List(_)),
        Kind::Person { .. } | Kind::Organisation { .. } | Kind::Address { .. } => matches!(answer, Answer::Parts(_)),
        // A promise is made by the person, never by the hall.
        Kind::Declaration { .. } | Kind::Computed { .. } | Kind::Information { .. } => false,
    }
}
