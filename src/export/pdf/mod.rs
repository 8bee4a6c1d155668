//! PDF: the laid-out paper, drawn.
//!
//! printpdf writes pages, fonts and pictures; what it cannot say (tags, nested outline, language,
//! links) is added through lopdf. The same pages give the same bytes: no clock and no chance is
//! asked.

mod archive;
mod draw;
mod font;
mod manifest;
mod pack;
mod picture;
mod png;
mod read;
mod structure;
mod xobject;

use std::collections::BTreeMap;
use std::io::{BufWriter, Write};

use printpdf::{PdfDocument, PdfPage, PdfSaveOptions, Pt, Rect};

use super::sum::Sum;
use super::{Defect, DocumentPart, ExportError};
use crate::compose::block::Composition;
use crate::draft::AttachmentBytes;
use crate::layout::page::{Item, Page, PlacedPicture};
use crate::layout::{FontBook, Pages};

use font::Subset;
pub use manifest::Manifest;
use pack::Packer;
use picture::Pictures;
pub use read::{PdfText, read_text};

/// The program as the documents' properties name it.
const PROGRAM: &str = "无废申报";

/// What messages call a page alone.
pub(super) const PAGE: &str = "预览";

/// Writes the paper as PDF into `out`, and says what was put into it, for [`verify`].
///
/// # Errors
/// When a picture cannot be read, the writer fails or `out` refuses.
pub fn write(
    pages: &Pages,
    composition: &Composition,
    fonts: &FontBook,
    bytes: &dyn AttachmentBytes,
    out: impl Write,
) -> Result<Manifest, ExportError> {
    let mut pictures = Pictures::default();
    for picture in composition.pictures() {
        pictures.add(&picture.attachment, bytes, || picture.words())?;
    }
    let name = file_name(composition);
    let DrawnPages {
        mut document,
        marked,
        programs,
    } = drawn(&pages.pages, fonts, &pictures, &name)?;
    let metadata = &mut document.metadata.info;
    metadata.document_title.clone_from(&composition.title);
    metadata.author.clone_from(&composition.author);
    metadata.subject.clone_from(&composition.subject);
    metadata.creator = PROGRAM.to_owned();
    metadata.producer = PROGRAM.to_owned();
    let inks = pictures.has_inks();
    let mut file = assembled(document);
    let mut manifest = Manifest::default();
    manifest
        .expect_fonts(&file, &programs)
        .map_err(|reason| failed(&name, reason))?;
    pictures
        .put(&mut file, &mut manifest)
        .and_then(|()| structure::finish(&mut file, pages, &marked, composition, inks))
        .map_err(|error| failed(&name, Defect::told(error)))?;
    manifest.expect_rest(&file);
    compress(&mut file);
    manifest.keep(saved(file, &name, out)?);
    Ok(manifest)
}

/// Writes one page of a paper into a PDF of its own, drawn as [`write`] draws it, to be looked at at
/// once: nothing is compressed, and tags, outline and links, which nobody sees, are left out.
/// `words` are what messages call a picture.
///
/// # Errors
/// As [`write`].
pub fn write_page(
    page: &Page,
    fonts: &FontBook,
    bytes: &dyn AttachmentBytes,
    words: &dyn Fn(&str) -> String,
) -> Result<Vec<u8>, ExportError> {
    let mut pictures = Pictures::default();
    for placed in &page.items {
        if let Item::Picture(PlacedPicture { attachment, .. }) = &placed.item {
            pictures.add(attachment, bytes, || words(attachment))?;
        }
    }
    let drawn = drawn(std::slice::from_ref(page), fonts, &pictures, PAGE)?;
    let mut file = assembled(drawn.document);
    pictures
        .put(&mut file, &mut Manifest::default())
        .map_err(|error| failed(PAGE, Defect::told(error)))?;
    let mut written = Vec::new();
    saved(file, PAGE, &mut written)?;
    Ok(written)
}

/// Pages with their fonts.
struct DrawnPages {
    document: PdfDocument,
    /// Of every marked content of each page, to which node it belongs.
    marked: Vec<Vec<usize>>,
    /// The programs of the fonts by the fonts' names.
    programs: BTreeMap<String, Sum>,
}

fn drawn(
    pages: &[Page],
    fonts: &FontBook,
    pictures: &Pictures,
    name: &str,
) -> Result<DrawnPages, ExportError> {
    let mut document = PdfDocument::new("");
    let subsets = font::subsets(pages, fonts).map_err(|reason| failed(name, reason))?;
    for subset in subsets.values() {
        document
            .resources
            .fonts
            .map
            .insert(subset.id.clone(), subset.embedded.clone());
    }
    let mut marked = Vec::new();
    for page in pages {
        let (ops, content) = draw::page(page, &subsets, pictures);
        marked.push(content);
        let sheet = Rect::from_wh(Pt(page.width.0), Pt(page.height.0));
        document.pages.push(PdfPage {
            media_box: sheet.clone(),
            trim_box: sheet.clone(),
            crop_box: sheet,
            ops,
        });
    }
    let named = |subset: Subset| (subset.name, subset.program);
    Ok(DrawnPages {
        document,
        marked,
        programs: subsets.into_values().map(named).collect(),
    })
}

/// The document as objects, which lopdf completes.
fn assembled(document: PdfDocument) -> lopdf::Document {
    let options = PdfSaveOptions {
        // The fonts are subset already, and pictures are not to be touched.
        subset_fonts: false,
        image_optimization: None,
        ..PdfSaveOptions::default()
    };
    let mut warnings = Vec::new();
    document.to_lopdf_document(&options, &mut warnings)
}

/// Writes the file, and gives it back as it was written.
fn saved(
    mut file: lopdf::Document,
    name: &str,
    out: impl Write,
) -> Result<lopdf::Document, ExportError> {
    let mut out = BufWriter::new(out);
    file.save_to(&mut out)
        .and_then(|()| out.flush())
        .map_err(|error| ExportError::unwritten(name, error))?;
    Ok(file)
}

/// Compresses what is not compressed yet. lopdf itself would take several times as long over it, for a
/// tenth of what are not pictures.
fn compress(file: &mut lopdf::Document) {
    let mut packer = Packer::default();
    for object in file.objects.values_mut() {
        if let lopdf::Object::Stream(stream) = object
            && stream.allows_compression
            && !stream.dict.has(b"Filter")
            && let Some(packed) = packer.pack(&stream.content)
        {
            stream.dict.set("Filter", "FlateDecode");
            stream.set_content(packed);
        }
    }
}

/// Reads a written PDF back and compares it with what was meant: every object and every stream,
/// unpacked whole, with what was put into it; as many pages as were laid out, and on every page every
/// character and every picture.
///
/// # Errors
/// When it cannot be read or holds something else.
pub fn verify(
    written: &[u8],
    manifest: &Manifest,
    pages: &Pages,
    composition: &Composition,
) -> Result<(), ExportError> {
    let name = file_name(composition);
    let opened = read::open(written).map_err(|reason| failed(&name, reason))?;
    manifest
        .compare(&opened)
        .map_err(|reason| failed(&name, reason))?;
    let shown = opened.pages().map_err(|reason| failed(&name, reason))?;
    if shown.len() != pages.pages.len() {
        let count = Defect::Count {
            meant: pages.pages.len(),
            found: shown.len(),
            kind: "页",
        };
        return Err(failed(&name, count));
    }
    for (number, (page, shown)) in pages.pages.iter().zip(&shown).enumerate() {
        let differs = |what: &'static str| {
            let part = DocumentPart::Page(number + 1, what);
            Err(failed(&name, Defect::Differs(part)))
        };
        let meant = page.items.iter().flat_map(|placed| match &placed.item {
            Item::Glyphs(run) => run.glyphs.as_slice(),
            _ => &[],
        });
        let meant: String = meant.map(|glyph| glyph.char).collect();
        if meant != shown.text {
            return differs("文字");
        }
        let meant = page.items.iter().filter_map(|placed| match &placed.item {
            Item::Picture(picture) => Some(manifest.picture(&picture.attachment)),
            _ => None,
        });
        if !meant.eq(shown.pictures.iter().map(|id| Some(*id))) {
            return differs("图片");
        }
    }
    Ok(())
}

fn failed(document: &str, reason: Defect) -> ExportError {
    ExportError::Writer {
        document: document.to_owned(),
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
    fn written() -> (Pages, Manifest, Vec<u8>) {
        let composition = fixture::composition();
        let fonts = FontBook::find().expect("fonts");
        let pages = lay_out(&composition, &fonts).expect("lays out");
        let mut bytes = Vec::new();
        let manifest = write(
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
        (pages, manifest, bytes)
    }

    #[test]
    fn what_is_written_is_what_was_laid_out() {
        let composition = fixture::composition();
        let (pages, manifest, bytes) = written();
        verify(&bytes, &manifest, &pages, &composition).expect("reads back");
    }

    #[test]
    fn the_same_paper_gives_the_same_bytes() {
        assert_eq!(written().2, written().2);
    }
}
