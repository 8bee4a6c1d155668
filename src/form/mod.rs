//! What is asked: the definition of a form, as data.
//!
//! A form is one TOML file under `assets/forms/`. Nothing in the code knows a particular form:
//! what is asked, of whom, for which years, within which limits, how figures follow from one
//! another and when a requirement is met all stand in the file. `docs/adding-a-form.md` explains
//! the file; the types below are its grammar.

mod content;
mod examine;
mod finding_code;
pub mod guide;
mod kind;
mod load;
mod name;
pub mod package;
pub mod path;
mod problem;
pub mod quote;
mod verify;

use std::sync::Arc;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use content::LARGEST_CONTENT;
pub use finding_code::FindingCode;
pub use guide::Guide;
pub use kind::{AnswerShape, FieldKind, SectionKind};
pub use load::{built_in, built_ins};
pub use path::{FormPath, Path, Place, RowId, RowKey};
pub use problem::{FormError, Problem, ProblemKind};
pub use quote::{Quote, Span, Way, What};

/// A whole form: what one call for applications asks of its applicants.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// Stable id, written into every draft: `miit-2025-539`.
    pub id: String,
    /// Name of the paper that is handed in: 典型案例申报书.
    pub title: String,
    /// The notice the form belongs to, in words.
    pub notice: String,
    /// Years asked for and years a trend is measured from.
    pub years: Years,
    /// Kinds of applicant, the first being the one offered first.
    pub applicants: Vec<Applicant>,
    /// What the printed documents say outside the sections.
    pub documents: Documents,
    /// Sections in the order in which they are filled in and printed.
    #[serde(rename = "section")]
    pub sections: Vec<Section>,
    /// Printed tables (附表) that several sections share.
    #[serde(default, rename = "table")]
    pub tables: Vec<FormTable>,
    /// Figures that follow from answers.
    #[serde(default, rename = "derived")]
    pub derived: Vec<Derived>,
    /// Trend charts of the workbook.
    #[serde(default, rename = "chart")]
    pub charts: Vec<TrendChart>,
    /// 字数 limits.
    #[serde(default, rename = "limit")]
    pub limits: Vec<Limit>,
    /// Checks beyond those that a field's own attributes ask for.
    #[serde(default, rename = "rule")]
    pub rules: Vec<Rule>,
    /// 基本要求.
    #[serde(default, rename = "requirement")]
    pub requirements: Vec<Requirement>,
    /// Kinds of attachment, in printed order.
    #[serde(default, rename = "attachment")]
    pub attachment_kinds: Vec<AttachmentKind>,
    /// Leftovers of the official template that must not be handed in.
    #[serde(default)]
    pub leftovers: Leftovers,
    /// 报送要求: until when, how often and where the papers are handed in, as far as it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<Profile>,
    /// The guide that comes with the call. It does not cross to the page with the form, which shows the
    /// items of one kind of applicant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(skip)]
    pub guide: Option<Guide>,
    /// Largest single attachment in bytes before `attachment-large` advises; a submission profile
    /// may say otherwise.
    pub attachment_bytes: u64,
    /// The e-mail that the attachments are sent with, where the form knows a limit for it.
    #[serde(default)]
    pub mail: Option<MailLimit>,
}

/// How large one e-mail may be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct MailLimit {
    /// In bytes, as the mail travels: its attachments are then larger than their files.
    #[ts(type = "number")]
    pub bytes: u64,
    /// Where the number comes from, a sentence for people.
    pub source: String,
}

/// Which years a form is about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Years {
    /// Years collected, ascending.
    pub collected: Vec<i32>,
    /// Years that “近三年” may be counted from; a trend is judged from each of them.
    pub bases: Vec<i32>,
}

impl Years {
    /// The latest collected year, the one requirements look at.
    pub fn last(&self) -> i32 {
        self.collected.last().copied().unwrap_or_default()
    }
}

/// One kind of applicant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Applicant {
    /// `enterprise`, `park`.
    pub id: String,
    /// 企业, 园区.
    pub label: String,
    /// One sentence: who may apply.
    pub who: String,
}

/// Words of the documents that belong to no section.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Documents {
    /// File name (without ending) of the Word and PDF paper: 申报书.
    pub paper: String,
    /// File name (without ending) of the workbook: 附表与汇总表.
    pub workbook: String,
    /// Path of the answer that names the applicant on every paper.
    pub name: String,
    /// Path of the answer that titles the application.
    pub case_title: String,
    /// Path of the date on the cover and under the pledge.
    pub date: String,
    /// What is printed for an answer that may be left out: 无.
    pub nothing: String,
    /// Heading of the contents page.
    pub contents: String,
    /// Words before a figure's number in captions: 图.
    pub figure: String,
    /// Words before a table's number in captions: 表.
    pub table: String,
    /// Name of the sheet with every yearly figure in long form: 数据.
    pub data_sheet: String,
    /// Name of the sheet with the trend charts: 图表.
    pub charts_sheet: String,
}

/// A part of the form: one task for the applicant, one piece of the papers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Stable id, unique together with `applicant`.
    pub id: String,
    /// Only for this kind of applicant; for all when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applicant: Option<String>,
    /// How it is laid out, on screen and on paper.
    pub kind: SectionKind,
    /// Group in the task list: 申报书, 附表 2.
    pub group: String,
    /// Name in the task list.
    pub name: String,
    /// Official heading as printed, where it differs from `name`; `\n` breaks the line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heading: Option<String>,
    /// Official words under the heading.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Official footnotes, printed under the table.
    #[serde(default)]
    pub footnotes: Vec<String>,
    /// The printed table ([`FormTable::id`]) this section is a band of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
    /// Official number printed above the heading (for `summary`): 附件 3.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Name of its sheet in the workbook, where it differs from `name` (for `summary`): 附件3.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Numbered rows of the official frame, the applicant's own among them (for `summary`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lines: Option<usize>,
    /// Years that the notice prints for this section, when fewer than are collected.
    #[serde(default)]
    pub notice_years: Vec<i32>,
    /// Our own help, shown beside the section.
    #[serde(default)]
    pub help: String,
    /// Whether the papers print it.
    #[serde(default = "yes")]
    pub printed: bool,
    /// Whether a new draft takes over anything of this section from an earlier one; its fields may
    /// say less.
    #[serde(default, skip_serializing_if = "Reuse::is_all")]
    #[ts(optional, as = "Option<Reuse>")]
    pub reuse: Reuse,
    /// What is asked, in order.
    #[serde(default, rename = "field")]
    pub fields: Vec<Field>,
    /// Whether its pages are stamped: they can be printed alone, before the rest.
    #[serde(default)]
    pub stamped: bool,
    /// Signature and seal lines (for `pledge` and `summary`).
    #[serde(default)]
    pub signature: Vec<String>,
    /// Printed columns (for `summary`).
    #[serde(default, rename = "column")]
    pub columns: Vec<ListColumn>,
}

/// A column of the recommending authority's list, filled from answers given elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ListColumn {
    /// Official head.
    pub label: String,
    /// Where its text comes from: the first of these that the applicant is asked.
    pub from: Vec<ListSource>,
    /// Relative width.
    pub width: u32,
}

/// Where the text of a list's column comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(from = "String", into = "String")]
#[ts(type = "string")]
pub enum ListSource {
    /// The row's number: `#number`.
    Number,
    /// The kind of applicant: `#applicant`.
    Applicant,
    /// The answer to a field, by its path.
    Field(String),
}

impl From<String> for ListSource {
    fn from(text: String) -> Self {
        match text.as_str() {
            "#number" => ListSource::Number,
            "#applicant" => ListSource::Applicant,
            _ => ListSource::Field(text),
        }
    }
}

impl From<ListSource> for String {
    fn from(source: ListSource) -> Self {
        match source {
            ListSource::Number => "#number".to_owned(),
            ListSource::Applicant => "#applicant".to_owned(),
            ListSource::Field(path) => path,
        }
    }
}

/// One thing that is asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Where the answer lives: `cover.name`. Inside `column`s of rows: the column's id.
    pub path: String,
    /// Official label.
    pub label: String,
    /// The label in a sentence or a list: without the mark that points to a footnote. Filled in where the
    /// form does not say otherwise.
    #[serde(default)]
    pub short: String,
    /// What kind of answer is expected.
    pub kind: FieldKind,
    /// Fixed unit: 万吨, 万元, %.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Whether the printed label names the unit; not where the official form does not.
    #[serde(default = "yes")]
    pub unit_in_label: bool,
    /// Path (inside rows: column) of the text answer that gives the unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_from: Option<String>,
    /// Path of the figure whose unit this one has, whatever that is; `unit` stands for it until then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_as: Option<String>,
    /// What stands in the printed label while `unit_from` is unanswered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_note: Option<String>,
    /// Whether an answer is required. A yearly answer is required for each collected year.
    #[serde(default = "yes")]
    pub required: bool,
    /// Whether “yes” is the only acceptable answer (承诺声明).
    #[serde(default)]
    pub affirm: bool,
    /// Path of an answer that is taken over while this one is absent: one fact, entered once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carry: Option<String>,
    /// Whether the papers print it.
    #[serde(default = "yes")]
    pub printed: bool,
    /// Official note beside the label: （加盖单位公章）.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Our own hint under the input.
    #[serde(default)]
    pub help: String,
    /// Example shown in the empty input.
    #[serde(default)]
    pub example: String,
    /// Words by which the narrative speaks of this figure, longest first when several fit.
    #[serde(default)]
    pub words: Vec<String>,
    /// Heading printed above it in the narrative: first-level when `outline` is 1.
    #[serde(default)]
    pub outline: Vec<Outline>,
    /// For rows: what each row asks.
    #[serde(default, rename = "column")]
    pub columns: Vec<Field>,
    /// For rows: how they are counted and printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<Rows>,
    /// Share of the printed width for facts (of 4) and rosters (relative).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// What a new draft takes over of this answer in an earlier one.
    #[serde(default, skip_serializing_if = "Reuse::is_all")]
    #[ts(optional, as = "Option<Reuse>")]
    pub reuse: Reuse,
}

/// What a new draft that is based on an earlier one takes over of an answer. Of yearly figures only
/// the years that the new form collects are ever taken over.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum Reuse {
    /// All of it, to be looked over.
    #[default]
    All,
    /// Of blocks only the headings.
    Headings,
    /// Nothing: it has to be answered anew each time.
    Nothing,
}

impl Reuse {
    fn is_all(&self) -> bool {
        *self == Reuse::All
    }
}

/// A heading that the papers print before a narrative part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Outline {
    /// 1 for 一、, 2 for （一）.
    pub level: u8,
    /// Official words with their number.
    pub text: String,
}

/// How repeatable rows are counted and printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Rows {
    /// Rows that must be there.
    #[serde(default)]
    pub at_least: usize,
    /// Rows that may be there; more are `over-limit`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<usize>,
    /// Rows the official form prints; fewer answers leave empty ones.
    #[serde(default)]
    pub printed: usize,
    /// Label of the first printed row, with `{name}`: 其中，{name}.
    #[serde(default)]
    pub first: String,
    /// Label of the other printed rows.
    #[serde(default)]
    pub other: String,
    /// What one row is called in messages: 固废.
    pub noun: String,
    /// Which catalogue suggests names: `waste`; none when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suggest: Option<String>,
}

/// A printed table (附表 1, 附表 2).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct FormTable {
    /// Stable id.
    pub id: String,
    /// Only for this kind of applicant.
    pub applicant: String,
    /// Official number: 表 2.
    pub number: String,
    /// Official title with `{name}` for the applicant.
    pub title: String,
    /// Name of the sheet in the workbook: 附表2.
    pub sheet: String,
    /// Paths of the fields printed above the table (填表人…).
    pub above: Vec<String>,
}

/// A chart of yearly figures in the workbook; an applicant who has none of them gets no chart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct TrendChart {
    /// Only for this kind of applicant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applicant: Option<String>,
    /// Its title.
    pub label: String,
    /// What it draws, all of one unit: yearly fields, derived figures, or rows with yearly figures.
    pub of: Vec<String>,
}

/// A figure that follows from answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Derived {
    /// Where it can be referred to: `waste.rate`, or a column of every row. A yearly field or a column of the
    /// same path may override it.
    pub path: FormPath,
    /// Only for this kind of applicant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applicant: Option<String>,
    /// What it is called.
    pub label: String,
    /// Its unit; where `unit_follows`, what stands for it until both operands have theirs.
    pub unit: String,
    /// Whether its unit is that of one operand by that of the other: 吨/台.
    #[serde(default)]
    pub unit_follows: bool,
    /// How it is computed.
    pub how: Derivation,
    /// Decimals it is printed with, rounded half up.
    pub places: u32,
    /// Finding code for an override that differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mismatch: Option<FindingCode>,
    /// Words by which the narrative speaks of it.
    #[serde(default)]
    pub words: Vec<String>,
}

/// How a derived figure is computed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Derivation {
    /// `over ÷ under × times`, a year at a time; inside rows, row by row.
    Ratio {
        over: FormPath,
        under: FormPath,
        #[ts(type = "string")]
        times: Decimal,
    },
    /// Sum of a rows field's yearly column.
    Sum { of: String },
    /// Percentage by which the last year lies below a base year; one value a base year.
    Fall { of: String },
    /// Points (last year minus base year) of a rate; one value a base year.
    Rise { of: String },
}

/// A 字数 limit over one or more answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// Key in the findings JSON: `case`.
    pub id: String,
    /// What is limited, in words: 申报材料.
    pub label: String,
    /// The answers counted together.
    pub paths: Vec<String>,
    /// 字 allowed.
    pub max: usize,
}

/// A check that concerns more than one answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Rule {
    /// Parts against their total (`sum-mismatch`).
    Sum {
        #[serde(default)]
        applicant: Option<String>,
        /// Rows field, or `rows[].column` for a single figure a row.
        parts: FormPath,
        /// Yearly field, or `field.year`.
        total: FormPath,
        /// `equal`: must add up; `within`: may not exceed.
        how: SumKind,
        /// Only rows whose unit column equals the total's unit count, and only when all rows do.
        #[serde(default)]
        unit_column: Option<String>,
        /// What to do, after the sentence that says what is wrong.
        fix: String,
    },
    /// A yearly figure that is unusual above a value.
    Ceiling {
        #[serde(default)]
        applicant: Option<String>,
        of: FormPath,
        #[ts(type = "string")]
        value: Decimal,
        /// Finding code.
        code: FindingCode,
        fix: String,
    },
    /// Two yearly figures of like magnitude (`magnitude` at ×10, ×1,000, ×10,000).
    Resemble {
        #[serde(default)]
        applicant: Option<String>,
        /// The figure suspected.
        of: String,
        /// The figure it should resemble.
        like: String,
    },
    /// One fact with two places (`inconsistent`).
    Same {
        #[serde(default)]
        applicant: Option<String>,
        paths: Vec<String>,
    },
    /// Rows in descending order of a column (`order`).
    Descending {
        #[serde(default)]
        applicant: Option<String>,
        rows: String,
        by: String,
    },
    /// A title that names a unit and ends in a word (`title-pattern`).
    Title {
        #[serde(default)]
        applicant: Option<String>,
        path: String,
        /// Path of the name it must contain.
        name: String,
        /// Endings of the name that the title may drop: 有限公司.
        droppable: Vec<String>,
        /// The word it must end in.
        ending: String,
    },
}

impl Rule {
    /// The kind of applicant it is for; all when `None`.
    pub fn applicant(&self) -> Option<&str> {
        match self {
            Rule::Sum { applicant, .. }
            | Rule::Ceiling { applicant, .. }
            | Rule::Resemble { applicant, .. }
            | Rule::Same { applicant, .. }
            | Rule::Descending { applicant, .. }
            | Rule::Title { applicant, .. } => applicant.as_deref(),
        }
    }
}

/// Whether parts must reach their total or may stay below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum SumKind {
    /// Parts add up to the total.
    Equal,
    /// Parts are the main ones only: together at most the total.
    Within,
}

/// One of the 基本要求.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// Stable id: `utilisation-rate`.
    pub id: String,
    /// Only for this kind of applicant; for all when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applicant: Option<String>,
    /// Short name: 综合利用率.
    pub label: String,
    /// Where it stands in the notice: 二、（二）1.
    pub clause: String,
    /// Official words.
    pub text: String,
    /// Met when any of these is met (with `all`, both lists must hold).
    #[serde(default)]
    pub any: Vec<Condition>,
    /// Met when all of these are met.
    #[serde(default)]
    pub all: Vec<Condition>,
}

/// What a requirement looks at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Condition {
    /// A yearly figure in the last year is at least a value.
    AtLeast {
        of: String,
        #[ts(type = "string")]
        value: Decimal,
    },
    /// A derived rise (points) since the base year is at least a value.
    Rise {
        of: String,
        #[ts(type = "string")]
        value: Decimal,
    },
    /// A derived fall (percent) since the base year is at least a value.
    Fall {
        of: String,
        #[ts(type = "string")]
        value: Decimal,
    },
    /// A question is answered yes.
    Yes { path: String },
    /// A question is answered yes, and the last year's figure does not belie it against another
    /// answer (when that is given).
    Below {
        claim: String,
        of: String,
        than: String,
    },
    /// A day lies at least so many years before another.
    YearsBefore {
        path: String,
        until: String,
        years: u32,
    },
}

/// One kind of attachment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct AttachmentKind {
    /// `plan`, `organisation`, …
    pub id: String,
    /// Official name with `{applicant}` for 企业 or 园区.
    pub label: String,
    /// Whether one must be attached (`attachment-missing`).
    pub required: bool,
    /// Whether pictures of this kind may stand in the narrative.
    #[serde(default)]
    pub picture: bool,
    /// What a new draft takes over of an earlier one's files of this kind.
    #[serde(default, skip_serializing_if = "Reuse::is_all")]
    #[ts(optional, as = "Option<Reuse>")]
    pub reuse: Reuse,
    /// Our own help.
    #[serde(default)]
    pub help: String,
}

/// Leftovers of the official template (`placeholder`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Leftovers {
    /// Words that, followed by one digit or X, are a leftover: 固废 → 固废1, 固废 X.
    pub numbered: Vec<String>,
    /// Texts that are always a leftover: XXX.
    pub literal: Vec<String>,
    /// What a paragraph begins with that is only a note of what is still to be written.
    #[serde(default)]
    pub note: String,
}

/// 报送要求: how the papers are handed in. Who receives them first sets it, and it is rarely in the
/// notice: the applicant notes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Path of the answer in which the applicant notes the day that holds where they are.
    pub day: String,
    /// Path of the answer in which they note how many copies on paper are wanted.
    pub copies: String,
    /// Path of the answer in which they note the e-mail address of the receiving office.
    pub recipient: String,
    /// Path of the answer that names the applicant's region.
    pub region: String,
    /// What official letters ask of those who pass the papers on.
    #[serde(default)]
    pub known: Vec<KnownProfile>,
}

impl Profile {
    /// What letters ask for in a region, in the form's order.
    pub fn known_in(&self, region: &str) -> impl Iterator<Item = &KnownProfile> {
        self.known
            .iter()
            .filter(move |known| known.region.as_deref().is_none_or(|of| of == region.trim()))
    }
}

/// What an official letter asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct KnownProfile {
    /// Only for applicants of this region; for all when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// Who passes the papers on to whom: 省级部门推荐到工业和信息化部.
    pub label: String,
    /// Until when, `2026-05-01`.
    pub day: String,
    /// Copies of the paper, where the letter says how many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copies: Option<u32>,
    /// What is to be handed in, as the letter says.
    #[serde(default)]
    pub asks: String,
    /// Where it stands.
    pub clause: String,
}

fn yes() -> bool {
    true
}

/// A form as one kind of applicant sees it: sections, fields and rules that are for others are
/// left out, and every path can be looked up. It shares the form with all who look at it.
#[derive(Debug, Clone)]
pub struct Scope {
    /// The whole form.
    pub form: Arc<Form>,
    /// The kind of applicant.
    pub applicant: Applicant,
    /// Where each field stands, by section and within it; sorted by path.
    fields: Vec<(usize, usize)>,
    /// Where each derived figure stands; sorted by path.
    derived: Vec<usize>,
}

/// By what derived figures are found.
fn key(path: &FormPath) -> (&str, Option<&str>) {
    (path.field(), path.column())
}

impl Form {
    /// The form as the kind of applicant `applicant` sees it, or `None` for an unknown kind.
    pub fn scope(self: &Arc<Self>, applicant: &str) -> Option<Scope> {
        let applicant = self.applicants.iter().find(|a| a.id == applicant)?;
        let mine = |of: &Option<String>| of.as_deref().is_none_or(|id| id == applicant.id);
        let mut fields: Vec<(usize, usize)> = self
            .sections
            .iter()
            .enumerate()
            .filter(|(_, section)| mine(&section.applicant))
            .flat_map(|(at, section)| (0..section.fields.len()).map(move |field| (at, field)))
            .collect();
        fields.sort_by_key(|(section, field)| &self.sections[*section].fields[*field].path);
        let mut derived: Vec<usize> = (0..self.derived.len())
            .filter(|at| mine(&self.derived[*at].applicant))
            .collect();
        derived.sort_by_key(|at| key(&self.derived[*at].path));
        Some(Scope {
            form: Arc::clone(self),
            applicant: applicant.clone(),
            fields,
            derived,
        })
    }
}

impl Scope {
    /// Sections in order.
    pub fn sections(&self) -> impl Iterator<Item = &Section> {
        let id = &self.applicant.id;
        self.form
            .sections
            .iter()
            .filter(move |s| s.applicant.as_ref().is_none_or(|a| a == id))
    }

    /// The section of the attachments, where the form asks for any.
    pub fn files(&self) -> Option<&Section> {
        self.sections().find(|s| s.kind == SectionKind::Files)
    }

    /// Fields in order, each with its section.
    pub fn fields(&self) -> impl Iterator<Item = (&Section, &Field)> {
        self.sections()
            .flat_map(|section| section.fields.iter().map(move |f| (section, f)))
    }

    fn found(&self, path: &str) -> Option<(&Section, &Field)> {
        let at = |(section, field): &(usize, usize)| {
            let section = &self.form.sections[*section];
            (section, &section.fields[*field])
        };
        let found = self
            .fields
            .binary_search_by(|place| at(place).1.path.as_str().cmp(path));
        Some(at(&self.fields[found.ok()?]))
    }

    /// The field at a field path such as `cover.name` (no row, no year).
    pub fn field(&self, path: &str) -> Option<&Field> {
        self.found(path).map(|(_, field)| field)
    }

    /// The section that asks the field at a field path.
    pub fn section_of(&self, path: &str) -> Option<&Section> {
        self.found(path).map(|(section, _)| section)
    }

    /// Derived figures in the form's order.
    pub fn derived(&self) -> impl Iterator<Item = &Derived> {
        let id = &self.applicant.id;
        self.form
            .derived
            .iter()
            .filter(move |d| d.applicant.as_ref().is_none_or(|a| a == id))
    }

    /// The derived figure that has the path of a field.
    pub fn derived_at(&self, field: &str) -> Option<&Derived> {
        self.derived_of(field, None)
    }

    /// The derived figure that stands in a column of every row, or is no column's.
    pub fn derived_of(&self, field: &str, column: Option<&str>) -> Option<&Derived> {
        let at = |at: &usize| key(&self.form.derived[*at].path);
        let found = self
            .derived
            .binary_search_by(|one| at(one).cmp(&(field, column)));
        Some(&self.form.derived[self.derived[found.ok()?]])
    }

    /// The workbook's trend charts for this kind of applicant.
    pub fn charts(&self) -> impl Iterator<Item = &TrendChart> {
        let id = &self.applicant.id;
        self.form
            .charts
            .iter()
            .filter(move |c| c.applicant.as_ref().is_none_or(|a| a == id))
    }

    /// The printed tables of this kind of applicant.
    pub fn tables(&self) -> impl Iterator<Item = &FormTable> {
        let id = &self.applicant.id;
        self.form.tables.iter().filter(move |t| &t.applicant == id)
    }

    /// Rules for this kind of applicant.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        let id = self.applicant.id.as_str();
        self.form
            .rules
            .iter()
            .filter(move |r| r.applicant().is_none_or(|a| a == id))
    }

    /// Requirements for this kind of applicant.
    pub fn requirements(&self) -> impl Iterator<Item = &Requirement> {
        let id = &self.applicant.id;
        self.form
            .requirements
            .iter()
            .filter(move |r| r.applicant.as_ref().is_none_or(|a| a == id))
    }
}
