//! The data of the standard: fields, channels, offices. Built in as TOML files; a new field is a new block there.

use crate::Channel;
use serde::Deserialize;
use std::sync::LazyLock;

/// One field of the catalogue (试点领域).
#[derive(Clone, Debug, Deserialize)]
pub struct Field {
    /// Its number; the first part of the codes of its rows.
    pub number: i64,
    /// Its name.
    pub name: String,
    /// Its name in English.
    pub english: String,
    /// The ministry whose guide it follows.
    pub ministry: String,
    /// Other words by which the titles of sheets name it.
    pub words: Vec<String>,
}

/// The name of a channel in the standard table.
#[derive(Clone, Debug, Deserialize)]
struct ChannelName {
    key: String,
    name: String,
    words: Vec<String>,
}

/// An office (职能) that an agency holds and a row names.
#[derive(Clone, Debug, Deserialize)]
pub struct OfficeName {
    /// The word for it.
    pub key: String,
    /// Its name.
    pub name: String,
    /// What it is recognised by.
    pub words: Vec<String>,
}

#[derive(Deserialize)]
struct FieldFile {
    field: Vec<Field>,
}
#[derive(Deserialize)]
struct ChannelFile {
    channel: Vec<ChannelName>,
}
#[derive(Deserialize)]
struct OfficeFile {
    office: Vec<OfficeName>,
}

static FIELDS: LazyLock<Vec<Field>> = LazyLock::new(|| {
    toml::from_str::<FieldFile>(include_str!("../data/fields.toml")).map(|f| f.field).unwrap_or_default()
});
static CHANNELS: LazyLock<Vec<ChannelName>> = LazyLock::new(|| {
    toml::from_str::<ChannelFile>(include_str!("../data/channels.toml")).map(|f| f.channel).unwrap_or_default()
});
static OFFICES: LazyLock<Vec<OfficeName>> = LazyLock::new(|| {
    toml::from_str::<OfficeFile>(include_str!("../data/offices.toml")).map(|f| f.office).unwrap_or_default()
});

/// Every field, in order.
pub fn fields() -> &'static [Field] {
    &FIELDS
}

/// The field with this number.
pub fn find_field(number: i64) -> Option<&'static Field> {
    FIELDS.iter().find(|f| f.number == number)
}

/// The field that a sheet's name or title names: the one with the longest matching name or word.
pub fn field_named(title: &str) -> Option<&'static Field> {
    let title: String = title.chars().filter(|c| !c.is_whitespace()).collect();
    FIELDS
        .iter()
        .filter_map(|f| {
            let longest = std::iter::once(&f.name)
                .chain(&f.words)
                .filter(|w| title.contains(w.as_str()))
                .map(|w| w.chars().count())
                .max()?;
            Some((longest, f))
        })
        .max_by_key(|(longest, f)| (*longest, -f.number))
        .map(|(_, f)| f)
}

/// The channel's name in the standard table.
pub fn channel_name(channel: Channel) -> &'static str {
    CHANNELS.iter().find(|c| c.key == channel.as_str()).map_or("", |c| c.name.as_str())
}

/// The channel of these words, however tables in use write it; `None` for words that name none.
pub fn channel_named(words: &str) -> Option<Channel> {
    let plain = |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).collect() };
    let words = plain(words);
    let found = CHANNELS.iter().find(|c| std::iter::once(&c.name).chain(&c.words).any(|w| plain(w) == words))?;
    Channel::parse(&found.key)
}

/// Every office, in order.
pub fn offices() -> &'static [OfficeName] {
    &OFFICES
}

/// The offices that a text names, in the order of the file. A government is named by the word that ends there
/// (县级人民政府), not by one that only places a department (县级人民政府民政部门) or a town.
pub fn offices_in(text: &str) -> Vec<&'static str> {
    // 人民政府 holds the letters of 民政; only the office of government reads it.
    let without = text.replace("人民政府", " ");
    OFFICES
        .iter()
        .filter(|o| match o.key.as_str() {
            "government" => o.words.iter().any(|w| names_government(text, w)),
            _ => o.words.iter().any(|w| without.contains(w.as_str())),
        })
        .map(|o| o.key.as_str())
        .collect()
}

/// Whether a government is named by this word: not placing a department, not a town's.
fn names_government(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let of_a_town = ["镇", "乡", "）", ")", "街道"].iter().any(|before| text[..at].ends_with(before));
        let next = text[at + word.len()..].chars().next();
        !of_a_town && next.is_none_or(|c| !c.is_alphanumeric() || "和及或".contains(c))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_are_whole() {
        assert_eq!(fields().iter().map(|f| f.number).collect::<Vec<_>>(), (1..=26).collect::<Vec<i64>>());
        for channel in Channel::ALL {
            assert!(!channel_name(*channel).is_empty(), "{channel}");
            assert_eq!(channel_named(channel_name(*channel)), Some(*channel));
        }
        assert_eq!(CHANNELS.len(), Channel::ALL.len());
        assert!(offices().len() > 20);
    }

    #[test]
    fn sheets_and_offices_are_recognised() {
        for (title, number) in [
            ("（十四）国有土地上房屋征收与补偿领域基层政务公开标准目录", Some(14)),
            ("克拉玛依市社会保险领域", Some(10)),
            ("就业创业", Some(9)),
            ("Sheet1", None),
        ] {
            assert_eq!(field_named(title).map(|f| f.number), number, "{title}");
        }
        assert_eq!(offices_in("县级财政部门、各部门"), ["finance", "every"]);
        assert_eq!(offices_in("乡镇人民政府（街道办事处）"), ["township"]);
        assert_eq!(offices_in("县级人民政府民政部门、乡（镇）人民政府"), ["civil", "township"]);
        assert_eq!(offices_in("县级人民政府、自然资源部门"), ["government", "nature"]);
        assert_eq!(channel_named("发布会听证会"), Some(Channel::Hearing));
        assert_eq!(channel_named("社区/企事业单位/村公示栏(电子屏)"), Some(Channel::NoticeBoard));
        assert_eq!(channel_named("飞鸽传书"), None);
    }
}
