//! Pictures as embedded: JPEG bytes untouched, PNG unpacked.

use std::collections::BTreeMap;

use image::{DynamicImage, ImageFormat};
use printpdf::{DictItem, ExternalStream, ExternalXObject, XObject, XObjectId};

use crate::draft::AttachmentBytes;
use crate::export::ExportError;

/// The pictures of a paper, each once however often it is placed.
#[derive(Default)]
pub(super) struct Pictures {
    objects: BTreeMap<String, (XObjectId, [f32; 6], XObject)>,
}

impl Pictures {
    /// Takes in an attachment's picture, if that has not been done.
    ///
    /// # Errors
    /// When it cannot be had or is neither JPEG nor PNG.
    pub fn add(
        &mut self,
        attachment: &str,
        bytes: &dyn AttachmentBytes,
        name: impl Fn() -> String,
    ) -> Result<(), ExportError> {
        if self.objects.contains_key(attachment) {
            return Ok(());
        }
        let unreadable = |reason: String| ExportError::Picture {
            picture: name(),
            reason,
        };
        let data = bytes
            .read(attachment)
            .map_err(|error| unreadable(error.to_string()))?;
        let (object, orientation) = embed(data).map_err(unreadable)?;
        let id = XObjectId(format!("Im{}", self.objects.len() + 1));
        self.objects
            .insert(attachment.to_owned(), (id, turn(orientation), object));
        Ok(())
    }

    /// A picture's name among the resources, and how its unit square is turned.
    pub fn get(&self, attachment: &str) -> Option<(XObjectId, [f32; 6])> {
        self.objects
            .get(attachment)
            .map(|(id, turn, _)| (id.clone(), *turn))
    }

    /// Whether a picture's colours are inks, which the output intent of sRGB does not cover.
    pub fn has_inks(&self) -> bool {
        self.objects.values().any(|(_, _, object)| match object {
            XObject::External(object) => {
                object.stream.dict.get("ColorSpace")
                    == Some(&DictItem::Name(b"DeviceCMYK".to_vec()))
            }
            _ => false,
        })
    }

    /// The pictures as resources.
    pub fn into_objects(self) -> BTreeMap<XObjectId, XObject> {
        self.objects
            .into_values()
            .map(|(id, _, object)| (id, object))
            .collect()
    }
}

/// The matrix that turns the unit square as an EXIF orientation says (CIPA DC-008, 4.6.4).
fn turn(orientation: u8) -> [f32; 6] {
    match orientation {
        2 => [-1.0, 0.0, 0.0, 1.0, 1.0, 0.0],
        3 => [-1.0, 0.0, 0.0, -1.0, 1.0, 1.0],
        4 => [1.0, 0.0, 0.0, -1.0, 0.0, 1.0],
        5 => [0.0, -1.0, -1.0, 0.0, 1.0, 1.0],
        6 => [0.0, -1.0, 1.0, 0.0, 0.0, 1.0],
        7 => [0.0, 1.0, 1.0, 0.0, 0.0, 0.0],
        8 => [0.0, 1.0, -1.0, 0.0, 1.0, 0.0],
        _ => [1.0, 0.0, 0.0, 1.0, 0.0, 0.0],
    }
}

/// A picture as an object of the format, and its EXIF orientation.
fn embed(data: Vec<u8>) -> Result<(XObject, u8), String> {
    match image::guess_format(&data) {
        Ok(ImageFormat::Jpeg) => jpeg(data),
        Ok(ImageFormat::Png) => png(&data).map(|object| (object, 1)),
        _ => Err("不是 JPEG 或 PNG".to_owned()),
    }
}

fn jpeg(data: Vec<u8>) -> Result<(XObject, u8), String> {
    let head = JpegHead::read(&data).ok_or_else(|| "JPEG 已损坏".to_owned())?;
    if head.bits != 8 {
        return Err("JPEG 的色深不受支持".to_owned());
    }
    let space = match head.components {
        1 => "DeviceGray",
        3 => "DeviceRGB",
        4 => "DeviceCMYK",
        _ => return Err("JPEG 的色彩方式不受支持".to_owned()),
    };
    let mut dict = image_dict(head.width, head.height, space);
    dict.insert("Filter".to_owned(), DictItem::Name(b"DCTDecode".to_vec()));
    if head.components == 4 && head.adobe {
        // Adobe's programs store CMYK inverted.
        let decode = [1, 0, 1, 0, 1, 0, 1, 0].map(DictItem::Int).to_vec();
        dict.insert("Decode".to_owned(), DictItem::Array(decode));
    }
    let object = external(dict, data, false);
    Ok((object, head.orientation))
}

fn png(data: &[u8]) -> Result<XObject, String> {
    let picture = image::load_from_memory_with_format(data, ImageFormat::Png)
        .map_err(|_| "PNG 已损坏".to_owned())?;
    let (width, height) = (picture.width(), picture.height());
    let has_alpha = picture.color().has_alpha();
    let is_grey = !picture.color().has_color();
    let mask = has_alpha
        .then(|| {
            let alpha: Vec<u8> = picture.to_rgba8().pixels().map(|p| p.0[3]).collect();
            alpha.iter().any(|a| *a != 255).then_some(alpha)
        })
        .flatten();
    let (space, samples) = if is_grey {
        ("DeviceGray", DynamicImage::into_luma8(picture).into_raw())
    } else {
        ("DeviceRGB", DynamicImage::into_rgb8(picture).into_raw())
    };
    let mut dict = image_dict(width, height, space);
    if let Some(alpha) = mask {
        let stream = ExternalStream {
            dict: image_dict(width, height, "DeviceGray"),
            content: alpha,
            compress: true,
        };
        dict.insert("SMask".to_owned(), DictItem::Stream { stream });
    }
    Ok(external(dict, samples, true))
}

fn image_dict(width: u32, height: u32, space: &str) -> BTreeMap<String, DictItem> {
    let name = |name: &str| DictItem::Name(name.as_bytes().to_vec());
    BTreeMap::from([
        ("Type".to_owned(), name("XObject")),
        ("Subtype".to_owned(), name("Image")),
        ("Width".to_owned(), DictItem::Int(i64::from(width))),
        ("Height".to_owned(), DictItem::Int(i64::from(height))),
        ("ColorSpace".to_owned(), name(space)),
        ("BitsPerComponent".to_owned(), DictItem::Int(8)),
    ])
}

fn external(dict: BTreeMap<String, DictItem>, content: Vec<u8>, compress: bool) -> XObject {
    XObject::External(ExternalXObject {
        stream: ExternalStream {
            dict,
            content,
            compress,
        },
        width: None,
        height: None,
        dpi: None,
    })
}

/// What a JPEG says of itself before its pixels (ITU-T T.81, annex B).
#[derive(Debug, PartialEq, Eq)]
struct JpegHead {
    width: u32,
    height: u32,
    bits: u8,
    components: u8,
    adobe: bool,
    orientation: u8,
}

impl JpegHead {
    fn read(data: &[u8]) -> Option<JpegHead> {
        let mut rest = data.strip_prefix(&[0xff, 0xd8])?;
        let mut adobe = false;
        let mut orientation = 1;
        loop {
            // Markers may be padded with any number of 0xff.
            while rest.first() == Some(&0xff) && rest.get(1) == Some(&0xff) {
                rest = rest.get(1..)?;
            }
            let (&[0xff, marker], after) = rest.split_first_chunk::<2>()? else {
                return None;
            };
            if matches!(marker, 0x01 | 0xd0..=0xd7) {
                rest = after;
                continue;
            }
            let (length, _) = after.split_first_chunk::<2>()?;
            let length = usize::from(u16::from_be_bytes(*length));
            let segment = after.get(2..length)?;
            match marker {
                0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                    let (head, _) = segment.split_first_chunk::<6>()?;
                    let size = |high, low| u32::from(u16::from_be_bytes([high, low]));
                    let [bits, h1, h2, w1, w2, components] = *head;
                    let found = JpegHead {
                        width: size(w1, w2),
                        height: size(h1, h2),
                        bits,
                        components,
                        adobe,
                        orientation,
                    };
                    return (found.width > 0 && found.height > 0).then_some(found);
                }
                0xe1 => orientation = exif_orientation(segment).unwrap_or(orientation),
                0xee => adobe = adobe || segment.starts_with(b"Adobe"),
                0xd8..=0xda => return None,
                _ => {}
            }
            rest = after.get(length..)?;
        }
    }
}

/// Orientation (tag 0x0112) in an EXIF segment.
fn exif_orientation(segment: &[u8]) -> Option<u8> {
    let tiff = segment.strip_prefix(b"Exif\0\0")?;
    let little = match tiff.get(..2)? {
        b"II" => true,
        b"MM" => false,
        _ => return None,
    };
    let short = |at: usize| -> Option<u16> {
        let bytes = tiff.get(at..at + 2)?.try_into().ok()?;
        Some(if little {
            u16::from_le_bytes(bytes)
        } else {
            u16::from_be_bytes(bytes)
        })
    };
    let long = |at: usize| -> Option<u32> {
        let bytes = tiff.get(at..at + 4)?.try_into().ok()?;
        Some(if little {
            u32::from_le_bytes(bytes)
        } else {
            u32::from_be_bytes(bytes)
        })
    };
    let first = usize::try_from(long(4)?).ok()?;
    (0..usize::from(short(first)?))
        .map(|i| first.saturating_add(2 + 12 * i))
        .find(|at| short(*at) == Some(0x0112))
        .and_then(|at| short(at + 8))
        .and_then(|value| u8::try_from(value).ok())
        .filter(|value| (1..=8).contains(value))
}
