//! The documents as blocks: what Word, Excel and PDF all write.
//!
//! A composition is made once from form and draft; the three writers differ only in how they draw
//! the same blocks, so they cannot disagree in what they say. Lengths are in their units
//! ([`length`](crate::length)).

use std::collections::BTreeMap;

use jiff::Timestamp;
use rust_decimal::Decimal;

use super::style::{CellRole, Style};
use crate::length::{Pt, Twips};

/// Everything that is written for one draft.
#[derive(Debug, Clone, PartialEq)]
pub struct Composition {
    /// Title of the documents, for their properties.
    pub title: String,
    /// The applicant, for the documents' author property.
    pub author: String,
    /// The form's name, for the documents' subject property.
    pub subject: String,
    /// File name of the paper without ending: 申报书.
    pub paper_name: String,
    /// File name of the workbook without ending: 附表与汇总表.
    pub workbook_name: String,
    /// When the draft was changed last, for the workbook's properties; `None` where it never was.
    pub changed: Option<Timestamp>,
    /// What the foot of every page and sheet says.
    pub foot: Foot,
    /// The paper (Word and PDF), part after part; each starts on a new page.
    pub paper: Vec<Part>,
    /// The workbook, sheet after sheet.
    pub workbook: Vec<WorkSheet>,
}

impl Composition {
    /// The pictures of the paper, in order.
    pub fn pictures(&self) -> impl Iterator<Item = &Picture> {
        let blocks = self.paper.iter().flat_map(|part| &part.blocks);
        blocks.flat_map(|block| match block {
            Block::Pictures(pictures) => pictures.as_slice(),
            _ => &[],
        })
    }
}

/// The line by which paper and file can be told to belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Foot {
    /// The whole line as printed.
    pub text: String,
    /// The check word inside it, equal in all three documents.
    pub word: String,
    /// Whether the draft still has errors, so that the foot says 草稿.
    pub unfinished: bool,
}

/// A part of the paper.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Id of the section it prints, or `contents`.
    pub id: String,
    /// Its name in the document outline.
    pub name: String,
    /// Whether its pages carry a page number.
    pub numbered: bool,
    /// Whether its pages are stamped.
    pub stamped: bool,
    /// What it says.
    pub blocks: Vec<Block>,
    /// Which place of the form begins with which block, by its index, where no anchor inside the
    /// block says so: a section by its id, a field or block by its path.
    pub places: Vec<(usize, String)>,
}

/// A sheet of the workbook.
#[derive(Debug, Clone, PartialEq)]
pub struct WorkSheet {
    /// Name on the tab: at most 31 characters, none of `[]:*?/\`.
    pub name: String,
    /// Whether it prints on landscape A4.
    pub landscape: bool,
    /// What it says; tables share one column grid.
    pub blocks: Vec<Block>,
    /// How figures that are still open will follow from other cells, by their anchors.
    pub formulas: BTreeMap<String, Formula>,
}

/// One block.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// A heading. [`Style::outline_level`] says where it stands in the outline.
    Heading(Paragraph),
    /// A paragraph.
    Paragraph(Paragraph),
    /// A list; items are numbered when `ordered`.
    List {
        /// Whether items are numbered.
        ordered: bool,
        /// The items.
        items: Vec<Vec<Run>>,
        /// The path it answers.
        anchor: Option<String>,
    },
    /// Label and value, one line each, as on a cover.
    Entries(Vec<Entry>),
    /// A table.
    Table(Table),
    /// One picture, or two side by side.
    Pictures(Vec<Picture>),
    /// A trend chart.
    Chart(Chart),
    /// The contents page's lines: made by the writer from the headings and the layout's pages.
    Contents,
    /// Empty lines of body height.
    Space(u8),
}

/// A paragraph in one style.
#[derive(Debug, Clone, PartialEq)]
pub struct Paragraph {
    /// How it looks.
    pub style: Style,
    /// What it says.
    pub runs: Vec<Run>,
    /// The path it answers (`case.plan`), for finding it again in an edited document.
    pub anchor: Option<String>,
}

/// A stretch of text of one look. Contains neither line breaks nor control characters.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Run {
    /// The text.
    pub text: String,
    /// Bold.
    pub bold: bool,
    /// Raised or lowered.
    pub shift: Shift,
    /// The figure it quotes, when it is a reference: `waste.rate.2025`.
    pub reference: Option<String>,
}

/// Raised, lowered or neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shift {
    /// On the baseline.
    #[default]
    None,
    /// Subscript.
    Sub,
    /// Superscript.
    Sup,
}

impl Run {
    /// A plain run.
    pub fn plain(text: impl Into<String>) -> Self {
        Run {
            text: text.into(),
            ..Run::default()
        }
    }
}

/// A line with a label and a value.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Official label, without colon.
    pub label: String,
    /// The value; empty when unanswered.
    pub value: String,
    /// Official note printed behind the value: （加盖单位公章）.
    pub note: Option<String>,
    /// The path it answers.
    pub anchor: Option<String>,
}

/// A table on a grid of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// What it is for, which decides its look.
    pub kind: TableKind,
    /// Caption above it (表1 …).
    pub caption: Option<Caption>,
    /// Widths of the grid's columns.
    pub columns: Vec<Twips>,
    /// How many leading rows are repeated on every page.
    pub head: usize,
    /// Rows. Cells covered by a cell that spans rows are left out, as in HTML.
    pub rows: Vec<TableRow>,
}

impl Table {
    /// Whether a row stays on the page of the next however high they are: a head, a band's title,
    /// and what is asked above where it is answered.
    pub fn keeps(&self, row: usize) -> bool {
        let Some(this) = self.rows.get(row) else {
            return false;
        };
        let banded = self.kind == TableKind::Form
            && matches!(this.cells.as_slice(), [only] if only.role == CellRole::Band);
        let essay = |row: &TableRow| row.cells.iter().any(|cell| cell.role == CellRole::Essay);
        banded
            || self
                .rows
                .get(row + 1)
                .is_some_and(|next| row < self.head || essay(next) && !essay(this))
    }

    /// Whether a row of ordinary height stays on the page of the next: the first of the body and
    /// the last but one, so that neither the first nor the last stands alone on its page.
    pub fn pairs(&self, row: usize) -> bool {
        row + 1 < self.rows.len() && (row == self.head || row + 2 == self.rows.len())
    }
}

/// What a table is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableKind {
    /// A band of an official form: boxed, tight against the next band.
    Form,
    /// A table the applicant wrote into the narrative.
    Narrative,
    /// A plain list (attachments, figures in long form).
    List,
    /// Without any rule: 填表人, 职务, 联系电话 above an official form.
    Open,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TableRow {
    /// Its cells from left to right.
    pub cells: Vec<Cell>,
    /// Height it has at least.
    pub at_least: Pt,
    /// The path that the whole row belongs to, answered or not: `waste.generated_by[0]`.
    pub place: Option<String>,
}

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// Grid columns it spans.
    pub columns: usize,
    /// Rows it spans.
    pub rows: usize,
    /// What it holds, which decides its look.
    pub role: CellRole,
    /// Its paragraphs.
    pub lines: Vec<Vec<Run>>,
    /// The number it prints, when it is one.
    pub number: Option<Number>,
    /// The path it answers.
    pub anchor: Option<String>,
}

/// A number in a cell. Its printed form is the cell's text.
#[derive(Debug, Clone, PartialEq)]
pub struct Number {
    /// Value, with the decimals it is printed with as its scale.
    pub value: Decimal,
    /// How it follows from other cells, by their anchors; a typed figure has none.
    pub formula: Option<Formula>,
}

/// A formula over cells, named by their anchors.
#[derive(Debug, Clone, PartialEq)]
pub enum Formula {
    /// `over ÷ under × times`, rounded to `places`.
    Ratio {
        over: String,
        under: String,
        times: Decimal,
        places: u32,
    },
    /// The sum of cells.
    Sum { of: Vec<String> },
}

/// A caption with its number: 图 1, 表 2.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caption {
    /// 图1.
    pub label: String,
    /// The words.
    pub text: String,
}

/// A picture among the attachments.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    /// The attachment's id, by which its bytes are read.
    pub attachment: String,
    /// SHA-256 of its bytes, hexadecimal: a picture attached twice is one.
    pub sha256: String,
    /// JPEG or PNG, by content.
    pub media: PictureMedia,
    /// Width in pixels, after turning as its EXIF orientation says.
    pub width: u32,
    /// Height in pixels, after turning.
    pub height: u32,
    /// Caption under it.
    pub caption: Caption,
    /// Words for those who cannot see it.
    pub alt: String,
}

impl Picture {
    /// What messages call it: its number and caption, else its attachment's id.
    pub fn words(&self) -> String {
        let words = format!("{} {}", self.caption.label, self.caption.text);
        match words.trim() {
            "" => self.attachment.clone(),
            words => words.to_owned(),
        }
    }
}

/// Format of a picture, by content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PictureMedia {
    Jpeg,
    Png,
}

/// A chart of yearly figures.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// Caption under it.
    pub caption: Caption,
    /// Its series; all have the same unit.
    pub series: Vec<Series>,
    /// Unit of the value axis.
    pub unit: String,
}

/// One line of a chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// Its name.
    pub name: String,
    /// Its path: `waste.rate`.
    pub path: String,
    /// Year and value, ascending, unanswered years left out; the scale is the printed one.
    pub points: Vec<(i32, Decimal)>,
}
