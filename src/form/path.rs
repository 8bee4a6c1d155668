//! Paths name one value: `cover.name`, `waste.generated.2025`, `waste.generated_by[r3].2023`,
//! `top_enterprises[r12].utilised`, `case.plan` (docs/format.md, “Paths”).

use std::fmt;

use serde::de::{Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use ts_rs::TS;

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

/// A place as a form names it: a field, one year of it, or a column of every row, `products[].amount`. A
/// form knows no row by itself. It is read once, when the form is loaded.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, TS)]
#[ts(type = "string")]
pub struct FormPath {
    field: String,
    /// Of every row of the field.
    column: Option<String>,
    year: Option<i32>,
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

    /// Whether another place is this one or lies in it: a year, a row or a column of it.
    pub fn holds(&self, other: &Path) -> bool {
        let within = |mine: bool, same: bool| !mine || same;
        self.field == other.field
            && within(self.row.is_some(), self.row == other.row)
            && within(self.column.is_some(), self.column == other.column)
            && within(self.year.is_some(), self.year == other.year)
    }

    /// Reads a path as written in the answers JSON, or `None` where it has not the shape of one.
    /// Whether the form knows it is for [`Scope::resolve`] to say.
    pub fn parse(text: &str) -> Option<Path> {
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
                match read_year(first) {
                    Some(y) => path.year = Some(y),
                    None if is_name(first) => {
                        path.column = Some(first.to_owned());
                        if let Some(second) = parts.next() {
                            path.year = Some(read_year(second)?);
                        }
                    }
                    None => return None,
                }
                if parts.next().is_some() {
                    return None;
                }
            }
        } else if let Some((head, tail)) = field.rsplit_once('.')
            && let Some(y) = read_year(tail)
        {
            path.field = head.to_owned();
            path.year = Some(y);
        }
        is_name(&path.field).then_some(path)
    }
}

/// Whether a text is the name of a field, segments of lower case letters between dots.
fn is_name(text: &str) -> bool {
    let segment = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_lowercase())
            && part
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    };
    !text.is_empty() && text.split('.').all(segment)
}

fn read_year(text: &str) -> Option<i32> {
    (text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
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

impl FormPath {
    /// Reads a place as a form's definition writes it, or `None` where it has not the shape of one.
    pub fn parse(text: &str) -> Option<FormPath> {
        if let Some((field, column)) = text.split_once("[].") {
            return (is_name(field) && is_name(column) && !column.contains('.')).then(|| {
                FormPath {
                    field: field.to_owned(),
                    column: Some(column.to_owned()),
                    year: None,
                }
            });
        }
        let path = Path::parse(text).filter(|path| path.row.is_none())?;
        Some(FormPath {
            field: path.field,
            column: None,
            year: path.year,
        })
    }

    /// The field, with rows the one of all rows.
    pub fn field(&self) -> &str {
        &self.field
    }

    /// The column, where every row of the field is meant.
    pub fn column(&self) -> Option<&str> {
        self.column.as_deref()
    }

    /// The year, where it names one.
    pub fn year(&self) -> Option<i32> {
        self.year
    }

    /// The field, where all of it is meant.
    pub fn whole(&self) -> Option<&str> {
        (self.column.is_none() && self.year.is_none()).then_some(self.field.as_str())
    }

    /// The place by itself; `None` where every row has one.
    pub fn place(&self) -> Option<Path> {
        let path = Path {
            year: self.year,
            ..Path::field(&self.field)
        };
        self.column.is_none().then_some(path)
    }

    /// The place in a year. A place that names a year of its own keeps it.
    pub fn in_year(&self, year: i32) -> Path {
        Path::field(&self.field).year(self.year.unwrap_or(year))
    }

    /// The place in a row; in the row's yearly column where it names no column.
    pub fn in_row(&self, row: RowId) -> Path {
        Path {
            column: self.column.clone(),
            year: self.year,
            ..Path::field(&self.field).row(row)
        }
    }

    /// What it is beside a place: in the same row, or in the same year.
    pub fn beside(&self, path: &Path) -> Option<Path> {
        match self.column {
            Some(_) => Some(Path {
                row: Some(path.row?),
                column: self.column.clone(),
                ..Path::field(&self.field)
            }),
            None => Some(self.in_year(path.year?)),
        }
    }
}

impl fmt::Display for FormPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.field)?;
        if let Some(column) = &self.column {
            write!(f, "[].{column}")?;
        }
        if let Some(year) = self.year {
            write!(f, ".{year}")?;
        }
        Ok(())
    }
}

impl Serialize for FormPath {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for FormPath {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl Visitor<'_> for Reader {
            type Value = FormPath;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a path")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<FormPath, E> {
                FormPath::parse(text).ok_or_else(|| E::invalid_value(Unexpected::Str(text), &self))
            }
        }
        deserializer.deserialize_str(Reader)
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
        self.kind.is_figure()
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
    fn a_form_s_places_print_as_they_were_read() {
        for text in ["a", "a.b", "a.b.2025", "a.b[].c"] {
            let path = FormPath::parse(text).expect(text);
            assert_eq!(path.to_string(), text);
            let json = serde_json::to_string(&path).expect("a string");
            assert_eq!(serde_json::from_str::<FormPath>(&json).expect(text), path);
        }
        for text in [
            "",
            "a[]",
            "a[].",
            "[].a",
            "a[].b.2025",
            "a[].b.c",
            "a[0].b",
            "a[r1].b",
            "A",
            "a..b",
        ] {
            assert_eq!(FormPath::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_form_s_place_stands_beside_another_in_its_year_or_row() {
        let beside = |of: &str, path: &str| {
            let of = FormPath::parse(of).expect(of);
            let path = of.beside(&Path::parse(path).expect(path));
            path.map(|path| path.to_string())
        };
        assert_eq!(beside("a.b", "c.d.2025").as_deref(), Some("a.b.2025"));
        assert_eq!(beside("a[].b", "a[r2].c").as_deref(), Some("a[r2].b"));
        assert_eq!(beside("a.b", "c.d"), None);
        assert_eq!(beside("a[].b", "a.2025"), None);
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
