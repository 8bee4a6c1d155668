use proptest::prelude::*;
use serde::Deserialize;

use super::*;

#[derive(Deserialize)]
struct Vectors {
    units: Vec<String>,
    case: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    text: String,
    /// Value, unit, year and flags of each number that is no calendar year; `-` stands for none.
    found: Vec<[String; 4]>,
}

fn described(mention: &Mention) -> [String; 4] {
    let or_dash = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
    let flags: Vec<&str> = [
        (mention.change, "change"),
        (mention.approximate, "approximate"),
        (mention.partial, "partial"),
        (mention.planned, "planned"),
    ]
    .into_iter()
    .filter_map(|(set, name)| set.then_some(name))
    .collect();
    [
        mention.value.to_string(),
        or_dash(mention.unit.clone()),
        or_dash(mention.year.map(|year| year.to_string())),
        if flags.is_empty() {
            "-".to_owned()
        } else {
            flags.join(" ")
        },
    ]
}

#[test]
fn agrees_with_the_vectors() {
    let vectors: Vectors =
        toml::from_str(include_str!("../../../tests/vectors/mentions.toml")).expect("vectors");
    assert!(vectors.case.len() >= 60);
    let units: Vec<&str> = vectors.units.iter().map(String::as_str).collect();
    let mut wrong = Vec::new();
    for case in vectors.case {
        let found: Vec<_> = find(&case.text, &units)
            .iter()
            .filter(|mention| !mention.calendar_year)
            .map(described)
            .collect();
        if found != case.found {
            wrong.push(format!(
                "{}\n  expected {:?}\n  found    {found:?}",
                case.text, case.found
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn years_of(text: &str) -> Vec<i32> {
    find(text, &[])
        .into_iter()
        .filter(|mention| mention.calendar_year)
        .filter_map(|mention| mention.year)
        .collect()
}

#[test]
fn knows_calendar_years() {
    assert_eq!(
        years_of("2025年、2022—2024年度，至2030年底"),
        [2025, 2022, 2024, 2030]
    );
    assert_eq!(years_of("２０２５年"), [2025]);
    assert_eq!(
        years_of("2025万吨，1800年，22025年，第2025号，GB2025年，2.2025年"),
        [0; 0]
    );
}

#[test]
fn ranges_lead_back_to_the_source() {
    let text = "甲厂２０２５年产出１，２３４．５０ 万吨（含水率－３．５％）。乙。";
    let found = find(text, &["万吨", "%"]);
    let sources: Vec<&str> = found
        .iter()
        .map(|mention| &text[mention.range.clone()])
        .collect();
    assert_eq!(sources, ["２０２５", "１，２３４．５０", "－３．５"]);
    assert_eq!(found[1].decimals(), 2);
    assert_eq!(
        &text[found[2].sentence.clone()],
        "甲厂２０２５年产出１，２３４．５０ 万吨（含水率－３．５％）"
    );
}

#[test]
fn clauses_end_at_commas_outside_brackets() {
    let text = "前文。甲量（含丙，不含丁）为1,234吨，乙率（2022年为90%，2025年为95%）达标；完";
    let clauses: Vec<&str> = find(text, &["吨", "%"])
        .iter()
        .filter(|mention| !mention.calendar_year)
        .map(|mention| &text[mention.clause.clone()])
        .collect();
    assert_eq!(
        clauses,
        [
            "甲量（含丙，不含丁）为1,234吨",
            "乙率（2022年为90%",
            "2025年为95%）达标"
        ]
    );
}

#[test]
fn the_longest_unit_wins_and_is_spelt_as_named() {
    let unit = |text: &str| {
        find(text, &["吨", "万吨", "吨／万元", "％"])[0]
            .unit
            .clone()
    };
    assert_eq!(unit("5万吨").as_deref(), Some("万吨"));
    assert_eq!(unit("5吨/万元").as_deref(), Some("吨／万元"));
    assert_eq!(unit("5 %").as_deref(), Some("％"));
    assert_eq!(unit("5吨/年"), None);
    assert_eq!(unit("5亿吨"), None);
    assert_eq!(unit("5\n吨"), None);
}

#[test]
fn bounds_are_known() {
    let bound = |text: &str| {
        find(text, &["%", "万吨"])
            .into_iter()
            .find(|mention| !mention.calendar_year)
            .and_then(|mention| mention.bound)
    };
    for text in [
        "超过98%",
        "超过了98%",
        "不低于98%",
        "不少于98%",
        "≥98%",
        "98%以上",
        "突破98%",
        "220余万吨",
    ] {
        assert_eq!(bound(text), Some(Bound::AtLeast), "{text}");
    }
    for text in [
        "不超过5%",
        "不到5%",
        "不足5%",
        "低于5%",
        "≤5%",
        "5%以下",
        "5%以内",
    ] {
        assert_eq!(bound(text), Some(Bound::AtMost), "{text}");
    }
    for text in ["80—90%", "在80%—90%之间", "90%之间"] {
        assert_eq!(bound(text), Some(Bound::Span), "{text}");
    }
    for text in ["98%", "约98%", "近98%", "98%左右", "由98%提高到99%"] {
        assert_eq!(bound(text), None, "{text}");
    }
}

#[test]
fn links_are_told_from_other_words() {
    for text in [
        "",
        "达到",
        "由年的提高到年的",
        "，年",
        "分别为、、和",
        "逐年上升，达",
        "（年）为",
        "：",
        "比年提高个百分点，达到",
        "仅为",
        "稳定在",
    ] {
        assert!(only_links(text), "{text}");
    }
    for text in [
        "、危险废物处置率",
        "占",
        "居全国第",
        "的企业占",
        "，同行业先进水平为",
        "；",
    ] {
        assert!(!only_links(text), "{text}");
    }
    assert!(belongs_to_what_follows("的企业有3家"));
    assert!(!belongs_to_what_follows("的历史新高"));
    assert!(!belongs_to_what_follows("，的"));
}

/// Text of the sorts of pieces that matter, in any order.
fn pieces() -> impl Strategy<Value = String> {
    proptest::collection::vec(
        prop_oneof![
            Just("2022年".to_owned()),
            Just("2022—2025年".to_owned()),
            Just("（".to_owned()),
            Just("）".to_owned()),
            Just("，".to_owned()),
            Just("。".to_owned()),
            Just("、".to_owned()),
            Just("→".to_owned()),
            Just("-".to_owned()),
            Just("较".to_owned()),
            Just("由".to_owned()),
            Just("提高到".to_owned()),
            Just("下降".to_owned()),
            Just("约".to_owned()),
            Just("万吨".to_owned()),
            Just("％".to_owned()),
            "[0-9,.０-９]{1,8}",
            any::<String>(),
        ],
        0..30,
    )
    .prop_map(|pieces| pieces.concat())
}

#[test]
fn time_grows_with_the_text_only() {
    // Quadratic reading of these takes minutes.
    for piece in [
        "1 ",
        "2025年、",
        "由2022年1、",
        "（2%",
        "1,234，",
        "2022年—2023年提高到5%。",
        "目标1万吨、",
    ] {
        assert!(!find(&piece.repeat(100_000 / piece.len()), &["%", "万吨"]).is_empty());
    }
}

proptest! {
    #[test]
    fn every_range_is_a_number_within_its_clause_and_sentence(text in pieces()) {
        let mut last = 0;
        for mention in find(&text, &["万吨", "%"]) {
            prop_assert!(mention.range.start >= last);
            last = mention.range.end;
            let number = text.get(mention.range.clone()).expect("character borders");
            let read = figure::parse(number).expect("a figure");
            prop_assert_eq!(read, mention.value);
            prop_assert_eq!(read.scale(), mention.decimals());
            for (outer, inner) in [(&mention.sentence, &mention.clause), (&mention.clause, &mention.range)] {
                prop_assert!(text.get(outer.clone()).is_some());
                prop_assert!(outer.start <= inner.start && inner.end <= outer.end);
            }
        }
    }

    #[test]
    fn a_printed_figure_is_found(mantissa in 0..10_i64.pow(15), scale in 0..6_u32) {
        let value = Decimal::new(mantissa, scale);
        let text = format!("2025年产出{}万吨。", figure::grouped(&value));
        let found = find(&text, &["万吨"]);
        prop_assert_eq!(found.len(), 2);
        prop_assert_eq!(found[1].value, value);
        prop_assert_eq!(found[1].decimals(), scale);
        prop_assert_eq!(found[1].year, Some(2025));
        prop_assert_eq!(found[1].unit.as_deref(), Some("万吨"));
    }
}
