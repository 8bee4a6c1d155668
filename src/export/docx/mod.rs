//! The paper as a Word file (ISO/IEC 29500, transitional).
//!
//! docx-rs writes the text, a pass of fix-ups makes it what Word, WPS and LibreOffice agree on,
//! and every answer stands between bookmarks, so that it can be found again in an edited file.

mod bookmark;
mod document;
mod elements;
mod fused_writer;
mod manifest;
mod ooxml_fixups;
mod opc;
mod package;
mod page;
mod parts;
mod picture;
mod read;
mod styles;
mod table;
#[cfg(test)]
mod tests;
mod writer;
mod xml;

pub use document::{write, write_summary};
pub use manifest::Manifest;
pub use read::{Content, WordText, read, verify};
