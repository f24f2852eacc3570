//! Controls of forms. A control is built with its name and its label, so one without a label does not compile; hints,
//! errors and marks hang on it and are announced with it.
//!
//! In a template a control is written out as it is: `{{ phone }}`.

use crate::Tr;
use askama::Template;
use askama::filters::HtmlSafe;
use std::borrow::Cow;

/// One control with its label.
#[derive(Clone, Debug, Template)]
#[template(path = "controls/field.html")]
pub struct Field {
    tr: Tr,
    name: String,
    label: String,
    kind: Kind,
    hint: Option<String>,
    value: String,
    chosen: Vec<String>,
    choices: Vec<Choice>,
    error: Option<String>,
    need: Need,
    prefilled: Option<String>,
    old: Option<String>,
    unit: Option<String>,
    autocomplete: Option<&'static str>,
    width: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Need {
    Optional,
    Required,
}

#[derive(Clone, Debug)]
enum Kind {
    Line { input_type: &'static str, input_mode: Option<&'static str> },
    Area { rows: u8 },
    Radio,
    Checkboxes,
    Select,
    File { accept: String, multiple: bool, files: Vec<FieldFile> },
    Region { levels: Vec<RegionLevel> },
    Locked,
}

/// One of the answers that may be chosen.
#[derive(Clone, Debug)]
pub struct Choice {
    value: String,
    label: String,
    hint: Option<String>,
}

impl Choice {
    /// An answer: what is sent and what is read.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Choice {
        Choice { value: value.into(), label: label.into(), hint: None }
    }

    /// With a line that explains it.
    pub fn hint(mut self, hint: impl Into<String>) -> Choice {
        self.hint = Some(hint.into());
        self
    }
}

/// A file that a field already holds.
#[derive(Clone, Debug)]
pub struct FieldFile {
    /// The name for display.
    pub filename: String,
    /// Size, day, where it comes from: one line.
    pub note: String,
    /// Where it can be seen.
    pub href: Option<String>,
    /// What the button that removes it sends as `act`.
    pub remove: Option<String>,
}

/// One level of a region cascade: province, prefecture, county.
#[derive(Clone, Debug)]
pub struct RegionLevel {
    /// What the level is called.
    pub label: String,
    /// The regions to choose from.
    pub choices: Vec<Choice>,
    /// The code chosen, or empty.
    pub chosen: String,
}

impl Field {
    fn new(tr: Tr, name: impl Into<String>, label: impl Into<String>, kind: Kind) -> Field {
        Field {
            tr,
            name: name.into(),
            label: label.into(),
            kind,
            hint: None,
            value: String::new(),
            chosen: Vec::new(),
            choices: Vec::new(),
            error: None,
            need: Need::Optional,
            prefilled: None,
            old: None,
            unit: None,
            autocomplete: None,
            width: "wide",
        }
    }

    fn line(
        tr: Tr,
        name: impl Into<String>,
        label: impl Into<String>,
        input_type: &'static str,
        mode: Option<&'static str>,
    ) -> Field {
        Field::new(tr, name, label, Kind::Line { input_type, input_mode: mode })
    }

    /// A line of text.
    pub fn text(tr: Tr, name: impl Into<String>, label: impl Into<String>) -> Field {
        Field::line(tr, name, label, "text", None)
    }

    /// A line of text that is a number or a code: fixed-width figures, the keyboard of digits on telephones.
    pub fn code(tr: Tr, name: impl Into<String>, label: impl Into<String>) -> Field {
        Field { width: "code", ..Field::line(tr, name, label, "text", None) }
    }

    /// A password.
    pub fn password(tr: Tr, name: impl Into<String>, label: impl Into<String>) -> Field {
        Field { width: "middle", ..Field::line(tr, name, label, "password", None) }
    }

    /// A telephone number.
    pub fn telephone(tr: Tr, name: impl Into<String>, label: impl Into<String>) -> Field {
        Field { width: "middle", ..Field::line(tr, name, label, "tel", Some("tel")) }
    }

    /// A mail address.
    pub fn email(tr: Tr, name: impl Into<String>, label: impl Into<String>) -> Field {
        Field::line(tr, name, label, "email", Some("email"))
    }

    /// A number, with its unit when it has one.
    pub fn number(tr: Tr, name: impl Into<String>, label: impl Into<String>) -> Field {
        Field { width: "short", ..Field::line(tr, name, label, "text", Some("decimal")) }
    }

    /// An amount in yuan.
    pub fn money(tr: Tr, name: impl Into<String>, label: impl Into<String>) -> Field {
        Field { unit: Some(tr.s("unit-yuan").into_owned()), ..Field::number(tr, name, label) }
    }

    /// A day.
    pub fn date(tr: Tr, name: impl Into<String>, label: impl Into<String>) -> Field {
        Field { width: "middle", ..Field::line(tr, name, label, "date", None) }
    }

    /// A box for several lines.
    pub fn area(tr: Tr, name: impl Into<String>, label: impl Into<String>) -> Field {
        Field::new(tr, name, label, Kind::Area { rows: 5 })
    }

    /// One of a few answers, all in sight.
    pub fn radio(tr: Tr, name: impl Into<String>, label: impl Into<String>) -> Field {
        Field::new(tr, name, label, Kind::Radio)
    }

    /// Any of several answers.
    pub fn checkboxes(tr: Tr, name: impl Into<String>, label: impl Into<String>) -> Field {
        Field::new(tr, name, label, Kind::Checkboxes)
    }

    /// One of many answers.
    pub fn select(tr: Tr, name: impl Into<String>, label: impl Into<String>) -> Field {
        Field::new(tr, name, label, Kind::Select)
    }

    /// Files. `accept` lists endings for the browser's dialogue: `.pdf,.jpg`.
    pub fn files(tr: Tr, name: impl Into<String>, label: impl Into<String>, accept: impl Into<String>) -> Field {
        Field::new(tr, name, label, Kind::File { accept: accept.into(), multiple: true, files: Vec::new() })
    }

    /// A region, level by level. The levels are sent as `name.0`, `name.1`…; [`crate::BodyForm::region`] reads the
    /// deepest. Without script the button beside it sends `_region=name` and the page comes back with the next level.
    pub fn region(tr: Tr, name: impl Into<String>, label: impl Into<String>, levels: Vec<RegionLevel>) -> Field {
        Field::new(tr, name, label, Kind::Region { levels })
    }

    /// Something that may be read but not changed here.
    pub fn locked(tr: Tr, name: impl Into<String>, label: impl Into<String>, value: impl Into<String>) -> Field {
        Field { value: value.into(), ..Field::new(tr, name, label, Kind::Locked) }
    }

    /// What is in it: the text, or the answer chosen.
    pub fn value(mut self, value: impl Into<String>) -> Field {
        self.value = value.into();
        self.chosen = vec![self.value.clone()];
        self
    }

    /// The answers chosen.
    pub fn values(mut self, values: impl IntoIterator<Item = impl Into<String>>) -> Field {
        self.chosen = values.into_iter().map(Into::into).collect();
        self
    }

    /// The answers to choose from.
    pub fn choices(mut self, choices: impl IntoIterator<Item = Choice>) -> Field {
        self.choices = choices.into_iter().collect();
        self
    }

    /// The files already there.
    pub fn holding(mut self, held: Vec<FieldFile>) -> Field {
        if let Kind::File { files, .. } = &mut self.kind {
            *files = held;
        }
        self
    }

    /// One file at most.
    pub fn single(mut self) -> Field {
        if let Kind::File { multiple, .. } = &mut self.kind {
            *multiple = false;
        }
        self
    }

    /// A line of help, read before the control.
    pub fn hint(mut self, hint: impl Into<String>) -> Field {
        self.hint = Some(hint.into());
        self
    }

    /// What is wrong with it, when something is.
    pub fn error(mut self, error: Option<impl Into<String>>) -> Field {
        self.error = error.map(Into::into);
        self
    }

    /// It must be filled; fields without this say that they are optional.
    pub fn required(mut self) -> Field {
        self.need = Need::Required;
        self
    }

    /// The value was taken from `source` and may be changed.
    pub fn prefilled(mut self, source: impl Into<String>) -> Field {
        self.prefilled = Some(source.into());
        self
    }

    /// What stood here before, shown beside the new value.
    pub fn old(mut self, old: impl Into<String>) -> Field {
        self.old = Some(old.into());
        self
    }

    /// The unit behind the number.
    pub fn unit(mut self, unit: impl Into<String>) -> Field {
        self.unit = Some(unit.into());
        self
    }

    /// How many lines the box shows.
    pub fn rows(mut self, lines: u8) -> Field {
        if let Kind::Area { rows } = &mut self.kind {
            *rows = lines;
        }
        self
    }

    /// The browser's name for what it may fill in: `username`, `current-password`, `one-time-code`.
    pub fn autocomplete(mut self, token: &'static str) -> Field {
        self.autocomplete = Some(token);
        self
    }

    /// The keyboard of digits on telephones.
    pub fn digits(mut self) -> Field {
        if let Kind::Line { input_mode, .. } = &mut self.kind {
            *input_mode = Some("numeric");
        }
        self
    }

    /// The control's id, for links to it.
    pub fn id(&self) -> String {
        field_id(&self.name)
    }

    /// The name it is sent under.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What is wrong with it.
    pub fn error_text(&self) -> Option<&str> {
        self.error.as_deref()
    }

    fn is_group(&self) -> bool {
        matches!(self.kind, Kind::Radio | Kind::Checkboxes | Kind::Region { .. })
    }

    fn group_type(&self) -> &'static str {
        if matches!(self.kind, Kind::Checkboxes) { "checkbox" } else { "radio" }
    }

    fn is_locked(&self) -> bool {
        matches!(self.kind, Kind::Locked)
    }

    fn is_required(&self) -> bool {
        self.need == Need::Required
    }

    fn is_chosen(&self, choice: &Choice) -> bool {
        self.chosen.contains(&choice.value)
    }

    /// The ids that describe the control, for `aria-describedby`.
    fn described_by(&self) -> Option<String> {
        let id = self.id();
        let parts = [
            (self.hint.is_some(), "hint"),
            (self.prefilled.is_some(), "prefilled"),
            (self.old.is_some(), "old"),
            (self.error.is_some(), "error"),
            (self.unit.is_some(), "unit"),
        ];
        let ids: Vec<String> =
            parts.iter().filter(|(there, _)| *there).map(|(_, part)| format!("{id}-{part}")).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }
}

impl HtmlSafe for Field {}

/// The id of the control named `name`: letters, digits and hyphens.
pub(crate) fn field_id(name: &str) -> String {
    let mut id = String::from("f-");
    id.extend(name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }));
    id
}

/// A value that travels with the form.
#[derive(Clone, Debug, Template)]
#[template(source = r#"<input type="hidden" name="{{ name }}" value="{{ value }}">"#, ext = "html")]
pub struct Hidden {
    name: Cow<'static, str>,
    value: String,
}

impl Hidden {
    /// A value that travels with the form.
    pub fn new(name: impl Into<Cow<'static, str>>, value: impl Into<String>) -> Hidden {
        Hidden { name: name.into(), value: value.into() }
    }

    /// The version on the page the person looks at; [`crate::BodyForm::seen`] reads it.
    pub fn seen(version: i64) -> Hidden {
        Hidden::new("seen", version.to_string())
    }
}

impl HtmlSafe for Hidden {}

/// How much a button weighs on its page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// What this page is for: vermilion, once per page.
    Primary,
    /// Another thing one may do.
    Secondary,
    /// A small thing on the side.
    Quiet,
}

/// A button that sends the form.
#[derive(Clone, Debug, Template)]
#[template(
    source = r#"<button type="submit" class="button {{ class() }}"{% if let Some(act) = act %} name="act" value="{{ act }}"{% endif %}{% if let Some(to) = formaction %} formaction="{{ to }}"{% endif %}>{{ label }}{% if let Some(about) = about %}<span class="unseen"> {{ about }}</span>{% endif %}</button>"#,
    ext = "html"
)]
pub struct Submit {
    label: String,
    weight: Weight,
    act: Option<String>,
    formaction: Option<String>,
    about: Option<String>,
}

impl Submit {
    /// A button of the given weight.
    pub fn new(weight: Weight, label: impl Into<String>) -> Submit {
        Submit { label: label.into(), weight, act: None, formaction: None, about: None }
    }

    /// The one thing this page is for.
    pub fn primary(label: impl Into<String>) -> Submit {
        Submit::new(Weight::Primary, label)
    }

    /// Another thing one may do.
    pub fn secondary(label: impl Into<String>) -> Submit {
        Submit::new(Weight::Secondary, label)
    }

    /// A small thing on the side.
    pub fn quiet(label: impl Into<String>) -> Submit {
        Submit::new(Weight::Quiet, label)
    }

    /// What is sent as `act` when this button is pressed.
    pub fn act(mut self, act: impl Into<String>) -> Submit {
        self.act = Some(act.into());
        self
    }

    /// Sends the form to another address.
    pub fn to(mut self, address: impl Into<String>) -> Submit {
        self.formaction = Some(address.into());
        self
    }

    /// What the button is about, for those who hear the page: "remove" + "row 2".
    pub fn about(mut self, about: impl Into<String>) -> Submit {
        self.about = Some(about.into());
        self
    }

    fn class(&self) -> &'static str {
        match self.weight {
            Weight::Primary => "primary",
            Weight::Secondary => "secondary",
            Weight::Quiet => "quiet",
        }
    }
}

impl HtmlSafe for Submit {}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Lang;

    fn tr() -> Tr {
        Tr::new(Lang::En)
    }

    #[test]
    fn a_label_hint_and_error_belong_to_the_control() {
        let html = Field::text(tr(), "partners.0.name", "Name")
            .hint("As on the identity card")
            .error(Some("Write the name"))
            .value("<b>\"")
            .to_string();
        assert!(html.contains(r#"<label for="f-partners-0-name">"#), "{html}");
        assert!(html.contains(r#"aria-describedby="f-partners-0-name-hint f-partners-0-name-error""#), "{html}");
        assert!(html.contains(r#"aria-invalid="true""#), "{html}");
        assert!(!html.contains("<b>"), "{html}");
    }

    #[test]
    fn written_out_unescaped_in_a_template_but_their_text_is_escaped() {
        #[derive(Template)]
        #[template(source = "{{ field }}{{ hidden }}", ext = "html")]
        struct Both {
            field: Field,
            hidden: Hidden,
        }
        let html =
            Both { field: Field::text(tr(), "a", "<i>"), hidden: Hidden::new("h", "\">") }.render().expect("renders");
        assert!(
            html.contains("<label") && html.contains("&#60;i&#62;") && !html.contains("<i>") && !html.contains("\">\""),
            "{html}"
        );
    }

    #[test]
    fn choices_know_what_was_chosen() {
        let html = Field::checkboxes(tr(), "way", "Ways")
            .choices([Choice::new("a", "A"), Choice::new("b", "B")])
            .values(["b"])
            .to_string();
        assert_eq!(html.matches(" checked").count(), 1, "{html}");
        assert!(html.contains("<fieldset") && html.contains("<legend"), "{html}");
    }
}
