//! The package (ISO/IEC 29500-2, Open Packaging Conventions): parts packed into one file.

use std::borrow::Cow;
use std::io::{self, BufWriter, Seek, Write};

use zip::CompressionMethod;
use zip::result::ZipError;
use zip::write::SimpleFileOptions;

use super::super::sum::Sum;
use super::fused_writer::FusedWriter;
use super::manifest::Manifest;
use super::ooxml_fixups::fix_up;
use super::picture;
use super::xml::Element;
use crate::compose::block::Picture;
use crate::draft::AttachmentBytes;
use crate::export::{Defect, ExportError};

/// A part of the package.
pub(super) enum PackagePart {
    /// XML, put into order before it is written.
    Xml(String, Element),
    /// A picture, stored as it is: it is compressed already.
    Media(String, PackageMedia),
}

/// Where a picture's bytes come from.
pub(super) enum PackageMedia {
    /// From the attachment, when its turn comes: a paper of fifty photographs holds one of them at a
    /// time.
    Attachment(Picture),
    /// From here.
    Made(Vec<u8>),
}

impl PackageMedia {
    /// Whether two pictures have the same bytes.
    pub fn is_same(&self, other: &PackageMedia) -> bool {
        match (self, other) {
            (PackageMedia::Attachment(one), PackageMedia::Attachment(other)) => {
                one.sha256 == other.sha256
            }
            (PackageMedia::Made(one), PackageMedia::Made(other)) => one == other,
            _ => false,
        }
    }

    /// Its bytes as the package stores them.
    fn stored<'b>(&'b self, bytes: &'b dyn AttachmentBytes) -> Result<Cow<'b, [u8]>, ExportError> {
        let of = match self {
            PackageMedia::Made(content) => return Ok(content.into()),
            PackageMedia::Attachment(of) => of,
        };
        let read = bytes.read(&of.attachment).map_err(Defect::told);
        read.and_then(|content| {
            let upright = picture::upright(&content, of.media)?;
            Ok(upright.map_or(content, Cow::Owned))
        })
        .map_err(|reason| ExportError::Picture {
            picture: of.words(),
            reason,
        })
    }

    /// What messages call it.
    fn words(&self) -> Option<String> {
        match self {
            PackageMedia::Made(_) => None,
            PackageMedia::Attachment(of) => Some(of.words()),
        }
    }
}

/// Packs the parts into the file `document`, and says what was packed. Equal parts give equal bytes.
pub(super) fn pack(
    parts: Vec<PackagePart>,
    bytes: &dyn AttachmentBytes,
    document: &str,
    out: impl Write + Seek,
) -> Result<Manifest, ExportError> {
    let refused = |error| ExportError::unwritten(document, error);
    let failed = |error| match error {
        ZipError::Io(error) => refused(error),
        other => refused(io::Error::other(other)),
    };
    let mut zip = zip::ZipWriter::new(BufWriter::new(FusedWriter::new(out)));
    let options = SimpleFileOptions::default()
        .last_modified_time(zip::DateTime::default())
        .unix_permissions(0o644);
    let mut manifest = Manifest::default();
    for part in parts {
        let mut add = |name: String, method, content: &[u8], picture| {
            manifest.expect(&name, Sum::of(content), picture);
            zip.start_file(name, options.compression_method(method))
                .map_err(failed)?;
            zip.write_all(content).map_err(refused)
        };
        match part {
            PackagePart::Xml(name, mut root) => {
                fix_up(&mut root);
                add(name, CompressionMethod::Deflated, &root.write(), None)?;
            }
            PackagePart::Media(name, media) => {
                let content = media.stored(bytes)?;
                add(name, CompressionMethod::Stored, &content, media.words())?;
            }
        }
    }
    zip.finish().map_err(failed)?.flush().map_err(refused)?;
    Ok(manifest)
}
