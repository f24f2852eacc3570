//! Certificates and detached signatures of both suites, read by OpenSSL and by an independent parser.

// Clippy allows it in test functions only, not in what they share.
#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::process::{Command, Output};
use std::sync::Mutex;

use jiff::{Timestamp, ToSpan};
use seal::{
    Agency, KeyRing, SM2_ID, SignError, Signer, SigningTime, SoftwareSigner, Suite, check_detached, is_issued_by,
    sign_detached, to_pem,
};
use x509_cert::der::{Decode, Encode, EncodePem};

const AGENCY: Agency<'static> = Agency { name: "石家庄市演示行政审批局", code: "11130100000000000X" };
const MESSAGE: &[u8] = "准予行政许可决定书".as_bytes();

fn now() -> Timestamp {
    "2026-02-10T01:00:00Z".parse().unwrap()
}

fn ring(suite: Suite) -> KeyRing {
    let mut ring = KeyRing::in_memory(suite, now()).unwrap();
    ring.establish_authority(suite, "明厅演示认证机构", now()).unwrap();
    ring.enrol_agency(suite, AGENCY, now()).unwrap();
    ring
}

/// Runs OpenSSL in `folder`; `None` (with a printed line) where there is none.
fn openssl(folder: &Path, arguments: &str) -> Option<Output> {
    match Command::new("openssl").current_dir(folder).args(arguments.split(' ')).output() {
        Ok(output) => Some(output),
        Err(e) => {
            println!("skipped, OpenSSL does not run: {e}");
            None
        }
    }
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// A folder with ca.pem, leaf.pem, msg, sig.der (CMS) of the suite, and `raw.der` over `msg` with `leaf.pub`.
fn folder(suite: Suite, ring: &KeyRing) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let signer = ring.agency_signer(suite, AGENCY.code).unwrap().unwrap();
    let put = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
    put("ca.pem", to_pem(ring.authority_certificate(suite).unwrap()).as_bytes());
    put("leaf.pem", to_pem(signer.certificate()).as_bytes());
    put("msg", MESSAGE);
    put("other", "不予行政许可决定书".as_bytes());
    put("sig.der", &sign_detached(&[MESSAGE], &signer, SigningTime::Attribute(now())).unwrap());
    put("raw.der", &signer.sign(MESSAGE).unwrap());
    let certificate = x509_cert::Certificate::from_der(signer.certificate()).unwrap();
    let key = certificate.tbs_certificate().subject_public_key_info().to_pem(Default::default()).unwrap();
    put("leaf.pub", key.as_bytes());
    folder
}

#[test]
fn an_independent_parser_reads_the_certificates() {
    for suite in [Suite::Intl, Suite::Sm] {
        let ring = ring(suite);
        let signer = ring.agency_signer(suite, AGENCY.code).unwrap().unwrap();
        let authority = ring.authority_certificate(suite).unwrap();
        for der in [signer.certificate(), authority] {
            let parsed = x509_cert::Certificate::from_der(der).unwrap();
            assert_eq!(parsed.to_der().unwrap(), der, "the writing is canonical");
            assert_eq!(parsed.tbs_certificate().extensions().unwrap().len(), 4);
            assert!(is_issued_by(der, authority).unwrap());
        }
        let subject = x509_cert::Certificate::from_der(signer.certificate()).unwrap();
        let subject = subject.tbs_certificate().subject().to_string();
        assert!(subject.contains(AGENCY.code) && subject.contains(AGENCY.name), "{subject}");
        assert!(!is_issued_by(authority, signer.certificate()).unwrap());
    }
}

#[test]
fn an_agency_is_enrolled_once_and_again_before_its_time_is_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys");
    let mut ring = KeyRing::create(&path, Suite::Intl, now()).unwrap();
    assert!(ring.enrol_agency(Suite::Intl, AGENCY, now()).is_err(), "no authority yet");
    for name in ["明厅演示认证机构", "另一个"] {
        ring.establish_authority(Suite::Intl, name, now()).unwrap();
        ring.enrol_agency(Suite::Intl, AGENCY, now()).unwrap();
    }
    let first = ring.agency_signer(Suite::Intl, AGENCY.code).unwrap().unwrap().certificate().to_vec();
    let ring_again = KeyRing::open(&path).unwrap();
    let again = ring_again.agency_signer(Suite::Intl, AGENCY.code).unwrap().unwrap();
    assert_eq!(again.certificate(), first);
    ring.enrol_agency(Suite::Intl, AGENCY, now() + (24 * 1080).hours()).unwrap();
    assert_ne!(ring.agency_signer(Suite::Intl, AGENCY.code).unwrap().unwrap().certificate(), first);
    assert!(ring.agency_signer(Suite::Sm, AGENCY.code).unwrap().is_none());
    for bad in [Agency { name: "", ..AGENCY }, Agency { code: "a b", ..AGENCY }, Agency { name: "甲\n乙", ..AGENCY }]
    {
        assert!(ring.enrol_agency(Suite::Intl, bad, now()).is_err());
    }
}

#[test]
fn our_own_check_accepts_and_refuses() {
    for suite in [Suite::Intl, Suite::Sm] {
        let ring = ring(suite);
        let signer = ring.agency_signer(suite, AGENCY.code).unwrap().unwrap();
        let cms = sign_detached(&[&MESSAGE[..5], &MESSAGE[5..]], &signer, SigningTime::Attribute(now())).unwrap();
        let check = check_detached(&[MESSAGE], &cms).unwrap();
        assert!(check.digest_ok && check.signature_ok);
        assert_eq!((check.suite, check.signed_at), (suite, Some(now())));
        assert_eq!(check.certificate, signer.certificate());
        let other = check_detached(&[b"other"], &cms).unwrap();
        assert!(!other.digest_ok && other.signature_ok);
        // SM2 without optimisation is slow: every fifth byte there.
        for at in (0..cms.len()).step_by(if suite == Suite::Intl { 1 } else { 5 }) {
            let bit = at % 8;
            let mut changed = cms.clone();
            changed[at] ^= 1 << bit;
            let accepted = check_detached(&[MESSAGE], &changed)
                .is_ok_and(|c| c.digest_ok && c.signature_ok && c.chain == check.chain);
            // The outer version and the list of digest algorithms are not signed and mean nothing to us.
            assert!(!accepted || at < 60, "{suite}: bit {bit} of byte {at} may change");
        }
    }
}

#[test]
fn openssl_verifies_the_chain_and_the_p256_signature() {
    let ring = ring(Suite::Intl);
    let folder = folder(Suite::Intl, &ring);
    let when = now().as_second();
    let Some(output) = openssl(folder.path(), &format!("verify -attime {when} -x509_strict -CAfile ca.pem leaf.pem"))
    else {
        return;
    };
    assert!(output.status.success(), "{}", said(&output));
    let verify = format!(
        "cms -verify -attime {when} -binary -inform DER -in sig.der -CAfile ca.pem -purpose any -cades -content"
    );
    let good = openssl(folder.path(), &format!("{verify} msg")).unwrap();
    assert!(good.status.success(), "{}", said(&good));
    let bad = openssl(folder.path(), &format!("{verify} other")).unwrap();
    assert!(!bad.status.success(), "another content was accepted");
}

#[test]
fn openssl_verifies_the_chain_and_the_sm2_signature() {
    let ring = ring(Suite::Sm);
    let folder = folder(Suite::Sm, &ring);
    let when = now().as_second();
    let chain = format!("verify -attime {when} -x509_strict -vfyopt distid:{SM2_ID} -CAfile ca.pem leaf.pem");
    let Some(output) = openssl(folder.path(), &chain) else { return };
    assert!(output.status.success(), "{}", said(&output));
    let raw = format!("dgst -sm3 -verify leaf.pub -sigopt distid:{SM2_ID} -signature raw.der");
    let good = openssl(folder.path(), &format!("{raw} msg")).unwrap();
    assert!(good.status.success(), "{}", said(&good));
    assert!(!openssl(folder.path(), &format!("{raw} other")).unwrap().status.success());

    // OpenSSL 3.0 cannot be told the SM2 identity for `cms -verify`, so that the CMS is checked in two steps: it
    // reads the structure, and it verifies the signature over the signed attributes.
    let print = openssl(folder.path(), "cms -cmsout -print -inform DER -in sig.der").unwrap();
    let text = said(&print);
    for part in ["SM2-with-SM3 (1.2.156.10197.1.501)", "sm3 (1.2.156.10197.1.401)", "signingCertificateV2"] {
        assert!(text.contains(part), "{part} is missing in {text}");
    }
    let signer =
        Recording { inner: ring.agency_signer(Suite::Sm, AGENCY.code).unwrap().unwrap(), seen: Mutex::default() };
    let cms = sign_detached(&[MESSAGE], &signer, SigningTime::Attribute(now())).unwrap();
    let (attributes, signature) = signer.seen.into_inner().unwrap().unwrap();
    assert!(cms.ends_with(&signature) && cms.windows(attributes.len() - 1).any(|w| w == &attributes[1..]));
    std::fs::write(folder.path().join("attributes"), attributes).unwrap();
    std::fs::write(folder.path().join("raw.der"), signature).unwrap();
    let good = openssl(folder.path(), &format!("{raw} attributes")).unwrap();
    assert!(good.status.success(), "{}", said(&good));
}

/// A device in place of the software key: it keeps what it signed.
struct Recording {
    inner: SoftwareSigner,
    seen: Mutex<Option<(Vec<u8>, Vec<u8>)>>,
}

impl Signer for Recording {
    fn suite(&self) -> Suite {
        self.inner.suite()
    }

    fn certificate(&self) -> &[u8] {
        self.inner.certificate()
    }

    fn chain(&self) -> &[Vec<u8>] {
        self.inner.chain()
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        let signature = self.inner.sign(message)?;
        *self.seen.lock().unwrap() = Some((message.to_vec(), signature.clone()));
        Ok(signature)
    }
}
