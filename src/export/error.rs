//! What can go wrong while the documents are written.

use std::io;
use std::path::{Path, PathBuf};

use super::defect::Defect;
use crate::disk;
use crate::layout::LayoutError;

/// Why a document could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// A picture's bytes cannot be had, or are no picture.
    #[error("图片“{picture}”读不出来（{reason}），请在附件里换一张 JPEG 或 PNG 图片。")]
    Picture {
        /// The picture by its caption, else by the attachment's id.
        picture: String,
        /// What is wrong with it.
        reason: Defect,
    },
    /// An attached file's bytes cannot be had, or are not those that were attached.
    #[error("附件“{file}”读不出来（{reason}），请在随附材料里重新附上这个文件，再试一次。")]
    Attachment {
        /// The file's name.
        file: String,
        /// What is wrong with it.
        reason: Defect,
    },
    /// The fonts are missing or damaged, or the paper cannot be laid out.
    #[error(transparent)]
    Layout(#[from] LayoutError),
    /// A document came out differently from what was meant: the writer failed.
    #[error(
        "“{document}”没有写成（{reason}），原有文件没有改动，请再试一次；仍不行请反馈给开发者。"
    )]
    Writer {
        /// The document's file name.
        document: String,
        /// What is wrong with it.
        reason: Defect,
    },
    /// A text that no cell of a workbook can hold.
    #[error(
        "“{sheet}”中以“{start}”开头的文字太长，Excel 的一格最多放 32767 个字符，请缩短后再导出。"
    )]
    TooLong {
        /// The sheet's name.
        sheet: String,
        /// The first characters of the text.
        start: String,
    },
    /// Bytes that are no document of the kind expected, or a damaged one.
    #[error("这个文件读不出来（{reason}），请确认它是没有损坏的 {kind} 文件。")]
    Unreadable {
        /// What it should have been: `Word (.docx)`.
        kind: String,
        /// What is wrong with it.
        reason: Defect,
    },
    /// A file cannot be written or read.
    #[error("“{}”写不进去（{}），请检查文件夹是否存在、是否可写、文件是否正被别的程序打开。", path.display(), disk::in_words(source))]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

impl ExportError {
    /// What the system says of a file.
    pub(super) fn io(path: &Path) -> impl Fn(io::Error) -> ExportError + use<> {
        let path = path.to_owned();
        move |source| ExportError::Io {
            path: path.clone(),
            source,
        }
    }

    /// What went wrong while a document was being written: the disk refused, or the writer failed.
    /// `document` is its file name; [`ExportError::Io`] has the folder too once that is known.
    pub(super) fn unwritten(document: &str, error: io::Error) -> ExportError {
        match error.raw_os_error() {
            Some(_) => ExportError::Io {
                path: PathBuf::from(document),
                source: error,
            },
            None => ExportError::Writer {
                document: document.to_owned(),
                reason: Defect::told(error),
            },
        }
    }

    /// Stable code for machines.
    pub fn code(&self) -> &'static str {
        match self {
            ExportError::Picture { .. } => "picture-unreadable",
            ExportError::Attachment { .. } => "attachment-bytes",
            ExportError::Layout(error) => error.code(),
            ExportError::Writer { .. } => "writer-failed",
            ExportError::TooLong { .. } => "text-too-long",
            ExportError::Unreadable { .. } => "document-unreadable",
            ExportError::Io { .. } => "io",
        }
    }
}
