//! Elements of an item in the reader's words.

use std::collections::BTreeMap;

use kernel::{Fault, Lang, Tx};
use web::Tr;

use crate::dictionary::LimitUnit;
use crate::hall::hall;
use crate::item::{ItemVersion, LegalBasis, Limit, Validity};

/// Names of agencies by key, as many as a page needs.
pub(crate) type Names = BTreeMap<String, String>;

/// The names of the agencies that an item names.
pub(crate) fn names_of(tx: &mut Tx, item: &ItemVersion) -> Result<Names, Fault> {
    let mut names = Names::new();
    let keys = [Some(&item.agency), Some(&item.department), item.entrusted_by.as_ref()];
    for key in keys.into_iter().flatten().chain(&item.joint_agencies).filter(|key| !key.is_empty()) {
        if !names.contains_key(key)
            && let Some(agency) = identity::find_agency_by_key(tx, key)?
        {
            names.insert(key.clone(), agency.name);
        }
    }
    Ok(names)
}

/// The name of an agency; its key where it is not known.
pub(crate) fn name<'n>(names: &'n Names, key: &'n str) -> &'n str {
    names.get(key).map_or(key, String::as_str)
}

/// A text in the reader's language, where it is known; texts of the office are in Chinese.
pub(crate) fn own<'t>(tr: Tr, chinese: &'t str, english: Option<&'t str>) -> &'t str {
    match (tr.lang(), english) {
        (Lang::En, Some(english)) if !english.is_empty() => english,
        _ => chinese,
    }
}

/// The item's name in the reader's language.
pub(crate) fn item_name(tr: Tr, item: &ItemVersion) -> &str {
    own(tr, &item.name, item.name_en.as_deref())
}

/// A list in one line.
pub(crate) fn joined<S: AsRef<str>>(tr: Tr, parts: impl IntoIterator<Item = S>) -> String {
    let parts: Vec<S> = parts.into_iter().collect();
    let parts: Vec<&str> = parts.iter().map(S::as_ref).collect();
    parts.join(&tr.s("items-separator"))
}

/// Terms of a dictionary in one line.
pub(crate) fn terms<T: Copy>(tr: Tr, terms: &[T], id: fn(T) -> &'static str) -> String {
    joined(tr, terms.iter().map(|term| tr.s(id(*term))))
}

/// A time limit: 20 working days, on the spot.
pub(crate) fn limit(tr: Tr, limit: &Limit) -> String {
    if limit.n == 0 {
        return tr.s("items-limit-instant").into_owned();
    }
    tr.f1(
        match limit.unit {
            LimitUnit::WorkingDay => "items-limit-working-days",
            LimitUnit::CalendarDay => "items-limit-calendar-days",
            LimitUnit::Month => "items-limit-months",
        },
        "n",
        limit.n,
    )
}

/// How often one must come.
pub(crate) fn visits(tr: Tr, item: &ItemVersion) -> Option<String> {
    item.visits.as_ref().map(|visits| tr.f1("items-visits-times", "n", visits.number))
}

/// What it costs in a word or two.
pub(crate) fn fee(tr: Tr, item: &ItemVersion) -> Option<String> {
    let key = if item.charged? { "items-fee-charged" } else { "items-fee-free" };
    Some(tr.s(key).into_owned())
}

/// The name of the hall's class of an item.
pub(crate) fn field_name(tr: Tr, key: &str) -> String {
    hall().field(key).map_or(key, |field| own(tr, &field.name, Some(&field.name_en))).to_owned()
}

/// A provision: 《中华人民共和国行政许可法》第四十二条.
pub(crate) fn basis(tr: Tr, basis: &LegalBasis) -> String {
    tr.f2("items-basis-line", "law", &basis.law, "article", &basis.article)
}

/// How long a result is valid.
pub(crate) fn validity(tr: Tr, validity: &Validity) -> String {
    match validity {
        Validity::Unlimited => tr.s("items-validity-unlimited").into_owned(),
        Validity::Years { n } => tr.f1("items-validity-years", "n", *n),
        Validity::Months { n } => tr.f1("items-validity-months", "n", *n),
        Validity::AsDecided { note } if note.is_empty() => tr.s("items-validity-as-decided").into_owned(),
        Validity::AsDecided { note } => note.clone(),
    }
}

/// Yes or no.
pub(crate) fn yes_no(tr: Tr, said: bool) -> String {
    tr.s(if said { "items-yes" } else { "items-no" }).into_owned()
}

/// The value of a facet in words.
pub(crate) fn facet_value(tr: Tr, facet: &str, value: &str, names: &Names) -> String {
    use crate::dictionary::{BusinessTheme, ItemType, LifeEvent, PersonTheme};
    let id = match facet {
        "audience" => Some(if value == "person" { "items-audience-person" } else { "items-audience-business" }),
        "type" => ItemType::from_key(value).map(ItemType::message_id),
        "event" => LifeEvent::from_key(value).map(LifeEvent::message_id),
        "theme" => match value.split_once(':') {
            Some(("person", key)) => PersonTheme::from_key(key).map(PersonTheme::message_id),
            Some((_, key)) => BusinessTheme::from_key(key).map(BusinessTheme::message_id),
            None => None,
        },
        _ => None,
    };
    match (id, facet) {
        (Some(id), "theme") => {
            let side = if value.starts_with("person:") { "items-theme-person" } else { "items-theme-business" };
            tr.f1(side, "theme", tr.s(id))
        }
        (Some(id), _) => tr.s(id).into_owned(),
        (None, "field") => field_name(tr, value),
        (None, "department") => name(names, value).to_owned(),
        (None, _) => value.to_owned(),
    }
}
