//! Blocks as lines and tables, and the columns that the tables of a sheet share.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::compose::grid::Grid;
use crate::compose::{
    Block, Caption, Cell, CellRole, Chart, Entry, Number, PageSetup, Paragraph, Run, Style, Table,
    TableKind, TableRow, WorkSheet,
};
use crate::length::{Pt, Twips};
use crate::text::clean;
use crate::text::figure::grouped;

/// Boundaries of two tables nearer to each other than this are one: 2 pt.
const NEAR: Twips = Twips(40);

/// A line or a table of a sheet.
pub(super) enum SheetBlock<'c> {
    /// A line over the full width.
    Line {
        text: Vec<Vec<Run>>,
        style: Style,
        anchor: Option<String>,
    },
    /// A table, boxed or not.
    Table {
        table: Cow<'c, Table>,
        boxed: bool,
        /// The chart it feeds, drawn above it.
        chart: Option<&'c Chart>,
    },
    Empty(u8),
}

impl SheetBlock<'_> {
    /// The grid of a table.
    pub fn grid(&self) -> Option<Grid<'_>> {
        match self {
            SheetBlock::Table { table, .. } => Some(Grid::resolve(table)),
            SheetBlock::Line { .. } | SheetBlock::Empty(_) => None,
        }
    }
}

/// The text of a line as it stands in a cell: no control characters, no invisible ones.
pub(super) fn plain(line: &[Run]) -> String {
    line.iter()
        .map(|run| clean::prose(&run.text))
        .collect::<String>()
}

/// Width of a sheet: that of its widest table, without tables that of the paper's text.
pub(super) fn sheet_width(sheet: &WorkSheet) -> Twips {
    let widest = sheet
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::Table(table) => Some(Grid::resolve(table).columns.into_iter().sum::<Twips>()),
            _ => None,
        })
        .max();
    let page = match sheet.landscape {
        true => PageSetup::LANDSCAPE,
        false => PageSetup::PORTRAIT,
    };
    widest.unwrap_or(page.text_width().twips())
}

/// What the blocks of a sheet come to. A workbook holds no pictures, so of a picture only its
/// caption stands here; and its tabs are its contents, so a contents page says nothing.
pub(super) fn sheet_blocks(sheet: &WorkSheet) -> Vec<SheetBlock<'_>> {
    let width = sheet_width(sheet);
    let mut blocks = Vec::new();
    for block in &sheet.blocks {
        match block {
            Block::Heading(paragraph) | Block::Paragraph(paragraph) => {
                let Paragraph {
                    style,
                    runs,
                    anchor,
                } = paragraph;
                blocks.push(SheetBlock::Line {
                    text: vec![runs.clone()],
                    style: *style,
                    anchor: anchor.clone(),
                });
            }
            Block::List {
                ordered,
                items,
                anchor,
            } => {
                let text = items
                    .iter()
                    .enumerate()
                    .map(|(index, item)| {
                        let mark = match ordered {
                            true => format!("{}. ", index + 1),
                            false => "• ".to_owned(),
                        };
                        std::iter::once(Run::plain(mark))
                            .chain(item.iter().cloned())
                            .collect()
                    })
                    .collect();
                blocks.push(SheetBlock::Line {
                    text,
                    style: Style::TableNote,
                    anchor: anchor.clone(),
                });
            }
            Block::Entries(entries) => blocks.push(SheetBlock::Table {
                table: Cow::Owned(entries_table(entries, sheet, width)),
                boxed: false,
                chart: None,
            }),
            Block::Table(table) => {
                if let Some(caption) = &table.caption {
                    blocks.push(caption_line(caption));
                }
                blocks.push(SheetBlock::Table {
                    table: Cow::Borrowed(table),
                    boxed: table.kind != TableKind::Open,
                    chart: None,
                });
            }
            Block::Pictures(pictures) => {
                blocks.extend(pictures.iter().map(|p| caption_line(&p.caption)));
            }
            Block::Chart(chart) => {
                blocks.push(caption_line(&chart.caption));
                blocks.push(SheetBlock::Table {
                    table: Cow::Owned(chart_table(chart, width)),
                    boxed: true,
                    chart: Some(chart),
                });
            }
            Block::Contents => {}
            Block::Space(lines) => blocks.push(SheetBlock::Empty(*lines)),
        }
    }
    blocks
}

fn caption_line(caption: &Caption) -> SheetBlock<'static> {
    let text = format!("{} {}", caption.label, caption.text);
    SheetBlock::Line {
        text: vec![vec![Run::plain(text.trim())]],
        style: Style::Caption,
        anchor: None,
    }
}

/// Labels and values as two columns; the boundary between them is one that stands already, where a
/// table of the sheet has one near the first quarter.
fn entries_table(entries: &[Entry], sheet: &WorkSheet, width: Twips) -> Table {
    let wanted = width / 4;
    let label = sheet
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::Table(table) => Some(&table.columns),
            _ => None,
        })
        .flat_map(|columns| {
            columns.iter().scan(Twips(0), |at, column| {
                *at += *column;
                Some(*at)
            })
        })
        .filter(|at| (width.share(3, 20)..=width.share(9, 20)).contains(at))
        .min_by_key(|at| at.apart(wanted))
        .unwrap_or(wanted);
    let cell = |text: String, role: CellRole, anchor: Option<String>| Cell {
        columns: 1,
        rows: 1,
        role,
        lines: vec![vec![Run::plain(text)]],
        number: None,
        anchor,
    };
    Table {
        kind: TableKind::List,
        caption: None,
        columns: vec![label, (width - label).max(Twips(0))],
        head: 0,
        rows: entries
            .iter()
            .map(|entry| TableRow {
                cells: vec![
                    cell(format!("{}：", entry.label), CellRole::Label, None),
                    cell(
                        format!(
                            "{}{}",
                            entry.value,
                            entry.note.as_deref().unwrap_or_default()
                        ),
                        CellRole::Prose,
                        entry.anchor.clone(),
                    ),
                ],
                at_least: Pt::ZERO,
                place: None,
            })
            .collect(),
    }
}

/// The figures a chart is drawn from: a row a year, a column a series.
fn chart_table(chart: &Chart, width: Twips) -> Table {
    let years: BTreeSet<i32> = chart
        .series
        .iter()
        .flat_map(|series| series.points.iter().map(|(year, _)| *year))
        .collect();
    let cell = |text: String, role: CellRole| Cell {
        columns: 1,
        rows: 1,
        role,
        lines: vec![vec![Run::plain(text)]],
        number: None,
        anchor: None,
    };
    let count = chart.series.len() + 1;
    let share = width.share(1, count as u64);
    let mut columns = vec![share; count];
    if let Some(last) = columns.last_mut() {
        *last += width - share * count as i32;
    }
    let mut head = vec![cell(chart.unit.clone(), CellRole::Head)];
    head.extend(
        chart
            .series
            .iter()
            .map(|series| cell(series.name.clone(), CellRole::Head)),
    );
    let mut rows = vec![TableRow {
        cells: head,
        at_least: Pt::ZERO,
        place: None,
    }];
    for year in years {
        let mut cells = vec![cell(year.to_string(), CellRole::Label)];
        for series in &chart.series {
            let value = series
                .points
                .iter()
                .find_map(|(at, value)| (*at == year).then_some(*value));
            cells.push(Cell {
                number: value.map(|value| Number {
                    value,
                    formula: None,
                }),
                anchor: Some(format!("{}.{year}", series.path)),
                ..cell(
                    value.map(|v| grouped(&v)).unwrap_or_default(),
                    CellRole::Figure,
                )
            });
        }
        rows.push(TableRow {
            cells,
            at_least: Pt::ZERO,
            place: None,
        });
    }
    Table {
        kind: TableKind::List,
        caption: None,
        columns,
        head: 1,
        rows,
    }
}

/// The sheet's column boundaries from its left edge, and for every table which of them are its own.
pub(super) fn union(tables: &[Grid<'_>], width: Twips) -> (Vec<Twips>, Vec<Vec<usize>>) {
    let mut boundaries = Vec::new();
    for (table, grid) in tables.iter().enumerate() {
        let mut at = Twips(0);
        boundaries.push((at, table));
        for column in &grid.columns {
            at += *column;
            boundaries.push((at, table));
        }
    }
    if boundaries.is_empty() {
        return (vec![Twips(0), Twips(1).max(width)], Vec::new());
    }
    boundaries.sort_unstable();
    let mut lines: Vec<Twips> = Vec::new();
    let mut owners: BTreeSet<usize> = BTreeSet::new();
    let mut columns_of = vec![Vec::new(); tables.len()];
    for (at, table) in boundaries {
        let near = lines.last().is_some_and(|line| at - *line <= NEAR);
        if !near || owners.contains(&table) {
            lines.push(at);
            owners.clear();
        }
        owners.insert(table);
        if let Some(columns) = columns_of.get_mut(table) {
            columns.push(lines.len() - 1);
        }
    }
    (lines, columns_of)
}
