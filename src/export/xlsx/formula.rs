//! Formulas over anchors → formulas over cell addresses.
//!
//! A formula is written only where recalculating it gives the printed figure again and all its cells
//! are in the workbook; everywhere else the plain figure stands. So no program that recalculates on
//! opening changes a figure.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use rust_xlsxwriter::utility::{quote_sheet_name, row_col_to_cell};

use super::grid::{Content, Grid, Place, Placed, by_anchor, joined};
use crate::compose::Formula;
use crate::compose::style::Align;
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
            let place = Place {
                sheet,
                row: cell.row,
                column: cell.column,
            };
            let quote = |value| quoted(grid, &cells, place, value, cell.anchor.as_deref()?);
            let draft = match &cell.content {
                Content::Figure(figure) => match &figure.formula {
                    Some(formula) => computed(grid, &cells, place, Some(figure.value), formula),
                    None => quote(Some(figure.value)),
                },
                Content::Open(formula, _) => computed(grid, &cells, place, None, formula),
                Content::Text(_) if is_open(cell) => quote(None),
                Content::Text(_) => None,
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

/// Whether a cell is an empty one for a figure.
pub(super) fn is_open(cell: &Placed) -> bool {
    matches!(&cell.content, Content::Text(lines) if joined(lines).is_empty())
        && cell.look.align == Align::Right
}

/// A typed figure that stands in an earlier cell, or will once it is typed there.
fn quoted(
    grid: &Grid,
    cells: &Cells<'_>,
    place: Place,
    value: Option<Decimal>,
    anchor: &str,
) -> Option<Draft> {
    let (first, found) = cells
        .get(anchor)?
        .iter()
        .find_map(|(at, cell)| match &cell.content {
            Content::Figure(found) => Some((*at, Some(found.value))),
            Content::Open(..) => Some((*at, None)),
            Content::Text(_) if is_open(cell) => Some((*at, None)),
            Content::Text(_) => None,
        })?;
    (first < place && found == value).then(|| {
        let at = address(grid, place.sheet, first);
        Draft {
            // A plain reference would show an emptied cell as 0.
            expression: format!("IF({at}=\"\",\"\",{at})"),
            reads: vec![first],
        }
    })
}

/// A formula that gives the printed figure, or one that will give it once its operands are typed.
fn computed(
    grid: &Grid,
    cells: &Cells<'_>,
    place: Place,
    figure: Option<Decimal>,
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
            if let Some(figure) = figure {
                let (dividend, divisor) = (dividend?, divisor?);
                let ratio = dividend.checked_mul(*times)?.checked_div(divisor)?;
                if fixed(&ratio, *places) != figure {
                    return None;
                }
            }
            let over_at = address(grid, place.sheet, over);
            let under_at = address(grid, place.sheet, under);
            let scaled = match *times == Decimal::ONE {
                true => String::new(),
                false => format!("*{}", times.normalize()),
            };
            Some(Draft {
                // An open operand leaves the cell empty rather than #DIV/0! or #VALUE!; N() because a
                // quoted cell that is empty holds an empty text.
                expression: format!(
                    "IF(OR({over_at}=\"\",N({under_at})=0),\"\",ROUND({over_at}/{under_at}{scaled},{places}))"
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
            let figure = figure?;
            if sum != figure {
                return None;
            }
            let arguments = ranges(grid, place.sheet, &reads);
            (!arguments.is_empty() && arguments.len() <= MOST_ARGUMENTS).then(|| Draft {
                // Binary sums of decimals end in noise: 78.4+12.6+9.8 is 100.80000000000001.
                expression: format!("ROUND(SUM({}),{})", arguments.join(","), figure.scale()),
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
        Content::Open(..) => Some((*at, None)),
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
