//! 救济告知: what the addressee may do against a reply, by outcome.
//!
//! Law: 行政复议法 第二十条, 第二十二条至第二十四条; 行政诉讼法 第四十五条, 第四十六条
//!
//! (Words of an official document: Chinese terms as data.)

use crate::outcome::{Outcome, Remedy};

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
    let at = if forums.address.is_empty() { String::new() } else { format!("（地址：{}）", forums.address) };
    let url = if online && !forums.url.is_empty() {
        format!("也可以通过网上渠道提出：{}。", forums.url)
    } else {
        String::new()
    };
    match outcome.remedy {
        Remedy::BeforeCourt => format!(
            "如对本答复中不予公开的内容不服，应当自收到本答复之日起60日内先向{}{at}申请行政复议；{url}对行政复议决定不服的，可以自收到行政复议决定书之日起15日内向{}提起行政诉讼。依照《中华人民共和国行政复议法》第二十三条第一款第四项，未经行政复议不能直接提起行政诉讼。",
            forums.organ, forums.court
        ),
        Remedy::Choice => format!(
            "如对本答复不服，可以自收到本答复之日起60日内向{}{at}申请行政复议，{url}或者自收到本答复之日起6个月内向{}提起行政诉讼。",
            forums.organ, forums.court
        ),
        Remedy::Complaint => format!(
            "如认为本机关未依法答复处理，可以依照《中华人民共和国政府信息公开条例》第四十七条向{}提出；认为合法权益受到侵犯的，可以自收到本答复之日起60日内向{}{at}申请行政复议。{url}",
            forums.authority, forums.organ
        ),
        Remedy::None => String::new(),
    }
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
