//! The key ring, field encryption, lookup hashes and tokens, as their callers see them.

// Clippy allows it in test functions only, not in what they share.
#![allow(clippy::unwrap_used)]

use std::os::unix::fs::PermissionsExt;

use jiff::{Timestamp, ToSpan};
use proptest::prelude::*;
use seal::{FieldError, FieldRef, KeyRing, KeyRingError, Suite, TokenError};

const PHONE: FieldRef<'static> = FieldRef { table: "person", column: "phone", row: "r-1" };

fn now() -> Timestamp {
    "2026-02-10T01:00:00Z".parse().unwrap()
}

fn both() -> [KeyRing; 2] {
    [Suite::Intl, Suite::Sm].map(|suite| KeyRing::in_memory(suite, now()).unwrap())
}

#[test]
fn a_ring_on_disk_reads_what_it_wrote() {
    for suite in [Suite::Intl, Suite::Sm] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys.json");
        let ring = KeyRing::create(&path, suite, now()).unwrap();
        let stored = ring.encrypt(PHONE, b"13800001234").unwrap();
        let hash = ring.lookup_hash("phone", "13800001234");
        let again = KeyRing::open(&path).unwrap();
        assert_eq!(again.suite(), suite);
        assert_eq!(again.decrypt(PHONE, &stored).unwrap().as_slice(), b"13800001234");
        assert_eq!(again.decrypt_text(PHONE, &stored).unwrap().as_str(), "13800001234");
        assert_eq!(again.lookup_hash("phone", "13800001234"), hash);
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        // Nothing is left beside it.
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}

#[test]
fn the_file_is_refused_when_others_may_read_it_or_it_is_no_ring() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys.json");
    assert!(matches!(KeyRing::open(&path), Err(KeyRingError::Missing(_))));
    KeyRing::create(&path, Suite::Intl, now()).unwrap();
    assert!(matches!(KeyRing::create(&path, Suite::Intl, now()), Err(KeyRingError::Exists(_))));
    for mode in [0o640, 0o604, 0o620, 0o644, 0o660] {
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
        let error = KeyRing::open(&path).unwrap_err();
        assert!(matches!(error, KeyRingError::TooOpen { mode: m, .. } if m == mode), "{mode:o}: {error}");
        assert!(error.to_string().contains("chmod 600"));
    }
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
    let good = std::fs::read_to_string(&path).unwrap();
    for bad in [
        String::new(),
        "{}".into(),
        good.replace("\"format\": 1", "\"format\": 2"),
        good[..good.len() / 2].to_string(),
        good.replacen("\"key\": \"", "\"key\": \"AAAA", 1),
    ] {
        std::fs::write(&path, bad).unwrap();
        assert!(matches!(KeyRing::open(&path), Err(KeyRingError::Damaged { .. })));
    }
}

#[test]
fn rotation_keeps_the_old_key_for_reading_and_may_change_the_suite() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys.json");
    let mut ring = KeyRing::create(&path, Suite::Intl, now()).unwrap();
    let old = ring.encrypt(PHONE, b"one").unwrap();
    let token = ring.sign_token("draft", b"d", now() + 24.hours());
    assert!(!ring.needs_rotation(&old));
    assert_eq!(ring.rotate(Suite::Sm, now()).unwrap(), 2);

    let mut ring = KeyRing::open(&path).unwrap();
    assert_eq!((ring.suite(), ring.active_field_key(), ring.field_keys()), (Suite::Sm, 2, vec![1, 2]));
    assert!(ring.needs_rotation(&old));
    assert_eq!(ring.open_token("draft", &token, now()).unwrap(), b"d");
    let new = ring.encrypt(PHONE, &ring.decrypt(PHONE, &old).unwrap()).unwrap();
    assert!(!ring.needs_rotation(&new));

    assert!(matches!(ring.forget_field_key(2), Err(KeyRingError::StillNeeded(2))));
    assert!(matches!(ring.forget_field_key(9), Err(KeyRingError::StillNeeded(9))));
    ring.forget_field_key(1).unwrap();
    let ring = KeyRing::open(&path).unwrap();
    assert!(matches!(ring.decrypt(PHONE, &old), Err(FieldError::UnknownKey(1))));
    assert_eq!(ring.decrypt(PHONE, &new).unwrap().as_slice(), b"one");
}

#[test]
fn two_processes_never_overwrite_each_others_keys() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys.json");
    let mut one = KeyRing::create(&path, Suite::Intl, now()).unwrap();
    let mut two = KeyRing::open(&path).unwrap();
    one.rotate(Suite::Intl, now()).unwrap();
    assert!(matches!(two.rotate(Suite::Intl, now()), Err(KeyRingError::ChangedMeanwhile(_))));
    assert_eq!(two.active_field_key(), 1, "a failed change leaves the ring as it was");
    assert_eq!(KeyRing::open(&path).unwrap().field_keys(), [1, 2]);
}

#[test]
fn a_value_belongs_to_its_place_and_its_ring() {
    for ring in both() {
        let stored = ring.encrypt(PHONE, b"13800001234").unwrap();
        for other in [
            FieldRef { table: "agent", ..PHONE },
            FieldRef { column: "mobile", ..PHONE },
            FieldRef { row: "r-2", ..PHONE },
            FieldRef { table: "personp", column: "hone", ..PHONE },
        ] {
            assert!(matches!(ring.decrypt(other, &stored), Err(FieldError::Altered)));
        }
        let stranger = KeyRing::in_memory(ring.suite(), now()).unwrap();
        assert!(matches!(stranger.decrypt(PHONE, &stored), Err(FieldError::Altered)));
        for len in 0..stored.len() {
            assert!(ring.decrypt(PHONE, &stored[..len]).is_err());
        }
        assert_ne!(ring.encrypt(PHONE, b"x").unwrap(), ring.encrypt(PHONE, b"x").unwrap());
        assert!(ring.needs_rotation(b"13800001234"));
    }
}

#[test]
fn lookup_hashes_tell_purposes_and_keys_apart() {
    for mut ring in both() {
        let one = ring.lookup_hash("id", "11010519491231002X");
        assert_eq!(one, ring.lookup_hash("id", "11010519491231002X"));
        assert_ne!(one, ring.lookup_hash("id", "440524188001010014"));
        assert_ne!(one, ring.lookup_hash("phone", "11010519491231002X"));
        assert!(one.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b)));
        ring.rotate(ring.suite(), now()).unwrap();
        assert_eq!(one, ring.lookup_hash("id", "11010519491231002X"), "rotate leaves lookups findable");
        ring.rotate_lookup(ring.suite(), now()).unwrap();
        assert!(!ring.is_lookup_current(&one));
        let all = ring.lookup_hashes("id", "11010519491231002X");
        assert_eq!(all, [ring.lookup_hash("id", "11010519491231002X"), one]);
        assert!(ring.is_lookup_current(&all[0]));
    }
}

#[test]
fn tokens_hold_for_one_purpose_and_until_their_time() {
    for ring in both() {
        let until = now() + 24.hours();
        let token = ring.sign_token("draft", "草稿-1".as_bytes(), until);
        assert!(token.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b)));
        assert_eq!(ring.open_token("draft", &token, now()).unwrap(), "草稿-1".as_bytes());
        assert!(ring.open_token("draft", &token, until - 1.second()).is_ok());
        assert_eq!(ring.open_token("draft", &token, until), Err(TokenError::Expired));
        assert_eq!(ring.open_token("csrf", &token, now()), Err(TokenError::Forged));
        let stranger = KeyRing::in_memory(ring.suite(), now()).unwrap();
        assert_eq!(stranger.open_token("draft", &token, now()), Err(TokenError::Forged));
        for bad in ["", ".", "a.b", "AAAA.AAAA", &"A".repeat(20_000)] {
            assert_eq!(ring.open_token("draft", bad, now()), Err(TokenError::Malformed));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_value_comes_back(text in proptest::collection::vec(any::<u8>(), 0..300), row in ".{0,40}") {
        for ring in both() {
            let field = FieldRef { row: &row, ..PHONE };
            let stored = ring.encrypt(field, &text).unwrap();
            prop_assert_eq!(&*ring.decrypt(field, &stored).unwrap(), &text);
        }
    }

    #[test]
    fn a_changed_bit_is_never_accepted(bit in 0usize..8 * 45) {
        for ring in both() {
            let mut stored = ring.encrypt(PHONE, b"13800001234").unwrap();
            prop_assert_eq!(stored.len(), 45);
            stored[bit / 8] ^= 1 << (bit % 8);
            prop_assert!(ring.decrypt(PHONE, &stored).is_err());
        }
    }

    #[test]
    fn a_changed_character_of_a_token_is_never_accepted(at in any::<prop::sample::Index>(), new in "[A-Za-z0-9_.-]") {
        for ring in both() {
            let token = ring.sign_token("csrf", b"session-7", now() + 1.hour());
            let at = at.index(token.len());
            let changed = format!("{}{new}{}", &token[..at], &token[at + 1..]);
            prop_assert_eq!(ring.open_token("csrf", &changed, now()).is_ok(), changed == token);
        }
    }
}
