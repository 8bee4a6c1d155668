//! All documents of a draft, written together: composed once, each read back, and put in place only
//! when all of them are whole.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::{ExportError, docx, pdf, xlsx};
use crate::compose::{Composition, Options, compose};
use crate::draft::{AttachmentBytes, Draft};
use crate::form::Scope;
use crate::layout::{self, FontBook, Unprintable};

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

/// The documents that were written, and what their reader should know of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Papers {
    /// The documents, in the order in which people name them.
    pub written: Vec<Written>,
    /// Characters that no font of the program has; the PDF prints 〓 in their places.
    pub unprintable: Vec<Unprintable>,
}

/// Names the characters that could not be printed, in one Chinese sentence; `None` where there are
/// none.
pub fn unprintable_sentence(unprintable: &[Unprintable]) -> Option<String> {
    let chars: Vec<String> = unprintable
        .iter()
        .map(|found| {
            format!(
                "“{}”（U+{:04X}，{} 处）",
                found.char,
                u32::from(found.char),
                found.times
            )
        })
        .collect();
    if chars.is_empty() {
        return None;
    }
    Some(format!(
        "这些字没有字体可印，PDF 中印成“〓”：{}。请换用通行的写法，或打印后手写补上。",
        chars.join("、")
    ))
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
) -> Result<Papers, ExportError> {
    let (made, unprintable) = made(scope, draft, bytes, options, documents)?;
    let io = |path: &Path| {
        let path = path.to_owned();
        move |source| ExportError::Io { path, source }
    };
    std::fs::create_dir_all(folder).map_err(io(folder))?;
    let mut beside = Vec::new();
    for (name, content) in &made {
        let path = folder.join(name);
        let failed = io(&path);
        let mut builder = tempfile::Builder::new();
        builder.prefix(".wufei-");
        // As any document: readable by whom the user's umask lets read.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let write = |mut file: NamedTempFile| {
            file.write_all(content)?;
            file.as_file().sync_all()?;
            Ok(file.into_temp_path())
        };
        let file = builder
            .tempfile_in(folder)
            .and_then(write)
            .map_err(failed)?;
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
        file.persist(&path)
            .map_err(|error| io(&path)(error.error))?;
        written.push(Written { path, size });
    }
    Ok(Papers {
        written,
        unprintable,
    })
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
    made(scope, draft, bytes, options, documents).map(|(made, _)| made)
}

/// Documents as file name and bytes.
type Made = Vec<(String, Vec<u8>)>;

fn made(
    scope: &Scope<'_>,
    draft: &Draft,
    bytes: &dyn AttachmentBytes,
    options: &Options,
    documents: &[Document],
) -> Result<(Made, Vec<Unprintable>), ExportError> {
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
    // Word takes the fonts of whoever opens it; only the PDF is bound to the program's own.
    let unprintable = match laid_out {
        Some((_, pages)) if documents.contains(&Document::Pdf) => pages.unprintable,
        _ => Vec::new(),
    };
    Ok((made, unprintable))
}
