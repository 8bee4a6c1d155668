//! `sum-mismatch`, `rate-mismatch`, `intensity-mismatch` and `rate-over-100`: figures that contradict
//! those they follow from.

use serde_json::json;
use wufei::check::Severity::{Error, Warning};

use crate::fault::{E, P, hold};

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
fn rate_and_intensity_mismatch() {
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
