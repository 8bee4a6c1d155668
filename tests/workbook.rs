//! The workbook: what stands in it, what other programs make of it.

mod common;
mod fixture;

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};

use fixture::tools::{libreoffice, open_xml_errors};
use fixture::{HOSTILE, composition, figure, harmless, row, table};
use proptest::prelude::*;
use rust_decimal::Decimal;
use wufei::compose::{
    Block, Caption, Cell, CellRole, Composition, Formula, Number, Options, Picture, PictureMedia,
    Run, TableKind, WorkSheet,
};
use wufei::export::xlsx::{NamedCell, read, verify, write};

/// A composition of one sheet.
fn sheet(blocks: Vec<Block>) -> Composition {
    Composition {
        paper: Vec::new(),
        workbook: vec![WorkSheet {
            name: "表".into(),
            landscape: false,
            formulas: BTreeMap::new(),
            blocks,
        }],
        ..composition()
    }
}

fn by_place(bytes: &[u8]) -> BTreeMap<(String, String), NamedCell> {
    read(bytes)
        .expect("our own workbook reads")
        .into_iter()
        .map(|answer| ((answer.anchor.clone(), answer.sheet.clone()), answer))
        .collect()
}

/// A part of the file as text.
fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip file");
    let mut text = String::new();
    archive
        .by_name(name)
        .expect("the part is there")
        .read_to_string(&mut text)
        .expect("it is text");
    text
}

/// The file with one part after another changed.
fn changed(bytes: &[u8], change: impl Fn(&str, String) -> String) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip file");
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).expect("a part");
        let name = part.name().expect("a name").into_owned();
        let mut text = String::new();
        part.read_to_string(&mut text).expect("it is text");
        out.start_file(name.as_str(), zip::write::SimpleFileOptions::default())
            .expect("a part begins");
        out.write_all(change(&name, text).as_bytes())
            .expect("a part is written");
    }
    out.finish().expect("the file is whole").into_inner()
}

#[test]
fn what_is_written_is_read_back() {
    let composition = composition();
    let bytes = write(&composition).expect("it writes");
    verify(&bytes, &composition).expect("it is the same");

    let cells = by_place(&bytes);
    let at = |anchor: &str, sheet: &str| cells.get(&(anchor.to_owned(), sheet.to_owned()));
    let generated = at("waste.generated.2025", "附表2").expect("a figure");
    assert_eq!(generated.number, Some("228.5".parse().unwrap()));
    let rate = at("waste.rate.2025", "附表2").expect("a computed figure");
    assert_eq!(rate.number, Some("98.73".parse().unwrap()));
    // A fact on two sheets is found on both, a quoted figure only where it can be edited.
    assert_eq!(
        at("basics.name", "附件3").map(|a| a.text.as_str()),
        Some("甲钢铁有限公司（虚构）")
    );
    assert!(at("basics.name", "附表2").is_some());
    assert!(at("waste.generated.2025", "数据").is_none());
    assert_eq!(
        at("statement", "附表2").map(|a| a.text.clone()),
        Some(fixture::statement())
    );
    // Phones and codes are text.
    let phone = at("basics.fax", "附表2").expect("a phone");
    assert_eq!((phone.text.as_str(), phone.number), ("0571-88000001", None));
}

#[test]
fn a_changed_cell_does_not_pass() {
    let composition = composition();
    let bytes = write(&composition).expect("it writes");
    for (from, to) in [
        ("<v>228.5</v>", "<v>228.51</v>"),
        ("<v>98.73</v>", "<v>98.37</v>"),
        ("张𠮷旻", "张吉旻"),
        ("waste.rate.2025", "waste.rate.2026"),
        ("其中，高炉渣", "其中，钢炉渣"),
    ] {
        let other = changed(&bytes, |_, text| text.replace(from, to));
        assert_ne!(other.len(), 0);
        let error = verify(&other, &composition).expect_err(from);
        assert_eq!(error.code(), "writer-failed", "{from}: {error}");
    }
    let same = changed(&bytes, |_, text| text);
    verify(&same, &composition).expect("repacked without a change it is the same");
}

#[test]
fn the_same_composition_gives_the_same_bytes() {
    let composition = composition();
    assert_eq!(
        write(&composition).expect("it writes"),
        write(&composition).expect("it writes again")
    );
}

#[test]
fn formulas_read_cells_and_quote_figures() {
    let bytes = write(&composition()).expect("it writes");
    let form = part(&bytes, "xl/worksheets/sheet1.xml");
    assert!(
        form.contains(",ROUND(") && form.contains("*100,2))</f><v>98.73</v>"),
        "the rate follows from its cells"
    );
    let roster = part(&bytes, "xl/worksheets/sheet2.xml");
    assert!(
        roster.contains("<f>ROUND(SUM(E4:E6),2)</f><v>72.15</v>"),
        "{roster}"
    );
    let data = part(&bytes, "xl/worksheets/sheet4.xml");
    assert!(data.contains("<f>IF(附表2!"), "typed figures are quoted");
    assert!(
        data.contains("<f>IF(OR(D25=\"\",N(D5)=0),\"\",ROUND(D25/D5*100,2))</f><v>98.73</v>"),
        "computed ones are computed on their own sheet"
    );
}

#[test]
fn a_formula_that_would_change_the_figure_is_not_written() {
    let sum = |digits: &str, of: &[&str]| {
        let of = of.iter().map(|s| (*s).to_owned()).collect();
        vec![
            figure("78.4", "a", None),
            figure("12.6", "b", None),
            figure(digits, "sum", Some(Formula::Sum { of })),
        ]
    };
    let written = |cells: Vec<Cell>| {
        let composition = sheet(vec![Block::Table(table(
            TableKind::List,
            &[2000, 2000, 2000],
            0,
            vec![row(cells)],
        ))]);
        let bytes = write(&composition).expect("it writes");
        verify(&bytes, &composition).expect("it is the same");
        part(&bytes, "xl/worksheets/sheet1.xml")
    };
    assert!(written(sum("91.0", &["a", "b"])).contains("<f>ROUND(SUM(A1,B1),1)</f><v>91</v>"));
    for plain in [
        // Not what the cells add up to; a cell that is not there; itself.
        sum("91.1", &["a", "b"]),
        sum("91.0", &["a", "c"]),
        sum("91.0", &["sum"]),
        sum("0", &[]),
    ] {
        let xml = written(plain);
        assert!(!xml.contains("<f>"), "{xml}");
    }
}

#[test]
fn figures_show_the_decimals_they_were_typed_with() {
    let shown = [
        ("248.00", "248.00"),
        ("1,234.50", "1234.50"),
        ("1234.5", "1234.5"),
        ("0.4555", "0.4555"),
        ("93.23%", "93.23"),
        ("约 12 万吨", "12"),
        // More digits than a double holds: the text stands.
        ("12345678901234567.89", "12345678901234567.89"),
        ("大约十", "10"),
    ];
    let rows = shown
        .iter()
        .enumerate()
        .map(|(i, (text, value))| {
            row(vec![Cell {
                number: Some(Number {
                    value: value.parse().unwrap(),
                    formula: None,
                }),
                ..fixture::answer(CellRole::Figure, text, &format!("row[{i}].value"))
            }])
        })
        .collect();
    let composition = sheet(vec![Block::Table(table(TableKind::List, &[8844], 0, rows))]);
    let bytes = write(&composition).expect("it writes");
    verify(&bytes, &composition).expect("it is the same");
    let styles = part(&bytes, "xl/styles.xml");
    for format in [
        "formatCode=\"#,##0.0000_0\"",
        "formatCode=\"0.0_0_0_0_0\"",
        "formatCode=\"#,##0.00&quot;%&quot;\"",
        "formatCode=\"&quot;约 &quot;#,##0&quot; 万吨&quot;\"",
    ] {
        assert!(styles.contains(format), "{format}: {styles}");
    }
    let cells = by_place(&bytes);
    let texts: Vec<(&str, bool)> = cells
        .values()
        .map(|a| (a.text.as_str(), a.number.is_some()))
        .collect();
    assert!(
        texts.contains(&("12345678901234567.89", false)),
        "{texts:?}"
    );
    assert!(texts.contains(&("大约十", false)), "{texts:?}");
    assert!(texts.contains(&("93.23", true)), "{texts:?}");
}

#[test]
fn hostile_text_is_text() {
    let bytes = write(&composition()).expect("it writes");
    let cells = by_place(&bytes);
    for (index, text) in HOSTILE.iter().enumerate() {
        let found = &cells[&(format!("hostile[{index}].text"), "怪文字1".to_owned())];
        assert_eq!(found.text, harmless(text));
        assert_eq!(found.number, None, "{text}");
    }
    let xml = part(&bytes, "xl/worksheets/sheet6.xml");
    assert!(!xml.contains("<f>"), "nothing became a formula");
}

#[test]
fn the_foot_says_what_belongs_together() {
    let mut composition = composition();
    let foot = |composition: &Composition| {
        let bytes = write(composition).expect("it writes");
        let xml = part(&bytes, "xl/worksheets/sheet1.xml");
        let (_, rest) = xml.split_once("<oddFooter>").expect("a foot");
        rest.split_once("</oddFooter>")
            .expect("its end")
            .0
            .replace("&amp;", "&")
    };
    assert!(foot(&composition).contains("（虚构）&&子公司 草稿 3 校验 K7QF-2M&R"));
    composition.foot.text = format!("{} 校验 K7QF-2M", "很长的&名称".repeat(80));
    let long = foot(&composition);
    assert!(long.contains("… K7QF-2M&R"), "{long}");
    assert!(long.encode_utf16().count() <= 255);
    assert!(!long.replace("&&", "").contains("&名"));
}

#[test]
fn its_date_is_that_of_the_last_change() {
    let composition = Composition {
        changed: Some("2026-03-18T06:03:00Z".parse().expect("a moment")),
        ..composition()
    };
    let bytes = write(&composition).expect("it writes");
    assert_eq!(write(&composition).expect("it writes"), bytes);
    let core = part(&bytes, "docProps/core.xml");
    let created = ">2026-03-18T06:03:00Z</dcterms:created>";
    assert!(core.contains(created), "{core}");
}

#[test]
fn sheet_names_are_taken_by_every_program() {
    let names = [
        "附表:1",
        "附表1",
        "",
        "HISTORY",
        "'",
        &"长".repeat(40),
        &"长".repeat(40),
    ];
    let composition = Composition {
        workbook: names
            .iter()
            .map(|name| WorkSheet {
                name: (*name).to_owned(),
                landscape: true,
                formulas: BTreeMap::new(),
                blocks: Vec::new(),
            })
            .collect(),
        ..composition()
    };
    let bytes = write(&composition).expect("it writes");
    verify(&bytes, &composition).expect("it is the same");
    let book = part(&bytes, "xl/workbook.xml");
    for name in ["附表1", "附表1_2", "Sheet3", "HISTORY_", "Sheet5"] {
        assert!(book.contains(&format!("name=\"{name}\"")), "{name}: {book}");
    }
}

#[test]
fn a_text_too_long_for_a_cell_is_refused() {
    let text = "字".repeat(32_768);
    let composition = sheet(vec![Block::Table(table(
        TableKind::List,
        &[8844],
        0,
        vec![row(vec![fixture::answer(
            CellRole::Prose,
            &text,
            "statement",
        )])],
    ))]);
    let error = write(&composition).expect_err("it is refused");
    assert_eq!(error.code(), "text-too-long");
}

#[test]
fn pictures_leave_their_caption() {
    let composition = sheet(vec![
        Block::Contents,
        Block::Pictures(vec![Picture {
            attachment: "a1".into(),
            sha256: String::new(),
            media: PictureMedia::Jpeg,
            width: 3000,
            height: 2000,
            caption: Caption {
                label: "图1".into(),
                text: "矿渣微粉生产线".into(),
            },
            alt: String::new(),
        }]),
    ]);
    let bytes = write(&composition).expect("it writes");
    verify(&bytes, &composition).expect("it is the same");
    assert!(part(&bytes, "xl/sharedStrings.xml").contains("图1 矿渣微粉生产线"));
}

#[test]
fn other_files_are_refused_in_words() {
    let whole = write(&composition()).expect("it writes");
    for bytes in [
        &b""[..],
        b"no workbook",
        b"PK\x03\x04",
        whole.get(..whole.len() / 2).unwrap(),
    ] {
        let error = read(bytes).expect_err("it is no workbook");
        assert_eq!(error.code(), "document-unreadable");
        assert!(error.to_string().contains("Excel (.xlsx)"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// Whatever is damaged, reading gives an answer or an error.
    #[test]
    fn damage_never_panics(places in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..40)) {
        let mut bytes = write(&composition()).expect("it writes");
        for (place, value) in places {
            let at = place.index(bytes.len());
            bytes[at] = value;
        }
        let _ = read(&bytes);
        let _ = verify(&bytes, &composition());
    }

    /// As above, but the damage reaches the XML.
    #[test]
    fn damaged_xml_never_panics(
        part in 0_usize..12,
        places in prop::collection::vec((any::<prop::sample::Index>(), any::<char>()), 1..12),
    ) {
        let bytes = write(&composition()).expect("it writes");
        let seen = std::cell::Cell::new(0);
        let bytes = changed(&bytes, |_, text| {
            let number = seen.get();
            seen.set(number + 1);
            if number != part {
                return text;
            }
            let mut chars: Vec<char> = text.chars().collect();
            for (place, value) in &places {
                let at = place.index(chars.len());
                chars[at] = *value;
            }
            chars.into_iter().collect()
        });
        let _ = read(&bytes);
        let _ = verify(&bytes, &composition());
    }

    /// Any table, however badly spanned, any text, any figure: written, and read back the same.
    #[test]
    fn any_table_comes_back(
        columns in prop::collection::vec(0_i32..4000, 1..7),
        others in prop::collection::vec(0_i32..4000, 1..7),
        rows in prop::collection::vec(
            prop::collection::vec((0_usize..9, 0_usize..5, ".{0,30}", prop::option::of((any::<i64>(), 0_u32..12))), 0..8),
            0..7,
        ),
    ) {
        let mut number = 0;
        let rows: Vec<_> = rows
            .into_iter()
            .map(|cells| {
                row(cells
                    .into_iter()
                    .map(|(columns, rows, text, figure)| {
                        number += 1;
                        let value = figure.map(|(digits, scale)| Decimal::new(digits, scale));
                        Cell {
                            columns,
                            rows,
                            role: CellRole::Text,
                            lines: vec![vec![Run::plain(match value {
                                Some(value) => wufei::text::figure::grouped(&value),
                                None => text,
                            })]],
                            number: value.map(|value| Number { value, formula: None }),
                            anchor: Some(format!("cell[{}].value", number % 11)),
                        }
                    })
                    .collect())
            })
            .collect();
        let composition = sheet(vec![
            Block::Table(table(TableKind::Form, &columns, 1, rows.clone())),
            Block::Table(table(TableKind::Form, &others, 0, rows)),
        ]);
        let bytes = write(&composition).expect("it writes");
        prop_assert!(verify(&bytes, &composition).is_ok(), "{:?}", verify(&bytes, &composition));
    }
}

#[test]
fn the_open_xml_sdk_finds_no_error() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("附表与汇总表.xlsx");
    std::fs::write(&file, write(&composition()).expect("it writes")).expect("it is saved");
    assert_eq!(open_xml_errors(&file), "");
}

/// LibreOffice calculates every formula anew from cells alone (the cached results are spoilt
/// first), saves the workbook in its own way, and everything is found again by name.
#[test]
fn libreoffice_calculates_the_same_and_keeps_the_names() {
    let folder = tempfile::tempdir().expect("a folder");
    let bytes = write(&composition()).expect("it writes");
    let result = regex::Regex::new("(</f><v>)[^<]*").expect("a pattern");
    let spoilt = changed(&bytes, |name, text| match name.contains("worksheets/") {
        true => result.replace_all(&text, "${1}0").into_owned(),
        false => text,
    });
    assert!(verify(&spoilt, &composition()).is_err());
    let file = folder.path().join("workbook.xlsx");
    std::fs::write(&file, spoilt).expect("it is saved");
    let again = std::fs::read(libreoffice(&file, "xlsx", folder.path())).expect("it is saved");
    let (ours, theirs) = (by_place(&bytes), by_place(&again));
    assert_eq!(
        ours.keys().collect::<Vec<_>>(),
        theirs.keys().collect::<Vec<_>>()
    );
    for (place, answer) in &ours {
        let other = &theirs[place];
        assert_eq!(answer.number, other.number, "{place:?}");
        assert_eq!(answer.cell, other.cell, "{place:?}");
        if answer.number.is_none() {
            assert_eq!(answer.text, other.text, "{place:?}");
        }
    }
}

/// Ratios that fall on the border between two printed figures come out of Calc as they went in.
#[test]
fn rounding_agrees_with_a_spreadsheet() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut rows = Vec::new();
    for step in 0..3000_i64 {
        let under = Decimal::new(100 + step * 37 % 9000, 2);
        // Every third is built to end in just …5 beyond the printed places.
        let over = match step % 3 {
            0 => (under * Decimal::new(5 + 10 * (step % 2000), 5)).normalize(),
            1 => Decimal::new(1 + step * 7919 % 1_000_000, 3),
            _ => Decimal::new(step * 104_729 % 9_999_999, 2),
        };
        let rate = wufei::text::figure::fixed(&(over * Decimal::ONE_HUNDRED / under), 2);
        let at = |column: &str| format!("r[{step}].{column}");
        rows.push(row(vec![
            figure(&over.to_string(), &at("over"), None),
            figure(&under.to_string(), &at("under"), None),
            figure(
                &rate.to_string(),
                &at("rate"),
                fixture::ratio(&at("over"), &at("under"), 100, 2),
            ),
        ]));
    }
    let composition = sheet(vec![Block::Table(table(
        TableKind::List,
        &[2900, 2900, 3044],
        0,
        rows,
    ))]);
    let bytes = write(&composition).expect("it writes");
    assert_eq!(
        part(&bytes, "xl/worksheets/sheet1.xml")
            .matches("<f>")
            .count(),
        3000
    );
    let file = folder.path().join("workbook.xlsx");
    let result = regex::Regex::new("(</f><v>)[^<]*").expect("a pattern");
    let spoilt = changed(&bytes, |_, text| {
        result.replace_all(&text, "${1}0").into_owned()
    });
    std::fs::write(&file, spoilt).expect("it is saved");
    let again = std::fs::read(libreoffice(&file, "xlsx", folder.path())).expect("it is saved");
    let theirs = by_place(&again);
    let wrong: Vec<_> = by_place(&bytes)
        .into_iter()
        .filter(|(place, answer)| theirs.get(place).map(|a| a.number) != Some(answer.number))
        .map(|(place, answer)| {
            (
                place,
                answer.number,
                theirs.get(&answer_key(&answer)).cloned(),
            )
        })
        .collect();
    assert!(
        wrong.is_empty(),
        "{} differ: {:?}",
        wrong.len(),
        wrong.first()
    );
}

fn answer_key(answer: &NamedCell) -> (String, String) {
    (answer.anchor.clone(), answer.sheet.clone())
}

/// The workbook of a draft of the form.
fn workbook_of(applicant: &str, draft: &wufei::draft::Draft) -> (Composition, Vec<u8>) {
    let scope = common::form()
        .scope(applicant)
        .expect("a kind of applicant");
    let composition = wufei::compose::compose(&scope, draft, &Options::default());
    let bytes = write(&composition).expect("it writes");
    verify(&bytes, &composition).expect("it is the same");
    (composition, bytes)
}

#[test]
fn sheets_are_named_and_set_up_for_print() {
    for (applicant, table) in [("park", "附表1"), ("enterprise", "附表2")] {
        for (name, draft, _) in common::drafts(applicant) {
            let (composition, bytes) = workbook_of(applicant, &draft);
            let names: Vec<&str> = composition
                .workbook
                .iter()
                .map(|s| s.name.as_str())
                .collect();
            assert_eq!(names, [table, "附件3", "数据", "图表"], "{name}");
            for (index, sheet) in composition.workbook.iter().enumerate() {
                let xml = part(&bytes, &format!("xl/worksheets/sheet{}.xml", index + 1));
                assert!(xml.contains("<pageSetUpPr fitToPage=\"1\"/>"), "{name}");
                assert!(xml.contains("paperSize=\"9\""), "{name}");
                assert_eq!(
                    xml.contains("orientation=\"landscape\""),
                    sheet.name == "附件3"
                );
                assert!(xml.contains("fitToHeight=\"0\""), "{name}");
                // Against slips only: no password, in any of its spellings.
                let (_, protection) = xml.split_once("<sheetProtection").expect("protection");
                let protection = protection.split("/>").next().expect("its end");
                for secret in ["password", "hashValue", "saltValue"] {
                    assert!(!protection.contains(secret), "{protection}");
                }
            }
        }
    }
}

/// Whether the cells of anchors are locked, on the sheet where they stand first.
fn locked(bytes: &[u8], sheet: &str, xml: &str) -> BTreeMap<String, bool> {
    let styles = part(bytes, "xl/styles.xml");
    let (_, formats) = styles.split_once("<cellXfs").expect("formats");
    let formats = formats.split("</cellXfs>").next().expect("their end");
    let open: Vec<bool> = formats
        .split("<xf ")
        .skip(1)
        .map(|format| format.contains("locked=\"0\""))
        .collect();
    let cell = regex::Regex::new("<c r=\"([A-Z]+[0-9]+)\" s=\"([0-9]+)\"").expect("a pattern");
    let sheet_xml = part(bytes, xml);
    let by_cell: BTreeMap<&str, usize> = cell
        .captures_iter(&sheet_xml)
        .map(|c| (c.get(1).unwrap().as_str(), c[2].parse().unwrap()))
        .collect();
    read(bytes)
        .expect("it reads")
        .into_iter()
        .filter(|answer| answer.sheet == sheet)
        .map(|answer| {
            let (row, column) = answer.cell;
            let name = rust_xlsxwriter::utility::row_col_to_cell(row, column as u16);
            (answer.anchor, !open[by_cell[name.as_str()]])
        })
        .collect()
}

#[test]
fn answers_are_open_and_what_follows_is_locked() {
    for (name, draft, _) in common::drafts("park") {
        if name == "hostile" {
            continue;
        }
        let (_, bytes) = workbook_of("park", &draft);
        let locked = locked(&bytes, "附表1", "xl/worksheets/sheet1.xml");
        for year in 2022..=2025 {
            assert!(locked[&format!("waste.rate.{year}")], "{name}");
            assert!(locked[&format!("waste.intensity.{year}")], "{name}");
            assert!(
                !locked[&format!("production.output_value.{year}")],
                "{name}"
            );
        }
        for open in [
            "basics.name",
            "basics.address",
            "basics.filler",
            "statement",
        ] {
            assert!(!locked[open], "{name}: {open}");
        }
        if name == "sample" {
            assert!(locked["waste.generated.2025"], "the sum of its parts");
            let first = |field: &str| format!("{field}[{}]", draft.rows(field)[0].id);
            let (waste, firm) = (first("waste.generated_by"), first("top_enterprises"));
            assert!(!locked[&format!("{waste}.2025")]);
            assert!(locked[&format!("{firm}.rate")]);
            assert!(!locked[&format!("{firm}.generated")]);
        }
    }
}

/// Into the workbook of an empty draft people type figures, and what follows follows, on every
/// sheet; LibreOffice calculates.
#[test]
fn an_empty_workbook_calculates_what_is_typed() {
    let empty = wufei::draft::Draft::new(&common::form().id, "park");
    let (_, bytes) = workbook_of("park", &empty);
    let typed = [
        ("waste.generated.2025", "90.00"),
        ("waste.utilised.2025", "81.80"),
    ];
    let before = by_place(&bytes);
    let filled = changed(&bytes, |part, mut xml| {
        if part == "xl/worksheets/sheet1.xml" {
            for (anchor, digits) in typed {
                let (row, column) = before[&(anchor.to_owned(), "附表1".to_owned())].cell;
                let at = rust_xlsxwriter::utility::row_col_to_cell(row, column as u16);
                let cell = regex::Regex::new(&format!(
                    "<c r=\"{at}\" s=\"([0-9]+)\"[^>]*/>|<c r=\"{at}\" s=\"([0-9]+)\"[^>]*>.*?</c>"
                ));
                let new = format!("<c r=\"{at}\" s=\"$1$2\"><v>{digits}</v></c>");
                xml = cell.expect("a pattern").replace(&xml, new).into_owned();
            }
        }
        xml
    });
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("filled.xlsx");
    std::fs::write(&file, filled).expect("it is saved");
    let again = std::fs::read(libreoffice(&file, "xlsx", folder.path())).expect("it is saved");
    let after = by_place(&again);
    let at = |anchor: &str| &after[&(anchor.to_owned(), "附表1".to_owned())];
    assert_eq!(at("waste.generated.2025").number, Some(Decimal::from(90)));
    assert_eq!(at("waste.rate.2025").number, Some(Decimal::new(9089, 2)));
    assert_eq!(
        at("waste.rate.2024").text,
        "",
        "nothing follows from nothing"
    );
    assert_eq!(at("waste.intensity.2025").text, "");
    // The sheet for those who calculate quotes what was typed.
    use calamine::Reader as _;
    let mut book = calamine::Xlsx::new(Cursor::new(&again[..])).expect("a workbook");
    let data = book.worksheet_range("数据").expect("the sheet");
    let line = |label: &str| {
        data.rows()
            .find(|row| row[0] == *label && row[3] == 2025.0)
            .map(|row| row[4].to_string())
    };
    assert_eq!(line("园区内工业固废产生量").as_deref(), Some("90"));
    assert_eq!(
        line("工业固体废物园区内综合利用率").as_deref(),
        Some("90.89")
    );
    assert_eq!(line("工业增加值").as_deref(), Some(""));
    assert!(part(&bytes, "xl/worksheets/sheet3.xml").contains("<autoFilter ref=\"A1:"));
}

/// Every chart of the paper and every one of the form is a native one, over cells that hold just its
/// figures, in the colours of the paper.
#[test]
fn charts_are_native_and_in_the_papers_colours() {
    for applicant in common::APPLICANTS {
        let (draft, _) = common::sample(applicant);
        let (composition, bytes) = workbook_of(applicant, &draft);
        let sheet = composition.workbook.last().expect("the charts");
        let charts: Vec<_> = sheet
            .blocks
            .iter()
            .filter_map(|block| match block {
                Block::Chart(chart) => Some(chart),
                _ => None,
            })
            .collect();
        let in_paper = composition.paper.iter().flat_map(|part| &part.blocks);
        let in_paper: Vec<_> = in_paper
            .filter_map(|block| match block {
                Block::Chart(chart) => Some(chart),
                _ => None,
            })
            .collect();
        assert!(!in_paper.is_empty());
        assert_eq!(charts[..in_paper.len()], in_paper[..], "with their numbers");
        assert!(charts.len() > in_paper.len(), "the form's own follow");
        for (index, chart) in charts.iter().enumerate() {
            let xml = part(&bytes, &format!("xl/charts/chart{}.xml", index + 1));
            assert_eq!(xml.matches("<c:ser>").count(), chart.series.len());
            for (colour, _) in wufei::layout::chart::COLOURS.iter().zip(&chart.series) {
                let hex = format!("{:02X}{:02X}{:02X}", colour.0, colour.1, colour.2);
                assert!(
                    xml.contains(&format!("<a:srgbClr val=\"{hex}\"/>")),
                    "{hex}"
                );
            }
            // 万吨 and the like on the axis, values at the points.
            assert!(xml.contains(&chart.unit) && xml.contains("<c:showVal val=\"1\"/>"));
        }
    }
}

#[test]
fn decimal_points_stand_under_one_another() {
    let rows = ["2236000", "520.0", "248.00"]
        .iter()
        .map(|digits| row(vec![figure(digits, &format!("f.{digits}"), None)]))
        .collect();
    let composition = sheet(vec![Block::Table(table(TableKind::Form, &[8844], 0, rows))]);
    let bytes = write(&composition).expect("it writes");
    verify(&bytes, &composition).expect("it is the same");
    let styles = part(&bytes, "xl/styles.xml");
    for format in ["#,##0_._0_0_0", "#,##0.0_0_0", "#,##0.00_0"] {
        assert!(
            styles.contains(&format!("formatCode=\"{format}\"")),
            "{styles}"
        );
    }
}
