//! What is made before the timing begins: applicants with sessions, and drafts that only need to be handed in.
//!
//! A model is taken from the demonstration's own cases: an application that was really filed, with its answers. Every
//! applicant of the bench is new, so that nothing is held of them and one submission is the same rows each time.

use super::CALLERS;
use cases::{Prepared, files::StoredFile};
use forms::{Answers, Prefills};
use items::{Version, guidance::NeedStatus};
use kernel::{Error, Fault, Id, Lang, Never, Office, Refusal, Who};
use serde_json::json;
use std::{sync::Arc, thread};

/// Somebody who applies, with an open session.
pub struct Applicant {
    pub who: Who,
    /// The session's secret: the value of the cookie.
    pub token: String,
}

/// What every draft of the bench looks like.
pub struct Model {
    version: Version,
    situation: String,
    form: (String, u32),
    answers: Answers,
    /// Key and name of the materials to hand in.
    needs: Vec<(String, String)>,
    file: StoredFile,
    /// For the report.
    pub name: String,
}

/// A draft that only needs to be handed in.
pub struct Ready {
    pub draft: Id,
    pub prepared: Prepared,
}

/// A refusal here is a defect of the bench.
pub fn unrefused<R: Refusal>(what: &str) -> impl Fn(Error<R>) -> Fault + '_ {
    move |e| match e {
        Error::Broken(f) => f,
        Error::Refused(r) => Fault::new(format!("the bench could not {what}: {r:?}")),
    }
}

/// Registers one applicant for each caller and signs them in.
pub fn applicants(office: &Office) -> Result<Vec<Applicant>, Fault> {
    let broken = |e: codes::CodeError| Fault::from_error("making a document number", e);
    let region = codes::RegionCode::parse("130102").map_err(broken)?;
    let cx = office.system_cx("bench");
    (0..CALLERS)
        .map(|n| {
            let serial = u16::try_from(n + 1).unwrap_or_default(); // 000 is given to nobody
            let document =
                codes::ResidentId::make(&region, jiff::civil::date(1991, 6, 18), serial).map_err(broken)?.to_string();
            let phone = format!("1390000{n:04}");
            let token = identity::new_token()?;
            let new = identity::NewPerson {
                name: "林晓禾",
                document_kind: codes::PersonalDocumentKind::ResidentId,
                document: &document,
                phone: &phone,
                password_hash: "none",
                region: Some("130102"),
                address: None,
            };
            let (person, account) =
                office.db.write(|tx| identity::register_person(tx, &cx, &new)).map_err(unrefused("register"))?;
            office
                .db
                .write(|tx| identity::begin_first_session(tx, &cx, account, &token).map_err(Error::<Never>::from))?;
            Ok(Applicant { who: Who::Person { account, person, acting_for: None }, token })
        })
        .collect()
}

/// The application to repeat: the first of the demonstration's cases that a newcomer could file today as it stands.
pub fn model(office: &Arc<Office>, applicant: &Applicant) -> Result<Model, Fault> {
    let listed = office.db.read(|tx| cases::list_public(tx, None, None, 200).map_err(Error::<Never>::from))?;
    let system = office.system_cx("bench");
    let clerks = office.db.read(|tx| {
        let members = identity::list_staff(tx)?;
        members
            .into_iter()
            .map(|m| {
                Ok(Who::Staff {
                    account: m.account,
                    staff: m.id,
                    posts: identity::list_posts(tx, &system, m.id)?.into(),
                })
            })
            .collect::<Result<Vec<_>, Fault>>()
            .map_err(Error::<Never>::from)
    })?;
    let file = StoredFile {
        digest: office.objects.put(b"%PDF-1.4\n% the bench\n")?,
        name: "bench.pdf".into(),
        media_type: "application/pdf",
        size: 21,
    };
    for line in &listed {
        let found = office.db.read(|tx| {
            for who in &clerks {
                let Some(case) = cases::by_number_for_office(tx, &office.cx(who.clone(), Lang::ZhCn), &line.number)?
                else {
                    continue;
                };
                let answers = cases::answers_of_case(tx, &system, case.matter.id)?;
                let version =
                    items::find_version(tx, case.item_version)?.ok_or_else(|| Fault::new("a case without its item"))?;
                return Ok::<_, Error<Never>>(Some((case, answers, version)));
            }
            Ok(None)
        })?;
        let Some((case, answers, version)) = found else { continue };
        let name = version.body.name.clone();
        let mut model = Model {
            version,
            situation: case.situation,
            form: (case.form_key, case.form_n),
            answers,
            needs: Vec::new(),
            file: file.clone(),
            name,
        };
        model.needs = match needs(office, applicant, &model) {
            Ok(needs) => needs,
            Err(_) => continue,
        };
        if draft(office, applicant, &model).is_ok() {
            return Ok(model);
        }
    }
    Err(Fault::new("the demonstration has no case that could be filed again today"))
}

impl Model {
    /// How many files one application has.
    pub fn files(&self) -> usize {
        self.needs.len()
    }
}

fn needs(office: &Arc<Office>, applicant: &Applicant, model: &Model) -> Result<Vec<(String, String)>, Fault> {
    let cx = office.cx(applicant.who.clone(), Lang::ZhCn);
    let id = begin(office, applicant, model)?;
    office
        .db
        .read(|tx| {
            let (draft, _) = cases::find_draft(tx, &cx, id)?.ok_or_else(|| Fault::new("a draft is gone"))?;
            let prepared = cases::gather(tx, &cx, &draft, &office.public_url)?;
            let asked = cases::needs(&prepared, &draft).into_iter().filter(|n| n.status == NeedStatus::Ask);
            Ok(asked.map(|n| (n.material.key.clone(), n.material.name.clone())).collect())
        })
        .map_err(unrefused::<cases::Refused>("read a draft"))
}

fn begin(office: &Arc<Office>, applicant: &Applicant, model: &Model) -> Result<Id, Fault> {
    let cx = office.cx(applicant.who.clone(), Lang::ZhCn);
    let form = (model.form.0.as_str(), model.form.1);
    office
        .db
        .write(|tx| {
            let id = cases::create_draft(
                tx,
                &cx,
                &model.version,
                &model.situation,
                &json!({}),
                form,
                &model.answers,
                &Prefills::default(),
            )?;
            for (key, _) in &model.needs {
                cases::add_file(tx, &cx, id, key, &model.file)?;
            }
            Ok(id)
        })
        .map_err(unrefused::<cases::Refused>("begin a draft"))
}

fn draft(office: &Arc<Office>, applicant: &Applicant, model: &Model) -> Result<Ready, Fault> {
    let cx = office.cx(applicant.who.clone(), Lang::ZhCn);
    let id = begin(office, applicant, model)?;
    let prepared = office
        .db
        .read(|tx| {
            let (draft, materials) = cases::find_draft(tx, &cx, id)?.ok_or_else(|| Fault::new("a draft is gone"))?;
            let mut prepared = cases::gather(tx, &cx, &draft, &office.public_url)?;
            cases::prepare(tx, &cx, &mut prepared, &draft, &materials)?;
            Ok(prepared)
        })
        .map_err(unrefused::<cases::Refused>("prepare a draft"))?;
    Ok(Ready { draft: id, prepared })
}

/// `each` drafts of every applicant.
pub fn drafts(
    office: &Arc<Office>,
    applicants: &[Applicant],
    model: &Model,
    each: usize,
) -> Result<Vec<Vec<Ready>>, Fault> {
    thread::scope(|scope| {
        let threads: Vec<_> = applicants
            .iter()
            .map(|a| scope.spawn(move || (0..each).map(|_| draft(office, a, model)).collect::<Result<Vec<_>, _>>()))
            .collect();
        threads.into_iter().map(|t| t.join().map_err(|_| Fault::new("a thread of the bench panicked"))?).collect()
    })
}
