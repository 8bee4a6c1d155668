//! What was answered: values, blocks, edits; the answers JSON.

pub mod attachment;

pub use attachment::AttachmentBytes;
