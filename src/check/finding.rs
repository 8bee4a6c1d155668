//! What a check says: findings, verdicts and counts, as `wufei check --json` writes them
//! (docs/format.md §4).

use std::collections::BTreeMap;

use serde::Serialize;
use ts_rs::TS;

use super::Subject;
use crate::draft::Text;
use crate::form::FindingCode;

/// Everything a check says about a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Review {
    /// Id of the form.
    pub form: String,
    /// Kind of applicant.
    pub applicant: String,
    /// Whether nothing of severity error remains.
    pub ready: bool,
    /// Findings by severity.
    pub counts: Counts,
    /// 字数 by limit id.
    pub words: BTreeMap<String, Words>,
    /// Derived figures as printed, by path and year; a year whose inputs are missing is absent.
    pub derived: BTreeMap<String, BTreeMap<i32, String>>,
    /// Derived figures of rows as printed, by path: `top_enterprises[r3].rate`.
    pub derived_rows: BTreeMap<String, String>,
    /// How each derived figure came about, by path with year: 由 231.20 ÷ 248.00 × 100 算得.
    pub origins: BTreeMap<String, String>,
    /// The requirements, in the form's order.
    pub eligibility: Vec<Eligibility>,
    /// State of each section, in the form's order.
    pub sections: Vec<SectionState>,
    /// Findings, in the form's order.
    pub findings: Vec<Finding>,
    /// Derived figures that cannot be computed yet, with what they wait for.
    pub waiting: Vec<PendingFigure>,
    /// What is worth doing next, in the form's order.
    pub steps: Vec<Task>,
    /// How far the narrative takes up the items of the guide, in the guide's order.
    pub coverage: Vec<Coverage>,
}

/// How far the narrative takes up an item of the guide, by the words it uses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Coverage {
    /// Id of the item.
    pub item: String,
    /// How far.
    pub taken: Taken,
    /// The item's words that were found.
    pub found: Vec<String>,
    /// Where, one place a part of the narrative.
    pub places: Vec<Spoken>,
}

/// A place of the narrative that speaks of something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Spoken {
    /// Path of the part.
    pub path: String,
    /// The block in it, counted from 0.
    pub block: usize,
    /// What the part is called.
    pub label: String,
}

/// How far an item is taken up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum Taken {
    /// At least two of its words stand in the text.
    Written,
    /// One of its words stands in the text.
    Touched,
    /// Only its heading or a note stands there.
    Planned,
    /// Nothing of it was found.
    Open,
}

/// An answer that something waits for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Need {
    /// The place it is given at.
    pub path: String,
    /// Id of the section of that place.
    pub section: String,
    /// What it is called: 2025 年综合利用量.
    pub label: String,
}

/// A derived figure that cannot be computed yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PendingFigure {
    /// Its path, with year.
    pub path: String,
    /// Id of the section it stands in.
    pub section: String,
    /// What it is called: 2025 年综合利用率.
    pub label: String,
    /// The answers it waits for.
    pub needs: Vec<Need>,
}

/// One thing worth doing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Task {
    /// Id of the section it is done in.
    pub section: String,
    /// The first place it is about.
    pub path: Subject,
    /// What to do, in a few words: 填写“产值”.
    pub words: String,
    /// How many findings it settles.
    pub count: usize,
}

/// Findings by severity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, TS)]
pub struct Counts {
    pub error: usize,
    pub warning: usize,
    pub advice: usize,
}

/// 字 counted and allowed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Words {
    pub count: usize,
    pub limit: usize,
    /// 字 of each answer that is counted, by path.
    pub parts: BTreeMap<String, usize>,
}

impl FindingCode {
    /// How grave a thing of the kind is, where nothing makes it a mere doubt.
    pub fn severity(self) -> Severity {
        match self {
            FindingCode::Missing
            | FindingCode::OverLimit
            | FindingCode::Format
            | FindingCode::UnknownIndustry
            | FindingCode::SumMismatch
            | FindingCode::RateMismatch
            | FindingCode::IntensityMismatch
            | FindingCode::Inconsistent
            | FindingCode::Placeholder
            | FindingCode::LostReference
            | FindingCode::Declaration
            | FindingCode::AttachmentMissing
            | FindingCode::AttachmentUnreadable => Severity::Error,
            FindingCode::RateOver100
            | FindingCode::Ineligible
            | FindingCode::Magnitude
            | FindingCode::TitlePattern
            | FindingCode::AttachmentLarge
            | FindingCode::Order => Severity::Warning,
            FindingCode::NearLimit | FindingCode::EligibilityUnclear => Severity::Advice,
        }
    }
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Finding {
    /// What kind of thing is wrong.
    pub code: FindingCode,
    /// How grave it is.
    pub severity: Severity,
    /// What it is about.
    pub path: Subject,
    /// The block of a narrative part it is about, counted from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub block: Option<usize>,
    /// The words it is about, where it is about some words of a text.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub span: Option<Span>,
    /// What may stand in place of the span: a reference, with its unit where the typed one differs.
    /// Without a span, in place of the whole answer: the figure in the unit that is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub instead: Option<Text>,
    /// Where more than one thing may stand in place of the span: each with what choosing it does.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<Choice>>")]
    pub choices: Vec<Choice>,
    /// Whether it only says that an answer is still to come.
    pub to_come: bool,
    /// Id of the section the place belongs to.
    pub section: String,
    /// What is wrong, one sentence.
    pub message: String,
    /// What to do, one sentence.
    pub fix: String,
}

/// Something that may stand in place of what a finding is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Choice {
    /// What choosing it does: 改成文字“144.90”.
    pub words: String,
    /// What then stands there.
    pub instead: Text,
}

/// Some words of a text, counted in UTF-16 code units; a reference counts as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct Span {
    /// Which text of the block: an item, a caption (a table's comes first), a cell, in reading order.
    pub text: usize,
    /// Where the words begin.
    pub from: usize,
    /// Where they end.
    pub to: usize,
}

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Stands in the way of a final export.
    Error,
    /// Probably wrong.
    Warning,
    /// Worth knowing.
    Advice,
}

/// Whether a requirement is met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Eligibility {
    /// Id of the requirement.
    pub rule: String,
    /// Its short name.
    pub label: String,
    /// Where it stands in the notice.
    pub clause: String,
    /// Its official words.
    pub text: String,
    /// The verdict.
    pub verdict: Verdict,
    /// What the verdict rests on, in words.
    pub evidence: String,
    /// The answers without which it cannot be judged; none once it is.
    pub needs: Vec<Need>,
    /// The figures of the years that it compares, where it asks for a change over years.
    pub trends: Vec<Trend>,
}

/// A figure over the collected years, compared with each year that “近三年” may be counted from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Trend {
    /// What it is called.
    pub label: String,
    /// Its unit, empty where it has none.
    pub unit: String,
    /// What is asked, in words: 要求下降 10%以上.
    pub asked: String,
    /// The years, ascending.
    pub points: Vec<TrendPoint>,
    /// One comparison a base year.
    pub bases: Vec<TrendBase>,
}

/// One year of a trend.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct TrendPoint {
    /// The year.
    pub year: i32,
    /// The figure as printed; `null` while it is not there.
    pub value: Option<String>,
    /// How high it stands beside the others, in thousandths of the highest.
    pub height: u16,
}

/// The last year compared with one base year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct TrendBase {
    /// The base year.
    pub year: i32,
    /// How it came out, in words: 下降 12.30%.
    pub words: String,
    /// Whether that is enough.
    pub verdict: Verdict,
}

/// Verdict on a requirement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Met.
    Met,
    /// Not met.
    NotMet,
    /// Depends on which base year “近三年” means.
    Unclear,
    /// The answers it needs are not there.
    Unanswered,
}

/// State of one section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SectionState {
    /// Id of the section.
    pub id: String,
    /// Its state.
    pub state: Progress,
    /// Errors and warnings in it other than missing answers.
    pub problems: usize,
    /// Answers still missing in it.
    pub missing: usize,
}

/// How far a section is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum Progress {
    /// 未填写: nothing answered.
    Empty,
    /// 填写中: something answered, something missing.
    Started,
    /// 已填写: nothing missing.
    Filled,
    /// 有问题: something answered is wrong.
    Problem,
}
