//! A table from the clipboard, as a proposal: what goes where, what was converted, what finds no place.

mod roster;
mod years;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use ts_rs::TS;

use super::place::{self, YearGrid, answer_of};
use super::table::{PastedCells, is_blank, key};
use crate::derive::Figures;
use crate::draft::{Answer, Draft, Request};
use crate::form::{Field, Path, Place, RowId, Scope};
use crate::text::{figure, unit};

/// Rows and columns a pasted table may have: far above what a form asks.
const MOST_ROWS: usize = 500;
const MOST_COLUMNS: usize = 100;

/// What a paste would do.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Proposal {
    /// Whether every cell simply goes where it would be expected, so that it need not be looked at.
    pub plain: bool,
    /// What was recognised, converted or added, a sentence each.
    pub notes: Vec<String>,
    /// What finds no place, a sentence each.
    pub left: Vec<String>,
    /// Heads of the columns that get something.
    pub heads: Vec<String>,
    /// The lines that get something.
    pub lines: Vec<ProposedLine>,
    /// The change, as one.
    pub edit: Request,
}

/// A line that gets something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ProposedLine {
    /// What it is called.
    pub label: String,
    /// Whether it is added.
    pub added: bool,
    /// Its cells, one a head; `null` where nothing is put.
    pub cells: Vec<Option<ProposedCell>>,
}

/// A cell that gets something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ProposedCell {
    /// What stands there, as typed.
    pub before: String,
    /// What stood in the pasted table.
    pub pasted: String,
    /// What would stand there; empty where it is cleared.
    pub after: String,
}

/// Why a table cannot be proposed at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PasteError {
    /// No grid of the form has this place.
    #[error("这里不能粘贴表格，没有改动任何内容。请先点一下表格中的格子。")]
    NoGrid,
    /// More than is ever asked.
    #[error("复制的表有 {rows} 行 {columns} 列，太大了，没有粘贴。请只复制要用的部分。")]
    TooLarge { rows: usize, columns: usize },
}

impl PasteError {
    /// A code for machines.
    pub fn code(&self) -> &'static str {
        match self {
            PasteError::NoGrid => "paste-no-grid",
            PasteError::TooLarge { .. } => "paste-too-large",
        }
    }
}

/// What pasting `rows` into the grid cell at the path `at` would do.
///
/// A rectangle without years and names is put cell by cell. A table with a row or column of years is
/// matched by year; named rows are matched by name, and names that nothing bears become rows. Units
/// that are named are converted where a power of ten does it; everything else is left as it was
/// written, for the check to speak of.
///
/// # Errors
/// [`PasteError`] where `at` is in no grid, or the table is far too large.
pub fn propose(
    scope: &Scope,
    draft: &Draft,
    at: &str,
    rows: &[Vec<String>],
) -> Result<Proposal, PasteError> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    if rows.len() > MOST_ROWS || columns > MOST_COLUMNS {
        let rows = rows.len();
        return Err(PasteError::TooLarge { rows, columns });
    }
    let at = Path::parse(at)
        .filter(|at| scope.resolve(at).is_some())
        .ok_or(PasteError::NoGrid)?;
    let mut paste = Paste::new(Figures::new(scope, draft));
    if let (Some(field), None) = (single(scope, &at.field), at.year) {
        paste.single(field, &at, PastedCells::exact(rows))?;
    } else if let Some(field) = place::roster(scope, &at.field) {
        paste.roster(field, &at, PastedCells::exact(rows));
    } else {
        let grid = YearGrid::of(paste.figures, &at.field)
            .filter(|grid| grid.fields.iter().any(|field| field.path == at.field))
            .ok_or(PasteError::NoGrid)?;
        paste.grid(&grid, &at, rows);
    }
    Ok(paste.proposal())
}

/// Where in a line a cell stands: whether among the years, and the how manieth.
type CellKey = (bool, usize);

/// A line of the proposal while it is made.
struct UnfinishedLine {
    label: String,
    added: bool,
    cells: BTreeMap<CellKey, ProposedCell>,
}

struct Paste<'a> {
    figures: Figures<'a>,
    plain: bool,
    edits: Vec<Request>,
    /// The rows that the fields will have, in order.
    rows: BTreeMap<String, Vec<RowId>>,
    /// What rows that are added will hold.
    added_rows: BTreeMap<RowId, serde_json::Map<String, serde_json::Value>>,
    /// Rows that were without any answer and are used now.
    used: BTreeSet<(String, usize)>,
    /// Units that are answered along.
    units: BTreeMap<String, String>,
    heads: BTreeMap<CellKey, String>,
    lines: Vec<UnfinishedLine>,
    notes: Vec<String>,
    left: Vec<String>,
    converted: BTreeMap<(String, String), usize>,
    foreign: BTreeMap<(String, String), usize>,
    dashes: usize,
    added: Vec<String>,
}

impl<'a> Paste<'a> {
    fn new(figures: Figures<'a>) -> Self {
        Paste {
            figures,
            plain: true,
            edits: Vec::new(),
            rows: BTreeMap::new(),
            added_rows: BTreeMap::new(),
            used: BTreeSet::new(),
            units: BTreeMap::new(),
            heads: BTreeMap::new(),
            lines: Vec::new(),
            notes: Vec::new(),
            left: Vec::new(),
            converted: BTreeMap::new(),
            foreign: BTreeMap::new(),
            dashes: 0,
            added: Vec::new(),
        }
    }

    fn years(&self) -> &'a [i32] {
        &self.figures.scope.form.years.collected
    }

    // --- a figure alone ------------------------------------------------------------------------

    fn single(
        &mut self,
        field: &'a Field,
        at: &Path,
        cells: PastedCells,
    ) -> Result<(), PasteError> {
        let text = match cells.rows() {
            [row] if row.len() == 1 => row[0].clone(),
            _ => return Err(PasteError::NoGrid),
        };
        let after = self.plain_text(at, field, &text, None);
        let cell = self.cell(at, &text, &after);
        self.heads.insert((false, 0), String::new());
        self.lines.push(UnfinishedLine {
            label: field.short.clone(),
            added: false,
            cells: BTreeMap::from([((false, 0), cell)]),
        });
        self.set(at, &after);
        Ok(())
    }

    // --- cells --------------------------------------------------------------------------------

    /// What is put where a text is pasted as it lies.
    fn plain_text(
        &mut self,
        path: &Path,
        column: &Field,
        text: &str,
        unit: Option<&str>,
    ) -> String {
        if !column.is_figure() {
            return answer_of(column, text);
        }
        match self.is_dash(text) {
            true => String::new(),
            false => self.measured_for(path, text, None, [unit, None]),
        }
    }

    /// What is put for a figure: without the unit written along where it is the place's own, converted
    /// where a power of ten lies between, else as it was written. `said` are units of the column and
    /// the table, which hold only where they fit.
    fn measured_for(
        &mut self,
        path: &Path,
        text: &str,
        row: Option<&str>,
        said: [Option<&str>; 2],
    ) -> String {
        let Some((number, own)) = unit::measured(text) else {
            return text.to_owned();
        };
        let asked = self.unit_at(path);
        let fits = |from: &&str| unit::between(from, &asked).is_some();
        let from = own
            .as_deref()
            .or(row)
            .or(said.into_iter().flatten().find(fits));
        let Some(from) = from else {
            return number;
        };
        if asked.is_empty() {
            return match self.unit_place(path) {
                Some(place) => {
                    self.plain = false;
                    self.notes
                        .push(format!("{}的单位填“{from}”。", self.place_label(path)));
                    self.units.insert(place.to_string(), from.to_owned());
                    self.set(&place, from);
                    number
                }
                None => text.to_owned(),
            };
        }
        let power = unit::between(from, &asked);
        let moved = figure::parse(&number)
            .ok()
            .and_then(|figure| unit::shifted(&figure, power?));
        let pair = (from.to_owned(), asked);
        match (power, moved) {
            (Some(0), _) => number,
            (Some(_), Some(value)) => {
                *self.converted.entry(pair).or_default() += 1;
                value.to_string()
            }
            _ => {
                *self.foreign.entry(pair).or_default() += 1;
                if own.is_some() {
                    text.to_owned()
                } else {
                    number
                }
            }
        }
    }

    fn is_dash(&mut self, text: &str) -> bool {
        let dash = is_blank(text);
        self.dashes += usize::from(dash);
        dash
    }

    fn unit_at(&self, path: &Path) -> String {
        let planned = self
            .unit_place(path)
            .and_then(|place| self.units.get(&place.to_string()));
        planned
            .cloned()
            .or_else(|| self.figures.unit(path))
            .unwrap_or_default()
            .trim()
            .to_owned()
    }

    /// Where the unit of a place is answered, if it is.
    fn unit_place(&self, path: &Path) -> Option<Path> {
        match self.figures.scope.resolve(path)? {
            Place::Field(field) => field.unit_from.as_ref().map(Path::field),
            Place::Column(_, column) => {
                let from = column.unit_from.as_ref()?;
                Some(Path {
                    column: Some(from.clone()),
                    year: None,
                    ..path.clone()
                })
            }
            Place::Row(_) | Place::Derived(_) => None,
        }
    }

    fn place_label(&self, path: &Path) -> String {
        match (self.figures.scope.field(&path.field), path.row_id()) {
            (Some(field), Some(id)) => {
                let rows = self.rows.get(&path.field);
                let at = rows.and_then(|rows| rows.iter().position(|row| *row == id));
                self.row_label(field, at.unwrap_or_default())
            }
            (Some(field), None) => field.short.clone(),
            _ => String::new(),
        }
    }

    fn cell(&self, path: &Path, pasted: &str, after: &str) -> ProposedCell {
        ProposedCell {
            before: self
                .figures
                .draft
                .typed(path)
                .unwrap_or_default()
                .to_owned(),
            pasted: pasted.to_owned(),
            after: after.to_owned(),
        }
    }

    fn set(&mut self, path: &Path, text: &str) {
        let value = match text {
            "" => serde_json::Value::Null,
            text => text.into(),
        };
        if let Some(row) = path.row_id().and_then(|id| self.added_rows.get_mut(&id)) {
            let field = self.figures.scope.field(&path.field);
            let yearly = field.and_then(Field::yearly_column).map(|c| &c.path);
            let (Some(column), false) = (path.column.as_ref().or(yearly), value.is_null()) else {
                return;
            };
            match path.year {
                None => row.insert(column.clone(), value),
                Some(year) => {
                    let years = row
                        .entry(column.clone())
                        .or_insert_with(|| serde_json::Value::Object(serde_json::Map::new()));
                    years
                        .as_object_mut()
                        .and_then(|years| years.insert(year.to_string(), value))
                }
            };
            return;
        }
        self.edits.push(Request::Set {
            path: path.to_string(),
            value,
        });
    }

    // --- rows ---------------------------------------------------------------------------------

    /// The ids that the rows of a field will have, in order.
    fn row_ids(&mut self, field: &Field) -> &mut Vec<RowId> {
        let draft = self.figures.draft;
        let there = || draft.rows(&field.path).iter().map(|row| row.id).collect();
        self.rows.entry(field.path.clone()).or_insert_with(there)
    }

    /// An id for a row that is added, by which it is known until the draft gives it its own.
    fn new_row(&mut self) -> RowId {
        let given = self.figures.draft.rows_given() as usize + self.added_rows.len() + 1;
        let id = u32::try_from(given).ok().and_then(RowId::numbered);
        let id = id.unwrap_or_default();
        self.added_rows.insert(id, serde_json::Map::new());
        id
    }

    /// Sees to it that a row is there: its path, and whether it had to be added.
    fn expect_row(&mut self, field: &Field, row: usize) -> (Path, bool) {
        self.used.insert((field.path.clone(), row));
        while self.row_ids(field).len() <= row {
            let id = self.new_row();
            self.row_ids(field).push(id);
        }
        let id = self.row_ids(field)[row];
        let path = Path::field(&field.path).row(id);
        (path, self.added_rows.contains_key(&id))
    }

    /// Whether a pasted text says something else than what stands at a place.
    fn differs(&self, place: &Path, text: &str) -> bool {
        let typed = self.figures.draft.typed(place).unwrap_or_default();
        match (figure::parse(typed), figure::parse(text)) {
            (Ok(typed), Ok(pasted)) => typed != pasted,
            _ => typed.trim() != text.trim(),
        }
    }

    /// Lets rows of the same name stay the same rows where a table that begins with their names is put over
    /// them from row `begun` on; `place` is where a cell of a line goes in a row. A line that bears the name
    /// of one of the rows covered becomes that row, wherever it stands; one that gives another name and
    /// other figures becomes a new one, so that nothing goes on quoting it as the old.
    fn keep_names(
        &mut self,
        field: &'a Field,
        begun: usize,
        cells: &PastedCells,
        place: impl Fn(&Path, usize) -> Option<(Path, &'a Field)>,
    ) {
        let Some(named_by) = field.name_column() else {
            return;
        };
        let draft = self.figures.draft;
        let before = self.row_ids(field).clone();
        let covered: Vec<RowId> = before
            .iter()
            .skip(begun)
            .take(cells.rows().len())
            .copied()
            .collect();
        let row = |id: RowId| Path::field(&field.path).row(id);
        let changes = |i: usize, texts: &[String]| {
            let base = row(covered.get(i).copied().unwrap_or_default());
            texts.iter().enumerate().skip(1).any(|(j, text)| {
                place(&base, j)
                    .is_some_and(|(at, column)| self.differs(&at, &answer_of(column, text)))
            })
        };
        let lines = cells.rows().iter().enumerate();
        let named: Vec<(String, bool)> = lines
            .map(|(i, texts)| {
                let name = texts.first().map_or("", String::as_str);
                (key(&answer_of(named_by, name)), changes(i, texts))
            })
            .collect();
        let name_of = |id: RowId| {
            let typed = draft.typed(&row(id).column(&named_by.path));
            typed.map(key).filter(|name| !name.is_empty())
        };
        let names: Vec<Option<String>> = covered.iter().map(|id| name_of(*id)).collect();
        let once = |name: &String, all: &mut dyn Iterator<Item = &String>| {
            all.filter(|other| *other == name).count() == 1
        };
        let keys: Vec<&String> = named.iter().map(|(name, _)| name).collect();
        let mut after: Vec<Option<RowId>> = keys
            .iter()
            .map(|name| {
                let alone = once(name, &mut keys.iter().copied())
                    && once(name, &mut names.iter().flatten());
                let at = names.iter().position(|known| known.as_ref() == Some(*name));
                at.filter(|_| alone).map(|at| covered[at])
            })
            .collect();
        for (i, (_, changes)) in named.iter().enumerate() {
            let Some(here) = covered.get(i).copied() else {
                continue;
            };
            if after[i].is_none() && !after.contains(&Some(here)) {
                let renamed = names[i].as_ref().is_some_and(|name| name != keys[i]);
                let id = match renamed && *changes {
                    true => self.new_row(),
                    false => here,
                };
                after[i] = Some(id);
            }
        }
        // What the table does not cover of a row goes with it.
        let width = cells.width();
        let moved = covered
            .iter()
            .zip(&after)
            .filter_map(|(was, is)| is.filter(|is| is != was));
        let takes_along = moved
            .filter_map(|id| draft.row(&field.path, id))
            .any(|known| {
                let reached: Vec<Path> = (1..width)
                    .filter_map(|j| place(&row(known.id), j))
                    .map(|(at, _)| at)
                    .collect();
                known.iter().any(|(column, answer)| match answer {
                    Answer::Yearly(years) => years
                        .keys()
                        .any(|year| !reached.contains(&row(known.id).year(*year))),
                    _ => {
                        column != &named_by.path && !reached.contains(&row(known.id).column(column))
                    }
                })
            });
        if takes_along {
            self.plain = false;
            self.notes
                .push("同名的行随名称移动，没有复制到的数跟着走。".into());
        }
        for (i, id) in after.into_iter().enumerate().take(covered.len()) {
            let id = id.unwrap_or_else(|| self.new_row());
            self.row_ids(field)[begun + i] = id;
        }
    }

    /// The changes that bring the rows of every field into their order: what is no longer there goes, what
    /// stays moves, what is new is put in with all that it holds.
    fn row_edits(&self) -> Vec<Request> {
        let mut edits = Vec::new();
        for (field, rows) in &self.rows {
            let mut standing: Vec<RowId> = Vec::new();
            for row in self.figures.draft.rows(field) {
                match rows.contains(&row.id) {
                    true => standing.push(row.id),
                    false => edits.push(Request::RemoveRow {
                        field: field.clone(),
                        row: row.id.to_string(),
                    }),
                }
            }
            for (to, id) in rows.iter().enumerate() {
                if let Some(row) = self.added_rows.get(id) {
                    standing.insert(to.min(standing.len()), *id);
                    edits.push(Request::InsertRow {
                        field: field.clone(),
                        at: to,
                        row: serde_json::Value::Object(row.clone()),
                    });
                } else if standing.get(to) != Some(id) {
                    standing.retain(|other| other != id);
                    standing.insert(to.min(standing.len()), *id);
                    edits.push(Request::MoveRow {
                        field: field.clone(),
                        row: id.to_string(),
                        to,
                    });
                }
            }
        }
        edits
    }

    /// The first row without any answer, else the one after the last.
    fn free_row(&self, field: &Field) -> usize {
        let rows = self.figures.draft.rows(&field.path);
        let empty = (0..rows.len())
            .find(|row| rows[*row].is_empty() && !self.used.contains(&(field.path.clone(), *row)));
        empty.unwrap_or_else(|| self.rows.get(&field.path).map_or(rows.len(), Vec::len))
    }

    fn row_label(&self, field: &Field, row: usize) -> String {
        let there = self
            .figures
            .draft
            .rows(&field.path)
            .get(row)
            .map(|row| row.id);
        let planned = self.rows.get(&field.path).and_then(|rows| rows.get(row));
        let name = planned
            .copied()
            .or(there)
            .and_then(|id| self.figures.row_name(field, id))
            .filter(|name| !name.trim().is_empty());
        name.unwrap_or_else(|| {
            let noun = field.rows.as_ref().map_or("", |rows| rows.noun.as_str());
            format!("第 {} 行{noun}", row + 1)
        })
    }

    fn beyond(&mut self, below: usize, right: usize) {
        if below > 0 {
            self.left.push(format!("下面多出 {below} 行，没有粘贴。"));
        }
        if right > 0 {
            self.left.push(format!("右边多出 {right} 列，没有粘贴。"));
        }
    }

    fn proposal(mut self) -> Proposal {
        for ((from, to), count) in &self.converted {
            self.notes
                .push(format!("“{from}”换算成“{to}”，{count} 处。"));
        }
        for ((from, to), count) in &self.foreign {
            self.left.push(format!(
                "“{from}”换算不成“{to}”，{count} 处按原样粘贴，请粘贴后改正。"
            ));
        }
        if self.dashes > 0 {
            self.notes
                .push(format!("{} 处横线当作没有数。", self.dashes));
        }
        if !self.added.is_empty() && !self.plain {
            self.notes.push(format!(
                "添加 {} 行：{}。",
                self.added.len(),
                quoted(&self.added)
            ));
        }
        let shown: Vec<CellKey> = self.heads.keys().copied().collect();
        let mut edits = self.row_edits();
        edits.append(&mut self.edits);
        Proposal {
            plain: self.plain && self.notes.is_empty() && self.left.is_empty(),
            notes: self.notes,
            left: self.left,
            heads: self.heads.into_values().collect(),
            lines: self
                .lines
                .into_iter()
                .map(|mut line| ProposedLine {
                    cells: shown.iter().map(|at| line.cells.remove(at)).collect(),
                    label: line.label,
                    added: line.added,
                })
                .collect(),
            edit: Request::All { edits },
        }
    }
}

/// A field that is one figure, in no grid.
fn single<'f>(scope: &'f Scope, field: &str) -> Option<&'f Field> {
    scope
        .field(field)
        .filter(|field| field.is_figure() && !is_yearly(field))
}

fn is_yearly(column: &Field) -> bool {
    column.kind.shape() == crate::form::AnswerShape::Years
}

/// A name as it is kept: as it was written, without 其中 and a unit around it.
fn own_name(label: &str) -> String {
    let plain = key(label);
    let bare: String = label.chars().filter(|c| !c.is_whitespace()).collect();
    if bare == plain {
        label.trim().to_owned()
    } else {
        plain
    }
}

/// Names in a sentence, at most five of them.
fn quoted(names: &[String]) -> String {
    const MOST: usize = 5;
    let mut said: Vec<String> = names
        .iter()
        .take(MOST)
        .map(|name| format!("“{name}”"))
        .collect();
    if names.len() > MOST {
        said.push(format!("等 {} 项", names.len()));
    }
    said.join("、").replace("、等", "等")
}

#[cfg(test)]
mod tests;
