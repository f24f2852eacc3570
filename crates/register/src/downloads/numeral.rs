//! Chinese numerals of labels as numbers, for identifiers: 第三十一条 is 31, 第一百二十条之一 is 120 and 1. Pure.
//! (Chinese terms as data.)

/// The number in a label and, where it has one, the number behind 之.
pub(crate) fn number(label: &str) -> Option<(u32, Option<u32>)> {
    let (main, after) = label.split_once('之').map_or((label, None), |(m, a)| (m, Some(a)));
    let main = value(main)?;
    Some((main, after.and_then(value)))
}

fn value(text: &str) -> Option<u32> {
    let mut total = 0_u32;
    let mut digit = None;
    let mut is_found = false;
    for c in text.chars() {
        let d = match c {
            '零' | '〇' => Some(0),
            '一' => Some(1),
            '二' | '两' => Some(2),
            '三' => Some(3),
            '四' => Some(4),
            '五' => Some(5),
            '六' => Some(6),
            '七' => Some(7),
            '八' => Some(8),
            '九' => Some(9),
            c => c.to_digit(10),
        };
        let unit = match c {
            '十' => Some(10),
            '百' => Some(100),
            '千' => Some(1000),
            _ => None,
        };
        match (d, unit) {
            (Some(d), _) if c.is_ascii_digit() => digit = Some(digit.unwrap_or(0_u32).checked_mul(10)?.checked_add(d)?),
            (Some(d), _) => digit = Some(d),
            (_, Some(unit)) => total = total.checked_add(digit.take().unwrap_or(1).checked_mul(unit)?)?,
            // 第 and 条 around it.
            _ => continue,
        }
        is_found = true;
    }
    is_found.then(|| total.saturating_add(digit.unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_labels() {
        for (label, want) in [
            ("第一条", Some((1, None))),
            ("第十条", Some((10, None))),
            ("第三十一条", Some((31, None))),
            ("第一百零五条", Some((105, None))),
            ("第一千二百六十条", Some((1260, None))),
            ("第一百二十条之一", Some((120, Some(1)))),
            ("第12条", Some((12, None))),
            ("附件", None),
        ] {
            assert_eq!(number(label), want, "{label}");
        }
    }
}
