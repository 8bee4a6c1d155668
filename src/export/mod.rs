//! Word, Excel and PDF: writers of blocks.
