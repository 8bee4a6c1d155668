//! Formulas over anchors → formulas over cell addresses.
//!
//! A formula is written only where recalculating it gives the printed figure again and all its cells
//! are in the workbook; everywhere else the plain figure stands. So no program that recalculates on
//! opening changes a figure.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use rust_xlsxwriter::utility::{quote_sheet_name, row_col_to_cell};

use super::workbook_layout::{
    CellAddress, CellContent, PlacedCell, WorkbookLayout, by_anchor, joined,
};
use crate::compose::Formula;
use crate::compose::style::Align;
use crate::text::figure::fixed;

/// Arguments a function takes in Excel.
const MOST_ARGUMENTS: usize = 255;

/// The formula of each computed cell, without `=`.
///
/// A typed figure that stands in the workbook already is quoted from there (`='附表2'!C12`), so that
/// one fact has one cell.
pub(super) fn resolve(layout: &WorkbookLayout) -> BTreeMap<CellAddress, String> {
    let cells = by_anchor(layout);
    let mut pending: BTreeMap<CellAddress, PendingFormula> = BTreeMap::new();
    for (sheet, laid) in layout.sheets.iter().enumerate() {
        for cell in &laid.cells {
            let place = CellAddress {
                sheet,
                row: cell.row,
                column: cell.column,
            };
            let quote = |value| quoted(layout, &cells, place, value, cell.anchor.as_deref()?);
            let draft = match &cell.content {
                CellContent::Figure(figure) => match &figure.formula {
                    Some(formula) => computed(layout, &cells, place, Some(figure.value), formula),
                    None => quote(Some(figure.value)),
                },
                CellContent::Open(formula, _) => computed(layout, &cells, place, None, formula),
                CellContent::Text(_) if is_open(cell) => quote(None),
                CellContent::Text(_) => None,
            };
            if let Some(draft) = draft {
                pending.insert(place, draft);
            }
        }
    }
    settled(pending)
}

/// A formula and the cells it reads.
struct PendingFormula {
    expression: String,
    reads: Vec<CellAddress>,
}

/// Those formulas that do not, over others, read themselves.
fn settled(mut pending: BTreeMap<CellAddress, PendingFormula>) -> BTreeMap<CellAddress, String> {
    let mut done = BTreeMap::new();
    loop {
        let ready: BTreeSet<CellAddress> = pending
            .iter()
            .filter(|(_, draft)| draft.reads.iter().all(|read| !pending.contains_key(read)))
            .map(|(place, _)| *place)
            .collect();
        if ready.is_empty() {
            return done;
        }
        for place in ready {
            if let Some(draft) = pending.remove(&place) {
                done.insert(place, draft.expression);
            }
        }
    }
}

type CellsByAnchor<'l> = BTreeMap<&'l str, Vec<(CellAddress, &'l PlacedCell)>>;

/// Whether a cell is an empty one for a figure.
pub(super) fn is_open(cell: &PlacedCell) -> bool {
    matches!(&cell.content, CellContent::Text(lines) if joined(lines).is_empty())
        && cell.look.align == Align::Right
}

/// A typed figure that stands in an earlier cell, or will once it is typed there.
fn quoted(
    layout: &WorkbookLayout,
    cells: &CellsByAnchor<'_>,
    place: CellAddress,
    value: Option<Decimal>,
    anchor: &str,
) -> Option<PendingFormula> {
    let (first, found) = cells
        .get(anchor)?
        .iter()
        .find_map(|(at, cell)| match &cell.content {
            CellContent::Figure(found) => Some((*at, Some(found.value))),
            CellContent::Open(..) => Some((*at, None)),
            CellContent::Text(_) if is_open(cell) => Some((*at, None)),
            CellContent::Text(_) => None,
        })?;
    (first < place && found == value).then(|| {
        let at = address(layout, place.sheet, first);
        PendingFormula {
            // A plain reference would show an emptied cell as 0.
            expression: format!("IF({at}=\"\",\"\",{at})"),
            reads: vec![first],
        }
    })
}

/// A formula that gives the printed figure, or one that will give it once its operands are typed.
fn computed(
    layout: &WorkbookLayout,
    cells: &CellsByAnchor<'_>,
    place: CellAddress,
    figure: Option<Decimal>,
    formula: &Formula,
) -> Option<PendingFormula> {
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
            let over_at = address(layout, place.sheet, over);
            let under_at = address(layout, place.sheet, under);
            let scaled = match *times == Decimal::ONE {
                true => String::new(),
                false => format!("*{}", times.normalize()),
            };
            Some(PendingFormula {
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
            let arguments = ranges(layout, place.sheet, &reads);
            (!arguments.is_empty() && arguments.len() <= MOST_ARGUMENTS).then(|| PendingFormula {
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
fn operand(
    cells: &CellsByAnchor<'_>,
    place: CellAddress,
    anchor: &str,
) -> Option<(CellAddress, Option<Decimal>)> {
    let usable = |(at, cell): &(CellAddress, &PlacedCell)| match &cell.content {
        CellContent::Figure(figure) => Some((*at, Some(figure.value))),
        CellContent::Text(lines) if joined(lines).is_empty() => Some((*at, None)),
        CellContent::Open(..) => Some((*at, None)),
        CellContent::Text(_) => None,
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
fn address(layout: &WorkbookLayout, from: usize, to: CellAddress) -> String {
    let cell = row_col_to_cell(to.row, to.column);
    match layout.sheets.get(to.sheet) {
        Some(sheet) if to.sheet != from => format!("{}!{cell}", quote_sheet_name(&sheet.name)),
        _ => cell,
    }
}

/// The cells as arguments of SUM: cells below one another become one range.
fn ranges(layout: &WorkbookLayout, from: usize, cells: &[CellAddress]) -> Vec<String> {
    let mut arguments: Vec<(CellAddress, CellAddress)> = Vec::new();
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
            true => address(layout, from, first),
            false => format!(
                "{}:{}",
                address(layout, from, first),
                row_col_to_cell(last.row, last.column)
            ),
        })
        .collect()
}
