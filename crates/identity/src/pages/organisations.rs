//! The organisations a person speaks for: registration, acting for one, its agents.

use super::edge::Acting;
use super::regions::{posted_region, region_levels};
use super::{Faults, my_tabs, person_of, read, refusal, unread};
use crate::{
    Agent, NewOrganisation, ORGANISATION_KINDS, Organisation, Power, Refused, act_for, appoint_agent, details_of,
    find_organisation, list_agents, list_represented, register_organisation, revoke_agent, speaks_for,
};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use kernel::{Id, Office, Who};
use std::sync::Arc;
use web::{
    BodyForm, Choice, DataList, Empty, ErrorSummary, Field, Page, Problem, RegionLevel, Sample, Sentence, Shell,
    StatusTag, Submit, Tabs, Tone, Tr, Visit, blocking, redirect_with,
};

// The list ----------------------------------------------------------------------------------------

/// 我的单位
#[derive(Template)]
#[template(path = "identity/organisations.html")]
struct OrganisationsPage {
    shell: Shell,
    tr: Tr,
    tabs: Tabs,
    lines: Vec<Line>,
    /// The one acted for now, by name.
    acting_for: Option<String>,
    empty: Empty,
}

struct Line {
    id: Id,
    name: String,
    uscc: String,
    power: String,
    now: Option<StatusTag>,
    act: Submit,
}

fn power_name(tr: Tr, power: Power) -> String {
    tr.s(&format!("identity-power-{power}")).into_owned()
}

impl OrganisationsPage {
    fn new(visit: &Visit, list: &[(Organisation, Power)], acting_for: Option<Id>, unread: i64) -> OrganisationsPage {
        let tr = visit.tr;
        let mut lines: Vec<Line> = Vec::new();
        for (o, power) in list {
            match lines.iter_mut().find(|l| l.id == o.id) {
                // Representative and agent at once: one line, the stronger power.
                Some(line) if *power == Power::Representative => line.power = power_name(tr, *power),
                Some(_) => {}
                None => lines.push(Line {
                    id: o.id,
                    name: o.name.clone(),
                    uscc: o.uscc.clone(),
                    power: power_name(tr, *power),
                    now: (acting_for == Some(o.id)).then(|| StatusTag::new(Tone::Good, tr.s("identity-acting-now"))),
                    act: Submit::secondary(tr.s("identity-act-for")).about(o.name.as_str()),
                }),
            }
        }
        OrganisationsPage {
            shell: visit.shell(tr.s("identity-my-organisations")).at("my"),
            tr,
            tabs: my_tabs(tr, "organisations", unread),
            acting_for: list.iter().find(|(o, _)| acting_for == Some(o.id)).map(|(o, _)| o.name.clone()),
            lines,
            empty: Empty::new(tr.s("identity-organisations-none"), tr.s("identity-organisations-none-text"))
                .action("/my/organisations/new", tr.s("identity-organisation-register")),
        }
    }
}

impl Sample for OrganisationsPage {
    fn samples(lang: kernel::Lang) -> Vec<OrganisationsPage> {
        let visit = Visit::sample(lang);
        let o = sample_organisation();
        let list = [(o.clone(), Power::Agent), (o.clone(), Power::Representative)];
        vec![OrganisationsPage::new(&visit, &[], None, 0), OrganisationsPage::new(&visit, &list, Some(o.id), 2)]
    }
}

fn sample_organisation() -> Organisation {
    Organisation {
        id: Id::new(),
        uscc: "91130100MA0000000X".into(),
        name: "<Sample> Co.".into(),
        kind: "enterprise".into(),
        legal_representative: Some("Li".into()),
        address: "1".into(),
        region: None,
    }
}

/// `GET /my/organisations`
pub async fn organisations(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
) -> Result<Response, Problem> {
    let (_, person) = person_of(&acting)?;
    let acting_for = match acting.cx.who {
        Who::Person { acting_for, .. } => acting_for,
        _ => None,
    };
    let (list, unread) =
        blocking(move || read(&office, |tx| Ok((list_represented(tx, &acting.cx, person)?, unread(tx, &acting)?))))
            .await?;
    Ok(Page(OrganisationsPage::new(&visit, &list, acting_for, unread)).into_response())
}

/// `POST /my/acting`: for the organisation in the field `organisation`, or for oneself when it is empty.
pub async fn choose_acting(
    State(office): State<Arc<Office>>,
    acting: Acting,
    form: BodyForm,
) -> Result<Response, Problem> {
    person_of(&acting)?;
    let session = acting.session.clone().ok_or_else(Problem::sign_in)?;
    let organisation = match form.text("organisation") {
        Some(text) => Some(Id::parse(text).ok_or_else(Problem::not_found)?),
        None => None,
    };
    blocking(move || Ok(office.db.write(|tx| act_for(tx, &acting.cx, &session, organisation))?)).await?;
    let key = if organisation.is_some() { "identity-acting-chosen" } else { "identity-acting-ended" };
    Ok(redirect_with("/my/organisations", &Sentence::new(key)))
}

// Registration ------------------------------------------------------------------------------------

/// 单位注册
#[derive(Template)]
#[template(path = "identity/organisation-new.html")]
struct NewOrganisationPage {
    shell: Shell,
    tr: Tr,
    fields: Vec<Field>,
    errors: ErrorSummary,
    send: Submit,
}

impl NewOrganisationPage {
    fn new(
        visit: &Visit,
        form: &BodyForm,
        own_name: &str,
        levels: Vec<RegionLevel>,
        faults: &Faults,
    ) -> NewOrganisationPage {
        let tr = visit.tr;
        let mut shell = visit
            .shell(tr.s("identity-organisation-register"))
            .at("my")
            .crumb(tr.s("identity-my-organisations"), "/my/organisations");
        if !faults.is_empty() {
            shell = shell.with_errors();
        }
        let typed = |name: &str| form.get(name).unwrap_or_default().to_owned();
        let kinds =
            ORGANISATION_KINDS.iter().map(|k| Choice::new(*k, tr.s(&format!("identity-organisation-kind-{k}"))));
        let fields = vec![
            Field::text(tr, "name", tr.s("identity-organisation-name"))
                .hint(tr.s("identity-organisation-name-hint"))
                .value(typed("name"))
                .autocomplete("organization")
                .error(faults.of("name"))
                .required(),
            Field::code(tr, "uscc", tr.s("identity-uscc"))
                .hint(tr.s("identity-uscc-hint"))
                .value(typed("uscc"))
                .error(faults.of("uscc"))
                .required(),
            Field::radio(tr, "kind", tr.s("identity-organisation-kind"))
                .choices(kinds)
                .value(typed("kind"))
                .error(faults.of("kind"))
                .required(),
            Field::locked(tr, "representative", tr.s("identity-legal-representative"), own_name),
            Field::region(tr, "region", tr.s("identity-organisation-region"), levels).error(faults.of("region")),
            Field::text(tr, "address", tr.s("identity-organisation-address"))
                .value(typed("address"))
                .error(faults.of("address"))
                .required(),
        ];
        let errors = faults.summary(&fields.iter().collect::<Vec<_>>());
        NewOrganisationPage { shell, tr, fields, errors, send: Submit::primary(tr.s("identity-organisation-register")) }
    }
}

impl Sample for NewOrganisationPage {
    fn samples(lang: kernel::Lang) -> Vec<NewOrganisationPage> {
        let visit = Visit::sample(lang);
        let mut faults = Faults::none(visit.tr);
        let form = BodyForm::default();
        let level = RegionLevel {
            label: visit.tr.s("region-level-province").into_owned(),
            choices: Vec::new(),
            chosen: String::new(),
        };
        let empty = NewOrganisationPage::new(&visit, &form, "L**", vec![level.clone()], &faults);
        faults.refused("uscc", &Refused::OrganisationTaken);
        faults.refused("kind", &Refused::OrganisationKind);
        vec![empty, NewOrganisationPage::new(&visit, &form, "L**", vec![level], &faults)]
    }
}

/// `GET /my/organisations/new`
pub async fn new_organisation_form(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
) -> Result<Response, Problem> {
    person_of(&acting)?;
    let tr = visit.tr;
    let levels = blocking(move || read(&office, |tx| region_levels(tx, tr, None, 5))).await?;
    let own = acting.session.map(|s| s.name_shown).unwrap_or_default();
    Ok(Page(NewOrganisationPage::new(&visit, &BodyForm::default(), &own, levels, &Faults::none(tr))).into_response())
}

/// `POST /my/organisations`: the acting person registers as its legal representative, so the name is theirs.
pub async fn add_organisation(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    form: BodyForm,
) -> Result<Response, Problem> {
    let (_, person) = person_of(&acting)?;
    let tr = visit.tr;
    let own = acting.session.as_ref().map(|s| s.name_shown.clone()).unwrap_or_default();
    let only_next_level = form.act().starts_with("region:");
    let sent = form.clone();
    let (levels, outcome) = blocking(move || {
        let (region, levels, own) = read(&office, |tx| {
            let region = posted_region(tx, &sent, "region")?;
            let levels = region_levels(tx, tr, region.as_deref(), 5)?;
            Ok((region, levels, details_of(tx, &acting.cx, person)?))
        })?;
        let own = own.ok_or_else(Problem::not_found)?;
        if only_next_level {
            return Ok((levels, Err(None)));
        }
        let typed = |name| sent.text(name).unwrap_or_default();
        let new = NewOrganisation {
            uscc: typed("uscc"),
            name: typed("name"),
            kind: typed("kind"),
            legal_representative: &own.name,
            address: typed("address"),
            region: region.as_deref(),
        };
        let outcome = refusal(office.db.write(|tx| register_organisation(tx, &acting.cx, &new)))?;
        Ok((levels, outcome.map_err(Some)))
    })
    .await?;
    let mut faults = Faults::none(tr);
    match outcome {
        Ok(id) => {
            Ok(redirect_with(&format!("/my/organisations/{id}"), &Sentence::new("identity-organisation-registered")))
        }
        Err(None) => Ok(Page(NewOrganisationPage::new(&visit, &form, &own, levels, &faults)).into_response()),
        Err(Some(refused)) => {
            let field = match refused {
                Refused::Uscc(_) | Refused::OrganisationTaken => "uscc",
                Refused::Name => "name",
                Refused::OrganisationKind => "kind",
                Refused::Address => "address",
                _ => "",
            };
            faults.refused(field, &refused);
            Ok(Page(NewOrganisationPage::new(&visit, &form, &own, levels, &faults)).sent_back())
        }
    }
}

// One organisation --------------------------------------------------------------------------------

/// 单位与经办人
#[derive(Template)]
#[template(path = "identity/organisation.html")]
struct OrganisationPage {
    shell: Shell,
    tr: Tr,
    id: Id,
    data: DataList,
    power: String,
    /// Only the representative sees and changes the agents.
    agents: Option<Agents>,
}

struct Agents {
    lines: Vec<AgentLine>,
    document: Field,
    valid_to: Field,
    errors: ErrorSummary,
    send: Submit,
}

struct AgentLine {
    id: Id,
    name: String,
    power: String,
    since: String,
    until: String,
    state: StatusTag,
    revoke: Option<Submit>,
}

impl OrganisationPage {
    fn new(visit: &Visit, loaded: &Loaded, form: &BodyForm, faults: &Faults) -> OrganisationPage {
        let tr = visit.tr;
        let o = &loaded.organisation;
        let mut shell =
            visit.shell(o.name.as_str()).at("my").crumb(tr.s("identity-my-organisations"), "/my/organisations");
        if !faults.is_empty() {
            shell = shell.with_errors();
        }
        let data = DataList::new()
            .cell(tr.s("identity-uscc"), web::Cell::code(o.uscc.as_str()))
            .row(tr.s("identity-organisation-kind"), tr.s(&format!("identity-organisation-kind-{}", o.kind)))
            .row(tr.s("identity-legal-representative"), o.legal_representative.clone().unwrap_or_default())
            .row(tr.s("identity-organisation-address"), o.address.as_str());
        let agents = (loaded.power == Power::Representative).then(|| {
            let lines = loaded.agents.iter().map(|a| AgentLine::new(tr, a, loaded.today)).collect();
            let document = Field::code(tr, "document", tr.s("identity-agent-document"))
                .hint(tr.s("identity-agent-document-hint"))
                .value(form.get("document").unwrap_or_default())
                .error(faults.of("document"))
                .required();
            let valid_to = Field::date(tr, "valid-to", tr.s("identity-agent-until"))
                .hint(tr.s("identity-agent-until-hint"))
                .value(form.get("valid-to").unwrap_or_default())
                .error(faults.of("valid-to"));
            let errors = faults.summary(&[&document, &valid_to]);
            Agents { lines, document, valid_to, errors, send: Submit::primary(tr.s("identity-agent-appoint")) }
        });
        OrganisationPage { shell, tr, id: o.id, data, power: power_name(tr, loaded.power), agents }
    }
}

impl AgentLine {
    fn new(tr: Tr, a: &Agent, today: Date) -> AgentLine {
        let (tone, key) = match (a.revoked_at, a.valid_to) {
            (Some(_), _) => (Tone::Neutral, "identity-agent-revoked"),
            (None, Some(day)) if day < today => (Tone::Neutral, "identity-agent-over"),
            _ => (Tone::Good, "identity-agent-valid"),
        };
        let may_be_revoked = a.power == Power::Agent && tone == Tone::Good;
        AgentLine {
            id: a.id,
            name: a.person_shown.clone(),
            power: power_name(tr, a.power),
            since: tr.time(a.granted_at),
            until: a.valid_to.map(|day| tr.date_short(day)).unwrap_or_default(),
            state: StatusTag::new(tone, tr.s(key)),
            revoke: may_be_revoked
                .then(|| Submit::secondary(tr.s("identity-agent-revoke")).about(a.person_shown.as_str())),
        }
    }
}

struct Loaded {
    organisation: Organisation,
    power: Power,
    agents: Vec<Agent>,
    today: Date,
}

impl Sample for OrganisationPage {
    fn samples(lang: kernel::Lang) -> Vec<OrganisationPage> {
        let visit = Visit::sample(lang);
        let organisation = sample_organisation();
        let today = jiff::civil::date(2026, 3, 2);
        let agent = |power, valid_to, revoked_at| Agent {
            id: Id::new(),
            organisation: organisation.id,
            person: Id::new(),
            person_shown: "李*".into(),
            power,
            granted_at: jiff::Timestamp::UNIX_EPOCH,
            valid_to,
            revoked_at,
        };
        let agents = vec![
            agent(Power::Representative, None, None),
            agent(Power::Agent, Some(today), None),
            agent(Power::Agent, Some(jiff::civil::date(2025, 1, 1)), None),
            agent(Power::Agent, None, Some(jiff::Timestamp::UNIX_EPOCH)),
        ];
        let mut faults = Faults::none(visit.tr);
        let own = Loaded { organisation: organisation.clone(), power: Power::Representative, agents, today };
        let agent = Loaded { organisation, power: Power::Agent, agents: Vec::new(), today };
        let form = BodyForm::default();
        let plain = OrganisationPage::new(&visit, &own, &form, &faults);
        let other = OrganisationPage::new(&visit, &agent, &form, &faults);
        faults.refused("document", &Refused::NoSuchPerson);
        vec![plain, other, OrganisationPage::new(&visit, &own, &form, &faults)]
    }
}

/// The organisation, when the acting person speaks for it; otherwise it is not there.
fn load(office: &Office, acting: &Acting, id: Id) -> Result<Loaded, Problem> {
    let (_, person) = person_of(acting)?;
    let found = read(office, |tx| {
        let Some(power) = speaks_for(tx, &acting.cx, person, id)? else { return Ok(None) };
        let Some(organisation) = find_organisation(tx, &acting.cx, id)? else { return Ok(None) };
        let agents = if power == Power::Representative { list_agents(tx, id)? } else { Vec::new() };
        Ok(Some(Loaded { organisation, power, agents, today: acting.cx.today() }))
    })?;
    found.ok_or_else(Problem::not_found)
}

/// `GET /my/organisations/{id}`
pub async fn organisation(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let id = Id::parse(&id).ok_or_else(Problem::not_found)?;
    let loaded = blocking(move || load(&office, &acting, id)).await?;
    Ok(Page(OrganisationPage::new(&visit, &loaded, &BodyForm::default(), &Faults::none(visit.tr))).into_response())
}

/// `POST /my/organisations/{id}/agents`
pub async fn add_agent(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(id): Path<String>,
    form: BodyForm,
) -> Result<Response, Problem> {
    let id = Id::parse(&id).ok_or_else(Problem::not_found)?;
    let valid_to = form.text("valid-to").map(str::parse::<Date>).transpose();
    let document = form.text("document").unwrap_or_default().to_owned();
    let (loaded, outcome) = blocking(move || {
        let loaded = load(&office, &acting, id)?;
        let outcome = match valid_to {
            Err(_) => Err(Refused::EndDate),
            Ok(day) => refusal(office.db.write(|tx| appoint_agent(tx, &acting.cx, id, &document, day)))?.map(|_| ()),
        };
        Ok((loaded, outcome))
    })
    .await?;
    match outcome {
        Ok(()) => Ok(redirect_with(&format!("/my/organisations/{id}"), &Sentence::new("identity-agent-appointed"))),
        Err(refused) => {
            let mut faults = Faults::none(visit.tr);
            faults.refused(if refused == Refused::EndDate { "valid-to" } else { "document" }, &refused);
            Ok(Page(OrganisationPage::new(&visit, &loaded, &form, &faults)).sent_back())
        }
    }
}

/// `POST /my/organisations/{id}/agents/{authorisation}/revocation`
pub async fn remove_agent(
    State(office): State<Arc<Office>>,
    acting: Acting,
    Path((id, authorisation)): Path<(String, String)>,
    _form: BodyForm,
) -> Result<Response, Problem> {
    let (Some(id), Some(authorisation)) = (Id::parse(&id), Id::parse(&authorisation)) else {
        return Err(Problem::not_found());
    };
    blocking(move || Ok(office.db.write(|tx| revoke_agent(tx, &acting.cx, id, authorisation))?)).await?;
    Ok(redirect_with(&format!("/my/organisations/{id}"), &Sentence::new("identity-agent-was-revoked")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_well_made() {
        assert_eq!(OrganisationsPage::lint_samples(), Vec::<String>::new());
        assert_eq!(NewOrganisationPage::lint_samples(), Vec::<String>::new());
        assert_eq!(OrganisationPage::lint_samples(), Vec::<String>::new());
    }
}
