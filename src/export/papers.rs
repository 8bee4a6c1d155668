//! All documents of a draft, written together: composed once, each read back, and put in place only
//! when all of them are whole.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::mail::{self, Mail, size_in_words};
use super::{ExportError, docx, pdf, xlsx};
use crate::compose::{Block, Composition, Options, compose};
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
    /// The pages that are stamped (cover and pledge), as PDF for the printer.
    Seal,
    /// An e-mail draft with Word, Excel and PDF, for the applicant's own mail program.
    Eml,
}

impl Document {
    /// The documents that are handed in, in the order in which people name them.
    pub const ALL: [Document; 3] = [Document::Docx, Document::Xlsx, Document::Pdf];

    /// Everything that is made, in the order in which it is.
    pub const EVERY: [Document; 5] = [
        Document::Docx,
        Document::Xlsx,
        Document::Pdf,
        Document::Seal,
        Document::Eml,
    ];

    /// Its name on the command line.
    pub fn id(self) -> &'static str {
        match self {
            Document::Seal => "seal",
            _ => self.ending(),
        }
    }

    /// The ending of its file name.
    pub fn ending(self) -> &'static str {
        match self {
            Document::Docx => "docx",
            Document::Xlsx => "xlsx",
            Document::Pdf | Document::Seal => "pdf",
            Document::Eml => "eml",
        }
    }

    /// Whether it is one of the documents that are handed in.
    fn is_handed_in(self) -> bool {
        Document::ALL.contains(&self)
    }

    /// Its file name: 申报书.docx.
    pub fn file_name(self, composition: &Composition) -> String {
        let name = match self {
            Document::Docx | Document::Pdf => composition.paper_name.as_str(),
            Document::Xlsx => composition.workbook_name.as_str(),
            Document::Seal => SEAL,
            Document::Eml => MAIL,
        };
        format!("{name}.{}", self.ending())
    }
}

/// File name of the pages that are stamped.
const SEAL: &str = "盖章页";
/// File name of the e-mail draft.
const MAIL: &str = "申报邮件";

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
    let mails = documents.contains(&Document::Eml);
    // The e-mail carries the documents that are handed in, written beside it or not.
    let wanted =
        |document: Document| documents.contains(&document) || mails && document.is_handed_in();
    let paper = wanted(Document::Docx) || wanted(Document::Pdf) || wanted(Document::Seal);
    let laid_out = match paper {
        true => {
            let fonts = FontBook::find()?;
            let pages = layout::lay_out(&composition, &fonts)?;
            Some((fonts, pages))
        }
        false => None,
    };
    let mut made: Vec<(Document, String, Vec<u8>)> = Vec::new();
    for document in Document::EVERY {
        if !wanted(document) {
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
            (Document::Seal, Some((fonts, _))) => {
                let stamped = stamped(&composition);
                let pages = layout::lay_out(&stamped, fonts)?;
                let content = pdf::write(&pages, &stamped, fonts, bytes)?;
                pdf::verify(&content, &pages, &stamped)?;
                content
            }
            (Document::Eml, _) => {
                let files: Vec<(&str, &[u8])> = made
                    .iter()
                    .filter(|(document, _, _)| document.is_handed_in())
                    .map(|(_, name, content)| (name.as_str(), content.as_slice()))
                    .collect();
                mail::write(&letter(scope, draft, &composition, files)).map_err(|error| {
                    ExportError::Writer {
                        document: document.file_name(&composition),
                        reason: error.to_string(),
                    }
                })?
            }
            (Document::Docx | Document::Pdf | Document::Seal, None) => continue,
        };
        made.push((document, document.file_name(&composition), content));
    }
    let made = made
        .into_iter()
        .filter(|(document, _, _)| documents.contains(document))
        .map(|(_, name, content)| (name, content))
        .collect();
    // Word takes the fonts of whoever opens it; only the PDF is bound to the program's own.
    let unprintable = match laid_out {
        Some((_, pages)) if wanted(Document::Pdf) => pages.unprintable,
        _ => Vec::new(),
    };
    Ok((made, unprintable))
}

/// Cover and pledge alone: what is printed, stamped and put before the rest.
fn stamped(composition: &Composition) -> Composition {
    let paper = composition
        .paper
        .iter()
        .filter(|part| part.is_stamped())
        .cloned()
        .collect();
    Composition {
        paper_name: SEAL.to_owned(),
        paper,
        ..composition.clone()
    }
}

/// The e-mail with the documents.
fn letter<'a>(
    scope: &Scope<'_>,
    draft: &Draft,
    composition: &Composition,
    attachments: Vec<(&'a str, &'a [u8])>,
) -> Mail<'a> {
    let form = scope.form;
    let name = &composition.author;
    // As the cover prints it; a date still to be filled in by hand is left out.
    let date = draft
        .text(scope, &form.documents.date)
        .and_then(|_| cover_value(composition, &form.documents.date))
        .unwrap_or_default();
    let mut body = format!(
        "您好：\n\n　　按照{}的要求，现报送{}《{}》，请审阅。附件共 {} 个：\n",
        form.notice,
        if name.is_empty() { "我单位" } else { name },
        form.title,
        attachments.len()
    );
    for (at, (file, content)) in attachments.iter().enumerate() {
        let size = size_in_words(content.len() as u64);
        body.push_str(&format!("　　{}. {file}（{size}）\n", at + 1));
    }
    body.push_str(&format!(
        "　　三份文件出自同一份草稿（{}）。\n\n　　此致\n敬礼\n\n",
        composition.foot.text.replace('　', "，")
    ));
    body.push_str(&format!("{name}\n{date}\n"));
    Mail {
        to: String::new(),
        subject: format!("报送{name}《{}》", form.title),
        body,
        attachments,
    }
}

/// What the cover prints for an answer.
fn cover_value<'c>(composition: &'c Composition, path: &str) -> Option<&'c str> {
    let blocks = composition.paper.iter().flat_map(|part| &part.blocks);
    blocks
        .filter_map(|block| match block {
            Block::Entries(entries) => Some(entries),
            _ => None,
        })
        .flatten()
        .find(|entry| entry.anchor.as_deref() == Some(path))
        .map(|entry| entry.value.as_str())
}
