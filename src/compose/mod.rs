//! Form + draft → the documents as blocks.
//!
//! Composed once, written three times: see [`block`] for what the writers get and [`style`] for
//! how it looks.

pub mod block;
pub mod style;

pub use block::{
    Block, Caption, Cell, Chart, Composition, Entry, Foot, Formula, Number, Paragraph, Part,
    Picture, PictureMedia, Role, Run, Series, Shift, Table, TableKind, TableRow, WorkSheet,
};
pub use style::Style;
