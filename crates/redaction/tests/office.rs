//! Word documents and workbooks: what is withheld is in no part of the package.

#![allow(missing_docs, clippy::unwrap_used)]

mod made;

use made::{docx, entry, mark, options, para, phrase, unzipped, xlsx, zipped};
use redaction::{Body, FileKind, LeftOut, Mark, Options, Refused, Released, Target, outline, redact, verify};

fn word(bytes: &[u8], marks: &[Mark]) -> Released {
    redact(bytes, FileKind::Docx, marks, &options()).unwrap()
}

fn book(bytes: &[u8], marks: &[Mark], options: &Options) -> Released {
    redact(bytes, FileKind::Xlsx, marks, options).unwrap()
}

fn is_free_of(bytes: &[u8], words: &[&str]) {
    let all = unzipped(bytes);
    let plain: String = {
        let mut inside = false;
        all.chars()
            .filter(|c| {
                inside = (inside || *c == '<') && *c != '>';
                !inside && *c != '>'
            })
            .collect()
    };
    for word in words {
        assert!(!all.contains(word) && !plain.contains(word), "{word} is still there: {all}");
    }
}

fn body() -> String {
    [
        para("第一段公开的内容"),
        "<w:p><w:r><w:t>申请人李</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>四光</w:t></w:r><w:r><w:t>明，电话</w:t></w:r></w:p>".into(),
        "<w:p><w:r><w:t>修订</w:t></w:r><w:del w:author=\"a\"><w:r><w:delText>删去的李四光明</w:delText></w:r></w:del><w:ins w:author=\"b\"><w:r><w:t>加上的</w:t></w:r></w:ins></w:p>".into(),
        "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏的李四光明</w:t></w:r><w:r><w:rPr><w:rStyle w:val=\"Hid\"/></w:rPr><w:t>样式隐藏李四光明</w:t></w:r><w:r><w:t>可见的</w:t></w:r></w:p>".into(),
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>甲格</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>乙格的秘密</w:t></w:r></w:p></w:tc></w:tr></w:tbl>".into(),
        para("末段"),
    ]
    .concat()
}

#[test]
fn a_word_document_is_outlined() {
    let seen = outline(&docx(&body(), &para("页眉李四光明")), FileKind::Docx, &options()).unwrap();
    let Body::Passages(all) = seen.body else { panic!() };
    let texts: Vec<(String, u32, Option<u32>, String)> =
        all.into_iter().map(|p| (p.part, p.number, p.cell, p.text)).collect();
    let of = |part: &str, number, cell, text: &str| (part.to_owned(), number, cell, text.to_owned());
    assert_eq!(
        texts,
        [
            of("document", 1, None, "第一段公开的内容"),
            of("document", 2, None, "申请人李四光明，电话"),
            of("document", 3, None, "修订加上的"),
            of("document", 4, None, "可见的"),
            of("document", 5, Some(1), "甲格"),
            of("document", 6, Some(2), "乙格的秘密"),
            of("document", 7, None, "末段"),
            of("header1", 1, None, "页眉李四光明"),
        ]
    );
    for what in [LeftOut::Changes, LeftOut::HiddenText, LeftOut::Properties, LeftOut::Comments, LeftOut::Attachments] {
        assert!(seen.left_out.contains_key(&what), "{what}");
    }
}

#[test]
fn a_phrase_leaves_every_part_of_a_word_document() {
    let out = word(&docx(&body(), &para("页眉李四光明")), &[phrase("李四光明")]);
    is_free_of(&out.bytes, &["李四光明", "四光", "删去的", "隐藏的", "批注里", "属性里", "数据里", "嵌入的", "赵六"]);
    assert_eq!(out.summary.met, [2]);
    let stays = out.alternative.unwrap();
    assert!(stays.contains("申请人■■■，电话") && stays.contains("页眉■■■") && stays.contains("修订加上的"), "{stays}");
    let document = entry(&out.bytes, "word/document.xml");
    assert!(document.contains("第一段公开的内容") && document.contains("<w:b/>"));
    assert!(out.summary.also_stands_in.is_empty());
}

#[test]
fn paragraphs_cells_and_letters_go() {
    let target = |part: &str, number| Target::Paragraph { part: part.into(), number };
    let marks = [
        mark(target("header1", 1)),
        mark(Target::TableCell { part: "document".into(), number: 2 }),
        mark(Target::Letters { part: "document".into(), number: 2, from: 3, to: 7 }),
    ];
    let out = word(&docx(&body(), &para("页眉李四光明")), &marks);
    is_free_of(&out.bytes, &["李四光明", "四光", "页眉", "乙格", "秘密"]);
    assert_eq!(out.removed, ["李四光明", "乙格的秘密", "页眉李四光明"]);
    for bad in [target("header2", 1), target("document", 8), target("document", 0), Target::Page { page: 1 }] {
        let refused = redact(&docx(&body(), ""), FileKind::Docx, &[mark(bad)], &options()).unwrap_err();
        assert_eq!(refused, Refused::NoSuchPlace { mark: 0 });
    }
}

#[test]
fn words_that_stand_elsewhere_are_told() {
    let bytes = docx(&(para("王五同意") + &para("王五的意见") + &para("别的")), "");
    let out = word(&bytes, &[mark(Target::Letters { part: "document".into(), number: 1, from: 0, to: 2 })]);
    let told: Vec<&str> = out.summary.also_stands_in.iter().map(|e| e.place.as_str()).collect();
    assert_eq!(told, ["document 2"]);
}

fn cell(at: &str, kind: &str, inner: &str) -> String {
    format!(r#"<c r="{at}" t="{kind}">{inner}</c>"#)
}

fn rows() -> String {
    let rows = [
        cell("A1", "s", "<v>0</v>") + &cell("B1", "s", "<v>1</v>"),
        cell("A2", "n", "<v>81234.5</v>")
            + &cell("B2", "n", "<f>A2*2</f><v>162469</v>")
            + &cell("C2", "str", "<f>A1&amp;\"公司\"</f><v>算出的钱七公司</v>"),
        cell("A3", "n", "<v>1.3812345678E10</v>") + &cell("B3", "n", "<v>7</v>"),
    ];
    let mut out = String::new();
    for (at, row) in rows.iter().enumerate() {
        out.push_str(&format!(r#"<row r="{}">{row}</row>"#, at + 1));
    }
    format!(
        "<sheetData>{out}<row r=\"9\" hidden=\"1\">{}</row></sheetData>",
        cell("A9", "inlineStr", "<is><t>隐藏行的话</t></is>")
    )
}

fn made_book() -> Vec<u8> {
    let hidden =
        format!("<sheetData><row r=\"1\">{}</row></sheetData>", cell("A1", "inlineStr", "<is><t>暗表里的话</t></is>"));
    xlsx(
        &[("明细", "visible", rows()), ("暗表", "hidden", hidden)],
        &["钱七公司", "公开的", "从未用过的钱七公司"],
        "<definedNames><definedName name=\"Secret\">\"名称里的钱七公司\"</definedName></definedNames>",
    )
}

#[test]
fn a_workbook_is_outlined() {
    let seen = outline(&made_book(), FileKind::Xlsx, &options()).unwrap();
    let Body::Sheets(sheets) = seen.body else { panic!() };
    assert_eq!((sheets.len(), sheets[1].is_hidden, sheets[0].hidden_rows.clone()), (2, true, vec![9]));
    let shown: Vec<(&str, &str)> = sheets[0].cells.iter().map(|c| (c.at.as_str(), c.text.as_str())).collect();
    assert_eq!(
        shown,
        [
            ("A1", "钱七公司"),
            ("B1", "公开的"),
            ("A2", "81234.5"),
            ("B2", "162469"),
            ("C2", "算出的钱七公司"),
            ("A3", "13812345678"),
            ("B3", "7"),
            ("A9", "隐藏行的话")
        ]
    );
    assert_eq!(sheets[0].comments, [("A1".to_owned(), "批注里的钱七公司".to_owned())]);
    for what in [LeftOut::HiddenSheets, LeftOut::HiddenRows, LeftOut::Names, LeftOut::Caches, LeftOut::Comments] {
        assert!(seen.left_out.contains_key(&what), "{what}");
    }
}

#[test]
fn cells_go_with_all_their_copies() {
    let cells = |range: &str| mark(Target::Cells { sheet: "明细".into(), range: range.into() });
    let out = book(&made_book(), &[cells("A1"), cells("A2:A3"), cells("C2")], &options());
    is_free_of(
        &out.bytes,
        &[
            "钱七公司",
            "81234.5",
            "13812345678",
            "1.3812345678E10",
            "隐藏行",
            "暗表",
            "从未用过",
            "名称里",
            "缓存里",
            "<f>",
            "A2*2",
        ],
    );
    // The result stays as a value, and that it was computed from a withheld cell is told.
    assert!(entry(&out.bytes, "xl/worksheets/sheet1.xml").contains("<v>162469</v>"));
    assert_eq!(out.summary.computed_from, ["明细!B2"]);
    assert!(out.alternative.unwrap().contains("■■■\t公开的"));
}

#[test]
fn hidden_things_stay_when_they_are_disclosed_in_so_many_words() {
    let disclosed =
        vec![Target::Sheet { sheet: "暗表".into() }, Target::Cells { sheet: "明细".into(), range: "9:9".into() }];
    let out = book(&made_book(), &[], &Options { disclosed, ..options() });
    let all = unzipped(&out.bytes);
    assert!(all.contains("暗表里的话") && all.contains("隐藏行的话"));
    assert!(!out.summary.left_out.contains_key(&LeftOut::HiddenSheets));
}

#[test]
fn sheets_and_phrases_go() {
    let out = book(&made_book(), &[phrase("钱七公司")], &options());
    is_free_of(&out.bytes, &["钱七公司", "钱七"]);
    assert_eq!(out.summary.met, [2]);
    assert!(out.alternative.unwrap().contains("算出的■■■"));
    let out = book(&made_book(), &[mark(Target::Sheet { sheet: "明细".into() })], &options());
    is_free_of(&out.bytes, &["明细", "公开的", "162469"]);
    // A telephone number that is stored as a power of ten is found as it is shown.
    let out = book(&made_book(), &[phrase("138 1234 5678")], &options());
    is_free_of(&out.bytes, &["13812345678", "1.3812345678"]);
}

#[test]
fn what_comes_out_is_a_workbook_and_a_document() {
    let once = book(&made_book(), &[phrase("钱七公司")], &options());
    let again = outline(&once.bytes, FileKind::Xlsx, &options()).unwrap();
    let Body::Sheets(sheets) = again.body else { panic!() };
    assert_eq!((sheets.len(), sheets[0].cells[0].text.as_str()), (1, "■■■"));
    assert!(again.left_out.is_empty());
    let once = word(&docx(&body(), &para("页眉李四光明")), &[phrase("李四光明")]);
    let again = outline(&once.bytes, FileKind::Docx, &options()).unwrap();
    assert!(again.left_out.is_empty(), "{:?}", again.left_out);
    assert_eq!(
        unzipped(&word(&once.bytes, &[]).bytes),
        unzipped(&once.bytes),
        "cleaning what is clean changes nothing"
    );
}

#[test]
fn bad_packages_are_refused() {
    let twice = |body: &str| redact(&docx(body, ""), FileKind::Docx, &[], &options());
    assert_eq!(
        redact(
            &zipped(&[
                ("[Content_Types].xml", "<Types/>".into()),
                ("word/document.xml", "<!DOCTYPE x [<!ENTITY a \"b\">]><w:document/>".into())
            ]),
            FileKind::Docx,
            &[],
            &options()
        )
        .unwrap_err(),
        Refused::Entities
    );
    assert_eq!(twice(&"<w:p>".repeat(500)).unwrap_err(), Refused::Damaged);
    assert_eq!(twice("<w:p></w:q>").unwrap_err(), Refused::Damaged);
    let bomb = zipped(&[
        ("[Content_Types].xml", "<Types/>".into()),
        ("word/document.xml", format!("<w:document>{}</w:document>", " ".repeat(60 << 20))),
    ]);
    assert_eq!(redact(&bomb, FileKind::Docx, &[], &options()).unwrap_err(), Refused::Bomb);
    let locked: Vec<u8> = [
        vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1],
        "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect(),
    ]
    .concat();
    assert_eq!(redact(&locked, FileKind::Docx, &[], &options()).unwrap_err(), Refused::Encrypted);
    let good = docx(&body(), "");
    for at in [10, good.len() / 2, good.len() - 5] {
        assert!(redact(&good[..at], FileKind::Docx, &[], &options()).is_err());
    }
}

#[test]
fn the_search_finds_what_is_left_in_any_part() {
    let removed = ["李四光明的住址".to_owned()];
    let types = ("[Content_Types].xml", "<Types/>".to_owned());
    let looks = |name: &str, content: &str| {
        verify(&zipped(&[types.clone(), (name, content.into())]), FileKind::Docx, &removed, "公开")
    };
    assert_eq!(looks("word/document.xml", "<w:t>公开</w:t>"), Ok(()));
    for (name, content) in [
        ("word/document.xml", "<w:p><w:t>李四</w:t><w:t>光明的</w:t><w:t>住址</w:t></w:p>"),
        ("word/document.xml", "<w:p><w:t>李四光明的住</w:t></w:p><!-- 李四光明的住址 -->"),
        ("word/document.xml", "<w:p w:x=\"李四光明的住址\"/>"),
        ("word/document.xml", "<w:t>&#26446;四光明的住址</w:t>"),
        ("word/styles.xml", "<w:style w:val=\"李四光明的住址\"/>"),
        ("word/media/a.bin", "xx李四光明的住址xx"),
        ("word/李四光明的住址.xml", "<a/>"),
    ] {
        let leak = looks(name, content).unwrap_err();
        assert!(!leak.is_unreadable && !leak.place.is_empty(), "{content}");
    }
}

/// A document with pictures: one in a paragraph that goes, one that stays, one of a kind that is not read.
#[test]
fn pictures_are_written_anew_or_stay_behind() {
    let mut picture = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_pixel(4, 4, image::Rgb([9, 8, 7])).write_to(&mut picture, image::ImageFormat::Png).unwrap();
    let picture = [picture.into_inner(), b"behind the end".to_vec()].concat();
    let shows = |id: &str, more: &str| {
        format!(
            r#"<w:p><w:r><w:t>图{id}</w:t></w:r><w:r><w:drawing><wp:inline xmlns:wp="wp"><wp:docPr id="1" name="张三的照片" descr="张三在家里"/><a:graphic xmlns:a="a"><pic:blipFill xmlns:pic="pic"><a:blip r:embed="{id}"/>{more}</pic:blipFill></a:graphic></wp:inline></w:drawing></w:r></w:p>"#
        )
    };
    let body = shows("p1", "") + &shows("p2", "") + &shows("p3", "") + &shows("p2", "<a:srcRect l=\"10000\"/>");
    let relation =
        |id: &str, target: &str| format!(r#"<Relationship Id="{id}" Type="x/image" Target="media/{target}"/>"#);
    let relations = format!(
        "<Relationships xmlns=\"r\">{}{}{}</Relationships>",
        relation("p1", "one.png"),
        relation("p2", "two.png"),
        relation("p3", "three.emf")
    );
    let document = format!("<w:document xmlns:w=\"w\" xmlns:r=\"r\"><w:body>{body}</w:body></w:document>");
    let parts: [(&str, &[u8]); 7] = [
        ("[Content_Types].xml", b"<Types/>"),
        ("_rels/.rels", br#"<Relationships xmlns="r"><Relationship Id="a" Type="x/officeDocument" Target="word/document.xml"/></Relationships>"#),
        ("word/document.xml", document.as_bytes()),
        ("word/_rels/document.xml.rels", relations.as_bytes()),
        ("word/media/one.png", &picture),
        ("word/media/two.png", &picture),
        ("word/media/three.emf", b"emf"),
    ];
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut zip, content).unwrap();
    }
    let bytes = zip.finish().unwrap().into_inner();
    let out = word(&bytes, &[mark(Target::Paragraph { part: "document".into(), number: 1 })]);
    let names: Vec<String> = zip::ZipArchive::new(std::io::Cursor::new(&out.bytes))
        .unwrap()
        .file_names()
        .map(|n| n.unwrap().into_owned())
        .filter(|n| n.contains("media"))
        .collect();
    assert_eq!(names, ["word/media/image1.png"]);
    let all = unzipped(&out.bytes);
    assert!(!all.contains("behind the end") && !all.contains("张三") && !all.contains("emf"));
    assert_eq!(out.summary.left_out.get(&LeftOut::Pictures), Some(&2));
    let document = entry(&out.bytes, "word/document.xml");
    assert_eq!(document.matches("<w:drawing>").count(), 1, "{document}");
}

#[test]
fn words_outside_every_paragraph_do_not_leave() {
    let art = r#"<w:p><w:r><w:pict><v:shape xmlns:v="v"><v:textpath string="水印里的秘密"/></v:shape></w:pict></w:r><w:r><w:drawing><wps:x xmlns:wps="s" xmlns:a="a"><a:p><a:r><a:t>图形里的秘密</a:t></a:r></a:p></wps:x></w:drawing></w:r><w:r><w:t>看得见的</w:t></w:r></w:p>"#;
    let out = word(&docx(art, ""), &[]);
    is_free_of(&out.bytes, &["水印里的", "图形里的"]);
    assert_eq!(out.summary.left_out.get(&LeftOut::Charts), Some(&2));
    let astray = redact(&docx("<w:r><w:t>游离的字</w:t></w:r>", ""), FileKind::Docx, &[], &options());
    assert_eq!(astray.unwrap_err(), Refused::Damaged);
}

#[test]
fn a_date_that_stays_is_no_leak_of_one_that_goes() {
    let cell = |at: &str| format!(r#"<row r="{}"><c r="{at}" s="1"><v>45292</v></c></row>"#, &at[1..]);
    let styles = r#"<styleSheet xmlns="m"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#;
    let bytes = zipped(&[
        ("[Content_Types].xml", "<Types/>".into()),
        ("xl/workbook.xml", r#"<workbook xmlns:r="r"><sheets><sheet name="表" sheetId="1" r:id="a"/></sheets></workbook>"#.into()),
        ("xl/_rels/workbook.xml.rels", r#"<Relationships><Relationship Id="a" Type="x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="b" Type="x/styles" Target="styles.xml"/></Relationships>"#.into()),
        ("xl/styles.xml", styles.into()),
        ("xl/worksheets/sheet1.xml", format!("<worksheet><sheetData>{}{}</sheetData></worksheet>", cell("A1"), cell("A2"))),
    ]);
    let out = book(&bytes, &[mark(Target::Cells { sheet: "表".into(), range: "A1".into() })], &options());
    assert_eq!(out.alternative.as_deref(), Some("表\n■■■\n2024-01-01\n"));
    assert_eq!(out.summary.also_stands_in[0].place, "表!A2");
}
