//! Places in a sheet: `B2`, `B2:C9`, `3:5`, `B:D`.

/// A place: row and column, from 1.
pub(super) type Place = (u32, u32);

/// The most rows and columns a sheet has.
pub(super) const ROWS: u32 = 1_048_576;
pub(super) const COLUMNS: u32 = 16_384;

/// Cells from corner to corner, both within.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Area {
    pub from: Place,
    pub to: Place,
}

impl Area {
    pub fn parse(text: &str) -> Option<Area> {
        let text = text.trim();
        let (first, last) = text.split_once(':').unwrap_or((text, text));
        let (first, last) = (corner(first)?, corner(last)?);
        let is_alike = |a: Option<u32>, b: Option<u32>| a.is_some() == b.is_some();
        if !is_alike(first.0, last.0)
            || !is_alike(first.1, last.1)
            || (!text.contains(':') && (first.0.is_none() || first.1.is_none()))
        {
            return None;
        }
        let order = |a: Option<u32>, b: Option<u32>, most: u32| match (a, b) {
            (Some(a), Some(b)) => (a.min(b), a.max(b)),
            _ => (1, most),
        };
        let (top, bottom) = order(first.0, last.0, ROWS);
        let (left, right) = order(first.1, last.1, COLUMNS);
        Some(Area { from: (top, left), to: (bottom, right) })
    }

    pub fn contains(&self, (row, column): Place) -> bool {
        (self.from.0..=self.to.0).contains(&row) && (self.from.1..=self.to.1).contains(&column)
    }

    pub fn covers_row(&self, row: u32) -> bool {
        self.from.1 == 1 && self.to.1 == COLUMNS && (self.from.0..=self.to.0).contains(&row)
    }

    pub fn covers_column(&self, column: u32) -> bool {
        self.from.0 == 1 && self.to.0 == ROWS && (self.from.1..=self.to.1).contains(&column)
    }
}

/// Row and column of one corner; one of them may be missing.
fn corner(text: &str) -> Option<(Option<u32>, Option<u32>)> {
    let text: String = text.chars().filter(|c| *c != '$').collect();
    let split = text.find(|c: char| c.is_ascii_digit()).unwrap_or(text.len());
    let (letters, digits) = text.split_at(split);
    let column = match letters {
        "" => None,
        letters => Some(column(letters)?),
    };
    let row = match digits {
        "" => None,
        digits => Some(digits.parse().ok().filter(|r| (1..=ROWS).contains(r))?),
    };
    (row.is_some() || column.is_some()).then_some((row, column))
}

/// The number of a column by its letters.
pub(super) fn column(letters: &str) -> Option<u32> {
    let mut out = 0_u32;
    for letter in letters.bytes() {
        if !letter.is_ascii_alphabetic() || out > COLUMNS {
            return None;
        }
        out = out * 26 + u32::from(letter.to_ascii_uppercase() - b'A' + 1);
    }
    (1..=COLUMNS).contains(&out).then_some(out)
}

/// `B2`.
pub(super) fn name((row, column): Place) -> String {
    let (mut rest, mut letters) = (column, Vec::new());
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or(0)));
        rest /= 26;
    }
    format!("{}{row}", letters.iter().rev().collect::<String>())
}

/// The place that a cell names.
pub(super) fn place(text: &str) -> Option<Place> {
    let (row, column) = corner(text)?;
    Some((row?, column?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_are_read() {
        for (text, from, to) in [
            ("B2", (2, 2), (2, 2)),
            ("$C$9:B2", (2, 2), (9, 3)),
            ("3:5", (3, 1), (5, COLUMNS)),
            ("AA:Z", (1, 26), (ROWS, 27)),
        ] {
            assert_eq!(Area::parse(text), Some(Area { from, to }), "{text}");
        }
        for text in ["", "B", "7", "B2:C", "2B", "B0", "ZZZZ1", "B2:"] {
            assert_eq!(Area::parse(text), None, "{text}");
        }
        assert_eq!(name((7, 703)), "AAA7");
    }
}
