//! Figures beside one another: sums, overrides, magnitudes, order, names given twice.

use rust_decimal::Decimal;

use super::{Checks, Subject, measured};
use crate::derive::{Figure, Origin};
use crate::form::{Field, FieldKind, FindingCode, FormPath, Path, Place, Rule, SumKind};
use crate::text::figure::{fixed, grouped};

impl Checks<'_> {
    pub(super) fn figures(&mut self) {
        self.overrides();
        self.neighbours();
        for rule in self.scope.rules() {
            match rule {
                Rule::Sum {
                    parts, how, fix, ..
                } => self.sum(rule, parts, *how, fix),
                Rule::Ceiling {
                    of,
                    value,
                    code,
                    fix,
                    ..
                } => self.ceiling(of, *value, *code, fix),
                Rule::Resemble { of, like, .. } => self.resemble(of, like),
                Rule::Same { paths, .. } => self.same(paths),
                Rule::Descending { rows, by, .. } => self.descending(rows, by),
                Rule::Title {
                    path,
                    name,
                    droppable,
                    ending,
                    ..
                } => self.title(path, name, droppable, ending),
            }
        }
    }

    /// Figures typed where they could be derived.
    fn overrides(&mut self) {
        for rule in self.scope.derived() {
            let Some(code) = rule.mismatch else { continue };
            for path in self.figures.places_of(rule) {
                let Some(figure) = self.figures.figure(&path) else {
                    continue;
                };
                if let Some(exact) = self.figures.contradicted(&path, &figure) {
                    let name = self.name(&path);
                    let year = year_words(&path);
                    let unit = self.unit(&path);
                    self.find(
                        code,
                        &path,
                        format!(
                            "{year}{name}填的是 {}，按表中的数算得 {}。",
                            measured(&figure.value, &unit),
                            measured(&fixed(&exact, rule.places), &unit)
                        ),
                        "请核对；清空这一格就用算得的数。",
                    );
                }
            }
        }
    }

    /// The places a path with `[].` or a yearly field stands for.
    fn places(&self, path: &FormPath) -> Vec<Path> {
        match path.column() {
            Some(_) => (self.draft.rows(path.field()).iter())
                .map(|row| path.in_row(row.id))
                .collect(),
            None => (self.scope.form.years.collected.iter())
                .map(|year| path.in_year(*year))
                .collect(),
        }
    }

    fn sum(&mut self, rule: &Rule, parts: &FormPath, how: SumKind, fix: &str) {
        for found in self.figures.parts(rule) {
            let Some(whole) = found.whole.filter(|_| found.wrong) else {
                continue;
            };
            let off = found.sum - whole;
            let name = self.name(&found.total);
            let unit = self.unit(&found.total);
            // A roster is judged as a whole; yearly parts at the year of their total.
            let path = match parts.column() {
                Some(_) => Path::field(parts.field()),
                None => found.total,
            };
            let noun = self
                .scope
                .field(parts.field())
                .and_then(|f| f.rows.as_ref())
                .map_or("", |r| r.noun.as_str());
            let verb = match how {
                SumKind::Equal => format!("相差 {}", measured(&off.abs(), &unit)),
                SumKind::Within => format!("多出 {}", measured(&off, &unit)),
            };
            self.find(
                FindingCode::SumMismatch,
                path,
                format!(
                    "{} 年 {} 项{noun}相加是 {}，{name}填的是 {}，{verb}。",
                    found.year,
                    found.count,
                    measured(&found.sum, &unit),
                    measured(&whole, &unit)
                ),
                fix,
            );
        }
    }

    fn ceiling(&mut self, of: &FormPath, ceiling: Decimal, code: FindingCode, fix: &str) {
        for path in self.places(of) {
            let Some(figure) = self.figures.sound(&path) else {
                continue;
            };
            if figure.value > ceiling && !self.told_of_inputs(code, &figure) {
                let name = self.name(&path);
                let year = year_words(&path);
                let unit = self.unit(&path);
                self.find(
                    code,
                    &path,
                    format!(
                        "{year}{name}是 {}，超过 {}。",
                        measured(&figure.value, &unit),
                        measured(&ceiling, &unit)
                    ),
                    fix,
                );
            }
        }
    }

    /// Whether the same is already said of a figure that this one follows from.
    fn told_of_inputs(&self, code: FindingCode, figure: &Figure) -> bool {
        let Origin::Derived(explanation) = &figure.origin else {
            return false;
        };
        let is_input = |subject: &Subject| {
            let place = subject.place();
            place.is_some_and(|path| explanation.from.contains(path))
        };
        self.findings
            .iter()
            .any(|finding| finding.code == code && is_input(&finding.path))
    }

    /// Yearly amounts ten times their neighbour or more.
    fn neighbours(&mut self) {
        let mut series: Vec<Path> = Vec::new();
        for (_, field) in self.scope.fields() {
            if self.scope.derived_at(&field.path).is_none() {
                series.extend(self.figures.yearly_in(field));
            }
        }
        for path in series {
            let values: Vec<(i32, Decimal)> = self
                .scope
                .form
                .years
                .collected
                .iter()
                .filter_map(|y| Some((*y, self.figures.amount(&path.clone().year(*y))?)))
                .filter(|(_, value)| !value.is_zero())
                .collect();
            for (year, value, beside) in odd_ones(&values) {
                let at = path.clone().year(year);
                let name = self.name(&at);
                let (high, low) = if value > beside.1 {
                    (value, beside.1)
                } else {
                    (beside.1, value)
                };
                // Too far apart to be said in a decimal is far enough apart to be said in words.
                let times = high
                    .checked_div(low)
                    .map_or("许多".to_owned(), |times| grouped(&fixed(&times, 0)));
                let ratio = if value > beside.1 {
                    format!("约为 {} 年的 {times} 倍", beside.0)
                } else {
                    format!("约为 {} 年的 {times} 分之一", beside.0)
                };
                let (unit, fix) = (self.unit(&at), self.unit_fix(&at));
                self.find(
                    FindingCode::Magnitude,
                    &at,
                    format!("{year} 年{name}是 {}，{ratio}。", measured(&value, &unit)),
                    fix,
                );
            }
        }
    }

    /// A figure off by ×10, ×1,000 or ×10,000 against one it should resemble.
    fn resemble(&mut self, of: &str, like: &str) {
        let (of, like) = (Path::field(of), Path::field(like));
        for year in self.scope.form.years.collected.clone() {
            let (at, beside) = (of.clone().year(year), like.clone().year(year));
            if self.figures.unit(&at) != self.figures.unit(&beside) {
                continue;
            }
            let (Some(a), Some(b)) = (self.figures.amount(&at), self.figures.amount(&beside))
            else {
                continue;
            };
            let known = self.findings.iter().any(|f| {
                f.code == FindingCode::Magnitude
                    && f.path
                        .place()
                        .is_some_and(|path| [&at, &beside].contains(&path))
            });
            if known || !off_by_a_power(a, b) {
                continue;
            }
            let name = self.name(&at);
            let other = self.name(&beside);
            let (unit, fix) = (self.unit(&at), self.unit_fix(&at));
            let (low, high) = if a < b { (a, b) } else { (b, a) };
            let times = high.checked_div(low).unwrap_or(high);
            self.find(
                FindingCode::Magnitude,
                &at,
                format!(
                    "{year} 年{name}是 {}，{other}是 {}，相差约 {} 倍。",
                    measured(&a, &unit),
                    measured(&b, &unit),
                    grouped(&fixed(&times, 0))
                ),
                fix,
            );
        }
    }

    /// What to do about a suspect magnitude, in the units of the place.
    fn unit_fix(&self, path: &Path) -> String {
        let unit = self.figures.unit(path).unwrap_or_default();
        match unit
            .trim()
            .strip_prefix('万')
            .filter(|base| !base.is_empty())
        {
            Some(base) => {
                format!("请核对小数点和单位（{unit}），常见的是把{base}数当成{unit}数填了。")
            }
            None => "请核对小数点和单位。".into(),
        }
    }

    fn same(&mut self, paths: &[String]) {
        let mut first: Option<(&str, String)> = None;
        for path in paths {
            let Some(text) = (self.draft.typed(&Path::field(path)))
                .map(|t| crate::text::clean::line(t).trim().to_owned())
            else {
                continue;
            };
            match &first {
                None => first = Some((path, text)),
                Some((before, known)) if *known != text => {
                    let a = self.name(&Path::field(*before));
                    let b = self.name(&Path::field(path));
                    let message = format!(
                        "{a}填的是“{}”，{b}填的是“{}”，应是同一个。",
                        super::answers::shortened(known),
                        super::answers::shortened(&text)
                    );
                    self.find(
                        FindingCode::Inconsistent,
                        Path::field(path),
                        message,
                        "请改成一致；清空后一处，就自动用前一处的。",
                    );
                }
                Some(_) => {}
            }
        }
    }

    fn descending(&mut self, rows: &str, by: &str) {
        let mut before: Option<Decimal> = None;
        for row in self.draft.rows(rows) {
            let path = Path::field(rows).row(row.id).column(by);
            let Some(value) = self.figures.amount(&path) else {
                continue;
            };
            if before.is_some_and(|b| value > b) {
                let name = self.name(&path);
                self.find(
                    FindingCode::Order,
                    &path,
                    format!("{name}比上一行大，没有按从多到少排列。"),
                    "请移动这一行。",
                );
            }
            before = Some(value);
        }
    }

    fn title(&mut self, path: &str, name: &str, droppable: &[String], ending: &str) {
        let Some(title) = self.draft.text(self.scope, path).map(str::trim) else {
            return;
        };
        let mut wrong = Vec::new();
        if let Some(name) = self.draft.text(self.scope, name).map(str::trim) {
            let short = droppable
                .iter()
                .find_map(|ending| name.strip_suffix(ending.as_str()))
                .filter(|short| short.chars().count() >= 2)
                .unwrap_or(name);
            if !title.contains(short) {
                let name = super::answers::shortened(name);
                wrong.push(format!("没有写明“{name}”"));
            }
        }
        if !title.ends_with(ending) {
            wrong.push(format!("没有以“{ending}”结尾"));
        }
        if !wrong.is_empty() {
            let label = self.name(&Path::field(path));
            self.find(
                FindingCode::TitlePattern,
                Path::field(path),
                format!("{label}{}。", wrong.join("，")),
                format!("写成“单位名称 + 特色 + {ending}”。"),
            );
        }
    }

    /// Every figure that can be spoken of, for the narrative's check.
    pub(super) fn rows_field(&self, path: &str) -> Option<&Field> {
        match self.scope.resolve(&Path::field(path))? {
            Place::Field(field) if field.kind == FieldKind::Rows => self.scope.field(&field.path),
            _ => None,
        }
    }
}

fn year_words(path: &Path) -> String {
    path.year.map(|y| format!("{y} 年")).unwrap_or_default()
}

const TEN: Decimal = Decimal::TEN;

/// Whether one is at least so many times the other.
fn apart(a: Decimal, b: Decimal, times: Decimal) -> bool {
    let (low, high) = if a < b { (a, b) } else { (b, a) };
    low.checked_mul(times).is_some_and(|bound| high >= bound)
}

/// Values ten times a neighbour or more, each with the neighbour it departs from. Of two that part,
/// the one that stands apart from more of the others is the odd one; else the later.
fn odd_ones(values: &[(i32, Decimal)]) -> Vec<(i32, Decimal, (i32, Decimal))> {
    /// How far from the others is strange for a figure of the same thing.
    const STRANGE: Decimal = Decimal::from_parts(4, 0, 0, false, 0);
    let mut odd: Vec<(i32, Decimal, (i32, Decimal))> = Vec::new();
    for pair in values.windows(2) {
        let [before, after] = pair else { continue };
        if !apart(before.1, after.1, TEN) {
            continue;
        }
        let others_apart = |one: &(i32, Decimal)| {
            values
                .iter()
                .filter(|other| !pair.contains(other) && apart(one.1, other.1, STRANGE))
                .count()
        };
        let (odd_one, beside) = if others_apart(before) > others_apart(after) {
            (before, after)
        } else {
            (after, before)
        };
        if !odd.iter().any(|(year, ..)| *year == odd_one.0) {
            odd.push((odd_one.0, odd_one.1, *beside));
        }
    }
    odd
}

/// Whether one is about 10, 1,000 or 10,000 times the other.
fn off_by_a_power(a: Decimal, b: Decimal) -> bool {
    let (low, high) = if a < b { (a, b) } else { (b, a) };
    if low.is_zero() || low.is_sign_negative() {
        return false;
    }
    let Some(ratio) = high.checked_div(low) else {
        return false;
    };
    [10, 1_000, 10_000].into_iter().any(|power| {
        let power = Decimal::from(power);
        ratio >= power * Decimal::new(6, 1) && ratio <= power * Decimal::new(16, 1)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn years(values: &[i64]) -> Vec<(i32, Decimal)> {
        (2022..)
            .zip(values.iter().map(|v| Decimal::from(*v)))
            .collect()
    }

    fn odd(values: &[i64]) -> Vec<i32> {
        odd_ones(&years(values)).into_iter().map(|o| o.0).collect()
    }

    #[test]
    fn the_odd_year_is_named_wherever_it_stands() {
        assert_eq!(odd(&[10, 11, 12, 13]), Vec::<i32>::new());
        assert_eq!(odd(&[100, 11, 12, 13]), Vec::<i32>::new());
        assert_eq!(odd(&[110, 11, 12, 13]), [2022]);
        assert_eq!(odd(&[10, 110, 11, 12]), [2023]);
        assert_eq!(odd(&[10, 11, 120, 12]), [2024]);
        assert_eq!(odd(&[10, 11, 12, 120]), [2025]);
        assert_eq!(odd(&[10, 11, 1, 12]), [2024]);
        assert_eq!(odd(&[10, 11, 120, 130]), [2024]);
        assert_eq!(odd(&[10, 100]), [2023]);
        // 2023 times ten, though it is not quite ten times 2022.
        assert_eq!(odd(&[224, 2190, 215, 217]), [2023]);
        assert_eq!(odd(&[10, 99, 105, 110]), Vec::<i32>::new());
    }

    #[test]
    fn powers_of_ten_are_suspected_and_ordinary_ratios_are_not() {
        let d = Decimal::from;
        assert!(off_by_a_power(d(2_000_000), d(210)));
        assert!(off_by_a_power(d(95), d(1000)));
        assert!(!off_by_a_power(d(95), d(100)));
        assert!(!off_by_a_power(d(30), d(100)));
        assert!(!off_by_a_power(d(0), d(100)));
    }
}
