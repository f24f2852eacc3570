//! What the office writes, before the public sees it. Pure.

use crate::{Attachment, Basis, Disclosure, Finding, Placement, PublicationKind, Refused, StatutoryItem, moves::State};
use jiff::{Timestamp, civil::Date};
use kernel::{Id, Lang, matter::Matter};
use sha2::{Digest as _, Sha256};

/// The most characters of a title.
pub const LONGEST_TITLE: usize = 200;
/// The most characters of a summary, a reason, a note or an opinion.
pub const LONGEST_TEXT: usize = 1_000;
/// The most characters of a body as plain text.
pub const LONGEST_BODY: usize = 1_000_000;

/// What a drafter typed, before it is cleaned and checked.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    /// What kind it is.
    pub kind: Option<PublicationKind>,
    /// In which language it is written; Chinese without one.
    pub lang: Option<Lang>,
    /// Title.
    pub title: String,
    /// Summary.
    pub summary: String,
    /// The body: any HTML, also as a word processor gives it, or plain text.
    pub body: String,
    /// The day the information was formed or changed.
    pub formed_on: Option<Date>,
    /// The day the text names, when it is another than that of publication.
    pub displayed_on: Option<Date>,
    /// 公开属性.
    pub disclosure: Option<Disclosure>,
    /// By which article it is not disclosed by itself.
    pub basis: Option<Basis>,
    /// Why it is not disclosed by itself.
    pub reason: String,
    /// When that is looked at again.
    pub reevaluate_on: Option<Date>,
    /// Where it shall stand.
    pub placements: Vec<Placement>,
    /// Title of the rule it interprets.
    pub interprets: String,
    /// Code of the row of the catalogue of duties it fulfils.
    pub duty: String,
    /// The item of statutory disclosure it belongs to.
    pub statutory_item: Option<StatutoryItem>,
    /// Topics, parted by commas or spaces.
    pub topics: String,
    /// What a correction corrects.
    pub note: String,
}

/// What a revision says: cleaned, complete enough to be kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Content {
    /// What kind it is.
    pub kind: PublicationKind,
    /// In which language it is written.
    pub lang: Lang,
    /// Title.
    pub title: String,
    /// Summary, or nothing.
    pub summary: String,
    /// The body, clean HTML.
    pub html: String,
    /// The body as plain text.
    pub text: String,
    /// The day the information was formed or changed; the statutory clock starts there.
    pub formed_on: Date,
    /// The day the text names.
    pub displayed_on: Option<Date>,
    /// 公开属性
    pub disclosure: Disclosure,
    /// By which article it is not disclosed by itself.
    pub basis: Option<Basis>,
    /// Why.
    pub reason: String,
    /// When that is looked at again.
    pub reevaluate_on: Option<Date>,
    /// Where it shall stand.
    pub placements: Vec<Placement>,
    /// Title of the rule it interprets, as it was written.
    pub interprets: Option<String>,
    /// Code of the duty's row.
    pub duty: Option<String>,
    /// The item of statutory disclosure.
    pub statutory_item: Option<StatutoryItem>,
    /// Topics.
    pub topics: Vec<String>,
    /// What a correction corrects.
    pub note: String,
}

impl Content {
    /// Cleans and checks what was typed on the day `today`. A draft may still lack its sections.
    ///
    /// # Errors
    /// What is missing, too long, or a date that cannot be.
    pub fn from_typed(typed: &Typed, today: Date) -> Result<Content, Refused> {
        let title = line(&typed.title);
        if title.is_empty() {
            return Err(Refused::NoTitle);
        }
        within(&title, LONGEST_TITLE)?;
        let summary = line(&typed.summary);
        within(&summary, LONGEST_TEXT)?;
        let cleaned = screen::html::clean_titled(&as_html(&typed.body), &title);
        if cleaned.is_refused() {
            return Err(Refused::TooLong { most: LONGEST_BODY });
        }
        within(&cleaned.text, LONGEST_BODY)?;
        let formed_on = typed.formed_on.filter(|day| *day <= today).ok_or(Refused::FormedOn)?;
        if typed.displayed_on.is_some_and(|day| day > today) {
            return Err(Refused::DisplayedLater);
        }
        let disclosure = typed.disclosure.ok_or(Refused::NoBasis)?;
        let (mut basis, mut reason, mut reevaluate_on) = (None, String::new(), None);
        if disclosure != Disclosure::Proactive {
            basis = typed.basis;
            reason = line(&typed.reason);
            within(&reason, LONGEST_TEXT)?;
            if (basis.is_none() && disclosure == Disclosure::Withheld) || reason.is_empty() {
                return Err(Refused::NoBasis);
            }
            reevaluate_on = Some(typed.reevaluate_on.filter(|day| *day > today).ok_or(Refused::NoReevaluation)?);
        }
        let kind = typed.kind.unwrap_or(PublicationKind::Notice);
        let interprets = some(line(&typed.interprets));
        if kind == PublicationKind::Interpretation && interprets.is_none() {
            return Err(Refused::NoRule);
        }
        let note = line(&typed.note);
        within(&note, LONGEST_TEXT)?;
        let mut topics: Vec<String> = typed
            .topics
            .split(|c: char| c.is_whitespace() || ",，、;；".contains(c))
            .filter(|t| !t.is_empty())
            .map(|t| t.chars().take(40).collect())
            .collect();
        topics.dedup();
        topics.truncate(20);
        let mut placements = typed.placements.clone();
        placements.sort();
        placements.dedup();
        Ok(Content {
            kind,
            lang: typed.lang.unwrap_or(Lang::ZhCn),
            title,
            summary,
            html: cleaned.html,
            text: cleaned.text,
            formed_on,
            displayed_on: typed.displayed_on,
            disclosure,
            basis,
            reason,
            reevaluate_on,
            placements,
            interprets,
            duty: some(line(&typed.duty).chars().take(40).collect()),
            statutory_item: typed.statutory_item,
            topics,
            note,
        })
    }

    /// The key of the rule it interprets.
    pub fn rule_key(&self) -> Option<String> {
        self.interprets.as_deref().map(codes::rule_key)
    }

    /// The digest of what this says, with its files: what a check or a signature was about.
    pub fn digest(&self, files: &[Attachment]) -> String {
        let mut hash = Sha256::new();
        let mut add = |part: &str| {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        };
        for part in [
            self.kind.as_str(),
            self.lang.as_str(),
            &self.title,
            &self.summary,
            &self.html,
            &self.formed_on.to_string(),
            &self.displayed_on.map(|d| d.to_string()).unwrap_or_default(),
            self.disclosure.as_str(),
            self.basis.map(Basis::as_str).unwrap_or_default(),
            &self.reason,
            self.interprets.as_deref().unwrap_or_default(),
            self.duty.as_deref().unwrap_or_default(),
            self.statutory_item.map(StatutoryItem::as_str).unwrap_or_default(),
            &self.note,
        ] {
            add(part);
        }
        for (site, section) in &self.placements {
            add(site);
            add(section);
        }
        for topic in &self.topics {
            add(topic);
        }
        for file in files {
            add(&file.name);
            add(&file.digest);
        }
        hex::encode(hash.finalize())
    }
}

/// One line: without controls, spaces joined.
fn line(text: &str) -> String {
    let flat: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    flat.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn some(text: String) -> Option<String> {
    Some(text).filter(|t| !t.is_empty())
}

fn within(text: &str, most: usize) -> Result<(), Refused> {
    if text.chars().count() > most { Err(Refused::TooLong { most }) } else { Ok(()) }
}

/// Plain text becomes paragraphs; what has a tag is HTML already.
fn as_html(body: &str) -> String {
    let is_html =
        body.split('<').skip(1).any(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic() || "/!".contains(c)));
    if is_html {
        return body.to_owned();
    }
    let escape = |line: &str| line.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    body.lines().filter(|l| !l.trim().is_empty()).map(|l| format!("<p>{}</p>", escape(l.trim()))).collect()
}

/// A publication as the office sees it: the spine's row and the revision that is worked on.
#[derive(Clone, Debug)]
pub struct Publication {
    /// The spine's row: state, version, agency, clock.
    pub matter: Matter,
    /// Its number.
    pub number: String,
    /// Name of the agency.
    pub agency_name: String,
    /// The revision that is worked on.
    pub working: i64,
    /// The revision the public reads; 0 when there is none.
    pub released: i64,
    /// What the working revision says.
    pub content: Content,
    /// Its files.
    pub files: Vec<Attachment>,
    /// For when it is planned.
    pub planned_at: Option<Timestamp>,
}

impl Publication {
    /// Its id: the matter's.
    pub fn id(&self) -> Id {
        self.matter.id
    }

    /// Where it is; `None` when the stored text is none of the states.
    pub fn state(&self) -> Option<State> {
        State::parse(&self.matter.state)
    }

    /// The digest of what the working revision says.
    pub fn digest(&self) -> String {
        self.content.digest(&self.files)
    }
}

/// What the checker found, kept with the revision.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredCheck {
    /// Digest of what it looked at.
    pub content: String,
    /// What it found.
    pub findings: Vec<Finding>,
    /// When.
    pub at: Timestamp,
}

/// Why a finding may stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acknowledgement {
    /// The finding's key.
    pub finding: String,
    /// Why.
    pub reason: String,
    /// The post in which it was said.
    pub role: String,
    /// By whom, as the ledger names them.
    pub by_whom: String,
    /// When.
    pub at: Timestamp,
}

/// What somebody said with their step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opinion {
    /// The matter's version after it.
    pub seq: i64,
    /// The revision it was about.
    pub revision: i64,
    /// What was done.
    pub verb: String,
    /// What was said.
    pub opinion: String,
    /// By whom, as the ledger names them.
    pub by_whom: String,
    /// When.
    pub at: Timestamp,
}
