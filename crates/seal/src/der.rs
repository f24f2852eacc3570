//! The little of ASN.1 DER that certificates and signatures need: a writer made of nested calls and a strict reader
//! that hands out slices of the input, so that what is hashed is what was received. Used by `authority`, `signer`
//! and `cms` only.

/// Tags used here.
pub(crate) mod tag {
    pub(crate) const BOOLEAN: u8 = 0x01;
    pub(crate) const INTEGER: u8 = 0x02;
    pub(crate) const BIT_STRING: u8 = 0x03;
    pub(crate) const OCTET_STRING: u8 = 0x04;
    pub(crate) const OID: u8 = 0x06;
    pub(crate) const UTF8: u8 = 0x0C;
    pub(crate) const PRINTABLE: u8 = 0x13;
    pub(crate) const UTC_TIME: u8 = 0x17;
    pub(crate) const GENERALIZED_TIME: u8 = 0x18;
    pub(crate) const SEQUENCE: u8 = 0x30;
    pub(crate) const SET: u8 = 0x31;
    /// `[n]` constructed (explicit, or implicit over a SEQUENCE or SET).
    pub(crate) const fn context(n: u8) -> u8 {
        0xA0 | n
    }
    /// `[n]` primitive (implicit over a string).
    pub(crate) const fn context_primitive(n: u8) -> u8 {
        0x80 | n
    }
}

/// One element: tag, length, `body`.
pub(crate) fn tlv(tag: u8, body: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    if body.len() < 0x80 {
        out.push(body.len() as u8);
    } else {
        let len = body.len().to_be_bytes();
        let len = &len[len.iter().take_while(|b| **b == 0).count()..];
        out.push(0x80 | len.len() as u8);
        out.extend(len);
    }
    out.extend(body);
    out
}

/// An element whose body is these elements one after the other.
pub(crate) fn node(tag: u8, parts: &[Vec<u8>]) -> Vec<u8> {
    tlv(tag, &parts.concat())
}

pub(crate) fn sequence(parts: &[Vec<u8>]) -> Vec<u8> {
    node(tag::SEQUENCE, parts)
}

/// A SET OF: DER wants its members in the order of their encodings.
pub(crate) fn set(mut parts: Vec<Vec<u8>>) -> Vec<u8> {
    parts.sort();
    node(tag::SET, &parts)
}

/// A non-negative INTEGER from big-endian bytes.
pub(crate) fn unsigned(bytes: &[u8]) -> Vec<u8> {
    let bytes = &bytes[bytes.iter().take_while(|b| **b == 0).count()..];
    let mut body = Vec::with_capacity(bytes.len() + 1);
    if bytes.first().is_none_or(|b| b & 0x80 != 0) {
        body.push(0);
    }
    body.extend(bytes);
    tlv(tag::INTEGER, &body)
}

pub(crate) fn octets(bytes: &[u8]) -> Vec<u8> {
    tlv(tag::OCTET_STRING, bytes)
}

/// A BIT STRING with `unused` bits at its end.
pub(crate) fn bits(bytes: &[u8], unused: u8) -> Vec<u8> {
    tlv(tag::BIT_STRING, &[&[unused], bytes].concat())
}

/// An object identifier from its arcs. The first two must be valid (0–2, and below 40 unless the first is 2).
pub(crate) fn oid(arcs: &[u32]) -> Vec<u8> {
    let mut body = Vec::new();
    let (first, rest) = match arcs {
        [a, b, rest @ ..] => (a * 40 + b, rest),
        _ => (0, arcs),
    };
    for arc in std::iter::once(&first).chain(rest) {
        let mut shift = 28;
        while shift > 0 && arc >> shift == 0 {
            shift -= 7;
        }
        while shift > 0 {
            body.push(0x80 | (arc >> shift & 0x7F) as u8);
            shift -= 7;
        }
        body.push((arc & 0x7F) as u8);
    }
    tlv(tag::OID, &body)
}

/// The input is not DER, or not the structure that was expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the expected DER structure")]
pub struct DerError;

/// One element of the input.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Element<'a> {
    pub(crate) tag: u8,
    /// The whole element, tag and length included.
    pub(crate) raw: &'a [u8],
    pub(crate) body: &'a [u8],
}

impl<'a> Element<'a> {
    pub(crate) fn children(self) -> Reader<'a> {
        Reader(self.body)
    }

    /// The bytes of a BIT STRING without unused bits.
    pub(crate) fn whole_bits(self) -> Result<&'a [u8], DerError> {
        match self.body.split_first() {
            Some((0, bytes)) if self.tag == tag::BIT_STRING => Ok(bytes),
            _ => Err(DerError),
        }
    }
}

/// Reads elements one after the other. Definite, shortest lengths and single-byte tags only.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub(crate) fn new(input: &'a [u8]) -> Reader<'a> {
        Reader(input)
    }

    /// Whether everything was read.
    pub(crate) fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    /// Everything was read, or an error.
    pub(crate) fn end(self) -> Result<(), DerError> {
        if self.is_empty() { Ok(()) } else { Err(DerError) }
    }

    /// The next element, whatever it is.
    pub(crate) fn any(&mut self) -> Result<Element<'a>, DerError> {
        let input = self.0;
        let (&tag, rest) = input.split_first().ok_or(DerError)?;
        let (&first, mut rest) = rest.split_first().ok_or(DerError)?;
        if tag & 0x1F == 0x1F {
            return Err(DerError);
        }
        let mut len = usize::from(first);
        if first >= 0x80 {
            let count = usize::from(first & 0x7F);
            let (digits, after) = rest.split_at_checked(count).ok_or(DerError)?;
            if count == 0 || count > 4 || digits[0] == 0 {
                return Err(DerError);
            }
            len = digits.iter().fold(0, |n, d| n << 8 | usize::from(*d));
            if len < 0x80 {
                return Err(DerError);
            }
            rest = after;
        }
        let (body, after) = rest.split_at_checked(len).ok_or(DerError)?;
        self.0 = after;
        Ok(Element { tag, raw: &input[..input.len() - after.len()], body })
    }

    /// The next element, which must have this tag.
    pub(crate) fn take(&mut self, tag: u8) -> Result<Element<'a>, DerError> {
        let element = self.any()?;
        if element.tag == tag { Ok(element) } else { Err(DerError) }
    }

    /// The next element if it has this tag.
    pub(crate) fn optional(&mut self, tag: u8) -> Result<Option<Element<'a>>, DerError> {
        if self.0.first() == Some(&tag) { self.any().map(Some) } else { Ok(None) }
    }

    /// The next SEQUENCE's content.
    pub(crate) fn sequence(&mut self) -> Result<Reader<'a>, DerError> {
        Ok(self.take(tag::SEQUENCE)?.children())
    }
}

/// The only element of the input: nothing may follow it.
pub(crate) fn only(input: &[u8], tag: u8) -> Result<Element<'_>, DerError> {
    let mut reader = Reader::new(input);
    let element = reader.take(tag)?;
    reader.end()?;
    Ok(element)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_and_numbers_are_written_as_the_standard_says() {
        assert_eq!(hex::encode(oid(&[1, 2, 840, 113549])), "06062a864886f70d");
        assert_eq!(hex::encode(oid(&[1, 2, 156, 10197, 1, 501])), "06082a811ccf55018375");
        assert_eq!(hex::encode(oid(&[2, 5, 4, 3])), "0603550403");
        assert_eq!(hex::encode(unsigned(&[0, 0, 1])), "020101");
        assert_eq!(hex::encode(unsigned(&[0x80])), "02020080");
        assert_eq!(hex::encode(unsigned(&[])), "020100");
        assert_eq!(hex::encode(&tlv(4, &[0; 200])[..3]), "0481c8");
        assert_eq!(hex::encode(&tlv(4, &[0; 300])[..4]), "0482012c");
    }

    #[test]
    fn loose_encodings_are_refused() {
        // Indefinite length, long form for a short one, leading zero, more than there is, nothing.
        for bad in ["3080020101", "30810302010100", "3082000302010100", "300302", "30", "", "1f8100"] {
            let bad = hex::decode(bad).unwrap();
            assert!(only(&bad, tag::SEQUENCE).is_err());
        }
        assert!(only(&hex::decode("300302010100").unwrap(), tag::SEQUENCE).is_err(), "something follows");
    }
}
