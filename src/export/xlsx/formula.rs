//! Formulas over anchors → formulas over cell addresses.
//!
//! A formula is written only where recalculating it gives the printed figure again and all its cells
//! are in the workbook; everywhere else the plain figure stands. So no program that recalculates on
//! opening changes a figure.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use rust_xlsxwriter::utility::{quote_sheet_name, row_col_to_cell};

use super::figure::Figure;
use super::grid::{Content, Grid, Place, Placed, by_anchor, joined};
use crate::compose::Formula;
use crate::text::figure::fixed;

/// Arguments a function takes in Excel.
const MOST_ARGUMENTS: usize = 255;

/// The formula of each computed cell, without `=`.
///
/// A typed figure that stands in the workbook already is quoted from there (`='附表2'!C12`), so that
/// one fact has one cell.
pub(super) fn resolve(grid: &Grid) -> BTreeMap<Place, String> {
    let cells = by_anchor(grid);
    let mut waiting: BTreeMap<Place, Draft> = BTreeMap::new();
    for (sheet, laid) in grid.sheets.iter().enumerate() {
        for cell in &laid.cells {
            let Content::Figure(figure) = &cell.content else {
                continue;
            };
            let place = Place {
                sheet,
                row: cell.row,
                column: cell.column,
            };
            let draft = match &figure.formula {
                Some(formula) => computed(grid, &cells, place, figure, formula),
                None => cell
                    .anchor
                    .as_deref()
                    .and_then(|anchor| quoted(grid, &cells, place, figure, anchor)),
            };
            if let Some(draft) = draft {
                waiting.insert(place, draft);
            }
        }
    }
    settled(waiting)
}

/// A formula and the cells it reads.
struct Draft {
    expression: String,
    reads: Vec<Place>,
}

/// Those formulas that do not, over others, read themselves.
fn settled(mut waiting: BTreeMap<Place, Draft>) -> BTreeMap<Place, String> {
    let mut done = BTreeMap::new();
    loop {
        let ready: BTreeSet<Place> = waiting
            .iter()
            .filter(|(_, draft)| draft.reads.iter().all(|read| !waiting.contains_key(read)))
            .map(|(place, _)| *place)
            .collect();
        if ready.is_empty() {
            return done;
        }
        for place in ready {
            if let Some(draft) = waiting.remove(&place) {
                done.insert(place, draft.expression);
            }
        }
    }
}

type Cells<'g> = BTreeMap<&'g str, Vec<(Place, &'g Placed)>>;

/// A typed figure that stands in an earlier cell.
fn quoted(
    grid: &Grid,
    cells: &Cells<'_>,
    place: Place,
    figure: &Figure,
    anchor: &str,
) -> Option<Draft> {
    let (first, value) = cells.get(anchor)?.iter().find_map(|(at, cell)| {
        let Content::Figure(found) = &cell.content else {
            return None;
        };
        Some((*at, found.value))
    })?;
    (first < place && value == figure.value).then(|| Draft {
        expression: address(grid, place.sheet, first),
        reads: vec![first],
    })
}

/// A formula that gives the printed figure.
fn computed(
    grid: &Grid,
    cells: &Cells<'_>,
    place: Place,
    figure: &Figure,
    formula: &Formula,
) -> Option<Draft> {
    let operand = |anchor: &str| operand(cells, place, anchor);
    match formula {
        Formula::Ratio {
            over,
            under,
            times,
            places,
        } => {
            let (over, dividend) = operand(over)?;
            let (under, divisor) = operand(under)?;
            let (dividend, divisor) = (dividend?, divisor?);
            let ratio = dividend.checked_mul(*times)?.checked_div(divisor)?;
            if fixed(&ratio, *places) != figure.value {
                return None;
            }
            let over_at = address(grid, place.sheet, over);
            let under_at = address(grid, place.sheet, under);
            let scaled = match *times == Decimal::ONE {
                true => String::new(),
                false => format!("*{}", times.normalize()),
            };
            Some(Draft {
                // A cleared divisor leaves the cell empty rather than #DIV/0!.
                expression: format!(
                    "IF({under_at}=0,\"\",ROUND({over_at}/{under_at}{scaled},{places}))"
                ),
                reads: vec![over, under],
            })
        }
        Formula::Sum { of } => {
            let mut sum = Decimal::ZERO;
            let mut reads = Vec::with_capacity(of.len());
            for anchor in of {
                let (at, value) = operand(anchor)?;
                sum = sum.checked_add(value.unwrap_or_default())?;
                reads.push(at);
            }
            if sum != figure.value {
                return None;
            }
            let arguments = ranges(grid, place.sheet, &reads);
            (!arguments.is_empty() && arguments.len() <= MOST_ARGUMENTS).then(|| Draft {
                // Binary sums of decimals end in noise: 78.4+12.6+9.8 is 100.80000000000001.
                expression: format!(
                    "ROUND(SUM({}),{})",
                    arguments.join(","),
                    figure.value.scale()
                ),
                reads,
            })
        }
    }
}

/// The cell of an operand, on the same sheet if it stands there, and its figure; an empty cell has
/// none and counts as nothing in a sum. `None` where no cell of the workbook holds the operand as a
/// number.
fn operand(cells: &Cells<'_>, place: Place, anchor: &str) -> Option<(Place, Option<Decimal>)> {
    let usable = |(at, cell): &(Place, &Placed)| match &cell.content {
        Content::Figure(figure) => Some((*at, Some(figure.value))),
        Content::Text(lines) if joined(lines).is_empty() => Some((*at, None)),
        Content::Text(_) => None,
    };
    let found: Vec<_> = cells
        .get(anchor)?
        .iter()
        .filter(|(at, _)| *at != place)
        .filter_map(usable)
        .collect();
    found
        .iter()
        .find(|(at, _)| at.sheet == place.sheet)
        .or(found.first())
        .copied()
}

/// `C12`, or with its sheet where that is another.
fn address(grid: &Grid, from: usize, to: Place) -> String {
    let cell = row_col_to_cell(to.row, to.column);
    match grid.sheets.get(to.sheet) {
        Some(sheet) if to.sheet != from => format!("{}!{cell}", quote_sheet_name(&sheet.name)),
        _ => cell,
    }
}

/// The cells as arguments of SUM: cells below one another become one range.
fn ranges(grid: &Grid, from: usize, cells: &[Place]) -> Vec<String> {
    let mut arguments: Vec<(Place, Place)> = Vec::new();
    for cell in cells {
        match arguments.last_mut() {
            Some((_, end))
                if end.sheet == cell.sheet
                    && end.column == cell.column
                    && end.row + 1 == cell.row =>
            {
                *end = *cell;
            }
            _ => arguments.push((*cell, *cell)),
        }
    }
    arguments
        .into_iter()
        .map(|(first, last)| match first == last {
            true => address(grid, from, first),
            false => format!(
                "{}:{}",
                address(grid, from, first),
                row_col_to_cell(last.row, last.column)
            ),
        })
        .collect()
}
