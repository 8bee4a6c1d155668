//! `unknown-industry`.

use serde_json::json;
use wufei::check::Severity::Error;

use crate::fault::{E, P, hold};

#[test]
fn a_code_that_is_no_industry() {
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
