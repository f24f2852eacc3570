//! Languages: every sentence of the interface stands in a Fluent file under `lang/<language>/`.
//!
//! [`Tr`] is a copyable handle that every page struct carries and templates call. Sentences without particulars
//! are formatted once at start; the others when asked. What is missing in Uyghur is said in Chinese, the language
//! of the law; a key that is missing everywhere shows itself and is logged once. This module knows no page.

use crate::embedded::{FROM_DISK, LANG_FILES};
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use kernel::Lang;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::{LazyLock, Mutex};
use unic_langid::LanguageIdentifier;

/// Reads sentences in one language.
#[derive(Clone, Copy)]
pub struct Tr {
    lang: Lang,
    own: &'static Catalogue,
    /// Where a sentence is looked for when the own language lacks it.
    fallback: &'static Catalogue,
}

impl std::fmt::Debug for Tr {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Tr({})", self.lang)
    }
}

struct Catalogue {
    bundle: FluentBundle<FluentResource>,
    /// Sentences without particulars, ready to be written out.
    ready: HashMap<String, String>,
    is_rtl: bool,
}

static ZH_CN: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::load(Lang::ZhCn));
static EN: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::load(Lang::En));
static UG: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::load(Lang::Ug));
static MISSING: LazyLock<Mutex<HashSet<String>>> = LazyLock::new(Mutex::default);

/// The text of every language file of `lang`, with its name.
pub(crate) fn sources(lang: Lang) -> Vec<(String, Cow<'static, str>)> {
    if !FROM_DISK {
        return LANG_FILES
            .iter()
            .filter(|(tag, ..)| *tag == lang.as_str())
            .map(|(_, name, text)| ((*name).to_owned(), Cow::Borrowed(*text)))
            .collect();
    }
    let dir = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../lang")).join(lang.as_str());
    let mut found: Vec<_> = std::fs::read_dir(dir)
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok().map(|e| e.path()))
        .filter(|p| p.extension().is_some_and(|e| e == "ftl"))
        .filter_map(|p| {
            let name = p.file_name()?.to_string_lossy().into_owned();
            Some((name, Cow::Owned(std::fs::read_to_string(&p).ok()?)))
        })
        .collect();
    found.sort();
    found
}

/// The keys that a language file defines, in order.
pub(crate) fn keys(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(|line| {
        let (key, _) = line.split_once('=')?;
        let key = key.trim_end();
        let fits = key.starts_with(|c: char| c.is_ascii_lowercase())
            && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
        fits.then_some(key)
    })
}

impl Catalogue {
    fn load(lang: Lang) -> Catalogue {
        let id: LanguageIdentifier = lang.as_str().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![id]);
        // Isolation marks keep numbers and Chinese names in place inside right-to-left text; elsewhere they only disturb copying.
        bundle.set_use_isolating(lang == Lang::Ug);
        let sources = sources(lang);
        for (name, text) in &sources {
            let resource = match FluentResource::try_new(text.clone().into_owned()) {
                Ok(resource) => resource,
                Err((partial, errors)) => {
                    tracing::error!(%lang, file = %name, ?errors, "language file has faults");
                    partial
                }
            };
            if let Err(errors) = bundle.add_resource(resource) {
                tracing::error!(%lang, file = %name, ?errors, "language file repeats keys");
            }
        }
        let is_rtl = lang == Lang::Ug;
        let mut ready = HashMap::new();
        for key in sources.iter().flat_map(|(_, text)| keys(text)) {
            let Some(pattern) = bundle.get_message(key).and_then(|m| m.value()) else { continue };
            let mut errors = Vec::new();
            let text = bundle.format_pattern(pattern, None, &mut errors).into_owned();
            if errors.is_empty() {
                ready.insert(key.to_owned(), if is_rtl { begun_rtl(text) } else { text });
            }
        }
        Catalogue { bundle, ready, is_rtl }
    }

    fn format(&self, key: &str, args: &FluentArgs) -> Option<String> {
        let pattern = self.bundle.get_message(key)?.value()?;
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, Some(args), &mut errors).into_owned();
        if !errors.is_empty() && report_once(key) {
            tracing::error!(key, ?errors, "sentence lacks a particular");
        }
        Some(if self.is_rtl { begun_rtl(text) } else { text })
    }
}

/// A Uyghur sentence, with a mark of direction where it begins with something else: a Latin word, a name, a number.
/// The sheet lets each paragraph find its own direction, so that Chinese names keep their order.
fn begun_rtl(text: String) -> String {
    let is_arabic = |c: char| ('\u{600}'..='\u{6ff}').contains(&c);
    let first = text.chars().find(|c| c.is_alphanumeric() || *c == '\u{2068}');
    if first.is_none_or(is_arabic) { text } else { format!("\u{200f}{text}") }
}

/// Whether `key` is reported for the first time.
fn report_once(key: &str) -> bool {
    MISSING.lock().map(|mut seen| seen.insert(key.to_owned())).unwrap_or(false)
}

/// A particular that a sentence names: text or a number.
pub trait ToArg {
    /// The value as Fluent takes it.
    fn to_arg(&self) -> FluentValue<'_>;
}

impl<T: ToArg + ?Sized> ToArg for &T {
    fn to_arg(&self) -> FluentValue<'_> {
        (**self).to_arg()
    }
}
impl ToArg for str {
    fn to_arg(&self) -> FluentValue<'_> {
        FluentValue::from(self)
    }
}
impl ToArg for String {
    fn to_arg(&self) -> FluentValue<'_> {
        FluentValue::from(self.as_str())
    }
}
impl ToArg for Cow<'_, str> {
    fn to_arg(&self) -> FluentValue<'_> {
        FluentValue::from(&**self)
    }
}
macro_rules! number_args {
    ($($number:ty)*) => { $(impl ToArg for $number {
        fn to_arg(&self) -> FluentValue<'_> { FluentValue::from(*self) }
    })* };
}
number_args!(i8 i16 i32 i64 u8 u16 u32 u64 usize isize);

impl Tr {
    /// The handle of `lang`.
    pub fn new(lang: Lang) -> Tr {
        let own: &'static Catalogue = match lang {
            Lang::ZhCn => &ZH_CN,
            Lang::En => &EN,
            Lang::Ug => &UG,
        };
        Tr { lang, own, fallback: &ZH_CN }
    }

    /// The language.
    pub fn lang(self) -> Lang {
        self.lang
    }

    /// The language as HTML's `lang` attribute has it.
    pub fn tag(self) -> &'static str {
        self.lang.as_str()
    }

    /// The direction of writing as HTML's `dir` attribute has it.
    pub fn dir(self) -> &'static str {
        match self.lang {
            Lang::Ug => "rtl",
            Lang::ZhCn | Lang::En => "ltr",
        }
    }

    /// Whether there is a sentence for `key`.
    pub fn has(self, key: &str) -> bool {
        self.own.bundle.has_message(key) || self.fallback.bundle.has_message(key)
    }

    /// The sentence `key`, which names no particulars.
    pub fn s(self, key: &str) -> Cow<'static, str> {
        if let Some(text) = self.own.ready.get(key).or_else(|| self.fallback.ready.get(key)) {
            return Cow::Borrowed(text);
        }
        Cow::Owned(self.f(key, &[]))
    }

    /// The sentence `key` with its particulars.
    pub fn f(self, key: &str, args: &[(&str, &dyn ToArg)]) -> String {
        let mut given = FluentArgs::with_capacity(args.len());
        for (name, value) in args {
            given.set(*name, value.to_arg());
        }
        if let Some(text) = self.own.format(key, &given).or_else(|| self.fallback.format(key, &given)) {
            return text;
        }
        if report_once(key) {
            tracing::error!(key, lang = %self.lang, "no such sentence");
        }
        key.to_owned()
    }

    /// [`Tr::f`] with one particular; handy in templates.
    pub fn f1(self, key: &str, name: &str, value: impl ToArg) -> String {
        self.f(key, &[(name, &value)])
    }

    /// [`Tr::f`] with two particulars.
    pub fn f2(self, key: &str, n1: &str, v1: impl ToArg, n2: &str, v2: impl ToArg) -> String {
        self.f(key, &[(n1, &v1), (n2, &v2)])
    }

    /// [`Tr::f`] with three particulars.
    pub fn f3(self, key: &str, n1: &str, v1: impl ToArg, n2: &str, v2: impl ToArg, n3: &str, v3: impl ToArg) -> String {
        self.f(key, &[(n1, &v1), (n2, &v2), (n3, &v3)])
    }

    /// The sentence `key` with particulars that were kept as text, in a row of a table or a cookie; those that are
    /// messages themselves ([`kernel::message_arg`]) are put into words first.
    pub fn told<'t>(self, key: &str, args: impl IntoIterator<Item = (&'t str, &'t str)>) -> String {
        let said: Vec<(&str, Cow<'t, str>)> = args
            .into_iter()
            .map(|(name, value)| (name, kernel::message_of_arg(value).map_or(Cow::Borrowed(value), |id| self.s(id))))
            .collect();
        let args: Vec<(&str, &dyn ToArg)> = said.iter().map(|(name, value)| (*name, value as &dyn ToArg)).collect();
        self.f(key, &args)
    }

    /// What a refusal of the rules says, in this language.
    pub fn refusal(self, refused: &dyn kernel::Refusal) -> String {
        Sentence::of(refused).said(self)
    }

    /// The name of each language in itself, for the language switch, without the one in use.
    pub fn others(self) -> impl Iterator<Item = (Lang, Cow<'static, str>)> {
        Lang::ALL.iter().filter(move |l| **l != self.lang).map(|l| (*l, Tr::new(*l).s("language-name")))
    }
}

/// A sentence that is said later, when the reader's language is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    key: Cow<'static, str>,
    args: Vec<(Cow<'static, str>, String)>,
}

impl Sentence {
    /// The sentence `key`.
    pub fn new(key: &'static str) -> Sentence {
        Sentence { key: Cow::Borrowed(key), args: Vec::new() }
    }

    /// What a refusal says.
    pub fn of(refused: &dyn kernel::Refusal) -> Sentence {
        let args = refused.args().into_iter().map(|(name, value)| (Cow::Borrowed(name), value)).collect();
        Sentence { key: Cow::Borrowed(refused.message()), args }
    }

    /// With one more particular.
    pub fn arg(mut self, name: &'static str, value: impl Into<String>) -> Sentence {
        self.args.push((Cow::Borrowed(name), value.into()));
        self
    }

    /// The id in the language files.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The sentence in the reader's language.
    pub fn said(&self, tr: Tr) -> String {
        tr.told(&self.key, self.args.iter().map(|(name, value)| (&**name, value.as_str())))
    }

    /// One line of text for a cookie.
    pub(crate) fn packed(&self) -> String {
        let mut parts = vec![self.key.to_string()];
        for (name, value) in &self.args {
            parts.push(name.to_string());
            parts.push(value.clone());
        }
        parts.join("\u{1f}")
    }

    /// The sentence of [`Sentence::packed`], when its key exists.
    pub(crate) fn unpacked(text: &str) -> Option<Sentence> {
        let mut parts = text.split('\u{1f}');
        let key = parts.next().filter(|key| Tr::new(Lang::ZhCn).has(key))?.to_owned();
        let mut args = Vec::new();
        while let (Some(name), Some(value)) = (parts.next(), parts.next()) {
            args.push((Cow::Owned(name.to_owned()), value.to_owned()));
        }
        Some(Sentence { key: Cow::Owned(key), args })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_in_each_language() {
        assert_eq!(Tr::new(Lang::ZhCn).s("nav-items"), "办事");
        assert_eq!(Tr::new(Lang::En).s("nav-items"), "Services");
        assert_ne!(Tr::new(Lang::Ug).s("nav-items"), "办事");
        assert_eq!(Tr::new(Lang::Ug).dir(), "rtl");
    }

    #[test]
    fn a_uyghur_sentence_begins_at_the_right() {
        let tr = Tr::new(Lang::Ug);
        assert!(tr.s("footer-icp").starts_with('\u{200f}'));
        assert!(tr.f1("relative-in-days", "n", 3).starts_with('\u{200f}'));
        assert!(!tr.s("nav-items").starts_with('\u{200f}'));
    }

    #[test]
    fn a_missing_key_shows_itself() {
        assert_eq!(Tr::new(Lang::En).s("there-is-no-such-key"), "there-is-no-such-key");
        assert!(Sentence::unpacked("there-is-no-such-key").is_none());
    }

    #[test]
    fn a_sentence_survives_its_packing() {
        let sentence = Sentence::new("relative-in-days").arg("n", "3");
        assert_eq!(Sentence::unpacked(&sentence.packed()), Some(sentence));
    }
}
