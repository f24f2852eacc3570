//! Elements of the implementing list that are not there. Each has its own rule, since each has its own sentence.

use super::{Finding, Rule, blank};
use crate::dictionary::{AgencyNature, Channel, ItemType};
use crate::item::ItemVersion;

/// Law: 行政许可法 第三十条
/// Law: 国务院关于在线政务服务的若干规定 第六条
pub(super) fn check(item: &ItemVersion, out: &mut Vec<Finding>) {
    let mut need = |is_there: Is, field: &str, rule: Rule| {
        if is_there == Is::Missing {
            out.push(Finding::new(field, rule));
        }
    };
    let online = item.channels.contains(&Channel::Online);
    let window = item.channels.contains(&Channel::Window);
    let licensing = item.is_licensing();
    let power = item.item_type != Some(ItemType::PublicService);

    need(text(&item.name), "name", Rule::MissingName);
    need(text(&item.main.name), "main-name", Rule::MissingMain);
    need(text(&item.summary), "summary", Rule::MissingSummary);
    need(text(&item.field), "field", Rule::MissingField);
    need(code(&item.codes.basic), "codes-basic", Rule::MissingBasicCode);
    need(code(&item.codes.implementing), "codes-implementing", Rule::MissingImplementingCode);
    need(code(&item.codes.handling), "codes-handling", Rule::MissingHandlingCode);
    need(some(&item.item_type), "item-type", Rule::MissingItemType);
    need(some(&item.status), "status", Rule::MissingStatus);
    need(some(&item.authority_source), "authority-source", Rule::MissingAuthoritySource);
    need(some(&item.level), "level", Rule::MissingLevel);
    need(text(&item.agency), "agency", Rule::MissingAgency);
    need(some(&item.agency_nature), "agency-nature", Rule::MissingAgencyNature);
    if item.agency_nature == Some(AgencyNature::EntrustedOrganisation) {
        need(code(&item.entrusted_by), "entrusted-by", Rule::MissingEntrustedBy);
    }
    need(some(&item.statutory_limit), "statutory-limit", Rule::MissingStatutoryLimit);
    need(some(&item.promised_limit), "promised-limit", Rule::MissingPromisedLimit);
    need(some(&item.handling_kind), "handling-kind", Rule::MissingHandlingKind);
    need(rows(&item.audience), "audience", Rule::MissingAudience);
    need(texts(&item.conditions), "conditions", Rule::MissingConditions);
    if licensing {
        need(some(&item.quantity_limit), "quantity-limit", Rule::MissingQuantityLimit);
    }
    need(rows(&item.channels), "channels", Rule::MissingChannels);
    if online {
        need(some(&item.online_depth), "online-depth", Rule::MissingOnlineDepth);
        need(some(&item.form), "form", Rule::MissingForm);
        need(code(&item.online_procedure), "online-procedure", Rule::MissingOnlineProcedure);
    }
    if window {
        need(code(&item.offline_procedure), "offline-procedure", Rule::MissingOfflineProcedure);
    }
    need(some(&item.visits), "visits", Rule::MissingVisits);
    need(rows(&item.places), "places", Rule::MissingPlaces);
    for (n, place) in item.places.iter().enumerate() {
        if blank(&place.address) || blank(&place.hours) {
            need(Is::Missing, &format!("places-{n}"), Rule::PlaceIncomplete);
        }
        need(text(&place.transit), &format!("places-{n}-transit"), Rule::MissingTransit);
    }
    let phone = |contact: &Option<crate::item::Contact>| match contact {
        Some(contact) => text(&contact.phone),
        None => Is::Missing,
    };
    need(phone(&item.consultation), "consultation", Rule::MissingConsultation);
    need(phone(&item.complaint), "complaint", Rule::MissingComplaint);
    need(some(&item.charged), "charged", Rule::MissingCharged);
    need(rows(&item.steps), "steps", Rule::MissingSteps);
    let result = item.result.as_ref().map_or(Is::Missing, |result| text(&result.name));
    need(result, "result", Rule::MissingResult);
    need(rows(&item.materials), "materials", Rule::MissingMaterials);
    need(rows(&item.situations), "situations", Rule::MissingSituations);
    need(rows(&item.legal_basis), "legal-basis", Rule::MissingLegalBasis);
    if item.rights.is_empty() || item.duties.is_empty() {
        need(Is::Missing, "rights", Rule::MissingRights);
    }
    // A public service is not an administrative act; its guide may do without remedies.
    if power {
        need(some(&item.reconsideration), "reconsideration", Rule::MissingReconsideration);
        need(some(&item.litigation), "litigation", Rule::MissingLitigation);
    }
    if item.person_themes.is_empty() && item.business_themes.is_empty() {
        need(Is::Missing, "themes", Rule::MissingThemes);
    }
    need(rows(&item.life_events), "life-events", Rule::MissingLifeEvents);
    need(some(&item.postal), "postal", Rule::MissingPostal);
    need(some(&item.appointment), "appointment", Rule::MissingAppointment);
    need(some(&item.cross_region), "cross-region", Rule::MissingCrossRegion);
    need(some(&item.effective_on), "effective-on", Rule::MissingEffectiveOn);
}

/// Whether an element is there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Is {
    There,
    Missing,
}

fn when_missing(missing: bool) -> Is {
    if missing { Is::Missing } else { Is::There }
}

fn text(text: &str) -> Is {
    when_missing(blank(text))
}

fn texts(list: &[String]) -> Is {
    when_missing(list.iter().all(|line| blank(line)))
}

fn code(value: &Option<String>) -> Is {
    when_missing(value.as_deref().is_none_or(blank))
}

fn some<T>(value: &Option<T>) -> Is {
    when_missing(value.is_none())
}

fn rows<T>(rows: &[T]) -> Is {
    when_missing(rows.is_empty())
}
