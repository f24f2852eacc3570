//! The year 2020 of the source document: 1,012 generated requests, from the envelope to the archive.
//!
//! Totals as published (《政务公开工作交流》2021年第6期): 664 disclosed, 17 in part, 117 refused, 196 not qualifying, not
//! held or not processed, 18 otherwise; none carried out. Everything beneath these totals is invented:
//! `demo/disclosure/year-2020.toml` says so.

use super::{
    Crew, Event,
    acts::{self, Act},
    checked,
    draws::Draws,
    moment, only_demonstrations,
    plan::{self, Ask, Papers},
    play,
};
use crate::{
    DisclosureOffice,
    channel::{ApplicantKind, Channel, Form, Way},
    dispute::{DisputeKind, DisputeResult},
    request::{Applicant, Filing, Typed},
    store, verbs,
};
use calendar::Calendar;
use jiff::{
    ToSpan as _,
    civil::{Date, date},
};
use kernel::{Error, Fault, Never, Office, journal};
use serde::Deserialize;
use std::collections::HashMap;

const DATA: &str = include_str!("../../../../demo/disclosure/year-2020.toml");
/// Any number: another one makes another year.
const SEED: u64 = 2020_1012;
/// The day on which the office is set up, before the first request.
const SET_UP: Date = date(2019, 12, 2);

/// What was made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Year {
    /// Requests that were lived; 0 when the year was there already.
    pub requests: usize,
    /// Acts.
    pub acts: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Data {
    carried_in: usize,
    areas: Vec<String>,
    years: Vec<String>,
    outcome: Vec<OutcomeData>,
    applicants: Vec<ApplicantsData>,
    channels: Vec<ChannelData>,
    offices: Vec<OfficeData>,
    disputes: Vec<DisputeData>,
}

/// One outcome: how often, what is asked, what is replied.
#[derive(Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct OutcomeData {
    pub code: String,
    pub count: usize,
    pub ask: String,
    pub grounds: Vec<String>,
    pub facts: String,
    pub reasons: String,
    pub directions: String,
    pub provision: String,
    pub other_organ: String,
    pub other_contact: String,
}

impl OutcomeData {
    /// The second reply, after a first one was corrected.
    pub(super) fn given_after_all() -> OutcomeData {
        OutcomeData {
            code: "G-2".into(),
            facts: "经重新检索，在下属单位档案中找到所申请的信息。".into(),
            directions: "所申请的信息随本答复书一并提供。".into(),
            ..OutcomeData::default()
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ApplicantsData {
    kind: String,
    count: usize,
    name: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChannelData {
    channel: String,
    share: usize,
    way: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfficeData {
    key: String,
    share: usize,
    auto_confirm: bool,
    things: Vec<String>,
}

/// What follows a reply with an outcome.
pub(super) struct DisputeData {
    pub outcome: String,
    pub window: (Date, Date),
    pub steps: Vec<DisputeStep>,
}

pub(super) struct DisputeStep {
    pub kind: DisputeKind,
    pub file_after: i64,
    pub close_after: i64,
    pub result: DisputeResult,
    pub redo: bool,
}

impl<'de> Deserialize<'de> for DisputeData {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Raw {
            outcome: String,
            window: (String, String),
            steps: Vec<RawStep>,
        }
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct RawStep {
            kind: String,
            file_after: i64,
            close_after: i64,
            result: String,
            #[serde(default)]
            redo: bool,
        }
        let unknown = |what: &str| serde::de::Error::custom(format!("unknown: {what}"));
        let raw = Raw::deserialize(d)?;
        let day = |t: &str| t.parse::<Date>().map_err(serde::de::Error::custom);
        let steps = raw.steps.iter().map(|s| {
            Ok(DisputeStep {
                kind: DisputeKind::parse(&s.kind).ok_or_else(|| unknown(&s.kind))?,
                file_after: s.file_after,
                close_after: s.close_after,
                result: DisputeResult::parse(&s.result).ok_or_else(|| unknown(&s.result))?,
                redo: s.redo,
            })
        });
        Ok(DisputeData {
            outcome: raw.outcome,
            window: (day(&raw.window.0)?, day(&raw.window.1)?),
            steps: steps.collect::<Result<_, D::Error>>()?,
        })
    }
}

/// An agency with its people and what is asked of it.
struct Desk<'a> {
    crew: &'a Crew,
    data: &'a OfficeData,
    region: String,
    asked: usize,
}

/// Lives the year at the agencies of `crews` that the data know by their key. Again: nothing.
///
/// # Errors
/// A database that is not a demonstration's, a file that cannot be read, whatever the verbs refuse.
pub fn load_year(office: &Office, crews: &[Crew]) -> Result<Year, Fault> {
    checked(office)?;
    let data: Data = toml::from_str(DATA).map_err(|e| Fault::from_error("reading the demonstration's year", e))?;
    let mut desks = desks(office, &data, crews)?;
    let Some(first) = desks.first() else { return Err(Fault::new("no agency of the demonstration's year is there")) };
    let agency = first.crew.agency;
    let counted = office.db.read(|tx| crate::annual::count_requests(tx, agency, 2020).map_err(Error::<Never>::from))?;
    if !counted.is_empty() {
        return Ok(Year::default());
    }
    office.clock.advance_to(moment(SET_UP, 9 * 3600)?);
    set_up(office, &desks)?;
    let calendar = office.calendars().of(&desks[0].region);
    let mut lives = lives(office, &data, &calendar, &mut desks)?;
    lives.sort_by_key(|l| (l.on, l.step, l.life));
    let events = timed(&desks, &lives)?;
    let base = office.system_cx("demonstration");
    let mut filed = HashMap::new();
    let mut from = 0;
    while let Some(first) = lives.get(from) {
        let month = first.on.first_of_month();
        let to = lives[from..].iter().position(|l| l.on.first_of_month() != month).map_or(lives.len(), |n| from + n);
        play(office, &base, &events[from..to], &mut filed)?;
        // Sealed month by month, about as life would have sealed it.
        while journal::seal(&office.db, office.clock.now())?.is_some() {}
        from = to;
    }
    Ok(Year { requests: filed.len(), acts: events.len() })
}

/// The desks of the data whose agency has people.
fn desks<'a>(office: &Office, data: &'a Data, crews: &'a [Crew]) -> Result<Vec<Desk<'a>>, Fault> {
    let mut out = Vec::new();
    for one in &data.offices {
        let agency = office.db.read(|tx| identity::find_agency_by_key(tx, &one.key).map_err(Error::<Never>::from))?;
        let crew = agency.as_ref().and_then(|a| crews.iter().find(|c| c.agency == a.id));
        if let (Some(agency), Some(crew)) = (agency, crew) {
            out.push(Desk { crew, data: one, region: agency.region, asked: 0 });
        }
    }
    Ok(out)
}

/// How each office works, written by the hall before the first request.
fn set_up(office: &Office, desks: &[Desk<'_>]) -> Result<(), Fault> {
    let cx = office.system_cx("demonstration");
    for desk in desks {
        let done = office.db.write(|tx| {
            only_demonstrations(tx)?;
            let agency = identity::find_agency(tx, desk.crew.agency)?.ok_or_else(|| Fault::new("an agency is gone"))?;
            let office = store::office_of(tx, &agency)?;
            if office.version > 0 {
                return Ok(());
            }
            let office = DisclosureOffice { auto_confirm: desk.data.auto_confirm, ..super::present::office(office) };
            verbs::keep_office(tx, &cx, agency.id, &office)
        });
        done.map_err(|e| match e {
            Error::Broken(fault) => fault,
            Error::Refused(r) => Fault::new(format!("the demonstration's office was refused: {r:?}")),
        })?;
    }
    Ok(())
}

/// An act of a life on its day.
struct Lived {
    on: Date,
    step: usize,
    life: usize,
    desk: usize,
    act: Act,
}

fn word<T>(what: &str, found: Option<T>) -> Result<T, Fault> {
    found.ok_or_else(|| Fault::new(format!("the demonstration's year says {what}, which nobody understands")))
}

/// Plans every request of the year.
fn lives(office: &Office, data: &Data, calendar: &Calendar, desks: &mut [Desk<'_>]) -> Result<Vec<Lived>, Fault> {
    let mut draws = Draws::new(SEED);
    let mut codes: Vec<&OutcomeData> = data.outcome.iter().flat_map(|o| std::iter::repeat_n(o, o.count)).collect();
    let mut kinds: Vec<&ApplicantsData> =
        data.applicants.iter().flat_map(|a| std::iter::repeat_n(a, a.count)).collect();
    if codes.len() != kinds.len() {
        return Err(Fault::new("the demonstration's year has not as many applicants as requests"));
    }
    draws.shuffle(&mut codes);
    draws.shuffle(&mut kinds);
    let workdays = |from: Date, to: Date| -> Result<Vec<Date>, Fault> {
        let days = calendar.days(from, to).map_err(|e| Fault::from_error("reading the year's calendar", e))?;
        let mut out = Vec::new();
        for day in days {
            if calendar.is_workday(day.date).map_err(|e| Fault::from_error("reading the year's calendar", e))? {
                out.push(day.date);
            }
        }
        Ok(out)
    };
    let carried = workdays(date(2019, 12, 11), date(2019, 12, 27))?;
    let early = workdays(date(2020, 1, 2), date(2020, 10, 16))?;
    let any = workdays(date(2020, 1, 2), date(2020, 12, 2))?;
    let papers = Papers {
        whole: acts::text_file(office, "相关文件.txt", "示范文件：本文件全部不予公开。\n")?,
        part: acts::text_file(
            office,
            "评审意见.txt",
            "一、项目概况：示范项目，符合规划。\n二、工艺参数和报价：示范参数甲乙丙。\n三、评审结论：同意。\n",
        )?,
    };
    let mut open: Vec<&DisputeData> = data.disputes.iter().collect();
    let mut out = Vec::new();
    for (life, (outcome, applicants)) in codes.into_iter().zip(kinds).enumerate() {
        let takes_long = matches!(outcome.code.as_str(), "U-3" | "O-1" | "N-4" | "D-4");
        let arrived = match life {
            // An ending without a reply needs no correction notice around the turn of the year.
            n if n < data.carried_in => carried[draws.below(carried.len())],
            _ if takes_long => early[draws.below(early.len())],
            _ => any[draws.below(any.len())],
        };
        let at = draws.weighted(desks.iter().map(|d| d.data.share).collect::<Vec<_>>().into_iter());
        let desk = &mut desks[at];
        let filing = filing(data, &mut draws, desk, outcome, applicants, life, arrived)?;
        let found = open.iter().position(|d| d.outcome == outcome.code && (d.window.0..=d.window.1).contains(&arrived));
        let ask = Ask { filing, outcome, dispute: found.map(|n| open.remove(n)), auto_confirm: desk.data.auto_confirm };
        for (step, (on, act)) in plan::plan(calendar, &mut draws, &ask, &papers)?.into_iter().enumerate() {
            out.push(Lived { on, step, life, desk: at, act });
        }
    }
    if !open.is_empty() {
        return Err(Fault::new("a dispute of the demonstration's year found no request"));
    }
    Ok(out)
}

/// What is typed: nobody's name, a number that checks, no mail address, so that nothing is ever sent.
fn filing(
    data: &Data,
    draws: &mut Draws,
    desk: &mut Desk<'_>,
    outcome: &OutcomeData,
    applicants: &ApplicantsData,
    life: usize,
    arrived: Date,
) -> Result<Filing, Fault> {
    let kind = word(&applicants.kind, ApplicantKind::parse(&applicants.kind))?;
    let channel = &data.channels[draws.weighted(data.channels.iter().map(|c| c.share).collect::<Vec<_>>().into_iter())];
    let is_person = kind == ApplicantKind::Person;
    // Some ask more than once.
    let n = if is_person { draws.below(760) + 1 } else { life + 1 };
    let region = codes::RegionCode::parse("130102").map_err(|e| Fault::from_error("a region", e))?;
    let serial = u16::try_from(n).unwrap_or(0);
    let document = if is_person {
        let birth = date(1955, 1, 1) + i64::from(serial).saturating_mul(17).days();
        codes::ResidentId::make(&region, birth, serial % 1000)
            .map_err(|e| Fault::from_error("a demo number", e))?
            .to_string()
    } else {
        let body = codes::OrganisationCode::make(&format!("DEM2{serial:04}"))
            .map_err(|e| Fault::from_error("a demo code", e))?;
        codes::Uscc::make('9', '1', &region, &body).map_err(|e| Fault::from_error("a demo code", e))?.to_string()
    };
    // Things and areas go round, so that two requests for one thing stay rare.
    let things = &desk.data.things;
    let (thing, area) =
        (&things[desk.asked % things.len()], &data.areas[(desk.asked / things.len() + desk.asked) % data.areas.len()]);
    desk.asked += 1;
    let year = &data.years[draws.below(data.years.len())];
    let pattern = if outcome.ask.is_empty() { "{area}{year}年{thing}" } else { &outcome.ask };
    let subject = pattern.replace("{area}", area).replace("{year}", year).replace("{thing}", thing);
    let typed = Typed {
        applicant_kind: Some(kind),
        applicant: Applicant {
            name: format!("{}{n:03}", applicants.name),
            document,
            representative: if is_person { String::new() } else { format!("经办人{n:03}") },
            phone: format!("138{:08}", 20_000_000 + n),
            address: format!("石家庄市示范大街{n}号"),
            ..Applicant::default()
        },
        description: format!("申请公开{subject}。"),
        subject,
        form: Some(if channel.way == "web" { Form::Electronic } else { Form::Paper }),
        way: Some(word(&channel.way, Way::parse(&channel.way))?),
        ..Typed::default()
    };
    let by = word(&channel.channel, Channel::parse(&channel.channel))?;
    Filing::from_typed(&typed, by, arrived)
        .map_err(|wrong| Fault::new(format!("the demonstration's request is incomplete: {wrong:?}")))
}

/// Gives every act its instant: spread over the office hours of its day, in order.
fn timed<'a>(desks: &[Desk<'a>], lives: &'a [Lived]) -> Result<Vec<Event<'a>>, Fault> {
    let (opens, open_for) = (8 * 3600 + 1800, 9 * 3600);
    let mut out = Vec::with_capacity(lives.len());
    let mut from = 0;
    while let Some(first) = lives.get(from) {
        let to = lives[from..].iter().position(|l| l.on != first.on).map_or(lives.len(), |n| from + n);
        let many = i64::try_from(to - from).unwrap_or(1);
        for (n, l) in lives[from..to].iter().enumerate() {
            let seconds = opens + open_for * i64::try_from(n).unwrap_or(0) / many;
            out.push(Event { at: moment(l.on, seconds)?, life: l.life, crew: desks[l.desk].crew, act: &l.act });
        }
        from = to;
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_add_up_to_the_published_totals() {
        let data: Data = toml::from_str(DATA).expect("the data of the year");
        let of = |family: &[&str]| -> usize {
            data.outcome.iter().filter(|o| family.iter().any(|f| o.code.starts_with(f))).map(|o| o.count).sum()
        };
        assert_eq!((of(&["G"]), of(&["P"]), of(&["D"]), of(&["U", "N"]), of(&["O"])), (664, 17, 117, 196, 18));
        assert_eq!(data.applicants.iter().map(|a| a.count).sum::<usize>(), 1012);
        assert!(data.outcome.iter().all(|o| o.code != "O-2"), "no fees before 2021");
        assert!(data.outcome.iter().all(|o| crate::outcome::find(&o.code).is_some()));
    }
}
