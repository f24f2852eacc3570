//! What machines read on the page of an item: schema.org as JSON-LD. Pure.

use crate::item::ItemVersion;
use serde_json::{Value, json};

/// The text of a script element with this value; it can hold no end of the element.
pub fn script(value: &Value) -> String {
    value.to_string().replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_says_who_and_where() {
        let item = ItemVersion { name: "食品经营许可".into(), charged: Some(false), ..ItemVersion::default() };
        let value = government_service(&item, "food", "行政审批局", "https://a.cn");
        assert_eq!(value["@type"], "GovernmentService");
        assert_eq!(value["isAccessibleForFree"], true);
        assert_eq!(value["availableChannel"]["serviceUrl"], "https://a.cn/items/food/path");
    }
}
