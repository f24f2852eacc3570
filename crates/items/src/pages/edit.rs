//! The plain editor of a draft: the single elements as fields, the rows (materials, steps, situations …) as one TOML
//! text. Reading what was sent says for each field and line what is wrong; nothing typed is lost.

use std::str::FromStr;

use jiff::civil::Date;
use web::{BodyForm, Choice, Field, Tr};

use crate::catalogue_file::{self, CatalogueFileError};
use crate::dictionary::{
    AgencyNature, Audience, AuthoritySource, BusinessTheme, Channel, HandlingKind, ItemStatus, ItemType, Level,
    LifeEvent, LimitUnit, OnlineDepth, PersonTheme,
};
use crate::hall::hall;
use crate::item::{FormRef, ItemVersion, Limit, Visits};

/// Names of fields are the anchors of the gate's findings; the labels are `items-el-<name>`.
type Text = fn(&mut ItemVersion) -> &mut String;
type Maybe = fn(&mut ItemVersion) -> &mut Option<String>;
type Lines = fn(&mut ItemVersion) -> &mut Vec<String>;

const TEXTS: &[(&str, Text)] =
    &[("name", |i| &mut i.name), ("summary", |i| &mut i.summary), ("department", |i| &mut i.department)];

const MAYBES: &[(&str, Maybe)] = &[
    ("name-en", |i| &mut i.name_en),
    ("codes-basic", |i| &mut i.codes.basic),
    ("codes-implementing", |i| &mut i.codes.implementing),
    ("codes-handling", |i| &mut i.codes.handling),
    ("entrusted-by", |i| &mut i.entrusted_by),
    ("online-address", |i| &mut i.online_address),
    ("online-procedure", |i| &mut i.online_procedure),
    ("offline-procedure", |i| &mut i.offline_procedure),
];

const LINES: &[(&str, Lines)] = &[
    ("keywords", |i| &mut i.keywords),
    ("joint-agencies", |i| &mut i.joint_agencies),
    ("conditions", |i| &mut i.conditions),
    ("rights", |i| &mut i.rights),
    ("duties", |i| &mut i.duties),
];

/// Applies `$call!(name, field, Dictionary)` to every element that is one term.
macro_rules! each_term {
    ($call:ident) => {
        $call!("item-type", item_type, ItemType);
        $call!("status", status, ItemStatus);
        $call!("authority-source", authority_source, AuthoritySource);
        $call!("level", level, Level);
        $call!("agency-nature", agency_nature, AgencyNature);
        $call!("handling-kind", handling_kind, HandlingKind);
        $call!("online-depth", online_depth, OnlineDepth);
    };
}

/// The same for every element that is several terms.
macro_rules! each_terms {
    ($call:ident) => {
        $call!("audience", audience, Audience);
        $call!("channels", channels, Channel);
        $call!("person-themes", person_themes, PersonTheme);
        $call!("business-themes", business_themes, BusinessTheme);
        $call!("life-events", life_events, LifeEvent);
    };
}

/// The same for every element that is yes, no or not said.
macro_rules! each_answer {
    ($call:ident) => {
        $call!("charged", charged);
        $call!("online-payment", online_payment);
        $call!("in-hall", in_hall);
        $call!("kiosk", kiosk);
        $call!("notice-and-promise", notice_and_promise);
    };
}

/// Name of the field with the rows.
pub(crate) const REST: &str = "rest";

/// What is wrong with a field: its name and the sentence.
pub(crate) type Fault = (String, String);

/// The item without what stands in fields of its own, as TOML.
pub(crate) fn rest_text(item: &ItemVersion) -> String {
    let mut rest = item.clone();
    clear(&mut rest);
    let Ok(mut table) = toml::Table::try_from(&rest) else { return String::new() };
    table.retain(|_, value| match value {
        toml::Value::String(text) => !text.is_empty(),
        toml::Value::Table(table) => table.values().any(|v| v.as_str().is_none_or(|text| !text.is_empty())),
        _ => true,
    });
    toml::to_string_pretty(&table).unwrap_or_default()
}

/// Takes out of an item what the editor has fields for, and what no editor may change.
fn clear(item: &mut ItemVersion) {
    for (_, text) in TEXTS {
        text(item).clear();
    }
    for (_, text) in MAYBES {
        *text(item) = None;
    }
    for (_, lines) in LINES {
        lines(item).clear();
    }
    macro_rules! clear_one {
        ($name:literal, $field:ident, $kind:ident) => {
            item.$field = Default::default();
        };
        ($name:literal, $field:ident) => {
            item.$field = None;
        };
    }
    each_term!(clear_one);
    each_terms!(clear_one);
    each_answer!(clear_one);
    item.key.clear();
    item.agency.clear();
    item.field.clear();
    item.codes.local = None;
    item.statutory_limit = None;
    item.promised_limit = None;
    item.visits = None;
    item.effective_on = None;
    item.cancelled_on = None;
    item.form = None;
}

/// The fields, in the order of the page, as the item has them.
pub(crate) fn fields(tr: Tr, item: &ItemVersion) -> Vec<Field> {
    let mut item = item.clone();
    let label = |name: &str| tr.s(&format!("items-el-{name}"));
    let mut out: Vec<Field> = Vec::new();
    for (name, text) in TEXTS {
        out.push(Field::text(tr, *name, label(name)).value(text(&mut item).clone()));
    }
    for (name, text) in MAYBES {
        let value = text(&mut item).clone().unwrap_or_default();
        let field = if name.ends_with("procedure") {
            Field::area(tr, *name, label(name)).rows(3)
        } else {
            Field::text(tr, *name, label(name))
        };
        out.push(field.value(value));
    }
    let hall_fields = hall().fields.iter().map(|field| Choice::new(field.key.clone(), field.name.clone()));
    out.push(
        Field::select(tr, "field", label("field")).choices(blank(tr).chain(hall_fields)).value(item.field.clone()),
    );
    macro_rules! one {
        ($name:literal, $field:ident, $kind:ident) => {
            let choices = $kind::ALL.iter().map(|term| Choice::new(term.key(), tr.s(term.message_id())));
            let value = item.$field.map(|term| term.key()).unwrap_or_default();
            out.push(Field::select(tr, $name, label($name)).choices(blank(tr).chain(choices)).value(value));
        };
    }
    each_term!(one);
    macro_rules! many {
        ($name:literal, $field:ident, $kind:ident) => {
            let choices = $kind::ALL.iter().map(|term| Choice::new(term.key(), tr.s(term.message_id())));
            let chosen = item.$field.iter().map(|term| term.key());
            out.push(Field::checkboxes(tr, $name, label($name)).choices(choices).values(chosen));
        };
    }
    each_terms!(many);
    macro_rules! answer {
        ($name:literal, $field:ident) => {
            let value = match item.$field {
                Some(true) => "yes",
                Some(false) => "no",
                None => "",
            };
            let choices = [Choice::new("yes", tr.s("items-yes")), Choice::new("no", tr.s("items-no"))];
            out.push(Field::select(tr, $name, label($name)).choices(blank(tr).chain(choices)).value(value));
        };
    }
    each_answer!(answer);
    for (name, limit) in [("statutory-limit", &item.statutory_limit), ("promised-limit", &item.promised_limit)] {
        let n = limit.as_ref().map(|limit| limit.n.to_string()).unwrap_or_default();
        let unit = limit.as_ref().map_or("working-day", |limit| limit.unit.key());
        let note = limit.as_ref().and_then(|limit| limit.note.clone()).unwrap_or_default();
        let units = LimitUnit::ALL.iter().map(|term| Choice::new(term.key(), tr.s(term.message_id())));
        out.push(Field::number(tr, name, label(name)).value(n));
        out.push(Field::select(tr, format!("{name}-unit"), label(&format!("{name}-unit"))).choices(units).value(unit));
        out.push(Field::text(tr, format!("{name}-note"), label(&format!("{name}-note"))).value(note));
    }
    let visits = item.visits.clone();
    out.push(
        Field::number(tr, "visits", label("visits"))
            .value(visits.as_ref().map(|v| v.number.to_string()).unwrap_or_default()),
    );
    out.push(
        Field::text(tr, "visits-reason", label("visits-reason"))
            .value(visits.and_then(|v| v.reason).unwrap_or_default()),
    );
    for (name, on) in [("effective-on", item.effective_on), ("cancelled-on", item.cancelled_on)] {
        out.push(Field::date(tr, name, label(name)).value(on.map(|on| on.to_string()).unwrap_or_default()));
    }
    let form = item.form.as_ref().map(|form| format!("{} {}", form.key, form.version)).unwrap_or_default();
    out.push(Field::text(tr, "form", label("form")).hint(tr.s("items-edit-form-hint")).value(form));
    for (name, lines) in LINES {
        let value = lines(&mut item).join("\n");
        out.push(Field::area(tr, *name, label(name)).hint(tr.s("items-edit-lines-hint")).rows(4).value(value));
    }
    let rest = rest_text(&item);
    out.push(Field::area(tr, REST, tr.s("items-edit-rest")).hint(tr.s("items-edit-rest-hint")).rows(30).value(rest));
    out
}

fn blank(tr: Tr) -> impl Iterator<Item = Choice> {
    std::iter::once(Choice::new("", tr.s("items-edit-not-said")))
}

/// The fields as they were sent back: everything typed, with what is wrong.
pub(crate) fn sent_fields(tr: Tr, item: &ItemVersion, form: &BodyForm, faults: &[Fault]) -> Vec<Field> {
    fields(tr, item)
        .into_iter()
        .map(|field| {
            let name = field.name().to_owned();
            let typed: Vec<&str> = form.all(&name).collect();
            let field = match typed.as_slice() {
                [one] => field.value(*one),
                several => field.values(several.iter().copied()),
            };
            let fault = faults.iter().find(|(at, _)| *at == name);
            field.error(fault.map(|(_, text)| text.clone()))
        })
        .collect()
}

/// Reads the form over what the editor may not change in `before`.
///
/// # Errors
/// What is wrong, field by field; lines of the rows are named.
pub(crate) fn read(tr: Tr, before: &ItemVersion, form: &BodyForm) -> Result<ItemVersion, Vec<Fault>> {
    let mut faults: Vec<Fault> = Vec::new();
    let mut item = match read_rest(tr, form.get(REST).unwrap_or_default()) {
        Ok(item) => item,
        Err(text) => {
            faults.push((REST.to_owned(), text));
            ItemVersion::default()
        }
    };
    clear(&mut item);
    item.key.clone_from(&before.key);
    item.agency.clone_from(&before.agency);
    item.codes.local.clone_from(&before.codes.local);
    let text = |name: &str| form.text(name).unwrap_or_default().to_owned();
    for (name, place) in TEXTS {
        *place(&mut item) = text(name);
    }
    for (name, place) in MAYBES {
        *place(&mut item) = Some(text(name)).filter(|text| !text.is_empty());
    }
    for (name, place) in LINES {
        let lines = form.get(name).unwrap_or_default().lines().map(str::trim).filter(|line| !line.is_empty());
        *place(&mut item) = lines.map(str::to_owned).collect();
    }
    item.field = text("field");
    let wrong = |name: &str| (name.to_owned(), tr.f1("items-edit-wrong", "label", tr.s(&format!("items-el-{name}"))));
    macro_rules! one {
        ($name:literal, $field:ident, $kind:ident) => {
            match form.text($name) {
                None => item.$field = None,
                Some(key) => match $kind::from_key(key) {
                    Some(term) => item.$field = Some(term),
                    None => faults.push(wrong($name)),
                },
            }
        };
    }
    each_term!(one);
    macro_rules! many {
        ($name:literal, $field:ident, $kind:ident) => {
            let sent: Vec<&str> = form.all($name).filter(|key| !key.is_empty()).collect();
            item.$field = sent.iter().filter_map(|key| $kind::from_key(key)).collect();
            if item.$field.len() != sent.len() {
                faults.push(wrong($name));
            }
        };
    }
    each_terms!(many);
    macro_rules! answer {
        ($name:literal, $field:ident) => {
            match form.text($name) {
                None => item.$field = None,
                Some("yes") => item.$field = Some(true),
                Some("no") => item.$field = Some(false),
                Some(_) => faults.push(wrong($name)),
            }
        };
    }
    each_answer!(answer);
    let mut limit = |name: &str| {
        let n = form.text(name)?;
        let unit = LimitUnit::from_key(form.text(&format!("{name}-unit")).unwrap_or_default());
        let note = form.text(&format!("{name}-note")).map(str::to_owned);
        match (n.parse::<u32>(), unit) {
            (Ok(n), Some(unit)) if n <= 3_650 => Some(Limit { n, unit, note }),
            _ => {
                faults.push(wrong(name));
                None
            }
        }
    };
    item.statutory_limit = limit("statutory-limit");
    item.promised_limit = limit("promised-limit");
    item.visits = form.text("visits").and_then(|n| match n.parse::<u32>() {
        Ok(number) if number <= 100 => Some(Visits { number, reason: form.text("visits-reason").map(str::to_owned) }),
        _ => {
            faults.push(wrong("visits"));
            None
        }
    });
    let mut date = |name: &str| {
        let typed = form.text(name)?;
        let read = Date::from_str(typed).ok();
        if read.is_none() {
            faults.push(wrong(name));
        }
        read
    };
    item.effective_on = date("effective-on");
    item.cancelled_on = date("cancelled-on");
    item.form = form.text("form").and_then(|typed| {
        let read = typed
            .rsplit_once(' ')
            .and_then(|(key, n)| Some(FormRef { key: key.trim().to_owned(), version: n.parse().ok()? }));
        if read.is_none() {
            faults.push(wrong("form"));
        }
        read
    });
    if faults.is_empty() { Ok(item) } else { Err(faults) }
}

/// The rows of the TOML text.
fn read_rest(tr: Tr, text: &str) -> Result<ItemVersion, String> {
    let item: ItemVersion = toml::from_str(text).map_err(|error| {
        let line = error.span().map_or(1, |span| text.get(..span.start).unwrap_or_default().lines().count().max(1));
        tr.f2("items-edit-rest-wrong", "line", line, "what", error.message())
    })?;
    // An element that the record does not have would be lost in silence.
    let table: toml::Table = toml::from_str(text).unwrap_or_default();
    let mut file = toml::Table::new();
    file.insert("item".into(), toml::Value::Array(vec![toml::Value::Table(table)]));
    match catalogue_file::parse("", "", &file.to_string()) {
        Err(CatalogueFileError::UnknownElement { element, .. }) => {
            Err(tr.f1("items-edit-rest-unknown", "element", element))
        }
        _ => Ok(item),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Lang;

    fn tr() -> Tr {
        Tr::new(Lang::ZhCn)
    }

    /// What a browser sends for the fields of an item.
    fn sent(item: &ItemVersion) -> BodyForm {
        let mut probe = item.clone();
        let mut pairs: Vec<(String, String)> = Vec::new();
        let mut add = |name: &str, value: String| pairs.push((name.to_owned(), value));
        for (name, text) in TEXTS {
            add(name, text(&mut probe).clone());
        }
        for (name, text) in MAYBES {
            add(name, text(&mut probe).clone().unwrap_or_default());
        }
        for (name, lines) in LINES {
            add(name, lines(&mut probe).join("\r\n"));
        }
        add("field", item.field.clone());
        macro_rules! one {
            ($name:literal, $field:ident, $kind:ident) => {
                add($name, item.$field.map(|term| term.key().to_owned()).unwrap_or_default());
            };
        }
        each_term!(one);
        macro_rules! many {
            ($name:literal, $field:ident, $kind:ident) => {
                for term in &item.$field {
                    add($name, term.key().to_owned());
                }
            };
        }
        each_terms!(many);
        macro_rules! answer {
            ($name:literal, $field:ident) => {
                add($name, item.$field.map(|said| if said { "yes" } else { "no" }).unwrap_or_default().to_owned());
            };
        }
        each_answer!(answer);
        for (name, limit) in [("statutory-limit", &item.statutory_limit), ("promised-limit", &item.promised_limit)] {
            if let Some(limit) = limit {
                add(name, limit.n.to_string());
                add(&format!("{name}-unit"), limit.unit.key().to_owned());
                add(&format!("{name}-note"), limit.note.clone().unwrap_or_default());
            }
        }
        if let Some(visits) = &item.visits {
            add("visits", visits.number.to_string());
            add("visits-reason", visits.reason.clone().unwrap_or_default());
        }
        add("effective-on", item.effective_on.map(|on| on.to_string()).unwrap_or_default());
        add("cancelled-on", item.cancelled_on.map(|on| on.to_string()).unwrap_or_default());
        add("form", item.form.as_ref().map(|f| format!("{} {}", f.key, f.version)).unwrap_or_default());
        add(REST, rest_text(item));
        BodyForm { pairs, uploads: Vec::new() }
    }

    #[test]
    fn saving_without_a_change_changes_nothing() {
        let read_folder = catalogue_file::parse_folder(crate::demonstration::CATALOGUE).unwrap();
        assert!(read_folder.items.len() > 30);
        for item in read_folder.items {
            let back = read(tr(), &item, &sent(&item)).unwrap();
            assert_eq!(back, item, "{}", item.key);
        }
        let empty = ItemVersion { key: "k".into(), ..ItemVersion::default() };
        assert_eq!(read(tr(), &empty, &sent(&empty)).unwrap(), empty);
    }

    #[test]
    fn faults_are_named_by_field_and_line() {
        let item = ItemVersion { key: "k".into(), agency: "a".into(), ..ItemVersion::default() };
        for (name, value, words) in [
            ("visits", "many", ""),
            ("item-type", "no-such-type", ""),
            ("effective-on", "2026-02-30", ""),
            ("promised-limit", "-1", ""),
            ("form", "food", ""),
            (REST, "[[steps]]\nkind = \"acceptance\"\nname = 5\n", "3"),
            (REST, "[[faq]\n", "1"),
            (REST, "[[faq]]\nquestoin = \"?\"\n", "questoin"),
        ] {
            let mut form = sent(&item);
            form.pairs.retain(|(n, _)| n != name);
            form.pairs.push((name.to_owned(), value.to_owned()));
            let faults = read(tr(), &item, &form).unwrap_err();
            assert_eq!(faults.len(), 1, "{name}: {faults:?}");
            assert_eq!(faults[0].0, name);
            assert!(faults[0].1.contains(words), "{name}: {faults:?}");
        }
    }

    #[test]
    fn what_no_editor_may_change_stays() {
        let item = ItemVersion { key: "k".into(), agency: "ours".into(), ..ItemVersion::default() };
        let mut form = sent(&item);
        form.pairs.retain(|(n, _)| n != REST);
        form.pairs.push((REST.into(), "key = \"other\"\nagency = \"theirs\"\n".into()));
        let back = read(tr(), &item, &form).unwrap();
        assert_eq!((back.key.as_str(), back.agency.as_str()), ("k", "ours"));
    }
}
