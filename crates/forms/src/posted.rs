//! What a page posted, without any script in the browser: names such as `partners.2.name`, buttons that add and remove
//! rows. Read against the definition: names that it does not know never reach the answers, and files are never taken from
//! names (whose file it is only the server knows).
//!
//! A control that may post nothing (checkboxes, radio buttons) has a hidden, empty control of the same name before it, so a
//! name that is absent means "was not on the page" and leaves the draft as it was.

use crate::answers::{Answer, Answers, MOST_BYTES, MOST_LEAVES, TooLarge};
use crate::definition::{Definition, Inner, Kind};
use crate::path::Path;
use crate::region;

/// Name of the button that adds a row; its value is the path of the group.
pub const ADD_BUTTON: &str = "_add";
/// Name of the button that removes a row or a file; its value is the path of the row or file.
pub const REMOVE_BUTTON: &str = "_remove";
/// Name of the button that shows the regions below the chosen one; its value is the path of the address.
pub const REGION_BUTTON: &str = "_region";

/// What the person asked for beside typing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Action {
    /// Nothing: whatever button was pressed belongs to the page.
    #[default]
    None,
    /// One more row in this group.
    AddRow(Path),
    /// This row shall go.
    RemoveRow(Path),
    /// This file shall go from the answers; the file itself is the caller's.
    RemoveFile(Path),
    /// Show the next level of regions.
    OpenRegion(Path),
}

/// A posted page, understood.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Posted {
    values: Vec<(Path, Answer)>,
    /// What else was asked for.
    pub action: Action,
    /// Names that the definition does not know; those that begin with `_` are left to the page.
    pub unknown: Vec<String>,
}

enum Target {
    One,
    Many,
    Region,
}

impl Posted {
    /// Reads the pairs of a posted form. Numbers and dates stay as typed: evaluation says what is wrong with them.
    ///
    /// # Errors
    /// More than any form may hold.
    pub fn read(definition: &Definition, pairs: &[(String, String)]) -> Result<Posted, TooLarge> {
        let bytes: usize = pairs.iter().map(|(name, value)| name.len() + value.len()).sum();
        if pairs.len() > MOST_LEAVES || bytes > MOST_BYTES {
            return Err(TooLarge);
        }
        let mut posted = Posted::default();
        let mut place_of = std::collections::HashMap::new();
        for (name, value) in pairs {
            if let Some(button) = name.strip_prefix('_') {
                posted.button(definition, button, value);
                continue;
            }
            let Some((path, target)) =
                Path::parse(name).and_then(|path| target(definition, &path).map(|to| (path, to)))
            else {
                posted.unknown.push(name.chars().take(100).collect());
                continue;
            };
            let place = *place_of.entry(path.clone()).or_insert_with(|| {
                let empty = match target {
                    Target::Many => Answer::List(Vec::new()),
                    _ => Answer::text(""),
                };
                posted.values.push((path.clone(), empty));
                posted.values.len() - 1
            });
            let answer = &mut posted.values[place].1;
            match (target, answer) {
                (Target::Many, Answer::List(list)) => {
                    if !value.is_empty() {
                        list.push(Answer::text(value));
                    }
                }
                (Target::Region, Answer::Text(chosen)) => {
                    // One list per level, all of one name. Where an upper one was changed, those below no longer belong.
                    if chosen.is_empty() || (!value.is_empty() && region::covers(chosen, value)) {
                        *chosen = value.clone();
                    }
                }
                (_, answer) => *answer = Answer::text(value),
            }
        }
        Ok(posted)
    }

    fn button(&mut self, definition: &Definition, button: &str, value: &str) {
        let Some(path) = Path::parse(value) else { return };
        let Some(place) = definition.locate(&path) else { return };
        self.action = match (button, &definition.fields[place.field].kind, place.inner) {
            ("add", Kind::Group { .. }, Inner::Whole) => Action::AddRow(path),
            ("remove", Kind::Group { .. }, Inner::Row) => Action::RemoveRow(path),
            ("remove", Kind::Upload(_), Inner::Row) => Action::RemoveFile(path),
            ("region", Kind::Address { .. }, Inner::Whole) => Action::OpenRegion(path),
            _ => return,
        };
    }

    /// The draft with what was posted, and with the row added or removed that was asked for. The draft itself stays as it
    /// is, so that a refusal loses nothing.
    ///
    /// # Errors
    /// More than any form may hold.
    pub fn merged(&self, definition: &Definition, draft: &Answers) -> Result<Answers, TooLarge> {
        let mut answers = draft.clone();
        for (path, answer) in &self.values {
            answers.put(path, answer.clone());
        }
        match &self.action {
            Action::AddRow(path) => {
                if let Some(Kind::Group { least, most, .. }) = kind_at(definition, path) {
                    // Rows that must be there are shown before anything was typed into them.
                    let rows = answers.get(path).and_then(Answer::as_list).map_or(0, <[Answer]>::len).max(*least);
                    if rows < *most {
                        answers.put(&path.row(rows), Answer::parts([]));
                    }
                }
            }
            Action::RemoveRow(path) | Action::RemoveFile(path) => {
                answers.take(path);
            }
            Action::OpenRegion(_) | Action::None => {}
        }
        answers.check_limits()?;
        Ok(answers)
    }
}

impl Answers {
    /// Reads a posted form on its own, without a draft before it.
    ///
    /// # Errors
    /// More than any form may hold.
    pub fn from_form(definition: &Definition, pairs: &[(String, String)]) -> Result<Answers, TooLarge> {
        Posted::read(definition, pairs)?.merged(definition, &Answers::new())
    }
}

fn kind_at<'d>(definition: &'d Definition, path: &Path) -> Option<&'d Kind> {
    definition.locate(path).map(|place| &definition.fields[place.field].kind)
}

fn target(definition: &Definition, path: &Path) -> Option<Target> {
    let place = definition.locate(path)?;
    match (&definition.fields[place.field].kind, place.inner) {
        (Kind::Choice { multiple: true, .. }, Inner::Whole) => Some(Target::Many),
        (
            Kind::Text(_)
            | Kind::Number { .. }
            | Kind::Money
            | Kind::Date
            | Kind::Declaration { .. }
            | Kind::Choice { .. },
            Inner::Whole,
        ) => Some(Target::One),
        (Kind::Address { .. }, Inner::Part("region")) => Some(Target::Region),
        (_, Inner::Part(_)) => Some(Target::One),
        _ => None,
    }
}
