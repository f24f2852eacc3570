//! A form's page as HTML: writes down the view model of `forms`, decides nothing.
//!
//! Everything works without script: rows come and go and regions open by submit buttons (`_add`, `_remove`, `_region`), and
//! conditions take effect when the page is saved. With script the page asks the server at each change
//! (`act=refresh`) and replaces what is inside `data-form-fields`.

use crate::controls::Submit;
use crate::pieces::{ErrorSummary, Step, StepState, Steps};
use crate::{ToArg, Tr};
use askama::Template;
use askama::filters::HtmlSafe;
use forms::{Control, ErrorView, FieldView, FileView, SectionOutline, SectionView};

/// A licence of the applicant that may stand in the place of an upload.
#[derive(Clone, Debug)]
pub struct HeldLicence {
    /// The material it answers.
    pub material: String,
    /// Its identifier.
    pub licence: String,
    /// What the person reads: name, number, until when it holds.
    pub label: String,
}

/// One page of a form, ready to be written out: `{{ form }}` between the `form` tags.
#[derive(Clone, Debug, Template)]
#[template(path = "form/section.html")]
pub struct FormView {
    tr: Tr,
    section: SectionView,
    around: Around,
}

/// What the page knows beside the form.
#[derive(Clone, Debug, Default)]
struct Around {
    file_base: Option<String>,
    held: Vec<HeldLicence>,
    follows: bool,
}

impl FormView {
    /// What is said above the section; nothing where nothing in it can be filled in, as in a correction that reopens other
    /// parts.
    fn hint(&self) -> Option<&str> {
        let is_closed = self.section.fields.iter().all(|f| f.locked || f.control == Control::Information);
        self.section.hint.as_deref().filter(|_| !is_closed)
    }

    /// The section as `forms::view_section` made it.
    pub fn new(tr: Tr, section: SectionView) -> FormView {
        FormView { tr, section, around: Around::default() }
    }

    /// Where a file can be seen: its id is put behind `base`.
    pub fn files_at(mut self, base: impl Into<String>) -> FormView {
        self.around.file_base = Some(base.into());
        self
    }

    /// Licences that may be used instead of uploads; pressed, the button sends `_licence` = `<path of the field> <licence>`.
    pub fn held(mut self, licences: Vec<HeldLicence>) -> FormView {
        self.around.held = licences;
        self
    }

    /// Questions follow the answers while one types: the page answers `act=refresh` with itself, without errors.
    pub fn follows_answers(mut self) -> FormView {
        self.around.follows = true;
        self
    }

    /// For the form's `enctype`.
    pub fn enctype(&self) -> &'static str {
        fn uploads(fields: &[FieldView]) -> bool {
            fields.iter().any(|f| f.control == Control::Upload || f.rows.iter().any(|row| uploads(&row.fields)))
        }
        if uploads(&self.section.fields) { "multipart/form-data" } else { "application/x-www-form-urlencoded" }
    }

    fn field<'a>(&'a self, field: &'a FieldView) -> OneField<'a> {
        OneField { tr: self.tr, field, around: &self.around, inside: false }
    }
}

impl HtmlSafe for FormView {}

/// One field with everything inside it.
#[derive(Template)]
#[template(path = "form/field.html")]
struct OneField<'a> {
    tr: Tr,
    field: &'a FieldView,
    around: &'a Around,
    /// A part of a person, an organisation or an address: its whole says whether it is optional.
    inside: bool,
}

impl HtmlSafe for OneField<'_> {}

impl OneField<'_> {
    fn part<'a>(&'a self, field: &'a FieldView) -> OneField<'a> {
        OneField { tr: self.tr, field, around: self.around, inside: true }
    }

    fn inner<'a>(&'a self, field: &'a FieldView) -> OneField<'a> {
        OneField { tr: self.tr, field, around: self.around, inside: false }
    }

    fn is(&self, word: &str) -> bool {
        let own = match self.field.control {
            Control::Line => "line",
            Control::Lines => "lines",
            Control::Date => "date",
            Control::Radio => "radio",
            Control::Checkboxes => "checkboxes",
            Control::Select => "select",
            Control::Regions => "regions",
            Control::Parts => "parts",
            Control::Upload => "upload",
            Control::Group => "group",
            Control::Computed => "computed",
            Control::Information => "information",
            Control::Declaration => "declaration",
        };
        own == word
    }

    fn says_optional(&self) -> bool {
        !self.inside && !self.field.required
    }

    fn paragraphs(&self) -> Vec<&str> {
        self.field.text.split("\n\n").map(str::trim).filter(|p| !p.is_empty()).collect()
    }

    /// How wide the control is: what is short is shown short.
    fn width(&self) -> &'static str {
        match (self.field.input_mode, self.field.max_length) {
            ("decimal" | "numeric", _) if self.field.unit.is_some() => "short",
            ("tel", _) => "middle",
            (_, Some(n)) if n <= 20 => "middle",
            _ => "wide",
        }
    }

    fn described_by(&self) -> Option<String> {
        let f = self.field;
        let parts = [
            (f.hint.is_some() || self.is("upload"), "hint"),
            (f.prefilled.is_some(), "prefilled"),
            (!f.errors.is_empty(), "error"),
            (f.unit.is_some(), "unit"),
        ];
        let ids: Vec<String> =
            parts.iter().filter(|(there, _)| *there).map(|(_, part)| format!("{}-{part}", f.id)).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    fn upload_hint(&self) -> String {
        let f = self.field;
        let (megabytes, most) = (f.megabytes, f.most);
        self.tr.f3("form-upload-hint", "formats", &f.accept_words, "mb", megabytes, "n", most)
    }

    fn file_href(&self, file: &FileView) -> Option<String> {
        if file.file.file.is_empty() {
            return None;
        }
        self.around.file_base.as_ref().map(|base| format!("{base}{}", file.file.file))
    }

    fn file_note(&self, file: &FileView) -> String {
        match file.file.licence.is_empty() {
            true => self.tr.file_size(usize::try_from(file.file.size).unwrap_or(usize::MAX)),
            false => self.tr.s("form-upload-held-licence").into_owned(),
        }
    }

    fn held(&self) -> impl Iterator<Item = &HeldLicence> {
        self.around.held.iter().filter(|h| h.material == self.field.material)
    }

    fn use_value(&self, held: &HeldLicence) -> String {
        format!("{} {}", self.field.path, held.licence)
    }

    fn upload_button(&self) -> Submit {
        Submit::secondary(self.tr.s("form-upload-button")).act("upload").about(&self.field.label)
    }
}

/// The steps of a form of several pages; `address` gives the address of a page by its key.
pub fn form_steps(tr: Tr, outline: &[SectionOutline], current: &str, address: impl Fn(&str) -> String) -> Steps {
    let steps = outline.iter().map(|section| {
        let state = match section {
            s if s.key == current => StepState::Current,
            s if s.wrong > 0 => StepState::Faulty,
            s if s.absent == 0 => StepState::Done,
            _ => StepState::Ahead,
        };
        Step { label: section.title.clone(), state, href: (section.key != current).then(|| address(&section.key)) }
    });
    Steps::new(tr, steps.collect())
}

/// The list of what is wrong on the page `section`, each a link to its control.
pub fn form_errors(tr: Tr, errors: &[ErrorView], section: &str) -> ErrorSummary {
    let mut summary = ErrorSummary::new(tr);
    for error in errors.iter().filter(|e| e.section == section) {
        summary.add_id(error.id.clone(), error.sentence.clone());
    }
    summary
}

/// Forms words its sentences through the language files.
impl forms::Words for Tr {
    fn say(&self, id: &str, args: &[(&str, String)]) -> String {
        let args: Vec<(&str, &dyn ToArg)> = args.iter().map(|(name, value)| (*name, value as &dyn ToArg)).collect();
        self.f(id, &args)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use forms::{FileAnswer, OptionView, RowView};
    use kernel::Lang;

    pub(crate) fn line(name: &str, label: &str) -> FieldView {
        FieldView {
            path: name.into(),
            name: name.into(),
            id: name.replace(['.', '_'], "-"),
            label: label.into(),
            required: true,
            ..FieldView::default()
        }
    }

    fn page(fields: Vec<FieldView>) -> String {
        let section = SectionView { key: "one".into(), title: "One".into(), hint: None, number: 1, fields };
        let form = FormView::new(Tr::new(Lang::En), section).files_at("/files/");
        format!(
            r#"<html lang="en"><head><title>t</title></head><body><h1>One</h1><form method="post" action="/x"><input type="hidden" name="csrf" value="1">{form}</form></body></html>"#
        )
    }

    #[test]
    fn every_control_is_labelled_and_well_made() {
        let option = |id: &str| OptionView {
            id: id.into(),
            code: id.into(),
            label: format!("Option {id}"),
            hint: None,
            selected: false,
        };
        let mut fields = Vec::new();
        let kinds = [
            Control::Line,
            Control::Lines,
            Control::Date,
            Control::Radio,
            Control::Checkboxes,
            Control::Select,
            Control::Upload,
        ];
        for (n, control) in kinds.into_iter().enumerate() {
            fields.push(FieldView {
                control,
                hint: Some("A hint".into()),
                errors: vec!["Wrong".into()],
                prefilled: Some("From the profile".into()),
                unit: Some("m".into()).filter(|_| control == Control::Line),
                options: vec![option(&format!("f{n}-a")), option(&format!("f{n}-b"))],
                files: vec![FileView {
                    file: FileAnswer {
                        file: "1".into(),
                        licence: String::new(),
                        name: "a.pdf".into(),
                        media_type: String::new(),
                        size: 9,
                    },
                    remove_value: Some("x[0]".into()),
                }],
                can_add: true,
                ..line(&format!("f{n}"), "Field")
            });
        }
        fields.push(FieldView { control: Control::Parts, parts: vec![line("p.name", "Name")], ..line("p", "Person") });
        let row = RowView {
            path: "g[0]".into(),
            id: "g-0".into(),
            title: "Row 1".into(),
            fields: vec![line("g.0.a", "Inner")],
            remove_value: Some("g[0]".into()),
        };
        fields.push(FieldView { control: Control::Group, rows: vec![row], can_add: true, ..line("g", "Group") });
        fields.push(FieldView { control: Control::Computed, text: "12".into(), ..line("c", "Sum") });
        fields.push(FieldView { control: Control::Information, text: "One\n\nTwo".into(), ..line("i", "") });
        fields.push(FieldView { control: Control::Declaration, text: "I promise".into(), ..line("d", "Promise") });
        fields.push(FieldView { locked: true, text: "fixed".into(), ..line("l", "Locked") });
        let html = page(fields);
        assert_eq!(crate::lint_html(&html), Vec::<String>::new(), "{html}");
        assert!(html.contains(r#"name="_remove" value="g[0]""#) && html.contains(r#"name="_add""#), "{html}");
        assert!(html.contains(r#"href="/files/1""#), "{html}");
    }

    #[test]
    fn what_was_typed_is_never_markup() {
        let mut field = line("a", "<script>alert(1)</script>");
        field.value = "\"><script>".into();
        assert!(!page(vec![field]).contains("<script>"));
    }

    #[test]
    fn only_a_form_with_uploads_is_multipart() {
        let section = |control| SectionView {
            key: "s".into(),
            title: String::new(),
            hint: None,
            number: 1,
            fields: vec![FieldView { control, ..line("a", "A") }],
        };
        let tr = Tr::new(Lang::En);
        assert_eq!(FormView::new(tr, section(Control::Upload)).enctype(), "multipart/form-data");
        assert_eq!(FormView::new(tr, section(Control::Line)).enctype(), "application/x-www-form-urlencoded");
    }
}
