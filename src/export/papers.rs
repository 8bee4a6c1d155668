//! All documents of a draft, written together: composed once, each read back, and put in place only
//! when all of them are whole.

use std::path::{Path, PathBuf};

use super::mail::{self, Mail, size_in_words};
use super::{ExportError, docx, pdf, xlsx};
use crate::compose::{Block, Composition, Options, compose, compose_summary};
use crate::disk;
use crate::draft::{AttachmentBytes, Draft};
use crate::form::Scope;
use crate::layout::{self, FontBook, Unprintable};

/// File name of the pages that are stamped.
const SEAL: &str = "盖章页";

/// File name of the e-mail draft.
const MAIL: &str = "申报邮件";

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
    /// The pages that are stamped (cover and pledge), as PDF for the printer.
    Seal,
    /// An e-mail draft with Word, Excel and PDF, for the applicant's own mail program.
    Eml,
}

impl Document {
    /// What is handed in, in the order in which people name them.
    pub const USUAL: [Document; 3] = [Document::Docx, Document::Xlsx, Document::Pdf];

    /// Every document, in the order in which they are made.
    pub const ALL: [Document; 6] = [
        Document::Docx,
        Document::Xlsx,
        Document::Pdf,
        Document::Summary,
        Document::Seal,
        Document::Eml,
    ];

    /// What the command line calls it.
    pub fn word(self) -> &'static str {
        match self {
            Document::Docx | Document::Xlsx | Document::Pdf | Document::Eml => self.ending(),
            Document::Summary => "summary",
            Document::Seal => "seal",
        }
    }

    /// The ending of its file name.
    pub fn ending(self) -> &'static str {
        match self {
            Document::Docx | Document::Summary => "docx",
            Document::Xlsx => "xlsx",
            Document::Pdf | Document::Seal => "pdf",
            Document::Eml => "eml",
        }
    }

    /// Its file name: 申报书.docx. List and stamped pages are compositions of their own, which
    /// bring their own names.
    fn file_name(self, composition: &Composition) -> String {
        let name = match self {
            Document::Xlsx => composition.workbook_name.as_str(),
            Document::Eml => MAIL,
            Document::Docx | Document::Pdf | Document::Summary | Document::Seal => {
                composition.paper_name.as_str()
            }
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
    let io = |path: &Path| {
        let path = path.to_owned();
        move |source| ExportError::Io { path, source }
    };
    let mut beside = Vec::new();
    let unprintable = each(scope, draft, bytes, options, documents, |name, content| {
        std::fs::create_dir_all(folder).map_err(io(folder))?;
        let path = folder.join(name);
        let file = disk::write_beside(&path, &content).map_err(io(&path))?;
        // A document that is open in Word cannot be replaced on Windows: better known before the
        // first one is.
        if path.exists() {
            std::fs::File::options()
                .write(true)
                .open(&path)
                .map_err(io(&path))?;
        }
        beside.push((file, path, content.len() as u64));
        Ok(())
    })?;
    let mut written = Vec::new();
    for (file, path, size) in beside {
        disk::put(file, &path).map_err(io(&path))?;
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
    let mut made = Vec::new();
    each(scope, draft, bytes, options, documents, |name, content| {
        made.push((name.to_owned(), content));
        Ok(())
    })?;
    Ok(made)
}

/// Makes one document after the other, reads it back and gives it away, so that only one is in
/// memory at a time. Answers the characters that could not be printed.
fn each(
    scope: &Scope<'_>,
    draft: &Draft,
    bytes: &dyn AttachmentBytes,
    options: &Options,
    documents: &[Document],
    mut give: impl FnMut(&str, Vec<u8>) -> Result<(), ExportError>,
) -> Result<Vec<Unprintable>, ExportError> {
    let composition = compose(scope, draft, options);
    let asked = |of: &[Document]| of.iter().any(|document| documents.contains(document));
    // The e-mail carries what is handed in, written beside it or not.
    let wanted = |document: &Document| {
        documents.contains(document)
            || asked(&[Document::Eml]) && Document::USUAL.contains(document)
    };
    let wants = |of: &[Document]| of.iter().any(wanted);
    let fonts = match documents == [Document::Xlsx] {
        true => None,
        false => Some(FontBook::find()?),
    };
    let laid_out = match &fonts {
        Some(fonts) if wants(&[Document::Docx, Document::Pdf]) => {
            Some(layout::lay_out(&composition, fonts)?)
        }
        _ => None,
    };
    // What the e-mail carries is kept until that is written.
    let mut enclosed: Vec<(String, Vec<u8>)> = Vec::new();
    for document in Document::ALL.into_iter().filter(wanted) {
        let name = document.file_name(&composition);
        let (name, content) = match (document, &fonts, &laid_out) {
            (Document::Docx, Some(fonts), Some(pages)) => {
                let content = docx::write(&composition, pages, fonts, bytes)?;
                docx::verify(&content, &composition)?;
                (name, content)
            }
            (Document::Pdf, Some(fonts), Some(pages)) => {
                let content = pdf::write(pages, &composition, fonts, bytes)?;
                pdf::verify(&content, pages, &composition)?;
                (name, content)
            }
            (Document::Xlsx, _, _) => {
                let content = xlsx::write(&composition)?;
                xlsx::verify(&content, &composition)?;
                (name, content)
            }
            (Document::Summary, Some(fonts), _) => {
                // A form without the list has nothing to write.
                let Some(list) = compose_summary(scope, draft, options) else {
                    continue;
                };
                let content = docx::write_summary(&list, fonts, bytes)?;
                docx::verify(&content, &list)?;
                (document.file_name(&list), content)
            }
            (Document::Seal, Some(fonts), _) => {
                let stamped = stamped(&composition);
                let pages = layout::lay_out(&stamped, fonts)?;
                let content = pdf::write(&pages, &stamped, fonts, bytes)?;
                pdf::verify(&content, &pages, &stamped)?;
                (document.file_name(&stamped), content)
            }
            (Document::Eml, _, _) => {
                let files: Vec<(&str, &[u8])> = enclosed
                    .iter()
                    .map(|(name, content)| (name.as_str(), content.as_slice()))
                    .collect();
                let letter = letter(scope, draft, &composition, files);
                let content = mail::write(&letter).map_err(|error| ExportError::Writer {
                    document: name.clone(),
                    reason: error.to_string(),
                })?;
                (name, content)
            }
            // Fonts are there for everything but a workbook alone, pages for every paper.
            (Document::Docx | Document::Pdf | Document::Summary | Document::Seal, _, _) => continue,
        };
        if asked(&[Document::Eml]) && Document::USUAL.contains(&document) {
            enclosed.push((name.clone(), content.clone()));
        }
        if documents.contains(&document) {
            give(&name, content)?;
        }
    }
    // Word takes the fonts of whoever opens it; only the PDF is bound to the program's own.
    Ok(match laid_out {
        Some(pages) if wants(&[Document::Pdf]) => pages.unprintable,
        _ => Vec::new(),
    })
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
