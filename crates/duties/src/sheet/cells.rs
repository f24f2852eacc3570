//! What marks and lists in cells mean, however offices write them. Chinese terms as data.

use crate::{Channel, channel_named};

/// Whether a cell of marks says yes; `None` for what is neither.
pub(super) fn tick(text: &str) -> Option<bool> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    match text.as_str() {
        "" | "□" | "☐" | "○" | "×" | "✗" | "✘" | "否" | "无" | "0" | "-" | "—" | "——" | "/" | "N" | "n" | "不公开" => {
            Some(false)
        }
        // The letters are ticks in the symbol fonts of word processors.
        "√" | "✓" | "✔" | "☑" | "■" | "●" | "是" | "有" | "1" | "Y" | "y" | "V" | "v" | "对" | "ü" | "R"
        | "\u{f0fc}" | "\u{f052}" => Some(true),
        _ => None,
    }
}

/// The channels of a cell.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Channels {
    pub used: Vec<Channel>,
    pub other: String,
    /// Words that name no channel; they are kept as "other".
    pub strange: Vec<String>,
}

const FILLED: &[char] = &['■', '☑', '√', '✓', '✔', '●', '▲', '◼'];
const BLANK: &[char] = &['□', '☐', '○', '◻'];

/// Reads a list of channels: with boxes, those that are filled; without, every one that is named.
pub(super) fn channels(text: &str) -> Channels {
    let has_boxes = text.contains(FILLED) || text.contains(BLANK);
    let mut names: Vec<String> = Vec::new();
    if has_boxes {
        let mut taken: Option<String> = None;
        for c in text.chars() {
            if FILLED.contains(&c) || BLANK.contains(&c) {
                names.extend(taken.take());
                taken = FILLED.contains(&c).then(String::new);
            } else if let Some(name) = &mut taken {
                name.push(c);
            }
        }
        names.extend(taken);
    } else {
        names = text.split(['、', '，', ',', '；', ';', '\n', '。']).map(str::to_owned).collect();
    }
    let mut found = Channels::default();
    let mut other: Vec<String> = Vec::new();
    for name in names {
        let name = name.trim().trim_matches(['、', '，', ',', '；', ';', '。']).trim().to_owned();
        if name.is_empty() {
            continue;
        }
        let mut put = |channel: Channel| {
            if !found.used.contains(&channel) {
                found.used.push(channel);
            }
        };
        if let Some(rest) = name.strip_prefix("其他").or_else(|| name.strip_prefix("其它")) {
            put(Channel::Other);
            let fill: String =
                rest.trim_matches(|c: char| "：:_＿—-（）() ".contains(c) || c.is_whitespace()).to_owned();
            if !fill.is_empty() {
                other.push(fill);
            }
        } else if let Some(channel) = channel_named(&name) {
            put(channel);
        } else {
            put(Channel::Other);
            other.push(name.clone());
            found.strange.push(name);
        }
    }
    found.used.sort();
    found.other = other.join("、");
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_understood() {
        for yes in ["√", " ✓ ", "✔", "■", "☑", "是", "1"] {
            assert_eq!(tick(yes), Some(true), "{yes}");
        }
        for no in ["", "□", "×", "否", "—", "　"] {
            assert_eq!(tick(no), Some(false), "{no}");
        }
        assert_eq!(tick("按规定"), None);
    }

    #[test]
    fn channels_are_read_with_boxes_and_without() {
        let boxed = channels(
            "■政府网站 □政府公报\n■两微一端 □发布会听证会\n☑社区/企事业单位/村公示栏（电子屏）\n■其他___大喇叭__",
        );
        assert_eq!(boxed.used, [Channel::Website, Channel::SocialMedia, Channel::NoticeBoard, Channel::Other]);
        assert_eq!((boxed.other.as_str(), boxed.strange.len()), ("大喇叭", 0));
        let listed = channels("政府网站、公示栏，飞鸽传书");
        assert_eq!(listed.used, [Channel::Website, Channel::NoticeBoard, Channel::Other]);
        assert_eq!(listed.strange, ["飞鸽传书"]);
        assert_eq!(channels("□政府网站").used, []);
        assert_eq!(channels(""), Channels::default());
    }
}
