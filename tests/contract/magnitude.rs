//! `magnitude`: figures beside others of quite another size.

use serde_json::json;
use wufei::check::Severity::{Advice, Error, Warning};

use crate::common::set;
use crate::fault::{E, Found, P, complete, expected, hold, told};

#[test]
fn magnitude_of_a_figure() {
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
