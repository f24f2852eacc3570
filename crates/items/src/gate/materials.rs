//! Materials, situations and guidance: nothing vague, nothing the hall can get itself, no path without an end.
//!
//! (Words of a catch-all are Chinese terms as data.)

use super::{Finding, GateContext, Rule, SharedSource, blank};
use crate::dictionary::{Channel, MaterialMedium, MaterialSource, Necessity};
use crate::guidance::{self, Answers, Fault};
use crate::item::ItemVersion;
use crate::material::Material;

pub(super) fn check(item: &ItemVersion, context: &GateContext, out: &mut Vec<Finding>) {
    for (n, material) in item.materials.iter().enumerate() {
        let row = Row { field: row_field("materials", &material.key, n), material };
        if item.materials.iter().take(n).any(|earlier| earlier.key == material.key) {
            out.push(row.at("key", Rule::KeyRepeated));
        }
        attributes(&row, out);
        ways(&row, item, out);
        sources(&row, context, out);
        if item.situations_needing(&material.key).is_empty() {
            out.push(row.at("", Rule::MaterialUnused));
        }
    }
    situations(item, out);
    // Without any situation there is nothing to guide to, and that is already said.
    if !item.situations.is_empty() {
        out.extend(guidance::faults(item).into_iter().map(guidance_finding));
    }
}

/// One material and the anchor of its row.
struct Row<'a> {
    field: String,
    material: &'a Material,
}

impl Row<'_> {
    fn at(&self, element: &str, rule: Rule) -> Finding {
        let field = if element.is_empty() { self.field.clone() } else { format!("{}-{element}", self.field) };
        Finding::new(field, rule).with("material", self.material.name.clone())
    }
}

/// Rows without a key are named by their place.
fn row_field(list: &str, key: &str, n: usize) -> String {
    if blank(key) { format!("{list}-{n}") } else { format!("{list}-{key}") }
}

fn attributes(row: &Row, out: &mut Vec<Finding>) {
    let material = row.material;
    let missing = [
        (blank(&material.name), "name", Rule::MaterialNeedsName),
        (material.kind.is_none(), "kind", Rule::MaterialNeedsKind),
        (material.medium.is_none(), "medium", Rule::MaterialNeedsMedium),
        (material.necessity.is_none(), "necessity", Rule::MaterialNeedsNecessity),
        (material.source.is_none(), "source", Rule::MaterialNeedsSource),
        (lacks_basis(material), "basis", Rule::MaterialNeedsBasis),
        (none_or_blank(&material.acceptance_standard), "standard", Rule::MaterialNeedsStandard),
    ];
    for (is_missing, element, rule) in missing {
        if is_missing {
            out.push(row.at(element, rule));
        }
    }
    if material.source == Some(MaterialSource::Applicant)
        && none_or_blank(&material.sample)
        && none_or_blank(&material.blank_form)
    {
        out.push(row.at("sample", Rule::MaterialNeedsSample));
    }
    if material.source == Some(MaterialSource::Government) && none_or_blank(&material.source_note) {
        out.push(row.at("source-note", Rule::SourceNeedsNote));
    }
    if material.necessity == Some(Necessity::Conditional) && none_or_blank(&material.needed_when) {
        out.push(row.at("needed-when", Rule::ConditionalNeedsWhen));
    }
    if material.necessity == Some(Necessity::Later) && material.later_within_working_days.is_none() {
        out.push(row.at("later", Rule::LaterNeedsDays));
    }
    if is_catch_all(&material.name) {
        out.push(row.at("name", Rule::CatchAllMaterial));
    }
}

fn none_or_blank(text: &Option<String>) -> bool {
    text.as_deref().is_none_or(blank)
}

fn lacks_basis(material: &Material) -> bool {
    material.basis.as_ref().is_none_or(|basis| blank(&basis.law) || blank(&basis.article))
}

/// "其他材料" and its disguises: the applicant could never know that the list is complete.
fn is_catch_all(name: &str) -> bool {
    let name = name.replace('它', "他");
    let vague =
        ["其他材料", "其他相关材料", "其他有关材料", "其他资料", "其他文件", "其他证明", "相关材料", "有关材料"];
    let open = [
        "等材料",
        "等相关",
        "等有关",
        "要求的其他",
        "规定的其他",
        "需要的其他",
        "需要提交的其他",
        "认为需要",
        "认为有必要",
    ];
    vague.iter().any(|words| name.contains(words)) || open.iter().any(|words| name.contains(words))
}

/// 线上线下标准一致: one list of materials serves every way of applying, so each way must be able to take it.
fn ways(row: &Row, item: &ItemVersion, out: &mut Vec<Finding>) {
    let lost_online = row.material.medium == Some(MaterialMedium::Paper) && item.channels.contains(&Channel::Online);
    let lost_at_window =
        row.material.medium == Some(MaterialMedium::Electronic) && item.channels.contains(&Channel::Window);
    if lost_online || lost_at_window {
        out.push(row.at("medium", Rule::OnlineOfflineDiffer));
    }
}

/// Law: 国务院关于在线政务服务的若干规定 第七条
fn sources(row: &Row, context: &GateContext, out: &mut Vec<Finding>) {
    let material = row.material;
    if let Some(key) = material.from_licence.as_ref().filter(|key| !context.licence_types.contains(*key)) {
        out.push(row.at("from-licence", Rule::MaterialUnknownLicence).with("type", key.clone()));
    }
    let obtainable = context.shared.iter().find(|source| names(source, &material.name));
    if let Some(source) = obtainable
        && material.from_licence.is_none()
        && material.from_profile.is_none()
    {
        out.push(row.at("source", Rule::SharedMaterialDemanded).with("shared", source.name.clone()));
    }
}

/// Whether a material of this name asks for the proof, "复印件" and the like aside.
fn names(source: &SharedSource, name: &str) -> bool {
    let bare = |text: &str| {
        let mut text: String = text.chars().filter(|c| !"（）()《》“”、，, ".contains(*c)).collect();
        for word in ["原件", "复印件", "扫描件", "正本", "副本", "电子版", "有效", "申请人", "经营者", "本人", "及"]
        {
            text = text.replace(word, "");
        }
        text
    };
    let asked = bare(name);
    std::iter::once(&source.name).chain(&source.aliases).any(|known| bare(known) == asked)
}

fn situations(item: &ItemVersion, out: &mut Vec<Finding>) {
    for (n, situation) in item.situations.iter().enumerate() {
        let field = row_field("situations", &situation.key, n);
        let at = |rule| Finding::new(field.clone(), rule).with("situation", situation.name.clone());
        if item.situations.iter().take(n).any(|earlier| earlier.key == situation.key) {
            out.push(at(Rule::KeyRepeated).with("material", situation.name.clone()));
        }
        if blank(&situation.name) {
            out.push(at(Rule::SituationNeedsName));
        }
        for key in situation.materials.iter().filter(|key| item.material(key).is_none()) {
            out.push(at(Rule::SituationUnknownMaterial).with("key", key.clone()));
        }
        match &situation.elsewhere {
            Some(elsewhere) if blank(&elsewhere.reason) => out.push(at(Rule::ElsewhereNeedsReason)),
            None if situation.materials.is_empty() => out.push(at(Rule::SituationEmpty)),
            _ => {}
        }
    }
}

fn guidance_finding(fault: Fault) -> Finding {
    match fault {
        Fault::Hole { path } => Finding::new("guidance", Rule::GuidanceHole).with("path", path_text(&path)),
        Fault::Ambiguous { path, situations } => Finding::new("guidance", Rule::GuidanceAmbiguous)
            .with("path", path_text(&path))
            .with("situations", situations.join(", ")),
        Fault::Unreachable { situation } => {
            Finding::new(format!("situations-{situation}"), Rule::SituationUnreachable).with("situation", situation)
        }
        Fault::BadCondition { at, question } => {
            Finding::new("guidance", Rule::GuidanceBadCondition).with("at", at).with("question", question)
        }
        Fault::BadQuestion { question } => {
            Finding::new(format!("guidance-{question}"), Rule::GuidanceBadQuestion).with("question", question)
        }
        Fault::TooManyPaths => {
            Finding::new("guidance", Rule::GuidanceTooManyPaths).with("most", guidance::MOST_PATHS.to_string())
        }
    }
}

/// A path as keys, for the official who repairs the guidance.
fn path_text(path: &Answers) -> String {
    let steps: Vec<String> = path.iter().map(|(question, answer)| format!("{question} = {answer}")).collect();
    steps.join(", ")
}
