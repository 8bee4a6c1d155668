//! Where the cells of a table stand, the same in the layout, in Word and in Excel.

mod fixture;
#[path = "fixture/made.rs"]
mod made;

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::path::Path;

use fixture::{answer, composition, row, table};
use proptest::prelude::*;
use quick_xml::events::{BytesStart, Event};
use wufei::compose::grid::{Grid, GridCell, SURPLUS};
use wufei::compose::{
    Block, Cell, CellRole, Composition, PageSetup, Part, Table, TableKind, WorkSheet,
};
use wufei::export::xlsx;
use wufei::layout::page::NodeKind;
use wufei::layout::{self, FontBook, Pages};
use wufei::length::{Pt, Twips};

fn fonts() -> &'static FontBook {
    static FONTS: std::sync::OnceLock<FontBook> = std::sync::OnceLock::new();
    FONTS.get_or_init(|| {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/fonts");
        FontBook::load(&dir).expect("the fonts")
    })
}

/// The table alone, on paper and in the workbook.
fn alone(table: &Table) -> Composition {
    Composition {
        paper: vec![Part {
            id: "part".into(),
            name: "部分".into(),
            numbered: true,
            stamped: false,
            blocks: vec![Block::Table(table.clone())],
            places: Vec::new(),
        }],
        workbook: vec![WorkSheet {
            name: "表".into(),
            landscape: false,
            blocks: vec![Block::Table(table.clone())],
            formulas: BTreeMap::new(),
        }],
        ..composition()
    }
}

/// Where a cell stands: its first row and column, and how many of each it covers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Area {
    row: usize,
    column: usize,
    rows: usize,
    columns: usize,
}

/// A cell of a document, with what it says.
type Cells = BTreeMap<Area, String>;

fn part(file: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(file)).expect("a zip file");
    let mut text = String::new();
    let mut part = archive.by_name(name).expect("the part is there");
    part.read_to_string(&mut text).expect("it is text");
    text
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element.try_get_attribute(name).expect("attributes");
    found.map(|found| found.value.into_owned())
}

/// The cells of the first table of a Word file (ISO/IEC 29500-1, 17.4.17 `gridSpan` and 17.4.84
/// `vMerge`), and how many columns its grid has.
fn in_word(composition: &Composition, pages: &Pages) -> (Cells, usize) {
    let file = made::word(composition, pages, fonts(), &BTreeMap::new());
    let text = part(&file, "word/document.xml");
    let mut reader = quick_xml::Reader::from_str(&text);
    let mut cells: Vec<(Area, String)> = Vec::new();
    let (mut grid, mut row, mut column) = (0, 0, 0);
    let (mut span, mut merge, mut words) = (1, None, String::new());
    loop {
        let event = reader.read_event().expect("XML");
        match &event {
            Event::Start(e) | Event::Empty(e) => match e.name().as_ref() {
                "w:gridCol" => grid += 1,
                "w:tr" => column = 0,
                "w:tc" => (span, merge, words) = (1, None, String::new()),
                "w:gridSpan" => {
                    let value = attribute(e, "w:val").expect("a span");
                    span = value.parse().expect("a number");
                }
                "w:vMerge" => {
                    merge = Some(attribute(e, "w:val").unwrap_or_else(|| "continue".into()));
                }
                _ => {}
            },
            Event::Text(text) => words.push_str(&text.xml10_content()),
            Event::End(e) => match e.name().as_ref() {
                "w:tc" => {
                    if merge.as_deref() == Some("continue") {
                        let above = cells
                            .iter_mut()
                            .rev()
                            .find(|(area, _)| area.column == column && area.row + area.rows == row);
                        let (above, _) = above.expect("a cell that goes on");
                        assert_eq!(above.columns, span);
                        above.rows += 1;
                    } else {
                        let area = Area {
                            row,
                            column,
                            rows: 1,
                            columns: span,
                        };
                        cells.push((area, std::mem::take(&mut words)));
                    }
                    column += span;
                }
                "w:tr" => {
                    assert_eq!(column, grid, "a row as wide as the grid");
                    row += 1;
                }
                "w:tbl" => break,
                _ => {}
            },
            Event::Eof => break,
            _ => {}
        }
    }
    (cells.into_iter().collect(), grid)
}

/// A cell's row and column by its name: B3.
fn place(name: &str) -> (usize, usize) {
    let letters = name.chars().take_while(char::is_ascii_alphabetic);
    let column = letters.fold(0, |column, c| column * 26 + (c as usize - 'A' as usize + 1));
    let row = name.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    (row.parse::<usize>().expect("a row") - 1, column - 1)
}

/// The cells of a workbook's only sheet (ISO/IEC 29500-1, 18.3.1.54 `mergeCell`), and how many
/// columns it has.
fn in_excel(composition: &Composition) -> (Cells, usize) {
    let file = xlsx::write(composition).expect("a workbook");
    let text = part(&file, "xl/worksheets/sheet1.xml");
    let mut reader = quick_xml::Reader::from_str(&text);
    let (mut columns, mut single, mut merged) = (0, Vec::new(), Vec::new());
    loop {
        match reader.read_event().expect("XML") {
            Event::Start(e) | Event::Empty(e) => match e.name().as_ref() {
                "col" => {
                    let last = attribute(&e, "max").expect("the last column");
                    columns = columns.max(last.parse().expect("a number"));
                }
                "c" => single.push(place(&attribute(&e, "r").expect("a cell"))),
                "mergeCell" => {
                    let range = attribute(&e, "ref").expect("a range");
                    let (from, to) = range.split_once(':').expect("two cells");
                    let ((row, column), (last, end)) = (place(from), place(to));
                    merged.push(Area {
                        row,
                        column,
                        rows: last - row + 1,
                        columns: end - column + 1,
                    });
                }
                _ => {}
            },
            Event::Eof => break,
            _ => {}
        }
    }
    let covers = |area: &Area, (row, column): (usize, usize)| {
        (area.row..area.row + area.rows).contains(&row)
            && (area.column..area.column + area.columns).contains(&column)
    };
    single.retain(|at| !merged.iter().any(|area| covers(area, *at)));
    let singles = single.into_iter().map(|(row, column)| Area {
        row,
        column,
        rows: 1,
        columns: 1,
    });
    let answers = xlsx::read(&file).expect("the workbook reads");
    let says = |area: &Area| {
        let at = (area.row as u32, area.column as u32);
        let found = answers.iter().find(|answer| answer.cell == at);
        found.map_or(String::new(), |answer| answer.text.clone())
    };
    let all = merged.into_iter().chain(singles);
    (
        all.map(|area| (area.clone(), says(&area))).collect(),
        columns,
    )
}

/// The cells of the first table as the layout tags them (ISO 32000-1, 14.8.4.3.4: each takes the
/// next free place of its row), and how many columns it has.
fn in_layout(pages: &Pages) -> (Vec<Area>, usize) {
    let mut areas: Vec<Area> = Vec::new();
    let mut taken: Vec<(usize, usize)> = Vec::new();
    let mut row: Option<usize> = None;
    for node in &pages.structure {
        match node.kind {
            NodeKind::Row => row = Some(row.map_or(0, |row| row + 1)),
            NodeKind::Cell { columns, rows } | NodeKind::HeadCell { columns, rows } => {
                let row = row.expect("a row around it");
                let mut column = 0;
                while taken.contains(&(row, column)) {
                    column += 1;
                }
                for r in row..row + rows {
                    for c in column..column + columns {
                        assert!(!taken.contains(&(r, c)), "two cells on one place");
                        taken.push((r, c));
                    }
                }
                areas.push(Area {
                    row,
                    column,
                    rows,
                    columns,
                });
            }
            _ => {}
        }
    }
    let columns = taken.iter().map(|(_, column)| column + 1).max();
    areas.sort();
    (areas, columns.unwrap_or(0))
}

/// The cells of a grid and what they say.
fn resolved(grid: &Grid<'_>) -> Cells {
    let cell = |at: &GridCell<'_>| {
        let area = Area {
            row: at.rows.start,
            column: at.columns.start,
            rows: at.rows.len(),
            columns: at.columns.len(),
        };
        let words = at.cell.map(|cell| cell.lines.concat()).unwrap_or_default();
        (area, words.into_iter().map(|run| run.text).collect())
    };
    grid.cells.iter().map(cell).collect()
}

/// Holds every document to the grid of its only table.
fn agree(table: &Table) {
    let grid = Grid::resolve(table);
    let cells = resolved(&grid);
    let columns = grid.columns.len();
    let composition = alone(table);
    let pages = layout::lay_out(&composition, fonts()).expect("pages");

    let areas: Vec<Area> = cells.keys().cloned().collect();
    assert_eq!(in_layout(&pages), (areas, columns), "as tagged");
    // A narrow table stands in the middle of the text area, a wide
    // one is made as narrow as it.
    let pt = |columns: &[Twips]| columns.iter().copied().sum::<Twips>().pt();
    let scale = (layout::TEXT_WIDTH / pt(&grid.columns)).min(1.0);
    let left = PageSetup::PORTRAIT.left + (layout::TEXT_WIDTH - pt(&grid.columns) * scale) / 2.0;
    for at in &grid.cells {
        let anchor = at.cell.and_then(|cell| cell.anchor.as_ref());
        let Some(anchor) = anchor else { continue };
        let spot = pages.spots.iter().find(|spot| &spot.path == anchor);
        let spot = spot.expect("a place on the paper");
        let before = pt(&grid.columns[..at.columns.start]) * scale;
        let width = pt(&grid.columns[at.columns.clone()]) * scale;
        assert!((spot.x - left - before).abs() < Pt::ROUNDING, "{spot:?}");
        assert!((spot.width - width).abs() < Pt::ROUNDING, "{spot:?}");
    }

    assert_eq!(in_word(&composition, &pages), (cells.clone(), columns));
    assert_eq!(in_excel(&composition), (cells, columns));
}

/// A table of cells that span so many columns and rows, each with an answer of its own.
fn spanning(columns: usize, rows: &[Vec<(usize, usize)>]) -> Table {
    let cell = |row: usize, column: usize, (columns, rows): (usize, usize)| Cell {
        columns,
        rows,
        ..answer(
            CellRole::Text,
            &format!("{row}-{column}"),
            &format!("r{row}.c{column}"),
        )
    };
    let rows = rows.iter().enumerate().map(|(r, spans)| {
        let spans = spans.iter().enumerate();
        row(spans.map(|(c, span)| cell(r, c, *span)).collect())
    });
    table(
        TableKind::Form,
        &vec![1000; columns],
        0,
        rows.collect::<Vec<_>>(),
    )
}

#[test]
fn a_surplus_cell_gets_a_column_everywhere() {
    let table = spanning(2, &[vec![(1, 1); 2], vec![(1, 1); 3]]);
    assert_eq!(
        Grid::resolve(&table).columns,
        [Twips(1000), Twips(1000), SURPLUS]
    );
    agree(&table);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Any table, hostile spans among them: layout, Word and Excel place its cells as resolved.
    #[test]
    fn every_document_places_cells_where_the_grid_has_them(
        columns in 0_usize..5,
        rows in prop::collection::vec(
            prop::collection::vec(
                (
                    prop_oneof![9 => 0_usize..5, 1 => Just(usize::MAX)],
                    prop_oneof![9 => 0_usize..4, 1 => Just(usize::MAX)],
                ),
                0..7,
            ),
            1..7,
        ),
    ) {
        agree(&spanning(columns, &rows));
    }
}
