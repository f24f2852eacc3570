//! What machines read on a page: schema.org and DCAT as JSON-LD. Pure.

use items::item::ItemVersion;
use serde_json::{Value, json};

/// The text of a script element with this value; it can hold no end of the element.
pub fn script(value: &Value) -> String {
    value.to_string().replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

/// A public body.
pub fn organisation(name: &str, telephone: &str, address: &str) -> Value {
    json!({ "@type": "GovernmentOrganization", "name": name, "telephone": telephone, "url": format!("{address}/") })
}

/// A site with its search box.
pub fn web_site(name: &str, address: &str, language: &str, publisher: &Value) -> Value {
    json!({
        "@context": "https://schema.org",
        "@type": "WebSite",
        "@id": format!("{address}/#site"),
        "name": name,
        "url": format!("{address}/"),
        "inLanguage": language,
        "publisher": publisher,
        "potentialAction": {
            "@type": "SearchAction",
            "target": { "@type": "EntryPoint", "urlTemplate": format!("{address}/search?q={{search_term_string}}") },
            "query-input": "required name=search_term_string",
        },
    })
}

/// A service item.
pub fn government_service(item: &ItemVersion, slug: &str, agency: &str, address: &str) -> Value {
    let mut value = json!({
        "@context": "https://schema.org",
        "@type": "GovernmentService",
        "@id": format!("{address}/items/{slug}"),
        "url": format!("{address}/items/{slug}"),
        "name": item.name,
        "description": item.summary,
        "serviceOperator": { "@type": "GovernmentOrganization", "name": agency },
        "isAccessibleForFree": item.charged.map(|charged| !charged),
        "availableChannel": {
            "@type": "ServiceChannel",
            "serviceUrl": format!("{address}/items/{slug}/path"),
            "availableLanguage": ["zh-CN"],
        },
    });
    if !item.keywords.is_empty() {
        value["alternateName"] = json!(item.keywords);
    }
    if let Some(contact) = &item.consultation {
        value["availableChannel"]["servicePhone"] = json!({ "@type": "ContactPoint", "telephone": contact.phone });
    }
    if let Some(on) = item.effective_on {
        value["validFrom"] = json!(on.to_string());
    }
    value
}

/// One file of the open data: where it is fetched, its media type.
#[derive(Clone, Debug)]
pub struct Distribution {
    /// Its address.
    pub href: String,
    /// Its media type.
    pub media_type: &'static str,
    /// Where its SHA-256 is told.
    pub checksum_href: String,
}

/// One set of the open data.
#[derive(Clone, Debug)]
pub struct SetFacts {
    /// Its word.
    pub key: &'static str,
    /// Its name.
    pub title: String,
    /// What it holds.
    pub description: String,
    /// How often it changes, a word of the European frequencies.
    pub frequency: &'static str,
    /// Its files.
    pub files: Vec<Distribution>,
}

/// The catalogue of the open data after DCAT 3.
pub fn catalogue(
    title: &str,
    publisher: &str,
    address: &str,
    language: &str,
    licence: &str,
    sets: &[SetFacts],
) -> Value {
    let dataset = |set: &SetFacts| {
        let files: Vec<Value> = set
            .files
            .iter()
            .map(|f| {
                json!({
                    "@type": "dcat:Distribution",
                    "dct:license": { "@id": licence },
                    "dcat:downloadURL": { "@id": f.href },
                    "dcat:mediaType": { "@id": format!("https://www.iana.org/assignments/media-types/{}", f.media_type) },
                    "spdx:checksum": { "@type": "spdx:Checksum", "spdx:algorithm": { "@id": "spdx:checksumAlgorithm_sha256" }, "dcat:accessURL": { "@id": f.checksum_href } },
                })
            })
            .collect();
        json!({
            "@type": "dcat:Dataset",
            "@id": format!("{address}/data#{}", set.key),
            "dct:title": set.title,
            "dct:description": set.description,
            "dct:language": language,
            "dct:license": { "@id": licence },
            "dct:publisher": { "@type": "foaf:Organization", "foaf:name": publisher },
            "dct:accrualPeriodicity": { "@id": format!("http://publications.europa.eu/resource/authority/frequency/{}", set.frequency) },
            "dcat:landingPage": { "@id": format!("{address}/data") },
            "dcat:distribution": files,
        })
    };
    json!({
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
            "foaf": "http://xmlns.com/foaf/0.1/",
            "spdx": "http://spdx.org/rdf/terms#",
        },
        "@type": "dcat:Catalog",
        "@id": format!("{address}/data"),
        "dct:title": title,
        "dct:publisher": { "@type": "foaf:Organization", "foaf:name": publisher },
        "dct:license": { "@id": licence },
        "dct:language": language,
        "foaf:homepage": { "@id": format!("{address}/") },
        "dcat:dataset": sets.iter().map(dataset).collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_cannot_be_left() {
        let value =
            web_site("</script><script>alert(1)", "https://a.cn", "zh-CN", &organisation("a", "1", "https://a.cn"));
        let text = script(&value);
        assert!(!text.contains("</") && !text.contains('<'), "{text}");
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
    }

    #[test]
    fn a_service_says_who_and_where() {
        let item = ItemVersion { name: "食品经营许可".into(), charged: Some(false), ..ItemVersion::default() };
        let value = government_service(&item, "food", "行政审批局", "https://a.cn");
        assert_eq!(value["@type"], "GovernmentService");
        assert_eq!(value["isAccessibleForFree"], true);
        assert_eq!(value["availableChannel"]["serviceUrl"], "https://a.cn/items/food/path");
    }
}
