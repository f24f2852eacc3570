//! Which parts of a text changed: what the flags name. Pure.

use crate::parse::comparable;
use crate::rule::{Provision, ProvisionKind};
use std::collections::HashMap;

/// The labels of articles, annexes and numbered paragraphs whose words differ between two texts, those that are gone
/// and those that are new included. A label counts by what stands under it: whoever leans on 第三十一条 must look
/// again when another rule stands there now, even if the old words moved to 第三十二条.
pub fn changed_parts(before: &[Provision], after: &[Provision]) -> Vec<String> {
    let addressed = |p: &&Provision| {
        !p.label.is_empty()
            && matches!(p.kind, ProvisionKind::Article | ProvisionKind::Annex | ProvisionKind::Paragraph)
    };
    let said = |p: &Provision| comparable(&p.heading) + &comparable(&p.text);
    let old: HashMap<&str, String> = before.iter().filter(addressed).map(|p| (p.label.as_str(), said(p))).collect();
    let new: HashMap<&str, String> = after.iter().filter(addressed).map(|p| (p.label.as_str(), said(p))).collect();
    let changed = after.iter().filter(addressed).filter(|p| old.get(p.label.as_str()) != new.get(p.label.as_str()));
    let gone = before.iter().filter(addressed).filter(|p| !new.contains_key(p.label.as_str()));
    changed.chain(gone).map(|p| p.label.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::body;

    #[test]
    fn what_a_reader_must_look_at_again() {
        let (before, _) = body::read("第一条 甲(乙)。\n第二条 丙。\n第三条 丁。", "某法");
        let (after, _) = body::read("第一条 甲（乙）。\n第二条 戊。\n第四条 己。", "某法");
        assert_eq!(changed_parts(&before, &after), ["第二条", "第四条", "第三条"]);
        assert!(changed_parts(&before, &before).is_empty());
    }
}
