//! Word, Excel and PDF: writers of blocks.

pub mod docx;
mod error;
pub mod pdf;
pub mod xlsx;

pub use error::ExportError;
