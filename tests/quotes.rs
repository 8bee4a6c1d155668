//! What a text quotes of several figures: changes, sums, means, shares, figures in another unit. It prints
//! what the tables give, follows them, and says so where it cannot be reckoned yet; where the same was
//! typed by hand and contradicts the tables, it is found.

mod common;

use common::{form, sample, set};
use proptest::prelude::*;
use rust_decimal::Decimal;
use serde_json::json;
use wufei::check::{self, Finding, Severity};
use wufei::compose::{Options, compose};
use wufei::derive::{Figures, State};
use wufei::draft::{Draft, Text};
use wufei::export::pdf;
use wufei::form::{Path, Quote, Scope};
use wufei::layout::{FontBook, lay_out};

fn scope(applicant: &str) -> Scope {
    form().scope(applicant).expect("a kind of applicant")
}

/// What a text with references prints in a draft.
fn printed(draft: &Draft, text: &str) -> String {
    let scope = scope(&draft.applicant);
    let mut text = Text::plain(text);
    for piece in &mut text.0 {
        if let wufei::draft::Inline::Ref(quote) = piece
            && let Some(path) = quote.path_mut()
        {
            *path = draft.settled(path.clone());
        }
    }
    Figures::new(&scope, draft).resolved(&text)
}

#[test]
fn changes_sums_means_and_shares_print_what_the_tables_give() {
    let (draft, _) = sample("enterprise");
    for (text, said) in [
        // 248.00 → 228.50
        (
            "比2022年下降{{fall(waste.generated,2022,2025)}}%",
            "比2022年下降7.86%",
        ),
        ("{{rise(waste.generated,2022,2025)}}", "-7.86"),
        ("{{fall(waste.generated,2022,2025)|1}}", "7.9"),
        // 93.23 % → 98.73 %, as printed.
        (
            "提高{{rise(waste.rate,2022,2025)}}个百分点",
            "提高5.50个百分点",
        ),
        ("{{rise(waste.rate,2024,2025)}}", "1.02"),
        // Before rounding: 248 ÷ 486.0 and 228.5 ÷ 501.6.
        ("{{fall(waste.per_unit,2022,2025)}}", "10.73"),
        (
            "三年累计利用{{sum(waste.utilised,2023,2025)}}万吨",
            "三年累计利用688.40万吨",
        ),
        ("{{mean(waste.generated,2022,2025)}}", "238.75"),
        ("{{share(waste.generated_by[0].2025)}}", "63.41"),
        ("{{fall(waste.generated_by[0],2022,2025)}}", "6.64"),
        (
            "产值{{production.output_value.2025|亿元|2}}亿元",
            "产值216.80亿元",
        ),
        ("{{production.output_value.2025|亿元}}", "216.8"),
        (
            "{{sum(production.output_value,2022,2025)|亿元|2}}",
            "874.00",
        ),
        ("{{waste.generated.2025|吨|0}}", "2,285,000"),
        ("{{waste.rate.2025|1}}", "98.7"),
    ] {
        assert_eq!(printed(&draft, text), said, "{text}");
    }
}

#[test]
fn a_quote_follows_the_tables_and_says_where_something_is_missing() {
    let (mut draft, _) = sample("enterprise");
    set(&mut draft, "waste.generated.2025", json!("200"));
    assert_eq!(
        printed(&draft, "{{fall(waste.generated,2022,2025)}}"),
        "19.35"
    );
    set(&mut draft, "waste.generated.2022", json!(null));
    for (text, said) in [
        (
            "{{fall(waste.generated,2022,2025)}}",
            "〔2025 年工业固废产生量比 2022 年下降：还算不出〕",
        ),
        (
            "{{sum(waste.generated,2022,2024)}}",
            "〔2022—2024 年工业固废产生量合计：还算不出〕",
        ),
        (
            "{{waste.generated.2022}}",
            "〔2022 年工业固废产生量：还没有填〕",
        ),
        (
            "{{share(waste.generated_by[0].2022)}}",
            "〔2022 年固废“高炉渣”的产生量占比：还算不出〕",
        ),
    ] {
        assert_eq!(printed(&draft, text), said, "{text}");
    }
    // A division by nothing, too.
    set(&mut draft, "waste.generated.2022", json!("0"));
    assert!(printed(&draft, "{{fall(waste.generated,2022,2025)}}").contains("还算不出"));
}

#[test]
fn what_cannot_be_quoted_leads_nowhere() {
    let (draft, _) = sample("enterprise");
    let scope = scope("enterprise");
    let figures = Figures::new(&scope, &draft);
    for text in [
        "fall(cover.name,2022,2025)",
        "fall(waste.generated,2019,2025)",
        "sum(waste.per_unit_fall,2022,2025)",
        "share(waste.generated.2025)",
        "waste.generated",
        "waste.generated_by[r999].2025",
        "production.output_value.2025|吨吨吨|x",
    ] {
        assert_eq!(
            figures.quoted(&Quote::read(text)).state,
            State::Nowhere,
            "{text}"
        );
    }
    // Another thing than the figure's cannot be reckoned.
    assert_eq!(
        figures
            .quoted(&Quote::read("waste.generated.2025|亿元"))
            .state,
        State::Open
    );
}

#[test]
fn all_that_is_offered_is_there_and_is_what_it_says() {
    for applicant in ["enterprise", "park"] {
        let scope = scope(applicant);
        let (draft, _) = sample(applicant);
        let figures = Figures::new(&scope, &draft);
        let all = figures.reckoned();
        assert!(all.len() > 200 && all.len() < 600, "{}", all.len());
        for (quote, quoted) in &all {
            assert_eq!(quoted.state, State::There, "{quote}");
            assert!(
                !quoted.text.starts_with('-') && !quoted.unit.is_empty(),
                "{quote}"
            );
            assert_eq!(Quote::parse(&quote.to_string()).as_ref(), Some(quote));
        }
        let mut words: Vec<&str> = all
            .iter()
            .map(|(_, quoted)| quoted.words.as_str())
            .collect();
        words.sort_unstable();
        let count = words.len();
        words.dedup();
        assert_eq!(words.len(), count, "each is called otherwise");
        let empty = Draft::new(form().id.clone(), applicant);
        assert!(Figures::new(&scope, &empty).reckoned().is_empty());
    }
}

/// The unit of a quotient is that of what it is of, wherever it stands.
#[test]
fn a_figure_per_unit_of_product_has_a_real_unit() {
    let (mut draft, _) = sample("enterprise");
    let scope = scope("enterprise");
    let unit = |draft: &Draft, path: &str| {
        let path = Path::parse(path).expect(path);
        Figures::new(&scope, draft).unit(&path).unwrap_or_default()
    };
    let own = ["waste.per_unit.2025", "eligibility.industry_average"];
    assert_eq!(own.map(|path| unit(&draft, path)), ["吨/吨", "吨/吨"]);
    let review = check::review(&scope, &draft);
    let evidence = review
        .eligibility
        .iter()
        .map(|one| one.evidence.as_str())
        .collect::<String>();
    assert!(
        evidence.contains("0.4555 吨/吨，平均 0.58 吨/吨"),
        "{evidence}"
    );
    let typed = told("enterprise", "2025年单位产品固废产生量为0.5555吨/吨。");
    assert_eq!(typed.len(), 1, "{typed:?}");
    assert!(typed[0].message.contains("0.4555 吨/吨"), "{typed:?}");
    set(&mut draft, "production.output_unit", json!("万台"));
    assert_eq!(own.map(|path| unit(&draft, path)), ["吨/台", "吨/台"]);
    set(&mut draft, "production.output_unit", json!(null));
    assert_eq!(unit(&draft, "waste.per_unit.2025"), "万吨/产量单位");
}

fn findings(draft: &Draft) -> Vec<Finding> {
    let scope = scope(&draft.applicant);
    let mut all = check::review(&scope, draft).findings;
    all.retain(|finding| finding.path == "case.results" || finding.path == "statement");
    all
}

/// What is found when a sentence is all that a part says.
fn told(applicant: &str, text: &str) -> Vec<Finding> {
    let (mut draft, _) = sample(applicant);
    set(
        &mut draft,
        "case.results",
        json!([{ "type": "paragraph", "text": text }]),
    );
    findings(&draft)
}

#[test]
fn changes_and_sums_typed_by_hand_are_compared_with_the_tables() {
    for (text, offered) in [
        (
            "2025年工业固废产生量比2022年下降8.86%。",
            "fall(waste.generated,2022,2025)",
        ),
        (
            "与2022年相比，2025年工业固废产生量下降了17.86%。",
            "fall(waste.generated,2022,2025)",
        ),
        (
            "2025年工业固废产生量228.50万吨，同比下降13.05%。",
            "fall(waste.generated,2024,2025)",
        ),
        (
            "2025年综合利用率达到98.73%，较2022年提高6.50个百分点。",
            "rise(waste.rate,2022,2025)",
        ),
        (
            "2025年单位产品固废产生量比2022年降低20.73%。",
            "fall(waste.per_unit,2022,2025)",
        ),
        ("2023—2025年累计综合利用量790.40万吨。", ""),
        (
            "2023—2025年综合利用量累计790.40万吨。",
            "sum(waste.utilised,2023,2025)",
        ),
        (
            "2025年高炉渣产生量比2022年减少9.9%。",
            "fall(waste.generated_by[r4],2022,2025)",
        ),
        // The direction is wrong, whatever the number.
        ("2025年工业固废产生量比2022年增长7.86%。", "-"),
    ] {
        let found = told("enterprise", text);
        if offered.is_empty() {
            continue;
        }
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert_eq!(found[0].code, "inconsistent", "{text}");
        assert_eq!(found[0].severity, Severity::Warning);
        assert!(found[0].span.is_some(), "{text}");
        let instead = found[0].instead.as_ref().and_then(Text::as_plain);
        match offered {
            "-" => assert_eq!(instead, None, "{text}"),
            quote => assert_eq!(instead, Some(format!("{{{{{quote}}}}}")), "{text}"),
        }
    }
}

#[test]
fn true_sentences_and_those_in_doubt_raise_no_alarm() {
    for text in [
        "2025年工业固废产生量比2022年下降7.86%。",
        "2025年工业固废产生量比2022年下降7.9%，比2024年下降3.1%。",
        "2025年工业固废产生量比2022年下降约8%。",
        "与2022年相比，2025年工业固废产生量下降7.86%，综合利用率提高5.50个百分点。",
        "2025年综合利用率达到98.73%，较2022年提高5.5个百分点，同比提高1.02个百分点。",
        "2023—2025年综合利用量累计688.4万吨。",
        "2022—2025年产值合计874亿元。",
        // Somebody else's, planned, parts, other years, other words.
        "2025年行业工业固废产生量比2022年下降1%。",
        "力争2025年工业固废产生量比2022年下降20%。",
        "2025年A分厂工业固废产生量比2022年下降1%。",
        "2025年工业固废产生量比2019年下降30%。",
        "2025年综合利用率比2022年提高5.9%。",
        "2025年工业固废产生量下降幅度较大，能耗比2022年下降4%。",
        "2023—2025年累计投入技改资金3.2亿元。",
        "2025年工业固废产生量年均下降2.7%。",
    ] {
        let found = told("enterprise", text);
        assert!(found.is_empty(), "{text}: {found:?}");
    }
}

#[test]
fn a_fall_that_has_become_a_rise_is_told() {
    let (mut draft, _) = sample("enterprise");
    let text = "产生量比2022年下降{{fall(waste.generated,2022,2025)}}%。";
    set(
        &mut draft,
        "case.results",
        json!([{ "type": "paragraph", "text": text }]),
    );
    assert!(findings(&draft).is_empty());
    set(&mut draft, "waste.generated.2022", json!("200.00"));
    let found = findings(&draft);
    let contrary: Vec<&Finding> = found
        .iter()
        .filter(|f| f.message.contains("方向相反"))
        .collect();
    assert_eq!(contrary.len(), 1, "{found:?}");
    assert_eq!(contrary[0].code, "inconsistent");
}

#[test]
fn a_reference_behind_the_name_of_another_row_is_told() {
    let (draft, _) = sample("enterprise");
    // 高炉渣, 钢渣, 含铁尘泥, 粉煤灰
    for (text, offered) in [
        (
            "高炉渣{{waste.generated_by[2].2025}}万吨。",
            Some("{{waste.generated_by[r4].2025}}"),
        ),
        (
            "2025年高炉渣产生量降到{{waste.generated_by[1].2025}}万吨",
            Some("{{waste.generated_by[r4].2025}}"),
        ),
        (
            "高炉渣、粉煤灰分别为{{waste.generated_by[1].2025}}万吨",
            None,
        ),
        (
            "粉煤灰比2022年下降{{fall(waste.generated_by[0],2022,2025)}}%",
            Some("{{fall(waste.generated_by[r7],2022,2025)}}"),
        ),
    ] {
        let found = told("enterprise", text);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert_eq!(found[0].code, "inconsistent", "{text}");
        let instead = found[0].instead.as_ref().and_then(Text::as_plain);
        assert_eq!(instead.as_deref(), offered, "{text}");
    }
    for text in [
        "高炉渣{{waste.generated_by[0].2025}}万吨，钢渣{{waste.generated_by[1].2025}}万吨。",
        "高炉渣、钢渣分别为{{waste.generated_by[0].2025}}和{{waste.generated_by[1].2025}}万吨。",
        "钢渣比高炉渣少，只有{{waste.generated_by[1].2025}}万吨。",
        "高炉渣全部利用。其余{{waste.generated_by[3].2025}}万吨。",
        "共{{waste.generated_by[3].2025}}万吨粉煤灰。",
        "全部固废{{waste.generated.2025}}万吨，其中高炉渣最多。",
    ] {
        let found = told("enterprise", text);
        assert!(found.is_empty(), "{text}: {found:?}");
    }
    assert!(
        draft
            .removed("waste.generated_by", draft.rows("waste.generated_by")[0].id)
            .is_none()
    );
}

/// What stands in the way of what a part says, when some answers have changed.
fn in_the_way(changes: &[(&str, serde_json::Value)], text: &str) -> Vec<Finding> {
    let (mut draft, _) = sample("enterprise");
    for (path, value) in changes {
        set(&mut draft, path, value.clone());
    }
    set(
        &mut draft,
        "case.results",
        json!([{ "type": "paragraph", "text": text }]),
    );
    let mut all = findings(&draft);
    all.retain(|finding| finding.severity == Severity::Error);
    all
}

#[test]
fn what_can_never_be_reckoned_does_not_stand_in_a_final_paper() {
    let nothing: [(&str, serde_json::Value); 0] = [];
    let zero = |of: &'static str| (of, json!("0"));
    let no_base = [
        zero("waste.generated.2022"),
        zero("waste.utilised.2022"),
        zero("waste.generated_by[0].2022"),
        zero("waste.generated_by[1].2022"),
        zero("waste.generated_by[2].2022"),
        zero("waste.generated_by[3].2022"),
    ];
    for (changes, text) in [
        (
            &no_base[..],
            "比2022年下降{{fall(waste.generated,2022,2025)}}%",
        ),
        (&no_base[..], "利用率{{waste.rate.2022}}%"),
        (&no_base[..], "占{{share(waste.generated_by[0].2022)}}%"),
        (&nothing[..], "产生{{waste.generated.2025|亿元}}亿元"),
        (&nothing[..], "综合利用率{{waste.rate.2025|吨}}吨"),
    ] {
        let told = in_the_way(changes, text);
        assert_eq!(told.len(), 1, "{text}: {told:?}");
        assert_eq!(told[0].code.to_string(), "placeholder", "{text}");
        assert!(told[0].message.contains("还算不出"), "{}", told[0].message);
    }
    // What waits for an answer that is asked for is told there.
    for (path, value) in [
        ("waste.generated.2022", json!(null)),
        ("waste.generated.2022", json!("许多")),
        ("waste.utilised.2022", json!(null)),
    ] {
        for text in [
            "比2022年下降{{fall(waste.generated,2022,2025)}}%，",
            "比2022年提高{{rise(waste.rate,2022,2025)}}个百分点",
            "利用率{{waste.rate.2022}}%",
        ] {
            let told = in_the_way(&[(path, value.clone())], text);
            assert!(told.is_empty(), "{path} {value} {text}: {told:?}");
        }
    }
}

#[test]
fn the_paper_says_what_the_count_and_the_page_say() {
    for applicant in ["enterprise", "park"] {
        let (mut draft, bytes) = sample(applicant);
        let text = "题{{fall(waste.generated,2022,2025)}}答{{sum(waste.utilised,2022,2025)|吨}}又{{share(waste.generated_by[1].2024)}}完";
        set(
            &mut draft,
            "case.results",
            json!([{ "type": "paragraph", "text": text }]),
        );
        let scope = scope(applicant);
        let figures = Figures::new(&scope, &draft);
        let block = &draft.blocks("case.results")[0];
        let said = figures.resolved(&block.texts()[0]);
        assert!(!said.contains(['{', '〔']), "{said}");
        let composition = compose(&scope, &draft, &Options::default());
        let fonts = FontBook::find().expect("fonts");
        let pages = lay_out(&composition, &fonts).expect("laid out");
        let mut written = Vec::new();
        pdf::write(&pages, &composition, &fonts, &bytes, &mut written).expect("written");
        let paper: String = pdf::read_text(&written).expect("text").pages.concat();
        assert!(paper.contains(&said), "{said} on paper");
        for quote in figures.quotes_in_texts() {
            let quoted = figures.quoted(&quote);
            let there = matches!(quoted.state, State::There | State::Contrary);
            assert_eq!(
                figures.there(&quote),
                there.then_some((quoted.text, quoted.state))
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    /// Whatever the answers and whatever is quoted of them: as long as nothing is said against a draft, no
    /// quote of it prints that it has nothing to print.
    #[test]
    fn a_paper_that_is_ready_has_no_open_quote(
        changes in proptest::collection::vec((0..9usize, 0..6usize, 2022..2026i32), 0..4),
        quotes in proptest::collection::vec((0..8usize, 0..7usize, 2022..2026i32, 0..6usize), 1..5),
    ) {
        let (mut draft, _) = sample("enterprise");
        for (place, value, year) in changes {
            let place = [
                "waste.generated", "waste.utilised", "production.output", "waste.generated_by[0]",
                "production.output_value", "waste.rate", "waste.generated_by", "cover.name",
                "production.output_unit",
            ][place];
            let path = match place {
                "waste.generated_by" | "cover.name" | "production.output_unit" => place.to_owned(),
                _ => format!("{place}.{year}"),
            };
            let value = [json!(null), json!("0"), json!("1"), json!("许多"), json!("-3"), json!("0.00")][value].clone();
            match place {
                "waste.generated_by" => set(&mut draft, &path, json!(null)),
                "waste.generated_by[0]" if draft.rows("waste.generated_by").is_empty() => {}
                _ => set(&mut draft, &path, value),
            }
        }
        let texts = quotes.into_iter().map(|(of, how, year, unit)| {
            let of = [
                "waste.generated", "waste.utilised", "production.output", "waste.generated_by[0]",
                "waste.generated_by[1]", "waste.rate", "waste.per_unit", "waste.rate_rise",
            ][of];
            let said = match how {
                0 => format!("rise({of},2022,{year})"),
                1 => format!("fall({of},{year},2025)"),
                2 => format!("sum({of},2022,{year})"),
                3 => format!("mean({of},{year},2025)"),
                4 => format!("share({of}.{year})"),
                5 => "cover.name".to_owned(),
                _ => format!("{of}.{year}"),
            };
            let unit = ["", "|2", "|吨", "|亿元", "|亿吨|3", "|%"][unit];
            json!({ "type": "paragraph", "text": format!("甲{{{{{said}{unit}}}}}乙") })
        });
        let texts: Vec<_> = texts.collect();
        set(&mut draft, "case.results", json!(texts));
        let scope = scope("enterprise");
        let figures = Figures::new(&scope, &draft);
        let open = draft.blocks("case.results").iter().any(|block| {
            let texts = block.texts();
            texts.iter().any(|text| figures.resolved(text).contains(['〔', '{']))
        });
        let review = check::review(&scope, &draft);
        prop_assert!(!(open && review.ready));
    }

    /// Whatever stands in the tables: a change is the one that a reader reckons from them, to half a unit
    /// of its last decimal, and both directions differ in nothing but the sign.
    #[test]
    fn changes_are_what_a_reader_reckons(
        first in 1..9_000_000i64, last in 0..9_000_000i64, scale in 0..4u32, places in 0..5u32,
    ) {
        let scope = scope("enterprise");
        let mut draft = Draft::new(form().id.clone(), "enterprise");
        let (first, last) = (Decimal::new(first, scale), Decimal::new(last, scale));
        set(&mut draft, "waste.generated.2023", json!(first.to_string()));
        set(&mut draft, "waste.generated.2025", json!(last.to_string()));
        let figures = Figures::new(&scope, &draft);
        let value = |text: String| figures.exactly(&Quote::read(&text));
        let exact = (last - first) * Decimal::ONE_HUNDRED / first;
        let rise = figures.quoted(&Quote::read(&format!("rise(waste.generated,2023,2025)|{places}")));
        let told: Decimal = rise.text.replace(',', "").parse().expect("a figure");
        let off = (told - exact).abs();
        prop_assert!(off <= Decimal::new(5, places + 1), "{told} for {exact}");
        prop_assert_eq!(told.scale(), places);
        let fall = value("fall(waste.generated,2023,2025)".into()).expect("a figure");
        let rise = value("rise(waste.generated,2023,2025)".into()).expect("a figure");
        prop_assert_eq!(fall, -rise);
        // In another unit it is the same amount.
        let tonnes = value("waste.generated.2025|吨".into()).expect("a figure");
        prop_assert_eq!(tonnes, last * Decimal::from(10_000));
        let path = Path::parse("waste.generated.2025").expect("a path");
        prop_assert_eq!(figures.figure(&path).expect("a figure").value, last);
    }
}
