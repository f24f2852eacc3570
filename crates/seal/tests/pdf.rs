//! Signed PDF files: by our own check, by poppler's pdfsig, by qpdf, by another library, and by OpenSSL.

// Clippy allows it in test functions only, not in what they share.
#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::process::Command;

use jiff::{Timestamp, ToSpan};
use proptest::prelude::*;
use seal::{
    Agency, KeyRing, PdfError, SM2_ID, Seal, SealImage, SignatureInfo, Suite, is_issued_by, sign_pdf, to_pem,
    verify_pdf,
};

const AGENCY: Agency<'static> = Agency { name: "石家庄市演示行政审批局", code: "11130100000000000X" };

const FIXTURES: [(&str, &[u8]); 4] = [
    ("typst-a2b", include_bytes!("fixtures/typst-a2b.pdf")),
    ("typst-a2a-ua1", include_bytes!("fixtures/typst-a2a-ua1.pdf")),
    ("xref-stream", include_bytes!("fixtures/xref-stream.pdf")),
    ("linearised", include_bytes!("fixtures/linearised.pdf")),
];

fn now() -> Timestamp {
    "2026-03-02T07:00:00Z".parse().unwrap()
}

fn ring(suite: Suite) -> KeyRing {
    let mut ring = KeyRing::in_memory(suite, now()).unwrap();
    ring.establish_authority(suite, "明厅演示认证机构", now()).unwrap();
    ring.enrol_agency(suite, AGENCY, now()).unwrap();
    ring
}

fn info() -> SignatureInfo<'static> {
    SignatureInfo {
        name: AGENCY.name,
        reason: Some("电子证照 (licence)"),
        location: Some("Shijiazhuang (\\)"),
        at: now(),
        field_name: "licence",
        seal: None,
    }
}

fn signed(ring: &KeyRing, pdf: &[u8], info: &SignatureInfo<'_>) -> Vec<u8> {
    let signer = ring.agency_signer(ring.suite(), AGENCY.code).unwrap().unwrap();
    sign_pdf(pdf, &signer, info).unwrap()
}

/// A PDF by hand: one page, a form and a note already on it, its arrays indirect, offsets computed.
fn by_hand() -> Vec<u8> {
    let objects = [
        "<</Type/Catalog/Pages 2 0 R/AcroForm 6 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 200 200]>>",
        "<</Type/Page/Parent 2 0 R/Annots 7 0 R/Odd#20Key (a \\) b)/Contents 5 0 R>>",
        "<</FT/Tx/T(remark)/Type/Annot/Subtype/Widget/Rect[10 10 90 30]/P 3 0 R>>",
        "<</Length 34>>\nstream\n0.5 g 20 20 100 100 re f          \nendstream",
        "<</Fields[4 0 R]/DA(/Helv 0 Tf)>>",
        "[4 0 R]",
    ];
    let mut out = b"%PDF-1.7\n".to_vec();
    let mut offsets = Vec::new();
    for (n, object) in objects.iter().enumerate() {
        offsets.push(out.len());
        out.extend(format!("{} 0 obj\n{object}\nendobj\n", n + 1).bytes());
    }
    let start = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    for offset in offsets {
        out.extend(format!("{offset:010} 00000 n \n").bytes());
    }
    out.extend(format!("trailer\n<</Size {}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF", objects.len() + 1).bytes());
    out
}

fn all_inputs() -> Vec<(&'static str, Vec<u8>)> {
    let mut all: Vec<_> = FIXTURES.iter().map(|(name, pdf)| (*name, pdf.to_vec())).collect();
    all.push(("by hand", by_hand()));
    all
}

/// What a tool says about a file; `None` (with a printed line) where the tool is not installed.
fn ask(tool: &str, arguments: &[&str], file: &Path) -> Option<(bool, String)> {
    match Command::new(tool).args(arguments).arg(file).output() {
        Ok(output) => {
            let text = [output.stdout, output.stderr].concat();
            Some((output.status.success(), String::from_utf8_lossy(&text).into_owned()))
        }
        Err(e) => {
            println!("skipped, {tool} does not run: {e}");
            None
        }
    }
}

#[test]
fn every_kind_of_file_is_signed_whole_in_both_suites() {
    for suite in [Suite::Intl, Suite::Sm] {
        let ring = ring(suite);
        for (name, pdf) in all_inputs() {
            let out = signed(&ring, &pdf, &info());
            assert!(out.starts_with(&pdf), "{name}: the original bytes moved");
            let check = verify_pdf(&out).unwrap();
            assert!(check.is_intact(), "{name}: {check:?}");
            assert_eq!((check.suite, check.signatures), (suite, 1));
            assert_eq!(check.signer_name.as_deref(), Some(AGENCY.name));
            assert_eq!(check.signer_code.as_deref(), Some(AGENCY.code));
            assert_eq!(check.signed_at, Some(now()));
            assert!(check.certificate_holds.0 < now() && check.certificate_holds.1 > now());
            assert!(is_issued_by(&check.certificate, ring.authority_certificate(suite).unwrap()).unwrap());
        }
    }
}

#[test]
fn pdfsig_and_qpdf_accept_every_kind_of_file() {
    let ring = ring(Suite::Intl);
    let folder = tempfile::tempdir().unwrap();
    for (name, pdf) in all_inputs() {
        let file = folder.path().join("signed.pdf");
        let out = signed(&ring, &pdf, &info());
        std::fs::write(&file, &out).unwrap();
        if let Some((_, text)) = ask("pdfsig", &[], &file) {
            for part in
                ["Signature is Valid.", "Total document signed", "ETSI.CAdES.detached", AGENCY.name, "SHA-256", "2026"]
            {
                assert!(text.contains(part), "{name}: no “{part}” in\n{text}");
            }
            // The same file with one character of the page changed.
            let mut changed = out.clone();
            changed[pdf.len() / 2] ^= 1;
            std::fs::write(&file, &changed).unwrap();
            let (_, text) = ask("pdfsig", &[], &file).unwrap();
            assert!(!text.contains("Signature is Valid."), "{name}: pdfsig accepted a changed file\n{text}");
            std::fs::write(&file, &out).unwrap();
        }
        if let Some((fine, text)) = ask("qpdf", &["--check"], &file) {
            assert!(fine && !text.contains("WARNING"), "{name}: {text}");
        }
    }
}

#[test]
fn another_library_finds_field_page_and_flags() {
    let ring = ring(Suite::Intl);
    for (name, pdf) in all_inputs() {
        let before = lopdf::Document::load_mem(&pdf).unwrap();
        let after = lopdf::Document::load_mem(&signed(&ring, &pdf, &info())).unwrap();
        assert_eq!(before.get_pages().len(), after.get_pages().len(), "{name}");
        let (old, new) = (before.catalog().unwrap(), after.catalog().unwrap());
        for (key, value) in old.iter().filter(|(k, _)| k.as_slice() != b"AcroForm") {
            assert_eq!(new.get(key).unwrap(), value, "{name}: the catalogue lost something");
        }
        let form = after.get_dictionary(new.get(b"AcroForm").unwrap().as_reference().unwrap()).unwrap();
        assert_eq!(form.get(b"SigFlags").unwrap().as_i64().unwrap(), 3);
        let fields = form.get(b"Fields").unwrap().as_array().unwrap();
        let field = fields.last().unwrap().as_reference().unwrap();
        let page = after.get_dictionary(after.get_pages()[&1]).unwrap();
        let annotations = page.get(b"Annots").unwrap().as_array().unwrap();
        assert_eq!(annotations.last().unwrap().as_reference().unwrap(), field);
        if name == "by hand" {
            assert_eq!((fields.len(), annotations.len()), (2, 2));
            assert_eq!(form.get(b"DA").unwrap().as_str().unwrap(), b"/Helv 0 Tf");
            assert_eq!(page.get(b"Odd Key").unwrap().as_str().unwrap(), b"a ) b");
        }
    }
}

#[test]
fn a_second_signature_and_a_later_addition_are_told_apart() {
    let ring = ring(Suite::Intl);
    for (name, pdf) in all_inputs() {
        let first = signed(&ring, &pdf, &info());
        let signer = ring.agency_signer(Suite::Intl, AGENCY.code).unwrap().unwrap();
        assert!(matches!(sign_pdf(&first, &signer, &info()), Err(PdfError::FieldTaken)), "{name}");
        let second = signed(&ring, &first, &SignatureInfo { field_name: "second", at: now() + 1.hour(), ..info() });
        let check = verify_pdf(&second).unwrap();
        assert!(check.is_intact() && check.signatures == 2, "{name}: {check:?}");
        assert_eq!(check.signed_at, Some(now() + 1.hour()));

        let check = verify_pdf(&[&first[..], b"\n% added\n"].concat()).unwrap();
        assert!(check.digest_ok && check.signature_ok && !check.signed_whole && !check.is_intact());
    }
}

#[test]
fn the_seal_is_drawn_on_its_page() {
    let ring = ring(Suite::Intl);
    let mut rgba = Vec::new();
    for n in 0..40u32 * 40 {
        let (x, y) = (f64::from(n % 40) - 19.5, f64::from(n / 40) - 19.5);
        rgba.extend([200, 20, 20, if x.hypot(y) < 20.0 { 200 } else { 0 }]);
    }
    let image = SealImage { width: 40, height: 40, rgba: &rgba };
    let seal = Seal { page: 1, rect: [300.0, 500.0, 420.0, 620.0], image };
    let pdf = FIXTURES[0].1;
    let out = signed(&ring, pdf, &SignatureInfo { seal: Some(seal), ..info() });
    assert!(verify_pdf(&out).unwrap().is_intact());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("signed.pdf");
    std::fs::write(&file, &out).unwrap();
    if let Some((_, text)) = ask("pdfsig", &[], &file) {
        assert!(text.contains("Signature is Valid.") && text.contains("Total document signed"), "{text}");
    }
    let picture = folder.path().join("page");
    let arguments = ["-r", "36", "-f", "2", "-l", "2", "-singlefile"];
    if let Ok(output) = Command::new("pdftoppm").args(arguments).arg(&file).arg(&picture).output() {
        assert!(output.status.success());
        let ppm = std::fs::read(picture.with_extension("ppm")).unwrap();
        let red = ppm.chunks_exact(3).filter(|p| p[0] > 180 && p[1] < 130 && p[2] < 130).count();
        assert!(red > 1000, "only {red} red pixels");
    }

    let signer = ring.agency_signer(Suite::Intl, AGENCY.code).unwrap().unwrap();
    for bad in [
        Seal { page: 2, ..seal },
        Seal { rect: [0.0, 0.0, 0.0, 10.0], ..seal },
        Seal { rect: [0.0, 0.0, f64::NAN, 10.0], ..seal },
        Seal { image: SealImage { width: 41, ..image }, ..seal },
        Seal { image: SealImage { width: 0, height: 0, rgba: &[] }, ..seal },
    ] {
        let result = sign_pdf(pdf, &signer, &SignatureInfo { seal: Some(bad), ..info() });
        assert!(matches!(result, Err(PdfError::Seal(_))));
    }
}

/// OpenSSL cannot be told the SM2 identity for a whole CMS (see `outside.rs`); it can for its parts. Here the parts
/// come out of the PDF itself: signed range, CMS, signed attributes.
#[test]
fn openssl_verifies_the_sm2_signature_inside_a_pdf() {
    use x509_cert::der::{Decode, EncodePem};
    let ring = ring(Suite::Sm);
    let out = signed(&ring, FIXTURES[0].1, &info());
    let text = String::from_utf8_lossy(&out).into_owned();
    assert!(text.contains("/SubFilter /adbe.pkcs7.detached"));
    let range: Vec<usize> = text[text.rfind("/ByteRange [").unwrap() + 12..]
        .split_whitespace()
        .take(4)
        .map(|n| n.trim_end_matches(']').parse().unwrap())
        .collect();
    assert_eq!(range[2] + range[3], out.len());
    let content = [&out[..range[1]], &out[range[2]..]].concat();
    let cms = hex::decode(&out[range[1] + 1..range[2] - 1]).unwrap();

    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
    let certificate = x509_cert::Certificate::from_der(&verify_pdf(&out).unwrap().certificate).unwrap();
    let key = certificate.tbs_certificate().subject_public_key_info().to_pem(Default::default()).unwrap();
    put("key", key.as_bytes());
    put("content", &content);
    put("ca", to_pem(ring.authority_certificate(Suite::Sm).unwrap()).as_bytes());
    let run = |arguments: &str| {
        let output = Command::new("openssl").current_dir(folder.path()).args(arguments.split(' ')).output();
        output.map(|o| (o.status.success(), o.stdout))
    };
    let Ok((true, digest)) = run("dgst -sm3 -binary content") else {
        println!("skipped, OpenSSL with SM3 does not run");
        return;
    };
    // [0] attributes, algorithm (12 bytes), OCTET STRING signature, then the padding.
    let attributes = cms.windows(32).rposition(|w| w == digest).expect("OpenSSL's digest of the range is signed");
    let start = (0..attributes).rev().find(|at| cms[*at] == 0xA0 && cms[at + 1..].starts_with(&[0x82])).unwrap();
    let end = start + 4 + usize::from(u16::from_be_bytes([cms[start + 2], cms[start + 3]]));
    let mut set = cms[start..end].to_vec();
    set[0] = 0x31;
    put("attributes", &set);
    let signature = &cms[end + 12 + 2..];
    put("signature", &signature[..usize::from(signature[1]) + 2]);
    let (fine, said) =
        run(&format!("dgst -sm3 -verify key -sigopt distid:{SM2_ID} -signature signature attributes")).unwrap();
    assert!(fine, "{}", String::from_utf8_lossy(&said));
}

#[test]
fn what_is_no_pdf_or_not_signed_is_said_to_be_so() {
    let ring = ring(Suite::Intl);
    let signer = ring.agency_signer(Suite::Intl, AGENCY.code).unwrap().unwrap();
    for (name, pdf) in all_inputs() {
        assert!(matches!(verify_pdf(&pdf), Err(PdfError::NotSigned)), "{name}");
        for len in [0, 4, 20, pdf.len() / 2, pdf.len() - 12] {
            assert!(sign_pdf(&pdf[..len], &signer, &info()).is_err(), "{name}, cut at {len}");
        }
    }
    let encrypted = String::from_utf8(by_hand()).unwrap().replace("/Root 1 0 R", "/Root 1 0 R/Encrypt 4 0 R");
    assert!(matches!(sign_pdf(encrypted.as_bytes(), &signer, &info()), Err(PdfError::Encrypted)));
    let circle = String::from_utf8(by_hand()).unwrap();
    let start = circle.find("xref\n").unwrap();
    let circle = circle.replace("/Root 1 0 R", &format!("/Root 1 0 R/Prev {start}"));
    assert!(matches!(verify_pdf(circle.as_bytes()), Err(PdfError::Damaged(_))));
}

#[test]
fn deep_nesting_is_refused_and_does_not_exhaust_the_stack() {
    let deep = format!("{}{}", "[".repeat(200_000), "]".repeat(200_000));
    let pdf = String::from_utf8(by_hand()).unwrap();
    let pdf = pdf.replace("/Root 1 0 R", &format!("/Root 1 0 R/Deep {deep}"));
    assert!(matches!(verify_pdf(pdf.as_bytes()), Err(PdfError::Damaged(_))));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Any single changed bit outside the signature's own digits is noticed, whatever it hits.
    #[test]
    fn any_changed_bit_of_the_signed_range_is_noticed(which in 0usize..5, at in any::<prop::sample::Index>(), bit in 0u8..8) {
        thread_local! {
            static SIGNED: Vec<Vec<u8>> = {
                let ring = ring(Suite::Intl);
                all_inputs().iter().map(|(_, pdf)| signed(&ring, pdf, &info())).collect()
            };
        }
        let mut pdf = SIGNED.with(|all| all[which].clone());
        let contents = pdf.windows(11).rposition(|w| w == b"/Contents <").unwrap() + 10;
        let gap = contents..contents + pdf[contents..].iter().position(|b| *b == b'>').unwrap() + 1;
        let at = at.index(pdf.len() - gap.len());
        let at = if at < gap.start { at } else { at + gap.len() };
        pdf[at] ^= 1 << bit;
        prop_assert!(!verify_pdf(&pdf).is_ok_and(|c| c.is_intact()), "bit {} of byte {}", bit, at);
    }

    /// Broken input gives an error or a verdict, never a panic.
    #[test]
    fn broken_files_never_panic(which in 0usize..5, changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..30)) {
        let mut pdf = all_inputs().swap_remove(which).1;
        for (at, byte) in changes {
            let at = at.index(pdf.len());
            pdf[at] = byte;
        }
        let _ = verify_pdf(&pdf);
        let ring = thread_ring();
        let signer = ring.agency_signer(Suite::Intl, AGENCY.code).unwrap().unwrap();
        let _ = sign_pdf(&pdf, &signer, &info());
    }
}

fn thread_ring() -> std::rc::Rc<KeyRing> {
    thread_local! {
        static RING: std::rc::Rc<KeyRing> = std::rc::Rc::new(ring(Suite::Intl));
    }
    RING.with(Clone::clone)
}
