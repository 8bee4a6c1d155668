//! The findings of the contract (docs/format.md §4), fault by fault: a sample has no error and no
//! warning; with one fault it has exactly the finding of that fault, and right beside the border it
//! has none.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use common::{APPLICANTS, form, sample, set};
use serde_json::{Value, json};
use wufei::check::{self, Review, Severity, Verdict};
use wufei::draft::{Attachment, Draft, Edit, Incoming, Request, attachment};
use wufei::form::{FieldKind, Path, Quote, RowKey, Scope, SectionKind};

use Severity::{Advice, Error, Warning};

const E: &str = "enterprise";
const P: &str = "park";

fn scope(applicant: &str) -> Scope {
    form().scope(applicant).expect("a kind of applicant")
}

/// The sample, read once.
fn complete(applicant: &str) -> Draft {
    static SAMPLES: OnceLock<BTreeMap<String, Draft>> = OnceLock::new();
    let samples = SAMPLES.get_or_init(|| {
        APPLICANTS
            .map(|applicant| (applicant.to_owned(), sample(applicant).0))
            .into()
    });
    samples[applicant].clone()
}

fn edited(applicant: &str, edits: &[(&str, Value)]) -> Draft {
    let mut draft = complete(applicant);
    for (path, value) in edits {
        set(&mut draft, path, value.clone());
    }
    draft
}

/// Puts a paragraph behind a narrative part.
fn append(draft: &mut Draft, part: &str, text: &str) {
    let mut blocks = draft.answer(part).expect(part).to_json();
    blocks
        .as_array_mut()
        .expect("blocks")
        .push(json!({ "type": "paragraph", "text": text }));
    set(draft, part, blocks);
}

fn with_paragraph(applicant: &str, text: &str) -> Draft {
    let mut draft = complete(applicant);
    append(&mut draft, "case.results", text);
    draft
}

fn review(draft: &Draft) -> Review {
    check::review(&scope(&draft.applicant), draft)
}

type Found = (String, Severity, String);

/// What a draft is told beyond what the sample is told.
fn told(draft: &Draft) -> Vec<Found> {
    /// Findings by the place of a row, which is what a case says.
    fn list(draft: &Draft) -> Vec<Found> {
        let by_place = |path: String| match Path::parse(&path) {
            Some(at) => match draft.row_position(&at) {
                Some(row) => Path {
                    row: Some(RowKey::At(row)),
                    ..at
                }
                .to_string(),
                None => path,
            },
            None => path,
        };
        review(draft)
            .findings
            .into_iter()
            .map(|f| (f.code.word().to_owned(), f.severity, by_place(f.path)))
            .collect()
    }
    static KNOWN: OnceLock<BTreeMap<&str, Vec<Found>>> = OnceLock::new();
    let known = KNOWN.get_or_init(|| APPLICANTS.map(|a| (a, list(&complete(a)))).into());
    let mut found = list(draft);
    for known in &known[draft.applicant.as_str()] {
        if let Some(at) = found.iter().position(|f| f == known) {
            found.remove(at);
        }
    }
    found.sort();
    found
}

fn expected(findings: &[(&str, Severity, &str)]) -> Vec<Found> {
    let mut all: Vec<Found> = findings
        .iter()
        .map(|(code, severity, path)| ((*code).to_owned(), *severity, (*path).to_owned()))
        .collect();
    all.sort();
    all
}

/// Each case: applicant, edits, exactly what is told.
type Case<'a> = (
    &'a str,
    &'a [(&'a str, Value)],
    &'a [(&'a str, Severity, &'a str)],
);

fn hold(cases: &[Case<'_>]) {
    let mut wrong = Vec::new();
    for (applicant, edits, findings) in cases {
        let found = told(&edited(applicant, edits));
        if found != expected(findings) {
            wrong.push(format!(
                "{applicant} {edits:?}\n  expected {findings:?}\n  found    {found:?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn missing() {
    let gone = Value::Null;
    for applicant in APPLICANTS {
        for path in [
            "cover.name",
            "cover.address",
            "cover.contact",
            "cover.phone",
            "cover.email",
            "cover.date",
            "basics.filler",
            "basics.filler_post",
            "basics.filler_phone",
            "basics.head",
            "basics.mobile",
            "basics.email",
            "case.title",
            "case.plan",
            "case.practices",
            "case.results",
            "case.innovations",
            "case.replication",
            "production.output_value.2023",
            "production.output_value.2024",
            "waste.generated.2022",
            "waste.generated.2023",
            "waste.generated.2024",
            "waste.generated.2025",
            "waste.utilised.2025",
            "waste.generated_by[1].2024",
            "waste.utilised_by[2].2025",
            "waste.utilised_by[0].name",
            "statement",
            "summary.province",
            "summary.brief",
            "eligibility.founded",
            "eligibility.no_penalty",
            "eligibility.information_system",
        ] {
            hold(&[(
                applicant,
                &[(path, gone.clone())],
                &[("missing", Error, path)],
            )]);
        }
        // One fact, entered once; and what may be left out.
        for path in [
            "basics.name",
            "basics.address",
            "basics.website",
            "basics.fax",
            "waste.rate",
        ] {
            hold(&[(applicant, &[(path, gone.clone())], &[])]);
        }
        // White space and invisible marks are no answer.
        hold(&[(
            applicant,
            &[("cover.contact", json!("\u{200B}\u{3000}"))],
            &[("missing", Error, "cover.contact")],
        )]);
    }
    for path in [
        "basics.industry",
        "basics.floor_area",
        "basics.staff",
        "production.sales",
        "production.sales.2025",
        "production.capacity.2023",
        "production.output.2024",
        "production.products[1].unit",
        "production.products[1].2022",
        "eligibility.legal_person",
        "eligibility.below_industry_average",
    ] {
        hold(&[(E, &[(path, gone.clone())], &[("missing", Error, path)])]);
    }
    hold(&[(E, &[("eligibility.industry_average", gone.clone())], &[])]);
    for path in [
        "basics.industries",
        "basics.enterprises",
        "basics.large_enterprises",
        "production.added_value",
        "production.added_value.2024",
        "production.by_industry[0].industry",
        "production.by_industry",
        "top_enterprises",
        "top_enterprises[3].products",
        "top_enterprises[3].generated",
        "eligibility.cleaner_production_passed",
    ] {
        hold(&[(P, &[(path, gone.clone())], &[("missing", Error, path)])]);
    }
}

#[test]
fn a_begun_row_is_asked_in_full_and_an_empty_one_is_not() {
    let mut draft = complete(E);
    let scope = scope(E);
    let insert = |row: Value| Request::InsertRow {
        field: "production.products".into(),
        at: 9,
        row,
    };
    let edit = insert(json!({}))
        .read(&scope, &draft)
        .expect("an empty row");
    draft.apply(&scope, &edit).expect("an empty row");
    assert_eq!(told(&draft), []);
    let edit = insert(json!({ "name": "角钢" }))
        .read(&scope, &draft)
        .expect("row");
    draft.apply(&scope, &edit).expect("row");
    assert_eq!(
        told(&draft),
        expected(&[
            ("missing", Error, "production.products[4].unit"),
            ("missing", Error, "production.products[4].values"),
        ])
    );
}

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

/// What a hurried typist writes for a figure is answered by what to write.
#[test]
fn a_slip_in_a_figure_is_told_with_the_way_to_write_it() {
    for (path, typed, says) in [
        ("waste.generated.2025", "10万", "这里的单位是万吨"),
        ("waste.rate.2025", "95,3%", "小数点写成“.”，如 95.3"),
        ("waste.generated.2025", "约12", "如 248.00"),
        ("cover.copies", "两份", "如 2。"),
    ] {
        let findings = review(&edited(E, &[(path, json!(typed))])).findings;
        let found = findings
            .iter()
            .find(|f| f.code == "format" && f.path == path);
        let fix = &found.unwrap_or_else(|| panic!("{typed} is taken")).fix;
        assert!(fix.contains(says), "{typed}: {fix}");
    }
}

/// A figure with a unit of the same kind is never converted unasked: its place is told, with the figure
/// that would stand there.
#[test]
fn a_figure_of_another_unit_is_offered_in_the_one_asked_for() {
    let path = "waste.generated.2023";
    let told_at = |draft: &Draft, path: &str| {
        let found = review(draft).findings;
        let found = found
            .into_iter()
            .find(|f| f.code == "format" && f.path == path);
        found.expect("told")
    };
    for (typed, instead) in [
        ("2428000吨", Some("242.8")),
        ("２，４２８，０００．５０ 吨", Some("242.80005")),
        ("242.80万元", None),
        ("242.80万", None),
    ] {
        let finding = told_at(&edited(E, &[(path, json!(typed))]), path);
        assert_eq!(finding.span, None);
        let offered = finding
            .instead
            .as_ref()
            .and_then(wufei::draft::Text::as_plain);
        assert_eq!(offered.as_deref(), instead, "{typed}");
        if let Some(instead) = instead {
            assert!(
                finding.message.contains("吨，这里要填万吨"),
                "{}",
                finding.message
            );
            let mended = edited(E, &[(path, json!(instead))]);
            assert!(told(&mended).iter().all(|f| f.0 != "format"));
        }
    }
    // A count is never offered with decimals.
    let staff = told_at(
        &edited(E, &[("basics.staff", json!("0.618万人"))]),
        "basics.staff",
    );
    assert!(staff.instead.is_some());
    let staff = told_at(
        &edited(E, &[("basics.staff", json!("0.618055万人"))]),
        "basics.staff",
    );
    assert_eq!(staff.instead, None);
    // Where the unit is an answer, it is the answer that counts.
    let capacity = |unit: Value, typed: &str| {
        edited(
            E,
            &[
                ("production.capacity_unit", unit),
                ("production.capacity.2022", json!(typed)),
            ],
        )
    };
    let unit = complete(E)
        .typed(&wufei::form::Path::field("production.capacity_unit"))
        .expect("a unit")
        .to_owned();
    let own = capacity(json!(unit), &format!("520{unit}"));
    assert!(told(&own).iter().all(|f| f.0 != "format"));
    let nowhere = told_at(
        &capacity(Value::Null, "520万吨"),
        "production.capacity.2022",
    );
    assert!(
        nowhere.message.contains("还没有填单位"),
        "{}",
        nowhere.message
    );
}

/// Typed with its unit, a figure says the same as without, down to the last derived one.
#[test]
fn a_unit_typed_along_changes_nothing() {
    for applicant in APPLICANTS {
        let plain = complete(applicant);
        let mut with_units = plain.clone();
        let scope = scope(applicant);
        let paths: Vec<String> = ["generated", "utilised"]
            .iter()
            .flat_map(|field| (2022..=2025).map(move |year| format!("waste.{field}.{year}")))
            .collect();
        for path in &paths {
            let at = wufei::form::Path::parse(path).expect("a path");
            let typed = format!("{} 万吨", plain.typed(&at).expect("a figure"));
            set(&mut with_units, path, json!(typed));
        }
        assert_eq!(review(&with_units), review(&plain));
        for path in &paths {
            let at = wufei::form::Path::parse(path).expect("a path");
            let printed = |draft: &Draft| {
                wufei::derive::Figures::new(&scope, draft)
                    .printed(&at)
                    .expect("printed")
            };
            assert_eq!(printed(&with_units), printed(&plain));
        }
    }
}

#[test]
fn format() {
    for applicant in APPLICANTS {
        for (path, wrong, right) in [
            ("cover.phone", "12345", "020-83133337"),
            ("cover.phone", "83133337", "0769-22831234转801"),
            ("basics.filler_phone", "电话", "13800000000"),
            ("basics.mobile", "12812345678", "138 1234 5678"),
            ("basics.mobile", "020-83133337", "13812345678"),
            ("basics.fax", "没有", "020-83133337"),
            // What the papers print for a blank may as well be typed, where a blank is allowed.
            ("basics.fax", "没有", "无"),
            ("basics.mobile", "无", "13800000011"),
            ("cover.email", "zhou@", "zhou@example.com"),
            ("cover.email", "周@example.com", "a.b+c@mail.example.com"),
            ("basics.email", "example.com", "1@qq.com"),
            ("basics.website", "公司官网", "www.example.com"),
            ("basics.website", "公司官网", " 无 "),
            (
                "basics.website",
                "www。example。com",
                "https://example.com/a?b=1",
            ),
            ("cover.date", "2026-02-29", "2026-02-28"),
            ("cover.date", "2026年3月18日", "2026-03-18"),
            ("eligibility.founded", "2005-13-01", "2005-12-01"),
            ("production.output_value.2022", "二百万", "2,100,000"),
            (
                "production.output_value.2022",
                "210万万元",
                "２１０００００",
            ),
            ("production.output_value.2022", "210亿元", "2100000 万元"),
            (
                "production.output_value.2022",
                "21000000000元",
                "２，１００，０００（万元）",
            ),
            ("production.output_value.2022", "2100000万吨", "2100000万元"),
            ("production.output_value.2022", "2.1e6", "2100000.00"),
            ("production.output_value.2022", "-2100000", "+2100000"),
            ("waste.generated_by[0].2022", "1.2.3", "155.20"),
        ] {
            if path == "waste.generated_by[0].2022" && applicant == P {
                continue;
            }
            hold(&[(
                applicant,
                &[(path, json!(wrong))],
                &[("format", Error, path)],
            )]);
            // A right value may be wrong beside others, but never in its format.
            let found = told(&edited(applicant, &[(path, json!(right))]));
            assert!(
                found.iter().all(|f| f.0 != "format"),
                "{path} {right}: {found:?}"
            );
        }
        // What is no amount is reported once, and nothing is concluded from it.
        for figure in [
            "-242.80",
            "二百",
            "242.80万",
            "2428000千克",
            "242.80万元",
            "2.4e2",
            "12345678901234567890123456789",
        ] {
            for path in [
                "waste.generated.2023",
                "waste.generated.2025",
                "waste.utilised.2025",
                "waste.generated_by[0].2025",
                "waste.utilised_by[0].2022",
                "waste.rate.2025",
            ] {
                hold(&[(
                    applicant,
                    &[(path, json!(figure))],
                    &[("format", Error, path)],
                )]);
            }
        }
    }
    for (path, wrong, right) in [
        ("basics.staff", "六千人", "6180"),
        ("basics.staff", "0.618万人", "6180人"),
        ("basics.floor_area", "3.86平方公里", "3,860,000 m²"),
        ("basics.staff", "6180.5", "6,180"),
        ("basics.floor_area", "-3860000", "0"),
        ("eligibility.industry_average", "不详", "0.58"),
    ] {
        hold(&[
            (E, &[(path, json!(wrong))], &[("format", Error, path)]),
            (E, &[(path, json!(right))], &[]),
        ]);
    }
    for (path, wrong, right) in [
        ("top_enterprises[9].output_value", "-1", "238000.00"),
        ("top_enterprises[9].generated", "少量", "0.12"),
        ("top_enterprises[9].rate", "58.33万", "58.33％"),
        ("basics.enterprises", "218人", "218家"),
        ("production.added_value.2023", "-531000", "531,000"),
    ] {
        hold(&[
            (P, &[(path, json!(wrong))], &[("format", Error, path)]),
            (P, &[(path, json!(right))], &[]),
        ]);
    }
}

#[test]
fn unknown_industry() {
    hold(&[
        (
            E,
            &[("basics.industry", json!("999"))],
            &[("unknown-industry", Error, "basics.industry")],
        ),
        // A 大类 and a 小类 are no 中类.
        (
            E,
            &[("basics.industry", json!("31"))],
            &[("unknown-industry", Error, "basics.industry")],
        ),
        (
            E,
            &[("basics.industry", json!("3120"))],
            &[("unknown-industry", Error, "basics.industry")],
        ),
        (E, &[("basics.industry", json!("342"))], &[]),
        (
            P,
            &[("basics.industries", json!(["384", "999"]))],
            &[("unknown-industry", Error, "basics.industries[1]")],
        ),
        (P, &[("basics.industries", json!(["384"]))], &[]),
        (
            P,
            &[("production.by_industry[2].industry", json!("000"))],
            &[(
                "unknown-industry",
                Error,
                "production.by_industry[2].industry",
            )],
        ),
        (
            P,
            &[("top_enterprises[0].industry", json!("32"))],
            &[("unknown-industry", Error, "top_enterprises[0].industry")],
        ),
    ]);
}

#[test]
fn sum_mismatch() {
    hold(&[
        // Five figures with two decimals may be off by 0.025 together.
        (E, &[("waste.generated_by[0].2023", json!("152.32"))], &[]),
        (
            E,
            &[("waste.generated_by[0].2023", json!("152.33"))],
            &[("sum-mismatch", Error, "waste.generated.2023")],
        ),
        (E, &[("waste.generated.2023", json!("242.82"))], &[]),
        (
            E,
            &[("waste.generated.2023", json!("242.77"))],
            &[("sum-mismatch", Error, "waste.generated.2023")],
        ),
        // A total without decimals may be off by half a unit.
        (E, &[("waste.generated.2023", json!("243"))], &[]),
        (
            E,
            &[("waste.generated.2023", json!("244"))],
            &[("sum-mismatch", Error, "waste.generated.2023")],
        ),
        (
            E,
            &[("waste.utilised_by[2].2024", json!("46.40"))],
            &[("sum-mismatch", Error, "waste.utilised.2024")],
        ),
        (
            P,
            &[("waste.generated_by[1].2025", json!("11.33"))],
            &[("sum-mismatch", Error, "waste.generated.2025")],
        ),
        (P, &[("waste.generated_by[1].2025", json!("11.32"))], &[]),
        // Products and industries are the main ones: together at most the whole.
        (E, &[("production.products[0].2024", json!("200.0"))], &[]),
        (E, &[("production.products[0].2024", json!("221.4"))], &[]),
        (
            E,
            &[("production.products[0].2024", json!("221.5"))],
            &[("sum-mismatch", Error, "production.output.2024")],
        ),
        // Of different units there is no sum.
        (
            E,
            &[
                ("production.products[0].2024", json!("221.5")),
                ("production.products[1].unit", json!("万件")),
            ],
            &[],
        ),
        (
            P,
            &[("production.by_industry[0].2022", json!("1075002"))],
            &[],
        ),
        (
            P,
            &[("production.by_industry[0].2022", json!("1075003"))],
            &[("sum-mismatch", Error, "production.output_value.2022")],
        ),
        // The roster as a whole.
        (P, &[("top_enterprises[0].generated", json!("33.93"))], &[]),
        (
            P,
            &[("top_enterprises[0].generated", json!("33.94"))],
            &[("sum-mismatch", Error, "top_enterprises")],
        ),
        (
            P,
            &[("top_enterprises[0].utilised", json!("31.00"))],
            &[("sum-mismatch", Error, "top_enterprises")],
        ),
        (
            P,
            &[("top_enterprises[3].output_value", json!("2360000"))],
            &[("sum-mismatch", Error, "top_enterprises")],
        ),
    ]);
}

#[test]
fn overriding_figures() {
    hold(&[
        (E, &[("waste.rate.2025", json!("98.73"))], &[]),
        (E, &[("waste.rate.2025", json!("98.730"))], &[]),
        (E, &[("waste.rate.2025", json!("98.7"))], &[]),
        (E, &[("waste.rate.2025", json!("99"))], &[]),
        (
            E,
            &[("waste.rate.2025", json!("98.6"))],
            &[("rate-mismatch", Error, "waste.rate.2025")],
        ),
        (
            E,
            &[("waste.rate.2025", json!("98"))],
            &[("rate-mismatch", Error, "waste.rate.2025")],
        ),
        (
            E,
            &[("waste.rate.2022", json!("0.9323"))],
            &[("rate-mismatch", Error, "waste.rate.2022")],
        ),
        // Nothing follows from a figure that contradicts its own table.
        (
            E,
            &[("waste.rate.2025", json!("70.00"))],
            &[("rate-mismatch", Error, "waste.rate.2025")],
        ),
        (
            E,
            &[("waste.rate.2025", json!("103.00"))],
            &[("rate-mismatch", Error, "waste.rate.2025")],
        ),
        (
            P,
            &[("waste.rate.2025", json!("85.00"))],
            &[("rate-mismatch", Error, "waste.rate.2025")],
        ),
        (P, &[("top_enterprises[0].rate", json!("89.88"))], &[]),
        (P, &[("top_enterprises[0].rate", json!("89.9"))], &[]),
        (
            P,
            &[("top_enterprises[0].rate", json!("95"))],
            &[("rate-mismatch", Error, "top_enterprises[0].rate")],
        ),
        (P, &[("waste.intensity.2025", json!("1.4901"))], &[]),
        (P, &[("waste.intensity.2025", json!("1.49"))], &[]),
        (
            P,
            &[("waste.intensity.2025", json!("1.4900"))],
            &[("intensity-mismatch", Error, "waste.intensity.2025")],
        ),
        (
            P,
            &[("waste.intensity.2025", json!("14.901"))],
            &[("intensity-mismatch", Error, "waste.intensity.2025")],
        ),
        (
            P,
            &[("waste.intensity.2022", json!("1.5"))],
            &[("intensity-mismatch", Error, "waste.intensity.2022")],
        ),
    ]);
}

#[test]
fn rate_over_100() {
    hold(&[
        (
            E,
            &[
                ("waste.utilised.2025", json!("228.50")),
                ("waste.utilised_by[0].2025", json!("147.50")),
            ],
            &[],
        ),
        (
            E,
            &[
                ("waste.utilised.2025", json!("228.60")),
                ("waste.utilised_by[0].2025", json!("147.60")),
            ],
            &[("rate-over-100", Warning, "waste.rate.2025")],
        ),
        (P, &[("top_enterprises[8].utilised", json!("0.18"))], &[]),
        (
            P,
            &[("top_enterprises[8].utilised", json!("0.19"))],
            &[("rate-over-100", Warning, "top_enterprises[8].rate")],
        ),
    ]);
}

#[test]
fn eligibility() {
    for applicant in APPLICANTS {
        hold(&[
            (
                applicant,
                &[("eligibility.founded", json!("2023-03-18"))],
                &[],
            ),
            (
                applicant,
                &[("eligibility.founded", json!("2023-03-19"))],
                &[("ineligible", Warning, "eligibility.founded")],
            ),
        ]);
        let questions: Vec<String> = scope(applicant)
            .fields()
            .filter(|(section, field)| {
                section.kind == SectionKind::Requirements && field.kind == FieldKind::YesNo
            })
            .map(|(_, field)| field.path.clone())
            .filter(|path| path != "eligibility.below_industry_average")
            .collect();
        assert!(questions.len() >= 7);
        for path in &questions {
            hold(&[(
                applicant,
                &[(path, json!(false))],
                &[("ineligible", Warning, path)],
            )]);
        }
    }
    hold(&[
        // 182.80 of 228.50 is 80.00 %.
        (
            E,
            &[
                ("waste.utilised.2025", json!("182.80")),
                ("waste.utilised_by[0].2025", json!("101.80")),
            ],
            &[],
        ),
        (
            E,
            &[
                ("waste.utilised.2025", json!("182.70")),
                ("waste.utilised_by[0].2025", json!("101.70")),
            ],
            &[("ineligible", Warning, "waste.rate")],
        ),
        // Below 80 %, but risen by more than 20 points from 2022, not from 2023.
        (
            E,
            &[
                ("waste.utilised.2025", json!("182.70")),
                ("waste.utilised_by[0].2025", json!("101.70")),
                ("waste.utilised.2022", json!("140.00")),
                ("waste.utilised_by[0].2022", json!("62.90")),
            ],
            &[("eligibility-unclear", Advice, "waste.rate")],
        ),
        // 0.4555 lies 10.73 % under 2022 and 7.60 % under 2023.
        (
            E,
            &[("eligibility.below_industry_average", json!(false))],
            &[(
                "eligibility-unclear",
                Advice,
                "eligibility.below_industry_average",
            )],
        ),
        // The claim is belied by the figures.
        (
            E,
            &[("eligibility.industry_average", json!("0.45"))],
            &[("eligibility-unclear", Advice, "waste.per_unit")],
        ),
        (
            E,
            &[
                ("eligibility.below_industry_average", json!(false)),
                ("production.output.2025", json!("490.0")),
                ("production.products[0].2025", json!("197.0")),
            ],
            &[("ineligible", Warning, "eligibility.below_industry_average")],
        ),
        // 81.00 of 90.00 is 90.00 %.
        (
            P,
            &[
                ("waste.utilised.2025", json!("81.00")),
                ("waste.utilised_by[0].2025", json!("61.60")),
                ("top_enterprises[0].utilised", json!("29.00")),
            ],
            &[],
        ),
        (
            P,
            &[
                ("waste.utilised.2025", json!("80.90")),
                ("waste.utilised_by[0].2025", json!("61.50")),
                ("top_enterprises[0].utilised", json!("29.00")),
            ],
            &[("ineligible", Warning, "waste.rate")],
        ),
        (
            P,
            &[("production.added_value.2025", json!("514286"))],
            &[("eligibility-unclear", Advice, "waste.intensity")],
        ),
        (
            P,
            &[("production.added_value.2025", json!("400000"))],
            &[("ineligible", Warning, "waste.intensity")],
        ),
    ]);
}

#[test]
fn both_base_years_are_shown() {
    let review = review(&edited(
        E,
        &[("eligibility.below_industry_average", json!(false))],
    ));
    let reduction = review
        .eligibility
        .iter()
        .find(|e| e.rule == "waste-reduction")
        .expect("the rule");
    assert_eq!(reduction.verdict, Verdict::Unclear);
    for shown in ["2022", "2023", "10.73", "7.60"] {
        assert!(reduction.evidence.contains(shown), "{}", reduction.evidence);
    }
    let review = check::review(&scope(P), &complete(P));
    assert_eq!(review.derived["waste.intensity"][&2022], "2.0741");
    assert_eq!(review.derived["waste.intensity_fall"][&2022], "28.16");
    assert_eq!(review.derived["waste.intensity_fall"][&2023], "19.10");
    assert!(review.derived["waste.per_unit"].is_empty());
}

#[test]
fn magnitude() {
    let at = |path: &'static str| [("magnitude", Warning, path)];
    hold(&[
        // 元 for 万元, and a slipped point, in one year.
        (
            E,
            &[("production.output_value.2023", json!("21890000000"))],
            &at("production.output_value.2023"),
        ),
        (
            E,
            &[("production.output_value.2023", json!("21890000"))],
            &at("production.output_value.2023"),
        ),
        (
            E,
            &[("production.sales.2022", json!("219800"))],
            &at("production.sales.2022"),
        ),
        (
            E,
            &[("production.sales.2025", json!("21423000000"))],
            &at("production.sales.2025"),
        ),
        (
            E,
            &[("production.capacity.2022", json!("5200000"))],
            &at("production.capacity.2022"),
        ),
        (
            P,
            &[("production.added_value.2024", json!("5590000000"))],
            &at("production.added_value.2024"),
        ),
        // Ten times a neighbour, and a little less.
        (
            E,
            &[("production.products[1].2022", json!("9.75"))],
            &at("production.products[1].2022"),
        ),
        (E, &[("production.products[1].2022", json!("9.76"))], &[]),
        // A thing that began in a later year.
        (E, &[("production.products[1].2022", json!("0"))], &[]),
        // 吨 for 万吨 in one year: its parts do not add up to it either.
        (
            E,
            &[("waste.generated.2024", json!("2357000"))],
            &[
                ("magnitude", Warning, "waste.generated.2024"),
                ("sum-mismatch", Error, "waste.generated.2024"),
            ],
        ),
        // With all its parts: every figure of the year that was typed wrong.
        (
            P,
            &[
                ("waste.generated.2024", json!("936000")),
                ("waste.generated_by[0].2024", json!("726000")),
                ("waste.generated_by[1].2024", json!("118000")),
                ("waste.generated_by[2].2024", json!("92000")),
            ],
            &[
                ("magnitude", Warning, "waste.generated.2024"),
                ("magnitude", Warning, "waste.generated_by[0].2024"),
                ("magnitude", Warning, "waste.generated_by[1].2024"),
                ("magnitude", Warning, "waste.generated_by[2].2024"),
            ],
        ),
        // Every year alike: seen only against what it should resemble.
        (
            E,
            &[(
                "production.sales",
                json!({ "2022": "21980000000", "2023": "21605000000", "2024": "21198000000", "2025": "21423000000" }),
            )],
            &[
                ("magnitude", Warning, "production.sales.2022"),
                ("magnitude", Warning, "production.sales.2023"),
                ("magnitude", Warning, "production.sales.2024"),
                ("magnitude", Warning, "production.sales.2025"),
            ],
        ),
        (
            E,
            &[("production.output.2025", json!("5016000"))],
            &[("magnitude", Warning, "production.output.2025")],
        ),
        // Half or double is business.
        (E, &[("production.sales.2022", json!("1000000"))], &[]),
        (E, &[("production.sales.2022", json!("4000000"))], &[]),
    ]);
}

/// A whole table in 吨 agrees with itself; only what follows from it shows the slip.
#[test]
fn magnitude_of_a_whole_table() {
    let slipped = |applicant: &str| {
        let mut draft = complete(applicant);
        for field in ["generated", "utilised"] {
            let field = format!("waste.{field}");
            let by = format!("{field}_by");
            let mut paths = vec![field];
            paths.extend((0..draft.rows(&by).len()).map(|row| format!("{by}[{row}]")));
            for path in paths {
                for year in 2022..=2025 {
                    let at = format!("{path}.{year}");
                    let path = wufei::form::Path::parse(&at).expect("a path");
                    let typed = draft.typed(&path).expect("a figure");
                    let tons = wufei::text::figure::parse(typed).expect("a figure")
                        * rust_decimal::Decimal::from(10_000);
                    set(&mut draft, &at, json!(tons.normalize().to_string()));
                }
            }
        }
        told(&draft)
    };
    let all = |path: &str| -> Vec<Found> {
        (2022..=2025)
            .map(|year| ("magnitude".into(), Warning, format!("{path}.{year}")))
            .collect()
    };
    // Nor is an output of so much waste below the industry's average.
    let mut enterprise = all("waste.per_unit");
    enterprise.extend(expected(&[(
        "eligibility-unclear",
        Advice,
        "waste.per_unit",
    )]));
    enterprise.sort();
    assert_eq!(slipped(E), enterprise);
    assert_eq!(slipped(P), all("waste.intensity"));
}

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
fn leftovers_of_the_template() {
    for text in [
        "XXX园区开展了建设。",
        "采用XXXXXX模式。",
        "固废1产生量大。",
        "重点利用固废X和固废 2。",
        "采用方式2，",
        "产品 X的产量",
        "达到{{unknown}}%。",
        "达到{{waste.rate.2031}}%。",
        "达到{{waste.generated_by[9].2025}}万吨。",
        "达到{{利用率}}%。",
        "(请将“产业X”修改为产业实际名称，下同。)",
    ] {
        let found = told(&with_paragraph(E, text));
        assert!(
            !found.is_empty()
                && found
                    .iter()
                    .all(|f| f == &("placeholder".into(), Error, "case.results".into())),
            "{text}: {found:?}"
        );
    }
    for text in [
        "固废1.2万吨、产品3种、产品1000吨、企业12家。",
        "方式多样，产品齐全。",
        "对2类产业、5种产品分类施策。",
        "请将意见反馈给安全环保部。",
        "用{标记}标出，见{{waste.rate.2025}}%。",
    ] {
        assert_eq!(told(&with_paragraph(E, text)), [], "{text}");
    }
    hold(&[
        (
            E,
            &[("waste.generated_by[0].name", json!("固废1"))],
            &[("placeholder", Error, "waste.generated_by[0].name")],
        ),
        (
            E,
            &[("waste.utilised_by[1].name", json!("方式 2"))],
            &[("placeholder", Error, "waste.utilised_by[1].name")],
        ),
        (
            E,
            &[("production.products[2].name", json!("产品 X"))],
            &[("placeholder", Error, "production.products[2].name")],
        ),
        (
            E,
            &[("production.products[2].name", json!("产品12"))],
            &[("placeholder", Error, "production.products[2].name")],
        ),
        (
            E,
            &[("case.title", json!("甲钢铁有限公司 XXXXXX 模式"))],
            &[("placeholder", Error, "case.title")],
        ),
        (
            E,
            &[("cover.contact", json!("XXX"))],
            &[("placeholder", Error, "cover.contact")],
        ),
        (
            P,
            &[("top_enterprises[9].name", json!("企业10"))],
            &[("placeholder", Error, "top_enterprises[9].name")],
        ),
        (
            P,
            &[("top_enterprises[9].name", json!("企业之家有限公司"))],
            &[],
        ),
        (
            P,
            &[("statement", json!("XXX园区成立于2006年。"))],
            &[("placeholder", Error, "statement")],
        ),
        (
            E,
            &[("summary.brief", json!("利用率{{waste.rate.2025}}%。"))],
            &[("placeholder", Error, "summary.brief")],
        ),
    ]);
}

#[test]
fn the_title_names_the_unit_and_ends_rightly() {
    hold(&[
        (
            E,
            &[("case.title", json!("“渣不落地＋固废不出厂”模式"))],
            &[("title-pattern", Warning, "case.title")],
        ),
        (
            E,
            &[(
                "case.title",
                json!("甲钢铁有限公司“渣不落地＋固废不出厂”做法"),
            )],
            &[("title-pattern", Warning, "case.title")],
        ),
        (
            E,
            &[("case.title", json!("甲钢铁“渣不落地＋固废不出厂”模式"))],
            &[],
        ),
        (
            P,
            &[("case.title", json!("A经济开发区“锰渣分质利用”模式"))],
            &[],
        ),
        (
            P,
            &[("case.title", json!("经济开发区“锰渣分质利用”经验"))],
            &[("title-pattern", Warning, "case.title")],
        ),
    ]);
}

#[test]
fn declaration() {
    for applicant in APPLICANTS {
        for path in ["pledge.truthful", "pledge.share_experience"] {
            for value in [json!(false), Value::Null] {
                hold(&[(applicant, &[(path, value)], &[("declaration", Error, path)])]);
            }
        }
    }
}

fn without(draft: &mut Draft, id: &str) {
    let scope = scope(&draft.applicant);
    let edit = Edit::RemoveAttachment { id: id.into() };
    draft.apply(&scope, &edit).expect("an attachment");
}

/// The draft with another file in the place of an attachment's.
fn with_file(applicant: &str, id: &str, file: &str, bytes: &[u8], size: u64) -> Draft {
    let mut draft = complete(applicant);
    let (media, trouble) = attachment::probe(file, bytes);
    let attachment = Attachment {
        file: file.into(),
        size,
        media,
        trouble,
        ..draft.attachment(id).expect(id).clone()
    };
    let scope = scope(applicant);
    draft
        .apply(&scope, &Edit::PutAttachment { attachment })
        .expect("an attachment");
    draft
}

#[test]
fn attachments() {
    for applicant in APPLICANTS {
        for (id, kind) in [
            ("a1", "plan"),
            ("a2", "organisation"),
            ("a3", "implementation"),
        ] {
            let mut draft = complete(applicant);
            without(&mut draft, id);
            let path = format!("attachments.{kind}");
            assert_eq!(
                told(&draft),
                expected(&[("attachment-missing", Error, &path)])
            );
        }
        // Proofs are advised, not required.
        let mut draft = complete(applicant);
        without(&mut draft, "a4");
        assert_eq!(told(&draft), []);

        let picture = std::fs::read(common::samples().join(match applicant {
            E => "enterprise-files/flow.png",
            _ => "park-files/flow.png",
        }))
        .expect("a picture");
        let pdf = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n".as_slice();
        let unreadable = |at: usize| {
            expected(&[(
                "attachment-unreadable",
                Error,
                &format!("attachments[{at}]"),
            )])
        };
        for (id, file, bytes, found) in [
            ("a1", "plan.pdf", b"".as_slice(), unreadable(0)),
            ("a1", "plan.pdf", b"not a PDF", unreadable(0)),
            ("a1", "plan.pdf", &pdf[..20], unreadable(0)),
            ("a1", "plan.pdf", pdf, Vec::new()),
            (
                "a5",
                "flow.png",
                &picture[..picture.len() / 2],
                unreadable(4),
            ),
            ("a5", "flow.png", b"GIF89a", unreadable(4)),
            ("a5", "flow.jpg", &picture, Vec::new()),
            ("a4", "proof.docx", b"PK\x03\x04", unreadable(3)),
        ] {
            let draft = with_file(applicant, id, file, bytes, bytes.len() as u64);
            assert_eq!(told(&draft), found, "{applicant} {file} {}", bytes.len());
        }
        let most = form().attachment_bytes;
        assert_eq!(
            told(&with_file(applicant, "a4", "proof.pdf", pdf, most)),
            []
        );
        assert_eq!(
            told(&with_file(applicant, "a4", "proof.pdf", pdf, most + 1)),
            expected(&[("attachment-large", Warning, "attachments[3]")])
        );
        // A single file may be small enough, and all of them too much for one e-mail.
        let mail = form().mail.as_ref().expect("a limit").bytes;
        assert_eq!(
            told(&with_file(applicant, "a4", "proof.pdf", pdf, mail)),
            expected(&[
                ("attachment-large", Warning, "attachments[3]"),
                ("attachment-large", Warning, "attachments"),
            ])
        );
    }
}

#[test]
fn order() {
    hold(&[
        (P, &[("top_enterprises[7].generated", json!("0.34"))], &[]),
        (
            P,
            &[("top_enterprises[7].generated", json!("0.35"))],
            &[("order", Warning, "top_enterprises[7].generated")],
        ),
        // An empty cell in between hides nothing.
        (
            P,
            &[
                ("top_enterprises[0].generated", json!("32.00")),
                ("top_enterprises[6].generated", Value::Null),
                ("top_enterprises[7].generated", json!("1.91")),
            ],
            &[
                ("missing", Error, "top_enterprises[6].generated"),
                ("order", Warning, "top_enterprises[7].generated"),
            ],
        ),
    ]);
}

/// The codes of the contract with their severities.
const CODES: [(&str, &[Severity]); 21] = [
    ("missing", &[Error]),
    ("over-limit", &[Error]),
    ("near-limit", &[Advice]),
    ("format", &[Error]),
    ("unknown-industry", &[Error]),
    ("sum-mismatch", &[Error]),
    ("rate-mismatch", &[Error]),
    ("intensity-mismatch", &[Error]),
    ("rate-over-100", &[Warning]),
    ("ineligible", &[Warning]),
    ("eligibility-unclear", &[Advice]),
    ("magnitude", &[Warning]),
    ("inconsistent", &[Error, Warning]),
    ("placeholder", &[Error]),
    ("lost-reference", &[Error]),
    ("title-pattern", &[Warning]),
    ("declaration", &[Error]),
    ("attachment-missing", &[Error]),
    ("attachment-unreadable", &[Error]),
    ("attachment-large", &[Warning]),
    ("order", &[Warning]),
];

/// Whether a finding is one of the contract and speaks in whole sentences.
fn well_said(finding: &check::Finding) -> bool {
    let known = CODES
        .iter()
        .any(|(code, severities)| finding.code == *code && severities.contains(&finding.severity));
    let sentences = [&finding.message, &finding.fix].iter().all(|sentence| {
        sentence.ends_with(['。', '）'])
            && (5..400).contains(&sentence.chars().count())
            && !sentence.contains(['\n', '\t', '\r'])
            && !sentence.contains("。。")
    });
    known && sentences && !finding.section.is_empty()
}

#[test]
fn every_finding_says_what_is_wrong_and_what_to_do() {
    let mut drafts: Vec<Draft> = APPLICANTS
        .iter()
        .map(|applicant| Draft::new(&form().id, *applicant))
        .collect();
    drafts.push(edited(
        E,
        &[
            ("cover.phone", json!("1")),
            ("basics.fax", json!("1")),
            ("basics.mobile", json!("1")),
            ("cover.email", json!("1")),
            ("basics.website", json!("1")),
            ("cover.date", json!("1")),
            ("basics.industry", json!("1")),
            ("basics.staff", json!("1.5")),
            ("basics.floor_area", json!("-1")),
            ("production.sales.2022", json!("1e5")),
            ("production.sales.2023", json!("1,2")),
            ("production.sales.2024", json!("1.2.3")),
            ("production.sales.2025", json!("1吨")),
            ("waste.generated.2024", json!("2357000")),
            ("waste.rate.2025", json!("1")),
            ("basics.name", json!("乙")),
            ("case.title", json!("XXX")),
            ("eligibility.no_penalty", json!(false)),
            ("eligibility.below_industry_average", json!(false)),
            (
                "statement",
                json!("2025年综合利用率为1%。{{x}}".repeat(200)),
            ),
            ("summary.brief", json!("字".repeat(200))),
        ],
    ));
    drafts.push(edited(
        P,
        &[
            ("waste.intensity.2022", json!("1.5")),
            ("top_enterprises[8].utilised", json!("0.19")),
            ("top_enterprises[7].generated", json!("0.35")),
            ("production.added_value.2025", json!("514286")),
            ("basics.industries", json!(["1"])),
        ],
    ));
    // The sample quotes a row that is then gone.
    drafts.push(edited(
        P,
        &[("waste.generated_by", json!([{ "name": "污泥" }]))],
    ));
    drafts.push(with_file(P, "a1", "plan.pdf", b"", 0));
    drafts.push(with_file(P, "a4", "notes.txt", b"x", 1 << 30));
    let mut codes = BTreeSet::new();
    for draft in drafts {
        for finding in review(&draft).findings {
            assert!(well_said(&finding), "{finding:?}");
            codes.insert(finding.code.word().to_owned());
        }
    }
    let all: BTreeSet<String> = CODES.iter().map(|(code, _)| (*code).to_owned()).collect();
    assert_eq!(codes, all);
}

#[test]
fn an_empty_draft_is_asked_for_exactly_what_is_required() {
    let common = "cover.name cover.address cover.contact cover.phone cover.email cover.date \
        case.title case.plan case.practices case.results case.innovations case.replication \
        basics.filler basics.filler_post basics.filler_phone basics.head basics.mobile basics.email \
        production.output_value waste.generated waste.generated_by waste.utilised waste.utilised_by \
        statement eligibility.founded eligibility.no_major_pollution eligibility.no_safety_accident \
        eligibility.no_penalty eligibility.information_system summary.province summary.brief";
    let own = [
        (
            E,
            "basics.industry basics.floor_area basics.staff production.sales \
            production.capacity_unit production.capacity production.output_unit production.output \
            production.products eligibility.legal_person eligibility.good_credit \
            eligibility.not_dishonest eligibility.facilities_meet_standards \
            eligibility.below_industry_average",
        ),
        (
            P,
            "basics.industries basics.enterprises basics.large_enterprises production.by_industry \
            production.added_value top_enterprises eligibility.province_level \
            eligibility.unified_management eligibility.cleaner_production_passed",
        ),
    ];
    for (applicant, own) in own {
        let review = review(&Draft::new(&form().id, applicant));
        let mut found: Vec<Found> = review
            .findings
            .iter()
            .map(|f| (f.code.word().to_owned(), f.severity, f.path.clone()))
            .collect();
        found.sort();
        let mut all: Vec<(&str, Severity, &str)> = common
            .split_whitespace()
            .chain(own.split_whitespace())
            .map(|path| ("missing", Error, path))
            .collect();
        all.extend([
            ("declaration", Error, "pledge.truthful"),
            ("declaration", Error, "pledge.share_experience"),
            ("attachment-missing", Error, "attachments.plan"),
            ("attachment-missing", Error, "attachments.organisation"),
            ("attachment-missing", Error, "attachments.implementation"),
        ]);
        assert_eq!(found, expected(&all), "{applicant}");
        assert!(!review.ready);
        assert_eq!(review.counts.error, all.len());
        assert!(
            review
                .eligibility
                .iter()
                .all(|e| e.verdict == Verdict::Unanswered)
        );
        assert!(review.words.values().all(|words| words.count == 0));
    }
}

#[test]
fn the_requirements_are_those_of_the_contract() {
    let rules = |applicant: &str| -> BTreeSet<String> {
        review(&complete(applicant))
            .eligibility
            .into_iter()
            .map(|e| e.rule)
            .collect()
    };
    let all = |own: &[&str]| -> BTreeSet<String> {
        [
            "established-3-years",
            "utilisation-rate",
            "waste-reduction",
            "no-incidents",
            "information-system",
        ]
        .iter()
        .chain(own)
        .map(|rule| (*rule).to_owned())
        .collect()
    };
    assert_eq!(
        rules(P),
        all(&["province-level", "unified-management", "cleaner-production"])
    );
    assert_eq!(rules(E), all(&["legal-person", "credit", "facilities"]));
}

/// The answers JSON with every key of the contract, and values of the kind it gives.
fn whole(applicant: &str) -> Value {
    let years = json!({ "2022": "1", "2023": 2.50, "2024": "3", "2025": "4" });
    let text = "甲";
    let mut all = json!({
        "form": "miit-2025-539",
        "applicant": applicant,
        "cover": { "name": text, "address": text, "contact": text, "phone": text, "email": text, "date": "2026-03-18", "deadline": "2026-03-20", "copies": "2", "recipient": text },
        "pledge": { "truthful": true, "share_experience": true },
        "case": {
            "title": text, "plan": [], "practices": [], "results": [], "innovations": [],
            "replication": [{ "type": "paragraph", "text": text }],
        },
        "basics": {
            "filler": text, "filler_post": text, "filler_phone": text, "name": text, "address": text,
            "website": text, "head": text, "mobile": text, "fax": text, "email": text,
        },
        "production": { "output_value": years },
        "waste": {
            "generated": years, "generated_by": [{ "name": text, "values": years }],
            "utilised": years, "utilised_by": [{ "name": text, "values": years }],
            "rate": years, "intensity": {},
        },
        "statement": text,
        "eligibility": {
            "founded": "2005-06-01", "no_major_pollution": true, "no_safety_accident": true,
            "no_penalty": true, "information_system": false,
        },
        "summary": { "province": "广东", "brief": text },
        "attachments": [{ "id": "a1", "kind": "plan", "title": "", "file": "files/plan.pdf" }],
    });
    let own = if applicant == E {
        json!({
            "basics": { "industry": "312", "floor_area": "1", "staff": 2 },
            "production": {
                "sales": years, "capacity": years, "capacity_unit": text, "output": years,
                "output_unit": text, "products": [{ "name": text, "unit": text, "values": years }],
            },
            "eligibility": {
                "legal_person": true, "good_credit": true, "not_dishonest": true,
                "facilities_meet_standards": true, "below_industry_average": true,
                "industry_average": "0.5",
            },
        })
    } else {
        json!({
            "basics": { "industries": ["384"], "enterprises": "1", "large_enterprises": "1" },
            "production": { "by_industry": [{ "industry": "384", "values": years }], "added_value": years },
            "waste": { "intensity": years },
            "top_enterprises": [{
                "name": text, "industry": "384", "products": text, "output_value": "1",
                "generated": "1", "utilised": "1", "rate": "100",
            }],
            "eligibility": {
                "province_level": true, "unified_management": true, "cleaner_production_passed": true,
            },
        })
    };
    for (key, value) in own.as_object().expect("an object") {
        match value {
            Value::Object(inner) => {
                for (k, v) in inner {
                    all[key][k] = v.clone();
                }
            }
            _ => all[key] = value.clone(),
        }
    }
    all
}

/// Every key of the contract leads to a field and every field has a key of the contract.
#[test]
fn the_form_asks_what_the_contract_lists() {
    for applicant in APPLICANTS {
        let scope = scope(applicant);
        let json = whole(applicant);
        let incoming = Incoming::parse(&scope, &json.to_string()).expect("the contract's keys");
        assert_eq!(incoming.attachments.map(|a| a.len()), Some(1));
        let asked: BTreeSet<String> = scope.fields().map(|(_, f)| f.path.clone()).collect();
        let mut listed = BTreeSet::new();
        for (head, value) in json.as_object().expect("an object") {
            match value {
                Value::Object(inner) => listed.extend(inner.keys().map(|k| format!("{head}.{k}"))),
                _ => {
                    listed.insert(head.clone());
                }
            }
        }
        for key in ["form", "applicant", "attachments"] {
            listed.remove(key);
        }
        if applicant == E {
            // Empty, and asked of parks only.
            listed.remove("waste.intensity");
        }
        assert_eq!(asked, listed, "{applicant}");
        // Rows have the contract's keys and no others.
        for (_, field) in scope.fields().filter(|(_, f)| f.kind == FieldKind::Rows) {
            let columns: BTreeSet<&str> = field.columns.iter().map(|c| c.path.as_str()).collect();
            let row = json
                .pointer(&format!("/{}/0", field.path.replace('.', "/")))
                .and_then(Value::as_object)
                .expect("a row");
            assert_eq!(
                columns,
                row.keys().map(String::as_str).collect(),
                "{}",
                field.path
            );
        }
        for unknown in [
            json!({ "surprise": 1 }),
            json!({ "cover": { "fax": "1" } }),
            json!({ "waste": { "generated": { "2021": "1" } } }),
            json!({ "waste": { "generated_by": [{ "title": "1" }] } }),
            json!({ "summary": { "name": "1" } }),
            json!({ "cover": { "name": 1 } }),
            json!({ "cover": { "date": 20260318 } }),
            json!({ "pledge": { "truthful": "yes" } }),
            json!({ "waste": { "generated": "1" } }),
            json!({ "waste": { "generated": { "2022": true } } }),
            json!({ "statement": ["甲"] }),
            json!({ "case": { "plan": "甲" } }),
            json!({ "attachments": [{ "id": "a", "kind": "plans", "title": "", "file": "a.pdf" }] }),
        ] {
            assert!(
                Incoming::parse(&scope, &unknown.to_string()).is_err(),
                "{unknown}"
            );
        }
    }
    // What only the other kind of applicant is asked may stand there empty, and not answered.
    let park = scope(P);
    let empty = json!({ "production": { "sales": {}, "capacity_unit": "" }, "basics": { "industry": null } });
    assert!(
        Incoming::parse(&park, &empty.to_string())
            .expect("nothing")
            .edits
            .is_empty()
    );
    let answered = json!({ "production": { "sales": { "2022": "1" } } });
    assert!(Incoming::parse(&park, &answered.to_string()).is_err());
}

mod anything {
    //! Whatever is answered, a review ends, and its findings lead somewhere.

    use proptest::prelude::*;
    use wufei::draft::{Answer, Block, Inline, Row, Text};
    use wufei::form::Field;

    use super::*;

    /// Texts that mean trouble: figures of every length and width, words of the tables, marks.
    fn text() -> impl Strategy<Value = String> {
        prop_oneof![
            4 => any::<String>(),
            2 => "[-+]?[0-9]{1,32}(\\.[0-9]{0,32})?",
            1 => "[０-９]{1,12}(．[０-９]{1,4})?",
            1 => "[0-9]{1,3}(,[0-9]{3}){0,12}",
            1 => Just("9".repeat(28)),
            1 => Just(format!("0.{}1", "0".repeat(26))),
            1 => Just("0".to_owned()),
            1 => Just(String::new()),
            1 => Just("甲\n\t乙".repeat(300)),
            1 => Just("\u{0}\r\u{FFFE}\u{202E}\u{2028}<&]]>".to_owned()),
            1 => "(固废|产品|方式|XX)[ 1-9X]{0,3}",
            1 => "20[0-9]{2}-[0-9]{1,2}-[0-9]{1,2}",
            1 => "(9999|0001|2026)-12-31",
            1 => "\\{\\{[a-z_.0-9\\[\\]]{0,24}\\}\\}",
            2 => "(20(22|23|25)年)?(公司|锰渣|高炉渣、)?(综合利用率|产生量|产值|的)(达到|约|超过|由|分别为|-)?[0-9.]{1,30}(%|万吨|吨|亿元|元)?(以上|的|、|，)?",
        ]
    }

    fn texts() -> impl Strategy<Value = Text> {
        proptest::collection::vec(
            prop_oneof![
                text().prop_map(|text| Inline::Run { text, marks: Vec::new() }),
                "(waste|cover|production|x)\\.(rate|name|generated|sales|generated_by\\[[0-9]{1,19}\\])(\\.20[23][0-9])?"
                    .prop_map(|text| Inline::Ref(Quote::read(&text))),
                text().prop_map(|text| Inline::Ref(Quote::read(&text))),
            ],
            0..4,
        )
        .prop_map(Text)
    }

    fn block() -> impl Strategy<Value = Block> {
        prop_oneof![
            (0..9_u8, texts()).prop_map(|(level, text)| Block::Heading { level, text }),
            texts().prop_map(|text| Block::Paragraph { text }),
            (any::<bool>(), proptest::collection::vec(texts(), 0..3))
                .prop_map(|(ordered, items)| Block::List { ordered, items }),
            (
                text(),
                proptest::collection::vec(proptest::collection::vec(texts(), 0..3), 0..3)
            )
                .prop_map(|(caption, rows)| Block::Table { caption, rows }),
            (text(), text()).prop_map(|(attachment, caption)| Block::Figure {
                attachment,
                caption
            }),
            (prop_oneof![text(), Just("waste.rate".to_owned())], text())
                .prop_map(|(of, caption)| Block::Chart { of, caption }),
        ]
    }

    fn answer(field: &Field) -> BoxedStrategy<Answer> {
        match field.kind {
            FieldKind::YesNo => any::<bool>().prop_map(Answer::Yes).boxed(),
            FieldKind::Industries => proptest::collection::vec(text(), 0..4)
                .prop_map(Answer::Codes)
                .boxed(),
            FieldKind::Yearly => proptest::collection::btree_map(2022..=2025_i32, text(), 0..=4)
                .prop_map(Answer::Yearly)
                .boxed(),
            FieldKind::Blocks => proptest::collection::vec(block(), 0..4)
                .prop_map(Answer::Blocks)
                .boxed(),
            FieldKind::Rows => {
                let columns: Vec<(String, BoxedStrategy<Answer>)> = field
                    .columns
                    .iter()
                    .map(|column| (column.path.clone(), answer(column)))
                    .collect();
                let row = columns
                    .into_iter()
                    .map(|(path, answer)| {
                        proptest::option::of(answer)
                            .prop_map(move |a| a.map(|a| (path.clone(), a)))
                            .boxed()
                    })
                    .collect::<Vec<_>>()
                    .prop_map(|cells| cells.into_iter().flatten().collect::<Row>());
                proptest::collection::vec(row, 0..12)
                    .prop_map(Answer::Rows)
                    .boxed()
            }
            _ => text().prop_map(Answer::Text).boxed(),
        }
    }

    /// A draft, empty or a sample, with some answers replaced by anything.
    fn draft() -> impl Strategy<Value = Draft> {
        (0..2_usize, any::<bool>()).prop_flat_map(|(applicant, filled)| {
            let applicant = APPLICANTS[applicant];
            let scope = scope(applicant);
            let fields: Vec<&Field> = scope.fields().map(|(_, field)| field).collect();
            let edits = fields
                .into_iter()
                .map(|field| {
                    let path = field.path.clone();
                    proptest::option::weighted(if filled { 0.2 } else { 0.8 }, answer(field))
                        .prop_map(move |answer| {
                            answer.map(|value| Edit::Set {
                                path: Path::field(&path),
                                value: Some(value),
                            })
                        })
                        .boxed()
                })
                .collect::<Vec<_>>();
            edits.prop_map(move |edits| {
                let mut draft = if filled {
                    complete(applicant)
                } else {
                    Draft::new(&form().id, applicant)
                };
                let edit = Edit::All(edits.into_iter().flatten().collect());
                draft
                    .apply(&super::scope(applicant), &edit)
                    .expect("answers of the right kind");
                draft
            })
        })
    }

    fn leads_somewhere(scope: &Scope, path: &str) -> bool {
        if path.starts_with("attachments") || scope.form.limits.iter().any(|l| l.id == path) {
            return true;
        }
        let Some(path) = Path::parse(path) else {
            return false;
        };
        // One of several industries.
        let of_several = scope
            .field(&path.field)
            .is_some_and(|f| f.kind == FieldKind::Industries);
        scope.resolve(&path).is_some() || of_several
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

        #[test]
        fn is_reviewed(draft in draft()) {
            let scope = scope(&draft.applicant);
            let review = check::review(&scope, &draft);
            for finding in &review.findings {
                prop_assert!(leads_somewhere(&scope, &finding.path), "{finding:?}");
                prop_assert!(well_said(finding), "{finding:?}");
            }
            let again = check::review(&scope, &draft);
            prop_assert_eq!(review, again);
        }
    }
}
