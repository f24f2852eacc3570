//! Findings of each night as bars, drawn by the server; the table beside it says the same in figures.

use crate::{State, store::Day};
use askama::{Template, filters::HtmlSafe};
use web::Tr;

/// Nights that are drawn.
const NIGHTS: usize = 30;
/// The drawing's height and the width of a bar with its gap.
const HEIGHT: i64 = 96;
const STEP: i64 = 20;

struct Bar {
    x: i64,
    y: i64,
    height: i64,
    class: &'static str,
    title: String,
}

/// The drawing. Colour is not alone: a hit night carries a mark above its bar.
#[derive(Template)]
#[template(path = "monitor/chart.html")]
pub(super) struct Chart {
    label: String,
    width: i64,
    bars: Vec<Bar>,
    first: String,
    last: String,
    most: String,
}

impl HtmlSafe for Chart {}

impl Chart {
    /// The newest first, as they come from the store; `None` while there are fewer than two.
    pub(super) fn of(tr: Tr, days: &[Day]) -> Option<Chart> {
        let days: Vec<&Day> = days.iter().take(NIGHTS).rev().collect();
        let (first, last) = (days.first()?, days.last().filter(|_| days.len() > 1)?);
        let most = days.iter().map(|d| d.findings).max().unwrap_or_default().max(1);
        let bars = days.iter().enumerate().map(|(n, d)| {
            let height = (d.findings * (HEIGHT - 16) / most).max(if d.findings > 0 { 2 } else { 0 });
            let state = super::words::state_word(tr, d.state);
            Bar {
                x: n as i64 * STEP,
                y: HEIGHT - height,
                height,
                class: match d.state {
                    State::Hit => "hit",
                    State::Near => "near",
                    _ => "clear",
                },
                title: tr.f3("monitor-chart-bar", "date", tr.date_short(d.day), "n", d.findings, "state", state),
            }
        });
        let hits = days.iter().filter(|d| d.state == State::Hit).count();
        Some(Chart {
            label: tr.f3("monitor-chart-label", "n", days.len(), "most", most, "hits", hits),
            width: days.len() as i64 * STEP,
            bars: bars.collect(),
            first: tr.date_short(first.day),
            last: tr.date_short(last.day),
            most: tr.f1("monitor-chart-most", "n", most),
        })
    }
}
