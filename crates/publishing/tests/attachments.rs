//! Attachments over HTTP: found out by content, limited, looked into, stripped, handed out safely.

#![allow(clippy::unwrap_used)]

mod browser;

use axum::http::StatusCode;
use browser::{Browser, NOTICE, hall, seen};
use kernel::Who;
use publishing::testing::working;
use testkit::on_both;

#[test]
fn attachments_are_found_out_by_content_limited_and_handed_out_safely() {
    on_both(|t| {
        let d = hall(t);
        let mut drafter = Browser::new(t, &d.drafter);
        drafter.get("/desk/publications/new");
        let (_, _, to) = drafter.post("/desk/publications", NOTICE);
        let number = to.rsplit('/').next().unwrap().to_owned();
        let own = format!("/desk/publications/{number}");
        drafter.get(&own);
        let files = format!("{own}/files");
        let version = || working(t, &number).matter.version;
        let (status, html, _) = drafter.upload(&files, version(), "a.pdf", b"x", Some(200 << 20));
        assert!(
            status == StatusCode::PAYLOAD_TOO_LARGE && html.contains("50"),
            "200 MB are refused before they are read: {html}"
        );
        let (status, html, _) = drafter.upload(&files, version(), "a.pdf", b"MZ\x90\0 program", None);
        assert!(status == StatusCode::UNPROCESSABLE_ENTITY && html.contains("a.pdf"), "{html}");
        let (status, _, _) =
            drafter.upload(&files, version(), "..\\..\\目录.csv", "序号,名称\n1,甲\n".as_bytes(), None);
        assert_eq!(status, StatusCode::SEE_OTHER);
        let html = drafter.get(&own).1;
        assert!(html.contains("目录.csv") && !html.contains("..\\"), "{html}");
        assert_eq!(drafter.get(&format!("{own}/files/1")).0, StatusCode::OK);
        let mut reader = Browser::new(t, &Who::Public);
        assert_eq!(
            reader.get(&format!("/publications/{number}/files/1")).0,
            StatusCode::NOT_FOUND,
            "not before publication"
        );
        let steps = [
            (&d.drafter, "submission"),
            (&d.reviewer, "review"),
            (&d.secrecy, "clearance"),
            (&d.signer, "publication"),
        ];
        for (who, act) in steps {
            let mut b = Browser::new(t, who);
            b.get(&own);
            let (status, html, _) = b.post(&format!("{own}/{act}"), &[("seen", &seen(t, &number))]);
            assert_eq!(status, StatusCode::SEE_OTHER, "{act}: {html}");
        }
        let (status, text) = reader.get(&format!("/publications/{number}/files/1"));
        assert!(status == StatusCode::OK && text.contains("甲"));
        assert_eq!(reader.get(&format!("/publications/{number}/files/2")).0, StatusCode::NOT_FOUND);
    });
}

/// A small DOCX whose text is `text`, written by `author`.
fn docx(text: &str, author: &str) -> Vec<u8> {
    use std::io::Write;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let parts = [
        ("[Content_Types].xml", "<?xml version=\"1.0\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>".to_owned()),
        ("_rels/.rels", "<?xml version=\"1.0\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/></Relationships>".to_owned()),
        ("word/document.xml", format!("<?xml version=\"1.0\"?><w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>")),
        ("docProps/core.xml", format!("<?xml version=\"1.0\"?><cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:creator>{author}</dc:creator></cp:coreProperties>")),
    ];
    for (name, content) in parts {
        let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        zip.start_file(name, stored).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn a_leak_inside_an_attachment_stops_and_hidden_metadata_never_leaves() {
    on_both(|t| {
        let d = hall(t);
        let mut drafter = Browser::new(t, &d.drafter);
        drafter.get("/desk/publications/new");
        let (_, _, to) = drafter.post("/desk/publications", NOTICE);
        let number = to.rsplit('/').next().unwrap().to_owned();
        let own = format!("/desk/publications/{number}");
        let files = format!("{own}/files");
        drafter.get(&own);
        let version = || working(t, &number).matter.version;
        let leaky = docx("申请人身份证号 11010519491231002X", "Zhang");
        let (status, html, _) = drafter.upload(&files, version(), "名单.docx", &leaky, None);
        assert_eq!(status, StatusCode::SEE_OTHER, "{html}");
        let (status, html, _) = drafter.post(&format!("{own}/submission"), &[("seen", &seen(t, &number))]);
        assert!(status == StatusCode::UNPROCESSABLE_ENTITY && html.contains("名单.docx"), "{html}");
        let (status, _, _) = drafter.post(&format!("{own}/files/1/removal"), &[("seen", &seen(t, &number))]);
        assert_eq!(status, StatusCode::SEE_OTHER);
        let harmless = docx("放假安排", "SecretAuthorName");
        assert_eq!(drafter.upload(&files, version(), "安排.docx", &harmless, None).0, StatusCode::SEE_OTHER);
        let p = working(t, &number);
        let out = t.office.objects.get(&p.files[0].digest).unwrap().unwrap();
        let holds = |bytes: &[u8], text: &str| bytes.windows(text.len()).any(|w| w == text.as_bytes());
        assert!(holds(&harmless, "SecretAuthorName") && !holds(&out, "SecretAuthorName"));
        // A file nobody can read: said, and let out by the secrecy reviewer with a reason only.
        assert_eq!(
            drafter.upload(&files, version(), "扫描件.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR broken", None).0,
            StatusCode::SEE_OTHER
        );
        let html = drafter.get(&own).1;
        assert!(html.contains("未检查"), "not checked is never called clean: {html}");
        for (who, act) in [(&d.drafter, "submission"), (&d.reviewer, "review")] {
            let mut b = Browser::new(t, who);
            b.get(&own);
            assert_eq!(
                b.post(&format!("{own}/{act}"), &[("seen", &seen(t, &number))]).0,
                StatusCode::SEE_OTHER,
                "{act}"
            );
        }
        let mut secrecy = Browser::new(t, &d.secrecy);
        let html = secrecy.get(&own).1;
        let finding = html.split("name=\"finding\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let (status, html, _) = secrecy.post(&format!("{own}/clearance"), &[("seen", &seen(t, &number))]);
        assert!(status == StatusCode::UNPROCESSABLE_ENTITY && html.contains("没有说明理由"), "{html}");
        let reason = format!("reason-{finding}");
        let answer = [("finding", finding.as_str()), (reason.as_str(), "已逐页查看"), ("seen", &seen(t, &number))];
        assert_eq!(secrecy.post(&format!("{own}/acknowledgement"), &answer).0, StatusCode::SEE_OTHER);
        let (status, html, _) = secrecy.post(&format!("{own}/clearance"), &[("seen", &seen(t, &number))]);
        assert_eq!(status, StatusCode::SEE_OTHER, "{html}");
        let mut signer = Browser::new(t, &d.signer);
        assert!(signer.get(&own).1.contains("已逐页查看"), "the reason is kept where the signer sees it");
        assert_eq!(signer.post(&format!("{own}/publication"), &[("seen", &seen(t, &number))]).0, StatusCode::SEE_OTHER);
        t.ledger_is_good();
    });
}
