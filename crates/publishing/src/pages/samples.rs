//! Publications for the samples of pages. Chinese terms as data.

use crate::{Attachment, PublicationKind, Published, PublishedRow, Standing, StatutoryItem};

/// A published publication for the samples of pages.
pub(crate) fn sample_published(title: &str, standing: Standing) -> Published {
    use kernel::Lang;
    let at = jiff::Timestamp::from_second(1_772_416_800).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    Published {
        number: "2026-000012".into(),
        id: kernel::Id::new(),
        kind: PublicationKind::Notice,
        lang: Lang::ZhCn,
        title: title.into(),
        summary: "自2026年4月1日起，食品经营许可证到期换证可以全程网上办理。".into(),
        html: "<h2>一、办理时间</h2><p>工作日9:00至17:00。</p><table><caption>窗口</caption><thead><tr><th scope=\"col\">窗口</th></tr></thead><tbody><tr><td>一号</td></tr></tbody></table>".into(),
        text: "一、办理时间\n工作日9:00至17:00。".into(),
        agency: kernel::Id::new(),
        agency_name: "石家庄市行政审批局".into(),
        published_at: at,
        displayed_on: Some(jiff::civil::date(2026, 2, 20)),
        updated_at: at,
        revision: 2,
        standing,
        placements: vec![("main".into(), "notices".into())],
        attachments: vec![Attachment {
            n: 1,
            name: "换证 <办法>.pdf".into(),
            media_type: "application/pdf".into(),
            size: 2_516_582,
            digest: "0".repeat(64),
        }],
        interprets: None,
        interprets_title: None,
        duty: None,
        statutory_item: Some(StatutoryItem::Services),
        topics: vec!["食品".into()],
        withdrawal: None,
    }
}

/// A line for the samples of pages.
pub(crate) fn sample_row(title: &str) -> PublishedRow {
    let p = sample_published(title, Standing::Corrected);
    PublishedRow {
        number: p.number,
        id: p.id,
        kind: p.kind,
        lang: p.lang,
        title: p.title,
        summary: p.summary,
        agency: p.agency,
        agency_name: p.agency_name,
        published_at: p.published_at,
        displayed_on: p.displayed_on,
        updated_at: p.updated_at,
        revision: p.revision,
        standing: p.standing,
        interprets: p.interprets,
        duty: p.duty,
        statutory_item: p.statutory_item,
    }
}
