//! Boxes on a page.

use hayro::vello_cpu::kurbo;

/// A box in points from the top left corner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rect {
    pub x0: f32,
    pub y0: f32,
    pub x1: f32,
    pub y1: f32,
}

impl Rect {
    pub fn is_sound(&self) -> bool {
        [self.x0, self.y0, self.x1, self.y1].iter().all(|n| n.is_finite() && n.abs() < 1e6)
            && self.x1 > self.x0
            && self.y1 > self.y0
    }

    pub fn meets(&self, other: &Rect) -> bool {
        self.x0 < other.x1 && other.x0 < self.x1 && self.y0 < other.y1 && other.y0 < self.y1
    }

    pub fn area(&self) -> f32 {
        (self.x1 - self.x0).max(0.0) * (self.y1 - self.y0).max(0.0)
    }

    fn common(&self, other: &Rect) -> f32 {
        Rect {
            x0: self.x0.max(other.x0),
            y0: self.y0.max(other.y0),
            x1: self.x1.min(other.x1),
            y1: self.y1.min(other.y1),
        }
        .area()
    }

    /// Whether a letter is meant: the box meets its inner part. Edges may touch the letters beside and the next line.
    pub fn covers_part_of(&self, letter: &Rect) -> bool {
        let (across, down) = ((letter.x1 - letter.x0) * 0.2, (letter.y1 - letter.y0) * 0.2);
        self.meets(&Rect { x0: letter.x0 + across, y0: letter.y0 + down, x1: letter.x1 - across, y1: letter.y1 - down })
    }

    pub fn covers(&self, letter: &Rect) -> bool {
        self.common(letter) >= letter.area() * 0.8 && letter.area() > 0.0
    }

    pub fn middle(&self) -> (f32, f32) {
        ((self.x0 + self.x1) / 2.0, (self.y0 + self.y1) / 2.0)
    }

    pub fn with(&self, other: &Rect) -> Rect {
        Rect {
            x0: self.x0.min(other.x0),
            y0: self.y0.min(other.y0),
            x1: self.x1.max(other.x1),
            y1: self.y1.max(other.y1),
        }
    }

    /// Whether the other box goes on where this one ends, on the same line.
    pub fn is_beside(&self, other: &Rect) -> bool {
        let height = (self.y1 - self.y0).min(other.y1 - other.y0);
        let level = self.y1.min(other.y1) - self.y0.max(other.y0);
        level > height * 0.6 && other.x0 > self.x0 && other.x0 - self.x1 < height * 0.5
    }

    #[allow(clippy::cast_possible_truncation)]
    pub fn of(rect: kurbo::Rect) -> Rect {
        Rect { x0: rect.x0 as f32, y0: rect.y0 as f32, x1: rect.x1 as f32, y1: rect.y1 as f32 }
    }
}
