//! 救济告知: what the addressee may do against a reply, by outcome.
//!
//! Law: 行政复议法 第二十条, 第二十二条至第二十四条; 行政诉讼法 第四十五条, 第四十六条
//!
//! The words stand in `data/papers.toml`.

use crate::{
    outcome::{Outcome, Remedy},
    words::say,
};

/// Where an agency's replies can be contested.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Forums {
    /// 复议机关: for a department of a local government, the government of its level. Law: 行政复议法 第二十四条
    pub organ: String,
    /// Its address.
    pub address: String,
    /// Where reconsideration is applied for online. Law: 行政复议法 第二十二条
    pub url: String,
    /// The court.
    pub court: String,
    /// 政府信息公开工作主管部门, for complaints. Law: 政府信息公开条例 第四十七条
    pub authority: String,
}

/// The paragraph of a reply. `online` says whether the reply is served over the internet: then the online way to
/// reconsideration is given in the same breath.
///
/// Law: 行政复议法 第二十二条第二款, 第二十三条第二款
pub fn paragraph(outcome: &Outcome, forums: &Forums, online: bool) -> String {
    let key = match outcome.remedy {
        Remedy::BeforeCourt => "remedy-before-court",
        Remedy::Choice => "remedy-choice",
        Remedy::Complaint => "remedy-complaint",
        Remedy::None => return String::new(),
    };
    let some = |text: &str, words: String| if text.is_empty() { String::new() } else { words };
    let at = some(&forums.address, say("remedy-at", &[("address", &forums.address)]));
    let url = if online { forums.url.as_str() } else { "" };
    let online = some(url, say("remedy-online", &[("url", url)]));
    let values = [
        ("organ", forums.organ.as_str()),
        ("court", forums.court.as_str()),
        ("authority", forums.authority.as_str()),
        ("at", at.as_str()),
        ("online", online.as_str()),
    ];
    say(key, &values)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome;

    fn forums() -> Forums {
        Forums {
            organ: "某县人民政府".into(),
            address: "人民路1号".into(),
            url: "https://example.org/fuyi".into(),
            court: "某县人民法院".into(),
            authority: "某县人民政府办公室".into(),
        }
    }

    #[test]
    fn each_kind_of_outcome_has_its_own_paragraph() {
        for o in outcome::all() {
            let text = paragraph(o, &forums(), true);
            match o.remedy {
                Remedy::BeforeCourt => {
                    assert!(text.contains("先向某县人民政府") && text.contains("15日内"), "{}", o.code)
                }
                Remedy::Choice => assert!(text.contains("60日内") && text.contains("6个月内"), "{}", o.code),
                Remedy::Complaint => assert!(text.contains("第四十七条") && !text.contains("6个月"), "{}", o.code),
                Remedy::None => assert!(text.is_empty(), "{}", o.code),
            }
            if o.remedy != Remedy::None {
                assert!(text.contains("https://example.org/fuyi"), "{}: the online way is missing", o.code);
                assert!(!paragraph(o, &forums(), false).contains("https://"), "{}", o.code);
            }
        }
    }
}
