//! Rows, and how one is known again.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::{Deref, DerefMut};

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use ts_rs::TS;

use super::Answer;
use crate::form::{Field, RowId};
use crate::text::clean;

/// The key under which the answers JSON writes a row's id; no column is called so.
pub const ID: &str = "id";

/// One row: answers by column, and the id by which everything else points at it.
#[derive(Debug, Clone, PartialEq, Eq, Default, TS)]
pub struct Row {
    /// Given when the row comes into a draft ([`RowId::NEW`] until then), and kept for good.
    #[ts(as = "String")]
    pub id: RowId,
    #[ts(flatten)]
    cells: BTreeMap<String, Answer>,
}

impl Row {
    /// The same answers under an id.
    pub fn known_as(mut self, id: RowId) -> Row {
        self.id = id;
        self
    }

    /// What the row is called, without what only looks different; `None` where it has no name.
    fn name(&self, field: &Field) -> Option<String> {
        match self.get(&field.name_column()?.path)? {
            Answer::Text(name) => Some(clean::line(name)).filter(|name| !name.is_empty()),
            _ => None,
        }
    }
}

impl Deref for Row {
    type Target = BTreeMap<String, Answer>;

    fn deref(&self) -> &Self::Target {
        &self.cells
    }
}

impl DerefMut for Row {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.cells
    }
}

impl FromIterator<(String, Answer)> for Row {
    fn from_iter<T: IntoIterator<Item = (String, Answer)>>(cells: T) -> Self {
        Row {
            id: RowId::NEW,
            cells: cells.into_iter().collect(),
        }
    }
}

impl<const N: usize> From<[(String, Answer); N]> for Row {
    fn from(cells: [(String, Answer); N]) -> Self {
        cells.into_iter().collect()
    }
}

impl Serialize for Row {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if !self.id.is_new() {
            map.serialize_entry(ID, &self.id.to_string())?;
        }
        for (column, answer) in &self.cells {
            map.serialize_entry(column, answer)?;
        }
        map.end()
    }
}

/// Where the row of an id stands. Most lists are in the order of their ids.
pub fn position(rows: &[Row], id: RowId) -> Option<usize> {
    rows.binary_search_by_key(&id, |row| row.id)
        .ok()
        .or_else(|| rows.iter().position(|row| row.id == id))
}

/// Gives rows that come without an id the id of the row `old` that they are: the one that says the
/// same, else the only one of the same name. What cannot be told apart stays new.
pub fn recognise(field: &Field, old: &[Row], new: &mut [Row]) {
    let taken: BTreeSet<RowId> = new.iter().map(|row| row.id).collect();
    let mut free: BTreeMap<Option<String>, Vec<&Row>> = BTreeMap::new();
    for row in old.iter().filter(|row| !taken.contains(&row.id)) {
        free.entry(row.name(field)).or_default().push(row);
    }
    for row in new.iter_mut().filter(|row| row.id.is_new()) {
        if let Some(named) = free.get_mut(&row.name(field))
            && let Some(at) = named.iter().position(|known| known.cells == row.cells)
        {
            row.id = named.remove(at).id;
        }
    }
    for row in new.iter_mut().filter(|row| row.id.is_new()) {
        if let name @ Some(_) = row.name(field)
            && let Some([only]) = free.get(&name).map(Vec::as_slice)
        {
            row.id = only.id;
            free.remove(&name);
        }
    }
}
