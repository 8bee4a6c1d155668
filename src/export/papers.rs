//! All documents of a draft, written together: composed once, each read back, and put in place only
//! when all of them are whole.

use std::path::{Path, PathBuf};

use super::{ExportError, docx, pdf, xlsx};
use crate::compose::{Composition, Options, compose};
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
}

impl Document {
    /// Every document, in the order in which people name them.
    pub const ALL: [Document; 3] = [Document::Docx, Document::Xlsx, Document::Pdf];

    /// The ending of its file name.
    pub fn ending(self) -> &'static str {
        match self {
            Document::Docx => "docx",
            Document::Xlsx => "xlsx",
            Document::Pdf => "pdf",
        }
    }

    /// Its file name: 申报书.docx.
    pub fn file_name(self, composition: &Composition) -> String {
        let name = match self {
            Document::Docx | Document::Pdf => &composition.paper_name,
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
    let paper = documents.iter().any(|document| *document != Document::Xlsx);
    let laid_out = match paper {
        true => {
            let fonts = FontBook::find()?;
            let pages = layout::lay_out(&composition, &fonts)?;
            Some((fonts, pages))
        }
        false => None,
    };
    let mut made = Vec::new();
    for document in Document::ALL {
        if !documents.contains(&document) {
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
            (Document::Docx | Document::Pdf, None) => continue,
        };
        made.push((document.file_name(&composition), content));
    }
    Ok(made)
}
