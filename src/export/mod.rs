//! Word, Excel and PDF: writers of blocks.

mod error;

pub use error::ExportError;
