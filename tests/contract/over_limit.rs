//! `over-limit` and `near-limit`: 字数 of texts, rows of a list.

use serde_json::{Value, json};
use wufei::check::Severity::{Advice, Error};
use wufei::draft::Request;

use crate::common::{APPLICANTS, set};
use crate::fault::{E, P, append, complete, expected, review, scope, told};

#[test]
fn over_and_near_the_limits() {
    for applicant in APPLICANTS {
        let limits = [
            ("case", 8000, 7600),
            ("statement", 1000, 950),
            ("summary.brief", 200, 190),
        ];
        for (limit, max, near) in limits {
            for (total, expect) in [
                (near - 1, None),
                (near, Some(("near-limit", Advice))),
                (max, Some(("near-limit", Advice))),
                (max + 1, Some(("over-limit", Error))),
            ] {
                let mut draft = complete(applicant);
                if limit == "case" {
                    for part in ["case.plan", "case.practices", "case.results"] {
                        set(
                            &mut draft,
                            part,
                            json!([{ "type": "paragraph", "text": "字" }]),
                        );
                    }
                    let count = review(&draft).words["case"].count;
                    append(&mut draft, "case.results", &"字".repeat(total - count));
                } else {
                    set(&mut draft, limit, json!("字".repeat(total)));
                }
                let review = review(&draft);
                assert_eq!(review.words[limit].count, total);
                assert_eq!(review.words[limit].limit, max);
                let found: Vec<_> = review
                    .findings
                    .iter()
                    .filter(|f| f.path == limit)
                    .map(|f| (f.code.word(), f.severity))
                    .collect();
                assert_eq!(found, Vec::from_iter(expect), "{applicant} {limit} {total}");
            }
        }
    }
}

#[test]
fn each_part_is_counted_and_all_of_them_make_the_count() {
    for applicant in APPLICANTS {
        let review = review(&complete(applicant));
        for (limit, words) in &review.words {
            assert_eq!(words.parts.values().sum::<usize>(), words.count, "{limit}");
        }
        let parts = &review.words["case"].parts;
        assert!(parts["case.plan"] > 100 && parts["case.title"] > 5);
        assert_eq!(review.words["statement"].parts.len(), 1);
    }
}

#[test]
fn everything_of_the_body_is_counted_as_printed() {
    let count = |blocks: Value| {
        let mut draft = complete(E);
        set(&mut draft, "case.title", json!("甲乙丙"));
        for part in ["plan", "practices", "results", "innovations"] {
            set(&mut draft, &format!("case.{part}"), Value::Null);
        }
        set(&mut draft, "case.replication", blocks);
        review(&draft).words["case"].count
    };
    assert_eq!(count(json!([])), 3);
    // 248.00 is one run, as 万 and 吨 are one each.
    let quoted = json!([{ "type": "paragraph", "text": "产生{{waste.generated.2022}}万吨" }]);
    assert_eq!(count(quoted), 3 + 5);
    // A figure beside a typed digit is one run with it; bold changes nothing.
    let runs = json!([{ "type": "paragraph", "text": [
        { "ref": "waste.rate.2025" }, { "text": "%", "marks": ["bold"] }, { "text": "以上" }
    ] }]);
    assert_eq!(count(runs), 3 + 3);
    let all = json!([
        { "type": "heading", "level": 2, "text": "标题" },
        { "type": "list", "ordered": true, "items": ["甲", "乙 乙"] },
        { "type": "table", "caption": "表名", "rows": [["项", "年"], ["数", "12.5"]] },
        { "type": "figure", "attachment": "a5", "caption": "图名" },
        { "type": "chart", "of": "waste.rate", "caption": "趋势图" },
    ]);
    assert_eq!(count(all), 3 + 2 + 3 + (2 + 4) + 2 + 3);
}

#[test]
fn a_roster_of_eleven() {
    let mut draft = complete(P);
    let scope = scope(P);
    assert_eq!(draft.rows("top_enterprises").len(), 10);
    let row = json!({
        "name": "子包装有限公司", "industry": "223", "products": "纸箱0.8万吨",
        "output_value": "9000", "generated": "0.05", "utilised": "0.05",
    });
    let edit = Request::InsertRow {
        field: "top_enterprises".into(),
        at: 10,
        row,
    };
    let edit = edit.read(&scope, &draft).expect("a row");
    draft.apply(&scope, &edit).expect("a row");
    assert_eq!(
        told(&draft),
        expected(&[("over-limit", Error, "top_enterprises")])
    );
}
