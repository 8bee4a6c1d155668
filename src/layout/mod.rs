//! Blocks → lines → pages.
