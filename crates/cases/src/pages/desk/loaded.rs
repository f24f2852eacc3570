//! Everything the page of a case shows an official, read in one piece.

use crate::{
    Case, CaseProcedure, CorrectionNotice, Delivery, MOVES, Material, Opinion, Refused, Regions, Verb,
    pages::{
        there,
        traced::{Actors, entry_time},
    },
    store,
};
use forms::{Answers, Change, Context, Definition, Masking, Reader, SummaryKind, SummarySection};
use identity::{Organisation, PersonDetails};
use items::item::ItemVersion;
use kernel::{
    Cx, Error, Fault, Id, Lang, Role, Tx, Who, journal, matter,
    notices::{self, Notice},
    procedure::{By, open_verbs},
};
use std::{collections::HashMap, sync::Arc};
use web::Tr;

/// How many readings are shown.
const READINGS: i64 = 50;

/// What happened, when, by whom: in words.
#[derive(Clone, Debug)]
pub(crate) struct Happened {
    /// The second half of the entry's kind.
    pub what: String,
    pub when: String,
    pub who: String,
    /// The matter's version after it; 0 for what does not change it.
    pub seq: i64,
    pub is_mine: bool,
}

/// The applicant as officials see them: masked, unless it was asked otherwise and recorded.
#[derive(Clone, Debug, Default)]
pub(crate) struct Applicant {
    pub name: String,
    pub document: String,
    pub phone: String,
    /// Name, code and representative.
    pub organisation: Option<(String, String, String)>,
    /// Where a courier brings the result.
    pub address: Option<String>,
}

/// A licence, as far as a page names it.
#[derive(Clone, Debug)]
pub(crate) struct NamedLicence {
    pub name: String,
    pub number: String,
    pub identifier: String,
}

/// Everything the page shows.
#[derive(Clone, Debug)]
pub(crate) struct Loaded {
    pub case: Case,
    pub item: Arc<ItemVersion>,
    /// What this official may do now.
    pub verbs: Vec<Verb>,
    /// Who took the case.
    pub claimed_by: Option<String>,
    pub is_mine: bool,
    pub may_claim: bool,
    pub applicant: Applicant,
    pub sections: Vec<SummarySection>,
    pub masking: Masking,
    pub materials: Vec<Material>,
    /// Licences that stand for materials.
    pub licences: HashMap<Id, NamedLicence>,
    pub correction: Option<CorrectionNotice>,
    pub changes: Vec<Change>,
    /// With the author in words.
    pub opinions: Vec<(Opinion, String)>,
    pub notices: Vec<Notice>,
    pub trace: Vec<Happened>,
    pub readings: Vec<Happened>,
    pub delivery: Option<Delivery>,
    /// The licence this case issued.
    pub licence: Option<NamedLicence>,
    /// Label and value of what a grant would say.
    pub proposal: Vec<(String, String)>,
    pub granted: Vec<(String, String)>,
}

/// Reads everything about a case that was opened for the acting official.
///
/// # Errors
/// A fault of the database or the keys.
pub(crate) fn load(tx: &mut Tx, cx: &Cx, tr: Tr, number: &str, masking: Masking) -> Result<Loaded, Error<Refused>> {
    let case = there(store::by_number_for_office(tx, cx, number)?)?;
    let id = case.matter.id;
    let past = matter::past(tx, id)?;
    let lost = |what: &str| Fault::new(format!("a case without its {what}"));
    let item = items::find_version(tx, case.item_version)?.ok_or_else(|| lost("item version"))?.body;
    let definition = items::find_form(tx, &case.form_key, case.form_n)?.ok_or_else(|| lost("form"))?;
    let details = identity::details_of(tx, cx, case.person)?.ok_or_else(|| lost("person"))?;
    let organisation = match case.organisation {
        Some(o) => identity::find_organisation(tx, cx, o)?,
        None => None,
    };
    let answers = store::answers_of_case(tx, cx, id)?;
    let correction = store::correction_of(tx, id)?;
    let before = match &correction {
        Some(c) if c.answered_at.is_some() => store::answers_before(tx, cx, c.id)?,
        _ => None,
    };
    let is_mine =
        matches!((&cx.who, case.matter.claimed_by), (Who::Staff { staff, .. }, Some(holder)) if *staff == holder);
    let is_taken = case.matter.claimed_by.is_some() && !is_mine;
    let verbs: Vec<Verb> = open_verbs::<CaseProcedure>(&case.matter, cx, &past)
        .into_iter()
        .filter(|v| offered(*v, &case, &item, correction.as_ref()) && !(is_taken && is_turn(*v, &case)))
        .collect();
    let read = read_answers(tx, cx, tr, &definition, &answers, before.as_ref(), masking);
    let proposal = if verbs.contains(&Verb::Grant) {
        proposal(&item, &definition, &read.clear, &details, organisation.as_ref())
    } else {
        Vec::new()
    };
    let materials = store::materials_of_case(tx, id)?;
    let mut licences = HashMap::new();
    for licence in materials.iter().filter_map(|m| m.licence) {
        if let Some(l) = licences::find(tx, licence)? {
            licences.insert(licence, named(&l));
        }
    }
    let entries = journal::trace(tx, &id.to_string())?;
    let touched = journal::about(tx, &id.to_string(), READINGS)?;
    let actors = Actors::of(tx, tr, &entries)?;
    let readers = Actors::of(tx, tr, &touched)?;
    let me = cx.who.ledger_name();
    let told = |entries: &[ledger::Entry], actors: &Actors| -> Vec<Happened> {
        let happened = entries.iter().map(|e| Happened {
            what: e.kind.strip_prefix("case-").unwrap_or(&e.kind).to_owned(),
            when: entry_time(tr, e),
            who: actors.words(e),
            seq: if e.stream == id.to_string() { e.seq } else { 0 },
            is_mine: e.actor == me,
        });
        happened.collect()
    };
    let (trace, mut readings) = (told(&entries, &actors), told(&touched, &readers));
    readings.reverse();
    let mut opinions = Vec::new();
    for opinion in store::opinions_of(tx, cx, id)? {
        let author = official(tx, tr, opinion.by_staff)?;
        opinions.push((opinion, author));
    }
    let claimed_by = match case.matter.claimed_by {
        Some(staff) => Some(official(tx, tr, staff)?),
        None => None,
    };
    let own_turn = Role::parse(&case.matter.waits_for).is_some_and(|role| cx.who.holds(case.matter.agency, role));
    let granted = store::granted(tx, cx, id)?.map(|(contents, _)| contents).unwrap_or_default();
    Ok(Loaded {
        may_claim: case.matter.claimed_by.is_none() && own_turn && !verbs.is_empty(),
        applicant: applicant(tx, cx, &case, &details, organisation.as_ref(), masking)?,
        item,
        verbs,
        claimed_by,
        is_mine,
        sections: read.sections,
        masking,
        materials,
        licences,
        correction,
        changes: read.changes,
        opinions,
        notices: notices::list_of(tx, id)?,
        trace,
        readings,
        delivery: store::delivery_of(tx, id)?,
        licence: licences::find_of_case(tx, id)?.as_ref().map(named),
        proposal,
        granted,
        case,
    })
}

fn named(l: &licences::Licence) -> NamedLicence {
    NamedLicence { name: l.type_name.clone(), number: l.number.clone(), identifier: l.identifier.clone() }
}

/// Whether a verb that the table allows makes sense for this case: what would be refused for a reason known now is not offered.
fn offered(verb: Verb, case: &Case, item: &ItemVersion, correction: Option<&CorrectionNotice>) -> bool {
    match verb {
        Verb::AskForCorrection => correction.is_none(),
        Verb::StartSpecial => item.special_procedures.iter().any(|s| s.stops_clock),
        Verb::Extend => case.matter.clock.as_ref().is_some_and(|c| c.extended_by() == 0),
        _ => super::noun(verb).is_some(),
    }
}

/// Whether a verb belongs to the post whose turn it is: those who took the case keep their colleagues from it.
fn is_turn(verb: Verb, case: &Case) -> bool {
    MOVES.iter().any(|m| m.verb == verb && matches!(m.by, By::Post(role) if role.as_str() == case.matter.waits_for))
}

/// An official in words: colleagues know each other by name.
fn official(tx: &mut Tx, tr: Tr, staff: Id) -> Result<String, Fault> {
    let member = identity::find_staff(tx, staff)?;
    Ok(member.map_or_else(
        || tr.s("desk-former-colleague").into_owned(),
        |m| tr.f2("desk-colleague", "name", m.name, "number", m.work_number),
    ))
}

fn applicant(
    tx: &mut Tx,
    cx: &Cx,
    case: &Case,
    details: &PersonDetails,
    organisation: Option<&Organisation>,
    masking: Masking,
) -> Result<Applicant, Fault> {
    let address = store::address_of_case(tx, cx, case.matter.id)?;
    let organisation =
        organisation.map(|o| (o.name.clone(), o.uscc.clone(), o.legal_representative.clone().unwrap_or_default()));
    Ok(match masking {
        Masking::Clear => Applicant {
            name: details.name.clone(),
            document: details.document.clone(),
            phone: details.phone.clone(),
            organisation,
            address,
        },
        Masking::Masked => Applicant {
            name: codes::mask_name(&details.name),
            document: codes::mask_identity(&details.document),
            phone: codes::mask_phone(&details.phone),
            organisation,
            // The courier's label is written from the delivery form; until then the beginning is enough to choose the way.
            address: address.map(|a| a.chars().take(6).chain(['…']).collect()),
        },
    })
}

struct ReadAnswers {
    sections: Vec<SummarySection>,
    clear: Vec<SummarySection>,
    changes: Vec<Change>,
}

fn read_answers(
    tx: &mut Tx,
    cx: &Cx,
    tr: Tr,
    definition: &Definition,
    answers: &Answers,
    before: Option<&Answers>,
    masking: Masking,
) -> ReadAnswers {
    let regions = Regions::new(tx);
    let context = Context { today: cx.today(), regions: &regions };
    let evaluation = forms::evaluate(definition, answers, &context);
    let reader = Reader { language: tr.tag(), words: &tr, regions: &regions };
    // What a grant and a licence say is written in the language of the law, whatever the official reads.
    let zh = Tr::new(Lang::ZhCn);
    let law = Reader { language: zh.tag(), words: &zh, regions: &regions };
    ReadAnswers {
        sections: forms::summary(&evaluation, &reader, masking),
        clear: forms::summary(&evaluation, &law, Masking::Clear),
        changes: before.map(|b| forms::changes(definition, b, answers, &reader, masking)).unwrap_or_default(),
    }
}

/// Keys of licence attributes that are the holder's own name.
const NAME_KEYS: &[&str] = &["name", "holder", "operator", "owner", "school_name"];

/// What a grant would say: each attribute of the licence type with the answer that stands for it.
fn proposal(
    item: &ItemVersion,
    definition: &Definition,
    clear: &[SummarySection],
    details: &PersonDetails,
    organisation: Option<&Organisation>,
) -> Vec<(String, String)> {
    let kind = item.result.as_ref().and_then(|r| r.licence_type.as_deref()).and_then(licences::licence_type);
    let Some(kind) = kind else { return Vec::new() };
    let source = definition.source();
    let fields: Vec<_> = source.sections.iter().flat_map(|s| &s.fields).collect();
    let blank = Tr::new(Lang::ZhCn).s("forms-blank");
    let rows = || clear.iter().flat_map(|s| &s.rows).filter(|r| r.kind == SummaryKind::Answer && r.text != blank);
    let answer = |path: &str| {
        let part = format!("{path}.");
        let texts: Vec<&str> =
            rows().filter(|r| r.path == path || r.path.starts_with(&part)).map(|r| r.text.as_str()).collect();
        Some(texts.join(" ")).filter(|t| !t.is_empty())
    };
    let of_attribute = |key: &str, label: &str| {
        let origin = format!("licence.{}.{key}", kind.key);
        let named = fields
            .iter()
            .find(|f| f.key == key)
            .or_else(|| fields.iter().find(|f| f.prefill.as_deref() == Some(&origin)));
        named.and_then(|f| answer(&f.key)).or_else(|| rows().find(|r| r.label == label).map(|r| r.text.clone()))
    };
    let of_holder = |key: &str| match (key, organisation) {
        (k, Some(o)) if NAME_KEYS.contains(&k) => Some(o.name.clone()),
        (k, None) if NAME_KEYS.contains(&k) => Some(details.name.clone()),
        ("uscc", Some(o)) => Some(o.uscc.clone()),
        ("legal_representative", Some(o)) => o.legal_representative.clone(),
        _ => None,
    };
    kind.attributes
        .iter()
        .map(|a| (a.label.clone(), of_attribute(&a.key, &a.label).or_else(|| of_holder(&a.key)).unwrap_or_default()))
        .collect()
}
