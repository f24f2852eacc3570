//! The places of a record as lines of the drafting table, and the marks that come back from it.

use super::GROUNDS;
use crate::Refused;
use redaction::{Body, Mark, Outline, Summary, Target};
use web::{BodyForm, Choice, Notice, NoticeKind, Tr};

/// Lines of one part where the document has no pages of its own.
const PART: usize = 150;
/// Points around a line that are withheld with it.
const MARGIN: f32 = 1.0;

/// One place that is disclosed or withheld.
pub(in crate::pages::desk) struct Line {
    /// The control's name.
    pub name: String,
    /// The place, in words.
    pub place: String,
    /// What it says.
    pub text: String,
    /// The ground it is withheld on; empty: disclosed.
    pub ground: String,
    /// No reader sees it; it never leaves.
    pub is_concealed: bool,
}

/// A mark that is none of the lines: words, a range, a box.
pub(in crate::pages::desk) struct Other {
    /// The control's name, for taking it away.
    pub name: String,
    /// What is withheld.
    pub what: String,
    /// On which ground.
    pub ground: String,
}

/// The lines of one part of a record.
#[derive(Default)]
pub(super) struct Chunk {
    pub place: String,
    pub lines: Vec<Line>,
    pub parts: usize,
}

/// A place of the outline: its words, what it says, how it is marked.
struct Place {
    place: String,
    text: String,
    target: Target,
    is_concealed: bool,
}

fn round(n: f32) -> f32 {
    (n * 10.0).round() / 10.0
}

fn parts_of(n: usize) -> usize {
    n.div_ceil(PART).max(1)
}

/// How many parts a document has on the table, and the places of part `n` (from 1).
fn places(tr: Option<Tr>, outline: &Outline, n: usize) -> (usize, String, Vec<Place>) {
    let say = |key: &str, n: String| tr.map(|tr| tr.f1(key, "n", n)).unwrap_or_default();
    let window = |len: usize| {
        let from = (n.max(1) - 1) * PART;
        from.min(len)..(from + PART).min(len)
    };
    match &outline.body {
        Body::Pages(pages) => {
            let Some(page) = pages.get(n.max(1) - 1) else { return (pages.len().max(1), String::new(), Vec::new()) };
            let mut out = vec![Place {
                place: tr.map(|tr| tr.s("req-place-whole-page").into_owned()).unwrap_or_default(),
                text: tr
                    .map(|tr| {
                        tr.f2(
                            "req-place-page-holds",
                            "lines",
                            page.lines.len() as i64,
                            "pictures",
                            i64::from(page.pictures),
                        )
                    })
                    .unwrap_or_default(),
                target: Target::Page { page: page.number },
                is_concealed: false,
            }];
            out.extend(page.lines.iter().enumerate().map(|(i, line)| Place {
                place: say("req-place-line", (i + 1).to_string()),
                text: line.text.clone(),
                target: Target::Area {
                    page: page.number,
                    x: round((line.x - MARGIN).max(0.0)),
                    y: round((line.y - MARGIN).max(0.0)),
                    w: round(line.w + 2.0 * MARGIN),
                    h: round(line.h + 2.0 * MARGIN),
                },
                is_concealed: line.is_concealed,
            }));
            (pages.len(), say("req-place-page", page.number.to_string()), out)
        }
        Body::Passages(all) => {
            let out = all[window(all.len())]
                .iter()
                .map(|p| Place {
                    place: match p.cell {
                        Some(cell) => say("req-place-cell", cell.to_string()),
                        None => say("req-place-passage", p.number.to_string()),
                    },
                    text: p.text.clone(),
                    target: Target::Paragraph { part: p.part.clone(), number: p.number },
                    is_concealed: false,
                })
                .collect();
            (parts_of(all.len()), String::new(), out)
        }
        Body::Sheets(sheets) => {
            let all: Vec<(&str, &redaction::SheetCell)> =
                sheets.iter().flat_map(|s| s.cells.iter().map(move |c| (s.name.as_str(), c))).collect();
            let out = all[window(all.len())]
                .iter()
                .map(|(sheet, c)| Place {
                    place: format!("{sheet}!{}", c.at),
                    text: c.text.clone(),
                    target: Target::Cells { sheet: (*sheet).to_owned(), range: c.at.clone() },
                    is_concealed: c.is_hidden,
                })
                .collect();
            (parts_of(all.len()), String::new(), out)
        }
        Body::Lines(all) => {
            let range = window(all.len());
            let first = range.start;
            let out = all[range]
                .iter()
                .enumerate()
                .map(|(i, text)| {
                    let number = u32::try_from(first + i + 1).unwrap_or(u32::MAX);
                    Place {
                        place: say("req-place-line", number.to_string()),
                        text: text.clone(),
                        target: Target::Line { number },
                        is_concealed: false,
                    }
                })
                .collect();
            (parts_of(all.len()), String::new(), out)
        }
        Body::Picture { width, height } => {
            let text = format!("{width} × {height}");
            let whole = Target::PictureArea { x: 0, y: 0, w: *width, h: *height };
            let place = tr.map(|tr| tr.s("req-place-picture").into_owned()).unwrap_or_default();
            (1, String::new(), vec![Place { place, text, target: whole, is_concealed: false }])
        }
    }
}

/// Whether two marks name one place; boxes are compared as they are drawn.
fn is_same(a: &Target, b: &Target) -> bool {
    match (a, b) {
        (Target::Area { page: p, x, y, w, h }, Target::Area { page: q, x: x2, y: y2, w: w2, h: h2 }) => {
            p == q && [(x, x2), (y, y2), (w, w2), (h, h2)].iter().all(|(m, n)| (**m - **n).abs() < 0.05)
        }
        _ => a == b,
    }
}

/// The lines of part `n`, each with the ground it is withheld on.
pub(super) fn chunk_of(tr: Tr, outline: &Outline, n: usize, marks: &[Mark]) -> Chunk {
    let (parts, place, places) = places(Some(tr), outline, n);
    let lines = places
        .into_iter()
        .enumerate()
        .map(|(i, p)| Line {
            name: format!("mark.{i}"),
            ground: marks.iter().find(|m| is_same(&m.target, &p.target)).map(|m| m.ground.clone()).unwrap_or_default(),
            place: p.place,
            text: p.text,
            is_concealed: p.is_concealed,
        })
        .collect();
    Chunk { place, lines, parts }
}

/// Marks that are no line of any part.
fn others<'m>(outline: &Outline, marks: &'m [Mark]) -> Vec<(usize, &'m Mark)> {
    let (parts, ..) = places(None, outline, 1);
    let mut all = Vec::new();
    for n in 1..=parts {
        all.extend(places(None, outline, n).2.into_iter().map(|p| p.target));
    }
    marks.iter().enumerate().filter(|(_, m)| !all.iter().any(|t| is_same(t, &m.target))).collect()
}

/// What a mark withholds, in words.
fn said(tr: Tr, target: &Target) -> String {
    match target {
        Target::Phrase { text } => tr.f1("req-mark-phrase", "text", text),
        Target::Cells { sheet, range } => format!("{sheet}!{range}"),
        Target::Sheet { sheet } => tr.f1("req-mark-sheet", "name", sheet),
        Target::Page { page } => tr.f1("req-place-page", "n", page.to_string()),
        Target::Area { page, x, y, w, h } => {
            format!("{} {x}, {y}, {w}, {h}", tr.f1("req-place-page", "n", page.to_string()))
        }
        Target::PictureArea { x, y, w, h } => format!("{x}, {y}, {w}, {h}"),
        Target::Line { number } | Target::LineLetters { number, .. } => {
            tr.f1("req-place-line", "n", number.to_string())
        }
        Target::Paragraph { number, .. } | Target::Letters { number, .. } => {
            tr.f1("req-place-passage", "n", number.to_string())
        }
        Target::TableCell { number, .. } => tr.f1("req-place-cell", "n", number.to_string()),
    }
}

/// The marks beside the lines, to be taken away one by one.
pub(super) fn other_marks(tr: Tr, outline: &Outline, marks: &[Mark]) -> Vec<Other> {
    others(outline, marks)
        .into_iter()
        .map(|(i, m)| Other { name: format!("drop.{i}"), what: said(tr, &m.target), ground: m.ground.clone() })
        .collect()
}

/// What can be added beside the lines.
pub(super) fn kinds(tr: Tr, outline: Option<&Outline>) -> Vec<Choice> {
    let mut out = vec![Choice::new("phrase", tr.s("req-mark-kind-phrase"))];
    match outline.map(|o| &o.body) {
        Some(Body::Sheets(_)) => out.push(Choice::new("range", tr.s("req-mark-kind-range"))),
        Some(Body::Pages(_) | Body::Picture { .. }) => out.push(Choice::new("box", tr.s("req-mark-kind-box"))),
        _ => {}
    }
    out
}

/// The marks as they are after the form: those of the part that was shown as they were chosen there, all others as they
/// were unless taken away, and what was added.
pub(super) fn posted(outline: &Outline, part: usize, marks: &[Mark], form: &BodyForm) -> Result<Vec<Mark>, Refused> {
    let (.., places) = places(None, outline, part);
    let mut out: Vec<Mark> = marks
        .iter()
        .enumerate()
        .filter(|(i, m)| {
            form.get(&format!("drop.{i}")).is_none() && !places.iter().any(|p| is_same(&p.target, &m.target))
        })
        .map(|(_, m)| m.clone())
        .collect();
    let known = |ground: &str| GROUNDS.contains(&ground);
    for (i, place) in places.into_iter().enumerate() {
        if let Some(ground) = form.text(&format!("mark.{i}")) {
            if !known(ground) {
                return Err(Refused::NoGround);
            }
            out.push(Mark { target: place.target, ground: ground.to_owned() });
        }
    }
    if let Some(text) = form.text("add_text") {
        let ground = form.text("add_ground").filter(|g| known(g)).ok_or(Refused::NoGround)?;
        let bad = || Refused::Redaction(redaction::Refused::NoSuchPlace { mark: out.len() });
        let target = match form.text("add_kind") {
            Some("range") => {
                let (sheet, range) = text.rsplit_once(['!', '！']).ok_or_else(bad)?;
                Target::Cells { sheet: sheet.trim().to_owned(), range: range.trim().to_uppercase() }
            }
            Some("box") => {
                let numbers: Vec<f32> = text
                    .split([',', '，', ' '])
                    .filter(|t| !t.is_empty())
                    .filter_map(|t| t.trim().parse().ok())
                    .collect();
                let [x, y, w, h] = numbers[..] else { return Err(bad()) };
                if [x, y, w, h].iter().any(|n| !n.is_finite() || *n < 0.0 || *n > 100_000.0) {
                    return Err(bad());
                }
                match &outline.body {
                    Body::Picture { .. } => Target::PictureArea { x: x as u32, y: y as u32, w: w as u32, h: h as u32 },
                    _ => Target::Area { page: u32::try_from(part.max(1)).unwrap_or(1), x, y, w, h },
                }
            }
            _ => Target::Phrase { text: text.to_owned() },
        };
        out.push(Mark { target, ground: ground.to_owned() });
    }
    Ok(out)
}

/// What happened when the file was made: what a person has to look at.
pub(super) fn told(tr: Tr, s: &Summary, marks: &[Mark]) -> Vec<Notice> {
    let mut out =
        vec![Notice::new(NoticeKind::Done, tr.s("req-release-done"), tr.f1("req-release-marks", "n", s.marks as i64))];
    let mut warn = |title: &str, text: String| {
        if !text.is_empty() {
            out.push(Notice::new(NoticeKind::Warning, tr.s(title), text));
        }
    };
    let unmet: Vec<String> =
        marks.iter().zip(&s.met).filter(|(_, met)| **met == 0).map(|(m, _)| said(tr, &m.target)).collect();
    warn("req-release-unmet", unmet.join("；"));
    let places: Vec<&str> = s.also_stands_in.iter().map(|e| e.place.as_str()).collect();
    warn("req-release-elsewhere", places.join("；"));
    warn("req-release-computed", s.computed_from.join("；"));
    warn("req-release-unsearched", s.unsearched.join("；"));
    let fonts: Vec<String> = s.lacks_font.iter().map(u32::to_string).collect();
    warn("req-release-fonts", fonts.join("、"));
    let left: Vec<String> = s
        .left_out
        .iter()
        .map(|(what, n)| {
            let key = format!("redaction-left-out-{what}");
            let name = if tr.has(&key) { tr.s(&key).into_owned() } else { what.to_string() };
            format!("{name} × {n}")
        })
        .collect();
    if !left.is_empty() {
        out.push(Notice::new(NoticeKind::Info, tr.s("req-release-left-out"), left.join("；")));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use redaction::FileKind;
    use std::collections::BTreeMap;

    fn lines(n: usize) -> Outline {
        let all = (1..=n).map(|i| format!("第{i}行")).collect();
        Outline { kind: FileKind::Text, body: Body::Lines(all), left_out: BTreeMap::new() }
    }

    fn sent(pairs: &[(&str, &str)]) -> BodyForm {
        let pairs = pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        BodyForm { pairs, uploads: Vec::new() }
    }

    #[test]
    fn marks_of_other_parts_stay_and_those_of_this_part_follow_the_form() {
        let outline = lines(400);
        let line = |number| Target::Line { number };
        let mark = |target| Mark { target, ground: "D-4".into() };
        let before = vec![mark(line(1)), mark(line(200)), mark(Target::Phrase { text: "电话".into() })];
        let after = posted(&outline, 1, &before, &sent(&[("mark.1", "D-5"), ("drop.2", "yes")])).expect("all known");
        let has = |target: &Target, ground: &str| after.iter().any(|m| m.target == *target && m.ground == ground);
        assert!(has(&line(2), "D-5") && has(&line(200), "D-4"));
        assert_eq!(after.len(), 2, "the first line is disclosed again, the words are taken away: {after:?}");
        assert_eq!(posted(&outline, 1, &[], &sent(&[("mark.0", "D-9")])), Err(Refused::NoGround));
        assert_eq!(posted(&outline, 1, &[], &sent(&[("add_text", "姓名")])), Err(Refused::NoGround));
    }

    #[test]
    fn a_line_of_a_page_is_found_again_after_it_was_stored() {
        let at = |x| Target::Area { page: 1, x, y: 20.1, w: 30.0, h: 9.0 };
        assert!(is_same(&at(10.1), &at(10.100_004)));
        assert!(!is_same(&at(10.1), &at(10.3)));
    }
}
