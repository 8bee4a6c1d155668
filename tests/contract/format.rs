//! `format`: figures, dates, phones and addresses that cannot be read, and what is offered instead.

use serde_json::{Value, json};
use wufei::check::Severity::Error;
use wufei::draft::Draft;

use crate::common::{APPLICANTS, set};
use crate::fault::{E, P, complete, edited, hold, review, scope, told};

#[test]
fn a_wrong_format_and_a_right_one() {
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
