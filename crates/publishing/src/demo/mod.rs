//! The publications of the demonstration, from `demo/publications/`, made by the real verbs: drafted, checked, reviewed
//! by three people, signed, some corrected, planned or taken back. Chinese terms as data.

use crate::{
    Basis, Content, Disclosure, Publication, PublicationKind, Refused, StatutoryItem, Typed, Weight, acknowledge,
    attach, clear, correct, create, edit, file_away, keep_file, look, plan, publish, record_check, review,
    start_correction, submit, withdraw,
};
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use kernel::{
    Cx, Error, Fault, Id, Lang, Never, Office, Post, Refusal, Role, Who,
    cx::{BEIJING, legal_date},
};
use serde::Deserialize;

const FILES: [&str; 4] = [
    include_str!("../../../../demo/publications/main.toml"),
    include_str!("../../../../demo/publications/spj.toml"),
    include_str!("../../../../demo/publications/changan.toml"),
    include_str!("../../../../demo/publications/departments.toml"),
];

/// How many days back the demonstration's staff hold their posts.
const OLDEST: i64 = 70;

/// The four people who publish in the demonstration; they hold their posts at the agencies whose sites it carries.
pub struct DemoStaff {
    /// 信息员
    pub drafter: Who,
    /// 部门审核
    pub reviewer: Who,
    /// 保密审查员
    pub secrecy: Who,
    /// 签发人
    pub sign_off: Who,
}

impl DemoStaff {
    /// The four with the post that each holds at every agency they publish for.
    fn posts(&self) -> [(&Who, Role); 4] {
        [
            (&self.drafter, Role::PublicationDrafting),
            (&self.reviewer, Role::PublicationReview),
            (&self.secrecy, Role::SecrecyReview),
            (&self.sign_off, Role::PublicationSignOff),
        ]
    }

    /// The same four at an agency whose publications they make before the demonstration begins ([`lend`]).
    fn lent_to(&self, agency: Id) -> DemoStaff {
        let lent = |who: &Who, role: Role| match who {
            Who::Staff { account, staff, posts } if !who.holds(agency, role) => {
                let posts = posts.iter().cloned().chain([Post { agency, role }]).collect();
                Who::Staff { account: *account, staff: *staff, posts }
            }
            other => other.clone(),
        };
        DemoStaff {
            drafter: lent(&self.drafter, Role::PublicationDrafting),
            reviewer: lent(&self.reviewer, Role::PublicationReview),
            secrecy: lent(&self.secrecy, Role::SecrecyReview),
            sign_off: lent(&self.sign_off, Role::PublicationSignOff),
        }
    }
}

/// Gives the four their posts at every agency that publishes here and is none of theirs, as of long ago; what gives
/// them back ends them today, so that nobody's desk holds the publications of a dozen departments.
fn lend(office: &Office, staff: &DemoStaff, entries: &[Entry], now: Timestamp) -> Result<Vec<(Id, Id, Role)>, Fault> {
    let begun = now - SignedDuration::from_hours(24 * (OLDEST + 2));
    let cx = Cx { at: begun, ..office.system_cx("demonstration") };
    let mut keys: Vec<&str> = entries.iter().map(|e| e.agency.as_str()).collect();
    keys.sort_unstable();
    keys.dedup();
    let mut lent = Vec::new();
    for key in keys {
        let agency = office.db.read(|tx| identity::find_agency_by_key(tx, key).map_err(Error::<Never>::from))?;
        let Some(agency) = agency else { return Err(Fault::new(format!("there is no agency {key}"))) };
        for (who, role) in staff.posts() {
            let Who::Staff { staff, .. } = who else { continue };
            if !who.holds(agency.id, role) {
                let grant = office.db.write(|tx| identity::grant_post(tx, &cx, *staff, agency.id, role));
                grant.map_err(refused(key))?;
                lent.push((*staff, agency.id, role));
            }
        }
    }
    Ok(lent)
}

#[derive(Deserialize)]
struct File {
    publication: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    agency: String,
    kind: String,
    places: Vec<String>,
    title: String,
    #[serde(default)]
    summary: String,
    #[serde(default)]
    days_ago: i64,
    #[serde(default)]
    days_ahead: i64,
    formed_days: Option<i64>,
    state: Option<String>,
    #[serde(default)]
    topics: String,
    #[serde(default)]
    item: String,
    #[serde(default)]
    duty: String,
    #[serde(default)]
    interprets: String,
    disclosure: Option<String>,
    basis: Option<String>,
    #[serde(default)]
    reason: String,
    body: String,
    correct_body: Option<String>,
    #[serde(default)]
    note: String,
    file_name: Option<String>,
    #[serde(default)]
    file_text: String,
}

/// Lines become paragraphs; lines of HTML stay.
fn html(body: &str) -> String {
    body.lines()
        .map(str::trim)
        .filter(|l| !l.is_empty())
        .map(|l| if l.starts_with('<') { l.to_owned() } else { format!("<p>{l}</p>") })
        .collect()
}

fn refused<R: Refusal>(title: &str) -> impl Fn(Error<R>) -> Fault + '_ {
    move |e| match e {
        Error::Broken(fault) => fault,
        Error::Refused(r) => Fault::new(format!("the demonstration's publication {title} was refused: {r:?}")),
    }
}

/// One publication on its way: who does what at which moment.
struct Way<'a> {
    office: &'a Office,
    staff: &'a DemoStaff,
    entry: &'a Entry,
    number: String,
}

impl Way<'_> {
    fn cx(&self, who: &Who, at: Timestamp) -> Cx {
        Cx { at, ..self.office.cx(who.clone(), Lang::ZhCn) }
    }

    fn seen(&self) -> Result<Publication, Fault> {
        self.office
            .db
            .read(|tx| crate::find_by_number(tx, &self.number).map_err(Error::<Never>::from))?
            .ok_or_else(|| Fault::new("a publication of the demonstration is gone"))
    }

    fn step<T>(
        &self,
        who: &Who,
        at: Timestamp,
        verb: impl Fn(&mut kernel::Tx, &Cx, &str, i64) -> Result<T, Error<Refused>>,
    ) -> Result<T, Fault> {
        let seen = self.seen()?.matter.version;
        let cx = self.cx(who, at);
        self.office.db.write(|tx| verb(tx, &cx, &self.number, seen)).map_err(refused(&self.entry.title))
    }

    /// Runs the checker as the person whose turn it is, and gives the reason for what may stand.
    fn check(&self, who: &Who, at: Timestamp, role: Role) -> Result<(), Fault> {
        let found = look(self.office, &self.number).map_err(refused(&self.entry.title))?;
        let cx = self.cx(who, at);
        self.office.db.write(|tx| record_check(tx, &cx, &self.number, &found)).map_err(refused(&self.entry.title))?;
        let mine = |w: Weight| w == Weight::Warns || (w == Weight::NotChecked && role == Role::SecrecyReview);
        for finding in found.findings.iter().filter(|f| mine(f.weight())) {
            self.step(who, at, |tx, cx, number, seen| {
                acknowledge(tx, cx, number, seen, &finding.key, "已核对原文，内容无误")
            })?;
        }
        Ok(())
    }

    /// From the draft's hand-in to the sign-off's desk, as far as `until`.
    fn reviews(&self, from: Timestamp, until: Option<&str>) -> Result<(), Fault> {
        let hours = |n: i64| from + SignedDuration::from_mins(n * 41);
        self.check(&self.staff.drafter, hours(0), Role::PublicationDrafting)?;
        self.step(&self.staff.drafter, hours(1), submit)?;
        if until == Some("department-review") {
            return Ok(());
        }
        self.step(&self.staff.reviewer, hours(4), |tx, cx, n, s| review(tx, cx, n, s, "内容属实，同意发布。"))?;
        if until == Some("secrecy-review") {
            return Ok(());
        }
        self.check(&self.staff.secrecy, hours(6), Role::SecrecyReview)?;
        self.step(&self.staff.secrecy, hours(7), |tx, cx, n, s| clear(tx, cx, n, s, "不涉及国家秘密和个人隐私。"))?;
        Ok(())
    }
}

fn typed(e: &Entry, body: &str, out: Timestamp, formed_days: i64) -> Result<Typed, Fault> {
    let formed = legal_date(out)
        .checked_sub(formed_days.days())
        .map_err(|e| Fault::from_error("a day of the demonstration", e))?;
    let disclosure = e.disclosure.as_deref().map_or(Some(Disclosure::Proactive), Disclosure::parse);
    Ok(Typed {
        kind: PublicationKind::parse(&e.kind),
        lang: Some(Lang::ZhCn),
        title: e.title.clone(),
        summary: e.summary.clone(),
        body: html(body),
        formed_on: Some(formed),
        displayed_on: None,
        disclosure,
        basis: e.basis.as_deref().and_then(Basis::parse),
        reason: e.reason.clone(),
        reevaluate_on: legal_date(out)
            .checked_add(180.days())
            .ok()
            .filter(|_| disclosure != Some(Disclosure::Proactive)),
        placements: e
            .places
            .iter()
            .filter_map(|p| p.split_once('/'))
            .map(|(a, b)| (a.to_owned(), b.to_owned()))
            .collect(),
        interprets: e.interprets.clone(),
        duty: e.duty.clone(),
        statutory_item: StatutoryItem::parse(&e.item),
        topics: e.topics.clone(),
        note: String::new(),
    })
}

fn one(office: &Office, staff: &DemoStaff, e: &Entry, now: Timestamp) -> Result<(), Fault> {
    let agency = office
        .db
        .read(|tx| identity::find_agency_by_key(tx, &e.agency).map_err(Error::<Never>::from))?
        .ok_or_else(|| Fault::new(format!("there is no agency {}", e.agency)))?;
    let staff = &staff.lent_to(agency.id);
    // What came in today was signed an hour ago. What is older than the hall was taken over in its first days and shows
    // the day it bears beside the day of publication.
    let before_us = e.days_ago > OLDEST;
    let day = if before_us { OLDEST } else { e.days_ago };
    let morning = BEIJING
        .to_timestamp(legal_date(now - SignedDuration::from_hours(24 * day)).at(9, 30, 0, 0))
        .map_err(|e| Fault::from_error("a morning of the demonstration", e))?;
    let out = if before_us { morning - SignedDuration::from_mins(e.days_ago.min(400) / 10) } else { morning };
    let out = out.min(now - SignedDuration::from_hours(1));
    let bears = before_us.then(|| legal_date(now - SignedDuration::from_hours(24 * e.days_ago)));
    let begun = out - SignedDuration::from_hours(20);
    let said = Typed { displayed_on: bears, ..typed(e, &e.body, begun, e.formed_days.unwrap_or(1))? };
    let content = Content::from_typed(&said, legal_date(begun))
        .map_err(|r| Fault::new(format!("the demonstration's publication {}: {r:?}", e.title)))?;
    let mut way = Way { office, staff, entry: e, number: String::new() };
    let cx = way.cx(&staff.drafter, begun);
    let made = office.db.write(|tx| create(tx, &cx, agency.id, &content)).map_err(refused(&e.title))?;
    way.number = made.number;
    if let Some(name) = &e.file_name {
        let file = keep_file(&*office.objects, name, e.file_text.trim_start().as_bytes()).map_err(refused(&e.title))?;
        way.step(&staff.drafter, begun, |tx, cx, n, s| attach(tx, cx, n, s, &file))?;
    }
    let state = e.state.as_deref();
    way.reviews(begun, state)?;
    match state {
        Some("department-review" | "secrecy-review" | "sign-off") => return Ok(()),
        Some("filed") => {
            way.step(&staff.sign_off, out, |tx, cx, n, s| file_away(tx, cx, n, s, "同意存档，到期重新评估。"))?;
            return Ok(());
        }
        Some("planned") => {
            let at = now + SignedDuration::from_hours(24 * e.days_ahead);
            way.step(&staff.sign_off, out, |tx, cx, n, s| plan(tx, cx, n, s, at, "同意。"))?;
            return Ok(());
        }
        _ => {}
    }
    way.step(&staff.sign_off, out, |tx, cx, n, s| publish(tx, cx, n, s, "同意发布。"))?;
    if let Some(body) = &e.correct_body {
        let again = out + SignedDuration::from_hours(24 * 3);
        way.step(&staff.drafter, again, start_correction)?;
        let changed = Typed { note: e.note.clone(), ..typed(e, body, begun, e.formed_days.unwrap_or(1))? };
        let content = Content::from_typed(&changed, legal_date(again))
            .map_err(|r| Fault::new(format!("the demonstration's publication {}: {r:?}", e.title)))?;
        way.step(&staff.drafter, again, |tx, cx, n, s| edit(tx, cx, n, s, &content))?;
        way.reviews(again, None)?;
        let signed = again + SignedDuration::from_hours(8);
        way.step(&staff.sign_off, signed, |tx, cx, n, s| correct(tx, cx, n, s, "同意更正。"))?;
    }
    if state == Some("withdrawn") {
        let at = out + SignedDuration::from_hours(24 * 8);
        way.step(&staff.sign_off, at, |tx, cx, n, s| withdraw(tx, cx, n, s, &e.reason))?;
    }
    Ok(())
}

/// Publishes the demonstration's publications on the sites of the demonstration, each at a believable moment before
/// `now`; says how many. Does nothing when there are publications already.
///
/// # Errors
/// A file that cannot be read, a missing agency or section, a fault of the database or the object store.
pub fn load_demo(office: &Office, staff: &DemoStaff, now: Timestamp) -> Result<usize, Fault> {
    let there = office.db.read(|tx| crate::list_all_published(tx, None, 1).map_err(Error::<Never>::from))?;
    if !there.is_empty() {
        return Ok(0);
    }
    let mut entries = Vec::new();
    for text in FILES {
        let file: File =
            toml::from_str(text).map_err(|e| Fault::from_error("reading the demonstration's publications", e))?;
        entries.extend(file.publication);
    }
    // Oldest first, so that numbers follow time.
    entries.sort_by_key(|e| -e.days_ago);
    let lent = lend(office, staff, &entries, now)?;
    for entry in &entries {
        one(office, staff, entry, now)?;
    }
    let cx = Cx { at: now, ..office.system_cx("demonstration") };
    for (staff, agency, role) in lent {
        let back = office.db.write(|tx| identity::withdraw_post(tx, &cx, staff, agency, role));
        back.map_err(refused("posts"))?;
    }
    Ok(entries.len())
}
