//! One document: what it is called, made, and read back.

use std::io::Write;

use super::destination::Sink;
use super::sum::Sum;
use super::{Defect, DocumentPart, ExportError, docx, pdf, xlsx};
use crate::compose::Composition;
use crate::draft::AttachmentBytes;
use crate::layout::{self, FontBook, Pages};

/// File name of the pages that are stamped.
const SEAL: &str = "盖章页";

/// One of the documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Document {
    /// The paper as a Word file.
    Docx,
    /// The tables as a workbook.
    Xlsx,
    /// The paper as PDF.
    Pdf,
    /// The authority's list with the applicant's row, one landscape page as a Word file.
    Summary,
    /// The pages that are stamped ([`Section::stamped`](crate::form::Section::stamped)), as PDF for the
    /// printer.
    Seal,
    /// 随附材料: the attached files themselves, in a folder of their own, numbered as the paper lists
    /// them.
    Attachments,
    /// An e-mail draft with Word, Excel and PDF, for the applicant's own mail program; with the
    /// attached files too where those are asked for beside it.
    Eml,
}

impl Document {
    /// What is handed in, in the order in which people name them.
    pub const USUAL: [Document; 3] = [Document::Docx, Document::Xlsx, Document::Pdf];

    /// Every document, in the order in which they are made.
    pub const ALL: [Document; 7] = [
        Document::Docx,
        Document::Xlsx,
        Document::Pdf,
        Document::Summary,
        Document::Seal,
        Document::Attachments,
        Document::Eml,
    ];

    /// What the command line calls it.
    pub fn word(self) -> &'static str {
        match self {
            Document::Docx => "docx",
            Document::Xlsx => "xlsx",
            Document::Pdf => "pdf",
            Document::Summary => "summary",
            Document::Seal => "seal",
            Document::Attachments => "attachments",
            Document::Eml => "eml",
        }
    }
}

/// What documents are made from.
pub(super) struct Source<'s> {
    pub composition: &'s Composition,
    /// The authority's list, where it is asked for and the form has one.
    pub list: Option<&'s Composition>,
    /// There for everything that is set in type.
    pub fonts: Option<&'s FontBook>,
}

impl Source<'_> {
    /// A document's file name; `None` where there is nothing to write.
    pub fn name(&self, document: Document) -> Option<String> {
        let paper = &self.composition.paper_name;
        Some(match document {
            Document::Docx => format!("{paper}.docx"),
            Document::Pdf => format!("{paper}.pdf"),
            Document::Xlsx => xlsx::file_name(self.composition),
            Document::Summary => format!("{}.docx", self.list?.paper_name),
            Document::Seal => format!("{SEAL}.pdf"),
            // No documents of the composition.
            Document::Attachments | Document::Eml => return None,
        })
    }

    /// Makes a document in `out`, which is empty, and says what was put into it. `pages` are those of
    /// the paper, there for every document that is one.
    pub fn make(
        &self,
        document: Document,
        pages: Option<&Pages>,
        bytes: &dyn AttachmentBytes,
        out: &mut impl Sink,
    ) -> Result<DocumentManifest, ExportError> {
        let composition = self.composition;
        match (document, self.fonts, pages, self.list) {
            (Document::Docx, Some(fonts), Some(pages), _) => {
                docx::write(composition, pages, fonts, bytes, out.writer())
                    .map(DocumentManifest::Word)
            }
            (Document::Pdf, Some(fonts), Some(pages), _) => {
                pdf::write(pages, composition, fonts, bytes, out.writer())
                    .map(DocumentManifest::Paper)
            }
            (Document::Xlsx, ..) => {
                let content = xlsx::write(composition)?;
                let refused = |error| ExportError::unwritten(&xlsx::file_name(composition), error);
                out.writer().write_all(&content).map_err(refused)?;
                Ok(DocumentManifest::Workbook(Sum::of(&content)))
            }
            (Document::Summary, Some(fonts), _, Some(list)) => {
                docx::write_summary(list, fonts, bytes, out.writer()).map(DocumentManifest::Word)
            }
            (Document::Seal, Some(fonts), ..) => {
                let (stamped, pages) = self.stamped(fonts)?;
                pdf::write(&pages, &stamped, fonts, bytes, out.writer())
                    .map(DocumentManifest::Paper)
            }
            _ => Err(unmade(document)),
        }
    }

    /// Reads a document that was made back and compares it with what was meant, and with what was put
    /// into it.
    pub fn verify(
        &self,
        document: Document,
        pages: Option<&Pages>,
        put: &DocumentManifest,
        out: &impl Sink,
    ) -> Result<(), ExportError> {
        let composition = self.composition;
        let name = self.name(document).unwrap_or_default();
        let refused = |error| ExportError::unwritten(&name, error);
        // Of what is mapped every page that was looked at stays in memory: a package is read instead.
        let reader = || out.reader().map_err(refused);
        let content = || out.content().map_err(refused);
        match (document, put, pages, self.list) {
            (Document::Docx, DocumentManifest::Word(put), ..) => {
                docx::verify(reader()?, put, composition)
            }
            (Document::Pdf, DocumentManifest::Paper(put), Some(pages), _) => {
                pdf::verify(&content()?, put, pages, composition)
            }
            (Document::Xlsx, DocumentManifest::Workbook(put), ..) => {
                let content = content()?;
                whole(&name, *put, &content)?;
                xlsx::verify(&content, composition)
            }
            (Document::Summary, DocumentManifest::Word(put), _, Some(list)) => {
                docx::verify(reader()?, put, list)
            }
            (Document::Seal, DocumentManifest::Paper(put), ..) => {
                let fonts = self.fonts.ok_or_else(|| unmade(document))?;
                let (stamped, pages) = self.stamped(fonts)?;
                pdf::verify(&content()?, put, &pages, &stamped)
            }
            _ => Err(unmade(document)),
        }
    }

    /// The stamped pages.
    fn stamped(&self, fonts: &FontBook) -> Result<(Composition, Pages), ExportError> {
        let stamped = stamped(self.composition);
        let pages = layout::lay_out(&stamped, fonts)?;
        Ok((stamped, pages))
    }
}

/// What was put into a document.
pub(super) enum DocumentManifest {
    Word(docx::Manifest),
    Paper(pdf::Manifest),
    /// All of its bytes: what its writer packed, only that knows.
    Workbook(Sum),
}

/// Whether a file has the bytes that were put into it.
pub(super) fn whole(name: &str, put: Sum, content: &[u8]) -> Result<(), ExportError> {
    match Sum::of(content) == put {
        true => Ok(()),
        false => Err(ExportError::Writer {
            document: name.to_owned(),
            reason: Defect::Differs(DocumentPart::Whole),
        }),
    }
}

/// Fonts and pages are there for whatever is asked for, and no other document has a name.
fn unmade(document: Document) -> ExportError {
    ExportError::Writer {
        document: document.word().to_owned(),
        reason: Defect::NoPages,
    }
}

/// The stamped pages alone: what is printed, stamped and put before the rest.
fn stamped(composition: &Composition) -> Composition {
    let paper = composition
        .paper
        .iter()
        .filter(|part| part.stamped)
        .cloned()
        .collect();
    Composition {
        paper_name: SEAL.to_owned(),
        paper,
        ..composition.clone()
    }
}
