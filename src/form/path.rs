//! Paths name one value: `cover.name`, `waste.generated.2025`, `waste.generated_by[r3].2023`,
//! `top_enterprises[r12].utilised`, `case.plan` (docs/format.md, “Paths”).

use std::fmt;

use super::{Field, FieldKind, Scope};

/// What a row is known by within its draft, wherever it stands: `r3`. It is given once, counted up and
/// never given again, so that what points at a row cannot come to point at another.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowId(u32);

impl RowId {
    /// A row that has not been given an id yet; no row of a draft keeps it.
    pub const NEW: RowId = RowId(0);

    /// Rows that a draft can ever have: far above what hands can add, and short to print.
    const MOST: u32 = 9_999_999;

    /// The id of a number; `None` for 0 and where ids have run out.
    pub fn numbered(number: u32) -> Option<RowId> {
        (1..=Self::MOST).contains(&number).then_some(RowId(number))
    }

    /// Its number; 0 for [`RowId::NEW`].
    pub fn number(self) -> u32 {
        self.0
    }

    /// Whether a row is still to be given its id.
    pub fn is_new(self) -> bool {
        self == Self::NEW
    }

    /// Reads `r3`; one spelling for each id, so that no two texts name one row.
    pub fn parse(text: &str) -> Option<RowId> {
        let digits = text.strip_prefix('r')?;
        let plain = digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0');
        plain.then(|| RowId::numbered(digits.parse().ok()?))?
    }
}

impl fmt::Display for RowId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "r{}", self.0)
    }
}

/// How a path names one of several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RowKey {
    /// The row of an id. What is kept names rows so.
    Id(RowId),
    /// Whatever stands there at the moment, counted from 0: a row as text from outside may name it, or
    /// one of several codes, which are no rows.
    At(usize),
}

impl fmt::Display for RowKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RowKey::Id(id) => id.fmt(f),
            RowKey::At(at) => at.fmt(f),
        }
    }
}

/// A path taken apart. Printing it gives the same path again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Path {
    /// Path of the field: `waste.generated_by`.
    pub field: String,
    /// Which row.
    pub row: Option<RowKey>,
    /// Column inside the row; the yearly column needs no name.
    pub column: Option<String>,
    /// Calendar year.
    pub year: Option<i32>,
}

/// What a path leads to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Place<'f> {
    /// A field, or one year of it.
    Field(&'f Field),
    /// A whole row.
    Row(&'f Field),
    /// A column of a row, or one year of it.
    Column(&'f Field, &'f Field),
    /// A figure that is only derived.
    Derived(&'f super::Derived),
}

impl Path {
    /// The path of a whole field.
    pub fn field(field: impl Into<String>) -> Self {
        Path {
            field: field.into(),
            row: None,
            column: None,
            year: None,
        }
    }

    /// One year of this path.
    pub fn year(mut self, year: i32) -> Self {
        self.year = Some(year);
        self
    }

    /// One row of this path.
    pub fn row(mut self, row: RowId) -> Self {
        self.row = Some(RowKey::Id(row));
        self
    }

    /// What stands at a position of this path, counted from 0.
    pub fn at(mut self, at: usize) -> Self {
        self.row = Some(RowKey::At(at));
        self
    }

    /// The id of the row, where it is named by it.
    pub fn row_id(&self) -> Option<RowId> {
        match self.row {
            Some(RowKey::Id(id)) => Some(id),
            Some(RowKey::At(_)) | None => None,
        }
    }

    /// One column of this path's row.
    pub fn column(mut self, column: impl Into<String>) -> Self {
        self.column = Some(column.into());
        self
    }

    /// Reads a path as written in the answers JSON, or `None` where it has not the shape of one.
    /// Whether the form knows it is for [`Scope::resolve`] to say.
    pub fn parse(text: &str) -> Option<Path> {
        let name = |s: &str| {
            !s.is_empty()
                && s.split('.').all(|part| {
                    part.starts_with(|c: char| c.is_ascii_lowercase())
                        && part
                            .chars()
                            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
                })
        };
        let year = |s: &str| -> Option<i32> {
            (s.len() == 4 && s.bytes().all(|b| b.is_ascii_digit())).then(|| s.parse().ok())?
        };
        let (field, row, rest) = match text.split_once('[') {
            None => (text, None, None),
            Some((field, tail)) => {
                let (key, rest) = tail.split_once(']')?;
                let key = match RowId::parse(key) {
                    Some(id) => RowKey::Id(id),
                    None if !key.is_empty() && key.bytes().all(|b| b.is_ascii_digit()) => {
                        RowKey::At(key.parse().ok()?)
                    }
                    None => return None,
                };
                (field, Some(key), Some(rest))
            }
        };
        let mut path = Path {
            field: field.to_owned(),
            row,
            column: None,
            year: None,
        };
        if let Some(rest) = rest {
            if !rest.is_empty() {
                let mut parts = rest.strip_prefix('.')?.split('.');
                let first = parts.next()?;
                match year(first) {
                    Some(y) => path.year = Some(y),
                    None if name(first) => {
                        path.column = Some(first.to_owned());
                        if let Some(second) = parts.next() {
                            path.year = Some(year(second)?);
                        }
                    }
                    None => return None,
                }
                if parts.next().is_some() {
                    return None;
                }
            }
        } else if let Some((head, tail)) = field.rsplit_once('.')
            && let Some(y) = year(tail)
        {
            path.field = head.to_owned();
            path.year = Some(y);
        }
        name(&path.field).then_some(path)
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.field)?;
        if let Some(row) = self.row {
            write!(f, "[{row}]")?;
        }
        if let Some(column) = &self.column {
            write!(f, ".{column}")?;
        }
        if let Some(year) = self.year {
            write!(f, ".{year}")?;
        }
        Ok(())
    }
}

impl Scope {
    /// What a path leads to in this form, or `None` where the form has no such place. A year is
    /// accepted only on yearly figures and only among the collected ones; rows are not counted here.
    pub fn resolve(&self, path: &Path) -> Option<Place<'_>> {
        let collected =
            |year: Option<i32>| year.is_none_or(|year| self.form.years.collected.contains(&year));
        let Some(field) = self.field(&path.field) else {
            let derived = self.derived_at(&path.field)?;
            let plain = path.row.is_none() && path.column.is_none();
            return (plain && collected(path.year)).then_some(Place::Derived(derived));
        };
        if !collected(path.year) {
            return None;
        }
        match (path.row, &path.column) {
            (None, None) => {
                let yearly = field.kind == FieldKind::Yearly;
                (path.year.is_none() || yearly).then_some(Place::Field(field))
            }
            (None, Some(_)) => None,
            (Some(_), None) if field.kind == FieldKind::Rows => match path.year {
                None => Some(Place::Row(field)),
                Some(_) => field.yearly_column().map(|c| Place::Column(field, c)),
            },
            (Some(_), Some(column)) if field.kind == FieldKind::Rows => {
                let column = field.columns.iter().find(|c| &c.path == column)?;
                let yearly = column.kind == FieldKind::Yearly;
                (path.year.is_none() || yearly).then_some(Place::Column(field, column))
            }
            _ => None,
        }
    }
}

impl Field {
    /// The column of a rows field that holds one figure a year, if it has one.
    pub fn yearly_column(&self) -> Option<&Field> {
        self.columns.iter().find(|c| c.kind == FieldKind::Yearly)
    }

    /// The column of a rows field that names the row: its first.
    pub fn name_column(&self) -> Option<&Field> {
        self.columns.first()
    }

    /// Whether answers of this kind are figures (one or yearly).
    pub fn is_figure(&self) -> bool {
        matches!(
            self.kind,
            FieldKind::Figure | FieldKind::Count | FieldKind::Yearly
        )
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_the_contract_s_examples() {
        for text in [
            "cover.name",
            "statement",
            "waste.generated.2025",
            "waste.generated_by[r3].2023",
            "waste.generated_by[0].2023",
            "waste.generated_by[0].values.2023",
            "top_enterprises[r12].utilised",
            "top_enterprises[2]",
            "case.plan",
        ] {
            assert_eq!(Path::parse(text).expect(text).to_string(), text);
        }
    }

    #[test]
    fn refuses_what_is_no_path() {
        for text in [
            "",
            ".",
            "a.",
            "a[",
            "a[x]",
            "a[1",
            "a[1]b",
            "a[1].b.c",
            "甲",
            "A.b",
            "a[-1]",
            "a[r]",
            "a[r0]",
            "a[r01]",
            "a[r99999999]",
            "a[R1]",
            "a[r1 ]",
        ] {
            assert_eq!(Path::parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn never_panics_and_round_trips(text in "[a-z_.\\[\\]0-9]{0,24}") {
            if let Some(path) = Path::parse(&text) {
                let again = Path::parse(&path.to_string()).expect("printed path");
                prop_assert_eq!(again.to_string(), path.to_string());
            }
        }
    }
}
