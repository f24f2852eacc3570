//! How a request can end: outcome codes as data, with their provisions, what the drafter owes and what may follow.
//!
//! Law: 政府信息公开条例 第三十六条至第三十九条

use serde::Deserialize;
use std::sync::LazyLock;

/// Whether information goes out with the reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Gives {
    /// All that was asked for.
    Full,
    /// A part. Law: 政府信息公开条例 第三十七条
    Part,
    /// Nothing.
    None,
}

/// What may be done against a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Remedy {
    /// Reconsideration comes before the court. Law: 行政复议法 第二十三条第一款第四项
    BeforeCourt,
    /// Reconsideration or the court, as the addressee likes.
    Choice,
    /// A complaint to the authority in charge. Law: 政府信息公开条例 第四十七条
    Complaint,
    /// Nothing was decided.
    None,
}

/// What the drafter must have filled in before a reply with this outcome can be submitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Need {
    /// Reasons in words. Law: 政府信息公开条例 第三十六条第三项
    Reasons,
    /// Where and how the information is got.
    Directions,
    /// Records to give out.
    Records,
    /// Records to give out, or directions.
    RecordsOrDirections,
    /// At least one ground among D-1 to D-7 for what is withheld.
    Grounds,
    /// The law that forbids disclosure or rules the access, by name and article.
    Provision,
    /// A day on which what is withheld is looked at again. Law: 政府信息公开条例 第十八条
    Reevaluation,
    /// The third party was asked, or the reasons say why not. Law: 政府信息公开条例 第三十二条
    Consultation,
    /// The request was corrected and is unclear all the same.
    Corrected,
    /// The earlier request that was answered.
    Earlier,
    /// Reasons were asked for and judged unreasonable. Law: 政府信息公开条例 第三十五条
    Unreasonable,
    /// The other organ, by name and contact.
    OtherOrgan,
}

/// One outcome.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// Its code: `G-1` … `O-3`; `R-1` … `R-3` for rectification.
    pub code: String,
    /// The official words.
    pub words: String,
    /// The provisions it rests on.
    pub basis: Vec<String>,
    /// Whether information goes out.
    pub gives: Gives,
    /// What may be done against it.
    pub remedy: Remedy,
    /// What the drafter owes.
    pub needs: Vec<Need>,
    /// Ends a request without a reply that is signed.
    #[serde(default)]
    pub ending: bool,
    /// Of a request to rectify, not of a request for access.
    #[serde(default)]
    pub rectification: bool,
}

#[derive(Deserialize)]
struct Table {
    outcome: Vec<Outcome>,
}

static TABLE: LazyLock<Vec<Outcome>> = LazyLock::new(|| {
    toml::from_str::<Table>(include_str!("../data/outcomes.toml"))
        .expect("the embedded table is checked by a test")
        .outcome
});

/// All outcomes, in the order of the annual report.
pub fn all() -> &'static [Outcome] {
    &TABLE
}

/// The outcome with this code.
pub fn find(code: &str) -> Option<&'static Outcome> {
    TABLE.iter().find(|o| o.code == code)
}

impl Outcome {
    /// Whether something is withheld, so that a ground is named and looked at again.
    pub fn withholds(&self) -> bool {
        self.code.starts_with("D-") && self.code != "D-8" || self.gives == Gives::Part
    }

    /// Whether a drafter can choose it for a reply.
    pub fn is_reply(&self) -> bool {
        !self.ending
    }

    /// The language file's id of its short name.
    pub fn message_id(&self) -> String {
        format!("disclosure-outcome-{}", self.code.to_lowercase())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_holds_every_code_once() {
        let codes: Vec<&str> = all().iter().map(|o| o.code.as_str()).collect();
        let expected =
            "G-1 G-2 P-1 D-1 D-2 D-3 D-4 D-5 D-6 D-7 D-8 U-1 U-2 U-3 N-1 N-2 N-3 N-4 N-5 O-1 O-2 O-3 R-1 R-2 R-3";
        assert_eq!(codes.join(" "), expected);
        assert!(all().iter().all(|o| !o.basis.is_empty() && !o.words.is_empty()));
    }

    #[test]
    fn every_refusal_under_articles_14_to_16_goes_to_reconsideration_first() {
        for o in all() {
            let refused = matches!(o.code.as_str(), "D-1" | "D-2" | "D-3" | "D-4" | "D-5" | "D-6" | "D-7" | "P-1");
            assert_eq!(o.remedy == Remedy::BeforeCourt, refused, "{}", o.code);
            assert_eq!(o.withholds(), refused, "{}", o.code);
            if o.withholds() {
                assert!(o.needs.contains(&Need::Reasons), "{}", o.code);
            }
        }
    }
}
