//! What is missing or wrong: findings, eligibility, completeness.
//!
//! [`review`] looks at a draft as the form asks: `answers` at each answer alone, `figures` at figures
//! beside one another, `narrative` at what the text says, `contradiction` at the figures in it,
//! `eligibility` and `trend` at the requirements; `needs` says what is still to come for them, `next_steps`
//! what is worth doing next, `coverage` which items of the guide the text takes up, `deadline` until when,
//! `checklist` what is still to be done with the finished papers.
//! Nothing here knows a particular form; every sentence is made of the form's own labels.

mod answers;
mod checklist;
mod contradiction;
mod coverage;
mod deadline;
mod eligibility;
mod figures;
mod finding;
mod narrative;
mod needs;
mod next_steps;
mod several;
mod size;
mod subject;
mod trend;

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::derive::Figures;
use crate::draft::{Answer, Draft};
use crate::form::{Field, FindingCode, Path, Scope, Section};
use crate::text::count;
use crate::text::figure::{fixed, grouped};

pub use checklist::{About, ChecklistItem, Copies, checklist, copies};
pub use deadline::{Due, deadlines};
pub use size::{mail_size, megabytes};
pub use subject::Subject;

pub use finding::{
    Choice, Counts, Coverage, Eligibility, Finding, Need, PendingFigure, Progress, Review,
    SectionState, Severity, Span, Spoken, Taken, Task, Trend, TrendBase, TrendPoint, Verdict,
    Words,
};

/// Checks a whole draft.
pub fn review(scope: &Scope, draft: &Draft) -> Review {
    let mut checks = Checks {
        figures: Figures::new(scope, draft),
        scope,
        draft,
        findings: Vec::new(),
    };
    checks.answers();
    let words = checks.words();
    checks.figures();
    checks.narrative();
    checks.attachments();
    let eligibility = checks.eligibility();
    let mut findings = std::mem::take(&mut checks.findings);
    let order: BTreeMap<&str, usize> = scope
        .sections()
        .enumerate()
        .map(|(i, s)| (s.id.as_str(), i))
        .collect();
    findings.sort_by_key(|f| (order.get(f.section.as_str()).copied(), f.severity));
    let mut counts = Counts::default();
    for finding in &findings {
        match finding.severity {
            Severity::Error => counts.error += 1,
            Severity::Warning => counts.warning += 1,
            Severity::Advice => counts.advice += 1,
        }
    }
    let Derived {
        values: derived,
        rows: derived_rows,
        origins,
    } = derived(&Figures::new(scope, draft));
    Review {
        form: scope.form.id.clone(),
        applicant: scope.applicant.id.clone(),
        ready: counts.error == 0,
        counts,
        words,
        derived,
        derived_rows,
        origins,
        eligibility,
        sections: sections(scope, draft, &findings),
        waiting: checks.waiting(),
        coverage: checks.coverage(),
        steps: checks.steps(&findings),
        findings,
    }
}

struct Checks<'a> {
    figures: Figures<'a>,
    scope: &'a Scope,
    draft: &'a Draft,
    findings: Vec<Finding>,
}

/// Where a finding leads: what it is about, and in a narrative part the block.
struct FindingPlace {
    subject: Subject,
    block: Option<usize>,
}

impl FindingPlace {
    fn of(subject: impl Into<Subject>) -> Self {
        FindingPlace {
            subject: subject.into(),
            block: None,
        }
    }

    fn block(field: &str, block: usize) -> Self {
        FindingPlace {
            subject: Path::field(field).into(),
            block: Some(block),
        }
    }
}

impl Checks<'_> {
    fn find(
        &mut self,
        code: FindingCode,
        subject: impl Into<Subject>,
        message: impl Into<String>,
        fix: impl Into<String>,
    ) {
        self.find_at(code, &FindingPlace::of(subject), message, fix);
    }

    fn find_at(
        &mut self,
        code: FindingCode,
        at: &FindingPlace,
        message: impl Into<String>,
        fix: impl Into<String>,
    ) {
        self.found(code, code.severity(), at, message, fix);
    }

    /// Finds what may be right all the same, though its code is that of an error.
    fn doubt_at(
        &mut self,
        code: FindingCode,
        at: &FindingPlace,
        message: impl Into<String>,
        fix: impl Into<String>,
    ) {
        self.found(code, Severity::Warning, at, message, fix);
    }

    fn found(
        &mut self,
        code: FindingCode,
        severity: Severity,
        at: &FindingPlace,
        message: impl Into<String>,
        fix: impl Into<String>,
    ) {
        let section = self.section_of(&at.subject);
        self.findings.push(Finding {
            code,
            to_come: code.is_to_come(),
            severity,
            section,
            path: at.subject.clone(),
            block: at.block,
            span: None,
            instead: None,
            choices: Vec::new(),
            message: message.into(),
            fix: fix.into(),
        });
    }

    /// The section that a finding belongs to: of the field it is about, or of the first field beside it.
    fn section_of(&self, subject: &Subject) -> String {
        let section = match subject {
            Subject::Place(path) => self.section_beside(&path.field),
            Subject::Limit(id) => {
                let limit = self.scope.form.limits.iter().find(|limit| limit.id == *id);
                let mut paths = limit.into_iter().flat_map(|limit| &limit.paths);
                paths.find_map(|path| self.scope.section_of(path))
            }
            Subject::Attachment(_) | Subject::AttachmentKind(_) | Subject::Attachments => {
                self.scope.files()
            }
        };
        section
            .map(|section| section.id.clone())
            .unwrap_or_default()
    }

    /// The section that asks a field. A derived figure without a field of its own belongs beside its
    /// neighbours.
    fn section_beside(&self, field: &str) -> Option<&Section> {
        self.scope.section_of(field).or_else(|| {
            let (head, _) = field.split_once('.')?;
            let beside = |of: &Field| {
                let rest = of.path.strip_prefix(head);
                rest.is_some_and(|rest| rest.starts_with('.'))
            };
            let (section, _) = self.scope.fields().find(|(_, of)| beside(of))?;
            Some(section)
        })
    }

    /// What a place is called in a sentence: 高炉渣的产生量, 产值, 第 2 行的企业名称.
    fn name(&self, path: &Path) -> String {
        let Some(field) = self.scope.field(&path.field) else {
            return match self.scope.derived_at(&path.field) {
                Some(derived) => derived.label.clone(),
                None => path.to_string(),
            };
        };
        if path.row.is_none() {
            return field.short.clone();
        }
        let at = self.draft.row_position(path).map_or(0, |at| at + 1);
        let noun = field.rows.as_ref().map_or("", |r| r.noun.as_str());
        let column = match &path.column {
            Some(id) => field.columns.iter().find(|c| &c.path == id),
            None => path.year.and(field.yearly_column()),
        };
        let name = self
            .draft
            .settled(path.clone())
            .row_id()
            .and_then(|row| self.figures.row_name(field, row))
            .map(|name| answers::shortened(&name))
            .filter(|name| !name.is_empty());
        let is_name = column.map(|c| &c.path) == field.name_column().map(|c| &c.path);
        match (name, column) {
            (Some(name), Some(column)) if !is_name => format!("“{name}”的{}", column.short.clone()),
            (Some(name), _) => format!("“{name}”"),
            (None, Some(column)) if is_name => format!("第 {at} 行的{}", column.short.clone()),
            (None, Some(column)) => format!("第 {at} 行{noun}的{}", column.short.clone()),
            (None, None) => format!("第 {at} 行{noun}"),
        }
    }

    /// The unit of a place as a sentence gives it.
    fn unit(&self, path: &Path) -> String {
        answers::shortened(&self.figures.unit(path).unwrap_or_default())
    }

    /// 字数 of every limit, with what goes over or comes near.
    fn words(&mut self) -> BTreeMap<String, Words> {
        let mut all = BTreeMap::new();
        for limit in &self.scope.form.limits {
            let asked = limit.paths.iter().any(|p| self.scope.field(p).is_some());
            if !asked {
                continue;
            }
            let parts: BTreeMap<String, usize> = limit
                .paths
                .iter()
                .filter(|path| self.scope.field(path).is_some())
                .map(|path| (path.clone(), self.count(path)))
                .collect();
            let count = parts.values().sum();
            let max = limit.max;
            let words = Words {
                count,
                limit: max,
                parts,
            };
            all.insert(limit.id.clone(), words);
            let name = &limit.label;
            if count > max {
                self.find(
                    FindingCode::OverLimit,
                    Subject::Limit(limit.id.clone()),
                    format!("{name}有 {count} 字，超过 {max} 字。"),
                    format!("请删去 {} 字。", count - max),
                );
            } else if count * 100 >= max * 95 {
                self.find(
                    FindingCode::NearLimit,
                    Subject::Limit(limit.id.clone()),
                    format!("{name}有 {count} 字，接近 {max} 字的上限。"),
                    "Word、WPS 对引号、破折号的计数略有不同，建议再精简一些。",
                );
            }
        }
        all
    }

    /// 字数 of one answer, references as printed.
    fn count(&self, path: &str) -> usize {
        match self.draft.answer(path) {
            Some(Answer::Blocks(blocks)) => blocks
                .iter()
                .flat_map(|block| block.texts())
                .map(|text| count::count(&self.figures.resolved(&text)))
                .sum(),
            Some(Answer::Text(text)) => count::count(text),
            _ => 0,
        }
    }
}

/// A figure with its unit, as a sentence gives it: 98.73%, 248.00 万吨.
fn measured(value: &Decimal, unit: &str) -> String {
    with_unit(&grouped(value), unit)
}

/// A printed figure with its unit: 98.73%, 5.50个百分点, 248.00 万吨.
fn with_unit(text: &str, unit: &str) -> String {
    match unit {
        "" | "个百分点" => format!("{text}{unit}"),
        "%" | "％" => format!("{text}%"),
        unit => format!("{text} {unit}"),
    }
}

/// Derived figures, and how each came about.
struct Derived {
    /// By path and year, in plain digits.
    values: BTreeMap<String, BTreeMap<i32, String>>,
    /// Those of rows, by path, as printed.
    rows: BTreeMap<String, String>,
    origins: BTreeMap<String, String>,
}

fn derived(figures: &Figures<'_>) -> Derived {
    // A figure that the form derives for another kind of applicant stands empty.
    let mut values: BTreeMap<String, BTreeMap<i32, String>> = figures
        .scope
        .form
        .derived
        .iter()
        .filter(|rule| rule.path.column().is_none())
        .map(|rule| (rule.path.field().to_owned(), BTreeMap::new()))
        .collect();
    let (mut rows, mut origins) = (BTreeMap::new(), BTreeMap::new());
    for (rule, found) in figures.all_derived() {
        for (path, explanation) in found {
            let value = match rule.how {
                crate::form::Derivation::Sum { .. } => explanation.exact,
                _ => fixed(&explanation.exact, rule.places),
            };
            match path.year {
                Some(year) => {
                    let years = values.entry(path.field.clone()).or_default();
                    years.insert(year, value.to_string());
                }
                None => {
                    rows.insert(path.to_string(), grouped(&value));
                }
            }
            origins.insert(path.to_string(), figures.told(&path, &explanation));
        }
    }
    Derived {
        values,
        rows,
        origins,
    }
}

fn sections(scope: &Scope, draft: &Draft, findings: &[Finding]) -> Vec<SectionState> {
    scope
        .sections()
        .map(|section| {
            let unanswered = |f: &&Finding| f.to_come;
            let mine = || findings.iter().filter(|f| f.section == section.id);
            let missing = mine().filter(unanswered).count();
            let problems = mine()
                .filter(|f| f.severity != Severity::Advice && !unanswered(f))
                .count();
            let files = scope.files() == Some(section);
            let begun = section
                .fields
                .iter()
                .any(|field| draft.answer(&field.path).is_some())
                || (files && !draft.attachments().is_empty());
            let state = if problems > 0 {
                Progress::Problem
            } else if missing == 0 {
                Progress::Filled
            } else if begun {
                Progress::Started
            } else {
                Progress::Empty
            };
            SectionState {
                id: section.id.clone(),
                state,
                problems,
                missing,
            }
        })
        .collect()
}
