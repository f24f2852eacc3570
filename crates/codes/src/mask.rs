//! Masking of personal data: the only implementation on the platform, so that no two pages hide different halves of
//! one number. Every function is total: whatever the text, it answers, and never with more than the convention shows.
//!
//! (Words of addresses and names are Chinese terms as data.)

use crate::text::{is_han, tidy};

const STAR: char = '*';

/// Surnames of two characters that keep both. Data for masking only; not a register of surnames.
const COMPOUND_SURNAMES: &[&str] = &[
    "欧阳", "歐陽", "司马", "司馬", "上官", "诸葛", "諸葛", "东方", "東方", "皇甫", "尉迟", "公孙", "慕容", "长孙",
    "宇文", "司徒", "司空", "令狐", "夏侯", "轩辕", "端木", "百里", "呼延", "南宫", "东郭", "西门", "独孤", "澹台",
    "公冶", "淳于", "单于", "太史", "申屠", "钟离", "闻人", "赫连", "万俟", "濮阳", "拓跋", "完颜", "纳兰", "第五",
    "仲孙", "宗政", "鲜于", "闾丘", "司寇", "子车", "颛孙", "巫马", "公西", "漆雕", "乐正", "壤驷", "公良", "夹谷",
    "宰父", "谷梁", "段干", "东门", "呼延", "左丘", "梁丘", "羊舌",
];

/// 张三 → 张*, 张小三 → 张*三, 买买提·艾力 → 买**·*力, 欧阳小三 → 欧阳*三, John Smith → J*** S****.
pub fn mask_name(name: &str) -> String {
    let name = name.trim();
    if !name.chars().any(is_han) {
        return mask_latin_name(name);
    }
    let chars: Vec<char> = name.chars().filter(|c| !c.is_whitespace()).collect();
    let letters = chars.iter().filter(|c| !is_name_dot(**c)).count();
    if chars.iter().any(|c| is_name_dot(*c)) {
        // A name of a minority: first and last character, dots as they stand.
        return keep_ends(&chars, 1, usize::from(letters > 2));
    }
    let first_two: String = chars.iter().take(2).collect();
    let surname = if letters > 2 && COMPOUND_SURNAMES.contains(&first_two.as_str()) { 2 } else { 1 };
    // The last character shows only where at least one between it and the surname stays hidden.
    keep_ends(&chars, if letters == 1 { 0 } else { surname }, usize::from(letters > surname + 1))
}

/// The initial of each word.
fn mask_latin_name(name: &str) -> String {
    let several = name.chars().filter(|c| c.is_alphanumeric()).count() > 1;
    let mut at_start = true;
    name.chars()
        .map(|c| {
            let separator = c.is_whitespace() || is_name_dot(c) || matches!(c, '-' | '\'' | '.' | ',');
            let shown = separator || (at_start && several);
            at_start = separator;
            if shown { c } else { STAR }
        })
        .collect()
}

fn is_name_dot(c: char) -> bool {
    matches!(c, '·' | '•' | '・' | '．' | '‧' | '∙')
}

/// Keeps so many characters at both ends, dots not counted; the dots stay.
fn keep_ends(chars: &[char], first: usize, last: usize) -> String {
    let letters = chars.iter().filter(|c| !is_name_dot(**c)).count();
    let mut seen = 0;
    chars
        .iter()
        .map(|c| {
            if is_name_dot(*c) {
                return *c;
            }
            seen += 1;
            if seen <= first || seen > letters.saturating_sub(last) { *c } else { STAR }
        })
        .collect()
}

/// The last four characters only: `**************002X`. Short numbers show at most half. Never the date of birth.
pub fn mask_identity(number: &str) -> String {
    keep_last_four(number)
}

/// The last four digits only.
pub fn mask_bank(account: &str) -> String {
    let digits: String = account.chars().filter(|c| *c != '-').collect();
    keep_last_four(&digits)
}

fn keep_last_four(text: &str) -> String {
    let chars = tidy(text);
    let hidden = chars.len() - (chars.len() / 2).min(4);
    chars.iter().enumerate().map(|(index, c)| if index < hidden { STAR } else { *c }).collect()
}

/// Mobile `138****1234`; landline `0745-***2345`; anything else shows at most its last four characters.
pub fn mask_phone(phone: &str) -> String {
    match crate::Phone::parse(phone) {
        Ok(crate::Phone::Mobile(digits)) => format!("{}****{}", &digits[..3], &digits[7..]),
        Ok(crate::Phone::Landline { area_code, number, .. }) => {
            let hidden = number.len() - 4;
            format!("{area_code}-{}{}", "*".repeat(hidden), &number[hidden..])
        }
        // A service number is nobody's own.
        Ok(crate::Phone::Service(number)) => number,
        Err(_) => keep_last_four(phone),
    }
}

/// Down to the village or community, never a street, house or room: `湖南省怀化市鹤城区城中街道新街社区***`.
///
/// Where the text names no village, it is cut after the township, else after the county, city or province, and if it
/// names none of them, nothing is shown. When in doubt it shows less.
pub fn mask_address(address: &str) -> String {
    let text: Vec<char> = tidy(address);
    if text.is_empty() {
        return String::new();
    }
    // House numbers begin with digits; roads end the part that may be shown.
    let end = text.iter().position(|c| c.is_ascii_digit()).unwrap_or(text.len());
    let end = first_road(&text[..end]).unwrap_or(end);
    let shown = &text[..end];
    let county = last_of(
        shown,
        &["省", "自治区", "市", "区", "县", "旗", "州", "盟", "地区"],
        &["社区", "小区", "园区", "校区", "市场"],
    );
    let after_county = county.unwrap_or(0);
    let township =
        last_of(&shown[after_county..], &["街道办事处", "街道", "镇", "乡", "苏木"], &[]).map(|i| i + after_county);
    let after_township = township.unwrap_or(after_county);
    let village = first_of(
        &shown[after_township..],
        &["社区居民委员会", "社区居委会", "社区", "居民委员会", "居委会", "村民委员会", "村委会", "嘎查", "村"],
    )
    .map(|i| i + after_township);
    match village.or(township).or(county) {
        Some(cut) => {
            let kept: String = text[..cut].iter().collect();
            if cut == text.len() { kept } else { format!("{kept}***") }
        }
        None => "***".to_owned(),
    }
}

/// Where the name of a road ends that is not the name of a street office, community or village (解放路社区).
fn first_road(text: &[char]) -> Option<usize> {
    let divisions = ["街道", "社区", "村", "居委", "居民"];
    (0..text.len()).find_map(|index| {
        let rest = &text[index..];
        let road = ["大道", "胡同", "路", "街", "巷", "弄", "里弄"].iter().find(|word| begins(rest, word))?;
        let length = road.chars().count();
        let division = begins(rest, "街道") || divisions.iter().any(|word| begins(&rest[length..], word));
        if division { None } else { Some(index) }
    })
}

fn begins(text: &[char], word: &str) -> bool {
    let mut rest = text.iter();
    word.chars().all(|c| rest.next() == Some(&c))
}

/// The index after the last of the words, occurrences inside `except` left out.
fn last_of(text: &[char], words: &[&str], except: &[&str]) -> Option<usize> {
    (0..text.len()).rev().find_map(|index| {
        let word = words.iter().find(|word| begins(&text[index..], word))?;
        let end = index + word.chars().count();
        let excepted = except.iter().any(|e| {
            let length = e.chars().count();
            (index.saturating_sub(length)..=index).any(|i| i + length > index && begins(&text[i..], e))
        });
        if excepted { None } else { Some(end) }
    })
}

/// The index after the first of the words; at least one character stands before it.
fn first_of(text: &[char], words: &[&str]) -> Option<usize> {
    (1..text.len()).find_map(|index| {
        let word = words.iter().find(|word| begins(&text[index..], word))?;
        Some(index + word.chars().count())
    })
}
