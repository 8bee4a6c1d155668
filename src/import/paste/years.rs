//! Tables with a column a year.

use std::collections::BTreeMap;

use super::{Paste, UnfinishedLine, is_yearly, own_name, quoted};
use crate::form::{Field, Path, Place};
use crate::import::place::{Target, YearGrid, answer_of};
use crate::import::table::{PastedCells, PastedTable};

impl<'a> Paste<'a> {
    pub(super) fn grid(&mut self, grid: &YearGrid<'a>, at: &Path, rows: &[Vec<String>]) {
        let table = PastedCells::new(rows).by_years();
        let in_names = at.row.is_some() && at.year.is_none();
        if !table.has_years() && (in_names || !table.has_labels()) {
            self.rectangle(grid, at, PastedCells::exact(rows));
            return;
        }
        self.plain = false;
        let mut targets = Vec::new();
        let mut named = false;
        if table.has_labels() {
            let labels: Vec<&str> = table.lines.iter().map(|line| line.label.as_str()).collect();
            targets = grid.by_names(&labels, at);
            named = targets
                .iter()
                .any(|t| matches!(t, Target::Figure(_) | Target::Row(..) | Target::Added(_)));
        }
        if !named {
            targets = grid.from(at, table.lines.len());
            if table.has_labels() {
                self.notes
                    .push("左边的名称与本表对不上，按位置往下填，请核对。".into());
            }
        } else {
            self.notes.push("按名称对到本表的行。".into());
        }
        let columns = self.columns(&table, at, named);
        let overridden = |target: &Target<'_>| matches!(target, Target::Figure(f) if self.figures.scope.derived_at(&f.path).is_some());
        let only_derived = targets.iter().all(|t| overridden(t) || *t == Target::None);
        let derived: Vec<bool> = targets
            .iter()
            .map(|t| named && !only_derived && overridden(t))
            .collect();
        let (mut nowhere, mut computed) = (Vec::new(), Vec::new());
        for (i, line) in table.lines.iter().enumerate() {
            let holds = line.cells.iter().any(|cell| !cell.is_empty());
            let label = match line.label.as_str() {
                "" => format!("第 {} 行", i + 1),
                label => label.to_owned(),
            };
            match targets.get(i) {
                Some(Target::Computed) => computed.push(label),
                _ if derived.get(i) == Some(&true) => computed.push(label),
                Some(Target::None) | None if holds => nowhere.push(label),
                Some(Target::None) | None => {}
                Some(target) if holds || matches!(target, Target::Row(..) | Target::Added(_)) => {
                    self.line(target, &table, i, &columns);
                }
                Some(_) => {}
            }
        }
        if !nowhere.is_empty() {
            self.left.push(format!(
                "{}在本表里没有对应的行，没有粘贴。",
                quoted(&nowhere)
            ));
        }
        if !computed.is_empty() {
            self.left
                .push(format!("{}由程序算得，没有粘贴。", quoted(&computed)));
        }
        if !table.unused.is_empty() {
            self.left.push(format!(
                "{}不是年份，这几列没有粘贴。",
                quoted(&table.unused)
            ));
        }
    }

    /// The year that each column of a table goes to, and what is said about it.
    fn columns(&mut self, table: &PastedTable, at: &Path, named: bool) -> Vec<Option<usize>> {
        let years = self.years();
        if table.turned {
            self.notes.push("复制的表年份竖排，已转为横排。".into());
        }
        if table.has_years() {
            let found: Vec<Option<usize>> = table
                .columns
                .iter()
                .map(|column| years.iter().position(|year| Some(*year) == column.year))
                .collect();
            let other: Vec<String> = table
                .columns
                .iter()
                .zip(&found)
                .filter(|(_, found)| found.is_none())
                .map(|(column, _)| column.head.clone())
                .collect();
            if !other.is_empty() {
                self.left
                    .push(format!("{}不在本表的年份里，没有粘贴。", quoted(&other)));
            }
            if found.iter().any(Option::is_some) {
                self.notes.push("按年份对到本表的列。".into());
            }
            return found;
        }
        let first = years
            .iter()
            .position(|year| Some(*year) == at.year)
            .unwrap_or_default();
        let all = named && table.columns.len() == years.len();
        let first = if all { 0 } else { first };
        let surplus = (first + table.columns.len()).saturating_sub(years.len());
        if surplus > 0 {
            self.left.push(format!("右边多出 {surplus} 列，没有粘贴。"));
        }
        (0..table.columns.len())
            .map(|i| Some(first + i).filter(|at| *at < years.len()))
            .collect()
    }

    /// Puts one line of a table into the grid.
    fn line(
        &mut self,
        target: &Target<'a>,
        table: &PastedTable,
        i: usize,
        columns: &[Option<usize>],
    ) {
        let line = &table.lines[i];
        let (base, label, added) = match target {
            Target::Figure(field) => (Path::field(&field.path), field.short.clone(), false),
            Target::Row(field, row) => {
                let (base, new) = self.expect_row(field, *row);
                (base, self.row_label(field, *row), new)
            }
            Target::Added(field) => {
                let row = self.free_row(field);
                let (base, _) = self.expect_row(field, row);
                let name = own_name(&line.label);
                if let Some(column) = field.name_column() {
                    self.set(
                        &base.clone().column(&column.path),
                        &answer_of(column, &name),
                    );
                }
                self.added.push(name.clone());
                (base, name, true)
            }
            Target::Computed | Target::None => return,
        };
        let mut proposed = UnfinishedLine {
            label,
            added,
            cells: BTreeMap::new(),
        };
        for (j, text) in line.cells.iter().enumerate() {
            let Some(year) = columns.get(j).copied().flatten() else {
                continue;
            };
            if text.is_empty() || self.is_dash(text) {
                continue;
            }
            let path = base.clone().year(self.years()[year]);
            let said = [table.columns[j].unit.as_deref(), table.unit.as_deref()];
            let after = self.measured_for(&path, text, line.unit.as_deref(), said);
            let cell = self.cell(&path, text, &after);
            self.heads
                .insert((true, year), format!("{} 年", self.years()[year]));
            proposed.cells.insert((true, year), cell);
            self.set(&path, &after);
        }
        if added || !proposed.cells.is_empty() {
            self.lines.push(proposed);
        }
    }

    /// Puts a rectangle cell by cell, as it lies; an empty cell clears.
    fn rectangle(&mut self, grid: &YearGrid<'a>, at: &Path, cells: PastedCells) {
        let targets = grid.from(at, cells.rows().len());
        let (mut below, mut right) = (0, 0);
        if let Some(Target::Row(field, begun)) = targets.first()
            && at.column.is_some()
            && at.column.as_ref() == field.name_column().map(|column| &column.path)
        {
            let singles: Vec<&'a Field> = field.columns.iter().filter(|c| !is_yearly(c)).collect();
            let (years, yearly) = (self.years(), field.yearly_column());
            self.keep_names(field, *begun, &cells, |base, j| match singles.get(j) {
                Some(column) => Some((base.clone().column(&column.path), *column)),
                None => Some((base.clone().year(*years.get(j - singles.len())?), yearly?)),
            });
        }
        for (i, texts) in cells.rows().iter().enumerate() {
            let (label, added, places) = match targets.get(i) {
                Some(Target::Figure(field)) => {
                    let places = self.year_places(&Path::field(&field.path));
                    (field.short.clone(), false, places)
                }
                Some(Target::Row(field, row)) => {
                    let (base, new) = self.expect_row(field, *row);
                    let mut places: Vec<(Path, &'a Field)> = Vec::new();
                    for column in field.columns.iter().filter(|c| !is_yearly(c)) {
                        places.push((base.clone().column(&column.path), column));
                    }
                    places.extend(self.year_places(&base));
                    (self.row_label(field, *row), new, places)
                }
                _ => {
                    below += usize::from(texts.iter().any(|text| !text.is_empty()));
                    continue;
                }
            };
            let start = places
                .iter()
                .position(|(path, _)| path.column == at.column && path.year == at.year);
            // Rows under a figure have their names and units before the years.
            let start = start.unwrap_or(places.len() - self.years().len());
            let singles = places.len() - self.years().len();
            let places = &places[start.min(places.len())..];
            right = right.max(
                texts
                    .iter()
                    .skip(places.len())
                    .filter(|text| !text.is_empty())
                    .count(),
            );
            let mut proposed = UnfinishedLine {
                label,
                added,
                cells: BTreeMap::new(),
            };
            for (j, (text, (path, column))) in texts.iter().zip(places).enumerate() {
                let after = self.plain_text(path, column, text, None);
                let head = match path.year {
                    Some(year) => format!("{year} 年"),
                    None => column.short.clone(),
                };
                let cell = self.cell(path, text, &after);
                let at = start + j;
                let key = (path.year.is_some(), at.checked_sub(singles).unwrap_or(at));
                self.heads.insert(key, head);
                proposed.cells.insert(key, cell);
                self.set(path, &after);
            }
            self.lines.push(proposed);
        }
        self.beyond(below, right);
    }

    fn year_places(&self, base: &Path) -> Vec<(Path, &'a Field)> {
        let Some(Place::Field(field) | Place::Row(field)) = self.figures.scope.resolve(base) else {
            return Vec::new();
        };
        let column = field.yearly_column().unwrap_or(field);
        self.years()
            .iter()
            .map(|year| (base.clone().year(*year), column))
            .collect()
    }
}
