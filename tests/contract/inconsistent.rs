//! `inconsistent`: one fact with two values, and figures typed in the text.

use std::collections::BTreeSet;

use serde_json::json;
use wufei::check::Severity::{Error, Warning};

use crate::common::set;
use crate::fault::{E, P, complete, expected, hold, review, told, with_paragraph};

#[test]
fn one_fact_with_two_values() {
    hold(&[
        (
            E,
            &[("basics.name", json!("甲钢铁集团有限公司"))],
            &[("inconsistent", Error, "basics.name")],
        ),
        (E, &[("basics.name", json!(" 甲钢铁有限公司\n"))], &[]),
        (
            P,
            &[("basics.name", json!("B经济开发区"))],
            &[("inconsistent", Error, "basics.name")],
        ),
    ]);
}

#[test]
fn figures_typed_in_the_text() {
    let wrong = [
        (E, "2025年综合利用率达到95.3%。"),
        (E, "2025年，公司工业固废综合利用率达95.3％，居全省前列。"),
        (E, "2025年工业固体废物综合利用率为97.71%。"),
        (E, "2025年公司固体废物综合利用率为97.71%。"),
        (E, "2025年工业固废产生总量218.5万吨。"),
        (
            E,
            "公司工业固废综合利用率由2022年的93.23%提高到2025年的95.3%。",
        ),
        (
            E,
            "公司工业固废综合利用率由2022年的83.23%提高到2025年的98.73%。",
        ),
        (E, "2022年综合利用率达到98.73%。"),
        (E, "综合利用率（2025年）为95.3%。"),
        (E, "综合利用率95.3%（2025年）。"),
        (E, "2025年综合利用率显著提升，达到95.3%。"),
        (E, "2025年综合利用率比2022年提高5.5个百分点，达到95.3%。"),
        (
            E,
            "2022—2025年综合利用率分别为93.23%、95.76%、97.71%、95.3%。",
        ),
        (E, "2025年工业固废产生量为2285万吨。"),
        (E, "2025年工业固废产生量为228.5吨。"),
        (E, "2025年工业固废产生量228.7万吨。"),
        (E, "2025年工业固废产生量仅为22.85万吨。"),
        (E, "2025年高炉渣产生量为154.9万吨。"),
        (E, "其中，高炉渣的产生量2025年为154.9万吨。"),
        (E, "2025年实现产值21.68亿元。"),
        (E, "2025年公司产值2,268,000万元。"),
        (E, "2025年工业固废产生量约320万吨。"),
        (E, "2025年综合利用率超过99%。"),
        (E, "2025年综合利用率不足98%。"),
        (E, "甲钢铁有限公司2025年综合利用率为95.3%。"),
        (E, "公司2025年工业固废综合利用率为95.3%。"),
        (E, "截至2025年底，综合利用率达到95.3%。"),
        (E, "到2025年，公司综合利用率提高到95.3%。"),
        (E, "高炉渣产生量2025年为144.9万吨，公司综合利用率为95.3%。"),
        (
            E,
            "综合利用率：2022年93.23%，2023年95.76%，2024年97.71%，2025年95.3%。",
        ),
        (E, "2025年综合利用量225.6万吨、综合利用率95.3%。"),
        (P, "2025年园区工业固废产生强度为1.94吨/万元。"),
        (P, "2025年园区综合利用率达到95.3%。"),
        (P, "2025年，工业固体废物园区内综合利用率达到95.3%。"),
        (P, "2025年园区总产值达到286.7亿元。"),
        (P, "2025年锰渣利用量为52.4万吨。"),
        (P, "2025年电池制造产值为118亿元。"),
    ];
    for (applicant, text) in wrong {
        let draft = with_paragraph(applicant, text);
        assert_eq!(
            told(&draft),
            expected(&[("inconsistent", Warning, "case.results")]),
            "{text}"
        );
        let review = review(&draft);
        let finding = review
            .findings
            .iter()
            .find(|f| f.code == "inconsistent")
            .expect("it");
        let blocks = draft.blocks("case.results").len();
        assert_eq!(finding.block, Some(blocks - 1));
        // What is offered instead of the words that contradict puts the sentence right.
        let span = finding.span.expect("the words it is about");
        assert_eq!(span.text, 0, "{text}");
        let units: Vec<u16> = text.encode_utf16().collect();
        let part = |units: &[u16]| String::from_utf16(units).expect("whole characters");
        let Some(instead) = &finding.instead else {
            panic!("{text}: nothing is offered");
        };
        let mended = format!(
            "{}{}{}",
            part(&units[..span.from]),
            instead.as_plain().expect("plain text"),
            part(&units[span.to..])
        );
        assert_eq!(told(&with_paragraph(applicant, &mended)), [], "{mended}");
    }
    let right = [
        (E, "2025年综合利用率达到98.73%。"),
        (E, "2025年综合利用率达到98.7%。"),
        (E, "2025年综合利用率约99%。"),
        (E, "2025年综合利用率达到98%以上。"),
        (E, "2025年综合利用率达到80%以上。"),
        (E, "2025年综合利用率超过98%。"),
        (E, "2025年综合利用率近99%。"),
        (E, "2025年综合利用率为99%。"),
        (E, "2025年工业固废产生量为228.5万吨。"),
        (E, "2025年工业固废产生量为2285000吨。"),
        (E, "2025年工业固废产生量为229万吨。"),
        (E, "2025年工业固废产生量约230万吨。"),
        (E, "2025年工业固废产生量为220余万吨。"),
        (E, "2025年实现产值216.8亿元，销售额214.2亿元。"),
        (E, "2025年产值、销售额分别为216.8亿元、214.2亿元。"),
        (E, "2025年产值和销售额分别为216.8亿元和214.2亿元。"),
        (
            E,
            "综合利用率由2022年的93.2%提高到2025年的98.7%，提高5.5个百分点。",
        ),
        (
            E,
            "2022—2025年综合利用率分别为93.23%、95.76%、97.71%、98.73%。",
        ),
        (E, "综合利用率2025年比2022年提高5.5个百分点。"),
        (E, "2025年综合利用率同比提高1.02个百分点。"),
        (E, "2025年产生量较2022年下降7.86%。"),
        (E, "2025年综合利用率高于80%的要求。"),
        (E, "按照要求，综合利用率≥80%。"),
        (E, "2025年综合利用率应达到80%。"),
        (E, "到2027年综合利用率达到99.5%。"),
        (E, "2021年综合利用率为85%。"),
        (E, "2025年全国大宗固废综合利用率达到57%。"),
        (E, "2025年行业平均综合利用率为85%。"),
        (E, "2025年钢渣综合利用率为96.6%。"),
        (E, "2025年危险废物产生量1.2万吨。"),
        (E, "2025年粗钢产量480万吨。"),
        (E, "2025年综合利用率98.73%、危险废物处置率100%。"),
        (E, "2025年综合利用率和处置率分别为98.73%和1.27%。"),
        (E, "2025年处置率和综合利用率分别为1.27%和98.73%。"),
        (E, "2025年综合利用率100%的分厂有3家。"),
        (E, "2025年高炉渣、钢渣产生量分别为144.90万吨和55.20万吨。"),
        (E, "2025年高炉渣、钢渣产生量合计200.10万吨。"),
        (E, "2025年上半年产生量110万吨，月均产生量19万吨。"),
        (E, "2025年各分厂综合利用率在90%—100%之间。"),
        (E, "2025年综合利用率居全国同行业前3%。"),
        (E, "2025年产值占集团的35%。"),
        (E, "2025年综合利用率达到{{waste.rate.2025}}%。"),
        (
            E,
            "2022—2025年，工业固废产生量由248.00万吨降至228.50万吨，下降7.9%；综合利用量由231.20万吨降至225.60万吨；综合利用率由93.23%提高到98.73%，提高5.50个百分点。",
        ),
        (
            E,
            "2025年，公司实现产值216.8亿元、销售额214.23亿元，粗钢产量480万吨。",
        ),
        (E, "综合利用率从93.23%（2022年）提高到98.73%（2025年）。"),
        (E, "2023年、2024年综合利用率分别为95.76%、97.71%。"),
        (
            E,
            "2025年综合利用率达98.73%，较2022年提高5.5个百分点，高于全国平均水平40个百分点。",
        ),
        (E, "2025年综合利用率98.73%，同行业先进水平为99%。"),
        (
            E,
            "2025年综合利用量225.6万吨，占产生量的98.73%，其中自用120万吨。",
        ),
        (E, "炼钢厂2025年综合利用率为95%。"),
        (E, "二期项目2025年产生量10万吨，利用率99%。"),
        (E, "2025年二期项目综合利用率95%。"),
        (E, "2025年建成产能60万吨的微粉线，新增产能60万吨。"),
        (E, "2025年产能达到520万吨/年，吨钢产值4322元。"),
        (E, "2025年产值超过200亿元，产量500多万吨。"),
        (E, "2025年产生量228.5万吨（其中危险废物1.2万吨）。"),
        (E, "2025年高炉渣产生量144.9万吨，利用量144.6万吨。"),
        (E, "2025年钢渣产生量55.2万吨、利用量53.3万吨、利用率96.6%。"),
        (E, "2024年12月综合利用率达到99.2%。"),
        (E, "2025年一季度产生量57万吨。"),
        (E, "2025年集团综合利用率为96%。"),
        (
            E,
            "2025年工业用水重复利用率97.2%，余热利用率85%，产能利用率96.5%。",
        ),
        (E, "2025年一般工业固废综合利用率为99%，单位产值能耗0.3吨。"),
        (P, "2025年锰渣产生量69.8万吨，利用量62.4万吨，利用率89.4%。"),
        (P, "2025年规上企业工业增加值50亿元。"),
        (P, "2025年各企业产生量合计90万吨。"),
        (P, "2025年甲锰业有限公司产生量33.6万吨、利用量30.2万吨。"),
        (P, "2025年园区工业固废产生强度为1.49吨/万元。"),
        (P, "2025年园区综合利用率达到90.9%，其中锰渣89.4%。"),
        (P, "2025年锰渣利用量为62.4万吨，浸出渣10.6万吨。"),
        (P, "2025年规上企业产值占园区总产值的92%。"),
        (P, "2025年电池制造产值为111.8亿元。"),
    ];
    let loud: Vec<String> = right
        .iter()
        .filter_map(|(applicant, text)| {
            let found = told(&with_paragraph(applicant, text));
            (!found.is_empty()).then(|| format!("{text} {found:?}"))
        })
        .collect();
    assert!(loud.is_empty(), "{}", loud.join("\n"));
    // The 自述 and the brief are read as well, and named.
    let text = format!(
        "2025年综合利用率为95.3%。{}",
        complete(E).answer("statement").map_or(String::new(), |a| {
            a.to_json()
                .as_str()
                .unwrap_or_default()
                .chars()
                .take(600)
                .collect()
        })
    );
    hold(&[(
        E,
        &[("statement", json!(text))],
        &[("inconsistent", Warning, "statement")],
    )]);
}

/// A text as long as the program takes, all one sentence, is read in its time.
#[test]
fn an_endless_sentence_is_read() {
    for piece in [
        "2025年综合利用率98.73%，",
        "综合利用率1%、",
        "2025年锰渣产生量和",
    ] {
        let text = piece.repeat(190_000 / piece.chars().count());
        let codes: BTreeSet<String> = told(&with_paragraph(E, &text))
            .into_iter()
            .map(|found| found.0)
            .collect();
        assert_eq!(codes, BTreeSet::from(["over-limit".to_owned()]), "{piece}");
    }
}

#[test]
fn the_words_of_a_contradiction_are_found_in_every_kind_of_text() {
    let wrong = "2025年综合利用率为95.3%";
    // 𠮷 is two code units, a reference is one.
    let led = json!([
        { "text": "𠮷" },
        { "ref": "waste.rate.2024" },
        { "text": "，" },
        { "text": "2025年综合利用率为", "marks": ["bold"] },
        { "text": "95.3%" },
    ]);
    let plain = Some((11, 15));
    for (block, text, place) in [
        (json!({ "type": "heading", "text": wrong }), 0, plain),
        (
            json!({ "type": "paragraph", "text": led }),
            0,
            Some((15, 19)),
        ),
        (json!({ "type": "list", "items": ["甲", wrong] }), 1, plain),
        (
            json!({ "type": "table", "caption": wrong, "rows": [["甲"]] }),
            0,
            plain,
        ),
        (
            json!({ "type": "table", "caption": "甲", "rows": [["甲", "乙"], ["丙", wrong]] }),
            4,
            plain,
        ),
        (
            json!({ "type": "chart", "of": "waste.rate", "caption": wrong }),
            0,
            plain,
        ),
    ] {
        let mut draft = complete(E);
        set(&mut draft, "case.plan", json!([block]));
        let review = review(&draft);
        let finding = review
            .findings
            .iter()
            .find(|f| f.code == "inconsistent" && f.path == "case.plan")
            .unwrap_or_else(|| panic!("{block}"));
        let span = finding.span.expect("the words it is about");
        assert_eq!(span.text, text, "{block}");
        assert_eq!(Some((span.from, span.to)), place, "{block}");
        assert_eq!(
            serde_json::to_value(&finding.instead).expect("JSON"),
            json!("{{waste.rate.2025}}"),
            "{block}"
        );
    }
    // In a text that holds no references none is offered.
    let mut draft = complete(E);
    set(&mut draft, "statement", json!(wrong));
    let review = review(&draft);
    let finding = review
        .findings
        .iter()
        .find(|f| f.path == "statement" && f.code == "inconsistent");
    let finding = finding.expect("it is said");
    assert!(finding.span.is_some() && finding.instead.is_none());
}
