//! A table as it was copied from a spreadsheet, a document or a page: where its years stand, what its
//! rows are called, which units it names, and whether it lies on its side. Knows no form.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use crate::text::{clean, unit};

/// Rows above the figures that may hold titles before the heads of the columns.
const MOST_TITLES: usize = 4;

/// PastedCells of a rectangle, rows of equal length, no row or column at the edge empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct PastedCells(Vec<Vec<String>>);

/// What a column of figures is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Column {
    /// What stands above it.
    pub head: String,
    /// The year that stands above it.
    pub year: Option<i32>,
    /// The unit that stands above it.
    pub unit: Option<String>,
}

/// One row of figures.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct PastedLine {
    /// What it is called, as it stands there; empty where it has no name.
    pub label: String,
    /// The unit of the row.
    pub unit: Option<String>,
    /// Its figures, one a column.
    pub cells: Vec<String>,
}

/// A table understood.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct PastedTable {
    /// Its columns of figures.
    pub columns: Vec<Column>,
    /// Its rows.
    pub lines: Vec<PastedLine>,
    /// The unit of the whole, from a title.
    pub unit: Option<String>,
    /// Whether it was turned, so that years stand across.
    pub turned: bool,
    /// Columns that hold something and were not used, by their heads.
    pub unused: Vec<String>,
}

impl PastedTable {
    /// Whether its columns are matched by year.
    pub(super) fn has_years(&self) -> bool {
        self.columns.iter().any(|column| column.year.is_some())
    }

    /// Whether its rows have names.
    pub(super) fn has_labels(&self) -> bool {
        self.lines.iter().any(|line| !line.label.is_empty())
    }
}

impl PastedCells {
    /// Cleans what was copied: one line a cell, equal rows, nothing empty around it.
    pub(super) fn new(rows: &[Vec<String>]) -> PastedCells {
        let PastedCells(mut cells) = PastedCells::exact(rows);
        let width = cells.first().map_or(0, Vec::len);
        let empty = |row: &[String]| row.iter().all(String::is_empty);
        while cells.last().is_some_and(|row| empty(row)) {
            cells.pop();
        }
        let start = cells.iter().take_while(|row| empty(row)).count();
        cells.drain(..start);
        let filled = |column: usize| cells.iter().any(|row| !row[column].is_empty());
        let from = (0..width).find(|&column| filled(column)).unwrap_or(width);
        let to = (0..width)
            .rfind(|&column| filled(column))
            .map_or(from, |c| c + 1);
        for row in &mut cells {
            row.truncate(to);
            row.drain(..from);
        }
        PastedCells(cells)
    }

    /// As [`new`](Self::new), with the empty rows and columns before the first filled ones, which say
    /// how far the rest lies from where it is pasted.
    pub(super) fn exact(rows: &[Vec<String>]) -> PastedCells {
        let width = rows.iter().map(Vec::len).max().unwrap_or_default();
        let cells = rows.iter().map(|row| {
            let mut row: Vec<String> = row.iter().map(|cell| clean::line(cell)).collect();
            row.resize(width, String::new());
            row
        });
        PastedCells(cells.collect())
    }

    pub(super) fn rows(&self) -> &[Vec<String>] {
        &self.0
    }

    pub(super) fn width(&self) -> usize {
        self.0.first().map_or(0, Vec::len)
    }

    /// Rows and columns exchanged.
    pub(super) fn turned(&self) -> PastedCells {
        PastedCells(
            (0..self.width())
                .map(|column| self.0.iter().map(|row| row[column].clone()).collect())
                .collect(),
        )
    }

    /// The table as one with a column a year: years across, else turned, else without years.
    pub(super) fn by_years(&self) -> PastedTable {
        if let Some(head) = self.head_of_years() {
            return self.under(head);
        }
        let turned = self.turned();
        if let Some(head) = turned.head_of_years() {
            let mut table = turned.under(head);
            table.turned = true;
            return table;
        }
        self.plain()
    }

    /// The row of years, if there is one: two years or more, or one written with 年, no other figure
    /// beside them, no figure above them.
    fn head_of_years(&self) -> Option<usize> {
        let row = self
            .0
            .iter()
            .take(MOST_TITLES)
            .position(|row| row.iter().any(|cell| year_of(cell).is_some()))?;
        let years: Vec<i32> = self.0[row]
            .iter()
            .filter_map(|cell| year_of(cell))
            .collect();
        let distinct = years.iter().collect::<BTreeSet<_>>().len() == years.len();
        let said = self.0[row]
            .iter()
            .any(|cell| year_of(cell).is_some() && cell.contains('年'));
        let no_other = self.0[row]
            .iter()
            .all(|cell| year_of(cell).is_some() || !is_figure(cell));
        let titles = self.0[..row].iter().flatten().all(|cell| !is_figure(cell));
        let more = row + 1 < self.0.len();
        (distinct && (years.len() > 1 || said) && no_other && titles && more).then_some(row)
    }

    /// Reads the rows under a head of years.
    fn under(&self, head: usize) -> PastedTable {
        let heads = &self.0[head];
        let body = &self.0[head + 1..];
        let first = heads
            .iter()
            .position(|cell| year_of(cell).is_some())
            .unwrap_or_default();
        let mut table = PastedTable {
            unit: self.0[..=head]
                .iter()
                .flatten()
                .find_map(|cell| unit_said(cell)),
            ..PastedTable::default()
        };
        let (mut places, mut names, mut units) = (Vec::new(), Vec::new(), None);
        for (at, cell) in heads.iter().enumerate() {
            let filled = || {
                body.iter()
                    .map(move |row| &row[at])
                    .filter(|cell| !cell.is_empty())
            };
            if let Some(year) = year_of(cell) {
                places.push(at);
                table.columns.push(Column {
                    head: cell.clone(),
                    year: Some(year),
                    unit: unit_in(cell),
                });
            } else if filled().next().is_none() {
                continue;
            } else if matches!(cell.as_str(), "单位" | "计量单位")
                || filled().all(|c| unit::is_unit(c))
            {
                units = Some(at);
            } else if at < first && filled().all(|cell| !is_figure(cell)) {
                names.push(at);
            } else if !matches!(cell.as_str(), "序号" | "编号") {
                table.unused.push(match cell.as_str() {
                    "" => format!("第 {} 列", at + 1),
                    head => head.to_owned(),
                });
            }
        }
        for row in body {
            let said = names
                .iter()
                .rev()
                .map(|&at| row[at].as_str())
                .find(|cell| !cell.is_empty());
            let line = PastedLine {
                label: said.unwrap_or_default().to_owned(),
                unit: units
                    .map(|at| row[at].clone())
                    .filter(|cell| !cell.is_empty())
                    .or_else(|| unit_in(said.unwrap_or_default())),
                cells: places.iter().map(|&at| row[at].clone()).collect(),
            };
            if !line.label.is_empty() || line.cells.iter().any(|cell| !cell.is_empty()) {
                table.lines.push(line);
            }
        }
        table
    }

    /// Reads a table without years: leading columns without a figure are names.
    fn plain(&self) -> PastedTable {
        let names = (0..self.width())
            .take_while(|&at| {
                self.0.iter().any(|row| !row[at].is_empty())
                    && self
                        .0
                        .iter()
                        .all(|row| !is_figure(&row[at]) && !is_blank(&row[at]))
            })
            .count();
        let names = if names < self.width() { names } else { 0 };
        let units = (1..names).find(|&at| {
            let mut filled = self
                .0
                .iter()
                .map(move |row| &row[at])
                .filter(|c| !c.is_empty());
            filled.all(|cell| unit::is_unit(cell))
        });
        let lines = self.0.iter().map(|row| {
            let said = (0..names)
                .rev()
                .filter(|&at| Some(at) != units)
                .map(|at| row[at].as_str())
                .find(|cell| !cell.is_empty());
            PastedLine {
                label: said.unwrap_or_default().to_owned(),
                unit: units
                    .map(|at| row[at].clone())
                    .filter(|cell| !cell.is_empty())
                    .or_else(|| unit_in(said.unwrap_or_default())),
                cells: row[names..].to_vec(),
            }
        });
        PastedTable {
            lines: lines.collect(),
            columns: vec![Column::default(); self.width() - names],
            ..PastedTable::default()
        }
    }
}

/// The year that a head names: 2022, 2022年, 2022 年度, 2025年（预计）.
pub(super) fn year_of(cell: &str) -> Option<i32> {
    static YEAR: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^((?:19|20)[0-9]{2})(?:年度?)?(?:\([^()]*\)|预计|预测|实际)?$")
            .expect("a constant pattern")
    });
    let plain: String = clean::narrow(cell)
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect();
    YEAR.captures(&plain)?.get(1)?.as_str().parse().ok()
}

/// Whether a cell is a figure, with or without a unit.
pub(super) fn is_figure(cell: &str) -> bool {
    unit::measured(cell).is_some()
}

/// Whether a cell is one of the marks that people put where there is no figure.
pub(super) fn is_blank(cell: &str) -> bool {
    matches!(
        cell,
        "-" | "—" | "——" | "–" | "－" | "/" | "／" | "\\" | "…" | "……" | "―" | "--"
    )
}

/// The unit that a head or a name carries behind it: 产生量（万吨）, 产值/万元, 产生量，吨.
pub(super) fn unit_in(label: &str) -> Option<String> {
    static BEHIND: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:\((?:单位[:：]?)?([^()]+)\)|[/,、:]\s*(?:单位[:：]?)?([^/,、:()]+))$")
            .expect("a constant pattern")
    });
    let narrow = clean::narrow(label);
    let found = BEHIND.captures(narrow.trim_end_matches(['*', ':', ' ']))?;
    let said = found.get(1).or(found.get(2))?.as_str().trim();
    unit::is_unit(said).then(|| said.to_owned())
}

/// The unit of a whole table, as its title says: 单位：万吨.
fn unit_said(cell: &str) -> Option<String> {
    static SAID: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"单位\s*[:：]?\s*([^\s()（）,，;；]+)").expect("a constant pattern")
    });
    let narrow = clean::narrow(cell);
    let said = SAID.captures(&narrow)?.get(1)?.as_str().to_owned();
    unit::is_unit(&said).then_some(said)
}

/// A name without what differs between tables: numbers before it, 其中, units and footnote marks
/// behind it, blanks.
pub(super) fn key(label: &str) -> String {
    static BEFORE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"^(?:[0-9]+[.、)](?:[0-9]+[.、]?)*|[一二三四五六七八九十]+、|\([0-9一二三四五六七八九十]+\)|其中[,:、]?|[-—·•–]+)",
        )
        .expect("a constant pattern")
    });
    static BEHIND: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?:\([^()]*\)|[*:。])$").expect("a constant pattern"));
    let mut plain: String = clean::narrow(label)
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect();
    if let Some(unit) = unit_in(&plain)
        && let Some(cut) = plain.strip_suffix(&unit)
    {
        plain = cut.trim_end_matches(['/', ',', '、', ':']).to_owned();
    }
    loop {
        let shorter = BEFORE.replace(&plain, "").into_owned();
        let shorter = BEHIND.replace(&shorter, "").into_owned();
        if shorter == plain || shorter.is_empty() {
            return plain;
        }
        plain = shorter;
    }
}

#[cfg(test)]
mod tests;
