//! Photographs: their bytes pass through untouched unless they lie on their side.

use std::io::Cursor;

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder as _};

use crate::draft::picture::opened;

/// What the package has to know of a picture.
pub(super) struct Ready {
    /// Ending of its part.
    pub ending: &'static str,
    /// Its size in bytes as it is.
    pub size: usize,
    /// Its bytes turned upright, where they were not.
    pub turned: Option<Vec<u8>>,
}

/// Ending of a picture's part, by content: `jpeg` or `png`.
fn ending(bytes: &[u8]) -> Option<&'static str> {
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
pub(super) fn ready(bytes: &[u8]) -> Result<Ready, String> {
    let ending = ending(bytes).ok_or("内容不是 JPEG 或 PNG")?;
    let damaged = |_| "文件已损坏".to_owned();
    let (_, mut decoder) = opened(bytes)
        .map_err(|trouble| trouble.sentence().to_owned())?
        .ok_or("内容不是 JPEG 或 PNG")?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    if orientation == Orientation::NoTransforms {
        return Ok(Ready {
            ending,
            size: bytes.len(),
            turned: None,
        });
    }
    let mut image = DynamicImage::from_decoder(decoder).map_err(damaged)?;
    image.apply_orientation(orientation);
    let mut upright = Vec::new();
    if ending == "jpeg" {
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
        ending,
        size: bytes.len(),
        turned: Some(upright),
    })
}
