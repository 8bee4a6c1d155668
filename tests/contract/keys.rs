//! The keys of the answers JSON (docs/format.md §2) are the form's fields.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use wufei::draft::Incoming;
use wufei::form::FieldKind;

use crate::common::APPLICANTS;
use crate::fault::{E, P, scope};

/// The answers JSON with every key of the contract, and values of the kind it gives.
fn whole(applicant: &str) -> Value {
    let years = json!({ "2022": "1", "2023": 2.50, "2024": "3", "2025": "4" });
    let text = "甲";
    let mut all = json!({
        "form": "miit-2025-539",
        "applicant": applicant,
        "cover": { "name": text, "address": text, "contact": text, "phone": text, "email": text, "date": "2026-03-18", "deadline": "2026-03-20", "copies": "2", "recipient": text },
        "pledge": { "truthful": true, "share_experience": true },
        "case": {
            "title": text, "plan": [], "practices": [], "results": [], "innovations": [],
            "replication": [{ "type": "paragraph", "text": text }],
        },
        "basics": {
            "filler": text, "filler_post": text, "filler_phone": text, "name": text, "address": text,
            "website": text, "head": text, "mobile": text, "fax": text, "email": text,
        },
        "production": { "output_value": years },
        "waste": {
            "generated": years, "generated_by": [{ "name": text, "values": years }],
            "utilised": years, "utilised_by": [{ "name": text, "values": years }],
            "rate": years, "intensity": {},
        },
        "statement": text,
        "eligibility": {
            "founded": "2005-06-01", "no_major_pollution": true, "no_safety_accident": true,
            "no_penalty": true, "information_system": false,
        },
        "summary": { "province": "广东", "brief": text },
        "attachments": [{ "id": "a1", "kind": "plan", "title": "", "file": "files/plan.pdf" }],
    });
    let own = if applicant == E {
        json!({
            "basics": { "industry": "312", "floor_area": "1", "staff": 2 },
            "production": {
                "sales": years, "capacity": years, "capacity_unit": text, "output": years,
                "output_unit": text, "products": [{ "name": text, "unit": text, "values": years }],
            },
            "eligibility": {
                "legal_person": true, "good_credit": true, "not_dishonest": true,
                "facilities_meet_standards": true, "below_industry_average": true,
                "industry_average": "0.5",
            },
        })
    } else {
        json!({
            "basics": { "industries": ["384"], "enterprises": "1", "large_enterprises": "1" },
            "production": { "by_industry": [{ "industry": "384", "values": years }], "added_value": years },
            "waste": { "intensity": years },
            "top_enterprises": [{
                "name": text, "industry": "384", "products": text, "output_value": "1",
                "generated": "1", "utilised": "1", "rate": "100",
            }],
            "eligibility": {
                "province_level": true, "unified_management": true, "cleaner_production_passed": true,
            },
        })
    };
    for (key, value) in own.as_object().expect("an object") {
        match value {
            Value::Object(inner) => {
                for (k, v) in inner {
                    all[key][k] = v.clone();
                }
            }
            _ => all[key] = value.clone(),
        }
    }
    all
}

/// Every key of the contract leads to a field and every field has a key of the contract.
#[test]
fn the_form_asks_what_the_contract_lists() {
    for applicant in APPLICANTS {
        let scope = scope(applicant);
        let json = whole(applicant);
        let incoming = Incoming::parse(&scope, &json.to_string()).expect("the contract's keys");
        assert_eq!(incoming.attachments.map(|a| a.len()), Some(1));
        let asked: BTreeSet<String> = scope.fields().map(|(_, f)| f.path.clone()).collect();
        let mut listed = BTreeSet::new();
        for (head, value) in json.as_object().expect("an object") {
            match value {
                Value::Object(inner) => listed.extend(inner.keys().map(|k| format!("{head}.{k}"))),
                _ => {
                    listed.insert(head.clone());
                }
            }
        }
        for key in ["form", "applicant", "attachments"] {
            listed.remove(key);
        }
        if applicant == E {
            // Empty, and asked of parks only.
            listed.remove("waste.intensity");
        }
        assert_eq!(asked, listed, "{applicant}");
        // Rows have the contract's keys and no others.
        for (_, field) in scope.fields().filter(|(_, f)| f.kind == FieldKind::Rows) {
            let columns: BTreeSet<&str> = field.columns.iter().map(|c| c.path.as_str()).collect();
            let row = json
                .pointer(&format!("/{}/0", field.path.replace('.', "/")))
                .and_then(Value::as_object)
                .expect("a row");
            assert_eq!(
                columns,
                row.keys().map(String::as_str).collect(),
                "{}",
                field.path
            );
        }
        for unknown in [
            json!({ "surprise": 1 }),
            json!({ "cover": { "fax": "1" } }),
            json!({ "waste": { "generated": { "2021": "1" } } }),
            json!({ "waste": { "generated_by": [{ "title": "1" }] } }),
            json!({ "summary": { "name": "1" } }),
            json!({ "cover": { "name": 1 } }),
            json!({ "cover": { "date": 20260318 } }),
            json!({ "pledge": { "truthful": "yes" } }),
            json!({ "waste": { "generated": "1" } }),
            json!({ "waste": { "generated": { "2022": true } } }),
            json!({ "statement": ["甲"] }),
            json!({ "case": { "plan": "甲" } }),
            json!({ "attachments": [{ "id": "a", "kind": "plans", "title": "", "file": "a.pdf" }] }),
        ] {
            assert!(
                Incoming::parse(&scope, &unknown.to_string()).is_err(),
                "{unknown}"
            );
        }
    }
    // What only the other kind of applicant is asked may stand there empty, and not answered.
    let park = scope(P);
    let empty = json!({ "production": { "sales": {}, "capacity_unit": "" }, "basics": { "industry": null } });
    assert!(
        Incoming::parse(&park, &empty.to_string())
            .expect("nothing")
            .edits
            .is_empty()
    );
    let answered = json!({ "production": { "sales": { "2022": "1" } } });
    assert!(Incoming::parse(&park, &answered.to_string()).is_err());
}
