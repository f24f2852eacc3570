//! Documents made for the tests, and the outside tools that look into what came out.

#![allow(missing_docs, dead_code, clippy::unwrap_used)]

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};
use redaction::{Font, Mark, Options, Target};
use std::{
    io::{Cursor, Read, Write},
    process::Command,
    sync::Arc,
};
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

pub fn mark(target: Target) -> Mark {
    Mark { target, ground: "个人隐私".into() }
}

pub fn phrase(text: &str) -> Mark {
    mark(Target::Phrase { text: text.into() })
}

pub fn options() -> Options {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/fonts/NotoSerifSC-Regular.otf");
    let font: Font = Arc::new(std::fs::read(path).unwrap());
    Options { fonts: vec![font], dpi: 72, ..Options::default() }
}

/// What a tool of the system says about a file.
pub fn tool(name: &str, before: &[&str], bytes: &[u8], after: &[&str]) -> (bool, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    std::fs::write(&path, bytes).unwrap();
    let out = Command::new(name).args(before).arg(&path).args(after).output().unwrap();
    (out.status.success(), String::from_utf8_lossy(&out.stdout).into_owned() + &String::from_utf8_lossy(&out.stderr))
}

/// The text that another reader finds in a PDF.
pub fn pdf_text(bytes: &[u8]) -> String {
    let (ok, text) = tool("pdftotext", &["-q", "-raw"], bytes, &["-"]);
    assert!(ok, "{text}");
    text
}

/// Everything of a PDF unpacked by another program, which also finds it sound.
pub fn pdf_unpacked(bytes: &[u8]) -> Vec<u8> {
    let (ok, said) = tool("qpdf", &["--check"], bytes, &[]);
    assert!(ok, "{said}");
    let folder = tempfile::tempdir().unwrap();
    let (from, to) = (folder.path().join("a"), folder.path().join("b"));
    std::fs::write(&from, bytes).unwrap();
    let done = Command::new("qpdf")
        .args(["--qdf", "--object-streams=disable", "--decode-level=all"])
        .arg(&from)
        .arg(&to)
        .status();
    assert!(done.unwrap().success());
    std::fs::read(&to).unwrap()
}

pub fn holds(bytes: &[u8], text: &str) -> bool {
    let ways: [Vec<u8>; 4] = [
        text.as_bytes().to_vec(),
        text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        text.encode_utf16().map(|u| format!("{u:04x}")).collect::<String>().into_bytes(),
    ];
    ways.iter().any(|w| bytes.windows(w.len()).any(|b| b.eq_ignore_ascii_case(w)))
}

/// No text, no stream, no string of a PDF holds these words.
pub fn pdf_is_free_of(bytes: &[u8], words: &[&str]) {
    let (text, unpacked) = (pdf_text(bytes), pdf_unpacked(bytes));
    for word in words {
        assert!(!text.replace(char::is_whitespace, "").contains(word), "{word} is in the text: {text}");
        assert!(!holds(&unpacked, word), "{word} is in an object");
        assert!(!holds(bytes, word), "{word} is in the file");
    }
}

/// A page as another program draws it, a dot for a point.
pub fn pdf_drawn(bytes: &[u8], page: u32) -> image::RgbImage {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    std::fs::write(&path, bytes).unwrap();
    let number = page.to_string();
    let out = Command::new("pdftoppm").args(["-r", "72", "-png", "-f", &number, "-l", &number]).arg(&path).output();
    image::load_from_memory(&out.unwrap().stdout).unwrap().to_rgb8()
}

/// How dark a box of a picture is: 0 white, 1 black.
pub fn darkness(picture: &image::RgbImage, x: u32, y: u32, w: u32, h: u32) -> f64 {
    let mut sum = 0.0;
    for row in y..y + h {
        for column in x..x + w {
            sum += 1.0 - f64::from(picture.get_pixel(column, row).0[0]) / 255.0;
        }
    }
    sum / f64::from(w * h)
}

/// A font with Chinese letters that is not in the file, its codes those of UTF-16.
pub fn song(document: &mut Document) -> ObjectId {
    let mut map = String::from(
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def\n1 begincodespacerange <0000> <ffff> endcodespacerange\n",
    );
    for rows in (0..=0xff_u32).collect::<Vec<_>>().chunks(64) {
        map.push_str(&format!("{} beginbfrange\n", rows.len()));
        for row in rows {
            map.push_str(&format!("<{row:02x}00> <{row:02x}ff> <{row:02x}00>\n"));
        }
        map.push_str("endbfrange\n");
    }
    map.push_str("endcmap end end");
    let map = document.add_object(Stream::new(dictionary! {}, map.into_bytes()));
    let own = document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "CIDFontType0", "BaseFont" => "STSong-Light", "DW" => 1000,
        "CIDSystemInfo" => dictionary! { "Registry" => Object::string_literal("Adobe"), "Ordering" => Object::string_literal("GB1"), "Supplement" => 2 },
    });
    document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type0", "BaseFont" => "STSong-Light", "Encoding" => "Identity-H",
        "DescendantFonts" => vec![own.into()], "ToUnicode" => map,
    })
}

/// Letters as the font's codes.
pub fn codes(text: &str) -> String {
    format!("<{}>", text.encode_utf16().map(|u| format!("{u:04x}")).collect::<String>())
}

/// Instructions that show a text of 20 points at a place, `y` from the bottom.
pub fn shows(text: &str, x: u32, y: u32) -> String {
    format!("BT /F1 20 Tf {x} {y} Td {} Tj ET\n", codes(text))
}

pub struct Made {
    pub document: Document,
    pub pages: Vec<ObjectId>,
    pub parent: ObjectId,
}

/// Pages of 400 by 300 points; each has a font of its own unless `is_shared`.
pub fn pdf(contents: &[String], is_shared: bool) -> Made {
    let mut document = Document::with_version("1.7");
    let parent = document.new_object_id();
    let shared = song(&mut document);
    let mut pages = Vec::new();
    for content in contents {
        let font = if is_shared { shared } else { song(&mut document) };
        let stream = document.add_object(Stream::new(dictionary! {}, content.clone().into_bytes()));
        pages.push(document.add_object(dictionary! {
            "Type" => "Page", "Parent" => parent, "Contents" => stream,
            "Resources" => dictionary! { "Font" => dictionary! { "F1" => font } },
            "MediaBox" => vec![0.into(), 0.into(), 400.into(), 300.into()],
        }));
    }
    let kids: Vec<Object> = pages.iter().map(|id| Object::Reference(*id)).collect();
    let count = i64::try_from(kids.len()).unwrap();
    document
        .objects
        .insert(parent, Object::Dictionary(dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count }));
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => parent });
    document.trailer.set("Root", catalog);
    Made { document, pages, parent }
}

impl Made {
    pub fn page(&mut self, at: usize) -> &mut Dictionary {
        self.document.get_dictionary_mut(self.pages[at]).unwrap()
    }

    pub fn bytes(mut self) -> Vec<u8> {
        let mut out = Vec::new();
        self.document.save_to(&mut out).unwrap();
        out
    }
}

pub fn utf16(text: &str) -> Object {
    let bytes: Vec<u8> = [0xfe, 0xff].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect();
    Object::String(bytes, lopdf::StringFormat::Hexadecimal)
}

pub fn zipped(parts: &[(&str, String)]) -> Vec<u8> {
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        out.start_file(*name, SimpleFileOptions::default()).unwrap();
        out.write_all(content.as_bytes()).unwrap();
    }
    out.finish().unwrap().into_inner()
}

/// All entries of an archive, unpacked by another program, one after another.
pub fn unzipped(bytes: &[u8]) -> String {
    let (ok, said) = tool("unzip", &["-tq"], bytes, &[]);
    assert!(ok, "{said}");
    let (ok, all) = tool("unzip", &["-p"], bytes, &[]);
    assert!(ok);
    let names = ZipArchive::new(Cursor::new(bytes))
        .unwrap()
        .file_names()
        .map(|n| n.unwrap().into_owned())
        .collect::<Vec<_>>()
        .join("\n");
    all + &names
}

pub fn entry(bytes: &[u8], name: &str) -> String {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut out = String::new();
    zip.by_name(name).unwrap().read_to_string(&mut out).unwrap();
    out
}

const TYPES: &str = r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>"#;
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

fn relations(all: &[(&str, &str, &str)]) -> String {
    let lines: String = all
        .iter()
        .map(|(id, kind, target)| format!(r#"<Relationship Id="{id}" Type="{OFFICE}/{kind}" Target="{target}"/>"#))
        .collect();
    format!(
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{lines}</Relationships>"#
    )
}

const SPACES: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships""#;

/// A Word document with a head, a comment, properties, styles and parts of other programs.
pub fn docx(body: &str, head: &str) -> Vec<u8> {
    zipped(&[
        ("[Content_Types].xml", TYPES.into()),
        ("_rels/.rels", relations(&[("a", "officeDocument", "word/document.xml"), ("b", "core-properties", "docProps/core.xml")])),
        (
            "word/document.xml",
            format!(r#"<w:document {SPACES}><w:body>{body}<w:sectPr><w:headerReference w:type="default" r:id="h1"/></w:sectPr></w:body></w:document>"#),
        ),
        (
            "word/_rels/document.xml.rels",
            relations(&[("h1", "header", "header1.xml"), ("c1", "comments", "comments.xml"), ("s1", "styles", "styles.xml")]),
        ),
        ("word/header1.xml", format!("<w:hdr {SPACES}>{head}</w:hdr>")),
        ("word/comments.xml", format!(r#"<w:comments {SPACES}><w:comment w:author="赵六">{}</w:comment></w:comments>"#, para("批注里的李四光明"))),
        ("word/styles.xml", format!(r#"<w:styles {SPACES}><w:style w:type="character" w:styleId="Hid"><w:rPr><w:vanish/></w:rPr></w:style></w:styles>"#)),
        ("docProps/core.xml", "<cp:coreProperties xmlns:cp=\"c\" xmlns:dc=\"d\"><dc:creator>属性里的李四光明</dc:creator></cp:coreProperties>".into()),
        ("customXml/item1.xml", "<data>数据里的李四光明</data>".into()),
        ("word/embeddings/a.bin", "嵌入的李四光明".into()),
    ])
}

pub fn para(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

/// A workbook: sheets as (name, state, rows), texts shared.
pub fn xlsx(sheets: &[(&str, &str, String)], shared: &[&str], names: &str) -> Vec<u8> {
    let mut list = String::new();
    let mut all = vec![("t".to_owned(), "sharedStrings".to_owned(), "sharedStrings.xml".to_owned())];
    let mut parts: Vec<(String, String)> = Vec::new();
    for (at, (name, state, rows)) in sheets.iter().enumerate() {
        list.push_str(&format!(r#"<sheet name="{name}" sheetId="{0}" state="{state}" r:id="r{0}"/>"#, at + 1));
        all.push((format!("r{}", at + 1), "worksheet".into(), format!("worksheets/sheet{}.xml", at + 1)));
        parts.push((
            format!("xl/worksheets/sheet{}.xml", at + 1),
            format!(
                r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{rows}</worksheet>"#
            ),
        ));
    }
    let strings: String = shared.iter().map(|s| format!("<si><t>{s}</t></si>")).collect();
    let relations_of: Vec<(&str, &str, &str)> =
        all.iter().map(|(a, b, c)| (a.as_str(), b.as_str(), c.as_str())).collect();
    let mut out: Vec<(&str, String)> = vec![
        ("[Content_Types].xml", TYPES.into()),
        ("_rels/.rels", relations(&[("a", "officeDocument", "xl/workbook.xml")])),
        (
            "xl/workbook.xml",
            format!(r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="{OFFICE}"><sheets>{list}</sheets>{names}</workbook>"#),
        ),
        ("xl/_rels/workbook.xml.rels", relations(&relations_of)),
        ("xl/sharedStrings.xml", format!(r#"<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{strings}</sst>"#)),
        ("xl/worksheets/_rels/sheet1.xml.rels", relations(&[("c", "comments", "../comments1.xml")])),
        ("xl/comments1.xml", r#"<comments xmlns="m"><commentList><comment ref="A1"><text><t>批注里的钱七公司</t></text></comment></commentList></comments>"#.into()),
        ("xl/pivotCache/pivotCacheRecords1.xml", r#"<pivotCacheRecords xmlns="m"><r><s v="缓存里的钱七公司"/></r></pivotCacheRecords>"#.into()),
        ("docProps/app.xml", "<Properties><Company>属性里的钱七公司</Company></Properties>".into()),
    ];
    out.extend(parts.iter().map(|(n, c)| (n.as_str(), c.clone())));
    zipped(&out)
}
