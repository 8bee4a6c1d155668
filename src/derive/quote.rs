//! What a text quotes of the tables, as it is printed: the same in all documents, in the preview, in the
//! count of 字 and on the page.

use rust_decimal::Decimal;
use serde::Serialize;
use ts_rs::TS;

use super::{Figure, Figures};
use crate::draft::{Inline, Text, is_rate, words_of_quote};
use crate::form::{FieldKind, Path, Place, Quote, Rule, Scope, Span, Way, What};
use crate::text::figure::{fixed, grouped};
use crate::text::unit;

/// Decimals of a change or a share in percent, where nothing else was asked for.
const PERCENT_PLACES: u32 = 2;

/// The unit in which a rate changes.
const POINTS: &str = "个百分点";

/// What a quote stands for at the moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Quoted {
    /// What stands in the text for it. What is not there, or leads nowhere, says so in brackets.
    pub text: String,
    /// The same in a word or two, where the text around says what it is: 还没有填, 已删去 144.90.
    pub brief: String,
    /// The unit that belongs behind it; empty where it has none.
    pub unit: String,
    /// Words that lead to it where it is put into a text: 比2022年下降; empty where it needs none.
    pub lead: String,
    /// What it is: 2025 年比 2022 年工业固废产生量下降.
    pub words: String,
    /// Whether there is a figure, and why there is none.
    pub state: State,
}

/// Whether a quote has something to print.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(rename = "QuoteState")]
pub enum State {
    /// It prints what the tables say.
    There,
    /// It tells a fall that is a rise, or a rise that is a fall.
    Contrary,
    /// Something that it follows from is still to come, or cannot be reckoned with.
    Open,
    /// Its row is gone.
    Lost,
    /// The form has no such place, or no such row was ever there.
    Nowhere,
}

impl Figures<'_> {
    /// What a quote prints, and what it is.
    pub fn quoted(&self, quote: &Quote) -> Quoted {
        if let Some((text, state)) = self.there(quote) {
            return self.described(quote, text, self.quote_unit(quote), state);
        }
        let nowhere = || {
            let text = format!("{{{{{quote}}}}}");
            self.described(quote, text, String::new(), State::Nowhere)
        };
        let Some(path) = quote.path() else {
            return nowhere();
        };
        if let Some(id) = path.row_id()
            && self.draft.row(&path.field, id).is_none()
        {
            if self.draft.removed(&path.field, id).is_none() {
                return nowhere();
            }
            let past = self.draft.with_removed();
            let was = Figures::new(self.scope, &past).quoted(quote);
            let (text, brief) = match was.state {
                State::Nowhere => return nowhere(),
                State::There | State::Contrary => (
                    format!("〔已删去：{} {}{}〕", was.words, was.text, was.unit),
                    format!("已删去 {}", was.text),
                ),
                State::Open | State::Lost => {
                    (format!("〔已删去：{}〕", was.words), "已删去".to_owned())
                }
            };
            return Quoted {
                text,
                brief,
                state: State::Lost,
                ..was
            };
        }
        if !self.is_place(quote, path) {
            return nowhere();
        }
        let text = self.open_words(quote);
        self.described(quote, text, self.quote_unit(quote), State::Open)
    }

    /// What a quote is, beside what stands in the text for it.
    pub(super) fn described(
        &self,
        quote: &Quote,
        text: String,
        unit: String,
        state: State,
    ) -> Quoted {
        Quoted {
            brief: match state {
                State::Open => self.open_brief(quote).to_owned(),
                State::Nowhere => "找不到这项数据".to_owned(),
                State::There | State::Contrary | State::Lost => text.clone(),
            },
            text,
            unit,
            lead: lead(quote, is_rate_of(self.scope, quote)),
            words: words_of_quote(self.scope, self.draft, quote),
            state,
        }
    }

    /// What stands in the text for a quote that has something to print, and whether that is contrary;
    /// `None` where [`quoted`](Self::quoted) has to say why there is nothing.
    pub fn there(&self, quote: &Quote) -> Option<(String, State)> {
        let path = quote.path()?;
        let gone = path
            .row_id()
            .is_some_and(|id| self.draft.row(&path.field, id).is_none());
        match !gone && self.is_place(quote, path) {
            true => self.reckon(quote),
            false => None,
        }
    }

    /// The printed figure of a quote that speaks of places of the form.
    fn reckon(&self, quote: &Quote) -> Option<(String, State)> {
        if let Some(path) = quote.series() {
            return Some((self.printed(path)?, State::There));
        }
        let value = self.quote_value(quote)?;
        let told = matches!(quote.what, What::Change { .. });
        let state = match told && value.is_sign_negative() && !value.is_zero() {
            true => State::Contrary,
            false => State::There,
        };
        Some((grouped(&value), state))
    }

    /// What stands in the text for a quote.
    pub fn said(&self, quote: &Quote) -> String {
        match self.there(quote) {
            Some((text, _)) => text,
            None => self.quoted(quote).text,
        }
    }

    /// A text as it is printed.
    pub fn resolved(&self, text: &Text) -> String {
        text.0
            .iter()
            .map(|piece| match piece {
                Inline::Run { text, .. } => text.clone(),
                Inline::Ref(quote) => self.said(quote),
            })
            .collect()
    }

    /// The figures that a quote follows from, each with its year.
    pub fn quote_inputs(&self, quote: &Quote) -> Vec<Path> {
        match &quote.what {
            What::Figure(path) => vec![path.clone()],
            What::Change { span, .. } => [span.from, span.to]
                .map(|year| span.of.clone().year(year))
                .to_vec(),
            What::Sum(span) | What::Mean(span) => self.years_in(span).collect(),
            What::Share(path) => std::iter::once(path.clone())
                .chain(self.total_of(path))
                .collect(),
            What::Unknown(_) => Vec::new(),
        }
    }

    /// Whether all that a quote speaks of are places of the form that its kind can speak of.
    fn is_place(&self, quote: &Quote, path: &Path) -> bool {
        // What a text from outside named by position was looked up when it came in.
        if path.row.is_some() && path.row_id().is_none() {
            return false;
        }
        let yearly = |at: &Path| match self.scope.resolve(at) {
            Some(Place::Derived(rule)) => at.year.is_some_and(|y| self.years_of(rule).contains(&y)),
            Some(Place::Field(field) | Place::Column(_, field)) => {
                at.year.is_none() || field.kind == FieldKind::Yearly
            }
            Some(Place::Row(_)) | None => false,
        };
        match &quote.what {
            What::Figure(path) => match self.scope.resolve(path) {
                Some(Place::Field(field) | Place::Column(_, field)) => match field.kind {
                    FieldKind::Yearly => path.year.is_some(),
                    FieldKind::Rows | FieldKind::Blocks => false,
                    _ => true,
                },
                _ => yearly(path),
            },
            What::Share(path) => {
                path.year.is_some() && yearly(path) && self.total_of(path).is_some()
            }
            What::Change { span, .. } | What::Sum(span) | What::Mean(span) => {
                let ends = [span.from, span.to].map(|year| span.of.clone().year(year));
                ends.iter().all(yearly)
            }
            What::Unknown(_) => false,
        }
    }

    fn years_in(&self, span: &Span) -> impl Iterator<Item = Path> {
        let years = self.scope.form.years.collected.iter();
        years
            .filter(|year| (span.from..=span.to).contains(year))
            .map(|year| span.of.clone().year(*year))
    }

    /// The total that a row's figure belongs to.
    fn total_of(&self, part: &Path) -> Option<Path> {
        let total = self.scope.rules().find_map(|rule| match rule {
            Rule::Sum { parts, total, .. } if parts.whole() == Some(&part.field) => Some(total),
            _ => None,
        })?;
        part.row?;
        let total = Path::field(total.field()).year(part.year?);
        // Parts of another unit make no share.
        let unit = |path: &Path| self.unit(path).map(|unit| unit.trim().to_owned());
        (unit(part) == unit(&total)).then_some(total)
    }

    pub(super) fn quote_unit(&self, quote: &Quote) -> String {
        if let Some(unit) = &quote.unit {
            return unit.clone();
        }
        let inputs = self.quote_inputs(quote);
        let own = || inputs.first().and_then(|path| self.unit(path));
        match &quote.what {
            What::Change { .. } if inputs.first().is_some_and(|path| is_rate(self.scope, path)) => {
                POINTS.to_owned()
            }
            What::Change { .. } | What::Share(_) => "%".to_owned(),
            _ => own().unwrap_or_default(),
        }
    }

    /// The figure of a quote, rounded as it is printed; `None` where it cannot be reckoned.
    pub(super) fn quote_value(&self, quote: &Quote) -> Option<Decimal> {
        let value = |path: &Path| self.figure(path).map(|figure| figure.value);
        let inputs = self.quote_inputs(quote);
        let (value, places) = match &quote.what {
            What::Figure(path) => {
                let value = value(path)?;
                (value, value.scale())
            }
            What::Sum(_) | What::Mean(_) => {
                let values: Vec<Decimal> = inputs.iter().map(value).collect::<Option<_>>()?;
                let places = values.iter().map(Decimal::scale).max()?;
                let sum = values
                    .iter()
                    .try_fold(Decimal::ZERO, |sum, value| sum.checked_add(*value))?;
                match quote.what {
                    What::Mean(_) => (sum.checked_div(values.len().into())?, places),
                    _ => (sum, places),
                }
            }
            What::Share(path) => {
                let (part, whole) = (value(path)?, value(inputs.get(1)?)?);
                (percent(part, whole)?, PERCENT_PLACES)
            }
            What::Change { way, span } => self.change(*way, span)?,
            What::Unknown(_) => return None,
        };
        let value = match &quote.unit {
            None => value,
            Some(unit) => {
                let own = self.quote_unit(&Quote {
                    unit: None,
                    ..quote.clone()
                });
                unit::shifted(&value, unit::between(&own, unit)?)?
            }
        };
        let places = match (quote.places, &quote.unit) {
            (Some(places), _) => places,
            // Every digit counts where a power of ten lies between.
            (None, Some(_)) => return Some(value),
            (None, None) => places,
        };
        Some(fixed(&value, places))
    }

    /// The figure of a quote before it is rounded to be printed.
    pub fn exactly(&self, quote: &Quote) -> Option<Decimal> {
        const FINE: u32 = 9;
        self.quote_value(&Quote {
            places: Some(FINE),
            ..quote.clone()
        })
    }

    /// How far figures changed: rates from what is printed, since a reader subtracts the two of the
    /// table; amounts before rounding (decision 2). With the decimals it is printed with.
    fn change(&self, way: Way, span: &Span) -> Option<(Decimal, u32)> {
        let [first, last] =
            [span.from, span.to].map(|year| self.sound(&span.of.clone().year(year)));
        let (first, last): (Figure, Figure) = (first?, last?);
        let (risen, places) = if is_rate(self.scope, &span.of) {
            let places = first.value.scale().max(last.value.scale());
            (last.value.checked_sub(first.value)?, places)
        } else {
            let (first, last) = (first.exact(), last.exact());
            let risen = percent(last.checked_sub(first)?, first)?;
            (risen, PERCENT_PLACES)
        };
        Some(match way {
            Way::Rise => (risen, places),
            Way::Fall => (-risen, places),
        })
    }

    /// How what a quote tells of several figures came about: 由 2022 年 0.5103、2025 年 0.4412 算得. `None`
    /// for a figure as it stands, and while there is nothing to tell.
    pub fn quote_origin(&self, quote: &Quote) -> Option<String> {
        let inputs = self.quote_inputs(quote);
        let printed: Vec<String> = inputs
            .iter()
            .map(|path| self.printed(path))
            .collect::<Option<_>>()?;
        let by_year = || {
            let each = inputs.iter().zip(&printed);
            let told: Vec<String> = each
                .filter_map(|(path, text)| Some(format!("{} 年 {text}", path.year?)))
                .collect();
            told.join("、")
        };
        match (&quote.what, printed.as_slice()) {
            (What::Unknown(_), _) | (_, []) => None,
            (What::Figure(_), [own]) => {
                let unit = self.unit(inputs.first()?).unwrap_or_default();
                (quote.unit.is_some() || quote.places.is_some())
                    .then(|| format!("由 {own} {unit}换算"))
            }
            (What::Share(_), [part, whole]) => Some(format!("由 {part} ÷ {whole} × 100 算得")),
            _ => Some(format!("由 {} 算得", by_year())),
        }
    }

    fn open_words(&self, quote: &Quote) -> String {
        let words = words_of_quote(self.scope, self.draft, quote);
        format!("〔{words}：{}〕", self.open_brief(quote))
    }

    fn open_brief(&self, quote: &Quote) -> &'static str {
        match &quote.what {
            What::Figure(path) if self.rule(path).is_none() && self.printed(path).is_none() => {
                "还没有填"
            }
            _ => "还算不出",
        }
    }
}

fn is_rate_of(scope: &Scope, quote: &Quote) -> bool {
    quote.path().is_some_and(|path| is_rate(scope, path))
}

fn lead(quote: &Quote, rate: bool) -> String {
    let What::Change { way, span } = &quote.what else {
        return String::new();
    };
    format!("比{}年{}", span.from, way.word(rate))
}

fn percent(part: Decimal, whole: Decimal) -> Option<Decimal> {
    part.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(whole)
}
