//! PDF: pages of which nothing is withheld stay as they are drawn; all others become pictures with the boxes burnt in.
//!
//! The result is a new file into which only what such pages draw is copied. A page also becomes a picture when it
//! holds text that no reader sees, layers, or a font that would tell which letters stood on withheld pages.

mod build;
mod content;
mod open;
mod paint;
mod read;
mod rect;

use crate::{Body, LeftOut, Limits, Mark, Options, Outline, Refused, Released, Summary, Target, text};
pub(crate) use open::{dictionary, inherited, load};

use build::Output;
use open::Opened;
use read::PageText;
use rect::Rect;
use screen::file::FileKind;
use std::collections::{BTreeMap, BTreeSet};

pub(crate) fn outline(bytes: &[u8], options: &Options) -> Result<Outline, Refused> {
    let opened = Opened::read(bytes)?;
    let mut pages = Vec::new();
    for (at, page) in opened.drawn.pages().iter().enumerate() {
        let read = read::page(page, options);
        if read.is_cut {
            return Err(Refused::Bomb);
        }
        pages.push(crate::Page {
            number: u32::try_from(at + 1).unwrap_or(u32::MAX),
            width: read.width,
            height: read.height,
            lines: read.lines(),
            pictures: read.pictures,
            is_unreadable: read.is_unreadable(),
            lacks_font: read.lacks_font,
        });
    }
    let mut left_out = opened.left_out();
    let concealed = pages.iter().flat_map(|p| &p.lines).filter(|l| l.is_concealed).count();
    if concealed > 0 {
        left_out.insert(LeftOut::HiddenText, u32::try_from(concealed).unwrap_or(u32::MAX));
    }
    Ok(Outline { kind: FileKind::Pdf, body: Body::Pages(pages), left_out })
}

/// What is withheld on one page.
#[derive(Clone, Default)]
struct Withheld {
    whole: bool,
    boxes: Vec<Rect>,
    /// Letters that go, by their number on the page.
    letters: BTreeSet<usize>,
}

impl Withheld {
    fn is_touched(&self) -> bool {
        self.whole || !self.boxes.is_empty() || !self.letters.is_empty()
    }
}

pub(crate) fn redact(bytes: &[u8], marks: &[Mark], options: &Options) -> Result<Released, Refused> {
    let opened = Opened::read(bytes)?;
    let pages: Vec<PageText> = opened.drawn.pages().iter().map(|page| read::page(page, options)).collect();
    if pages.iter().any(|p| p.is_cut) {
        return Err(Refused::Bomb);
    }
    let mut summary = Summary { left_out: opened.left_out(), ..Summary::default() };
    let mut withheld = vec![Withheld::default(); pages.len()];
    for (index, mark) in marks.iter().enumerate() {
        summary.met.push(place(mark, index, &pages, &mut withheld)?);
    }
    if marks.iter().any(|m| matches!(m.target, Target::Phrase { .. })) {
        // What is drawn and not written is not read.
        summary.unsearched = numbers(pages.iter().map(|p| p.is_unreadable() || p.pictures > 0))
            .into_iter()
            .filter(|n| !withheld[*n as usize - 1].whole)
            .map(|n| n.to_string())
            .collect();
    }
    let (mut removed, mut stays, mut alternative) = (Vec::new(), Vec::new(), String::new());
    let mut concealed = 0;
    for (at, (page, withheld)) in pages.iter().zip(&withheld).enumerate() {
        let said = page.said(withheld.whole, &withheld.letters);
        concealed += said.concealed;
        removed.extend(said.removed);
        stays.push(((at + 1).to_string(), said.stays.clone()));
        alternative.push_str(&said.stays);
        alternative.push_str("\n\n");
    }
    if concealed > 0 {
        summary.left_out.insert(LeftOut::HiddenText, concealed);
    }
    let removed: Vec<String> = removed.into_iter().filter(|r| text::is_telling(r)).collect();
    summary.also_stands_in = text::elsewhere(&removed, &stays);

    let is_odd = |at: &usize| {
        let page = &pages[*at];
        // What another reader would find on the page must be what was shown to whoever marked it.
        let told = opened.pages.get(*at).map(|id| crate::verify::text_of_page(&opened.document, *id));
        page.has_concealed()
            || opened.has_layers(*at)
            || told.is_none_or(|told| told.is_none_or(|told| page.lacks_letters_of(&told)))
    };
    let mut pictured: BTreeSet<usize> =
        (0..pages.len()).filter(|at| withheld[*at].is_touched() || is_odd(at)).collect();
    // Letters that stand nowhere any more must not be told by what a font can draw.
    let left: BTreeSet<char> = stays.iter().flat_map(|(_, text)| text.chars()).collect();
    let is_gone = removed.iter().flat_map(|r| r.chars()).any(|c| c.is_alphanumeric() && !left.contains(&c));
    if is_gone {
        let told: BTreeSet<_> =
            withheld.iter().enumerate().filter(|(_, w)| w.is_touched()).flat_map(|(at, _)| opened.fonts(at)).collect();
        pictured.extend((0..pages.len()).filter(|at| !opened.fonts(*at).is_disjoint(&told)));
    }
    let bytes = assembled(&opened, &pages, &withheld, &mut pictured, options)?;
    for at in &pictured {
        let number = u32::try_from(at + 1).unwrap_or(u32::MAX);
        if withheld[*at].whole {
            summary.withheld_pages.push(number);
        } else {
            summary.pictured_pages.push(number);
            if pages[*at].lacks_font {
                summary.lacks_font.push(number);
            }
        }
    }
    Ok(Released { bytes, kind: FileKind::Pdf, alternative: Some(alternative), removed, summary })
}

fn numbers(flags: impl Iterator<Item = bool>) -> Vec<u32> {
    flags.zip(1..).filter_map(|(is, number)| is.then_some(number)).collect()
}

/// The file. A page that cannot be copied faithfully becomes a picture as well.
fn assembled(
    opened: &Opened,
    pages: &[PageText],
    withheld: &[Withheld],
    pictured: &mut BTreeSet<usize>,
    options: &Options,
) -> Result<Vec<u8>, Refused> {
    let mut pictures: BTreeMap<usize, Output> = BTreeMap::new();
    let mut size = 0;
    loop {
        for at in pictured.iter() {
            if let std::collections::btree_map::Entry::Vacant(free) = pictures.entry(*at) {
                let (page, withheld) = (&pages[*at], &withheld[*at]);
                let output = if withheld.whole {
                    Output::Withheld { width: page.width, height: page.height }
                } else {
                    paint::picture(opened, *at, &burnt(page, withheld), options)?
                };
                if let Output::Picture { picture, .. } = &output {
                    size += picture.content.len();
                }
                if size > Limits::RELEASED {
                    return Err(Refused::TooLarge { megabytes: Limits::RELEASED >> 20 });
                }
                free.insert(output);
            }
        }
        let outputs: Vec<&Output> = (0..pages.len()).map(|at| pictures.get(&at).unwrap_or(&Output::Copied)).collect();
        let (bytes, failed) = build::file(opened, &outputs)?;
        let mut again: BTreeSet<usize> = failed;
        if again.is_empty() {
            // Believed only when seen: what was copied draws the same letters at the same places.
            let copy = Opened::read(&bytes)?;
            for at in (0..pages.len()).filter(|at| !pictured.contains(at)) {
                let is_same = copy.drawn.pages().get(at).is_some_and(|p| read::page(p, options).draws_as(&pages[at]));
                if !is_same {
                    again.insert(at);
                }
            }
        }
        if again.is_empty() {
            return Ok(bytes);
        }
        let before = pictured.len();
        pictured.extend(again);
        if pictured.len() == before {
            return Err(Refused::Damaged);
        }
    }
}

/// What is painted black: the boxes, and each withheld letter whole, however narrow the box was drawn.
fn burnt(page: &PageText, withheld: &Withheld) -> Vec<Rect> {
    let mut out = withheld.boxes.clone();
    let mut run: Option<Rect> = None;
    for number in &withheld.letters {
        let Some(letter) = page.letters.get(*number) else { continue };
        run = Some(match run {
            Some(before) if before.is_beside(&letter.rect) => before.with(&letter.rect),
            other => {
                out.extend(other);
                letter.rect
            }
        });
    }
    out.extend(run);
    out
}

/// Puts a mark on the pages; says how many places it meets.
fn place(mark: &Mark, index: usize, pages: &[PageText], withheld: &mut [Withheld]) -> Result<usize, Refused> {
    let nowhere = Refused::NoSuchPlace { mark: index };
    let at = |number: u32| (number as usize).checked_sub(1).filter(|at| *at < pages.len()).ok_or(nowhere.clone());
    match &mark.target {
        Target::Page { page } => {
            withheld[at(*page)?].whole = true;
            Ok(1)
        }
        Target::Area { page, x, y, w, h } => {
            let at = at(*page)?;
            let found = &pages[at];
            let area = Rect { x0: *x, y0: *y, x1: x + w, y1: y + h };
            let is_on = area.is_sound() && area.meets(&Rect { x0: 0.0, y0: 0.0, x1: found.width, y1: found.height });
            if !is_on {
                return Err(nowhere);
            }
            withheld[at]
                .letters
                .extend(found.letters.iter().enumerate().filter(|(_, l)| area.covers_part_of(&l.rect)).map(|(n, _)| n));
            withheld[at].boxes.push(area);
            Ok(1)
        }
        Target::Phrase { text } => {
            let mut met = 0;
            for (page, withheld) in pages.iter().zip(withheld) {
                let found = page.find(text);
                met += found.len();
                withheld.letters.extend(found.into_iter().flatten());
            }
            Ok(met)
        }
        _ => Err(nowhere),
    }
}
