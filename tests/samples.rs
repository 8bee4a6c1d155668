//! The two samples: complete, without an error, and with the figures they were built from.

mod common;

use common::{APPLICANTS, form, sample};
use wufei::check::{self, Severity, Verdict};
use wufei::derive::Figures;
use wufei::form::Path;

#[test]
fn the_samples_have_no_error_and_no_warning() {
    for applicant in APPLICANTS {
        let scope = form().scope(applicant).expect("scope");
        let (draft, _) = sample(applicant);
        let review = check::review(&scope, &draft);
        let wrong: Vec<_> = review
            .findings
            .iter()
            .filter(|f| f.severity != Severity::Advice)
            .collect();
        assert!(wrong.is_empty(), "{applicant}: {wrong:#?}");
        assert!(review.ready);
        for requirement in &review.eligibility {
            assert_eq!(requirement.verdict, Verdict::Met, "{requirement:?}");
        }
    }
}

#[test]
fn the_samples_are_of_the_length_of_good_applications() {
    for applicant in APPLICANTS {
        let scope = form().scope(applicant).expect("scope");
        let (draft, _) = sample(applicant);
        let words = check::review(&scope, &draft).words;
        assert!((6000..=7800).contains(&words["case"].count), "{words:?}");
        assert!(
            (600..=1000).contains(&words["statement"].count),
            "{words:?}"
        );
    }
}

#[test]
fn figures_follow_as_the_samples_sources_give_them() {
    let expect = |applicant: &str, known: &[(&str, &str)]| {
        let scope = form().scope(applicant).expect("scope");
        let (draft, _) = sample(applicant);
        let figures = Figures::new(&scope, &draft);
        for (path, value) in known {
            let figure = figures
                .figure(&Path::parse(path).expect(path))
                .unwrap_or_else(|| panic!("{path} has no figure"));
            assert_eq!(figure.value.to_string(), *value, "{path}");
        }
    };
    expect(
        "enterprise",
        &[
            ("waste.rate.2022", "93.23"),
            ("waste.rate.2023", "95.76"),
            ("waste.rate.2024", "97.71"),
            ("waste.rate.2025", "98.73"),
            ("waste.per_unit.2022", "0.5103"),
            ("waste.per_unit.2025", "0.4555"),
            ("waste.per_unit_fall.2022", "10.73"),
            ("waste.per_unit_fall.2023", "7.60"),
            ("waste.rate_rise.2022", "5.50"),
            ("waste.rate_rise.2023", "2.97"),
        ],
    );
    expect(
        "park",
        &[
            ("waste.rate.2022", "74.11"),
            ("waste.rate.2025", "90.89"),
            ("waste.rate_rise.2022", "16.78"),
            ("waste.rate_rise.2023", "10.73"),
            ("waste.intensity.2022", "2.0741"),
            ("waste.intensity.2023", "1.8418"),
            ("waste.intensity.2024", "1.6744"),
            ("waste.intensity.2025", "1.4901"),
            ("waste.intensity_fall.2022", "28.16"),
            ("waste.intensity_fall.2023", "19.10"),
        ],
    );
}
