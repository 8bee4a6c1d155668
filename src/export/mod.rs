//! Word, Excel and PDF: writers of blocks.

mod error;
pub mod pdf;
pub mod xlsx;

pub use error::ExportError;
