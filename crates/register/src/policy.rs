//! What places decide for themselves: how long normative documents last, how index numbers are formed, from when an
//! interpretation is needed. Data, with its source.
//! (Chinese terms as data.)

use crate::refused::Refused;
use crate::rule::{RuleKind, Version};
use crate::store;
use jiff::{Span, civil::Date};
use kernel::{Cx, Error, Fault, Id, Role, Tx, journal};

/// How long normative documents of a region last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValidityPolicy {
    /// Region code, six digits; that of a province holds for what lies below and has none of its own.
    pub region: String,
    /// Most years of an ordinary document.
    pub max_years: i64,
    /// Most years of one that is 暂行 or 试行.
    pub trial_max_years: i64,
    /// Most years of a 通告.
    pub notice_max_years: i64,
    /// Whether the most counts where the document states no period.
    pub default_if_unstated: bool,
    /// Months before the last day from which the review is due.
    pub review_lead_months: i64,
    /// Where it is written.
    pub source: String,
}

impl ValidityPolicy {
    /// The policy where the region has set none: no period by itself, review half a year ahead of a stated one.
    pub fn none(region: &str) -> ValidityPolicy {
        ValidityPolicy {
            region: region.to_owned(),
            max_years: 5,
            trial_max_years: 2,
            notice_max_years: 1,
            default_if_unstated: false,
            review_lead_months: 6,
            source: String::new(),
        }
    }
}

/// The last day of a document and how it came about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expiry {
    /// The last day on which it is in force.
    pub on: Date,
    /// Key of the sentence that explains it: `register-expiry-…`.
    pub basis: &'static str,
}

/// The last day of a normative document: what its text states, else what the region's policy says; a stated period
/// longer than the policy's most is cut to it.
pub fn expiry(kind: RuleKind, version: &Version, text: &str, policy: &ValidityPolicy) -> Option<Expiry> {
    if kind != RuleKind::NormativeDocument {
        return None;
    }
    let begins = version.begins_on()?;
    let title = &version.title;
    let (most, basis) = if title.contains("暂行") || title.contains("试行") {
        (policy.trial_max_years, "register-expiry-trial")
    } else if title.contains("通告") {
        (policy.notice_max_years, "register-expiry-notice")
    } else {
        (policy.max_years, "register-expiry-ordinary")
    };
    let last_by_policy = last_day(begins, most)?;
    match stated_end(text, begins) {
        Some(on) if policy.source.is_empty() || on <= last_by_policy => {
            Some(Expiry { on, basis: "register-expiry-stated" })
        }
        Some(_) => Some(Expiry { on: last_by_policy, basis: "register-expiry-cut" }),
        None if policy.default_if_unstated => Some(Expiry { on: last_by_policy, basis }),
        None => None,
    }
}

/// The last day of a period of whole years that begins on a day: from 1 March 2026, two years end on 29 February 2028.
fn last_day(begins: Date, years: i64) -> Option<Date> {
    begins.checked_add(Span::new().try_years(years).ok()?).ok()?.yesterday().ok()
}

/// The end that a text states: `有效期至2028年12月31日`, `有效期五年`, `有效期为2年`.
fn stated_end(text: &str, begins: Date) -> Option<Date> {
    let at = text.rfind("有效期")?;
    let rest: String = text[at + "有效期".len()..].chars().take(24).collect();
    let rest = rest.trim_start_matches(['为', '限', '是', '：', ':', '自', ' ']);
    if let Some(until) = rest.strip_prefix('至') {
        return crate::parse::dates::leading_date(until.trim_start());
    }
    if let Some((years, tail)) = crate::parse::dates::leading_number(rest)
        && tail.starts_with('年')
    {
        return last_day(begins, years);
    }
    None
}

/// What an agency decided about its register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How its index numbers are formed: `{USCC18}/{yyyy}-{seq:05}`.
    pub index_template: String,
    /// From when a document needs its interpretation to be registered; `None`: always.
    pub interpretation_required_from: Option<Date>,
}

/// The form that a national guideline gives, with the social credit code in place of the organisation code.
pub const INDEX_TEMPLATE: &str = "{USCC18}/{yyyy}-{seq:05}";

impl Default for Settings {
    fn default() -> Settings {
        Settings { index_template: INDEX_TEMPLATE.to_owned(), interpretation_required_from: None }
    }
}

/// The policy that holds in a region: its own, its city's, its province's, or none.
///
/// # Errors
/// A fault of the database.
pub fn find_policy(tx: &mut Tx, region: &str) -> Result<ValidityPolicy, Fault> {
    let mut codes = vec![region.to_owned()];
    if region.len() == 6 && region.is_ascii() {
        codes.push(format!("{}00", &region[..4]));
        codes.push(format!("{}0000", &region[..2]));
    }
    codes.dedup();
    for code in &codes {
        if let Some(found) = store::find_policy(tx, code)? {
            return Ok(found);
        }
    }
    Ok(ValidityPolicy::none(region))
}

/// The policies that were kept, by region.
///
/// # Errors
/// A fault of the database.
pub fn list_policies(tx: &mut Tx) -> Result<Vec<ValidityPolicy>, Fault> {
    store::list_policies(tx)
}

/// What an agency decided, or the defaults.
///
/// # Errors
/// A fault of the database.
pub fn find_settings(tx: &mut Tx, agency: Id) -> Result<Settings, Fault> {
    Ok(store::find_settings(tx, agency)?.unwrap_or_default())
}

/// Keeps the policy of a region. It holds for every agency there, so that the platform's administrator and the hall
/// itself may, and no single agency.
///
/// # Errors
/// [`Refused::NotYourPost`], [`Refused::PolicyBounds`], [`Refused::NoPolicySource`].
pub fn keep_policy(tx: &mut Tx, cx: &Cx, policy: &ValidityPolicy) -> Result<(), Error<Refused>> {
    if !matches!(cx.who, kernel::Who::System(_)) && !cx.who.holds_anywhere(Role::PlatformAdmin) {
        return Err(Refused::NotYourPost.into());
    }
    let years = [policy.max_years, policy.trial_max_years, policy.notice_max_years];
    if years.iter().any(|y| !(1..=50).contains(y)) || !(0..=24).contains(&policy.review_lead_months) {
        return Err(Refused::PolicyBounds.into());
    }
    if policy.source.trim().is_empty() {
        return Err(Refused::NoPolicySource.into());
    }
    store::keep_policy(tx, policy)?;
    let body = serde_json::json!({
        "max_years": policy.max_years, "trial_max_years": policy.trial_max_years, "notice_max_years": policy.notice_max_years,
        "default_if_unstated": policy.default_if_unstated, "review_lead_months": policy.review_lead_months, "source": policy.source,
    });
    journal::note(tx, cx, "rule-policy-kept", Some(&policy.region), &body)?;
    Ok(())
}

/// Keeps an agency's settings.
///
/// # Errors
/// [`Refused::NotYourPost`], [`Refused::IndexTemplate`], [`Refused::NoUscc`].
pub fn keep_settings(tx: &mut Tx, cx: &Cx, agency: Id, settings: &Settings) -> Result<(), Error<Refused>> {
    if !matches!(cx.who, kernel::Who::System(_)) && !cx.who.holds(agency, Role::RegisterKeeper) {
        return Err(Refused::NotYourPost.into());
    }
    let organ = identity::find_agency(tx, agency)?.ok_or(Refused::NotThere)?;
    crate::index_number::check_template(&settings.index_template)?;
    crate::index_number::example(&organ, &settings.index_template, cx.today())?;
    store::keep_settings(tx, agency, settings)?;
    let body = serde_json::json!({
        "index_template": settings.index_template,
        "interpretation_required_from": settings.interpretation_required_from.map(|d| d.to_string()),
    });
    journal::note(tx, cx, "rule-settings-kept", Some(&agency.to_string()), &body)?;
    Ok(())
}
