//! Where the cells of a table stand: spans resolved once, for the layout, Word, Excel and the tags
//! of the PDF.
//!
//! A table says its cells row by row, as HTML does, and leaves out what a cell above covers. Made
//! by hand or by a form that nobody tried yet, it may say too much or too little. As in HTML (HTML
//! Living Standard, 4.9.12, “forming a table”) no cell is lost and the grid has no hole:
//!
//! - each cell takes the next place of its row that no cell from above covers;
//! - a surplus cell, for which the table has no column, gets a column more, [`SURPLUS`] wide, and
//!   the other rows get an empty cell there;
//! - a row that is too short is filled up with empty cells, one a column;
//! - a span over columns ends at the table's last column and before a cell from above, so that no
//!   two cells overlap; HTML would lay one over the other;
//! - a span over rows ends at the table's last row;
//! - a span of nothing counts as one.

use std::ops::Range;

use super::block::{Cell, Table};
use crate::length::Twips;

/// Width of a column for a surplus cell.
pub const SURPLUS: Twips = Twips(600);

/// A table's grid: every slot, a place in one row and one column, is covered by exactly one cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Grid<'t> {
    /// Widths of the columns, at least one column and each at least a twip
    /// and at most [`Twips::LONGEST`].
    pub columns: Vec<Twips>,
    /// The cells by where they begin, row by row and in a row from left to right.
    pub cells: Vec<GridCell<'t>>,
    /// Row by row, which of the cells covers the slot.
    slots: Vec<usize>,
}

/// A cell on the grid.
#[derive(Debug, Clone, PartialEq)]
pub struct GridCell<'t> {
    /// What stands there; `None` where the table says nothing.
    pub cell: Option<&'t Cell>,
    /// The columns it covers.
    pub columns: Range<usize>,
    /// The rows it covers.
    pub rows: Range<usize>,
}

impl<'t> Grid<'t> {
    /// Resolves the spans of a table.
    pub fn resolve(table: &'t Table) -> Grid<'t> {
        let placed = placed(table);
        let count = placed.iter().map(|cell| cell.columns.end).max();
        let count = count.unwrap_or(0).max(table.columns.len()).max(1);
        let mut columns = table.columns.clone();
        for width in &mut columns {
            *width = (*width).clamp(Twips(1), Twips::LONGEST);
        }
        columns.resize(count, SURPLUS);

        let mut covered: Vec<Option<usize>> = vec![None; count * table.rows.len()];
        for (index, cell) in placed.iter().enumerate() {
            for row in cell.rows.clone() {
                for slot in cell.columns.clone() {
                    covered[row * count + slot] = Some(index);
                }
            }
        }
        // A cell is met first in the slot where it begins, so this is the order of their places.
        let mut cells: Vec<GridCell<'t>> = Vec::with_capacity(placed.len());
        let mut met: Vec<Option<usize>> = vec![None; placed.len()];
        let slots = covered
            .into_iter()
            .enumerate()
            .map(|(at, covered)| {
                let known = covered.and_then(|index| met[index]);
                known.unwrap_or_else(|| {
                    cells.push(match covered {
                        Some(index) => placed[index].clone(),
                        None => GridCell {
                            cell: None,
                            columns: at % count..at % count + 1,
                            rows: at / count..at / count + 1,
                        },
                    });
                    if let Some(index) = covered {
                        met[index] = Some(cells.len() - 1);
                    }
                    cells.len() - 1
                })
            })
            .collect();
        Grid {
            columns,
            cells,
            slots,
        }
    }

    /// The cells that stand in a row, from left to right; those that began above are among them.
    pub fn row(&self, row: usize) -> impl Iterator<Item = &GridCell<'t>> {
        let first = row * self.columns.len();
        let slots = self.slots.get(first..first + self.columns.len());
        let mut next = 0;
        let slots = slots.unwrap_or_default().iter().enumerate();
        slots.filter_map(move |(column, index)| {
            let cell = self.cells.get(*index).filter(|_| column == next)?;
            next = cell.columns.end;
            Some(cell)
        })
    }

    /// Whether a cell is as wide as the table.
    pub fn is_full(&self, cell: &GridCell<'_>) -> bool {
        cell.columns.len() == self.columns.len()
    }
}

/// The cells that a table says, each at its place.
fn placed(table: &Table) -> Vec<GridCell<'_>> {
    let own = table.columns.len();
    // By column, the first row that is free again.
    let mut free_from: Vec<usize> = vec![0; own];
    let mut placed = Vec::new();
    for (row, said) in table.rows.iter().enumerate() {
        let mut at = 0;
        for cell in &said.cells {
            while free_from.get(at).is_some_and(|free| *free > row) {
                at += 1;
            }
            let room = own.saturating_sub(at).max(1);
            let most = cell.columns.clamp(1, room);
            let is_free = |column: &usize| free_from.get(*column).is_none_or(|free| *free <= row);
            let wide = (at..at + most).take_while(is_free).count();
            let high = cell.rows.clamp(1, table.rows.len() - row);
            if free_from.len() < at + wide {
                free_from.resize(at + wide, 0);
            }
            free_from[at..at + wide].fill(row + high);
            placed.push(GridCell {
                cell: Some(cell),
                columns: at..at + wide,
                rows: row..row + high,
            });
            at += wide;
        }
    }
    placed
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::compose::block::{TableKind, TableRow};
    use crate::compose::style::CellRole;
    use crate::length::Pt;

    /// A table of cells that span so many columns and rows, each saying its number.
    fn table(columns: usize, rows: &[Vec<(usize, usize)>]) -> Table {
        let cell = |&(columns, rows): &(usize, usize)| Cell {
            columns,
            rows,
            role: CellRole::Text,
            lines: vec![],
            number: None,
            anchor: None,
        };
        Table {
            kind: TableKind::Form,
            caption: None,
            columns: vec![Twips(1000); columns],
            head: 0,
            rows: rows
                .iter()
                .map(|cells| TableRow {
                    cells: cells.iter().map(cell).collect(),
                    at_least: Pt::ZERO,
                    place: None,
                })
                .collect(),
        }
    }

    /// Where the cells stand: rows and columns, and whether the table says them.
    fn places(grid: &Grid<'_>) -> Vec<(Range<usize>, Range<usize>, bool)> {
        let place = |at: &GridCell<'_>| (at.rows.clone(), at.columns.clone(), at.cell.is_some());
        grid.cells.iter().map(place).collect()
    }

    #[test]
    fn a_cell_takes_the_next_place_that_no_cell_from_above_covers() {
        let table = table(3, &[vec![(1, 2), (2, 1)], vec![(1, 1), (1, 1)]]);
        let grid = Grid::resolve(&table);
        assert_eq!(
            places(&grid),
            [
                (0..2, 0..1, true),
                (0..1, 1..3, true),
                (1..2, 1..2, true),
                (1..2, 2..3, true)
            ]
        );
        let below: Vec<_> = grid.row(1).map(|cell| cell.columns.clone()).collect();
        assert_eq!(below, [0..1, 1..2, 2..3]);
    }

    #[test]
    fn a_surplus_cell_gets_a_column_and_a_short_row_empty_cells() {
        let table = table(2, &[vec![(1, 1), (1, 1), (3, 1)], vec![(1, 1)]]);
        let grid = Grid::resolve(&table);
        assert_eq!(grid.columns, [Twips(1000), Twips(1000), SURPLUS]);
        assert_eq!(
            places(&grid),
            [
                (0..1, 0..1, true),
                (0..1, 1..2, true),
                (0..1, 2..3, true),
                (1..2, 0..1, true),
                (1..2, 1..2, false),
                (1..2, 2..3, false)
            ]
        );
    }

    #[test]
    fn a_span_ends_where_the_table_ends_and_before_a_cell_from_above() {
        let table = table(3, &[vec![(1, 1), (1, 9), (9, 0)], vec![(0, 1), (9, 9)]]);
        let grid = Grid::resolve(&table);
        assert_eq!(
            places(&grid),
            [
                (0..1, 0..1, true),
                (0..2, 1..2, true),
                (0..1, 2..3, true),
                (1..2, 0..1, true),
                (1..2, 2..3, true)
            ]
        );
    }

    proptest! {
        /// Any table, any spans: every slot is covered once, no cell is lost, none leaves the grid.
        #[test]
        fn every_slot_is_covered_once_and_no_cell_is_lost(
            columns in 0_usize..6,
            rows in proptest::collection::vec(
                proptest::collection::vec(
                    (
                        prop_oneof![9 => 0_usize..5, 1 => Just(usize::MAX)],
                        prop_oneof![9 => 0_usize..4, 1 => Just(usize::MAX)],
                    ),
                    0..7,
                ),
                0..7,
            ),
        ) {
            let table = table(columns, &rows);
            let grid = Grid::resolve(&table);
            prop_assert!(grid.columns.len() >= columns.max(1));
            let mut covered = vec![0; grid.columns.len() * rows.len()];
            for cell in &grid.cells {
                prop_assert!(!cell.columns.is_empty() && !cell.rows.is_empty());
                for row in cell.rows.clone() {
                    for column in cell.columns.clone() {
                        covered[row * grid.columns.len() + column] += 1;
                    }
                }
            }
            prop_assert!(covered.iter().all(|times| *times == 1), "{covered:?}");
            let said = table.rows.iter().flat_map(|row| &row.cells);
            let kept = grid.cells.iter().filter_map(|cell| cell.cell);
            prop_assert!(said.map(std::ptr::from_ref).eq(kept.map(std::ptr::from_ref)));
            for row in 0..rows.len() {
                let mut next = 0;
                for cell in grid.row(row) {
                    prop_assert!(cell.rows.contains(&row));
                    prop_assert_eq!(cell.columns.start, next);
                    next = cell.columns.end;
                }
                prop_assert_eq!(next, grid.columns.len());
            }
        }
    }
}
