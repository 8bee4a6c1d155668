//! Photographs: their bytes pass through untouched unless they lie on their side.

use std::io::Cursor;

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageReader};

/// A picture ready for the package.
pub(super) struct Ready {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Width and height in pixels, upright.
    pub pixels: (u32, u32),
}

/// Ending of a picture's part, by content: `jpeg` or `png`.
pub(super) fn ending(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(&[0xFF, 0xD8, 0xFF]) {
        Some("jpeg")
    } else if bytes.starts_with(&[0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A]) {
        Some("png")
    } else {
        None
    }
}

/// Makes a picture upright. Word, WPS and LibreOffice do not look at the EXIF orientation, and each
/// turns a rotated inline picture in its own way: one that lies on its side is the only one that is
/// decoded and encoded again. Pictures that this program took in are upright already.
///
/// # Errors
/// What is wrong with it, in a few Chinese words.
pub(super) fn ready(bytes: Vec<u8>) -> Result<Ready, String> {
    let kind = ending(&bytes).ok_or("内容不是 JPEG 或 PNG")?;
    let damaged = |_| "文件已损坏".to_owned();
    let mut decoder = ImageReader::new(Cursor::new(&bytes))
        .with_guessed_format()
        .map_err(|_| "文件已损坏".to_owned())?
        .into_decoder()
        .map_err(damaged)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    if orientation == Orientation::NoTransforms {
        let pixels = decoder.dimensions();
        drop(decoder);
        return Ok(Ready { bytes, pixels });
    }
    let mut image = DynamicImage::from_decoder(decoder).map_err(damaged)?;
    image.apply_orientation(orientation);
    let pixels = (image.width(), image.height());
    let mut upright = Vec::new();
    if kind == "jpeg" {
        image
            .to_rgb8()
            .write_with_encoder(image::codecs::jpeg::JpegEncoder::new_with_quality(
                &mut upright,
                92,
            ))
            .map_err(damaged)?;
    } else {
        image
            .write_to(&mut Cursor::new(&mut upright), image::ImageFormat::Png)
            .map_err(damaged)?;
    }
    Ok(Ready {
        bytes: upright,
        pixels,
    })
}
