use proptest::prelude::*;

use super::*;

fn cells(text: &str) -> PastedCells {
    let rows: Vec<Vec<String>> = text
        .lines()
        .map(|row| row.split('|').map(str::to_owned).collect())
        .collect();
    PastedCells::new(&rows)
}

#[test]
fn years_across_with_names_and_units() {
    let table = cells(
        "工业固废情况表（单位：吨）|||||\n序号|项目|计量单位|2023年|２０２４ 年|2025年（预计）|备注\n1|工业固废产生量|万吨|1|2|3|估算\n2|其中：高炉渣（吨）||4|5|6|",
    )
    .by_years();
    assert_eq!(
        table.columns.iter().map(|c| c.year).collect::<Vec<_>>(),
        [Some(2023), Some(2024), Some(2025)]
    );
    assert_eq!(table.unit.as_deref(), Some("吨"));
    assert_eq!(table.unused, ["备注"]);
    assert_eq!(table.lines[0].label, "工业固废产生量");
    assert_eq!(table.lines[0].unit.as_deref(), Some("万吨"));
    assert_eq!(table.lines[1].unit.as_deref(), Some("吨"));
    assert_eq!(table.lines[1].cells, ["4", "5", "6"]);
    assert!(!table.turned);
}

#[test]
fn years_down_are_turned() {
    let table = cells("年份|产值（元）|销售额\n2022|1|2\n2024|3|4").by_years();
    assert!(table.turned);
    assert_eq!(table.lines[0].label, "产值（元）");
    assert_eq!(table.lines[0].unit.as_deref(), Some("元"));
    assert_eq!(table.lines[1].cells, ["2", "4"]);
    assert_eq!(table.columns[1].year, Some(2024));
}

#[test]
fn figures_that_look_like_years_are_figures() {
    for text in ["2022|1999.5\n3|4", "2022\n5", "1|2022", "2022|2022\n1|2"] {
        assert!(!cells(text).by_years().has_years(), "{text}");
    }
    assert!(cells("2025年\n5").by_years().has_years());
}

#[test]
fn names_of_rows_are_compared_without_their_trimmings() {
    for (label, plain) in [
        ("其中，高炉渣", "高炉渣"),
        ("其中：高炉渣（万吨）", "高炉渣"),
        ("1. 工业固废产生量*", "工业固废产生量"),
        ("（一）产值/万元", "产值"),
        ("一、产 值（万元）：", "产值"),
        ("—— 钢渣", "钢渣"),
        ("其中", "其中"),
    ] {
        assert_eq!(key(label), plain, "{label}");
    }
}

proptest! {
    #[test]
    fn every_cell_of_a_table_is_used_or_named(rows in proptest::collection::vec(
        proptest::collection::vec("(2022|2023年|[0-9]{1,4}|高炉渣|万吨|—|)", 0..5), 0..6)) {
        let cells = PastedCells::new(&rows);
        let table = cells.by_years();
        for line in &table.lines {
            prop_assert_eq!(line.cells.len(), table.columns.len());
        }
        if !table.has_years() {
            let kept: usize = table.lines.iter().map(|l| l.cells.iter().filter(|c| !c.is_empty()).count()).sum();
            let names: usize = cells.width() - table.columns.len();
            let all: usize = cells.rows().iter().map(|r| r[names..].iter().filter(|c| !c.is_empty()).count()).sum();
            prop_assert_eq!(kept, all);
        }
    }

    #[test]
    fn never_panics(rows in proptest::collection::vec(proptest::collection::vec(any::<String>(), 0..4), 0..4), text in any::<String>()) {
        let _ = PastedCells::new(&rows).by_years();
        let _ = (key(&text), year_of(&text), unit_in(&text));
    }
}
