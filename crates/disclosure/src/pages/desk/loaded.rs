//! Everything the page of a request shows, read at once.

use crate::pages::{Explained, explained};
use crate::{
    Complaint, DisclosureOffice, Opinion, PublishedAnswer, Refused, Verb, annual,
    consultation::Consultation,
    dispute::Dispute,
    fee::{Fee, Scheme},
    reply::{Record, Reply},
    request::{Contact, Correction, FeeAsked, Private, ReasonAsked, Request, RequestFile},
    similarity, store,
};
use identity::Agency;
use jiff::civil::Date;
use kernel::{Cx, Error, Fault, Id, Role, Tx, Who, journal, matter::MatterRefused, notices::Notice};
use std::collections::HashMap;
use web::Tr;

/// How many earlier requests are compared.
const COMPARED: i64 = 2000;
/// How many of them are shown.
const SHOWN: usize = 5;
/// From here on two requests are called alike, in hundredths.
const ALIKE: u32 = 25;

/// A request with all that hangs on it.
pub(super) struct Loaded {
    pub r: Request,
    pub agency: Agency,
    pub office: DisclosureOffice,
    pub private: Private,
    pub verbs: Vec<Verb>,
    pub files: Vec<RequestFile>,
    pub contacts: Vec<Contact>,
    pub correction: Option<Correction>,
    pub reason: Option<ReasonAsked>,
    pub fee: Option<FeeAsked>,
    pub per_request: Fee,
    pub consultations: Vec<Consultation>,
    pub records: Vec<Record>,
    pub replies: Vec<Reply>,
    pub missing: Vec<Refused>,
    pub opinions: Vec<Opinion>,
    pub disputes: Vec<Dispute>,
    pub complaints: Vec<Complaint>,
    pub notices: Vec<Notice>,
    pub answer: Option<PublishedAnswer>,
    pub same: Vec<Request>,
    pub similar: Vec<(Request, u32)>,
    pub trace: Vec<ledger::Entry>,
    pub names: HashMap<String, String>,
    pub derived: Option<Explained>,
    /// Who took it, and whether that is the reader.
    pub claimed: Option<(String, bool)>,
    /// Whether the reader holds the post whose turn it is.
    pub is_turn: bool,
    /// Whether the reader handles requests of this agency.
    pub is_desk: bool,
    pub is_head: bool,
    /// Whether who asks is shown in full.
    pub is_clear: bool,
    pub today: Date,
}

fn gone() -> Error<Refused> {
    Refused::Matter(MatterRefused::NotThere).into()
}

/// The request when the acting person may see it. Nothing here writes the entry of reading: see `open_request`.
///
/// # Errors
/// Not there, not this office's.
pub(super) fn load(tx: &mut Tx, cx: &Cx, tr: Tr, number: &str) -> Result<Loaded, Error<Refused>> {
    let r = store::find_for_office(tx, cx, number)?.ok_or_else(gone)?;
    let id = r.id();
    let agency =
        identity::find_agency(tx, r.matter.agency)?.ok_or_else(|| Fault::new("a request without its agency"))?;
    let office = store::office_of(tx, &agency)?;
    let trace = journal::trace(tx, &id.to_string())?;
    let opinions = store::opinions_of(tx, cx, id)?;
    let contacts = store::contacts_of(tx, cx, id)?;
    let mut names = HashMap::new();
    let actors = trace
        .iter()
        .map(|e| &e.actor)
        .chain(opinions.iter().map(|o| &o.by_whom))
        .chain(contacts.iter().map(|c| &c.by_whom));
    for actor in actors {
        if !names.contains_key(actor) {
            names.insert(actor.clone(), name_of(tx, tr, actor)?);
        }
    }
    let me = match &cx.who {
        Who::Staff { staff, .. } => Some(*staff),
        _ => None,
    };
    let claimed = match r.matter.claimed_by {
        Some(by) => Some((name_of(tx, tr, &format!("staff:{by}"))?, Some(by) == me)),
        None => None,
    };
    // A year without its calendar leaves the page without the derivation, not without the page.
    let clock = r.reply_clock.as_ref().or(r.matter.clock.as_ref());
    let derived = clock.and_then(|c| explained(tr, cx, c, &r.matter.region).ok());
    let earlier = store::list_earlier(tx, r.matter.agency, id, COMPARED)?;
    let mut similar: Vec<(Request, u32)> = earlier
        .into_iter()
        .map(|e| {
            let alike = similarity(&e.subject, &r.subject);
            (e, alike)
        })
        .filter(|(e, alike)| *alike >= ALIKE && e.subject_key != r.subject_key)
        .collect();
    similar.sort_by(|a, b| b.1.cmp(&a.1).then(b.0.id().cmp(&a.0.id())));
    similar.truncate(SHOWN);
    let same =
        store::list_same(tx, r.matter.agency, &r.subject_key, 20)?.into_iter().filter(|s| s.id() != id).collect();
    let replies = store::replies_of(tx, cx, id)?;
    let missing = if replies.iter().any(|reply| reply.signed_on.is_none()) {
        crate::missing_for_reply(tx, cx, &r)?
    } else {
        Vec::new()
    };
    Ok(Loaded {
        private: store::private_of(tx, cx, id)?,
        verbs: crate::open_verbs(tx, cx, &r)?,
        files: store::files_of(tx, id)?,
        contacts,
        correction: store::correction_of(tx, cx, id)?,
        reason: store::reason_of(tx, cx, id)?,
        fee: store::fee_of(tx, id)?,
        per_request: crate::compute_fee(tx, &r, Scheme::PerRequest, 0)?,
        consultations: store::consultations_of(tx, cx, id)?,
        records: store::records_of(tx, cx, id)?,
        replies,
        missing,
        opinions,
        disputes: store::disputes_of(tx, id)?,
        complaints: store::complaints_of(tx, cx, id)?,
        notices: kernel::notices::list_of(tx, id)?,
        answer: store::answer_of_request(tx, id)?,
        same,
        similar,
        trace,
        names,
        derived,
        claimed,
        is_turn: Role::parse(&r.matter.waits_for).is_some_and(|role| cx.who.holds(r.matter.agency, role)),
        is_desk: cx.who.holds(r.matter.agency, Role::DisclosureDesk),
        is_head: cx.who.holds(r.matter.agency, Role::DisclosureHead),
        is_clear: false,
        today: cx.today(),
        agency,
        office,
        r,
    })
}

fn name_of(tx: &mut Tx, tr: Tr, actor: &str) -> Result<String, Fault> {
    Ok(match actor.split_once(':') {
        Some(("staff", id)) => match Id::parse(id).map(|id| identity::find_staff(tx, id)).transpose()?.flatten() {
            Some(member) => member.name,
            None => tr.s("req-by-office").into_owned(),
        },
        Some(("person", _)) => tr.s("req-by-applicant").into_owned(),
        Some(("system", _)) => tr.s("req-by-hall").into_owned(),
        _ => tr.s("req-by-public").into_owned(),
    })
}

impl Loaded {
    pub fn base(&self) -> String {
        format!("/desk/requests/{}", self.r.number())
    }
    pub fn may(&self, verb: Verb) -> bool {
        self.verbs.contains(&verb)
    }
    pub fn name(&self, actor: &str) -> String {
        self.names.get(actor).cloned().unwrap_or_default()
    }
    /// The draft that waits for its signature.
    pub fn draft(&self) -> Option<&Reply> {
        self.replies.last().filter(|r| r.signed_on.is_none())
    }
    /// Whether the last reply gives records out, so that secrecy is reviewed.
    pub fn gives_out(&self) -> bool {
        let gives = self
            .draft()
            .and_then(|d| crate::outcome::find(&d.drafted.outcome))
            .is_some_and(|o| o.gives != crate::outcome::Gives::None);
        gives && !self.records.is_empty()
    }
}

/// Whether a year can be one of the report: the address of a cell names it.
pub(super) fn cell(year: i64, row: &str, column: &str) -> Option<annual::Cell> {
    annual::Cell::parse(year, row, column)
}
