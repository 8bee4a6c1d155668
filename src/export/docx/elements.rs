//! Paragraphs, runs, cells and tables of Word, each made of what it is given and nothing else.

use docx_rs as word;

use super::{styles, xml};
use crate::compose::block::{Caption, Run, Shift};
use crate::compose::style::Style;
use crate::length::{Pt, Twips};

/// A child of the body.
pub(super) enum BodyElement {
    /// A paragraph.
    Paragraph(Box<word::Paragraph>),
    /// A table.
    Table(Box<word::Table>),
}

impl From<word::Paragraph> for BodyElement {
    fn from(paragraph: word::Paragraph) -> Self {
        BodyElement::Paragraph(Box::new(paragraph))
    }
}

/// The hair-thin paragraph that keeps two tables apart; `joined` draws the tables' sides through it.
pub(super) fn separator(joined: bool) -> BodyElement {
    let mut paragraph = word::Paragraph::new().style(styles::SEPARATOR);
    if joined {
        for side in [
            word::ParagraphBorderPosition::Left,
            word::ParagraphBorderPosition::Right,
        ] {
            paragraph.property = paragraph.property.set_border(
                word::ParagraphBorder::new(side)
                    .size(BORDER)
                    .space(0)
                    .color("000000"),
            );
        }
    }
    paragraph.into()
}

/// Empty space of a height.
pub(super) fn gap(height: Pt) -> BodyElement {
    word::Paragraph::new()
        .style(styles::SEPARATOR)
        .keep_next(false)
        .line_spacing(
            word::LineSpacing::new()
                .line_rule(word::LineSpacingType::Exact)
                .line(height.twips().0),
        )
        .into()
}

/// Thickness of table rules in eighths of a pt.
pub(super) const BORDER: usize = 4;

/// A bookmark that is to stand around something.
pub(super) struct Bookmark {
    /// Its id in the file.
    pub id: usize,
    /// Its name.
    pub name: String,
}

/// A caption: its number and words.
pub(super) fn caption_paragraph(caption: &Caption) -> word::Paragraph {
    let between = if caption.label.is_empty() || caption.text.is_empty() {
        ""
    } else {
        "\u{3000}"
    };
    let text = format!("{}{between}{}", caption.label, caption.text);
    word::Paragraph::new()
        .style(styles::style_id(Style::Caption))
        .add_run(text_run(&text))
}

/// A paragraph with bookmarks around what `fill` puts into it.
pub(super) fn marked(
    mut paragraph: word::Paragraph,
    marks: &[Bookmark],
    fill: impl FnOnce(word::Paragraph) -> word::Paragraph,
) -> word::Paragraph {
    for mark in marks {
        paragraph = paragraph.add_bookmark_start(mark.id, &mark.name);
    }
    paragraph = fill(paragraph);
    for mark in marks.iter().rev() {
        paragraph = paragraph.add_bookmark_end(mark.id);
    }
    paragraph
}

/// A paragraph with runs added.
pub(super) fn with_runs(mut paragraph: word::Paragraph, runs: &[Run]) -> word::Paragraph {
    for run in runs {
        let text = xml::clean(&run.text);
        if text.is_empty() {
            continue;
        }
        let mut written = text_run(&text);
        if run.bold {
            written = written.bold();
        }
        let shift = match run.shift {
            Shift::None => None,
            Shift::Sub => Some(word::VertAlignType::SubScript),
            Shift::Sup => Some(word::VertAlignType::SuperScript),
        };
        if let Some(shift) = shift {
            written.run_property = written.run_property.vert_align(shift);
        }
        paragraph = paragraph.add_run(written);
    }
    paragraph
}

/// A run of text. Quotes, dashes and other marks that Chinese and Latin share take the Chinese font
/// (ISO/IEC 29500-1, 17.3.2.26, `hint`).
pub(super) fn text_run(text: &str) -> word::Run {
    let text = xml::clean(text);
    let shared = text
        .chars()
        .any(|c| matches!(c, '\u{A1}'..='\u{2E7F}' | '\u{FE00}'..='\u{FE0F}'));
    let run = word::Run::new().add_text(text);
    if shared {
        run.fonts(word::RunFonts::new().hint("eastAsia"))
    } else {
        run
    }
}

/// A cell whose text stands in the middle of its height.
pub(super) fn cell(width: Twips) -> word::TableCell {
    word::TableCell::new()
        .width(width.unsigned() as usize, word::WidthType::Dxa)
        .vertical_align(word::VAlignType::Center)
}

/// A table in the middle of the text area whose columns are exactly these.
pub(super) fn fixed(rows: Vec<word::TableRow>, columns: &[Twips]) -> word::Table {
    let all: Twips = columns.iter().copied().sum();
    word::Table::new(rows)
        .set_grid(
            columns
                .iter()
                .map(|width| width.unsigned() as usize)
                .collect(),
        )
        .width(all.unsigned() as usize, word::WidthType::Dxa)
        .layout(word::TableLayoutType::Fixed)
        .align(word::TableAlignmentType::Center)
}

/// Without any rule.
pub(super) fn without_rules(mut table: word::Table) -> word::Table {
    table.property = table.property.set_borders(word::TableBorders::with_empty());
    table
}
