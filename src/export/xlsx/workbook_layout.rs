//! Blocks → cells on one column grid.
//!
//! All tables of a sheet share the sheet's columns: the union of their column boundaries. A cell of
//! a table becomes a range over as many sheet columns as lie between its boundaries.

use std::collections::{BTreeMap, BTreeSet};

use super::cell_number::{CellNumber, cell_number, figure_format};
use super::measure;
use super::sheet_blocks::{SheetBlock, plain, sheet_blocks, sheet_width, union};
use crate::compose::grid::{Grid, GridCell};
use crate::compose::style::{Align, Typeface};
use crate::compose::{
    Cell, CellRole, Chart, Composition, Formula, Run, Style, Table, TableKind, WorkSheet,
};
use crate::length::{Pixels, Pt};
use crate::text::clean;

/// Rows higher than this are split; Excel's limit is 409.5 pt.
const HIGHEST: Pt = Pt(400.0);

/// Heights of rows against those of the paper: without its line pitch, a sheet is denser.
const ROW_SHARE: f32 = 0.92;

/// Height of an empty line.
const EMPTY_LINE: Pt = Pt(15.0);

/// Height of a chart, and of the rows kept free for it.
pub(super) const CHART_HEIGHT: Pt = Pt(240.0);

/// What the paragraphs of an essay begin with.
pub(super) const FIRST_LINE: &str = "　　";

/// Where a cell stands: sheet, row and column from zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct CellAddress {
    pub sheet: usize,
    pub row: u32,
    pub column: u16,
}

/// The whole workbook, laid out.
#[derive(Debug, Clone)]
pub(super) struct WorkbookLayout {
    pub sheets: Vec<SheetLayout>,
}

/// One sheet, laid out.
#[derive(Debug, Clone)]
pub(super) struct SheetLayout {
    /// A name every program takes, unlike every other sheet's.
    pub name: String,
    pub landscape: bool,
    /// Column widths.
    pub widths: Vec<Pixels>,
    /// Row heights.
    pub heights: Vec<Pt>,
    pub cells: Vec<PlacedCell>,
    /// First and last row repeated on every printed page.
    pub repeat: Option<(u32, u32)>,
    /// The row above which everything stays in view.
    pub freeze: Option<u32>,
    pub charts: Vec<PlacedChart>,
}

/// A cell, or a merged range of cells.
#[derive(Debug, Clone)]
pub(super) struct PlacedCell {
    pub row: u32,
    pub column: u16,
    /// Rows and columns it spans, at least one each.
    pub rows: u32,
    pub columns: u16,
    pub look: Appearance,
    pub content: CellContent,
    pub anchor: Option<String>,
    /// Whether the applicant's clerk may type into it.
    pub input: bool,
}

/// What a cell looks like.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Appearance {
    pub typeface: Typeface,
    /// In pt.
    pub size: Pt,
    pub bold: bool,
    pub align: Align,
    /// From the top instead of centred between top and bottom.
    pub top: bool,
    pub boxed: bool,
    pub shaded: bool,
    /// Set off from the border on its right.
    pub set_off: bool,
}

/// What a cell holds.
#[derive(Debug, Clone)]
pub(super) enum CellContent {
    Text(Vec<Vec<Run>>),
    Figure(CellNumber),
    /// Nothing yet: a figure that follows once others are typed, printed in this format.
    Open(Formula, String),
}

/// A chart over the cells that hold its figures.
#[derive(Debug, Clone)]
pub(super) struct PlacedChart {
    /// Its upper left cell.
    pub row: u32,
    pub column: u16,
    pub width: Pixels,
    /// Words for those who cannot see it; its caption stands above it.
    pub alt: String,
    pub unit: String,
    /// Rows of the years, first and last.
    pub rows: (u32, u32),
    /// Column of the years.
    pub years: u16,
    /// Head row, with the names of the series.
    pub head: u32,
    /// Columns of the series.
    pub series: Vec<u16>,
    /// Number format of the value axis.
    pub format: String,
}

/// The text of a cell; its lines are parted by line feeds.
pub(super) fn joined(lines: &[Vec<Run>]) -> String {
    let lines: Vec<String> = lines.iter().map(|line| plain(line)).collect();
    lines.join("\n")
}

/// Lays a composition's workbook out.
pub(super) fn lay(composition: &Composition) -> WorkbookLayout {
    let mut taken = BTreeSet::new();
    let sheets = composition
        .workbook
        .iter()
        .enumerate()
        .map(|(index, sheet)| lay_sheet(sheet, sheet_name(&sheet.name, index, &mut taken)))
        .collect();
    WorkbookLayout { sheets }
}

/// The tab's name with what Excel forbids taken out: `[]:*?/\` and apostrophes, more than 31
/// UTF-16 units, nothing at all, a name that stands already.
fn sheet_name(wanted: &str, index: usize, taken: &mut BTreeSet<String>) -> String {
    let allowed: String = clean::line(wanted)
        .chars()
        .filter(|c| !matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\''))
        .collect();
    let base = match allowed.trim() {
        "" => format!("Sheet{}", index + 1),
        // Reserved for the log of shared workbooks.
        name if name.eq_ignore_ascii_case("history") => format!("{name}_"),
        name => name.to_owned(),
    };
    let mut number = 1;
    loop {
        let ending = match number {
            1 => String::new(),
            _ => format!("_{number}"),
        };
        let mut name = String::new();
        let mut units = ending.encode_utf16().count();
        for c in base.chars() {
            units += c.len_utf16();
            if units > 31 {
                break;
            }
            name.push(c);
        }
        name.push_str(&ending);
        if taken.insert(name.to_lowercase()) {
            return name;
        }
        number += 1;
    }
}

/// One sheet.
fn lay_sheet(sheet: &WorkSheet, name: String) -> SheetLayout {
    let blocks = sheet_blocks(sheet);
    let grids: Vec<Grid<'_>> = blocks.iter().filter_map(SheetBlock::grid).collect();
    let (lines, columns_of) = union(&grids, sheet_width(sheet));
    let mut laid = SheetLayout {
        name,
        landscape: sheet.landscape,
        widths: lines
            .windows(2)
            .map(|pair| match pair {
                // Rounded boundaries, not rounded widths: the total stays true.
                [from, to] => Pixels(1).max(to.pixels() - from.pixels()),
                _ => Pixels(1),
            })
            .collect(),
        heights: Vec::new(),
        cells: Vec::new(),
        repeat: None,
        freeze: None,
        charts: Vec::new(),
    };
    let mut on_grids = grids.iter().zip(columns_of);
    let mut boxed_tables = 0;
    for block in &blocks {
        match block {
            SheetBlock::Line {
                text,
                style,
                anchor,
            } => laid.line(text, *style, anchor.clone()),
            SheetBlock::Empty(lines) => {
                for _ in 0..*lines {
                    laid.heights.push(EMPTY_LINE);
                }
            }
            SheetBlock::Table {
                table,
                boxed,
                chart,
            } => {
                let Some((grid, columns)) = on_grids.next() else {
                    continue;
                };
                let chart_row = chart.map(|_| laid.keep_free(CHART_HEIGHT));
                let first = laid.heights.len() as u32;
                let head_end = laid.table(table, grid, &columns, *boxed, &sheet.formulas);
                if *boxed && chart.is_none() {
                    boxed_tables += 1;
                    // Only the last table may repeat its head: an earlier one's would stand above
                    // the rows of the tables after it.
                    laid.repeat = head_end.map(|end| (first, end));
                }
                if let (Some(chart), Some(row)) = (chart, chart_row) {
                    laid.chart(chart, row, first, &columns);
                }
            }
        }
    }
    let head_height: Pt = match laid.repeat {
        Some((_, end)) => laid.heights.iter().take(end as usize + 1).sum(),
        None => Pt::ZERO,
    };
    // A frozen head must leave room for what it heads.
    if boxed_tables == 1 && head_height < Pt(200.0) {
        laid.freeze = laid.repeat.map(|(_, end)| end + 1);
    }
    laid
}

impl SheetLayout {
    /// Width of so many columns from `column`.
    fn span(&self, column: u16, columns: u16) -> Pt {
        let wide: Pixels = self
            .widths
            .iter()
            .copied()
            .skip(usize::from(column))
            .take(usize::from(columns))
            .sum();
        wide.pt()
    }

    fn all_columns(&self) -> u16 {
        u16::try_from(self.widths.len()).unwrap_or(u16::MAX)
    }

    /// Adds rows of `height` pt together and says where they begin and how many they are: Excel
    /// knows no row above 409.5 pt.
    fn add_rows(&mut self, height: Pt) -> (u32, u32) {
        let first = self.heights.len() as u32;
        let parts = (height / HIGHEST).ceil().max(1.0) as u32;
        for _ in 0..parts {
            self.heights.push(height / parts as f32);
        }
        (first, parts)
    }

    /// Keeps rows of ordinary height free, `height` pt in all, and gives the first.
    fn keep_free(&mut self, height: Pt) -> u32 {
        let first = self.heights.len() as u32;
        for _ in 0..(height / EMPTY_LINE).ceil() as usize {
            self.heights.push(EMPTY_LINE);
        }
        first
    }

    /// A line over the full width.
    fn line(&mut self, text: &[Vec<Run>], style: Style, anchor: Option<String>) {
        let look = style.look();
        let columns = self.all_columns();
        let lines = measure::lines(text, look.size, self.span(0, columns));
        let height = measure::height(lines, measure::pitch(look.size)) + look.after;
        let (row, rows) = self.add_rows(height);
        self.cells.push(PlacedCell {
            row,
            column: 0,
            rows,
            columns,
            look: Appearance {
                typeface: look.typeface,
                size: look.size,
                bold: look.bold,
                align: look.align,
                top: rows > 1,
                boxed: false,
                shaded: false,
                set_off: false,
            },
            content: CellContent::Text(text.to_vec()),
            input: anchor.is_some(),
            anchor,
        });
    }

    /// A table on its grid, whose columns stand on these boundaries. Gives the last row of its
    /// head, if it has one.
    fn table(
        &mut self,
        table: &Table,
        grid: &Grid<'_>,
        boundaries: &[usize],
        boxed: bool,
        formulas: &BTreeMap<String, Formula>,
    ) -> Option<u32> {
        let range = |at: &GridCell<'_>| {
            let from = boundaries.get(at.columns.start).copied().unwrap_or(0);
            let to = boundaries.get(at.columns.end).copied();
            let to = to.unwrap_or(from + 1);
            (from as u16, (to - from).max(1) as u16)
        };

        // Rows are as high as their highest cell; a cell over several rows fills up its last one.
        let mut heights: Vec<Pt> = table
            .rows
            .iter()
            .map(|row| (row.at_least * ROW_SHARE).clamp(EMPTY_LINE, HIGHEST * 10.0))
            .collect();
        let mut by_span: Vec<&GridCell<'_>> = grid.cells.iter().collect();
        by_span.sort_by_key(|at| at.rows.len());
        for at in by_span {
            let Some(cell) = at.cell else { continue };
            let look = cell.role.look();
            let (column, wide) = range(at);
            let room = self.span(column, wide) - if boxed { inset(cell.role) } else { Pt::ZERO };
            let lines = match cell.number {
                Some(_) => 1,
                None => measure::lines(&shown(cell), look.size, room),
            };
            let needed = measure::height(lines, measure::pitch(look.size));
            let spanned = heights.get(at.rows.clone()).unwrap_or(&[]);
            let short = needed - spanned.iter().sum::<Pt>();
            if let Some(last) = heights.get_mut(at.rows.end - 1) {
                *last += short.max(Pt::ZERO);
            }
        }

        let starts: Vec<(u32, u32)> = heights.iter().map(|h| self.add_rows(*h)).collect();
        let end = self.heights.len() as u32;
        let first_cell = self.cells.len();
        for at in &grid.cells {
            let row = starts.get(at.rows.start).map_or(end, |(at, _)| *at);
            let until = starts.get(at.rows.end).map_or(end, |(at, _)| *at);
            let (column, wide) = range(at);
            let mut cell = placed(
                at.cell,
                (row, until.saturating_sub(row).max(1)),
                (column, wide),
                self.span(column, wide),
                boxed,
                grid.is_full(at),
                table.kind == TableKind::List,
            );
            let formula = cell.anchor.as_ref().and_then(|a| formulas.get(a));
            if let (Some(formula), CellContent::Text(lines)) = (formula, &cell.content)
                && joined(lines).is_empty()
            {
                let places = match formula {
                    Formula::Ratio { places, .. } => *places,
                    Formula::Sum { .. } => 0,
                };
                cell.content = CellContent::Open(formula.clone(), figure_format(places, true));
                cell.input = false;
            }
            self.cells.push(cell);
        }
        if let Some(cells) = self.cells.get_mut(first_cell..) {
            align_on_point(cells);
        }
        match table.head.min(table.rows.len()) {
            0 => None,
            head => starts
                .get(head - 1)
                .map(|(at, parts)| at + parts.saturating_sub(1)),
        }
    }

    /// A chart above the table of its figures, which begins at row `head`.
    fn chart(&mut self, chart: &Chart, row: u32, head: u32, boundaries: &[usize]) {
        let end = self.heights.len() as u32;
        if end < head + 2 || chart.series.is_empty() {
            return;
        }
        let starts: Vec<u16> = boundaries.iter().map(|b| *b as u16).collect();
        let places = chart
            .series
            .iter()
            .flat_map(|series| series.points.iter().map(|(_, value)| value.scale()))
            .max()
            .unwrap_or(0);
        self.charts.push(PlacedChart {
            row,
            column: 0,
            width: self.widths.iter().copied().sum(),
            alt: chart.caption.text.clone(),
            unit: chart.unit.clone(),
            rows: (head + 1, end - 1),
            years: starts.first().copied().unwrap_or(0),
            head,
            series: starts
                .get(1..=chart.series.len())
                .map(<[u16]>::to_vec)
                .unwrap_or_default(),
            format: figure_format(places, true),
        });
    }
}

/// A table's cell on the sheet.
fn placed(
    cell: Option<&Cell>,
    (row, rows): (u32, u32),
    (column, columns): (u16, u16),
    width: Pt,
    boxed: bool,
    whole: bool,
    list: bool,
) -> PlacedCell {
    let role = cell.map_or(CellRole::Text, |cell| cell.role);
    let look = role.look();
    // A figure only where it still has its full size.
    let set_off = boxed
        && cell.is_some_and(|cell| match look.align {
            Align::Right => measure::lines(&cell.lines, look.size, width - INDENT) == 1,
            _ => inset(cell.role) > Pt::ZERO,
        });
    let text = cell.map(shown).unwrap_or_default();
    let content = cell
        .and_then(|cell| cell.number.as_ref())
        .and_then(|number| cell_number(number, &joined(&text)))
        .map_or_else(|| CellContent::Text(text.clone()), CellContent::Figure);
    let anchor = cell.and_then(|cell| cell.anchor.clone());
    let computed = matches!(
        &content,
        CellContent::Figure(CellNumber {
            formula: Some(_),
            ..
        })
    );
    let blank = matches!(&content, CellContent::Text(lines) if joined(lines).is_empty());
    let open = matches!(role, CellRole::Text | CellRole::Prose | CellRole::Figure);
    PlacedCell {
        row,
        column,
        rows,
        columns,
        look: Appearance {
            typeface: look.typeface,
            size: look.size,
            bold: look.bold,
            align: match (boxed, role) {
                (false, CellRole::Label) => Align::Left,
                _ => look.align,
            },
            top: (whole || rows > 1) && matches!(role, CellRole::Prose | CellRole::Essay),
            boxed,
            shaded: list && role == CellRole::Head,
            set_off,
        },
        input: !computed && (anchor.is_some() || (blank && open)),
        content,
        anchor,
    }
}

/// What Excel's smallest indent takes from a cell's width.
const INDENT: Pt = Pt(9.0);

/// How far text of a role stands in from a box's border: what begins at the left would touch it.
fn inset(role: CellRole) -> Pt {
    match role.look().align {
        Align::Left | Align::Justify => INDENT,
        Align::Centre | Align::Right => Pt::ZERO,
    }
}

/// The lines of a cell as the sheet shows them: a cell has no first-line indent, so those of an
/// essay begin with two ideographic spaces, as people type them; [`read`](super::read()) takes them
/// off again.
fn shown(cell: &Cell) -> Vec<Vec<Run>> {
    if cell.role != CellRole::Essay {
        return cell.lines.clone();
    }
    cell.lines
        .iter()
        .map(|line| {
            let indent = (!plain(line).is_empty()).then(|| Run::plain(FIRST_LINE));
            indent.into_iter().chain(line.iter().cloned()).collect()
        })
        .collect()
}

/// Puts the decimal points of a table's figures under one another, column by column: the formats of
/// those with fewer places leave room for the missing ones, and all keep a digit's distance from the
/// border (LibreOffice forgets the indent of a figure that may be set smaller).
fn align_on_point(cells: &mut [PlacedCell]) {
    fn format(cell: &mut PlacedCell) -> Option<&mut String> {
        let format = match &mut cell.content {
            CellContent::Figure(figure) => &mut figure.format,
            CellContent::Open(_, format) => format,
            CellContent::Text(_) => return None,
        };
        // A figure with words around it stands for itself.
        format.ends_with('0').then_some(format)
    }
    let places = |format: &str| format.split_once('.').map_or(0, |(_, places)| places.len());
    let mut most: BTreeMap<(u16, u16), usize> = BTreeMap::new();
    for cell in cells.iter_mut() {
        let column = (cell.column, cell.columns);
        if let Some(format) = format(cell) {
            let most = most.entry(column).or_default();
            *most = places(format).max(*most);
        }
    }
    for cell in cells {
        let most = most.get(&(cell.column, cell.columns)).copied().unwrap_or(0);
        if let Some(format) = format(cell) {
            let own = places(format);
            if own == 0 && most > 0 {
                format.push_str("_.");
            }
            format.push_str(&"_0".repeat(most - own + 1));
            cell.look.set_off = false;
        }
    }
}

/// Anchored cells of the workbook by anchor, in the order of the sheets.
pub(super) fn by_anchor(
    layout: &WorkbookLayout,
) -> BTreeMap<&str, Vec<(CellAddress, &PlacedCell)>> {
    let mut found: BTreeMap<&str, Vec<(CellAddress, &PlacedCell)>> = BTreeMap::new();
    for (sheet, laid) in layout.sheets.iter().enumerate() {
        for cell in &laid.cells {
            if let Some(anchor) = &cell.anchor {
                let place = CellAddress {
                    sheet,
                    row: cell.row,
                    column: cell.column,
                };
                found.entry(anchor).or_default().push((place, cell));
            }
        }
    }
    found
}
