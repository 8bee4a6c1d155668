//! The codes and their severities, and the sentences of every finding.

use std::collections::BTreeSet;

use serde_json::json;
use wufei::check::Severity::{Advice, Error, Warning};
use wufei::check::{self, Severity};
use wufei::draft::Draft;

use crate::common::{APPLICANTS, form};
use crate::fault::{E, P, edited, review, with_file};

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
pub fn well_said(finding: &check::Finding) -> bool {
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
