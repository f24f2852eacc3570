//! How long normative documents last in each region, and whose review begins within the lead: seen by register keepers,
//! kept by the administrator of the platform, since it holds for every agency of the region.

use super::desk::{kept_agencies, last_day};
use super::draft::{Typed, Wrong, settle};
use super::encoded;
use crate::{Refused, Rule, ValidityPolicy, find_policy, keep_policy, list_expiring, list_policies, list_reviews_due};
use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use identity::pages::edge::Acting;
use jiff::{ToSpan, civil::Date};
use kernel::{Cx, Error, Fault, Never, Office, Role, Tx};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::sync::Arc;
use web::{
    BodyForm, Cell, Choice, Column, Empty, ErrorSummary, Field, Page, Problem, Row, Sentence, Shell, Submit, Table, Tr,
    Visit, blocking, redirect_with,
};

/// Rules whose review is due, on one page.
const ROWS: i64 = 100;

/// What is asked for.
#[derive(Deserialize)]
pub struct Asked {
    region: Option<String>,
}

/// A rule whose review begins, with its region's lead.
pub(crate) struct Review {
    pub rule: Rule,
    /// The first day of the review.
    pub from: Option<Date>,
}

/// What the page is made of.
#[derive(Default)]
pub(crate) struct Found {
    pub policies: Vec<ValidityPolicy>,
    pub reviews: Vec<Review>,
    /// The regions of the agencies and those above them: code and name.
    pub regions: Vec<(String, String)>,
    /// Whether this person may keep policies.
    pub keeps: bool,
}

#[derive(Template)]
#[template(path = "register/policies.html")]
pub(crate) struct PoliciesPage {
    shell: Shell,
    tr: Tr,
    reviews: Table,
    policies: Table,
    form: Option<PolicyForm>,
}

struct PolicyForm {
    title: String,
    errors: ErrorSummary,
    fields: Vec<Field>,
    send: Submit,
}

fn region_said(found: &Found, code: &str) -> String {
    found.regions.iter().find(|(c, _)| c == code).map_or_else(|| code.to_owned(), |(_, name)| name.clone())
}

/// What a policy says, as it stands in the form; nothing typed: the usual.
pub(crate) fn typed_of(policy: &ValidityPolicy) -> Typed {
    let unstated = if policy.default_if_unstated { "most" } else { "none" };
    let pairs = [
        ("region", policy.region.clone()),
        ("max_years", policy.max_years.to_string()),
        ("trial_max_years", policy.trial_max_years.to_string()),
        ("notice_max_years", policy.notice_max_years.to_string()),
        ("unstated", unstated.to_owned()),
        ("review_lead_months", policy.review_lead_months.to_string()),
        ("source", policy.source.clone()),
    ];
    Typed { values: pairs.into_iter().map(|(n, v)| (n.to_owned(), v)).collect() }
}

fn form(tr: Tr, found: &Found, typed: &Typed, wrong: Option<&Wrong>) -> PolicyForm {
    let field_of = |w: &Wrong| match w {
        Wrong::Refused(Refused::NoPolicySource) => "source",
        Wrong::Refused(Refused::PolicyBounds) => "max_years",
        other => other.field(),
    };
    let error = |name: &str| wrong.filter(|w| field_of(w) == name).map(|w| w.said(tr));
    let number = |name: &'static str, unit: &str| {
        Field::number(tr, name, tr.s(&format!("register-policy-{}", name.replace('_', "-"))))
            .required()
            .digits()
            .unit(tr.s(unit))
            .value(typed.get(name))
            .error(error(name))
    };
    let regions = found.regions.iter().map(|(code, name)| Choice::new(code, name));
    let fields = vec![
        Field::select(tr, "region", tr.s("register-policy-region"))
            .required()
            .hint(tr.s("register-policy-region-hint"))
            .choices(regions)
            .value(typed.get("region"))
            .error(error("region")),
        number("max_years", "register-policy-years"),
        number("trial_max_years", "register-policy-years"),
        number("notice_max_years", "register-policy-years"),
        Field::radio(tr, "unstated", tr.s("register-policy-unstated"))
            .required()
            .choices(["most", "none"].map(|word| Choice::new(word, tr.s(&format!("register-policy-unstated-{word}")))))
            .value(typed.get("unstated")),
        number("review_lead_months", "register-policy-months").hint(tr.s("register-policy-lead-hint")),
        Field::text(tr, "source", tr.s("register-policy-source"))
            .required()
            .hint(tr.s("register-policy-source-hint"))
            .value(typed.get("source"))
            .error(error("source")),
    ];
    let mut errors = ErrorSummary::of(tr, &fields);
    if let Some(wrong) = wrong.filter(|_| errors.is_empty()) {
        errors.add("", wrong.said(tr));
    }
    let known = found.policies.iter().any(|p| p.region == typed.get("region"));
    let title = match known {
        true => tr.f1("register-policy-change", "region", region_said(found, typed.get("region"))),
        false => tr.s("register-policy-new").into_owned(),
    };
    PolicyForm { title, errors, fields, send: Submit::primary(tr.s("register-policy-save")) }
}

pub(crate) fn page(
    visit: &Visit,
    found: &Found,
    typed: Option<&Typed>,
    wrong: Option<&Wrong>,
    today: Date,
) -> PoliciesPage {
    let tr = visit.tr;
    let years = |n: i64| tr.f1("register-policy-n-years", "count", n);
    let rows = found.policies.iter().map(|p| {
        let region = region_said(found, &p.region);
        let name = match found.keeps {
            true => Cell::link(format!("/desk/rules/policies?region={}#policy", encoded(&p.region)), region),
            false => Cell::text(region),
        };
        let unstated = if p.default_if_unstated { "most" } else { "none" };
        Row::new([
            name,
            Cell::text(years(p.max_years)),
            Cell::text(years(p.trial_max_years)),
            Cell::text(years(p.notice_max_years)),
            Cell::text(tr.s(&format!("register-policy-unstated-{unstated}"))),
            Cell::text(tr.f1("register-policy-n-months", "count", p.review_lead_months)),
            Cell::text(&p.source),
        ])
    });
    let columns = [
        Column::new(tr.s("register-policy-region")),
        Column::whole(tr.s("register-policy-max-years-short")),
        Column::whole(tr.s("register-policy-trial-max-years-short")),
        Column::whole(tr.s("register-policy-notice-max-years-short")),
        Column::new(tr.s("register-policy-unstated")),
        Column::whole(tr.s("register-policy-review-lead-months")),
        Column::new(tr.s("register-policy-source")),
    ];
    let empty = Empty::new(tr.s("register-policies-empty"), tr.s("register-policies-empty-text"));
    let policies = Table::new(tr.s("register-policies-table"), columns, rows.collect()).when_empty(empty);
    let rows = found.reviews.iter().map(|r| {
        let rule = &r.rule;
        // Who keeps only policies does not see the desks of agencies.
        let href = if found.keeps { rule.href() } else { format!("/desk/rules/{}", rule.slug) };
        let basis = match rule.expiry_basis.as_str() {
            "" => tr.s("register-not-stated"),
            key => tr.s(key),
        };
        Row::new([
            Cell::link(href, &rule.title).below(super::by_line(rule)),
            last_day(tr, rule, today),
            Cell::text(r.from.map(|d| tr.date_short(d)).unwrap_or_default()),
            Cell::text(basis),
        ])
    });
    let columns = [
        Column::new(tr.s("register-column-rule")),
        Column::whole(tr.s("register-column-last-day")),
        Column::whole(tr.s("register-policy-review-from")),
        Column::new(tr.s("register-policy-basis")),
    ];
    let empty = Empty::new(tr.s("register-desk-reviews-empty"), tr.s("register-desk-reviews-empty-text"));
    let reviews = Table::new(tr.s("register-policy-reviews"), columns, rows.collect()).when_empty(empty);
    let (at, is_keeper) = if found.keeps { ("desk-rule-policies", false) } else { ("desk-rules", true) };
    let mut shell = visit.desk(tr.s("register-policies-title")).at(at);
    if is_keeper {
        shell = shell.crumb(tr.s("register-desk-title"), "/desk/rules");
    }
    if wrong.is_some() {
        shell = shell.with_errors();
    }
    let usual = typed_of(&ValidityPolicy::none(""));
    PoliciesPage {
        shell,
        tr,
        reviews,
        policies,
        form: found.keeps.then(|| form(tr, found, typed.unwrap_or(&usual), wrong)),
    }
}

/// The regions for which a policy can be kept: those of the agencies, their cities and provinces.
fn regions(tx: &mut Tx) -> Result<Vec<(String, String)>, Fault> {
    let mut codes = BTreeSet::new();
    for agency in identity::list_agencies(tx)? {
        let code = agency.region;
        if let (Some(city), Some(province)) = (code.get(..4), code.get(..2)) {
            codes.extend([format!("{province}0000"), format!("{city}00"), code.clone()]);
        }
    }
    codes.extend(list_policies(tx)?.into_iter().map(|p| p.region));
    let mut out = Vec::new();
    for code in codes {
        let name = identity::find_region(tx, &code)?.map(|r| r.name).unwrap_or_default();
        out.push((code.clone(), format!("{name} {code}").trim().to_owned()));
    }
    Ok(out)
}

fn read(tx: &mut Tx, cx: &Cx) -> Result<Found, Fault> {
    let keeps = cx.who.holds_anywhere(Role::PlatformAdmin);
    let mut rules = Vec::new();
    // What a policy calls for, and whatever ends within half a year.
    let until = cx.today().checked_add(6.months()).unwrap_or(cx.today());
    let agencies = if keeps { vec![None] } else { kept_agencies(&cx.who).into_iter().map(Some).collect() };
    for agency in agencies {
        rules.extend(list_reviews_due(tx, cx, agency, ROWS)?);
        rules.extend(list_expiring(tx, agency, cx.today(), until, ROWS)?);
    }
    rules.sort_by_key(|r: &Rule| (r.expires_on, r.id));
    rules.dedup_by_key(|r| r.id);
    let mut reviews = Vec::new();
    for rule in rules {
        let lead = find_policy(tx, &rule.region)?.review_lead_months;
        let from = rule.expires_on.and_then(|d| d.checked_sub(lead.months()).ok());
        reviews.push(Review { rule, from });
    }
    Ok(Found { policies: list_policies(tx)?, reviews, regions: regions(tx)?, keeps })
}

/// `GET /desk/rules/policies`, `?region=130100` to change one
///
/// # Errors
/// A fault of the database.
pub async fn show(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    blocking(move || {
        let found = office.db.read(|tx| read(tx, &acting.cx).map_err(Error::<Never>::from))?;
        let typed = asked.region.and_then(|r| found.policies.iter().find(|p| p.region == r)).map(typed_of);
        Ok(Page(page(&visit, &found, typed.as_ref(), None, acting.cx.today())).into_response())
    })
    .await
}

/// The policy that was typed.
fn policy(typed: &Typed, found: &Found) -> Result<ValidityPolicy, Wrong> {
    // What is no number is out of every bound.
    let number = |name: &str| typed.get(name).trim().parse().unwrap_or(-1);
    let region = typed.get("region").trim();
    if !found.regions.iter().any(|(code, _)| code == region) {
        return Err(Wrong::Unchosen("region"));
    }
    Ok(ValidityPolicy {
        region: region.to_owned(),
        max_years: number("max_years"),
        trial_max_years: number("trial_max_years"),
        notice_max_years: number("notice_max_years"),
        default_if_unstated: typed.get("unstated") == "most",
        review_lead_months: number("review_lead_months"),
        source: typed.get("source").trim().to_owned(),
    })
}

/// `POST /desk/rules/policies`: keeps the policy of a region; one that is there is changed.
///
/// # Errors
/// Not the administrator of the platform.
pub async fn keep(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    form: BodyForm,
) -> Result<Response, Problem> {
    blocking(move || {
        let typed = Typed::of(&form);
        let found = office.db.read(|tx| read(tx, &acting.cx).map_err(Error::<Never>::from))?;
        let done = match policy(&typed, &found) {
            Ok(policy) => settle(office.db.write(|tx| keep_policy(tx, &acting.cx, &policy)))?,
            Err(wrong) => Err(wrong),
        };
        match done {
            Ok(()) => Ok(redirect_with("/desk/rules/policies", &Sentence::new("register-policy-kept"))),
            Err(wrong) => Ok(Page(page(&visit, &found, Some(&typed), Some(&wrong), acting.cx.today())).sent_back()),
        }
    })
    .await
}
