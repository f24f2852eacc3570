//! How alike two requests are, for the desk's list of earlier ones.

use std::collections::BTreeSet;

/// Words that stand in every request and tell nothing.
const COMMON: &[&str] = &["申请公开", "申请获取", "请求公开", "请提供", "关于", "相关", "有关", "信息", "的"];

fn pairs(text: &str) -> BTreeSet<(char, char)> {
    let mut plain = text.to_lowercase();
    for word in COMMON {
        plain = plain.replace(word, " ");
    }
    let chars: Vec<char> = plain.chars().filter(|c| c.is_alphanumeric()).collect();
    chars.windows(2).map(|w| (w[0], w[1])).collect()
}

/// Likeness of two texts in hundredths: shared pairs of characters among all pairs. Chinese needs no words for that.
pub fn similarity(a: &str, b: &str) -> u32 {
    let (a, b) = (pairs(a), pairs(b));
    let all = a.union(&b).count();
    if all == 0 {
        return 0;
    }
    u32::try_from(a.intersection(&b).count() * 100 / all).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_asks_for_one_thing_is_alike() {
        let a = "申请公开人民路老旧小区改造的补助标准";
        assert!(similarity(a, "请提供人民路老旧小区改造补助标准") > 60);
        assert!(similarity(a, "关于2020年部门预算的信息") < 10);
        assert_eq!(similarity("", ""), 0);
    }
}
