//! What parts add up to, in words, for whoever shows them beside their total.

use std::collections::BTreeMap;

use serde::Serialize;
use ts_rs::TS;

use super::{Figures, Parts};
use crate::form::{Derivation, FormPath, Rule};
use crate::text::figure::grouped;

/// What parts add up to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PartsSum {
    /// What it is called: 各项固废产生量之和.
    pub label: String,
    /// Its unit, empty where it has none.
    pub unit: String,
    /// The sums by year; a year without all its parts is absent.
    pub years: BTreeMap<i32, YearSum>,
}

/// What the parts of a year add up to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct YearSum {
    /// The sum as printed.
    pub value: String,
    /// How the total differs, in words: 比工业固废产生量多 53.10; empty where the two agree.
    pub differs: String,
}

impl Figures<'_> {
    /// What the parts of every sum rule add up to, by the path of the parts; a rule without a sum yet
    /// is left out.
    pub fn sums(&self) -> BTreeMap<String, PartsSum> {
        self.scope
            .rules()
            .filter_map(|rule| {
                let Rule::Sum { parts, .. } = rule else {
                    return None;
                };
                let found = self.parts(rule);
                let sum = PartsSum {
                    label: self.sum_label(parts),
                    unit: self.unit(&found.first()?.total).unwrap_or_default(),
                    years: found.iter().map(|parts| self.year_sum(parts)).collect(),
                };
                Some((parts.to_string(), sum))
            })
            .collect()
    }

    fn sum_label(&self, parts: &FormPath) -> String {
        let derived = self.scope.derived().find(
            |derived| matches!(&derived.how, Derivation::Sum { of } if parts.whole() == Some(of)),
        );
        let rows = self
            .scope
            .field(parts.field())
            .and_then(|field| field.rows.as_ref());
        match (derived, rows) {
            (Some(derived), _) => derived.label.clone(),
            (None, Some(rows)) => format!("{}相加", rows.noun),
            (None, None) => "相加".to_owned(),
        }
    }

    fn year_sum(&self, parts: &Parts) -> (i32, YearSum) {
        let differs = parts.whole.filter(|_| parts.wrong).map(|whole| {
            let total = self.scope.field(&parts.total.field);
            let total = total.map_or("", |field| field.short.as_str());
            let more = if parts.sum > whole { "多" } else { "少" };
            format!("比{total}{more} {}", grouped(&(parts.sum - whole).abs()))
        });
        let sum = YearSum {
            value: grouped(&parts.sum),
            differs: differs.unwrap_or_default(),
        };
        (parts.year, sum)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::draft::{Draft, Request};
    use crate::form::built_ins;

    #[test]
    fn parts_are_told_beside_their_total_as_more_or_less() {
        let scope = built_ins()[0].scope("enterprise").expect("an enterprise");
        let mut draft = Draft::new(scope.form.id.clone(), scope.applicant.id.clone());
        let mut set = |path: &str, value: serde_json::Value| {
            let request = Request::Set {
                path: path.to_owned(),
                value,
            };
            let edit = request.read(&scope, &draft).expect(path);
            draft.apply(&scope, &edit).expect(path);
        };
        set(
            "waste.generated_by",
            json!([
                { "name": "高炉渣", "values": { "2022": "1,200.50", "2023": "10", "2024": "10" } },
                { "name": "钢渣", "values": { "2022": "100", "2023": "20万吨" } },
            ]),
        );
        set("waste.generated.2022", json!("1,000.00"));
        set("waste.generated.2023", json!("30.4"));
        set("waste.generated.2025", json!("30"));
        let told = |draft: &Draft| Figures::new(&scope, draft).sums();
        let sum = told(&draft).remove("waste.generated_by").expect("a sum");
        assert_eq!(sum.unit, "万吨");
        assert!(sum.label.contains("固废"), "{}", sum.label);
        // A year with a part still to come has no sum.
        assert_eq!(sum.years.keys().copied().collect::<Vec<_>>(), [2022, 2023]);
        assert_eq!(sum.years[&2022].value, "1,300.50");
        assert_eq!(sum.years[&2022].differs, "比工业固废产生量多 300.50");
        // Half a unit of each part is rounding.
        assert_eq!(sum.years[&2023].differs, "");
        let mut set = |value: &str| {
            let request = Request::Set {
                path: "waste.generated.2023".to_owned(),
                value: json!(value),
            };
            let edit = request.read(&scope, &draft).expect("an edit");
            draft.apply(&scope, &edit).expect("applied");
        };
        set("35");
        let sum = told(&draft).remove("waste.generated_by").expect("a sum");
        assert_eq!(sum.years[&2023].differs, "比工业固废产生量少 5");
    }
}
