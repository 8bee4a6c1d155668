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

use std::io::{BufWriter, Write};

use flate2::{Compress, Compression, FlushCompress, Status};
use printpdf::{PdfDocument, PdfPage, PdfSaveOptions, Pt, Rect};

use super::ExportError;
use crate::compose::block::Composition;
use crate::draft::AttachmentBytes;
use crate::layout::page::Item;
use crate::layout::{FontBook, Pages};

pub use read::{PdfText, read_text};

/// The program as the documents' properties name it.
const PROGRAM: &str = "无废申报";

/// Writes the paper as PDF into `out`.
///
/// # Errors
/// When a picture cannot be read, the writer fails or `out` refuses.
pub fn write(
    pages: &Pages,
    composition: &Composition,
    fonts: &FontBook,
    bytes: &dyn AttachmentBytes,
    out: impl Write,
) -> Result<(), ExportError> {
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
    for picture in composition.pictures() {
        pictures.add(picture, bytes)?;
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
    let mut out = BufWriter::new(out);
    file.save_to(&mut out)
        .and_then(|()| out.flush())
        .map_err(|error| ExportError::unwritten(&file_name(composition), error))
}

/// Compresses what is not compressed yet. lopdf itself would take several times as long over it, for a
/// tenth of what are not pictures.
fn compress(file: &mut lopdf::Document) {
    // One for all streams: most are small, and to set one up takes longer than to pack them.
    let mut packer = Compress::new(Compression::fast(), true);
    for object in file.objects.values_mut() {
        if let lopdf::Object::Stream(stream) = object
            && stream.allows_compression
            && !stream.dict.has(b"Filter")
        {
            packer.reset();
            // What does not fit has not become smaller.
            let mut packed = Vec::with_capacity(stream.content.len());
            let done = packer.compress_vec(&stream.content, &mut packed, FlushCompress::Finish);
            if let Ok(Status::StreamEnd) = done {
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
        document: file_name(composition),
        reason,
    }
}

/// The paper's file name.
fn file_name(composition: &Composition) -> String {
    format!("{}.pdf", composition.paper_name)
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
        let mut bytes = Vec::new();
        write(
            &pages,
            &composition,
            &fonts,
            &fixture::pictures(),
            &mut bytes,
        )
        .expect("writes");
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
