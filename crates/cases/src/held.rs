//! What the hall already holds of an applicant, so that nobody types or uploads it again (免填写, 免提交): the account,
//! the licences in the wallet, earlier cases. And from it everything that a submission reads beforehand.
//!
//! Called when a draft is begun, on its pages, and before it is submitted. It writes nothing.
//!
//! Law: 国务院关于在线政务服务的若干规定 第七条 (what can be had by sharing is not demanded again)

use crate::{
    Draft, Prepared, Refused,
    drafts::applicant,
    store::{self, list_mine},
};
use forms::{Answer, Answers, Definition, Path, Prefill, Source};
use identity::{Organisation, PersonDetails};
use items::guidance::HeldSet;
use kernel::{Cx, Error, Fault, Id, Tx};
use std::{collections::BTreeMap, sync::Arc};

/// How many of the newest cases are looked through for answers.
const EARLIER: i64 = 5;

/// A case of the same applicant, with its form.
struct Earlier {
    number: String,
    item: String,
    definition: Arc<Definition>,
    answers: Answers,
}

/// What is held.
pub struct Holdings {
    /// The acting person's own data.
    pub details: PersonDetails,
    /// The organisation acted for.
    pub organisation: Option<Organisation>,
    /// What the guidance asks: which licences in force and which verified data there are.
    pub held: HeldSet,
    /// The rows of those licences, by identifier.
    pub licences: Vec<(String, Id)>,
    attributes: BTreeMap<String, Prefill>,
    earlier: Vec<Earlier>,
}

impl Holdings {
    /// What is held of the acting person, or of the organisation they act for.
    ///
    /// # Errors
    /// Nobody is signed in, or a fault of the database or the keys.
    pub fn load(tx: &mut Tx, cx: &Cx) -> Result<Holdings, Error<Refused>> {
        let (_, person, organisation) = applicant(cx)?;
        let details =
            identity::details_of(tx, cx, person)?.ok_or_else(|| Fault::new("an account without its person"))?;
        let (held, licences) = licences::held(tx, cx, person, organisation)?;
        let organisation = match organisation {
            Some(id) => identity::find_organisation(tx, cx, id)?,
            None => None,
        };
        Ok(Holdings { details, organisation, held, licences, attributes: BTreeMap::new(), earlier: Vec::new() })
    }

    /// The same with everything that `definition` can be filled from: data of licences, answers of earlier cases.
    ///
    /// # Errors
    /// As [`Holdings::load`].
    pub fn for_form(tx: &mut Tx, cx: &Cx, definition: &Definition) -> Result<Holdings, Error<Refused>> {
        let (_, person, organisation) = applicant(cx)?;
        let mut holdings = Holdings::load(tx, cx)?;
        for key in definition.prefill_keys().into_iter().filter(|k| k.starts_with("licence.")) {
            let Some((text, licence)) = licences::find_attribute(tx, cx, person, organisation, key)? else { continue };
            let is_address = definition
                .source()
                .sections
                .iter()
                .flat_map(|s| &s.fields)
                .any(|f| f.prefill.as_deref() == Some(key) && f.kind == "address");
            // An address on a licence is one line; the form asks for the region apart.
            let value =
                if is_address { Answer::parts([("region", ""), ("detail", &text)]) } else { Answer::text(text) };
            let source = Source::Licence { id: licence.number, name: licence.type_name };
            holdings.attributes.insert(key.to_owned(), Prefill { value, source });
        }
        for listed in list_mine(tx, cx, None, EARLIER)? {
            let Some(case) = store::by_number_for_applicant(tx, cx, &listed.number)? else { continue };
            let Some(definition) = items::find_form(tx, &case.form_key, case.form_n)? else { continue };
            let item = items::find_item(tx, case.item)?.map(|i| i.slug).unwrap_or_default();
            let answers = store::answers_of_case(tx, cx, case.matter.id)?;
            holdings.earlier.push(Earlier { number: listed.number, item, definition, answers });
        }
        Ok(holdings)
    }

    /// The first value for a prefill key of a form: `profile.…`, `licence.<type>.<attribute>`, `case.<item>.<field>`.
    /// What the account lacks is looked for in earlier cases, under the same key.
    pub fn find(&self, key: &str) -> Option<Prefill> {
        let mut parts = key.splitn(3, '.');
        let found = match (parts.next()?, parts.next()?, parts.next()) {
            ("profile", datum, None) => self.profile(datum).map(|value| Prefill { value, source: Source::Profile }),
            ("licence", ..) => self.attributes.get(key).cloned(),
            ("case", item, Some(field)) => self.case(item, field),
            _ => None,
        };
        found.filter(|p| !p.value.is_blank()).or_else(|| self.same_question(key))
    }

    fn profile(&self, datum: &str) -> Option<Answer> {
        let d = &self.details;
        let organisation = self.organisation.as_ref();
        Some(match datum {
            "person" => Answer::parts([
                ("name", &d.name),
                ("id_kind", &d.document_kind),
                ("id_number", &d.document),
                ("phone", &d.phone),
            ]),
            "name" => Answer::text(organisation.map_or(&d.name, |o| &o.name)),
            "phone" => Answer::text(&d.phone),
            "document" => Answer::text(&d.document),
            "organisation" => {
                let o = organisation?;
                let representative = o.legal_representative.as_deref().unwrap_or_default();
                Answer::parts([("name", &o.name), ("uscc", &o.uscc), ("legal_representative", representative)])
            }
            "address" => {
                let (region, detail) = match organisation {
                    Some(o) => (o.region.as_deref(), Some(o.address.as_str())),
                    None => (d.region.as_deref(), d.address.as_deref()),
                };
                Answer::parts([("region", region.unwrap_or_default()), ("detail", detail.unwrap_or_default())])
            }
            _ => return None,
        })
    }

    fn case(&self, item: &str, field: &str) -> Option<Prefill> {
        let earlier = self.earlier.iter().find(|e| e.item == item)?;
        let value = earlier.answers.get(&Path::field(field))?.clone();
        Some(Prefill { value, source: Source::EarlierCase(earlier.number.clone()) })
    }

    /// What was answered to a question that is prefilled from the same origin, in the newest case that has it.
    fn same_question(&self, key: &str) -> Option<Prefill> {
        self.earlier.iter().find_map(|earlier| {
            let fields = earlier.definition.source().sections.iter().flat_map(|s| &s.fields);
            let field = fields.filter(|f| f.prefill.as_deref() == Some(key)).find_map(|f| {
                let answer = earlier.answers.get(&Path::field(&f.key))?;
                (!answer.is_blank()).then(|| answer.clone())
            })?;
            Some(Prefill { value: field, source: Source::EarlierCase(earlier.number.clone()) })
        })
    }
}

/// Everything a submission of `draft` needs, read beforehand; [`crate::prepare`] then checks it.
///
/// # Errors
/// The item is gone, or a fault of the database or the keys.
pub fn gather(tx: &mut Tx, cx: &Cx, draft: &Draft, public_url: &str) -> Result<Prepared, Error<Refused>> {
    let holdings = Holdings::load(tx, cx)?;
    let version = items::find_version(tx, draft.item_version)?.ok_or(Refused::ItemGone)?;
    let item = items::find_item(tx, draft.item)?.ok_or(Refused::ItemGone)?;
    if item.published.is_none() {
        // Withdrawn while the draft was being written: nobody would handle it.
        return Err(Refused::ItemGone.into());
    }
    let agency = identity::find_agency(tx, item.agency)?.ok_or_else(|| Fault::new("an item without its agency"))?;
    let definition =
        items::find_form(tx, &draft.form_key, draft.form_n)?.ok_or_else(|| Fault::new("a draft without its form"))?;
    Ok(Prepared {
        draft: draft.clone(),
        version,
        agency,
        definition,
        held: holdings.held,
        licences: holdings.licences,
        details: holdings.details,
        organisation: holdings.organisation,
        public_url: public_url.to_owned(),
        filed: Answers::new(),
    })
}

/// Begins a draft for a situation of the published item at `slug`, filled with what the hall holds.
///
/// # Errors
/// No such published item, an item without a form, no such situation, or one that is not an application.
pub fn begin(
    tx: &mut Tx,
    cx: &Cx,
    slug: &str,
    situation: &str,
    guidance: &serde_json::Value,
) -> Result<Id, Error<Refused>> {
    let published = items::find_published(tx, slug)?.ok_or(Refused::ItemGone)?;
    let version = published.version;
    let form = version.body.form.clone().ok_or(Refused::ItemGone)?;
    if version.body.situation(situation).is_none_or(|s| s.elsewhere.is_some()) {
        return Err(Refused::NoSuchSituation.into());
    }
    let definition = items::find_form(tx, &form.key, form.version)?
        .ok_or_else(|| Fault::new("a published item without its form"))?;
    let holdings = Holdings::for_form(tx, cx, &definition)?;
    let (mut answers, prefills) = forms::prefill(&definition, &|key| holdings.find(key), &Answers::new());
    // A question that only asks in whose name one applies is answered by the account itself.
    let kind = if holdings.organisation.is_some() { "organisation" } else { "person" };
    for field in definition.source().sections.iter().flat_map(|s| &s.fields) {
        let codes: Vec<&str> = field.options.iter().flatten().map(|o| o.code.as_str()).collect();
        if codes.len() == 2 && codes.contains(&"organisation") && codes.contains(&"person") {
            answers.put(&Path::field(&field.key), Answer::text(kind));
        }
    }
    crate::create_draft(tx, cx, &version, situation, guidance, (&form.key, form.version), &answers, &prefills)
}
