//! From when a text is in force, and how that is known.
//! (Chinese terms as data.)

use super::{dates, head::Head};
use crate::rule::{EffectiveBasis, Provision, ProvisionKind, What};
use jiff::civil::Date;

/// The rule of this register: a 施行 line of the head; else the last article, only if it is not earlier than this
/// version (it usually tells when the *first* version began); else unknown.
pub fn effective(head: &Head, dated_on: Option<Date>, parts: &[Provision]) -> (Option<Date>, EffectiveBasis) {
    let not_earlier = |d: &Date| dated_on.is_none_or(|v| *d >= v);
    // A line of the head can be left over from an earlier version, too.
    if let Some(on) = head.effective_on.filter(not_earlier) {
        return (Some(on), EffectiveBasis::Head);
    }
    match last_article_says(head, dated_on, parts).filter(not_earlier) {
        Some(on) => (Some(on), EffectiveBasis::LastArticle),
        None => (None, EffectiveBasis::Unknown),
    }
}

fn last_article_says(head: &Head, dated_on: Option<Date>, parts: &[Provision]) -> Option<Date> {
    // A last article on repeals can follow it.
    parts
        .iter()
        .rev()
        .filter(|p| p.kind == ProvisionKind::Article)
        .take(3)
        .find_map(|p| p.text.split(['。', '\n', '；']).find_map(|sentence| sentence_says(sentence, head, dated_on)))
}

fn sentence_says(sentence: &str, head: &Head, dated_on: Option<Date>) -> Option<Date> {
    let sentence = sentence.trim();
    if !sentence.starts_with('本') {
        return None;
    }
    let end = sentence.find("施行").or_else(|| sentence.find("实施")).or_else(|| sentence.find("生效"))?;
    let before = &sentence[..end];
    let at =
        before.find('自').map(|i| i + '自'.len_utf8()).or_else(|| before.find('从').map(|i| i + '从'.len_utf8()))?;
    let when = before[at..].trim();
    if when.starts_with("公布") || when.starts_with("发布") || when.starts_with("颁布") {
        // The day of the first publication; a version amended later is later than that.
        return first_publication(head).or_else(|| head.events.is_empty().then_some(dated_on).flatten());
    }
    dates::leading_date(when)
}

fn first_publication(head: &Head) -> Option<Date> {
    let of = |what: What| head.events.iter().filter(|e| e.what == what).map(|e| e.on).min();
    of(What::Promulgated).or_else(|| of(What::Adopted)).or_else(|| of(What::Approved))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::{body, head};
    use jiff::civil::date;

    #[test]
    fn the_three_ways_and_what_is_unknown() {
        let article = |t: &str| body::read(&format!("第一条 甲。\n\n第二条 {t}"), "某条例");
        let plain = "# 某条例\n2004年4月30日 国务院令第406号公布\n";
        let line = "# 某条例\n2019年4月3日 国务院令第711号修订\n2019年5月15日 施行\n";
        let table = [
            (line, date(2019, 4, 3), "本条例自2008年5月1日起施行。", Some(date(2019, 5, 15)), EffectiveBasis::Head),
            (
                plain,
                date(2004, 4, 30),
                "本条例自2004年7月1日起施行。",
                Some(date(2004, 7, 1)),
                EffectiveBasis::LastArticle,
            ),
            (plain, date(2019, 3, 2), "本条例自2004年7月1日起施行。", None, EffectiveBasis::Unknown),
            (
                plain,
                date(2004, 4, 30),
                "本条例自公布之日起施行。",
                Some(date(2004, 4, 30)),
                EffectiveBasis::LastArticle,
            ),
            (plain, date(2011, 1, 8), "本条例自公布之日起施行。", None, EffectiveBasis::Unknown),
            (plain, date(2004, 4, 30), "本条例由国务院解释。", None, EffectiveBasis::Unknown),
        ];
        for (h, dated, last, on, basis) in table {
            let (parts, _) = article(last);
            assert_eq!(effective(&head::read(h), Some(dated), &parts), (on, basis), "{last} of {dated}");
        }
    }
}
