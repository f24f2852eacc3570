//! A notice from data to signed file, with the real engine and a real seal, judged by an outside tool: `pdfsig` of
//! poppler must call the signature valid over the whole document.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::presses::Presses;
use documents::Press;
use kernel::{SealPress, Typesetter};
use seal::{Agency, KeyRing, Suite, verify_pdf};
use std::{process::Command, sync::Arc};

const AGENCY: &str = "明厅示范局";

fn at() -> jiff::Timestamp {
    "2026-11-22T02:05:31Z".parse().unwrap()
}

fn presses() -> Presses {
    let mut keys = KeyRing::in_memory(Suite::Intl, at()).unwrap();
    keys.establish_authority(Suite::Intl, "Mingting Demonstration Authority", at()).unwrap();
    keys.enrol_agency(Suite::Intl, Agency { name: AGENCY, code: "11130100DEM000019" }, at()).unwrap();
    Presses::new(Arc::new(keys), vec![(AGENCY.to_owned(), "11130100DEM000019".to_owned())])
}

/// The example of a template in the engine's own documentation, which its tests keep true.
fn example(template: &str) -> serde_json::Value {
    let all = include_str!("../../documents/TEMPLATES.md");
    let block = all.split(&format!("```json {template}\n")).nth(1).unwrap();
    serde_json::from_str(block.split("\n```").next().unwrap()).unwrap()
}

#[test]
fn a_notice_is_sealed_so_that_others_find_it_valid() {
    let plain = Press::inline().typeset("acceptance", &example("acceptance")).unwrap();
    let sealed = presses().press(&plain, AGENCY, "acceptance", at()).unwrap();
    let check = verify_pdf(&sealed).unwrap();
    assert!(check.is_intact(), "{check:?}");
    assert_eq!((check.signer_name.as_deref(), check.signatures), (Some(AGENCY), 1));

    // One bit elsewhere and it is no longer what was signed.
    let mut altered = sealed.clone();
    altered[plain.len() / 2] ^= 1;
    assert!(!verify_pdf(&altered).is_ok_and(|c| c.is_intact()));

    let file = tempfile::Builder::new().suffix(".pdf").tempfile().unwrap();
    std::fs::write(file.path(), &sealed).unwrap();
    let Ok(out) = Command::new("pdfsig").arg("-nocert").arg(file.path()).output() else {
        eprintln!("skipped: pdfsig (poppler-utils) is not installed");
        return;
    };
    let said = String::from_utf8_lossy(&out.stdout);
    assert!(said.contains("Signature is Valid") && said.contains("Total document signed"), "{said}");
}

#[test]
fn an_agency_without_a_seal_signs_nothing() {
    let plain = Press::inline().typeset("acceptance", &example("acceptance")).unwrap();
    assert!(presses().press(&plain, "另一个局", "acceptance", at()).is_err());
}
