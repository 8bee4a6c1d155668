//! What layout hands to a writer: pages of placed glyphs, rules, pictures and links.
//!
//! Nothing here belongs to an engine. The origin is the page's upper left corner
//! and `y` grows downwards; text stands on its baseline.

use std::collections::BTreeMap;

use serde::Serialize;
use ts_rs::TS;

use super::fonts::{FontBook, FontId};
use crate::compose::page::PageSetup;
use crate::length::Pt;

/// The pages of a paper.
pub(super) const PAGE: PageSetup = PageSetup::PORTRAIT;
/// Width of the text.
pub const TEXT_WIDTH: Pt = PAGE.text_width();
/// Height of the text.
pub const TEXT_HEIGHT: Pt = PAGE.text_height();

/// A paper, laid out.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Pages {
    /// The pages in order.
    pub pages: Vec<Page>,
    /// Lines of the contents page, in order of the headings.
    pub contents: Vec<ContentsLine>,
    /// Every heading, for the document outline, in order.
    pub outline: Vec<OutlineEntry>,
    /// Where each mark stands: page index from 0, and `y` of its line's top.
    pub marks: BTreeMap<String, (usize, Pt)>,
    /// Width and height of every picture and chart as printed, in order.
    pub sizes: Vec<(Pt, Pt)>,
    /// Where the places of the form are printed, in the order of the paper.
    pub spots: Vec<Spot>,
    /// The logical structure: a tree of nodes, parents before children.
    pub structure: Vec<StructureNode>,
    /// Characters that no font can print, in order of code point.
    pub unprintable: Vec<Unprintable>,
}

/// An area in which a place of the form is printed. A place that goes over several pages has an
/// area on each, and areas lie in one another: a figure in its row, the row in its section.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct Spot {
    /// Path of the answer, or id of the section.
    pub path: String,
    /// Page index, from 0.
    pub page: usize,
    /// Left edge.
    #[ts(as = "f32")]
    pub x: Pt,
    /// Upper edge.
    #[ts(as = "f32")]
    pub y: Pt,
    /// Width in pt.
    #[ts(as = "f32")]
    pub width: Pt,
    /// Height in pt.
    #[ts(as = "f32")]
    pub height: Pt,
}

/// A line of text on a page, for who selects it, copies it or has it read aloud where the page is a
/// picture. A line of a table ends with its cell.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct TextLine {
    /// What it says.
    pub text: String,
    /// Left end of the baseline.
    #[ts(as = "f32")]
    pub x: Pt,
    /// The baseline.
    #[ts(as = "f32")]
    pub y: Pt,
    /// Width in pt.
    #[ts(as = "f32")]
    pub width: Pt,
    /// Type size in pt; the largest where there are several.
    #[ts(as = "f32")]
    pub size: Pt,
}

/// Levels of the outline that the contents page shows.
pub const CONTENTS_DEPTH: u8 = 3;

/// A line of the contents page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentsLine {
    /// Level in the outline, from 1.
    pub level: u8,
    /// The heading's words.
    pub text: String,
    /// The page number as printed. Pages of numbered parts count from 1; others do not count.
    pub page: usize,
    /// Name of the heading's mark; see [`heading_mark`].
    pub mark: String,
}

/// A heading in the document outline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutlineEntry {
    /// Level in the outline, from 1.
    pub level: u8,
    /// The heading's words.
    pub text: String,
    /// Name of its mark in [`Pages::marks`].
    pub mark: String,
}

/// Name of the mark of the `n`th heading of the paper, counted from 1 over all parts: every
/// [`Heading`](crate::compose::Block::Heading) or paragraph whose style has an outline level.
/// Only letters, digits and `_`, so that it can name a Word bookmark.
pub fn heading_mark(n: usize) -> String {
    format!("heading_{n}")
}

/// A character that no font of the book has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unprintable {
    /// The character.
    pub char: char,
    /// How often it occurs.
    pub times: usize,
    /// Index of the page on which it first occurs, from 0.
    pub page: usize,
}

/// A page.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// Width.
    pub width: Pt,
    /// Height.
    pub height: Pt,
    /// The number printed on it.
    pub number: Option<usize>,
    /// What stands on it, in reading order.
    pub items: Vec<PlacedItem>,
}

impl Page {
    /// The lines of its text, in reading order.
    pub fn text_lines(&self, fonts: &FontBook) -> Vec<TextLine> {
        let mut lines: Vec<TextLine> = Vec::new();
        for placed in &self.items {
            let Item::Glyphs(run) = &placed.item else {
                continue;
            };
            let Some(last) = run.glyphs.last() else {
                continue;
            };
            if !run.continues || lines.is_empty() {
                lines.push(TextLine {
                    text: String::new(),
                    x: run.x,
                    y: run.y,
                    width: Pt::ZERO,
                    size: Pt::ZERO,
                });
            }
            if let Some(line) = lines.last_mut() {
                line.text.extend(run.glyphs.iter().map(|glyph| glyph.char));
                line.width =
                    run.x + last.x + fonts.font(run.font).advance(last.id) * run.size - line.x;
                if run.size > line.size {
                    (line.y, line.size) = (run.y, run.size);
                }
            }
        }
        lines
    }
}

/// An item on a page and the node of the structure it belongs to.
#[derive(Debug, Clone, PartialEq)]
pub struct PlacedItem {
    /// Index into [`Pages::structure`]; `None` for what only decorates (rules, page numbers).
    pub node: Option<usize>,
    /// What is drawn.
    pub item: Item,
}

/// Something drawn.
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    /// Glyphs of one font on one baseline.
    Glyphs(GlyphRun),
    /// A straight line.
    Rule(Rule),
    /// A filled or outlined area.
    Shape(Shape),
    /// A picture among the attachments.
    Picture(PlacedPicture),
    /// An area that leads elsewhere.
    Link(Link),
}

/// Glyphs of one font and size on one baseline.
#[derive(Debug, Clone, PartialEq)]
pub struct GlyphRun {
    /// Which font of the book.
    pub font: FontId,
    /// Type size.
    pub size: Pt,
    /// Left end of the baseline.
    pub x: Pt,
    /// The baseline.
    pub y: Pt,
    /// Whether strokes are thickened because the book has no bold font for this typeface.
    pub thickened: bool,
    /// Colour of the glyphs.
    pub colour: Colour,
    /// Whether it goes on with the line of the run before it: what stands between them is spacing,
    /// not a space.
    pub continues: bool,
    /// The glyphs from left to right.
    pub glyphs: Vec<PlacedGlyph>,
}

/// Strokes are thickened by this share of the type size where a bold font is missing.
pub const THICKENING: f32 = 0.028;

/// A glyph of a run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlacedGlyph {
    /// Id of the glyph inside its font.
    pub id: u16,
    /// Where it stands, from the run's left end.
    pub x: Pt,
    /// The character it prints. For an unprintable character this is the character itself, while
    /// the glyph is that of 〓.
    pub char: char,
    /// Whether no font has the character.
    pub missing: bool,
}

/// A straight line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rule {
    /// One end.
    pub from: (Pt, Pt),
    /// The other end.
    pub to: (Pt, Pt),
    /// Thickness.
    pub width: Pt,
    /// Its colour.
    pub colour: Colour,
    /// Solid, or lengths of dash and gap.
    pub dash: Dash,
}

/// How a line is broken.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Dash {
    /// Unbroken.
    Solid,
    /// Strokes and gaps of these lengths.
    Dashed(Pt, Pt),
    /// Round dots, as wide as the line is thick, this far apart.
    Dotted(Pt),
}

/// A closed area.
#[derive(Debug, Clone, PartialEq)]
pub struct Shape {
    /// Its outline.
    pub outline: ShapeOutline,
    /// Filled with.
    pub fill: Option<Colour>,
    /// Outlined with, and how thick.
    pub stroke: Option<(Colour, Pt)>,
}

/// The outline of a closed area.
#[derive(Debug, Clone, PartialEq)]
pub enum ShapeOutline {
    /// Corners in order.
    Polygon(Vec<(Pt, Pt)>),
    /// A circle.
    Circle {
        /// Its centre.
        centre: (Pt, Pt),
        /// Its radius.
        radius: Pt,
    },
}

/// A colour in sRGB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour(pub u8, pub u8, pub u8);

impl Colour {
    /// Black.
    pub const BLACK: Colour = Colour(0, 0, 0);
    /// White.
    pub const WHITE: Colour = Colour(255, 255, 255);
}

/// A picture at its place.
#[derive(Debug, Clone, PartialEq)]
pub struct PlacedPicture {
    /// The attachment's id.
    pub attachment: String,
    /// Left edge.
    pub x: Pt,
    /// Upper edge.
    pub y: Pt,
    /// Width.
    pub width: Pt,
    /// Height.
    pub height: Pt,
}

/// An area that leads to a mark.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// Left edge.
    pub x: Pt,
    /// Upper edge.
    pub y: Pt,
    /// Width.
    pub width: Pt,
    /// Height.
    pub height: Pt,
    /// The mark it leads to; see [`Pages::marks`].
    pub mark: String,
}

/// A node of the logical structure (ISO 32000-1, 14.8.4).
#[derive(Debug, Clone, PartialEq)]
pub struct StructureNode {
    /// What it is.
    pub kind: NodeKind,
    /// Its parent, an earlier index; `None` for the document's children.
    pub parent: Option<usize>,
    /// Words for those who cannot see a picture or a chart.
    pub alt: Option<String>,
}

/// Nodes of the logical structure, growing.
#[derive(Debug, Clone, Default)]
pub(super) struct Structure {
    /// Parents before children.
    pub nodes: Vec<StructureNode>,
}

impl Structure {
    /// Adds a node and gives its index.
    pub fn add(&mut self, kind: NodeKind, parent: Option<usize>, alt: Option<String>) -> usize {
        self.nodes.push(StructureNode { kind, parent, alt });
        self.nodes.len() - 1
    }
}

/// What a node of the logical structure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NodeKind {
    /// A part of the paper.
    Part,
    /// A heading of this level, from 1.
    Heading(u8),
    /// A paragraph.
    Paragraph,
    /// A list.
    List,
    /// An item of a list.
    ListItem,
    /// A contents page.
    Contents,
    /// A line of the contents page.
    ContentsItem,
    /// A table.
    Table,
    /// A row of a table.
    Row,
    /// A cell that heads a column or row, with the columns and rows it spans.
    HeadCell {
        /// Grid columns it spans.
        columns: usize,
        /// Rows it spans.
        rows: usize,
    },
    /// A cell, with the columns and rows it spans.
    Cell {
        /// Grid columns it spans.
        columns: usize,
        /// Rows it spans.
        rows: usize,
    },
    /// A picture or chart.
    Figure,
    /// Caption of a table, picture or chart.
    Caption,
}
