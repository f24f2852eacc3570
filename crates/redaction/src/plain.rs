//! Plain text: lines, letters of lines, phrases.

use crate::{Body, Mark, Outline, Refused, Released, Summary, Target, text};
use screen::file::FileKind;
use std::{collections::BTreeMap, ops::Range};

fn decoded(bytes: &[u8]) -> Result<String, Refused> {
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(bytes) {
        let (text, wrong) = encoding.decode_without_bom_handling(&bytes[mark..]);
        return if wrong { Err(Refused::Damaged) } else { Ok(text.into_owned()) };
    }
    [encoding_rs::UTF_8, encoding_rs::GB18030]
        .into_iter()
        .find_map(|e| e.decode_without_bom_handling_and_without_replacement(bytes))
        .map(|t| t.into_owned())
        .ok_or(Refused::Damaged)
}

pub(crate) fn outline(bytes: &[u8]) -> Result<Outline, Refused> {
    let lines = decoded(bytes)?.lines().map(str::to_owned).collect();
    Ok(Outline { kind: FileKind::Text, body: Body::Lines(lines), left_out: BTreeMap::new() })
}

pub(crate) fn redact(bytes: &[u8], marks: &[Mark]) -> Result<Released, Refused> {
    let all = decoded(bytes)?;
    let lines: Vec<&str> = all.lines().collect();
    // Phrases may run over the ends of lines, so places are counted in the whole text.
    let letters: Vec<char> = lines.join("\n").chars().collect();
    let mut starts = Vec::with_capacity(lines.len());
    let mut at = 0;
    for line in &lines {
        let length = line.chars().count();
        starts.push(at..at + length);
        at += length + 1;
    }
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let mut met = Vec::new();
    for (index, mark) in marks.iter().enumerate() {
        let line = |number: u32| {
            number
                .checked_sub(1)
                .and_then(|n| starts.get(n as usize))
                .cloned()
                .ok_or(Refused::NoSuchPlace { mark: index })
        };
        let found = match &mark.target {
            Target::Line { number } => std::iter::once(line(*number)?).collect(),
            Target::LineLetters { number, from, to } => {
                let line = line(*number)?;
                if from >= to || line.start + *to as usize > line.end {
                    return Err(Refused::NoSuchPlace { mark: index });
                }
                std::iter::once(line.start + *from as usize..line.start + *to as usize).collect()
            }
            Target::Phrase { text } => text::find(&letters, text),
            _ => return Err(Refused::NoSuchPlace { mark: index }),
        };
        met.push(found.len());
        ranges.extend(found);
    }
    let ranges = text::merged(ranges);
    let whole: String = letters.iter().collect();
    let (out, removed) = text::masked(&whole, &ranges);
    let removed: Vec<String> = removed.into_iter().filter(|r| text::is_telling(r)).collect();
    let stays: Vec<(String, String)> =
        out.lines().enumerate().map(|(at, line)| ((at + 1).to_string(), line.to_owned())).collect();
    let also_stands_in = text::elsewhere(&removed, &stays);
    Ok(Released {
        bytes: out.clone().into_bytes(),
        kind: FileKind::Text,
        alternative: Some(out),
        removed,
        summary: Summary { met, also_stands_in, ..Summary::default() },
    })
}
