//! `order`: a list that should fall.

use serde_json::{Value, json};
use wufei::check::Severity::{Error, Warning};

use crate::fault::{P, hold};

#[test]
fn a_row_that_is_larger_than_the_one_before() {
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
