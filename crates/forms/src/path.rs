//! Where a value stands in the answers: `partners[2].name`. Rows count from 0. In the name of a form control the same path
//! is written `partners.2.name`.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Deepest path that is read.
const MOST_STEPS: usize = 10;

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// Into a field or a part by its key.
    Key(String),
    /// Into a row or a file, from 0.
    Row(usize),
}

/// A path from the root of the answers.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path(Vec<Step>);

impl Path {
    /// The path of a field at the root.
    pub fn field(key: &str) -> Path {
        Path(vec![Step::Key(key.to_owned())])
    }

    /// One step further, into a field or part.
    pub fn key(&self, key: &str) -> Path {
        let mut steps = Vec::with_capacity(self.0.len() + 1);
        steps.extend_from_slice(&self.0);
        steps.push(Step::Key(key.to_owned()));
        Path(steps)
    }

    /// One step further, into a row.
    pub fn row(&self, row: usize) -> Path {
        let mut steps = Vec::with_capacity(self.0.len() + 1);
        steps.extend_from_slice(&self.0);
        steps.push(Step::Row(row));
        Path(steps)
    }

    /// The steps.
    pub fn steps(&self) -> &[Step] {
        &self.0
    }

    /// True where `self` is `other` or stands above it: `partners` is above `partners[2].name`.
    pub fn covers(&self, other: &Path) -> bool {
        other.0.starts_with(&self.0)
    }

    /// Reads `a[2].b` and `a.2.b`. `None` where it is no path.
    pub fn parse(text: &str) -> Option<Path> {
        let dotted = text.replace('[', ".").replace(']', "");
        let mut steps = Vec::new();
        for piece in dotted.split('.') {
            if steps.len() == MOST_STEPS {
                return None;
            }
            let plain = piece.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
            if piece.is_empty() || piece.len() > 60 || !plain {
                return None;
            }
            if piece.bytes().all(|byte| byte.is_ascii_digit()) {
                steps.push(Step::Row(piece.parse().ok()?));
            } else {
                steps.push(Step::Key(piece.to_owned()));
            }
        }
        matches!(steps.first(), Some(Step::Key(_))).then_some(Path(steps))
    }

    /// The name of the form control: `partners.2.name`.
    pub fn control_name(&self) -> String {
        self.joined('.')
    }

    /// An id for the control in a page: `partners-2-name`.
    pub fn control_id(&self) -> String {
        self.joined('-')
    }

    fn joined(&self, separator: char) -> String {
        let mut name = String::new();
        for step in &self.0 {
            if !name.is_empty() {
                name.push(separator);
            }
            match step {
                Step::Key(key) => name.push_str(key),
                Step::Row(row) => name.push_str(&row.to_string()),
            }
        }
        name
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, step) in self.0.iter().enumerate() {
            match step {
                Step::Key(key) if place == 0 => f.write_str(key)?,
                Step::Key(key) => write!(f, ".{key}")?,
                Step::Row(row) => write!(f, "[{row}]")?,
            }
        }
        Ok(())
    }
}

impl Serialize for Path {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Path {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Path, D::Error> {
        let text = String::deserialize(deserializer)?;
        Path::parse(&text).ok_or_else(|| serde::de::Error::custom("not a path"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_both_writings() {
        let path = Path::parse("partners[2].name").unwrap();
        assert_eq!(path, Path::field("partners").row(2).key("name"));
        assert_eq!(Path::parse("partners.2.name"), Some(path.clone()));
        assert_eq!(path.to_string(), "partners[2].name");
        assert_eq!(path.control_name(), "partners.2.name");
        for wrong in ["", ".", "a..b", "2.a", "a b", "a/../b", "名", "a.99999999999999999999999"] {
            assert_eq!(Path::parse(wrong), None, "{wrong}");
        }
        assert!(Path::field("partners").covers(&path));
        assert!(!Path::field("partner").covers(&path));
    }
}
