//! `declaration`.

use serde_json::{Value, json};
use wufei::check::Severity::Error;

use crate::common::APPLICANTS;
use crate::fault::hold;

#[test]
fn a_declaration_that_is_not_made() {
    for applicant in APPLICANTS {
        for path in ["pledge.truthful", "pledge.share_experience"] {
            for value in [json!(false), Value::Null] {
                hold(&[(applicant, &[(path, value)], &[("declaration", Error, path)])]);
            }
        }
    }
}
