//! PNG pictures as embedded: their compressed pixels as they are where PDF can read them, else
//! unpacked.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat};
use lopdf::{Object, StringFormat, dictionary};

use super::manifest::ExpectedStream;
use super::pack::unpack;
use super::xobject::{ImageXObject, image};
use crate::draft::picture::opened;
use crate::export::Defect;
use crate::export::sum::Sum;

/// A PNG as an object of the file.
///
/// # Errors
/// [`Defect`] where it is damaged.
pub(super) fn embed(data: &[u8]) -> Result<ImageXObject, Defect> {
    let read = Chunks::read(data).zip(Known::read(data));
    match read.and_then(|(chunks, known)| chunks.embedded(&known)) {
        Some(picture) => Ok(picture),
        None => unpacked(data),
    }
}

/// What the `png` crate, which knows nothing of PDF, says of a PNG: what [`Chunks`] took from it is
/// held to that, for no decoder of ours looks at it again.
struct Known {
    width: u32,
    height: u32,
    bits: u8,
    colour: u8,
    palette: Vec<u8>,
    /// Bytes of all rows when unpacked, each with the number of its filter.
    unpacked: u64,
}

impl Known {
    /// `None` where it is not one whose packed pixels can be passed through.
    fn read(data: &[u8]) -> Option<Known> {
        let reader = ::png::Decoder::new(Cursor::new(data)).read_info().ok()?;
        let info = reader.info();
        let plain = !info.interlaced && info.trns.is_none();
        plain.then(|| Known {
            width: info.width,
            height: info.height,
            bits: info.bit_depth as u8,
            colour: info.color_type as u8,
            palette: info.palette.as_deref().unwrap_or_default().to_vec(),
            unpacked: info.raw_bytes() as u64,
        })
    }
}

/// What matters of a PNG's chunks (ISO/IEC 15948, 11.2).
struct Chunks {
    width: u32,
    height: u32,
    bits: u8,
    colour: u8,
    palette: Vec<u8>,
    pixels: Vec<u8>,
}

impl Chunks {
    /// The chunks, where all are whole, nothing is transparent and rows follow one another.
    fn read(data: &[u8]) -> Option<Chunks> {
        let mut rest = data.strip_prefix(b"\x89PNG\r\n\x1a\n")?;
        let number = |bytes: &[u8]| Some(u32::from_be_bytes(bytes.try_into().ok()?));
        let mut found: Option<Chunks> = None;
        loop {
            let length = usize::try_from(number(rest.get(..4)?)?).ok()?;
            let named = rest.get(4..length.checked_add(8)?)?;
            let mut crc = flate2::Crc::new();
            crc.update(named);
            if number(rest.get(8 + length..12 + length)?)? != crc.sum() {
                return None;
            }
            rest = &rest[12 + length..];
            let (name, content) = named.split_at(4);
            match (name, &mut found) {
                (b"IHDR", None) => {
                    let &[bits, colour, 0, 0, 0] = content.get(8..)? else {
                        return None;
                    };
                    found = Some(Chunks {
                        width: number(content.get(..4)?)?,
                        height: number(content.get(4..8)?)?,
                        bits,
                        colour,
                        palette: Vec::new(),
                        pixels: Vec::new(),
                    });
                }
                (b"PLTE", Some(found)) => found.palette = content.to_vec(),
                (b"IDAT", Some(found)) => found.pixels.extend_from_slice(content),
                (b"IEND", Some(_)) => return found,
                (b"tRNS", _) | (_, None) => return None,
                _ => {}
            }
        }
    }

    /// The picture with the filters of PNG, which PDF knows by the same numbers (ISO 32000-1,
    /// 7.4.4.4). Samples of 16 bits would double a paper for nothing that print shows.
    fn embedded(self, known: &Known) -> Option<ImageXObject> {
        let is_known = (self.width, self.height) == (known.width, known.height)
            && (self.bits, self.colour) == (known.bits, known.colour)
            && self.palette == known.palette;
        // Up to the checksum of who packed them: another number of bytes, or bytes in another order, do
        // not come to it.
        let mut unpacked = 0;
        unpack(&self.pixels, |piece| unpacked += piece.len() as u64)?;
        if !is_known || unpacked != known.unpacked {
            return None;
        }
        let (space, colours) = match (self.colour, self.bits) {
            (0, 1 | 2 | 4 | 8) => ("DeviceGray".into(), 1),
            (2, 8) => ("DeviceRGB".into(), 3),
            (3, 1 | 2 | 4 | 8) => {
                let last = (self.palette.len() / 3).checked_sub(1)?;
                let space = vec![
                    "Indexed".into(),
                    "DeviceRGB".into(),
                    (last as i64).into(),
                    Object::String(self.palette, StringFormat::Hexadecimal),
                ];
                (Object::Array(space), 1)
            }
            _ => return None,
        };
        let meant = ExpectedStream::Bytes(Sum::of(&self.pixels));
        let mut picture = image(self.width, self.height, space, self.pixels);
        picture.dict.set("BitsPerComponent", i64::from(self.bits));
        picture.dict.set("Filter", "FlateDecode");
        let predictor = dictionary! {
            "Predictor" => 15,
            "Colors" => colours,
            "BitsPerComponent" => i64::from(self.bits),
            "Columns" => i64::from(self.width),
        };
        picture.dict.set("DecodeParms", predictor);
        Some(ImageXObject::plain(picture, meant))
    }
}

/// The picture as samples of 8 bits, with a mask where it is not opaque.
fn unpacked(data: &[u8]) -> Result<ImageXObject, Defect> {
    let Ok(Some((ImageFormat::Png, decoder))) = opened(data) else {
        return Err(Defect::DamagedPicture);
    };
    let picture = DynamicImage::from_decoder(decoder).map_err(|_| Defect::DamagedPicture)?;
    let (width, height) = (picture.width(), picture.height());
    let is_grey = !picture.color().has_color();
    let mask = picture
        .color()
        .has_alpha()
        .then(|| {
            let alpha: Vec<u8> = picture.to_rgba8().pixels().map(|p| p.0[3]).collect();
            alpha.iter().any(|a| *a != 255).then_some(alpha)
        })
        .flatten()
        .map(|alpha| {
            let meant = ExpectedStream::Content(Sum::of(&alpha));
            (image(width, height, "DeviceGray".into(), alpha), meant)
        });
    let (space, samples) = if is_grey {
        ("DeviceGray", DynamicImage::into_luma8(picture).into_raw())
    } else {
        ("DeviceRGB", DynamicImage::into_rgb8(picture).into_raw())
    };
    let meant = ExpectedStream::Content(Sum::of(&samples));
    Ok(ImageXObject {
        mask,
        ..ImageXObject::plain(image(width, height, space.into(), samples), meant)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(picture: &DynamicImage) -> Vec<u8> {
        let mut out = Cursor::new(Vec::new());
        picture
            .write_to(&mut out, ImageFormat::Png)
            .expect("a picture");
        out.into_inner()
    }

    fn colourful() -> image::RgbImage {
        image::RgbImage::from_fn(7, 5, |x, y| image::Rgb([x as u8 * 30, y as u8 * 40, 99]))
    }

    #[test]
    fn what_pdf_reads_as_it_is_stays_compressed_and_says_the_same() {
        let grey = image::GrayImage::from_fn(9, 4, |x, y| image::Luma([(x * y) as u8]));
        let pictures = [colourful().into(), DynamicImage::from(grey)];
        for picture in pictures {
            let embedded = embed(&encoded(&picture)).expect("a picture");
            let stream = embedded.picture;
            assert_eq!(stream.dict.get(b"Filter").unwrap(), &"FlateDecode".into());
            let pixels = stream.decompressed_content().expect("unpacks");
            assert_eq!(pixels, picture.as_bytes());
        }
    }

    #[test]
    fn what_is_transparent_or_deep_is_unpacked() {
        let mut clear = DynamicImage::from(colourful()).into_rgba8();
        clear.get_pixel_mut(0, 0).0[3] = 0;
        let embedded = embed(&encoded(&clear.into())).expect("a picture");
        assert!(embedded.mask.is_some());
        assert!(embedded.picture.dict.get(b"Filter").is_err());
        let deep = DynamicImage::from(colourful()).into_rgb16();
        let embedded = embed(&encoded(&deep.into())).expect("a picture");
        assert_eq!(embedded.picture.content, colourful().into_raw());
    }

    #[test]
    fn a_damaged_one_is_refused() {
        let whole = encoded(&colourful().into());
        for end in 0..whole.len() - 12 {
            assert!(embed(&whole[..end]).is_err(), "{end} bytes");
        }
        let mut changed = whole;
        let at = changed.len() - 20;
        changed[at] ^= 0xff;
        assert!(embed(&changed).is_err());
    }
}
