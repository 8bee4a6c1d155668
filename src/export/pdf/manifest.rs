//! What a PDF is meant to hold, and whether it does.
//!
//! Every object of the written file is compared with the one it was written from, dictionaries, tags
//! and links included. A stream's content is known by its sum, which is taken where the content comes
//! from and not of what was packed:
//!
//! | stream | its sum is that of | how it is read back |
//! | --- | --- | --- |
//! | a JPEG | the attachment's bytes, as they were read | byte by byte |
//! | a PNG's pixels, passed through packed | those bytes, which `png.rs` has unpacked to the end, where the checksum of who made the PNG stands | byte by byte |
//! | the samples and the mask of any other PNG | the samples as decoded | unpacked, sample by sample |
//! | a font | the subset as it was made | unpacked whole |
//! | pages, character maps, the colour profile, metadata | what was handed to be packed | unpacked whole |

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::read::UnpackedPdf;
use crate::export::sum::Sum;
use crate::export::{Defect, DocumentPart};

/// What was put into a PDF, for [`verify`](super::verify).
#[derive(Debug, Default)]
pub struct Manifest {
    /// Every object; streams without their content.
    objects: BTreeMap<ObjectId, Object>,
    trailer: Dictionary,
    streams: BTreeMap<ObjectId, ExpectedStream>,
    /// Whose a stream is.
    owners: BTreeMap<ObjectId, StreamOwner>,
    /// Pictures by their attachments.
    pictures: BTreeMap<String, ObjectId>,
}

/// What a stream is meant to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ExpectedStream {
    /// This content, packed or not.
    Content(Sum),
    /// These bytes, as they came.
    Bytes(Sum),
}

/// Whose a stream is, to say so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum StreamOwner {
    /// A picture's, by the words that messages call it.
    Picture(String),
    /// A font's, by its name in the file.
    Font(String),
}

impl Manifest {
    /// Notes what a stream is meant to hold, and whose it is.
    pub(super) fn expect(&mut self, id: ObjectId, meant: ExpectedStream, owner: StreamOwner) {
        self.streams.insert(id, meant);
        self.owners.insert(id, owner);
    }

    /// Notes which object an attachment's picture is.
    pub(super) fn place(&mut self, attachment: String, id: ObjectId) {
        self.pictures.insert(attachment, id);
    }

    /// Notes the embedded fonts, whose sums are known by their names.
    ///
    /// # Errors
    /// [`Defect`]: a font that is not in the file.
    pub(super) fn expect_fonts(
        &mut self,
        file: &Document,
        fonts: &BTreeMap<String, Sum>,
    ) -> Result<(), Defect> {
        for (name, sum) in fonts {
            let descriptor = file.objects.values().find_map(|object| {
                let dict = object.as_dict().ok()?;
                let named = dict.get(b"FontName").and_then(Object::as_name).ok()?;
                (named == name.as_bytes()).then_some(dict)
            });
            let program = descriptor
                .and_then(|dict| dict.get(b"FontFile2").ok())
                .and_then(|program| program.as_reference().ok())
                .ok_or_else(|| Defect::Missing(DocumentPart::Font(name.clone())))?;
            self.expect(
                program,
                ExpectedStream::Content(*sum),
                StreamOwner::Font(name.clone()),
            );
        }
        Ok(())
    }

    /// Notes the streams that nobody has spoken for, before they are packed.
    pub(super) fn expect_rest(&mut self, file: &Document) {
        for (id, object) in &file.objects {
            if let Object::Stream(stream) = object {
                self.streams
                    .entry(*id)
                    .or_insert_with(|| ExpectedStream::Content(Sum::of(&stream.content)));
            }
        }
    }

    /// Takes over the objects as they were written, and lets go of what streams hold.
    pub(super) fn keep(&mut self, file: Document) {
        self.trailer = file.trailer;
        self.objects = file.objects;
        for object in self.objects.values_mut() {
            if let Object::Stream(stream) = object {
                stream.content = Vec::new();
            }
        }
        self.streams.retain(|id, _| self.objects.contains_key(id));
    }

    /// The object of an attachment's picture.
    pub(super) fn picture(&self, attachment: &str) -> Option<ObjectId> {
        self.pictures.get(attachment).copied()
    }

    /// Compares an opened file with what was meant.
    ///
    /// # Errors
    /// [`Defect`]: the first difference.
    pub(super) fn compare(&self, opened: &UnpackedPdf) -> Result<(), Defect> {
        let differs = |id: &ObjectId| {
            Defect::Differs(match self.owners.get(id) {
                Some(StreamOwner::Picture(words)) => DocumentPart::Picture(words.clone()),
                Some(StreamOwner::Font(name)) => DocumentPart::Font(name.clone()),
                None => DocumentPart::Object(id.0),
            })
        };
        for (id, meant) in &self.streams {
            let same = opened.streams.get(id).is_some_and(|found| match meant {
                ExpectedStream::Content(sum) => found.content == Some(*sum),
                ExpectedStream::Bytes(sum) => found.bytes == *sum,
            });
            if !same {
                return Err(differs(id));
            }
        }
        let file = &opened.file;
        let strange = file
            .objects
            .keys()
            .find(|id| !self.objects.contains_key(id));
        if let Some(id) = strange {
            return Err(differs(id));
        }
        for (id, meant) in &self.objects {
            let found = file.objects.get(id);
            if !found.is_some_and(|found| same(meant, found)) {
                return Err(differs(id));
            }
        }
        match same_entries(&self.trailer, &file.trailer) {
            true => Ok(()),
            false => Err(Defect::Differs(DocumentPart::Trailer)),
        }
    }
}

/// Whether two objects say the same; of streams, their dictionaries. In a file a whole number has no
/// point, and a string is the same in either of its forms (ISO 32000-1, 7.3.3 and 7.3.4).
fn same(meant: &Object, found: &Object) -> bool {
    match (meant, found) {
        (Object::Real(real), Object::Integer(whole)) => *real == *whole as f32,
        (Object::String(meant, _), Object::String(found, _)) => meant == found,
        (Object::Array(meant), Object::Array(found)) => {
            meant.len() == found.len()
                && meant.iter().zip(found).all(|(one, other)| same(one, other))
        }
        (Object::Dictionary(meant), Object::Dictionary(found)) => same_entries(meant, found),
        (Object::Stream(meant), Object::Stream(found)) => same_entries(&meant.dict, &found.dict),
        (meant, found) => meant == found,
    }
}

fn same_entries(meant: &Dictionary, found: &Dictionary) -> bool {
    let is_there =
        |(key, value): (&Vec<u8>, &Object)| found.get(key).is_ok_and(|found| same(value, found));
    meant.len() == found.len() && meant.iter().all(is_there)
}
