//! All documents of a draft, written together: made and read back first, put in place only when all
//! of them are whole.

use std::path::{Path, PathBuf};

use super::ExportError;
use super::destination::{Beside, Folder, Memory};
use super::document::Document;
use super::letter::Letter;
use super::making::{self, attached_folder};
use crate::compose::Options;
use crate::disk;
use crate::draft::{AttachmentBytes, Draft};
use crate::form::Scope;
use crate::layout::Unprintable;

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
    /// What the e-mail says, where there is one.
    pub letter: Option<Letter>,
    /// Files in the folder of the attached files that are from earlier, by name.
    pub leftover_files: Vec<String>,
}

/// Names what lies beside the attached files from earlier, in one Chinese sentence; `None` where
/// there is nothing.
pub fn leftover_files_sentence(leftover_files: &[String]) -> Option<String> {
    let (first, more) = leftover_files.split_first()?;
    let names = match more {
        [] => format!("“{first}”"),
        _ => format!("“{first}”等 {} 个文件", leftover_files.len()),
    };
    Some(format!(
        "放附件的文件夹里还有{names}，不是这次写出的，报送前请看一看，用不着的请删掉。"
    ))
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
    scope: &Scope,
    draft: &Draft,
    bytes: &dyn AttachmentBytes,
    options: &Options,
    documents: &[Document],
    folder: &Path,
) -> Result<Papers, ExportError> {
    let made = making::make(scope, draft, bytes, options, documents, &Folder(folder));
    let made = made.map_err(|error| match error {
        // A writer knows its file's name alone.
        ExportError::Io { path, source } if !path.starts_with(folder) => ExportError::Io {
            path: folder.join(path),
            source,
        },
        other => other,
    })?;
    let mut written = Vec::new();
    for Beside { file, path, size } in made.ended {
        disk::put(file, &path).map_err(ExportError::io(&path))?;
        written.push(Written { path, size });
    }
    let leftover_files = match documents.contains(&Document::Attachments) {
        true => leftover_files(&folder.join(attached_folder(scope)), &written),
        false => Vec::new(),
    };
    Ok(Papers {
        written,
        unprintable: made.unprintable,
        letter: made.letter,
        leftover_files,
    })
}

/// Names of the files in a folder that are not among those just written.
fn leftover_files(folder: &Path, written: &[Written]) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| !written.iter().any(|document| document.path == *path))
        .filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned()))
        .filter(|name| !is_of_the_system(name))
        .collect();
    names.sort();
    names
}

/// Whether a file was put there by a file manager: nobody sees it, and nobody hands it in.
fn is_of_the_system(name: &str) -> bool {
    name.starts_with('.') || ["Thumbs.db", "desktop.ini"].contains(&name)
}

/// Makes documents of a draft in memory and reads each back: file name and bytes.
///
/// # Errors
/// As [`write`], the folder aside.
pub fn make(
    scope: &Scope,
    draft: &Draft,
    bytes: &dyn AttachmentBytes,
    options: &Options,
    documents: &[Document],
) -> Result<Vec<(String, Vec<u8>)>, ExportError> {
    making::make(scope, draft, bytes, options, documents, &Memory).map(|made| made.ended)
}
