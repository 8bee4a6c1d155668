//! Where the cells of a table stand: spans over rows, written as in HTML, become the cell-by-cell
//! merging of Word (ISO/IEC 29500-1, 17.4.84), and ragged rows become full ones.

use crate::compose::block::Table;

/// Widest grid column, in twips (22 inches).
const WIDEST: u32 = 31_680;
/// Width of a column that the grid has forgotten, in twips.
const FORGOTTEN: u32 = 600;

/// What stands at a place of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slot {
    /// The row's cell of this index.
    Cell {
        /// Index among the row's cells.
        index: usize,
        /// Grid column at which it begins.
        at: usize,
        /// Grid columns it spans.
        span: usize,
        /// Whether it goes on in the next row.
        goes_on: bool,
    },
    /// The continuation of a cell above.
    Covered {
        /// Grid column at which it begins.
        at: usize,
        /// Grid columns it spans.
        span: usize,
    },
    /// Nothing: the row is shorter than the grid.
    Empty {
        /// Grid column at which it begins.
        at: usize,
        /// Grid columns it spans.
        span: usize,
    },
}

/// A table's grid and what stands in it.
#[derive(Debug)]
pub(super) struct Grid {
    /// Widths of the columns in twips.
    pub columns: Vec<u32>,
    /// Rows of slots; the spans of each row add up to all columns.
    pub rows: Vec<Vec<Slot>>,
}

impl Grid {
    /// Places a table's cells in at most `room` twips. No cell is lost: a row with more cells than
    /// the grid has columns makes the grid wider.
    pub fn place(table: &Table, room: u32) -> Grid {
        let planned = table.columns.len();
        // For each column: the first row that is free again, and the span of the cell above.
        let mut above: Vec<(usize, usize)> = vec![(0, 1); planned];
        let mut rows: Vec<Vec<Slot>> = Vec::new();
        for (r, row) in table.rows.iter().enumerate() {
            let mut slots = Vec::new();
            let mut at = 0;
            for (index, cell) in row.cells.iter().enumerate() {
                at = skip_covered(&above, r, at, &mut slots);
                let fits = if at < planned { planned - at } else { 1 };
                let free = (at..at + fits)
                    .take_while(|column| above.get(*column).is_none_or(|(until, _)| *until <= r))
                    .count();
                let span = cell.columns.clamp(1, free.max(1));
                if above.len() < at + span {
                    above.resize(at + span, (0, 1));
                }
                let last = table.rows.len() - r;
                let height = cell.rows.clamp(1, last);
                if height > 1 {
                    for column in above.iter_mut().skip(at).take(span) {
                        *column = (r + height, span);
                    }
                }
                slots.push(Slot::Cell {
                    index,
                    at,
                    span,
                    goes_on: height > 1,
                });
                at += span;
            }
            while at < above.len() {
                let covered = skip_covered(&above, r, at, &mut slots);
                if covered == at {
                    let span = above[at..]
                        .iter()
                        .take_while(|(until, _)| *until <= r)
                        .count();
                    slots.push(Slot::Empty { at, span });
                    at += span;
                } else {
                    at = covered;
                }
            }
            rows.push(slots);
        }
        let width = above.len().max(1);
        for slots in &mut rows {
            let end = slots.last().map_or(0, |slot| match *slot {
                Slot::Cell { at, span, .. }
                | Slot::Covered { at, span }
                | Slot::Empty { at, span } => at + span,
            });
            if end < width {
                slots.push(Slot::Empty {
                    at: end,
                    span: width - end,
                });
            }
        }
        let mut columns: Vec<u32> = table
            .columns
            .iter()
            .map(|width| (*width).clamp(1, WIDEST))
            .collect();
        columns.resize(width, FORGOTTEN);
        squeeze(&mut columns, room);
        Grid { columns, rows }
    }

    /// Width in twips of `span` columns from `at`.
    pub fn width(&self, at: usize, span: usize) -> u32 {
        self.columns.iter().skip(at).take(span).sum()
    }
}

/// Makes columns narrower that together are wider than the text area.
fn squeeze(columns: &mut [u32], room: u32) {
    let all: u64 = columns.iter().map(|width| u64::from(*width)).sum();
    if all > u64::from(room) {
        for width in columns {
            let share = u64::from(*width) * u64::from(room) / all;
            *width = u32::try_from(share).unwrap_or(room).max(1);
        }
    }
}

/// Passes cells that go on from above, and says where the row goes on.
fn skip_covered(
    above: &[(usize, usize)],
    row: usize,
    mut at: usize,
    slots: &mut Vec<Slot>,
) -> usize {
    while let Some(&(until, span)) = above.get(at)
        && until > row
    {
        slots.push(Slot::Covered { at, span });
        at += span;
    }
    at
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::compose::block::{Cell, Role, TableKind, TableRow};

    fn table(columns: usize, rows: &[Vec<(usize, usize)>]) -> Table {
        Table {
            kind: TableKind::Form,
            caption: None,
            columns: vec![1000; columns],
            head: 0,
            rows: rows
                .iter()
                .map(|cells| TableRow {
                    cells: cells
                        .iter()
                        .map(|&(columns, rows)| Cell {
                            columns,
                            rows,
                            role: Role::Text,
                            lines: vec![],
                            number: None,
                            anchor: None,
                        })
                        .collect(),
                    at_least: 0.0,
                    place: None,
                })
                .collect(),
        }
    }

    #[test]
    fn a_merged_head_is_continued_below() {
        let grid = Grid::place(
            &table(3, &[vec![(1, 2), (2, 1)], vec![(1, 1), (1, 1)]]),
            8844,
        );
        assert_eq!(
            grid.rows[1],
            [
                Slot::Covered { at: 0, span: 1 },
                Slot::Cell {
                    index: 0,
                    at: 1,
                    span: 1,
                    goes_on: false
                },
                Slot::Cell {
                    index: 1,
                    at: 2,
                    span: 1,
                    goes_on: false
                },
            ]
        );
    }

    proptest! {
        #[test]
        fn every_row_is_full_and_every_cell_stands_once(
            columns in 0usize..6,
            rows in proptest::collection::vec(
                proptest::collection::vec((0usize..5, 0usize..4), 0..7), 0..7),
        ) {
            let table = table(columns, &rows);
            let grid = Grid::place(&table, 8844);
            prop_assert_eq!(grid.rows.len(), rows.len());
            for (slots, row) in grid.rows.iter().zip(&rows) {
                let mut next = 0;
                let mut cells = 0;
                for slot in slots {
                    let (at, span) = match *slot {
                        Slot::Cell { index, at, span, .. } => {
                            prop_assert_eq!(index, cells);
                            cells += 1;
                            (at, span)
                        }
                        Slot::Covered { at, span } | Slot::Empty { at, span } => (at, span),
                    };
                    prop_assert_eq!(at, next);
                    prop_assert!(span > 0);
                    next += span;
                }
                prop_assert_eq!(next, grid.columns.len());
                prop_assert_eq!(cells, row.len());
            }
        }
    }
}
