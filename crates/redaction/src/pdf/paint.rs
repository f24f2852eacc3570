//! A page as a picture, with what is withheld burnt in.

use super::{
    build::Output,
    open::{Opened, settings},
    rect::Rect,
};
use crate::{Limits, Options, Refused, picture};
use hayro::{RenderCache, RenderSettings, render, vello_cpu::color::palette::css::WHITE};
use image::RgbImage;
use lopdf::{Stream, dictionary};
use screen::file::FileKind;
use std::sync::Arc;

/// Points around a box that are painted too: edges of letters are soft.
const AROUND: i64 = 1;
/// Bytes from which a page is worth writing as a photograph.
const PHOTO: usize = 400 << 10;

pub(super) fn picture(opened: &Opened, at: usize, boxes: &[Rect], options: &Options) -> Result<Output, Refused> {
    let page = opened.drawn.pages().get(at).ok_or(Refused::Damaged)?;
    let (width, height) = page.render_dimensions();
    let wanted = f32::from(options.dpi.clamp(72, 400)) / 72.0;
    // A poster is drawn coarser rather than not at all.
    #[allow(clippy::cast_precision_loss)]
    let most = (Limits::POINTS as f32 / 4.0 / (width * height)).sqrt().min(16_000.0 / width.max(height));
    let scale = wanted.min(most);
    if !scale.is_finite() || scale < 0.05 {
        return Err(Refused::Bomb);
    }
    let drawn = render(
        page,
        &RenderCache::new(),
        &settings(options, Arc::default()),
        &RenderSettings { x_scale: scale, y_scale: scale, bg_color: WHITE, ..RenderSettings::default() },
    );
    let (across, down) = (u32::from(drawn.width()), u32::from(drawn.height()));
    if across == 0 || down == 0 {
        return Err(Refused::Damaged);
    }
    let points: Vec<u8> = drawn.data_as_u8_slice().chunks_exact(4).flat_map(|p| [p[0], p[1], p[2]]).collect();
    let mut painted = RgbImage::from_raw(across, down, points).ok_or(Refused::Damaged)?;
    for rect in boxes {
        #[allow(clippy::cast_possible_truncation)]
        let (x0, y0, x1, y1) = (
            (rect.x0 * scale).floor() as i64 - AROUND,
            (rect.y0 * scale).floor() as i64 - AROUND,
            (rect.x1 * scale).ceil() as i64 + AROUND,
            (rect.y1 * scale).ceil() as i64 + AROUND,
        );
        picture::burn(&mut painted, x0, y0, x1 - x0, y1 - y0);
    }
    let is_grey = painted.pixels().all(|p| p.0[0] == p.0[1] && p.0[1] == p.0[2]);
    let plain: Vec<u8> = if is_grey { painted.pixels().map(|p| p.0[0]).collect() } else { painted.as_raw().clone() };
    Ok(Output::Picture { width, height, picture: packed(&painted, is_grey, plain)? })
}

/// Dots for a page of text, JPEG for a page of photographs: whichever is smaller by far.
fn packed(painted: &RgbImage, is_grey: bool, plain: Vec<u8>) -> Result<Stream, Refused> {
    let (across, down) = painted.dimensions();
    let space = if is_grey { "DeviceGray" } else { "DeviceRGB" };
    let mut picture = Stream::new(
        dictionary! {
            "Type" => "XObject", "Subtype" => "Image", "Width" => i64::from(across), "Height" => i64::from(down),
            "ColorSpace" => space, "BitsPerComponent" => 8,
        },
        plain,
    );
    picture.compress().map_err(|_| Refused::Damaged)?;
    if picture.content.len() > PHOTO {
        let photo = picture::encoded(painted, FileKind::Jpeg)?;
        if photo.len() < picture.content.len() {
            // A JPEG of three colours, whatever the page shows.
            picture.dict.set("ColorSpace", "DeviceRGB");
            picture.dict.set("Filter", "DCTDecode");
            picture.set_content(photo);
        }
    }
    Ok(picture)
}
