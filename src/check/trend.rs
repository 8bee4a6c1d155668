//! Changes over years: “近三年” may be counted from more than one year, so each is judged.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;

use super::eligibility::met;
use super::{Checks, Trend, TrendBase, TrendPoint, Verdict};
use crate::form::{Condition, Derivation, Path, Requirement};
use crate::text::figure::{fixed, grouped};

impl Checks<'_> {
    /// The changes over years that a requirement asks for, with the figures they compare.
    pub(super) fn trends(&self, requirement: &Requirement) -> Vec<Trend> {
        let conditions = requirement.all.iter().chain(&requirement.any);
        conditions
            .filter_map(|condition| match condition {
                Condition::Rise { of, value } => Some(self.trend(of, *value, true)),
                Condition::Fall { of, value } => Some(self.trend(of, *value, false)),
                _ => None,
            })
            .collect()
    }

    fn trend(&self, of: &str, value: Decimal, rise: bool) -> Trend {
        let years = &self.scope.form.years;
        let whole = Path::field(of);
        let figures: Vec<(i32, Option<Decimal>)> = years
            .collected
            .iter()
            .map(|year| {
                let figure = self.figures.sound(&whole.clone().year(*year));
                (*year, figure.map(|figure| figure.value))
            })
            .collect();
        let highest = figures.iter().filter_map(|(_, value)| *value).max();
        let height = |value: &Decimal| -> u16 {
            highest
                .and_then(|highest| {
                    value
                        .checked_div(highest)?
                        .checked_mul(Decimal::ONE_THOUSAND)
                })
                .and_then(|share| share.round().to_u16())
                .unwrap_or_default()
        };
        Trend {
            label: self.name(&whole),
            unit: self.unit(&whole),
            asked: asked(value, rise),
            points: figures
                .iter()
                .map(|(year, value)| TrendPoint {
                    year: *year,
                    value: value.as_ref().map(grouped),
                    height: value.as_ref().map(height).unwrap_or_default(),
                })
                .collect(),
            bases: self
                .bases(of, rise)
                .map(|(year, change)| TrendBase {
                    year,
                    words: change
                        .as_ref()
                        .map_or_else(|| "还算不出".to_owned(), |change| moved(change, rise)),
                    verdict: change.map_or(Verdict::Unanswered, |change| met(change >= value)),
                })
                .collect(),
        }
    }

    /// A rise or fall up to the last year, judged from every base year, in a sentence.
    pub(super) fn change(&self, of: &str, value: Decimal, rise: bool) -> (Verdict, String) {
        let trend = self.trend(of, value, rise);
        let words: Vec<String> = trend
            .bases
            .iter()
            .map(|base| format!("以 {} 年为基数{}", base.year, base.words))
            .collect();
        let verdicts: Vec<Verdict> = trend.bases.iter().map(|base| base.verdict).collect();
        let verdict = match verdicts.first() {
            None => Verdict::Unanswered,
            _ if verdicts.contains(&Verdict::Unanswered) => Verdict::Unanswered,
            Some(first) if verdicts.iter().all(|v| v == first) => *first,
            Some(_) => Verdict::Unclear,
        };
        (
            verdict,
            format!("{}{}，{}", trend.label, words.join("，"), trend.asked),
        )
    }

    /// The change since each base year, as printed; `None` where it cannot be computed.
    fn bases(&self, of: &str, rise: bool) -> impl Iterator<Item = (i32, Option<Decimal>)> {
        let rule = self.scope.derived().find(|d| match &d.how {
            Derivation::Rise { of: base } => rise && base == of,
            Derivation::Fall { of: base } => !rise && base == of,
            _ => false,
        });
        self.scope.form.years.bases.iter().map(move |base| {
            let change = rule.and_then(|rule| {
                let path = rule.path.in_year(*base);
                Some(fixed(&self.figures.derived(&path)?.exact, rule.places))
            });
            (*base, change)
        })
    }
}

fn unit(rise: bool) -> &'static str {
    if rise { " 个百分点" } else { "%" }
}

fn asked(value: Decimal, rise: bool) -> String {
    let verb = if rise { "提高" } else { "下降" };
    format!("要求{verb} {}{}以上", grouped(&value), unit(rise))
}

fn moved(change: &Decimal, rise: bool) -> String {
    let verb = match (rise, change.is_sign_negative() && !change.is_zero()) {
        (true, false) => "提高",
        (false, true) => "上升",
        (true, true) | (false, false) => "下降",
    };
    format!("{verb} {}{}", grouped(&change.abs()), unit(rise))
}
