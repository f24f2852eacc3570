//! The last incremental update: form, field, signature dictionary, new versions of catalogue and page, and the
//! signature over everything.

use std::io::Write;

use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};

use super::PdfError;
use super::document::{Document, Kind};
use super::syntax::{self, Dict};
use crate::cms::{self, SigningTime};
use crate::signer::Signer;
use crate::suite::Suite;

type Result<T> = std::result::Result<T, PdfError>;

/// Room for a CMS signature without its certificates.
const CMS_ROOM: usize = 4096;
/// Digits of each number in the byte range: files up to 10 GB.
const RANGE_DIGITS: usize = 10;

/// What the signature says about itself. Everything but the time is also read by people.
#[derive(Clone, Copy, Debug)]
pub struct SignatureInfo<'a> {
    /// Who signs: the agency's full name.
    pub name: &'a str,
    /// What for, such as the document's kind.
    pub reason: Option<&'a str>,
    /// Where.
    pub location: Option<&'a str>,
    /// When, as the signer claims. Written in Beijing time.
    pub at: Timestamp,
    /// The form field's name, unique within the document; ASCII without dots.
    pub field_name: &'a str,
    /// The visible seal bound to the signature. Without it the signature is invisible.
    pub seal: Option<Seal<'a>>,
}

/// A picture of the seal on a page, a part of the signature field itself: it cannot be lifted off and the field kept.
///
/// Law: facts §8.4; GB/T 38540-2020 (the seal's image is bound to the signature).
#[derive(Clone, Copy, Debug)]
pub struct Seal<'a> {
    /// The page, counted from 0.
    pub page: usize,
    /// Left, bottom, right, top in points from the page's lower left corner.
    pub rect: [f64; 4],
    /// The picture.
    pub image: SealImage<'a>,
}

/// Pixels of a seal.
#[derive(Clone, Copy, Debug)]
pub struct SealImage<'a> {
    /// Pixels per row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// Red, green, blue, alpha per pixel, rows from the top.
    pub rgba: &'a [u8],
}

/// Signs the whole document with one last incremental update. The input's bytes stay as they are at the front.
///
/// Suite `intl` gives a PAdES baseline signature (`ETSI.CAdES.detached`: the time stands in the dictionary only);
/// suite `sm` gives `adbe.pkcs7.detached` with SM3 and SM2 and the time as a signed attribute, which is what readers
/// with national algorithms look for.
///
/// # Errors
/// [`PdfError`]; nothing is half signed.
pub fn sign_pdf(pdf: &[u8], signer: &dyn Signer, info: &SignatureInfo<'_>) -> Result<Vec<u8>> {
    let document = Document::read(pdf)?;
    let mut update = Update::start(&document)?;
    let (root_id, root_generation) = document.root()?;
    let catalogue = document.object(root_id)?;
    let catalogue = Dict::read(&catalogue)?;
    let page = document.find_page(info.seal.map_or(0, |s| s.page))?;
    let (page_id, page_generation) = page.ok_or(PdfError::Seal("there is no such page"))?;

    let field_id = update.new_id();
    let signature_id = update.new_id();
    let form_id = update.new_id();
    let field_reference = format!("{field_id} 0 R").into_bytes();

    let form = new_form(&document, catalogue.get("AcroForm"), &field_reference, info.field_name)?;
    update.put(form_id, 0, &form);
    update.put(root_id, root_generation, &catalogue.with(&[("AcroForm", format!("{form_id} 0 R").into_bytes())]));

    let page = document.object(page_id)?;
    let page = Dict::read(&page)?;
    let mut changes = vec![("Annots", appended(&document, page.get("Annots"), &field_reference)?)];
    if page.get("Tabs").is_none() {
        // A page with fields is walked through in the order of the structure (PDF/UA-1, 7.18.3).
        changes.push(("Tabs", b"/S".to_vec()));
    }
    update.put(page_id, page_generation, &page.with(&changes));

    let appearance = info.seal.map(|seal| put_seal(&mut update, &seal)).transpose()?;
    let rect = info.seal.map_or([0.0; 4], |s| s.rect);
    let mut field = format!(
        "<</Type /Annot /Subtype /Widget /FT /Sig /F 132 /Rect [{} {} {} {}] /P {page_id} {page_generation} R /V {signature_id} 0 R ",
        rect[0], rect[1], rect[2], rect[3]
    )
    .into_bytes();
    if let Some(id) = appearance {
        field.extend(format!("/AP <</N {id} 0 R>> ").bytes());
    }
    for (key, value) in [("T", info.field_name), ("TU", info.reason.unwrap_or(info.name))] {
        field.extend(format!("/{key} ").bytes());
        field.extend(syntax::text(value));
    }
    field.extend(b">>");
    update.put(field_id, 0, &field);

    let certificates = signer.certificate().len() + signer.chain().iter().map(Vec::len).sum::<usize>();
    let room = (certificates + CMS_ROOM) * 2;
    let at = update.put(signature_id, 0, &signature_dictionary(signer.suite(), info, room));
    let mut out = update.finish()?;

    // The dictionary was just written by us: both places are found from its start.
    let range = find(&out, at, b"/ByteRange [0 ")?;
    let contents = find(&out, at, b"/Contents ")?;
    let after = contents + room + 2;
    let numbers = [contents, after, out.len() - after];
    for (n, number) in numbers.into_iter().enumerate() {
        let at = range + n * (RANGE_DIGITS + 1);
        let text = format!("{number:<RANGE_DIGITS$}");
        out.get_mut(at..at + RANGE_DIGITS)
            .filter(|_| text.len() == RANGE_DIGITS)
            .ok_or(PdfError::NoRoom)?
            .copy_from_slice(text.as_bytes());
    }
    let time = match signer.suite() {
        Suite::Intl => SigningTime::Container,
        Suite::Sm => SigningTime::Attribute(info.at),
    };
    let cms = cms::sign_detached(&[&out[..contents], &out[after..]], signer, time)?;
    let digits = hex::encode(cms);
    out.get_mut(contents + 1..contents + 1 + digits.len())
        .filter(|_| digits.len() <= room)
        .ok_or(PdfError::NoRoom)?
        .copy_from_slice(digits.as_bytes());
    Ok(out)
}

fn find(bytes: &[u8], from: usize, text: &[u8]) -> Result<usize> {
    let found = bytes.get(from..).and_then(|b| b.windows(text.len()).position(|w| w == text));
    found.map(|p| from + p + text.len()).ok_or(PdfError::NoRoom)
}

/// The signature dictionary with room for numbers and signature. The fixed keys come first, so that no text of the
/// caller can be mistaken for them.
fn signature_dictionary(suite: Suite, info: &SignatureInfo<'_>, room: usize) -> Vec<u8> {
    let format = match suite {
        Suite::Intl => "ETSI.CAdES.detached",
        Suite::Sm => "adbe.pkcs7.detached",
    };
    let blank = " ".repeat(RANGE_DIGITS);
    let mut out = format!(
        "<</Type /Sig /Filter /Adobe.PPKLite /SubFilter /{format}\n/ByteRange [0 {blank} {blank} {blank}]\n/Contents <{}>\n",
        "0".repeat(room)
    )
    .into_bytes();
    // Beijing has had one offset since 1991.
    let at = info.at.to_zoned(TimeZone::fixed(Offset::constant(8)));
    out.extend(format!("/M (D:{}+08'00')\n", at.strftime("%Y%m%d%H%M%S")).bytes());
    let texts = [("Name", Some(info.name)), ("Reason", info.reason), ("Location", info.location)];
    for (key, value) in texts.into_iter().filter_map(|(k, v)| Some((k, v?))) {
        out.extend(format!("/{key} ").bytes());
        out.extend(syntax::text(value));
        out.push(b'\n');
    }
    out.extend(b">>");
    out
}

/// The form dictionary with the new field; an existing form keeps everything else.
fn new_form(document: &Document<'_>, form: Option<&[u8]>, field: &[u8], name: &str) -> Result<Vec<u8>> {
    let form = match form {
        Some(raw) => document.resolve(raw)?,
        None => b"<<>>".to_vec(),
    };
    let form = Dict::read(&form)?;
    let fields = match form.get("Fields") {
        Some(raw) => document.resolve(raw)?,
        None => b"[]".to_vec(),
    };
    for existing in syntax::array(&fields)? {
        let existing = document.resolve(existing)?;
        let taken = Dict::read(&existing)?.get("T").map(syntax::string_bytes);
        if taken.is_some_and(|t| t == syntax::string_bytes(&syntax::text(name))) {
            return Err(PdfError::FieldTaken);
        }
    }
    // 3: signatures exist, and only appending keeps them valid.
    Ok(form.with(&[("Fields", appended(document, Some(&fields), field)?), ("SigFlags", b"3".to_vec())]))
}

/// The array with one more member, written directly.
fn appended(document: &Document<'_>, array: Option<&[u8]>, member: &[u8]) -> Result<Vec<u8>> {
    let old = match array {
        Some(raw) => document.resolve(raw)?,
        None => b"[]".to_vec(),
    };
    let mut out = b"[".to_vec();
    for raw in syntax::array(&old)? {
        out.extend(raw);
        out.push(b' ');
    }
    out.extend(member);
    out.push(b']');
    Ok(out)
}

/// Writes the seal's picture and the form that draws it; the answer is the form's id.
fn put_seal(update: &mut Update<'_>, seal: &Seal<'_>) -> Result<u32> {
    let SealImage { width, height, rgba } = seal.image;
    let pixels = u64::from(width) * u64::from(height);
    if pixels == 0 || pixels.checked_mul(4) != Some(rgba.len() as u64) {
        return Err(PdfError::Seal("the image has not width × height pixels"));
    }
    let [left, bottom, right, top] = seal.rect;
    let (w, h) = (right - left, top - bottom);
    if !(w > 0.0 && h > 0.0 && seal.rect.iter().all(|n| n.is_finite())) {
        return Err(PdfError::Seal("the rectangle is empty"));
    }
    let colour: Vec<u8> = rgba.chunks_exact(4).flat_map(|p| p[..3].to_vec()).collect();
    let alpha: Vec<u8> = rgba.chunks_exact(4).map(|p| p[3]).collect();
    let (mask_id, image_id, form_id) = (update.new_id(), update.new_id(), update.new_id());
    let image = |space: &str, more: &str| {
        format!(
            "/Type /XObject /Subtype /Image /Width {width} /Height {height} /BitsPerComponent 8 /ColorSpace /{space} {more}"
        )
    };
    update.put_stream(mask_id, &image("DeviceGray", ""), &alpha)?;
    update.put_stream(image_id, &image("DeviceRGB", &format!("/SMask {mask_id} 0 R")), &colour)?;
    let form =
        format!("/Type /XObject /Subtype /Form /BBox [0 0 {w} {h}] /Resources <</XObject <</Seal {image_id} 0 R>>>>");
    update.put_stream(form_id, &form, format!("q {w} 0 0 {h} 0 0 cm /Seal Do Q").as_bytes())?;
    Ok(form_id)
}

/// An incremental update being written after the original bytes.
struct Update<'a> {
    document: &'a Document<'a>,
    out: Vec<u8>,
    /// Id, generation, offset of every object written.
    written: Vec<(u32, u16, usize)>,
    next_id: u32,
}

impl<'a> Update<'a> {
    fn start(document: &'a Document<'a>) -> Result<Update<'a>> {
        let mut out = document.bytes.to_vec();
        if !out.ends_with(b"\n") {
            out.push(b'\n');
        }
        Ok(Update { document, out, written: Vec::new(), next_id: document.next_id()? })
    }

    fn new_id(&mut self) -> u32 {
        self.next_id += 1;
        self.next_id - 1
    }

    /// Writes an object; the answer is its offset.
    fn put(&mut self, id: u32, generation: u16, value: &[u8]) -> usize {
        let at = self.out.len();
        self.written.push((id, generation, at));
        self.out.extend(format!("{id} {generation} obj\n").bytes());
        self.out.extend(value);
        self.out.extend(b"\nendobj\n");
        at
    }

    fn put_stream(&mut self, id: u32, entries: &str, data: &[u8]) -> Result<()> {
        let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        let packed = packer.write_all(data).and_then(|()| packer.finish());
        let packed = packed.map_err(|_| PdfError::Seal("the image cannot be packed"))?;
        let mut value = format!("<<{entries} /Filter /FlateDecode /Length {}>>\nstream\n", packed.len()).into_bytes();
        value.extend(packed);
        value.extend(b"\nendstream");
        self.put(id, 0, &value);
        Ok(())
    }

    /// Writes the cross-reference in the way of the original and ends the file.
    fn finish(mut self) -> Result<Vec<u8>> {
        let at = self.out.len();
        // The second half of the identifier says which version this is: a digest of the version.
        let version = hex::encode(&Suite::Intl.digest(&[&self.out])[..16]).to_uppercase();
        let first = match self.document.trailer.get("ID").map(|raw| self.document.resolve(raw)).transpose()? {
            Some(raw) => syntax::array(&raw)?.first().map(|f| f.to_vec()),
            None => None,
        };
        let mut id = b"[".to_vec();
        id.extend(first.unwrap_or_else(|| format!("<{version}>").into_bytes()));
        id.extend(format!(" <{version}>]").bytes());

        let xref_id = (self.document.kind == Kind::Stream).then(|| self.new_id());
        let mut entries = format!("/Size {} /Prev {} ", self.next_id, self.document.start).into_bytes();
        for key in ["Root", "Info"] {
            if let Some(raw) = self.document.trailer.get(key) {
                entries.extend(format!("/{key} ").bytes());
                entries.extend(raw);
                entries.push(b' ');
            }
        }
        entries.extend(b"/ID ");
        entries.extend(id);

        if let Some(id) = xref_id {
            self.written.push((id, 0, at));
        }
        self.written.sort();
        match xref_id {
            None => {
                self.out.extend(b"xref\n");
                for run in self.written.chunk_by(|a, b| a.0 + 1 == b.0) {
                    self.out.extend(format!("{} {}\n", run[0].0, run.len()).bytes());
                    for (_, generation, offset) in run {
                        // Exactly 20 bytes each.
                        self.out.extend(format!("{offset:010} {generation:05} n\r\n").bytes());
                    }
                }
                self.out.extend(b"trailer\n<<");
                self.out.extend(entries);
                self.out.extend(b">>\n");
            }
            Some(id) => {
                let mut rows = Vec::new();
                let mut index = Vec::new();
                for run in self.written.chunk_by(|a, b| a.0 + 1 == b.0) {
                    index.push(format!("{} {}", run[0].0, run.len()));
                    for (_, generation, offset) in run {
                        rows.push(1);
                        rows.extend((*offset as u64).to_be_bytes());
                        rows.extend(generation.to_be_bytes());
                    }
                }
                self.out.extend(
                    format!(
                        "{id} 0 obj\n<</Type /XRef /W [1 8 2] /Index [{}] /Length {} ",
                        index.join(" "),
                        rows.len()
                    )
                    .bytes(),
                );
                self.out.extend(entries);
                self.out.extend(b">>\nstream\n");
                self.out.extend(rows);
                self.out.extend(b"\nendstream\nendobj\n");
            }
        }
        self.out.extend(format!("startxref\n{at}\n%%EOF\n").bytes());
        Ok(self.out)
    }
}
