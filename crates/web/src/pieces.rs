//! Pieces of pages that show rather than ask: lights, tags, notices, steps, traces, figures, licence cards, calendars.
//!
//! Each is a struct that writes itself out in a template: `{{ light }}`. None depends on colour alone.

use crate::{Field, Tr};
use askama::Template;
use askama::filters::HtmlSafe;
use std::borrow::Cow;

/// How near a due date is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// In good time.
    OnTime,
    /// Due soon.
    Soon,
    /// Late.
    Late,
    /// The clock stands still.
    Paused,
    /// Closed.
    Done,
}

/// A traffic light: a shape, a word for those who do not see it, and a text.
#[derive(Clone, Debug, Template)]
#[template(
    source = r#"<span class="light {{ class() }}"><span class="unseen">{{ word() }} </span>{{ text }}</span>"#,
    ext = "html"
)]
pub struct Light {
    tr: Tr,
    signal: Signal,
    text: String,
}

impl Light {
    /// A light with its text, such as "tomorrow".
    pub fn new(tr: Tr, signal: Signal, text: impl Into<String>) -> Light {
        Light { tr, signal, text: text.into() }
    }

    fn class(&self) -> &'static str {
        match self.signal {
            Signal::OnTime => "on-time",
            Signal::Soon => "soon",
            Signal::Late => "late",
            Signal::Paused => "paused",
            Signal::Done => "done",
        }
    }

    fn word(&self) -> Cow<'static, str> {
        self.tr.s(match self.signal {
            Signal::OnTime => "signal-on-time",
            Signal::Soon => "signal-soon",
            Signal::Late => "signal-late",
            Signal::Paused => "signal-paused",
            Signal::Done => "signal-done",
        })
    }
}

/// What a state means for the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Nothing to do.
    Neutral,
    /// It is the reader's turn.
    Now,
    /// Ended well.
    Good,
    /// Waiting for another.
    Wait,
    /// Ended otherwise, or needs care.
    Bad,
}

impl Tone {
    fn class(self) -> &'static str {
        match self {
            Tone::Neutral => "neutral",
            Tone::Now => "now",
            Tone::Good => "good",
            Tone::Wait => "wait",
            Tone::Bad => "bad",
        }
    }
}

/// The state of a thing in a word or two.
#[derive(Clone, Debug, Template)]
#[template(source = r#"<span class="tag {{ tone.class() }}">{{ text }}</span>"#, ext = "html")]
pub struct StatusTag {
    tone: Tone,
    text: String,
}

impl StatusTag {
    /// A state with its tone.
    pub fn new(tone: Tone, text: impl Into<String>) -> StatusTag {
        StatusTag { tone, text: text.into() }
    }
}

/// A small count or mark behind a word.
#[derive(Clone, Debug, Template)]
#[template(source = r#"<span class="badge">{{ text }}</span>"#, ext = "html")]
pub struct Badge {
    text: String,
}

impl Badge {
    /// A mark.
    pub fn new(text: impl Into<String>) -> Badge {
        Badge { text: text.into() }
    }
}

/// What a notice wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeKind {
    /// To be known.
    Info,
    /// Something was done.
    Done,
    /// Care is needed.
    Warning,
}

/// A short text that stands out.
#[derive(Clone, Debug, Template)]
#[template(
    source = r#"<div class="notice {{ class() }}">{% if !title.is_empty() %}<p class="notice-title">{{ title }}</p>{% endif %}{% if !text.is_empty() %}<p>{{ text }}</p>{% endif %}{% if let Some((href, label)) = link %}<p><a href="{{ href }}">{{ label }}</a></p>{% endif %}</div>"#,
    ext = "html"
)]
pub struct Notice {
    kind: NoticeKind,
    title: String,
    text: String,
    link: Option<(String, String)>,
}

impl Notice {
    /// A notice; title or text may be empty.
    pub fn new(kind: NoticeKind, title: impl Into<String>, text: impl Into<String>) -> Notice {
        Notice { kind, title: title.into(), text: text.into(), link: None }
    }

    /// With a link below.
    pub fn link(mut self, href: impl Into<String>, label: impl Into<String>) -> Notice {
        self.link = Some((href.into(), label.into()));
        self
    }

    fn class(&self) -> &'static str {
        match self.kind {
            NoticeKind::Info => "info",
            NoticeKind::Done => "done",
            NoticeKind::Warning => "warning",
        }
    }
}

/// Above a form that was sent back: everything that is wrong, each a link to its control.
#[derive(Clone, Debug, Template)]
#[template(
    source = r##"{% if !errors.is_empty() %}<div class="error-summary" role="alert" tabindex="-1" data-focus><h2>{{ tr.f1("error-summary-title", "n", errors.len()) }}</h2><ul>{% for (id, text) in errors %}<li>{% if id.is_empty() %}{{ text }}{% else %}<a href="#{{ id }}">{{ text }}</a>{% endif %}</li>{% endfor %}</ul></div>{% endif %}"##,
    ext = "html"
)]
pub struct ErrorSummary {
    tr: Tr,
    errors: Vec<(String, String)>,
}

impl ErrorSummary {
    /// Nothing wrong yet; an empty summary writes nothing.
    pub fn new(tr: Tr) -> ErrorSummary {
        ErrorSummary { tr, errors: Vec::new() }
    }

    /// The summary of the fields that have errors.
    pub fn of<'f>(tr: Tr, fields: impl IntoIterator<Item = &'f Field>) -> ErrorSummary {
        let errors = fields.into_iter().filter_map(|f| Some((f.id(), f.error_text()?.to_owned()))).collect();
        ErrorSummary { tr, errors }
    }

    /// Adds what is wrong with the control named `name`; an empty name is the whole form.
    pub fn add(&mut self, name: &str, text: impl Into<String>) {
        let id = if name.is_empty() { String::new() } else { crate::controls::field_id(name) };
        self.errors.push((id, text.into()));
    }

    /// Adds what is wrong with the element of this id; an empty id is the whole form.
    pub fn add_id(&mut self, id: String, text: String) {
        self.errors.push((id, text));
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.errors.is_empty()
    }
}

/// Where a step of a form stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepState {
    /// Filled and right.
    Done,
    /// Open now.
    Current,
    /// Not begun.
    Ahead,
    /// Sent back with errors.
    Faulty,
}

/// One step of a form of several pages.
#[derive(Clone, Debug)]
pub struct Step {
    /// What it is called.
    pub label: String,
    /// Where it stands.
    pub state: StepState,
    /// Its address, when it may be opened.
    pub href: Option<String>,
}

/// The steps of a form.
#[derive(Clone, Debug, Template)]
#[template(path = "pieces/steps.html")]
pub struct Steps {
    tr: Tr,
    steps: Vec<Step>,
}

impl Steps {
    /// The steps in order.
    pub fn new(tr: Tr, steps: Vec<Step>) -> Steps {
        Steps { tr, steps }
    }

    fn class(&self, step: &Step) -> &'static str {
        match step.state {
            StepState::Done => "done",
            StepState::Current => "current",
            StepState::Ahead => "ahead",
            StepState::Faulty => "faulty",
        }
    }

    fn word(&self, step: &Step) -> Cow<'static, str> {
        self.tr.s(match step.state {
            StepState::Done => "step-done",
            StepState::Current => "step-current",
            StepState::Ahead => "step-ahead",
            StepState::Faulty => "step-faulty",
        })
    }

    fn position(&self) -> usize {
        self.steps.iter().position(|s| s.state == StepState::Current).map_or(1, |n| n + 1)
    }
}

/// Whether something has happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TraceState {
    /// It happened.
    Past,
    /// It is where the matter is now.
    Now,
    /// It is to come.
    Ahead,
}

/// One entry of a trace: what happened, who has it now, until when.
#[derive(Clone, Debug)]
pub struct TraceEntry {
    /// When, in words.
    pub when: String,
    /// What.
    pub title: String,
    /// Who: an agency, a post, the applicant; may be empty.
    pub who: String,
    /// More; may be empty.
    pub text: String,
    /// A document or a page that belongs to it: address and label.
    pub link: Option<(String, String)>,
    /// Whether it has happened.
    pub state: TraceState,
}

/// What happened to a matter, in order.
#[derive(Clone, Debug, Template)]
#[template(path = "pieces/trace.html")]
pub struct Trace {
    tr: Tr,
    entries: Vec<TraceEntry>,
}

impl Trace {
    /// The entries in order.
    pub fn new(tr: Tr, entries: Vec<TraceEntry>) -> Trace {
        Trace { tr, entries }
    }

    fn class(&self, entry: &TraceEntry) -> &'static str {
        match entry.state {
            TraceState::Past => "past",
            TraceState::Now => "now",
            TraceState::Ahead => "ahead",
        }
    }
}

/// A figure with its name.
#[derive(Clone, Debug)]
pub struct Figure {
    label: String,
    value: String,
    unit: String,
    note: String,
}

impl Figure {
    /// What is counted, and how many.
    pub fn new(label: impl Into<String>, value: impl Into<String>) -> Figure {
        Figure { label: label.into(), value: value.into(), unit: String::new(), note: String::new() }
    }

    /// The unit behind the figure, set smaller.
    pub fn unit(mut self, unit: impl Into<String>) -> Figure {
        self.unit = unit.into();
        self
    }

    /// With a line below.
    pub fn note(mut self, note: impl Into<String>) -> Figure {
        self.note = note.into();
        self
    }
}

/// Figures side by side.
#[derive(Clone, Debug, Template)]
#[template(
    source = r#"<dl class="figures">{% for f in figures %}<div><dt>{{ f.label }}</dt><dd><span class="value">{{ f.value }}{% if !f.unit.is_empty() %} <span class="unit">{{ f.unit }}</span>{% endif %}</span>{% if !f.note.is_empty() %}<span class="sub">{{ f.note }}</span>{% endif %}</dd></div>{% endfor %}</dl>"#,
    ext = "html"
)]
pub struct Figures {
    figures: Vec<Figure>,
}

impl Figures {
    /// Figures in their order.
    pub fn new(figures: Vec<Figure>) -> Figures {
        Figures { figures }
    }
}

/// The few facts below the opening of a page: time limit, fee, number of visits.
#[derive(Clone, Debug, Default, Template)]
#[template(
    source = r#"<dl class="facts">{% for (term, fact) in facts %}<div><dt>{{ term }}</dt><dd>{{ fact }}</dd></div>{% endfor %}</dl>"#,
    ext = "html"
)]
pub struct Facts {
    facts: Vec<(String, String)>,
}

impl Facts {
    /// No facts yet.
    pub fn new() -> Facts {
        Facts::default()
    }

    /// Adds a fact.
    pub fn fact(mut self, term: impl Into<String>, fact: impl Into<String>) -> Facts {
        self.facts.push((term.into(), fact.into()));
        self
    }
}

/// Nothing is here: what that means and what can be done.
#[derive(Clone, Debug, Template)]
#[template(
    source = r#"<div class="empty"><p class="empty-title">{{ title }}</p>{% if !text.is_empty() %}<p>{{ text }}</p>{% endif %}{% if let Some((href, label)) = action %}<p><a class="button secondary" href="{{ href }}">{{ label }}</a></p>{% endif %}</div>"#,
    ext = "html"
)]
pub struct Empty {
    title: String,
    text: String,
    action: Option<(String, String)>,
}

impl Empty {
    /// What is not here, and why; the second may be empty.
    pub fn new(title: impl Into<String>, text: impl Into<String>) -> Empty {
        Empty { title: title.into(), text: text.into(), action: None }
    }

    /// What can be done about it.
    pub fn action(mut self, href: impl Into<String>, label: impl Into<String>) -> Empty {
        self.action = Some((href.into(), label.into()));
        self
    }
}

/// One of several views of the same list.
#[derive(Clone, Debug)]
pub struct Tab {
    /// What it is called.
    pub label: String,
    /// How many there are, when that is known cheaply.
    pub count: Option<i64>,
    /// Its address.
    pub href: String,
    /// Its place: `page` for the open one. Compare with the tab's own id.
    pub id: &'static str,
}

/// Views of the same list, as links.
#[derive(Clone, Debug, Template)]
#[template(
    source = r#"<nav class="tabs" aria-label="{{ label }}"><ul>{% for tab in tabs %}<li><a href="{{ tab.href }}"{% if is_current(tab) %} aria-current="page"{% endif %}>{{ tab.label }}{% if let Some(count) = tab.count %} <span class="badge">{{ count }}</span>{% endif %}</a></li>{% endfor %}</ul></nav>"#,
    ext = "html"
)]
pub struct Tabs {
    label: String,
    current: &'static str,
    tabs: Vec<Tab>,
}

impl Tabs {
    fn is_current(&self, tab: &Tab) -> bool {
        tab.id == self.current
    }

    /// Tabs with the name of the whole and the id of the open one.
    pub fn new(label: impl Into<String>, current: &'static str, tabs: Vec<Tab>) -> Tabs {
        Tabs { label: label.into(), current, tabs }
    }
}

/// A licence as its holder carries it.
#[derive(Clone, Debug, Template)]
#[template(path = "pieces/licence-card.html")]
pub struct LicenceCard {
    /// The reader's language.
    pub tr: Tr,
    /// The name of the kind of licence.
    pub name: String,
    /// The licence's number.
    pub number: String,
    /// The holder, masked where it must be.
    pub holder: String,
    /// The agency that issued it.
    pub issuer: String,
    /// Until when it holds, in words.
    pub valid: String,
    /// Its state.
    pub state: StatusTag,
    /// Its page.
    pub href: String,
}

impl LicenceCard {
    /// A card; fill the rest with struct update: the fields are public.
    pub fn new(tr: Tr, name: impl Into<String>, number: impl Into<String>, href: impl Into<String>) -> LicenceCard {
        LicenceCard {
            tr,
            name: name.into(),
            number: number.into(),
            holder: String::new(),
            issuer: String::new(),
            valid: String::new(),
            state: StatusTag::new(Tone::Neutral, ""),
            href: href.into(),
        }
    }
}

macro_rules! html_safe {
    ($($piece:ty),+ $(,)?) => { $(impl HtmlSafe for $piece {})+ };
}
html_safe!(Light, StatusTag, Badge, Notice, ErrorSummary, Steps, Trace, Empty, Tabs, Figures, Facts, LicenceCard);

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Lang;

    #[test]
    fn an_empty_summary_writes_nothing() {
        assert_eq!(ErrorSummary::new(Tr::new(Lang::ZhCn)).to_string(), "");
    }
}
