//! PDF: the laid-out paper, drawn.
//!
//! printpdf writes pages, fonts and pictures; what it cannot say (tags, nested outline, language,
//! links) is added through lopdf. The same pages give the same bytes: no clock and no chance is
//! asked.

mod archive;
mod draw;
mod font;
mod picture;
mod png;
mod read;
mod structure;

use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use printpdf::{PdfDocument, PdfPage, PdfSaveOptions, Pt, Rect};

use super::ExportError;
use crate::compose::block::{Block, Composition};
use crate::draft::AttachmentBytes;
use crate::layout::page::Item;
use crate::layout::{FontBook, Pages};

pub use read::{PdfText, read_text};

/// The program as the documents' properties name it.
const PROGRAM: &str = "无废申报";

/// Writes the paper as PDF.
///
/// # Errors
/// When a picture cannot be read or the writer fails.
pub fn write(
    pages: &Pages,
    composition: &Composition,
    fonts: &FontBook,
    bytes: &dyn AttachmentBytes,
) -> Result<Vec<u8>, ExportError> {
    let mut document = PdfDocument::new(&composition.title);
    let subsets = font::subsets(pages, fonts).map_err(|reason| failed(composition, reason))?;
    for subset in subsets.values() {
        document
            .resources
            .fonts
            .map
            .insert(subset.id.clone(), subset.embedded.clone());
    }
    let mut pictures = picture::Pictures::default();
    for placed in pages.pages.iter().flat_map(|page| &page.items) {
        if let Item::Picture(picture) = &placed.item {
            pictures.add(&picture.attachment, bytes, || {
                caption_of(composition, &picture.attachment)
            })?;
        }
    }
    let mut marked = Vec::new();
    for page in &pages.pages {
        let (ops, content) = draw::page(page, &subsets, &pictures);
        marked.push(content);
        let sheet = Rect::from_wh(Pt(page.width), Pt(page.height));
        document.pages.push(PdfPage {
            media_box: sheet.clone(),
            trim_box: sheet.clone(),
            crop_box: sheet,
            ops,
        });
    }
    let inks = pictures.has_inks();
    let info = &mut document.metadata.info;
    info.author.clone_from(&composition.author);
    info.subject.clone_from(&composition.subject);
    info.creator = PROGRAM.to_owned();
    info.producer = PROGRAM.to_owned();

    let options = PdfSaveOptions {
        // The fonts are subset already, and pictures are not to be touched.
        subset_fonts: false,
        image_optimization: None,
        ..PdfSaveOptions::default()
    };
    let mut warnings = Vec::new();
    let mut file = document.to_lopdf_document(&options, &mut warnings);
    pictures
        .put(&mut file)
        .and_then(|()| structure::finish(&mut file, pages, &marked, composition, inks))
        .map_err(|error| failed(composition, error.to_string()))?;
    compress(&mut file);
    let mut written = Vec::with_capacity(size_of(&file));
    file.save_to(&mut written)
        .map_err(|error| failed(composition, error.to_string()))?;
    Ok(written)
}

/// About as many bytes as the file will have: its streams, and something for all else.
fn size_of(file: &lopdf::Document) -> usize {
    let streams = file.objects.values().filter_map(|o| o.as_stream().ok());
    streams.map(|stream| stream.content.len()).sum::<usize>() + (1 << 20)
}

/// Compresses what is not compressed yet. lopdf itself would take several times as long over it, for a
/// tenth of what are not pictures.
fn compress(file: &mut lopdf::Document) {
    for object in file.objects.values_mut() {
        if let lopdf::Object::Stream(stream) = object
            && stream.allows_compression
            && !stream.dict.has(b"Filter")
        {
            let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
            let packed = encoder
                .write_all(&stream.content)
                .and_then(|()| encoder.finish());
            if let Ok(packed) = packed
                && packed.len() < stream.content.len()
            {
                stream.dict.set("Filter", "FlateDecode");
                stream.set_content(packed);
            }
        }
    }
}

/// Reads a written PDF back and compares it with what was meant: as many pages, and on every page
/// every character that was laid out.
///
/// # Errors
/// When it cannot be read or says something else.
pub fn verify(written: &[u8], pages: &Pages, composition: &Composition) -> Result<(), ExportError> {
    let text = read_text(written).map_err(|reason| failed(composition, reason))?;
    if text.pages.len() != pages.pages.len() {
        let reason = format!(
            "应有 {} 页，写成 {} 页",
            pages.pages.len(),
            text.pages.len()
        );
        return Err(failed(composition, reason));
    }
    for (number, (page, text)) in pages.pages.iter().zip(&text.pages).enumerate() {
        let meant = page.items.iter().flat_map(|placed| match &placed.item {
            Item::Glyphs(run) => run.glyphs.as_slice(),
            _ => &[],
        });
        let meant: String = meant.map(|glyph| glyph.char).collect();
        if meant != *text {
            let reason = format!("第 {} 页的文字读回来不一致", number + 1);
            return Err(failed(composition, reason));
        }
    }
    Ok(())
}

fn failed(composition: &Composition, reason: String) -> ExportError {
    ExportError::Writer {
        document: format!("{}.pdf", composition.paper_name),
        reason,
    }
}

/// A picture by its caption, for messages.
fn caption_of(composition: &Composition, attachment: &str) -> String {
    let blocks = composition.paper.iter().flat_map(|part| &part.blocks);
    let pictures = blocks.filter_map(|block| match block {
        Block::Pictures(pictures) => Some(pictures),
        _ => None,
    });
    pictures
        .flatten()
        .find(|picture| picture.attachment == attachment)
        .map(|picture| format!("{} {}", picture.caption.label, picture.caption.text))
        .map(|caption| caption.trim().to_owned())
        .filter(|caption| !caption.is_empty())
        .unwrap_or_else(|| attachment.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::{fixture, lay_out};

    /// The fixture's PDF. Where `WUFEI_RENDER` names a directory it is left there to be looked at.
    fn written() -> (Pages, Vec<u8>) {
        let composition = fixture::composition();
        let fonts = FontBook::find().expect("fonts");
        let pages = lay_out(&composition, &fonts).expect("lays out");
        let bytes = write(&pages, &composition, &fonts, &fixture::pictures()).expect("writes");
        if let Some(dir) = std::env::var_os("WUFEI_RENDER") {
            std::fs::write(std::path::Path::new(&dir).join("fixture.pdf"), &bytes).expect("kept");
        }
        (pages, bytes)
    }

    #[test]
    fn what_is_written_is_what_was_laid_out() {
        let composition = fixture::composition();
        let (pages, bytes) = written();
        verify(&bytes, &pages, &composition).expect("reads back");
    }

    #[test]
    fn the_same_paper_gives_the_same_bytes() {
        assert_eq!(written().1, written().1);
    }
}
