//! What this hall has decided where the rules leave it to the place: numbers, each with its source.

/// The hall's decisions about ratings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Calendar days after the close of a case in which it may be rated.
    pub window_days: i32,
    /// Working days of silence after which a default rating is entered; `None`: no defaults at all.
    pub default_after: Option<u32>,
    /// Working days in which a bad rating is answered.
    pub answer_within: u32,
    /// Working days in which a promised rectification is done at the latest, counted from the answer.
    pub rectify_within: u32,
    /// Most characters of a comment.
    pub comment_most: usize,
    /// Most characters of an answer or of a note on what was set right.
    pub answer_most: usize,
}

/// The decisions in force.
///
/// Sources: the window is ours, since the values of GB/T 39734 §7.2 are not public (checked 2026-11); a default after
/// five working days is the rule of Xinjiang (zwfw.xinjiang.gov.cn), not national law, so it can be switched off here;
/// local limits for setting right run from 5 (德州) to 15 (眉山) working days, and the longer one is what every place meets.
pub const POLICY: Policy = Policy {
    window_days: 30,
    default_after: Some(5),
    answer_within: 15,
    rectify_within: 15,
    comment_most: 500,
    answer_most: 2000,
};
