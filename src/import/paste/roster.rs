//! Tables with a column an answer: a row a firm.

use std::collections::{BTreeMap, BTreeSet};

use super::{Paste, UnfinishedLine, quoted};
use crate::form::{Field, Path};
use crate::import::place::column_named;
use crate::import::table::{PastedCells, is_figure, key, unit_in, year_of};

impl<'a> Paste<'a> {
    pub(super) fn roster(&mut self, field: &'a Field, at: &Path, cells: PastedCells) {
        let begun = self.figures.draft.row_position(at).unwrap_or_default();
        let turned = cells.turned();
        let (cells, head) = match (head_of(field, &cells), head_of(field, &turned)) {
            (Some(head), _) => (cells, Some(head)),
            (None, Some(head)) => {
                self.notes.push("复制的表横过来了，已转成一家一行。".into());
                (turned, Some(head))
            }
            (None, None) => (cells, None),
        };
        let Some(head) = head else {
            let first = field
                .columns
                .iter()
                .position(|c| Some(&c.path) == at.column.as_ref());
            let first = first.unwrap_or_default();
            let places: Vec<Option<usize>> = (0..cells.width())
                .map(|i| Some(first + i).filter(|at| *at < field.columns.len()))
                .collect();
            let beyond = |row: &Vec<String>| {
                row.iter()
                    .zip(&places)
                    .filter(|(t, at)| at.is_none() && !t.is_empty())
                    .count()
            };
            let right = cells.rows().iter().map(beyond).max().unwrap_or_default();
            if first == 0 {
                self.keep_names(field, begun, &cells, |base, j| {
                    let column = field.columns.get(j)?;
                    Some((base.clone().column(&column.path), column))
                });
            }
            for (i, texts) in cells.rows().iter().enumerate() {
                self.firm(field, begun + i, texts, &places, &[], true);
            }
            self.beyond(0, right);
            return;
        };
        self.plain = false;
        self.notes.push("按栏名对到本表的列。".into());
        let heads = &cells.rows()[head];
        let mut places: Vec<Option<usize>> = Vec::new();
        let (mut computed, mut unused) = (Vec::new(), Vec::new());
        for (i, cell) in heads.iter().enumerate() {
            let found = column_named(field, cell).filter(|at| !places.contains(&Some(*at)));
            let derived = found.is_some_and(|at| self.is_derived(field, &field.columns[at]));
            let holds = cells.rows()[head + 1..]
                .iter()
                .any(|row| !row[i].is_empty());
            if derived {
                computed.push(cell.clone());
            } else if found.is_none() && holds && !matches!(cell.as_str(), "序号" | "编号") {
                unused.push(if cell.is_empty() {
                    format!("第 {} 列", i + 1)
                } else {
                    cell.clone()
                });
            }
            places.push(found.filter(|_| !derived));
        }
        let units: Vec<Option<String>> = heads.iter().map(|cell| unit_in(cell)).collect();
        let name = places.iter().position(|at| *at == Some(0));
        let mut next = begun;
        for texts in &cells.rows()[head + 1..] {
            if texts.iter().all(String::is_empty) {
                continue;
            }
            let row = match name.map(|at| key(&texts[at])) {
                Some(name) => self
                    .row_called(field, &name)
                    .unwrap_or_else(|| self.free_row(field)),
                None => next,
            };
            next = row + 1;
            self.firm(field, row, texts, &places, &units, false);
        }
        if !computed.is_empty() {
            self.left
                .push(format!("{}由程序算得，没有粘贴。", quoted(&computed)));
        }
        if !unused.is_empty() {
            self.left.push(format!(
                "{}在本表里没有对应的列，没有粘贴。",
                quoted(&unused)
            ));
        }
    }

    /// Puts one row of a roster; `clears` where an empty cell means to empty the place.
    fn firm(
        &mut self,
        field: &'a Field,
        row: usize,
        texts: &[String],
        places: &[Option<usize>],
        units: &[Option<String>],
        clears: bool,
    ) {
        let (base, added) = self.expect_row(field, row);
        let mut line = UnfinishedLine {
            label: self.row_label(field, row),
            added,
            cells: BTreeMap::new(),
        };
        for (i, text) in texts.iter().enumerate() {
            let Some(column) = places.get(i).copied().flatten() else {
                continue;
            };
            if text.is_empty() && !clears {
                continue;
            }
            let asked = &field.columns[column];
            let path = base.clone().column(&asked.path);
            let head = units.get(i).and_then(Option::as_deref);
            let after = self.plain_text(&path, asked, text, head);
            self.heads.insert((false, column), asked.short.clone());
            line.cells
                .insert((false, column), self.cell(&path, text, &after));
            self.set(&path, &after);
        }
        self.lines.push(line);
    }

    fn is_derived(&self, field: &Field, column: &Field) -> bool {
        let derived = self
            .figures
            .scope
            .derived_of(&field.path, Some(&column.path));
        derived.is_some()
    }

    fn row_called(&mut self, field: &Field, name: &str) -> Option<usize> {
        let rows = self.figures.draft.rows(&field.path);
        let row = rows.iter().enumerate().position(|(at, row)| {
            !name.is_empty()
                && !self.used.contains(&(field.path.clone(), at))
                && self
                    .figures
                    .row_name(field, row.id)
                    .is_some_and(|own| key(&own) == name)
        })?;
        self.used.insert((field.path.clone(), row));
        Some(row)
    }
}

/// The row of a roster's heads: two columns or more are named in it.
fn head_of(field: &Field, cells: &PastedCells) -> Option<usize> {
    let no_figures = |row: &[String]| {
        row.iter()
            .all(|cell| !is_figure(cell) || year_of(cell).is_some())
    };
    // Titles may stand above the heads, firms may not.
    let titles = cells
        .rows()
        .iter()
        .take_while(|row| no_figures(row))
        .take(4);
    titles.enumerate().find_map(|(at, row)| {
        let named: BTreeSet<usize> = row
            .iter()
            .filter_map(|cell| column_named(field, cell))
            .collect();
        (named.len() >= 2).then_some(at)
    })
}
