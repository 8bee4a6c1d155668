//! `placeholder`: what was left of the template. (`lost-reference` is in `tests/rows.rs`: rows have to go first.)

use serde_json::json;
use wufei::check::Severity::Error;

use crate::fault::{E, P, hold, told, with_paragraph};

#[test]
fn leftovers_of_the_template() {
    for text in [
        "XXX园区开展了建设。",
        "采用XXXXXX模式。",
        "固废1产生量大。",
        "重点利用固废X和固废 2。",
        "采用方式2，",
        "产品 X的产量",
        "达到{{unknown}}%。",
        "达到{{waste.rate.2031}}%。",
        "达到{{waste.generated_by[9].2025}}万吨。",
        "达到{{利用率}}%。",
        "(请将“产业X”修改为产业实际名称，下同。)",
    ] {
        let found = told(&with_paragraph(E, text));
        assert!(
            !found.is_empty()
                && found
                    .iter()
                    .all(|f| f == &("placeholder".into(), Error, "case.results".into())),
            "{text}: {found:?}"
        );
    }
    for text in [
        "固废1.2万吨、产品3种、产品1000吨、企业12家。",
        "方式多样，产品齐全。",
        "对2类产业、5种产品分类施策。",
        "请将意见反馈给安全环保部。",
        "用{标记}标出，见{{waste.rate.2025}}%。",
    ] {
        assert_eq!(told(&with_paragraph(E, text)), [], "{text}");
    }
    hold(&[
        (
            E,
            &[("waste.generated_by[0].name", json!("固废1"))],
            &[("placeholder", Error, "waste.generated_by[0].name")],
        ),
        (
            E,
            &[("waste.utilised_by[1].name", json!("方式 2"))],
            &[("placeholder", Error, "waste.utilised_by[1].name")],
        ),
        (
            E,
            &[("production.products[2].name", json!("产品 X"))],
            &[("placeholder", Error, "production.products[2].name")],
        ),
        (
            E,
            &[("production.products[2].name", json!("产品12"))],
            &[("placeholder", Error, "production.products[2].name")],
        ),
        (
            E,
            &[("case.title", json!("甲钢铁有限公司 XXXXXX 模式"))],
            &[("placeholder", Error, "case.title")],
        ),
        (
            E,
            &[("cover.contact", json!("XXX"))],
            &[("placeholder", Error, "cover.contact")],
        ),
        (
            P,
            &[("top_enterprises[9].name", json!("企业10"))],
            &[("placeholder", Error, "top_enterprises[9].name")],
        ),
        (
            P,
            &[("top_enterprises[9].name", json!("企业之家有限公司"))],
            &[],
        ),
        (
            P,
            &[("statement", json!("XXX园区成立于2006年。"))],
            &[("placeholder", Error, "statement")],
        ),
        (
            E,
            &[("summary.brief", json!("利用率{{waste.rate.2025}}%。"))],
            &[("placeholder", Error, "summary.brief")],
        ),
    ]);
}
