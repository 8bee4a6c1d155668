//! `missing`: what is required, and of an empty draft exactly that.

use serde_json::{Value, json};
use wufei::check::Severity::Error;
use wufei::check::{Severity, Verdict};
use wufei::draft::{Draft, Request};

use crate::common::{APPLICANTS, form};
use crate::fault::{E, Found, P, complete, expected, hold, review, scope, told};

#[test]
fn an_answer_that_is_required_and_missing() {
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
            .map(|f| (f.code.word().to_owned(), f.severity, f.path.to_string()))
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
