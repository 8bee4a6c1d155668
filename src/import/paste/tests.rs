use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::draft::{Edit, Incoming};
use crate::form::built_in;
use crate::import::table::year_of;
use crate::text::clean;

fn scope(applicant: &str) -> Scope {
    let form = built_in("miit-2025-539").expect("the form of the notice");
    form.scope(applicant).expect("a kind of applicant")
}

fn draft(applicant: &str, answers: Value) -> Draft {
    let scope = scope(applicant);
    let mut draft = Draft::new(&scope.form.id, applicant);
    let incoming = Incoming::parse(&scope, &answers.to_string()).expect("answers");
    draft
        .apply(&scope, &Edit::All(incoming.edits))
        .expect("edits");
    draft
}

fn table(text: &str) -> Vec<Vec<String>> {
    text.lines()
        .map(|row| row.split('|').map(|cell| cell.trim().to_owned()).collect())
        .collect()
}

/// The proposal, and the draft after it.
fn pasted(applicant: &str, answers: Value, at: &str, text: &str) -> (Proposal, Draft) {
    let scope = scope(applicant);
    let mut draft = draft(applicant, answers);
    let proposal = propose(&scope, &draft, at, &table(text)).expect("a proposal");
    let edit = proposal
        .edit
        .read(&scope, &draft)
        .expect("an edit that fits");
    draft.apply(&scope, &edit).expect("an edit that goes");
    (proposal, draft)
}

fn at<'d>(draft: &'d Draft, path: &str) -> Option<&'d str> {
    draft.typed(&Path::parse(path).expect(path))
}

#[test]
fn a_rectangle_goes_cell_by_cell_and_an_empty_cell_clears() {
    let before = json!({ "production": { "sales": { "2024": "9" } } });
    let (proposal, draft) = pasted(
        "enterprise",
        before,
        "production.output_value.2023",
        "1,000.50|２\n3|",
    );
    assert!(proposal.plain, "{proposal:?}");
    assert_eq!(at(&draft, "production.output_value.2023"), Some("1,000.50"));
    assert_eq!(at(&draft, "production.output_value.2024"), Some("２"));
    assert_eq!(at(&draft, "production.sales.2023"), Some("3"));
    assert_eq!(at(&draft, "production.sales.2024"), None);
    assert_eq!(proposal.heads, ["2023 年", "2024 年"]);
    assert_eq!(
        proposal.lines[1].cells[1].as_ref().expect("a cell").before,
        "9"
    );
}

#[test]
fn rows_are_added_as_they_are_needed() {
    let (proposal, draft) = pasted(
        "enterprise",
        json!({}),
        "waste.generated_by[0].name",
        "高炉渣|1|2|3|4\n钢渣|5|6|7|8",
    );
    assert!(proposal.plain, "{proposal:?}");
    assert!(proposal.lines.iter().all(|line| line.added));
    assert_eq!(draft.rows("waste.generated_by").len(), 2);
    assert_eq!(at(&draft, "waste.generated_by[1].name"), Some("钢渣"));
    assert_eq!(at(&draft, "waste.generated_by[1].2025"), Some("8"));
}

#[test]
fn what_goes_over_the_edge_is_said() {
    let (proposal, _) = pasted("enterprise", json!({}), "waste.rate.2024", "1|2|3\n4|5|6");
    assert!(!proposal.plain);
    assert_eq!(
        proposal.left,
        ["下面多出 1 行，没有粘贴。", "右边多出 1 列，没有粘贴。"]
    );
}

#[test]
fn years_in_another_order_with_names_units_and_a_total() {
    let before =
        json!({ "waste": { "generated_by": [{ "name": "钢渣", "values": { "2024": "1" } }] } });
    let (proposal, draft) = pasted(
        "enterprise",
        before,
        "waste.generated.2022",
        "表1 固废情况|单位：吨|||\n项目|2025年|2024年|2021年|备注\n工业固废产生量|2,285,000|2357000|1|估\n其中：高炉渣|1449000吨|1486000||\n钢渣||578,000||\n合计|1|2||\n综合利用量（万吨）|225.60|230.30||\n废气|7|||\n综合利用率|98.73%|97.71%||",
    );
    assert!(!proposal.plain);
    assert_eq!(at(&draft, "waste.generated.2025"), Some("228.5"));
    assert_eq!(at(&draft, "waste.generated.2024"), Some("235.7"));
    assert_eq!(at(&draft, "waste.generated_by[0].2024"), Some("57.8"));
    assert_eq!(at(&draft, "waste.generated_by[0].2025"), None);
    assert_eq!(at(&draft, "waste.generated_by[1].name"), Some("高炉渣"));
    assert_eq!(at(&draft, "waste.generated_by[1].2025"), Some("144.9"));
    assert_eq!(at(&draft, "waste.utilised.2025"), Some("225.60"));
    assert_eq!(at(&draft, "waste.rate.2025"), None, "it follows");
    // Under the figure that was named last, a name that nothing bears is one of its parts.
    assert_eq!(at(&draft, "waste.utilised_by[0].name"), Some("废气"));
    assert_eq!(proposal.heads, ["2024 年", "2025 年"]);
    assert_eq!(
        proposal.left,
        [
            "“2021年”不在本表的年份里，没有粘贴。",
            "“合计”、“综合利用率”由程序算得，没有粘贴。",
            "“备注”不是年份，这几列没有粘贴。",
        ]
    );
    assert!(
        proposal
            .notes
            .contains(&"“吨”换算成“万吨”，6 处。".to_owned()),
        "{:?}",
        proposal.notes
    );
}

#[test]
fn a_table_with_years_down_is_turned() {
    let (proposal, draft) = pasted(
        "enterprise",
        json!({}),
        "production.output_value.2022",
        "年份|产值（亿元）|销售收入(万元)\n2023|1.5|14,000\n2022|1.25|12000",
    );
    assert_eq!(at(&draft, "production.output_value.2022"), Some("12500"));
    assert_eq!(at(&draft, "production.output_value.2023"), Some("15000"));
    assert_eq!(at(&draft, "production.sales.2023"), Some("14,000"));
    assert!(proposal.notes[0].contains("竖排") || proposal.notes[1].contains("竖排"));
}

#[test]
fn a_unit_that_is_still_asked_is_answered_along() {
    let (proposal, draft) = pasted(
        "enterprise",
        json!({}),
        "production.capacity.2022",
        "300万吨|310万吨\n3000000吨|2900000 t",
    );
    assert!(!proposal.plain);
    assert_eq!(at(&draft, "production.capacity_unit"), Some("万吨"));
    assert_eq!(at(&draft, "production.capacity.2023"), Some("310"));
    assert_eq!(at(&draft, "production.output_unit"), Some("吨"));
    assert_eq!(at(&draft, "production.output.2023"), Some("2900000"));
}

#[test]
fn a_unit_of_another_kind_is_left_as_written() {
    let (proposal, draft) = pasted("enterprise", json!({}), "waste.generated.2022", "5亩|6万吨");
    assert_eq!(at(&draft, "waste.generated.2022"), Some("5亩"));
    assert_eq!(at(&draft, "waste.generated.2023"), Some("6"));
    assert_eq!(
        proposal.left,
        ["“亩”换算不成“万吨”，1 处按原样粘贴，请粘贴后改正。"]
    );
}

#[test]
fn a_figure_alone_loses_the_unit_that_is_its_own() {
    let (proposal, draft) = pasted(
        "enterprise",
        json!({}),
        "basics.floor_area",
        "３86,000 平方米",
    );
    assert!(proposal.plain);
    assert_eq!(at(&draft, "basics.floor_area"), Some("386,000"));
    let (proposal, draft) = pasted("enterprise", json!({}), "basics.floor_area", "38.6 公顷");
    assert!(!proposal.plain);
    assert_eq!(at(&draft, "basics.floor_area"), Some("386000"));
    let (_, draft) = pasted("enterprise", json!({}), "basics.staff", "6,180人");
    assert_eq!(at(&draft, "basics.staff"), Some("6,180"));
}

#[test]
fn dashes_are_no_figures() {
    let (proposal, draft) = pasted("enterprise", json!({}), "waste.generated.2022", "—|6|/|7");
    assert!(!proposal.plain);
    assert_eq!(at(&draft, "waste.generated.2022"), None);
    assert_eq!(at(&draft, "waste.generated.2025"), Some("7"));
    assert_eq!(proposal.notes, ["2 处横线当作没有数。"]);
}

#[test]
fn rows_named_by_an_industry_get_its_code() {
    let (_, draft) = pasted(
        "park",
        json!({ "production": { "by_industry": [{ "industry": "312" }] } }),
        "production.output_value.2022",
        "产业|2022|2023\n园区总产值|9|10\n其中，炼钢|1|2\n金属加工机械制造|3|4",
    );
    assert_eq!(at(&draft, "production.by_industry[0].2023"), Some("2"));
    assert_eq!(
        at(&draft, "production.by_industry[1].industry"),
        Some("342")
    );
    assert_eq!(at(&draft, "production.by_industry[1].2022"), Some("3"));
}

/// The ids of a field's rows, in order.
fn ids(draft: &Draft, field: &str) -> Vec<String> {
    let rows = draft.rows(field).iter();
    rows.map(|row| row.id.to_string()).collect()
}

#[test]
fn rows_of_the_same_name_stay_the_same_rows() {
    let wastes = json!({ "waste": { "generated_by": [
        { "name": "高炉渣", "values": { "2024": "9", "2025": "1" } },
        { "name": "钢渣", "values": { "2025": "2" } },
        { "name": "粉煤灰", "values": { "2025": "3" } },
    ] } });
    let field = "waste.generated_by";
    // In another order, one of them gone, a new one in its place.
    let text = "粉煤灰|||1|30\n高炉渣|||9|10\n污泥|||1|5";
    let (proposal, draft) = pasted(
        "enterprise",
        wastes.clone(),
        "waste.generated_by[0].name",
        text,
    );
    assert!(proposal.plain, "{proposal:?}");
    assert_eq!(ids(&draft, field), ["r3", "r1", "r4"]);
    assert_eq!(at(&draft, "waste.generated_by[r1].2025"), Some("10"));
    // A row that is only renamed stays, one that gets another name and other figures does not.
    for (text, kept) in [
        ("水渣|||9|1", ["r1", "r2", "r3"]),
        ("水渣|||9|7", ["r4", "r2", "r3"]),
    ] {
        let (_, draft) = pasted(
            "enterprise",
            wastes.clone(),
            "waste.generated_by[0].name",
            text,
        );
        assert_eq!(ids(&draft, field), kept, "{text}");
    }
    // Names alone take their figures along, and that is looked at first.
    let names = "钢渣\n高炉渣";
    let (proposal, draft) = pasted("enterprise", wastes, "waste.generated_by[0].name", names);
    assert!(!proposal.plain, "{proposal:?}");
    assert_eq!(
        proposal.notes,
        ["同名的行随名称移动，没有复制到的数跟着走。"]
    );
    assert_eq!(ids(&draft, field), ["r2", "r1", "r3"]);
    assert_eq!(at(&draft, "waste.generated_by[r1].2024"), Some("9"));
}

#[test]
fn an_industry_is_the_same_row_by_its_name_and_by_its_code() {
    let industries = json!({ "production": { "by_industry": [
        { "industry": "384", "values": { "2025": "1" } },
        { "industry": "312", "values": { "2025": "2" } },
    ] } });
    for text in [
        "炼钢||||20\n电池制造||||10",
        "312||||20\n384 电池制造||||10",
    ] {
        let place = "production.by_industry[0].industry";
        let (_, draft) = pasted("park", industries.clone(), place, text);
        assert_eq!(
            ids(&draft, "production.by_industry"),
            ["r2", "r1"],
            "{text}"
        );
        assert_eq!(at(&draft, "production.by_industry[r1].2025"), Some("10"));
    }
    let firms = json!({ "top_enterprises": [
        { "name": "甲厂", "industry": "312", "generated": "3" },
        { "name": "乙厂", "industry": "384", "generated": "2" },
    ] });
    let text = "乙厂|电池制造||||\n甲厂|炼钢||||";
    let (_, draft) = pasted("park", firms, "top_enterprises[0].name", text);
    assert_eq!(ids(&draft, "top_enterprises"), ["r2", "r1"]);
}

#[test]
fn a_roster_is_matched_by_its_heads() {
    let before = json!({ "top_enterprises": [{ "name": "乙公司", "output_value": "1" }] });
    let (proposal, draft) = pasted(
        "park",
        before,
        "top_enterprises[0].name",
        "序号|企业名称|产值（亿元）|工业固废产生量（吨）|利用率|税收\n1|甲公司|2.5|120000|90%|3\n2|乙公司|1|50,000|80%|2",
    );
    assert_eq!(at(&draft, "top_enterprises[0].name"), Some("乙公司"));
    assert_eq!(at(&draft, "top_enterprises[0].output_value"), Some("10000"));
    assert_eq!(at(&draft, "top_enterprises[0].generated"), Some("5"));
    assert_eq!(at(&draft, "top_enterprises[1].name"), Some("甲公司"));
    assert_eq!(at(&draft, "top_enterprises[1].rate"), None);
    assert_eq!(
        proposal.left,
        [
            "“利用率”由程序算得，没有粘贴。",
            "“税收”在本表里没有对应的列，没有粘贴。"
        ]
    );
}

#[test]
fn a_roster_without_heads_goes_cell_by_cell() {
    let (proposal, draft) = pasted(
        "park",
        json!({}),
        "top_enterprises[0].name",
        "甲公司|炼钢|钢 100 万吨|1\n乙公司|312|铁|2",
    );
    assert!(proposal.plain, "{proposal:?}");
    assert_eq!(at(&draft, "top_enterprises[0].industry"), Some("312"));
    assert_eq!(
        at(&draft, "top_enterprises[0].products"),
        Some("钢 100 万吨")
    );
    assert_eq!(at(&draft, "top_enterprises[1].output_value"), Some("2"));
}

#[test]
fn places_without_a_grid_and_endless_tables_are_refused() {
    let scope = scope("enterprise");
    let draft = Draft::new(&scope.form.id, "enterprise");
    let refused =
        |at: &str, rows: &[Vec<String>]| propose(&scope, &draft, at, rows).expect_err(at).code();
    assert_eq!(refused("cover.name", &table("1|2")), "paste-no-grid");
    assert_eq!(refused("nowhere.2022", &table("1|2")), "paste-no-grid");
    let long = vec![vec!["1".to_owned()]; MOST_ROWS + 1];
    assert_eq!(refused("waste.generated.2022", &long), "paste-too-large");
}

/// PastedCells as people have them, and cells as nobody does.
fn cells() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[1-9][0-9]{0,6}(\\.[0-9]{1,2})?",
        1 => "(2022|2023年|2024|２０２５年|2021)",
        1 => "(高炉渣|钢渣|工业固废产生量（吨）|其中，炼钢|综合利用率|合计|企业名称|产值（元）|单位：吨|其中)",
        1 => "[1-9][0-9]{0,4}(万吨|吨|%|亿元|亩)",
        1 => "(—|/|)",
        1 => any::<String>(),
    ]
}

const PLACES: [(&str, &str); 8] = [
    ("enterprise", "waste.generated.2022"),
    ("enterprise", "waste.utilised_by[0].name"),
    ("enterprise", "production.products[2].2024"),
    ("enterprise", "production.capacity.2025"),
    ("park", "production.by_industry[0].industry"),
    ("park", "waste.generated_by[1].2023"),
    ("park", "top_enterprises[3].products"),
    ("park", "top_enterprises[0].name"),
];

proptest! {
    /// Whatever is pasted: the change it proposes goes, and every cell is put somewhere, or is a head
    /// or name, or it is said that something was left.
    #[test]
    fn nothing_is_lost_in_silence(
        rows in prop::collection::vec(prop::collection::vec(cells(), 0..6), 0..7),
        place in prop::sample::select(PLACES.to_vec()),
    ) {
        let (applicant, at) = place;
        let scope = scope(applicant);
        let mut draft = draft(applicant, json!({ "waste": { "generated_by": [{ "name": "钢渣" }, {}] } }));
        let proposal = propose(&scope, &draft, at, &rows).expect("a proposal");
        let edit = proposal.edit.read(&scope, &draft).expect("an edit that fits");
        draft.apply(&scope, &edit).expect("an edit that goes");
        for line in &proposal.lines {
            prop_assert_eq!(line.cells.len(), proposal.heads.len());
        }
        // Bare figures are neither heads nor names. Blanks of every kind around them do not count.
        let bare = |cell: &&String| {
            let cell = clean::line(cell);
            cell.parse::<rust_decimal::Decimal>().is_ok() && year_of(&cell).is_none()
        };
        let given = rows.iter().flatten().filter(bare).count();
        let named = proposal.lines.iter().filter(|line| bare(&&line.label)).count();
        let put = named + proposal.lines.iter().flat_map(|line| line.cells.iter().flatten()).filter(|cell| bare(&&cell.pasted)).count();
        prop_assert!(put == given || !proposal.left.is_empty(), "{:#?}", proposal);
        if proposal.plain {
            prop_assert_eq!(put, given);
        }
    }
}
