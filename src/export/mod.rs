//! Word, Excel and PDF: writers of blocks.

mod chart;
pub mod docx;
mod error;
pub mod mail;
mod paint;
mod papers;
pub mod pdf;
mod pixels;
mod preview;
mod sum;
pub mod xlsx;

pub use chart::chart_picture;
pub use error::ExportError;
pub use papers::{
    Document, Letter, Papers, Written, make, strangers_sentence, unprintable_sentence, write,
};
pub use preview::page_picture;
