//! The figures as text: printed as they come, and written as one Markdown page.

use std::fmt::Write as _;

/// What was measured so far.
pub struct Report {
    text: String,
}

/// A table under construction.
pub struct Table {
    head: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub fn new(head: &[&str]) -> Table {
        Table { head: head.iter().map(|h| (*h).to_owned()).collect(), rows: Vec::new() }
    }

    pub fn row(mut self, cells: &[String]) -> Table {
        self.rows.push(cells.to_vec());
        self
    }
}

impl Report {
    pub fn new(seconds: u64, rounds: usize) -> Report {
        let mut report = Report { text: String::new() };
        report.say(&format!(
            "# Benchmarks\n\nMade by `mingting bench` (release build) in one run: rounds of {seconds} s, {rounds} rounds a side, the sides taking turns; the median counts. \
             Never a test that passes or fails: the figures are this machine's on that day."
        ));
        report
    }

    fn say(&mut self, text: &str) {
        println!("{text}\n");
        let _ = writeln!(self.text, "{text}\n");
    }

    pub fn machine(&mut self, lines: &[(String, String)]) {
        let mut table = Table::new(&["the machine", ""]);
        for (name, value) in lines {
            table = table.row(&[name.clone(), value.clone()]);
        }
        self.table(&table);
    }

    pub fn heading(&mut self, text: &str) {
        self.say(&format!("## {text}"));
    }

    pub fn remark(&mut self, text: &str) {
        self.say(text);
    }

    pub fn table(&mut self, table: &Table) {
        let mut text = format!("| {} |\n|", table.head.join(" | "));
        for n in 0..table.head.len() {
            text.push_str(if n == 0 { " --- |" } else { " ---: |" });
        }
        for row in &table.rows {
            let _ = write!(text, "\n| {} |", row.join(" | "));
        }
        self.say(&text);
    }

    /// The whole page.
    pub fn markdown(&self) -> String {
        format!("{}\n", self.text.trim_end())
    }
}

/// A rate with thousands apart.
pub fn rate(n: f64) -> String {
    let digits = format!("{n:.0}");
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Milliseconds.
pub fn ms(n: f64) -> String {
    format!("{n:.2} ms")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_apart() {
        for (n, text) in [(0.0, "0"), (999.4, "999"), (1000.0, "1,000"), (1_234_567.0, "1,234,567")] {
            assert_eq!(rate(n), text);
        }
    }
}
