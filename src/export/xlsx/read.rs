//! The workbook read back.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};

use calamine::{DataRef, Reader, Xlsx};
use quick_xml::events::Event;
use rust_decimal::Decimal;
use rust_xlsxwriter::utility::row_col_to_cell;

use super::workbook_layout::{CellContent, joined, lay};
use super::writer::{self, file_name};
use super::{formula, name};
use crate::compose::Composition;
use crate::export::{Defect, DocumentPart, ExportError};

/// What the parts of a workbook may come to when unpacked, in bytes; more is a trap, not a form.
const MOST_UNPACKED: u64 = 256 << 20;

/// What a named cell of a workbook holds.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedCell {
    /// The path it answers: `waste.generated.2025`.
    pub anchor: String,
    /// Name of the sheet.
    pub sheet: String,
    /// Row and column, from zero.
    pub cell: (u32, u32),
    /// Its text; of a number, its shortest digits.
    pub text: String,
    /// The number, where the cell holds one. Its scale is what the digits need, not what is shown.
    pub number: Option<Decimal>,
}

/// Reads every named cell of a workbook written by [`write`](super::write), also after it was edited
/// and saved by another program. A name whose cell was deleted is left out.
///
/// # Errors
/// [`ExportError`] where the bytes are no workbook, a damaged one, or one that unpacks to more than
/// 256 MB. A workbook of other origin gives an empty list.
pub fn read(bytes: &[u8]) -> Result<Vec<NamedCell>, ExportError> {
    let mut workbook = open(bytes)?;
    let mut wanted: BTreeMap<String, BTreeMap<(u32, u32), BTreeSet<String>>> = BTreeMap::new();
    for (name, target) in workbook.defined_names() {
        if let (Some(anchor), Some((sheet, cell))) = (name::to_anchor(name), target_cell(target)) {
            wanted
                .entry(sheet)
                .or_default()
                .entry(cell)
                .or_default()
                .insert(anchor);
        }
    }
    let mut named = Vec::new();
    for (sheet, cells) in wanted {
        if !workbook.sheet_names().contains(&sheet) {
            continue;
        }
        let mut held = cells_of(&mut workbook, &sheet, |at| cells.contains_key(&at))?;
        for (cell, anchors) in cells {
            let (text, number) = held.remove(&cell).unwrap_or_default();
            // Indents are the sheet's, not the answer's.
            let text: Vec<&str> = text
                .split('\n')
                .map(|line| line.trim_start_matches('　'))
                .collect();
            let text = text.join("\n");
            named.extend(anchors.into_iter().map(|anchor| NamedCell {
                anchor,
                sheet: sheet.clone(),
                cell,
                text: text.clone(),
                number,
            }));
        }
    }
    named.sort_by(|a, b| (&a.anchor, &a.sheet).cmp(&(&b.anchor, &b.sheet)));
    Ok(named)
}

/// Compares a written workbook with the composition it was written from: every cell, labels and
/// cached results of formulas included, that every answer can be found again by its name, and that
/// every chart is there. What rust_xlsxwriter hands to its packer nobody else sees, so every part is held
/// to the sum that was taken of it then, and its XML read to the end; of the whole file its writer knows
/// the bytes.
///
/// # Errors
/// [`ExportError`] that names the first part or cell which differs, or where the bytes cannot be read.
pub fn verify(bytes: &[u8], composition: &Composition) -> Result<(), ExportError> {
    let layout = lay(composition);
    let differs = |place: String| ExportError::Writer {
        document: file_name(composition),
        reason: Defect::Departs(DocumentPart::Cell(place)),
    };
    let charts = layout.sheets.iter().map(|sheet| sheet.charts.len()).sum();
    sound(bytes, charts).map_err(|reason| ExportError::Writer {
        document: file_name(composition),
        reason,
    })?;
    let mut workbook = open(bytes)?;
    for sheet in &layout.sheets {
        if !workbook.sheet_names().contains(&sheet.name) {
            return Err(differs(sheet.name.clone()));
        }
        let mut held = cells_of(&mut workbook, &sheet.name, |_| true)?;
        for cell in &sheet.cells {
            let at = (cell.row, u32::from(cell.column));
            let (text, number) = held.remove(&at).unwrap_or_default();
            let same = match &cell.content {
                CellContent::Figure(figure) => number == Some(figure.value),
                CellContent::Open(..) => number.is_none() && text.is_empty(),
                CellContent::Text(lines) => number.is_none() && text == joined(lines),
            };
            if !same {
                return Err(differs(address(&sheet.name, at)));
            }
        }
        if let Some((at, _)) = held.into_iter().find(|(_, (text, _))| !text.is_empty()) {
            return Err(differs(address(&sheet.name, at)));
        }
    }
    let found: BTreeSet<(String, String, (u32, u32))> = read(bytes)?
        .into_iter()
        .map(|answer| (answer.anchor, answer.sheet, answer.cell))
        .collect();
    for named in writer::defined_names(&layout, &formula::resolve(&layout)) {
        let Some(sheet) = layout.sheets.get(named.place.sheet) else {
            continue;
        };
        let at = (named.place.row, u32::from(named.place.column));
        if !found.contains(&(named.anchor.to_owned(), sheet.name.clone(), at)) {
            return Err(differs(named.anchor.to_owned()));
        }
    }
    Ok(())
}

/// Unpacks every part to its end, where the zip reader compares its sum, and reads what is XML, which
/// is all that a workbook without pictures has. `charts` are as many as it must have.
///
/// # Errors
/// [`Defect`]: the part that is not sound.
fn sound(bytes: &[u8], charts: usize) -> Result<(), Defect> {
    let unread = Defect::unread(DocumentPart::Whole);
    let mut archive =
        zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| unread(error.into()))?;
    let mut found = 0;
    for index in 0..archive.len() {
        let mut part = archive
            .by_index(index)
            .map_err(|error| unread(error.into()))?;
        let name = part
            .name()
            .map_err(|error| unread(error.into()))?
            .into_owned();
        let mut text = String::new();
        let read = part.read_to_string(&mut text);
        if read.is_err() || !is_well_formed(&text) {
            return Err(Defect::Differs(DocumentPart::Named(name)));
        }
        found += usize::from(name.starts_with("xl/charts/chart"));
    }
    match found == charts {
        true => Ok(()),
        false => Err(Defect::Count {
            meant: charts,
            found,
            kind: "张图",
        }),
    }
}

fn is_well_formed(text: &str) -> bool {
    let mut reader = quick_xml::Reader::from_str(text);
    let mut open = 0_usize;
    loop {
        match reader.read_event() {
            Ok(Event::Start(_)) => open += 1,
            // The reader compares names.
            Ok(Event::End(_)) => open -= 1,
            Ok(Event::Eof) => return open == 0,
            Ok(_) => {}
            Err(_) => return false,
        }
    }
}

/// A cell as people name it: `附表2!C12`.
fn address(sheet: &str, (row, column): (u32, u32)) -> String {
    let column = u16::try_from(column).unwrap_or(u16::MAX);
    format!("{sheet}!{}", row_col_to_cell(row, column))
}

/// What is wrong with bytes that cannot be read.
fn unreadable(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> ExportError {
    no_workbook(Defect::told(error))
}

fn no_workbook(reason: Defect) -> ExportError {
    ExportError::Unreadable {
        kind: "Excel (.xlsx)".to_owned(),
        reason,
    }
}

type Held = BTreeMap<(u32, u32), (String, Option<Decimal>)>;

/// Opens a workbook after making sure that it unpacks to a sensible size.
fn open(bytes: &[u8]) -> Result<Xlsx<Cursor<&[u8]>>, ExportError> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(unreadable)?;
    let mut left = MOST_UNPACKED;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(unreadable)?;
        // What the directory says of a part's size is the sender's word; the bytes are counted.
        let size =
            std::io::copy(&mut part.take(left + 1), &mut std::io::sink()).map_err(unreadable)?;
        left = left
            .checked_sub(size)
            .ok_or_else(|| no_workbook(Defect::TooLarge))?;
    }
    Xlsx::new(Cursor::new(bytes)).map_err(unreadable)
}

/// The cells of a sheet that are wanted, one by one: a sheet with two cells at its far ends would
/// not fit into memory as a rectangle.
fn cells_of(
    workbook: &mut Xlsx<Cursor<&[u8]>>,
    sheet: &str,
    wanted: impl Fn((u32, u32)) -> bool,
) -> Result<Held, ExportError> {
    let mut held = Held::new();
    let mut cells = workbook.worksheet_cells_reader(sheet).map_err(unreadable)?;
    while let Some(cell) = cells.next_cell().map_err(unreadable)? {
        let at = cell.get_position();
        if !wanted(at) {
            continue;
        }
        let value = match cell.get_value() {
            DataRef::Empty => continue,
            DataRef::Int(int) => (int.to_string(), Some(Decimal::from(*int))),
            DataRef::Float(float) => {
                let digits = float.to_string();
                let number = digits.parse().ok();
                (digits, number)
            }
            DataRef::String(text) => (text.clone(), None),
            DataRef::SharedString(text) => ((*text).to_owned(), None),
            DataRef::Bool(truth) => (truth.to_string(), None),
            DataRef::DateTime(date) => (date.as_f64().to_string(), None),
            DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => (text.clone(), None),
            DataRef::Error(error) => (error.to_string(), None),
        };
        held.insert(at, value);
    }
    Ok(held)
}

/// `'附表2'!$C$12` as sheet, row and column from zero; `None` for anything but one cell (or the
/// merged range of one: its first cell), as `#REF!`.
fn target_cell(target: &str) -> Option<(String, (u32, u32))> {
    let (sheet, cell) = target.trim().trim_start_matches('=').rsplit_once('!')?;
    let sheet = match sheet
        .strip_prefix('\'')
        .and_then(|sheet| sheet.strip_suffix('\''))
    {
        Some(quoted) => quoted.replace("''", "'"),
        // LibreOffice marks the sheet of an absolute reference as well.
        None => sheet.trim_start_matches('$').to_owned(),
    };
    let cell = cell.split(':').next()?;
    let (mut column, mut row) = (0_u32, 0_u32);
    for c in cell.chars().filter(|c| *c != '$') {
        match c {
            'A'..='Z' if row == 0 => {
                column = column
                    .checked_mul(26)?
                    .checked_add(u32::from(c) - u32::from('A') + 1)?;
            }
            '0'..='9' => {
                row = row
                    .checked_mul(10)?
                    .checked_add(u32::from(c) - u32::from('0'))?;
            }
            _ => return None,
        }
    }
    Some((sheet, (row.checked_sub(1)?, column.checked_sub(1)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn xml_that_breaks_off_is_not_well_formed() {
        let whole = "<?xml version=\"1.0\"?>\n<a b=\"1\"><c/>甲&amp;</a>";
        assert!(is_well_formed(whole));
        let ends = whole.char_indices().map(|(end, _)| end);
        for end in ends.filter(|end| *end > whole.len() - 14) {
            assert!(!is_well_formed(&whole[..end]), "{}", &whole[..end]);
        }
        assert!(!is_well_formed("</a>") && !is_well_formed("<a></b>"));
    }

    #[test]
    fn a_target_names_one_cell() {
        let cell = |target: &str| target_cell(target).map(|(sheet, cell)| (sheet, cell.0, cell.1));
        assert_eq!(cell("附表2!$C$12"), Some(("附表2".into(), 11, 2)));
        assert_eq!(cell("$附表2.$C$12"), None);
        assert_eq!(cell("'a b'!$AA$1:$AB$2"), Some(("a b".into(), 0, 26)));
        assert_eq!(cell("附表2!#REF!"), None);
        assert_eq!(cell("#REF!"), None);
        assert_eq!(cell("12"), None);
        assert_eq!(cell("x!$A$99999999999"), None);
    }
}
