//! The information processing fee: per request or per page, never both, and how the amount comes about.
//!
//! Law: 政府信息公开条例 第四十二条; 政府信息公开信息处理费管理办法 (in force since 2021-01-01)

use kernel::words;

words! {
    /// How a fee is counted.
    pub enum Scheme {
        /// 按件: by the number of the applicant's requests in one calendar month.
        PerRequest = "per-request",
        /// 按量: by the pages given out.
        PerPage = "per-page",
    }
}

/// One stretch of the tariff: what was counted in it, at which price.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// First unit of the stretch.
    pub from: u32,
    /// Last unit of it that is counted here.
    pub to: u32,
    /// Price of one unit, in fen.
    pub each_fen: i64,
    /// Sum of the stretch, in fen.
    pub fen: i64,
}

/// A computed fee with its derivation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fee {
    /// How it was counted.
    pub scheme: Scheme,
    /// Requests of the month, or pages.
    pub quantity: u32,
    /// The amount, in fen.
    pub fen: i64,
    /// How it comes about.
    pub stretches: Vec<Stretch>,
}

const YUAN: i64 = 100;
/// The first day on which a fee may be asked.
pub const SINCE: jiff::civil::Date = jiff::civil::date(2021, 1, 1);

/// The price of the `n`-th request of an applicant in a calendar month, in fen: ten are free, those up to thirty cost
/// 100 yuan each, and every further ten cost 100 yuan more each.
pub fn price_of_request(n: u32) -> i64 {
    match n {
        0..=10 => 0,
        11..=30 => 100 * YUAN,
        _ => (200 + 100 * i64::from((n - 31) / 10)) * YUAN,
    }
}

/// The price of the `n`-th page, in fen.
pub fn price_of_page(n: u32) -> i64 {
    match n {
        0..=30 => 0,
        31..=100 => 10 * YUAN,
        101..=200 => 20 * YUAN,
        _ => 40 * YUAN,
    }
}

/// Adds a tariff over `from..=to`, in stretches of one price.
fn sum(from: u32, to: u32, price: fn(u32) -> i64) -> Vec<Stretch> {
    let mut stretches: Vec<Stretch> = Vec::new();
    for n in from.max(1)..=to {
        let each_fen = price(n);
        match stretches.last_mut() {
            Some(s) if s.each_fen == each_fen => {
                s.to = n;
                s.fen += each_fen;
            }
            _ => stretches.push(Stretch { from: n, to: n, each_fen, fen: each_fen }),
        }
    }
    stretches
}

/// The fee of the whole month up to `requests`, for the explanation and for tests against the tariff.
pub fn month_total(requests: u32) -> i64 {
    sum(1, requests, price_of_request).iter().map(|s| s.fen).sum()
}

/// The fee for one request that is the `nth` of its applicant in the calendar month.
pub fn per_request(nth: u32) -> Fee {
    let stretches = sum(nth, nth, price_of_request);
    Fee { scheme: Scheme::PerRequest, quantity: nth, fen: stretches.iter().map(|s| s.fen).sum(), stretches }
}

/// The fee for giving out `pages` pages.
pub fn per_page(pages: u32) -> Fee {
    // A request for a million pages is answered otherwise; the sum stays bounded all the same.
    let stretches = sum(1, pages.min(1_000_000), price_of_page);
    Fee { scheme: Scheme::PerPage, quantity: pages, fen: stretches.iter().map(|s| s.fen).sum(), stretches }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_month_adds_up_as_the_tariff_says() {
        for (n, yuan) in [(10, 0), (11, 100), (30, 2000), (31, 2200), (40, 4000), (50, 7000), (60, 11000)] {
            assert_eq!(month_total(n), yuan * YUAN, "{n}");
        }
    }

    #[test]
    fn pages_add_up_as_the_tariff_says() {
        for (n, yuan) in [(30, 0), (31, 10), (100, 700), (200, 2700), (300, 6700)] {
            assert_eq!(per_page(n).fen, yuan * YUAN, "{n}");
        }
    }

    #[test]
    fn the_derivation_adds_up_to_the_amount() {
        for n in [0, 1, 30, 31, 99, 100, 101, 250] {
            let fee = per_page(n);
            assert_eq!(fee.stretches.iter().map(|s| s.fen).sum::<i64>(), fee.fen);
            assert_eq!(fee.stretches.iter().map(|s| s.to - s.from + 1).sum::<u32>(), n);
        }
        assert_eq!(per_request(35).fen, 200 * YUAN);
    }
}
