//! What a Word file is meant to hold, and whether it does.
//!
//! Every part is known by its sum, taken of what was handed over to be packed: of XML, as it was
//! written; of a picture, the attachment's bytes as they were read, or what making it upright gave; of
//! a chart, its PNG as it was painted.

use std::collections::BTreeMap;
use std::io::{self, Read, Seek};

use zip::ZipArchive;

use super::super::sum::Sum;

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
    /// Names the first difference in a few Chinese words.
    pub(super) fn compare(&self, zip: &mut ZipArchive<impl Read + Seek>) -> Result<(), String> {
        let unread = |error: &dyn std::fmt::Display| format!("读不回来：{error}");
        for index in 0..zip.len() {
            let mut part = zip.by_index(index).map_err(|error| unread(&error))?;
            let name = part.name().map_err(|error| unread(&error))?.into_owned();
            let Some(meant) = self.parts.get(&name) else {
                return Err(format!("多出了“{name}”"));
            };
            let stated = Sum {
                length: part.size(),
                crc: part.crc32(),
            };
            let read = io::copy(&mut part, &mut io::sink()).ok();
            if stated != meant.sum || read != Some(meant.sum.length) {
                return Err(match &meant.picture {
                    Some(words) => format!("图片“{words}”读回来不一致"),
                    None => format!("“{name}”读回来不一致"),
                });
            }
        }
        match self
            .parts
            .keys()
            .find(|name| zip.index_for_name(name).is_none())
        {
            Some(name) => Err(format!("缺少“{name}”")),
            None => Ok(()),
        }
    }
}
