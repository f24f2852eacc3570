//! The rule as schema.org's Legislation, for machines that read the page.

use super::held::Held;
use crate::{Validity, Version};
use jiff::civil::Date;
use serde_json::json;

/// The content of the script element; it can hold no end of it.
pub(crate) fn json_ld(held: &Held, version: &Version, day: Date, base: &str) -> String {
    let rule = &held.rule;
    let force = match held.validity_of(version, day) {
        Validity::InForce => "https://schema.org/InForce",
        Validity::Suspended => "https://schema.org/PartiallyInForce",
        Validity::Amended | Validity::Expired | Validity::Repealed | Validity::NotYetEffective => {
            "https://schema.org/NotInForce"
        }
    };
    let mut value = json!({
        "@context": "https://schema.org",
        "@type": "Legislation",
        "@id": format!("{base}{}", rule.href()),
        "url": format!("{base}{}", version.href(rule)),
        "name": version.title,
        "legislationIdentifier": version.document_number.clone().or_else(|| rule.index_number.clone()).unwrap_or_else(|| rule.slug.clone()),
        "legislationType": rule.kind.as_str(),
        "legislationLegalForce": force,
        "legislationPassedBy": { "@type": "GovernmentOrganization", "name": rule.issuer },
        "inLanguage": "zh-CN",
        "isAccessibleForFree": true,
    });
    let date = |on: Option<Date>| on.map(|d| json!(d));
    for (name, held) in [
        ("legislationDate", date(version.signed_on.or(version.dated_on))),
        ("legislationDateVersion", date(version.begins_on())),
        ("datePublished", date(version.published_on)),
        ("keywords", (!version.keywords.is_empty()).then(|| json!(version.keywords.join(",")))),
        ("abstract", (!version.summary.is_empty()).then(|| json!(version.summary))),
    ] {
        if let Some(held) = held {
            value[name] = held;
        }
    }
    let encodings = [("pdf", "application/pdf"), ("docx", super::files::DOCX), ("xml", "application/akn+xml")];
    value["encoding"] = encodings
        .iter()
        .map(|(ending, media)| {
            json!({ "@type": "LegislationObject", "encodingFormat": media, "contentUrl": format!("{base}{}/file.{ending}", version.href(rule)) })
        })
        .collect();
    value.to_string().replace('<', "\\u003c")
}
