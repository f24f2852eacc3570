//! PDF: what is withheld is in no text, no stream and no string, as other programs see it.

#![allow(missing_docs, clippy::unwrap_used)]

mod made;

use lopdf::{Dictionary, Document, Object, Stream, dictionary};
use made::{codes, darkness, mark, options, pdf, pdf_drawn, pdf_is_free_of, pdf_text, phrase, shows, utf16};
use redaction::{Body, FileKind, LeftOut, Refused, Released, Target, outline, redact, verify};

fn done(bytes: &[u8], marks: &[redaction::Mark]) -> Released {
    redact(bytes, FileKind::Pdf, marks, &options()).unwrap()
}

fn area(page: u32, x: f32, y: f32, w: f32, h: f32) -> redaction::Mark {
    mark(Target::Area { page, x, y, w, h })
}

#[test]
fn an_outline_says_where_the_words_stand() {
    let bytes = pdf(&[shows("王小明的住址", 50, 200) + &shows("第二行", 50, 150)], false).bytes();
    let Body::Pages(pages) = outline(&bytes, FileKind::Pdf, &options()).unwrap().body else { panic!() };
    assert_eq!((pages.len(), pages[0].width, pages[0].height), (1, 400.0, 300.0));
    let lines: Vec<&str> = pages[0].lines.iter().map(|l| l.text.as_str()).collect();
    assert_eq!(lines, ["王小明的住址", "第二行"]);
    let first = &pages[0].lines[0];
    assert!((first.x - 50.0).abs() < 3.0 && (first.w - 120.0).abs() < 6.0, "{first:?}");
    // 200 from the bottom is 100 from the top, and letters stand on their line.
    assert!(first.y < 100.0 && first.y + first.h > 99.0 && first.h < 30.0, "{first:?}");
    assert!(!first.is_concealed && !pages[0].is_unreadable && !pages[0].lacks_font);
}

#[test]
fn a_box_takes_the_words_and_leaves_the_rest() {
    let pages = [shows("姓名王小明", 50, 200) + &shows("事项许可", 50, 100), shows("第二页的文字", 50, 200)];
    let out = done(&pdf(&pages, false).bytes(), &[area(1, 88.0, 80.0, 62.0, 24.0)]);
    pdf_is_free_of(&out.bytes, &["王小明", "小明", "姓名王"]);
    assert_eq!(out.removed, ["王小明"]);
    let stays = out.alternative.clone().unwrap();
    assert!(stays.contains("姓名■■■") && stays.contains("事项许可") && stays.contains("第二页的文字"), "{stays}");
    // The page without a mark is still text.
    assert!(pdf_text(&out.bytes).contains("第二页的文字"));
    assert_eq!(out.summary.pictured_pages, [1]);
    let drawn = pdf_drawn(&out.bytes, 1);
    assert!(darkness(&drawn, 92, 84, 54, 16) > 0.99, "the box is black");
    let beside = darkness(&drawn, 50, 84, 36, 20);
    assert!(beside > 0.05 && beside < 0.8, "what stands beside is drawn: {beside}");
    assert!(darkness(&drawn, 50, 184, 80, 20) > 0.05, "the other line is drawn");
    assert!(darkness(&drawn, 200, 120, 100, 40) < 0.01, "paper is white");
}

#[test]
fn a_narrow_box_takes_whole_letters() {
    let bytes = pdf(&[shows("王小明", 50, 200)], false).bytes();
    let out = done(&bytes, &[area(1, 55.0, 90.0, 50.0, 2.0)]);
    assert_eq!(out.removed, ["王小明"]);
    assert!(darkness(&pdf_drawn(&out.bytes, 1), 54, 86, 50, 14) > 0.99);
}

#[test]
fn a_turned_page_is_marked_as_it_is_shown() {
    let mut made = pdf(&[shows("王小明", 50, 200)], false);
    made.page(0).set("Rotate", 90);
    let bytes = made.bytes();
    let Body::Pages(pages) = outline(&bytes, FileKind::Pdf, &options()).unwrap().body else { panic!() };
    assert_eq!((pages[0].width, pages[0].height), (300.0, 400.0));
    assert_eq!(pages[0].lines.len(), 3);
    // Turned right, 200 from the bottom is 200 from the left.
    let out = done(&bytes, &[area(1, 190.0, 45.0, 40.0, 70.0)]);
    assert_eq!(out.removed.concat(), "王小明");
    assert!(darkness(&pdf_drawn(&out.bytes, 1), 195, 50, 30, 60) > 0.99);
}

#[test]
fn a_phrase_is_found_over_operators_and_in_forms() {
    let split = format!(
        "BT /F1 20 Tf 50 200 Td [{} -20 {} 15 {}] TJ ET\nBT /F1 20 Tf 50 150 Td {} Tj 20 0 Td {} Tj 20 0 Td {} Tj ET\nq 1 0 0 1 0 -60 cm /X Do Q\n",
        codes("王"),
        codes("小"),
        codes("明的"),
        codes("王"),
        codes("小"),
        codes("明"),
    );
    let mut made = pdf(&[split, shows("别的", 50, 200)], false);
    let font = made.page(0).get(b"Resources").unwrap().as_dict().unwrap().get(b"Font").unwrap().clone();
    let form = made.document.add_object(Stream::new(
        dictionary! { "Type" => "XObject", "Subtype" => "Form", "BBox" => vec![0.into(), 0.into(), 400.into(), 300.into()], "Resources" => dictionary! { "Font" => font } },
        shows("表单王小明", 50, 160).into_bytes(),
    ));
    let Ok(Object::Dictionary(resources)) = made.page(0).get_mut(b"Resources") else { panic!() };
    resources.set("XObject", dictionary! { "X" => form });
    let out = done(&made.bytes(), &[phrase("王 小明")]);
    assert_eq!(out.summary.met, [3]);
    pdf_is_free_of(&out.bytes, &["王小明", "小明"]);
    assert!(out.alternative.unwrap().contains("表单■■■"));
    assert_eq!(out.summary.pictured_pages, [1]);
}

#[test]
fn what_somebody_painted_over_does_not_leave() {
    let painted = shows("被涂黑的王小明", 50, 200) + "0 g 40 190 200 40 re f\n" + &shows("看得见的", 50, 100);
    let invisible = "BT 3 Tr /F1 20 Tf 50 200 Td ".to_owned() + &codes("看不见的文字") + " Tj ET\n";
    let white = "1 g ".to_owned() + &shows("白色的文字", 50, 200);
    let outside = shows("页外的文字", 50, 900);
    for (content, hidden) in [(painted, "王小明"), (invisible, "看不见"), (white, "白色的"), (outside, "页外的")]
    {
        let bytes = pdf(&[content], false).bytes();
        assert!(pdf_text(&bytes).contains(hidden) || hidden == "页外的", "{hidden}");
        let Body::Pages(pages) = outline(&bytes, FileKind::Pdf, &options()).unwrap().body else { panic!() };
        assert!(pages[0].lines.iter().any(|l| l.is_concealed && l.text.contains(hidden)), "{hidden}");
        // Nothing is marked, and still it stays behind.
        let out = done(&bytes, &[]);
        pdf_is_free_of(&out.bytes, &[hidden]);
        assert!(!out.alternative.unwrap().contains(hidden));
        assert!(out.summary.left_out.contains_key(&LeftOut::HiddenText));
    }
}

#[test]
fn nothing_but_pages_leaves() {
    let tagged = format!(
        "/Span <</ActualText {}>> BDC {} EMC\n% 注释王小明\n",
        codes("替换的王小明"),
        shows("看得见的", 50, 200)
    );
    let mut made = pdf(&[tagged], false);
    let page = made.pages[0];
    let secret = "隐藏的王小明";
    let document = &mut made.document;
    let note = document.add_object(dictionary! { "Type" => "Annot", "Subtype" => "Text", "Rect" => vec![0.into(), 0.into(), 9.into(), 9.into()], "Contents" => utf16(secret) });
    let field = document.add_object(dictionary! { "Type" => "Annot", "Subtype" => "Widget", "FT" => "Tx", "Rect" => vec![0.into(), 0.into(), 9.into(), 9.into()], "T" => utf16("名"), "V" => utf16(secret) });
    let file = document.add_object(Stream::new(dictionary! { "Type" => "EmbeddedFile" }, secret.as_bytes().to_vec()));
    let file = document
        .add_object(dictionary! { "Type" => "Filespec", "F" => utf16(secret), "EF" => dictionary! { "F" => file } });
    let xmp = document
        .add_object(Stream::new(dictionary! { "Type" => "Metadata", "Subtype" => "XML" }, secret.as_bytes().to_vec()));
    let script = document.add_object(dictionary! { "S" => "JavaScript", "JS" => utf16(secret) });
    let bookmark =
        document.add_object(dictionary! { "Title" => utf16(secret), "Dest" => vec![page.into(), "Fit".into()] });
    let outlines = document
        .add_object(dictionary! { "Type" => "Outlines", "First" => bookmark, "Last" => bookmark, "Count" => 1 });
    let info = document.add_object(dictionary! { "Title" => utf16(secret), "Author" => utf16(secret) });
    document.add_object(utf16(secret));
    document.trailer.set("Info", info);
    let catalog = document.catalog_mut().unwrap();
    catalog.set("Names", dictionary! { "EmbeddedFiles" => dictionary! { "Names" => vec![utf16("a"), file.into()] } });
    catalog.set("Metadata", xmp);
    catalog.set("OpenAction", script);
    catalog.set("Outlines", outlines);
    catalog.set("AcroForm", dictionary! { "Fields" => vec![field.into()] });
    made.page(0).set("Annots", vec![note.into(), field.into()]);
    made.page(0).set("PieceInfo", dictionary! { "X" => dictionary! { "Private" => utf16(secret) } });
    let bytes = made.bytes();
    let out = done(&bytes, &[phrase(secret)]);
    pdf_is_free_of(&out.bytes, &["王小明", "隐藏的", "替换的", "注释"]);
    // The page itself hid nothing that it draws: it is still text.
    assert!(pdf_text(&out.bytes).contains("看得见的"));
    assert!(out.summary.pictured_pages.is_empty());
    for what in [
        LeftOut::Annotations,
        LeftOut::FormFields,
        LeftOut::Attachments,
        LeftOut::Programs,
        LeftOut::Properties,
        LeftOut::Bookmarks,
    ] {
        assert!(out.summary.left_out.contains_key(&what), "{what}");
    }
}

#[test]
fn an_earlier_state_does_not_leave() {
    let first = pdf(&[shows("旧稿王小明", 50, 200)], false);
    let stream =
        first.document.get_dictionary(first.pages[0]).unwrap().get(b"Contents").unwrap().as_reference().unwrap();
    let old = first.bytes();
    let mut update = lopdf::IncrementalDocument::create_from(old.clone(), Document::load_mem(&old).unwrap());
    update
        .new_document
        .objects
        .insert(stream, Object::Stream(Stream::new(Dictionary::new(), shows("新稿", 50, 200).into_bytes())));
    let mut both = Vec::new();
    update.save_to(&mut both).unwrap();
    assert!(made::holds(&both, "旧稿王小明"));
    let out = done(&both, &[]);
    pdf_is_free_of(&out.bytes, &["旧稿", "王小明"]);
    assert!(pdf_text(&out.bytes).contains("新稿"));
    assert!(out.summary.left_out.contains_key(&LeftOut::Changes));
}

#[test]
fn a_whole_page_goes_and_its_pictures_with_it() {
    let mut made =
        pdf(&[shows("绝密的一页", 50, 200) + "q 50 0 0 50 10 10 cm /I Do Q\n", shows("公开的一页", 50, 200)], false);
    let picture = made.document.add_object(Stream::new(
        dictionary! { "Type" => "XObject", "Subtype" => "Image", "Width" => 2, "Height" => 2, "ColorSpace" => "DeviceGray", "BitsPerComponent" => 8 },
        vec![0x12, 0x34, 0x56, 0x78],
    ));
    // Both pages name the picture; only the first draws it.
    for at in 0..2 {
        let Ok(Object::Dictionary(resources)) = made.page(at).get_mut(b"Resources") else { panic!() };
        resources.set("XObject", dictionary! { "I" => picture });
    }
    let out = done(&made.bytes(), &[mark(Target::Page { page: 1 })]);
    pdf_is_free_of(&out.bytes, &["绝密的一页", "绝密"]);
    let unpacked = made::pdf_unpacked(&out.bytes);
    assert!(!unpacked.windows(4).any(|w| w == [0x12, 0x34, 0x56, 0x78]));
    let (ok, list) = made::tool("pdfimages", &["-list"], &out.bytes, &[]);
    assert!(ok && list.lines().count() == 2, "no pictures: {list}");
    assert_eq!((out.summary.withheld_pages, out.summary.pictured_pages), (vec![1], vec![]));
    assert!(pdf_text(&out.bytes).contains("公开的一页"));
}

#[test]
fn a_font_does_not_tell_the_letters_that_went() {
    let pages = [shows("申请人喆瑾", 50, 200), shows("公开的一页", 50, 200)];
    // Letters that stand nowhere else: the page with the same font becomes a picture.
    let out = done(&pdf(&pages, true).bytes(), &[phrase("喆瑾")]);
    assert_eq!(out.summary.pictured_pages, [1, 2]);
    // Letters that stand elsewhere anyway tell nothing.
    let pages = [shows("申请人公开", 50, 200), shows("公开的一页", 50, 200)];
    let out = done(&pdf(&pages, true).bytes(), &[area(1, 108.0, 80.0, 60.0, 24.0)]);
    assert_eq!((out.removed.concat().as_str(), out.summary.pictured_pages), ("公开", vec![1]));
    // And the official is told that the words stand elsewhere.
    assert_eq!(out.summary.also_stands_in[0].place, "2");
}

#[test]
fn latin_fonts_of_the_standard_are_read() {
    let mut made = pdf(&["BT /F1 14 Tf 50 200 Td (Account 6222021234567890123 of Wang) Tj ET".into()], false);
    let font = made.document.add_object(dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "Encoding" => "WinAnsiEncoding" });
    made.page(0).set("Resources", dictionary! { "Font" => dictionary! { "F1" => font } });
    let out = done(&made.bytes(), &[phrase("6222 0212 3456 7890 123")]);
    assert_eq!(out.summary.met, [1]);
    pdf_is_free_of(&out.bytes, &["6222021234567890123", "6222021"]);
    assert!(out.alternative.unwrap().contains("Account ■■■ of Wang"));
}

#[test]
fn bad_files_are_refused() {
    let good = pdf(&[shows("王小明", 50, 200)], false).bytes();
    let folder = tempfile::tempdir().unwrap();
    let (from, to) = (folder.path().join("a"), folder.path().join("b"));
    std::fs::write(&from, &good).unwrap();
    for password in ["", "user"] {
        let status = std::process::Command::new("qpdf")
            .args(["--encrypt", password, "owner", "256", "--"])
            .arg(&from)
            .arg(&to)
            .status();
        assert!(status.unwrap().success());
        let locked = std::fs::read(&to).unwrap();
        assert_eq!(redact(&locked, FileKind::Pdf, &[], &options()).unwrap_err(), Refused::Encrypted);
    }
    assert_eq!(redact(b"%PDF-1.7 nothing", FileKind::Pdf, &[], &options()).unwrap_err(), Refused::Damaged);
    assert_eq!(redact(&good, FileKind::Docx, &[], &options()).unwrap_err(), Refused::Kind);
    assert_eq!(
        redact(&vec![b' '; (30 << 20) + 1], FileKind::Pdf, &[], &options()).unwrap_err(),
        Refused::TooLarge { megabytes: 30 }
    );
    // A page that draws a form a thousand times that draws a form a thousand times.
    let mut made = pdf(&["/X Do ".repeat(3000)], false);
    let mut inner = None;
    for _ in 0..3 {
        let draw = if inner.is_some() { "/X Do ".repeat(3000) } else { "0 0 1 1 re f ".into() };
        let resources =
            inner.map_or(dictionary! {}, |id: lopdf::ObjectId| dictionary! { "XObject" => dictionary! { "X" => id } });
        inner = Some(made.document.add_object(Stream::new(
            dictionary! { "Type" => "XObject", "Subtype" => "Form", "BBox" => vec![0.into(), 0.into(), 9.into(), 9.into()], "Resources" => resources },
            draw.into_bytes(),
        )));
    }
    made.page(0).set("Resources", dictionary! { "XObject" => dictionary! { "X" => inner.unwrap() } });
    assert_eq!(redact(&made.bytes(), FileKind::Pdf, &[], &options()).unwrap_err(), Refused::Bomb);
    // A stream that unpacks to far more than it is.
    let mut made = pdf(&[String::new()], false);
    let mut stream = Stream::new(dictionary! {}, vec![b' '; 60 << 20]);
    stream.compress().unwrap();
    let stream = made.document.add_object(stream);
    made.page(0).set("Contents", stream);
    assert_eq!(redact(&made.bytes(), FileKind::Pdf, &[], &options()).unwrap_err(), Refused::Bomb);
    for at in [1, 7, 100, good.len() / 2, good.len() - 20] {
        _ = redact(&good[..at], FileKind::Pdf, &[], &options());
    }
}

#[test]
fn marks_that_meet_nothing_are_refused() {
    let bytes = pdf(&[shows("王小明", 50, 200)], false).bytes();
    for target in [
        Target::Page { page: 2 },
        Target::Page { page: 0 },
        Target::Area { page: 1, x: 500.0, y: 0.0, w: 5.0, h: 5.0 },
        Target::Area { page: 1, x: 0.0, y: 0.0, w: f32::NAN, h: 5.0 },
        Target::Line { number: 1 },
    ] {
        assert_eq!(
            redact(&bytes, FileKind::Pdf, &[mark(target)], &options()).unwrap_err(),
            Refused::NoSuchPlace { mark: 0 }
        );
    }
    let no_ground = redaction::Mark { target: Target::Page { page: 1 }, ground: " ".into() };
    assert_eq!(redact(&bytes, FileKind::Pdf, &[no_ground], &options()).unwrap_err(), Refused::NoGround { mark: 0 });
    assert_eq!(
        redact(&bytes, FileKind::Pdf, &[phrase("王")], &options()).unwrap_err(),
        Refused::ShortPhrase { mark: 0 }
    );
}

#[test]
fn the_search_finds_what_a_careless_hand_leaves() {
    // A file in which the words were only painted over, and each hiding place by itself.
    let removed = ["王小明的住址".to_owned()];
    let out = done(&pdf(&[shows("公开", 50, 200)], false).bytes(), &[]);
    assert_eq!(verify(&out.bytes, FileKind::Pdf, &removed, "公开"), Ok(()));
    let spoil = |change: &dyn Fn(&mut Document)| {
        let mut document = Document::load_mem(&out.bytes).unwrap();
        change(&mut document);
        let mut bytes = Vec::new();
        document.save_to(&mut bytes).unwrap();
        verify(&bytes, FileKind::Pdf, &removed, "公开")
    };
    let first = |d: &Document| *d.get_pages().values().next().unwrap();
    assert!(spoil(&|_| {}).is_ok());
    assert!(
        spoil(&|d| {
            let info = d.add_object(dictionary! { "Title" => utf16("王小明的住址") });
            d.trailer.set("Info", info);
        })
        .is_err()
    );
    assert!(spoil(&|d| _ = d.add_object(utf16("无人提到"))).is_err());
    assert!(
        spoil(&|d| {
            let page = first(d);
            let old = d.get_page_content(page);
            let draw = [old, format!("BT /F1 20 Tf {} Tj ET", codes("王小明的住")).into_bytes()].concat();
            let stream = d.add_object(Stream::new(dictionary! {}, draw));
            d.get_dictionary_mut(page).unwrap().set("Contents", stream);
        })
        .is_err()
    );
    assert!(
        spoil(&|d| {
            let page = first(d);
            let stream = d.add_object(Stream::new(dictionary! { "X" => utf16("王小明 的住址") }, vec![]));
            let Ok(Object::Dictionary(resources)) = d.get_dictionary_mut(page).unwrap().get_mut(b"Resources") else {
                return;
            };
            resources.set("XObject", dictionary! { "Z" => stream });
        })
        .is_err()
    );
}

#[test]
fn layers_and_letters_that_are_not_drawn_do_not_leave() {
    let content = "/OC /L BDC ".to_owned() + &shows("图层里的秘密", 50, 200) + "EMC\n" + &shows("看得见的", 50, 100);
    let mut made = pdf(&[content], false);
    let layer = made.document.add_object(dictionary! { "Type" => "OCG", "Name" => utf16("秘密的图层") });
    let Ok(Object::Dictionary(resources)) = made.page(0).get_mut(b"Resources") else { panic!() };
    resources.set("Properties", dictionary! { "L" => layer });
    made.document.catalog_mut().unwrap().set(
        "OCProperties",
        dictionary! { "OCGs" => vec![layer.into()], "D" => dictionary! { "OFF" => vec![layer.into()] } },
    );
    let out = done(&made.bytes(), &[]);
    pdf_is_free_of(&out.bytes, &["图层里的秘密", "秘密的图层"]);
    assert_eq!(out.summary.pictured_pages, [1]);
    assert!(out.alternative.unwrap().contains("看得见的"));
    // Letters that only cut out what is drawn after them.
    let clip =
        "q BT 7 Tr /F1 20 Tf 50 200 Td ".to_owned() + &codes("剪裁的秘密") + " Tj ET Q\n" + &shows("看得见的", 50, 100);
    let out = done(&pdf(&[clip], false).bytes(), &[]);
    pdf_is_free_of(&out.bytes, &["剪裁的秘密"]);
    assert!(!out.alternative.unwrap().contains("剪裁"));
    // Strings and remarks that no reader shows.
    let odd = "(stray words) pop /P /MP0 (pointed words) DP % remark words\n".to_owned() + &shows("看得见的", 50, 100);
    let out = done(&pdf(&[odd], false).bytes(), &[]);
    pdf_is_free_of(&out.bytes, &["straywords", "stray", "pointed", "remark"]);
    assert!(pdf_text(&out.bytes).contains("看得见的"));
}

#[test]
fn a_page_of_photographs_stays_small_and_a_seal_hides_nothing() {
    let mut made = pdf(&[shows("签发人王小明", 50, 200) + "q 400 0 0 300 0 0 cm /I Do Q\n"], false);
    let noise: Vec<u8> =
        (0_u32..600 * 450).flat_map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes().into_iter().take(3)).collect();
    let mask = made.document.add_object(Stream::new(
        dictionary! { "Type" => "XObject", "Subtype" => "Image", "Width" => 1, "Height" => 1, "ColorSpace" => "DeviceGray", "BitsPerComponent" => 8 },
        vec![128],
    ));
    let seal = made.document.add_object(Stream::new(
        dictionary! { "Type" => "XObject", "Subtype" => "Image", "Width" => 600, "Height" => 450, "ColorSpace" => "DeviceRGB", "BitsPerComponent" => 8, "SMask" => mask },
        noise,
    ));
    let Ok(Object::Dictionary(resources)) = made.page(0).get_mut(b"Resources") else { panic!() };
    resources.set("XObject", dictionary! { "I" => seal });
    let bytes = made.bytes();
    let out =
        redact(&bytes, FileKind::Pdf, &[phrase("王小明")], &redaction::Options { dpi: 150, ..options() }).unwrap();
    assert_eq!(out.alternative.as_deref().map(str::trim), Some("签发人■■■"));
    assert_eq!(out.summary.unsearched, ["1"], "what pictures show is not searched");
    let (_, list) = made::tool("pdfimages", &["-list"], &out.bytes, &[]);
    assert!(list.contains("jpeg"), "{list}");
    // Unmarked it stays as it is drawn.
    assert!(done(&bytes, &[]).summary.pictured_pages.is_empty());
}

#[test]
fn text_that_runs_down_is_still_words() {
    let down: String = "王小明的秘密"
        .chars()
        .enumerate()
        .map(|(at, c)| shows(&c.to_string(), 50, 250 - 22 * u32::try_from(at).unwrap()))
        .collect();
    let bytes = pdf(&[down], false).bytes();
    let out = done(&bytes, &[area(1, 45.0, 20.0, 40.0, 90.0)]);
    assert_eq!(out.removed, ["王小明的"]);
    let out = done(&bytes, &[phrase("小明的秘")]);
    assert_eq!(out.summary.met, [1]);
    pdf_is_free_of(&out.bytes, &["小明"]);
}
