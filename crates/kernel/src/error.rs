//! Why something did not happen: the rules said no ([`Error::Refused`]), or we failed ([`Error::Broken`]).

use std::fmt;

/// A refusal that the reader can act on. Each concept has one closed enum of them; the sentence
/// stands in the language files under [`Refusal::message`].
pub trait Refusal: fmt::Debug + Send + Sync + 'static {
    /// The id of the sentence in the language files.
    fn message(&self) -> &'static str;
    /// The particulars that the sentence names; one that is itself a message is made by [`message_arg`].
    fn args(&self) -> Vec<(&'static str, String)> {
        Vec::new()
    }
    /// What kind of no this is.
    fn kind(&self) -> RefusalKind {
        RefusalKind::Invalid
    }
}

/// Marks a particular that is itself a message of the language files. No text of a person holds this character.
const MESSAGE_MARK: char = '\u{1e}';

/// A particular that is itself the message `id` (`codes-part-check`): whoever says the sentence says it in words first.
pub fn message_arg(id: &str) -> String {
    format!("{MESSAGE_MARK}{id}")
}

/// The message that a particular stands for, when it was made by [`message_arg`].
pub fn message_of_arg(arg: &str) -> Option<&str> {
    arg.strip_prefix(MESSAGE_MARK)
}

/// How a refusal is answered over HTTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusalKind {
    /// There is no such thing, or it is not yours: both are answered alike (404).
    NotThere,
    /// You may see it, but this act is another office's (403).
    Forbidden,
    /// Somebody changed it while you were reading (409).
    Stale,
    /// What was sent does not fit the rules (422).
    Invalid,
    /// Too often; try again later (429).
    TooMany,
}

/// Why a verb did not happen.
#[derive(Debug)]
pub enum Error<R> {
    /// The rules say no.
    Refused(R),
    /// We failed.
    Broken(Fault),
}

impl<R: Refusal> From<R> for Error<R> {
    fn from(r: R) -> Self {
        Error::Refused(r)
    }
}

impl<R> From<Fault> for Error<R> {
    fn from(f: Fault) -> Self {
        Error::Broken(f)
    }
}

impl<R> Error<R> {
    /// The same error with the refusal said in another concept's words.
    pub fn map<S>(self, f: impl FnOnce(R) -> S) -> Error<S> {
        match self {
            Error::Refused(r) => Error::Refused(f(r)),
            Error::Broken(b) => Error::Broken(b),
        }
    }
}

/// What failed, in a way that decides what the person is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// A defect or an outage: the person gets an incident number.
    Broken,
    /// Nothing was saved; the same act can be tried again.
    NotSaved,
    /// The disk or a quota is full: nothing was saved.
    Full,
    /// A working-day calendar that the law needs is not loaded.
    CalendarMissing,
}

/// We failed. Carries the cause for the log; the person sees an incident number.
pub struct Fault {
    kind: FaultKind,
    what: String,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Fault {
    /// A fault that is nobody's input: `what` says what was being done.
    pub fn new(what: impl Into<String>) -> Fault {
        Fault { kind: FaultKind::Broken, what: what.into(), source: None }
    }

    /// The same with its cause.
    pub fn from_error(what: impl Into<String>, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Fault {
        Fault { kind: FaultKind::Broken, what: what.into(), source: Some(source.into()) }
    }

    /// The same fault as another kind.
    pub fn kind_is(mut self, kind: FaultKind) -> Fault {
        self.kind = kind;
        self
    }

    /// What the person can be told.
    pub fn kind(&self) -> FaultKind {
        self.kind
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        let mut cause = self.source.as_deref().map(|e| e as &dyn std::error::Error);
        while let Some(e) = cause {
            write!(f, ": {e}")?;
            cause = e.source();
        }
        Ok(())
    }
}

impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {self}", self.kind)
    }
}

impl std::error::Error for Fault {}

/// For work that can only break, never be refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Never {}

impl Refusal for Never {
    fn message(&self) -> &'static str {
        match *self {}
    }
}

impl From<Error<Never>> for Fault {
    fn from(e: Error<Never>) -> Fault {
        match e {
            Error::Refused(never) => match never {},
            Error::Broken(f) => f,
        }
    }
}
