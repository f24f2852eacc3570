//! The signed address: where an answer goes says what it concerns, and nobody else can make one.
//!
//! `gongkai+disclosure.<39 letters>@example.gov.cn`: purpose, then in Base32 the id and eight bytes of a keyed hash over
//! purpose and id. Letters of one case only, since mail servers may change it. Sixty-four bits are enough against
//! guessing by mail; whoever was sent the address can use it, as they can answer any letter they hold.

use crate::letter::is_purpose;
use kernel::Id;
use seal::KeyRing;

/// Purpose of the keyed hash.
const PURPOSE: &str = "mail-reply-address";
/// Bytes of the hash that stand in an address.
const MAC: usize = 8;
/// Letters of id and hash together: 24 bytes in Base32.
const LETTERS: usize = 39;
/// Most letters before the @ (RFC 5321 §4.5.3.1.1).
const LOCAL: usize = 64;
const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

/// The address for answers about `id`, at `mailbox` (`gongkai@example.gov.cn`). `None` when purpose or mailbox cannot
/// stand in one: a purpose has at most twelve small letters and digits, and all before the @ at most 64.
pub fn reply_address(keys: &KeyRing, mailbox: &str, purpose: &str, id: Id) -> Option<String> {
    let (local, domain) = mailbox.rsplit_once('@')?;
    if !is_purpose(purpose) {
        return None;
    }
    let number = bytes_of(id)?;
    let mac = mac(&keys.lookup_hash(PURPOSE, &said(purpose, id)))?;
    let token = written(&[&number[..], &mac[..]].concat());
    let local = format!("{local}+{purpose}.{token}");
    (local.len() <= LOCAL).then(|| format!("{local}@{domain}"))
}

/// What a genuine address of [`reply_address`] concerns: its purpose and id. The mailbox before the `+` is not looked at.
pub fn read_reply_address(keys: &KeyRing, address: &str) -> Option<(String, Id)> {
    let (local, _) = address.trim().rsplit_once('@')?;
    let local = local.to_ascii_lowercase();
    let (_, token) = local.rsplit_once('+')?;
    let (purpose, letters) = token.split_once('.')?;
    if !is_purpose(purpose) || letters.len() != LETTERS {
        return None;
    }
    let bytes = read(letters)?;
    let (number, given) = bytes.split_at_checked(16)?;
    let id = id_of(number)?;
    let said = said(purpose, id);
    let is_genuine = keys.lookup_hashes(PURPOSE, &said).iter().filter_map(|h| mac(h)).any(|mac| {
        // Every byte is looked at, whichever differs.
        mac.len() == given.len() && mac.iter().zip(given).fold(0, |all, (a, b)| all | (a ^ b)) == 0
    });
    is_genuine.then(|| (purpose.to_owned(), id))
}

fn said(purpose: &str, id: Id) -> String {
    format!("{purpose}/{id}")
}

/// The first bytes of a keyed hash written `<key id>.<Base64url>`.
fn mac(hash: &str) -> Option<Vec<u8>> {
    use base64::Engine as _;
    let (_, mac) = hash.split_once('.')?;
    let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(mac).ok()?;
    bytes.get(..MAC).map(<[u8]>::to_vec)
}

fn bytes_of(id: Id) -> Option<Vec<u8>> {
    let digits: Vec<u8> = id.to_string().bytes().filter(|b| *b != b'-').collect();
    digits
        .chunks(2)
        .map(|pair| std::str::from_utf8(pair).ok().and_then(|p| u8::from_str_radix(p, 16).ok()))
        .collect::<Option<Vec<u8>>>()
        .filter(|bytes| bytes.len() == 16)
}

fn id_of(bytes: &[u8]) -> Option<Id> {
    let mut text = String::with_capacity(36);
    for (at, byte) in bytes.iter().enumerate() {
        if matches!(at, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        text.push_str(&format!("{byte:02x}"));
    }
    Id::parse(&text)
}

fn written(bytes: &[u8]) -> String {
    let mut out = String::new();
    let (mut held, mut bits) = (0_u32, 0);
    for byte in bytes {
        held = (held << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            out.push(char::from(ALPHABET[(held >> bits) as usize & 31]));
        }
    }
    if bits > 0 {
        out.push(char::from(ALPHABET[(held << (5 - bits)) as usize & 31]));
    }
    out
}

fn read(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let (mut held, mut bits) = (0_u32, 0);
    for letter in text.bytes() {
        let value = ALPHABET.iter().position(|a| *a == letter)?;
        held = (held << 5) | u32::try_from(value).ok()?;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            out.push(u8::try_from((held >> bits) & 255).ok()?);
        }
    }
    // What is left over must be nothing: one thing has one address.
    (held & ((1 << bits) - 1) == 0).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use seal::Suite;

    fn keys() -> KeyRing {
        KeyRing::in_memory(Suite::Intl, jiff::Timestamp::UNIX_EPOCH).unwrap()
    }

    #[test]
    fn an_address_says_what_it_concerns() {
        let (mut keys, id) = (keys(), Id::new());
        let address = reply_address(&keys, "gongkai@h.example.gov.cn", "disclosure", id).unwrap();
        assert!(address.starts_with("gongkai+disclosure.") && address.ends_with("@h.example.gov.cn"), "{address}");
        assert!(address.split('@').next().unwrap().len() <= 64);
        assert!(crate::is_address(&address));
        let wanted = Some(("disclosure".to_owned(), id));
        assert_eq!(read_reply_address(&keys, &address), wanted);
        assert_eq!(read_reply_address(&keys, &address.to_uppercase()), wanted);
        // It still holds after the key was changed.
        keys.rotate_lookup(Suite::Sm, jiff::Timestamp::UNIX_EPOCH).unwrap();
        assert_eq!(read_reply_address(&keys, &address), wanted);
    }

    #[test]
    fn a_changed_or_forged_address_says_nothing() {
        let (keys, id) = (keys(), Id::new());
        let address = reply_address(&keys, "gongkai@h.example.gov.cn", "disclosure", id).unwrap();
        let (local, domain) = address.split_once('@').unwrap();
        let from = local.find('.').unwrap() + 1;
        for at in from..local.len() {
            let mut changed: Vec<u8> = local.bytes().collect();
            changed[at] = if changed[at] == b'a' { b'b' } else { b'a' };
            let changed = format!("{}@{domain}", String::from_utf8(changed).unwrap());
            assert_eq!(read_reply_address(&keys, &changed), None, "{changed}");
        }
        let others = KeyRing::in_memory(Suite::Intl, jiff::Timestamp::UNIX_EPOCH).unwrap();
        for forged in [
            address.replace("disclosure", "case"),
            reply_address(&others, "gongkai@h.example.gov.cn", "disclosure", id).unwrap(),
            format!("gongkai+disclosure.{}@h.cn", "a".repeat(39)),
            format!("gongkai+disclosure.{id}@h.cn"),
            "gongkai@h.cn".into(),
            "gongkai+@h.cn".into(),
            format!("{}x@{domain}", local),
            String::new(),
        ] {
            assert_eq!(read_reply_address(&keys, &forged), None, "{forged}");
        }
        for (mailbox, purpose) in
            [("gongkai@h.cn", "Disclosure"), ("gongkai@h.cn", ""), ("gongkai@h.cn", "a.b"), ("nobody", "case")]
        {
            assert_eq!(reply_address(&keys, mailbox, purpose, id), None);
        }
        assert_eq!(reply_address(&keys, &format!("{}@h.cn", "a".repeat(30)), "disclosure", id), None);
    }
}
