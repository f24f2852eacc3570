//! A sentence that the language files hold: its key and its values. Forms never words anything itself.

/// Key and values of a sentence in `lang/*/forms.ftl`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Key in the language file.
    pub id: &'static str,
    /// Values by name; escape them like anything that a person typed.
    pub args: Vec<(&'static str, String)>,
}

impl Message {
    /// A sentence without values.
    pub fn plain(id: &'static str) -> Message {
        Message { id, args: Vec::new() }
    }

    /// With one more value.
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Message {
        self.args.push((name, value.to_string()));
        self
    }
}

/// Puts messages into words; the page kit implements it over Fluent.
pub trait Words {
    /// The sentence of a key in the reader's language.
    fn say(&self, id: &str, args: &[(&str, String)]) -> String;
}

impl<F: Fn(&str, &[(&str, String)]) -> String> Words for F {
    fn say(&self, id: &str, args: &[(&str, String)]) -> String {
        self(id, args)
    }
}

pub(crate) fn say(words: &dyn Words, message: &Message) -> String {
    words.say(message.id, &message.args)
}
