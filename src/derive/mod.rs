//! Figures that follow from answers, with where each came from.
//!
//! A figure is typed, carried over, derived, or derived and overridden. All of the program asks
//! here for a figure, so the tables, the narrative, the checks and the documents print the same.

mod needs;
mod parts;
mod quotable;
mod quote;
mod sums;

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::catalog::Catalog;
use crate::draft::{Answer, Draft};
use crate::form::{
    AnswerShape, Derivation, Derived, Field, FieldKind, FormPath, Path, Place, RowId, Scope,
};
use crate::text::TextError;
use crate::text::figure::{self, fixed, grouped};
use crate::text::pattern::normalise_date;
use crate::text::unit::{self, Reading};

pub use parts::Parts;
pub use quote::{Quoted, State};
pub use sums::{PartsSum, YearSum};

/// A figure of the draft.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// The value as printed: typed figures keep their decimals, derived ones are rounded half up.
    pub value: Decimal,
    /// Where it came from.
    pub origin: Origin,
}

impl Figure {
    /// The value before rounding, where it was derived.
    pub fn exact(self) -> Decimal {
        match self.origin {
            Origin::Derived(explanation) => explanation.exact,
            Origin::Typed | Origin::Overridden { .. } => self.value,
        }
    }
}

/// Where a figure came from.
#[derive(Debug, Clone, PartialEq)]
pub enum Origin {
    /// Typed by the applicant.
    Typed,
    /// Computed.
    Derived(Explanation),
    /// Typed where a figure could be derived.
    Overridden {
        /// What the derivation gives, unrounded, when its inputs are there.
        derived: Option<Decimal>,
    },
}

/// How a derived figure was computed.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// The figures it was computed from.
    pub from: Vec<Path>,
    /// The value before rounding.
    pub exact: Decimal,
}

/// The figures of one draft.
#[derive(Debug, Clone, Copy)]
pub struct Figures<'a> {
    /// The form as the applicant sees it.
    pub scope: &'a Scope,
    /// The draft.
    pub draft: &'a Draft,
}

impl<'a> Figures<'a> {
    /// The figures of a draft.
    pub fn new(scope: &'a Scope, draft: &'a Draft) -> Self {
        Figures { scope, draft }
    }

    /// What was typed at a path, read as a figure of the unit asked for there; `None` where nothing
    /// was typed.
    pub fn reading(&self, path: &Path) -> Option<Result<Reading, TextError>> {
        let text = self.draft.typed(path)?;
        Some(match figure::parse(text) {
            Ok(value) => Ok(Reading::Own(value)),
            Err(_) => unit::read(text, &self.unit(path).unwrap_or_default()),
        })
    }

    /// The amount typed at a path: a number that can be read and is not negative, as no figure of a
    /// form is. What is not an amount is reported at its place and never reckoned with.
    pub fn amount(&self, path: &Path) -> Option<Decimal> {
        match self.reading(path)? {
            Ok(Reading::Own(value)) if !value.is_sign_negative() || value.is_zero() => Some(value),
            _ => None,
        }
    }

    /// The figure at a path as the papers print it: what was typed, else what follows.
    pub fn figure(&self, path: &Path) -> Option<Figure> {
        let rule = self.rule(path);
        if let Some(value) = self.amount(path) {
            let origin = match rule {
                None => Origin::Typed,
                Some(_) => Origin::Overridden {
                    derived: self.derived(path).map(|e| e.exact),
                },
            };
            return Some(Figure { value, origin });
        }
        let explanation = self.derived(path)?;
        Some(Figure {
            value: fixed(&explanation.exact, self.places(path)?),
            origin: Origin::Derived(explanation),
        })
    }

    /// The figure that conclusions are drawn from: as [`figure`](Self::figure), but where a typed
    /// figure contradicts its derivation, what the derivation gives. The contradiction is reported
    /// once and not carried on into everything that follows.
    pub fn sound(&self, path: &Path) -> Option<Figure> {
        let figure = self.figure(path)?;
        if self.contradicted(path, &figure).is_none() {
            return Some(figure);
        }
        let explanation = self.derived(path)?;
        Some(Figure {
            value: fixed(&explanation.exact, self.places(path)?),
            origin: Origin::Derived(explanation),
        })
    }

    /// What the derivation gives instead of an overriding figure that differs from it beyond
    /// rounding; `None` where the two agree or nothing is overridden.
    pub fn contradicted(&self, path: &Path, figure: &Figure) -> Option<Decimal> {
        let Origin::Overridden {
            derived: Some(exact),
        } = figure.origin
        else {
            return None;
        };
        // As many decimals as both have: 98.7 for 98.73 is rounding, 98.2 is not.
        let places = figure.value.scale().min(self.places(path)?);
        let agrees = figure
            .value
            .checked_sub(exact)
            .is_some_and(|off| off.abs() <= half_unit(places))
            || fixed(&figure.value, places) == fixed(&exact, places);
        (!agrees).then_some(exact)
    }

    /// What the form's derivation gives for a path, whatever was typed there; `None` where there is
    /// no derivation or an input is missing.
    pub fn derived(&self, path: &Path) -> Option<Explanation> {
        let rule = self.rule(path)?;
        match &rule.how {
            Derivation::Ratio { over, under, times } => {
                let (over, under) = (over.beside(path)?, under.beside(path)?);
                let (a, b) = (self.figure(&over)?.value, self.figure(&under)?.value);
                let exact = a.checked_mul(*times)?.checked_div(b)?;
                Some(Explanation {
                    from: vec![over, under],
                    exact,
                })
            }
            Derivation::Sum { of } => {
                let from: Vec<Path> = self.row_years(of, path.year?).collect();
                let mut exact = None::<Decimal>;
                for part in &from {
                    let value = self.amount(part)?;
                    exact = Some(match exact {
                        None => value,
                        Some(sum) => sum.checked_add(value)?,
                    });
                }
                Some(Explanation {
                    exact: exact?,
                    from,
                })
            }
            Derivation::Fall { of } => {
                // Before rounding, so that a small quotient's rounding is not taken for a trend.
                let (base, last, from) = self.trend(of, path, Figure::exact)?;
                let exact = base
                    .checked_sub(last)?
                    .checked_mul(Decimal::ONE_HUNDRED)?
                    .checked_div(base)?;
                Some(Explanation { from, exact })
            }
            Derivation::Rise { of } => {
                // As printed: a reader subtracts the two rates of the table.
                let (base, last, from) = self.trend(of, path, |figure| figure.value)?;
                Some(Explanation {
                    exact: last.checked_sub(base)?,
                    from,
                })
            }
        }
    }

    /// How a derived figure at a path was computed, in words: 由 231.20 ÷ 248.00 × 100 算得.
    pub fn told(&self, path: &Path, explanation: &Explanation) -> String {
        let Some(rule) = self.rule(path) else {
            return String::new();
        };
        match &rule.how {
            Derivation::Ratio { times, .. } => {
                let figures = explanation.from.iter().filter_map(|from| self.figure(from));
                let figures: Vec<String> = figures.map(|figure| grouped(&figure.value)).collect();
                let mut words = format!("由 {}", figures.join(" ÷ "));
                if *times != Decimal::ONE {
                    words.push_str(&format!(" × {}", grouped(times)));
                }
                words.push_str(" 算得");
                words
            }
            Derivation::Sum { .. } => format!("由 {} 项相加得到", explanation.from.len()),
            Derivation::Fall { of } => self.trend_words(of, path, "下降"),
            Derivation::Rise { of } => self.trend_words(of, path, "提高"),
        }
    }

    /// The derivation rule behind a path, if there is one.
    pub fn rule(&self, path: &Path) -> Option<&'a Derived> {
        match (path.row, &path.column) {
            (None, None) => self.scope.derived_at(&path.field),
            (Some(_), Some(column)) => self.scope.derived_of(&path.field, Some(column)),
            _ => None,
        }
    }

    /// Every derived figure that can be computed now, by path and year (or base year), as printed.
    /// Figures of rows are listed under their row's path.
    pub fn all_derived(&self) -> Vec<(&'a Derived, Vec<(Path, Explanation)>)> {
        self.scope
            .derived()
            .map(|rule| {
                let found = self
                    .places_of(rule)
                    .into_iter()
                    .filter_map(|path| self.derived(&path).map(|e| (path, e)))
                    .collect();
                (rule, found)
            })
            .collect()
    }

    /// Where a derived figure stands: in every row, or in every year that it has.
    pub fn places_of(&self, rule: &Derived) -> Vec<Path> {
        let of = &rule.path;
        match of.column() {
            Some(_) => (self.draft.rows(of.field()).iter())
                .map(|row| of.in_row(row.id))
                .collect(),
            None => (self.years_of(rule).iter())
                .map(|year| of.in_year(*year))
                .collect(),
        }
    }

    /// What of a field has a figure each year, without a year: the field, or the yearly column of each row.
    pub fn yearly_in(&self, field: &Field) -> Vec<Path> {
        let whole = Path::field(&field.path);
        match field.kind.shape() {
            AnswerShape::Years => vec![whole],
            AnswerShape::Rows if field.yearly_column().is_some() => {
                (self.draft.rows(&field.path).iter())
                    .map(|row| whole.clone().row(row.id))
                    .collect()
            }
            _ => Vec::new(),
        }
    }

    /// Where a field's figures stand: itself, each of its years, or those in the columns of each row.
    pub fn figures_in(&self, field: &Field) -> Vec<Path> {
        let whole = Path::field(&field.path);
        let years = &self.scope.form.years.collected;
        let each_year = |of: &Path| -> Vec<Path> {
            let at = years.iter().map(|year| of.clone().year(*year));
            at.collect()
        };
        match field.kind.shape() {
            AnswerShape::Figure => vec![whole],
            AnswerShape::Years => each_year(&whole),
            AnswerShape::Rows => (self.draft.rows(&field.path).iter())
                .map(|row| whole.clone().row(row.id))
                .flat_map(|row| {
                    let columns = field.columns.iter();
                    columns.flat_map(move |column| match column.kind.shape() {
                        AnswerShape::Figure => vec![row.clone().column(&column.path)],
                        AnswerShape::Years => each_year(&row),
                        _ => Vec::new(),
                    })
                })
                .collect(),
            _ => Vec::new(),
        }
    }

    /// The years a derived figure has: the collected ones, or the base years for a trend.
    pub fn years_of(&self, rule: &Derived) -> &'a [i32] {
        match rule.how {
            Derivation::Fall { .. } | Derivation::Rise { .. } => &self.scope.form.years.bases,
            _ => &self.scope.form.years.collected,
        }
    }

    /// The text at a path as the papers print it: a figure with thousands marks, an industry with
    /// its name, a carried-over text; `None` where nothing is answered.
    pub fn printed(&self, path: &Path) -> Option<String> {
        let place = self.scope.resolve(path)?;
        let field = match place {
            Place::Derived(_) => return self.figure(path).map(|f| grouped(&f.value)),
            Place::Row(_) => return None,
            Place::Field(field) | Place::Column(_, field) => field,
        };
        match field.kind {
            FieldKind::Figure | FieldKind::Count | FieldKind::Yearly => match self.figure(path) {
                Some(figure) => Some(grouped(&figure.value)),
                None => self.draft.typed(path).map(str::to_owned),
            },
            FieldKind::Industry => self.draft.typed(path).map(industry),
            FieldKind::Industries => match self.draft.answer(&path.field)? {
                Answer::Codes(codes) => Some(
                    codes
                        .iter()
                        .map(|code| industry(code))
                        .collect::<Vec<_>>()
                        .join("、"),
                ),
                _ => None,
            },
            FieldKind::YesNo => match self.draft.yes(&path.field)? {
                true => Some("是".into()),
                false => Some("否".into()),
            },
            FieldKind::Date => self
                .text(path)
                .map(|day| long_date(day).unwrap_or_else(|| day.to_owned())),
            FieldKind::Rows | FieldKind::Blocks => None,
            _ => self.text(path).map(str::to_owned),
        }
    }

    /// The name of a row as the papers print it.
    pub fn row_name(&self, field: &Field, row: RowId) -> Option<String> {
        let column = field.name_column()?;
        self.printed(&Path::field(&field.path).row(row).column(&column.path))
    }

    /// The unit of the figure at a path, as answered or as the form fixes it.
    pub fn unit(&self, path: &Path) -> Option<String> {
        match self.scope.resolve(path)? {
            Place::Derived(derived) => Some(self.derived_unit(derived)),
            Place::Field(field) => match (&field.unit_from, &field.unit_as) {
                (Some(from), _) => self.draft.typed(&Path::field(from)).map(str::to_owned),
                (None, Some(like)) => self.unit(&Path::field(like)),
                (None, None) => field.unit.clone(),
            },
            Place::Column(_, column) => match &column.unit_from {
                Some(from) => {
                    let row = Path {
                        column: Some(from.clone()),
                        year: None,
                        ..path.clone()
                    };
                    self.draft.typed(&row).map(str::to_owned)
                }
                None => column.unit.clone(),
            },
            Place::Row(_) => None,
        }
    }

    fn derived_unit(&self, derived: &Derived) -> String {
        let follows = match &derived.how {
            Derivation::Ratio { over, under, .. } if derived.unit_follows => {
                let unit = |of: &FormPath| self.unit(&Path::field(of.field()));
                unit(over).zip(unit(under))
            }
            _ => None,
        };
        follows
            .and_then(|(over, under)| unit::quotient(&over, &under))
            .unwrap_or_else(|| derived.unit.clone())
    }

    /// The unit of each place whose unit follows from answers elsewhere: a quotient's, and of what is
    /// compared with it.
    pub fn units(&self) -> BTreeMap<String, String> {
        let derived = self.scope.derived().filter(|derived| derived.unit_follows);
        let fields = self
            .scope
            .fields()
            .filter(|(_, field)| field.unit_as.is_some());
        derived
            .map(|derived| derived.path.field())
            .chain(fields.map(|(_, field)| field.path.as_str()))
            .filter_map(|path| Some((path.to_owned(), self.unit(&Path::field(path))?)))
            .collect()
    }

    /// The yearly figures at a path without year, by year: for charts and long tables.
    pub fn series(&self, path: &Path) -> BTreeMap<i32, Decimal> {
        self.scope
            .form
            .years
            .collected
            .iter()
            .filter_map(|year| {
                let at = path.clone().year(*year);
                self.figure(&at).map(|f| (*year, f.value))
            })
            .collect()
    }

    fn text(&self, path: &Path) -> Option<&'a str> {
        self.draft
            .typed(path)
            .or_else(|| match (path.row, path.year) {
                (None, None) => self.draft.text(self.scope, &path.field),
                _ => None,
            })
    }

    fn places(&self, path: &Path) -> Option<u32> {
        let rule = self.rule(path)?;
        if let Derivation::Sum { of } = &rule.how {
            let year = path.year?;
            return self
                .row_years(of, year)
                .filter_map(|part| self.amount(&part))
                .map(|value| value.scale())
                .max();
        }
        Some(rule.places)
    }

    /// The places of one year in every row of a field.
    fn row_years(&self, rows: &str, year: i32) -> impl Iterator<Item = Path> {
        self.draft
            .rows(rows)
            .iter()
            .map(move |row| Path::field(rows).row(row.id).year(year))
    }

    fn trend(
        &self,
        of: &str,
        path: &Path,
        value: impl Fn(Figure) -> Decimal,
    ) -> Option<(Decimal, Decimal, Vec<Path>)> {
        let years = &self.scope.form.years;
        let base = path.year.filter(|year| years.bases.contains(year))?;
        let from = vec![
            Path::field(of).year(base),
            Path::field(of).year(years.last()),
        ];
        let [first, last] = [from.first()?, from.last()?].map(|path| self.sound(path));
        Some((value(first?), value(last?), from))
    }

    fn trend_words(&self, of: &str, path: &Path, verb: &str) -> String {
        let years = &self.scope.form.years;
        let base = path.year.unwrap_or_default();
        let value = |year: i32| {
            self.sound(&Path::field(of).year(year))
                .map(|figure| grouped(&figure.value))
                .unwrap_or_default()
        };
        format!(
            "由 {base} 年的 {} 到 {} 年的 {}，{verb}",
            value(base),
            years.last(),
            value(years.last())
        )
    }
}

/// Half a unit of the last of so many decimals: how far a rounded figure may be off.
pub fn half_unit(places: u32) -> Decimal {
    // The finest that a decimal can say.
    const FINEST: u32 = 28;
    Decimal::new(5, (places + 1).min(FINEST))
}

/// An industry's code with its name; the code alone where the catalogue does not know it.
fn industry(code: &str) -> String {
    match Catalog::load().industry(code) {
        Some(industry) => industry.printed(),
        None => code.to_owned(),
    }
}

/// `2026-03-18` as 2026年3月18日; `None` for what is no day of the calendar, which is printed as it was
/// typed.
pub fn long_date(day: &str) -> Option<String> {
    let day = normalise_date(day)?;
    let mut parts = day.split('-');
    let mut number = || parts.next()?.parse::<u32>().ok();
    let (year, month, day) = (number()?, number()?, number()?);
    Some(format!("{year}年{month}月{day}日"))
}

#[cfg(test)]
mod tests {
    use super::long_date;

    #[test]
    fn only_days_of_the_calendar_are_written_out() {
        assert_eq!(long_date("2026-03-18").as_deref(), Some("2026年3月18日"));
        assert_eq!(long_date("2026-13-45"), None);
        assert_eq!(long_date("2026-02-30"), None);
        assert_eq!(long_date("明天"), None);
    }
}
