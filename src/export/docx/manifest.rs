//! What a Word file is meant to hold, and whether it does.
//!
//! Every part is known by its sum, taken of what was handed over to be packed: of XML, as it was
//! written; of a picture, the attachment's bytes as they were read, or what making it upright gave; of
//! a chart, its PNG as it was painted.

use std::collections::BTreeMap;
use std::io::{self, Read, Seek};

use zip::ZipArchive;

use crate::export::sum::Sum;
use crate::export::{Defect, DocumentPart};

/// What was put into a Word file, for [`verify`](super::verify).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Manifest {
    parts: BTreeMap<String, ExpectedPart>,
}

/// A part as it was meant to be.
#[derive(Debug, Clone, PartialEq, Eq)]
struct ExpectedPart {
    sum: Sum,
    /// What messages call the picture, where it is one.
    picture: Option<String>,
}

impl Manifest {
    /// Notes a part.
    pub(super) fn expect(&mut self, name: &str, sum: Sum, picture: Option<String>) {
        self.parts
            .insert(name.to_owned(), ExpectedPart { sum, picture });
    }

    /// Unpacks every part to its end and compares it with what was meant. Whether the content has the
    /// sum that the file states is seen by the zip reader at the part's end; whether that sum is the
    /// meant one, here.
    ///
    /// # Errors
    /// [`Defect`]: the first difference.
    pub(super) fn compare(&self, zip: &mut ZipArchive<impl Read + Seek>) -> Result<(), Defect> {
        let unread = Defect::unread(DocumentPart::Whole);
        for index in 0..zip.len() {
            let mut part = zip.by_index(index).map_err(|error| unread(error.into()))?;
            let name = part
                .name()
                .map_err(|error| unread(error.into()))?
                .into_owned();
            let Some(meant) = self.parts.get(&name) else {
                return Err(Defect::Surplus(DocumentPart::Named(name)));
            };
            let stated = Sum {
                length: part.size(),
                crc: part.crc32(),
            };
            let read = io::copy(&mut part, &mut io::sink()).ok();
            if stated != meant.sum || read != Some(meant.sum.length) {
                return Err(Defect::Differs(match &meant.picture {
                    Some(words) => DocumentPart::Picture(words.clone()),
                    None => DocumentPart::Named(name),
                }));
            }
        }
        match self
            .parts
            .keys()
            .find(|name| zip.index_for_name(name).is_none())
        {
            Some(name) => Err(Defect::Missing(DocumentPart::Named(name.clone()))),
            None => Ok(()),
        }
    }
}
