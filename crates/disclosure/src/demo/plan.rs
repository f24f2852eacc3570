//! How one request of the year 2020 is lived: which acts on which working days. Pure but for the calendar it is given.
//!
//! Law: 政府信息公开条例 第三十条 to 第三十七条
//!
//! (Invented words of officials and applicants: Chinese terms as data.)

use super::{
    acts::Act,
    draws::Draws,
    year::{DisputeData, OutcomeData},
};
use crate::{
    Letter, Ruling,
    channel::{Channel, ConfirmMethod, Way},
    consultation::{Answer, ConsultationKind, Weighed},
    reply::{Decision, Drafted},
    request::{Filing, StoredFile},
};
use calendar::Calendar;
use jiff::{
    Span,
    civil::{Date, date},
};
use kernel::Fault;

/// Days given for a correction in the demonstration.
const CORRECTION_DAYS: u32 = 10;
/// The first working day of the year on which something carried over is closed.
const FIRST_CLOSED: Date = date(2020, 1, 3);

/// What a record of a request holds, in the store.
pub(super) struct Papers {
    /// Withheld as a whole.
    pub whole: StoredFile,
    /// Its second line is withheld.
    pub part: StoredFile,
}

/// One request to be lived.
pub(super) struct Ask<'a> {
    pub filing: Filing,
    pub outcome: &'a OutcomeData,
    pub dispute: Option<&'a DisputeData>,
    /// Whether the office accepts web requests when they are submitted.
    pub auto_confirm: bool,
}

/// Acts and their days, in order.
pub(super) struct Days<'a> {
    calendar: &'a Calendar,
    pub acts: Vec<(Date, Act)>,
}

impl<'a> Days<'a> {
    pub(super) fn new(calendar: &'a Calendar) -> Days<'a> {
        Days { calendar, acts: Vec::new() }
    }

    fn after(&self, from: Date, working_days: u32) -> Result<Date, Fault> {
        self.calendar
            .add_working_days(from, working_days)
            .map_err(|e| Fault::from_error("counting the days of the demonstration's year", e))
    }

    /// The first working day so many calendar days after `from`.
    fn later(&self, from: Date, days: i64) -> Result<Date, Fault> {
        let on = from
            .checked_add(Span::new().days(days - 1))
            .map_err(|e| Fault::from_error("counting the days of the demonstration's year", e))?;
        self.calendar
            .next_workday(on)
            .map_err(|e| Fault::from_error("counting the days of the demonstration's year", e))
    }

    fn push(&mut self, on: Date, act: Act) {
        self.acts.push((on, act));
    }
}

fn confirmed_by(draws: &mut Draws, channel: Channel) -> ConfirmMethod {
    match (channel, draws.below(3)) {
        (Channel::Web, 0) => ConfirmMethod::Page,
        (Channel::Web, 1) => ConfirmMethod::Text,
        _ => ConfirmMethod::Phone,
    }
}

/// Plans the whole life of one request.
///
/// # Errors
/// A year without a calendar.
pub(super) fn plan(
    calendar: &Calendar,
    draws: &mut Draws,
    ask: &Ask<'_>,
    papers: &Papers,
) -> Result<Vec<(Date, Act)>, Fault> {
    let mut d = Days::new(calendar);
    let (filing, outcome) = (&ask.filing, ask.outcome);
    let code = outcome.code.as_str();
    let arrived = filing.arrived_on;
    let carried = arrived.year() < 2020;
    d.push(arrived, Act::Submit { filing: Box::new(filing.clone()), who: None });
    let mut received = arrived;
    if filing.channel.needs_confirmation() && !(filing.channel == Channel::Web && ask.auto_confirm) {
        if draws.one_in_hundred_times(40) {
            received = d.after(arrived, 1)?;
        }
        d.push(received, Act::Confirm(confirmed_by(draws, filing.channel)));
    }
    match code {
        "O-1" => {
            let asked = d.after(received, draws.between(2, 6))?;
            d.push(asked, unclear());
            let mut closed = d.after(asked, CORRECTION_DAYS + draws.between(1, 3))?;
            if carried {
                closed = closed.max(FIRST_CLOSED);
            }
            d.push(closed, Act::Abandon);
            archive(&mut d, closed)?;
            return Ok(d.acts);
        }
        "O-3" => {
            let mut on = d.after(received, draws.between(1, 9))?;
            if carried {
                on = on.max(FIRST_CLOSED);
            }
            d.push(on, Act::Withdraw("已经通过其他途径获取，不再需要。".into()));
            archive(&mut d, on)?;
            return Ok(d.acts);
        }
        _ => {}
    }
    // The day from which the days to reply are chosen.
    let mut from = received;
    let corrects = code == "U-3" || (code == "G-2" && !carried && is_early(arrived) && draws.one_in_hundred_times(9));
    if corrects {
        let asked = d.after(received, draws.between(2, 6))?;
        d.push(asked, unclear());
        from = d.after(asked, draws.between(3, 9))?;
        d.push(from, Act::Correct("补充说明：所需为正式印发的文件及其附件。".into()));
    }
    if code == "N-4" {
        from = excessive(&mut d, draws, received)?;
    }
    let asks_third = code == "D-4" || (code == "P-1" && draws.one_in_hundred_times(60));
    let asks_organ = code == "G-2" && !carried && !corrects && draws.one_in_hundred_times(4);
    let may_ask = is_early(arrived) || carried;
    if (asks_third || asks_organ) && may_ask {
        from = consulted(&mut d, draws, from, code)?;
    }
    let consults = (asks_third || asks_organ) && may_ask;
    let may_extend =
        arrived < date(2020, 9, 15) && !carried && !consults && matches!(code, "G-2" | "U-1" | "D-6" | "P-1");
    let mut days = match code {
        "N-4" => draws.between(3, 6),
        _ if consults => draws.between(4, 8),
        _ => draws.between(4, 17),
    };
    if may_extend && draws.one_in_hundred_times(7) {
        let more = draws.between(8, 20);
        d.push(d.after(from, draws.between(11, 17))?, Act::Extend(more, "需要检索的档案较多。".into()));
        days = 20 + draws.between(1, more);
    }
    if carried {
        while d.after(from, days)? < FIRST_CLOSED {
            days += 1;
        }
    }
    let signed = reply(&mut d, from, days, outcome, papers)?;
    let served = serve(&mut d, draws, signed, filing.way)?;
    match ask.dispute {
        None => archive(&mut d, served)?,
        Some(dispute) => disputed(&mut d, draws, served, dispute, papers)?,
    }
    Ok(d.acts)
}

/// Early enough in the year for what takes long: everything is closed by its last day.
fn is_early(arrived: Date) -> bool {
    arrived < date(2020, 10, 19)
}

fn unclear() -> Act {
    Act::AskForCorrection {
        points: vec!["请写明所需信息的名称、文号或者便于查询的其他特征。".into()],
        days: CORRECTION_DAYS,
    }
}

/// Art. 35: reasons asked for, stated or not, found unreasonable. Gives the day of the judgement.
fn excessive(d: &mut Days<'_>, draws: &mut Draws, received: Date) -> Result<Date, Fault> {
    let asked = d.after(received, 2)?;
    d.push(asked, Act::AskReason("一个月内提出内容相近的申请数十件，明显超过合理范围。".into()));
    let on = if draws.one_in_hundred_times(60) {
        let on = d.after(asked, draws.between(2, 8))?;
        d.push(on, Act::StateReason("需要了解情况。".into()));
        on
    } else {
        let on = d.after(asked, 11)?;
        d.push(on, Act::ReasonOver);
        on
    };
    d.push(on, Act::Judge { reasonable: false, words: "没有说明合理用途，内容与此前申请重复。".into() });
    Ok(on)
}

/// Asks a third party (or another organ) and weighs what it says. Gives the day on which that is done.
fn consulted(d: &mut Days<'_>, draws: &mut Draws, from: Date, code: &str) -> Result<Date, Fault> {
    let third = code != "G-2";
    let sent = d.after(from, draws.between(1, 3))?;
    d.push(
        sent,
        Act::Consult(Letter {
            kind: if third { ConsultationKind::Third } else { ConsultationKind::Organ },
            addressee: if third { "示范企业".into() } else { "共同制作该文件的机关".into() },
            contact: "石家庄市示范大街200号".into(),
            asked: "拟公开的文件中涉及你单位的内容".into(),
        }),
    );
    let received = d.after(sent, draws.between(1, 3))?;
    d.push(received, Act::LetterReceived);
    if code != "D-4" && draws.one_in_hundred_times(25) {
        // Silence: the fifteen working days are over.
        let over = d.after(received, 16)?;
        d.push(over, Act::Lapse);
        return Ok(over);
    }
    let answered = d.after(received, draws.between(2, 9))?;
    let answer = match code {
        "D-4" => Answer::Object,
        "P-1" => Answer::Partly,
        _ => Answer::Agree,
    };
    d.push(answered, Act::Opinion(answer, "涉及本单位的工艺参数和报价，公开会损害竞争地位。".into()));
    if answer == Answer::Agree {
        return Ok(answered);
    }
    let weighed = d.after(answered, 1)?;
    d.push(weighed, Act::Weigh(Weighed::Reasonable, "所述内容尚未公开，具有商业价值，理由合理。".into()));
    Ok(weighed)
}

fn drafted(outcome: &OutcomeData) -> Drafted {
    Drafted {
        outcome: outcome.code.clone(),
        grounds: outcome.grounds.clone(),
        facts: outcome.facts.clone(),
        reasons: outcome.reasons.clone(),
        directions: outcome.directions.clone(),
        provision: outcome.provision.clone(),
        other_organ: outcome.other_organ.clone(),
        other_contact: outcome.other_contact.clone(),
    }
}

/// Drafts, reviews and signs, the last `days` working days after `from`. Gives the day of the reply.
fn reply(d: &mut Days<'_>, from: Date, days: u32, outcome: &OutcomeData, papers: &Papers) -> Result<Date, Fault> {
    let code = outcome.code.as_str();
    let (drafting, reviewing, signing) = (d.after(from, days - 2)?, d.after(from, days - 1)?, d.after(from, days)?);
    // Looked at again after the present day of the demonstration, so that its desk does not begin with a hundred tasks.
    let again = date(2028, 12, 1);
    let withheld = matches!(code, "D-1" | "D-2" | "D-3" | "D-4" | "D-5" | "D-6" | "D-7");
    let part = code == "P-1";
    if withheld {
        let decision = super::acts::decided(Decision::Withhold, 0, code, &outcome.reasons, again);
        d.push(drafting, Act::Record { file: papers.whole.clone(), decision });
    }
    if part {
        let decision = super::acts::decided(Decision::Part, 2, "D-4", &outcome.reasons, again);
        d.push(drafting, Act::Record { file: papers.part.clone(), decision });
        d.push(drafting, Act::Release);
    }
    d.push(drafting, Act::SaveReply(drafted(outcome)));
    d.push(drafting, Act::SubmitReply);
    if part {
        d.push(reviewing, Act::Forward);
        d.push(reviewing, Act::Clear);
    } else {
        d.push(reviewing, Act::Pass);
    }
    d.push(signing, Act::Sign);
    Ok(signing)
}

fn serve(d: &mut Days<'_>, draws: &mut Draws, signed: Date, way: Way) -> Result<Date, Fault> {
    let (served, proof) = match way {
        Way::Web | Way::Email => (signed, "网页查阅记录"),
        Way::Post => (d.after(signed, draws.between(2, 4))?, "邮件回执"),
        Way::Pickup | Way::Fax => (d.after(signed, draws.between(1, 3))?, "送达回证"),
    };
    d.push(served, Act::Serve { proof: proof.into() });
    Ok(served)
}

fn archive(d: &mut Days<'_>, closed: Date) -> Result<(), Fault> {
    let on = d.later(closed, 31)?;
    d.push(on, Act::Archive);
    Ok(())
}

/// Reconsideration and litigation after the reply was served, a second reply where one is ordered, then the archive.
fn disputed(
    d: &mut Days<'_>,
    draws: &mut Draws,
    served: Date,
    dispute: &DisputeData,
    papers: &Papers,
) -> Result<(), Fault> {
    let mut last = served;
    for (n, step) in dispute.steps.iter().enumerate() {
        let filed = d.later(last, step.file_after)?;
        let reconsidered = step.kind == crate::dispute::DisputeKind::Reconsideration;
        let forum = if reconsidered { "石家庄市人民政府" } else { "示范人民法院" };
        let mark = if reconsidered { "复" } else { "行初" };
        let reference = format!("〔2020〕示{mark}{}号", 100 + draws.below(800) + n);
        d.push(filed, Act::FileDispute { kind: step.kind, forum: forum.into(), reference });
        last = d.later(filed, step.close_after)?;
        let note = match step.result {
            crate::dispute::DisputeResult::Upheld => "维持原答复。",
            crate::dispute::DisputeResult::Corrected => "原答复认定事实不清，予以纠正。",
            crate::dispute::DisputeResult::Other => "申请人撤回，终止审理。",
        };
        let ruling = Ruling { result: step.result, note: note.into(), orders_redo: step.redo, closed_on: last };
        d.push(last, Act::Settle(ruling));
        if step.redo {
            let second = OutcomeData::given_after_all();
            let signed = reply(d, last, draws.between(5, 12), &second, papers)?;
            last = d.after(signed, 2)?;
            d.push(last, Act::Serve { proof: "邮件回执".into() });
        }
    }
    archive(d, last)
}
