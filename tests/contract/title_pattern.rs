//! `title-pattern`.

use serde_json::json;
use wufei::check::Severity::Warning;

use crate::fault::{E, P, hold};

#[test]
fn the_title_names_the_unit_and_ends_rightly() {
    hold(&[
        (
            E,
            &[("case.title", json!("“渣不落地＋固废不出厂”模式"))],
            &[("title-pattern", Warning, "case.title")],
        ),
        (
            E,
            &[(
                "case.title",
                json!("甲钢铁有限公司“渣不落地＋固废不出厂”做法"),
            )],
            &[("title-pattern", Warning, "case.title")],
        ),
        (
            E,
            &[("case.title", json!("甲钢铁“渣不落地＋固废不出厂”模式"))],
            &[],
        ),
        (
            P,
            &[("case.title", json!("A经济开发区“锰渣分质利用”模式"))],
            &[],
        ),
        (
            P,
            &[("case.title", json!("经济开发区“锰渣分质利用”经验"))],
            &[("title-pattern", Warning, "case.title")],
        ),
    ]);
}
