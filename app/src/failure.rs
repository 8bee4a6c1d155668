//! Why something could not be done, as the page is told it: a code and a sentence, whichever room of the
//! core the reason comes from.

use serde::Serialize;
use ts_rs::TS;
use wufei::draft::EditError;
use wufei::export::ExportError;
use wufei::file::FileError;

/// Why something could not be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Failure {
    /// A code for machines.
    pub code: String,
    /// One sentence: what happened and what to do.
    pub message: String,
}

/// What was asked for, or why it could not be done.
pub type Result<T> = std::result::Result<T, Failure>;

impl From<FileError> for Failure {
    fn from(error: FileError) -> Self {
        Failure {
            code: error.code().to_owned(),
            message: error.to_string(),
        }
    }
}

impl From<EditError> for Failure {
    fn from(error: EditError) -> Self {
        FileError::from(error).into()
    }
}

impl From<ExportError> for Failure {
    fn from(error: ExportError) -> Self {
        Failure {
            code: error.code().to_owned(),
            message: error.to_string(),
        }
    }
}
