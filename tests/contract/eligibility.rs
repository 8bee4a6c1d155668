//! `ineligible` and `eligibility-unclear`: the requirements of the notice.

use std::collections::BTreeSet;

use serde_json::json;
use wufei::check::Severity::{Advice, Warning};
use wufei::check::{self, Verdict};
use wufei::form::{FieldKind, SectionKind};

use crate::common::APPLICANTS;
use crate::fault::{E, P, complete, edited, hold, review, scope};

#[test]
fn ineligible_and_unclear() {
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
