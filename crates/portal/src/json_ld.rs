//! What machines read on a page: schema.org and DCAT as JSON-LD. Pure.

pub use items::json_ld::{government_service, script};
use serde_json::{Value, json};

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
}
