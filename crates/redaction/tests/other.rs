//! Text and pictures, and random documents of every kind.

#![allow(missing_docs, clippy::unwrap_used)]

mod made;

use image::{ImageFormat, RgbImage};
use made::{docx, mark, options, para, pdf, phrase, shows, xlsx};
use proptest::prelude::*;
use redaction::{Body, FileKind, Mark, Refused, Target, outline, redact, verify};
use std::io::Cursor;

fn text(from: &str, marks: &[Mark]) -> redaction::Released {
    redact(from.as_bytes(), FileKind::Text, marks, &options()).unwrap()
}

#[test]
fn lines_letters_and_phrases_of_a_text_go() {
    let from = "第一行\n张三，110101199003071234\n第三行的张\n三\n";
    let out = text(from, &[mark(Target::Line { number: 1 }), mark(Target::LineLetters { number: 2, from: 3, to: 21 })]);
    assert_eq!(String::from_utf8(out.bytes).unwrap(), "■■■\n张三，■■■\n第三行的张\n三");
    let out = text(from, &[phrase("张三")]);
    assert_eq!(
        (out.alternative.as_deref(), out.summary.met[0]),
        (Some("第一行\n■■■，110101199003071234\n第三行的■■■"), 2)
    );
    // GB18030, as offices still write it.
    let old = [0xd5, 0xc5, 0xc8, 0xfd, b' ', 0xc0, 0xee, 0xcb, 0xc4];
    let out = redact(&old, FileKind::Text, &[phrase("李四")], &options()).unwrap();
    assert_eq!(out.bytes, "张三 ■■■".as_bytes());
    let refused = redact(b"a b c", FileKind::Text, &[mark(Target::Line { number: 2 })], &options());
    assert_eq!(refused.unwrap_err(), Refused::NoSuchPlace { mark: 0 });
}

#[test]
fn words_that_also_stand_elsewhere_are_told() {
    let out = text("甲方王五\n乙方\n王五签字", &[mark(Target::LineLetters { number: 1, from: 2, to: 4 })]);
    assert_eq!(out.summary.also_stands_in[0].place, "3");
    // They are disclosed there, so their standing there is no leak.
    assert_eq!(verify(&out.bytes, FileKind::Text, &out.removed, out.alternative.as_deref().unwrap()), Ok(()));
    assert!(verify(&out.bytes, FileKind::Text, &out.removed, "").is_err());
}

#[test]
fn pictures_lose_points_and_everything_else() {
    let white = RgbImage::from_pixel(60, 40, image::Rgb([250, 240, 230]));
    for (kind, format) in [(FileKind::Png, ImageFormat::Png), (FileKind::Jpeg, ImageFormat::Jpeg)] {
        let mut bytes = Cursor::new(Vec::new());
        white.write_to(&mut bytes, format).unwrap();
        let mut bytes = bytes.into_inner();
        // Camera data, and something behind the end.
        if kind == FileKind::Jpeg {
            let note = b"\xff\xfe\x00\x0dsecret note";
            bytes.splice(2..2, note.iter().copied());
        }
        bytes.extend(b"secret behind");
        let seen = outline(&bytes, kind, &options()).unwrap();
        assert_eq!(seen.body, Body::Picture { width: 60, height: 40 });
        let out =
            redact(&bytes, kind, &[mark(Target::PictureArea { x: 10, y: 10, w: 20, h: 10 })], &options()).unwrap();
        assert!(!out.bytes.windows(6).any(|w| w == b"secret"));
        let drawn = image::load_from_memory(&out.bytes).unwrap().to_rgb8();
        assert!(drawn.get_pixel(20, 15).0[0] < 10 && drawn.get_pixel(50, 35).0[0] > 200);
        let nowhere = mark(Target::PictureArea { x: 60, y: 0, w: 1, h: 1 });
        assert_eq!(redact(&bytes, kind, &[nowhere], &options()).unwrap_err(), Refused::NoSuchPlace { mark: 0 });
        assert!(redact(&bytes[..60], kind, &[], &options()).is_err());
    }
}

#[test]
fn a_picture_that_opens_to_far_more_is_refused() {
    // A head that claims 60000 by 60000 points.
    let mut bytes = Cursor::new(Vec::new());
    RgbImage::new(1, 1).write_to(&mut bytes, ImageFormat::Png).unwrap();
    let mut bytes = bytes.into_inner();
    bytes[16..20].copy_from_slice(&60_000_u32.to_be_bytes());
    bytes[20..24].copy_from_slice(&60_000_u32.to_be_bytes());
    assert!(matches!(redact(&bytes, FileKind::Png, &[], &options()).unwrap_err(), Refused::Bomb | Refused::Damaged));
}

#[test]
fn marks_are_kept_as_plain_data() {
    let marks = vec![phrase("张三"), mark(Target::Area { page: 1, x: 1.0, y: 2.0, w: 3.0, h: 4.0 })];
    let text = serde_json::to_string(&marks).unwrap();
    assert!(text.contains(r#"{"at":"phrase","text":"张三"}"#), "{text}");
    assert_eq!(serde_json::from_str::<Vec<Mark>>(&text).unwrap(), marks);
}

/// Words that do not overlap each other, so that what is withheld stands nowhere else.
fn words() -> impl Strategy<Value = Vec<String>> {
    proptest::collection::vec("[甲乙丙丁戊己庚辛]{2,6}|[0-9]{6,12}|[a-f]{6,9}", 3..8)
}

fn is_gone(all: &str, removed: &[String], stays: &str) {
    let joined = |t: &str| t.replace(char::is_whitespace, "");
    for word in removed {
        if !joined(stays).contains(&joined(word)) {
            assert!(!joined(all).contains(&joined(word)), "{word} is still there: {all}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_withheld_word_stands_in_a_text(all in words(), which in any::<prop::sample::Index>()) {
        let word = which.get(&all).clone();
        let out = text(&all.join("，\n"), &[phrase(&word)]);
        prop_assert!(out.summary.met[0] >= 1);
        prop_assert!(!String::from_utf8(out.bytes).unwrap().contains(&word));
    }

    #[test]
    fn no_withheld_word_stands_in_a_word_document(all in words(), which in any::<prop::sample::Index>(), cut in 0_usize..4) {
        let word = which.get(&all).clone();
        let body: String = all.iter().map(|w| {
            let at = w.char_indices().nth(cut).map_or(w.len(), |(at, _)| at);
            format!("<w:p><w:r><w:t>前{}</w:t></w:r><w:r><w:t>{}后</w:t></w:r></w:p>", &w[..at], &w[at..])
        }).collect();
        let out = redact(&docx(&body, &para(&word)), FileKind::Docx, &[phrase(&word)], &options()).unwrap();
        let parts = made::unzipped(&out.bytes);
        let plain: String = parts.split('<').filter_map(|t| t.split_once('>')).map(|(_, t)| t).collect();
        prop_assert!(!plain.contains(&word), "{plain}");
    }

    #[test]
    fn no_withheld_cell_stands_in_a_workbook(all in words(), gone in proptest::collection::vec(any::<bool>(), 8)) {
        let cells: String = all.iter().enumerate().map(|(at, _)| format!(r#"<row r="{0}"><c r="A{0}" t="s"><v>{at}</v></c></row>"#, at + 1)).collect();
        let shared: Vec<&str> = all.iter().map(String::as_str).collect();
        let bytes = xlsx(&[("表", "visible", format!("<sheetData>{cells}</sheetData>"))], &shared, "");
        let marks: Vec<Mark> = all.iter().enumerate().filter(|(at, _)| gone[*at]).map(|(at, _)| mark(Target::Cells { sheet: "表".into(), range: format!("A{}", at + 1) })).collect();
        let out = redact(&bytes, FileKind::Xlsx, &marks, &options()).unwrap();
        is_gone(&made::unzipped(&out.bytes), &out.removed, out.alternative.as_deref().unwrap());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_withheld_word_stands_in_a_pdf(all in words(), which in any::<prop::sample::Index>()) {
        let word = which.get(&all).clone();
        let half = all.len() / 2;
        let page = |words: &[String]| words.iter().enumerate().map(|(at, w)| shows(w, 20, 260 - 30 * u32::try_from(at).unwrap())).collect::<String>();
        let bytes = pdf(&[page(&all[..half]), page(&all[half..])], false).bytes();
        let out = redact(&bytes, FileKind::Pdf, &[phrase(&word)], &options()).unwrap();
        prop_assert!(out.summary.met[0] >= 1);
        prop_assert!(!out.alternative.as_deref().unwrap().contains(&word));
        prop_assert!(!made::pdf_text(&out.bytes).contains(&word));
        prop_assert!(!made::holds(&made::pdf_unpacked(&out.bytes), &word));
    }
}

#[test]
fn a_withheld_chapter_is_thousands_of_pieces() {
    let line = |at: u32| {
        format!(
            "{at} {}",
            char::from_u32(0x4e00 + at % 8000).unwrap().to_string().repeat(3) + &"第几号文件的内容".repeat(4)
        )
    };
    let lines: Vec<String> = (0..2_000).map(line).collect();
    let marks: Vec<Mark> = (1..1_000).map(|number| mark(Target::Line { number })).collect();
    let out = text(&lines.join("\n"), &marks);
    assert_eq!(out.summary.met.len(), 999);
    assert!(!out.alternative.unwrap().contains(&lines[900]));
    let too_many: Vec<Mark> = (1..5_002).map(|number| mark(Target::Line { number })).collect();
    assert_eq!(redact(b"a", FileKind::Text, &too_many, &options()).unwrap_err(), Refused::TooManyMarks { most: 5_000 });
}
