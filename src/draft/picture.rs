//! Pictures on their way into a draft: upright and no larger than paper can show.
//!
//! A photo of today's telephones has ten times the pixels that a column prints. It is made small
//! once, when it is inserted; what the draft holds is what every document then shows, untouched.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageEncoder as _, ImageFormat, ImageReader};

use super::jpeg::JpegHead;
use super::media::Trouble;

/// Pixels that 300 dpi need across the text area, 156 mm.
const MOST_ACROSS: u32 = 1843;
/// Pixels that 300 dpi need down the text area, 225 mm.
const MOST_DOWN: u32 = 2657;
/// JPEG quality at which a print shows no difference.
const QUALITY: u8 = 88;

/// Bytes that a picture may take when it is unpacked: 128 million pixels in colour. A file of a few KB
/// can claim any size, and the memory is taken before it is known to lie.
const MOST_UNPACKED: u64 = 384 << 20;

/// A JPEG or PNG, ready to be decoded; `None` for other bytes.
///
/// # Errors
/// [`Trouble::Damaged`] where it cannot be read, [`Trouble::TooManyPixels`] where it is too large to
/// be unpacked.
pub fn opened(bytes: &[u8]) -> Result<Option<(ImageFormat, impl ImageDecoder)>, Trouble> {
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format();
    let reader = reader.map_err(|_| Trouble::Damaged)?;
    let Some(format @ (ImageFormat::Jpeg | ImageFormat::Png)) = reader.format() else {
        return Ok(None);
    };
    let decoder = reader.into_decoder().map_err(|_| Trouble::Damaged)?;
    match decoder.total_bytes() {
        0..=MOST_UNPACKED => Ok(Some((format, decoder))),
        _ => Err(Trouble::TooManyPixels),
    }
}

/// The picture as the draft should keep it, where that is not as it is: turned upright as its EXIF
/// orientation says, at most 1843 × 2657 pixels, in RGB or grey instead of inks. A JPEG stays a
/// JPEG and a PNG a PNG. `None` for what may stay as it is: small upright pictures, bytes that are
/// no picture, damaged ones and those of too many pixels. What was fitted once stays as it is.
pub fn fitted(bytes: &[u8]) -> Option<Vec<u8>> {
    let (format, mut decoder) = opened(bytes).ok()??;
    let turned = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let inks = JpegHead::read(bytes).is_some_and(|head| head.components == 4);
    let (width, height) = decoder.dimensions();
    let (across, down) = match turned {
        Orientation::Rotate90
        | Orientation::Rotate270
        | Orientation::Rotate90FlipH
        | Orientation::Rotate270FlipH => (height, width),
        _ => (width, height),
    };
    let is_large = across > MOST_ACROSS || down > MOST_DOWN;
    if !is_large && turned == Orientation::NoTransforms && !inks {
        return None;
    }
    // The profile of inks does not describe the colours they are turned into.
    let profile = match inks {
        true => None,
        false => decoder.icc_profile().ok().flatten(),
    };
    let mut picture = DynamicImage::from_decoder(decoder).ok()?;
    if is_large {
        // Before turning, which needs a second picture as large as the first.
        let (most_wide, most_high) = match (across, down) == (width, height) {
            true => (MOST_ACROSS, MOST_DOWN),
            false => (MOST_DOWN, MOST_ACROSS),
        };
        picture = picture.resize(most_wide, most_high, FilterType::CatmullRom);
    }
    picture.apply_orientation(turned);
    let mut fitted = Vec::new();
    match format {
        ImageFormat::Jpeg => {
            let picture = match picture.color().has_color() {
                true => DynamicImage::ImageRgb8(picture.into_rgb8()),
                false => DynamicImage::ImageLuma8(picture.into_luma8()),
            };
            let mut encoder = JpegEncoder::new_with_quality(&mut fitted, QUALITY);
            if let Some(profile) = profile {
                encoder.set_icc_profile(profile).ok()?;
            }
            picture.write_with_encoder(encoder).ok()?;
        }
        _ => {
            let mut encoder = PngEncoder::new(&mut fitted);
            if let Some(profile) = profile {
                encoder.set_icc_profile(profile).ok()?;
            }
            picture.write_with_encoder(encoder).ok()?;
        }
    }
    Some(fitted)
}

/// The picture as a JPEG whose longer side has at most this many pixels, on white, upright; `None`
/// for what is no picture or a damaged one.
pub fn thumbnail(bytes: &[u8], most: u32) -> Option<Vec<u8>> {
    let (_, mut decoder) = opened(bytes).ok()??;
    let turned = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).ok()?;
    if picture.width().max(picture.height()) > most {
        picture = picture.thumbnail(most, most);
    }
    picture.apply_orientation(turned);
    let mut on_white = image::RgbImage::new(picture.width(), picture.height());
    for (under, over) in on_white.pixels_mut().zip(picture.to_rgba8().pixels()) {
        let [r, g, b, alpha] = over.0.map(u16::from);
        let mixed = |part: u16| u8::try_from((part * alpha + 255 * (255 - alpha)) / 255);
        under.0 = [r, g, b].map(|part| mixed(part).unwrap_or(u8::MAX));
    }
    let mut small = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut small, 80);
    on_white.write_with_encoder(encoder).ok()?;
    Some(small)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::Media;
    use crate::draft::attachment::probe;

    fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut out = Cursor::new(Vec::new());
        picture.write_to(&mut out, format).expect("a picture");
        out.into_inner()
    }

    /// A picture, red on the left and blue on the right.
    fn two_colours(width: u32, height: u32) -> DynamicImage {
        image::RgbImage::from_fn(width, height, |x, _| {
            image::Rgb(if x < width / 2 {
                [255, 0, 0]
            } else {
                [0, 0, 255]
            })
        })
        .into()
    }

    /// The JPEG with an EXIF segment that holds nothing but an orientation.
    fn oriented(jpeg: &[u8], orientation: u8) -> Vec<u8> {
        let mut exif = vec![0xff, 0xe1, 0, 34];
        exif.extend(b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0");
        exif.extend([orientation, 0, 0, 0, 0, 0, 0]);
        let mut out = jpeg[..2].to_vec();
        out.extend(exif);
        out.extend(&jpeg[2..]);
        out
    }

    #[test]
    fn small_upright_pictures_and_what_is_none_stay_untouched() {
        let picture = two_colours(600, 400);
        assert_eq!(fitted(&encoded(&picture, ImageFormat::Jpeg)), None);
        assert_eq!(fitted(&encoded(&picture, ImageFormat::Png)), None);
        assert_eq!(fitted(b"%PDF-1.7"), None);
        assert_eq!(fitted(b""), None);
        let large = encoded(&two_colours(2400, 900), ImageFormat::Png);
        assert_eq!(fitted(&large[..large.len() / 2]), None);
    }

    #[test]
    fn a_large_picture_is_fitted_once() {
        for (format, width, height, to) in [
            (ImageFormat::Jpeg, 3000, 2000, (1843, 1229)),
            (ImageFormat::Png, 3000, 2000, (1843, 1229)),
            (ImageFormat::Jpeg, 1000, 4000, (664, 2657)),
        ] {
            let once = fitted(&encoded(&two_colours(width, height), format)).expect("too large");
            let (media, trouble) = probe("a.jpg", &once);
            assert_eq!((media.picture(), trouble), (Some(to), None));
            assert_eq!(
                matches!(media, Media::Jpeg { .. }),
                format == ImageFormat::Jpeg
            );
            assert_eq!(fitted(&once), None);
        }
    }

    #[test]
    fn a_lying_picture_is_turned_upright() {
        let lying = oriented(&encoded(&two_colours(300, 200), ImageFormat::Jpeg), 6);
        let before = probe("a.jpg", &lying).0.picture();
        let upright = fitted(&lying).expect("it lies");
        assert_eq!(probe("a.jpg", &upright).0.picture(), before);
        let picture = image::load_from_memory(&upright)
            .expect("a picture")
            .into_rgb8();
        assert_eq!(picture.dimensions(), (200, 300));
        // What was on the left is now above.
        assert!(picture.get_pixel(100, 20)[0] > 200 && picture.get_pixel(100, 280)[2] > 200);
        assert_eq!(fitted(&upright), None);
    }

    #[test]
    fn a_thumbnail_is_small_upright_and_on_white() {
        let lying = oriented(&encoded(&two_colours(300, 200), ImageFormat::Jpeg), 6);
        let small = thumbnail(&lying, 60).expect("a picture");
        let picture = image::load_from_memory(&small)
            .expect("a picture")
            .into_rgb8();
        assert_eq!(picture.dimensions(), (40, 60));
        assert!(picture.get_pixel(20, 5)[0] > 200 && picture.get_pixel(20, 55)[2] > 200);
        let clear = DynamicImage::ImageRgba8(image::ImageBuffer::new(30, 20));
        let small = thumbnail(&encoded(&clear, ImageFormat::Png), 60).expect("a picture");
        let picture = image::load_from_memory(&small)
            .expect("a picture")
            .into_rgb8();
        assert_eq!(picture.dimensions(), (30, 20));
        assert!(
            picture
                .pixels()
                .all(|pixel| pixel.0.iter().all(|part| *part > 250))
        );
        assert_eq!(thumbnail(b"%PDF-1.7", 60), None);
    }

    #[test]
    fn grey_alpha_and_deep_pictures_keep_what_they_have() {
        let grey = DynamicImage::ImageLuma8(image::GrayImage::new(2000, 10));
        let small = fitted(&encoded(&grey, ImageFormat::Jpeg)).expect("too wide");
        let small = image::load_from_memory(&small).expect("a picture");
        assert!(!small.color().has_color());
        let clear = DynamicImage::ImageRgba16(image::ImageBuffer::new(2000, 10));
        let small = fitted(&encoded(&clear, ImageFormat::Png)).expect("too wide");
        let small = image::load_from_memory(&small).expect("a picture");
        assert_eq!(small.color(), image::ColorType::Rgba16);
    }
}
