//! A guide (办事指南) as a page shows it: every public element of the implementing list, in the reader's words.
//!
//! Law: 行政许可法 第三十条
//! Law: 国务院关于在线政务服务的若干规定 第六条

use web::{Cell, Column, DataList, Row, StatusTag, Table, Tone, Tr};

use super::words::{self, Names};
use crate::dictionary::{
    AgencyNature, Audience, AuthoritySource, BusinessTheme, Channel, HandlingKind, ItemStatus, ItemType, Level,
    LifeEvent, MaterialKind, MaterialMedium, MaterialSource, Necessity, OnlineDepth, PersonTheme, ResultKind,
    SpecialProcedureKind,
};
use crate::guidance::{HeldSet, HeldSource, MaterialNeed, NeedStatus, Situation, materials_for};
use crate::item::{Contact, ItemVersion, Remedy};
use crate::material::Material;

/// One step of the way: name, time, what is checked and what comes of it.
pub(crate) struct WayStep {
    pub name: String,
    pub time: String,
    pub note: String,
}

/// More about one material.
pub(crate) struct MaterialDetails {
    pub name: String,
    pub rows: DataList,
}

/// A guide in the reader's words.
pub(crate) struct GuideView {
    pub code: String,
    pub name: String,
    pub summary: String,
    pub facts: Vec<(String, String)>,
    pub materials_note: String,
    pub materials: Table,
    pub material_details: Vec<MaterialDetails>,
    pub conditions: Vec<String>,
    pub way: Vec<WayStep>,
    pub procedures: DataList,
    pub has_procedures: bool,
    pub specials: Vec<(String, String)>,
    pub fee_note: String,
    pub fees: Option<Table>,
    pub result: DataList,
    pub basis: Vec<(String, String)>,
    pub elements: DataList,
    pub rights: Vec<String>,
    pub duties: Vec<String>,
    pub remedies: DataList,
    pub places: Vec<(String, DataList)>,
    pub contacts: DataList,
    pub faq: Vec<(String, String)>,
}

/// The rows of a [`DataList`] under construction: what is not said is left out.
pub(crate) struct Rows {
    tr: Tr,
    list: DataList,
    any: bool,
}

impl Rows {
    pub(crate) fn new(tr: Tr) -> Rows {
        Rows { tr, list: DataList::new(), any: false }
    }

    pub(crate) fn add(&mut self, label: &str, value: impl Into<String>) {
        let value = value.into();
        if !value.trim().is_empty() {
            let list = std::mem::take(&mut self.list);
            self.list = list.row(self.tr.s(label), value);
            self.any = true;
        }
    }

    pub(crate) fn maybe(&mut self, label: &str, value: Option<impl Into<String>>) {
        if let Some(value) = value {
            self.add(label, value);
        }
    }

    pub(crate) fn done(self) -> DataList {
        self.list
    }
}

/// Label and value of every basic element, in the order of the standard. Labels are ids of the language files.
pub(crate) fn elements(tr: Tr, item: &ItemVersion, names: &Names) -> Vec<(&'static str, String)> {
    let mut out: Vec<(&'static str, String)> = Vec::new();
    let mut add = |label: &'static str, value: Option<String>| {
        if let Some(value) = value.filter(|value| !value.trim().is_empty()) {
            out.push((label, value));
        }
    };
    let say = |id: Option<&'static str>| id.map(|id| tr.s(id).into_owned());
    let codes = &item.codes;
    add("items-el-main", Some(item.main.name.clone()));
    add("items-el-sub", item.sub.as_ref().map(|sub| sub.name.clone()));
    add("items-el-item-type", say(item.item_type.map(ItemType::message_id)));
    add("items-el-codes-basic", codes.basic.clone());
    add("items-el-codes-implementing", codes.implementing.clone());
    add("items-el-codes-handling", codes.handling.clone());
    add("items-el-codes-local", codes.local.clone());
    add("items-el-status", say(item.status.map(ItemStatus::message_id)));
    add("items-el-agency", Some(words::name(names, &item.agency).to_owned()));
    add("items-el-department", Some(words::name(names, &item.department).to_owned()));
    add("items-el-agency-nature", say(item.agency_nature.map(AgencyNature::message_id)));
    add("items-el-entrusted-by", item.entrusted_by.as_ref().map(|key| words::name(names, key).to_owned()));
    add(
        "items-el-joint-agencies",
        Some(words::joined(tr, item.joint_agencies.iter().map(|key| words::name(names, key)))),
    );
    add("items-el-authority-source", say(item.authority_source.map(AuthoritySource::message_id)));
    add("items-el-level", say(item.level.map(Level::message_id)));
    add("items-el-handling-kind", say(item.handling_kind.map(HandlingKind::message_id)));
    let with_note = |limit: &crate::item::Limit| match &limit.note {
        Some(note) => tr.f2("items-with-note", "text", words::limit(tr, limit), "note", note),
        None => words::limit(tr, limit),
    };
    add("items-el-statutory-limit", item.statutory_limit.as_ref().map(with_note));
    add("items-el-promised-limit", item.promised_limit.as_ref().map(with_note));
    add("items-el-audience", Some(words::terms(tr, &item.audience, Audience::message_id)));
    add("items-el-channels", Some(words::terms(tr, &item.channels, Channel::message_id)));
    add("items-el-online-depth", say(item.online_depth.map(OnlineDepth::message_id)));
    add("items-el-online-address", item.online_address.clone());
    add("items-el-visits", words::visits(tr, item));
    add("items-el-visits-reason", item.visits.as_ref().and_then(|visits| visits.reason.clone()));
    add(
        "items-el-quantity-limit",
        item.quantity_limit.as_ref().map(|limit| match limit.number {
            Some(n) => tr.f2("items-quantity", "n", n, "note", &limit.note),
            None => limit.note.clone(),
        }),
    );
    add("items-el-cross-region", item.cross_region.as_ref().map(|c| words::joined(tr, [&c.scope, &c.mode])));
    add("items-el-in-hall", item.in_hall.map(|said| words::yes_no(tr, said)));
    add("items-el-kiosk", item.kiosk.map(|said| words::yes_no(tr, said)));
    add("items-el-notice-and-promise", item.notice_and_promise.map(|said| words::yes_no(tr, said)));
    add("items-el-online-payment", item.online_payment.map(|said| words::yes_no(tr, said)));
    for intermediary in &item.intermediaries {
        let text = words::joined(tr, [&intermediary.name, &intermediary.basis, &intermediary.providers]);
        add("items-el-intermediary", Some(text));
    }
    add("items-el-field", Some(words::field_name(tr, &item.field)));
    add("items-el-person-themes", Some(words::terms(tr, &item.person_themes, PersonTheme::message_id)));
    add("items-el-business-themes", Some(words::terms(tr, &item.business_themes, BusinessTheme::message_id)));
    add("items-el-life-events", Some(words::terms(tr, &item.life_events, LifeEvent::message_id)));
    add("items-el-effective-on", item.effective_on.map(|on| tr.date_short(on)));
    add("items-el-cancelled-on", item.cancelled_on.map(|on| tr.date_short(on)));
    out
}

/// Kind, medium and copies of a material in one line.
pub(crate) fn asked_as(tr: Tr, material: &Material) -> String {
    let mut parts: Vec<String> = Vec::new();
    parts.extend(material.kind.map(|kind| tr.s(MaterialKind::message_id(kind)).into_owned()));
    parts.extend(material.medium.map(|medium| tr.s(MaterialMedium::message_id(medium)).into_owned()));
    parts.extend(material.paper_copies.filter(|n| *n > 0).map(|n| tr.f1("items-copies", "n", n)));
    words::joined(tr, parts)
}

/// What the applicant has to do about a material.
fn need_cell(tr: Tr, need: &MaterialNeed<'_>) -> Cell {
    match &need.status {
        NeedStatus::Ask => Cell::text(asked_as(tr, need.material)),
        NeedStatus::FillInForm => Cell::text(tr.s("items-need-form")),
        NeedStatus::LaterAllowed { within_working_days } => {
            let later = match within_working_days {
                Some(n) => tr.f1("items-need-later-days", "n", *n),
                None => tr.s("items-need-later").into_owned(),
            };
            Cell::text(asked_as(tr, need.material)).below(later)
        }
        NeedStatus::AlreadyHeld { source } => {
            let from = match source {
                HeldSource::Licence(licence) => {
                    tr.f2("items-held-licence", "name", &licence.name, "number", &licence.number)
                }
                HeldSource::Profile(datum) => tr.s(datum.message_id()).into_owned(),
            };
            Cell::tag(StatusTag::new(Tone::Good, tr.s("items-need-held"))).below(from)
        }
    }
}

/// Where a material comes from.
fn source_text(tr: Tr, material: &Material) -> String {
    let mut parts: Vec<String> = Vec::new();
    parts.extend(material.source.map(|source| tr.s(MaterialSource::message_id(source)).into_owned()));
    parts.extend(material.source_note.clone());
    words::joined(tr, parts)
}

/// The materials of one situation as a table.
pub(crate) fn needs_table(tr: Tr, needs: &[MaterialNeed<'_>]) -> Table {
    let rows = needs.iter().map(|need| {
        let name = words::own(tr, &need.material.name, need.material.name_en.as_deref());
        Row::new([Cell::text(name), need_cell(tr, need), Cell::text(source_text(tr, need.material))])
    });
    let columns = ["items-col-material", "items-col-what", "items-col-source"].map(|key| Column::new(tr.s(key)));
    Table::new(tr.s("items-materials-caption"), columns, rows.collect())
}

/// Every material of the item with when it is needed, for a guide that was not narrowed.
fn whole_table(tr: Tr, item: &ItemVersion) -> Table {
    let applying = item.situations.iter().filter(|situation| situation.elsewhere.is_none()).count();
    let rows = item.materials.iter().map(|material| {
        let needing = item.situations_needing(&material.key);
        let mut what = Cell::text(if material.is_filled_in_form() {
            tr.s("items-need-form").into_owned()
        } else {
            asked_as(tr, material)
        });
        if needing.len() < applying {
            // More than a few names would hide the material; the guided path tells them apart.
            what = what.below(if needing.len() > 2 {
                tr.f2("items-needed-in-some", "n", needing.len(), "all", applying)
            } else {
                let names = words::joined(tr, needing.iter().map(|s| situation_name(tr, s)));
                tr.f1("items-needed-in", "situations", names)
            });
        }
        Row::new([
            Cell::text(words::own(tr, &material.name, material.name_en.as_deref())),
            what,
            Cell::text(source_text(tr, material)),
        ])
    });
    let columns = ["items-col-material", "items-col-what", "items-col-source"].map(|key| Column::new(tr.s(key)));
    Table::new(tr.s("items-materials-caption"), columns, rows.collect())
}

/// The name of a situation in the reader's language.
pub(crate) fn situation_name(tr: Tr, situation: &Situation) -> String {
    words::own(tr, &situation.name, situation.name_en.as_deref()).to_owned()
}

fn material_details(tr: Tr, material: &Material) -> MaterialDetails {
    let mut rows = Rows::new(tr);
    rows.maybe("items-mat-necessity", material.necessity.map(|n| tr.s(Necessity::message_id(n))));
    rows.maybe("items-mat-needed-when", material.needed_when.clone());
    rows.add("items-mat-asked-as", asked_as(tr, material));
    rows.maybe("items-mat-paper-size", material.paper_size.clone());
    rows.add("items-mat-source", source_text(tr, material));
    rows.maybe("items-mat-filling-notes", material.filling_notes.clone());
    rows.maybe("items-mat-standard", material.acceptance_standard.clone());
    rows.maybe("items-mat-basis", material.basis.as_ref().map(|basis| words::basis(tr, basis)));
    rows.maybe("items-mat-blank-form", material.blank_form.clone());
    rows.maybe("items-mat-sample", material.sample.clone());
    rows.maybe("items-mat-remark", material.remark.clone());
    let name = words::own(tr, &material.name, material.name_en.as_deref()).to_owned();
    MaterialDetails { name, rows: rows.done() }
}

fn contact_rows(rows: &mut Rows, label: &str, contact: Option<&Contact>) {
    if let Some(contact) = contact {
        let address = contact.address.clone().unwrap_or_default();
        let parts = [contact.phone.clone(), address, contact.url.clone().unwrap_or_default()];
        let tr = rows.tr;
        rows.add(label, words::joined(tr, parts.into_iter().filter(|part| !part.is_empty())));
    }
}

fn remedy_rows(rows: &mut Rows, label: &str, remedy: Option<&Remedy>) {
    if let Some(remedy) = remedy {
        let parts = [
            Some(remedy.organ.clone()),
            remedy.within.clone(),
            Some(remedy.address.clone()),
            Some(remedy.phone.clone()),
            remedy.url.clone(),
        ];
        let tr = rows.tr;
        rows.add(label, words::joined(tr, parts.into_iter().flatten().filter(|part| !part.is_empty())));
    }
}

/// How a guide is shown: for one situation and with what is held, and with what cases took.
pub(crate) struct Narrowing<'a> {
    pub situation: Option<&'a Situation>,
    pub held: &'a HeldSet,
    pub used_days: Option<super::UsedDays>,
}

impl GuideView {
    /// The guide of one version.
    pub(crate) fn of(tr: Tr, item: &ItemVersion, names: &Names, narrowing: &Narrowing<'_>) -> GuideView {
        let mut facts = Vec::new();
        let mut fact =
            |label: &str, value: Option<String>| facts.extend(value.map(|value| (tr.s(label).into_owned(), value)));
        fact("items-fact-statutory", item.statutory_limit.as_ref().map(|limit| words::limit(tr, limit)));
        fact("items-fact-promised", item.promised_limit.as_ref().map(|limit| words::limit(tr, limit)));
        fact("items-fact-used", narrowing.used_days.map(|used| tr.f1("items-limit-working-days", "n", used.median)));
        fact("items-fact-visits", words::visits(tr, item));
        fact("items-fact-fee", words::fee(tr, item));

        // One situation needs no question; a narrowed guide shows exactly its materials.
        let only = match item.situations.as_slice() {
            [only] => Some(only),
            _ => narrowing.situation,
        };
        let (materials, shown, materials_note) = match only {
            Some(situation) => {
                let needs = materials_for(item, situation, narrowing.held);
                let held = needs.iter().filter(|n| matches!(n.status, NeedStatus::AlreadyHeld { .. })).count();
                let name = situation_name(tr, situation);
                let note = tr.f3("items-materials-narrowed", "situation", name, "n", needs.len(), "held", held);
                (needs_table(tr, &needs), needs.iter().map(|need| need.material).collect::<Vec<_>>(), note)
            }
            None => {
                let note = tr.f1("items-materials-all", "n", item.materials.len());
                (whole_table(tr, item), item.materials.iter().collect(), note)
            }
        };

        let way = item.steps.iter().map(|step| WayStep {
            name: step.name.clone(),
            time: words::limit(tr, &step.limit),
            note: tr.f3("items-step-note", "post", &step.post, "standard", &step.standard, "result", &step.result),
        });
        let mut procedures = Rows::new(tr);
        procedures.maybe("items-el-online-procedure", item.online_procedure.clone());
        procedures.maybe("items-el-offline-procedure", item.offline_procedure.clone());
        let specials = item.special_procedures.iter().map(|special| {
            let mut text = special.note.clone();
            text.push_str(&tr.s(if special.stops_clock { "items-special-stops" } else { "items-special-runs" }));
            text.push_str(&words::basis(tr, special.clock_basis.as_ref().unwrap_or(&special.basis)));
            (tr.s(SpecialProcedureKind::message_id(special.kind)).into_owned(), text)
        });
        let fees = (!item.fees.is_empty()).then(|| {
            let columns = ["items-col-fee", "items-col-standard", "items-col-basis"].map(|key| Column::new(tr.s(key)));
            let rows = item.fees.iter().map(|fee| {
                let amount = fee.amount_fen.map(|fen| tr.money(fen)).unwrap_or_default();
                let relief = match (&fee.reduction_basis, fee.reducible) {
                    (Some(basis), true) => tr.f1("items-fee-reducible", "basis", basis),
                    _ => String::new(),
                };
                let standard = Cell::text(&fee.standard).below(amount);
                Row::new([Cell::text(&fee.name), standard, Cell::text(&fee.basis).below(relief)])
            });
            Table::new(tr.s("items-fees-title"), columns, rows.collect())
        });
        let mut result = Rows::new(tr);
        if let Some(made) = &item.result {
            result.add("items-el-result", &made.name);
            result.add("items-el-result-kind", tr.s(ResultKind::message_id(made.kind)));
            result.add("items-el-result-validity", words::validity(tr, &made.validity));
            result.maybe("items-el-result-sample", made.sample.clone());
        }
        let mut all = Rows::new(tr);
        for (label, value) in elements(tr, item, names) {
            all.add(label, value);
        }
        let mut remedies = Rows::new(tr);
        remedy_rows(&mut remedies, "items-el-reconsideration", item.reconsideration.as_ref());
        remedy_rows(&mut remedies, "items-el-litigation", item.litigation.as_ref());
        let mut contacts = Rows::new(tr);
        contact_rows(&mut contacts, "items-el-consultation", item.consultation.as_ref());
        contact_rows(&mut contacts, "items-el-complaint", item.complaint.as_ref());
        if let Some(postal) = &item.postal {
            contacts.add("items-el-postal-materials", words::yes_no(tr, postal.materials));
            contacts.add("items-el-postal-result", words::yes_no(tr, postal.result));
            contacts.add("items-el-postal-note", &postal.note);
        }
        if let Some(appointment) = &item.appointment {
            contacts.add("items-el-appointment", words::yes_no(tr, appointment.offered));
            contacts.maybe("items-el-appointment-places", appointment.daily_places.map(|n| n.to_string()));
            contacts.maybe("items-el-appointment-rule", appointment.rule.clone());
        }
        let places = item.places.iter().map(|place| {
            let mut rows = Rows::new(tr);
            rows.add("items-el-place-address", &place.address);
            rows.add("items-el-place-hours", &place.hours);
            rows.add("items-el-place-transit", &place.transit);
            rows.add("items-el-place-phone", &place.phone);
            (place.name.clone(), rows.done())
        });
        GuideView {
            code: item.codes.handling.clone().or(item.codes.implementing.clone()).unwrap_or_default(),
            name: words::item_name(tr, item).to_owned(),
            summary: item.summary.clone(),
            facts,
            materials_note,
            materials,
            material_details: shown.into_iter().map(|material| material_details(tr, material)).collect(),
            conditions: item.conditions.clone(),
            way: way.collect(),
            has_procedures: procedures.any,
            procedures: procedures.done(),
            specials: specials.collect(),
            fee_note: words::fee(tr, item).unwrap_or_default(),
            fees,
            result: result.done(),
            basis: item.legal_basis.iter().map(|basis| (words::basis(tr, basis), basis.text.clone())).collect(),
            elements: all.done(),
            rights: item.rights.clone(),
            duties: item.duties.clone(),
            remedies: remedies.done(),
            places: places.collect(),
            contacts: contacts.done(),
            faq: item.faq.iter().map(|faq| (faq.question.clone(), faq.answer.clone())).collect(),
        }
    }
}
