//! Tables, and the labelled lines of a cover, which are a table without rules.

use std::collections::BTreeMap;
use std::ops::Range;

use docx_rs as word;

use super::elements::{
    BORDER, BodyElement, caption_paragraph, cell, fixed, gap, marked, separator, text_run,
    with_runs, without_rules,
};
use super::styles::{self, ENTRY_NOTE_SIZE, ENTRY_SIZE};
use super::writer::Writer;
use crate::compose::block::{Block, Cell, Entry, Run, Table, TableKind};
use crate::compose::grid::Grid;
use crate::compose::style::{Align, CELL_PADDING, CellRole, Style, Typeface};
use crate::layout::TEXT_HEIGHT;
use crate::layout::line::Setting;
use crate::length::{Pt, Twips};

/// Rows lower than this stay on one page, and so do short groups of rows: a third of the
/// text area.
const SHORT: Pt = Pt(TEXT_HEIGHT.0 / 3.0);
/// Smallest type that a figure is set in to fit its column.
const SMALLEST: Pt = Pt(7.0);
/// Columns that hold fewer characters than this are not justified: the gaps would be wide.
const NARROW: f32 = 14.0;
/// Space behind a table that stands in running text.
const BEHIND: Pt = Pt(8.0);

/// Lines of a cover: how far they stand in from the text's edges.
const ENTRY_INSET: Twips = Twips(480);
/// Space left and right of text in a cover's cells.
const ENTRY_PADDING: Twips = Twips(40);
/// What a cell is wider than its text, or the last character goes to the next line.
const ENTRY_SLACK: Twips = Twips(20);
/// Height of a cover's line, at least.
const ENTRY_HEIGHT: Pt = Pt(38.0);

/// How a cell's paragraphs differ from their style.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Fit {
    /// Space on the right by which decimal points stand under one another.
    right: Twips,
    /// Smaller type, in half-points.
    size: Option<usize>,
}

impl Writer<'_> {
    /// Label, colon, value on a line, note.
    pub(super) fn entries(&mut self, entries: &[Entry], elements: &mut Vec<BodyElement>) {
        let set = entry_setting(ENTRY_SIZE);
        let note_set = entry_setting(ENTRY_NOTE_SIZE);
        let typesetter = self.typesetter;
        let width = |text: &str, set: Setting| {
            let natural = typesetter.line(&[Run::plain(text)], set).right;
            natural.min(Pt(1000.0))
        };
        let all = self.room - 2 * ENTRY_INSET;
        let label = entries
            .iter()
            .map(|entry| width(&entry.label, set))
            .fold(Pt::ZERO, Pt::max);
        let label = (measure(label) + 2 * ENTRY_PADDING + ENTRY_SLACK).min(all / 3);
        let colon = measure(ENTRY_SIZE) + 2 * ENTRY_PADDING;
        let note = entries
            .iter()
            .filter_map(|entry| entry.note.as_deref())
            .map(|note| width(note, note_set))
            .fold(Pt::ZERO, Pt::max);
        let note = (measure(note) + 2 * ENTRY_PADDING + ENTRY_SLACK).min(all / 3);
        let value = all - label - colon - note;
        let mut rows = Vec::new();
        for entry in entries {
            let said = entry.note.as_deref().unwrap_or_default();
            let beside =
                measure(width(&entry.value, set)) + 2 * ENTRY_PADDING + ENTRY_SLACK <= value;
            let mut cells = vec![
                text_cell(label, styles::ENTRY_LABEL, &entry.label),
                text_cell(colon, styles::ENTRY_VALUE, "："),
            ];
            let mark: Vec<_> = self.anchor(entry.anchor.as_deref()).into_iter().collect();
            let written = marked(
                word::Paragraph::new().style(styles::ENTRY_VALUE),
                &mark,
                |p| with_runs(p, &[Run::plain(entry.value.clone())]),
            );
            let line = word::TableCellBorder::new(word::TableCellBorderPosition::Bottom)
                .size(BORDER)
                .color("000000");
            let borders = word::TableCellBorders::with_empty().set(line);
            if said.is_empty() || !beside {
                cells.push(
                    cell(value + note)
                        .grid_span(2)
                        .set_borders(borders)
                        .add_paragraph(written),
                );
                rows.push(entry_row(cells, ENTRY_HEIGHT));
                if !said.is_empty() {
                    rows.push(entry_row(
                        vec![
                            empty_cell(label, styles::ENTRY_VALUE),
                            empty_cell(colon, styles::ENTRY_VALUE),
                            text_cell(value + note, styles::ENTRY_NOTE, said).grid_span(2),
                        ],
                        Pt::ZERO,
                    ));
                }
            } else {
                cells.push(cell(value).set_borders(borders).add_paragraph(written));
                cells.push(text_cell(note, styles::ENTRY_NOTE, said));
                rows.push(entry_row(cells, ENTRY_HEIGHT));
            }
        }
        if rows.is_empty() {
            return;
        }
        let padding = ENTRY_PADDING.unsigned() as usize;
        let table = without_rules(fixed(rows, &[label, colon, value, note]))
            .margins(word::TableCellMargins::new().margin(0, padding, 0, padding));
        self.place(table, 0, elements);
    }

    /// A table; `next` is the block behind it.
    pub(super) fn table(
        &mut self,
        table: &Table,
        next: Option<&Block>,
        elements: &mut Vec<BodyElement>,
    ) {
        if let Some(caption) = &table.caption {
            elements.push(caption_paragraph(caption).keep_next(true).into());
        }
        if table.rows.is_empty() {
            return;
        }
        let joined = table.kind == TableKind::Form
            && matches!(next, Some(Block::Table(next))
                if next.kind == TableKind::Form && next.caption.is_none() && !next.rows.is_empty());
        let noted = matches!(next, Some(Block::Paragraph(next)) if next.style == Style::TableNote);
        let grid = Grid::resolve(table);
        let columns = widths(&grid, self.room);
        let head = if table.head < table.rows.len() {
            table.head
        } else {
            0
        };
        let fits = self.fits(&grid, &columns);
        let with_next = self.with_next(table, &grid, &columns, joined || noted);
        let mut rows = Vec::new();
        for (n, row) in table.rows.iter().enumerate() {
            let stays = with_next.get(n).copied().unwrap_or_default();
            let mut cells = Vec::new();
            for at in grid.row(n) {
                let width = wide(&columns, &at.columns);
                let begins = at.rows.start == n;
                let mut written = match at.cell.filter(|_| begins) {
                    Some(content) => {
                        let place = (n, at.columns.start);
                        let fit = fits.get(&place).copied().unwrap_or_default();
                        self.cell(content, width, stays, fit)
                    }
                    None => empty_cell(width, styles::cell_style_id(CellRole::Text)),
                };
                if at.columns.len() > 1 {
                    written = written.grid_span(at.columns.len());
                }
                if at.rows.len() > 1 {
                    written = written.vertical_merge(if begins {
                        word::VMergeType::Restart
                    } else {
                        word::VMergeType::Continue
                    });
                }
                cells.push(written);
            }
            let mut written = word::TableRow::new(cells);
            let at_least = measure(row.at_least);
            if at_least > Twips(0) {
                written = written
                    .row_height(at_least.0 as f32)
                    .height_rule(word::HeightRule::AtLeast);
            }
            if self.row_height(table, &grid, &columns, n) < SHORT {
                written = written.cant_split();
            }
            rows.push(written);
        }
        let (upright, across) = (
            CELL_PADDING.1.twips().unsigned() as usize,
            CELL_PADDING.0.twips().unsigned() as usize,
        );
        let mut written = fixed(rows, &columns)
            .margins(word::TableCellMargins::new().margin(upright, across, upright, across));
        written = if table.kind == TableKind::Open {
            without_rules(written)
        } else {
            ruled(written, joined)
        };
        self.place(written, head, elements);
        match next {
            _ if joined => elements.push(separator(true)),
            // What stands under a table in running text keeps its distance.
            Some(Block::Table(next)) if next.caption.is_none() => {}
            Some(_) if matches!(table.kind, TableKind::Narrative | TableKind::List) => {
                elements.push(gap(BEHIND));
            }
            _ => {}
        }
    }

    fn cell(&mut self, content: &Cell, width: Twips, stays: bool, fit: Fit) -> word::TableCell {
        let mark = self.anchor(content.anchor.as_deref());
        let mut written = cell(width);
        let lines = content.lines.len().max(1);
        let look = content.role.look();
        for n in 0..lines {
            let runs = content.lines.get(n).map_or(&[][..], Vec::as_slice);
            let mut paragraph = word::Paragraph::new().style(styles::cell_style_id(content.role));
            if stays {
                paragraph = paragraph.keep_next(true);
            }
            let narrow = room(width, look.size) < NARROW * look.size;
            if look.align == Align::Justify && narrow {
                paragraph = paragraph.align(word::AlignmentType::Left);
            }
            if fit.right != Twips(0) {
                paragraph = paragraph.indent(None, None, Some(fit.right.0), None);
            } else if look.indent == 0.0 && self.is_prose(content, runs, width) {
                let indent = (2.0 * look.size).twips().0;
                paragraph = paragraph.indent(
                    None,
                    Some(word::SpecialIndentType::FirstLine(indent)),
                    None,
                    None,
                );
            }
            if let Some(mark) = &mark
                && n == 0
            {
                paragraph = paragraph.add_bookmark_start(mark.id, &mark.name);
            }
            paragraph = match fit.size {
                Some(size) => {
                    let text: String = runs.iter().map(|run| run.text.as_str()).collect();
                    paragraph.add_run(text_run(&text).size(size))
                }
                None => with_runs(paragraph, runs),
            };
            if let Some(mark) = &mark
                && n + 1 == lines
            {
                paragraph = paragraph.add_bookmark_end(mark.id);
            }
            written = written.add_paragraph(paragraph);
        }
        written
    }

    /// Whether a paragraph of a wide cell fills more than a line and so is indented like a text.
    fn is_prose(&self, content: &Cell, runs: &[Run], width: Twips) -> bool {
        let set = cell_setting(content.role);
        let room = room(width, set.size);
        content.role.look().align == Align::Justify
            && room > 20.0 * set.size
            && self.typesetter.line(runs, set).right > room
    }

    /// Figures of a column: their decimal points stand under one another, and one that is too wide
    /// is set smaller.
    fn fits(&self, grid: &Grid<'_>, columns: &[Twips]) -> BTreeMap<(usize, usize), Fit> {
        /// A figure of a column: its row, its width and that of its fraction.
        struct SeenFigure {
            row: usize,
            natural: Pt,
            behind: Pt,
        }
        let mut seen: BTreeMap<(usize, usize), Vec<SeenFigure>> = BTreeMap::new();
        let set = cell_setting(CellRole::Figure);
        for at in &grid.cells {
            let figure = at.cell.filter(|cell| cell.role == CellRole::Figure);
            let Some([line]) = figure.map(|cell| cell.lines.as_slice()) else {
                continue;
            };
            let text: String = line.iter().map(|run| run.text.as_str()).collect();
            let figure = text.contains(|c: char| c.is_ascii_digit())
                && text
                    .chars()
                    .all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '−'));
            if figure {
                let behind = text
                    .split_once('.')
                    .map_or(String::new(), |(_, fraction)| format!(".{fraction}"));
                let natural = |text: &str| self.typesetter.line(&[Run::plain(text)], set).right;
                seen.entry((at.columns.start, at.columns.end))
                    .or_default()
                    .push(SeenFigure {
                        row: at.rows.start,
                        natural: natural(&text),
                        behind: if behind.is_empty() {
                            Pt::ZERO
                        } else {
                            natural(&behind)
                        },
                    });
            }
        }
        let mut fits = BTreeMap::new();
        for ((from, to), figures) in seen {
            let room = room(wide(columns, &(from..to)), set.size);
            let widest = figures.iter().map(|f| f.behind).fold(Pt::ZERO, Pt::max);
            for SeenFigure {
                row,
                natural,
                behind,
            } in figures
            {
                let mut fit = Fit::default();
                if natural > room {
                    let size = Pt(set.size.0 * room / natural);
                    if size >= SMALLEST {
                        fit.size = Some((size.0 * 2.0).floor() as usize);
                    }
                } else {
                    fit.right = (widest - behind).min(room - natural).max(Pt::ZERO).twips();
                }
                if fit != Fit::default() {
                    fits.insert((row, from), fit);
                }
            }
        }
        fits
    }

    /// Which rows stay on the page of the next: those the table keeps, a short group of rows that
    /// one label spans, and the last row where something belongs under it.
    fn with_next(
        &self,
        table: &Table,
        grid: &Grid<'_>,
        columns: &[Twips],
        last: bool,
    ) -> Vec<bool> {
        let count = table.rows.len();
        let height = |n: usize| self.row_height(table, grid, columns, n);
        let low = |n: usize| height(n) <= SHORT / 2.0;
        let mut stay: Vec<bool> = (0..count)
            .map(|n| {
                table.keeps(n) || table.pairs(n) && low(n) && low(n + 1) || (last && n + 1 == count)
            })
            .collect();
        for at in grid.cells.iter().filter(|at| at.rows.len() > 1) {
            if at.rows.clone().map(height).sum::<Pt>() <= SHORT {
                stay[at.rows.start..at.rows.end - 1].fill(true);
            }
        }
        stay
    }

    /// Height that a row will take, without cells that go on below.
    fn row_height(&self, table: &Table, grid: &Grid<'_>, columns: &[Twips], n: usize) -> Pt {
        let mut height = table.rows.get(n).map_or(Pt::ZERO, |row| row.at_least);
        for at in grid.row(n).filter(|at| at.rows.len() == 1) {
            if let Some(cell) = at.cell {
                let set = cell_setting(cell.role);
                let room = room(wide(columns, &at.columns), set.size);
                let lines: usize = cell
                    .lines
                    .iter()
                    .map(|runs| {
                        let natural = self.typesetter.line(runs, set).right;
                        (natural / room).ceil().max(1.0) as usize
                    })
                    .sum();
                let pitch = cell.role.look().pitch;
                height = height.max(lines as f32 * pitch + 2.0 * CELL_PADDING.1);
            }
        }
        height
    }
}

/// Widths of a grid's columns, narrower where together they are wider than `room`.
fn widths(grid: &Grid<'_>, room: Twips) -> Vec<Twips> {
    let wide = grid.columns.iter().copied();
    let all: u64 = wide.clone().map(|width| u64::from(width.unsigned())).sum();
    if all > u64::from(room.unsigned()) {
        let share = |width: Twips| room.share(width.unsigned().into(), all);
        wide.map(|width| share(width).max(Twips(1))).collect()
    } else {
        wide.collect()
    }
}

/// Width of some columns together.
fn wide(widths: &[Twips], columns: &Range<usize>) -> Twips {
    let widths = widths.get(columns.clone()).unwrap_or_default();
    widths.iter().copied().sum()
}

/// pt as twips, as far as Word accepts them.
fn measure(pt: Pt) -> Twips {
    pt.twips().clamp(Twips(0), Twips::LONGEST)
}

/// How much of a cell's width is left for text of a size.
fn room(width: Twips, size: Pt) -> Pt {
    (width.pt() - 2.0 * CELL_PADDING.0).max(size)
}

fn entry_setting(size: Pt) -> Setting {
    Setting {
        typeface: Typeface::Fang,
        size,
        tracking: Pt::ZERO,
        bold: false,
        align: Align::Left,
        indent: Pt::ZERO,
    }
}

fn cell_setting(role: CellRole) -> Setting {
    let look = role.look();
    Setting {
        typeface: look.typeface,
        size: look.size,
        tracking: Pt::ZERO,
        bold: look.bold,
        align: look.align,
        indent: Pt::ZERO,
    }
}

fn entry_row(cells: Vec<word::TableCell>, at_least: Pt) -> word::TableRow {
    let row = word::TableRow::new(cells).cant_split();
    if at_least > Pt::ZERO {
        row.row_height(at_least.twips().0 as f32)
            .height_rule(word::HeightRule::AtLeast)
    } else {
        row
    }
}

fn empty_cell(width: Twips, style: &str) -> word::TableCell {
    cell(width).add_paragraph(word::Paragraph::new().style(style))
}

fn text_cell(width: Twips, style: &str, text: &str) -> word::TableCell {
    cell(width).add_paragraph(with_runs(
        word::Paragraph::new().style(style),
        &[Run::plain(text)],
    ))
}

/// Boxed; the lower rule of a band is the upper one of the next.
fn ruled(mut table: word::Table, joined: bool) -> word::Table {
    for side in [
        word::TableBorderPosition::Top,
        word::TableBorderPosition::Left,
        word::TableBorderPosition::Bottom,
        word::TableBorderPosition::Right,
        word::TableBorderPosition::InsideH,
        word::TableBorderPosition::InsideV,
    ] {
        table = table.set_border(word::TableBorder::new(side).size(BORDER).color("000000"));
    }
    if joined {
        table = table.clear_border(word::TableBorderPosition::Bottom);
    }
    table
}
