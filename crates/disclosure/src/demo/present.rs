//! Requests of the present, in every state: `demo/disclosure/present.toml`, lived by the real verbs on the days before now.
//!
//! (Invented words of officials and applicants: Chinese terms as data.)

use super::{
    Crew, Event,
    acts::{self, Act},
    checked, moment, only_demonstrations, play,
};
use crate::{
    DisclosureOffice, Letter, Refused,
    channel::{ApplicantKind, Channel, ConfirmMethod, Form, Help, RequestKind, Way},
    consultation::{Answer, ConsultationKind, Weighed},
    dispute::DisputeKind,
    fee::Scheme,
    reply::{Decision, Drafted},
    request::{Applicant, Filing, Typed},
    store::{self, AnswerDraft},
    verbs,
};
use jiff::{
    Timestamp, ToSpan as _,
    civil::{Date, date},
};
use kernel::{Cx, Error, Fault, Never, Office, Who, cx::legal_date};
use serde::Deserialize;
use std::collections::HashMap;

const DATA: &str = include_str!("../../../../demo/disclosure/present.toml");

/// What was made, for those who show it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Present {
    /// Numbers, in the order of the file; none when they were there already.
    pub numbers: Vec<String>,
    /// The key by which the first request without an account is followed.
    pub follow_key: String,
    /// The key of the letter that still waits for an opinion.
    pub letter_key: String,
    /// Numbers of the answers that were published.
    pub answers: Vec<String>,
    /// The complaint's number.
    pub complaint: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Data {
    request: Vec<RequestData>,
    template: Vec<TemplateData>,
    complaint: Vec<ComplaintData>,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct RequestData {
    account: bool,
    name: String,
    kind: Option<String>,
    applicant_kind: Option<String>,
    channel: String,
    way: Option<String>,
    help: Option<String>,
    subject: String,
    description: String,
    publish: bool,
    acts: Vec<String>,
    record: RecordData,
    reply: ReplyData,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct RecordData {
    name: String,
    line: u32,
    text: String,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct ReplyData {
    outcome: String,
    grounds: Vec<String>,
    facts: String,
    reasons: String,
    directions: String,
    other_organ: String,
    other_contact: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TemplateData {
    outcome: String,
    name: String,
    words: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ComplaintData {
    complainant: String,
    text: String,
}

/// An office of the demonstration as its guide names it.
pub(super) fn office(by_itself: DisclosureOffice) -> DisclosureOffice {
    let mut o = by_itself;
    if o.forums.court == "有管辖权的人民法院" {
        o.forums.court = "示范人民法院".into();
    }
    o.forums.address = "石家庄市示范大街1号".into();
    o.forums.url = "https://reconsideration.example.org/".into();
    o.postcode = "050000".into();
    o.fax = "0311-0000-0101".into();
    o.payment = "凭收费通知到指定银行缴入国库（示范）。".into();
    o
}

fn word<T>(what: &str, found: Option<T>) -> Result<T, Fault> {
    found.ok_or_else(|| Fault::new(format!("the demonstration's requests say {what}, which nobody understands")))
}

fn told<T>(result: Result<T, Error<Refused>>) -> Result<T, Fault> {
    result.map_err(|e| match e {
        Error::Broken(fault) => fault,
        Error::Refused(r) => Fault::new(format!("the demonstration's requests were refused: {r:?}")),
    })
}

/// Lives the requests of the present at the agency of `crew`, up to `now`. `account` is the person behind the
/// demonstration's applicant, with what they type of themselves. Again: nothing.
///
/// # Errors
/// A database that is not a demonstration's, a file that cannot be read, whatever the verbs refuse.
pub fn load_present(
    office: &Office,
    crew: &Crew,
    account: (&Who, &Applicant),
    now: Timestamp,
) -> Result<Present, Fault> {
    checked(office)?;
    let data: Data = toml::from_str(DATA).map_err(|e| Fault::from_error("reading the demonstration's requests", e))?;
    let known = office.db.read(|tx| store::templates_of(tx, crew.agency).map_err(Error::<Never>::from))?;
    if !known.is_empty() {
        return Ok(Present::default());
    }
    let base = Cx { at: moment(day(now, 70)?, 9 * 3600)?, ..office.system_cx("demonstration") };
    set_up(office, crew, &base, &data)?;
    let mut lives: Vec<(Date, usize, usize, Act)> = Vec::new();
    for (life, r) in data.request.iter().enumerate() {
        for (step, line) in r.acts.iter().enumerate() {
            let (days, words) = line.split_once(' ').unwrap_or((line, ""));
            let days: i64 = days.parse().map_err(|e| Fault::from_error(line, e))?;
            let on = day(now, days)?;
            for (more, act) in acts_of(office, r, words, life, account, on, now)?.into_iter().enumerate() {
                lives.push((on, step * 4 + more, life, act));
            }
        }
    }
    lives.sort_by_key(|(on, step, life, _)| (*on, *step, *life));
    let mut events = Vec::with_capacity(lives.len());
    let (mut on, mut minute) = (None, 0);
    for (when, _, life, act) in &lives {
        minute = if on == Some(*when) { minute + 1 } else { 0 };
        on = Some(*when);
        // What falls on today never happens later than now.
        let at = moment(*when, 9 * 3600 + minute * 420)?.min(now);
        events.push(Event { at, life: *life, crew, act });
    }
    let mut filed = HashMap::new();
    play(office, &base, &events, &mut filed)?;
    let base = Cx { at: now, ..base };
    let answers = publish(office, crew, &base, &data, &filed)?;
    let complaint = complain(office, crew, &base, &data)?;
    let key =
        |f: fn(&acts::Filed) -> &String| filed.values().map(f).find(|k| !k.is_empty()).cloned().unwrap_or_default();
    // Only one letter still waits: the other's opinion came.
    let waiting = data.request.iter().position(|r| r.acts.last().is_some_and(|a| a.ends_with(" letter")));
    let letter_key = waiting.and_then(|n| filed.get(&n)).map(|f| f.letter_key.clone()).unwrap_or_default();
    let numbers = (0..data.request.len()).filter_map(|n| filed.get(&n)).map(|f| f.number.clone()).collect();
    let follow_key = filed.get(&0).map_or_else(|| key(|f| &f.follow_key), |f| f.follow_key.clone());
    Ok(Present { numbers, follow_key, letter_key, answers, complaint })
}

fn day(now: Timestamp, days_ago: i64) -> Result<Date, Fault> {
    legal_date(now).checked_sub(days_ago.days()).map_err(|e| Fault::from_error("a day of the demonstration", e))
}

/// The office's guide and the words it uses again.
fn set_up(office: &Office, crew: &Crew, base: &Cx, data: &Data) -> Result<(), Fault> {
    let clerk = Cx { who: crew.clerk.clone(), ..base.clone() };
    told(office.db.write(|tx| {
        only_demonstrations(tx)?;
        let agency = identity::find_agency(tx, crew.agency)?.ok_or_else(|| Fault::new("an agency is gone"))?;
        let own = store::office_of(tx, &agency)?;
        if own.version == 0 {
            verbs::keep_office(tx, base, agency.id, &self::office(own))?;
        }
        for t in &data.template {
            verbs::keep_template(tx, &clerk, crew.agency, &t.outcome, &t.name, &t.words)?;
        }
        Ok(())
    }))
}

fn filing(r: &RequestData, life: usize, account: (&Who, &Applicant), on: Date) -> Result<Filing, Fault> {
    let kind = match &r.applicant_kind {
        Some(k) => word(k, ApplicantKind::parse(k))?,
        None => ApplicantKind::Person,
    };
    let serial = u16::try_from(life + 1).unwrap_or(0);
    let region = codes::RegionCode::parse("130102").map_err(|e| Fault::from_error("a region", e))?;
    let document = if kind == ApplicantKind::Person {
        codes::ResidentId::make(&region, date(1988, 4, 12), 600 + serial)
            .map_err(|e| Fault::from_error("a demo number", e))?
            .to_string()
    } else {
        let body = codes::OrganisationCode::make(&format!("DEM3{serial:04}"))
            .map_err(|e| Fault::from_error("a demo code", e))?;
        codes::Uscc::make('9', '1', &region, &body).map_err(|e| Fault::from_error("a demo code", e))?.to_string()
    };
    let applicant = if r.account {
        account.1.clone()
    } else {
        Applicant {
            name: r.name.clone(),
            document,
            representative: if kind == ApplicantKind::Person { String::new() } else { "经办人".into() },
            phone: format!("138{:08}", 30_000_000 + life),
            address: format!("石家庄市示范大街{}号", 300 + life),
            ..Applicant::default()
        }
    };
    let typed = Typed {
        kind: r.kind.as_deref().map(|k| word(k, RequestKind::parse(k))).transpose()?,
        applicant_kind: Some(kind),
        applicant,
        subject: r.subject.clone(),
        description: r.description.clone(),
        form: Some(Form::Electronic),
        way: Some(match &r.way {
            Some(w) => word(w, Way::parse(w))?,
            None => Way::Web,
        }),
        help: r.help.as_deref().map(|h| word(h, Help::parse(h))).transpose()?,
        ..Typed::default()
    };
    let channel = word(&r.channel, Channel::parse(&r.channel))?;
    let mut filing = Filing::from_typed(&typed, channel, on)
        .map_err(|wrong| Fault::new(format!("the demonstration's request is incomplete: {wrong:?}")))?;
    if let (true, Who::Person { person, .. }) = (r.account, account.0) {
        filing.person = Some(*person);
    }
    Ok(filing)
}

/// The acts behind the words of one line.
fn acts_of(
    office: &Office,
    r: &RequestData,
    words: &str,
    life: usize,
    account: (&Who, &Applicant),
    on: Date,
    now: Timestamp,
) -> Result<Vec<Act>, Fault> {
    let again = legal_date(now).checked_add(2.years()).map_err(|e| Fault::from_error("a day to look again", e))?;
    let split: Vec<&str> = words.split_whitespace().collect();
    let act = match *split.as_slice() {
        ["submit"] => {
            let who = r.account.then(|| account.0.clone());
            Act::Submit { filing: Box::new(filing(r, life, account, on)?), who }
        }
        ["confirm"] => Act::Confirm(ConfirmMethod::Phone),
        ["unreached"] => Act::Contact { purpose: "confirm", words: "电话无人接听，次日再拨。".into() },
        ["help"] => Act::Contact {
            purpose: "help", words: "当面代为填写并宣读申请内容，申请人确认无误。".into()
        },
        ["unclear"] => Act::AskForCorrection {
            points: vec!["请写明所需清单的年份或者文号。".into(), "请写明需要的是清单本身还是调整说明。".into()],
            days: 15,
        },
        ["consult"] => Act::Consult(Letter {
            kind: ConsultationKind::Third,
            addressee: "示范评审咨询公司".into(),
            contact: "石家庄市示范大街210号".into(),
            asked: format!("拟公开《{}》，其中包含你单位提供的内容。", r.subject),
        }),
        ["letter"] => Act::LetterReceived,
        ["opinion", answer] => {
            Act::Opinion(word(answer, Answer::parse(answer))?, "报价明细和采样工艺参数为本公司商业秘密。".into())
        }
        ["weigh", how] => Act::Weigh(word(how, Weighed::parse(how))?, "所述内容未曾公开，具有商业价值。".into()),
        ["extend", days] => Act::Extend(
            days.parse().map_err(|e| Fault::from_error("an extension of the demonstration", e))?,
            "需要向多个处室调取案卷。".into(),
        ),
        ["ask-reason"] => Act::AskReason("申请人本月已提出申请三十余件，数量明显超过合理范围。".into()),
        ["fee", pages] => {
            Act::AskFee(Scheme::PerPage, pages.parse().map_err(|e| Fault::from_error("pages of the demonstration", e))?)
        }
        ["record", how, ref ground @ ..] => {
            let decision = word(how, Decision::parse(how))?;
            let file = acts::text_file(office, &r.record.name, r.record.text.trim_start())?;
            let ground = ground.first().copied().unwrap_or_default();
            let decision = acts::decided(decision, r.record.line, ground, &r.reply.reasons, again);
            let gives = decision.decision == Decision::Disclose;
            let record = Act::Record { file, decision };
            return Ok(if gives { vec![record, Act::Release] } else { vec![record] });
        }
        ["release"] => Act::Release,
        ["reply"] => Act::SaveReply(Drafted {
            outcome: r.reply.outcome.clone(),
            grounds: r.reply.grounds.clone(),
            facts: r.reply.facts.clone(),
            reasons: r.reply.reasons.clone(),
            directions: r.reply.directions.clone(),
            provision: String::new(),
            other_organ: r.reply.other_organ.clone(),
            other_contact: r.reply.other_contact.clone(),
        }),
        ["send"] => Act::SubmitReply,
        ["pass"] => Act::Pass,
        ["forward"] => Act::Forward,
        ["clear"] => Act::Clear,
        ["sign"] => Act::Sign,
        ["serve"] => Act::Serve { proof: "送达凭证（示范）".into() },
        ["archive"] => Act::Archive,
        ["withdraw"] => Act::Withdraw("已在网站上查到，不再需要。".into()),
        ["dispute"] => Act::FileDispute {
            kind: DisputeKind::Reconsideration,
            forum: "石家庄市人民政府".into(),
            reference: format!("示复〔{}〕17号", on.year()),
        },
        _ => return word(words, None),
    };
    Ok(vec![act])
}

/// Answer once, publish for all.
fn publish(
    office: &Office,
    crew: &Crew,
    base: &Cx,
    data: &Data,
    filed: &HashMap<usize, acts::Filed>,
) -> Result<Vec<String>, Fault> {
    let clerk = Cx { who: crew.clerk.clone(), ..base.clone() };
    let mut out = Vec::new();
    for (n, r) in data.request.iter().enumerate().filter(|(_, r)| r.publish) {
        let Some(one) = filed.get(&n) else { continue };
        let draft = AnswerDraft {
            title: r.subject.clone(),
            question: r.description.clone(),
            answer: format!("{}{}{}", r.reply.facts, r.reply.reasons, r.reply.directions),
        };
        out.push(told(office.db.write(|tx| verbs::publish_answer(tx, &clerk, &one.number, &draft)))?);
    }
    Ok(out)
}

/// Complaints about the agency, filed now: after everything above.
fn complain(office: &Office, crew: &Crew, base: &Cx, data: &Data) -> Result<String, Fault> {
    let cx = Cx { who: Who::Public, ..base.clone() };
    let mut number = String::new();
    for c in &data.complaint {
        number =
            told(office.db.write(|tx| verbs::file_complaint(tx, &cx, crew.agency, None, &c.complainant, &c.text)))?;
    }
    Ok(number)
}
