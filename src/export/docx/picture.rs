//! Photographs: their bytes pass through untouched unless they lie on their side.

use std::io::Cursor;

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder as _, ImageFormat};

use crate::compose::block::PictureMedia;
use crate::draft::jpeg::JpegHead;
use crate::draft::picture::opened;
use crate::export::Defect;

/// Quality of a JPEG that is encoded again.
const QUALITY: u8 = 92;

/// Ending of a picture's part.
pub(super) fn ending(media: PictureMedia) -> &'static str {
    match media {
        PictureMedia::Jpeg => "jpeg",
        PictureMedia::Png => "png",
    }
}

/// Makes a picture upright; `None` where it is. Word, WPS and LibreOffice do not look at the EXIF
/// orientation, and each turns a rotated inline picture in its own way: one that lies on its side is
/// the only one that is decoded and encoded again, and what was encoded is looked at once more.
/// Pictures that this program took in are upright already.
///
/// # Errors
/// [`Defect`]: what is wrong with it.
pub(super) fn upright(bytes: &[u8], media: PictureMedia) -> Result<Option<Vec<u8>>, Defect> {
    let format = match media {
        PictureMedia::Jpeg => ImageFormat::Jpeg,
        PictureMedia::Png => ImageFormat::Png,
    };
    if image::guess_format(bytes).ok() != Some(format) {
        return Err(Defect::NotAPicture);
    }
    // A decoder would copy the whole JPEG to say how it lies.
    if format == ImageFormat::Jpeg {
        let head = JpegHead::read(bytes).ok_or(Defect::DamagedPicture)?;
        if head.orientation == 1 {
            return Ok(None);
        }
    }
    let (_, mut decoder) = opened(bytes)
        .map_err(Defect::Refused)?
        .ok_or(Defect::NotAPicture)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    if orientation == Orientation::NoTransforms {
        return Ok(None);
    }
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|_| Defect::DamagedPicture)?;
    picture.apply_orientation(orientation);
    let mut upright = Cursor::new(Vec::new());
    let encoded = match media {
        PictureMedia::Jpeg => picture.to_rgb8().write_with_encoder(
            image::codecs::jpeg::JpegEncoder::new_with_quality(&mut upright, QUALITY),
        ),
        PictureMedia::Png => picture.write_to(&mut upright, format),
    };
    encoded.map_err(|_| Defect::DamagedPicture)?;
    let upright = upright.into_inner();
    let again = image::load_from_memory_with_format(&upright, format)
        .map_err(|_| Defect::DamagedPicture)?;
    let same = match media {
        // A JPEG loses what nobody sees.
        PictureMedia::Jpeg => {
            (again.width(), again.height()) == (picture.width(), picture.height())
        }
        PictureMedia::Png => again == picture,
    };
    same.then_some(Some(upright)).ok_or(Defect::DamagedPicture)
}
