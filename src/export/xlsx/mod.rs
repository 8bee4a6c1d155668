//! The workbook (.xlsx): one worksheet per [`WorkSheet`](crate::compose::WorkSheet).
//!
//! [`sheet_blocks`] takes the blocks of a sheet for lines and tables, [`workbook_layout`] lays them on one column grid, [`formula`] turns the composition's
//! formulas into cell addresses, [`measure`] estimates row heights (no program fits the height of
//! merged cells by itself), [`writer`] writes the file and [`read`] reads it back.
//!
//! # How an answer is found again
//!
//! Every anchored cell carries a defined name: `waste.generated_by[0].2023` is the name
//! `f_waste.generated_by._0.2023` (see [`name`]). Excel, WPS and LibreOffice keep defined names and
//! move them along when rows are inserted, deleted or moved, which neither remembered addresses nor
//! a custom property would survive; and a hidden sheet would be found by every document inspector.
//! A draft has one to two hundred of them; they show in the name manager and nowhere else in print.
//! A fact that stands on several sheets has one name of workbook scope where it stands first, and
//! names of sheet scope on the others. A figure that only quotes another cell has no name: it cannot
//! be edited apart from it.

mod cell_number;
mod formula;
mod measure;
mod name;
mod read;
mod sheet_blocks;
mod workbook_layout;
mod writer;

pub use read::{NamedCell, read, verify};
pub(super) use writer::file_name;
pub use writer::write;
