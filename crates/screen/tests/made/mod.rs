//! Files made for the tests: office packages, PDFs and pictures with everything that hides in them.

#![allow(missing_docs)]

use lopdf::{
    Dictionary, Document, Object, Stream,
    content::{Content, Operation},
    dictionary,
};
use std::io::{Cursor, Write};
use zip::{ZipWriter, write::SimpleFileOptions};

pub const ID: &str = "11010519491231002X";
pub const PHONE: &str = "13812345678";

pub fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        out.start_file(*name, SimpleFileOptions::default()).unwrap();
        out.write_all(content).unwrap();
    }
    out.finish().unwrap().into_inner()
}

pub const TYPES: &str = r#"<?xml version="1.0"?><Types xmlns="t"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/docProps/custom.xml" ContentType="x"/><Override PartName="/word/document.xml" ContentType="y"/></Types>"#;
pub const RELATIONS: &str = r#"<Relationships xmlns="r"><Relationship Id="a" Type="t/custom-properties" Target="docProps/custom.xml"/><Relationship Id="b" Type="t/thumbnail" Target="docProps/thumbnail.jpeg"/><Relationship Id="c" Type="t/officeDocument" Target="word/document.xml"/></Relationships>"#;

pub fn docx(body: &str, more: &[(&str, &[u8])]) -> Vec<u8> {
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

pub fn run(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

pub struct PdfPage {
    pub font: Dictionary,
    pub content: Vec<Operation>,
}

pub fn helvetica() -> Dictionary {
    dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "Encoding" => "WinAnsiEncoding" }
}

pub fn says(text: &str) -> Vec<Operation> {
    vec![
        Operation::new("BT", vec![]),
        Operation::new("Tf", vec!["F1".into(), 12.into()]),
        Operation::new("Td", vec![50.into(), 700.into()]),
        Operation::new("Tj", vec![Object::string_literal(text)]),
        Operation::new("ET", vec![]),
    ]
}

pub fn pdf(pages: Vec<PdfPage>, more: impl FnOnce(&mut Document, Object)) -> Vec<u8> {
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

pub fn plain_page(text: &str) -> PdfPage {
    PdfPage { font: helvetica(), content: says(text) }
}

/// Camera data with a position, a maker, and a side that is up.
pub fn exif() -> Vec<u8> {
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

pub fn jpeg() -> Vec<u8> {
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

pub fn png() -> Vec<u8> {
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

pub fn webp() -> Vec<u8> {
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
