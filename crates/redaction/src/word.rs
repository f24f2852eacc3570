//! Word documents: written anew from the parts that show something, paragraph by paragraph.
//!
//! Paragraphs and cells are counted in the cleaned tree, the same for the outline and for the marks.

mod clean;
mod package;

use crate::{
    Body, LeftOut, Mark, Outline, Passage, Refused, Released, Summary, Target,
    archive::Parts,
    text::{self, MASK},
    xml::{Element, Node},
};
use package::{Document, Part};
use screen::file::FileKind;
use std::{collections::BTreeMap, ops::Range};

pub(crate) fn outline(bytes: &[u8]) -> Result<Outline, Refused> {
    let document = Document::read(&Parts::read(bytes)?)?;
    let mut passages = Vec::new();
    for part in &document.texts {
        visit(&part.root, &mut Counter::default(), None, &mut |paragraph, number, cell| {
            passages.push(Passage {
                part: part.key.clone(),
                number,
                cell,
                text: own_text(paragraph),
                pictures: own_pictures(paragraph),
            });
        });
    }
    passages.retain(|p| !p.text.trim().is_empty() || p.pictures > 0);
    Ok(Outline { kind: FileKind::Docx, body: Body::Passages(passages), left_out: document.left_out })
}

pub(crate) fn redact(bytes: &[u8], marks: &[Mark]) -> Result<Released, Refused> {
    let mut document = Document::read(&Parts::read(bytes)?)?;
    let mut summary = Summary::default();
    let mut plans: BTreeMap<String, Plan> = BTreeMap::new();
    for (index, mark) in marks.iter().enumerate() {
        summary.met.push(plan(&document, mark, index, &mut plans)?);
    }
    let mut removed = Vec::new();
    for part in &mut document.texts {
        if let Some(plan) = plans.get(&part.key) {
            carry_out(&mut part.root, plan, &mut Counter::default(), &mut removed);
        }
    }
    let mut stays = Vec::new();
    let mut alternative = String::new();
    for part in &document.texts {
        visit(&part.root, &mut Counter::default(), None, &mut |paragraph, number, _| {
            let text = own_text(paragraph);
            if !text.trim().is_empty() {
                alternative.push_str(&text);
                alternative.push('\n');
                stays.push((format!("{} {number}", part.key), text));
            }
        });
    }
    if document.texts.iter().any(|p| p.root.any(&|e| matches!(e.local(), "drawing" | "pict")))
        && marks.iter().any(|m| matches!(m.target, Target::Phrase { .. }))
    {
        summary.unsearched.push("pictures".into());
    }
    let removed: Vec<String> = removed.into_iter().filter(|r| text::is_telling(r)).collect();
    summary.also_stands_in = text::elsewhere(&removed, &stays);
    let bytes = document.written()?;
    summary.left_out = document.left_out;
    Ok(Released { bytes, kind: FileKind::Docx, alternative: Some(alternative), removed, summary })
}

/// What is withheld in one part.
#[derive(Default)]
struct Plan {
    paragraphs: Vec<u32>,
    cells: Vec<u32>,
    letters: BTreeMap<u32, Vec<Range<usize>>>,
}

/// Puts a mark into the plans; says how many places it meets.
fn plan(document: &Document, mark: &Mark, index: usize, plans: &mut BTreeMap<String, Plan>) -> Result<usize, Refused> {
    let nowhere = Refused::NoSuchPlace { mark: index };
    let find = |key: &str| document.texts.iter().find(|p| p.key == key).ok_or(nowhere.clone());
    match &mark.target {
        Target::Paragraph { part, number } => {
            text_of(find(part)?, *number).ok_or(nowhere)?;
            plans.entry(part.clone()).or_default().paragraphs.push(*number);
            Ok(1)
        }
        Target::Letters { part, number, from, to } => {
            let text = text_of(find(part)?, *number).ok_or(nowhere.clone())?;
            if from >= to || *to as usize > text.chars().count() {
                return Err(nowhere);
            }
            let plan = plans.entry(part.clone()).or_default();
            plan.letters.entry(*number).or_default().push(*from as usize..*to as usize);
            Ok(1)
        }
        Target::TableCell { part, number } => {
            let mut counter = Counter::default();
            visit(&find(part)?.root, &mut counter, None, &mut |_, _, _| {});
            if *number == 0 || *number > counter.cells {
                return Err(nowhere);
            }
            plans.entry(part.clone()).or_default().cells.push(*number);
            Ok(1)
        }
        Target::Phrase { text } => {
            let mut met = 0;
            for part in &document.texts {
                visit(&part.root, &mut Counter::default(), None, &mut |paragraph, number, _| {
                    let letters: Vec<char> = own_text(paragraph).chars().collect();
                    let found = text::find(&letters, text);
                    if !found.is_empty() {
                        met += found.len();
                        let plan = plans.entry(part.key.clone()).or_default();
                        plan.letters.entry(number).or_default().extend(found);
                    }
                });
            }
            Ok(met)
        }
        _ => Err(nowhere),
    }
}

fn text_of(part: &Part, wanted: u32) -> Option<String> {
    let mut out = None;
    visit(&part.root, &mut Counter::default(), None, &mut |paragraph, number, _| {
        if number == wanted {
            out = Some(own_text(paragraph));
        }
    });
    out
}

/// Numbers of paragraphs and cells, counted where they open.
#[derive(Default)]
struct Counter {
    paragraphs: u32,
    cells: u32,
}

/// Every paragraph with its number and the cell around it.
fn visit(element: &Element, counter: &mut Counter, cell: Option<u32>, see: &mut dyn FnMut(&Element, u32, Option<u32>)) {
    let mut cell = cell;
    match element.local() {
        "p" if element.prefix() != "a:" => {
            counter.paragraphs += 1;
            see(element, counter.paragraphs, cell);
        }
        "tc" => {
            counter.cells += 1;
            cell = Some(counter.cells);
        }
        _ => {}
    }
    for child in element.elements() {
        visit(child, counter, cell, see);
    }
}

/// What a paragraph says by itself, without the paragraphs of text boxes inside it.
fn own_text(paragraph: &Element) -> String {
    fn gather(element: &Element, out: &mut String) {
        for child in element.elements() {
            match child.local() {
                "p" | "pPr" | "rPr" => {}
                "t" => out.push_str(&child.text()),
                "tab" => out.push('\t'),
                "br" | "cr" => out.push('\n'),
                "noBreakHyphen" => out.push('-'),
                _ => gather(child, out),
            }
        }
    }
    let mut out = String::new();
    gather(paragraph, &mut out);
    out
}

fn own_pictures(paragraph: &Element) -> u32 {
    let own = paragraph.elements().filter(|e| e.local() == "r").flat_map(Element::elements);
    u32::try_from(own.filter(|e| e.any(&|e| matches!(e.local(), "blip" | "imagedata"))).count()).unwrap_or(u32::MAX)
}

/// All that an element says, paragraph by paragraph.
fn everything(element: &Element, out: &mut Vec<String>) {
    visit(element, &mut Counter::default(), None, &mut |paragraph, _, _| out.push(own_text(paragraph)));
}

fn count_inside(element: &Element, counter: &mut Counter) {
    visit(element, counter, None, &mut |_, _, _| {});
}

fn carry_out(element: &mut Element, plan: &Plan, counter: &mut Counter, removed: &mut Vec<String>) {
    match element.local() {
        "p" if element.prefix() != "a:" => {
            let number = counter.paragraphs + 1;
            if plan.paragraphs.contains(&number) {
                everything(element, removed);
                count_inside(element, counter);
                withhold_paragraph(element);
                return;
            }
            counter.paragraphs = number;
            if let Some(ranges) = plan.letters.get(&number) {
                let ranges = text::merged(ranges.clone());
                let text: Vec<char> = own_text(element).chars().collect();
                removed.extend(
                    ranges
                        .iter()
                        .map(|r| text[r.start.min(text.len())..r.end.min(text.len())].iter().collect::<String>()),
                );
                withhold_letters(element, &ranges, &mut 0, &mut vec![false; ranges.len()]);
            }
        }
        "tc" => {
            let number = counter.cells + 1;
            if plan.cells.contains(&number) {
                everything(element, removed);
                count_inside(element, counter);
                withhold_cell(element);
                return;
            }
            counter.cells = number;
        }
        _ => {}
    }
    for child in element.elements_mut() {
        carry_out(child, plan, counter, removed);
    }
}

/// A run that says only that something was withheld.
fn mask(prefix: &str) -> Element {
    let text = Element::new(&format!("{prefix}t")).saying(MASK);
    Element::new(&format!("{prefix}r")).holding(text)
}

fn withhold_paragraph(paragraph: &mut Element) {
    let prefix = paragraph.prefix().to_owned();
    paragraph.children.retain(|n| matches!(n, Node::Element(e) if e.local() == "pPr"));
    paragraph.children.push(Node::Element(mask(&prefix)));
}

fn withhold_cell(cell: &mut Element) {
    let prefix = cell.prefix().to_owned();
    cell.children.retain(|n| matches!(n, Node::Element(e) if e.local() == "tcPr"));
    cell.children.push(Node::Element(Element::new(&format!("{prefix}p")).holding(mask(&prefix))));
}

/// Takes letters out of a paragraph, wherever its runs cut the words.
fn withhold_letters(element: &mut Element, ranges: &[Range<usize>], at: &mut usize, placed: &mut [bool]) {
    let hit = |at: usize| ranges.iter().position(|r| r.contains(&at));
    let mut gone = Vec::new();
    for (index, node) in element.children.iter_mut().enumerate() {
        let Node::Element(child) = node else { continue };
        match child.local() {
            "p" | "pPr" | "rPr" => {}
            "t" => {
                let mut out = String::new();
                for letter in child.text().chars() {
                    match hit(*at) {
                        None => out.push(letter),
                        Some(range) if !placed[range] => {
                            placed[range] = true;
                            out.push_str(MASK);
                        }
                        Some(_) => {}
                    }
                    *at += 1;
                }
                child.children = if out.is_empty() { Vec::new() } else { vec![Node::Text(out)] };
                if child.attribute("space").is_none() {
                    child.attributes.push(("xml:space".into(), "preserve".into()));
                }
            }
            "tab" | "br" | "cr" | "noBreakHyphen" => {
                if hit(*at).is_some() {
                    gone.push(index);
                }
                *at += 1;
            }
            // What stands between withheld letters is withheld with them.
            "drawing" | "pict" if *at > 0 && hit(*at).is_some() && hit(*at - 1) == hit(*at) => gone.push(index),
            _ => withhold_letters(child, ranges, at, placed),
        }
    }
    for index in gone.into_iter().rev() {
        element.children.remove(index);
    }
}

/// Counts one more thing that is left out.
fn count(left_out: &mut BTreeMap<LeftOut, u32>, what: LeftOut) {
    *left_out.entry(what).or_default() += 1;
}
