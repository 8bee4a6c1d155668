//! Word, Excel and PDF: writers of blocks.

mod error;
pub mod pdf;

pub use error::ExportError;
