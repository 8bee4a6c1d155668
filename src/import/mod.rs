//! Tables from elsewhere, as edits to look at before they are made.
//!
//! [`paste::propose`] reads the cells that were on the clipboard, finds the years, names and units in
//! them, and says what would be put where. Nothing is changed here.

pub mod paste;
mod place;
mod table;
