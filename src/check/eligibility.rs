//! The requirements: met, not met, unclear between base years, or not yet answered.

use super::{Checks, Eligibility, Verdict, measured};
use crate::form::{Condition, FindingCode, Path, Requirement};

impl Checks<'_> {
    pub(super) fn eligibility(&mut self) -> Vec<Eligibility> {
        let mut all = Vec::new();
        for requirement in self.scope.requirements() {
            let (verdict, evidence) = self.judge(requirement);
            let path = self.place(requirement);
            let name = &requirement.label;
            match verdict {
                Verdict::NotMet => self.find(
                    FindingCode::Ineligible,
                    path,
                    format!("基本要求“{name}”没有达到：{evidence}。"),
                    format!(
                        "通知{}要求“{}”，请核对所填内容；确实没有达到的，请先与推荐部门商量。",
                        requirement.clause,
                        requirement.text.trim_end_matches('。')
                    ),
                ),
                Verdict::Unclear => self.find(
                    FindingCode::EligibilityUnclear,
                    path,
                    format!("基本要求“{name}”两种算法结论不同：{evidence}。"),
                    "通知没有写明从哪一年算起，请在正文中说明采用的基数。",
                ),
                Verdict::Met | Verdict::Unanswered => {}
            }
            all.push(Eligibility {
                rule: requirement.id.clone(),
                label: name.clone(),
                clause: requirement.clause.clone(),
                text: requirement.text.clone(),
                verdict,
                evidence,
                needs: match verdict {
                    Verdict::Unanswered => self.needs_of(requirement),
                    _ => Vec::new(),
                },
                trends: self.trends(requirement),
            });
        }
        all
    }

    /// Where a finding about a requirement leads: its first question, or its first figure.
    fn place(&self, requirement: &Requirement) -> Path {
        let all = requirement.all.iter().chain(&requirement.any);
        let places: Vec<&String> = all
            .map(|condition| match condition {
                Condition::AtLeast { of, .. }
                | Condition::Rise { of, .. }
                | Condition::Fall { of, .. } => of,
                Condition::Yes { path } | Condition::YearsBefore { path, .. } => path,
                Condition::Below { claim, .. } => claim,
            })
            .collect();
        let no = places
            .iter()
            .find(|path| self.draft.yes(path) == Some(false));
        no.or(places.first())
            .map_or_else(|| Path::field(""), |path| Path::field(path.as_str()))
    }

    fn judge(&self, requirement: &Requirement) -> (Verdict, String) {
        let judged = |conditions: &[Condition]| -> Vec<(Verdict, String)> {
            conditions.iter().map(|c| self.condition(c)).collect()
        };
        let words = |verdicts: &[(Verdict, String)], with: &str| {
            verdicts
                .iter()
                .map(|(_, words)| words.as_str())
                .collect::<Vec<_>>()
                .join(with)
        };
        let is = |verdicts: &[(Verdict, String)], v: Verdict| verdicts.iter().any(|(x, _)| *x == v);
        let mut parts = Vec::new();
        if !requirement.all.is_empty() {
            let all = judged(&requirement.all);
            let verdict = if is(&all, Verdict::NotMet) {
                Verdict::NotMet
            } else if is(&all, Verdict::Unanswered) {
                Verdict::Unanswered
            } else if is(&all, Verdict::Unclear) {
                Verdict::Unclear
            } else {
                Verdict::Met
            };
            parts.push((verdict, words(&all, "；")));
        }
        if !requirement.any.is_empty() {
            let any = judged(&requirement.any);
            if let Some((_, met)) = any.iter().find(|(v, _)| *v == Verdict::Met) {
                parts.push((Verdict::Met, met.clone()));
            } else {
                // An alternative that is still to be answered may yet settle it.
                let verdict = if is(&any, Verdict::Unanswered) {
                    Verdict::Unanswered
                } else if is(&any, Verdict::Unclear) {
                    Verdict::Unclear
                } else {
                    Verdict::NotMet
                };
                parts.push((verdict, words(&any, "；")));
            }
        }
        let evidence = words(&parts, "；");
        let verdict = [Verdict::NotMet, Verdict::Unanswered, Verdict::Unclear]
            .into_iter()
            .find(|v| is(&parts, *v))
            .unwrap_or(Verdict::Met);
        (verdict, evidence)
    }

    fn condition(&self, condition: &Condition) -> (Verdict, String) {
        let last = self.scope.form.years.last();
        match condition {
            Condition::AtLeast { of, value } => {
                let path = Path::field(of).year(last);
                let name = self.name(&path);
                let unit = self.unit(&path);
                match self.figures.sound(&path) {
                    None => (Verdict::Unanswered, format!("{last} 年{name}还没有数据")),
                    Some(figure) => {
                        let verdict = met(figure.value >= *value);
                        let words = format!(
                            "{last} 年{name} {}，要求 ≥{}",
                            measured(&figure.value, &unit),
                            measured(value, &unit)
                        );
                        (verdict, words)
                    }
                }
            }
            Condition::Rise { of, value } => self.change(of, *value, true),
            Condition::Fall { of, value } => self.change(of, *value, false),
            Condition::Yes { path } => {
                let name = self
                    .scope
                    .field(path)
                    .map(|field| field.short.clone())
                    .unwrap_or_default();
                match self.draft.yes(path) {
                    None => (Verdict::Unanswered, format!("还没有回答：{name}")),
                    Some(true) => (Verdict::Met, format!("{name}：是")),
                    Some(false) => (Verdict::NotMet, format!("{name}：否")),
                }
            }
            Condition::Below { claim, of, than } => {
                let name = self
                    .scope
                    .field(claim)
                    .map(|field| field.short.clone())
                    .unwrap_or_default();
                match self.draft.yes(claim) {
                    None => (Verdict::Unanswered, format!("还没有回答：{name}")),
                    Some(false) => (Verdict::NotMet, format!("{name}：否")),
                    Some(true) => {
                        let own = self.figures.sound(&Path::field(of).year(last));
                        let yearly = Path::field(than).year(last);
                        let other = match self.scope.resolve(&yearly) {
                            Some(_) => self.figures.sound(&yearly),
                            None => self.figures.sound(&Path::field(than)),
                        };
                        let other = other.map(|figure| figure.value);
                        let unit = self.unit(&Path::field(of).year(last));
                        match (own, other) {
                            (Some(own), Some(other)) => (
                                met(own.value < other),
                                format!(
                                    "{name}：是；本单位 {last} 年 {}，平均 {}",
                                    measured(&own.value, &unit),
                                    measured(&other, &unit)
                                ),
                            ),
                            _ => (Verdict::Met, format!("{name}：是")),
                        }
                    }
                }
            }
            Condition::YearsBefore { path, until, years } => {
                let name = self
                    .scope
                    .field(path)
                    .map(|field| field.short.clone())
                    .unwrap_or_default();
                let (Some(from), Some(to)) = (self.day(path), self.day(until)) else {
                    let until = self
                        .scope
                        .field(until)
                        .map(|field| field.short.clone())
                        .unwrap_or_default();
                    return (Verdict::Unanswered, format!("{name}或{until}还没有填"));
                };
                let span = jiff::Span::new().years(i64::from(*years));
                let reached = from
                    .checked_add(span)
                    .is_ok_and(|anniversary| anniversary <= to);
                (met(reached), format!("{name} {from}，要求满 {years} 年"))
            }
        }
    }

    /// The day answered at a path.
    pub(super) fn day(&self, path: &str) -> Option<jiff::civil::Date> {
        let text = self.draft.text(self.scope, path)?;
        text.trim().parse().ok()
    }
}

pub(super) fn met(yes: bool) -> Verdict {
    if yes { Verdict::Met } else { Verdict::NotMet }
}
