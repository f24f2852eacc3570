//! One violating item for each rule of the publish gate: the complete star item with one thing spoilt.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use items::catalogue_file::{Catalogue, parse_folder};
use items::demonstration::CATALOGUE;
use items::dictionary::*;
use items::gate::{AgencyFacts, Argument, GateContext, Rule, Severity, check, may_publish};
use items::guidance::{Choice, Condition, Elsewhere, Guidance, Question, Situation};
use items::item::*;
use jiff::civil::date;

const AGENCY: &str = "approval-bureau";

static DEMO: LazyLock<Catalogue> = LazyLock::new(|| parse_folder(CATALOGUE).expect("the demonstration catalogue"));

fn complete() -> ItemVersion {
    DEMO.items.iter().find(|item| item.key == "food-business-new").expect("the star item").clone()
}

fn context() -> GateContext {
    let catalogue = &*DEMO;
    let item = complete();
    let uscc = item.codes.implementing.as_ref().expect("a code")[..18].to_owned();
    GateContext {
        agencies: [(AGENCY.to_owned(), AgencyFacts { uscc })].into(),
        forms: [item.form.expect("a form")].into(),
        licence_types: catalogue.licence_types.iter().map(|entry| entry.key.clone()).collect(),
        shared: catalogue.shared.clone(),
    }
}

fn limit(n: u32) -> Limit {
    Limit { n, unit: LimitUnit::WorkingDay, note: None }
}

fn material(item: &mut ItemVersion) -> &mut Material {
    item.materials.iter_mut().find(|material| material.key == "layout").expect("the layout plan")
}

fn situation(item: &mut ItemVersion) -> &mut Situation {
    item.situations.iter_mut().find(|situation| situation.key == "person-retail").expect("the situation")
}

fn fee() -> Fee {
    Fee {
        name: "工本费".into(), standard: "每本 10 元".into(), basis: "某条例第一条".into(), ..Fee::default()
    }
}

fn law() -> LegalBasis {
    LegalBasis {
        law: "中华人民共和国行政许可法".into(), article: "第四十五条".into(), ..LegalBasis::default()
    }
}

fn procedure(kind: SpecialProcedureKind) -> SpecialProcedure {
    SpecialProcedure { kind, note: "说明".into(), limit: None, basis: law(), stops_clock: false, clock_basis: None }
}

fn question(key: &str) -> Question {
    let choice = |key: &str| Choice { key: key.into(), text: key.into(), help: None };
    Question { key: key.into(), text: "问".into(), options: vec![choice("yes"), choice("no")], ..Question::default() }
}

fn when(question: &str, answer: &str) -> Condition {
    Condition { question: question.into(), any_of: vec![answer.into()] }
}

/// The rule, the field it must point at, and what spoils the item.
type Case = (Rule, &'static str, fn(&mut ItemVersion));

#[rustfmt::skip]
const CASES: &[Case] = &[
    (Rule::MissingName, "name", |i| i.name = " ".into()),
    (Rule::MissingMain, "main-name", |i| i.main.name.clear()),
    (Rule::MissingSummary, "summary", |i| i.summary.clear()),
    (Rule::MissingField, "field", |i| i.field.clear()),
    (Rule::MissingBasicCode, "codes-basic", |i| i.codes.basic = None),
    (Rule::MissingImplementingCode, "codes-implementing", |i| i.codes.implementing = None),
    (Rule::MissingHandlingCode, "codes-handling", |i| i.codes.handling = None),
    (Rule::MissingItemType, "item-type", |i| i.item_type = None),
    (Rule::MissingStatus, "status", |i| i.status = None),
    (Rule::MissingAuthoritySource, "authority-source", |i| i.authority_source = None),
    (Rule::MissingLevel, "level", |i| i.level = None),
    (Rule::MissingAgency, "agency", |i| i.agency.clear()),
    (Rule::MissingAgencyNature, "agency-nature", |i| i.agency_nature = None),
    (Rule::MissingEntrustedBy, "entrusted-by", |i| i.agency_nature = Some(AgencyNature::EntrustedOrganisation)),
    (Rule::MissingStatutoryLimit, "statutory-limit", |i| i.statutory_limit = None),
    (Rule::MissingPromisedLimit, "promised-limit", |i| i.promised_limit = None),
    (Rule::MissingHandlingKind, "handling-kind", |i| i.handling_kind = None),
    (Rule::MissingAudience, "audience", |i| i.audience.clear()),
    (Rule::MissingConditions, "conditions", |i| i.conditions = vec!["".into()]),
    (Rule::MissingQuantityLimit, "quantity-limit", |i| i.quantity_limit = None),
    (Rule::MissingChannels, "channels", |i| i.channels.clear()),
    (Rule::MissingOnlineDepth, "online-depth", |i| i.online_depth = None),
    (Rule::MissingVisits, "visits", |i| i.visits = None),
    (Rule::MissingPlaces, "places", |i| i.places.clear()),
    (Rule::PlaceIncomplete, "places-0", |i| i.places[0].hours.clear()),
    (Rule::MissingTransit, "places-0-transit", |i| i.places[0].transit.clear()),
    (Rule::MissingConsultation, "consultation", |i| i.consultation = None),
    (Rule::MissingComplaint, "complaint", |i| i.complaint = Some(Contact::default())),
    (Rule::MissingCharged, "charged", |i| i.charged = None),
    (Rule::MissingSteps, "steps", |i| i.steps.clear()),
    (Rule::MissingResult, "result", |i| i.result = None),
    (Rule::MissingMaterials, "materials", |i| i.materials.clear()),
    (Rule::MissingSituations, "situations", |i| i.situations.clear()),
    (Rule::MissingLegalBasis, "legal-basis", |i| i.legal_basis.clear()),
    (Rule::MissingRights, "rights", |i| i.duties.clear()),
    (Rule::MissingReconsideration, "reconsideration", |i| i.reconsideration = None),
    (Rule::MissingLitigation, "litigation", |i| i.litigation = None),
    (Rule::MissingThemes, "themes", |i| { i.person_themes.clear(); i.business_themes.clear() }),
    (Rule::MissingLifeEvents, "life-events", |i| i.life_events.clear()),
    (Rule::MissingPostal, "postal", |i| i.postal = None),
    (Rule::MissingAppointment, "appointment", |i| i.appointment = None),
    (Rule::MissingCrossRegion, "cross-region", |i| i.cross_region = None),
    (Rule::MissingEffectiveOn, "effective-on", |i| i.effective_on = None),
    (Rule::MissingForm, "form", |i| i.form = None),
    (Rule::MissingOnlineProcedure, "online-procedure", |i| i.online_procedure = None),
    (Rule::MissingOfflineProcedure, "offline-procedure", |i| i.offline_procedure = Some(String::new())),

    (Rule::InstantMismatch, "handling-kind", |i| i.handling_kind = Some(HandlingKind::Instant)),
    (Rule::InstantMismatch, "handling-kind", |i| i.promised_limit = Some(limit(0))),
    (Rule::PromiseExceedsStatutory, "promised-limit", |i| i.promised_limit = Some(limit(21))),
    (Rule::PromiseExceedsStatutory, "promised-limit", |i| i.statutory_limit = Some(Limit { n: 10, unit: LimitUnit::CalendarDay, note: Some("某法第一条".into()) })),
    (Rule::LongLimitNeedsLaw, "statutory-limit", |i| i.statutory_limit = Some(limit(21))),
    (Rule::LongLimitNeedsLaw, "statutory-limit", |i| i.statutory_limit = Some(Limit { n: 3, unit: LimitUnit::Month, note: Some("较长".into()) })),
    (Rule::CancelledNeedsDate, "cancelled-on", |i| i.status = Some(ItemStatus::Paused)),
    (Rule::DatesReversed, "cancelled-on", |i| i.cancelled_on = Some(date(2020, 1, 1))),

    (Rule::VisitsNeedReason, "visits-reason", |i| i.visits = Some(Visits { number: 1, reason: None })),
    (Rule::NoVisitNeedsPostal, "postal", |i| { i.channels = vec![Channel::Window]; i.postal.as_mut().expect("postal").result = false }),
    (Rule::WhollyOnlineVisits, "visits", |i| i.visits = Some(Visits { number: 1, reason: Some("核验原件".into()) })),
    (Rule::OnlineDepthWithoutChannel, "channels", |i| i.channels = vec![Channel::Window]),
    (Rule::OnlineOfflineDiffer, "materials-layout-medium", |i| material(i).medium = Some(MaterialMedium::Paper)),
    (Rule::OnlineOfflineDiffer, "materials-layout-medium", |i| material(i).medium = Some(MaterialMedium::Electronic)),
    (Rule::SamePhone, "complaint", |i| i.complaint.as_mut().expect("complaint").phone = "03110000-0101".into()),
    (Rule::ThemesAudienceDiffer, "themes", |i| i.person_themes.clear()),
    (Rule::ThemesAudienceDiffer, "themes", |i| i.audience = vec![Audience::Person]),
    (Rule::RemedyIncomplete, "litigation", |i| i.litigation.as_mut().expect("court").address.clear()),
    (Rule::AppointmentNeedsRule, "appointment", |i| i.appointment.as_mut().expect("appointment").rule = None),

    (Rule::ChargedNeedsFees, "fees", |i| { i.charged = Some(true); i.online_payment = Some(true) }),
    (Rule::FeeIncomplete, "fees-0", |i| { i.charged = Some(true); i.online_payment = Some(true); i.fees = vec![Fee { basis: String::new(), ..fee() }] }),
    (Rule::FeeIncomplete, "fees-0", |i| { i.charged = Some(true); i.online_payment = Some(true); i.fees = vec![Fee { amount_fen: Some(-1), ..fee() }] }),
    (Rule::ReductionNeedsBasis, "fees-0-reduction", |i| { i.charged = Some(true); i.online_payment = Some(true); i.fees = vec![Fee { reducible: true, ..fee() }] }),
    (Rule::ChargedNeedsPayment, "online-payment", |i| { i.charged = Some(true); i.fees = vec![fee()] }),
    (Rule::FreeHasFees, "fees", |i| i.fees = vec![fee()]),
    (Rule::FreeHasPayment, "online-payment", |i| i.online_payment = Some(true)),

    (Rule::LicensingNeedsStep, "steps", |i| i.steps.retain(|step| step.kind != StepKind::Delivery)),
    (Rule::StepIncomplete, "steps-1", |i| i.steps[1].post.clear()),
    (Rule::StepsExceedPromise, "steps", |i| i.steps[1].limit = limit(9)),
    (Rule::StepsBelowPromise, "steps", |i| i.steps[1].limit = limit(0)),
    (Rule::AcceptanceTooLong, "steps-0-limit", |i| i.steps[0].limit = limit(6)),
    (Rule::DeliveryTooLong, "steps-5-limit", |i| i.steps[5].limit = limit(11)),
    (Rule::SpecialProcedureNeedsBasis, "special-procedures-0", |i| i.special_procedures = vec![SpecialProcedure { basis: LegalBasis::default(), ..procedure(SpecialProcedureKind::Hearing) }]),
    (Rule::ClockStopNeedsLaw, "special-procedures-0", |i| i.special_procedures = vec![SpecialProcedure { stops_clock: true, ..procedure(SpecialProcedureKind::Hearing) }]),
    (Rule::NotInArticle45, "special-procedures-0", |i| i.special_procedures = vec![SpecialProcedure { stops_clock: true, clock_basis: Some(law()), ..procedure(SpecialProcedureKind::SiteSurvey) }]),

    (Rule::ResultNeedsSample, "result-sample", |i| i.result.as_mut().expect("result").sample = None),
    (Rule::ResultNeedsLicenceType, "result-licence-type", |i| i.result.as_mut().expect("result").licence_type = None),
    (Rule::UnknownLicenceType, "result-licence-type", |i| i.result.as_mut().expect("result").licence_type = Some("no-such".into())),
    (Rule::LegalBasisIncomplete, "legal-basis-0", |i| i.legal_basis[0].text.clear()),
    (Rule::LicensingBasisRank, "legal-basis", |i| i.legal_basis.iter_mut().for_each(|basis| { basis.law = "某市管理办法".into(); basis.document_number = None })),
    (Rule::LicensingNeedsFaq, "faq", |i| i.faq.clear()),
    (Rule::FaqIncomplete, "faq-0", |i| i.faq[0].answer.clear()),
    (Rule::IntermediaryNeedsBasis, "intermediaries-0", |i| i.intermediaries = vec![Intermediary { name: "检测".into(), ..Intermediary::default() }]),
    (Rule::UnknownAgency, "agency", |i| i.agency = "no-such".into()),
    (Rule::UnknownForm, "form", |i| i.form = Some(FormRef { key: "food-business".into(), version: 2 })),

    (Rule::BasicCodeShape, "codes-basic", |i| i.codes.basic = Some("1301".into())),
    (Rule::BasicCodeType, "codes-basic", |i| i.item_type = Some(ItemType::Confirmation)),
    (Rule::ImplementingCodeParts, "codes-implementing", |i| i.level = Some(Level::County)),
    (Rule::HandlingCodeParts, "codes-handling", |i| i.codes.handling = Some("13".into())),

    (Rule::KeyRepeated, "materials-layout-key", |i| { let twin = material(i).clone(); i.materials.push(twin) }),
    (Rule::KeyRepeated, "situations-person-retail", |i| { let twin = situation(i).clone(); i.situations.push(twin) }),
    (Rule::MaterialNeedsName, "materials-layout-name", |i| material(i).name.clear()),
    (Rule::MaterialNeedsKind, "materials-layout-kind", |i| material(i).kind = None),
    (Rule::MaterialNeedsMedium, "materials-layout-medium", |i| material(i).medium = None),
    (Rule::MaterialNeedsNecessity, "materials-layout-necessity", |i| material(i).necessity = None),
    (Rule::MaterialNeedsSource, "materials-layout-source", |i| material(i).source = None),
    (Rule::MaterialNeedsBasis, "materials-layout-basis", |i| material(i).basis = None),
    (Rule::MaterialNeedsStandard, "materials-layout-standard", |i| material(i).acceptance_standard = None),
    (Rule::MaterialNeedsSample, "materials-layout-sample", |i| material(i).sample = None),
    (Rule::ConditionalNeedsWhen, "materials-layout-needed-when", |i| material(i).necessity = Some(Necessity::Conditional)),
    (Rule::SourceNeedsNote, "materials-layout-source-note", |i| material(i).source = Some(MaterialSource::Government)),
    (Rule::LaterNeedsDays, "materials-layout-later", |i| material(i).necessity = Some(Necessity::Later)),
    (Rule::CatchAllMaterial, "materials-layout-name", |i| material(i).name = "法律、法规规定的其他材料".into()),
    (Rule::CatchAllMaterial, "materials-layout-name", |i| material(i).name = "其它相关材料".into()),
    (Rule::SharedMaterialDemanded, "materials-layout-source", |i| material(i).name = "《营业执照》副本（复印件）".into()),
    (Rule::SharedMaterialDemanded, "materials-layout-source", |i| material(i).name = "申请人有效身份证件原件及复印件".into()),
    (Rule::MaterialUnknownLicence, "materials-layout-from-licence", |i| material(i).from_licence = Some("no-such".into())),
    (Rule::MaterialUnused, "materials-layout", |i| i.situations.iter_mut().for_each(|s| s.materials.retain(|key| key != "layout"))),
    (Rule::SituationUnknownMaterial, "situations-person-retail", |i| situation(i).materials.push("no-such".into())),
    (Rule::SituationEmpty, "situations-person-retail", |i| situation(i).materials.clear()),
    (Rule::SituationNeedsName, "situations-person-retail", |i| situation(i).name.clear()),
    (Rule::ElsewhereNeedsReason, "situations-person-retail", |i| situation(i).elsewhere = Some(Elsewhere::default())),
    (Rule::GuidanceHole, "guidance", |i| i.situations.retain(|s| s.key != "person-retail")),
    (Rule::GuidanceAmbiguous, "guidance", |i| situation(i).when.truncate(1)),
    (Rule::SituationUnreachable, "situations-person-retail", |i| situation(i).when.push(when("business", "produce"))),
    (Rule::GuidanceBadCondition, "guidance", |i| situation(i).when.push(when("colour", "red"))),
    (Rule::GuidanceBadCondition, "guidance", |i| i.guidance.questions[0].ask_when = vec![when("area", "small")]),
    (Rule::GuidanceBadQuestion, "guidance-area", |i| i.guidance.questions[2].options.truncate(1)),
    (Rule::GuidanceTooManyPaths, "guidance", |i| {
        let keys: Vec<String> = (0..11).map(|n| format!("q{n}")).collect();
        i.guidance = Guidance { questions: keys.iter().map(|key| question(key)).collect() };
        i.situations = ["yes", "no"].map(|end| Situation { key: end.into(), name: end.into(), when: keys.iter().map(|key| when(key, end)).collect(), materials: vec!["layout".into()], ..Situation::default() }).into();
        i.situations.extend(keys.iter().flat_map(|key| [when(key, "yes"), when(key, "no")]).map(|w| Situation { key: format!("{}-{}", w.question, w.any_of[0]), name: "x".into(), when: vec![w], materials: vec!["layout".into()], ..Situation::default() }));
    }),
];

#[test]
fn each_violation_is_found_at_its_field() {
    let context = context();
    for (n, (rule, field, spoil)) in CASES.iter().enumerate() {
        let mut item = complete();
        spoil(&mut item);
        let findings = check(&item, &context);
        assert!(
            findings.iter().any(|finding| finding.rule == *rule && finding.field == *field),
            "case {n}: {rule:?} at {field} not among {findings:#?}"
        );
        if rule.severity() == Severity::Blocks {
            assert!(!may_publish(&findings), "case {n}: {rule:?} must block");
        }
    }
}

#[test]
fn each_rule_has_a_case() {
    let tried: BTreeSet<Rule> = CASES.iter().map(|(rule, _, _)| *rule).collect();
    // A finding of the import, which reads local codes; the gate itself has no local code to compare with.
    let elsewhere = BTreeSet::from([Rule::LocalCodePart]);
    let untried: Vec<Rule> =
        Rule::ALL.iter().copied().filter(|rule| !tried.contains(rule) && !elsewhere.contains(rule)).collect();
    assert!(untried.is_empty(), "{untried:?}");
}

#[test]
fn a_complete_item_has_no_findings() {
    assert_eq!(check(&complete(), &context()), []);
}

#[test]
fn an_empty_draft_lists_what_is_missing_and_does_not_panic() {
    let findings = check(&ItemVersion::default(), &GateContext::default());
    assert!(findings.len() > 30, "{}", findings.len());
    assert!(findings.iter().all(|finding| finding.rule.id().starts_with("missing-")), "{findings:?}");
}

#[test]
fn a_missing_step_is_named_in_the_readers_language() {
    let mut item = complete();
    item.steps.retain(|step| step.kind != StepKind::Certification);
    let findings = check(&item, &context());
    let finding = findings.iter().find(|finding| finding.rule == Rule::LicensingNeedsStep).expect("the finding");
    assert_eq!(finding.args, [("step", Argument::Term("step-kind-certification"))]);
}

#[test]
fn what_is_not_a_catch_all_passes() {
    for name in ["其他股东的身份证明", "材料清单", "设备相关参数表"] {
        let mut item = complete();
        material(&mut item).name = name.into();
        let findings = check(&item, &context());
        assert!(findings.iter().all(|finding| finding.rule != Rule::CatchAllMaterial), "{name}");
    }
}

#[test]
fn a_public_service_may_do_without_remedies() {
    let mut item = complete();
    item.item_type = Some(ItemType::PublicService);
    item.reconsideration = None;
    item.litigation = None;
    let findings = check(&item, &context());
    assert!(findings.iter().all(|f| !matches!(f.rule, Rule::MissingReconsideration | Rule::MissingLitigation)));
}
