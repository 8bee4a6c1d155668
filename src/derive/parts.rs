//! Parts beside the total they belong to.

use rust_decimal::Decimal;

use super::{Figures, half_unit};
use crate::form::{Path, Rule, SumKind};

/// The parts of one year, added up, beside their total.
#[derive(Debug, Clone, PartialEq)]
pub struct Parts {
    /// The year.
    pub year: i32,
    /// Where the total stands.
    pub total: Path,
    /// How many parts were added.
    pub count: usize,
    /// What they add up to.
    pub sum: Decimal,
    /// What was typed as the total.
    pub whole: Option<Decimal>,
    /// Whether the two contradict each other beyond what rounding of the parts explains.
    pub wrong: bool,
}

impl Figures<'_> {
    /// The parts of a sum rule, year by year; a year without a sum is left out. Parts that must reach
    /// their total make no sum while one is still to come, nor do parts of another unit.
    pub fn parts(&self, rule: &Rule) -> Vec<Parts> {
        let Rule::Sum {
            parts,
            total,
            how,
            unit_column,
            ..
        } = rule
        else {
            return Vec::new();
        };
        let rows = parts.field();
        let years = match total.year() {
            Some(year) => vec![year],
            None => self.scope.form.years.collected.clone(),
        };
        let added = |year: i32| {
            let at = total.in_year(year);
            let mut sum = Decimal::ZERO;
            let mut rounding = Decimal::ZERO;
            let mut count = 0;
            for row in self.draft.rows(rows).iter().filter(|row| !row.is_empty()) {
                let base = Path::field(rows).row(row.id);
                if let Some(unit) = unit_column
                    && self.draft.typed(&base.clone().column(unit)).map(str::trim)
                        != self.unit(&at).as_deref().map(str::trim)
                {
                    return None;
                }
                let part = match parts.column() {
                    Some(column) => base.column(column),
                    None => base.year(year),
                };
                match self.amount(&part) {
                    Some(value) => {
                        sum = sum.checked_add(value)?;
                        rounding += half_unit(value.scale());
                        count += 1;
                    }
                    // Parts that are still to come make no sum yet, but may already exceed the total.
                    None if *how == SumKind::Equal => return None,
                    None => {}
                }
            }
            if count == 0 {
                return None;
            }
            let whole = self.amount(&at);
            let wrong = whole.is_some_and(|whole| {
                let off = sum - whole;
                let rounding = rounding + half_unit(whole.scale());
                match how {
                    SumKind::Equal => off.abs() > rounding,
                    SumKind::Within => off > rounding,
                }
            });
            Some(Parts {
                year,
                total: at,
                count,
                sum,
                whole,
                wrong,
            })
        };
        years.into_iter().filter_map(added).collect()
    }
}
