//! Cases in every state, lived through by the demonstration's people: each act is the real verb, at
//! its own simulated time, in the order of time over all cases. Over 500 lines, since it is one play
//! with one cast: the table of lives and the act behind each word.
//!
//! (Invented words of officials: Chinese terms as data.)

use super::{answers, people};
use cases::{CorrectionDraft, CorrectionPoint, DecisionDraft, Handing, PointKind, Recommendation, files::StoredFile};
use forms::{Answers, Prefills};
use items::{Published, guidance::NeedStatus};
use jiff::{SignedDuration, Timestamp};
use kernel::{Error, Fault, Id, Lang, Never, Office, Refusal, Who};
use ratings::{Level, NewRating};
use serde_json::json;
use std::{collections::HashMap, sync::Arc};

#[derive(Clone, Copy)]
enum Act {
    Submit,
    Accept,
    Deem,
    AskForCorrection,
    Supplement,
    RefuseAcceptance,
    Terminate,
    Examine(Recommendation),
    StartSpecial,
    Extend,
    Grant,
    Deny,
    MakeLicence,
    Deliver(Handing),
    Withdraw,
    Archive,
    Rate(Level, &'static str),
}

use Act::*;

/// Applicant (by place in the table of people), and what happens how many days before now.
type Life = (usize, &'static [(u32, Act)]);

const GOOD: Recommendation = Recommendation::Grant;
const BAD: Recommendation = Recommendation::Deny;

const LIVES: &[Life] = &[
    (
        0,
        &[
            (70, Submit),
            (69, Accept),
            (66, Examine(GOOD)),
            (64, Grant),
            (63, MakeLicence),
            (62, Deliver(Handing::Electronic)),
            (61, Rate(Level::VerySatisfied, "不用跑，手机上就办完了。")),
            (30, Archive),
        ],
    ),
    (
        1,
        &[
            (68, Submit),
            (66, AskForCorrection),
            (63, Supplement),
            (62, Accept),
            (59, Examine(GOOD)),
            (57, Grant),
            (56, MakeLicence),
            (55, Deliver(Handing::Courier)),
            (24, Archive),
        ],
    ),
    (2, &[(66, Submit), (64, Accept), (60, Examine(BAD)), (58, Deny), (57, Deliver(Handing::Electronic))]),
    (0, &[(9, Submit), (8, RefuseAcceptance)]),
    (1, &[(20, Submit), (19, Accept), (12, Withdraw)]),
    (2, &[(57, Submit), (55, AskForCorrection), (15, Terminate)]),
    (
        0,
        &[
            (33, Submit),
            (32, Accept),
            (28, Examine(GOOD)),
            (27, Grant),
            (26, MakeLicence),
            (25, Deliver(Handing::Pickup)),
            (24, Rate(Level::BasicallySatisfied, "")),
        ],
    ),
    (
        1,
        &[
            (22, Submit),
            (21, Accept),
            (16, Examine(GOOD)),
            (14, Grant),
            (13, MakeLicence),
            (12, Deliver(Handing::Electronic)),
            (11, Rate(Level::Satisfied, "营业执照没有再要一遍，电话里也说得清楚。")),
        ],
    ),
    (
        2,
        &[
            (18, Submit),
            (17, Accept),
            (9, Examine(GOOD)),
            (8, Grant),
            (7, MakeLicence),
            (6, Deliver(Handing::Electronic)),
            (5, Rate(Level::Dissatisfied, "窗口说的和指南写的不一样，多跑了一趟。")),
        ],
    ),
    (1, &[(16, Submit), (15, Accept), (8, Examine(GOOD)), (5, Grant), (3, MakeLicence)]),
    (0, &[(15, Submit), (14, Accept), (7, Examine(GOOD)), (2, Grant)]),
    (2, &[(15, Submit), (13, Accept), (6, Examine(BAD)), (2, Deny)]),
    (0, &[(13, Submit), (11, Accept), (4, Examine(GOOD))]),
    (1, &[(12, Submit), (11, Accept), (3, Examine(GOOD))]),
    (2, &[(45, Submit), (44, Accept)]),
    (0, &[(26, Submit), (25, Accept), (4, Extend)]),
    (1, &[(10, Submit), (9, Accept), (5, StartSpecial)]),
    (2, &[(24, Submit), (3, Deem)]),
    (0, &[(7, Submit), (6, Accept)]),
    (1, &[(6, Submit), (4, AskForCorrection)]),
    (2, &[(7, Submit), (6, AskForCorrection), (1, Supplement)]),
    (0, &[(3, Submit)]),
    (1, &[(1, Submit)]),
    (2, &[(1, Submit)]),
];

fn refused<R: Refusal>(what: &str) -> impl FnOnce(Error<R>) -> Fault + '_ {
    move |e| match e {
        Error::Broken(f) => f,
        Error::Refused(r) => Fault::new(format!("the demonstration could not {what}: {r:?}")),
    }
}

struct Cast {
    applicants: Vec<Who>,
    staff: HashMap<&'static str, Who>,
}

fn cast(office: &Office, applicants: Vec<Who>) -> Result<Cast, Fault> {
    Ok(Cast { applicants, staff: staff(office)? })
}

/// The officials of the demonstration by the names they sign in with.
pub(super) fn staff(office: &Office) -> Result<HashMap<&'static str, Who>, Fault> {
    staff_of(office, |_| true)
}

/// Those of them that are wanted: at the beginning not all of them are there.
pub(super) fn staff_of(office: &Office, wanted: impl Fn(&str) -> bool) -> Result<HashMap<&'static str, Who>, Fault> {
    let cx = office.system_cx("demonstration");
    office
        .db
        .read(|tx| {
            let mut staff = HashMap::new();
            let members = identity::list_staff(tx)?;
            for (login, name, _) in people::STAFF.into_iter().filter(|(login, ..)| wanted(login)) {
                let member =
                    members.iter().find(|m| m.name == name).ok_or_else(|| Fault::new(format!("{name} is missing")))?;
                let posts = identity::list_posts(tx, &cx, member.id)?;
                staff.insert(login, Who::Staff { account: member.account, staff: member.id, posts: posts.into() });
            }
            Ok::<_, Error<Never>>(staff)
        })
        .map_err(Fault::from)
}

/// The items whose form the demonstration can fill in, those of the hall's own agency.
fn chosen(office: &Office) -> Result<Vec<Published>, Fault> {
    let agency = people::hall_agency(office)?;
    let filter = items::search::Filter::default();
    let all = office.db.read(|tx| {
        items::list_published(tx, &filter, &items::search::Seek::Start, 500).map_err(Error::<Never>::from)
    })?;
    let today = office.system_cx("demonstration").today();
    let mut out = Vec::new();
    for p in all.into_iter().filter(|p| p.item.agency == agency) {
        let Some(form) = p.version.body.form.clone() else { continue };
        let fits = office.db.read(|tx| {
            let definition =
                items::find_form(tx, &form.key, form.version)?.ok_or_else(|| Fault::new("a form is missing"))?;
            let regions = cases::Regions::new(tx);
            Ok::<_, Error<Never>>(answers::plausible(&definition, &Answers::new(), today, &regions))
        })?;
        match fits {
            Ok(_) => out.push(p),
            Err(why) => {
                tracing::debug!(item = %p.item.slug, form = %form.key, %why, "the demonstration cannot fill in this form")
            }
        }
    }
    // Different fields one after another, so that the worklist shows the breadth of the hall.
    out.sort_by_key(|p| p.version.body.field.clone());
    let mut spread: Vec<Published> = Vec::new();
    let mut rest = out;
    while !rest.is_empty() {
        let mut seen: Vec<String> = Vec::new();
        let mut later = Vec::new();
        for p in rest {
            if seen.contains(&p.version.body.field) {
                later.push(p);
            } else {
                seen.push(p.version.body.field.clone());
                spread.push(p);
            }
        }
        rest = later;
    }
    Ok(spread)
}

/// Lives every life.
///
/// # Errors
/// What any act fails with: the demonstration is made whole or not at all.
pub fn live(office: &Arc<Office>, applicants: Vec<Who>, now: Timestamp) -> Result<(), Fault> {
    let cast = cast(office, applicants)?;
    give_business_licences(office, &cast)?;
    let items = chosen(office)?;
    if items.is_empty() {
        return Err(Fault::new("the demonstration has no item that it can fill in"));
    }
    let mut timeline: Vec<(Timestamp, usize, Act)> = Vec::new();
    for (n, (_, acts)) in LIVES.iter().enumerate() {
        for (k, (days, act)) in acts.iter().enumerate() {
            let at = in_office_hours(now, *days, n * 13 + k * 7)?;
            timeline.push((at, n, *act));
        }
    }
    timeline.sort_by_key(|(at, n, _)| (*at, *n));
    let special = items.iter().position(|p| p.version.body.special_procedures.iter().any(|s| s.stops_clock));
    let mut correctable = Vec::new();
    for (at, item) in items.iter().enumerate() {
        if first_field(office, item)?.is_some() {
            correctable.push(at);
        }
    }
    if correctable.is_empty() {
        return Err(Fault::new("the demonstration has no item with a plain text field"));
    }
    let mut numbers: HashMap<usize, String> = HashMap::new();
    for (at, n, act) in timeline {
        office.clock.advance_to(at);
        let (applicant, acts) = LIVES[n];
        let wants_special = acts.iter().any(|(_, a)| matches!(a, StartSpecial));
        let wants_correction = acts.iter().any(|(_, a)| matches!(a, AskForCorrection));
        // Extended three weeks after acceptance: the limit must still run then.
        let wants_extension = acts.iter().any(|(_, a)| matches!(a, Extend));
        let is_long = |p: &Published| {
            let limit = p.version.body.statutory_limit.as_ref();
            limit.is_none_or(|l| l.n >= 20 && l.unit == items::dictionary::LimitUnit::WorkingDay)
        };
        let item = match special {
            Some(at) if wants_special => &items[at],
            None if wants_special => continue,
            _ => {
                // A person asks for what persons may have, an organisation for what organisations may.
                let is_organisation = matches!(cast.applicants[applicant], Who::Person { acting_for: Some(_), .. });
                let fitting: Vec<usize> = (0..items.len())
                    .filter(|at| !wants_correction || correctable.contains(at))
                    .filter(|at| !wants_extension || is_long(&items[*at]))
                    .filter(|at| {
                        let facets = items[*at].version.body.facets();
                        if is_organisation { facets.for_organisations } else { facets.for_persons }
                    })
                    .collect();
                match fitting.get(n % fitting.len().max(1)) {
                    Some(at) => &items[*at],
                    None => continue,
                }
            }
        };
        let stage = Stage { office, cast: &cast, applicant: &cast.applicants[applicant], item };
        let number = stage.act(act, numbers.get(&n).map(String::as_str))?;
        numbers.insert(n, number);
    }
    Ok(())
}

/// A moment so many days before `now`, between half past nine and half past three in Beijing.
fn in_office_hours(now: Timestamp, days: u32, minutes: usize) -> Result<Timestamp, Fault> {
    let broken = |e: jiff::Error| Fault::from_error("a time of the demonstration", e);
    let day = kernel::cx::legal_date(now).checked_sub(jiff::ToSpan::days(i64::from(days))).map_err(broken)?;
    let morning = kernel::cx::BEIJING.to_timestamp(day.at(9, 30, 0, 0)).map_err(broken)?;
    Ok(morning + SignedDuration::from_mins((minutes % 360) as i64))
}

/// Every organisation of the demonstration already holds its business licence, as it would in life.
fn give_business_licences(office: &Arc<Office>, cast: &Cast) -> Result<(), Fault> {
    for who in &cast.applicants {
        let Who::Person { acting_for: Some(organisation), .. } = who else { continue };
        super::licence::give_business_licence(office, *organisation)?;
    }
    Ok(())
}

struct Stage<'a> {
    office: &'a Arc<Office>,
    cast: &'a Cast,
    applicant: &'a Who,
    item: &'a Published,
}

impl Stage<'_> {
    fn cx(&self, who: &Who) -> kernel::Cx {
        self.office.cx(who.clone(), Lang::ZhCn)
    }

    fn staff(&self, login: &str) -> Result<kernel::Cx, Fault> {
        self.cast.staff.get(login).map(|w| self.cx(w)).ok_or_else(|| Fault::new(format!("nobody is {login}")))
    }

    fn seen(&self, number: &str) -> Result<i64, Fault> {
        let cx = self.staff("acceptance")?;
        let case =
            self.office.db.read(|tx| cases::by_number_for_office(tx, &cx, number).map_err(Error::<Never>::from))?;
        case.map(|c| c.matter.version).ok_or_else(|| Fault::new("a demonstration case is gone"))
    }

    fn act(&self, act: Act, number: Option<&str>) -> Result<String, Fault> {
        let office = self.office;
        let url = office.public_url.as_str();
        let Some(number) = number else { return self.submit() };
        let seen = self.seen(number)?;
        let db = &office.db;
        match act {
            Submit => return self.submit(),
            Accept => {
                let cx = self.staff("acceptance")?;
                db.write(|tx| cases::accept(tx, &cx, number, seen, url)).map_err(refused("accept"))?;
            }
            Deem => {
                let office_cx = self.staff("acceptance")?;
                let cx = office.system_cx("clock");
                db.write(|tx| {
                    let case =
                        cases::by_number_for_office(tx, &office_cx, number)?.ok_or_else(|| Fault::new("gone"))?;
                    cases::deem_accepted(tx, &cx, &case, url)
                })
                .map_err(refused("deem accepted"))?;
            }
            AskForCorrection => {
                let cx = self.staff("acceptance2")?;
                let (field, label) = self.first_field()?;
                let points = vec![CorrectionPoint {
                    kind: PointKind::Field,
                    target: field,
                    label,
                    what: "填写的内容与所附材料不一致；请核对后更正，确有不同的，说明原因".into(),
                }];
                let draft = CorrectionDraft { points, note: "请一次补正完毕。".into(), working_days: 10 };
                db.write(|tx| cases::ask_for_correction(tx, &cx, number, seen, &draft, url))
                    .map_err(refused("ask for correction"))?;
            }
            Supplement => {
                let cx = self.cx(self.applicant);
                let (field, _) = self.first_field()?;
                let path = forms::Path::parse(&field).ok_or_else(|| Fault::new("a field without a path"))?;
                db.write(|tx| {
                    let case = cases::by_number_for_applicant(tx, &cx, number)?.ok_or_else(|| Fault::new("gone"))?;
                    let mut answers = cases::answers_of_case(tx, &cx, case.matter.id)?;
                    let text = format!("{}（已核对）", answers.text(&field));
                    answers.put(&path, forms::Answer::text(text));
                    cases::supplement(tx, &cx, number, seen, &answers, &[])
                })
                .map_err(refused("supplement"))?;
            }
            RefuseAcceptance => {
                let cx = self.staff("acceptance")?;
                let (reason, basis) = (
                    "所申请的事项依法不属于本机关职权范围，请向有关行政机关申请。",
                    "中华人民共和国行政许可法第三十二条第一款第二项",
                );
                db.write(|tx| cases::refuse_acceptance(tx, &cx, number, seen, reason, basis, url))
                    .map_err(refused("refuse acceptance"))?;
            }
            Terminate => {
                let cx = self.staff("acceptance")?;
                db.write(|tx| cases::terminate(tx, &cx, number, seen, "期限届满未补正。", url))
                    .map_err(refused("terminate"))?;
            }
            Examine(recommendation) => {
                let cx = self.staff("examination")?;
                let findings = if recommendation == GOOD {
                    "申请材料齐全，符合法定条件。"
                } else {
                    "申报的场所不符合法定条件，且不能通过整改达到要求。"
                };
                db.write(|tx| cases::examine(tx, &cx, number, seen, recommendation, findings, ""))
                    .map_err(refused("examine"))?;
            }
            StartSpecial => {
                let cx = self.staff("examination")?;
                let which = self.item.version.body.special_procedures.iter().position(|s| s.stops_clock).unwrap_or(0);
                db.write(|tx| cases::start_special(tx, &cx, number, seen, which, 10, url))
                    .map_err(refused("start a special procedure"))?;
            }
            Extend => {
                let cx = self.staff("head")?;
                db.write(|tx| cases::extend(tx, &cx, number, seen, 10, "需要进一步核实有关情况。", url))
                    .map_err(refused("extend"))?;
            }
            Grant => {
                let cx = self.staff("decision")?;
                let valid_to = cx.today().checked_add(jiff::ToSpan::years(3)).ok();
                let draft = DecisionDraft {
                    contents: vec![("许可内容".into(), self.item.version.body.name.clone())],
                    valid_to,
                    opinion: "同意。".into(),
                };
                db.write(|tx| cases::grant(tx, &cx, number, seen, &draft, url)).map_err(refused("grant"))?;
            }
            Deny => {
                let cx = self.staff("decision")?;
                let basis = "中华人民共和国行政许可法第三十八条第二款";
                db.write(|tx| cases::deny(tx, &cx, number, seen, "申报的条件不符合法定要求。", basis, url))
                    .map_err(refused("deny"))?;
            }
            MakeLicence => {
                let cx = self.staff("licence-making")?;
                super::licence::make(office, &cx, number, seen)?;
            }
            Deliver(way) => {
                let cx = self.staff("delivery")?;
                let (courier, waybill) =
                    if way == Handing::Courier { ("中国邮政速递物流", "EX100200300CN") } else { ("", "") };
                db.write(|tx| cases::deliver(tx, &cx, number, seen, way, courier, waybill, url))
                    .map_err(refused("deliver"))?;
            }
            Withdraw => {
                let cx = self.cx(self.applicant);
                db.write(|tx| cases::withdraw(tx, &cx, number, seen, "暂缓办理。", url))
                    .map_err(refused("withdraw"))?;
            }
            Rate(level, comment) => {
                let cx = self.cx(self.applicant);
                let new = NewRating { level, aspects: &[], comment };
                db.write(|tx| ratings::rate(tx, &cx, number, &new)).map_err(refused("rate"))?;
            }
            Archive => {
                let office_cx = self.staff("acceptance")?;
                let cx = office.system_cx("clock");
                db.write(|tx| {
                    let case =
                        cases::by_number_for_office(tx, &office_cx, number)?.ok_or_else(|| Fault::new("gone"))?;
                    cases::archive(tx, &cx, &case)
                })
                .map_err(refused("archive"))?;
            }
        }
        Ok(number.to_owned())
    }

    fn first_field(&self) -> Result<(String, String), Fault> {
        first_field(self.office, self.item)?.ok_or_else(|| Fault::new("the form has no plain text field"))
    }

    fn submit(&self) -> Result<String, Fault> {
        let office = self.office;
        let cx = self.cx(self.applicant);
        let version = &self.item.version;
        let form = version.body.form.clone().ok_or_else(|| Fault::new("an item without a form"))?;
        let situation = version
            .body
            .situations
            .first()
            .map(|s| s.key.clone())
            .ok_or_else(|| Fault::new("an item without a situation"))?;
        let filled = office.db.read(|tx| {
            let definition =
                items::find_form(tx, &form.key, form.version)?.ok_or_else(|| Fault::new("a form is missing"))?;
            let regions = cases::Regions::new(tx);
            Ok::<_, Error<Never>>(answers::plausible(&definition, &Answers::new(), cx.today(), &regions))
        })?;
        let filled = filled.map_err(|why| Fault::new(format!("a form cannot be filled in today: {why}")))?;
        let id: Id = office
            .db
            .write(|tx| {
                cases::create_draft(
                    tx,
                    &cx,
                    version,
                    &situation,
                    &json!({}),
                    (&form.key, form.version),
                    &filled,
                    &Prefills::default(),
                )
            })
            .map_err(refused("begin a draft"))?;
        let pdf = sample_file();
        let digest = office.objects.put(&pdf)?;
        let needs = office
            .db
            .read(|tx| {
                let (draft, _) = cases::find_draft(tx, &cx, id)?.ok_or_else(|| Fault::new("a draft is gone"))?;
                let prepared = cases::gather(tx, &cx, &draft, &office.public_url)?;
                let situation =
                    prepared.version.body.situation(&draft.situation).ok_or_else(|| Fault::new("no situation"))?;
                let needs = items::guidance::materials_for(&prepared.version.body, situation, &prepared.held);
                Ok(needs
                    .iter()
                    .filter(|n| n.status == NeedStatus::Ask)
                    .map(|n| (n.material.key.clone(), n.material.name.clone()))
                    .collect::<Vec<_>>())
            })
            .map_err(refused::<cases::Refused>("read a draft"))?;
        for (key, name) in needs {
            let file = StoredFile {
                digest: digest.clone(),
                name: format!("{name}.pdf"),
                media_type: "application/pdf",
                size: pdf.len() as i64,
            };
            office.db.write(|tx| cases::add_file(tx, &cx, id, &key, &file)).map_err(refused("add a file"))?;
        }
        let prepared = office
            .db
            .read(|tx| {
                let (draft, materials) =
                    cases::find_draft(tx, &cx, id)?.ok_or_else(|| Fault::new("a draft is gone"))?;
                let mut prepared = cases::gather(tx, &cx, &draft, &office.public_url)?;
                cases::prepare(tx, &cx, &mut prepared, &draft, &materials)?;
                Ok(prepared)
            })
            .map_err(refused::<cases::Refused>("prepare"))?;
        let case = office.db.write(|tx| cases::submit(tx, &cx, id, &prepared, "")).map_err(refused("submit"))?;
        Ok(case.matter.number)
    }
}

/// A plain text field of the item's form, path and label, to pin a correction to.
fn first_field(office: &Office, item: &Published) -> Result<Option<(String, String)>, Fault> {
    let form = item.version.body.form.clone().ok_or_else(|| Fault::new("an item without a form"))?;
    let definition = office
        .db
        .read(|tx| items::find_form(tx, &form.key, form.version).map_err(Error::<Never>::from))?
        .ok_or_else(|| Fault::new("a form is missing"))?;
    let plain = |f: &&forms::FieldSource| {
        f.kind == "text"
            && f.format.is_none()
            && f.pattern.is_none()
            && f.visible.is_none()
            && f.rules.is_empty()
            && f.max_length.is_none_or(|m| m > 60)
    };
    let field =
        definition.source().sections.iter().filter(|s| s.visible.is_none()).flat_map(|s| s.fields.iter()).find(plain);
    Ok(field.map(|f| (f.key.clone(), f.label.as_ref().map(|l| l.in_language("zh-CN").to_owned()).unwrap_or_default())))
}

/// A page with one line on it: what an applicant of the demonstration hands in.
fn sample_file() -> Vec<u8> {
    let stream = "BT /F1 24 Tf 72 760 Td (Demonstration material) Tj ET";
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{stream}\nendstream", stream.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let mut pdf = String::from("%PDF-1.4\n");
    let mut places = Vec::new();
    for (n, object) in objects.iter().enumerate() {
        places.push(pdf.len());
        pdf.push_str(&format!("{} 0 obj\n{object}\nendobj\n", n + 1));
    }
    let xref = pdf.len();
    pdf.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1));
    for place in &places {
        pdf.push_str(&format!("{place:010} 00000 n \n"));
    }
    pdf.push_str(&format!("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{xref}\n%%EOF\n", objects.len() + 1));
    pdf.into_bytes()
}
