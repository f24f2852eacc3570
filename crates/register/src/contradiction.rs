//! Where a document's text contradicts its metadata. Pure.
//!
//! Called before anything drafted here is registered, and by the importer, which reports what it finds.
//! (Chinese terms as data.)

use crate::parse::{comparable, dates, trimmed};
use jiff::civil::Date;

/// One contradiction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contradiction {
    /// Which attribute: key of its name, `register-attribute-…`.
    pub attribute: &'static str,
    /// What the metadata say.
    pub stated: String,
    /// What the text says.
    pub found: String,
}

/// The metadata that a text can contradict.
#[derive(Clone, Debug, Default)]
pub struct Stated<'a> {
    /// The title.
    pub title: &'a str,
    /// 发文字号.
    pub document_number: &'a str,
    /// 发文机关 and 联合发文单位.
    pub issuers: &'a [String],
    /// 成文日期.
    pub signed_on: Option<Date>,
    /// 实施日期.
    pub effective_on: Option<Date>,
}

/// Lines at the top among which a document carries its title and number.
const TOP: usize = 6;

/// Everything in which the text contradicts the metadata. Only what stands on a line of its own, where official
/// documents carry it, is held against them: a number inside a sentence is another document's.
pub fn contradictions(stated: &Stated<'_>, text: &str) -> Vec<Contradiction> {
    let lines: Vec<&str> = text.lines().map(trimmed).filter(|l| !l.is_empty()).collect();
    let mut out = Vec::new();
    let mut add = |attribute, stated: String, found: String| out.push(Contradiction { attribute, stated, found });

    let number = codes::DocumentNumber::parse(stated.document_number).ok();
    let printed =
        lines.iter().take(TOP).filter(|l| l.chars().count() <= 40).find_map(|l| codes::DocumentNumber::parse(l).ok());
    if let (Some(number), Some(printed)) = (&number, &printed)
        && number != printed
    {
        add("register-attribute-document-number", number.to_string(), printed.to_string());
    }

    if let Some(first) = lines.first()
        && looks_like_title(first)
        && !comparable(stated.title).contains(&comparable(first))
        && !comparable(first).contains(&comparable(stated.title))
    {
        add("register-attribute-title", stated.title.to_owned(), (*first).to_owned());
    }

    // 成文日期 stands on a line of its own below the text; what is passed on carries its own, so one that agrees is enough.
    let dated: Vec<(usize, Date)> =
        lines.iter().enumerate().filter_map(|(i, l)| Some((i, whole_line_date(l)?))).collect();
    if let Some(on) = stated.signed_on
        && let Some((_, first)) = dated.first()
        && dated.iter().all(|(_, d)| *d != on)
    {
        add("register-attribute-signed-on", on.to_string(), first.to_string());
    }
    let signature = dated.first().and_then(|(i, _)| lines.get(i.checked_sub(1)?)).filter(|l| looks_like_organ(l));
    if let Some(signature) = signature
        && !stated.issuers.is_empty()
        && stated
            .issuers
            .iter()
            .all(|i| !comparable(signature).contains(&comparable(i)) && !comparable(i).contains(&comparable(signature)))
    {
        add("register-attribute-issuer", stated.issuers.join("、"), (*signature).to_owned());
    }

    if let Some(on) = stated.effective_on
        && let Some(found) = lines.iter().rev().find_map(|l| begins(l))
        && found != on
    {
        add("register-attribute-effective-on", on.to_string(), found.to_string());
    }
    out
}

fn looks_like_title(line: &str) -> bool {
    line.contains("关于")
        && (8..=80).contains(&line.chars().count())
        && !line.contains(['。', '，', '；', '：', '、'])
        && ["通知", "意见", "办法", "规定", "细则", "批复", "函", "决定", "通告", "公告", "方案"]
            .iter()
            .any(|g| line.ends_with(g))
}

fn looks_like_organ(line: &str) -> bool {
    (4..=30).contains(&line.chars().count())
        && !line.contains(['。', '，', '；', '：'])
        && ["府", "局", "厅", "委", "办公室", "委员会", "部", "院", "署"].iter().any(|o| line.ends_with(o))
}

fn whole_line_date(line: &str) -> Option<Date> {
    let line = line.trim_start_matches(['（', '(']);
    let (date, rest) = dates::split_date(line)?;
    rest.trim_end_matches(['）', ')']).trim().is_empty().then_some(date)
}

/// `本办法自2026年5月1日起施行`.
fn begins(line: &str) -> Option<Date> {
    let end = line.rfind("施行").or_else(|| line.rfind("实施"))?;
    let before = &line[..end];
    let own = before.rfind('本')?;
    let at = before[own..].find('自')? + own + '自'.len_utf8();
    dates::leading_date(before[at..].trim())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn what_contradicts_and_what_does_not() {
        let issuers = ["某市民政局".to_owned()];
        let stated = Stated {
            title: "某市民政局关于印发《养老服务办法》的通知",
            document_number: "某民发〔2026〕3号",
            issuers: &issuers,
            signed_on: Some(date(2026, 3, 2)),
            effective_on: Some(date(2026, 5, 1)),
        };
        let good = "某市民政局关于印发《养老服务办法》的通知\n某民发〔2026〕3号\n各单位：\n根据某政发〔2025〕1号文件，制定本办法。\n本办法自2026年5月1日起施行。\n某市民政局\n2026年3月2日\n2025年1月1日";
        assert_eq!(contradictions(&stated, good), []);
        let table = [
            ("某民发［2026］4号\n甲。", "register-attribute-document-number", "某民发〔2026〕4号"),
            (
                "某市民政局关于印发殡葬管理办法的通知\n甲。",
                "register-attribute-title",
                "某市民政局关于印发殡葬管理办法的通知",
            ),
            ("甲。\n某市民政局\n二〇二六年三月三日", "register-attribute-signed-on", "2026-03-03"),
            ("甲。\n某市财政局\n2026年3月2日", "register-attribute-issuer", "某市财政局"),
            ("本办法自2026年6月1日起施行。", "register-attribute-effective-on", "2026-06-01"),
        ];
        for (text, attribute, found) in table {
            let all = contradictions(&stated, text);
            assert_eq!(
                all.iter().map(|c| (c.attribute, c.found.as_str())).collect::<Vec<_>>(),
                [(attribute, found)],
                "{text}"
            );
        }
    }
}
