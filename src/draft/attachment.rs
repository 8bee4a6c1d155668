//! Attachments: what is known of a file without keeping its bytes at hand.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Cursor};

use image::{ImageDecoder as _, ImageFormat};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use ts_rs::TS;

use super::media::{Media, Trouble};
use super::picture::opened;

/// One attached file. Its bytes stay in the draft file and are read when needed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Attachment {
    /// Id within the draft: `a1`.
    pub id: String,
    /// Kind, one of the form's.
    pub kind: String,
    /// Title as printed in the list.
    pub title: String,
    /// Relative file name as given: `files/plan.pdf`.
    pub file: String,
    /// Size in bytes.
    #[ts(type = "number")]
    pub size: u64,
    /// SHA-256 of the bytes, hexadecimal.
    pub sha256: String,
    /// What the bytes are.
    pub media: Media,
    /// Why the file cannot be opened as what its name says, if so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trouble: Option<Trouble>,
}

impl Attachment {
    /// Its file name, without the folders before it.
    pub fn name(&self) -> &str {
        self.file.rsplit(['/', '\\']).next().unwrap_or_default()
    }

    /// Describes a file by looking into its bytes.
    pub fn of(id: &str, kind: &str, title: &str, file: &str, bytes: &[u8]) -> Attachment {
        let (media, trouble) = probe(file, bytes);
        Attachment {
            id: id.to_owned(),
            kind: kind.to_owned(),
            title: title.to_owned(),
            file: file.to_owned(),
            size: bytes.len() as u64,
            sha256: fingerprint(bytes),
            media,
            trouble,
        }
    }
}

/// SHA-256 of bytes, hexadecimal.
pub fn fingerprint(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Looks into a file's bytes: what it is, and whether it can be opened as what its name says.
/// Pictures are decoded once in full; PDF and Office files are checked for their frame.
pub fn probe(file: &str, bytes: &[u8]) -> (Media, Option<Trouble>) {
    if bytes.is_empty() {
        return (Media::Other, Some(Trouble::Empty));
    }
    let ending = file
        .rsplit(['/', '\\'])
        .next()
        .and_then(|name| name.rsplit_once('.'))
        .map(|(_, ending)| ending.to_ascii_lowercase())
        .unwrap_or_default();
    let is_pdf = bytes[..bytes.len().min(1024)]
        .windows(5)
        .any(|w| w == b"%PDF-");
    let is_zip = bytes.starts_with(b"PK\x03\x04");
    let is_ole = bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]);
    match ending.as_str() {
        "jpg" | "jpeg" | "png" => match picture(bytes) {
            Ok(Some(media)) => (media, None),
            Ok(None) => (Media::Other, Some(Trouble::NotWhatItSays)),
            Err(trouble) => (Media::Other, Some(trouble)),
        },
        "pdf" if !is_pdf => (Media::Other, Some(Trouble::NotWhatItSays)),
        "pdf" => {
            let tail = &bytes[bytes.len().saturating_sub(2048)..];
            let whole = tail.windows(5).any(|w| w == b"%%EOF");
            let trouble = match whole {
                false => Some(Trouble::Damaged),
                true => opens_by_password(bytes).then_some(Trouble::Locked),
            };
            (Media::Pdf, trouble)
        }
        "docx" | "xlsx" | "pptx" | "zip" | "wufei-parcel" => {
            if is_ole && says_encrypted(bytes) {
                return (Media::Other, Some(Trouble::Locked));
            }
            if !is_zip {
                return (Media::Other, Some(Trouble::NotWhatItSays));
            }
            let sound = zip::ZipArchive::new(Cursor::new(bytes)).is_ok_and(|archive| {
                ending == "zip" || archive.index_for_name("[Content_Types].xml").is_some()
            });
            (Media::Other, (!sound).then_some(Trouble::Damaged))
        }
        "doc" | "xls" | "ppt" if !is_ole => (Media::Other, Some(Trouble::NotWhatItSays)),
        _ => (Media::Other, None),
    }
}

/// Whether a PDF is encrypted such that nobody opens it without a password. One that only forbids
/// printing or copying opens with an empty one.
fn opens_by_password(bytes: &[u8]) -> bool {
    let mark = b"/Encrypt";
    // Not `/EncryptMetadata`.
    let marked = bytes
        .windows(mark.len() + 1)
        .any(|w| w.starts_with(mark) && w.last().is_some_and(|next| !next.is_ascii_alphabetic()));
    marked
        && match lopdf::Document::load_mem(bytes) {
            Ok(file) => file.is_encrypted() && file.authenticate_password("").is_err(),
            Err(lopdf::Error::InvalidPassword) => true,
            Err(_) => false,
        }
}

/// Whether a compound file holds an encrypted Office document (MS-OFFCRYPTO, 2.3.4): a stream of
/// this name stands in its directory, in UTF-16.
fn says_encrypted(bytes: &[u8]) -> bool {
    let name: Vec<u8> = "EncryptedPackage"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    bytes.windows(name.len()).any(|w| w == name)
}

/// The picture in the bytes, `None` where they are neither JPEG nor PNG.
fn picture(bytes: &[u8]) -> Result<Option<Media>, Trouble> {
    let Some((format, mut decoder)) = opened(bytes)? else {
        return Ok(None);
    };
    let decoded = decoder.orientation().and_then(|turned| {
        let mut picture = image::DynamicImage::from_decoder(decoder)?;
        picture.apply_orientation(turned);
        Ok(picture)
    });
    let picture = decoded.map_err(|_| Trouble::Damaged)?;
    let (width, height) = (picture.width(), picture.height());
    Ok(Some(match format {
        ImageFormat::Png => Media::Png { width, height },
        _ => Media::Jpeg { width, height },
    }))
}

/// Where attachments' bytes are read from: the draft file, or a test.
pub trait AttachmentBytes {
    /// The bytes of the attachment with this id.
    ///
    /// # Errors
    /// Where there is no such attachment or it cannot be read.
    fn read(&self, id: &str) -> io::Result<Cow<'_, [u8]>>;
}

/// No attachments at all.
impl AttachmentBytes for () {
    fn read(&self, id: &str) -> io::Result<Cow<'_, [u8]>> {
        Err(unknown(id))
    }
}

impl AttachmentBytes for BTreeMap<String, Vec<u8>> {
    fn read(&self, id: &str) -> io::Result<Cow<'_, [u8]>> {
        let bytes = self.get(id).ok_or_else(|| unknown(id))?;
        Ok(bytes.as_slice().into())
    }
}

fn unknown(id: &str) -> io::Error {
    io::Error::new(io::ErrorKind::NotFound, format!("没有附件 {id}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png() -> Vec<u8> {
        let mut out = Cursor::new(Vec::new());
        image::RgbImage::new(3, 2)
            .write_to(&mut out, ImageFormat::Png)
            .expect("a small picture");
        out.into_inner()
    }

    #[test]
    fn a_picture_is_known_by_its_content() {
        let (media, trouble) = probe("a/b.PNG", &png());
        assert_eq!(
            media,
            Media::Png {
                width: 3,
                height: 2
            }
        );
        assert_eq!(trouble, None);
        // JPEG and PNG are interchangeable in name: both can be printed.
        assert_eq!(probe("b.jpg", &png()).1, None);
    }

    #[test]
    fn a_cut_picture_is_damaged() {
        let bytes = png();
        assert_eq!(
            probe("b.png", &bytes[..bytes.len() / 2]).1,
            Some(Trouble::Damaged)
        );
    }

    /// A PNG of 16 bits and four channels that says how large it is and has next to nothing in it.
    fn claiming(width: u32, height: u32) -> Vec<u8> {
        let mut png = png();
        png.truncate(8);
        let mut head = Vec::new();
        head.extend(width.to_be_bytes());
        head.extend(height.to_be_bytes());
        head.extend([16, 6, 0, 0, 0]);
        let empty = [0x78, 0x9c, 0x03, 0x00, 0x00, 0x00, 0x00, 0x01];
        for (name, content) in [(b"IHDR", &head[..]), (b"IDAT", &empty), (b"IEND", &[])] {
            let mut crc = flate2::Crc::new();
            crc.update(name);
            crc.update(content);
            png.extend((content.len() as u32).to_be_bytes());
            png.extend(name);
            png.extend(content);
            png.extend(crc.sum().to_be_bytes());
        }
        png
    }

    #[test]
    fn a_picture_that_would_fill_the_memory_is_not_unpacked() {
        for (width, height) in [(60_000, 60_000), (8_000, 8_000)] {
            let png = claiming(width, height);
            assert!(png.len() < 4096);
            let told = probe("b.png", &png);
            assert_eq!(told, (Media::Other, Some(Trouble::TooManyPixels)));
            assert_eq!(crate::draft::picture::fitted(&png), None);
        }
        // A size that is no trouble is decoded, and then found to break off.
        assert_eq!(probe("b.png", &claiming(60, 60)).1, Some(Trouble::Damaged));
    }

    #[test]
    fn files_that_are_not_what_they_say() {
        assert_eq!(probe("plan.pdf", b"").1, Some(Trouble::Empty));
        assert_eq!(probe("plan.pdf", b"hello").1, Some(Trouble::NotWhatItSays));
        assert_eq!(probe("plan.pdf", b"%PDF-1.7 cut").1, Some(Trouble::Damaged));
        assert_eq!(probe("plan.pdf", b"%PDF-1.7\n...%%EOF\n").1, None);
        assert_eq!(probe("p.png", b"%PDF-1.7").1, Some(Trouble::NotWhatItSays));
        assert_eq!(probe("t.docx", b"hello").1, Some(Trouble::NotWhatItSays));
        assert_eq!(probe("t.docx", b"PK\x03\x04").1, Some(Trouble::Damaged));
        assert_eq!(probe("t.doc", b"hello").1, Some(Trouble::NotWhatItSays));
        assert_eq!(probe("notes", b"hello").1, None);
    }
}
