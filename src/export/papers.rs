//! All documents of a draft, written together: composed once, each read back, and put in place only
//! when all of them are whole.

use std::path::{Path, PathBuf};

use super::{ExportError, docx, pdf, xlsx};
use crate::compose::{Composition, Options, compose, compose_summary};
use crate::disk;
use crate::draft::{AttachmentBytes, Draft};
use crate::form::Scope;
use crate::layout::{self, FontBook};

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
}

impl Document {
    /// What is handed in, in the order in which people name them.
    pub const USUAL: [Document; 3] = [Document::Docx, Document::Xlsx, Document::Pdf];

    /// Every document.
    pub const ALL: [Document; 4] = [
        Document::Docx,
        Document::Xlsx,
        Document::Pdf,
        Document::Summary,
    ];

    /// What the command line calls it.
    pub fn word(self) -> &'static str {
        match self {
            Document::Docx | Document::Xlsx | Document::Pdf => self.ending(),
            Document::Summary => "summary",
        }
    }

    /// The ending of its file name.
    pub fn ending(self) -> &'static str {
        match self {
            Document::Docx | Document::Summary => "docx",
            Document::Xlsx => "xlsx",
            Document::Pdf => "pdf",
        }
    }

    /// Its file name: 申报书.docx. The list is a composition of its own.
    pub fn file_name(self, composition: &Composition) -> String {
        let name = match self {
            Document::Docx | Document::Pdf | Document::Summary => &composition.paper_name,
            Document::Xlsx => &composition.workbook_name,
        };
        format!("{name}.{}", self.ending())
    }
}

/// A document that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Where it is.
    pub path: PathBuf,
    /// Its size in bytes.
    pub size: u64,
}

/// Writes documents of a draft into a folder, which is made where it is missing. Each is read back
/// and compared before any takes the place of an earlier one; when something fails, the folder
/// keeps the documents it had.
///
/// # Errors
/// [`ExportError`] where a picture cannot be read, a writer fails or the folder cannot be written.
pub fn write(
    scope: &Scope<'_>,
    draft: &Draft,
    bytes: &dyn AttachmentBytes,
    options: &Options,
    documents: &[Document],
    folder: &Path,
) -> Result<Vec<Written>, ExportError> {
    let made = make(scope, draft, bytes, options, documents)?;
    let io = |path: &Path| {
        let path = path.to_owned();
        move |source| ExportError::Io { path, source }
    };
    std::fs::create_dir_all(folder).map_err(io(folder))?;
    let mut beside = Vec::new();
    for (name, content) in &made {
        let path = folder.join(name);
        let failed = io(&path);
        let file = disk::write_beside(&path, content).map_err(failed)?;
        // A document that is open in Word cannot be replaced on Windows: better known before the
        // first one is.
        if path.exists() {
            std::fs::File::options()
                .write(true)
                .open(&path)
                .map_err(io(&path))?;
        }
        beside.push((file, path, content.len() as u64));
    }
    let mut written = Vec::new();
    for (file, path, size) in beside {
        disk::put(file, &path).map_err(io(&path))?;
        written.push(Written { path, size });
    }
    Ok(written)
}

/// Makes documents of a draft in memory and reads each back: file name and bytes.
///
/// # Errors
/// As [`write`], the folder aside.
pub fn make(
    scope: &Scope<'_>,
    draft: &Draft,
    bytes: &dyn AttachmentBytes,
    options: &Options,
    documents: &[Document],
) -> Result<Vec<(String, Vec<u8>)>, ExportError> {
    let composition = compose(scope, draft, options);
    let asked = |of: &[Document]| of.iter().any(|document| documents.contains(document));
    let fonts = match asked(&[Document::Docx, Document::Pdf, Document::Summary]) {
        true => Some(FontBook::find()?),
        false => None,
    };
    let laid_out = match &fonts {
        Some(fonts) if asked(&[Document::Docx, Document::Pdf]) => {
            Some((fonts, layout::lay_out(&composition, fonts)?))
        }
        _ => None,
    };
    let mut made = Vec::new();
    for document in Document::ALL {
        if !documents.contains(&document) {
            continue;
        }
        if document == Document::Summary {
            // A form without the list has nothing to write.
            if let (Some(list), Some(fonts)) = (compose_summary(scope, draft, options), &fonts) {
                let content = docx::write_summary(&list, fonts, bytes)?;
                docx::verify(&content, &list)?;
                made.push((document.file_name(&list), content));
            }
            continue;
        }
        let content = match (document, &laid_out) {
            (Document::Docx, Some((fonts, pages))) => {
                let content = docx::write(&composition, &pages.contents, fonts, bytes)?;
                docx::verify(&content, &composition)?;
                content
            }
            (Document::Pdf, Some((fonts, pages))) => {
                let content = pdf::write(pages, &composition, fonts, bytes)?;
                pdf::verify(&content, pages, &composition)?;
                content
            }
            (Document::Xlsx, _) => {
                let content = xlsx::write(&composition)?;
                xlsx::verify(&content, &composition)?;
                content
            }
            (Document::Docx | Document::Pdf | Document::Summary, _) => continue,
        };
        made.push((document.file_name(&composition), content));
    }
    Ok(made)
}
