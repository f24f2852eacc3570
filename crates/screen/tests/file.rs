//! Attachments: what is found in them, what is never called clean, what is stripped, and that no bytes break it.

#![allow(clippy::unwrap_used)]

mod made;

use lopdf::{Object, Stream, content::Operation, dictionary};
use made::*;
use proptest::prelude::*;
use screen::{
    Kind, Lists, Severity,
    file::{FileKind, Inspection, Reason, Removed, Verdict, inspect, kind_of, strip},
};
use std::io::Cursor;

fn look(name: &str, bytes: &[u8]) -> Inspection {
    inspect(name, bytes, &Lists::built_in())
}

fn kinds(i: &Inspection) -> Vec<Kind> {
    let mut all: Vec<Kind> = i.findings.iter().map(|f| f.kind).collect();
    all.sort();
    all.dedup();
    all
}

#[test]
fn word_documents() {
    let clean = look("甲.docx", &docx(&run("一切正常。"), &[]));
    assert_eq!((clean.kind, clean.verdict, clean.findings.len()), (FileKind::Docx, Verdict::Clean, 0));
    // Word breaks text into runs where it likes.
    let (a, b) = ID.split_at(7);
    let split =
        docx(&format!("<w:p><w:r><w:t>身份证{a}</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>{b}</w:t></w:r></w:p>"), &[]);
    let found = look("甲.docx", &split);
    assert_eq!(kinds(&found), [Kind::ResidentId]);
    assert!(found.findings[0].place.attachment == "甲.docx" && !format!("{found:?}").contains("19491231"));
    for (body, kind) in [
        (format!("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>秘 {PHONE}</w:t></w:r></w:p>"), Kind::HiddenText),
        (
            "<w:p><w:del w:id=\"1\" w:author=\"王五\"><w:r><w:delText>旧</w:delText></w:r></w:del></w:p>".into(),
            Kind::TrackedChange,
        ),
        ("<w:p><w:ins w:id=\"1\" w:author=\"王五\"><w:r><w:t>新</w:t></w:r></w:ins></w:p>".into(), Kind::TrackedChange),
    ] {
        let found = look("a.docx", &docx(&body, &[]));
        assert!(found.findings.iter().any(|f| f.kind == kind && f.severity == Severity::Stops), "{body}");
        assert_eq!(kinds(&found).contains(&Kind::Phone), body.contains(PHONE));
    }
    let comments = format!(
        "<w:comments xmlns:w=\"w\"><w:comment w:author=\"王五\"><w:p><w:r><w:t>问{PHONE}</w:t></w:r></w:p></w:comment></w:comments>"
    );
    let header = format!("<w:hdr xmlns:w=\"w\">{}</w:hdr>", run(ID));
    let core = "<cp:coreProperties xmlns:cp=\"c\" xmlns:dc=\"d\"><dc:creator>王五</dc:creator></cp:coreProperties>";
    let full = docx(&run("正文"), &[
        ("word/comments.xml", comments.as_bytes()),
        ("word/header1.xml", header.as_bytes()),
        ("docProps/core.xml", core.as_bytes()),
        ("docProps/app.xml", b"<Properties><Company>X</Company></Properties>"),
        ("docProps/custom.xml", b"<Properties><property name=\"OA\"/></Properties>"),
        ("docProps/thumbnail.jpeg", b"x"),
        ("word/vbaProject.bin", b"x"),
        ("word/embeddings/x.txt", PHONE.as_bytes()),
        ("word/_rels/document.xml.rels", b"<Relationships><Relationship Id=\"z\" Type=\"t/attachedTemplate\" Target=\"file:///c:/x.dot\" TargetMode=\"External\"/></Relationships>"),
    ]);
    let found = look("a.docx", &full);
    assert_eq!(
        kinds(&found),
        [
            Kind::ResidentId,
            Kind::Phone,
            Kind::Comment,
            Kind::EmbeddedFile,
            Kind::Macro,
            Kind::ExternalContent,
            Kind::Properties
        ]
    );
    assert!(found.findings.iter().any(|f| f.place.attachment == "a.docx/x.txt"));
    let stripped = strip("a.docx", &full).unwrap();
    assert_eq!(stripped.removed, [Removed::Properties, Removed::CustomProperties, Removed::Thumbnail]);
    let again = look("a.docx", &stripped.bytes);
    assert!(
        !kinds(&again).contains(&Kind::Properties) && kinds(&again).contains(&Kind::Comment),
        "comments are for a person to decide"
    );
    let mut zip = zip::ZipArchive::new(Cursor::new(stripped.bytes.clone())).unwrap();
    for part in ["[Content_Types].xml", "_rels/.rels"] {
        let text = std::io::read_to_string(zip.by_name(part).unwrap()).unwrap();
        assert!(
            !text.contains("custom.xml") && !text.contains("thumbnail") && text.contains("word/document.xml"),
            "{text}"
        );
    }
    assert_eq!(strip("a.docx", &stripped.bytes).unwrap().removed, []);
}

#[test]
fn workbooks() {
    use rust_xlsxwriter::{DocProperties, Note, Workbook};
    let mut book = Workbook::new();
    book.set_properties(&DocProperties::new().set_author("王五").set_company("某公司"));
    let one = book.add_worksheet();
    one.set_name("名单").unwrap();
    one.write_string(0, 0, "姓名").unwrap();
    one.write_string(1, 1, ID).unwrap();
    one.write_number(2, 2, 13_812_345_678.0).unwrap();
    one.set_row_hidden(5).unwrap();
    one.set_column_hidden(6).unwrap();
    one.insert_note(3, 0, &Note::new("不要公开")).unwrap();
    let two = book.add_worksheet();
    two.set_name("底表").unwrap();
    two.set_hidden(true);
    two.write_string(8, 3, PHONE).unwrap();
    let three = book.add_worksheet();
    three.set_name("更深").unwrap();
    three.set_very_hidden(true);
    book.define_name("联系", &format!("=\"{PHONE}\"")).unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let found = look("名单.xlsx", &bytes);
    assert_eq!((found.kind, found.verdict, found.pages), (FileKind::Xlsx, Verdict::Found, 3));
    let at = |kind: Kind| -> Vec<(String, String)> {
        found
            .findings
            .iter()
            .filter(|f| f.kind == kind)
            .map(|f| (f.place.sheet.clone(), f.place.cell.clone()))
            .collect()
    };
    assert_eq!(at(Kind::ResidentId), [("名单".to_owned(), "B2".to_owned())]);
    assert_eq!(
        at(Kind::Phone),
        [("".into(), "name".into()), ("名单".into(), "C3".into()), ("底表".into(), "D9".into())]
    );
    assert_eq!(at(Kind::HiddenSheet).iter().map(|p| p.0.as_str()).collect::<Vec<_>>(), ["底表", "更深"]);
    assert_eq!((at(Kind::HiddenRows).len(), at(Kind::HiddenColumns).len(), at(Kind::Comment).len()), (1, 1, 1));
    let what = |kind: Kind| found.findings.iter().find(|f| f.kind == kind).unwrap().what.clone();
    assert_eq!((what(Kind::HiddenRows), what(Kind::HiddenColumns)), ("6".into(), "G".into()));
    let stripped = strip("名单.xlsx", &bytes).unwrap();
    assert_eq!(stripped.removed, [Removed::Properties]);
    assert_eq!(look("名单.xlsx", &stripped.bytes).findings.iter().filter(|f| f.kind == Kind::Properties).count(), 0);
    let mut clean = Workbook::new();
    clean.add_worksheet().write_string(0, 0, "一").unwrap();
    let clean = strip("a.xlsx", &clean.save_to_buffer().unwrap()).unwrap();
    assert_eq!(look("a.xlsx", &clean.bytes).verdict, Verdict::Clean);
}

#[test]
fn presentations() {
    let slide = format!(
        "<p:sld xmlns:p=\"p\" xmlns:a=\"a\" show=\"0\"><a:p><a:r><a:t>{}</a:t></a:r><a:r><a:t>{}</a:t></a:r></a:p></p:sld>",
        &ID[..6],
        &ID[6..]
    );
    let notes = format!("<p:notes xmlns:p=\"p\" xmlns:a=\"a\"><a:p><a:r><a:t>备注{PHONE}</a:t></a:r></a:p></p:notes>");
    let bytes = zipped(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("ppt/presentation.xml", b"<p/>"),
        ("ppt/slides/slide1.xml", slide.as_bytes()),
        ("ppt/notesSlides/notesSlide1.xml", notes.as_bytes()),
    ]);
    let found = look("a.pptx", &bytes);
    assert_eq!((found.kind, found.pages), (FileKind::Pptx, 1));
    assert_eq!(kinds(&found), [Kind::ResidentId, Kind::Phone, Kind::HiddenSheet, Kind::HiddenText]);
    assert_eq!(found.findings.iter().find(|f| f.kind == Kind::ResidentId).unwrap().place.page, Some(1));
}

#[test]
fn pdfs() {
    let clean = look("a.pdf", &pdf(vec![plain_page("All is well on this page")], |_, _| {}));
    assert_eq!((clean.kind, clean.verdict, clean.pages), (FileKind::Pdf, Verdict::Clean, 1), "{:?}", clean.findings);
    let found =
        look("a.pdf", &pdf(vec![plain_page("one page of letters"), plain_page(&format!("name {ID}"))], |_, _| {}));
    assert_eq!(
        found.findings.iter().map(|f| (f.kind, f.place.page)).collect::<Vec<_>>(),
        [(Kind::ResidentId, Some(2))]
    );
    // Every digit placed on its own, as some printers do.
    let mut placed = vec![Operation::new("BT", vec![]), Operation::new("Tf", vec!["F1".into(), 12.into()])];
    for (n, digit) in ID.chars().enumerate() {
        let x = i64::try_from(n).unwrap() * 8;
        placed.push(Operation::new("Tm", vec![1.into(), 0.into(), 0.into(), 1.into(), x.into(), 700.into()]));
        placed.push(Operation::new("Tj", vec![Object::string_literal(digit.to_string())]));
    }
    let found = look("a.pdf", &pdf(vec![PdfPage { font: helvetica(), content: placed }], |_, _| {}));
    assert_eq!(kinds(&found), [Kind::ResidentId]);
    // A scan, and letters under codes that nothing translates: never clean.
    let scan = PdfPage { font: helvetica(), content: vec![Operation::new("Do", vec!["I".into()])] };
    let scan = look("a.pdf", &pdf(vec![plain_page("a page with letters"), scan], |_, _| {}));
    assert_eq!(scan.verdict, Verdict::NotChecked(Reason::Scanned));
    assert_eq!(scan.findings.iter().map(|f| (f.kind, f.what.as_str())).collect::<Vec<_>>(), [(Kind::Unreadable, "2")]);
    let coded = dictionary! { "Type" => "Font", "Subtype" => "Type0", "BaseFont" => "ABCDEF+SimSun", "Encoding" => "Identity-H" };
    let coded = look("a.pdf", &pdf(vec![PdfPage { font: coded, content: says("\u{1}\u{2}") }], |_, _| {}));
    assert_eq!(coded.verdict, Verdict::NotChecked(Reason::Unmapped));
    let outlined: Vec<Operation> = (0..400).map(|n| Operation::new("l", vec![n.into(), 1.into()])).collect();
    let outlined = look("a.pdf", &pdf(vec![PdfPage { font: helvetica(), content: outlined }], |_, _| {}));
    assert_eq!(outlined.verdict, Verdict::NotChecked(Reason::Scanned));
    // A font whose own names of letters lie, and one whose map tells the truth.
    let renamed = |map: Option<lopdf::ObjectId>| {
        let mut font = dictionary! { "Type" => "Font", "Subtype" => "Type3", "Encoding" => dictionary! { "Type" => "Encoding", "Differences" => vec![1.into(), "one".into(), "two".into()] } };
        if let Some(map) = map {
            font.set("ToUnicode", map);
        }
        font
    };
    let lies = dictionary! { "Type" => "Font", "Subtype" => "TrueType", "Encoding" => dictionary! { "Differences" => vec![1.into(), "g17".into(), "g18".into()] } };
    for font in [renamed(None), lies] {
        let page = PdfPage { font, content: says("\u{1}\u{2}\u{1}\u{2}\u{1}\u{2}\u{1}\u{2}\u{1}\u{2}\u{1}\u{2}") };
        assert_eq!(look("a.pdf", &pdf(vec![page], |_, _| {})).verdict, Verdict::NotChecked(Reason::Unmapped));
    }
    let codes: String =
        ID.chars().enumerate().map(|(n, c)| format!("<{:02x}> <{:04x}>\n", n + 0x41, c as u32)).collect();
    let map = format!(
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange <00> <ff> endcodespacerange\n18 beginbfchar\n{codes}endbfchar\nendcmap CMapName currentdict /CMap defineresource pop end end"
    );
    let written: String = (0x41..0x41 + 18_u8).map(char::from).collect();
    let page = PdfPage { font: renamed(Some((900, 0))), content: says(&written) };
    let told = pdf(vec![page], |d, _| {
        d.objects.insert((900, 0), Object::Stream(Stream::new(dictionary! {}, map.into_bytes())));
        d.max_id = 900;
    });
    let told = look("a.pdf", &told);
    assert_eq!(kinds(&told), [Kind::ResidentId], "{told:?}");
    // Everything that hides.
    let full = pdf(vec![plain_page("a page with letters")], |d, first| {
        let note = d.add_object(dictionary! { "Type" => "Annot", "Subtype" => "Text", "Contents" => Object::string_literal(format!("ask {PHONE}")) });
        let page = first.as_reference().unwrap();
        d.get_dictionary_mut(page).unwrap().set("Annots", vec![note.into()]);
        let info = d.add_object(
            dictionary! { "Author" => Object::string_literal("Wang Wu"), "Producer" => Object::string_literal("P") },
        );
        d.trailer.set("Info", info);
        let xmp = d.add_object(Stream::new(dictionary! { "Type" => "Metadata", "Subtype" => "XML" }, b"<x/>".to_vec()));
        let file = d.add_object(Stream::new(dictionary! { "Type" => "EmbeddedFile" }, PHONE.as_bytes().to_vec()));
        let spec = d.add_object(dictionary! { "Type" => "Filespec", "F" => Object::string_literal("list.txt"), "EF" => dictionary! { "F" => file } });
        let script = d.add_object(dictionary! { "S" => "JavaScript", "JS" => Object::string_literal("x") });
        let catalog = d.catalog_mut().unwrap();
        catalog.set("Metadata", xmp);
        catalog.set("Names", dictionary! { "EmbeddedFiles" => dictionary! { "Names" => vec![Object::string_literal("list.txt"), spec.into()] } });
        catalog.set("OpenAction", script);
    });
    let found = look("a.pdf", &full);
    assert_eq!(kinds(&found), [Kind::Phone, Kind::Comment, Kind::EmbeddedFile, Kind::Macro, Kind::Properties]);
    let stripped = strip("a.pdf", &full).unwrap();
    assert_eq!(stripped.removed, [Removed::Properties, Removed::Xmp, Removed::EmbeddedFiles]);
    let again = look("a.pdf", &stripped.bytes);
    assert_eq!(kinds(&again), [Kind::Phone, Kind::Comment, Kind::Macro]);
    assert!(!String::from_utf8_lossy(&stripped.bytes).contains("Wang Wu"));
    assert_eq!(strip("a.pdf", &stripped.bytes).unwrap().removed, [], "nothing is left to take out");
    // What says that a file keeps the standard for archives stays, and so does the title.
    let archival = pdf(vec![plain_page("a page with letters")], |d, _| {
        let told = "<x><pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance><xmp:CreatorTool>T</xmp:CreatorTool></x>";
        let xmp = d.add_object(Stream::new(
            dictionary! { "Type" => "Metadata", "Subtype" => "XML" },
            told.as_bytes().to_vec(),
        ));
        d.catalog_mut().unwrap().set("Metadata", xmp);
        let info = d.add_object(
            dictionary! { "Title" => Object::string_literal("Licence"), "Author" => Object::string_literal("W") },
        );
        d.trailer.set("Info", info);
    });
    let archival = strip("a.pdf", &archival).unwrap();
    assert_eq!(archival.removed, [Removed::Properties, Removed::Xmp]);
    let text = String::from_utf8_lossy(&archival.bytes);
    assert!(text.contains("<pdfaid:part>2<") && text.contains("(Licence)") && !text.contains("CreatorTool"));
    let signed = pdf(vec![plain_page("a page with letters")], |d, _| {
        d.add_object(dictionary! { "Type" => "Sig", "ByteRange" => vec![0.into(), 1.into()] });
    });
    assert_eq!(strip("a.pdf", &signed), Err(Reason::Signed));
    assert_eq!(look("a.pdf", b"%PDF-1.7\nnothing").verdict, Verdict::NotChecked(Reason::Damaged));
}

#[test]
fn encrypted_pdfs_are_not_checked() {
    let bytes = pdf(vec![plain_page("a page with letters")], |d, _| {
        d.trailer
            .set("ID", vec![Object::string_literal("0123456789abcdef"), Object::string_literal("0123456789abcdef")]);
        let version = lopdf::EncryptionVersion::V2 {
            document: d,
            owner_password: "o",
            user_password: "u",
            key_length: 128,
            permissions: lopdf::Permissions::all(),
        };
        let state = lopdf::EncryptionState::try_from(version).unwrap();
        d.encrypt(&state).unwrap();
    });
    assert_eq!(look("a.pdf", &bytes).verdict, Verdict::NotChecked(Reason::Encrypted));
    assert_eq!(strip("a.pdf", &bytes), Err(Reason::Encrypted));
}

#[test]
fn text_in_the_encodings_of_offices() {
    let line = format!("姓名,证件号\n王五,{ID}\n");
    let (gb, _, _) = encoding_rs::GB18030.encode(&line);
    let wide: Vec<u8> = [0xff, 0xfe].into_iter().chain(line.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    for bytes in [line.as_bytes(), &gb, &wide, &[b"\xef\xbb\xbf", line.as_bytes()].concat()] {
        let found = look("名单.csv", bytes);
        assert_eq!((found.kind, kinds(&found)), (FileKind::Text, vec![Kind::ResidentId]));
    }
    assert_eq!(look("a.txt", "正常".as_bytes()).verdict, Verdict::Clean);
    assert_eq!(look("a.html", format!("<!doctype html><p>{PHONE}</p>").as_bytes()).kind, FileKind::Html);
    for (bytes, why) in [
        (&[0, 1, 2, 3, 0xff][..], Reason::UnknownKind),
        (b"", Reason::UnknownKind),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", Reason::Legacy),
        (b"MZ\x90\0\x03\0\0\0", Reason::UnknownKind),
        (b"Rar!\x1a\x07\x00 x", Reason::UnknownKind),
    ] {
        assert_eq!(look("a.doc", bytes).verdict, Verdict::NotChecked(why), "{bytes:?}");
    }
    assert_eq!(kinds(&look("a.pdf", b"only text")), [Kind::NameAndContent]);
    for verdict in [Verdict::Clean, Verdict::Found, Verdict::NotChecked(Reason::Scanned)] {
        assert_eq!(Verdict::parse(&verdict.to_string()), Some(verdict));
    }
}

#[test]
fn pictures() {
    for (name, bytes, kind) in
        [("a.jpg", jpeg(), FileKind::Jpeg), ("a.png", png(), FileKind::Png), ("a.webp", webp(), FileKind::Webp)]
    {
        let found = look(name, &bytes);
        assert_eq!(found.kind, kind);
        // What it shows was not read: a picture is never clean.
        assert_eq!(found.verdict, Verdict::NotChecked(Reason::Picture));
        assert!(found.findings.iter().any(|f| f.kind == Kind::Position), "{name}");
        assert!(found.findings.iter().any(|f| f.kind == Kind::Properties && f.what == "Cam"), "{name}");
        let stripped = strip(name, &bytes).unwrap();
        assert_eq!(stripped.removed, [Removed::PictureData]);
        let again = look(name, &stripped.bytes);
        assert_eq!(again.findings, [], "{name}");
        let profile: &[u8] = if kind == FileKind::Jpeg {
            b"ICC_PROFILE"
        } else if kind == FileKind::Png {
            b"iCCP"
        } else {
            b"ICCP"
        };
        assert!(stripped.bytes.windows(profile.len()).any(|w| w == profile), "the colours stay");
        assert!(!stripped.bytes.windows(4).any(|w| w == b"Wang") && !stripped.bytes.ends_with(b"appended"));
        assert_eq!(strip(name, &stripped.bytes).unwrap().removed, []);
    }
    let upright = strip("a.jpg", &jpeg()).unwrap().bytes;
    assert!(upright.windows(6).any(|w| w == b"Exif\0\0"), "which side is up stays");
    assert!(
        look("a.jpg", &jpeg()).findings.iter().any(|f| f.kind == Kind::Phone),
        "the text beside the pixels is read"
    );
    let flags = strip("a.webp", &webp()).unwrap().bytes;
    assert_eq!(flags[20], 0x20, "the header promises the profile only");
}

#[test]
fn archives_and_bombs() {
    let good =
        zipped(&[("一.txt", "正常".as_bytes()), ("目录/名单.csv", ID.as_bytes()), ("b.docx", &docx(&run(PHONE), &[]))]);
    let found = look("附件.zip", &good);
    assert_eq!((found.kind, found.verdict), (FileKind::Zip, Verdict::Found));
    let places: Vec<&str> = found.findings.iter().map(|f| f.place.attachment.as_str()).collect();
    assert_eq!(places, ["附件.zip/名单.csv", "附件.zip/b.docx"]);
    // Zeros, a thousand times smaller than they are.
    let zeros = vec![b'0'; 64 << 20];
    let bomb = zipped(&[("a.txt", &zeros)]);
    assert!(bomb.len() < 1 << 20);
    assert_eq!(look("a.zip", &bomb).verdict, Verdict::NotChecked(Reason::Bomb));
    let document = docx(&format!("<w:p><w:r><w:t>{}</w:t></w:r></w:p>", "0".repeat(32 << 20)), &[]);
    assert_eq!(look("a.docx", &document).verdict, Verdict::NotChecked(Reason::Bomb));
    assert_eq!(strip("a.docx", &document), Err(Reason::Bomb));
    assert_eq!(look("a.zip", &zipped(&[("../../etc/x.txt", b"x")])).verdict, Verdict::NotChecked(Reason::Damaged));
    // A name in the encoding of Chinese Windows.
    let mut named = zipped(&[("abcd.txt", PHONE.as_bytes())]);
    let (gb, _, _) = encoding_rs::GB18030.encode("名单");
    for at in (0..named.len() - 8).filter(|at| &named[*at..at + 8] == b"abcd.txt").collect::<Vec<_>>() {
        named[at..at + 4].copy_from_slice(&gb);
    }
    assert_eq!(look("a.zip", &named).findings[0].place.attachment, "a.zip/名单.txt");
    assert_eq!(look("a.zip", &strip("a.zip", &named).unwrap().bytes).findings[0].place.attachment, "a.zip/名单.txt");
    let mut nested = zipped(&[("a.txt", b"x")]);
    for _ in 0..6 {
        nested = zipped(&[("a.zip", &nested)]);
    }
    assert_eq!(look("a.zip", &nested).verdict, Verdict::NotChecked(Reason::TooNested));
    let entities = br#"<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><w:document xmlns:w="w"><w:t>&b;</w:t></w:document>"#;
    let entities = zipped(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", entities)]);
    assert_eq!(look("a.docx", &entities).verdict, Verdict::NotChecked(Reason::Entities));
    // The bit that says an entry is encrypted, in both headers.
    let mut locked = zipped(&[("a.txt", b"secret")]);
    for mark in [b"PK\x03\x04", b"PK\x01\x02"] {
        let at = locked.windows(4).position(|w| w == mark).unwrap();
        locked[at + if mark[2] == 3 { 6 } else { 8 }] |= 1;
    }
    assert_eq!(look("a.zip", &locked).verdict, Verdict::NotChecked(Reason::Encrypted));
    // One unreadable file makes the whole unchecked, and the rest is read all the same.
    let mixed = zipped(&[("a.bin", &[0, 1, 2]), ("b.txt", PHONE.as_bytes())]);
    let mixed = look("a.zip", &mixed);
    assert_eq!((mixed.verdict, kinds(&mixed)), (Verdict::NotChecked(Reason::UnknownKind), vec![Kind::Phone]));
    let photos = zipped(&[("a.jpg", &jpeg()), ("b.txt", b"x")]);
    assert_eq!(strip("a.zip", &photos).unwrap().removed, [Removed::PictureData]);
    assert_eq!(kind_of(&zipped(&[("OFD.xml", b"<x/>")])), FileKind::Ofd);
}

fn real_files() -> Vec<(&'static str, Vec<u8>)> {
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().write_string(0, 0, ID).unwrap();
    vec![
        ("a.docx", docx(&run(ID), &[("docProps/core.xml", b"<a><creator>x</creator></a>")])),
        ("a.xlsx", book.save_to_buffer().unwrap()),
        ("a.pdf", pdf(vec![plain_page("a page with letters")], |_, _| {})),
        ("a.jpg", jpeg()),
        ("a.png", png()),
        ("a.webp", webp()),
        ("a.zip", zipped(&[("a.txt", b"x"), ("b.docx", &docx(&run("x"), &[]))])),
        ("a.txt", "姓名".repeat(20).into_bytes()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_break_it(changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12), cut in any::<prop::sample::Index>(), cuts in any::<bool>()) {
        for (name, mut bytes) in real_files() {
            for (at, to) in &changes {
                let at = at.index(bytes.len());
                bytes[at] = *to;
            }
            if cuts {
                bytes.truncate(cut.index(bytes.len()));
            }
            let seen = look(name, &bytes);
            prop_assert!(seen.findings.len() <= 500);
            if let Ok(stripped) = strip(name, &bytes) {
                let again = look(name, &stripped.bytes);
                prop_assert!(!again.findings.iter().any(|f| matches!(f.kind, Kind::Position | Kind::Properties)));
            }
        }
    }

    #[test]
    fn noise_is_answered(bytes in proptest::collection::vec(any::<u8>(), 0..300), head in 0usize..8) {
        let heads: [&[u8]; 8] = [b"", b"PK\x03\x04", b"%PDF-1.7\n", b"\xff\xd8\xff\xe1", b"\x89PNG\r\n\x1a\n", b"RIFF\x40\0\0\0WEBP", b"\xff\xfe", b"<html>"];
        let whole = [heads[head], &bytes].concat();
        let seen = look("a", &whole);
        prop_assert!(seen.kind == FileKind::Text || seen.kind == FileKind::Html || seen.verdict != Verdict::Clean);
        let _ = strip("a", &whole);
    }
}
