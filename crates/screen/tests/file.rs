//! Attachments: what is found in them, what is never called clean, what is stripped, and that no bytes break it.

#![allow(clippy::unwrap_used)]

use lopdf::{
    Dictionary, Document, Object, Stream,
    content::{Content, Operation},
    dictionary,
};
use proptest::prelude::*;
use screen::{
    Kind, Lists, Severity,
    file::{FileKind, Inspection, Reason, Removed, Verdict, inspect, kind_of, strip},
};
use std::io::{Cursor, Write};
use zip::{ZipWriter, write::SimpleFileOptions};

const ID: &str = "11010519491231002X";
const PHONE: &str = "13812345678";

fn look(name: &str, bytes: &[u8]) -> Inspection {
    inspect(name, bytes, &Lists::built_in())
}

fn kinds(i: &Inspection) -> Vec<Kind> {
    let mut all: Vec<Kind> = i.findings.iter().map(|f| f.kind).collect();
    all.sort();
    all.dedup();
    all
}

fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        out.start_file(*name, SimpleFileOptions::default()).unwrap();
        out.write_all(content).unwrap();
    }
    out.finish().unwrap().into_inner()
}

const TYPES: &str = r#"<?xml version="1.0"?><Types xmlns="t"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/docProps/custom.xml" ContentType="x"/><Override PartName="/word/document.xml" ContentType="y"/></Types>"#;
const RELATIONS: &str = r#"<Relationships xmlns="r"><Relationship Id="a" Type="t/custom-properties" Target="docProps/custom.xml"/><Relationship Id="b" Type="t/thumbnail" Target="docProps/thumbnail.jpeg"/><Relationship Id="c" Type="t/officeDocument" Target="word/document.xml"/></Relationships>"#;

fn docx(body: &str, more: &[(&str, &[u8])]) -> Vec<u8> {
    let document =
        format!(r#"<?xml version="1.0"?><w:document xmlns:w="w" xmlns:mc="mc"><w:body>{body}</w:body></w:document>"#);
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("_rels/.rels", RELATIONS.as_bytes()),
        ("word/document.xml", document.as_bytes()),
    ];
    parts.extend(more);
    zipped(&parts)
}

fn run(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
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

struct PdfPage {
    font: Dictionary,
    content: Vec<Operation>,
}

fn helvetica() -> Dictionary {
    dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "Encoding" => "WinAnsiEncoding" }
}

fn says(text: &str) -> Vec<Operation> {
    vec![
        Operation::new("BT", vec![]),
        Operation::new("Tf", vec!["F1".into(), 12.into()]),
        Operation::new("Td", vec![50.into(), 700.into()]),
        Operation::new("Tj", vec![Object::string_literal(text)]),
        Operation::new("ET", vec![]),
    ]
}

fn pdf(pages: Vec<PdfPage>, more: impl FnOnce(&mut Document, Object)) -> Vec<u8> {
    let mut document = Document::with_version("1.7");
    let parent = document.new_object_id();
    let image = document.add_object(Stream::new(dictionary! { "Type" => "XObject", "Subtype" => "Image", "Width" => 1, "Height" => 1, "ColorSpace" => "DeviceGray", "BitsPerComponent" => 8 }, vec![0]));
    let count = i64::try_from(pages.len()).unwrap();
    let kids: Vec<Object> = pages
        .into_iter()
        .map(|page| {
            let font = document.add_object(page.font);
            let content = document.add_object(Stream::new(dictionary! {}, Content { operations: page.content }.encode().unwrap()));
            let resources = document.add_object(dictionary! { "Font" => dictionary! { "F1" => font }, "XObject" => dictionary! { "I" => image } });
            document.add_object(dictionary! { "Type" => "Page", "Parent" => parent, "Contents" => content, "Resources" => resources, "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()] }).into()
        })
        .collect();
    let first = kids[0].clone();
    document
        .objects
        .insert(parent, Object::Dictionary(dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count }));
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => parent });
    document.trailer.set("Root", catalog);
    more(&mut document, first);
    let mut out = Vec::new();
    document.save_to(&mut out).unwrap();
    out
}

fn plain_page(text: &str) -> PdfPage {
    PdfPage { font: helvetica(), content: says(text) }
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
    assert!(
        !String::from_utf8_lossy(&stripped.bytes).contains("Wang Wu")
            && !String::from_utf8_lossy(&stripped.bytes).contains(&PHONE[..])
            || again.findings.iter().any(|f| f.kind == Kind::Phone)
    );
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

/// Camera data with a position, a maker, and a side that is up.
fn exif() -> Vec<u8> {
    let mut out = b"II\x2a\0\x08\0\0\0".to_vec();
    let entry = |tag: u16, kind: u16, count: u32, value: u32| {
        [tag.to_le_bytes().as_slice(), &kind.to_le_bytes(), &count.to_le_bytes(), &value.to_le_bytes()].concat()
    };
    out.extend(3_u16.to_le_bytes());
    out.extend(entry(0x010f, 2, 4, u32::from_le_bytes(*b"Cam\0")));
    out.extend(entry(0x0112, 3, 1, 6));
    out.extend(entry(0x8825, 4, 1, 50));
    out.extend(0_u32.to_le_bytes());
    out.extend(2_u16.to_le_bytes());
    out.extend(entry(2, 5, 3, 80));
    out.extend(entry(4, 5, 3, 80));
    out.extend([0; 40]);
    out
}

fn jpeg() -> Vec<u8> {
    let mut out = vec![0xff, 0xd8];
    let mut segment = |marker: u8, content: &[u8]| {
        out.extend([0xff, marker]);
        out.extend(u16::try_from(content.len() + 2).unwrap().to_be_bytes());
        out.extend(content);
    };
    segment(0xe0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0");
    segment(0xe1, &[b"Exif\0\0".as_slice(), &exif()].concat());
    segment(0xe1, format!("http://ns.adobe.com/xap/1.0/\0<x>{PHONE}</x>").as_bytes());
    segment(0xe2, b"ICC_PROFILE\0\x01\x01profile");
    segment(0xfe, b"made by Wang");
    segment(0xda, &[1, 1, 0, 0, 63, 0]);
    out.extend([1, 2, 0xff, 0, 3, 0xff, 0xd0, 4, 0xff, 0xd9]);
    out.extend(b"appended");
    out
}

fn png() -> Vec<u8> {
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    for (name, content) in [
        ("IHDR", vec![0; 13]),
        ("eXIf", exif()),
        ("tEXt", b"Author\0Wang".to_vec()),
        ("iCCP", vec![1; 9]),
        ("IDAT", vec![2; 8]),
        ("IEND", vec![]),
    ] {
        out.extend(u32::try_from(content.len()).unwrap().to_be_bytes());
        out.extend(name.as_bytes());
        out.extend(content);
        out.extend([0; 4]);
    }
    out
}

fn webp() -> Vec<u8> {
    let mut body = b"WEBP".to_vec();
    for (name, content) in [
        ("VP8X", vec![0x2c, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        ("ICCP", vec![1; 5]),
        ("VP8 ", vec![3; 7]),
        ("EXIF", exif()),
        ("XMP ", b"<x/>".to_vec()),
    ] {
        body.extend(name.as_bytes());
        body.extend(u32::try_from(content.len()).unwrap().to_le_bytes());
        let odd = content.len() % 2;
        body.extend(content);
        body.extend(vec![0; odd]);
    }
    [b"RIFF".as_slice(), &u32::try_from(body.len()).unwrap().to_le_bytes(), &body].concat()
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
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

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
