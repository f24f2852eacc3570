//! The text as a Word document: real headings, a table of attributes, page numbers. Pure.
//!
//! Written by hand on `zip`, since a document of this kind needs five small parts and no library's styles fit the
//! look of official documents.

use super::{PartKind, Plain, PlainTable, Text, mark, xml_text};
use std::io::{Cursor, Write};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/><Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>"#;

const RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>"#;

const DOCUMENT_RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer1.xml"/></Relationships>"#;

const FOOTER: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:ftr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:t xml:space="preserve">— </w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t xml:space="preserve"> —</w:t></w:r></w:p></w:ftr>"#;

/// Body 16 pt on a line of 28 pt, headings by level: the sizes of GB/T 9704.
const STYLES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="仿宋" w:cs="Times New Roman"/><w:sz w:val="32"/><w:szCs w:val="32"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:line="560" w:lineRule="exact"/></w:pPr></w:pPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/><w:pPr><w:ind w:firstLineChars="200" w:firstLine="640"/><w:jc w:val="both"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:qFormat/><w:pPr><w:keepNext/><w:spacing w:before="240" w:after="240" w:line="700" w:lineRule="exact"/><w:ind w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="center"/></w:pPr><w:rPr><w:rFonts w:eastAsia="宋体"/><w:b/><w:sz w:val="44"/><w:szCs w:val="44"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:qFormat/><w:pPr><w:keepNext/><w:spacing w:before="360" w:after="200"/><w:ind w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="center"/><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:rFonts w:eastAsia="黑体"/><w:sz w:val="36"/><w:szCs w:val="36"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Heading2"><w:name w:val="heading 2"/><w:basedOn w:val="Heading1"/><w:next w:val="Normal"/><w:qFormat/><w:pPr><w:outlineLvl w:val="1"/></w:pPr><w:rPr><w:sz w:val="32"/><w:szCs w:val="32"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Heading3"><w:name w:val="heading 3"/><w:basedOn w:val="Heading1"/><w:next w:val="Normal"/><w:qFormat/><w:pPr><w:outlineLvl w:val="2"/></w:pPr><w:rPr><w:rFonts w:eastAsia="楷体"/><w:sz w:val="32"/><w:szCs w:val="32"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Note"><w:name w:val="Note"/><w:basedOn w:val="Normal"/><w:pPr><w:spacing w:line="360" w:lineRule="exact"/><w:ind w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="left"/></w:pPr><w:rPr><w:sz w:val="21"/><w:szCs w:val="21"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Caption"><w:name w:val="caption"/><w:basedOn w:val="Note"/><w:next w:val="Normal"/><w:pPr><w:keepNext/><w:spacing w:before="120" w:after="60"/><w:jc w:val="center"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="character" w:styleId="Strong"><w:name w:val="Strong"/><w:qFormat/><w:rPr><w:rFonts w:eastAsia="黑体"/></w:rPr></w:style>
<w:style w:type="table" w:styleId="Facts"><w:name w:val="Facts"/><w:tblPr><w:tblBorders><w:top w:val="single" w:sz="8" w:color="444444"/><w:bottom w:val="single" w:sz="8" w:color="444444"/><w:insideH w:val="single" w:sz="4" w:color="AAAAAA"/></w:tblBorders><w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="120" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>
<w:style w:type="table" w:styleId="Grid"><w:name w:val="Table Grid"/><w:tblPr><w:tblBorders><w:top w:val="single" w:sz="4" w:color="444444"/><w:left w:val="single" w:sz="4" w:color="444444"/><w:bottom w:val="single" w:sz="4" w:color="444444"/><w:right w:val="single" w:sz="4" w:color="444444"/><w:insideH w:val="single" w:sz="4" w:color="444444"/><w:insideV w:val="single" w:sz="4" w:color="444444"/></w:tblBorders><w:tblCellMar><w:left w:w="100" w:type="dxa"/><w:right w:w="100" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>
</w:styles>"#;

fn paragraph(style: Option<&str>, label: &str, text: &str) -> String {
    let style = style.map_or_else(String::new, |s| format!(r#"<w:pPr><w:pStyle w:val="{s}"/></w:pPr>"#));
    let label = match label {
        "" => String::new(),
        l => format!(
            r#"<w:r><w:rPr><w:rStyle w:val="Strong"/></w:rPr><w:t xml:space="preserve">{}　</w:t></w:r>"#,
            xml_text(l)
        ),
    };
    format!(r#"<w:p>{style}{label}<w:r><w:t xml:space="preserve">{}</w:t></w:r></w:p>"#, xml_text(text))
}

fn table(rows: &[(String, String)]) -> String {
    let mut out = String::from(
        r#"<w:tbl><w:tblPr><w:tblStyle w:val="Facts"/><w:tblW w:w="5000" w:type="pct"/></w:tblPr><w:tblGrid><w:gridCol w:w="2200"/><w:gridCol w:w="6800"/></w:tblGrid>"#,
    );
    for (name, value) in rows.iter().filter(|(_, v)| !v.is_empty()) {
        out.push_str("<w:tr><w:trPr><w:cantSplit/></w:trPr>");
        for (width, text) in [(2200, name), (6800, value)] {
            out.push_str(&format!(
                r#"<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{}</w:tc>"#,
                paragraph(Some("Note"), "", text)
            ));
        }
        out.push_str("</w:tr>");
    }
    out.push_str("</w:tbl>");
    out
}

/// A cell's paragraphs.
fn lines(words: &str, is_header: bool) -> String {
    let mut out = String::new();
    for line in words.lines().map(str::trim).filter(|l| !l.is_empty()) {
        out.push_str(&match is_header {
            true => format!(
                r#"<w:p><w:pPr><w:pStyle w:val="Note"/></w:pPr><w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">{}</w:t></w:r></w:p>"#,
                xml_text(line)
            ),
            false => paragraph(Some("Note"), "", line),
        });
    }
    // A cell without a paragraph makes a file that Word calls damaged.
    if out.is_empty() { paragraph(Some("Note"), "", "") } else { out }
}

/// A table of the text, with its spans; its head stands again on every page.
fn grid(t: &PlainTable) -> String {
    // 8844 twentieths of a point lie between the margins.
    let width = 8844 / t.columns.max(1);
    let mut out = String::new();
    if !t.caption.is_empty() {
        out.push_str(&paragraph(Some("Caption"), "", &t.caption));
    }
    out.push_str(r#"<w:tbl><w:tblPr><w:tblStyle w:val="Grid"/><w:tblW w:w="5000" w:type="pct"/></w:tblPr><w:tblGrid>"#);
    out.push_str(&format!(r#"<w:gridCol w:w="{width}"/>"#).repeat(t.columns));
    out.push_str("</w:tblGrid>");
    for y in 0..t.rows {
        let head = if y < t.head { "<w:tblHeader/>" } else { "" };
        out.push_str(&format!("<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>"));
        let mut x = 0;
        while x < t.columns {
            let cell = t.at(x, y);
            let columns = cell.map_or(1, |c| c.columns);
            let span = if columns > 1 { format!(r#"<w:gridSpan w:val="{columns}"/>"#) } else { String::new() };
            let (merge, words) = match cell {
                Some(c) if c.y < y => ("<w:vMerge/>", lines("", false)),
                Some(c) if c.rows > 1 => (r#"<w:vMerge w:val="restart"/>"#, lines(&c.text, c.is_header)),
                Some(c) => ("", lines(&c.text, c.is_header)),
                None => ("", lines("", false)),
            };
            out.push_str(&format!(
                r#"<w:tc><w:tcPr><w:tcW w:w="{}" w:type="dxa"/>{span}{merge}</w:tcPr>{words}</w:tc>"#,
                width * columns
            ));
            x += columns;
        }
        out.push_str("</w:tr>");
    }
    // Two tables that touch become one.
    out.push_str("</w:tbl>");
    out.push_str(&paragraph(Some("Note"), "", ""));
    out
}

/// The text as the web document lays it out.
fn web(text: &Text) -> String {
    let mut out = String::new();
    for block in &text.web {
        match block {
            Plain::Heading { level, text } => {
                let depth = level.saturating_sub(1).clamp(1, 3);
                out.push_str(&paragraph(Some(&format!("Heading{depth}")), "", &text.replace('\n', " ")));
            }
            Plain::Paragraph(words) => {
                for line in words.lines().map(str::trim).filter(|l| !l.is_empty()) {
                    let (label, rest) = text.labelled(line).unwrap_or(("", line));
                    out.push_str(&paragraph(None, label, rest));
                }
            }
            Plain::Item { number, depth, text } => {
                let indent = "　".repeat(usize::from(depth.saturating_sub(1)));
                out.push_str(&paragraph(None, "", &format!("{indent}{} {}", mark(*number), text.replace('\n', " "))));
            }
            Plain::Table(table) => out.push_str(&grid(table)),
        }
    }
    out
}

fn parts(text: &Text) -> String {
    let mut out = String::new();
    for part in &text.parts {
        if let Some(depth) = part.kind.depth() {
            out.push_str(&paragraph(Some(&format!("Heading{depth}")), "", &part.headline()));
        }
        let mut label = if part.kind == PartKind::Article { part.label.as_str() } else { "" };
        for line in part.lines() {
            out.push_str(&paragraph(None, label, line));
            label = "";
        }
        if !label.is_empty() {
            out.push_str(&paragraph(None, label, ""));
        }
    }
    out
}

fn document(text: &Text) -> String {
    let mut out = String::from(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:body>"#,
    );
    out.push_str(&paragraph(Some("Title"), "", &text.title));
    let mut rows = text.attributes.clone();
    rows.push((text.labels.validity.clone(), text.validity_said.clone()));
    rows.push((text.labels.address.clone(), text.address.clone()));
    out.push_str(&table(&rows));
    for note in &text.notes {
        out.push_str(&paragraph(Some("Note"), "", note));
    }
    for e in &text.events {
        out.push_str(&paragraph(Some("Note"), "", &format!("{}　{}", e.on, e.text)));
    }
    out.push_str(&if text.web.is_empty() { parts(text) } else { web(text) });
    // A4, the margins of GB/T 9704: 37 mm above, 28 mm at the left.
    out.push_str(r#"<w:sectPr><w:footerReference w:type="default" r:id="rId2"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588" w:header="851" w:footer="1400" w:gutter="0"/></w:sectPr></w:body></w:document>"#);
    out
}

fn core(text: &Text) -> String {
    let on = text.dated_on.or(text.effective_on).or(text.made_on);
    let created = on.map_or_else(String::new, |d| {
        format!(r#"<dcterms:created xsi:type="dcterms:W3CDTF">{d}T00:00:00Z</dcterms:created>"#)
    });
    format!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{}</dc:title><dc:creator>{}</dc:creator><dc:identifier>{}</dc:identifier><dc:language>zh-CN</dc:language>{created}</cp:coreProperties>"#,
        xml_text(&text.title),
        xml_text(&text.issuer),
        xml_text(&text.address)
    )
}

/// The file.
///
/// # Errors
/// When the archive cannot be written, which in memory it always can.
pub fn docx(text: &Text) -> Result<Vec<u8>, zip::result::ZipError> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // No time of the machine: the same text gives the same file.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(zip::DateTime::default());
    for (name, content) in [
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", RELATIONS),
        ("docProps/core.xml", &core(text)),
        ("word/document.xml", &document(text)),
        ("word/styles.xml", STYLES),
        ("word/footer1.xml", FOOTER),
        ("word/_rels/document.xml.rels", DOCUMENT_RELATIONS),
    ] {
        zip.start_file(name, options)?;
        zip.write_all(content.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}
