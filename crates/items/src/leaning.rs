//! What an item leans on: the laws of its basis, of its materials and of its special procedures, as links of the graph.
//! Called when a version is published or withdrawn; when such a law changes, the item and its form are flagged.

use crate::item::{ItemVersion, LegalBasis};
use crate::record::ItemRecord;
use kernel::links::{self, Leaning, LinkKind, Node, NodeKind};
use kernel::{Cx, Fault, Tx};
use std::collections::BTreeSet;

/// The numerals of a label.
const NUMERALS: [char; 10] = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];

/// The articles named in `第三十五条、第三十六条第一款`.
fn articles(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(from) = rest.find('第') {
        rest = &rest[from..];
        let Some(end) = rest.find('条') else { break };
        let mut label = rest[..end + '条'.len_utf8()].to_owned();
        rest = &rest[end + '条'.len_utf8()..];
        // 第三十一条之一 is an article of its own.
        if let Some(after) = rest.strip_prefix('之') {
            let digits: String = after.chars().take_while(|c| NUMERALS.contains(c)).collect();
            if !digits.is_empty() {
                label.push('之');
                label.push_str(&digits);
            }
        }
        if label.chars().count() <= 12 {
            found.push(label);
        }
    }
    found
}

/// Everything `item` leans on; a basis without an article leans on the whole law.
pub(crate) fn bases(item: &ItemVersion) -> Vec<Node> {
    let special = item.special_procedures.iter().flat_map(|s| [Some(&s.basis), s.clock_basis.as_ref()]).flatten();
    let material = item.materials.iter().filter_map(|m| m.basis.as_ref());
    let mut nodes = BTreeSet::new();
    for LegalBasis { law, article, .. } in item.legal_basis.iter().chain(special).chain(material) {
        if law.trim().is_empty() {
            continue;
        }
        let named = articles(article);
        if named.is_empty() {
            nodes.insert(Node::rule(law));
        }
        nodes.extend(named.into_iter().map(|a| Node::rule(law).part(a)));
    }
    nodes.into_iter().collect()
}

/// Makes the links of an item those of `version`; none when it was withdrawn.
///
/// # Errors
/// A fault of the database.
pub(crate) fn relink(tx: &mut Tx, cx: &Cx, item: &ItemRecord, version: Option<&ItemVersion>) -> Result<(), Fault> {
    let targets = version.map(bases).unwrap_or_default();
    let title = version.map_or_else(|| item.name.clone(), |v| v.name.clone());
    let from = Leaning {
        node: Node::new(NodeKind::Item, item.slug.clone()),
        title: title.clone(),
        href: format!("/items/{}", item.slug),
        owner: Some(item.agency),
    };
    links::relink(tx, cx, &from, LinkKind::BasedOn, &targets)?;
    if let Some(form) = version.and_then(|v| v.form.as_ref()) {
        let key = format!("{}/{}", item.slug, form.key);
        let from =
            Leaning { node: Node::new(NodeKind::Form, key), title, href: format!("/desk/items/{}", item.id), ..from };
        links::relink(tx, cx, &from, LinkKind::BasedOn, &targets)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_are_read_from_a_basis() {
        assert_eq!(articles("第三十五条、第三十六条第一款"), ["第三十五条", "第三十六条"]);
        assert_eq!(articles("第一百三十三条之一"), ["第一百三十三条之一"]);
        assert_eq!(articles("附件"), Vec::<String>::new());
        assert_eq!(articles("第"), Vec::<String>::new());
    }
}
