//! Everything that a text may quote, to choose from.

use std::collections::BTreeSet;

use super::{Figures, Quoted, State};
use crate::draft::{Answer, is_rate};
use crate::form::{AnswerShape, Derivation, Path, Quote, Span, Way, What};
use crate::text::unit;

/// Figures from here on are told in the next larger unit too: 2,168,000 万元 as 216.80 亿元.
const LARGE: i64 = 10_000;

impl Figures<'_> {
    /// Every figure of the tables that is there, in the form's order.
    pub fn quotable(&self) -> Vec<(Quote, Quoted)> {
        let years = &self.scope.form.years.collected;
        let mut places = Vec::new();
        for (_, field) in self.scope.fields() {
            if field.kind.shape() == AnswerShape::Figure {
                places.push(Path::field(&field.path));
            }
            for of in self.yearly_in(field) {
                places.extend(years.iter().map(|year| of.clone().year(*year)));
            }
        }
        for derived in self.scope.derived().filter(|d| d.path.column().is_none()) {
            places.extend(self.places_of(derived));
        }
        places.dedup();
        self.all_there(places.into_iter().map(Quote::figure))
    }

    /// What can be said of several figures: changes, sums, means, shares, figures in a larger unit. Only
    /// what can be reckoned now; what is told of the first year to the last, or of the last, comes first.
    pub fn reckoned(&self) -> Vec<(Quote, Quoted)> {
        let years = &self.scope.form.years.collected;
        let mut spans: Vec<(i32, i32)> = Vec::new();
        for (i, from) in years.iter().enumerate() {
            spans.extend(years.iter().skip(i + 1).map(|to| (*from, *to)));
        }
        spans.sort_by_key(|(from, to)| (-to, *from));
        let series = self.series_paths();
        let mut quotes = Vec::new();
        for (from, to) in spans {
            for of in &series {
                let of = of.clone();
                quotes.extend(self.told_of(Span { of, from, to }));
            }
        }
        for year in years.iter().rev() {
            let rows = series.iter().filter(|of| of.row.is_some());
            quotes.extend(rows.map(|of| Quote::plain(What::Share(of.clone().year(*year)))));
        }
        let large: Vec<Quote> = self
            .quotable()
            .into_iter()
            .map(|(quote, _)| quote)
            .chain(
                quotes
                    .iter()
                    .filter(|q| matches!(q.what, What::Sum(_)))
                    .cloned(),
            )
            .filter_map(|quote| self.in_larger_unit(quote))
            .collect();
        self.all_there(quotes.into_iter().chain(large))
    }

    /// What the texts of the draft quote, each once.
    pub fn quotes_in_texts(&self) -> BTreeSet<Quote> {
        let blocks = self.draft.answers().flat_map(|(_, answer)| match answer {
            Answer::Blocks(blocks) => blocks.as_slice(),
            _ => &[],
        });
        blocks.flat_map(|block| block.quotes()).collect()
    }

    /// How figures changed over some years, and where it makes sense their sum and mean.
    fn told_of(&self, span: Span) -> Vec<Quote> {
        let change = |way| {
            Quote::plain(What::Change {
                way,
                span: span.clone(),
            })
        };
        let rise = change(Way::Rise);
        let mut quotes = match self.quote_value(&rise) {
            // Neither a rise nor a fall.
            Some(value) if value.is_zero() => Vec::new(),
            Some(value) if value.is_sign_negative() => vec![change(Way::Fall)],
            _ => vec![rise],
        };
        if !is_rate(self.scope, &span.of) && !self.is_quotient(&span.of) {
            quotes.push(Quote::plain(What::Sum(span.clone())));
            quotes.push(Quote::plain(What::Mean(span)));
        }
        quotes
    }

    fn all_there(&self, quotes: impl Iterator<Item = Quote>) -> Vec<(Quote, Quoted)> {
        quotes
            .filter_map(|quote| match self.there(&quote)? {
                (text, state @ State::There) => {
                    let quoted = self.described(&quote, text, self.quote_unit(&quote), state);
                    Some((quote, quoted))
                }
                _ => None,
            })
            .collect()
    }

    /// Yearly figures, rows and quotients by year, without a year.
    fn series_paths(&self) -> Vec<Path> {
        let mut all = Vec::new();
        for (_, field) in self.scope.fields() {
            all.extend(self.yearly_in(field));
        }
        for derived in self.scope.derived().filter(|d| d.path.column().is_none()) {
            let path = Path::field(derived.path.field());
            if matches!(derived.how, Derivation::Ratio { .. }) && !all.contains(&path) {
                all.push(path);
            }
        }
        all
    }

    /// Whether figures are one amount by another, of which no sum makes sense.
    fn is_quotient(&self, path: &Path) -> bool {
        let rule = self.rule(path);
        rule.is_some_and(|rule| matches!(rule.how, Derivation::Ratio { .. }))
    }

    fn in_larger_unit(&self, quote: Quote) -> Option<Quote> {
        let own = self.quoted(&quote);
        let larger = format!("亿{}", own.unit.strip_prefix('万')?);
        let value = self.quote_value(&quote)?;
        let sensible = value.abs() >= LARGE.into() && unit::between(&own.unit, &larger) == Some(-4);
        sensible.then_some(Quote {
            unit: Some(larger),
            places: Some(2),
            ..quote
        })
    }
}
