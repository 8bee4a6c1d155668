//! Pictures as embedded: the bytes of a JPEG untouched, those of a PNG where that can be.

use std::collections::BTreeMap;

use image::ImageFormat;
use lopdf::{Dictionary, Document, Object};
use printpdf::XObjectId;

use super::manifest::{ExpectedStream, Manifest, StreamOwner};
use super::png;
use super::xobject::{ImageXObject, image, turn};
use crate::draft::AttachmentBytes;
use crate::draft::jpeg::JpegHead;
use crate::export::sum::Sum;
use crate::export::{Defect, ExportError};

/// The pictures of a paper, each once however often it is placed.
#[derive(Default)]
pub(super) struct Pictures {
    embedded: BTreeMap<String, NamedPicture>,
}

/// A picture under its name in the resources, with the words that messages call it.
struct NamedPicture {
    id: XObjectId,
    embedded: ImageXObject,
    words: String,
}

impl Pictures {
    /// Takes in an attachment's picture, if that has not been done. `words` are what messages call it.
    ///
    /// # Errors
    /// When it cannot be had or is neither JPEG nor PNG.
    pub fn add(
        &mut self,
        attachment: &str,
        bytes: &dyn AttachmentBytes,
        words: impl Fn() -> String,
    ) -> Result<(), ExportError> {
        if self.embedded.contains_key(attachment) {
            return Ok(());
        }
        let read = bytes.read(attachment).map_err(Defect::told);
        let embedded = read.and_then(|data| embed(data.into_owned()));
        let embedded = embedded.map_err(|reason| ExportError::Picture {
            picture: words(),
            reason,
        })?;
        let placed = NamedPicture {
            id: XObjectId(format!("Im{}", self.embedded.len() + 1)),
            embedded,
            words: words(),
        };
        self.embedded.insert(attachment.to_owned(), placed);
        Ok(())
    }

    /// A picture's name among the resources, and how its unit square is turned.
    pub fn get(&self, attachment: &str) -> Option<(XObjectId, [f32; 6])> {
        self.embedded
            .get(attachment)
            .map(|placed| (placed.id.clone(), placed.embedded.turn))
    }

    /// Whether a picture's colours are inks, which the output intent of sRGB does not cover.
    pub fn has_inks(&self) -> bool {
        self.embedded.values().any(|placed| {
            let space = placed.embedded.picture.dict.get(b"ColorSpace");
            space
                .and_then(Object::as_name)
                .is_ok_and(|space| space == b"DeviceCMYK")
        })
    }

    /// Puts the pictures into the file, under their names in the resources that its pages share.
    /// printpdf would keep every picture twice.
    ///
    /// # Errors
    /// When the pages have no resources.
    pub fn put(self, file: &mut Document, manifest: &mut Manifest) -> Result<(), lopdf::Error> {
        let mut names = Dictionary::new();
        for (attachment, placed) in self.embedded {
            let NamedPicture {
                id,
                embedded,
                words,
            } = placed;
            let mut picture = embedded.picture;
            if let Some((mask, meant)) = embedded.mask {
                let mask = file.add_object(mask);
                manifest.expect(mask, meant, StreamOwner::Picture(words.clone()));
                picture.dict.set("SMask", mask);
            }
            let picture = file.add_object(picture);
            manifest.expect(picture, embedded.meant, StreamOwner::Picture(words));
            manifest.place(attachment, picture);
            names.set(id.0, picture);
        }
        let Some(page) = file.get_pages().into_values().next() else {
            return Ok(());
        };
        let resources = file.get_dictionary(page)?.get(b"Resources")?;
        let resources = file.get_dictionary(resources.as_reference()?)?;
        let shared = resources.get(b"XObject")?.as_reference()?;
        *file.get_object_mut(shared)? = names.into();
        Ok(())
    }
}

fn embed(data: Vec<u8>) -> Result<ImageXObject, Defect> {
    match image::guess_format(&data) {
        Ok(ImageFormat::Jpeg) => jpeg(data),
        Ok(ImageFormat::Png) => png::embed(&data),
        _ => Err(Defect::NotAPicture),
    }
}

fn jpeg(data: Vec<u8>) -> Result<ImageXObject, Defect> {
    let head = JpegHead::read(&data).ok_or(Defect::DamagedPicture)?;
    if head.bits != 8 {
        return Err(Defect::JpegDepth);
    }
    let space = match head.components {
        1 => "DeviceGray",
        3 => "DeviceRGB",
        4 => "DeviceCMYK",
        _ => return Err(Defect::JpegColours),
    };
    let meant = ExpectedStream::Bytes(Sum::of(&data));
    let mut picture = image(head.width, head.height, space.into(), data);
    picture.dict.set("Filter", "DCTDecode");
    if head.components == 4 && head.adobe {
        // Adobe's programs store CMYK inverted.
        let decode = [1, 0, 1, 0, 1, 0, 1, 0].map(Object::Integer);
        picture.dict.set("Decode", decode.to_vec());
    }
    Ok(ImageXObject {
        turn: turn(head.orientation),
        ..ImageXObject::plain(picture, meant)
    })
}
