//! The letters of a page with their places, as they are drawn: through forms, over several operators, in any font.

use super::rect::Rect;
use crate::{Line, Options, text};
use hayro::hayro_interpret::util::TransformExt;
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, GlyphDrawMode, Image, InterpreterCache, Paint, PathDrawMode, SoftMask,
    font::Glyph, hayro_cmap::BfString, interpret_page,
};
use hayro::hayro_syntax::page::Page;
use hayro::vello_cpu::kurbo::{self, Affine, BezPath, Shape};
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

/// Letters of one page.
const LETTERS: usize = 200_000;
/// Areas of one page of which it is looked what they hide.
const PAINTED: usize = 5_000;

/// A letter, or several that one sign stands for.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Letter {
    /// Empty when nothing translates it.
    pub text: String,
    pub rect: Rect,
    pub is_concealed: bool,
}

/// What a page draws.
pub(super) struct PageText {
    pub width: f32,
    pub height: f32,
    pub letters: Vec<Letter>,
    pub pictures: u32,
    pub paths: u32,
    pub lacks_font: bool,
    /// More letters than are read.
    pub is_cut: bool,
    /// More painted areas than it is looked under.
    is_crowded: bool,
    lines: Vec<Vec<usize>>,
}

/// What a page says when some of it is withheld.
pub(super) struct Said {
    pub stays: String,
    pub removed: Vec<String>,
    pub concealed: u32,
}

pub(super) fn page(page: &Page, options: &Options) -> PageText {
    let (width, height) = page.render_dimensions();
    let lacks = Arc::new(AtomicBool::new(false));
    let settings = super::open::settings(options, lacks.clone());
    let cache = InterpreterCache::new();
    let start = page.initial_transform(true).to_kurbo();
    let bounds = kurbo::Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
    let mut context = Context::new(start, bounds, &cache, page.xref(), settings);
    let mut reader = Reader { clips: vec![Rect::of(bounds)], ..Reader::default() };
    interpret_page(page, &mut context, &mut reader);
    let letters = reader.letters;
    let lines = lines_of(&letters);
    PageText {
        width,
        height,
        letters,
        pictures: reader.pictures,
        paths: reader.paths,
        lacks_font: lacks.load(Ordering::Relaxed),
        is_cut: reader.is_cut,
        is_crowded: reader.is_crowded,
        lines,
    }
}

impl PageText {
    /// Whether letters are drawn that nothing translates.
    pub fn is_unreadable(&self) -> bool {
        self.letters.iter().any(|l| {
            !l.is_concealed
                && (l.text.is_empty() || l.text.chars().any(|c| matches!(c, '\u{fffd}' | '\u{e000}'..='\u{f8ff}')))
        })
    }

    pub fn has_concealed(&self) -> bool {
        self.is_crowded || self.letters.iter().any(|l| l.is_concealed && !l.text.trim().is_empty())
    }

    /// Whether a text has letters that are not among those drawn: a font that one reader knows and another does not.
    pub fn lacks_letters_of(&self, text: &str) -> bool {
        let mut left: BTreeMap<char, i64> = BTreeMap::new();
        for letter in text::normal(text).chars().filter(|c| c.is_alphanumeric()) {
            *left.entry(letter).or_default() += 1;
        }
        for letter in self.letters.iter().flat_map(|l| text::normal(&l.text).chars().collect::<Vec<_>>()) {
            if let Some(count) = left.get_mut(&letter) {
                *count -= 1;
            }
        }
        left.values().any(|count| *count > 0)
    }

    /// Whether another reading of the page draws the same.
    pub fn draws_as(&self, other: &PageText) -> bool {
        let near = |a: f32, b: f32| (a - b).abs() < 0.5;
        self.letters.len() == other.letters.len()
            && self.pictures == other.pictures
            && self.paths == other.paths
            && near(self.width, other.width)
            && near(self.height, other.height)
            && self
                .letters
                .iter()
                .zip(&other.letters)
                .all(|(a, b)| a.text == b.text && near(a.rect.x0, b.rect.x0) && near(a.rect.y0, b.rect.y0))
    }

    pub fn lines(&self) -> Vec<Line> {
        let mut out = Vec::new();
        for line in &self.lines {
            // What is concealed is told apart from what is seen beside it.
            for is_concealed in [false, true] {
                let own: Vec<usize> =
                    line.iter().copied().filter(|n| self.letters[*n].is_concealed == is_concealed).collect();
                let Some(rect) = own.iter().map(|n| self.letters[*n].rect).reduce(|a, b| a.with(&b)) else { continue };
                let (text, _) = self.text_of(&own);
                if text.trim().is_empty() {
                    continue;
                }
                out.push(Line {
                    x: rect.x0,
                    y: rect.y0,
                    w: rect.x1 - rect.x0,
                    h: rect.y1 - rect.y0,
                    text,
                    is_concealed,
                });
            }
        }
        out
    }

    /// The text of some letters, with the letter that each character comes from; gaps are spaces of no letter.
    fn text_of(&self, letters: &[usize]) -> (String, Vec<Option<usize>>) {
        let (mut out, mut from) = (String::new(), Vec::new());
        let mut before: Option<&Rect> = None;
        for number in letters {
            let letter = &self.letters[*number];
            let height = letter.rect.y1 - letter.rect.y0;
            // Between Chinese letters only a wide gap parts words.
            let last = out.chars().next_back();
            let is_latin = |c: Option<char>| c.is_some_and(|c| (c as u32) < 0x2000);
            let wide = if is_latin(last) && is_latin(letter.text.chars().next()) { 0.18 } else { 0.7 };
            if before.is_some_and(|b| letter.rect.x0 - b.x1 > height * wide) && last.is_some_and(|c| !c.is_whitespace())
            {
                out.push(' ');
                from.push(None);
            }
            for c in letter.text.chars() {
                out.push(c);
                from.push(Some(*number));
            }
            before = Some(&letter.rect);
        }
        (out, from)
    }

    /// The letters of each place where a phrase stands.
    pub fn find(&self, phrase: &str) -> Vec<Vec<usize>> {
        let mut out: Vec<Vec<usize>> = Vec::new();
        let as_drawn: Vec<usize> = (0..self.letters.len()).collect();
        // As a reader meets it, and as it is drawn: columns and tables part words in one of the two.
        for order in [self.lines.concat(), as_drawn] {
            let (text, from) = self.text_of(&order);
            let letters: Vec<char> = text.chars().collect();
            for Range { start, end } in text::find(&letters, phrase) {
                let mut found: Vec<usize> = from[start..end].iter().flatten().copied().collect();
                found.sort_unstable();
                found.dedup();
                if !out.contains(&found) {
                    out.push(found);
                }
            }
        }
        out
    }

    /// What stays and what goes.
    pub fn said(&self, whole: bool, withheld: &BTreeSet<usize>) -> Said {
        let mut said = Said { stays: String::new(), removed: Vec::new(), concealed: 0 };
        // Text that runs down the page is one letter a line; as it is drawn it makes words again.
        let mut single: Vec<usize> = Vec::new();
        for line in &self.lines {
            let concealed: Vec<usize> = line.iter().copied().filter(|n| self.letters[*n].is_concealed).collect();
            if !concealed.is_empty() {
                said.concealed += 1;
                said.removed.push(self.text_of(&concealed).0);
            }
            let seen: Vec<usize> = line.iter().copied().filter(|n| !self.letters[*n].is_concealed).collect();
            let mut rest = seen.as_slice();
            while let Some(first) = rest.first() {
                let is_gone = |n: &usize| whole || withheld.contains(n);
                let gone = is_gone(first);
                let length = rest.iter().position(|n| is_gone(n) != gone).unwrap_or(rest.len());
                let (piece, after) = rest.split_at(length);
                let text = self.text_of(piece).0;
                if gone {
                    if !whole {
                        said.stays.push_str(text::MASK);
                    }
                    if text::is_telling(&text) {
                        said.removed.push(text);
                    } else {
                        single.extend(piece);
                    }
                } else {
                    said.stays.push_str(&text);
                }
                rest = after;
            }
            if !whole && !seen.is_empty() {
                said.stays.push('\n');
            }
        }
        single.sort_unstable();
        said.removed.push(single.iter().map(|n| self.letters[*n].text.as_str()).collect());
        if whole {
            said.stays = text::MASK.to_owned();
        }
        said
    }
}

/// Letters gathered to lines, from top to bottom and left to right.
pub(super) fn lines_of(letters: &[Letter]) -> Vec<Vec<usize>> {
    let mut lines: Vec<(Rect, Vec<usize>)> = Vec::new();
    for (number, letter) in letters.iter().enumerate() {
        let rect = letter.rect;
        let height = (rect.y1 - rect.y0).max(0.1);
        let fits = |line: &Rect| {
            let level = line.y1.min(rect.y1) - line.y0.max(rect.y0);
            level > height.min(line.y1 - line.y0) * 0.5
        };
        // The line that is being written, else the nearest before: most text is drawn in order.
        match lines.iter_mut().rev().take(200).find(|(line, _)| fits(line)) {
            Some((line, own)) => {
                // One tall letter must not join two lines to one.
                line.x0 = line.x0.min(rect.x0);
                line.x1 = line.x1.max(rect.x1);
                own.push(number);
            }
            None => lines.push((rect, vec![number])),
        }
    }
    let order = |a: f32, b: f32| a.total_cmp(&b);
    lines.sort_by(|(a, _), (b, _)| order(a.y0, b.y0).then(order(a.x0, b.x0)));
    lines
        .into_iter()
        .map(|(_, mut own)| {
            own.sort_by(|a, b| order(letters[*a].rect.x0, letters[*b].rect.x0));
            own
        })
        .collect()
}

/// What was painted, for what it hides.
struct Painted {
    rect: Rect,
    is_white: bool,
}

#[derive(Default)]
struct Reader {
    letters: Vec<Letter>,
    pictures: u32,
    paths: u32,
    is_cut: bool,
    is_crowded: bool,
    painted: Vec<Painted>,
    clips: Vec<Rect>,
}

/// A solid paint: whether it is white, and how much it covers.
fn solid(paint: &Paint) -> (bool, f32) {
    match paint {
        Paint::Color(color) => {
            let [r, g, b, a] = color.to_rgba().to_rgba8();
            (r > 245 && g > 245 && b > 245, f32::from(a) / 255.0)
        }
        Paint::Pattern(_) => (false, 1.0),
    }
}

impl Reader {
    /// Something opaque lies over what was drawn before.
    fn covers(&mut self, rect: Rect, is_white: bool) {
        // Rules and dots hide nothing.
        if rect.x1 - rect.x0 < 3.0 || rect.y1 - rect.y0 < 3.0 {
            return;
        }
        if self.painted.len() >= PAINTED {
            self.is_crowded = true;
            return;
        }
        for letter in &mut self.letters {
            if !letter.is_concealed && rect.covers(&letter.rect) {
                letter.is_concealed = true;
            }
        }
        self.painted.push(Painted { rect, is_white });
    }
}

impl<'a> Device<'a> for Reader {
    fn set_soft_mask(&mut self, _: Option<SoftMask<'a>>) {}

    fn set_blend_mode(&mut self, _: BlendMode) {}

    fn draw_path(&mut self, path: &BezPath, transform: Affine, paint: &Paint<'a>, mode: &PathDrawMode) {
        self.paths += 1;
        let (is_white, alpha) = solid(paint);
        if !matches!(mode, PathDrawMode::Fill(_)) || alpha < 0.9 {
            return;
        }
        let drawn = transform * path.clone();
        let bounds = drawn.bounding_box();
        // Only what fills its bounds hides what lies under them.
        if drawn.area().abs() >= bounds.area() * 0.95 && bounds.area() > 0.0 {
            let mut rect = Rect::of(bounds);
            if let Some(clip) = self.clips.last() {
                rect = Rect {
                    x0: rect.x0.max(clip.x0),
                    y0: rect.y0.max(clip.y0),
                    x1: rect.x1.min(clip.x1),
                    y1: rect.y1.min(clip.y1),
                };
            }
            self.covers(rect, is_white);
        }
    }

    fn push_clip_path(&mut self, clip: &ClipPath) {
        let own = Rect::of(clip.path.bounding_box());
        let outer = self.clips.last().copied().unwrap_or(own);
        self.clips.push(Rect {
            x0: own.x0.max(outer.x0),
            y0: own.y0.max(outer.y0),
            x1: own.x1.min(outer.x1),
            y1: own.y1.min(outer.y1),
        });
    }

    fn pop_clip_path(&mut self) {
        if self.clips.len() > 1 {
            self.clips.pop();
        }
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}

    fn pop_transparency_group(&mut self) {}

    fn draw_image(&mut self, image: Image<'a, '_>, transform: Affine) {
        self.pictures += 1;
        // A seal that lets the paper through hides nothing.
        let is_opaque = match &image {
            Image::Raster(raster) => {
                let dictionary = raster.stream().dict();
                !dictionary.contains_key(b"SMask") && !dictionary.contains_key(b"Mask")
            }
            Image::Stencil(_) => false,
        };
        if is_opaque {
            let size = kurbo::Rect::new(0.0, 0.0, f64::from(image.width()), f64::from(image.height()));
            self.covers(Rect::of(transform.transform_rect_bbox(size)), false);
        }
    }

    fn draw_glyph(
        &mut self,
        glyph: &Glyph<'a>,
        transform: Affine,
        glyph_transform: Affine,
        paint: &Paint<'a>,
        mode: &GlyphDrawMode,
    ) {
        if self.letters.len() >= LETTERS {
            self.is_cut = true;
            return;
        }
        let text = text::shown(match glyph.as_unicode() {
            Some(BfString::Char(c)) => c.to_string(),
            Some(BfString::String(s)) => s,
            None => String::new(),
        });
        let place = transform * glyph_transform;
        let rect = match glyph {
            Glyph::Outline(outline) => {
                let advance = f64::from(outline.advance_width().unwrap_or(500.0)).max(1.0);
                let body = place.transform_rect_bbox(kurbo::Rect::new(0.0, -200.0, advance, 880.0));
                let ink = outline.outline().bounding_box();
                if ink.area() > 0.0 { body.union(place.transform_rect_bbox(ink)) } else { body }
            }
            Glyph::Type3(drawn) => {
                let mut bounds = Bounds(None);
                drawn.interpret(&mut bounds, transform, glyph_transform, paint);
                bounds.0.unwrap_or_else(|| place.transform_rect_bbox(kurbo::Rect::new(0.0, 0.0, 500.0, 800.0)))
            }
        };
        let rect = Rect::of(rect);
        // Filled and stroked is one letter.
        if self.letters.last().is_some_and(|l| l.rect == rect && l.text == text) {
            return;
        }
        let (is_white, alpha) = solid(paint);
        let (x, y) = rect.middle();
        let has_middle = |r: &Rect| (r.x0..=r.x1).contains(&x) && (r.y0..=r.y1).contains(&y);
        let is_on_white = || self.painted.iter().rev().find(|p| has_middle(&p.rect)).is_none_or(|p| p.is_white);
        let is_concealed = matches!(mode, GlyphDrawMode::Invisible)
            || alpha < 0.1
            || !self.clips.last().is_none_or(has_middle)
            || (rect.y1 - rect.y0) < 1.0
            || (is_white && is_on_white());
        let is_blank = text.trim().is_empty() && !text.is_empty();
        self.letters.push(Letter { text, rect, is_concealed: is_concealed && !is_blank });
    }
}

/// The bounds of what a letter made of drawings draws.
struct Bounds(Option<kurbo::Rect>);

impl Bounds {
    fn add(&mut self, rect: kurbo::Rect) {
        self.0 = Some(self.0.map_or(rect, |before| before.union(rect)));
    }
}

impl<'a> Device<'a> for Bounds {
    fn set_soft_mask(&mut self, _: Option<SoftMask<'a>>) {}
    fn set_blend_mode(&mut self, _: BlendMode) {}
    fn draw_path(&mut self, path: &BezPath, transform: Affine, _: &Paint<'a>, _: &PathDrawMode) {
        self.add(transform.transform_rect_bbox(path.bounding_box()));
    }
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn draw_glyph(&mut self, _: &Glyph<'a>, _: Affine, _: Affine, _: &Paint<'a>, _: &GlyphDrawMode) {}
    fn draw_image(&mut self, image: Image<'a, '_>, transform: Affine) {
        let size = kurbo::Rect::new(0.0, 0.0, f64::from(image.width()), f64::from(image.height()));
        self.add(transform.transform_rect_bbox(size));
    }
    fn pop_clip_path(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}
