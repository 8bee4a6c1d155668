//! How the documents look: one table of styles for Word, PDF and, where it applies, Excel.
//!
//! Sizes and pitches follow GB/T 9704—2012 (公文格式) where it speaks: body in 仿宋 3号, 22 lines of
//! 28 characters on the pages of [`page`](super::page).

use crate::length::Pt;

/// A typeface of the documents; the fonts behind it are the exporter's affair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Typeface {
    /// 小标宋: titles.
    TitleSong,
    /// 宋体: tables.
    Song,
    /// 黑体: first-level headings, table heads.
    Hei,
    /// 楷体: second-level headings.
    Kai,
    /// 仿宋: body.
    Fang,
}

/// Where lines stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    Left,
    Centre,
    Right,
    /// Both margins, the last line from the left.
    Justify,
}

/// The named styles of the documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Style {
    /// 典型案例申报书 on the cover.
    CoverTitle,
    /// （无废园区/无废企业） on the cover.
    CoverNote,
    /// Title of a part: 承诺声明, 申报材料, 随附材料.
    PartTitle,
    /// 题目 of the narrative.
    CaseTitle,
    /// 一、
    Heading1,
    /// （一）
    Heading2,
    /// 1.
    Heading3,
    /// （1）
    Heading4,
    /// Running text.
    Body,
    /// Signature lines under a pledge, from the right.
    Signature,
    /// 表 2, above the table's title.
    TableNumber,
    /// XXX企业基本情况表.
    TableTitle,
    /// 填表人 … above a table.
    TableAbove,
    /// Footnote under a table.
    TableNote,
    /// Caption of a table or picture.
    Caption,
    /// An official explanation under a title.
    Note,
}

/// What a style looks like.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Look {
    pub typeface: Typeface,
    /// Type size.
    pub size: Pt,
    /// Line pitch.
    pub pitch: Pt,
    /// First-line indent in characters.
    pub indent: f32,
    pub align: Align,
    /// Space before and after.
    pub before: Pt,
    pub after: Pt,
    /// Added to every character's advance; −0.25 pt sets 28 characters of 16 pt in 156 mm.
    pub tracking: Pt,
    /// Whether the paragraph stays on the page of the next.
    pub with_next: bool,
    pub bold: bool,
}

impl Style {
    /// Every style, in the order in which Word lists them.
    pub const ALL: [Style; 16] = [
        Style::CoverTitle,
        Style::CoverNote,
        Style::PartTitle,
        Style::CaseTitle,
        Style::Heading1,
        Style::Heading2,
        Style::Heading3,
        Style::Heading4,
        Style::Body,
        Style::Signature,
        Style::TableNumber,
        Style::TableTitle,
        Style::TableAbove,
        Style::TableNote,
        Style::Caption,
        Style::Note,
    ];

    /// Its look.
    pub fn look(self) -> Look {
        let body = Look {
            typeface: Typeface::Fang,
            size: Pt(16.0),
            pitch: Pt(28.95),
            indent: 2.0,
            align: Align::Justify,
            before: Pt::ZERO,
            after: Pt::ZERO,
            tracking: Pt(-0.25),
            with_next: false,
            bold: false,
        };
        let title = Look {
            typeface: Typeface::TitleSong,
            size: Pt(22.0),
            pitch: Pt(34.0),
            indent: 0.0,
            align: Align::Centre,
            after: Pt(14.0),
            tracking: Pt::ZERO,
            with_next: true,
            ..body
        };
        let heading = Look {
            with_next: true,
            ..body
        };
        let small = Look {
            typeface: Typeface::Song,
            size: Pt(10.5),
            pitch: Pt(16.0),
            indent: 0.0,
            align: Align::Left,
            tracking: Pt::ZERO,
            ..body
        };
        match self {
            Style::CoverTitle => Look {
                size: Pt(36.0),
                pitch: Pt(54.0),
                before: Pt(90.0),
                after: Pt(6.0),
                ..title
            },
            Style::CoverNote => Look {
                typeface: Typeface::Kai,
                size: Pt(18.0),
                pitch: Pt(30.0),
                after: Pt(110.0),
                with_next: false,
                ..title
            },
            Style::PartTitle | Style::CaseTitle => title,
            Style::Heading1 => Look {
                typeface: Typeface::Hei,
                ..heading
            },
            Style::Heading2 => Look {
                typeface: Typeface::Kai,
                ..heading
            },
            Style::Heading3 => Look {
                bold: true,
                ..heading
            },
            Style::Heading4 => heading,
            Style::Body => body,
            Style::Signature => Look {
                indent: 0.0,
                align: Align::Right,
                ..body
            },
            Style::TableNumber => Look {
                typeface: Typeface::Hei,
                size: Pt(16.0),
                pitch: Pt(24.0),
                with_next: true,
                ..small
            },
            Style::TableTitle => Look {
                size: Pt(18.0),
                pitch: Pt(28.0),
                after: Pt(8.0),
                ..title
            },
            Style::TableAbove => Look {
                size: Pt(12.0),
                pitch: Pt(20.0),
                after: Pt(2.0),
                with_next: true,
                ..small
            },
            Style::TableNote => Look {
                before: Pt(2.0),
                after: Pt(6.0),
                ..small
            },
            Style::Caption => Look {
                typeface: Typeface::Hei,
                size: Pt(12.0),
                pitch: Pt(20.0),
                align: Align::Centre,
                before: Pt(3.0),
                after: Pt(6.0),
                ..small
            },
            Style::Note => Look {
                typeface: Typeface::Kai,
                size: Pt(14.0),
                pitch: Pt(24.0),
                indent: 2.0,
                align: Align::Justify,
                after: Pt(8.0),
                ..small
            },
        }
    }

    /// Level in the document outline, 1 to 5; `None` for text.
    pub fn outline_level(self) -> Option<u8> {
        match self {
            Style::PartTitle | Style::TableTitle => Some(1),
            Style::CaseTitle => Some(2),
            Style::Heading1 => Some(2),
            Style::Heading2 => Some(3),
            Style::Heading3 => Some(4),
            Style::Heading4 => Some(5),
            _ => None,
        }
    }
}

/// Type of text in tables: face, size and pitch.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CellLook {
    pub typeface: Typeface,
    pub size: Pt,
    pub pitch: Pt,
    /// First-line indent in characters.
    pub indent: f32,
    pub align: Align,
    pub bold: bool,
}

/// What a cell holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellRole {
    /// Title of a band, centred and bold.
    Band,
    /// Head of a column, centred.
    Head,
    /// Label of a row.
    Label,
    /// A short text, centred.
    Text,
    /// A longer text, from the left.
    Prose,
    /// Running text of several paragraphs, each indented by two characters.
    Essay,
    /// A figure, right-aligned on the decimal point.
    Figure,
    /// An official note inside the table, small.
    Note,
}

impl CellRole {
    /// How text of this role looks inside a cell.
    pub fn look(self) -> CellLook {
        let plain = CellLook {
            typeface: Typeface::Song,
            size: Pt(10.5),
            pitch: Pt(16.0),
            indent: 0.0,
            align: Align::Centre,
            bold: false,
        };
        match self {
            CellRole::Band => CellLook {
                typeface: Typeface::Hei,
                size: Pt(12.0),
                pitch: Pt(18.0),
                ..plain
            },
            CellRole::Head => CellLook {
                typeface: Typeface::Hei,
                ..plain
            },
            CellRole::Label | CellRole::Text => plain,
            CellRole::Prose => CellLook {
                align: Align::Justify,
                ..plain
            },
            CellRole::Essay => CellLook {
                size: Pt(12.0),
                pitch: Pt(20.0),
                indent: 2.0,
                align: Align::Justify,
                ..plain
            },
            CellRole::Figure => CellLook {
                align: Align::Right,
                ..plain
            },
            CellRole::Note => CellLook {
                size: Pt(9.0),
                pitch: Pt(14.0),
                align: Align::Left,
                ..plain
            },
        }
    }
}

/// Space between a cell's border and its text: left and right, top and bottom.
pub const CELL_PADDING: (Pt, Pt) = (Pt(4.0), Pt(2.5));
