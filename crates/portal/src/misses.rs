//! Searches that found nothing, counted in memory and written once a minute: editors see what people miss, and nobody
//! can be found by it.

use crate::store;
use jiff::ToSpan;
use kernel::{Cx, Db, Error, Fault, Never};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Different words kept between two writings; whoever sends more is not a reader.
const MOST: usize = 500;
/// Longer texts are sentences, which may tell who asks.
const LONGEST: usize = 20;
/// Days after which counts are forgotten.
const KEPT_DAYS: i32 = 90;

/// What one node counted since it last wrote.
#[derive(Debug, Default)]
pub struct Misses {
    counted: Mutex<HashMap<String, i64>>,
}

/// The words as they are counted; `None` for what may be about a person: numbers, addresses, long texts.
fn words_of(text: &str) -> Option<String> {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let digits = words.chars().filter(|c| c.is_numeric()).count();
    let fits = (2..=LONGEST).contains(&words.chars().count()) && digits < 5 && !words.contains('@');
    fits.then_some(words)
}

impl Misses {
    /// Counts a search that found nothing.
    pub fn count(&self, text: &str) {
        let Some(words) = words_of(text) else { return };
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        if counted.len() < MOST || counted.contains_key(&words) {
            *counted.entry(words).or_insert(0) += 1;
        }
    }

    fn take(&self) -> Vec<(String, i64)> {
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        let mut taken: Vec<_> = counted.drain().collect();
        taken.sort();
        taken
    }
}

/// Writes what was counted and forgets what is old; for a loop of every node.
///
/// # Errors
/// A fault of the database; what was counted in that minute is lost, which harms nobody.
pub fn keep_misses(db: &Db, cx: &Cx, misses: &Misses) -> Result<usize, Fault> {
    let taken = misses.take();
    if taken.is_empty() {
        return Ok(0);
    }
    let today = cx.today();
    db.write(|tx| {
        for (words, n) in &taken {
            store::add_miss(tx, today, words, *n)?;
        }
        if let Ok(day) = today.checked_sub(KEPT_DAYS.days()) {
            store::forget_misses(tx, day)?;
        }
        Ok::<_, Error<Never>>(())
    })?;
    Ok(taken.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_name_a_person_is_not_counted() {
        for (text, counted) in [
            ("  小饭桌   备案 ", Some("小饭桌 备案")),
            ("13811112222", None),
            ("110105194912310021", None),
            ("a@b.cn", None),
            ("我叫王小明我妈妈去年申请低保一直没有人回复我该怎么办呢", None),
            ("一", None),
        ] {
            assert_eq!(words_of(text).as_deref(), counted, "{text}");
        }
    }

    #[test]
    fn a_flood_is_bounded() {
        let misses = Misses::default();
        for n in 0..2_000 {
            let letter = char::from_u32(0x4e00 + n).unwrap();
            misses.count(&format!("词{letter}"));
        }
        misses.count("词一");
        assert_eq!(misses.take().len(), MOST);
        assert!(misses.take().is_empty());
    }
}
