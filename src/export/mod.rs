//! Word, Excel and PDF: writers of blocks.

mod attachment_requests;
mod chart;
mod defect;
mod destination;
mod document;
pub mod docx;
mod error;
mod letter;
pub mod mail;
mod making;
mod paint;
mod papers;
pub mod pdf;
mod pixels;
mod preview;
mod sum;
pub mod xlsx;

pub use chart::chart_picture;
pub use defect::{Defect, DocumentPart};
pub use document::Document;
pub use error::ExportError;
pub use letter::Letter;
pub use papers::{Papers, Written, leftover_files_sentence, make, unprintable_sentence, write};
pub use preview::page_picture;
