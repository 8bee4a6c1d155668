//! The grids of a form, and where the rows of a table belong in them.

use super::table::key;
use crate::catalog::Catalog;
use crate::derive::Figures;
use crate::form::{Field, FieldKind, Path, Scope};

/// Where a row of a table goes.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Target<'f> {
    /// A figure a year.
    Figure(&'f Field),
    /// The row at a position, counted from 0; it may still have to be added.
    Row(&'f Field, usize),
    /// A row to be added under this name.
    Added(&'f Field),
    /// The program computes it.
    Computed,
    /// Nowhere.
    None,
}

/// The lines of the grid that a field stands in, in order.
pub(super) struct YearGrid<'a> {
    figures: Figures<'a>,
    /// Fields with figures by year.
    pub fields: Vec<&'a Field>,
}

impl<'a> YearGrid<'a> {
    /// The grid of years of the section that asks `field`.
    pub(super) fn of(figures: Figures<'a>, field: &str) -> Option<YearGrid<'a>> {
        let section = figures.scope.section_of(field)?;
        let fields = section.fields.iter().filter(|f| by_year(f)).collect();
        Some(YearGrid { figures, fields })
    }

    /// The lines from a place on, without names: one after another, and further rows where it begins
    /// in rows.
    pub(super) fn from(&self, at: &Path, count: usize) -> Vec<Target<'a>> {
        let Some(start) = self.fields.iter().position(|f| f.path == at.field) else {
            return Vec::new();
        };
        let begun = self.fields[start];
        if at.row.is_some() {
            let row = self.figures.draft.row_position(at).unwrap_or_default();
            return (row..row + count)
                .map(|row| Target::Row(begun, row))
                .collect();
        }
        let draft = self.figures.draft;
        self.fields[start..]
            .iter()
            .copied()
            .flat_map(|field| match field.kind {
                FieldKind::Rows => (0..draft.rows(&field.path).len().max(1))
                    .map(|row| Target::Row(field, row))
                    .collect::<Vec<_>>(),
                _ => vec![Target::Figure(field)],
            })
            .take(count)
            .collect()
    }

    /// The lines that rows of these names belong to. A name that nothing bears becomes a row: of the
    /// rows under the figure named above it, else of the rows the paste began in.
    pub(super) fn by_names(&self, labels: &[&str], at: &Path) -> Vec<Target<'a>> {
        let begun = self.fields.iter().position(|f| f.path == at.field);
        let mut parent: Option<usize> = None;
        let mut taken: Vec<(String, usize)> = Vec::new();
        labels
            .iter()
            .map(|label| {
                let name = key(label);
                // A row that only says that parts follow.
                if matches!(name.as_str(), "" | "其中") {
                    return Target::None;
                }
                let is_part = label.trim_start().starts_with("其中");
                let figure = self
                    .fields
                    .iter()
                    .position(|field| field.kind == FieldKind::Yearly && self.bears(field, &name));
                if let Some(found) = figure.filter(|_| !is_part) {
                    parent = Some(found);
                    return Target::Figure(self.fields[found]);
                }
                let place = parent.map_or(begun, |parent| Some(parent + 1));
                let nearest = place
                    .and_then(|at| self.fields.get(at).copied())
                    .filter(|field| field.kind == FieldKind::Rows);
                let all = match nearest {
                    Some(field) => vec![field],
                    None => self.fields.clone(),
                };
                for field in all {
                    let known = (0..self.figures.draft.rows(&field.path).len()).find(|row| {
                        !taken.contains(&(field.path.clone(), *row))
                            && self.is_called(field, *row, &name)
                    });
                    if let Some(row) = known {
                        taken.push((field.path.clone(), row));
                        return Target::Row(field, row);
                    }
                }
                if is_total(&name) || self.is_derived(&name) {
                    return Target::Computed;
                }
                nearest.map_or(Target::None, Target::Added)
            })
            .collect()
    }

    fn bears(&self, field: &Field, name: &str) -> bool {
        let derived = self.figures.scope.derived_at(&field.path);
        let words = field
            .words
            .iter()
            .chain(derived.into_iter().flat_map(|d| &d.words));
        key(&field.label) == name || words.into_iter().any(|word| word == name)
    }

    fn is_called(&self, field: &Field, row: usize, name: &str) -> bool {
        let Some(column) = field.name_column() else {
            return false;
        };
        let Some(row) = self.figures.draft.rows(&field.path).get(row) else {
            return false;
        };
        let path = Path::field(&field.path).row(row.id).column(&column.path);
        let typed = self.figures.draft.typed(&path).unwrap_or_default();
        let known = Catalog::load()
            .industry(typed)
            .filter(|_| column.kind == FieldKind::Industry);
        key(typed) == name
            || known.is_some_and(|known| known.name == name || key(&known.printed()) == name)
    }

    fn is_derived(&self, name: &str) -> bool {
        self.figures.scope.derived().any(|derived| {
            key(&derived.label) == name || derived.words.iter().any(|word| word == name)
        })
    }
}

/// Whether a field has a figure a year, alone or in rows.
fn by_year(field: &Field) -> bool {
    field.kind == FieldKind::Yearly || field.yearly_column().is_some()
}

/// Whether the rows of a grid stand in a roster: one figure a column, no years.
pub(super) fn roster<'f>(scope: &'f Scope, field: &str) -> Option<&'f Field> {
    scope
        .field(field)
        .filter(|field| field.kind == FieldKind::Rows && field.yearly_column().is_none())
}

/// The column of a roster that a head names.
pub(super) fn column_named(field: &Field, head: &str) -> Option<usize> {
    let name = key(head);
    let found = |fits: &dyn Fn(&str) -> bool| {
        let mut all = field
            .columns
            .iter()
            .enumerate()
            .filter(|(_, c)| fits(&key(&c.label)));
        let first = all.next();
        first.filter(|_| all.next().is_none()).map(|(at, _)| at)
    };
    if name.is_empty() {
        return None;
    }
    found(&|label| label == name)
        .or_else(|| found(&|label| label.contains(&name) || name.contains(label)))
}

/// Whether a name means the sum of what stands above or below it.
fn is_total(name: &str) -> bool {
    matches!(name, "合计" | "总计" | "小计" | "合计数" | "总和")
}

/// The answer that a pasted text stands for: an industry's code for its name.
pub(super) fn answer_of(column: &Field, text: &str) -> String {
    if column.kind != FieldKind::Industry {
        return text.to_owned();
    }
    let catalog = Catalog::load();
    let plain = text.trim();
    let code: String = plain.chars().take_while(char::is_ascii_digit).collect();
    let named = catalog
        .industry(&code)
        .filter(|known| plain == code || key(plain) == key(&known.printed()))
        .or_else(|| {
            catalog
                .industries()
                .iter()
                .find(|known| known.name == plain)
        });
    named.map_or_else(|| text.to_owned(), |known| known.code.clone())
}
