//! Elements that contradict each other, the law or the registers of the hall.

use super::{Finding, GateContext, Rule, blank};
use crate::dictionary::{Channel, HandlingKind, ItemStatus, LimitUnit, ResultKind, StepKind};
use crate::item::{ItemVersion, LegalBasis, Remedy};

pub(super) fn check(item: &ItemVersion, context: &GateContext, out: &mut Vec<Finding>) {
    limits(item, out);
    ways(item, out);
    fees(item, out);
    steps(item, out);
    special_procedures(item, out);
    result_and_law(item, context, out);
    codes(item, context, out);
}

/// Law: 行政许可法 第四十二条
fn limits(item: &ItemVersion, out: &mut Vec<Finding>) {
    if let (Some(promise), Some(kind)) = (&item.promised_limit, item.handling_kind)
        && (promise.n == 0) != (kind == HandlingKind::Instant)
    {
        out.push(Finding::new("handling-kind", Rule::InstantMismatch));
    }
    if let (Some(promise), Some(statutory)) = (&item.promised_limit, &item.statutory_limit)
        && promise.rough_tenths() > statutory.rough_tenths()
    {
        out.push(
            Finding::new("promised-limit", Rule::PromiseExceedsStatutory)
                .with("promised", promise.n.to_string())
                .with("statutory", statutory.n.to_string()),
        );
    }
    if let Some(limit) = item.statutory_limit.as_ref().filter(|_| item.is_licensing()) {
        // 20 working days are the most that article 42 gives by itself; more needs the law that says so.
        let is_long = limit.unit != LimitUnit::WorkingDay || limit.n > 20;
        if is_long && !limit.note.as_deref().is_some_and(|note| note.contains('第') && note.contains('条')) {
            out.push(Finding::new("statutory-limit", Rule::LongLimitNeedsLaw));
        }
    }
    let stopped = matches!(item.status, Some(ItemStatus::Cancelled | ItemStatus::Paused));
    if stopped && item.cancelled_on.is_none() {
        out.push(Finding::new("cancelled-on", Rule::CancelledNeedsDate));
    }
    if let (Some(from), Some(until)) = (item.effective_on, item.cancelled_on)
        && until <= from
    {
        out.push(Finding::new("cancelled-on", Rule::DatesReversed));
    }
}

fn ways(item: &ItemVersion, out: &mut Vec<Finding>) {
    let online = item.channels.contains(&Channel::Online);
    if let Some(visits) = &item.visits {
        if visits.number > 0 && visits.reason.as_deref().is_none_or(blank) {
            out.push(Finding::new("visits-reason", Rule::VisitsNeedReason));
        }
        let by_post = item.postal.as_ref().is_some_and(|postal| postal.materials && postal.result);
        if visits.number == 0 && !online && !by_post {
            out.push(Finding::new("postal", Rule::NoVisitNeedsPostal));
        }
        if item.is_wholly_online() && visits.number != 0 {
            out.push(Finding::new("visits", Rule::WhollyOnlineVisits));
        }
    }
    if item.is_wholly_online() && !online {
        out.push(Finding::new("channels", Rule::OnlineDepthWithoutChannel));
    }
    if let (Some(ask), Some(complain)) = (&item.consultation, &item.complaint)
        && !blank(&ask.phone)
        && digits(&ask.phone) == digits(&complain.phone)
    {
        out.push(Finding::new("complaint", Rule::SamePhone).with("phone", complain.phone.clone()));
    }
    let facets = item.facets();
    let themed = !item.person_themes.is_empty() || !item.business_themes.is_empty();
    let differ = facets.for_persons == item.person_themes.is_empty()
        || facets.for_organisations == item.business_themes.is_empty();
    if themed && !item.audience.is_empty() && differ {
        out.push(Finding::new("themes", Rule::ThemesAudienceDiffer));
    }
    let incomplete = |remedy: &Remedy| blank(&remedy.organ) || blank(&remedy.address) || blank(&remedy.phone);
    for (field, remedy) in [("reconsideration", &item.reconsideration), ("litigation", &item.litigation)] {
        if remedy.as_ref().is_some_and(incomplete) {
            out.push(Finding::new(field, Rule::RemedyIncomplete));
        }
    }
    if item.appointment.as_ref().is_some_and(|how| how.offered && how.rule.as_deref().is_none_or(blank)) {
        out.push(Finding::new("appointment", Rule::AppointmentNeedsRule));
    }
    for (n, service) in item.intermediaries.iter().enumerate() {
        if blank(&service.basis) {
            out.push(
                Finding::new(format!("intermediaries-{n}"), Rule::IntermediaryNeedsBasis)
                    .with("service", service.name.clone()),
            );
        }
    }
}

/// Telephone numbers are the same if their digits are, however they are grouped.
fn digits(phone: &str) -> String {
    phone.chars().filter(char::is_ascii_digit).collect()
}

fn fees(item: &ItemVersion, out: &mut Vec<Finding>) {
    match item.charged {
        Some(true) => {
            if item.fees.is_empty() {
                out.push(Finding::new("fees", Rule::ChargedNeedsFees));
            }
            if item.online_payment.is_none() {
                out.push(Finding::new("online-payment", Rule::ChargedNeedsPayment));
            }
        }
        Some(false) => {
            if !item.fees.is_empty() {
                out.push(Finding::new("fees", Rule::FreeHasFees));
            }
            if item.online_payment == Some(true) {
                out.push(Finding::new("online-payment", Rule::FreeHasPayment));
            }
        }
        None => {}
    }
    for (n, fee) in item.fees.iter().enumerate() {
        let negative = fee.amount_fen.is_some_and(|fen| fen < 0);
        if blank(&fee.name) || blank(&fee.standard) || blank(&fee.basis) || negative {
            out.push(Finding::new(format!("fees-{n}"), Rule::FeeIncomplete));
        }
        if fee.reducible && fee.reduction_basis.as_deref().is_none_or(blank) {
            out.push(
                Finding::new(format!("fees-{n}-reduction"), Rule::ReductionNeedsBasis).with("fee", fee.name.clone()),
            );
        }
    }
}

/// The steps that the guide of a licence must show.
const LICENSING_STEPS: [StepKind; 5] =
    [StepKind::Acceptance, StepKind::Examination, StepKind::Decision, StepKind::Certification, StepKind::Delivery];

/// Law: 行政许可法 第三十二条
/// Law: 行政许可法 第四十四条
fn steps(item: &ItemVersion, out: &mut Vec<Finding>) {
    if item.is_licensing() && !item.steps.is_empty() {
        for kind in LICENSING_STEPS {
            if !item.steps.iter().any(|step| step.kind == kind) {
                out.push(Finding::new("steps", Rule::LicensingNeedsStep).with_term("step", kind.message_id()));
            }
        }
    }
    for (n, step) in item.steps.iter().enumerate() {
        if [&step.name, &step.post, &step.standard, &step.result].into_iter().any(|text| blank(text)) {
            out.push(Finding::new(format!("steps-{n}"), Rule::StepIncomplete).with("step", step.name.clone()));
        }
        let in_working_days = step.limit.unit == LimitUnit::WorkingDay;
        if item.is_licensing() && step.kind == StepKind::Acceptance && (!in_working_days || step.limit.n > 5) {
            out.push(Finding::new(format!("steps-{n}-limit"), Rule::AcceptanceTooLong));
        }
        if item.is_licensing() && step.kind == StepKind::Delivery && (!in_working_days || step.limit.n > 10) {
            out.push(Finding::new(format!("steps-{n}-limit"), Rule::DeliveryTooLong));
        }
    }
    let Some(promise) = &item.promised_limit else { return };
    let inside = item.steps.iter().filter(|step| step.kind.runs_within_promise());
    let sum: u64 = inside.clone().map(|step| step.limit.rough_tenths()).sum();
    let finding = |rule| Finding::new("steps", rule).with("promised", promise.n.to_string());
    if sum > promise.rough_tenths() {
        out.push(finding(Rule::StepsExceedPromise));
    } else if sum < promise.rough_tenths() && inside.count() > 0 {
        out.push(finding(Rule::StepsBelowPromise));
    }
}

/// Law: 行政许可法 第四十五条
fn special_procedures(item: &ItemVersion, out: &mut Vec<Finding>) {
    for (n, procedure) in item.special_procedures.iter().enumerate() {
        let field = format!("special-procedures-{n}");
        let lacks = |basis: &LegalBasis| blank(&basis.law) || blank(&basis.article);
        if lacks(&procedure.basis) {
            out.push(Finding::new(field.clone(), Rule::SpecialProcedureNeedsBasis));
        }
        if !procedure.stops_clock {
            continue;
        }
        match &procedure.clock_basis {
            None => out.push(Finding::new(field, Rule::ClockStopNeedsLaw)),
            Some(basis) if lacks(basis) => out.push(Finding::new(field, Rule::ClockStopNeedsLaw)),
            Some(basis) => {
                let leans_on_45 = basis.law.ends_with("行政许可法") && basis.article.starts_with("第四十五条");
                if leans_on_45 && !procedure.kind.stops_by_article_45() {
                    out.push(
                        Finding::new(field, Rule::NotInArticle45).with_term("procedure", procedure.kind.message_id()),
                    );
                }
            }
        }
    }
}

/// Law: 行政许可法 第十四条
/// Law: 行政许可法 第十五条
fn result_and_law(item: &ItemVersion, context: &GateContext, out: &mut Vec<Finding>) {
    if let Some(result) = &item.result {
        if !blank(&result.name) && result.sample.as_deref().is_none_or(blank) {
            out.push(Finding::new("result-sample", Rule::ResultNeedsSample));
        }
        match result.licence_type.as_deref() {
            None if result.kind == ResultKind::Licence => {
                out.push(Finding::new("result-licence-type", Rule::ResultNeedsLicenceType));
            }
            Some(key) if !context.licence_types.contains(key) => {
                out.push(Finding::new("result-licence-type", Rule::UnknownLicenceType).with("type", key));
            }
            _ => {}
        }
    }
    for (n, basis) in item.legal_basis.iter().enumerate() {
        if blank(&basis.law) || blank(&basis.article) || blank(&basis.text) {
            out.push(
                Finding::new(format!("legal-basis-{n}"), Rule::LegalBasisIncomplete).with("law", basis.law.clone()),
            );
        }
    }
    // Laws end in 法, regulations in 条例 or carry a number of the State Council; rules (办法, 规定) may not set a licence.
    let may_set = |basis: &LegalBasis| {
        let is_law = basis.law.ends_with('法') && !basis.law.ends_with("办法");
        let by_council = basis.document_number.as_ref().is_some_and(|number| number.contains("国务院令"));
        is_law || basis.law.ends_with("条例") || by_council
    };
    if item.is_licensing() && !item.legal_basis.is_empty() && !item.legal_basis.iter().any(may_set) {
        out.push(Finding::new("legal-basis", Rule::LicensingBasisRank));
    }
    if item.is_licensing() && item.faq.is_empty() {
        out.push(Finding::new("faq", Rule::LicensingNeedsFaq));
    }
    for (n, faq) in item.faq.iter().enumerate() {
        if blank(&faq.question) || blank(&faq.answer) {
            out.push(Finding::new(format!("faq-{n}"), Rule::FaqIncomplete));
        }
    }
    if !blank(&item.agency) && !context.agencies.contains_key(&item.agency) {
        out.push(Finding::new("agency", Rule::UnknownAgency).with("agency", item.agency.clone()));
    }
    if let Some(form) = item.form.as_ref().filter(|form| !context.forms.contains(form)) {
        out.push(
            Finding::new("form", Rule::UnknownForm)
                .with("form", form.key.clone())
                .with("version", form.version.to_string()),
        );
    }
}

fn codes(item: &ItemVersion, context: &GateContext, out: &mut Vec<Finding>) {
    let basic = item.codes.basic.as_deref();
    if let Some(basic) = basic {
        if basic.len() != 12 || !basic.chars().all(|c| c.is_ascii_digit() || c.is_ascii_uppercase()) {
            out.push(Finding::new("codes-basic", Rule::BasicCodeShape).with("code", basic));
        } else if let (Some(item_type), Some(digits)) = (item.item_type, basic.get(2..4))
            && digits != item_type.code()
        {
            out.push(
                Finding::new("codes-basic", Rule::BasicCodeType)
                    .with("found", digits)
                    .with("expected", item_type.code()),
            );
        }
    }
    let agency = context.agencies.get(&item.agency);
    if let (Some(implementing), Some(basic), Some(level), Some(agency)) =
        (item.codes.implementing.as_deref(), basic, item.level, agency)
    {
        let expected = format!("{}{}{basic}", agency.uscc, level.code());
        if implementing != expected {
            out.push(
                Finding::new("codes-implementing", Rule::ImplementingCodeParts)
                    .with("found", implementing)
                    .with("expected", expected),
            );
        }
    }
    if let (Some(handling), Some(implementing)) = (item.codes.handling.as_deref(), item.codes.implementing.as_deref()) {
        let serial = handling.strip_prefix(implementing);
        if !serial.is_some_and(|serial| serial.len() == 2 && serial.chars().all(|c| c.is_ascii_alphanumeric())) {
            out.push(Finding::new("codes-handling", Rule::HandlingCodeParts).with("found", handling));
        }
    }
}
