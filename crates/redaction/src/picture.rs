//! Pictures: boxes burnt into the points, everything else of the file left behind.

use crate::{Body, Limits, Mark, Outline, Refused, Released, Summary, Target};
use image::{
    DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits as ReadLimits, RgbImage, codecs::jpeg::JpegEncoder,
};
use screen::file::FileKind;
use std::{collections::BTreeMap, io::Cursor};

/// Quality of JPEG pictures that are written: no reader sees a difference, and the file stays small.
const QUALITY: u8 = 88;

/// A picture as it is shown, turned as its camera data say.
pub(crate) fn decoded(bytes: &[u8], kind: FileKind) -> Result<DynamicImage, Refused> {
    let format = match kind {
        FileKind::Png => ImageFormat::Png,
        FileKind::Jpeg => ImageFormat::Jpeg,
        _ => return Err(Refused::Kind),
    };
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = ReadLimits::default();
    limits.max_alloc = Some(Limits::POINTS * 8);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|_| Refused::Damaged)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > Limits::POINTS {
        return Err(Refused::Bomb);
    }
    let turned = decoder.orientation().map_err(|_| Refused::Damaged)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|_| Refused::Damaged)?;
    picture.apply_orientation(turned);
    Ok(picture)
}

pub(crate) fn outline(bytes: &[u8], kind: FileKind) -> Result<Outline, Refused> {
    let picture = decoded(bytes, kind)?;
    let body = Body::Picture { width: picture.width(), height: picture.height() };
    Ok(Outline { kind, body, left_out: BTreeMap::new() })
}

/// The points of a picture without anything behind transparency: what a reader sees on white paper.
pub(crate) fn on_white(picture: &DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.to_rgb8();
    }
    let seen = picture.to_rgba8();
    RgbImage::from_fn(seen.width(), seen.height(), |x, y| {
        let [r, g, b, a] = seen.get_pixel(x, y).0;
        let mix = |c: u8| {
            let (c, a) = (u32::from(c), u32::from(a));
            u8::try_from((c * a + 255 * (255 - a)) / 255).unwrap_or(255)
        };
        image::Rgb([mix(r), mix(g), mix(b)])
    })
}

/// Paints a box black; what lies outside the picture is nothing.
pub(crate) fn burn(picture: &mut RgbImage, x: i64, y: i64, w: i64, h: i64) {
    let cut = |n: i64, most: u32| u32::try_from(n.clamp(0, i64::from(most))).unwrap_or(0);
    let (width, height) = picture.dimensions();
    for row in cut(y, height)..cut(y.saturating_add(h), height) {
        for column in cut(x, width)..cut(x.saturating_add(w), width) {
            picture.put_pixel(column, row, image::Rgb([0, 0, 0]));
        }
    }
}

/// The picture as a file of its kind, with nothing in it but points.
pub(crate) fn encoded(picture: &RgbImage, kind: FileKind) -> Result<Vec<u8>, Refused> {
    let mut out = Cursor::new(Vec::new());
    if kind == FileKind::Jpeg {
        picture.write_with_encoder(JpegEncoder::new_with_quality(&mut out, QUALITY)).map_err(|_| Refused::Damaged)?;
    } else {
        picture.write_to(&mut out, ImageFormat::Png).map_err(|_| Refused::Damaged)?;
    }
    Ok(out.into_inner())
}

pub(crate) fn redact(bytes: &[u8], kind: FileKind, marks: &[Mark]) -> Result<Released, Refused> {
    let mut picture = on_white(&decoded(bytes, kind)?);
    let mut summary = Summary::default();
    for (at, mark) in marks.iter().enumerate() {
        match &mark.target {
            Target::PictureArea { x, y, w, h } if *w > 0 && *h > 0 && *x < picture.width() && *y < picture.height() => {
                burn(&mut picture, i64::from(*x), i64::from(*y), i64::from(*w), i64::from(*h));
                summary.met.push(1);
            }
            // What a picture says is not read.
            Target::Phrase { .. } => {
                summary.met.push(0);
                if summary.unsearched.is_empty() {
                    summary.unsearched.push("1".into());
                }
            }
            _ => return Err(Refused::NoSuchPlace { mark: at }),
        }
    }
    let bytes = encoded(&picture, kind)?;
    Ok(Released { bytes, kind, alternative: None, removed: Vec::new(), summary })
}
